//! `mist validate`: the scoreboard against what happened and what others published.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use mist_economy::{Economy, RegionCode};
use mist_engine::{
    ChannelShocks, DrawStatus, Ending, ModelParameters, Plan, models, run, sensitivity,
};
use mist_scenario::Sampling;
use mist_validation::against::{self, Change};
use mist_validation::row::EMBEDDED;
use mist_validation::tornado::tornado;
use mist_validation::{Board, Row, Stage, Suite, ValidationError, schema, with_folder};

use crate::args::Format;
use crate::assess::say_where;
use crate::folder::ResultFolder;
use crate::manifest::{Input, Recipe};
use crate::plain_table::plain_table;
use crate::play::{self, VERSION, quoted};
use crate::{CliError, countries, interrupt, progress, scenarios, talk};

pub(crate) const EXAMPLES: &str = "\
Examples:
  mist validate
      Every row, into ./mist-validation: a table, a page, board.json and board.csv
  mist validate --suite episodes --draws 512
      What really happened, with less chance
  mist validate --row tohoku-2011 --economy wiod-2011=my-folder
      A row on a table that MIST does not carry
  mist validate --rows my-rows
      Rows of your own beside those that are shipped
  mist validate --against old/board.json
      The same, and every figure before and after, in changes.md and changes.csv
  mist validate --schema
      The grammar of a row's file, for editors
  mist validate --tornado blockade --country DEU --draws 320
      What a scenario's loss would be if one assumption were at its end

Misses are part of the board: the command succeeds whatever the verdicts are.";

/// The scoreboard.
#[derive(Debug, Args)]
pub(crate) struct Validate {
    /// Parts of the board [default: all]
    #[arg(long, value_name = "SUITE", value_delimiter = ',')]
    suite: Vec<AskedSuite>,
    /// Rows by the name of their file [default: all]
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    row: Vec<String>,
    /// Folder with rows of your own, and scenarios that they name
    #[arg(long, value_name = "FOLDER")]
    rows: Option<PathBuf>,
    /// An economy that rows ask for by name: a folder that `mist economy import` has made
    #[arg(long, value_name = "NAME=FOLDER")]
    economy: Vec<String>,
    /// List the rows and what each needs, without a run
    #[arg(long)]
    list: bool,
    /// Print the JSON Schema of row files, for editors
    #[arg(long, conflicts_with_all = ["list", "tornado"])]
    schema: bool,
    /// An earlier board.json: say of every figure what it was before
    #[arg(long, value_name = "FILE", conflicts_with = "tornado")]
    against: Option<PathBuf>,
    /// Take a scenario apart by its assumptions instead
    #[arg(long, value_name = "ID|FILE", conflicts_with_all = ["suite", "row", "rows", "economy"])]
    tornado: Option<String>,
    /// With --tornado: the economy whose loss is looked at [default: the world]
    #[arg(short, long, value_name = "COUNTRY", requires = "tornado")]
    country: Option<String>,
    /// How often to play each run
    #[arg(short, long, value_name = "N", default_value_t = 128,
          value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    draws: u64,
    /// Seed of all chance: the same seed gives the same result, to the last digit
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Threads to work with; the result does not depend on it [default: all cores]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Folder for the results [default: ./mist-validation, ./mist-tornado]
    #[arg(short, long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// What to print on standard output
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Say nothing but the result and errors
    #[arg(short, long)]
    quiet: bool,
}

/// A part of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AskedSuite {
    /// What really happened
    Episodes,
    /// What others have published for the same question
    Published,
    /// What is known to the last digits
    Reference,
}

impl AskedSuite {
    const fn suite(self) -> Suite {
        match self {
            Self::Episodes => Suite::Episodes,
            Self::Published => Suite::Published,
            Self::Reference => Suite::Reference,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// A row that is not valid or not there, a table that cannot be read, or a disk that fills up; never a
/// miss.
pub(crate) fn validate(args: &Validate) -> Result<(), CliError> {
    if args.schema {
        return talk::print_json(&schema());
    }
    match &args.tornado {
        Some(scenario) => take_apart(args, scenario),
        None => board(args),
    }
}

fn board(args: &Validate) -> Result<(), CliError> {
    let parameters = ModelParameters::embedded()?;
    let files = args
        .rows
        .as_deref()
        .map_or_else(|| Ok(BTreeMap::new()), texts)?;
    let rows = chosen(args, with_folder(&parameters, &files)?)?;
    if args.list {
        return list(args, &rows);
    }
    let earlier = args.against.as_deref().map(kept).transpose()?;
    let mut economies = vec![(EMBEDDED.to_owned(), Economy::embedded()?)];
    economies.extend(
        args.economy
            .iter()
            .map(|e| given(e))
            .collect::<Result<Vec<_>, _>>()?,
    );
    let folder = ResultFolder::prepare(
        args.out
            .as_deref()
            .unwrap_or(Path::new("./mist-validation")),
    )?;
    let stop = interrupt::listen()?;
    let stage = Stage {
        economies: &economies,
        parameters: &parameters,
        seed: args.seed,
        draws: args.draws,
        threads: play::threads(args.threads),
    };
    let command = command(args);
    let bar = progress::runs(args.quiet);
    let told = |what: &str, done: usize, of: usize| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
        bar.set_message(what.to_owned());
    };
    let board = Board::new(&stage, &rows, VERSION, &command, &stop, &mut { told })?;
    bar.finish_and_clear();
    let mut json = serde_json::to_vec_pretty(&board).map_err(|source| CliError::Json { source })?;
    json.push(b'\n');
    folder.write("board.json", &json)?;
    folder.write("summary.csv", &board.csv()?)?;
    folder.write("index.html", board.html()?.as_bytes())?;
    folder.write("board.md", board.markdown().as_bytes())?;
    if let Some(earlier) = &earlier {
        folder.write("changes.md", board.changes_markdown(earlier).as_bytes())?;
        folder.write("changes.csv", &board.changes_csv(earlier)?)?;
    }
    let economy = &economies[0].1.info;
    let input = |id: &str, sha256: &str| Input {
        id: id.to_owned(),
        sha256: sha256.to_owned(),
    };
    let finished = folder.finish(Recipe {
        version: VERSION.to_owned(),
        command,
        model: models::DYNAMIC.to_owned(),
        seed: args.seed,
        sampler: Sampling::default(),
        draws: args.draws,
        economy: input(&economy.id, &economy.hash),
        economy_year: Some(economy.year),
        tiers: BTreeMap::new(),
        parameters: input(models::DYNAMIC, parameters.hash()),
        scenarios: Vec::new(),
    })?;
    match args.format {
        Format::Json => talk::print(&json)?,
        Format::Table => {
            let header = [
                "row",
                "under",
                "measured or published",
                "we say",
                "verdict",
                "distance",
            ];
            talk::print(plain_table(header, board.table().into_iter().map(short), 6))?;
            let header = [
                "group",
                "judged",
                "hits",
                "in 25–75 %",
                "in 5–95 %",
                "mean error, points",
                "median distance",
            ];
            talk::print(format!("\n{}", plain_table(header, board.score_table(), 1)))?;
            if let Some(earlier) = &earlier {
                changed(&board, earlier)?;
            }
        }
    }
    say_where(args.quiet, &finished);
    Ok(())
}

/// An earlier board.
fn kept(path: &Path) -> Result<Board, CliError> {
    let what = path.display().to_string();
    serde_json::from_str(&scenarios::read(path)?)
        .map_err(|source| CliError::Validation(ValidationError::Json { what, source }))
}

/// What is told differently, and the scores of both boards.
fn changed(board: &Board, earlier: &Board) -> Result<(), CliError> {
    let changes = board.changes(earlier);
    let moved = changes.into_iter().filter(Change::differs).map(|change| {
        let Change {
            figure,
            under,
            theirs,
            before: [before, verdict],
            now: [now, verdict_now],
        } = change;
        [figure, under, theirs, before, verdict, now, verdict_now]
    });
    talk::print(format!(
        "\nBefore and now:\n{}\n{}",
        plain_table(against::HEADER, moved, 7),
        plain_table(against::SCORE_HEADER, board.score_changes(earlier), 1)
    ))
}

/// A line for the terminal: reasons are cut, the page has them whole.
fn short(mut line: [String; 6]) -> [String; 6] {
    const WIDTH: usize = 60;
    if line[5].chars().count() > WIDTH {
        line[5] = line[5].chars().take(WIDTH - 1).chain(['…']).collect();
    }
    line
}

/// The rows that are asked for.
fn chosen(args: &Validate, rows: Vec<Row>) -> Result<Vec<Row>, CliError> {
    for asked in &args.row {
        if !rows.iter().any(|row| row.id == *asked) {
            let near = mist_scenario::nearest(asked, rows.iter().map(|row| row.id.as_str()));
            return Err(CliError::Validation(ValidationError::UnknownRow {
                id: asked.clone(),
                nearest: near.map(str::to_owned),
            }));
        }
    }
    let asked = |row: &Row| {
        (args.row.is_empty() || args.row.contains(&row.id))
            && (args.suite.is_empty() || args.suite.iter().any(|s| s.suite() == row.suite))
    };
    Ok(rows.into_iter().filter(|row| asked(row)).collect())
}

fn list(args: &Validate, rows: &[Row]) -> Result<(), CliError> {
    let state = |row: &Row| match (&row.not_modelled, &row.needs) {
        (Some(_), _) => "not modelled".to_owned(),
        (None, Some(_)) if row.economy != EMBEDDED => format!("needs {}", row.economy),
        _ if row.proxy.is_some() => "proxy".to_owned(),
        _ => String::new(),
    };
    let lines = rows.iter().map(|row| {
        [
            row.id.clone(),
            row.suite.id().to_owned(),
            row.measured.len().to_string(),
            state(row),
            row.title.clone(),
        ]
    });
    match args.format {
        Format::Table => talk::print(plain_table(
            ["row", "suite", "figures", "state", "title"],
            lines,
            5,
        )),
        Format::Json => {
            let all: Vec<BTreeMap<&str, String>> = lines
                .map(|line| {
                    ["row", "suite", "figures", "state", "title"]
                        .into_iter()
                        .zip(line)
                        .collect()
                })
                .collect();
            talk::print_json(&all)
        }
    }
}

/// Names and texts of the TOML files in a folder.
fn texts(folder: &Path) -> Result<BTreeMap<String, String>, CliError> {
    let failed = |source| CliError::Read {
        path: folder.to_owned(),
        source,
    };
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|e| e == "toml")
            && let Some(name) = path.file_name().and_then(|n| n.to_str())
        {
            files.insert(name.to_owned(), scenarios::read(&path)?);
        }
    }
    Ok(files)
}

/// An economy given as `NAME=FOLDER`.
fn given(asked: &str) -> Result<(String, Economy), CliError> {
    let wrong = || CliError::EconomyWithoutName {
        asked: asked.to_owned(),
    };
    let (name, folder) = asked.split_once('=').ok_or_else(wrong)?;
    if name == EMBEDDED || folder.is_empty() {
        return Err(wrong());
    }
    Ok((name.to_owned(), Economy::open(Path::new(folder))?))
}

/// The command that makes the board again, without paths of this machine.
fn command(args: &Validate) -> String {
    let mut command = String::from("mist validate");
    for suite in &args.suite {
        command.push_str(&format!(" --suite {}", suite.suite().id()));
    }
    for row in &args.row {
        command.push_str(&format!(" --row {}", quoted(row)));
    }
    if let Some(rows) = &args.rows {
        command.push_str(&format!(" --rows {}", quoted(&rows.display().to_string())));
    }
    for economy in &args.economy {
        let name = economy.split('=').next().unwrap_or_default();
        command.push_str(&format!(" --economy {name}=FOLDER"));
    }
    command.push_str(&format!(" --draws {} --seed {}", args.draws, args.seed));
    command
}

/// Plays a scenario and sorts its draws by each assumption.
fn take_apart(args: &Validate, asked: &str) -> Result<(), CliError> {
    let fewest = mist_validation::tornado::FEWEST;
    let too_few = || CliError::TooFewDraws {
        draws: args.draws,
        fewest,
    };
    if args.draws < fewest as u64 {
        return Err(too_few());
    }
    let economy = Economy::embedded()?;
    let scenario = scenarios::find(&economy, asked)?;
    let country: Vec<String> = args.country.iter().cloned().collect();
    let region: Option<RegionCode> = countries::find_all(&economy, &country)?.into_iter().next();
    let at = region.as_ref().and_then(|code| economy.region_index(code));
    let parameters = ModelParameters::embedded()?;
    let shocks = ChannelShocks::new(&economy, &parameters)?;
    let model = models::by_name(models::DYNAMIC, &economy, &shocks)?;
    let folder = ResultFolder::prepare(args.out.as_deref().unwrap_or(Path::new("./mist-tornado")))?;
    let stop = interrupt::listen()?;
    let plan = Plan::new(args.seed, args.draws, 0, play::threads(args.threads))?;
    let stage = play::Stage {
        economy: &economy,
        parameters: &parameters,
        model: models::DYNAMIC,
        seed: args.seed,
        sampler: Sampling::default(),
        draws: args.draws,
        attributed: 0,
    };
    let sampler = stage.sampler(&scenario);
    let size: f64 = match at {
        Some(r) => economy.table.region_value_added(r),
        None => (0..economy.table.regions)
            .map(|r| economy.table.region_value_added(r))
            .sum(),
    };
    let bar = progress::bar(args.draws, args.quiet);
    let mut outcome: Vec<Option<f64>> = Vec::new();
    let ending = run(
        &*model,
        &sampler,
        &plan,
        &stop,
        &mut |p| bar.set_position(p.draws_done),
        &mut |chunk| {
            for draw in &chunk.draws {
                let kept = draw.outcome.status != DrawStatus::Failed;
                let records = draw.outcome.records.iter();
                let lost = records
                    .filter(|r| at.is_none_or(|at| r.region as usize == at))
                    .map(|r| r.loss[2]);
                outcome.push(kept.then(|| 100.0 * lost.sum::<f64>() / size));
            }
            Ok(ControlFlow::Continue(()))
        },
    )?;
    bar.finish_and_clear();
    if ending == Ending::Cancelled {
        return Err(CliError::Interrupted);
    }
    let mut factors = sensitivity::factors(
        &scenario,
        &parameters,
        args.seed,
        Sampling::default(),
        args.draws,
    );
    for factor in &mut factors {
        let kept = factor
            .values
            .iter()
            .zip(&outcome)
            .filter(|(_, o)| o.is_some());
        factor.values = kept.map(|(v, _)| *v).collect();
    }
    let outcome: Vec<f64> = outcome
        .into_iter()
        .take(sensitivity::LOOKED_AT as usize)
        .flatten()
        .collect();
    let whose = region.as_ref().map_or("world", RegionCode::as_str);
    let title = format!("{}, {whose}", scenario.title().en);
    let of = region
        .as_ref()
        .map_or(String::new(), |r| format!(" --country {r}"));
    let command = format!(
        "mist validate --tornado {}{of} --draws {} --seed {}",
        quoted(asked),
        args.draws,
        args.seed
    );
    let Some(tornado) = tornado(&title, &command, &factors, &outcome) else {
        return Err(too_few());
    };
    let mut json =
        serde_json::to_vec_pretty(&tornado).map_err(|source| CliError::Json { source })?;
    json.push(b'\n');
    folder.write("tornado.json", &json)?;
    folder.write("index.html", tornado.html(SHOWN)?.as_bytes())?;
    folder.write("summary.csv", tornado.csv()?.as_slice())?;
    let finished = folder.finish(stage.recipe(command, &[&scenario]))?;
    match args.format {
        Format::Json => talk::print(&json)?,
        Format::Table => {
            let lines = tornado.bars.iter().take(SHOWN).map(|bar| {
                [
                    bar.name.clone(),
                    format!("{:.2}", bar.low),
                    format!("{:.2}", bar.high),
                    if bar.width() > tornado.noise {
                        String::new()
                    } else {
                        "chance".to_owned()
                    },
                ]
            });
            let header = ["assumption", "lowest tenth, %", "highest tenth, %", ""];
            talk::print(format!(
                "{title}: median loss of the first year {:.2} %, {} draws\n\n{}",
                tornado.median,
                tornado.draws,
                plain_table(header, lines, 1)
            ))?;
        }
    }
    say_where(args.quiet, &finished);
    Ok(())
}

/// Assumptions on the page and on the terminal.
const SHOWN: usize = 15;
