//! Lists the language folders, so that adding a language is adding a folder, and refuses to build with
//! a language that lacks a message: no page ever does.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("locales");
    println!("cargo:rerun-if-changed={}", root.display());
    complete(&root)?;
    let mut code = String::from("pub(crate) static FOLDERS: &[Folder] = &[\n");
    for folder in entries(&root)?.iter().filter(|p| p.is_dir()) {
        println!("cargo:rerun-if-changed={}", folder.display());
        writeln!(code, "    Folder {{\n        tag: {:?},", name(folder)?)?;
        writeln!(code, "        messages: &[")?;
        for file in entries(folder)? {
            if file.extension().is_some_and(|e| e == "ftl") {
                writeln!(
                    code,
                    "            ({:?}, include_str!({file:?})),",
                    name(&file)?
                )?;
            }
        }
        let countries = folder.join("countries.csv");
        writeln!(
            code,
            "        ],\n        countries: include_str!({countries:?}),\n    }},"
        )?;
    }
    code.push_str("];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("folders.rs"), code)?;
    Ok(())
}

/// Makes sure that every language says what English says, and nothing else.
fn complete(root: &Path) -> Result<(), Box<dyn Error>> {
    let english = keys(&root.join("en"))?;
    for folder in entries(root)?.iter().filter(|p| p.is_dir()) {
        let theirs = keys(folder)?;
        let listed = |keys: Vec<&String>| {
            let quoted: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            quoted.join(", ")
        };
        let lacks: Vec<_> = english.difference(&theirs).collect();
        if !lacks.is_empty() {
            let place = folder.display();
            return Err(format!(
                "the language in {place} lacks {}: translate it from locales/en",
                listed(lacks)
            )
            .into());
        }
        let more: Vec<_> = theirs.difference(&english).collect();
        if !more.is_empty() {
            let place = folder.display();
            return Err(format!(
                "the language in {place} has {}, which English lacks: add it to locales/en or take \
                 it away",
                listed(more)
            )
            .into());
        }
    }
    Ok(())
}

/// Identifiers of the messages in a language's folder.
fn keys(folder: &Path) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let mut keys = BTreeSet::new();
    for file in entries(folder)? {
        if file.extension().is_some_and(|e| e == "ftl") {
            let text = fs::read_to_string(&file)?;
            let messages = text
                .lines()
                .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
                .filter_map(|line| line.split_once(" ="));
            keys.extend(messages.map(|(key, _)| key.to_owned()));
        }
    }
    Ok(keys)
}

/// What a folder holds, by name, so that the list does not depend on the file system.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> Result<&str, Box<dyn Error>> {
    path.file_name()
        .and_then(|n| n.to_str())
        .ok_or_else(|| format!("{} has a name that is not text", path.display()).into())
}
