//! Concentration: how few origins a product comes from, and the three dependency conditions.
//!
//! The conditions are the European Commission's (SWD(2021) 352): imports from outside are
//! concentrated (HHI), weigh heavily in supply, and exceed what the bloc exports and could keep.
//! A country alone is a bloc of one; its own supply then stands for trade inside the bloc.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Flows;

/// Thresholds of the dependency conditions and of a single point of failure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Condition 1: HHI of imports from outside, 0 to 1.
    pub import_hhi: f64,
    /// Condition 2: imports from outside in all supply from outside and inside, 0 to 1.
    pub import_share: f64,
    /// Condition 3: imports from outside over exports to outside.
    pub imports_over_exports: f64,
    /// Single point of failure: one origin's share of the imports, 0 to 1.
    pub single_origin: f64,
    /// Single point of failure: that origin's share of world exports, 0 to 1.
    pub world_share: f64,
}

/// How concentrated the supply of one product to one country or bloc is.
#[derive(Debug, Clone, PartialEq)]
pub struct Concentration {
    /// Position of the product.
    pub product: usize,
    /// Imports from outside, USD million a year.
    pub imports: f64,
    /// Herfindahl–Hirschman index of imports from outside by origin, 0 to 1.
    pub hhi: f64,
    /// Imports from outside over all supply.
    pub import_share: f64,
    /// Imports from outside over exports to outside; `None` if nothing is exported.
    pub imports_over_exports: Option<f64>,
    /// Largest origin and its share of the imports.
    pub largest: Option<(usize, f64)>,
    /// Share of that origin in world exports of the product.
    pub world_share: f64,
    /// The three conditions: concentrated, import-heavy, not replaceable by own exports.
    pub conditions: [bool; 3],
    /// Whether one origin is both most of the imports and most of what the world trades.
    pub single_point_of_failure: bool,
}

impl Concentration {
    /// How many of the three conditions hold.
    #[must_use]
    pub fn met(&self) -> usize {
        self.conditions.iter().filter(|c| **c).count()
    }
}

/// Herfindahl–Hirschman index of amounts: Σ (amount / total)², 0 for no amounts at all.
#[must_use]
pub fn hhi(amounts: &[f64]) -> f64 {
    let total: f64 = amounts.iter().sum();
    if total <= 0.0 {
        return 0.0;
    }
    amounts.iter().map(|a| (a / total) * (a / total)).sum()
}

/// Concentration of product `s` for a `bloc` of regions.
#[must_use]
pub fn concentration(
    flows: &Flows,
    s: usize,
    bloc: &[usize],
    limits: &Thresholds,
) -> Concentration {
    let r = flows.regions();
    let inside = |k: usize| bloc.contains(&k);
    let outside: Vec<f64> = (0..r)
        .map(|o| {
            if inside(o) {
                return 0.0;
            }
            let sold: f64 = bloc.iter().map(|&d| flows.product_sales(s, o, d)).sum();
            sold.max(0.0) // negative only through stock changes
        })
        .collect();
    let imports: f64 = outside.iter().sum();
    let internal: f64 = bloc
        .iter()
        .flat_map(|&o| bloc.iter().map(move |&d| (o, d)))
        .filter(|(o, d)| bloc.len() == 1 || o != d)
        .map(|(o, d)| flows.product_sales(s, o, d))
        .sum();
    let exports: f64 = bloc
        .iter()
        .flat_map(|&o| (0..r).map(move |d| (o, d)))
        .filter(|(_, d)| !inside(*d))
        .map(|(o, d)| flows.product_sales(s, o, d))
        .sum();
    let largest = (0..r)
        .max_by(|&a, &b| outside[a].total_cmp(&outside[b]).then(b.cmp(&a)))
        .filter(|&o| outside[o] > 0.0)
        .map(|o| (o, outside[o] / imports));
    let world: f64 = (0..r).map(|o| flows.product_exports(s, o)).sum();
    let world_share = match largest {
        Some((o, _)) if world > 0.0 => flows.product_exports(s, o) / world,
        _ => 0.0,
    };
    let supply = imports + internal;
    let import_share = if supply > 0.0 { imports / supply } else { 0.0 };
    let ratio = (exports > 0.0).then(|| imports / exports);
    let index = hhi(&outside);
    Concentration {
        product: s,
        imports,
        hhi: index,
        import_share,
        imports_over_exports: ratio,
        largest,
        world_share,
        conditions: [
            index > limits.import_hhi,
            import_share > limits.import_share,
            imports > 0.0 && ratio.is_none_or(|x| x > limits.imports_over_exports),
        ],
        single_point_of_failure: largest.is_some_and(|(_, share)| share > limits.single_origin)
            && world_share > limits.world_share,
    }
}

/// All products of a bloc, most dependent first: by conditions met, then by HHI × import share.
#[must_use]
pub fn most_dependent(
    flows: &Flows,
    products: &[usize],
    bloc: &[usize],
    limits: &Thresholds,
) -> Vec<Concentration> {
    let mut all: Vec<Concentration> = products
        .iter()
        .map(|&s| concentration(flows, s, bloc, limits))
        .collect();
    all.sort_by(|a, b| {
        let weight = |c: &Concentration| c.hhi * c.import_share;
        b.met()
            .cmp(&a.met())
            .then(weight(b).total_cmp(&weight(a)))
            .then(a.product.cmp(&b.product))
    });
    all
}
