//! Repeated substitution: the solutions of LT1 and LT2.

use pulp::{Simd, WithSimd};

use super::refused::Refused;
use super::sales::{Buffers, Inputs, Sales};
use crate::real::{Row, WIDTH, Wide};

/// Largest change of a share at which substitution ends.
const TOLERANCE: f64 = 1e-9;

/// Substitutions at most; a column that adds up to 0.9 needs about 200.
const SUBSTITUTIONS: usize = 500;

/// Which way losses are passed on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// LT1: from suppliers to buyers.
    Downstream,
    /// LT2: from buyers to suppliers.
    Upstream,
}

/// Solves LT1 or LT2 for draws side by side, each to its own convergence.
pub(super) struct Substitute<'a> {
    pub(super) sales: &'a Sales,
    pub(super) way: Way,
    pub(super) refused: &'a Refused,
    /// Whether a draw has links that refuse something.
    pub(super) linked: &'a [bool],
    pub(super) inverse_output: &'a [f64],
    /// What capacity says, and final demand.
    pub(super) floor: &'a [Row<f64>],
    pub(super) rest: Option<&'a [Row<f64>]>,
    /// Where to begin; then the solution.
    pub(super) state: &'a mut [Row<f64>],
    /// The second member of the maximum at the solution.
    pub(super) passed: &'a mut [Row<f64>],
    pub(super) asked: &'a mut [Row<f64>],
    pub(super) sums: &'a mut [Row<f64>],
    pub(super) buffers: &'a mut Buffers,
}

impl WithSimd for Substitute<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let mut moving = self.begin();
        for _ in 0..SUBSTITUTIONS {
            if !moving.contains(&true) {
                break;
            }
            let (state, out) = (&*self.state, &mut *self.sums);
            match self.way {
                Way::Downstream => self.sales.over_sellers(
                    simd,
                    Inputs::Needed,
                    state,
                    Some(self.refused),
                    out,
                    self.buffers,
                ),
                Way::Upstream => self.sales.over_buyers(
                    simd,
                    Inputs::Needed,
                    state,
                    (self.refused, self.asked),
                    out,
                    self.buffers,
                ),
            }
            simd.vectorize(Substituted {
                of: &mut self,
                moving: &mut moving,
            });
        }
    }
}

impl Substitute<'_> {
    /// Draws in which something happens; the others lose nothing.
    fn begin(&mut self) -> [bool; WIDTH] {
        let rest = self.rest.into_iter().flatten();
        let mut moving = [false; WIDTH];
        for row in self.floor.iter().chain(rest) {
            for (moving, x) in moving.iter_mut().zip(row.iter()) {
                *moving |= *x != 0.0;
            }
        }
        for (moving, linked) in moving.iter_mut().zip(self.linked) {
            *moving |= linked;
        }
        for row in self.state.iter_mut().chain(self.passed.iter_mut()) {
            for (x, moving) in row.iter_mut().zip(&moving) {
                *x = if *moving { *x } else { 0.0 };
            }
        }
        moving
    }
}

/// New shares after sums were taken; a draw that hardly moved stays.
struct Substituted<'a, 'b> {
    of: &'a mut Substitute<'b>,
    moving: &'a mut [bool; WIDTH],
}

impl WithSimd for Substituted<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Substitute {
            inverse_output,
            floor,
            rest,
            state,
            passed,
            sums,
            ..
        } = self.of;
        let mut change = Row::ZERO;
        let wide = |x| Wide::<f64, S>::splat(simd, x);
        let (none, one) = (wide(0.0), wide(1.0));
        let moving = Row::from_fn(|l| f64::from(u8::from(self.moving[l])));
        for v in 0..Wide::<f64, S>::PER_ROW {
            let load = |row: &Row<f64>| Wide::<f64, S>::load(simd, row, v);
            let (moving, mut most) = (load(&moving), none);
            for (i, inverse) in inverse_output.iter().enumerate() {
                let rest = rest.map_or(none, |rest| load(&rest[i]));
                let now = load(&sums[i]).mul_add(wide(*inverse), rest).least(one);
                let (next, before) = (now.most(load(&floor[i])), load(&state[i]));
                most = most.most((next - before).most(before - next));
                none.if_less(moving, next, before).store(&mut state[i], v);
                none.if_less(moving, now, load(&passed[i]))
                    .store(&mut passed[i], v);
            }
            most.store(&mut change, v);
        }
        for (moving, change) in self.moving.iter_mut().zip(change.iter()) {
            *moving &= *change > TOLERANCE;
        }
    }
}
