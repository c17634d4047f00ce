//! What the makers of an item offer, stage by stage, in rows of draws.
//!
//! A producer works at a share of what it makes in peace. What it lacks of the stage before is summed over
//! what its suppliers fall short of, so that in peace it is nothing to the last bit:
//!
//! working_p = min(rate_p, (1 − Σ_q f_qp (1 − working_q carried_qp) / σ_p) / bought_p)

use pulp::{Simd, WithSimd};

use super::ways::{Changed, Ways};
use super::{Buffers, ItemLanes, Lane};
use crate::items::state::ItemState;
use crate::real::{Real, Row, Wide};

/// Least share of its inputs for which a producer depends on the stage before.
const LEAST: f64 = 1e-30;

/// The producers of an item.
#[derive(Debug, Clone)]
pub(super) struct Makers<T> {
    stages: Vec<Stage<T>>,
    /// Idle capacity of every producer, and the time in which it comes on line, by draw.
    spare: Vec<(f64, f64)>,
    /// Days for which it was called on, by draw, and how much more is made of it.
    called_days: Vec<f64>,
    called: Row<T>,
    /// Of producers of the last stage: what they could not ship, the most that they can hold, and the share
    /// of it that goes in a day.
    held: Vec<Row<T>>,
    most: Vec<Row<T>>,
    release: Row<T>,
}

/// Producers of a stage.
#[derive(Debug, Clone)]
struct Stage<T> {
    regions: Vec<usize>,
    share: Vec<Row<T>>,
    per_share: Vec<Row<T>>,
    /// From the stage before, if there is one.
    inputs: Option<Ways<T>>,
    /// Share of its inputs that each must buy of it; empty where that is all in every draw.
    bought: Vec<Row<T>>,
}

impl<T: Real> Makers<T> {
    pub(super) fn new(
        states: &[ItemState],
        makers: &[usize],
        (release_days, stock_days): (Row<T>, Row<T>),
        lane: Lane<'_, T>,
    ) -> Self {
        let first = &states[0];
        let last = first.producers.iter().map(|q| q.region).collect();
        let all = first.earlier.iter();
        let all = all.map(|stage| stage.iter().map(|(r, _)| *r).collect());
        let regions: Vec<Vec<usize>> = all.chain([last]).collect();
        let share = |l: usize, stage: usize, p: usize| match states[l].earlier.get(stage) {
            Some(producers) => producers[p].1,
            None => states[l].producers[p].share,
        };
        let inverse = |share: f64| if share > 0.0 { 1.0 / share } else { 0.0 };
        let stages: Vec<Stage<T>> = (0..regions.len())
            .map(|n| {
                let here = 0..regions[n].len();
                let before = n.checked_sub(1).map(|before| {
                    let flows: Vec<_> = states.iter().map(|s| &s.between[before]).collect();
                    let (from, to) = (regions[before].clone(), regions[n].clone());
                    Ways::new(&flows, from, to, makers, lane)
                });
                Stage {
                    share: here.clone().map(|p| lane(&|l| share(l, n, p))).collect(),
                    per_share: here.map(|p| lane(&|l| inverse(share(l, n, p)))).collect(),
                    regions: regions[n].clone(),
                    inputs: before,
                    bought: Vec::new(),
                }
            })
            .collect();
        let shares = stages.last().map_or(&[][..], |stage| &stage.share);
        Self {
            spare: states
                .iter()
                .map(|s| (s.draw.spare, s.draw.spare_days))
                .collect(),
            called_days: vec![0.0; states.len()],
            called: Row::ZERO,
            held: vec![Row::ZERO; shares.len()],
            most: shares
                .iter()
                .map(|share| Row::from_fn(|l| share[l] * stock_days[l]))
                .collect(),
            release: Row::from_fn(|l| T::ONE / release_days[l]),
            stages,
        }
    }

    /// How many there are at the last stage.
    pub(super) fn len(&self) -> usize {
        self.held.len()
    }

    /// Takes over links that have changed.
    pub(super) fn take(&mut self, changed: &[Changed<'_>]) {
        let inputs = self.stages.iter_mut().filter_map(|s| s.inputs.as_mut());
        inputs.for_each(|ways| ways.take(changed));
    }

    /// A draw's makers call on idle capacity for some days more.
    pub(super) fn call(&mut self, l: usize, days: f64) {
        let (spare, spare_days) = self.spare[l];
        self.called_days[l] += days;
        self.called[l] = T::of(spare * (1.0 - libm::exp(-self.called_days[l] / spare_days)));
    }

    /// Back to peace in a draw.
    pub(super) fn rest(&mut self, l: usize) {
        self.called_days[l] = 0.0;
        self.called[l] = T::ZERO;
        self.held.iter_mut().for_each(|held| held[l] = T::ZERO);
    }

    /// Takes over what a draw's makers must buy of the stage before.
    pub(super) fn buy(&mut self, l: usize, bought: impl Fn(usize, usize) -> f64) {
        for (before, stage) in self.stages.iter_mut().skip(1).enumerate() {
            stage.bought.resize(stage.regions.len(), Row::ONE);
            for (row, r) in stage.bought.iter_mut().zip(&stage.regions) {
                row[l] = T::of(bought(before, *r));
            }
        }
    }
}

impl<T: Real> Stage<T> {
    /// What a producer lacks of its inputs, given how far the stage before works and the shortfall that
    /// all its buyers share.
    #[inline(always)]
    fn lacking<S: Simd>(
        &self,
        (simd, v): (S, usize),
        p: usize,
        ways: &Ways<T>,
        before: &[Row<T>],
        everywhere: Wide<T, S>,
    ) -> Wide<T, S> {
        let one = Wide::splat(simd, T::ONE);
        let width = ways.to.len();
        let needs = Wide::load(simd, &ways.needs_left[p], v);
        let mut lacking = everywhere * needs;
        for (q, before) in before.iter().enumerate() {
            let at = q * width + p;
            let limited = ways.limited.get(at).is_some_and(|limited| *limited);
            let stays = ways.from[q] == ways.to[p];
            if !(limited || stays) {
                continue;
            }
            let working = Wide::load(simd, before, v);
            if stays {
                lacking = (one - working).mul_add(Wide::load(simd, &ways.kept[q], v), lacking);
            }
            if limited {
                let refused = one - Wide::load(simd, &ways.carried[at], v);
                let sent = Wide::load(simd, &ways.leaving[q], v) * working;
                lacking = (sent * refused).mul_add(needs, lacking);
            }
        }
        lacking
    }

    /// The same where levers have changed flows.
    #[inline(always)]
    fn lacking_of<S: Simd>(
        &self,
        (simd, v): (S, usize),
        p: usize,
        ways: &Ways<T>,
        before: &[Row<T>],
        flows: &[Row<T>],
    ) -> Wide<T, S> {
        let one = Wide::splat(simd, T::ONE);
        let mut lacking = Wide::splat(simd, T::ZERO);
        for (q, before) in before.iter().enumerate() {
            let at = q * ways.to.len() + p;
            let mut comes = Wide::load(simd, before, v);
            if let Some(carried) = ways.carried.get(at) {
                comes = comes * Wide::load(simd, carried, v);
            }
            lacking = (one - comes).mul_add(Wide::load(simd, &flows[at], v), lacking);
        }
        lacking
    }
}

/// What producers offer: what they make and part of what they hold.
pub(super) struct Offer<'a, 'b, T> {
    pub(super) item: &'a ItemLanes<'b, T>,
    /// Taiwan, and the share of its capacity at which it makes the item.
    pub(super) taiwan: (usize, &'a Row<T>),
    pub(super) buffers: &'a mut Buffers<T>,
    pub(super) v: usize,
}

impl<T: Real> WithSimd for Offer<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            item,
            taiwan: (taiwan, operating),
            buffers,
            v,
        } = self;
        let makers = &item.makers;
        let one = Wide::splat(simd, T::ONE);
        let none = Wide::splat(simd, T::ZERO);
        let most = one + Wide::load(simd, &makers.called, v);
        // Who cannot work cannot call on idle capacity either.
        let operating = Wide::load(simd, operating, v);
        let operating = operating.if_less(one, operating, operating * most);
        for stage in &makers.stages {
            std::mem::swap(&mut buffers.working, &mut buffers.before);
            buffers.working.resize(stage.regions.len(), Row::ZERO);
            let before = &buffers.before;
            let mut everywhere = none;
            if let Some(ways) = &stage.inputs {
                for (before, leaving) in before.iter().zip(&ways.leaving) {
                    let lacks = one - Wide::load(simd, before, v);
                    everywhere = lacks.mul_add(Wide::load(simd, leaving, v), everywhere);
                }
            }
            for (p, &r) in stage.regions.iter().enumerate() {
                let mut working = if r == taiwan { operating } else { most };
                if let Some(ways) = &stage.inputs {
                    let mut lacking = stage.lacking((simd, v), p, ways, before, everywhere);
                    if let Some(flows) = &ways.changed {
                        let changed = stage.lacking_of((simd, v), p, ways, before, flows);
                        let is_changed = Wide::load(simd, &ways.is_changed, v);
                        lacking = none.if_less(is_changed, changed, lacking);
                    }
                    let per_share = Wide::load(simd, &stage.per_share[p], v);
                    let mut comes = (one - lacking * per_share).most(none);
                    if let Some(bought) = stage.bought.get(p) {
                        let bought = Wide::load(simd, bought, v);
                        comes = comes / bought.most(Wide::splat(simd, T::of(LEAST)));
                    }
                    working = working.least(comes);
                }
                working.store(&mut buffers.working[p], v);
            }
        }
        let Some(last) = makers.stages.last() else {
            return;
        };
        let release = Wide::load(simd, &makers.release, v);
        for (i, supply) in buffers.supply.iter_mut().enumerate() {
            let made =
                Wide::load(simd, &last.share[i], v) * Wide::load(simd, &buffers.working[i], v);
            let held = Wide::load(simd, &makers.held[i], v);
            (made + held * release).store(supply, v);
        }
    }
}

/// What was made and not shipped is kept as far as there is room.
pub(super) struct Keep<'a, 'b, T> {
    pub(super) item: &'a mut ItemLanes<'b, T>,
    pub(super) buffers: &'a Buffers<T>,
    pub(super) v: usize,
}

impl<T: Real> WithSimd for Keep<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { item, buffers, v } = self;
        let makers = &mut item.makers;
        let none = Wide::splat(simd, T::ZERO);
        let days = Wide::splat(simd, item.days);
        let awake = Wide::load(simd, &item.awake, v);
        let release = Wide::load(simd, &makers.release, v);
        for (i, held) in makers.held.iter_mut().enumerate() {
            let before = Wide::load(simd, held, v);
            let released = (before * release).least(Wide::load(simd, &buffers.supply[i], v));
            let change = Wide::load(simd, &buffers.unsold[i], v) - released;
            let now = change.mul_add(days, before).most(none);
            let now = now.least(Wide::load(simd, &makers.most[i], v));
            none.if_less(awake, now, before).store(held, v);
        }
    }
}
