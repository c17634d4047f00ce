//! The sweep of the fast step through the network: what was delivered arrives, orders go out.
//!
//! For each product and region the block of sales is used while it is in the cache: deliveries of
//! the last step reach the region's stocks (D10)–(D11), its orders follow (D13)–(D16), and are added to
//! the demand on every seller (D2)–(D4). The arithmetic is two or three products of a constant
//! block with rows of draws; multiplications are fused with additions on every processor, so that
//! results do not depend on it.

#![allow(
    clippy::needless_range_loop,
    clippy::needless_pass_by_value,
    reason = "one index runs over many rows of draws at once; row iterators are cheap to copy"
)]

use pulp::bytemuck::{cast_slice, cast_slice_mut};
use pulp::{Simd, WithSimd};

use super::blocks::Blocks;
use super::lanes::{Lanes, Pair, Row, WIDTH};

/// What a sweep is to do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Todo {
    /// Take in the last step's deliveries and order anew; false in the first step.
    pub(super) receive: bool,
    /// Weigh suppliers anew.
    pub(super) review: bool,
    /// Add up this step's demand; false after the last step.
    pub(super) demand: bool,
}

/// One sweep, ready to run with whatever vector instructions the processor has.
pub(super) struct Sweep<'a> {
    pub(super) blocks: &'a Blocks,
    pub(super) lanes: &'a mut Lanes,
    pub(super) todo: Todo,
}

/// Rows that a block's products are taken with, by seller; kept between blocks.
struct Rows {
    /// Share of normal orders that sectors of a region without impaired links do not get.
    sectors: Vec<Row>,
    /// The same for final users.
    finals: Vec<Row>,
    /// 1 − g.
    lost_weight: Vec<Row>,
    /// For buyers at the seller's home: the first two, in place of the common ones.
    home: Vec<[Row; 2]>,
    /// Demand of sectors and final users that impaired links make differ, by seller.
    more: Vec<[Row; 2]>,
    /// For each impaired pair: all three, in place of its seller's.
    pairs: Vec<[Row; 3]>,
}

/// Orders beyond normal on every seller of a product, before weights: from the region at hand, and
/// from all so far.
struct Flows {
    to_sectors: Vec<Row>,
    to_finals: Vec<Row>,
    all_sectors: Vec<Row>,
    all_finals: Vec<Row>,
}

const ZERO: Row = [0.0; WIDTH];

impl WithSimd for Sweep<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            blocks,
            lanes,
            todo,
        } = self;
        let (regions, products) = (blocks.regions, blocks.products);
        if todo.receive {
            lanes.missing.fill(ZERO);
            lanes.unmet.fill(ZERO);
        }
        let mut by_destination = vec![Vec::new(); regions];
        for (p, pair) in lanes.pairs.iter().enumerate() {
            by_destination[pair.to].push(p);
        }
        let mut rows = Rows {
            sectors: vec![ZERO; regions],
            finals: vec![ZERO; regions],
            lost_weight: vec![ZERO; regions],
            home: vec![[ZERO; 2]; regions],
            more: vec![[ZERO; 2]; regions],
            pairs: vec![[ZERO; 3]; lanes.pairs.len()],
        };
        let mut sums = [vec![ZERO; blocks.width], vec![ZERO; blocks.width]];
        let mut flows = Flows {
            to_sectors: vec![ZERO; regions],
            to_finals: vec![ZERO; regions],
            all_sectors: vec![ZERO; regions],
            all_finals: vec![ZERO; regions],
        };
        for s in 0..products {
            if todo.receive {
                delivery_rows(blocks, lanes, s, &mut rows);
            }
            if todo.review {
                review(blocks, lanes, s, &mut rows);
            }
            flows.all_sectors.fill(ZERO);
            flows.all_finals.fill(ZERO);
            rows.more.fill([ZERO; 2]);
            for (c, pairs) in by_destination.iter().enumerate() {
                if todo.receive {
                    exchange(lanes, &mut rows, pairs, c);
                    let sales = block(blocks, s, c);
                    let [missing, lost] = &mut sums;
                    let at = products;
                    transposed(
                        simd,
                        sales,
                        blocks.width,
                        0,
                        &rows.sectors,
                        &mut missing[..at],
                    );
                    transposed(
                        simd,
                        sales,
                        blocks.width,
                        at,
                        &rows.finals,
                        &mut missing[at..],
                    );
                    if todo.review {
                        transposed(simd, sales, blocks.width, 0, &rows.lost_weight, lost);
                        reweigh(blocks, lanes, s, c, lost);
                    }
                    exchange(lanes, &mut rows, pairs, c);
                    arrive(blocks, lanes, s, c, missing);
                }
                final_orders(blocks, lanes, s, c);
                if todo.demand {
                    let sales = block(blocks, s, c);
                    let start = (s * regions + c) * blocks.width;
                    let (sectors, finals) =
                        lanes.beyond[start..start + blocks.width].split_at(products);
                    let Flows {
                        to_sectors,
                        to_finals,
                        all_sectors,
                        all_finals,
                    } = &mut flows;
                    direct(
                        simd,
                        sales,
                        blocks.width,
                        0,
                        sectors,
                        to_sectors,
                        all_sectors,
                    );
                    let at = products;
                    direct(simd, sales, blocks.width, at, finals, to_finals, all_finals);
                    special_demand(blocks, lanes, &mut rows, pairs, s, c, &flows);
                }
            }
            if todo.demand {
                add_demand(blocks, lanes, s, &flows, &rows);
            }
        }
    }
}

fn block(blocks: &Blocks, s: usize, c: usize) -> &[f64] {
    let size = blocks.regions * blocks.width;
    let start = (s * blocks.regions + c) * size;
    &blocks.sales[start..start + size]
}

/// For every seller of a product, the share of normal orders that does not arrive per unit of
/// orders beyond weights: 1 − g k, and for impaired pairs 1 − g k c.
#[inline(always)]
fn delivery_rows(blocks: &Blocks, lanes: &Lanes, s: usize, rows: &mut Rows) {
    for r in 0..blocks.regions {
        let i = r * blocks.products + s;
        let weight = &lanes.weight[s * blocks.regions + r];
        let served = &lanes.served;
        let [sectors_home, finals_home] = &mut rows.home[r];
        not_delivered(weight, &served.sectors_abroad[i], &mut rows.sectors[r]);
        not_delivered(weight, &served.finals_abroad[i], &mut rows.finals[r]);
        not_delivered(weight, &served.sectors_home[i], sectors_home);
        not_delivered(weight, &served.finals_home[i], finals_home);
    }
    for (pair, row) in lanes.pairs.iter().zip(&mut rows.pairs) {
        let i = pair.from * blocks.products + s;
        let served = &lanes.served;
        let (sectors, finals) = if pair.from == pair.to {
            (&served.sectors_home[i], &served.finals_home[i])
        } else {
            (&served.sectors_abroad[i], &served.finals_abroad[i])
        };
        let (weight, through) = (&pair.weight[s], &pair.through[s]);
        let mut share = ZERO;
        for l in 0..WIDTH {
            share[l] = weight[l] * through[l];
        }
        let [no_sectors, no_finals, _] = row;
        not_delivered(&share, sectors, no_sectors);
        not_delivered(&share, finals, no_finals);
    }
}

/// 1 − a b.
#[inline(always)]
fn not_delivered(a: &Row, b: &Row, out: &mut Row) {
    for l in 0..WIDTH {
        out[l] = 1.0 - a[l] * b[l];
    }
}

/// New weights (D16).
#[inline(always)]
fn review(blocks: &Blocks, lanes: &mut Lanes, s: usize, rows: &mut Rows) {
    let switching = lanes.behaviour.switching[s];
    for r in 0..blocks.regions {
        let delivered = &lanes.delivered[r * blocks.products + s];
        let weight = &mut lanes.weight[s * blocks.regions + r];
        let lost = &mut rows.lost_weight[r];
        for l in 0..WIDTH {
            weight[l] = 1.0 - switching[l] * (1.0 - delivered[l]);
            lost[l] = 1.0 - weight[l];
        }
    }
    for (pair, row) in lanes.pairs.iter_mut().zip(&mut rows.pairs) {
        let delivered = &lanes.delivered[pair.from * blocks.products + s];
        let (weight, experienced) = (&mut pair.weight[s], &pair.experienced[s]);
        let [_, _, lost] = row;
        for l in 0..WIDTH {
            weight[l] = 1.0 - switching[l] * (1.0 - delivered[l] * experienced[l]);
            lost[l] = 1.0 - weight[l];
        }
    }
}

/// Puts the rows that are special to region c in place of the common ones, and back again.
#[inline(always)]
fn exchange(lanes: &Lanes, rows: &mut Rows, pairs: &[usize], c: usize) {
    let mut at_home = true;
    for &p in pairs {
        let from = lanes.pairs[p].from;
        at_home &= from != c;
        let [sectors, finals, weight] = &mut rows.pairs[p];
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

/// 1/D (D15).
#[inline(always)]
fn reweigh(blocks: &Blocks, lanes: &mut Lanes, s: usize, c: usize, lost: &[Row]) {
    let start = (s * blocks.regions + c) * blocks.width;
    for (b, lost) in lost.iter().enumerate() {
        let per_bought = blocks.per_bought[start + b];
        let per_weight = &mut lanes.per_weight[start + b];
        for l in 0..WIDTH {
            per_weight[l] = 1.0 / (1.0 - lost[l] * per_bought);
        }
    }
}

/// Deliveries reach stocks and final users; sectors order anew (D10)–(D14).
#[inline(always)]
fn arrive(blocks: &Blocks, lanes: &mut Lanes, s: usize, c: usize, missing: &[Row]) {
    let (regions, products) = (blocks.regions, blocks.products);
    let start = (s * regions + c) * blocks.width;
    let mut not_arrived = lanes.missing[c];
    for k in 0..products {
        let (b, j) = (start + k, c * products + k);
        let (bought, per_bought) = (blocks.bought[b], blocks.per_bought[b]);
        if blocks.flows_only[s * products + k] {
            let (beyond, per_weight) = (&mut lanes.beyond[b], &lanes.per_weight[b]);
            let (expected, missing) = (&lanes.expected[j], &missing[k]);
            for l in 0..WIDTH {
                let arrived = (1.0 + beyond[l]) * (1.0 - missing[l] * per_bought);
                beyond[l] = expected[l] * per_weight[l] - 1.0;
                not_arrived[l] += bought * (1.0 - arrived);
            }
            continue;
        }
        let stock = &mut lanes.stock[(s * regions + c) * products + k];
        let beyond = &mut lanes.beyond[b];
        let per_weight = &lanes.per_weight[b];
        let cover = &lanes.behaviour.cover[s * products + k];
        let restocking = &lanes.behaviour.restocking[s * products + k];
        let (level, expected) = (&lanes.level[j], &lanes.expected[j]);
        let missing = &missing[k];
        for l in 0..WIDTH {
            let arrived = (1.0 + beyond[l]) * (1.0 - missing[l] * per_bought);
            let used = level[l].min(stock[l]);
            stock[l] += arrived - used;
            let gap = cover[l] - stock[l];
            let wanted = (expected[l] + gap * restocking[l]).max(0.0);
            beyond[l] = wanted * per_weight[l] - 1.0;
            not_arrived[l] += bought * (1.0 - arrived);
        }
    }
    let mut unmet = lanes.unmet[c];
    for u in 0..blocks.finals {
        let b = start + products + u;
        let (bought, per_bought) = (blocks.bought[b], blocks.per_bought[b]);
        let wanted = &lanes.finals_before[c * blocks.finals + u];
        let beyond = &lanes.beyond[b];
        let missing = &missing[products + u];
        for l in 0..WIDTH {
            let arrived = (1.0 + beyond[l]) * (1.0 - missing[l] * per_bought);
            not_arrived[l] += bought * (1.0 - arrived);
            unmet[l] += bought * (wanted[l] - arrived);
        }
    }
    lanes.missing[c] = not_arrived;
    lanes.unmet[c] = unmet;
}

/// Orders of final users for this step.
#[inline(always)]
fn final_orders(blocks: &Blocks, lanes: &mut Lanes, s: usize, c: usize) {
    let start = (s * blocks.regions + c) * blocks.width + blocks.products;
    for u in 0..blocks.finals {
        let wanted = &lanes.finals[c * blocks.finals + u];
        let per_weight = &lanes.per_weight[start + u];
        let beyond = &mut lanes.beyond[start + u];
        for l in 0..WIDTH {
            beyond[l] = wanted[l] * per_weight[l] - 1.0;
        }
    }
}

/// What orders of region c differ by from orders over free links, on the sellers whose links to it
/// are impaired (D3); and its orders at home. In a draw in which a link is free the difference is
/// exactly zero, so that it does not matter which other draws impair it.
#[inline(always)]
fn special_demand(
    blocks: &Blocks,
    lanes: &mut Lanes,
    rows: &mut Rows,
    pairs: &[usize],
    s: usize,
    c: usize,
    flows: &Flows,
) {
    let (regions, products) = (blocks.regions, blocks.products);
    let mut at_home = true;
    for &p in pairs {
        let r = lanes.pairs[p].from;
        let (free_sectors, free_finals) =
            orders(blocks, &lanes.weight[s * regions + r], flows, s, r, c);
        let (mut sectors, mut finals) = orders(blocks, &lanes.pairs[p].weight[s], flows, s, r, c);
        let normal = blocks.normal[(s * regions + c) * regions + r];
        carry(
            &mut lanes.pairs[p],
            s,
            normal.0 + normal.1,
            &mut sectors,
            &mut finals,
        );
        let [more_sectors, more_finals] = &mut rows.more[r];
        for l in 0..WIDTH {
            more_sectors[l] += sectors[l] - free_sectors[l];
            more_finals[l] += finals[l] - free_finals[l];
        }
        if r == c {
            lanes.home[c * products + s] = (sectors, finals);
            at_home = false;
        }
    }
    if at_home {
        let weight = &lanes.weight[s * regions + c];
        lanes.home[c * products + s] = orders(blocks, weight, flows, s, c, c);
    }
}

/// Orders of the sectors and final users of region c on seller r at a weight (D2), as shares of the
/// seller's output.
#[inline(always)]
fn orders(
    blocks: &Blocks,
    weight: &Row,
    flows: &Flows,
    s: usize,
    r: usize,
    c: usize,
) -> (Row, Row) {
    let (sectors, finals) = blocks.normal[(s * blocks.regions + c) * blocks.regions + r];
    let share = blocks.per_output[r * blocks.products + s];
    let (to_sectors, to_finals) = (&flows.to_sectors[r], &flows.to_finals[r]);
    let (mut from_sectors, mut from_finals) = (ZERO, ZERO);
    for l in 0..WIDTH {
        from_sectors[l] = weight[l] * (sectors + to_sectors[l] * share);
        from_finals[l] = weight[l] * (finals + to_finals[l] * share);
    }
    (from_sectors, from_finals)
}

/// Demand on every seller of a product (D4).
#[inline(always)]
fn add_demand(blocks: &Blocks, lanes: &mut Lanes, s: usize, flows: &Flows, rows: &Rows) {
    for r in 0..blocks.regions {
        let i = r * blocks.products + s;
        let (sectors, finals) = (blocks.intermediate[i], blocks.finally[i]);
        let share = blocks.per_output[i];
        let weight = &lanes.weight[s * blocks.regions + r];
        let (all_sectors, all_finals) = (&flows.all_sectors[r], &flows.all_finals[r]);
        let [more_sectors, more_finals] = &rows.more[r];
        let (demand, sum) = (&mut lanes.demand[i], &mut lanes.from_sectors[i]);
        for l in 0..WIDTH {
            let more_from_sectors =
                (weight[l] * (sectors + all_sectors[l] * share) - sectors) + more_sectors[l];
            let more_from_finals =
                (weight[l] * (finals + all_finals[l] * share) - finals) + more_finals[l];
            sum[l] = sectors + more_from_sectors;
            demand[l] = 1.0 + (more_from_sectors + more_from_finals);
        }
    }
}

/// Orders that an impaired link carries (D3).
#[inline(always)]
fn carry(pair: &mut Pair, s: usize, normal: f64, from_sectors: &mut Row, from_finals: &mut Row) {
    let (lambda, arriving) = (&pair.lambda[s], &pair.arriving[s]);
    let through = &mut pair.through[s];
    for l in 0..WIDTH {
        let ordered = from_sectors[l] + from_finals[l];
        // As `step::carried_share`, without branches.
        let fits = (lambda[l] * normal / ordered).min(1.0);
        let limited = if fits > lambda[l] { fits } else { lambda[l] };
        let free = (lambda[l] >= 1.0) | (ordered <= 0.0);
        let share = if free { 1.0 } else { limited };
        from_sectors[l] *= share;
        from_finals[l] *= share;
        through[l] = share * arriving[l];
    }
}

/// out_b = Σ_r z_rb x_r for buyers `from..from + out.len()` of a block with rows of `width`.
#[inline(always)]
fn transposed<S: Simd>(
    simd: S,
    sales: &[f64],
    width: usize,
    from: usize,
    x: &[Row],
    out: &mut [Row],
) {
    let mut b = 0;
    while b < out.len() {
        let tile = (out.len() - b).min(4);
        let at = from + b;
        let out = &mut out[b..b + tile];
        match tile {
            4 => tiled::<S, 4>(simd, sales.chunks_exact(width).map(|z| &z[at..]), x, out),
            3 => tiled::<S, 3>(simd, sales.chunks_exact(width).map(|z| &z[at..]), x, out),
            2 => tiled::<S, 2>(simd, sales.chunks_exact(width).map(|z| &z[at..]), x, out),
            _ => tiled::<S, 1>(simd, sales.chunks_exact(width).map(|z| &z[at..]), x, out),
        }
        b += tile;
    }
}

/// T sums at once, held in registers: out_t = Σ_k z_k[t] x_k.
#[inline(always)]
fn tiled<'a, S: Simd, const T: usize>(
    simd: S,
    z: impl Iterator<Item = &'a [f64]> + Clone,
    x: &[Row],
    out: &mut [Row],
) {
    if S::F64_LANES >= 8 {
        strips::<S, T, 4>(simd, z, x, out);
    } else {
        strips::<S, T, 2>(simd, z, x, out);
    }
}

/// The same for V vectors of draws at a time.
#[inline(always)]
fn strips<'a, S: Simd, const T: usize, const V: usize>(
    simd: S,
    z: impl Iterator<Item = &'a [f64]> + Clone,
    x: &[Row],
    out: &mut [Row],
) {
    let vectors = WIDTH / S::F64_LANES;
    let mut v = 0;
    while v < vectors {
        let mut sums = [[simd.splat_f64s(0.0); V]; T];
        for (z, x) in z.clone().zip(x) {
            let x: &[S::f64s] = cast_slice(x.as_slice());
            let (Some(z), Some(x)) = (z.first_chunk::<T>(), x[v..].first_chunk::<V>()) else {
                continue;
            };
            for t in 0..T {
                let z = simd.splat_f64s(z[t]);
                for (sum, x) in sums[t].iter_mut().zip(x) {
                    *sum = simd.mul_add_f64s(z, *x, *sum);
                }
            }
        }
        for (row, sums) in out.iter_mut().zip(&sums) {
            let row: &mut [S::f64s] = cast_slice_mut(row.as_mut_slice());
            row[v..v + V].copy_from_slice(sums);
        }
        v += V;
    }
}

/// out_r = Σ_b z_rb x_b for every seller r of a block, over buyers from `from` on; added to `all`.
#[inline(always)]
fn direct<S: Simd>(
    simd: S,
    sales: &[f64],
    width: usize,
    from: usize,
    x: &[Row],
    out: &mut [Row],
    all: &mut [Row],
) {
    let mut r = 0;
    while r < out.len() {
        let tile = (out.len() - r).min(4);
        let rows = &sales[r * width..(r + tile) * width];
        let out = &mut out[r..r + tile];
        let all = &mut all[r..r + tile];
        match tile {
            4 => direct_tile::<S, 4>(simd, rows, width, from, x, out, all),
            3 => direct_tile::<S, 3>(simd, rows, width, from, x, out, all),
            2 => direct_tile::<S, 2>(simd, rows, width, from, x, out, all),
            _ => direct_tile::<S, 1>(simd, rows, width, from, x, out, all),
        }
        r += tile;
    }
}

#[inline(always)]
fn direct_tile<S: Simd, const T: usize>(
    simd: S,
    rows: &[f64],
    width: usize,
    from: usize,
    x: &[Row],
    out: &mut [Row],
    all: &mut [Row],
) {
    if S::F64_LANES >= 8 {
        direct_strips::<S, T, 4>(simd, rows, width, from, x, out, all);
    } else {
        direct_strips::<S, T, 2>(simd, rows, width, from, x, out, all);
    }
}

#[inline(always)]
fn direct_strips<S: Simd, const T: usize, const V: usize>(
    simd: S,
    rows: &[f64],
    width: usize,
    from: usize,
    x: &[Row],
    out: &mut [Row],
    all: &mut [Row],
) {
    let z: [&[f64]; T] = std::array::from_fn(|t| &rows[t * width + from..][..x.len()]);
    let vectors = WIDTH / S::F64_LANES;
    let mut v = 0;
    while v < vectors {
        let mut sums = [[simd.splat_f64s(0.0); V]; T];
        for (b, x) in x.iter().enumerate() {
            let x: &[S::f64s] = cast_slice(x.as_slice());
            let Some(x) = x[v..].first_chunk::<V>() else {
                continue;
            };
            for t in 0..T {
                let z = simd.splat_f64s(z[t][b]);
                for (sum, x) in sums[t].iter_mut().zip(x) {
                    *sum = simd.mul_add_f64s(z, *x, *sum);
                }
            }
        }
        for ((row, all), sums) in out.iter_mut().zip(all.iter_mut()).zip(&sums) {
            let row: &mut [S::f64s] = cast_slice_mut(row.as_mut_slice());
            row[v..v + V].copy_from_slice(sums);
            let all: &mut [S::f64s] = cast_slice_mut(all.as_mut_slice());
            for (total, sum) in all[v..v + V].iter_mut().zip(sums) {
                *total = simd.add_f64s(*total, *sum);
            }
        }
        v += V;
    }
}
