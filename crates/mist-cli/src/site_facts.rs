//! What the phases of a scenario do, number by number, for the site's pages in every language.

use mist_economy::FinalUse;
use mist_report::site::{Fact, FactUnit, Goods, Party, Who};
use mist_scenario::document::{
    ControlSettings, CutSettings, FinanceSettings, Phase, SeaSettings, Setting,
};
use mist_scenario::shipping::ShippingSettings;
use mist_scenario::{CutKind, Quantity, Scenario};

use crate::site::{in_each_language, quantiles};

/// The numbers of a phase, channel by channel.
pub(crate) fn facts(scenario: &Scenario, phase: &Phase) -> Vec<Fact> {
    let of = Of { scenario };
    let mut all: Vec<Fact> = of.channels(phase);
    for ships in &phase.taiwan_shipping {
        all.extend(of.ships(ships));
    }
    for cut in &phase.cuts {
        all.extend(of.cut(cut));
    }
    for control in &phase.crm_controls {
        all.extend(of.control(control));
    }
    for loss in &phase.finance {
        all.extend(of.loss(loss));
    }
    all
}

struct Of<'a> {
    scenario: &'a Scenario,
}

impl Of<'_> {
    /// A number with its range and its source; none if the setting names nothing.
    fn fact(&self, key: &str, unit: FactUnit, setting: Option<&Setting>) -> Option<Fact> {
        let document = self.scenario.document();
        let setting = setting?;
        let value = quantiles(document, setting, &[0.05, 0.5, 0.95])?;
        let quantity: Option<&Quantity> = match setting {
            Setting::Number(_) => None,
            Setting::Inline(quantity) => Some(quantity),
            Setting::Parameter(name) => document.parameters.get(name),
        };
        Some(Fact {
            key: key.to_owned(),
            value: value.try_into().ok()?,
            unit,
            source: quantity.map(|q| q.source.clone()),
            known: quantity.map(|q| q.tier.words().replace(' ', "-")),
            ..Fact::default()
        })
    }

    fn share(&self, key: &str, setting: Option<&Setting>) -> Option<Fact> {
        self.fact(key, FactUnit::Share, setting)
    }

    /// The channels that are single numbers.
    fn channels(&self, phase: &Phase) -> Vec<Fact> {
        let sea = |of: fn(&SeaSettings) -> &Option<Setting>| {
            phase.taiwan_sea.as_ref().and_then(|sea| of(sea).as_ref())
        };
        let transit = phase.strait_transit.as_ref();
        let damage = phase.taiwan_damage.as_ref();
        let lost = phase.interference.as_ref();
        let repair = damage.and_then(|d| d.repair_per_week.as_ref());
        let adjustment = transit.and_then(|t| t.adjustment_days.as_ref());
        [
            self.share("sea-energy", sea(|s| &s.energy)),
            self.share("sea-food", sea(|s| &s.food)),
            self.share("sea-bulk", sea(|s| &s.bulk)),
            self.share("sea-containers", sea(|s| &s.containers)),
            self.share("air", phase.taiwan_air.as_ref()),
            self.share("cross-strait", phase.cross_strait.as_ref()),
            self.share("transit", transit.and_then(|t| t.share_using.as_ref())),
            self.share("transit-loss", transit.and_then(|t| t.loss_rate.as_ref())),
            self.share("transit-cleared", transit.and_then(|t| t.cleared.as_ref())),
            self.share(
                "transit-capacity",
                transit.and_then(|t| t.capacity_loss.as_ref()),
            ),
            self.fact("transit-adjustment", FactUnit::Days, adjustment),
            self.share("damage-plants", damage.and_then(|d| d.plants.as_ref())),
            self.share("damage-ports", damage.and_then(|d| d.ports.as_ref())),
            self.share("damage-grid", damage.and_then(|d| d.grid.as_ref())),
            self.fact("damage-repair", FactUnit::ShareAWeek, repair),
            self.share("lost-customs", lost.and_then(|l| l.customs.as_ref())),
            self.share("lost-ports", lost.and_then(|l| l.ports.as_ref())),
            self.share("lost-power", lost.and_then(|l| l.power.as_ref())),
            self.share("lost-payments", lost.and_then(|l| l.payments.as_ref())),
            self.share("lost-cables", lost.and_then(|l| l.cables.as_ref())),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn ships(&self, ships: &ShippingSettings) -> impl Iterator<Item = Fact> {
        let inspection = ships.inspection_days.as_ref();
        [
            self.share("ships-compliance", ships.compliance.as_ref()),
            self.fact("ships-inspection", FactUnit::Days, inspection),
            self.share("ships-loss", ships.loss_rate.as_ref()),
        ]
        .into_iter()
        .flatten()
    }

    fn cut(&self, cut: &CutSettings) -> impl Iterator<Item = Fact> {
        let key = match cut.kind {
            CutKind::Sanctions => "cut-sanctions",
            CutKind::Retaliation => "cut-retaliation",
            CutKind::Boycott => "cut-boycott",
            CutKind::Embargo => "cut-embargo",
        };
        let whole = self.share(key, Some(&cut.share)).map(|fact| Fact {
            from: self.parties(&cut.from),
            to: self.parties(&cut.to),
            goods: self.goods(&cut.products),
            ..fact
        });
        [
            whole,
            self.share("adherence", cut.adherence.as_ref()),
            self.share("probability", cut.probability.as_ref()),
        ]
        .into_iter()
        .flatten()
    }

    fn control(&self, control: &ControlSettings) -> impl Iterator<Item = Fact> {
        let refused = self.share("licences-refused", Some(&control.refused));
        let refused = refused.map(|fact| Fact {
            from: self.parties(&control.from),
            to: self.parties(&control.to),
            goods: control.items.iter().cloned().map(Goods::One).collect(),
            ..fact
        });
        let delay = control.delay_days.as_ref();
        [
            refused,
            self.fact("licences-delay", FactUnit::Days, delay),
            self.share("licences-leakage", control.leakage.as_ref()),
            self.share("probability", control.probability.as_ref()),
        ]
        .into_iter()
        .flatten()
    }

    fn loss(&self, loss: &FinanceSettings) -> impl Iterator<Item = Fact> {
        let key = match loss.final_use {
            FinalUse::Households => "finance-households",
            FinalUse::Government => "finance-government",
            FinalUse::Investment => "finance-investment",
        };
        let whole = self.share(key, Some(&loss.share)).map(|fact| Fact {
            from: self.parties(&loss.regions),
            ..fact
        });
        [whole, self.share("probability", loss.probability.as_ref())]
            .into_iter()
            .flatten()
    }

    fn parties(&self, names: &[String]) -> Vec<Party> {
        let groups = &self.scenario.vocabulary().region_groups;
        names
            .iter()
            .map(|name| {
                let plain = name.strip_prefix('-').unwrap_or(name);
                Party {
                    who: match groups.get(plain) {
                        Some(group) => Who::Group(in_each_language(&group.name)),
                        None if plain == "world" => Who::Everyone,
                        None => Who::Economy(plain.to_owned()),
                    },
                    excluded: plain.len() < name.len(),
                }
            })
            .collect()
    }

    fn goods(&self, names: &[String]) -> Vec<Goods> {
        let groups = &self.scenario.vocabulary().product_groups;
        names
            .iter()
            .map(|name| match groups.get(name) {
                Some(group) => Goods::Group(in_each_language(&group.name)),
                None => Goods::One(name.clone()),
            })
            .collect()
    }
}
