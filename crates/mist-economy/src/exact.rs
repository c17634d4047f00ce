//! The exact form of a table: every cell as it was imported.
//!
//! One zstd frame with a checksum, holding: the eight bytes `MISTTABX`; R and S as little-endian
//! `u32`; Z and then F, column by column, and the taxes of each node, as little-endian `f64`. As in the
//! compact form ([`crate::store`]), nothing that follows from an identity is stored.

use std::io::{self, Read, Write};

use nalgebra::{DMatrix, DVector};

use crate::{EconomyError, FINAL_USES, Table};

/// First bytes of the frame's content.
pub(crate) const MAGIC: &[u8; 8] = b"MISTTABX";
/// Fast: a table of 4,050 nodes takes less than a second.
const LEVEL: i32 = 1;
/// Most nodes: as many as a reader takes.
const MOST_NODES: usize = 10_000;

/// Writes a table whole.
///
/// # Errors
/// Whatever the writer says.
pub fn write(table: &Table, into: impl Write) -> io::Result<()> {
    let mut packer = zstd::Encoder::new(into, LEVEL)?;
    packer.include_checksum(true)?;
    packer.write_all(MAGIC)?;
    for size in [table.regions, table.products] {
        let size = u32::try_from(size).map_err(io::Error::other)?;
        packer.write_all(&size.to_le_bytes())?;
    }
    let mut buffer = Vec::new();
    for cells in [
        table.z.as_slice(),
        table.f.as_slice(),
        table.taxes.as_slice(),
    ] {
        for chunk in cells.chunks(1 << 13) {
            buffer.clear();
            buffer.extend(chunk.iter().flat_map(|cell| cell.to_le_bytes()));
            packer.write_all(&buffer)?;
        }
    }
    packer.finish()?.flush()
}

/// Whether packed bytes are of this form.
pub(crate) fn is_exact(packed: &[u8]) -> bool {
    let mut magic = [0; MAGIC.len()];
    zstd::Decoder::new(packed)
        .is_ok_and(|mut unpacked| unpacked.read_exact(&mut magic).is_ok() && magic == *MAGIC)
}

/// Reads a table and completes it by the identities.
///
/// # Errors
/// If the bytes are truncated, corrupt or of another form.
pub fn read(packed: &[u8], location: &str) -> Result<Table, EconomyError> {
    let bad = |what: String| {
        EconomyError::invalid(
            what,
            location,
            "the file is damaged or not a packed table: import it again",
        )
    };
    let cut = |e: io::Error| bad(e.to_string());
    let mut unpacked = zstd::Decoder::new(packed).map_err(cut)?;
    let mut magic = [0; MAGIC.len()];
    unpacked.read_exact(&mut magic).map_err(cut)?;
    if magic != *MAGIC {
        return Err(bad("no table header".to_owned()));
    }
    let mut size = || -> Result<usize, EconomyError> {
        let mut bytes = [0; 4];
        unpacked.read_exact(&mut bytes).map_err(cut)?;
        usize::try_from(u32::from_le_bytes(bytes)).map_err(|e| bad(e.to_string()))
    };
    let (regions, products) = (size()?, size()?);
    let n = regions.saturating_mul(products);
    if n == 0 || n > MOST_NODES || regions > MOST_NODES {
        return Err(bad(format!("{regions} regions and {products} products")));
    }
    let mut numbers = |count: usize| -> Result<Vec<f64>, EconomyError> {
        // Grows with what is there, whatever the sizes say.
        let mut out = Vec::new();
        let mut buffer = vec![0; 1 << 16];
        while out.len() < count {
            let bytes = (8 * (count - out.len())).min(buffer.len());
            unpacked.read_exact(&mut buffer[..bytes]).map_err(cut)?;
            let cells = buffer[..bytes].as_chunks::<8>().0;
            out.extend(cells.iter().map(|b| f64::from_le_bytes(*b)));
        }
        if out.iter().any(|v| !v.is_finite()) {
            return Err(bad("a cell that is not a number".to_owned()));
        }
        Ok(out)
    };
    let z = DMatrix::from_vec(n, n, numbers(n * n)?);
    let finals = regions * FINAL_USES.len();
    let f = DMatrix::from_vec(n, finals, numbers(n * finals)?);
    let taxes = DVector::from_vec(numbers(n)?);
    if unpacked.read(&mut [0]).map_err(cut)? > 0 {
        return Err(bad("more bytes than the table has cells".to_owned()));
    }
    if z.iter().chain(f.iter()).any(|v| *v < 0.0) {
        return Err(bad("a negative cell".to_owned()));
    }
    Ok(complete(regions, products, z, f, taxes))
}

/// Completes a table from its cells and taxes: value added is what is left of output.
#[must_use]
pub fn complete(
    regions: usize,
    products: usize,
    z: DMatrix<f64>,
    f: DMatrix<f64>,
    taxes: DVector<f64>,
) -> Table {
    let mut left = DVector::zeros(regions * products);
    for column in z.column_iter().chain(f.column_iter()) {
        left += column;
    }
    for (j, column) in z.column_iter().enumerate() {
        left[j] -= column.sum() + taxes[j];
    }
    Table {
        regions,
        products,
        z,
        f,
        taxes,
        value_added: left,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Table {
        let z = DMatrix::from_fn(4, 4, |i, j| 1.0 + (i * 4 + j) as f64 / 3.0);
        let f = DMatrix::from_fn(4, 6, |i, j| 20.1 + (i + j) as f64);
        complete(2, 2, z, f, DVector::from_vec(vec![0.5, -0.1, 0.0, 2.0]))
    }

    fn packed(table: &Table) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(table, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn a_table_survives_to_the_last_digit() {
        let bytes = packed(&small());
        assert!(is_exact(&bytes));
        assert_eq!(read(&bytes, "test").unwrap(), small());
    }

    #[test]
    fn damage_is_refused() {
        let bytes = packed(&small());
        for cut in [0, 3, 20, bytes.len() - 1] {
            assert!(read(&bytes[..cut], "test").is_err(), "cut at {cut}");
        }
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x20;
            if let Ok(table) = read(&flipped, "test") {
                assert_eq!(table, small(), "byte {at}");
            }
        }
        let mut negative = small();
        negative.z[(1, 1)] = -1.0;
        assert!(read(&packed(&negative), "test").is_err());
    }
}
