//! Resilience: how long stocks last against how long it takes to find another way.
//!
//! Four parts, each 0 (none) to 1, all weighted by the value added at stake by supply; a composite
//! only beside them. Its weights are parameters, and [`rank_ranges`] says how far a country's
//! rank moves when they change.

use mist_economy::Economy;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::concentration::hhi;
use crate::supply::Supply;
use crate::{Flows, Leontief, Parameters};

/// Steps in which the weights vary when ranks are compared: multiples of a fifth.
const WEIGHT_STEPS: usize = 5;

/// The parts of resilience against one partner, and their composite.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resilience {
    /// Days that stocks of the partner's inputs last.
    pub cover_days: f64,
    /// Days until those inputs can be had otherwise.
    pub substitution_days: f64,
    /// Days between the end of stocks and the day on which another way is found, the mean over
    /// inputs of each one's own gap: nothing where stocks last long enough.
    pub gap_days: f64,
    /// Cover over time to substitute, at most 1.
    pub cover: f64,
    /// Part of world exports of those inputs that others supply.
    pub alternatives: f64,
    /// One less the HHI of the country's own foreign supply of those inputs.
    pub spread: f64,
    /// One less the share of GDP at stake by supply.
    pub independence: f64,
    /// Weighted mean of the four parts with the weights of the parameters.
    pub composite: f64,
}

impl Resilience {
    /// The four parts in the order of the weights.
    #[must_use]
    pub fn parts(&self) -> [f64; 4] {
        [
            self.cover,
            self.alternatives,
            self.spread,
            self.independence,
        ]
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "each is a different thing that it needs"
)]
/// Resilience of region `x` against the absence of `partner` (regions) as a supplier of `products`.
/// `None` if nothing is at stake.
#[must_use]
pub fn resilience(
    economy: &Economy,
    system: &Leontief,
    flows: &Flows,
    supply: &Supply<'_>,
    parameters: &Parameters,
    x: usize,
    partner: &[usize],
    products: &[usize],
) -> Option<Resilience> {
    let (mut weight, mut cover_days, mut days, mut cover) = (0.0, 0.0, 0.0, 0.0);
    let (mut alternatives, mut spread, mut gap) = (0.0, 0.0, 0.0);
    for &s in products {
        let one = supply.at_stake(x, partner, &[s]);
        if one.value_added <= 0.0 {
            continue;
        }
        let needed = parameters.substitution_days(&economy.products[s]);
        let world: f64 = (0..flows.regions())
            .map(|o| flows.product_exports(s, o))
            .sum();
        let theirs: f64 = partner.iter().map(|&o| flows.product_exports(s, o)).sum();
        let w = one.value_added;
        weight += w;
        cover_days += w * one.cover_days;
        days += w * needed;
        gap += w * (needed - one.cover_days).max(0.0);
        cover += w * if needed > 0.0 {
            (one.cover_days / needed).min(1.0)
        } else {
            1.0
        };
        alternatives += w * if world > 0.0 {
            1.0 - theirs / world
        } else {
            1.0
        };
        spread += w * (1.0 - hhi(&flows.product_imports(s, x)));
    }
    if weight <= 0.0 {
        return None;
    }
    let at_stake = supply.at_stake(x, partner, products).value_added;
    let gdp = system.gdp(x);
    let mut out = Resilience {
        cover_days: cover_days / weight,
        substitution_days: days / weight,
        gap_days: gap / weight,
        cover: cover / weight,
        alternatives: alternatives / weight,
        spread: spread / weight,
        independence: if gdp > 0.0 { 1.0 - at_stake / gdp } else { 0.0 },
        composite: 0.0,
    };
    out.composite = composite(&out.parts(), &parameters.weights());
    Some(out)
}

fn composite(parts: &[f64; 4], weights: &[f64; 4]) -> f64 {
    parts.iter().zip(weights).map(|(p, w)| p * w).sum()
}

/// For each of several countries' parts, its rank (1 = most resilient) with `weights`, and its
/// best and worst rank over all weights that are multiples of a fifth.
#[must_use]
pub fn rank_ranges(parts: &[[f64; 4]], weights: &[f64; 4]) -> Vec<(usize, usize, usize)> {
    let ranks = |w: &[f64; 4]| -> Vec<usize> {
        let scores: Vec<f64> = parts.iter().map(|p| composite(p, w)).collect();
        scores
            .iter()
            .map(|s| 1 + scores.iter().filter(|other| *other > s).count())
            .collect()
    };
    let central = ranks(weights);
    let mut out: Vec<(usize, usize, usize)> = central.iter().map(|&r| (r, r, r)).collect();
    for w in weight_grid() {
        for (range, rank) in out.iter_mut().zip(ranks(&w)) {
            range.1 = range.1.min(rank);
            range.2 = range.2.max(rank);
        }
    }
    out
}

/// All weights of four parts in multiples of a fifth that add up to one: 56 of them.
fn weight_grid() -> Vec<[f64; 4]> {
    let n = WEIGHT_STEPS;
    let step = |k: usize| k as f64 / n as f64;
    let mut grid = Vec::new();
    for a in 0..=n {
        for b in 0..=n - a {
            for c in 0..=n - a - b {
                grid.push([step(a), step(b), step(c), step(n - a - b - c)]);
            }
        }
    }
    grid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_adds_up_to_one_and_holds_each_corner() {
        let grid = weight_grid();
        assert_eq!(grid.len(), 56); // 8 choose 3
        assert!(
            grid.iter()
                .all(|w| (w.iter().sum::<f64>() - 1.0).abs() < 1e-12)
        );
        assert!(grid.contains(&[0.0, 0.0, 0.0, 1.0]));
    }

    #[test]
    fn a_rank_moves_with_the_weights_only_if_parts_disagree() {
        // The first is better in every part than the second; the third is best in one part only.
        let parts = [[0.8; 4], [0.5; 4], [0.9, 0.1, 0.1, 0.1]];
        let ranks = rank_ranges(&parts, &[0.25; 4]);
        assert_eq!(ranks[0], (1, 1, 2));
        assert_eq!(ranks[1], (2, 2, 3));
        assert_eq!(ranks[2], (3, 1, 3));
    }
}
