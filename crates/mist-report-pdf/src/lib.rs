//! Exposure summaries as PDF, typeset by Typst: two pages and an annex, tagged for screen readers
//! (PDF/UA-1) and fit for archives (PDF/A-2a).
//!
//! A summary comes as the JSON of `mist_report::print::data` and goes through a template that holds
//! no word and no figure of its own. The same data and the same faces give the same bytes.
//!
//! * [`error`]: what can go wrong, and what to do about it;
//! * `faces`, `world`, `typeset`: behind the feature `typst`, which brings some three hundred
//!   packages: where the faces of type are, what Typst sees of the world, and the PDF.
//!
//! Without the feature the crate is empty but for its errors, so that nobody builds Typst who does
//! not want PDF.

pub mod error;
#[cfg(feature = "typst")]
mod faces;
#[cfg(feature = "typst")]
mod typeset;
#[cfg(feature = "typst")]
mod world;

pub use error::Error;
#[cfg(feature = "typst")]
pub use typeset::Typesetter;
