//! Where the figures of one node come from: source, year, licence, the steps taken, tier.
//!
//! The embedded economy is built by rule, so that a figure's origin follows from what the build reads
//! (lists and judgements in `data`) and from the record that it leaves ([`crate::record`]). Of an
//! economy of the user's own only its declared sources are known.

use serde::{Deserialize, Serialize};

use crate::record::{self, Recorded, Step};
use crate::{CoverageTier, Economy, EconomyError, Source, Table};

/// Identifier of the economy whose build is known.
const EMBEDDED: &str = "embedded-2023";
const REGIONS: &[u8] = include_bytes!("../data/regions.csv");
const CHIP_SHARES: &[u8] = include_bytes!("../data/inputs/chip_shares.csv");
const MINING_SHARES: &[u8] = include_bytes!("../data/inputs/mining_shares.csv");
const CRITICALITY: &[u8] = include_bytes!("../data/criticality.csv");
const COVER: &[u8] = include_bytes!("../data/cover_days.csv");
/// Inputs whose criticality and cover are told, the largest first.
const INPUTS: usize = 5;

/// One figure of a node with its origin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// What it is.
    pub what: String,
    /// Its value.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// How it is known: measured, published estimate, modelled, judgement.
    pub tier: String,
    /// What was done to get from the sources to it, in order.
    pub steps: Vec<String>,
    /// Where it comes from.
    pub sources: Vec<Source>,
}

#[derive(Deserialize)]
struct RegionRow {
    code: String,
    donors: String,
    mining_share_of_gdp: Option<f64>,
    mining_value_added_ratio: Option<f64>,
    agriculture_share_of_gdp: Option<f64>,
}

#[derive(Deserialize)]
struct ShareRow {
    region: String,
    #[serde(alias = "share_of_c26_output", alias = "energy_share_of_mining_output")]
    share: f64,
}

#[derive(Deserialize)]
struct CellRow {
    input: String,
    user: String,
    value: f64,
    source: String,
    tier: String,
}

/// Explains every figure of region r and product s.
///
/// # Errors
/// If an embedded file is damaged.
pub fn explain(economy: &Economy, r: usize, s: usize) -> Result<Vec<Figure>, EconomyError> {
    let origin = if economy.info.id == EMBEDDED {
        Some(Origin::read(economy, r, s)?)
    } else {
        None
    };
    let mut out = flows(economy, origin.as_ref(), r, s);
    if origin.is_some() {
        beside(economy, r, s, &mut out)?;
    }
    Ok(out)
}

/// Steps, and identifiers of sources.
type Told = (Vec<String>, Vec<&'static str>);

/// What the build knew about a node.
struct Origin<'a> {
    economy: &'a Economy,
    code: &'a str,
    product: &'a str,
    row: RegionRow,
    record: Vec<Recorded>,
    /// Share of the split part in its sector's output, for a product that shares one.
    split: Option<(&'static str, f64)>,
}

impl<'a> Origin<'a> {
    fn read(economy: &'a Economy, r: usize, s: usize) -> Result<Self, EconomyError> {
        let code = economy.regions[r].code.as_str();
        let product = economy.products[s].code.as_str();
        let row = rows::<RegionRow>(REGIONS, "regions.csv")?
            .into_iter()
            .find(|row| row.code == code)
            .ok_or_else(|| {
                EconomyError::invalid(format!("no {code}"), "regions.csv", "restore the file")
            })?;
        let share = |bytes, file| -> Result<f64, EconomyError> {
            let list: Vec<ShareRow> = rows(bytes, file)?;
            let of = |name: &str| list.iter().find(|l| l.region == name).map(|l| l.share);
            Ok(of(code).or_else(|| of("*")).unwrap_or(0.0))
        };
        let split = match product {
            "C26S" => Some(("electronics (C26)", share(CHIP_SHARES, "chip_shares.csv")?)),
            "C26X" => {
                let chips = share(CHIP_SHARES, "chip_shares.csv")?;
                Some(("electronics (C26)", 1.0 - chips))
            }
            "B05T06" => Some(("mining (B)", share(MINING_SHARES, "mining_shares.csv")?)),
            "B07T08" => {
                let energy = share(MINING_SHARES, "mining_shares.csv")?;
                Some(("mining (B)", 1.0 - energy))
            }
            _ => None,
        };
        Ok(Self {
            economy,
            code,
            product,
            row,
            record: record::embedded()?,
            split,
        })
    }

    /// A figure of the record about this region, and this product if it is about one.
    fn recorded(&self, step: Step) -> Option<f64> {
        self.record
            .iter()
            .find(|l| {
                l.step == step
                    && l.region == self.code
                    && (l.product.is_empty() || l.product == self.product)
            })
            .map(|l| l.value)
    }

    /// The sources with these identifiers, each once.
    fn sources(&self, ids: &[&str]) -> Vec<Source> {
        let all = &self.economy.info.sources;
        all.iter()
            .filter(|s| ids.contains(&s.id.as_str()))
            .cloned()
            .collect()
    }

    /// Whose accounts of 2014 its structure is.
    fn structure(&self) -> String {
        match (self.row.donors.as_str(), self.code) {
            ("", "ROW") => "the rest of the world in the source table".to_owned(),
            ("", _) => "its own accounts".to_owned(),
            (donors, _) => format!(
                "the mean of {}, each counted alike",
                donors.replace(' ', ", ")
            ),
        }
    }

    /// How its output came about.
    fn output(&self) -> Told {
        let mut ids = vec!["imf-weo-2024-04", "wiod-2016"];
        let mut steps = vec![format!(
            "value added of the whole economy: GDP of 2023 times the ratio of value added to GDP in 2014 (structure: {})",
            self.structure()
        )];
        let anchored = self.recorded(Step::Anchored).is_some();
        let mut judged = |text: String| {
            steps.push(text);
            ids.push("mist");
        };
        match self.product {
            "C26S" | "C26X" if self.code == "TWN" => {
                steps.push("output of electronics (C26): OECD's of 2019 plus the rise of chip exports (HS 8542) since 2019".to_owned());
                ids.extend(["oecd-icio-2025", "taiwan-customs"]);
            }
            "C26S" | "C26X" | "C29" | "H50" | "C10T12" | "C13T15" | "C31T32" if anchored => {
                steps.push("output: OECD's of 2019, grown with GDP in US dollars to 2023 (consumer goods share theirs in the proportions of 2014)".to_owned());
                ids.push("oecd-icio-2025");
            }
            "B05T06" | "B07T08" if self.row.mining_share_of_gdp.is_some() => {
                let share = self.row.mining_share_of_gdp.unwrap_or_default();
                judged(format!("mining: {:.1} % of GDP (judgement)", 100.0 * share));
                if let Some(ratio) = self.row.mining_value_added_ratio {
                    judged(format!("value added of mining: {ratio} per unit of output (judgement)"));
                }
            }
            "A" if self.row.agriculture_share_of_gdp.is_some() => {
                let share = self.row.agriculture_share_of_gdp.unwrap_or_default();
                judged(format!("farming: {:.1} % of GDP (judgement)", 100.0 * share));
            }
            _ => steps.push("output: its part of the value added that fixed sectors leave, in the proportions of 2014".to_owned()),
        }
        if let Some((sector, share)) = self.split {
            steps.push(format!(
                "{:.0} % of the output of {sector} (judgement)",
                100.0 * share
            ));
            ids.push("mist");
        }
        if let (Some(carried), "B05T06" | "B07T08") =
            (self.recorded(Step::MiningCarried), self.product)
        {
            steps.push(format!(
                "held to what recorded exports and home use carry: × {carried:.2}"
            ));
        }
        if let Some(moved) = self.recorded(Step::Moved) {
            steps.push(format!("moved to agree with trade: × {moved:.2}"));
        }
        ids.dedup();
        (steps, ids)
    }

    /// How trade in the product came about.
    fn trade(&self, sold: bool) -> Told {
        let goods = self
            .economy
            .products
            .iter()
            .any(|p| p.code.as_str() == self.product && p.is_good);
        let mut steps = Vec::new();
        let mut ids = Vec::new();
        if goods {
            match self.code {
                "TWN" => {
                    steps.push("goods trade by partner: Taiwan's customs, at the level of 2023; partners beyond the twenty largest by their GDP".to_owned());
                    ids.extend(["un-comtrade", "taiwan-customs"]);
                }
                "XKX" => {
                    steps.push("goods trade: a judged total with the partners of Albania and North Macedonia".to_owned());
                    ids.extend(["mist", "cepii-baci-202501"]);
                }
                _ => {
                    steps.push("goods trade by partner of 2023: BACI; the block of 77 economies without flows by Korea's customs and gravity".to_owned());
                    ids.extend(["cepii-baci-202501", "cepii-geodist", "un-comtrade"]);
                }
            }
            if let Some(share) = self.recorded(Step::ReExports) {
                steps.push(format!(
                    "re-exports stripped: {:.0} % of goods exports",
                    100.0 * share
                ));
            }
        } else {
            steps.push(
                "services balance: of 2014, grown with GDP, or a judged share of GDP".to_owned(),
            );
        }
        steps.push(if self.row.donors.is_empty() && self.code != "ROW" {
            "product mix of each pair: trade of 2014 where both ends have accounts, else what the seller sells and the buyer buys abroad".to_owned()
        } else {
            "product mix of each pair: what the seller sells and the buyer buys abroad".to_owned()
        });
        ids.push("wiod-2016");
        if self.product == "C26S" {
            steps.push("start: exports of integrated circuits by exporter (customs), × 1.25 for other components".to_owned());
            ids.push("un-comtrade");
            if self.code == "TWN" && sold {
                steps.push("by destination fixed to customs (HS 8542), Hong Kong's and part of Singapore's handed on".to_owned());
                ids.push("taiwan-customs");
            }
        }
        steps.push("balanced to supply, use and the goods total of every pair (RAS)".to_owned());
        ids.dedup();
        (steps, ids)
    }

    /// How inputs came about.
    fn inputs(&self) -> Vec<String> {
        vec![
            format!("needs per unit of output: technology of 2014 ({})", self.structure()),
            "balanced so that the world uses what it makes of every product, and each region's goods use is its output less net exports (RAS)".to_owned(),
            if self.row.donors.is_empty() && self.code != "ROW" {
                "home or abroad by user: odds of 2014, moved to trade by product; abroad, every sector has the same mix of origins".to_owned()
            } else {
                "home or abroad: every user alike; abroad, every sector has the same mix of origins".to_owned()
            },
        ]
    }
}

/// The figures of the table.
fn flows(economy: &Economy, origin: Option<&Origin<'_>>, r: usize, s: usize) -> Vec<Figure> {
    let t = &economy.table;
    let node = t.node(r, s);
    let column = t.z.column(node);
    let inputs = column.sum();
    let home: f64 = column.rows(r * t.products, t.products).sum();
    let (mut sold_home, mut sold_abroad) = (0.0, 0.0);
    let (mut bought_inputs, mut bought_final) = (0.0, 0.0);
    for j in 0..t.regions {
        let sold = sales(t, node, j);
        if j == r {
            sold_home += sold.0 + sold.1;
        } else {
            sold_abroad += sold.0 + sold.1;
            let bought = sales(t, t.node(j, s), r);
            bought_inputs += bought.0;
            bought_final += bought.1;
        }
    }
    let output = sold_home + sold_abroad;
    let known = |figures: &dyn Fn(&Origin<'_>) -> Told| match origin {
        Some(origin) => {
            let (steps, ids) = figures(origin);
            (steps, origin.sources(&ids))
        }
        None => (
            vec!["as in the table that was opened".to_owned()],
            economy.info.sources.clone(),
        ),
    };
    let tier = match (origin, economy.regions[r].tier) {
        (Some(_), CoverageTier::B) => "modelled, borrowed structure",
        (Some(_), _) => "modelled",
        (None, _) => "as in the table",
    };
    let figure = |what: &str, value: f64, (steps, sources): (Vec<String>, Vec<Source>)| Figure {
        what: what.to_owned(),
        value,
        unit: "USD million a year",
        tier: tier.to_owned(),
        steps,
        sources,
    };
    let input_sources = ["wiod-2016", "mist"];
    vec![
        figure("Gross output", output, known(&|o| o.output())),
        figure(
            "Value added at basic prices",
            t.value_added[node],
            known(&|o| {
                (
                    vec![format!(
                        "what inputs and taxes leave of output; value added per unit as in 2014 ({}){}",
                        o.structure(),
                        if o.product == "C26S" {
                            ", up to 1.35 times that of electronics (judgement)"
                        } else {
                            ""
                        }
                    )],
                    input_sources.to_vec(),
                )
            }),
        ),
        figure(
            "Taxes less subsidies on inputs",
            t.taxes[node],
            known(&|o| {
                (
                    vec![format!("share of output as in 2014 ({})", o.structure())],
                    vec!["wiod-2016"],
                )
            }),
        ),
        figure(
            "Inputs bought at home",
            home,
            known(&|o| (o.inputs(), input_sources.to_vec())),
        ),
        figure(
            "Inputs bought abroad",
            inputs - home,
            known(&|o| (o.inputs(), input_sources.to_vec())),
        ),
        figure("Sold at home", sold_home, known(&|o| o.trade(false))),
        figure("Sold abroad", sold_abroad, known(&|o| o.trade(true))),
        figure(
            "The product's imports as input",
            bought_inputs,
            known(&|o| o.trade(false)),
        ),
        figure(
            "The product's imports for final use",
            bought_final,
            known(&|o| o.trade(false)),
        ),
    ]
}

/// Sales of a node to the sectors and to the final uses of region j.
fn sales(t: &Table, node: usize, j: usize) -> (f64, f64) {
    let finals = t.f.ncols() / t.regions;
    (
        (0..t.products).map(|u| t.z[(node, t.node(j, u))]).sum(),
        (0..finals).map(|c| t.f[(node, j * finals + c)]).sum(),
    )
}

/// The figures beside the table: how the product travels, the largest inputs' criticality and cover,
/// the Strait.
fn beside(
    economy: &Economy,
    r: usize,
    s: usize,
    out: &mut Vec<Figure>,
) -> Result<(), EconomyError> {
    let t = &economy.table;
    let product = &economy.products[s];
    let source = |id: &str| -> Vec<Source> {
        let all = &economy.info.sources;
        all.iter().filter(|x| x.id == id).cloned().collect()
    };
    if product.is_good {
        for (mode, share) in [
            ("sea", product.modes.sea),
            ("air", product.modes.air),
            ("land", product.modes.land),
        ] {
            out.push(Figure {
                what: format!("Travels by {mode}"),
                value: share,
                unit: "share of value",
                tier: "judgement".to_owned(),
                steps: vec!["between economies not joined by land (products.csv)".to_owned()],
                sources: source("mist"),
            });
        }
        let (mut through, mut abroad) = (0.0, 0.0);
        for j in (0..t.regions).filter(|j| *j != r) {
            let sold = sales(t, t.node(r, s), j);
            abroad += sold.0 + sold.1;
            through += (sold.0 + sold.1) * economy.satellites.strait.share[(r, j)];
        }
        out.push(Figure {
            what: "Exports by sea whose way leads through the Taiwan Strait".to_owned(),
            value: if abroad > 0.0 { through / abroad } else { 0.0 },
            unit: "share",
            tier: "modelled".to_owned(),
            steps: vec![
                "shortest sea lanes between main ports; lanes in the polygon of the Strait (strait_routes.csv), weighted by exports; trade with Taiwan itself counts as none".to_owned(),
            ],
            sources: source("searoute"),
        });
    }
    let mut bought: Vec<(usize, f64)> = (0..t.products)
        .map(|p| {
            let total = (0..t.regions)
                .map(|i| t.z[(t.node(i, p), t.node(r, s))])
                .sum();
            (p, total)
        })
        .collect();
    bought.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (file, name, what, unit) in [
        (CRITICALITY, "criticality.csv", "Needs", "rating 0 to 1"),
        (COVER, "cover_days.csv", "Holds in stock", "days of use"),
    ] {
        let cells: Vec<CellRow> = rows(file, name)?;
        for (p, _) in bought.iter().take(INPUTS) {
            let input = &economy.products[*p];
            let cell = cells
                .iter()
                .find(|c| c.input == input.code.as_str() && c.user == product.code.as_str());
            if let Some(cell) = cell {
                out.push(Figure {
                    what: format!("{what}: {}", input.name),
                    value: cell.value,
                    unit,
                    tier: cell.tier.clone(),
                    steps: vec![format!("one of its largest inputs ({name})")],
                    sources: source(&cell.source),
                });
            }
        }
    }
    Ok(())
}

fn rows<T: for<'de> Deserialize<'de>>(bytes: &[u8], file: &str) -> Result<Vec<T>, EconomyError> {
    csv::Reader::from_reader(bytes)
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|e| EconomyError::invalid(e.to_string(), file, "restore the file"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ProductCode, RegionCode};

    #[test]
    fn every_figure_of_every_kind_of_node_has_a_source_and_steps() {
        let economy = Economy::embedded().unwrap();
        for (region, product) in [
            ("TWN", "C26S"),
            ("SAU", "B05T06"),
            ("XKX", "A"),
            ("DEU", "LTN"),
            ("ROW", "C29"),
        ] {
            let r = economy.region_index(&RegionCode::new(region)).unwrap();
            let s = economy.product_index(&ProductCode::new(product)).unwrap();
            let figures = explain(&economy, r, s).unwrap();
            for f in &figures {
                assert!(!f.steps.is_empty() && f.value.is_finite(), "{f:?}");
                assert!(f.sources.iter().all(|s| !s.licence.is_empty()), "{f:?}");
                assert!(!f.sources.is_empty(), "{region} {product}: {f:?}");
            }
            let value = |what: &str| figures.iter().find(|f| f.what == what).unwrap().value;
            let sold = value("Sold at home") + value("Sold abroad");
            assert!((value("Gross output") / sold - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn taiwans_chips_lead_to_customs() {
        let economy = Economy::embedded().unwrap();
        let r = economy.region_index(&RegionCode::new("TWN")).unwrap();
        let s = economy.product_index(&ProductCode::new("C26S")).unwrap();
        let figures = explain(&economy, r, s).unwrap();
        let abroad = figures.iter().find(|f| f.what == "Sold abroad").unwrap();
        assert!((abroad.value / 166.6e3 - 1.0).abs() < 0.01);
        assert!(abroad.sources.iter().any(|s| s.id == "taiwan-customs"));
        assert!(abroad.steps.iter().any(|s| s.contains("HS 8542")));
        let saudi = economy.region_index(&RegionCode::new("SAU")).unwrap();
        let energy = economy.product_index(&ProductCode::new("B05T06")).unwrap();
        let figures = explain(&economy, saudi, energy).unwrap();
        assert!(figures[0].steps.iter().any(|s| s.contains("% of GDP")));
    }
}
