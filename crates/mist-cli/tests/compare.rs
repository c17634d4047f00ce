//! Responses and levers at the command line: the same draws with and without.
#![allow(
    clippy::unwrap_used,
    reason = "helpers outside #[test] functions fail the test that calls them"
)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn mist(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("mist").unwrap();
    command
        .env("NO_COLOR", "1")
        .current_dir(folder)
        .args(arguments);
    command
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = mist(folder, arguments).assert().success();
    String::from_utf8(output.get_output().stdout.clone()).unwrap()
}

/// What a refusal says, on one line.
fn refused(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = mist(folder, arguments).assert().code(code);
    let text = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    let words: Vec<&str> = text.split_whitespace().filter(|w| *w != "│").collect();
    words.join(" ")
}

/// A comparison as JSON, a few draws each.
fn compared(folder: &Path, base: &str, with: &str, draws: &str) -> Value {
    let arguments = [
        "compare", "--base", base, "--with", with, "--draws", draws, "--format", "json", "--quiet",
        "--lang", "en",
    ];
    serde_json::from_str(&done(folder, &arguments)).unwrap()
}

/// Every horizon of every economy of the pair at a position, the world first.
fn horizons(comparison: &Value, pair: usize) -> Vec<Value> {
    let pair = &comparison["pairs"][pair];
    let countries = pair["countries"].as_array().unwrap();
    std::iter::once(&pair["world"])
        .chain(countries)
        .flat_map(|country| country["horizons"].as_array().unwrap().clone())
        .collect()
}

/// A lever that holds `cover` days of every material in every economy.
fn stock(folder: &Path, id: &str, cover: f64) -> String {
    let name = format!("{id}.toml");
    let text = format!(
        "id = \"{id}\"\ntitle = {{ en = \"Stock\" }}\ndescription = {{ en = \"A stock.\" }}\n\
         [[stocks]]\nitems = [\"materials\"]\nregions = [\"world\"]\ncover = {{ dist = \"constant\", \
         value = {cover}, unit = \"days\", source = \"Judgement: a test\", tier = \"judgement\" }}\n"
    );
    fs::write(folder.join(&name), text).unwrap();
    name
}

#[test]
fn what_does_nothing_changes_nothing_to_the_last_bit() {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path();
    let nothing = stock(here, "nothing", 0.0);
    let alone = "id = \"alone\"\nextends = \"eu-trade\"\npartners = []\n\
                 [title]\nen = \"Without partners\"\n";
    fs::write(here.join("alone.toml"), alone).unwrap();
    let with = format!("{nothing},alone.toml");
    let comparison = compared(here, "blockade", &with, "2");
    for pair in 0..2 {
        for h in horizons(&comparison, pair) {
            for figure in ["p05", "median", "p95", "mean", "tail_mean"] {
                assert_eq!(h["difference"][figure], 0.0, "{pair} {h}");
            }
            assert_eq!(h["base"], h["with"]);
            assert_eq!(h["less"], 0.0);
        }
    }
}

#[test]
fn more_cover_never_costs_and_a_comparison_is_repeatable() {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path();
    let with = [("a", 15.0), ("b", 120.0)].map(|(id, days)| stock(here, id, days));
    let comparison = compared(here, "export-licences", &with.join(","), "4");
    let world = |pair: usize| comparison["pairs"][pair]["world"]["horizons"][2].clone();
    let median = |pair: usize| world(pair)["with"]["median"].as_f64().unwrap();
    let base = world(0)["base"]["median"].as_f64().unwrap();
    assert!(base > 0.0 && median(0) < base, "{base} {}", median(0));
    assert!(median(1) <= median(0));
    // The error of the difference is far below that of separate runs.
    let error = |name: &str| world(0)[name].as_f64().unwrap();
    assert!(error("mean_error") < 0.5 * error("separate_error"));

    let results = here.join("mist-compare");
    let manifest: Value =
        serde_json::from_slice(&fs::read(results.join("manifest.json")).unwrap()).unwrap();
    let command = manifest["command"].as_str().unwrap();
    assert!(
        command.starts_with("mist compare --base export-licences --with a.toml,b.toml"),
        "{command}"
    );
    assert_eq!(manifest["scenarios"].as_array().unwrap().len(), 3);
    let csv = fs::read(results.join("compare.csv")).unwrap();
    let mut words: Vec<&str> = command.split(' ').skip(1).collect();
    words.extend(["--out", "again", "--quiet", "--threads", "1"]);
    let told = done(here, &words);
    assert!(told.contains("Change"), "{told}");
    assert_eq!(csv, fs::read(here.join("again/compare.csv")).unwrap());
    let page = fs::read_to_string(results.join("en/index.html")).unwrap();
    assert!(page.contains("Compared with:") && page.contains(command));
}

/// The weighted change is the weighted sum of the changes, with an error of its own.
#[test]
fn a_lever_is_weighed_over_scenarios() {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path();
    let lever = stock(here, "stock", 60.0);
    let words = "compare --base export-licences,quarantine --weights \
                 export-licences=0.25,quarantine=0.75 --draws 4 --format json --quiet --lang en --with";
    let mut words: Vec<&str> = words.split_whitespace().collect();
    words.push(&lever);
    let comparison: Value = serde_json::from_str(&done(here, &words)).unwrap();
    let year = |side: &Value| side["world"]["horizons"][2].clone();
    let number = |value: &Value| value.as_f64().unwrap();
    let weighted = year(&comparison["weighted"][0]);
    for figure in ["base", "with", "difference"] {
        let of = |pair: usize| number(&year(&comparison["pairs"][pair])[figure]["mean"]);
        let sum = 0.25 * of(0) + 0.75 * of(1);
        let mean = number(&weighted[figure]["mean"]);
        assert!(
            (mean - sum).abs() < 1e-6 * sum.abs(),
            "{figure}: {mean} for {sum}"
        );
    }
    // Materials do nothing for a quarantine: all of the error comes with the weight of the other.
    let of = |pair: usize| number(&year(&comparison["pairs"][pair])["mean_error"]);
    assert_eq!(of(1), 0.0);
    let error = number(&weighted["difference"]["mean_error"]);
    assert!((error - 0.25 * of(0)).abs() < 1e-6 * error, "{error}");
    assert!(error > 0.0 && error < number(&weighted["separate_error"]));
    let results = here.join("mist-compare");
    let table = fs::read_to_string(results.join("weighted.csv")).unwrap();
    assert!(
        table.contains("stock.toml,WLD,World,365,difference,"),
        "{table}"
    );
    let page = fs::read_to_string(results.join("en/index.html")).unwrap();
    assert!(
        page.contains("0.75") || page.contains("75 %"),
        "weights on the page"
    );
}

#[test]
fn refusals_name_what_was_meant_and_where() {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path();
    let base = ["compare", "--base", "blockade", "--with"];
    let ask = |with: &str, code| refused(here, &[&base[..], &[with]].concat(), code);
    assert!(ask("fuel-stock", 2).contains("did you mean `fuel-stocks`?"));
    let nothing = refused(here, &["compare", "--base", "blockade"], 2);
    assert!(nothing.contains("add --with ID"), "{nothing}");
    let twice = ask("convoy,convoy", 2);
    assert!(
        twice.contains("`blockade-with-convoy` is asked for twice"),
        "{twice}"
    );

    let blank = mist_scenario::variant::blank_measure("mine");
    let wrong = |from: &str, to: &str| {
        assert!(blank.contains(from));
        fs::write(here.join("mine.toml"), blank.replacen(from, to, 1)).unwrap();
        ask("mine.toml", 3)
    };
    let unit = wrong("unit = \"months\"", "unit = \"percent\"");
    assert!(
        unit.contains("mine.toml:16:") && unit.contains("wants `hours`"),
        "{unit}"
    );
    let share = wrong(
        "[[stocks]]",
        "[[recycling]]\nitems = [\"gallium\"]\nregions = [\"DEU\"]\nshare = 1.3\n\n[[stocks]]",
    );
    assert!(
        share.contains("mine.toml:16:9") && share.contains("can be 1.3"),
        "{share}"
    );
    // Nothing was left behind.
    assert!(!here.join("mist-compare").exists());
}

#[test]
fn files_of_ones_own_are_begun_checked_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path();
    for (kind, id, extends) in [
        ("scenario", "my-own", None),
        ("scenario", "my-blockade", Some("blockade")),
        ("measure", "my-reserve", None),
        ("measure", "my-coalition", Some("g7-technology")),
    ] {
        let mut words = vec![kind, "new", id];
        words.extend(extends.iter().flat_map(|base| ["--extends", base]));
        assert!(done(here, &words).starts_with(&format!("{id}.toml: change it")));
        let file = format!("{id}.toml");
        assert!(done(here, &[kind, "check", &file]).contains("valid"));
        assert!(done(here, &[kind, "show", &file]).contains(id));
        let again = refused(here, &words, 2);
        assert!(again.contains("is there already"), "{again}");
    }
    let bad = refused(here, &["scenario", "new", "My Own"], 3);
    assert!(bad.contains("small letters, digits and hyphens"), "{bad}");
    let coalition = fs::read_to_string(here.join("my-coalition.toml")).unwrap();
    assert!(coalition.contains("# partners = [\"g7\"]"), "{coalition}");
    let list = done(here, &["measure", "list"]);
    assert!(list.contains("g7-technology") && list.contains("fuel-stocks"));
    let schema: Value = serde_json::from_str(&done(here, &["measure", "schema"])).unwrap();
    assert_eq!(schema["title"], "MIST response or lever");
}

#[test]
fn differences_between_scenarios_are_told_value_by_value() {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path();
    let told = done(here, &["scenario", "diff", "blockade", "sea-blockade"]);
    assert!(
        told.contains("parameters.air\n  - { dist = \"pert\", max = 0.6"),
        "{told}"
    );
    let same = done(here, &["scenario", "diff", "war", "war"]);
    assert!(same.starts_with("no difference"), "{same}");
    let json = done(
        here,
        &[
            "scenario",
            "diff",
            "blockade",
            "sea-blockade",
            "--format",
            "json",
        ],
    );
    let json: Value = serde_json::from_str(&json).unwrap();
    assert!(
        json.as_array()
            .unwrap()
            .iter()
            .any(|d| d["path"] == "parameters.air")
    );
}

#[test]
fn scenarios_stand_side_by_side_and_mix_by_the_users_own_weights() {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path();
    let told = done(
        here,
        &[
            "compare",
            "exercise",
            "sea-blockade",
            "--weights",
            "exercise=0.75,sea-blockade=0.25",
            "--country",
            "TWN",
            "--draws",
            "4",
            "--quiet",
            "--lang",
            "en",
        ],
    );
    assert!(told.contains("Scenarios side by side") && told.contains("By your own weights"));
    let read = |name: &str| fs::read_to_string(here.join("mist-compare").join(name)).unwrap();
    let comparison: Value = serde_json::from_str(&read("compare.json")).unwrap();
    assert_eq!(comparison["pairs"].as_array().unwrap().len(), 1);
    let overview = &comparison["overview"];
    for country in overview["countries"].as_array().unwrap() {
        let h = &country["horizons"][2];
        let mean = |k: usize| h["sides"][k]["mean"].as_f64().unwrap();
        let mixed = 0.75 * mean(0) + 0.25 * mean(1);
        assert!((h["mixture"]["mean"].as_f64().unwrap() - mixed).abs() < 1e-9);
    }
    assert!(read("overview.csv").contains("own-weights,1,TWN,Taiwan,365"));
    let page = read("en/index.html");
    assert!(page.contains("By the weights given") && page.contains("MIST has no weights"));
    for (weights, says) in [
        ("exercise=0.5,sea-blockade=0.4", "they add up to 0.9"),
        ("exercise=0.5,blockade=0.5", "`blockade` is not compared"),
        ("exercise=much", "`much` is no number"),
    ] {
        let words = ["compare", "exercise", "sea-blockade", "--weights", weights];
        let told = refused(here, &words, 2);
        assert!(told.contains(says), "{told}");
    }
}
