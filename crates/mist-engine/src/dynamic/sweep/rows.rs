//! What sellers of a product do not deliver, and what their weights have lost, as rows of draws.

use std::mem::replace;

use pulp::{Simd, WithSimd};

use super::{Place, Todo};
use crate::dynamic::blocks::Blocks;
use crate::dynamic::lanes::{Lanes, Lost, Served};
use crate::real::{Real, Row, WIDTH, Wide};

/// Rows that a product's sums are taken over, by seller; kept between products.
pub(super) struct Rows<T> {
    /// Share of normal orders that sectors of a region without impaired links do not get.
    pub(super) sectors: Vec<Row<T>>,
    /// The same for final users.
    pub(super) finals: Vec<Row<T>>,
    /// 1 − g.
    pub(super) lost_weight: Vec<Row<T>>,
    /// For buyers at the seller's home: the first two, in place of the common ones.
    pub(super) home: Vec<[Row<T>; 2]>,
    /// The first three as they are for other regions, by seller, while a region's own are in their place.
    common: Vec<(usize, [Row<T>; 3])>,
    /// `sectors` and `finals` at the mix of origins abroad of every region's sectors and final users.
    pub(super) mixed: [Vec<Row<T>>; 2],
    /// `lost_weight` at both mixes.
    pub(super) mixed_lost: [Vec<Row<T>>; 2],
}

impl<T: Real> Rows<T> {
    pub(super) fn new(regions: usize) -> Self {
        let none = || vec![Row::ZERO; regions];
        Self {
            sectors: none(),
            finals: none(),
            lost_weight: none(),
            home: vec![[Row::ZERO; 2]; regions],
            common: Vec::new(),
            mixed: [none(), none()],
            mixed_lost: [none(), none()],
        }
    }

    /// Puts rows in place of a seller's common ones.
    #[inline(always)]
    fn put(&mut self, seller: usize, [sectors, finals, lost_weight]: [Row<T>; 3]) {
        let before = [
            replace(&mut self.sectors[seller], sectors),
            replace(&mut self.finals[seller], finals),
            replace(&mut self.lost_weight[seller], lost_weight),
        ];
        self.common.push((seller, before));
    }

    /// Puts the common rows back.
    pub(super) fn leave(&mut self) {
        for (seller, [sectors, finals, lost_weight]) in self.common.drain(..) {
            self.sectors[seller] = sectors;
            self.finals[seller] = finals;
            self.lost_weight[seller] = lost_weight;
        }
    }
}

/// For every seller of a product, the share of normal orders that does not arrive per unit of
/// orders beyond weights over free links: 1 − g k.
#[inline(always)]
pub(super) fn delivery_rows<T: Real>(
    blocks: &Blocks<T>,
    lanes: &Lanes<T>,
    s: usize,
    rows: &mut Rows<T>,
) {
    let served = &lanes.served;
    for r in 0..blocks.regions {
        let i = r * blocks.products + s;
        let weight = &lanes.weight[s * blocks.regions + r];
        let [sectors_home, finals_home] = &mut rows.home[r];
        not_delivered(weight, &served.sectors_abroad[i], &mut rows.sectors[r]);
        not_delivered(weight, &served.finals_abroad[i], &mut rows.finals[r]);
        not_delivered(weight, &served.sectors_home[i], sectors_home);
        not_delivered(weight, &served.finals_home[i], finals_home);
    }
}

/// 1 − a b.
#[inline(always)]
fn not_delivered<T: Real>(a: &Row<T>, b: &Row<T>, out: &mut Row<T>) {
    for l in 0..WIDTH {
        out[l] = T::ONE - a[l] * b[l];
    }
}

/// New weights (D16).
#[inline(always)]
pub(super) fn review<T: Real>(
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    s: usize,
    rows: &mut Rows<T>,
) {
    let switching = &lanes.behaviour.switching[s];
    for r in 0..blocks.regions {
        let delivered = &lanes.delivered[r * blocks.products + s];
        let weight = &mut lanes.weight[s * blocks.regions + r];
        let lost = &mut rows.lost_weight[r];
        for l in 0..WIDTH {
            weight[l] = T::ONE - switching[l] * (T::ONE - delivered[l]);
            lost[l] = T::ONE - weight[l];
        }
    }
}

/// New weight of a link (D16), for part `v` of the draws.
#[inline(always)]
fn reviewed<T: Real, S: Simd>(
    switching: Wide<T, S>,
    delivered: Wide<T, S>,
    experienced: Wide<T, S>,
) -> Wide<T, S> {
    let one = Wide::splat(switching.simd(), T::ONE);
    one - switching * (one - delivered * experienced)
}

/// Puts the rows that are special to a region in place of the common ones.
pub(super) struct Enter<'a, T> {
    pub(super) blocks: &'a Blocks<T>,
    pub(super) lanes: &'a mut Lanes<T>,
    pub(super) rows: &'a mut Rows<T>,
    pub(super) todo: Todo,
    pub(super) place: Place,
}

impl<T: Real> WithSimd for Enter<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            blocks,
            lanes,
            rows,
            todo,
            place: Place { s, c },
        } = self;
        let Served {
            sectors_abroad,
            finals_abroad,
            sectors_home,
            finals_home,
        } = &lanes.served;
        let one = Wide::splat(simd, T::ONE);
        let links = &mut lanes.links.of[s];
        let mut at_home = true;
        for at in links.to(c).filter(|&at| !links.asleep[at]) {
            let r = links.links[at].from;
            let i = r * blocks.products + s;
            let [home_sectors, home_finals] = rows.home[r];
            let (mut all, served) = if r == c {
                let all = [home_sectors, home_finals, rows.lost_weight[r]];
                (all, [&sectors_home[i], &finals_home[i]])
            } else {
                let all = [rows.sectors[r], rows.finals[r], rows.lost_weight[r]];
                (all, [&sectors_abroad[i], &finals_abroad[i]])
            };
            at_home &= r != c;
            for v in 0..Wide::<T, S>::PER_ROW {
                let load = |row: &Row<T>| Wide::<T, S>::load(simd, row, v);
                let withheld = load(&links.withheld[at]);
                for (row, served) in all.iter_mut().zip(served) {
                    (load(row) + withheld * load(served)).store(row, v);
                }
                if todo.review {
                    let switching = load(&lanes.behaviour.switching[s]);
                    let (delivered, seen) = (load(&lanes.delivered[i]), &links.experienced[at]);
                    let weight = reviewed(switching, delivered, load(seen));
                    weight.store(&mut links.weight[at], v);
                    (one - weight).store(&mut all[2], v);
                }
            }
            rows.put(r, all);
        }
        if at_home {
            let [sectors, finals] = rows.home[c];
            rows.put(c, [sectors, finals, rows.lost_weight[c]]);
        }
    }
}

/// What the buyers of a region who share their origins lack: at home and on the mean abroad, for
/// sectors and for final users; and what their suppliers' weights have lost by a review.
#[derive(Clone, Default)]
pub(super) struct Missing<T> {
    pub(super) home: [Row<T>; 2],
    pub(super) abroad: [Row<T>; 2],
    pub(super) lost: Lost<T>,
}

impl<T: Real> Missing<T> {
    /// Takes in what is lacked over all sellers, and what a review says of their weights.
    pub(super) fn take(&mut self, rows: &Rows<T>, c: usize, review: bool) {
        self.home = rows.home[c];
        self.abroad = [rows.mixed[0][c], rows.mixed[1][c]];
        if review {
            self.lost = Lost {
                home: rows.lost_weight[c],
                abroad: [rows.mixed_lost[0][c], rows.mixed_lost[1][c]],
            };
        }
    }
}

/// What impaired links to a region add to what its buyers lack: exactly nothing in a draw in which a
/// link is free, so that it does not matter which other draws impair it.
pub(super) struct SpecialMissing<'a, T> {
    pub(super) blocks: &'a Blocks<T>,
    pub(super) lanes: &'a mut Lanes<T>,
    pub(super) rows: &'a Rows<T>,
    pub(super) todo: Todo,
    pub(super) place: Place,
    pub(super) missing: &'a mut Missing<T>,
}

impl<T: Real> WithSimd for SpecialMissing<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            blocks,
            lanes,
            rows,
            todo,
            place: Place { s, c },
            missing: Missing { home, abroad, lost },
        } = self;
        let links = &mut lanes.links.of[s];
        let here = links.to(c);
        if here.is_empty() {
            return;
        }
        let served = &lanes.served;
        let first = (s * blocks.regions + c) * blocks.regions;
        let mixes = [0, 1].map(|buyers: usize| &blocks.mix[buyers][first..first + blocks.regions]);
        let one = Wide::splat(simd, T::ONE);
        for v in 0..Wide::<T, S>::PER_ROW {
            let load = |row: &Row<T>| Wide::<T, S>::load(simd, row, v);
            let switching = load(&lanes.behaviour.switching[s]);
            let [mut to_sectors, mut to_finals] = [load(&abroad[0]), load(&abroad[1])];
            let [mut lost_sectors, mut lost_finals] =
                [load(&lost.abroad[0]), load(&lost.abroad[1])];
            for at in here.clone() {
                if links.asleep[at] {
                    continue;
                }
                let r = links.links[at].from;
                let i = r * blocks.products + s;
                let withheld = load(&links.withheld[at]);
                let [of_sectors, of_finals] = mixes.map(|mix| Wide::splat(simd, mix[r]));
                if r == c {
                    let served = [&served.sectors_home[i], &served.finals_home[i]];
                    for (row, served) in home.iter_mut().zip(served) {
                        (load(row) + withheld * load(served)).store(row, v);
                    }
                } else {
                    let sectors = withheld * load(&served.sectors_abroad[i]);
                    let finals = withheld * load(&served.finals_abroad[i]);
                    to_sectors = sectors.mul_add(of_sectors, to_sectors);
                    to_finals = finals.mul_add(of_finals, to_finals);
                }
                if !todo.review {
                    continue;
                }
                let seen = load(&links.experienced[at]);
                let weight = reviewed(switching, load(&lanes.delivered[i]), seen);
                weight.store(&mut links.weight[at], v);
                if r == c {
                    (one - weight).store(&mut lost.home, v);
                } else {
                    let more = (one - weight) - load(&rows.lost_weight[r]);
                    lost_sectors = more.mul_add(of_sectors, lost_sectors);
                    lost_finals = more.mul_add(of_finals, lost_finals);
                }
            }
            to_sectors.store(&mut abroad[0], v);
            to_finals.store(&mut abroad[1], v);
            lost_sectors.store(&mut lost.abroad[0], v);
            lost_finals.store(&mut lost.abroad[1], v);
        }
    }
}
