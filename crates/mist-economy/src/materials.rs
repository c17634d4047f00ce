//! Critical raw materials: who supplies each stage, who uses it.
//!
//! Supply shares are those of the European Commission's *Study on the critical raw materials for
//! the EU 2023* (means of 2016–2020, CC BY 4.0), with magnets added from published estimates. Uses
//! by ISIC division are the study's where it has them, judgement elsewhere. The
//! build of the embedded economy makes the two data files from the study.

use serde::{Deserialize, Serialize};

use crate::files::records;
use crate::{EconomyError, RegionCode};

const SUPPLY: &[u8] = include_bytes!("../data/materials.csv");
const USES: &[u8] = include_bytes!("../data/material_uses.csv");

/// A stage of making a raw material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Mining or other extraction.
    Extraction,
    /// Refining and processing.
    Processing,
    /// Permanent magnets.
    Magnets,
}

/// One supplier's share of one stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SupplyShare {
    /// Material.
    pub id: String,
    /// Stage.
    pub stage: Stage,
    /// Whose supply: `world` production, or what the `eu` buys.
    pub market: Market,
    /// Supplier, by ISO code; `ROW` for the remainder.
    pub region: RegionCode,
    /// Share, 0 to 1.
    pub share: f64,
    /// Where it comes from.
    pub source: String,
    /// How good that is: `published-estimate` or `judgement`.
    pub tier: String,
}

/// The market that a supply share is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Market {
    /// World production.
    World,
    /// What the European Union buys, home supply included.
    Eu,
}

/// A sector's share of the use of a material.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MaterialUse {
    /// Material.
    pub id: String,
    /// English name of the material.
    pub name: String,
    /// ISIC Rev. 4 division that uses it (`C27`).
    pub division: String,
    /// Share of all use, 0 to 1.
    pub share: f64,
    /// Where it comes from.
    pub source: String,
    /// How good that is.
    pub tier: String,
}

/// All raw materials.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Materials {
    /// Supply by material, stage, market and supplier.
    pub supply: Vec<SupplyShare>,
    /// Use by material and sector.
    pub uses: Vec<MaterialUse>,
}

impl Materials {
    /// The shipped figures.
    ///
    /// # Errors
    ///
    /// [`EconomyError::InvalidData`] if the shipped files were damaged; a test holds them whole.
    pub fn embedded() -> Result<Self, EconomyError> {
        Ok(Self {
            supply: records(SUPPLY, "materials.csv")?,
            uses: records(USES, "material_uses.csv")?,
        })
    }

    /// Identifiers and names of the materials, in the order of the file.
    #[must_use]
    pub fn names(&self) -> Vec<(&str, &str)> {
        let mut names: Vec<(&str, &str)> = Vec::new();
        for entry in &self.uses {
            if !names.iter().any(|(id, _)| *id == entry.id) {
                names.push((&entry.id, &entry.name));
            }
        }
        names
    }

    /// The stages of a material on a market, from the mine onward.
    #[must_use]
    pub fn stages(&self, id: &str, market: Market) -> Vec<Stage> {
        let mut stages: Vec<Stage> = self
            .supply
            .iter()
            .filter(|s| s.id == id && s.market == market)
            .map(|s| s.stage)
            .collect();
        stages.sort_unstable();
        stages.dedup();
        stages
    }

    /// The suppliers of a stage with their shares, largest first.
    #[must_use]
    pub fn suppliers(&self, id: &str, stage: Stage, market: Market) -> Vec<(&RegionCode, f64)> {
        let mut suppliers: Vec<(&RegionCode, f64)> = self
            .supply
            .iter()
            .filter(|s| s.id == id && s.stage == stage && s.market == market)
            .map(|s| (&s.region, s.share))
            .collect();
        suppliers.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        suppliers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_materials_are_whole() {
        let all = Materials::embedded().unwrap();
        assert_eq!(all.names().len(), 25);
        for (id, _) in all.names() {
            let used: f64 = all
                .uses
                .iter()
                .filter(|u| u.id == id)
                .map(|u| u.share)
                .sum();
            assert!((used - 1.0).abs() < 1e-6, "uses of {id} add up to {used}");
            let stages = all.stages(id, Market::World);
            assert!(!stages.is_empty(), "{id} has no supply");
            for stage in stages {
                let suppliers = all.suppliers(id, stage, Market::World);
                let total: f64 = suppliers.iter().map(|s| s.1).sum();
                assert!(
                    (total - 1.0).abs() < 1e-6,
                    "{id} {stage:?} adds up to {total}"
                );
            }
        }
    }

    #[test]
    fn shares_of_the_prc_are_those_of_the_study() {
        let all = Materials::embedded().unwrap();
        let prc = |id: &str, stage| {
            let suppliers = all.suppliers(id, stage, Market::World);
            suppliers.iter().find(|s| s.0.as_str() == "CHN").unwrap().1
        };
        // The study prints 93.8, 83.1, 66.7 and 90.6 %; shares are scaled to add up to one, which
        // moves them by the study's rounding.
        assert!((prc("gallium", Stage::Processing) - 0.938).abs() < 0.005);
        assert!((prc("germanium", Stage::Processing) - 0.831).abs() < 0.02);
        assert!((prc("graphite", Stage::Extraction) - 0.667).abs() < 0.01);
        assert!((prc("magnesium", Stage::Processing) - 0.906).abs() < 0.01);
    }
}
