//! Exposure before any shock: who depends on what, as accounting, the same way for every economy.
//!
//! No simulation and no forecast: every figure is a sum or a share of a table as it stands. Read
//! the modules in this order; data passes through them from top to bottom.
//!
//! * [`parameters`]: thresholds and weights, each with its source;
//! * [`leontief`]: the table's Leontief inverse, computed once and used by everything after;
//! * [`partner`]: whom a country depends on;
//! * [`flows`]: face value, who sells what to whom;
//! * [`look_through`]: the same questions through the whole supply chain;
//! * [`extraction`]: the table without a node, a link or a region, by low-rank update;
//! * [`strait`]: what passes the Taiwan Strait;
//! * [`supply`]: value added at stake if a supplier stops;
//! * [`concentration`]: how few origins a product comes from;
//! * [`leverage`]: what a mutual cut costs each side;
//! * [`resilience`]: stocks against the time to find another way;
//! * [`materials`]: critical raw materials by stage;
//! * [`assess`], [`report`], [`derivation`]: all of it for a country, as data, with its steps;
//! * [`ranking`]: what a country is most exposed to, who is most exposed to something;
//! * [`export`]: CSV and JSON Schema.

pub mod assess;
pub mod concentration;
pub mod derivation;
pub mod error;
pub mod export;
pub mod extraction;
pub mod flows;
pub mod leontief;
pub mod leverage;
pub mod look_through;
pub mod materials;
pub mod parameters;
pub mod partner;
pub mod ranking;
pub mod report;
pub mod resilience;
pub mod strait;
pub mod supply;

pub use assess::{Assessor, Coalition};
pub use error::ExposureError;
pub use extraction::{Cut, Extraction};
pub use flows::Flows;
pub use leontief::Leontief;
pub use look_through::LookThrough;
pub use materials::{MaterialData, MaterialUser};
pub use parameters::Parameters;
pub use partner::{Partner, find_product, find_region};
pub use ranking::{Dependence, ExposedCountry, Target};
pub use report::{CountryExposure, ExposureRanking, ExposureReport};
