//! What a run yields: one record for each draw and country, and the summary that is published.
//!
//! A loss is value added below baseline; it is negative where a country gains.

use serde::{Deserialize, Serialize};

use mist_economy::{CoverageTier, RegionCode};
use mist_scenario::Sampling;

/// What a loss is due to, as the published chart shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Driver {
    /// Semiconductors: the chip items of the bottleneck layer.
    Chips,
    /// Taiwan's electricity: fuel that no longer arrives.
    Energy,
    /// Other goods to and from Taiwan.
    TaiwanTrade,
    /// Ships in transit through the Taiwan Strait.
    StraitTransit,
    /// Sanctions, retaliation, boycotts and embargoes.
    Sanctions,
    /// Critical raw materials.
    RawMaterials,
    /// Risk premia, investment and capital flight.
    Finance,
    /// Physical damage in Taiwan.
    Damage,
}

impl Driver {
    /// Every driver, in the order of publication.
    pub const EACH: [Self; 8] = [
        Self::Chips,
        Self::Energy,
        Self::TaiwanTrade,
        Self::StraitTransit,
        Self::Sanctions,
        Self::RawMaterials,
        Self::Finance,
        Self::Damage,
    ];

    /// Name in files, as serde writes it.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Chips => "chips",
            Self::Energy => "energy",
            Self::TaiwanTrade => "taiwan-trade",
            Self::StraitTransit => "strait-transit",
            Self::Sanctions => "sanctions",
            Self::RawMaterials => "raw-materials",
            Self::Finance => "finance",
            Self::Damage => "damage",
        }
    }
}

/// Losses of one country in one draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawRecord {
    /// Draw number, from 0.
    pub draw: u64,
    /// Region index in the economy's table.
    pub region: u32,
    /// Value added lost in the first 30, 90 and 365 days, USD million.
    pub loss: [f64; 3],
    /// Imports and exports that did not take place in the first 365 days, USD million.
    pub trade_lost: f64,
    /// Unmet final demand in the first 365 days, USD million.
    pub unmet_demand: f64,
    /// Day on which an input first held production back by more than 1 %, if any.
    pub first_shortage_day: Option<u16>,
    /// That input: a product index, or S + item index for the bottleneck layer.
    pub first_shortage_input: Option<u16>,
    /// Sector (product index) that it held back first.
    pub first_shortage_sector: Option<u16>,
    /// Days from the trough until value added is back at 95 % of baseline; none if not within the
    /// horizon, zero if it never fell below.
    pub recovery_days: Option<u16>,
    /// Value added lost by week, as a share of the week's baseline.
    pub weekly_loss: Vec<f32>,
}

/// Median and spread of a figure over the draws, with the error of having drawn only so many.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// 5 % quantile.
    pub p05: f64,
    /// 25 % quantile.
    pub p25: f64,
    /// Median.
    pub median: f64,
    /// 75 % quantile.
    pub p75: f64,
    /// 95 % quantile.
    pub p95: f64,
    /// Mean.
    pub mean: f64,
    /// Mean of the worst 5 % of draws: the largest, or the smallest of a day of first shortage.
    pub tail_mean: f64,
    /// Monte Carlo standard error of the 5 % quantile.
    #[serde(default)]
    pub p05_error: f64,
    /// Monte Carlo standard error of the median, from order statistics.
    pub median_error: f64,
    /// Monte Carlo standard error of the 95 % quantile.
    #[serde(default)]
    pub p95_error: f64,
}

/// Loss over the first days of a crisis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HorizonLoss {
    /// Length of the period in days: 30, 90 or 365.
    pub days: u16,
    /// Loss as a share of the same period's baseline value added (0.012 = 1.2 %).
    pub share: Spread,
    /// Loss in USD million.
    pub usd_million: Spread,
}

/// A point of the fan chart: quantiles of the weekly loss as a share of baseline.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PathPoint {
    /// Middle of the week, in days from the start.
    pub day: f64,
    /// 5 % quantile.
    pub p05: f64,
    /// 25 % quantile.
    pub p25: f64,
    /// Median.
    pub median: f64,
    /// 75 % quantile.
    pub p75: f64,
    /// 95 % quantile.
    pub p95: f64,
}

/// A driver's contribution to the mean loss of the first 365 days (Shapley value).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DriverShare {
    /// What it is due to.
    pub driver: Driver,
    /// Contribution to the loss as a share of a year's value added; may be negative.
    pub share: f64,
    /// Its Monte Carlo standard error, in the same unit.
    pub error: f64,
}

/// How far an uncertain input moves the loss of the first 365 days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assumption {
    /// Name as in the scenario or parameter file; `noise` for an input that does nothing.
    pub name: String,
    /// Share of the variance that goes if the input becomes known (Sobol' first order); about zero
    /// or slightly below for one that does nothing.
    pub first_order: f64,
    /// Distance between distributions with and without knowing it (PAWN), 0 to 1.
    pub pawn: f64,
    /// Spearman's rank correlation with the loss, −1 to 1.
    pub rank_correlation: f64,
}

/// What a scenario costs one economy (or the world).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountrySummary {
    /// ISO code, or `WLD` for the world.
    pub region: RegionCode,
    /// English name.
    pub name: String,
    /// Data tier; none for the world.
    pub tier: Option<CoverageTier>,
    /// Baseline value added, USD million a year.
    pub value_added: f64,
    /// Losses over 30, 90 and 365 days.
    pub losses: Vec<HorizonLoss>,
    /// Imports and exports that did not take place in 365 days, USD million; for the world each
    /// flow counts once, so it is half the sum over countries.
    pub trade_lost: Spread,
    /// Unmet final demand in 365 days, USD million.
    pub unmet_demand: Spread,
    /// Share of draws in which an input binds at all.
    pub shortage_share: f64,
    /// Day of the first binding shortage, over the draws that have one.
    pub first_shortage_day: Option<Spread>,
    /// The input and sector that bind first most often: names as in the economy, with the share of
    /// draws (of those with a shortage) in which they do.
    pub first_shortages: Vec<FirstShortage>,
    /// Days to recover, over the draws that recover within the horizon.
    pub recovery_days: Option<Spread>,
    /// Share of draws that do not recover within the horizon.
    pub unrecovered_share: f64,
    /// The fan: weekly quantiles of the loss.
    pub path: Vec<PathPoint>,
    /// What the loss is due to.
    pub drivers: Vec<DriverShare>,
    /// The assumptions that move the loss most, and the noise to compare them with.
    #[serde(default)]
    pub assumptions: Vec<Assumption>,
}

/// An input–sector pair that binds first, and how often.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FirstShortage {
    /// Product code or item identifier of the input.
    pub input: String,
    /// Product code of the sector held back.
    pub sector: String,
    /// Share of the draws with a shortage in which this pair is first.
    pub share: f64,
    /// Median day on which it binds.
    pub median_day: f64,
}

/// How a run ended that was to stop at a stated precision.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Convergence {
    /// Error asked for: half-width of the 95 % interval of the world's published quantiles, as a
    /// share of the median.
    pub target: f64,
    /// The same as reached.
    pub reached: f64,
    /// Whether the target was met before the ceiling on draws.
    pub converged: bool,
}

/// What one scenario costs everybody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScenarioSummary {
    /// Scenario identifier.
    pub scenario: String,
    /// Title in English; other languages live in the scenario file.
    pub title: String,
    /// SHA-256 of the scenario as read, in hexadecimal.
    pub scenario_hash: String,
    /// Propagation model (`dynamic`).
    pub model: String,
    /// Draws that were run.
    pub draws: u64,
    /// Draws that failed, with a value that is not a number.
    pub failed: u64,
    /// Draws in which world output collapsed.
    pub collapsed: u64,
    /// Draws that the drivers' contributions rest on; zero if they were not asked for.
    pub attributed: u64,
    /// How a run ended that was to stop by itself; none if all draws were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub convergence: Option<Convergence>,
    /// Median and spread of the time the crisis lasts, in days, until the channels are at peace; a
    /// crisis that outlasts the year counts as 365.
    pub duration_days: Spread,
    /// Total over direct loss of the bottleneck layer: how far the network amplifies it, over the draws in
    /// which the direct loss is at least a hundredth of the total; none if those are fewer than half.
    pub amplification: Option<Spread>,
    /// The world, then every economy in the table's order.
    pub world: CountrySummary,
    /// Every economy in the table's order.
    pub countries: Vec<CountrySummary>,
}

/// A whole run: what `summary.json` holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// Version of MIST that made it.
    pub version: String,
    /// Seed of the run.
    pub seed: u64,
    /// How the numbers of its draws are spread.
    #[serde(default = "Sampling::of_old")]
    pub sampler: Sampling,
    /// Identifier of the economy.
    pub economy: String,
    /// Name of the economy.
    pub economy_name: String,
    /// Year of its prices and levels.
    pub economy_year: u16,
    /// SHA-256 of the economy.
    pub economy_hash: String,
    /// SHA-256 of the model parameters as read.
    pub parameters_hash: String,
    /// One entry a scenario, in the order asked for.
    pub scenarios: Vec<ScenarioSummary>,
}
