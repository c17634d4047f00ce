//! Who buys a product in a region: sectors for themselves, all others in common, and final users.
//!
//! An input of which stocks are kept is bought by the sector; what nobody runs out of is bought by a
//! region's sectors in common, by their *pool* ([`super::network::Network::with_pools`]). Who belongs to
//! which is the same in all regions. What is kept by product, region and buyer lies in this order, without
//! gaps, so that a product's rows begin at a place of its own.

use std::ops::Range;

use super::baseline::Baseline;

/// The buyers of every product, and where their numbers lie. In a region those of a product are: its own
/// sectors, the pool, the final users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Buyers {
    regions: usize,
    finals: usize,
    of: Vec<OfProduct>,
    /// Place among a product's own sectors, if it is one, by `s·S + sector`.
    places: Vec<Option<usize>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct OfProduct {
    /// Sectors that buy for themselves.
    own: Vec<usize>,
    /// Sectors that buy in common.
    members: Vec<usize>,
    /// Where what is kept by region and buyer begins, by region and stock, by own sector, by region and member.
    cells: usize,
    stocks: usize,
    rules: usize,
    shares: usize,
}

impl Buyers {
    pub(super) fn new(base: &Baseline) -> Self {
        let net = &base.network;
        let (regions, finals) = (net.regions, net.finals);
        let (mut cells, mut stocks, mut rules, mut shares) = (0, 0, 0, 0);
        let mut places = vec![None; net.products * net.products];
        let of = (0..net.products)
            .map(|s| {
                let (members, own): (Vec<_>, Vec<_>) =
                    (0..net.products).partition(|&k| base.unlimited(s, k));
                for (place, k) in own.iter().enumerate() {
                    places[s * net.products + k] = Some(place);
                }
                let of = OfProduct {
                    cells,
                    stocks,
                    rules,
                    shares,
                    own,
                    members,
                };
                cells += regions * (of.own.len() + 1 + finals);
                stocks += regions * of.own.len();
                rules += of.own.len();
                shares += regions * of.members.len();
                of
            })
            .collect();
        Self {
            regions,
            finals,
            of,
            places,
        }
    }

    /// Sectors that buy a product for themselves.
    pub(super) fn own(&self, s: usize) -> &[usize] {
        &self.of[s].own
    }

    /// Sectors that buy it in common.
    pub(super) fn members(&self, s: usize) -> &[usize] {
        &self.of[s].members
    }

    /// A product's buyers of inputs in a region: own sectors and the pool.
    pub(super) fn sectors(&self, s: usize) -> usize {
        self.of[s].own.len() + 1
    }

    /// J: a product's buyers in a region.
    pub(super) fn width(&self, s: usize) -> usize {
        self.sectors(s) + self.finals
    }

    /// The most buyers that a product has in a region.
    pub(super) fn widest(&self) -> usize {
        (0..self.of.len()).map(|s| self.width(s)).max().unwrap_or(0)
    }

    /// Places of a product's buyers in a region.
    pub(super) fn cells(&self, s: usize, c: usize) -> Range<usize> {
        let (width, first) = (self.width(s), self.of[s].cells);
        first + c * width..first + (c + 1) * width
    }

    /// Places of the stocks that a region's sectors keep of a product that they buy for themselves.
    pub(super) fn stocks(&self, s: usize, c: usize) -> Range<usize> {
        let OfProduct { stocks, own, .. } = &self.of[s];
        stocks + c * own.len()..stocks + (c + 1) * own.len()
    }

    /// How many stocks there are.
    pub(super) fn all_stocks(&self) -> usize {
        (self.of.last()).map_or(0, |last| last.stocks + self.regions * last.own.len())
    }

    /// Places of what is the same for a product's own sectors in all regions.
    pub(super) fn rules(&self, s: usize) -> Range<usize> {
        let OfProduct { rules, own, .. } = &self.of[s];
        *rules..rules + own.len()
    }

    /// Places of the members' shares in what a region buys of a product in common.
    pub(super) fn shares(&self, s: usize, c: usize) -> Range<usize> {
        let OfProduct {
            shares, members, ..
        } = &self.of[s];
        shares + c * members.len()..shares + (c + 1) * members.len()
    }

    /// Place of a sector among those that buy a product for themselves, if it does.
    pub(super) fn place(&self, s: usize, sector: usize) -> Option<usize> {
        self.places[s * self.of.len() + sector]
    }

    /// Pairs of a product and a sector that buys it for itself, in the order of [`Self::rules`].
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        (self.of.iter().enumerate()).flat_map(|(s, of)| of.own.iter().map(move |&k| (s, k)))
    }
}
