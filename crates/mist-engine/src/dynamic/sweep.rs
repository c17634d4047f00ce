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
use super::lanes::{Lanes, Link};
use super::real::{Real, Row, WIDTH, apart};

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
pub(super) struct Sweep<'a, T> {
    pub(super) blocks: &'a Blocks<T>,
    pub(super) lanes: &'a mut Lanes<T>,
    pub(super) todo: Todo,
}

/// Rows that a block's products are taken with, by seller; kept between blocks.
struct Rows<T> {
    /// Share of normal orders that sectors of a region without impaired links do not get.
    sectors: Vec<Row<T>>,
    /// The same for final users.
    finals: Vec<Row<T>>,
    /// 1 − g.
    lost_weight: Vec<Row<T>>,
    /// For buyers at the seller's home: the first two, in place of the common ones.
    home: Vec<[Row<T>; 2]>,
    /// Demand of sectors and final users that impaired links make differ, by seller.
    more: Vec<[Row<T>; 2]>,
    /// For each impaired link of the product: all three, in place of its seller's.
    links: Vec<[Row<T>; 3]>,
}

/// Orders beyond normal on every seller of a product, before weights: from the region at hand, and
/// from all so far.
struct Flows<T> {
    to_sectors: Vec<Row<T>>,
    to_finals: Vec<Row<T>>,
    all_sectors: Vec<Row<T>>,
    all_finals: Vec<Row<T>>,
}

impl<T: Real> WithSimd for Sweep<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            blocks,
            lanes,
            todo,
        } = self;
        let (regions, products) = (blocks.regions, blocks.products);
        let none = Row::ZERO;
        if todo.receive {
            lanes.missing.fill(none);
            lanes.unmet.fill(none);
        }
        let mut rows = Rows {
            sectors: vec![none; regions],
            finals: vec![none; regions],
            lost_weight: vec![none; regions],
            home: vec![[none; 2]; regions],
            more: vec![[none; 2]; regions],
            links: Vec::new(),
        };
        let mut sums = [vec![none; blocks.width], vec![none; blocks.width]];
        let mut flows = Flows {
            to_sectors: vec![none; regions],
            to_finals: vec![none; regions],
            all_sectors: vec![none; regions],
            all_finals: vec![none; regions],
        };
        for s in 0..products {
            rows.links.resize(lanes.links[s].links.len(), [none; 3]);
            apart!(simd, prepare,
                blocks: &'a Blocks<T> = blocks,
                lanes: &'a mut Lanes<T> = lanes,
                todo: Todo = todo,
                s: usize = s,
                rows: &'a mut Rows<T> = &mut rows,
            );
            flows.all_sectors.fill(none);
            flows.all_finals.fill(none);
            rows.more.fill([none; 2]);
            for c in 0..regions {
                let sales = block(blocks, s, c);
                let (width, at) = (blocks.width, products);
                if todo.receive {
                    exchange(lanes, &mut rows, s, c);
                    let [missing, lost] = &mut sums;
                    let (to_sectors, to_finals) = missing.split_at_mut(at);
                    transposed(simd, sales, width, 0, &rows.sectors, to_sectors);
                    transposed(simd, sales, width, at, &rows.finals, to_finals);
                    if todo.review {
                        transposed(simd, sales, width, 0, &rows.lost_weight, lost);
                    }
                    exchange(lanes, &mut rows, s, c);
                }
                apart!(simd, receive,
                    blocks: &'a Blocks<T> = blocks,
                    lanes: &'a mut Lanes<T> = lanes,
                    todo: Todo = todo,
                    s: usize = s,
                    c: usize = c,
                    sums: &'a [Vec<Row<T>>; 2] = &sums,
                );
                if todo.demand {
                    let start = (s * regions + c) * width;
                    let (sectors, finals) = lanes.beyond[start..start + width].split_at(at);
                    let Flows {
                        to_sectors,
                        to_finals,
                        all_sectors,
                        all_finals,
                    } = &mut flows;
                    direct(simd, sales, width, 0, sectors, to_sectors, all_sectors);
                    direct(simd, sales, width, at, finals, to_finals, all_finals);
                    apart!(simd, special_demand,
                        blocks: &'a Blocks<T> = blocks,
                        lanes: &'a mut Lanes<T> = lanes,
                        rows: &'a mut Rows<T> = &mut rows,
                        s: usize = s,
                        c: usize = c,
                        flows: &'a Flows<T> = &flows,
                    );
                }
            }
            if todo.demand {
                apart!(simd, add_demand,
                    blocks: &'a Blocks<T> = blocks,
                    lanes: &'a mut Lanes<T> = lanes,
                    s: usize = s,
                    flows: &'a Flows<T> = &flows,
                    rows: &'a Rows<T> = &rows,
                );
            }
        }
    }
}

fn block<T: Real>(blocks: &Blocks<T>, s: usize, c: usize) -> &[T] {
    let size = blocks.regions * blocks.width;
    let start = (s * blocks.regions + c) * size;
    &blocks.sales[start..start + size]
}

/// The rows of a product: what does not arrive, and new weights if they are due.
#[inline(always)]
fn prepare<T: Real>(
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    todo: Todo,
    s: usize,
    rows: &mut Rows<T>,
) {
    if todo.receive {
        delivery_rows(blocks, lanes, s, rows);
    }
    if todo.review {
        review(blocks, lanes, s, rows);
    }
}

/// What buyers of a region do once deliveries are known: new weights of their orders, new stocks and
/// new orders.
#[inline(always)]
fn receive<T: Real>(
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    todo: Todo,
    s: usize,
    c: usize,
    [missing, lost]: &[Vec<Row<T>>; 2],
) {
    if todo.review {
        reweigh(blocks, lanes, s, c, lost);
    }
    if todo.receive {
        arrive(blocks, lanes, s, c, missing);
    }
    final_orders(blocks, lanes, s, c);
}

/// For every seller of a product, the share of normal orders that does not arrive per unit of
/// orders beyond weights: 1 − g k, and for impaired links 1 − g k c.
#[inline(always)]
fn delivery_rows<T: Real>(blocks: &Blocks<T>, lanes: &Lanes<T>, s: usize, rows: &mut Rows<T>) {
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
    for (link, row) in lanes.links[s].links.iter().zip(&mut rows.links) {
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
fn review<T: Real>(blocks: &Blocks<T>, lanes: &mut Lanes<T>, s: usize, rows: &mut Rows<T>) {
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
    for (link, row) in lanes.links[s].links.iter_mut().zip(&mut rows.links) {
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
fn exchange<T: Real>(lanes: &Lanes<T>, rows: &mut Rows<T>, s: usize, c: usize) {
    let links = &lanes.links[s];
    let mut at_home = true;
    for p in links.to(c) {
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

/// 1/D (D15).
#[inline(always)]
fn reweigh<T: Real>(blocks: &Blocks<T>, lanes: &mut Lanes<T>, s: usize, c: usize, lost: &[Row<T>]) {
    let start = (s * blocks.regions + c) * blocks.width;
    for (b, lost) in lost.iter().enumerate() {
        let per_bought = blocks.per_bought[start + b];
        let per_weight = &mut lanes.per_weight[start + b];
        for l in 0..WIDTH {
            per_weight[l] = T::ONE / (T::ONE - lost[l] * per_bought);
        }
    }
}

/// Deliveries reach stocks and final users; sectors order anew (D10)–(D14).
#[inline(always)]
fn arrive<T: Real>(
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    s: usize,
    c: usize,
    missing: &[Row<T>],
) {
    let (regions, products) = (blocks.regions, blocks.products);
    let (days, per_day) = (lanes.behaviour.days, lanes.behaviour.per_day);
    let start = (s * regions + c) * blocks.width;
    let mut not_arrived = lanes.missing[c];
    for k in 0..products {
        let (b, j) = (start + k, c * products + k);
        let (bought, per_bought) = (blocks.bought[b], blocks.per_bought[b]);
        let beyond = &mut lanes.beyond[b];
        let per_weight = &lanes.per_weight[b];
        let expected = &lanes.expected[j];
        let missing = &missing[k];
        if blocks.flows_only[s * products + k] {
            for l in 0..WIDTH {
                let arrived = (T::ONE + beyond[l]) * (T::ONE - missing[l] * per_bought);
                beyond[l] = expected[l] * per_weight[l] - T::ONE;
                not_arrived[l] += bought * (T::ONE - arrived);
            }
            continue;
        }
        let gap = &mut lanes.gap[(s * regions + c) * products + k];
        let cover = &lanes.behaviour.cover[s * products + k];
        let restocking = &lanes.behaviour.restocking[s * products + k];
        let level = &lanes.level[j];
        for l in 0..WIDTH {
            let arrived = (T::ONE + beyond[l]) * (T::ONE - missing[l] * per_bought);
            let used = level[l].least((cover[l] - gap[l]) * per_day);
            gap[l] += (used - arrived) * days;
            let wanted = (expected[l] + gap[l] * restocking[l]).most(T::ZERO);
            beyond[l] = wanted * per_weight[l] - T::ONE;
            not_arrived[l] += bought * (T::ONE - arrived);
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
            let arrived = (T::ONE + beyond[l]) * (T::ONE - missing[l] * per_bought);
            not_arrived[l] += bought * (T::ONE - arrived);
            unmet[l] += bought * (wanted[l] - arrived);
        }
    }
    lanes.missing[c] = not_arrived;
    lanes.unmet[c] = unmet;
}

/// Orders of final users for this step.
#[inline(always)]
fn final_orders<T: Real>(blocks: &Blocks<T>, lanes: &mut Lanes<T>, s: usize, c: usize) {
    let start = (s * blocks.regions + c) * blocks.width + blocks.products;
    for u in 0..blocks.finals {
        let wanted = &lanes.finals[c * blocks.finals + u];
        let per_weight = &lanes.per_weight[start + u];
        let beyond = &mut lanes.beyond[start + u];
        for l in 0..WIDTH {
            beyond[l] = wanted[l] * per_weight[l] - T::ONE;
        }
    }
}

/// What orders of region c differ by from orders over free links, on the sellers whose links to it
/// are impaired (D3); and its orders at home. In a draw in which a link is free the difference is
/// exactly zero, so that it does not matter which other draws impair it.
#[inline(always)]
fn special_demand<T: Real>(
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    rows: &mut Rows<T>,
    s: usize,
    c: usize,
    flows: &Flows<T>,
) {
    let (regions, products) = (blocks.regions, blocks.products);
    let mut at_home = true;
    for p in lanes.links[s].to(c) {
        let link = &mut lanes.links[s].links[p];
        let r = link.from;
        let free_weight = &lanes.weight[s * regions + r];
        let (free_sectors, free_finals) = orders(blocks, free_weight, flows, s, r, c);
        let (mut sectors, mut finals) = orders(blocks, &link.weight, flows, s, r, c);
        if link.limited {
            let normal = blocks.normal[(s * regions + c) * regions + r];
            carry(link, normal.0 + normal.1, &mut sectors, &mut finals);
        } else {
            link.through = link.arriving;
        }
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
fn orders<T: Real>(
    blocks: &Blocks<T>,
    weight: &Row<T>,
    flows: &Flows<T>,
    s: usize,
    r: usize,
    c: usize,
) -> (Row<T>, Row<T>) {
    let (sectors, finals) = blocks.normal[(s * blocks.regions + c) * blocks.regions + r];
    let share = blocks.per_output[r * blocks.products + s];
    let (to_sectors, to_finals) = (&flows.to_sectors[r], &flows.to_finals[r]);
    let (mut from_sectors, mut from_finals) = (Row::ZERO, Row::ZERO);
    for l in 0..WIDTH {
        from_sectors[l] = weight[l] * (sectors + to_sectors[l] * share);
        from_finals[l] = weight[l] * (finals + to_finals[l] * share);
    }
    (from_sectors, from_finals)
}

/// Demand on every seller of a product (D4).
#[inline(always)]
fn add_demand<T: Real>(
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    s: usize,
    flows: &Flows<T>,
    rows: &Rows<T>,
) {
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
            demand[l] = T::ONE + (more_from_sectors + more_from_finals);
        }
    }
}

/// Orders that an impaired link carries (D3).
#[inline(always)]
fn carry<T: Real>(
    link: &mut Link<T>,
    normal: T,
    from_sectors: &mut Row<T>,
    from_finals: &mut Row<T>,
) {
    let Link {
        lambda,
        arriving,
        through,
        ..
    } = link;
    for l in 0..WIDTH {
        let ordered = from_sectors[l] + from_finals[l];
        // As `step::carried_share`, without branches.
        let limited = (lambda[l] * normal / ordered).least(T::ONE).most(lambda[l]);
        let free = (lambda[l] >= T::ONE) | (ordered <= T::ZERO);
        let share = if free { T::ONE } else { limited };
        from_sectors[l] *= share;
        from_finals[l] *= share;
        through[l] = share * arriving[l];
    }
}

/// Registers of sums at a time: as many as leave room for the operands.
macro_rules! tiles {
    ($simd:ident, $out:expr, $strips:ident, $($argument:expr),+) => {
        if size_of::<T::Vector<S>>() >= 64 && $out >= 8 {
            $strips::<T, S, 8>($simd, $($argument),+)
        } else {
            match $out {
                4.. => $strips::<T, S, 4>($simd, $($argument),+),
                3 => $strips::<T, S, 3>($simd, $($argument),+),
                2 => $strips::<T, S, 2>($simd, $($argument),+),
                _ => $strips::<T, S, 1>($simd, $($argument),+),
            }
        }
    };
}

/// out_b = Σ_r z_rb x_r for buyers `from..from + out.len()` of a block with rows of `width`.
fn transposed<T: Real, S: Simd>(
    simd: S,
    sales: &[T],
    width: usize,
    from: usize,
    x: &[Row<T>],
    out: &mut [Row<T>],
) {
    simd.vectorize(Transposed {
        sales: &sales[from..],
        width,
        x,
        out,
    });
}

struct Transposed<'a, T> {
    sales: &'a [T],
    width: usize,
    x: &'a [Row<T>],
    out: &'a mut [Row<T>],
}

impl<T: Real> WithSimd for Transposed<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let mut done = 0;
        while done < self.out.len() {
            let (sales, out) = (&self.sales[done..], &mut self.out[done..]);
            done += tiles!(simd, out.len(), columns, sales, self.width, self.x, out);
        }
    }
}

/// out_r = Σ_b z_rb x_b for every seller r of a block, over buyers from `from` on; added to `all`.
fn direct<T: Real, S: Simd>(
    simd: S,
    sales: &[T],
    width: usize,
    from: usize,
    x: &[Row<T>],
    out: &mut [Row<T>],
    all: &mut [Row<T>],
) {
    simd.vectorize(Direct {
        sales: &sales[from..],
        width,
        x,
        out,
        all,
    });
}

struct Direct<'a, T> {
    sales: &'a [T],
    width: usize,
    x: &'a [Row<T>],
    out: &'a mut [Row<T>],
    all: &'a mut [Row<T>],
}

impl<T: Real> WithSimd for Direct<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let mut done = 0;
        while done < self.out.len() {
            let sales = &self.sales[done * self.width..];
            let (out, all) = (&mut self.out[done..], &mut self.all[done..]);
            done += tiles!(simd, out.len(), rows, sales, self.width, self.x, out, all);
        }
    }
}

/// The first N sums of [`transposed`].
#[inline(always)]
fn columns<T: Real, S: Simd, const N: usize>(
    simd: S,
    sales: &[T],
    width: usize,
    x: &[Row<T>],
    out: &mut [Row<T>],
) -> usize {
    let z = |k: usize| *sales[k * width..].first_chunk().unwrap_or(&[T::ZERO; N]);
    strips::<T, S, N>(simd, z, x, |t, v, sums| {
        vectors_mut::<T, S>(&mut out[t])[v..v + STRIP].copy_from_slice(&sums);
    });
    N
}

/// The first N sums of [`direct`].
#[inline(always)]
fn rows<T: Real, S: Simd, const N: usize>(
    simd: S,
    sales: &[T],
    width: usize,
    x: &[Row<T>],
    out: &mut [Row<T>],
    all: &mut [Row<T>],
) -> usize {
    let rows: [&[T]; N] = std::array::from_fn(|t| &sales[t * width..][..x.len()]);
    let z = |k: usize| std::array::from_fn(|t| rows[t][k]);
    strips::<T, S, N>(simd, z, x, |t, v, sums| {
        vectors_mut::<T, S>(&mut out[t])[v..v + STRIP].copy_from_slice(&sums);
        for (total, sum) in vectors_mut::<T, S>(&mut all[t])[v..].iter_mut().zip(sums) {
            *total = T::plus(simd, *total, sum);
        }
    });
    N
}

/// Vectors of draws that a product takes at a time.
const STRIP: usize = 2;

/// N sums at once, held in registers: Σ_k z_k x_k, handed to `put` with their place.
#[inline(always)]
fn strips<T: Real, S: Simd, const N: usize>(
    simd: S,
    z: impl Fn(usize) -> [T; N],
    x: &[Row<T>],
    mut put: impl FnMut(usize, usize, [T::Vector<S>; STRIP]),
) {
    for v in (0..WIDTH / T::lanes::<S>()).step_by(STRIP) {
        let mut sums = [[T::splat(simd, T::ZERO); STRIP]; N];
        for (k, x) in x.iter().enumerate() {
            let x: &[T::Vector<S>] = cast_slice(x.as_slice());
            let Some(x) = x[v..].first_chunk::<STRIP>() else {
                continue;
            };
            for (sums, z) in sums.iter_mut().zip(z(k)) {
                let z = T::splat(simd, z);
                for (sum, x) in sums.iter_mut().zip(x) {
                    *sum = T::mul_add(simd, z, *x, *sum);
                }
            }
        }
        for (t, sums) in sums.into_iter().enumerate() {
            put(t, v, sums);
        }
    }
}

#[inline(always)]
fn vectors_mut<T: Real, S: Simd>(row: &mut Row<T>) -> &mut [T::Vector<S>] {
    cast_slice_mut(row.as_mut_slice())
}
