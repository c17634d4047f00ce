//! What many draws say together: quantiles, means, and the error of having drawn only so many.
//!
//! One rule for quantiles everywhere, type 7 of Hyndman & Fan (1996), the default of R and NumPy:
//! with x₁ ≤ … ≤ xₙ and h = (n − 1) q + 1, the quantile is x_⌊h⌋ + (h − ⌊h⌋)(x_⌊h⌋₊₁ − x_⌊h⌋).
//! Every function here sums in a fixed order, so the same draws give the same bits.
//!
//! Where draws are not independent but come in independent blocks (scrambled Sobol' points), blocks
//! are clusters of a sample: errors come from how they differ (Cochran 1977, § 11.9; for quantiles
//! the sectioning of Asmussen & Glynn 2007, § III.5). With fewer than [`FEWEST_BLOCKS`] of them the
//! errors of independent draws are given, which are too large rather than too small.

use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, StudentsT};

use crate::results::{PathPoint, Spread};

/// Share of draws in the tail whose mean is published.
pub const TAIL: f64 = 0.05;

/// Confidence of the intervals around quantiles.
pub const CONFIDENCE: f64 = 0.95;

/// Half-width of a 95 % interval of the normal distribution, in standard deviations.
const Z_95: f64 = 1.959_963_984_540_054;

/// Blocks below which their differences say too little.
pub const FEWEST_BLOCKS: usize = 8;

/// Which end of a distribution is the bad one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tail {
    /// Large is bad: a loss, a time to recover.
    High,
    /// Small is bad: the day of the first shortage.
    Low,
}

/// The `q` quantile of values sorted upwards; NaN if there are none.
#[must_use]
pub fn quantile(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let h = last as f64 * q.clamp(0.0, 1.0);
    let below = h.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (h - below as f64) * (sorted[above] - sorted[below])
}

/// Mean in the order given; NaN if there are no values.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Standard error of the mean; zero for fewer than two values.
#[must_use]
pub fn standard_error(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    if values.len() < 2 {
        return 0.0;
    }
    let centre = mean(values);
    let squares: f64 = values.iter().map(|x| (x - centre) * (x - centre)).sum();
    (squares / (n - 1.0) / n).sqrt()
}

/// Standard error of a share of some independent draws.
#[must_use]
pub fn proportion_error(share: f64, draws: f64) -> f64 {
    (share * (1.0 - share) / draws).max(0.0).sqrt()
}

/// Standard error of the mean of values of which only those in different blocks are independent;
/// `blocks` says which block each is in, equal ones side by side, or is empty if all are.
#[must_use]
pub fn standard_error_of_blocks(values: &[f64], blocks: &[u64]) -> f64 {
    let centre = mean(values);
    of_blocks(values.iter().map(|x| x - centre), blocks)
        .map_or_else(|| standard_error(values), |error| error.of_the_mean)
}

/// How far blocks differ.
struct BlockError {
    /// Standard error of the mean of all values.
    of_the_mean: f64,
    /// Independent blocks.
    blocks: usize,
}

/// The error of the mean of deviations from it, by linearised ratio estimation over clusters of
/// unequal size (Cochran 1977, § 11.9); none with too few blocks.
fn of_blocks(deviations: impl Iterator<Item = f64>, blocks: &[u64]) -> Option<BlockError> {
    let mut sums: Vec<(u64, f64)> = Vec::new();
    for (deviation, block) in deviations.zip(blocks) {
        match sums.last_mut() {
            Some((last, sum)) if last == block => *sum += deviation,
            _ => sums.push((*block, deviation)),
        }
    }
    let count = sums.len();
    if count < FEWEST_BLOCKS {
        return None;
    }
    let squares: f64 = sums.iter().map(|(_, sum)| sum * sum).sum();
    let r = count as f64;
    Some(BlockError {
        of_the_mean: (squares * r / (r - 1.0)).sqrt() / blocks.len() as f64,
        blocks: count,
    })
}

/// Mean of the worst [`TAIL`] of the values: the expected shortfall of Acerbi & Tasche (2002),
/// which counts the value on the border by the part of it that belongs to the tail.
#[must_use]
pub fn tail_mean(sorted: &[f64], tail: Tail) -> f64 {
    let weight = TAIL * sorted.len() as f64;
    let mut left = weight;
    let mut total = 0.0;
    let mut add = |x: &f64| {
        let part = left.clamp(0.0, 1.0);
        total += part * x;
        left -= part;
    };
    let count = weight.ceil() as usize;
    match tail {
        Tail::High => sorted.iter().rev().take(count).for_each(&mut add),
        Tail::Low => sorted.iter().take(count).for_each(&mut add),
    }
    total / weight
}

/// Ranks (from 1) of the two order statistics between which the `q` quantile of the distribution
/// lies with at least [`CONFIDENCE`], whatever that distribution is: the number of draws below it
/// is binomial (David & Nagaraja 2003, § 7.1). `None` where `n` is too small for that.
#[must_use]
pub fn quantile_ranks(n: usize, q: f64) -> Option<(usize, usize)> {
    let below = Binomial::new(q, n as u64).ok()?;
    let half = (1.0 - CONFIDENCE) / 2.0;
    // Lower: the largest l with P(B ≤ l − 1) ≤ α/2. Upper: the smallest u with P(B ≤ u − 1) ≥ 1 − α/2.
    let lower = first_where(n, |k| below.cdf(k as u64) > half);
    let upper = first_where(n, |k| below.cdf(k as u64) >= 1.0 - half) + 1;
    (lower >= 1 && upper <= n).then_some((lower, upper))
}

/// The smallest k from 0 to n for which `holds`, given that it holds from some k on.
fn first_where(n: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = usize::midpoint(low, high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// Half-width of the distribution-free 95 % interval of a quantile; half the range of the values
/// where they are too few for one.
#[must_use]
pub fn quantile_half_width(sorted: &[f64], q: f64) -> f64 {
    let (Some(first), Some(last)) = (sorted.first(), sorted.last()) else {
        return f64::NAN;
    };
    match quantile_ranks(sorted.len(), q) {
        Some((lower, upper)) => (sorted[upper - 1] - sorted[lower - 1]) / 2.0,
        None => (last - first) / 2.0,
    }
}

/// Half-width of the 95 % interval of a quantile of values in draw order, given the same sorted and
/// the block of each (empty if they are independent).
///
/// The share of draws up to the quantile varies from block to block; that gives its error, and the
/// values at the shares that far off hold the quantile.
#[must_use]
pub fn half_width_of_blocks(values: &[f64], sorted: &[f64], blocks: &[u64], q: f64) -> f64 {
    let at = quantile(sorted, q);
    let share = sorted.partition_point(|x| *x <= at) as f64 / sorted.len() as f64;
    let up_to = values.iter().map(|x| f64::from(u8::from(*x <= at)) - share);
    let error = of_blocks(up_to, blocks);
    let widened = error.and_then(|error| {
        let t = StudentsT::new(0.0, 1.0, (error.blocks - 1) as f64).ok()?;
        // No finer than half a draw: blocks can agree by luck.
        let finest = 0.5 / values.len() as f64;
        let width = (t.inverse_cdf(f64::midpoint(1.0, CONFIDENCE)) * error.of_the_mean).max(finest);
        Some((quantile(sorted, q + width) - quantile(sorted, q - width)) / 2.0)
    });
    widened.unwrap_or_else(|| quantile_half_width(sorted, q))
}

impl Spread {
    /// Summarises independent values in draw order; `None` if there are none. Leaves `values`
    /// sorted.
    #[must_use]
    pub fn of(values: &mut [f64], tail: Tail) -> Option<Self> {
        Self::of_blocks(values, &[], tail)
    }

    /// The same of values that are independent only if their blocks differ; no blocks mean that all
    /// are.
    #[must_use]
    pub fn of_blocks(values: &mut [f64], blocks: &[u64], tail: Tail) -> Option<Self> {
        if values.is_empty() {
            return None;
        }
        let mean = mean(values);
        let drawn = values.to_vec();
        values.sort_unstable_by(f64::total_cmp);
        let error = |q| half_width_of_blocks(&drawn, values, blocks, q) / Z_95;
        Some(Self {
            p05: quantile(values, 0.05),
            p25: quantile(values, 0.25),
            median: quantile(values, 0.5),
            p75: quantile(values, 0.75),
            p95: quantile(values, 0.95),
            mean,
            tail_mean: tail_mean(values, tail),
            p05_error: error(0.05),
            median_error: error(0.5),
            p95_error: error(0.95),
        })
    }

    /// The same in another unit.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self {
            p05: self.p05 * factor,
            p25: self.p25 * factor,
            median: self.median * factor,
            p75: self.p75 * factor,
            p95: self.p95 * factor,
            mean: self.mean * factor,
            tail_mean: self.tail_mean * factor,
            p05_error: self.p05_error * factor,
            median_error: self.median_error * factor,
            p95_error: self.p95_error * factor,
        }
    }
}

impl PathPoint {
    /// Summarises one week's losses. Leaves `values` sorted.
    #[must_use]
    pub fn of(day: f64, values: &mut [f64]) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        Self {
            day,
            p05: quantile(values, 0.05),
            p25: quantile(values, 0.25),
            median: quantile(values, 0.5),
            p75: quantile(values, 0.75),
            p95: quantile(values, 0.95),
        }
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;
    use mist_scenario::{Luck, Sampling, sobol};
    use rand::Rng;

    use super::*;

    /// `numpy.quantile(x, q)` and R's `quantile(x, q)` on the same numbers.
    #[test]
    fn quantiles_are_those_of_r_and_numpy() {
        let x = [1.0, 2.0, 4.0, 8.0, 16.0];
        assert_relative_eq!(quantile(&x, 0.5), 4.0);
        assert_relative_eq!(quantile(&x, 0.05), 1.2);
        assert_relative_eq!(quantile(&x, 0.95), 14.4);
        assert_relative_eq!(quantile(&x, 0.3), 2.4);
        assert_relative_eq!(quantile(&[7.0], 0.05), 7.0);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn tail_mean_weighs_the_value_on_the_border() {
        let x: Vec<f64> = (1..=30).map(f64::from).collect();
        // 5 % of 30 draws are one and a half: 30 whole, 29 by half.
        assert_relative_eq!(tail_mean(&x, Tail::High), (30.0 + 0.5 * 29.0) / 1.5);
        assert_relative_eq!(tail_mean(&x, Tail::Low), (1.0 + 0.5 * 2.0) / 1.5);
        assert_relative_eq!(tail_mean(&[3.0, 5.0], Tail::High), 5.0);
    }

    /// Conover (1999), table of the sign test: for n = 20 the median's 95 % interval is x₆ to x₁₅.
    #[test]
    fn ranks_are_those_of_the_sign_test() {
        assert_eq!(quantile_ranks(20, 0.5), Some((6, 15)));
        assert_eq!(quantile_ranks(5, 0.5), None);
        assert_eq!(quantile_ranks(6, 0.5), Some((1, 6)));
    }

    /// The interval holds the true quantile in at least 95 % of samples, and not in far more: it
    /// would be useless then. The distribution is skewed and heavy-tailed on purpose.
    #[test]
    fn intervals_cover_what_they_say() {
        let repeats = 4_000_u64;
        let n = 200;
        for q in [0.05, 0.5, 0.95] {
            let truth = 1.0 / (1.0 - q) - 1.0;
            let (lower, upper) = quantile_ranks(n, q).unwrap();
            let covered = (0..repeats)
                .filter(|&draw| {
                    let mut rng = Luck::new(7, draw).stream("coverage");
                    let mut x: Vec<f64> = (0..n)
                        .map(|_| {
                            let u = ((rng.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
                            1.0 / (1.0 - u) - 1.0
                        })
                        .collect();
                    x.sort_unstable_by(f64::total_cmp);
                    x[lower - 1] <= truth && truth <= x[upper - 1]
                })
                .count() as f64
                / repeats as f64;
            // Four standard errors of a proportion of 0.95 are 0.014.
            assert!((0.936..0.99).contains(&covered), "q {q}: covered {covered}");
        }
    }

    /// Intervals from blocks of Sobol' points hold the quantile as often as they say and are narrower
    /// than those of independent draws: for a heavy-tailed sum of sources, joint and single.
    #[test]
    fn intervals_from_blocks_hold_the_quantile() {
        let names = [sobol::JOINT[0], sobol::JOINT[1], "a", "b", "c"];
        let loss = |luck: &Luck| -> f64 {
            let sum: f64 = names.iter().map(|name| luck.uniform(name)).sum();
            // Half of one draw in ten is lost to something that two sources do together.
            let rare = luck.uniform("d") * luck.uniform("e") > 0.67;
            libm::exp(sum) * if rare { 2.0 } else { 1.0 }
        };
        let draw = |seed, n: u64| -> Vec<f64> {
            let luck = |d| Luck::new(seed, d).spread(Sampling::Sobol);
            (0..n).map(|d| loss(&luck(d))).collect()
        };
        let mut all = draw(1_000_000, 64 * sobol::BLOCK);
        all.sort_unstable_by(f64::total_cmp);
        let (n, repeats) = (16 * sobol::BLOCK, 200);
        let blocks: Vec<u64> = (0..n).map(|d| d / sobol::BLOCK).collect();
        let (mut narrower, mut held, mut mean_held) = (0.0, [0.0; 3], 0.0);
        let truth = [0.05, 0.5, 0.95].map(|q| quantile(&all, q));
        for seed in 0..repeats {
            let drawn = draw(seed, n);
            let mut sorted = drawn.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            for ((q, truth), held) in [0.05, 0.5, 0.95].into_iter().zip(truth).zip(&mut held) {
                let half = half_width_of_blocks(&drawn, &sorted, &blocks, q);
                *held += f64::from(u8::from((quantile(&sorted, q) - truth).abs() <= half));
            }
            narrower += half_width_of_blocks(&drawn, &sorted, &blocks, 0.5)
                / quantile_half_width(&sorted, 0.5);
            let error = (mean(&drawn) - mean(&all)).abs();
            let half = 2.131 * standard_error_of_blocks(&drawn, &blocks);
            mean_held += f64::from(u8::from(error <= half));
        }
        let n = repeats as f64;
        // Of 200, three standard errors of a proportion of 0.95 are 0.046; the reference values have
        // an error of their own.
        for held in held.into_iter().chain([mean_held]) {
            assert!(held / n > 0.88, "held {}", held / n);
        }
        assert!(narrower / n < 0.75, "{}", narrower / n);
    }

    #[test]
    fn few_blocks_or_none_are_taken_for_independent_draws() {
        let values: Vec<f64> = (0..7 * 64).map(|d| f64::from((d * 37) % 448)).collect();
        let mut sorted = values.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let blocks: Vec<u64> = (0..7 * 64).map(|d| d / 64).collect();
        for blocks in [&blocks[..], &[]] {
            assert_eq!(
                half_width_of_blocks(&values, &sorted, blocks, 0.5),
                quantile_half_width(&sorted, 0.5)
            );
            assert_eq!(
                standard_error_of_blocks(&values, blocks),
                standard_error(&values)
            );
        }
    }

    /// Clusters of unequal size by hand: deviations of 1, −1 and 0 from the mean in three of nine
    /// blocks, Σ² = 2, so √(9/8 · 2) / 9.
    #[test]
    fn the_error_of_clusters_by_hand() {
        let values = [3.0, 1.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0];
        let blocks: Vec<u64> = (0..9).collect();
        assert_relative_eq!(
            standard_error_of_blocks(&values, &blocks),
            (9.0_f64 / 8.0 * 2.0).sqrt() / 9.0,
            max_relative = 1e-15
        );
        // As it must be, that is the error of independent values.
        assert_relative_eq!(
            standard_error_of_blocks(&values, &blocks),
            standard_error(&values),
            max_relative = 1e-15
        );
    }

    /// The published error of the median against the spread of medians over many samples.
    #[test]
    fn the_error_of_the_median_is_its_standard_deviation() {
        let (n, repeats) = (400, 800_u64);
        let mut medians = Vec::new();
        let mut stated = 0.0;
        for draw in 0..repeats {
            let mut rng = Luck::new(11, draw).stream("median");
            let mut x: Vec<f64> = (0..n)
                .map(|_| (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64)
                .collect();
            let spread = Spread::of(&mut x, Tail::High).unwrap();
            medians.push(spread.median);
            stated += spread.median_error / repeats as f64;
        }
        let measured = standard_error(&medians) * (repeats as f64).sqrt();
        assert_relative_eq!(stated, measured, max_relative = 0.12);
    }
}
