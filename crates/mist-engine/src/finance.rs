//! Risk premia and capital flight: final demand that is put off.
//!
//! Reduced form, tier judgement: the share lost moves towards what the phase sets with a time
//! constant τ when it rises and another when confidence returns,
//! d(t + Δ) = target + (d(t) − target) e^(−Δ/τ).

use mist_economy::{Economy, FINAL_USES};
use mist_scenario::Channels;

use crate::cuts::positions;
use crate::parameters::parameter_group;

parameter_group! {
    /// How fast demand gives way and comes back.
    FinanceParameters, "finance" {
        /// Time constant with which demand falls after a shock to risk premia.
        onset_days: "days", 1.0, 365.0;
        /// Time constant with which demand returns once the shock is over.
        recovery_days: "days", 1.0, 1000.0;
        /// Losses of demand as a multiple of what the scenario sets.
        scale: "multiple", 0.0, 3.0;
    }
}

/// What is left of a lost share before it counts as nothing.
const SETTLED: f64 = 1e-4;

/// Share of final demand lost, by region and use.
#[derive(Debug, Clone)]
pub(crate) struct LostDemand {
    lost: Vec<f64>,
    target: Vec<f64>,
}

impl LostDemand {
    pub(crate) fn new(regions: usize) -> Self {
        Self {
            lost: vec![0.0; regions * FINAL_USES.len()],
            target: vec![0.0; regions * FINAL_USES.len()],
        }
    }

    /// Reads what a phase asks for; several losses of the same demand act one after the other.
    pub(crate) fn enter(&mut self, economy: &Economy, channels: &Channels, p: &FinanceParameters) {
        self.target.fill(0.0);
        for loss in &channels.finance {
            let Some(place) = FINAL_USES.iter().position(|u| *u == loss.final_use) else {
                continue;
            };
            for r in positions(&economy.regions, &loss.regions) {
                let target = &mut self.target[r * FINAL_USES.len() + place];
                *target = 1.0 - (1.0 - *target) * (1.0 - (loss.share * p.scale).min(1.0));
            }
        }
    }

    /// Share of some demand that is lost.
    pub(crate) fn lost(&self, at: usize) -> f64 {
        self.lost[at]
    }

    /// Moves by some days, a share of a step, and takes what they lose from the step's mean demand.
    pub(crate) fn advance(
        &mut self,
        step: f64,
        share: f64,
        p: &FinanceParameters,
        demand: &mut [f64],
    ) {
        if self.settled() {
            return;
        }
        let falling = libm::exp(-step / p.onset_days);
        let rising = libm::exp(-step / p.recovery_days);
        for ((lost, target), left) in self.lost.iter_mut().zip(&self.target).zip(demand) {
            let keep = if *target > *lost { falling } else { rising };
            *lost = target + (*lost - target) * keep;
            if *target == 0.0 && *lost < SETTLED {
                *lost = 0.0;
            }
            *left -= share * *lost;
        }
    }

    /// Whether all demand is back.
    pub(crate) fn settled(&self) -> bool {
        self.lost.iter().chain(&self.target).all(|v| *v == 0.0)
    }
}
