//! Lines of a table one after the other, whatever it came in: delimited text or a workbook.
//!
//! Text streams: of a file of hundreds of megabytes one line is in memory at a time, and a line that
//! never ends is refused after [`LONGEST`] bytes. Every refusal names file, line and column.

use std::borrow::Cow;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::rc::Rc;

use crate::EconomyError;

/// Longest line in bytes: 40 times that of the widest official table.
pub const LONGEST: u64 = 8 << 20;

/// Called with the bytes read so far, now and then.
pub type Progress<'a> = &'a dyn Fn(u64);

/// What a line of a table looks like to whoever reads it.
pub(crate) struct Line {
    /// Number of the line, or row of the sheet, from 1.
    pub(crate) number: u64,
    cells: Cells,
}

enum Cells {
    Text(csv::ByteRecord),
    Sheet(Vec<SheetCell>),
}

/// A cell of a workbook.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SheetCell {
    Empty,
    Text(String),
    Number(f64),
}

/// A number as it was written: its value, and its digits after the decimal point.
pub(crate) struct Written {
    pub(crate) value: f64,
    pub(crate) decimals: u32,
}

/// Digits after the point of a number in a form that does not tell.
pub(crate) const FULL: u32 = 15;

impl Line {
    pub(crate) fn sheet(number: u64, cells: Vec<SheetCell>) -> Self {
        Self {
            number,
            cells: Cells::Sheet(cells),
        }
    }

    /// Whether it is a row of a workbook, which has no cells after its last value.
    pub(crate) fn is_sheet(&self) -> bool {
        matches!(self.cells, Cells::Sheet(_))
    }

    pub(crate) fn len(&self) -> usize {
        match &self.cells {
            Cells::Text(record) => record.len(),
            Cells::Sheet(cells) => cells.len(),
        }
    }

    /// The cell's text without blanks around it; empty beyond the end of the line.
    pub(crate) fn text(&self, k: usize, path: &Path) -> Result<Cow<'_, str>, EconomyError> {
        Ok(match &self.cells {
            Cells::Text(record) => match std::str::from_utf8(record.get(k).unwrap_or(b"")) {
                Ok(text) => Cow::Borrowed(text.trim()),
                Err(_) => {
                    return Err(self.wrong(
                        path,
                        Some(k),
                        "text that is not UTF-8",
                        "save the file as UTF-8",
                    ));
                }
            },
            Cells::Sheet(cells) => match cells.get(k) {
                Some(SheetCell::Text(text)) => Cow::Borrowed(text.trim()),
                Some(SheetCell::Number(value)) => Cow::Owned(value.to_string()),
                _ => Cow::Borrowed(""),
            },
        })
    }

    /// The cell as a finite number; `None` if it is empty.
    pub(crate) fn number(&self, k: usize, path: &Path) -> Result<Option<Written>, EconomyError> {
        let written = match &self.cells {
            Cells::Text(record) => {
                let bytes = record.get(k).unwrap_or(b"").trim_ascii();
                if bytes.is_empty() {
                    return Ok(None);
                }
                std::str::from_utf8(bytes)
                    .ok()
                    .and_then(|text| text.parse().ok())
                    .map(|value: f64| Written {
                        value,
                        decimals: decimals(bytes),
                    })
            }
            Cells::Sheet(cells) => match cells.get(k) {
                None | Some(SheetCell::Empty) => return Ok(None),
                Some(SheetCell::Number(value)) => Some(Written {
                    value: *value,
                    decimals: if value.fract() == 0.0 { 0 } else { FULL },
                }),
                Some(SheetCell::Text(text)) if text.trim().is_empty() => return Ok(None),
                Some(SheetCell::Text(_)) => None,
            },
        };
        match written {
            Some(written) if written.value.is_finite() => Ok(Some(written)),
            _ => Err(self.wrong(
                path,
                Some(k),
                &format!("{:?} is not a finite number", self.shown(k)),
                "use a point for decimals and no thousands separator",
            )),
        }
    }

    /// A cell as people see it, shortened.
    fn shown(&self, k: usize) -> String {
        let text = match &self.cells {
            Cells::Text(record) => String::from_utf8_lossy(record.get(k).unwrap_or(b"")),
            Cells::Sheet(cells) => match cells.get(k) {
                Some(SheetCell::Text(text)) => Cow::Borrowed(text.as_str()),
                Some(SheetCell::Number(value)) => Cow::Owned(value.to_string()),
                _ => Cow::Borrowed(""),
            },
        };
        text.chars().take(40).collect()
    }

    /// An error at this line.
    pub(crate) fn wrong(
        &self,
        path: &Path,
        column: Option<usize>,
        what: &str,
        help: &str,
    ) -> EconomyError {
        wrong(path, self.number, column, what, help)
    }
}

/// An error at a line and column (from 0) of a file.
pub(crate) fn wrong(
    path: &Path,
    line: u64,
    column: Option<usize>,
    what: &str,
    help: &str,
) -> EconomyError {
    let mut place = format!("{}, line {line}", path.display());
    if let Some(k) = column {
        place.push_str(&format!(", column {}", k + 1));
    }
    EconomyError::invalid(what, place, help)
}

/// Digits after the decimal point of a number as written.
fn decimals(bytes: &[u8]) -> u32 {
    match bytes.iter().position(|b| *b == b'.') {
        _ if bytes.iter().any(|b| matches!(b, b'e' | b'E')) => FULL,
        Some(point) => u32::try_from(bytes.len() - 1 - point).unwrap_or(FULL),
        None => 0,
    }
}

/// What a file begins with when it is something other than text.
const OTHERS: [(&[u8], &str, &str); 4] = [
    (b"PK\x03\x04", "a zip archive", "unpack it first"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"\xff\xfe", "text in UTF-16", "save the file as UTF-8"),
    (b"\xfe\xff", "text in UTF-16", "save the file as UTF-8"),
];

/// Gives each line of a delimited text file to `each`.
///
/// # Errors
/// A file that cannot be read, that is an archive or has a line without end, or whatever `each`
/// returns.
pub(crate) fn text(
    path: &Path,
    delimiter: u8,
    progress: Progress<'_>,
    each: &mut dyn FnMut(&Line) -> Result<(), EconomyError>,
) -> Result<(), EconomyError> {
    let unreadable = |source| EconomyError::File {
        action: "read",
        path: path.to_path_buf(),
        source,
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let mut start = Vec::new();
    (&mut file)
        .take(3)
        .read_to_end(&mut start)
        .map_err(unreadable)?;
    for (magic, what, help) in OTHERS {
        if start.starts_with(&magic[..magic.len().min(3)]) {
            return Err(wrong(path, 1, None, &format!("{what}, not text"), help));
        }
    }
    // Spreadsheets like to begin a file with a byte-order mark.
    if start == b"\xef\xbb\xbf" {
        start.clear();
    }
    let since = Rc::new(Cell::new(0));
    let bounded = Bounded {
        inner: io::Cursor::new(start).chain(file),
        since: Rc::clone(&since),
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(1 << 18)
        .from_reader(bounded);
    let mut line = Line {
        number: 0,
        cells: Cells::Text(csv::ByteRecord::new()),
    };
    loop {
        let Cells::Text(record) = &mut line.cells else {
            return Ok(());
        };
        let more = reader.read_byte_record(record).map_err(|error| {
            let at = reader.position();
            match error.into_kind() {
                csv::ErrorKind::Io(source) if source.kind() == io::ErrorKind::InvalidData => wrong(
                    path,
                    at.line(),
                    None,
                    &format!("a line of more than {} MB", LONGEST >> 20),
                    "the file is damaged or is no table: fetch it again",
                ),
                csv::ErrorKind::Io(source) => unreadable(source),
                other => wrong(
                    path,
                    at.line(),
                    None,
                    &format!("{other:?}"),
                    "expected delimited text",
                ),
            }
        })?;
        if !more {
            return Ok(());
        }
        line.number = record.position().map_or(0, csv::Position::line);
        since.set(0);
        progress(reader.position().byte());
        each(&line)?;
    }
}

/// Bytes of a file, counted since the last whole line.
struct Bounded<R> {
    inner: R,
    since: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since.get() > LONGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let read = self.inner.read(buffer)?;
        self.since.set(self.since.get() + read as u64);
        Ok(read)
    }
}
