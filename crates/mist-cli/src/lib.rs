//! The command `mist`: thin, no model code.
//!
//! A command reads its arguments, asks the libraries, and shows what they say. Read the modules in
//! this order:
//!
//! * [`exit`]: the exit codes that scripts may rely on;
//! * [`error`]: what can go wrong here, and what to do about it;
//! * `args`: what can be asked, with its help;
//! * `talk`, `progress`, `interrupt`: standard output, standard error and Ctrl-C;
//! * `nearest`, `countries`, `scenarios`, `measures`: what was asked for, or probably meant;
//! * `economy_source`: the economy that a command works on;
//! * `folder`, `manifest`, `date`: the result folder, which gets its name when it is complete;
//! * `inputs`, `bundle`, `repeat`: what a result was made from, packed for others and run again;
//! * `memory`: whether a run fits;
//! * `validate_command`: the scoreboard;
//! * `play`, `part`: a scenario played through, and its journal on the way;
//! * `published`, `pdf`, `site`: a finished result read back, what typesets it, and the site around it;
//! * `assess`, `run_command`, `merge_command`, `publish_command`, `compare`, `bundle_command`,
//!   `verify_command`, `explain_command`, `sensitivity_command`, `scenario_command`,
//!   `measure_command`, `economy_command` (with `economy_show`, `economy_check`, `economy_explain`,
//!   `economy_build`),
//!   `import_command`, `aggregate_command`, `exposure`: the commands;
//! * `plain_table`, `ranking`, `compare_table`, `compare_bundles`, `summary_difference`: what they
//!   print.

mod aggregate_command;
mod args;
mod assess;
mod bundle;
mod bundle_command;
mod compare;
mod compare_bundles;
mod compare_table;
mod countries;
mod date;
mod economy_build;
mod economy_check;
mod economy_command;
mod economy_explain;
mod economy_show;
mod economy_source;
pub mod error;
pub mod exit;
mod explain_command;
mod exposure;
mod folder;
mod import_command;
mod inputs;
mod interrupt;
mod manifest;
mod measure_command;
mod measures;
mod memory;
mod merge_command;
mod nearest;
mod part;
mod pdf;
mod plain_table;
mod play;
mod progress;
mod publish_command;
mod published;
mod ranking;
mod repeat;
mod run_command;
mod scenario_command;
mod scenarios;
mod sensitivity_command;
mod site;
mod site_facts;
mod summary_difference;
mod talk;
mod validate_command;
mod verify_command;
mod weights;

use clap::Parser;

pub use error::CliError;

use args::{Cli, Command, WELCOME};

/// Runs the command with the arguments of the process, and returns its exit code.
#[must_use]
pub fn run() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(refusal) => {
            // Help and version go to stdout, everything else to stderr; a closed pipe is no news.
            let _ = refusal.print();
            return if refusal.use_stderr() {
                exit::USAGE
            } else {
                exit::DONE
            };
        }
    };
    match dispatch(&cli) {
        Ok(()) | Err(CliError::ReaderGone) => exit::DONE,
        Err(error) => {
            let code = error.exit_code();
            talk::say(false, format_args!("{:?}", miette::Report::new(error)));
            code
        }
    }
}

fn dispatch(cli: &Cli) -> Result<(), CliError> {
    match &cli.command {
        None => talk::print(WELCOME),
        Some(Command::Assess(args)) => assess::assess(args),
        Some(Command::Run(args)) => run_command::run_command(args),
        Some(Command::Merge(args)) => merge_command::merge_command(args),
        Some(Command::Bundle(args)) => bundle_command::bundle_command(args),
        Some(Command::Verify(args)) => verify_command::verify_command(args),
        Some(Command::Publish(args)) => publish_command::run(args),
        Some(Command::Explain(args)) => explain_command::explain_command(args),
        Some(Command::Sensitivity(args)) => sensitivity_command::run(args),
        Some(Command::Scenario(command)) => scenario_command::run(command),
        Some(Command::Economy(command)) => economy_command::run(command),
        Some(Command::Exposure(args)) => exposure::run(args),
        Some(Command::Measure(command)) => measure_command::run(command),
        Some(Command::Compare(args)) => compare::compare(args),
        Some(Command::Validate(args)) => validate_command::validate(args),
    }
}
