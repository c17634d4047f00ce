//! The annex: every figure behind a summary as tables, the same for spreadsheets and for programs.
//!
//! A table knows its columns by a name for programs and by a title in the page's language, and each
//! cell both ways: what a program reads and what a person sees.

mod tables;

pub(crate) use tables::tables;

use crate::Error;
use crate::language::Words;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Names and identifiers.
    Text,
    /// Numbers, in the unit that the row or the column names.
    Number,
    /// Whole numbers.
    Whole,
}

/// A column of a table; its title and meaning are the messages `column-ID` and `column-ID-about`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    /// Name for programs.
    pub(crate) id: &'static str,
    /// What it holds.
    pub(crate) kind: Kind,
}

impl Column {
    /// Title for people.
    pub(crate) fn title(&self, words: &Words) -> Result<String, Error> {
        words.say(&format!("column-{}", self.id), &[])
    }

    /// What its figures mean.
    pub(crate) fn about(&self, words: &Words) -> Result<String, Error> {
        words.say(&format!("column-{}-about", self.id), &[])
    }
}

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// A part of one, shown in per cent.
    Share,
    /// Millions of US dollars.
    Money,
    /// Days, months, or anything of about that size.
    Time,
    /// A count.
    Count,
    /// A number without unit.
    Plain,
}

impl Unit {
    /// The unit that the rows of the engine and of the exposure name.
    fn of(name: &str) -> Self {
        match name {
            name if name.starts_with("share") => Self::Share,
            "usd-million" | "USD m a year" => Self::Money,
            "day" | "days" | "months" => Self::Time,
            "0 or 1" => Self::Count,
            _ => Self::Plain,
        }
    }
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Nothing to say.
    Empty,
    /// A name: the identifier, and what it is called in the page's language.
    Name(String, String),
    /// Text as it is.
    Text(String),
    /// A number.
    Number(f64, Unit),
}

impl Cell {
    /// What a program reads, with nothing that a spreadsheet could take for a formula.
    pub(crate) fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Name(text, _) | Self::Text(text) => defused(text),
            // Adding 0 unsigns −0.
            Self::Number(number, _) => (number + 0.0).to_string(),
        }
    }

    /// What a person sees of a text.
    pub(crate) fn label(&self) -> Option<&str> {
        match self {
            Self::Name(_, text) | Self::Text(text) => Some(text),
            Self::Empty | Self::Number(..) => None,
        }
    }
}

/// A text that no spreadsheet takes for a formula: an apostrophe goes before what would begin one.
pub(crate) fn defused(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// A table; its title and meaning are the messages `table-ID` and `table-ID-about`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    /// Name for programs and files.
    pub(crate) id: &'static str,
    /// Its columns.
    pub(crate) columns: Vec<Column>,
    /// Its rows, each as long as the columns.
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Title for people.
    pub(crate) fn title(&self, words: &Words) -> Result<String, Error> {
        words.say(&format!("table-{}", self.id), &[])
    }

    /// What it holds.
    pub(crate) fn about(&self, words: &Words) -> Result<String, Error> {
        words.say(&format!("table-{}-about", self.id), &[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_begins_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            assert!(defused(text).starts_with('\''), "{text}");
        }
        assert_eq!(defused("Germany"), "Germany");
        assert_eq!(Cell::Number(-0.5, Unit::Share).plain(), "-0.5");
        assert_eq!(Cell::Number(-0.0, Unit::Share).plain(), "0");
    }
}
