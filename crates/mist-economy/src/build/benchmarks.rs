//! Known figures that the quality report compares the economy with.

use std::path::Path;

use super::classes::Classes;
use super::files::Csv;
use super::levels::Levels;
use crate::EconomyError;
use crate::check::{Benchmark, Quantity};

/// Economies whose customs are at hand as reporters, and so from both ends of a flow.
const REPORTERS: [&str; 5] = ["TWN", "KOR", "CHN", "JPN", "USA"];

/// Collects the benchmarks: held-out flows of electronics, and levels that were targets.
pub(super) fn benchmarks(
    shared: &Path,
    classes: &Classes,
    levels: &Levels,
) -> Result<Vec<u8>, EconomyError> {
    let bad = |e: String| EconomyError::invalid(e, "benchmarks.csv", "this is a defect");
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut add = |b: &Benchmark| writer.serialize(b).map_err(|e| bad(e.to_string()));
    let blank = Benchmark {
        quantity: Quantity::Sales,
        seller: String::new(),
        product: String::new(),
        buyer: String::new(),
        user: String::new(),
        expected: 0.0,
        year: 2019,
        source: "oecd-icio-2025".to_owned(),
        reporter: String::new(),
        held_out: true,
    };
    let flows = Csv::read(&shared.join("icio2025_anchors_2019/c26_flows_2019.csv"))?;
    for row in flows.rows() {
        add(&Benchmark {
            seller: row.text("seller")?.to_owned(),
            product: row.text("seller_sector")?.to_owned(),
            buyer: row.text("buyer")?.to_owned(),
            user: row.text("buyer_sector")?.to_owned(),
            expected: row.number("usd_mn")?,
            ..blank.clone()
        })?;
    }
    for (r, region) in classes.regions.iter().enumerate() {
        add(&Benchmark {
            quantity: Quantity::ValueAdded,
            seller: region.code.clone(),
            // GDP is at market prices: value added lies some per cent below it.
            expected: levels.gdp[2][r],
            year: 2023,
            source: "imf-weo-2024-04".to_owned(),
            held_out: false,
            ..blank.clone()
        })?;
    }
    let imports = Csv::read(&shared.join("us_semiconductor_imports/us_imports_hts8541_8543.csv"))?;
    for row in imports.rows() {
        if row.text("hts4")? == "8542" && row.text("year")? == "2023" {
            for (quantity, seller, column) in [
                (Quantity::Exports, "TWN", "cif_usd_from_taiwan"),
                (Quantity::Imports, "", "cif_usd_from_world"),
            ] {
                add(&Benchmark {
                    quantity,
                    seller: seller.to_owned(),
                    product: "C26S".to_owned(),
                    buyer: "USA".to_owned(),
                    expected: row.number(column)? / 1e6,
                    year: 2023,
                    source: "us-census".to_owned(),
                    ..blank.clone()
                })?;
            }
        }
    }
    add(&Benchmark {
        quantity: Quantity::Exports,
        seller: "TWN".to_owned(),
        product: "C26S".to_owned(),
        expected: levels.taiwan_chips[1],
        year: 2023,
        source: "taiwan-customs".to_owned(),
        held_out: false,
        ..blank.clone()
    })?;
    let customs = shared.join("taiwan_trade_2023_24/comtrade_top20_partners_2023_24.csv");
    for row in Csv::read(&customs)?.rows() {
        let (reporter, partner) = (row.text("reporter")?, row.text("partner")?);
        if partner == reporter || !REPORTERS.contains(&partner) {
            continue;
        }
        let (seller, buyer) = match row.text("flow")? {
            "export" => (reporter, partner),
            _ => (partner, reporter),
        };
        add(&Benchmark {
            quantity: Quantity::Exports,
            seller: seller.to_owned(),
            buyer: buyer.to_owned(),
            expected: row.number("usd_annual_mean_2023_24")? / 1e6,
            year: 2023,
            source: "un-comtrade".to_owned(),
            reporter: reporter.to_owned(),
            // Taiwan's and Korea's own reports are targets.
            held_out: !["TWN", "KOR"].contains(&reporter),
            ..blank.clone()
        })?;
    }
    writer.into_inner().map_err(|e| bad(e.to_string()))
}
