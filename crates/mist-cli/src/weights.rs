//! Weights of scenarios as the user gives them: MIST has none of its own.

use std::collections::BTreeMap;
use std::path::Path;

use mist_scenario::{Scenario, nearest};

use crate::{CliError, scenarios};

/// How far weights may miss 1.
const TOLERANCE: f64 = 1e-6;

/// The weight of each side, in their order; none if none are given.
///
/// # Errors
/// [`CliError::Weights`] for a weight that cannot be read or has no scenario, and for weights that
/// do not add up to 1; a file that cannot be read.
pub(crate) fn of(given: &[String], sides: &[Scenario]) -> Result<Option<Vec<f64>>, CliError> {
    if given.is_empty() {
        return Ok(None);
    }
    let refuse = |what: String| CliError::Weights { what };
    let mut named: BTreeMap<String, f64> = BTreeMap::new();
    for word in given {
        let read: BTreeMap<String, f64> = match word.split_once('=') {
            Some((id, weight)) => {
                let weight = weight
                    .trim()
                    .parse()
                    .map_err(|_| refuse(format!("`{}` is no number", weight.trim())))?;
                BTreeMap::from([(id.trim().to_owned(), weight)])
            }
            None => toml::from_str(&scenarios::read(Path::new(word))?)
                .map_err(|e| refuse(format!("{word}: {}", e.message())))?,
        };
        for (id, weight) in read {
            if !(0.0..=1.0).contains(&weight) {
                return Err(refuse(format!("`{id}` has {weight}, outside 0 to 1")));
            }
            if named.insert(id.clone(), weight).is_some() {
                return Err(refuse(format!("`{id}` stands twice")));
            }
        }
    }
    if let Some(unknown) = named.keys().find(|id| sides.iter().all(|s| s.id() != *id)) {
        let near = nearest(unknown, sides.iter().map(Scenario::id))
            .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(refuse(format!("`{unknown}` is not compared{near}")));
    }
    let weights: Vec<f64> = sides
        .iter()
        .map(|side| named.get(side.id()).copied().unwrap_or(0.0))
        .collect();
    let sum: f64 = weights.iter().sum();
    if (sum - 1.0).abs() > TOLERANCE {
        return Err(refuse(format!("they add up to {sum}")));
    }
    Ok(Some(weights))
}
