//! The published ARIO family, with its events: what our step is held against.
//!
//! Hallegatte (2008, 2013), Guan et al. (2020), as run by the reference program BoARIO 0.7.2, whose
//! recorded trajectories the tests reproduce. Written from a description of its equations. Three
//! habits of that program are not equations and can be switched off: exogenous shocks bite one step
//! late (Q1), stocks stand still while everything is near balance (Q2), and so do restocking orders
//! (Q3). Do not use this mode to assess anything: with short stocks it lets a small shock end the
//! world's production for ever, which the tests of our own mode show it does not.

use nalgebra::DMatrix;

use super::network::Network;
use super::parameters::Rationing;
use super::step::{Conditions, Family, Happened, Rules, State};

/// Parameters of the published family. Times in days.
#[derive(Debug, Clone, PartialEq)]
pub struct Ario {
    /// Length of a step in days.
    pub step_days: f64,
    /// Orders move towards suppliers with more remaining capacity.
    pub alternatives: bool,
    /// Habits of the reference program (Q1, Q2, Q3).
    pub quirks: bool,
    /// α_max.
    pub ceiling: f64,
    /// τ_α.
    pub ceiling_days: f64,
    /// Target cover by input product; may be infinite.
    pub cover_days: Vec<f64>,
    /// ψ.
    pub psi: f64,
    /// τ by input product; zero closes the whole gap at once.
    pub restocking_days: Vec<f64>,
    /// Productive capital per yearly value added, by sector.
    pub capital_ratio: Vec<f64>,
    /// Unit of the model's money.
    pub monetary_factor: f64,
    /// Who is served first.
    pub rationing: Rationing,
}

impl Ario {
    /// The documented defaults of the reference program for S products.
    #[must_use]
    pub fn new(products: usize) -> Self {
        Self {
            step_days: 1.0,
            alternatives: true,
            quirks: true,
            ceiling: 1.25,
            ceiling_days: 365.0,
            cover_days: vec![90.0; products],
            psi: 0.8,
            restocking_days: vec![60.0; products],
            capital_ratio: vec![4.0; products],
            monetary_factor: 1e6,
            rationing: Rationing::Proportional,
        }
    }
}

/// How capacity comes back, as a function of the time since recovery began.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Recovery {
    /// Straight down in τ.
    Linear,
    /// (1 − 1/τ)^e.
    Convex,
    /// (1 − 1/τ)^(4e).
    ConvexScaled,
    /// τ / (τ + c e^q), half way after two days.
    Concave,
}

impl Recovery {
    /// Share of the damage that is left `elapsed` days after recovery began.
    #[must_use]
    pub fn left(self, elapsed: f64, tau: f64) -> f64 {
        match self {
            Self::Linear => 1.0 - elapsed / tau,
            Self::Convex => libm::pow(1.0 - 1.0 / tau, elapsed),
            Self::ConvexScaled => libm::pow(1.0 - 1.0 / tau, 4.0 * elapsed),
            Self::Concave => {
                let c: f64 = 1e-6;
                let q = (libm::log(tau) - libm::log(c)) / (libm::log(tau) - libm::log(2.0));
                tau / (tau + c * libm::pow(elapsed, q))
            }
        }
    }
}

/// What an event does.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// A share of capacity is out of use, then recovers.
    Arbitrary {
        /// Share out of use, by node.
        share: Vec<f64>,
        /// How it recovers.
        recovery: Recovery,
    },
    /// Capital is destroyed and recovers by itself.
    Capital {
        /// Damage by node, in units of `monetary_factor`.
        damage: Vec<f64>,
        /// How it recovers.
        recovery: Recovery,
        /// Unit of the damage.
        monetary_factor: f64,
    },
    /// Capital is destroyed and has to be rebuilt by other sectors' output.
    Rebuild {
        /// Damage by node, in units of `monetary_factor`.
        damage: Vec<f64>,
        /// Damage to final users, by final user of the network.
        households: Vec<f64>,
        /// Share of the rebuilding by sector, adding up to 1.
        sectors: Vec<f64>,
        /// Cost of rebuilding per unit of damage.
        factor: f64,
        /// Unit of the damage.
        monetary_factor: f64,
    },
}

/// An event with its dates, in days.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What it does.
    pub kind: EventKind,
    /// Day on which it happens.
    pub occurrence: f64,
    /// Days before recovery or rebuilding begins.
    pub duration: f64,
    /// Characteristic time of recovery or rebuilding.
    pub tau: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Pending,
    Happening,
    Recovering,
    Finished,
}

/// An event under way.
#[derive(Debug, Clone)]
struct Live {
    event: Event,
    phase: Phase,
    /// Present damage by node: money, or a share for exogenous events.
    damage: Vec<f64>,
    /// Damage at first.
    initial: Vec<f64>,
    /// What is left to rebuild (N × M); empty for events without rebuilding.
    need: DMatrix<f64>,
    decimals: i32,
}

/// What a step of a simulation records.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Everything about the step.
    pub happened: Happened,
    /// Production by node.
    pub production: Vec<f64>,
    /// Stocks before production.
    pub stock: DMatrix<f64>,
    /// Final demand that was not delivered, by seller.
    pub undelivered: Vec<f64>,
    /// Final demand that was not met, by consuming region and product.
    pub unmet: Vec<f64>,
    /// Rebuilding demand by seller.
    pub rebuild_demand: Vec<f64>,
    /// Production for rebuilding by seller.
    pub rebuild_production: Vec<f64>,
}

/// A run of the published family.
#[derive(Debug, Clone)]
pub struct Simulation {
    network: Network,
    rules: Rules,
    state: State,
    events: Vec<Live>,
    capital: Vec<f64>,
    exogenous_before: Vec<f64>,
    quirks: bool,
    day: f64,
}

impl Simulation {
    /// A run on a table (`z`: N × N, `f`: N × R·finals, USD million a year).
    #[must_use]
    pub fn new(z: &DMatrix<f64>, f: &DMatrix<f64>, ario: &Ario, events: &[Event]) -> Self {
        let products = ario.cover_days.len();
        let network = Network::new(z, f, products, ario.step_days);
        let n = network.nodes();
        let per_step = ario.step_days / 365.0;
        let cover: Vec<f64> = ario
            .cover_days
            .iter()
            .map(|days| days / ario.step_days)
            .map(|steps| if steps <= 1.0 { 2.0 } else { steps })
            .collect();
        let restocking: Vec<f64> = ario
            .restocking_days
            .iter()
            .map(|&tau| if tau > 0.0 { ario.step_days / tau } else { 1.0 })
            .collect();
        let rules = Rules {
            psi: ario.psi,
            binding: DMatrix::from_fn(products, n, |s, j| {
                // Yearly purchases against output per step, as in the reference program.
                let is_input = network.purchases[(s, j)] / per_step > 1e-5 * network.output[j];
                f64::from(u8::from(is_input))
            }),
            cover: DMatrix::from_fn(products, n, |s, _| cover[s]),
            restocking: DMatrix::from_fn(products, n, |s, _| restocking[s]),
            ceiling: vec![ario.ceiling; n],
            ceiling_rate: ario.step_days / ario.ceiling_days,
            rationing: ario.rationing,
            priority: 1.0,
            family: Family::Published {
                alternatives: ario.alternatives,
                quirks: ario.quirks,
            },
        };
        let capital = (0..n)
            .map(|j| {
                let bought: f64 = z.column(j).sum();
                let output: f64 = z.row(j).sum() + f.row(j).sum();
                (output - bought).max(0.0) * ario.capital_ratio[j % products]
            })
            .collect();
        let events = events
            .iter()
            .map(|event| Live::new(event, &network, ario.monetary_factor))
            .collect();
        Self {
            state: State::baseline(&network, &rules),
            exogenous_before: vec![0.0; n],
            quirks: ario.quirks,
            network,
            rules,
            events,
            capital,
            day: 0.0,
        }
    }

    /// The network that it runs on.
    #[must_use]
    pub const fn network(&self) -> &Network {
        &self.network
    }

    /// Moves on by one step.
    pub fn advance(&mut self) -> Recorded {
        let (n, dt) = (self.network.nodes(), self.network.step_days);
        for live in &mut self.events {
            live.tick(self.day, dt);
        }
        let capacity = self.capacity_left();
        let mut rebuild_demand = vec![0.0; n];
        for live in &self.events {
            for (i, sum) in rebuild_demand.iter_mut().enumerate() {
                *sum += live.rebuilding(i, dt);
            }
        }
        let final_demand = vec![1.0; self.network.buyers() - n];
        let stock = self.state.stock.clone();
        let happened = self.state.advance(
            &self.network,
            &self.rules,
            &Conditions {
                capacity: &capacity,
                final_demand: &final_demand,
                links: None,
                extra: Some(&rebuild_demand),
                overproduction: self.day > 1.0,
            },
        );
        for live in &mut self.events {
            live.proceed(self.day, dt, &happened, self.rules.rationing);
        }
        self.day += dt;
        self.record(happened, stock, rebuild_demand)
    }

    /// SPEC 3.2: the larger of capital lost and exogenous loss.
    fn capacity_left(&mut self) -> Vec<f64> {
        let n = self.network.nodes();
        let mut destroyed = vec![0.0; n];
        let mut exogenous = vec![0.0_f64; n];
        for live in self.events.iter().filter(|live| live.acts()) {
            for i in 0..n {
                match live.event.kind {
                    EventKind::Arbitrary { .. } => {
                        exogenous[i] = exogenous[i].max(live.damage[i]);
                    }
                    _ if self.capital[i] > 0.0 => destroyed[i] += live.damage[i] / self.capital[i],
                    _ => {}
                }
            }
        }
        // Quirk Q1: the exogenous part acts one step late.
        let acting = if self.quirks {
            std::mem::replace(&mut self.exogenous_before, exogenous)
        } else {
            exogenous
        };
        (0..n)
            .map(|i| 1.0 - f64::max(destroyed[i], acting[i]))
            .collect()
    }

    fn record(
        &self,
        happened: Happened,
        stock: DMatrix<f64>,
        rebuild_demand: Vec<f64>,
    ) -> Recorded {
        let net = &self.network;
        let n = net.nodes();
        let mut undelivered = vec![0.0; n];
        let mut unmet = vec![0.0; n];
        for j in n..net.buyers() {
            let c = net.buyer_region(j);
            for (i, undelivered) in undelivered.iter_mut().enumerate() {
                let missing = happened.orders[(i, j)] - happened.delivered[(i, j)];
                *undelivered += missing;
                unmet[c * net.products + net.product_of(i)] += missing;
            }
        }
        let first = matches!(
            self.rules.rationing,
            Rationing::Proportional | Rationing::FinalFirst
        );
        let rebuild_production = (0..n)
            .map(|i| {
                let (one, other) = happened.served[i];
                rebuild_demand[i] * if first { one } else { other }
            })
            .collect();
        Recorded {
            production: self.state.production.clone(),
            happened,
            stock,
            undelivered,
            unmet,
            rebuild_demand,
            rebuild_production,
        }
    }
}

impl Live {
    fn new(event: &Event, net: &Network, model_factor: f64) -> Self {
        let (damage, decimals) = match &event.kind {
            EventKind::Arbitrary { share, .. } => (share.clone(), 6),
            EventKind::Capital {
                damage,
                monetary_factor,
                ..
            }
            | EventKind::Rebuild {
                damage,
                monetary_factor,
                ..
            } => {
                let scale = monetary_factor / model_factor;
                let damage = damage.iter().map(|d| d * scale).collect();
                (damage, libm::log10(*monetary_factor) as i32 + 1)
            }
        };
        let need = match &event.kind {
            EventKind::Rebuild {
                households,
                sectors,
                factor,
                monetary_factor,
                ..
            } => {
                let n = net.nodes();
                DMatrix::from_fn(n, net.buyers(), |i, j| {
                    let s = net.product_of(i);
                    let loss = if j < n {
                        damage[j]
                    } else {
                        households[j - n] * monetary_factor / model_factor
                    };
                    let bought = net.purchases[(s, j)];
                    if loss > 0.0 && bought > 0.0 {
                        factor * sectors[s] * loss * (net.sales[(i, j)] / bought)
                    } else {
                        0.0
                    }
                })
            }
            _ => DMatrix::zeros(0, 0),
        };
        Self {
            event: event.clone(),
            phase: Phase::Pending,
            initial: damage.clone(),
            damage,
            need,
            decimals,
        }
    }

    /// SPEC 3.1.
    fn tick(&mut self, day: f64, dt: f64) {
        let Event {
            occurrence,
            duration,
            ..
        } = self.event;
        if self.phase == Phase::Pending && day - dt <= occurrence && occurrence <= day {
            self.phase = Phase::Happening;
        }
        if self.phase == Phase::Happening && day >= occurrence + duration {
            self.phase = Phase::Recovering;
        }
    }

    fn acts(&self) -> bool {
        matches!(self.phase, Phase::Happening | Phase::Recovering)
    }

    /// SPEC 3.3: this step's rebuilding demand on a seller.
    fn rebuilding(&self, seller: usize, dt: f64) -> f64 {
        if self.phase == Phase::Recovering && !self.need.is_empty() {
            self.need.row(seller).iter().sum::<f64>() * dt / self.event.tau
        } else {
            0.0
        }
    }

    /// SPEC 3.9 and 3.10: what is left of the damage for the next step.
    fn proceed(&mut self, day: f64, dt: f64, happened: &Happened, rule: Rationing) {
        if self.phase != Phase::Recovering {
            return;
        }
        match &self.event.kind {
            EventKind::Arbitrary { recovery, .. } | EventKind::Capital { recovery, .. } => {
                let elapsed = day - (self.event.occurrence + self.event.duration);
                let left = recovery.left(elapsed, self.event.tau);
                for (now, initial) in self.damage.iter_mut().zip(&self.initial) {
                    *now = round(initial * left, self.decimals);
                }
            }
            EventKind::Rebuild { factor, .. } => {
                let first = matches!(rule, Rationing::Proportional | Rationing::FinalFirst);
                let n = self.damage.len();
                for j in 0..self.need.ncols() {
                    for i in 0..n {
                        let (one, other) = happened.served[i];
                        let served = if first { one } else { other };
                        let need = &mut self.need[(i, j)];
                        let given = *need * dt / self.event.tau * served;
                        *need = round(*need - given, self.decimals).max(0.0);
                    }
                }
                for (j, damage) in self.damage.iter_mut().enumerate() {
                    *damage = self.need.column(j).sum() / factor;
                }
            }
        }
        let nothing_left = match self.event.kind {
            EventKind::Rebuild { .. } => self.need.iter().all(|&w| w == 0.0),
            _ => self.damage.iter().all(|&d| d == 0.0),
        };
        if nothing_left {
            self.phase = Phase::Finished;
        }
    }
}

/// Rounds half to even at a decimal place, as the reference program does.
fn round(value: f64, decimals: i32) -> f64 {
    let scale = (0..decimals).fold(1.0, |scale, _| scale * 10.0);
    (value * scale).round_ties_even() / scale
}
