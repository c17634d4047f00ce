//! The embedded economy with every product split into several: a larger table for measuring speed.
//!
//! SYNTHETIC. The parts of a product have its coefficients in fixed proportions, so the table
//! balances and its Leontief inverse exists, but its figures say nothing about the world.

use mist_economy::{
    Economy, Product, ProductCode, Region, RegionCode, Satellites, StraitRoutes, Table,
};
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

/// The economy on another number of regions and products: the first ones once, twice or more often,
/// in parts of unequal size, or not at all where there are fewer; Taiwan always stays. Nodes of a
/// region or product keep its coefficients, so that imports are shared as they are in the economy.
#[must_use]
pub fn resized(economy: &Economy, regions: usize, products: usize) -> Economy {
    let (r0, s0) = (economy.table.regions, economy.table.products);
    let taiwan = economy
        .regions
        .iter()
        .position(|region| region.code.as_str() == "TWN")
        .unwrap_or(0);
    // What each new region or product is a part of, and which part of how many.
    let parts = |new: usize, old: usize, keep: usize| -> Vec<(usize, usize, f64)> {
        let of = |i: usize| {
            if i + 1 == new && new < old {
                keep
            } else {
                i % old
            }
        };
        (0..new)
            .map(|i| {
                let same: Vec<usize> = (0..new).filter(|&j| of(j) == of(i)).collect();
                let part = same.iter().position(|&j| j == i).unwrap_or(0);
                let all = (1..=same.len()).sum::<usize>();
                (of(i), part, (part + 1) as f64 / all as f64)
            })
            .collect()
    };
    let r = parts(regions, r0, taiwan.max(regions.saturating_sub(1)));
    let s = parts(products, s0, products.saturating_sub(1));
    let table = &economy.table;
    let n = regions * products;
    let node = |i: usize| {
        let ((region, _, a), (product, _, b)) = (r[i / products], s[i % products]);
        (region * s0 + product, a * b)
    };
    let vector = |old: &DVector<f64>| {
        DVector::from_fn(n, |i, _| {
            let (whole, share) = node(i);
            old[whole] * share
        })
    };
    let by_region =
        |old: &DMatrix<f64>| DMatrix::from_fn(regions, regions, |i, j| old[(r[i].0, r[j].0)]);
    let by_product =
        |old: &DMatrix<f64>| DMatrix::from_fn(products, products, |i, j| old[(s[i].0, s[j].0)]);
    let code = |name: &str, part: usize| {
        if part == 0 {
            name.to_owned()
        } else {
            format!("{name}.{part}")
        }
    };
    Economy {
        info: economy.info.clone(),
        regions: r
            .iter()
            .map(|&(old, part, _)| {
                let whole = &economy.regions[old];
                Region {
                    code: RegionCode::new(code(whole.code.as_str(), part)),
                    ..whole.clone()
                }
            })
            .collect(),
        products: s
            .iter()
            .map(|&(old, part, _)| {
                let whole = &economy.products[old];
                Product {
                    code: ProductCode::new(code(whole.code.as_str(), part)),
                    ..whole.clone()
                }
            })
            .collect(),
        table: Table {
            regions,
            products,
            z: DMatrix::from_fn(n, n, |i, j| {
                let ((i, a), (j, b)) = (node(i), node(j));
                table.z[(i, j)] * a * b
            }),
            f: DMatrix::from_fn(n, 3 * regions, |i, u| {
                let ((i, a), (c, _, b)) = (node(i), r[u / 3]);
                table.f[(i, 3 * c + u % 3)] * a * b
            }),
            taxes: vector(&table.taxes),
            value_added: vector(&table.value_added),
        },
        satellites: Satellites {
            criticality: by_product(&economy.satellites.criticality),
            cover_days: by_product(&economy.satellites.cover_days),
            critical_share: economy.satellites.critical_share.as_ref().map(by_product),
            strait: StraitRoutes {
                share: by_region(&economy.satellites.strait.share),
                detour_days: by_region(&economy.satellites.strait.detour_days),
            },
            ..economy.satellites.clone()
        },
    }
}

/// The economy with imports shared in proportion: every sector of a region buys a product abroad from
/// the region's one mix of origins, and so does every final user.
#[must_use]
pub fn in_proportion(economy: &Economy) -> Economy {
    let mut economy = economy.clone();
    let (r, s) = (economy.table.regions, economy.table.products);
    let Table { z, f, .. } = &mut economy.table;
    for (cells, width) in [(z, s), (f, 3)] {
        *cells = cells.map(|cell| cell.max(0.0));
        for product in 0..s {
            for c in 0..r {
                let foreign: Vec<usize> = (0..r)
                    .filter(|&o| o != c)
                    .map(|o| o * s + product)
                    .collect();
                let columns = c * width..(c + 1) * width;
                let from: Vec<f64> = foreign
                    .iter()
                    .map(|&i| columns.clone().map(|j| cells[(i, j)]).sum())
                    .collect();
                let all: f64 = from.iter().sum();
                if all <= 0.0 {
                    continue;
                }
                for j in columns {
                    let bought: f64 = foreign.iter().map(|&i| cells[(i, j)]).sum();
                    for (&i, from) in foreign.iter().zip(&from) {
                        cells[(i, j)] = bought * from / all;
                    }
                }
            }
        }
    }
    economy
}

/// The economy with every cell of the table moved by up to a half, so that no two buyers share their
/// origins.
#[must_use]
pub fn out_of_proportion(economy: &Economy) -> Economy {
    let mut economy = economy.clone();
    let moved = |i: usize, j: usize| {
        // The fraction of a multiple of an irrational number: spread evenly, and the same everywhere.
        let x = (i as f64 + 1.0) * 0.618_033_988_749_895 + (j as f64 + 1.0) * 0.754_877_666_246_693;
        0.5 + x.fract()
    };
    for cells in [&mut economy.table.z, &mut economy.table.f] {
        *cells = DMatrix::from_fn(cells.nrows(), cells.ncols(), |i, j| {
            cells[(i, j)] * moved(i, j)
        });
    }
    economy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resized_table_keeps_what_it_can() {
        let economy = Economy::embedded().unwrap();
        let (r, s) = (economy.table.regions, economy.table.products);
        let larger = resized(&economy, r + 7, s + 3);
        let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-9 * b.abs(), "{a} {b}");
        close(larger.table.z.sum(), economy.table.z.sum());
        close(larger.table.f.sum(), economy.table.f.sum());
        let smaller = resized(&economy, 12, 9);
        assert_eq!(smaller.table.nodes(), 108);
        for resized in [larger, smaller] {
            let mut codes: Vec<&str> = resized.regions.iter().map(|x| x.code.as_str()).collect();
            assert_eq!(codes.iter().filter(|code| **code == "TWN").count(), 1);
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), resized.regions.len());
        }
    }

    #[test]
    fn sharing_imports_keeps_what_is_bought_abroad() {
        let economy = resized(&Economy::embedded().unwrap(), 10, 8);
        let shared = in_proportion(&economy);
        let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{a} {b}");
        let (before, after) = (economy.table.z.map(|x| x.max(0.0)), &shared.table.z);
        for j in 0..after.ncols() {
            close(after.column(j).sum(), before.column(j).sum());
        }
        for i in 0..after.nrows() {
            close(after.row(i).sum(), before.row(i).sum());
        }
    }

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
