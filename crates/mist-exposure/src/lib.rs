//! Exposure before any shock: who depends on what, as accounting, the same way for every economy.
//!
//! No simulation and no forecast: every figure is a sum or a share of a table as it stands. Read
//! the modules in this order; data passes through them from top to bottom.
//!
//! * [`leontief`]: the table's Leontief inverse, computed once and used by everything after;
//! * [`flows`]: face value, who sells what to whom;
//! * [`look_through`]: the same questions through the whole supply chain;
//! * [`extraction`]: the table without a node, a link or a region, by low-rank update.

pub mod error;
pub mod extraction;
pub mod flows;
pub mod leontief;
pub mod look_through;

pub use error::ExposureError;
pub use extraction::{Cut, Extraction};
pub use flows::Flows;
pub use leontief::Leontief;
pub use look_through::LookThrough;
