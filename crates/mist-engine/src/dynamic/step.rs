//! One step of one draw, written to be read: the reference that the fast kernel is tested against.
//!
//! The same phases serve our own model and the published ARIO family; where the two differ, the
//! [`Family`] says how. Equation numbers (D1)–(D16) are those of `docs/src/model.md`.

use nalgebra::DMatrix;

use super::network::Network;
use super::parameters::Rationing;

/// Limits that differ by less are taken to be equal.
pub(super) const TIE: f64 = 1e-9;

/// Where our model and the published family part ways.
#[derive(Debug, Clone, PartialEq)]
pub enum Family {
    /// ARIO as published (Hallegatte 2013; Guan et al. 2020 with `alternatives`).
    Published {
        /// Orders move towards suppliers with more remaining capacity.
        alternatives: bool,
        /// Keep what the reference program does beyond its equations (quirks Q2 and Q3).
        quirks: bool,
    },
    /// Our model: orders follow expected demand, suppliers are judged by what they delivered.
    Adaptive {
        /// Share of the way to present demand that expectations move in a step.
        expectation: f64,
        /// θ by product.
        switching: Vec<f64>,
        /// Share of the way to present deliveries that buyers' memory moves in a step, by product.
        memory: Vec<f64>,
        /// Steps after which buyers weigh their suppliers anew.
        review: usize,
    },
}

/// Everything about behaviour that stays constant during a draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// ψ: share of the target cover below which output begins to fall.
    pub psi: f64,
    /// φ by input and using node (S × N): 0 never binds, 1 binds fully.
    pub binding: DMatrix<f64>,
    /// ν by input and its buyer (S × (N + P)): target cover in steps of use; may be infinite.
    pub cover: DMatrix<f64>,
    /// Share of a gap in stocks that is ordered in a step, by input and its buyer (S × (N + P)).
    pub restocking: DMatrix<f64>,
    /// α_max by node.
    pub ceiling: Vec<f64>,
    /// Δt / τ_α: how fast overproduction moves in a step.
    pub ceiling_rate: f64,
    /// Who is served first.
    pub rationing: Rationing,
    /// How far they are: 1 before anybody else gets anything, 0 not at all.
    pub priority: f64,
    /// Which model.
    pub family: Family,
}

/// What the world imposes during a step.
#[derive(Debug, Clone, Copy)]
pub struct Conditions<'a> {
    /// Share of baseline capacity in use, by node.
    pub capacity: &'a [f64],
    /// Share of baseline final demand, by final user.
    pub final_demand: &'a [f64],
    /// λ and the share that arrives, if any link is impaired.
    pub links: Option<&'a Links>,
    /// Demand beyond orders and final demand, by seller: rebuilding.
    pub extra: Option<&'a [f64]>,
    /// Whether overproduction may move yet.
    pub overproduction: bool,
}

/// Link factors of every pair and product, by `(from * R + to) * S + product`.
#[derive(Debug, Clone, PartialEq)]
pub struct Links {
    /// λ: share of normal trade that the link carries.
    pub carried: Vec<f64>,
    /// Share of what is shipped that arrives in this step.
    pub arriving: Vec<f64>,
}

impl Links {
    /// All links free.
    #[must_use]
    pub fn free(regions: usize, products: usize) -> Self {
        let count = regions * regions * products;
        Self {
            carried: vec![1.0; count],
            arriving: vec![1.0; count],
        }
    }
}

/// What moves from step to step.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Stocks by input and its buyer, S × (N + P), USD million.
    pub stock: DMatrix<f64>,
    /// q: what buyers want of each product as a share of normal purchases, S × M.
    pub wanted: DMatrix<f64>,
    /// g: weight of seller (row) in the orders of region (column), N × R; 1 before any shock.
    pub weight: DMatrix<f64>,
    /// x: production by node in the last step.
    pub production: Vec<f64>,
    /// α: overproduction by node.
    pub overproduction: Vec<f64>,
    /// e: demand that nodes expect to meet.
    pub expected: Vec<f64>,
    /// Buyers' memory of which share of their orders a node delivered.
    pub delivered: Vec<f64>,
    /// Buyers' memory of λ, in the order of [`Links::carried`].
    pub experienced: Vec<f64>,
    /// Steps taken.
    pub steps: usize,
}

/// What happened in a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Happened {
    /// Orders placed with each seller by each buyer before links refuse any, N × M.
    pub orders: DMatrix<f64>,
    /// Demand that reached each seller, extra demand included.
    pub demand: Vec<f64>,
    /// Most that each node could produce.
    pub capacity: Vec<f64>,
    /// Share of its wanted production that a node's inputs allow.
    pub input_limit: Vec<f64>,
    /// The product that holds a node back most, if any does.
    pub limiting: Vec<Option<usize>>,
    /// Inputs below their threshold (S × N).
    pub short: DMatrix<bool>,
    /// Served share of those served first, and of the rest, by seller.
    pub served: Vec<(f64, f64)>,
    /// Deliveries (N × M) as they leave the seller.
    pub delivered: DMatrix<f64>,
    /// What of them arrives in this step, N × M.
    pub arrived: DMatrix<f64>,
}

impl State {
    /// The state before any shock.
    #[must_use]
    pub fn baseline(network: &Network, rules: &Rules) -> Self {
        let (n, m) = (network.nodes(), network.buyers());
        let regions = network.regions;
        Self {
            stock: DMatrix::from_fn(network.products, network.first_final(), |s, j| {
                target(rules.cover[(s, j)], network.purchases[(s, j)], 1.0)
            }),
            wanted: DMatrix::from_element(network.products, m, 1.0),
            weight: DMatrix::from_element(n, regions, 1.0),
            production: network.output.clone(),
            overproduction: vec![1.0; n],
            expected: network.output.clone(),
            delivered: vec![1.0; n],
            experienced: vec![1.0; regions * regions * network.products],
            steps: 0,
        }
    }

    /// Moves on by one step.
    pub fn advance(&mut self, net: &Network, rules: &Rules, now: &Conditions<'_>) -> Happened {
        // Demand comes first in code because overproduction answers to it.
        let orders = self.orders(net, rules, now);
        let carried = carried(net, &orders, now.links);
        let demand = demand(net, &carried, now.extra);
        let capacity = self.capacity(net, rules, now, &demand);
        let (production, input_limit, limiting, short) =
            self.production(net, rules, &demand, &capacity);
        let served = ration(net, rules, &carried, now.extra, &demand, &production);
        let delivered = deliver(net, rules.rationing, &carried, &served);
        let arrived = arrive(net, &delivered, now.links);
        self.restock(net, rules, &production, &net.received(&arrived));
        self.production = production;
        self.remember(net, rules, now.links, &demand);
        self.expect(net, rules, now, &demand, &capacity, &served);
        self.steps += 1;
        self.order(net, rules, &demand, &capacity);
        Happened {
            orders,
            demand,
            capacity,
            input_limit,
            limiting,
            short,
            served,
            delivered,
            arrived,
        }
    }

    /// Orders of this step (D2): O_ij = z⁰_ij q g / Σ_r w g, final users included.
    fn orders(&self, net: &Network, rules: &Rules, now: &Conditions<'_>) -> DMatrix<f64> {
        let n = net.first_final();
        let finals_switch = matches!(rules.family, Family::Adaptive { .. });
        let mut orders = net.sales.clone();
        for j in 0..net.buyers() {
            let c = net.buyer_region(j);
            for s in 0..net.products {
                let bought = net.purchases[(s, j)];
                if bought == 0.0 {
                    continue;
                }
                let wanted = if j < n {
                    self.wanted[(s, j)]
                } else {
                    now.final_demand[j - n]
                };
                if j >= n && !finals_switch {
                    for r in 0..net.regions {
                        orders[(r * net.products + s, j)] *= wanted;
                    }
                    continue;
                }
                let sellers = (0..net.regions).map(|r| r * net.products + s);
                // Weights all 1 must leave baseline shares as they are, to the last bit.
                let missing: f64 = sellers
                    .clone()
                    .map(|i| net.sales[(i, j)] / bought * (1.0 - self.weight[(i, c)]))
                    .sum();
                let total = 1.0 - missing;
                for i in sellers {
                    let share = if total > 0.0 {
                        self.weight[(i, c)] / total
                    } else {
                        0.0
                    };
                    orders[(i, j)] *= wanted * share;
                }
            }
        }
        orders
    }

    /// Capacity (D5) after overproduction has moved (D6).
    fn capacity(
        &mut self,
        net: &Network,
        rules: &Rules,
        now: &Conditions<'_>,
        demand: &[f64],
    ) -> Vec<f64> {
        (0..net.nodes())
            .map(|i| {
                let alpha = &mut self.overproduction[i];
                if now.overproduction {
                    let scarcity = if demand[i] > 0.0 {
                        (demand[i] - self.production[i]) / demand[i]
                    } else {
                        0.0
                    };
                    let rise = (rules.ceiling[i] - *alpha) * rules.ceiling_rate;
                    let fall = (1.0 - *alpha) * rules.ceiling_rate;
                    *alpha += match rules.family {
                        // SPEC 3.5: the way down acts on exact equality only.
                        Family::Published { .. } if scarcity == 0.0 => fall,
                        Family::Published { .. } => rise * scarcity,
                        Family::Adaptive { .. } if scarcity > 0.0 => {
                            rise * scarcity + fall * (1.0 - scarcity)
                        }
                        Family::Adaptive { .. } => fall,
                    };
                    *alpha = alpha.max(1.0);
                }
                net.output[i] * now.capacity[i] * *alpha
            })
            .collect()
    }

    /// Production (D7)–(D8): demand or capacity, bound by stocks.
    #[allow(clippy::type_complexity)]
    fn production(
        &self,
        net: &Network,
        rules: &Rules,
        demand: &[f64],
        capacity: &[f64],
    ) -> (Vec<f64>, Vec<f64>, Vec<Option<usize>>, DMatrix<bool>) {
        let n = net.nodes();
        let mut production = vec![0.0; n];
        let mut limits = vec![1.0; n];
        let mut limiting = vec![None; n];
        let mut short = DMatrix::from_element(net.products, n, false);
        for j in 0..n {
            let possible = demand[j].min(capacity[j]);
            let level = ratio(possible, net.output[j]);
            for s in 0..net.products {
                let cover = rules.cover[(s, j)];
                let threshold = rules.psi * (net.purchases[(s, j)] * level) * cover;
                let binding = rules.binding[(s, j)];
                if binding == 0.0 || cover.is_infinite() || threshold <= 0.0 {
                    continue;
                }
                let filled = self.stock[(s, j)] / threshold;
                if filled < 1.0 {
                    short[(s, j)] = true;
                    let limit = 1.0 - binding * (1.0 - filled);
                    // Of inputs that limit alike, the first.
                    if limit < limits[j] - TIE {
                        limiting[j] = Some(s);
                    }
                    limits[j] = limits[j].min(limit);
                }
            }
            production[j] = possible * limits[j];
        }
        (production, limits, limiting, short)
    }

    /// Stocks (D11): minus use, plus arrivals.
    fn restock(
        &mut self,
        net: &Network,
        rules: &Rules,
        production: &[f64],
        arrived: &DMatrix<f64>,
    ) {
        let n = net.first_final();
        let mut using = DMatrix::zeros(net.products, n);
        for j in 0..n {
            for s in 0..net.products {
                let share = net.mean(s, j, |j| level(production[j], net.output[j]));
                using[(s, j)] = net.purchases[(s, j)] * share;
                if let Family::Adaptive { .. } = rules.family {
                    // An input that does not bind is used as far as there is any; of what arrives in a
                    // step, all but the last day's can be.
                    let in_time = 1.0 - 1.0 / net.step_days;
                    let there = self.stock[(s, j)] + arrived[(s, j)] * in_time;
                    using[(s, j)] = f64::min(using[(s, j)], there);
                }
            }
        }
        if let Family::Published { quirks: true, .. } = rules.family {
            // Quirk Q2: no update at all while everything is close to balance.
            if using.iter().zip(arrived.iter()).all(|(u, a)| close(*a, *u)) {
                return;
            }
        }
        for j in 0..n {
            for s in 0..net.products {
                self.stock[(s, j)] += arrived[(s, j)] - using[(s, j)];
            }
        }
    }

    /// Buyers' memory of what sellers and links delivered (D12).
    fn remember(&mut self, net: &Network, rules: &Rules, links: Option<&Links>, demand: &[f64]) {
        let Family::Adaptive { memory, .. } = &rules.family else {
            return;
        };
        for (i, now) in demand.iter().enumerate() {
            let share = if *now > 0.0 {
                self.production[i] / now
            } else {
                1.0
            };
            self.delivered[i] += (share - self.delivered[i]) * memory[net.product_of(i)];
        }
        for (l, seen) in self.experienced.iter_mut().enumerate() {
            let now = links.map_or(1.0, |links| links.carried[l].min(1.0));
            *seen += (now - *seen) * memory[l % net.products];
            if now >= 1.0 && *seen > FORGOTTEN {
                *seen = 1.0;
            }
        }
    }

    /// Expected demand (D13), or the published family's: what is left to meet within capacity.
    fn expect(
        &mut self,
        net: &Network,
        rules: &Rules,
        now: &Conditions<'_>,
        demand: &[f64],
        capacity: &[f64],
        served: &[(f64, f64)],
    ) {
        for i in 0..net.nodes() {
            let left = demand[i] - now.extra.map_or(0.0, |extra| extra[i] * served[i].1);
            let level = left.min(capacity[i]);
            match rules.family {
                Family::Published { .. } => self.expected[i] = level,
                Family::Adaptive { expectation, .. } => {
                    self.expected[i] += (level - self.expected[i]) * expectation;
                }
            }
        }
    }

    /// Orders for the next step: how much (D14) and with which weights (D16).
    fn order(&mut self, net: &Network, rules: &Rules, demand: &[f64], capacity: &[f64]) {
        let n = net.first_final();
        let goal = DMatrix::from_fn(net.products, n, |s, j| {
            // A target that followed expected demand would swing with the restocking of every
            // buyer downstream, stronger at each stage (the bullwhip), and hold output down.
            let level = match rules.family {
                Family::Published { .. } => ratio(self.expected[j], net.output[j]),
                Family::Adaptive { .. } => 1.0,
            };
            target(rules.cover[(s, j)], net.purchases[(s, j)], level)
        });
        let settled = match rules.family {
            // Quirk Q3: no restocking while all stocks are close to their goal.
            Family::Published { quirks: true, .. } => {
                (self.stock.iter().zip(goal.iter())).all(|(s, g)| close(*s, *g))
            }
            _ => false,
        };
        for j in 0..n {
            for s in 0..net.products {
                let bought = net.purchases[(s, j)];
                if bought == 0.0 {
                    continue;
                }
                let gap = goal[(s, j)] - self.stock[(s, j)];
                let gap = if goal[(s, j)].is_infinite() || settled {
                    0.0
                } else {
                    gap * rules.restocking[(s, j)]
                };
                let wanted = match rules.family {
                    Family::Published { .. } => {
                        bought * ratio(self.production[j], net.output[j]) + gap.max(0.0)
                    }
                    Family::Adaptive { .. } => {
                        let expected = |j: usize| level(self.expected[j], net.output[j]);
                        bought * net.mean(s, j, expected) + gap
                    }
                };
                self.wanted[(s, j)] = wanted.max(0.0) / bought;
            }
        }
        match &rules.family {
            Family::Published {
                alternatives: false,
                ..
            } => {}
            Family::Published { .. } => {
                for (i, capacity) in capacity.iter().enumerate() {
                    let spare = if net.output[i] == 0.0 {
                        1.0
                    } else {
                        capacity / net.output[i]
                    };
                    self.weight.row_mut(i).fill(spare);
                }
            }
            Family::Adaptive { review, .. } if !self.steps.is_multiple_of(*review) => {}
            Family::Adaptive { switching, .. } => {
                for i in 0..demand.len() {
                    let (r, s) = (net.region_of(i), net.product_of(i));
                    for c in 0..net.regions {
                        let seen = self.experienced[(r * net.regions + c) * net.products + s];
                        self.weight[(i, c)] = 1.0 - switching[s] * (1.0 - self.delivered[i] * seen);
                    }
                }
            }
        }
    }
}

/// Memory of a free link above which buyers think of it as of any other.
pub(super) const FORGOTTEN: f64 = 0.995;

/// Target stock: cover × use at a level of production (D14); infinite cover stays infinite.
fn target(cover: f64, purchases: f64, level: f64) -> f64 {
    if cover.is_infinite() {
        f64::INFINITY
    } else {
        cover * purchases * level
    }
}

/// x / x⁰, and 1 where nothing is made.
fn level(x: f64, output: f64) -> f64 {
    if output > 0.0 { x / output } else { 1.0 }
}

/// a / b, and 0 where there is nothing to compare with.
fn ratio(a: f64, b: f64) -> f64 {
    if b > 0.0 { a / b } else { 0.0 }
}

/// The test of closeness that quirks Q2 and Q3 use, on `b` as the reference.
fn close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-8 + 1e-5 * b.abs()
}

/// Share of a link's orders that it carries (D3): a share λ of what is ordered, and in any case as
/// much as λ of normal trade, since a link's capacity does not shrink because others ask less.
#[must_use]
pub fn carried_share(lambda: f64, ordered: f64, normal: f64) -> f64 {
    if lambda >= 1.0 || ordered <= 0.0 {
        1.0
    } else {
        lambda.max((lambda * normal / ordered).min(1.0))
    }
}

/// Orders that links carry (D3), N × M.
fn carried(net: &Network, orders: &DMatrix<f64>, links: Option<&Links>) -> DMatrix<f64> {
    let mut carried = orders.clone();
    let Some(links) = links else {
        return carried;
    };
    let ordered = net.shipped(orders);
    for j in 0..net.buyers() {
        let c = net.buyer_region(j);
        for i in 0..net.nodes() {
            let l = (net.region_of(i) * net.regions + c) * net.products + net.product_of(i);
            carried[(i, j)] *=
                carried_share(links.carried[l], ordered[(i, c)], net.shipments[(i, c)]);
        }
    }
    carried
}

/// Demand on each seller (D4).
fn demand(net: &Network, carried: &DMatrix<f64>, extra: Option<&[f64]>) -> Vec<f64> {
    let shipped = net.shipped(carried);
    (0..net.nodes())
        .map(|i| shipped.row(i).iter().sum::<f64>() + extra.map_or(0.0, |extra| extra[i]))
        .collect()
}

/// Served shares (D9): of those served first, and of the rest. Extra demand belongs to the rest,
/// except where final demand comes first.
fn ration(
    net: &Network,
    rules: &Rules,
    carried: &DMatrix<f64>,
    extra: Option<&[f64]>,
    demand: &[f64],
    production: &[f64],
) -> Vec<(f64, f64)> {
    let rule = rules.rationing;
    let mut first = vec![0.0; net.nodes()];
    for j in 0..net.buyers() {
        for (i, sum) in first.iter_mut().enumerate() {
            if rule.first(
                net.region_of(i) == net.buyer_region(j),
                j < net.first_final(),
            ) {
                *sum += carried[(i, j)];
            }
        }
    }
    (0..net.nodes())
        .map(|i| {
            let made = production[i];
            let extra_first = matches!(rule, Rationing::Proportional | Rationing::FinalFirst);
            let first = match extra {
                Some(extra) if extra_first => first[i] + extra[i],
                _ => first[i],
            };
            if rule == Rationing::Proportional || made >= demand[i] {
                let share = ratio(made, demand[i]);
                (share, share)
            } else {
                let even = ratio(made, demand[i]);
                let rest = demand[i] - first;
                let left = (made - first).max(0.0);
                let blend = |share: f64| even + rules.priority * (share - even);
                (
                    blend(ratio(made, first).min(1.0)),
                    blend(ratio(left, rest).min(1.0)),
                )
            }
        })
        .collect()
}

/// Deliveries as they leave the seller, N × M.
fn deliver(
    net: &Network,
    rule: Rationing,
    carried: &DMatrix<f64>,
    served: &[(f64, f64)],
) -> DMatrix<f64> {
    let mut delivered = carried.clone();
    for j in 0..net.buyers() {
        for i in 0..net.nodes() {
            let domestic = net.region_of(i) == net.buyer_region(j);
            let (first, rest) = served[i];
            delivered[(i, j)] *= if rule.first(domestic, j < net.first_final()) {
                first
            } else {
                rest
            };
        }
    }
    delivered
}

/// What arrives in this step, N × M.
fn arrive(net: &Network, delivered: &DMatrix<f64>, links: Option<&Links>) -> DMatrix<f64> {
    let mut arriving = delivered.clone();
    let Some(links) = links else {
        return arriving;
    };
    for j in 0..net.buyers() {
        let c = net.buyer_region(j);
        for i in 0..net.nodes() {
            let l = (net.region_of(i) * net.regions + c) * net.products + net.product_of(i);
            arriving[(i, j)] *= links.arriving[l];
        }
    }
    arriving
}
