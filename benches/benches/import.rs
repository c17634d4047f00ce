//! How long does an economy take to load, and a table of the OECD's layout to import, by size?
//!
//! Loaded are the embedded economy and a folder of imported ones. The imported tables are made up: they
//! have the labels, rows and totals of the OECD's edition of 2025 with fewer economies, and add up. The
//! whole table of 81 economies is for `cargo run --release -p mist-benches --example import_speed`.
#![allow(
    missing_docs,
    reason = "Criterion's macros make undocumented functions"
)]
#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that cannot be set up says why and stops"
)]

use std::hint::black_box;
use std::path::Path;

use criterion::{
    BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use mist_benches::oecd_layout;
use mist_economy::Economy;
use mist_economy::readers::{Format, Options, read};

/// Economies of the tables that are imported, of 50 sectors each.
const ECONOMIES: [usize; 3] = [5, 10, 20];

fn import(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("import");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.bench_function("load-embedded", |bencher| {
        bencher.iter(|| Economy::embedded().unwrap());
    });
    let folder = tempfile::tempdir().unwrap();
    let table = |path: &Path| read(Format::OecdIcio, path, Options::default(), &|_| {}).unwrap();
    for economies in ECONOMIES {
        let path = folder.path().join(format!("2022-{economies}.csv"));
        oecd_layout::write(&path, economies).unwrap();
        let nodes = economies * oecd_layout::SECTORS.len();
        group.throughput(Throughput::Bytes(path.metadata().unwrap().len()));
        group.bench_function(BenchmarkId::new("oecd-icio", nodes), |bencher| {
            bencher.iter(|| table(black_box(&path)));
        });
        let saved = folder.path().join(format!("saved-{economies}"));
        table(&path).save(&saved).unwrap();
        let packed = saved.join("table.bin").metadata().unwrap().len();
        group.throughput(Throughput::Bytes(packed));
        group.bench_function(BenchmarkId::new("open-imported", nodes), |bencher| {
            bencher.iter(|| Economy::open(black_box(&saved)).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, import);
criterion_main!(benches);
