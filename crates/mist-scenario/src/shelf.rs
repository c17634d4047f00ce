//! The responses and levers that ship with the program, embedded so that it works anywhere.

use crate::measure::Measure;
use crate::nearest;
use crate::problem::ScenarioError;
use crate::scenario::Heading;
use crate::vocabulary::Vocabulary;

/// Which folder a shipped measure lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// `configs/responses`: what governments do about a crisis.
    Responses,
    /// `configs/levers`: what is prepared, or done to soften it.
    Levers,
}

impl Shelf {
    /// Name of the folder.
    #[must_use]
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Responses => "responses",
            Self::Levers => "levers",
        }
    }
}

/// One shipped response or lever.
#[derive(Debug, Clone, Copy)]
pub struct ShelfEntry {
    /// Identifier.
    pub id: &'static str,
    /// Where it lies.
    pub shelf: Shelf,
    /// Text of its file.
    pub text: &'static str,
}

macro_rules! shipped {
    ($($shelf:ident $folder:literal: $($id:literal),* ;)*) => {
        &[$($(ShelfEntry {
            id: $id,
            shelf: Shelf::$shelf,
            text: include_str!(concat!("../../../configs/", $folder, "/", $id, ".toml")),
        }),*),*]
    };
}

/// Responses, then levers.
const SHELF: &[ShelfEntry] = shipped![
    Responses "responses":
        "no-answer", "g7-technology", "eu-trade", "members-goods", "coalition-finance",
        "coalition-full";
    Levers "levers":
        "fuel-stocks", "fuel-reserves", "chip-stocks", "material-stocks", "eu-diversification",
        "diversification", "recycling", "offtake-capacity", "joint-purchasing", "demand-restraint", "convoy", "alternative-routes";
];

/// The shipped responses and levers.
#[must_use]
pub const fn shelf() -> &'static [ShelfEntry] {
    SHELF
}

/// The shipped response or lever with an identifier.
///
/// # Errors
/// [`ScenarioError::UnknownMeasure`] with the nearest identifier.
pub fn find(id: &str) -> Result<&'static ShelfEntry, ScenarioError> {
    SHELF
        .iter()
        .find(|entry| entry.id == id)
        .ok_or_else(|| ScenarioError::UnknownMeasure {
            id: id.to_owned(),
            suggestion: nearest_id(id).map(str::to_owned),
        })
}

/// The shipped identifier nearest to `id`, if one is near.
#[must_use]
pub fn nearest_id(id: &str) -> Option<&'static str> {
    nearest(id, SHELF.iter().map(|entry| entry.id))
}

impl ShelfEntry {
    /// Where the file stands in the repository.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("configs/{}/{}.toml", self.shelf.folder(), self.id)
    }

    /// The measure for an economy.
    ///
    /// # Errors
    /// [`ScenarioError::Invalid`] if it names what the economy does not have.
    pub fn measure(&self, vocabulary: &Vocabulary) -> Result<Measure, ScenarioError> {
        Measure::parse(self.text, &self.file_name(), vocabulary)
    }

    /// Identifier, title and description; no economy is needed. A shipped file has them: a test
    /// says so.
    #[must_use]
    pub fn heading(&self) -> Option<Heading> {
        toml::from_str(self.text).ok()
    }
}
