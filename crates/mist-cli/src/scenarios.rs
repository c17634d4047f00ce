//! Scenarios as users name them: by identifier in the deck, or by file.

use std::fs;
use std::path::{Path, PathBuf};

use mist_economy::Economy;
use mist_report::{ScenarioText, ScenarioWords};
use mist_scenario::{Scenario, Vocabulary, deck};

use crate::CliError;

/// The scenario that `asked` names, read and checked for this economy.
///
/// # Errors
/// A name that is neither in the deck nor a file, or a file that is not a valid scenario.
pub(crate) fn find(economy: &Economy, asked: &str) -> Result<Scenario, CliError> {
    let vocabulary = Vocabulary::of(economy);
    let path = Path::new(asked);
    if let Ok(entry) = deck::find(asked) {
        return Ok(entry.scenario(&vocabulary)?);
    }
    if !path.exists() && path.extension().is_none() && path.components().count() == 1 {
        // Not meant as a file: the refusal names the nearest in the deck.
        return Ok(deck::find(asked)?.scenario(&vocabulary)?);
    }
    let text = read(path)?;
    Ok(Scenario::parse_with(&text, asked, &vocabulary, |name| {
        beside(path, name)
    })?)
}

/// Name and text of a file beside another that extends it; `.toml` may be left out.
pub(crate) fn beside(path: &Path, name: &str) -> Option<(String, String)> {
    let other = path.with_file_name(name);
    let other = if other.exists() {
        other
    } else {
        PathBuf::from(format!("{}.toml", other.display()))
    };
    Some((
        other.display().to_string(),
        fs::read_to_string(&other).ok()?,
    ))
}

pub(crate) fn read(path: &Path) -> Result<String, CliError> {
    fs::read_to_string(path).map_err(|source| CliError::Read {
        path: path.to_owned(),
        source,
    })
}

/// The scenarios that are asked for, in that order.
///
/// # Errors
/// As [`find`], and two scenarios that cannot be told apart in the results.
pub(crate) fn find_all(economy: &Economy, asked: &[String]) -> Result<Vec<Scenario>, CliError> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    for asked in asked {
        let scenario = find(economy, asked)?;
        if scenarios
            .iter()
            .any(|earlier| earlier.id() == scenario.id())
        {
            return Err(CliError::ScenarioTwice {
                id: scenario.id().to_owned(),
            });
        }
        scenarios.push(scenario);
    }
    Ok(scenarios)
}

/// A scenario's words for the pages, in the languages that it has.
pub(crate) fn text(scenario: &Scenario) -> ScenarioText {
    let (title, description) = (scenario.title(), scenario.description());
    let of = |title: Option<&String>, phrase: Option<&String>, summary: Option<&String>| {
        Some(ScenarioWords {
            title: title?.clone(),
            phrase: phrase.cloned(),
            summary: summary?.clone(),
        })
    };
    let phrase = scenario.phrase();
    let in_language = |tag: &str| match tag {
        "es" => of(
            title.es.as_ref(),
            phrase.and_then(|p| p.es.as_ref()),
            description.es.as_ref(),
        ),
        "ja" => of(
            title.ja.as_ref(),
            phrase.and_then(|p| p.ja.as_ref()),
            description.ja.as_ref(),
        ),
        "zh-Hant" => of(
            title.zh_hant.as_ref(),
            phrase.and_then(|p| p.zh_hant.as_ref()),
            description.zh_hant.as_ref(),
        ),
        _ => of(
            Some(&title.en),
            phrase.map(|p| &p.en),
            Some(&description.en),
        ),
    };
    ScenarioText {
        id: scenario.id().to_owned(),
        texts: mist_report::language::tags()
            .filter_map(|tag| Some((tag.to_owned(), in_language(tag)?)))
            .collect(),
    }
}
