//! `mist bundle` and `mist verify` between two people, one of whom may not mean well.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers outside #[test] functions fail the test that calls them"
)]

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::OnceLock;

use assert_cmd::Command;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn mist(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("mist").unwrap();
    command.current_dir(folder).env("NO_COLOR", "1");
    command.args(arguments);
    command
}

fn stdout(folder: &Path, arguments: &[&str]) -> String {
    let output = mist(folder, arguments).assert().success();
    String::from_utf8(output.get_output().stdout.clone()).unwrap()
}

/// What a command says that must end with this exit code, in one line.
fn refused(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = mist(folder, arguments).assert().code(code);
    let output = output.get_output();
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(said)
        .unwrap()
        .split_whitespace()
        .filter(|word| *word != "│")
        .collect::<Vec<_>>()
        .join(" ")
}

/// A small result of a scenario of one's own that extends a shipped one, and its bundle.
fn shared() -> &'static TempDir {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    MADE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let here = dir.path();
        fs::create_dir(here.join("mine")).unwrap();
        let own = "id = \"my-exercise\"\nextends = \"exercise\"\ntitle.en = \"Mine\"\n";
        fs::write(here.join("mine/my-exercise.toml"), own).unwrap();
        let run = ["run", "--quiet", "--attribute", "1", "--draws", "34"];
        let with = |more: &[&'static str]| [&run[..], more].concat();
        stdout(
            here,
            &with(&["--scenario", "mine/my-exercise.toml", "--out", "result"]),
        );
        stdout(
            here,
            &with(&[
                "--scenario",
                "mine/my-exercise.toml",
                "--seed",
                "2",
                "--out",
                "other",
            ]),
        );
        // Whoever verifies has no file but the bundle.
        fs::remove_dir_all(here.join("mine")).unwrap();
        stdout(here, &["bundle", "result", "--quiet"]);
        stdout(here, &["bundle", "other", "--quiet"]);
        dir
    })
}

/// Members of an archive in order.
fn members(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(File::open(path).unwrap()).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut member = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            member.read_to_end(&mut bytes).unwrap();
            (member.name().to_owned(), bytes)
        })
        .collect()
}

fn archive(path: &Path, members: &[(String, Vec<u8>)]) {
    let mut zip = ZipWriter::new(File::create(path).unwrap());
    for (name, bytes) in members {
        zip.start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

/// The bundle of [`shared`] after a change to its members.
fn changed(dir: &Path, change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) {
    let mut all = members(&shared().path().join("result.zip"));
    change(&mut all);
    archive(&dir.join("changed.zip"), &all);
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// Puts new bytes in a member's place and mends the list and the manifest, as a forger would.
fn forge(all: &mut [(String, Vec<u8>)], name: &str, bytes: Vec<u8>) {
    let put = |all: &mut [(String, Vec<u8>)], name: &str, bytes: Vec<u8>| {
        all.iter_mut().find(|(n, _)| n == name).unwrap().1 = bytes;
    };
    let get = |all: &[(String, Vec<u8>)], name: &str| -> serde_json::Value {
        let bytes = &all.iter().find(|(n, _)| n == name).unwrap().1;
        serde_json::from_slice(bytes).unwrap()
    };
    let mut manifest = get(all, "manifest.json");
    manifest["files"][name] = sha256(&bytes).into();
    let manifest = serde_json::to_vec(&manifest).unwrap();
    let mut list = get(all, "bundle.json");
    for (member, content) in [(name, &bytes), ("manifest.json", &manifest)] {
        list["members"][member]["sha256"] = sha256(content).into();
        list["members"][member]["bytes"] = content.len().into();
    }
    put(all, "bundle.json", serde_json::to_vec(&list).unwrap());
    put(all, "manifest.json", manifest);
    put(all, name, bytes);
}

#[test]
fn a_bundle_is_the_same_bytes_every_time_and_comes_out_the_same() {
    let here = shared().path();
    stdout(here, &["bundle", "result", "--out", "again.zip", "--quiet"]);
    let read = |name: &str| fs::read(here.join(name)).unwrap();
    assert!(read("result.zip") == read("again.zip"));
    assert_eq!(members(&here.join("result.zip"))[0].0, "bundle.json");

    let told = stdout(here, &["verify", "result.zip", "--quiet"]);
    assert!(told.contains("3 of 34 draws run again"), "{told}");
    assert!(told.contains("all the same to the last digit"), "{told}");
    let told = stdout(here, &["verify", "result.zip", "--all", "--quiet"]);
    assert!(told.contains("34 of 34 draws run again"), "{told}");
    assert!(told.contains("The summary is what the draws say"), "{told}");
    // The result folder itself, and a bundle that somebody unpacked.
    stdout(here, &["verify", "result", "--draws", "17", "--quiet"]);
    let unpacked = tempfile::tempdir().unwrap();
    for (name, bytes) in members(&here.join("result.zip")) {
        let path = unpacked.path().join(&name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let folder = unpacked.path().to_str().unwrap();
    let json = stdout(
        here,
        &["verify", folder, "--draws", "0,33", "--format", "json"],
    );
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["same"], true);
    assert_eq!(json["scenarios"][0]["run_again"], 2);
    let said = refused(here, &["verify", "result.zip", "--draws", "34"], 2);
    assert!(said.contains("there is no draw 34"), "{said}");
}

#[test]
fn the_economy_can_travel_along() {
    let here = shared().path();
    stdout(
        here,
        &[
            "bundle",
            "result",
            "--economy",
            "--out",
            "with.zip",
            "--quiet",
        ],
    );
    let names: Vec<String> = members(&here.join("with.zip"))
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert!(
        names.contains(&"inputs/economy/table.bin".to_owned()),
        "{names:?}"
    );
    stdout(here, &["verify", "with.zip", "--draws", "3", "--quiet"]);
}

#[test]
fn every_flipped_or_missing_or_added_member_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let verify = |dir: &Path| refused(dir, &["verify", "changed.zip", "--files"], 4);
    changed(dir.path(), |all| {
        let csv = all.iter_mut().find(|(n, _)| n == "summary.csv").unwrap();
        csv.1[100] ^= 1;
    });
    let said = verify(dir.path());
    assert!(said.contains("summary.csv was changed"), "{said}");
    changed(dir.path(), |all| {
        let draws = all
            .iter_mut()
            .find(|(n, _)| n.starts_with("draws/"))
            .unwrap();
        draws.0 = "draws/other.parquet".to_owned();
    });
    let said = verify(dir.path());
    assert!(
        said.contains("draws/other.parquet is in it and not in its list"),
        "{said}"
    );
    changed(dir.path(), |all| all.retain(|(n, _)| n != "summary.json"));
    let said = verify(dir.path());
    assert!(
        said.contains("summary.json is in its list and not in it"),
        "{said}"
    );
    fs::write(dir.path().join("changed.zip"), b"PK not at all").unwrap();
    assert!(verify(dir.path()).contains("not a whole zip file"));
}

#[test]
fn a_forged_figure_with_mended_sums_does_not_come_out() {
    let dir = tempfile::tempdir().unwrap();
    // The draws of another seed under this result's name: every sum fits, no figure does.
    let other = members(&shared().path().join("other.zip"));
    let draws = other
        .into_iter()
        .find(|(n, _)| n.starts_with("draws/"))
        .unwrap();
    changed(dir.path(), |all| forge(all, &draws.0, draws.1));
    let said = refused(dir.path(), &["verify", "changed.zip", "--draws", "1"], 4);
    assert!(said.contains("mist.seed"), "{said}");

    // One figure of the summary, a little lower.
    changed(dir.path(), |all| {
        let text = &all.iter().find(|(n, _)| n == "summary.json").unwrap().1;
        let mut summary: serde_json::Value = serde_json::from_slice(text).unwrap();
        summary["scenarios"][0]["world"]["losses"][2]["share"]["median"] = 0.0.into();
        forge(all, "summary.json", serde_json::to_vec(&summary).unwrap());
    });
    let said = refused(
        dir.path(),
        &["verify", "changed.zip", "--all", "--quiet"],
        6,
    );
    assert!(
        said.contains("world, losses, days 365, share, median: 0.0 in the bundle"),
        "{said}"
    );

    // Another scenario than was run, under the same name.
    changed(dir.path(), |all| {
        let name = "inputs/scenarios/my-exercise/scenario.toml";
        let other = b"id = \"my-exercise\"\nextends = \"exercise\"\ntitle.en = \"Yours\"\n";
        forge(all, name, other.to_vec());
    });
    let said = refused(dir.path(), &["verify", "changed.zip"], 4);
    assert!(said.contains("not the one that was run"), "{said}");
}

#[test]
fn a_hostile_archive_is_refused_and_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let inside = dir.path().join("inside");
    fs::create_dir(&inside).unwrap();
    let verify = || refused(&inside, &["verify", "../changed.zip"], 4);
    for name in [
        "../escaped",
        "/tmp/mist-escaped",
        "a/../../escaped",
        "C:\\escaped",
    ] {
        changed(dir.path(), |all| all.push((name.to_owned(), b"!".to_vec())));
        let said = verify();
        assert!(said.contains("the name"), "{name}: {said}");
    }
    assert!(!dir.path().join("escaped").exists() && !Path::new("/tmp/mist-escaped").exists());

    // A member that unpacks to far more than its list says.
    changed(dir.path(), |all| {
        let json = all.iter_mut().find(|(n, _)| n == "summary.json").unwrap();
        json.1.resize(50_000_000, b' ');
    });
    assert!(verify().contains("more of it than the list says"));
    // A list that says so itself.
    changed(dir.path(), |all| {
        let list = all.iter_mut().find(|(n, _)| n == "bundle.json").unwrap();
        let mut json: serde_json::Value = serde_json::from_slice(&list.1).unwrap();
        json["members"]["summary.json"]["bytes"] = 1_000_000_000_000_u64.into();
        list.1 = serde_json::to_vec(&json).unwrap();
    });
    assert!(verify().contains("--limit"));
}

#[test]
fn bundles_stand_side_by_side() {
    let here = shared().path();
    let told = stdout(
        here,
        &[
            "compare",
            "--bundles",
            "result.zip",
            "other.zip",
            "--country",
            "TWN",
        ],
    );
    assert!(told.contains("They differ in: seed."), "{told}");
    assert!(told.contains("Taiwan"), "{told}");
    let json = stdout(
        here,
        &[
            "compare",
            "--bundles",
            "result.zip,other",
            "--format",
            "json",
        ],
    );
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json["scenarios"][0]["rows"][0]["sides"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let said = refused(here, &["compare", "--bundles", "result.zip"], 2);
    assert!(said.contains("nothing beside it"), "{said}");
}

#[test]
fn what_nobody_could_repeat_is_not_packed() {
    let dir = tempfile::tempdir().unwrap();
    let said = refused(dir.path(), &["bundle", "."], 2);
    assert!(said.contains("not a finished result"), "{said}");
    let here = shared().path();
    let said = refused(here, &["bundle", "result"], 2);
    assert!(said.contains("is there already"), "{said}");
}
