//! Exposure summaries that a parliament can publish as they stand, in four languages.
//!
//! From a run's results to pages: pure functions from data to text, and one module that writes.
//!
//! * [`publication`]: what goes in: results, the scenarios' words, sources, the recipe;
//! * `changes`: which figures say what responses and levers change, the same for every form;
//! * [`rounding`]: what may be printed of a figure;
//! * [`names`]: what economies are called;
//! * [`language`]: messages, numbers and dates of a language, from its folder in `locales/`;
//! * `wording`: rounded figures in words;
//! * `chart`: fan, drivers, strips, map, ladder, matrix and small multiples as geometry;
//! * [`page`]: what stands on a country's page, on the index and on the first page;
//! * [`mod@site`]: a static site around the pages, with maps, rankings and descriptions for machines;
//! * `template`, `styles`: the pages' form, escaped and under a strict security policy;
//! * [`document`]: the summary as data, with a published schema;
//! * `annex`, [`xlsx`], `data`: every figure behind it as tables, as a workbook, as CSV files;
//! * [`mod@print`]: what a typesetter needs for a PDF;
//! * `published`: what others have published of the same quantity;
//! * [`mod@write`]: all of it as files, each whole or not at all.

mod annex;
mod changes;
mod chart;
mod data;
pub mod document;
pub mod error;
pub mod language;
pub mod names;
pub mod page;
pub mod print;
pub mod publication;
mod published;
pub mod rounding;
pub mod site;
pub mod styles;
mod template;
mod wording;
pub mod write;
pub mod xlsx;

pub use error::Error;
pub use language::Language;
pub use page::{render_comparison, render_country, render_index, render_markdown, render_start};
pub use publication::{
    Background, Cited, CountryPage, Date, Measured, Publication, Recipe, ScenarioText,
    ScenarioWords, Work,
};
pub use write::{Form, Typesetter, Written, write, write_comparison};
