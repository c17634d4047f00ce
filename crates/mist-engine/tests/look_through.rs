//! Look-through against a textbook, against its slow twin, and against common sense.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which clippy.toml does not know as such"
)]

mod toy;

use approx::assert_relative_eq;
use mist_economy::{Economy, Product, ProductCode, Region, RegionCode, StraitRoutes, Table};
use mist_engine::{
    DrawInput, DrawOutcome, LinkFactor, LookThrough, NO_ITEM, PropagationModel, Shock,
    ShockFactory, ShockSource,
};
use mist_scenario::Luck;
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

/// An economy with given flows; value added is what the identities leave.
fn economy(regions: usize, products: usize, z: DMatrix<f64>, f: DMatrix<f64>) -> Economy {
    let base = toy::economy();
    let n = regions * products;
    let output: Vec<f64> = (0..n).map(|i| z.row(i).sum() + f.row(i).sum()).collect();
    let value_added = DVector::from_fn(n, |j, _| output[j] - z.column(j).sum());
    Economy {
        regions: (0..regions)
            .map(|r| Region {
                code: RegionCode::new(format!("R{r}")),
                ..base.regions[0].clone()
            })
            .collect(),
        products: (0..products)
            .map(|s| Product {
                code: ProductCode::new(format!("P{s}")),
                ..base.products[0].clone()
            })
            .collect(),
        table: Table {
            regions,
            products,
            z,
            f,
            taxes: DVector::zeros(n),
            value_added,
        },
        satellites: mist_economy::Satellites {
            critical_share: None,
            criticality: DMatrix::zeros(products, products),
            cover_days: DMatrix::zeros(products, products),
            strait: StraitRoutes {
                share: DMatrix::zeros(regions, regions),
                detour_days: DMatrix::zeros(regions, regions),
            },
            ..base.satellites
        },
        ..base
    }
}

/// A world of random flows in which every node sells to every other.
fn random_world(regions: usize, products: usize, seed: u64) -> Economy {
    let n = regions * products;
    let draw =
        |name: &str, i: usize, j: usize| Luck::new(seed, (i * 1_000 + j) as u64).uniform(name);
    let z = DMatrix::from_fn(n, n, |i, j| draw("z", i, j));
    let f = DMatrix::from_fn(n, 3 * regions, |i, u| {
        n as f64 / regions as f64 * draw("f", i, u)
    });
    economy(regions, products, z, f)
}

/// The same, but that the sectors of a region buy every product but the last from one mix of origins abroad.
fn world_of_mixes(regions: usize, products: usize, seed: u64) -> Economy {
    let world = random_world(regions, products, seed);
    let (mut z, f) = (world.table.z, world.table.f);
    let luck = Luck::new(seed, 0);
    for i in 0..z.nrows() {
        let (r, s) = (i / products, i % products);
        for j in (0..z.ncols()).filter(|&j| j / products != r && s + 1 < products) {
            let mix = luck.uniform(&format!("mix {r} {s} {}", j / products));
            let bought = luck.uniform(&format!("bought {s} {j}"));
            z[(i, j)] = mix * bought;
        }
    }
    economy(regions, products, z, f)
}

/// The same shock for ever, one for each draw number.
struct Steady {
    shocks: Vec<Shock>,
    supplied: Vec<(usize, usize)>,
}

struct SteadySource<'a>(&'a Shock);

impl ShockSource for SteadySource<'_> {
    fn advance(&mut self, _day: f64, _step_days: f64, _production: &[f64]) -> &Shock {
        self.0
    }

    fn at_peace(&self, _day: f64) -> bool {
        false
    }

    fn direct_loss(&self) -> f64 {
        1.5
    }
}

impl ShockFactory for Steady {
    fn source<'a>(&'a self, draw: &'a DrawInput) -> Box<dyn ShockSource + 'a> {
        Box::new(SteadySource(&self.shocks[draw.draw as usize]))
    }

    fn supplied_inputs(&self) -> &[(usize, usize)] {
        &self.supplied
    }
}

fn steady(shocks: Vec<Shock>) -> Steady {
    Steady {
        shocks,
        supplied: Vec::new(),
    }
}

fn outcomes(economy: &Economy, shocks: &Steady) -> Vec<DrawOutcome> {
    let draws: Vec<DrawInput> = (0..shocks.shocks.len() as u64)
        .map(|draw| toy::sample(1, draw))
        .collect();
    LookThrough::new(economy, shocks).run_chunk(&draws)
}

fn peace(economy: &Economy) -> Shock {
    Shock::peace(economy.table.nodes(), economy.table.regions)
}

/// A shock of everything at once, by luck.
fn random_shock(economy: &Economy, draw: u64) -> Shock {
    let (regions, products) = (economy.table.regions, economy.table.products);
    let luck = Luck::new(99, draw);
    let mut shock = peace(economy);
    for (i, c) in shock.capacity.iter_mut().enumerate() {
        if luck.uniform(&format!("hit {i}")) < 0.3 {
            *c = luck.uniform(&format!("capacity {i}"));
        }
    }
    for (u, share) in shock.final_demand.iter_mut().enumerate() {
        if luck.uniform(&format!("poor {u}")) < 0.3 {
            *share = luck.uniform(&format!("demand {u}"));
        }
    }
    for from in 0..regions {
        for to in (0..regions).filter(|&to| to != from) {
            if luck.uniform(&format!("cut {from} {to}")) < 0.4 {
                let shares = |what: &str| {
                    (0..products)
                        .map(|s| luck.uniform(&format!("{what} {from} {to} {s}")))
                        .collect()
                };
                shock.links.push(LinkFactor {
                    from,
                    to,
                    carried: shares("carried"),
                    arriving: shares("arriving"),
                });
            }
        }
    }
    shock
}

/// Miller & Blair (2009), § 2.2: Z = [150 500; 200 100], f = (350, 1700), x = (1000, 2000), here
/// as two regions of one product. Final demand falls to (175, 1530); x = L f with their L.
#[test]
fn a_fall_of_final_demand_is_the_leontief_inverse() {
    let z = DMatrix::from_row_slice(2, 2, &[150.0, 500.0, 200.0, 100.0]);
    let mut f = DMatrix::zeros(2, 6);
    f[(0, 0)] = 350.0;
    f[(1, 3)] = 1_700.0;
    let world = economy(2, 1, z, f);
    let mut shock = peace(&world);
    shock.final_demand = vec![0.5, 1.0, 1.0, 0.9, 1.0, 1.0];
    let outcome = &outcomes(&world, &steady(vec![shock]))[0];
    let l = [[1.254_13, 0.330_03], [0.264_03, 1.122_11]];
    let x = l.map(|row| row[0] * 175.0 + row[1] * 1_530.0);
    let value_added_share = [650.0 / 1_000.0, 1_400.0 / 2_000.0];
    for r in 0..2 {
        let lost = value_added_share[r] * ([1_000.0, 2_000.0][r] - x[r]);
        assert_relative_eq!(outcome.records[r].loss[2], lost, max_relative = 2e-4);
    }
    // Nobody is refused anything that is still asked for.
    assert!(outcome.records.iter().all(|r| r.unmet_demand.abs() < 1e-6));
    assert_relative_eq!(outcome.direct_loss, 1.5);
}

#[test]
fn nothing_happens_where_nothing_happens() {
    let world = random_world(3, 4, 5);
    let calm = peace(&world);
    let mut open_links = calm.clone();
    open_links.links.push(LinkFactor {
        from: 0,
        to: 1,
        carried: vec![1.0; 4],
        arriving: vec![1.0; 4],
    });
    for outcome in outcomes(&world, &steady(vec![calm, open_links])) {
        for record in outcome.records {
            assert_eq!(record.loss, [0.0; 3]);
            assert_eq!((record.trade_lost, record.unmet_demand), (0.0, 0.0));
            assert_eq!(record.first_shortage_day, None);
            assert_eq!(record.recovery_days, Some(0));
        }
    }
}

/// LT1 and LT2 as they stand on the page, with λ as a matrix.
struct Twin {
    unable: Vec<f64>,
    lost: Vec<f64>,
    loss: Vec<f64>,
    trade_lost: Vec<f64>,
    unmet_demand: Vec<f64>,
}

fn twin(world: &Economy, shock: &Shock, supplied: &[(usize, usize)]) -> Twin {
    let table = &world.table;
    let (n, products, regions) = (table.nodes(), table.products, table.regions);
    let x = table.output();
    let mut carried = DMatrix::from_element(n, regions, 1.0);
    let mut arriving = DMatrix::from_element(n, regions, 1.0);
    for link in &shock.links {
        for s in 0..products {
            let i = link.from * products + s;
            carried[(i, link.to)] = link.carried[s];
            arriving[(i, link.to)] = (link.carried[s] * link.arriving[s]).min(1.0);
        }
    }
    let mut unable = vec![0.0; n];
    let mut lost = vec![0.0; n];
    let mut unasked = vec![0.0; n];
    for _ in 0..3_000 {
        unable = (0..n)
            .map(|j| {
                let missing: f64 = (0..n)
                    .filter(|&i| !supplied.contains(&(i % products, j)))
                    .map(|i| {
                        let lambda = arriving[(i, j / products)];
                        table.z[(i, j)] / x[j] * (1.0 - lambda * (1.0 - unable[i]))
                    })
                    .sum();
                missing.max(1.0 - shock.capacity[j])
            })
            .collect();
    }
    for _ in 0..3_000 {
        unasked = (0..n)
            .map(|i| {
                let inputs: f64 = (0..n)
                    .map(|j| table.z[(i, j)] * (1.0 - carried[(i, j / products)] * (1.0 - lost[j])))
                    .sum();
                let final_use: f64 = (0..3 * regions)
                    .map(|u| table.f[(i, u)] * (1.0 - carried[(i, u / 3)] * shock.final_demand[u]))
                    .sum();
                (inputs + final_use) / x[i]
            })
            .collect();
        lost = (0..n).map(|i| unable[i].max(unasked[i])).collect();
    }
    let mut twin = Twin {
        loss: vec![0.0; regions],
        trade_lost: vec![0.0; regions],
        unmet_demand: vec![0.0; regions],
        unable,
        lost,
    };
    for i in 0..n {
        let ration = (1.0 - twin.lost[i]) / (1.0 - unasked[i]);
        let seller = i / products;
        twin.loss[seller] += table.value_added[i] * twin.lost[i];
        let mut delivered = 0.0;
        for j in 0..n {
            let buyer = j / products;
            let flow = table.z[(i, j)] * carried[(i, buyer)] * ration * (1.0 - twin.lost[j]);
            delivered += flow;
            if buyer != seller {
                twin.trade_lost[seller] += table.z[(i, j)] - flow;
                twin.trade_lost[buyer] += table.z[(i, j)] - flow;
            }
        }
        for u in 0..3 * regions {
            let buyer = u / 3;
            let flow = table.f[(i, u)] * carried[(i, buyer)] * ration * shock.final_demand[u];
            delivered += flow;
            twin.unmet_demand[buyer] += table.f[(i, u)] * shock.final_demand[u] - flow;
            if buyer != seller {
                twin.trade_lost[seller] += table.f[(i, u)] - flow;
                twin.trade_lost[buyer] += table.f[(i, u)] - flow;
            }
        }
        // What is delivered was produced.
        assert_relative_eq!(delivered, x[i] * (1.0 - twin.lost[i]), max_relative = 1e-9);
        assert!(twin.lost[i] >= 1.0 - shock.capacity[i] - 1e-12);
    }
    twin
}

#[test]
fn the_kernel_is_its_slow_twin() {
    for world in [random_world(4, 3, 8), world_of_mixes(4, 3, 8)] {
        is_its_slow_twin(&world);
    }
}

fn is_its_slow_twin(world: &Economy) {
    let supplied = vec![(1, 0), (2, 5)];
    let factory = Steady {
        shocks: (0..9).map(|draw| random_shock(world, draw)).collect(),
        supplied: supplied.clone(),
    };
    for (outcome, shock) in outcomes(world, &factory).iter().zip(&factory.shocks) {
        let twin = twin(world, shock, &supplied);
        assert!(twin.unable.iter().zip(&twin.lost).all(|(a, b)| a <= b));
        for (r, record) in outcome.records.iter().enumerate() {
            assert_relative_eq!(record.loss[2], twin.loss[r], max_relative = 1e-6);
            assert_relative_eq!(record.trade_lost, twin.trade_lost[r], max_relative = 1e-6);
            assert_relative_eq!(
                record.unmet_demand,
                twin.unmet_demand[r],
                max_relative = 1e-6
            );
        }
    }
}

#[test]
fn a_draw_does_not_depend_on_its_neighbours() {
    for world in [random_world(12, 25, 3), world_of_mixes(12, 25, 3)] {
        let shocks: Vec<Shock> = (0..11).map(|draw| random_shock(&world, draw)).collect();
        let factory = steady(shocks);
        let model = LookThrough::new(&world, &factory);
        let draws: Vec<DrawInput> = (0..11).map(|draw| toy::sample(1, draw)).collect();
        let together = model.run_chunk(&draws);
        for width in [1, 4] {
            let apart: Vec<DrawOutcome> = draws
                .chunks(width)
                .flat_map(|some| model.run_chunk(some))
                .collect();
            assert_eq!(together, apart);
        }
    }
}

#[test]
fn shortages_are_named() {
    let world = random_world(2, 2, 4);
    // An item holds back the second product of the second region.
    let mut by_item = peace(&world);
    by_item.capacity[3] = 0.2;
    by_item.binding = vec![NO_ITEM, NO_ITEM, NO_ITEM, 5];
    // The first region no longer sells its first product to the second.
    let mut by_link = peace(&world);
    by_link.links.push(LinkFactor {
        from: 0,
        to: 1,
        carried: vec![0.1, 1.0],
        arriving: vec![1.0; 2],
    });
    let outcomes = outcomes(&world, &steady(vec![by_item, by_link]));
    let shortage = |draw: usize, r: usize| {
        let record = &outcomes[draw].records[r];
        (record.first_shortage_input, record.first_shortage_sector)
    };
    assert_eq!(shortage(0, 1), (Some(2 + 5), Some(1)));
    assert_eq!(outcomes[0].records[1].first_shortage_day, Some(0));
    assert_eq!(shortage(1, 1).0, Some(0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Less capacity anywhere never means less loss anywhere: nobody gains without adaptation.
    #[test]
    fn less_capacity_is_never_less_loss(draw in 0_u64..1_000, node in 0_usize..12, cut in 0.1_f64..1.0) {
        let world = random_world(4, 3, 8);
        let before = random_shock(&world, draw);
        let mut after = before.clone();
        after.capacity[node] *= 1.0 - cut;
        let outcomes = outcomes(&world, &steady(vec![before, after]));
        for (a, b) in outcomes[0].records.iter().zip(&outcomes[1].records) {
            prop_assert!(b.loss[2] >= a.loss[2] - 1e-7 * a.loss[2].abs());
        }
    }

    /// Amounts in another currency, the same shares.
    #[test]
    fn the_unit_of_money_does_not_matter(draw in 0_u64..1_000, unit in 0.01_f64..100.0) {
        let world = random_world(3, 3, 2);
        let shock = random_shock(&world, draw);
        let other = economy(3, 3, &world.table.z * unit, &world.table.f * unit);
        let a = outcomes(&world, &steady(vec![shock.clone()]));
        let b = outcomes(&other, &steady(vec![shock]));
        for (a, b) in a[0].records.iter().zip(&b[0].records) {
            let error: f64 = a.loss[2] * unit - b.loss[2];
            prop_assert!(error.abs() <= 1e-6 * b.loss[2].abs() + 1e-9);
        }
    }
}
