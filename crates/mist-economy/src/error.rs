//! What can go wrong with economic data, said so that a reader can mend it.

use std::path::PathBuf;

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
    /// A file that cannot be opened, read or written.
    #[error("cannot {action} {}: {source}; check the path and its permissions", path.display())]
    File {
        /// `read` or `write`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl EconomyError {
    /// Data that is not what it says it is: what, where, and what to do.
    pub(crate) fn invalid(
        what: impl Into<String>,
        location: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self::InvalidData {
            what: what.into(),
            location: location.into(),
            help: help.into(),
        }
    }
}
