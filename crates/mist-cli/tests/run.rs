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
const RUN: [&str; 10] = [
    "run",
    "--scenario",
    "exercise",
    "--draws",
    "33",
    "--attribute",
    "1",
    "--sampler",
    "sobol",
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
    // Killed again, at moments that nobody chose for their sake.
    for wait in [20, 90, 400] {
        let mut child = Process::new(assert_cmd::cargo::cargo_bin("mist"))
            .current_dir(here)
            .args(with(&["--out", "killed", "--resume"]))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        // One that has finished by now is no harm.
        let _ = child.kill();
        child.wait().unwrap();
    }
    // Far more threads than cores, and than chunks, change nothing.
    let resumed = done(
        here,
        &with(&["--out", "killed", "--resume", "--threads", "64"]),
    );
    assert_eq!(resumed.stdout, whole.stdout);
    assert!(!here.join("killed.journal").exists());
    same("killed");
    // Asked once more it has nothing to do.
    let again = done(here, &with(&["--out", "killed", "--resume"]));
    assert_eq!(again.stdout, whole.stdout);

    // The result says how its draws were spread, and the command in it does.
    let manifest = fs::read_to_string(here.join("killed/manifest.json")).unwrap();
    assert!(manifest.contains("\"sampler\": \"sobol\"") && manifest.contains("--sampler sobol"));
    let other = with(&["--out", "mixed.part", "--shard", "1/1"]);
    let mut begun = mist(here, &other);
    begun.assert().success();
    let mut random = other.clone();
    let at = random.iter().position(|word| *word == "sobol").unwrap();
    random[at] = "random";
    random.push("--resume");
    let said = refused(here, &random, 4);
    assert!(said.contains("mist.sampler"), "{said}");

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

/// A run that is to stop by itself stops where it is exact enough, at the same draw on any threads; at
/// its ceiling it says so, by its exit code too, and the results are there all the same.
#[test]
fn a_run_stops_when_it_is_exact_enough_or_says_that_it_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path();
    let until = |error: &'static str, draws: &'static str, out: &'static str| {
        let head = [
            "run",
            "--scenario",
            "exercise",
            "--attribute",
            "0",
            "--quiet",
        ];
        [
            &head[..],
            &["--until", error, "--draws", draws, "--out", out],
        ]
        .concat()
    };
    let convergence = |folder: &str| -> serde_json::Value {
        let text = fs::read(here.join(folder).join("summary.json")).unwrap();
        let summary: serde_json::Value = serde_json::from_slice(&text).unwrap();
        let one = &summary["scenarios"][0];
        serde_json::json!([one["convergence"], one["draws"]])
    };
    done(here, &until("99%", "2000", "enough"));
    let [ending, draws] = [0, 1].map(|i| convergence("enough")[i].clone());
    assert_eq!(ending["converged"], true, "{ending}");
    assert!(ending["reached"].as_f64().unwrap() <= 0.99);
    let draws = draws.as_u64().unwrap();
    assert!((256..2000).contains(&draws) && draws % 32 == 0, "{draws}");

    let said = refused(here, &until("0.1%", "40", "ceiling"), 5);
    assert!(said.contains("40"), "{said}");
    let [ending, draws] = [0, 1].map(|i| convergence("ceiling")[i].clone());
    assert_eq!(ending["converged"], false);
    assert!(ending["reached"].as_f64().unwrap() > 0.001);
    assert_eq!(draws, 40);
    assert!(here.join("ceiling/manifest.json").exists());
    // The error of every published quantile stands beside it.
    let csv = fs::read_to_string(here.join("ceiling/summary.csv")).unwrap();
    let head: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    for column in ["error", "p05_error", "p95_error"] {
        assert!(head.contains(&column), "{head:?}");
    }
    for measure in ["duration", "collapsed", "failed"] {
        assert!(
            csv.lines()
                .any(|line| line.contains(&format!(",{measure},"))),
            "{measure}"
        );
    }
}

#[test]
fn what_cannot_be_run_is_refused_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let run = |more: &[&'static str], code| refused(dir.path(), &[&RUN[..], more].concat(), code);
    let unknown = ["run", "--scenario", "exercise", "--sampler", "lhs"];
    let said = refused(dir.path(), &unknown, 2);
    assert!(said.contains("neither"), "{said}");
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
