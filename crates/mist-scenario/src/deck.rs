//! The scenarios that ship with the program, embedded so that it works anywhere.

use std::sync::OnceLock;

use indexmap::IndexMap;

use crate::document::Work;
use crate::nearest;
use crate::problem::ScenarioError;
use crate::scenario::{Heading, Scenario};
use crate::vocabulary::Vocabulary;

/// One shipped scenario.
#[derive(Debug, Clone, Copy)]
pub struct DeckEntry {
    /// Identifier.
    pub id: &'static str,
    /// Text of its file.
    pub text: &'static str,
}

macro_rules! shipped {
    ($($id:literal),* $(,)?) => {
        [$(DeckEntry {
            id: $id,
            text: include_str!(concat!("../../../configs/scenarios/", $id, ".toml")),
        }),*]
    };
}

/// In order of the ladder.
const DECK: [DeckEntry; 19] = shipped![
    "exercise",
    "boycott",
    "export-licences",
    "embargo",
    "interference",
    "island-seizure",
    "seizure-kinmen",
    "seizure-matsu",
    "seizure-pratas",
    "seizure-penghu",
    "limited-quarantine",
    "quarantine",
    "limited-blockade",
    "mining-blockade",
    "sea-blockade",
    "blockade",
    "kinetic-blockade",
    "war",
    "escalation",
];

/// The scenarios that an assessment plays unless others are named.
pub const DEFAULT_IDS: [&str; 2] = ["quarantine", "blockade"];

/// The shipped scenarios, in order of the ladder.
#[must_use]
pub const fn deck() -> &'static [DeckEntry] {
    &DECK
}

/// The shipped scenario with an identifier.
///
/// # Errors
/// [`ScenarioError::UnknownScenario`] with the nearest identifier.
pub fn find(id: &str) -> Result<&'static DeckEntry, ScenarioError> {
    DECK.iter()
        .find(|entry| entry.id == id)
        .ok_or_else(|| ScenarioError::UnknownScenario {
            id: id.to_owned(),
            suggestion: nearest_id(id).map(str::to_owned),
        })
}

/// The shipped identifier nearest to `id`, if one is near.
#[must_use]
pub fn nearest_id(id: &str) -> Option<&'static str> {
    nearest(id, DECK.iter().map(|entry| entry.id))
}

impl DeckEntry {
    /// Where the file stands in the repository.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("configs/scenarios/{}.toml", self.id)
    }

    /// The scenario for an economy.
    ///
    /// # Errors
    /// [`ScenarioError::Invalid`] if it names what the economy does not have.
    pub fn scenario(&self, vocabulary: &Vocabulary) -> Result<Scenario, ScenarioError> {
        Scenario::parse(self.text, &self.file_name(), vocabulary)
    }

    /// Identifier, title and description; no economy is needed. A shipped file has them: a test
    /// says so.
    #[must_use]
    pub fn heading(&self) -> Option<Heading> {
        toml::from_str(self.text).ok()
    }
}

/// Works that any file may cite, as shipped in `configs/sources.toml`.
pub(crate) fn works() -> &'static IndexMap<String, Work> {
    static WORKS: OnceLock<IndexMap<String, Work>> = OnceLock::new();
    WORKS.get_or_init(|| {
        toml::from_str(include_str!("../../../configs/sources.toml")).unwrap_or_default()
    })
}
