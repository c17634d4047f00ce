//! One draw of a scenario: every number from its own named stream of luck, then the ladder.
//!
//! Streams are named so that scenarios share luck for what they name alike:
//!
//! | What | Stream |
//! | --- | --- |
//! | a parameter | `parameter/NAME` |
//! | time in a phase | `phase/PHASE/duration`, from the second visit on `phase/PHASE/duration/2` … |
//! | what follows a phase | `phase/PHASE/next`, likewise |
//! | a distribution written into a channel | `phase/PHASE/CHANNEL` |
//! | one written into a response or a lever | `measure/STAGE/…`, `measure/stocks/ITEMS/…` |
//! | whether a measure is taken | `measure/WORD`, the word being `together` or its kind |

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use mist_economy::{ProductCode, RegionCode};

use crate::check::END;
use crate::correlation::Copula;
use crate::document::{ControlSettings, CutSettings, FinanceSettings, Phase, Setting, Transition};
use crate::ladder::probability_at;
use crate::unit::{self, Dimension};
use crate::{
    CargoAccess, Channels, CutKind, Damage, DemandLoss, Interference, Luck, MaterialControl,
    PassageRisk, Quantity, SampledPhase, Scenario, ShippingRisk, StraitTransit, Timeline, TradeCut,
    Vocabulary,
};

/// Day after which no new phase begins: ten years.
pub const HORIZON_DAYS: f64 = 3_650.0;

impl Scenario {
    /// The course of events in the draw of `luck`: a function of the scenario and the luck alone.
    /// Responses and levers that it is played with are laid over it.
    #[must_use]
    pub fn sample(&self, luck: &Luck) -> Timeline {
        let mut draw = self.draw(luck);
        draw.without_answers = self.measures.iter().any(|m| m.document.replaces_answers);
        let mut phases = Vec::new();
        let mut visits: BTreeMap<&str, usize> = BTreeMap::new();
        let mut at = self.document.start.as_str();
        let mut day = 0.0;
        while let Some(phase) = self.document.phases.get(at) {
            let visit = visits.entry(at).or_insert(0);
            *visit += 1;
            let visit = *visit;
            let stream = |what: &str| match visit {
                1 => format!("phase/{at}/{what}"),
                n => format!("phase/{at}/{what}/{n}"),
            };
            let length = phase.duration.as_ref().map_or(f64::INFINITY, |setting| {
                draw.value(setting, Dimension::Time, || stream("duration"))
            });
            if length > 0.0 {
                phases.push(SampledPhase {
                    id: at.to_owned(),
                    start_day: day,
                    end_day: day + length,
                    channels: draw.channels(at, phase),
                });
            }
            day += length;
            // The number of phases is bounded too, should a circle take no time at all.
            let visited: usize = visits.values().sum();
            if day >= HORIZON_DAYS || visited > 1_000 {
                break;
            }
            at = draw.next(&phase.next, length, &stream("next"));
        }
        let mut timeline = Timeline {
            scenario: self.document.id.clone(),
            phases,
        };
        let rung = |id: &str| self.document.phases.get(id).map(|phase| phase.rung);
        for measure in &self.measures {
            measure.lay_over(&mut timeline, rung, luck);
        }
        timeline
    }

    /// The named parameters in the draw of `luck`, in the order of the file, each in its own unit;
    /// those of a response or a lever after them, by `MEASURE/NAME`.
    #[must_use]
    pub fn sample_parameters(&self, luck: &Luck) -> Vec<(String, f64)> {
        let draw = self.draw(luck);
        let own = self.document.parameters.iter().map(|(name, quantity)| {
            let u = draw.uniform(name);
            (name.clone(), quantity.distribution.quantile(u))
        });
        let added = self.measures.iter().flat_map(|measure| {
            let named = measure.sample_parameters(luck).into_iter();
            named.map(|(name, value)| (format!("{}/{name}", measure.id()), value))
        });
        own.chain(added).collect()
    }

    /// Those of [`Scenario::sample_parameters`] that only say how likely something is. What happens in
    /// a draw is left to its luck, so that their value says little of the draw's loss.
    #[must_use]
    pub fn odds(&self) -> BTreeSet<String> {
        let places_of = |named: &str| -> Vec<&str> {
            let (prefix, name) = match named.split_once('/') {
                Some((measure, name)) => (format!("with.{measure}."), name),
                None => (String::new(), named),
            };
            let quoted = format!("{name:?}");
            let own = self.values.iter().filter_map(|(path, value)| {
                let within = match prefix.as_str() {
                    "" if path.starts_with("with.") => None,
                    prefix => path.strip_prefix(prefix),
                };
                within.filter(|_| *value == quoted)
            });
            own.collect()
        };
        let named = self.document.parameters.keys().cloned();
        let added = self.measures.iter().flat_map(|measure| {
            let names = measure.document.parameters.keys();
            names.map(|name| format!("{}/{name}", measure.id()))
        });
        named
            .chain(added)
            .filter(|name| {
                let places = places_of(name);
                let mut ends = places.iter().map(|path| path.rsplit('.').next());
                !places.is_empty() && ends.all(|end| end == Some("probability"))
            })
            .collect()
    }

    fn draw<'a>(&'a self, luck: &'a Luck) -> Draw<'a> {
        Draw::new(
            &self.document.parameters,
            self.copula.as_ref(),
            &self.vocabulary,
            luck,
        )
    }
}

/// The luck of a draw with the correlations and names of a file.
pub(crate) struct Draw<'a> {
    parameters: &'a IndexMap<String, Quantity>,
    vocabulary: &'a Vocabulary,
    luck: &'a Luck,
    /// Uniforms of the correlated parameters.
    correlated: BTreeMap<&'a str, f64>,
    /// Whether sanctions, retaliation and licences that answer sanctions are left out.
    without_answers: bool,
}

impl<'a> Draw<'a> {
    pub(crate) fn new(
        parameters: &'a IndexMap<String, Quantity>,
        copula: Option<&'a (Vec<String>, Copula)>,
        vocabulary: &'a Vocabulary,
        luck: &'a Luck,
    ) -> Self {
        let correlated = copula.map_or_else(BTreeMap::new, |(names, copula)| {
            let own: Vec<f64> = names
                .iter()
                .map(|name| luck.uniform(&format!("parameter/{name}")))
                .collect();
            names
                .iter()
                .map(String::as_str)
                .zip(copula.correlate(&own))
                .collect()
        });
        Self {
            parameters,
            vocabulary,
            luck,
            correlated,
            without_answers: false,
        }
    }

    pub(crate) fn uniform(&self, parameter: &str) -> f64 {
        self.correlated
            .get(parameter)
            .copied()
            .unwrap_or_else(|| self.luck.uniform(&format!("parameter/{parameter}")))
    }

    /// The value of a setting in the dimension's own unit.
    pub(crate) fn value(
        &self,
        setting: &Setting,
        dimension: Dimension,
        stream: impl Fn() -> String,
    ) -> f64 {
        let in_unit = |quantity: &Quantity, u: f64| {
            quantity.distribution.quantile(u)
                * unit::of(&quantity.unit).map_or(1.0, |(_, size)| size)
        };
        let value = match setting {
            Setting::Number(number) => *number,
            Setting::Parameter(name) => self
                .parameters
                .get(name)
                .map_or(f64::NAN, |quantity| in_unit(quantity, self.uniform(name))),
            Setting::Inline(quantity) => in_unit(quantity, self.luck.uniform(&stream())),
        };
        // Checked to lie inside; rounding may carry it over the edge.
        value.clamp(0.0, dimension.limit())
    }

    /// What follows a phase after `days` in it.
    fn next<'t>(&self, ways: &'t [Transition], days: f64, stream: &str) -> &'t str {
        let stated: Vec<Option<f64>> = ways
            .iter()
            .map(|way| match &way.probability {
                Some(setting) => {
                    let own = || format!("{stream}/{}", way.to);
                    Some(self.value(setting, Dimension::Share, own))
                }
                None if way.by_time.is_empty() => None,
                None => Some(probability_at(&way.by_time, days)),
            })
            .collect();
        let rest = (1.0 - stated.iter().flatten().sum::<f64>()).max(0.0);
        let u = self.luck.uniform(stream);
        let mut reached = 0.0;
        for (way, probability) in ways.iter().zip(&stated) {
            reached += probability.unwrap_or(rest);
            if u < reached {
                return &way.to;
            }
        }
        // Probabilities add up to 1 but for rounding: the last that is possible.
        ways.iter()
            .zip(&stated)
            .rfind(|(_, p)| p.unwrap_or(rest) > 0.0)
            .map_or(END, |(way, _)| &way.to)
    }

    fn channels(&self, id: &str, phase: &Phase) -> Channels {
        let read = |setting: &Option<Setting>, dimension, peace, channel: &str| {
            setting.as_ref().map_or(peace, |setting| {
                self.value(setting, dimension, || format!("phase/{id}/{channel}"))
            })
        };
        let share = |setting: &Option<Setting>, peace, channel: &str| {
            read(setting, Dimension::Share, peace, channel)
        };
        let mut channels = Channels {
            taiwan_air: share(&phase.taiwan_air, 1.0, "taiwan_air"),
            cross_strait: share(&phase.cross_strait, 0.0, "cross_strait"),
            ..Channels::default()
        };
        if let Some(sea) = &phase.taiwan_sea {
            channels.taiwan_sea = CargoAccess {
                energy: share(&sea.energy, 1.0, "taiwan_sea/energy"),
                food: share(&sea.food, 1.0, "taiwan_sea/food"),
                bulk: share(&sea.bulk, 1.0, "taiwan_sea/bulk"),
                containers: share(&sea.containers, 1.0, "taiwan_sea/containers"),
            };
        }
        for (k, ships) in phase.taiwan_shipping.iter().enumerate() {
            let at = |name: &str| format!("taiwan_shipping/{k}/{name}");
            let risk = ShippingRisk {
                loss_rate: share(&ships.loss_rate, 0.0, &at("loss_rate")),
                compliance: share(&ships.compliance, 1.0, &at("compliance")),
                inspection_days: read(
                    &ships.inspection_days,
                    Dimension::Time,
                    0.0,
                    &at("inspection_days"),
                ),
            };
            for class in &ships.classes {
                *channels.taiwan_shipping.of_mut(*class) = Some(risk);
            }
        }
        if let Some(transit) = &phase.strait_transit {
            channels.strait_transit = StraitTransit {
                share_using: share(&transit.share_using, 1.0, "strait_transit/share_using"),
                risk: transit.loss_rate.as_ref().map(|_| PassageRisk {
                    loss_rate: share(&transit.loss_rate, 0.0, "strait_transit/loss_rate"),
                    cleared: share(&transit.cleared, 0.0, "strait_transit/cleared"),
                }),
                capacity_loss: share(&transit.capacity_loss, 0.0, "strait_transit/capacity_loss"),
                adjustment_days: read(
                    &transit.adjustment_days,
                    Dimension::Time,
                    0.0,
                    "strait_transit/adjustment_days",
                ),
            };
        }
        if let Some(damage) = &phase.taiwan_damage {
            channels.taiwan_damage = Damage {
                plants: share(&damage.plants, 0.0, "taiwan_damage/plants"),
                ports: share(&damage.ports, 0.0, "taiwan_damage/ports"),
                grid: share(&damage.grid, 0.0, "taiwan_damage/grid"),
                repair_per_week: read(
                    &damage.repair_per_week,
                    Dimension::ShareAWeek,
                    0.0,
                    "taiwan_damage/repair_per_week",
                ),
            };
        }
        if let Some(lost) = &phase.interference {
            channels.interference = Interference {
                customs: share(&lost.customs, 0.0, "interference/customs"),
                ports: share(&lost.ports, 0.0, "interference/ports"),
                power: share(&lost.power, 0.0, "interference/power"),
                payments: share(&lost.payments, 0.0, "interference/payments"),
                cables: share(&lost.cables, 0.0, "interference/cables"),
            };
        }
        let path = format!("phase/{id}");
        channels.cuts = self.cuts(&path, &phase.cuts);
        channels.crm_controls = self.all_controls(&path, &phase.crm_controls);
        channels.finance = self.demand_losses(&path, &phase.finance);
        channels
    }

    pub(crate) fn cuts(&self, path: &str, cuts: &[CutSettings]) -> Vec<TradeCut> {
        let answers = [CutKind::Sanctions, CutKind::Retaliation];
        cuts.iter()
            .enumerate()
            .filter(|(_, cut)| !(self.without_answers && answers.contains(&cut.kind)))
            .filter_map(|(k, cut)| self.cut(&format!("{path}/cuts/{k}"), cut))
            .collect()
    }

    pub(crate) fn all_controls(
        &self,
        path: &str,
        controls: &[ControlSettings],
    ) -> Vec<MaterialControl> {
        let answers = |control: &ControlSettings| control.together.as_deref() == Some("sanctions");
        controls
            .iter()
            .enumerate()
            .filter(|(_, control)| !(self.without_answers && answers(control)))
            .flat_map(|(k, control)| self.controls(&format!("{path}/crm_controls/{k}"), control))
            .collect()
    }

    pub(crate) fn demand_losses(&self, path: &str, losses: &[FinanceSettings]) -> Vec<DemandLoss> {
        losses
            .iter()
            .enumerate()
            .filter_map(|(k, loss)| self.demand_loss(&format!("{path}/finance/{k}"), loss))
            .filter(|loss| !loss.regions.is_empty())
            .collect()
    }

    /// Whether a measure is taken: its word's luck lies below its probability.
    fn taken(&self, probability: &Option<Setting>, word: &str, path: &str) -> bool {
        probability.as_ref().is_none_or(|setting| {
            let p = self.value(setting, Dimension::Share, || format!("{path}/probability"));
            self.luck.uniform(&format!("measure/{word}")) < p
        })
    }

    fn cut(&self, path: &str, cut: &CutSettings) -> Option<TradeCut> {
        let word = cut.together.as_deref().unwrap_or(match cut.kind {
            CutKind::Sanctions => "sanctions",
            CutKind::Retaliation => "retaliation",
            CutKind::Boycott => "boycott",
            CutKind::Embargo => "embargo",
        });
        if !self.taken(&cut.probability, word, path) {
            return None;
        }
        let share = self.value(&cut.share, Dimension::Share, || format!("{path}/share"));
        let adherence = cut.adherence.as_ref().map_or(1.0, |setting| {
            self.value(setting, Dimension::Share, || format!("{path}/adherence"))
        });
        let (from, to) = (self.regions(&cut.from), self.regions(&cut.to));
        let share = share * adherence;
        let products = self.products(&cut.products);
        // An empty list would mean everybody, and everything, further on.
        let nothing =
            from.is_empty() || to.is_empty() || (products.is_empty() && !cut.products.is_empty());
        (share > 0.0 && !nothing).then_some(TradeCut {
            kind: cut.kind,
            from,
            to,
            products,
            share,
        })
    }

    fn controls(&self, path: &str, control: &ControlSettings) -> Vec<MaterialControl> {
        let word = control.together.as_deref().unwrap_or("materials");
        if !self.taken(&control.probability, word, path) {
            return Vec::new();
        }
        let value = |setting: &Option<Setting>, dimension, name: &str| {
            setting.as_ref().map_or(0.0, |setting| {
                self.value(setting, dimension, || format!("{path}/{name}"))
            })
        };
        let refused = self.value(&control.refused, Dimension::Share, || {
            format!("{path}/refused")
        });
        let delay_days = value(&control.delay_days, Dimension::Time, "delay_days");
        let leakage = value(&control.leakage, Dimension::Share, "leakage");
        let (from, to) = (self.regions(&control.from), self.regions(&control.to));
        // An empty list would mean everybody further on.
        if from.is_empty() || to.is_empty() {
            return Vec::new();
        }
        control
            .items
            .iter()
            .map(|item| MaterialControl {
                item: item.clone(),
                from: from.clone(),
                to: to.clone(),
                refused,
                delay_days,
                leakage,
            })
            .collect()
    }

    fn demand_loss(&self, path: &str, loss: &FinanceSettings) -> Option<DemandLoss> {
        let word = loss.together.as_deref().unwrap_or("finance");
        self.taken(&loss.probability, word, path)
            .then(|| DemandLoss {
                regions: self.regions(&loss.regions),
                final_use: loss.final_use,
                share: self.value(&loss.share, Dimension::Share, || format!("{path}/share")),
            })
    }

    // Names have been checked against the same vocabulary.
    pub(crate) fn regions(&self, names: &[String]) -> Vec<RegionCode> {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.vocabulary.expand_regions(&names).unwrap_or_default()
    }

    fn products(&self, names: &[String]) -> Vec<ProductCode> {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.vocabulary.expand_products(&names).unwrap_or_default()
    }
}
