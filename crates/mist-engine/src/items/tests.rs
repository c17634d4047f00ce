//! One item with two producers and two users, followed by hand.

use super::ItemsParameters;
use super::layer::{PlacedItem, PlacedStage, PlacedUser};
use super::spec::{ItemDraw, ItemKind};
use super::state::{ItemState, Scratch, Surroundings};
use crate::links::ItemLinks;

const P: ItemsParameters = ItemsParameters {
    allocation: 0.0,
    priority: 5.0,
    contract_share: 0.6,
    unevenness: 0.5,
    restocking_days: 20.0,
    cover_scale: 1.0,
    stake_scale: 1.0,
    intensity_weight: 0.0,
    use_by_purchases: 0.0,
    producer_stock_days: 10.0,
    release_days: 5.0,
    fab_materials_days: 30.0,
    fab_materials_air: 1.0,
};

fn user(region: usize, need: f64) -> PlacedUser {
    PlacedUser {
        node: region,
        region,
        row: 0,
        part: 1.0,
        by_output: need,
        by_purchases: need,
        intensity: 1.0,
        value_added: 1.0,
    }
}

/// Region 0 makes 60 % and uses 30 %, region 1 makes 40 % and uses 70 %.
fn item() -> PlacedItem {
    PlacedItem {
        id: "part".to_owned(),
        kind: ItemKind::Chips,
        product: 0,
        stages: vec![PlacedStage {
            producers: vec![(0, 0.6), (1, 0.4)],
            lead: None,
        }],
        makers: vec![0, 1],
        users: vec![user(0, 0.3), user(1, 0.7)],
    }
}

fn draw(substitution: [f64; 4]) -> ItemDraw {
    ItemDraw {
        home_share: 0.0,
        spare: 0.0,
        spare_days: 60.0,
        pipeline_days: 10.0,
        substitution,
        lead: vec![None],
        users: vec![(0.8, 30.0)],
        lever: None,
    }
}

/// Capacities by day while region 0's makers run at `rate` and its links carry `link`, and stocks.
fn follow(p: &ItemsParameters, draw: &ItemDraw, rate: f64, link: f64, days: usize) -> Followed {
    follow_on(p, draw, rate, [1.0, link, link, 1.0], days)
}

/// The same with the links of an exporter (rows) to an importer.
fn follow_on(
    p: &ItemsParameters,
    draw: &ItemDraw,
    rate: f64,
    links: [f64; 4],
    days: usize,
) -> Followed {
    let mut state = ItemState::new(&item(), draw, p, &[false, false]);
    let mut out = Followed::default();
    let mut production = vec![1.0; 2];
    let mut last = vec![1.0; 2];
    for day in 0..days {
        let mut layer = vec![1.0; 2];
        let around = Surroundings {
            day: day as f64,
            operating: &[rate, 1.0],
            links: ItemLinks {
                makers: &[0, 1],
                carried: &links,
                hindered: &[links[1] < 1.0, links[3] < 1.0],
                free: false,
                taiwan: 0,
                regions: 2,
                version: 0,
                changed: &[0; 2],
            },
            production: &production,
            layer: &last,
        };
        state.advance(around, p, 1.0, &mut layer, |_| (), &mut Scratch::default());
        assert!(state.least_stock() >= 0.0);
        out.units.push(state.units());
        out.capacity.push([layer[0], layer[1]]);
        production.copy_from_slice(&layer);
        last = layer;
    }
    out
}

#[derive(Default)]
struct Followed {
    capacity: Vec<[f64; 2]>,
    units: Vec<(f64, f64)>,
}

const NONE: [f64; 4] = [0.0; 4];

#[test]
fn undisturbed_an_item_does_nothing() {
    let out = follow(&P, &draw(NONE), 1.0, 1.0, 50);
    assert!(out.capacity.iter().all(|c| *c == [1.0, 1.0]));
}

#[test]
fn in_the_long_run_users_get_what_is_made() {
    // Makers of 60 % stop: 40 % of the need is left, so 80 % × 60 % of output is lost everywhere.
    let out = follow(&P, &draw(NONE), 0.0, 1.0, 1500);
    for c in out.capacity.last().unwrap() {
        assert!((c - (1.0 - 0.8 * 0.6)).abs() < 1e-3, "{c}");
    }
}

#[test]
fn pipeline_and_cover_carry_users_on_before_they_go_short() {
    let out = follow(&P, &draw(NONE), 0.0, 1.0, 200);
    let first = out.capacity.iter().position(|c| c[1] < 0.999).unwrap();
    // Ten days under way; then stocks give 60 % of the use, in full until arrivals and what stocks
    // give up fall below the need: (30 − 0.5 × 30 × 0.6) / 0.6 = 35 days.
    assert!((43..=48).contains(&first), "{first}");
}

#[test]
fn what_is_cut_off_is_lost_to_the_far_side_alone() {
    // Makers of 60 % cannot ship abroad: home keeps what it used, the others are left with 40 %.
    let out = follow(&P, &draw(NONE), 1.0, 0.0, 1500);
    let [home, abroad] = *out.capacity.last().unwrap();
    assert_eq!(home, 1.0);
    assert!(
        (abroad - (1.0 - 0.8 * (1.0 - 0.4 / 0.7))).abs() < 1e-3,
        "{abroad}"
    );
    // And what they could not ship fills their store, no more.
    assert!((out.units.last().unwrap().1 - 6.0).abs() < 0.1);
}

#[test]
fn substitutes_win_back_what_they_meet() {
    let learned = draw([0.0, 0.1, 0.5, 0.5]);
    let out = follow(&P, &learned, 0.0, 1.0, 1500);
    // Half is met otherwise and 40 % made: of the other half nine tenths... 0.4 / 0.5 = 80 % met.
    for c in out.capacity.last().unwrap() {
        assert!((c - (1.0 - 0.8 * 0.5 * 0.2)).abs() < 5e-3, "{c}");
    }
    let none = follow(&P, &draw(NONE), 0.0, 1.0, 1500);
    for (with, without) in out.capacity.iter().zip(&none.capacity) {
        assert!(with[0] >= without[0] - 1e-9);
    }
}

#[test]
fn units_are_neither_made_nor_lost_on_the_way() {
    // Region 0's makers at half speed for a year: what users hold and what is under way falls by
    // use less what was made, day by day.
    let out = follow(&P, &draw(NONE), 0.5, 1.0, 365);
    let made = 0.3 + 0.4;
    for day in 1..365 {
        let (before, after) = (out.units[day - 1], out.units[day]);
        let change = after.0 + after.1 - before.0 - before.1;
        let met = 1.0 - (1.0 - out.capacity[day][0]) / 0.8;
        let met_abroad = 1.0 - (1.0 - out.capacity[day][1]) / 0.8;
        let most = 0.3 * met + 0.7 * met_abroad;
        // Use follows the production of the day before, which lies within a day's change.
        assert!(
            change <= made + 1e-9 && change >= made - most - 1e-9,
            "day {day}: {change}"
        );
    }
}

#[test]
fn home_first_helps_the_region_whose_makers_work() {
    let home = ItemsParameters {
        allocation: 2.0,
        ..P
    };
    let p_rata = follow(&P, &draw(NONE), 0.3, 1.0, 400);
    let first = follow(&home, &draw(NONE), 0.3, 1.0, 400);
    assert!(first.capacity[399][0] < p_rata.capacity[399][0]);
    assert!(first.capacity[399][1] > p_rata.capacity[399][1]);
}

#[test]
fn at_the_second_stage_the_first_binds() {
    let mut two = item();
    two.stages.push(PlacedStage {
        producers: vec![(1, 1.0)],
        lead: None,
    });
    let mut draw = draw(NONE);
    draw.lead.push(None);
    let mut state = ItemState::new(&two, &draw, &P, &[false, false]);
    let mut layer = vec![1.0; 2];
    let mut last = vec![1.0; 2];
    for _ in 0..1500 {
        layer.fill(1.0);
        let around = Surroundings {
            day: 0.0,
            operating: &[0.0, 1.0],
            links: ItemLinks {
                makers: &[0, 1],
                carried: &[1.0; 4],
                hindered: &[false; 2],
                free: true,
                taiwan: 0,
                regions: 2,
                version: 0,
                changed: &[0; 2],
            },
            production: &last.clone(),
            layer: &last,
        };
        state.advance(around, &P, 1.0, &mut layer, |_| (), &mut Scratch::default());
        last.copy_from_slice(&layer);
    }
    assert!((layer[0] - (1.0 - 0.8 * 0.6)).abs() < 1e-3, "{}", layer[0]);
}

/// A draw with a lever.
fn with(lever: super::ItemLever) -> ItemDraw {
    ItemDraw {
        lever: Some(Box::new(lever)),
        ..draw([0.0, 0.05, 0.2, 0.4])
    }
}

/// Output of region 1 over two years after makers of region 0 stop, as days lost.
fn lost(draw: &ItemDraw) -> f64 {
    let out = follow(&P, draw, 0.2, 1.0, 730);
    out.capacity.iter().map(|c| 1.0 - c[1]).sum()
}

#[test]
fn an_empty_lever_changes_no_bit() {
    let (a, b) = (
        draw([0.0, 0.05, 0.2, 0.4]),
        with(super::ItemLever::default()),
    );
    let [a, b] = [&a, &b].map(|draw| follow(&P, draw, 0.2, 0.5, 400));
    assert_eq!(a.capacity, b.capacity);
    assert_eq!(a.units, b.units);
}

#[test]
fn more_cover_in_reserve_never_costs_and_saves_what_it_holds() {
    let mut last = lost(&draw([0.0, 0.05, 0.2, 0.4]));
    assert!(last > 50.0);
    for days in [5.0, 20.0, 60.0, 180.0] {
        let lever = super::ItemLever {
            reserves: vec![(vec![1], days)],
            ..super::ItemLever::default()
        };
        let now = lost(&with(lever));
        assert!(now < last, "{days} days: {now} after {last}");
        // A day of the need in reserve saves at most the output that stands on it.
        let saved = lost(&draw([0.0, 0.05, 0.2, 0.4])) - now;
        assert!(saved <= 0.8 * days * 1.001, "{days} days save {saved}");
        last = now;
    }
}

#[test]
fn secured_need_sharing_and_limits_act_as_they_say() {
    let base = lost(&draw([0.0, 0.05, 0.2, 0.4]));
    let secured = |share| super::ItemLever {
        secured: vec![super::SecuredNeed {
            regions: vec![1],
            share,
            from_day: 0.0,
            ramp_days: 0.0,
            stages: vec![0],
        }],
        ..super::ItemLever::default()
    };
    let (some, more) = (lost(&with(secured(0.1))), lost(&with(secured(0.3))));
    assert!(more < some && some < base, "{base} {some} {more}");
    // Region 0's makers hardly serve region 1 any more, and buy on: having bought from them less
    // helps region 1 as far as contracts bind.
    let limited = super::ItemLever {
        limits: vec![super::PurchaseLimit {
            regions: vec![1],
            away_from: vec![0],
            most: 0.2,
        }],
        ..super::ItemLever::default()
    };
    let cut = |draw: &ItemDraw| {
        let out = follow_on(&P, draw, 1.0, [1.0, 0.1, 1.0, 1.0], 730);
        out.capacity.iter().map(|c| 1.0 - c[1]).sum::<f64>()
    };
    assert!(cut(&with(limited)) < cut(&draw([0.0, 0.05, 0.2, 0.4])) - 5.0);
}
