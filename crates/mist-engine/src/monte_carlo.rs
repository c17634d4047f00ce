//! Many draws on many threads, folded in one order.
//!
//! A chunk of [`CHUNK`] consecutive draws is the atom of work. Threads finish chunks in any order;
//! the caller sees them by number, so nothing that is summed over draws depends on the threads, on
//! an interruption or on how a run was cut into parts.

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use mist_scenario::{Channels, Timeline};
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde::{Deserialize, Serialize};

use crate::attribution::{self, Contributions};
use crate::model::{DrawInput, DrawOutcome, DrawStatus, PropagationModel};
use crate::{CHUNK, EngineError, HORIZON_DAYS};

/// Gives each draw its luck: the same number yields the same draw, in any order, on any thread.
pub trait Sampler: Sync {
    /// What happens in a draw and how the economy reacts, with every driver on.
    fn sample(&self, draw: u64) -> DrawInput;
}

impl<F: Fn(u64) -> DrawInput + Sync> Sampler for F {
    fn sample(&self, draw: u64) -> DrawInput {
        self(draw)
    }
}

/// Attributed draws of which the reruns fill chunks.
const TOGETHER: u64 = 8;

/// Which draws are run, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The run's seed.
    pub seed: u64,
    /// Draws of the whole run.
    pub draws: u64,
    /// Chunks of it to run now; all of them unless the run is resumed or cut into shards.
    pub chunks: Range<u64>,
    /// Draws whose loss is attributed to drivers, spread evenly over the run.
    pub attributed: u64,
    /// Worker threads.
    pub threads: usize,
}

impl Plan {
    /// All chunks of a run.
    ///
    /// # Errors
    /// No draws or no threads.
    pub fn new(
        seed: u64,
        draws: u64,
        attributed: u64,
        threads: usize,
    ) -> Result<Self, EngineError> {
        let refuse = |what: &str, location: &str| EngineError::Invalid {
            what: what.to_owned(),
            location: location.to_owned(),
            help: "give at least 1".to_owned(),
        };
        if draws == 0 {
            return Err(refuse("a run of no draws", "--draws"));
        }
        if threads == 0 {
            return Err(refuse("a run on no threads", "--threads"));
        }
        Ok(Self {
            seed,
            draws,
            chunks: 0..draws.div_ceil(CHUNK as u64),
            attributed: attributed.min(draws),
            threads,
        })
    }

    /// The `index`th of `count` shards, from 1: whole chunks, as even as can be.
    ///
    /// # Errors
    /// An index below 1 or above the count, or more shards than chunks.
    pub fn shard(mut self, index: u64, count: u64) -> Result<Self, EngineError> {
        let chunks = self.all_chunks();
        if index == 0 || index > count || count > chunks {
            return Err(EngineError::Invalid {
                what: format!("shard {index}/{count} of a run of {chunks} chunks"),
                location: "--shard".to_owned(),
                help: format!("count shards from 1, and make at most {chunks} of them"),
            });
        }
        let up_to =
            |shards: u64| (u128::from(chunks) * u128::from(shards) / u128::from(count)) as u64;
        self.chunks = up_to(index - 1)..up_to(index);
        Ok(self)
    }

    /// Chunks of the whole run.
    #[must_use]
    pub fn all_chunks(&self) -> u64 {
        self.draws.div_ceil(CHUNK as u64)
    }

    /// Draws of one chunk; the last may be short.
    #[must_use]
    pub fn draws_of(&self, chunk: u64) -> Range<u64> {
        let first = chunk * CHUNK as u64;
        first..(first + CHUNK as u64).min(self.draws)
    }

    /// How many draws of a chunk, its first ones, are attributed: spread over the run, but eight
    /// together. Each is run again about twelve times, and runs side by side cost as much as a
    /// whole chunk.
    #[must_use]
    pub fn attributed_in(&self, chunk: u64) -> usize {
        let draws = self.draws_of(chunk);
        let up_to = |draw: u64| {
            let even = u128::from(draw) * u128::from(self.attributed) / u128::from(self.draws);
            (even as u64)
                .next_multiple_of(TOGETHER)
                .min(self.attributed) as usize
        };
        up_to(draws.end) - up_to(draws.start)
    }
}

/// What one draw yields, and how long its crisis lasts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawResult {
    /// What the model says.
    pub outcome: DrawOutcome,
    /// Days until the channels are at peace, at most [`HORIZON_DAYS`].
    pub duration_days: f64,
}

/// What one chunk yields: the unit that is folded, journalled and merged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChunkResult {
    /// Which chunk.
    pub chunk: u64,
    /// Its draws, in order.
    pub draws: Vec<DrawResult>,
    /// What the loss of its attributed draws is due to.
    pub contributions: Vec<Contributions>,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Chunks folded so far, of those that this run was asked for.
    pub chunks_done: u64,
    /// Chunks that it was asked for.
    pub chunks: u64,
    /// Draws folded so far.
    pub draws_done: u64,
}

/// Why a run came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// All chunks were run and folded.
    Finished,
    /// The fold said that it had seen enough.
    Stopped,
    /// The caller interrupted; every chunk before the first one missing was folded.
    Cancelled,
}

/// Threads to work on, for a run or for what is made of it.
///
/// # Errors
///
/// [`EngineError::Threads`] if they cannot be started.
pub fn worker_threads(threads: usize) -> Result<ThreadPool, EngineError> {
    ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|i| format!("mist-{i}"))
        .build()
        .map_err(|source| EngineError::Threads { threads, source })
}

/// Runs the chunks of a plan and hands them to `fold` by number, on the calling thread.
///
/// `progress` is called there too, after each chunk. Once `cancel` is set no new chunk begins;
/// those under way are finished and folded. What `fold` sees is the same for any number of threads;
/// if it breaks, chunks run ahead of it are thrown away.
///
/// # Errors
/// Threads that cannot be started, a model that breaks its contract, or whatever `fold` returns.
pub fn run(
    model: &dyn PropagationModel,
    sampler: &dyn Sampler,
    plan: &Plan,
    cancel: &AtomicBool,
    progress: &mut dyn FnMut(Progress),
    fold: &mut dyn FnMut(ChunkResult) -> Result<ControlFlow<()>, EngineError>,
) -> Result<Ending, EngineError> {
    let pool = worker_threads(plan.threads)?;
    // Enough chunks in hand that no thread waits for a slow neighbour to be folded.
    let window = 2 * plan.threads + 2;
    pool.in_place_scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        let mut next = plan.chunks.start;
        let mut due = plan.chunks.start;
        let mut draws_done = 0;
        let mut under_way = 0_usize;
        let mut ahead: BTreeMap<u64, Result<ChunkResult, EngineError>> = BTreeMap::new();
        loop {
            while next < plan.chunks.end
                && under_way + ahead.len() < window
                && !cancel.load(Ordering::Relaxed)
            {
                let (sender, chunk) = (sender.clone(), next);
                scope.spawn(move |_| {
                    let result =
                        catch_unwind(AssertUnwindSafe(|| run_one(model, sampler, plan, chunk)));
                    // The receiver is gone only if the run has ended early.
                    drop(sender.send((chunk, result)));
                });
                next += 1;
                under_way += 1;
            }
            if under_way == 0 {
                break;
            }
            let Ok((chunk, result)) = receiver.recv() else {
                break;
            };
            under_way -= 1;
            match result {
                Ok(result) => ahead.insert(chunk, result),
                Err(panic) => resume_unwind(panic),
            };
            while let Some(result) = ahead.remove(&due) {
                let result = result?;
                draws_done += result.draws.len() as u64;
                due += 1;
                let flow = fold(result)?;
                progress(Progress {
                    chunks_done: due - plan.chunks.start,
                    chunks: plan.chunks.end - plan.chunks.start,
                    draws_done,
                });
                if flow.is_break() {
                    return Ok(Ending::Stopped);
                }
            }
        }
        Ok(if due >= plan.chunks.end {
            Ending::Finished
        } else {
            Ending::Cancelled
        })
    })
}

/// Samples, runs and checks one chunk.
fn run_one(
    model: &dyn PropagationModel,
    sampler: &dyn Sampler,
    plan: &Plan,
    chunk: u64,
) -> Result<ChunkResult, EngineError> {
    let inputs: Vec<DrawInput> = plan.draws_of(chunk).map(|d| sampler.sample(d)).collect();
    let outcomes = run_checked(model, &inputs)?;
    let attributed = plan.attributed_in(chunk);
    let contributions = attribution::attribute(
        model,
        plan.seed,
        &inputs[..attributed],
        &outcomes[..attributed],
    )?;
    let draws = inputs
        .iter()
        .zip(outcomes)
        .map(|(input, outcome)| DrawResult {
            outcome,
            duration_days: duration_days(&input.timeline),
        })
        .collect();
    Ok(ChunkResult {
        chunk,
        draws,
        contributions,
    })
}

/// Runs a model and holds it to its contract: one outcome a draw, in order; a draw with a value
/// that is not a number has failed and says nothing else.
pub(crate) fn run_checked(
    model: &dyn PropagationModel,
    inputs: &[DrawInput],
) -> Result<Vec<DrawOutcome>, EngineError> {
    let mut outcomes = model.run_chunk(inputs);
    let broken = |draw: u64, what: String| EngineError::BrokenModel {
        model: model.name().to_owned(),
        draw,
        what,
    };
    if outcomes.len() != inputs.len() {
        let what = format!("{} outcomes for {} draws", outcomes.len(), inputs.len());
        return Err(broken(inputs.first().map_or(0, |i| i.draw), what));
    }
    for (input, outcome) in inputs.iter().zip(&mut outcomes) {
        if outcome.draw != input.draw {
            let what = format!("its outcome says that it is draw {}", outcome.draw);
            return Err(broken(input.draw, what));
        }
        if outcome.status == DrawStatus::Failed || !is_finite(outcome) {
            outcome.status = DrawStatus::Failed;
            outcome.records.clear();
            outcome.direct_loss = 0.0;
        }
    }
    Ok(outcomes)
}

fn is_finite(outcome: &DrawOutcome) -> bool {
    outcome.direct_loss.is_finite()
        && outcome.records.iter().all(|record| {
            record.loss.iter().all(|x| x.is_finite())
                && record.trade_lost.is_finite()
                && record.unmet_demand.is_finite()
                && record.weekly_loss.iter().all(|x| x.is_finite())
        })
}

/// Days from the start until every channel is at peace for good, at most [`HORIZON_DAYS`].
#[must_use]
pub fn duration_days(timeline: &Timeline) -> f64 {
    let peace = Channels::default();
    timeline
        .phases
        .iter()
        .rfind(|phase| phase.channels != peace)
        .map_or(0.0, |phase| phase.end_day.min(HORIZON_DAYS))
}
