//! An item in the draws of a chunk, side by side: what [`super::ItemState`] does, draw by draw, in
//! rows of draws, in single or double precision.
//!
//! Of what differs from draw to draw only stocks are kept by user: needs, stakes and cover are worked
//! out from the item's own numbers, which all draws share, and a few of the draw's. Regions and users are
//! rows; the pipeline and levers stay with each draw. No operation mixes draws, and draws in which the
//! item rests are worked on for nothing, without effect.
//!
//! * `ways`: flows of peace, and what links carry of them;
//! * `makers`: what producers offer, stage by stage;
//! * `users`: what users ask for, and what they do with what arrives;
//! * `market`: who gets scarce units.

mod makers;
mod market;
mod users;
mod ways;

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::ItemState;
use crate::items::ItemsParameters;
use crate::items::allocation::AllocationRule;
use crate::items::layer::PlacedItem;
use crate::items::levers::Levers;
use crate::items::pipeline::Pipeline;
use crate::items::spec::{ItemDraw, SUBSTITUTION_DAYS};
use crate::items::users::{RESTORED, TINY, per_day};
use crate::links::ItemLinks;
use crate::real::{Real, Row, WIDTH, Wide};
use makers::Makers;
use ways::{Changed, Ways};

/// Makes a row of what each draw says.
type Lane<'a, T> = &'a dyn Fn(&dyn Fn(usize) -> f64) -> Row<T>;

/// The users of an item: what all draws share, by user.
#[derive(Debug, Clone)]
struct UserTable<T> {
    /// Users of each region that has any.
    regions: Vec<(usize, Range<usize>)>,
    node: Vec<usize>,
    /// Row among the item's users.
    row: Vec<usize>,
    /// Share of the world's use if it follows output, and how much more if it follows purchases.
    by_output: Vec<T>,
    more: Vec<T>,
    part: Vec<T>,
    /// Intensity less 1.
    intensity: Vec<T>,
}

impl<T: Real> UserTable<T> {
    fn new(item: &PlacedItem) -> Self {
        let mut regions: Vec<(usize, Range<usize>)> = Vec::new();
        for (at, u) in item.users.iter().enumerate() {
            match regions.last_mut() {
                Some((region, range)) if *region == u.region => range.end = at + 1,
                _ => regions.push((u.region, at..at + 1)),
            }
        }
        let users = &item.users;
        Self {
            regions,
            node: users.iter().map(|u| u.node).collect(),
            row: users.iter().map(|u| u.row).collect(),
            by_output: users.iter().map(|u| T::of(u.by_output)).collect(),
            more: users
                .iter()
                .map(|u| T::of(u.by_purchases - u.by_output))
                .collect(),
            part: users.iter().map(|u| T::of(u.part)).collect(),
            intensity: users.iter().map(|u| T::of(u.intensity - 1.0)).collect(),
        }
    }
}

/// What one draw says of the world outside the item in a step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Situation<'a> {
    /// Whether the item's driver is on.
    pub(crate) on: bool,
    pub(crate) links: ItemLinks<'a>,
}

/// What all items of a chunk share in a step: rows by node.
#[derive(Debug)]
pub(crate) struct World<'a, T> {
    /// First day of the step.
    pub(crate) day: f64,
    /// Taiwan, and the share of its capacity at which it makes the item at hand; others work as usual.
    pub(crate) taiwan: usize,
    pub(crate) operating: &'a Row<T>,
    pub(crate) production: &'a [Row<T>],
    /// Capacity that the layer left in the last step.
    pub(crate) before: &'a [Row<T>],
    /// Capacity that it leaves now, and the item that binds.
    pub(crate) layer: &'a mut [Row<T>],
    pub(crate) binding: &'a mut [Row<T>],
}

/// The parameters of the draws.
#[derive(Debug, Clone)]
struct Reactions<T> {
    /// Output at stake and days of cover by row of the items file.
    stake: Vec<Row<T>>,
    cover: Vec<Row<T>>,
    /// Share of a stock that a user lives on a day when it is short, by row.
    ease: Vec<Row<T>>,
    intensity: Row<T>,
    purchases: Row<T>,
    restocking: Row<T>,
    pipeline_days: Row<T>,
    contract_share: Row<T>,
    substitution: [Row<T>; SUBSTITUTION_DAYS.len()],
}

/// Who comes first when units are scarce.
#[derive(Debug, Clone)]
struct Weights<T> {
    /// Whether anybody does in any draw.
    any: bool,
    /// Weight of a region where units go by value, 1 elsewhere; by user within regions, if in any
    /// draw.
    region: Vec<Row<T>>,
    user: Option<Vec<Row<T>>>,
    /// Weight of a producer's own region, and of partners at a partner.
    home: Row<T>,
    ally: Row<T>,
}

/// One item in the draws of a chunk.
#[derive(Debug, Clone)]
pub(crate) struct ItemLanes<'a, T> {
    table: UserTable<T>,
    partners: &'a [bool],
    regions: usize,
    item: &'a PlacedItem,
    parameters: Vec<&'a ItemsParameters>,
    reactions: Reactions<T>,
    makers: Makers<T>,
    contracts: Ways<T>,
    weights: Weights<T>,
    needs: Vec<Row<T>>,
    short_days: Vec<Row<T>>,
    in_pipeline: Vec<Row<T>>,
    stock: Vec<Row<T>>,
    /// By draw.
    pipelines: Vec<Pipeline>,
    levers: Vec<Levers>,
    links_versions: Vec<Option<u64>>,
    /// By producer, 1 where any of its links is impaired.
    shut: Vec<Row<T>>,
    /// Whether any link from a maker is impaired, by draw.
    cut_off: Vec<bool>,
    /// 1 where the item is awake.
    awake: Row<T>,
    /// Length of a step.
    days: T,
}

/// Rows that a step writes over; one set serves all items.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buffers<T> {
    /// By region: share of the need that must come from the market, and of it from there.
    left: Vec<Row<T>>,
    market: Vec<Row<T>>,
    wanted: Vec<Row<T>>,
    by_contract: Vec<Row<T>>,
    served: Vec<Row<T>>,
    arrived: Vec<Row<T>>,
    claims: Vec<Row<T>>,
    weights: Vec<Row<T>>,
    /// By producer: what it offers, what is left of it, the share of contracts it serves.
    supply: Vec<Row<T>>,
    unsold: Vec<Row<T>>,
    honoured: Vec<Row<T>>,
    /// By producer of a stage and of the one before it: at which share of peace it works.
    working: Vec<Row<T>>,
    before: Vec<Row<T>>,
    /// By user of a region.
    asked: Vec<Row<T>>,
    unmet: Vec<Row<T>>,
    /// Whether anybody went short of deliveries, greatest unmet share, emptiest stock.
    short: Row<T>,
    most_unmet: Row<T>,
    emptiest: Row<T>,
}

fn fill<T: Real>(rows: &mut Vec<Row<T>>, count: usize, value: T) {
    rows.clear();
    rows.resize(count, Row::from_fn(|_| value));
}

impl<'a, T: Real> ItemLanes<'a, T> {
    pub(crate) fn new(
        item: &'a PlacedItem,
        draws: &[(&'a ItemDraw, &'a ItemsParameters)],
        partners: &'a [bool],
    ) -> Self {
        let regions = partners.len();
        let states: Vec<ItemState> = draws
            .iter()
            .map(|(draw, p)| ItemState::new(item, draw, p, partners))
            .collect();
        // Lanes without a draw repeat the last, and never wake.
        let last = draws.len() - 1;
        let lane = |f: &dyn Fn(usize) -> f64| Row::from_fn(|l| T::of(f(l.min(last))));
        let rows = draws.iter().map(|(d, _)| d.users.len()).min().unwrap_or(0);
        let reactions = Reactions {
            stake: (0..rows)
                .map(|row| lane(&|l| draws[l].0.users[row].0 * draws[l].1.stake_scale))
                .collect(),
            cover: (0..rows)
                .map(|row| lane(&|l| draws[l].0.users[row].1 * draws[l].1.cover_scale))
                .collect(),
            ease: Vec::new(),
            intensity: lane(&|l| draws[l].1.intensity_weight),
            purchases: lane(&|l| draws[l].1.use_by_purchases),
            restocking: Row::ZERO,
            pipeline_days: lane(&|l| draws[l].0.pipeline_days),
            contract_share: lane(&|l| draws[l].1.contract_share),
            substitution: std::array::from_fn(|at| lane(&|l| draws[l].0.substitution[at])),
        };
        let by_region = |f: &dyn Fn(usize, usize) -> f64| -> Vec<Row<T>> {
            (0..regions).map(|r| lane(&|l| f(l, r))).collect()
        };
        let needs = by_region(&|l, r| states[l].users.needs[r]);
        let rule = |l: usize| AllocationRule::from_code(draws[l].1.allocation);
        let first = |l: usize, rules: &[AllocationRule]| {
            if rules.contains(&rule(l)) {
                draws[l].1.priority
            } else {
                1.0
            }
        };
        let by_value = states.iter().any(|state| state.users.weights().is_some());
        let weights = Weights {
            any: (0..draws.len()).any(|l| rule(l) != AllocationRule::ProRata),
            region: by_region(&|l, r| states[l].users.mean_weight(r)),
            user: by_value.then(|| {
                (0..item.users.len())
                    .map(|u| lane(&|l| states[l].users.weights().map_or(1.0, |w| w[u])))
                    .collect()
            }),
            home: lane(&|l| first(l, &[AllocationRule::HomeFirst, AllocationRule::AlliesFirst])),
            ally: lane(&|l| first(l, &[AllocationRule::AlliesFirst])),
        };
        let flows: Vec<_> = states.iter().map(|state| &state.contracts).collect();
        let producers = states[0].producers.iter().map(|q| q.region).collect();
        let everywhere = (0..regions).collect();
        let contracts = Ways::new(&flows, producers, everywhere, &item.makers, &lane);
        let holding = (
            lane(&|l| draws[l].1.release_days),
            lane(&|l| draws[l].1.producer_stock_days),
        );
        let makers = Makers::new(&states, &item.makers, holding, &lane);
        let mut lanes = Self {
            table: UserTable::new(item),
            partners,
            regions,
            item,
            parameters: draws.iter().map(|(_, p)| *p).collect(),
            reactions,
            shut: vec![Row::ZERO; makers.len()],
            makers,
            contracts,
            weights,
            short_days: vec![Row::ZERO; regions],
            in_pipeline: vec![Row::ZERO; regions],
            needs,
            stock: vec![Row::ZERO; item.users.len()],
            links_versions: vec![None; draws.len()],
            cut_off: vec![false; draws.len()],
            pipelines: draws
                .iter()
                .map(|(draw, _)| Pipeline::new(draw.pipeline_days))
                .collect(),
            levers: states.into_iter().map(|state| state.levers).collect(),
            awake: Row::ZERO,
            days: T::ZERO,
        };
        for l in 0..WIDTH {
            lanes.fill_stocks(l);
        }
        lanes
    }

    /// Stocks of a draw at their cover.
    fn fill_stocks(&mut self, l: usize) {
        let purchases = self.reactions.purchases[l];
        for (u, stock) in self.stock.iter_mut().enumerate() {
            let need = purchases.times_plus(self.table.more[u], self.table.by_output[u]);
            stock[l] = need * self.reactions.cover[self.table.row[u]][l];
        }
    }

    /// Moves by a step of `h` days, and lowers the layer where users go short; `id` then names the item.
    pub(crate) fn advance(
        &mut self,
        arch: Arch,
        situations: &[Situation<'_>],
        h: f64,
        id: u16,
        world: &mut World<'_, T>,
        buffers: &mut Buffers<T>,
    ) {
        if self.days != T::of(h) {
            self.set_step(h);
        }
        self.set_links(situations);
        let idle = self.item.made_in(world.taiwan);
        let idle = |l: usize| idle && world.operating[l] < T::ONE;
        for (l, situation) in situations.iter().enumerate() {
            let disturbed = idle(l) || self.cut_off[l];
            if self.awake[l] == T::ZERO && situation.on && disturbed {
                self.wake(l);
            }
        }
        if self.awake.iter().all(|awake| *awake == T::ZERO) {
            return;
        }
        self.cut_pipelines(h);
        buffers.begin(self.regions, self.makers.len());
        self.secure(world.day, buffers);
        arch.dispatch(Ration {
            item: self,
            world,
            buffers,
        });
        self.share(buffers);
        arch.dispatch(Book {
            item: self,
            buffers,
        });
        self.ship(h, buffers);
        arch.dispatch(Deliver {
            item: self,
            world,
            buffers,
            id: T::of(f64::from(id)),
        });
        for l in 0..self.levers.len() {
            let rested = buffers.most_unmet[l] < T::of(REST) && buffers.emptiest[l] >= T::ZERO;
            if self.awake[l] > T::ZERO && rested && !idle(l) && !self.cut_off[l] {
                self.awake[l] = T::ZERO;
                self.makers.rest(l);
            }
        }
    }

    fn set_step(&mut self, h: f64) {
        self.days = T::of(h);
        let parameters = &self.parameters;
        let last = parameters.len() - 1;
        let lane = |days: &dyn Fn(usize) -> f64| Row::from_fn(|l| T::of(per_day(days(l), h)));
        let of = |l: usize| parameters[l.min(last)];
        self.reactions.restocking = lane(&|l| of(l).restocking_days);
        let eases = self.reactions.cover.iter();
        self.reactions.ease = eases
            .map(|cover| lane(&|l| of(l).unevenness * cover[l].double()))
            .collect();
    }

    /// Leaves peace in a draw: what is under way then follows from the needs.
    fn wake(&mut self, l: usize) {
        self.awake[l] = T::ONE;
        self.pipelines[l].reset();
        self.fill_stocks(l);
    }

    /// Cuts the pipelines of draws in which the item is awake into slots of `h` days.
    fn cut_pipelines(&mut self, h: f64) {
        for (l, pipeline) in self.pipelines.iter_mut().enumerate() {
            if self.awake[l] > T::ZERO && !pipeline.is_cut(h) {
                let needs: Vec<f64> = self.needs.iter().map(|row| row[l].double()).collect();
                pipeline.cut(h, &needs);
                for (r, row) in self.in_pipeline.iter_mut().enumerate() {
                    row[l] = T::of(pipeline.held(r));
                }
            }
        }
    }

    /// Takes over the draws' links where they have changed.
    fn set_links(&mut self, situations: &[Situation<'_>]) {
        let mut changed: Vec<Changed<'_>> = Vec::new();
        for (lane, situation) in situations.iter().enumerate().filter(|(_, s)| s.on) {
            let links = situation.links;
            let before = self.links_versions[lane].replace(links.version);
            if before != Some(links.version) {
                self.cut_off[lane] = links.cut_off();
                if !links.free || !self.contracts.carried.is_empty() {
                    changed.push(Changed {
                        lane,
                        links,
                        before,
                    });
                }
            }
        }
        if changed.is_empty() {
            return;
        }
        self.contracts.take(&changed);
        self.makers.take(&changed);
        for (shut, &maker) in self.shut.iter_mut().zip(&self.contracts.makers) {
            for Changed { lane, links, .. } in &changed {
                shut[*lane] = if links.shut(maker) { T::ONE } else { T::ZERO };
            }
        }
    }

    /// Share of what users need, and makers use, that must come from the market.
    fn secure(&mut self, day: f64, buffers: &mut Buffers<T>) {
        for (l, levers) in self.levers.iter().enumerate() {
            if self.awake[l] > T::ZERO && levers.secures() {
                for (r, market) in buffers.market.iter_mut().enumerate() {
                    market[l] = T::of(levers.market(r, day));
                }
                self.makers.buy(l, |stage, r| levers.feed(stage, r, day));
            }
        }
    }

    /// Lets partners share what they are served.
    fn share(&self, buffers: &mut Buffers<T>) {
        for (l, levers) in self.levers.iter().enumerate() {
            if self.awake[l] > T::ZERO && levers.shares() {
                let column =
                    |rows: &[Row<T>]| -> Vec<f64> { rows.iter().map(|r| r[l].double()).collect() };
                let mut served = column(&buffers.served);
                levers.share(&mut served, &column(&buffers.wanted));
                for (row, served) in buffers.served.iter_mut().zip(served) {
                    row[l] = T::of(served);
                }
            }
        }
    }

    /// What was served goes into the pipelines, and what has come through them arrives.
    fn ship(&mut self, h: f64, buffers: &mut Buffers<T>) {
        for (l, pipeline) in self.pipelines.iter_mut().enumerate() {
            if self.awake[l] == T::ZERO {
                continue;
            }
            if buffers.short[l] > T::ZERO {
                self.makers.call(l, h);
            }
            let served = buffers.served.iter().map(|row| row[l].double());
            let arrived = pipeline.pass(served);
            for (row, rate) in buffers.arrived.iter_mut().zip(arrived) {
                row[l] = T::of(rate);
            }
        }
    }
}

/// Unmet shares that count as none: what single precision may leave.
const REST: f64 = 1e-6;
const _: () = assert!(TINY < 1e-6 && RESTORED < 1.0);

impl<T: Real> Buffers<T> {
    fn begin(&mut self, regions: usize, producers: usize) {
        for rows in [
            &mut self.left,
            &mut self.wanted,
            &mut self.by_contract,
            &mut self.served,
            &mut self.arrived,
            &mut self.claims,
            &mut self.weights,
        ] {
            fill(rows, regions, T::ZERO);
        }
        fill(&mut self.market, regions, T::ONE);
        fill(&mut self.supply, producers, T::ZERO);
        fill(&mut self.unsold, producers, T::ZERO);
        fill(&mut self.honoured, producers, T::ZERO);
        self.short = Row::ZERO;
        self.most_unmet = Row::ZERO;
        self.emptiest = Row::ZERO;
    }
}

struct Ration<'a, 'b, 'c, T> {
    item: &'a ItemLanes<'b, T>,
    world: &'a World<'c, T>,
    buffers: &'a mut Buffers<T>,
}

impl<T: Real> WithSimd for Ration<'_, '_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        for v in self.item.parts::<S>() {
            simd.vectorize(makers::Offer {
                item: self.item,
                taiwan: (self.world.taiwan, self.world.operating),
                buffers: self.buffers,
                v,
            });
            simd.vectorize(users::Ask {
                item: self.item,
                world: self.world,
                buffers: self.buffers,
                v,
            });
            simd.vectorize(market::Distribute {
                item: self.item,
                buffers: self.buffers,
                v,
            });
        }
    }
}

struct Book<'a, 'b, T> {
    item: &'a mut ItemLanes<'b, T>,
    buffers: &'a mut Buffers<T>,
}

impl<T: Real> WithSimd for Book<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        for v in self.item.parts::<S>() {
            simd.vectorize(market::Book {
                item: self.item,
                buffers: self.buffers,
                v,
            });
            simd.vectorize(makers::Keep {
                item: self.item,
                buffers: self.buffers,
                v,
            });
        }
    }
}

struct Deliver<'a, 'b, 'c, T> {
    item: &'a mut ItemLanes<'b, T>,
    world: &'a mut World<'c, T>,
    buffers: &'a mut Buffers<T>,
    id: T,
}

impl<T: Real> WithSimd for Deliver<'_, '_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        for v in self.item.parts::<S>() {
            simd.vectorize(users::Deliver {
                item: self.item,
                world: self.world,
                buffers: self.buffers,
                id: self.id,
                v,
            });
        }
    }
}

impl<T: Real> ItemLanes<'_, T> {
    /// The parts of a row in which the item is awake in any draw.
    #[inline(always)]
    fn parts<S: Simd>(&self) -> impl Iterator<Item = usize> + use<T, S> {
        let parts = Wide::<T, S>::PER_ROW;
        let lanes = WIDTH / parts;
        let awake = self.awake;
        (0..parts).filter(move |v| {
            awake[v * lanes..(v + 1) * lanes]
                .iter()
                .any(|awake| *awake > T::ZERO)
        })
    }
}
