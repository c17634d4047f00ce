//! Running draws of a bundle again, and holding them against what it says.

use std::fs;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use indicatif::ProgressBar;
use mist_economy::{Economy, EconomyFiles};
use mist_engine::{
    ChannelShocks, DrawResult, Ending, EngineError, Findings, Labels, ModelParameters, Plan,
    RunSummary, Sampler as _, ScenarioSummary, StopRule, StoredDraws, models, run, write_json,
};
use mist_scenario::{Sampling, Scenario};

use crate::CliError;
use crate::bundle::Bundle;
use crate::folder::ResultFolder;
use crate::inputs;
use crate::manifest::Input;
use crate::play::{Stage, VERSION};

/// Which draws are run again.
#[derive(Debug, Clone)]
pub(crate) enum Which {
    /// The first, the middle and the last of each scenario.
    Some,
    /// These.
    These(Vec<u64>),
    /// Every one, and the summary with them.
    All,
}

/// What a bundle's run is repeated on: its own inputs, as far as this program has not the same.
pub(crate) struct Ground {
    pub(crate) economy: Economy,
    pub(crate) parameters: ModelParameters,
    /// Whether the economy came in the bundle.
    pub(crate) own_economy: bool,
    /// Whether the parameters came in the bundle.
    pub(crate) own_parameters: bool,
}

impl Ground {
    /// The economy and the parameters of a bundle.
    ///
    /// # Errors
    /// [`CliError::CannotRepeat`] where neither this program nor the bundle has them.
    pub(crate) fn of(bundle: &Bundle) -> Result<Self, CliError> {
        let recipe = &bundle.manifest().recipe;
        let embedded = Economy::embedded()?;
        let (economy, own_economy) = if embedded.info.hash == recipe.economy.sha256 {
            (embedded, false)
        } else {
            (packed_economy(bundle, &embedded.info.hash)?, true)
        };
        let shipped = ModelParameters::embedded()?;
        let (parameters, own_parameters) = if shipped.hash() == recipe.parameters.sha256 {
            (shipped, false)
        } else {
            let texts = |name: &str| bundle.text(name);
            let own = inputs::parameters(&texts)?.filter(|p| p.hash() == recipe.parameters.sha256);
            let own = own.ok_or_else(|| CliError::CannotRepeat {
                what: format!(
                    "the parameters have SHA-256 {}, those of this program {}, and the bundle does \
                     not hold them",
                    recipe.parameters.sha256,
                    shipped.hash()
                ),
                help: with_version(&recipe.version),
            })?;
            (own, true)
        };
        Ok(Self {
            economy,
            parameters,
            own_economy,
            own_parameters,
        })
    }
}

fn with_version(version: &str) -> String {
    format!(
        "verify with MIST {version}, which made it; this is {VERSION}. `--files` checks the files \
         alone"
    )
}

/// The economy that a bundle holds.
fn packed_economy(bundle: &Bundle, here: &str) -> Result<Economy, CliError> {
    let recipe = &bundle.manifest().recipe;
    let contents: Vec<Option<Vec<u8>>> = inputs::ECONOMY
        .iter()
        .map(|name| bundle.bytes(&format!("inputs/economy/{name}")))
        .collect();
    let refuse = |what: String| CliError::CannotRepeat {
        what,
        help: with_version(&recipe.version),
    };
    if contents.iter().any(Option::is_none) {
        return Err(refuse(format!(
            "the economy `{}` has SHA-256 {}, that of this program {here}, and the bundle does not \
             hold it",
            recipe.economy.id, recipe.economy.sha256
        )));
    }
    let files = EconomyFiles::by_name(|name| {
        let at = inputs::ECONOMY.iter().position(|other| *other == name);
        at.and_then(|at| contents.get(at))
            .and_then(Option::as_deref)
            .unwrap_or_default()
    });
    let economy = Economy::from_files(&files)?;
    if economy.info.hash != recipe.economy.sha256 {
        return Err(refuse(format!(
            "the economy in the bundle has SHA-256 {}, the run had {}",
            economy.info.hash, recipe.economy.sha256
        )));
    }
    Ok(economy)
}

/// One scenario of a bundle, ready to be run again.
pub(crate) struct Repeat<'a> {
    pub(crate) bundle: &'a Bundle,
    pub(crate) ground: &'a Ground,
    pub(crate) threads: usize,
    pub(crate) stop: &'a AtomicBool,
    pub(crate) bar: &'a ProgressBar,
}

/// What was found about one scenario.
pub(crate) struct Repeated {
    /// Draws in the bundle.
    pub(crate) draws: u64,
    /// Draws that were run again.
    pub(crate) again: Vec<u64>,
    /// Whether every one was.
    pub(crate) whole: bool,
    pub(crate) findings: Findings,
    /// The summary, if all were.
    pub(crate) summary: Option<ScenarioSummary>,
}

impl<'a> Repeat<'a> {
    /// The scenario that an entry of the manifest names, from the bundle's own files.
    ///
    /// # Errors
    /// Files that are missing, not valid, or not those of the run.
    pub(crate) fn scenario(&self, input: &Input) -> Result<Scenario, CliError> {
        let texts = |name: &str| self.bundle.text(name);
        let scenario = inputs::scenario(&self.ground.economy, &input.id, &texts)?;
        let refuse = |what: String| CliError::BundleDamaged {
            path: self.bundle.path().to_owned(),
            problems: vec![what],
        };
        let scenario = scenario.ok_or_else(|| {
            refuse(format!(
                "the file of the scenario `{}` is missing",
                input.id
            ))
        })?;
        if scenario.hash() != input.sha256 {
            return Err(refuse(format!(
                "the file of the scenario `{}` is not the one that was run: SHA-256 {} instead of {}",
                input.id,
                scenario.hash(),
                input.sha256
            )));
        }
        Ok(scenario)
    }

    /// Draws of a scenario that the bundle holds.
    fn stored(&self, scenario: &Scenario) -> Result<(StoredDraws, u64), CliError> {
        let name = format!("draws/{}.parquet", scenario.id());
        let stored = StoredDraws::open(&name, self.bundle.file(&name)?)?;
        let regions = self.ground.economy.regions.len() as u64;
        let rows = u64::try_from(stored.rows()).unwrap_or(0);
        if rows == 0 || !rows.is_multiple_of(regions) {
            return Err(CliError::BundleDamaged {
                path: self.bundle.path().to_owned(),
                problems: vec![format!("{name} has {rows} rows for {regions} economies")],
            });
        }
        Ok((stored, rows / regions))
    }

    /// Runs draws of a scenario again and compares them; `into` is where files of a whole run go.
    ///
    /// # Errors
    /// A draw that the bundle does not hold, files that contradict each other, or an interruption.
    pub(crate) fn play(
        &self,
        scenario: &Scenario,
        which: &Which,
        into: &ResultFolder,
    ) -> Result<Repeated, CliError> {
        let (stored, draws) = self.stored(scenario)?;
        let key = stored.key().clone();
        let recipe = &self.bundle.manifest().recipe;
        let stage = Stage {
            economy: &self.ground.economy,
            parameters: &self.ground.parameters,
            model: &key.model,
            seed: key.seed,
            sampler: key.sampler,
            draws: key.draws,
            attributed: key.attributed,
        };
        let mut here = stage.key(scenario);
        here.version.clone_from(&key.version);
        let contradiction = here
            .difference(&key)
            .or_else(|| {
                (key.seed != recipe.seed)
                    .then(|| ("mist.seed", recipe.seed.to_string(), key.seed.to_string()))
            })
            .or_else(|| {
                let named = |sampler: Sampling| sampler.to_string();
                (key.sampler != recipe.sampler)
                    .then(|| ("mist.sampler", named(recipe.sampler), named(key.sampler)))
            })
            .or_else(|| {
                (key.model != recipe.model)
                    .then(|| ("mist.model", recipe.model.clone(), key.model.clone()))
            });
        if let Some((field, said, found)) = contradiction {
            return Err(CliError::BundleDamaged {
                path: self.bundle.path().to_owned(),
                problems: vec![format!(
                    "draws/{}.parquet says that {field} is `{found}`, its manifest and inputs say \
                     `{said}`",
                    scenario.id()
                )],
            });
        }
        self.bar.set_message(scenario.id().to_owned());
        let labels = Labels {
            economy: &self.ground.economy,
            items: self.ground.parameters.item_ids(),
        };
        let again = match which {
            Which::All => return self.whole(&stage, scenario, stored, draws, into),
            Which::Some => {
                let mut some = vec![0, draws / 2, draws - 1];
                some.dedup();
                some
            }
            Which::These(these) => these.clone(),
        };
        if let Some(beyond) = again.iter().find(|draw| **draw >= draws) {
            return Err(CliError::NoSuchDraw {
                draw: *beyond,
                scenario: scenario.id().to_owned(),
                draws,
            });
        }
        let results = self.chosen(&stage, scenario, &again)?;
        Ok(Repeated {
            draws,
            again,
            whole: false,
            findings: stored.compare(&results, labels)?,
            summary: None,
        })
    }

    /// Runs chosen draws: each is a function of its number, whatever others are run with it.
    fn chosen(
        &self,
        stage: &Stage<'_>,
        scenario: &Scenario,
        again: &[u64],
    ) -> Result<Vec<DrawResult>, CliError> {
        let shocks = ChannelShocks::new(&self.ground.economy, &self.ground.parameters)?;
        let model = models::by_name(stage.model, &self.ground.economy, &shocks)?;
        let sampler = stage.sampler(scenario);
        let chosen = |at: u64| {
            let draw = usize::try_from(at).ok().and_then(|at| again.get(at));
            sampler.sample(draw.copied().unwrap_or(0))
        };
        let plan = Plan::new(stage.seed, again.len() as u64, 0, self.threads)?;
        let mut results = Vec::with_capacity(again.len());
        let before = self.bar.position();
        let ending = run(
            model.as_ref(),
            &chosen,
            &plan,
            self.stop,
            &mut |progress| self.bar.set_position(before + progress.draws_done),
            &mut |chunk| {
                results.extend(chunk.draws);
                Ok(ControlFlow::Continue(()))
            },
        )?;
        finished(ending)?;
        Ok(results)
    }

    /// Runs every draw of a scenario, as the run itself did.
    fn whole(
        &self,
        stage: &Stage<'a>,
        scenario: &Scenario,
        stored: StoredDraws,
        draws: u64,
        into: &ResultFolder,
    ) -> Result<Repeated, CliError> {
        let rule = self.rule(scenario)?;
        let shocks = ChannelShocks::new(&self.ground.economy, &self.ground.parameters)?;
        let model = models::by_name(stage.model, &self.ground.economy, &shocks)?;
        let plan = Plan::new(stage.seed, stage.draws, stage.attributed, self.threads)?;
        let mut collector = stage.collect(scenario, into)?;
        let mut results: Vec<DrawResult> = Vec::new();
        let before = self.bar.position();
        let ending = run(
            model.as_ref(),
            &stage.sampler(scenario),
            &plan,
            self.stop,
            &mut |progress| self.bar.set_position(before + progress.draws_done),
            &mut |chunk| -> Result<_, EngineError> {
                collector.add(&chunk)?;
                results.extend(chunk.draws);
                Ok(match collector.is_enough(rule) {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                })
            },
        )?;
        finished(ending)?;
        let summary = collector.finish(rule)?;
        let labels = Labels {
            economy: &self.ground.economy,
            items: self.ground.parameters.item_ids(),
        };
        let mut findings = stored.compare(&results, labels)?;
        if results.len() as u64 != draws {
            findings.differing += 1;
        }
        Ok(Repeated {
            draws,
            again: results.iter().map(|draw| draw.outcome.draw).collect(),
            whole: true,
            findings,
            summary: Some(summary),
        })
    }

    /// The rule by which a run stopped by itself, as its summary says.
    fn rule(&self, scenario: &Scenario) -> Result<Option<StopRule>, CliError> {
        let summary = summary(self.bundle)?;
        let own = summary
            .scenarios
            .iter()
            .find(|s| s.scenario == scenario.id());
        Ok(own
            .and_then(|s| s.convergence)
            .map(|c| StopRule::new(c.target))
            .transpose()?)
    }
}

fn finished(ending: Ending) -> Result<(), CliError> {
    match ending {
        Ending::Cancelled => Err(CliError::Interrupted),
        Ending::Finished | Ending::Stopped => Ok(()),
    }
}

/// The summary that a bundle holds.
///
/// # Errors
/// A summary that is missing or cannot be read.
pub(crate) fn summary(bundle: &Bundle) -> Result<RunSummary, CliError> {
    let damaged = |what: String| CliError::BundleDamaged {
        path: bundle.path().to_owned(),
        problems: vec![what],
    };
    let text = bundle
        .bytes("summary.json")
        .ok_or_else(|| damaged("summary.json is missing".to_owned()))?;
    serde_json::from_slice(&text).map_err(|e| damaged(format!("summary.json cannot be read: {e}")))
}

/// The summary of a whole run as the two files that hold it.
///
/// # Errors
/// Whatever keeps a summary from being written.
pub(crate) fn summary_files(
    into: &ResultFolder,
    summary: &RunSummary,
) -> Result<(Vec<u8>, Vec<u8>), CliError> {
    crate::play::write_summary(into, summary)?;
    let mut json = Vec::new();
    write_json(summary, &mut json)?;
    let path = into.path().join(crate::manifest::SUMMARY);
    let csv = fs::read(&path).map_err(|source| CliError::Read { path, source })?;
    Ok((csv, json))
}
