//! A draw taken apart names what was done to it.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which clippy.toml does not know as such"
)]

mod world;

use mist_engine::dynamic::NetworkParameters;
use mist_engine::explain::{Explanation, Reason, Step, explain};
use mist_engine::{LinkFactor, ModelParameters};
use nalgebra::DMatrix;
use world::{ByHand, Span, draw, economy_of};

/// Three countries in a row: the first makes an input for the second's good, which the third's good
/// needs. Each has customers at home.
fn row(spans: Vec<Span>, region: usize) -> Explanation {
    let mut z = DMatrix::zeros(9, 9);
    let mut f = DMatrix::zeros(9, 9);
    let node = |r: usize, s: usize| 3 * r + s;
    z[(node(0, 0), node(1, 1))] = 40.0;
    z[(node(1, 1), node(2, 2))] = 60.0;
    for (r, s) in [(0, 0), (1, 1), (2, 2)] {
        f[(node(r, s), 3 * r)] = 50.0;
    }
    f[(node(2, 2), 0)] = 30.0;
    let mut economy = economy_of(z, f, 3);
    economy.satellites.criticality.fill(1.0);
    economy.satellites.cover_days.fill(20.0);
    let hand = ByHand {
        regions: 3,
        products: 3,
        draws: vec![spans],
    };
    let parameters = ModelParameters::embedded().unwrap();
    let mut days = 0;
    let found = explain(
        &economy,
        &parameters,
        &hand,
        &draw(0, NetworkParameters::default()),
        region,
        &mut |_| days += 1,
    )
    .unwrap();
    assert_eq!(days, 365);
    let reasons: f64 = found.by_reason.iter().sum();
    assert!((reasons - found.loss[2]).abs() < 1e-3 * found.loss[2].abs().max(1.0));
    found
}

fn span(from: f64, to: f64) -> Span {
    Span {
        from,
        to,
        capacity: Vec::new(),
        links: Vec::new(),
        final_demand: Vec::new(),
    }
}

#[test]
fn a_chain_leads_through_two_countries_to_the_link_that_was_cut() {
    let cut = Span {
        links: vec![LinkFactor {
            from: 0,
            to: 1,
            carried: vec![0.1; 3],
            arriving: vec![1.0; 3],
        }],
        ..span(10.0, 200.0)
    };
    let found = row(vec![cut], 2);
    assert!(found.loss[2] > 0.0);
    let hold = &found.holds[0];
    assert_eq!(hold.sector, "P02");
    assert_eq!(hold.reason, Reason::Input("P01".to_owned()));
    // The stocks of two countries come first.
    assert!(hold.days[0].from > 40, "{:?}", hold.days);
    assert!(found.by_reason[0] > 0.5 * found.loss[2]);
    let steps = &found.chains[0].steps;
    let [first, second, third] = &steps[..] else {
        panic!("{steps:?}");
    };
    assert!(
        matches!(first, Step::Lacked { region, input, from, share, .. }
            if region.as_str() == "R02" && input == "P01" && from.as_str() == "R01" && *share > 0.99),
        "{first:?}"
    );
    assert!(
        matches!(second, Step::Lacked { region, input, from, .. }
            if region.as_str() == "R01" && input == "P00" && from.as_str() == "R00"),
        "{second:?}"
    );
    assert!(
        matches!(third, Step::Link { from, to, carried, .. }
            if from.as_str() == "R00" && to.as_str() == "R01" && (*carried - 0.1).abs() < 1e-6),
        "{third:?}"
    );
}

#[test]
fn lost_capacity_and_lost_orders_are_told_apart() {
    let broken = Span {
        capacity: vec![(0, 0.5)],
        ..span(10.0, 60.0)
    };
    let found = row(vec![broken.clone()], 0);
    assert_eq!(found.holds[0].reason, Reason::Capacity);
    assert!((found.holds[0].worst - 0.5).abs() < 0.05);
    assert_eq!(found.holds[0].days[0].from, 10);
    assert!(matches!(found.chains[0].steps[..], [Step::Capacity { .. }]));

    let frugal = Span {
        final_demand: vec![(0, 0.2)],
        ..span(10.0, 60.0)
    };
    let found = row(vec![frugal], 0);
    assert_eq!(found.holds[0].reason, Reason::Demand);
    let [Step::Demand { buyer, .. }] = &found.chains[0].steps[..] else {
        panic!("{:?}", found.chains[0]);
    };
    assert_eq!(buyer.as_ref().unwrap().as_str(), "R00");
}

#[test]
fn nothing_is_found_where_nothing_happened() {
    let found = row(Vec::new(), 1);
    assert_eq!(found.loss, [0.0; 3]);
    assert!(found.holds.is_empty() && found.chains.is_empty());
}
