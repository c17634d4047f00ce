//! Judgements of the build that stand in `data/inputs`: chips within electronics and energy within
//! mining, by maker and by user.

use std::path::Path;

use super::classes::{Classes, Split};
use super::files::Csv;
use crate::EconomyError;

/// How the sectors that WIOD has whole divide into two products.
pub(super) struct Judgements {
    splits: [Split; 2],
    /// Share of the part in the output of the sector `[split][region]`.
    of_output: [Vec<f64>; 2],
    /// Share of the part in what each user (S sectors, 3 final uses) buys `[split][user]`.
    of_use: [Vec<f64>; 2],
}

impl Judgements {
    /// Reads the lists; the row `*` stands for whatever is not listed.
    pub(super) fn read(inputs: &Path, classes: &Classes) -> Result<Self, EconomyError> {
        let regions: Vec<&str> = classes.regions.iter().map(|r| r.code.as_str()).collect();
        let mut users: Vec<&str> = classes.products.iter().map(String::as_str).collect();
        users.extend(["households", "government", "investment"]);
        let made = |file: &str, column| listed(&inputs.join(file), "region", column, &regions);
        let used = |file: &str, column| listed(&inputs.join(file), "user", column, &users);
        Ok(Self {
            splits: classes.splits,
            of_output: [
                made("chip_shares.csv", "share_of_c26_output")?,
                made("mining_shares.csv", "energy_share_of_mining_output")?,
            ],
            of_use: [
                used("chip_use.csv", "share_of_c26_inputs")?,
                used("mining_use.csv", "energy_share_of_mining_inputs")?,
            ],
        })
    }

    /// Share of the part of a split in the sector's output in region r.
    pub(super) fn part_made(&self, split: usize, r: usize) -> f64 {
        self.of_output[split][r]
    }

    /// Share of product p in the output of its WIOD sector in region r.
    pub(super) fn made(&self, p: usize, r: usize) -> f64 {
        self.share(p, |k| self.of_output[k][r])
    }

    /// Share of product p in what user u buys of its WIOD sector.
    pub(super) fn used(&self, p: usize, u: usize) -> f64 {
        self.share(p, |k| self.of_use[k][u])
    }

    fn share(&self, p: usize, part: impl Fn(usize) -> f64) -> f64 {
        for (k, split) in self.splits.iter().enumerate() {
            if p == split.part {
                return part(k);
            }
            if p == split.slot {
                return 1.0 - part(k);
            }
        }
        1.0
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
