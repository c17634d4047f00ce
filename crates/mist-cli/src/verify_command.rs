//! `mist verify`: whether a bundle is whole, and whether its run comes out the same here.

use std::path::PathBuf;

use clap::Args;
use mist_engine::{Findings, RunSummary};
use serde::Serialize;
use serde_json::Value;

use crate::args::Format;
use crate::bundle::Bundle;
use crate::folder::ResultFolder;
use crate::play::{self, VERSION};
use crate::repeat::{self, Ground, Repeat, Repeated, Which};
use crate::summary_difference::{SummaryDifference, differences};
use crate::{CliError, interrupt, progress, ranking, talk};

pub(crate) const EXAMPLES: &str = "\
Examples:
  mist verify mist-results.zip
      Checks every file, then runs the first, the middle and the last draw of each scenario again
  mist verify mist-results.zip --draws 0,17,417
      Runs these draws of each scenario again
  mist verify mist-results.zip --all
      Runs everything again, and compares every draw and every figure of the summary
  mist verify mist-results
      A result folder of one's own

Figures are the same to the last digit or they are told. Exit codes: 0 the same, 6 something
differs, 4 damaged, or made from what this version does not have.";

/// A bundle to check.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Bundle, as `mist bundle` wrote it, or a result folder
    #[arg(value_name = "BUNDLE")]
    bundle: PathBuf,
    /// Draws to run again, from 0 [default: first, middle and last of each scenario]
    #[arg(
        short,
        long,
        value_name = "N",
        value_delimiter = ',',
        conflicts_with = "all"
    )]
    draws: Vec<u64>,
    /// Run all of it again
    #[arg(short, long)]
    all: bool,
    /// Check the files and run nothing
    #[arg(long, conflicts_with_all = ["all", "draws"])]
    files: bool,
    /// Bytes that the bundle may have once unpacked, in GB
    #[arg(long, value_name = "GB", default_value_t = 4)]
    limit: u64,
    /// Threads to work with; the result does not depend on it [default: all cores]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// What to print on standard output
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Say nothing but the result and errors
    #[arg(short, long)]
    quiet: bool,
}

/// What is printed.
#[derive(Serialize)]
struct Report {
    bundle: String,
    files: usize,
    left_out: usize,
    made_by: String,
    packed_by: String,
    verified_by: String,
    economy: String,
    economy_from_bundle: bool,
    parameters_from_bundle: bool,
    scenarios: Vec<ScenarioReport>,
    summary: Vec<SummaryDifference>,
    same: bool,
}

#[derive(Serialize)]
struct ScenarioReport {
    scenario: String,
    draws: u64,
    run_again: u64,
    figures: u64,
    differing: u64,
    first: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// A bundle that is damaged or cannot be repeated here; [`CliError::Differs`] if it comes out
/// otherwise.
pub(crate) fn verify_command(args: &Verify) -> Result<(), CliError> {
    let bundle = Bundle::open(&args.bundle, args.limit.saturating_mul(1_000_000_000))?;
    let (files, left_out) = bundle.counts();
    let recipe = bundle.manifest().recipe.clone();
    let mut report = Report {
        bundle: args.bundle.display().to_string(),
        files,
        left_out,
        made_by: recipe.version.clone(),
        packed_by: bundle.packed_by().to_owned(),
        verified_by: VERSION.to_owned(),
        economy: recipe.economy.id.clone(),
        economy_from_bundle: false,
        parameters_from_bundle: false,
        scenarios: Vec::new(),
        summary: Vec::new(),
        same: true,
    };
    if !args.files {
        repeat_all(args, &bundle, &mut report)?;
    }
    report.same = report.scenarios.iter().all(|s| s.differing == 0) && report.summary.is_empty();
    match args.format {
        Format::Json => talk::print_json(&report)?,
        Format::Table => talk::print(told(&report, args))?,
    }
    if report.same {
        return Ok(());
    }
    let differing: u64 = report.scenarios.iter().map(|s| s.differing).sum();
    Err(CliError::Differs {
        path: args.bundle.clone(),
        figures: differing + report.summary.len() as u64,
        made_by: recipe.version,
        here: VERSION,
    })
}

/// Runs what was asked for and takes down what was found.
fn repeat_all(args: &Verify, bundle: &Bundle, report: &mut Report) -> Result<(), CliError> {
    let ground = Ground::of(bundle)?;
    report.economy_from_bundle = ground.own_economy;
    report.parameters_from_bundle = ground.own_parameters;
    let recipe = &bundle.manifest().recipe;
    let which = if args.all {
        Which::All
    } else if args.draws.is_empty() {
        Which::Some
    } else {
        let mut these = args.draws.clone();
        these.sort_unstable();
        these.dedup();
        Which::These(these)
    };
    let stop = interrupt::listen()?;
    let each = match &which {
        Which::Some => 3,
        Which::These(these) => these.len() as u64,
        Which::All => recipe.draws,
    };
    let bar = progress::bar(each * recipe.scenarios.len() as u64, args.quiet);
    let repeat = Repeat {
        bundle,
        ground: &ground,
        threads: play::threads(args.threads),
        stop: &stop,
        bar: &bar,
    };
    let here = tempfile::tempdir().map_err(|source| CliError::OutUnwritable {
        path: std::env::temp_dir(),
        source,
    })?;
    let into = ResultFolder::prepare(&here.path().join("again"))?;
    let mut summaries = Vec::new();
    for input in &recipe.scenarios {
        let scenario = repeat.scenario(input)?;
        let Repeated {
            draws,
            again,
            whole,
            findings,
            summary,
        } = repeat.play(&scenario, &which, &into)?;
        let Findings {
            figures,
            differing,
            first,
        } = findings;
        let mut first: Vec<String> = first.iter().map(ToString::to_string).collect();
        if whole && again.len() as u64 != draws {
            first.insert(
                0,
                format!("{draws} draws in the bundle, {} here", again.len()),
            );
        }
        report.scenarios.push(ScenarioReport {
            scenario: input.id.clone(),
            draws,
            run_again: again.len() as u64,
            figures,
            differing,
            first,
        });
        summaries.extend(summary);
    }
    bar.finish_and_clear();
    if args.all {
        report.summary = summary_differences(bundle, &ground, summaries, &into)?;
    }
    Ok(())
}

/// Where the bundle's summary is not what its draws say.
fn summary_differences(
    bundle: &Bundle,
    ground: &Ground,
    scenarios: Vec<mist_engine::ScenarioSummary>,
    into: &ResultFolder,
) -> Result<Vec<SummaryDifference>, CliError> {
    let recipe = &bundle.manifest().recipe;
    let info = &ground.economy.info;
    let here = RunSummary {
        version: recipe.version.clone(),
        seed: recipe.seed,
        sampler: recipe.sampler,
        economy: info.id.clone(),
        economy_name: info.name.clone(),
        economy_year: info.year,
        economy_hash: info.hash.clone(),
        parameters_hash: ground.parameters.hash().to_owned(),
        scenarios,
    };
    let (csv, json) = repeat::summary_files(into, &here)?;
    let stored_json = bundle.bytes("summary.json").unwrap_or_default();
    let stored_csv = bundle.bytes(crate::manifest::SUMMARY).unwrap_or_default();
    if stored_json == json && stored_csv == csv {
        return Ok(Vec::new());
    }
    let parse = |text: &[u8]| serde_json::from_slice::<Value>(text).unwrap_or(Value::Null);
    let mut found = differences(&parse(&stored_json), &parse(&json));
    if found.is_empty() && stored_csv != csv {
        let stored = String::from_utf8_lossy(&stored_csv).into_owned();
        let here = String::from_utf8_lossy(&csv).into_owned();
        found = stored
            .lines()
            .zip(here.lines())
            .enumerate()
            .filter(|(_, (a, b))| a != b)
            .map(|(line, (a, b))| SummaryDifference {
                figure: format!("summary.csv, line {}", line + 1),
                stored: a.to_owned(),
                here: b.to_owned(),
            })
            .collect();
        if found.is_empty() {
            found.push(SummaryDifference {
                figure: "summary.csv".to_owned(),
                stored: format!("{} bytes", stored_csv.len()),
                here: format!("{} bytes", csv.len()),
            });
        }
    }
    Ok(found)
}

/// Differences of the summary that are told one by one.
const TOLD: usize = 20;

/// The report as text.
fn told(report: &Report, args: &Verify) -> String {
    let mut text = format!(
        "{}: {} files, each as its list says",
        report.bundle,
        ranking::grouped(report.files as u64)
    );
    if report.left_out > 0 {
        text.push_str(&format!("; {} pages stay outside", report.left_out));
    }
    text.push_str(&format!(
        ".\nMade by MIST {}, checked by MIST {}.\n",
        report.made_by, report.verified_by
    ));
    if report.made_by != report.verified_by {
        text.push_str("Versions differ: a figure may differ because the model does.\n");
    }
    if report.economy_from_bundle {
        text.push_str("The economy is the bundle's own, not that of this program.\n");
    }
    if report.parameters_from_bundle {
        text.push_str("The parameters are the bundle's own, not those of this program.\n");
    }
    for s in &report.scenarios {
        text.push_str(&format!(
            "\n{}: {} of {} draws run again, {} figures compared, ",
            s.scenario,
            ranking::grouped(s.run_again),
            ranking::grouped(s.draws),
            ranking::grouped(s.figures),
        ));
        if s.differing == 0 {
            text.push_str("all the same to the last digit.\n");
            continue;
        }
        text.push_str(&format!("{} differ.\n", ranking::grouped(s.differing)));
        for line in &s.first {
            text.push_str(&format!("  {line}\n"));
        }
        if s.differing > s.first.len() as u64 {
            text.push_str("  …\n");
        }
    }
    if args.all {
        match report.summary.len() {
            0 => text.push_str("\nThe summary is what the draws say, to the last digit.\n"),
            n => text.push_str(&format!(
                "\nThe summary differs in {} figures.\n",
                ranking::grouped(n as u64)
            )),
        }
        for d in report.summary.iter().take(TOLD) {
            text.push_str(&format!(
                "  {}: {} in the bundle, {} here\n",
                d.figure, d.stored, d.here
            ));
        }
    } else if !args.files {
        text.push_str("\nThe summary was not made again; --all does that.\n");
    }
    text
}
