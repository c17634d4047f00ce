//! The state of the draws of a chunk, side by side: a row holds one number of each draw.
//!
//! Everything is a share of its baseline: production of x⁰, purchases of u⁰, stocks in days of
//! normal use. Sums are taken over departures from the baseline, so that a draw without a shock
//! stays there to the last bit, and so that single precision is enough. No operation mixes lanes:
//! what a draw comes to cannot depend on its neighbours.

use super::baseline::Baseline;
use super::blocks::Blocks;
use super::parameters::{NetworkParameters, Rationing};
use super::step::TIE;
use crate::real::{Real, Row, WIDTH};
use crate::shock::{LinkFactor, Routes, Shock};

/// A product's trade from one region to another, impaired now or before in some draw.
#[derive(Debug, Clone)]
pub(super) struct Link<T> {
    pub(super) from: usize,
    pub(super) to: usize,
    /// What it carries but for what the routes say; none where that is all in every draw.
    own: Option<Box<Carried<T>>>,
    /// Its access to Taiwan among the routes, if it goes there or comes from there.
    access: u32,
    /// Its pair in transit among the routes, if it uses the Strait, and the sea share of its trade.
    pair: u32,
    sea: T,
    /// Buyers' memory of λ.
    pub(super) experienced: Row<T>,
    /// Weight in orders.
    pub(super) weight: Row<T>,
    /// Share of orders that was carried, times the share that arrives.
    pub(super) through: Row<T>,
}

/// What a link carries in a step.
#[derive(Debug, Clone)]
pub(super) struct Carried<T> {
    /// λ.
    pub(super) lambda: Row<T>,
    /// Share of shipments that arrives.
    pub(super) arriving: Row<T>,
}

impl<T: Real> Carried<T> {
    const ALL: Self = Self {
        lambda: Row::ONE,
        arriving: Row::ONE,
    };
}

/// Marks a link that has nothing to do with a route.
const NO_ROUTE: u32 = u32::MAX;

impl<T: Real> Link<T> {
    /// A link that is like any other of its seller so far, whose weight is given.
    fn new(from: usize, to: usize, weight: Row<T>) -> Self {
        Self {
            from,
            to,
            own: None,
            access: NO_ROUTE,
            pair: NO_ROUTE,
            sea: T::ZERO,
            experienced: Row::ONE,
            weight,
            through: Row::ONE,
        }
    }

    /// Whether it is other than free in any draw in this step.
    #[inline(always)]
    fn differs(&self, routes: &RouteRows<T>) -> bool {
        let access = routes.access.get(self.access as usize);
        let pair = routes.pairs.get(self.pair as usize);
        self.own.is_some() || access.is_some_and(|to| to.any) || pair.is_some_and(|pair| pair.any)
    }

    /// Whether it is like any other link of its seller, whose weight is given, in every draw; if it is
    /// free in this step.
    pub(super) fn is_common(&self, weight: &Row<T>) -> bool {
        self.from != self.to
            && self.experienced == Row::ONE
            && self.through == Row::ONE
            && self.weight == *weight
    }

    /// Share of shipments that arrives, but for what the routes say.
    pub(super) fn arriving(&self) -> Row<T> {
        self.own.as_ref().map_or(Row::ONE, |own| own.arriving)
    }

    /// What it carries in this step; none where that is all in every draw.
    #[inline(always)]
    pub(super) fn now(&self, routes: &RouteRows<T>) -> Option<Carried<T>> {
        if !self.differs(routes) {
            return None;
        }
        let access = routes.access.get(self.access as usize).filter(|to| to.any);
        let pair = routes.pairs.get(self.pair as usize).filter(|pair| pair.any);
        let mut now = self
            .own
            .as_ref()
            .map_or(Carried::ALL, |own| (**own).clone());
        let Carried { lambda, arriving } = &mut now;
        if let Some(Access { share, .. }) = access {
            for l in 0..WIDTH {
                lambda[l] *= share[l];
            }
        }
        if let Some(Rerouted { lost, pulse, .. }) = pair {
            for l in 0..WIDTH {
                lambda[l] *= T::ONE - self.sea * lost[l];
                arriving[l] += self.sea * pulse[l];
            }
        }
        Some(now)
    }
}

/// What [`Routes`] say in this step; empty as long as they are free.
#[derive(Debug, Clone)]
pub(super) struct RouteRows<T> {
    /// By product and place ([`Routes::access`]).
    access: Vec<Access<T>>,
    pairs: Vec<Rerouted<T>>,
}

/// Access to Taiwan.
#[derive(Debug, Clone)]
struct Access<T> {
    /// Whether it is impaired in any draw, and whether it ever was.
    any: bool,
    ever: bool,
    share: Row<T>,
}

/// Ships of a pair that go round the Strait.
#[derive(Debug, Clone)]
struct Rerouted<T> {
    /// Whether any do or have just done so.
    any: bool,
    lost: Row<T>,
    pulse: Row<T>,
}

/// Links of a draw that have changed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Changed<'a> {
    pub(super) lane: usize,
    pub(super) links: &'a [LinkFactor],
    /// Places of those that may differ from before, if only these may: [`Shock::touched`].
    pub(super) touched: Option<&'a [usize]>,
}

/// What a draw whose links have changed says of a pair of regions.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Said {
    /// It is as it was.
    Nothing,
    /// Trade is free.
    Free,
    /// What it carries is in the draw's link of this number.
    Link(u32),
}

/// What the draws say of a pair, by lane: a link, none where trade is free; draws that say nothing are
/// left out. `said` by draw and pair.
fn said_of<'a>(
    changed: &[Changed<'a>],
    said: &[Said],
    pair: usize,
    all: &mut Vec<(usize, Option<&'a LinkFactor>)>,
) {
    let pairs = said.len() / changed.len().max(1);
    all.clear();
    for (d, draw) in changed.iter().enumerate() {
        match said[d * pairs + pair] {
            Said::Nothing => {}
            Said::Free => all.push((draw.lane, None)),
            Said::Link(at) => all.push((draw.lane, Some(&draw.links[at as usize]))),
        }
    }
}

/// Marks a pair without an impaired link of a product.
const NO_LINK: u32 = u32::MAX;

/// The impaired links of a product, by destination and then by origin.
#[derive(Debug, Clone)]
pub(super) struct Links<T> {
    pub(super) links: Vec<Link<T>>,
    /// Whether a link is like any other of its seller in every draw: then it adds exactly nothing, and is
    /// left alone until it is impaired again.
    pub(super) asleep: Vec<bool>,
    /// Where the links to region c begin, for c up to the number of regions.
    pub(super) starts: Vec<usize>,
}

impl<T: Real> Links<T> {
    /// Wakes some links; meanwhile they were as all others of their sellers, whose weights are given.
    fn wake(&mut self, weights: &[Row<T>], which: impl Fn(&Link<T>) -> bool) {
        for (link, asleep) in self.links.iter_mut().zip(&mut self.asleep) {
            if *asleep && which(link) {
                *asleep = false;
                link.weight = weights[link.from];
            }
        }
    }
}

impl<T> Links<T> {
    /// The links to a region that are awake, each to be put to sleep by its mark.
    #[inline(always)]
    pub(super) fn awake_mut(
        &mut self,
        c: usize,
    ) -> impl Iterator<Item = (&mut Link<T>, &mut bool)> {
        let range = self.starts[c]..self.starts[c + 1];
        let marks = self.asleep[range.clone()].iter_mut();
        let all = self.links[range].iter_mut().zip(marks);
        all.filter(|(_, asleep)| !**asleep)
    }
}

/// How the draws' firms behave in steps of some length.
#[derive(Debug, Clone)]
pub(super) struct Behaviour<T> {
    /// ν in days by `s·S + sector`.
    pub(super) cover: Vec<Row<T>>,
    /// Share of a stock gap ordered in a day, by `s·S + sector`.
    pub(super) restocking: Vec<Row<T>>,
    /// φ by `s·S + sector`.
    pub(super) binding: Vec<Row<T>>,
    /// Whether an input binds in any draw, by `s·S + sector`.
    pub(super) can_bind: Vec<bool>,
    /// 1/(ψν) by `s·S + sector`.
    pub(super) reach: Vec<Row<T>>,
    /// α_max by product.
    pub(super) ceiling: Vec<Row<T>>,
    pub(super) ceiling_rate: Row<T>,
    pub(super) expectation: Row<T>,
    /// θ by product.
    pub(super) switching: Vec<Row<T>>,
    /// Memory's rate by product.
    pub(super) memory: Vec<Row<T>>,
    /// 1 where sectors, final users, or buyers at home are served first.
    pub(super) sectors_first: Row<T>,
    pub(super) finals_first: Row<T>,
    pub(super) home_first: Row<T>,
    /// How far those served first are so; 0 with the proportional rule.
    pub(super) priority: Row<T>,
}

/// Shares served, by node: to sectors and final users abroad, and to those at home.
#[derive(Debug, Clone)]
pub(super) struct Served<T> {
    pub(super) sectors_abroad: Vec<Row<T>>,
    pub(super) finals_abroad: Vec<Row<T>>,
    pub(super) sectors_home: Vec<Row<T>>,
    pub(super) finals_home: Vec<Row<T>>,
}

/// What suppliers' weights have lost for the buyers of a region: 1 − g of home, and its mean over
/// origins abroad as sectors and as final users buy from them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lost<T> {
    pub(super) home: Row<T>,
    pub(super) abroad: [Row<T>; 2],
}

/// The state of a chunk.
#[derive(Debug, Clone)]
pub(super) struct Lanes<T> {
    pub(super) behaviour: Behaviour<T>,
    /// What stocks lack of their target, in days of normal use, by `(s·R + c)·S + sector`.
    pub(super) gap: Vec<Row<T>>,
    /// Σ w (1 − g) over the weights w of sellers, which is 1 − D, by `s·R + c`; of blocks whose
    /// buyers share origins.
    pub(super) lost: Vec<Lost<T>>,
    /// 1/D by buyer, in the order of the blocks kept whole.
    pub(super) per_weight: Vec<Row<T>>,
    /// g of unimpaired links, by `s·R + r`.
    pub(super) weight: Vec<Row<T>>,
    /// Least of (stock / ψν) over the inputs that can hold a node back: above what it wants to make,
    /// none does. 0 where it is not known.
    pub(super) reach: Vec<Row<T>>,
    /// Production, α, e, p, capacity, demand by node.
    pub(super) level: Vec<Row<T>>,
    pub(super) alpha: Vec<Row<T>>,
    pub(super) expected: Vec<Row<T>>,
    /// e when the last orders went out.
    pub(super) expected_before: Vec<Row<T>>,
    pub(super) delivered: Vec<Row<T>>,
    pub(super) capacity: Vec<Row<T>>,
    pub(super) demand: Vec<Row<T>>,
    /// Demand by sectors anywhere.
    pub(super) from_sectors: Vec<Row<T>>,
    /// Carried orders of sectors and final users at home.
    pub(super) home: Vec<(Row<T>, Row<T>)>,
    /// Share of wanted production that stocks allow, by node.
    pub(super) limit: Vec<Row<T>>,
    pub(super) served: Served<T>,
    /// Final demand of this step and the last, by `c·finals + use`.
    pub(super) finals: Vec<Row<T>>,
    pub(super) finals_before: Vec<Row<T>>,
    /// Impaired links by product.
    pub(super) links: Vec<Links<T>>,
    /// Where they are there, by `(to·R + from)·S + s`.
    places: Vec<u32>,
    /// Whether a draw's own links ever said anything of a pair, by `to·R + from`.
    named: Vec<bool>,
    pub(super) routes: RouteRows<T>,
    /// Purchases that did not arrive in the last step, by importing region, USD million a day.
    pub(super) missing: Vec<Row<T>>,
    /// Sales that were not made, less what was neither sold nor bought at home: what remains to add
    /// to `missing` for the trade lost; by region, USD million a day.
    pub(super) unsold: Vec<Row<T>>,
    /// Final demand that was not met in the last step, by region, USD million a day.
    pub(super) unmet: Vec<Row<T>>,
}

impl<T: Real> Lanes<T> {
    /// The baseline state of draws with these parameters (resolved), for steps of some days, the longest
    /// of them given; lanes without a draw repeat the last.
    pub(super) fn new(
        base: &Baseline,
        blocks: &Blocks<T>,
        draws: &[NetworkParameters],
        (days, longest): (f64, f64),
    ) -> Self {
        let (regions, products, nodes) = (blocks.regions, blocks.products, blocks.nodes());
        let whole = blocks.whole.iter().flatten().count() * blocks.width;
        let (none, one) = (Row::ZERO, Row::ONE);
        Self {
            behaviour: Behaviour::new(base, draws, (days, longest)),
            gap: vec![none; products * nodes],
            lost: vec![
                Lost {
                    home: none,
                    abroad: [none; 2],
                };
                nodes
            ],
            per_weight: vec![one; whole],
            weight: vec![one; nodes],
            reach: vec![none; nodes],
            level: vec![one; nodes],
            alpha: vec![one; nodes],
            expected: vec![one; nodes],
            expected_before: vec![one; nodes],
            delivered: vec![one; nodes],
            capacity: vec![one; nodes],
            demand: vec![one; nodes],
            from_sectors: vec![none; nodes],
            home: vec![(none, none); nodes],
            limit: vec![one; nodes],
            served: Served {
                sectors_abroad: vec![one; nodes],
                finals_abroad: vec![one; nodes],
                sectors_home: vec![one; nodes],
                finals_home: vec![one; nodes],
            },
            finals: vec![one; regions * blocks.finals],
            finals_before: vec![one; regions * blocks.finals],
            links: vec![
                Links {
                    links: Vec::new(),
                    asleep: Vec::new(),
                    starts: vec![0; regions + 1],
                };
                products
            ],
            places: Vec::new(),
            named: vec![false; regions * regions],
            routes: RouteRows {
                access: Vec::new(),
                pairs: Vec::new(),
            },
            missing: vec![none; regions],
            unsold: vec![none; regions],
            unmet: vec![none; regions],
        }
    }

    /// Goes on in steps of another length.
    pub(super) fn set_pace(
        &mut self,
        base: &Baseline,
        draws: &[NetworkParameters],
        (days, longest): (f64, f64),
    ) {
        self.behaviour = Behaviour::new(base, draws, (days, longest));
    }

    /// Takes over a draw's capacity and final demand for this step.
    pub(super) fn set_shock(&mut self, lane: usize, shock: &Shock) {
        for (row, &share) in self.capacity.iter_mut().zip(&shock.capacity) {
            row[lane] = T::of(share);
        }
        for (row, &share) in self.finals.iter_mut().zip(&shock.final_demand) {
            row[lane] = T::of(share);
        }
    }

    /// A product's link between two regions, if it is or was impaired.
    pub(super) fn link(&self, s: usize, from: usize, to: usize) -> Option<&Link<T>> {
        let (regions, products) = (self.missing.len(), self.links.len());
        let place = *self.places.get((to * regions + from) * products + s)?;
        self.links[s].links.get(place as usize)
    }

    /// Takes over links of some draws, which have changed, for this step.
    pub(super) fn set_links(&mut self, changed: &[Changed<'_>]) {
        let (regions, products) = (self.missing.len(), self.links.len());
        self.places.resize(regions * regions * products, NO_LINK);
        // What each of the draws says of a pair, by `to·R + from`, and the pairs that any of them does.
        let mut said = vec![Said::Nothing; regions * regions * changed.len()];
        let mut of_interest = vec![false; regions * regions];
        for draw in changed {
            for link in draw.links {
                self.named[link.to * regions + link.from] = true;
            }
        }
        for (d, draw) in changed.iter().enumerate() {
            let said = &mut said[d * regions * regions..(d + 1) * regions * regions];
            let mut say = |at: usize| {
                let link = &draw.links[at];
                let pair = link.to * regions + link.from;
                said[pair] = Said::Link(at as u32);
                of_interest[pair] = true;
            };
            if let Some(touched) = draw.touched {
                touched.iter().for_each(|&at| say(at));
            } else {
                (0..draw.links.len()).for_each(say);
                for said in said.iter_mut().filter(|said| **said == Said::Nothing) {
                    *said = Said::Free;
                }
                // Those impaired before may be free now.
                of_interest.clone_from(&self.named);
            }
        }
        let pairs: Vec<usize> = (0..regions * regions)
            .filter(|&pair| of_interest[pair])
            .collect();
        let mut all = Vec::with_capacity(changed.len());
        let mut grown = vec![false; products];
        for &pair in &pairs {
            said_of(changed, &said, pair, &mut all);
            for (s, grown) in grown.iter_mut().enumerate() {
                let impaired =
                    |link: &LinkFactor| link.carried[s] != 1.0 || link.arriving[s] != 1.0;
                // Seen for the first time.
                if self.places[pair * products + s] == NO_LINK
                    && all.iter().any(|(_, link)| link.is_some_and(impaired))
                {
                    *grown = true;
                    self.make_link(s, pair % regions, pair / regions);
                }
            }
        }
        self.sort_links(&grown);
        for &pair in &pairs {
            said_of(changed, &said, pair, &mut all);
            for (s, place) in self.places[pair * products..][..products]
                .iter()
                .enumerate()
            {
                let Some(link) = self.links[s].links.get_mut(*place as usize) else {
                    continue;
                };
                let free =
                    |factor: &LinkFactor| factor.carried[s] == 1.0 && factor.arriving[s] == 1.0;
                if link.own.is_none() && all.iter().all(|(_, factor)| factor.is_none_or(free)) {
                    continue;
                }
                let own = link.own.get_or_insert_with(|| Box::new(Carried::ALL));
                for &(lane, factor) in &all {
                    own.lambda[lane] = factor.map_or(T::ONE, |factor| T::of(factor.carried[s]));
                    own.arriving[lane] = factor.map_or(T::ONE, |factor| T::of(factor.arriving[s]));
                }
                if own.lambda == Row::ONE && own.arriving == Row::ONE {
                    link.own = None;
                }
            }
        }
    }

    /// A product's link between two regions, made if there was none: so far it was like any other of
    /// its seller. Those made are to be sorted afterwards.
    fn make_link(&mut self, s: usize, from: usize, to: usize) -> Option<&mut Link<T>> {
        let (regions, products) = (self.missing.len(), self.links.len());
        self.places.resize(regions * regions * products, NO_LINK);
        let place = &mut self.places[(to * regions + from) * products + s];
        let links = &mut self.links[s].links;
        if *place == NO_LINK {
            *place = links.len() as u32;
            links.push(Link::new(from, to, self.weight[s * regions + from]));
        }
        links.get_mut(*place as usize)
    }

    /// Puts the links of some products back into their order.
    fn sort_links(&mut self, which: &[bool]) {
        let (regions, products) = (self.missing.len(), self.links.len());
        for (s, product) in self.links.iter_mut().enumerate().filter(|(s, _)| which[*s]) {
            product.wake(&self.weight[s * regions..(s + 1) * regions], |_| true);
            product.asleep.resize(product.links.len(), false);
            product.links.sort_by_key(|link| (link.to, link.from));
            for (c, start) in product.starts.iter_mut().enumerate() {
                *start = product.links.partition_point(|link| link.to < c);
            }
            for (at, link) in (0..).zip(&product.links) {
                self.places[(link.to * regions + link.from) * products + s] = at;
            }
        }
    }

    /// Wakes the links of a product that are impaired in this step.
    pub(super) fn wake_links(&mut self, s: usize) {
        let regions = self.missing.len();
        let routes = &self.routes;
        self.links[s].wake(&self.weight[s * regions..(s + 1) * regions], |link| {
            link.differs(routes)
        });
    }

    /// Takes over access to Taiwan and transit through the Strait for this step.
    pub(super) fn set_routes(&mut self, routes: Routes<'_>) {
        let row = |x: &Row<f32>| Row::from_fn(|l| T::of(f64::from(x[l])));
        if self.routes.access.is_empty() {
            self.link_pairs(routes);
        }
        let mut fresh = vec![false; self.links.len()];
        let places = self.routes.access.iter_mut();
        for (at, (access, share)) in places.zip(routes.access.iter().flatten()).enumerate() {
            access.any = share.iter().any(|share| *share != 1.0);
            fresh[at / 2] |= access.any && !access.ever;
            access.ever |= access.any;
            access.share = row(share);
        }
        for (pair, [lost, pulse]) in self.routes.pairs.iter_mut().zip(routes.states) {
            pair.any = (0..WIDTH).any(|l| lost[l] != 0.0 || pulse[l] != 0.0);
            (pair.lost, pair.pulse) = (row(lost), row(pulse));
        }
        if fresh.contains(&true) {
            self.link_taiwan(routes, &fresh);
        }
    }

    /// Links for every pair that uses the Strait.
    fn link_pairs(&mut self, routes: Routes<'_>) {
        for (number, pair) in (0..).zip(routes.pairs) {
            for (s, &sea) in pair.sea.iter().enumerate().filter(|(_, sea)| **sea > 0.0) {
                if let Some(link) = self.make_link(s, pair.from, pair.to) {
                    link.pair = number;
                    link.sea = T::of(sea);
                }
            }
        }
        self.sort_links(&vec![true; self.links.len()]);
        let free = Access {
            any: false,
            ever: false,
            share: Row::ONE,
        };
        let none = Rerouted {
            any: false,
            lost: Row::ZERO,
            pulse: Row::ZERO,
        };
        self.routes = RouteRows {
            access: vec![free; 2 * routes.access.len()],
            pairs: vec![none; routes.pairs.len()],
        };
    }

    /// Links of some products between Taiwan and everybody else.
    fn link_taiwan(&mut self, routes: Routes<'_>, which: &[bool]) {
        let taiwan = routes.taiwan;
        for s in (0..self.links.len()).filter(|s| which[*s]) {
            for r in (0..self.missing.len()).filter(|r| *r != taiwan) {
                let access = (2 * s + usize::from(routes.across[r])) as u32;
                for (from, to) in [(taiwan, r), (r, taiwan)] {
                    if let Some(link) = self.make_link(s, from, to) {
                        link.access = access;
                    }
                }
            }
        }
        self.sort_links(which);
    }

    /// The product that limits a node of a draw most.
    pub(super) fn limiting(&self, blocks: &Blocks<T>, lane: usize, node: usize) -> usize {
        let (regions, products) = (blocks.regions, blocks.products);
        let (c, k) = (node / products, node % products);
        let wanted = self.level[node][lane].double() / self.limit[node][lane].double();
        let behaviour = &self.behaviour;
        let (mut lowest, mut limiting) = (1.0_f64, 0);
        for s in 0..products {
            let at = (s * regions + c) * products + k;
            if !blocks.binds[at] {
                continue;
            }
            let rules = s * products + k;
            let stock = behaviour.cover[rules][lane].double() - self.gap[at][lane].double();
            let filled = stock * behaviour.reach[rules][lane].double() / wanted;
            let binding = behaviour.binding[rules][lane].double();
            let limit = 1.0 - binding * (1.0 - filled).max(0.0);
            if limit < lowest - TIE {
                limiting = s;
            }
            lowest = lowest.min(limit);
        }
        limiting
    }
}

impl<T: Real> Behaviour<T> {
    /// What firms keep and order must do for the longest step, so that nothing of it changes when steps
    /// do.
    fn new(base: &Baseline, draws: &[NetworkParameters], (days, longest): (f64, f64)) -> Self {
        let products = base.network.products;
        let lane = |f: &dyn Fn(&NetworkParameters) -> f64| -> Row<T> {
            Row::from_fn(|l| T::of(f(&draws[l.min(draws.len() - 1)])))
        };
        let by_product = |f: &dyn Fn(&NetworkParameters, usize) -> f64| -> Vec<Row<T>> {
            (0..products).map(|s| lane(&|p| f(p, s))).collect()
        };
        let by_input = |f: &dyn Fn(&NetworkParameters, usize, usize) -> f64| -> Vec<Row<T>> {
            (0..products * products)
                .map(|x| lane(&|p| f(p, x / products, x % products)))
                .collect()
        };
        let first = |rule| lane(&|p| f64::from(u8::from(p.rationing == rule)));
        let binding = by_input(&|p, s, k| base.binding(p, s, k));
        let cover = |p: &NetworkParameters, s, k| base.cover(p, s, k, longest);
        Self {
            can_bind: binding
                .iter()
                .map(|row| row.iter().any(|&x| x > T::ZERO))
                .collect(),
            cover: by_input(&cover),
            restocking: by_input(&|p, s, k| 1.0 / base.restocking(p, s, k, longest)),
            binding,
            reach: by_input(&|p, s, k| 1.0 / (p.psi * cover(p, s, k))),
            ceiling: by_product(&|p, s| 1.0 + p.overproduction[s]),
            ceiling_rate: lane(&|p| base.rate(p.overproduction_days, days)),
            expectation: lane(&|p| base.rate(p.expectation_days, days)),
            switching: by_product(&|p, s| p.switching[s]),
            memory: by_product(&|p, s| base.rate(p.switching_days[s], days)),
            sectors_first: first(Rationing::IntermediateFirst),
            finals_first: first(Rationing::FinalFirst),
            home_first: first(Rationing::DomesticFirst),
            priority: lane(&|p| match p.rationing {
                Rationing::Proportional => 0.0,
                rule => rule.priority(),
            }),
        }
    }
}
