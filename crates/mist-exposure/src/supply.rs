//! Value added at stake if a supplier stops: the first round, before anybody adapts.
//!
//! Extraction ([`crate::extraction`]) says what a seller loses when a buyer goes. It does not say
//! what a buyer loses when a seller goes, because in the Leontief table production does not wait
//! for inputs. For that, each sector j falls by its most binding input,
//!
//! stake_j = max over s of κ_sj · w_(T,s)j,                                          (E8)
//!
//! κ_sj how critical input s is to the sector (Pichler et al. 2022), w the share of it that comes
//! from T. No stocks, no substitution and no further rounds: what would be missing on the day that
//! stocks are gone, if nobody had found another supplier.

use mist_economy::Economy;

use crate::Leontief;

/// How inputs hold up production, by sector of use.
#[derive(Debug, Clone)]
pub struct Supply<'a> {
    economy: &'a Economy,
    system: &'a Leontief,
    /// Inputs below this share of a sector's output are left out.
    smallest_input: f64,
}

/// Value added at stake by supply, with what binds and how long stocks last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AtStake {
    /// Value added of sectors in proportion to their most binding input, USD million a year.
    pub value_added: f64,
    /// Product that binds the most value added, if any.
    pub binding: Option<usize>,
    /// Days of stock of the binding inputs, weighted by the value added at stake.
    pub cover_days: f64,
}

impl<'a> Supply<'a> {
    /// Supply dependence in `economy`, leaving out inputs below `smallest_input` of output.
    #[must_use]
    pub fn new(economy: &'a Economy, system: &'a Leontief, smallest_input: f64) -> Self {
        Self {
            economy,
            system,
            smallest_input,
        }
    }

    /// Share of input `s` of node `j` that comes from `origins`; 0 if the input is too small.
    #[must_use]
    pub fn share_from(&self, s: usize, j: usize, origins: &[usize]) -> f64 {
        let at = |r: usize| self.system.a[(r * self.system.products + s, j)];
        let all = self.system.product_inputs[(s, j)];
        if all <= self.smallest_input {
            return 0.0;
        }
        origins.iter().map(|&r| at(r)).sum::<f64>() / all
    }

    /// Value added of region `x` at stake if `origins` stop delivering `products` (E8). The
    /// region's own supply is never at stake.
    #[must_use]
    pub fn at_stake(&self, x: usize, origins: &[usize], products: &[usize]) -> AtStake {
        let foreign: Vec<usize> = origins.iter().copied().filter(|o| *o != x).collect();
        let n = self.system.products;
        let mut by_product = vec![0.0; n];
        let (mut total, mut cover) = (0.0, 0.0);
        for j in self.system.nodes_of(x) {
            let sector = j % n;
            let mut worst = (0.0, 0);
            for &s in products {
                let need = self.economy.satellites.criticality[(s, sector)];
                let stake = need * self.share_from(s, j, &foreign);
                if stake > worst.0 {
                    worst = (stake, s);
                }
            }
            let value_added = self.system.value_added_share[j] * self.system.output[j];
            let lost = worst.0 * value_added.max(0.0);
            total += lost;
            by_product[worst.1] += lost;
            cover += lost * self.economy.satellites.cover_days[(worst.1, sector)];
        }
        let binding =
            (0..n).max_by(|&a, &b| by_product[a].total_cmp(&by_product[b]).then(b.cmp(&a)));
        AtStake {
            value_added: total,
            binding: binding.filter(|&s| by_product[s] > 0.0),
            cover_days: if total > 0.0 { cover / total } else { 0.0 },
        }
    }

    /// Value added at stake in all of `buyers` together; cover is the weighted mean.
    #[must_use]
    pub fn at_stake_in(&self, buyers: &[usize], origins: &[usize], products: &[usize]) -> AtStake {
        let foreign: Vec<usize> = origins
            .iter()
            .copied()
            .filter(|o| !buyers.contains(o))
            .collect();
        let parts: Vec<AtStake> = buyers
            .iter()
            .map(|&x| self.at_stake(x, &foreign, products))
            .collect();
        let total: f64 = parts.iter().map(|p| p.value_added).sum();
        let days: f64 = parts.iter().map(|p| p.value_added * p.cover_days).sum();
        let largest = parts
            .iter()
            .max_by(|a, b| a.value_added.total_cmp(&b.value_added));
        AtStake {
            value_added: total,
            binding: largest.and_then(|p| p.binding),
            cover_days: if total > 0.0 { days / total } else { 0.0 },
        }
    }
}
