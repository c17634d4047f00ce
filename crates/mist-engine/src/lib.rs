//! The Monte Carlo engine: what each draw of a scenario costs every economy, many times over.
//!
//! Data in, data out: nothing here reads a file, a clock or the environment, and nothing prints.
//! Read the modules in this order; a run passes through them from top to bottom.
//!
//! * [`results`]: what a run yields: losses by draw, and their summary.

pub mod results;

pub use results::{
    CountrySummary, DrawRecord, Driver, DriverShare, FirstShortage, HorizonLoss, PathPoint,
    RunSummary, ScenarioSummary, Spread,
};
