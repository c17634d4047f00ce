//! The Monte Carlo engine: what each draw of a scenario costs every economy, many times over.
//!
//! Data in, data out: nothing here reads a file, a clock or the environment, and nothing prints.
//! Read the modules in this order; a run passes through them from top to bottom.
//!
//! * [`parameters`]: how economies react, each parameter with its range and source, as drawn;
//! * [`shock`]: what a day of a crisis does to capacities, links and final demand;
//! * [`model`]: what a propagation model is: from drawn situations to losses;
//! * [`results`]: what a run yields: losses by draw, and their summary;
//! * [`error`]: what can go wrong.

pub mod error;
pub mod model;
pub mod parameters;
pub mod results;
pub mod shock;

pub use error::EngineError;
pub use model::{DrawInput, DrawOutcome, DrawStatus, Drivers, PropagationModel};
pub use parameters::DrawParameters;
pub use results::{
    Convergence, CountrySummary, DrawRecord, Driver, DriverShare, FirstShortage, HorizonLoss,
    PathPoint, RunSummary, ScenarioSummary, Spread,
};
pub use shock::{LinkFactor, NO_ITEM, Shock, ShockFactory, ShockSource};

/// Draws that are run side by side: the atom of work for threads, shards and interruptions.
pub const CHUNK: usize = 32;
