//! Follows what held a node back upstream.

use mist_economy::RegionCode;
use serde::{Deserialize, Serialize};

use super::Names;
use super::watch::{Cause, Watch};
use crate::dynamic::baseline::Baseline;
use crate::isic;
use crate::items::ItemKind;
use crate::{DrawInput, ModelParameters};

/// Nodes of a chain at most.
const LONGEST: usize = 4;

/// A link or seller counts as a reason from this shortfall on.
const NOTICEABLE: f32 = 0.01;

/// Makers of an item that are named.
const MAKERS: usize = 3;

/// One step of a chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "step")]
pub enum Step {
    /// A sector lacked a product of which stocks had run short.
    Lacked {
        /// Economy and sector.
        region: RegionCode,
        /// Product code of the sector.
        sector: String,
        /// Product code of the input.
        input: String,
        /// The worst day.
        day: u16,
        /// Share of production that it kept away on that day.
        held: f64,
        /// The economy that accounts for most of what had not arrived by then.
        from: RegionCode,
        /// Its share of that.
        share: f64,
    },
    /// The link between two economies carried only a part.
    Link {
        /// Seller.
        from: RegionCode,
        /// Buyer.
        to: RegionCode,
        /// Product code.
        product: String,
        /// Share of normal trade that it carried in the worst week.
        carried: f64,
        /// The day in the middle of that week.
        day: u16,
    },
    /// What had been shipped was on its way longer than usual.
    Late {
        /// Seller.
        from: RegionCode,
        /// Buyer.
        to: RegionCode,
        /// Product code.
        product: String,
        /// The day in the middle of the worst week.
        day: u16,
    },
    /// Buyers asked their usual seller for less.
    AskedLess {
        /// Seller.
        from: RegionCode,
        /// Buyer.
        to: RegionCode,
        /// Product code.
        product: String,
        /// Orders as a share of normal in the worst week.
        ordered: f64,
        /// The day in the middle of that week.
        day: u16,
    },
    /// A sector lacked an item of the bottleneck layer.
    Item {
        /// Economy and sector.
        region: RegionCode,
        /// Product code of the sector.
        sector: String,
        /// The item's identifier.
        item: String,
        /// Its English name.
        name: String,
        /// Whether it is a chip or a raw material.
        chip: bool,
        /// The worst day.
        day: u16,
        /// Share of production that it kept away on that day.
        held: f64,
        /// Its largest makers at the last stage.
        makers: Vec<Maker>,
    },
    /// Electricity or damage left a sector only a part of its capacity.
    Capacity {
        /// Economy and sector.
        region: RegionCode,
        /// Product code of the sector.
        sector: String,
        /// The worst day.
        day: u16,
        /// Share of production that it kept away on that day.
        held: f64,
    },
    /// A sector had fewer orders.
    Demand {
        /// Economy and sector.
        region: RegionCode,
        /// Product code of the sector.
        sector: String,
        /// The worst day.
        day: u16,
        /// Share of production that was not asked for on that day.
        held: f64,
        /// The economy whose orders fell most, if any did.
        buyer: Option<RegionCode>,
        /// Its share of what was not ordered in that week.
        share: f64,
    },
    /// The seller had met nothing yet that the replay can name.
    Unnamed {
        /// Economy and sector.
        region: RegionCode,
        /// Product code of the sector.
        sector: String,
    },
}

/// A maker of a bottleneck item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Maker {
    /// Where.
    pub region: RegionCode,
    /// Its share of the world's supply in this draw.
    pub share: f64,
    /// What of the product that the item travels as came from there to the economy in the worst
    /// week so far, as a share of normal; none at home and where there is no such trade.
    pub reached: Option<f64>,
}

/// What a chain is followed with.
pub(super) struct Follower<'a> {
    pub(super) base: &'a Baseline,
    pub(super) watch: &'a Watch,
    pub(super) names: Names<'a>,
    pub(super) parameters: &'a ModelParameters,
    pub(super) draw: &'a DrawInput,
}

impl Follower<'_> {
    /// The steps that led to what held a node back on a day.
    pub(super) fn steps(&self, node: usize, day: usize) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut visited = Vec::new();
        let mut next = Some((node, day));
        while let Some((node, day)) = next {
            if visited.contains(&node) || visited.len() == LONGEST {
                break;
            }
            visited.push(node);
            next = self.step(node, day, &mut steps);
        }
        steps
    }

    /// Adds what held a node back by `day`; the node and day to go on with, if there are any.
    fn step(&self, node: usize, day: usize, steps: &mut Vec<Step>) -> Option<(usize, usize)> {
        let net = &self.base.network;
        let (region, sector) = self.place(node);
        let Some((day, cause)) = self.worst(node, day) else {
            steps.push(Step::Unnamed { region, sector });
            return None;
        };
        let held = f64::from(self.watch.held(day, node));
        let at = day as u16;
        match cause {
            Cause::Input(s) => return self.input(node, s, day, held, steps),
            Cause::Item(k) => {
                let spec = self.parameters.bottlenecks().get(k).map(|item| &item.spec);
                steps.push(Step::Item {
                    region,
                    sector,
                    item: self.names.item(k),
                    name: spec.map_or_else(String::new, |spec| spec.name.clone()),
                    chip: spec.is_some_and(|spec| spec.kind == ItemKind::Chips),
                    day: at,
                    held,
                    makers: self.makers(k, self.base.network.region_of(node), day / 7),
                });
            }
            Cause::Capacity => steps.push(Step::Capacity {
                region,
                sector,
                day: at,
                held,
            }),
            Cause::Demand => {
                let week = day / 7;
                let falls: Vec<f64> = (0..net.regions)
                    .map(|c| {
                        let ordered = self.watch.shipment(week, node, c).ordered;
                        net.shipments[(node, c)] * f64::from(1.0 - ordered).max(0.0)
                    })
                    .collect();
                let (buyer, share) = largest(&falls);
                steps.push(Step::Demand {
                    region,
                    sector,
                    day: at,
                    held,
                    buyer: buyer.map(|c| self.names.region(c)),
                    share,
                });
            }
        }
        None
    }

    /// A missing input: which seller accounts for most of the gap so far, and what failed there.
    fn input(
        &self,
        node: usize,
        product: usize,
        day: usize,
        held: f64,
        steps: &mut Vec<Step>,
    ) -> Option<(usize, usize)> {
        let net = &self.base.network;
        let (region, sector) = self.place(node);
        let c = net.region_of(node);
        let sellers: Vec<usize> = self.watch.makers(product).collect();
        let missing = |i: usize, week: usize| {
            let arrived = self.watch.shipment(week, i, c).arrived;
            // What the node itself buys there, at the rate at which the region was served.
            net.sales[(i, node)] * f64::from(1.0 - arrived)
        };
        let gaps: Vec<f64> = sellers
            .iter()
            .map(|&i| (0..=day / 7).map(|w| missing(i, w)).sum::<f64>().max(0.0))
            .collect();
        let (seller, share) = largest(&gaps);
        let Some(i) = seller.map(|k| sellers[k]) else {
            steps.push(Step::Unnamed { region, sector });
            return None;
        };
        let r = net.region_of(i);
        let (from, to) = (self.names.region(r), region.clone());
        let input = self.names.product(product);
        steps.push(Step::Lacked {
            region,
            sector,
            input: input.clone(),
            day: day as u16,
            held,
            from: from.clone(),
            share,
        });
        let week = (0..=day / 7).max_by(|&a, &b| missing(i, a).total_cmp(&missing(i, b)))?;
        let seen = self.watch.shipment(week, i, c);
        let refused = seen.ordered * (1.0 - seen.carried);
        let unserved = seen.ordered * seen.carried - seen.delivered;
        let late = seen.delivered - seen.arrived;
        let day = (7 * week + 3).min(self.watch.days() - 1);
        let at = day as u16;
        // Buyers turn away from a seller that fails them: fewer orders are a reason only if nothing
        // else is.
        let worst = refused.max(unserved).max(late);
        let product = input;
        if worst < NOTICEABLE {
            let ordered = f64::from(seen.ordered);
            steps.push(Step::AskedLess {
                from,
                to,
                product,
                ordered,
                day: at,
            });
            return None;
        }
        if refused == worst {
            let carried = f64::from(seen.carried);
            steps.push(Step::Link {
                from,
                to,
                product,
                carried,
                day: at,
            });
            return None;
        }
        if late == worst {
            steps.push(Step::Late {
                from,
                to,
                product,
                day: at,
            });
            return None;
        }
        Some((i, day))
    }

    /// The day up to `day` on which a node was held back most, and by what.
    fn worst(&self, node: usize, day: usize) -> Option<(usize, Cause)> {
        (0..=day.min(self.watch.days().checked_sub(1)?))
            .filter_map(|d| Some((d, self.watch.cause(d, node)?)))
            .max_by(|a, b| {
                let held = |d: usize| self.watch.held(d, node);
                held(a.0).total_cmp(&held(b.0))
            })
    }

    fn place(&self, node: usize) -> (RegionCode, String) {
        let net = &self.base.network;
        (
            self.names.region(net.region_of(node)),
            self.names.product(net.product_of(node)),
        )
    }

    /// The largest makers of an item at its last stage, and what reached a region by a week.
    fn makers(&self, k: usize, to: usize, week: usize) -> Vec<Maker> {
        let Some(item) = self.parameters.bottlenecks().get(k) else {
            return Vec::new();
        };
        let Some(stage) = item.spec.stages.last() else {
            return Vec::new();
        };
        let shares = stage.shares.get_ref();
        let total: f64 = shares.values().sum();
        let drawn = self.draw.parameters.item_draws.get(k);
        let drawn = drawn.and_then(|draw| *draw.lead.last()?);
        let lead = stage.lead.as_ref().zip(drawn);
        let mut makers: Vec<(RegionCode, f64)> = shares
            .iter()
            .map(|(code, share)| {
                let share = share / total;
                let share = match lead {
                    Some((lead, drawn)) if *code == lead.region => drawn,
                    // The others share what is left.
                    Some((lead, drawn)) => {
                        let others = 1.0 - shares.get(&lead.region).map_or(0.0, |s| s / total);
                        share * (1.0 - drawn) / others.max(f64::MIN_POSITIVE)
                    }
                    None => share,
                };
                (RegionCode::new(code.as_str()), share)
            })
            .collect();
        makers.sort_by(|a, b| b.1.total_cmp(&a.1));
        makers.truncate(MAKERS);
        let economy = self.names.economy;
        let product = isic::product(&economy.products, &item.spec.product);
        let reached = |code: &RegionCode| {
            let node = economy.region_index(code)? * economy.products.len() + product?;
            // At home nothing has to arrive.
            let abroad = self.base.network.region_of(node) != to;
            let traded = abroad && self.base.network.shipments[(node, to)] > 0.0;
            let weeks = (0..=week).map(|w| self.watch.shipment(w, node, to).arrived);
            let least = weeks.min_by(f32::total_cmp).filter(|_| traded)?;
            Some(f64::from(least))
        };
        makers
            .into_iter()
            .map(|(region, share)| Maker {
                reached: reached(&region),
                region,
                share,
            })
            .collect()
    }
}

/// Position of the largest positive value, and its share of all.
fn largest(values: &[f64]) -> (Option<usize>, f64) {
    let total: f64 = values.iter().sum();
    let (k, most) = values
        .iter()
        .enumerate()
        // Of equals the first.
        .fold(
            (0, 0.0),
            |best, (k, &x)| if x > best.1 { (k, x) } else { best },
        );
    if most > 0.0 {
        (Some(k), most / total)
    } else {
        (None, 0.0)
    }
}
