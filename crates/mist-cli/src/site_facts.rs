//! What the phases of a scenario and the stages of a measure do, number by number, for the site's
//! pages in every language.

use indexmap::IndexMap;
use mist_economy::FinalUse;
use mist_report::site::{Fact, FactUnit, Goods, Party, Texts, Who};
use mist_scenario::document::{
    ControlSettings, CutSettings, FinanceSettings, Note, Phase, SeaSettings, Setting,
};
use mist_scenario::measure_document::{
    ConvoySettings, EscortSettings, MeasureDocument, SecuredSettings, Stage, TaiwanSettings,
};
use mist_scenario::shipping::ShippingSettings;
use mist_scenario::{CutKind, Quantity, Tier, Vocabulary, unit};

use crate::site::in_each_language;

/// Numbers of a file, with the names that it uses.
pub(crate) struct Numbers<'a> {
    pub(crate) parameters: &'a IndexMap<String, Quantity>,
    pub(crate) vocabulary: &'a Vocabulary,
}

/// How a number is known, as the site's messages call it.
pub(crate) fn known(tier: Tier) -> String {
    tier.words().replace(' ', "-")
}

/// A note in the languages that it has.
pub(crate) fn note(note: Option<&Note>) -> Texts {
    note.map(|note| in_each_language(&note.0))
        .unwrap_or_default()
}

impl Numbers<'_> {
    /// The number that a setting stands for, if it has a source.
    fn quantity<'s>(&'s self, setting: &'s Setting) -> Option<&'s Quantity> {
        match setting {
            Setting::Number(_) => None,
            Setting::Inline(quantity) => Some(quantity),
            Setting::Parameter(name) => self.parameters.get(name),
        }
    }

    /// Quantiles of a setting, in days or as shares.
    pub(crate) fn quantiles<const N: usize>(
        &self,
        setting: &Setting,
        at: [f64; N],
    ) -> Option<[f64; N]> {
        match setting {
            Setting::Number(value) => Some([*value; N]),
            _ => self.quantity(setting).map(|quantity| {
                let size = unit::of(&quantity.unit).map_or(1.0, |(_, size)| size);
                at.map(|u| quantity.distribution.quantile(u) * size)
            }),
        }
    }

    /// Where the number of a setting comes from and how it is known.
    pub(crate) fn provenance(&self, setting: &Setting) -> (Option<String>, Option<String>) {
        let Some(quantity) = self.quantity(setting) else {
            return (None, None);
        };
        let source = match &quantity.note {
            Some(note) => format!("{}. {note}", quantity.source),
            None => quantity.source.clone(),
        };
        (Some(source), Some(known(quantity.tier)))
    }

    /// A number with its range and its source; none if the setting names nothing.
    pub(crate) fn fact(
        &self,
        key: &str,
        unit: FactUnit,
        setting: Option<&Setting>,
    ) -> Option<Fact> {
        let setting = setting?;
        let value = self.quantiles(setting, [0.05, 0.5, 0.95])?;
        let (source, known) = self.provenance(setting);
        Some(Fact {
            key: key.to_owned(),
            name: match setting {
                Setting::Parameter(name) => Some(name.clone()),
                Setting::Number(_) | Setting::Inline(_) => None,
            },
            value,
            unit,
            source,
            known,
            ..Fact::default()
        })
    }

    pub(crate) fn share(&self, key: &str, setting: Option<&Setting>) -> Option<Fact> {
        self.fact(key, FactUnit::Share, setting)
    }

    pub(crate) fn days(&self, key: &str, setting: Option<&Setting>) -> Option<Fact> {
        self.fact(key, FactUnit::Days, setting)
    }

    /// The numbers of a phase, channel by channel.
    pub(crate) fn of_phase(&self, phase: &Phase) -> Vec<Fact> {
        let mut all = self.channels(phase);
        for ships in &phase.taiwan_shipping {
            all.extend(self.ships(ships));
        }
        all.extend(self.answers(&phase.cuts, &phase.crm_controls, &phase.finance));
        all
    }

    /// The numbers of a stage of a measure.
    pub(crate) fn of_stage(&self, stage: &Stage) -> Vec<Fact> {
        let mut all = Vec::new();
        if let Some(convoy) = &stage.convoy {
            all.extend(self.convoy(convoy));
        }
        if let Some(escorts) = &stage.escorts {
            all.extend(self.escorts(escorts));
        }
        all.extend(self.answers(&stage.cuts, &stage.crm_controls, &stage.finance));
        all
    }

    /// What a measure changes beside its stages.
    pub(crate) fn of_measure(&self, document: &MeasureDocument) -> Vec<Fact> {
        let mut all = Vec::new();
        if let Some(taiwan) = &document.taiwan {
            all.extend(self.taiwan(taiwan));
        }
        if let Some(strait) = &document.strait {
            all.extend(self.share("strait-ships", Some(&strait.ships_found)));
        }
        for fuel in &document.fuel {
            let cover = self.days("fuel-cover", Some(&fuel.cover));
            all.extend(self.held(cover, &[], &fuel.regions, fuel.note.as_ref()));
        }
        for stock in &document.stocks {
            let key = if stock.pooled {
                "stock-pooled"
            } else {
                "stock-cover"
            };
            let cover = self.days(key, Some(&stock.cover));
            all.extend(self.held(cover, &stock.items, &stock.regions, stock.note.as_ref()));
        }
        for (key, secured) in [
            ("recycling", &document.recycling),
            ("capacity", &document.capacity),
            ("restraint", &document.restraint),
        ] {
            all.extend(secured.iter().filter_map(|one| self.secured(key, one)));
        }
        for one in &document.diversification {
            let most = self.share("most", Some(&one.most));
            let most = self.held(most, &one.items, &one.away_from, one.note.as_ref());
            all.extend(most.map(|fact| Fact {
                to: self.parties(&one.regions),
                ..fact
            }));
        }
        for one in &document.sharing {
            let share = self.share("sharing", Some(&one.share));
            all.extend(self.held(share, &one.items, &one.regions, one.note.as_ref()));
        }
        all
    }

    /// The channels that are single numbers.
    fn channels(&self, phase: &Phase) -> Vec<Fact> {
        let sea = |class: &str, of: fn(&SeaSettings) -> &Option<Setting>| {
            let setting = phase.taiwan_sea.as_ref().and_then(|sea| of(sea).as_ref());
            let fact = self.share(&format!("sea-{class}"), setting);
            fact.map(|fact| of_cargo(fact, class))
        };
        let transit = phase.strait_transit.as_ref();
        let damage = phase.taiwan_damage.as_ref();
        let lost = phase.interference.as_ref();
        let repair = damage.and_then(|d| d.repair_per_week.as_ref());
        let adjustment = transit.and_then(|t| t.adjustment_days.as_ref());
        [
            sea("energy", |s| &s.energy),
            sea("food", |s| &s.food),
            sea("bulk", |s| &s.bulk),
            sea("containers", |s| &s.containers),
            self.share("air", phase.taiwan_air.as_ref()),
            self.share("cross-strait", phase.cross_strait.as_ref()),
            self.share("transit", transit.and_then(|t| t.share_using.as_ref())),
            self.share("transit-loss", transit.and_then(|t| t.loss_rate.as_ref())),
            self.share("transit-cleared", transit.and_then(|t| t.cleared.as_ref())),
            self.share(
                "transit-capacity",
                transit.and_then(|t| t.capacity_loss.as_ref()),
            ),
            self.days("transit-adjustment", adjustment),
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

    fn ships(&self, ships: &ShippingSettings) -> Vec<Fact> {
        let classes = || ships.classes.iter().map(|class| class.id().to_owned());
        let mut all: Vec<Fact> = [
            self.share("ships-compliance", ships.compliance.as_ref()),
            self.days("ships-inspection", ships.inspection_days.as_ref()),
            self.share("ships-loss", ships.loss_rate.as_ref()),
        ]
        .into_iter()
        .flatten()
        .map(|fact| Fact {
            cargo: classes().collect(),
            ..fact
        })
        .collect();
        if let Some(last) = all.last_mut() {
            last.note = note(ships.note.as_ref());
        }
        all
    }

    fn convoy(&self, convoy: &ConvoySettings) -> impl Iterator<Item = Fact> {
        let of = |class: &str, setting: &Option<Setting>| {
            let fact = self.share(&format!("convoy-{class}"), setting.as_ref());
            fact.map(|fact| of_cargo(fact, class))
        };
        [
            of("energy", &convoy.energy),
            of("food", &convoy.food),
            of("bulk", &convoy.bulk),
            of("containers", &convoy.containers),
            self.share("convoy-air", convoy.air.as_ref()),
        ]
        .into_iter()
        .flatten()
    }

    fn escorts(&self, escorts: &EscortSettings) -> impl Iterator<Item = Fact> {
        [
            self.share("escort-capacity", Some(&escorts.capacity)),
            self.share("escort-loss", Some(&escorts.loss_rate)),
            self.share("escort-fuel", Some(&escorts.fuel_tonnage)),
            self.share("escort-food", Some(&escorts.food_tonnage)),
        ]
        .into_iter()
        .flatten()
    }

    /// Cuts of trade, export controls and losses of demand.
    fn answers(
        &self,
        cuts: &[CutSettings],
        controls: &[ControlSettings],
        losses: &[FinanceSettings],
    ) -> Vec<Fact> {
        let cuts = cuts.iter().filter_map(|cut| self.cut(cut));
        let controls = controls.iter().filter_map(|control| self.control(control));
        let losses = losses.iter().filter_map(|loss| self.loss(loss));
        cuts.chain(controls).chain(losses).collect()
    }

    fn cut(&self, cut: &CutSettings) -> Option<Fact> {
        let key = match cut.kind {
            CutKind::Sanctions => "cut-sanctions",
            CutKind::Retaliation => "cut-retaliation",
            CutKind::Boycott => "cut-boycott",
            CutKind::Embargo => "cut-embargo",
        };
        Some(Fact {
            from: self.parties(&cut.from),
            to: self.parties(&cut.to),
            goods: self.goods(&cut.products),
            note: note(cut.note.as_ref()),
            with: [
                self.share("adherence", cut.adherence.as_ref()),
                self.share("probability", cut.probability.as_ref()),
            ]
            .into_iter()
            .flatten()
            .collect(),
            ..self.share(key, Some(&cut.share))?
        })
    }

    fn control(&self, control: &ControlSettings) -> Option<Fact> {
        Some(Fact {
            from: self.parties(&control.from),
            to: self.parties(&control.to),
            goods: self.goods(&control.items),
            note: note(control.note.as_ref()),
            with: [
                self.days("licences-delay", control.delay_days.as_ref()),
                self.share("licences-leakage", control.leakage.as_ref()),
                self.share("probability", control.probability.as_ref()),
            ]
            .into_iter()
            .flatten()
            .collect(),
            ..self.share("licences-refused", Some(&control.refused))?
        })
    }

    fn loss(&self, loss: &FinanceSettings) -> Option<Fact> {
        let key = match loss.final_use {
            FinalUse::Households => "finance-households",
            FinalUse::Government => "finance-government",
            FinalUse::Investment => "finance-investment",
        };
        Some(Fact {
            from: self.parties(&loss.regions),
            note: note(loss.note.as_ref()),
            with: self
                .share("probability", loss.probability.as_ref())
                .into_iter()
                .collect(),
            ..self.share(key, Some(&loss.share))?
        })
    }

    fn taiwan(&self, taiwan: &TaiwanSettings) -> impl Iterator<Item = Fact> {
        [
            self.days("taiwan-gas", taiwan.gas.as_ref()),
            self.days("taiwan-coal", taiwan.coal.as_ref()),
            self.days("taiwan-oil", taiwan.oil.as_ref()),
            self.days("taiwan-fab-materials", taiwan.fab_materials.as_ref()),
            self.share(
                "taiwan-electricity-saving",
                taiwan.electricity_saving.as_ref(),
            ),
            self.share("taiwan-air-freight", taiwan.air_freight.as_ref()),
            self.share("taiwan-port-capacity", taiwan.port_capacity.as_ref()),
        ]
        .into_iter()
        .flatten()
    }

    fn secured(&self, key: &str, one: &SecuredSettings) -> Option<Fact> {
        let share = self.share(key, Some(&one.share));
        Some(Fact {
            made: one.stages.iter().map(|s| s.id().to_owned()).collect(),
            with: [
                self.days("delay", one.delay.as_ref()),
                self.days("notice", one.notice.as_ref()),
                self.days("ramp", one.ramp.as_ref()),
            ]
            .into_iter()
            .flatten()
            .collect(),
            ..self.held(share, &one.items, &one.regions, one.note.as_ref())?
        })
    }

    /// A number of goods and economies, with its note.
    fn held(
        &self,
        fact: Option<Fact>,
        items: &[String],
        regions: &[String],
        said: Option<&Note>,
    ) -> Option<Fact> {
        Some(Fact {
            goods: self.goods(items),
            from: self.parties(regions),
            note: note(said),
            ..fact?
        })
    }

    /// Economies and groups by the names that a file gives.
    pub(crate) fn parties(&self, names: &[String]) -> Vec<Party> {
        let groups = &self.vocabulary.region_groups;
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
        let groups = &self.vocabulary.product_groups;
        let of = |name: &String| match name.as_str() {
            "chips" => Goods::Chips,
            "materials" => Goods::Materials,
            name => match groups.get(name) {
                Some(group) => Goods::Group(in_each_language(&group.name)),
                None => match self.vocabulary.item_name(name) {
                    Some(text) => Goods::Group(in_each_language(text)),
                    None => Goods::One(name.to_owned()),
                },
            },
        };
        names.iter().map(of).collect()
    }
}

fn of_cargo(fact: Fact, class: &str) -> Fact {
    Fact {
        cargo: vec![class.to_owned()],
        ..fact
    }
}
