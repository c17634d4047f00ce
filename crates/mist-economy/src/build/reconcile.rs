//! Outputs that contradict trade give way to it.
//!
//! Goods trade of every pair is known; what an economy with borrowed structure makes of each product is
//! not. Where the balancing of trade by product cannot meet such an output (it asks for exports that
//! nobody recorded, or for less than was sold abroad), the output moves to what trade reached, services
//! take up the difference in value added, and accounts and trade are balanced again, until nothing
//! moves. Economies with accounts of their own keep their outputs.

use super::accounts::{Accounts, accounts};
use super::bilateral::{Bilateral, bilateral};
use super::classes::Classes;
use super::judgements::Judgements;
use super::levels::Levels;
use super::trade::Trade;
use super::wiod::Wiod;

/// Rounds of moving, and sweeps of the balancing within them and at the end.
const ROUNDS: usize = 12;
const SWEEPS: usize = 200;
const LAST_SWEEPS: usize = 3000;
/// Relative gap that moves an output.
const GAP: f64 = 1e-3;
/// An output moves by no more than this factor in all.
const FURTHEST: f64 = 4.0;

/// What came of it.
pub(super) struct Reconciled {
    pub(super) accounts: Accounts,
    pub(super) trade: Trade,
    pub(super) bilateral: Bilateral,
    /// Factors on output by node.
    pub(super) moved: Vec<f64>,
}

/// Balances accounts and trade by product until they agree.
pub(super) fn reconcile(
    classes: &Classes,
    wiod: &Wiod,
    levels: &Levels,
    judged: &Judgements,
    exports: &[f64],
    strip: &dyn Fn(&[f64]) -> Trade,
) -> Reconciled {
    let s = classes.s();
    let mut moved = vec![1.0; classes.r() * s];
    let mut round = 0;
    loop {
        let last = round == ROUNDS;
        round += 1;
        let (accounts, trade) = accounts(classes, wiod, levels, judged, &moved, exports, strip);
        let balanced = |sweeps| bilateral(classes, wiod, &accounts, &trade, judged, levels, sweeps);
        let mut flows = balanced(if last { LAST_SWEEPS } else { SWEEPS });
        let moves = if last {
            0
        } else {
            follow(classes, &accounts, &flows, &mut moved)
        };
        if moves == 0 {
            if !last {
                flows = balanced(LAST_SWEEPS);
            }
            return Reconciled {
                accounts,
                trade,
                bilateral: flows,
                moved,
            };
        }
    }
}

/// Moves borrowed outputs of goods to what trade reached; tells how many moved.
fn follow(classes: &Classes, accounts: &Accounts, flows: &Bilateral, moved: &mut [f64]) -> usize {
    let s = classes.s();
    let mut moves = 0;
    for (i, region) in classes.regions.iter().enumerate() {
        if region.donors.is_empty() {
            continue;
        }
        for p in (0..s).filter(|p| classes.is_good[*p]) {
            let wanted = accounts.x(i, p);
            if wanted <= 0.0 {
                continue;
            }
            let factor = flows.sold(p, i) / wanted;
            let before = moved[i * s + p];
            let after = (before * factor).clamp(1.0 / FURTHEST, FURTHEST);
            if (after / before - 1.0).abs() > GAP {
                moves += 1;
            }
            moved[i * s + p] = after;
        }
    }
    moves
}

/// Outputs that moved by more than a tenth: node and factor, the furthest first.
pub(super) fn furthest(classes: &Classes, moved: &[f64]) -> Vec<(String, f64)> {
    let s = classes.s();
    let mut out: Vec<(String, f64)> = moved
        .iter()
        .enumerate()
        .filter(|(_, factor)| !(0.9..=1.1).contains(*factor))
        .map(|(k, factor)| {
            let node = format!(
                "{} {}",
                classes.regions[k / s].code,
                classes.products[k % s]
            );
            (node, *factor)
        })
        .collect();
    let distance = |factor: f64| factor.max(1.0 / factor);
    out.sort_by(|a, b| distance(b.1).total_cmp(&distance(a.1)).then(a.0.cmp(&b.0)));
    out
}

/// Outputs that the balancing could not meet, the largest gap first: region and product, USD
/// million wanted and reached.
pub(super) fn unmet(classes: &Classes, done: &Reconciled) -> Vec<(String, f64, f64)> {
    let mut gaps = Vec::new();
    for (i, region) in classes.regions.iter().enumerate() {
        for (p, product) in classes.products.iter().enumerate() {
            let (wanted, reached) = (done.accounts.x(i, p), done.bilateral.sold(p, i));
            if (reached - wanted).abs() > 0.002 * wanted {
                gaps.push((format!("{} {product}", region.code), wanted, reached));
            }
        }
    }
    gaps.sort_by(|a, b| (b.2 - b.1).abs().total_cmp(&(a.2 - a.1).abs()));
    gaps
}
