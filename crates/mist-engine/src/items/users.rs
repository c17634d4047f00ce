//! Users of one item in one draw: what they ask for, and what they do with what arrives.
//!
//! Users stand by region and in it by node, one array for each of their properties, so that a step
//! passes through memory once and several users at a time.

use std::ops::Range;

use super::ItemsParameters;
use super::allocation::{AllocationRule, ration, sum};
use super::layer::PlacedItem;
use super::levers::Levers;
use super::spec::{ItemDraw, SUBSTITUTION_DAYS};
use super::state::Surroundings;

/// Below this departure everything counts as it was in peace.
pub(super) const TINY: f64 = 1e-9;
/// Part of cover to which stocks must be back for an item to come to rest.
pub(super) const RESTORED: f64 = 0.995;

/// The users of an item; units are shares of the world's daily use in peace.
#[derive(Debug, Clone)]
pub(super) struct Users {
    /// Need by region, and days for which it went short.
    pub(super) needs: Vec<f64>,
    pub(super) short_days: Vec<f64>,
    pipeline_days: f64,
    /// Share of a need that is met otherwise after the days of the items file.
    substitution: [f64; SUBSTITUTION_DAYS.len()],
    /// Users of each region that has any.
    regions: Vec<(usize, Range<usize>)>,
    node: Vec<usize>,
    need: Vec<f64>,
    stake: Vec<f64>,
    cover: Vec<f64>,
    /// Share of a stock that a user lives on a day when it is short, in steps of `step` days.
    ease: Vec<f64>,
    step: f64,
    /// Stock in peace: need × cover.
    target: Vec<f64>,
    stock: Vec<f64>,
    /// Weights within a region where units go by value; none if all are alike.
    weight: Option<Vec<f64>>,
}

/// What one step works out, by user.
#[derive(Debug, Clone, Default)]
pub(super) struct Scratch {
    /// Share of the need that is not met otherwise and must come from the market.
    left: Vec<f64>,
    /// Production wanted, as a share of baseline.
    level: Vec<f64>,
    rate: Vec<f64>,
    gap: Vec<f64>,
    asked: Vec<f64>,
    given: Vec<f64>,
    got: Vec<f64>,
    unmet: Vec<f64>,
    /// Whether anybody went short.
    short: bool,
}

impl Users {
    pub(super) fn new(
        item: &PlacedItem,
        draw: &ItemDraw,
        p: &ItemsParameters,
        regions: usize,
        rule: AllocationRule,
    ) -> Self {
        let count = item.users.len();
        let mut users = Self {
            needs: vec![0.0; regions],
            short_days: vec![0.0; regions],
            pipeline_days: draw.pipeline_days,
            substitution: draw.substitution,
            regions: Vec::new(),
            node: Vec::with_capacity(count),
            need: Vec::with_capacity(count),
            stake: Vec::with_capacity(count),
            cover: Vec::with_capacity(count),
            ease: Vec::new(),
            step: 0.0,
            target: Vec::new(),
            stock: Vec::new(),
            weight: None,
        };
        let mut weight = Vec::with_capacity(count);
        for (at, u) in item.users.iter().enumerate() {
            match users.regions.last_mut() {
                Some((region, range)) if *region == u.region => range.end = at + 1,
                _ => users.regions.push((u.region, at..at + 1)),
            }
            let need =
                (1.0 - p.use_by_purchases) * u.by_output + p.use_by_purchases * u.by_purchases;
            let (stake, cover) = draw.users[u.row];
            let intensity = 1.0 + p.intensity_weight * (u.intensity - 1.0);
            let stake = (stake * p.stake_scale * u.part * intensity).min(1.0);
            users.needs[u.region] += need;
            users.node.push(u.node);
            users.need.push(need);
            users.stake.push(stake);
            users.cover.push(cover * p.cover_scale);
            weight.push(if need > 0.0 {
                stake * u.value_added / need
            } else {
                1.0
            });
        }
        let targets = users.need.iter().zip(&users.cover);
        users.target = targets.map(|(need, cover)| need * cover).collect();
        users.rest();
        if rule == AllocationRule::ValueAtStake {
            users.weight = Some(relative(weight, &users.need, p.priority));
        }
        users
    }

    /// Goes on in steps of `h` days.
    pub(super) fn set_step(&mut self, h: f64, p: &ItemsParameters) {
        if self.step != h {
            self.step = h;
            let ease = self.cover.iter().map(|c| per_day(p.unevenness * c, h));
            self.ease = ease.collect();
        }
    }

    /// Stocks back at their cover.
    pub(super) fn rest(&mut self) {
        self.stock.clone_from(&self.target);
    }

    /// Weights of users within their regions, if they differ.
    pub(super) fn weights(&self) -> Option<&[f64]> {
        self.weight.as_deref()
    }

    #[cfg(test)]
    pub(super) fn stocks(&self) -> &[f64] {
        &self.stock
    }

    /// Mean weight of a region's units where they go by value.
    pub(super) fn mean_weight(&self, region: usize) -> f64 {
        let (Some(weight), true) = (&self.weight, self.needs[region] > 0.0) else {
            return 1.0;
        };
        let total: f64 = self
            .regions
            .iter()
            .filter(|(r, _)| *r == region)
            .flat_map(|(_, range)| range.clone())
            .map(|u| weight[u] * self.need[u])
            .sum();
        total / self.needs[region]
    }

    /// What regions ask for, so that what is under way is what they use meanwhile, into `wanted`;
    /// what each user asks for is kept for [`Self::deliver`].
    #[inline(always)]
    pub(super) fn ask(
        &mut self,
        around: Surroundings<'_>,
        p: &ItemsParameters,
        levers: &Levers,
        in_pipeline: &[f64],
        wanted: &mut Vec<f64>,
        scratch: &mut Scratch,
    ) {
        let Scratch {
            left,
            level,
            rate,
            gap,
            asked,
            ..
        } = scratch;
        let count = self.need.len();
        for row in [&mut *left, level, rate, gap, asked] {
            row.resize(count, 0.0);
        }
        for (r, range) in &self.regions {
            let market = levers.market(*r, around.day);
            left[range.clone()]
                .fill((1.0 - substitution(self.substitution, self.short_days[*r])) * market);
        }
        // Production plus what this layer took away: what it would make if nothing did.
        for (level, &node) in level.iter_mut().zip(&self.node) {
            *level = (around.production[node] + 1.0 - around.layer[node]).min(1.0);
        }
        let per_day = per_day(p.restocking_days, self.step);
        let (need, target, stock) = (&self.need[..], &self.target[..count], &self.stock[..count]);
        let (left, level) = (&left[..count], &level[..count]);
        let (rate, gap, asked) = (&mut rate[..count], &mut gap[..count], &mut asked[..count]);
        for u in 0..count {
            rate[u] = need[u] * level[u] * left[u];
            gap[u] = target[u] - stock[u];
            asked[u] = (rate[u] + gap[u] * per_day).max(0.0);
        }
        wanted.clear();
        wanted.resize(self.needs.len(), 0.0);
        for (r, range) in &self.regions {
            let rate: f64 = rate[range.clone()].iter().sum();
            let missing: f64 = gap[range.clone()].iter().sum();
            let gap = missing + rate * self.pipeline_days - in_pipeline[*r];
            wanted[*r] = (rate + gap * per_day).max(0.0);
        }
    }

    /// Shares out what arrives in a step, at a rate by region. Returns whether all is as
    /// before.
    #[inline(always)]
    pub(super) fn deliver(
        &mut self,
        arrived: &[f64],
        levers: &mut Levers,
        scratch: &mut Scratch,
    ) -> bool {
        let Scratch {
            left,
            level,
            asked,
            given,
            got,
            unmet,
            ..
        } = scratch;
        let (count, h) = (self.need.len(), self.step);
        got.resize(count, 0.0);
        unmet.resize(count, 0.0);
        for (r, range) in &self.regions {
            let range = range.clone();
            let rate = arrived.get(*r).copied().unwrap_or(0.0);
            let weight = self.weight.as_ref().map(|w| &w[range.clone()]);
            ration(rate, &asked[range.clone()], weight, given);
            // What nobody asked for any more still arrives.
            let surplus = (rate - sum(given)).max(0.0) / self.needs[*r].max(TINY);
            for (u, given) in range.zip(given.iter()) {
                got[u] = given + surplus * self.need[u];
                if levers.reserves() {
                    let ease = self.stock[u] * self.ease[u];
                    let short = self.need[u] * left[u] * level[u] - got[u] - ease;
                    got[u] += levers.release(*r, short * h) / h;
                }
            }
        }
        let (need, target, ease) = (&self.need[..], &self.target[..count], &self.ease[..count]);
        let (left, level, got) = (&left[..count], &level[..count], &got[..count]);
        let (stock, unmet) = (&mut self.stock[..count], &mut unmet[..count]);
        let (mut most_unmet, mut emptiest) = (0.0_f64, f64::INFINITY);
        for u in 0..count {
            let needed = need[u] * left[u];
            let met = (got[u] + stock[u] * ease[u]) / needed;
            // Also where nothing is needed.
            let met = if met < 1.0 { met } else { 1.0 };
            let used = needed * met.min(level[u]);
            stock[u] = (stock[u] + (got[u] - used) * h).max(0.0);
            unmet[u] = left[u] * (1.0 - met);
        }
        for u in 0..count {
            most_unmet = most_unmet.max(unmet[u]);
            emptiest = emptiest.min(stock[u] - RESTORED * target[u]);
        }
        scratch.short = most_unmet > 0.0;
        most_unmet < TINY && emptiest >= 0.0
    }

    /// Lowers `layer` where users went short in this step, and says where it did.
    #[inline(always)]
    pub(super) fn hold_back(
        &self,
        layer: &mut [f64],
        mut bind: impl FnMut(usize),
        scratch: &Scratch,
    ) {
        if !scratch.short {
            return;
        }
        for ((&node, stake), unmet) in self.node.iter().zip(&self.stake).zip(&scratch.unmet) {
            let capacity = 1.0 - stake * unmet;
            if capacity < layer[node] {
                layer[node] = capacity;
                bind(node);
            }
        }
    }
}

/// Share of something that goes in a day, on the mean of a step of `h` days, if 1/`days` of what is left goes
/// every day; all of it where `days` is less than one.
pub(super) fn per_day(days: f64, h: f64) -> f64 {
    (1.0 - libm::pow(1.0 - 1.0 / days.max(1.0), h)) / h
}

/// Weights against their mean by unit, within the bounds of the rule.
fn relative(weight: Vec<f64>, need: &[f64], priority: f64) -> Vec<f64> {
    let total: f64 = weight.iter().zip(need).map(|(w, n)| w * n).sum();
    let all: f64 = need.iter().sum();
    let mean = if all > 0.0 { total / all } else { 1.0 };
    weight
        .into_iter()
        .map(|w| if mean > 0.0 { w / mean } else { 1.0 })
        .map(|w| w.clamp(1.0 / priority, priority))
        .collect()
}

/// Share of a need that is met otherwise after days of shortage: linear between the points of the
/// items file.
fn substitution(points: [f64; SUBSTITUTION_DAYS.len()], short_days: f64) -> f64 {
    let (mut t0, mut y0) = (0.0, 0.0);
    for (t1, y1) in SUBSTITUTION_DAYS.into_iter().zip(points) {
        if short_days <= t1 {
            return y0 + (y1 - y0) * (short_days - t0) / (t1 - t0);
        }
        (t0, y0) = (t1, y1);
    }
    y0
}
