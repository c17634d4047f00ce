//! What does the exposure assessment of all economies cost, on the embedded table and on one of
//! 4,200 nodes?
//!
//! The larger table is a synthetic copy of the embedded one (see `mist_benches::scaled`): it is
//! good for speed and for nothing else.
#![allow(
    missing_docs,
    reason = "Criterion's macros make undocumented functions"
)]
#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that cannot be set up says why and stops"
)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use mist_benches::scaled::split_products;
use mist_economy::Economy;
use mist_exposure::{
    Assessor, Coalition, Cut, Extraction, Leontief, MaterialData, Parameters, look_through,
};

/// Members of the G7 for the leverage of coalitions.
const G7: [&str; 7] = ["CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "USA"];

/// Tables by how many parts each product is split into.
const PARTS: [usize; 2] = [1, 3];

fn exposure(criterion: &mut Criterion) {
    let embedded = Economy::embedded().unwrap();
    let parameters = Parameters::embedded().unwrap();
    let mut group = criterion.benchmark_group("exposure");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for parts in PARTS {
        let economy = split_products(&embedded, parts);
        let nodes = economy.table.nodes();
        let materials = MaterialData::shipped(&economy).unwrap();
        let all: Vec<usize> = (0..economy.regions.len()).collect();
        group.bench_function(BenchmarkId::new("leontief-inverse", nodes), |bencher| {
            bencher.iter(|| Leontief::new(black_box(&economy)).unwrap());
        });
        group.bench_function(BenchmarkId::new("all-economies", nodes), |bencher| {
            bencher.iter(|| {
                let coalitions = vec![Coalition::of(&economy, "g7", G7)];
                let assessor = Assessor::new(
                    black_box(&economy),
                    &parameters,
                    coalitions,
                    materials.clone(),
                );
                assessor.unwrap().report(&all)
            });
        });
        let system = Leontief::new(&economy).unwrap();
        group.bench_function(BenchmarkId::new("look-through", nodes), |bencher| {
            bencher.iter(|| look_through::LookThrough::new(black_box(&system)));
        });
        // Taiwan taken out of the table, by low-rank update of the inverse.
        let taiwan = economy
            .regions
            .iter()
            .position(|region| region.code.as_str() == "TWN")
            .unwrap();
        group.bench_function(BenchmarkId::new("extract-a-region", nodes), |bencher| {
            bencher.iter(|| {
                let cut = Cut::none(&system).regions(&system, &[taiwan]);
                Extraction::new(black_box(&system), cut).gdp_losses()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, exposure);
criterion_main!(benches);
