//! The pass of the fast step over the nodes: capacity, production, rationing, memory, expectations.

#![allow(
    clippy::needless_range_loop,
    reason = "one index runs over many rows of draws at once"
)]

use super::blocks::Blocks;
use super::lanes::{Lanes, Row, WIDTH};

/// From demand to production and shares served (D5)–(D9), then what firms remember of it (D12)–(D13).
#[inline(always)]
pub(super) fn produce(blocks: &Blocks, output: &[f64], lanes: &mut Lanes) {
    let mut wanted = vec![[0.0; WIDTH]; blocks.nodes()];
    let mut per_wanted = wanted.clone();
    want(blocks, lanes, &mut wanted, &mut per_wanted);
    limit(blocks, lanes, &per_wanted);
    lanes.unsold.fill([0.0; WIDTH]);
    for i in 0..blocks.nodes() {
        if blocks.per_output[i] == 0.0 {
            continue;
        }
        for l in 0..WIDTH {
            lanes.level[i][l] = wanted[i][l] * lanes.limit[i][l];
        }
        serve(lanes, i);
        let memory = &lanes.behaviour.memory[i % blocks.products];
        for l in 0..WIDTH {
            let (made, demand) = (lanes.level[i][l], lanes.demand[i][l]);
            let share = if demand > 0.0 { made / demand } else { 1.0 };
            let delivered = &mut lanes.delivered[i][l];
            *delivered += (share - *delivered) * memory[l];
            let expected = &mut lanes.expected[i][l];
            *expected += (wanted[i][l] - *expected) * lanes.behaviour.expectation[l];
        }
        leave(blocks, lanes, output[i], i);
    }
    for pair in &mut lanes.pairs {
        for (s, seen) in pair.experienced.iter_mut().enumerate() {
            for l in 0..WIDTH {
                let now = pair.lambda[s][l].min(1.0);
                seen[l] += (now - seen[l]) * lanes.behaviour.memory[s][l];
            }
        }
    }
}

/// The lower of demand and capacity (D5)–(D7), and its inverse.
#[inline(always)]
fn want(blocks: &Blocks, lanes: &mut Lanes, wanted: &mut [Row], per_wanted: &mut [Row]) {
    for i in 0..blocks.nodes() {
        let ceiling = &lanes.behaviour.ceiling[i % blocks.products];
        let rate = &lanes.behaviour.ceiling_rate;
        let (demand, level) = (&lanes.demand[i], &lanes.level[i]);
        let alpha = &mut lanes.alpha[i];
        for l in 0..WIDTH {
            let scarcity = if demand[l] > 0.0 {
                ((demand[l] - level[l]) / demand[l]).max(0.0)
            } else {
                0.0
            };
            let rise = (ceiling[l] - alpha[l]) * rate[l];
            let fall = (1.0 - alpha[l]) * rate[l];
            alpha[l] = (alpha[l] + (rise * scarcity + fall * (1.0 - scarcity))).max(1.0);
            let possible = demand[l].min(lanes.capacity[i][l] * alpha[l]);
            wanted[i][l] = possible;
            per_wanted[i][l] = 1.0 / possible;
        }
        lanes.limit[i] = [1.0; WIDTH];
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
                let binds = blocks.binds[at];
                if binds == 0.0 {
                    continue;
                }
                let j = c * products + k;
                let stock = &lanes.stock[at];
                let reach = &lanes.behaviour.reach[s * products + k];
                let binding = &lanes.behaviour.binding[s * products + k];
                let limit = &mut lanes.limit[j];
                for l in 0..WIDTH {
                    let short = (1.0 - stock[l] * reach[l] * per_wanted[j][l]).max(0.0);
                    limit[l] = limit[l].min(1.0 - binding[l] * short);
                }
            }
        }
    }
}

/// Shares served of a node (D9).
#[inline(always)]
fn serve(lanes: &mut Lanes, i: usize) {
    let rules = &lanes.behaviour;
    let served = &mut lanes.served;
    let (to_sectors, to_finals) = &lanes.home[i];
    for l in 0..WIDTH {
        let (made, demand) = (lanes.level[i][l], lanes.demand[i][l]);
        let from_sectors = lanes.from_sectors[i][l];
        let ahead = rules.sectors_first[l] * from_sectors
            + rules.finals_first[l] * (demand - from_sectors)
            + rules.home_first[l] * (to_sectors[l] + to_finals[l]);
        let even = if demand > 0.0 { made / demand } else { 0.0 };
        let behind = demand - ahead;
        let left = (made - ahead).max(0.0);
        let share = |part: f64, of: f64| if of > 0.0 { (part / of).min(1.0) } else { 0.0 };
        let priority = if made < demand {
            rules.priority[l]
        } else {
            0.0
        };
        let first = even + priority * (share(made, ahead) - even);
        let rest = even + priority * (share(left, behind) - even);
        let pick = |is_first: f64| if is_first > 0.0 { first } else { rest };
        served.sectors_abroad[i][l] = pick(rules.sectors_first[l]);
        served.finals_abroad[i][l] = pick(rules.finals_first[l]);
        served.sectors_home[i][l] = pick(rules.sectors_first[l] + rules.home_first[l]);
        served.finals_home[i][l] = pick(rules.finals_first[l] + rules.home_first[l]);
    }
}

/// What a node did not sell, less what was neither sold nor bought at home.
#[inline(always)]
fn leave(blocks: &Blocks, lanes: &mut Lanes, output: f64, i: usize) {
    let (regions, products) = (blocks.regions, blocks.products);
    let (c, s) = (i / products, i % products);
    let (sectors, finals) = blocks.normal[(s * regions + c) * regions + c];
    let arriving = lanes.pair_of[c * regions + c].map(|p| lanes.pairs[p].arriving[s]);
    let arriving = arriving.unwrap_or([1.0; WIDTH]);
    let (to_sectors, to_finals) = &lanes.home[i];
    let unsold = &mut lanes.unsold[c];
    for l in 0..WIDTH {
        let shipped = to_sectors[l] * lanes.served.sectors_home[i][l]
            + to_finals[l] * lanes.served.finals_home[i][l];
        let normal = sectors + finals;
        let at_home = (normal - shipped) + (normal - shipped * arriving[l]);
        unsold[l] += output * ((1.0 - lanes.level[i][l]) - at_home);
    }
}
