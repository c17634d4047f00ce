//! Look-through: what passes through the table when nobody adapts.
//!
//! The second propagation model, after hypothetical extraction (Dietzenbacher & Lahr 2013; Los,
//! Timmer & de Vries 2016), step by step. There are no stocks, no other suppliers, no overtime: a
//! dollar of input that does not come takes a dollar of output with it, at every tier. With c the
//! capacity in use, λ_ij the share of a delivery that its link carries, φ the share of final demand
//! and x⁰ baseline output, the share δ of its output that a node cannot make and the share d that
//! it does not make are the solutions of
//!
//! (LT1) δ_j = max(1 − c_j, Σ_i a_ij (1 − λ_ij (1 − δ_i))), a_ij = z_ij / x⁰_j;
//! (LT2) d_i = max(δ_i, Σ_j b_ij (1 − λ_ij (1 − d_j)) + Σ_u f_iu (1 − λ_iu φ_u)),
//!       b_ij = z_ij / x⁰_i, f_iu = F_iu / x⁰_i,
//!
//! and v_i d_i is the value added lost: of what a node cannot make and what it is not asked for the
//! larger counts, never both. Columns of a and rows of b add up to less than one, so each has one
//! solution, found by repeated substitution from that of the step before.
//!
//! With the same capacities it is an upper bound of what an economy with stocks and other suppliers
//! loses through trade in proportion to value. It is none for inputs that stop far more than they
//! cost: those reach it only as capacity, through the bottleneck layer.

#![allow(
    clippy::needless_range_loop,
    reason = "one index runs over many rows of draws at once"
)]

mod flows;
mod refused;
mod sales;
mod substitute;

use mist_economy::{Economy, FINAL_USES};
use pulp::Arch;

use crate::HORIZON_DAYS;
use crate::model::{DrawInput, DrawOutcome, DrawStatus, Drivers, PropagationModel};
use crate::real::{Row, WIDTH};
use crate::record::{Recorder, RegionFlows};
use crate::shock::{NO_ITEM, Shock, ShockFactory};
use flows::{Count, Flows};
use refused::Refused;
use sales::{Buffers, Sales};
use substitute::{Substitute, Way};

/// Name of the model.
pub const LOOK_THROUGH: &str = "look-through";

/// Days of a step: nothing here is stored from one to the next.
const STEP_DAYS: f64 = 7.0;

/// Share of its output that a node must lack to be called short.
const SHORT: f64 = 0.01;

/// The look-through model of one economy.
pub struct LookThrough<'a, F> {
    economy: &'a Economy,
    shocks: F,
    sales: Sales,
    /// 1 / x⁰ by node; 0 where nothing is made.
    inverse_output: Vec<f64>,
    /// Value added by node, USD million a day.
    value_added: Vec<f64>,
    /// Sales by node to other nodes abroad, and purchases from such, USD million a year.
    sales_abroad: Vec<f64>,
    purchases_abroad: Vec<f64>,
}

/// Draws side by side on their way through the year, in rows by node.
struct Courses {
    recorders: Vec<Recorder>,
    /// 1 − c.
    incapable: Vec<Row<f64>>,
    /// δ, and the larger side of LT1 (what inputs do not allow).
    unable: Vec<Row<f64>>,
    missing: Vec<Row<f64>>,
    /// d, and the larger side of LT2 (what is no longer asked for), of which what final users say.
    lost: Vec<Row<f64>>,
    unasked: Vec<Row<f64>>,
    unused: Vec<Row<f64>>,
    buffers: Buffers,
    sums: Vec<Row<f64>>,
}

impl<'a, F: ShockFactory> LookThrough<'a, F> {
    /// The model of an economy under shocks from a factory.
    #[must_use]
    pub fn new(economy: &'a Economy, shocks: F) -> Self {
        let table = &economy.table;
        let (n, products) = (table.nodes(), table.products);
        let output = table.output();
        let abroad = |i: usize, j: usize| i / products != j / products;
        let mut sales_abroad = vec![0.0; n];
        let mut purchases_abroad = vec![0.0; n];
        for j in 0..n {
            for i in (0..n).filter(|&i| abroad(i, j)) {
                sales_abroad[i] += table.z[(i, j)];
                purchases_abroad[j] += table.z[(i, j)];
            }
        }
        Self {
            sales: Sales::new(table, shocks.supplied_inputs()),
            economy,
            shocks,
            inverse_output: output
                .iter()
                .map(|&x| if x > 0.0 { 1.0 / x } else { 0.0 })
                .collect(),
            value_added: table.value_added.iter().map(|v| v / HORIZON_DAYS).collect(),
            sales_abroad,
            purchases_abroad,
        }
    }

    fn nodes(&self) -> usize {
        self.inverse_output.len()
    }

    /// What final users no longer ask for: Σ_u f_iu (1 − λ_iu φ_u).
    fn final_demand_lost(&self, shocks: &[&Shock], refused: &Refused, rest: &mut [Row<f64>]) {
        let table = &self.economy.table;
        let (products, uses) = (table.products, FINAL_USES.len());
        rest.fill(Row::ZERO);
        for (lane, shock) in shocks.iter().enumerate() {
            for (u, share) in shock.final_demand.iter().enumerate() {
                if *share != 1.0 {
                    for (rest, f) in rest.iter_mut().zip(table.f.column(u).iter()) {
                        rest[lane] += f * (1.0 - share);
                    }
                }
            }
        }
        for to in 0..table.regions {
            let wanted = wanted(shocks, to);
            for pair in refused.to(to) {
                for s in 0..products {
                    let (i, orders) = (pair.from * products + s, pair.orders(s));
                    for (u, wanted) in wanted.iter().enumerate() {
                        let f = table.f[(i, to * uses + u)];
                        for l in 0..WIDTH {
                            rest[i][l] += f * wanted[l] * orders[l];
                        }
                    }
                }
            }
        }
        for (rest, inverse) in rest.iter_mut().zip(&self.inverse_output) {
            for x in rest.iter_mut() {
                *x *= inverse;
            }
        }
    }

    /// One step of several draws side by side.
    fn step(&self, arch: Arch, (day, step_days): (f64, f64), shocks: &[&Shock], on: &mut Courses) {
        let table = &self.economy.table;
        for (i, row) in on.incapable.iter_mut().enumerate() {
            *row = Row::from_fn(|l| {
                let lacking = |shock: &&Shock| (1.0 - shock.capacity[i]).clamp(0.0, 1.0);
                shocks.get(l).map_or(0.0, lacking)
            });
        }
        let refused = Refused::new(shocks, table.regions, table.products);
        self.final_demand_lost(shocks, &refused, &mut on.unused);
        let mut asked = vec![Row::ZERO; refused.rows()];
        let linked: Vec<bool> = shocks.iter().map(|shock| !shock.links.is_empty()).collect();
        arch.dispatch(Substitute {
            sales: &self.sales,
            way: Way::Downstream,
            refused: &refused,
            linked: &linked,
            inverse_output: &self.inverse_output,
            floor: &on.incapable,
            rest: None,
            state: &mut on.unable,
            passed: &mut on.missing,
            asked: &mut asked,
            sums: &mut on.sums,
            buffers: &mut on.buffers,
        });
        arch.dispatch(Substitute {
            sales: &self.sales,
            way: Way::Upstream,
            refused: &refused,
            linked: &linked,
            inverse_output: &self.inverse_output,
            floor: &on.unable,
            rest: Some(&on.unused),
            state: &mut on.lost,
            passed: &mut on.unasked,
            asked: &mut asked,
            sums: &mut on.sums,
            buffers: &mut on.buffers,
        });
        for (lane, shock) in shocks.iter().enumerate() {
            self.note_shortages(day, shock, lane, on);
        }
        let mut flows = vec![Flows::default(); table.regions];
        arch.dispatch(Count {
            model: self,
            shocks,
            refused: &refused,
            asked: &mut asked,
            on,
            flows: &mut flows,
        });
        for (lane, recorder) in on.recorders.iter_mut().enumerate() {
            let flows: Vec<RegionFlows> = flows.iter().map(|flows| flows.of(lane)).collect();
            recorder.step(day, step_days, &flows);
        }
    }

    /// Names the input that holds back the sector with most output at stake, once a region.
    fn note_shortages(&self, day: f64, shock: &Shock, lane: usize, on: &mut Courses) {
        let table = &self.economy.table;
        let products = table.products;
        let (unable, missing, capacity) = (&on.unable, &on.missing, &on.incapable);
        let recorder = &mut on.recorders[lane];
        for r in 0..table.regions {
            let nodes = r * products..(r + 1) * products;
            if recorder.has_shortage(r) || unable[nodes.clone()].iter().all(|x| x[lane] <= SHORT) {
                continue;
            }
            let item = |i: usize| shock.binding.get(i).copied().unwrap_or(NO_ITEM);
            let by_item = |i: usize| item(i) != NO_ITEM && capacity[i][lane] > SHORT;
            let stake = |i: usize| unable[i][lane] / self.inverse_output[i];
            let worst = nodes
                .filter(|&i| {
                    self.inverse_output[i] > 0.0 && (missing[i][lane] > SHORT || by_item(i))
                })
                .max_by(|&a, &b| stake(a).total_cmp(&stake(b)));
            let Some(node) = worst else { continue };
            let input = if by_item(node) && capacity[node][lane] >= missing[node][lane] {
                products + usize::from(item(node))
            } else {
                self.scarcest_input(shock, |i| unable[i][lane], node)
            };
            recorder.shortage(r, day, input, node % products);
        }
    }

    /// The product whose missing deliveries to a node are worth most.
    fn scarcest_input(&self, shock: &Shock, unable: impl Fn(usize) -> f64, node: usize) -> usize {
        let table = &self.economy.table;
        let (n, products, to) = (self.nodes(), table.products, node / table.products);
        let mut missing = vec![0.0; products];
        for i in 0..n {
            missing[i % products] += table.z[(i, node)] * unable(i);
        }
        for link in shock.links.iter().filter(|link| link.to == to) {
            for (s, missing) in missing.iter_mut().enumerate() {
                let i = link.from * products + s;
                *missing += table.z[(i, node)] * (1.0 - link.arrives(s)) * (1.0 - unable(i));
            }
        }
        (0..products)
            .filter(|&s| !self.sales.is_supplied(s, node))
            .max_by(|&a, &b| missing[a].total_cmp(&missing[b]))
            .unwrap_or(0)
    }
}

/// Share of its final demand that each use of a region asks for; 1 where there is no draw.
fn wanted(shocks: &[&Shock], region: usize) -> [Row<f64>; FINAL_USES.len()] {
    std::array::from_fn(|u| {
        let share = |shock: &&Shock| shock.final_demand[region * FINAL_USES.len() + u];
        Row::from_fn(|l| shocks.get(l).map_or(1.0, share))
    })
}

impl<F: ShockFactory> PropagationModel for LookThrough<'_, F> {
    fn name(&self) -> &'static str {
        LOOK_THROUGH
    }

    fn drivers_set(&self, draw: &DrawInput) -> Drivers {
        self.shocks.drivers_set(draw)
    }

    fn run_chunk(&self, draws: &[DrawInput]) -> Vec<DrawOutcome> {
        draws
            .chunks(WIDTH)
            .flat_map(|draws| self.side_by_side(draws))
            .collect()
    }
}

impl<F: ShockFactory> LookThrough<'_, F> {
    /// Up to a row of draws.
    fn side_by_side(&self, draws: &[DrawInput]) -> Vec<DrawOutcome> {
        let arch = Arch::new();
        let rows = || vec![Row::ZERO; self.nodes()];
        let mut sources: Vec<_> = draws.iter().map(|draw| self.shocks.source(draw)).collect();
        let mut on = Courses {
            recorders: draws
                .iter()
                .map(|draw| Recorder::new(draw.draw, &self.economy.table))
                .collect(),
            incapable: rows(),
            unable: rows(),
            missing: rows(),
            lost: rows(),
            unasked: rows(),
            unused: rows(),
            buffers: Buffers::new(&self.sales),
            sums: rows(),
        };
        let mut production = vec![1.0; self.nodes()];
        let mut day = 0.0;
        while day < HORIZON_DAYS {
            let step_days = STEP_DAYS.min(HORIZON_DAYS - day);
            let shocks: Vec<&Shock> = sources
                .iter_mut()
                .enumerate()
                .map(|(lane, source)| {
                    for (production, lost) in production.iter_mut().zip(&on.lost) {
                        *production = 1.0 - lost[lane];
                    }
                    source.advance(day, step_days, &production)
                })
                .collect();
            self.step(arch, (day, step_days), &shocks, &mut on);
            day += step_days;
        }
        on.recorders
            .into_iter()
            .zip(&sources)
            .map(|(recorder, source)| recorder.finish(DrawStatus::Completed, source.direct_loss()))
            .collect()
    }
}
