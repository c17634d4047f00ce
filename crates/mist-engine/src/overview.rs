//! Several scenarios side by side, and mixed by weights that the user gives.
//!
//! With the weights w_s of scenarios s, which add up to one, and the same n draws of each, the
//! mixture gives every draw of s the weight w_s / n. Its mean is the mean over draws of
//! Σ_s w_s loss_(s,d), and so is its error. MIST has no weights of its own: how likely a scenario is
//! lies outside the model.

use mist_economy::{Economy, RegionCode};
use mist_scenario::Sampling;
use serde::{Deserialize, Serialize};

use crate::EngineError;
use crate::comparison::{Compared, LossTable, Side};
use crate::results::Spread;
use crate::statistics::{Tail, mean, standard_error_of_blocks};
use crate::summary::HORIZONS;

/// Losses of several sides, side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// The sides, in the order asked for.
    pub sides: Vec<Side>,
    /// The user's own weights of the sides, adding up to one; none if none were given.
    pub weights: Option<Vec<f64>>,
    /// Draws that failed on no side: the figures rest on them.
    pub draws: u64,
    /// The world.
    pub world: CountryOverview,
    /// Every economy in the table's order.
    pub countries: Vec<CountryOverview>,
}

/// What an overview says of one economy (or the world).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountryOverview {
    /// ISO code, or `WLD` for the world.
    pub region: RegionCode,
    /// English name.
    pub name: String,
    /// Over 30, 90 and 365 days.
    pub horizons: Vec<HorizonOverview>,
}

/// Losses over one period, as shares of the period's baseline value added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HorizonOverview {
    /// Length of the period in days.
    pub days: u16,
    /// Loss of each side.
    pub sides: Vec<Spread>,
    /// Loss of the mixture by the user's weights.
    pub mixture: Option<Mixed>,
}

/// A mixture of scenarios by the user's weights.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mixed {
    /// 5 % quantile.
    pub p05: f64,
    /// Median.
    pub median: f64,
    /// 95 % quantile.
    pub p95: f64,
    /// Mean.
    pub mean: f64,
    /// Monte Carlo standard error of the mean, given the weights.
    pub mean_error: f64,
}

impl Mixed {
    /// Mixes the draws of several sides; none if there are none.
    pub(crate) fn of(sides: &[Vec<f64>], weights: &[f64], blocks: &[u64]) -> Option<Self> {
        let draws = sides.first()?.len();
        if draws == 0 {
            return None;
        }
        let mut pooled: Vec<(f64, f64)> = sides
            .iter()
            .zip(weights)
            .filter(|(_, weight)| **weight > 0.0)
            .flat_map(|(losses, weight)| losses.iter().map(move |loss| (*loss, *weight)))
            .collect();
        pooled.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = pooled.iter().map(|(_, weight)| weight).sum();
        // The least value that is not exceeded with at least this probability.
        let quantile = |q: f64| {
            let mut reached = 0.0;
            let found = pooled.iter().find(|(_, weight)| {
                reached += weight;
                reached >= q * total * (1.0 - 1e-12)
            });
            found.or(pooled.last()).map(|(loss, _)| *loss)
        };
        let by_draw: Vec<f64> = (0..draws)
            .map(|d| sides.iter().zip(weights).map(|(l, w)| w * l[d]).sum())
            .collect();
        Some(Self {
            p05: quantile(0.05)?,
            median: quantile(0.5)?,
            p95: quantile(0.95)?,
            mean: mean(&by_draw),
            mean_error: standard_error_of_blocks(&by_draw, blocks),
        })
    }
}

/// Puts sides whose draws have the same numbers side by side; `weights` are the user's own.
///
/// # Errors
/// [`EngineError::Invalid`] if the sides have unequal draws, or none that failed on no side.
pub fn overview(
    economy: &Economy,
    sampling: Sampling,
    sides: Vec<(Side, &LossTable)>,
    weights: Option<Vec<f64>>,
) -> Result<Overview, EngineError> {
    let (names, tables): (Vec<Side>, Vec<&LossTable>) = sides.into_iter().unzip();
    let draws = LossTable::common(&tables);
    if draws.is_empty() {
        return Err(EngineError::Invalid {
            what: "no draw that did not fail on any side".to_owned(),
            location: "the scenarios side by side".to_owned(),
            help: "run all with as many draws, or more of them".to_owned(),
        });
    }
    let blocks = sampling.blocks(draws.iter().map(|(draw, _)| *draw));
    let of = |place: usize, value_added: f64| -> Vec<HorizonOverview> {
        let horizon = |(h, days): (usize, &u16)| {
            let period = value_added * f64::from(*days) / 365.0;
            let scale = if period > 0.0 { 1.0 / period } else { 0.0 };
            let losses: Vec<Vec<f64>> = (0..tables.len())
                .map(|side| {
                    draws
                        .iter()
                        .map(|(_, d)| d[side][place][h] * scale)
                        .collect()
                })
                .collect();
            Some(HorizonOverview {
                days: *days,
                mixture: weights
                    .as_ref()
                    .and_then(|w| Mixed::of(&losses, w, &blocks)),
                sides: losses
                    .into_iter()
                    .map(|mut side| Spread::of_blocks(&mut side, &blocks, Tail::High))
                    .collect::<Option<_>>()?,
            })
        };
        HORIZONS.iter().enumerate().filter_map(horizon).collect()
    };
    let told = |economy: Compared| CountryOverview {
        horizons: of(economy.place, economy.value_added),
        region: economy.region,
        name: economy.name,
    };
    let (world, countries) = Compared::all(economy);
    let (world, countries) = (told(world), countries.map(told).collect());
    Ok(Overview {
        draws: draws.len() as u64,
        sides: names,
        weights,
        world,
        countries,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_move_quantiles_and_the_mean() {
        let low: Vec<f64> = (0..100).map(|d| f64::from(d) / 100.0).collect();
        let high: Vec<f64> = low.iter().map(|loss| loss + 10.0).collect();
        let sides = [low.clone(), high];
        let even = Mixed::of(&sides, &[0.5, 0.5], &[]).unwrap();
        assert!((even.mean - 5.495).abs() < 1e-12);
        assert_eq!(even.median, 0.99, "half lies at or below the lower side");
        assert!(even.p95 > 10.8 && even.p05 < 0.2);
        let mostly_low = Mixed::of(&sides, &[0.96, 0.04], &[]).unwrap();
        assert!(mostly_low.p95 < 1.0 && mostly_low.mean < 1.0);
        // All the weight on one side is that side.
        let alone = Mixed::of(&sides, &[1.0, 0.0], &[]).unwrap();
        assert!((alone.mean - 0.495).abs() < 1e-12);
        assert_eq!((alone.p05, alone.p95), (0.04, 0.94));
        assert!((alone.mean_error - standard_error_of_blocks(&low, &[])).abs() < 1e-15);
    }
}
