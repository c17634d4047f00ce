//! Goods trade of 2023 between regions: BACI, Taiwan's and Korea's customs, and re-exports.
//!
//! Four defects of the sources are mended here, each by a rule:
//! 1. the copy of BACI at hand has no flow among 77 economies (Korea–Viet Nam among them): Korea's
//!    own customs where they list the partner, else gravity fitted to the observed flows;
//! 2. BACI has no Taiwan: Taiwan's customs, at the level of 2023;
//! 3. BACI has no Kosovo: a judged total, with the partners of its neighbours;
//! 4. goods that only pass through a place (Hong Kong, Singapore, the Netherlands, …) are sales of
//!    the economy that made them: exports beyond what an economy can make at home are handed on
//!    from its suppliers to its customers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::balance::ras;
use super::classes::Classes;
use super::files::Csv;
use super::levels::{Levels, taiwan_chip_exports};
use crate::EconomyError;

/// Imports are reported cif: 5 % freight and insurance come off (OECD ITIC's usual margin).
const CIF_TO_FOB: f64 = 0.95;
/// Part of what goes from Taiwan through Hong Kong that is bought by the mainland (judgement; Hong
/// Kong's re-exports of Taiwanese goods go to the mainland by about nine tenths).
const HONG_KONG_TO_MAINLAND: f64 = 0.88;
/// Share of Hong Kong's goods use that is met by imports after re-exports are stripped (judgement).
const HONG_KONG_GOODS_USE_OF_GDP: f64 = 0.40;
/// Part of the chips that Taiwan sends to Hong Kong that is built in there: its electronics industry
/// is a four-hundredth of the mainland's (judgement).
const HONG_KONG_CHIPS_KEPT: f64 = 0.01;
/// Weight of a product's way back to where it came from, against other destinations.
const ROUND_TRIP_WEIGHT: f64 = 0.1;

/// Goods trade between regions and Taiwan's chips by destination, USD million.
pub(super) struct Trade {
    r: usize,
    /// `[exporter][importer]`, diagonal 0.
    pub(super) goods: Vec<f64>,
    /// Taiwan's exports of components (HS 8542) by importer.
    pub(super) taiwan_chips: Vec<f64>,
    /// Part of each region's goods exports that was handed on as re-exports.
    pub(super) re_exported: Vec<f64>,
}

impl Trade {
    /// Exports less imports of goods.
    pub(super) fn goods_balance(&self, r: usize) -> f64 {
        (0..self.r)
            .map(|j| self.goods[r * self.r + j] - self.goods[j * self.r + r])
            .sum()
    }
}

/// Flows as reported, by region, before re-exports are stripped.
#[derive(Clone)]
pub(super) struct Reported {
    r: usize,
    goods: Vec<f64>,
    taiwan_chips: Vec<f64>,
}

impl Reported {
    /// Reads and completes the reported flows.
    pub(super) fn read(
        shared: &Path,
        inputs: &Path,
        classes: &Classes,
        levels: &Levels,
    ) -> Result<Self, EconomyError> {
        let r = classes.r();
        let mut goods = vec![0.0; r * r];
        let mut flows = completed_baci(shared)?;
        add_missing(inputs, &mut flows)?;
        for ((from, to), value) in flows {
            let (i, j) = (classes.region_of(&from), classes.region_of(&to));
            if i != j {
                goods[i * r + j] += value;
            }
        }
        let tw = classes.taiwan;
        for flow in ["export", "import"] {
            let partners = taiwan_partners(shared, inputs, levels, flow)?;
            for (iso, value) in partners {
                let p = classes.region_of(&iso);
                if p != tw {
                    let cell = if flow == "export" {
                        tw * r + p
                    } else {
                        p * r + tw
                    };
                    goods[cell] += value;
                }
            }
        }
        let mut taiwan_chips = vec![0.0; r];
        for (name, value) in taiwan_chip_exports(shared, "2023")? {
            let to = match name.as_str() {
                "Macau" => classes.region_of("MAC"),
                _ => classes
                    .regions
                    .iter()
                    .position(|s| s.customs_name == name)
                    .unwrap_or(classes.rest),
            };
            taiwan_chips[to] += value;
        }
        Ok(Self {
            r,
            goods,
            taiwan_chips,
        })
    }

    /// Goods exports of every region.
    pub(super) fn exports(&self) -> Vec<f64> {
        self.goods
            .chunks_exact(self.r)
            .map(|l| l.iter().sum())
            .collect()
    }

    /// Strips re-exports, given each region's output of goods and the export ratios of 2014.
    pub(super) fn without_re_exports(
        &self,
        classes: &Classes,
        levels: &Levels,
        goods_output: &[f64],
        export_ratio_2014: &[Option<f64>],
    ) -> Trade {
        let r = self.r;
        let mut trade = Trade {
            r,
            goods: self.goods.clone(),
            taiwan_chips: self.taiwan_chips.clone(),
            re_exported: vec![0.0; r],
        };
        if let Some(hk) = classes.hong_kong {
            through_hong_kong(&mut trade, classes, levels, goods_output, hk);
        }
        for h in 0..r {
            if h == classes.rest || Some(h) == classes.hong_kong {
                continue;
            }
            let exports: f64 = trade.goods[h * r..][..r].iter().sum();
            let imports: f64 = (0..r).map(|i| trade.goods[i * r + h]).sum();
            let cap = export_ratio_2014[h].map_or(0.85, |w| (1.25 * w + 0.05).min(0.85));
            let made = match classes.regions[h].hub {
                Some((share, _)) => share * exports,
                None => cap * goods_output[h],
            };
            let excess = exports - made;
            if excess > 0.0 {
                let handed = excess.min(0.8 * imports);
                trade.re_exported[h] = handed / exports;
                hand_on(&mut trade, classes, h, handed, exports, imports);
            }
        }
        trade
    }
}

/// Takes `handed` USD million of re-exports out of h and gives them from its suppliers to its
/// customers; both keep their proportions, and goods do not go back where they came from.
fn hand_on(
    trade: &mut Trade,
    classes: &Classes,
    h: usize,
    handed: f64,
    exports: f64,
    imports: f64,
) {
    let r = trade.r;
    let from: Vec<f64> = (0..r)
        .map(|i| trade.goods[i * r + h] * handed / imports)
        .collect();
    let to: Vec<f64> = (0..r)
        .map(|j| trade.goods[h * r + j] * handed / exports)
        .collect();
    let mut paths = vec![0.0; r * r];
    for i in 0..r {
        for j in 0..r {
            let weight = if i == j { ROUND_TRIP_WEIGHT } else { 1.0 };
            paths[i * r + j] = weight * from[i] * to[j] / handed;
        }
    }
    ras(&mut paths, &from, &to, 2000, 1e-10);
    let tw = classes.taiwan;
    let kept = 1.0 - from[tw] / trade.goods[tw * r + h].max(1e-9);
    for i in 0..r {
        trade.goods[i * r + h] -= from[i];
        trade.goods[h * r + i] -= to[i];
        for j in 0..r {
            // A round trip was no trade of the region with anybody.
            if i != j {
                trade.goods[i * r + j] += paths[i * r + j];
            }
        }
    }
    // Taiwan's chips travel with its other goods, unless it is known how many stay.
    let kept = classes.regions[h].hub.map_or(kept, |(_, chips)| chips);
    let passing = trade.taiwan_chips[h] * (1.0 - kept);
    trade.taiwan_chips[h] -= passing;
    let onward: f64 = (0..r).filter(|j| *j != tw).map(|j| paths[tw * r + j]).sum();
    for j in (0..r).filter(|j| *j != tw) {
        trade.taiwan_chips[j] += passing * paths[tw * r + j] / onward.max(1e-12);
    }
}

/// Hong Kong: what passes through is already in BACI's flow between origin and final buyer (importers
/// report by origin), so it is dropped, except Taiwan's, whose customs report the first destination.
fn through_hong_kong(
    trade: &mut Trade,
    classes: &Classes,
    levels: &Levels,
    goods_output: &[f64],
    hk: usize,
) {
    let (r, tw) = (trade.r, classes.taiwan);
    let exports: f64 = trade.goods[hk * r..][..r].iter().sum();
    let imports: f64 = (0..r).map(|i| trade.goods[i * r + hk]).sum();
    let made = exports.min(0.5 * goods_output[hk]);
    let used = HONG_KONG_GOODS_USE_OF_GDP * levels.gdp[2][hk];
    let retained = imports.min((used - goods_output[hk] + made).max(0.1 * used));
    trade.re_exported[hk] = 1.0 - made / exports;
    for j in 0..r {
        trade.goods[hk * r + j] *= made / exports;
    }
    let keep = retained / imports;
    let passing = trade.goods[tw * r + hk] * (1.0 - keep);
    let chips = trade.taiwan_chips[hk] * (1.0 - HONG_KONG_CHIPS_KEPT);
    for i in 0..r {
        trade.goods[i * r + hk] *= keep;
    }
    trade.taiwan_chips[hk] *= HONG_KONG_CHIPS_KEPT;
    let mainland = classes.region_of("CHN");
    let others: f64 = (0..r)
        .filter(|j| *j != mainland && *j != tw)
        .map(|j| trade.goods[hk * r + j])
        .sum();
    for j in (0..r).filter(|j| *j != tw && *j != hk) {
        let share = if j == mainland {
            HONG_KONG_TO_MAINLAND
        } else {
            (1.0 - HONG_KONG_TO_MAINLAND) * trade.goods[hk * r + j] / others.max(1e-12)
        };
        trade.goods[tw * r + j] += passing * share;
        trade.taiwan_chips[j] += chips * share;
    }
}

type Flows = BTreeMap<(String, String), f64>;

/// BACI 2023, USD million, with the missing block filled.
fn completed_baci(shared: &Path) -> Result<Flows, EconomyError> {
    let mut flows: Flows = BTreeMap::new();
    let path = shared.join("baci2023_total/baci2023_total_bilateral.csv.gz");
    for row in Csv::read(&path)?.rows() {
        let (from, to) = (row.text("exporter")?, row.text("importer")?);
        if from != to {
            flows.insert(
                (from.to_owned(), to.to_owned()),
                row.number("usd_thousand")? / 1e3,
            );
        }
    }
    let mut exports: BTreeMap<String, f64> = BTreeMap::new();
    let mut imports: BTreeMap<String, f64> = BTreeMap::new();
    for ((from, to), v) in &flows {
        *exports.entry(from.clone()).or_insert(0.0) += v;
        *imports.entry(to.clone()).or_insert(0.0) += v;
    }
    // The block without flows: Korea and every economy that Korea does not trade with.
    let block: BTreeSet<&String> = exports
        .keys()
        .filter(|c| *c == "KOR" || !flows.contains_key(&("KOR".to_owned(), (*c).clone())))
        .collect();
    let mut distance = BTreeMap::new();
    for row in Csv::read(&shared.join("cepii_geodist/dist_cepii.csv.gz"))?.rows() {
        distance.insert(
            (today(row.text("iso_o")?), today(row.text("iso_d")?)),
            row.number("dist")?.max(200.0),
        );
    }
    let attraction = |from: &str, to: &str| -> f64 {
        let km = distance
            .get(&(from.to_owned(), to.to_owned()))
            .copied()
            .unwrap_or(8000.0);
        exports.get(from).copied().unwrap_or(0.0) * imports.get(to).copied().unwrap_or(0.0) / km
    };
    let observed: f64 = flows.values().sum();
    let fitted: f64 = flows.keys().map(|(from, to)| attraction(from, to)).sum();
    let mut filled = Vec::new();
    for from in &block {
        for to in &block {
            if from != to {
                let v = attraction(from, to) * observed / fitted;
                filled.push((((*from).clone(), (*to).clone()), v));
            }
        }
    }
    flows.extend(filled);
    let block: BTreeSet<String> = block.into_iter().cloned().collect();
    let customs = shared.join("taiwan_trade_2023_24/comtrade_top20_partners_2023_24.csv");
    for row in Csv::read(&customs)?.rows() {
        let (partner, value) = (
            row.text("partner")?,
            row.number("usd_annual_mean_2023_24")? / 1e6,
        );
        if row.text("reporter")? != "KOR" || !block.contains(partner) {
            continue;
        }
        let korea = "KOR".to_owned();
        if row.text("flow")? == "export" {
            flows.insert((korea, partner.to_owned()), value);
        } else {
            flows.insert((partner.to_owned(), korea), value * CIF_TO_FOB);
        }
    }
    Ok(flows)
}

/// GeoDist still uses codes of the 1990s for some economies.
fn today(iso: &str) -> String {
    match iso {
        "ROM" => "ROU",
        "ZAR" => "COD",
        "TMP" => "TLS",
        "YUG" => "SRB",
        "PAL" => "PSE",
        iso => iso,
    }
    .to_owned()
}

/// Adds the trade of economies that BACI does not hold apart: a judged total each way, with the
/// partners of similar economies.
fn add_missing(inputs: &Path, flows: &mut Flows) -> Result<(), EconomyError> {
    let mut added: Flows = BTreeMap::new();
    for row in Csv::read(&inputs.join("missing_trade.csv"))?.rows() {
        let economy = row.text("economy")?;
        let exports = row.text("flow")? == "export";
        let like: Vec<&str> = row.text("partners_like")?.split_whitespace().collect();
        let mut partners: BTreeMap<&str, f64> = BTreeMap::new();
        for ((from, to), value) in flows.iter() {
            let (own, partner) = if exports { (from, to) } else { (to, from) };
            if like.contains(&own.as_str()) {
                *partners.entry(partner).or_insert(0.0) += value;
            }
        }
        let total: f64 = partners.values().sum();
        for (partner, value) in partners {
            let pair = if exports {
                (economy.to_owned(), partner.to_owned())
            } else {
                (partner.to_owned(), economy.to_owned())
            };
            added.insert(pair, row.number("usd_bn")? * 1e3 * value / total);
        }
    }
    flows.extend(added);
    Ok(())
}

/// Taiwan's exports or imports (fob) by partner in 2023, USD million.
fn taiwan_partners(
    shared: &Path,
    inputs: &Path,
    levels: &Levels,
    flow: &str,
) -> Result<BTreeMap<String, f64>, EconomyError> {
    let mut total = 0.0;
    let mut known = BTreeMap::new();
    for row in Csv::read(&inputs.join("taiwan_trade_levels.csv"))?.rows() {
        if row.text("flow")? == flow {
            let value = row.number("usd_bn")? * 1e3;
            match row.text("partner")? {
                "total" => total = value,
                partner => {
                    known.insert(partner.to_owned(), value);
                }
            }
        }
    }
    let mut mean = BTreeMap::new();
    let mut own_returns = 0.0;
    let path = shared.join("taiwan_trade_2023_24/comtrade_top20_partners_2023_24.csv");
    for row in Csv::read(&path)?.rows() {
        if row.text("reporter")? != "TWN" || row.text("flow")? != flow {
            continue;
        }
        let value = row.number("usd_annual_mean_2023_24")? / 1e6;
        match row.text("partner")? {
            "TWN_REIMPORTS" => own_returns = value,
            "AREAS_NES" => {}
            partner => {
                mean.insert(partner.to_owned(), value);
            }
        }
    }
    // Both years together are known by partner; 2023 alone by total and, for some, by partner.
    let two_years: BTreeMap<&str, f64> = [("export", 907.5e3), ("import", 745.4e3)].into();
    let level = total / (two_years.get(flow).copied().unwrap_or(total * 2.0) / 2.0);
    let total = total - own_returns * level;
    let mut out: BTreeMap<String, f64> = mean
        .iter()
        .map(|(p, v)| (p.clone(), known.get(p).copied().unwrap_or(v * level)))
        .collect();
    let left = (total - out.values().sum::<f64>()).max(0.0);
    let others: Vec<(&String, f64)> = levels
        .gdp_by_iso
        .iter()
        .filter(|(iso, _)| !mean.contains_key(*iso) && *iso != "TWN")
        .map(|(iso, gdp)| (iso, *gdp))
        .collect();
    let weight: f64 = others.iter().map(|(_, g)| g).sum();
    for (iso, gdp) in others {
        out.insert(iso.clone(), left * gdp / weight);
    }
    if flow == "import" {
        out.values_mut().for_each(|v| *v *= CIF_TO_FOB);
    }
    Ok(out)
}
