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
    reason = "i and j are the nodes of the equations"
)]

use mist_economy::{Economy, FINAL_USES};
use nalgebra::DMatrix;
use pulp::Arch;

use crate::HORIZON_DAYS;
use crate::model::{DrawInput, DrawOutcome, DrawStatus, Drivers, PropagationModel};
use crate::product::Direct;
use crate::real::{Row, WIDTH};
use crate::record::{Recorder, RegionFlows};
use crate::shock::{NO_ITEM, Shock, ShockFactory};

/// Name of the model.
pub const LOOK_THROUGH: &str = "look-through";

/// Days of a step: nothing here is stored from one to the next.
const STEP_DAYS: f64 = 7.0;

/// Largest change of a share at which substitution ends.
const TOLERANCE: f64 = 1e-9;

/// Substitutions at most; a column that adds up to 0.9 needs about 200.
const SUBSTITUTIONS: usize = 500;

/// Share of its output that a node must lack to be called short.
const SHORT: f64 = 0.01;

/// The look-through model of one economy.
pub struct LookThrough<'a, F> {
    economy: &'a Economy,
    shocks: F,
    /// Zᵀ: what a node sells side by side, as Z has what it buys.
    sales: DMatrix<f64>,
    /// 1 / x⁰ by node; 0 where nothing is made.
    inverse_output: Vec<f64>,
    /// Value added by node, USD million a day.
    value_added: Vec<f64>,
    /// Sales by node to other nodes abroad, and purchases from such, USD million a year.
    sales_abroad: Vec<f64>,
    purchases_abroad: Vec<f64>,
    /// Whether the shock carries an input into capacity already, by `node·S + product`; and what a node buys
    /// of those, by the factory's list and by region: side by side, since every substitution passes over it.
    supplied: Vec<bool>,
    purchases_supplied: Vec<f64>,
}

/// Which way losses are passed on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// LT1: from suppliers to buyers.
    Downstream,
    /// LT2: from buyers to suppliers.
    Upstream,
}

/// One draw on its way through the year.
struct Course {
    recorder: Recorder,
    /// δ, d and the larger side of LT2 (what is no longer asked for), by node.
    unable: Vec<f64>,
    lost: Vec<f64>,
    unasked: Vec<f64>,
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
        let mut supplied = vec![false; products * n];
        for &(product, node) in shocks.supplied_inputs() {
            supplied[node * products + product] = true;
        }
        let purchases_supplied = shocks
            .supplied_inputs()
            .iter()
            .flat_map(|&(product, node)| {
                let from = (product..n).step_by(products);
                from.map(move |i| table.z[(i, node)])
            })
            .collect();
        Self {
            economy,
            shocks,
            sales: table.z.transpose(),
            inverse_output: output
                .iter()
                .map(|&x| if x > 0.0 { 1.0 / x } else { 0.0 })
                .collect(),
            value_added: table.value_added.iter().map(|v| v / HORIZON_DAYS).collect(),
            sales_abroad,
            purchases_abroad,
            supplied,
            purchases_supplied,
        }
    }

    fn nodes(&self) -> usize {
        self.inverse_output.len()
    }

    /// Z or its transpose times some columns, in rows of draws: what a column comes to knows neither
    /// its place among the others nor how many there are.
    fn times(&self, way: Way, columns: &[&[f64]]) -> Vec<Vec<f64>> {
        let n = self.nodes();
        let arch = Arch::new();
        let numbers = match way {
            Way::Downstream => &self.economy.table.z,
            Way::Upstream => &self.sales,
        };
        let mut sums = vec![Row::ZERO; n];
        let mut product = Vec::with_capacity(columns.len());
        for columns in columns.chunks(WIDTH) {
            let rows: Vec<Row<f64>> = (0..n)
                .map(|i| Row::from_fn(|l| columns.get(l).map_or(0.0, |column| column[i])))
                .collect();
            arch.dispatch(Direct {
                numbers: numbers.as_slice(),
                width: n,
                x: &rows,
                out: &mut sums,
            });
            product.extend((0..columns.len()).map(|l| sums.iter().map(|row| row[l]).collect()));
        }
        product
    }

    /// Solves LT1 or LT2 for several draws, each to its own convergence: `state` holds where to
    /// begin, one vector a draw, and then the solution; `floor` is what capacity says and `rest`
    /// what final demand says. Returns the second member of the maximum at the solution.
    fn substitute(
        &self,
        way: Way,
        shocks: &[&Shock],
        floor: &[Vec<f64>],
        rest: &[Vec<f64>],
        state: &mut [&mut Vec<f64>],
    ) -> Vec<Vec<f64>> {
        let n = self.nodes();
        let mut passed_on = vec![vec![0.0; n]; state.len()];
        let mut moving: Vec<usize> = (0..state.len())
            .filter(|&b| {
                let calm = shocks[b].links.is_empty()
                    && floor[b].iter().chain(&rest[b]).all(|&x| x == 0.0);
                if calm {
                    state[b].fill(0.0);
                }
                !calm
            })
            .collect();
        for _ in 0..SUBSTITUTIONS {
            if moving.is_empty() {
                break;
            }
            let columns: Vec<&[f64]> = moving.iter().map(|&b| state[b].as_slice()).collect();
            for (&b, product) in moving.iter().zip(self.times(way, &columns)) {
                passed_on[b] = product;
            }
            moving.retain(|&b| {
                let passed = &mut passed_on[b];
                match way {
                    Way::Downstream => self.correct_downstream(shocks[b], state[b], passed),
                    Way::Upstream => self.correct_upstream(shocks[b], state[b], passed),
                }
                let mut change = 0.0_f64;
                for i in 0..n {
                    passed[i] = (passed[i] * self.inverse_output[i] + rest[b][i]).min(1.0);
                    let next = passed[i].max(floor[b][i]);
                    change = change.max((next - state[b][i]).abs());
                    state[b][i] = next;
                }
                change > TOLERANCE
            });
        }
        passed_on
    }

    /// Adds what links refuse or keep at sea, Σ_i z_ij (1 − λ_ij)(1 − δ_i), and takes out inputs
    /// that are in the capacity already.
    fn correct_downstream(&self, shock: &Shock, unable: &[f64], passed: &mut [f64]) {
        let (n, products) = (self.nodes(), self.economy.table.products);
        let z = &self.economy.table.z;
        for link in &shock.links {
            let from = link.from * products;
            let refused: Vec<f64> = (0..products)
                .map(|s| {
                    let arrives = (link.carried[s] * link.arriving[s]).min(1.0);
                    (1.0 - arrives) * (1.0 - unable[from + s])
                })
                .collect();
            for j in link.to * products..(link.to + 1) * products {
                let column = &z.as_slice()[j * n + from..j * n + from + products];
                let supplied = &self.supplied[j * products..(j + 1) * products];
                for ((z, refused), supplied) in column.iter().zip(&refused).zip(supplied) {
                    if !supplied {
                        passed[j] += z * refused;
                    }
                }
            }
        }
        let regions = self.economy.table.regions;
        let inputs = self.shocks.supplied_inputs().iter();
        for (&(product, j), bought) in inputs.zip(self.purchases_supplied.chunks(regions)) {
            for (z, unable) in bought
                .iter()
                .zip(unable[product..].iter().step_by(products))
            {
                passed[j] -= z * unable;
            }
        }
    }

    /// Adds what links refuse, (1 − λ) Σ_j z_ij (1 − d_j).
    fn correct_upstream(&self, shock: &Shock, lost: &[f64], passed: &mut [f64]) {
        let (n, products) = (self.nodes(), self.economy.table.products);
        let z = self.economy.table.z.as_slice();
        for link in &shock.links {
            let from = link.from * products;
            for j in link.to * products..(link.to + 1) * products {
                let column = &z[j * n + from..j * n + from + products];
                for (s, z) in column.iter().enumerate() {
                    passed[from + s] += (1.0 - link.carried[s]) * z * (1.0 - lost[j]);
                }
            }
        }
    }

    /// What final users no longer ask for: Σ_u f_iu (1 − λ_iu φ_u).
    fn final_demand_lost(&self, shock: &Shock) -> Vec<f64> {
        let table = &self.economy.table;
        let (n, products, uses) = (self.nodes(), table.products, FINAL_USES.len());
        let mut rest = vec![0.0; n];
        for (u, share) in shock.final_demand.iter().enumerate() {
            if *share != 1.0 {
                for (i, rest) in rest.iter_mut().enumerate() {
                    *rest += table.f[(i, u)] * (1.0 - share);
                }
            }
        }
        for link in &shock.links {
            for u in link.to * uses..(link.to + 1) * uses {
                for s in 0..products {
                    let i = link.from * products + s;
                    rest[i] += table.f[(i, u)] * shock.final_demand[u] * (1.0 - link.carried[s]);
                }
            }
        }
        for (rest, inverse) in rest.iter_mut().zip(&self.inverse_output) {
            *rest *= inverse;
        }
        rest
    }

    /// One step of several draws side by side.
    fn step(&self, day: f64, step_days: f64, shocks: &[&Shock], courses: &mut [Course]) {
        let n = self.nodes();
        let capacity: Vec<Vec<f64>> = shocks
            .iter()
            .map(|shock| {
                let lacking = |c: &f64| (1.0 - c).clamp(0.0, 1.0);
                shock.capacity.iter().map(lacking).collect()
            })
            .collect();
        let nothing = vec![vec![0.0; n]; courses.len()];
        let mut unable: Vec<&mut Vec<f64>> = courses.iter_mut().map(|c| &mut c.unable).collect();
        let missing = self.substitute(Way::Downstream, shocks, &capacity, &nothing, &mut unable);

        let rest: Vec<Vec<f64>> = shocks.iter().map(|s| self.final_demand_lost(s)).collect();
        let floor: Vec<Vec<f64>> = courses.iter().map(|c| c.unable.clone()).collect();
        let mut lost: Vec<&mut Vec<f64>> = courses.iter_mut().map(|c| &mut c.lost).collect();
        let unasked = self.substitute(Way::Upstream, shocks, &floor, &rest, &mut lost);

        for (b, (course, unasked)) in courses.iter_mut().zip(unasked).enumerate() {
            course.unasked = unasked;
            self.note_shortages(day, shocks[b], &capacity[b], &missing[b], course);
        }
        let flows = self.flows(shocks, courses);
        for (course, flows) in courses.iter_mut().zip(&flows) {
            course.recorder.step(day, step_days, flows);
        }
    }

    /// Names the input that holds back the sector with most output at stake, once a region.
    fn note_shortages(
        &self,
        day: f64,
        shock: &Shock,
        capacity: &[f64],
        missing: &[f64],
        course: &mut Course,
    ) {
        let table = &self.economy.table;
        let products = table.products;
        for r in (0..table.regions).filter(|&r| {
            course.unable[r * products..][..products]
                .iter()
                .any(|&x| x > SHORT)
        }) {
            if course.recorder.has_shortage(r) {
                continue;
            }
            let item = |i: usize| shock.binding.get(i).copied().unwrap_or(NO_ITEM);
            let by_item = |i: usize| item(i) != NO_ITEM && capacity[i] > SHORT;
            let stake = |i: usize| course.unable[i] / self.inverse_output[i];
            let worst = (r * products..(r + 1) * products)
                .filter(|&i| self.inverse_output[i] > 0.0 && (missing[i] > SHORT || by_item(i)))
                .max_by(|&a, &b| stake(a).total_cmp(&stake(b)));
            let Some(node) = worst else { continue };
            let input = if by_item(node) && capacity[node] >= missing[node] {
                products + usize::from(item(node))
            } else {
                self.scarcest_input(shock, &course.unable, node)
            };
            course.recorder.shortage(r, day, input, node % products);
        }
    }

    /// The product whose missing deliveries to a node are worth most.
    fn scarcest_input(&self, shock: &Shock, unable: &[f64], node: usize) -> usize {
        let table = &self.economy.table;
        let (n, products, to) = (self.nodes(), table.products, node / table.products);
        let mut missing = vec![0.0; products];
        for i in 0..n {
            missing[i % products] += table.z[(i, node)] * unable[i];
        }
        for link in shock.links.iter().filter(|link| link.to == to) {
            for (s, missing) in missing.iter_mut().enumerate() {
                let i = link.from * products + s;
                let arrives = (link.carried[s] * link.arriving[s]).min(1.0);
                *missing += table.z[(i, node)] * (1.0 - arrives) * (1.0 - unable[i]);
            }
        }
        (0..products)
            .filter(|s| !self.supplied[node * products + s])
            .max_by(|&a, &b| missing[a].total_cmp(&missing[b]))
            .unwrap_or(0)
    }

    /// Losses, trade and final demand by region. A node that is asked for more than it makes
    /// delivers to everybody the share ρ_i = (1 − d_i) / (1 − what it is not asked for).
    fn flows(&self, shocks: &[&Shock], courses: &[Course]) -> Vec<Vec<RegionFlows>> {
        let table = &self.economy.table;
        let (n, products, uses) = (self.nodes(), table.products, FINAL_USES.len());
        let lost: Vec<&[f64]> = courses.iter().map(|course| &course.lost[..]).collect();
        let short: Vec<Vec<f64>> = courses
            .iter()
            .map(|course| {
                let in_vain = |(d, unasked): (&f64, &f64)| {
                    if *unasked < 1.0 {
                        1.0 - (1.0 - d) / (1.0 - unasked)
                    } else {
                        0.0
                    }
                };
                course
                    .lost
                    .iter()
                    .zip(&course.unasked)
                    .map(in_vain)
                    .collect()
            })
            .collect();
        // Σ_j z_ij d_j by seller and Σ_i z_ij (1 − ρ_i) by buyer, at home and abroad together.
        let mut unsold = self.times(Way::Upstream, &lost);
        let short: Vec<&[f64]> = short.iter().map(Vec::as_slice).collect();
        let mut unbought = self.times(Way::Downstream, &short);
        let mut carried = vec![1.0; table.regions * products];

        (0..courses.len())
            .map(|b| {
                let (lost, short) = (lost[b], short[b]);
                let (unsold, unbought) = (&mut unsold[b], &mut unbought[b]);
                let mut flows = vec![RegionFlows::default(); table.regions];
                for r in 0..table.regions {
                    let home = r * products..(r + 1) * products;
                    for j in home.clone() {
                        for i in home.clone() {
                            unsold[i] -= table.z[(i, j)] * lost[j];
                            unbought[j] -= table.z[(i, j)] * short[i];
                        }
                    }
                    for i in home {
                        flows[r].loss += self.value_added[i] * lost[i];
                        // Exports: not asked for, or asked for in vain.
                        flows[r].trade_lost +=
                            unsold[i] + short[i] * (self.sales_abroad[i] - unsold[i]);
                        // Imports: no longer needed, or not to be had.
                        flows[r].trade_lost +=
                            lost[i] * self.purchases_abroad[i] + (1.0 - lost[i]) * unbought[i];
                    }
                }
                for link in &shocks[b].links {
                    for j in link.to * products..(link.to + 1) * products {
                        for s in 0..products {
                            let i = link.from * products + s;
                            let refused = table.z[(i, j)]
                                * (1.0 - link.carried[s])
                                * (1.0 - lost[j])
                                * (1.0 - short[i]);
                            flows[link.from].trade_lost += refused;
                            flows[link.to].trade_lost += refused;
                        }
                    }
                }
                for (u, wanted) in shocks[b].final_demand.iter().enumerate() {
                    let to = u / uses;
                    for link in shocks[b].links.iter().filter(|link| link.to == to) {
                        carried[link.from * products..][..products].copy_from_slice(&link.carried);
                    }
                    for i in 0..n {
                        let delivered = carried[i] * wanted * (1.0 - short[i]);
                        flows[to].unmet_demand += table.f[(i, u)] * (wanted - delivered);
                        if i / products != to {
                            let lost = table.f[(i, u)] * (1.0 - delivered);
                            flows[i / products].trade_lost += lost;
                            flows[to].trade_lost += lost;
                        }
                    }
                    carried.fill(1.0);
                }
                for flow in &mut flows {
                    flow.trade_lost /= HORIZON_DAYS;
                    flow.unmet_demand /= HORIZON_DAYS;
                }
                flows
            })
            .collect()
    }
}

impl<F: ShockFactory> PropagationModel for LookThrough<'_, F> {
    fn name(&self) -> &'static str {
        LOOK_THROUGH
    }

    fn drivers_set(&self, draw: &DrawInput) -> Drivers {
        self.shocks.drivers_set(draw)
    }

    fn run_chunk(&self, draws: &[DrawInput]) -> Vec<DrawOutcome> {
        let n = self.nodes();
        let mut sources: Vec<_> = draws.iter().map(|draw| self.shocks.source(draw)).collect();
        let mut courses: Vec<Course> = draws
            .iter()
            .map(|draw| Course {
                recorder: Recorder::new(draw.draw, &self.economy.table),
                unable: vec![0.0; n],
                lost: vec![0.0; n],
                unasked: vec![0.0; n],
            })
            .collect();
        let mut production = vec![1.0; n];
        let mut day = 0.0;
        while day < HORIZON_DAYS {
            let step_days = STEP_DAYS.min(HORIZON_DAYS - day);
            let shocks: Vec<&Shock> = sources
                .iter_mut()
                .zip(&courses)
                .map(|(source, course)| {
                    for (production, lost) in production.iter_mut().zip(&course.lost) {
                        *production = 1.0 - lost;
                    }
                    source.advance(day, step_days, &production)
                })
                .collect();
            self.step(day, step_days, &shocks, &mut courses);
            day += step_days;
        }
        courses
            .into_iter()
            .zip(&sources)
            .map(|(course, source)| {
                course
                    .recorder
                    .finish(DrawStatus::Completed, source.direct_loss())
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shock::ShockSource;

    /// Nothing happens.
    struct Peace;

    impl ShockFactory for Peace {
        fn source<'a>(&'a self, _draw: &'a DrawInput) -> Box<dyn ShockSource + 'a> {
            unreachable!("the product of columns needs no shocks")
        }
    }

    /// Chunks, shards and the size of a run decide where a draw stands among others; its bits must
    /// not know.
    #[test]
    fn the_product_of_a_column_knows_neither_its_place_nor_its_neighbours() {
        let economy = Economy::embedded().expect("the embedded economy loads");
        let model = LookThrough::new(&economy, Peace);
        let n = model.nodes();
        let column: Vec<f64> = (0..n).map(|i| (i % 7) as f64 / 7.0).collect();
        let others: Vec<f64> = (0..n).map(|i| (i % 11) as f64 / 11.0).collect();
        for way in [Way::Downstream, Way::Upstream] {
            let alone = model.times(way, &[&column]);
            for place in [1, 2, 7, WIDTH - 1, WIDTH] {
                let mut columns = vec![others.as_slice(); place];
                columns.push(&column);
                assert!(
                    model.times(way, &columns)[place] == alone[0],
                    "place {place}"
                );
            }
        }
    }
}
