//! Demand on the sellers of a product: orders summed over buyers, and what impaired links change.

use pulp::Simd;

use super::Place;
use super::rows::Rows;
use crate::dynamic::blocks::Blocks;
use crate::dynamic::lanes::Lanes;
use crate::product::direct;
use crate::real::{Real, Row, WIDTH};

/// Orders beyond normal for a product, before sellers' weights; of sectors and of final users.
pub(super) struct Flows<T> {
    /// On every seller, from all regions so far.
    pub(super) all: [Vec<Row<T>>; 2],
    /// On every seller, from the region at hand, if its block is kept whole.
    from_here: [Vec<Row<T>>; 2],
    /// Of regions whose buyers share their origins.
    pub(super) shared: [Origins<T>; 2],
}

/// Orders by buying region: abroad, to be shared out by its mix of origins, and at home.
pub(super) struct Origins<T> {
    pub(super) abroad: Vec<Row<T>>,
    pub(super) home: Vec<Row<T>>,
    /// Orders from abroad by seller.
    pub(super) sums: Vec<Row<T>>,
}

impl<T: Real> Flows<T> {
    pub(super) fn new(regions: usize) -> Self {
        let none = || vec![Row::ZERO; regions];
        let origins = || Origins {
            abroad: none(),
            home: none(),
            sums: none(),
        };
        Self {
            all: [none(), none()],
            from_here: [none(), none()],
            shared: [origins(), origins()],
        }
    }

    /// Forgets all orders.
    pub(super) fn clear(&mut self) {
        self.all.iter_mut().for_each(|rows| rows.fill(Row::ZERO));
        for origins in &mut self.shared {
            origins.abroad.fill(Row::ZERO);
            origins.home.fill(Row::ZERO);
        }
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
/// are impaired (D3); and its orders at home. In a draw in which a link is free the difference is
/// exactly zero, so that it does not matter which other draws impair it.
#[inline(always)]
pub(super) fn special_demand<T: Real>(
    blocks: &Blocks<T>,
    lanes: &mut Lanes<T>,
    rows: &mut Rows<T>,
    place: Place,
    flows: &Flows<T>,
) {
    let Place { s, c } = place;
    let (regions, products) = (blocks.regions, blocks.products);
    let mut at_home = true;
    for link in lanes.links[s].awake_mut(c) {
        let r = link.from;
        let from_here = ordered(blocks, flows, place, r);
        let free_weight = &lanes.weight[s * regions + r];
        let (free_sectors, free_finals) = orders(blocks, free_weight, &from_here, place, r);
        let (mut sectors, mut finals) = orders(blocks, &link.weight, &from_here, place, r);
        if let Some(now) = link.now(&lanes.routes) {
            let normal = blocks.normal[(s * regions + c) * regions + r];
            carry(
                &now,
                normal.0 + normal.1,
                [&mut sectors, &mut finals],
                &mut link.through,
            );
        } else {
            link.through = Row::ONE;
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
        let from_here = ordered(blocks, flows, place, c);
        lanes.home[c * products + s] = orders(blocks, weight, &from_here, place, c);
    }
}

/// Orders of a region's sectors and final users on seller r beyond normal, before its weight.
#[inline(always)]
fn ordered<T: Real>(
    blocks: &Blocks<T>,
    flows: &Flows<T>,
    Place { s, c }: Place,
    r: usize,
) -> [Row<T>; 2] {
    let at = s * blocks.regions + c;
    if blocks.whole[at].is_some() {
        return [flows.from_here[0][r], flows.from_here[1][r]];
    }
    if r == c {
        return [flows.shared[0].home[c], flows.shared[1].home[c]];
    }
    let mut all = [flows.shared[0].abroad[c], flows.shared[1].abroad[c]];
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
fn orders<T: Real>(
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
    flows: &Flows<T>,
    rows: &Rows<T>,
) {
    let [all_sectors, all_finals] = &flows.all;
    for r in 0..blocks.regions {
        let i = r * blocks.products + s;
        let (sectors, finals) = (blocks.intermediate[i], blocks.finally[i]);
        let share = blocks.per_output[i];
        let weight = &lanes.weight[s * blocks.regions + r];
        let (all_sectors, all_finals) = (&all_sectors[r], &all_finals[r]);
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

/// Orders that an impaired link carries (D3), given λ and the share that arrives.
#[inline(always)]
fn carry<T: Real>(
    (lambda, arriving): &(Row<T>, Row<T>),
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
