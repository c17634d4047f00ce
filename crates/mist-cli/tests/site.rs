//! `mist publish --site` on a small real result.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers outside #[test] functions fail the test that calls them"
)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use mist_economy::Economy;
use mist_scenario::{Text, Vocabulary, deck, shelf};
use scraper::Html;

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
    assert!(page.contains("引用文献"), "the story with its sources");
    assert!(read("en/TWN.html").contains("scenario-blockade.html"));
    assert!(!here.join("site/sitemap.xml").exists() && !here.join("site/es").exists());
    assert!(here.join("site/summary.csv").exists() && here.join("site/manifest.json").exists());
    let mut refused = mist(
        here,
        &[&make[..], &["x", "--base-url", "ftp://e.org"]].concat(),
    );
    refused.assert().code(2);
}

/// Words that stand in almost every English sentence, and in no other of the languages.
const ENGLISH: [&str; 12] = [
    "the", "of", "and", "with", "which", "from", "are", "is", "by", "that", "for", "than",
];

/// What a page says in its own language: its texts and labels, but for what says that it is in
/// another language, and for code.
fn own_words(page: &Html, tag: &str) -> Vec<String> {
    let mut words = Vec::new();
    for node in page.tree.root().descendants() {
        let foreign = node.ancestors().any(|above| {
            above.value().as_element().is_some_and(|element| {
                matches!(element.name(), "code" | "script" | "style")
                    || element.attr("lang").is_some_and(|lang| lang != tag)
            })
        });
        if foreign {
            continue;
        }
        if let Some(text) = node.value().as_text() {
            words.push(text.to_string());
        } else if let Some(element) = node.value().as_element()
            && element.attr("lang").is_none_or(|lang| lang == tag)
        {
            let labels = ["aria-label", "alt", "title"].map(|name| element.attr(name));
            words.extend(labels.into_iter().flatten().map(str::to_owned));
        }
    }
    words
}

/// The texts in which there is a word that only English has.
fn english(texts: &[String]) -> Vec<&String> {
    let is_english = |text: &&String| {
        text.to_lowercase()
            .split(|c: char| !c.is_alphabetic())
            .any(|word| ENGLISH.contains(&word))
    };
    texts.iter().filter(is_english).collect()
}

/// A file has a text in the page's language, and the page says it.
fn assert_said(said: &str, text: &Text, tag: &str, id: &str) {
    let own = text.get(tag);
    assert!(own.is_some(), "{id}: {tag}");
    let own = own.unwrap();
    assert!(said.contains(own), "{tag}: {own} is not said of {id}");
}

#[test]
fn every_shipped_scenario_response_and_lever_is_told_in_the_language_of_the_page() {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path();
    let mut arguments = vec!["assess", "--draws", "1", "--country", "TWN", "--quiet"];
    for entry in deck() {
        arguments.extend(["--scenario", entry.id]);
    }
    mist(here, &arguments).assert().success();
    let make = ["publish", "mist-results", "--site", "--country", "TWN"];
    mist(here, &[&make[..], &["--quiet", "--out", "site"]].concat())
        .assert()
        .success();
    let vocabulary = Vocabulary::of(&Economy::embedded().unwrap());
    for tag in ["en", "es", "ja", "zh-Hant"] {
        let read = |name: &str| {
            let page = fs::read_to_string(here.join("site").join(tag).join(name)).unwrap();
            let words = own_words(&Html::parse_document(&page), tag);
            let found = english(&words);
            assert_eq!(!found.is_empty(), tag == "en", "{tag}/{name}: {found:?}");
            words.concat()
        };
        for entry in deck() {
            let said = read(&format!("scenario-{}.html", entry.id));
            let scenario = entry.scenario(&vocabulary).unwrap();
            let phases = scenario.document().phases.values();
            let titles = phases.filter_map(|phase| phase.title.as_ref());
            for text in titles.chain([scenario.title(), scenario.description()]) {
                assert_said(&said, text, tag, entry.id);
            }
        }
        let said = read("responses-and-levers.html");
        for entry in shelf() {
            let measure = entry.measure(&vocabulary).unwrap();
            let stages = measure.document().stages.values();
            let titles = stages.filter_map(|stage| stage.title.as_ref());
            for text in titles.chain([measure.title(), measure.description()]) {
                assert_said(&said, text, tag, entry.id);
            }
        }
    }
}
