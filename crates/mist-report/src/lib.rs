//! Exposure summaries that a parliament can publish as they stand, in four languages.
