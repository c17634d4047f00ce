//! `mist run`: one scenario, figures only; resumed, cut into shards, or until it is exact enough.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::AtomicBool;

use clap::Args;
use indicatif::ProgressBar;
use mist_economy::RegionCode;
use mist_engine::{
    ChannelShocks, Ending, EngineError, JournalHeader, ModelParameters, Plan, PropagationModel,
    RunSummary, StopRule, models, run,
};
use mist_scenario::{Sampling, Scenario};

use crate::args::Format;
use crate::assess::{print_summary, say_where};
use crate::economy_source::EconomySource;
use crate::folder::ResultFolder;
use crate::manifest::Manifest;
use crate::part::Part;
use crate::play::{self, Stage, VERSION, quoted, write_summary};
use crate::published::write_background;
use crate::{CliError, countries, interrupt, memory, progress, ranking, scenarios, talk};

pub(crate) const EXAMPLES: &str = "\
Examples:
  mist run --scenario blockade --draws 20000
      Many draws of one scenario, into ./mist-run: figures without pages
  mist run --scenario blockade --draws 20000 --resume
      Go on where a run was stopped or killed
  mist run --scenario blockade --until 0.02 --draws 50000
      As many draws as it takes for an error of 2 % of the median, 50,000 at most
  mist run --scenario blockade --draws 20000 --shard 3/16 --out 3.part
      The third of sixteen parts; `mist merge *.part` joins them

While a run is under way its finished draws are kept in FOLDER.journal. A run that is taken up again,
and parts that are merged, give the bytes of one run that was never stopped.";

/// One scenario, figures only.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// Scenario to play: an identifier (see `mist scenario list`) or a file
    #[arg(short, long, value_name = "ID|FILE")]
    scenario: String,
    /// How often to play it; with --until, how often at most
    #[arg(short, long, value_name = "N", default_value_t = 1000,
          value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    draws: u64,
    /// Stop once the error of the world's 5 %, 50 % and 95 % quantiles is below this share of the
    /// median
    #[arg(short, long, value_name = "ERROR", value_parser = share, conflicts_with = "shard")]
    until: Option<f64>,
    /// Draws whose loss is divided among its drivers; each costs as much as a dozen others
    /// [default: one in 32, 16 to 24; with --until one in 32]
    #[arg(long, value_name = "N")]
    attribute: Option<u64>,
    /// Seed of all chance
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How the numbers of the draws are spread: `random`, or `sobol` for points that fill the ranges
    /// more evenly
    #[arg(long, value_name = "SAMPLER", default_value_t)]
    sampler: Sampling,
    /// Run one part of several, to be merged later
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Go on with a run that was stopped or killed; begins one if there is none
    #[arg(short, long)]
    resume: bool,
    /// Threads to work with; the result does not depend on it [default: all cores]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Folder for the results, or file for a part [default: ./mist-run, ./mist-run-I-of-N.part]
    #[arg(short, long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// How a shock spreads from sector to sector
    #[arg(short, long, value_name = "MODEL", default_value = "dynamic")]
    model: String,
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

/// The `index`th of `count` parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shard {
    index: u64,
    count: u64,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(index, count)| {
            Some(Self {
                index: index.trim().parse().ok()?,
                count: count.trim().parse().ok()?,
            })
        });
        numbers
            .filter(|shard| (1..=shard.count).contains(&shard.index))
            .ok_or_else(|| "write 3/16 for the third of sixteen; the first is 1/16".to_owned())
    }
}

/// A share above 0 and below 1, as a number or in per cent.
fn share(text: &str) -> Result<f64, String> {
    let value = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse().map(|p: f64| p / 100.0),
        None => text.parse(),
    };
    value
        .ok()
        .filter(|share| *share > 0.0 && *share < 1.0)
        .ok_or_else(|| "give a share of the median above 0 and below 1, say 0.02 or 2%".to_owned())
}

/// Runs the command.
///
/// # Errors
/// Whatever is wrong with the request, before the first draw; later a disk that fills up, the
/// user's changing their mind, or a ceiling on draws that comes before the precision asked for.
pub(crate) fn run_command(args: &Run) -> Result<(), CliError> {
    let economy = args.economy.open()?;
    let countries = countries::find_all(&economy, &args.country)?;
    let scenario = scenarios::find(&economy, &args.scenario)?;
    let parameters = ModelParameters::embedded()?;
    let shocks = ChannelShocks::new(&economy, &parameters)?;
    let model = models::by_name(&args.model, &economy, &shocks)?;
    let rule = args.until.map(StopRule::new).transpose()?;
    let stage = Stage {
        economy: &economy,
        parameters: &parameters,
        model: &args.model,
        seed: args.seed,
        sampler: args.sampler,
        draws: args.draws,
        attributed: args
            .attribute
            .unwrap_or_else(|| usual(args.draws, rule.is_some()))
            .min(args.draws),
    };
    let threads = play::threads(args.threads);
    let mut plan = Plan::new(stage.seed, stage.draws, stage.attributed, threads)?;
    if let Some(Shard { index, count }) = args.shard {
        plan = plan.shard(index, count)?;
    }
    let stop = interrupt::listen()?;
    let one = One {
        args,
        stage,
        scenario: &scenario,
        model: model.as_ref(),
        plan,
        rule,
        stop: &stop,
    };
    match args.shard {
        None => one.whole(&countries),
        Some(shard) => one.shard(shard),
    }
}

/// One run of one scenario.
struct One<'a> {
    args: &'a Run,
    stage: Stage<'a>,
    scenario: &'a Scenario,
    model: &'a dyn PropagationModel,
    plan: Plan,
    rule: Option<StopRule>,
    stop: &'a AtomicBool,
}

impl One<'_> {
    /// The whole run, into a result folder.
    fn whole(&self, countries: &[RegionCode]) -> Result<(), CliError> {
        let (args, stage) = (self.args, self.stage);
        memory::check(stage.economy, stage.draws, self.plan.threads)?;
        let out = args.out.as_deref().unwrap_or(Path::new("./mist-run"));
        let recipe = stage.recipe(
            command(&stage, &quoted(&args.scenario), args.until, &args.economy),
            &[self.scenario],
        );
        let mut journal = out.as_os_str().to_owned();
        journal.push(".journal");
        let journal = PathBuf::from(journal);
        if args.resume
            && !journal.exists()
            && Manifest::of(out).is_some_and(|earlier| earlier.recipe == recipe)
        {
            let path = out.display();
            talk::say(args.quiet, format_args!("Complete already: {path}"));
            return print_summary(args.format, read_summary(out)?, countries);
        }

        let folder = ResultFolder::prepare(out)?;
        let mut collector = stage.collect(self.scenario, &folder)?;
        let header = JournalHeader::new(stage.key(self.scenario), &self.plan);
        let mut enough = false;
        let (mut part, left) = Part::open(&journal, &header, args.resume, &mut |chunk| {
            collector.add(&chunk)?;
            enough = collector.is_enough(self.rule);
            Ok(flow(enough))
        })?;
        let bar = self.begin(self.plan.draws, collector.draws());
        let kept = collector.draws();
        let mut on_record = kept;
        let ending = if enough {
            Ok(Ending::Stopped)
        } else {
            self.chunks(left, &bar, kept, &mut |chunk| {
                part.append(&chunk)?;
                on_record += chunk.draws.len() as u64;
                collector.add(&chunk)?;
                Ok(flow(collector.is_enough(self.rule)))
            })
        };
        bar.finish_and_clear();
        let finished = ending.map_err(CliError::from).and_then(|ending| {
            if ending == Ending::Cancelled {
                return Err(self.paused(part.path(), on_record, self.plan.draws));
            }
            let summary = stage.summary(vec![collector.finish(self.rule)?]);
            write_summary(&folder, &summary)?;
            write_background(&folder, &play::background(stage.economy, &[self.scenario]))?;
            Ok((folder.finish(recipe)?, summary))
        });
        let (finished, summary) =
            finished.inspect_err(|error| self.say_what_is_kept(error, part.path(), on_record))?;
        part.remove();
        let convergence = summary.scenarios[0].convergence;
        print_summary(args.format, summary, countries)?;
        say_where(args.quiet, &finished);
        match convergence {
            Some(ending) if !ending.converged => Err(CliError::NotConverged {
                draws: args.draws,
                reached: 100.0 * ending.reached,
                target: 100.0 * ending.target,
            }),
            _ => Ok(()),
        }
    }

    /// One part of the run, into a journal of its own.
    fn shard(&self, shard: Shard) -> Result<(), CliError> {
        let (args, plan) = (self.args, &self.plan);
        let Shard { index, count } = shard;
        let default = PathBuf::from(format!("./mist-run-{index}-of-{count}.part"));
        let out = args.out.as_ref().unwrap_or(&default);
        if let Some(parent) = out.parent() {
            fs::create_dir_all(parent).map_err(|source| CliError::OutUnwritable {
                path: out.clone(),
                source,
            })?;
        }
        let header = JournalHeader::new(self.stage.key(self.scenario), plan);
        let mut kept = 0;
        let (mut part, left) = Part::open(out, &header, args.resume, &mut |chunk| {
            kept += chunk.draws.len() as u64;
            Ok(ControlFlow::Continue(()))
        })?;
        let draws = plan.chunks.clone().map(|c| plan.draws_of(c));
        let draws: u64 = draws.map(|d| d.end - d.start).sum();
        let bar = self.begin(draws, kept);
        let mut on_record = kept;
        let ending = self.chunks(left, &bar, kept, &mut |chunk| {
            part.append(&chunk)?;
            on_record += chunk.draws.len() as u64;
            Ok(ControlFlow::Continue(()))
        });
        bar.finish_and_clear();
        let ending = ending.map_err(CliError::from);
        let ending =
            ending.inspect_err(|error| self.say_what_is_kept(error, part.path(), on_record))?;
        if ending == Ending::Cancelled {
            return Err(self.paused(part.path(), on_record, draws));
        }
        let path = part.path().display();
        talk::say(
            args.quiet,
            format_args!(
                "Part {index} of {count}: {path}. It holds {} draws and is no result yet: \
                 `mist merge` joins all {count} parts.",
                ranking::grouped(on_record)
            ),
        );
        Ok(())
    }

    /// Says what is about to happen, and shows how far it is.
    fn begin(&self, draws: u64, kept: u64) -> ProgressBar {
        let info = &self.stage.economy.info;
        let resumed = match kept {
            0 => String::new(),
            _ => format!(", {} of them on record", ranking::grouped(kept)),
        };
        talk::say(
            self.args.quiet,
            format_args!(
                "MIST {VERSION}: {}. {} draws of {}{resumed}.",
                info.name,
                ranking::grouped(draws),
                self.scenario.id(),
            ),
        );
        let bar = progress::bar(draws, self.args.quiet);
        bar.set_message(self.scenario.id().to_owned());
        bar.set_position(kept);
        // The time left is that of the draws to come.
        bar.reset_eta();
        bar
    }

    /// Runs some chunks of the plan.
    fn chunks(
        &self,
        chunks: std::ops::Range<u64>,
        bar: &ProgressBar,
        kept: u64,
        fold: &mut dyn FnMut(mist_engine::ChunkResult) -> Result<ControlFlow<()>, EngineError>,
    ) -> Result<Ending, EngineError> {
        run(
            self.model,
            &self.stage.sampler(self.scenario),
            &Plan {
                chunks,
                ..self.plan.clone()
            },
            self.stop,
            &mut |progress| bar.set_position(kept + progress.draws_done),
            fold,
        )
    }

    fn paused(&self, journal: &Path, draws: u64, of: u64) -> CliError {
        CliError::Paused {
            journal: journal.to_owned(),
            draws,
            of,
        }
    }

    /// After a failure: that nothing finished is lost.
    fn say_what_is_kept(&self, error: &CliError, journal: &Path, draws: u64) {
        if draws > 0 && !matches!(error, CliError::Paused { .. }) {
            talk::say(
                false,
                format_args!(
                    "{} draws are on record in {}: the same command with --resume goes on from \
                     there.",
                    ranking::grouped(draws),
                    journal.display()
                ),
            );
        }
    }
}

const fn flow(enough: bool) -> ControlFlow<()> {
    if enough {
        ControlFlow::Break(())
    } else {
        ControlFlow::Continue(())
    }
}

/// The command that makes the result again, whole or from parts.
pub(crate) fn command(
    stage: &Stage<'_>,
    scenario: &str,
    until: Option<f64>,
    economy: &EconomySource,
) -> String {
    let Stage {
        model, seed, draws, ..
    } = stage;
    let sampler = play::sampler_option(stage.sampler);
    let mut command = format!(
        "mist run --scenario {scenario} --draws {draws} --seed {seed} --model {model}{sampler}"
    );
    if let Some(error) = until {
        command.push_str(&format!(" --until {error}"));
    }
    if stage.attributed != usual(*draws, until.is_some()) {
        command.push_str(&format!(" --attribute {}", stage.attributed));
    }
    command.push_str(&economy.words());
    command
}

/// Draws that are attributed unless a number is given.
fn usual(draws: u64, until: bool) -> u64 {
    if until {
        play::attributed_until(draws)
    } else {
        play::attributed(draws)
    }
}

fn read_summary(folder: &Path) -> Result<RunSummary, CliError> {
    let path = folder.join("summary.json");
    let text = fs::read(&path).map_err(|source| CliError::Read { path, source })?;
    serde_json::from_slice(&text).map_err(|source| CliError::Json { source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_counts_from_one() {
        assert_eq!(
            "3/16".parse(),
            Ok(Shard {
                index: 3,
                count: 16
            })
        );
        for wrong in ["0/4", "5/4", "1", "1/0", "a/b", "-1/4", ""] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_error_is_a_share_or_per_cent() {
        assert_eq!(share("0.02"), Ok(0.02));
        assert_eq!(share("2%"), Ok(0.02));
        for wrong in ["0", "1", "2", "100%", "-1", "NaN", ""] {
            assert!(share(wrong).is_err(), "{wrong}");
        }
    }
}
