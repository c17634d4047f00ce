//! A scenario played through: what identifies it, and what becomes of its chunks.
//!
//! Chunks come from a run, from a journal that is taken up again or from parts that are merged: what
//! is collected from them does not depend on which.

use std::fs::File;
use std::io::BufWriter;
use std::thread;

use mist_economy::Economy;
use mist_engine::{
    ChunkResult, Convergence, DrawsWriter, EngineError, Labels, ModelParameters, RunKey,
    RunSummary, ScenarioSampler, ScenarioSummary, StopRule, Tally, sensitivity, write_csv,
    write_json,
};
use mist_report::Background;
use mist_scenario::{Sampling, Scenario};

use crate::folder::ResultFolder;
use crate::manifest::{Input, Recipe, SUMMARY};
use crate::{CliError, inputs, scenarios};

/// Version of MIST.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Most draws of a scenario whose loss is attributed to its drivers: each of them is run again with
/// drivers switched off one after the other, so they cost several times as much as the others.
const ATTRIBUTED: u64 = 24;

/// One draw in so many is attributed, until there are [`ATTRIBUTED`].
const ATTRIBUTED_EVERY: u64 = 32;

/// But no fewer than this, as far as there are draws: a handful says nothing.
const FEWEST_ATTRIBUTED: u64 = 16;

/// Where the number of draws is not known beforehand: one of so many, a chunk.
const ATTRIBUTED_EVERY_UNTIL: u64 = 32;

/// How many of a run's draws are attributed.
pub(crate) fn attributed(draws: u64) -> u64 {
    (draws.div_ceil(ATTRIBUTED_EVERY))
        .clamp(FEWEST_ATTRIBUTED, ATTRIBUTED)
        .min(draws)
}

/// The same of a run that ends by itself, at `draws` at the latest.
pub(crate) fn attributed_until(draws: u64) -> u64 {
    draws.div_ceil(ATTRIBUTED_EVERY_UNTIL)
}

/// Threads to work with.
pub(crate) fn threads(asked: Option<u16>) -> usize {
    match asked {
        Some(threads) => usize::from(threads),
        None => thread::available_parallelism().map_or(1, Into::into),
    }
}

/// What a scenario is played on.
#[derive(Clone, Copy)]
pub(crate) struct Stage<'a> {
    pub(crate) economy: &'a Economy,
    pub(crate) parameters: &'a ModelParameters,
    /// Name of the propagation model.
    pub(crate) model: &'a str,
    pub(crate) seed: u64,
    /// How the numbers of the draws are spread.
    pub(crate) sampler: Sampling,
    /// Draws of the whole run, or its ceiling.
    pub(crate) draws: u64,
    pub(crate) attributed: u64,
}

impl<'a> Stage<'a> {
    /// What identifies a run of a scenario.
    pub(crate) fn key(&self, scenario: &Scenario) -> RunKey {
        RunKey {
            version: VERSION.to_owned(),
            seed: self.seed,
            sampler: self.sampler,
            draws: self.draws,
            attributed: self.attributed,
            model: self.model.to_owned(),
            scenario: scenario.id().to_owned(),
            scenario_hash: scenario.hash().to_owned(),
            economy_hash: self.economy.info.hash.clone(),
            parameters_hash: self.parameters.hash().to_owned(),
        }
    }

    /// What draws a scenario.
    pub(crate) fn sampler(&self, scenario: &'a Scenario) -> ScenarioSampler<'a> {
        ScenarioSampler::new(
            scenario,
            self.parameters,
            self.economy,
            self.seed,
            self.sampler,
        )
    }

    /// Begins to collect the chunks of a scenario, every draw of it into a file of the folder, beside
    /// the files that it is made from.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub(crate) fn collect(
        &self,
        scenario: &'a Scenario,
        folder: &ResultFolder,
    ) -> Result<Collector<'a>, CliError> {
        let labels = Labels {
            economy: self.economy,
            items: self.parameters.item_ids(),
        };
        let key = self.key(scenario);
        inputs::write(folder, scenario, self.parameters)?;
        let file = folder.create(&format!("draws/{}.parquet", scenario.id()))?;
        Ok(Collector {
            writer: DrawsWriter::new(BufWriter::new(file), &key, labels)?,
            tally: Tally::new(self.economy).sampled(self.sampler),
            key,
            labels,
            scenario,
            parameters: self.parameters,
        })
    }

    /// The summary of a run of some scenarios.
    pub(crate) fn summary(&self, scenarios: Vec<ScenarioSummary>) -> RunSummary {
        let info = &self.economy.info;
        RunSummary {
            version: VERSION.to_owned(),
            seed: self.seed,
            sampler: self.sampler,
            economy: info.id.clone(),
            economy_name: info.name.clone(),
            economy_year: info.year,
            economy_hash: info.hash.clone(),
            parameters_hash: self.parameters.hash().to_owned(),
            scenarios,
        }
    }

    /// What a result was made from; `command` makes it again.
    pub(crate) fn recipe(&self, command: String, scenarios: &[&Scenario]) -> Recipe {
        let info = &self.economy.info;
        let input = |id: &str, sha256: &str| Input {
            id: id.to_owned(),
            sha256: sha256.to_owned(),
        };
        Recipe {
            version: VERSION.to_owned(),
            command,
            model: self.model.to_owned(),
            seed: self.seed,
            sampler: self.sampler,
            draws: self.draws,
            economy: input(&info.id, &info.hash),
            economy_year: Some(info.year),
            tiers: self
                .economy
                .regions
                .iter()
                .map(|region| (region.code.to_string(), region.tier.as_str().to_owned()))
                .collect(),
            parameters: input(self.model, self.parameters.hash()),
            scenarios: scenarios
                .iter()
                .map(|scenario| input(scenario.id(), scenario.hash()))
                .collect(),
        }
    }
}

/// Takes in the chunks of one scenario, in order.
pub(crate) struct Collector<'a> {
    writer: DrawsWriter<'a, BufWriter<File>>,
    tally: Tally,
    key: RunKey,
    labels: Labels<'a>,
    scenario: &'a Scenario,
    parameters: &'a ModelParameters,
}

impl Collector<'_> {
    /// Adds a chunk.
    ///
    /// # Errors
    /// A full disk, or a model that breaks its contract.
    pub(crate) fn add(&mut self, chunk: &ChunkResult) -> Result<(), EngineError> {
        self.writer.append(chunk)?;
        self.tally.fold(chunk)
    }

    /// Draws so far.
    pub(crate) fn draws(&self) -> u64 {
        self.tally.draws()
    }

    /// Whether a rule says that this is enough.
    pub(crate) fn is_enough(&self, rule: Option<StopRule>) -> bool {
        rule.is_some_and(|rule| rule.is_met(&self.tally))
    }

    /// What all chunks say.
    ///
    /// # Errors
    /// A full disk, or no draw that did not fail.
    pub(crate) fn finish(self, rule: Option<StopRule>) -> Result<ScenarioSummary, CliError> {
        self.writer.finish()?;
        let title = &self.scenario.title().en;
        let mut summary = self.tally.summarise(&self.key, title, self.labels)?;
        let draws = self.tally.draws();
        let uncertain = sensitivity::factors(
            self.scenario,
            self.parameters,
            self.key.seed,
            self.key.sampler,
            draws,
        );
        self.tally.explain(&mut summary, &uncertain)?;
        summary.convergence = rule.map(|rule| -> Convergence { rule.state(&self.tally) });
        Ok(summary)
    }
}

/// Writes a summary as CSV and JSON.
///
/// # Errors
/// A full disk or missing permission.
pub(crate) fn write_summary(folder: &ResultFolder, summary: &RunSummary) -> Result<(), CliError> {
    let mut csv = Vec::new();
    write_csv(summary, &mut csv)?;
    folder.write(SUMMARY, &csv)?;
    let mut json = Vec::new();
    write_json(summary, &mut json)?;
    folder.write("summary.json", &json)
}

/// The part of a command that says how draws are spread; empty for the default.
pub(crate) fn sampler_option(sampler: Sampling) -> String {
    if sampler == Sampling::default() {
        String::new()
    } else {
        format!(" --sampler {sampler}")
    }
}

/// What the pages need beside a run's figures.
pub(crate) fn background(economy: &Economy, scenarios: &[&Scenario]) -> Background {
    let measures = scenarios::measures(scenarios);
    let each = measures.iter().copied();
    Background {
        scenarios: scenarios.iter().copied().map(scenarios::text).collect(),
        measures: each.clone().map(scenarios::measure_text).collect(),
        cited: each.map(scenarios::cited).collect(),
        economy: economy.info.clone(),
    }
}

/// A word for a shell, quoted if it needs to be. Of a path only the file's name is kept.
pub(crate) fn quoted(word: &str) -> String {
    let word = word.rsplit(['/', '\\']).next().unwrap_or(word);
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
    if word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
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
