//! Stocks, pipeline and unmet shares of one item in one draw.
//!
//! All quantities are shares of the world's daily use in peace. In a step of h days:
//!
//! * users ask for what they would use if nothing held them back, plus (cover − stock) / τ a day;
//! * producers offer σ × operating rate × (1 + idle capacity called on), limited by the stage
//!   before, plus what they could not ship earlier;
//! * contracts serve their usual way first, the rest goes by the allocation rule;
//! * arrivals come out of the pipeline after its days and are shared within the region;
//! * f = min(1, (arrivals + stock / (υ cover)) / need) of the need is met: below a share υ of cover
//!   use falls smoothly, since stocks are unevenly held, so a stock can never be negative;
//! * what goes at a rate of 1/T a day, stocks and gaps in them, does so at (1 − (1 − 1/T)ʰ) / h on the mean
//!   of a step;
//! * unmet = (1 − substitution(t)) (1 − f), with t the days during which the region went short.

pub(crate) mod lanes;

use pulp::{Simd, WithSimd};

use super::ItemsParameters;
use super::allocation::{AllocationRule, ration, sum};
use super::flows::Flows;
use super::layer::PlacedItem;
use super::levers::Levers;
use super::pipeline::Pipeline;
use super::spec::ItemDraw;
use super::users::{self, Users};
use crate::links::ItemLinks;

/// Shortfall of deliveries from which users look for other ways.
const SHORT: f64 = 0.02;

/// One producer at the last stage.
#[derive(Debug, Clone)]
struct Producer {
    region: usize,
    share: f64,
    /// What it could not ship.
    held: f64,
}

/// An item's dynamics in one draw.
#[derive(Debug, Clone)]
pub(crate) struct ItemState {
    regions: usize,
    users: Users,
    producers: Vec<Producer>,
    /// Producers of the stages before the last, and flows between successive stages.
    earlier: Vec<Vec<(usize, f64)>>,
    between: Vec<Flows>,
    /// Flows from the last stage to regions in peace.
    contracts: Flows,
    /// Weights of regions at each producer when units go by rule, producers × regions; none if all
    /// are alike.
    weights: Option<Vec<f64>>,
    pipeline: Pipeline,
    /// What is under way by region.
    in_pipeline: Vec<f64>,
    called_days: f64,
    active: bool,
    levers: Levers,
    draw: ItemDraw,
}

/// Buffers that a step writes over; one set serves all items of a draw.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scratch {
    users: users::Scratch,
    wanted: Vec<f64>,
    by_contract: Vec<f64>,
    flows: Vec<f64>,
    claims: Vec<f64>,
    given: Vec<f64>,
    room: Vec<f64>,
    left: Vec<f64>,
}

/// What a step needs to know of the world outside the item.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    /// Day of the crisis.
    pub(crate) day: f64,
    /// Operating rate by region for makers of this item.
    pub(crate) operating: &'a [f64],
    pub(crate) links: ItemLinks<'a>,
    /// Production by node as a share of baseline.
    pub(crate) production: &'a [f64],
    /// Capacity by node that the whole layer left in the last step.
    pub(crate) layer: &'a [f64],
}

/// A step of an item, ready to run with whatever vector instructions the processor has: the numbers
/// are the same.
pub(crate) struct Advance<'a> {
    pub(crate) state: &'a mut ItemState,
    pub(crate) around: Surroundings<'a>,
    pub(crate) parameters: &'a ItemsParameters,
    pub(crate) step: f64,
    /// Capacity by node that the layer leaves, and the item that binds, here number `id`.
    pub(crate) layer: &'a mut [f64],
    pub(crate) binding: &'a mut [u16],
    pub(crate) id: u16,
    pub(crate) scratch: &'a mut Scratch,
}

impl WithSimd for Advance<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        let Self { binding, id, .. } = self;
        self.state.advance(
            self.around,
            self.parameters,
            self.step,
            self.layer,
            |node| binding[node] = id,
            self.scratch,
        );
    }
}

impl ItemState {
    pub(crate) fn new(
        item: &PlacedItem,
        draw: &ItemDraw,
        p: &ItemsParameters,
        partners: &[bool],
    ) -> Self {
        let regions = partners.len();
        let rule = AllocationRule::from_code(p.allocation);
        let users = Users::new(item, draw, p, regions, rule);
        let shares: Vec<Vec<(usize, f64)>> = (0..item.stages.len())
            .map(|stage| item.shares(stage, draw.lead[stage]))
            .collect();
        let last = shares.last().cloned().unwrap_or_default();
        let mut between = Vec::new();
        for pair in shares.windows(2) {
            let mut into = vec![0.0; regions];
            pair[1].iter().for_each(|&(q, share)| into[q] += share);
            between.push(Flows::new(&pair[0], &into, draw.home_share));
        }
        let levers = Levers::new(draw.lever.as_deref(), &users.needs, shares.len() - 1);
        if levers.diversifies() {
            for (flows, pair) in between.iter_mut().zip(shares.windows(2)) {
                let mut into = vec![0.0; regions];
                pair[1].iter().for_each(|&(q, share)| into[q] += share);
                flows.change(|makers, flows| levers.diversify(makers, &into, flows));
            }
        }
        let mut contracts = Flows::new(&last, &users.needs, draw.home_share);
        if levers.diversifies() {
            contracts.change(|makers, flows| levers.diversify(makers, &users.needs, flows));
        }
        Self {
            regions,
            contracts,
            weights: weights(&last, &users, rule, p.priority, partners),
            producers: last
                .iter()
                .map(|&(region, share)| Producer {
                    region,
                    share,
                    held: 0.0,
                })
                .collect(),
            earlier: shares[..shares.len() - 1].to_vec(),
            between,
            users,
            pipeline: Pipeline::new(draw.pipeline_days),
            in_pipeline: vec![0.0; regions],
            called_days: 0.0,
            active: false,
            levers,
            draw: draw.clone(),
        }
    }

    /// Whether the item does anything at all.
    pub(crate) fn active(&self) -> bool {
        self.active
    }

    /// Moves by a step of `h` days, at most a few, and lowers `layer` where users go short;
    /// `binding` then names the item.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        around: Surroundings<'_>,
        p: &ItemsParameters,
        h: f64,
        layer: &mut [f64],
        bind: impl FnMut(usize),
        scratch: &mut Scratch,
    ) {
        let disturbed = self.disturbed(around);
        if !self.active {
            if !disturbed {
                return;
            }
            self.wake();
        }
        self.cut_pipeline(h);
        self.users.set_step(h, p);
        let supply = self.supply(around, p);
        let Scratch { users, wanted, .. } = &mut *scratch;
        self.users
            .ask(around, p, &self.levers, &self.in_pipeline, wanted, users);
        let served = self.distribute(around, p, &supply, h, scratch);
        let arrived: Vec<f64> = self.pipeline.pass(served.into_iter()).collect();
        for (held, rate) in self.in_pipeline.iter_mut().zip(&arrived) {
            *held = (*held - rate * h).max(0.0);
        }
        let users = &mut scratch.users;
        let rested = self.users.deliver(&arrived, &mut self.levers, users);
        self.users.hold_back(layer, bind, users);
        if rested && !disturbed {
            self.rest();
        }
    }

    fn disturbed(&self, around: Surroundings<'_>) -> bool {
        self.idle(around.operating) || around.links.cut_off()
    }

    /// Regions that make it at any stage.
    fn makers(&self) -> impl Iterator<Item = usize> {
        let last = self.producers.iter().map(|q| q.region);
        last.chain(self.earlier.iter().flatten().map(|(r, _)| *r))
    }

    /// Whether a maker does not work as usual.
    fn idle(&self, operating: &[f64]) -> bool {
        self.makers().any(|r| operating[r] < 1.0)
    }

    /// Leaves peace: what is under way then follows from the needs.
    fn wake(&mut self) {
        self.active = true;
        self.pipeline.reset();
    }

    /// Cuts the pipeline into slots of `h` days.
    fn cut_pipeline(&mut self, h: f64) {
        if self.pipeline.cut(h, &self.users.needs) {
            for (r, held) in self.in_pipeline.iter_mut().enumerate() {
                *held = self.pipeline.held(r);
            }
        }
    }

    /// Back to peace exactly. What was learned about substitutes is kept.
    fn rest(&mut self) {
        self.active = false;
        self.called_days = 0.0;
        self.users.rest();
        for q in &mut self.producers {
            q.held = 0.0;
        }
    }

    /// Output of the last stage by producer, before what is held.
    fn supply(&self, around: Surroundings<'_>, p: &ItemsParameters) -> Vec<f64> {
        let called = self.draw.spare * (1.0 - libm::exp(-self.called_days / self.draw.spare_days));
        let rate = |r: usize| {
            // Who cannot work cannot call on idle capacity either.
            around.operating[r]
                * (1.0
                    + if around.operating[r] >= 1.0 {
                        called
                    } else {
                        0.0
                    })
        };
        let mut made: Vec<f64> = Vec::new();
        for (stage, producers) in self.earlier.iter().enumerate() {
            made = self.stage(stage, producers, &made, rate, around);
        }
        let last: Vec<(usize, f64)> = self.producers.iter().map(|q| (q.region, q.share)).collect();
        let mut supply = self.stage(self.earlier.len(), &last, &made, rate, around);
        for (s, q) in supply.iter_mut().zip(&self.producers) {
            *s += q.held / p.release_days;
        }
        supply
    }

    /// Output of a stage, given the output of the stage before.
    fn stage(
        &self,
        stage: usize,
        producers: &[(usize, f64)],
        before: &[f64],
        rate: impl Fn(usize) -> f64,
        around: Surroundings<'_>,
    ) -> Vec<f64> {
        let Some(earlier) = stage.checked_sub(1) else {
            return producers
                .iter()
                .map(|&(r, share)| share * rate(r))
                .collect();
        };
        let (flows, sources) = (&self.between[earlier], &self.earlier[earlier]);
        // What each source makes as a share of what it makes in peace.
        let working = sources
            .iter()
            .zip(before)
            .map(|(&(_, full), made)| if full > 0.0 { made / full } else { 0.0 });
        let links = around.links;
        let from = |q: usize| links.of(links.maker(q));
        let mut arriving = vec![0.0; producers.len()];
        if let Some((factors, needs)) = flows.factors() {
            // What leaves for each unit of the needs left, and what stays: a flow is both.
            let at = |region: usize| producers.iter().position(|&(r, _)| r == region);
            let mut staying = vec![0.0; producers.len()];
            let mut everywhere = 0.0;
            for ((&(q, _), working), (kept, leaving)) in sources.iter().zip(working).zip(factors) {
                let sent = leaving * working;
                everywhere += sent;
                // Without what links refuse.
                if links.hindered[links.maker(q)] {
                    for (arriving, &(r, _)) in arriving.iter_mut().zip(producers) {
                        *arriving -= sent * (1.0 - from(q)[r]);
                    }
                } else if let Some(there) = at(links.taiwan) {
                    arriving[there] -= sent * (1.0 - from(q)[links.taiwan]);
                }
                if let Some(here) = at(q) {
                    staying[here] += kept * working * from(q)[q];
                }
            }
            for ((arriving, staying), &(r, _)) in arriving.iter_mut().zip(staying).zip(producers) {
                *arriving = (*arriving + everywhere).max(0.0) * needs[r] + staying;
            }
        } else {
            for (i, (&(q, _), working)) in sources.iter().zip(working).enumerate() {
                for (arriving, &(r, _)) in arriving.iter_mut().zip(producers) {
                    *arriving += flows.between(i, r) * working * from(q)[r];
                }
            }
        }
        producers
            .iter()
            .zip(arriving)
            .map(|(&(r, share), arriving)| {
                let bought = self.levers.feed(earlier, r, around.day);
                (share * rate(r)).min(arriving / bought.max(f64::MIN_POSITIVE))
            })
            .collect()
    }

    /// Shares out what producers offer: what leaves for each region.
    #[inline(always)]
    fn distribute(
        &mut self,
        around: Surroundings<'_>,
        p: &ItemsParameters,
        supply: &[f64],
        h: f64,
        scratch: &mut Scratch,
    ) -> Vec<f64> {
        let n = self.regions;
        let Scratch {
            wanted,
            by_contract,
            flows,
            claims,
            given,
            room,
            left,
            ..
        } = scratch;
        let needs = &self.users.needs;
        let mut served = vec![0.0; n];
        left.clear();
        left.extend_from_slice(supply);
        room.clear();
        room.resize(self.producers.len() * n, f64::INFINITY);
        by_contract.clear();
        by_contract.extend(wanted.iter().zip(needs).map(|(wanted, need)| {
            if *need > 0.0 {
                p.contract_share * wanted / need
            } else {
                0.0
            }
        }));
        // Contracts first, on every link as far as it carries.
        for (i, q) in self.producers.iter().enumerate() {
            let room = &mut room[i * n..(i + 1) * n];
            self.contracts.of(i, flows);
            claims.clear();
            claims.extend(flows.iter().zip(by_contract.iter()).map(|(f, c)| f * c));
            if !around.links.free {
                let links = around.links.of(around.links.maker(q.region));
                for r in 0..n {
                    room[r] = if links[r] < 1.0 {
                        links[r] * flows[r]
                    } else {
                        f64::INFINITY
                    };
                    claims[r] = claims[r].min(room[r]);
                }
            }
            ration(p.contract_share * supply[i], claims, None, given);
            take(given, &mut served, &mut left[i], room);
        }
        // Then the rest by rule; producers whose links are shut choose first among the others.
        let mut order: Vec<usize> = (0..self.producers.len()).collect();
        if !around.links.free {
            let open = |i: &usize| room[i * n..(i + 1) * n].iter().all(|c| c.is_infinite());
            order.sort_by_cached_key(open);
        }
        for i in order {
            let room = &mut room[i * n..(i + 1) * n];
            claims.clear();
            claims.extend((0..n).map(|r| (wanted[r] - served[r]).max(0.0).min(room[r].max(0.0))));
            let weights = self.weights.as_ref().map(|w| &w[i * n..(i + 1) * n]);
            ration(left[i], claims, weights, given);
            take(given, &mut served, &mut left[i], room);
        }
        self.levers.share(&mut served, wanted);
        let mut short = false;
        for r in 0..n {
            if needs[r] > 0.0 && served[r] < wanted[r].min(needs[r]) * (1.0 - SHORT) {
                self.users.short_days[r] += h;
                short = true;
            }
            self.in_pipeline[r] += served[r] * h;
        }
        if short {
            self.called_days += h;
        }
        self.keep(left, supply, p, h);
        served
    }

    /// What was made and not shipped is kept as far as there is room; given what is left of the supply.
    fn keep(&mut self, left: &[f64], supply: &[f64], p: &ItemsParameters, h: f64) {
        for ((q, left), offered) in self.producers.iter_mut().zip(left).zip(supply) {
            let release = (q.held / p.release_days).min(*offered);
            let change = left - release;
            q.held = (q.held + change * h).clamp(0.0, q.share * p.producer_stock_days);
        }
    }

    /// Smallest stock of any user.
    #[cfg(test)]
    pub(crate) fn least_stock(&self) -> f64 {
        self.users
            .stocks()
            .iter()
            .fold(f64::INFINITY, |least, stock| least.min(*stock))
    }

    /// Units held by users and under way, and what producers hold.
    #[cfg(test)]
    pub(crate) fn units(&self) -> (f64, f64) {
        (
            self.users.stocks().iter().sum::<f64>() + self.in_pipeline.iter().sum::<f64>(),
            self.producers.iter().map(|q| q.held).sum(),
        )
    }
}

/// Hands over what was given: from a producer and its links to the regions.
#[inline(always)]
fn take(given: &[f64], served: &mut [f64], left: &mut f64, room: &mut [f64]) {
    *left -= sum(given);
    for ((given, served), room) in given.iter().zip(served).zip(room) {
        *served += given;
        *room -= given;
    }
}

/// Weights of regions at each producer by rule, producers × regions.
fn weights(
    producers: &[(usize, f64)],
    users: &Users,
    rule: AllocationRule,
    priority: f64,
    partners: &[bool],
) -> Option<Vec<f64>> {
    let weight = |p: usize, r: usize| {
        let first = match rule {
            AllocationRule::ProRata => false,
            AllocationRule::ValueAtStake => return users.mean_weight(r),
            AllocationRule::HomeFirst => p == r,
            AllocationRule::AlliesFirst => p == r || (partners[p] && partners[r]),
        };
        if first { priority } else { 1.0 }
    };
    (rule != AllocationRule::ProRata).then(|| {
        producers
            .iter()
            .flat_map(|&(p, _)| (0..partners.len()).map(move |r| weight(p, r)))
            .collect()
    })
}
