//! The embedded economy with most of its regions merged into one: a small table for many draws.

use mist_economy::{Economy, RegionCode, Satellites, StraitRoutes, Table};
use nalgebra::{DMatrix, DVector};

/// The economy with every region but those of `kept` merged into the last, `ROW`. Sea lanes of the
/// merged are plain means, which is good enough to compare methods of sampling and nothing else.
#[must_use]
pub fn merge_regions(economy: &Economy, kept: &[&str]) -> Economy {
    let old = &economy.table;
    let s = old.products;
    let last = kept.len();
    let place = |r: usize| {
        let code = economy.regions[r].code.as_str();
        kept.iter().position(|k| *k == code).unwrap_or(last)
    };
    let places: Vec<usize> = (0..old.regions).map(place).collect();
    let node = |i: usize| places[i / s] * s + i % s;
    let n = (last + 1) * s;
    let mut z = DMatrix::zeros(n, n);
    let mut f = DMatrix::zeros(n, 3 * (last + 1));
    let (mut taxes, mut value_added) = (DVector::zeros(n), DVector::zeros(n));
    for i in 0..old.nodes() {
        for j in 0..old.nodes() {
            z[(node(i), node(j))] += old.z[(i, j)];
        }
        for u in 0..3 * old.regions {
            f[(node(i), 3 * places[u / 3] + u % 3)] += old.f[(i, u)];
        }
        taxes[node(i)] += old.taxes[i];
        value_added[node(i)] += old.value_added[i];
    }
    let mut pairs = DMatrix::<f64>::zeros(last + 1, last + 1);
    let (mut share, mut detour_days) = (pairs.clone(), pairs.clone());
    let strait = &economy.satellites.strait;
    for (a, &to) in places.iter().enumerate() {
        for (b, &from) in places.iter().enumerate() {
            pairs[(to, from)] += 1.0;
            share[(to, from)] += strait.share[(a, b)];
            detour_days[(to, from)] += strait.detour_days[(a, b)];
        }
    }
    let regions = (0..=last)
        .filter_map(|at| {
            let first = places.iter().position(|place| *place == at)?;
            let mut region = economy.regions[first].clone();
            if at == last {
                region.code = RegionCode::new("ROW");
                region.name = "All others".to_owned();
            }
            Some(region)
        })
        .collect();
    Economy {
        regions,
        table: Table {
            regions: last + 1,
            products: s,
            z,
            f,
            taxes,
            value_added,
        },
        satellites: Satellites {
            strait: StraitRoutes {
                share: share.component_div(&pairs),
                detour_days: detour_days.component_div(&pairs),
            },
            ..economy.satellites.clone()
        },
        ..economy.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merged_table_keeps_its_totals() {
        let economy = Economy::embedded().unwrap();
        let merged = merge_regions(&economy, &["TWN", "DEU"]);
        assert_eq!(merged.regions.len(), 3);
        let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-9 * b.abs(), "{a} {b}");
        close(merged.table.z.sum(), economy.table.z.sum());
        close(merged.table.f.sum(), economy.table.f.sum());
        let taiwan = economy
            .regions
            .iter()
            .position(|r| r.code.as_str() == "TWN");
        close(
            merged.table.region_value_added(0),
            economy.table.region_value_added(taiwan.unwrap()),
        );
    }
}
