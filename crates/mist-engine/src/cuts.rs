//! Sanctions, retaliation, boycotts and embargoes: trade cut between groups of economies.
//!
//! Measures on the same trade act one after the other: λ = Π (1 − share cut).

use mist_economy::{Economy, ProductCode, Region, RegionCode};
use mist_scenario::{Channels, TradeCut};

/// Positions of the regions that a list of codes names, folded-in economies included; an empty
/// list names every region. In the table's order, each once.
pub(crate) fn positions(regions: &[Region], codes: &[RegionCode]) -> Vec<usize> {
    (0..regions.len())
        .filter(|&r| {
            codes.is_empty()
                || codes.contains(&regions[r].code)
                || regions[r].includes.iter().any(|c| codes.contains(c))
        })
        .collect()
}

/// Marks the products that a list of codes names; an empty list names all of them.
fn marked(economy: &Economy, codes: &[ProductCode]) -> Vec<bool> {
    economy
        .products
        .iter()
        .map(|p| codes.is_empty() || codes.contains(&p.code))
        .collect()
}

/// A cut by positions in an economy's table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ResolvedCut {
    pub(crate) from: Vec<usize>,
    pub(crate) to: Vec<usize>,
    pub(crate) products: Vec<bool>,
    pub(crate) kept: f64,
}

impl ResolvedCut {
    fn new(economy: &Economy, cut: &TradeCut) -> Self {
        Self {
            from: positions(&economy.regions, &cut.from),
            to: positions(&economy.regions, &cut.to),
            products: marked(economy, &cut.products),
            kept: 1.0 - cut.share,
        }
    }
}

/// The cuts of a phase that do anything.
pub(crate) fn resolve(economy: &Economy, channels: &Channels) -> Vec<ResolvedCut> {
    channels
        .cuts
        .iter()
        .filter(|cut| cut.share > 0.0)
        .map(|cut| ResolvedCut::new(economy, cut))
        .collect()
}
