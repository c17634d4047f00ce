//! `mist sensitivity`: which assumptions make the variance of a loss, alone and together.

use std::path::PathBuf;

use clap::Args;
use mist_engine::variance::{EconomyEffects, FEWEST, PARTS, Study, VarianceStudy};
use mist_engine::{
    ChannelShocks, ModelParameters, Plan, Sampling, models, write_json, write_variance_csv,
};
use serde::Serialize;

use crate::args::Format;
use crate::economy_source::EconomySource;
use crate::folder::ResultFolder;
use crate::plain_table::plain_table;
use crate::play::{self, Stage, VERSION, quoted};
use crate::{CliError, assess, countries, interrupt, memory, progress, ranking, scenarios, talk};

pub(crate) const EXAMPLES: &str = "\
Examples:
  mist sensitivity blockade
      Which assumptions make the variance of the world's loss, into ./mist-sensitivity
  mist sensitivity blockade --country DEU,JPN --inputs 16 --draws 512
      More inputs and draws, chosen by what moves these economies too
  mist sensitivity my-scenario.toml --format json --quiet

Every input costs as many further draws as --draws says; the inputs are those that move the losses of the
first sample most. `total` less `first order` is what an input does together with others.";

/// Samples besides those of single inputs: A, B, and those of groups.
const MORE: u64 = 5 + PARTS.len() as u64;

/// One scenario, taken apart by its inputs.
#[derive(Debug, Args)]
pub(crate) struct Sensitivity {
    /// Scenario: an identifier (see `mist scenario list`) or a file
    #[arg(value_name = "ID|FILE")]
    scenario: String,
    /// Draws of each sample; there is one for every input and eleven more
    #[arg(short, long, value_name = "N", default_value_t = 256,
          value_parser = clap::value_parser!(u64).range(FEWEST..=1_000_000))]
    draws: u64,
    /// Inputs to look at one by one; all others are taken together
    #[arg(short, long, value_name = "N", default_value_t = 10,
          value_parser = clap::value_parser!(u16).range(1..=200))]
    inputs: u16,
    /// Countries to show, and to choose inputs by: ISO codes or English names [default: the world]
    #[arg(short, long, value_name = "COUNTRY", value_delimiter = ',')]
    country: Vec<String>,
    /// Seed of all chance
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How the numbers of the draws are spread: `random`, or `sobol` for points that fill the ranges
    /// more evenly
    #[arg(long, value_name = "SAMPLER", default_value_t)]
    sampler: Sampling,
    /// Threads to work with; the result does not depend on it [default: all cores]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Folder for the results
    #[arg(
        short,
        long,
        value_name = "FOLDER",
        default_value = "./mist-sensitivity"
    )]
    out: PathBuf,
    /// How a shock spreads from sector to sector
    #[arg(short, long, value_name = "MODEL", default_value = "dynamic")]
    model: String,
    #[command(flatten)]
    economy: EconomySource,
    /// What to print on standard output
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Say nothing but the result and errors
    #[arg(short, long)]
    quiet: bool,
}

/// What `sensitivity.json` holds.
#[derive(Serialize)]
struct Told<'a> {
    version: &'a str,
    scenario: &'a str,
    scenario_hash: &'a str,
    economy_hash: &'a str,
    parameters_hash: &'a str,
    model: &'a str,
    seed: u64,
    sampler: Sampling,
    /// Names of the estimators.
    first_order: &'static str,
    total: &'static str,
    #[serde(flatten)]
    study: &'a VarianceStudy,
}

/// Runs the command.
///
/// # Errors
/// Whatever is wrong with the request, before the first draw; later a disk that fills up, or the
/// user's changing their mind.
pub(crate) fn run(args: &Sensitivity) -> Result<(), CliError> {
    let economy = args.economy.open()?;
    let shown = countries::find_all(&economy, &args.country)?;
    let scenario = scenarios::find(&economy, &args.scenario)?;
    let parameters = ModelParameters::embedded()?;
    let shocks = ChannelShocks::new(&economy, &parameters)?;
    let model = models::by_name(&args.model, &economy, &shocks)?;
    let samples = u64::from(args.inputs) + MORE;
    let threads = play::threads(args.threads);
    let (regions, inputs) = (economy.regions.len(), parameters.uncertain().count());
    let kept = Study::bytes(regions, args.draws, samples, inputs);
    memory::check_for(&economy, args.draws * samples, threads, kept)?;
    let folder = ResultFolder::prepare(&args.out)?;
    let stop = interrupt::listen()?;
    let stage = Stage {
        economy: &economy,
        parameters: &parameters,
        model: &args.model,
        seed: args.seed,
        sampler: args.sampler,
        draws: args.draws,
        attributed: 0,
    };
    let plan = Plan::new(args.seed, args.draws, 0, threads)?;
    let most = args.draws * samples;
    talk::say(
        args.quiet,
        format_args!(
            "MIST {VERSION}: {}. Up to {} draws of {}: {} for each of {} inputs and {MORE} more samples.",
            economy.info.name,
            ranking::grouped(most),
            scenario.id(),
            ranking::grouped(args.draws),
            args.inputs,
        ),
    );
    let bar = progress::bar(most, args.quiet);
    bar.set_message(scenario.id().to_owned());
    let mut tell = |draws| bar.set_position(draws);
    let begun = Study::begin(
        model.as_ref(),
        stage.sampler(&scenario),
        plan,
        &stop,
        &mut tell,
    )?
    .ok_or(CliError::Interrupted)?;
    let regions: Vec<usize> = shown
        .iter()
        .filter_map(|code| economy.region_index(code))
        .collect();
    let groups = begun.groups(usize::from(args.inputs), &regions);
    bar.set_length(args.draws * (groups.len() as u64 + 2));
    let study = begun.finish(&groups, &mut tell)?;
    bar.finish_and_clear();
    let study = study.ok_or(CliError::Interrupted)?;

    let told = Told {
        version: VERSION,
        scenario: scenario.id(),
        scenario_hash: scenario.hash(),
        economy_hash: &economy.info.hash,
        parameters_hash: parameters.hash(),
        model: &args.model,
        seed: args.seed,
        sampler: args.sampler,
        first_order: "Saltelli et al. (2010)",
        total: "Jansen (1999)",
        study: &study,
    };
    let mut csv = Vec::new();
    write_variance_csv(scenario.id(), &args.model, &study, &mut csv)?;
    folder.write("sensitivity.csv", &csv)?;
    let mut json = Vec::new();
    write_json(&told, &mut json)?;
    folder.write("sensitivity.json", &json)?;
    let finished = folder.finish(stage.recipe(command(args), &[&scenario]))?;
    match args.format {
        Format::Json => talk::print(json)?,
        Format::Table => {
            let world = study.economies.iter().take(1);
            let asked = study
                .economies
                .iter()
                .skip(1)
                .filter(|economy| shown.iter().any(|code| code.as_str() == economy.region));
            let tables: Vec<String> = world.chain(asked).map(table).collect();
            talk::print(format!(
                "{}: shares of the variance of the loss of the first year\n{} draws a sample, {} in \
                 all; ± is the Monte Carlo standard error\n\n{}",
                scenario.title().en,
                ranking::grouped(study.draws),
                ranking::grouped(study.played),
                tables.join("\n"),
            ))?;
        }
    }
    assess::say_where(args.quiet, &finished);
    Ok(())
}

/// The command that makes the result again.
fn command(args: &Sensitivity) -> String {
    let mut command = format!(
        "mist sensitivity {} --draws {} --inputs {} --seed {} --model {}{}",
        quoted(&args.scenario),
        args.draws,
        args.inputs,
        args.seed,
        args.model,
        play::sampler_option(args.sampler),
    );
    if !args.country.is_empty() {
        let words: Vec<String> = args.country.iter().map(|word| quoted(word)).collect();
        command.push_str(&format!(" --country {}", words.join(",")));
    }
    command.push_str(&args.economy.words());
    command
}

/// One economy as text.
fn table(economy: &EconomyEffects) -> String {
    let header = [
        "Input",
        "Total",
        "±",
        "First order",
        "±",
        "PAWN",
        "Direction",
    ];
    let share = |x: f64| format!("{x:.2}");
    let some = |x: Option<f64>| x.map_or_else(String::new, share);
    let rows = economy.inputs.iter().map(|input| {
        let v = &input.variance;
        let direction = match input.rank_correlation {
            Some(r) if r > 0.1 => "raises",
            Some(r) if r < -0.1 => "lowers",
            _ => "",
        };
        [
            input.input.clone(),
            share(v.total),
            share(v.total_error),
            share(v.first_order),
            share(v.first_order_error),
            some(input.pawn),
            direction.to_owned(),
        ]
    });
    format!(
        "{} (PAWN of an input that does nothing: {:.2})\n{}",
        economy.name,
        economy.pawn_of_noise,
        plain_table(header, rows, 1)
    )
}
