//! `mist scenario`: what can happen, in words and numbers.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use mist_economy::Economy;
use mist_scenario::{
    Luck, SampledPhase, Sampling, Scenario, ScenarioError, Vocabulary, deck, schema,
};
use serde::Serialize;

use crate::args::{Format, NewScenario, SampleScenario, ScenarioCommand, TwoScenarios};
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
        ScenarioCommand::Diff(two) => diff(two),
        ScenarioCommand::New(new) => begin(new),
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
    /// None where ships decide: then `ship_loss_rate` and `ship_compliance` say what they meet.
    sea_containers: Option<f64>,
    sea_energy: Option<f64>,
    ship_loss_rate: Option<f64>,
    ship_compliance: Option<f64>,
    air: f64,
    /// None where ships decide: then `strait_loss_rate` and `strait_cleared` say what they meet.
    strait: Option<f64>,
    strait_loss_rate: Option<f64>,
    strait_cleared: Option<f64>,
}

fn draw(args: &SampleScenario) -> Result<(), CliError> {
    let scenario = scenarios::find(&Economy::embedded()?, &args.scenario)?;
    let phases: Vec<Drawn> = (0..args.draws)
        .flat_map(|draw| {
            let luck = Luck::new(args.seed, draw).spread(Sampling::default());
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
        let if_any = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), share);
        [
            p.phase.clone(),
            p.draw.to_string(),
            format!("{:.0}", p.start_day),
            p.end_day
                .map_or_else(|| "lasts".to_owned(), |day| format!("{day:.0}")),
            if_any(p.sea_containers),
            if_any(p.sea_energy),
            if_any(p.ship_loss_rate),
            if_any(p.ship_compliance),
            share(p.air),
            if_any(p.strait),
            p.strait_loss_rate
                .map_or_else(|| "–".to_owned(), |x| format!("{:.2} %", 100.0 * x)),
            if_any(p.strait_cleared),
        ]
    });
    let header = [
        "Phase",
        "Draw",
        "From day",
        "To",
        "Containers",
        "Fuel",
        "Ships lost",
        "Comply",
        "Air",
        "Strait",
        "Lost there",
        "Cleared",
    ];
    talk::print(format!(
        "{}: cargo to and from Taiwan and ships in the Strait, as shares of normal. Where ships decide\n\
         (–), the share of voyages in which one is lost and of owners who accept the rules; in the Strait, of \
         passages in\nwhich one is lost and of ships that the PRC lets pass.\n\n{}",
        scenario.title().en,
        plain_table(header, rows, 1)
    ))
}

fn drawn(draw: u64, phase: SampledPhase) -> Drawn {
    let (ships, transit) = (
        phase.channels.taiwan_shipping,
        phase.channels.strait_transit,
    );
    let risk = ships
        .containers
        .or(ships.energy)
        .or(ships.bulk)
        .or(ships.food);
    Drawn {
        draw,
        phase: phase.id,
        start_day: phase.start_day,
        end_day: phase.end_day.is_finite().then_some(phase.end_day),
        sea_containers: ships
            .containers
            .is_none()
            .then_some(phase.channels.taiwan_sea.containers),
        sea_energy: ships
            .energy
            .is_none()
            .then_some(phase.channels.taiwan_sea.energy),
        ship_loss_rate: risk.map(|risk| risk.loss_rate),
        ship_compliance: risk.map(|risk| risk.compliance),
        air: phase.channels.taiwan_air,
        strait: transit.stated(),
        strait_loss_rate: transit.risk.map(|risk| risk.loss_rate),
        strait_cleared: transit.risk.map(|risk| risk.cleared),
    }
}

/// A value that is not the same in two scenarios.
#[derive(Serialize)]
struct Differs {
    path: String,
    before: Option<String>,
    after: Option<String>,
}

fn diff(args: &TwoScenarios) -> Result<(), CliError> {
    let economy = Economy::embedded()?;
    let before = scenarios::find(&economy, &args.before)?;
    let after = scenarios::find(&economy, &args.after)?;
    let differences: Vec<Differs> = before
        .differences(&after)
        .into_iter()
        .map(|d| Differs {
            path: d.path,
            before: d.before,
            after: d.after,
        })
        .collect();
    if args.format == Format::Json {
        return talk::print_json(&differences);
    }
    if differences.is_empty() {
        return talk::print(
            "no difference but comments, order of keys or ways of writing numbers\n",
        );
    }
    let lines: Vec<String> = differences.iter().map(told).collect();
    talk::print(format!(
        "- {}\n+ {}\n\n{}",
        args.before,
        args.after,
        lines.concat()
    ))
}

fn told(differs: &Differs) -> String {
    let line = |sign: char, value: &Option<String>| {
        value
            .as_ref()
            .map_or_else(String::new, |v| format!("  {sign} {v}\n"))
    };
    format!(
        "{}\n{}{}",
        differs.path,
        line('-', &differs.before),
        line('+', &differs.after)
    )
}

/// Writes the beginning of a scenario file; never over a file that is there.
fn begin(args: &NewScenario) -> Result<(), CliError> {
    let economy = Economy::embedded()?;
    let text = match &args.extends {
        Some(base) => scenarios::find(&economy, base)?.variant(&args.id, base),
        None => mist_scenario::variant::blank(&args.id),
    };
    let path = PathBuf::from(format!("{}.toml", args.id));
    // A word that is no identifier, or a base that is not beside the new file, is refused here.
    let base = args.extends.as_deref().unwrap_or_default();
    let find = |_: &str| Some((base.to_owned(), std::fs::read_to_string(base).ok()?));
    Scenario::parse_with(
        &text,
        &path.display().to_string(),
        &Vocabulary::of(&economy),
        find,
    )?;
    write_new(&path, &text)?;
    talk::print(format!(
        "{0}: change it, then `mist scenario check {0}` and `mist assess --scenario {0}`\n",
        path.display()
    ))
}

/// Writes a file that must not be there yet.
pub(crate) fn write_new(path: &PathBuf, text: &str) -> Result<(), CliError> {
    File::create_new(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|source| {
            if source.kind() == ErrorKind::AlreadyExists {
                CliError::FileExists { path: path.clone() }
            } else {
                CliError::Write {
                    path: path.clone(),
                    source,
                }
            }
        })
}
