//! Input criticality on the products of the embedded economy.
//!
//! The survey rates 55 × 54 sectors of WIOD (Pichler et al. 2022). A coarser cell is the mean of
//! its ratings weighted by the value of the input in the world of 2014. A mean hides whether all of
//! the input is half as critical or half of it is critical, so the shares of input value rated
//! critical and important are kept beside it.

use std::path::Path;

use super::classes::Classes;
use super::files::Csv;
use super::wiod::Wiod;
use crate::EconomyError;

/// One coarse cell.
#[derive(Clone, Copy, Default)]
pub(super) struct Rating {
    /// Mean rating, weighted by input value.
    pub(super) mean: f64,
    /// Share of input value whose fine rating is 1.
    pub(super) critical: f64,
    /// Share of input value whose fine rating is ½.
    pub(super) important: f64,
    /// Set by judgement, not by the survey.
    pub(super) judged: bool,
}

/// Users that stop without electronic components (the survey rates C26 as a whole).
const STOP_WITHOUT_CHIPS: [&str; 6] = ["C26S", "C26X", "C27", "C28", "C29", "C30"];

/// Ratings `[input][user]`.
pub(super) fn criticality(
    shared: &Path,
    classes: &Classes,
    wiod: &Wiod,
) -> Result<Vec<Vec<Rating>>, EconomyError> {
    let s = classes.s();
    let fine = classes.wiod_codes.len();
    let csv = Csv::read(&shared.join("input_criticality/ratings.csv"))?;
    let columns: Vec<Option<usize>> = csv
        .header()
        .iter()
        .map(|h| classes.wiod_codes.iter().position(|c| c == h))
        .collect();
    let mut sums = vec![vec![(0.0, Rating::default()); s]; s];
    for row in csv.rows() {
        let Some(a) = classes
            .wiod_codes
            .iter()
            .position(|c| Some(c.as_str()) == row.text("").ok())
        else {
            continue;
        };
        for (name, b) in csv.header().iter().zip(&columns) {
            let (Some(b), Ok(rating)) = (b, row.number(name)) else {
                continue;
            };
            // Inputs of no value still carry their rating, with next to no weight.
            let weight = wiod.fine_use[a * fine + b] + 1e-6;
            for p in halves(classes, classes.of_wiod[a]) {
                for u in halves(classes, classes.of_wiod[*b]) {
                    let (total, cell) = &mut sums[p][u];
                    *total += weight;
                    cell.mean += weight * rating;
                    cell.critical += if rating == 1.0 { weight } else { 0.0 };
                    cell.important += if rating == 0.5 { weight } else { 0.0 };
                }
            }
        }
    }
    let mut out: Vec<Vec<Rating>> = sums
        .into_iter()
        .map(|line| {
            line.into_iter()
                .map(|(total, cell)| {
                    let total = f64::max(total, 1e-12);
                    Rating {
                        mean: cell.mean / total,
                        critical: cell.critical / total,
                        important: cell.important / total,
                        judged: false,
                    }
                })
                .collect()
        })
        .collect();
    for code in STOP_WITHOUT_CHIPS {
        let cell = &mut out[classes.chips][classes.product(code)?];
        if cell.mean < 1.0 {
            *cell = Rating {
                mean: 1.0,
                critical: 1.0,
                important: 0.0,
                judged: true,
            };
        }
    }
    Ok(out)
}

/// The products that a concorded product stands for: both halves of electronics, else itself.
fn halves(classes: &Classes, p: usize) -> Vec<usize> {
    if p == classes.devices {
        vec![classes.chips, classes.devices]
    } else {
        vec![p]
    }
}
