//! OECD Inter-Country Input-Output tables, as downloaded: one CSV file a year.
//!
//! The first line holds `V1`, sectors (`TWN_C26`), final uses (`TWN_HFCE` …) and `OUT`; the rows are the
//! same sectors, then `TLS` (taxes less subsidies), `VA` and `OUT`. Editions of 2021 (67 × 45), 2023
//! (77 × 45) and 2025 (81 × 50) are known by their size. Economies that an edition splits (`CN1`, `CN2`,
//! `MX1`, `MX2`) are put together. Every total is checked.

use std::path::Path;

use super::codes::{self, List, Sector};
use super::fingerprint::InputFile;
use super::grid::{Column, Grid, Row, Tolerance, Whole};
use super::lines::{self, Line, Progress};
use super::{Imported, Options, RawTable, assemble, isic, year_of};
use crate::nearest::nearest_word;
use crate::{EconomyError, Source};

/// Editions by their numbers of regions and sectors.
const EDITIONS: [(usize, usize, &str); 3] = [
    (67, 45, "edition 2021"),
    (77, 45, "edition 2023"),
    (81, 50, "edition 2025"),
];

/// Cells are written with enough digits for this.
const TOLERANCE: Tolerance = Tolerance { relative: 1e-6 };

/// Reads a file.
///
/// # Errors
/// A file of another layout, damage, totals that do not add up, a file known to be corrupt.
pub fn read(
    path: &Path,
    options: Options,
    progress: Progress<'_>,
) -> Result<Imported, EconomyError> {
    let year = year_of(path, options)?;
    let sectors = codes::sectors(List::OecdIcio)?;
    let mut grid: Option<Grid> = None;
    let read = lines::text(path, b',', progress, &mut |line| {
        match &mut grid {
            None => grid = Some(header(path, line, &sectors)?),
            Some(grid) => row(grid, path, line)?,
        }
        Ok(())
    });
    // A file known to be corrupt is told as such, also where its damage shows.
    let input = InputFile::of(path)?;
    input.refuse_corrupt(path)?;
    read?;
    let whole = match grid {
        Some(grid) => grid.finish(TOLERANCE, true)?,
        None => {
            return Err(lines::wrong(
                path,
                1,
                None,
                "an empty file",
                "fetch the table again",
            ));
        }
    };
    assemble(raw(whole, year, &sectors, input), path)
}

fn header(path: &Path, line: &Line, known: &[Sector]) -> Result<Grid, EconomyError> {
    if line.len() < 3 {
        return Err(line.wrong(
            path,
            None,
            &format!("a header of {} columns", line.len()),
            "expected labels like TWN_C26 separated by commas",
        ));
    }
    let mut columns = Vec::with_capacity(line.len() - 1);
    for k in 1..line.len() {
        let label = line.text(k, path)?.into_owned();
        let column = column(&label, known).ok_or_else(|| {
            let near = nearest_word(
                label
                    .split_once('_')
                    .map_or(label.as_str(), |(_, code)| code),
                known.iter().map(|s| s.code.as_str()),
            );
            line.wrong(
                path,
                Some(k),
                &format!("unknown label {label:?}"),
                &format!(
                    "expected a region and a sector or use, as in TWN_C26, TWN_HFCE or OUT{}",
                    near.map_or_else(String::new, |code| format!("; did you mean {code}?"))
                ),
            )
        })?;
        columns.push((label, column));
    }
    Grid::new(path, line.number, 1, columns)
}

fn column(label: &str, known: &[Sector]) -> Option<Column> {
    if matches!(label, "OUT" | "OUTPUT" | "TOTAL") {
        return Some(Column::Output);
    }
    let (region, code) = label.split_once('_')?;
    let is_code = region.len() == 3
        && region
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    if !is_code {
        return None;
    }
    let region = codes::region(region).to_owned();
    if known.iter().any(|s| s.code == code) {
        let sector = code.to_owned();
        return Some(Column::Sector { region, sector });
    }
    codes::final_use(code).map(|at| Column::Final { region, at })
}

fn row(grid: &mut Grid, path: &Path, line: &Line) -> Result<(), EconomyError> {
    let label = line.text(0, path)?;
    let row = match label.as_ref() {
        "TLS" | "TAXSUB" => Row::Taxes,
        "VA" | "VALU" => Row::ValueAdded,
        "OUT" | "OUTPUT" | "TOTAL" => Row::Output,
        label if label.ends_with("_TAXSUB") => Row::Taxes,
        label => match label.split_once('_') {
            Some((region, sector)) => Row::Sector {
                region: codes::region(region).to_owned(),
                sector: sector.to_owned(),
            },
            None => {
                return Err(line.wrong(
                    path,
                    Some(0),
                    &format!("unknown row {label:?}"),
                    "expected a region and a sector as in TWN_C26, or TLS, VA, OUT",
                ));
            }
        },
    };
    grid.row(&label, &row, line)
}

fn raw(whole: Whole, year: u16, known: &[Sector], input: InputFile) -> RawTable {
    let (r, s) = (whole.regions.len(), whole.sectors.len());
    let edition = EDITIONS
        .iter()
        .find(|(regions, sectors, _)| (*regions, *sectors) == (r, s))
        .map(|(_, _, edition)| *edition);
    let mut notes = whole.notes;
    if edition.is_none() {
        notes.push(format!(
            "{r} regions and {s} sectors are those of no edition that is known by its size"
        ));
    }
    let edition = edition.unwrap_or("edition unknown");
    let sectors = whole
        .sectors
        .iter()
        .map(|code| {
            let listed = known.iter().find(|sector| sector.code == *code).cloned();
            listed.unwrap_or_else(|| Sector {
                code: code.clone(),
                isic: isic::written(&isic::groups(code)),
                name: code.clone(),
            })
        })
        .collect();
    RawTable {
        id: format!("oecd-icio-{year}"),
        name: format!("OECD Inter-Country Input-Output table of {year}, {edition}"),
        year,
        regions: whole
            .regions
            .into_iter()
            .map(|code| (code, String::new()))
            .collect(),
        sectors,
        z: whole.z,
        f: whole.f,
        taxes: whole.taxes,
        source: Source {
            id: "oecd-icio".to_owned(),
            title: format!("OECD Inter-Country Input-Output tables, {edition}, imported"),
            year: year.to_string(),
            licence: "CC-BY-4.0".to_owned(),
            url: "https://www.oecd.org/en/data/datasets/inter-country-input-output-tables.html"
                .to_owned(),
        },
        notes,
        inputs: vec![input],
    }
}
