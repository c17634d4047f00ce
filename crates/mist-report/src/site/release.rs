//! The publications that have stood at a place, in `releases.json`: each new one reads what the one
//! before it left.

use serde::{Deserialize, Serialize};

use crate::publication::{Date, Publication};

/// The file's name within the site.
pub const FILE: &str = "releases.json";

/// Publications that are remembered.
const MOST: usize = 100;

/// A publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Made of what the figures were made from, so that the same publication is the same release
    /// wherever it stands.
    pub id: String,
    /// Day of publication.
    pub date: Date,
    /// Version of MIST.
    pub version: String,
    /// Identifiers of its scenarios.
    pub scenarios: Vec<String>,
    /// Draws of each, at least.
    pub draws: u64,
}

impl Release {
    /// The publication as a release.
    #[must_use]
    pub fn of(publication: &Publication) -> Self {
        let run = &publication.run;
        let made_of: Vec<&str> = std::iter::once(run.economy_hash.as_str())
            .chain([run.parameters_hash.as_str()])
            .chain(run.scenarios.iter().map(|s| s.scenario_hash.as_str()))
            .map(|hash| hash.get(..16).unwrap_or(hash))
            .collect();
        Self {
            id: format!(
                "urn:mist:{}:{}:{}",
                run.version,
                run.seed,
                made_of.join(":")
            ),
            date: publication.recipe.date,
            version: run.version.clone(),
            scenarios: run.scenarios.iter().map(|s| s.scenario.clone()).collect(),
            draws: run.scenarios.iter().map(|s| s.draws).min().unwrap_or(0),
        }
    }

    /// This release and earlier ones, newest first; the same release stands once.
    #[must_use]
    pub fn after(self, earlier: &[Self]) -> Vec<Self> {
        let others = earlier.iter().filter(|other| other.id != self.id).cloned();
        let mut all: Vec<Self> = others.collect();
        all.insert(0, self);
        all.truncate(MOST);
        all
    }

    /// The releases that a file holds.
    ///
    /// # Errors
    /// Whatever is wrong with it.
    pub fn read(text: &[u8]) -> Result<Vec<Self>, serde_json::Error> {
        serde_json::from_slice(text)
    }
}

/// The file.
pub(super) fn to_json(releases: &[Release]) -> String {
    let mut text = serde_json::to_string_pretty(releases).unwrap_or_default();
    text.push('\n');
    text
}
