//! The fast step agrees with the readable one, and no draw depends on its neighbours.

mod world;

use mist_economy::Economy;
use mist_engine::dynamic::{DynamicModel, Pace, Precision};
use mist_engine::{DrawInput, DrawOutcome, DrawStatus, PropagationModel};
use world::{ByHand, draw, proportional_economy, random_economy, random_parameters, random_spans};

fn model(
    regions: usize,
    products: usize,
    seed: u64,
    count: u64,
) -> (DynamicModel<ByHand>, Vec<DrawInput>) {
    model_of(&random_economy(regions, products, seed), seed, count)
}

fn model_of(economy: &Economy, seed: u64, count: u64) -> (DynamicModel<ByHand>, Vec<DrawInput>) {
    let (regions, products) = (economy.table.regions, economy.table.products);
    let hand = ByHand {
        regions,
        products,
        draws: (0..count)
            .map(|d| {
                // One draw in eight is at peace.
                if d % 8 == 7 {
                    Vec::new()
                } else {
                    random_spans(regions, products, seed * 1000 + d)
                }
            })
            .collect(),
    };
    let draws = (0..count)
        .map(|d| draw(d, random_parameters(products, seed * 77 + d)))
        .collect();
    (DynamicModel::new(economy, hand), draws)
}

fn assert_close(fast: &DrawOutcome, slow: &DrawOutcome, value_added: &[f64], bar: f64) {
    assert_eq!(fast.draw, slow.draw);
    assert_eq!(fast.status, slow.status);
    for ((a, b), v) in fast.records.iter().zip(&slow.records).zip(value_added) {
        let close = |x: f64, y: f64, what: &str| {
            assert!(
                (x - y).abs() <= bar * v,
                "draw {} region {} {what}: {x} against {y}, of {v}",
                a.draw,
                a.region
            );
        };
        for (x, y) in a.loss.iter().zip(b.loss) {
            close(*x, y, "loss");
        }
        close(a.trade_lost, b.trade_lost, "trade");
        close(a.unmet_demand, b.unmet_demand, "unmet");
        assert_eq!(a.first_shortage_day, b.first_shortage_day);
        assert_eq!(a.first_shortage_input, b.first_shortage_input);
        assert_eq!(a.first_shortage_sector, b.first_shortage_sector);
        assert_eq!(a.recovery_days, b.recovery_days);
    }
}

#[test]
fn fast_and_readable_steps_agree() {
    for (regions, products, seed) in [(3, 4, 1), (5, 3, 2), (4, 6, 3), (6, 5, 4)] {
        let (model, draws) = model(regions, products, seed, 32);
        let fast = model.run_chunk(&draws);
        let mut hurt = 0;
        for (outcome, input) in fast.iter().zip(&draws) {
            let slow = model.run_single(input);
            assert_close(outcome, &slow, &model.baseline().region_value_added, 1e-10);
            hurt += usize::from(outcome.records.iter().any(|r| r.loss[2] > 1e-3));
            if input.draw % 8 == 7 {
                for record in &outcome.records {
                    assert_eq!(record.loss, [0.0; 3]);
                    assert_eq!(record.trade_lost, 0.0);
                    assert_eq!(record.unmet_demand, 0.0);
                }
            }
        }
        assert!(hurt > 16, "the shocks hurt in only {hurt} draws");
        assert!(
            fast.iter()
                .any(|o| o.records.iter().any(|r| r.first_shortage_day.is_some()))
        );
        assert!(fast.iter().all(|o| o.status != DrawStatus::Failed));
    }
}

/// Origins that buyers share are taken once for all of them: the same as block by block, and as the
/// readable step; also where some regions' buyers share them and others' do not.
#[test]
fn shared_origins_change_nothing_but_rounding() {
    for (regions, products, seed, apart) in [(4, 5, 1, &[][..]), (6, 4, 2, &[]), (5, 4, 3, &[1, 3])]
    {
        let economy = proportional_economy(regions, products, seed, apart);
        let (shared, draws) = model_of(&economy, seed, 32);
        let hand = shared.shocks().clone();
        let whole =
            DynamicModel::with_whole_blocks(&economy, hand, Precision::Double, Pace::daily());
        let expected = 1.0 - apart.len() as f64 / regions as f64;
        assert!((shared.shared_blocks() - expected).abs() < 1e-12);
        assert_eq!(whole.shared_blocks(), 0.0);
        let value_added = &shared.baseline().region_value_added;
        let outcomes = shared.run_chunk(&draws);
        let mut hurt = 0;
        for ((a, b), input) in outcomes.iter().zip(whole.run_chunk(&draws)).zip(&draws) {
            assert_close(a, &b, value_added, 1e-12);
            assert_close(a, &shared.run_single(input), value_added, 1e-10);
            hurt += usize::from(a.records.iter().any(|r| r.loss[2] > 1e-3));
            if input.draw % 8 == 7 {
                assert!(a.records.iter().all(|r| r.loss == [0.0; 3]));
                assert!(a.records.iter().all(|r| r.trade_lost == 0.0));
            }
        }
        assert!(hurt > 16, "the shocks hurt in only {hurt} draws");
    }
}

/// A random table has no origins in common.
#[test]
fn a_random_table_is_kept_whole() {
    assert_eq!(model(6, 5, 4, 1).0.shared_blocks(), 0.0);
}

#[test]
fn single_precision_finds_the_same_to_a_millionth() {
    let (double, draws) = model(6, 5, 4, 32);
    let (hand, economy) = (double.shocks().clone(), random_economy(6, 5, 4));
    let single = DynamicModel::with(&economy, hand, Precision::Single, Pace::daily());
    let mut hurt = 0;
    for (a, b) in single
        .run_chunk(&draws)
        .iter()
        .zip(double.run_chunk(&draws))
    {
        for ((a, b), v) in a
            .records
            .iter()
            .zip(&b.records)
            .zip(&double.baseline().region_value_added)
        {
            assert!(
                (a.loss[2] - b.loss[2]).abs() <= 1e-6 * v,
                "{} for {}",
                a.loss[2],
                b.loss[2]
            );
        }
        hurt += usize::from(b.records.iter().any(|r| r.loss[2] > 1e-3));
        if b.draw % 8 == 7 {
            assert!(a.records.iter().all(|r| r.loss == [0.0; 3]));
        }
    }
    assert!(hurt > 16);
}

#[test]
fn coarser_steps_find_nearly_the_same() {
    let (daily, draws) = model(5, 4, 3, 32);
    let (hand, economy) = (daily.shocks().clone(), random_economy(5, 4, 3));
    let world = |outcomes: &[DrawOutcome]| -> f64 {
        outcomes
            .iter()
            .flat_map(|o| &o.records)
            .map(|r| r.loss[2])
            .sum()
    };
    let exact = world(&daily.run_chunk(&draws));
    let mut before = f64::INFINITY;
    for days in [4.0, 2.0] {
        let pace = Pace::daily_until(30.0, days);
        let coarse = DynamicModel::with(&economy, hand.clone(), Precision::Double, pace);
        let error = (world(&coarse.run_chunk(&draws)) / exact - 1.0).abs();
        assert!(error < before, "{days} days: {error} after {before}");
        assert!(error < 0.1, "{days} days: {error}");
        before = error;
    }
}

#[test]
fn a_draw_is_the_same_in_any_company() {
    let random = model(5, 4, 9, 32);
    let shared = model_of(&proportional_economy(5, 4, 9, &[2]), 9, 32);
    for (model, draws) in [random, shared] {
        let together = model.run_chunk(&draws);
        for (input, outcome) in draws.iter().zip(&together) {
            assert_eq!(model.run_chunk(std::slice::from_ref(input))[0], *outcome);
        }
        let mut backwards: Vec<DrawInput> = draws[3..20].to_vec();
        backwards.reverse();
        let mut outcomes = model.run_chunk(&backwards);
        outcomes.reverse();
        assert_eq!(outcomes, together[3..20]);
    }
}
