//! The scenario language: what might happen, as a file that a researcher can read aloud and edit.
//!
//! Read the modules in this order; a scenario passes through them from top to bottom.
//!
//! * [`luck`]: counter-based random numbers: one named stream for each source of chance, and
//!   [`sobol`]: the same spread more evenly;
//! * [`quantity`]: a number or a distribution, with its unit, source and tier;
//! * [`distribution`]: quantile functions, one uniform number to one value;
//! * [`mod@unit`]: what a number is counted in;
//! * [`document`]: the grammar: a scenario as it stands in its file, and [`mod@schema`] made from it;
//! * `node` and `read`: a file as a tree that remembers lines and columns;
//! * [`vocabulary`]: the economies, products and materials that a file may name;
//! * `check` and `ladder`: every problem of a file at once, as [`problem`]s;
//! * [`scenario`]: a scenario read and checked, and [`mod@deck`]: those that are shipped;
//! * `correlation` and [`sample`]: one draw;
//! * [`measure_document`], [`measure`] and [`mod@shelf`]: responses and levers, in the same language;
//! * `overlay`: a response laid over a timeline; [`lever`]: what a lever changes besides;
//! * [`story`] and `measure_story`: a file told aloud, as text;
//! * [`difference`]: what differs between two, and [`variant`]: the beginning of one's own;
//! * [`channels`]: what a phase sets, once every number has been drawn;
//! * [`timeline`]: one sampled course of events: phases with dates and channel settings.
//!
//! ```
//! use mist_economy::Economy;
//! use mist_scenario::{Luck, Vocabulary, deck};
//!
//! let vocabulary = Vocabulary::of(&Economy::embedded()?);
//! let blockade = deck::find("blockade")?.scenario(&vocabulary)?;
//! let timeline = blockade.sample(&Luck::new(1, 0));
//! let closure = timeline.phases.iter().find(|phase| phase.id == "closure").unwrap();
//! assert!(closure.channels.taiwan_shipping.containers.is_some_and(|ships| ships.loss_rate > 0.0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod channels;
mod check;
mod correlation;
pub mod deck;
pub mod difference;
pub mod distribution;
pub mod document;
mod ladder;
pub mod lever;
pub mod luck;
pub mod measure;
pub mod measure_document;
mod measure_story;
mod node;
mod overlay;
pub mod problem;
pub mod quantity;
mod read;
pub mod sample;
pub mod scenario;
pub mod schema;
pub mod shelf;
pub mod shipping;
pub mod sobol;
pub mod story;
mod strip;
pub mod timeline;
pub mod unit;
pub mod variant;
pub mod vocabulary;

pub use channels::{
    CargoAccess, Channels, CutKind, Damage, DemandLoss, Interference, MaterialControl, PassageRisk,
    ShippingRisk, StraitTransit, TaiwanShipping, TradeCut,
};
pub use check::cited;
pub use deck::{DeckEntry, deck};
pub use difference::Difference;
pub use document::Text;
pub use lever::Lever;
pub use luck::{Exchange, Luck};
pub use measure::Measure;
pub use mist_economy::nearest_word as nearest;
pub use problem::{Problem, ScenarioError, Severity, SourceFile};
pub use quantity::{Distribution, Quantity, Tier};
pub use scenario::{JOINT, Scenario};
pub use schema::{measure_schema, schema};
pub use shelf::{Shelf, ShelfEntry, shelf};
pub use sobol::Sampling;
pub use timeline::{SampledPhase, Timeline};
pub use vocabulary::Vocabulary;
