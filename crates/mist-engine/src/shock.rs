//! What a day of a crisis does to the economy, in the terms that a propagation model works with.
//!
//! A [`ShockSource`] turns a sampled timeline into one [`Shock`] a step: access, electricity, the
//! bottleneck layer, sanctions and the rest have all become capacity, links and final demand.

use crate::model::{DrawInput, Drivers};
use crate::real::{Real, Row};
use crate::transit::StraitPair;

/// Marks a node that no bottleneck item holds back, in [`Shock::binding`].
pub const NO_ITEM: u16 = u16::MAX;

/// The state of the world's capacities, links and final demand during one step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shock {
    /// Share of baseline capacity in use by node, length N: damage × power × bottleneck.
    pub capacity: Vec<f64>,
    /// Pairs of regions whose trade is impaired; every other pair trades freely. Sorted by
    /// (from, to), each pair once.
    pub links: Vec<LinkFactor>,
    /// Share of baseline final demand, by `region * 3 + use` (see `mist_economy::FINAL_USES`).
    pub final_demand: Vec<f64>,
    /// Changes whenever `links` does, so that a kernel can keep what it derived from them.
    pub links_version: u64,
    /// Places in `links` of those that may differ from the version before, which had the same pairs;
    /// none if any may.
    pub touched: Option<Vec<usize>>,
    /// By node, the bottleneck item that lowers its capacity most (an index into
    /// [`ShockFactory::items`]), or [`NO_ITEM`]; length N, or empty where there is no such layer.
    pub binding: Vec<u16>,
}

impl Shock {
    /// The peaceful state of an economy of N nodes and R regions.
    #[must_use]
    pub fn peace(nodes: usize, regions: usize) -> Self {
        Self {
            capacity: vec![1.0; nodes],
            links: Vec::new(),
            final_demand: vec![1.0; regions * mist_economy::FINAL_USES.len()],
            links_version: 0,
            touched: None,
            binding: vec![NO_ITEM; nodes],
        }
    }
}

/// How far trade from one region to another is impaired, by product (length S each).
#[derive(Debug, Clone, PartialEq)]
pub struct LinkFactor {
    /// Exporting region.
    pub from: usize,
    /// Importing region.
    pub to: usize,
    /// λ: share of orders that the link can carry; the rest is refused and never made.
    pub carried: Vec<f64>,
    /// Share of what is shipped that arrives in this step: below 1 while ships take a longer way
    /// for the first time, above 1 when both ways' cargo lands; averages to 1 over a detour.
    pub arriving: Vec<f64>,
}

impl LinkFactor {
    /// Share of normal orders of a product that arrives in this step; never more than all.
    pub(crate) fn arrives(&self, product: usize) -> f64 {
        (self.carried[product] * self.arriving[product]).min(1.0)
    }
}

/// Yields the shocks of one draw, step by step.
pub trait ShockSource {
    /// The shock during the step that starts on `day` and lasts `step_days`.
    ///
    /// `production` is the last step's production by node as a share of baseline (length N): the
    /// bottleneck layer's need follows it.
    fn advance(&mut self, day: f64, step_days: f64, production: &[f64]) -> &Shock;

    /// Whether nothing will change any more: no channel is set and nothing is being repaired.
    fn at_peace(&self, day: f64) -> bool;

    /// World value added lost so far, within the first 365 days, if capacity alone fell as the
    /// bottleneck layer says and nothing spread, USD million.
    fn direct_loss(&self) -> f64 {
        0.0
    }
}

/// Yields the shocks of the draws of a chunk side by side, in rows of single or double precision.
pub trait ShockChunk<T: Real> {
    /// The shocks during the step that starts on `day` and lasts `step_days`, for
    /// [`ShockChunk::shock`]. `production` as for [`ShockSource::advance`], a row of draws by node.
    fn advance(&mut self, day: f64, step_days: f64, production: &[Row<T>]);

    /// The shock of a draw, by its place in the chunk; but for what [`ShockChunk::routes`] says.
    fn shock(&self, lane: usize) -> &Shock;

    /// Access to Taiwan and transit through the Strait, once they are impaired.
    fn routes(&self) -> Option<Routes<'_, T>> {
        None
    }

    /// As [`ShockSource::direct_loss`].
    fn direct_loss(&self, lane: usize) -> f64;
}

/// What access to Taiwan and ships that go round the Strait change in some draws side by side, which
/// the links of their shocks leave out. A link to or from Taiwan carries λ a, with a the access of its
/// product; one of a pair that uses the Strait λ (1 − q l), and q p more arrives, with q the sea share
/// of the pair's trade in the product.
#[derive(Debug, Clone, Copy)]
pub struct Routes<'a, T> {
    pub(crate) taiwan: usize,
    /// Regions across the Strait from it.
    pub(crate) across: &'a [bool],
    /// a by product: of regions elsewhere, and across the Strait.
    pub(crate) access: &'a [[Row<T>; 2]],
    pub(crate) pairs: &'a [StraitPair],
    /// l and p by pair: what finds no ship, and what arrives later or at once.
    pub(crate) states: &'a [[Row<T>; 2]],
}

/// Makes the shocks of any draw; shared by all draws and threads.
pub trait ShockFactory: Sync {
    /// The shocks of one draw, from day 0.
    fn source<'a>(&'a self, draw: &'a DrawInput) -> Box<dyn ShockSource + 'a>;

    /// The shocks of up to [`crate::CHUNK`] draws from day 0 in single precision, if there is a faster way
    /// than one by one: the same but for rounding.
    fn chunk_single<'a>(
        &'a self,
        _draws: &'a [DrawInput],
    ) -> Option<Box<dyn ShockChunk<f32> + 'a>> {
        None
    }

    /// The same in double precision.
    fn chunk_double<'a>(
        &'a self,
        _draws: &'a [DrawInput],
    ) -> Option<Box<dyn ShockChunk<f64> + 'a>> {
        None
    }

    /// Drivers that can matter in a draw; one left out changes nothing, whatever else is on.
    fn drivers_set(&self, _draw: &DrawInput) -> Drivers {
        Drivers::ALL
    }

    /// Identifiers of the bottleneck items, in the order that [`Shock::binding`] counts in.
    fn items(&self) -> &[String] {
        &[]
    }

    /// Inputs (product, buying node) whose physical supply the shock already carries into
    /// capacity, such as electricity in Taiwan: a model must not let them bind again.
    fn supplied_inputs(&self) -> &[(usize, usize)] {
        &[]
    }
}

impl<F: ShockFactory + ?Sized> ShockFactory for &F {
    fn source<'a>(&'a self, draw: &'a DrawInput) -> Box<dyn ShockSource + 'a> {
        (**self).source(draw)
    }

    fn chunk_single<'a>(&'a self, draws: &'a [DrawInput]) -> Option<Box<dyn ShockChunk<f32> + 'a>> {
        (**self).chunk_single(draws)
    }

    fn chunk_double<'a>(&'a self, draws: &'a [DrawInput]) -> Option<Box<dyn ShockChunk<f64> + 'a>> {
        (**self).chunk_double(draws)
    }

    fn drivers_set(&self, draw: &DrawInput) -> Drivers {
        (**self).drivers_set(draw)
    }

    fn items(&self) -> &[String] {
        (**self).items()
    }

    fn supplied_inputs(&self) -> &[(usize, usize)] {
        (**self).supplied_inputs()
    }
}
