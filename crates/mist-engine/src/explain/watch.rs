//! Watches a replay: what held every node back each day, and what was shipped each week.

use std::cell::RefCell;
use std::rc::Rc;

use crate::dynamic::baseline::Baseline;
use crate::dynamic::step::{Happened, State};
use crate::shock::{NO_ITEM, Shock, ShockSource};

/// A day of a node is put down to something if it kept more than this share of production away.
const HELD_BACK: f64 = 0.01;

/// What held a node back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// A product of which stocks ran short.
    Input(usize),
    /// An item of the bottleneck layer.
    Item(usize),
    /// Electricity or damage.
    Capacity,
    /// Orders that did not come.
    Demand,
}

/// A source of shocks, and what it said last.
pub(super) struct Overheard<'a> {
    source: Box<dyn ShockSource + 'a>,
    said: Rc<RefCell<Shock>>,
}

impl<'a> Overheard<'a> {
    pub(super) fn new(source: Box<dyn ShockSource + 'a>) -> Self {
        Self {
            source,
            said: Rc::default(),
        }
    }

    pub(super) fn said(&self) -> Rc<RefCell<Shock>> {
        Rc::clone(&self.said)
    }
}

impl ShockSource for Overheard<'_> {
    fn advance(&mut self, day: f64, step_days: f64, production: &[f64]) -> &Shock {
        let shock = self.source.advance(day, step_days, production);
        self.said.borrow_mut().clone_from(shock);
        shock
    }

    fn at_peace(&self, day: f64) -> bool {
        self.source.at_peace(day)
    }

    fn direct_loss(&self) -> f64 {
        self.source.direct_loss()
    }
}

/// One day of every node.
#[derive(Debug, Clone, Default)]
struct Day {
    level: Vec<f32>,
    held: Vec<f32>,
    cause: Vec<Option<Cause>>,
}

/// What one node shipped to one region in a week, as shares of normal.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shipment {
    /// Ordered.
    pub(super) ordered: f32,
    /// λ of the link.
    pub(super) carried: f32,
    /// Shipped.
    pub(super) delivered: f32,
    /// Arrived.
    pub(super) arrived: f32,
}

/// What was seen. Steps are days.
#[derive(Debug, Clone)]
pub(super) struct Watch {
    regions: usize,
    products: usize,
    days: Vec<Day>,
    /// By week, then seller × region of buyers; sums over the days of the week so far.
    weeks: Vec<Vec<Shipment>>,
}

impl Watch {
    pub(super) fn new(base: &Baseline) -> Self {
        Self {
            regions: base.network.regions,
            products: base.network.products,
            days: Vec::new(),
            weeks: Vec::new(),
        }
    }

    /// Takes in a day.
    pub(super) fn day(
        &mut self,
        base: &Baseline,
        shock: &Shock,
        state: &State,
        happened: &Happened,
    ) {
        let net = &base.network;
        let mut seen = Day::default();
        for j in 0..net.nodes() {
            let normal = net.output[j];
            let share = |x: f64| if normal > 0.0 { x / normal } else { 1.0 };
            let (asked, able) = (share(happened.demand[j]), share(happened.capacity[j]));
            let by_orders = 1.0 - asked.min(able).min(1.0);
            let by_inputs = 1.0 - happened.input_limit[j];
            let (held, cause) = match happened.limiting[j] {
                Some(s) if by_inputs >= by_orders => (by_inputs, Cause::Input(s)),
                _ if asked <= able => (by_orders, Cause::Demand),
                _ => match shock.binding.get(j) {
                    Some(&item) if item != NO_ITEM => (by_orders, Cause::Item(item.into())),
                    _ => (by_orders, Cause::Capacity),
                },
            };
            seen.level.push(share(state.production[j]) as f32);
            seen.held.push(held as f32);
            seen.cause
                .push((normal > 0.0 && held > HELD_BACK).then_some(cause));
        }
        self.days.push(seen);
        self.ship(base, shock, happened);
    }

    fn ship(&mut self, base: &Baseline, shock: &Shock, happened: &Happened) {
        let net = &base.network;
        let week = (self.days.len() - 1) / 7;
        if week == self.weeks.len() {
            let none = vec![Shipment::default(); net.nodes() * net.regions];
            self.weeks.push(none);
        }
        let ordered = net.shipped(&happened.orders);
        let delivered = net.shipped(&happened.delivered);
        let arrived = net.shipped(&happened.arrived);
        let mut carried = vec![1.0; net.regions * net.regions * net.products];
        for link in &shock.links {
            let first = (link.from * net.regions + link.to) * net.products;
            carried[first..first + net.products].copy_from_slice(&link.carried);
        }
        for i in 0..net.nodes() {
            let (r, s) = (net.region_of(i), net.product_of(i));
            for c in 0..net.regions {
                let normal = net.shipments[(i, c)];
                if normal <= 0.0 {
                    continue;
                }
                let sum = &mut self.weeks[week][i * net.regions + c];
                let add = |to: &mut f32, x: f64| *to += (x / normal) as f32;
                add(&mut sum.ordered, ordered[(i, c)]);
                add(&mut sum.delivered, delivered[(i, c)]);
                add(&mut sum.arrived, arrived[(i, c)]);
                sum.carried += carried[(r * net.regions + c) * net.products + s] as f32;
            }
        }
    }

    /// Days seen.
    pub(super) fn days(&self) -> usize {
        self.days.len()
    }

    /// Production of a node as a share of normal.
    pub(super) fn level(&self, day: usize, node: usize) -> f32 {
        self.days[day].level[node]
    }

    /// What held a node back most, if anything did.
    pub(super) fn cause(&self, day: usize, node: usize) -> Option<Cause> {
        self.days[day].cause[node]
    }

    /// Share of production that it kept away.
    pub(super) fn held(&self, day: usize, node: usize) -> f32 {
        self.days[day].held[node]
    }

    /// What a node shipped to a region in a week, a mean over its days.
    pub(super) fn shipment(&self, week: usize, node: usize, to: usize) -> Shipment {
        let days = (self.days.len() - 7 * week).min(7) as f32;
        let sum = self.weeks[week][node * self.regions + to];
        Shipment {
            ordered: sum.ordered / days,
            carried: sum.carried / days,
            delivered: sum.delivered / days,
            arrived: sum.arrived / days,
        }
    }

    /// Makers of a product, one a region.
    pub(super) fn makers(&self, product: usize) -> impl Iterator<Item = usize> {
        let products = self.products;
        (0..self.regions).map(move |r| r * products + product)
    }
}
