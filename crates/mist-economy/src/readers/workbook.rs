//! Lines of the first sheet of an Excel workbook (`.xlsx`, `.xlsb`), cell by cell.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{DataRef, Reader, Xlsb, Xlsx};

use super::guard::guarded;
use super::lines::{Line, Progress, SheetCell, wrong};
use crate::EconomyError;

/// Widest sheet that Excel knows.
const COLUMNS: usize = 1 << 14;

/// Gives each row of the first sheet to `each`; rows without cells are left out.
///
/// # Errors
/// A file that is no workbook, a damaged one, or whatever `each` returns.
pub(super) fn first_sheet(
    path: &Path,
    progress: Progress<'_>,
    each: &mut dyn FnMut(&Line) -> Result<(), EconomyError>,
) -> Result<(), EconomyError> {
    let file = BufReader::new(File::open(path).map_err(|source| EconomyError::File {
        action: "read",
        path: path.to_path_buf(),
        source,
    })?);
    let bad = |what: String| damaged(path, &what);
    let mut rows = Rows {
        number: 0,
        cells: Vec::new(),
        progress,
        each,
    };
    if path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("xlsb"))
    {
        let mut book = guarded(|| Xlsb::new(file)).map_err(bad)?;
        let sheet = first_name(path, book.sheet_names())?;
        let book = &mut book;
        let mut cells = guarded(move || book.worksheet_cells_reader(&sheet)).map_err(bad)?;
        while let Some(cell) = guarded(|| cells.next_cell()).map_err(bad)? {
            rows.cell(path, cell.get_position(), cell.get_value())?;
        }
    } else {
        let mut book = guarded(|| Xlsx::new(file)).map_err(bad)?;
        let sheet = first_name(path, book.sheet_names())?;
        let book = &mut book;
        let mut cells = guarded(move || book.worksheet_cells_reader(&sheet)).map_err(bad)?;
        while let Some(cell) = guarded(|| cells.next_cell()).map_err(bad)? {
            rows.cell(path, cell.get_position(), cell.get_value())?;
        }
    }
    rows.flush()
}

/// Name of the first sheet.
fn first_name(path: &Path, names: Vec<String>) -> Result<String, EconomyError> {
    let first = names.into_iter().next();
    first.ok_or_else(|| damaged(path, "no sheet"))
}

fn damaged(path: &Path, what: &str) -> EconomyError {
    EconomyError::invalid(
        format!("not a readable workbook ({what})"),
        path.display().to_string(),
        "fetch the file again, or save it as .xlsx from a spreadsheet",
    )
}

/// Cells gathered into rows.
struct Rows<'a> {
    number: u64,
    cells: Vec<SheetCell>,
    progress: Progress<'a>,
    each: &'a mut dyn FnMut(&Line) -> Result<(), EconomyError>,
}

impl Rows<'_> {
    fn cell(
        &mut self,
        path: &Path,
        (row, column): (u32, u32),
        value: &DataRef<'_>,
    ) -> Result<(), EconomyError> {
        let (number, column) = (u64::from(row) + 1, column as usize);
        if number != self.number {
            self.flush()?;
            self.number = number;
        }
        let cell = match value {
            DataRef::Empty => return Ok(()),
            DataRef::Float(value) => SheetCell::Number(*value),
            DataRef::Int(value) => SheetCell::Number(*value as f64),
            DataRef::String(text) => SheetCell::Text(text.clone()),
            DataRef::SharedString(text) => SheetCell::Text((*text).to_owned()),
            DataRef::Error(error) => {
                return Err(wrong(
                    path,
                    number,
                    Some(column),
                    &format!("the error {error} in place of a value"),
                    "correct the workbook",
                ));
            }
            other => SheetCell::Text(format!("{other:?}")),
        };
        if column >= COLUMNS {
            return Err(wrong(
                path,
                number,
                Some(column),
                "more columns than a sheet has",
                "fetch the file again",
            ));
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, SheetCell::Empty);
        }
        self.cells[column] = cell;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), EconomyError> {
        if self.cells.is_empty() {
            return Ok(());
        }
        let line = Line::sheet(self.number, std::mem::take(&mut self.cells));
        (self.progress)(self.number);
        (self.each)(&line)
    }
}
