//! Correlation between named parameters by a Gaussian copula on their uniforms.
//!
//! z = Φ⁻¹(u) of each parameter's own luck, z′ = L z with L Lᵀ = P, u′ = Φ(z′) (Nelsen 2006, § 2.3).
//! The first parameter in the order of the file keeps its own luck, so that it stays common with
//! scenarios that do not correlate it.

use crate::distribution::{normal_cdf, normal_quantile};

/// Smallest pivot not taken for zero: a correlation of exactly ±1 leaves rounding here.
const ZERO_PIVOT: f64 = 1e-10;

/// Lower-triangular factor of a correlation matrix, by rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Copula {
    factor: Vec<Vec<f64>>,
}

impl Copula {
    /// Cholesky factor of `matrix` (n × n, by rows); `None` if it is not positive semi-definite.
    pub(crate) fn new(matrix: &[Vec<f64>]) -> Option<Self> {
        let n = matrix.len();
        let mut factor = vec![vec![0.0; n]; n];
        for column in 0..n {
            let norm: f64 = factor[column][..column].iter().map(|x| x * x).sum();
            let pivot = matrix[column][column] - norm;
            if pivot < -ZERO_PIVOT {
                return None;
            }
            let root = if pivot > ZERO_PIVOT {
                pivot.sqrt()
            } else {
                0.0
            };
            factor[column][column] = root;
            for row in column + 1..n {
                let dot: f64 = (0..column)
                    .map(|k| factor[row][k] * factor[column][k])
                    .sum();
                let rest = matrix[row][column] - dot;
                if root > 0.0 {
                    factor[row][column] = rest / root;
                } else if rest.abs() > ZERO_PIVOT.sqrt() {
                    return None;
                }
            }
        }
        Some(Self { factor })
    }

    /// Correlated uniforms from independent ones of the same number.
    pub(crate) fn correlate(&self, uniforms: &[f64]) -> Vec<f64> {
        let scores: Vec<f64> = uniforms.iter().map(|u| normal_quantile(*u)).collect();
        self.factor
            .iter()
            .enumerate()
            .map(|(i, row)| {
                if row[..i].iter().all(|x| *x == 0.0) {
                    return uniforms[i];
                }
                let z: f64 = row.iter().zip(&scores).map(|(l, z)| l * z).sum();
                // Kept inside the open interval, where quantile functions are finite.
                normal_cdf(z).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Luck;

    fn matrix(rho: [f64; 3]) -> Vec<Vec<f64>> {
        vec![
            vec![1.0, rho[0], rho[1]],
            vec![rho[0], 1.0, rho[2]],
            vec![rho[1], rho[2], 1.0],
        ]
    }

    #[test]
    fn refuses_what_no_numbers_can_satisfy() {
        assert!(Copula::new(&matrix([0.9, 0.9, 0.7])).is_some());
        assert!(Copula::new(&matrix([0.9, 0.9, -0.5])).is_none());
        // On the edge: a twin of another number is allowed, but then both agree with the third.
        assert!(Copula::new(&matrix([1.0, 0.3, 0.3])).is_some());
        assert!(Copula::new(&matrix([1.0, 0.3, 0.4])).is_none());
    }

    #[test]
    fn scores_have_the_correlation_asked_for_and_uniforms_stay_uniform() {
        let copula = Copula::new(&matrix([0.6, -0.4, 0.1])).unwrap();
        let n = 20_000;
        let draws: Vec<Vec<f64>> = (0..n)
            .map(|draw| {
                let luck = Luck::new(1, draw);
                copula.correlate(&["a", "b", "c"].map(|name| luck.uniform(name)))
            })
            .collect();
        let scores = |k: usize| draws.iter().map(move |d| normal_quantile(d[k]));
        let dot = |i, j| scores(i).zip(scores(j)).map(|(x, y)| x * y).sum::<f64>() / n as f64;
        for (i, j, expected) in [
            (0, 1, 0.6),
            (0, 2, -0.4),
            (1, 2, 0.1),
            (1, 1, 1.0),
            (2, 2, 1.0),
        ] {
            assert!((dot(i, j) - expected).abs() < 0.03, "{i}{j}: {}", dot(i, j));
        }
        let mut third: Vec<f64> = draws.iter().map(|d| d[2]).collect();
        third.sort_by(f64::total_cmp);
        for (i, u) in third.iter().enumerate() {
            assert!((u - i as f64 / n as f64).abs() < 0.02);
        }
    }

    #[test]
    fn the_first_keeps_its_luck() {
        let copula = Copula::new(&matrix([0.6, -0.4, 0.1])).unwrap();
        assert_eq!(copula.correlate(&[0.123, 0.5, 0.9])[0], 0.123);
    }
}
