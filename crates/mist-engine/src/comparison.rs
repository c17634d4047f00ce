//! The same draws twice: what a response, a lever or another scenario changes.
//!
//! With draw d's luck common to both runs, the difference Δ_d = loss_d(with) − loss_d(base) is taken
//! draw by draw, and its median, quantiles and error are those of Δ: the error of a difference of
//! common draws, √(Var Δ / n), is far below that of two separate runs, √((Var a + Var b) / n), as
//! far as the two go up and down together (common random numbers; Glasserman 2003, § 4.2).

use serde::{Deserialize, Serialize};

use mist_economy::{CoverageTier, Economy, RegionCode};
use mist_scenario::Sampling;

use crate::EngineError;
use crate::model::DrawStatus;
use crate::monte_carlo::ChunkResult;
use crate::overview::Overview;
use crate::results::Spread;
use crate::statistics::{Tail, standard_error_of_blocks};
use crate::summary::{HORIZONS, WORLD};
use crate::weighted::WeightedChange;

/// Losses of one draw over 30, 90 and 365 days, the world first, USD million.
pub(crate) type Losses = Vec<[f64; 3]>;

/// Losses of every draw and economy.
#[derive(Debug, Clone, Default)]
pub struct LossTable {
    /// By draw; none where the draw failed.
    draws: Vec<Option<Losses>>,
}

impl LossTable {
    /// Bytes that the losses of so many draws of an economy of so many regions take, about.
    #[must_use]
    pub fn bytes(regions: usize, draws: u64) -> u64 {
        let one = size_of::<[f64; 3]>() * (regions + 1) + size_of::<Option<Losses>>();
        (one as u64).saturating_mul(draws)
    }

    /// Adds a chunk; chunks are to come in order.
    pub fn fold(&mut self, chunk: &ChunkResult) {
        for draw in &chunk.draws {
            let records = &draw.outcome.records;
            self.draws
                .push((draw.outcome.status != DrawStatus::Failed).then(|| {
                    let mut world = [0.0; 3];
                    for record in records {
                        for (sum, loss) in world.iter_mut().zip(record.loss) {
                            *sum += loss;
                        }
                    }
                    let each = records.iter().map(|record| record.loss);
                    std::iter::once(world).chain(each).collect()
                }));
        }
    }
}

impl LossTable {
    /// Number and losses by side of every draw that failed on none of the sides; none if the sides
    /// have unequal draws.
    pub(crate) fn common<'t>(sides: &[&'t Self]) -> Vec<(u64, Vec<&'t Losses>)> {
        let draws = sides.first().map_or(0, |side| side.draws.len());
        if sides.iter().any(|side| side.draws.len() != draws) {
            return Vec::new();
        }
        (0..draws)
            .filter_map(|d| {
                let losses: Option<_> = sides.iter().map(|side| side.draws[d].as_ref()).collect();
                Some((d as u64, losses?))
            })
            .collect()
    }
}

/// A scenario, alone or with responses and levers, by name and content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Identifier.
    pub id: String,
    /// Title in English.
    pub title: String,
    /// SHA-256 of the content.
    pub hash: String,
}

/// What a period's loss is with and without, and the difference draw by draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HorizonDifference {
    /// Length of the period in days: 30, 90 or 365.
    pub days: u16,
    /// Loss of the base as a share of the period's baseline value added.
    pub base: Spread,
    /// Loss of the other side.
    pub with: Spread,
    /// The other's loss less the base's, draw by draw; below zero where it saves.
    pub difference: Spread,
    /// The same in USD million.
    pub usd_million: Spread,
    /// Monte Carlo standard error of the mean difference (a share).
    pub mean_error: f64,
    /// What that error would be if the two sides had separate luck.
    pub separate_error: f64,
    /// Share of draws in which the other side loses less.
    pub less: f64,
    /// Share of draws in which it loses more.
    pub more: f64,
}

/// What a comparison says of one economy (or the world).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountryDifference {
    /// ISO code, or `WLD` for the world.
    pub region: RegionCode,
    /// English name.
    pub name: String,
    /// Data tier; none for the world.
    pub tier: Option<CoverageTier>,
    /// Baseline value added, USD million a year.
    pub value_added: f64,
    /// Over 30, 90 and 365 days.
    pub horizons: Vec<HorizonDifference>,
}

/// Two sides compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// What is compared with.
    pub base: Side,
    /// What is compared.
    pub with: Side,
    /// Draws that failed on neither side: the figures rest on them.
    pub draws: u64,
    /// Draws that failed on one side or both.
    pub failed: u64,
    /// The world.
    pub world: CountryDifference,
    /// Every economy in the table's order.
    pub countries: Vec<CountryDifference>,
}

/// A whole comparison: what `compare.json` holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Version of MIST that made it.
    pub version: String,
    /// Seed of the runs.
    pub seed: u64,
    /// How the numbers of their draws are spread.
    #[serde(default = "Sampling::of_old")]
    pub sampler: Sampling,
    /// Draws of each side.
    pub draws: u64,
    /// Propagation model.
    pub model: String,
    /// Identifier of the economy.
    pub economy: String,
    /// Name of the economy.
    pub economy_name: String,
    /// Year of its prices and levels.
    pub economy_year: u16,
    /// SHA-256 of the economy.
    pub economy_hash: String,
    /// SHA-256 of the model parameters as read.
    pub parameters_hash: String,
    /// What was compared, in the order asked for.
    pub pairs: Vec<Pair>,
    /// Scenarios side by side, where several were compared with one another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overview: Option<Overview>,
    /// What each measure changes over the user's own mixture of scenarios, where weights were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weighted: Vec<WeightedChange>,
}

/// An economy, or the world, of which losses are compared.
pub(crate) struct Compared {
    /// Its place among the losses of a draw.
    pub(crate) place: usize,
    pub(crate) region: RegionCode,
    pub(crate) name: String,
    /// None for the world.
    pub(crate) tier: Option<CoverageTier>,
    /// USD million a year.
    pub(crate) value_added: f64,
}

impl Compared {
    /// The world, and every economy in the table's order.
    pub(crate) fn all(economy: &Economy) -> (Self, impl Iterator<Item = Self>) {
        let table = &economy.table;
        let world = Self {
            place: 0,
            region: RegionCode::new(WORLD),
            name: "World".to_owned(),
            tier: None,
            value_added: (0..table.regions)
                .map(|r| table.region_value_added(r))
                .sum(),
        };
        let regions = economy.regions.iter().enumerate();
        let countries = regions.map(|(r, region)| Self {
            place: r + 1,
            region: region.code.clone(),
            name: region.name.clone(),
            tier: Some(region.tier),
            value_added: table.region_value_added(r),
        });
        (world, countries)
    }
}

/// Compares two sides whose draws have the same numbers, spread by `sampling`.
///
/// # Errors
/// [`EngineError::Invalid`] if the sides have unequal draws, or none that failed on neither.
pub fn compare(
    economy: &Economy,
    sampling: Sampling,
    (base, base_losses): (Side, &LossTable),
    (with, with_losses): (Side, &LossTable),
) -> Result<Pair, EngineError> {
    let refuse = |what: String, help: &str| EngineError::Invalid {
        what,
        location: format!("comparison of `{}` with `{}`", base.id, with.id),
        help: help.to_owned(),
    };
    let (a, b) = (&base_losses.draws, &with_losses.draws);
    if a.len() != b.len() {
        return Err(refuse(
            format!("{} draws against {}", a.len(), b.len()),
            "run both sides with as many draws",
        ));
    }
    let (both, numbers): (Vec<(&Losses, &Losses)>, Vec<u64>) = (0_u64..)
        .zip(a.iter().zip(b))
        .filter_map(|(draw, (a, b))| Some(((a.as_ref()?, b.as_ref()?), draw)))
        .unzip();
    let blocks = sampling.blocks(numbers);
    if both.is_empty() {
        return Err(refuse(
            "no draw that did not fail on either side".to_owned(),
            "run more draws, or look at the scenario's extremes",
        ));
    }
    let of = |place: usize, value_added: f64| -> Vec<HorizonDifference> {
        HORIZONS
            .iter()
            .enumerate()
            .filter_map(|(h, days)| {
                let period = value_added * f64::from(*days) / 365.0;
                let pairs = both.iter().map(|(a, b)| (a[place][h], b[place][h]));
                horizon(*days, &pairs.collect::<Vec<_>>(), &blocks, period)
            })
            .collect()
    };
    let told = |economy: Compared| CountryDifference {
        horizons: of(economy.place, economy.value_added),
        region: economy.region,
        name: economy.name,
        tier: economy.tier,
        value_added: economy.value_added,
    };
    let (world, countries) = Compared::all(economy);
    let (world, countries) = (told(world), countries.map(told).collect());
    Ok(Pair {
        draws: both.len() as u64,
        failed: (a.len() - both.len()) as u64,
        base,
        with,
        world,
        countries,
    })
}

/// One period: losses by draw in USD million, and the period's baseline value added.
fn horizon(
    days: u16,
    draws: &[(f64, f64)],
    blocks: &[u64],
    period: f64,
) -> Option<HorizonDifference> {
    let scale = if period > 0.0 { 1.0 / period } else { 0.0 };
    let mut base: Vec<f64> = draws.iter().map(|(a, _)| a * scale).collect();
    let mut with: Vec<f64> = draws.iter().map(|(_, b)| b * scale).collect();
    let mut usd: Vec<f64> = draws.iter().map(|(a, b)| b - a).collect();
    let mut difference: Vec<f64> = usd.iter().map(|d| d * scale).collect();
    let n = draws.len() as f64;
    let error = |values: &[f64]| standard_error_of_blocks(values, blocks);
    let (ea, eb) = (error(&base), error(&with));
    Some(HorizonDifference {
        days,
        mean_error: error(&difference),
        separate_error: (ea * ea + eb * eb).sqrt(),
        less: usd.iter().filter(|d| **d < 0.0).count() as f64 / n,
        more: usd.iter().filter(|d| **d > 0.0).count() as f64 / n,
        base: Spread::of_blocks(&mut base, blocks, Tail::High)?,
        with: Spread::of_blocks(&mut with, blocks, Tail::High)?,
        difference: Spread::of_blocks(&mut difference, blocks, Tail::High)?,
        usd_million: Spread::of_blocks(&mut usd, blocks, Tail::High)?,
    })
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::*;

    #[test]
    fn differences_are_taken_draw_by_draw() {
        let draws: Vec<(f64, f64)> = (0..101)
            .map(|d| (f64::from(d), f64::from(d) - 3.0))
            .collect();
        let h = horizon(365, &draws, &[], 1000.0).unwrap();
        // Losses scatter widely, their difference not at all.
        assert_relative_eq!(h.difference.median, -0.003, max_relative = 1e-12);
        assert_relative_eq!(h.usd_million.p95, -3.0, max_relative = 1e-12);
        assert!(h.mean_error < 1e-12 && h.separate_error > 0.003);
        assert_relative_eq!(h.base.median - h.with.median, 0.003, max_relative = 1e-9);
        assert_eq!((h.less, h.more), (1.0, 0.0));
    }

    #[test]
    fn the_median_difference_is_not_the_difference_of_medians() {
        let h = horizon(30, &[(0.0, 10.0), (1.0, 1.0), (9.0, 2.0)], &[], 1.0).unwrap();
        assert_eq!((h.base.median, h.with.median), (1.0, 2.0));
        assert_eq!(h.usd_million.median, 0.0);
        assert_relative_eq!(h.more, 1.0 / 3.0);
    }
}
