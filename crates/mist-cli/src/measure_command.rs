//! `mist measure`: responses and levers, in words and numbers.

use std::path::PathBuf;

use mist_economy::Economy;
use mist_scenario::{Measure, ScenarioError, Shelf, Vocabulary, measure_schema, shelf, variant};
use serde::Serialize;

use crate::args::{Format, MeasureCommand, NewMeasure};
use crate::scenario_command::write_new;
use crate::{CliError, measures, talk};

/// Runs a subcommand.
///
/// # Errors
/// A response or lever that does not exist or is not valid.
pub(crate) fn run(command: &MeasureCommand) -> Result<(), CliError> {
    match command {
        MeasureCommand::List(listing) => list(listing.format),
        MeasureCommand::Show(one) => {
            talk::print(measures::find(&Economy::embedded()?, &one.measure)?.story())
        }
        MeasureCommand::Check(files) => check(&files.measures),
        MeasureCommand::Schema => talk::print_json(&measure_schema()),
        MeasureCommand::New(new) => begin(new),
    }
}

/// One shipped response or lever in the list.
#[derive(Serialize)]
struct Listed {
    id: &'static str,
    kind: &'static str,
    title: String,
    description: String,
}

fn list(format: Format) -> Result<(), CliError> {
    let listed: Vec<Listed> = shelf()
        .iter()
        .filter_map(|entry| {
            let heading = entry.heading()?;
            Some(Listed {
                id: entry.id,
                kind: match entry.shelf {
                    Shelf::Responses => "response",
                    Shelf::Levers => "lever",
                },
                title: heading.title.en,
                description: heading.description.en,
            })
        })
        .collect();
    if format == Format::Json {
        return talk::print_json(&listed);
    }
    let width = listed.iter().map(|l| l.id.len()).max().unwrap_or(0);
    let of = |kind: &str| -> String {
        listed
            .iter()
            .filter(|l| l.kind == kind)
            .map(|l| format!("{:<width$}  {}\n", l.id, l.title))
            .collect()
    };
    talk::print(format!(
        "Responses to a crisis\n{}\nLevers, set before it or to soften it\n{}\n\
         `mist measure show ID` tells what one does; `mist compare --base blockade --with ID` what \
         it is worth.\n",
        of("response"),
        of("lever"),
    ))
}

/// Checks each file, says what is wrong with any of them, and fails if one is not valid.
fn check(asked: &[String]) -> Result<(), CliError> {
    let economy = Economy::embedded()?;
    let mut refused = None;
    for asked in asked {
        match measures::find(&economy, asked) {
            Ok(measure) => {
                talk::print(format!("{asked}: valid ({})\n", measure.title().en))?;
                for warning in measure.warnings() {
                    talk::say(
                        false,
                        format_args!("{:?}", miette::Report::new(warning.clone())),
                    );
                }
            }
            Err(error @ CliError::Scenario(ScenarioError::Invalid { .. })) => {
                if let Some(earlier) = refused.replace(error) {
                    talk::say(false, format_args!("{:?}", miette::Report::new(earlier)));
                }
            }
            Err(other) => return Err(other),
        }
    }
    refused.map_or(Ok(()), Err)
}

/// Writes the beginning of a response or lever file; never over a file that is there.
fn begin(args: &NewMeasure) -> Result<(), CliError> {
    let economy = Economy::embedded()?;
    let text = match &args.extends {
        Some(base) => measures::find(&economy, base)?.variant(&args.id, base),
        None => variant::blank_measure(&args.id),
    };
    let path = PathBuf::from(format!("{}.toml", args.id));
    let base = args.extends.as_deref().unwrap_or_default();
    let find = |_: &str| Some((base.to_owned(), std::fs::read_to_string(base).ok()?));
    Measure::parse_with(
        &text,
        &path.display().to_string(),
        &Vocabulary::of(&economy),
        find,
    )?;
    write_new(&path, &text)?;
    talk::print(format!(
        "{0}: change it, then `mist measure check {0}` and `mist compare --base blockade --with {0}`\n",
        path.display()
    ))
}
