//! The commands that show what there is, and what they say of a faulty file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers outside #[test] functions fail the test that calls them"
)]

use std::fs;
use std::process::Output;

use assert_cmd::Command;

fn mist(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("mist").unwrap();
    command.env("NO_COLOR", "1").args(arguments);
    command
}

fn output(arguments: &[&str], code: i32) -> Output {
    mist(arguments).assert().code(code).get_output().clone()
}

fn stdout(arguments: &[&str]) -> String {
    String::from_utf8(output(arguments, 0).stdout).unwrap()
}

fn json(arguments: &[&str]) -> serde_json::Value {
    serde_json::from_str(&stdout(arguments)).unwrap()
}

#[test]
fn the_deck_lists_quarantine_and_blockade() {
    let list = stdout(&["scenario", "list"]);
    assert!(
        list.contains("quarantine") && list.contains("blockade"),
        "{list}"
    );
    let list = json(&["scenario", "list", "--format", "json"]);
    let ids: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|scenario| scenario["id"].as_str().unwrap())
        .collect();
    assert!(
        ids.contains(&"quarantine") && ids.contains(&"blockade"),
        "{ids:?}"
    );
}

#[test]
fn a_scenario_tells_its_story_with_sources() {
    let story = stdout(&["scenario", "show", "blockade"]);
    assert!(story.contains("Works cited"), "{story}");
    assert!(story.contains("judgement"), "{story}");
}

#[test]
fn drawn_timelines_have_no_gaps_and_repeat() {
    let arguments = [
        "scenario",
        "sample",
        "quarantine",
        "--draws",
        "20",
        "--format",
        "json",
    ];
    let phases = json(&arguments);
    assert_eq!(phases, json(&arguments));
    let phases = phases.as_array().unwrap();
    for pair in phases.windows(2) {
        if pair[0]["draw"] == pair[1]["draw"] {
            assert_eq!(pair[0]["end_day"], pair[1]["start_day"]);
        } else {
            assert_eq!(pair[1]["start_day"], 0.0);
        }
    }
    assert_eq!(phases.last().unwrap()["draw"], 19);
}

#[test]
fn the_schema_is_a_json_schema() {
    let schema = json(&["scenario", "schema"]);
    assert!(
        schema["$schema"]
            .as_str()
            .unwrap()
            .contains("json-schema.org")
    );
}

#[test]
fn a_probability_above_one_is_refused_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let shipped = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../configs/scenarios/quarantine.toml"
    );
    let text = fs::read_to_string(shipped).unwrap();
    let (before, _) = text
        .split_once("probability = ")
        .expect("a transition has a probability");
    let line = before.matches('\n').count() + 1;
    let after = &text[before.len()..];
    let rest = after.split_once('\n').unwrap().1;
    let file = dir.path().join("faulty.toml");
    fs::write(&file, format!("{before}probability = 1.3\n{rest}")).unwrap();
    let file = file.to_str().unwrap();
    for command in [
        vec!["scenario", "check", file],
        vec!["assess", "--scenario", file],
    ] {
        let said = mist(&command)
            .current_dir(dir.path())
            .assert()
            .code(3)
            .get_output()
            .clone();
        let said = String::from_utf8(said.stderr).unwrap();
        assert!(said.contains(&format!("faulty.toml:{line}:")), "{said}");
        assert!(said.contains("1.3"), "{said}");
    }
    assert_eq!(
        fs::read_dir(dir.path()).unwrap().count(),
        1,
        "nothing was written"
    );
}

#[test]
fn an_unknown_scenario_suggests_the_nearest() {
    let said = output(&["scenario", "show", "quarentine"], 2).stderr;
    let said = String::from_utf8(said).unwrap();
    assert!(said.contains("quarantine"), "{said}");
}

#[test]
fn the_economy_lists_taiwan_and_the_prc() {
    let list = json(&["economy", "list", "--format", "json"]);
    let list = list.as_array().unwrap();
    assert!(list.len() >= 45, "{}", list.len());
    for code in ["TWN", "CHN", "USA", "ROW"] {
        let economy = list.iter().find(|economy| economy["code"] == code).unwrap();
        assert!(economy["value_added_usd_million"].as_f64().unwrap() > 0.0);
    }
    assert!(stdout(&["economy", "list"]).contains("Taiwan"));
}

#[test]
fn an_economy_is_shown_by_code_or_name() {
    let by_code = json(&["economy", "show", "twn", "--format", "json"]);
    assert_eq!(
        by_code,
        json(&["economy", "show", "Taiwan", "--format", "json"])
    );
    assert!(by_code["exports_usd_million"].as_f64().unwrap() > 100_000.0);
    assert!(stdout(&["economy", "show", "TWN"]).contains("Sells most to"));
}

#[test]
fn the_identities_of_the_economy_hold() {
    let report = json(&["economy", "check", "--format", "json"]);
    assert!(report["row_gap"].as_f64().unwrap() < 1e-9);
    assert!(report["column_gap"].as_f64().unwrap() < 1e-9);
    assert!(stdout(&["economy", "check"]).contains("Spectral radius"));
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::process::Stdio;

    let binary = assert_cmd::cargo::cargo_bin("mist");
    let mut child = std::process::Command::new(binary)
        .args(["scenario", "sample", "quarantine", "--draws", "5000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert!(
        ended.stderr.is_empty(),
        "{:?}",
        String::from_utf8(ended.stderr)
    );
}

#[test]
fn every_figure_of_a_node_leads_to_source_licence_and_steps() {
    let by_name = json(&[
        "economy",
        "explain",
        "Taiwan",
        "semiconductors",
        "--format",
        "json",
    ]);
    let by_code = json(&["economy", "explain", "TWN", "C26S", "--format", "json"]);
    assert_eq!(by_name, by_code);
    let figures = by_code["figures"].as_array().unwrap();
    assert!(figures.len() > 10, "{}", figures.len());
    for figure in figures {
        assert!(!figure["steps"].as_array().unwrap().is_empty(), "{figure}");
        for source in figure["sources"].as_array().unwrap() {
            assert!(!source["licence"].as_str().unwrap().is_empty(), "{source}");
        }
    }
    let text = stdout(&["economy", "explain", "TWN", "C26S"]);
    assert!(
        text.contains("tier A") && text.contains("Open Government Data License"),
        "{text}"
    );
    let said = output(&["economy", "explain", "TWN", "C26Z"], 2).stderr;
    assert!(String::from_utf8(said).unwrap().contains("C26S"));
}

#[test]
fn the_check_tells_fits_mirrors_and_balancing() {
    let report = json(&["economy", "check", "--format", "json"]);
    assert!(report["fits"].as_array().unwrap().len() >= 4);
    assert!(report["mirrors"].as_array().unwrap().len() >= 10);
    assert!(
        report["distance_from_proportional_imports"]
            .as_f64()
            .unwrap()
            < 1e-9
    );
    assert!(!report["build"].as_array().unwrap().is_empty());
    let text = stdout(&["economy", "check"]);
    assert!(
        text.contains("Seller says") && text.contains("Balancing of accounts"),
        "{text}"
    );
}
