//! A number in a scenario or a model file: constant or distribution, always with its provenance.
//!
//! In a file a quantity is one flat table: the distribution's own keys and the provenance beside
//! them, `{ dist = "pert", min = 0.4, mode = 0.6, max = 0.8, unit = "share", source = "…",
//! tier = "judgement" }`.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Luck;

/// How a number is known; worse tiers ask for wider ranges.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Counted or observed.
    Measured,
    /// Estimated in a published study.
    PublishedEstimate,
    /// Computed by this project from other figures.
    Modelled,
    /// A considered judgement without a direct source.
    Judgement,
}

impl Tier {
    /// Its name in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::PublishedEstimate => "published estimate",
            Self::Modelled => "modelled",
            Self::Judgement => "judgement",
        }
    }
}

/// A probability distribution, sampled by its inverse so that one uniform number makes one value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "dist", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Distribution {
    /// Always this value.
    Constant {
        /// The value.
        value: f64,
    },
    /// Every value of an interval alike.
    Uniform {
        /// Lowest value.
        min: f64,
        /// Highest value.
        max: f64,
    },
    /// Linear up to the mode and down again.
    Triangular {
        /// Lowest value.
        min: f64,
        /// Most likely value.
        mode: f64,
        /// Highest value.
        max: f64,
    },
    /// PERT: a scaled beta with α = 1 + 4 (mode − min) / (max − min), β = 6 − α.
    Pert {
        /// Lowest value.
        min: f64,
        /// Most likely value.
        mode: f64,
        /// Highest value.
        max: f64,
    },
    /// Beta on [0, 1].
    Beta {
        /// First shape.
        alpha: f64,
        /// Second shape.
        beta: f64,
    },
    /// Log-normal, by its median and the ratio of the 95 % quantile to it.
    LogNormal {
        /// Median, above zero.
        median: f64,
        /// 95 % quantile divided by the median, above one.
        ratio95: f64,
    },
    /// Normal cut off outside an interval.
    Normal {
        /// Mean before the cut.
        mean: f64,
        /// Standard deviation before the cut.
        sd: f64,
        /// Lowest value.
        min: f64,
        /// Highest value.
        max: f64,
    },
    /// One of some values, with weights.
    Discrete {
        /// The values.
        values: Vec<f64>,
        /// Their weights; need not add up to one.
        weights: Vec<f64>,
    },
    /// Observed values, interpolated between their order statistics.
    Empirical {
        /// The observations.
        values: Vec<f64>,
    },
}

/// A number with its unit, source and tier.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// What it may be.
    pub distribution: Distribution,
    /// Unit (`share`, `days`, `percent of hull value`).
    pub unit: String,
    /// Where it comes from, as a reader would cite it.
    pub source: String,
    /// How it is known.
    pub tier: Tier,
    /// Anything a reader should know about it.
    pub note: Option<String>,
}

/// Keys of a quantity's table that say where it comes from, beside those of the distribution.
const PROVENANCE_KEYS: [&str; 4] = ["unit", "source", "tier", "note"];

impl Quantity {
    /// The value in the draw of `luck`, in the quantity's own unit, by the stream `name`.
    #[must_use]
    pub fn sample(&self, luck: &Luck, name: &str) -> f64 {
        self.distribution.quantile(luck.uniform(name))
    }
}

/// Provenance as it stands in a file: what is not said is empty, and an unsaid tier is the worst.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Provenance {
    #[serde(default)]
    unit: String,
    #[serde(default)]
    source: String,
    #[serde(default = "unsaid_tier")]
    tier: Tier,
    #[serde(default)]
    note: Option<String>,
}

const fn unsaid_tier() -> Tier {
    Tier::Judgement
}

// The flat table is split by hand: serde's `flatten` would lose both the check of unknown keys and
// the place of an error.
impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let whole = Map::<String, Value>::deserialize(deserializer)?;
        let (provenance, distribution): (Map<_, _>, Map<_, _>) = whole
            .into_iter()
            .partition(|(key, _)| PROVENANCE_KEYS.contains(&key.as_str()));
        let provenance: Provenance =
            serde_json::from_value(Value::Object(provenance)).map_err(de::Error::custom)?;
        Ok(Self {
            distribution: serde_json::from_value(Value::Object(distribution))
                .map_err(de::Error::custom)?,
            unit: provenance.unit,
            source: provenance.source,
            tier: provenance.tier,
            note: provenance.note,
        })
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::Error;
        let mut whole = match serde_json::to_value(&self.distribution).map_err(S::Error::custom)? {
            Value::Object(map) => map,
            other => Map::from_iter([("value".to_owned(), other)]),
        };
        whole.insert("unit".to_owned(), Value::String(self.unit.clone()));
        whole.insert("source".to_owned(), Value::String(self.source.clone()));
        whole.insert(
            "tier".to_owned(),
            serde_json::to_value(self.tier).map_err(S::Error::custom)?,
        );
        if let Some(note) = &self.note {
            whole.insert("note".to_owned(), Value::String(note.clone()));
        }
        whole.serialize(serializer)
    }
}

impl JsonSchema for Quantity {
    fn schema_name() -> Cow<'static, str> {
        "Quantity".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Distribution::json_schema(generator);
        let tier = generator.subschema_for::<Tier>();
        let provenance = [
            (
                "unit",
                json_schema!({ "type": "string", "description": "Unit: share, percent, hours, days, weeks, months, years, share per week." }),
            ),
            (
                "source",
                json_schema!({ "type": "string", "description": "Where the number comes from, as a reader would cite it; `@key` cites an entry of the bibliography." }),
            ),
            ("tier", tier),
            (
                "note",
                json_schema!({ "type": "string", "description": "Anything a reader should know about it." }),
            ),
        ];
        schema.insert(
            "description".to_owned(),
            "A number or a distribution with its unit, source and tier.".into(),
        );
        if let Some(Value::Array(variants)) = schema.get_mut("oneOf") {
            for variant in variants {
                if let Some(Value::Object(properties)) = variant.get_mut("properties") {
                    for (key, value) in &provenance {
                        properties.insert((*key).to_owned(), value.clone().into());
                    }
                }
            }
        }
        schema
    }
}
