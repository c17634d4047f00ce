//! Parameters of the measures, each with its source and tier; their home is
//! `configs/model/exposure.toml`.

use mist_economy::Product;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ExposureError;
use crate::concentration::Thresholds;

/// The parameter file as shipped.
const EMBEDDED: &str = include_str!("../../../configs/model/exposure.toml");

/// One number with where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// The number.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// Where it comes from.
    pub source: String,
    /// How good that is: `measured`, `published-estimate`, `modelled` or `judgement`.
    pub tier: String,
}

/// Days until a need for some products can be met otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Substitution {
    /// ISIC Rev. 4 divisions, as products list them; empty for all others.
    pub divisions: Vec<String>,
    /// Days.
    pub value: f64,
    /// `days`.
    pub unit: String,
    /// Where it comes from.
    pub source: String,
    /// How good that is.
    pub tier: String,
}

/// Thresholds of concentration, each with its source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConcentrationParameters {
    /// Condition 1: HHI of imports.
    pub import_hhi: Parameter,
    /// Condition 2: imports in supply.
    pub import_share: Parameter,
    /// Condition 3: imports over exports.
    pub imports_over_exports: Parameter,
    /// Single point of failure: share of one origin in imports.
    pub single_origin: Parameter,
    /// Single point of failure: share of that origin in world exports.
    pub world_share: Parameter,
}

/// Parameters of value added at stake by supply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupplyParameters {
    /// Inputs below this share of a sector's output do not count.
    pub smallest_input: Parameter,
}

/// Weights of the composite of resilience; they are scaled to add up to one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResilienceWeights {
    /// Stock cover over time to substitute.
    pub cover: Parameter,
    /// Part of world exports that others supply.
    pub alternatives: Parameter,
    /// One less concentration of the country's own supply.
    pub spread: Parameter,
    /// One less value added at stake.
    pub independence: Parameter,
}

/// All parameters of the exposure measures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Thresholds of concentration.
    pub concentration: ConcentrationParameters,
    /// Value added at stake by supply.
    pub supply: SupplyParameters,
    /// Days until a need can be met otherwise, by product.
    pub substitution: Vec<Substitution>,
    /// Weights of the composite of resilience.
    pub resilience: ResilienceWeights,
}

impl Parameters {
    /// The shipped parameters.
    ///
    /// # Errors
    ///
    /// [`ExposureError::InvalidParameter`] if the shipped file were damaged; a test holds it whole.
    pub fn embedded() -> Result<Self, ExposureError> {
        Self::parse(EMBEDDED, "configs/model/exposure.toml")
    }

    /// Parameters from the text of a file called `name`.
    ///
    /// # Errors
    ///
    /// [`ExposureError::InvalidParameter`] with the line for text that does not parse, and with
    /// the parameter's name for a value outside its range.
    pub fn parse(text: &str, name: &str) -> Result<Self, ExposureError> {
        let parsed: Self = toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .map_or(1, |span| text[..span.start].lines().count().max(1));
            ExposureError::InvalidParameter {
                what: error.message().to_owned(),
                location: format!("{name}, line {line}"),
                help: "see configs/model/exposure.toml for what each parameter looks like".into(),
            }
        })?;
        parsed.check(name)?;
        Ok(parsed)
    }

    /// The thresholds as plain numbers.
    #[must_use]
    pub fn thresholds(&self) -> Thresholds {
        let c = &self.concentration;
        Thresholds {
            import_hhi: c.import_hhi.value,
            import_share: c.import_share.value,
            imports_over_exports: c.imports_over_exports.value,
            single_origin: c.single_origin.value,
            world_share: c.world_share.value,
        }
    }

    /// The weights of resilience in the order cover, alternatives, spread, independence, adding
    /// up to one.
    #[must_use]
    pub fn weights(&self) -> [f64; 4] {
        let w = &self.resilience;
        let raw = [&w.cover, &w.alternatives, &w.spread, &w.independence].map(|p| p.value);
        let total: f64 = raw.iter().sum();
        raw.map(|x| x / total)
    }

    /// Days until a need for `product` can be met otherwise.
    #[must_use]
    pub fn substitution_days(&self, product: &Product) -> f64 {
        let divisions: Vec<&str> = product
            .isic
            .split([' ', ','])
            .filter(|d| !d.is_empty())
            .collect();
        let listed = self
            .substitution
            .iter()
            .find(|s| s.divisions.iter().any(|d| divisions.contains(&d.as_str())));
        let rest = self.substitution.iter().find(|s| s.divisions.is_empty());
        listed.or(rest).map_or(0.0, |s| s.value)
    }

    fn check(&self, name: &str) -> Result<(), ExposureError> {
        let c = &self.concentration;
        let w = &self.resilience;
        let shares = [
            ("concentration.import_hhi", &c.import_hhi),
            ("concentration.import_share", &c.import_share),
            ("concentration.single_origin", &c.single_origin),
            ("concentration.world_share", &c.world_share),
            ("supply.smallest_input", &self.supply.smallest_input),
            ("resilience.cover", &w.cover),
            ("resilience.alternatives", &w.alternatives),
            ("resilience.spread", &w.spread),
            ("resilience.independence", &w.independence),
        ];
        let bad = |what: String, parameter: &str, help: &str| {
            Err(ExposureError::InvalidParameter {
                what,
                location: format!("{name}, {parameter}"),
                help: help.into(),
            })
        };
        for (parameter, p) in shares {
            if !(0.0..=1.0).contains(&p.value) {
                return bad(
                    format!("{} is not a share", p.value),
                    parameter,
                    "give 0 to 1; 0.4 means 40 %",
                );
            }
        }
        let ratio = c.imports_over_exports.value;
        if ratio.is_nan() || ratio < 0.0 {
            return bad(
                format!("{ratio} is not a ratio"),
                "concentration.imports_over_exports",
                "give 0 or more",
            );
        }
        let total: f64 = shares[5..].iter().map(|(_, p)| p.value).sum();
        if total <= 0.0 {
            return bad(
                "weights that are all zero".into(),
                "resilience",
                "give at least one weight",
            );
        }
        if let Some(s) = self
            .substitution
            .iter()
            .find(|s| !s.value.is_finite() || s.value < 0.0)
        {
            return bad(
                format!("{} days", s.value),
                "substitution",
                "give 0 or more",
            );
        }
        if !self.substitution.iter().any(|s| s.divisions.is_empty()) {
            return bad(
                "no entry for the products that no other entry mentions".into(),
                "substitution",
                "add one with divisions = []",
            );
        }
        Ok(())
    }
}
