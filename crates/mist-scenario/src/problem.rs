//! What is wrong with a file, where, and what to write instead.

use std::fmt;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The scenario can be run; its reader should know.
    Warning,
    /// The scenario is refused.
    Error,
}

/// A file's text with the name to show for it.
#[derive(Debug, Clone)]
pub(crate) struct SourceText {
    pub(crate) name: String,
    pub(crate) text: Arc<str>,
}

/// A file as it was read: what somebody else needs in order to read the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path as it was given, or where a shipped file stands in the repository.
    pub name: String,
    /// Its text.
    pub text: Arc<str>,
}

impl SourceText {
    pub(crate) fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: Arc::from(text),
        }
    }
}

/// One problem of a file.
#[derive(Debug, Clone)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to write instead, where that can be said.
    pub help: Option<String>,
    /// File.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    span: std::ops::Range<usize>,
    source: NamedSource<Arc<str>>,
}

impl Problem {
    pub(crate) fn new(
        severity: Severity,
        source: &SourceText,
        span: std::ops::Range<usize>,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Self {
        let start = span.start.min(source.text.len());
        let before = source.text.get(..start).unwrap_or(&source.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            severity,
            message: message.into(),
            help,
            file: source.name.clone(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            span,
            source: NamedSource::new(&source.name, Arc::clone(&source.text)),
        }
    }
}

impl Problem {
    /// File, line, column and message on one line, as compilers write it.
    #[must_use]
    pub fn located(&self) -> String {
        let (file, line, column) = (&self.file, self.line, self.column);
        format!("{file}:{line}:{column}: {}", self.message)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Warning => miette::Severity::Warning,
            Severity::Error => miette::Severity::Error,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display + 'a>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::underline(self.span.clone());
        Some(Box::new(std::iter::once(label)))
    }
}

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// A file that is not a scenario, with everything that is wrong with it.
    #[error("{file} is not a valid {noun}: {}", count(problems))]
    Invalid {
        /// What it was to be: a scenario, or a response or lever.
        noun: &'static str,
        /// File.
        file: String,
        /// Its problems, in order of their place; warnings among them.
        problems: Vec<Problem>,
    },
    /// A scenario identifier that no shipped scenario bears.
    #[error("there is no scenario `{id}`{}", suggestion.as_ref().map_or_else(String::new, |s| format!("; did you mean `{s}`?")))]
    UnknownScenario {
        /// What was asked for.
        id: String,
        /// The nearest identifier, if one is near.
        suggestion: Option<String>,
    },
    /// An identifier that no shipped response or lever bears.
    #[error("there is no response or lever `{id}`{}", suggestion.as_ref().map_or_else(String::new, |s| format!("; did you mean `{s}`?")))]
    UnknownMeasure {
        /// What was asked for.
        id: String,
        /// The nearest identifier, if one is near.
        suggestion: Option<String>,
    },
}

fn count(problems: &[Problem]) -> String {
    let errors = problems
        .iter()
        .filter(|p| p.severity == Severity::Error)
        .count();
    format!("{errors} problem{}", if errors == 1 { "" } else { "s" })
}

impl ScenarioError {
    /// The problems of an invalid file; empty for other errors.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Invalid { problems, .. } => problems,
            Self::UnknownScenario { .. } | Self::UnknownMeasure { .. } => &[],
        }
    }
}

impl Diagnostic for ScenarioError {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        match self {
            Self::Invalid { .. } => None,
            Self::UnknownScenario { .. } => Some(Box::new(
                "`mist scenario list` shows the shipped scenarios; a path ending in .toml is read \
                 as a file",
            )),
            Self::UnknownMeasure { .. } => Some(Box::new(
                "`mist measure list` shows the shipped responses and levers; a path ending in \
                 .toml is read as a file",
            )),
        }
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(
            self.problems().iter().map(|p| p as &dyn Diagnostic),
        ))
    }
}
