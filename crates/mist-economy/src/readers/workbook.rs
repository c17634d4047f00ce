//! Lines of the first sheet of an Excel workbook (`.xlsx`, `.xlsb`), cell by cell.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{DataRef, Reader, Xlsb, Xlsx};

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
    let damaged = |what: &str| {
        EconomyError::invalid(
            format!("not a readable workbook ({what})"),
            path.display().to_string(),
            "fetch the file again, or save it as .xlsx from a spreadsheet",
        )
    };
    let no_sheet = || damaged("no sheet");
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
        let mut book = Xlsb::new(file).map_err(|e| damaged(&e.to_string()))?;
        let sheet = book.sheet_names().first().cloned().ok_or_else(no_sheet)?;
        let mut cells = book
            .worksheet_cells_reader(&sheet)
            .map_err(|e| damaged(&e.to_string()))?;
        while let Some(cell) = cells.next_cell().map_err(|e| damaged(&e.to_string()))? {
            rows.cell(path, cell.get_position(), cell.get_value())?;
        }
    } else {
        let mut book = Xlsx::new(file).map_err(|e| damaged(&e.to_string()))?;
        let sheet = book.sheet_names().first().cloned().ok_or_else(no_sheet)?;
        let mut cells = book
            .worksheet_cells_reader(&sheet)
            .map_err(|e| damaged(&e.to_string()))?;
        while let Some(cell) = cells.next_cell().map_err(|e| damaged(&e.to_string()))? {
            rows.cell(path, cell.get_position(), cell.get_value())?;
        }
    }
    rows.flush()
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
