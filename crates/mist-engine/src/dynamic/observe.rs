//! What a step of the network means for countries: losses, trade, unmet demand, shortages.

use super::baseline::Baseline;
use crate::record::{Recorder, RegionFlows};
use crate::shock::{NO_ITEM, Shock};
use crate::{DrawOutcome, DrawStatus, HORIZON_DAYS};

/// World output below this share of baseline counts as collapsed.
const COLLAPSE: f64 = 0.05;
/// A sector is held back when an input keeps more than this share of its production from it.
const HELD_BACK: f64 = 0.01;
/// Sectors below this share of their country's value added do not make its first shortage.
const NOTICEABLE: f64 = 1e-3;

/// What a step did, in the terms that both the readable and the fast step know.
#[derive(Debug, Clone, Copy)]
pub struct Observed<'a> {
    /// First day of the step.
    pub day: f64,
    /// Production by node as a share of baseline.
    pub level: &'a [f64],
    /// Imports and exports that did not take place in the step, by region, USD million.
    pub trade_lost: &'a [f64],
    /// Unmet final demand by region, USD million.
    pub unmet: &'a [f64],
    /// Share of wanted production that a node's stocks allow.
    pub input_limit: &'a [f64],
    /// Product that limits it most, meaningful where `input_limit` is below 1.
    pub limiting: &'a [u16],
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

    /// Adds a step.
    pub fn observe(&mut self, base: &Baseline, shock: &Shock, seen: &Observed<'_>) {
        let (products, days) = (base.network.products, base.network.step_days);
        let (mut world, mut world_before) = (0.0, 0.0);
        for (r, flow) in self.flows.iter_mut().enumerate() {
            let nodes = r * products..(r + 1) * products;
            // Value added is lost in proportion to output (D17).
            let a_year: f64 = nodes
                .clone()
                .map(|j| base.value_added[j] * (1.0 - seen.level[j]))
                .sum();
            *flow = RegionFlows {
                loss: a_year / HORIZON_DAYS,
                trade_lost: seen.trade_lost[r] / days,
                unmet_demand: seen.unmet[r] / days,
            };
            self.finite &= flow.loss.is_finite()
                && flow.trade_lost.is_finite()
                && flow.unmet_demand.is_finite();
            if !self.recorder.has_shortage(r)
                && let Some((input, sector)) = shortage(base, shock, seen, r)
            {
                self.recorder.shortage(r, seen.day, input, sector);
            }
            for j in nodes {
                world += base.network.output[j] * seen.level[j];
                world_before += base.network.output[j];
            }
        }
        self.collapsed |= world < COLLAPSE * world_before;
        self.recorder.step(seen.day, days, &self.flows);
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
    shock: &Shock,
    seen: &Observed<'_>,
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
        let item = shock.binding.get(j).copied().unwrap_or(NO_ITEM);
        let by_item = if item == NO_ITEM {
            1.0
        } else {
            shock.capacity[j]
        };
        let by_stock = seen.input_limit[j];
        let held = 1.0 - by_item.min(by_stock);
        if held > HELD_BACK && value * held > worst {
            worst = value * held;
            let input = if by_item <= by_stock {
                products + usize::from(item)
            } else {
                usize::from(seen.limiting[j])
            };
            found = Some((input, k));
        }
    }
    found
}
