//! Charts as geometry: what to draw, in user units, for the SVG templates to write down.
//!
//! Own drawing on purpose. The charting library that was tried (kuva 0.6) sets fonts of its own,
//! has no role, title or description for screen readers, fixes its labels' places by Latin widths
//! and stamps its version into each picture; two charts are less code than mending that.

pub(crate) mod drivers;
pub(crate) mod fan;
pub(crate) mod interval;
pub(crate) mod ladder;
pub(crate) mod map;
pub(crate) mod matrix;
mod scale;
pub(crate) mod small_multiples;
