//! Lists the rows and the episodes, so that adding one is adding a file.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let configs = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../configs");
    let mut code = String::new();
    for (name, folder) in [("ROWS", "validation"), ("EPISODES", "backtests")] {
        let folder = configs.join(folder);
        println!("cargo:rerun-if-changed={}", folder.display());
        writeln!(code, "pub(crate) static {name}: &[(&str, &str)] = &[")?;
        for file in entries(&folder)? {
            if file.extension().is_some_and(|e| e == "toml") {
                let name = file
                    .file_name()
                    .and_then(|n| n.to_str())
                    .unwrap_or_default();
                writeln!(code, "    ({name:?}, include_str!({file:?})),")?;
            }
        }
        code.push_str("];\n");
    }
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("files.rs"), code)?;
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
