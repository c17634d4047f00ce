//! What a measure changes over scenarios that the user has given weights.
//!
//! With the weights w_s of scenarios s, which add up to one, draw d changes by
//!
//! Δ_d = Σ_s w_s (loss_(s,d) with − loss_(s,d) without),
//!
//! and the error of the mean change is that of the Δ_d: all scenarios and both sides have the same
//! draws, so that it is far below √(error² with + error² without). Quantiles are of the mixture, in
//! which every draw of s has the weight w_s / n.

use mist_economy::{Economy, RegionCode};
use mist_scenario::Sampling;
use serde::{Deserialize, Serialize};

use crate::EngineError;
use crate::comparison::{Compared, LossTable, Losses, Side};
use crate::overview::Mixed;
use crate::summary::HORIZONS;

/// A measure over the user's own mixture of scenarios.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightedChange {
    /// Responses and levers as asked for: identifiers or files, joined by `+`.
    pub measure: String,
    /// The scenarios without it.
    pub bases: Vec<Side>,
    /// Their weights, adding up to one.
    pub weights: Vec<f64>,
    /// Draws that failed on no side: the figures rest on them.
    pub draws: u64,
    /// The world.
    pub world: CountryMixture,
    /// Every economy in the table's order.
    pub countries: Vec<CountryMixture>,
}

/// What a weighted change is for one economy (or the world).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountryMixture {
    /// ISO code, or `WLD` for the world.
    pub region: RegionCode,
    /// English name.
    pub name: String,
    /// Over 30, 90 and 365 days.
    pub horizons: Vec<HorizonMixture>,
}

/// Losses over one period, as shares of the period's baseline value added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HorizonMixture {
    /// Length of the period in days.
    pub days: u16,
    /// Loss without the measure.
    pub base: Mixed,
    /// Loss with it.
    pub with: Mixed,
    /// The one less the other, draw by draw and scenario by scenario.
    pub difference: Mixed,
    /// What the error of the mean difference would be if the two sides had separate luck.
    pub separate_error: f64,
}

/// Weighs what a measure changes; `pairs` are the scenarios without and with it, in the order of
/// `weights`.
///
/// # Errors
/// [`EngineError::Invalid`] if the sides have unequal draws, or none that failed on no side.
pub fn weighted_change(
    economy: &Economy,
    sampling: Sampling,
    measure: &str,
    pairs: &[((Side, &LossTable), &LossTable)],
    weights: &[f64],
) -> Result<WeightedChange, EngineError> {
    let tables: Vec<&LossTable> = pairs
        .iter()
        .flat_map(|((_, base), with)| [*base, *with])
        .collect();
    let draws = LossTable::common(&tables);
    let nothing = || EngineError::Invalid {
        what: "no draw that did not fail on any side".to_owned(),
        location: format!("`{measure}` over scenarios by weight"),
        help: "run all with as many draws, or more of them".to_owned(),
    };
    let blocks = sampling.blocks(draws.iter().map(|(draw, _)| *draw));
    let of = |place: usize, value_added: f64| -> Option<Vec<HorizonMixture>> {
        let horizon = |(h, days): (usize, &u16)| {
            let period = value_added * f64::from(*days) / 365.0;
            let scale = if period > 0.0 { 1.0 / period } else { 0.0 };
            // Sides come in pairs: without, with.
            let each = |value: &dyn Fn(f64, f64) -> f64| -> Option<Mixed> {
                let values: Vec<Vec<f64>> = (0..pairs.len())
                    .map(|s| {
                        let loss = |d: &[&Losses], side: usize| d[side][place][h] * scale;
                        let of = |d: &[&Losses]| value(loss(d, 2 * s), loss(d, 2 * s + 1));
                        draws.iter().map(|(_, d)| of(d)).collect()
                    })
                    .collect();
                Mixed::of(&values, weights, &blocks)
            };
            let (base, with) = (each(&|base, _| base)?, each(&|_, with| with)?);
            Some(HorizonMixture {
                days: *days,
                difference: each(&|base, with| with - base)?,
                separate_error: libm::hypot(base.mean_error, with.mean_error),
                base,
                with,
            })
        };
        HORIZONS.iter().enumerate().map(horizon).collect()
    };
    let told = |economy: Compared| {
        Some(CountryMixture {
            horizons: of(economy.place, economy.value_added)?,
            region: economy.region,
            name: economy.name,
        })
    };
    let (world, countries) = Compared::all(economy);
    let countries: Option<Vec<CountryMixture>> = countries.map(told).collect();
    Ok(WeightedChange {
        measure: measure.to_owned(),
        bases: pairs.iter().map(|((base, _), _)| base.clone()).collect(),
        weights: weights.to_vec(),
        draws: draws.len() as u64,
        world: told(world).ok_or_else(nothing)?,
        countries: countries.ok_or_else(nothing)?,
    })
}
