//! The compact binary form of a table, for embedding.
//!
//! One zstd frame with a checksum, holding: the eight bytes `MISTTAB1`; R and S as little-endian `u32`; the cells of
//! Z and then of F, column by column, each rounded to 12 bits after the leading one (a relative
//! error of at most 1.2e-4) and laid out in three planes (exponents, upper eight bits, lower four
//! bits in pairs); the share of taxes in the output of each node as `f32`.
//!
//! Nothing that follows from an identity is stored. Output is the sum of its row; value added is
//! what inputs and taxes leave of it. The identities therefore hold to the rounding of `f64`.

use nalgebra::{DMatrix, DVector};

use crate::{EconomyError, FINAL_USES, Table};

const MAGIC: &[u8; 8] = b"MISTTAB1";
/// Bits kept of the mantissa of an `f32`.
const MANTISSA: u32 = 12;
const DROPPED: u32 = 23 - MANTISSA;
/// Cells below this (USD million) are not kept.
const SMALLEST: f64 = 5e-4;
/// Largest frame that is unpacked: 64 times the embedded table.
const LARGEST: usize = 1 << 29;

/// Packs a table. Taxes are kept as shares of output; value added is not kept.
///
/// # Errors
/// If a cell is negative or not a number, or compression fails.
pub fn encode(table: &Table) -> Result<Vec<u8>, EconomyError> {
    let place = "the table to be stored";
    let mut out = Vec::new();
    out.extend_from_slice(MAGIC);
    for size in [table.regions, table.products] {
        let size = u32::try_from(size)
            .map_err(|_| EconomyError::invalid("too many labels", place, "aggregate first"))?;
        out.extend_from_slice(&size.to_le_bytes());
    }
    for matrix in [&table.z, &table.f] {
        let mut cells = Vec::with_capacity(matrix.len());
        for &value in matrix.iter() {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(EconomyError::invalid(
                    format!("cell {value}"),
                    place,
                    "cells must be numbers from 0 up: balance the table first",
                ));
            }
            cells.push(quantise(value));
        }
        write_planes(&cells, &mut out);
    }
    let output = table.output();
    for (tax, x) in table.taxes.iter().zip(output.iter()) {
        let share = if *x > 0.0 { tax / x } else { 0.0 };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "f32 is the stored precision"
        )]
        out.extend_from_slice(&(share as f32).to_le_bytes());
    }
    // The checksum lets a changed byte be told from a changed figure.
    zstd::bulk::Compressor::new(19)
        .and_then(|mut packer| {
            packer.set_parameter(zstd::zstd_safe::CParameter::ChecksumFlag(true))?;
            packer.compress(&out)
        })
        .map_err(|e| EconomyError::invalid(e.to_string(), place, "could not be compressed"))
}

/// Unpacks a table and completes it by the identities.
///
/// # Errors
/// If the bytes are truncated, corrupt or of another form.
pub fn decode(bytes: &[u8], location: &str) -> Result<Table, EconomyError> {
    let bad = |what: &str| {
        EconomyError::invalid(
            what,
            location,
            "the file is damaged or not a packed table: restore or rebuild it",
        )
    };
    let raw = zstd::bulk::decompress(bytes, LARGEST).map_err(|e| bad(&e.to_string()))?;
    let mut rest = raw
        .strip_prefix(MAGIC)
        .ok_or_else(|| bad("no table header"))?;
    let mut size = || -> Result<usize, EconomyError> {
        let (head, tail) = rest
            .split_first_chunk::<4>()
            .ok_or_else(|| bad("no sizes"))?;
        rest = tail;
        usize::try_from(u32::from_le_bytes(*head)).map_err(|_| bad("sizes too large"))
    };
    let (regions, products) = (size()?, size()?);
    let too_large = || bad("sizes too large");
    let n = regions.checked_mul(products).ok_or_else(too_large)?;
    let finals = regions
        .checked_mul(FINAL_USES.len())
        .ok_or_else(too_large)?;
    let (cells_z, cells_f) = (
        n.checked_mul(n).ok_or_else(too_large)?,
        n.checked_mul(finals).ok_or_else(too_large)?,
    );
    let expected = planes_len(cells_z)
        .checked_add(planes_len(cells_f))
        .and_then(|v| v.checked_add(4 * n))
        .ok_or_else(too_large)?;
    if rest.len() != expected {
        return Err(bad(&format!(
            "{} bytes of cells, expected {expected}",
            rest.len()
        )));
    }
    let (planes_z, rest) = rest.split_at(planes_len(cells_z));
    let (planes_f, taxes) = rest.split_at(planes_len(cells_f));
    let z = DMatrix::from_vec(n, n, read_planes(planes_z, cells_z));
    let f = DMatrix::from_vec(n, finals, read_planes(planes_f, cells_f));
    if z.iter().chain(f.iter()).any(|v| !v.is_finite()) {
        return Err(bad("a cell that is not a number"));
    }
    let shares: Vec<f64> = taxes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|b| f64::from(f32::from_le_bytes(*b)))
        .collect();
    if shares.iter().any(|v| !v.is_finite() || v.abs() >= 1.0) {
        return Err(bad("a tax share outside −1 to 1"));
    }
    Ok(complete(regions, products, z, f, &shares))
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

/// Rounds to the stored precision: exponent and leading bits of an `f32`.
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

/// Bytes of the three planes of `cells` values.
fn planes_len(cells: usize) -> usize {
    cells.saturating_mul(2).saturating_add(cells.div_ceil(2))
}

fn write_planes(cells: &[u32], out: &mut Vec<u8>) {
    #[expect(clippy::cast_possible_truncation, reason = "the low byte is meant")]
    let byte = |v: u32| v as u8;
    out.extend(cells.iter().map(|c| byte(c >> 12)));
    out.extend(cells.iter().map(|c| byte(c >> 4)));
    out.extend(cells.chunks(2).map(|pair| {
        let low = pair[0] & 15;
        let high = pair.get(1).map_or(0, |c| c & 15);
        byte(low | (high << 4))
    }));
}

fn read_planes(bytes: &[u8], cells: usize) -> Vec<f64> {
    let (exponents, rest) = bytes.split_at(cells);
    let (upper, lower) = rest.split_at(cells);
    (0..cells)
        .map(|k| {
            let nibble = (lower[k / 2] >> (4 * (k % 2))) & 15;
            let bits =
                (u32::from(exponents[k]) << 12) | (u32::from(upper[k]) << 4) | u32::from(nibble);
            f64::from(f32::from_bits(bits << DROPPED))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Table {
        let z = DMatrix::from_fn(4, 4, |i, j| 1.0 + (i * 4 + j) as f64 * 0.37);
        let f = DMatrix::from_fn(4, 6, |i, j| 20.0 + (i + j) as f64);
        complete(2, 2, z, f, &[0.01, 0.02, -0.01, 0.0])
    }

    #[test]
    fn a_table_survives_within_the_stated_error() {
        let table = small();
        let back = decode(&encode(&table).unwrap(), "test").unwrap();
        for (a, b) in table.z.iter().zip(back.z.iter()) {
            assert!((a / b - 1.0).abs() <= 1.3e-4, "{a} {b}");
        }
        for j in 0..4 {
            let x = back.output()[j];
            let spent = back.z.column(j).sum() + back.taxes[j] + back.value_added[j];
            assert!((x / spent - 1.0).abs() < 1e-12);
        }
        // What was rounded once is not rounded again.
        assert_eq!(back, decode(&encode(&back).unwrap(), "test").unwrap());
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
        negative.z[(1, 1)] = -1.0;
        assert!(encode(&negative).is_err());
    }
}
