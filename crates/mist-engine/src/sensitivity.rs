//! Which assumptions move a result most, from the draws as they are: no further runs.
//!
//! Three indices of an input x for an outcome y, all on slices of equally many draws by x:
//!
//! * the first-order index of Sobol' (1993), Var(E[y|x]) / Var(y), as the correlation ratio freed
//!   of its bias (ε² of Kelley 1935): the share of the variance that goes if x becomes known;
//! * PAWN (Pianosi & Wagener 2018): the median over slices of the largest distance between the
//!   distribution of y in the slice and of all y. It needs no moments, so it also means something
//!   where a few draws make all of the variance;
//! * the rank correlation of Spearman, for the direction.
//!
//! An input that does nothing has a first-order index of about zero, but not a PAWN of zero: compare
//! it with that of [`NOISE`].

use mist_scenario::{Luck, Sampling, Scenario};

use crate::parameters::ModelParameters;
use crate::results::Assumption;
use crate::statistics::{mean, quantile};

/// Name of the input that does nothing, kept beside the others as the measure of noise.
pub const NOISE: &str = "noise";

/// Assumptions that are published for each economy.
pub const PUBLISHED: usize = 10;

/// Name of the time that the crisis lasts, which is an input like any other.
pub const DURATION: &str = "duration of the crisis";

/// Draws below which nothing is said: every input would look important by luck.
pub const FEWEST: usize = 100;

/// Draws that are looked at, at most: enough to tell a hundredth of the variance from noise.
pub const LOOKED_AT: u64 = 10_000;

/// One uncertain input and its value, or any increasing function of it, in each draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    /// Name as in the scenario or parameter file.
    pub name: String,
    /// Values by draw.
    pub values: Vec<f64>,
}

impl Factor {
    /// The input that does nothing.
    #[must_use]
    pub fn noise(seed: u64, draws: u64) -> Self {
        Self {
            name: NOISE.to_owned(),
            values: (0..draws)
                .map(|draw| Luck::new(seed, draw).uniform(NOISE))
                .collect(),
        }
    }
}

/// What is uncertain in the draws of a run (the first [`LOOKED_AT`] at most): the scenario's named
/// parameters, those of the models, and the noise. Nothing needs to have been stored: draws are
/// functions of their number. Numbers that only say how likely something is are left out: what then
/// happens is luck, and a place among the inputs that move the loss would be luck too.
#[must_use]
pub fn factors(
    scenario: &Scenario,
    parameters: &ModelParameters,
    seed: u64,
    sampling: Sampling,
    draws: u64,
) -> Vec<Factor> {
    let draws = draws.min(LOOKED_AT);
    let lucks = || (0..draws).map(move |draw| Luck::new(seed, draw).spread(sampling));
    let mut factors: Vec<Factor> = Vec::new();
    let odds = scenario.odds();
    for luck in lucks() {
        let all = scenario.sample_parameters(&luck).into_iter();
        let moving = all.filter(|(name, _)| !odds.contains(name));
        for (i, (name, value)) in moving.enumerate() {
            if i == factors.len() {
                let values = Vec::with_capacity(draws as usize);
                factors.push(Factor { name, values });
            }
            factors[i].values.push(value);
        }
    }
    // A parameter rises with the uniform number that it is drawn by, and only order counts here.
    factors.extend(parameters.uncertain().map(|name| {
        let stream = format!("model.{name}");
        Factor {
            name: name.to_owned(),
            values: lucks().map(|luck| luck.uniform(&stream)).collect(),
        }
    }));
    factors.push(Factor::noise(seed, draws));
    factors
}

/// An input's draws in the order of its values, made once for all outcomes.
#[derive(Debug, Clone)]
pub(crate) struct Ordered<'a> {
    name: &'a str,
    order: Vec<usize>,
    ranks: Vec<f64>,
}

impl<'a> Ordered<'a> {
    /// Orders an input over the draws in `kept`; `None` if it does not vary there.
    pub(crate) fn new(factor: &'a Factor, kept: &[usize]) -> Option<Self> {
        let values: Vec<f64> = kept.iter().map(|&i| factor.values[i]).collect();
        let varies = values.iter().any(|v| *v != values[0]);
        varies.then(|| {
            let (order, ranks) = ranks(&values);
            Self {
                name: &factor.name,
                order,
                ranks,
            }
        })
    }

    /// Slices of draws by value, as even as can be.
    fn slices(&self) -> impl Iterator<Item = &[usize]> {
        let n = self.order.len();
        let count = slices(n);
        (0..count).map(move |k| &self.order[n * k / count..n * (k + 1) / count])
    }
}

/// Slices of n draws: about as many as draws in the cube root, so that both grow.
fn slices(n: usize) -> usize {
    (libm::cbrt(n as f64).round() as usize).max(2)
}

/// Indices of every input for one outcome, the largest first-order index first.
#[must_use]
pub fn assumptions(factors: &[Factor], outcome: &[f64]) -> Vec<Assumption> {
    let kept: Vec<usize> = (0..outcome.len()).collect();
    let ordered: Vec<Ordered<'_>> = factors
        .iter()
        .filter_map(|factor| Ordered::new(factor, &kept))
        .collect();
    rank_inputs(&ordered, outcome, usize::MAX)
}

/// The same for inputs that are ordered already; only the first `count` and the noise are kept.
pub(crate) fn rank_inputs(
    inputs: &[Ordered<'_>],
    outcome: &[f64],
    count: usize,
) -> Vec<Assumption> {
    let mut by_variance: Vec<(f64, &Ordered<'_>)> = inputs
        .iter()
        .map(|input| (first_order(input, outcome), input))
        .collect();
    // Stable: inputs that are alike stay in the order given.
    by_variance.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (_, outcome_ranks) = ranks(outcome);
    let counts = Counts::new(outcome);
    by_variance
        .into_iter()
        .enumerate()
        .filter(|(place, (_, input))| *place < count || input.name == NOISE)
        .map(|(_, (first_order, input))| Assumption {
            name: input.name.to_owned(),
            first_order,
            pawn: pawn(input, &counts),
            rank_correlation: correlation(&input.ranks, &outcome_ranks),
        })
        .collect()
}

/// ε² = 1 − (SS within slices / (n − slices)) / (SS total / (n − 1)); zero if y does not vary.
fn first_order(input: &Ordered<'_>, y: &[f64]) -> f64 {
    let n = y.len();
    let centre = mean(y);
    let total: f64 = y.iter().map(|v| (v - centre) * (v - centre)).sum();
    if total <= 0.0 || n <= slices(n) {
        return 0.0;
    }
    let within: f64 = input
        .slices()
        .map(|slice| {
            let centre = slice.iter().map(|&i| y[i]).sum::<f64>() / slice.len() as f64;
            slice
                .iter()
                .map(|&i| (y[i] - centre) * (y[i] - centre))
                .sum::<f64>()
        })
        .sum();
    1.0 - within / (n - slices(n)) as f64 * (n - 1) as f64 / total
}

/// For each draw, how many outcomes lie below its own, and how many do not lie above.
struct Counts {
    below: Vec<usize>,
    up_to: Vec<usize>,
}

impl Counts {
    fn new(y: &[f64]) -> Self {
        let mut sorted = y.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        Self {
            below: y
                .iter()
                .map(|v| sorted.partition_point(|s| s < v))
                .collect(),
            up_to: y
                .iter()
                .map(|v| sorted.partition_point(|s| s <= v))
                .collect(),
        }
    }
}

/// Median over slices of the Kolmogorov–Smirnov distance between a slice and all draws.
fn pawn(input: &Ordered<'_>, counts: &Counts) -> f64 {
    let n = input.order.len() as f64;
    let mut distances: Vec<f64> = input
        .slices()
        .map(|slice| {
            let mut slice = slice.to_vec();
            slice.sort_unstable_by_key(|&i| counts.below[i]);
            let m = slice.len() as f64;
            let mut largest = 0.0_f64;
            let mut below = 0;
            for same in slice.chunk_by(|&a, &b| counts.below[a] == counts.below[b]) {
                // Just before and at each value that the slice takes.
                let all = (counts.below[same[0]], counts.up_to[same[0]]);
                let up_to = below + same.len();
                largest = largest
                    .max((below as f64 / m - all.0 as f64 / n).abs())
                    .max((up_to as f64 / m - all.1 as f64 / n).abs());
                below = up_to;
            }
            largest
        })
        .collect();
    distances.sort_unstable_by(f64::total_cmp);
    quantile(&distances, 0.5)
}

/// Order of some values and the rank of each, equal values sharing the mean of theirs.
fn ranks(values: &[f64]) -> (Vec<usize>, Vec<f64>) {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut place = 0;
    for same in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let shared = place as f64 + (same.len() - 1) as f64 / 2.0;
        for &i in same {
            ranks[i] = shared;
        }
        place += same.len();
    }
    (order, ranks)
}

/// Pearson's correlation; zero if either does not vary.
fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let (x_mean, y_mean) = (mean(x), mean(y));
    let sum = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
        x.iter()
            .zip(y)
            .map(|(x, y)| of(x - x_mean, y - y_mean))
            .sum()
    };
    let spread = sum(&|x, _| x * x) * sum(&|_, y| y * y);
    if spread > 0.0 {
        sum(&|x, y| x * y) / spread.sqrt()
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::*;

    const N: usize = 4_096;

    /// The additive recurrence of Roberts (2018): evenly spread, and the same in any language.
    fn points(alphas: &[f64]) -> Vec<Factor> {
        alphas
            .iter()
            .enumerate()
            .map(|(j, alpha)| Factor {
                name: format!("x{j}"),
                values: (1..=N).map(|k| (0.5 + k as f64 * alpha) % 1.0).collect(),
            })
            .collect()
    }

    fn of<'a>(found: &'a [Assumption], name: &str) -> &'a Assumption {
        found.iter().find(|a| a.name == name).unwrap()
    }

    /// Ishigami & Homma (1990), a = 7, b = 0.1, at every point.
    fn ishigami_at(factors: &[Factor]) -> Vec<f64> {
        (0..N)
            .map(|k| {
                let x: Vec<f64> = factors
                    .iter()
                    .map(|f| std::f64::consts::PI * (2.0 * f.values[k] - 1.0))
                    .collect();
                let sin = libm::sin(x[1]);
                libm::sin(x[0]) + 7.0 * sin * sin + 0.1 * x[2].powi(4) * libm::sin(x[0])
            })
            .collect()
    }

    /// Ishigami & Homma (1990), a = 7, b = 0.1. First-order indices are known: 0.314, 0.442, 0;
    /// medians of PAWN over 16 slices are those of SALib 1.5 (`pawn.analyze`, S = 16) on the same
    /// points.
    #[test]
    fn ishigami() {
        let factors = points(&[
            0.819_172_513_396_164_4,
            0.671_043_606_703_789,
            0.549_700_477_901_970_1,
        ]);
        let y = ishigami_at(&factors);
        assert_eq!(slices(N), 16);
        let found = assumptions(&factors, &y);
        for (name, first_order, pawn) in [
            ("x0", 0.3139, 0.221_923_83),
            ("x1", 0.4424, 0.374_755_86),
            ("x2", 0.0, 0.087_646_48),
        ] {
            assert_relative_eq!(of(&found, name).first_order, first_order, epsilon = 0.03);
            assert_relative_eq!(of(&found, name).pawn, pawn, epsilon = 1e-3);
        }
        assert_eq!(found[0].name, "x1");
        assert!(of(&found, "x0").rank_correlation > 0.3);
        assert!(of(&found, "x1").rank_correlation.abs() < 0.05);
    }

    /// Sobol's g-function with a = (0, 1, 4.5, 9): V_i = 1 / (3 (1 + a_i)²) over Π (1 + V_i) − 1.
    #[test]
    fn g_function() {
        let a = [0.0, 1.0, 4.5, 9.0];
        let factors = points(&[
            0.856_674_883_854_502_9,
            0.733_891_856_627_126,
            0.628_706_721_037_808_6,
            0.538_597_257_223_61,
        ]);
        let y: Vec<f64> = (0..N)
            .map(|k| {
                (0..4)
                    .map(|j| ((4.0 * factors[j].values[k] - 2.0).abs() + a[j]) / (1.0 + a[j]))
                    .product()
            })
            .collect();
        let found = assumptions(&factors, &y);
        for (name, first_order, pawn) in [
            ("x0", 0.7165, 0.422_729_49),
            ("x1", 0.1791, 0.181_030_27),
            ("x2", 0.0237, 0.091_186_52),
            ("x3", 0.0072, 0.046_386_72),
        ] {
            assert_relative_eq!(of(&found, name).first_order, first_order, epsilon = 0.015);
            assert_relative_eq!(of(&found, name).pawn, pawn, epsilon = 1e-3);
        }
    }

    /// PAWN on the draws above the median of Ishigami's function only, against SALib 1.6.0 on the same
    /// subset (`benches/peers/salib_indices.py`): slices that do not divide the draws evenly may differ
    /// by one draw of 157.
    #[test]
    fn an_index_without_moments_works_on_subsets() {
        let factors = points(&[
            0.898_653_712_628_699_2,
            0.807_578_495_221_344_7,
            0.725_733_412_969_759_6,
        ]);
        let y = ishigami_at(&factors);
        let mut sorted = y.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let median = quantile(&sorted, 0.5);
        for (upper, salib) in [
            (false, [0.228_515_63, 0.377_807_62, 0.095_336_91]),
            (true, [0.251_654_56, 0.228_403_66, 0.178_587_32]),
        ] {
            let kept: Vec<usize> = (0..N).filter(|&k| !upper || y[k] > median).collect();
            let ordered: Vec<Ordered<'_>> = factors
                .iter()
                .filter_map(|factor| Ordered::new(factor, &kept))
                .collect();
            let outcome: Vec<f64> = kept.iter().map(|&k| y[k]).collect();
            assert_eq!(slices(kept.len()), if upper { 13 } else { 16 });
            let found = rank_inputs(&ordered, &outcome, usize::MAX);
            for (name, expected) in ["x0", "x1", "x2"].into_iter().zip(salib) {
                assert_relative_eq!(of(&found, name).pawn, expected, epsilon = 5e-3);
            }
        }
    }

    /// Ten million from one draw in a thousand: variance sees little else, ranks see everything.
    #[test]
    fn an_index_without_moments_survives_heavy_tails() {
        let mut factors = points(&[0.754_877_666_246_692_7, 0.569_840_290_998_053_2]);
        factors.push(Factor::noise(1, N as u64));
        factors.push(Factor {
            name: "constant".to_owned(),
            values: vec![2.0; N],
        });
        let y: Vec<f64> = (0..N)
            .map(|k| factors[0].values[k] + if k % 1_000 == 17 { 1e7 } else { 0.0 })
            .collect();
        let found = assumptions(&factors, &y);
        assert!(of(&found, "x0").first_order < 0.05);
        assert!(of(&found, "x0").pawn > 5.0 * of(&found, NOISE).pawn);
        assert!(of(&found, "x0").rank_correlation > 0.9);
        assert!(of(&found, "x1").pawn < 2.0 * of(&found, NOISE).pawn);
        assert!(found.iter().all(|a| a.name != "constant"));
    }

    #[test]
    fn nothing_varies() {
        let found = assumptions(&points(&[0.7]), &[3.0; N]);
        assert_eq!(
            (
                found[0].first_order,
                found[0].pawn,
                found[0].rank_correlation
            ),
            (0.0, 0.0, 0.0)
        );
    }
}
