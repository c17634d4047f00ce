//! The state of the draws of a chunk, side by side: a row holds one number of each draw.
//!
//! Everything is a share of its baseline: production of x⁰, purchases of u⁰, stocks in steps of
//! normal use. Sums are taken over departures from the baseline, so that a draw without a shock
//! stays there to the last bit. No operation mixes lanes: what a draw comes to cannot depend on its
//! neighbours.

use super::baseline::Baseline;
use super::blocks::Blocks;
use super::parameters::{NetworkParameters, Rationing};
use super::step::TIE;
use crate::shock::{LinkFactor, Shock};

/// Draws side by side.
pub(super) const WIDTH: usize = crate::CHUNK;

/// One number of each draw.
pub(super) type Row = [f64; WIDTH];

const ZERO: Row = [0.0; WIDTH];
const ONE: Row = [1.0; WIDTH];

/// A pair of regions whose trade is, or has been, impaired in some draw; rows by product.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub(super) from: usize,
    pub(super) to: usize,
    /// λ of this step.
    pub(super) lambda: Vec<Row>,
    /// Share of shipments that arrives in this step.
    pub(super) arriving: Vec<Row>,
    /// Buyers' memory of λ.
    pub(super) experienced: Vec<Row>,
    /// Weight in orders.
    pub(super) weight: Vec<Row>,
    /// Share of orders that was carried, times the share that arrives.
    pub(super) through: Vec<Row>,
}

/// How the draws' firms behave.
#[derive(Debug, Clone)]
pub(super) struct Behaviour {
    /// ν by `s·S + sector`.
    pub(super) cover: Vec<Row>,
    /// Share of a stock gap ordered in a step, by `s·S + sector`.
    pub(super) restocking: Vec<Row>,
    /// φ by `s·S + sector`.
    pub(super) binding: Vec<Row>,
    /// Whether an input binds in any draw, by `s·S + sector`.
    pub(super) can_bind: Vec<bool>,
    /// 1/(ψν) by `s·S + sector`.
    pub(super) reach: Vec<Row>,
    /// α_max by product.
    pub(super) ceiling: Vec<Row>,
    pub(super) ceiling_rate: Row,
    pub(super) expectation: Row,
    /// θ by product.
    pub(super) switching: Vec<Row>,
    /// Memory's rate by product.
    pub(super) memory: Vec<Row>,
    /// 1 where sectors, final users, or buyers at home are served first.
    pub(super) sectors_first: Row,
    pub(super) finals_first: Row,
    pub(super) home_first: Row,
    /// How far those served first are so; 0 with the proportional rule.
    pub(super) priority: Row,
}

/// Shares served, by node: to sectors and final users abroad, and to those at home.
#[derive(Debug, Clone)]
pub(super) struct Served {
    pub(super) sectors_abroad: Vec<Row>,
    pub(super) finals_abroad: Vec<Row>,
    pub(super) sectors_home: Vec<Row>,
    pub(super) finals_home: Vec<Row>,
}

/// The state of a chunk.
#[derive(Debug, Clone)]
pub(super) struct Lanes {
    pub(super) behaviour: Behaviour,
    /// Stocks in steps of normal use, by `(s·R + c)·S + sector`.
    pub(super) stock: Vec<Row>,
    /// q/D − 1: orders per unit of supplier weight beyond normal, by `(s·R + c)·J + buyer`.
    pub(super) beyond: Vec<Row>,
    /// 1/D by `(s·R + c)·J + buyer`.
    pub(super) per_weight: Vec<Row>,
    /// g of unimpaired links, by `s·R + r`.
    pub(super) weight: Vec<Row>,
    /// Production, α, e, p, capacity, demand by node.
    pub(super) level: Vec<Row>,
    pub(super) alpha: Vec<Row>,
    pub(super) expected: Vec<Row>,
    pub(super) delivered: Vec<Row>,
    pub(super) capacity: Vec<Row>,
    pub(super) demand: Vec<Row>,
    /// Demand by sectors anywhere.
    pub(super) from_sectors: Vec<Row>,
    /// Carried orders of sectors and final users at home.
    pub(super) home: Vec<(Row, Row)>,
    /// Share of wanted production that stocks allow, by node.
    pub(super) limit: Vec<Row>,
    pub(super) served: Served,
    /// Final demand of this step and the last, by `c·finals + use`.
    pub(super) finals: Vec<Row>,
    pub(super) finals_before: Vec<Row>,
    /// Impaired pairs, and where to find them by `from·R + to`.
    pub(super) pairs: Vec<Pair>,
    pub(super) pair_of: Vec<Option<usize>>,
    /// Purchases that did not arrive in the last step, by importing region, USD million.
    pub(super) missing: Vec<Row>,
    /// Sales that were not made, less what was neither sold nor bought at home: what remains to add
    /// to `missing` for the trade lost; by region, USD million.
    pub(super) unsold: Vec<Row>,
    /// Final demand that was not met in the last step, by region, USD million.
    pub(super) unmet: Vec<Row>,
}

impl Lanes {
    /// The baseline state of draws with these parameters (resolved); lanes without a draw repeat
    /// the last.
    pub(super) fn new(base: &Baseline, blocks: &Blocks, draws: &[NetworkParameters]) -> Self {
        let (regions, products, nodes) = (blocks.regions, blocks.products, blocks.nodes());
        let buyers = products * regions * blocks.width;
        let behaviour = Behaviour::new(base, draws);
        let stock = (0..products * nodes)
            .map(|x| {
                let (s, k) = (x / nodes, x % products);
                behaviour.cover[s * products + k]
            })
            .collect();
        Self {
            behaviour,
            stock,
            beyond: vec![ZERO; buyers],
            per_weight: vec![ONE; buyers],
            weight: vec![ONE; nodes],
            level: vec![ONE; nodes],
            alpha: vec![ONE; nodes],
            expected: vec![ONE; nodes],
            delivered: vec![ONE; nodes],
            capacity: vec![ONE; nodes],
            demand: vec![ONE; nodes],
            from_sectors: vec![ZERO; nodes],
            home: vec![(ZERO, ZERO); nodes],
            limit: vec![ONE; nodes],
            served: Served {
                sectors_abroad: vec![ONE; nodes],
                finals_abroad: vec![ONE; nodes],
                sectors_home: vec![ONE; nodes],
                finals_home: vec![ONE; nodes],
            },
            finals: vec![ONE; regions * blocks.finals],
            finals_before: vec![ONE; regions * blocks.finals],
            pairs: Vec::new(),
            pair_of: vec![None; regions * regions],
            missing: vec![ZERO; regions],
            unsold: vec![ZERO; regions],
            unmet: vec![ZERO; regions],
        }
    }

    /// Takes over a draw's capacity and final demand for this step.
    pub(super) fn set_shock(&mut self, lane: usize, shock: &Shock) {
        for (row, &share) in self.capacity.iter_mut().zip(&shock.capacity) {
            row[lane] = share;
        }
        for (row, &share) in self.finals.iter_mut().zip(&shock.final_demand) {
            row[lane] = share;
        }
    }

    /// Takes over a draw's links for this step.
    pub(super) fn set_links(&mut self, lane: usize, links: &[LinkFactor]) {
        for pair in &mut self.pairs {
            for s in 0..pair.lambda.len() {
                pair.lambda[s][lane] = 1.0;
                pair.arriving[s][lane] = 1.0;
            }
        }
        let regions = self.missing.len();
        let products = self.behaviour.switching.len();
        for link in links {
            let at = self.pair_of[link.from * regions + link.to].unwrap_or_else(|| {
                self.pairs.push(Pair {
                    from: link.from,
                    to: link.to,
                    lambda: vec![ONE; products],
                    arriving: vec![ONE; products],
                    experienced: vec![ONE; products],
                    // So far the link was like any other of its seller.
                    weight: (0..products)
                        .map(|s| self.weight[s * regions + link.from])
                        .collect(),
                    through: vec![ONE; products],
                });
                self.pairs.len() - 1
            });
            self.pair_of[link.from * regions + link.to] = Some(at);
            let pair = &mut self.pairs[at];
            for s in 0..products {
                pair.lambda[s][lane] = link.carried[s];
                pair.arriving[s][lane] = link.arriving[s];
            }
        }
    }

    /// The product that limits a node of a draw most.
    pub(super) fn limiting(&self, blocks: &Blocks, lane: usize, node: usize) -> usize {
        let (regions, products) = (blocks.regions, blocks.products);
        let (c, k) = (node / products, node % products);
        let wanted = self.level[node][lane] / self.limit[node][lane];
        let (mut lowest, mut limiting) = (1.0_f64, 0);
        for s in 0..products {
            let at = (s * regions + c) * products + k;
            let filled =
                self.stock[at][lane] * self.behaviour.reach[s * products + k][lane] / wanted;
            let binding = self.behaviour.binding[s * products + k][lane] * blocks.binds[at];
            let limit = 1.0 - binding * (1.0 - filled).max(0.0);
            if limit < lowest - TIE {
                limiting = s;
            }
            lowest = lowest.min(limit);
        }
        limiting
    }
}

impl Behaviour {
    fn new(base: &Baseline, draws: &[NetworkParameters]) -> Self {
        let products = base.network.products;
        let lane = |f: &dyn Fn(&NetworkParameters) -> f64| -> Row {
            std::array::from_fn(|l| f(&draws[l.min(draws.len() - 1)]))
        };
        let by_product = |f: &dyn Fn(&NetworkParameters, usize) -> f64| -> Vec<Row> {
            (0..products).map(|s| lane(&|p| f(p, s))).collect()
        };
        let by_input = |f: &dyn Fn(&NetworkParameters, usize, usize) -> f64| -> Vec<Row> {
            (0..products * products)
                .map(|x| lane(&|p| f(p, x / products, x % products)))
                .collect()
        };
        let first = |rule| lane(&|p| f64::from(u8::from(p.rationing == rule)));
        let binding = by_input(&|p, s, k| base.binding(p, s, k));
        Self {
            can_bind: binding
                .iter()
                .map(|row| row.iter().any(|&x| x > 0.0))
                .collect(),
            cover: by_input(&|p, s, k| base.cover_steps(p, s, k)),
            restocking: by_input(&|p, s, k| base.restocking(p, base.cover_steps(p, s, k))),
            binding,
            reach: by_input(&|p, s, k| 1.0 / (p.psi * base.cover_steps(p, s, k))),
            ceiling: by_product(&|p, s| 1.0 + p.overproduction[s]),
            ceiling_rate: lane(&|p| base.rate(p.overproduction_days)),
            expectation: lane(&|p| base.rate(p.expectation_days)),
            switching: by_product(&|p, s| p.switching[s]),
            memory: by_product(&|p, s| base.rate(p.switching_days[s])),
            sectors_first: first(Rationing::IntermediateFirst),
            finals_first: first(Rationing::FinalFirst),
            home_first: first(Rationing::DomesticFirst),
            priority: lane(&|p| match p.rationing {
                Rationing::Proportional => 0.0,
                rule => rule.priority(),
            }),
        }
    }
}
