//! A folder written by pymrio's `save_all` as text.
//!
//! `Z.txt` and `Y.txt` are tab-separated: two header lines (region, then sector or category), a line
//! with the names of the row labels, and rows that begin with region and sector. Values are taken to
//! be in millions of US dollars, as `unit.txt` should say; other currencies are refused.

use std::fs;
use std::path::Path;

use nalgebra::DMatrix;

use super::{Imported, RawTable, assemble, final_column};
use crate::{EconomyError, FINAL_USES, FinalUse};

/// Words in the names of categories of final demand, and the use that they mean (OECD, WIOD,
/// EXIOBASE and Eora). Earlier lines win.
const USES: [(&str, FinalUse); 14] = [
    ("non-profit", FinalUse::Households),
    ("npish", FinalUse::Households),
    ("household", FinalUse::Households),
    ("hfce", FinalUse::Households),
    ("cons_h", FinalUse::Households),
    ("abroad", FinalUse::Households),
    ("dpabr", FinalUse::Households),
    ("government", FinalUse::Government),
    ("ggfc", FinalUse::Government),
    ("cons_g", FinalUse::Government),
    ("gfcf", FinalUse::Investment),
    ("capital", FinalUse::Investment),
    ("inv", FinalUse::Investment),
    ("valuables", FinalUse::Investment),
];

/// Reads a folder saved by pymrio; `year` is that of the table, which pymrio does not keep.
///
/// # Errors
/// If `Z.txt` or `Y.txt` is missing or not as pymrio writes it: file, line and column are named.
pub fn read(folder: &Path, year: u16) -> Result<Imported, EconomyError> {
    let z = Block::read(&folder.join("Z.txt"))?;
    let y = Block::read(&folder.join("Y.txt"))?;
    let place = |file: &str| folder.join(file).display().to_string();
    if z.rows != z.columns {
        return Err(EconomyError::invalid(
            "rows and columns with different labels",
            place("Z.txt"),
            "Z must be square, in one order: save the system again with pymrio",
        ));
    }
    if y.rows != z.rows {
        return Err(EconomyError::invalid(
            "rows in another order than in Z.txt",
            place("Y.txt"),
            "save the system again with pymrio",
        ));
    }
    currency(folder)?;
    let regions = in_order(z.rows.iter().map(|l| l.0.as_str()));
    let sectors = in_order(z.rows.iter().map(|l| l.1.as_str()));
    let (r, s) = (regions.len(), sectors.len());
    let expected = regions
        .iter()
        .flat_map(|region| sectors.iter().map(move |sector| (*region, *sector)));
    let given = z.rows.iter().map(|l| (l.0.as_str(), l.1.as_str()));
    if r * s != z.rows.len() || !expected.eq(given) {
        return Err(EconomyError::invalid(
            format!("{} rows for {r} regions and {s} sectors", z.rows.len()),
            place("Z.txt"),
            "every region needs the same sectors in the same order, each once",
        ));
    }
    let mut f = DMatrix::zeros(r * s, r * FINAL_USES.len());
    for (k, (region, category)) in y.columns.iter().enumerate() {
        let buyer = regions.iter().position(|c| c == region).ok_or_else(|| {
            EconomyError::invalid(
                format!("unknown region {region:?}"),
                format!("{}, column {}", place("Y.txt"), k + 3),
                "use the regions of Z.txt",
            )
        })?;
        let column = final_column(buyer, use_of(category, &place("Y.txt"))?);
        for (row, value) in y.values.column(k).iter().enumerate() {
            f[(row, column)] += value;
        }
    }
    let name = folder
        .file_name()
        .map_or_else(|| "pymrio".to_owned(), |n| n.to_string_lossy().into_owned());
    assemble(
        RawTable {
            id: name.clone(),
            name: format!("{name} (pymrio)"),
            year,
            regions: regions.iter().map(|c| pair(c)).collect(),
            products: sectors
                .iter()
                .map(|c| ((*c).to_owned(), (*c).to_owned(), (*c).to_owned()))
                .collect(),
            z: z.values,
            f,
            taxes: Vec::new(),
        },
        folder,
    )
}

fn pair(code: &str) -> (String, String) {
    (code.to_owned(), code.to_owned())
}

/// Labels without repetition, in order of first appearance.
fn in_order<'a>(labels: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::new();
    for label in labels {
        if !out.contains(&label) {
            out.push(label);
        }
    }
    out
}

fn use_of(category: &str, place: &str) -> Result<usize, EconomyError> {
    let lower = category.to_lowercase();
    USES.iter()
        .find(|(word, _)| lower.contains(word))
        .and_then(|(_, wanted)| FINAL_USES.iter().position(|u| u == wanted))
        .ok_or_else(|| {
            EconomyError::invalid(
                format!("unknown category of final demand {category:?}"),
                place,
                "name it household, government, or capital formation",
            )
        })
}

/// Refuses a table in another currency than US dollars, where `unit.txt` says so.
fn currency(folder: &Path) -> Result<(), EconomyError> {
    let path = folder.join("unit.txt");
    let Ok(text) = fs::read_to_string(&path) else {
        return Ok(());
    };
    for (k, line) in text.lines().enumerate().skip(1) {
        let unit = line.rsplit('\t').next().unwrap_or("").trim();
        if unit.contains("EUR") || unit.contains("JPY") || unit.contains("GBP") {
            return Err(EconomyError::invalid(
                format!("values in {unit}"),
                format!("{}, line {}", path.display(), k + 1),
                "convert to millions of US dollars first",
            ));
        }
    }
    Ok(())
}

type Label = (String, String);

/// One matrix with its labels.
struct Block {
    rows: Vec<Label>,
    columns: Vec<Label>,
    values: DMatrix<f64>,
}

impl Block {
    fn read(path: &Path) -> Result<Self, EconomyError> {
        let text = fs::read(path).map_err(|source| EconomyError::File {
            action: "read",
            path: path.to_path_buf(),
            source,
        })?;
        let place = path.display().to_string();
        let text = std::str::from_utf8(&text).map_err(|e| {
            EconomyError::invalid(
                format!("text that is not UTF-8 (byte {})", e.valid_up_to()),
                place.clone(),
                "save the file as UTF-8",
            )
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.lines().enumerate();
        let mut header = || -> Result<Vec<&str>, EconomyError> {
            lines
                .next()
                .map(|(_, line)| line.split('\t').skip(2).map(str::trim).collect())
                .ok_or_else(|| {
                    EconomyError::invalid(
                        "no header",
                        place.clone(),
                        "expected two header lines, as pymrio writes them",
                    )
                })
        };
        let (first, second) = (header()?, header()?);
        if first.is_empty() || first.len() != second.len() {
            return Err(EconomyError::invalid(
                format!("headers of {} and {} columns", first.len(), second.len()),
                place,
                "expected tab-separated text with region and sector above every column",
            ));
        }
        let columns: Vec<Label> = first
            .iter()
            .zip(&second)
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        let mut rows: Vec<Label> = Vec::new();
        let mut values = Vec::new();
        for (k, line) in lines {
            let mut cells = line.split('\t').map(str::trim);
            let label = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
            let cells: Vec<&str> = cells.collect();
            // The names of the row labels stand on a line of their own, without values.
            let blank = cells.iter().all(|c| c.is_empty());
            if blank && (rows.is_empty() || label.0.is_empty()) {
                continue;
            }
            if cells.len() != columns.len() {
                return Err(EconomyError::invalid(
                    format!("{} values, expected {}", cells.len(), columns.len()),
                    format!("{place}, line {}", k + 1),
                    "the file is cut short or its separator is not a tab",
                ));
            }
            for (c, cell) in cells.iter().enumerate() {
                values.push(cell.parse().map_err(|_| {
                    EconomyError::invalid(
                        format!("{cell:?} is not a number"),
                        format!("{place}, line {}, column {}", k + 1, c + 3),
                        "use a point for decimals and no thousands separator",
                    )
                })?);
            }
            rows.push((label.0.to_owned(), label.1.to_owned()));
        }
        Ok(Self {
            values: DMatrix::from_row_iterator(rows.len(), columns.len(), values),
            rows,
            columns,
        })
    }
}
