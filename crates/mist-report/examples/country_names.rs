//! Makes `locales/*/countries.csv` from the country names of Unicode CLDR.
//!
//! ```text
//! cargo run -p mist-report --example country_names -- country_names.csv
//! ```
//!
//! Input: a table with a column `iso2` and one column a language (`en`, `es`, `ja`, `zh_Hant`), as
//! extracted from github.com/umpirsky/country-list (MIT; names from Unicode CLDR, Unicode licence).
//! `data/iso3166.csv` maps alpha-2 to alpha-3 codes; `data/amendments.csv` holds what the project
//! names otherwise, each with its reason, and the owner forms.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs};

use mist_report::names::Names;

fn main() -> Result<(), Box<dyn Error>> {
    let input = env::args().nth(1).ok_or("usage: country_names TABLE.csv")?;
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = fs::read_to_string(input)?;
    let codes = fs::read_to_string(here.join("data/iso3166.csv"))?;
    let amendments = fs::read_to_string(here.join("data/amendments.csv"))?;
    for folder in fs::read_dir(here.join("locales"))? {
        let folder = folder?.path();
        let tag = folder
            .file_name()
            .and_then(|n| n.to_str())
            .ok_or("folder name")?;
        fs::write(
            folder.join("countries.csv"),
            table(tag, &names, &codes, &amendments)?,
        )?;
    }
    Ok(())
}

/// One language's table, sorted by code.
fn table(tag: &str, names: &str, codes: &str, amendments: &str) -> Result<String, Box<dyn Error>> {
    let mut alpha3 = BTreeMap::new();
    for row in csv::Reader::from_reader(codes.as_bytes()).records() {
        let row = row?;
        alpha3.insert(row[0].to_owned(), row[1].to_owned());
    }
    let mut reader = csv::Reader::from_reader(names.as_bytes());
    let column = tag.replace('-', "_");
    let column = reader
        .headers()?
        .iter()
        .position(|h| h == column)
        .ok_or_else(|| format!("the table of names has no column `{column}`"))?;
    let mut plain = csv::Writer::from_writer(Vec::new());
    plain.write_record(["code", "name", "of"])?;
    for row in reader.records() {
        let row = row?;
        let code = alpha3
            .get(&row[0])
            .ok_or_else(|| format!("no alpha-3 code for {}", &row[0]))?;
        plain.write_record([code.as_str(), &row[column].replace(" & ", " and "), ""])?;
    }
    let mut all = Names::read(&String::from_utf8(plain.into_inner()?)?)?;
    all.amend(tag, amendments)?;
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["code", "name", "of"])?;
    for (code, name) in all.iter() {
        out.write_record([code, &name.name, name.of.as_deref().unwrap_or_default()])?;
    }
    Ok(String::from_utf8(out.into_inner()?)?)
}
