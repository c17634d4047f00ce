//! Shared set-up of the benchmarks: the embedded economy and its scenarios.
