//! The sweep of the fast step through the network: what was delivered arrives, orders go out.
//!
//! It goes in three passes, each over all products:
//!
//! 1. *supply*: what the buyers of a region lack of the last step's orders (D10), and new weights (D16);
//! 2. *buy*: some regions at a time, so that what their sectors make and expect stays in the cache, take in what
//!    arrived (D11) and order anew (D13)–(D15);
//! 3. *demand*: orders are added up by seller (D2)–(D4), and buyers remember what links carried (D12).
//!
//! * [`rows`]: what each seller does not deliver, and what its weight has lost;
//! * [`crate::product`]: constant numbers times rows of draws;
//! * [`buy`]: stocks and orders of a region's buyers;
//! * [`demand`]: what impaired links change, and the sum over buyers.
//!
//! Where the buyers of a region share their origins abroad (see [`super::blocks`]), sums over sellers
//! are taken once for all of them; other blocks are multiplied out while they are in the cache.
//! Multiplications are fused with additions on every processor, so that results do not depend on it.

#![allow(
    clippy::needless_range_loop,
    clippy::needless_pass_by_value,
    reason = "one index runs over many rows of draws at once; row iterators are cheap to copy"
)]

mod buy;
mod demand;
mod rows;

use pulp::{Simd, WithSimd};

use super::blocks::Blocks;
use super::lanes::Lanes;
use crate::product::{direct, transposed};
use crate::real::{Real, Row, apart};
use buy::{Shared, Whole};
use demand::{Demand, Orders, SpecialDemand, add_demand, add_shared};
use rows::{Enter, Missing, Rows, SpecialMissing, delivery_rows, review};

/// What a sweep is to do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Todo {
    /// Take in the deliveries of the last step, of so many days, and order anew; none in the first step.
    pub(super) receive: Option<f64>,
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
    pub(super) buffers: &'a mut Buffers<T>,
}

/// What a sweep passes on from one of its parts to the next; kept between sweeps.
pub(super) struct Buffers<T> {
    rows: Rows<T>,
    whole: Whole<T>,
    /// By `s·R + c`, of blocks whose buyers share their origins.
    missing: Vec<Missing<T>>,
    orders: Orders<T>,
    /// Orders of blocks kept whole, by product, where it has any; and those of the product at hand.
    of_whole: Vec<Option<Demand<T>>>,
    demand: Demand<T>,
}

impl<T: Real> Buffers<T> {
    pub(super) fn new(blocks: &Blocks<T>) -> Self {
        let regions = blocks.regions;
        let whole = |s: usize| blocks.kept_whole(s).iter().any(Option::is_some);
        Self {
            rows: Rows::new(regions),
            whole: Whole::new(blocks.buyers.widest()),
            missing: vec![Missing::default(); blocks.nodes()],
            orders: Orders::new(blocks.nodes(), regions),
            of_whole: (0..blocks.products)
                .map(|s| whole(s).then(|| Demand::new(regions)))
                .collect(),
            demand: Demand::new(regions),
        }
    }
}

/// Bytes of buyers' own rows that are worked on for one product after another, so that they stay in a
/// processor's second cache meanwhile.
const TILE_BYTES: usize = 1 << 18;

impl<T: Real> WithSimd for Sweep<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let Self {
            blocks,
            lanes,
            todo,
            ..
        } = &mut self;
        if todo.receive.is_some() {
            lanes.missing.fill(Row::ZERO);
            lanes.unmet.fill(Row::ZERO);
            let most = T::ONE / T::ZERO;
            lanes.reach.fill(Row::from_fn(|_| most));
        }
        for s in 0..blocks.products {
            self.supply(simd, s);
        }
        self.buy(simd);
        if self.todo.demand {
            for s in 0..self.blocks.products {
                self.demand(simd, s);
            }
        }
    }
}

impl<T: Real> Sweep<'_, T> {
    /// What the buyers of a product lack; those whose block is kept whole then buy.
    #[inline(always)]
    fn supply<S: Simd>(&mut self, simd: S, s: usize) {
        let Self {
            blocks,
            lanes,
            todo,
            buffers,
        } = self;
        let (blocks, todo) = (*blocks, *todo);
        let Buffers {
            rows,
            whole,
            missing,
            of_whole,
            ..
        } = &mut **buffers;
        apart!(simd, prepare,
            blocks: &'a Blocks<T> = blocks,
            lanes: &'a mut Lanes<T> = lanes,
            todo: Todo = todo,
            s: usize = s,
            rows: &'a mut Rows<T> = rows,
        );
        let kept_whole = blocks.kept_whole(s);
        if todo.receive.is_some() && kept_whole.contains(&None) {
            mix(simd, blocks, todo, s, rows);
        }
        if let Some(demand) = &mut of_whole[s] {
            demand.clear();
        }
        for c in 0..blocks.regions {
            let place = Place { s, c };
            let at = s * blocks.regions + c;
            let (sectors, width) = (blocks.buyers.sectors(s), blocks.buyers.width(s));
            if let (Some(start), Some(demand)) = (kept_whole[c], &mut of_whole[s]) {
                whole.turn_to(width);
                if todo.receive.is_some() {
                    simd.vectorize(Enter {
                        blocks,
                        lanes,
                        rows,
                        todo,
                        place,
                    });
                    whole.meet(simd, blocks.sales_to(s, start), sectors, todo, rows);
                    rows.leave();
                }
                simd.vectorize(buy::ByBlock {
                    blocks,
                    lanes,
                    todo,
                    place,
                    start,
                    whole: &mut *whole,
                });
                if todo.demand {
                    let beyond = &whole.beyond;
                    demand.add_whole(simd, blocks.sales_to(s, start), beyond, sectors);
                    simd.vectorize(SpecialDemand {
                        blocks,
                        lanes,
                        place,
                        orders: None,
                        demand,
                    });
                }
            } else if todo.receive.is_some() {
                missing[at].take(rows, c, todo.review);
                simd.vectorize(SpecialMissing {
                    blocks,
                    lanes,
                    rows,
                    todo,
                    place,
                    missing: &mut missing[at],
                });
            }
        }
    }

    /// Buyers who share their origins buy, some regions at a time.
    #[inline(always)]
    fn buy<S: Simd>(&mut self, simd: S) {
        let Self {
            blocks,
            lanes,
            todo,
            buffers,
        } = self;
        let (blocks, todo) = (*blocks, *todo);
        let Buffers {
            missing, orders, ..
        } = &mut **buffers;
        let some = tile::<T>(blocks.products);
        for first in (0..blocks.regions).step_by(some) {
            for s in 0..blocks.products {
                for c in first..(first + some).min(blocks.regions) {
                    let at = s * blocks.regions + c;
                    if blocks.kept_whole(s)[c].is_none() {
                        simd.vectorize(Shared {
                            blocks,
                            lanes,
                            todo,
                            place: Place { s, c },
                            missing: &missing[at],
                            orders,
                        });
                    }
                }
            }
        }
    }

    /// Demand on the sellers of a product.
    #[inline(always)]
    fn demand<S: Simd>(&mut self, simd: S, s: usize) {
        let Self {
            blocks,
            lanes,
            buffers,
            ..
        } = self;
        let blocks = *blocks;
        let Buffers {
            orders,
            of_whole,
            demand,
            ..
        } = &mut **buffers;
        let demand = if let Some(of_whole) = &mut of_whole[s] {
            of_whole
        } else {
            demand.clear();
            demand
        };
        for c in 0..blocks.regions {
            if blocks.kept_whole(s)[c].is_none() {
                simd.vectorize(SpecialDemand {
                    blocks,
                    lanes,
                    place: Place { s, c },
                    orders: Some(orders),
                    demand,
                });
            }
        }
        if blocks.kept_whole(s).contains(&None) {
            spread(simd, blocks, s, orders, demand);
        }
        apart!(simd, add_demand,
            blocks: &'a Blocks<T> = blocks,
            lanes: &'a mut Lanes<T> = lanes,
            s: usize = s,
            demand: &'a Demand<T> = demand,
        );
    }
}

/// Regions whose buyers' own rows stay in the cache.
fn tile<T>(products: usize) -> usize {
    // Production, expectations now and before, reach.
    (TILE_BYTES / (4 * products.max(1) * size_of::<Row<T>>())).max(1)
}

/// A product and the region that buys it.
#[derive(Debug, Clone, Copy)]
struct Place {
    s: usize,
    c: usize,
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
    lanes.links.wake(&lanes.weight, s);
    if todo.receive.is_some() {
        delivery_rows(blocks, lanes, s, rows);
    }
    if todo.review {
        review(blocks, lanes, s, rows);
    }
}

/// Σ μ x over foreign sellers for the sectors and the final users of every region at once.
fn mix<T: Real, S: Simd>(simd: S, blocks: &Blocks<T>, todo: Todo, s: usize, rows: &mut Rows<T>) {
    let width = blocks.regions;
    for (of_finals, x) in [(false, &rows.sectors), (true, &rows.finals)] {
        let place = usize::from(of_finals);
        let mixes = blocks.mixes(s, of_finals);
        direct(simd, mixes, width, 0, x, &mut rows.mixed[place]);
        if todo.review {
            let lost = &mut rows.mixed_lost[place];
            direct(simd, mixes, width, 0, &rows.lost_weight, lost);
        }
    }
}

/// Orders of every region at their shares of every seller.
fn spread<T: Real, S: Simd>(
    simd: S,
    blocks: &Blocks<T>,
    s: usize,
    orders: &mut Orders<T>,
    demand: &mut Demand<T>,
) {
    let width = blocks.regions;
    let here = s * width..(s + 1) * width;
    for buyers in 0..2 {
        let abroad = &orders.abroad[buyers][here.clone()];
        transposed(
            simd,
            blocks.mixes(s, buyers == 1),
            width,
            0,
            abroad,
            &mut orders.sums,
        );
        let home = &orders.home[buyers][here.clone()];
        add_shared(&orders.sums, home, &mut demand.all[buyers]);
    }
}
