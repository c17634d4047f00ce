//! What a draw costs beside the model itself: sampling order, folding, summary, files.
//!
//! The model here hands out finished outcomes of the embedded economy, so that nothing but the
//! Monte Carlo is measured. Times are for 1,024 draws of all economies.

#![allow(
    missing_docs,
    reason = "criterion's macros make undocumented functions"
)]

use std::hint::black_box;
use std::ops::ControlFlow;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mist_economy::Economy;
use mist_engine::{
    ChunkResult, DrawInput, DrawOutcome, DrawParameters, DrawStatus, DrawsWriter, Drivers,
    EngineError, Factor, JournalHeader, JournalWriter, Labels, Plan, PropagationModel, Recorder,
    RegionFlows, RunKey, Tally, run,
};
use mist_scenario::{Luck, Sampling, Timeline};

const DRAWS: u64 = 1_024;

/// Outcomes that are known before they are asked for.
struct Ready {
    outcomes: Vec<DrawOutcome>,
}

impl Ready {
    fn new(economy: &Economy) -> Self {
        let outcome = |draw| {
            let size = Luck::new(1, draw).uniform("size");
            let mut recorder = Recorder::new(draw, &economy.table);
            for day in 0..365 {
                let flows: Vec<RegionFlows> = (0..economy.table.regions)
                    .map(|r| RegionFlows {
                        loss: size * economy.table.region_value_added(r) / 3_650.0,
                        trade_lost: size,
                        unmet_demand: size,
                    })
                    .collect();
                recorder.step(f64::from(day), 1.0, &flows);
            }
            recorder.finish(DrawStatus::Completed, 1.0)
        };
        Self {
            outcomes: (0..DRAWS).map(outcome).collect(),
        }
    }
}

impl PropagationModel for Ready {
    fn name(&self) -> &'static str {
        "ready"
    }

    fn run_chunk(&self, draws: &[DrawInput]) -> Vec<DrawOutcome> {
        draws
            .iter()
            .map(|input| self.outcomes[input.draw as usize].clone())
            .collect()
    }
}

fn input(draw: u64) -> DrawInput {
    static PARAMETERS: OnceLock<DrawParameters> = OnceLock::new();
    DrawInput {
        draw,
        timeline: Timeline {
            scenario: "ready".to_owned(),
            phases: Vec::new(),
        },
        parameters: PARAMETERS.get_or_init(DrawParameters::default).clone(),
        drivers: Drivers::ALL,
    }
}

/// Runs all draws and hands each chunk to `fold`.
fn play(
    model: &Ready,
    plan: &Plan,
    mut fold: impl FnMut(&ChunkResult) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    run(
        model,
        &input,
        plan,
        &AtomicBool::new(false),
        &mut |_| {},
        &mut |chunk| {
            fold(&chunk)?;
            Ok(ControlFlow::Continue(()))
        },
    )?;
    Ok(())
}

fn monte_carlo(c: &mut Criterion) -> Result<(), Box<dyn std::error::Error>> {
    let economy = Economy::embedded()?;
    let labels = Labels {
        economy: &economy,
        items: &[],
    };
    let model = Ready::new(&economy);
    let plan = Plan::new(1, DRAWS, 0, 1)?;
    let key = RunKey {
        version: "0".to_owned(),
        seed: 1,
        sampler: Sampling::Random,
        draws: DRAWS,
        attributed: 0,
        model: "ready".to_owned(),
        scenario: "ready".to_owned(),
        scenario_hash: String::new(),
        economy_hash: economy.info.hash.clone(),
        parameters_hash: String::new(),
    };
    let mut chunks = Vec::new();
    let mut tally = Tally::new(&economy);
    play(&model, &plan, |chunk| {
        chunks.push(chunk.clone());
        tally.fold(chunk)
    })?;
    let mut summary = tally.summarise(&key, "Ready", labels)?;
    let factors: Vec<Factor> = (0..100).map(|seed| Factor::noise(seed, DRAWS)).collect();

    let mut group = c.benchmark_group("monte_carlo");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(DRAWS));
    group.bench_function("run_and_fold", |b| {
        b.iter(|| {
            let mut tally = Tally::new(&economy);
            play(&model, &plan, |chunk| tally.fold(chunk)).map(|()| tally)
        });
    });
    group.bench_function("summarise", |b| {
        b.iter(|| black_box(&tally).summarise(&key, "Ready", labels));
    });
    group.bench_function("hundred_assumptions", |b| {
        b.iter(|| tally.explain(&mut summary, black_box(&factors)));
    });
    group.bench_function("parquet", |b| {
        b.iter(|| -> Result<usize, EngineError> {
            let mut writer = DrawsWriter::new(Vec::new(), &key, labels)?;
            for chunk in black_box(&chunks) {
                writer.append(chunk)?;
            }
            Ok(writer.finish()?.len())
        });
    });
    group.bench_function("journal", |b| {
        b.iter(|| -> Result<usize, EngineError> {
            let mut bytes = Vec::new();
            let header = JournalHeader::new(key.clone(), &plan);
            let mut journal = JournalWriter::begin(&mut bytes, &header)?;
            for chunk in black_box(&chunks) {
                journal.append(chunk)?;
            }
            Ok(bytes.len())
        });
    });
    group.finish();
    Ok(())
}

fn all(c: &mut Criterion) {
    let done = monte_carlo(c);
    assert!(done.is_ok(), "{done:?}");
}

criterion_group!(benches, all);
criterion_main!(benches);
