//! What many draws say together: quantiles, means, and the error of having drawn only so many.
//!
//! One rule for quantiles everywhere, type 7 of Hyndman & Fan (1996), the default of R and NumPy:
//! with x₁ ≤ … ≤ xₙ and h = (n − 1) q + 1, the quantile is x_⌊h⌋ + (h − ⌊h⌋)(x_⌊h⌋₊₁ − x_⌊h⌋).
//! Every function here sums in a fixed order, so the same draws give the same bits.

use statrs::distribution::{Binomial, DiscreteCDF};

use crate::results::{PathPoint, Spread};

/// Share of draws in the tail whose mean is published.
pub const TAIL: f64 = 0.05;

/// Confidence of the intervals around quantiles.
pub const CONFIDENCE: f64 = 0.95;

/// Half-width of a 95 % interval of the normal distribution, in standard deviations.
const Z_95: f64 = 1.959_963_984_540_054;

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

impl Spread {
    /// Summarises values in draw order; `None` if there are none. Leaves `values` sorted.
    #[must_use]
    pub fn of(values: &mut [f64], tail: Tail) -> Option<Self> {
        if values.is_empty() {
            return None;
        }
        let mean = mean(values);
        values.sort_unstable_by(f64::total_cmp);
        Some(Self {
            p05: quantile(values, 0.05),
            p25: quantile(values, 0.25),
            median: quantile(values, 0.5),
            p75: quantile(values, 0.75),
            p95: quantile(values, 0.95),
            mean,
            tail_mean: tail_mean(values, tail),
            median_error: quantile_half_width(values, 0.5) / Z_95,
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
            median_error: self.median_error * factor,
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
    use mist_scenario::Luck;
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
                    let mut rng = Luck { seed: 7, draw }.stream("coverage");
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

    /// The published error of the median against the spread of medians over many samples.
    #[test]
    fn the_error_of_the_median_is_its_standard_deviation() {
        let (n, repeats) = (400, 800_u64);
        let mut medians = Vec::new();
        let mut stated = 0.0;
        for draw in 0..repeats {
            let mut rng = Luck { seed: 11, draw }.stream("median");
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
