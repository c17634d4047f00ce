//! How the embedded economy was made: the record that its build leaves beside the table.
//!
//! `build_record.csv` says how each balancing went, which part of a region's exports was handed on as
//! re-exports, whose outputs OECD's figures anchor, and which outputs moved to agree with trade. It is
//! read where a figure is explained ([`crate::provenance`]) and where the economy is checked.

use serde::{Deserialize, Serialize};

use crate::EconomyError;
use crate::files::records;

const RECORD: &[u8] = include_bytes!("../data/build_record.csv");

/// What a line of the record speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Sweeps of the balancing of the national accounts.
    AccountsSweeps,
    /// Largest relative correction in its last sweep.
    AccountsGap,
    /// Sweeps of the balancing of trade by product.
    TradeSweeps,
    /// Largest relative correction in its last sweep.
    TradeGap,
    /// Largest gap of an output to its sales, relative to the output.
    OutputGap,
    /// Largest gap of the divisions of cells, relative to what they divide.
    CellsGap,
    /// Share of goods exports that were handed on as re-exports.
    ReExports,
    /// Whether OECD gives output of electronics, vehicles, shipping and consumer goods.
    Anchored,
    /// Share of an energy exporter's mining that recorded trade carries.
    MiningCarried,
    /// Factor on a borrowed output that contradicted trade.
    Moved,
}

/// A line of the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// What it speaks of.
    pub step: Step,
    /// Region, or empty.
    pub region: String,
    /// Product, or empty.
    pub product: String,
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: String,
}

/// The record of the embedded economy.
///
/// # Errors
/// If the embedded file is damaged.
pub fn embedded() -> Result<Vec<Recorded>, EconomyError> {
    records(RECORD, "build_record.csv")
}
