//! Capacity out of use in Taiwan, and its repair.
//!
//! A phase that sets damage raises what is out of use to its level on its first day; repair then
//! gives back a share of the original capacity each week, through the following phases and after
//! the last, until nothing is left to repair.

use mist_scenario::{Channels, Damage};

use crate::parameters::parameter_group;

parameter_group! {
    /// Repair where a scenario does not say.
    DamageParameters, "damage" {
        /// Share of original capacity repaired in a week once no phase says otherwise.
        repair_per_week: "share per week", 0.0, 1.0;
    }
}

/// Shares of Taiwan's capacity out of use.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct OutOfUse {
    pub(crate) plants: f64,
    pub(crate) ports: f64,
    pub(crate) grid: f64,
    repair_per_week: f64,
}

impl OutOfUse {
    /// Nothing out of use.
    pub(crate) fn none(p: &DamageParameters) -> Self {
        Self {
            repair_per_week: p.repair_per_week,
            ..Self::default()
        }
    }

    /// A phase begins: what it destroys is added to what is still out of use only as far as it
    /// goes beyond it.
    pub(crate) fn enter(&mut self, channels: &Channels, p: &DamageParameters) {
        let new = &channels.taiwan_damage;
        self.plants = self.plants.max(new.plants);
        self.ports = self.ports.max(new.ports);
        self.grid = self.grid.max(new.grid);
        self.repair_per_week = if *new == Damage::default() {
            p.repair_per_week
        } else {
            new.repair_per_week
        };
    }

    /// Repairs for a step.
    pub(crate) fn repair(&mut self, step: f64) {
        let repaired = self.repair_per_week * step / 7.0;
        for out in [&mut self.plants, &mut self.ports, &mut self.grid] {
            *out = (*out - repaired).max(0.0);
        }
    }

    pub(crate) fn repaired(&self) -> bool {
        self.plants == 0.0 && self.ports == 0.0 && self.grid == 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_per_cent_a_week_repairs_a_tenth_in_twenty_four_days() {
        let p = DamageParameters {
            repair_per_week: 0.03,
        };
        let mut out = OutOfUse::none(&p);
        let strike = Channels {
            taiwan_damage: Damage {
                grid: 0.1,
                repair_per_week: 0.0,
                ..Damage::default()
            },
            ..Channels::default()
        };
        out.enter(&strike, &p);
        (0..30).for_each(|_| out.repair(1.0));
        assert_eq!(out.grid, 0.1, "no repair while strikes go on");
        out.enter(&Channels::default(), &p);
        (0..23).for_each(|_| out.repair(1.0));
        assert!(out.grid > 0.0);
        out.repair(1.0);
        assert!(out.repaired());
    }
}
