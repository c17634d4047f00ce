//! What must hold for every table, and each fast way beside its slow, obvious twin.
#![allow(clippy::unwrap_used)]
mod common;

use approx::assert_relative_eq;
use mist_economy::Economy;
use mist_exposure::{Cut, Extraction, Flows, Leontief, LookThrough, look_through};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

/// Random tables of 2–4 regions and 1–3 products. Positive final demand keeps the spectral radius
/// below one, whatever the inputs.
fn tables() -> impl Strategy<Value = Economy> {
    (2_usize..5, 1_usize..4).prop_flat_map(|(r, s)| {
        let n = r * s;
        (
            prop::collection::vec(0.0..10.0, n * n),
            prop::collection::vec(0.1..20.0, n * r),
        )
            .prop_map(move |(z, f)| {
                let regions: Vec<String> = (0..r).map(|i| format!("R{i}")).collect();
                let products: Vec<String> = (0..s).map(|i| format!("P{i}")).collect();
                common::economy(
                    &regions.iter().map(String::as_str).collect::<Vec<_>>(),
                    &products.iter().map(String::as_str).collect::<Vec<_>>(),
                    &z,
                    &f,
                )
            })
    })
}

/// x* and the cost content by building A* and solving it again from nothing.
fn solved_again(
    system: &Leontief,
    keep: impl Fn(usize, usize) -> f64,
    f: &DVector<f64>,
) -> (DVector<f64>, DVector<f64>) {
    let n = system.nodes();
    let m = DMatrix::from_fn(n, n, |i, j| {
        f64::from(i == j) - keep(i, j) * system.a[(i, j)]
    });
    let x = m.clone().lu().solve(f).unwrap();
    let primary = DVector::from_fn(n, |j, _| 1.0 - system.a.column(j).sum());
    let w = m.transpose().lu().solve(&primary).unwrap();
    (x, w.map(|w| 1.0 - w))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn low_rank_update_equals_solving_again(economy in tables(), share in 0.0_f64..1.0) {
        let system = Leontief::new(&economy).unwrap();
        let s = system.products;
        let seller: Vec<usize> = system.nodes_of(0).collect();
        // A part of what region 0 sells to all others, and everything that region 1 sells to 0.
        let others: Vec<usize> = (1..system.regions).collect();
        let cut = Cut::none(&system)
            .links(&system, &seller, &others, &|_, _| share)
            .all_links(&system, &system.nodes_of(1).collect::<Vec<_>>(), &[0]);
        let without = Extraction::new(&system, cut);
        let removed = |i: usize, r: usize| match (i / s, r) {
            (0, r) if r != 0 => share,
            (1, 0) => 1.0,
            _ => 0.0,
        };
        let f = DVector::from_fn(system.nodes(), |i, _| {
            (0..system.regions).map(|r| (1.0 - removed(i, r)) * system.final_demand[(i, r)]).sum()
        });
        let (x, content) = solved_again(&system, |i, j| 1.0 - removed(i, j / s), &f);
        assert_relative_eq!(without.output(), x, max_relative = 1e-9, epsilon = 1e-9);
        assert_relative_eq!(without.supply_content(), content, max_relative = 1e-9, epsilon = 1e-9);
        let some = system.nodes_of(1);
        let part = content.rows(some.start, some.len()).into_owned();
        assert_relative_eq!(without.supply_content_of(some), part, max_relative = 1e-9, epsilon = 1e-9);
    }

    #[test]
    fn extracting_a_region_equals_a_world_without_it(economy in tables()) {
        let system = Leontief::new(&economy).unwrap();
        let (n, s) = (system.nodes(), system.products);
        let output = Extraction::new(&system, Cut::none(&system).regions(&system, &[0])).output();
        // The remaining regions as a world of their own.
        let m = n - s;
        let a = system.a.view((s, s), (m, m));
        let f = DVector::from_fn(m, |i, _| system.final_demand.row(i + s).columns(1, system.regions - 1).sum());
        let alone = (DMatrix::identity(m, m) - a).lu().solve(&f).unwrap();
        assert_relative_eq!(output.rows(s, m).into_owned(), alone, max_relative = 1e-9, epsilon = 1e-9);
        for i in 0..s {
            prop_assert!(output[i].abs() < 1e-9);
        }
    }

    #[test]
    fn extracting_a_node_empties_it_and_never_helps(economy in tables()) {
        let system = Leontief::new(&economy).unwrap();
        let node = system.nodes() - 1;
        let output = Extraction::new(&system, Cut::none(&system).nodes(&system, &[node])).output();
        prop_assert!(output[node].abs() < 1e-9);
        for i in 0..system.nodes() {
            prop_assert!(output[i] <= system.output[i] * (1.0 + 1e-9));
        }
    }

    #[test]
    fn foreign_content_is_the_extraction_of_all_links_into_a_country(economy in tables()) {
        let system = Leontief::new(&economy).unwrap();
        let others: Vec<usize> = (1..system.regions).collect();
        let cut = Cut::none(&system).all_links(&system, &system.nodes_of_all(&others), &[0]);
        let content = Extraction::new(&system, cut).supply_content();
        let own = system.foreign_content(0);
        for j in 0..system.products {
            assert_relative_eq!(own[j], content[j], max_relative = 1e-9, epsilon = 1e-9);
        }
    }

    #[test]
    fn sums_agree(economy in tables()) {
        let system = Leontief::new(&economy).unwrap();
        let look = LookThrough::new(&system);
        let flows = Flows::new(&economy);
        let everywhere: Vec<usize> = (0..system.regions).collect();
        // L·F·1 = x; value added in final demand is world GDP; markets share out all output.
        assert_relative_eq!(system.output_for.column_sum(), system.output, max_relative = 1e-9);
        assert_relative_eq!(look.final_demand.sum(), economy.table.value_added.sum(), max_relative = 1e-9, epsilon = 1e-9);
        assert_relative_eq!(look.markets.sum(), system.output.sum(), max_relative = 1e-9);
        for r in 0..system.regions {
            assert_relative_eq!(look.final_demand.row(r).sum(), system.gdp(r), max_relative = 1e-9, epsilon = 1e-9);
            // Without taxes, value added in a basket is worth the basket.
            assert_relative_eq!(look.imports.column(r).sum(), flows.imports(r), max_relative = 1e-9, epsilon = 1e-9);
        }
        for j in 0..system.nodes() {
            let total: f64 = everywhere.iter().filter_map(|&o| look_through::input_reliance(&system, j, &[o])).sum();
            assert_relative_eq!(total, 1.0, max_relative = 1e-9);
        }
        assert_relative_eq!(look_through::sales_by_node(&system).sum(), flows.all_inputs.sum() + flows.all_finals.sum(), max_relative = 1e-9);
    }

    #[test]
    fn another_currency_changes_no_share(economy in tables(), factor in 0.01_f64..100.0) {
        let mut other = economy.clone();
        other.table.z *= factor;
        other.table.f *= factor;
        other.table.value_added *= factor;
        let (a, b) = (Leontief::new(&economy).unwrap(), Leontief::new(&other).unwrap());
        assert_relative_eq!(a.multipliers, b.multipliers, max_relative = 1e-9, epsilon = 1e-12);
        let (a, b) = (LookThrough::new(&a), LookThrough::new(&b));
        assert_relative_eq!(a.inputs * factor, b.inputs, max_relative = 1e-8, epsilon = 1e-9);
    }
}
