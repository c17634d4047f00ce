//! `mist merge`: the parts of a run become its result.

use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;
use mist_economy::Economy;
use mist_engine::{EngineError, JournalReader, ModelParameters, RunKey, merge};
use mist_scenario::Scenario;

use crate::args::Format;
use crate::assess::{print_summary, say_where};
use crate::economy_source::EconomySource;
use crate::folder::ResultFolder;
use crate::play::{self, Stage, quoted, write_summary};
use crate::published::write_background;
use crate::run_command::command;
use crate::{CliError, countries, memory, scenarios};

pub(crate) const EXAMPLES: &str = "\
Example:
  mist merge parts/*.part --out blockade-20000

The parts may come in any order. Parts of different runs, parts that overlap, leave a gap or are not
finished are refused. The result has the bytes of one run that was never cut.";

/// Parts of one run.
#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// Every part of the run, as `mist run --shard` wrote it
    #[arg(value_name = "PART", required = true)]
    parts: Vec<PathBuf>,
    /// Folder for the results
    #[arg(short, long, value_name = "FOLDER", default_value = "./mist-run")]
    out: PathBuf,
    /// The scenario file that was run, if it is not one of the deck
    #[arg(short, long, value_name = "FILE")]
    scenario: Option<String>,
    /// Countries to show: ISO codes or English names [default: all]
    #[arg(short, long, value_name = "COUNTRY", value_delimiter = ',')]
    country: Vec<String>,
    #[command(flatten)]
    economy: EconomySource,
    /// What to print on standard output
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Say nothing but the result and errors
    #[arg(short, long)]
    quiet: bool,
}

/// Runs the command.
///
/// # Errors
/// Parts that do not make one whole run of this version, or a folder that cannot be written.
pub(crate) fn merge_command(args: &Merge) -> Result<(), CliError> {
    let economy = args.economy.open()?;
    let countries = countries::find_all(&economy, &args.country)?;
    let parameters = ModelParameters::embedded()?;
    let mut parts = Vec::new();
    for path in &args.parts {
        let file = File::open(path).map_err(|source| CliError::Read {
            path: path.clone(),
            source,
        })?;
        parts.push(JournalReader::open(
            path.display().to_string(),
            BufReader::new(file),
        )?);
    }
    // At least one: the command line asks for it.
    let key = parts[0].header().key.clone();
    let scenario = scenario(args, &economy, &key)?;
    let stage = Stage {
        economy: &economy,
        parameters: &parameters,
        model: &key.model,
        seed: key.seed,
        sampler: key.sampler,
        draws: key.draws,
        attributed: key.attributed,
    };
    same_run(&args.parts[0], &stage.key(&scenario), &key)?;

    memory::check(&economy, key.draws, 0)?;
    let folder = ResultFolder::prepare(&args.out)?;
    let mut collector = stage.collect(&scenario, &folder)?;
    merge(parts, &mut |chunk| {
        collector.add(&chunk)?;
        Ok(ControlFlow::Continue(()))
    })?;
    let summary = stage.summary(vec![collector.finish(None)?]);
    write_summary(&folder, &summary)?;
    write_background(&folder, &play::background(&economy, &[&scenario]))?;
    let name = args.scenario.as_deref().unwrap_or(&key.scenario);
    let command = command(&stage, &quoted(name), None, &args.economy);
    let finished = folder.finish(stage.recipe(command, &[&scenario]))?;
    print_summary(args.format, summary, &countries)?;
    say_where(args.quiet, &finished);
    Ok(())
}

/// The scenario that was run.
fn scenario(args: &Merge, economy: &Economy, key: &RunKey) -> Result<Scenario, CliError> {
    let asked = args.scenario.as_deref().unwrap_or(&key.scenario);
    scenarios::find(economy, asked).map_err(|error| match args.scenario {
        Some(_) => error,
        None => EngineError::Invalid {
            what: format!("`{}` is no scenario of the deck", key.scenario),
            location: args.parts[0].display().to_string(),
            help: "give the file that was run with --scenario".to_owned(),
        }
        .into(),
    })
}

/// Refuses parts of another version, economy or scenario than is at hand.
fn same_run(path: &std::path::Path, here: &RunKey, part: &RunKey) -> Result<(), CliError> {
    let Some((field, here, part)) = here.difference(part) else {
        return Ok(());
    };
    Err(EngineError::Invalid {
        what: format!("{field} is `{part}`, and here `{here}`"),
        location: path.display().to_string(),
        help: "merge with the version that ran the parts; give a scenario of your own with \
               --scenario, unchanged"
            .to_owned(),
    }
    .into())
}
