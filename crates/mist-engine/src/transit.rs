//! Transit through the Taiwan Strait: ships bound elsewhere that go round.
//!
//! Of a pair's sea trade in product s, q = sea share × Strait share × (1 − share still using it)
//! takes the longer way. What is shipped arrives later by the detour d, so in the step at t
//!
//! arriving(t) = 1 − q(t) + q(t − d)
//!
//! which is below 1 while the first ships go round, above 1 when the Strait opens again and both
//! ways' cargo lands, and averages to 1. While fleets adjust, a fading share of the rerouted
//! trade finds no ship: λ(t) = 1 − q(t) · loss · (1 − elapsed / adjustment).

use mist_economy::Economy;
use mist_scenario::{SampledPhase, Timeline};

use crate::parameters::parameter_group;

parameter_group! {
    /// How ships in transit go round.
    TransitParameters, "transit" {
        /// Length of the detours as a multiple of the routing model's.
        detour_scale: "multiple", 0.2, 10.0;
        /// Waiting and re-planning in the first days, added to the detour.
        waiting_days: "days", 0.0, 30.0;
    }
}

/// Effects below this share of a pair's trade are left out.
const NEGLIGIBLE: f64 = 1e-3;

/// Fading losses are brought up to date once in so many days, so that links stay as they are
/// on the days between.
const FADE_STEP: f64 = 7.0;

/// A pair of economies whose trade uses the Strait.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StraitPair {
    pub(crate) from: usize,
    pub(crate) to: usize,
    share: f64,
    detour_days: f64,
}

/// Pairs that use the Strait, without Taiwan's own trade, which access governs.
pub(crate) fn strait_pairs(economy: &Economy, taiwan: Option<usize>) -> Vec<StraitPair> {
    let routes = &economy.satellites.strait;
    let regions = economy.regions.len();
    let mut pairs = Vec::new();
    for from in 0..regions {
        for to in 0..regions {
            let share = routes.share[(from, to)];
            if from != to && Some(from) != taiwan && Some(to) != taiwan && share > NEGLIGIBLE {
                pairs.push(StraitPair {
                    from,
                    to,
                    share,
                    detour_days: routes.detour_days[(from, to)],
                });
            }
        }
    }
    pairs
}

/// What one draw's timeline means for transit: the rerouted share by phase.
#[derive(Debug, Clone)]
pub(crate) struct Rerouting {
    /// (start, end, 1 − share using the Strait, loss while adjusting, days of adjustment).
    phases: Vec<[f64; 5]>,
}

/// A pair's state in a step, by unit of its sea share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PairState {
    /// λ = 1 − sea share × lost.
    pub(crate) lost: f64,
    /// arriving = 1 + sea share × pulse.
    pub(crate) pulse: f64,
}

impl Rerouting {
    pub(crate) fn new(timeline: &Timeline) -> Self {
        // A phase that a response has cut into pieces is one for ships.
        let mut whole: Vec<SampledPhase> = Vec::new();
        for phase in &timeline.phases {
            let goes_on = |last: &&mut SampledPhase| {
                last.id == phase.id && last.channels.strait_transit == phase.channels.strait_transit
            };
            match whole.last_mut().filter(goes_on) {
                Some(last) => last.end_day = phase.end_day,
                None => whole.push(phase.clone()),
            }
        }
        // Adjustment goes on from phase to phase as long as ships keep going round.
        let mut since = None;
        let phases = whole
            .iter()
            .map(|phase| {
                let transit = &phase.channels.strait_transit;
                let away = 1.0 - transit.share_using;
                since = if away > 0.0 {
                    since.or(Some(phase.start_day))
                } else {
                    None
                };
                [
                    phase.start_day,
                    phase.end_day,
                    away,
                    transit.capacity_loss,
                    transit.adjustment_days - (phase.start_day - since.unwrap_or(phase.start_day)),
                ]
            })
            .collect();
        Self { phases }
    }

    /// Whether any ship ever goes round.
    pub(crate) fn any(&self) -> bool {
        self.phases.iter().any(|p| p[2] > 0.0)
    }

    /// Day from which everything is as before, given the longest detour.
    pub(crate) fn over_by(&self, longest: f64) -> f64 {
        self.phases
            .iter()
            .filter(|p| p[2] > 0.0)
            .fold(0.0, |last, p| f64::max(last, p[1] + longest))
    }

    /// Mean rerouted share over an interval of days; 0 before the first and after the last phase.
    fn mean_away(&self, from: f64, to: f64) -> f64 {
        let covered: f64 = self
            .phases
            .iter()
            .map(|p| p[2] * (to.min(p[1]) - from.max(p[0])).max(0.0))
            .sum();
        covered / (to - from)
    }

    /// Share of the rerouted trade that finds no ship on a day.
    fn loss(&self, day: f64) -> f64 {
        let Some(p) = self.phases.iter().find(|p| p[0] <= day && day < p[1]) else {
            return 0.0;
        };
        let adjustment = p[4];
        if adjustment <= 0.0 {
            return 0.0;
        }
        let elapsed = ((day - p[0]) / FADE_STEP).floor() * FADE_STEP;
        p[3] * (1.0 - elapsed / adjustment).max(0.0)
    }

    /// The step that begins on `day`.
    pub(crate) fn on(&self, day: f64, step: f64) -> Step<'_> {
        Step {
            rerouting: self,
            day,
            step,
            away: self.mean_away(day, day + step),
            loss: self.loss(day + 0.5 * step),
        }
    }

    /// Longest delay of any pair.
    pub(crate) fn longest(pairs: &[StraitPair], p: &TransitParameters) -> f64 {
        pairs.iter().fold(0.0, |longest, pair| {
            f64::max(longest, pair.detour_days * p.detour_scale + p.waiting_days)
        })
    }
}

/// Rerouting during one step.
pub(crate) struct Step<'a> {
    rerouting: &'a Rerouting,
    day: f64,
    step: f64,
    away: f64,
    loss: f64,
}

impl Step<'_> {
    /// The step's state for a pair, none if it is negligible.
    pub(crate) fn state(&self, pair: &StraitPair, p: &TransitParameters) -> Option<PairState> {
        let landing = self.day - (pair.detour_days * p.detour_scale + p.waiting_days);
        let landed = self.rerouting.mean_away(landing, landing + self.step);
        let state = PairState {
            lost: pair.share * self.away * self.loss,
            pulse: pair.share * (landed - self.away),
        };
        (state.lost > NEGLIGIBLE || state.pulse.abs() > NEGLIGIBLE).then_some(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mist_scenario::{Channels, StraitTransit};

    fn closed(start: f64, end: f64) -> Rerouting {
        let channels = Channels {
            strait_transit: StraitTransit {
                share_using: 0.25,
                capacity_loss: 0.2,
                adjustment_days: 28.0,
            },
            ..Channels::default()
        };
        Rerouting::new(&Timeline {
            scenario: "test".to_owned(),
            phases: vec![SampledPhase {
                id: "closed".to_owned(),
                start_day: start,
                end_day: end,
                channels,
            }],
        })
    }

    const PAIR: StraitPair = StraitPair {
        from: 0,
        to: 1,
        share: 0.8,
        detour_days: 2.5,
    };
    const P: TransitParameters = TransitParameters {
        detour_scale: 1.0,
        waiting_days: 0.0,
    };

    #[test]
    fn what_goes_round_arrives_later_and_all_of_it_arrives() {
        let rerouting = closed(3.0, 40.0);
        let mut sum = 0.0;
        for day in 0..60 {
            let pulse = rerouting
                .on(f64::from(day), 1.0)
                .state(&PAIR, &P)
                .map_or(0.0, |s| s.pulse);
            if day == 3 || day == 4 {
                assert!((pulse + 0.8 * 0.75).abs() < 1e-12);
            }
            if day == 5 {
                // Two and a half days after the closure the first ships arrive.
                assert!((pulse + 0.8 * 0.75 * 0.5).abs() < 1e-12);
            }
            sum += pulse;
        }
        assert!(sum.abs() < 1e-12, "{sum}");
    }

    #[test]
    fn the_loss_of_ships_fades_while_fleets_adjust() {
        let rerouting = closed(0.0, 365.0);
        let lost = |day| {
            rerouting
                .on(day, 1.0)
                .state(&PAIR, &P)
                .map_or(0.0, |s| s.lost)
        };
        assert!((lost(0.0) - 0.8 * 0.75 * 0.2).abs() < 1e-12);
        assert!((lost(15.0) - 0.8 * 0.75 * 0.2 * 0.5).abs() < 1e-12);
        assert!(lost(29.0).abs() < 1e-12);
    }
}
