//! `mist economy`: the world that the scenarios happen to.

use mist_economy::check::{self, Comparison, QualityReport};
use mist_economy::{CoverageTier, Economy, RegionCode};
use mist_exposure::Flows;
use serde::Serialize;

use crate::aggregate_command::{aggregate_command, template};
use crate::args::{EconomyCommand, Format};
use crate::import_command::import;
use crate::plain_table::plain_table;
use crate::ranking::grouped;
use crate::{CliError, countries, talk};

/// Sectors and partners that `show` names.
const SHOWN: usize = 8;

/// Runs a subcommand.
///
/// # Errors
/// An economy that is damaged, or a country that it does not have.
pub(crate) fn run(command: &EconomyCommand) -> Result<(), CliError> {
    match command {
        EconomyCommand::List(listing) => list(&listing.economy.open()?, listing.format),
        EconomyCommand::Show(asked) => show(&asked.economy.open()?, &asked.country, asked.format),
        EconomyCommand::Check(listing) => check(&listing.economy.open()?, listing.format),
        EconomyCommand::Import(args) => import(args),
        EconomyCommand::Aggregate(args) => aggregate_command(args),
        EconomyCommand::Template(args) => template(args),
    }
}

/// One economy in the list.
#[derive(Serialize)]
struct Listed<'a> {
    code: &'a str,
    name: &'a str,
    tier: CoverageTier,
    includes: Vec<&'a str>,
    value_added_usd_million: f64,
}

fn list(economy: &Economy, format: Format) -> Result<(), CliError> {
    let listed: Vec<Listed<'_>> = economy
        .regions
        .iter()
        .enumerate()
        .map(|(r, region)| Listed {
            code: region.code.as_str(),
            name: &region.name,
            tier: region.tier,
            includes: region.includes.iter().map(RegionCode::as_str).collect(),
            value_added_usd_million: economy.table.region_value_added(r),
        })
        .collect();
    if format == Format::Json {
        return talk::print_json(&listed);
    }
    let rows = listed.iter().map(|l| {
        [
            l.code.to_owned(),
            l.name.to_owned(),
            tier(l.tier).to_owned(),
            billions(l.value_added_usd_million),
        ]
    });
    let table = plain_table(["Code", "Economy", "Tier", "Value added, USD bn"], rows, 3);
    talk::print(format!(
        "{} ({}), {} economies\n\n{table}\nTier A: own accounts in the source table. B: borrowed \
         structure. Figures are {}.\n",
        economy.info.name,
        economy.info.id,
        economy.regions.len(),
        if economy.info.modelled {
            "modelled, not official statistics"
        } else {
            "official"
        },
    ))
}

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
}

/// A sector's value added, or trade with a partner.
#[derive(Serialize)]
struct Amount<'a> {
    code: &'a str,
    name: &'a str,
    usd_million: f64,
}

fn show(economy: &Economy, asked: &str, format: Format) -> Result<(), CliError> {
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
    let shown = Shown {
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
    talk::print(text)
}

/// The largest amounts, largest first.
fn largest(mut amounts: Vec<Amount<'_>>) -> Vec<Amount<'_>> {
    amounts.sort_by(|a, b| b.usd_million.total_cmp(&a.usd_million));
    amounts.truncate(SHOWN);
    amounts
}

fn check(economy: &Economy, format: Format) -> Result<(), CliError> {
    let report = check::check(economy, &check::benchmarks()?);
    if format == Format::Json {
        return talk::print_json(&report);
    }
    talk::print(quality(economy, &report))
}

fn quality(economy: &Economy, report: &QualityReport) -> String {
    let mut text = format!(
        "{} ({})\n\nLargest gap of the row identity      {:.1e}\nLargest gap of the column identity   \
         {:.1e}\nSmallest cell                        {:.3}\nNodes with negative value added      \
         {}\nNodes without output                 {}\nSpectral radius of the coefficients  \
         {:.3}\nWorld gross output, USD bn           {}\nWorld value added, USD bn            {}\n",
        economy.info.name,
        economy.info.id,
        report.row_gap,
        report.column_gap,
        report.smallest_cell,
        report.negative_value_added.len(),
        report.empty_nodes,
        report.spectral_radius,
        billions(report.world_output),
        billions(report.world_value_added),
    );
    if let Some(fit) = &report.held_out {
        text.push_str(&format!(
            "\nKnown flows that were kept out of its construction: {}; correlation of logarithms \
             {:.2}, median ratio {:.2}, within a factor of two {:.0} %\n",
            fit.count,
            fit.log_correlation,
            fit.median_ratio,
            100.0 * fit.within_factor_two
        ));
    }
    let rows = report.comparisons.iter().map(compared);
    let header = [
        "Known figure",
        "Source",
        "Known, USD bn",
        "Here",
        "Ratio",
        "Used?",
    ];
    text.push_str(&format!("\n{}", plain_table(header, rows, 2)));
    text
}

fn compared(comparison: &Comparison) -> [String; 6] {
    let known = &comparison.benchmark;
    let mut what = format!("{:?} {} {}", known.quantity, known.seller, known.product);
    if !known.buyer.is_empty() {
        what.push_str(&format!(" to {} {}", known.buyer, known.user));
    }
    [
        what,
        format!("{} {}", known.source, known.year),
        billions(known.expected),
        billions(comparison.found),
        format!("{:.2}", comparison.found / known.expected),
        if known.held_out { "held out" } else { "target" }.to_owned(),
    ]
}

const fn tier(tier: CoverageTier) -> &'static str {
    match tier {
        CoverageTier::A => "A",
        CoverageTier::B => "B",
        CoverageTier::Rest => "rest",
    }
}

/// USD million as billions, with a decimal below a hundred.
fn billions(usd_million: f64) -> String {
    let billions = usd_million / 1000.0;
    if billions.abs() < 100.0 {
        format!("{billions:.1}")
    } else {
        grouped(billions.round() as u64)
    }
}
