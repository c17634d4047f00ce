//! The pass of the fast step over the nodes: capacity, production, rationing, memory, expectations.

#![allow(
    clippy::needless_range_loop,
    reason = "one index runs over many rows of draws at once"
)]

use pulp::{Simd, WithSimd};

use super::blocks::Blocks;
use super::lanes::{Behaviour, Lanes};
use super::links::Link;
use crate::real::{Real, Row, WIDTH, Wide, apart};

/// From demand to production and shares served (D5)–(D9), then what firms remember of it
/// (D12)–(D13); ready to run with whatever vector instructions the processor has.
pub(super) struct Produce<'a, T> {
    pub(super) blocks: &'a Blocks<T>,
    /// x⁰ by node.
    pub(super) output: &'a [f64],
    pub(super) lanes: &'a mut Lanes<T>,
}

impl<T: Real> WithSimd for Produce<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            blocks,
            output,
            lanes,
        } = self;
        let nodes = blocks.nodes();
        let (mut wanted, mut per_wanted) = (vec![Row::ZERO; nodes], vec![Row::ZERO; nodes]);
        apart!(simd, want_all,
            blocks: &'a Blocks<T> = blocks,
            lanes: &'a mut Lanes<T> = lanes,
            wanted: &'a mut [Row<T>] = &mut wanted,
            per_wanted: &'a mut [Row<T>] = &mut per_wanted,
        );
        simd.vectorize(Limit {
            blocks,
            lanes,
            per_wanted: &per_wanted,
        });
        lanes.unsold.fill(Row::ZERO);
        // A node that makes nothing keeps its place and never matters.
        for i in (0..nodes).filter(|&i| blocks.per_output[i] > T::ZERO) {
            apart!(simd, work,
                blocks: &'a Blocks<T> = blocks,
                lanes: &'a mut Lanes<T> = lanes,
                output: T = T::of(output[i]),
                i: usize = i,
                wanted: &'a Row<T> = &wanted[i],
            );
        }
    }
}

#[inline(always)]
fn want_all<T: Real>(
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    wanted: &mut [Row<T>],
    per_wanted: &mut [Row<T>],
) {
    for (i, (wanted, per_wanted)) in wanted.iter_mut().zip(per_wanted).enumerate() {
        want(blocks, lanes, i, wanted, per_wanted);
    }
}

/// What a node makes, whom it serves, and what is remembered of it.
#[inline(always)]
fn work<T: Real>(blocks: &Blocks<T>, lanes: &mut Lanes<T>, output: T, i: usize, wanted: &Row<T>) {
    make(lanes, i, wanted);
    serve(lanes, i);
    remember(lanes, blocks.products, i, wanted);
    leave(blocks, lanes, output, i);
}

/// The lower of demand and capacity (D5)–(D7), and its inverse.
#[inline(always)]
fn want<T: Real>(
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    i: usize,
    wanted: &mut Row<T>,
    per_wanted: &mut Row<T>,
) {
    let ceiling = &lanes.behaviour.ceiling[i % blocks.products];
    let rate = &lanes.behaviour.rates.ceiling;
    let (demand, level, capacity) = (&lanes.demand[i], &lanes.level[i], &lanes.capacity[i]);
    let alpha = &mut lanes.alpha[i];
    for l in 0..WIDTH {
        let relative = (demand[l] - level[l]) / demand[l];
        let scarcity = if demand[l] > level[l] {
            relative
        } else {
            T::ZERO
        };
        let rise = (ceiling[l] - alpha[l]) * rate[l];
        let fall = (T::ONE - alpha[l]) * rate[l];
        let moved = alpha[l] + (rise * scarcity + fall * (T::ONE - scarcity));
        alpha[l] = moved.most(T::ONE);
        let most = capacity[l] * alpha[l];
        wanted[l] = demand[l].least(most);
        per_wanted[l] = T::ONE / wanted[l];
    }
}

/// Regions whose stocks are looked at for one input after another, while the rows of their sectors stay
/// in a processor's caches.
const TILE_REGIONS: usize = 8;

/// Share of wanted production that stocks allow (D8).
struct Limit<'a, T> {
    blocks: &'a Blocks<T>,
    lanes: &'a mut Lanes<T>,
    per_wanted: &'a [Row<T>],
}

impl<T: Real> WithSimd for Limit<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            blocks,
            lanes,
            per_wanted,
        } = self;
        let (regions, products) = (blocks.regions, blocks.products);
        let (none, one) = (Wide::splat(simd, T::ZERO), Wide::splat(simd, T::ONE));
        lanes.limit.fill(Row::ONE);
        let behaviour = &lanes.behaviour;
        let mut nodes = Vec::with_capacity(TILE_REGIONS * products);
        for first in (0..regions).step_by(TILE_REGIONS) {
            // Most nodes have what they need in every draw.
            let all = first * products..(first + TILE_REGIONS).min(regions) * products;
            nodes.clear();
            nodes.extend(all.filter(|&j| {
                let (reach, per_wanted) = (&lanes.reach[j], &per_wanted[j]);
                !(0..WIDTH).all(|l| reach[l] * per_wanted[l] >= T::ONE)
            }));
            for s in 0..products {
                for &j in &nodes {
                    let (c, k) = (j / products, j % products);
                    let Some(place) = blocks.buyers.place(s, k) else {
                        continue;
                    };
                    let at = blocks.buyers.stocks(s, c).start + place;
                    let rules = blocks.buyers.rules(s).start + place;
                    if !blocks.binds[at] || !behaviour.can_bind[rules] {
                        continue;
                    }
                    let limit = &mut lanes.limit[j];
                    for v in 0..Wide::<T, S>::PER_ROW {
                        let load = |row: &Row<T>| Wide::load(simd, row, v);
                        let stock = load(&behaviour.cover[rules]) - load(&lanes.gap[at]);
                        let held = stock * load(&behaviour.reach[rules]) * load(&per_wanted[j]);
                        let short = (one - held).most(none);
                        let left = one - load(&behaviour.binding[rules]) * short;
                        left.least(load(limit)).store(limit, v);
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn make<T: Real>(lanes: &mut Lanes<T>, i: usize, wanted: &Row<T>) {
    let (level, limit) = (&mut lanes.level[i], &lanes.limit[i]);
    for l in 0..WIDTH {
        level[l] = wanted[l] * limit[l];
    }
}

/// Shares served of a node (D9).
#[inline(always)]
fn serve<T: Real>(lanes: &mut Lanes<T>, i: usize) {
    let Behaviour {
        sectors_first,
        finals_first,
        home_first,
        priority,
        ..
    } = &lanes.behaviour;
    let (to_sectors, to_finals) = &lanes.home[i];
    let (made, demand, from_sectors) = (&lanes.level[i], &lanes.demand[i], &lanes.from_sectors[i]);
    let (mut first, mut rest) = (Row::ZERO, Row::ZERO);
    for l in 0..WIDTH {
        let ahead = sectors_first[l] * from_sectors[l]
            + finals_first[l] * (demand[l] - from_sectors[l])
            + home_first[l] * (to_sectors[l] + to_finals[l]);
        let behind = demand[l] - ahead;
        let left = made[l] - ahead;
        let even = share(made[l], demand[l]);
        let priority = if made[l] < demand[l] {
            priority[l]
        } else {
            T::ZERO
        };
        first[l] = even + priority * (share(made[l], ahead) - even);
        rest[l] = even + priority * (share(left, behind) - even);
    }
    let served = &mut lanes.served;
    pick(&first, &rest, sectors_first, &mut served.sectors_abroad[i]);
    pick(&first, &rest, finals_first, &mut served.finals_abroad[i]);
    let mut one_or_other = Row::ZERO;
    for l in 0..WIDTH {
        one_or_other[l] = sectors_first[l] + home_first[l];
    }
    pick(&first, &rest, &one_or_other, &mut served.sectors_home[i]);
    for l in 0..WIDTH {
        one_or_other[l] = finals_first[l] + home_first[l];
    }
    pick(&first, &rest, &one_or_other, &mut served.finals_home[i]);
}

/// part / of, from 0 to 1, and 0 where nothing is asked.
#[inline(always)]
fn share<T: Real>(part: T, of: T) -> T {
    let share = part / of;
    let share = share.least(T::ONE);
    if (of > T::ZERO) & (part > T::ZERO) {
        share
    } else {
        T::ZERO
    }
}

#[inline(always)]
fn pick<T: Real>(first: &Row<T>, rest: &Row<T>, is_first: &Row<T>, out: &mut Row<T>) {
    for l in 0..WIDTH {
        out[l] = if is_first[l] > T::ZERO {
            first[l]
        } else {
            rest[l]
        };
    }
}

/// What buyers remember (D12) and sellers expect (D13).
#[inline(always)]
fn remember<T: Real>(lanes: &mut Lanes<T>, products: usize, i: usize, wanted: &Row<T>) {
    let memory = &lanes.behaviour.rates.memory[i % products];
    let rate = &lanes.behaviour.rates.expectation;
    let (made, demand) = (&lanes.level[i], &lanes.demand[i]);
    let (delivered, expected) = (&mut lanes.delivered[i], &mut lanes.expected[i]);
    lanes.expected_before[i] = *expected;
    for l in 0..WIDTH {
        let share = made[l] / demand[l];
        let share = if demand[l] > T::ZERO { share } else { T::ONE };
        let learned = (share - delivered[l]) * memory[l];
        delivered[l] += learned;
        let learned = (wanted[l] - expected[l]) * rate[l];
        expected[l] += learned;
    }
}

/// What a node did not sell, less what was neither sold nor bought at home.
#[inline(always)]
fn leave<T: Real>(blocks: &Blocks<T>, lanes: &mut Lanes<T>, output: T, i: usize) {
    let (regions, products) = (blocks.regions, blocks.products);
    let (c, s) = (i / products, i % products);
    let (sectors, finals) = blocks.normal[(s * regions + c) * regions + c];
    let normal = sectors + finals;
    let arriving = lanes.links.get(s, c, c).map_or(Row::ONE, Link::arriving);
    let (to_sectors, to_finals) = &lanes.home[i];
    let (sectors, finals) = (&lanes.served.sectors_home[i], &lanes.served.finals_home[i]);
    let level = &lanes.level[i];
    let unsold = &mut lanes.unsold[c];
    for l in 0..WIDTH {
        let shipped = to_sectors[l] * sectors[l] + to_finals[l] * finals[l];
        let at_home = (normal - shipped) + (normal - shipped * arriving[l]);
        unsold[l] += output * ((T::ONE - level[l]) - at_home);
    }
}
