//! `mist publish` as a user runs it, on a result of few draws.
#![allow(
    clippy::unwrap_used,
    reason = "helpers outside #[test] functions fail the test that calls them"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;

fn mist(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("mist").unwrap();
    command
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("SOURCE_DATE_EPOCH", "1767225600");
    command
}

/// A result of one scenario, without pages for most countries.
fn result(folder: &Path, scenario: &str, seed: &str) {
    mist(folder)
        .args(["assess", "--scenario", scenario, "--seed", seed])
        .args(["--draws", "4", "--country", "TWN,DEU", "--lang", "en,ja"])
        .args(["--out", scenario, "--quiet"])
        .assert()
        .success();
}

/// All files of a folder, by path within it.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let within = path.strip_prefix(root).unwrap().to_str().unwrap();
                found.insert(within.replace('\\', "/"), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// What a command that must fail says.
fn refused(mut command: Command, code: i32) -> String {
    let output = command.assert().code(code).get_output().clone();
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_finished_result_is_published_as_assess_publishes_it() {
    let dir = tempfile::tempdir().unwrap();
    result(dir.path(), "quarantine", "1");
    mist(dir.path())
        .args(["publish", "quarantine", "--country", "TWN,Germany"])
        .args(["--lang", "en,ja", "--out", "pages"])
        .assert()
        .success();
    let (assessed, published) = (
        files(&dir.path().join("quarantine")),
        files(&dir.path().join("pages")),
    );
    let pages = |all: &BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<u8>> {
        let mut all = all.clone();
        // Draws, inputs and the list of them are the run's.
        let of_the_run = ["draws/", "inputs/", "manifest.json"];
        all.retain(|name, _| !of_the_run.iter().any(|start| name.starts_with(start)));
        all
    };
    assert!(published.contains_key("ja/DEU.html"));
    assert!(
        pages(&assessed) == pages(&published),
        "{:?} and {:?}",
        assessed.keys(),
        published.keys()
    );
    // What was published is a result too, without its draws.
    let mut again = mist(dir.path());
    again.args([
        "publish",
        "pages",
        "--country",
        "DEU",
        "--lang",
        "en",
        "--out",
        "again",
    ]);
    again.assert().success();
    let page = |folder: &str| fs::read(dir.path().join(folder).join("en/DEU.html")).unwrap();
    assert_eq!(page("again").len(), {
        // The links to Japanese are gone.
        let mut fewer = mist(dir.path());
        fewer.args(["publish", "quarantine", "--country", "DEU", "--lang", "en"]);
        fewer.args(["--out", "fewer"]).assert().success();
        page("fewer").len()
    });
}

#[test]
fn two_results_go_onto_the_same_pages() {
    let dir = tempfile::tempdir().unwrap();
    result(dir.path(), "quarantine", "1");
    result(dir.path(), "boycott", "1");
    result(dir.path(), "embargo", "2");
    mist(dir.path())
        .args(["publish", "quarantine", "boycott", "--country", "DEU"])
        .args(["--lang", "en", "--out", "both"])
        .assert()
        .success();
    let page = fs::read_to_string(dir.path().join("both/en/DEU.html")).unwrap();
    assert_eq!(page.matches("class=\"answer\"").count(), 2);
    assert!(page.contains("--scenario quarantine") && page.contains("--scenario boycott"));

    let mut twice = mist(dir.path());
    twice.args(["publish", "quarantine", "quarantine"]);
    assert!(refused(twice, 2).contains("twice"));
    let mut other = mist(dir.path());
    other.args(["publish", "quarantine", "embargo"]);
    let said = refused(other, 2);
    assert!(said.contains("seed") && said.contains("differ"), "{said}");
    assert!(!dir.path().join("mist-publication").exists());
}

#[test]
fn what_is_no_result_is_refused_with_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("thesis")).unwrap();
    let mut none = mist(dir.path());
    none.args(["publish", "thesis"]);
    let said = refused(none, 2);
    assert!(
        said.contains("thesis") && said.contains("mist assess"),
        "{said}"
    );

    result(dir.path(), "quarantine", "1");
    let mut unknown = mist(dir.path());
    unknown.args(["publish", "quarantine", "--country", "Germny"]);
    let said = refused(unknown, 2);
    assert!(said.contains("Germny") && said.contains("DEU"), "{said}");
    let mut itself = mist(dir.path());
    itself.args(["publish", "quarantine", "--out", "quarantine"]);
    assert!(refused(itself, 2).contains("--out"));

    let summary = dir.path().join("quarantine/summary.json");
    let text = fs::read_to_string(&summary).unwrap();
    fs::write(&summary, text.replacen("\"median\": 0", "\"median\": 1", 1)).unwrap();
    let mut changed = mist(dir.path());
    changed.args(["publish", "quarantine"]);
    let said = refused(changed, 4);
    assert!(
        said.contains("changed") && said.contains("summary.json"),
        "{said}"
    );

    let manifest = dir.path().join("quarantine/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    fs::write(
        &manifest,
        text.replacen(
            &format!("\"version\": \"{version}\""),
            "\"version\": \"0.0.9\"",
            1,
        ),
    )
    .unwrap();
    let mut old = mist(dir.path());
    old.args(["publish", "quarantine"]);
    let said = refused(old, 4);
    assert!(said.contains("0.0.9") && said.contains(version), "{said}");
}

#[test]
fn every_form_lies_where_the_page_says() {
    let dir = tempfile::tempdir().unwrap();
    result(dir.path(), "quarantine", "1");
    mist(dir.path())
        .args(["publish", "quarantine", "--country", "DEU", "--lang", "en"])
        .args(["--to", "html,xlsx,csv,json,md", "--out", "all"])
        .assert()
        .success();
    let all = files(&dir.path().join("all"));
    let page = String::from_utf8(all["en/DEU.html"].clone()).unwrap();
    let page = page.replace("&#x2f;", "/");
    for (file, link) in [
        ("en/DEU.xlsx", "DEU.xlsx"),
        ("en/DEU.md", "DEU.md"),
        ("data/DEU.json", "../data/DEU.json"),
        ("data/datapackage.json", "../data/datapackage.json"),
    ] {
        assert!(all.contains_key(file), "{file}");
        assert!(page.contains(&format!("href=\"{link}\"")), "{link}");
    }
    for file in ["data/figures.csv", "data/exposure.csv", "data/README.en.md"] {
        assert!(all.contains_key(file), "{file}");
    }
    let json: serde_json::Value = serde_json::from_slice(&all["data/DEU.json"]).unwrap();
    assert_eq!(json["country"], "DEU");

    let schema = mist(dir.path())
        .args(["publish", "--schema"])
        .assert()
        .success()
        .get_output()
        .clone();
    let schema: serde_json::Value = serde_json::from_slice(&schema.stdout).unwrap();
    assert_eq!(schema["title"], "Summary");
}

#[test]
fn what_a_lever_changes_goes_into_every_form() {
    let dir = tempfile::tempdir().unwrap();
    result(dir.path(), "blockade", "1");
    mist(dir.path())
        .args(["compare", "--base", "blockade", "--with", "convoy"])
        .args(["--draws", "4", "--seed", "1", "--country", "DEU"])
        .args(["--lang", "en", "--out", "levers", "--quiet"])
        .assert()
        .success();
    mist(dir.path())
        .args(["publish", "blockade", "levers", "--country", "DEU"])
        .args(["--lang", "en", "--to", "html,xlsx,csv,json,md"])
        .args(["--out", "all"])
        .assert()
        .success();
    let all = files(&dir.path().join("all"));
    let comparison = fs::read(dir.path().join("levers/compare.json")).unwrap();
    let comparison: serde_json::Value = serde_json::from_slice(&comparison).unwrap();
    let countries = comparison["pairs"][0]["countries"].as_array().unwrap();
    let germany = countries.iter().find(|c| c["region"] == "DEU").unwrap();

    // All periods, to the last digit.
    let json: serde_json::Value = serde_json::from_slice(&all["data/DEU.json"]).unwrap();
    let change = &json["changes"][0];
    assert_eq!(change["draws"], 4);
    assert_eq!(change["measures"][0]["id"], "convoy");
    let works = change["measures"][0]["works"].as_array().unwrap();
    assert_eq!(works[0]["id"], "csis-lights-out-2025");
    let horizons = germany["horizons"].as_array().unwrap();
    assert_eq!(change["periods"].as_array().unwrap().len(), horizons.len());
    let table = String::from_utf8(all["data/changes.csv"].clone()).unwrap();
    for (period, horizon) in change["periods"].as_array().unwrap().iter().zip(horizons) {
        let median = &horizon["difference"]["median"];
        assert_eq!(&period["difference"]["median"], median);
        let days = horizon["days"].as_u64().unwrap();
        let start = format!("blockade,DEU,convoy,difference,{days},share,");
        let row = table.lines().find(|l| l.starts_with(&start)).unwrap();
        let told: f64 = row.split(',').nth(8).unwrap().parse().unwrap();
        assert_eq!(told, median.as_f64().unwrap(), "{row}");
        assert!(row.ends_with("csis-lights-out-2025"), "{row}");
    }
    let sources = String::from_utf8(all["data/sources.csv"].clone()).unwrap();
    assert!(sources.contains("Lights Out? Wargaming"), "{sources}");
    let text = String::from_utf8(all["en/DEU.md"].clone()).unwrap();
    assert!(text.contains("Convoys to Taiwan") && text.contains("mist compare --base blockade"));
    assert!(all["en/DEU.xlsx"].starts_with(b"PK"));
}

#[cfg(not(feature = "pdf"))]
#[test]
fn pdf_from_a_mist_without_it_says_how_to_get_it() {
    let dir = tempfile::tempdir().unwrap();
    result(dir.path(), "quarantine", "1");
    let mut pdf = mist(dir.path());
    pdf.args(["publish", "quarantine", "--to", "pdf"]);
    let said = refused(pdf, 2);
    assert!(said.contains("--features pdf"), "{said}");
    assert!(!dir.path().join("mist-publication").exists());
}
