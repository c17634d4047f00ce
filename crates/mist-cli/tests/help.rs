//! What a newcomer sees first.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers outside #[test] functions fail the test that calls them"
)]

use assert_cmd::Command;

fn mist(arguments: &[&str]) -> String {
    let output = Command::cargo_bin("mist")
        .unwrap()
        .args(arguments)
        .assert()
        .success();
    String::from_utf8(output.get_output().stdout.clone()).unwrap()
}

#[test]
fn without_arguments_it_says_what_it_is_and_what_to_type() {
    let welcome = mist(&[]);
    assert!(welcome.contains("Measure the Impact of a Shock in the Taiwan Strait"));
    assert!(welcome.contains("mist assess"));
    assert!(welcome.lines().count() < 20, "it fits on a screen");
}

#[test]
fn help_has_examples_and_exit_codes() {
    let assess = mist(&["help", "assess"]);
    assert!(assess.contains("Examples:"), "{assess}");
    for option in [
        "--country",
        "--scenario",
        "--draws",
        "--seed",
        "--threads",
        "--out",
        "--lang",
        "--model",
        "--format",
        "--quiet",
    ] {
        assert!(assess.contains(option), "{option}");
    }
    assert!(mist(&["--help"]).contains("Exit codes: 0 done"));
}

#[test]
fn an_unknown_option_is_wrong_usage() {
    let mut command = Command::cargo_bin("mist").unwrap();
    let output = command
        .args(["assess", "--drawz", "5"])
        .assert()
        .code(2)
        .get_output()
        .clone();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("--draws"),
        "it suggests the nearest option: {said}"
    );
}

#[test]
fn no_draws_are_wrong_usage() {
    Command::cargo_bin("mist")
        .unwrap()
        .args(["assess", "--draws", "0"])
        .assert()
        .code(2);
}
