//! The source files: CSV (plain or gzip) and NumPy archives, with errors that name file and line.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use ndarray::{ArrayD, OwnedRepr};
use ndarray_npy::{NpzReader, ReadableElement};

use crate::EconomyError;

/// Opens a file, through gzip when its name ends in `.gz`.
pub(super) fn open(path: &Path) -> Result<Box<dyn Read>, EconomyError> {
    let file = File::open(path).map_err(|source| EconomyError::File {
        action: "read",
        path: path.to_path_buf(),
        source,
    })?;
    let reader = BufReader::new(file);
    Ok(if path.extension().is_some_and(|e| e == "gz") {
        Box::new(GzDecoder::new(reader))
    } else {
        Box::new(reader)
    })
}

/// A CSV file read whole: its header and its rows.
pub(super) struct Csv {
    path: PathBuf,
    header: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

/// One row of a [`Csv`], by column name.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    csv: &'a Csv,
    index: usize,
}

impl Csv {
    /// Reads a CSV file with a header.
    pub(super) fn read(path: &Path) -> Result<Self, EconomyError> {
        let bad = |e: csv::Error| {
            EconomyError::invalid(e.to_string(), path.display().to_string(), "expected CSV")
        };
        let mut reader = csv::Reader::from_reader(open(path)?);
        let header = reader
            .headers()
            .map_err(bad)?
            .iter()
            .map(str::to_owned)
            .collect();
        let rows = reader.records().collect::<Result<_, _>>().map_err(bad)?;
        Ok(Self {
            path: path.to_path_buf(),
            header,
            rows,
        })
    }

    /// All rows in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows.len()).map(|index| Row { csv: self, index })
    }

    /// Names of the columns.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }
}

impl<'a> Row<'a> {
    /// Text of a column.
    pub(super) fn text(&self, column: &str) -> Result<&'a str, EconomyError> {
        let position = self.csv.header.iter().position(|h| h == column);
        position
            .and_then(|p| self.csv.rows[self.index].get(p))
            .ok_or_else(|| {
                EconomyError::invalid(
                    format!("no column {column}"),
                    self.csv.path.display().to_string(),
                    "is this the file that the data page describes?",
                )
            })
    }

    /// What is wrong with the row, where, and what to do.
    pub(super) fn wrong(&self, what: impl Into<String>, help: &str) -> EconomyError {
        let place = format!("{}, line {}", self.csv.path.display(), self.index + 2);
        EconomyError::invalid(what, place, help)
    }

    /// Number in a column.
    pub(super) fn number(&self, column: &str) -> Result<f64, EconomyError> {
        let text = self.text(column)?;
        text.trim().parse().map_err(|_| {
            self.wrong(
                format!("{text:?} is not a number (column {column})"),
                "mend the cell",
            )
        })
    }
}

/// A NumPy `.npz` archive.
pub(super) struct Npz {
    path: PathBuf,
    reader: NpzReader<File>,
}

impl Npz {
    /// Opens an archive.
    pub(super) fn open(path: &Path) -> Result<Self, EconomyError> {
        let file = File::open(path).map_err(|source| EconomyError::File {
            action: "read",
            path: path.to_path_buf(),
            source,
        })?;
        let reader = NpzReader::new(file).map_err(|e| {
            EconomyError::invalid(
                e.to_string(),
                path.display().to_string(),
                "expected a NumPy .npz archive",
            )
        })?;
        Ok(Self {
            path: path.to_path_buf(),
            reader,
        })
    }

    /// Reads an array of a known shape, in row-major order.
    pub(super) fn array<T: ReadableElement + Copy>(
        &mut self,
        name: &str,
        shape: &[usize],
    ) -> Result<Vec<T>, EconomyError> {
        let place = format!("{}, array {name}", self.path.display());
        let array: ArrayD<T> = self.reader.by_name::<OwnedRepr<T>, _>(name).map_err(|e| {
            EconomyError::invalid(e.to_string(), place.clone(), "expected an array")
        })?;
        if array.shape() != shape {
            return Err(EconomyError::invalid(
                format!("shape {:?}, expected {shape:?}", array.shape()),
                place,
                "is this the file that the data page describes?",
            ));
        }
        Ok(array.iter().copied().collect())
    }
}
