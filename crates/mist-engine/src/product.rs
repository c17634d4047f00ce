//! Constant numbers times rows of draws, several sums at a time in registers.

use pulp::bytemuck::{cast_slice, cast_slice_mut};
use pulp::{Simd, WithSimd};

use crate::real::{Real, Row, WIDTH};

/// Registers of sums at a time: as many as leave room for the operands.
macro_rules! tiles {
    ($simd:ident, $out:expr, $strips:ident, $($argument:expr),+) => {
        if size_of::<T::Vector<S>>() >= 64 && $out >= 8 {
            $strips::<T, S, 8>($simd, $($argument),+)
        } else {
            match $out {
                4.. => $strips::<T, S, 4>($simd, $($argument),+),
                3 => $strips::<T, S, 3>($simd, $($argument),+),
                2 => $strips::<T, S, 2>($simd, $($argument),+),
                _ => $strips::<T, S, 1>($simd, $($argument),+),
            }
        }
    };
}

/// out_b = Σ_r z_rb x_r for columns `from..from + out.len()` of numbers with rows of `width`.
pub(crate) fn transposed<T: Real, S: Simd>(
    simd: S,
    numbers: &[T],
    width: usize,
    from: usize,
    x: &[Row<T>],
    out: &mut [Row<T>],
) {
    simd.vectorize(Transposed {
        numbers: &numbers[from..],
        width,
        x,
        out,
    });
}

struct Transposed<'a, T> {
    numbers: &'a [T],
    width: usize,
    x: &'a [Row<T>],
    out: &'a mut [Row<T>],
}

impl<T: Real> WithSimd for Transposed<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let mut done = 0;
        while done < self.out.len() {
            let (numbers, out) = (&self.numbers[done..], &mut self.out[done..]);
            done += tiles!(simd, out.len(), columns, numbers, self.width, self.x, out);
        }
    }
}

/// out_r = Σ_b z_rb x_b for every row r, over columns from `from` on.
pub(crate) fn direct<T: Real, S: Simd>(
    simd: S,
    numbers: &[T],
    width: usize,
    from: usize,
    x: &[Row<T>],
    out: &mut [Row<T>],
) {
    simd.vectorize(Direct {
        numbers: &numbers[from..],
        width,
        x,
        out,
    });
}

struct Direct<'a, T> {
    numbers: &'a [T],
    width: usize,
    x: &'a [Row<T>],
    out: &'a mut [Row<T>],
}

impl<T: Real> WithSimd for Direct<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let mut done = 0;
        while done < self.out.len() {
            let (numbers, out) = (&self.numbers[done * self.width..], &mut self.out[done..]);
            done += tiles!(simd, out.len(), rows, numbers, self.width, self.x, out);
        }
    }
}

/// The first N sums of [`transposed`].
#[inline(always)]
fn columns<T: Real, S: Simd, const N: usize>(
    simd: S,
    numbers: &[T],
    width: usize,
    x: &[Row<T>],
    out: &mut [Row<T>],
) -> usize {
    let z = |k: usize| *numbers[k * width..].first_chunk().unwrap_or(&[T::ZERO; N]);
    strips::<T, S, N>(simd, z, x, out);
    N
}

/// The first N sums of [`direct`].
#[inline(always)]
fn rows<T: Real, S: Simd, const N: usize>(
    simd: S,
    numbers: &[T],
    width: usize,
    x: &[Row<T>],
    out: &mut [Row<T>],
) -> usize {
    let rows: [&[T]; N] = std::array::from_fn(|t| &numbers[t * width..][..x.len()]);
    let z = |k: usize| std::array::from_fn(|t| rows[t][k]);
    strips::<T, S, N>(simd, z, x, out);
    N
}

/// Vectors of draws that a product takes at a time.
const STRIP: usize = 2;

/// N sums at once, held in registers: Σ_k z_k x_k.
#[inline(always)]
fn strips<T: Real, S: Simd, const N: usize>(
    simd: S,
    z: impl Fn(usize) -> [T; N],
    x: &[Row<T>],
    out: &mut [Row<T>],
) {
    for v in (0..WIDTH / T::lanes::<S>()).step_by(STRIP) {
        let mut sums = [[T::splat(simd, T::ZERO); STRIP]; N];
        for (k, x) in x.iter().enumerate() {
            let x: &[T::Vector<S>] = cast_slice(x.as_slice());
            let Some(x) = x[v..].first_chunk::<STRIP>() else {
                continue;
            };
            for (sums, z) in sums.iter_mut().zip(z(k)) {
                let z = T::splat(simd, z);
                for (sum, x) in sums.iter_mut().zip(x) {
                    *sum = T::mul_add(simd, z, *x, *sum);
                }
            }
        }
        for (out, sums) in out.iter_mut().zip(&sums) {
            let out: &mut [T::Vector<S>] = cast_slice_mut(out.as_mut_slice());
            out[v..v + STRIP].copy_from_slice(sums);
        }
    }
}
