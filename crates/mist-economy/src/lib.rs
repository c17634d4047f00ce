//! The world economy as data.
//!
//! Everything that MIST knows about the world before anything happens: who makes what, who buys
//! it, how it travels, and where each figure comes from. No behaviour lives here. Read the modules
//! in this order; data passes through them from top to bottom.
//!
//! * [`units`]: money, shares and days as types that cannot be mixed up;
//! * [`region`] and [`product`]: the two classifications, and codes for both;
//! * [`table`]: the inter-country input–output table and its accounting identities;
//! * [`satellites`]: what the table does not say: criticality, cover, sea lanes, Taiwan's power;
//! * [`materials`]: critical raw materials, who supplies and who uses them;
//! * [`economy`]: all of the above as one value;
//! * [`store`] and [`exact`]: a table as bytes, compact for the embedded one, exact for yours;
//! * [`files`]: an economy as files: the embedded one, and any folder laid out like it;
//! * [`readers`]: tables that people have: OECD ICIO, WIOD, EXIOBASE, pymrio, our open layout;
//! * [`aggregate`]: regions and products put together by maps;
//! * [`mod@nearest`]: what was probably meant by a name that does not exist;
//! * [`check`]: the quality report of any economy;
//! * [`record`], [`origins`] and [`provenance`]: how the embedded economy was made, the steps from the
//!   sources to each economy, and where each figure comes from;
//! * [`facts`]: observed figures to hold assumptions against;
//! * `build` (feature `build`): the program that makes the embedded economy from public sources.

pub mod aggregate;
#[cfg(feature = "build")]
pub mod build;
pub mod check;
pub mod economy;
pub mod error;
pub mod exact;
pub mod facts;
pub mod files;
mod hash;
pub mod materials;
pub mod nearest;
pub mod origins;
pub mod product;
pub mod provenance;
pub mod readers;
pub mod record;
pub mod region;
pub mod satellites;
pub mod store;
pub mod table;
pub mod units;

pub use economy::{Economy, EconomyInfo, Source};
pub use error::EconomyError;
pub use files::EconomyFiles;
pub use materials::{Market, Materials, Stage};
pub use nearest::{nearest, nearest_word};
pub use product::{CargoClass, ModeShares, Product, ProductCode};
pub use region::{CoverageTier, Region, RegionCode};
pub use satellites::{PowerSource, Satellites, StraitRoutes, TaiwanPower};
pub use table::{FINAL_USES, FinalUse, Table};
pub use units::{Days, Share, UsdMillion};
