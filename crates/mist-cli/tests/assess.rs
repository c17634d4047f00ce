//! `mist assess` as a user runs it, with few draws.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers outside #[test] functions fail the test that calls them"
)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// The command, away from the terminal and from other tests' results.
fn mist(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("mist").unwrap();
    command
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("SOURCE_DATE_EPOCH", "1767225600");
    command
}

fn assess(folder: &Path, more: &[&str]) -> Command {
    let mut command = mist(folder);
    command
        .args(["assess", "--country", "TWN,Germany", "--lang", "en"])
        .args(more);
    if !more.contains(&"--draws") {
        command.args(["--draws", "4"]);
    }
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Standard error of a command that must end with this exit code and leave nothing behind.
fn refused(mut command: Command, code: i32, folder: &Path) -> String {
    let before = names(folder);
    let output = command.assert().code(code).get_output().clone();
    assert_eq!(text(&output.stdout), "", "a refusal is not a result");
    assert_eq!(names(folder), before, "a refusal leaves nothing behind");
    text(&output.stderr)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_run_prints_a_table_and_writes_a_folder_that_says_what_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let output = assess(dir.path(), &[])
        .assert()
        .success()
        .get_output()
        .clone();
    let table = text(&output.stdout);
    for word in ["World", "Taiwan", "Germany", "WLD", "TWN", "DEU"] {
        assert!(table.contains(word), "{word} is not in\n{table}");
    }
    assert!(!table.contains("Japan"), "{table}");
    assert!(text(&output.stderr).contains("mist-results"));

    assert_eq!(names(dir.path()), ["mist-results"]);
    let out = dir.path().join("mist-results");
    for file in [
        "index.html",
        "en/index.html",
        "en/TWN.html",
        "en/DEU.html",
        "summary.csv",
        "summary.json",
        "draws/quarantine.parquet",
        "draws/blockade.parquet",
    ] {
        assert!(out.join(file).metadata().unwrap().len() > 0, "{file}");
    }
    assert!(!out.join("en/JPN.html").exists());
    assert!(!out.join("es").exists());

    let manifest = fs::read(out.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["seed"], 1);
    assert_eq!(manifest["draws"], 4);
    assert_eq!(manifest["scenarios"][1]["id"], "blockade");
    assert_eq!(manifest["economy"]["sha256"].as_str().unwrap().len(), 64);
    assert!(manifest["files"]["summary.csv"].is_string());
    // The command in the manifest makes the very same result.
    let recipe = manifest["command"].as_str().unwrap();
    let again: Vec<&str> = recipe.split(' ').skip(1).collect();
    mist(dir.path())
        .args(again)
        .args(["--out", "again"])
        .assert()
        .success();
    let read = |folder: &str| fs::read(dir.path().join(folder).join("manifest.json")).unwrap();
    assert!(read("mist-results") == read("again"));
}

#[test]
fn the_result_is_the_same_on_any_number_of_threads() {
    let dir = tempfile::tempdir().unwrap();
    let mut outputs = Vec::new();
    for threads in ["1", "2"] {
        // Three chunks of draws, so that two threads have something to share.
        let mut command = assess(dir.path(), &["--draws", "70", "--scenario", "quarantine"]);
        command.args([
            "--threads",
            threads,
            "--out",
            threads,
            "--format",
            "json",
            "--quiet",
        ]);
        outputs.push(command.assert().success().get_output().clone());
    }
    assert_eq!(text(&outputs[0].stdout), text(&outputs[1].stdout));
    assert_eq!(text(&outputs[0].stderr), "");
    for file in [
        "summary.csv",
        "summary.json",
        "draws/quarantine.parquet",
        "manifest.json",
    ] {
        let read = |threads: &str| fs::read(dir.path().join(threads).join(file)).unwrap();
        assert!(
            read("1") == read("2"),
            "{file} depends on the number of threads"
        );
    }
}

#[test]
fn json_holds_the_countries_that_were_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let output = assess(dir.path(), &["--format", "json"])
        .assert()
        .success()
        .get_output()
        .clone();
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let scenarios = summary["scenarios"].as_array().unwrap();
    assert_eq!(scenarios.len(), 2);
    for scenario in scenarios {
        let codes: Vec<&str> = scenario["countries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|country| country["region"].as_str().unwrap())
            .collect();
        assert_eq!(codes.len(), 2, "{codes:?}");
        assert!(
            codes.contains(&"TWN") && codes.contains(&"DEU"),
            "{codes:?}"
        );
        let year = &scenario["world"]["losses"][2];
        assert_eq!(year["days"], 365);
        assert!(year["share"]["median"].is_number());
    }
}

#[test]
fn a_second_run_keeps_a_different_result_and_replaces_the_same() {
    let dir = tempfile::tempdir().unwrap();
    assess(dir.path(), &["--scenario", "quarantine"])
        .assert()
        .success();
    assess(dir.path(), &["--scenario", "quarantine"])
        .assert()
        .success();
    assert_eq!(names(dir.path()), ["mist-results"]);
    let other = assess(dir.path(), &["--scenario", "quarantine", "--seed", "2"])
        .assert()
        .success()
        .get_output()
        .clone();
    assert_eq!(names(dir.path()), ["mist-results", "mist-results.1"]);
    assert!(text(&other.stderr).contains("mist-results.1"));
}

#[test]
fn an_unknown_country_suggests_the_nearest() {
    let dir = tempfile::tempdir().unwrap();
    let said = refused(assess(dir.path(), &["--country", "Germny"]), 2, dir.path());
    assert!(said.contains("Germny") && said.contains("DEU"), "{said}");
}

#[test]
fn an_unknown_scenario_suggests_the_nearest() {
    let dir = tempfile::tempdir().unwrap();
    let said = refused(
        assess(dir.path(), &["--scenario", "blokade"]),
        2,
        dir.path(),
    );
    assert!(
        said.contains("blokade") && said.contains("blockade"),
        "{said}"
    );
}

#[test]
fn an_unknown_model_names_the_models_that_there_are() {
    let dir = tempfile::tempdir().unwrap();
    let said = refused(assess(dir.path(), &["--model", "dynamc"]), 2, dir.path());
    assert!(
        said.contains("dynamc") && said.contains("dynamic"),
        "{said}"
    );
}

#[test]
fn an_output_folder_that_cannot_be_written_fails_before_the_run() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("file"), "").unwrap();
    // So many draws would take days: it must fail first.
    let many = ["--draws", "10000000", "--out", "file/results"];
    let said = refused(assess(dir.path(), &many), 1, dir.path());
    assert!(
        said.contains("file/results") && said.contains("--out"),
        "{said}"
    );
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("thesis")).unwrap();
    fs::write(dir.path().join("thesis/chapter.txt"), "mine").unwrap();
    let said = refused(assess(dir.path(), &["--out", "thesis"]), 2, dir.path());
    assert!(said.contains("thesis"), "{said}");
    assert_eq!(names(&dir.path().join("thesis")), ["chapter.txt"]);
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    use std::process::{Command as Process, Stdio};
    use std::time::{Duration, Instant};

    let dir = tempfile::tempdir().unwrap();
    let mut child = Process::new(assert_cmd::cargo::cargo_bin("mist"))
        .current_dir(dir.path())
        .args(["assess", "--draws", "20000", "--threads", "1"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The folder in the making is there once the run has begun.
    let begun = Instant::now();
    while !names(dir.path())
        .iter()
        .any(|name| name.starts_with("mist-results.partial-"))
    {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "the run never begins"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(500));
    Process::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(names(dir.path()).is_empty(), "{:?}", names(dir.path()));
}
