//! Days of input cover by product and using sector, from a short list of rules.

use std::path::Path;

use super::classes::Classes;
use super::files::Csv;
use crate::EconomyError;

/// One filled cell: days and where they come from.
#[derive(Clone)]
pub(super) struct Cover {
    pub(super) days: f64,
    pub(super) source: String,
    pub(super) tier: String,
    pub(super) note: String,
}

/// Applies the rules in order, the later ones over the earlier; `[product][user]`.
pub(super) fn cover(inputs: &Path, classes: &Classes) -> Result<Vec<Vec<Cover>>, EconomyError> {
    let s = classes.s();
    let mut cells: Vec<Vec<Option<Cover>>> = vec![vec![None; s]; s];
    let path = inputs.join("cover_rules.csv");
    for row in Csv::read(&path)?.rows() {
        let cover = Cover {
            days: row.number("days")?,
            source: row.text("source")?.to_owned(),
            tier: row.text("tier")?.to_owned(),
            note: row.text("note")?.to_owned(),
        };
        let products = chosen(classes, row.text("product")?)?;
        let users = chosen(classes, row.text("user")?)?;
        for &p in &products {
            for &u in &users {
                cells[p][u] = Some(cover.clone());
            }
        }
    }
    cells
        .into_iter()
        .map(|line| {
            line.into_iter()
                .map(|c| {
                    c.ok_or_else(|| {
                        EconomyError::invalid(
                            "a cell without a rule",
                            path.display().to_string(),
                            "begin with a rule for *,*",
                        )
                    })
                })
                .collect()
        })
        .collect()
}

/// Products that a rule speaks of: a code, `goods`, `manufacturing`, or `*`.
fn chosen(classes: &Classes, word: &str) -> Result<Vec<usize>, EconomyError> {
    Ok(match word {
        "*" => (0..classes.s()).collect(),
        "goods" => (0..classes.s()).filter(|p| classes.is_good[*p]).collect(),
        "manufacturing" => (0..classes.s())
            .filter(|p| classes.products[*p].starts_with('C'))
            .collect(),
        code => vec![classes.product(code)?],
    })
}
