//! What can go wrong in a run, said so that a reader can mend it.

/// An error of this crate: what is wrong, where, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// A parameter, plan or option that cannot be run with.
    #[error("{what} in {location}: {help}")]
    Invalid {
        /// What is wrong.
        what: String,
        /// File and line, option or parameter.
        location: String,
        /// What to do about it.
        help: String,
    },
    /// A propagation model that goes by another name.
    #[error("no propagation model is called `{name}`; the nearest is `{nearest}` (of {known})")]
    UnknownModel {
        /// The name as asked for.
        name: String,
        /// The nearest name there is.
        nearest: String,
        /// All names.
        known: String,
    },
    /// A propagation model broke its contract: a defect in the program, never in the input.
    #[error("model `{model}` broke its contract at draw {draw}: {what}; please report it")]
    BrokenModel {
        /// Which model.
        model: String,
        /// Which draw.
        draw: u64,
        /// How.
        what: String,
    },
    /// The worker threads could not be started.
    #[error("failed to start {threads} worker threads: {source}; ask for fewer with --threads")]
    Threads {
        /// Threads asked for.
        threads: usize,
        /// Why not.
        source: rayon::ThreadPoolBuildError,
    },
    /// Results could not be written or read back.
    #[error("failed to {action}: {source}")]
    Store {
        /// What was being done (`write the draws`).
        action: &'static str,
        /// Why it failed.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
