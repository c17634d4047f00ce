//! Which economy a command works on: the embedded one, or a folder of the user's.

use std::path::PathBuf;

use clap::Args;
use mist_economy::{Economy, EconomyError};

use crate::CliError;
use crate::play::quoted;

/// The option `--economy`.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct EconomySource {
    /// Economy to work on: a folder that `mist economy import` or `aggregate` made [default: the
    /// embedded one]
    #[arg(long = "economy", value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

impl EconomySource {
    /// Opens the economy.
    ///
    /// # Errors
    /// A folder that holds none, or a damaged one.
    pub(crate) fn open(&self) -> Result<Economy, CliError> {
        let Some(folder) = &self.folder else {
            return Ok(Economy::embedded()?);
        };
        if !folder.join("economy.json").is_file() {
            return Err(EconomyError::InvalidData {
                what: "no economy".to_owned(),
                location: folder.display().to_string(),
                help: "--economy takes a folder with economy.json and table.bin: make one of your \
                       table with `mist economy import`"
                    .to_owned(),
            }
            .into());
        }
        Ok(Economy::open(folder)?)
    }

    /// What the option adds to the command that makes a result again: the folder's own name. Which
    /// economy it must hold, the manifest says by its checksum.
    pub(crate) fn words(&self) -> String {
        match &self.folder {
            None => String::new(),
            Some(folder) => {
                let name = folder
                    .canonicalize()
                    .ok()
                    .and_then(|full| full.file_name().map(|n| n.to_string_lossy().into_owned()));
                let name = name.unwrap_or_else(|| folder.display().to_string());
                format!(" --economy {}", quoted(&name))
            }
        }
    }
}
