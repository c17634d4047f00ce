//! What do two threads gain, and four where there are two cores?
#![allow(
    missing_docs,
    reason = "Criterion's macros make undocumented functions"
)]
#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that cannot be set up says why and stops"
)]

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use criterion::{
    BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use mist_benches::World;
use mist_engine::dynamic::{DynamicModel, Pace, Precision};
use mist_engine::{ChannelShocks, Plan, ScenarioSampler, run};
use mist_scenario::Sampling;

const DRAWS: u64 = 128;

fn threads(criterion: &mut Criterion) {
    let world = World::with_scenario("blockade").unwrap();
    let shocks = ChannelShocks::new(&world.economy, &world.parameters).unwrap();
    let sampler = ScenarioSampler::new(
        &world.scenario,
        &world.parameters,
        &world.economy,
        1,
        Sampling::default(),
    );
    let model = DynamicModel::with(&world.economy, &shocks, Precision::Single, Pace::default());
    let mut group = criterion.benchmark_group("threads");
    group
        .sample_size(10)
        .sampling_mode(SamplingMode::Flat)
        .throughput(Throughput::Elements(DRAWS));
    for threads in [1, 2, 4] {
        let plan = Plan::new(1, DRAWS, 0, threads).unwrap();
        group.bench_function(BenchmarkId::from_parameter(threads), |bencher| {
            bencher.iter(|| {
                run(
                    &model,
                    &sampler,
                    &plan,
                    &AtomicBool::new(false),
                    &mut |_| {},
                    &mut |_| Ok(ControlFlow::Continue(())),
                )
                .unwrap()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, threads);
criterion_main!(benches);
