//! The project's open table layout: a folder of CSV files with a `datapackage.json`.
//!
//! | File | Columns |
//! | --- | --- |
//! | `datapackage.json` | `name`, `title`, `year` |
//! | `regions.csv` | `code` (ISO 3166-1 alpha-3, or `ROW`), `name` |
//! | `products.csv` | `code`, `name`, `isic` (divisions, separated by spaces) |
//! | `z.csv` | `seller_region`, `seller_product`, `buyer_region`, `buyer_product`, `usd_million` |
//! | `f.csv` | `seller_region`, `seller_product`, `buyer_region`, `use`, `usd_million` |
//! | `taxes.csv`, optional | `region`, `product`, `usd_million` |
//!
//! `use` is `households`, `government` or `investment`. Cells that are not listed are zero; a cell
//! listed twice is an error.

use std::fs;
use std::path::{Path, PathBuf};

use nalgebra::DMatrix;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Imported, RawTable, assemble, final_column};
use crate::{EconomyError, FINAL_USES, FinalUse};

#[derive(Deserialize)]
struct Package {
    name: String,
    title: String,
    year: u16,
}

#[derive(Deserialize)]
struct RegionRow {
    code: String,
    name: String,
}

#[derive(Deserialize)]
struct ProductRow {
    code: String,
    name: String,
    isic: String,
}

#[derive(Deserialize)]
struct InputRow {
    seller_region: String,
    seller_product: String,
    buyer_region: String,
    buyer_product: String,
    usd_million: f64,
}

#[derive(Deserialize)]
struct FinalRow {
    seller_region: String,
    seller_product: String,
    buyer_region: String,
    #[serde(rename = "use")]
    final_use: FinalUse,
    usd_million: f64,
}

#[derive(Deserialize)]
struct TaxRow {
    region: String,
    product: String,
    usd_million: f64,
}

/// Reads a folder in the open layout.
///
/// # Errors
/// If a file is missing, or a line is not as the layout says: file and line are named.
pub fn read(folder: &Path) -> Result<Imported, EconomyError> {
    let package: Package = serde_json::from_slice(&bytes(&folder.join("datapackage.json"))?)
        .map_err(|e| {
            EconomyError::invalid(
                e.to_string(),
                folder.join("datapackage.json").display().to_string(),
                "give name, title and year",
            )
        })?;
    let regions: Vec<(String, String)> = rows::<RegionRow>(&folder.join("regions.csv"))?
        .into_iter()
        .map(|(_, r)| (r.code, r.name))
        .collect();
    let products: Vec<(String, String, String)> = rows::<ProductRow>(&folder.join("products.csv"))?
        .into_iter()
        .map(|(_, p)| (p.code, p.name, p.isic))
        .collect();
    let labels = Labels {
        regions: regions.iter().map(|r| r.0.as_str()).collect(),
        products: products.iter().map(|p| p.0.as_str()).collect(),
    };
    labels.no_duplicates(folder)?;
    let (r, n) = (regions.len(), regions.len() * products.len());

    let path = folder.join("z.csv");
    let mut z = Cells::new(n, n);
    for (line, row) in rows::<InputRow>(&path)? {
        let seller = labels.node(&row.seller_region, &row.seller_product, &path, line)?;
        let buyer = labels.node(&row.buyer_region, &row.buyer_product, &path, line)?;
        z.set(seller, buyer, row.usd_million, &path, line)?;
    }
    let path = folder.join("f.csv");
    let mut f = Cells::new(n, r * FINAL_USES.len());
    for (line, row) in rows::<FinalRow>(&path)? {
        let seller = labels.node(&row.seller_region, &row.seller_product, &path, line)?;
        let buyer = labels.region(&row.buyer_region, &path, line)?;
        let c = FINAL_USES.iter().position(|u| *u == row.final_use);
        let column = final_column(buyer, c.unwrap_or(0));
        f.set(seller, column, row.usd_million, &path, line)?;
    }
    let path = folder.join("taxes.csv");
    let mut taxes = vec![0.0; n];
    if path.exists() {
        for (line, row) in rows::<TaxRow>(&path)? {
            taxes[labels.node(&row.region, &row.product, &path, line)?] += row.usd_million;
        }
    }
    assemble(
        RawTable {
            id: package.name,
            name: package.title,
            year: package.year,
            regions,
            products,
            z: z.values,
            f: f.values,
            taxes,
        },
        folder,
    )
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
        path: &Path,
        line: u64,
    ) -> Result<(), EconomyError> {
        let given = &mut self.given[column * self.values.nrows() + row];
        if *given {
            return Err(at(
                path,
                line,
                "a cell that was given before",
                "give it once",
            ));
        }
        *given = true;
        self.values[(row, column)] = value;
        Ok(())
    }
}

struct Labels<'a> {
    regions: Vec<&'a str>,
    products: Vec<&'a str>,
}

impl Labels<'_> {
    fn no_duplicates(&self, folder: &Path) -> Result<(), EconomyError> {
        for (list, file) in [
            (&self.regions, "regions.csv"),
            (&self.products, "products.csv"),
        ] {
            for (k, code) in list.iter().enumerate() {
                if list[..k].contains(code) {
                    let line = k as u64 + 2;
                    let what = format!("the code {code} a second time");
                    return Err(at(&folder.join(file), line, &what, "list each code once"));
                }
            }
            if list.is_empty() {
                return Err(at(&folder.join(file), 2, "no codes", "list at least one"));
            }
        }
        Ok(())
    }

    fn region(&self, code: &str, path: &Path, line: u64) -> Result<usize, EconomyError> {
        let found = self.regions.iter().position(|r| *r == code);
        let what = format!("unknown region {code:?}");
        found.ok_or_else(|| at(path, line, &what, "use a code of regions.csv"))
    }

    fn node(
        &self,
        region: &str,
        product: &str,
        path: &Path,
        line: u64,
    ) -> Result<usize, EconomyError> {
        let r = self.region(region, path, line)?;
        let found = self.products.iter().position(|p| *p == product);
        let what = format!("unknown product {product:?}");
        let s = found.ok_or_else(|| at(path, line, &what, "use a code of products.csv"))?;
        Ok(r * self.products.len() + s)
    }
}

fn at(path: &Path, line: u64, what: &str, help: &str) -> EconomyError {
    EconomyError::invalid(what, format!("{}, line {line}", path.display()), help)
}

fn bytes(path: &Path) -> Result<Vec<u8>, EconomyError> {
    fs::read(path).map_err(|source| EconomyError::File {
        action: "read",
        path: PathBuf::from(path),
        source,
    })
}

/// Rows of a CSV file with their line numbers.
fn rows<T: DeserializeOwned>(path: &Path) -> Result<Vec<(u64, T)>, EconomyError> {
    let content = bytes(path)?;
    // Spreadsheets like to begin a file with a byte-order mark.
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&content);
    let mut reader = csv::Reader::from_reader(content);
    let bad = |e: &csv::Error| {
        let line = e.position().map_or(1, csv::Position::line);
        at(
            path,
            line,
            &e.to_string(),
            "expected comma-separated UTF-8 text with a header",
        )
    };
    let headers = reader.headers().map_err(|e| bad(&e))?.clone();
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| bad(&e))?;
        let line = record.position().map_or(0, csv::Position::line);
        let row = record.deserialize(Some(&headers)).map_err(|e| bad(&e))?;
        out.push((line, row));
    }
    Ok(out)
}
