//! Leverage: what a mutual cut of trade costs each side, and what a coalition changes.
//!
//! Hirschman (1945): power lies in the asymmetry, in who can do without the other longer. Two
//! losses stand for each side and each product group. *Sales*: value added that rests on selling
//! to the other side, by extraction of the links both ways. *Supply*: value added at stake for
//! want of the other side's inputs ([`crate::supply`]). A sector can lose by both at once, so its
//! loss lies between the larger and the sum of the two; both bounds are given. Measurement, not
//! advice.

use nalgebra::DVector;
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

/// One side of a mutual cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The country.
    Country,
    /// The other side.
    Other,
}

/// Difference in days of cover below which neither side holds out longer.
const SAME_COVER_DAYS: f64 = 1.0;

/// A mutual cut between a country, alone or with others, and the other side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MutualCut {
    /// What it costs the country.
    pub country: Cost,
    /// What it costs all that act together, the country among them; the country's own cost if it
    /// acts alone.
    pub together: Cost,
    /// What it costs the other side.
    pub other: Cost,
    /// (country − other) / (country + other) of the upper shares of GDP, −1 to 1: above zero the
    /// country loses more of its own GDP than the other side does of its own.
    pub asymmetry: f64,
    /// The same for all that act together.
    pub asymmetry_together: f64,
    /// Whose stocks of the inputs at stake last longer, those of all that act together or the
    /// other side's; `None` if they last about as long, or if one side has nothing at stake.
    pub holds_out_longer: Option<Side>,
}

/// Value added lost by `country`, by all of `coalition` and by all of `other` if the coalition
/// (which includes the country) and `other` stop trading `products` with each other in both
/// directions. Of these, `inputs` hold up production when they are missing.
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
    let sales = sales_losses(system, coalition, other, products);
    let cost = |side: &[usize], suppliers: &[usize]| {
        let stake = supply.at_stake_in(side, suppliers, inputs);
        let gdp = side.iter().map(|&r| system.gdp(r)).sum();
        let sold = side.iter().map(|&r| sales[r]).sum();
        Cost::new(sold, stake.value_added, stake.cover_days, gdp)
    };
    let (own, together) = (cost(&[country], other), cost(coalition, other));
    let across = cost(other, coalition);
    MutualCut {
        asymmetry: asymmetry(own.share_high, across.share_high),
        asymmetry_together: asymmetry(together.share_high, across.share_high),
        holds_out_longer: holds_out_longer(&together, &across),
        country: own,
        together,
        other: across,
    }
}

/// Value added by region that rests on trade in `products` between `coalition` and `other`, in
/// both directions, by extraction of the links.
fn sales_losses(
    system: &Leontief,
    coalition: &[usize],
    other: &[usize],
    products: &[usize],
) -> DVector<f64> {
    let nodes = |regions: &[usize]| -> Vec<usize> {
        regions
            .iter()
            .flat_map(|&r| products.iter().map(move |&s| r * system.products + s))
            .collect()
    };
    let cut = Cut::none(system)
        .all_links(system, &nodes(coalition), other)
        .all_links(system, &nodes(other), coalition);
    Extraction::new(system, cut).gdp_losses()
}

/// The side whose stocks of what it would want for last longer.
fn holds_out_longer(ours: &Cost, theirs: &Cost) -> Option<Side> {
    let gap = ours.cover_days - theirs.cover_days;
    if ours.supply_usd_m <= 0.0 || theirs.supply_usd_m <= 0.0 || gap.abs() < SAME_COVER_DAYS {
        return None;
    }
    Some(if gap > 0.0 {
        Side::Country
    } else {
        Side::Other
    })
}

/// (a − b) / (a + b), 0 where there is nothing to compare.
#[must_use]
pub fn asymmetry(a: f64, b: f64) -> f64 {
    if a + b > 0.0 { (a - b) / (a + b) } else { 0.0 }
}
