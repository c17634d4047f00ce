//! `mist exposure`: what it shows, what it writes, and what it says of a typing error.
#![allow(
    clippy::unwrap_used,
    reason = "helpers outside #[test] functions fail the test that calls them"
)]

use assert_cmd::Command;

fn mist(arguments: &[&str], code: i32) -> (String, String) {
    let mut command = Command::cargo_bin("mist").unwrap();
    let done = command
        .env("NO_COLOR", "1")
        .args(arguments)
        .assert()
        .code(code);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        text(&done.get_output().stdout),
        text(&done.get_output().stderr),
    )
}

#[test]
fn one_country_shows_every_part() {
    let (page, _) = mist(&["exposure", "Germany"], 0);
    for part in [
        "Germany (DEU), tier A",
        "face value → look-through",
        "foreign input reliance",
        "at stake by supply",
        "Chips and components",
        "Dependent goods",
        "Cut with the PRC",
        "with g7 (7)",
        "rank (over all weights)",
        "Raw material",
        "Value at risk is not loss",
    ] {
        assert!(page.contains(part), "no {part:?} in\n{page}");
    }
}

#[test]
fn a_ranking_filters_countries_and_keeps_their_ranks() {
    let (all, _) = mist(&["exposure", "--to", "strait", "--format", "json"], 0);
    let all: serde_json::Value = serde_json::from_str(&all).unwrap();
    assert_eq!(all["to"], "strait");
    let countries = all["countries"].as_array().unwrap();
    assert!(countries.len() >= 40);
    assert_eq!(countries[0]["rank"], 1);
    let korea = countries.iter().find(|c| c["code"] == "KOR").unwrap();
    let (one, _) = mist(
        &["exposure", "KOR", "--to", "strait", "--format", "json"],
        0,
    );
    let one: serde_json::Value = serde_json::from_str(&one).unwrap();
    assert_eq!(one["countries"].as_array().unwrap().len(), 1);
    assert_eq!(&one["countries"][0], korea);
    let (table, _) = mist(&["exposure", "--to", "strait", "--format", "csv"], 0);
    assert_eq!(table.lines().count(), countries.len() + 1);
}

#[test]
fn a_typing_error_suggests_and_exits_with_2() {
    let (_, said) = mist(&["exposure", "Germny"], 2);
    assert!(said.contains("DEU"), "{said}");
    for (asked, meant) in [
        ("galium", "gallium"),
        ("TWN:C26T", "C26S"),
        ("TWM:C26S", "TWN"),
        ("Semiconductor", "C26S"),
    ] {
        let (_, said) = mist(&["exposure", "--to", asked], 2);
        assert!(said.contains(meant), "{asked}: {said}");
    }
}

#[test]
fn parameters_of_ones_own_count_and_faulty_ones_name_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    let shipped = include_str!("../../../configs/model/exposure.toml");
    std::fs::write(&path, shipped.replacen("value = 0.4\n", "value = 0.0\n", 1)).unwrap();
    let file = path.to_str().unwrap();
    let (report, _) = mist(
        &["exposure", "DEU", "--parameters", file, "--format", "json"],
        0,
    );
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let goods = report["countries"][0]["concentration"].as_array().unwrap();
    assert!(goods.iter().all(|c| c["conditions"][0] == true));
    std::fs::write(&path, shipped.replacen("value = 0.4\n", "value = 4\n", 1)).unwrap();
    let (_, said) = mist(&["exposure", "DEU", "--parameters", file], 4);
    assert!(said.contains("import_hhi"), "{said}");
}

#[test]
fn the_schema_is_the_committed_one() {
    let (schema, _) = mist(&["exposure", "--schema"], 0);
    assert_eq!(
        schema,
        include_str!("../../../docs/schema/exposure.schema.json")
    );
}

#[test]
fn one_product_of_one_economy_ranks_those_who_use_it() {
    let (table, _) = mist(&["exposure", "--to", "twn:c26s"], 0);
    assert!(
        table.contains("Semiconductors and electronic components (C26S) from Taiwan"),
        "{table}"
    );
    let (json, _) = mist(&["exposure", "--to", "TWN:C26S", "--format", "json"], 0);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["to"], "TWN:C26S");
}

#[test]
fn every_figure_can_be_explained() {
    let (text, _) = mist(&["exposure", "--explain"], 0);
    for part in [
        "leverage (E6, E8, E10)",
        "Hirschman",
        "countries.leverage",
        "wiod-2016",
    ] {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
}
