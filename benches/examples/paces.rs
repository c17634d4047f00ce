//! What longer steps cost in exactness: losses of the first year by length of step, and how far their
//! quantiles are off those of daily steps, against what chance leaves open.
//!
//! ```text
//! cargo run --release -p mist-benches --example paces -- blockade 640
//! ```
//!
//! Stages are written `UNTIL:DAYS`, one after the other; those after the number of draws replace the
//! ones shown by default.
#![allow(
    clippy::print_stdout,
    reason = "an example program talks on the terminal"
)]

use std::error::Error;

use mist_benches::World;
use mist_economy::RegionCode;
use mist_engine::dynamic::{DynamicModel, Pace, Precision};
use mist_engine::statistics::{proportion_error, quantile};
use mist_engine::summary::HORIZONS;
use mist_engine::{
    CHUNK, ChannelShocks, DrawInput, DrawOutcome, DrawRecord, ModelParameters, PropagationModel,
    Sampler, ScenarioSampler,
};
use mist_scenario::Sampling;
use rayon::prelude::*;

/// Quantiles that are published.
const PUBLISHED: [f64; 3] = [0.05, 0.5, 0.95];

/// Draws of a run as the README has it.
const DRAWS: f64 = 1000.0;

/// Standard error of a quantile with as many draws as a run has, from how far apart those beside it are.
fn error(sorted: &[f64], p: f64) -> f64 {
    let (low, high) = ((p - 0.05).max(0.0), (p + 0.05).min(1.0));
    let slope = (quantile(sorted, high) - quantile(sorted, low)) / (high - low);
    slope * proportion_error(p, DRAWS)
}

fn run(model: &dyn PropagationModel, draws: &[DrawInput]) -> Vec<DrawOutcome> {
    draws
        .par_chunks(CHUNK)
        .flat_map_iter(|chunk| model.run_chunk(chunk))
        .collect()
}

/// Losses by economy and of the world up to one of the horizons, per cent of a year's value added: by economy,
/// then by draw.
fn losses(outcomes: &[DrawOutcome], value_added: &[f64], horizon: usize) -> Vec<Vec<f64>> {
    let share = |loss: f64, of: f64| loss / of * 100.0;
    let own = |(r, of): (usize, &f64)| -> Vec<f64> {
        let losses = outcomes.iter().map(|o| o.records[r].loss[horizon]);
        losses.map(|loss| share(loss, *of)).collect()
    };
    let mut all: Vec<Vec<f64>> = value_added.iter().enumerate().map(own).collect();
    let world: f64 = value_added.iter().sum();
    let whole = |o: &DrawOutcome| o.records.iter().map(|r| r.loss[horizon]).sum();
    all.push(outcomes.iter().map(|o| share(whole(o), world)).collect());
    all
}

fn root_mean_square(of: &[f64]) -> f64 {
    (of.iter().map(|x| x * x).sum::<f64>() / of.len() as f64).sqrt()
}

/// How far the published quantiles of some losses are off those of others, in standard errors.
fn off(than: Vec<Vec<f64>>, found: Vec<Vec<f64>>) -> Vec<f64> {
    let sorted = |mut losses: Vec<f64>| {
        losses.sort_by(f64::total_cmp);
        losses
    };
    let pairs = than
        .into_iter()
        .map(sorted)
        .zip(found.into_iter().map(sorted));
    pairs
        .flat_map(|(than, found)| {
            PUBLISHED.map(|p| {
                let error = error(&than, p).max(f64::MIN_POSITIVE);
                (quantile(&found, p) - quantile(&than, p)) / error
            })
        })
        .collect()
}

/// Mean and root mean square of how many days later something happens, over all economies and draws in which
/// it does in both.
fn later(
    than: &[DrawOutcome],
    found: &[DrawOutcome],
    day: impl Fn(&DrawRecord) -> Option<u16>,
) -> (f64, f64) {
    let records = |outcomes: &[DrawOutcome]| -> Vec<Option<u16>> {
        let all = outcomes.iter().flat_map(|o| &o.records);
        all.map(&day).collect()
    };
    let apart: Vec<f64> = records(than)
        .into_iter()
        .zip(records(found))
        .filter_map(|(than, found)| Some(f64::from(found?) - f64::from(than?)))
        .collect();
    let mean = apart.iter().sum::<f64>() / apart.len() as f64;
    (mean, root_mean_square(&apart))
}

fn stages(text: &str) -> Result<Vec<(f64, f64)>, Box<dyn Error>> {
    text.split(',')
        .map(|stage| {
            let (until, days) = stage.split_once(':').ok_or("a stage is `UNTIL:DAYS`")?;
            Ok((until.parse()?, days.parse()?))
        })
        .collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let id = arguments.next().unwrap_or_else(|| "blockade".to_owned());
    let count: u64 = arguments
        .next()
        .unwrap_or_else(|| "640".to_owned())
        .parse()?;
    let mut paces: Vec<String> = arguments.collect();
    if paces.is_empty() {
        paces = [
            "14:1,365:4",
            "30:1,365:5",
            "30:1,365:6",
            "30:1,365:7",
            "14:1,30:2,365:6",
        ]
        .map(str::to_owned)
        .to_vec();
    }
    let World {
        economy, scenario, ..
    } = World::with_scenario(&id)?;
    let parameters = ModelParameters::embedded()?;
    let shocks = ChannelShocks::new(&economy, &parameters)?;
    let sampler = ScenarioSampler::new(&scenario, &parameters, &economy, 1, Sampling::default());
    let draws: Vec<DrawInput> = (0..count).map(|draw| sampler.sample(draw)).collect();
    let table = &economy.table;
    let value_added: Vec<f64> = (0..table.regions)
        .map(|r| table.region_value_added(r))
        .collect();
    let named = ["TWN", "CHN", "DEU"].into_iter().filter_map(|code| {
        let place = economy.region_index(&RegionCode::new(code))?;
        Some((code, place))
    });
    let shown: Vec<(&str, usize)> = std::iter::once(("World", table.regions))
        .chain(named)
        .collect();
    println!("{id}, {count} draws: loss in the first year, %: 5 %, median, 95 %");
    let mut daily: Option<Vec<DrawOutcome>> = None;
    for stages_of in std::iter::once("365:1").chain(paces.iter().map(String::as_str)) {
        let pace = Pace::in_stages(&stages(stages_of)?);
        let steps = pace.steps().len();
        let model = DynamicModel::with(&economy, &shocks, Precision::Single, pace);
        let outcomes = run(&model, &draws);
        let year = losses(&outcomes, &value_added, 2);
        print!("{stages_of:<16} {steps:>3} steps");
        for &(name, place) in &shown {
            let mut sorted = year[place].clone();
            sorted.sort_by(f64::total_cmp);
            let [low, middle, high] = PUBLISHED.map(|p| quantile(&sorted, p));
            print!(" | {name} {low:.3} {middle:.3} {high:.3}");
        }
        println!();
        let Some(than) = &daily else {
            daily = Some(outcomes);
            continue;
        };
        println!(
            "    standard errors that the quantiles of all economies are off, on the mean square and at most:"
        );
        for (horizon, days) in HORIZONS.iter().enumerate() {
            let at = |outcomes: &[DrawOutcome]| losses(outcomes, &value_added, horizon);
            let (daily, found) = (at(than), at(&outcomes));
            let world: Vec<f64> = daily[table.regions]
                .iter()
                .zip(&found[table.regions])
                .map(|(daily, found)| found / daily - 1.0)
                .collect();
            let off = off(daily, found);
            println!(
                "      {days:>3} days: {:.2}, {:.1}; the world's loss {:.1} % by draw",
                root_mean_square(&off),
                off.iter().fold(0.0_f64, |most, x| most.max(x.abs())),
                100.0 * root_mean_square(&world),
            );
        }
        let shortage = later(than, &outcomes, |r| r.first_shortage_day);
        let recovery = later(than, &outcomes, |r| r.recovery_days);
        println!(
            "    days later, mean and root mean square: first shortage {:.2}, {:.1}; recovery {:.2}, {:.1}",
            shortage.0, shortage.1, recovery.0, recovery.1
        );
    }
    Ok(())
}
