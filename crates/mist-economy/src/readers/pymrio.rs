//! A folder written by pymrio's `save_all` as text.
//!
//! `Z.txt` (or `A.txt` with `x.txt`) and `Y.txt` are tab-separated with region and sector on both sides;
//! `unit.txt` says the currency. Where the folder holds `x.txt`, output is checked against it. Sectors
//! whose codes are ISIC codes get their satellites; others are listed.

use std::path::Path;

use super::codes::Sector;
use super::exiobase::{Folder, currency};
use super::{Imported, Options, Progress, RawTable, assemble, isic, year_of};
use crate::{EconomyError, Source};

/// Reads a folder.
///
/// # Errors
/// If `Z.txt` or `Y.txt` is missing or not as pymrio writes it: file, line and column are named.
pub fn read(
    folder: &Path,
    options: Options,
    progress: Progress<'_>,
) -> Result<Imported, EconomyError> {
    let year = year_of(folder, options)?;
    let rate = currency(folder, options)?;
    let read = Folder::read(folder, progress)?;
    let name = folder
        .file_name()
        .map_or_else(|| "pymrio".to_owned(), |n| n.to_string_lossy().into_owned());
    let sectors = read
        .sectors
        .iter()
        .map(|code| Sector {
            code: code.clone(),
            isic: isic::written(&isic::groups(code)),
            name: code.clone(),
        })
        .collect();
    let raw = RawTable {
        id: name.clone(),
        name: format!("{name} (pymrio), {year}"),
        year,
        regions: read.named_regions(),
        sectors,
        z: read.z * rate,
        f: read.f * rate,
        taxes: read.taxes.iter().map(|t| t * rate).collect(),
        source: Source {
            id: "pymrio-folder".to_owned(),
            title: format!("{name}, a folder saved by pymrio, imported"),
            year: year.to_string(),
            licence: "as its source".to_owned(),
            url: String::new(),
        },
        notes: read.notes,
        inputs: read.inputs,
    };
    assemble(raw, folder)
}
