//! Shocks that a row states itself: an earthquake's lost capacity, a canal closed, a border shut.
//!
//! The scenario language speaks of the Taiwan Strait. Episodes elsewhere state what was lost, where
//! and for how long, and these shocks are laid over those of the scenario, if there is one: capacity
//! by its minimum, links and final demand by their product. Each has the profile
//!
//! level(t) = 1 while it lasts, then falling evenly to 0 while it fades.
//!
//! Cargo on a longer way arrives as transit through the Strait does: arriving(t) = 1 − q(t) + q(t − d)
//! with q = share × level × sea share of the product. The bottleneck layer does not see these shocks:
//! its items come from Taiwan and from licences.

use mist_economy::{Economy, FINAL_USES};
use mist_engine::{DrawInput, LinkFactor, NO_ITEM, Shock, ShockFactory, ShockSource};
use mist_scenario::unit::{self, Dimension};
use mist_scenario::{Luck, Quantity, Sampling, Vocabulary};
use toml::Spanned;

use crate::ValidationError;
use crate::read::{Origin, unit_size};
use crate::row::{ShockKind, ShockSpec};

/// Changes of a link below this share wait for the next greater change.
const NOTICED: f64 = 1e-3;

/// A stated shock, read and checked but for the names, which depend on the economy.
#[derive(Debug, Clone)]
pub(crate) struct Stated {
    spec: ShockSpec,
}

impl Stated {
    pub(crate) fn read(
        origin: Origin<'_>,
        spec: &Spanned<ShockSpec>,
    ) -> Result<Self, ValidationError> {
        let at = spec.span().start;
        let own = spec.get_ref();
        let between = matches!(own.kind, ShockKind::Link | ShockKind::Delay);
        if between != own.regions.is_empty()
            || between == own.from.is_empty()
            || between == own.to.is_empty()
        {
            return Err(origin.error(
                at,
                "a shock to the wrong place",
                "links and delays have `from` and `to`; capacity and demand have `regions`",
            ));
        }
        unit_size(origin, &own.share, Dimension::Share)?;
        let times = [
            Some(&own.lasts),
            own.start.as_ref(),
            own.fades.as_ref(),
            own.delay.as_ref(),
        ];
        for time in times.into_iter().flatten() {
            unit_size(origin, time, Dimension::Time)?;
        }
        for quantity in std::iter::once(&own.share).chain(times.into_iter().flatten()) {
            let q = quantity.get_ref();
            let (low, high) = q.distribution.support();
            let limit = if std::ptr::eq(quantity, &own.share) {
                1.0
            } else {
                f64::INFINITY
            };
            let size = unit::of(&q.unit).map_or(1.0, |(_, size)| size);
            if !q.distribution.impossibilities().is_empty() || low < 0.0 || high * size > limit {
                return Err(origin.error(
                    quantity.span().start,
                    "a number that is impossible here",
                    "shares lie from 0 to 1, times are not below 0, ends are in order",
                ));
            }
            if q.source.trim().is_empty() {
                return Err(origin.error(
                    quantity.span().start,
                    "a number without a source",
                    "what goes in must be a fact of the episode: say where it was seen",
                ));
            }
        }
        if (own.kind == ShockKind::Delay) != own.delay.is_some() {
            return Err(origin.error(at, "`delay` out of place", "delays, and only they, have it"));
        }
        Ok(Self { spec: own.clone() })
    }

    /// The same in an economy, or the name of what that does not hold apart.
    pub(crate) fn place(&self, economy: &Economy) -> Result<Placed, String> {
        let vocabulary = Vocabulary::of(economy);
        let regions = |list: &[String]| -> Result<Vec<usize>, String> {
            let names: Vec<&str> = list.iter().map(String::as_str).collect();
            let codes = vocabulary
                .expand_regions(&names)
                .map_err(|unknown| list[unknown.position].clone())?;
            let at = economy.regions.iter().enumerate();
            Ok(at
                .filter(|(_, r)| codes.contains(&r.code))
                .map(|(k, _)| k)
                .collect())
        };
        let spec = &self.spec;
        let names: Vec<&str> = spec.products.iter().map(String::as_str).collect();
        let codes = vocabulary
            .expand_products(&names)
            .map_err(|unknown| spec.products[unknown.position].clone())?;
        Ok(Placed {
            spec: spec.clone(),
            regions: regions(&spec.regions)?,
            from: regions(&spec.from)?,
            to: regions(&spec.to)?,
            products: economy
                .products
                .iter()
                .map(|p| codes.is_empty() || codes.contains(&p.code))
                .collect(),
            sea: economy
                .products
                .iter()
                .map(|p| if p.is_good { p.modes.sea } else { 0.0 })
                .collect(),
        })
    }

    /// The same text for the same content.
    pub(crate) fn canonical(&self) -> String {
        format!("{:?}", self.spec)
    }
}

/// A stated shock by positions in an economy.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    spec: ShockSpec,
    regions: Vec<usize>,
    from: Vec<usize>,
    to: Vec<usize>,
    products: Vec<bool>,
    sea: Vec<f64>,
}

/// How strong a shock is over time.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Profile {
    start: f64,
    lasts: f64,
    fades: f64,
}

impl Profile {
    /// ∫ level from 0 to t.
    fn integral(&self, t: f64) -> f64 {
        let t = t - self.start;
        let full = t.clamp(0.0, self.lasts);
        let ramp = (t - self.lasts).clamp(0.0, self.fades);
        // A ramp of no length has no area.
        full + if self.fades > 0.0 {
            ramp - ramp * ramp / (2.0 * self.fades)
        } else {
            0.0
        }
    }

    /// Mean level over the days from `from` to `to`.
    fn mean(&self, from: f64, to: f64) -> f64 {
        ((self.integral(to) - self.integral(from)) / (to - from)).clamp(0.0, 1.0)
    }
}

/// A stated shock in one draw.
#[derive(Debug, Clone, Copy)]
struct Drawn<'a> {
    placed: &'a Placed,
    share: f64,
    profile: Profile,
    delay: f64,
}

/// The shocks of a scenario with those stated by a row laid over them.
pub(crate) struct DirectShocks<'a, F> {
    scenario: F,
    shocks: Vec<Placed>,
    /// Names of their streams of luck begin so.
    stream: String,
    seed: u64,
    regions: usize,
    products: &'a Economy,
}

impl<'a, F: ShockFactory> DirectShocks<'a, F> {
    pub(crate) fn new(
        economy: &'a Economy,
        scenario: F,
        shocks: Vec<Placed>,
        stream: String,
        seed: u64,
    ) -> Self {
        Self {
            scenario,
            shocks,
            stream,
            seed,
            regions: economy.regions.len(),
            products: economy,
        }
    }

    fn draw(&self, draw: u64) -> Vec<Drawn<'_>> {
        let luck = Luck::new(self.seed, draw).spread(Sampling::default());
        let value = |q: &Spanned<Quantity>, name: &str, k: usize| {
            let q = q.get_ref();
            let size = unit::of(&q.unit).map_or(1.0, |(_, size)| size);
            size * q.sample(&luck, &format!("{}/{k}/{name}", self.stream))
        };
        let each = self.shocks.iter().enumerate();
        each.map(|(k, placed)| {
            let spec = &placed.spec;
            let optional = |q: &Option<Spanned<Quantity>>, name: &str| {
                q.as_ref().map_or(0.0, |q| value(q, name, k))
            };
            Drawn {
                placed,
                share: value(&spec.share, "share", k),
                profile: Profile {
                    start: optional(&spec.start, "start"),
                    lasts: value(&spec.lasts, "lasts", k),
                    fades: optional(&spec.fades, "fades"),
                },
                delay: optional(&spec.delay, "delay"),
            }
        })
        .collect()
    }
}

impl<F: ShockFactory> ShockFactory for DirectShocks<'_, F> {
    fn source<'s>(&'s self, draw: &'s DrawInput) -> Box<dyn ShockSource + 's> {
        let shocks = self.draw(draw.draw);
        Box::new(Source {
            scenario: self.scenario.source(draw),
            levels: vec![(f64::NAN, f64::NAN); shocks.len()],
            shocks,
            regions: self.regions,
            products: self.products.products.len(),
            version: None,
            shock: Shock::peace(self.products.table.nodes(), self.regions),
        })
    }

    fn items(&self) -> &[String] {
        self.scenario.items()
    }

    fn supplied_inputs(&self) -> &[(usize, usize)] {
        self.scenario.supplied_inputs()
    }
}

struct Source<'a> {
    scenario: Box<dyn ShockSource + 'a>,
    shocks: Vec<Drawn<'a>>,
    /// What the links were made from: the level of each shock, and the level a delay ago.
    levels: Vec<(f64, f64)>,
    regions: usize,
    products: usize,
    /// The scenario's version of the links in `shock`.
    version: Option<u64>,
    shock: Shock,
}

impl ShockSource for Source<'_> {
    fn advance(&mut self, day: f64, step_days: f64, production: &[f64]) -> &Shock {
        let under = self.scenario.advance(day, step_days, production);
        self.shock.capacity.clone_from(&under.capacity);
        self.shock.final_demand.clone_from(&under.final_demand);
        self.shock.binding.clone_from(&under.binding);
        let mut relink = self.version != Some(under.links_version);
        let end = day + step_days;
        let mut levels = Vec::with_capacity(self.shocks.len());
        for (drawn, old) in self.shocks.iter().zip(&self.levels) {
            let now = drawn.profile.mean(day, end);
            let then = drawn.profile.mean(day - drawn.delay, end - drawn.delay);
            let place = drawn.placed;
            match place.spec.kind {
                ShockKind::Capacity => {
                    let left = 1.0 - drawn.share * now;
                    for &r in &place.regions {
                        for (s, _) in place.products.iter().enumerate().filter(|(_, hit)| **hit) {
                            let node = r * self.products + s;
                            if left < self.shock.capacity[node] {
                                self.shock.capacity[node] = left;
                                self.shock.binding[node] = NO_ITEM;
                            }
                        }
                    }
                }
                ShockKind::Demand => {
                    let uses = FINAL_USES.len();
                    for &r in &place.regions {
                        for (k, used) in FINAL_USES.iter().enumerate() {
                            if place.spec.final_use.is_none_or(|hit| hit == *used) {
                                self.shock.final_demand[r * uses + k] *= 1.0 - drawn.share * now;
                            }
                        }
                    }
                }
                ShockKind::Link | ShockKind::Delay => {
                    let differs = |old: f64, new: f64| {
                        old.is_nan() || (old != new && ((old - new).abs() > NOTICED || new == 0.0))
                    };
                    relink |= differs(old.0, now) || differs(old.1, then);
                }
            }
            levels.push((now, then));
        }
        if relink {
            self.version = Some(under.links_version);
            let links = linked(
                &under.links,
                &self.shocks,
                &levels,
                self.regions,
                self.products,
            );
            self.levels = levels;
            self.shock.links = links;
            self.shock.links_version += 1;
        }
        &self.shock
    }

    fn at_peace(&self, day: f64) -> bool {
        let over = |d: &Drawn<'_>| {
            let p = &d.profile;
            day >= p.start + p.lasts + p.fades + d.delay
        };
        self.shocks.iter().all(over) && self.scenario.at_peace(day)
    }

    fn direct_loss(&self) -> f64 {
        self.scenario.direct_loss()
    }
}

/// A scenario's links with the shocks at these levels laid over them.
fn linked(
    under: &[LinkFactor],
    shocks: &[Drawn<'_>],
    levels: &[(f64, f64)],
    regions: usize,
    products: usize,
) -> Vec<LinkFactor> {
    let mut links = under.to_vec();
    let mut place = vec![usize::MAX; regions * regions];
    for (k, link) in links.iter().enumerate() {
        place[link.from * regions + link.to] = k;
    }
    for (drawn, &(now, then)) in shocks.iter().zip(levels) {
        let shock = drawn.placed;
        if now == 0.0 && then == 0.0 {
            continue;
        }
        for &from in &shock.from {
            for &to in shock.to.iter().filter(|to| **to != from) {
                let slot = &mut place[from * regions + to];
                if *slot == usize::MAX {
                    *slot = links.len();
                    links.push(LinkFactor {
                        from,
                        to,
                        carried: vec![1.0; products],
                        arriving: vec![1.0; products],
                    });
                }
                let link = &mut links[*slot];
                for (s, _) in shock.products.iter().enumerate().filter(|(_, hit)| **hit) {
                    match shock.spec.kind {
                        ShockKind::Link => link.carried[s] *= 1.0 - drawn.share * now,
                        _ => link.arriving[s] += drawn.share * shock.sea[s] * (then - now),
                    }
                }
            }
        }
    }
    for link in &mut links {
        for share in &mut link.arriving {
            *share = share.max(0.0);
        }
    }
    links.sort_by_key(|link| (link.from, link.to));
    links
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::*;

    #[test]
    fn a_profile_lasts_then_fades() {
        let profile = Profile {
            start: 10.0,
            lasts: 20.0,
            fades: 10.0,
        };
        assert_eq!(profile.mean(0.0, 10.0), 0.0);
        assert_eq!(profile.mean(12.0, 13.0), 1.0);
        assert_relative_eq!(profile.mean(30.0, 40.0), 0.5);
        assert_relative_eq!(profile.mean(34.0, 36.0), 0.5);
        assert_eq!(profile.mean(40.0, 50.0), 0.0);
        assert_relative_eq!(profile.integral(365.0), 25.0);
        let sudden = Profile {
            start: 0.0,
            lasts: 6.0,
            fades: 0.0,
        };
        assert_eq!((sudden.mean(5.0, 6.0), sudden.mean(6.0, 7.0)), (1.0, 0.0));
    }
}
