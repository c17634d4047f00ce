//! What a step of the network means for countries: losses, trade, unmet demand, shortages.

use super::baseline::Baseline;
use crate::record::{Recorder, RegionFlows};
use crate::shock::NO_ITEM;
use crate::{DrawOutcome, DrawStatus, HORIZON_DAYS};

/// World output below this share of baseline counts as collapsed.
const COLLAPSE: f64 = 0.05;
/// A sector is held back when an input keeps more than this share of its production from it.
const HELD_BACK: f64 = 0.01;
/// Sectors below this share of their country's value added do not make its first shortage.
const NOTICEABLE: f64 = 1e-3;

/// What held production back in a step.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// Share of baseline capacity in use, by node.
    pub capacity: &'a [f64],
    /// Item of the bottleneck layer that binds, by node, as in [`crate::Shock::binding`].
    pub binding: &'a [u16],
    /// Share of wanted production that a node's stocks allow.
    pub input_limit: &'a [f64],
}

/// What a step did; money in USD million a day.
#[derive(Debug, Clone, Copy)]
pub struct Done<'a> {
    /// Length of the step, in days.
    pub days: f64,
    /// Production by node as a share of baseline.
    pub level: &'a [f64],
    /// Imports and exports that did not take place, by region.
    pub trade_lost: &'a [f64],
    /// Unmet final demand by region.
    pub unmet: &'a [f64],
}

/// Watches a draw and keeps its records.
#[derive(Debug, Clone)]
pub struct Observer {
    recorder: Recorder,
    flows: Vec<RegionFlows>,
    collapsed: bool,
    finite: bool,
}

impl Observer {
    /// An empty record of a draw.
    #[must_use]
    pub fn new(base: &Baseline, draw: u64) -> Self {
        Self {
            recorder: Recorder::with_value_added(draw, &base.region_value_added),
            flows: vec![RegionFlows::default(); base.network.regions],
            collapsed: false,
            finite: true,
        }
    }

    /// Notes the first shortage of each region. `limiting` names the product that limits a node
    /// most; it is asked only of nodes that are limited.
    pub fn shortages(
        &mut self,
        base: &Baseline,
        day: f64,
        held: &Held<'_>,
        limiting: impl Fn(usize) -> usize,
    ) {
        for r in 0..self.flows.len() {
            if !self.recorder.has_shortage(r)
                && let Some((input, sector)) = shortage(base, held, &limiting, r)
            {
                self.recorder.shortage(r, day, input, sector);
            }
        }
    }

    /// Adds a step.
    pub fn step(&mut self, base: &Baseline, day: f64, done: &Done<'_>) {
        let products = base.network.products;
        let (mut world, mut world_before) = (0.0, 0.0);
        for (r, flow) in self.flows.iter_mut().enumerate() {
            let nodes = r * products..(r + 1) * products;
            // Value added is lost in proportion to output (D17).
            let a_year: f64 = nodes
                .clone()
                .map(|j| base.value_added[j] * (1.0 - done.level[j]))
                .sum();
            *flow = RegionFlows {
                loss: a_year / HORIZON_DAYS,
                trade_lost: done.trade_lost[r],
                unmet_demand: done.unmet[r],
            };
            self.finite &= flow.loss.is_finite()
                && flow.trade_lost.is_finite()
                && flow.unmet_demand.is_finite();
            for j in nodes {
                world += base.network.output[j] * done.level[j];
                world_before += base.network.output[j];
            }
        }
        self.collapsed |= world < COLLAPSE * world_before;
        self.recorder.step(day, done.days, &self.flows);
    }

    /// Nothing more happens from `day` to the horizon: the world is back at its baseline.
    pub fn rest(&mut self, day: f64) {
        if day < HORIZON_DAYS {
            self.flows.fill(RegionFlows::default());
            self.recorder.step(day, HORIZON_DAYS - day, &self.flows);
        }
    }

    /// The outcome.
    #[must_use]
    pub fn finish(self, direct_loss: f64) -> DrawOutcome {
        let status = match (self.finite, self.collapsed) {
            (false, _) => DrawStatus::Failed,
            (true, true) => DrawStatus::Collapsed,
            (true, false) => DrawStatus::Completed,
        };
        let mut outcome = self.recorder.finish(status, direct_loss);
        if status == DrawStatus::Failed {
            outcome.records.clear();
            outcome.direct_loss = 0.0;
        }
        outcome
    }
}

/// Input and sector of a region's shortage in this step, the dearest if there are several.
fn shortage(
    base: &Baseline,
    held: &Held<'_>,
    limiting: &impl Fn(usize) -> usize,
    r: usize,
) -> Option<(usize, usize)> {
    let products = base.network.products;
    let mut worst = 0.0;
    let mut found = None;
    for k in 0..products {
        let j = r * products + k;
        let value = base.value_added[j];
        if value < NOTICEABLE * base.region_value_added[r] {
            continue;
        }
        let item = held.binding.get(j).copied().unwrap_or(NO_ITEM);
        let by_item = if item == NO_ITEM {
            1.0
        } else {
            held.capacity[j]
        };
        let by_stock = held.input_limit[j];
        let lost = 1.0 - by_item.min(by_stock);
        if lost > HELD_BACK && value * lost > worst {
            worst = value * lost;
            let input = if by_item <= by_stock {
                products + usize::from(item)
            } else {
                limiting(j)
            };
            found = Some((input, k));
        }
    }
    found
}
