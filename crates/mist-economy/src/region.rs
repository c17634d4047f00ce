//! Regions: the economies of the table, by ISO 3166-1 alpha-3 code.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An economy's ISO 3166-1 alpha-3 code (`TWN`), or `ROW` for the rest of the world.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RegionCode(String);

impl RegionCode {
    /// Wraps a code as it is written in a table; upper case is not enforced here.
    #[must_use]
    pub fn new(code: impl Into<String>) -> Self {
        Self(code.into())
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How well an economy is measured; printed on everything published about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CoverageTier {
    /// Has its own accounts in the source inter-country table.
    A,
    /// Carved out of the rest of the world: own GDP and bilateral trade, borrowed structure.
    B,
    /// The remainder of the world.
    Rest,
}

impl CoverageTier {
    /// Its name in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::Rest => "Rest",
        }
    }
}

/// One economy of the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// ISO 3166-1 alpha-3 code.
    pub code: RegionCode,
    /// English short name; other languages live with the reports.
    pub name: String,
    /// How well it is measured.
    pub tier: CoverageTier,
    /// Economies folded into this one (Macao into CHN, say), by ISO code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub includes: Vec<RegionCode>,
}
