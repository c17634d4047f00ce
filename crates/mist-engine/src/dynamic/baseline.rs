//! An economy as the model sees it: prepared once, shared by all draws.

use nalgebra::DMatrix;

use mist_economy::{Economy, Product};

use super::network::Network;
use super::parameters::{NetworkParameters, ProductGroup};
use super::step::{Family, Rules};

/// Cover from which an input counts as unlimited.
const UNLIMITED_DAYS: f64 = 365.0;

/// Days between two reviews of suppliers.
pub const REVIEW_DAYS: f64 = 7.0;

/// What does not change from draw to draw.
#[derive(Debug, Clone)]
pub struct Baseline {
    /// Flows per daily step.
    pub network: Network,
    /// Value added by node, USD million a year.
    pub value_added: Vec<f64>,
    /// Value added by region, USD million a year.
    pub region_value_added: Vec<f64>,
    /// Group of each product.
    pub groups: Vec<ProductGroup>,
    /// Analysts' ratings, input by sector (S × S).
    pub criticality: DMatrix<f64>,
    /// Share of the input that is rated critical, if averages are known by their parts (S × S).
    pub critical_share: Option<DMatrix<f64>>,
    /// Days of cover, input by sector (S × S).
    pub cover_days: DMatrix<f64>,
    /// Whether an input is equipment to a sector, which keeps it in use and builds it into nothing, by
    /// input and sector (S × S).
    pub equipment: DMatrix<bool>,
    /// Inputs (product, node) whose supply the shock already carries into capacity.
    pub supplied: Vec<(usize, usize)>,
}

impl Baseline {
    /// Prepares an economy. `supplied` as in [`crate::ShockFactory::supplied_inputs`].
    #[must_use]
    pub fn new(economy: &Economy, supplied: &[(usize, usize)]) -> Self {
        let (table, satellites) = (&economy.table, &economy.satellites);
        let unlimited = |s: usize, k: usize| satellites.cover_days[(s, k)] >= UNLIMITED_DAYS;
        Self {
            network: Network::of_table(table, 1.0).with_pools(unlimited),
            value_added: table.value_added.iter().copied().collect(),
            region_value_added: (0..table.regions)
                .map(|r| table.region_value_added(r))
                .collect(),
            groups: economy.products.iter().map(ProductGroup::of).collect(),
            criticality: satellites.criticality.clone(),
            critical_share: satellites.critical_share.clone(),
            cover_days: satellites.cover_days.clone(),
            equipment: DMatrix::from_fn(table.products, table.products, |s, k| {
                is_equipment(&economy.products[s], &economy.products[k])
            }),
            supplied: supplied.to_vec(),
        }
    }

    /// Whether an input is one that nobody runs out of: a year's cover or more, as services have.
    /// It never binds, and orders for it follow expected use alone; a region's sectors buy it in common.
    #[must_use]
    pub fn unlimited(&self, s: usize, k: usize) -> bool {
        self.cover_days[(s, k)] >= UNLIMITED_DAYS
    }

    /// ν: target cover in days of use, for input `s` of sector `k` in steps of `step` days; at least
    /// step/ψ, so that what is in stock at the threshold lasts for a step and use can never exceed
    /// stocks.
    #[must_use]
    pub fn cover(&self, parameters: &NetworkParameters, s: usize, k: usize, step: f64) -> f64 {
        if self.unlimited(s, k) {
            return f64::INFINITY;
        }
        let mut days = self.cover_days[(s, k)];
        if self.equipment[(s, k)] {
            days = days.max(parameters.equipment_days);
        }
        (days * parameters.cover_scale).max(step / parameters.psi)
    }

    /// τ: days over which a gap in the stocks of input `s` of sector `k` is ordered, never above the
    /// cover that it restores nor below a step. What was put off is caught up in as long a time as it
    /// can be put off, not in a rush.
    #[must_use]
    pub fn restocking(&self, parameters: &NetworkParameters, s: usize, k: usize, step: f64) -> f64 {
        let mut days = parameters.restocking_days;
        if self.equipment[(s, k)] {
            days = days.max(parameters.equipment_days);
        }
        days.min(self.cover(parameters, s, k, step)).max(step)
    }

    /// φ: how far input `s` of sector `k` binds, but for supplied inputs.
    #[must_use]
    pub fn binding(&self, parameters: &NetworkParameters, s: usize, k: usize) -> f64 {
        let (form, rating) = (parameters.input_form, self.criticality[(s, k)]);
        let Some(share) = &self.critical_share else {
            return form.binding(rating);
        };
        // A rating is the critical share plus half the important one.
        let critical = share[(s, k)];
        let important = (2.0 * (rating - critical)).clamp(0.0, 1.0 - critical);
        critical + important * form.binding(0.5)
    }

    /// Share of the way that something with a time constant in days moves in a step of `step` days.
    #[must_use]
    pub fn rate(&self, days: f64, step: f64) -> f64 {
        (step / days).min(1.0)
    }

    /// The rules of a draw for the readable step. `parameters` must be resolved.
    #[must_use]
    pub fn rules(&self, parameters: &NetworkParameters) -> Rules {
        let net = &self.network;
        let (n, products, step) = (net.nodes(), net.products, net.step_days);
        let mut binding = DMatrix::from_fn(products, n, |s, j| {
            self.binding(parameters, s, j % products)
        });
        for &(s, j) in &self.supplied {
            binding[(s, j)] = 0.0;
        }
        // Pools buy what is without limit.
        let buyers = net.first_final();
        let cover = DMatrix::from_fn(products, buyers, |s, j| {
            if j < n {
                self.cover(parameters, s, j % products, step)
            } else if net.purchases[(s, j)] > 0.0 {
                f64::INFINITY
            } else {
                0.0
            }
        });
        let restocking = DMatrix::from_fn(products, buyers, |s, j| {
            if j < n {
                step / self.restocking(parameters, s, j % products, step)
            } else {
                0.0
            }
        });
        Rules {
            psi: parameters.psi,
            binding,
            restocking,
            cover: cover / step,
            ceiling: (0..n)
                .map(|i| 1.0 + parameters.overproduction[i % products])
                .collect(),
            ceiling_rate: self.rate(parameters.overproduction_days, step),
            rationing: parameters.rationing,
            priority: parameters.rationing.priority(),
            family: Family::Adaptive {
                expectation: self.rate(parameters.expectation_days, step),
                switching: parameters.switching.clone(),
                review: (REVIEW_DAYS / step).max(1.0) as usize,
                memory: parameters
                    .switching_days
                    .iter()
                    .map(|&d| self.rate(d, step))
                    .collect(),
            },
        }
    }
}

/// Whether an input is equipment to a sector: machines, instruments and vehicles (ISIC C262–C268, C27,
/// C28, C29, C30) that are neither built into what the sector makes (C25–C32, F) nor parts that it
/// fits and sells (vehicles in trade, G). What such a sector buys without calling it investment is
/// spare parts, small tools and repair.
fn is_equipment(input: &Product, sector: &Product) -> bool {
    let covers = |product: &Product, codes: &[&str]| {
        let mut parts = product.isic.split_whitespace();
        parts.any(|part| codes.iter().any(|code| part.starts_with(code)))
    };
    let vehicle = covers(input, &["C29", "C30"]);
    let machine = covers(input, &["C262", "C263", "C265", "C266", "C27", "C28"]);
    let builds_in = covers(
        sector,
        &["C25", "C26", "C27", "C28", "C29", "C30", "C31", "C32", "F"],
    );
    (vehicle || machine) && !builds_in && !(vehicle && covers(sector, &["G"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever is drawn: stocks at the threshold last for a step, and are restocked no slower than the
    /// cover that is restored (else a stock once used up never comes back) and no faster than a step.
    #[test]
    fn cover_and_restocking_stay_sane() {
        let mut economy = Economy::embedded().unwrap();
        economy.satellites.cover_days.fill(3.0);
        economy.satellites.cover_days[(0, 0)] = 0.0;
        let base = Baseline::new(&economy, &[]);
        for (psi, restocking_days, step) in [(0.2, 60.0, 1.0), (0.8, 1.0, 7.0), (0.01, 45.0, 1.0)] {
            let how = NetworkParameters {
                psi,
                restocking_days,
                ..NetworkParameters::default()
            };
            for s in 0..economy.products.len() {
                for k in 0..economy.products.len() {
                    let cover = base.cover(&how, s, k, step);
                    let restocking = base.restocking(&how, s, k, step);
                    assert!(
                        psi * cover >= step * (1.0 - 1e-12),
                        "ψν is {} days",
                        psi * cover
                    );
                    assert!(
                        (step..=cover.max(step)).contains(&restocking),
                        "τ {restocking}"
                    );
                }
            }
        }
    }

    /// What nobody runs out of is bought in common, and nothing else.
    #[test]
    fn what_is_without_limit_is_bought_in_common() {
        let mut economy = Economy::embedded().unwrap();
        // An input with a year's cover in one sector alone.
        economy.satellites.cover_days[(3, 5)] = 365.0;
        let base = Baseline::new(&economy, &[]);
        let net = &base.network;
        let mut in_common = 0;
        for (s, j) in (0..net.products).flat_map(|s| (0..net.nodes()).map(move |j| (s, j))) {
            if base.unlimited(s, net.product_of(j)) {
                assert_eq!(net.purchases[(s, j)], 0.0);
                in_common += usize::from(net.pooled[(s, j)] > 0.0);
            } else {
                assert_eq!(net.pooled[(s, j)], 0.0);
            }
        }
        assert!(in_common > net.nodes());
        assert!((0..net.regions).any(|c| net.pooled[(3, c * net.products + 5)] > 0.0));
    }

    #[test]
    fn equipment_is_what_is_built_into_nothing() {
        let economy = Economy::embedded().unwrap();
        let base = Baseline::new(&economy, &[]);
        let at = |code: &str| {
            let found = economy
                .products
                .iter()
                .position(|p| p.code.as_str() == code);
            found.unwrap()
        };
        let equipment = |input: &str, sector: &str| base.equipment[(at(input), at(sector))];
        for (input, sector) in [("C26X", "K"), ("C28", "C20"), ("C27", "D35"), ("C26X", "G")] {
            assert!(equipment(input, sector), "{input} in {sector}");
        }
        for (input, sector) in [
            ("C26S", "J"),
            ("C26X", "C29"),
            ("C27", "F"),
            ("C29", "G"),
            ("C20", "K"),
        ] {
            assert!(!equipment(input, sector), "{input} in {sector}");
        }
        // It changes the cover and the pace of such inputs, and of no other.
        let how = NetworkParameters {
            equipment_days: 200.0,
            ..NetworkParameters::default()
        };
        let both = |input: &str, sector: &str| {
            let (s, k) = (at(input), at(sector));
            (
                base.cover(&how, s, k, 1.0),
                base.restocking(&how, s, k, 1.0),
            )
        };
        assert_eq!(both("C26X", "K"), (200.0, 200.0));
        assert_eq!(both("C20", "K"), (30.0, 14.0));
    }
}
