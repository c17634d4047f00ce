//! What does one step cost by size, alone and side by side, and where imports are shared?
//!
//! A blockade with the full model on the embedded economy, larger and smaller (synthetic, see
//! `mist_benches::scaled`); the example `cost` fits exponents to the same.
#![allow(
    missing_docs,
    reason = "Criterion's macros make undocumented functions"
)]
#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that cannot be set up says why and stops"
)]

use std::hint::black_box;

use criterion::{
    BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use mist_benches::World;
use mist_benches::scaled::{in_proportion, out_of_proportion, resized};
use mist_engine::dynamic::{DynamicModel, Pace, Precision};
use mist_engine::{CHUNK, ChannelShocks, DrawInput, PropagationModel, Sampler, ScenarioSampler};
use mist_scenario::Sampling;

const SIZES: [(usize, usize); 3] = [(30, 30), (50, 28), (77, 45)];

fn step(criterion: &mut Criterion) {
    let world = World::with_scenario("blockade").unwrap();
    let mut group = criterion.benchmark_group("step");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for (regions, products) in SIZES {
        let economy = resized(&world.economy, regions, products);
        for (kind, economy) in [
            ("shared", in_proportion(&economy)),
            ("whole", out_of_proportion(&economy)),
        ] {
            let shocks = ChannelShocks::new(&economy, &world.parameters).unwrap();
            let sampler = ScenarioSampler::new(
                &world.scenario,
                &world.parameters,
                &economy,
                1,
                Sampling::default(),
            );
            let draws: Vec<DrawInput> = (0..CHUNK as u64).map(|d| sampler.sample(d)).collect();
            // Elements are draws and steps.
            let pace = Pace::daily_until(10.0, 5.0);
            group.throughput(Throughput::Elements((CHUNK * pace.steps().len()) as u64));
            for (name, precision) in [("single", Precision::Single), ("double", Precision::Double)]
            {
                let model = DynamicModel::with(&economy, &shocks, precision, pace.clone());
                let id =
                    BenchmarkId::new(format!("{kind}, {name}"), format!("{regions}x{products}"));
                group.bench_function(id, |bencher| {
                    bencher.iter(|| model.run_chunk(black_box(&draws)));
                });
            }
        }
    }
    group.finish();
}

criterion_group!(benches, step);
criterion_main!(benches);
