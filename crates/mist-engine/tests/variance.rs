//! A study of first-order and total indices on a small economy and a scenario of few inputs.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which clippy.toml does not know as such"
)]

mod small;

use std::sync::atomic::AtomicBool;

use mist_economy::Economy;
use mist_engine::dynamic::{DynamicModel, Pace, Precision};
use mist_engine::variance::{ALL_ELSE, COURSE, DECISIONS, Study, VarianceStudy};
use mist_engine::{ChannelShocks, ModelParameters, Plan, Sampling, ScenarioSampler};
use mist_scenario::{Scenario, Vocabulary};

/// Demand in Taiwan falls by a share that is uncertain, for a time that is; two inputs that do nothing
/// are correlated with one another.
const DEMAND: &str = r#"
id = "demand"
start = "crisis"
[title]
en = "Demand falls"
[description]
en = "Demand in Taiwan falls for a time."
[parameters]
share = { dist = "uniform", min = 0.1, max = 0.4, unit = "share", source = "Judgement: a test", tier = "judgement" }
time = { dist = "uniform", min = 20, max = 40, unit = "days", source = "Judgement: a test", tier = "judgement" }
idle = { dist = "uniform", min = 0.0, max = 0.001, unit = "share", source = "Judgement: a test", tier = "judgement" }
idle-too = { dist = "uniform", min = 0.0, max = 0.001, unit = "share", source = "Judgement: a test", tier = "judgement" }
[[correlations]]
between = ["idle", "idle-too"]
rho = 0.8
source = "Judgement: a test"
tier = "judgement"
[phases.crisis]
rung = "quarantine"
title = { en = "Crisis" }
duration = "time"
[[phases.crisis.finance]]
regions = ["TWN"]
final_use = "households"
share = "share"
[[phases.crisis.finance]]
regions = ["TWN"]
final_use = "government"
share = "idle"
[[phases.crisis.finance]]
regions = ["TWN"]
final_use = "investment"
share = "idle-too"
[[phases.crisis.next]]
to = "end"
"#;

fn study(threads: usize, sampling: Sampling, draws: u64) -> VarianceStudy {
    let economy: Economy = small::economy();
    let parameters = ModelParameters::embedded().unwrap();
    let scenario = Scenario::parse(DEMAND, "demand.toml", &Vocabulary::of(&economy)).unwrap();
    let shocks = ChannelShocks::new(&economy, &parameters).unwrap();
    let model = DynamicModel::with(&economy, &shocks, Precision::Single, Pace::default());
    let sampler = ScenarioSampler::new(&scenario, &parameters, &economy, 3, sampling);
    let plan = Plan::new(3, draws, 0, threads).unwrap();
    let cancel = AtomicBool::new(false);
    let mut heard = 0;
    let begun = Study::begin(&model, sampler, plan, &cancel, &mut |_| {})
        .unwrap()
        .unwrap();
    // Parameters that are correlated are one group, found once.
    let all = begun.groups(1_000, &[]);
    let names: Vec<&str> = all.iter().map(|group| group.name.as_str()).collect();
    let idle: Vec<&&str> = names.iter().filter(|name| name.contains("idle")).collect();
    assert_eq!(idle, [&"idle + idle-too"]);
    assert!(names.contains(&"share") && !names.contains(&"noise"));
    let groups = begun.groups(3, &[0]);
    let found = begun
        .finish(&groups, &mut |draws| heard = draws)
        .unwrap()
        .unwrap();
    assert_eq!(heard, found.played);
    assert_eq!(found.played, draws * (groups.len() as u64 + 2));
    found
}

#[test]
fn the_inputs_of_a_simple_scenario_are_told_apart() {
    let found = study(2, Sampling::Sobol, 192);
    assert_eq!((found.draws, found.failed), (192, 0));
    let taiwan = found.economies.iter().find(|e| e.region == "TWN").unwrap();
    let input = |name: &str| {
        let found = taiwan.inputs.iter().find(|input| input.input == name);
        found
            .unwrap_or_else(|| unreachable!("{name} in {:?}", taiwan.inputs))
            .variance
    };
    // How much demand falls, and how long it takes to come back afterwards.
    let (share, recovery) = (input("share"), input("finance.recovery_days"));
    assert!(
        share.total > recovery.total && recovery.total > 0.1,
        "{share:?} {recovery:?}"
    );
    assert!(share.first_order > 0.2, "{share:?}");
    for index in [share, recovery] {
        assert!(index.total > index.first_order - 4.0 * index.first_order_error);
        assert!(index.total_error > 0.0 && index.total_error < 0.2);
    }
    // Nothing in this scenario is decided, and the time of its phase is a named parameter.
    assert_eq!(input(DECISIONS).total, 0.0);
    assert_eq!(input(COURSE).total, 0.0);
    assert!(input(ALL_ELSE).total < share.total);
    // First-order indices add up to one at most.
    let single: Vec<_> = taiwan.inputs.iter().filter(|i| i.pawn.is_some()).collect();
    let sum: f64 = single.iter().map(|i| i.variance.first_order).sum();
    assert!(sum < 1.3, "{sum}");
    assert_eq!(single[0].input, "share");
    // A part of the model holds its members: demand's pace of recovery is one of finance.
    let finance = input("finance.*, damage.*: demand and repair");
    assert!(finance.total > recovery.total - 3.0 * recovery.total_error);
}

#[test]
fn threads_change_no_digit_and_few_draws_are_refused() {
    assert_eq!(
        study(1, Sampling::Random, 64),
        study(3, Sampling::Random, 64)
    );
    let economy = small::economy();
    let parameters = ModelParameters::embedded().unwrap();
    let scenario = Scenario::parse(DEMAND, "demand.toml", &Vocabulary::of(&economy)).unwrap();
    let shocks = ChannelShocks::new(&economy, &parameters).unwrap();
    let model = DynamicModel::new(&economy, &shocks);
    let sampler = ScenarioSampler::new(&scenario, &parameters, &economy, 3, Sampling::Random);
    let cancel = AtomicBool::new(true);
    let few = Plan::new(3, 63, 0, 1).unwrap();
    let refused = Study::begin(&model, sampler.clone(), few, &cancel, &mut |_| {});
    assert!(refused.is_err_and(|e| e.to_string().contains("63 draws")));
    let enough = Plan::new(3, 64, 0, 1).unwrap();
    let cancelled = Study::begin(&model, sampler, enough, &cancel, &mut |_| {}).unwrap();
    assert!(cancelled.is_none());
}
