//! What the users of an item ask for and do with what arrives, in rows of draws.

use pulp::{Simd, WithSimd};

use super::market::ration;
use super::{Buffers, Draws, ItemLanes, Some32, World};
use crate::items::levers::Levers;
use crate::items::spec::SUBSTITUTION_DAYS;
use crate::items::users::{RESTORED, TINY};
use crate::real::{Row, WIDTH, Wide};

/// A user in a step.
struct User<S: Simd> {
    need: Some32<S>,
    /// Stock in peace.
    target: Some32<S>,
    /// Production wanted, as a share of baseline.
    level: Some32<S>,
    stock: Some32<S>,
}

/// Reads users' numbers for part `v` of the draws.
struct Reader<'a, S: Simd> {
    simd: S,
    v: usize,
    item: &'a ItemLanes<'a>,
    production: &'a [Draws],
    before: &'a [Draws],
}

impl<S: Simd> Reader<'_, S> {
    #[inline(always)]
    fn load(&self, row: &Draws) -> Some32<S> {
        Wide::load(self.simd, row, self.v)
    }

    #[inline(always)]
    fn wide(&self, x: f32) -> Some32<S> {
        Wide::splat(self.simd, x)
    }

    #[inline(always)]
    fn user(&self, u: usize) -> User<S> {
        let (table, reactions) = (self.item.table, &self.item.reactions);
        let purchases = self.load(&reactions.purchases);
        let need = purchases.mul_add(self.wide(table.more[u]), self.wide(table.by_output[u]));
        let node = table.node[u];
        // Production plus what this layer took away: what it would make if nothing did.
        let level =
            self.load(&self.production[node]) + self.wide(1.0) - self.load(&self.before[node]);
        User {
            need,
            target: need * self.load(&reactions.cover[table.row[u]]),
            level: level.least(self.wide(1.0)),
            stock: self.load(&self.item.stock[u]),
        }
    }

    /// Share of output that stops with the item.
    #[inline(always)]
    fn stake(&self, u: usize) -> Some32<S> {
        let (table, reactions) = (self.item.table, &self.item.reactions);
        let intensity = self
            .load(&reactions.intensity)
            .mul_add(self.wide(table.intensity[u]), self.wide(1.0));
        let stake = self.load(&reactions.stake[table.row[u]]) * self.wide(table.part[u]);
        (stake * intensity).least(self.wide(1.0))
    }

    /// Share of a need that is met otherwise after days of shortage.
    #[inline(always)]
    fn substituted(&self, short_days: Some32<S>) -> Some32<S> {
        let points = &self.item.reactions.substitution;
        let mut share = self.load(&points[points.len() - 1]);
        for at in (0..points.len()).rev() {
            let (t0, y0) = match at.checked_sub(1) {
                Some(before) => (SUBSTITUTION_DAYS[before], self.load(&points[before])),
                None => (0.0, self.wide(0.0)),
            };
            let t1 = SUBSTITUTION_DAYS[at];
            let way = (short_days - self.wide(t0 as f32)) * self.wide((1.0 / (t1 - t0)) as f32);
            let between = (self.load(&points[at]) - y0).mul_add(way, y0);
            share = self.wide(t1 as f32).if_less(short_days, share, between);
        }
        share
    }
}

/// What regions ask for, so that what is under way is what they use meanwhile.
pub(super) struct Ask<'a, 'b, 'c> {
    pub(super) item: &'a ItemLanes<'b>,
    pub(super) world: &'a World<'c>,
    pub(super) buffers: &'a mut Buffers,
    pub(super) v: usize,
}

impl WithSimd for Ask<'_, '_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            item,
            world,
            buffers,
            v,
        } = self;
        let reader = Reader {
            simd,
            v,
            item,
            production: world.production,
            before: world.before,
        };
        let none = Wide::splat(simd, 0.0);
        let one = Wide::splat(simd, 1.0);
        let pipeline_days = reader.load(&item.reactions.pipeline_days);
        let per_day = reader.load(&item.reactions.restocking);
        for (r, range) in &item.table.regions {
            let met = reader.substituted(reader.load(&item.short_days[*r]));
            let left = (one - met) * reader.load(&buffers.market[*r]);
            left.store(&mut buffers.left[*r], v);
            let (mut rate, mut missing) = (none, none);
            for u in range.clone() {
                let user = reader.user(u);
                rate = (user.need * user.level).mul_add(left, rate);
                missing = missing + (user.target - user.stock);
            }
            let gap = rate.mul_add(pipeline_days, missing) - reader.load(&item.in_pipeline[*r]);
            let wanted = gap.mul_add(per_day, rate).most(none);
            wanted.store(&mut buffers.wanted[*r], v);
        }
    }
}

/// Shares out what arrives, and lowers the layer where users go short.
pub(super) struct Deliver<'a, 'b, 'c> {
    pub(super) item: &'a mut ItemLanes<'b>,
    pub(super) world: &'a mut World<'c>,
    pub(super) buffers: &'a mut Buffers,
    pub(super) id: f32,
    pub(super) v: usize,
}

impl WithSimd for Deliver<'_, '_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            item,
            world,
            buffers,
            id,
            v,
        } = self;
        let (none, one) = (Wide::splat(simd, 0.0), Wide::splat(simd, 1.0));
        let days = Wide::splat(simd, item.days);
        let awake = Wide::load(simd, &item.awake, v);
        for r in 0..item.regions {
            let arrived = Wide::load(simd, &buffers.arrived[r], v);
            let held = Wide::load(simd, &item.in_pipeline[r], v) - arrived * days;
            held.most(none).store(&mut item.in_pipeline[r], v);
        }
        let reserves = item.levers.iter().any(Levers::reserves);
        let table = item.table;
        let (mut most_unmet, mut emptiest) = (none, one);
        for (r, range) in &table.regions {
            let (first, count) = (range.start, range.len());
            if buffers.asked.len() < count {
                buffers.asked.resize(count, Row::ZERO);
                buffers.unmet.resize(count, Row::ZERO);
            }
            let reader = Reader {
                simd,
                v,
                item,
                production: world.production,
                before: world.before,
            };
            let left = reader.load(&buffers.left[*r]);
            let per_day = reader.load(&item.reactions.restocking);
            let mut total = none;
            for u in range.clone() {
                let user = reader.user(u);
                let rate = user.need * user.level * left;
                let asked = (user.target - user.stock).mul_add(per_day, rate).most(none);
                total = total + asked;
                asked.store(&mut buffers.asked[u - first], v);
            }
            let arrived = reader.load(&buffers.arrived[*r]);
            let weights = item.weights.user.as_deref().map(|w| &w[range.clone()]);
            let asked = &mut buffers.asked[..count];
            let x = ration(simd, v, arrived, total, asked, weights);
            let mut given = none;
            for (at, asked) in asked.iter_mut().enumerate() {
                let share = match weights {
                    Some(weights) => (reader.load(&weights[at]) * x).least(one),
                    None => x,
                };
                let part = share * reader.load(asked);
                given = given + part;
                part.store(asked, v);
            }
            // What nobody asked for any more still arrives.
            let need = reader
                .load(&item.needs[*r])
                .most(Wide::splat(simd, TINY as f32));
            let surplus = (arrived - given).most(none) / need;
            let mut worst = none;
            for u in range.clone() {
                let reader = Reader {
                    simd,
                    v,
                    item,
                    production: world.production,
                    before: world.before,
                };
                let user = reader.user(u);
                let got = &mut buffers.asked[u - first];
                let ease = user.stock * reader.load(&item.reactions.ease[table.row[u]]);
                let needed = user.need * left;
                let mut came = surplus.mul_add(user.need, Wide::load(simd, got, v));
                if reserves {
                    let short = (needed * user.level - came - ease) * days;
                    came.store(got, v);
                    let mut lacks = Row::ZERO;
                    short.store(&mut lacks, v);
                    release(item, *r, v * (WIDTH / Wide::<f32, S>::PER_ROW), &lacks, got);
                    came = Wide::load(simd, got, v);
                }
                let met = (came + ease) / needed;
                // Also where nothing is needed.
                let met = met.if_less(one, met, one);
                let used = needed * met.least(user.level);
                let stock = (came - used).mul_add(days, user.stock).most(none);
                stock.store(&mut item.stock[u], v);
                let unmet = left * (one - met) * awake;
                worst = worst.most(unmet);
                unmet.store(&mut buffers.unmet[u - first], v);
                emptiest = emptiest.least(stock - user.target * Wide::splat(simd, RESTORED as f32));
            }
            most_unmet = most_unmet.most(worst);
            if !worst.differs(none) {
                continue;
            }
            let reader = Reader {
                simd,
                v,
                item,
                production: world.production,
                before: world.before,
            };
            for u in range.clone() {
                let unmet = reader.load(&buffers.unmet[u - first]);
                let capacity = one - reader.stake(u) * unmet;
                let node = table.node[u];
                let (layer, binding) = (&mut world.layer[node], &mut world.binding[node]);
                let (most, bound) = (Wide::load(simd, layer, v), Wide::load(simd, binding, v));
                capacity.if_less(most, capacity, most).store(layer, v);
                capacity
                    .if_less(most, Wide::splat(simd, id), bound)
                    .store(binding, v);
            }
        }
        most_unmet.store(&mut buffers.most_unmet, v);
        emptiest.store(&mut buffers.emptiest, v);
    }
}

/// What reserves give to a user of a region, for what each draw from `first` on lacks.
fn release(item: &mut ItemLanes<'_>, region: usize, first: usize, lacks: &Draws, got: &mut Draws) {
    let h = item.days;
    for (l, levers) in item.levers.iter_mut().enumerate().skip(first) {
        if item.awake[l] > 0.0 && levers.reserves() {
            let given = levers.release(region, f64::from(lacks[l]));
            got[l] += given as f32 / h;
        }
    }
}
