//! Links between regions as the mechanisms leave them, rebuilt only when something changed.

use crate::cuts::ResolvedCut;
use crate::items::layer::PlacedItem;
use crate::materials::Control;
use crate::shock::{LinkFactor, Shock};
use crate::transit::{PairState, Rerouting, StraitPair};

/// Changes of access below this share wait for the next greater change.
const NOTICED: f64 = 1e-3;

/// Marks what is not in a list.
const NO_PLACE: usize = usize::MAX;

/// Published links that are to be written again.
#[derive(Debug, Clone, Default)]
struct Stale {
    /// All of them, or others than there are.
    all: bool,
    /// Those to and from Taiwan.
    taiwan: bool,
    /// Pairs in transit, by number.
    pairs: Vec<usize>,
}

/// The links of an item in one draw.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ItemLinks<'a> {
    /// Regions that make it at any stage, in order.
    pub(crate) makers: &'a [usize],
    /// Share that each carries, makers × R or more.
    pub(crate) carried: &'a [f64],
    /// By maker, whether any of its links but the one to Taiwan carries less than all.
    pub(crate) hindered: &'a [bool],
    /// Whether every link carries all.
    pub(crate) free: bool,
    pub(crate) taiwan: usize,
    pub(crate) regions: usize,
    /// Changes whenever a link does.
    pub(crate) version: u64,
    /// By maker, the version in which its links but the one to Taiwan changed last.
    pub(crate) changed: &'a [u64],
}

impl<'a> ItemLinks<'a> {
    /// What the links of a maker carry, by importer; makers by their place in the list.
    pub(crate) fn of(&self, maker: usize) -> &'a [f64] {
        &self.carried[maker * self.regions..(maker + 1) * self.regions]
    }

    /// Place of a region among the makers; the first for any other, which has no links.
    pub(crate) fn maker(&self, region: usize) -> usize {
        self.makers.binary_search(&region).unwrap_or_default()
    }

    /// Whether a maker's link to anybody carries less than all.
    pub(crate) fn shut(&self, maker: usize) -> bool {
        self.hindered[maker] || self.of(maker)[self.taiwan] < 1.0
    }

    /// Whether any link does.
    pub(crate) fn cut_off(&self) -> bool {
        !self.free && (0..self.makers.len()).any(|maker| self.shut(maker))
    }
}

/// The links of an item, made again when what they follow from changes.
#[derive(Debug, Clone)]
struct ItemTable {
    /// Makers × R; empty as long as every link is free.
    carried: Vec<f64>,
    /// Access and what each control leaves when it was made; empty if it must be made anew.
    signature: Vec<f64>,
    /// How often it was made.
    version: u64,
    changed: Vec<u64>,
    hindered: Vec<bool>,
}

impl ItemTable {
    fn new(makers: usize) -> Self {
        Self {
            carried: Vec::new(),
            signature: Vec::new(),
            version: 0,
            changed: vec![0; makers],
            hindered: vec![false; makers],
        }
    }
}

/// The impaired links of one draw.
#[derive(Debug, Clone)]
pub(crate) struct LinkTable {
    regions: usize,
    products: usize,
    stale: Stale,
    /// Whether access to Taiwan and transit are told apart from the published links.
    routes_apart: bool,
    /// Access to Taiwan by product, and the share of what it takes that trade with the regions
    /// across the Strait is spared.
    taiwan: Vec<f64>,
    spared: f64,
    across: Vec<bool>,
    transit: Vec<Option<PairState>>,
    /// Where each pair in transit is among the published links.
    places: Vec<usize>,
    items: Vec<ItemTable>,
    free: Vec<f64>,
}

impl LinkTable {
    /// `across` marks the regions across the Strait from Taiwan.
    pub(crate) fn new(across: Vec<bool>, products: usize, items: &[(usize, PlacedItem)]) -> Self {
        let regions = across.len();
        Self {
            regions,
            products,
            stale: Stale::default(),
            routes_apart: false,
            taiwan: vec![1.0; products],
            spared: 0.0,
            across,
            transit: Vec::new(),
            places: Vec::new(),
            items: items
                .iter()
                .map(|(_, item)| ItemTable::new(item.makers.len()))
                .collect(),
            free: vec![1.0; regions * regions],
        }
    }

    /// Says that cuts may have changed.
    pub(crate) fn change(&mut self) {
        self.stale.all = true;
        self.items
            .iter_mut()
            .for_each(|item| item.signature.clear());
    }

    /// Says that the published links are to be written again.
    pub(crate) fn renew(&mut self) {
        self.stale.all = true;
    }

    /// Takes the share of lost access that trade across the Strait is spared.
    pub(crate) fn spare(&mut self, spared: f64) {
        if spared != self.spared {
            self.spared = spared;
            self.change();
        }
    }

    /// λ between Taiwan and a region, given what others get: λ + (1 − λ) × spared across the Strait.
    fn carried(&self, region: usize, carried: f64) -> f64 {
        if self.across[region] {
            self.across(carried)
        } else {
            carried
        }
    }

    fn across(&self, carried: f64) -> f64 {
        carried + (1.0 - carried) * self.spared
    }

    /// Leaves access to Taiwan and transit out of the published links.
    pub(crate) fn tell_routes_apart(&mut self) {
        self.routes_apart = true;
    }

    /// Whether they are left out.
    pub(crate) fn routes_apart(&self) -> bool {
        self.routes_apart
    }

    /// Access to Taiwan by product, of regions elsewhere and of those across the Strait.
    pub(crate) fn access(&self) -> impl Iterator<Item = [f64; 2]> {
        self.taiwan
            .iter()
            .map(|&carried| [carried, self.across(carried)])
    }

    /// Takes the access to Taiwan by product.
    pub(crate) fn taiwan(&mut self, carried: &[f64]) {
        let differs = |(old, new): (&f64, &f64)| {
            old != new && ((old - new).abs() > NOTICED || *new == 1.0 || *old == 1.0)
        };
        if self.taiwan.iter().zip(carried).any(differs) {
            let hindered = |access: &[f64]| access.iter().any(|c| *c < 1.0);
            let others = hindered(&self.taiwan) != hindered(carried);
            self.taiwan.copy_from_slice(carried);
            self.stale.taiwan |= !self.routes_apart;
            self.stale.all |= others && !self.routes_apart;
        }
    }

    /// Takes the state of transit for every pair.
    pub(crate) fn transit(
        &mut self,
        pairs: &[StraitPair],
        rerouting: &Rerouting,
        day: f64,
        step: f64,
    ) {
        self.transit.resize(pairs.len(), None);
        let now = rerouting.on(day, step);
        for (at, (pair, state)) in pairs.iter().zip(&mut self.transit).enumerate() {
            let new = now.state(at, pair);
            if new != *state {
                *state = new;
                // A pair that is published stays so, free or not, until all links are written.
                match self.places.get(at) {
                    Some(place) if *place != NO_PLACE => self.stale.pairs.push(at),
                    _ => self.stale.all = true,
                }
            }
        }
        // Once the last ship has landed there are none.
        self.stale.all |= !self.stale.pairs.is_empty() && self.transit.iter().all(Option::is_none);
    }

    /// Brings the links of every item up to date.
    pub(crate) fn items(
        &mut self,
        items: &[(usize, PlacedItem)],
        taiwan: usize,
        carried: &[f64],
        cuts: &[ResolvedCut],
        controls: &[Control],
        day: f64,
    ) {
        let n = self.regions;
        let mut tables = std::mem::take(&mut self.items);
        for ((_, item), table) in items.iter().zip(&mut tables) {
            let ItemTable {
                carried: links,
                signature,
                version,
                changed,
                hindered,
            } = table;
            // What Taiwan itself imports of raw materials is in the table's links: here access
            // matters for what it makes.
            let access = if item.made_in(taiwan) {
                carried[item.product]
            } else {
                1.0
            };
            let held = controls.iter().filter(|c| c.item == item.id);
            let made_from = || std::iter::once(access).chain(held.clone().map(|c| c.carried(day)));
            if made_from().eq(signature.iter().copied()) {
                continue;
            }
            *version += 1;
            let cut = cuts.iter().any(|c| c.products[item.product]);
            if access >= 1.0 && !cut && held.clone().next().is_none() {
                signature.clear();
                signature.extend(made_from());
                links.clear();
                changed.fill(*version);
                hindered.fill(false);
                continue;
            }
            let anew = signature.is_empty() || links.is_empty();
            links.resize(item.makers.len() * n, 1.0);
            for (maker, &from) in item.makers.iter().enumerate() {
                let links = &mut links[maker * n..(maker + 1) * n];
                let mut controls = held.clone().zip(&signature[signature.len().min(1)..]);
                let all = anew
                    || from == taiwan
                    || controls
                        .any(|(c, before)| c.carried(day) != *before && c.from.contains(&from));
                if all {
                    links.fill(1.0);
                    changed[maker] = *version;
                } else {
                    links[taiwan] = 1.0;
                }
                let mut limit = |to: usize, share: f64| {
                    if from != to && (all || to == taiwan) {
                        links[to] *= share;
                    }
                };
                if from == taiwan {
                    (0..n).for_each(|to| limit(to, self.carried(to, access)));
                } else {
                    limit(taiwan, self.carried(from, access));
                }
                for c in cuts.iter().filter(|c| c.products[item.product]) {
                    if c.from.contains(&from) {
                        c.to.iter().for_each(|&to| limit(to, c.kept));
                    }
                }
                for c in held.clone().filter(|c| c.from.contains(&from)) {
                    let carried = c.carried(day);
                    c.to.iter().for_each(|&to| limit(to, carried));
                }
                if all {
                    let impaired = |(to, carried): (usize, &f64)| to != taiwan && *carried < 1.0;
                    hindered[maker] = links.iter().enumerate().any(impaired);
                }
            }
            signature.clear();
            signature.extend(made_from());
        }
        self.items = tables;
    }

    /// Links of item number `n`.
    pub(crate) fn item<'a>(
        &'a self,
        n: usize,
        item: &'a PlacedItem,
        taiwan: usize,
    ) -> ItemLinks<'a> {
        let table = &self.items[n];
        let free = table.carried.is_empty();
        ItemLinks {
            makers: &item.makers,
            carried: if free { &self.free } else { &table.carried },
            hindered: &table.hindered,
            free,
            taiwan,
            regions: self.regions,
            version: table.version,
            changed: &table.changed,
        }
    }

    /// Writes the links into the shock as far as anything changed.
    pub(crate) fn publish(
        &mut self,
        taiwan: usize,
        cuts: &[ResolvedCut],
        pairs: &[StraitPair],
        shock: &mut Shock,
    ) {
        let stale = std::mem::take(&mut self.stale);
        if stale.all {
            self.publish_all(taiwan, cuts, pairs, shock);
        } else if stale.taiwan || !stale.pairs.is_empty() {
            let mut touched = Vec::new();
            if stale.taiwan {
                for (at, link) in shock.links.iter_mut().enumerate() {
                    if link.from == taiwan || link.to == taiwan {
                        self.write(link, taiwan, None, cuts);
                        touched.push(at);
                    }
                }
            }
            for pair in stale.pairs {
                let state = self.transit[pair].map(|state| (&pairs[pair], state));
                let at = self.places[pair];
                if let Some(link) = shock.links.get_mut(at) {
                    self.write(link, taiwan, state, cuts);
                    touched.push(at);
                }
            }
            shock.touched = Some(touched);
            shock.links_version += 1;
        }
    }

    /// Writes all links anew.
    fn publish_all(
        &mut self,
        taiwan: usize,
        cuts: &[ResolvedCut],
        pairs: &[StraitPair],
        shock: &mut Shock,
    ) {
        let n = self.regions;
        let mut impaired = vec![false; n * n];
        let mut in_transit = vec![NO_PLACE; n * n];
        if !self.routes_apart && self.taiwan.iter().any(|c| *c < 1.0) {
            for r in (0..n).filter(|r| *r != taiwan) {
                impaired[taiwan * n + r] = true;
                impaired[r * n + taiwan] = true;
            }
        }
        for (at, (pair, state)) in pairs.iter().zip(&self.transit).enumerate() {
            if state.is_some() {
                impaired[pair.from * n + pair.to] = true;
                in_transit[pair.from * n + pair.to] = at;
            }
        }
        for cut in cuts {
            for &from in &cut.from {
                for &to in cut.to.iter().filter(|to| **to != from) {
                    impaired[from * n + to] = true;
                }
            }
        }
        self.places.clear();
        self.places.resize(pairs.len(), NO_PLACE);
        let before = std::mem::take(&mut shock.links);
        for place in (0..n * n).filter(|&place| impaired[place]) {
            let pair = in_transit[place];
            let state = match pairs.get(pair) {
                Some(of) => {
                    self.places[pair] = shock.links.len();
                    self.transit[pair].map(|state| (of, state))
                }
                None => None,
            };
            let mut link = LinkFactor {
                from: place / n,
                to: place % n,
                carried: vec![1.0; self.products],
                arriving: vec![1.0; self.products],
            };
            self.write(&mut link, taiwan, state, cuts);
            shock.links.push(link);
        }
        if shock.links != before {
            shock.touched = None;
            shock.links_version += 1;
        }
    }

    /// What one link carries.
    fn write(
        &self,
        link: &mut LinkFactor,
        taiwan: usize,
        transit: Option<(&StraitPair, PairState)>,
        cuts: &[ResolvedCut],
    ) {
        let (from, to) = (link.from, link.to);
        link.arriving.fill(1.0);
        if !self.routes_apart && (from == taiwan || to == taiwan) {
            let other = if from == taiwan { to } else { from };
            for (c, access) in link.carried.iter_mut().zip(&self.taiwan) {
                *c = self.carried(other, *access);
            }
        } else {
            link.carried.fill(1.0);
        }
        if let Some((pair, state)) = transit {
            for (s, sea) in pair.sea.iter().enumerate() {
                link.carried[s] *= 1.0 - sea * state.lost;
                link.arriving[s] = 1.0 + sea * state.pulse;
            }
        }
        for cut in cuts.iter().filter(|cut| cut.from.contains(&from)) {
            if cut.to.contains(&to) {
                for (carried, hit) in link.carried.iter_mut().zip(&cut.products) {
                    if *hit {
                        *carried *= cut.kept;
                    }
                }
            }
        }
    }
}
