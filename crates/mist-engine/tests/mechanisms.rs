//! What a timeline does to capacities, links and final demand.

#![allow(clippy::unwrap_used)]

mod small;

use mist_economy::{Economy, FinalUse, RegionCode};
use mist_engine::{
    ChannelShocks, DrawInput, Driver, Drivers, ModelParameters, NO_ITEM, Shock, ShockFactory,
    drivers_of,
};
use mist_scenario::{
    CargoAccess, Channels, CutKind, Damage, DemandLoss, Luck, MaterialControl, SampledPhase,
    StraitTransit, Timeline, TradeCut,
};
use small::{PRODUCTS, REGIONS, economy, product, region};

fn timeline(phases: &[(f64, f64, Channels)]) -> Timeline {
    Timeline {
        scenario: "test".to_owned(),
        phases: phases
            .iter()
            .map(|(start_day, end_day, channels)| SampledPhase {
                id: "phase".to_owned(),
                start_day: *start_day,
                end_day: *end_day,
                channels: channels.clone(),
            })
            .collect(),
    }
}

/// Access of every kind at one share.
fn admission(share: f64) -> Channels {
    Channels {
        taiwan_sea: CargoAccess {
            energy: share,
            food: share,
            bulk: share,
            containers: share,
        },
        taiwan_air: share,
        ..Channels::default()
    }
}

fn input(economy: &Economy, draw: u64, timeline: Timeline, drivers: Drivers) -> DrawInput {
    let parameters = ModelParameters::embedded().unwrap();
    DrawInput {
        draw,
        timeline,
        parameters: parameters.sample(&economy.products, &Luck::new(1, draw)),
        drivers,
    }
}

/// A year of shocks with production following capacity, as a network without demand would.
fn year(economy: &Economy, input: &DrawInput, step: f64) -> (Vec<Shock>, f64, bool) {
    let parameters = ModelParameters::embedded().unwrap();
    let factory = ChannelShocks::new(economy, &parameters).unwrap();
    let mut source = factory.source(input);
    let mut production = vec![1.0; economy.table.nodes()];
    let mut shocks = Vec::new();
    let mut day = 0.0;
    while day < 365.0 {
        let shock = source.advance(day, step, &production).clone();
        production.copy_from_slice(&shock.capacity);
        shocks.push(shock);
        day += step;
    }
    (shocks, source.direct_loss(), source.at_peace(day))
}

/// A year of shocks while everybody tries to produce as in peace.
fn steady_year(economy: &Economy, input: &DrawInput) -> Vec<Shock> {
    let parameters = ModelParameters::embedded().unwrap();
    let factory = ChannelShocks::new(economy, &parameters).unwrap();
    let mut source = factory.source(input);
    let production = vec![1.0; economy.table.nodes()];
    (0..365)
        .map(|day| source.advance(f64::from(day), 1.0, &production).clone())
        .collect()
}

fn node(r: &str, s: &str) -> usize {
    region(r) * PRODUCTS.len() + product(s)
}

#[test]
fn peace_is_exactly_one_and_without_links() {
    let economy = economy();
    let everything = Channels {
        strait_transit: StraitTransit {
            share_using: 0.0,
            capacity_loss: 0.3,
            adjustment_days: 60.0,
            ..StraitTransit::default()
        },
        taiwan_damage: Damage {
            plants: 0.3,
            ports: 0.3,
            grid: 0.3,
            repair_per_week: 0.0,
        },
        ..admission(0.1)
    };
    for (phases, drivers) in [
        (Vec::new(), Drivers::ALL),
        (vec![(0.0, 90.0, Channels::default())], Drivers::ALL),
        (vec![(0.0, 365.0, everything)], Drivers::NONE),
    ] {
        for draw in 0..4 {
            let (shocks, direct, _) = year(
                &economy,
                &input(&economy, draw, timeline(&phases), drivers),
                1.0,
            );
            for shock in shocks {
                assert!(shock.capacity.iter().all(|c| *c == 1.0));
                assert!(shock.final_demand.iter().all(|d| *d == 1.0));
                assert!(shock.links.is_empty());
                assert!(shock.binding.iter().all(|b| *b == NO_ITEM));
            }
            assert_eq!(direct, 0.0);
        }
    }
}

#[test]
fn everything_stays_within_its_bounds() {
    let economy = economy();
    let harsh = Channels {
        strait_transit: StraitTransit {
            share_using: 0.1,
            capacity_loss: 0.3,
            adjustment_days: 60.0,
            ..StraitTransit::default()
        },
        taiwan_damage: Damage {
            plants: 0.4,
            ports: 0.5,
            grid: 0.4,
            repair_per_week: 0.02,
        },
        finance: vec![DemandLoss {
            regions: vec![RegionCode::new("TWN")],
            final_use: FinalUse::Investment,
            share: 0.4,
        }],
        ..admission(0.05)
    };
    let phases = [(3.0, 120.0, harsh), (120.0, 200.0, admission(0.5))];
    for draw in 0..8 {
        for step in [1.0, 7.0] {
            let input = input(&economy, draw, timeline(&phases), Drivers::ALL);
            let (shocks, direct, _) = year(&economy, &input, step);
            assert!(direct > 0.0);
            for (n, shock) in shocks.iter().enumerate() {
                let unit = |v: &f64| (0.0..=1.0).contains(v);
                assert!(shock.capacity.iter().all(unit), "step {n} of draw {draw}");
                assert!(shock.final_demand.iter().all(unit));
                let mut last = None;
                for link in &shock.links {
                    assert!(link.carried.iter().all(unit));
                    assert!(link.arriving.iter().all(|a| (0.0..=2.0).contains(a)));
                    assert!(last < Some((link.from, link.to)), "links are sorted");
                    last = Some((link.from, link.to));
                }
            }
        }
    }
}

#[test]
fn more_admission_never_lowers_capacity() {
    let economy = economy();
    for draw in 0..12 {
        let path = |share: f64| {
            let phases = [(0.0, 200.0, admission(share))];
            let input = input(&economy, draw, timeline(&phases), Drivers::ALL);
            steady_year(&economy, &input)
        };
        let mut less = path(0.0);
        for share in [0.2, 0.4, 0.6, 0.8, 0.9, 1.0] {
            let more = path(share);
            // While access is limited; afterwards who went short has learned substitutes.
            for (day, (l, m)) in less.iter().zip(&more).enumerate().take(200) {
                for i in 0..l.capacity.len() {
                    assert!(
                        m.capacity[i] >= l.capacity[i] - 1e-6,
                        "day {day}, node {i}, draw {draw}: {} at {share} < {}",
                        m.capacity[i],
                        l.capacity[i]
                    );
                }
            }
            let sum = |path: &[Shock]| path.iter().flat_map(|s| &s.capacity).sum::<f64>();
            assert!(sum(&more) >= sum(&less), "draw {draw} at {share}");
            less = more;
        }
    }
}

#[test]
fn a_blockade_stops_vehicles_abroad_for_want_of_chips() {
    let economy = economy();
    let phases = [(0.0, 365.0, admission(0.0))];
    let input = input(&economy, 3, timeline(&phases), Drivers::ALL);
    let (shocks, _, peace) = year(&economy, &input, 1.0);
    assert!(!peace);
    let parameters = ModelParameters::embedded().unwrap();
    let cars = node("DEU", "C29");
    let first = shocks.iter().position(|s| s.capacity[cars] < 0.99).unwrap();
    assert!((10..=150).contains(&first), "first on day {first}");
    let item = usize::from(shocks[first].binding[cars]);
    assert!(parameters.item_ids()[item].starts_with("logic"));
    let worst = shocks.iter().map(|s| s.capacity[cars]).fold(1.0, f64::min);
    assert!((0.4..0.95).contains(&worst), "worst {worst}");
    // Services use no chips in a quantity that stops them.
    assert!(shocks.iter().all(|s| s.capacity[node("DEU", "S")] > 0.95));
}

#[test]
fn after_a_short_closure_everything_comes_back() {
    let economy = economy();
    for (days, rested) in [(8.0, true), (30.0, false)] {
        let phases = [(0.0, days, admission(0.0))];
        for draw in 0..4 {
            let input = input(&economy, draw, timeline(&phases), Drivers::ALL);
            let (shocks, direct, peace) = year(&economy, &input, 1.0);
            let last = shocks.last().unwrap();
            assert!(direct >= 0.0);
            assert!(last.links.is_empty());
            assert!(
                last.capacity.iter().all(|c| *c == 1.0),
                "draw {draw} after {days}"
            );
            // What was held up in a week is shipped later. What was never made in a month is
            // missing from stocks for longer than a year.
            assert!(peace || !rested, "draw {draw} after {days}");
        }
    }
}

#[test]
fn cuts_reach_their_pairs_and_products_only() {
    let economy = economy();
    let cut = Channels {
        cuts: vec![TradeCut {
            kind: CutKind::Sanctions,
            from: vec![RegionCode::new("CHN")],
            to: vec![RegionCode::new("USA"), RegionCode::new("DEU")],
            products: vec![economy.products[product("C29")].code.clone()],
            share: 0.6,
        }],
        ..Channels::default()
    };
    let input = input(&economy, 0, timeline(&[(10.0, 20.0, cut)]), Drivers::ALL);
    let (shocks, ..) = year(&economy, &input, 1.0);
    assert!(shocks[9].links.is_empty() && shocks[20].links.is_empty());
    let links = &shocks[15].links;
    let pairs: Vec<_> = links.iter().map(|l| (l.from, l.to)).collect();
    assert_eq!(
        pairs,
        [
            (region("CHN"), region("USA")),
            (region("CHN"), region("DEU"))
        ]
    );
    for (s, carried) in links[0].carried.iter().enumerate() {
        let expected = if s == product("C29") { 0.4 } else { 1.0 };
        assert!((carried - expected).abs() < 1e-12);
    }
}

#[test]
fn each_driver_switches_its_own_mechanism() {
    let economy = economy();
    let phases = [(0.0, 120.0, admission(0.0))];
    let only = |driver| {
        let drivers = Drivers::NONE.with(driver);
        let input = input(&economy, 5, timeline(&phases), drivers);
        year(&economy, &input, 1.0).0
    };
    let energy = only(Driver::Energy);
    assert!(energy[100].capacity[node("TWN", "C24")] < 0.5);
    assert!(energy[100].capacity[node("DEU", "C29")] == 1.0);
    assert!(energy[100].links.is_empty());
    let trade = only(Driver::TaiwanTrade);
    assert!(trade[100].capacity.iter().all(|c| *c == 1.0));
    assert_eq!(trade[100].links.len(), 2 * (REGIONS.len() - 1));
    assert!(trade[100].links[0].carried[product("C29")] == 0.0);
    assert!(trade[100].links[0].carried[product("C26S")] == 1.0);
    let chips = only(Driver::Chips);
    assert!(chips[100].capacity[node("DEU", "C29")] < 1.0);
    assert!(chips[100].links[0].carried[product("C26S")] == 0.0);
    let set = drivers_of(&timeline(&phases));
    assert!(set.contains(Driver::Energy) && set.contains(Driver::Chips));
    assert!(!set.contains(Driver::Sanctions) && !set.contains(Driver::StraitTransit));
}

#[test]
fn licences_on_magnets_stop_vehicles_where_they_are_meant_to() {
    let economy = economy();
    let control = Channels {
        crm_controls: vec![MaterialControl {
            item: "rare-earth-magnets".to_owned(),
            from: vec![RegionCode::new("CHN")],
            to: vec![RegionCode::new("USA"), RegionCode::new("DEU")],
            refused: 0.8,
            delay_days: 45.0,
            leakage: 0.1,
        }],
        ..Channels::default()
    };
    let input = input(
        &economy,
        1,
        timeline(&[(0.0, 300.0, control)]),
        Drivers::ALL,
    );
    let (shocks, direct, _) = year(&economy, &input, 1.0);
    let parameters = ModelParameters::embedded().unwrap();
    let cars = node("DEU", "C29");
    let first = shocks.iter().position(|s| s.capacity[cars] < 0.99).unwrap();
    assert!((20..=250).contains(&first), "first on day {first}");
    let item = usize::from(shocks[first].binding[cars]);
    assert_eq!(parameters.item_ids()[item], "rare-earth-magnets");
    assert!(direct > 0.0);
    assert!(
        shocks
            .iter()
            .all(|s| s.capacity[node("CHN", "C29")] > 0.999)
    );
    // No ship is moved and no other trade refused.
    assert!(shocks.iter().all(|s| s.links.is_empty()));
    let without = Drivers::ALL.without(Driver::RawMaterials);
    let (shocks, direct, _) = year(
        &economy,
        &DrawInput {
            drivers: without,
            ..input
        },
        1.0,
    );
    assert_eq!(direct, 0.0);
    assert!(shocks.iter().all(|s| s.capacity.iter().all(|c| *c == 1.0)));
}

#[test]
fn the_same_draw_gives_the_same_bits() {
    let economy = economy();
    let phases = [(0.0, 200.0, admission(0.3))];
    let one = || {
        year(
            &economy,
            &input(&economy, 7, timeline(&phases), Drivers::ALL),
            1.0,
        )
        .0
    };
    assert_eq!(one(), one());
}
