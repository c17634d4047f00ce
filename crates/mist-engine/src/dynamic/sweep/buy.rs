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
    /// What arrives of the last orders, by unit wanted, and 1/D of the next.
    #[inline(always)]
    fn came<const KIND: usize>(&self, buyer: usize, review: bool) -> (Wide<T, S>, Wide<T, S>) {
        let before = self.before::<KIND>(buyer);
        let one = Wide::splat(before.simd(), T::ONE);
        let came = before * (one - self.missing::<KIND>(buyer));
        let now = if review {
            self.reviewed::<KIND>(buyer)
        } else {
            before
        };
        (came, now)
    }
    /// Takes orders beyond normal.
    fn order<const KIND: usize>(&mut self, buyer: usize, beyond: Wide<T, S>);
}

/// What happens to stocks in a step.
struct Step<T: Real, S: Simd> {
    none: Wide<T, S>,
    days: Wide<T, S>,
    per_day: Wide<T, S>,
    /// Of what arrives in a step, all but the last day's can be used in it (D11).
    in_time: Wide<T, S>,
}

/// What a buyer of inputs keeps and makes.
struct Keeps<T: Real, S: Simd> {
    cover: Wide<T, S>,
    restocking: Wide<T, S>,
    level: Wide<T, S>,
}

impl<T: Real, S: Simd> Step<T, S> {
    #[inline(always)]
    fn new(simd: S, days: f64) -> Self {
        let wide = |x: f64| Wide::<T, S>::splat(simd, T::of(x));
        let per_day = wide(1.0 / days);
        Self {
            none: wide(0.0),
            days: wide(days),
            per_day,
            in_time: wide(1.0) - per_day,
        }
    }

    /// What arrives of orders that went out with a gap in stocks and the expectations of then, and the gap
    /// that is left (D10), (D11).
    #[inline(always)]
    fn receive(
        &self,
        gap: Wide<T, S>,
        expected: Wide<T, S>,
        came: Wide<T, S>,
        keeps: &Keeps<T, S>,
    ) -> (Wide<T, S>, Wide<T, S>) {
        let arrived = self.wanted(gap, expected, keeps) * came;
        let there = (keeps.cover - gap).mul_add(self.per_day, arrived * self.in_time);
        let used = keeps.level.least(there);
        (arrived, (used - arrived).mul_add(self.days, gap))
    }

    /// q, as a share of normal purchases (D14).
    #[inline(always)]
    fn wanted(&self, gap: Wide<T, S>, expected: Wide<T, S>, keeps: &Keeps<T, S>) -> Wide<T, S> {
        gap.mul_add(keeps.restocking, expected).most(self.none)
    }
}

/// Stocks and orders of part `v` of the draws.
#[inline(always)]
fn buy<T: Real, S: Simd>(
    simd: S,
    v: usize,
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    (todo, place @ Place { s, c }): (Todo, Place),
    supply: &mut impl Supply<T, S>,
) {
    let bought = &blocks.bought[blocks.buyers.cells(s, c)];
    let first_final = blocks.buyers.sectors(s);
    let wide = |x: T| Wide::<T, S>::splat(simd, x);
    let load = |row: &Row<T>| Wide::<T, S>::load(simd, row, v);
    let (one, less_one) = (wide(T::ONE), wide(T::ZERO - T::ONE));
    let (mut not_arrived, mut unmet) = (load(&lanes.missing[c]), load(&lanes.unmet[c]));
    if let Some(days) = todo.receive {
        let step = Step::new(simd, days);
        let own = for_themselves(&step, v, blocks, lanes, (todo.review, place), supply);
        let pool = in_common(simd, v, blocks, lanes, (todo.review, place), supply);
        not_arrived = not_arrived + (own + pool);
    }
    for u in 0..blocks.finals {
        let buyer = first_final + u;
        let (came, now) = supply.came::<FINALS>(buyer, todo.review);
        if todo.receive.is_some() {
            let wanted = load(&lanes.finals_before[c * blocks.finals + u]);
            let arrived = wanted * came;
            let bought = wide(bought[buyer]);
            not_arrived = (one - arrived).mul_add(bought, not_arrived);
            unmet = (wanted - arrived).mul_add(bought, unmet);
        }
        let wanted = load(&lanes.finals[c * blocks.finals + u]);
        supply.order::<FINALS>(buyer, wanted.mul_add(now, less_one));
    }
    not_arrived.store(&mut lanes.missing[c], v);
    unmet.store(&mut lanes.unmet[c], v);
}

/// What sectors receive and order of what they buy for themselves; returns what of normal purchases did not
/// arrive, money.
#[inline(always)]
fn for_themselves<T: Real, S: Simd>(
    step: &Step<T, S>,
    v: usize,
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    (review, Place { s, c }): (bool, Place),
    supply: &mut impl Supply<T, S>,
) -> Wide<T, S> {
    let simd = step.none.simd();
    let load = |row: &Row<T>| Wide::<T, S>::load(simd, row, v);
    let (one, less_one) = (
        Wide::splat(simd, T::ONE),
        Wide::splat(simd, T::ZERO - T::ONE),
    );
    let buyers = &blocks.buyers;
    let own = buyers.own(s);
    let bought = &blocks.bought[buyers.cells(s, c)][..own.len()];
    let binds = &blocks.binds[buyers.stocks(s, c)];
    let gaps = &mut lanes.gap[buyers.stocks(s, c)];
    let behaviour = &lanes.behaviour;
    let cover = &behaviour.cover[buyers.rules(s)];
    let restocking = &behaviour.restocking[buyers.rules(s)];
    let threshold = &behaviour.reach[buyers.rules(s)];
    let nodes = c * blocks.products..(c + 1) * blocks.products;
    let expected = &lanes.expected[nodes.clone()];
    let expected_before = &lanes.expected_before[nodes.clone()];
    let level = &lanes.level[nodes.clone()];
    let reach = &mut lanes.reach[nodes];
    let mut not_arrived = step.none;
    for (b, &k) in own.iter().enumerate() {
        if bought[b] <= T::ZERO {
            continue;
        }
        let (came, now) = supply.came::<SECTORS>(b, review);
        let keeps = Keeps {
            cover: load(&cover[b]),
            restocking: load(&restocking[b]),
            level: load(&level[k]),
        };
        let (arrived, gap) = step.receive(load(&gaps[b]), load(&expected_before[k]), came, &keeps);
        gap.store(&mut gaps[b], v);
        if binds[b] {
            let reach = &mut reach[k];
            let held = (keeps.cover - gap) * load(&threshold[b]);
            held.least(load(reach)).store(reach, v);
        }
        not_arrived = (one - arrived).mul_add(Wide::splat(simd, bought[b]), not_arrived);
        let wanted = step.wanted(gap, load(&expected[k]), &keeps);
        supply.order::<SECTORS>(b, wanted.mul_add(now, less_one));
    }
    not_arrived
}

/// The same of what a region's sectors buy in common: as much as their mean expectations, by their shares.
#[inline(always)]
fn in_common<T: Real, S: Simd>(
    simd: S,
    v: usize,
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    (review, Place { s, c }): (bool, Place),
    supply: &mut impl Supply<T, S>,
) -> Wide<T, S> {
    let wide = |x: T| Wide::<T, S>::splat(simd, x);
    let load = |row: &Row<T>| Wide::<T, S>::load(simd, row, v);
    let (one, less_one) = (wide(T::ONE), wide(T::ZERO - T::ONE));
    let buyers = &blocks.buyers;
    let (at, pool) = (s * blocks.regions + c, buyers.own(s).len());
    let bought = blocks.bought[buyers.cells(s, c).start + pool];
    if bought <= T::ZERO {
        return wide(T::ZERO);
    }
    let nodes = c * blocks.products..(c + 1) * blocks.products;
    let expectations = &lanes.expected[nodes];
    let members = buyers.members(s).iter();
    // Expectations of 1 have a mean of 1, to the last bit.
    let mut expected = one;
    for (&k, &share) in members.zip(&blocks.pooled[buyers.shares(s, c)]) {
        expected = (load(&expectations[k]) - one).mul_add(wide(share), expected);
    }
    let (came, now) = supply.came::<SECTORS>(pool, review);
    let before = &mut lanes.pooled_before[at];
    let arrived = load(before) * came;
    expected.store(before, v);
    supply.order::<SECTORS>(pool, expected.mul_add(now, less_one));
    (one - arrived) * wide(bought)
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
        let cells = blocks.buyers.cells(s, c);
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
                home: &blocks.home[cells.clone()],
                bought: &blocks.bought[cells.clone()],
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
    missing: Vec<Row<T>>,
    lost: Vec<Row<T>>,
    pub(super) beyond: Vec<Row<T>>,
}

impl<T: Real> Whole<T> {
    /// Rows for at most so many buyers.
    pub(super) fn new(width: usize) -> Self {
        Self {
            missing: vec![Row::ZERO; width],
            lost: vec![Row::ZERO; width],
            beyond: vec![Row::ZERO; width],
        }
    }

    /// Turns to a product with so many buyers.
    pub(super) fn turn_to(&mut self, width: usize) {
        for rows in [&mut self.missing, &mut self.lost, &mut self.beyond] {
            rows.resize(width, Row::ZERO);
        }
    }

    /// What every buyer lacks, and what the weights of its suppliers have lost by a review; the first final
    /// user among the buyers given.
    pub(super) fn meet<S: Simd>(
        &mut self,
        simd: S,
        sales: &[T],
        first_final: usize,
        todo: Todo,
        rows: &Rows<T>,
    ) {
        let width = self.missing.len();
        let (sectors, finals) = self.missing.split_at_mut(first_final);
        transposed(simd, sales, width, 0, &rows.sectors, sectors);
        transposed(simd, sales, width, first_final, &rows.finals, finals);
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
        let per_bought = &blocks.per_bought[blocks.buyers.cells(place.s, place.c)];
        // Weights of this block alone are taken out of the state while it is worked on.
        let mut weights = std::mem::take(&mut lanes.per_weight);
        let own = start / blocks.regions..start / blocks.regions + per_bought.len();
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
