//! `mist explain` as a user meets it.
#![allow(clippy::unwrap_used)]

mod small;

use assert_cmd::Command;

/// Regions that stay in the small economy.
const KEPT: [&str; 11] = [
    "TWN", "CHN", "USA", "JPN", "KOR", "DEU", "SGP", "MYS", "AUS", "SAU", "NLD",
];

fn mist(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("mist").unwrap();
    command.env("NO_COLOR", "1").arg("explain").args(arguments);
    command
}

#[test]
fn a_draw_is_told_for_programs() {
    // The readable step takes minutes on the whole table.
    let folder = tempfile::tempdir().unwrap();
    small::economy(folder.path(), &KEPT);
    let arguments = ["--scenario", "exercise", "--draw", "3", "--format", "json"];
    let output = mist(&arguments)
        .current_dir(folder.path())
        .args(["--country", "Taiwan", "--economy", "small"])
        .assert();
    let output = output.success().get_output().clone();
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["scenario"], "exercise");
    assert_eq!((&told["draw"], &told["region"]), (&3.into(), &"TWN".into()));
    let phase = &told["phases"][0];
    assert_eq!(phase["start_day"], 0.0);
    assert!(phase["sea_containers"].as_f64().unwrap() < 1.0);
    let loss = told["loss"][2].as_f64().unwrap();
    assert!(loss > 0.0);
    // Every day of every sector counts under one reason.
    let reasons = told["by_reason"].as_array().unwrap();
    let sum: f64 = reasons.iter().map(|x| x.as_f64().unwrap()).sum();
    assert!((sum - loss).abs() < 1e-3 * loss + 1.0, "{sum} of {loss}");
}

#[test]
fn what_does_not_exist_is_refused() {
    for (arguments, nearest) in [
        (
            ["--scenario", "blokade", "--draw", "3", "--country", "DEU"],
            "blockade",
        ),
        (
            [
                "--scenario",
                "blockade",
                "--draw",
                "3",
                "--country",
                "Germny",
            ],
            "DEU",
        ),
    ] {
        let output = mist(&arguments).assert().code(2).get_output().clone();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(nearest), "{said}");
    }
    mist(&["--scenario", "blockade", "--draw", "-1", "--country", "DEU"])
        .assert()
        .code(2);
}
