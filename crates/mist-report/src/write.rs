//! Writes a publication as a folder of pages: whole or not at all.
//!
//! ```text
//! OUT/index.html            asks for the language
//! OUT/en/index.html         the ranking
//! OUT/en/DEU.html           a country's summary
//! ```
//!
//! Everything is written into a folder with a temporary name beside the target, which gets its name
//! when the last page is there: a run that is broken off leaves nothing that looks finished.

use std::fs;
use std::path::{Path, PathBuf};

use mist_economy::RegionCode;

use crate::page::file_name;
use crate::{Error, Language, Publication, render_country, render_index, render_start};

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// First page.
    pub start: PathBuf,
    /// Number of pages.
    pub pages: usize,
    /// Bytes in all pages.
    pub bytes: u64,
    /// Bytes of the largest page.
    pub largest: u64,
}

/// Writes the pages of some economies (all, if `codes` is empty) in some languages to a new folder.
///
/// # Errors
///
/// [`Error::Exists`] if the folder is there and not empty, [`Error::Write`] if something cannot be
/// written, and whatever keeps a page from being made.
pub fn write(
    publication: &Publication,
    languages: &[Language],
    codes: &[String],
    folder: &Path,
) -> Result<Written, Error> {
    let occupied = folder.exists() && fs::read_dir(folder).map_err(at(folder))?.next().is_some();
    if occupied {
        return Err(Error::Exists {
            path: folder.to_owned(),
        });
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let parent = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(at(parent))?;
    let temporary = parent.join(format!(".{name}.unfinished-{}", std::process::id()));
    let outcome = fill(publication, languages, codes, &temporary).and_then(|written| {
        if folder.exists() {
            // Empty, as seen above: a folder cannot be renamed onto it on every system.
            fs::remove_dir(folder).map_err(at(folder))?;
        }
        fs::rename(&temporary, folder).map_err(at(folder))?;
        Ok(Written {
            start: folder.join("index.html"),
            ..written
        })
    });
    if outcome.is_err() {
        // The first error is what the caller must hear about.
        let _ = fs::remove_dir_all(&temporary);
    }
    outcome
}

/// Writes all pages into a folder.
fn fill(
    publication: &Publication,
    languages: &[Language],
    codes: &[String],
    folder: &Path,
) -> Result<Written, Error> {
    let mut written = Written {
        start: folder.join("index.html"),
        pages: 0,
        bytes: 0,
        largest: 0,
    };
    let mut put = |path: PathBuf, page: &str| -> Result<(), Error> {
        fs::write(&path, page).map_err(at(&path))?;
        written.pages += 1;
        written.bytes += page.len() as u64;
        written.largest = written.largest.max(page.len() as u64);
        Ok(())
    };
    fs::create_dir(folder).map_err(at(folder))?;
    put(folder.join("index.html"), &render_start(languages)?)?;
    let all: Vec<&str> = if codes.is_empty() {
        publication.codes().map(RegionCode::as_str).collect()
    } else {
        codes.iter().map(String::as_str).collect()
    };
    for language in languages {
        let inside = folder.join(language.tag());
        fs::create_dir(&inside).map_err(at(&inside))?;
        put(
            inside.join("index.html"),
            &render_index(publication, languages, codes, language)?,
        )?;
        for code in &all {
            let page = publication.page(code, languages);
            put(
                inside.join(file_name(code)),
                &render_country(&page, language)?,
            )?;
        }
    }
    Ok(written)
}

/// Says where writing failed.
fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Write { path, source }
}
