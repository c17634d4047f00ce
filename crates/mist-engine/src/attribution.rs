//! What a loss is due to: Shapley values over the drivers, on the same draws.
//!
//! Losses do not add up over drivers: chips that could not be shipped are not missed by a factory
//! without power. The Shapley value (Shapley 1953; for models Owen 2014) is the one division that
//! adds up to the whole, treats like drivers alike and gives nothing to one that does nothing:
//! φ_d = E_π [v(before_π(d) ∪ d) − v(before_π(d))] over orders π of the drivers, v(M) being the
//! loss with the drivers M switched on. Each attributed draw takes one random order and its reverse
//! (antithetic permutations, Mitchell et al. 2022): unbiased, and exact for two drivers.

use std::collections::BTreeMap;
use std::ops::Range;

use mist_scenario::Luck;
use rand::Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::model::{DrawInput, DrawOutcome, DrawStatus, Drivers, PropagationModel};
use crate::monte_carlo::run_checked;
use crate::results::{Driver, DriverShare};
use crate::statistics;
use crate::{CHUNK, EngineError};

/// What the 365-day losses of one draw are due to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contributions {
    /// Draw number.
    pub draw: u64,
    /// For each driver that the draw sets, the contribution by region, USD million.
    pub by_driver: Vec<(Driver, Vec<f64>)>,
}

impl Contributions {
    /// A driver's contribution by region, if the draw sets it.
    fn of(&self, driver: Driver) -> Option<&[f64]> {
        let (_, by_region) = self.by_driver.iter().find(|(other, _)| *other == driver)?;
        Some(by_region)
    }
}

/// Attributes the losses of some draws, given what they yield with every driver on. A draw that
/// fails, then or with fewer drivers, has no contributions and is left out.
pub(crate) fn attribute(
    model: &dyn PropagationModel,
    seed: u64,
    inputs: &[DrawInput],
    outcomes: &[DrawOutcome],
) -> Result<Vec<Contributions>, EngineError> {
    let orders: Vec<Vec<Driver>> = inputs.iter().map(|i| order(model, seed, i)).collect();
    // Every coalition that is needed, once a draw; those of all and of no drivers are known.
    let mut jobs: Vec<DrawInput> = Vec::new();
    for ((input, order), outcome) in inputs.iter().zip(&orders).zip(outcomes) {
        if outcome.status == DrawStatus::Failed {
            continue;
        }
        let mut masks: Vec<Drivers> = coalitions(order)
            .chain(coalitions_reversed(order))
            .collect();
        masks.sort_unstable();
        masks.dedup();
        jobs.extend(masks.into_iter().map(|drivers| DrawInput {
            drivers,
            ..input.clone()
        }));
    }
    // Like with like: what rests in all draws side by side costs nothing.
    let costly = [Driver::StraitTransit, Driver::Chips, Driver::RawMaterials];
    jobs.sort_by_key(|job| costly.map(|driver| job.drivers.contains(driver)));
    // Collected in order: the same for any number of threads.
    let batches: Vec<Vec<DrawOutcome>> = jobs
        .par_chunks(CHUNK)
        .map(|batch| run_checked(model, batch))
        .collect::<Result<_, _>>()?;
    let mut losses: BTreeMap<(u64, Drivers), Option<Vec<f64>>> = BTreeMap::new();
    for (job, outcome) in jobs.iter().zip(batches.iter().flatten()) {
        losses.insert((job.draw, job.drivers), yearly_losses(outcome));
    }
    Ok(orders
        .iter()
        .zip(outcomes)
        .filter_map(|(order, outcome)| {
            let whole = yearly_losses(outcome)?;
            shapley(order, &whole, |drivers| {
                losses.get(&(outcome.draw, drivers))?.as_deref()
            })
            .map(|by_driver| Contributions {
                draw: outcome.draw,
                by_driver,
            })
        })
        .collect())
}

/// Loss over 365 days by region; none if the draw failed.
fn yearly_losses(outcome: &DrawOutcome) -> Option<Vec<f64>> {
    (outcome.status != DrawStatus::Failed)
        .then(|| outcome.records.iter().map(|r| r.loss[2]).collect())
}

/// The drivers that a draw sets, in an order that is its own luck.
fn order(model: &dyn PropagationModel, seed: u64, input: &DrawInput) -> Vec<Driver> {
    let set = model.drivers_set(input);
    let mut order: Vec<Driver> = Driver::EACH
        .into_iter()
        .filter(|&d| set.contains(d))
        .collect();
    let mut rng = Luck::new(seed, input.draw).stream("attribution");
    // Fisher–Yates, written out because the library's shuffle may change between versions.
    for last in (1..order.len()).rev() {
        let other = (u128::from(rng.next_u64()) * (last as u128 + 1)) >> 64;
        order.swap(last, other as usize);
    }
    order
}

/// The coalitions on the way through an order, without the first (nobody) and the last (all).
fn coalitions(order: &[Driver]) -> impl Iterator<Item = Drivers> {
    order[..order.len().saturating_sub(1)]
        .iter()
        .scan(Drivers::NONE, |on, &driver| {
            *on = on.with(driver);
            Some(*on)
        })
}

fn coalitions_reversed(order: &[Driver]) -> impl Iterator<Item = Drivers> {
    let reversed: Vec<Driver> = order.iter().rev().copied().collect();
    coalitions(&reversed).collect::<Vec<_>>().into_iter()
}

/// Mean of the marginal losses along an order and along its reverse, by driver (in the order of
/// [`Driver::EACH`]) and region.
fn shapley<'a>(
    order: &[Driver],
    whole: &[f64],
    loss: impl Fn(Drivers) -> Option<&'a [f64]>,
) -> Option<Vec<(Driver, Vec<f64>)>> {
    let mut by_driver: BTreeMap<Driver, Vec<f64>> = order
        .iter()
        .map(|&driver| (driver, vec![0.0; whole.len()]))
        .collect();
    let reversed: Vec<Driver> = order.iter().rev().copied().collect();
    for way in [order, &reversed] {
        let mut before = vec![0.0; whole.len()];
        let mut on = Drivers::NONE;
        for (position, &driver) in way.iter().enumerate() {
            on = on.with(driver);
            let after = if position + 1 == way.len() {
                whole
            } else {
                loss(on)?
            };
            if let Some(sums) = by_driver.get_mut(&driver) {
                for ((sum, after), before) in sums.iter_mut().zip(after).zip(&before) {
                    *sum += 0.5 * (after - before);
                }
            }
            before.copy_from_slice(after);
        }
    }
    Some(by_driver.into_iter().collect())
}

/// Contributions over many draws.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attribution {
    draws: Vec<Contributions>,
}

impl Attribution {
    /// Adds what some draws' losses are due to.
    pub(crate) fn fold(&mut self, contributions: &[Contributions]) {
        self.draws.extend_from_slice(contributions);
    }

    /// Draws so far.
    pub(crate) fn draws(&self) -> u64 {
        self.draws.len() as u64
    }

    /// Mean contributions to the losses of every region and then of the world, with their standard
    /// errors, as shares of value added; a driver that no draw sets is left out.
    ///
    /// Only some draws are attributed, but the loss of all is known. The difference of the two
    /// means is carried over by regression (two-phase sampling, Cochran 1977, § 12.6): with b_d the
    /// slope of φ_d on the loss L over the attributed draws, φ̄_d + b_d (L̄ − L̄_attributed). Slopes
    /// add up to one over the drivers, so that contributions add up to the published mean loss; the
    /// variance is s²(φ_d − b_d L) / attributed + b_d² s²(L) / all. The world's contributions are
    /// the sums of the regions'.
    pub(crate) fn shares(
        &self,
        losses: &[&[f64]],
        world_losses: &[f64],
        value_added: &[f64],
    ) -> (Vec<Vec<DriverShare>>, Vec<DriverShare>) {
        let drivers: Vec<Driver> = Driver::EACH
            .into_iter()
            .filter(|&driver| self.draws.iter().any(|d| d.of(driver).is_some()))
            .collect();
        let world_value_added: f64 = value_added.iter().sum();
        let regions: Vec<Vec<DriverShare>> = losses
            .iter()
            .zip(value_added)
            .enumerate()
            .map(|(r, (losses, value_added))| {
                self.regress(&drivers, losses, *value_added, r..r + 1)
            })
            .collect();
        let everybody = 0..losses.len();
        let mut world = self.regress(&drivers, world_losses, world_value_added, everybody);
        for (d, driver) in world.iter_mut().enumerate() {
            let total: f64 = regions
                .iter()
                .zip(value_added)
                .map(|(shares, value_added)| shares[d].share * value_added)
                .sum();
            driver.share = total / world_value_added;
        }
        (regions, world)
    }

    /// Regression estimates for a group of regions.
    fn regress(
        &self,
        drivers: &[Driver],
        losses: &[f64],
        value_added: f64,
        regions: Range<usize>,
    ) -> Vec<DriverShare> {
        let by_driver: Vec<Vec<f64>> = drivers
            .iter()
            .map(|&driver| {
                self.draws
                    .iter()
                    .map(|draw| {
                        let by_region = draw.of(driver).map_or(&[][..], |c| &c[regions.clone()]);
                        by_region.iter().sum::<f64>()
                    })
                    .collect()
            })
            .collect();
        let totals: Vec<f64> = (0..self.draws.len())
            .map(|i| by_driver.iter().map(|values| values[i]).sum())
            .collect();
        let centre = statistics::mean(&totals);
        let squares: f64 = totals.iter().map(|t| (t - centre) * (t - centre)).sum();
        let missing = statistics::mean(losses) - centre;
        let error_of_all = statistics::standard_error(losses);
        drivers
            .iter()
            .zip(&by_driver)
            .map(|(&driver, values)| {
                let mean = statistics::mean(values);
                let products: f64 = values
                    .iter()
                    .zip(&totals)
                    .map(|(v, t)| (v - mean) * (t - centre))
                    .sum();
                let slope = if squares > 0.0 {
                    products / squares
                } else {
                    0.0
                };
                let residuals: Vec<f64> = values
                    .iter()
                    .zip(&totals)
                    .map(|(v, t)| v - slope * t)
                    .collect();
                let error =
                    libm::hypot(statistics::standard_error(&residuals), slope * error_of_all);
                DriverShare {
                    driver,
                    share: (mean + slope * missing) / value_added,
                    error: error / value_added,
                }
            })
            .collect()
    }
}
