//! The compact form of a table, for embedding: import proportionality.
//!
//! In a table of hundreds of products and economies most cells are an estimate, and nearly all
//! tables estimate them alike: of a product that an economy imports, every sector gets the same mix
//! of origins, and so does every final use. Such a table is told by far fewer numbers ([`Compact`]):
//! for each product and buying region the imports by origin for use as input and for final use, and
//! for each user what it buys at home and from abroad. A cell from abroad is the origin's share of
//! the imports times what the user buys from abroad.
//!
//! Packed it is one zstd frame with a checksum, holding: the eight bytes `MISTTAB2`; R and S as
//! little-endian `u32`; the numbers, each rounded to 16 bits after the leading one (a relative error
//! of at most 7.7e-6) and laid out in three planes of bytes (exponents, upper and lower bits of the
//! mantissa); the share of taxes in the output of each node as `f32`.
//!
//! Nothing that follows from an identity is stored. Output is the sum of its row; value added is
//! what inputs and taxes leave of it. The identities therefore hold to the rounding of `f64`, and
//! the imports of every product are of rank one to the same rounding.

use nalgebra::{DMatrix, DVector};

use crate::{EconomyError, FINAL_USES, Table};

const MAGIC: &[u8; 8] = b"MISTTAB2";
/// Bits kept of the mantissa of an `f32`.
const MANTISSA: u32 = 16;
const DROPPED: u32 = 23 - MANTISSA;
/// Numbers below this (USD million) are not kept.
const SMALLEST: f64 = 5e-4;
/// Largest frame that is unpacked.
const LARGEST: usize = 1 << 28;

/// A table under import proportionality, USD million.
#[derive(Debug, Clone, PartialEq)]
pub struct Compact {
    /// R.
    regions: usize,
    /// S.
    products: usize,
    /// Imports for use as input `[buyer][seller][product]`; 0 where the two are the same.
    input_origins: Vec<f64>,
    /// Imports for final use, alike.
    final_origins: Vec<f64>,
    /// Purchases at home `[region][user][product]`, users being S sectors and the final uses.
    domestic: Vec<f64>,
    /// Purchases from abroad, alike.
    imported: Vec<f64>,
    /// Taxes less subsidies on inputs over output, by node.
    tax_shares: Vec<f64>,
}

impl Compact {
    /// A table without any sale.
    #[must_use]
    pub fn new(regions: usize, products: usize) -> Self {
        let users = products + FINAL_USES.len();
        Self {
            regions,
            products,
            input_origins: vec![0.0; regions * regions * products],
            final_origins: vec![0.0; regions * regions * products],
            domestic: vec![0.0; regions * users * products],
            imported: vec![0.0; regions * users * products],
            tax_shares: vec![0.0; regions * products],
        }
    }

    /// Sets what every user of region j buys of product p at home and from abroad.
    pub fn set_users(&mut self, j: usize, p: usize, domestic: &[f64], imported: &[f64]) {
        let users = self.products + FINAL_USES.len();
        for (u, (home, abroad)) in domestic.iter().zip(imported).enumerate() {
            let at = (j * users + u) * self.products + p;
            self.domestic[at] = *home;
            self.imported[at] = *abroad;
        }
    }

    /// Sets what region j imports of product p from region i, for its sectors and for final use.
    pub fn set_origin(&mut self, i: usize, j: usize, p: usize, inputs: f64, finals: f64) {
        let at = (j * self.regions + i) * self.products + p;
        if i != j {
            self.input_origins[at] = inputs;
            self.final_origins[at] = finals;
        }
    }

    /// Sets the share of taxes in the output of every node.
    pub fn set_tax_shares(&mut self, shares: Vec<f64>) {
        self.tax_shares = shares;
    }

    /// All flows in the order of the file.
    fn flows(&self) -> impl Iterator<Item = f64> {
        self.input_origins
            .iter()
            .chain(&self.final_origins)
            .chain(&self.domestic)
            .chain(&self.imported)
            .copied()
    }

    /// All numbers: flows, then tax shares.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = f64> {
        self.flows().chain(self.tax_shares.iter().copied())
    }

    /// The table, cell by cell, completed by its identities.
    #[must_use]
    pub fn table(&self) -> Table {
        let (r, s) = (self.regions, self.products);
        let (n, finals) = (r * s, FINAL_USES.len());
        let users = s + finals;
        let mut z = vec![0.0; n * n];
        let mut f = vec![0.0; n * r * finals];
        for j in 0..r {
            let imports = j * n..(j + 1) * n;
            let inputs = mixes(&self.input_origins[imports.clone()], s);
            let final_use = mixes(&self.final_origins[imports], s);
            for u in 0..users {
                let bought = (j * users + u) * s..(j * users + u + 1) * s;
                let home = &self.domestic[bought.clone()];
                let abroad = &self.imported[bought];
                let (column, mix) = if u < s {
                    (&mut z[(j * s + u) * n..][..n], &inputs)
                } else {
                    (&mut f[(j * finals + u - s) * n..][..n], &final_use)
                };
                for (cells, shares) in column.chunks_exact_mut(s).zip(mix.chunks_exact(s)) {
                    for ((cell, share), value) in cells.iter_mut().zip(shares).zip(abroad) {
                        *cell = share * value;
                    }
                }
                column[j * s..][..s].copy_from_slice(home);
            }
        }
        complete(
            r,
            s,
            DMatrix::from_vec(n, n, z),
            DMatrix::from_vec(n, r * finals, f),
            &self.tax_shares,
        )
    }
}

/// Shares of each origin in the imports of each product, `[seller][product]` like the imports.
fn mixes(imports: &[f64], s: usize) -> Vec<f64> {
    let mut totals = vec![0.0; s];
    for line in imports.chunks_exact(s) {
        for (total, v) in totals.iter_mut().zip(line) {
            *total += v;
        }
    }
    let mut out = imports.to_vec();
    for line in out.chunks_exact_mut(s) {
        for (v, total) in line.iter_mut().zip(&totals) {
            *v = if *total > 0.0 { *v / total } else { 0.0 };
        }
    }
    out
}

/// Packs a table.
///
/// # Errors
/// If a number is negative or not one, or compression fails.
pub fn encode(table: &Compact) -> Result<Vec<u8>, EconomyError> {
    let place = "the table to be stored";
    let mut out = Vec::new();
    out.extend_from_slice(MAGIC);
    for size in [table.regions, table.products] {
        let size = u32::try_from(size)
            .map_err(|_| EconomyError::invalid("too many labels", place, "aggregate first"))?;
        out.extend_from_slice(&size.to_le_bytes());
    }
    if let Some(bad) = table.flows().find(|v| !(*v >= 0.0 && v.is_finite())) {
        return Err(EconomyError::invalid(
            format!("a flow of {bad}"),
            place,
            "flows must be numbers from 0 up: balance the table first",
        ));
    }
    let codes: Vec<u32> = table.flows().map(quantise).collect();
    for shift in [16, 8, 0] {
        #[expect(clippy::cast_possible_truncation, reason = "the low byte is meant")]
        out.extend(codes.iter().map(|c| (c >> shift) as u8));
    }
    for share in &table.tax_shares {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "f32 is the stored precision"
        )]
        out.extend_from_slice(&(*share as f32).to_le_bytes());
    }
    // The checksum lets a changed byte be told from a changed figure.
    zstd::bulk::Compressor::new(19)
        .and_then(|mut packer| {
            packer.set_parameter(zstd::zstd_safe::CParameter::ChecksumFlag(true))?;
            packer.compress(&out)
        })
        .map_err(|e| EconomyError::invalid(e.to_string(), place, "could not be compressed"))
}

/// Unpacks a table.
///
/// # Errors
/// If the bytes are truncated, corrupt or of another form.
pub fn decode(bytes: &[u8], location: &str) -> Result<Compact, EconomyError> {
    let bad = |what: &str| {
        EconomyError::invalid(
            what,
            location,
            "the file is damaged or not a packed table: restore or rebuild it",
        )
    };
    let raw = zstd::bulk::decompress(bytes, LARGEST).map_err(|e| bad(&e.to_string()))?;
    let rest = raw
        .strip_prefix(MAGIC)
        .ok_or_else(|| bad("no table header"))?;
    let (sizes, rest) = rest
        .split_first_chunk::<8>()
        .ok_or_else(|| bad("no sizes"))?;
    let size = |four: [u8; 4]| {
        usize::try_from(u32::from_le_bytes(four)).map_err(|_| bad("sizes too large"))
    };
    let [a, b, c, d, e, f, g, h] = *sizes;
    let (regions, products) = (size([a, b, c, d])?, size([e, f, g, h])?);
    let too_large = || bad("sizes too large");
    let nodes = regions.checked_mul(products).ok_or_else(too_large)?;
    let origins = nodes.checked_mul(regions).ok_or_else(too_large)?;
    let bought = nodes
        .checked_mul(products.saturating_add(FINAL_USES.len()))
        .ok_or_else(too_large)?;
    let numbers = origins
        .checked_add(bought)
        .and_then(|v| v.checked_mul(2))
        .ok_or_else(too_large)?;
    let expected = numbers
        .checked_mul(3)
        .and_then(|v| v.checked_add(nodes.checked_mul(4)?))
        .ok_or_else(too_large)?;
    if rest.len() != expected {
        return Err(bad(&format!(
            "{} bytes of numbers, expected {expected}",
            rest.len()
        )));
    }
    let (planes, taxes) = rest.split_at(3 * numbers);
    let (exponents, mantissas) = planes.split_at(numbers);
    let (upper, lower) = mantissas.split_at(numbers);
    let mut values = exponents.iter().zip(upper).zip(lower).map(|((e, u), l)| {
        let bits = (u32::from(*e) << 16) | (u32::from(*u) << 8) | u32::from(*l);
        f64::from(f32::from_bits(bits << DROPPED))
    });
    let mut take = |count: usize| -> Vec<f64> { values.by_ref().take(count).collect() };
    let out = Compact {
        regions,
        products,
        input_origins: take(origins),
        final_origins: take(origins),
        domestic: take(bought),
        imported: take(bought),
        tax_shares: taxes
            .as_chunks::<4>()
            .0
            .iter()
            .map(|b| f64::from(f32::from_le_bytes(*b)))
            .collect(),
    };
    if out.flows().any(|v| !v.is_finite()) {
        return Err(bad("a flow that is not a number"));
    }
    if out
        .tax_shares
        .iter()
        .any(|v| !v.is_finite() || v.abs() >= 1.0)
    {
        return Err(bad("a tax share outside −1 to 1"));
    }
    Ok(out)
}

/// Completes a table from its cells and tax shares: x from the rows, value added as what is left.
#[must_use]
pub fn complete(
    regions: usize,
    products: usize,
    z: DMatrix<f64>,
    f: DMatrix<f64>,
    tax_shares: &[f64],
) -> Table {
    let n = regions * products;
    let mut output = DVector::zeros(n);
    for column in z.column_iter().chain(f.column_iter()) {
        output += column;
    }
    let taxes = DVector::from_iterator(n, output.iter().zip(tax_shares).map(|(x, t)| x * t));
    let value_added = DVector::from_iterator(
        n,
        z.column_iter()
            .zip(output.iter().zip(taxes.iter()))
            .map(|(inputs, (x, tax))| x - inputs.sum() - tax),
    );
    Table {
        regions,
        products,
        z,
        f,
        taxes,
        value_added,
    }
}

/// Rounds to the stored precision: exponent and leading bits of an `f32` (its sign is +).
fn quantise(value: f64) -> u32 {
    if value < SMALLEST {
        return 0;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "f32 is the stored precision"
    )]
    let bits = (value as f32).to_bits();
    (bits + (1 << (DROPPED - 1))) >> DROPPED
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three regions, two products, every number different.
    fn small() -> Compact {
        let mut t = Compact::new(3, 2);
        for j in 0..3 {
            for p in 0..2 {
                let mut abroad = [0.0; 2];
                for i in (0..3).filter(|i| *i != j) {
                    let v = 1.0 + (i * 5 + j * 3 + p) as f64 * 0.37;
                    t.set_origin(i, j, p, v, 0.5 * v + 0.1 * i as f64);
                    abroad = [abroad[0] + v, abroad[1] + 0.5 * v + 0.1 * i as f64];
                }
                let home = [4.0, 3.0, 20.0 + j as f64, 5.0, 6.5];
                let parts = [0.3, 0.7, 0.5, 0.2, 0.3];
                let imported: Vec<f64> = parts
                    .iter()
                    .enumerate()
                    .map(|(u, share)| share * abroad[usize::from(u > 1)])
                    .collect();
                t.set_users(j, p, &home, &imported);
            }
        }
        t.set_tax_shares(vec![0.01, 0.02, -0.01, 0.0, 0.03, 0.015]);
        t
    }

    #[test]
    fn a_table_survives_within_the_stated_error() {
        let stored = small();
        let back = decode(&encode(&stored).unwrap(), "test").unwrap();
        for (a, b) in stored.flows().zip(back.flows()) {
            assert!((a - b).abs() <= 7.7e-6 * a, "{a} {b}");
        }
        let (table, exact) = (back.table(), stored.table());
        for j in 0..6 {
            let x = table.output()[j];
            let spent = table.z.column(j).sum() + table.taxes[j] + table.value_added[j];
            assert!((x / spent - 1.0).abs() < 1e-12);
        }
        assert!((&table.z - &exact.z).amax() < 1e-4);
        // What was rounded once is not rounded again.
        assert_eq!(back, decode(&encode(&back).unwrap(), "test").unwrap());
    }

    #[test]
    fn trade_and_use_are_what_was_set_and_imports_are_of_rank_one() {
        let stored = small();
        let t = stored.table();
        // Region 0 sells product 1 to region 2: what its sectors and its final uses import.
        let row = t.node(0, 1);
        let inputs: f64 = (0..2).map(|u| t.z[(row, t.node(2, u))]).sum();
        let finals: f64 = (0..3).map(|c| t.f[(row, 6 + c)]).sum();
        let at = (2 * 3) * 2 + 1;
        assert!((inputs - stored.input_origins[at]).abs() < 1e-12);
        assert!((finals - stored.final_origins[at]).abs() < 1e-12);
        for j in 0..3 {
            let abroad: Vec<usize> = (0..3).filter(|i| *i != j).collect();
            let cell = |i: usize, u: usize| t.z[(t.node(i, 1), t.node(j, u))];
            let cross =
                cell(abroad[0], 0) * cell(abroad[1], 1) / (cell(abroad[0], 1) * cell(abroad[1], 0));
            assert!((cross - 1.0).abs() < 1e-14, "{cross}");
            assert_eq!(t.z[(t.node(j, 0), t.node(j, 1))], 3.0);
        }
    }

    #[test]
    fn damage_is_refused() {
        let bytes = encode(&small()).unwrap();
        for cut in [0, 3, 20, bytes.len() - 1] {
            assert!(decode(&bytes[..cut], "test").is_err(), "cut at {cut}");
        }
        assert!(decode(b"not a table at all", "test").is_err());
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x20;
            // A flipped bit is refused, or lies where the frame holds no data.
            if let Ok(table) = decode(&flipped, "test") {
                assert_eq!(table, decode(&bytes, "test").unwrap(), "byte {at}");
            }
        }
        let mut negative = small();
        negative.imported[3] = -1.0;
        assert!(encode(&negative).is_err());
    }
}
