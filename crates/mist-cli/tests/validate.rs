//! The scoreboard from the command line, on rows that need no run.
#![allow(
    clippy::unwrap_used,
    reason = "helpers outside #[test] functions fail the test that calls them"
)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;

fn mist(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::cargo_bin("mist")
        .unwrap()
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn a_row_that_is_not_modelled_stays_on_the_board_with_its_reason() {
    let dir = tempfile::tempdir().unwrap();
    let (code, table, _) = mist(
        dir.path(),
        &["validate", "--row", "chips-2020", "--draws", "32"],
    );
    assert_eq!(code, Some(0));
    assert!(table.contains("chips-2020/germany"), "{table}");
    assert!(table.contains("not modelled"), "{table}");
    let out = dir.path().join("mist-validation");
    for file in [
        "manifest.json",
        "board.json",
        "board.md",
        "summary.csv",
        "index.html",
    ] {
        assert!(out.join(file).exists(), "{file}");
    }
    let page = fs::read_to_string(out.join("index.html")).unwrap();
    assert!(page.contains("came from demand"), "the page says why");
    let csv = fs::read_to_string(out.join("summary.csv")).unwrap();
    assert_eq!(csv.lines().count(), 3, "a heading and two figures: {csv}");
    assert!(csv.contains("not-modelled"));
}

#[test]
fn an_earlier_board_stands_beside() {
    let dir = tempfile::tempdir().unwrap();
    let row = ["validate", "--row", "chips-2020", "--draws", "32"];
    assert_eq!(mist(dir.path(), &row).0, Some(0));
    let again = [
        &row[..],
        &["--against", "mist-validation/board.json", "--out", "again"],
    ];
    let (code, table, said) = mist(dir.path(), &again.concat());
    assert_eq!(code, Some(0), "{said}");
    assert!(table.contains("Before and now"), "{table}");
    let page = fs::read_to_string(dir.path().join("again/changes.md")).unwrap();
    assert!(page.contains("0 are told differently"), "{page}");
    let csv = fs::read_to_string(dir.path().join("again/changes.csv")).unwrap();
    assert_eq!(csv.lines().count(), 3, "{csv}");
    fs::write(dir.path().join("board.json"), "{}").unwrap();
    let (code, _, said) = mist(dir.path(), &["validate", "--against", "board.json"]);
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("no kept scoreboard"), "{said}");
    let (code, schema, _) = mist(dir.path(), &["validate", "--schema"]);
    assert_eq!(code, Some(0));
    assert!(schema.contains("MIST row of the scoreboard"), "{schema}");
}

#[test]
fn rows_are_listed_and_a_slip_is_helped() {
    let dir = tempfile::tempdir().unwrap();
    let (code, list, _) = mist(dir.path(), &["validate", "--list"]);
    assert_eq!(code, Some(0));
    assert!(
        list.contains("needs wiod-2011") && list.contains("magnets-2025"),
        "{list}"
    );
    let (code, _, said) = mist(dir.path(), &["validate", "--row", "magnets-2024"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("did you mean `magnets-2025`"), "{said}");
    let (code, _, said) = mist(dir.path(), &["validate", "--economy", "somewhere"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("NAME=FOLDER"), "{said}");
}

#[test]
fn a_faulty_row_of_ones_own_is_told_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("rows")).unwrap();
    fs::write(
        dir.path().join("rows/mine.toml"),
        "id = \"mine\"\nsuite = \"episodes\"\ntitel = \"x\"\n",
    )
    .unwrap();
    let (code, _, said) = mist(dir.path(), &["validate", "--rows", "rows"]);
    assert_eq!(code, Some(4));
    assert_eq!(said.matches("mine.toml:3").count(), 1, "told once: {said}");
}

#[test]
fn too_few_draws_to_take_a_scenario_apart_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (code, _, said) = mist(
        dir.path(),
        &["validate", "--tornado", "exercise", "--draws", "32"],
    );
    assert_eq!(code, Some(2));
    assert!(said.contains("at least 100"), "{said}");
}
