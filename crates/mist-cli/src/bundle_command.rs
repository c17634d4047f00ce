//! `mist bundle`: a result with everything that it was made from, in one file.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Args;
use mist_economy::Economy;

use crate::bundle::{Packed, pack};
use crate::manifest::Manifest;
use crate::{CliError, inputs, ranking, talk};

pub(crate) const EXAMPLES: &str = "\
Examples:
  mist bundle mist-results
      Figures, every draw and every input of a result, into ./mist-results.zip
  mist bundle mist-results --economy --out for-madrid.zip
      With the economy as well: a later version of mist, with another economy of its own, can then
      repeat the run too
  mist bundle our-results --economy=our-table
      With an economy of one's own, from the folder that the run was made with
  mist verify for-madrid.zip
      What the other side does with it

A bundle is a zip file. The same result gives the same bytes. Pages stay outside unless --pages asks
for them: the figures make them again.";

/// A result to pack.
#[derive(Debug, Args)]
pub(crate) struct BundleArgs {
    /// Folder that `mist assess`, `mist run` or `mist merge` wrote
    #[arg(value_name = "RESULT")]
    result: PathBuf,
    /// File to write [default: RESULT.zip]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Pack the pages as well
    #[arg(long)]
    pages: bool,
    /// Pack the economy as well, for those who have another: that of this mist, or the folder that
    /// the run was made with
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, require_equals = true)]
    economy: Option<Option<PathBuf>>,
    /// Say nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Runs the command.
///
/// # Errors
/// A folder that is no whole result, a file that is there already, or a full disk.
pub(crate) fn bundle_command(args: &BundleArgs) -> Result<(), CliError> {
    let result = std::fs::canonicalize(&args.result).map_err(|source| CliError::Read {
        path: args.result.clone(),
        source,
    })?;
    let economy = match &args.economy {
        None => Vec::new(),
        Some(folder) => travelling(&result, folder.as_deref())?,
    };
    let out = args.out.clone().unwrap_or_else(|| {
        let mut name = args.result.components().next_back().map_or_else(
            || OsString::from("result"),
            |part| part.as_os_str().to_owned(),
        );
        name.push(".zip");
        PathBuf::from(name)
    });
    let Packed {
        path,
        members,
        bytes,
        left_out,
    } = pack(&result, &out, args.pages, &economy)?;
    talk::say(
        args.quiet,
        format_args!(
            "Bundle: {} ({members} files, {:.1} MB; {} pages left out). `mist verify` checks and \
             repeats it.",
            path.display(),
            bytes as f64 / 1e6,
            ranking::grouped(left_out as u64),
        ),
    );
    Ok(())
}

/// The files of the economy that travels along, which must be the one that was run.
fn travelling(result: &Path, folder: Option<&Path>) -> Result<Vec<(String, Vec<u8>)>, CliError> {
    let economy = match folder {
        Some(folder) => Economy::open(folder)?,
        None => Economy::embedded()?,
    };
    if let Some(manifest) = Manifest::of(result) {
        let (ran, here) = (&manifest.recipe.economy.sha256, &economy.info.hash);
        if ran != here {
            return Err(CliError::CannotRepeat {
                what: format!(
                    "the economy of the result has SHA-256 {ran}, {} {here}",
                    folder.map_or_else(
                        || "the one of this program".to_owned(),
                        |folder| format!("that in {}", folder.display())
                    )
                ),
                help: "name the economy's own folder (--economy=FOLDER), pack with the version of \
                       mist that made the result, or leave --economy out"
                    .to_owned(),
            });
        }
    }
    match folder {
        Some(folder) => inputs::economy_in(folder),
        None => Ok(inputs::embedded_economy()),
    }
}
