//! Draws read back from Parquet and held against draws that were run again.
//!
//! Figures are compared bit by bit: a result that is repeated is the same to the last digit or it is
//! not the same. A file whose columns are of other types than [`store`](crate::store) writes is
//! refused, not interpreted.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, UInt16Type, UInt64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::metadata::KeyValue;

use crate::EngineError;
use crate::monte_carlo::DrawResult;
use crate::store::{RunKey, batch};
use crate::summary::Labels;

/// A figure in which a stored draw and the same draw run again differ.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawDifference {
    /// Draw, from 0.
    pub draw: u64,
    /// Code of the economy.
    pub region: String,
    /// Column, with the week where there is one.
    pub figure: String,
    /// What is stored.
    pub stored: String,
    /// What the draw yields now.
    pub here: String,
    /// Distance as a share of the larger of the two, where both are numbers.
    pub relative: Option<f64>,
}

impl fmt::Display for DrawDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "draw {}, {}, {}: {} in the bundle, {} here",
            self.draw, self.region, self.figure, self.stored, self.here
        )?;
        match self.relative {
            Some(relative) => write!(f, " (apart by {relative:.2e} of the larger)"),
            None => Ok(()),
        }
    }
}

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// Figures that were compared.
    pub figures: u64,
    /// Figures that differ, all of them counted.
    pub differing: u64,
    /// The first of those that differ.
    pub first: Vec<DrawDifference>,
}

/// Differences that are told one by one.
const TOLD: usize = 20;

/// Draws of a run as they lie in a file.
pub struct StoredDraws {
    name: String,
    builder: ParquetRecordBatchReaderBuilder<File>,
    key: RunKey,
}

impl StoredDraws {
    /// Opens a file that [`DrawsWriter`](crate::DrawsWriter) wrote; `name` is how errors call it.
    ///
    /// # Errors
    /// A file that is no Parquet, or without the key of a run.
    pub fn open(name: &str, file: File) -> Result<Self, EngineError> {
        let builder =
            ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| unreadable(name, &e))?;
        let metadata = builder.metadata().file_metadata().key_value_metadata();
        let key = key(name, metadata.map_or(&[][..], Vec::as_slice))?;
        Ok(Self {
            name: name.to_owned(),
            builder,
            key,
        })
    }

    /// The run that the draws are of.
    #[must_use]
    pub fn key(&self) -> &RunKey {
        &self.key
    }

    /// Rows in the file: one a draw and economy.
    #[must_use]
    pub fn rows(&self) -> i64 {
        self.builder.metadata().file_metadata().num_rows()
    }

    /// Holds draws that were run again against the same draws in the file.
    ///
    /// # Errors
    /// A file that cannot be read to its end, or with other columns.
    pub fn compare(
        self,
        again: &[DrawResult],
        labels: Labels<'_>,
    ) -> Result<Findings, EngineError> {
        let here = batch(again, labels)?;
        let regions = labels.economy.regions.len();
        let position: BTreeMap<u64, usize> = again
            .iter()
            .enumerate()
            .map(|(at, draw)| (draw.outcome.draw, at))
            .collect();
        let region_of: BTreeMap<&str, usize> = labels
            .economy
            .regions
            .iter()
            .enumerate()
            .map(|(at, region)| (region.code.as_str(), at))
            .collect();
        let mut seen = vec![false; here.num_rows()];
        let mut findings = Findings::default();
        let name = self.name;
        let reader = self.builder.build().map_err(|e| unreadable(&name, &e))?;
        for stored in reader {
            let stored = stored.map_err(|e| unreadable(&name, &e))?;
            for row in 0..stored.num_rows() {
                let Cell::Whole(draw) = cell(&name, &stored, "draw", row)? else {
                    return Err(unreadable(&name, &"a row without the number of its draw"));
                };
                let Some(at) = position.get(&draw) else {
                    continue;
                };
                let region = match cell(&name, &stored, "region", row)? {
                    Cell::Text(code) => code,
                    other => other.to_string(),
                };
                match region_of.get(region.as_str()) {
                    Some(r) if !seen[at * regions + r] => {
                        let own = at * regions + r;
                        seen[own] = true;
                        let place = Place {
                            name: &name,
                            draw,
                            region: &region,
                        };
                        findings.rows(&place, (&stored, row), (&here, own))?;
                    }
                    _ => findings.add(DrawDifference {
                        draw,
                        region,
                        figure: "the economy's row".to_owned(),
                        stored: "there".to_owned(),
                        here: "not there, or there once".to_owned(),
                        relative: None,
                    }),
                }
            }
        }
        for missing in (0..seen.len()).filter(|row| !seen[*row]) {
            findings.add(DrawDifference {
                draw: again[missing / regions].outcome.draw,
                region: labels.economy.regions[missing % regions].code.to_string(),
                figure: "the economy's row".to_owned(),
                stored: "not there".to_owned(),
                here: "there".to_owned(),
                relative: None,
            });
        }
        Ok(findings)
    }
}

/// Which row is compared.
struct Place<'a> {
    name: &'a str,
    draw: u64,
    region: &'a str,
}

impl Findings {
    fn add(&mut self, difference: DrawDifference) {
        self.differing += 1;
        if self.first.len() < TOLD {
            self.first.push(difference);
        }
    }

    /// Takes in what was found elsewhere in the same result.
    pub fn join(&mut self, other: Self) {
        self.figures += other.figures;
        self.differing += other.differing;
        self.first.extend(other.first);
        self.first.truncate(TOLD);
    }

    /// Compares one row of the file with one row made now, column by column.
    fn rows(
        &mut self,
        place: &Place<'_>,
        (stored, row): (&RecordBatch, usize),
        (here, own): (&RecordBatch, usize),
    ) -> Result<(), EngineError> {
        for field in here.schema().fields() {
            let column = field.name().as_str();
            if matches!(column, "draw" | "region") {
                continue;
            }
            let there = cell(place.name, stored, column, row)?;
            let now = cell(place.name, here, column, own)?;
            let mut differ = |figure: String, there: &Cell, now: &Cell| {
                self.figures += 1;
                if there != now {
                    self.add(DrawDifference {
                        draw: place.draw,
                        region: place.region.to_owned(),
                        figure,
                        stored: there.to_string(),
                        here: now.to_string(),
                        relative: there.distance(now),
                    });
                }
            };
            match (&there, &now) {
                (Cell::Weeks(there), Cell::Weeks(now)) if there.len() == now.len() => {
                    for (week, (a, b)) in there.iter().zip(now).enumerate() {
                        let figure = format!("{column}, week {}", week + 1);
                        differ(figure, &Cell::Number(*a), &Cell::Number(*b));
                    }
                }
                _ => differ(column.to_owned(), &there, &now),
            }
        }
        Ok(())
    }
}

/// One value of a file.
#[derive(Debug, Clone)]
enum Cell {
    Nothing,
    Whole(u64),
    Number(f64),
    Text(String),
    Weeks(Vec<f64>),
}

impl PartialEq for Cell {
    /// The same bits: not equality of numbers, for which zero is minus zero.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Nothing, Self::Nothing) => true,
            (Self::Whole(a), Self::Whole(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a.to_bits() == b.to_bits(),
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Weeks(a), Self::Weeks(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits())
            }
            _ => false,
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => write!(f, "nothing"),
            Self::Whole(n) => write!(f, "{n}"),
            Self::Number(x) => write!(f, "{x}"),
            Self::Text(text) => write!(f, "{text}"),
            Self::Weeks(weeks) => write!(f, "{} weeks", weeks.len()),
        }
    }
}

impl Cell {
    fn distance(&self, other: &Self) -> Option<f64> {
        let (a, b) = match (self, other) {
            (Self::Number(a), Self::Number(b)) => (*a, *b),
            (Self::Whole(a), Self::Whole(b)) => (*a as f64, *b as f64),
            _ => return None,
        };
        let larger = a.abs().max(b.abs());
        (larger > 0.0 && larger.is_finite()).then(|| (a - b).abs() / larger)
    }
}

/// The value of a column in a row.
fn cell(name: &str, batch: &RecordBatch, column: &str, row: usize) -> Result<Cell, EngineError> {
    let array = batch
        .column_by_name(column)
        .ok_or_else(|| unreadable(name, &format!("no column `{column}`")))?;
    if array.is_null(row) {
        return Ok(Cell::Nothing);
    }
    value(array, row).ok_or_else(|| {
        let found = array.data_type();
        unreadable(name, &format!("column `{column}` is of type {found}"))
    })
}

fn value(array: &ArrayRef, row: usize) -> Option<Cell> {
    if let Some(numbers) = array.as_primitive_opt::<Float64Type>() {
        return Some(Cell::Number(numbers.value(row)));
    }
    if let Some(numbers) = array.as_primitive_opt::<UInt64Type>() {
        return Some(Cell::Whole(numbers.value(row)));
    }
    if let Some(numbers) = array.as_primitive_opt::<UInt16Type>() {
        return Some(Cell::Whole(u64::from(numbers.value(row))));
    }
    if let Some(names) = array.as_dictionary_opt::<UInt16Type>() {
        let key = names.key(row)?;
        let texts = names.values().as_string_opt::<i32>()?;
        return (key < texts.len()).then(|| Cell::Text(texts.value(key).to_owned()));
    }
    let weeks = array.as_list_opt::<i32>()?.value(row);
    let weeks = weeks.as_primitive_opt::<Float32Type>()?;
    Some(Cell::Weeks(
        weeks.values().iter().map(|x| f64::from(*x)).collect(),
    ))
}

/// The run's key, from the file's metadata.
fn key(name: &str, metadata: &[KeyValue]) -> Result<RunKey, EngineError> {
    let text = |field: &str| {
        metadata
            .iter()
            .find(|kv| kv.key == format!("mist.{field}"))
            .and_then(|kv| kv.value.clone())
            .ok_or_else(|| unreadable(name, &format!("no `mist.{field}` in its metadata")))
    };
    let whole = |field: &str| {
        let value = text(field)?;
        value
            .parse::<u64>()
            .map_err(|_| unreadable(name, &format!("`mist.{field}` is `{value}`")))
    };
    Ok(RunKey {
        version: text("version")?,
        seed: whole("seed")?,
        sampler: text("sampler")?
            .parse()
            .map_err(|why: String| unreadable(name, &why))?,
        draws: whole("draws")?,
        attributed: whole("attributed")?,
        model: text("model")?,
        scenario: text("scenario")?,
        scenario_hash: text("scenario_sha256")?,
        economy_hash: text("economy_sha256")?,
        parameters_hash: text("parameters_sha256")?,
    })
}

fn unreadable(name: &str, why: &dyn fmt::Display) -> EngineError {
    EngineError::Invalid {
        what: format!("draws that cannot be read ({why})"),
        location: name.to_owned(),
        help: "give a result that `mist assess` or `mist run` wrote".to_owned(),
    }
}
