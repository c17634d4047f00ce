//! Leverage: what a mutual cut of trade costs each side, and what a coalition changes.
//!
//! Hirschman (1945): power lies in the asymmetry, in who can do without the other longer. Two
//! losses stand for each side and each product group. *Sales*: value added that rests on selling
//! to the other side, by extraction of the links both ways. *Supply*: value added at stake for
//! want of the other side's inputs ([`crate::supply`]). A sector can lose by both at once, so its
//! loss lies between the larger and the sum of the two; both bounds are given. Measurement, not
//! advice.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::supply::Supply;
use crate::{Cut, Extraction, Leontief};

/// What a cut costs one side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cost {
    /// Value added that rests on sales to the other side, USD million a year.
    pub sales_usd_m: f64,
    /// Value added at stake for want of the other side's inputs, USD million a year.
    pub supply_usd_m: f64,
    /// The larger of the two as a share of the side's own GDP.
    pub share_low: f64,
    /// The sum of the two as a share of the side's own GDP.
    pub share_high: f64,
    /// Days that stocks of the inputs at stake last, weighted by the value added at stake.
    pub cover_days: f64,
}

impl Cost {
    fn new(sales: f64, supply: f64, cover_days: f64, gdp: f64) -> Self {
        let share = |x: f64| if gdp > 0.0 { x / gdp } else { 0.0 };
        Self {
            sales_usd_m: sales,
            supply_usd_m: supply,
            share_low: share(sales.max(supply)),
            share_high: share(sales + supply),
            cover_days,
        }
    }
}

/// A mutual cut between a country, alone or with others, and the other side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MutualCut {
    /// What it costs the country.
    pub country: Cost,
    /// What it costs the other side.
    pub other: Cost,
    /// (country − other) / (country + other) of the upper shares of GDP, −1 to 1: above zero the
    /// country loses more of its own GDP than the other side does of its own.
    pub asymmetry: f64,
}

/// Value added lost by `country` and by all of `other` if `coalition` (which includes the
/// country) and `other` stop trading `products` with each other in both directions. Of these,
/// `inputs` hold up production when they are missing.
#[must_use]
pub fn mutual_cut(
    system: &Leontief,
    supply: &Supply<'_>,
    country: usize,
    coalition: &[usize],
    other: &[usize],
    products: &[usize],
    inputs: &[usize],
) -> MutualCut {
    let nodes = |regions: &[usize]| -> Vec<usize> {
        regions
            .iter()
            .flat_map(|&r| products.iter().map(move |&s| r * system.products + s))
            .collect()
    };
    let cut = Cut::none(system)
        .all_links(system, &nodes(coalition), other)
        .all_links(system, &nodes(other), coalition);
    let sales = Extraction::new(system, cut).gdp_losses();
    let at_home = supply.at_stake(country, other, inputs);
    let abroad = supply.at_stake_in(other, coalition, inputs);
    let gdp = |regions: &[usize]| regions.iter().map(|&r| system.gdp(r)).sum();
    let country_cost = Cost::new(
        sales[country],
        at_home.value_added,
        at_home.cover_days,
        system.gdp(country),
    );
    let other_cost = Cost::new(
        other.iter().map(|&r| sales[r]).sum(),
        abroad.value_added,
        abroad.cover_days,
        gdp(other),
    );
    MutualCut {
        asymmetry: asymmetry(country_cost.share_high, other_cost.share_high),
        country: country_cost,
        other: other_cost,
    }
}

/// (a − b) / (a + b), 0 where there is nothing to compare.
#[must_use]
pub fn asymmetry(a: f64, b: f64) -> f64 {
    if a + b > 0.0 { (a - b) / (a + b) } else { 0.0 }
}
