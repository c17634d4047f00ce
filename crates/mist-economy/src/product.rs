//! Products: groups of ISIC Rev. 4 divisions. Each product is made by one sector of the same name.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A product group's code, as in the table's labels (`C26S`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProductCode(String);

impl ProductCode {
    /// Wraps a code as it is written in a table.
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

impl fmt::Display for ProductCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a product travels as when it goes by sea; scenarios set access by class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CargoClass {
    /// Coal, oil, gas and refined fuels.
    Energy,
    /// Farm products and food.
    Food,
    /// Other dry and liquid bulk: ores, metals, chemicals, timber.
    Bulk,
    /// Boxes and vehicles: most manufactures.
    Containers,
    /// Not shipped: services and networks.
    None,
}

/// How a product's international trade travels, by value; adds up to 1 for goods, 0 for services.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ModeShares {
    /// By sea.
    pub sea: f64,
    /// By air.
    pub air: f64,
    /// By road, rail, pipeline or wire.
    pub land: f64,
}

/// One product group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// Code in the table's labels.
    pub code: ProductCode,
    /// English name.
    pub name: String,
    /// ISIC Rev. 4 divisions or groups that it covers, as text (`C29`, `C261`).
    pub isic: String,
    /// Whether it is a good that crosses borders physically.
    pub is_good: bool,
    /// What it travels as by sea.
    pub cargo: CargoClass,
    /// How it travels between economies that are not joined by land.
    pub modes: ModeShares,
}
