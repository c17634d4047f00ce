//! `inputs/`: the files that a result was made from, so that it can be made again elsewhere.
//!
//! ```text
//! inputs/scenarios/ID/scenario.toml             the scenario's file
//! inputs/scenarios/ID/scenario-base-1.toml      the file that it extends, and so on
//! inputs/scenarios/ID/measure-1.toml            a response or a lever that it is played with
//! inputs/model/1.toml                           parameters, in the order in which they are laid over
//! inputs/economy/table.bin …                    the economy, where it is to travel with the result
//! ```

use std::cell::Cell;
use std::fs;
use std::path::Path;

use mist_economy::{Economy, EconomyFiles};
use mist_engine::ModelParameters;
use mist_scenario::{Measure, Scenario, SourceFile, Vocabulary};

use crate::CliError;
use crate::folder::ResultFolder;

/// Longest chain of files that extend each other, and most measures of a scenario.
const MOST: usize = 64;

/// Files of an economy as they lie in a folder.
pub(crate) const ECONOMY: [&str; 9] = [
    "economy.json",
    "table.bin",
    "regions.csv",
    "products.csv",
    "sources.csv",
    "criticality.csv",
    "cover_days.csv",
    "strait_routes.csv",
    "taiwan_power.csv",
];

/// Writes the files of a scenario, of its measures and of the parameters.
///
/// # Errors
/// A full disk or missing permission.
pub(crate) fn write(
    folder: &ResultFolder,
    scenario: &Scenario,
    parameters: &ModelParameters,
) -> Result<(), CliError> {
    let place = format!("inputs/scenarios/{}", scenario.id());
    let chain = |head: String, files: &[SourceFile]| -> Result<(), CliError> {
        for (at, file) in files.iter().enumerate() {
            folder.write(&link(&place, &head, at), file.text.as_bytes())?;
        }
        Ok(())
    };
    chain("scenario".to_owned(), scenario.files())?;
    for (at, measure) in scenario.measures().iter().enumerate() {
        chain(format!("measure-{}", at + 1), measure.files())?;
    }
    for (at, (_, text)) in parameters.files().iter().enumerate() {
        folder.write(&model_file(at), text.as_bytes())?;
    }
    Ok(())
}

/// Path of the file at a place in a chain.
fn link(place: &str, head: &str, at: usize) -> String {
    match at {
        0 => format!("{place}/{head}.toml"),
        _ => format!("{place}/{head}-base-{at}.toml"),
    }
}

fn model_file(at: usize) -> String {
    format!("inputs/model/{}.toml", at + 1)
}

/// What gives the text of a member, if it is there.
pub(crate) type Texts<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The files of a chain, nearest first.
fn chain(texts: Texts<'_>, place: &str, head: &str) -> Vec<(String, String)> {
    (0..MOST)
        .map_while(|at| {
            let name = link(place, head, at);
            texts(&name).map(|text| (name, text))
        })
        .collect()
}

/// The scenario with an identifier, with its measures, as its own files say and no others; none if
/// they are not there.
///
/// # Errors
/// A file that is not valid for this economy.
pub(crate) fn scenario(
    economy: &Economy,
    id: &str,
    texts: Texts<'_>,
) -> Result<Option<Scenario>, CliError> {
    let vocabulary = Vocabulary::of(economy);
    let place = format!("inputs/scenarios/{id}");
    let files = chain(texts, &place, "scenario");
    let Some((name, text)) = files.first() else {
        return Ok(None);
    };
    // Each file extends the next: what they call each other says nothing here.
    let next = Cell::new(1);
    let find = |_: &str| {
        let at = next.get();
        next.set(at + 1);
        files.get(at).cloned()
    };
    let mut scenario = Scenario::parse_with(text, name, &vocabulary, find)?;
    for number in 1..MOST {
        let files = chain(texts, &place, &format!("measure-{number}"));
        let Some((name, text)) = files.first() else {
            break;
        };
        let next = Cell::new(1);
        let find = |_: &str| {
            let at = next.get();
            next.set(at + 1);
            files.get(at).cloned()
        };
        scenario = scenario.with(&Measure::parse_with(text, name, &vocabulary, find)?);
    }
    Ok(Some(scenario))
}

/// The parameters; none if their files are not there.
///
/// # Errors
/// A file that this version cannot read.
pub(crate) fn parameters(texts: Texts<'_>) -> Result<Option<ModelParameters>, CliError> {
    let files: Vec<(String, String)> = (0..MOST)
        .map_while(|at| {
            let name = model_file(at);
            texts(&name).map(|text| (name, text))
        })
        .collect();
    if files.is_empty() {
        return Ok(None);
    }
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    Ok(Some(ModelParameters::from_files(&files)?))
}

/// Path and content of the files of the embedded economy.
pub(crate) fn embedded_economy() -> Vec<(String, Vec<u8>)> {
    let files = EconomyFiles::embedded();
    let contents = [
        files.identity,
        files.table,
        files.regions,
        files.products,
        files.sources,
        files.criticality,
        files.cover_days,
        files.strait_routes,
        files.taiwan_power,
    ];
    ECONOMY
        .into_iter()
        .zip(contents)
        .map(|(name, content)| (member(name), content.to_vec()))
        .collect()
}

/// The same of an economy in a folder.
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn economy_in(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, CliError> {
    ECONOMY
        .into_iter()
        .map(|name| {
            let path = folder.join(name);
            let content = fs::read(&path).map_err(|source| CliError::Read { path, source })?;
            Ok((member(name), content))
        })
        .collect()
}

fn member(name: &str) -> String {
    format!("inputs/economy/{name}")
}
