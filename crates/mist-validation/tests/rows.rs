//! The shipped rows, the faults of a user's own, and the kept board.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which clippy.toml does not know as such"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use mist_economy::Economy;
use mist_engine::ModelParameters;
use mist_validation::board::Outcome;
use mist_validation::row::EMBEDDED;
use mist_validation::tornado::Tornado;
use mist_validation::verdict::Verdict;
use mist_validation::{Board, Row, Stage, Suite, doubts, shipped, with_folder};

fn parameters() -> &'static ModelParameters {
    static PARAMETERS: OnceLock<ModelParameters> = OnceLock::new();
    PARAMETERS.get_or_init(|| ModelParameters::embedded().unwrap())
}

fn economies() -> &'static [(String, Economy)] {
    static ECONOMIES: OnceLock<Vec<(String, Economy)>> = OnceLock::new();
    ECONOMIES.get_or_init(|| vec![(EMBEDDED.to_owned(), Economy::embedded().unwrap())])
}

fn rows() -> Vec<Row> {
    shipped(parameters()).unwrap()
}

fn board(rows: &[Row], draws: u64) -> Board {
    let stage = Stage {
        economies: economies(),
        parameters: parameters(),
        seed: 1,
        draws,
        threads: 2,
    };
    let stop = AtomicBool::new(false);
    Board::new(&stage, rows, "0.0.0", "a test", &stop, &mut |_, _, _| {}).unwrap()
}

/// The same with a stop before the first draw: every scenario is read and every shock placed first.
#[test]
fn every_shipped_row_is_valid_and_can_be_played() {
    let rows = rows();
    for suite in Suite::EACH {
        assert!(rows.iter().any(|row| row.suite == suite), "{suite:?}");
    }
    for row in &rows {
        let silent = row.not_modelled.is_some();
        assert!(
            silent
                || row.suite == Suite::Reference
                || !row.runs.is_empty()
                || row.id == "atlantic-2023"
        );
        let informed_by_itself = row.suite == Suite::Published && !row.informed.is_empty();
        assert!(
            !informed_by_itself,
            "{}: a parameter set with a look at a published result",
            row.id
        );
    }
    let stage = Stage {
        economies: economies(),
        parameters: parameters(),
        seed: 1,
        draws: 32,
        threads: 1,
    };
    let stop = AtomicBool::new(true);
    let error = Board::new(&stage, &rows, "0.0.0", "a test", &stop, &mut |_, _, _| {}).unwrap_err();
    assert_eq!(error.to_string(), "stopped");
}

#[test]
fn an_episode_outside_the_strait_is_played_from_its_own_shocks() {
    let asked = ["tohoku-2011", "tohoku-2011-proxy", "chips-2020"];
    let rows: Vec<Row> = rows()
        .into_iter()
        .filter(|r| asked.contains(&r.id.as_str()))
        .collect();
    let board = board(&rows, 32);
    let line = |id: &str, figure: &str| {
        board
            .lines()
            .find(|(e, l)| e.id == id && l.measured.id == figure)
            .unwrap()
            .1
    };
    assert!(
        matches!(&line("tohoku-2011", "japan").outcome, Outcome::Needs { how } if how.contains("wiod-2013"))
    );
    assert!(matches!(
        &line("chips-2020", "germany").outcome,
        Outcome::NotModelled { .. }
    ));
    let said = |figure: &str| match &line("tohoku-2011-proxy", figure).outcome {
        Outcome::Played { runs } => runs[0].judged.said,
        other => panic!("{other:?}"),
    };
    let (japan, abroad) = (said("japan"), said("united-states"));
    assert_eq!(japan.draws, 32);
    // 1 to 2.5 % of capacity for one and a half months and half of it for four more: at least a
    // quarter of a per cent of the year if nothing else made up for it, and no more than a tenfold.
    assert!(japan.median > 0.02 && japan.median < 5.0, "{japan:?}");
    assert!(
        abroad.median < japan.median,
        "{abroad:?} abroad, {japan:?} in Japan"
    );
    assert!(
        board
            .entries
            .iter()
            .all(|e| e.lines.iter().all(|l| !l.counted)),
        "none of the three counts"
    );
}

#[test]
fn the_reference_rows_hold() {
    let rows: Vec<Row> = rows()
        .into_iter()
        .filter(|r| r.suite == Suite::Reference)
        .collect();
    let board = board(&rows, 32);
    let mut checked = 0;
    for (entry, line) in board.lines() {
        if let Outcome::Computed { ours, verdict } = &line.outcome {
            assert_eq!(
                *verdict,
                Verdict::Hit,
                "{}/{}: {ours:e}",
                entry.id,
                line.measured.id
            );
            checked += 1;
        }
    }
    assert!(checked >= 7, "{checked}");
}

/// `MIST_UPDATE=1 cargo test -p mist-validation` writes it anew.
#[test]
fn the_committed_schema_is_up_to_date_and_every_row_names_it() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../configs");
    let path = root.join("schema/row.schema.json");
    let text = serde_json::to_string_pretty(&mist_validation::schema()).unwrap() + "\n";
    if std::env::var_os("MIST_UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "configs/schema/row.schema.json is stale: MIST_UPDATE=1 cargo test -p mist-validation"
    );
    for key in [
        "measured",
        "parameters_bear",
        "worst-week",
        "recalled-high",
        "Quantity",
    ] {
        assert!(text.contains(key), "{key}");
    }
    for file in std::fs::read_dir(root.join("validation")).unwrap() {
        let row = std::fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(
            row.starts_with("#:schema ../schema/row.schema.json\n"),
            "{row}"
        );
    }
}

#[test]
fn a_board_stands_beside_an_earlier_one() {
    let now = board_on_record();
    assert!(now.changes(now).iter().all(|change| !change.differs()));
    let mut earlier = now.clone();
    let mut gone = earlier.entries.pop().unwrap().lines;
    let moved = earlier.entries.iter_mut().find_map(|entry| {
        entry
            .lines
            .iter_mut()
            .find_map(|line| match &mut line.outcome {
                Outcome::Played { runs } => {
                    runs[0].judged.said.median += 40.0;
                    Some(format!("{}/{}", entry.id, line.measured.id))
                }
                _ => None,
            })
    });
    earlier.scores[0].hits += 1;
    let changes = now.changes(&earlier);
    let told: Vec<&str> = changes
        .iter()
        .filter(|change| change.differs())
        .map(|change| change.figure.as_str())
        .collect();
    assert!(told.contains(&moved.unwrap().as_str()), "{told:?}");
    gone.dedup_by(|a, b| a.measured.id == b.measured.id);
    assert_eq!(told.len(), 1 + gone.len(), "{told:?}");
    let page = now.changes_markdown(&earlier);
    assert!(page.contains("**") && page.contains(", before |") && page.contains(", now |"));
    let csv = String::from_utf8(now.changes_csv(&earlier).unwrap()).unwrap();
    assert_eq!(csv.lines().count(), changes.len() + 1);
}

const GOOD: &str = r#"id = "mine"
suite = "episodes"
title = "Mine"
text = "Something."

[[run]]
id = "a"
title = "a"
[[run.shock]]
kind = "capacity"
regions = ["JPN"]
share = { dist = "constant", value = 0.1, unit = "share", source = "seen", tier = "measured" }
lasts = { dist = "constant", value = 10, unit = "days", source = "seen", tier = "measured" }

[[measured]]
id = "japan"
what = "Japan"
quantity = "loss"
regions = ["JPN"]
value = 1
unit = "percent"
source = "somebody"
seen = "secondary"
tier = "measured"
"#;

fn read(text: &str) -> Result<Vec<Row>, String> {
    let files = BTreeMap::from([("mine.toml".to_owned(), text.to_owned())]);
    with_folder(parameters(), &files).map_err(|e| e.to_string())
}

#[test]
fn a_row_of_ones_own_stands_beside_the_shipped() {
    let all = read(GOOD).unwrap();
    assert_eq!(all.len(), rows().len() + 1);
    assert!(all.iter().any(|row| row.id == "mine"));
}

#[test]
fn faults_are_told_with_file_line_and_what_to_do() {
    for (find, replace, line, word) in [
        ("quantity = \"loss\"", "quantity = \"lost\"", 18, "loss"),
        (
            "unit = \"percent\"",
            "unit = \"days\"",
            15,
            "give the figure in percent",
        ),
        (
            "value = 1\n",
            "value = 1\nlow = 2\nhigh = 3\n",
            15,
            "outside its own range",
        ),
        (
            "source = \"somebody\"",
            "source = \" \"",
            15,
            "has no source",
        ),
        ("regions = [\"JPN\"]\nvalue", "value", 15, "whose"),
        ("title = \"Mine\"", "titel = \"Mine\"", 3, "titel"),
        ("id = \"mine\"", "id = \"yours\"", 1, "yours.toml"),
        (
            "0.1, unit = \"share\", source = \"seen\"",
            "0.1, unit = \"share\"",
            12,
            "without a source",
        ),
        ("value = 0.1", "value = 1.1", 12, "impossible"),
        ("unit = \"share\"", "unit = \"days\"", 12, "not a share"),
        (
            "regions = [\"JPN\"]\nshare",
            "from = [\"JPN\"]\nshare",
            9,
            "wrong place",
        ),
        (
            "suite = \"episodes\"\n",
            "suite = \"episodes\"\nparameters_bear = [\"network.psy\"]\n",
            3,
            "network.psi",
        ),
        (
            "id = \"a\"",
            "id = \"a\"\nscenario = \"blokade\"",
            8,
            "no scenario `blokade`",
        ),
        ("id = \"a\"", "id = \"a\"\nmodel = \"static\"", 8, "dynamic"),
        (
            "suite = \"episodes\"\n",
            "suite = \"episodes\"\neconomy = \"wiod-2011\"\n",
            3,
            "needs",
        ),
    ] {
        let text = GOOD.replacen(find, replace, 1);
        assert_ne!(text, GOOD, "{find}");
        let error = read(&text).unwrap_err();
        assert!(
            error.starts_with(&format!("mine.toml:{line}: ")),
            "{replace}: {error}"
        );
        assert!(error.contains(word), "{replace}: {error}");
    }
}

fn kept(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("data")
        .join(name);
    std::fs::read_to_string(path).unwrap()
}

/// The kept board; `MIST_UPDATE` takes over words that have changed, never figures.
fn board_on_record() -> &'static Board {
    static BOARD: OnceLock<Board> = OnceLock::new();
    BOARD.get_or_init(|| {
        let board: Board = serde_json::from_str(&kept("board.json")).unwrap();
        if std::env::var_os("MIST_UPDATE").is_none() {
            return board;
        }
        let board = board.retold(&rows());
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/board.json");
        let text = serde_json::to_string_pretty(&board).unwrap() + "\n";
        std::fs::write(path, text).unwrap();
        board
    })
}

/// Scenarios whose tornados are kept, from the least to the most. Those of the quarantine and the blockade have
/// every bar, the others those that are wider than chance.
const TORNADOS: [&str; 11] = [
    "island-seizure",
    "export-licences",
    "escalation",
    "limited-quarantine",
    "quarantine",
    "limited-blockade",
    "sea-blockade",
    "mining-blockade",
    "blockade",
    "kinetic-blockade",
    "war",
];

fn tornado(scenario: &str) -> Tornado {
    serde_json::from_str(&kept(&format!("tornado-{scenario}.json"))).unwrap()
}

/// `MIST_UPDATE=1 cargo test -p mist-validation` writes the pages anew.
fn fresh(page: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/src")
        .join(page);
    if std::env::var_os("MIST_UPDATE").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "docs/src/{page} is stale: MIST_UPDATE=1 cargo test -p mist-validation"
    );
}

/// What was measured must be on the kept board as it stands in the files; what we say may be of an
/// earlier build, which the board names.
#[test]
fn the_kept_board_has_every_row_as_it_stands() {
    let board = board_on_record();
    let stale = "run `mist validate --draws 128 --seed 1 --out board` and copy board/board.json to \
                 crates/mist-validation/data";
    let rows = rows();
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let kept: Vec<&str> = board
        .entries
        .iter()
        .map(|entry| entry.id.as_str())
        .collect();
    assert_eq!(kept, ids, "{stale}");
    for (row, entry) in rows.iter().zip(&board.entries) {
        let on_board: Vec<_> = entry.lines.iter().map(|line| &line.measured).collect();
        assert_eq!(
            on_board,
            row.measured.iter().collect::<Vec<_>>(),
            "{}: {stale}",
            row.id
        );
        assert_eq!(
            (&entry.informed, &entry.proxy),
            (&row.informed, &row.proxy),
            "{}: {stale}",
            row.id
        );
        assert_eq!(
            (&entry.text, &entry.differences),
            (&row.text, &row.differences),
            "{}: {stale}",
            row.id
        );
    }
    fresh("validation.md", &board.markdown());
    let html = board.html().unwrap();
    assert!(ids.iter().all(|id| html.contains(&format!("id=\"{id}\""))));
}

#[test]
fn the_pages_made_from_kept_runs_are_up_to_date() {
    let board = board_on_record();
    let blockade = tornado("blockade");
    let tornados = TORNADOS.map(tornado);
    fresh("doubts.md", &doubts::markdown(parameters(), &tornados));
    fresh(
        "parameters.md",
        &doubts::parameters(parameters(), board, &blockade),
    );
    assert!(blockade.html(12).unwrap().contains(&blockade.bars[0].name));
}
