//! Materials on their way: what Taiwan's fabs hold, and export licences.

use mist_economy::Economy;
use mist_scenario::MaterialControl;

use crate::cuts::positions;
use crate::items::ItemsParameters;

/// Chemicals, gases and wafers in Taiwan's fabs, in days of normal use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct FabMaterials {
    full: f64,
    stock: f64,
}

/// Arrivals beyond normal use that refill the fabs' stocks.
const REFILL: f64 = 0.1;

impl FabMaterials {
    pub(crate) const fn new(p: &ItemsParameters) -> Self {
        Self {
            full: p.fab_materials_days,
            stock: p.fab_materials_days,
        }
    }

    /// Uses a step's materials where a share `carried` of chemicals and a share `air` of air cargo
    /// arrive; returns the operating rate that they allow.
    pub(crate) fn advance(
        &mut self,
        carried: f64,
        air: f64,
        step: f64,
        p: &ItemsParameters,
    ) -> f64 {
        let arrivals = carried.max(air * p.fab_materials_air);
        let rate = (arrivals + self.stock / step).min(1.0);
        let refill = if self.stock < self.full {
            arrivals * REFILL
        } else {
            0.0
        };
        self.stock = (self.stock + (arrivals + refill - rate) * step).clamp(0.0, self.full);
        rate
    }

    pub(crate) fn full(&self) -> bool {
        self.stock >= self.full
    }
}

/// An export-licence regime by positions in the table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Control {
    pub(crate) item: String,
    pub(crate) from: Vec<usize>,
    pub(crate) to: Vec<usize>,
    refused: f64,
    delay_days: f64,
    leakage: f64,
    since: f64,
}

impl Control {
    /// The controls of a phase that starts on a day; one that was in force before goes on.
    pub(crate) fn resolve(
        economy: &Economy,
        controls: &[MaterialControl],
        start: f64,
        before: &[Self],
    ) -> Vec<Self> {
        controls
            .iter()
            .map(|c| {
                let from = positions(&economy.regions, &c.from);
                let since = before
                    .iter()
                    .find(|b| b.item == c.item && b.from == from)
                    .map_or(start, |b| b.since);
                Self {
                    item: c.item.clone(),
                    to: positions(&economy.regions, &c.to),
                    from,
                    refused: c.refused,
                    delay_days: c.delay_days,
                    leakage: c.leakage,
                    since,
                }
            })
            .collect()
    }

    /// Share of the trade that still flows on a day. Licences that are granted are late by the
    /// delay on average, evenly from none to twice the delay.
    pub(crate) fn carried(&self, day: f64) -> f64 {
        let elapsed = (day - self.since).max(0.0);
        let issued = if self.delay_days > 0.0 {
            (elapsed / (2.0 * self.delay_days)).min(1.0)
        } else {
            1.0
        };
        (1.0 - self.refused) * issued + self.refused * self.leakage
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_come_late_and_then_in_full() {
        let control = Control {
            item: "gallium".to_owned(),
            from: vec![0],
            to: vec![1],
            refused: 0.4,
            delay_days: 45.0,
            leakage: 0.25,
            since: 10.0,
        };
        assert!((control.carried(10.0) - 0.1).abs() < 1e-12);
        assert!((control.carried(55.0) - (0.6 * 0.5 + 0.1)).abs() < 1e-12);
        assert!((control.carried(400.0) - 0.7).abs() < 1e-12);
    }
}
