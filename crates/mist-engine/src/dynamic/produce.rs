//! The pass of the fast step over the nodes: capacity, production, rationing, memory, expectations.

#![allow(
    clippy::needless_range_loop,
    reason = "one index runs over many rows of draws at once"
)]

use pulp::{Simd, WithSimd};

use super::blocks::Blocks;
use super::lanes::{Behaviour, Lanes, Row, WIDTH};

/// From demand to production and shares served (D5)–(D9), then what firms remember of it
/// (D12)–(D13); ready to run with whatever vector instructions the processor has.
pub(super) struct Produce<'a> {
    pub(super) blocks: &'a Blocks,
    /// x⁰ by node.
    pub(super) output: &'a [f64],
    pub(super) lanes: &'a mut Lanes,
}

impl WithSimd for Produce<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        let Self {
            blocks,
            output,
            lanes,
        } = self;
        let mut wanted = vec![[0.0; WIDTH]; blocks.nodes()];
        let mut per_wanted = wanted.clone();
        for i in 0..blocks.nodes() {
            want(blocks, lanes, i, &mut wanted[i], &mut per_wanted[i]);
            lanes.limit[i] = [1.0; WIDTH];
        }
        limit(blocks, lanes, &per_wanted);
        lanes.unsold.fill([0.0; WIDTH]);
        for i in 0..blocks.nodes() {
            // A node that makes nothing keeps its place and never matters.
            if blocks.per_output[i] > 0.0 {
                make(lanes, i, &wanted[i]);
                serve(lanes, i);
                remember(lanes, blocks.products, i, &wanted[i]);
                leave(blocks, lanes, output[i], i);
            }
        }
        for pair in &mut lanes.pairs {
            for s in 0..blocks.products {
                let (seen, lambda) = (&mut pair.experienced[s], &pair.lambda[s]);
                let memory = &lanes.behaviour.memory[s];
                for l in 0..WIDTH {
                    seen[l] += (lambda[l].min(1.0) - seen[l]) * memory[l];
                }
            }
        }
    }
}

/// The lower of demand and capacity (D5)–(D7), and its inverse.
#[inline(always)]
fn want(blocks: &Blocks, lanes: &mut Lanes, i: usize, wanted: &mut Row, per_wanted: &mut Row) {
    let ceiling = &lanes.behaviour.ceiling[i % blocks.products];
    let rate = &lanes.behaviour.ceiling_rate;
    let (demand, level, capacity) = (&lanes.demand[i], &lanes.level[i], &lanes.capacity[i]);
    let alpha = &mut lanes.alpha[i];
    for l in 0..WIDTH {
        let relative = (demand[l] - level[l]) / demand[l];
        let scarcity = if demand[l] > level[l] { relative } else { 0.0 };
        let rise = (ceiling[l] - alpha[l]) * rate[l];
        let fall = (1.0 - alpha[l]) * rate[l];
        let moved = alpha[l] + (rise * scarcity + fall * (1.0 - scarcity));
        alpha[l] = if moved > 1.0 { moved } else { 1.0 };
        let most = capacity[l] * alpha[l];
        wanted[l] = if demand[l] < most { demand[l] } else { most };
        per_wanted[l] = 1.0 / wanted[l];
    }
}

/// Share of wanted production that stocks allow (D8).
#[inline(always)]
fn limit(blocks: &Blocks, lanes: &mut Lanes, per_wanted: &[Row]) {
    let (regions, products) = (blocks.regions, blocks.products);
    for s in 0..products {
        for c in 0..regions {
            for k in 0..products {
                let at = (s * regions + c) * products + k;
                let rules = s * products + k;
                if blocks.binds[at] == 0.0 || !lanes.behaviour.can_bind[rules] {
                    continue;
                }
                let j = c * products + k;
                let (stock, per_wanted) = (&lanes.stock[at], &per_wanted[j]);
                let reach = &lanes.behaviour.reach[rules];
                let binding = &lanes.behaviour.binding[rules];
                let limit = &mut lanes.limit[j];
                for l in 0..WIDTH {
                    let short = 1.0 - stock[l] * reach[l] * per_wanted[l];
                    let short = if short > 0.0 { short } else { 0.0 };
                    let bound = 1.0 - binding[l] * short;
                    limit[l] = if bound < limit[l] { bound } else { limit[l] };
                }
            }
        }
    }
}

#[inline(always)]
fn make(lanes: &mut Lanes, i: usize, wanted: &Row) {
    let (level, limit) = (&mut lanes.level[i], &lanes.limit[i]);
    for l in 0..WIDTH {
        level[l] = wanted[l] * limit[l];
    }
}

/// Shares served of a node (D9).
#[inline(always)]
fn serve(lanes: &mut Lanes, i: usize) {
    let Behaviour {
        sectors_first,
        finals_first,
        home_first,
        priority,
        ..
    } = &lanes.behaviour;
    let (to_sectors, to_finals) = &lanes.home[i];
    let (made, demand, from_sectors) = (&lanes.level[i], &lanes.demand[i], &lanes.from_sectors[i]);
    let (mut first, mut rest) = ([0.0; WIDTH], [0.0; WIDTH]);
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
            0.0
        };
        first[l] = even + priority * (share(made[l], ahead) - even);
        rest[l] = even + priority * (share(left, behind) - even);
    }
    let served = &mut lanes.served;
    pick(&first, &rest, sectors_first, &mut served.sectors_abroad[i]);
    pick(&first, &rest, finals_first, &mut served.finals_abroad[i]);
    let mut one_or_other = [0.0; WIDTH];
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
fn share(part: f64, of: f64) -> f64 {
    let share = part / of;
    let share = if share < 1.0 { share } else { 1.0 };
    if (of > 0.0) & (part > 0.0) {
        share
    } else {
        0.0
    }
}

#[inline(always)]
fn pick(first: &Row, rest: &Row, is_first: &Row, out: &mut Row) {
    for l in 0..WIDTH {
        out[l] = if is_first[l] > 0.0 { first[l] } else { rest[l] };
    }
}

/// What buyers remember (D12) and sellers expect (D13).
#[inline(always)]
fn remember(lanes: &mut Lanes, products: usize, i: usize, wanted: &Row) {
    let memory = &lanes.behaviour.memory[i % products];
    let rate = &lanes.behaviour.expectation;
    let (made, demand) = (&lanes.level[i], &lanes.demand[i]);
    let (delivered, expected) = (&mut lanes.delivered[i], &mut lanes.expected[i]);
    for l in 0..WIDTH {
        let share = made[l] / demand[l];
        let share = if demand[l] > 0.0 { share } else { 1.0 };
        delivered[l] += (share - delivered[l]) * memory[l];
        expected[l] += (wanted[l] - expected[l]) * rate[l];
    }
}

/// What a node did not sell, less what was neither sold nor bought at home.
#[inline(always)]
fn leave(blocks: &Blocks, lanes: &mut Lanes, output: f64, i: usize) {
    let (regions, products) = (blocks.regions, blocks.products);
    let (c, s) = (i / products, i % products);
    let (sectors, finals) = blocks.normal[(s * regions + c) * regions + c];
    let normal = sectors + finals;
    let arriving = match lanes.pair_of[c * regions + c] {
        Some(p) => lanes.pairs[p].arriving[s],
        None => [1.0; WIDTH],
    };
    let (to_sectors, to_finals) = &lanes.home[i];
    let (sectors, finals) = (&lanes.served.sectors_home[i], &lanes.served.finals_home[i]);
    let level = &lanes.level[i];
    let unsold = &mut lanes.unsold[c];
    for l in 0..WIDTH {
        let shipped = to_sectors[l] * sectors[l] + to_finals[l] * finals[l];
        let at_home = (normal - shipped) + (normal - shipped * arriving[l]);
        unsold[l] += output * ((1.0 - level[l]) - at_home);
    }
}
