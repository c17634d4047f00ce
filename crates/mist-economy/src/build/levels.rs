//! Levels of 2023: GDP (IMF), output of electronics, vehicles, shipping and consumer goods (OECD).

use std::collections::BTreeMap;
use std::path::Path;

use super::classes::Classes;
use super::files::Csv;
use crate::EconomyError;

/// Years of GDP that the build uses: structure, anchors, level.
pub(super) const YEARS: [u16; 3] = [2014, 2019, 2023];

/// GDP and anchors by region of the embedded economy.
pub(super) struct Levels {
    /// GDP at market prices, USD million, `[year][region]` in the order of [`YEARS`].
    pub(super) gdp: [Vec<f64>; 3],
    /// GDP of each economy in 2023, USD million, by ISO code.
    pub(super) gdp_by_iso: BTreeMap<String, f64>,
    /// Output in 2019 of C26, C29, H50 and consumer goods (C10–12, C13–15, C31–33) by region;
    /// the rest of the world collects every economy that is not a region.
    pub(super) anchors: Vec<[f64; 4]>,
    /// Exports of integrated circuits (HS 8542) in 2023 by region, USD million.
    pub(super) chip_exports: Vec<f64>,
    /// Taiwan's HS 8542 exports in 2019 and 2023, USD million.
    pub(super) taiwan_chips: [f64; 2],
}

impl Levels {
    /// Reads the IMF, OECD and customs files.
    pub(super) fn read(shared: &Path, classes: &Classes) -> Result<Self, EconomyError> {
        let mut gdp: [Vec<f64>; 3] = std::array::from_fn(|_| vec![0.0; classes.r()]);
        let mut gdp_by_iso = BTreeMap::new();
        let weo = Csv::read(&shared.join("imf_weo_2024apr/weo_2024apr_key_series.csv.gz"))?;
        for row in weo.rows() {
            let year = row.text("year")?;
            let Some(y) = YEARS.iter().position(|y| y.to_string() == year) else {
                continue;
            };
            if row.text("gdp_usd_bn")?.is_empty() {
                continue;
            }
            let value = row.number("gdp_usd_bn")? * 1e3;
            let iso = match row.text("iso")? {
                "UVK" => "XKX",
                iso => iso,
            };
            gdp[y][classes.region_of(iso)] += value;
            if y == 2 {
                gdp_by_iso.insert(iso.to_owned(), value);
            }
        }
        let mut anchors = vec![[0.0; 4]; classes.r()];
        let icio = Csv::read(&shared.join("icio2025_anchors_2019/gross_output_2019.csv"))?;
        for row in icio.rows() {
            let r = classes.region_of(row.text("iso3")?);
            for (k, column) in ["C26", "C29", "H50", "C10T12_C13T15_C31T33"]
                .iter()
                .enumerate()
            {
                anchors[r][k] += row.number(column)?;
            }
        }
        let mut taiwan_chips = [0.0; 2];
        for (k, year) in ["2019", "2023"].iter().enumerate() {
            taiwan_chips[k] = taiwan_chip_exports(shared, year)?.values().sum();
        }
        let mut chip_exports = vec![0.0; classes.r()];
        let world = Csv::read(
            &shared.join("taiwan_ic_exports_hs8542/world_hs8542_exports_by_reporter.csv"),
        )?;
        for row in world.rows() {
            if row.text("year")? == "2023" {
                let iso = match row.text("reporterISO")? {
                    "S19" => "TWN",
                    iso => iso,
                };
                chip_exports[classes.region_of(iso)] += row.number("primaryValue")? / 1e6;
            }
        }
        Ok(Self {
            chip_exports,
            gdp,
            gdp_by_iso,
            anchors,
            taiwan_chips,
        })
    }

    /// Growth of a region's GDP in US dollars from 2014 to 2023.
    pub(super) fn growth_since_2014(&self, r: usize) -> f64 {
        self.gdp[2][r] / self.gdp[0][r]
    }

    /// Growth of a region's GDP in US dollars from 2019 to 2023.
    pub(super) fn growth_since_2019(&self, r: usize) -> f64 {
        self.gdp[2][r] / self.gdp[1][r]
    }
}

/// Taiwan's exports of integrated circuits (HS 8542) by English name of destination, USD million.
pub(super) fn taiwan_chip_exports(
    shared: &Path,
    year: &str,
) -> Result<BTreeMap<String, f64>, EconomyError> {
    let path = shared.join("taiwan_ic_exports_hs8542/taiwan_hs8542_exports_by_destination.csv");
    let mut out = BTreeMap::new();
    for row in Csv::read(&path)?.rows() {
        if row.text("year")? == year {
            *out.entry(row.text("country_en")?.to_owned()).or_insert(0.0) +=
                row.number("usd")? / 1e6;
        }
    }
    Ok(out)
}
