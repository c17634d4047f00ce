//! Demand on the sellers of a product: orders summed over buyers, and what impaired links change.

use pulp::{Simd, WithSimd};

use super::Place;
use crate::dynamic::blocks::Blocks;
use crate::dynamic::lanes::Lanes;
use crate::dynamic::links::Links;
use crate::dynamic::step::FORGOTTEN;
use crate::product::direct;
use crate::real::{Real, Row, WIDTH, Wide};

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
        first_final: usize,
    ) {
        let width = beyond.len();
        let (sectors, finals) = beyond.split_at(first_final);
        for ((from, x), (here, all)) in [(0, sectors), (first_final, finals)]
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
pub(super) struct SpecialDemand<'a, T> {
    pub(super) blocks: &'a Blocks<T>,
    pub(super) lanes: &'a mut Lanes<T>,
    pub(super) place: Place,
    pub(super) orders: Option<&'a Orders<T>>,
    pub(super) demand: &'a mut Demand<T>,
}

impl<T: Real> WithSimd for SpecialDemand<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            blocks,
            lanes,
            place: place @ Place { s, c },
            orders,
            demand,
        } = self;
        let (regions, products) = (blocks.regions, blocks.products);
        let weights = &lanes.weight[s * regions..(s + 1) * regions];
        let home = &mut lanes.home[c * products + s];
        let Links { of, routes, .. } = &mut lanes.links;
        let links = &mut of[s];
        let here = links.to(c);
        for v in 0..Wide::<T, S>::PER_ROW {
            let load = |row: &Row<T>| Wide::<T, S>::load(simd, row, v);
            let sales = Sales::new(simd, v, blocks, place, orders);
            let memory = load(&lanes.behaviour.rates.memory[s]);
            let mut at_home = true;
            for at in here.clone() {
                if links.asleep[at] {
                    continue;
                }
                let link = &links.links[at];
                let r = link.from;
                let (lambda, arriving) = link.now(simd, v, routes);
                let (sectors, finals) = sales.from(r, &demand.from_here);
                let (weight, free) = (load(&links.weight[at]), load(&weights[r]));
                let share = carried(lambda, sales.normal(r), weight * (sectors + finals));
                let ordered = weight * share;
                (free - ordered * arriving).store(&mut links.withheld[at], v);
                let seen = &mut links.experienced[at];
                remember(load(seen), lambda, memory).store(seen, v);
                let differs = ordered - free;
                let [more_sectors, more_finals] = &mut demand.more[r];
                sectors
                    .mul_add(differs, load(more_sectors))
                    .store(more_sectors, v);
                finals
                    .mul_add(differs, load(more_finals))
                    .store(more_finals, v);
                if r == c {
                    (ordered * sectors).store(&mut home.0, v);
                    (ordered * finals).store(&mut home.1, v);
                    at_home = false;
                }
            }
            if at_home {
                let (sectors, finals) = sales.from(c, &demand.from_here);
                let weight = load(&weights[c]);
                (weight * sectors).store(&mut home.0, v);
                (weight * finals).store(&mut home.1, v);
            }
        }
        links.rest(c, routes, weights);
    }
}

/// What a region's sectors and final users order of a product, for part `v` of the draws.
struct Sales<'a, T: Real, S: Simd> {
    simd: S,
    v: usize,
    blocks: &'a Blocks<T>,
    place: Place,
    /// Beyond normal, abroad and at home, where the buyers share their origins.
    shared: Option<[[Wide<T, S>; 2]; 2]>,
}

impl<'a, T: Real, S: Simd> Sales<'a, T, S> {
    #[inline(always)]
    fn new(
        simd: S,
        v: usize,
        blocks: &'a Blocks<T>,
        place: Place,
        orders: Option<&Orders<T>>,
    ) -> Self {
        let at = place.s * blocks.regions + place.c;
        let shared = match orders {
            Some(Orders { abroad, home, .. }) => Some([
                [
                    Wide::load(simd, &abroad[0][at], v),
                    Wide::load(simd, &abroad[1][at], v),
                ],
                [
                    Wide::load(simd, &home[0][at], v),
                    Wide::load(simd, &home[1][at], v),
                ],
            ]),
            None => None,
        };
        Self {
            simd,
            v,
            blocks,
            place,
            shared,
        }
    }

    #[inline(always)]
    fn wide(&self, x: T) -> Wide<T, S> {
        Wide::splat(self.simd, x)
    }

    /// Place of a seller in what is kept by product, buying region and seller.
    #[inline(always)]
    fn at(&self, r: usize) -> usize {
        (self.place.s * self.blocks.regions + self.place.c) * self.blocks.regions + r
    }

    /// What seller r sells the region in peace, as a share of its output.
    #[inline(always)]
    fn normal(&self, r: usize) -> Wide<T, S> {
        let (sectors, finals) = self.blocks.normal[self.at(r)];
        self.wide(sectors + finals)
    }

    /// Orders of the sectors and of the final users on seller r before its weight (D2), as shares of its
    /// output, given those beyond normal by seller if the block is kept whole.
    #[inline(always)]
    fn from(&self, r: usize, from_here: &[Vec<Row<T>>; 2]) -> (Wide<T, S>, Wide<T, S>) {
        let Place { s, c } = self.place;
        let (sectors, finals) = self.blocks.normal[self.at(r)];
        let share = self.blocks.per_output[r * self.blocks.products + s];
        let (beyond, shares) = match self.shared {
            Some([_, home]) if r == c => (home, [share; 2]),
            Some([abroad, _]) => {
                let [of_sectors, of_finals] = &self.blocks.mix;
                let at = self.at(r);
                (abroad, [of_sectors[at] * share, of_finals[at] * share])
            }
            None => {
                let [of_sectors, of_finals] = from_here;
                let beyond = [
                    Wide::load(self.simd, &of_sectors[r], self.v),
                    Wide::load(self.simd, &of_finals[r], self.v),
                ];
                (beyond, [share; 2])
            }
        };
        (
            beyond[0].mul_add(self.wide(shares[0]), self.wide(sectors)),
            beyond[1].mul_add(self.wide(shares[1]), self.wide(finals)),
        )
    }
}

/// Share of orders that a link carries (D3), given λ and what it carries in peace: as
/// `step::carried_share`, without branches.
#[inline(always)]
fn carried<T: Real, S: Simd>(
    lambda: Wide<T, S>,
    normal: Wide<T, S>,
    ordered: Wide<T, S>,
) -> Wide<T, S> {
    let one = Wide::splat(lambda.simd(), T::ONE);
    let none = Wide::splat(lambda.simd(), T::ZERO);
    let limited = (lambda * normal / ordered).least(one).most(lambda);
    let limited = none.if_less(ordered, limited, one);
    lambda.if_less(one, limited, one)
}

/// What buyers remember of a link (D12).
#[inline(always)]
fn remember<T: Real, S: Simd>(
    seen: Wide<T, S>,
    lambda: Wide<T, S>,
    memory: Wide<T, S>,
) -> Wide<T, S> {
    let one = Wide::splat(seen.simd(), T::ONE);
    let forgotten = Wide::splat(seen.simd(), T::of(FORGOTTEN));
    let moved = seen + (lambda.least(one) - seen) * memory;
    let if_free = forgotten.if_less(moved, one, moved);
    lambda.if_less(one, moved, if_free)
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
