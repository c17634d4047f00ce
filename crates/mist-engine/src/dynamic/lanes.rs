//! The state of the draws of a chunk, side by side: a row holds one number of each draw.
//!
//! Everything is a share of its baseline: production of x⁰, purchases of u⁰, stocks in days of
//! normal use. Sums are taken over departures from the baseline, so that a draw without a shock
//! stays there to the last bit, and so that single precision is enough. No operation mixes lanes:
//! what a draw comes to cannot depend on its neighbours.

use super::baseline::Baseline;
use super::blocks::Blocks;
use super::links::Links;
use super::parameters::{NetworkParameters, Rationing};
use super::step::TIE;
use crate::real::{Real, Row, by_lane_mut};
use crate::shock::Shock;

/// How the draws' firms behave.
#[derive(Debug, Clone)]
pub(super) struct Behaviour<T> {
    /// ν in days of those that buy for themselves ([`Buyers::rules`]).
    pub(super) cover: Vec<Row<T>>,
    /// Share of a stock gap that they order in a day.
    pub(super) restocking: Vec<Row<T>>,
    /// φ.
    pub(super) binding: Vec<Row<T>>,
    /// Whether an input binds in any draw.
    pub(super) can_bind: Vec<bool>,
    /// 1/(ψν).
    pub(super) reach: Vec<Row<T>>,
    /// α_max by product.
    pub(super) ceiling: Vec<Row<T>>,
    /// θ by product.
    pub(super) switching: Vec<Row<T>>,
    /// 1 where sectors, final users, or buyers at home are served first.
    pub(super) sectors_first: Row<T>,
    pub(super) finals_first: Row<T>,
    pub(super) home_first: Row<T>,
    /// How far those served first are so; 0 with the proportional rule.
    pub(super) priority: Row<T>,
    pub(super) rates: Rates<T>,
}

/// How far things move in a step: what depends on its length.
#[derive(Debug, Clone)]
pub(super) struct Rates<T> {
    pub(super) ceiling: Row<T>,
    pub(super) expectation: Row<T>,
    /// Memory's by product.
    pub(super) memory: Vec<Row<T>>,
}

/// Shares served, by node: to sectors and final users abroad, and to those at home.
#[derive(Debug, Clone)]
pub(super) struct Served<T> {
    pub(super) sectors_abroad: Vec<Row<T>>,
    pub(super) finals_abroad: Vec<Row<T>>,
    pub(super) sectors_home: Vec<Row<T>>,
    pub(super) finals_home: Vec<Row<T>>,
}

/// What suppliers' weights have lost for the buyers of a region: 1 − g of home, and its mean over
/// origins abroad as sectors and as final users buy from them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lost<T> {
    pub(super) home: Row<T>,
    pub(super) abroad: [Row<T>; 2],
}

/// The state of a chunk.
#[derive(Debug, Clone)]
pub(super) struct Lanes<T> {
    pub(super) behaviour: Behaviour<T>,
    /// What stocks lack of their target, in days of normal use ([`Buyers::stocks`]).
    pub(super) gap: Vec<Row<T>>,
    /// Σ w (1 − g) over the weights w of sellers, which is 1 − D, by `s·R + c`; of blocks whose
    /// buyers share origins.
    pub(super) lost: Vec<Lost<T>>,
    /// 1/D by buyer, in the order of the blocks kept whole.
    pub(super) per_weight: Vec<Row<T>>,
    /// g of unimpaired links, by `s·R + r`.
    pub(super) weight: Vec<Row<T>>,
    /// Least of (stock / ψν) over the inputs that can hold a node back: above what it wants to make,
    /// none does. 0 where it is not known.
    pub(super) reach: Vec<Row<T>>,
    /// Production, α, e, p, capacity, demand by node.
    pub(super) level: Vec<Row<T>>,
    pub(super) alpha: Vec<Row<T>>,
    pub(super) expected: Vec<Row<T>>,
    /// e when the last orders went out.
    pub(super) expected_before: Vec<Row<T>>,
    /// Its mean over the members of a pool, by `s·R + c`.
    pub(super) pooled_before: Vec<Row<T>>,
    pub(super) delivered: Vec<Row<T>>,
    pub(super) capacity: Vec<Row<T>>,
    pub(super) demand: Vec<Row<T>>,
    /// Demand by sectors anywhere.
    pub(super) from_sectors: Vec<Row<T>>,
    /// Carried orders of sectors and final users at home.
    pub(super) home: Vec<(Row<T>, Row<T>)>,
    /// Share of wanted production that stocks allow, by node.
    pub(super) limit: Vec<Row<T>>,
    pub(super) served: Served<T>,
    /// Final demand of this step and the last, by `c·finals + use`.
    pub(super) finals: Vec<Row<T>>,
    pub(super) finals_before: Vec<Row<T>>,
    pub(super) links: Links<T>,
    /// Purchases that did not arrive in the last step, by importing region, USD million a day.
    pub(super) missing: Vec<Row<T>>,
    /// Sales that were not made, less what was neither sold nor bought at home: what remains to add
    /// to `missing` for the trade lost; by region, USD million a day.
    pub(super) unsold: Vec<Row<T>>,
    /// Final demand that was not met in the last step, by region, USD million a day.
    pub(super) unmet: Vec<Row<T>>,
}

impl<T: Real> Lanes<T> {
    /// The baseline state of draws with these parameters (resolved), for steps of some days, the longest
    /// of them given; lanes without a draw repeat the last.
    pub(super) fn new(
        base: &Baseline,
        blocks: &Blocks<T>,
        draws: &[NetworkParameters],
        (days, longest): (f64, f64),
    ) -> Self {
        let (regions, products, nodes) = (blocks.regions, blocks.products, blocks.nodes());
        let (none, one) = (Row::ZERO, Row::ONE);
        Self {
            behaviour: Behaviour::new(base, blocks, draws, (days, longest)),
            gap: vec![none; blocks.buyers.all_stocks()],
            lost: vec![Lost::default(); nodes],
            per_weight: vec![one; blocks.sales.len() / regions],
            weight: vec![one; nodes],
            reach: vec![none; nodes],
            level: vec![one; nodes],
            alpha: vec![one; nodes],
            expected: vec![one; nodes],
            expected_before: vec![one; nodes],
            pooled_before: vec![one; nodes],
            delivered: vec![one; nodes],
            capacity: vec![one; nodes],
            demand: vec![one; nodes],
            from_sectors: vec![none; nodes],
            home: vec![(none, none); nodes],
            limit: vec![one; nodes],
            served: Served {
                sectors_abroad: vec![one; nodes],
                finals_abroad: vec![one; nodes],
                sectors_home: vec![one; nodes],
                finals_home: vec![one; nodes],
            },
            finals: vec![one; regions * blocks.finals],
            finals_before: vec![one; regions * blocks.finals],
            links: Links::new(regions, products),
            missing: vec![none; regions],
            unsold: vec![none; regions],
            unmet: vec![none; regions],
        }
    }

    /// Goes on in steps of another length.
    pub(super) fn set_pace(&mut self, base: &Baseline, draws: &[NetworkParameters], days: f64) {
        self.behaviour.rates = Rates::new(base, draws, days);
    }

    /// Takes over the draws' capacity and final demand for this step.
    pub(super) fn set_shocks(&mut self, shocks: &[&Shock]) {
        by_lane_mut(&mut self.capacity, shocks.len(), |l, first, rows| {
            for (row, share) in rows.iter_mut().zip(&shocks[l].capacity[first..]) {
                row[l] = T::of(*share);
            }
        });
        by_lane_mut(&mut self.finals, shocks.len(), |l, first, rows| {
            for (row, share) in rows.iter_mut().zip(&shocks[l].final_demand[first..]) {
                row[l] = T::of(*share);
            }
        });
    }

    /// The product that limits a node of a draw most.
    pub(super) fn limiting(&self, blocks: &Blocks<T>, lane: usize, node: usize) -> usize {
        let (c, k) = (node / blocks.products, node % blocks.products);
        let wanted = self.level[node][lane].double() / self.limit[node][lane].double();
        let behaviour = &self.behaviour;
        let (mut lowest, mut limiting) = (1.0_f64, 0);
        for s in 0..blocks.products {
            let Some(place) = blocks.buyers.place(s, k) else {
                continue;
            };
            let at = blocks.buyers.stocks(s, c).start + place;
            if !blocks.binds[at] {
                continue;
            }
            let rules = blocks.buyers.rules(s).start + place;
            let stock = behaviour.cover[rules][lane].double() - self.gap[at][lane].double();
            let filled = stock * behaviour.reach[rules][lane].double() / wanted;
            let binding = behaviour.binding[rules][lane].double();
            let limit = 1.0 - binding * (1.0 - filled).max(0.0);
            if limit < lowest - TIE {
                limiting = s;
            }
            lowest = lowest.min(limit);
        }
        limiting
    }
}

/// A number of each draw; lanes without a draw repeat the last.
fn lane<T: Real>(draws: &[NetworkParameters], of: impl Fn(&NetworkParameters) -> f64) -> Row<T> {
    Row::from_fn(|l| T::of(of(&draws[l.min(draws.len() - 1)])))
}

impl<T: Real> Behaviour<T> {
    /// What firms keep and order must do for the longest step, so that nothing of it changes when steps
    /// do.
    fn new(
        base: &Baseline,
        blocks: &Blocks<T>,
        draws: &[NetworkParameters],
        (days, longest): (f64, f64),
    ) -> Self {
        let by_product = |f: &dyn Fn(&NetworkParameters, usize) -> f64| -> Vec<Row<T>> {
            (0..blocks.products)
                .map(|s| lane(draws, |p| f(p, s)))
                .collect()
        };
        let by_input = |f: &dyn Fn(&NetworkParameters, usize, usize) -> f64| -> Vec<Row<T>> {
            let pairs = blocks.buyers.pairs();
            pairs.map(|(s, k)| lane(draws, |p| f(p, s, k))).collect()
        };
        let first = |rule| lane(draws, |p| f64::from(u8::from(p.rationing == rule)));
        let binding = by_input(&|p, s, k| base.binding(p, s, k));
        let cover = |p: &NetworkParameters, s, k| base.cover(p, s, k, longest);
        Self {
            can_bind: binding
                .iter()
                .map(|row| row.iter().any(|&x| x > T::ZERO))
                .collect(),
            cover: by_input(&cover),
            restocking: by_input(&|p, s, k| 1.0 / base.restocking(p, s, k, longest)),
            binding,
            reach: by_input(&|p, s, k| 1.0 / (p.psi * cover(p, s, k))),
            ceiling: by_product(&|p, s| 1.0 + p.overproduction[s]),
            switching: by_product(&|p, s| p.switching[s]),
            sectors_first: first(Rationing::IntermediateFirst),
            finals_first: first(Rationing::FinalFirst),
            home_first: first(Rationing::DomesticFirst),
            priority: lane(draws, |p| match p.rationing {
                Rationing::Proportional => 0.0,
                rule => rule.priority(),
            }),
            rates: Rates::new(base, draws, days),
        }
    }
}

impl<T: Real> Rates<T> {
    fn new(base: &Baseline, draws: &[NetworkParameters], days: f64) -> Self {
        let rate = |p: &NetworkParameters, s: usize| base.rate(p.switching_days[s], days);
        Self {
            ceiling: lane(draws, |p| base.rate(p.overproduction_days, days)),
            expectation: lane(draws, |p| base.rate(p.expectation_days, days)),
            memory: (0..base.network.products)
                .map(|s| lane(draws, |p| rate(p, s)))
                .collect(),
        }
    }
}
