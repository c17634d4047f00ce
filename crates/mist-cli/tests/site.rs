//! `mist publish --site` on a small real result.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers outside #[test] functions fail the test that calls them"
)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;

fn mist(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("mist").unwrap();
    command
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("SOURCE_DATE_EPOCH", "1767225600");
    command.args(arguments);
    command
}

#[test]
fn a_result_becomes_a_site_with_its_scenario_s_own_words() {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path();
    let run = [
        "run",
        "--scenario",
        "blockade",
        "--draws",
        "4",
        "--attribute",
        "1",
        "--quiet",
    ];
    mist(here, &run).assert().success();
    let make = [
        "publish", "mist-run", "--site", "--lang", "en,ja", "--quiet", "--out",
    ];
    mist(here, &[&make[..], &["site"]].concat())
        .assert()
        .success();
    let read = |name: &str| fs::read_to_string(here.join("site").join(name)).unwrap();
    let page = read("ja/scenario-blockade.html");
    assert!(page.contains("Works cited"), "the story with its sources");
    assert!(read("en/TWN.html").contains("scenario-blockade.html"));
    assert!(!here.join("site/sitemap.xml").exists() && !here.join("site/es").exists());
    assert!(here.join("site/summary.csv").exists() && here.join("site/manifest.json").exists());
    let mut refused = mist(
        here,
        &[&make[..], &["x", "--base-url", "ftp://e.org"]].concat(),
    );
    refused.assert().code(2);
}
