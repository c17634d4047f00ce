//! Exit codes: what a script may rely on.
//!
//! They follow the usual meaning of 0, 1, 2 and 130; the others say which input was at fault.

/// Everything that was asked for is done.
pub const DONE: u8 = 0;
/// Something failed that the other codes do not name: a full disk, a folder without permission.
pub const FAILED: u8 = 1;
/// The command line is wrong: an unknown option, country or scenario, a value out of range.
pub const USAGE: u8 = 2;
/// A scenario file is invalid.
pub const INVALID_SCENARIO: u8 = 3;
/// Economic data or model parameters are missing or invalid.
pub const INVALID_DATA: u8 = 4;
/// Results are written, but their Monte Carlo error is larger than was asked for.
pub const NOT_CONVERGED: u8 = 5;
/// A comparison with published or earlier figures is out of tolerance.
pub const OUT_OF_TOLERANCE: u8 = 6;
/// Stopped by Ctrl-C or a termination signal; no result folder was written.
pub const INTERRUPTED: u8 = 130;

/// Each code with what it means, for the help text and the docs.
pub const MEANINGS: [(u8, &str); 8] = [
    (DONE, "done"),
    (FAILED, "failed (disk, permissions)"),
    (USAGE, "wrong usage"),
    (INVALID_SCENARIO, "invalid scenario"),
    (INVALID_DATA, "missing or invalid data"),
    (NOT_CONVERGED, "not converged (results written)"),
    (OUT_OF_TOLERANCE, "comparison out of tolerance"),
    (INTERRUPTED, "interrupted (no result written)"),
];
