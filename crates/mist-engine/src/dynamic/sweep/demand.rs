//! Demand on the sellers of a product: orders summed over buyers, and what impaired links change.

use pulp::Simd;

use super::Place;
use crate::dynamic::blocks::Blocks;
use crate::dynamic::lanes::{Carried, Lanes};
use crate::dynamic::step::FORGOTTEN;
use crate::product::direct;
use crate::real::{Real, Row, WIDTH};

/// Orders of regions whose buyers share their origins, beyond normal and before sellers' weights; of
/// sectors and of final users.
pub(super) struct Orders<T> {
    /// By `s·R + c`: abroad, to be shared out by the region's mix of origins, and at home.
    pub(super) abroad: [Vec<Row<T>>; 2],
    pub(super) home: [Vec<Row<T>>; 2],
    /// Orders from abroad by seller of a product.
    pub(super) sums: Vec<Row<T>>,
}

impl<T: Real> Orders<T> {
    pub(super) fn new(nodes: usize, regions: usize) -> Self {
        let none = || vec![Row::ZERO; nodes];
        Self {
            abroad: [none(), none()],
            home: [none(), none()],
            sums: vec![Row::ZERO; regions],
        }
    }
}

/// Orders on every seller of a product beyond normal, before its weight; of sectors and of final users.
pub(super) struct Demand<T> {
    /// From all regions so far.
    pub(super) all: [Vec<Row<T>>; 2],
    /// From the region at hand, if its block is kept whole.
    from_here: [Vec<Row<T>>; 2],
    /// What impaired links change of it, after weights.
    more: Vec<[Row<T>; 2]>,
}

impl<T: Real> Demand<T> {
    pub(super) fn new(regions: usize) -> Self {
        let none = || vec![Row::ZERO; regions];
        Self {
            all: [none(), none()],
            from_here: [none(), none()],
            more: vec![[Row::ZERO; 2]; regions],
        }
    }

    /// Forgets all orders.
    pub(super) fn clear(&mut self) {
        self.all.iter_mut().for_each(|rows| rows.fill(Row::ZERO));
        self.more.fill([Row::ZERO; 2]);
    }

    /// Adds the orders of a region whose block is kept whole.
    pub(super) fn add_whole<S: Simd>(
        &mut self,
        simd: S,
        sales: &[T],
        beyond: &[Row<T>],
        products: usize,
    ) {
        let width = beyond.len();
        let (sectors, finals) = beyond.split_at(products);
        for ((from, x), (here, all)) in [(0, sectors), (products, finals)]
            .into_iter()
            .zip(self.from_here.iter_mut().zip(&mut self.all))
        {
            direct(simd, sales, width, from, x, here);
            for (all, here) in all.iter_mut().zip(here.iter()) {
                add(here, all);
            }
        }
    }
}

#[inline(always)]
fn add<T: Real>(more: &Row<T>, sum: &mut Row<T>) {
    for l in 0..WIDTH {
        sum[l] += more[l];
    }
}

/// Adds orders from abroad and at home to those from all regions, seller by seller.
pub(super) fn add_shared<T: Real>(abroad: &[Row<T>], home: &[Row<T>], all: &mut [Row<T>]) {
    for ((all, abroad), home) in all.iter_mut().zip(abroad).zip(home) {
        for l in 0..WIDTH {
            all[l] += abroad[l] + home[l];
        }
    }
}

/// What orders of region c differ by from orders over free links, on the sellers whose links to it
/// are impaired (D3); what its buyers remember of these links (D12); and its orders at home. In a draw
/// in which a link is free the difference is exactly zero, so that it does not matter which other draws
/// impair it. Without `orders` the region's block is kept whole.
#[inline(always)]
pub(super) fn special_demand<T: Real>(
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    place: Place,
    orders: Option<&Orders<T>>,
    demand: &mut Demand<T>,
) {
    let Place { s, c } = place;
    let (regions, products) = (blocks.regions, blocks.products);
    let Lanes {
        links,
        routes,
        behaviour,
        weight,
        home,
        ..
    } = lanes;
    let weights = &weight[s * regions..(s + 1) * regions];
    let memory = &behaviour.memory[s];
    let mut at_home = true;
    for (link, asleep) in links[s].awake_mut(c) {
        let r = link.from;
        let from_here = ordered(blocks, orders, demand, place, r);
        let (free_sectors, free_finals) = sold(blocks, &weights[r], &from_here, place, r);
        let (mut sectors, mut finals) = sold(blocks, &link.weight, &from_here, place, r);
        let now = link.now(routes);
        if let Some(now) = &now {
            let normal = blocks.normal[(s * regions + c) * regions + r];
            let normal = normal.0 + normal.1;
            let ordered = [&mut sectors, &mut finals];
            carry(now, normal, ordered, &mut link.through);
            remember(&mut link.experienced, &now.lambda, memory);
        } else {
            link.through = Row::ONE;
            remember(&mut link.experienced, &Row::ONE, memory);
        }
        let [more_sectors, more_finals] = &mut demand.more[r];
        for l in 0..WIDTH {
            more_sectors[l] += sectors[l] - free_sectors[l];
            more_finals[l] += finals[l] - free_finals[l];
        }
        if r == c {
            home[c * products + s] = (sectors, finals);
            at_home = false;
        }
        *asleep = now.is_none() && link.is_common(&weights[r]);
    }
    if at_home {
        let from_here = ordered(blocks, orders, demand, place, c);
        home[c * products + s] = sold(blocks, &weights[c], &from_here, place, c);
    }
}

/// What buyers remember of a link (D12).
#[inline(always)]
fn remember<T: Real>(seen: &mut Row<T>, lambda: &Row<T>, memory: &Row<T>) {
    let forgotten = T::of(FORGOTTEN);
    for l in 0..WIDTH {
        let moved = seen[l] + (lambda[l].least(T::ONE) - seen[l]) * memory[l];
        let forgotten = (lambda[l] >= T::ONE) & (moved > forgotten);
        seen[l] = if forgotten { T::ONE } else { moved };
    }
}

/// Orders of a region's sectors and final users on seller r beyond normal, before its weight.
#[inline(always)]
fn ordered<T: Real>(
    blocks: &Blocks<T>,
    orders: Option<&Orders<T>>,
    demand: &Demand<T>,
    Place { s, c }: Place,
    r: usize,
) -> [Row<T>; 2] {
    let Some(Orders { abroad, home, .. }) = orders else {
        return [demand.from_here[0][r], demand.from_here[1][r]];
    };
    let at = s * blocks.regions + c;
    if r == c {
        return [home[0][at], home[1][at]];
    }
    let mut all = [abroad[0][at], abroad[1][at]];
    for (row, mix) in all.iter_mut().zip(&blocks.mix) {
        let share = mix[at * blocks.regions + r];
        for l in 0..WIDTH {
            row[l] *= share;
        }
    }
    all
}

/// Orders of the sectors and final users of a region on seller r at a weight (D2), as shares of the
/// seller's output.
#[inline(always)]
fn sold<T: Real>(
    blocks: &Blocks<T>,
    weight: &Row<T>,
    [to_sectors, to_finals]: &[Row<T>; 2],
    Place { s, c }: Place,
    r: usize,
) -> (Row<T>, Row<T>) {
    let (sectors, finals) = blocks.normal[(s * blocks.regions + c) * blocks.regions + r];
    let share = blocks.per_output[r * blocks.products + s];
    let (mut from_sectors, mut from_finals) = (Row::ZERO, Row::ZERO);
    for l in 0..WIDTH {
        from_sectors[l] = weight[l] * (sectors + to_sectors[l] * share);
        from_finals[l] = weight[l] * (finals + to_finals[l] * share);
    }
    (from_sectors, from_finals)
}

/// Demand on every seller of a product (D4).
#[inline(always)]
pub(super) fn add_demand<T: Real>(
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    s: usize,
    demand_on: &Demand<T>,
) {
    let [all_sectors, all_finals] = &demand_on.all;
    for r in 0..blocks.regions {
        let i = r * blocks.products + s;
        let (sectors, finals) = (blocks.intermediate[i], blocks.finally[i]);
        let share = blocks.per_output[i];
        let weight = &lanes.weight[s * blocks.regions + r];
        let (all_sectors, all_finals) = (&all_sectors[r], &all_finals[r]);
        let [more_sectors, more_finals] = &demand_on.more[r];
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

/// Orders that an impaired link carries (D3), given λ and the share that arrives.
#[inline(always)]
fn carry<T: Real>(
    Carried { lambda, arriving }: &Carried<T>,
    normal: T,
    [from_sectors, from_finals]: [&mut Row<T>; 2],
    through: &mut Row<T>,
) {
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
