//! Responses and levers as users name them: by identifier, by file, or several joined by `+`.

use std::path::Path;

use mist_economy::Economy;
use mist_scenario::{Measure, Scenario, Vocabulary, shelf};

use crate::CliError;
use crate::scenarios::{beside, read};

/// The response or lever that `asked` names, read and checked for this economy.
///
/// # Errors
/// A name that is neither shipped nor a file, or a file that is not valid.
pub(crate) fn find(economy: &Economy, asked: &str) -> Result<Measure, CliError> {
    let vocabulary = Vocabulary::of(economy);
    let path = Path::new(asked);
    match shelf::find(asked) {
        Ok(entry) => return Ok(entry.measure(&vocabulary)?),
        // Not meant as a file: the refusal names the nearest that is shipped.
        Err(unknown)
            if !path.exists() && path.extension().is_none() && path.components().count() == 1 =>
        {
            return Err(unknown.into());
        }
        Err(_) => {}
    }
    let text = read(path)?;
    Ok(Measure::parse_with(&text, asked, &vocabulary, |name| {
        beside(path, name)
    })?)
}

/// A scenario with every response and lever that a word names, such as `fuel-stocks+convoy`.
///
/// # Errors
/// As [`find`].
pub(crate) fn laid_over(
    economy: &Economy,
    scenario: &Scenario,
    asked: &str,
) -> Result<Scenario, CliError> {
    asked.split('+').try_fold(scenario.clone(), |with, one| {
        Ok(with.with(&find(economy, one.trim())?))
    })
}

/// Every scenario with each of the responses that are asked for; the scenarios themselves if none
/// is.
///
/// # Errors
/// As [`find`], and two that cannot be told apart in the results.
pub(crate) fn each_with(
    economy: &Economy,
    scenarios: Vec<Scenario>,
    asked: &[String],
) -> Result<Vec<Scenario>, CliError> {
    if asked.is_empty() {
        return Ok(scenarios);
    }
    let mut all: Vec<Scenario> = Vec::new();
    for scenario in &scenarios {
        for word in asked {
            let with = laid_over(economy, scenario, word)?;
            if all.iter().any(|earlier| earlier.id() == with.id()) {
                return Err(CliError::ScenarioTwice {
                    id: with.id().to_owned(),
                });
            }
            all.push(with);
        }
    }
    Ok(all)
}
