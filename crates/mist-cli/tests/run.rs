//! `mist run` and `mist merge` as a user meets them: killed, out of disk, in parts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers outside #[test] functions fail the test that calls them"
)]

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

/// Two chunks, the second one short.
const RUN: [&str; 8] = [
    "run",
    "--scenario",
    "exercise",
    "--draws",
    "33",
    "--attribute",
    "1",
    "--quiet",
];

fn mist(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("mist").unwrap();
    command.current_dir(folder).env("NO_COLOR", "1");
    command.args(arguments);
    command
}

fn done(folder: &Path, arguments: &[&str]) -> Output {
    mist(folder, arguments)
        .assert()
        .success()
        .get_output()
        .clone()
}

/// What a command says that must end with this exit code.
fn refused(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = mist(folder, arguments).assert().code(code);
    let said = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    // Lines are broken to the width of the terminal.
    said.split_whitespace()
        .filter(|word| *word != "│")
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(unix)]
#[test]
fn killed_cut_and_starved_runs_end_in_the_bytes_of_one_that_was_left_alone() {
    use std::process::{Command as Process, Stdio};
    use std::time::{Duration, Instant};

    let dir = tempfile::tempdir().unwrap();
    let here = dir.path();
    let with = |more: &[&'static str]| [&RUN[..], more].concat();
    let whole = done(here, &with(&["--out", "whole"]));
    assert!(!here.join("whole.journal").exists());
    let same = |folder: &str| {
        for file in [
            "manifest.json",
            "summary.csv",
            "summary.json",
            "draws/exercise.parquet",
        ] {
            let read = |folder: &str| fs::read(here.join(folder).join(file)).unwrap();
            assert!(read("whole") == read(folder), "{folder}/{file}");
        }
    };

    // Killed once the first chunk is on record.
    let mut child = Process::new(assert_cmd::cargo::cargo_bin("mist"))
        .current_dir(here)
        .args(with(&["--out", "killed", "--threads", "1"]))
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while fs::metadata(here.join("killed.journal")).map_or(0, |m| m.len()) < 10_000 {
        assert!(begun.elapsed() < Duration::from_secs(500), "no chunk");
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!here.join("killed").exists());
    let said = refused(here, &with(&["--out", "killed"]), 2);
    assert!(said.contains("--resume"), "{said}");
    let other = with(&["--out", "killed", "--seed", "2", "--resume"]);
    let said = refused(here, &other, 4);
    assert!(said.contains("mist.seed is `1`, not `2`"), "{said}");
    let resumed = done(here, &with(&["--out", "killed", "--resume"]));
    assert_eq!(resumed.stdout, whole.stdout);
    assert!(!here.join("killed.journal").exists());
    same("killed");
    // Asked once more it has nothing to do.
    let again = done(here, &with(&["--out", "killed", "--resume"]));
    assert_eq!(again.stdout, whole.stdout);

    // In two parts.
    for part in ["1", "2"] {
        let shard = format!("{part}/2");
        let mut run = mist(here, &RUN);
        let run = run.args(["--shard", &shard, "--out", &format!("{part}.part")]);
        assert!(run.assert().success().get_output().stdout.is_empty());
    }
    let said = refused(here, &["merge", "2.part", "--out", "merged"], 4);
    assert!(said.contains("chunks 0 to 0 are missing"), "{said}");
    let said = refused(here, &["merge", "1.part", "1.part", "2.part"], 4);
    assert!(said.contains("a second time"), "{said}");
    assert!(!here.join("merged").exists() && !here.join("mist-run").exists());
    let merged = done(here, &["merge", "2.part", "1.part", "--out", "merged"]);
    assert_eq!(merged.stdout, whole.stdout);
    same("merged");

    // A part that was changed is refused and left as it is.
    let good = fs::read(here.join("1.part")).unwrap();
    let mut bad = good.clone();
    bad[good.len() / 2] ^= 1;
    bad.extend_from_slice(&good[good.len() - 100..]);
    fs::write(here.join("bad.part"), &bad).unwrap();
    let shard = with(&["--shard", "1/2", "--out", "bad.part", "--resume"]);
    let said = refused(here, &shard, 4);
    assert!(
        said.contains("bad.part") && said.contains("truncate"),
        "{said}"
    );
    assert!(fs::read(here.join("bad.part")).unwrap() == bad);

    // A disk that takes the first chunk and refuses the second.
    let bytes: u64 = ["1.part", "2.part"]
        .map(|part| fs::metadata(here.join(part)).unwrap().len())
        .iter()
        .sum();
    let limited = format!(
        "trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"",
        bytes / 512 - 4
    );
    let starved = Process::new("sh")
        .current_dir(here)
        .args(["-c", &limited])
        .arg(assert_cmd::cargo::cargo_bin("mist"))
        .args(with(&["--shard", "1/1", "--out", "starved.part"]))
        .output()
        .unwrap();
    let said = String::from_utf8(starved.stderr).unwrap();
    assert_eq!(starved.status.code(), Some(1), "{said}");
    assert!(
        said.contains("journal") && said.contains("--resume"),
        "{said}"
    );
    assert!(said.contains("32 draws are on record"), "{said}");
    let said = refused(here, &["merge", "starved.part", "--out", "starved"], 4);
    assert!(said.contains("not finished"), "{said}");
    done(
        here,
        &with(&["--shard", "1/1", "--out", "starved.part", "--resume"]),
    );
    done(here, &["merge", "starved.part", "--out", "starved"]);
    same("starved");
}

#[test]
fn what_cannot_be_run_is_refused_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let run = |more: &[&'static str], code| refused(dir.path(), &[&RUN[..], more].concat(), code);
    let said = run(&["--shard", "3/2"], 2);
    assert!(said.contains("the first is 1/16"), "{said}");
    let said = run(&["--shard", "3/3"], 2);
    assert!(said.contains("at most 2"), "{said}");
    let said = run(&["--until", "2"], 2);
    assert!(said.contains("0.02"), "{said}");
    run(&["--until", "0.1", "--shard", "1/2"], 2);
    if cfg!(target_os = "linux") {
        // A quarter of a terabyte, by the figure that it gives.
        let many = ["run", "--scenario", "exercise", "--draws", "10000000"];
        let said = refused(dir.path(), &many, 1);
        assert!(said.contains("GB") && said.contains("--draws"), "{said}");
    }
    fs::write(dir.path().join("notes.txt"), "mine").unwrap();
    let said = run(&["--shard", "1/2", "--out", "notes.txt"], 2);
    assert!(said.contains("notes.txt"), "{said}");
    let said = run(&["--shard", "1/2", "--out", "notes.txt", "--resume"], 4);
    assert!(said.contains("not a journal"), "{said}");
    let said = refused(dir.path(), &["merge", "notes.txt"], 4);
    assert!(said.contains("not a journal"), "{said}");
    assert_eq!(fs::read(dir.path().join("notes.txt")).unwrap(), b"mine");
}
