//! What links refuse, for draws side by side.

use crate::real::Row;
use crate::shock::Shock;

/// Pairs of two regions whose trade is impaired in some draw; a region's trade with itself never is.
pub(super) struct Refused {
    /// Importer and exporter, sorted.
    pairs: Vec<(usize, usize)>,
    /// Where the pairs of an importer begin; R + 1.
    starts: Vec<usize>,
    /// 1 − λ by product and pair: of what is ordered, and of what arrives.
    orders: Vec<Row<f64>>,
    arrivals: Vec<Row<f64>>,
}

/// One of them.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) from: usize,
    pub(super) to: usize,
    number: usize,
    refused: &'a Refused,
}

impl Refused {
    /// What the links of some draws refuse, by lane.
    pub(super) fn new(shocks: &[&Shock], regions: usize, products: usize) -> Self {
        let mut pairs: Vec<(usize, usize)> = shocks
            .iter()
            .flat_map(|shock| shock.links.iter().map(|link| (link.to, link.from)))
            .filter(|(to, from)| to != from)
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut refused = Self {
            starts: (0..=regions)
                .map(|c| pairs.partition_point(|&(to, _)| to < c))
                .collect(),
            orders: vec![Row::ZERO; pairs.len() * products],
            arrivals: vec![Row::ZERO; pairs.len() * products],
            pairs,
        };
        for (lane, shock) in shocks.iter().enumerate() {
            for link in &shock.links {
                let Ok(pair) = refused.pairs.binary_search(&(link.to, link.from)) else {
                    continue;
                };
                for s in 0..products {
                    let row = s * refused.pairs.len() + pair;
                    refused.orders[row][lane] = 1.0 - link.carried[s];
                    refused.arrivals[row][lane] = 1.0 - link.arrives(s);
                }
            }
        }
        refused
    }

    /// How many rows pairs and products come to.
    pub(super) fn rows(&self) -> usize {
        self.orders.len()
    }

    /// The pairs of an importer.
    pub(super) fn to(&self, importer: usize) -> impl Iterator<Item = Pair<'_>> {
        let pairs = self.starts[importer]..self.starts[importer + 1];
        pairs.map(move |number| Pair {
            from: self.pairs[number].1,
            to: importer,
            number,
            refused: self,
        })
    }

    /// All pairs.
    pub(super) fn pairs(&self) -> impl Iterator<Item = Pair<'_>> {
        (0..self.starts.len() - 1).flat_map(|importer| self.to(importer))
    }
}

impl<'a> Pair<'a> {
    /// Its row of a product, by product and pair.
    pub(super) fn row(self, product: usize) -> usize {
        product * self.refused.pairs.len() + self.number
    }

    /// Share of orders that it refuses.
    pub(super) fn orders(self, product: usize) -> &'a Row<f64> {
        &self.refused.orders[self.row(product)]
    }

    /// Share of a delivery that does not arrive.
    pub(super) fn arrivals(self, product: usize) -> &'a Row<f64> {
        &self.refused.arrivals[self.row(product)]
    }
}
