//! `mist economy show`: one economy from near.

use mist_economy::facts::{self, Fact};
use mist_economy::{CoverageTier, Economy, PowerSource};
use mist_exposure::Flows;
use serde::Serialize;

use crate::args::Format;
use crate::economy_command::{billions, tier};
use crate::plain_table::plain_table;
use crate::{CliError, countries, talk};

/// Sectors and partners that are named.
const SHOWN: usize = 8;

/// One economy from near.
#[derive(Serialize)]
struct Shown<'a> {
    code: &'a str,
    name: &'a str,
    tier: CoverageTier,
    year: u16,
    value_added_usd_million: f64,
    exports_usd_million: f64,
    imports_usd_million: f64,
    sectors: Vec<Amount<'a>>,
    buyers: Vec<Amount<'a>>,
    suppliers: Vec<Amount<'a>>,
    /// Share of its goods trade, by sea or not, with partners to whom ships use the Strait, weighted
    /// by the part of them that does.
    strait_share_of_exports: f64,
    strait_share_of_imports: f64,
    /// Taiwan only: electricity by source, food, and what was seen in past crises at sea.
    power: &'a [PowerSource],
    food: Vec<Fact>,
    crises_at_sea: Vec<Fact>,
}

/// A sector's value added, or trade with a partner.
#[derive(Serialize)]
struct Amount<'a> {
    code: &'a str,
    name: &'a str,
    usd_million: f64,
}

/// Shows what an economy makes, whom it buys from and sells to, and what stands beside the table.
///
/// # Errors
/// A country that the economy does not have.
pub(crate) fn show(economy: &Economy, asked: &str, format: Format) -> Result<(), CliError> {
    let region = countries::find(economy, asked)?;
    let Some(r) = economy.region_index(&region.code) else {
        return Ok(());
    };
    let flows = Flows::new(economy);
    let table = &economy.table;
    let partners = |flow: &dyn Fn(usize) -> f64| {
        largest(
            (0..table.regions)
                .filter(|&other| other != r)
                .map(|other| {
                    let partner = &economy.regions[other];
                    Amount {
                        code: partner.code.as_str(),
                        name: &partner.name,
                        usd_million: flow(other),
                    }
                })
                .collect(),
        )
    };
    let sectors = economy
        .products
        .iter()
        .enumerate()
        .map(|(s, product)| Amount {
            code: product.code.as_str(),
            name: &product.name,
            usd_million: table.value_added[table.node(r, s)],
        });
    let goods = |seller: usize, buyer: usize| -> f64 {
        (0..table.products)
            .filter(|s| economy.products[*s].is_good)
            .map(|s| flows.product_sales(s, seller, buyer))
            .sum()
    };
    let is_taiwan = region.code.as_str() == "TWN";
    let shown = Shown {
        strait_share_of_exports: through_strait(economy, r, |other| goods(r, other), false),
        strait_share_of_imports: through_strait(economy, r, |other| goods(other, r), true),
        power: if is_taiwan {
            &economy.satellites.power.sources
        } else {
            &[]
        },
        food: if is_taiwan {
            facts::taiwan_food()?
        } else {
            Vec::new()
        },
        crises_at_sea: if is_taiwan {
            facts::shipping()?
        } else {
            Vec::new()
        },
        code: region.code.as_str(),
        name: &region.name,
        tier: region.tier,
        year: economy.info.year,
        value_added_usd_million: table.region_value_added(r),
        exports_usd_million: flows.exports(r),
        imports_usd_million: flows.imports(r),
        sectors: largest(sectors.collect()),
        buyers: partners(&|other| flows.sales(r, other)),
        suppliers: partners(&|other| flows.sales(other, r)),
    };
    if format == Format::Json {
        return talk::print_json(&shown);
    }
    let mut text = format!(
        "{} ({}), tier {}, {}: value added USD {} bn, exports {} bn, imports {} bn\n",
        shown.name,
        shown.code,
        tier(shown.tier),
        shown.year,
        billions(shown.value_added_usd_million),
        billions(shown.exports_usd_million),
        billions(shown.imports_usd_million),
    );
    for (title, amounts) in [
        ("Largest sectors", &shown.sectors),
        ("Buys most from", &shown.suppliers),
        ("Sells most to", &shown.buyers),
    ] {
        let rows = amounts.iter().map(|a| {
            [
                a.code.to_owned(),
                a.name.to_owned(),
                billions(a.usd_million),
            ]
        });
        text.push_str(&format!(
            "\n{}",
            plain_table(["", title, "USD bn"], rows, 2)
        ));
    }
    text.push_str(&beside(&shown));
    talk::print(text)
}

/// Share of trade with others whose sea way leads through the Strait.
fn through_strait(economy: &Economy, r: usize, trade: impl Fn(usize) -> f64, imports: bool) -> f64 {
    let share = &economy.satellites.strait.share;
    let (mut through, mut all) = (0.0, 0.0);
    for other in (0..economy.regions.len()).filter(|o| *o != r) {
        let way = if imports { (other, r) } else { (r, other) };
        through += trade(other) * share[way];
        all += trade(other);
    }
    if all > 0.0 { through / all } else { 0.0 }
}

/// What stands beside the table.
fn beside(shown: &Shown<'_>) -> String {
    let mut text = format!(
        "\nGoods trade whose sea way leads through the Taiwan Strait: {:.0} % of exports, {:.0} % of \
         imports\n",
        100.0 * shown.strait_share_of_exports,
        100.0 * shown.strait_share_of_imports
    );
    if !shown.power.is_empty() {
        let rows = shown.power.iter().map(|p| {
            [
                p.id.clone(),
                p.source.clone(),
                format!("{:.1}", 100.0 * p.share),
                p.stock_days.map_or(String::new(), |d| format!("{d:.0}")),
            ]
        });
        let header = ["Electricity", "Source", "Share, %", "Days of fuel"];
        text.push_str(&format!("\n{}", plain_table(header, rows, 2)));
    }
    for (title, facts) in [
        ("Food", &shown.food),
        ("Seen in past crises at sea", &shown.crises_at_sea),
    ] {
        if facts.is_empty() {
            continue;
        }
        let rows = facts.iter().map(|f| {
            let range = if f.low < f.high {
                format!("{} to {}", f.low, f.high)
            } else {
                f.low.to_string()
            };
            [
                f.what.clone(),
                format!("{} {}", f.source, f.year),
                format!("{range} {}", f.unit),
            ]
        });
        text.push_str(&format!(
            "\n{}",
            plain_table([title, "Source", "Value"], rows, 3)
        ));
    }
    text
}

/// The largest amounts, largest first.
fn largest(mut amounts: Vec<Amount<'_>>) -> Vec<Amount<'_>> {
    amounts.sort_by(|a, b| b.usd_million.total_cmp(&a.usd_million));
    amounts.truncate(SHOWN);
    amounts
}
