//! What the users of an item ask for and do with what arrives, in rows of draws.

use pulp::{Simd, WithSimd};

use super::market::{Weighed, ration};
use super::{Buffers, ItemLanes, World};
use crate::items::levers::Levers;
use crate::items::spec::SUBSTITUTION_DAYS;
use crate::items::users::{RESTORED, TINY};
use crate::real::{Real, Row, Wide};

/// A user in a step.
struct User<T: Real, S: Simd> {
    need: Wide<T, S>,
    /// Stock in peace.
    target: Wide<T, S>,
    /// Production wanted, as a share of baseline.
    level: Wide<T, S>,
    stock: Wide<T, S>,
}

/// Reads users' numbers for part `v` of the draws.
struct Reader<'a, T: Real, S: Simd> {
    simd: S,
    v: usize,
    item: &'a ItemLanes<'a, T>,
    production: &'a [Row<T>],
    before: &'a [Row<T>],
}

impl<T: Real, S: Simd> Reader<'_, T, S> {
    #[inline(always)]
    fn load(&self, row: &Row<T>) -> Wide<T, S> {
        Wide::load(self.simd, row, self.v)
    }

    #[inline(always)]
    fn wide(&self, x: T) -> Wide<T, S> {
        Wide::splat(self.simd, x)
    }

    #[inline(always)]
    fn user(&self, u: usize) -> User<T, S> {
        let (table, reactions) = (&self.item.table, &self.item.reactions);
        let purchases = self.load(&reactions.purchases);
        let need = purchases.mul_add(self.wide(table.more[u]), self.wide(table.by_output[u]));
        let node = table.node[u];
        // Production plus what this layer took away: what it would make if nothing did.
        let level =
            self.load(&self.production[node]) + self.wide(T::ONE) - self.load(&self.before[node]);
        User {
            need,
            target: need * self.load(&reactions.cover[table.row[u]]),
            level: level.least(self.wide(T::ONE)),
            stock: self.load(&self.item.stock[u]),
        }
    }

    /// Share of output that stops with the item.
    #[inline(always)]
    fn stake(&self, u: usize) -> Wide<T, S> {
        let (table, reactions) = (&self.item.table, &self.item.reactions);
        let intensity = self
            .load(&reactions.intensity)
            .mul_add(self.wide(table.intensity[u]), self.wide(T::ONE));
        let stake = self.load(&reactions.stake[table.row[u]]) * self.wide(table.part[u]);
        (stake * intensity).least(self.wide(T::ONE))
    }

    /// Share of a need that is met otherwise after days of shortage.
    #[inline(always)]
    fn substituted(&self, short_days: Wide<T, S>) -> Wide<T, S> {
        let points = &self.item.reactions.substitution;
        let mut share = self.load(&points[points.len() - 1]);
        for at in (0..points.len()).rev() {
            let (t0, y0) = match at.checked_sub(1) {
                Some(before) => (SUBSTITUTION_DAYS[before], self.load(&points[before])),
                None => (0.0, self.wide(T::ZERO)),
            };
            let t1 = SUBSTITUTION_DAYS[at];
            let way = (short_days - self.wide(T::of(t0))) * self.wide(T::of(1.0 / (t1 - t0)));
            let between = (self.load(&points[at]) - y0).mul_add(way, y0);
            share = self.wide(T::of(t1)).if_less(short_days, share, between);
        }
        share
    }
}

/// What regions ask for, so that what is under way is what they use meanwhile.
pub(super) struct Ask<'a, 'b, 'c, T> {
    pub(super) item: &'a ItemLanes<'b, T>,
    pub(super) world: &'a World<'c, T>,
    pub(super) buffers: &'a mut Buffers<T>,
    pub(super) v: usize,
}

impl<T: Real> WithSimd for Ask<'_, '_, '_, T> {
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
        let none = Wide::splat(simd, T::ZERO);
        let one = Wide::splat(simd, T::ONE);
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
pub(super) struct Deliver<'a, 'b, 'c, T> {
    pub(super) item: &'a mut ItemLanes<'b, T>,
    pub(super) world: &'a mut World<'c, T>,
    pub(super) buffers: &'a mut Buffers<T>,
    pub(super) id: T,
    pub(super) v: usize,
}

impl<T: Real> WithSimd for Deliver<'_, '_, '_, T> {
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
        let (none, one) = (Wide::splat(simd, T::ZERO), Wide::splat(simd, T::ONE));
        let days = Wide::splat(simd, item.days);
        let awake = Wide::load(simd, &item.awake, v);
        for r in 0..item.regions {
            let arrived = Wide::load(simd, &buffers.arrived[r], v);
            let held = Wide::load(simd, &item.in_pipeline[r], v) - arrived * days;
            held.most(none).store(&mut item.in_pipeline[r], v);
        }
        let reserves = item.levers.iter().any(Levers::reserves);
        let table = &item.table;
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
            let weights = item.weights.user.as_deref().map(|w| &w[range.clone()]);
            let (mut total, mut weighed) = (none, Weighed::none(simd));
            for u in range.clone() {
                let user = reader.user(u);
                let rate = user.need * user.level * left;
                let asked = (user.target - user.stock).mul_add(per_day, rate).most(none);
                total = total + asked;
                if let Some(weights) = weights {
                    weighed.add(reader.load(&weights[u - first]), asked);
                }
                asked.store(&mut buffers.asked[u - first], v);
            }
            let arrived = reader.load(&buffers.arrived[*r]);
            let asked = &mut buffers.asked[..count];
            let all = weights.map(|weights| (weights, weighed));
            let x = ration(simd, v, arrived, total, asked, all);
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
                .most(Wide::splat(simd, T::of(TINY)));
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
                    (short * awake).store(&mut lacks, v);
                    release(&mut item.levers, *r, item.days, &lacks, got);
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
                emptiest = emptiest.least(stock - user.target * Wide::splat(simd, T::of(RESTORED)));
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

/// What reserves give to a user of a region, for what some draws lack in a step of `h` days.
fn release<T: Real>(levers: &mut [Levers], region: usize, h: T, lacks: &Row<T>, got: &mut Row<T>) {
    for (l, levers) in levers.iter_mut().enumerate() {
        got[l] += T::of(levers.release(region, lacks[l].double())) / h;
    }
}
