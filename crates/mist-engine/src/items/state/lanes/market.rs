//! Who gets scarce units of an item, in rows of draws.

#![allow(
    clippy::needless_range_loop,
    reason = "one index runs over many rows of draws at once"
)]

use pulp::{Simd, WithSimd};

use super::{Buffers, ItemLanes};
use crate::items::state::SHORT;
use crate::real::{Real, Row, Wide};

/// More than any claim is short of.
const PLENTY: f64 = 1e30;

/// What claims with weights come to, for part of the draws.
#[derive(Clone, Copy)]
pub(super) struct Weighed<T: Real, S: Simd> {
    /// Σ w a.
    total: Wide<T, S>,
    /// The greatest w.
    heaviest: Wide<T, S>,
}

impl<T: Real, S: Simd> Weighed<T, S> {
    #[inline(always)]
    pub(super) fn none(simd: S) -> Self {
        let none = Wide::splat(simd, T::ZERO);
        Self {
            total: none,
            heaviest: none,
        }
    }

    /// Adds a claim.
    #[inline(always)]
    pub(super) fn add(&mut self, weight: Wide<T, S>, claim: Wide<T, S>) {
        self.total = self.total + weight * claim;
        self.heaviest = self.heaviest.most(weight);
    }
}

/// The weights of claims, and what these come to.
type Weights<'a, T, S> = (&'a [Row<T>], Weighed<T, S>);

/// x so that claims a with weights w, each given a × min(1, w x), use up a supply, or are met in full
/// where it suffices, for part `v` of the draws; given Σ a. Without weights all are 1.
///
/// Rounds as in [`crate::items::allocation::ration`]: x never falls, since a claim that is met in full
/// takes less than its weight would give it, and the rounds end once nobody more is. In the first nobody
/// is, so that it needs no look at the claims; nor does the second if it leaves all short.
#[inline(always)]
pub(super) fn ration<T: Real, S: Simd>(
    simd: S,
    v: usize,
    supply: Wide<T, S>,
    total: Wide<T, S>,
    claims: &[Row<T>],
    weights: Option<Weights<'_, T, S>>,
) -> Wide<T, S> {
    let (none, one) = (Wide::splat(simd, T::ZERO), Wide::splat(simd, T::ONE));
    let plenty = Wide::splat(simd, T::of(PLENTY));
    let supply = supply.most(none);
    let Some((weights, weighed)) = weights else {
        return supply.if_less(total, supply / total, one);
    };
    let first = none.if_less(weighed.total, supply / weighed.total, none);
    let mut x = supply.if_less(total, first, plenty);
    let most = supply.if_less(total, weighed.heaviest * x, none);
    if !most.if_less(one, none, one).differs(none) {
        return x;
    }
    for _ in 0..claims.len() {
        let (mut met, mut open) = (none, none);
        for (asked, weight) in claims.iter().zip(weights) {
            let asked = Wide::load(simd, asked, v);
            let weight = Wide::load(simd, weight, v);
            let part = weight * x;
            met = met + part.if_less(one, none, asked);
            open = open + part.if_less(one, weight * asked, none);
        }
        let next = none
            .if_less(open, (supply - met).most(none) / open, x)
            .most(x);
        let done = !next.differs(x);
        x = next;
        if done {
            break;
        }
    }
    x
}

/// What a producer sells to each region in peace, and the room that its links leave it.
///
/// Methods and no closures, here and in [`Distribute`]: what is not compiled into the function that
/// has the processor's vectors does without them.
struct Sales<'a, T: Real, S: Simd> {
    simd: S,
    v: usize,
    region: usize,
    kept: Wide<T, S>,
    leaving: Wide<T, S>,
    needs_left: &'a [Row<T>],
    /// Flows by region in place of the factors, if levers have changed them.
    changed: Option<&'a [Row<T>]>,
    /// What each link carries, and whether that is less than all in any draw; none where all are free.
    links: Option<(&'a [Row<T>], &'a [bool])>,
}

impl<'a, T: Real, S: Simd> Sales<'a, T, S> {
    #[inline(always)]
    fn new(simd: S, v: usize, item: &'a ItemLanes<'_, T>, i: usize) -> Self {
        let row = i * item.regions..(i + 1) * item.regions;
        let contracts = &item.contracts;
        Self {
            simd,
            v,
            region: contracts.from[i],
            kept: Wide::load(simd, &contracts.kept[i], v),
            leaving: Wide::load(simd, &contracts.leaving[i], v),
            needs_left: &contracts.needs_left,
            changed: contracts.changed.as_ref().map(|flows| &flows[row.clone()]),
            links: (!contracts.carried.is_empty())
                .then(|| (&contracts.carried[row.clone()], &contracts.limited[row])),
        }
    }

    /// Flow of peace to a region.
    #[inline(always)]
    fn to(&self, r: usize) -> Wide<T, S> {
        if let Some(flows) = self.changed {
            return Wide::load(self.simd, &flows[r], self.v);
        }
        let kept = if self.region == r {
            self.kept
        } else {
            Wide::splat(self.simd, T::ZERO)
        };
        let needs_left = Wide::load(self.simd, &self.needs_left[r], self.v);
        self.leaving.mul_add(needs_left, kept)
    }

    /// The room that the link to a region leaves its flow; none where it is free in every draw.
    #[inline(always)]
    fn room(&self, r: usize) -> Option<Wide<T, S>> {
        let (links, limited) = self.links?;
        if !limited[r] {
            return None;
        }
        let carried = Wide::load(self.simd, &links[r], self.v);
        let plenty = Wide::splat(self.simd, T::of(PLENTY));
        Some(carried.if_less(Wide::splat(self.simd, T::ONE), carried * self.to(r), plenty))
    }
}

/// Shares out what producers offer: contracts first, then the rest by rule.
pub(super) struct Distribute<'a, 'b, T> {
    pub(super) item: &'a ItemLanes<'b, T>,
    pub(super) buffers: &'a mut Buffers<T>,
    pub(super) v: usize,
}

impl<T: Real> WithSimd for Distribute<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let (item, v) = (self.item, self.v);
        let none = Wide::splat(simd, T::ZERO);
        let contract_share = Wide::load(simd, &item.reactions.contract_share, v);
        for r in 0..item.regions {
            let need = Wide::load(simd, &item.needs[r], v);
            let wanted = Wide::load(simd, &self.buffers.wanted[r], v);
            let share = contract_share * wanted / need;
            none.if_less(need, share, none)
                .store(&mut self.buffers.by_contract[r], v);
        }
        for i in 0..self.buffers.supply.len() {
            self.honour(simd, i, contract_share);
        }
        // Producers whose links are shut choose first among the others.
        let turns: &[Option<bool>] = if item.contracts.carried.is_empty() {
            &[None]
        } else {
            &[Some(true), Some(false)]
        };
        for &shut in turns {
            for i in 0..self.buffers.supply.len() {
                self.sell(simd, i, shut);
            }
        }
    }
}

impl<T: Real> Distribute<'_, '_, T> {
    /// A producer serves its contracts, as far as what it sets aside for them goes.
    #[inline(always)]
    fn honour<S: Simd>(&mut self, simd: S, i: usize, contract_share: Wide<T, S>) {
        let (item, buffers, v) = (self.item, &mut *self.buffers, self.v);
        let sales = Sales::new(simd, v, item, i);
        let none = Wide::splat(simd, T::ZERO);
        let mut total = none;
        for r in 0..item.regions {
            let mut claim = sales.to(r) * Wide::load(simd, &buffers.by_contract[r], v);
            if let Some(room) = sales.room(r) {
                claim = claim.least(room);
            }
            total = total + claim;
            claim.store(&mut buffers.claims[r], v);
        }
        let supply = Wide::load(simd, &buffers.supply[i], v);
        let offered = contract_share * supply;
        let x = ration(simd, v, offered, total, &buffers.claims, None);
        let mut given = none;
        for (served, claim) in buffers.served.iter_mut().zip(&buffers.claims) {
            let part = x * Wide::load(simd, claim, v);
            given = given + part;
            (Wide::load(simd, served, v) + part).store(served, v);
        }
        (supply - given).store(&mut buffers.unsold[i], v);
        x.store(&mut buffers.honoured[i], v);
    }

    /// A producer sells what it has left to whoever lacks it; of those whose links are shut, or of the
    /// others, if only either are meant.
    #[inline(always)]
    fn sell<S: Simd>(&mut self, simd: S, i: usize, shut: Option<bool>) {
        let (item, buffers, v) = (self.item, &mut *self.buffers, self.v);
        let (none, one) = (Wide::splat(simd, T::ZERO), Wide::splat(simd, T::ONE));
        let mut offered = Wide::load(simd, &buffers.unsold[i], v);
        if let Some(shut) = shut {
            let is_shut = Wide::load(simd, &item.shut[i], v);
            let meant = if shut { is_shut } else { one - is_shut };
            offered = offered * meant;
            if !offered.differs(none) {
                return;
            }
        }
        let sales = Sales::new(simd, v, item, i);
        let honoured = Wide::load(simd, &buffers.honoured[i], v);
        let maker = sales.region;
        let home = Wide::load(simd, &item.weights.home, v);
        let ally = Wide::load(simd, &item.weights.ally, v);
        let (mut total, mut weighed) = (none, Weighed::none(simd));
        for r in 0..item.regions {
            let wanted = Wide::load(simd, &buffers.wanted[r], v);
            let mut claim = (wanted - Wide::load(simd, &buffers.served[r], v)).most(none);
            if let Some(room) = sales.room(r) {
                let by_contract = Wide::load(simd, &buffers.by_contract[r], v);
                let had = (sales.to(r) * by_contract).least(room) * honoured;
                claim = claim.least((room - had).most(none));
            }
            total = total + claim;
            claim.store(&mut buffers.claims[r], v);
            if item.weights.any {
                let weight = Wide::load(simd, &item.weights.region[r], v);
                let weight = if r == maker {
                    weight * home
                } else if item.partners[maker] && item.partners[r] {
                    weight * ally
                } else {
                    weight
                };
                weight.store(&mut buffers.weights[r], v);
                weighed.add(weight, claim);
            }
        }
        let weights = item.weights.any.then_some(buffers.weights.as_slice());
        let all = weights.map(|weights| (weights, weighed));
        let x = ration(simd, v, offered, total, &buffers.claims, all);
        let mut given = none;
        for r in 0..item.regions {
            let share = match weights {
                Some(weights) => (Wide::load(simd, &weights[r], v) * x).least(one),
                None => x,
            };
            let part = share * Wide::load(simd, &buffers.claims[r], v);
            given = given + part;
            let served = &mut buffers.served[r];
            (Wide::load(simd, served, v) + part).store(served, v);
        }
        let unsold = &mut buffers.unsold[i];
        (Wide::load(simd, unsold, v) - given).store(unsold, v);
    }
}

/// Notes who went short, and what is under way.
pub(super) struct Book<'a, 'b, T> {
    pub(super) item: &'a mut ItemLanes<'b, T>,
    pub(super) buffers: &'a mut Buffers<T>,
    pub(super) v: usize,
}

impl<T: Real> WithSimd for Book<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { item, buffers, v } = self;
        let (none, one) = (Wide::splat(simd, T::ZERO), Wide::splat(simd, T::ONE));
        let days = Wide::splat(simd, item.days);
        let bar = Wide::splat(simd, T::of(1.0 - SHORT));
        let days_awake = Wide::load(simd, &item.awake, v) * days;
        let mut any = none;
        for r in 0..item.regions {
            let need = Wide::load(simd, &item.needs[r], v);
            let served = Wide::load(simd, &buffers.served[r], v);
            // Without a need nothing is below it.
            let expected = Wide::load(simd, &buffers.wanted[r], v).least(need) * bar;
            let short = served.if_less(expected, one, none);
            any = any.most(short);
            let since = Wide::load(simd, &item.short_days[r], v);
            short
                .mul_add(days_awake, since)
                .store(&mut item.short_days[r], v);
            let held = Wide::load(simd, &item.in_pipeline[r], v);
            served
                .mul_add(days, held)
                .store(&mut item.in_pipeline[r], v);
        }
        any.store(&mut buffers.short, v);
    }
}
