//! A small economy of six regions and eleven products, with round numbers, for the mechanisms' tests.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::needless_range_loop
)] // Each test file uses its own part.

use mist_economy::{
    CargoClass, CoverageTier, Economy, EconomyInfo, ModeShares, PowerSource, Product, ProductCode,
    Region, RegionCode, Satellites, StraitRoutes, Table, TaiwanPower,
};
use nalgebra::{DMatrix, DVector};

/// Regions, with the size of each.
pub const REGIONS: [(&str, f64); 6] = [
    ("TWN", 1.0),
    ("CHN", 20.0),
    ("KOR", 2.0),
    ("USA", 25.0),
    ("DEU", 5.0),
    ("ROW", 40.0),
];

/// Code, ISIC, good, cargo, sea share, share of output.
pub const PRODUCTS: [(&str, &str, bool, CargoClass, f64, f64); 11] = [
    ("A", "A01-A03", true, CargoClass::Food, 0.95, 0.04),
    ("B", "B05-B09", true, CargoClass::Energy, 0.98, 0.04),
    ("C19", "C19", true, CargoClass::Energy, 1.0, 0.03),
    ("C20", "C20", true, CargoClass::Bulk, 0.88, 0.05),
    ("C24", "C24 C25", true, CargoClass::Bulk, 0.9, 0.06),
    ("C26S", "C261", true, CargoClass::Containers, 0.08, 0.01),
    ("C26X", "C262-C268", true, CargoClass::Containers, 0.4, 0.03),
    ("C29", "C29", true, CargoClass::Containers, 0.94, 0.03),
    (
        "C27",
        "C27 C28 C33",
        true,
        CargoClass::Containers,
        0.77,
        0.04,
    ),
    ("D35", "D35", false, CargoClass::None, 0.0, 0.03),
    (
        "S",
        "E36-E39 F41-F43 G45-U99",
        false,
        CargoClass::None,
        0.0,
        0.64,
    ),
];

/// Position of a product by code.
pub fn product(code: &str) -> usize {
    PRODUCTS.iter().position(|p| p.0 == code).unwrap()
}

/// Position of a region by code.
pub fn region(code: &str) -> usize {
    REGIONS.iter().position(|r| r.0 == code).unwrap()
}

/// The economy; half of each region's purchases come from home, the rest in proportion to size.
pub fn economy() -> Economy {
    let (r_count, s_count) = (REGIONS.len(), PRODUCTS.len());
    let nodes = r_count * s_count;
    let output = |r: usize, s: usize| 1e5 * REGIONS[r].1 * PRODUCTS[s].5;
    let world: f64 = REGIONS.iter().map(|r| r.1).sum();
    let origin =
        |from: usize, to: usize| 0.5 * REGIONS[from].1 / world + if from == to { 0.5 } else { 0.0 };
    let mut z = DMatrix::zeros(nodes, nodes);
    let mut f = DMatrix::zeros(nodes, 3 * r_count);
    for to in 0..r_count {
        for from in 0..r_count {
            for s in 0..s_count {
                let i = from * s_count + s;
                for user in 0..s_count {
                    // Half of output is input, of every product in proportion to its size.
                    z[(i, to * s_count + user)] =
                        0.5 * PRODUCTS[s].5 * output(to, user) * origin(from, to);
                }
                let demand = 0.5 * output(to, s) * origin(from, to);
                for (c, part) in [0.6, 0.2, 0.2].into_iter().enumerate() {
                    f[(i, to * 3 + c)] = part * demand;
                }
            }
        }
    }
    let x: Vec<f64> = (0..nodes)
        .map(|i| z.row(i).sum() + f.row(i).sum())
        .collect();
    let value_added = DVector::from_iterator(nodes, (0..nodes).map(|j| x[j] - z.column(j).sum()));
    let mut strait = StraitRoutes {
        share: DMatrix::zeros(r_count, r_count),
        detour_days: DMatrix::zeros(r_count, r_count),
    };
    let (china, korea, germany) = (region("CHN"), region("KOR"), region("DEU"));
    for (from, to, share) in [
        (china, germany, 0.5),
        (germany, china, 0.5),
        (korea, germany, 0.8),
    ] {
        strait.share[(from, to)] = share;
        strait.detour_days[(from, to)] = 1.5;
    }
    let source = |id: &str, share, stock_days| PowerSource {
        id: id.to_owned(),
        share,
        stock_days,
        product: match id {
            "gas" | "coal" => Some("B".to_owned()),
            "oil" => Some("C19".to_owned()),
            _ => None,
        },
        source: "test".to_owned(),
    };
    Economy {
        info: EconomyInfo {
            id: "small".to_owned(),
            name: "Small".to_owned(),
            year: 2023,
            modelled: true,
            sources: Vec::new(),
            hash: String::new(),
        },
        regions: REGIONS
            .iter()
            .map(|(code, _)| Region {
                code: RegionCode::new(*code),
                name: (*code).to_owned(),
                tier: CoverageTier::A,
                includes: Vec::new(),
            })
            .collect(),
        products: PRODUCTS
            .iter()
            .map(|&(code, isic, is_good, cargo, sea, _)| Product {
                code: ProductCode::new(code),
                name: code.to_owned(),
                isic: isic.to_owned(),
                is_good,
                cargo,
                modes: ModeShares {
                    sea,
                    air: if is_good { 1.0 - sea } else { 0.0 },
                    land: 0.0,
                },
            })
            .collect(),
        table: Table {
            regions: r_count,
            products: s_count,
            z,
            f,
            taxes: DVector::zeros(nodes),
            value_added,
        },
        satellites: Satellites {
            critical_share: None,
            criticality: DMatrix::from_element(s_count, s_count, 0.5),
            cover_days: DMatrix::from_element(s_count, s_count, 30.0),
            strait,
            power: TaiwanPower {
                sources: vec![
                    source("gas", 0.45, Some(11.0)),
                    source("coal", 0.385, Some(43.0)),
                    source("oil", 0.015, Some(146.0)),
                    source("renewable", 0.15, None),
                ],
            },
        },
    }
}
