//! Both models on the embedded economy and the shipped scenarios: what attribution and sensitivity
//! rely on.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which clippy.toml does not know as such"
)]

use mist_economy::Economy;
use mist_engine::dynamic::DynamicModel;
use mist_engine::{
    ChannelShocks, DrawInput, DrawOutcome, Drivers, LookThrough, ModelParameters, PropagationModel,
    sensitivity,
};
use mist_scenario::{Luck, Sampling, Scenario, Vocabulary, deck};

fn scenario(economy: &Economy, id: &str) -> Scenario {
    deck::find(id)
        .unwrap()
        .scenario(&Vocabulary::of(economy))
        .unwrap()
}

fn losses(outcome: &DrawOutcome) -> Vec<[f64; 3]> {
    outcome.records.iter().map(|r| r.loss).collect()
}

/// Without drivers nothing is lost, exactly; and a driver that a draw is said not to set changes
/// nothing, so leaving it out of the permutations is no approximation.
fn drivers_are_honest(
    model: &dyn PropagationModel,
    economy: &Economy,
    parameters: &ModelParameters,
) {
    let scenario = scenario(economy, "blockade");
    let luck = Luck::new(1, 3);
    let all = DrawInput {
        draw: 3,
        timeline: scenario.sample(&luck),
        parameters: parameters.sample(&economy.products, &luck),
        drivers: Drivers::ALL,
    };
    let with = |drivers| DrawInput {
        drivers,
        ..all.clone()
    };
    let set = model.drivers_set(&all);
    let outcomes = model.run_chunk(&[all.clone(), with(set), with(Drivers::NONE)]);
    assert_eq!(losses(&outcomes[0]), losses(&outcomes[1]));
    assert!(losses(&outcomes[0]).iter().any(|loss| loss[2] > 0.0));
    for loss in losses(&outcomes[2]) {
        assert_eq!(loss, [0.0; 3]);
    }
}

#[test]
fn drivers_of_the_dynamic_model() {
    let economy = Economy::embedded().unwrap();
    let parameters = ModelParameters::embedded().unwrap();
    let shocks = ChannelShocks::new(&economy, &parameters).unwrap();
    let model = DynamicModel::new(&economy, &shocks);
    drivers_are_honest(&model, &economy, &parameters);
}

/// What makes a thousand draws of it a matter of seconds.
#[test]
fn the_embedded_economy_shares_its_imports() {
    let economy = Economy::embedded().unwrap();
    let parameters = ModelParameters::embedded().unwrap();
    let shocks = ChannelShocks::new(&economy, &parameters).unwrap();
    let model = DynamicModel::new(&economy, &shocks);
    assert!(model.shared_blocks() > 0.99, "{}", model.shared_blocks());
}

#[test]
fn drivers_of_look_through() {
    let economy = Economy::embedded().unwrap();
    let parameters = ModelParameters::embedded().unwrap();
    let shocks = ChannelShocks::new(&economy, &parameters).unwrap();
    let model = LookThrough::new(&economy, &shocks);
    drivers_are_honest(&model, &economy, &parameters);
}

/// The values that sensitivity works on are those that the draws were made of.
#[test]
fn factors_are_the_luck_of_the_draws() {
    let economy = Economy::embedded().unwrap();
    let parameters = ModelParameters::embedded().unwrap();
    let blockade = scenario(&economy, "blockade");
    let draws = 40;
    let factors = sensitivity::factors(&blockade, &parameters, 5, Sampling::Random, draws);
    assert!(factors.len() > 100, "{}", factors.len());
    assert!(factors.iter().all(|f| f.values.len() as u64 == draws));
    let mut names: Vec<&str> = factors.iter().map(|f| f.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), factors.len());

    let order = |values: &[f64]| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
        order
    };
    let spare = factors
        .iter()
        .find(|f| f.name == "access.air_spare")
        .unwrap();
    let drawn: Vec<f64> = (0..draws)
        .map(|draw| {
            let luck = Luck::new(5, draw);
            parameters.sample(&economy.products, &luck).access.air_spare
        })
        .collect();
    assert_eq!(order(&spare.values), order(&drawn));
}
