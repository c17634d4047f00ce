//! How many draws a given error takes with each sampler, and what the numbers cost.
//!
//! First a table: the blockade in the embedded economy with its regions merged into seven, played
//! `MIST_SAMPLER_RUNS` times (16) with 256 draws by each sampler and other seeds; the root mean square
//! error of the quantiles of the world's and Taiwan's loss against those of all draws together, as a
//! share of the median. The error of `random` falls with the root of the draws, so the last column is how
//! many independent draws are worth one of Sobol's.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "criterion's macros make undocumented functions; a benchmark prints and may stop"
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use mist_benches::World;
use mist_benches::merged::merge_regions;
use mist_engine::dynamic::{DynamicModel, Pace, Precision};
use mist_engine::statistics::quantile;
use mist_engine::{
    CHUNK, ChannelShocks, DrawInput, PropagationModel, Sampler, Sampling, ScenarioSampler,
};
use mist_scenario::{Luck, Scenario, Vocabulary, deck};

const DRAWS: u64 = 256;
const QUANTILES: [f64; 3] = [0.05, 0.5, 0.95];

/// Losses of the world and of Taiwan in the draws of a seed.
fn losses(
    model: &dyn PropagationModel,
    world: &World,
    scenario: &Scenario,
    seed: u64,
    sampling: Sampling,
) -> [Vec<f64>; 2] {
    let sampler = ScenarioSampler::new(scenario, &world.parameters, &world.economy, seed, sampling);
    let mut found = [Vec::new(), Vec::new()];
    for chunk in 0..DRAWS / CHUNK as u64 {
        let first = chunk * CHUNK as u64;
        let draws: Vec<DrawInput> = (first..first + CHUNK as u64)
            .map(|draw| sampler.sample(draw))
            .collect();
        for outcome in model.run_chunk(&draws) {
            found[0].push(outcome.records.iter().map(|r| r.loss[2]).sum());
            found[1].push(outcome.records[0].loss[2]);
        }
    }
    found
}

fn table(id: &str, runs: u64) {
    let mut world = World::with_scenario(id).unwrap();
    let scenario = deck::find(id)
        .unwrap()
        .scenario(&Vocabulary::of(&world.economy))
        .unwrap();
    world.economy = merge_regions(&world.economy, &["TWN", "CHN", "JPN", "KOR", "USA", "DEU"]);
    let shocks = ChannelShocks::new(&world.economy, &world.parameters).unwrap();
    let model = DynamicModel::with(&world.economy, &shocks, Precision::Single, Pace::default());
    let played = Sampling::EACH.map(|sampling| {
        (0..runs)
            .map(|run| losses(&model, &world, &scenario, 100 + run, sampling))
            .collect::<Vec<_>>()
    });
    println!("\n{id}: {runs} runs of {DRAWS} draws; root mean square error, share of the median");
    println!("            quantile  random   sobol    worth");
    for (place, name) in ["world", "Taiwan"].into_iter().enumerate() {
        let mut all: Vec<f64> = played
            .iter()
            .flatten()
            .flat_map(|run| run[place].clone())
            .collect();
        all.sort_unstable_by(f64::total_cmp);
        let median = quantile(&all, 0.5);
        for q in QUANTILES {
            let truth = quantile(&all, q);
            let [random, sobol] = [0, 1].map(|sampler: usize| {
                let squares: f64 = played[sampler]
                    .iter()
                    .map(|run| {
                        let mut values = run[place].clone();
                        values.sort_unstable_by(f64::total_cmp);
                        let error = (quantile(&values, q) - truth) / median;
                        error * error
                    })
                    .sum();
                (squares / runs as f64).sqrt()
            });
            let worth = (random / sobol) * (random / sobol);
            println!("  {name:8}  {q:8}  {random:.4}   {sobol:.4}   {worth:.2}");
        }
    }
}

fn samplers(criterion: &mut Criterion) {
    let runs = std::env::var("MIST_SAMPLER_RUNS").ok();
    // As a test it only has to work.
    let usual = if std::env::args().any(|word| word == "--bench") {
        16
    } else {
        0
    };
    let runs = runs.and_then(|runs| runs.parse().ok()).unwrap_or(usual);
    if runs > 0 {
        for id in ["blockade", "quarantine"] {
            table(id, runs);
        }
    }
    let mut group = criterion.benchmark_group("samplers");
    for sampling in Sampling::EACH {
        for name in ["parameter/closure-time", "model.network.switching_chips"] {
            let luck = Luck::new(1, 77).spread(sampling);
            group.bench_function(format!("{sampling}, {name}"), |bencher| {
                bencher.iter(|| black_box(&luck).uniform(black_box(name)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, samplers);
criterion_main!(benches);
