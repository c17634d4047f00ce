//! One draw replayed and taken apart: what held an economy back, day by day, and what led to it.
//!
//! The draw is run again by the readable step of the dynamic model, which is watched. A day of a
//! sector is put down to what kept most of its production from it: an input that ran short, an item
//! of the bottleneck layer, electricity or damage, or orders that did not come. From there the chain
//! is followed upstream: the seller that accounts for most of what did not arrive, and whether its
//! link, its production or the orders failed. It is a reading of the replay, never a further model:
//! of several reasons it names the largest.

mod chain;
mod watch;

use mist_economy::{Economy, RegionCode};
use serde::{Deserialize, Serialize};

use crate::dynamic::baseline::Baseline;
use crate::dynamic::single::run_draw_with;
use crate::shock::ShockFactory;
use crate::{DrawInput, DrawStatus, EngineError, ModelParameters};
use watch::{Cause, Overheard, Watch};

pub use chain::{Maker, Step};

/// What held sectors back that is told, the dearest first.
const TOLD: usize = 10;

/// Of those, how many are followed upstream.
const FOLLOWED: usize = 5;

/// Days without it that do not end a stretch of days with a cause.
const GAP_DAYS: usize = 3;

/// What held a sector back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "name")]
pub enum Reason {
    /// A product of which stocks ran short: its code.
    Input(String),
    /// An item of the bottleneck layer: its identifier.
    Item(String),
    /// Electricity, or damage.
    Capacity,
    /// Orders that did not come.
    Demand,
}

/// A stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First day, from 0.
    pub from: u16,
    /// Last day.
    pub to: u16,
}

/// A sector of the economy, and what held it back on some days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hold {
    /// Product code of the sector.
    pub sector: String,
    /// What held it back.
    pub reason: Reason,
    /// On which days, gaps of up to three days closed.
    pub days: Vec<Span>,
    /// The worst day.
    pub worst_day: u16,
    /// Share of production that it kept away on that day.
    pub worst: f64,
    /// Value added lost on those days, USD million.
    pub loss: f64,
}

/// A chain that led to a [`Hold`], from the sector upstream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chain {
    /// Sector that it ends in.
    pub sector: String,
    /// Value added that the sector lost to it, USD million.
    pub loss: f64,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// One draw of one economy, taken apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// Draw number.
    pub draw: u64,
    /// How it ended.
    pub status: DrawStatus,
    /// ISO code of the economy.
    pub region: RegionCode,
    /// Its English name.
    pub name: String,
    /// Value added of a year at baseline, USD million.
    pub value_added: f64,
    /// Value added lost in 30, 90 and 365 days, USD million.
    pub loss: [f64; 3],
    /// Value added lost by week, as a share of the week's baseline.
    pub weekly_loss: Vec<f32>,
    /// Value added lost in the year by what held production back, USD million: inputs, items,
    /// capacity, demand, and what is below a hundredth of a sector's day or was made up for.
    pub by_reason: [f64; 5],
    /// What held sectors back, the dearest first.
    pub holds: Vec<Hold>,
    /// What led to the dearest.
    pub chains: Vec<Chain>,
}

/// Replays a draw and takes apart what it did to a region. `progress` is told the day.
///
/// # Errors
/// A region or a draw's item that the economy does not have.
pub fn explain(
    economy: &Economy,
    parameters: &ModelParameters,
    shocks: &dyn ShockFactory,
    draw: &DrawInput,
    region: usize,
    progress: &mut dyn FnMut(f64),
) -> Result<Explanation, EngineError> {
    let Some(named) = economy.regions.get(region) else {
        return Err(EngineError::Invalid {
            what: format!("no region {region}"),
            location: format!("economy `{}`", economy.info.id),
            help: "give the position of one of its regions".to_owned(),
        });
    };
    let base = Baseline::new(economy, shocks.supplied_inputs());
    let mut watch = Watch::new(&base);
    let mut source = Overheard::new(shocks.source(draw));
    let said = source.said();
    let outcome = run_draw_with(&base, &mut source, draw, |day, state, happened| {
        watch.day(&base, &said.borrow(), state, happened);
        progress(day);
    });
    let record = outcome.records.get(region);
    let names = Names {
        economy,
        items: shocks.items(),
    };
    let (by_reason, found) = holds(&base, &watch, region);
    let follower = chain::Follower {
        base: &base,
        watch: &watch,
        names,
        parameters,
        draw,
    };
    let chains = found
        .iter()
        .take(FOLLOWED)
        .map(|hold| Chain {
            sector: names.product(base.network.product_of(hold.node)),
            loss: hold.loss,
            steps: follower.steps(hold.node, hold.worst_day),
        })
        .collect();
    Ok(Explanation {
        draw: draw.draw,
        status: outcome.status,
        region: named.code.clone(),
        name: named.name.clone(),
        value_added: base.region_value_added[region],
        loss: record.map_or([0.0; 3], |record| record.loss),
        weekly_loss: record.map_or_else(Vec::new, |record| record.weekly_loss.clone()),
        by_reason,
        holds: found
            .iter()
            .take(TOLD)
            .map(|hold| hold.named(&base, &watch, names))
            .collect(),
        chains,
    })
}

/// Names of what the model numbers.
#[derive(Clone, Copy)]
struct Names<'a> {
    economy: &'a Economy,
    items: &'a [String],
}

impl Names<'_> {
    fn product(&self, s: usize) -> String {
        let product = self.economy.products.get(s);
        product.map_or_else(String::new, |p| p.code.as_str().to_owned())
    }

    fn region(&self, r: usize) -> RegionCode {
        self.economy.regions[r].code.clone()
    }

    fn item(&self, k: usize) -> String {
        self.items.get(k).cloned().unwrap_or_default()
    }

    fn reason(&self, cause: Cause) -> Reason {
        match cause {
            Cause::Input(s) => Reason::Input(self.product(s)),
            Cause::Item(k) => Reason::Item(self.item(k)),
            Cause::Capacity => Reason::Capacity,
            Cause::Demand => Reason::Demand,
        }
    }
}

/// A node and a cause, over all days.
struct Found {
    node: usize,
    cause: Cause,
    worst_day: usize,
    worst: f32,
    loss: f64,
}

impl Found {
    fn named(&self, base: &Baseline, watch: &Watch, names: Names<'_>) -> Hold {
        let days = (0..watch.days())
            .filter(|&day| watch.cause(day, self.node).is_some_and(|c| c == self.cause));
        Hold {
            sector: names.product(base.network.product_of(self.node)),
            reason: names.reason(self.cause),
            days: spans(days),
            worst_day: self.worst_day as u16,
            worst: f64::from(self.worst),
            loss: self.loss,
        }
    }
}

/// Losses of a region by kind of cause, and every node and cause in it, the dearest first.
fn holds(base: &Baseline, watch: &Watch, region: usize) -> ([f64; 5], Vec<Found>) {
    let products = base.network.products;
    let mut by_reason = [0.0; 5];
    let mut found: Vec<Found> = Vec::new();
    for node in region * products..(region + 1) * products {
        let first = found.len();
        for day in 0..watch.days() {
            let lost = base.value_added[node] / crate::HORIZON_DAYS
                * f64::from(1.0 - watch.level(day, node));
            let Some(cause) = watch.cause(day, node) else {
                by_reason[4] += lost;
                continue;
            };
            by_reason[match cause {
                Cause::Input(_) => 0,
                Cause::Item(_) => 1,
                Cause::Capacity => 2,
                Cause::Demand => 3,
            }] += lost;
            let held = watch.held(day, node);
            match found[first..].iter_mut().find(|f| f.cause == cause) {
                Some(f) => {
                    f.loss += lost;
                    if held > f.worst {
                        (f.worst, f.worst_day) = (held, day);
                    }
                }
                None => found.push(Found {
                    node,
                    cause,
                    worst_day: day,
                    worst: held,
                    loss: lost,
                }),
            }
        }
    }
    // Stable: what costs the same stays in the table's order.
    found.sort_by(|a, b| b.loss.total_cmp(&a.loss));
    found.retain(|f| f.loss > 0.0);
    (by_reason, found)
}

/// Days as stretches, small gaps closed.
fn spans(days: impl Iterator<Item = usize>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for day in days {
        match spans.last_mut() {
            Some(span) if day - usize::from(span.to) <= GAP_DAYS + 1 => span.to = day as u16,
            _ => spans.push(Span {
                from: day as u16,
                to: day as u16,
            }),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_gaps_do_not_end_a_stretch() {
        let days = [1, 2, 3, 7, 8, 13, 20, 21];
        let found: Vec<(u16, u16)> = spans(days.into_iter())
            .iter()
            .map(|span| (span.from, span.to))
            .collect();
        assert_eq!(found, [(1, 8), (13, 13), (20, 21)]);
    }
}
