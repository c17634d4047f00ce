//! The dynamic model: an adaptive regional input–output model, day by day.
//!
//! Hallegatte's family (2008, 2013) with stocks by product, inputs that bind as far as analysts rate
//! them critical (Pichler et al. 2022), and suppliers that are judged by what they deliver. The
//! equations are in `docs/src/model.md`, and code refers to them by number. Data passes through the
//! modules in this order:
//!
//! * [`parameters`]: how firms react, in one draw;
//! * [`network`]: baseline flows per step;
//! * [`baseline`]: an economy as the model sees it;
//! * [`step`]: one step of one draw, written to be read;
//! * [`single`]: a whole draw by that step;
//! * [`observe`]: what a step means for countries;
//! * `pace`: how long steps are;
//! * `buyers`, `blocks`, `lanes`, `links`, `sweep`, `produce`, `batch`: the same step for many draws side by
//!   side, in single or double precision, fast;
//! * [`ario`]: the published family on the same step, with its events.

pub mod ario;
pub mod baseline;
mod batch;
mod blocks;
mod buyers;
mod lanes;
mod links;
pub mod network;
pub mod observe;
mod pace;
pub mod parameters;
mod produce;

pub mod single;
pub mod step;
mod sweep;

use mist_economy::Economy;

use crate::model::{DrawInput, DrawOutcome, Drivers, PropagationModel};
use crate::origins::SHARED;
use crate::shock::ShockFactory;
use baseline::Baseline;
use blocks::Blocks;

pub use pace::Pace;
pub use parameters::{InputForm, NetworkParameters, ProductGroup, Rationing};

/// The dynamic model of an economy, with the shocks that some factory makes of a draw.
#[derive(Debug, Clone)]
pub struct DynamicModel<F> {
    base: Baseline,
    blocks: BlocksOf,
    pace: Pace,
    shocks: F,
}

/// The network's blocks in the precision of the model.
#[derive(Debug, Clone)]
enum BlocksOf {
    Single(Blocks<f32>),
    Double(Blocks<f64>),
}

/// Numbers that the fast step works in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// 32 bits: half the memory, twice the speed.
    Single,
    /// 64 bits, as the readable step.
    #[default]
    Double,
}

impl<F: ShockFactory> DynamicModel<F> {
    /// Prepares an economy, once for all draws: double precision, daily steps.
    #[must_use]
    pub fn new(economy: &Economy, shocks: F) -> Self {
        Self::with(economy, shocks, Precision::Double, Pace::daily())
    }

    /// Prepares an economy for steps of some length in some precision.
    #[must_use]
    pub fn with(economy: &Economy, shocks: F, precision: Precision, pace: Pace) -> Self {
        Self::cut(economy, shocks, precision, pace, SHARED)
    }

    /// The same with no use made of origins that buyers share: slower, and the same but for rounding.
    #[must_use]
    pub fn with_whole_blocks(
        economy: &Economy,
        shocks: F,
        precision: Precision,
        pace: Pace,
    ) -> Self {
        Self::cut(economy, shocks, precision, pace, -1.0)
    }

    fn cut(economy: &Economy, shocks: F, precision: Precision, pace: Pace, shared: f64) -> Self {
        let base = Baseline::new(economy, shocks.supplied_inputs());
        let blocks = match precision {
            Precision::Single => BlocksOf::Single(Blocks::new(&base, shared)),
            Precision::Double => BlocksOf::Double(Blocks::new(&base, shared)),
        };
        Self {
            base,
            blocks,
            pace,
            shocks,
        }
    }

    /// The economy as the model sees it.
    #[must_use]
    pub const fn baseline(&self) -> &Baseline {
        &self.base
    }

    /// Share of the blocks, a product's sales to a region, whose buyers share their origins abroad: the
    /// more, the faster.
    #[must_use]
    pub fn shared_blocks(&self) -> f64 {
        let (shared, all) = match &self.blocks {
            BlocksOf::Single(blocks) => (blocks.shared(), blocks.whole.len()),
            BlocksOf::Double(blocks) => (blocks.shared(), blocks.whole.len()),
        };
        shared as f64 / all as f64
    }

    /// Where its shocks come from.
    #[must_use]
    pub const fn shocks(&self) -> &F {
        &self.shocks
    }

    /// Runs one draw by the readable step: slow, for tests and explanations.
    #[must_use]
    pub fn run_single(&self, draw: &DrawInput) -> DrawOutcome {
        single::run_draw(&self.base, self.shocks.source(draw).as_mut(), draw)
    }
}

impl<F: ShockFactory> PropagationModel for DynamicModel<F> {
    fn name(&self) -> &'static str {
        "dynamic"
    }

    fn drivers_set(&self, draw: &DrawInput) -> Drivers {
        self.shocks.drivers_set(draw)
    }

    fn run_chunk(&self, draws: &[DrawInput]) -> Vec<DrawOutcome> {
        match &self.blocks {
            BlocksOf::Single(blocks) => {
                batch::run_single(&self.base, blocks, &self.pace, &self.shocks, draws)
            }
            BlocksOf::Double(blocks) => {
                batch::run_double(&self.base, blocks, &self.pace, &self.shocks, draws)
            }
        }
    }
}
