//! A finished result read back from its folder, for whoever publishes it.

use std::fs;
use std::path::{Path, PathBuf};

use mist_engine::{Comparison, RunSummary, write_json};
use mist_report::{Background, Measured, Publication};

use crate::folder::ResultFolder;
use crate::manifest::{self, Manifest, Recipe};
use crate::play::VERSION;
use crate::{CliError, date};

/// Name of the file with the words of the scenarios and the sources of the economy.
const BACKGROUND: &str = "background.json";

/// Name of the file with the figures.
const SUMMARY: &str = "summary.json";

/// Name of the file with what responses and levers change.
const COMPARISON: &str = "compare.json";

/// What results on the same pages must have in common.
const BASIS: [&str; 4] = ["economy", "parameters", "model", "seed"];

/// One finished result, or several that go onto the same pages.
#[derive(Debug)]
pub(crate) struct Published {
    /// Figures of all scenarios.
    pub(crate) run: RunSummary,
    /// Words and sources.
    pub(crate) background: Background,
    /// What they were made from; the command makes all of them.
    pub(crate) recipe: Recipe,
    /// What responses and levers change, from comparisons of the same scenarios.
    pub(crate) measured: Vec<Measured>,
    /// Folders with draws and inputs.
    pub(crate) folders: Vec<PathBuf>,
}

impl Published {
    /// Reads some result folders as one; those of comparisons say what measures change of the others.
    ///
    /// # Errors
    /// A folder that is no finished result of this version or was changed since, results that do not
    /// belong on one page, or a scenario that two of them hold.
    pub(crate) fn read(folders: &[PathBuf]) -> Result<Self, CliError> {
        let compares = |folder: &&PathBuf| folder.join(COMPARISON).is_file();
        let (comparisons, results): (Vec<&PathBuf>, Vec<&PathBuf>) =
            folders.iter().partition(compares);
        let (first, others) = results.split_first().ok_or(CliError::NothingToPublish)?;
        let mut all = Self::one(first)?;
        for folder in others {
            all.add(Self::one(folder)?, first, folder)?;
        }
        for folder in comparisons {
            all.compare(folder, first)?;
        }
        Ok(all)
    }

    /// Takes what a comparison says of the results' scenarios.
    fn compare(&mut self, folder: &Path, first: &Path) -> Result<(), CliError> {
        let manifest = manifest_of(folder)?;
        let comparison: Comparison = parsed(folder, COMPARISON, &manifest)?;
        let background: Background = parsed(folder, BACKGROUND, &manifest)?;
        let basis = [
            comparison.economy_hash.clone(),
            comparison.parameters_hash.clone(),
            comparison.model.clone(),
            comparison.seed.to_string(),
        ];
        self.has_basis(basis, first, folder)?;
        let run = &self.run;
        let of_these = |pair: &mist_engine::comparison::Pair| {
            run.scenarios
                .iter()
                .any(|s| s.scenario_hash == pair.base.hash)
        };
        if !comparison.pairs.iter().any(of_these) {
            return Err(CliError::OtherBase {
                path: folder.to_owned(),
                scenarios: run.scenarios.iter().map(|s| s.scenario.clone()).collect(),
            });
        }
        self.measured.push(Measured {
            comparison,
            command: manifest.recipe.command,
            measures: background.measures,
            cited: background.cited,
        });
        Ok(())
    }

    /// A result as its files have it, so that publishing it later gives the same pages to the byte.
    ///
    /// # Errors
    /// None that a disk or a user could cause.
    pub(crate) fn as_written(
        run: &RunSummary,
        background: Background,
        recipe: Recipe,
    ) -> Result<Self, CliError> {
        let mut json = Vec::new();
        write_json(run, &mut json)?;
        Ok(Self {
            run: serde_json::from_slice(&json).map_err(|source| CliError::Json { source })?,
            background,
            recipe,
            measured: Vec::new(),
            folders: Vec::new(),
        })
    }

    fn one(folder: &Path) -> Result<Self, CliError> {
        let manifest = manifest_of(folder)?;
        Ok(Self {
            measured: Vec::new(),
            folders: vec![folder.to_owned()],
            run: parsed(folder, SUMMARY, &manifest)?,
            background: parsed(folder, BACKGROUND, &manifest)?,
            recipe: manifest.recipe,
        })
    }

    /// What results on the same pages must have in common, in the order of [`BASIS`].
    fn basis(&self) -> [String; BASIS.len()] {
        [
            self.run.economy_hash.clone(),
            self.run.parameters_hash.clone(),
            self.recipe.model.clone(),
            self.run.seed.to_string(),
        ]
    }

    /// Makes sure that what is in another folder rests on the same.
    fn has_basis(
        &self,
        other: [String; BASIS.len()],
        first: &Path,
        folder: &Path,
    ) -> Result<(), CliError> {
        for (field, (here, there)) in BASIS.into_iter().zip(self.basis().into_iter().zip(other)) {
            if here != there {
                return Err(CliError::ResultsDiffer {
                    field,
                    first: first.to_owned(),
                    here,
                    second: folder.to_owned(),
                    there,
                });
            }
        }
        Ok(())
    }

    /// Puts another result's scenarios after these.
    fn add(&mut self, other: Self, first: &Path, folder: &Path) -> Result<(), CliError> {
        self.has_basis(other.basis(), first, folder)?;
        for scenario in &other.run.scenarios {
            let id = &scenario.scenario;
            if self.run.scenarios.iter().any(|s| s.scenario == *id) {
                return Err(CliError::ScenarioTwice { id: id.clone() });
            }
        }
        self.run.scenarios.extend(other.run.scenarios);
        self.background.scenarios.extend(other.background.scenarios);
        self.recipe.scenarios.extend(other.recipe.scenarios);
        self.folders.extend(other.folders);
        self.recipe.command = format!("{} && {}", self.recipe.command, other.recipe.command);
        Ok(())
    }

    /// The result as something to be published today.
    ///
    /// # Errors
    /// A scenario without words.
    pub(crate) fn publication(&self) -> Result<Publication, CliError> {
        Ok(Publication::new(
            self.run.clone(),
            &self.background.scenarios,
            self.background.economy.clone(),
            mist_report::Recipe {
                command: self.recipe.command.clone(),
                date: date::of_publication(),
            },
        )?)
    }
}

/// The manifest of a finished result of this version.
fn manifest_of(folder: &Path) -> Result<Manifest, CliError> {
    let manifest = Manifest::of(folder).ok_or_else(|| CliError::NotAResult {
        path: folder.to_owned(),
    })?;
    let found = &manifest.recipe.version;
    if found != VERSION {
        return Err(CliError::OtherVersion {
            path: folder.to_owned(),
            found: found.clone(),
            here: VERSION,
        });
    }
    Ok(manifest)
}

/// Writes what a publication needs beside the figures.
///
/// # Errors
/// A full disk or missing permission.
pub(crate) fn write_background(
    folder: &ResultFolder,
    background: &Background,
) -> Result<(), CliError> {
    let mut json =
        serde_json::to_vec_pretty(background).map_err(|source| CliError::Json { source })?;
    json.push(b'\n');
    folder.write(BACKGROUND, &json)
}

/// A file of a result, which must be what its manifest says.
fn parsed<T: serde::de::DeserializeOwned>(
    folder: &Path,
    name: &'static str,
    manifest: &Manifest,
) -> Result<T, CliError> {
    let path = folder.join(name);
    let text = fs::read(&path).map_err(|source| CliError::Read {
        path: path.clone(),
        source,
    })?;
    if !manifest.vouches_for(name, &manifest::sha256(&text)) {
        return Err(CliError::ResultChanged { path });
    }
    serde_json::from_slice(&text).map_err(|source| CliError::Parse { path, source })
}
