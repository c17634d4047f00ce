//! The sweep of the fast step through the network: what was delivered arrives, orders go out.
//!
//! For each product and region, deliveries of the last step reach the region's stocks (D10)–(D11), its
//! orders follow (D13)–(D16), and are added to the demand on every seller (D2)–(D4):
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
use demand::{Flows, Origins, add_demand, add_shared, special_demand};
use rows::{Missing, Rows, delivery_rows, exchange, review, special_missing};

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

impl<T: Real> WithSimd for Sweep<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            blocks,
            lanes,
            todo,
        } = self;
        let none = Row::ZERO;
        if todo.receive {
            lanes.missing.fill(none);
            lanes.unmet.fill(none);
            let most = T::ONE / T::ZERO;
            lanes.reach.fill(Row::from_fn(|_| most));
        }
        let mut rows = Rows::new(blocks.regions);
        let mut flows = Flows::new(blocks.regions);
        let mut whole = Whole::new(blocks.products, blocks.width);
        for s in 0..blocks.products {
            rows.links.resize(lanes.links[s].links.len(), [none; 3]);
            apart!(simd, prepare,
                blocks: &'a Blocks<T> = blocks,
                lanes: &'a mut Lanes<T> = lanes,
                todo: Todo = todo,
                s: usize = s,
                rows: &'a mut Rows<T> = &mut rows,
            );
            let shared =
                (0..blocks.regions).any(|c| blocks.whole[s * blocks.regions + c].is_none());
            if shared && todo.receive {
                mix(simd, blocks, todo, s, &mut rows);
            }
            flows.clear();
            rows.more.fill([none; 2]);
            for c in 0..blocks.regions {
                let place = Place { s, c };
                if let Some(start) = blocks.whole[s * blocks.regions + c] {
                    exchange(lanes, &mut rows, s, c);
                    if todo.receive {
                        whole.meet(simd, blocks.sales_to(start), todo, &rows);
                    }
                    exchange(lanes, &mut rows, s, c);
                    simd.vectorize(buy::ByBlock {
                        blocks,
                        lanes,
                        todo,
                        place,
                        start,
                        whole: &mut whole,
                    });
                    if todo.demand {
                        let sales = blocks.sales_to(start);
                        flows.add_whole(simd, sales, &whole.beyond, blocks.products);
                    }
                } else {
                    let mut missing = Missing::new(&rows, c);
                    if todo.receive {
                        apart!(simd, special_missing,
                            blocks: &'a Blocks<T> = blocks,
                            lanes: &'a Lanes<T> = lanes,
                            rows: &'a Rows<T> = &rows,
                            todo: Todo = todo,
                            place: Place = place,
                            missing: &'a mut Missing<T> = &mut missing,
                        );
                    }
                    simd.vectorize(Shared {
                        blocks,
                        lanes,
                        todo,
                        place,
                        missing: &missing,
                        flows: &mut flows,
                    });
                }
                if todo.demand {
                    apart!(simd, special_demand,
                        blocks: &'a Blocks<T> = blocks,
                        lanes: &'a mut Lanes<T> = lanes,
                        rows: &'a mut Rows<T> = &mut rows,
                        place: Place = place,
                        flows: &'a Flows<T> = &flows,
                    );
                }
            }
            if todo.demand {
                if shared {
                    spread(simd, blocks, s, &mut flows);
                }
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
    lanes.wake_links(s);
    if todo.receive {
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
fn spread<T: Real, S: Simd>(simd: S, blocks: &Blocks<T>, s: usize, flows: &mut Flows<T>) {
    let width = blocks.regions;
    for buyers in 0..2 {
        let Origins { abroad, home, sums } = &mut flows.shared[buyers];
        transposed(simd, blocks.mixes(s, buyers == 1), width, 0, abroad, sums);
        add_shared(sums, home, &mut flows.all[buyers]);
    }
}
