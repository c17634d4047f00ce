//! Stages of a measure laid over a timeline.
//!
//! Phases are cut where a stage begins or ends, and each piece takes what is in force. A piece of a
//! phase goes on where the piece before it ended: damage is what repair has left of it by then.

use crate::channels::{CargoAccess, Channels, DemandLoss, MaterialControl, TradeCut};
use crate::timeline::{SampledPhase, Timeline};

/// A stage in one draw.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Window {
    /// First day.
    pub(crate) start: f64,
    /// Day on which it ends; infinite if it lasts.
    pub(crate) end: f64,
    pub(crate) cuts: Vec<TradeCut>,
    pub(crate) crm_controls: Vec<MaterialControl>,
    pub(crate) finance: Vec<DemandLoss>,
    /// Least share of cargo by sea, by class, and by air.
    pub(crate) convoy: Option<(CargoAccess, f64)>,
}

impl Window {
    /// Whether it changes anything.
    fn acts(&self) -> bool {
        let carried = |(sea, air): &(CargoAccess, f64)| {
            [sea.energy, sea.food, sea.bulk, sea.containers, *air]
                .iter()
                .any(|share| *share > 0.0)
        };
        self.start < self.end
            && (!self.cuts.is_empty()
                || !self.crm_controls.is_empty()
                || !self.finance.is_empty()
                || self.convoy.as_ref().is_some_and(carried))
    }

    fn apply(&self, channels: &mut Channels) {
        channels.cuts.extend(self.cuts.iter().cloned());
        channels
            .crm_controls
            .extend(self.crm_controls.iter().cloned());
        channels.finance.extend(self.finance.iter().cloned());
        if let Some((least, air)) = &self.convoy {
            channels.taiwan_sea = channels.taiwan_sea.or_more(*least);
            if channels.taiwan_shipping.decides() {
                let escorted = &mut channels.taiwan_shipping.escorted;
                *escorted = escorted.or_more(*least);
            }
            channels.taiwan_air = channels.taiwan_air.max(*air);
        }
    }
}

/// Lays windows over a timeline; `after` is the identifier of what follows its last phase.
pub(crate) fn lay(timeline: &mut Timeline, windows: &[Window], after: &str) {
    let windows: Vec<&Window> = windows.iter().filter(|w| w.acts()).collect();
    let Some(last) = windows.iter().map(|w| w.end).max_by(f64::total_cmp) else {
        return;
    };
    let over = timeline.phases.last().map_or(0.0, |phase| phase.end_day);
    if last > over {
        timeline.phases.push(SampledPhase {
            id: after.to_owned(),
            start_day: over,
            end_day: last,
            channels: Channels::default(),
        });
    }
    let mut edges: Vec<f64> = windows.iter().flat_map(|w| [w.start, w.end]).collect();
    edges.sort_by(f64::total_cmp);
    edges.dedup();
    let mut laid = Vec::with_capacity(timeline.phases.len() + edges.len());
    for phase in &timeline.phases {
        let inside = edges
            .iter()
            .copied()
            .filter(|day| phase.start_day < *day && *day < phase.end_day);
        let mut days: Vec<f64> = vec![phase.start_day];
        days.extend(inside);
        days.push(phase.end_day);
        for pair in days.windows(2) {
            let mut piece = piece(phase, pair[0], pair[1]);
            for window in windows
                .iter()
                .filter(|w| w.start <= pair[0] && pair[0] < w.end)
            {
                window.apply(&mut piece.channels);
            }
            laid.push(piece);
        }
    }
    timeline.phases = laid;
}

/// What is left of a phase from a day on, up to another.
fn piece(phase: &SampledPhase, from: f64, to: f64) -> SampledPhase {
    let mut channels = phase.channels.clone();
    let damage = &mut channels.taiwan_damage;
    let repaired = damage.repair_per_week * (from - phase.start_day) / 7.0;
    for out in [&mut damage.plants, &mut damage.ports, &mut damage.grid] {
        *out = (*out - repaired).max(0.0);
    }
    SampledPhase {
        id: phase.id.clone(),
        start_day: from,
        end_day: to,
        channels,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::{CutKind, Damage};

    fn timeline() -> Timeline {
        let phase = |id: &str, start_day, end_day, grid| SampledPhase {
            id: id.to_owned(),
            start_day,
            end_day,
            channels: Channels {
                taiwan_damage: Damage {
                    grid,
                    repair_per_week: 0.07,
                    ..Damage::default()
                },
                ..Channels::default()
            },
        };
        Timeline {
            scenario: "test".to_owned(),
            phases: vec![
                phase("strike", 0.0, 40.0, 0.5),
                phase("rest", 40.0, 60.0, 0.0),
            ],
        }
    }

    fn window(start: f64, end: f64) -> Window {
        Window {
            start,
            end,
            cuts: vec![TradeCut {
                kind: CutKind::Sanctions,
                from: Vec::new(),
                to: Vec::new(),
                products: Vec::new(),
                share: 0.5,
            }],
            crm_controls: Vec::new(),
            finance: Vec::new(),
            convoy: None,
        }
    }

    #[test]
    fn pieces_cover_the_same_days_and_take_what_is_in_force() {
        let mut laid = timeline();
        lay(
            &mut laid,
            &[window(10.0, 50.0), window(30.0, 70.0)],
            "after",
        );
        let told: Vec<(&str, f64, f64, usize)> = laid
            .phases
            .iter()
            .map(|p| (p.id.as_str(), p.start_day, p.end_day, p.channels.cuts.len()))
            .collect();
        assert_eq!(
            told,
            [
                ("strike", 0.0, 10.0, 0),
                ("strike", 10.0, 30.0, 1),
                ("strike", 30.0, 40.0, 2),
                ("rest", 40.0, 50.0, 2),
                ("rest", 50.0, 60.0, 1),
                ("after", 60.0, 70.0, 1),
            ]
        );
        // Ten days of repair at 7 % a week are 10 %.
        assert!((laid.phases[1].channels.taiwan_damage.grid - 0.4).abs() < 1e-12);
        assert!((laid.phases[2].channels.taiwan_damage.grid - 0.2).abs() < 1e-12);
    }

    #[test]
    fn what_does_nothing_cuts_no_phase() {
        let mut empty = window(10.0, 50.0);
        empty.cuts.clear();
        empty.convoy = Some((
            CargoAccess {
                energy: 0.0,
                food: 0.0,
                bulk: 0.0,
                containers: 0.0,
            },
            0.0,
        ));
        let mut laid = timeline();
        lay(&mut laid, &[empty, window(5.0, 5.0)], "after");
        assert_eq!(laid, timeline());
    }
}
