//! What must hold in every step of the dynamic model, on small random worlds.

mod world;

use mist_engine::dynamic::baseline::Baseline;
use mist_engine::dynamic::single::{run_draw, run_draw_with};
use mist_engine::dynamic::{NetworkParameters, Rationing};
use mist_engine::{DrawOutcome, DrawStatus, LinkFactor, ShockFactory};
use nalgebra::DMatrix;
use proptest::prelude::*;
use world::{ByHand, Span, draw, economy_of, random_economy, random_parameters, random_spans};

fn world_loss(outcome: &DrawOutcome) -> f64 {
    outcome.records.iter().map(|r| r.loss[2]).sum()
}

fn by_hand(regions: usize, products: usize, spans: Vec<Span>) -> ByHand {
    ByHand {
        regions,
        products,
        draws: vec![spans],
    }
}

fn run(economy: &mist_economy::Economy, hand: &ByHand, network: NetworkParameters) -> DrawOutcome {
    let base = Baseline::new(economy, &[]);
    let input = draw(0, network);
    run_draw(&base, hand.source(&input).as_mut(), &input)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_shock_is_exactly_the_baseline(seed in 0_u64..10_000) {
        let economy = random_economy(3, 4, seed);
        let outcome = run(&economy, &by_hand(3, 4, Vec::new()), random_parameters(4, seed));
        prop_assert_eq!(outcome.status, DrawStatus::Completed);
        for record in &outcome.records {
            prop_assert_eq!(record.loss, [0.0; 3]);
            prop_assert_eq!(record.trade_lost, 0.0);
            prop_assert_eq!(record.unmet_demand, 0.0);
            prop_assert_eq!(record.first_shortage_day, None);
            prop_assert_eq!(record.recovery_days, Some(0));
            prop_assert!(record.weekly_loss.iter().all(|&w| w == 0.0));
        }
    }

    #[test]
    fn what_is_delivered_was_produced_and_nothing_is_negative(seed in 0_u64..10_000) {
        let (regions, products) = (3, 4);
        let economy = random_economy(regions, products, seed);
        let base = Baseline::new(&economy, &[]);
        let hand = by_hand(regions, products, random_spans(regions, products, seed));
        let input = draw(0, random_parameters(products, seed));
        let mut wrong = Vec::new();
        run_draw_with(&base, hand.source(&input).as_mut(), &input, |day, state, happened| {
            for i in 0..regions * products {
                let made = state.production[i];
                let delivered: f64 = happened.delivered.row(i).iter().sum();
                let scale = base.network.output[i];
                if (made - delivered).abs() > 1e-12 * scale {
                    wrong.push(format!("day {day}: {i} made {made} and delivered {delivered}"));
                }
                if made > happened.capacity[i] || made > happened.demand[i] {
                    wrong.push(format!("day {day}: {i} made more than it could or should"));
                }
                let ceiling = 1.0 + input.parameters.network.overproduction[i % products];
                if state.overproduction[i] > ceiling + 1e-12 || state.overproduction[i] < 1.0 {
                    wrong.push(format!("day {day}: α of {i} is {}", state.overproduction[i]));
                }
            }
            let good = |x: f64| x >= 0.0 && x.is_finite();
            if !(state.stock.iter().all(|&x| good(x))
                && state.wanted.iter().all(|&x| good(x))
                && happened.orders.iter().all(|&x| good(x))
                && happened.delivered.iter().all(|&x| good(x))
                && happened.demand.iter().all(|&x| good(x)))
            {
                wrong.push(format!("day {day}: something is negative or not a number"));
            }
        });
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn stocks_change_by_what_arrives_and_what_is_used(seed in 0_u64..10_000) {
        // Every input binds fully, so that use is a·x to the letter.
        let (regions, products) = (2, 3);
        let mut economy = random_economy(regions, products, seed);
        economy.satellites.criticality.fill(1.0);
        let base = Baseline::new(&economy, &[]);
        let hand = by_hand(regions, products, random_spans(regions, products, seed));
        let input = draw(0, random_parameters(products, seed));
        let mut before: Option<DMatrix<f64>> = None;
        let mut worst = 0.0_f64;
        run_draw_with(&base, hand.source(&input).as_mut(), &input, |_, state, happened| {
            let arrived = base.network.received(&happened.arrived);
            if let Some(before) = &before {
                for j in 0..regions * products {
                    let level = state.production[j] / base.network.output[j];
                    for s in 0..products {
                        let used = base.network.purchases[(s, j)] * level;
                        let balance = before[(s, j)] + arrived[(s, j)] - used - state.stock[(s, j)];
                        worst = worst.max(balance.abs() / base.network.output[j]);
                    }
                }
            }
            before = Some(state.stock.clone());
        });
        prop_assert!(worst < 1e-12, "{worst:e}");
    }

    #[test]
    fn the_unit_of_money_does_not_matter(seed in 0_u64..10_000) {
        let economy = random_economy(3, 3, seed);
        let mut cents = economy.clone();
        cents.table.z *= 1000.0;
        cents.table.f *= 1000.0;
        cents.table.value_added *= 1000.0;
        let hand = by_hand(3, 3, random_spans(3, 3, seed));
        let one = run(&economy, &hand, random_parameters(3, seed));
        let other = run(&cents, &hand, random_parameters(3, seed));
        for (a, b) in one.records.iter().zip(&other.records) {
            prop_assert!((1000.0 * a.loss[2] - b.loss[2]).abs() <= 1e-6 * b.loss[2].abs().max(1.0));
        }
    }

    #[test]
    fn the_order_of_regions_and_products_does_not_matter(seed in 0_u64..10_000) {
        let (regions, products) = (3, 3);
        let economy = random_economy(regions, products, seed);
        let base = Baseline::new(&economy, &[]);
        // Both classifications turned round by one; groups travel with their products.
        let node = |i: usize| {
            ((i / products + 1) % regions) * products + (i % products + 1) % products
        };
        let user = |u: usize| ((u / 3 + 1) % regions) * 3 + u % 3;
        let mut turned = economy.clone();
        let table = &mut turned.table;
        for i in 0..regions * products {
            for j in 0..regions * products {
                table.z[(node(i), node(j))] = economy.table.z[(i, j)];
            }
            for u in 0..3 * regions {
                table.f[(node(i), user(u))] = economy.table.f[(i, u)];
            }
            table.value_added[node(i)] = economy.table.value_added[i];
        }
        for s in 0..products {
            for k in 0..products {
                let to = ((s + 1) % products, (k + 1) % products);
                turned.satellites.criticality[to] = economy.satellites.criticality[(s, k)];
                turned.satellites.cover_days[to] = economy.satellites.cover_days[(s, k)];
            }
        }
        let spans = random_spans(regions, products, seed);
        let turn = |by: &[f64]| -> Vec<f64> {
            (0..products).map(|s| by[(s + products - 1) % products]).collect()
        };
        let turned_spans: Vec<Span> = spans
            .iter()
            .map(|span| Span {
                from: span.from,
                to: span.to,
                capacity: span.capacity.iter().map(|&(i, c)| (node(i), c)).collect(),
                final_demand: span.final_demand.iter().map(|&(u, c)| (user(u), c)).collect(),
                links: span
                    .links
                    .iter()
                    .map(|link| LinkFactor {
                        from: (link.from + 1) % regions,
                        to: (link.to + 1) % regions,
                        carried: turn(&link.carried),
                        arriving: turn(&link.arriving),
                    })
                    .collect(),
            })
            .collect();
        let parameters = random_parameters(products, seed);
        let turned_parameters = NetworkParameters {
            overproduction: turn(&parameters.overproduction),
            switching: turn(&parameters.switching),
            switching_days: turn(&parameters.switching_days),
            ..parameters.clone()
        };
        let one = run(&economy, &by_hand(regions, products, spans), parameters);
        let other = run(&turned, &by_hand(regions, products, turned_spans), turned_parameters);
        for r in 0..regions {
            let (a, b) = (&one.records[r], &other.records[(r + 1) % regions]);
            let scale = base.region_value_added[r];
            prop_assert!((a.loss[2] - b.loss[2]).abs() <= 1e-9 * scale, "{a:?} {b:?}");
            prop_assert_eq!(a.recovery_days, b.recovery_days);
        }
    }
}

/// Two countries: one makes an input, the other uses it; each makes its own of everything else.
fn maker_and_user() -> mist_economy::Economy {
    let mut z = DMatrix::zeros(4, 4);
    let mut f = DMatrix::zeros(4, 6);
    // Node 0: the input made in region 0; node 2: made in region 1; nodes 1 and 3: the final good.
    z[(0, 3)] = 40.0;
    z[(2, 3)] = 10.0;
    z[(0, 1)] = 5.0;
    f[(1, 0)] = 60.0;
    f[(3, 3)] = 100.0;
    f[(0, 0)] = 5.0;
    f[(2, 3)] = 40.0;
    economy_of(z, f, 2)
}

#[test]
fn the_more_a_link_carries_the_less_is_lost() {
    let mut economy = maker_and_user();
    economy.satellites.criticality.fill(1.0);
    for rationing in 0..4 {
        for switching in [0.0, 0.4, 0.8] {
            let mut last = f64::INFINITY;
            for step in 0..=10 {
                let carried = f64::from(step) / 10.0;
                let link = LinkFactor {
                    from: 0,
                    to: 1,
                    carried: vec![carried; 2],
                    arriving: vec![1.0; 2],
                };
                let span = Span {
                    from: 5.0,
                    to: 200.0,
                    capacity: Vec::new(),
                    links: vec![link],
                    final_demand: Vec::new(),
                };
                let parameters = NetworkParameters {
                    rationing: Rationing::from_code(f64::from(rationing)),
                    switching: vec![switching; 2],
                    switching_days: vec![30.0; 2],
                    ..NetworkParameters::default()
                };
                let loss = world_loss(&run(&economy, &by_hand(2, 2, vec![span]), parameters));
                assert!(
                    loss <= last + 1e-9,
                    "rule {rationing}, θ {switching}: carrying {carried} loses {loss}, less {last}"
                );
                last = loss;
            }
            assert_eq!(last, 0.0);
        }
    }
}

#[test]
fn a_cut_critical_input_stops_its_user_when_the_stock_is_gone() {
    let mut economy = maker_and_user();
    economy.satellites.criticality.fill(1.0);
    economy.satellites.cover_days.fill(20.0);
    // Nobody else makes the input.
    let own = economy.table.z[(2, 3)];
    economy.table.z[(2, 3)] = 0.0;
    economy.table.z[(0, 3)] += own;
    let link = LinkFactor {
        from: 0,
        to: 1,
        carried: vec![0.0; 2],
        arriving: vec![1.0; 2],
    };
    let span = Span {
        from: 10.0,
        to: 400.0,
        capacity: Vec::new(),
        links: vec![link],
        final_demand: Vec::new(),
    };
    let hand = by_hand(2, 2, vec![span]);
    let parameters = NetworkParameters {
        psi: 0.1,
        ..NetworkParameters::default()
    };
    let base = Baseline::new(&economy, &[]);
    let input = draw(0, parameters);
    let mut level = Vec::new();
    let outcome = run_draw_with(
        &base,
        hand.source(&input).as_mut(),
        &input,
        |_, state, _| {
            level.push(state.production[3] / base.network.output[3]);
        },
    );
    // 20 days of cover: full output while more than ψ = 10 % of it is left, then hardly any.
    assert!(level[28] > 0.999, "{}", level[28]);
    assert!(level[50] < 0.01, "{}", level[50]);
    let record = &outcome.records[1];
    assert_eq!(record.first_shortage_input, Some(0));
    assert_eq!(record.first_shortage_sector, Some(1));
    assert_eq!(record.first_shortage_day, Some(29));
    assert_eq!(record.recovery_days, None);
    // An input that analysts rate as not critical stops nothing.
    economy.satellites.criticality.fill(0.0);
    let calm = run(&economy, &hand, NetworkParameters::default());
    assert_eq!(calm.records[1].first_shortage_day, None);
}
