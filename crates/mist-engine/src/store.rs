//! Every draw, in Parquet: one row a draw and economy, readable by arrow, pandas, R and DuckDB.
//!
//! The bytes are a function of the run alone: rows in draw order, a row group every
//! [`CHUNKS_A_GROUP`] chunks, no clock in the file. A draw that failed keeps its rows, with nulls.

use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::{
    Float32Builder, Float64Builder, ListBuilder, StringDictionaryBuilder, UInt16Builder,
    UInt64Builder,
};
use arrow_array::types::UInt16Type;
use arrow_array::{ArrayRef, RecordBatch};
use mist_scenario::Sampling;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;
use serde::{Deserialize, Serialize};

use crate::EngineError;
use crate::model::DrawStatus;
use crate::monte_carlo::{ChunkResult, DrawResult};
use crate::results::DrawRecord;
use crate::summary::Labels;

/// Chunks in a row group: 1,024 draws.
pub const CHUNKS_A_GROUP: u64 = 32;

/// What identifies a run: results with unequal keys must never be put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunKey {
    /// Version of MIST.
    pub version: String,
    /// Seed.
    pub seed: u64,
    /// How the numbers of its draws are spread.
    pub sampler: Sampling,
    /// Draws of the whole run.
    pub draws: u64,
    /// Draws attributed to drivers.
    pub attributed: u64,
    /// Propagation model.
    pub model: String,
    /// Scenario identifier.
    pub scenario: String,
    /// SHA-256 of the scenario.
    pub scenario_hash: String,
    /// SHA-256 of the economy.
    pub economy_hash: String,
    /// SHA-256 of the model parameters.
    pub parameters_hash: String,
}

impl RunKey {
    /// Name and value of each part.
    #[must_use]
    pub fn fields(&self) -> [(&'static str, String); 10] {
        [
            ("mist.version", self.version.clone()),
            ("mist.seed", self.seed.to_string()),
            ("mist.sampler", self.sampler.to_string()),
            ("mist.draws", self.draws.to_string()),
            ("mist.attributed", self.attributed.to_string()),
            ("mist.model", self.model.clone()),
            ("mist.scenario", self.scenario.clone()),
            ("mist.scenario_sha256", self.scenario_hash.clone()),
            ("mist.economy_sha256", self.economy_hash.clone()),
            ("mist.parameters_sha256", self.parameters_hash.clone()),
        ]
    }
}

impl RunKey {
    /// The first part in which two keys differ: its name, this one's value and the other's.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<(&'static str, String, String)> {
        let pairs = self.fields().into_iter().zip(other.fields());
        pairs
            .map(|((field, this), (_, other))| (field, this, other))
            .find(|(_, this, other)| this != other)
    }
}

/// Columns whose bytes are split before compression: floats that hardly ever repeat.
const FLOATS: [&str; 7] = [
    "loss_30",
    "loss_90",
    "loss_365",
    "trade_lost",
    "unmet_demand",
    "direct_loss",
    "weekly_loss.list.item",
];

/// Writes draws as Parquet, chunk by chunk.
pub struct DrawsWriter<'a, W: Write + Send> {
    writer: ArrowWriter<W>,
    labels: Labels<'a>,
    chunks: u64,
}

impl<'a, W: Write + Send> DrawsWriter<'a, W> {
    /// Begins a file; the run's key becomes its metadata.
    ///
    /// # Errors
    /// Whatever `out` refuses.
    pub fn new(out: W, key: &RunKey, labels: Labels<'a>) -> Result<Self, EngineError> {
        let metadata = key
            .fields()
            .into_iter()
            .map(|(name, value)| KeyValue::new(name.to_owned(), value))
            .collect();
        let level = ZstdLevel::try_new(3).map_err(failed)?;
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_created_by(format!("mist {}", key.version))
            .set_key_value_metadata(Some(metadata));
        for column in FLOATS {
            let path = ColumnPath::new(column.split('.').map(str::to_owned).collect());
            properties = properties
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_encoding(path, Encoding::BYTE_STREAM_SPLIT);
        }
        let schema = batch(&[], labels)?.schema();
        let writer = ArrowWriter::try_new(out, schema, Some(properties.build())).map_err(failed)?;
        Ok(Self {
            writer,
            labels,
            chunks: 0,
        })
    }

    /// Adds a chunk; chunks are to come in order.
    ///
    /// # Errors
    /// Whatever the output refuses, or an input or sector that has no name.
    pub fn append(&mut self, chunk: &ChunkResult) -> Result<(), EngineError> {
        self.writer
            .write(&batch(&chunk.draws, self.labels)?)
            .map_err(failed)?;
        self.chunks += 1;
        if self.chunks.is_multiple_of(CHUNKS_A_GROUP) {
            self.writer.flush().map_err(failed)?;
        }
        Ok(())
    }

    /// Ends the file, without which it cannot be read, and gives the output back.
    ///
    /// # Errors
    /// Whatever the output refuses.
    pub fn finish(self) -> Result<W, EngineError> {
        let mut out = self.writer.into_inner().map_err(failed)?;
        // A buffer that is dropped would keep its last error to itself.
        out.flush().map_err(failed)?;
        Ok(out)
    }
}

fn failed(source: impl std::error::Error + Send + Sync + 'static) -> EngineError {
    EngineError::Store {
        action: "write the draws as Parquet",
        source: Box::new(source),
    }
}

const fn status(status: DrawStatus) -> &'static str {
    match status {
        DrawStatus::Completed => "completed",
        DrawStatus::Collapsed => "collapsed",
        DrawStatus::Failed => "failed",
    }
}

/// Draws as columns: one row a draw and region.
pub(crate) fn batch<'a>(
    draws: &[DrawResult],
    labels: Labels<'a>,
) -> Result<RecordBatch, EngineError> {
    type Names = StringDictionaryBuilder<UInt16Type>;
    let rows: Vec<(&DrawResult, usize, Option<&DrawRecord>)> = draws
        .iter()
        .flat_map(|draw| {
            (0..labels.economy.regions.len()).map(move |r| (draw, r, draw.outcome.records.get(r)))
        })
        .collect();

    let floats = |of: &dyn Fn(&DrawRecord) -> f64| -> ArrayRef {
        let mut column = Float64Builder::with_capacity(rows.len());
        for (_, _, record) in &rows {
            column.append_option(record.map(of));
        }
        Arc::new(column.finish())
    };
    let days = |of: &dyn Fn(&DrawRecord) -> Option<u16>| -> ArrayRef {
        let mut column = UInt16Builder::with_capacity(rows.len());
        for (_, _, record) in &rows {
            column.append_option(record.and_then(of));
        }
        Arc::new(column.finish())
    };
    let mut draw = UInt64Builder::with_capacity(rows.len());
    let (mut region, mut ending) = (Names::new(), Names::new());
    let (mut input, mut sector) = (Names::new(), Names::new());
    let mut direct_loss = Float64Builder::with_capacity(rows.len());
    let mut duration = Float64Builder::with_capacity(rows.len());
    let mut weekly_loss = ListBuilder::new(Float32Builder::new());
    for &(result, r, record) in &rows {
        let outcome = &result.outcome;
        draw.append_value(outcome.draw);
        region.append_value(labels.economy.regions[r].code.as_str());
        ending.append_value(status(outcome.status));
        direct_loss.append_value(outcome.direct_loss);
        duration.append_value(result.duration_days);
        let name = |index: Option<u16>, name: &dyn Fn(u16) -> Option<&'a str>| match index {
            None => Ok(None),
            Some(index) => name(index)
                .map(Some)
                .ok_or_else(|| EngineError::BrokenModel {
                    model: "propagation".to_owned(),
                    draw: outcome.draw,
                    what: format!("input or sector {index} of a shortage has no name"),
                }),
        };
        let short = record.and_then(|r| r.first_shortage_input);
        input.append_option(name(short, &|i| labels.input(i))?);
        let held_back = record.and_then(|r| r.first_shortage_sector);
        sector.append_option(name(held_back, &|i| labels.sector(i))?);
        if let Some(record) = record {
            weekly_loss.values().append_slice(&record.weekly_loss);
        }
        weekly_loss.append(record.is_some());
    }
    let columns: [(&str, ArrayRef, bool); 15] = [
        ("draw", Arc::new(draw.finish()), false),
        ("region", Arc::new(region.finish()), false),
        ("status", Arc::new(ending.finish()), false),
        ("loss_30", floats(&|r| r.loss[0]), true),
        ("loss_90", floats(&|r| r.loss[1]), true),
        ("loss_365", floats(&|r| r.loss[2]), true),
        ("trade_lost", floats(&|r| r.trade_lost), true),
        ("unmet_demand", floats(&|r| r.unmet_demand), true),
        ("first_shortage_day", days(&|r| r.first_shortage_day), true),
        ("first_shortage_input", Arc::new(input.finish()), true),
        ("first_shortage_sector", Arc::new(sector.finish()), true),
        ("recovery_days", days(&|r| r.recovery_days), true),
        ("direct_loss", Arc::new(direct_loss.finish()), false),
        ("duration_days", Arc::new(duration.finish()), false),
        ("weekly_loss", Arc::new(weekly_loss.finish()), true),
    ];
    RecordBatch::try_from_iter_with_nullable(columns).map_err(failed)
}
