//! How long the steps of a draw are.

use crate::HORIZON_DAYS;

/// Lengths of steps from day 0 to the horizon, the same for every draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    /// (first day, days), in order.
    steps: Vec<(f64, f64)>,
}

impl Pace {
    /// A step a day.
    #[must_use]
    pub fn daily() -> Self {
        Self::daily_until(HORIZON_DAYS, 1.0)
    }

    /// A step a day before `day`, steps of `then` days from there on; the last ends at the horizon.
    #[must_use]
    pub fn daily_until(day: f64, then: f64) -> Self {
        Self::in_stages(&[(day, 1.0), (HORIZON_DAYS, then)])
    }

    /// Stages one after the other, each up to a day and in steps of some days.
    #[must_use]
    pub fn in_stages(stages: &[(f64, f64)]) -> Self {
        let mut steps = Vec::new();
        let mut at = 0.0;
        for &(until, length) in stages {
            while at < until.min(HORIZON_DAYS) {
                let days = f64::min(length, HORIZON_DAYS - at);
                steps.push((at, days));
                at += days;
            }
        }
        Self { steps }
    }

    /// Length of the longest step.
    pub(super) fn longest(&self) -> f64 {
        self.steps
            .iter()
            .fold(0.0, |most, (_, days)| most.max(*days))
    }

    /// First day and length of every step.
    #[must_use]
    pub fn steps(&self) -> &[(f64, f64)] {
        &self.steps
    }
}

impl Default for Pace {
    /// A step a day in the first month, while everything moves, then one every six days.
    /// What that costs in exactness is in `docs/src/performance.md`.
    fn default() -> Self {
        Self::daily_until(30.0, 6.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_follow_one_another_to_the_horizon() {
        for pace in [
            Pace::daily(),
            Pace::default(),
            Pace::daily_until(10.0, 50.0),
        ] {
            let mut day = 0.0;
            for &(first, days) in pace.steps() {
                assert_eq!(first, day);
                assert!(days > 0.0);
                day += days;
            }
            assert_eq!(day, HORIZON_DAYS);
        }
        assert_eq!(Pace::daily().steps().len(), 365);
        assert_eq!(Pace::default().steps().len(), 30 + 56);
        assert_eq!(Pace::default().longest(), 6.0);
    }
}
