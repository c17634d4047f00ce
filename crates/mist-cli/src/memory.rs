//! Whether a run fits into memory, asked before it begins.

use std::fs;

use mist_economy::Economy;
use mist_engine::{CHUNK, LossTable, Tally};

use crate::CliError;

/// What a thread holds for each draw of a chunk, in matrices of inputs by node: stocks, rows of nodes and
/// links, and the bottleneck layer. With 104 regions and 29 products in double precision this is 134 MB, and
/// a second thread was seen to take 133.
const MATRICES: u64 = 6;

/// What the program takes, bytes: an estimate from above.
const FIXED: u64 = 64 << 20;

/// How often the table is held, whole or by what is derived from it (the inverse of exposure, say): an
/// estimate from above. With 104 regions and 29 products a run of two threads with a thousand draws of two
/// scenarios was seen to take 1.02 GiB.
const TABLES: u64 = 10;

/// Makes sure that a run whose draws are kept in memory fits into what is free; where that cannot be
/// known it is let through.
///
/// # Errors
/// [`CliError::Memory`] with both figures.
pub(crate) fn check(economy: &Economy, draws: u64, threads: usize) -> Result<(), CliError> {
    let kept = Tally::bytes(economy.regions.len(), draws);
    check_for(economy, draws, threads, kept)
}

/// The same for a run of which the losses alone are kept, draw by draw.
///
/// # Errors
/// [`CliError::Memory`] with both figures.
pub(crate) fn check_losses(economy: &Economy, draws: u64, threads: usize) -> Result<(), CliError> {
    let kept = LossTable::bytes(economy.regions.len(), draws);
    check_for(economy, draws, threads, kept)
}

/// The same where it is known how much is kept, in bytes.
///
/// # Errors
/// [`CliError::Memory`] with both figures.
pub(crate) fn check_for(
    economy: &Economy,
    draws: u64,
    threads: usize,
    kept: u64,
) -> Result<(), CliError> {
    let needed = needed(economy, threads, kept);
    match free() {
        Some(free) if needed > free => Err(CliError::Memory {
            draws,
            needed: gigabytes(needed),
            free: gigabytes(free),
        }),
        _ => Ok(()),
    }
}

/// Bytes that a run needs, about, if it keeps so many of its draws.
fn needed(economy: &Economy, threads: usize, kept: u64) -> u64 {
    let table = &economy.table;
    let matrix = (table.products * table.nodes() * CHUNK * size_of::<f64>()) as u64;
    let kernel = (threads as u64).saturating_mul(MATRICES * matrix);
    let whole = ((table.z.len() + table.f.len()) * size_of::<f64>()) as u64;
    FIXED
        .saturating_add(TABLES * whole)
        .saturating_add(kernel)
        .saturating_add(kept)
}

/// Bytes that are free, for this process as far as a limit is set; none where nobody says.
fn free() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let free = available(&text)?;
    Some(limit().map_or(free, |limit| limit.min(free)))
}

/// `MemAvailable` of Linux, in bytes.
fn available(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find(|l| l.starts_with("MemAvailable:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// What the group of this process may still take, where clusters set a limit (cgroup v2).
fn limit() -> Option<u64> {
    let read = |file: &str| -> Option<u64> {
        let text = fs::read_to_string(format!("/sys/fs/cgroup/memory.{file}")).ok()?;
        text.trim().parse().ok()
    };
    Some(read("max")?.saturating_sub(read("current")?))
}

fn gigabytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1_u32 << 30)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_free_is_read_and_too_many_draws_are_too_many() {
        let meminfo = "MemTotal:  200 kB\nMemAvailable:   100 kB\nSwapFree: 0 kB\n";
        assert_eq!(available(meminfo), Some(102_400));
        assert_eq!(available("MemTotal: 200 kB\n"), None);
        let economy = Economy::embedded().unwrap();
        let regions = economy.regions.len();
        let at = |draws| gigabytes(needed(&economy, 2, Tally::bytes(regions, draws)));
        assert!((1.02..1.5).contains(&at(1000)), "{}", at(1000));
        assert!(at(10_000_000) > 100.0, "{}", at(10_000_000));
    }
}
