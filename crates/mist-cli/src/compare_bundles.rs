//! Bundles of several parliaments side by side: the same scenario on different economies, parameters
//! or draws.

use std::path::PathBuf;

use mist_economy::RegionCode;
use mist_engine::{CountrySummary, RunSummary, ScenarioSummary};
use mist_report::rounding::{RoundedSpread, percent_spread};
use serde::Serialize;

use crate::args::Format;
use crate::bundle::Bundle;
use crate::manifest::Recipe;
use crate::{CliError, ranking, repeat, talk};

/// The horizon that is shown, in days.
const YEAR: u16 = 365;

/// Economies that are shown unless some are asked for.
const SHOWN: usize = 12;

/// Bytes that each bundle may have once unpacked.
const LARGEST: u64 = 4_000_000_000;

/// What is printed as JSON.
#[derive(Serialize)]
struct SideBySide {
    bundles: Vec<Side>,
    scenarios: Vec<ScenarioRows>,
}

/// One bundle: what its figures were made from.
#[derive(Serialize)]
struct Side {
    label: String,
    path: PathBuf,
    #[serde(flatten)]
    recipe: Recipe,
}

#[derive(Serialize)]
struct ScenarioRows {
    scenario: String,
    /// Whether every bundle that has it has the very same.
    same_scenario: bool,
    rows: Vec<Row>,
}

/// An economy in every bundle: shares of a year's value added, none where the bundle lacks it.
#[derive(Serialize)]
struct Row {
    region: String,
    name: String,
    sides: Vec<Option<Loss>>,
}

#[derive(Serialize, Clone, Copy)]
struct Loss {
    p05: f64,
    median: f64,
    p95: f64,
    /// Monte Carlo standard error of the median.
    error: f64,
}

/// Opens and checks the bundles and prints them side by side.
///
/// # Errors
/// A bundle that is damaged, or bundles without a common scenario.
pub(crate) fn compare_bundles(
    paths: &[PathBuf],
    asked: &[String],
    format: Format,
) -> Result<(), CliError> {
    if paths.len() < 2 {
        return Err(CliError::OneBundle);
    }
    let mut sides = Vec::new();
    let mut runs = Vec::new();
    for (at, path) in paths.iter().enumerate() {
        let bundle = Bundle::open(path, LARGEST)?;
        runs.push(repeat::summary(&bundle)?);
        sides.push(Side {
            label: char::from_u32('A' as u32 + at as u32)
                .filter(|_| at < 26)
                .map_or_else(|| (at + 1).to_string(), String::from),
            path: path.clone(),
            recipe: bundle.manifest().recipe.clone(),
        });
    }
    let scenarios = scenarios(&runs, asked)?;
    let all = SideBySide {
        bundles: sides,
        scenarios,
    };
    match format {
        Format::Json => talk::print_json(&all),
        Format::Table => talk::print(told(&all)),
    }
}

/// The scenarios that at least two bundles have, in the order of the first that has each.
fn scenarios(runs: &[RunSummary], asked: &[String]) -> Result<Vec<ScenarioRows>, CliError> {
    let mut ids: Vec<&str> = Vec::new();
    for scenario in runs.iter().flat_map(|run| &run.scenarios) {
        if !ids.contains(&scenario.scenario.as_str()) {
            ids.push(&scenario.scenario);
        }
    }
    let all: Vec<ScenarioRows> = ids
        .into_iter()
        .filter_map(|id| {
            let of: Vec<Option<&ScenarioSummary>> = runs
                .iter()
                .map(|run| run.scenarios.iter().find(|s| s.scenario == id))
                .collect();
            let mut hashes: Vec<&str> = of
                .iter()
                .flatten()
                .map(|s| s.scenario_hash.as_str())
                .collect();
            if hashes.len() < 2 {
                return None;
            }
            hashes.dedup();
            Some(ScenarioRows {
                scenario: id.to_owned(),
                same_scenario: hashes.len() == 1,
                rows: rows(&of, asked),
            })
        })
        .collect();
    if all.is_empty() {
        return Err(CliError::NothingInCommon);
    }
    Ok(all)
}

/// The world, then the economies that are asked for, or those that lose most in any bundle.
fn rows(of: &[Option<&ScenarioSummary>], asked: &[String]) -> Vec<Row> {
    let mut countries: Vec<(&RegionCode, &str, f64)> = Vec::new();
    for country in of.iter().flatten().flat_map(|s| &s.countries) {
        let median = loss(country).map_or(f64::NEG_INFINITY, |l| l.median);
        match countries
            .iter_mut()
            .find(|(code, ..)| **code == country.region)
        {
            Some((_, _, most)) => *most = most.max(median),
            None => countries.push((&country.region, &country.name, median)),
        }
    }
    if asked.is_empty() {
        countries.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| a.0.cmp(b.0)));
        countries.truncate(SHOWN);
    } else {
        countries.retain(|(code, name, _)| {
            asked.iter().any(|word| {
                word.eq_ignore_ascii_case(code.as_str()) || word.eq_ignore_ascii_case(name)
            })
        });
    }
    let side = |pick: &dyn Fn(&ScenarioSummary) -> Option<Loss>| -> Vec<Option<Loss>> {
        of.iter().map(|s| s.and_then(pick)).collect()
    };
    let world = Row {
        region: "WLD".to_owned(),
        name: "World".to_owned(),
        sides: side(&|s| loss(&s.world)),
    };
    let others = countries.iter().map(|(code, name, _)| Row {
        region: code.to_string(),
        name: (*name).to_owned(),
        sides: side(&|s| loss(s.countries.iter().find(|c| c.region == **code)?)),
    });
    std::iter::once(world).chain(others).collect()
}

fn loss(country: &CountrySummary) -> Option<Loss> {
    let year = country.losses.iter().find(|l| l.days == YEAR)?;
    Some(Loss {
        p05: year.share.p05,
        median: year.share.median,
        p95: year.share.p95,
        error: year.share.median_error,
    })
}

fn told(all: &SideBySide) -> String {
    let mut text = String::new();
    for side in &all.bundles {
        let recipe = &side.recipe;
        text.push_str(&format!(
            "{}: {}\n   MIST {}, model {}, seed {}, {} draws; economy {} ({}), parameters {}\n",
            side.label,
            side.path.display(),
            recipe.version,
            recipe.model,
            recipe.seed,
            ranking::grouped(recipe.draws),
            recipe.economy.id,
            short(&recipe.economy.sha256),
            short(&recipe.parameters.sha256),
        ));
    }
    text.push_str(&format!("\n{}\n", unlike(&all.bundles)));
    for scenario in &all.scenarios {
        text.push_str(&format!(
            "\n{}: value added lost in the first year, % of a year's: median (5–95 %)\n",
            scenario.scenario
        ));
        if !scenario.same_scenario {
            text.push_str("The bundles do not mean the same by it: the scenario's files differ.\n");
        }
        text.push('\n');
        text.push_str(&table(all, scenario));
    }
    text
}

fn short(hash: &str) -> String {
    hash.chars().take(8).collect()
}

/// In what the bundles differ, so that nobody lays a difference at the wrong door.
fn unlike(sides: &[Side]) -> String {
    type Part<'a> = (&'static str, &'a dyn Fn(&Recipe) -> String);
    let parts: [Part<'_>; 7] = [
        ("version", &|r| r.version.clone()),
        ("model", &|r| r.model.clone()),
        ("economy", &|r| r.economy.sha256.clone()),
        ("parameters", &|r| r.parameters.sha256.clone()),
        ("seed", &|r| r.seed.to_string()),
        ("sampler", &|r| r.sampler.to_string()),
        ("number of draws", &|r| r.draws.to_string()),
    ];
    let differing: Vec<&str> = parts
        .iter()
        .filter(|(_, value)| {
            let mut values: Vec<String> = sides.iter().map(|s| value(&s.recipe)).collect();
            values.sort();
            values.dedup();
            values.len() > 1
        })
        .map(|(name, _)| *name)
        .collect();
    if differing.is_empty() {
        "They were made from the same version, model, economy, parameters, seed and number of draws."
            .to_owned()
    } else {
        format!(
            "They differ in: {}. Figures within each other's Monte Carlo error are not different.",
            differing.join(", ")
        )
    }
}

fn table(all: &SideBySide, scenario: &ScenarioRows) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    let header = ["Economy", ""].map(str::to_owned).into_iter();
    table.set_header(header.chain(all.bundles.iter().map(|side| side.label.clone())));
    for row in &scenario.rows {
        let head = [row.name.clone(), row.region.clone()].into_iter();
        table.add_row(head.chain(row.sides.iter().map(|side| cell(*side))));
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(comfy_table::CellAlignment::Right);
    }
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}

fn cell(loss: Option<Loss>) -> String {
    let Some(Loss {
        p05, median, p95, ..
    }) = loss
    else {
        return "–".to_owned();
    };
    let RoundedSpread { low, median, high } = percent_spread(p05, median, p95);
    let [low, median, high] = [low, median, high].map(|rounded| ranking::plain(rounded, 0));
    format!("{median} ({low} to {high})")
}
