//! Where the figures of one node come from: source, year, licence, the steps taken, tier.
//!
//! The steps are those of its economy ([`crate::origins`]), as far as they bear on the figure.

use serde::{Deserialize, Serialize};

use crate::files::records;
use crate::origins::{Origin, Step, sources_of};
use crate::{CoverageTier, Economy, EconomyError, Source, Table};

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
    let region = &economy.regions[r];
    let origin = Origin::read(&economy.info, region.code.as_str())?;
    let known = origin.is_some();
    let node = Node {
        origin,
        product: economy.products[s].code.as_str(),
        is_good: economy.products[s].is_good,
        taiwans: region.code.as_str() == "TWN",
    };
    let mut out = flows(economy, &node, r, s);
    if known {
        beside(economy, r, s, &mut out)?;
    }
    Ok(out)
}

/// A product of an economy, and what the build knew about the economy.
struct Node<'a> {
    origin: Option<Origin>,
    product: &'a str,
    is_good: bool,
    taiwans: bool,
}

impl Node<'_> {
    /// Steps that the build took, or that nothing is known of them.
    fn told(&self, steps: impl Fn(&Origin) -> Vec<Step>) -> Vec<Step> {
        self.origin.as_ref().map_or(vec![Step::AsOpened], steps)
    }

    fn output(&self) -> Vec<Step> {
        self.told(|origin| {
            let mut steps = origin.outputs(Some(self.product));
            steps.extend(origin.moved(Some(self.product)));
            steps
        })
    }

    fn value_added(&self) -> Vec<Step> {
        self.told(|origin| {
            let mut steps = vec![origin.structure(), Step::ValueAdded];
            if self.product == "C26S" {
                steps.push(Step::ChipValueAdded);
            }
            steps
        })
    }

    fn taxes(&self) -> Vec<Step> {
        self.told(|origin| vec![origin.structure(), Step::Taxes])
    }

    fn inputs(&self) -> Vec<Step> {
        self.told(|origin| {
            vec![
                origin.structure(),
                Step::Needs,
                Step::UseBalance,
                origin.home(),
            ]
        })
    }

    /// How trade in the product came about.
    fn trade(&self, sold: bool) -> Vec<Step> {
        self.told(|origin| {
            let mut steps = if self.is_good {
                origin.goods()
            } else {
                vec![origin.services()]
            };
            steps.push(origin.mix());
            if self.product == "C26S" {
                steps.push(Step::Circuits);
                if self.taiwans && sold {
                    steps.push(Step::TaiwanChips);
                }
            }
            steps.push(Step::TradeBalance);
            steps
        })
    }
}

/// The figures of the table.
fn flows(economy: &Economy, of: &Node<'_>, r: usize, s: usize) -> Vec<Figure> {
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
    let tier = match (&of.origin, economy.regions[r].tier) {
        (Some(_), CoverageTier::B) => "modelled, borrowed structure",
        (Some(_), _) => "modelled",
        (None, _) => "as in the table",
    };
    let figure = |what: &str, value: f64, steps: Vec<Step>| Figure {
        what: what.to_owned(),
        value,
        unit: "USD million a year",
        tier: tier.to_owned(),
        steps: steps.iter().map(Step::to_string).collect(),
        sources: sources_of(&steps, &economy.info),
    };
    vec![
        figure("Gross output", output, of.output()),
        figure(
            "Value added at basic prices",
            t.value_added[node],
            of.value_added(),
        ),
        figure("Taxes less subsidies on inputs", t.taxes[node], of.taxes()),
        figure("Inputs bought at home", home, of.inputs()),
        figure("Inputs bought abroad", inputs - home, of.inputs()),
        figure("Sold at home", sold_home, of.trade(false)),
        figure("Sold abroad", sold_abroad, of.trade(true)),
        figure(
            "The product's imports as input",
            bought_inputs,
            of.trade(false),
        ),
        figure(
            "The product's imports for final use",
            bought_final,
            of.trade(false),
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
        let cells: Vec<CellRow> = records(file, name)?;
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
