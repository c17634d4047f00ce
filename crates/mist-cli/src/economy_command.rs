//! `mist economy`: the world that the scenarios happen to.

use mist_economy::origins::{self, Step};
use mist_economy::{CoverageTier, Economy, RegionCode};
use serde::Serialize;

use crate::aggregate_command::{aggregate_command, template};
use crate::args::{EconomyCommand, Format};
use crate::import_command::import;
use crate::plain_table::plain_table;
use crate::ranking::grouped;
use crate::{CliError, economy_build, economy_check, economy_explain, economy_show, talk};

/// Runs a subcommand.
///
/// # Errors
/// An economy that is damaged, or a country that it does not have.
pub(crate) fn run(command: &EconomyCommand) -> Result<(), CliError> {
    match command {
        EconomyCommand::List(listing) => list(&listing.economy.open()?, listing.format),
        EconomyCommand::Show(asked) => {
            economy_show::show(&asked.economy.open()?, &asked.country, asked.format)
        }
        EconomyCommand::Check(listing) => {
            economy_check::check(&listing.economy.open()?, listing.format)
        }
        EconomyCommand::Explain(asked) => economy_explain::explain(asked),
        EconomyCommand::Import(args) => import(args),
        EconomyCommand::Aggregate(args) => aggregate_command(args),
        EconomyCommand::Template(args) => template(args),
        EconomyCommand::Build(args) => economy_build::build(args),
    }
}

/// One economy in the list.
#[derive(Serialize)]
struct Listed<'a> {
    code: &'a str,
    name: &'a str,
    tier: CoverageTier,
    includes: Vec<&'a str>,
    /// Year of its levels and prices.
    year: u16,
    value_added_usd_million: f64,
    /// Whose structure it borrows, by code, if it is known that it does.
    donors: Vec<String>,
}

fn list(economy: &Economy, format: Format) -> Result<(), CliError> {
    let mut structures = origins::structures(&economy.info)?;
    let listed: Vec<Listed<'_>> = economy
        .regions
        .iter()
        .enumerate()
        .map(|(r, region)| Listed {
            code: region.code.as_str(),
            name: &region.name,
            tier: region.tier,
            includes: region.includes.iter().map(RegionCode::as_str).collect(),
            year: economy.info.year,
            value_added_usd_million: economy.table.region_value_added(r),
            donors: match structures.remove(region.code.as_str()) {
                Some(Step::Borrowed { donors }) => donors,
                _ => Vec::new(),
            },
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
            l.donors.join(" "),
            billions(l.value_added_usd_million),
        ]
    });
    let header = [
        "Code",
        "Economy",
        "Tier",
        "Structure of",
        "Value added, USD bn",
    ];
    let table = plain_table(header, rows, 4);
    talk::print(format!(
        "{} ({}), level of {}, {} economies\n\n{table}\nTier A: own accounts in the source table. B: \
         own GDP and trade, structure borrowed from the economies named. Figures are {}.\n",
        economy.info.name,
        economy.info.id,
        economy.info.year,
        economy.regions.len(),
        if economy.info.modelled {
            "modelled, not official statistics"
        } else {
            "as in the sources of the table"
        },
    ))
}

pub(crate) const fn tier(tier: CoverageTier) -> &'static str {
    match tier {
        CoverageTier::A => "A",
        CoverageTier::B => "B",
        CoverageTier::Rest => "rest",
    }
}

/// USD million as billions, with a decimal below a hundred.
pub(crate) fn billions(usd_million: f64) -> String {
    let billions = usd_million / 1000.0;
    if billions.abs() < 100.0 {
        format!("{billions:.1}")
    } else {
        grouped(billions.round() as u64)
    }
}
