//! `mist assess`: scenarios in, a table and a result folder out.

use std::io::BufWriter;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use indicatif::ProgressBar;
use mist_economy::{Economy, RegionCode};
use mist_engine::{
    ChannelShocks, DrawsWriter, Ending, Labels, ModelParameters, Plan, PropagationModel, RunKey,
    RunSummary, ScenarioSampler, ScenarioSummary, Tally, models, run, sensitivity, write_csv,
    write_json,
};
use mist_report::{Language, Publication};
use mist_scenario::Scenario;

use crate::args::{Assess, Format};
use crate::folder::{Finished, ResultFolder};
use crate::manifest::{Input, Recipe, SUMMARY};
use crate::{CliError, countries, date, exposure, interrupt, progress, ranking, scenarios, talk};

/// Most draws of a scenario whose loss is attributed to its drivers: each of them is run again with
/// drivers switched off one after the other, so they cost several times as much as the others.
const ATTRIBUTED: u64 = 64;

/// One draw in so many is attributed, until there are [`ATTRIBUTED`].
const ATTRIBUTED_EVERY: u64 = 16;

/// But no fewer than this, as far as there are draws: a handful says nothing.
const FEWEST_ATTRIBUTED: u64 = 16;

/// Version of MIST.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Runs the command.
///
/// # Errors
/// Whatever is wrong with the request, before the first draw; later only a disk that fills up, or
/// the user's changing their mind.
pub(crate) fn assess(args: &Assess) -> Result<(), CliError> {
    let economy = Economy::embedded()?;
    let countries = countries::find_all(&economy, &args.country)?;
    let scenarios = scenarios::find_all(&economy, &args.scenario)?;
    let languages = languages(args)?;
    let parameters = ModelParameters::embedded()?;
    let shocks = ChannelShocks::new(&economy, &parameters)?;
    let model = models::by_name(&args.model, &economy, &shocks)?;
    let folder = ResultFolder::prepare(&args.out)?;
    let stop = interrupt::listen()?;

    let titles: Vec<&str> = scenarios.iter().map(Scenario::id).collect();
    talk::say(
        args.quiet,
        format_args!(
            "MIST {VERSION}: {}, {} economies, {} products. {} draws each of: {}.",
            economy.info.name,
            economy.regions.len(),
            economy.products.len(),
            ranking::grouped(args.draws),
            titles.join(", "),
        ),
    );
    let bar = progress::bar(args.draws * scenarios.len() as u64, args.quiet);
    let run = Run {
        args,
        economy: &economy,
        parameters: &parameters,
        model: model.as_ref(),
        folder: &folder,
        stop: &stop,
        bar: &bar,
    };
    let played: Result<Vec<_>, _> = scenarios
        .iter()
        .map(|scenario| run.play(scenario))
        .collect();
    bar.finish_and_clear();
    let summary = RunSummary {
        version: VERSION.to_owned(),
        seed: args.seed,
        economy: economy.info.id.clone(),
        economy_name: economy.info.name.clone(),
        economy_year: economy.info.year,
        economy_hash: economy.info.hash.clone(),
        parameters_hash: parameters.hash().to_owned(),
        scenarios: played?,
    };
    write_summary(&folder, &summary)?;
    let recipe = recipe(args, &summary, &countries);
    let texts: Vec<_> = scenarios.iter().map(scenarios::text).collect();
    let publication = Publication::new(
        summary,
        &texts,
        economy.info.clone(),
        mist_report::Recipe {
            command: recipe.command.clone(),
            date: date::of_publication(),
        },
    )?
    .with_exposure(exposure::report(&economy, &countries)?);
    let codes: Vec<String> = countries.iter().map(ToString::to_string).collect();
    mist_report::write(&publication, &languages, &codes, folder.path())?;
    if stop.load(Ordering::Relaxed) {
        return Err(CliError::Interrupted);
    }
    let finished = folder.finish(recipe)?;

    print_summary(args.format, publication.run, &countries)?;
    say_where(args.quiet, &finished);
    Ok(())
}

/// What all scenarios of a run have in common.
struct Run<'a> {
    args: &'a Assess,
    economy: &'a Economy,
    parameters: &'a ModelParameters,
    model: &'a dyn PropagationModel,
    folder: &'a ResultFolder,
    stop: &'a AtomicBool,
    bar: &'a ProgressBar,
}

impl Run<'_> {
    /// Runs all draws of one scenario, writing each of them to the folder.
    fn play(&self, scenario: &Scenario) -> Result<ScenarioSummary, CliError> {
        let Self {
            args, economy, bar, ..
        } = *self;
        bar.set_message(scenario.id().to_owned());
        let threads = match args.threads {
            Some(threads) => usize::from(threads),
            None => thread::available_parallelism().map_or(1, Into::into),
        };
        let attributed = (args.draws.div_ceil(ATTRIBUTED_EVERY))
            .clamp(FEWEST_ATTRIBUTED, ATTRIBUTED)
            .min(args.draws);
        let plan = Plan::new(args.seed, args.draws, attributed, threads)?;
        let key = RunKey {
            version: VERSION.to_owned(),
            seed: args.seed,
            draws: args.draws,
            attributed: plan.attributed,
            model: args.model.clone(),
            scenario: scenario.id().to_owned(),
            scenario_hash: scenario.hash().to_owned(),
            economy_hash: economy.info.hash.clone(),
            parameters_hash: self.parameters.hash().to_owned(),
        };
        let labels = Labels {
            economy,
            items: self.parameters.item_ids(),
        };
        let sampler = ScenarioSampler {
            scenario,
            parameters: self.parameters,
            economy,
            seed: args.seed,
        };
        let file = self
            .folder
            .create(&format!("draws/{}.parquet", scenario.id()))?;
        let mut writer = DrawsWriter::new(BufWriter::new(file), &key, labels)?;
        let mut tally = Tally::new(economy);
        let before = bar.position();
        let ending = run(
            self.model,
            &sampler,
            &plan,
            self.stop,
            &mut |progress| bar.set_position(before + progress.draws_done),
            &mut |chunk| {
                writer.append(&chunk)?;
                tally.fold(&chunk)?;
                Ok(ControlFlow::Continue(()))
            },
        )?;
        if ending == Ending::Cancelled {
            return Err(CliError::Interrupted);
        }
        writer.finish()?;
        let mut summary = tally.summarise(&key, &scenario.title().en, labels)?;
        let uncertain = sensitivity::factors(scenario, self.parameters, args.seed, tally.draws());
        tally.explain(&mut summary, &uncertain)?;
        Ok(summary)
    }
}

fn write_summary(folder: &ResultFolder, summary: &RunSummary) -> Result<(), CliError> {
    let mut csv = Vec::new();
    write_csv(summary, &mut csv)?;
    folder.write(SUMMARY, &csv)?;
    let mut json = Vec::new();
    write_json(summary, &mut json)?;
    folder.write("summary.json", &json)
}

/// What the result was made from, and the command that makes it again. The number of threads, the
/// folder and the form of the output are no part of it: they change no figure.
fn recipe(args: &Assess, summary: &RunSummary, countries: &[RegionCode]) -> Recipe {
    let mut command = format!(
        "mist assess --scenario {} --draws {} --seed {} --model {}",
        args.scenario
            .iter()
            .map(|s| quoted(s))
            .collect::<Vec<_>>()
            .join(","),
        args.draws,
        args.seed,
        args.model,
    );
    if !countries.is_empty() {
        let codes: Vec<&str> = countries.iter().map(RegionCode::as_str).collect();
        command.push_str(&format!(" --country {}", codes.join(",")));
    }
    if !args.lang.is_empty() {
        let tags: Vec<&str> = args.lang.iter().map(|lang| lang.tag()).collect();
        command.push_str(&format!(" --lang {}", tags.join(",")));
    }
    let input = |id: &str, sha256: &str| Input {
        id: id.to_owned(),
        sha256: sha256.to_owned(),
    };
    Recipe {
        version: summary.version.clone(),
        command,
        model: args.model.clone(),
        seed: summary.seed,
        draws: args.draws,
        economy: input(&summary.economy, &summary.economy_hash),
        parameters: input(&args.model, &summary.parameters_hash),
        scenarios: summary
            .scenarios
            .iter()
            .map(|scenario| input(&scenario.scenario, &scenario.scenario_hash))
            .collect(),
    }
}

/// A word for a shell, quoted if it needs to be. Of a path only the file's name is kept.
fn quoted(word: &str) -> String {
    let word = word.rsplit(['/', '\\']).next().unwrap_or(word);
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The languages of the pages, each once.
fn languages(args: &Assess) -> Result<Vec<Language>, CliError> {
    if args.lang.is_empty() {
        return Ok(Language::all()?);
    }
    let mut tags: Vec<&str> = Vec::new();
    for lang in &args.lang {
        if !tags.contains(&lang.tag()) {
            tags.push(lang.tag());
        }
    }
    Ok(tags
        .into_iter()
        .map(Language::load)
        .collect::<Result<_, _>>()?)
}

/// Prints what was asked for: the world and some economies, or all.
fn print_summary(
    format: Format,
    mut summary: RunSummary,
    countries: &[RegionCode],
) -> Result<(), CliError> {
    if !countries.is_empty() {
        for scenario in &mut summary.scenarios {
            scenario
                .countries
                .retain(|country| countries.contains(&country.region));
        }
    }
    match format {
        Format::Table => {
            let tables: Vec<String> = summary.scenarios.iter().map(ranking::ranking).collect();
            talk::print(tables.join("\n"))
        }
        Format::Json => {
            let mut json = Vec::new();
            write_json(&summary, &mut json)?;
            talk::print(json)
        }
    }
}

/// Says where the results lie.
fn say_where(quiet: bool, finished: &Finished) {
    if let Some(earlier) = &finished.earlier {
        talk::say(
            quiet,
            format_args!(
                "An earlier, different result is kept in {}.",
                earlier.display()
            ),
        );
    }
    talk::say(
        quiet,
        format_args!(
            "Results: {}\nOpen {} for the pages; manifest.json says what they were made from.",
            finished.path.display(),
            finished.path.join("index.html").display()
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_what_was_meant() {
        assert_eq!(quoted("blockade"), "blockade");
        assert_eq!(quoted("/home/me/my scenario.toml"), "'my scenario.toml'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
