//! How the dynamic model answers: the same for any classification, and worse for worse.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which clippy.toml does not know as such"
)]

mod world;

use mist_economy::{Economy, Product, ProductCode, Region, RegionCode, Satellites, Table};
use mist_engine::dynamic::baseline::Baseline;
use mist_engine::dynamic::single::run_draw;
use mist_engine::dynamic::{NetworkParameters, Rationing};
use mist_engine::{DrawOutcome, DrawStatus, LinkFactor, ShockFactory};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;
use world::{ByHand, Span, draw, economy_of, random_economy, random_parameters, random_spans};

fn run(economy: &Economy, spans: Vec<Span>, network: NetworkParameters) -> DrawOutcome {
    let hand = ByHand {
        regions: economy.table.regions,
        products: economy.table.products,
        draws: vec![spans],
    };
    let base = Baseline::new(economy, &[]);
    let input = draw(0, network);
    run_draw(&base, hand.source(&input).as_mut(), &input)
}

fn world_loss(outcome: &DrawOutcome) -> f64 {
    outcome.records.iter().map(|record| record.loss[2]).sum()
}

/// The economy with every product and every region cut in two, three parts to seven: each part buys
/// and sells what the whole does, in proportion.
fn split(economy: &Economy, products: bool, regions: bool) -> Economy {
    let (ps, pr) = (1 + usize::from(products), 1 + usize::from(regions));
    let weight = |part: usize, parts: usize| [[1.0, 0.0], [0.3, 0.7]][parts - 1][part];
    let old = &economy.table;
    let (s, r) = (old.products * ps, old.regions * pr);
    // New node to its node of origin, and its share.
    let origin = |i: usize| ((i / s) / pr) * old.products + (i % s) / ps;
    let share = |i: usize| weight((i / s) % pr, pr) * weight((i % s) % ps, ps);
    let by_product = |m: &DMatrix<f64>| DMatrix::from_fn(s, s, |a, b| m[(a / ps, b / ps)]);
    Economy {
        regions: (0..r)
            .map(|c| Region {
                code: RegionCode::new(format!("R{c:02}")),
                ..economy.regions[c / pr].clone()
            })
            .collect(),
        products: (0..s)
            .map(|p| Product {
                code: ProductCode::new(format!("P{p:02}")),
                ..economy.products[p / ps].clone()
            })
            .collect(),
        table: Table {
            regions: r,
            products: s,
            z: DMatrix::from_fn(r * s, r * s, |i, j| {
                old.z[(origin(i), origin(j))] * share(i) * share(j)
            }),
            f: DMatrix::from_fn(r * s, 3 * r, |i, u| {
                let (c, kind) = (u / 3, u % 3);
                old.f[(origin(i), 3 * (c / pr) + kind)] * share(i) * weight(c % pr, pr)
            }),
            taxes: DVector::zeros(r * s),
            value_added: DVector::from_fn(r * s, |i, _| old.value_added[origin(i)] * share(i)),
        },
        satellites: Satellites {
            criticality: by_product(&economy.satellites.criticality),
            cover_days: by_product(&economy.satellites.cover_days),
            ..economy.satellites.clone()
        },
        ..economy.clone()
    }
}

/// The same shock in the split economy; what happens between two regions happens between their parts.
fn split_spans(spans: &[Span], old: &Table, products: bool, regions: bool) -> Vec<Span> {
    let (ps, pr) = (1 + usize::from(products), 1 + usize::from(regions));
    let twice = |by: &[f64]| by.iter().flat_map(|x| vec![*x; ps]).collect::<Vec<f64>>();
    spans
        .iter()
        .map(|span| Span {
            from: span.from,
            to: span.to,
            capacity: span
                .capacity
                .iter()
                .flat_map(|&(i, share)| {
                    let (c, p) = (i / old.products, i % old.products);
                    (0..pr * ps).map(move |part| {
                        let (c, p) = (c * pr + part / ps, p * ps + part % ps);
                        (c * old.products * ps + p, share)
                    })
                })
                .collect(),
            final_demand: span
                .final_demand
                .iter()
                .flat_map(|&(u, share)| {
                    (0..pr).map(move |part| (3 * (u / 3 * pr + part) + u % 3, share))
                })
                .collect(),
            links: span
                .links
                .iter()
                .flat_map(|link| {
                    let (carried, arriving) = (twice(&link.carried), twice(&link.arriving));
                    (0..pr * pr).map(move |part| LinkFactor {
                        from: link.from * pr + part / pr,
                        to: link.to * pr + part % pr,
                        carried: carried.clone(),
                        arriving: arriving.clone(),
                    })
                })
                .collect(),
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Aggregation consistency: parts that behave alike add up to the whole. Parts of a region trade with
    /// one another, so "home first" would mean something else.
    #[test]
    fn a_finer_classification_of_the_same_world_loses_the_same(
        seed in 0_u64..10_000,
        cut in 0_usize..3,
    ) {
        let (products, regions) = ([true, false, true][cut], [false, true, true][cut]);
        let economy = random_economy(3, 4, seed);
        let spans = random_spans(3, 4, seed);
        let mut how = random_parameters(4, seed);
        if regions && how.rationing == Rationing::DomesticFirst {
            how.rationing = Rationing::IntermediateFirst;
        }
        let parts = 1 + usize::from(products);
        let twice = |by: &[f64]| by.iter().flat_map(|x| vec![*x; parts]).collect::<Vec<f64>>();
        let fine_how = NetworkParameters {
            overproduction: twice(&how.overproduction),
            switching: twice(&how.switching),
            switching_days: twice(&how.switching_days),
            ..how.clone()
        };
        let fine = split(&economy, products, regions);
        let fine_spans = split_spans(&spans, &economy.table, products, regions);
        let whole = run(&economy, spans, how);
        let split = run(&fine, fine_spans, fine_how);
        let each = 1 + usize::from(regions);
        for (r, record) in whole.records.iter().enumerate() {
            let parts = &split.records[r * each..(r + 1) * each];
            let scale = economy.table.region_value_added(r);
            for h in 0..3 {
                let sum: f64 = parts.iter().map(|part| part.loss[h]).sum();
                prop_assert!(
                    (record.loss[h] - sum).abs() <= 1e-9 * scale,
                    "region {}: {} whole, {} in parts", r, record.loss[h], sum
                );
            }
        }
    }

    /// Any number of shocks at once, delays among them: a draw runs to its end within its bounds. Nobody
    /// loses more than there is, and what is lost in thirty days is part of what is lost in ninety.
    #[test]
    fn many_shocks_at_once_stay_within_bounds(seed in 0_u64..10_000, many in 1_usize..6) {
        let (regions, products) = (3, 4);
        let economy = random_economy(regions, products, seed);
        let spans: Vec<Span> = (0..many as u64)
            .flat_map(|k| random_spans(regions, products, seed + 77 * k))
            .collect();
        let outcome = run(&economy, spans, random_parameters(products, seed));
        prop_assert!(outcome.status != DrawStatus::Failed);
        for (r, record) in outcome.records.iter().enumerate() {
            let value_added = economy.table.region_value_added(r);
            for (loss, days) in record.loss.iter().zip([30.0, 90.0, 365.0]) {
                prop_assert!(*loss <= value_added * days / 365.0 * (1.0 + 1e-12));
            }
            prop_assert!(record.weekly_loss.iter().all(|w| *w <= 1.0 + 1e-6));
            prop_assert!(record.trade_lost.is_finite() && record.unmet_demand >= -1e-6);
        }
    }
}

/// A chain of three countries, each with a maker and a home market: an input made in the first goes into
/// a part made in the second, and that into a good made in the third.
fn chain() -> Economy {
    let mut z = DMatrix::zeros(9, 9);
    let mut f = DMatrix::zeros(9, 9);
    z[(0, 4)] = 30.0;
    z[(4, 8)] = 60.0;
    f[(0, 0)] = 20.0;
    f[(4, 3)] = 20.0;
    f[(8, 6)] = 100.0;
    f[(3, 3)] = 10.0;
    f[(6, 6)] = 10.0;
    z[(3, 4)] = 5.0;
    let mut economy = economy_of(z, f, 3);
    economy.satellites.criticality.fill(1.0);
    economy.satellites.cover_days.fill(20.0);
    economy
}

fn worse(level: u32, kind: u32) -> Span {
    let share = 1.0 - f64::from(level) / 8.0;
    let mut span = Span {
        from: 5.0,
        to: 120.0,
        capacity: Vec::new(),
        links: Vec::new(),
        final_demand: Vec::new(),
    };
    let link = LinkFactor {
        from: 0,
        to: 1,
        carried: vec![share; 3],
        arriving: vec![1.0; 3],
    };
    match kind {
        0 => span.capacity = vec![(0, share)],
        1 => span.links = vec![link],
        2 => span.final_demand = vec![(6, share)],
        // Ever longer.
        _ => {
            span.capacity = vec![(0, 0.4)];
            span.to = 5.0 + 40.0 * f64::from(level);
        }
    }
    span
}

/// Less capacity, a closed link, less demand, a longer closure: the more of it, the more is lost, whatever
/// the rationing rule, whether suppliers are switched or not. Goods that are late are another matter: they
/// are ordered anew, and their makers gain.
#[test]
fn worse_is_never_better() {
    let economy = chain();
    for kind in 0..4 {
        for rationing in 0..4 {
            for switching in [0.0, 0.8] {
                let mut last = 0.0;
                for level in 0..=8 {
                    let how = NetworkParameters {
                        rationing: Rationing::from_code(f64::from(rationing)),
                        switching: vec![switching; 3],
                        ..NetworkParameters::default()
                    };
                    let loss = world_loss(&run(&economy, vec![worse(level, kind)], how));
                    assert!(
                        loss >= last - 1e-9,
                        "kind {kind}, rule {rationing}, θ {switching}: {loss} at {level}, {last} before"
                    );
                    last = loss;
                }
                assert!(last > 0.0, "kind {kind}");
            }
        }
    }
}

/// Two shocks at once lose at least what either does, and no more than both where they do not meet.
#[test]
fn shocks_overlap() {
    let economy = chain();
    let loss = |spans| world_loss(&run(&economy, spans, NetworkParameters::default()));
    let (one, other) = (worse(5, 0), worse(4, 2));
    let both = loss(vec![one.clone(), other.clone()]);
    let (one, other) = (loss(vec![one]), loss(vec![other]));
    assert!(both >= one.max(other) - 1e-9, "{both} {one} {other}");
    assert!(both <= one + other + 1e-9, "{both} {one} {other}");
}
