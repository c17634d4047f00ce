//! What can go wrong with economic data, said so that a reader can mend it.

/// An error of this crate: what is wrong, where, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EconomyError {
    /// Embedded or imported data that is not what it says it is.
    #[error("{what} in {location}: {help}")]
    InvalidData {
        /// What is wrong.
        what: String,
        /// File, line or cell.
        location: String,
        /// What to do about it.
        help: String,
    },
}
