//! Observed figures beside the economy: war-risk and freight rates in past crises, Taiwan's food.
//!
//! Nothing is computed from them; they let a reader hold an assumption against what was seen.

use serde::{Deserialize, Serialize};

use crate::EconomyError;
use crate::files::records;

const SHIPPING: &[u8] = include_bytes!("../data/shipping_risk.csv");
const FOOD: &[u8] = include_bytes!("../data/taiwan_food.csv");

/// A range that was observed or published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is of.
    pub what: String,
    /// Its low end.
    pub low: f64,
    /// Its high end; the same for a single figure.
    pub high: f64,
    /// Unit of both.
    pub unit: String,
    /// Year or years.
    pub year: String,
    /// Source identifier, as in `sources.csv`.
    pub source: String,
    /// Licence of the source.
    pub licence: String,
    /// How it is known: measured, published estimate, judgement.
    pub tier: String,
    /// What else there is to say.
    pub note: String,
}

/// War-risk premiums, freight and traffic in past crises at sea.
///
/// # Errors
/// If the embedded file is damaged.
pub fn shipping() -> Result<Vec<Fact>, EconomyError> {
    records(SHIPPING, "shipping_risk.csv")
}

/// How far Taiwan feeds itself, and for how long without imports.
///
/// # Errors
/// If the embedded file is damaged.
pub fn taiwan_food() -> Result<Vec<Fact>, EconomyError> {
    records(FOOD, "taiwan_food.csv")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Economy;

    #[test]
    fn every_fact_is_a_range_with_a_known_source() {
        let sources = Economy::embedded().unwrap().info.sources;
        for fact in shipping().unwrap().iter().chain(&taiwan_food().unwrap()) {
            assert!(fact.low <= fact.high && fact.low >= 0.0, "{fact:?}");
            let source = sources.iter().find(|s| s.id == fact.source);
            assert_eq!(source.map(|s| &s.licence), Some(&fact.licence), "{fact:?}");
        }
    }
}
