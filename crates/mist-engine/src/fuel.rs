//! Reserves of imported fuel outside Taiwan: what does not arrive is taken out of them.
//!
//! A reserve of d days holds d days of an economy's normal imports of fuel. In a step of h days its
//! links bring a share a of them, all suppliers together. Of what is missing, a share
//! x = min(1, stock / ((1 − a) h)) is released: of what a link brings as usual, the share a becomes
//! a + (1 − a) x. It arrives beside what suppliers ship, who sell no more for it. What arrives beyond
//! the normal, when ships that went round land, fills the reserve up again first.

use mist_economy::{CargoClass, Economy};

use crate::shock::LinkFactor;

/// Most that a release multiplies what a link still ships; beyond it the supplier ships the rest.
const MOST: f64 = 10.0;

/// Imports of fuel in peace.
#[derive(Debug, Clone)]
pub(crate) struct FuelImports {
    regions: usize,
    /// Products that are fuel.
    products: Vec<usize>,
    /// By fuel product, from and to: share of the importer's imports of all fuel.
    shares: Vec<f64>,
}

impl FuelImports {
    pub(crate) fn new(economy: &Economy) -> Self {
        let t = &economy.table;
        let (n, s_count) = (t.regions, t.products);
        let products: Vec<usize> = (0..s_count)
            .filter(|s| economy.products[*s].cargo == CargoClass::Energy)
            .collect();
        let mut shares = vec![0.0; products.len() * n * n];
        for (k, s) in products.iter().enumerate() {
            for from in 0..n {
                let node = t.node(from, *s);
                for to in (0..n).filter(|to| *to != from) {
                    let inputs = (to * s_count..(to + 1) * s_count).map(|j| t.z[(node, j)]);
                    let finals = (to * 3..to * 3 + 3).map(|j| t.f[(node, j)]);
                    shares[(k * n + from) * n + to] =
                        inputs.chain(finals).map(|v| v.max(0.0)).sum();
                }
            }
        }
        for to in 0..n {
            let all: f64 = (0..products.len() * n)
                .map(|row| shares[row * n + to])
                .sum();
            if all > 0.0 {
                for row in 0..products.len() * n {
                    shares[row * n + to] /= all;
                }
            }
        }
        Self {
            regions: n,
            products,
            shares,
        }
    }

    fn share(&self, product: usize, from: usize, to: usize) -> f64 {
        self.shares[(product * self.regions + from) * self.regions + to]
    }
}

/// The reserves of one draw, in days of normal imports.
#[derive(Debug, Clone)]
pub(crate) struct FuelReserves {
    /// Region, full and present stock.
    held: Vec<(usize, f64, f64)>,
}

impl FuelReserves {
    /// Reserves by region and days; those of one region add up. Taiwan's fuels are counted with its
    /// electricity.
    pub(crate) fn new(imports: &FuelImports, reserves: &[(usize, f64)], taiwan: usize) -> Self {
        let mut days = vec![0.0; imports.regions];
        for (region, held) in reserves.iter().filter(|(region, _)| *region != taiwan) {
            days[*region] += held;
        }
        let held = days.into_iter().enumerate().filter(|(_, d)| *d > 0.0);
        Self {
            held: held.map(|(region, d)| (region, d, d)).collect(),
        }
    }

    /// Whether there is any.
    pub(crate) fn any(&self) -> bool {
        !self.held.is_empty()
    }

    /// Releases and refills over a step of `h` days, in links that have just been written.
    pub(crate) fn release(&mut self, imports: &FuelImports, h: f64, links: &mut [LinkFactor]) {
        for (region, full, stock) in &mut self.held {
            let into = |link: &&mut LinkFactor| link.to == *region;
            let (mut missing, mut surplus) = (0.0, 0.0);
            for link in links.iter().filter(|link| link.to == *region) {
                for (k, s) in imports.products.iter().enumerate() {
                    let share = imports.share(k, link.from, link.to);
                    let arrives = link.carried[*s] * link.arriving[*s];
                    missing += share * (1.0 - arrives).max(0.0);
                    surplus += share * (arrives - 1.0).max(0.0);
                }
            }
            let released = if missing * h > *stock {
                *stock / (missing * h)
            } else {
                1.0
            };
            let room = *full - *stock + released * missing * h;
            let kept = if surplus * h > room {
                (room / (surplus * h)).max(0.0)
            } else {
                1.0
            };
            if missing == 0.0 && surplus == 0.0 {
                continue;
            }
            *stock = (*stock + (kept * surplus - released * missing) * h).clamp(0.0, *full);
            for link in links.iter_mut().filter(into) {
                for s in &imports.products {
                    let arrives = link.carried[*s] * link.arriving[*s];
                    if arrives < 1.0 && released > 0.0 {
                        let now = arrives + (1.0 - arrives) * released;
                        link.arriving[*s] = (now / link.carried[*s]).min(MOST);
                        link.carried[*s] = now / link.arriving[*s];
                    } else if arrives > 1.0 {
                        link.arriving[*s] -= (arrives - 1.0) * kept / link.carried[*s];
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports() -> FuelImports {
        // Two fuels, three regions; region 1 buys 60 % of its imports from 0 and 40 % from 2.
        let mut shares = vec![0.0; 2 * 9];
        shares[1] = 0.6;
        shares[9 + 7] = 0.4;
        FuelImports {
            regions: 3,
            products: vec![0, 2],
            shares,
        }
    }

    fn link(carried: f64, arriving: f64) -> LinkFactor {
        LinkFactor {
            from: 0,
            to: 1,
            carried: vec![carried; 3],
            arriving: vec![arriving; 3],
        }
    }

    #[test]
    fn a_reserve_lasts_as_long_as_its_days_say() {
        let imports = imports();
        let mut reserves = FuelReserves::new(&imports, &[(1, 3.0)], 2);
        let mut covered = 0.0;
        for _ in 0..20 {
            let mut links = [link(0.5, 1.0)];
            reserves.release(&imports, 1.0, &mut links);
            assert_eq!(links[0].carried[1], 0.5, "not a fuel");
            covered += 0.6 * (links[0].carried[0] * links[0].arriving[0] - 0.5);
            assert_eq!(links[0].carried[0], 0.5, "the supplier sells no more");
        }
        // Three days of imports, at 0.3 a day missing: ten days.
        assert!((covered - 3.0).abs() < 1e-12, "{covered}");
        let mut links = [link(0.5, 1.0)];
        reserves.release(&imports, 1.0, &mut links);
        assert_eq!((links[0].carried[0], links[0].arriving[0]), (0.5, 1.0));
        // Where a supplier ships nothing any more, the release stands for what it sold.
        let mut reserves = FuelReserves::new(&imports, &[(1, 3.0)], 2);
        let mut links = [link(0.0, 1.0)];
        reserves.release(&imports, 1.0, &mut links);
        assert!((links[0].carried[0] * links[0].arriving[0] - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_lands_late_fills_it_up_again() {
        let imports = imports();
        let mut reserves = FuelReserves::new(&imports, &[(1, 3.0)], 2);
        let mut links = [link(1.0, 0.25)];
        reserves.release(&imports, 2.0, &mut links);
        assert_eq!(links[0].arriving[0], 1.0);
        assert!((reserves.held[0].2 - (3.0 - 0.6 * 0.75 * 2.0)).abs() < 1e-12);
        let mut links = [link(1.0, 1.75)];
        reserves.release(&imports, 2.0, &mut links);
        assert!((reserves.held[0].2 - 3.0).abs() < 1e-12);
        assert!((links[0].arriving[0] - 1.0).abs() < 1e-12);
        // Full: the rest reaches the users.
        let mut links = [link(1.0, 1.75)];
        reserves.release(&imports, 2.0, &mut links);
        assert!((links[0].arriving[0] - 1.75).abs() < 1e-12);
    }

    #[test]
    fn taiwan_is_left_out() {
        assert!(!FuelReserves::new(&imports(), &[(2, 9.0)], 2).any());
    }
}
