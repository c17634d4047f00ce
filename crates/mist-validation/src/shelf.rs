//! The rows that are shipped, and a user's own.

use std::collections::BTreeMap;

use mist_engine::ModelParameters;

use crate::ValidationError;
use crate::read::read;
use crate::row::Row;

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// Name and text of a shipped episode by its identifier or file name.
fn episode(asked: &str) -> Option<(String, String)> {
    let bare = asked.rsplit('/').next().unwrap_or(asked);
    let bare = bare.strip_suffix(".toml").unwrap_or(bare);
    EPISODES
        .iter()
        .find(|(name, _)| name.strip_suffix(".toml") == Some(bare))
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
}

/// The rows that are shipped, in the order of the board.
///
/// # Errors
/// A row that is not valid, which a test excludes.
pub fn shipped(parameters: &ModelParameters) -> Result<Vec<Row>, ValidationError> {
    with_folder(parameters, &BTreeMap::new())
}

/// The same with those of a folder, given as file names and texts: a row's file takes the place of a
/// shipped one of the same name; every other file may be the scenario of a row.
///
/// # Errors
/// The first row that is not valid, with file and line.
pub fn with_folder(
    parameters: &ModelParameters,
    files: &BTreeMap<String, String>,
) -> Result<Vec<Row>, ValidationError> {
    let find = |asked: &str| {
        let name = if asked.ends_with(".toml") {
            asked.to_owned()
        } else {
            format!("{asked}.toml")
        };
        match files.get(&name) {
            Some(text) => Some((name, text.clone())),
            None => episode(asked),
        }
    };
    let mut rows = Vec::new();
    let own = files.iter().filter(|(_, text)| is_row(text));
    for (name, text) in own {
        rows.push(read(name, text, parameters, &find)?);
    }
    for (name, text) in ROWS {
        if !files.contains_key(*name) {
            rows.push(read(name, text, parameters, &find)?);
        }
    }
    rows.sort_by(|a, b| (a.suite, &a.id).cmp(&(b.suite, &b.id)));
    Ok(rows)
}

/// Whether a file is a row, and not a scenario beside one.
fn is_row(text: &str) -> bool {
    text.lines()
        .any(|line| line.trim_start().starts_with("suite"))
}

/// Name and text of a scenario that another extends.
pub(crate) fn base(asked: &str) -> Option<(String, String)> {
    episode(asked)
}
