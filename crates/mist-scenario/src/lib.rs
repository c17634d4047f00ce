//! The scenario language: what might happen, as a file that a researcher can read aloud and edit.
//!
//! Read the modules in this order; a scenario passes through them from top to bottom.
//!
//! * [`luck`]: counter-based random numbers: one named stream for each source of chance;
//! * [`quantity`]: a number or a distribution, with its unit, source and tier;
//! * [`distribution`]: quantile functions, one uniform number to one value;
//! * [`channels`]: what a phase sets, once every number has been drawn;
//! * [`timeline`]: one sampled course of events: phases with dates and channel settings.

pub mod channels;
pub mod distribution;
pub mod luck;
pub mod quantity;
pub mod timeline;

pub use channels::{
    CargoAccess, Channels, CutKind, Damage, DemandLoss, Interference, MaterialControl,
    StraitTransit, TradeCut,
};
pub use luck::Luck;
pub use quantity::{Distribution, Quantity, Tier};
pub use timeline::{SampledPhase, Timeline};
