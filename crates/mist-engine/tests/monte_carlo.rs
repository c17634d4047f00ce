//! The Monte Carlo on a model whose answers are known.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which clippy.toml does not know as such"
)]
mod toy;

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use approx::assert_relative_eq;
use bytes::Bytes;
use mist_engine::{
    ChunkResult, DrawsWriter, Driver, Drivers, Ending, EngineError, Factor, Labels, Plan,
    RunSummary, ScenarioSummary, StopRule, Tally, run, write_csv, write_json,
};
use mist_scenario::{Luck, Sampling};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use toy::ToyModel;

/// Runs to the end and returns every chunk.
fn chunks(model: &ToyModel, plan: &Plan) -> Vec<ChunkResult> {
    let mut seen = Vec::new();
    let ending = run(
        model,
        &|draw| toy::sample(plan.seed, draw),
        plan,
        &AtomicBool::new(false),
        &mut |_| {},
        &mut |chunk| {
            seen.push(chunk);
            Ok(ControlFlow::Continue(()))
        },
    )
    .unwrap();
    assert_eq!(ending, Ending::Finished);
    seen
}

fn summarise(chunks: &[ChunkResult], draws: u64) -> ScenarioSummary {
    let economy = toy::economy();
    let mut tally = Tally::new(&economy);
    for chunk in chunks {
        tally.fold(chunk).unwrap();
    }
    let labels = Labels {
        economy: &economy,
        items: &toy::items(),
    };
    tally
        .summarise(&toy::key(draws), "Blockade", labels)
        .unwrap()
}

fn run_summary(scenario: ScenarioSummary) -> RunSummary {
    RunSummary {
        version: "0.0.0".to_owned(),
        seed: 1,
        sampler: Sampling::Random,
        economy: "toy".to_owned(),
        economy_name: "Toy".to_owned(),
        economy_year: 2023,
        economy_hash: "e0".to_owned(),
        parameters_hash: "b2".to_owned(),
        scenarios: vec![scenario],
    }
}

fn parquet(chunks: &[ChunkResult], draws: u64) -> Vec<u8> {
    let economy = toy::economy();
    let labels = Labels {
        economy: &economy,
        items: &toy::items(),
    };
    let mut writer = DrawsWriter::new(Vec::new(), &toy::key(draws), labels).unwrap();
    for chunk in chunks {
        writer.append(chunk).unwrap();
    }
    writer.finish().unwrap()
}

/// Three drivers that get in each other's way and one that only looks like it matters.
const TANGLED: ToyModel = ToyModel {
    game: |drivers, days| {
        let on = |driver| f64::from(u8::from(drivers.contains(driver)));
        let (chips, energy, trade) = (
            on(Driver::Chips),
            on(Driver::Energy),
            on(Driver::TaiwanTrade),
        );
        days * (10.0 * chips).max(10.0 * energy) + 40.0 * chips * trade + 7.0 * energy * trade
    },
    set: Drivers::NONE
        .with(Driver::Chips)
        .with(Driver::Energy)
        .with(Driver::TaiwanTrade)
        .with(Driver::Finance),
    failing: |_| false,
};

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let files = |threads| {
        let plan = Plan::new(5, 300, 60, threads).unwrap();
        let chunks = chunks(&TANGLED, &plan);
        let run = run_summary(summarise(&chunks, 300));
        let (mut csv, mut json) = (Vec::new(), Vec::new());
        write_csv(&run, &mut csv).unwrap();
        write_json(&run, &mut json).unwrap();
        (csv, json, parquet(&chunks, 300))
    };
    let alone = files(1);
    assert_eq!(alone, files(1));
    assert_eq!(alone, files(2));
    assert_eq!(alone, files(5));
}

#[test]
fn another_seed_gives_other_draws() {
    let with_seed = |seed| chunks(&TANGLED, &Plan::new(seed, 40, 0, 1).unwrap());
    assert_ne!(with_seed(1), with_seed(2));
}

/// Losses of the toy model are uniform on 0 to 400, so the quantiles are known.
#[test]
fn the_summary_is_that_of_a_uniform_loss() {
    let draws = 4_000;
    let plan = Plan::new(3, draws, 0, 2).unwrap();
    let summary = summarise(&chunks(&ToyModel::default(), &plan), draws);
    assert_eq!(summary.draws, draws);
    let taiwan = &summary.countries[0];
    let loss = &taiwan.losses[2];
    assert_eq!(loss.days, 365);
    assert_relative_eq!(loss.usd_million.median, 200.0, epsilon = 12.0);
    assert_relative_eq!(loss.usd_million.p95, 380.0, epsilon = 6.0);
    assert_relative_eq!(loss.usd_million.tail_mean, 390.0, epsilon = 4.0);
    assert_relative_eq!(
        loss.share.median,
        loss.usd_million.median / 36_500.0,
        max_relative = 1e-12
    );
    // 30 days of baseline are 3,000; a quarter of the loss falls there.
    let first = &taiwan.losses[0];
    assert_relative_eq!(
        first.share.mean,
        0.25 * loss.usd_million.mean / 3_000.0,
        max_relative = 1e-12
    );
    // The median of n uniform draws has the standard deviation 400 / (2 √n).
    assert_relative_eq!(
        loss.usd_million.median_error,
        400.0 / (2.0 * (draws as f64).sqrt()),
        max_relative = 0.3
    );
    // Crises over a year count as a year.
    assert_relative_eq!(summary.duration_days.p95, 365.0);
    assert_relative_eq!(taiwan.shortage_share, 0.75, epsilon = 0.03);
    assert_eq!(taiwan.first_shortages[0].input, "C26S");
    assert_eq!(
        summary.countries[1].first_shortages[0].input,
        "mature-logic"
    );
    assert_eq!(summary.countries[1].first_shortages[0].sector, "C29");
    assert_relative_eq!(taiwan.unrecovered_share, 0.25, epsilon = 0.03);
    assert!(summary.countries[2].first_shortage_day.is_none());
    assert_eq!(taiwan.path.len(), 52);
    assert_relative_eq!(taiwan.path[0].day, 3.5);
    assert_relative_eq!(
        taiwan.path[0].median,
        loss.share.median,
        max_relative = 1e-6
    );
}

#[test]
fn the_world_is_the_sum_of_countries() {
    let plan = Plan::new(3, 500, 40, 2).unwrap();
    let summary = summarise(&chunks(&TANGLED, &plan), 500);
    let sum = |of: fn(&mist_engine::CountrySummary) -> f64| -> f64 {
        summary.countries.iter().map(of).sum()
    };
    for h in 0..3 {
        let parts: f64 = summary
            .countries
            .iter()
            .map(|c| c.losses[h].usd_million.mean)
            .sum();
        assert_relative_eq!(
            summary.world.losses[h].usd_million.mean,
            parts,
            max_relative = 1e-12
        );
    }
    // Each lost flow counts once.
    assert_relative_eq!(
        summary.world.trade_lost.mean,
        sum(|c| c.trade_lost.mean) / 2.0,
        max_relative = 1e-12
    );
    assert_relative_eq!(
        summary.world.value_added,
        sum(|c| c.value_added),
        max_relative = 1e-12
    );
    for (i, world) in summary.world.drivers.iter().enumerate() {
        let parts: f64 = summary
            .countries
            .iter()
            .map(|c| c.drivers[i].share * c.value_added)
            .sum();
        assert_relative_eq!(
            world.share * summary.world.value_added,
            parts,
            max_relative = 1e-9,
            epsilon = 1e-9
        );
    }
    // Contributions of the few attributed draws add up to the mean loss of all.
    for country in std::iter::once(&summary.world).chain(&summary.countries) {
        assert_relative_eq!(
            country.drivers.iter().map(|d| d.share).sum::<f64>(),
            country.losses[2].share.mean,
            max_relative = 1e-9
        );
    }
    // The earliest shortage anywhere is Taiwan's.
    assert_eq!(
        summary.world.first_shortage_day,
        summary.countries[0].first_shortage_day
    );
}

#[test]
fn contributions_add_up_draw_by_draw() {
    let plan = Plan::new(9, 200, 200, 2).unwrap();
    for chunk in chunks(&TANGLED, &plan) {
        assert_eq!(chunk.contributions.len(), chunk.draws.len());
        for (draw, due) in chunk.draws.iter().zip(&chunk.contributions) {
            assert_eq!(draw.outcome.draw, due.draw);
            for (r, record) in draw.outcome.records.iter().enumerate() {
                let sum: f64 = due.by_driver.iter().map(|(_, c)| c[r]).sum();
                assert_relative_eq!(sum, record.loss[2], max_relative = 1e-12);
            }
        }
    }
}

/// The Shapley values of `TANGLED`, worked out by hand: max(10c, 10e)·days gives 5·days to each of
/// chips and energy; 40·c·t gives 20 each; 7·e·t gives 3.5 each. Finance does nothing.
#[test]
fn contributions_are_shapley_values() {
    let plan = Plan::new(9, 3_000, 3_000, 2).unwrap();
    let summary = summarise(&chunks(&TANGLED, &plan), 3_000);
    assert_eq!(summary.attributed, 3_000);
    let taiwan = &summary.countries[0];
    let of = |driver| taiwan.drivers.iter().find(|d| d.driver == driver);
    let days = taiwan.losses[2].usd_million.mean - 47.0;
    for (driver, expected) in [
        (Driver::Chips, days / 2.0 + 20.0),
        (Driver::Energy, days / 2.0 + 3.5),
        (Driver::TaiwanTrade, 23.5),
    ] {
        let found = of(driver).unwrap();
        let error = (found.share - expected / 36_500.0).abs();
        assert!(
            error <= 4.0 * found.error + 1e-12,
            "{driver:?}: {} for {}",
            found.share * 36_500.0,
            expected / 10.0
        );
    }
    // A null player gets exactly nothing, and one that no draw sets is not listed.
    assert_eq!(of(Driver::Finance).unwrap().share, 0.0);
    assert!(of(Driver::Sanctions).is_none());
}

/// Like drivers are treated alike: swapping two that are interchangeable changes nothing but luck.
#[test]
fn like_drivers_share_alike() {
    let symmetric = ToyModel {
        game: |drivers, days| {
            let n = [Driver::Chips, Driver::Energy, Driver::Damage]
                .iter()
                .filter(|&&d| drivers.contains(d))
                .count();
            days * [0.0, 1.0, 4.0, 9.0][n]
        },
        set: Drivers::NONE
            .with(Driver::Chips)
            .with(Driver::Energy)
            .with(Driver::Damage),
        failing: |_| false,
    };
    let plan = Plan::new(2, 640, 640, 2).unwrap();
    let summary = summarise(&chunks(&symmetric, &plan), 640);
    let drivers = &summary.world.drivers;
    let third = summary.world.losses[2].share.mean / 3.0;
    for driver in drivers {
        assert!((driver.share - third).abs() < 4.0 * driver.error);
    }
}

#[test]
fn attributed_draws_are_spread_over_the_chunks() {
    let plan = Plan::new(1, 1_000, 64, 1).unwrap();
    let each: Vec<usize> = (0..plan.all_chunks())
        .map(|c| plan.attributed_in(c))
        .collect();
    assert_eq!(each.iter().sum::<usize>(), 64);
    // Eight together, so that their reruns fill chunks.
    assert!(each.iter().all(|&n| n == 0 || n == 8));
    let all = Plan::new(1, 70, 70, 1).unwrap();
    let each: Vec<usize> = (0..3).map(|c| all.attributed_in(c)).collect();
    assert_eq!(each, [32, 32, 6]);
}

#[test]
fn a_draw_that_fails_is_counted_and_kept() {
    let model = ToyModel {
        failing: |draw| draw % 10 == 3,
        ..ToyModel::default()
    };
    let plan = Plan::new(3, 100, 20, 2).unwrap();
    let chunks = chunks(&model, &plan);
    let summary = summarise(&chunks, 100);
    assert_eq!((summary.draws, summary.failed), (100, 10));
    assert!(summary.world.losses[2].usd_million.mean.is_finite());
    let file = parquet(&chunks, 100);
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file)).unwrap();
    let rows: usize = reader.build().unwrap().map(|b| b.unwrap().num_rows()).sum();
    assert_eq!(rows, 300);

    let hopeless = ToyModel {
        failing: |_| true,
        ..ToyModel::default()
    };
    let economy = toy::economy();
    let mut tally = Tally::new(&economy);
    for chunk in self::chunks(&hopeless, &plan) {
        tally.fold(&chunk).unwrap();
    }
    let labels = Labels {
        economy: &economy,
        items: &[],
    };
    let error = tally.summarise(&toy::key(100), "", labels).unwrap_err();
    assert!(
        error.to_string().contains("all 100 draws failed"),
        "{error}"
    );
}

#[test]
fn an_interrupted_run_is_a_prefix_of_the_whole() {
    let plan = Plan::new(3, 3_200, 0, 2).unwrap();
    let whole = chunks(&ToyModel::default(), &plan);
    let cancel = AtomicBool::new(false);
    let mut seen = Vec::new();
    let ending = run(
        &ToyModel::default(),
        &|draw| toy::sample(plan.seed, draw),
        &plan,
        &cancel,
        &mut |progress| {
            if progress.chunks_done == 20 {
                cancel.store(true, Ordering::Relaxed);
            }
        },
        &mut |chunk| {
            seen.push(chunk);
            Ok(ControlFlow::Continue(()))
        },
    )
    .unwrap();
    assert_eq!(ending, Ending::Cancelled);
    assert!((20..100).contains(&seen.len()), "{}", seen.len());
    assert_eq!(seen, whole[..seen.len()]);
}

#[test]
fn a_fold_that_breaks_stops_the_run_there() {
    let plan = Plan::new(3, 3_200, 0, 2).unwrap();
    let mut seen = 0;
    let ending = run(
        &ToyModel::default(),
        &|draw| toy::sample(plan.seed, draw),
        &plan,
        &AtomicBool::new(false),
        &mut |_| {},
        &mut |chunk| {
            seen = chunk.chunk + 1;
            Ok(if seen == 7 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        },
    )
    .unwrap();
    assert_eq!((ending, seen), (Ending::Stopped, 7));
}

/// The error falls with the root of the number of draws, so a target is met after about as many
/// draws as the theory of order statistics says, at the same draw on any number of threads.
#[test]
fn the_stop_rule_ends_a_run_at_its_target() {
    let economy = toy::economy();
    let ended = |target, threads| {
        let rule = StopRule::new(target).unwrap();
        let plan = Plan::new(3, 20_000, 0, threads).unwrap();
        let mut tally = Tally::new(&economy);
        let ending = run(
            &ToyModel::default(),
            &|draw| toy::sample(plan.seed, draw),
            &plan,
            &AtomicBool::new(false),
            &mut |_| {},
            &mut |chunk| {
                tally.fold(&chunk)?;
                Ok(if rule.is_met(&tally) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                })
            },
        )
        .unwrap();
        (ending, tally.draws(), rule.state(&tally))
    };
    let (ending, draws, state) = ended(0.04, 2);
    assert_eq!(ending, Ending::Stopped);
    assert!(state.converged && state.reached <= 0.04);
    // Uniform losses: the half-width at the median is 1.96 / √n of the median.
    assert!((1_500..3_500).contains(&draws), "{draws}");
    assert_eq!(ended(0.04, 1).1, draws);
    assert_eq!(ended(0.04, 5).1, draws);
    let (ending, draws, state) = ended(0.001, 2);
    assert_eq!((ending, draws), (Ending::Finished, 20_000));
    assert!(!state.converged);
    for target in [0.0, 1.0, -0.1, f64::NAN] {
        assert!(StopRule::new(target).is_err());
    }
}

/// Losses follow the length of the crisis, which is one of the inputs.
#[test]
fn the_input_that_moves_the_loss_is_found() {
    let draws = 400;
    let model = ToyModel {
        failing: |draw| draw % 7 == 0,
        ..ToyModel::default()
    };
    let plan = Plan::new(3, draws, 0, 1).unwrap();
    let economy = toy::economy();
    let mut tally = Tally::new(&economy);
    for chunk in chunks(&model, &plan) {
        tally.fold(&chunk).unwrap();
    }
    let labels = Labels {
        economy: &economy,
        items: &toy::items(),
    };
    let mut summary = tally.summarise(&toy::key(draws), "", labels).unwrap();
    let of = |name: &str| Factor {
        name: name.to_owned(),
        values: (0..draws)
            .map(|draw| Luck::new(3, draw).uniform(name))
            .collect(),
    };
    let factors = [of("other"), of("length"), Factor::noise(3, draws)];
    tally.explain(&mut summary, &factors).unwrap();
    let named = |country: &mist_engine::CountrySummary, name: &str| {
        let mut assumptions = country.assumptions.iter();
        assumptions.find(|a| a.name == name).unwrap().clone()
    };
    for country in std::iter::once(&summary.world).chain(&summary.countries[..2]) {
        // The slices hardly tell the duration, 365 days at most, from the length.
        assert!(named(country, "duration of the crisis").first_order > 0.9);
        let length = named(country, "length");
        assert!(length.first_order > 0.95 && length.rank_correlation > 0.999);
        assert_eq!(country.assumptions.len(), 4);
        assert!(country.assumptions[2].first_order < 0.1);
    }
    // The rest of the world gains from a longer crisis.
    assert!(named(&summary.countries[2], "length").rank_correlation < -0.999);
    // Fewer draws are enough, but all of them must be there.
    let (few, fewer) = (Factor::noise(3, 300), Factor::noise(3, 299));
    tally
        .explain(&mut summary, std::slice::from_ref(&few))
        .unwrap();
    assert!(tally.explain(&mut summary, &[few, fewer]).is_err());
    let long = Factor::noise(3, draws + 1);
    assert!(tally.explain(&mut summary, &[long]).is_err());
}

#[test]
fn plans_that_make_no_sense_are_refused() {
    for plan in [Plan::new(1, 0, 0, 1), Plan::new(1, 1, 0, 0)] {
        assert!(matches!(plan, Err(EngineError::Invalid { .. })));
    }
}

#[test]
fn parquet_holds_every_draw_and_the_key() {
    let plan = Plan::new(3, 1_100, 0, 2).unwrap();
    let chunks = chunks(&ToyModel::default(), &plan);
    let file = parquet(&chunks, 1_100);
    let builder = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file)).unwrap();
    let metadata = builder.metadata().file_metadata();
    assert_eq!(metadata.num_rows(), 3_300);
    assert_eq!(builder.metadata().num_row_groups(), 2);
    assert_eq!(metadata.created_by(), Some("mist 0.0.0"));
    let stored = metadata.key_value_metadata().unwrap();
    for (name, value) in toy::key(1_100).fields() {
        let found = stored.iter().find(|kv| kv.key == name).unwrap();
        assert_eq!(found.value.as_deref(), Some(value.as_str()));
    }
    let mut records = chunks
        .iter()
        .flat_map(|c| &c.draws)
        .flat_map(|d| &d.outcome.records);
    for batch in builder.build().unwrap() {
        let batch = batch.unwrap();
        let column = |name: &str| batch.column_by_name(name).unwrap();
        let draw = column("draw")
            .as_any()
            .downcast_ref::<arrow_array::UInt64Array>()
            .unwrap();
        let loss = column("loss_365")
            .as_any()
            .downcast_ref::<arrow_array::Float64Array>()
            .unwrap();
        for row in 0..batch.num_rows() {
            let record = records.next().unwrap();
            assert_eq!(draw.value(row), record.draw);
            assert_eq!(loss.value(row).to_bits(), record.loss[2].to_bits());
        }
    }
    assert!(records.next().is_none());
}

#[test]
fn the_csv_quotes_names_and_has_a_row_for_each_measure() {
    let plan = Plan::new(3, 64, 64, 1).unwrap();
    let run = run_summary(summarise(&chunks(&TANGLED, &plan), 64));
    let mut text = Vec::new();
    write_csv(&run, &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("\"Rest of the world, all else\""));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let world: Vec<_> = rows.iter().filter(|r| &r[2] == "WLD").collect();
    // 6 losses, 2 flows, 2 shares of draws, shortage day, recovery, 4 drivers; for the world besides its
    // duration, its amplification, and the draws that collapsed or failed.
    assert_eq!(world.len(), 20);
    let taiwan = rows.iter().filter(|r| &r[2] == "TWN").count();
    assert_eq!(taiwan, 16);
    let loss = world
        .iter()
        .find(|r| &r[5] == "loss" && &r[6] == "365" && &r[7] == "usd-million")
        .unwrap();
    let median = run.scenarios[0].world.losses[2].usd_million.median;
    assert_relative_eq!(
        loss[10].parse::<f64>().unwrap(),
        median,
        max_relative = 1e-5
    );

    let mut json = Vec::new();
    write_json(&run, &mut json).unwrap();
    let back: RunSummary = serde_json::from_slice(&json).unwrap();
    assert_relative_eq!(
        back.scenarios[0].world.losses[2].usd_million.median,
        median,
        max_relative = 1e-8
    );
}
