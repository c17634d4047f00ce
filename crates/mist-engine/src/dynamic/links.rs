//! The impaired links of a chunk: what each carries, and what its buyers remember of it (D3), (D12),
//! (D16).
//!
//! A link is a product's trade from one region to another that is or was impaired in some draw. What
//! differs by draw is kept in rows of its own, so that each part of a sweep reads what it needs and no
//! more; what a link carries follows from few numbers that many links share, but for cuts.

use std::ops::Range;

use pulp::Simd;

use crate::real::{Real, Row, Wide};
use crate::shock::{LinkFactor, Routes};

/// What is constant of a link, and its cuts.
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
}

/// What a link carries in a step, by its own cuts.
#[derive(Debug, Clone)]
struct Carried<T> {
    /// λ.
    lambda: Row<T>,
    /// Share of shipments that arrives.
    arriving: Row<T>,
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
    fn new(from: usize, to: usize) -> Self {
        Self {
            from,
            to,
            own: None,
            access: NO_ROUTE,
            pair: NO_ROUTE,
            sea: T::ZERO,
        }
    }

    /// Whether it is other than free in any draw in this step.
    #[inline(always)]
    pub(super) fn differs(&self, routes: &RouteRows<T>) -> bool {
        let access = routes.access.get(self.access as usize);
        let pair = routes.pairs.get(self.pair as usize);
        self.own.is_some() || access.is_some_and(|to| to.any) || pair.is_some_and(|pair| pair.any)
    }

    /// Share of shipments that arrives, but for what the routes say.
    pub(super) fn arriving(&self) -> Row<T> {
        self.own.as_ref().map_or(Row::ONE, |own| own.arriving)
    }

    /// λ, and the share of shipments that arrives, for part `v` of the draws.
    #[inline(always)]
    pub(super) fn now<S: Simd>(
        &self,
        simd: S,
        v: usize,
        routes: &RouteRows<T>,
    ) -> (Wide<T, S>, Wide<T, S>) {
        let one = Wide::splat(simd, T::ONE);
        let (mut lambda, mut arriving) = (one, one);
        if let Some(own) = &self.own {
            lambda = Wide::load(simd, &own.lambda, v);
            arriving = Wide::load(simd, &own.arriving, v);
        }
        if let Some(Access { share, .. }) = routes.access.get(self.access as usize) {
            lambda = lambda * Wide::load(simd, share, v);
        }
        if let Some(Rerouted { lost, pulse, .. }) = routes.pairs.get(self.pair as usize) {
            let sea = Wide::splat(simd, self.sea);
            lambda = lambda * (one - sea * Wide::load(simd, lost, v));
            arriving = arriving + sea * Wide::load(simd, pulse, v);
        }
        (lambda, arriving)
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

/// The links of a product, by destination and then by origin.
#[derive(Debug, Clone)]
pub(super) struct ProductLinks<T> {
    pub(super) links: Vec<Link<T>>,
    /// Buyers' memory of λ.
    pub(super) experienced: Vec<Row<T>>,
    /// Weight in orders.
    pub(super) weight: Vec<Row<T>>,
    /// What the last orders lack of those over a free link, by weight and by what was carried and
    /// arrives, as a share of normal orders.
    pub(super) withheld: Vec<Row<T>>,
    /// Whether a link is like any other of its seller in every draw: then it adds exactly nothing, and is
    /// left alone until it is impaired again.
    pub(super) asleep: Vec<bool>,
    /// Where the links to region c begin, for c up to the number of regions.
    starts: Vec<usize>,
}

impl<T: Real> ProductLinks<T> {
    /// Places of the links to a region.
    pub(super) fn to(&self, c: usize) -> Range<usize> {
        self.starts[c]..self.starts[c + 1]
    }

    /// Lets the links to a region sleep that are free in this step and like any other of their sellers,
    /// whose weights are given.
    pub(super) fn rest(&mut self, c: usize, routes: &RouteRows<T>, weights: &[Row<T>]) {
        for at in self.to(c) {
            let link = &self.links[at];
            self.asleep[at] = self.asleep[at]
                || !link.differs(routes)
                    && link.from != c
                    && self.experienced[at] == Row::ONE
                    && self.withheld[at] == Row::ZERO
                    && self.weight[at] == weights[link.from];
        }
    }

    /// Wakes some links; meanwhile they were as all others of their sellers, whose weights are given.
    fn wake(&mut self, weights: &[Row<T>], which: impl Fn(&Link<T>) -> bool) {
        for (at, link) in self.links.iter().enumerate() {
            if self.asleep[at] && which(link) {
                self.asleep[at] = false;
                self.weight[at] = weights[link.from];
            }
        }
    }

    /// Adds a link, out of order: so far it was like any other of its seller, whose weight is given.
    fn push(&mut self, link: Link<T>, weight: Row<T>) {
        self.links.push(link);
        self.experienced.push(Row::ONE);
        self.weight.push(weight);
        self.withheld.push(Row::ZERO);
        self.asleep.push(false);
    }

    /// Puts the links back into their order.
    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.links.len()).collect();
        order.sort_by_key(|&at| (self.links[at].to, self.links[at].from));
        for rows in [&mut self.experienced, &mut self.weight, &mut self.withheld] {
            *rows = order.iter().map(|&at| rows[at]).collect();
        }
        self.asleep = order.iter().map(|&at| self.asleep[at]).collect();
        self.links.sort_by_key(|link| (link.to, link.from));
        for (c, start) in self.starts.iter_mut().enumerate() {
            *start = self.links.partition_point(|link| link.to < c);
        }
    }
}

/// Links of a draw that have changed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Changed<'a> {
    pub(super) lane: usize,
    pub(super) links: &'a [LinkFactor],
    /// Places of those that may differ from before, if only these may: [`Shock::touched`].
    ///
    /// [`Shock::touched`]: crate::shock::Shock::touched
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

/// All impaired links of a chunk. Sellers' weights g over free links are given to what makes or wakes one, by
/// `s·R + r`.
#[derive(Debug, Clone)]
pub(super) struct Links<T> {
    regions: usize,
    pub(super) of: Vec<ProductLinks<T>>,
    /// Where they are there, by `(to·R + from)·S + s`.
    places: Vec<u32>,
    /// Whether a draw's own links ever said anything of a pair, by `to·R + from`.
    named: Vec<bool>,
    pub(super) routes: RouteRows<T>,
}

impl<T: Real> Links<T> {
    /// No impaired links.
    pub(super) fn new(regions: usize, products: usize) -> Self {
        let none = ProductLinks {
            links: Vec::new(),
            experienced: Vec::new(),
            weight: Vec::new(),
            withheld: Vec::new(),
            asleep: Vec::new(),
            starts: vec![0; regions + 1],
        };
        Self {
            regions,
            of: vec![none; products],
            places: Vec::new(),
            named: vec![false; regions * regions],
            routes: RouteRows {
                access: Vec::new(),
                pairs: Vec::new(),
            },
        }
    }

    /// A product's link between two regions, if it is or was impaired.
    pub(super) fn get(&self, s: usize, from: usize, to: usize) -> Option<&Link<T>> {
        let products = self.of.len();
        let place = *self.places.get((to * self.regions + from) * products + s)?;
        self.of[s].links.get(place as usize)
    }

    /// Takes over links of some draws, which have changed, for this step.
    pub(super) fn set(&mut self, weights: &[Row<T>], changed: &[Changed<'_>]) {
        let (regions, products) = (self.regions, self.of.len());
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
                    self.make(weights, s, pair % regions, pair / regions);
                }
            }
        }
        self.sort(weights, &grown);
        for &pair in &pairs {
            said_of(changed, &said, pair, &mut all);
            for (s, place) in self.places[pair * products..][..products]
                .iter()
                .enumerate()
            {
                let Some(link) = self.of[s].links.get_mut(*place as usize) else {
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

    /// A product's link between two regions, made if there was none. Those made are to be sorted
    /// afterwards.
    fn make(
        &mut self,
        weights: &[Row<T>],
        s: usize,
        from: usize,
        to: usize,
    ) -> Option<&mut Link<T>> {
        let (regions, products) = (self.regions, self.of.len());
        self.places.resize(regions * regions * products, NO_LINK);
        let place = &mut self.places[(to * regions + from) * products + s];
        let of_product = &mut self.of[s];
        if *place == NO_LINK {
            *place = of_product.links.len() as u32;
            of_product.push(Link::new(from, to), weights[s * regions + from]);
        }
        of_product.links.get_mut(*place as usize)
    }

    /// Puts the links of some products back into their order, awake.
    fn sort(&mut self, weights: &[Row<T>], which: &[bool]) {
        let (regions, products) = (self.regions, self.of.len());
        for (s, product) in self.of.iter_mut().enumerate().filter(|(s, _)| which[*s]) {
            product.wake(&weights[s * regions..(s + 1) * regions], |_| true);
            product.sort();
            for (at, link) in (0..).zip(&product.links) {
                self.places[(link.to * regions + link.from) * products + s] = at;
            }
        }
    }

    /// Wakes the links of a product that are impaired in this step.
    pub(super) fn wake(&mut self, weights: &[Row<T>], s: usize) {
        let (regions, routes) = (self.regions, &self.routes);
        self.of[s].wake(&weights[s * regions..(s + 1) * regions], |link| {
            link.differs(routes)
        });
    }

    /// Takes over access to Taiwan and transit through the Strait for this step.
    pub(super) fn set_routes(&mut self, weights: &[Row<T>], routes: Routes<'_, T>) {
        if self.routes.access.is_empty() {
            self.link_pairs(weights, routes);
        }
        let mut fresh = vec![false; self.of.len()];
        let places = self.routes.access.iter_mut();
        for (at, (access, share)) in places.zip(routes.access.iter().flatten()).enumerate() {
            access.any = *share != Row::ONE;
            fresh[at / 2] |= access.any && !access.ever;
            access.ever |= access.any;
            access.share = *share;
        }
        for (pair, [lost, pulse]) in self.routes.pairs.iter_mut().zip(routes.states) {
            pair.any = *lost != Row::ZERO || *pulse != Row::ZERO;
            (pair.lost, pair.pulse) = (*lost, *pulse);
        }
        if fresh.contains(&true) {
            self.link_taiwan(weights, routes, &fresh);
        }
    }

    /// Links for every pair that uses the Strait.
    fn link_pairs(&mut self, weights: &[Row<T>], routes: Routes<'_, T>) {
        for (number, pair) in (0..).zip(routes.pairs) {
            for (s, &sea) in pair.sea.iter().enumerate().filter(|(_, sea)| **sea > 0.0) {
                if let Some(link) = self.make(weights, s, pair.from, pair.to) {
                    link.pair = number;
                    link.sea = T::of(sea);
                }
            }
        }
        self.sort(weights, &vec![true; self.of.len()]);
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
    fn link_taiwan(&mut self, weights: &[Row<T>], routes: Routes<'_, T>, which: &[bool]) {
        let taiwan = routes.taiwan;
        for s in (0..self.of.len()).filter(|s| which[*s]) {
            for r in (0..self.regions).filter(|r| *r != taiwan) {
                let access = (2 * s + usize::from(routes.across[r])) as u32;
                for (from, to) in [(taiwan, r), (r, taiwan)] {
                    if let Some(link) = self.make(weights, s, from, to) {
                        link.access = access;
                    }
                }
            }
        }
        self.sort(weights, which);
    }
}
