//! Text files with two lines of labels above and two columns of labels beside (pymrio, EXIOBASE).
//!
//! Tab-separated: a line of regions, a line of sectors or categories, a line with the names of the
//! row labels, and rows that begin with region and sector.

use std::path::Path;

use super::lines::{self, Line, Progress};
use crate::EconomyError;

/// A region and a sector, category or unit.
pub(super) type Label = (String, String);

/// Labels above the columns of a file, and what becomes of its rows.
pub(super) struct TwoHeaded<'a> {
    path: &'a Path,
    first: Option<Vec<String>>,
    columns: Option<Vec<Label>>,
    rows: u64,
}

/// A row with its labels: cells begin at column 2.
pub(super) struct LabelledRow<'a> {
    pub(super) label: Label,
    pub(super) line: &'a Line,
}

/// What is read: the columns once, then every row.
pub(super) enum Part<'a> {
    Columns(u64, &'a [Label]),
    Row(LabelledRow<'a>),
}

/// Reads a file; `each` is given the columns and then every row.
///
/// # Errors
/// A file that cannot be read or of another layout, or whatever `each` returns.
pub(super) fn read(
    path: &Path,
    progress: Progress<'_>,
    each: &mut dyn FnMut(Part<'_>) -> Result<(), EconomyError>,
) -> Result<(), EconomyError> {
    let mut file = TwoHeaded {
        path,
        first: None,
        columns: None,
        rows: 0,
    };
    lines::text(path, b'\t', progress, &mut |line| file.line(line, each))?;
    if file.rows == 0 {
        return Err(EconomyError::invalid(
            "no rows",
            path.display().to_string(),
            "expected two lines of labels and a table, tab-separated: the file is cut short",
        ));
    }
    Ok(())
}

impl TwoHeaded<'_> {
    fn line(
        &mut self,
        line: &Line,
        each: &mut dyn FnMut(Part<'_>) -> Result<(), EconomyError>,
    ) -> Result<(), EconomyError> {
        let labels = || -> Result<Vec<String>, EconomyError> {
            (2..line.len())
                .map(|k| line.text(k, self.path).map(std::borrow::Cow::into_owned))
                .collect()
        };
        let Some(first) = &self.first else {
            let labels = labels()?;
            if labels.is_empty() {
                return Err(line.wrong(
                    self.path,
                    None,
                    "a header of two columns or less",
                    "expected tab-separated text with region and sector above every column",
                ));
            }
            self.first = Some(labels);
            return Ok(());
        };
        let Some(columns) = &self.columns else {
            let second = labels()?;
            if first.len() != second.len() {
                return Err(line.wrong(
                    self.path,
                    None,
                    &format!("headers of {} and {} columns", first.len(), second.len()),
                    "expected tab-separated text with region and sector above every column",
                ));
            }
            let columns: Vec<Label> = first.iter().cloned().zip(second).collect();
            each(Part::Columns(line.number, &columns))?;
            self.columns = Some(columns);
            return Ok(());
        };
        let label = (
            line.text(0, self.path)?.into_owned(),
            line.text(1, self.path)?.into_owned(),
        );
        // The names of the row labels stand on a line of their own, without values.
        if self.rows == 0 && line.len() <= 2 + columns.len() {
            let mut blank = true;
            for k in 2..line.len() {
                blank &= line.text(k, self.path)?.is_empty();
            }
            if blank {
                return Ok(());
            }
        }
        self.rows += 1;
        each(Part::Row(LabelledRow { label, line }))
    }
}
