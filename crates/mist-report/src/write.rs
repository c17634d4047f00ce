//! Writes a publication into a folder.
//!
//! ```text
//! OUT/index.html            asks for the language
//! OUT/en/index.html         the ranking
//! OUT/en/DEU.html           a country's summary; as .pdf and .md, and its annex as .xlsx
//! OUT/data/DEU.json         the summary as data
//! OUT/data/figures.csv …    the annex as CSV, with READMEs and datapackage.json
//! ```
//!
//! Every file is written under a temporary name and then renamed: what has a page's name is a whole
//! page. Other files in the folder are left alone. The first page comes last, so that a folder
//! without it is not finished.

use std::fs;
use std::path::{Path, PathBuf};

use mist_economy::RegionCode;
use mist_engine::Comparison;
use rayon::prelude::*;

use crate::page::stem;
use crate::{
    CountryPage, Error, Language, Publication, Recipe, ScenarioText, data, document, print,
    render_comparison, render_country, render_index, render_markdown, render_start, xlsx,
};

/// File that every page with a section on exposure leads to.
const EXPOSURE: &str = "data/exposure.csv";

/// A form of publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Form {
    /// Two pages and an annex to print and to file, tagged for screen readers.
    Pdf,
    /// The annex as a workbook.
    Xlsx,
    /// The annex as CSV files with what describes them.
    Csv,
    /// The summary as data.
    Json,
    /// The summary as plain text with marks.
    Markdown,
    /// Pages for the web and the printer; the last, since they lead to the others.
    Html,
}

/// What typesets a summary's data as PDF; see [`crate::print::data`].
pub trait Typesetter: Sync {
    /// Typesets the data of one summary in a face of type.
    ///
    /// # Errors
    /// A face that is not installed, or a template that does not fit the data.
    fn pdf(
        &self,
        data: &[u8],
        face: &str,
    ) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>>;
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// First page.
    pub start: PathBuf,
    /// Number of files.
    pub files: u64,
    /// Bytes in all files.
    pub bytes: u64,
    /// Bytes of the largest file.
    pub largest: u64,
}

impl Written {
    /// Counts what was written elsewhere in the same folder.
    fn add(&mut self, other: &Self) {
        self.files += other.files;
        self.bytes += other.bytes;
        self.largest = self.largest.max(other.largest);
    }
}

/// Writes a publication of some economies (all, if `codes` is empty) in some languages and forms into
/// a folder, which is made if it is not there. Summaries are written side by side, on the threads of
/// the pool that this is called in.
///
/// # Errors
///
/// [`Error::Write`] if something cannot be written, and whatever keeps a page from being made.
pub fn write(
    publication: &Publication,
    languages: &[Language],
    codes: &[String],
    forms: &[Form],
    typesetter: Option<&dyn Typesetter>,
    folder: &Path,
) -> Result<Written, Error> {
    let mut files = Files::new(folder);
    let all: Vec<&str> = if codes.is_empty() {
        publication.codes().map(RegionCode::as_str).collect()
    } else {
        codes.iter().map(String::as_str).collect()
    };
    let mut forms = forms.to_vec();
    forms.sort_unstable();
    forms.dedup();
    if forms.contains(&Form::Csv) {
        for (name, content) in data::files(publication, languages, &all)? {
            files.put(&format!("data/{name}"), &content)?;
        }
    } else if let Some(report) = publication.exposure.as_ref().filter(|_| {
        // The pages lead to it.
        forms.contains(&Form::Html)
    }) {
        files.put(EXPOSURE, mist_exposure::export::to_csv(report).as_bytes())?;
    }
    let summaries: Vec<Written> = all
        .par_iter()
        .map(|code| {
            let page = publication.page(code, languages).beside(&forms);
            let mut files = Files::new(folder);
            for form in &forms {
                summary(&mut files, &page, *form, typesetter)?;
            }
            Ok(files.written)
        })
        .collect::<Result<_, Error>>()?;
    for summary in &summaries {
        files.written.add(summary);
    }
    if forms.contains(&Form::Html) {
        for language in languages {
            let index = render_index(publication, languages, codes, language)?;
            files.put(&format!("{}/index.html", language.tag()), index.as_bytes())?;
        }
        files.put("index.html", render_start(languages)?.as_bytes())?;
    }
    Ok(files.written)
}

/// One economy's summary in one form, in every language.
fn summary(
    files: &mut Files<'_>,
    page: &CountryPage<'_>,
    form: Form,
    typesetter: Option<&dyn Typesetter>,
) -> Result<(), Error> {
    let stem = stem(page.code);
    let json = |source| Error::Json {
        code: page.code.to_owned(),
        source,
    };
    if form == Form::Json {
        let mut text = serde_json::to_vec_pretty(&document::summary(page)?).map_err(json)?;
        text.push(b'\n');
        return files.put(&format!("data/{stem}.json"), &text);
    }
    for language in page.languages {
        let (ending, content) = match form {
            Form::Html => ("html", render_country(page, language)?.into_bytes()),
            Form::Markdown => ("md", render_markdown(page, language)?.into_bytes()),
            Form::Xlsx => ("xlsx", xlsx::workbook(page, language)?),
            Form::Pdf => {
                let typesetter = typesetter.ok_or(Error::NoTypesetter)?;
                let face = print::face(language)?;
                let pdf = typesetter.pdf(&print::data(page, language)?, &face);
                let pdf = pdf.map_err(|source| Error::Pdf {
                    code: page.code.to_owned(),
                    tag: language.tag().to_owned(),
                    source,
                })?;
                ("pdf", pdf)
            }
            Form::Csv | Form::Json => continue,
        };
        files.put(&format!("{}/{stem}.{ending}", language.tag()), &content)?;
    }
    Ok(())
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
    let mut files = Files::new(folder);
    for language in languages {
        let page = render_comparison(comparison, texts, recipe, languages, codes, language)?;
        files.put(&format!("{}/index.html", language.tag()), page.as_bytes())?;
    }
    files.put("index.html", render_start(languages)?.as_bytes())?;
    Ok(files.written)
}

/// Writes files into a folder, each whole or not at all, and counts them.
struct Files<'a> {
    folder: &'a Path,
    written: Written,
}

impl<'a> Files<'a> {
    fn new(folder: &'a Path) -> Self {
        Self {
            folder,
            written: Written {
                start: folder.join("index.html"),
                files: 0,
                bytes: 0,
                largest: 0,
            },
        }
    }

    /// Writes one file, with the folders that it needs.
    fn put(&mut self, within: &str, content: &[u8]) -> Result<(), Error> {
        let path = self.folder.join(within);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(at(parent))?;
        }
        let mut temporary = path.clone().into_os_string();
        temporary.push(".partial");
        let outcome = fs::write(&temporary, content).and_then(|()| fs::rename(&temporary, &path));
        if let Err(source) = outcome {
            // The first error is what the caller must hear about.
            let _ = fs::remove_file(&temporary);
            return Err(at(&path)(source));
        }
        let bytes = content.len() as u64;
        self.written.files += 1;
        self.written.bytes += bytes;
        self.written.largest = self.written.largest.max(bytes);
        Ok(())
    }
}

/// Says where writing failed.
fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Write { path, source }
}
