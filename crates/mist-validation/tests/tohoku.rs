//! The earthquake of 2011 on the real table of 2011, imported as anybody would. Needs the extracted
//! WIOD tables: `$MIST_SOURCES`, else `shared/data` beside the checkout; without them the test says so
//! and passes.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests, which clippy.toml does not know as such"
)]

#[path = "../../mist-economy/tests/layouts/mod.rs"]
mod layouts;

use std::sync::atomic::AtomicBool;

use layouts::Folder;
use layouts::wiod_2013::{sources, world};
use mist_economy::readers::{Format, Options, read};
use mist_engine::ModelParameters;
use mist_validation::board::Outcome;
use mist_validation::{Board, Row, Stage, shipped};

#[test]
fn the_row_is_played_on_the_table_of_its_own_year() {
    let Some(folder) = sources() else {
        eprintln!("skipped: no extracted WIOD tables here");
        return;
    };
    let (world, output) = world(&folder, 2011);
    let out = Folder::new("tohoku");
    let sheet = layouts::wiod_with(&world, &output, 2011, false);
    let path = out.file("wiot_2011.csv", layouts::csv(&sheet));
    let imported = read(Format::Wiod2013, &path, Options::default(), &|_| {});
    let economies = [(
        "wiod-2011".to_owned(),
        imported.unwrap_or_else(|e| panic!("{e}")).economy,
    )];
    let parameters = ModelParameters::embedded().unwrap();
    let rows: Vec<Row> = shipped(&parameters)
        .unwrap()
        .into_iter()
        .filter(|row| row.id == "tohoku-2011")
        .collect();
    let stage = Stage {
        economies: &economies,
        parameters: &parameters,
        seed: 1,
        draws: 16,
        threads: 2,
    };
    let stop = AtomicBool::new(false);
    let board = Board::new(&stage, &rows, "0.0.0", "a test", &stop, &mut |_, _, _| {}).unwrap();
    let said = |figure: &str| {
        let line = board.lines().find(|(_, l)| l.measured.id == figure);
        match &line.unwrap().1.outcome {
            Outcome::Played { runs } => runs[0].judged.said,
            other => panic!("{figure}: {other:?}"),
        }
    };
    let (japan, abroad) = (said("japan"), said("united-states"));
    eprintln!("Japan {japan:?}, United States {abroad:?}");
    // 1.0 to 2.5 % of capacity for a month and half of it for four more is about a quarter to a whole
    // per cent of the year; a tenfold either way would be a table or a shock put in wrongly.
    assert!(japan.median > 0.05 && japan.median < 3.0, "{japan:?}");
    assert!(
        abroad.median < japan.median && abroad.median > -0.1,
        "{abroad:?}"
    );
}
