//! Input criticality on the products of the embedded economy.
//!
//! The survey rates 55 × 54 sectors of WIOD (Pichler et al. 2022). A coarser cell is the mean of
//! its ratings weighted by the value of the input in the world of 2014. A mean hides whether all of
//! the input is half as critical or half of it is critical, so the shares of input value rated
//! critical and important are kept beside it. Where a sector of the survey is two of our products
//! (electronics, mining) both have its rating, unless `criticality_judged.csv` says otherwise.

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

/// Ratings `[input][user]`.
pub(super) fn criticality(
    shared: &Path,
    inputs: &Path,
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
            for p in classes.halves(classes.of_wiod[a]) {
                for u in classes.halves(classes.of_wiod[*b]) {
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
    for row in Csv::read(&inputs.join("criticality_judged.csv"))?.rows() {
        let rating = row.number("rating")?;
        let cell =
            &mut out[classes.product(row.text("input")?)?][classes.product(row.text("user")?)?];
        if cell.mean != rating {
            *cell = Rating {
                mean: rating,
                critical: if rating == 1.0 { 1.0 } else { 0.0 },
                important: if rating == 0.5 { 1.0 } else { 0.0 },
                judged: true,
            };
        }
    }
    Ok(out)
}
