//! Chance as a function: the same (seed, name, draw) gives the same number, in any order.
//!
//! Each named source of chance has its own ChaCha8 key, SHA-256(seed ‖ name), and the draw number
//! is the stream. So adding a parameter moves no other, draws can be made on any thread, and two
//! scenarios that name a parameter alike share its luck (common random numbers). How the numbers of
//! many draws are spread over (0, 1) is a matter of the [`Sampling`].

use std::collections::BTreeSet;
use std::sync::Arc;

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use sha2::{Digest, Sha256};

use crate::sobol::{self, Sampling};

/// The luck of one draw of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Luck {
    seed: u64,
    draw: u64,
    sampling: Sampling,
    exchange: Option<Arc<Exchange>>,
}

impl Luck {
    /// The luck of the `draw`th draw (from 0) of a run with a seed, of independent numbers.
    #[must_use]
    pub const fn new(seed: u64, draw: u64) -> Self {
        Self {
            seed,
            draw,
            sampling: Sampling::Random,
            exchange: None,
        }
    }

    /// The same draw with its numbers spread by `sampling`.
    #[must_use]
    pub fn spread(self, sampling: Sampling) -> Self {
        Self { sampling, ..self }
    }

    /// The same draw with some sources of chance exchanged for those of another seed.
    #[must_use]
    pub fn exchanging(self, exchange: &Arc<Exchange>) -> Self {
        Self {
            exchange: Some(Arc::clone(exchange)),
            ..self
        }
    }

    /// A generator for the source of chance `name`, the same every time it is asked for.
    #[must_use]
    pub fn stream(&self, name: &str) -> ChaCha8Rng {
        self.generator(self.key(name))
    }

    /// A number uniform on the open interval (0, 1): fit for an inverse distribution function.
    #[must_use]
    pub fn uniform(&self, name: &str) -> f64 {
        let key = self.key(name);
        // 53 random bits, moved half a step away from zero.
        let random =
            ((self.generator(key).next_u64() >> 11) as f64 + 0.5) * (1.0 / (1_u64 << 53) as f64);
        match self.sampling {
            Sampling::Random => random,
            Sampling::Sobol => sobol::within(self.seed_of(name), &key, name, self.draw, random),
        }
    }

    fn generator(&self, key: [u8; 32]) -> ChaCha8Rng {
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream(self.draw);
        rng
    }

    fn key(&self, name: &str) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(self.seed_of(name).to_le_bytes());
        hasher.update(name.as_bytes());
        hasher.finalize().into()
    }

    fn seed_of(&self, name: &str) -> u64 {
        match &self.exchange {
            Some(exchange) if exchange.takes(name) => exchange.seed,
            _ => self.seed,
        }
    }
}

/// Sources of chance that a draw takes from another seed: what global sensitivity analysis asks of
/// a sampler.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exchange {
    /// The seed that they are taken from.
    pub seed: u64,
    /// Sources by name.
    pub names: BTreeSet<String>,
    /// Beginnings of the names of others.
    pub beginnings: Vec<String>,
    /// Whether all sources but those are exchanged.
    pub all_but: bool,
}

impl Exchange {
    /// Whether a source is exchanged.
    #[must_use]
    pub fn takes(&self, name: &str) -> bool {
        let listed = self.names.contains(name)
            || self.beginnings.iter().any(|b| name.starts_with(b.as_str()));
        listed != self.all_but
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exchange_moves_the_sources_that_it_names_and_no_other() {
        let exchange = |all_but| {
            Arc::new(Exchange {
                seed: 9,
                names: BTreeSet::from(["a".to_owned()]),
                beginnings: vec!["phase/".to_owned()],
                all_but,
            })
        };
        for sampling in Sampling::EACH {
            let own = Luck::new(4, 70).spread(sampling);
            let other = Luck::new(9, 70).spread(sampling);
            let (some, rest) = (
                own.clone().exchanging(&exchange(false)),
                own.clone().exchanging(&exchange(true)),
            );
            for (name, moves) in [("a", true), ("phase/x", true), ("aa", false), ("b", false)] {
                let (old, new) = (own.uniform(name), other.uniform(name));
                assert_ne!(old, new);
                assert_eq!(some.uniform(name), if moves { new } else { old }, "{name}");
                assert_eq!(rest.uniform(name), if moves { old } else { new }, "{name}");
            }
        }
    }
}
