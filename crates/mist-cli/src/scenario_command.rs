//! `mist scenario`: what can happen, in words and numbers.

use mist_economy::Economy;
use mist_scenario::{Luck, SampledPhase, ScenarioError, deck, schema};
use serde::Serialize;

use crate::args::{Format, SampleScenario, ScenarioCommand};
use crate::plain_table::plain_table;
use crate::{CliError, scenarios, talk};

/// Runs a subcommand.
///
/// # Errors
/// A scenario that does not exist or is not valid.
pub(crate) fn run(command: &ScenarioCommand) -> Result<(), CliError> {
    match command {
        ScenarioCommand::List(listing) => list(listing.format),
        ScenarioCommand::Show(one) => {
            talk::print(scenarios::find(&Economy::embedded()?, &one.scenario)?.story())
        }
        ScenarioCommand::Check(files) => check(&files.scenarios),
        ScenarioCommand::Schema => talk::print_json(&schema()),
        ScenarioCommand::Sample(sample) => draw(sample),
    }
}

/// One scenario of the deck in the list.
#[derive(Serialize)]
struct Listed {
    id: &'static str,
    title: String,
    description: String,
}

fn list(format: Format) -> Result<(), CliError> {
    let listed: Vec<Listed> = deck()
        .iter()
        .filter_map(|entry| {
            let heading = entry.heading()?;
            Some(Listed {
                id: entry.id,
                title: heading.title.en,
                description: heading.description.en,
            })
        })
        .collect();
    if format == Format::Json {
        return talk::print_json(&listed);
    }
    let width = listed.iter().map(|l| l.id.len()).max().unwrap_or(0);
    let lines: Vec<String> = listed
        .iter()
        .map(|l| format!("{:<width$}  {}\n", l.id, l.title))
        .collect();
    talk::print(format!(
        "{}\n`mist scenario show {}` tells what happens in one.\n",
        lines.concat(),
        listed.first().map_or("ID", |l| l.id)
    ))
}

/// Checks each file, says what is wrong with any of them, and fails if one is not valid.
fn check(asked: &[String]) -> Result<(), CliError> {
    let economy = Economy::embedded()?;
    let mut refused = None;
    for asked in asked {
        match scenarios::find(&economy, asked) {
            Ok(scenario) => {
                talk::print(format!("{asked}: valid ({})\n", scenario.title().en))?;
                for warning in scenario.warnings() {
                    talk::say(
                        false,
                        format_args!("{:?}", miette::Report::new(warning.clone())),
                    );
                }
            }
            Err(error @ CliError::Scenario(ScenarioError::Invalid { .. })) => {
                // Several files may be wrong: the earlier ones are said here, the last at the end.
                if let Some(earlier) = refused.replace(error) {
                    talk::say(false, format_args!("{:?}", miette::Report::new(earlier)));
                }
            }
            Err(other) => return Err(other),
        }
    }
    refused.map_or(Ok(()), Err)
}

/// One phase of one drawn timeline.
#[derive(Serialize)]
struct Drawn {
    draw: u64,
    phase: String,
    start_day: f64,
    /// None if it lasts.
    end_day: Option<f64>,
    sea_containers: f64,
    sea_energy: f64,
    air: f64,
    strait: f64,
}

fn draw(args: &SampleScenario) -> Result<(), CliError> {
    let scenario = scenarios::find(&Economy::embedded()?, &args.scenario)?;
    let phases: Vec<Drawn> = (0..args.draws)
        .flat_map(|draw| {
            let luck = Luck {
                seed: args.seed,
                draw,
            };
            let timeline = scenario.sample(&luck);
            timeline
                .phases
                .into_iter()
                .map(move |phase| drawn(draw, phase))
        })
        .collect();
    if args.format == Format::Json {
        return talk::print_json(&phases);
    }
    let rows = phases.iter().map(|p| {
        let share = |x: f64| format!("{:.0} %", 100.0 * x);
        [
            p.phase.clone(),
            p.draw.to_string(),
            format!("{:.0}", p.start_day),
            p.end_day
                .map_or_else(|| "lasts".to_owned(), |day| format!("{day:.0}")),
            share(p.sea_containers),
            share(p.sea_energy),
            share(p.air),
            share(p.strait),
        ]
    });
    let header = [
        "Phase",
        "Draw",
        "From day",
        "To",
        "Containers",
        "Fuel",
        "Air",
        "Strait",
    ];
    talk::print(format!(
        "{}: cargo to and from Taiwan and ships in the Strait, as shares of normal\n\n{}",
        scenario.title().en,
        plain_table(header, rows, 1)
    ))
}

fn drawn(draw: u64, phase: SampledPhase) -> Drawn {
    Drawn {
        draw,
        phase: phase.id,
        start_day: phase.start_day,
        end_day: phase.end_day.is_finite().then_some(phase.end_day),
        sea_containers: phase.channels.taiwan_sea.containers,
        sea_energy: phase.channels.taiwan_sea.energy,
        air: phase.channels.taiwan_air,
        strait: phase.channels.strait_transit.share_using,
    }
}
