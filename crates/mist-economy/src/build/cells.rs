//! Cells of the table: who in the buying region uses what comes from where.
//!
//! For each product and buying region a matrix origins × users, balanced to the trade of the
//! product by origin and to its use by user. It starts from the cells of WIOD 2014 where both ends
//! are in it, and from proportionality (every user buys the same mix of origins) elsewhere.

use super::accounts::Accounts;
use super::balance::{Convergence, ras};
use super::bilateral::Bilateral;
use super::classes::{Classes, FINAL};
use super::wiod::Wiod;

/// Weight of the proportional cell that keeps every cell reachable where 2014 has a zero.
const PROPORTIONAL_WEIGHT: f64 = 0.02;

/// The table's cells, column-major: `z[column * N + row]`, `f[column * N + row]`.
pub(super) struct Cells {
    pub(super) z: Vec<f64>,
    pub(super) f: Vec<f64>,
    /// The worst of the many small balancings.
    pub(super) convergence: Convergence,
}

/// Fills the table.
pub(super) fn cells(
    classes: &Classes,
    wiod: &Wiod,
    acc: &Accounts,
    bilateral: &Bilateral,
) -> Cells {
    let (r, s, users) = (classes.r(), classes.s(), classes.users());
    let n = r * s;
    let own: Vec<Option<usize>> = classes
        .regions
        .iter()
        .map(|c| wiod.position(&c.code).filter(|_| c.donors.is_empty()))
        .collect();
    let mut out = Cells {
        z: vec![0.0; n * n],
        f: vec![0.0; n * r * FINAL],
        convergence: Convergence::default(),
    };
    for p in 0..s {
        for j in 0..r {
            let rows: Vec<f64> = (0..r).map(|i| bilateral.flow(p, i, j)).collect();
            let total: f64 = rows.iter().sum();
            let columns = acc.used(j, p);
            let used: f64 = columns.iter().sum();
            if total <= 0.0 || used <= 0.0 {
                continue;
            }
            let columns: Vec<f64> = columns.iter().map(|c| c * total / used).collect();
            let mut m = vec![0.0; r * users];
            for i in 0..r {
                let known = own[i]
                    .zip(own[j])
                    .map(|(a, b)| wiod_cells(classes, wiod, p, a, b));
                let known_total = known.as_ref().map_or(0.0, |k| k.iter().sum::<f64>());
                for u in 0..users {
                    let even = rows[i] * columns[u] / total;
                    m[i * users + u] = match &known {
                        Some(k) if known_total > 0.0 => {
                            (1.0 - PROPORTIONAL_WEIGHT) * k[u] * rows[i] / known_total
                                + PROPORTIONAL_WEIGHT * even
                        }
                        _ => even,
                    };
                }
            }
            let c = ras(&mut m, &rows, &columns, 500, 1e-10);
            if c.worst > out.convergence.worst {
                out.convergence = c;
            }
            for i in 0..r {
                let row = i * s + p;
                for u in 0..users {
                    let v = m[i * users + u];
                    if u < s {
                        out.z[(j * s + u) * n + row] = v;
                    } else {
                        out.f[(j * FINAL + u - s) * n + row] = v;
                    }
                }
            }
        }
    }
    out
}

/// Cells of 2014 of product p from economy a to economy b, by user of the embedded economy.
fn wiod_cells(classes: &Classes, wiod: &Wiod, p: usize, a: usize, b: usize) -> Vec<f64> {
    let source = if p == classes.chips {
        classes.devices
    } else {
        p
    };
    let mut cells = wiod.sales(a, source, b).to_vec();
    // Both halves of electronics buy as C26 did; their totals set the level.
    cells[classes.chips] = cells[classes.devices];
    cells
}
