//! `mist economy build`: the embedded economy made again from its sources, if this `mist` was built with
//! it (`--features build`).

use std::path::PathBuf;

use clap::Args;

use crate::CliError;

pub(crate) const EXAMPLES: &str = "\
Examples:
  cargo run --release --features build -- economy build SOURCES
      Builds the economy and writes it to crates/mist-economy/data; the next build of mist holds it
  cargo run --release --features build -- economy build SOURCES --check
      Only says whether the files there are what the sources give, byte for byte

SOURCES is the folder of source files that docs/src/data.md lists. It takes about a quarter of a minute.";

/// Where the economy lies among the sources of mist.
const DATA: &str = "crates/mist-economy/data";

/// Sources to build from.
#[derive(Debug, Args)]
pub(crate) struct Build {
    /// Folder of the source files
    #[arg(value_name = "SOURCES")]
    sources: PathBuf,
    /// Folder with the lists and judgements to build with, where the rest goes
    #[arg(
        long,
        value_name = "FOLDER",
        default_value = DATA
    )]
    data: PathBuf,
    /// Write nothing; say which files differ
    #[arg(long)]
    check: bool,
}

/// Runs the command.
///
/// # Errors
/// Sources that are missing or not what they should be, or files that cannot be written; with
/// `--check`, files that differ.
#[cfg(feature = "build")]
pub(crate) fn build(args: &Build) -> Result<(), CliError> {
    let built = mist_economy::build::make(&args.sources, &args.data)?;
    let differing = built.differing(&args.data)?;
    let folder = args.data.display();
    let outcome = if differing.is_empty() {
        format!(
            "The {} files in {folder} are the same, byte for byte",
            built.files.len()
        )
    } else if args.check {
        return Err(CliError::RebuiltDiffers {
            folder: args.data.clone(),
            files: differing.join(", "),
        });
    } else {
        built.write(&args.data)?;
        format!("Written to {folder}: {}", differing.join(", "))
    };
    crate::talk::print(format!("{}{outcome}\n", told(&built.report)))
}

/// The same without the builder.
#[cfg(not(feature = "build"))]
pub(crate) fn build(args: &Build) -> Result<(), CliError> {
    let check = if args.check { " --check" } else { "" };
    let data = if args.data == std::path::Path::new(DATA) {
        String::new()
    } else {
        format!(" --data {}", args.data.display())
    };
    Err(CliError::NoBuilder {
        rest: format!("{}{data}{check}", args.sources.display()),
    })
}

/// How it went: balancing, re-exports, outputs that moved or were not met.
#[cfg(feature = "build")]
fn told(report: &mist_economy::build::BuildReport) -> String {
    let mut lines = Vec::new();
    for (what, c) in [
        ("accounts", report.accounts),
        ("trade by product", report.bilateral),
    ] {
        lines.push(format!(
            "balanced {what}: {} sweeps, largest correction {:.1e}",
            c.sweeps, c.worst
        ));
    }
    lines.push(format!("divided cells: largest gap {:.1e}", report.cells));
    for (node, factor) in &report.moved {
        lines.push(format!(
            "output moved to agree with trade: {node} × {factor:.2}"
        ));
    }
    for (region, share) in &report.re_exported {
        lines.push(format!(
            "re-exports stripped: {region} {:.0} %",
            share * 100.0
        ));
    }
    for (node, wanted, reached) in &report.unmet {
        lines.push(format!(
            "output not met: {node} wanted {wanted:.0}, reached {reached:.0}"
        ));
    }
    let q = &report.quality;
    lines.push(format!(
        "world output {:.0}, value added {:.0} USD million; spectral radius {:.4}; {} nodes empty, {} with \
         negative value added",
        q.world_output,
        q.world_value_added,
        q.spectral_radius,
        q.empty_nodes,
        q.negative_value_added.len()
    ));
    for fit in &q.fits {
        lines.push(format!(
            "held-out flows, {}: {} flows, correlation of logarithms {:.3}, median ratio {:.2}",
            fit.name, fit.fit.count, fit.fit.log_correlation, fit.fit.median_ratio
        ));
    }
    lines.push(
        "`mist economy check`, built with these files, compares them with every known figure"
            .to_owned(),
    );
    lines.join("\n") + "\n"
}
