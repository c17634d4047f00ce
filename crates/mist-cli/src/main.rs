//! The binary `mist`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(mist_cli::run())
}
