//! Lists the language folders, so that adding a language is adding a folder.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("locales");
    println!("cargo:rerun-if-changed={}", root.display());
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
