//! `mist assess`: scenarios in, a table and a result folder out.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::ProgressBar;
use mist_economy::RegionCode;
use mist_engine::{
    ChannelShocks, Ending, ModelParameters, Plan, PropagationModel, RunSummary, ScenarioSummary,
    models, run, worker_threads, write_json,
};
use mist_report::Language;
use mist_scenario::Scenario;

use crate::args::{Assess, Format, Lang};
use crate::folder::{Finished, ResultFolder};
use crate::play::{self, Stage, VERSION, quoted, write_summary};
use crate::published::{Published, write_background};
use crate::{
    CliError, countries, exposure, interrupt, measures, memory, pdf, progress, publish_command,
    ranking, scenarios, talk,
};

/// Runs the command.
///
/// # Errors
/// Whatever is wrong with the request, before the first draw; later only a disk that fills up, or
/// the user's changing their mind.
pub(crate) fn assess(args: &Assess) -> Result<(), CliError> {
    let economy = args.economy.open()?;
    let countries = countries::find_all(&economy, &args.country)?;
    let scenarios = scenarios::find_all(&economy, &args.scenario)?;
    let scenarios = measures::each_with(&economy, scenarios, &args.response)?;
    let languages = languages(&args.lang)?;
    let typesetter = pdf::typesetter(&args.to, &[])?;
    let parameters = ModelParameters::embedded()?;
    let shocks = ChannelShocks::new(&economy, &parameters)?;
    let model = models::by_name(&args.model, &economy, &shocks)?;
    let folder = ResultFolder::prepare(&args.out)?;
    memory::check(&economy, args.draws, play::threads(args.threads))?;
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
    let stage = Stage {
        economy: &economy,
        parameters: &parameters,
        model: &args.model,
        seed: args.seed,
        sampler: args.sampler,
        draws: args.draws,
        attributed: play::attributed(args.draws),
    };
    let run = Run {
        args,
        stage,
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
    let summary = stage.summary(played?);
    write_summary(&folder, &summary)?;
    let recipe = stage.recipe(
        command(args, &countries),
        &scenarios.iter().collect::<Vec<_>>(),
    );
    let background = play::background(&economy, &scenarios.iter().collect::<Vec<_>>());
    write_background(&folder, &background)?;
    let published = Published::as_written(&summary, background, recipe)?;
    let publication = published
        .publication()?
        .with_exposure(exposure::report(&economy, &countries)?);
    worker_threads(play::threads(args.threads))?.install(|| {
        let forms = (args.to.as_slice(), typesetter.as_deref());
        publish_command::write(&publication, &languages, &countries, forms, &folder)
    })?;
    if stop.load(Ordering::Relaxed) {
        return Err(CliError::Interrupted);
    }
    let finished = folder.finish(published.recipe)?;

    print_summary(args.format, summary, &countries)?;
    say_where(args.quiet, &finished);
    Ok(())
}

/// What all scenarios of a run have in common.
struct Run<'a> {
    args: &'a Assess,
    stage: Stage<'a>,
    model: &'a dyn PropagationModel,
    folder: &'a ResultFolder,
    stop: &'a AtomicBool,
    bar: &'a ProgressBar,
}

impl<'a> Run<'a> {
    /// Runs all draws of one scenario, writing each of them to the folder.
    fn play(&self, scenario: &'a Scenario) -> Result<ScenarioSummary, CliError> {
        let (stage, bar) = (&self.stage, self.bar);
        bar.set_message(scenario.id().to_owned());
        let threads = play::threads(self.args.threads);
        let plan = Plan::new(stage.seed, stage.draws, stage.attributed, threads)?;
        let mut collector = stage.collect(scenario, self.folder)?;
        let before = bar.position();
        let ending = run(
            self.model,
            &stage.sampler(scenario),
            &plan,
            self.stop,
            &mut |progress| bar.set_position(before + progress.draws_done),
            &mut |chunk| {
                collector.add(&chunk)?;
                Ok(ControlFlow::Continue(()))
            },
        )?;
        if ending == Ending::Cancelled {
            return Err(CliError::Interrupted);
        }
        collector.finish(None)
    }
}

/// The command that makes the result again. The number of threads, the folder and the form of the
/// output are no part of it: they change no figure.
fn command(args: &Assess, countries: &[RegionCode]) -> String {
    let words = |words: &[String]| {
        let quoted: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        quoted.join(",")
    };
    let mut command = format!("mist assess --scenario {}", words(&args.scenario));
    if !args.response.is_empty() {
        command.push_str(&format!(" --response {}", words(&args.response)));
    }
    command.push_str(&format!(
        " --draws {} --seed {} --model {}",
        args.draws, args.seed, args.model,
    ));
    command.push_str(&play::sampler_option(args.sampler));
    command.push_str(&args.economy.words());
    if !countries.is_empty() {
        let codes: Vec<&str> = countries.iter().map(RegionCode::as_str).collect();
        command.push_str(&format!(" --country {}", codes.join(",")));
    }
    if !args.lang.is_empty() {
        let tags: Vec<&str> = args.lang.iter().map(|lang| lang.tag()).collect();
        command.push_str(&format!(" --lang {}", tags.join(",")));
    }
    command
}

/// The languages of the pages, each once.
pub(crate) fn languages(asked: &[Lang]) -> Result<Vec<Language>, CliError> {
    if asked.is_empty() {
        return Ok(Language::all()?);
    }
    let mut tags: Vec<&str> = Vec::new();
    for lang in asked {
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
pub(crate) fn print_summary(
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
pub(crate) fn say_where(quiet: bool, finished: &Finished) {
    if let Some(earlier) = &finished.earlier {
        talk::say(
            quiet,
            format_args!(
                "An earlier, different result is kept in {}.",
                earlier.display()
            ),
        );
    }
    let pages = finished.path.join("index.html");
    let first = if pages.exists() {
        format!("Open {} for the pages;", pages.display())
    } else {
        format!("`mist publish {}` makes pages;", finished.path.display())
    };
    talk::say(
        quiet,
        format_args!(
            "Results: {}\n{first} manifest.json says what they were made from.",
            finished.path.display(),
        ),
    );
}
