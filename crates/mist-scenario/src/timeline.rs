//! One sampled course of events.

use crate::Channels;

/// What happens in one draw: phases in order, each with its dates and channel settings. Before the
/// first and after the last phase the channels are at peace ([`Channels::default`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Identifier of the scenario that was sampled.
    pub scenario: String,
    /// Phases, in order and without gaps.
    pub phases: Vec<SampledPhase>,
}

/// A phase with its dates.
#[derive(Debug, Clone, PartialEq)]
pub struct SampledPhase {
    /// Phase identifier in the scenario file.
    pub id: String,
    /// First day, from 0.
    pub start_day: f64,
    /// Day on which the next phase begins; infinite if it lasts.
    pub end_day: f64,
    /// Settings during the phase.
    pub channels: Channels,
}

impl Timeline {
    /// The phase in force on a day, if any.
    #[must_use]
    pub fn phase_on(&self, day: f64) -> Option<&SampledPhase> {
        self.phases
            .iter()
            .find(|p| p.start_day <= day && day < p.end_day)
    }
}
