//! What does a draw cost, alone and as one of a chunk side by side?
#![allow(
    missing_docs,
    reason = "Criterion's macros make undocumented functions"
)]
#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that cannot be set up says why and stops"
)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use mist_benches::World;
use mist_engine::dynamic::{DynamicModel, Pace, Precision};
use mist_engine::{CHUNK, ChannelShocks, DrawInput, PropagationModel, Sampler, ScenarioSampler};
use mist_scenario::Sampling;

fn one_draw(criterion: &mut Criterion) {
    let world = World::with_scenario("blockade").unwrap();
    let shocks = ChannelShocks::new(&world.economy, &world.parameters).unwrap();
    let sampler = ScenarioSampler::new(
        &world.scenario,
        &world.parameters,
        &world.economy,
        1,
        Sampling::default(),
    );
    let mut group = criterion.benchmark_group("one_draw");
    group.sample_size(10);
    for (name, precision, pace) in [
        ("double, daily", Precision::Double, Pace::daily()),
        ("single, daily", Precision::Single, Pace::daily()),
        ("single", Precision::Single, Pace::default()),
    ] {
        let model = DynamicModel::with(&world.economy, &shocks, precision, pace);
        for width in [1, 8, 16, CHUNK] {
            let draws: Vec<DrawInput> = (0..width as u64).map(|d| sampler.sample(d)).collect();
            group.throughput(Throughput::Elements(width as u64));
            group.bench_with_input(BenchmarkId::new(name, width), &draws, |bencher, draws| {
                bencher.iter(|| model.run_chunk(black_box(draws)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, one_draw);
criterion_main!(benches);
