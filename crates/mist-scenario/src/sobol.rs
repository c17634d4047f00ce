//! Numbers that fill (0, 1) more evenly than chance: scrambled Sobol' points.
//!
//! Draws come in **blocks** of [`BLOCK`]; each block is a set of Sobol' points of its own, scrambled
//! as Owen (1995) does it, by hashes (Burley 2020, the crate `sobol_burley`). Blocks are independent
//! of one another, so they are replicates from which the Monte Carlo error is estimated, and a run
//! has no largest number of draws (the crate's points end at 2¹⁶). A scrambled point is uniform on
//! its own, so every estimate stays unbiased.
//!
//! Dimensions go by **name**: the sources of [`JOINT`] share the first dimensions of one point set;
//! every other source has a point set of its own, the first dimension in an order of its own
//! (Burley 2020, § 5, "padding"): stratified by itself and independent of all others. A name keeps
//! its numbers whatever is added, and scenarios that name a quantity alike share its luck.
//!
//! The library's 23 bits are filled up to 53 from the draw's own ChaCha8 stream.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How the numbers of many draws are spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sampling {
    /// Independent of one another.
    #[default]
    Random,
    /// Scrambled Sobol' points in blocks of [`BLOCK`] draws.
    Sobol,
}

impl Sampling {
    /// Both.
    pub const EACH: [Self; 2] = [Self::Random, Self::Sobol];

    /// That of results which do not say: there was no other before.
    #[must_use]
    pub const fn of_old() -> Self {
        Self::Random
    }

    /// Name, as the command line and results use it.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Sobol => "sobol",
        }
    }

    /// Draws that depend on one another, the blocks of them being independent; none if all are.
    #[must_use]
    pub const fn block(self) -> Option<u64> {
        match self {
            Self::Random => None,
            Self::Sobol => Some(BLOCK),
        }
    }

    /// The block of each of some draws; empty if all draws are independent.
    #[must_use]
    pub fn blocks(self, draws: impl IntoIterator<Item = u64>) -> Vec<u64> {
        let of = |size| draws.into_iter().map(|draw| draw / size).collect();
        self.block().map_or_else(Vec::new, of)
    }
}

impl fmt::Display for Sampling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Sampling {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::EACH
            .into_iter()
            .find(|sampling| sampling.id() == text)
            .ok_or_else(|| format!("`{text}` is neither `random` nor `sobol`"))
    }
}

/// Draws of a block, a power of two.
pub const BLOCK: u64 = 1 << BITS;

const BITS: u32 = 6;

/// Sources of chance that share one point set, the first having the best dimension: some that move the
/// losses of the deck much. The order is part of what a seed
/// means: add at the end only.
pub const JOINT: [&str; 8] = [
    "parameter/closure-time",
    "model.network.psi",
    "model.network.rationing",
    "model.network.input_form",
    "parameter/sea-containers",
    "measure/sanctions",
    "model.items.stake_scale",
    "model.network.cover_scale",
];

/// The number of a draw for the source `name`: where its point lies, and `random` within the finest
/// cell that the point set knows.
pub(crate) fn within(seed: u64, key: &[u8; 32], name: &str, draw: u64, random: f64) -> f64 {
    let block = draw / BLOCK;
    let index = (draw % BLOCK) as u32;
    let cell = if let Some(dimension) = JOINT.iter().position(|joint| *joint == name) {
        let scramble = mix(seed ^ mix(block)) as u32;
        sobol_burley::sample(index, dimension as u32, scramble)
    } else {
        let own = u64::from_le_bytes([
            key[0], key[1], key[2], key[3], key[4], key[5], key[6], key[7],
        ]);
        let scramble = mix(own ^ mix(block));
        let index = shuffled(index, (scramble >> 32) as u32);
        sobol_burley::sample(index, 0, scramble as u32)
    };
    f64::from(cell) + random * (1.0 / f64::from(1_u32 << 23))
}

/// A place of a block in another order: a nested uniform scramble of its bits, so that every aligned
/// stretch of 2ᵏ places stays a stretch (Laine & Karras 2011, constants of Vegdahl 2021).
fn shuffled(index: u32, scramble: u32) -> u32 {
    // Only lower bits act on higher ones, so the order of bits is turned round.
    let mut x = index.reverse_bits() >> (u32::BITS - BITS);
    x ^= x.wrapping_mul(0x3d20_adea);
    x = x.wrapping_add(scramble);
    x = x.wrapping_mul((scramble >> 16) | 1);
    x ^= x.wrapping_mul(0x0552_6c56);
    x ^= x.wrapping_mul(0x53a2_2864);
    x.reverse_bits() >> (u32::BITS - BITS)
}

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014).
const fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::Luck;

    const N: usize = BLOCK as usize;

    fn block(seed: u64, block: u64, name: &str) -> Vec<f64> {
        (block * BLOCK..(block + 1) * BLOCK)
            .map(|draw| Luck::new(seed, draw).spread(Sampling::Sobol).uniform(name))
            .collect()
    }

    fn correlation(x: &[f64], y: &[f64]) -> f64 {
        let n = x.len() as f64;
        let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
        let sum = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
            x.iter().zip(y).map(|(a, b)| f(a - mx, b - my)).sum()
        };
        sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt()
    }

    #[test]
    fn every_source_has_one_draw_of_each_stretch_in_every_aligned_set() {
        for name in [
            "parameter/any",
            "model.network.switching_chips",
            JOINT[0],
            JOINT[7],
        ] {
            for number in [0, 3, 1_000_000] {
                let all = block(5, number, name);
                for size in [N, N / 2, N / 8, 4] {
                    for set in all.chunks(size) {
                        let cells: BTreeSet<usize> =
                            set.iter().map(|u| (u * size as f64) as usize).collect();
                        assert_eq!(cells.len(), size, "{name}, block {number}: {set:?}");
                    }
                }
                assert!(all.iter().all(|u| 0.0 < *u && *u < 1.0));
            }
        }
    }

    /// The first two dimensions of Sobol' are a (0, m, 2)-net: one point in every box of the area
    /// 1 / n whose sides are powers of two.
    #[test]
    fn the_first_joint_sources_fill_the_square() {
        for number in 0..8 {
            let (x, y) = (block(2, number, JOINT[0]), block(2, number, JOINT[1]));
            for columns in [1, 2, 4, 8, 16, 32, N] {
                let rows = N / columns;
                let boxes: BTreeSet<(usize, usize)> = x
                    .iter()
                    .zip(&y)
                    .map(|(x, y)| ((x * columns as f64) as usize, (y * rows as f64) as usize))
                    .collect();
                assert_eq!(boxes.len(), N, "{columns} columns of block {number}");
            }
        }
    }

    /// Sources and blocks are independent: correlations over many blocks are those of chance.
    #[test]
    fn sources_and_blocks_do_not_know_of_one_another() {
        let of = |name: &str| -> Vec<f64> { (0..64).flat_map(|b| block(1, b, name)).collect() };
        let names = ["a", "b", "c", JOINT[0], JOINT[3]];
        let all: Vec<Vec<f64>> = names.iter().map(|n| of(n)).collect();
        for (i, x) in all.iter().enumerate() {
            for (name, y) in names.iter().zip(&all).take(i) {
                // Four standard errors of 4,096 independent pairs.
                assert!(correlation(x, y).abs() < 0.0625, "{} and {name}", names[i]);
            }
            let (one, next) = (&x[..63 * N], &x[N..]);
            assert!(
                correlation(one, next).abs() < 0.0625,
                "blocks of {}",
                names[i]
            );
        }
    }

    #[test]
    fn a_mean_over_blocks_is_unbiased_and_far_more_exact() {
        let mean = |u: Vec<f64>| u.iter().map(|u| u * u).sum::<f64>() / N as f64 - 1.0 / 3.0;
        let errors: Vec<f64> = (0..400).map(|seed| mean(block(seed, seed, "x"))).collect();
        let bias = errors.iter().sum::<f64>() / 400.0;
        let rms = (errors.iter().map(|e| e * e).sum::<f64>() / 400.0).sqrt();
        // Independent numbers: sqrt(4/45/64) = 0.037. One a stretch: about 1/64^1.5 of that scale.
        assert!(rms < 0.002, "{rms}");
        assert!(bias.abs() < 5.0 * rms / 20.0, "{bias} {rms}");
    }

    #[test]
    fn names_are_read_back() {
        for sampling in Sampling::EACH {
            assert_eq!(sampling.to_string().parse(), Ok(sampling));
        }
        assert!("lhs".parse::<Sampling>().unwrap_err().contains("sobol"));
        assert_eq!(JOINT.iter().collect::<BTreeSet<_>>().len(), JOINT.len());
    }
}
