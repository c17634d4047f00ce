//! Transit through the Taiwan Strait: ships bound elsewhere that go round.
//!
//! Of a pair's sea trade in product s, q = sea share × Strait share × (1 − share still using it)
//! takes the longer way. What is shipped arrives later by the detour d, so in the step at t
//!
//! arriving(t) = 1 − q(t) + q(t − d)
//!
//! which is below 1 while the first ships go round, above 1 when the Strait opens again and both
//! ways' cargo lands, and averages to 1. While fleets adjust, a fading share of the rerouted
//! trade finds no ship: λ(t) = 1 − q(t) · loss · (1 − elapsed / adjustment).
//!
//! A phase states the share still using the Strait, or what ships meet there: the share ℓ of
//! passages in which a ship is lost or seized. Then owners weigh the war-risk premium π(ℓ) of
//! [`crate::shipping`] against the way round, which costs c a day in shares of the hull's value:
//!
//! share using = max(a, 1 / (1 + (π / (c d))^β)), the second 0 once insurers withdraw,
//!
//! with a the share of ships that the PRC lets pass and covers, which pay no such premium. The
//! premium at which half of the others go round is thus what the detour costs, pair by pair.

use mist_economy::{Economy, FINAL_USES, Table};
use mist_scenario::{PassageRisk, SampledPhase, StraitTransit, Timeline};
use nalgebra::{DMatrix, DVector};

use crate::parameters::parameter_group;
use crate::shipping::ShippingParameters;

parameter_group! {
    /// How ships in transit go round.
    TransitParameters, "transit" {
        /// Length of the detours as a multiple of the routing model's.
        detour_scale: "multiple", 0.2, 10.0;
        /// Waiting and re-planning in the first days, added to the detour.
        waiting_days: "days", 0.0, 30.0;
        /// Cost of a day's detour, fuel and ship's time, as a share of the hull's value.
        detour_cost: "share", 0.00001, 0.1;
    }
}

/// Effects below this share of a pair's trade are left out.
const NEGLIGIBLE: f64 = 1e-3;

/// A pair's sales of a product below this share of what the seller makes of it, and of what the buyer's
/// region uses of it, go on as ever: of thousands of pairs most sell one another next to nothing.
const NEGLIGIBLE_SALES: f64 = 1e-5;

/// Fading losses are brought up to date once in so many days, so that links stay as they are
/// on the days between.
const FADE_STEP: f64 = 7.0;

/// A pair of economies whose trade uses the Strait.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StraitPair {
    pub(crate) from: usize,
    pub(crate) to: usize,
    share: f64,
    detour_days: f64,
    /// Sea share of the pair's trade by product; 0 where its sales are negligible.
    pub(crate) sea: Vec<f64>,
}

/// Pairs that use the Strait, without Taiwan's own trade, which access governs; `sea` is the sea share
/// by product.
pub(crate) fn strait_pairs(
    economy: &Economy,
    taiwan: Option<usize>,
    sea: &[f64],
) -> Vec<StraitPair> {
    let routes = &economy.satellites.strait;
    let sales = Sales::new(&economy.table);
    let regions = economy.regions.len();
    let mut pairs = Vec::new();
    for from in 0..regions {
        for to in 0..regions {
            let share = routes.share[(from, to)];
            if from != to && Some(from) != taiwan && Some(to) != taiwan && share > NEGLIGIBLE {
                pairs.push(StraitPair {
                    from,
                    to,
                    share,
                    detour_days: routes.detour_days[(from, to)],
                    sea: (0..sea.len())
                        .map(|s| {
                            if sales.matter(from, to, s) {
                                sea[s]
                            } else {
                                0.0
                            }
                        })
                        .collect(),
                });
            }
        }
    }
    pairs.retain(|pair| pair.sea.iter().any(|sea| *sea > 0.0));
    pairs
}

/// Who sells how much of what to which region.
struct Sales {
    products: usize,
    /// Nodes × regions.
    sales: DMatrix<f64>,
    made: DVector<f64>,
    /// Use of every product by region.
    used: DMatrix<f64>,
}

impl Sales {
    fn new(table: &Table) -> Self {
        let (regions, products) = (table.regions, table.products);
        let mut sales = DMatrix::zeros(table.nodes(), regions);
        for (cells, width) in [(&table.z, products), (&table.f, FINAL_USES.len())] {
            for (at, column) in cells.column_iter().enumerate() {
                sales
                    .column_mut(at / width)
                    .zip_apply(&column, |sum, cell| *sum += cell);
            }
        }
        let used = DMatrix::from_fn(products, regions, |s, to| {
            (0..regions)
                .map(|from| sales[(table.node(from, s), to)])
                .sum()
        });
        Self {
            products,
            made: sales.column_sum(),
            sales,
            used,
        }
    }

    /// Whether sales of a product are worth looking at, to either side.
    fn matter(&self, from: usize, to: usize, s: usize) -> bool {
        let node = from * self.products + s;
        let sold = self.sales[(node, to)];
        sold > NEGLIGIBLE_SALES * self.made[node] || sold > NEGLIGIBLE_SALES * self.used[(s, to)]
    }
}

impl TransitParameters {
    /// Days by which the way round lengthens a pair's voyage.
    fn detour(&self, pair: &StraitPair) -> f64 {
        pair.detour_days * self.detour_scale
    }

    /// Share of a pair's ships that still use the Strait where owners and insurers decide.
    fn using(&self, pair: &StraitPair, risk: PassageRisk, ships: &ShippingParameters) -> f64 {
        if risk.loss_rate <= 0.0 {
            return 1.0;
        }
        let commercial = if risk.loss_rate > ships.withdrawal_loss {
            0.0
        } else {
            let against = ships.premium(risk.loss_rate) / (self.detour_cost * self.detour(pair));
            1.0 / (1.0 + libm::pow(against, ships.owners_alike))
        };
        commercial.max(risk.cleared)
    }
}

/// Ships that go round in one phase.
#[derive(Debug, Clone)]
struct Away {
    start: f64,
    end: f64,
    /// 1 − share using the Strait: one for all, or one for each pair where owners decide.
    share: Vec<f64>,
    /// Loss of trade while fleets adjust, and the days that this takes.
    loss: f64,
    adjustment: f64,
}

impl Away {
    fn of(&self, pair: usize) -> f64 {
        match self.share[..] {
            [all] => all,
            _ => self.share[pair],
        }
    }

    fn any(&self) -> bool {
        self.share.iter().any(|share| *share > 0.0)
    }
}

/// What one draw's timeline means for transit: the rerouted share by phase and pair.
#[derive(Debug, Clone)]
pub(crate) struct Rerouting {
    phases: Vec<Away>,
    /// By pair: days by which what goes round arrives later; and the most of them.
    delay: Vec<f64>,
    longest: f64,
}

/// A pair's state in a step, by unit of its sea share.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct PairState {
    /// λ = 1 − sea share × lost.
    pub(crate) lost: f64,
    /// arriving = 1 + sea share × pulse.
    pub(crate) pulse: f64,
}

impl Rerouting {
    pub(crate) fn new(
        timeline: &Timeline,
        pairs: &[StraitPair],
        p: &TransitParameters,
        ships: &ShippingParameters,
    ) -> Self {
        // A phase that a response has cut into pieces is one for ships.
        let mut whole: Vec<SampledPhase> = Vec::new();
        for phase in &timeline.phases {
            let goes_on = |last: &&mut SampledPhase| {
                last.id == phase.id && last.channels.strait_transit == phase.channels.strait_transit
            };
            match whole.last_mut().filter(goes_on) {
                Some(last) => last.end_day = phase.end_day,
                None => whole.push(phase.clone()),
            }
        }
        // Adjustment goes on from phase to phase as long as ships keep going round.
        let mut since = None;
        let phases = whole
            .iter()
            .map(|phase| {
                let transit = &phase.channels.strait_transit;
                let mut away = Away {
                    start: phase.start_day,
                    end: phase.end_day,
                    share: shares_away(transit, pairs, p, ships),
                    loss: transit.capacity_loss,
                    adjustment: 0.0,
                };
                since = if away.any() {
                    since.or(Some(phase.start_day))
                } else {
                    None
                };
                away.adjustment =
                    transit.adjustment_days - (away.start - since.unwrap_or(away.start));
                away
            })
            .collect();
        let delay = |pair| p.detour(pair) + p.waiting_days;
        let delay: Vec<f64> = pairs.iter().map(delay).collect();
        Self {
            phases,
            longest: delay.iter().copied().fold(0.0, f64::max),
            delay,
        }
    }

    /// Whether any ship ever goes round.
    pub(crate) fn any(&self) -> bool {
        self.phases.iter().any(Away::any)
    }

    /// Day from which everything is as before.
    pub(crate) fn over_by(&self) -> f64 {
        let phases = self.phases.iter().filter(|p| p.any());
        phases.fold(0.0, |last, p| f64::max(last, p.end + self.longest))
    }

    /// A pair's mean rerouted share over an interval of days; 0 before the first and after the last
    /// phase.
    fn mean_away(&self, pair: usize, from: f64, to: f64) -> f64 {
        let covered: f64 = self
            .phases
            .iter()
            .map(|p| p.of(pair) * (to.min(p.end) - from.max(p.start)).max(0.0))
            .sum();
        covered / (to - from)
    }

    /// Share of the rerouted trade that finds no ship on a day.
    fn loss(&self, day: f64) -> f64 {
        let Some(p) = self.phases.iter().find(|p| p.start <= day && day < p.end) else {
            return 0.0;
        };
        if p.adjustment <= 0.0 {
            return 0.0;
        }
        let elapsed = ((day - p.start) / FADE_STEP).floor() * FADE_STEP;
        p.loss * (1.0 - elapsed / p.adjustment).max(0.0)
    }

    /// Whether every pair is in a step as it was in the one before: what lands in either left in the phase
    /// that goes on, or there is none, and as many find a ship.
    pub(crate) fn goes_on(&self, before: &Step<'_>, now: &Step<'_>) -> bool {
        let (from, to) = (before.day - self.longest, now.day + now.step);
        let unchanged =
            |p: &Away| (p.start <= from && to <= p.end) || to <= p.start || p.end <= from;
        before.loss == now.loss && self.phases.iter().all(unchanged)
    }

    /// The step that begins on `day`.
    pub(crate) fn on(&self, day: f64, step: f64) -> Step<'_> {
        Step {
            rerouting: self,
            day,
            step,
            loss: self.loss(day + 0.5 * step),
        }
    }
}

/// 1 − share using the Strait in a phase: one for all, or one for each pair.
fn shares_away(
    transit: &StraitTransit,
    pairs: &[StraitPair],
    p: &TransitParameters,
    ships: &ShippingParameters,
) -> Vec<f64> {
    match transit.risk {
        Some(risk) if risk.loss_rate > 0.0 => {
            let away = |pair| 1.0 - p.using(pair, risk, ships);
            pairs.iter().map(away).collect()
        }
        _ => vec![1.0 - transit.share_using],
    }
}

/// Rerouting during one step.
pub(crate) struct Step<'a> {
    rerouting: &'a Rerouting,
    day: f64,
    step: f64,
    loss: f64,
}

impl Step<'_> {
    /// The step's state for a pair, by its number; none if it is negligible.
    pub(crate) fn state(&self, number: usize, pair: &StraitPair) -> Option<PairState> {
        let Self {
            rerouting,
            day,
            step,
            ..
        } = *self;
        let away = rerouting.mean_away(number, day, day + step);
        let landing = day - rerouting.delay[number];
        let landed = rerouting.mean_away(number, landing, landing + step);
        let state = PairState {
            lost: pair.share * away * self.loss,
            pulse: pair.share * (landed - away),
        };
        (state.lost > NEGLIGIBLE || state.pulse.abs() > NEGLIGIBLE).then_some(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mist_scenario::Channels;

    fn closed(start: f64, end: f64) -> Rerouting {
        let channels = Channels {
            strait_transit: StraitTransit {
                share_using: 0.25,
                capacity_loss: 0.2,
                adjustment_days: 28.0,
                ..StraitTransit::default()
            },
            ..Channels::default()
        };
        let timeline = Timeline {
            scenario: "test".to_owned(),
            phases: vec![SampledPhase {
                id: "closed".to_owned(),
                start_day: start,
                end_day: end,
                channels,
            }],
        };
        Rerouting::new(&timeline, &[PAIR], &P, &ShippingParameters::default())
    }

    const PAIR: StraitPair = StraitPair {
        from: 0,
        to: 1,
        share: 0.8,
        detour_days: 2.5,
        sea: Vec::new(),
    };
    const P: TransitParameters = TransitParameters {
        detour_scale: 1.0,
        waiting_days: 0.0,
        detour_cost: 0.001,
    };

    #[test]
    fn what_goes_round_arrives_later_and_all_of_it_arrives() {
        let rerouting = closed(3.0, 40.0);
        let mut sum = 0.0;
        for day in 0..60 {
            let pulse = rerouting
                .on(f64::from(day), 1.0)
                .state(0, &PAIR)
                .map_or(0.0, |s| s.pulse);
            if day == 3 || day == 4 {
                assert!((pulse + 0.8 * 0.75).abs() < 1e-12);
            }
            if day == 5 {
                // Two and a half days after the closure the first ships arrive.
                assert!((pulse + 0.8 * 0.75 * 0.5).abs() < 1e-12);
            }
            sum += pulse;
        }
        assert!(sum.abs() < 1e-12, "{sum}");
    }

    #[test]
    fn the_loss_of_ships_fades_while_fleets_adjust() {
        let rerouting = closed(0.0, 365.0);
        let lost = |day| {
            rerouting
                .on(day, 1.0)
                .state(0, &PAIR)
                .map_or(0.0, |s| s.lost)
        };
        assert!((lost(0.0) - 0.8 * 0.75 * 0.2).abs() < 1e-12);
        assert!((lost(15.0) - 0.8 * 0.75 * 0.2 * 0.5).abs() < 1e-12);
        assert!(lost(29.0).abs() < 1e-12);
    }

    /// The middles of the parameter file.
    fn ships() -> ShippingParameters {
        ShippingParameters {
            premium_floor: 0.004,
            premium_multiple: 3.5,
            withdrawal_loss: 0.07,
            owners_alike: 2.0,
            ..ShippingParameters::default()
        }
    }

    fn using(detour_days: f64, loss_rate: f64, cleared: f64) -> f64 {
        let pair = StraitPair {
            detour_days,
            ..PAIR
        };
        let risk = PassageRisk { loss_rate, cleared };
        P.using(&pair, risk, &ships())
    }

    #[test]
    fn ships_pass_as_long_as_the_way_round_costs_more_than_the_premium() {
        assert_eq!(using(0.3, 0.0, 0.0), 1.0);
        // Half of the owners where both cost alike: 0.4 % + 3.5 × 0.1 % of the hull's value.
        assert!((using(7.5, 0.001, 0.0) - 0.5).abs() < 1e-12);
        let mut last = 0.0;
        for days in [0.0, 0.3, 1.0, 3.0, 12.0, 60.0] {
            let share = using(days, 0.001, 0.0);
            assert!(share >= last && share < 1.0, "{days} days: {share}");
            last = share;
        }
        // East of Taiwan it is a third of a day: hardly anybody pays a premium for that.
        assert!(using(0.3, 0.001, 0.0) < 0.01);
        // Those that the PRC covers pass, and they alone once insurers have withdrawn.
        assert_eq!(using(0.3, 0.001, 0.35), 0.35);
        assert_eq!(using(60.0, 0.5, 0.05), 0.05);
    }

    /// The Red Sea, January and February 2024: premia of 0.7 to 1.0 %, ten to fourteen days round the
    /// Cape, and traffic half of a year before (IMF), later 70 % down. Only the cost of fuel and time
    /// goes in; canal dues that the way round saves, and crews' refusal, do not.
    #[test]
    fn about_half_went_round_where_a_long_way_met_a_high_premium() {
        let loss = (0.0085 - ships().premium_floor) / ships().premium_multiple;
        let share = using(12.0, loss, 0.0);
        assert!((0.3..0.75).contains(&share), "{share}");
    }

    #[test]
    fn where_owners_decide_pairs_differ_by_their_detour() {
        let far = StraitPair {
            detour_days: 10.0,
            ..PAIR
        };
        let mut channels = Channels::default();
        channels.strait_transit.risk = Some(PassageRisk {
            loss_rate: 0.001,
            cleared: 0.2,
        });
        let timeline = Timeline {
            scenario: "test".to_owned(),
            phases: vec![SampledPhase {
                id: "mined".to_owned(),
                start_day: 0.0,
                end_day: 50.0,
                channels,
            }],
        };
        let pairs = [PAIR, far];
        let rerouting = Rerouting::new(&timeline, &pairs, &P, &ships());
        assert!(rerouting.any() && rerouting.over_by() == 60.0);
        let step = rerouting.on(0.0, 1.0);
        let away = |n: usize| step.state(n, &pairs[n]).map_or(0.0, |s| -s.pulse / 0.8);
        assert!((away(0) - 0.8).abs() < 1e-12, "{}", away(0));
        assert!((away(1) - (1.0 - using(10.0, 0.001, 0.2))).abs() < 1e-12);
        assert!(away(1) < away(0));
    }
}
