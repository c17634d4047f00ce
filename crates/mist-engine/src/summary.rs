//! What the draws of a scenario say together: one summary a country, and the world.
//!
//! The world's figure in a draw is the sum over countries in the table's order, so that the parts
//! always add up to the whole; its quantiles are those of that sum, which are not the sums of the
//! countries' quantiles.

use std::collections::BTreeMap;

use mist_economy::{Economy, RegionCode};
use mist_scenario::Sampling;

use crate::attribution::Attribution;
use crate::model::{DrawOutcome, DrawStatus};
use crate::monte_carlo::ChunkResult;
use crate::record::recovery_days;
use crate::results::{
    CountrySummary, DrawRecord, FirstShortage, HorizonLoss, PathPoint, ScenarioSummary, Spread,
};
use crate::sensitivity::{DURATION, FEWEST, Factor, Ordered, PUBLISHED, rank_inputs};
use crate::statistics::{Tail, quantile};
use crate::{EngineError, HORIZON_DAYS, RunKey};

/// Direct loss of the bottleneck layer, as a share of the world's loss, below which their ratio says
/// nothing about amplification: the loss came another way.
const LEAST_DIRECT: f64 = 0.01;

/// Periods over which losses are counted, in days; the order of [`DrawRecord::loss`].
pub const HORIZONS: [u16; 3] = [30, 90, 365];

/// Code of the world in results.
pub const WORLD: &str = "WLD";

/// First-shortage pairs that are published for each country.
const PAIRS: usize = 5;

/// What the numbers of a model refer to.
#[derive(Debug, Clone, Copy)]
pub struct Labels<'a> {
    /// The economy that was run.
    pub economy: &'a Economy,
    /// Identifiers of the bottleneck layer's items, in its order.
    pub items: &'a [String],
}

impl<'a> Labels<'a> {
    /// Product code or item identifier of an input as the records number it.
    #[must_use]
    pub fn input(&self, index: u16) -> Option<&'a str> {
        let products = &self.economy.products;
        let index = usize::from(index);
        match products.get(index) {
            Some(product) => Some(product.code.as_str()),
            None => self.items.get(index - products.len()).map(String::as_str),
        }
    }

    /// Product code of a sector.
    #[must_use]
    pub fn sector(&self, index: u16) -> Option<&'a str> {
        let product = self.economy.products.get(usize::from(index))?;
        Some(product.code.as_str())
    }
}

/// Day, input and sector of a first binding shortage.
type Shortage = (u16, u16, u16);

/// What the draws say about one economy, in draw order.
#[derive(Debug, Clone, Default)]
struct Series {
    loss: [Vec<f64>; 3],
    trade_lost: Vec<f64>,
    unmet_demand: Vec<f64>,
    shortages: Vec<Shortage>,
    recovery_days: Vec<f64>,
    /// By week, then draw.
    weekly_loss: Vec<Vec<f32>>,
}

impl Series {
    fn push(&mut self, record: &DrawRecord) {
        for (all, loss) in self.loss.iter_mut().zip(record.loss) {
            all.push(loss);
        }
        self.trade_lost.push(record.trade_lost);
        self.unmet_demand.push(record.unmet_demand);
        self.shortages.extend(shortage(record));
        self.recovery_days
            .extend(record.recovery_days.map(f64::from));
        self.weekly_loss.resize_with(
            self.weekly_loss.len().max(record.weekly_loss.len()),
            Vec::new,
        );
        for (all, loss) in self.weekly_loss.iter_mut().zip(&record.weekly_loss) {
            all.push(*loss);
        }
    }
}

fn shortage(record: &DrawRecord) -> Option<Shortage> {
    Some((
        record.first_shortage_day?,
        record.first_shortage_input?,
        record.first_shortage_sector?,
    ))
}

/// Draws as they come in, ready to be summarised at any time.
#[derive(Debug, Clone)]
pub struct Tally {
    value_added: Vec<f64>,
    draws: u64,
    failed: u64,
    collapsed: u64,
    /// Which draws, counted from the first folded, did not fail.
    kept: Vec<usize>,
    duration_days: Vec<f64>,
    amplification: Vec<f64>,
    world: Series,
    countries: Vec<Series>,
    attribution: Attribution,
    sampling: Sampling,
}

impl Tally {
    /// An empty tally of an economy, of independent draws.
    #[must_use]
    pub fn new(economy: &Economy) -> Self {
        let regions = economy.table.regions;
        Self {
            value_added: (0..regions)
                .map(|r| economy.table.region_value_added(r))
                .collect(),
            draws: 0,
            failed: 0,
            collapsed: 0,
            kept: Vec::new(),
            duration_days: Vec::new(),
            amplification: Vec::new(),
            world: Series::default(),
            countries: vec![Series::default(); regions],
            attribution: Attribution::default(),
            sampling: Sampling::Random,
        }
    }

    /// The same of draws that are spread by `sampling`.
    #[must_use]
    pub fn sampled(self, sampling: Sampling) -> Self {
        Self { sampling, ..self }
    }

    /// The block of each draw that did not fail, to be compared with no other; empty if all draws
    /// are independent.
    #[must_use]
    pub fn blocks(&self) -> Vec<u64> {
        self.sampling
            .blocks(self.kept.iter().map(|&draw| draw as u64))
    }

    /// Bytes that a tally of so many draws takes at most: it keeps every one, for quantiles.
    #[must_use]
    pub fn bytes(regions: usize, draws: u64) -> u64 {
        let numbers = HORIZONS.len() + 3;
        let series = numbers * size_of::<f64>()
            + size_of::<Shortage>()
            + crate::record::WEEKS * size_of::<f32>();
        // A list that grows may hold twice what is in it.
        (2 * series as u64 * (regions as u64 + 1)).saturating_mul(draws)
    }

    /// Draws so far, failed ones among them.
    #[must_use]
    pub fn draws(&self) -> u64 {
        self.draws
    }

    /// World losses of the first 365 days so far, in draw order, USD million.
    #[must_use]
    pub fn world_losses(&self) -> &[f64] {
        &self.world.loss[2]
    }

    /// Adds a chunk; chunks are to come in order.
    ///
    /// # Errors
    /// A draw without exactly one record for each region of the economy, in order.
    pub fn fold(&mut self, chunk: &ChunkResult) -> Result<(), EngineError> {
        for draw in &chunk.draws {
            self.draws += 1;
            self.duration_days.push(draw.duration_days);
            match draw.outcome.status {
                DrawStatus::Failed => {
                    self.failed += 1;
                    continue;
                }
                DrawStatus::Collapsed => self.collapsed += 1,
                DrawStatus::Completed => {}
            }
            let in_order = |(r, record): (usize, &DrawRecord)| record.region as usize == r;
            let records = &draw.outcome.records;
            if records.len() != self.countries.len() || !records.iter().enumerate().all(in_order) {
                return Err(EngineError::BrokenModel {
                    model: "propagation".to_owned(),
                    draw: draw.outcome.draw,
                    what: format!(
                        "{} records for {} regions, or not in the table's order",
                        records.len(),
                        self.countries.len()
                    ),
                });
            }
            for (series, record) in self.countries.iter_mut().zip(records) {
                series.push(record);
            }
            let world = world_record(&draw.outcome, &self.value_added);
            let (total, direct) = (world.loss[2], draw.outcome.direct_loss);
            if direct > 0.0 && direct >= LEAST_DIRECT * total {
                self.amplification.push(total / direct);
            }
            self.world.push(&world);
            self.kept.push(self.draws as usize - 1);
        }
        self.attribution.fold(&chunk.contributions);
        Ok(())
    }

    /// What the draws so far say; `title` is the scenario's in English.
    ///
    /// # Errors
    /// No draw that did not fail, or a shortage of an input that has no name.
    pub fn summarise(
        &self,
        key: &RunKey,
        title: &str,
        labels: Labels<'_>,
    ) -> Result<ScenarioSummary, EngineError> {
        if self.draws == self.failed {
            return Err(EngineError::Invalid {
                what: format!("all {} draws failed", self.draws),
                location: format!("scenario `{}`", key.scenario),
                help: "a value is not a number in every one: look at the economy's table and the \
                       scenario's extremes"
                    .to_owned(),
            });
        }
        let world_value_added = self.value_added.iter().sum();
        let blocks = self.blocks();
        let all_blocks = self.sampling.blocks(0..self.draws);
        let losses: Vec<&[f64]> = self
            .countries
            .iter()
            .map(|c| c.loss[2].as_slice())
            .collect();
        let (drivers, world_drivers) =
            self.attribution
                .shares(&losses, self.world_losses(), &self.value_added);
        let world = CountrySummary {
            drivers: world_drivers,
            ..self.world.summarise(world_value_added, &blocks, labels)?
        };
        let countries = labels
            .economy
            .regions
            .iter()
            .zip(drivers)
            .enumerate()
            .map(|(r, (region, drivers))| {
                let value_added = self.value_added[r];
                Ok(CountrySummary {
                    region: region.code.clone(),
                    name: region.name.clone(),
                    tier: Some(region.tier),
                    drivers,
                    ..self.countries[r].summarise(value_added, &blocks, labels)?
                })
            })
            .collect::<Result<_, EngineError>>()?;
        Ok(ScenarioSummary {
            scenario: key.scenario.clone(),
            title: title.to_owned(),
            scenario_hash: key.scenario_hash.clone(),
            model: key.model.clone(),
            draws: self.draws,
            failed: self.failed,
            collapsed: self.collapsed,
            attributed: self.attribution.draws(),
            convergence: None,
            duration_days: spread(&self.duration_days, &all_blocks, 1.0)?,
            amplification: Some(&self.amplification)
                .filter(|of| 2 * of.len() as u64 >= self.draws)
                .and_then(|of| Spread::of(&mut of.clone(), Tail::High)),
            world,
            countries,
        })
    }
}

impl Tally {
    /// Fills in which of some inputs, and of the duration of the crisis, move each economy's loss
    /// most. `factors` give their values in the first draws of the tally, failed ones among them;
    /// below [`FEWEST`] draws nothing is filled in.
    ///
    /// # Errors
    /// A factor with more values than there are draws, or not as many as the others.
    pub fn explain(
        &self,
        summary: &mut ScenarioSummary,
        factors: &[Factor],
    ) -> Result<(), EngineError> {
        let Some(looked_at) = factors.first().map(|f| f.values.len()) else {
            return Ok(());
        };
        let fits = |f: &&Factor| f.values.len() == looked_at && looked_at as u64 <= self.draws;
        if let Some(factor) = factors.iter().find(|f| !fits(f)) {
            return Err(EngineError::Invalid {
                what: format!("{} values for {} draws", factor.values.len(), self.draws),
                location: format!("input `{}`", factor.name),
                help: "give each input one value for each draw that is looked at".to_owned(),
            });
        }
        let duration = Factor {
            name: DURATION.to_owned(),
            values: self.duration_days[..looked_at].to_vec(),
        };
        let kept = &self.kept[..self.kept.partition_point(|&draw| draw < looked_at)];
        if kept.len() < FEWEST {
            return Ok(());
        }
        let inputs: Vec<Ordered<'_>> = std::iter::once(&duration)
            .chain(factors)
            .filter_map(|factor| Ordered::new(factor, kept))
            .collect();
        let series = std::iter::once(&self.world).chain(&self.countries);
        let summaries = std::iter::once(&mut summary.world).chain(&mut summary.countries);
        for (series, summary) in series.zip(summaries) {
            summary.assumptions = rank_inputs(&inputs, &series.loss[2][..kept.len()], PUBLISHED);
        }
        Ok(())
    }
}

impl Series {
    /// The summary of this series, named as the world's and without drivers.
    fn summarise(
        &self,
        value_added: f64,
        blocks: &[u64],
        labels: Labels<'_>,
    ) -> Result<CountrySummary, EngineError> {
        let draws = self.trade_lost.len() as f64;
        let losses = HORIZONS
            .iter()
            .zip(&self.loss)
            .map(|(&days, loss)| {
                let baseline = value_added * f64::from(days) / HORIZON_DAYS;
                Ok(HorizonLoss {
                    days,
                    share: spread(loss, blocks, 1.0 / baseline)?,
                    usd_million: spread(loss, blocks, 1.0)?,
                })
            })
            .collect::<Result<_, EngineError>>()?;
        let mut shortage_days: Vec<f64> = self
            .shortages
            .iter()
            .map(|&(day, ..)| f64::from(day))
            .collect();
        Ok(CountrySummary {
            region: RegionCode::new(WORLD),
            name: "World".to_owned(),
            tier: None,
            value_added,
            losses,
            trade_lost: spread(&self.trade_lost, blocks, 1.0)?,
            unmet_demand: spread(&self.unmet_demand, blocks, 1.0)?,
            shortage_share: self.shortages.len() as f64 / draws,
            first_shortage_day: Spread::of(&mut shortage_days, Tail::Low),
            first_shortages: first_shortages(&self.shortages, labels)?,
            recovery_days: Spread::of(&mut self.recovery_days.clone(), Tail::High),
            unrecovered_share: 1.0 - self.recovery_days.len() as f64 / draws,
            path: self.path(),
            drivers: Vec::new(),
            assumptions: Vec::new(),
        })
    }

    fn path(&self) -> Vec<PathPoint> {
        self.weekly_loss
            .iter()
            .enumerate()
            .map(|(week, losses)| {
                let start = 7.0 * week as f64;
                let middle = f64::midpoint(start, (start + 7.0).min(HORIZON_DAYS));
                let mut losses: Vec<f64> = losses.iter().copied().map(f64::from).collect();
                PathPoint::of(middle, &mut losses)
            })
            .collect()
    }
}

/// The spread of losses times a factor.
fn spread(values: &[f64], blocks: &[u64], factor: f64) -> Result<Spread, EngineError> {
    let mut values: Vec<f64> = values.iter().map(|x| x * factor).collect();
    Spread::of_blocks(&mut values, blocks, Tail::High).ok_or_else(|| EngineError::Invalid {
        what: "no draws to summarise".to_owned(),
        location: "the run".to_owned(),
        help: "let at least one chunk finish".to_owned(),
    })
}

/// The world in one draw: sums in the table's order. Exports lost by one are imports lost by
/// another, so each lost flow counts once. The first shortage is the earliest anywhere.
fn world_record(outcome: &DrawOutcome, value_added: &[f64]) -> DrawRecord {
    let records = &outcome.records;
    let total = |of: &dyn Fn(&DrawRecord) -> f64| records.iter().map(of).sum::<f64>();
    let world_value_added: f64 = value_added.iter().sum();
    let weeks = records
        .iter()
        .map(|r| r.weekly_loss.len())
        .min()
        .unwrap_or(0);
    let weekly_loss: Vec<f32> = (0..weeks)
        .map(|week| {
            let lost: f64 = records
                .iter()
                .zip(value_added)
                .map(|(record, v)| f64::from(record.weekly_loss[week]) * v)
                .sum();
            (lost / world_value_added) as f32
        })
        .collect();
    let first = records.iter().filter_map(shortage).min_by_key(|s| s.0);
    DrawRecord {
        draw: outcome.draw,
        region: u32::MAX,
        loss: [0, 1, 2].map(|h: usize| total(&|r| r.loss[h])),
        trade_lost: total(&|r| r.trade_lost) / 2.0,
        unmet_demand: total(&|r| r.unmet_demand),
        first_shortage_day: first.map(|s| s.0),
        first_shortage_input: first.map(|s| s.1),
        first_shortage_sector: first.map(|s| s.2),
        recovery_days: recovery_days(
            (1_u16..)
                .zip(&weekly_loss)
                .map(|(week, &loss)| (7.0 * f64::from(week), f64::from(loss))),
        ),
        weekly_loss,
    }
}

/// The input–sector pairs that bind first most often.
fn first_shortages(
    shortages: &[Shortage],
    labels: Labels<'_>,
) -> Result<Vec<FirstShortage>, EngineError> {
    let mut days: BTreeMap<(u16, u16), Vec<f64>> = BTreeMap::new();
    for &(day, input, sector) in shortages {
        days.entry((input, sector))
            .or_default()
            .push(f64::from(day));
    }
    let mut pairs: Vec<_> = days.into_iter().collect();
    // Stable: pairs that are as frequent stay in the order of the table.
    pairs.sort_by_key(|(_, days)| std::cmp::Reverse(days.len()));
    pairs
        .into_iter()
        .take(PAIRS)
        .map(|((input, sector), mut days)| {
            let unnamed = || EngineError::BrokenModel {
                model: "propagation".to_owned(),
                draw: 0,
                what: format!("input {input} or sector {sector} of a shortage has no name"),
            };
            days.sort_unstable_by(f64::total_cmp);
            Ok(FirstShortage {
                input: labels.input(input).ok_or_else(unnamed)?.to_owned(),
                sector: labels.sector(sector).ok_or_else(unnamed)?.to_owned(),
                share: days.len() as f64 / shortages.len() as f64,
                median_day: quantile(&days, 0.5),
            })
        })
        .collect()
}
