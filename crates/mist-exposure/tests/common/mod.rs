//! Small economies for tests, with satellites that say nothing unless a test sets them.
#![allow(dead_code, missing_docs, unreachable_pub)]

use mist_economy::{
    CargoClass, CoverageTier, Economy, EconomyInfo, ModeShares, Product, ProductCode, Region,
    RegionCode, Satellites, StraitRoutes, Table, TaiwanPower,
};
use nalgebra::{DMatrix, DVector};

/// An economy from Z (N × N, by rows) and F (N × R final deliveries by region of use, by rows);
/// value added is what closes the columns.
pub fn economy(regions: &[&str], products: &[&str], z: &[f64], f: &[f64]) -> Economy {
    let (r, s) = (regions.len(), products.len());
    let n = r * s;
    let z = DMatrix::from_row_slice(n, n, z);
    let by_region = DMatrix::from_row_slice(n, r, f);
    let mut finals = DMatrix::zeros(n, 3 * r);
    for d in 0..r {
        finals.set_column(3 * d, &by_region.column(d));
    }
    let value_added = DVector::from_fn(n, |j, _| {
        z.row(j).sum() + finals.row(j).sum() - z.column(j).sum()
    });
    Economy {
        info: EconomyInfo {
            id: "test".into(),
            name: "Test economy".into(),
            year: 2023,
            modelled: true,
            sources: Vec::new(),
            hash: String::new(),
        },
        regions: regions.iter().map(|c| region(c)).collect(),
        products: products.iter().map(|c| product(c)).collect(),
        table: Table {
            regions: r,
            products: s,
            z,
            f: finals,
            taxes: DVector::zeros(n),
            value_added,
        },
        satellites: Satellites {
            critical_share: None,
            criticality: DMatrix::from_element(s, s, 1.0),
            cover_days: DMatrix::from_element(s, s, 30.0),
            strait: StraitRoutes {
                share: DMatrix::zeros(r, r),
                detour_days: DMatrix::zeros(r, r),
            },
            power: TaiwanPower {
                sources: Vec::new(),
            },
        },
    }
}

fn region(code: &str) -> Region {
    Region {
        code: RegionCode::new(code),
        name: format!("Region {code}"),
        tier: CoverageTier::A,
        includes: Vec::new(),
    }
}

fn product(code: &str) -> Product {
    Product {
        code: ProductCode::new(code),
        name: format!("Product {code}"),
        isic: code.into(),
        is_good: true,
        cargo: CargoClass::Containers,
        modes: ModeShares {
            sea: 1.0,
            air: 0.0,
            land: 0.0,
        },
    }
}

/// The table of the two-region example that the tests work out by hand.
///
/// x = (100, 200), A = [[.2, .2], [.1, .3]], det(I − A) = .8·.7 − .2·.1 = .54,
/// L = [[.7, .2], [.1, .8]] / .54, v/x = (.7, .5).
pub fn two_by_two() -> Economy {
    economy(
        &["TWN", "CHN"],
        &["C26"],
        &[20.0, 40.0, 10.0, 60.0],
        &[30.0, 10.0, 50.0, 80.0],
    )
}
