//! Whom a country depends on: Taiwan, the PRC with and without Hong Kong, everybody abroad.

use mist_economy::nearest::{named, nearest};
use mist_economy::{Economy, RegionCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ExposureError;

/// One or more economies taken together as the other side of a dependency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Partner {
    /// `TWN`, `CHN`, `CHN+HKG`, or a code.
    pub id: String,
    /// English name.
    pub name: String,
    /// Positions in the economy's list of regions.
    #[serde(skip)]
    pub regions: Vec<usize>,
    /// What a reader must know about the coverage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Partner {
    /// A partner of one region.
    #[must_use]
    pub fn region(economy: &Economy, at: usize) -> Self {
        let region = &economy.regions[at];
        let included: Vec<&str> = region.includes.iter().map(RegionCode::as_str).collect();
        Self {
            id: region.code.to_string(),
            name: region.name.clone(),
            regions: vec![at],
            note: (!included.is_empty())
                .then(|| format!("{} includes {}", region.code, included.join(", "))),
        }
    }

    /// Everybody except region `at`.
    #[must_use]
    pub fn abroad(economy: &Economy, at: usize) -> Self {
        Self {
            id: "abroad".into(),
            name: "all foreign economies".into(),
            regions: (0..economy.regions.len()).filter(|r| *r != at).collect(),
            note: None,
        }
    }

    /// Whether region `at` is part of the partner.
    #[must_use]
    pub fn contains(&self, at: usize) -> bool {
        self.regions.contains(&at)
    }
}

/// Taiwan, if the economy has it apart.
#[must_use]
pub fn taiwan(economy: &Economy) -> Option<Partner> {
    let at = economy.region_index(&RegionCode::new("TWN"))?;
    Some(Partner::region(economy, at))
}

/// The PRC without and with Hong Kong, as far as the economy tells them apart. The last one is the
/// widest, which leverage is measured against: goods pass through Hong Kong on the way.
#[must_use]
pub fn prc(economy: &Economy) -> Vec<Partner> {
    let Some(at) = economy.region_index(&RegionCode::new("CHN")) else {
        return Vec::new();
    };
    let mut mainland = Partner::region(economy, at);
    match economy.region_index(&RegionCode::new("HKG")) {
        Some(hong_kong) => {
            let both = Partner {
                id: "CHN+HKG".into(),
                name: format!("{} with Hong Kong", economy.regions[at].name),
                regions: vec![at, hong_kong],
                note: mainland.note.clone(),
            };
            vec![mainland, both]
        }
        None => {
            let inside = economy
                .regions
                .iter()
                .find(|r| r.includes.iter().any(|code| code.as_str() == "HKG"));
            let place = inside.map_or("the rest of the world", |r| r.code.as_str());
            mainland.note = Some(format!(
                "Hong Kong is not apart in this economy: it is inside {place}"
            ));
            vec![mainland]
        }
    }
}

/// Position of the region that `text` means: its code, the code of an economy folded into it, or
/// its name, in any case.
///
/// # Errors
///
/// [`ExposureError::UnknownRegion`] with the nearest codes and names.
pub fn find_region(economy: &Economy, text: &str) -> Result<usize, ExposureError> {
    let same = |other: &str| other.eq_ignore_ascii_case(text);
    let at = economy.regions.iter().position(|r| {
        same(r.code.as_str()) || same(&r.name) || r.includes.iter().any(|c| same(c.as_str()))
    });
    at.ok_or_else(|| ExposureError::UnknownRegion {
        given: text.into(),
        nearest: named(&nearest(
            text,
            economy
                .regions
                .iter()
                .map(|r| (r.code.as_str(), r.name.as_str())),
        )),
    })
}

/// Position of the product that `text` means: its code or its name, in any case.
///
/// # Errors
///
/// [`ExposureError::UnknownProduct`] with the nearest codes and names.
pub fn find_product(economy: &Economy, text: &str) -> Result<usize, ExposureError> {
    let same = |other: &str| other.eq_ignore_ascii_case(text);
    let at = economy
        .products
        .iter()
        .position(|p| same(p.code.as_str()) || same(&p.name));
    at.ok_or_else(|| ExposureError::UnknownProduct {
        given: text.into(),
        nearest: named(&nearest(
            text,
            economy
                .products
                .iter()
                .map(|p| (p.code.as_str(), p.name.as_str())),
        )),
    })
}

/// Whether a product covers semiconductors (ISIC 2610).
#[must_use]
pub fn is_semiconductors(economy: &Economy, s: usize) -> bool {
    economy.products[s]
        .isic
        .split_whitespace()
        .any(|part| part == "C261")
}
