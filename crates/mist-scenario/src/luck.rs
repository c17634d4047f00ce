//! Chance as a function: the same (seed, name, draw) gives the same number, in any order.
//!
//! Each named source of chance has its own ChaCha8 key, SHA-256(seed ‖ name), and the draw number
//! is the stream. So adding a parameter moves no other, draws can be made on any thread, and two
//! scenarios that name a parameter alike share its luck (common random numbers).

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use sha2::{Digest, Sha256};

/// The luck of one draw of one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Luck {
    /// The run's seed.
    pub seed: u64,
    /// The draw's number, from 0.
    pub draw: u64,
}

impl Luck {
    /// A generator for the source of chance `name`, the same every time it is asked for.
    #[must_use]
    pub fn stream(&self, name: &str) -> ChaCha8Rng {
        let mut hasher = Sha256::new();
        hasher.update(self.seed.to_le_bytes());
        hasher.update(name.as_bytes());
        let mut rng = ChaCha8Rng::from_seed(hasher.finalize().into());
        rng.set_stream(self.draw);
        rng
    }

    /// A number uniform on the open interval (0, 1): fit for an inverse distribution function.
    #[must_use]
    pub fn uniform(&self, name: &str) -> f64 {
        // 53 random bits, moved half a step away from zero.
        ((self.stream(name).next_u64() >> 11) as f64 + 0.5) * (1.0 / (1_u64 << 53) as f64)
    }
}
