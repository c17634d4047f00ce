//! What can go wrong when exposure is measured, said so that a reader can mend it.

/// An error of this crate: what is wrong, where, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExposureError {
    /// A table whose parts do not fit together or hold cells that cannot be input–output data.
    #[error("{what} at {location}: {help}")]
    InvalidTable {
        /// What is wrong.
        what: String,
        /// The node or cell, by code.
        location: String,
        /// What to do about it.
        help: String,
    },
    /// (I − A) has no non-negative inverse, so no production plan meets final demand.
    #[error(
        "the Leontief inverse of this table does not exist: {} need inputs worth as much as their output or more ({}); check these columns' inputs against their gross output and value added",
        if columns.len() == 1 { "1 column" } else { "some columns" },
        columns.join(", ")
    )]
    NoLeontiefInverse {
        /// The columns whose input coefficients add up to one or more, with the sum.
        columns: Vec<String>,
    },
    /// A country code or name that the economy does not have.
    #[error("no country {given:?} in this economy{}", suggest(nearest))]
    UnknownRegion {
        /// What was asked for.
        given: String,
        /// The codes and names nearest to it, best first.
        nearest: Vec<String>,
    },
    /// A product code or name that the economy does not have.
    #[error("no product {given:?} in this economy{}", suggest(nearest))]
    UnknownProduct {
        /// What was asked for.
        given: String,
        /// The codes and names nearest to it, best first.
        nearest: Vec<String>,
    },
    /// A raw material that the supply shares do not cover.
    #[error("no raw material {given:?} in the supply shares{}", suggest(nearest))]
    UnknownMaterial {
        /// What was asked for.
        given: String,
        /// The materials nearest to it, best first.
        nearest: Vec<String>,
    },
    /// Nothing by that name that exposure could be measured against.
    #[error("no economy, raw material or product {given:?}{}", suggest(nearest))]
    UnknownTarget {
        /// What was asked for.
        given: String,
        /// The codes and names nearest to it, best first.
        nearest: Vec<String>,
    },
    /// A parameter outside its range, or a parameter file that does not parse.
    #[error("{what} in {location}: {help}")]
    InvalidParameter {
        /// What is wrong.
        what: String,
        /// The parameter's name, or the file and line.
        location: String,
        /// What to do about it.
        help: String,
    },
}

fn suggest(nearest: &[String]) -> String {
    match nearest {
        [] => String::new(),
        [one] => format!(": did you mean {one}?"),
        many => format!(": did you mean one of {}?", many.join(", ")),
    }
}
