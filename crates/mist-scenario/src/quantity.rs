//! A number in a scenario or a model file: constant or distribution, always with its provenance.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
