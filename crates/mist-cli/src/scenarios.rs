//! Scenarios as users name them: by identifier in the deck, or by file.

use std::fs;
use std::path::{Path, PathBuf};

use mist_economy::Economy;
use mist_report::{Cited, ScenarioText, ScenarioWords, Work};
use mist_scenario::{Measure, Scenario, Text, Vocabulary, deck, document};

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
    words(
        scenario.id(),
        scenario.title(),
        scenario.phrase(),
        scenario.description(),
    )
}

/// The same of a response or a lever.
pub(crate) fn measure_text(measure: &Measure) -> ScenarioText {
    words(measure.id(), measure.title(), None, measure.description())
}

/// The works that a response or a lever cites.
pub(crate) fn cited(measure: &Measure) -> Cited {
    let work = |(key, work): (&str, &document::Work)| Work {
        key: key.to_owned(),
        citation: work.citation.clone(),
        url: work.url.clone(),
    };
    Cited {
        id: measure.id().to_owned(),
        works: measure.works().into_iter().map(work).collect(),
    }
}

/// Every response and lever that some scenarios are played with, each once.
pub(crate) fn measures<'s>(scenarios: &[&'s Scenario]) -> Vec<&'s Measure> {
    let mut all: Vec<&Measure> = Vec::new();
    for measure in scenarios.iter().flat_map(|scenario| scenario.measures()) {
        if !all.iter().any(|earlier| earlier.id() == measure.id()) {
            all.push(measure);
        }
    }
    all
}

fn words(id: &str, title: &Text, phrase: Option<&Text>, description: &Text) -> ScenarioText {
    let in_language = |tag: &str| {
        Some(ScenarioWords {
            title: title.get(tag)?.to_owned(),
            phrase: phrase.and_then(|phrase| phrase.get(tag)).map(str::to_owned),
            summary: description.get(tag)?.to_owned(),
        })
    };
    ScenarioText {
        id: id.to_owned(),
        texts: mist_report::language::tags()
            .filter_map(|tag| Some((tag.to_owned(), in_language(tag)?)))
            .collect(),
    }
}
