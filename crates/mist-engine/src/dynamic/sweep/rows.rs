//! What sellers of a product do not deliver, and what their weights have lost, as rows of draws.

use super::{Place, Todo};
use crate::dynamic::blocks::Blocks;
use crate::dynamic::lanes::{Lanes, Links, Lost};
use crate::real::{Real, Row, WIDTH};

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
    /// Demand of sectors and final users that impaired links make differ, by seller.
    pub(super) more: Vec<[Row<T>; 2]>,
    /// For each impaired link of the product: the first three, in place of its seller's.
    pub(super) links: Vec<[Row<T>; 3]>,
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
            more: vec![[Row::ZERO; 2]; regions],
            links: Vec::new(),
            mixed: [none(), none()],
            mixed_lost: [none(), none()],
        }
    }
}

/// For every seller of a product, the share of normal orders that does not arrive per unit of
/// orders beyond weights: 1 − g k, and for impaired links 1 − g k c.
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
    let Links { links, asleep, .. } = &lanes.links[s];
    for ((link, asleep), row) in links.iter().zip(asleep).zip(&mut rows.links) {
        if *asleep {
            continue;
        }
        let i = link.from * blocks.products + s;
        let (sectors, finals) = if link.from == link.to {
            (&served.sectors_home[i], &served.finals_home[i])
        } else {
            (&served.sectors_abroad[i], &served.finals_abroad[i])
        };
        let mut share = Row::ZERO;
        for l in 0..WIDTH {
            share[l] = link.weight[l] * link.through[l];
        }
        let [no_sectors, no_finals, _] = row;
        not_delivered(&share, sectors, no_sectors);
        not_delivered(&share, finals, no_finals);
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
    let Links { links, asleep, .. } = &mut lanes.links[s];
    for ((link, asleep), row) in links.iter_mut().zip(asleep).zip(&mut rows.links) {
        if *asleep {
            continue;
        }
        let delivered = &lanes.delivered[link.from * blocks.products + s];
        let (weight, experienced) = (&mut link.weight, &link.experienced);
        let [_, _, lost] = row;
        for l in 0..WIDTH {
            weight[l] = T::ONE - switching[l] * (T::ONE - delivered[l] * experienced[l]);
            lost[l] = T::ONE - weight[l];
        }
    }
}

/// Puts the rows that are special to region c in place of the common ones, and back again.
pub(super) fn exchange<T: Real>(lanes: &Lanes<T>, rows: &mut Rows<T>, s: usize, c: usize) {
    let links = &lanes.links[s];
    let mut at_home = true;
    for p in links.awake(c) {
        let from = links.links[p].from;
        at_home &= from != c;
        let [sectors, finals, weight] = &mut rows.links[p];
        std::mem::swap(sectors, &mut rows.sectors[from]);
        std::mem::swap(finals, &mut rows.finals[from]);
        std::mem::swap(weight, &mut rows.lost_weight[from]);
    }
    if at_home {
        let [sectors, finals] = &mut rows.home[c];
        std::mem::swap(sectors, &mut rows.sectors[c]);
        std::mem::swap(finals, &mut rows.finals[c]);
    }
}

/// What the buyers of a region who share their origins lack: at home and on the mean abroad, for
/// sectors and for final users; and what their suppliers' weights have lost by a review.
pub(super) struct Missing<T> {
    pub(super) home: [Row<T>; 2],
    pub(super) abroad: [Row<T>; 2],
    pub(super) lost: Lost<T>,
}

impl<T: Real> Missing<T> {
    /// Over all sellers.
    pub(super) fn new(rows: &Rows<T>, c: usize) -> Self {
        Self {
            home: rows.home[c],
            abroad: [rows.mixed[0][c], rows.mixed[1][c]],
            lost: Lost {
                home: rows.lost_weight[c],
                abroad: [rows.mixed_lost[0][c], rows.mixed_lost[1][c]],
            },
        }
    }
}

/// What impaired links to a region add to what its buyers lack: exactly nothing in a draw in which a
/// link is free, so that it does not matter which other draws impair it.
#[inline(always)]
pub(super) fn special_missing<T: Real>(
    blocks: &Blocks<T>,
    lanes: &Lanes<T>,
    rows: &Rows<T>,
    todo: Todo,
    Place { s, c }: Place,
    missing: &mut Missing<T>,
) {
    let links = &lanes.links[s];
    let first = (s * blocks.regions + c) * blocks.regions;
    for p in links.awake(c) {
        let r = links.links[p].from;
        let [sectors, finals, lost] = &rows.links[p];
        if r == c {
            missing.home = [*sectors, *finals];
            missing.lost.home = *lost;
            continue;
        }
        for (buyers, (special, common)) in [(sectors, &rows.sectors[r]), (finals, &rows.finals[r])]
            .into_iter()
            .enumerate()
        {
            let share = blocks.mix[buyers][first + r];
            let sum = &mut missing.abroad[buyers];
            for l in 0..WIDTH {
                sum[l] += share * (special[l] - common[l]);
            }
            if todo.review {
                let (common, sum) = (&rows.lost_weight[r], &mut missing.lost.abroad[buyers]);
                for l in 0..WIDTH {
                    sum[l] += share * (lost[l] - common[l]);
                }
            }
        }
    }
}
