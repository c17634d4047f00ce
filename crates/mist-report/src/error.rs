//! What can go wrong when a summary is made or written.

use std::path::PathBuf;

/// Why a summary could not be made or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A language that there is no folder for.
    #[error("no language `{tag}`; there are {known}")]
    UnknownLanguage {
        /// What was asked for.
        tag: String,
        /// What there is.
        known: String,
    },
    /// A language's folder holds something that cannot be used.
    #[error("language `{tag}`, file {file}: {reason}")]
    Locale {
        /// Folder name.
        tag: String,
        /// File in it.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A message is missing, or lacks one of its arguments.
    #[error("language `{tag}`, message `{key}`: {reason}; mend it in locales/{tag}/")]
    Message {
        /// Language.
        tag: String,
        /// Message identifier.
        key: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A template does not render.
    #[error("template {name} in language `{tag}` does not render")]
    Template {
        /// Template name.
        name: String,
        /// Language.
        tag: String,
        /// Where and why.
        #[source]
        source: minijinja::Error,
    },
    /// The run holds a scenario that no text was given for.
    #[error("scenario `{scenario}` of the run has no title; give a text for it in some language")]
    MissingText {
        /// Scenario identifier.
        scenario: String,
    },
    /// The run does not hold the country.
    #[error("the run has no economy `{code}` in scenario `{scenario}`")]
    UnknownRegion {
        /// Code that was asked for.
        code: String,
        /// Scenario that lacks it.
        scenario: String,
    },
    /// A run without any scenario.
    #[error("the run holds no scenario: there is nothing to publish")]
    Empty,
    /// A figure that a page needs is missing or not a number.
    #[error("{what} of `{code}` in scenario `{scenario}` is missing or not a number")]
    Figure {
        /// Which figure.
        what: String,
        /// Economy.
        code: String,
        /// Scenario.
        scenario: String,
    },
    /// A table of the annex cannot be made.
    #[error("table {table} of the annex cannot be made: {reason}")]
    Annex {
        /// Table.
        table: &'static str,
        /// Why.
        reason: String,
    },
    /// A workbook cannot be made.
    #[error("the workbook of `{code}` cannot be made")]
    Workbook {
        /// Economy.
        code: String,
        /// Why.
        #[source]
        source: rust_xlsxwriter::XlsxError,
    },
    /// PDF without anything that makes it.
    #[error("nothing here makes PDF")]
    NoTypesetter,
    /// A summary cannot be typeset.
    #[error("the PDF of `{code}` in language `{tag}` cannot be made")]
    Pdf {
        /// Economy.
        code: String,
        /// Language.
        tag: String,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A document cannot be written as JSON.
    #[error("`{code}` cannot be written as JSON")]
    Json {
        /// Economy.
        code: String,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// A table of names cannot be read.
    #[error("names table, line {line}: {reason}")]
    Names {
        /// Line, from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A date that does not exist.
    #[error("{year}-{month}-{day} is not a date")]
    Date {
        /// Year.
        year: i32,
        /// Month.
        month: u8,
        /// Day.
        day: u8,
    },
    /// An address that pages cannot stand under.
    #[error("`{address}` is not an address of the web; give one like https://example.org/mist/")]
    Address {
        /// What was given.
        address: String,
    },
    /// A picture cannot be made.
    #[error("a picture cannot be made")]
    Picture {
        /// Why.
        #[source]
        source: png::EncodingError,
    },
    /// Data of the embedded economy that are damaged.
    #[error(transparent)]
    Economy(#[from] mist_economy::EconomyError),
    /// Whoever takes the files of a site takes no more.
    #[error("the files of the site were not taken")]
    Stopped,
    /// A file or folder cannot be written.
    #[error("cannot write {path}")]
    Write {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}
