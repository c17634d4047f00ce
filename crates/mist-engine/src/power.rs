//! Taiwan's electricity: fuel stocks and arrivals → generation → rationing → capacity by sector.
//!
//! Stocks are in days of the normal use of a fuel. A step draws on them so that generation meets
//! demand less what is saved by appeal and order: sources without fuel first, then the fuels in
//! proportion to their normal shares until one is out or at its ceiling, when the others take over
//! (water filling). Oil is one pool with transport and industry, which draw on it too. What is
//! delivered, e = min(generation / demand, grid in use) × dispatch in order, sets each sector's
//! capacity by a curve through the published points at 80, 60, 40 and 20 % of electricity.

use mist_economy::TaiwanPower;

use crate::parameters::parameter_group;

parameter_group! {
    /// Fuel and electricity in Taiwan.
    PowerParameters, "power" {
        /// Share of electricity demand saved on appeal once fuel is short.
        voluntary_saving: "share", 0.0, 0.5;
        /// Further share saved by order.
        mandatory_saving: "share", 0.0, 0.5;
        /// Most that gas-fired stations can generate, as a multiple of their normal output.
        gas_ceiling: "multiple", 1.0, 3.0;
        /// Most that coal-fired stations can generate, as a multiple of their normal output.
        coal_ceiling: "multiple", 1.0, 3.0;
        /// Most that oil-fired stations can generate, as a share of normal electricity demand.
        oil_capacity: "share", 0.0, 1.0;
        /// Share of oil use that generates electricity in normal times.
        oil_for_power: "share", 0.001, 1.0;
        /// Stocks of fuel as a multiple of the economy's figures.
        stock_scale: "multiple", 0.2, 5.0;
        /// Gas held beyond the economy's figure, in days of normal use.
        gas_held: "days", 0.0, 1000.0;
        /// Coal held beyond the economy's figure.
        coal_held: "days", 0.0, 1000.0;
        /// Oil held beyond the economy's figure.
        oil_held: "days", 0.0, 1000.0;
        /// Extra arrivals that refill stocks once ships come freely, as a share of normal arrivals.
        refill: "share", 0.0, 1.0;
    }
}

/// Shares of electricity at which a curve is given, between nothing and all.
pub(crate) const CURVE_POINTS: [f64; 4] = [0.2, 0.4, 0.6, 0.8];

/// Share of its normal output that a sector can make at each of [`CURVE_POINTS`].
pub(crate) type Curve = [f64; 4];

/// Capacity left at a share `e` of normal electricity: linear between the points, (0, 0) and (1, 1).
pub(crate) fn capacity(curve: &Curve, e: f64) -> f64 {
    let e = e.clamp(0.0, 1.0);
    let (mut x0, mut y0) = (0.0, 0.0);
    for (x1, y1) in CURVE_POINTS.into_iter().zip(*curve).chain([(1.0, 1.0)]) {
        if e <= x1 {
            return if e == x1 {
                y1
            } else {
                y0 + (y1 - y0) * (e - x0) / (x1 - x0)
            };
        }
        (x0, y0) = (x1, y1);
    }
    1.0
}

/// Which ceiling and pool a fuel has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fuel {
    Gas,
    Coal,
    Oil,
    Other,
}

#[derive(Debug, Clone)]
struct FuelStock {
    fuel: Fuel,
    /// Share of normal generation.
    share: f64,
    /// Full stock and present stock, days of normal use of all its users.
    full: f64,
    stock: f64,
}

/// Fuel stocks of one draw, and the electricity they give.
#[derive(Debug, Clone)]
pub(crate) struct Electricity {
    /// Share of generation that needs no shipped fuel.
    free: f64,
    fuels: Vec<FuelStock>,
}

/// What a step yields.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Supply {
    /// Generation as a share of demand after savings.
    pub(crate) generated: f64,
    /// What reaches the sectors, as a share of demand after savings.
    pub(crate) delivered: f64,
}

impl Electricity {
    pub(crate) fn new(power: &TaiwanPower, p: &PowerParameters) -> Self {
        let mut free = 0.0;
        let mut fuels = Vec::new();
        for source in &power.sources {
            match source.stock_days {
                None => free += source.share,
                Some(days) => {
                    let (fuel, held) = match source.id.as_str() {
                        "gas" => (Fuel::Gas, p.gas_held),
                        "coal" => (Fuel::Coal, p.coal_held),
                        "oil" => (Fuel::Oil, p.oil_held),
                        _ => (Fuel::Other, 0.0),
                    };
                    let full = days * p.stock_scale + held;
                    fuels.push(FuelStock {
                        fuel,
                        share: source.share,
                        full,
                        stock: full,
                    });
                }
            }
        }
        Self { free, fuels }
    }

    /// Uses fuel for a step of `step` days in which a share `arrivals` of normal fuel cargo lands.
    pub(crate) fn advance(
        &mut self,
        arrivals: f64,
        grid_out: f64,
        dispatch_out: f64,
        step: f64,
        p: &PowerParameters,
    ) -> Supply {
        // Savings are asked for in full once half the cargo is missing.
        let saving =
            (p.voluntary_saving + p.mandatory_saving) * (2.0 * (1.0 - arrivals)).clamp(0.0, 1.0);
        let demand = 1.0 - saving;

        // Most that each fuel can generate over the step, as a share of normal generation.
        let mut open: Vec<(usize, f64)> = Vec::with_capacity(self.fuels.len());
        for (index, f) in self.fuels.iter_mut().enumerate() {
            let refilled = if f.stock < f.full { p.refill } else { 0.0 };
            f.stock += arrivals * (1.0 + refilled) * step;
            let (own, others) = f.uses(p);
            f.stock = (f.stock - others * step).max(0.0);
            let ceiling = match f.fuel {
                Fuel::Gas => f.share * p.gas_ceiling,
                Fuel::Coal => f.share * p.coal_ceiling,
                Fuel::Oil => p.oil_capacity.max(f.share),
                Fuel::Other => f.share,
            };
            let fuelled = f.stock / (own * step) * f.share;
            open.push((index, ceiling.min(fuelled)));
        }

        let mut missing = (demand - self.free).max(0.0);
        let mut generated = [0.0; 8];
        // Each round fills at least one fuel to its limit, or meets the demand.
        for _ in 0..self.fuels.len() {
            let shares: f64 = open.iter().map(|(i, _)| self.fuels[*i].share).sum();
            if missing <= 0.0 || shares <= 0.0 {
                break;
            }
            let level = missing / shares;
            open.retain(|&(i, most)| {
                let wanted = generated_of(&generated, i) + level * self.fuels[i].share;
                let made = wanted.min(most);
                missing -= made - generated_of(&generated, i);
                if let Some(g) = generated.get_mut(i) {
                    *g = made;
                }
                wanted < most
            });
        }
        let mut total = self.free.min(demand);
        for (i, f) in self.fuels.iter_mut().enumerate() {
            let made = generated_of(&generated, i);
            total += made;
            if f.share > 0.0 {
                let (own, _) = f.uses(p);
                f.stock = (f.stock - own * made / f.share * step).clamp(0.0, f.full);
            }
        }
        let ratio = (total / demand).min(1.0);
        // A rounding error must not ration a peaceful day.
        let ratio = if ratio > 1.0 - 1e-12 { 1.0 } else { ratio };
        Supply {
            generated: ratio,
            delivered: ratio.min(1.0 - grid_out) * (1.0 - dispatch_out),
        }
    }

    /// Whether all stocks are as full as before.
    pub(crate) fn full(&self) -> bool {
        self.fuels.iter().all(|f| f.stock >= f.full * 0.999)
    }

    #[cfg(test)]
    pub(crate) fn stock(&self, fuel: usize) -> f64 {
        self.fuels[fuel].stock
    }
}

/// Generation is kept for up to eight fuels without an allocation.
fn generated_of(generated: &[f64; 8], fuel: usize) -> f64 {
    generated.get(fuel).copied().unwrap_or(0.0)
}

impl FuelStock {
    /// Daily use of the pool by power stations at normal output, and by everybody else.
    fn uses(&self, p: &PowerParameters) -> (f64, f64) {
        match self.fuel {
            Fuel::Oil => (p.oil_for_power, 1.0 - p.oil_for_power),
            _ => (1.0, 0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mist_economy::PowerSource;

    /// Fuel stocks of CSIS, Lights Out? (2025), table of inputs; mix of 2024-25 without nuclear
    /// power, the last reactor having stopped in May 2025.
    fn taiwan() -> TaiwanPower {
        let source = |id: &str, share, stock_days| PowerSource {
            id: id.to_owned(),
            share,
            stock_days,
            product: None,
            source: "test".to_owned(),
        };
        TaiwanPower {
            sources: vec![
                source("coal", 0.385, Some(45.0)),
                source("gas", 0.45, Some(12.0)),
                source("oil", 0.015, Some(146.0)),
                source("renewable", 0.15, None),
            ],
        }
    }

    /// The modes of the parameter file.
    const P: PowerParameters = PowerParameters {
        voluntary_saving: 0.04,
        mandatory_saving: 0.05,
        gas_ceiling: 1.1,
        coal_ceiling: 1.1,
        oil_capacity: 0.064,
        oil_for_power: 0.025,
        stock_scale: 1.0,
        gas_held: 0.0,
        coal_held: 0.0,
        oil_held: 0.0,
        refill: 0.2,
    };

    #[test]
    fn nothing_enters_and_the_published_path_follows() {
        let mut power = Electricity::new(&taiwan(), &P);
        let mut path = Vec::new();
        let mut gone = [None; 3];
        for day in 0..154 {
            path.push(power.advance(0.0, 0.0, 0.0, 1.0, &P).generated);
            for (fuel, first) in gone.iter_mut().enumerate() {
                assert!(power.stock(fuel) >= 0.0);
                if power.stock(fuel) == 0.0 {
                    first.get_or_insert(day);
                }
            }
        }
        let week = |w: usize| path[7 * (w - 1)..7 * w].iter().sum::<f64>() / 7.0;
        for (w, published) in [(3, 0.73), (9, 0.24), (21, 0.17)] {
            assert!(
                (week(w) - published).abs() < 0.04,
                "week {w}: {} against {published}",
                week(w)
            );
        }
        let [coal, gas, oil] = gone.map(|day| day.unwrap());
        assert!((9..=14).contains(&gas), "gas gone on day {gas}");
        assert!((41..=52).contains(&coal), "coal gone on day {coal}");
        assert!((131..=143).contains(&oil), "oil gone on day {oil}");
    }

    #[test]
    fn peace_is_all_the_electricity_there_is() {
        let mut power = Electricity::new(&taiwan(), &P);
        for _ in 0..400 {
            let supply = power.advance(1.0, 0.0, 0.0, 1.0, &P);
            assert_eq!((supply.generated, supply.delivered), (1.0, 1.0));
        }
        assert!(power.full());
    }

    #[test]
    fn more_fuel_is_never_less_electricity() {
        let path = |arrivals| {
            let mut power = Electricity::new(&taiwan(), &P);
            (0..300)
                .map(|_| power.advance(arrivals, 0.0, 0.0, 1.0, &P).delivered)
                .collect::<Vec<_>>()
        };
        let mut last = path(0.0);
        for tenth in 1..=20 {
            let next = path(f64::from(tenth) / 20.0);
            for (day, (less, more)) in last.iter().zip(&next).enumerate() {
                assert!(
                    more + 1e-9 >= *less,
                    "day {day} at {tenth}: {more} < {less}"
                );
            }
            last = next;
        }
    }

    #[test]
    fn curves_pass_through_their_points() {
        let curve = [0.08, 0.56, 0.85, 1.0];
        assert_eq!(capacity(&curve, 1.0), 1.0);
        assert_eq!(capacity(&curve, 0.4), 0.56);
        assert_eq!(capacity(&curve, 0.2), 0.08);
        assert!((capacity(&curve, 0.3) - 0.32).abs() < 1e-12);
        assert_eq!(capacity(&curve, 0.0), 0.0);
    }
}
