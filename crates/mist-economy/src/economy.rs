//! One economy: classifications, table and satellites with their provenance.

use serde::{Deserialize, Serialize};

use crate::{Product, ProductCode, Region, RegionCode, Satellites, Table};

/// A source of figures, with what its licence asks to be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Short identifier that figures refer to (`imf-weo-2024-04`).
    pub id: String,
    /// Title and publisher.
    pub title: String,
    /// Reference year or years.
    pub year: String,
    /// Licence, by SPDX identifier or name.
    pub licence: String,
    /// Public address.
    pub url: String,
}

/// Identifier of the economy that is embedded.
pub(crate) const EMBEDDED: &str = "embedded-2023";

/// What an economy is called and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EconomyInfo {
    /// Identifier (`embedded-2023`).
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Year of its prices and levels.
    pub year: u16,
    /// Whether cells are modelled rather than official statistics.
    pub modelled: bool,
    /// Where the figures come from.
    pub sources: Vec<Source>,
    /// SHA-256 of the data as loaded, in hexadecimal.
    pub hash: String,
}

impl EconomyInfo {
    /// Whether it is the embedded economy, of which it is known how it was built.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.id == EMBEDDED
    }
}

/// A world economy, ready for analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct Economy {
    /// Name and provenance.
    pub info: EconomyInfo,
    /// R regions, in the order of the table.
    pub regions: Vec<Region>,
    /// S products, in the order of the table.
    pub products: Vec<Product>,
    /// The inter-country table.
    pub table: Table,
    /// Everything beside the table.
    pub satellites: Satellites,
}

impl Economy {
    /// Position of a region in the table.
    #[must_use]
    pub fn region_index(&self, code: &RegionCode) -> Option<usize> {
        self.regions.iter().position(|r| r.code == *code)
    }

    /// Position of a product in the table.
    #[must_use]
    pub fn product_index(&self, code: &ProductCode) -> Option<usize> {
        self.products.iter().position(|p| p.code == *code)
    }
}
