//! Biproportional scaling (RAS; Stone 1961, Miller & Blair 2009, ch. 7) of small matrices.

/// How a balancing went.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Convergence {
    /// Sweeps made.
    pub sweeps: usize,
    /// Largest relative correction in the last sweep.
    pub worst: f64,
}

/// Scales a non-negative matrix (row-major, `rows.len()` × `columns.len()`) to its margins.
///
/// Zeros stay zeros. The last scaling is of the columns, so column sums are exact.
pub(super) fn ras(
    matrix: &mut [f64],
    rows: &[f64],
    columns: &[f64],
    sweeps: usize,
    tolerance: f64,
) -> Convergence {
    let width = columns.len();
    let mut out = Convergence::default();
    for sweep in 1..=sweeps {
        let mut worst: f64 = 0.0;
        for (line, target) in matrix.chunks_exact_mut(width).zip(rows) {
            let total: f64 = line.iter().sum();
            if total > 0.0 {
                let f = target / total;
                worst = worst.max(if *target > 0.0 { (f - 1.0).abs() } else { 0.0 });
                line.iter_mut().for_each(|v| *v *= f);
            }
        }
        let mut totals = vec![0.0; width];
        for line in matrix.chunks_exact(width) {
            for (t, v) in totals.iter_mut().zip(line) {
                *t += v;
            }
        }
        for (t, target) in totals.iter_mut().zip(columns) {
            *t = if *t > 0.0 { target / *t } else { 0.0 };
            if *t > 0.0 {
                worst = worst.max((*t - 1.0).abs());
            }
        }
        for line in matrix.chunks_exact_mut(width) {
            for (v, f) in line.iter_mut().zip(&totals) {
                *v *= f;
            }
        }
        out = Convergence {
            sweeps: sweep,
            worst,
        };
        if worst < tolerance {
            break;
        }
    }
    out
}

/// Divides every total in two so that the first parts add up to `target`: the scaling of a matrix
/// of two columns, solved exactly.
///
/// `shares` (0 to 1) are the first parts before. Scaling multiplies their odds by one number, which
/// bisection finds; odds ratios between totals are kept.
pub(super) fn divide(totals: &[f64], shares: &[f64], target: f64) -> Vec<f64> {
    let parts = |t: f64| -> Vec<f64> {
        totals
            .iter()
            .zip(shares)
            .map(|(total, share)| {
                let (first, second) = (share * t, (1.0 - share) * (1.0 - t));
                if first > 0.0 {
                    total * first / (first + second)
                } else {
                    0.0
                }
            })
            .collect()
    };
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..120 {
        let middle = 0.5 * (low + high);
        if parts(middle).iter().sum::<f64>() < target {
            low = middle;
        } else {
            high = middle;
        }
    }
    parts(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_division_meets_its_target_and_keeps_odds_ratios() {
        let (totals, shares) = ([10.0, 4.0, 6.0, 5.0], [0.9, 0.5, 0.02, 0.0]);
        let parts = divide(&totals, &shares, 7.0);
        assert!((parts.iter().sum::<f64>() - 7.0).abs() < 1e-9);
        let odds = |k: usize| parts[k] / (totals[k] - parts[k]);
        assert!((odds(0) / odds(1) - 9.0).abs() < 1e-9);
        assert_eq!(parts[3], 0.0);
        // All and nothing.
        assert!(divide(&totals[..2], &shares[..2], 14.0)[1] > 3.999_999);
        assert!(divide(&totals, &shares, 0.0).iter().sum::<f64>() < 1e-9);
    }

    /// Miller & Blair's point: both margins hold, zeros stay, and cross-ratios are kept.
    #[test]
    fn meets_both_margins_and_keeps_cross_ratios() {
        let start = [4.0, 1.0, 2.0, 3.0, 5.0, 0.0];
        let mut m = start;
        let c = ras(&mut m, &[10.0, 6.0], &[8.0, 6.0, 2.0], 1000, 1e-13);
        assert!(c.worst < 1e-13, "{c:?}");
        for (row, target) in m.chunks(3).zip([10.0, 6.0]) {
            assert!((row.iter().sum::<f64>() - target).abs() < 1e-9);
        }
        for (k, target) in [8.0, 6.0, 2.0].iter().enumerate() {
            assert!((m[k] + m[k + 3] - target).abs() < 1e-9);
        }
        assert_eq!(m[5], 0.0);
        let cross = |m: &[f64]| m[0] * m[4] / (m[1] * m[3]);
        assert!((cross(&m) - cross(&start)).abs() < 1e-9);
    }
}
