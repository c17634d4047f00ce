//! What a propagation model is: from drawn situations to losses.

use mist_scenario::Timeline;
use serde::{Deserialize, Serialize};

use crate::parameters::DrawParameters;
use crate::results::{DrawRecord, Driver};

/// Which drivers are switched on; switching one off keeps all the draw's luck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Drivers(u16);

impl Drivers {
    /// Every driver on: the draw as it is published.
    pub const ALL: Self = Self(u16::MAX);
    /// Every driver off: nothing happens.
    pub const NONE: Self = Self(0);

    /// Whether a driver is on.
    #[must_use]
    pub const fn contains(self, driver: Driver) -> bool {
        self.0 & (1 << driver as u16) != 0
    }

    /// The same with one more driver on.
    #[must_use]
    pub const fn with(self, driver: Driver) -> Self {
        Self(self.0 | (1 << driver as u16))
    }

    /// The same with one driver off.
    #[must_use]
    pub const fn without(self, driver: Driver) -> Self {
        Self(self.0 & !(1 << driver as u16))
    }
}

/// Everything that distinguishes one draw from another.
#[derive(Debug, Clone)]
pub struct DrawInput {
    /// Draw number, from 0.
    pub draw: u64,
    /// What happens.
    pub timeline: Timeline,
    /// How the economy reacts, as drawn.
    pub parameters: DrawParameters,
    /// Which drivers are switched on.
    pub drivers: Drivers,
}

/// How a draw ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DrawStatus {
    /// Ran to the horizon.
    Completed,
    /// World output fell to an absorbing state; the losses up to the horizon are kept.
    Collapsed,
    /// A value stopped being a number; the records are empty.
    Failed,
}

/// What one draw yields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawOutcome {
    /// Draw number.
    pub draw: u64,
    /// How it ended.
    pub status: DrawStatus,
    /// One record a region, in the table's order.
    pub records: Vec<DrawRecord>,
    /// World value added lost in 365 days if capacity alone fell as the bottleneck layer says and
    /// nothing spread, USD million: the denominator of the amplification.
    pub direct_loss: f64,
}

/// A propagation model. Each draw's outcome depends on its input alone, never on its neighbours in
/// the chunk: the same bits for any grouping. With [`Drivers::NONE`] every loss is exactly zero.
pub trait PropagationModel: Sync {
    /// Name, as results and the command line use it.
    fn name(&self) -> &'static str;

    /// Drivers that can matter in this draw; a driver left out must change nothing whatever else is
    /// on. Attribution costs less the fewer there are.
    fn drivers_set(&self, _draw: &DrawInput) -> Drivers {
        Drivers::ALL
    }

    /// Runs up to [`crate::CHUNK`] draws side by side over the horizon of a year.
    fn run_chunk(&self, draws: &[DrawInput]) -> Vec<DrawOutcome>;
}
