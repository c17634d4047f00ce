//! Who gets scarce units of an item, in rows of draws.

#![allow(
    clippy::needless_range_loop,
    reason = "one index runs over many rows of draws at once"
)]

use pulp::{Simd, WithSimd};

use super::{Buffers, Draws, ItemLanes, Some32};
use crate::items::state::SHORT;
use crate::real::Wide;

/// More than any claim is short of.
const PLENTY: f32 = 1e30;

/// x so that claims a with weights w, each given a × min(1, w x), use up a supply, or are met in full
/// where it suffices; given their total, and each claim and its weight by number.
///
/// Rounds as in [`crate::items::allocation::ration`]: x never falls, since a claim that is met in full
/// takes less than its weight would give it, and the rounds end once nobody more is.
#[inline(always)]
pub(super) fn ration<S: Simd>(
    simd: S,
    supply: Some32<S>,
    total: Some32<S>,
    claims: usize,
    weighted: bool,
    claim: impl Fn(usize) -> (Some32<S>, Some32<S>),
) -> Some32<S> {
    let wide = |x: f32| Wide::splat(simd, x);
    let (none, one, plenty) = (wide(0.0), wide(1.0), wide(PLENTY));
    let supply = supply.most(none);
    if !weighted {
        return supply.if_less(total, supply / total, one);
    }
    let mut x = supply.if_less(total, none, plenty);
    if !x.differs(plenty) {
        return x;
    }
    for _ in 0..=claims {
        let (mut met, mut open) = (none, none);
        for i in 0..claims {
            let (asked, weight) = claim(i);
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

/// Shares out what producers offer: contracts first, then the rest by rule.
pub(super) struct Distribute<'a, 'b> {
    pub(super) item: &'a ItemLanes<'b>,
    pub(super) buffers: &'a mut Buffers,
    pub(super) v: usize,
}

impl WithSimd for Distribute<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { item, buffers, v } = self;
        let load = |row: &Draws| Wide::load(simd, row, v);
        let wide = |x: f32| Wide::splat(simd, x);
        let (none, one, plenty) = (wide(0.0), wide(1.0), wide(PLENTY));
        let n = item.regions;
        let contract_share = load(&item.reactions.contract_share);
        for r in 0..n {
            let need = load(&item.needs[r]);
            let share = contract_share * load(&buffers.wanted[r]) / need;
            none.if_less(need, share, none)
                .store(&mut buffers.by_contract[r], v);
        }
        let bound = !item.links.is_empty();
        // Flow of peace, and the room that a link leaves it.
        let flow = |i: usize, r: usize| -> (Some32<S>, Some32<S>) {
            let flow = if let Some(flows) = &item.contracts.changed {
                load(&flows[i * n + r])
            } else {
                let kept = if item.states[0].producers[i].region == r {
                    load(&item.contracts.kept[i])
                } else {
                    none
                };
                load(&item.contracts.leaving[i]).mul_add(load(&item.contracts.needs_left[r]), kept)
            };
            if !bound {
                return (flow, plenty);
            }
            let carried = load(&item.links[i * n + r]);
            (flow, carried.if_less(one, carried * flow, plenty))
        };
        for i in 0..buffers.supply.len() {
            let mut total = none;
            for r in 0..n {
                let (flow, room) = flow(i, r);
                let claim = (flow * load(&buffers.by_contract[r])).least(room);
                total = total + claim;
                claim.store(&mut buffers.claims[r], v);
            }
            let supply = load(&buffers.supply[i]);
            let offered = contract_share * supply;
            let x = ration(simd, offered, total, n, false, |_| (none, one));
            let mut given = none;
            for r in 0..n {
                let part = x * load(&buffers.claims[r]);
                given = given + part;
                (load(&buffers.served[r]) + part).store(&mut buffers.served[r], v);
            }
            (supply - given).store(&mut buffers.unsold[i], v);
            x.store(&mut buffers.honoured[i], v);
        }
        // Producers whose links are shut choose first among the others.
        for turn in 0..if bound { 2 } else { 1 } {
            for i in 0..buffers.supply.len() {
                let mut offered = load(&buffers.unsold[i]);
                if bound {
                    let shut = load(&item.shut[i]);
                    let own = if turn == 0 { shut } else { one - shut };
                    offered = offered * own;
                    if !offered.differs(none) {
                        continue;
                    }
                }
                let honoured = load(&buffers.honoured[i]);
                let mut total = none;
                for r in 0..n {
                    let lacks = (load(&buffers.wanted[r]) - load(&buffers.served[r])).most(none);
                    let (flow, room) = flow(i, r);
                    let had = (flow * load(&buffers.by_contract[r])).least(room) * honoured;
                    let claim = lacks.least((room - had).most(none));
                    total = total + claim;
                    claim.store(&mut buffers.claims[r], v);
                }
                let maker = item.states[0].producers[i].region;
                let (home, ally) = (load(&item.weights.home), load(&item.weights.ally));
                let weight = |r: usize| {
                    let weight = load(&item.weights.region[r]);
                    if r == maker {
                        weight * home
                    } else if item.partners[maker] && item.partners[r] {
                        weight * ally
                    } else {
                        weight
                    }
                };
                let claims = &buffers.claims;
                let weighted = item.weights.any;
                let x = ration(simd, offered, total, n, weighted, |r| {
                    (load(&claims[r]), weight(r))
                });
                let mut given = none;
                for r in 0..n {
                    let share = if weighted {
                        (weight(r) * x).least(one)
                    } else {
                        x
                    };
                    let part = share * load(&buffers.claims[r]);
                    given = given + part;
                    (load(&buffers.served[r]) + part).store(&mut buffers.served[r], v);
                }
                (load(&buffers.unsold[i]) - given).store(&mut buffers.unsold[i], v);
            }
        }
    }
}

/// Notes who went short, and what is under way.
pub(super) struct Book<'a, 'b> {
    pub(super) item: &'a mut ItemLanes<'b>,
    pub(super) buffers: &'a mut Buffers,
    pub(super) v: usize,
}

impl WithSimd for Book<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { item, buffers, v } = self;
        let load = |row: &Draws| Wide::load(simd, row, v);
        let wide = |x: f32| Wide::<f32, S>::splat(simd, x);
        let (none, one, days) = (wide(0.0), wide(1.0), wide(item.days));
        let bar = wide(1.0 - SHORT as f32);
        let days_awake = load(&item.awake) * days;
        let mut any = none;
        for r in 0..item.regions {
            let (need, served) = (load(&item.needs[r]), load(&buffers.served[r]));
            // Without a need nothing is below it.
            let expected = load(&buffers.wanted[r]).least(need) * bar;
            let short = served.if_less(expected, one, none);
            any = any.most(short);
            let since = load(&item.short_days[r]);
            short
                .mul_add(days_awake, since)
                .store(&mut item.short_days[r], v);
            let held = load(&item.in_pipeline[r]);
            served
                .mul_add(days, held)
                .store(&mut item.in_pipeline[r], v);
        }
        any.store(&mut buffers.short, v);
    }
}
