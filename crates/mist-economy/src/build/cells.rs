//! Cells of the table: who in the buying region uses what comes from where.
//!
//! For each product and buying region, in two steps. First each user's purchases are divided into
//! domestic and imported ones, so that they add up to the trade of the product; odds are those of WIOD
//! 2014 where the region is in it. Then what is imported from each origin is divided between sectors
//! and final uses, so that it adds up to what they import. Within each of these two blocks every user
//! has the same mix of origins (import proportionality), which is how official inter-country tables
//! distribute imports too.

use super::accounts::Accounts;
use super::balance::divide;
use super::bilateral::Bilateral;
use super::classes::Classes;
use super::wiod::Wiod;
use crate::store::Compact;

/// Weight of the proportional cell that keeps every cell reachable where 2014 has a zero.
const PROPORTIONAL_WEIGHT: f64 = 0.02;

/// Fills the table; tells the largest gap of the divisions, relative to what they divide.
pub(super) fn cells(
    classes: &Classes,
    wiod: &Wiod,
    acc: &Accounts,
    bilateral: &Bilateral,
) -> (Compact, f64) {
    let (r, s) = (classes.r(), classes.s());
    let own: Vec<Option<usize>> = classes
        .regions
        .iter()
        .map(|c| wiod.position(&c.code).filter(|_| c.donors.is_empty()))
        .collect();
    let mut out = Compact::new(r, s);
    let mut worst: f64 = 0.0;
    // A share that stays within reach of whatever the total asks for.
    let mixed =
        |share: f64, even: f64| (1.0 - PROPORTIONAL_WEIGHT) * share + PROPORTIONAL_WEIGHT * even;
    for p in 0..s {
        for j in 0..r {
            let trade: Vec<f64> = (0..r).map(|i| bilateral.flow(p, i, j)).collect();
            let total: f64 = trade.iter().sum();
            let used: f64 = acc.used(j, p).iter().sum();
            if total <= 0.0 || used <= 0.0 {
                continue;
            }
            let purchases: Vec<f64> = acc.used(j, p).iter().map(|c| c * total / used).collect();
            let even = trade[j] / total;
            let known = own[j].map(|e| known(classes, wiod, p, e));
            let shares: Vec<f64> = (0..purchases.len())
                .map(|u| match &known {
                    Some(k) if k[u].0 + k[u].1 > 0.0 => mixed(k[u].0 / (k[u].0 + k[u].1), even),
                    _ => even,
                })
                .collect();
            let domestic = divide(&purchases, &shares, trade[j]);
            let imported: Vec<f64> = purchases
                .iter()
                .zip(&domestic)
                .map(|(all, home)| (all - home).max(0.0))
                .collect();
            worst = worst.max((domestic.iter().sum::<f64>() - trade[j]).abs() / total);
            out.set_users(j, p, &domestic, &imported);
            let (inputs, finals) = imported.split_at(s);
            let inputs: f64 = inputs.iter().sum();
            let abroad = inputs + finals.iter().sum::<f64>();
            if abroad <= 0.0 {
                continue;
            }
            let mut origins = trade;
            origins[j] = 0.0;
            let even = inputs / abroad;
            let shares: Vec<f64> = (0..r)
                .map(|i| {
                    let cells = own[i].zip(own[j]);
                    let Some((a, b)) = cells.filter(|_| i != j) else {
                        return even;
                    };
                    let cells = wiod.sales(a, classes.slot(p), b);
                    let sold: f64 = cells.iter().sum();
                    if sold > 0.0 {
                        mixed(cells[..s].iter().sum::<f64>() / sold, even)
                    } else {
                        even
                    }
                })
                .collect();
            let for_inputs = divide(&origins, &shares, inputs);
            worst = worst.max((for_inputs.iter().sum::<f64>() - inputs).abs() / abroad);
            for (i, (all, part)) in origins.iter().zip(&for_inputs).enumerate() {
                out.set_origin(i, j, p, *part, (all - part).max(0.0));
            }
        }
    }
    (out, worst)
}

/// Domestic and imported use of product p by each user of economy e in 2014.
fn known(classes: &Classes, wiod: &Wiod, p: usize, e: usize) -> Vec<(f64, f64)> {
    let slot = classes.slot(p);
    let of = |u: usize| {
        let home = wiod.sales(e, slot, e)[u];
        (home, wiod.used(e, slot, u) - home)
    };
    let mut out: Vec<(f64, f64)> = (0..classes.users()).map(of).collect();
    // The halves of a sector buy as the whole did; their totals set the level.
    for split in classes.splits {
        out[split.part] = out[split.slot];
    }
    out
}
