//! What sellers of a product do not deliver, and what their weights have lost, as rows of draws.

use std::mem::replace;

use super::{Place, Todo};
use crate::dynamic::blocks::Blocks;
use crate::dynamic::lanes::{Lanes, Link, Lost, Served};
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

/// What is special about an impaired link: the share of normal orders of sectors and of final users that
/// does not arrive, 1 − g k c; then, where suppliers are reviewed with this θ, its new weight, and 1 − g.
#[inline(always)]
fn special<T: Real>(
    link: &mut Link<T>,
    (served, delivered): (&Served<T>, &[Row<T>]),
    i: usize,
    review: Option<&Row<T>>,
) -> [Row<T>; 3] {
    let (sectors, finals) = if link.from == link.to {
        (&served.sectors_home[i], &served.finals_home[i])
    } else {
        (&served.sectors_abroad[i], &served.finals_abroad[i])
    };
    let mut all = [Row::ZERO; 3];
    let [no_sectors, no_finals, lost] = &mut all;
    let mut share = Row::ZERO;
    for l in 0..WIDTH {
        share[l] = link.weight[l] * link.through[l];
    }
    not_delivered(&share, sectors, no_sectors);
    not_delivered(&share, finals, no_finals);
    if let Some(switching) = review {
        let (weight, experienced, delivered) = (&mut link.weight, &link.experienced, &delivered[i]);
        for l in 0..WIDTH {
            weight[l] = T::ONE - switching[l] * (T::ONE - delivered[l] * experienced[l]);
            lost[l] = T::ONE - weight[l];
        }
    }
    all
}

/// Puts the rows that are special to a region in place of the common ones.
#[inline(always)]
pub(super) fn enter<T: Real>(
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    rows: &mut Rows<T>,
    todo: Todo,
    Place { s, c }: Place,
) {
    let delivery = (&lanes.served, lanes.delivered.as_slice());
    let review = todo.review.then(|| &lanes.behaviour.switching[s]);
    let mut at_home = true;
    for (link, _) in lanes.links[s].awake_mut(c) {
        let i = link.from * blocks.products + s;
        at_home &= link.from != c;
        rows.put(link.from, special(link, delivery, i, review));
    }
    if at_home {
        let [sectors, finals] = rows.home[c];
        rows.put(c, [sectors, finals, rows.lost_weight[c]]);
    }
}

/// What the buyers of a region who share their origins lack: at home and on the mean abroad, for
/// sectors and for final users; and what their suppliers' weights have lost by a review.
#[derive(Clone)]
pub(super) struct Missing<T> {
    pub(super) home: [Row<T>; 2],
    pub(super) abroad: [Row<T>; 2],
    pub(super) lost: Lost<T>,
}

impl<T: Real> Missing<T> {
    /// Nothing.
    pub(super) fn none() -> Self {
        let none = [Row::ZERO; 2];
        Self {
            home: none,
            abroad: none,
            lost: Lost {
                home: Row::ZERO,
                abroad: none,
            },
        }
    }

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
    lanes: &mut Lanes<T>,
    rows: &Rows<T>,
    todo: Todo,
    Place { s, c }: Place,
    missing: &mut Missing<T>,
) {
    let delivery = (&lanes.served, lanes.delivered.as_slice());
    let review = todo.review.then(|| &lanes.behaviour.switching[s]);
    let first = (s * blocks.regions + c) * blocks.regions;
    for (link, _) in lanes.links[s].awake_mut(c) {
        let r = link.from;
        let [sectors, finals, lost] = special(link, delivery, r * blocks.products + s, review);
        if r == c {
            missing.home = [sectors, finals];
            missing.lost.home = lost;
            continue;
        }
        for (buyers, (special, common)) in
            [(&sectors, &rows.sectors[r]), (&finals, &rows.finals[r])]
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
