//! The most that one core of this machine computes and reads: what the kernel's figures are held
//! against.
//!
//! ```text
//! cargo run --release -p mist-benches --example roofline
//! ```
#![allow(
    clippy::print_stdout,
    reason = "an example program talks on the terminal"
)]

use std::hint::black_box;
use std::time::Instant;

use pulp::{Arch, Simd, WithSimd};

/// Sums kept in registers: enough to hide how long a multiplication takes.
const SUMS: usize = 12;
const ROUNDS: usize = 20_000_000;

struct Multiply;

impl WithSimd for Multiply {
    type Output = f64;

    /// Billions of single-precision operations a second, a multiplication and an addition being two.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f64 {
        let (a, b) = (
            simd.splat_f32s(black_box(0.999_999)),
            simd.splat_f32s(black_box(1e-6)),
        );
        let mut sums = [simd.splat_f32s(1.0); SUMS];
        let start = Instant::now();
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = simd.mul_add_f32s(*sum, a, b);
            }
        }
        let seconds = start.elapsed().as_secs_f64();
        for sum in sums {
            black_box(simd.reduce_sum_f32s(sum));
        }
        (2 * ROUNDS * SUMS * S::F32_LANES) as f64 / seconds / 1e9
    }
}

/// Billions of bytes a second that are read and written while `numbers` are changed in place.
fn stream(numbers: usize, rounds: usize) -> f64 {
    let mut state = vec![1.0_f32; numbers];
    let start = Instant::now();
    for _ in 0..rounds {
        for x in &mut state {
            *x = *x * 0.999 + 0.001;
        }
        black_box(&mut state);
    }
    (2 * 4 * numbers * rounds) as f64 / start.elapsed().as_secs_f64() / 1e9
}

fn main() {
    let arch = Arch::new();
    let fastest = |f: &dyn Fn() -> f64| (0..5).map(|_| f()).fold(0.0, f64::max);
    println!(
        "{:.0} billion operations a second, single precision",
        fastest(&|| arch.dispatch(Multiply))
    );
    for (kind, numbers, rounds) in [
        ("level 2 cache, 512 kB", 128 << 10, 2_000),
        ("level 3 cache, 12 MB", 3 << 20, 100),
        ("memory, 256 MB", 64 << 20, 5),
    ] {
        let speed = fastest(&|| stream(numbers, rounds));
        println!("{speed:.1} GB a second, read and written: {kind}");
    }
}
