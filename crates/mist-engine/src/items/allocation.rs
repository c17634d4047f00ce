//! Who gets scarce units: rationing by weights.
//!
//! Each claimant i asks for q_i and gets min(q_i, x·w_i·q_i) with x such that supply is used up:
//! pro rata where all weights are alike, a head start for the heavier otherwise, and never more
//! than was asked for.

/// Who comes first when an item is scarce; a structural assumption, sampled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllocationRule {
    /// Everybody gets the same share of what they ask for.
    ProRata,
    /// Users with more value added at stake a unit come first.
    ValueAtStake,
    /// Producers serve their own economy first.
    HomeFirst,
    /// Producers among a list of partners serve the partners first, others their own economy.
    AlliesFirst,
}

impl AllocationRule {
    /// The rule of a code in a parameter file: 0, 1, 2 or 3 in the order above.
    #[must_use]
    pub fn from_code(code: f64) -> Self {
        match code {
            c if c < 0.5 => Self::ProRata,
            c if c < 1.5 => Self::ValueAtStake,
            c if c < 2.5 => Self::HomeFirst,
            _ => Self::AlliesFirst,
        }
    }
}

/// Shares out `supply` among `asked`, with `weights` if they differ; the result replaces `given`.
#[inline(always)]
pub(crate) fn ration(supply: f64, asked: &[f64], weights: Option<&[f64]>, given: &mut Vec<f64>) {
    given.clear();
    let total = sum(asked);
    match weights {
        _ if total <= supply => given.extend_from_slice(asked),
        None => {
            let x = supply.max(0.0) / total;
            given.extend(asked.iter().map(|asked| x * asked));
        }
        Some(weights) => by_weight(supply, asked, weights, given),
    }
}

/// The sum of numbers, eight at a time: in an order of its own, the same on every processor.
#[inline(always)]
pub(crate) fn sum(numbers: &[f64]) -> f64 {
    let (eights, rest) = numbers.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for eight in eights {
        for (sum, x) in sums.iter_mut().zip(eight) {
            *sum += x;
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + b) + (c + d)) + ((e + f) + (g + h)) + rest.iter().sum::<f64>()
}

/// Units of a supply that does not suffice, the heavier claims first.
fn by_weight(supply: f64, asked: &[f64], weights: &[f64], given: &mut Vec<f64>) {
    given.resize(asked.len(), f64::NAN);
    let mut left = supply.max(0.0);
    // Every round either serves somebody in full, or ends it: rounds never exceed claimants.
    for _ in 0..=asked.len() {
        let claims: f64 = (0..asked.len())
            .filter(|&i| given[i].is_nan())
            .map(|i| weights[i] * asked[i])
            .sum();
        if claims <= 0.0 {
            break;
        }
        let x = left / claims;
        let mut served = 0.0;
        for i in 0..asked.len() {
            if given[i].is_nan() && x * weights[i] >= 1.0 {
                given[i] = asked[i];
                served += asked[i];
            }
        }
        if served == 0.0 {
            for i in 0..asked.len() {
                if given[i].is_nan() {
                    given[i] = x * weights[i] * asked[i];
                }
            }
            break;
        }
        left = (left - served).max(0.0);
    }
    for g in given.iter_mut() {
        if g.is_nan() {
            *g = 0.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn allocation_uses_up_the_supply_and_exceeds_no_request(
            asked in prop::collection::vec(0.0..10.0_f64, 1..12),
            weights in prop::collection::vec(0.1..20.0_f64, 12),
            supply in 0.0..60.0_f64,
        ) {
            let mut given = Vec::new();
            ration(supply, &asked, Some(&weights), &mut given);
            let total: f64 = asked.iter().sum();
            let sum: f64 = given.iter().sum();
            prop_assert!((sum - supply.min(total)).abs() < 1e-9, "{} of {}", sum, supply);
            for (g, a) in given.iter().zip(&asked) {
                prop_assert!(*g >= 0.0 && *g <= a + 1e-12);
            }
        }
    }

    #[test]
    fn the_heavier_claim_is_served_first_and_equal_claims_alike() {
        let mut given = Vec::new();
        ration(1.0, &[1.0, 1.0], Some(&[1.0, 1.0]), &mut given);
        assert_eq!(given, [0.5, 0.5]);
        ration(1.0, &[1.0, 1.0], None, &mut given);
        assert_eq!(given, [0.5, 0.5]);
        ration(1.0, &[1.0, 1.0], Some(&[3.0, 1.0]), &mut given);
        assert_eq!(given, [0.75, 0.25]);
        ration(1.5, &[1.0, 1.0], Some(&[9.0, 1.0]), &mut given);
        assert_eq!(given, [1.0, 0.5]);
    }
}
