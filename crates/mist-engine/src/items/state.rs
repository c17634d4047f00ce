//! Stocks, pipeline and unmet shares of one item in one draw.
//!
//! All quantities are shares of the world's daily use in peace. In a step of h days:
//!
//! * users ask for what they would use if nothing held them back, plus (cover − stock) / τ;
//! * producers offer σ × operating rate × (1 + idle capacity called on), limited by the stage
//!   before, plus what they could not ship earlier;
//! * contracts serve their usual way first, the rest goes by the allocation rule;
//! * arrivals come out of the pipeline after its days and are shared within the region;
//! * f = min(1, (arrivals + stock / (υ cover)) / need) of the need is met: below a share υ of cover
//!   use falls smoothly, since stocks are unevenly held, so a stock can never be negative;
//! * unmet = (1 − substitution(t)) (1 − f), with t the days during which the region went short.

use std::collections::VecDeque;

use super::ItemsParameters;
use super::allocation::{AllocationRule, ration};
use super::flows::flows;
use super::layer::PlacedItem;
use super::levers::Levers;
use super::spec::{ItemDraw, SUBSTITUTION_DAYS};

/// Below this departure everything counts as it was in peace.
const TINY: f64 = 1e-9;
/// Part of cover to which stocks must be back for an item to come to rest.
const RESTORED: f64 = 0.995;
/// Shortfall of deliveries from which users look for other ways.
const SHORT: f64 = 0.02;

/// One user in one draw.
#[derive(Debug, Clone)]
struct User {
    node: usize,
    region: usize,
    need: f64,
    stake: f64,
    cover: f64,
    stock: f64,
    /// Weight within the region where units go by value.
    weight: f64,
}

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
    users: Vec<User>,
    producers: Vec<Producer>,
    /// Producers of the stages before the last, and flows between successive stages.
    earlier: Vec<Vec<(usize, f64)>>,
    between: Vec<Vec<f64>>,
    /// Flows from the last stage to regions, producers × regions.
    contracts: Vec<f64>,
    needs: Vec<f64>,
    /// Weights of regions at each producer when units go by rule, producers × regions.
    weights: Vec<f64>,
    by_value: bool,
    pipeline: VecDeque<Vec<f64>>,
    in_pipeline: Vec<f64>,
    short_days: Vec<f64>,
    called_days: f64,
    active: bool,
    levers: Levers,
    draw: ItemDraw,
    scratch: Scratch,
}

/// Buffers that a step writes over.
#[derive(Debug, Clone, Default)]
struct Scratch {
    asked: Vec<f64>,
    wanted: Vec<f64>,
    given: Vec<f64>,
    served: Vec<f64>,
    weights: Vec<f64>,
    claims: Vec<f64>,
    weighted: Vec<f64>,
}

/// What a step needs to know of the world outside the item.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    /// Day of the crisis.
    pub(crate) day: f64,
    /// Operating rate by region for makers of this item.
    pub(crate) operating: &'a [f64],
    /// Share that each link carries, R × R by exporter and importer.
    pub(crate) links: &'a [f64],
    /// Production by node as a share of baseline.
    pub(crate) production: &'a [f64],
    /// Capacity by node that the whole layer left in the last step.
    pub(crate) layer: &'a [f64],
}

impl ItemState {
    pub(crate) fn new(
        item: &PlacedItem,
        draw: &ItemDraw,
        p: &ItemsParameters,
        partners: &[bool],
    ) -> Self {
        let regions = partners.len();
        let mut needs = vec![0.0; regions];
        let users: Vec<User> = item
            .users
            .iter()
            .map(|u| {
                let need =
                    (1.0 - p.use_by_purchases) * u.by_output + p.use_by_purchases * u.by_purchases;
                let (stake, cover) = draw.users[u.row];
                let intensity = 1.0 + p.intensity_weight * (u.intensity - 1.0);
                let stake = (stake * p.stake_scale * u.part * intensity).min(1.0);
                let cover = cover * p.cover_scale;
                needs[u.region] += need;
                User {
                    node: u.node,
                    region: u.region,
                    need,
                    stake,
                    cover,
                    stock: need * cover,
                    weight: if need > 0.0 {
                        stake * u.value_added / need
                    } else {
                        1.0
                    },
                }
            })
            .collect();
        let shares: Vec<Vec<(usize, f64)>> = (0..item.stages.len())
            .map(|stage| item.shares(stage, draw.lead[stage]))
            .collect();
        let last = shares.last().cloned().unwrap_or_default();
        let mut between = Vec::new();
        for pair in shares.windows(2) {
            let mut into = vec![0.0; regions];
            pair[1].iter().for_each(|&(q, share)| into[q] += share);
            between.push(flows(&pair[0], &into, draw.home_share));
        }
        let rule = AllocationRule::from_code(p.allocation);
        let mut state = Self {
            regions,
            contracts: flows(&last, &needs, draw.home_share),
            weights: Vec::new(),
            by_value: rule == AllocationRule::ValueAtStake,
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
            levers: Levers::new(draw.lever.as_deref(), &needs),
            needs,
            users,
            pipeline: VecDeque::new(),
            in_pipeline: vec![0.0; regions],
            short_days: vec![0.0; regions],
            called_days: 0.0,
            active: false,
            draw: draw.clone(),
            scratch: Scratch::default(),
        };
        let makers: Vec<usize> = state.producers.iter().map(|q| q.region).collect();
        state
            .levers
            .diversify(&makers, &state.needs, &mut state.contracts);
        state.weigh(rule, p.priority, partners);
        state
    }

    /// Weights of users and regions by rule.
    fn weigh(&mut self, rule: AllocationRule, priority: f64, partners: &[bool]) {
        let total: f64 = self.users.iter().map(|u| u.weight * u.need).sum();
        let need: f64 = self.needs.iter().sum();
        let mean = if need > 0.0 { total / need } else { 1.0 };
        let mut by_region = vec![0.0; self.regions];
        for u in &mut self.users {
            let relative = if mean > 0.0 { u.weight / mean } else { 1.0 };
            u.weight = relative.clamp(1.0 / priority, priority);
            by_region[u.region] += u.weight * u.need;
        }
        for producer in &self.producers {
            let p = producer.region;
            for (r, weight) in by_region.iter().enumerate() {
                let first = match rule {
                    AllocationRule::ProRata | AllocationRule::ValueAtStake => false,
                    AllocationRule::HomeFirst => p == r,
                    AllocationRule::AlliesFirst => p == r || (partners[p] && partners[r]),
                };
                self.weights.push(if self.by_value {
                    if self.needs[r] > 0.0 {
                        weight / self.needs[r]
                    } else {
                        1.0
                    }
                } else if first {
                    priority
                } else {
                    1.0
                });
            }
        }
    }

    /// Whether the item does anything at all.
    pub(crate) fn active(&self) -> bool {
        self.active
    }

    /// Moves by a step of `h` days, at most about one, and lowers `layer` where users go short;
    /// `binding` then names the item.
    pub(crate) fn advance(
        &mut self,
        around: Surroundings<'_>,
        p: &ItemsParameters,
        h: f64,
        layer: &mut [f64],
        mut bind: impl FnMut(usize),
    ) {
        let disturbed = self.disturbed(around);
        if !self.active {
            if !disturbed {
                return;
            }
            self.wake(h);
        }
        let supply = self.supply(around, p);
        self.ask(around, p);
        self.distribute(around, p, &supply, h);
        let rested = self.deliver(around, p, h, layer, &mut bind);
        if rested && !disturbed {
            self.rest();
        }
    }

    fn disturbed(&self, around: Surroundings<'_>) -> bool {
        let makers = self.producers.iter().map(|q| q.region);
        let earlier = self.earlier.iter().flatten().map(|(r, _)| *r);
        let closed = |r: usize| {
            around.operating[r] < 1.0
                || around.links[r * self.regions..(r + 1) * self.regions]
                    .iter()
                    .any(|link| *link < 1.0)
        };
        makers.chain(earlier).any(closed)
    }

    /// Fills the pipeline with the flows of peace.
    fn wake(&mut self, h: f64) {
        self.active = true;
        let slots = (self.draw.pipeline_days / h).round() as usize;
        self.pipeline = std::iter::repeat_n(self.needs.clone(), slots).collect();
        for (held, need) in self.in_pipeline.iter_mut().zip(&self.needs) {
            *held = need * h * slots as f64;
        }
    }

    /// Back to peace exactly. What was learned about substitutes is kept.
    fn rest(&mut self) {
        self.active = false;
        self.called_days = 0.0;
        for u in &mut self.users {
            u.stock = u.need * u.cover;
        }
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
        producers
            .iter()
            .map(|&(r, share)| {
                let own = share * rate(r);
                if stage == 0 {
                    return own;
                }
                let flow = &self.between[stage - 1];
                let sources = &self.earlier[stage - 1];
                let arriving: f64 = sources
                    .iter()
                    .zip(before)
                    .enumerate()
                    .map(|(i, (&(q, full), made))| {
                        if full > 0.0 {
                            flow[i * self.regions + r] * made / full
                                * around.links[q * self.regions + r]
                        } else {
                            0.0
                        }
                    })
                    .sum();
                own.min(arriving)
            })
            .collect()
    }

    /// What users ask for: by user into `asked`, by region, with the pipeline, into `wanted`.
    fn ask(&mut self, around: Surroundings<'_>, p: &ItemsParameters) {
        let Scratch { asked, wanted, .. } = &mut self.scratch;
        asked.clear();
        wanted.clear();
        wanted.resize(self.regions, 0.0);
        let mut gap = vec![0.0; self.regions];
        let left: Vec<f64> = (0..self.regions)
            .map(|r| {
                (1.0 - substitution_of(&self.short_days, &self.draw, r))
                    * self.levers.market(r, around.day)
            })
            .collect();
        for u in &self.users {
            let r = u.region;
            // Production plus what this layer took away: what it would make if nothing did.
            let level = (around.production[u.node] + 1.0 - around.layer[u.node]).min(1.0);
            let use_rate = u.need * level * left[r];
            let missing = u.need * u.cover - u.stock;
            asked.push((use_rate + missing / p.restocking_days).max(0.0));
            wanted[r] += use_rate;
            gap[r] += missing + use_rate * self.draw.pipeline_days;
        }
        for r in 0..self.regions {
            let missing = gap[r] - self.in_pipeline[r];
            wanted[r] = (wanted[r] + missing / p.restocking_days).max(0.0);
        }
    }

    /// Shares out what producers offer, and puts it into the pipeline.
    fn distribute(
        &mut self,
        around: Surroundings<'_>,
        p: &ItemsParameters,
        supply: &[f64],
        h: f64,
    ) {
        let n = self.regions;
        let Scratch {
            wanted,
            given,
            served,
            weights,
            claims,
            ..
        } = &mut self.scratch;
        served.clear();
        served.resize(n, 0.0);
        weights.clear();
        weights.resize(n, 1.0);
        let mut left: Vec<f64> = supply.to_vec();
        let mut room = vec![f64::INFINITY; self.producers.len() * n];
        // Contracts first, on every link as far as it carries.
        for (i, q) in self.producers.iter().enumerate() {
            claims.clear();
            for r in 0..n {
                let flow = self.contracts[i * n + r];
                let link = around.links[q.region * n + r];
                if link < 1.0 {
                    room[i * n + r] = link * flow;
                }
                let claim = if self.needs[r] > 0.0 {
                    p.contract_share * wanted[r] * flow / self.needs[r]
                } else {
                    0.0
                };
                claims.push(claim.min(room[i * n + r]));
            }
            ration(p.contract_share * supply[i], claims, weights, given);
            for r in 0..n {
                served[r] += given[r];
                left[i] -= given[r];
                room[i * n + r] -= given[r];
            }
        }
        // Then the rest by rule; producers whose links are shut choose first among the others.
        let mut order: Vec<usize> = (0..self.producers.len()).collect();
        let shut = |i: &usize| room[i * n..(i + 1) * n].iter().all(|c| c.is_infinite());
        order.sort_by_key(shut);
        for i in order {
            claims.clear();
            claims.extend((0..n).map(|r| {
                (wanted[r] - served[r])
                    .max(0.0)
                    .min(room[i * n + r].max(0.0))
            }));
            ration(left[i], claims, &self.weights[i * n..(i + 1) * n], given);
            for r in 0..n {
                served[r] += given[r];
                left[i] -= given[r];
            }
        }
        self.levers.share(served, wanted);
        let mut short = false;
        for r in 0..n {
            let missing = served[r] < wanted[r].min(self.needs[r]) * (1.0 - SHORT);
            if missing && self.needs[r] > 0.0 {
                self.short_days[r] += h;
                short = true;
            }
            self.in_pipeline[r] += served[r] * h;
        }
        if short {
            self.called_days += h;
        }
        for ((q, left), offered) in self.producers.iter_mut().zip(&left).zip(supply) {
            // What was made and not shipped is kept as far as there is room.
            let release = (q.held / p.release_days).min(*offered);
            let change = left - release;
            q.held = (q.held + change * h).clamp(0.0, q.share * p.producer_stock_days);
        }
        self.pipeline.push_back(served.clone());
    }

    /// Takes a step's arrivals out of the pipeline to the users. Returns whether all is as before.
    fn deliver(
        &mut self,
        around: Surroundings<'_>,
        p: &ItemsParameters,
        h: f64,
        layer: &mut [f64],
        bind: &mut impl FnMut(usize),
    ) -> bool {
        let arrived = self.pipeline.pop_front().unwrap_or_default();
        let mut rested = true;
        let mut from = 0;
        while from < self.users.len() {
            let r = self.users[from].region;
            let mut to = from + 1;
            while to < self.users.len() && self.users[to].region == r {
                to += 1;
            }
            let rate = arrived.get(r).copied().unwrap_or(0.0);
            self.in_pipeline[r] = (self.in_pipeline[r] - rate * h).max(0.0);
            let left = (1.0 - substitution_of(&self.short_days, &self.draw, r))
                * self.levers.market(r, around.day);
            let Scratch {
                asked,
                given,
                weighted,
                ..
            } = &mut self.scratch;
            let users = &mut self.users[from..to];
            weighted.clear();
            weighted.extend(
                users
                    .iter()
                    .map(|u| if self.by_value { u.weight } else { 1.0 }),
            );
            ration(rate, &asked[from..to], weighted, given);
            // What nobody asked for any more still arrives.
            let surplus = (rate - given.iter().sum::<f64>()).max(0.0) / self.needs[r].max(TINY);
            for (u, given) in users.iter_mut().zip(given.iter()) {
                let level = (around.production[u.node] + 1.0 - around.layer[u.node]).min(1.0);
                let need = u.need * left;
                let ease = u.stock / (p.unevenness * u.cover).max(h);
                let own = given + surplus * u.need;
                let got = own + self.levers.release(r, (need * level - own - ease) * h) / h;
                let met = if need > 0.0 {
                    ((got + ease) / need).min(1.0)
                } else {
                    1.0
                };
                let used = need * met.min(level);
                u.stock = (u.stock + (got - used) * h).max(0.0);
                let unmet = left * (1.0 - met);
                let capacity = 1.0 - u.stake * unmet;
                if capacity < layer[u.node] {
                    layer[u.node] = capacity;
                    bind(u.node);
                }
                rested &= unmet < TINY && u.stock >= RESTORED * u.need * u.cover;
            }
            from = to;
        }
        rested
    }

    /// Smallest stock of any user.
    #[cfg(test)]
    pub(crate) fn least_stock(&self) -> f64 {
        self.users
            .iter()
            .fold(f64::INFINITY, |least, u| least.min(u.stock))
    }

    /// Units held by users and under way, and what producers hold.
    #[cfg(test)]
    pub(crate) fn units(&self) -> (f64, f64) {
        (
            self.users.iter().map(|u| u.stock).sum::<f64>() + self.in_pipeline.iter().sum::<f64>(),
            self.producers.iter().map(|q| q.held).sum(),
        )
    }
}

/// Share of a region's need that is met otherwise: linear between the points of the items file.
fn substitution_of(short_days: &[f64], draw: &ItemDraw, region: usize) -> f64 {
    let t = short_days[region];
    let (mut t0, mut y0) = (0.0, 0.0);
    for (t1, y1) in SUBSTITUTION_DAYS.into_iter().zip(draw.substitution) {
        if t <= t1 {
            return y0 + (y1 - y0) * (t - t0) / (t1 - t0);
        }
        (t0, y0) = (t1, y1);
    }
    y0
}
