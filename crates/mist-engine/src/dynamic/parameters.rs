//! Parameters of the network: how firms order, stock, ration and switch. Ranges: `docs/src/model.md`.
//!
//! A vector by product may be left empty: then the default of the product's group applies to all
//! its products ([`ProductGroup`]).

use mist_economy::Product;

/// How inputs that analysts rate *important* (½) hold production back; critical inputs always bind
/// fully and those rated 0 never do (Pichler et al. 2022, the partially binding Leontief forms).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InputForm {
    /// Important inputs bind by half: the form that fitted the United Kingdom's 2020 lockdown best.
    #[default]
    HalfCritical,
    /// Important inputs bind like critical ones.
    ImportantBinds,
    /// Important inputs do not bind.
    ImportantFree,
}

impl InputForm {
    /// The form with a code as drawn from a discrete distribution; unknown codes mean the first.
    #[must_use]
    pub fn from_code(code: f64) -> Self {
        match code {
            1.0 => Self::ImportantBinds,
            2.0 => Self::ImportantFree,
            _ => Self::HalfCritical,
        }
    }

    /// φ(κ): how far a rating binds, from 0 (never) to 1 (fully). Averages over finer products lie
    /// between the survey's three ratings and are interpolated linearly.
    #[must_use]
    pub fn binding(self, rating: f64) -> f64 {
        let rating = rating.clamp(0.0, 1.0);
        match self {
            Self::HalfCritical => rating,
            Self::ImportantBinds => (2.0 * rating).min(1.0),
            Self::ImportantFree => (2.0 * rating - 1.0).max(0.0),
        }
    }
}

/// Who is served first by a seller that cannot serve everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rationing {
    /// Everybody gets the same share of what they ordered.
    #[default]
    Proportional,
    /// Orders for use as input, then final demand.
    IntermediateFirst,
    /// Final demand, then orders for use as input.
    FinalFirst,
    /// Buyers of the seller's own region, then buyers abroad.
    DomesticFirst,
}

impl Rationing {
    /// The rule with a code as drawn from a discrete distribution; unknown codes mean the first.
    #[must_use]
    pub fn from_code(code: f64) -> Self {
        match code {
            1.0 => Self::IntermediateFirst,
            2.0 => Self::FinalFirst,
            3.0 => Self::DomesticFirst,
            _ => Self::Proportional,
        }
    }

    /// How far those served first are so: 1 before anybody else gets anything, 0 pro rata. Final
    /// demand that takes everything would leave a scarce input's makers without inputs of their own,
    /// and a small shock would hold a country down for ever; a quarter of the way it does not.
    #[must_use]
    pub const fn priority(self) -> f64 {
        match self {
            Self::FinalFirst => 0.25,
            _ => 1.0,
        }
    }

    /// Whether a buyer belongs to those who are served first; with the proportional rule all do.
    #[must_use]
    pub const fn first(self, domestic: bool, intermediate: bool) -> bool {
        match self {
            Self::Proportional => true,
            Self::IntermediateFirst => intermediate,
            Self::FinalFirst => !intermediate,
            Self::DomesticFirst => domestic,
        }
    }
}

/// Products that are alike in how fast other suppliers are found and how far output can rise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProductGroup {
    /// Farm products, ores, fuels: many alike, spot markets.
    Commodity,
    /// Most manufactures.
    Manufacture,
    /// Electronics, pharmaceuticals, vehicles: approved suppliers and long qualification.
    Specialised,
    /// Semiconductors: a design is tied to its plant.
    Chips,
    /// Networks, construction and services.
    Service,
}

impl ProductGroup {
    /// The group of a product, by the ISIC Rev. 4 divisions that it covers.
    #[must_use]
    pub fn of(product: &Product) -> Self {
        let covers = |code: &str| product.isic.split_whitespace().any(|t| t.starts_with(code));
        if covers("C261") {
            Self::Chips
        } else if !product.is_good {
            Self::Service
        } else if ["A", "B", "C19"].iter().any(|c| covers(c)) {
            Self::Commodity
        } else if ["C21", "C26", "C29", "C30"].iter().any(|c| covers(c)) {
            Self::Specialised
        } else {
            Self::Manufacture
        }
    }

    /// Central values: ceiling of overproduction, θ of switching, its memory in days.
    #[must_use]
    pub const fn central(self) -> (f64, f64, f64) {
        match self {
            Self::Commodity => (0.10, 0.90, 20.0),
            Self::Manufacture => (0.10, 0.80, 45.0),
            Self::Specialised => (0.10, 0.40, 90.0),
            Self::Chips => (0.03, 0.20, 180.0),
            Self::Service => (0.15, 0.30, 90.0),
        }
    }
}

/// Greatest θ of switching: some weight always stays with a supplier that delivers nothing, so that
/// it is found again when it recovers.
pub const MAX_SWITCHING: f64 = 0.95;

/// How firms react, in one draw. Symbols as in `docs/src/model.md`.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkParameters {
    /// Multiple of the satellite's days of cover.
    pub cover_scale: f64,
    /// Least cover of equipment that is built into nothing, days: how long its replacement and repair
    /// can be put off.
    pub equipment_days: f64,
    /// ψ: share of the target cover below which output begins to fall, 0 to 1.
    pub psi: f64,
    /// τ: days over which a gap in stocks is closed; never above the cover that it restores.
    pub restocking_days: f64,
    /// Days over which firms smooth the demand that they expect.
    pub expectation_days: f64,
    /// α_max − 1 by product: how far output can rise above baseline capacity in time.
    pub overproduction: Vec<f64>,
    /// Days in which output approaches that ceiling under full scarcity.
    pub overproduction_days: f64,
    /// θ by product, 0 to [`MAX_SWITCHING`]: how far buyers follow what suppliers deliver.
    pub switching: Vec<f64>,
    /// Days of memory about what suppliers delivered, by product.
    pub switching_days: Vec<f64>,
    /// How important inputs bind.
    pub input_form: InputForm,
    /// Who is served first.
    pub rationing: Rationing,
}

impl Default for NetworkParameters {
    /// Central values.
    fn default() -> Self {
        Self {
            cover_scale: 1.0,
            equipment_days: 180.0,
            psi: 0.5,
            restocking_days: 14.0,
            expectation_days: 10.0,
            overproduction: Vec::new(),
            overproduction_days: 180.0,
            switching: Vec::new(),
            switching_days: Vec::new(),
            input_form: InputForm::default(),
            rationing: Rationing::default(),
        }
    }
}

impl NetworkParameters {
    /// The same with every vector filled in and every value within the bounds that keep the model
    /// sane: ψ in (0, 1], times above one day, θ at most [`MAX_SWITCHING`].
    #[must_use]
    pub fn resolved(&self, groups: &[ProductGroup]) -> Self {
        let by_product = |given: &[f64], central: fn(&ProductGroup) -> f64| -> Vec<f64> {
            let value = |(s, g)| given.get(s).copied().unwrap_or_else(|| central(g));
            groups.iter().enumerate().map(value).collect()
        };
        let bounded = |values: Vec<f64>, low: f64, high: f64| -> Vec<f64> {
            values.into_iter().map(|v| v.clamp(low, high)).collect()
        };
        Self {
            cover_scale: self.cover_scale.max(0.0),
            equipment_days: self.equipment_days.max(0.0),
            psi: self.psi.clamp(0.01, 1.0),
            restocking_days: self.restocking_days.max(1.0),
            expectation_days: self.expectation_days.max(1.0),
            overproduction: bounded(
                by_product(&self.overproduction, |g| g.central().0),
                0.0,
                1.0,
            ),
            overproduction_days: self.overproduction_days.max(1.0),
            switching: bounded(
                by_product(&self.switching, |g| g.central().1),
                0.0,
                MAX_SWITCHING,
            ),
            switching_days: bounded(
                by_product(&self.switching_days, |g| g.central().2),
                1.0,
                f64::MAX,
            ),
            input_form: self.input_form,
            rationing: self.rationing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_bind_as_the_survey_says_at_its_three_points() {
        for (form, important) in [
            (InputForm::HalfCritical, 0.5),
            (InputForm::ImportantBinds, 1.0),
            (InputForm::ImportantFree, 0.0),
        ] {
            assert_eq!(form.binding(1.0), 1.0);
            assert_eq!(form.binding(0.5), important);
            assert_eq!(form.binding(0.0), 0.0);
            assert!(form.binding(0.7) >= form.binding(0.3));
        }
    }

    #[test]
    fn bounds_hold_whatever_is_given() {
        let wild = NetworkParameters {
            psi: 7.0,
            restocking_days: 0.0,
            switching: vec![3.0, -1.0],
            switching_days: vec![0.0],
            ..NetworkParameters::default()
        };
        let tame = wild.resolved(&[ProductGroup::Chips, ProductGroup::Service]);
        assert_eq!(tame.psi, 1.0);
        assert_eq!(tame.restocking_days, 1.0);
        assert_eq!(tame.switching, [MAX_SWITCHING, 0.0]);
        assert_eq!(tame.switching_days, [1.0, 90.0]);
        assert_eq!(tame.overproduction, [0.03, 0.15]);
    }
}
