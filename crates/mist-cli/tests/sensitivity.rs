//! `mist sensitivity` as a user meets it, on the embedded economy merged into a few regions.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers outside #[test] functions fail the test that calls them"
)]

mod small;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn mist(folder: &Path, arguments: &[&str], code: i32) -> (String, String) {
    let mut command = Command::cargo_bin("mist").unwrap();
    let assert = command
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .args(arguments)
        .assert()
        .code(code);
    let output = assert.get_output();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_assumptions_that_matter_are_found_and_told_with_their_errors() {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path();
    small::economy(at, &["TWN", "JPN", "USA"]);
    let study = |more: &str| -> String {
        let all = format!(
            "sensitivity blockade --economy small --draws 64 --inputs 2 --country JPN --quiet {more}"
        );
        mist(at, &all.split(' ').collect::<Vec<_>>(), 0).0
    };
    let told = study("--threads 1 --out one");
    study("--threads 2 --out two");
    for file in ["sensitivity.csv", "sensitivity.json", "manifest.json"] {
        let read = |folder: &str| fs::read(at.join(folder).join(file)).unwrap();
        assert!(read("one") == read("two"), "{file}");
    }
    assert!(told.contains("World") && told.contains("Japan"), "{told}");
    assert!(!told.contains("United States"), "{told}");

    let json = fs::read(at.join("one/sensitivity.json")).unwrap();
    let study: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(study["draws"], 64);
    // A, B, two inputs, and the groups that are always looked at.
    assert_eq!(study["played"], 64 * 13);
    let world = &study["economies"][0];
    assert_eq!(world["region"], "WLD");
    let inputs = world["inputs"].as_array().unwrap();
    assert_eq!(inputs.len(), 11);
    let number = |input: &Value, name: &str| input[name].as_f64().unwrap();
    let totals: Vec<f64> = inputs.iter().map(|i| number(i, "total")).collect();
    assert!(totals.is_sorted_by(|a, b| a >= b), "{totals:?}");
    for input in inputs {
        // Jansen's estimate is a mean of squares; no more of the variance can be left than there is,
        // but for chance.
        let (total, error) = (number(input, "total"), number(input, "total_error"));
        assert!(total >= 0.0 && total - 4.0 * error <= 1.0, "{input}");
    }
    // A table of its own for spreadsheets.
    let csv = fs::read_to_string(at.join("one/sensitivity.csv")).unwrap();
    let economies = 5;
    assert_eq!(csv.lines().count(), 1 + economies * 11);
    let manifest = fs::read_to_string(at.join("one/manifest.json")).unwrap();
    assert!(manifest.contains("mist sensitivity blockade --draws 64 --inputs 2"));
}

#[test]
fn studies_that_cannot_be_are_refused_before_the_first_draw() {
    let dir = tempfile::tempdir().unwrap();
    let refused = |more: &str, code| {
        let all = format!("sensitivity blockade {more}");
        let (_, said) = mist(dir.path(), &all.split(' ').collect::<Vec<_>>(), code);
        said.split_whitespace()
            .filter(|word| *word != "│")
            .collect::<Vec<_>>()
            .join(" ")
    };
    let said = refused("--draws 10", 2);
    assert!(said.contains("64"), "{said}");
    let said = refused("--country Atlantis", 2);
    assert!(said.contains("Atlantis"), "{said}");
    let said = refused("--inputs 0", 2);
    assert!(said.contains("1..=200"), "{said}");
    if cfg!(target_os = "linux") {
        let said = refused("--draws 1000000 --inputs 200", 1);
        assert!(said.contains("GB") && said.contains("--draws"), "{said}");
        let compare = "compare blockade quarantine --draws 10000000";
        let compare: Vec<&str> = compare.split(' ').collect();
        let (_, said) = mist(dir.path(), &compare, 1);
        assert!(said.contains("GB"), "{said}");
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}
