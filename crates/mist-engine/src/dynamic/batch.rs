//! The fast step: a chunk of draws side by side, with no matrix of nodes by nodes per draw.
//!
//! Same equations as [`super::step`], in shares of baseline. A step is a sweep through the network
//! ([`super::sweep`]) and a pass over the nodes, here.

use pulp::Arch;

use super::baseline::{Baseline, REVIEW_DAYS};
use super::blocks::Blocks;
use super::lanes::Lanes;
use super::links::Changed;
use super::observe::{Done, Held, Observer};
use super::pace::Pace;
use super::produce::Produce;
use super::sweep::{Buffers, Sweep, Todo};
use crate::real::{Real, by_lane};
use crate::shock::{Shock, ShockChunk, ShockFactory, ShockSource};
use crate::{DrawInput, DrawOutcome};

/// Where the draws' shocks come from.
enum Sources<'a, T> {
    /// From a source each.
    Each(Vec<Box<dyn ShockSource + 'a>>),
    /// From one for all of them.
    Together(Box<dyn ShockChunk<T> + 'a>),
}

impl<T: Real> Sources<'_, T> {
    fn direct_loss(&self, lane: usize) -> f64 {
        match self {
            Self::Each(sources) => sources[lane].direct_loss(),
            Self::Together(chunk) => chunk.direct_loss(lane),
        }
    }
}

/// What is kept of a draw: its last shock and its record.
struct Track {
    version: Option<u64>,
    observer: Observer,
    level: Vec<f64>,
    capacity: Vec<f64>,
    input_limit: Vec<f64>,
    binding: Vec<u16>,
}

/// Runs up to [`crate::CHUNK`] draws to the horizon in single precision.
pub(super) fn run_single(
    base: &Baseline,
    blocks: &Blocks<f32>,
    pace: &Pace,
    shocks: &dyn ShockFactory,
    draws: &[DrawInput],
) -> Vec<DrawOutcome> {
    let together = shocks.chunk_single(draws);
    run(base, blocks, pace, (shocks, together), draws)
}

/// The same in double precision.
pub(super) fn run_double(
    base: &Baseline,
    blocks: &Blocks<f64>,
    pace: &Pace,
    shocks: &dyn ShockFactory,
    draws: &[DrawInput],
) -> Vec<DrawOutcome> {
    let together = shocks.chunk_double(draws);
    run(base, blocks, pace, (shocks, together), draws)
}

fn run<T: Real>(
    base: &Baseline,
    blocks: &Blocks<T>,
    pace: &Pace,
    (shocks, together): (&dyn ShockFactory, Option<Box<dyn ShockChunk<T> + '_>>),
    draws: &[DrawInput],
) -> Vec<DrawOutcome> {
    let Some(&(_, first)) = pace.steps().first() else {
        return Vec::new();
    };
    if draws.is_empty() {
        return Vec::new();
    }
    let nodes = blocks.nodes();
    let parameters: Vec<_> = draws
        .iter()
        .map(|draw| draw.parameters.network.resolved(&base.groups))
        .collect();
    let mut lanes = Lanes::new(base, blocks, &parameters, (first, pace.longest()));
    let mut tracks: Vec<Track> = draws
        .iter()
        .map(|draw| Track {
            version: None,
            observer: Observer::new(base, draw.draw),
            level: vec![1.0; nodes],
            capacity: vec![1.0; nodes],
            input_limit: vec![1.0; nodes],
            binding: Vec::new(),
        })
        .collect();
    let mut sources = match together {
        Some(chunk) => Sources::Together(chunk),
        None => Sources::Each(draws.iter().map(|draw| shocks.source(draw)).collect()),
    };
    let arch = Arch::new();
    let mut buffers = Buffers::new(blocks);
    let mut last: Option<(f64, f64)> = None;
    for &(day, days) in pace.steps() {
        lanes.finals_before.clone_from(&lanes.finals);
        advance(&mut lanes, &mut tracks, &mut sources, day, days);
        if last.is_some_and(|(_, before)| before != days) {
            lanes.set_pace(base, &parameters, days);
        }
        let todo = Todo {
            receive: last.map(|(_, days)| days),
            review: last.is_some_and(|(before, _)| week(before) < week(day)),
            demand: true,
        };
        sweep(arch, blocks, &mut lanes, &mut buffers, todo);
        if let Some(step) = last {
            settle(base, blocks, &lanes, &mut tracks, step);
        }
        arch.dispatch(Produce {
            blocks,
            output: &base.network.output,
            lanes: &mut lanes,
        });
        look(base, blocks, &lanes, &mut tracks, day);
        last = Some((day, days));
    }
    if let Some(step) = last {
        lanes.finals_before.clone_from(&lanes.finals);
        let todo = Todo {
            receive: Some(step.1),
            review: false,
            demand: false,
        };
        sweep(arch, blocks, &mut lanes, &mut buffers, todo);
        settle(base, blocks, &lanes, &mut tracks, step);
    }
    tracks
        .into_iter()
        .enumerate()
        .map(|(lane, track)| track.observer.finish(sources.direct_loss(lane)))
        .collect()
}

fn sweep<T: Real>(
    arch: Arch,
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    buffers: &mut Buffers<T>,
    todo: Todo,
) {
    arch.dispatch(Sweep {
        blocks,
        lanes,
        todo,
        buffers,
    });
}

/// Number of the review of suppliers that was last due by a day.
fn week(day: f64) -> u64 {
    (day / REVIEW_DAYS) as u64
}

/// Takes the draws' shocks of a step.
fn advance<T: Real>(
    lanes: &mut Lanes<T>,
    tracks: &mut [Track],
    sources: &mut Sources<'_, T>,
    day: f64,
    days: f64,
) {
    let mut changed: Vec<Changed<'_>> = Vec::new();
    let shocks: Vec<&Shock> = match sources {
        Sources::Each(sources) => sources
            .iter_mut()
            .zip(tracks.iter())
            .map(|(source, track)| source.advance(day, days, &track.level))
            .collect(),
        Sources::Together(chunk) => {
            chunk.advance(day, days, &lanes.level);
            (0..tracks.len()).map(|lane| chunk.shock(lane)).collect()
        }
    };
    lanes.set_shocks(&shocks);
    for (lane, (track, shock)) in tracks.iter_mut().zip(shocks).enumerate() {
        track.capacity.clone_from(&shock.capacity);
        track.binding.clone_from(&shock.binding);
        if track.version != Some(shock.links_version) {
            let follows = track.version.map(|version| version + 1) == Some(shock.links_version);
            track.version = Some(shock.links_version);
            changed.push(Changed {
                lane,
                links: &shock.links,
                touched: shock.touched.as_deref().filter(|_| follows),
            });
        }
    }
    if !changed.is_empty() {
        lanes.links.set(&lanes.weight, &changed);
    }
    if let Sources::Together(chunk) = sources
        && let Some(routes) = chunk.routes()
    {
        lanes.links.set_routes(&lanes.weight, routes);
    }
}

/// After production: what held each draw back, and its level for the next step.
fn look<T: Real>(
    base: &Baseline,
    blocks: &Blocks<T>,
    lanes: &Lanes<T>,
    tracks: &mut [Track],
    day: f64,
) {
    let draws = tracks.len();
    by_lane(&lanes.level, draws, |l, first, rows| {
        for (level, row) in tracks[l].level[first..].iter_mut().zip(rows) {
            *level = row[l].double();
        }
    });
    by_lane(&lanes.limit, draws, |l, first, rows| {
        for (limit, row) in tracks[l].input_limit[first..].iter_mut().zip(rows) {
            *limit = row[l].double();
        }
    });
    for (lane, track) in tracks.iter_mut().enumerate() {
        let held = Held {
            capacity: &track.capacity,
            binding: &track.binding,
            input_limit: &track.input_limit,
        };
        let limiting = |node| lanes.limiting(blocks, lane, node);
        track.observer.shortages(base, day, &held, limiting);
    }
}

/// Books a step, given its first day and length, once its deliveries have arrived.
fn settle<T: Real>(
    base: &Baseline,
    blocks: &Blocks<T>,
    lanes: &Lanes<T>,
    tracks: &mut [Track],
    (day, days): (f64, f64),
) {
    let mut lost = vec![0.0; blocks.regions];
    let mut unmet = vec![0.0; blocks.regions];
    for (lane, track) in tracks.iter_mut().enumerate() {
        for c in 0..blocks.regions {
            // Neither bought nor sold, less what was so at home.
            lost[c] = lanes.missing[c][lane].double() + lanes.unsold[c][lane].double();
            unmet[c] = lanes.unmet[c][lane].double();
        }
        let done = Done {
            days,
            level: &track.level,
            trade_lost: &lost,
            unmet: &unmet,
        };
        track.observer.step(base, day, &done);
    }
}
