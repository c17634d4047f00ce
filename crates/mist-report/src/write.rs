//! Writes a publication's pages into a folder.
//!
//! ```text
//! OUT/index.html            asks for the language
//! OUT/en/index.html         the ranking
//! OUT/en/DEU.html           a country's summary
//! OUT/exposure.csv          every figure before any shock, if they were measured
//! ```
//!
//! Every page is written under a temporary name and then renamed: what has a page's name is a whole
//! page. Other files in the folder are left alone. The first page comes last, so that a folder
//! without it is not finished.

use std::fs;
use std::path::{Path, PathBuf};

use mist_economy::RegionCode;
use mist_engine::Comparison;

use crate::page::file_name;
use crate::{
    Error, Language, Publication, Recipe, ScenarioText, render_comparison, render_country,
    render_index, render_start,
};

/// File that every page with a section on exposure leads to.
const EXPOSURE: &str = "exposure.csv";

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

/// Writes the pages of some economies (all, if `codes` is empty) in some languages into a folder,
/// which is made if it is not there.
///
/// # Errors
///
/// [`Error::Write`] if something cannot be written, and whatever keeps a page from being made.
pub fn write(
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
    let all: Vec<&str> = if codes.is_empty() {
        publication.codes().map(RegionCode::as_str).collect()
    } else {
        codes.iter().map(String::as_str).collect()
    };
    for language in languages {
        let inside = folder.join(language.tag());
        fs::create_dir_all(&inside).map_err(at(&inside))?;
        for code in &all {
            let page = render_country(&publication.page(code, languages), language)?;
            put(&mut written, &inside.join(file_name(code)), &page)?;
        }
        let index = render_index(publication, languages, codes, language)?;
        put(&mut written, &inside.join("index.html"), &index)?;
    }
    if let Some(report) = &publication.exposure {
        let path = folder.join(EXPOSURE);
        fs::write(&path, mist_exposure::export::to_csv(report)).map_err(at(&path))?;
    }
    let start = written.start.clone();
    put(&mut written, &start, &render_start(languages)?)?;
    Ok(written)
}

/// Writes the pages of a comparison: `OUT/index.html` asks for the language, `OUT/en/index.html` has
/// the figures.
///
/// # Errors
///
/// As [`write()`].
pub fn write_comparison(
    comparison: &Comparison,
    texts: &[ScenarioText],
    recipe: &Recipe,
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
    for language in languages {
        let inside = folder.join(language.tag());
        fs::create_dir_all(&inside).map_err(at(&inside))?;
        let page = render_comparison(comparison, texts, recipe, languages, codes, language)?;
        put(&mut written, &inside.join("index.html"), &page)?;
    }
    let start = written.start.clone();
    put(&mut written, &start, &render_start(languages)?)?;
    Ok(written)
}

/// Writes one page, whole or not at all.
fn put(written: &mut Written, path: &Path, page: &str) -> Result<(), Error> {
    let temporary = path.with_extension("html.partial");
    let outcome = fs::write(&temporary, page).and_then(|()| fs::rename(&temporary, path));
    if let Err(source) = outcome {
        // The first error is what the caller must hear about.
        let _ = fs::remove_file(&temporary);
        return Err(at(path)(source));
    }
    written.pages += 1;
    written.bytes += page.len() as u64;
    written.largest = written.largest.max(page.len() as u64);
    Ok(())
}

/// Says where writing failed.
fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Write { path, source }
}
