//! What the buyers of a region do once deliveries of a product are known: new stocks, new weights,
//! new orders (D10)–(D15).
//!
//! Orders are not kept from step to step: what was ordered follows from the stock gap and the
//! expectations of the step before, which are there anyway.

use pulp::{Simd, WithSimd};

use super::demand::Orders;
use super::rows::{Missing, Rows};
use super::{Place, Todo};
use crate::dynamic::blocks::Blocks;
use crate::dynamic::lanes::{Lanes, Lost};
use crate::product::transposed;
use crate::real::{Real, Row, Wide};

/// Kinds of buyers, which numbers are kept apart by.
const SECTORS: usize = 0;
const FINALS: usize = 1;

/// How the buyers of a region stand to their sellers, some draws at a time. The kind of a buyer is known
/// when this is compiled, so that sums by kind stay in registers.
trait Supply<T: Real, S: Simd> {
    /// Share of normal orders that does not arrive at a buyer.
    fn missing<const KIND: usize>(&self, buyer: usize) -> Wide<T, S>;
    /// 1/D of the last orders.
    fn before<const KIND: usize>(&self, buyer: usize) -> Wide<T, S>;
    /// 1/D of the next ones, where there was a review.
    fn reviewed<const KIND: usize>(&self, buyer: usize) -> Wide<T, S>;
    /// Takes orders beyond normal.
    fn order<const KIND: usize>(&mut self, buyer: usize, beyond: Wide<T, S>);
}

/// Stocks and orders of part `v` of the draws.
#[inline(always)]
fn buy<T: Real, S: Simd>(
    simd: S,
    v: usize,
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    (todo, Place { s, c }): (Todo, Place),
    supply: &mut impl Supply<T, S>,
) {
    let products = blocks.products;
    let start = (s * blocks.regions + c) * blocks.width;
    let wide = |x: T| Wide::<T, S>::splat(simd, x);
    let load = |row: &Row<T>| Wide::<T, S>::load(simd, row, v);
    let (none, one, less_one) = (wide(T::ZERO), wide(T::ONE), wide(T::ZERO - T::ONE));
    if let Some(days) = todo.receive {
        let behaviour = &lanes.behaviour;
        let (days, per_day) = (wide(T::of(days)), wide(T::of(1.0 / days)));
        // Of what arrives in a step, all but the last day's can be used in it (D11).
        let in_time = one - per_day;
        let mut not_arrived = load(&lanes.missing[c]);
        let rules = s * products..(s + 1) * products;
        let cover = &behaviour.cover[rules.clone()];
        let restocking = &behaviour.restocking[rules.clone()];
        let threshold = &behaviour.reach[rules.clone()];
        let flows_only = &blocks.flows_only[rules];
        let nodes = c * products..(c + 1) * products;
        let expected = &lanes.expected[nodes.clone()];
        let expected_before = &lanes.expected_before[nodes.clone()];
        let level = &lanes.level[nodes.clone()];
        let reach = &mut lanes.reach[nodes];
        let stocks = (s * blocks.regions + c) * products;
        let gaps = &mut lanes.gap[stocks..stocks + products];
        let binds = &blocks.binds[stocks..stocks + products];
        let all_bought = &blocks.bought[start..start + products];
        for k in 0..products {
            let bought = all_bought[k];
            if bought <= T::ZERO {
                continue;
            }
            let before = supply.before::<SECTORS>(k);
            let came = before * (one - supply.missing::<SECTORS>(k));
            let now = if todo.review {
                supply.reviewed::<SECTORS>(k)
            } else {
                before
            };
            let (arrived, beyond) = if flows_only[k] {
                let arrived = load(&expected_before[k]) * came;
                (arrived, load(&expected[k]).mul_add(now, less_one))
            } else {
                let gap = load(&gaps[k]);
                let (cover, level) = (load(&cover[k]), load(&level[k]));
                let restocking = load(&restocking[k]);
                let wanted = gap.mul_add(restocking, load(&expected_before[k]));
                let arrived = wanted.most(none) * came;
                let used = level.least((cover - gap).mul_add(per_day, arrived * in_time));
                let gap = (used - arrived).mul_add(days, gap);
                gap.store(&mut gaps[k], v);
                if binds[k] {
                    let reach = &mut reach[k];
                    let held = (cover - gap) * load(&threshold[k]);
                    held.least(load(reach)).store(reach, v);
                }
                let wanted = gap.mul_add(restocking, load(&expected[k]));
                (arrived, wanted.most(none).mul_add(now, less_one))
            };
            not_arrived = (one - arrived).mul_add(wide(bought), not_arrived);
            supply.order::<SECTORS>(k, beyond);
        }
        not_arrived.store(&mut lanes.missing[c], v);
    }
    let (mut not_arrived, mut unmet) = (load(&lanes.missing[c]), load(&lanes.unmet[c]));
    for u in 0..blocks.finals {
        let buyer = products + u;
        let before = supply.before::<FINALS>(buyer);
        if todo.receive.is_some() {
            let wanted = load(&lanes.finals_before[c * blocks.finals + u]);
            let arrived = wanted * before * (one - supply.missing::<FINALS>(buyer));
            let bought = wide(blocks.bought[start + buyer]);
            not_arrived = (one - arrived).mul_add(bought, not_arrived);
            unmet = (wanted - arrived).mul_add(bought, unmet);
        }
        let now = if todo.review {
            supply.reviewed::<FINALS>(buyer)
        } else {
            before
        };
        let wanted = load(&lanes.finals[c * blocks.finals + u]);
        supply.order::<FINALS>(buyer, wanted.mul_add(now, less_one));
    }
    not_arrived.store(&mut lanes.missing[c], v);
    unmet.store(&mut lanes.unmet[c], v);
}

/// A region whose sectors share their origins abroad, and whose final users do.
pub(super) struct Shared<'a, T> {
    pub(super) blocks: &'a Blocks<T>,
    pub(super) lanes: &'a mut Lanes<T>,
    pub(super) todo: Todo,
    pub(super) place: Place,
    pub(super) missing: &'a Missing<T>,
    pub(super) orders: &'a mut Orders<T>,
}

/// Sums over home and abroad that all buyers of a kind share: share × home + (1 − share) × abroad.
struct Both<T: Real, S: Simd> {
    home: [Wide<T, S>; 2],
    abroad: [Wide<T, S>; 2],
}

impl<T: Real, S: Simd> Both<T, S> {
    #[inline(always)]
    fn load(simd: S, v: usize, home: [&Row<T>; 2], abroad: [&Row<T>; 2]) -> Self {
        Self {
            home: home.map(|row| Wide::load(simd, row, v)),
            abroad: abroad.map(|row| Wide::load(simd, row, v)),
        }
    }

    #[inline(always)]
    fn at<const KIND: usize>(&self, home: Wide<T, S>, abroad: Wide<T, S>) -> Wide<T, S> {
        home.mul_add(self.home[KIND], abroad * self.abroad[KIND])
    }
}

/// Buyers of a region who share their origins.
struct Sharing<'a, T: Real, S: Simd> {
    simd: S,
    home: &'a [T],
    bought: &'a [T],
    missing: Both<T, S>,
    lost: Both<T, S>,
    reviewed: Both<T, S>,
    /// Orders at home and abroad of sectors and of final users.
    ordered: [[Wide<T, S>; 2]; 2],
}

impl<T: Real, S: Simd> Sharing<'_, T, S> {
    /// A buyer's shares of home and abroad.
    #[inline(always)]
    fn shares(&self, buyer: usize) -> (Wide<T, S>, Wide<T, S>) {
        let home = self.home[buyer];
        (
            Wide::splat(self.simd, home),
            Wide::splat(self.simd, T::ONE - home),
        )
    }

    #[inline(always)]
    fn per_weight<const KIND: usize>(&self, lost: &Both<T, S>, buyer: usize) -> Wide<T, S> {
        let (home, abroad) = self.shares(buyer);
        let one = Wide::splat(self.simd, T::ONE);
        one / (one - lost.at::<KIND>(home, abroad))
    }
}

impl<T: Real, S: Simd> Supply<T, S> for Sharing<'_, T, S> {
    #[inline(always)]
    fn missing<const KIND: usize>(&self, buyer: usize) -> Wide<T, S> {
        let (home, abroad) = self.shares(buyer);
        self.missing.at::<KIND>(home, abroad)
    }

    #[inline(always)]
    fn before<const KIND: usize>(&self, buyer: usize) -> Wide<T, S> {
        self.per_weight::<KIND>(&self.lost, buyer)
    }

    #[inline(always)]
    fn reviewed<const KIND: usize>(&self, buyer: usize) -> Wide<T, S> {
        self.per_weight::<KIND>(&self.reviewed, buyer)
    }

    #[inline(always)]
    fn order<const KIND: usize>(&mut self, buyer: usize, beyond: Wide<T, S>) {
        let (home, abroad) = self.shares(buyer);
        let beyond = beyond * Wide::splat(self.simd, self.bought[buyer]);
        let [at_home, afar] = &mut self.ordered[KIND];
        *at_home = beyond.mul_add(home, *at_home);
        *afar = beyond.mul_add(abroad, *afar);
    }
}

impl<T: Real> WithSimd for Shared<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            blocks,
            lanes,
            todo,
            place,
            missing,
            orders,
        } = self;
        let Place { s, c } = place;
        let start = (s * blocks.regions + c) * blocks.width;
        let at = s * blocks.regions + c;
        let none = Wide::splat(simd, T::ZERO);
        for v in 0..Wide::<T, S>::PER_ROW {
            let [sectors, finals] = &missing.home;
            let [sectors_abroad, finals_abroad] = &missing.abroad;
            let of = |lost: &Lost<T>| {
                let [sectors, finals] = &lost.abroad;
                Both::load(simd, v, [&lost.home, &lost.home], [sectors, finals])
            };
            let mut supply = Sharing {
                simd,
                home: &blocks.home[start..start + blocks.width],
                bought: &blocks.bought[start..start + blocks.width],
                missing: Both::load(simd, v, [sectors, finals], [sectors_abroad, finals_abroad]),
                lost: of(&lanes.lost[at]),
                reviewed: of(&missing.lost),
                ordered: [[none; 2]; 2],
            };
            buy(simd, v, blocks, lanes, (todo, place), &mut supply);
            for (buyers, [at_home, afar]) in supply.ordered.into_iter().enumerate() {
                at_home.store(&mut orders.home[buyers][at], v);
                afar.store(&mut orders.abroad[buyers][at], v);
            }
        }
        if todo.review {
            lanes.lost[at] = missing.lost;
        }
    }
}

/// Rows of a block that is kept whole, by buyer; kept between blocks.
pub(super) struct Whole<T> {
    products: usize,
    missing: Vec<Row<T>>,
    lost: Vec<Row<T>>,
    pub(super) beyond: Vec<Row<T>>,
}

impl<T: Real> Whole<T> {
    pub(super) fn new(products: usize, width: usize) -> Self {
        Self {
            products,
            missing: vec![Row::ZERO; width],
            lost: vec![Row::ZERO; width],
            beyond: vec![Row::ZERO; width],
        }
    }

    /// What every buyer lacks, and what the weights of its suppliers have lost by a review.
    pub(super) fn meet<S: Simd>(&mut self, simd: S, sales: &[T], todo: Todo, rows: &Rows<T>) {
        let (products, width) = (self.products, self.missing.len());
        let (sectors, finals) = self.missing.split_at_mut(products);
        transposed(simd, sales, width, 0, &rows.sectors, sectors);
        transposed(simd, sales, width, products, &rows.finals, finals);
        if todo.review {
            transposed(simd, sales, width, 0, &rows.lost_weight, &mut self.lost);
        }
    }
}

/// A region whose buyers have origins of their own.
pub(super) struct ByBlock<'a, T> {
    pub(super) blocks: &'a Blocks<T>,
    pub(super) lanes: &'a mut Lanes<T>,
    pub(super) todo: Todo,
    pub(super) place: Place,
    /// Where the block begins among those kept whole.
    pub(super) start: usize,
    pub(super) whole: &'a mut Whole<T>,
}

/// Buyers of a region who each have their own origins.
struct Apart<'a, T: Real, S: Simd> {
    simd: S,
    v: usize,
    per_bought: &'a [T],
    per_weight: &'a [Row<T>],
    whole: &'a mut Whole<T>,
}

impl<T: Real, S: Simd> Supply<T, S> for Apart<'_, T, S> {
    #[inline(always)]
    fn missing<const KIND: usize>(&self, buyer: usize) -> Wide<T, S> {
        let missing = Wide::load(self.simd, &self.whole.missing[buyer], self.v);
        missing * Wide::splat(self.simd, self.per_bought[buyer])
    }

    #[inline(always)]
    fn before<const KIND: usize>(&self, buyer: usize) -> Wide<T, S> {
        Wide::load(self.simd, &self.per_weight[buyer], self.v)
    }

    #[inline(always)]
    fn reviewed<const KIND: usize>(&self, buyer: usize) -> Wide<T, S> {
        let one = Wide::splat(self.simd, T::ONE);
        let lost = Wide::load(self.simd, &self.whole.lost[buyer], self.v);
        one / (one - lost * Wide::splat(self.simd, self.per_bought[buyer]))
    }

    #[inline(always)]
    fn order<const KIND: usize>(&mut self, buyer: usize, beyond: Wide<T, S>) {
        beyond.store(&mut self.whole.beyond[buyer], self.v);
    }
}

impl<T: Real> WithSimd for ByBlock<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            blocks,
            lanes,
            todo,
            place,
            start,
            whole,
        } = self;
        let width = blocks.width;
        let first = (place.s * blocks.regions + place.c) * width;
        let per_bought = &blocks.per_bought[first..first + width];
        // Weights of this block alone are taken out of the state while it is worked on.
        let mut weights = std::mem::take(&mut lanes.per_weight);
        let own = start / blocks.regions..start / blocks.regions + width;
        if todo.receive.is_none() {
            whole.beyond.fill(Row::ZERO);
        }
        for v in 0..Wide::<T, S>::PER_ROW {
            let mut supply = Apart {
                simd,
                v,
                per_bought,
                per_weight: &weights[own.clone()],
                whole: &mut *whole,
            };
            buy(simd, v, blocks, lanes, (todo, place), &mut supply);
            if todo.review {
                for (b, weight) in weights[own.clone()].iter_mut().enumerate() {
                    let one = Wide::splat(simd, T::ONE);
                    let lost = Wide::load(simd, &whole.lost[b], v);
                    let reviewed = one / (one - lost * Wide::splat(simd, per_bought[b]));
                    reviewed.store(weight, v);
                }
            }
        }
        lanes.per_weight = weights;
    }
}
