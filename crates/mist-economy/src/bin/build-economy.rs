//! Builds the embedded economy: `build-economy SOURCES DATA`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [sources, data] = arguments.as_slice() else {
        let _ = writeln!(
            std::io::stderr(),
            "usage: build-economy SOURCES DATA\n  SOURCES  folder of the source files (see the data page)\n  DATA     crates/mist-economy/data"
        );
        return ExitCode::from(2);
    };
    match mist_economy::build::build(sources, data) {
        Ok(report) => {
            let _ = writeln!(std::io::stdout(), "{report:?}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::from(4)
        }
    }
}
