//! What a draw and step cost by size, by precision and by the kind of table, and with what exponents
//! it grows.
//!
//! ```text
//! cargo run --release -p mist-benches --example cost
//! ```
//!
//! Times are seconds of processor, so that a busy machine spoils them less. SYNTHETIC tables: the
//! embedded economy with regions and products split or left out; a blockade with the full model.
#![allow(
    clippy::print_stdout,
    reason = "an example program talks on the terminal"
)]

use std::error::Error;
use std::fs;

use mist_benches::World;
use mist_benches::scaled::{in_proportion, out_of_proportion, resized};
use mist_economy::Economy;
use mist_engine::dynamic::{DynamicModel, Pace, Precision};
use mist_engine::{
    CHUNK, ChannelShocks, DrawInput, ModelParameters, PropagationModel, Sampler, ScenarioSampler,
};
use mist_scenario::{Sampling, Scenario};

/// Seconds of processor that this program has used; hundredths, as Linux counts them.
fn used() -> Result<f64, Box<dyn Error>> {
    let text = fs::read_to_string("/proc/self/stat")?;
    let after = text.rsplit(')').next().unwrap_or_default();
    let ticks: Vec<f64> = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|x| x.parse().ok())
        .collect();
    Ok(ticks.iter().sum::<f64>() / 100.0)
}

/// Peak memory of this program so far, GB.
fn peak() -> Result<f64, Box<dyn Error>> {
    let text = fs::read_to_string("/proc/self/status")?;
    let line = text
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or_default();
    let kib: f64 = line.split_whitespace().nth(1).unwrap_or("0").parse()?;
    Ok(kib * 1024.0 / 1e9)
}

/// Milliseconds of one core for each draw and step.
fn cost(
    scenario: &Scenario,
    economy: &Economy,
    precision: Precision,
    draws: usize,
) -> Result<f64, Box<dyn Error>> {
    let parameters = ModelParameters::embedded()?;
    let shocks = ChannelShocks::new(economy, &parameters)?;
    let sampler = ScenarioSampler::new(scenario, &parameters, economy, 1, Sampling::default());
    let pace = Pace::daily_until(10.0, 5.0);
    let steps = pace.steps().len();
    let model = DynamicModel::with(economy, &shocks, precision, pace);
    let inputs: Vec<DrawInput> = (0..draws as u64).map(|draw| sampler.sample(draw)).collect();
    let before = used()?;
    let mut repeats = 0;
    while repeats == 0 || used()? - before < 1.0 {
        for chunk in inputs.chunks(CHUNK) {
            model.run_chunk(chunk);
        }
        repeats += 1;
    }
    Ok((used()? - before) * 1e3 / (repeats * draws * steps) as f64)
}

/// Slope of a straight line through logarithms.
fn exponent(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points
        .iter()
        .map(|(x, y)| (libm::log(*x), libm::log(*y)))
        .collect();
    let n = logs.len() as f64;
    let (x, y) = (
        logs.iter().map(|p| p.0).sum::<f64>() / n,
        logs.iter().map(|p| p.1).sum::<f64>() / n,
    );
    logs.iter().map(|p| (p.0 - x) * (p.1 - y)).sum::<f64>()
        / logs.iter().map(|p| (p.0 - x) * (p.0 - x)).sum::<f64>()
}

fn main() -> Result<(), Box<dyn Error>> {
    let World {
        economy: embedded,
        scenario,
        ..
    } = World::with_scenario("blockade")?;
    println!("ms of one core per draw and step, 32 draws side by side, blockade");
    println!(
        "{:>8} {:>9} {:>22} {:>22}",
        "", "", "imports shared", "tables kept whole"
    );
    println!(
        "{:>8} {:>9} {:>10} {:>11} {:>10} {:>11}",
        "regions", "products", "single", "double", "single", "double"
    );
    let mut points: [Vec<(f64, f64)>; 4] = Default::default();
    for (regions, products) in [(20, 20), (30, 30), (50, 40), (77, 45), (102, 29)] {
        let economy = resized(&embedded, regions, products);
        let shared = in_proportion(&economy);
        let whole = out_of_proportion(&economy);
        let times = [
            cost(&scenario, &shared, Precision::Single, CHUNK)?,
            cost(&scenario, &shared, Precision::Double, CHUNK)?,
            cost(&scenario, &whole, Precision::Single, CHUNK)?,
            cost(&scenario, &whole, Precision::Double, CHUNK)?,
        ];
        println!(
            "{regions:>8} {products:>9} {:>10.3} {:>11.3} {:>10.3} {:>11.3}",
            times[0], times[1], times[2], times[3]
        );
        if products > 29 || regions < 100 {
            for (points, time) in points.iter_mut().zip(times) {
                points.push(((regions * products) as f64, time));
            }
        }
    }
    let exponents: Vec<String> = points
        .iter()
        .map(|p| format!("{:.2}", exponent(p)))
        .collect();
    println!(
        "exponents in the number of nodes N: {}",
        exponents.join(", ")
    );
    let economy = in_proportion(&resized(&embedded, 30, 30));
    let by_draws: Vec<(f64, f64)> = [32, 64, 128, 256]
        .into_iter()
        .map(|draws| {
            Ok((
                draws as f64,
                cost(&scenario, &economy, Precision::Single, draws)? * draws as f64,
            ))
        })
        .collect::<Result<_, Box<dyn Error>>>()?;
    println!(
        "exponent in the number of draws: {:.2}",
        exponent(&by_draws)
    );
    println!("peak memory: {:.2} GB", peak()?);
    Ok(())
}
