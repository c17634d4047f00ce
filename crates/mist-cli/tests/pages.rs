//! Every page of a result, read as a browser would read it.
//!
//! Looks at the result folder that `MIST_RESULTS` names, or else at one that it makes with a few
//! draws:
//!
//! ```sh
//! MIST_RESULTS=$PWD/mist-results cargo test -p mist-cli --test pages
//! ```

#![allow(
    clippy::unwrap_used,
    reason = "helpers outside #[test] functions fail the test that calls them"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use scraper::{Html, Selector};

/// All pages in a folder and below, by path within it.
fn pages(root: &Path, folder: &Path, found: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(root, &path, found);
        } else if path.extension().is_some_and(|e| e == "html") {
            let within = path.strip_prefix(root).unwrap().to_owned();
            found.insert(within, fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_page_of_a_run_parses_and_leads_somewhere() {
    let dir = tempfile::tempdir().unwrap();
    let folder = match std::env::var_os("MIST_RESULTS") {
        Some(folder) => PathBuf::from(folder),
        None => {
            Command::cargo_bin("mist")
                .unwrap()
                .current_dir(dir.path())
                .args(["assess", "--draws", "4", "--quiet"])
                .assert()
                .success();
            dir.path().join("mist-results")
        }
    };
    let mut found = BTreeMap::new();
    pages(&folder, &folder, &mut found);
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    for file in manifest["files"].as_object().unwrap().keys() {
        let is_page = Path::new(file).extension().is_some_and(|e| e == "html");
        assert!(!is_page || found.contains_key(Path::new(file)), "{file}");
    }
    assert!(found.len() > 2, "{} pages", found.len());

    let title = Selector::parse("title").unwrap();
    let links = Selector::parse("a[href]").unwrap();
    for (name, page) in &found {
        let name = name.display();
        let html = Html::parse_document(page);
        assert!(html.errors.is_empty(), "{name}: {:?}", html.errors);
        let words: String = html.select(&title).flat_map(|t| t.text()).collect();
        assert!(!words.trim().is_empty(), "{name} has no title");
        for nonsense in ["NaN", ">inf", "{{", "{%"] {
            assert!(!page.contains(nonsense), "{name} says {nonsense}");
        }
        for link in html.select(&links) {
            let to = link.value().attr("href").unwrap();
            let file = to.split('#').next().unwrap();
            if file.is_empty() || file.contains(':') {
                continue;
            }
            let here = folder.join(format!("{name}"));
            let there = here.parent().unwrap().join(file);
            assert!(there.exists(), "{name} leads to {to}, which is not there");
        }
    }
}
