//! Builds the embedded economy: `build-economy SOURCES DATA`, or another coverage to a folder.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use mist_economy::build::{BuildReport, Coverage, build};

const USAGE: &str = "usage: build-economy [--wide] SOURCES DATA [OUT]
  SOURCES  folder of the source files (see the data page)
  DATA     crates/mist-economy/data: lists and judgements to build with
  OUT      folder to write to; DATA if not given
  --wide   about a hundred economies instead of fifty (needs OUT)
";

fn main() -> ExitCode {
    let mut arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let wide = arguments.first().is_some_and(|a| a.as_os_str() == "--wide");
    if wide {
        arguments.remove(0);
    }
    let (coverage, sources, data, out) = match (wide, arguments.as_slice()) {
        (false, [sources, data]) => (Coverage::Standard, sources, data, data),
        (false, [sources, data, out]) => (Coverage::Standard, sources, data, out),
        (true, [sources, data, out]) => (Coverage::Wide, sources, data, out),
        _ => {
            let _ = std::io::stderr().write_all(USAGE.as_bytes());
            return ExitCode::from(2);
        }
    };
    match build(sources, data, coverage, out) {
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
        ("cells", report.cells),
    ] {
        writeln!(
            out,
            "balanced {what}: {} sweeps, largest correction {:.1e}",
            c.sweeps, c.worst
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
