//! The fast step: a chunk of draws side by side, with no matrix of nodes by nodes per draw.
//!
//! Same equations as [`super::step`], in shares of baseline. A step is a sweep through the network
//! ([`super::sweep`]) and a pass over the nodes, here.

use pulp::Arch;

use super::baseline::{Baseline, REVIEW_DAYS};
use super::blocks::Blocks;
use super::lanes::Lanes;
use super::observe::{Done, Held, Observer};
use super::pace::Pace;
use super::produce::Produce;
use super::real::Real;
use super::sweep::{Sweep, Todo};
use crate::shock::{LinkFactor, ShockFactory, ShockSource};
use crate::{DrawInput, DrawOutcome};

/// A draw's source of shocks, and what is kept of its last shock.
struct Track<'a> {
    source: Box<dyn ShockSource + 'a>,
    version: Option<u64>,
    observer: Observer,
    level: Vec<f64>,
    capacity: Vec<f64>,
    binding: Vec<u16>,
}

/// Runs up to [`crate::CHUNK`] draws to the horizon.
pub(super) fn run<T: Real>(
    base: &Baseline,
    blocks: &Blocks<T>,
    pace: &Pace,
    shocks: &dyn ShockFactory,
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
    let mut lanes = Lanes::new(base, blocks, &parameters, first);
    let mut tracks: Vec<Track<'_>> = draws
        .iter()
        .map(|draw| Track {
            source: shocks.source(draw),
            version: None,
            observer: Observer::new(base, draw.draw),
            level: vec![1.0; nodes],
            capacity: vec![1.0; nodes],
            binding: Vec::new(),
        })
        .collect();
    let arch = Arch::new();
    let mut last: Option<(f64, f64)> = None;
    for &(day, days) in pace.steps() {
        lanes.finals_before.clone_from(&lanes.finals);
        advance(&mut lanes, &mut tracks, day, days);
        let todo = Todo {
            receive: last.is_some(),
            review: last.is_some_and(|(before, _)| week(before) < week(day)),
            demand: true,
        };
        sweep(arch, blocks, &mut lanes, todo);
        if let Some(step) = last {
            settle(base, blocks, &lanes, &mut tracks, step);
        }
        if last.is_some_and(|(_, before)| before != days) {
            lanes.set_pace(base, blocks, &parameters, days);
        }
        arch.dispatch(Produce {
            blocks,
            output: &base.network.output,
            lanes: &mut lanes,
        });
        for (lane, track) in tracks.iter_mut().enumerate() {
            track.look(base, blocks, &lanes, lane, day);
        }
        last = Some((day, days));
    }
    if let Some(step) = last {
        lanes.finals_before.clone_from(&lanes.finals);
        let todo = Todo {
            receive: true,
            review: false,
            demand: false,
        };
        sweep(arch, blocks, &mut lanes, todo);
        settle(base, blocks, &lanes, &mut tracks, step);
    }
    tracks
        .into_iter()
        .map(|track| track.observer.finish(track.source.direct_loss()))
        .collect()
}

fn sweep<T: Real>(arch: Arch, blocks: &Blocks<T>, lanes: &mut Lanes<T>, todo: Todo) {
    arch.dispatch(Sweep {
        blocks,
        lanes,
        todo,
    });
}

/// Number of the review of suppliers that was last due by a day.
fn week(day: f64) -> u64 {
    (day / REVIEW_DAYS) as u64
}

/// Takes the draws' shocks of a step.
fn advance<T: Real>(lanes: &mut Lanes<T>, tracks: &mut [Track<'_>], day: f64, days: f64) {
    let mut changed: Vec<(usize, &[LinkFactor])> = Vec::new();
    for (lane, track) in tracks.iter_mut().enumerate() {
        let shock = track.source.advance(day, days, &track.level);
        lanes.set_shock(lane, shock);
        track.capacity.clone_from(&shock.capacity);
        track.binding.clone_from(&shock.binding);
        if track.version != Some(shock.links_version) {
            track.version = Some(shock.links_version);
            changed.push((lane, &shock.links));
        }
    }
    if !changed.is_empty() {
        lanes.set_links(&changed);
    }
}

impl Track<'_> {
    /// After production: what held it back, and its level for the next step.
    fn look<T: Real>(
        &mut self,
        base: &Baseline,
        blocks: &Blocks<T>,
        lanes: &Lanes<T>,
        lane: usize,
        day: f64,
    ) {
        for (level, row) in self.level.iter_mut().zip(&lanes.level) {
            *level = row[lane].double();
        }
        let input_limit: Vec<f64> = lanes.limit.iter().map(|row| row[lane].double()).collect();
        let held = Held {
            capacity: &self.capacity,
            binding: &self.binding,
            input_limit: &input_limit,
        };
        self.observer
            .shortages(base, day, &held, |j| lanes.limiting(blocks, lane, j));
    }
}

/// Books a step, given its first day and length, once its deliveries have arrived.
fn settle<T: Real>(
    base: &Baseline,
    blocks: &Blocks<T>,
    lanes: &Lanes<T>,
    tracks: &mut [Track<'_>],
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
