//! The scoreboard: what the model says beside what really happened and what others published.
//!
//! A row is written down before it is run: what was measured, how sure that is, what is put in, and
//! by which rule the two are compared. Rows are never tuned on, and misses stay. Read the modules in
//! this order:
//!
//! * [`row`]: the grammar of a row's file; `read` checks it, `shelf` holds those that are shipped;
//! * `direct`: shocks that a row states itself, laid over those of a scenario;
//! * [`measure`]: the measured quantity, in every draw;
//! * [`play`]: the runs of the rows, each made once however many rows need it;
//! * [`verdict`]: hit or miss, by how much, and where in our distribution;
//! * [`calibration`]: what many verdicts say together;
//! * [`mod@reference`]: what can be checked to the last digits;
//! * [`board`]: all of it as data; [`book`] and [`page`]: as Markdown and as a page;
//! * [`tornado`]: what a result would look like if an assumption were at its end; [`doubts`]: that,
//!   and the table of parameters, as pages of the book;
//! * [`error`]: what can go wrong.

pub mod against;
pub mod board;
pub mod book;
pub mod calibration;
mod direct;
pub mod doubts;
pub mod error;
pub mod measure;
pub mod page;
pub mod play;
mod read;
pub mod reference;
pub mod row;
mod shelf;
pub mod tornado;
pub mod verdict;

pub use board::Board;
pub use error::ValidationError;
pub use play::Stage;
pub use row::{Row, Suite, schema};
pub use shelf::{shipped, with_folder};
