//! An economy as the model sees it: prepared once, shared by all draws.

use nalgebra::DMatrix;

use mist_economy::Economy;

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
    /// Inputs (product, node) whose supply the shock already carries into capacity.
    pub supplied: Vec<(usize, usize)>,
}

impl Baseline {
    /// Prepares an economy. `supplied` as in [`crate::ShockFactory::supplied_inputs`].
    #[must_use]
    pub fn new(economy: &Economy, supplied: &[(usize, usize)]) -> Self {
        let table = &economy.table;
        Self {
            network: Network::of_table(table, 1.0),
            value_added: table.value_added.iter().copied().collect(),
            region_value_added: (0..table.regions)
                .map(|r| table.region_value_added(r))
                .collect(),
            groups: economy.products.iter().map(ProductGroup::of).collect(),
            criticality: economy.satellites.criticality.clone(),
            critical_share: economy.satellites.critical_share.clone(),
            cover_days: economy.satellites.cover_days.clone(),
            supplied: supplied.to_vec(),
        }
    }

    /// Whether an input is one that nobody runs out of: a year's cover or more, as services have.
    /// It never binds, and orders for it follow expected use alone.
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
        let days = self.cover_days[(s, k)] * parameters.cover_scale;
        days.max(step / parameters.psi)
    }

    /// τ: days over which a gap in stocks is ordered, never above the cover that it restores nor
    /// below a step.
    #[must_use]
    pub fn restocking(&self, parameters: &NetworkParameters, cover: f64, step: f64) -> f64 {
        parameters.restocking_days.min(cover).max(step)
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
        let (n, products) = (self.network.nodes(), self.network.products);
        let step = self.network.step_days;
        let mut binding = DMatrix::from_fn(products, n, |s, j| {
            self.binding(parameters, s, j % products)
        });
        for &(s, j) in &self.supplied {
            binding[(s, j)] = 0.0;
        }
        let cover = DMatrix::from_fn(products, n, |s, j| {
            self.cover(parameters, s, j % products, step)
        });
        Rules {
            psi: parameters.psi,
            binding,
            restocking: cover.map(|days| step / self.restocking(parameters, days, step)),
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
