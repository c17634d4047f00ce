//! `manifest.json`: what a result was made from, and the checksum of every file in it.
//!
//! It holds no clock, path or number of threads of its own. Of the files only the pages bear a date,
//! so two results are the same if their recipes and their summaries are.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use mist_scenario::Sampling;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::CliError;

/// Name of the manifest in a result folder. It is written last.
pub(crate) const FILE: &str = "manifest.json";

/// Name of the summary for spreadsheets, which holds every published figure.
pub(crate) const SUMMARY: &str = "summary.csv";

/// First field of every manifest: the layout of the folder, and its edition.
const FORMAT: &str = "mist-result/1";

/// What a result was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recipe {
    /// Version of MIST.
    pub(crate) version: String,
    /// The command that makes it again.
    pub(crate) command: String,
    /// Propagation model.
    pub(crate) model: String,
    /// Seed.
    pub(crate) seed: u64,
    /// How the numbers of the draws are spread.
    #[serde(default = "Sampling::of_old")]
    pub(crate) sampler: Sampling,
    /// Draws a scenario.
    pub(crate) draws: u64,
    /// The economy's identifier and SHA-256.
    pub(crate) economy: Input,
    /// Year of its levels and prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) economy_year: Option<u16>,
    /// How well each economy is measured, by its code: `A`, `B` or `Rest`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tiers: BTreeMap<String, String>,
    /// The model parameters' SHA-256.
    pub(crate) parameters: Input,
    /// Identifier and SHA-256 of each scenario, in the order of the results.
    pub(crate) scenarios: Vec<Input>,
}

/// An input by name and content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Input {
    /// Identifier.
    pub(crate) id: String,
    /// SHA-256 in hexadecimal.
    pub(crate) sha256: String,
}

/// The content of `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    format: String,
    #[serde(flatten)]
    pub(crate) recipe: Recipe,
    /// SHA-256 of every other file, by path within the folder with `/` between its parts.
    files: BTreeMap<String, String>,
}

impl Manifest {
    /// Describes the files now in `folder`, and makes sure that they are on the disk.
    pub(crate) fn describe(folder: &Path, recipe: Recipe) -> Result<Self, CliError> {
        Ok(Self {
            format: FORMAT.to_owned(),
            recipe,
            files: checksums(folder)?,
        })
    }

    /// The manifest of the result in `folder`, or `None` if it is not a finished result.
    pub(crate) fn of(folder: &Path) -> Option<Self> {
        Self::parse(&fs::read(folder.join(FILE)).ok()?)
    }

    /// The manifest that a text holds, if it is one.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(text).ok()?;
        (manifest.format == FORMAT).then_some(manifest)
    }

    /// Path and SHA-256 of every other file, in order of the paths.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|(name, sum)| (name.as_str(), sum.as_str()))
    }

    /// Whether it describes the same result, apart from the date on the pages.
    pub(crate) fn same_result(&self, other: &Self) -> bool {
        self.recipe == other.recipe
            && self.files.get(SUMMARY) == other.files.get(SUMMARY)
            && self.draws().eq(other.draws())
    }

    /// The files with every single draw, which a publication lacks.
    fn draws(&self) -> impl Iterator<Item = (&String, &String)> {
        self.files
            .iter()
            .filter(|(file, _)| file.starts_with("draws/"))
    }

    /// Whether the file of a name had this SHA-256 when the result was finished.
    pub(crate) fn vouches_for(&self, name: &str, sha256: &str) -> bool {
        self.files.get(name).is_some_and(|sum| sum == sha256)
    }

    /// Whether `folder` holds exactly the files that this manifest lists, unchanged.
    pub(crate) fn matches(&self, folder: &Path) -> bool {
        checksums(folder).is_ok_and(|files| files == self.files)
    }
}

/// SHA-256 of every file in a folder but the manifest, by path.
fn checksums(folder: &Path) -> Result<BTreeMap<String, String>, CliError> {
    let mut sums = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(within) = folders.pop() {
        let here = folder.join(&within);
        let failed = |source| CliError::Read {
            path: here.clone(),
            source,
        };
        for entry in fs::read_dir(&here).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let within = within.join(entry.file_name());
            if entry.file_type().map_err(failed)?.is_dir() {
                folders.push(within);
            } else if within != Path::new(FILE) {
                let path = entry.path();
                let sum = checksum(&path).map_err(|source| CliError::Write { path, source })?;
                sums.insert(portable(&within), sum);
            }
        }
    }
    Ok(sums)
}

/// SHA-256 of a file, once it is safely on the disk.
fn checksum(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    file.sync_all()?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            n => hasher.update(&buffer[..n]),
        }
    }
    Ok(hexadecimal(&hasher.finalize()))
}

/// SHA-256 of a text, in hexadecimal.
pub(crate) fn sha256(text: &[u8]) -> String {
    hexadecimal(&Sha256::digest(text))
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A relative path with `/` between its parts, on every system.
fn portable(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
