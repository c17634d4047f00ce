//! Trade by product: how much of each product every region buys from every other and from itself.
//!
//! One matrix R × R per product, balanced at once to the supply of each product by each region, its
//! use by each region, and the goods totals of every pair. The start is the trade of 2014 between
//! economies of WIOD and, for the others, the pair's total times what the seller sells and what the
//! buyer buys. Taiwan's chips by destination are fixed to customs figures.

use super::accounts::Accounts;
use super::balance::Convergence;
use super::classes::{Classes, Split};
use super::judgements::Judgements;
use super::levels::Levels;
use super::trade::Trade;
use super::wiod::Wiod;

/// Sales of product s of region i to region j, `[s][i][j]`, USD million.
pub(super) struct Bilateral {
    r: usize,
    flows: Vec<f64>,
    /// How the balancing went.
    pub(super) convergence: Convergence,
}

impl Bilateral {
    /// Sales of product s of i to j.
    pub(super) fn flow(&self, s: usize, i: usize, j: usize) -> f64 {
        self.flows[(s * self.r + i) * self.r + j]
    }
}

/// Trade of 2014 by product between the regions that WIOD has, and mixes for those it has not.
struct Start<'a> {
    classes: &'a Classes,
    wiod: &'a Wiod,
    acc: &'a Accounts,
    judged: &'a Judgements,
    /// Position of each region in WIOD, if it has its own accounts there.
    own: Vec<Option<usize>>,
    /// Exported share of output and imported share of use, by product, over the WIOD economies.
    export_ratio: Vec<f64>,
    import_ratio: Vec<f64>,
}

impl<'a> Start<'a> {
    fn new(
        classes: &'a Classes,
        wiod: &'a Wiod,
        acc: &'a Accounts,
        judged: &'a Judgements,
    ) -> Self {
        let s = classes.s();
        let own: Vec<Option<usize>> = classes
            .regions
            .iter()
            .map(|r| {
                wiod.position(&r.code)
                    .filter(|_| r.donors.is_empty() && r.code != "ROW")
            })
            .collect();
        let (mut export_ratio, mut import_ratio) = (vec![0.0; s], vec![0.0; s]);
        for p in 0..s {
            let source = classes.slot(p);
            let (mut made, mut used, mut home) = (0.0, 0.0, 0.0);
            for e in 0..wiod.len() - 1 {
                made += wiod.output(e, source);
                used += (0..classes.users())
                    .map(|u| wiod.used(e, source, u))
                    .sum::<f64>();
                home += wiod.sales(e, source, e).iter().sum::<f64>();
            }
            export_ratio[p] = 1.0 - home / made;
            import_ratio[p] = 1.0 - home / used;
        }
        Self {
            classes,
            wiod,
            acc,
            judged,
            own,
            export_ratio,
            import_ratio,
        }
    }

    /// Sales in WIOD 2014 of product p (split sectors whole in their slots) of region i to region j.
    fn wiod_flow(&self, p: usize, i: usize, j: usize) -> Option<f64> {
        let (a, b) = (self.own[i]?, self.own[j]?);
        Some(self.wiod.sales(a, p, b).iter().sum())
    }

    /// Value of the goods that region i offers abroad, by product: a mix.
    fn offered(&self, i: usize, p: usize) -> f64 {
        let p0 = self.classes.slot(p);
        let made = self.acc.x(i, p);
        match self.own[i] {
            // The mix of 2014, at the output of 2023.
            Some(e) => {
                let out: f64 = self.wiod.output(e, p0);
                let home: f64 = self.wiod.sales(e, p0, e).iter().sum();
                made * (out - home).max(0.0) / out.max(1e-9)
            }
            // What its own users cannot take is sold abroad.
            None => (made * self.export_ratio[p]).max(made - self.acc.use_of(i, p)),
        }
    }

    /// Value of the goods that region j buys abroad, by product: a mix.
    fn wanted(&self, j: usize, p: usize) -> f64 {
        let p0 = self.classes.slot(p);
        let bought = self.acc.use_of(j, p);
        match self.own[j] {
            Some(e) => {
                let used: f64 = (0..self.classes.users())
                    .map(|u| self.wiod.used(e, p0, u))
                    .sum();
                let home: f64 = self.wiod.sales(e, p0, e).iter().sum();
                bought * (used - home).max(0.0) / used.max(1e-9)
            }
            None => (bought * self.import_ratio[p]).max(bought - self.acc.x(j, p)),
        }
    }

    /// Share of the part of a split in what i sells to j of the sector: odds of i's making it times
    /// odds of j's using it.
    fn part_share(&self, split: usize, i: usize, j: usize) -> f64 {
        let Split { slot, part } = self.classes.splits[split];
        let made = self.judged.part_made(split, i).clamp(0.01, 0.99);
        let (a, b) = (self.acc.use_of(j, part), self.acc.use_of(j, slot));
        let bought = (a / (a + b)).clamp(0.01, 0.99);
        made * bought / (made * bought + (1.0 - made) * (1.0 - bought))
    }
}

/// Balances trade by product.
pub(super) fn bilateral(
    classes: &Classes,
    wiod: &Wiod,
    acc: &Accounts,
    trade: &Trade,
    judged: &Judgements,
    levels: &Levels,
    sweeps: usize,
) -> Bilateral {
    let (r, s) = (classes.r(), classes.s());
    let start = Start::new(classes, wiod, acc, judged);
    let at = |p: usize, i: usize, j: usize| (p * r + i) * r + j;
    let mut m = vec![0.0; s * r * r];
    let kc = classes.chips;
    let slots: Vec<Vec<usize>> = (0..s)
        .filter(|p| classes.slot(*p) == *p)
        .map(|p| classes.halves(p))
        .collect();
    let sum = |halves: &[usize], of: &dyn Fn(usize) -> f64| -> f64 {
        halves.iter().map(|p| of(*p)).sum()
    };
    let world_offer: Vec<f64> = slots
        .iter()
        .map(|halves| {
            (0..r)
                .map(|i| sum(halves, &|p| start.offered(i, p)))
                .sum::<f64>()
        })
        .collect();
    for i in 0..r {
        for p in 0..s {
            m[at(p, i, i)] = (acc.x(i, p) - start.offered(i, p)).max(0.02 * acc.x(i, p));
        }
        for j in (0..r).filter(|j| *j != i) {
            for (halves, world) in slots.iter().zip(&world_offer) {
                let slot = halves[halves.len() - 1];
                let flow = start.wiod_flow(slot, i, j).unwrap_or_else(|| {
                    sum(halves, &|p| start.offered(i, p)) * sum(halves, &|p| start.wanted(j, p))
                        / world.max(1e-9)
                });
                let part = classes
                    .split(slot)
                    .map_or(0.0, |k| start.part_share(k, i, j));
                m[at(slot, i, j)] = flow * (1.0 - part);
                if halves.len() > 1 {
                    m[at(halves[0], i, j)] = flow * part;
                }
            }
        }
    }
    exported_chips(classes, levels, acc, &mut m);
    let mut supply: Vec<f64> = vec![0.0; s * r];
    let mut usage: Vec<f64> = vec![0.0; s * r];
    for p in 0..s {
        for i in 0..r {
            supply[p * r + i] = acc.x(i, p);
            usage[p * r + i] = acc.use_of(i, p);
        }
    }
    let mut pairs = trade.goods.clone();
    // Taiwan's chips are known by destination: they leave the balancing and come back after it.
    let tw = classes.taiwan;
    for j in (0..r).filter(|j| *j != tw) {
        let v = trade.taiwan_chips[j].min(0.97 * pairs[tw * r + j]);
        supply[kc * r + tw] -= v;
        usage[kc * r + j] -= v;
        pairs[tw * r + j] -= v;
        m[at(kc, tw, j)] = 0.0;
    }
    let convergence = cyclic(classes, &mut m, [&supply, &usage, &pairs], sweeps);
    for j in (0..r).filter(|j| *j != tw) {
        m[at(kc, tw, j)] = trade.taiwan_chips[j].min(0.97 * trade.goods[tw * r + j]);
    }
    Bilateral {
        r,
        flows: m,
        convergence,
    }
}

impl Bilateral {
    /// Sales of product p of region i to everybody.
    pub(super) fn sold(&self, p: usize, i: usize) -> f64 {
        self.flows[(p * self.r + i) * self.r..][..self.r]
            .iter()
            .sum()
    }
}

/// Components (ISIC 261) hold more than integrated circuits (HS 8542): boards, displays, discrete and
/// passive parts add about a quarter to their trade (judgement).
const COMPONENTS_PER_CIRCUIT: f64 = 1.25;

/// Sets the start of trade in components to the exports that customs report, by seller.
///
/// Hubs report what passes through, so theirs stay as the pattern of electronics gives them.
fn exported_chips(classes: &Classes, levels: &Levels, acc: &Accounts, m: &mut [f64]) {
    let r = classes.r();
    let block = &mut m[classes.chips * r * r..][..r * r];
    for (i, line) in block.chunks_exact_mut(r).enumerate() {
        if classes.regions[i].hub.is_some() || Some(i) == classes.hong_kong {
            continue;
        }
        let made = acc.x(i, classes.chips);
        let sold = (COMPONENTS_PER_CIRCUIT * levels.chip_exports[i]).min(0.85 * made);
        let abroad: f64 = line.iter().sum::<f64>() - line[i];
        for (j, v) in line.iter_mut().enumerate() {
            *v = if j == i {
                made - sold
            } else {
                *v * sold / abroad.max(1e-12)
            };
        }
    }
}

/// Cyclic scaling to pair totals of goods, supply, and use; use comes last and is exact.
fn cyclic(
    classes: &Classes,
    m: &mut [f64],
    [supply, usage, pairs]: [&[f64]; 3],
    sweeps: usize,
) -> Convergence {
    let (r, s) = (classes.r(), classes.s());
    let goods: Vec<usize> = (0..s).filter(|p| classes.is_good[*p]).collect();
    let mut worst = 0.0;
    for sweep in 1..=sweeps {
        let mut sums = vec![0.0; r * r];
        for &p in &goods {
            for (t, v) in sums.iter_mut().zip(&m[p * r * r..][..r * r]) {
                *t += v;
            }
        }
        for (k, t) in sums.iter_mut().enumerate() {
            let diagonal = k / r == k % r;
            *t = if diagonal || *t <= 0.0 {
                1.0
            } else {
                pairs[k].max(0.0) / *t
            };
        }
        for &p in &goods {
            for (v, f) in m[p * r * r..][..r * r].iter_mut().zip(&sums) {
                *v *= f;
            }
        }
        worst = 0.0;
        for p in 0..s {
            let block = &mut m[p * r * r..][..r * r];
            for (i, line) in block.chunks_exact_mut(r).enumerate() {
                let total: f64 = line.iter().sum();
                if total > 0.0 {
                    let f = supply[p * r + i].max(0.0) / total;
                    worst = f64::max(worst, (f - 1.0).abs());
                    line.iter_mut().for_each(|v| *v *= f);
                }
            }
            for j in 0..r {
                let total: f64 = (0..r).map(|i| block[i * r + j]).sum();
                if total > 0.0 {
                    let f = usage[p * r + j].max(0.0) / total;
                    worst = f64::max(worst, (f - 1.0).abs());
                    for i in 0..r {
                        block[i * r + j] *= f;
                    }
                }
            }
        }
        if worst < 1e-9 {
            return Convergence {
                sweeps: sweep,
                worst,
            };
        }
    }
    Convergence { sweeps, worst }
}
