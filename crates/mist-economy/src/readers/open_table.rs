//! The project's open table layout: a folder of CSV or Parquet files with a `datapackage.json`.
//!
//! | File | Columns |
//! | --- | --- |
//! | `datapackage.json` | `name`, `title`, `year` |
//! | `regions.csv` | `code` (ISO 3166-1 alpha-3, or `ROW`), `name` |
//! | `products.csv` | `code`, `name`, `isic` (divisions, separated by spaces) |
//! | `z` | `seller_region`, `seller_product`, `buyer_region`, `buyer_product`, `usd_million` |
//! | `f` | `seller_region`, `seller_product`, `buyer_region`, `use`, `usd_million` |
//! | `taxes`, optional | `region`, `product`, `usd_million` |
//! | `output`, optional | `region`, `product`, `usd_million`: checked against the sales |
//!
//! `z`, `f`, `taxes` and `output` are `.csv` or `.parquet`. `use` is `households`, `government` or
//! `investment`. Cells that are not listed are zero; a cell listed twice is an error.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nalgebra::DMatrix;
use serde::Deserialize;

use super::codes::Sector;
use super::fingerprint::InputFile;
use super::lines::{self, Progress, wrong};
use super::{Imported, RawTable, assemble, final_column};
use crate::{EconomyError, FINAL_USES, Source};

/// Sales may differ from the output stated by this much of it.
const TOLERANCE: f64 = 1e-6;

/// Largest list of regions or products, and most sectors of all regions together.
const MOST_NODES: usize = 10_000;

#[derive(Deserialize)]
struct Package {
    name: String,
    title: String,
    year: u16,
}

/// Reads a folder in the open layout.
///
/// # Errors
/// If a file is missing, or a line is not as the layout says: file and line are named.
pub fn read(folder: &Path, progress: Progress<'_>) -> Result<Imported, EconomyError> {
    let path = folder.join("datapackage.json");
    let bytes = std::fs::read(&path).map_err(|source| EconomyError::File {
        action: "read",
        path: path.clone(),
        source,
    })?;
    let package: Package = serde_json::from_slice(&bytes).map_err(|e| {
        EconomyError::invalid(
            e.to_string(),
            path.display().to_string(),
            "give name, title and year",
        )
    })?;
    let mut inputs = vec![path];
    let mut list = |name: &str, columns: &[&str]| -> Result<Vec<Vec<String>>, EconomyError> {
        let path = folder.join(name);
        let list = texts(&path, columns)?;
        inputs.push(path);
        Ok(list)
    };
    let regions = list("regions.csv", &["code", "name"])?;
    let products = list("products.csv", &["code", "name", "isic"])?;
    let codes = Codes {
        regions: regions
            .iter()
            .zip(0..)
            .map(|(r, k)| (r[0].as_str(), k))
            .collect(),
        products: products
            .iter()
            .zip(0..)
            .map(|(p, k)| (p[0].as_str(), k))
            .collect(),
    };
    let (r, n) = (regions.len(), regions.len() * products.len());
    if n > MOST_NODES {
        return Err(EconomyError::invalid(
            format!("{r} regions and {} products", products.len()),
            folder.display().to_string(),
            "at most 10,000 sectors in all: aggregate the table first",
        ));
    }
    let mut z = Cells::new(n, n);
    let columns = [
        "seller_region",
        "seller_product",
        "buyer_region",
        "buyer_product",
    ];
    inputs.push(each(
        folder,
        "z",
        &columns,
        progress,
        &mut |at, words, value| {
            let seller = codes.node(&words[0], &words[1], at)?;
            let buyer = codes.node(&words[2], &words[3], at)?;
            z.set(seller, buyer, value, at)
        },
    )?);
    let mut f = Cells::new(n, r * FINAL_USES.len());
    let columns = ["seller_region", "seller_product", "buyer_region", "use"];
    inputs.push(each(
        folder,
        "f",
        &columns,
        progress,
        &mut |at, words, value| {
            let seller = codes.node(&words[0], &words[1], at)?;
            let buyer = codes.region(&words[2], at)?;
            let used = match words[3].as_str() {
                "households" => 0,
                "government" => 1,
                "investment" => 2,
                other => {
                    let what = format!("unknown use {other:?}");
                    return Err(at.wrong(&what, "use households, government or investment"));
                }
            };
            f.set(seller, final_column(buyer, used), value, at)
        },
    )?);
    let mut by_node = |name: &str| -> Result<Option<Vec<f64>>, EconomyError> {
        if file_of(folder, name).is_none() {
            return Ok(None);
        }
        let mut cells = Cells::new(n, 1);
        let columns = ["region", "product"];
        inputs.push(each(
            folder,
            name,
            &columns,
            progress,
            &mut |at, words, value| cells.set(codes.node(&words[0], &words[1], at)?, 0, value, at),
        )?);
        Ok(Some(cells.values.as_slice().to_vec()))
    };
    let taxes = by_node("taxes")?.unwrap_or_else(|| vec![0.0; n]);
    let mut notes = Vec::new();
    if let Some(stated) = by_node("output")? {
        hold(folder, &stated, &z.values, &f.values, &regions, &products)?;
        notes.push("output was checked against what the folder states".to_owned());
    }
    let raw = RawTable {
        source: Source {
            id: package.name.clone(),
            title: format!("{}, imported", package.title),
            year: package.year.to_string(),
            licence: "as its source".to_owned(),
            url: String::new(),
        },
        id: package.name,
        name: package.title,
        year: package.year,
        regions: regions
            .iter()
            .map(|r| (r[0].clone(), r[1].clone()))
            .collect(),
        sectors: products
            .iter()
            .map(|p| Sector {
                code: p[0].clone(),
                name: p[1].clone(),
                isic: p[2].clone(),
            })
            .collect(),
        z: z.values,
        f: f.values,
        taxes,
        notes,
        inputs: inputs
            .iter()
            .map(|path| InputFile::of(path))
            .collect::<Result<_, _>>()?,
    };
    assemble(raw, folder)
}

/// Holds the sales of each sector to the output that the folder states.
fn hold(
    folder: &Path,
    stated: &[f64],
    z: &DMatrix<f64>,
    f: &DMatrix<f64>,
    regions: &[Vec<String>],
    products: &[Vec<String>],
) -> Result<(), EconomyError> {
    for (i, stated) in stated.iter().enumerate() {
        let sum = z.row(i).sum() + f.row(i).sum();
        let gap = (stated - sum).abs();
        if gap.is_nan() || gap > TOLERANCE * stated.abs().max(1.0) {
            let s = products.len();
            return Err(EconomyError::invalid(
                format!(
                    "output {stated} of {} {}, but its sales add up to {sum:.6}",
                    regions[i / s][0],
                    products[i % s][0]
                ),
                folder.join("output").display().to_string(),
                "correct the cells of z and f, or the output",
            ));
        }
    }
    Ok(())
}

/// Where a row stands.
#[derive(Clone, Copy)]
struct At<'a> {
    path: &'a Path,
    line: u64,
}

impl At<'_> {
    fn wrong(&self, what: &str, help: &str) -> EconomyError {
        wrong(self.path, self.line, None, what, help)
    }
}

/// A matrix that refuses to be set twice at one place.
struct Cells {
    values: DMatrix<f64>,
    given: Vec<bool>,
}

impl Cells {
    fn new(rows: usize, columns: usize) -> Self {
        Self {
            values: DMatrix::zeros(rows, columns),
            given: vec![false; rows * columns],
        }
    }

    fn set(
        &mut self,
        row: usize,
        column: usize,
        value: f64,
        at: At<'_>,
    ) -> Result<(), EconomyError> {
        let given = &mut self.given[column * self.values.nrows() + row];
        if *given {
            return Err(at.wrong("a cell that was given before", "give it once"));
        }
        *given = true;
        self.values[(row, column)] = value;
        Ok(())
    }
}

/// Codes of regions and products with their positions.
struct Codes<'a> {
    regions: BTreeMap<&'a str, usize>,
    products: BTreeMap<&'a str, usize>,
}

impl Codes<'_> {
    fn region(&self, code: &str, at: At<'_>) -> Result<usize, EconomyError> {
        self.regions.get(code).copied().ok_or_else(|| {
            at.wrong(
                &format!("unknown region {code:?}"),
                "use a code of regions.csv",
            )
        })
    }

    fn node(&self, region: &str, product: &str, at: At<'_>) -> Result<usize, EconomyError> {
        let r = self.region(region, at)?;
        let s = self.products.get(product).copied().ok_or_else(|| {
            at.wrong(
                &format!("unknown product {product:?}"),
                "use a code of products.csv",
            )
        })?;
        Ok(r * self.products.len() + s)
    }
}

/// Rows of a list, whose first column is a code that stands once.
fn texts(path: &Path, columns: &[&str]) -> Result<Vec<Vec<String>>, EconomyError> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut seen = BTreeMap::new();
    csv_rows(path, columns, &|_| {}, &mut |line, at| {
        let row: Vec<String> = at
            .iter()
            .map(|k| line.text(*k, path).map(std::borrow::Cow::into_owned))
            .collect::<Result<_, _>>()?;
        let place = At {
            path,
            line: line.number,
        };
        if row[0].is_empty() || rows.len() > MOST_NODES {
            return Err(place.wrong("no code, or too many", "give each row a code"));
        }
        if seen.insert(row[0].clone(), ()).is_some() {
            let what = format!("the code {} a second time", row[0]);
            return Err(place.wrong(&what, "list each code once"));
        }
        rows.push(row);
        Ok(())
    })?;
    if rows.is_empty() {
        return Err(wrong(path, 2, None, "no codes", "list at least one"));
    }
    Ok(rows)
}

/// The file of a table, in whichever form it is there.
fn file_of(folder: &Path, name: &str) -> Option<PathBuf> {
    ["csv", "parquet"]
        .iter()
        .map(|form| folder.join(format!("{name}.{form}")))
        .find(|path| path.exists())
}

/// What is done with a row: its place, its words and its value.
type Each<'a> = &'a mut dyn FnMut(At<'_>, &[String], f64) -> Result<(), EconomyError>;

/// Gives each row of a table to `each`; returns the file that it was read from.
fn each(
    folder: &Path,
    name: &str,
    columns: &[&str],
    progress: Progress<'_>,
    each: Each<'_>,
) -> Result<PathBuf, EconomyError> {
    let path = file_of(folder, name).unwrap_or_else(|| folder.join(format!("{name}.csv")));
    let mut words = vec![String::new(); columns.len()];
    let mut names = columns.to_vec();
    names.push("usd_million");
    if path.extension().is_some_and(|e| e == "parquet") {
        parquet_rows(&path, &names, progress, each)?;
        return Ok(path);
    }
    csv_rows(&path, &names, progress, &mut |line, at| {
        for (word, k) in words.iter_mut().zip(at) {
            word.clear();
            word.push_str(&line.text(*k, &path)?);
        }
        let place = At {
            path: &path,
            line: line.number,
        };
        let value = match at.last() {
            Some(k) => line.number(*k, &path)?,
            None => None,
        };
        let value = value.ok_or_else(|| place.wrong("no value", "give usd_million as a number"))?;
        each(place, &words, value.value)
    })?;
    Ok(path)
}

/// What is done with a line, given the positions of the columns asked for.
type EachLine<'a> = &'a mut dyn FnMut(&lines::Line, &[usize]) -> Result<(), EconomyError>;

/// Rows of a CSV file with the positions of the columns asked for.
fn csv_rows(
    path: &Path,
    columns: &[&str],
    progress: Progress<'_>,
    each: EachLine<'_>,
) -> Result<(), EconomyError> {
    let mut at: Vec<usize> = Vec::new();
    let mut width = 0;
    lines::text(path, b',', progress, &mut |line| {
        if at.is_empty() {
            let mut header = Vec::with_capacity(line.len());
            for k in 0..line.len() {
                header.push(line.text(k, path)?.into_owned());
            }
            for column in columns {
                let found = header.iter().position(|h| h == column);
                at.push(found.ok_or_else(|| {
                    line.wrong(
                        path,
                        None,
                        &format!("no column {column}"),
                        &format!("expected comma-separated columns {}", columns.join(", ")),
                    )
                })?);
            }
            width = header.len();
            return Ok(());
        }
        if line.len() != width {
            return Err(line.wrong(
                path,
                None,
                &format!("{} cells, expected {width}", line.len()),
                "the file is cut short, or a comma stands inside a number",
            ));
        }
        each(line, &at)
    })?;
    if at.is_empty() {
        return Err(wrong(
            path,
            1,
            None,
            "an empty file",
            &format!("expected comma-separated columns {}", columns.join(", ")),
        ));
    }
    Ok(())
}

/// Rows of a Parquet file; the last column is the number.
#[cfg(feature = "parquet")]
fn parquet_rows(
    path: &Path,
    columns: &[&str],
    progress: Progress<'_>,
    each: Each<'_>,
) -> Result<(), EconomyError> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::guard::guarded;

    let file = std::fs::File::open(path).map_err(|source| EconomyError::File {
        action: "read",
        path: path.to_path_buf(),
        source,
    })?;
    let bad = |what: String| {
        EconomyError::invalid(
            what,
            path.display().to_string(),
            "write the file again with these columns: text, and usd_million as a double",
        )
    };
    let reader = guarded(|| SerializedFileReader::new(file)).map_err(bad)?;
    let mut rows = guarded(|| reader.get_row_iter(None)).map_err(bad)?;
    let mut words = vec![String::new(); columns.len().saturating_sub(1)];
    let mut line = 0;
    while let Some(row) = guarded(|| rows.next().transpose()).map_err(bad)? {
        line += 1;
        let place = At { path, line };
        let mut value = None;
        for (k, column) in columns.iter().enumerate() {
            let field = row.get_column_iter().find(|(name, _)| name == column);
            match (field.map(|(_, field)| field), words.get_mut(k)) {
                (Some(Field::Str(text)), Some(word)) => {
                    word.clear();
                    word.push_str(text);
                }
                (Some(Field::Double(number)), None) => value = Some(*number),
                (Some(Field::Float(number)), None) => value = Some(f64::from(*number)),
                (Some(Field::Long(number)), None) => value = Some(*number as f64),
                (Some(Field::Int(number)), None) => value = Some(f64::from(*number)),
                (Some(other), _) => {
                    return Err(place.wrong(
                        &format!("{other} in {column}"),
                        "expected text in the columns of codes and a number in usd_million",
                    ));
                }
                (None, _) => return Err(bad(format!("no column {column}"))),
            }
        }
        match value {
            Some(value) if value.is_finite() => each(place, &words, value)?,
            _ => return Err(place.wrong("a value that is not a finite number", "give a number")),
        }
        progress(line);
    }
    Ok(())
}

#[cfg(not(feature = "parquet"))]
fn parquet_rows(path: &Path, _: &[&str], _: Progress<'_>, _: Each<'_>) -> Result<(), EconomyError> {
    Err(EconomyError::invalid(
        "a Parquet file, which this build does not read",
        path.display().to_string(),
        "save it as CSV, or build with the feature `parquet`",
    ))
}
