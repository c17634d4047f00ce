//! World Input-Output Database, release 2016, year 2014: the structure that everything starts from.
//!
//! Domestic blocks, final demand and value added are as published; the cross-border cells of
//! intermediate use are an estimate (RAS from the 2011 table of the 2013 release to the published
//! margins of 2014).

use std::path::Path;

use super::classes::{Classes, FINAL};
use super::files::{Csv, Npz};
use crate::EconomyError;

/// Sectors of the release.
const FINE: usize = 56;
/// Economies of the release, the rest of the world last.
const ECONOMIES: usize = 44;
/// Categories of final demand: households, non-profit, government, fixed capital, inventories.
const CATEGORIES: usize = 5;

/// WIOD 2014 on the products of the embedded economy, split sectors still whole in their slots.
pub(super) struct Wiod {
    /// ISO codes, `ROW` last.
    pub(super) economies: Vec<String>,
    /// S.
    pub(super) products: usize,
    /// Sales `[i][s][j][u]` of product s of i to user u of j; u runs over S sectors and 3 uses.
    sales: Vec<f64>,
    /// Value added `[i][s]`.
    value_added: Vec<f64>,
    /// Taxes less subsidies on inputs and transport margins paid `[i][s]`.
    taxes: Vec<f64>,
    /// World input use of fine product a by fine sector b, `[a][b]`, 56 × 56.
    pub(super) fine_use: Vec<f64>,
}

impl Wiod {
    /// Reads and aggregates the release.
    pub(super) fn read(folder: &Path, classes: &Classes) -> Result<Self, EconomyError> {
        let economies = economies(folder)?;
        let mut estimate = Npz::open(&folder.join("wiot16_2014_est.npz"))?;
        let mut blocks = Npz::open(&folder.join("blocks_2014.npz"))?;
        let n = ECONOMIES * FINE;
        let z: Vec<f32> = estimate.array("Z", &[n, n])?;
        let f: Vec<f64> = blocks.array("F", &[n, ECONOMIES * CATEGORIES])?;
        let node = [ECONOMIES, FINE];
        let va: Vec<f64> = blocks.array("va", &node)?;
        let tax: Vec<f64> = blocks.array("tax", &node)?;
        let transport: Vec<f64> = blocks.array("transport", &node)?;

        let s = classes.s();
        let users = classes.users();
        let mut out = Self {
            economies,
            products: s,
            sales: vec![0.0; ECONOMIES * s * ECONOMIES * users],
            value_added: vec![0.0; ECONOMIES * s],
            taxes: vec![0.0; ECONOMIES * s],
            fine_use: vec![0.0; FINE * FINE],
        };
        for i in 0..ECONOMIES {
            for a in 0..FINE {
                let sa = classes.of_wiod[a];
                let row = i * FINE + a;
                for j in 0..ECONOMIES {
                    let base = ((i * s + sa) * ECONOMIES + j) * users;
                    for b in 0..FINE {
                        let v = f64::from(z[row * n + j * FINE + b]).max(0.0);
                        out.sales[base + classes.of_wiod[b]] += v;
                        out.fine_use[a * FINE + b] += v;
                    }
                    let fd = &f[row * ECONOMIES * CATEGORIES + j * CATEGORIES..][..CATEGORIES];
                    // Inventories join fixed capital; a cell that they make negative is set to 0
                    // (a fall in stocks is not demand that can be lost).
                    out.sales[base + s] += (fd[0] + fd[1]).max(0.0);
                    out.sales[base + s + 1] += fd[2].max(0.0);
                    out.sales[base + s + 2] += (fd[3] + fd[4]).max(0.0);
                }
                out.value_added[i * s + sa] += va[row];
                out.taxes[i * s + sa] += tax[row] + transport[row];
            }
        }
        Ok(out)
    }

    /// Position of an economy.
    pub(super) fn position(&self, iso: &str) -> Option<usize> {
        self.economies.iter().position(|e| e == iso)
    }

    /// Sales of product s of i to all users of j.
    pub(super) fn sales(&self, i: usize, s: usize, j: usize) -> &[f64] {
        let users = self.products + FINAL;
        &self.sales[((i * self.products + s) * ECONOMIES + j) * users..][..users]
    }

    /// Gross output of product s of i.
    pub(super) fn output(&self, i: usize, s: usize) -> f64 {
        (0..ECONOMIES)
            .map(|j| self.sales(i, s, j).iter().sum::<f64>())
            .sum()
    }

    /// Use of product s by user u of j, from all origins.
    pub(super) fn used(&self, j: usize, s: usize, u: usize) -> f64 {
        (0..ECONOMIES).map(|i| self.sales(i, s, j)[u]).sum()
    }

    /// Value added of sector s of i (0 for the rest of the world, which has none in the source).
    pub(super) fn value_added(&self, i: usize, s: usize) -> f64 {
        self.value_added[i * self.products + s]
    }

    /// Taxes less subsidies on the inputs of sector s of i.
    pub(super) fn taxes(&self, i: usize, s: usize) -> f64 {
        self.taxes[i * self.products + s]
    }

    /// Number of economies with the rest of the world.
    pub(super) fn len(&self) -> usize {
        ECONOMIES
    }
}

/// Order of the economies, from the labels of the margins.
fn economies(folder: &Path) -> Result<Vec<String>, EconomyError> {
    let mut found: Vec<String> = Vec::new();
    for row in Csv::read(&folder.join("wiot16_2014_margins.csv"))?.rows() {
        let label = row.text("region_sector")?;
        let code = label.split('_').next().unwrap_or(label);
        if found.last().is_none_or(|l| l != code) {
            found.push(code.to_owned());
        }
    }
    if found.len() != ECONOMIES || found.last().is_none_or(|l| l != "ROW") {
        return Err(EconomyError::invalid(
            format!(
                "{} economies, expected {ECONOMIES} with ROW last",
                found.len()
            ),
            folder.join("wiot16_2014_margins.csv").display().to_string(),
            "use the 2016 release of WIOD",
        ));
    }
    Ok(found)
}
