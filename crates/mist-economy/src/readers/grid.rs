//! A table in the making: labelled columns and rows in, checked matrices out.
//!
//! Whatever its format, a table is a grid of columns (sectors of regions, final uses of regions,
//! totals) and rows (sectors of regions, taxes, value added, totals). The grid takes rows in any
//! order, refuses what is missing or given twice, and holds the table to its own totals: a row or
//! column that does not add up to what the file says is refused, not repaired.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use nalgebra::DMatrix;

use super::lines::{Line, wrong};
use crate::{EconomyError, FINAL_USES};

/// Most sectors of all regions together: Z alone would take 0.8 GB.
const MOST_NODES: usize = 10_000;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// Inputs of a sector.
    Sector { region: String, sector: String },
    /// A final use, as its position in [`FINAL_USES`].
    Final { region: String, at: usize },
    /// Gross output.
    Output,
}

/// What a row holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Row {
    /// Sales of a sector.
    Sector { region: String, sector: String },
    /// Taxes, margins and adjustments that a sector pays beside its inputs.
    Taxes,
    /// Value added.
    ValueAdded,
    /// Inputs in all.
    Inputs,
    /// Gross output.
    Output,
}

/// How closely a format's own totals are met, beyond the rounding of its cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tolerance {
    /// Relative to the sum of the absolute cells.
    pub(super) relative: f64,
}

/// Column of a matrix that a cell of a line goes to.
#[derive(Clone, Copy)]
enum Place {
    Node(usize),
    Final(usize),
    Output,
}

/// The table in the making.
pub(super) struct Grid {
    path: PathBuf,
    labels: Vec<String>,
    /// Label columns before the first value.
    first: usize,
    places: Vec<Place>,
    regions: Vec<String>,
    sectors: Vec<String>,
    z: DMatrix<f64>,
    f: DMatrix<f64>,
    seen: BTreeSet<String>,
    /// Line and label of each sector's row.
    rows: Vec<Option<(u64, String)>>,
    /// Sum of the cells and of their absolute values, by row and by column.
    across: Vec<(f64, f64)>,
    down: Vec<(f64, f64)>,
    stated_across: Vec<Option<f64>>,
    taxes: Vec<f64>,
    paid: Vec<(f64, f64)>,
    stated_inputs: Option<(u64, Vec<f64>)>,
    stated_down: Option<(u64, Vec<f64>)>,
    value_added: bool,
    /// Whether it has final uses, so that its rows are output.
    finals: bool,
    decimals: u32,
}

/// What a grid holds once it is whole.
pub(super) struct Whole {
    pub(super) regions: Vec<String>,
    pub(super) sectors: Vec<String>,
    pub(super) z: DMatrix<f64>,
    pub(super) f: DMatrix<f64>,
    pub(super) taxes: Vec<f64>,
    /// What was checked, one sentence each.
    pub(super) notes: Vec<String>,
}

impl Grid {
    /// A grid of inputs alone, without final uses.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub(super) fn square(
        path: &Path,
        line: u64,
        first: usize,
        columns: Vec<(String, Column)>,
    ) -> Result<Self, EconomyError> {
        Self::with(path, line, first, columns, false)
    }

    /// A grid of columns with their labels as written; `line` is that of the header, and `first` the
    /// number of label columns before them.
    ///
    /// # Errors
    /// A label twice, a region that lacks a sector of another or has no final use, too many columns.
    pub(super) fn new(
        path: &Path,
        line: u64,
        first: usize,
        columns: Vec<(String, Column)>,
    ) -> Result<Self, EconomyError> {
        Self::with(path, line, first, columns, true)
    }

    fn with(
        path: &Path,
        line: u64,
        first: usize,
        columns: Vec<(String, Column)>,
        finals: bool,
    ) -> Result<Self, EconomyError> {
        let at = |k: usize, what: &str, help: &str| wrong(path, line, Some(first + k), what, help);
        let mut seen = BTreeSet::new();
        let (mut regions, mut sectors) = (Vec::new(), Vec::new());
        for (k, (label, column)) in columns.iter().enumerate() {
            if !seen.insert(label.as_str()) {
                return Err(at(
                    k,
                    &format!("the column {label} a second time"),
                    "each column stands once: remove the copy or fetch the file again",
                ));
            }
            if let Column::Sector { region, sector } = column {
                push_new(&mut regions, region);
                push_new(&mut sectors, sector);
            }
        }
        let n = regions.len() * sectors.len();
        if n == 0 || n > MOST_NODES {
            let what = format!(
                "{} regions and {} sectors in the header",
                regions.len(),
                sectors.len()
            );
            let help = "expected the columns of a world table: see `mist economy import --help`";
            return Err(wrong(path, line, None, &what, help));
        }
        let mut places = Vec::with_capacity(columns.len());
        let mut with_columns = vec![false; n];
        let mut with_final = vec![false; regions.len()];
        for (k, (label, column)) in columns.iter().enumerate() {
            places.push(match column {
                Column::Sector { region, sector } => {
                    let node = position(&regions, region)
                        .zip(position(&sectors, sector))
                        .map_or(0, |(r, s)| r * sectors.len() + s);
                    with_columns[node] = true;
                    Place::Node(node)
                }
                Column::Final { region, at: c } => match position(&regions, region) {
                    Some(r) => {
                        with_final[r] = true;
                        Place::Final(r * FINAL_USES.len() + c)
                    }
                    None => {
                        return Err(at(
                            k,
                            &format!("final demand {label} of a region without sectors"),
                            "every region needs both: the file is incomplete or its labels differ",
                        ));
                    }
                },
                Column::Output => Place::Output,
            });
        }
        if let Some(node) = with_columns.iter().position(|given| !given) {
            return Err(wrong(
                path,
                line,
                None,
                &format!(
                    "no column for {} {}",
                    regions[node / sectors.len()],
                    sectors[node % sectors.len()]
                ),
                "every region needs the same sectors: the file is incomplete or damaged",
            ));
        }
        if let Some(r) = with_final.iter().position(|given| finals && !given) {
            return Err(wrong(
                path,
                line,
                None,
                &format!("no final demand of {}", regions[r]),
                "every region needs its final uses: the file is incomplete or damaged",
            ));
        }
        Ok(Self {
            path: path.to_path_buf(),
            labels: columns.into_iter().map(|(label, _)| label).collect(),
            first,
            places,
            z: DMatrix::zeros(n, n),
            f: DMatrix::zeros(n, regions.len() * FINAL_USES.len()),
            regions,
            sectors,
            seen: BTreeSet::new(),
            rows: vec![None; n],
            across: vec![(0.0, 0.0); n],
            down: vec![(0.0, 0.0); n],
            stated_across: vec![None; n],
            taxes: vec![0.0; n],
            paid: vec![(0.0, 0.0); n],
            stated_inputs: None,
            stated_down: None,
            value_added: false,
            finals,
            decimals: 0,
        })
    }

    /// Takes a row with its label as written.
    ///
    /// # Errors
    /// Too few or too many cells, a cell that is no number, an unknown label or one given before.
    pub(super) fn row(&mut self, label: &str, row: &Row, line: &Line) -> Result<(), EconomyError> {
        if !self.seen.insert(label.to_owned()) {
            return Err(line.wrong(
                &self.path,
                Some(0),
                &format!("the row {label} a second time"),
                "each row stands once: remove the copy or fetch the file again",
            ));
        }
        let expected = self.first + self.places.len();
        if line.len() != expected {
            let value_row = line.is_sheet() && !matches!(row, Row::Sector { .. });
            // A workbook leaves off empty cells at the end of a row of totals.
            if !(value_row && line.len() < expected && line.len() > self.first) {
                return Err(line.wrong(
                    &self.path,
                    None,
                    &format!("{} cells, expected {expected}", line.len()),
                    "the file is cut short, or its separator is not that of the header",
                ));
            }
        }
        match row {
            Row::Sector { region, sector } => self.sector(label, region, sector, line),
            Row::Inputs => {
                let cells = self.nodes(line)?;
                self.stated_inputs = Some((line.number, cells));
                Ok(())
            }
            Row::Output => {
                let cells = self.nodes(line)?;
                self.stated_down = Some((line.number, cells));
                Ok(())
            }
            Row::Taxes | Row::ValueAdded => {
                self.value_added |= *row == Row::ValueAdded;
                for (node, value) in self.nodes(line)?.into_iter().enumerate() {
                    self.paid[node].0 += value;
                    self.paid[node].1 += value.abs();
                    if *row == Row::Taxes {
                        self.taxes[node] += value;
                    }
                }
                Ok(())
            }
        }
    }

    fn sector(
        &mut self,
        label: &str,
        region: &str,
        sector: &str,
        line: &Line,
    ) -> Result<(), EconomyError> {
        let Some((r, s)) = position(&self.regions, region).zip(position(&self.sectors, sector))
        else {
            return Err(line.wrong(
                &self.path,
                Some(0),
                &format!("unknown row {label}"),
                "rows bear the labels of the columns, and after them the rows of totals",
            ));
        };
        let i = r * self.sectors.len() + s;
        self.rows[i].get_or_insert_with(|| (line.number, label.to_owned()));
        let (mut sum, mut size) = (0.0, 0.0_f64);
        for (k, place) in self.places.iter().enumerate() {
            let Some(written) = line.number(self.first + k, &self.path)? else {
                return Err(line.wrong(
                    &self.path,
                    Some(self.first + k),
                    &format!("an empty cell ({label} × {})", self.labels[k]),
                    "write 0 where nothing is sold: the file may be damaged",
                ));
            };
            self.decimals = self.decimals.max(written.decimals);
            let value = written.value;
            match *place {
                Place::Node(j) => {
                    self.z[(i, j)] += value;
                    self.down[j].0 += value;
                    self.down[j].1 += value.abs();
                }
                Place::Final(c) => self.f[(i, c)] += value,
                Place::Output => {
                    *self.stated_across[i].get_or_insert(0.0) += value;
                    continue;
                }
            }
            sum += value;
            size += value.abs();
        }
        self.across[i].0 += sum;
        self.across[i].1 += size;
        Ok(())
    }

    /// The cells of a row of totals by node; what is empty is 0.
    fn nodes(&self, line: &Line) -> Result<Vec<f64>, EconomyError> {
        let mut cells = vec![0.0; self.rows.len()];
        for (k, place) in self.places.iter().enumerate() {
            let value = line.number(self.first + k, &self.path)?;
            if let (Place::Node(j), Some(written)) = (place, value) {
                cells[*j] += written.value;
            }
        }
        Ok(cells)
    }

    /// The matrices, once every row has been given and every total adds up. A file that states no
    /// output by row and by column is refused if `totals` says that its format does.
    ///
    /// # Errors
    /// A row that is missing, a total that does not add up, negative output.
    pub(super) fn finish(self, tolerance: Tolerance, totals: bool) -> Result<Whole, EconomyError> {
        self.complete(totals)?;
        let largest = self.hold(tolerance)?;
        let mut notes = Vec::new();
        if let Some((gap, of)) = largest {
            notes.push(format!(
                "the totals of {} rows and columns were checked: the largest gap is {gap:.4} of {of:.1}",
                2 * self.rows.len(),
            ));
        }
        Ok(Whole {
            regions: self.regions,
            sectors: self.sectors,
            z: self.z,
            f: self.f,
            taxes: self.taxes,
            notes,
        })
    }

    fn name(&self, node: usize) -> String {
        let s = self.sectors.len();
        format!("{} {}", self.regions[node / s], self.sectors[node % s])
    }

    /// Refuses a table whose rows are not all there.
    fn complete(&self, totals: bool) -> Result<(), EconomyError> {
        let missing: Vec<usize> = (0..self.rows.len())
            .filter(|i| self.rows[*i].is_none())
            .collect();
        let whole = |what: String| {
            Err(EconomyError::invalid(
                what,
                self.path.display().to_string(),
                "the file is cut short or incomplete: fetch it again",
            ))
        };
        if let Some(&first) = missing.first() {
            let s = self.sectors.len();
            let region = first / s;
            let of_region = missing.iter().filter(|i| **i / s == region).count();
            return whole(if of_region == s {
                format!("no rows for {}", self.regions[region])
            } else {
                format!(
                    "no row for {} ({} rows are missing)",
                    self.name(first),
                    missing.len()
                )
            });
        }
        if totals && self.stated_across.iter().any(Option::is_none) {
            return whole("no column of output".to_owned());
        }
        if totals && (self.stated_down.is_none() || !self.value_added) {
            return whole("no row of value added, or none of output".to_owned());
        }
        Ok(())
    }

    /// Holds rows and columns to the totals that the file states; gives the largest gap and the total
    /// that it belongs to.
    fn hold(&self, tolerance: Tolerance) -> Result<Option<(f64, f64)>, EconomyError> {
        let unit = 0.1_f64.powi(i32::try_from(self.decimals.min(FULL_DECIMALS)).unwrap_or(0));
        let allowed =
            |cells: usize, size: f64| 0.5 * unit * (cells as f64 + 1.0) + tolerance.relative * size;
        let mut largest: Option<(f64, f64)> = None;
        let mut check = |place: String, what: &str, stated: f64, sum: f64, allowed: f64| {
            let gap = (stated - sum).abs();
            if gap.is_nan() || gap > allowed {
                return Err(EconomyError::invalid(
                    format!("{what} is {stated}, but its cells add up to {sum:.6}"),
                    place,
                    "the file is damaged or was changed by hand: fetch it again, or correct the total",
                ));
            }
            if largest.is_none_or(|(g, _)| gap > g) {
                largest = Some((gap, stated));
            }
            Ok(())
        };
        let n = self.rows.len();
        for i in 0..n {
            let (line, label) = self.rows[i].clone().unwrap_or_default();
            let place = format!("{}, line {line}", self.path.display());
            let (sum, size) = self.across[i];
            if let Some(stated) = self.stated_across[i] {
                let allowed = allowed(self.places.len(), size);
                check(
                    place.clone(),
                    &format!("output of {label}"),
                    stated,
                    sum,
                    allowed,
                )?;
            }
            let output = self.stated_across[i].unwrap_or(sum);
            if self.finals && output < -allowed(self.places.len(), size) {
                return Err(EconomyError::invalid(
                    format!("negative output {output} of {label}"),
                    place,
                    "output is at least 0: correct the source",
                ));
            }
        }
        for (stated, what, with_paid) in [
            (&self.stated_inputs, "inputs", false),
            (&self.stated_down, "output", true),
        ] {
            let Some((line, stated)) = stated else {
                continue;
            };
            for (j, stated) in stated.iter().enumerate() {
                let (mut sum, mut size) = self.down[j];
                if with_paid {
                    sum += self.paid[j].0;
                    size += self.paid[j].1;
                }
                check(
                    format!(
                        "{}, line {line}, column of {}",
                        self.path.display(),
                        self.name(j)
                    ),
                    what,
                    *stated,
                    sum,
                    allowed(n + 8, size),
                )?;
            }
        }
        if let Some((line, down)) = &self.stated_down {
            for (j, down) in down.iter().enumerate() {
                let Some(across) = self.stated_across[j] else {
                    continue;
                };
                check(
                    format!(
                        "{}, line {line}, column of {}",
                        self.path.display(),
                        self.name(j)
                    ),
                    "output by columns",
                    *down,
                    across,
                    allowed(n + 8, across.abs()),
                )?;
            }
        }
        Ok(largest)
    }
}

/// Digits beyond which rounding is that of the computer.
const FULL_DECIMALS: u32 = 12;

fn push_new(list: &mut Vec<String>, label: &str) {
    // Labels come region by region: look from the end.
    if !list.iter().rev().any(|l| l == label) {
        list.push(label.to_owned());
    }
}

fn position(list: &[String], label: &str) -> Option<usize> {
    list.iter().position(|l| l == label)
}
