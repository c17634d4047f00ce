//! Judgements of the build that stand in `data/inputs`: chips within electronics, and who uses them.

use std::path::Path;

use super::classes::Classes;
use super::files::Csv;
use crate::EconomyError;

/// How electronics (ISIC 26) divides into components (261) and the rest.
pub(super) struct ChipJudgements {
    /// Share of components in the output of C26 by region.
    pub(super) of_output: Vec<f64>,
    /// Share of components in what each user (S sectors, 3 final uses) buys of C26.
    pub(super) of_use: Vec<f64>,
}

impl ChipJudgements {
    /// Reads both lists; the row `*` stands for whatever is not listed.
    pub(super) fn read(inputs: &Path, classes: &Classes) -> Result<Self, EconomyError> {
        let regions: Vec<&str> = classes.regions.iter().map(|r| r.code.as_str()).collect();
        let mut users: Vec<&str> = classes.products.iter().map(String::as_str).collect();
        users.extend(["households", "government", "investment"]);
        Ok(Self {
            of_output: listed(
                &inputs.join("chip_shares.csv"),
                "region",
                "share_of_c26_output",
                &regions,
            )?,
            of_use: listed(
                &inputs.join("chip_use.csv"),
                "user",
                "share_of_c26_inputs",
                &users,
            )?,
        })
    }
}

/// Values of a list for the given names, with `*` for the others.
fn listed(path: &Path, key: &str, value: &str, names: &[&str]) -> Result<Vec<f64>, EconomyError> {
    let mut found = vec![None; names.len()];
    let mut others = None;
    for row in Csv::read(path)?.rows() {
        let (name, number) = (row.text(key)?, row.number(value)?);
        if !(0.0..=1.0).contains(&number) {
            return Err(EconomyError::invalid(
                format!("{number} is not a share"),
                format!("{}, row {name}", path.display()),
                "give a number from 0 to 1",
            ));
        }
        match names.iter().position(|n| *n == name) {
            Some(k) => found[k] = Some(number),
            None if name == "*" => others = Some(number),
            None => {
                return Err(EconomyError::invalid(
                    format!("unknown name {name}"),
                    path.display().to_string(),
                    "use a code of regions.csv or products.csv",
                ));
            }
        }
    }
    found
        .into_iter()
        .map(|v| {
            v.or(others).ok_or_else(|| {
                EconomyError::invalid("no row *", path.display().to_string(), "add one")
            })
        })
        .collect()
}
