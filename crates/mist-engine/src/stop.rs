//! When a run has seen enough draws.
//!
//! The rule looks at the 5 %, 50 % and 95 % quantiles of the world's loss in 365 days: enough is
//! when the half-width of each one's 95 % interval is below a stated fraction of
//! the median. It is asked at fixed numbers of chunks, in order, so that it ends a run at the same
//! draw on any number of threads.

use crate::results::Convergence;
use crate::statistics::{half_width_of_blocks, quantile};
use crate::summary::Tally;
use crate::{CHUNK, EngineError};

/// Quantiles that the rule looks at.
const WATCHED: [f64; 3] = [0.05, 0.5, 0.95];

/// Chunks before the rule is first asked: below 256 draws tail quantiles have no honest interval.
const FIRST_LOOK: u64 = 8;

/// Stops a run at a stated precision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StopRule {
    target: f64,
}

impl StopRule {
    /// A rule that stops once the error is below `target` times the median.
    ///
    /// # Errors
    /// A target that is not above 0 and below 1.
    pub fn new(target: f64) -> Result<Self, EngineError> {
        if target > 0.0 && target < 1.0 {
            return Ok(Self { target });
        }
        Err(EngineError::Invalid {
            what: format!("an error of {target} to stop at"),
            location: "--until".to_owned(),
            help: "give a share of the median above 0 and below 1, say 0.02".to_owned(),
        })
    }

    /// Whether to look after this many chunks: eight, then about every eighth more than the last
    /// time, so that looking costs little and fewer chances are taken to stop by luck.
    #[must_use]
    pub fn looks_after(chunks: u64) -> bool {
        chunks >= FIRST_LOOK
            && chunks.is_multiple_of((chunks / FIRST_LOOK + 1).next_power_of_two() / 2)
    }

    /// Where a run stands.
    #[must_use]
    pub fn state(&self, tally: &Tally) -> Convergence {
        let drawn = tally.world_losses();
        let blocks = tally.blocks();
        let mut losses = drawn.to_vec();
        losses.sort_unstable_by(f64::total_cmp);
        let median = quantile(&losses, 0.5).abs();
        let width = WATCHED
            .iter()
            .map(|&q| half_width_of_blocks(drawn, &losses, &blocks, q))
            .fold(0.0, f64::max);
        // All draws alike is as precise as can be, even about nothing.
        let reached = if width == 0.0 { 0.0 } else { width / median };
        Convergence {
            target: self.target,
            reached,
            converged: reached <= self.target && tally.draws() >= FIRST_LOOK * CHUNK as u64,
        }
    }

    /// Whether a run may end here.
    #[must_use]
    pub fn is_met(&self, tally: &Tally) -> bool {
        Self::looks_after(tally.draws() / CHUNK as u64) && self.state(tally).converged
    }
}
