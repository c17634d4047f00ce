//! What the table does not say: figures that scenarios and models need beside it.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

/// Satellite data of an economy.
#[derive(Debug, Clone, PartialEq)]
pub struct Satellites {
    /// S × S: how far input (row) is needed by the sector (column) to go on for two months:
    /// 1 critical, ½ important, 0 not critical (Pichler et al. 2022); averages lie between.
    pub criticality: DMatrix<f64>,
    /// S × S: share of the input that is rated critical, where averages are known by their parts;
    /// what is left of an average is important. An average of ½ may be an input half of which is
    /// critical, or all of which is important: they bind differently.
    pub critical_share: Option<DMatrix<f64>>,
    /// S × S: days of use of input (row) that the sector (column) holds in stock.
    pub cover_days: DMatrix<f64>,
    /// Sea lanes through the Taiwan Strait.
    pub strait: StraitRoutes,
    /// Taiwan's electricity: what it is made from and how long the fuel lasts.
    pub power: TaiwanPower,
}

/// What part of each pair's sea trade passes the Taiwan Strait, and what going round costs.
#[derive(Debug, Clone, PartialEq)]
pub struct StraitRoutes {
    /// R × R, exporter × importer: share of sea trade whose shortest route uses the Strait, 0 to 1.
    pub share: DMatrix<f64>,
    /// R × R: extra days at sea for that part when the Strait is closed.
    pub detour_days: DMatrix<f64>,
}

/// One source of Taiwan's electricity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PowerSource {
    /// `gas`, `coal`, `oil`, `nuclear`, `renewable`.
    pub id: String,
    /// Share of generation before the shock, 0 to 1.
    pub share: f64,
    /// Days of normal use held in stock; `None` if it needs no shipped fuel.
    pub stock_days: Option<f64>,
    /// Product of the table that the fuel arrives as.
    pub product: Option<String>,
    /// Source identifier, as in [`crate::EconomyInfo::sources`].
    pub source: String,
}

/// Taiwan's electricity supply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaiwanPower {
    /// Sources, shares adding up to 1.
    pub sources: Vec<PowerSource>,
}
