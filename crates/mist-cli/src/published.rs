//! A finished result read back from its folder, for whoever publishes it.

use std::fs;
use std::path::{Path, PathBuf};

use mist_engine::{RunSummary, write_json};
use mist_report::{Background, Publication};

use crate::folder::ResultFolder;
use crate::manifest::{self, Manifest, Recipe};
use crate::play::VERSION;
use crate::{CliError, date};

/// Name of the file with the words of the scenarios and the sources of the economy.
const BACKGROUND: &str = "background.json";

/// Name of the file with the figures.
const SUMMARY: &str = "summary.json";

/// One finished result, or several that go onto the same pages.
#[derive(Debug)]
pub(crate) struct Published {
    /// Figures of all scenarios.
    pub(crate) run: RunSummary,
    /// Words and sources.
    pub(crate) background: Background,
    /// What they were made from; the command makes all of them.
    pub(crate) recipe: Recipe,
}

impl Published {
    /// Reads some result folders as one.
    ///
    /// # Errors
    /// A folder that is no finished result of this version or was changed since, results that do not
    /// belong on one page, or a scenario that two of them hold.
    pub(crate) fn read(folders: &[PathBuf]) -> Result<Self, CliError> {
        let (first, others) = folders.split_first().ok_or(CliError::NothingToPublish)?;
        let mut all = Self::one(first)?;
        for folder in others {
            all.add(Self::one(folder)?, first, folder)?;
        }
        Ok(all)
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
        })
    }

    fn one(folder: &Path) -> Result<Self, CliError> {
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
        Ok(Self {
            run: parsed(folder, SUMMARY, &manifest)?,
            background: parsed(folder, BACKGROUND, &manifest)?,
            recipe: manifest.recipe,
        })
    }

    /// Puts another result's scenarios after these.
    fn add(&mut self, other: Self, first: &Path, folder: &Path) -> Result<(), CliError> {
        let of = |result: &Self| {
            [
                ("economy", result.run.economy_hash.clone()),
                ("parameters", result.run.parameters_hash.clone()),
                ("model", result.recipe.model.clone()),
                ("seed", result.run.seed.to_string()),
            ]
        };
        for ((field, here), (_, there)) in of(self).into_iter().zip(of(&other)) {
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
        for scenario in &other.run.scenarios {
            let id = &scenario.scenario;
            if self.run.scenarios.iter().any(|s| s.scenario == *id) {
                return Err(CliError::ScenarioTwice { id: id.clone() });
            }
        }
        self.run.scenarios.extend(other.run.scenarios);
        self.background.scenarios.extend(other.background.scenarios);
        self.recipe.scenarios.extend(other.recipe.scenarios);
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
