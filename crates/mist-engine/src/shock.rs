//! What a day of a crisis does to the economy, in the terms that a propagation model works with.
//!
//! A [`ShockSource`] turns a sampled timeline into one [`Shock`] a step: access, electricity, the
//! bottleneck layer, sanctions and the rest have all become capacity, links and final demand.

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

/// Yields the shocks of one draw, step by step.
pub trait ShockSource {
    /// The shock during the step that starts on `day` and lasts `step_days`.
    ///
    /// `production` is the last step's production by node as a share of baseline (length N): the
    /// bottleneck layer's need follows it.
    fn advance(&mut self, day: f64, step_days: f64, production: &[f64]) -> &Shock;

    /// Whether nothing will change any more: no channel is set and nothing is being repaired.
    fn at_peace(&self, day: f64) -> bool;
}
