//! Mixes of origins that the buyers of a region share.
//!
//! Where all buyers of a product in a region c buy abroad from one mix μ of origins (import
//! proportionality: how most inter-country tables are made), buyer k gets z_rk = μ_r (1 − h_k) u_k from
//! seller r, with u_k what it purchases and h_k the share of home in it. Sums over sellers are then sums
//! over R numbers once for all buyers, in place of R numbers for every buyer.

use std::ops::Range;

/// How far a cell may lie off the shared mix for a block still to be taken as its factors, as a share
/// of the largest cell of the block. Tables rounded to seven digits pass, and what an origin sells is
/// off by no more than that share of the largest sale beside it.
pub(crate) const SHARED: f64 = 1e-6;

/// The mix of foreign origins, by seller, that some buyers in region c share, if they do.
pub(crate) fn mix(
    block: &[f64],
    width: usize,
    c: usize,
    buyers: Range<usize>,
    shared: f64,
) -> Option<Vec<f64>> {
    let sellers = block.len() / width;
    let cell = |r: usize, k: usize| {
        if r == c { 0.0 } else { block[r * width + k] }
    };
    let sums: Vec<f64> = (0..sellers)
        .map(|r| buyers.clone().map(|k| cell(r, k)).sum())
        .collect();
    let all: f64 = sums.iter().sum();
    if all <= 0.0 {
        let nothing = sums.iter().all(|&sum| sum == 0.0);
        return (shared >= 0.0 && nothing).then(|| vec![0.0; sellers]);
    }
    let mix: Vec<f64> = sums.iter().map(|sum| sum / all).collect();
    let (mut largest, mut off) = (0.0_f64, 0.0_f64);
    for k in buyers {
        let foreign: f64 = (0..sellers).map(|r| cell(r, k)).sum();
        for (r, mix) in mix.iter().enumerate() {
            largest = largest.max(cell(r, k));
            off = off.max((cell(r, k) - mix * foreign).abs());
        }
    }
    (off <= shared * largest).then_some(mix)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three sellers, two buyers in region 0.
    #[test]
    fn a_mix_that_buyers_share_is_found_and_no_other() {
        let shared = [9.0, 1.0, 2.0, 4.0, 6.0, 12.0];
        assert_eq!(
            mix(&shared, 2, 0, 0..2, SHARED),
            Some(vec![0.0, 0.25, 0.75])
        );
        let mut rounded = shared;
        rounded[5] += 1e-6;
        assert!(mix(&rounded, 2, 0, 0..2, SHARED).is_some());
        rounded[5] += 1e-3;
        assert!(mix(&rounded, 2, 0, 0..2, SHARED).is_none());
        // One buyer always has a mix of its own; nothing bought abroad needs none.
        assert!(mix(&rounded, 2, 0, 1..2, SHARED).is_some());
        assert_eq!(
            mix(&[9.0, 1.0, 0.0, 0.0], 2, 0, 0..2, SHARED),
            Some(vec![0.0; 2])
        );
        assert!(mix(&shared, 2, 0, 0..2, -1.0).is_none());
    }
}
