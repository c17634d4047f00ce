//! The fast step: a chunk of draws side by side, with no matrix of nodes by nodes per draw.
//!
//! Same equations as [`super::step`], in shares of baseline. A step is a sweep through the network
//! ([`super::sweep`]) and a pass over the nodes, here.

use pulp::Arch;

use super::baseline::Baseline;
use super::blocks::Blocks;
use super::lanes::Lanes;
use super::observe::{Done, Held, Observer};
use super::produce::Produce;
use super::sweep::{Sweep, Todo};
use crate::shock::{ShockFactory, ShockSource};
use crate::{DrawInput, DrawOutcome, HORIZON_DAYS};

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
pub(super) fn run(
    base: &Baseline,
    blocks: &Blocks,
    shocks: &dyn ShockFactory,
    draws: &[DrawInput],
) -> Vec<DrawOutcome> {
    if draws.is_empty() {
        return Vec::new();
    }
    let nodes = blocks.nodes();
    let parameters: Vec<_> = draws
        .iter()
        .map(|draw| draw.parameters.network.resolved(&base.groups))
        .collect();
    let mut lanes = Lanes::new(base, blocks, &parameters);
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
    let days = base.network.step_days;
    let steps = (HORIZON_DAYS / days).ceil() as usize;
    let review = base.review_steps();
    for step in 0..=steps {
        let day = step as f64 * days;
        if step < steps {
            lanes.finals_before.clone_from(&lanes.finals);
            for (lane, track) in tracks.iter_mut().enumerate() {
                track.advance(&mut lanes, lane, day, days);
            }
        } else {
            lanes.finals_before.clone_from(&lanes.finals);
        }
        arch.dispatch(Sweep {
            blocks,
            lanes: &mut lanes,
            todo: Todo {
                receive: step > 0,
                review: step > 0 && step.is_multiple_of(review),
                demand: step < steps,
            },
        });
        if step > 0 {
            settle(base, blocks, &lanes, &mut tracks, day - days);
        }
        if step < steps {
            arch.dispatch(Produce {
                blocks,
                output: &base.network.output,
                lanes: &mut lanes,
            });
            for (lane, track) in tracks.iter_mut().enumerate() {
                track.look(base, blocks, &lanes, lane, day);
            }
        }
    }
    tracks
        .into_iter()
        .map(|track| track.observer.finish(track.source.direct_loss()))
        .collect()
}

impl Track<'_> {
    fn advance(&mut self, lanes: &mut Lanes, lane: usize, day: f64, days: f64) {
        let shock = self.source.advance(day, days, &self.level);
        lanes.set_shock(lane, shock);
        if self.version != Some(shock.links_version) {
            self.version = Some(shock.links_version);
            lanes.set_links(lane, &shock.links);
        }
        self.capacity.clone_from(&shock.capacity);
        self.binding.clone_from(&shock.binding);
    }

    /// After production: what held it back, and its level for the next step.
    fn look(&mut self, base: &Baseline, blocks: &Blocks, lanes: &Lanes, lane: usize, day: f64) {
        for (level, row) in self.level.iter_mut().zip(&lanes.level) {
            *level = row[lane];
        }
        let input_limit: Vec<f64> = lanes.limit.iter().map(|row| row[lane]).collect();
        let held = Held {
            capacity: &self.capacity,
            binding: &self.binding,
            input_limit: &input_limit,
        };
        self.observer
            .shortages(base, day, &held, |j| lanes.limiting(blocks, lane, j));
    }
}

/// Books the step that began on `day`, once its deliveries have arrived.
fn settle(base: &Baseline, blocks: &Blocks, lanes: &Lanes, tracks: &mut [Track<'_>], day: f64) {
    let mut lost = vec![0.0; blocks.regions];
    let mut unmet = vec![0.0; blocks.regions];
    for (lane, track) in tracks.iter_mut().enumerate() {
        for c in 0..blocks.regions {
            // Neither bought nor sold, less what was so at home.
            lost[c] = lanes.missing[c][lane] + lanes.unsold[c][lane];
            unmet[c] = lanes.unmet[c][lane];
        }
        let done = Done {
            level: &track.level,
            trade_lost: &lost,
            unmet: &unmet,
        };
        track.observer.step(base, day, &done);
    }
}
