//! What publishing takes: a country's page in each language, and all pages.
//!
//! The figures are those of a real run of the embedded economy, 32 draws of a quarantine; how many draws
//! there were does not matter to the pages.

#![allow(
    missing_docs,
    reason = "criterion's macros make undocumented functions"
)]

use std::hint::black_box;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use criterion::{Criterion, criterion_group, criterion_main};
use mist_economy::RegionCode;
use mist_engine::{
    ChannelShocks, Labels, Plan, RunKey, RunSummary, ScenarioSampler, ShockFactory, Tally, models,
    run,
};
use mist_exposure::{Assessor, MaterialData, Parameters};
use mist_report::{
    Date, Language, Publication, Recipe, ScenarioText, ScenarioWords, render_country,
};
use mist_scenario::Sampling;

use mist_benches::World;

const DRAWS: u64 = 32;

fn publication() -> Result<Publication, Box<dyn std::error::Error>> {
    let World {
        economy,
        parameters,
        scenario,
    } = World::with_scenario("quarantine")?;
    let shocks = ChannelShocks::new(&economy, &parameters)?;
    let model = models::by_name("dynamic", &economy, &shocks)?;
    let sampler = ScenarioSampler::new(&scenario, &parameters, &economy, 1, Sampling::default());
    let mut tally = Tally::new(&economy);
    run(
        model.as_ref(),
        &sampler,
        &Plan::new(1, DRAWS, 1, 2)?,
        &AtomicBool::new(false),
        &mut |_| {},
        &mut |chunk| {
            tally.fold(&chunk)?;
            Ok(ControlFlow::Continue(()))
        },
    )?;
    let key = RunKey {
        version: "0".to_owned(),
        seed: 1,
        sampler: Sampling::default(),
        draws: DRAWS,
        attributed: 1,
        model: "dynamic".to_owned(),
        scenario: scenario.id().to_owned(),
        scenario_hash: scenario.hash().to_owned(),
        economy_hash: economy.info.hash.clone(),
        parameters_hash: parameters.hash().to_owned(),
    };
    let labels = Labels {
        economy: &economy,
        items: shocks.items(),
    };
    let title = &scenario.title().en;
    let summary = RunSummary {
        version: "0".to_owned(),
        seed: 1,
        sampler: Sampling::default(),
        economy: economy.info.id.clone(),
        economy_name: economy.info.name.clone(),
        economy_year: economy.info.year,
        economy_hash: economy.info.hash.clone(),
        parameters_hash: parameters.hash().to_owned(),
        scenarios: vec![tally.summarise(&key, title, labels)?],
    };
    let words = ScenarioWords {
        title: title.clone(),
        phrase: scenario.phrase().map(|phrase| phrase.en.clone()),
        summary: scenario.description().en.clone(),
    };
    let text = ScenarioText {
        id: scenario.id().to_owned(),
        texts: [("en".to_owned(), words)].into_iter().collect(),
    };
    let recipe = Recipe {
        command: "mist run --scenario quarantine --draws 32".to_owned(),
        date: Date::from_unix_days(20_000),
    };
    let rules = Parameters::embedded()?;
    let assessor = Assessor::new(
        &economy,
        &rules,
        Vec::new(),
        MaterialData::shipped(&economy)?,
    )?;
    let all: Vec<usize> = (0..economy.regions.len()).collect();
    let exposure = assessor.report(&all);
    Ok(Publication::new(summary, &[text], economy.info.clone(), recipe)?.with_exposure(exposure))
}

fn report(c: &mut Criterion) -> Result<(), Box<dyn std::error::Error>> {
    let publication = publication()?;
    let languages = Language::all()?;
    let codes: Vec<String> = publication.codes().map(RegionCode::to_string).collect();
    let mut group = c.benchmark_group("report");
    group.sample_size(10);
    for language in &languages {
        group.bench_function(format!("page/{}", language.tag()), |b| {
            let page = publication.page("DEU", &languages);
            b.iter(|| render_country(black_box(&page), language));
        });
    }
    group.bench_function("every_page", |b| {
        b.iter(|| -> Result<usize, mist_report::Error> {
            let mut bytes = 0;
            for code in &codes {
                let page = publication.page(code, &languages);
                for language in &languages {
                    bytes += render_country(&page, language)?.len();
                }
            }
            Ok(bytes)
        });
    });
    group.finish();
    Ok(())
}

fn all(c: &mut Criterion) {
    let done = report(c);
    assert!(done.is_ok(), "{done:?}");
}

criterion_group!(benches, all);
criterion_main!(benches);
