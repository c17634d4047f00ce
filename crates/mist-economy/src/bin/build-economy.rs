//! Builds the embedded economy: `build-economy SOURCES DATA`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use mist_economy::build::{BuildReport, build};

const USAGE: &str = "usage: build-economy SOURCES DATA
  SOURCES  folder of the source files (see the data page)
  DATA     crates/mist-economy/data: lists and judgements to build with, and where the rest goes
";

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [sources, data] = arguments.as_slice() else {
        let _ = std::io::stderr().write_all(USAGE.as_bytes());
        return ExitCode::from(2);
    };
    match build(sources, data) {
        Ok(report) => match tell(&report) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::from(4)
        }
    }
}

/// Prints how it went: balancing, then the economy beside known figures.
fn tell(report: &BuildReport) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for (what, c) in [
        ("accounts", report.accounts),
        ("trade by product", report.bilateral),
    ] {
        writeln!(
            out,
            "balanced {what}: {} sweeps, largest correction {:.1e}",
            c.sweeps, c.worst
        )?;
    }
    writeln!(out, "divided cells: largest gap {:.1e}", report.cells)?;
    for (node, factor) in &report.moved {
        writeln!(
            out,
            "output moved to agree with trade: {node} × {factor:.2}"
        )?;
    }
    for (region, share) in &report.re_exported {
        writeln!(out, "re-exports stripped: {region} {:.0} %", share * 100.0)?;
    }
    for (node, wanted, reached) in &report.unmet {
        writeln!(
            out,
            "output not met: {node} wanted {wanted:.0}, reached {reached:.0}"
        )?;
    }
    let q = &report.quality;
    writeln!(
        out,
        "world output {:.0}, value added {:.0}",
        q.world_output, q.world_value_added
    )?;
    writeln!(
        out,
        "spectral radius {:.4}, empty nodes {}",
        q.spectral_radius, q.empty_nodes
    )?;
    writeln!(out, "negative value added: {:?}", q.negative_value_added)?;
    for c in &q.comparisons {
        let b = &c.benchmark;
        writeln!(
            out,
            "{:?} {} {} {} {} {}: expected {:.0}, found {:.0}, ratio {:.2}{}",
            b.quantity,
            b.seller,
            b.product,
            b.buyer,
            b.user,
            b.year,
            b.expected,
            c.found,
            c.found / b.expected,
            if b.held_out { " (held out)" } else { "" }
        )?;
    }
    writeln!(out, "{:?}", q.held_out)
}
