//! The Monte Carlo engine: what each draw of a scenario costs every economy, many times over.
//!
//! Data in, data out: nothing here reads a file, a clock or the environment, and nothing prints.
//! Read the modules in this order; a run passes through them from top to bottom.
//!
//! * [`parameters`]: how economies react, each parameter with its range and source, as drawn;
//! * [`mechanisms`]: from a timeline to the shocks of each day: access and transit, electricity,
//!   the bottleneck layer ([`items`]), sanctions, finance and damage;
//! * `levers`: what a response or a lever changes in them;
//! * [`shock`]: what a day of a crisis does to capacities, links and final demand;
//! * [`model`]: what a propagation model is: from drawn situations to losses;
//! * [`record`]: what a model keeps of one draw;
//! * [`dynamic`]: the dynamic model, day by day through the network;
//! * [`look_through`]: the Leontief model: what passes through the table when nobody adapts;
//! * [`models`]: the propagation models by name, and what each draw of a scenario is;
//! * [`monte_carlo`]: many draws on many threads, folded in one order;
//! * [`attribution`]: what a loss is due to;
//! * [`mod@explain`]: one draw replayed and taken apart;
//! * [`sensitivity`]: which assumptions move a result most;
//! * [`variance`]: first-order and total indices, by further draws with exchanged luck;
//! * [`journal`]: finished chunks on record, for runs that are resumed or cut into shards;
//! * [`statistics`]: quantiles, and the error of having drawn only so many;
//! * [`stop`]: when a run has seen enough draws;
//! * [`summary`]: what the draws of a scenario say together;
//! * [`comparison`]: what a response or a lever changes, draw by draw;
//! * [`overview`]: scenarios side by side, and mixed by the user's own weights;
//! * [`weighted`]: what a measure changes over such a mixture;
//! * [`tables`]: all that as CSV and JSON;
//! * [`store`]: every draw, in Parquet, and [`stored`]: read back and held against a rerun;
//! * [`results`]: what a run yields: losses by draw, and their summary;
//! * [`error`]: what can go wrong.

mod access;
pub mod attribution;
pub mod comparison;
mod cuts;
mod damage;
pub mod dynamic;
pub mod error;
pub mod explain;
mod finance;
mod fuel;
mod isic;
pub mod items;
pub mod journal;
mod levers;
mod links;
pub mod look_through;
mod materials;
pub mod mechanisms;
pub mod model;
pub mod models;
pub mod monte_carlo;
mod origins;
pub mod overview;
pub mod parameters;
mod power;
mod product;
mod real;
pub mod record;
pub mod results;
pub mod sensitivity;
mod shipping;
pub mod shock;
pub mod statistics;
pub mod stop;
pub mod store;
pub mod stored;
pub mod summary;
pub mod tables;
mod transit;
pub mod variance;
pub mod weighted;

pub use comparison::{Comparison, LossTable, compare};
pub use error::EngineError;
pub use explain::{Explanation, explain};
pub use mist_scenario::{JOINT, Sampling};

pub use journal::{JournalHeader, JournalReader, JournalWriter, merge};
pub use look_through::LookThrough;
pub use mechanisms::{ChannelShocks, drivers_of};
pub use model::{DrawInput, DrawOutcome, DrawStatus, Drivers, PropagationModel};
pub use models::ScenarioSampler;
pub use monte_carlo::{
    ChunkResult, DrawResult, Ending, Plan, Progress, Sampler, run, worker_threads,
};
pub use parameters::{DrawParameters, ModelParameters, ParameterRow};
pub use record::{Recorder, RegionFlows};
pub use results::{
    Assumption, Convergence, CountrySummary, DrawRecord, Driver, DriverShare, FirstShortage,
    HorizonLoss, PathPoint, RunSummary, ScenarioSummary, Spread,
};
pub use sensitivity::Factor;
pub use shock::{LinkFactor, NO_ITEM, Shock, ShockFactory, ShockSource};
pub use stop::StopRule;
pub use store::{DrawsWriter, RunKey};
pub use stored::{DrawDifference, Findings, StoredDraws};
pub use summary::{Labels, Tally};
pub use tables::{
    write_comparison_csv, write_csv, write_json, write_overview_csv, write_variance_csv,
    write_weighted_csv,
};
pub use variance::VarianceStudy;

/// Draws that are run side by side: the atom of work for threads, shards and interruptions.
pub const CHUNK: usize = 32;

/// Length of a run in days: losses, paths and recovery are counted to here.
pub const HORIZON_DAYS: f64 = 365.0;
