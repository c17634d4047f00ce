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
use mist_engine::{
    CHUNK, ChannelShocks, DrawInput, ModelParameters, PropagationModel, Sampler, ScenarioSampler,
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

/// Losses by economy and of the world, per cent of a year's value added: by economy, then by draw.
fn losses(model: &dyn PropagationModel, draws: &[DrawInput], value_added: &[f64]) -> Vec<Vec<f64>> {
    let outcomes: Vec<_> = draws
        .par_chunks(CHUNK)
        .flat_map_iter(|chunk| model.run_chunk(chunk))
        .collect();
    let share = |loss: f64, of: f64| loss / of * 100.0;
    let mut all: Vec<Vec<f64>> = value_added
        .iter()
        .enumerate()
        .map(|(r, of)| {
            let own = outcomes.iter().map(|o| share(o.records[r].loss[2], *of));
            own.collect()
        })
        .collect();
    let world: f64 = value_added.iter().sum();
    let whole = |o: &mist_engine::DrawOutcome| o.records.iter().map(|r| r.loss[2]).sum();
    all.push(outcomes.iter().map(|o| share(whole(o), world)).collect());
    all
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
            "14:1,365:3",
            "14:1,365:4",
            "14:1,365:5",
            "14:1,98:3,365:7",
            "365:7",
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
    // Daily steps: losses as they are sorted, and the world's by draw.
    let mut daily: Option<(Vec<Vec<f64>>, Vec<f64>)> = None;
    for stages_of in std::iter::once("365:1").chain(paces.iter().map(String::as_str)) {
        let pace = Pace::in_stages(&stages(stages_of)?);
        let steps = pace.steps().len();
        let model = DynamicModel::with(&economy, &shocks, Precision::Single, pace);
        let mut found = losses(&model, &draws, &value_added);
        let world = found[table.regions].clone();
        for losses in &mut found {
            losses.sort_by(f64::total_cmp);
        }
        print!("{stages_of:<16} {steps:>3} steps");
        for &(name, place) in &shown {
            let [low, middle, high] = PUBLISHED.map(|p| quantile(&found[place], p));
            print!(" | {name} {low:.3} {middle:.3} {high:.3}");
        }
        println!();
        let Some((sorted, by_draw)) = &daily else {
            daily = Some((found, world));
            continue;
        };
        let off: Vec<f64> = found
            .iter()
            .zip(sorted)
            .flat_map(|(found, sorted)| {
                PUBLISHED.map(|p| {
                    let error = error(sorted, p).max(f64::MIN_POSITIVE);
                    (quantile(found, p) - quantile(sorted, p)) / error
                })
            })
            .collect();
        let root = |squares: f64, of: usize| (squares / of as f64).sqrt();
        let by_draw: f64 = world
            .iter()
            .zip(by_draw)
            .map(|(loss, daily)| (loss / daily - 1.0) * (loss / daily - 1.0))
            .sum();
        println!(
            "    all quantiles of all economies: {:.2} standard errors off on the mean square, {:.1} at most; \
             the world's loss {:.1} % by draw",
            root(off.iter().map(|x| x * x).sum(), off.len()),
            off.iter().fold(0.0_f64, |most, x| most.max(x.abs())),
            100.0 * root(by_draw, world.len()),
        );
    }
    Ok(())
}
