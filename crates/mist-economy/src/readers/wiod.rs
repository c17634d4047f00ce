//! The World Input-Output Database, releases of 2013 and 2016.
//!
//! Three layouts circulate and all are read: the workbook (`.xlsx`, `.xlsb`) with four lines of labels
//! above (code, description, country, `c1` …) and four columns of labels beside the table; the same
//! saved as CSV; and the CSV of the statistical packages, with one line of labels (`AUS1`, `vAUS1`)
//! and columns `IndustryCode`, `IndustryDescription`, `Country`, `RNr`. Rows of country `TOT` hold
//! inputs, taxes, adjustments, value added, transport margins and output; every total is checked.

use std::path::Path;

use super::codes::{self, List, Sector};
use super::fingerprint::InputFile;
use super::grid::{Column, Grid, Row, Tolerance, Whole};
use super::lines::{self, Line, Progress};
use super::{Imported, Options, RawTable, assemble, year_of};
use crate::{EconomyError, Source};

/// A release of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// November 2013: 41 regions, 35 sectors of ISIC Rev. 3.
    Of2013,
    /// November 2016: 44 regions, 56 sectors of ISIC Rev. 4.
    Of2016,
}

/// Taxes and margins are written in full; the sums of the release hold to a few dollars.
const TOLERANCE: Tolerance = Tolerance { relative: 1e-5 };

/// Lines in which the header must have ended.
const HEADER: usize = 12;

impl Release {
    const fn list(self) -> List {
        match self {
            Self::Of2013 => List::Wiod2013,
            Self::Of2016 => List::Wiod2016,
        }
    }

    const fn year(self) -> u16 {
        match self {
            Self::Of2013 => 2013,
            Self::Of2016 => 2016,
        }
    }

    /// What a number of a column (`c14`, `14`) means: a sector, or a final use by its position.
    fn numbered(self, number: usize, sectors: &[Sector]) -> Option<Result<String, usize>> {
        if let Some(sector) = number.checked_sub(1).and_then(|k| sectors.get(k)) {
            return Some(Ok(sector.code.clone()));
        }
        let uses = match self {
            // c40 does not exist.
            Self::Of2013 => [37, 38, 39, 41, 42],
            Self::Of2016 => [57, 58, 59, 60, 61],
        };
        let which = uses.iter().position(|n| *n == number)?;
        Some(Err([0, 0, 1, 2, 2][which]))
    }
}

/// Reads a workbook or CSV file.
///
/// # Errors
/// A file of another layout, damage, totals that do not add up.
pub fn read(
    path: &Path,
    release: Release,
    options: Options,
    progress: Progress<'_>,
) -> Result<Imported, EconomyError> {
    let year = year_of(path, options)?;
    let sectors = codes::sectors(release.list())?;
    let mut reading = Reading {
        path,
        release,
        sectors: &sectors,
        above: Vec::new(),
        grid: None,
    };
    let extension = path
        .extension()
        .map(|e| e.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    if matches!(extension.as_str(), "xlsx" | "xlsb" | "xlsm") {
        workbook(path, progress, &mut |line| reading.line(line))?;
    } else {
        lines::text(path, b',', progress, &mut |line| reading.line(line))?;
    }
    let Some((grid, _)) = reading.grid else {
        return Err(no_header(path, release));
    };
    let whole = grid.finish(TOLERANCE, true)?;
    let input = InputFile::of(path)?;
    assemble(raw(whole, year, release, &sectors, input), path)
}

#[cfg(feature = "workbooks")]
fn workbook(
    path: &Path,
    progress: Progress<'_>,
    each: &mut dyn FnMut(&Line) -> Result<(), EconomyError>,
) -> Result<(), EconomyError> {
    super::workbook::first_sheet(path, progress, each)
}

#[cfg(not(feature = "workbooks"))]
fn workbook(
    path: &Path,
    _: Progress<'_>,
    _: &mut dyn FnMut(&Line) -> Result<(), EconomyError>,
) -> Result<(), EconomyError> {
    Err(EconomyError::invalid(
        "a workbook, which this build does not read",
        path.display().to_string(),
        "save it as CSV, or build with the feature `workbooks`",
    ))
}

fn no_header(path: &Path, release: Release) -> EconomyError {
    EconomyError::invalid(
        format!(
            "no labels of the release of {} in the first {HEADER} lines",
            release.year()
        ),
        path.display().to_string(),
        "expected the table as downloaded, with c1, c2 … in the fourth line of labels, or the CSV \
         with columns IndustryCode, Country, RNr, AUS1 …",
    )
}

/// Where the labels of a row stand, by column.
#[derive(Clone, Copy)]
struct Labels {
    code: usize,
    description: usize,
    country: usize,
    number: usize,
}

/// A file on its way in.
struct Reading<'a> {
    path: &'a Path,
    release: Release,
    sectors: &'a [Sector],
    /// The lines above the table, as text.
    above: Vec<Vec<String>>,
    grid: Option<(Grid, Labels)>,
}

impl Reading<'_> {
    fn line(&mut self, line: &Line) -> Result<(), EconomyError> {
        if let Some((grid, labels)) = &mut self.grid {
            return row(grid, *labels, self.release, self.sectors, self.path, line);
        }
        let cells: Vec<String> = (0..line.len())
            .map(|k| line.text(k, self.path).map(std::borrow::Cow::into_owned))
            .collect::<Result<_, _>>()?;
        self.above.push(cells);
        self.grid = self.header(line)?;
        if self.grid.is_none() && self.above.len() > HEADER {
            return Err(no_header(self.path, self.release));
        }
        Ok(())
    }

    /// The grid, if this line is the last of the header.
    fn header(&self, line: &Line) -> Result<Option<(Grid, Labels)>, EconomyError> {
        let Some(last) = self.above.last() else {
            return Ok(None);
        };
        if let Some(rnr) = last.iter().position(|cell| cell == "RNr") {
            return self.one_line(line, last, rnr).map(Some);
        }
        let numbered = |cell: &&String| number(cell, 'c').is_some();
        if last.iter().filter(numbered).count() < 3 {
            return Ok(None);
        }
        let [.., countries, numbers] = self.above.as_slice() else {
            return Ok(None);
        };
        let first = 4;
        // The line of codes may hold such labels too; countries stand above the numbers alone.
        let is_country = |k: usize| {
            let code = countries.get(k).map_or("", String::as_str);
            code.len() == 3 && code.starts_with(|c: char| c.is_ascii_uppercase())
        };
        if !(first..first + 3).all(is_country) {
            return Ok(None);
        }
        let mut columns = Vec::new();
        for (k, text) in numbers.iter().enumerate().skip(first) {
            let country = countries.get(k).map_or("", String::as_str);
            columns.push(self.column(line, k, country, number(text, 'c'), text)?);
        }
        let labels = Labels {
            code: 0,
            description: 1,
            country: 2,
            number: 3,
        };
        Grid::new(self.path, line.number, first, columns).map(|grid| Some((grid, labels)))
    }

    /// The layout with one line of labels.
    fn one_line(
        &self,
        line: &Line,
        cells: &[String],
        rnr: usize,
    ) -> Result<(Grid, Labels), EconomyError> {
        let at = |name: &str| cells.iter().position(|cell| cell == name);
        let (Some(code), Some(country)) = (at("IndustryCode"), at("Country")) else {
            return Err(no_header(self.path, self.release));
        };
        let year = at("Year").unwrap_or(0);
        let first = 1 + code.max(country).max(rnr).max(year);
        let mut columns = Vec::new();
        for (k, cell) in cells.iter().enumerate().skip(first) {
            let label = cell
                .strip_prefix('v')
                .filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
                .unwrap_or(cell);
            let digits = label.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            let region = &label[..label.len() - digits.len()];
            columns.push(self.column(line, k, region, digits.parse().ok(), label)?);
        }
        let labels = Labels {
            code,
            description: at("IndustryDescription").unwrap_or(code),
            country,
            number: rnr,
        };
        let grid = Grid::new(self.path, line.number, first, columns)?;
        Ok((grid, labels))
    }

    fn column(
        &self,
        line: &Line,
        k: usize,
        country: &str,
        number: Option<usize>,
        text: &str,
    ) -> Result<(String, Column), EconomyError> {
        // The number 60 is output in the release of 2013 and a final use in that of 2016.
        let is_total = text == "GO" || (self.release == Release::Of2013 && text == "c60");
        if country.eq_ignore_ascii_case("TOT") || is_total {
            return Ok(("TOT".to_owned(), Column::Output));
        }
        let region = codes::region(country).to_owned();
        let label = format!(
            "{country} {}",
            number.map_or_else(String::new, |n| n.to_string())
        );
        let meant = number.and_then(|number| self.release.numbered(number, self.sectors));
        match meant {
            Some(Ok(sector)) if !region.is_empty() => {
                Ok((label, Column::Sector { region, sector }))
            }
            Some(Err(at)) if !region.is_empty() => Ok((label, Column::Final { region, at })),
            _ => Err(line.wrong(
                self.path,
                Some(k),
                &format!("unknown column {text:?} of {country:?}"),
                &format!(
                    "expected a country and a number of a sector or final use of the release of {}",
                    self.release.year()
                ),
            )),
        }
    }
}

fn row(
    grid: &mut Grid,
    labels: Labels,
    release: Release,
    sectors: &[Sector],
    path: &Path,
    line: &Line,
) -> Result<(), EconomyError> {
    let (code, description, country, text) = (
        line.text(labels.code, path)?,
        line.text(labels.description, path)?,
        line.text(labels.country, path)?,
        line.text(labels.number, path)?,
    );
    if code.is_empty() && country.is_empty() && text.is_empty() {
        return Ok(());
    }
    let number = number(&text, 'r').or_else(|| text.parse().ok());
    let unknown = |what: String| {
        line.wrong(
            path,
            Some(labels.number),
            &what,
            "expected a sector of a country, or a row of totals as downloaded",
        )
    };
    if !country.is_empty() && !country.eq_ignore_ascii_case("TOT") {
        let Some(Ok(sector)) = number.and_then(|n| release.numbered(n, sectors)) else {
            return Err(unknown(format!("unknown row {text:?} of {country:?}")));
        };
        let row = Row::Sector {
            region: codes::region(&country).to_owned(),
            sector,
        };
        return grid.row(&format!("{country} {text}"), &row, line);
    }
    let row = total(&code, &description, &text)
        .ok_or_else(|| unknown(format!("unknown row of totals {description:?} {text:?}")))?;
    grid.row(&format!("{description} {text}"), &row, line)
}

/// What a row of totals is: by its code, its description or its number.
fn total(code: &str, description: &str, number: &str) -> Option<Row> {
    match code {
        "II_fob" => return Some(Row::Inputs),
        "TXSP" | "EXP_adj" | "PURR" | "PURNR" | "IntTTM" => return Some(Row::Taxes),
        "VA" => return Some(Row::ValueAdded),
        "GO" => return Some(Row::Output),
        _ => {}
    }
    let description = description.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| description.contains(word));
    if says(&["intermediate consumption"]) {
        Some(Row::Inputs)
    } else if says(&["value added"]) {
        Some(Row::ValueAdded)
    } else if says(&["taxes", "adjustments", "purchases", "transport margins"]) {
        Some(Row::Taxes)
    } else if says(&["output"]) {
        Some(Row::Output)
    } else {
        match number {
            "r60" => Some(Row::Inputs),
            "r69" => Some(Row::Output),
            _ => None,
        }
    }
}

/// The number of a label like `c14`.
fn number(text: &str, letter: char) -> Option<usize> {
    text.strip_prefix(letter)?.parse().ok()
}

fn raw(whole: Whole, year: u16, release: Release, known: &[Sector], input: InputFile) -> RawTable {
    let of = release.year();
    RawTable {
        id: format!("wiod-{of}-{year}"),
        name: format!("World Input-Output Database, release {of}, table of {year}"),
        year,
        regions: whole
            .regions
            .into_iter()
            .map(|code| (code, String::new()))
            .collect(),
        sectors: whole
            .sectors
            .iter()
            .filter_map(|code| known.iter().find(|sector| sector.code == *code))
            .cloned()
            .collect(),
        z: whole.z,
        f: whole.f,
        taxes: whole.taxes,
        source: Source {
            id: format!("wiod-{of}"),
            title: format!("World Input-Output Database, release {of}, imported"),
            year: year.to_string(),
            licence: "CC-BY-4.0".to_owned(),
            url: format!("https://www.rug.nl/ggdc/valuechain/wiod/wiod-{of}-release"),
        },
        notes: whole.notes,
        inputs: vec![input],
    }
}
