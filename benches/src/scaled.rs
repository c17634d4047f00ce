//! The embedded economy with every product split into several: a larger table for measuring speed.
//!
//! SYNTHETIC. The parts of a product have its coefficients in fixed proportions, so the table
//! balances and its Leontief inverse exists, but its figures say nothing about the world.

use mist_economy::{Economy, Product, ProductCode, Satellites, Table};
use nalgebra::{DMatrix, DVector};

/// The economy with every product split into `parts` parts of unequal size: `parts` times as many
/// nodes.
#[must_use]
pub fn split_products(economy: &Economy, parts: usize) -> Economy {
    let parts = parts.max(1);
    // 1, 2, 3 … over their sum.
    let all: f64 = (1..=parts).map(|k| k as f64).sum();
    let weight = |part: usize| (part + 1) as f64 / all;
    let table = &economy.table;
    let (r, s) = (table.regions, table.products * parts);
    let n = r * s;
    // Parts of a product stand side by side, so a part's node over `parts` is its node of origin.
    let nodes = |old: &DVector<f64>| DVector::from_fn(n, |i, _| old[i / parts] * weight(i % parts));
    let by_product =
        |old: &DMatrix<f64>| DMatrix::from_fn(s, s, |i, j| old[(i / parts, j / parts)]);
    Economy {
        info: economy.info.clone(),
        regions: economy.regions.clone(),
        products: (0..s)
            .map(|i| {
                let whole = &economy.products[i / parts];
                Product {
                    code: ProductCode::new(format!("{}.{}", whole.code, i % parts + 1)),
                    ..whole.clone()
                }
            })
            .collect(),
        table: Table {
            regions: r,
            products: s,
            z: DMatrix::from_fn(n, n, |i, j| {
                table.z[(i / parts, j / parts)] * weight(i % parts) * weight(j % parts)
            }),
            f: DMatrix::from_fn(n, 3 * r, |i, c| table.f[(i / parts, c)] * weight(i % parts)),
            taxes: nodes(&table.taxes),
            value_added: nodes(&table.value_added),
        },
        satellites: Satellites {
            criticality: by_product(&economy.satellites.criticality),
            cover_days: by_product(&economy.satellites.cover_days),
            ..economy.satellites.clone()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_split_table_keeps_its_totals() {
        let economy = Economy::embedded().unwrap();
        let split = split_products(&economy, 3);
        assert_eq!(split.table.nodes(), 3 * economy.table.nodes());
        let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-9 * b.abs(), "{a} {b}");
        close(split.table.z.sum(), economy.table.z.sum());
        close(split.table.f.sum(), economy.table.f.sum());
        close(
            split.table.value_added.sum(),
            economy.table.value_added.sum(),
        );
        // Output of the parts is in their proportions: 1 to 2 to 3.
        let output = split.table.output();
        close(output[1], 2.0 * output[0]);
        close(output[2], 3.0 * output[0]);
    }
}
