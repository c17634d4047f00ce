//! The dynamic model: an adaptive regional input–output model, day by day.
//!
//! Hallegatte's family (2008, 2013) with stocks by product, inputs that bind as far as analysts rate
//! them critical (Pichler et al. 2022), and suppliers that are judged by what they deliver. The
//! equations are in `docs/src/model.md`, and code refers to them by number. Data passes through the
//! modules in this order:
//!
//! * [`parameters`]: how firms react, in one draw;
//! * [`network`]: baseline flows per step;
//! * [`step`]: one step of one draw, written to be read;
//! * [`ario`]: the published family on the same step, with its events.

pub mod ario;
pub mod network;
pub mod parameters;
pub mod step;

pub use parameters::{InputForm, NetworkParameters, ProductGroup, Rationing};
