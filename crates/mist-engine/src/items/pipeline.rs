//! What is under way to each region, for as many days as it takes.
//!
//! A pipeline is cut into slots as long as a step. Its length need not be a multiple of them: the oldest slot
//! is then there in part only, and what arrives in a step left in two steps before.

use std::collections::VecDeque;

/// Units under way, as rates a day by region.
#[derive(Debug, Clone)]
pub(super) struct Pipeline {
    /// How long it is, days.
    days: f64,
    /// Days in a slot; 0 before the first cut.
    slot_days: f64,
    /// The oldest first; of that one only a [part](Self::part) is still under way.
    slots: VecDeque<Vec<f64>>,
    /// The slot that was emptied last.
    emptied: Vec<f64>,
}

impl Pipeline {
    pub(super) fn new(days: f64) -> Self {
        Self {
            days,
            slot_days: 0.0,
            slots: VecDeque::new(),
            emptied: Vec::new(),
        }
    }

    /// Goes back to the flows of peace, which the next cut fills in.
    pub(super) fn reset(&mut self) {
        self.slot_days = 0.0;
    }

    /// Whether its slots are of `h` days.
    pub(super) fn is_cut(&self, h: f64) -> bool {
        self.slot_days == h
    }

    /// Cuts it into slots of `h` days: filled with `peace` at first, and with what is under way, in its order,
    /// if the length of a step changes. Returns whether there was anything to do.
    pub(super) fn cut(&mut self, h: f64, peace: &[f64]) -> bool {
        if self.is_cut(h) {
            return false;
        }
        let count = (self.days / h) as usize + 1;
        self.slots = if self.slot_days == 0.0 {
            std::iter::repeat_n(peace.to_vec(), count).collect()
        } else {
            let age = |slot: usize| (slot as f64 * h, ((slot + 1) as f64 * h).min(self.days));
            (0..count)
                .rev()
                .map(|slot| self.mean(age(slot), peace.len()))
                .collect()
        };
        self.slot_days = h;
        true
    }

    /// Mean rate of what left between two ages, days ago; nothing where they are one.
    fn mean(&self, (from, to): (f64, f64), width: usize) -> Vec<f64> {
        let mut mean = vec![0.0; width];
        for (age, slot) in self.slots.iter().rev().enumerate() {
            let (start, end) = (
                age as f64 * self.slot_days,
                (age + 1) as f64 * self.slot_days,
            );
            let shared = to.min(end) - from.max(start);
            if shared > 0.0 {
                let part = shared / (to - from);
                mean.iter_mut().zip(slot).for_each(|(m, s)| *m += part * s);
            }
        }
        mean
    }

    /// Share of the oldest slot that is still under way.
    fn part(&self) -> f64 {
        (self.days / self.slot_days).fract()
    }

    /// Units under way to a region.
    pub(super) fn held(&self, region: usize) -> f64 {
        let parts = std::iter::once(self.part()).chain(std::iter::repeat(1.0));
        let slots = self.slots.iter().zip(parts);
        slots
            .map(|(slot, part)| slot[region] * part * self.slot_days)
            .sum()
    }

    /// Takes in what leaves in a step, and gives what arrives in it, by region.
    pub(super) fn pass(&mut self, leaving: impl Iterator<Item = f64>) -> impl Iterator<Item = f64> {
        let mut slot = std::mem::take(&mut self.emptied);
        slot.clear();
        slot.extend(leaving);
        self.slots.push_back(slot);
        self.emptied = self.slots.pop_front().unwrap_or_default();
        let (part, next) = (self.part(), self.slots.front());
        let next = next.into_iter().flatten();
        next.zip(&self.emptied)
            .map(move |(next, oldest)| next + part * (oldest - next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pipeline for one region that was fed day by day.
    fn fed(days: f64, daily: &[f64]) -> Pipeline {
        let mut pipeline = Pipeline::new(days);
        pipeline.cut(1.0, &[0.0]);
        for rate in daily {
            pipeline.pass(std::iter::once(*rate)).for_each(drop);
        }
        pipeline
    }

    /// What arrives while nothing more leaves, in steps of some days.
    fn arrivals(pipeline: &mut Pipeline, steps: usize) -> Vec<f64> {
        (0..steps)
            .flat_map(|_| pipeline.pass(std::iter::once(0.0)).collect::<Vec<_>>())
            .collect()
    }

    #[test]
    fn what_leaves_arrives_after_as_many_days_as_it_takes() {
        for (days, expected) in [
            (0.0, [6.0, 0.0, 0.0, 0.0]),
            (2.0, [0.0, 0.0, 6.0, 0.0]),
            (2.25, [0.0, 0.0, 4.5, 1.5]),
        ] {
            let mut pipeline = fed(days, &[]);
            let mut all: Vec<f64> = pipeline.pass(std::iter::once(6.0)).collect();
            all.extend(arrivals(&mut pipeline, 3));
            assert_eq!(all, expected, "{days} days");
        }
    }

    #[test]
    fn what_is_under_way_keeps_its_order_and_amount_when_steps_change() {
        // The oldest day first.
        let daily = [4.0, 2.0, 1.0, 1.0, 0.0, 0.0];
        let mut pipeline = fed(6.0, &daily);
        assert_eq!(pipeline.held(0), 8.0);
        assert!(pipeline.cut(3.0, &[0.0]) && !pipeline.cut(3.0, &[0.0]));
        assert!((pipeline.held(0) - 8.0).abs() < 1e-12);
        let all = arrivals(&mut pipeline, 3);
        for (found, expected) in all.into_iter().zip([7.0 / 3.0, 1.0 / 3.0, 0.0]) {
            assert!((found - expected).abs() < 1e-12, "{found} for {expected}");
        }
        // Four days do not fit: a step takes what left in one and a half of its length.
        let mut pipeline = fed(6.0, &daily);
        pipeline.cut(4.0, &[0.0]);
        assert!((pipeline.held(0) - 8.0).abs() < 1e-12);
        let all = arrivals(&mut pipeline, 3);
        assert_eq!(all, [(4.0 + 2.0 + 0.5 + 0.5) / 4.0, 0.25, 0.0]);
        assert_eq!(pipeline.held(0), 0.0);
    }
}
