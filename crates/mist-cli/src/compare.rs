//! `mist compare`: the same draws with and without, or under several scenarios.

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use indicatif::ProgressBar;
use mist_economy::{Economy, RegionCode};
use mist_engine::comparison::{Pair, Side};
use mist_engine::overview::{Overview, overview};
use mist_engine::weighted::{WeightedChange, weighted_change};
use mist_engine::{
    ChannelShocks, Comparison, Ending, LossTable, ModelParameters, Plan, PropagationModel,
    compare as compare_draws, models, run, write_comparison_csv, write_json, write_overview_csv,
    write_weighted_csv,
};
use mist_scenario::{Sampling, Scenario};

use crate::args::{Compare, Format};
use crate::assess::languages;
use crate::compare_bundles::compare_bundles;
use crate::compare_table::{side_by_side, table, weighted_table};
use crate::folder::ResultFolder;
use crate::play::{self, Stage, VERSION, quoted};
use crate::published::write_background;
use crate::{
    CliError, countries, date, interrupt, measures, memory, progress, ranking, scenarios, talk,
    weights,
};

/// Runs the command.
///
/// # Errors
/// Whatever is wrong with the request, before the first draw; later only a disk that fills up, or
/// the user's changing their mind.
pub(crate) fn compare(args: &Compare) -> Result<(), CliError> {
    if !args.bundles.is_empty() {
        return compare_bundles(&args.bundles, &args.country, args.format);
    }
    let economy = args.economy.open()?;
    let shown = countries::find_all(&economy, &args.country)?;
    let request = Request::new(&economy, args)?;
    let languages = languages(&args.lang)?;
    let parameters = ModelParameters::embedded()?;
    let shocks = ChannelShocks::new(&economy, &parameters)?;
    let model = models::by_name(&args.model, &economy, &shocks)?;
    let threads = play::threads(args.threads);
    let all = args.draws.saturating_mul(request.sides.len() as u64);
    memory::check_losses(&economy, all, threads)?;
    let folder = ResultFolder::prepare(&args.out)?;
    let stop = interrupt::listen()?;
    talk::say(
        args.quiet,
        format_args!(
            "MIST {VERSION}: {}. {} draws each, the same for all of: {}.",
            economy.info.name,
            ranking::grouped(args.draws),
            request
                .sides
                .iter()
                .map(Scenario::id)
                .collect::<Vec<_>>()
                .join(", "),
        ),
    );
    let bar = progress::bar(all, args.quiet);
    let stage = Stage {
        economy: &economy,
        parameters: &parameters,
        model: &args.model,
        seed: args.seed,
        sampler: args.sampler,
        draws: args.draws,
        attributed: 0,
    };
    let play = Play {
        stage,
        threads,
        model: model.as_ref(),
        stop: &stop,
        bar: &bar,
    };
    let losses: Result<Vec<LossTable>, CliError> =
        request.sides.iter().map(|side| play.losses(side)).collect();
    bar.finish_and_clear();
    let losses = losses?;
    let comparison = Comparison {
        version: VERSION.to_owned(),
        seed: args.seed,
        sampler: args.sampler,
        draws: args.draws,
        model: args.model.clone(),
        economy: economy.info.id.clone(),
        economy_name: economy.info.name.clone(),
        economy_year: economy.info.year,
        economy_hash: economy.info.hash.clone(),
        parameters_hash: parameters.hash().to_owned(),
        pairs: request.pairs(&economy, args.sampler, &losses)?,
        overview: request.overview(&economy, args.sampler, &losses)?,
        weighted: request.weighted(&economy, args, &losses)?,
    };
    let sides: Vec<&Scenario> = request.sides.iter().collect();
    let recipe = stage.recipe(command(args, &shown), &sides);
    write(&folder, &comparison)?;
    let background = play::background(&economy, &sides);
    write_background(&folder, &background)?;
    mist_report::write_comparison(
        &comparison,
        &background.scenarios,
        &mist_report::Recipe {
            command: recipe.command.clone(),
            date: date::of_publication(),
        },
        &languages,
        &shown.iter().map(ToString::to_string).collect::<Vec<_>>(),
        folder.path(),
    )?;
    let finished = folder.finish(recipe)?;
    match args.format {
        Format::Table => {
            let overview = comparison.overview.iter();
            let tables: Vec<String> = overview
                .map(|overview| side_by_side(overview, &shown))
                .chain(comparison.pairs.iter().map(|pair| table(pair, &shown)))
                .chain(
                    comparison
                        .weighted
                        .iter()
                        .map(|change| weighted_table(change, &shown)),
                )
                .collect();
            talk::print(tables.join("\n"))?;
        }
        Format::Json => talk::print(json(&only(comparison, &shown))?)?,
    }
    crate::assess::say_where(args.quiet, &finished);
    Ok(())
}

/// What is run, and what is compared with what.
struct Request {
    /// Each scenario once, alone or with measures.
    sides: Vec<Scenario>,
    /// Positions of base and other among the sides.
    pairs: Vec<(usize, usize)>,
    /// Whether the sides are scenarios to be seen side by side.
    side_by_side: bool,
    /// The user's own weights of the sides.
    weights: Option<Vec<f64>>,
}

impl Request {
    /// With `--with`: every base against itself with each of them. Without: every base against the
    /// first.
    fn new(economy: &Economy, args: &Compare) -> Result<Self, CliError> {
        let asked = if args.scenarios.is_empty() {
            &args.base
        } else {
            &args.scenarios
        };
        let bases = scenarios::find_all(economy, asked)?;
        let bases = measures::each_with(economy, bases, &args.response)?;
        let mut request = Self {
            sides: Vec::new(),
            pairs: Vec::new(),
            side_by_side: args.with.is_empty(),
            weights: weights::of(&args.weights, &bases)?,
        };
        for base in &bases {
            let at = request.sides.len();
            request.sides.push(base.clone());
            for word in &args.with {
                let with = measures::laid_over(economy, base, word)?;
                if request.sides.iter().any(|side| side.id() == with.id()) {
                    return Err(CliError::ScenarioTwice {
                        id: with.id().to_owned(),
                    });
                }
                request.pairs.push((at, request.sides.len()));
                request.sides.push(with);
            }
        }
        if args.with.is_empty() {
            if bases.len() < 2 {
                return Err(CliError::NothingToCompare);
            }
            request.pairs = (1..bases.len()).map(|other| (0, other)).collect();
        }
        Ok(request)
    }

    fn overview(
        &self,
        economy: &Economy,
        sampling: Sampling,
        losses: &[LossTable],
    ) -> Result<Option<Overview>, CliError> {
        if !self.side_by_side {
            return Ok(None);
        }
        let sides = (0..self.sides.len()).map(|at| self.side(at, losses));
        Ok(Some(overview(
            economy,
            sampling,
            sides.collect(),
            self.weights.clone(),
        )?))
    }

    /// What each measure changes over the mixture, where both are asked for. Pairs come base by base,
    /// with the measures in the order asked for.
    fn weighted(
        &self,
        economy: &Economy,
        args: &Compare,
        losses: &[LossTable],
    ) -> Result<Vec<WeightedChange>, CliError> {
        let (Some(weights), false) = (&self.weights, args.with.is_empty()) else {
            return Ok(Vec::new());
        };
        let of_measure = |(k, measure): (usize, &String)| {
            let pairs: Vec<_> = self
                .pairs
                .iter()
                .skip(k)
                .step_by(args.with.len())
                .map(|&(base, with)| (self.side(base, losses), &losses[with]))
                .collect();
            Ok(weighted_change(
                economy,
                args.sampler,
                measure,
                &pairs,
                weights,
            )?)
        };
        args.with.iter().enumerate().map(of_measure).collect()
    }

    fn side<'l>(&self, at: usize, losses: &'l [LossTable]) -> (Side, &'l LossTable) {
        let scenario = &self.sides[at];
        let named = Side {
            id: scenario.id().to_owned(),
            title: scenario.title().en.clone(),
            hash: scenario.hash().to_owned(),
        };
        (named, &losses[at])
    }

    fn pairs(
        &self,
        economy: &Economy,
        sampling: Sampling,
        losses: &[LossTable],
    ) -> Result<Vec<Pair>, CliError> {
        let side = |at: usize| self.side(at, losses);
        self.pairs
            .iter()
            .map(|&(base, with)| Ok(compare_draws(economy, sampling, side(base), side(with))?))
            .collect()
    }
}

/// The command that makes the result again.
fn command(args: &Compare, shown: &[RegionCode]) -> String {
    let words = |words: &[String]| {
        let quoted: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        quoted.join(",")
    };
    let mut command = if args.scenarios.is_empty() {
        format!("mist compare --base {}", words(&args.base))
    } else {
        let named: Vec<String> = args.scenarios.iter().map(|word| quoted(word)).collect();
        format!("mist compare {}", named.join(" "))
    };
    for (option, given) in [
        ("--response", &args.response),
        ("--with", &args.with),
        ("--weights", &args.weights),
    ] {
        if !given.is_empty() {
            command.push_str(&format!(" {option} {}", words(given)));
        }
    }
    command.push_str(&format!(
        " --draws {} --seed {} --model {}",
        args.draws, args.seed, args.model
    ));
    command.push_str(&play::sampler_option(args.sampler));
    command.push_str(&args.economy.words());
    if !shown.is_empty() {
        let codes: Vec<&str> = shown.iter().map(RegionCode::as_str).collect();
        command.push_str(&format!(" --country {}", codes.join(",")));
    }
    if !args.lang.is_empty() {
        let tags: Vec<&str> = args.lang.iter().map(|lang| lang.tag()).collect();
        command.push_str(&format!(" --lang {}", tags.join(",")));
    }
    command
}

/// What all sides have in common.
struct Play<'a> {
    stage: Stage<'a>,
    threads: usize,
    model: &'a dyn PropagationModel,
    stop: &'a AtomicBool,
    bar: &'a ProgressBar,
}

impl<'a> Play<'a> {
    /// Losses of one side by draw.
    fn losses(&self, side: &'a Scenario) -> Result<LossTable, CliError> {
        let Self { stage, bar, .. } = *self;
        bar.set_message(side.id().to_owned());
        let plan = Plan::new(stage.seed, stage.draws, stage.attributed, self.threads)?;
        let sampler = stage.sampler(side);
        let mut losses = LossTable::default();
        let before = bar.position();
        let ending = run(
            self.model,
            &sampler,
            &plan,
            self.stop,
            &mut |progress| bar.set_position(before + progress.draws_done),
            &mut |chunk| {
                losses.fold(&chunk);
                Ok(ControlFlow::Continue(()))
            },
        )?;
        if ending == Ending::Cancelled {
            return Err(CliError::Interrupted);
        }
        Ok(losses)
    }
}

fn write(folder: &ResultFolder, comparison: &Comparison) -> Result<(), CliError> {
    let mut csv = Vec::new();
    write_comparison_csv(comparison, &mut csv)?;
    folder.write("compare.csv", &csv)?;
    if let Some(overview) = &comparison.overview {
        let mut csv = Vec::new();
        write_overview_csv(overview, &mut csv)?;
        folder.write("overview.csv", &csv)?;
    }
    if !comparison.weighted.is_empty() {
        let mut csv = Vec::new();
        write_weighted_csv(&comparison.weighted, &mut csv)?;
        folder.write("weighted.csv", &csv)?;
    }
    folder.write("compare.json", &json(comparison)?)
}

fn json(comparison: &Comparison) -> Result<Vec<u8>, CliError> {
    let mut json = Vec::new();
    write_json(comparison, &mut json)?;
    Ok(json)
}

/// The world and the economies that are asked for, or all.
fn only(mut comparison: Comparison, shown: &[RegionCode]) -> Comparison {
    if !shown.is_empty() {
        for pair in &mut comparison.pairs {
            pair.countries.retain(|c| shown.contains(&c.region));
        }
        if let Some(overview) = &mut comparison.overview {
            overview.countries.retain(|c| shown.contains(&c.region));
        }
        for change in &mut comparison.weighted {
            change.countries.retain(|c| shown.contains(&c.region));
        }
    }
    comparison
}
