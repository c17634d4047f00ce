//! Who still sails to Taiwan: loss rate → war-risk premium → owners, insurers and crews → arrivals.
//!
//! A phase says what ships meet: the share ℓ of voyages in which a ship is lost or seized, the share
//! k of owners who accept the rules of an inspector, the days i by which inspection lengthens a
//! voyage. The premium for a voyage, in shares of the hull's value, is a floor for presence in the
//! zone plus a multiple of the expected loss,
//!
//! π = π₀ + m ℓ   where ℓ > 0, else 0.
//!
//! Owners differ in the premium up to which they sail: a share 1 / (1 + (π / π½)^β) still does, and
//! none once ℓ is above the limit at which insurers withdraw cover. What then still sails are ships
//! under a state's cover, as far as crews are willing, on short legs from nearby ports:
//! w = min(1, trips × (own × crews_own + (1 − own) × crews_foreign)). With the larger of both as
//! target, the share sailing s falls within days and comes back over months, and
//!
//! arrivals = k s (1 − ℓ) T / (T + i)
//!
//! of normal, T being the length of a voyage and its return, or what escorts bring if that is more.

use mist_scenario::{CargoAccess, Channels, ShippingRisk};

use crate::parameters::parameter_group;

parameter_group! {
    /// Owners, crews and insurers of ships to Taiwan.
    ShippingParameters, "shipping" {
        /// War-risk premium for entering a zone in which few ships are lost, as a share of the hull's value.
        premium_floor: "share", 0.0, 0.1;
        /// War-risk premium for each unit of loss rate.
        premium_multiple: "multiple", 1.0, 20.0;
        /// Premium at which half of the owners stay away, as a share of the hull's value.
        premium_halving: "share", 0.001, 1.0;
        /// How sharply owners divide at that premium (exponent of the log-logistic curve).
        owners_alike: "multiple", 0.5, 10.0;
        /// Loss rate from which commercial insurers withdraw cover.
        withdrawal_loss: "share", 0.005, 1.0;
        /// Share of normal calls by ships that Taiwan's owners or government control.
        own_fleet: "share", 0.0, 1.0;
        /// Share of crews of such ships that are willing to sail without commercial cover.
        crews_own: "share", 0.0, 1.0;
        /// Share of foreign crews that are willing to.
        crews_foreign: "share", 0.0, 1.0;
        /// Voyages of a ship under state cover for each normal voyage, on short legs from nearby ports.
        shuttle_trips: "multiple", 0.5, 10.0;
        /// Days of a normal voyage, port calls and return.
        voyage_days: "days", 1.0, 120.0;
        /// Time constant with which ships stop.
        stop_days: "days", 0.1, 60.0;
        /// Time constant with which ships come back.
        return_days: "days", 1.0, 365.0;
    }
}

/// Share of ships away that counts as none.
const BACK: f64 = 1e-3;

impl ShippingParameters {
    /// π: war-risk premium for a voyage, a share of the hull's value.
    pub(crate) fn premium(&self, loss_rate: f64) -> f64 {
        if loss_rate > 0.0 {
            self.premium_floor + self.premium_multiple * loss_rate
        } else {
            0.0
        }
    }

    /// Share of ships that sail once everybody has made up their mind.
    pub(crate) fn sailing(&self, loss_rate: f64) -> f64 {
        if loss_rate <= 0.0 {
            return 1.0;
        }
        let willing = self.own_fleet * self.crews_own + (1.0 - self.own_fleet) * self.crews_foreign;
        let covered_by_state = (self.shuttle_trips * willing).min(1.0);
        if loss_rate > self.withdrawal_loss {
            return covered_by_state;
        }
        let against = self.premium(loss_rate) / self.premium_halving;
        let commercial = 1.0 / (1.0 + libm::pow(against, self.owners_alike));
        commercial.max(covered_by_state)
    }

    /// Share of normal cargo that arrives where a share `sailing` of ships sails.
    pub(crate) fn arrivals(&self, risk: &ShippingRisk, sailing: f64) -> f64 {
        let pace = self.voyage_days / (self.voyage_days + risk.inspection_days);
        risk.compliance * sailing * (1.0 - risk.loss_rate) * pace
    }
}

/// Who sails to Taiwan in one draw, by class: energy, food, bulk, containers.
#[derive(Debug, Clone)]
pub(crate) struct Reaction {
    stated: CargoAccess,
    risks: [Option<ShippingRisk>; 4],
    escorted: CargoAccess,
    sailing: [f64; 4],
}

impl Reaction {
    pub(crate) fn new() -> Self {
        Self {
            stated: CargoAccess::default(),
            risks: [None; 4],
            escorted: CargoAccess::NOTHING,
            sailing: [1.0; 4],
        }
    }

    /// A phase begins. Where it states what moves, that stands in place of what ships decide.
    pub(crate) fn enter(&mut self, channels: &Channels) {
        self.stated = channels.taiwan_sea;
        self.risks = channels.taiwan_shipping.risks();
        self.escorted = channels.taiwan_shipping.escorted;
        let classes = self.risks.iter().zip(self.stated.shares());
        for (sailing, (risk, stated)) in self.sailing.iter_mut().zip(classes) {
            if risk.is_none() && stated < 1.0 {
                *sailing = 1.0;
            }
        }
    }

    /// Share of normal cargo by class over a step.
    pub(crate) fn advance(&mut self, step: f64, p: &ShippingParameters) -> CargoAccess {
        let [stated, escorted] = [self.stated, self.escorted].map(|access| access.shares());
        let mut moving = [1.0; 4];
        for (k, sailing) in self.sailing.iter_mut().enumerate() {
            let target = self.risks[k].map_or(1.0, |risk| p.sailing(risk.loss_rate));
            let days = if target < *sailing {
                p.stop_days
            } else {
                p.return_days
            };
            *sailing = target + (*sailing - target) * libm::exp(-step / days);
            if target == 1.0 && *sailing > 1.0 - BACK {
                *sailing = 1.0;
            }
            let own = match &self.risks[k] {
                Some(risk) => p.arrivals(risk, *sailing),
                None => stated[k].min(*sailing),
            };
            moving[k] = own.max(escorted[k]);
        }
        CargoAccess {
            energy: moving[0],
            food: moving[1],
            bulk: moving[2],
            containers: moving[3],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mist_scenario::TaiwanShipping;

    /// The middles of the parameter file.
    const P: ShippingParameters = ShippingParameters {
        premium_floor: 0.005,
        premium_multiple: 3.5,
        premium_halving: 0.045,
        owners_alike: 2.0,
        withdrawal_loss: 0.07,
        own_fleet: 0.2,
        crews_own: 0.5,
        crews_foreign: 0.1,
        shuttle_trips: 2.0,
        voyage_days: 21.0,
        stop_days: 2.0,
        return_days: 45.0,
    };

    fn meets(risk: ShippingRisk) -> Channels {
        let some = Some(risk);
        Channels {
            taiwan_shipping: TaiwanShipping {
                energy: some,
                food: some,
                bulk: some,
                containers: some,
                ..TaiwanShipping::default()
            },
            ..Channels::default()
        }
    }

    const fn risk(loss_rate: f64) -> ShippingRisk {
        ShippingRisk {
            loss_rate,
            compliance: 1.0,
            inspection_days: 0.0,
        }
    }

    #[test]
    fn more_losses_never_bring_more_ships() {
        let mut last = 1.0;
        for permille in 0..=1000 {
            let loss = f64::from(permille) / 1000.0;
            let arrive = P.arrivals(&risk(loss), P.sailing(loss));
            assert!(arrive <= last && arrive >= 0.0, "{loss}: {arrive}");
            last = arrive;
        }
        assert_eq!(P.sailing(0.0), 1.0);
        assert_eq!(last, 0.0);
    }

    /// None of these set a parameter. Ukraine's corridor: war-risk premia of 1.0 to 1.2 % at the
    /// peak of 2023 with volumes near those before the war by early 2024 (recalled). The Gulf from
    /// 1984 to 1988: about one voyage in a hundred met an attack, fewer ships were lost, and traffic
    /// went on (recalled).
    #[test]
    fn traffic_goes_on_where_it_did() {
        let corridor = (0.011 - P.premium_floor) / P.premium_multiple;
        assert!((P.premium(corridor) - 0.011).abs() < 1e-12);
        assert!(P.sailing(corridor) > 0.85, "{}", P.sailing(corridor));
        let gulf = P.sailing(0.004);
        assert!((0.7..1.0).contains(&gulf), "{gulf}");
    }

    /// CSIS, Lights Out? (2025), 2x1: about half of the ships are lost on a trip, imports settle near
    /// a fifth. The loss is what goes in; what is to come out is the fifth, within a half of it
    /// either way: the study's fleet and its voyages are not ours.
    #[test]
    fn submarines_and_mines_leave_about_a_fifth() {
        let mut reaction = Reaction::new();
        reaction.enter(&meets(risk(0.5)));
        let path: Vec<f64> = (0..60).map(|_| reaction.advance(1.0, &P).bulk).collect();
        assert!(path[0] < 0.5, "shippers stop at once: {}", path[0]);
        assert!((0.1..0.3).contains(&path[59]), "{}", path[59]);
    }

    #[test]
    fn a_quarantine_lets_those_who_comply_pass_late() {
        let mut reaction = Reaction::new();
        reaction.enter(&meets(ShippingRisk {
            loss_rate: 0.0,
            compliance: 0.75,
            inspection_days: 3.0,
        }));
        let moving = reaction.advance(1.0, &P);
        assert!((moving.containers - 0.75 * 21.0 / 24.0).abs() < 1e-12);
        reaction.enter(&Channels::default());
        assert_eq!(reaction.advance(1.0, &P), CargoAccess::default());
    }

    #[test]
    fn ships_stop_within_days_and_come_back_over_months_and_all_of_them() {
        let mut reaction = Reaction::new();
        reaction.enter(&meets(risk(0.6)));
        for _ in 0..30 {
            reaction.advance(1.0, &P);
        }
        reaction.enter(&Channels::default());
        let back: Vec<f64> = (0..400).map(|_| reaction.advance(1.0, &P).energy).collect();
        assert!(back[0] < 0.5 && back[45] > 0.6 && back[45] < 0.9);
        assert_eq!(back[399], 1.0);
        // A phase that states what moves stands in its place.
        let mut reaction = Reaction::new();
        reaction.enter(&meets(risk(0.6)));
        for _ in 0..30 {
            reaction.advance(1.0, &P);
        }
        let mut easing = Channels::default();
        easing.taiwan_sea.energy = 0.8;
        reaction.enter(&easing);
        assert_eq!(reaction.advance(1.0, &P).energy, 0.8);
    }

    #[test]
    fn escorts_bring_what_they_can() {
        let mut reaction = Reaction::new();
        let mut channels = meets(risk(0.9));
        channels.taiwan_shipping.escorted.energy = 0.6;
        reaction.enter(&channels);
        for _ in 0..30 {
            reaction.advance(1.0, &P);
        }
        let moving = reaction.advance(1.0, &P);
        assert_eq!(moving.energy, 0.6);
        assert!(moving.containers < 0.1);
    }
}
