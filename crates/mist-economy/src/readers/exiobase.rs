//! EXIOBASE 3, industry by industry, as unpacked: a folder `IOT_2019_ixi` of text files.
//!
//! `A.txt` (coefficients) or `Z.txt` (flows), `Y.txt` (final demand), `x.txt` (output) and `unit.txt`, and
//! taxes in `factor_inputs/F.txt` or `satellite/F.txt`. Values are millions of euros: `--usd-per-unit`
//! converts them at a rate that the user gives and cites. The 163 industries are mapped to ISIC Rev. 4
//! by a list that comes with the program; the five remainders (`WA` …) keep their codes.

use std::path::Path;

use nalgebra::DMatrix;

use super::codes::{self, List, Sector};
use super::fingerprint::InputFile;
use super::grid::{Column, Grid, Row, Tolerance, Whole};
use super::lines::{self, Progress};
use super::two_headed::{self, Label, Part};
use super::{Imported, Options, RawTable, assemble, final_column, year_of};
use crate::{EconomyError, FINAL_USES, Source};

/// Output and its parts differ by this much where coefficients are stored: relative to output.
const TOLERANCE: f64 = 1e-4;

/// Reads a folder.
///
/// # Errors
/// A file that is missing or of another layout, a product-by-product table, output that does not add
/// up, no exchange rate.
pub fn read(
    folder: &Path,
    options: Options,
    progress: Progress<'_>,
) -> Result<Imported, EconomyError> {
    let year = year_of(folder, options)?;
    let rate = currency(folder, options)?;
    let read = Folder::read(folder, progress)?;
    let known = codes::sectors(List::Exiobase3)?;
    let mut sectors: Vec<Sector> = Vec::with_capacity(read.sectors.len());
    for name in &read.sectors {
        let sector = known.iter().find(|sector| sector.name == *name);
        sectors.push(sector.cloned().unwrap_or_else(|| Sector {
            code: name.clone(),
            isic: String::new(),
            name: name.clone(),
        }));
    }
    if sectors.iter().all(|sector| sector.isic.is_empty()) {
        return Err(EconomyError::invalid(
            format!("no industry of EXIOBASE 3 among {} sectors", sectors.len()),
            folder.display().to_string(),
            "import the table by industries (ixi), or use --format pymrio",
        ));
    }
    let mut notes = vec![format!(
        "converted at {rate} US dollars for one unit of the table's currency"
    )];
    notes.extend(read.notes.iter().cloned());
    let regions = read.named_regions();
    let raw = RawTable {
        id: format!("exiobase3-ixi-{year}"),
        name: format!("EXIOBASE 3, industry by industry, {year}"),
        year,
        regions,
        sectors,
        z: read.z * rate,
        f: read.f * rate,
        taxes: read.taxes.iter().map(|t| t * rate).collect(),
        source: Source {
            id: "exiobase-3".to_owned(),
            title: "EXIOBASE 3, monetary, industry by industry, imported".to_owned(),
            year: year.to_string(),
            licence: "CC-BY-SA-4.0".to_owned(),
            url: "https://doi.org/10.5281/zenodo.3583070".to_owned(),
        },
        notes,
        inputs: read.inputs,
    };
    assemble(raw, folder)
}

/// US dollars for one unit of the currency that `unit.txt` names.
///
/// # Errors
/// Another currency than US dollars without a rate, or values that are not in millions.
pub(super) fn currency(folder: &Path, options: Options) -> Result<f64, EconomyError> {
    let path = folder.join("unit.txt");
    let mut foreign: Option<(u64, String)> = None;
    if path.exists() {
        lines::text(&path, b'\t', &|_| {}, &mut |line| {
            let unit = line
                .text(line.len().saturating_sub(1), &path)?
                .to_uppercase();
            let other = ["EUR", "JPY", "GBP", "CNY"]
                .iter()
                .any(|c| unit.contains(c));
            if line.number > 1 && other && foreign.is_none() {
                foreign = Some((line.number, unit));
            }
            Ok(())
        })?;
    }
    match (foreign, options.usd_per_unit) {
        (None, None) => Ok(1.0),
        (_, Some(rate)) => Ok(rate),
        (Some((line, unit)), None) => Err(lines::wrong(
            &path,
            line,
            None,
            &format!("values in {unit}, and no exchange rate"),
            "give US dollars for one unit with --usd-per-unit, for instance the yearly mean of the \
             European Central Bank, and cite it",
        )),
    }
}

/// A folder of matrices in two-headed text, read and put in order.
pub(super) struct Folder {
    pub(super) regions: Vec<String>,
    pub(super) sectors: Vec<String>,
    pub(super) z: DMatrix<f64>,
    pub(super) f: DMatrix<f64>,
    pub(super) taxes: Vec<f64>,
    pub(super) notes: Vec<String>,
    pub(super) inputs: Vec<InputFile>,
}

impl Folder {
    /// Regions with an empty name each: readers fill in what is known.
    pub(super) fn named_regions(&self) -> Vec<(String, String)> {
        let named = |code: &String| (code.clone(), String::new());
        self.regions.iter().map(named).collect()
    }

    /// Reads `Z.txt` or `A.txt`, `Y.txt`, and `x.txt` and taxes where they are.
    ///
    /// # Errors
    /// A file that is missing, damaged or in another order.
    pub(super) fn read(folder: &Path, progress: Progress<'_>) -> Result<Self, EconomyError> {
        let file = |name: &str| folder.join(name);
        let flows = file("Z.txt").exists();
        let inputs_path = if flows { file("Z.txt") } else { file("A.txt") };
        let mut used = vec![inputs_path.clone(), file("Y.txt")];
        let whole = inputs(&inputs_path, progress)?;
        let x = if file("x.txt").exists() {
            used.push(file("x.txt"));
            Some(output(&file("x.txt"), &whole)?)
        } else {
            None
        };
        let f = final_demand(&file("Y.txt"), &inputs_path, &whole, progress)?;
        let mut read = Self {
            regions: whole.regions,
            sectors: whole.sectors,
            z: whole.z,
            f,
            taxes: whole.taxes,
            notes: Vec::new(),
            inputs: Vec::new(),
        };
        match (&x, flows) {
            (Some(x), false) => {
                for (mut column, x) in read.z.column_iter_mut().zip(x) {
                    column *= *x;
                }
            }
            (None, false) => {
                return Err(EconomyError::invalid(
                    "coefficients without output",
                    folder.display().to_string(),
                    "A.txt needs x.txt beside it: unpack the whole archive, or save Z.txt",
                ));
            }
            _ => {}
        }
        if let Some(x) = &x {
            read.hold(x, &file("x.txt"))?;
        }
        for name in ["factor_inputs/F.txt", "satellite/F.txt"] {
            if file(name).exists() {
                used.push(file(name));
                read.taxes(&file(name), progress)?;
                break;
            }
        }
        read.inputs = used
            .iter()
            .map(|path| InputFile::of(path))
            .collect::<Result<_, _>>()?;
        Ok(read)
    }

    /// Holds output to what `x.txt` says.
    fn hold(&mut self, x: &[f64], path: &Path) -> Result<(), EconomyError> {
        let mut sums = vec![0.0; x.len()];
        for column in self.z.column_iter().chain(self.f.column_iter()) {
            for (sum, cell) in sums.iter_mut().zip(column.iter()) {
                *sum += cell;
            }
        }
        let mut largest = 0.0_f64;
        for (node, (stated, sum)) in x.iter().zip(&sums).enumerate() {
            let gap = (stated - sum).abs();
            if gap.is_nan() || gap > TOLERANCE * stated.abs().max(1.0) {
                let s = self.sectors.len();
                return Err(EconomyError::invalid(
                    format!(
                        "output {stated} of {} {}, but its sales add up to {sum:.6}",
                        self.regions[node / s],
                        self.sectors[node % s]
                    ),
                    path.display().to_string(),
                    "the files are damaged or belong to different tables: unpack them again",
                ));
            }
            if *stated < 0.0 {
                return Err(EconomyError::invalid(
                    format!("negative output {stated}"),
                    path.display().to_string(),
                    "output is at least 0: correct the source",
                ));
            }
            largest = largest.max(gap);
        }
        self.notes.push(format!(
            "output was checked against x.txt: the largest gap is {largest:.6} million"
        ));
        Ok(())
    }

    /// Taxes less subsidies on products from a file of factor inputs; no such row is no taxes.
    fn taxes(&mut self, path: &Path, progress: Progress<'_>) -> Result<(), EconomyError> {
        let n = self.taxes.len();
        let mut found: Option<Vec<f64>> = None;
        lines::text(path, b'\t', progress, &mut |line| {
            let label = line.text(0, path)?.to_lowercase();
            let wanted = label.starts_with("taxes less subsidies on products");
            // Impacts and emissions follow the factor inputs by the hundred.
            if !wanted || found.is_some() {
                return Ok(());
            }
            if line.len() < n + 1 {
                return Err(line.wrong(
                    path,
                    None,
                    &format!("{} cells, expected {n} and a label", line.len()),
                    "the file is cut short or belongs to another table",
                ));
            }
            let first = line.len() - n;
            let mut taxes = Vec::with_capacity(n);
            for k in 0..n {
                taxes.push(line.number(first + k, path)?.map_or(0.0, |w| w.value));
            }
            found = Some(taxes);
            Ok(())
        })?;
        match found {
            Some(taxes) => self.taxes = taxes,
            None => self.notes.push(format!(
                "no taxes on products in {}: value added includes them",
                path.display()
            )),
        }
        Ok(())
    }
}

/// Reads the square matrix.
fn inputs(path: &Path, progress: Progress<'_>) -> Result<Whole, EconomyError> {
    let mut grid: Option<Grid> = None;
    let mut columns_read: Vec<Label> = Vec::new();
    let mut at = 0;
    two_headed::read(path, progress, &mut |part| match part {
        Part::Columns(line, columns) => {
            columns_read = columns.to_vec();
            let mut all: Vec<(String, Column)> = Vec::with_capacity(columns.len());
            for (region, sector) in columns {
                all.push((
                    format!("{region} {sector}"),
                    Column::Sector {
                        region: codes::region(region).to_owned(),
                        sector: sector.clone(),
                    },
                ));
            }
            grid = Some(Grid::square(path, line, 2, all)?);
            Ok(())
        }
        Part::Row(row) => {
            let (region, sector) = &row.label;
            if columns_read.get(at) != Some(&row.label) {
                return Err(row.line.wrong(
                    path,
                    Some(0),
                    &format!("rows and columns with different labels: {region} {sector}"),
                    "the table must be square, in one order: save or unpack it again",
                ));
            }
            at += 1;
            match &mut grid {
                None => Ok(()),
                Some(grid) => grid.row(
                    &format!("{region} {sector}"),
                    &Row::Sector {
                        region: codes::region(region).to_owned(),
                        sector: sector.clone(),
                    },
                    row.line,
                ),
            }
        }
    })?;
    match grid {
        Some(grid) => grid.finish(Tolerance { relative: 0.0 }, false),
        None => Err(lines::wrong(
            path,
            1,
            None,
            "no columns",
            "expected tab-separated text with region and sector above every column",
        )),
    }
}

/// Position of a region's sector, or an error at its line.
fn node(whole: &Whole, label: &Label) -> Option<usize> {
    let region = codes::region(&label.0);
    let r = whole.regions.iter().position(|c| c == region)?;
    let s = whole.sectors.iter().position(|c| *c == label.1)?;
    Some(r * whole.sectors.len() + s)
}

/// Reads `x.txt`: region, sector, output.
fn output(path: &Path, whole: &Whole) -> Result<Vec<f64>, EconomyError> {
    let mut x: Vec<Option<f64>> = vec![None; whole.taxes.len()];
    lines::text(path, b'\t', &|_| {}, &mut |line| {
        if line.number == 1 {
            return Ok(());
        }
        let label = (
            line.text(0, path)?.into_owned(),
            line.text(1, path)?.into_owned(),
        );
        let unknown = format!("unknown row {} {}", label.0, label.1);
        let node = node(whole, &label)
            .ok_or_else(|| line.wrong(path, Some(0), &unknown, "use the labels of the table"))?;
        let value = line.number(2, path)?.map(|w| w.value);
        if x[node].is_some() || value.is_none() {
            return Err(line.wrong(
                path,
                Some(2),
                "no output, or output given twice",
                "each sector of each region stands once: unpack the file again",
            ));
        }
        x[node] = value;
        Ok(())
    })?;
    x.into_iter().collect::<Option<Vec<f64>>>().ok_or_else(|| {
        EconomyError::invalid(
            "no output for some sectors",
            path.display().to_string(),
            "the file is cut short: unpack it again",
        )
    })
}

/// Reads `Y.txt`, whose rows are those of the table, in its order.
fn final_demand(
    path: &Path,
    table: &Path,
    whole: &Whole,
    progress: Progress<'_>,
) -> Result<DMatrix<f64>, EconomyError> {
    let n = whole.taxes.len();
    let mut f = DMatrix::zeros(n, whole.regions.len() * FINAL_USES.len());
    let mut places: Vec<Option<usize>> = Vec::new();
    let mut at = 0;
    two_headed::read(path, progress, &mut |part| match part {
        Part::Columns(line, columns) => {
            for (k, (region, category)) in columns.iter().enumerate() {
                let wrong =
                    |what: &str, help: &str| lines::wrong(path, line, Some(k + 2), what, help);
                if columns[..k].contains(&columns[k]) {
                    return Err(wrong(
                        &format!("the column {region} {category} a second time"),
                        "each column stands once",
                    ));
                }
                let iso = codes::region(region);
                let buyer = whole.regions.iter().position(|c| c == iso).ok_or_else(|| {
                    wrong(
                        &format!("unknown region {region:?}"),
                        "use the regions of the table of inputs",
                    )
                })?;
                // Total exports stand beside the uses and hold only zeros.
                if category.to_lowercase().starts_with("exports") {
                    places.push(None);
                    continue;
                }
                let used = codes::final_use(category).ok_or_else(|| {
                    wrong(
                        &format!("unknown category of final demand {category:?}"),
                        "name it household, government, or capital formation",
                    )
                })?;
                places.push(Some(final_column(buyer, used)));
            }
            Ok(())
        }
        Part::Row(row) => {
            if node(whole, &row.label) != Some(at) {
                return Err(row.line.wrong(
                    path,
                    Some(0),
                    &format!(
                        "row {} {} in another place than in {}",
                        row.label.0,
                        row.label.1,
                        table.display()
                    ),
                    "the rows of both files need one order: save or unpack them again",
                ));
            }
            if row.line.len() != places.len() + 2 {
                return Err(row.line.wrong(
                    path,
                    None,
                    &format!("{} cells, expected {}", row.line.len(), places.len() + 2),
                    "the file is cut short, or its separator is not a tab",
                ));
            }
            for (k, place) in places.iter().enumerate() {
                let value = row.line.number(k + 2, path)?.ok_or_else(|| {
                    row.line.wrong(
                        path,
                        Some(k + 2),
                        "an empty cell",
                        "write 0 where nothing is sold",
                    )
                })?;
                match place {
                    Some(column) => f[(at, *column)] += value.value,
                    None if value.value == 0.0 => {}
                    None => {
                        return Err(row.line.wrong(
                            path,
                            Some(k + 2),
                            &format!(
                                "exports of {}, which are counted as sales abroad already",
                                value.value
                            ),
                            "assign them to the uses of a region",
                        ));
                    }
                }
            }
            at += 1;
            Ok(())
        }
    })?;
    if at != n {
        return Err(EconomyError::invalid(
            format!("{at} rows, expected {n}"),
            path.display().to_string(),
            "the file is cut short: save or unpack it again",
        ));
    }
    Ok(f)
}
