//! Items on the regions and products of one economy.

use mist_economy::{Economy, RegionCode};

use super::spec::{Item, ItemKind};
use crate::cuts::positions;
use crate::isic;

/// How far a country's purchases may depart from the world's mean before they stop counting.
const INTENSITY: (f64, f64) = (0.25, 2.0);

/// One item, placed in an economy.
#[derive(Debug, Clone)]
pub(crate) struct PlacedItem {
    pub(crate) id: String,
    pub(crate) kind: ItemKind,
    /// Product that it travels as.
    pub(crate) product: usize,
    /// Stages of production, in order.
    pub(crate) stages: Vec<PlacedStage>,
    /// Regions that make any of it at any stage, in order.
    pub(crate) makers: Vec<usize>,
    /// Users by region, in the table's order of nodes.
    pub(crate) users: Vec<PlacedUser>,
}

/// Producers of one stage.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlacedStage {
    /// Region and share of each; shares add up to 1.
    pub(crate) producers: Vec<(usize, f64)>,
    /// Position of the producer whose share is drawn.
    pub(crate) lead: Option<usize>,
}

/// A sector of a region that uses an item.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlacedUser {
    pub(crate) node: usize,
    pub(crate) region: usize,
    /// Row among the item's users.
    pub(crate) row: usize,
    /// Part of the node's product that the row covers.
    pub(crate) part: f64,
    /// Share of the world's use if it follows output, and if it follows purchases.
    pub(crate) by_output: f64,
    pub(crate) by_purchases: f64,
    /// Purchases of the item's product for each dollar of output, against the world's mean.
    pub(crate) intensity: f64,
    /// Value added of the node, USD million a year.
    pub(crate) value_added: f64,
}

/// Region that stands for one outside the table.
fn rest_of_world(economy: &Economy) -> Option<usize> {
    economy.region_index(&RegionCode::new("ROW"))
}

impl PlacedItem {
    /// Places an item; none if the economy has none of its producers, users or its product.
    pub(crate) fn new(economy: &Economy, output: &[f64], item: &Item) -> Option<Self> {
        let spec = &item.spec;
        let product = isic::product(&economy.products, &spec.product)?;
        let mut stages = Vec::new();
        for stage in &spec.stages {
            let mut shares = vec![0.0; economy.regions.len()];
            for (code, share) in stage.shares.get_ref() {
                let named = positions(&economy.regions, &[RegionCode::new(code.as_str())]);
                if let Some(r) = named.first().copied().or_else(|| rest_of_world(economy)) {
                    shares[r] += share;
                }
            }
            let total: f64 = shares.iter().sum();
            let producers: Vec<(usize, f64)> = shares
                .iter()
                .enumerate()
                .filter(|(_, share)| **share > 0.0)
                .map(|(r, share)| (r, share / total))
                .collect();
            if producers.is_empty() {
                return None;
            }
            let lead = stage.lead.as_ref().and_then(|lead| {
                let r = economy.region_index(&RegionCode::new(lead.region.as_str()))?;
                producers.iter().position(|(p, _)| *p == r)
            });
            stages.push(PlacedStage { producers, lead });
        }
        let mut makers: Vec<usize> = stages
            .iter()
            .flat_map(|stage: &PlacedStage| stage.producers.iter().map(|(r, _)| *r))
            .collect();
        makers.sort_unstable();
        makers.dedup();
        let users = users(economy, output, item, product);
        (!users.is_empty()).then(|| Self {
            id: spec.id.clone(),
            kind: spec.kind,
            product,
            stages,
            makers,
            users,
        })
    }

    /// Whether a region makes any of it at any stage.
    pub(crate) fn made_in(&self, region: usize) -> bool {
        self.makers.binary_search(&region).is_ok()
    }

    /// Shares of a stage's producers in a draw, given the leading one's.
    pub(crate) fn shares(&self, stage: usize, lead: Option<f64>) -> Vec<(usize, f64)> {
        let PlacedStage {
            producers,
            lead: position,
        } = &self.stages[stage];
        let (Some(position), Some(lead)) = (*position, lead) else {
            return producers.clone();
        };
        let others = 1.0 - producers[position].1;
        producers
            .iter()
            .enumerate()
            .map(|(i, &(r, share))| {
                let share = if i == position {
                    if others > 0.0 { lead } else { 1.0 }
                } else {
                    share / others * (1.0 - lead)
                };
                (r, share)
            })
            .collect()
    }
}

fn users(economy: &Economy, output: &[f64], item: &Item, product: usize) -> Vec<PlacedUser> {
    let t = &economy.table;
    let total_need: f64 = item.spec.users.iter().map(|u| u.need).sum();
    let mut placed = Vec::new();
    for (row, user) in item.spec.users.iter().enumerate() {
        let first = placed.len();
        for (s, part) in isic::products(&economy.products, user.isic.get_ref()) {
            for r in 0..t.regions {
                let node = t.node(r, s);
                if output[node] <= 0.0 {
                    continue;
                }
                let purchases: f64 = (0..t.regions)
                    .map(|from| t.z[(t.node(from, product), node)])
                    .sum();
                placed.push(PlacedUser {
                    node,
                    region: r,
                    row,
                    part,
                    by_output: output[node] * part,
                    by_purchases: purchases * part,
                    intensity: 1.0,
                    value_added: t.value_added[node].max(0.0),
                });
            }
        }
        let own = &mut placed[first..];
        let total_output: f64 = own.iter().map(|u| u.by_output).sum();
        let total_purchases: f64 = own.iter().map(|u| u.by_purchases).sum();
        if total_output <= 0.0 {
            continue;
        }
        let need = user.need / total_need;
        for u in own {
            if total_purchases > 0.0 {
                let mean = total_purchases / total_output;
                u.intensity = (u.by_purchases / u.by_output / mean).clamp(INTENSITY.0, INTENSITY.1);
                u.by_purchases *= need / total_purchases;
            } else {
                u.by_purchases = u.by_output * need / total_output;
            }
            u.by_output *= need / total_output;
        }
    }
    // By node, so that a step passes through memory once; rows of one node stay in file order.
    placed.sort_by_key(|u| (u.node, u.row));
    placed
}
