//! A response or a lever, read and checked, and its draws.

use std::collections::BTreeMap;

use crate::check::Checker;
use crate::correlation::Copula;
use crate::document::{Rung, Setting, Text};
use crate::lever::{Diversified, Lever, Reserve, Secured, Shared, TaiwanLever};
use crate::measure_document::{MeasureDocument, SecuredSettings, Stage};
use crate::node::Node;
use crate::overlay::{Window, lay};
use crate::problem::{Problem, ScenarioError, SourceFile};
use crate::read::{Reading, hex, read};
use crate::sample::Draw;
use crate::schema::Grammar;
use crate::shipping::escorted;
use crate::unit::Dimension;
use crate::vocabulary::Vocabulary;
use crate::{CargoAccess, Luck, Timeline, deck, difference};

/// A response or a lever that has passed every check.
#[derive(Debug, Clone)]
pub struct Measure {
    pub(crate) document: MeasureDocument,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) copula: Option<(Vec<String>, Copula)>,
    pub(crate) values: BTreeMap<String, String>,
    hash: String,
    warnings: Vec<Problem>,
    files: Vec<SourceFile>,
}

impl Measure {
    /// Reads a response or a lever from the text of a file; one that it `extends` is looked up among
    /// the shipped ones.
    ///
    /// # Errors
    /// [`ScenarioError::Invalid`] with every problem of the file, each at its line and column.
    pub fn parse(
        text: &str,
        file_name: &str,
        vocabulary: &Vocabulary,
    ) -> Result<Self, ScenarioError> {
        Self::parse_with(text, file_name, vocabulary, |_| None)
    }

    /// Reads as [`Measure::parse`] does; `find` gives the name and text of a file that is extended,
    /// before the shipped ones are looked at.
    ///
    /// # Errors
    /// [`ScenarioError::Invalid`] with every problem of the file, each at its line and column.
    pub fn parse_with(
        text: &str,
        file_name: &str,
        vocabulary: &Vocabulary,
        find: impl Fn(&str) -> Option<(String, String)>,
    ) -> Result<Self, ScenarioError> {
        let own = |root: &Node| match root.get("partners") {
            Some(names) => {
                let names: Vec<&str> = names.array().iter().filter_map(Node::text).collect();
                vocabulary.with_partners(&names)
            }
            None => vocabulary.clone(),
        };
        let Reading {
            mut document,
            root,
            copula,
            mut canonical,
            warnings,
            files,
        } = read::<MeasureDocument>(Grammar::Measure, text, file_name, own, find)?;
        for (key, work) in deck::works() {
            document
                .sources
                .entry(key.clone())
                .or_insert_with(|| work.clone());
        }
        let vocabulary = own(&root);
        canonical.push_str(&vocabulary.members_of(document.names()));
        Ok(Self {
            hash: hex(&canonical),
            values: difference::values(&root),
            document,
            vocabulary,
            copula,
            warnings,
            files,
        })
    }

    /// The file that it was read from and those that it extends, nearest first.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.document.id
    }

    /// Short name in four languages.
    #[must_use]
    pub const fn title(&self) -> &Text {
        &self.document.title
    }

    /// One paragraph in four languages.
    #[must_use]
    pub const fn description(&self) -> &Text {
        &self.document.description
    }

    /// The names that its file may use, its partners among them.
    #[must_use]
    pub const fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The measure as it stands in its file, bases merged in.
    #[must_use]
    pub const fn document(&self) -> &MeasureDocument {
        &self.document
    }

    /// SHA-256, in hexadecimal, of the content, as for scenarios.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// What a reader of the file should know, as for scenarios.
    #[must_use]
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    pub(crate) fn draw<'a>(&'a self, luck: &'a Luck) -> Draw<'a> {
        Draw::new(
            &self.document.parameters,
            self.copula.as_ref(),
            &self.vocabulary,
            luck,
        )
    }

    /// Lays the stages over a timeline of a scenario; `rung` says on which rung a phase is.
    pub(crate) fn lay_over(
        &self,
        timeline: &mut Timeline,
        rung: impl Fn(&str) -> Option<Rung>,
        luck: &Luck,
    ) {
        let document = &self.document;
        let draw = self.draw(luck);
        if let Some(strait) = &document.strait {
            let found = drawn(&draw, &strait.ships_found, Dimension::Share, "ships_found");
            for phase in &mut timeline.phases {
                phase.channels.strait_transit.capacity_loss *= 1.0 - found;
            }
        }
        // Easing, and peace, end the crisis for good.
        let Some(over) = timeline
            .phases
            .iter()
            .rfind(|phase| rung(&phase.id).is_some_and(|r| r != Rung::Easing))
            .map(|phase| phase.end_day)
        else {
            return;
        };
        let Some(trigger) = &document.trigger else {
            return;
        };
        let reached = |wanted: Rung| {
            timeline
                .phases
                .iter()
                .find(|phase| rung(&phase.id).is_some_and(|r| r >= wanted && r != Rung::Easing))
                .map(|phase| phase.start_day)
        };
        let begins = match (trigger.rung, &trigger.day) {
            (Some(wanted), _) => reached(wanted),
            (None, Some(day)) => Some(drawn(&draw, day, Dimension::Time, "trigger/day")),
            (None, None) => None,
        };
        let Some(begins) = begins else { return };
        let windows: Vec<Window> = document
            .stages
            .iter()
            .filter_map(|(id, stage)| self.window(&draw, id, stage, begins, over))
            .collect();
        lay(timeline, &windows, &document.id);
    }

    fn window(
        &self,
        draw: &Draw<'_>,
        id: &str,
        stage: &Stage,
        begins: f64,
        over: f64,
    ) -> Option<Window> {
        let path = format!("measure/{id}");
        let time = |setting: &Option<Setting>, name: &str| {
            setting
                .as_ref()
                .map(|setting| draw.value(setting, Dimension::Time, || format!("{path}/{name}")))
        };
        let start = begins + time(&stage.after, "after").unwrap_or(0.0);
        if start >= over {
            return None;
        }
        let end = match time(&stage.duration, "duration") {
            Some(duration) => start + duration,
            None => over + time(&stage.outlasts, "outlasts").unwrap_or(0.0),
        };
        let convoy = stage.convoy.as_ref().map(|convoy| {
            let least = |setting: &Option<Setting>, name: &str| {
                setting.as_ref().map_or(0.0, |setting| {
                    draw.value(setting, Dimension::Share, || {
                        format!("{path}/convoy/{name}")
                    })
                })
            };
            (
                CargoAccess {
                    energy: least(&convoy.energy, "energy"),
                    food: least(&convoy.food, "food"),
                    bulk: least(&convoy.bulk, "bulk"),
                    containers: least(&convoy.containers, "containers"),
                },
                least(&convoy.air, "air"),
            )
        });
        let escorts = stage.escorts.as_ref().map(|escorts| {
            let share = |setting: &Setting, name: &str| {
                draw.value(setting, Dimension::Share, || {
                    format!("{path}/escorts/{name}")
                })
            };
            let least = escorted(
                share(&escorts.capacity, "capacity"),
                share(&escorts.loss_rate, "loss_rate"),
                share(&escorts.fuel_tonnage, "fuel_tonnage"),
                share(&escorts.food_tonnage, "food_tonnage"),
            );
            (least, 0.0)
        });
        Some(Window {
            start,
            end,
            cuts: draw.cuts(&path, &stage.cuts),
            crm_controls: draw.all_controls(&path, &stage.crm_controls),
            finance: draw.demand_losses(&path, &stage.finance),
            convoy: escorts.or(convoy),
        })
    }

    /// What the levers change in the draw of `luck`.
    #[must_use]
    pub fn lever(&self, luck: &Luck) -> Lever {
        let document = &self.document;
        let draw = self.draw(luck);
        let mut lever = Lever::default();
        if let Some(taiwan) = &document.taiwan {
            let value = |setting: &Option<Setting>, dimension, name: &str| {
                setting.as_ref().map_or(0.0, |setting| {
                    drawn(&draw, setting, dimension, &format!("taiwan/{name}"))
                })
            };
            use Dimension::{Share, Time};
            lever.taiwan = TaiwanLever {
                gas_days: value(&taiwan.gas, Time, "gas"),
                coal_days: value(&taiwan.coal, Time, "coal"),
                oil_days: value(&taiwan.oil, Time, "oil"),
                fab_materials_days: value(&taiwan.fab_materials, Time, "fab_materials"),
                electricity_saving: value(&taiwan.electricity_saving, Share, "electricity_saving"),
                air_freight: value(&taiwan.air_freight, Share, "air_freight"),
                port_capacity: value(&taiwan.port_capacity, Share, "port_capacity"),
            };
        }
        for (k, fuel) in document.fuel.iter().enumerate() {
            let days = drawn(
                &draw,
                &fuel.cover,
                Dimension::Time,
                &format!("fuel/{k}/cover"),
            );
            let regions = draw.regions(&fuel.regions);
            if days > 0.0 && !regions.is_empty() {
                lever.fuel.push((regions, days));
            }
        }
        for stock in &document.stocks {
            let name = format!("stocks/{}/cover", stock.items.join("+"));
            let (items, regions) = (self.items(&stock.items), draw.regions(&stock.regions));
            let days = drawn(&draw, &stock.cover, Dimension::Time, &name);
            if days > 0.0 && !regions.is_empty() {
                lever.reserves.push(Reserve {
                    items,
                    regions,
                    days,
                    pooled: stock.pooled,
                });
            }
        }
        for (kind, all) in [
            ("recycling", &document.recycling),
            ("capacity", &document.capacity),
            ("restraint", &document.restraint),
        ] {
            for one in all {
                let name = format!("{kind}/{}", one.items.join("+"));
                lever.secured.extend(self.secured(&draw, one, &name));
            }
        }
        for one in &document.diversification {
            let name = format!("diversification/{}/most", one.items.join("+"));
            let (regions, away_from) = (draw.regions(&one.regions), draw.regions(&one.away_from));
            if !regions.is_empty() && !away_from.is_empty() {
                lever.diversified.push(Diversified {
                    items: self.items(&one.items),
                    regions,
                    away_from,
                    most: drawn(&draw, &one.most, Dimension::Share, &name),
                });
            }
        }
        for one in &document.sharing {
            let name = format!("sharing/{}/share", one.items.join("+"));
            let regions = draw.regions(&one.regions);
            let share = drawn(&draw, &one.share, Dimension::Share, &name);
            if regions.len() > 1 && share > 0.0 {
                lever.shared.push(Shared {
                    items: self.items(&one.items),
                    regions,
                    share,
                });
            }
        }
        lever
    }

    fn secured(&self, draw: &Draw<'_>, one: &SecuredSettings, name: &str) -> Option<Secured> {
        let time = |setting: &Option<Setting>, what: &str| {
            setting.as_ref().map_or(0.0, |setting| {
                drawn(draw, setting, Dimension::Time, &format!("{name}/{what}"))
            })
        };
        let regions = draw.regions(&one.regions);
        let share = drawn(draw, &one.share, Dimension::Share, &format!("{name}/share"));
        (share > 0.0 && !regions.is_empty()).then(|| Secured {
            items: self.items(&one.items),
            regions,
            share,
            from_day: time(&one.delay, "delay") - time(&one.notice, "notice"),
            ramp_days: time(&one.ramp, "ramp"),
            stages: one.stages.clone(),
        })
    }

    // Names have been checked against the same vocabulary.
    fn items(&self, names: &[String]) -> Vec<String> {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.vocabulary
            .expand_bottlenecks(&names)
            .unwrap_or_default()
    }

    /// The named parameters in the draw of `luck`, each in its own unit.
    #[must_use]
    pub fn sample_parameters(&self, luck: &Luck) -> Vec<(String, f64)> {
        let draw = self.draw(luck);
        self.document
            .parameters
            .iter()
            .map(|(name, quantity)| {
                let u = draw.uniform(name);
                (name.clone(), quantity.distribution.quantile(u))
            })
            .collect()
    }
}

impl MeasureDocument {
    /// Every economy, product and group that the file names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let stages = self.stages.values().flat_map(|stage| {
            let cuts = stage
                .cuts
                .iter()
                .flat_map(|cut| cut.from.iter().chain(&cut.to).chain(&cut.products));
            let controls = stage
                .crm_controls
                .iter()
                .flat_map(|control| control.from.iter().chain(&control.to));
            let finance = stage.finance.iter().flat_map(|loss| &loss.regions);
            cuts.chain(controls).chain(finance)
        });
        let secured = self
            .recycling
            .iter()
            .chain(&self.capacity)
            .chain(&self.restraint)
            .flat_map(|one| &one.regions);
        let diversified = self
            .diversification
            .iter()
            .flat_map(|one| one.regions.iter().chain(&one.away_from));
        stages
            .chain(&self.partners)
            .chain(self.fuel.iter().flat_map(|one| &one.regions))
            .chain(self.stocks.iter().flat_map(|one| &one.regions))
            .chain(secured)
            .chain(diversified)
            .chain(self.sharing.iter().flat_map(|one| &one.regions))
            .map(String::as_str)
    }
}

/// A setting's value; one written into the file has its luck by where it stands.
fn drawn(draw: &Draw<'_>, setting: &Setting, dimension: Dimension, name: &str) -> f64 {
    draw.value(setting, dimension, || format!("measure/{name}"))
}

/// What cannot be said by the grammar alone.
pub(crate) fn check<'a>(root: &'a Node, checker: &mut Checker<'a>) {
    let stages = root.entry("stages");
    match (stages, root.entry("trigger")) {
        (Some(stages), None) => checker.error(
            &stages.key,
            "stages without a `trigger` never begin".to_owned(),
            "add [trigger] with rung = \"quarantine\", or day = …".to_owned(),
        ),
        (None, Some(trigger)) => checker.warning(
            &trigger.key,
            "the trigger sets nothing off: there are no stages".to_owned(),
            None,
        ),
        (Some(_), Some(trigger)) => {
            let given = ["rung", "day"].map(|key| trigger.node.get(key).is_some());
            if given == [true, true] || given == [false, false] {
                checker.error(
                    &trigger.key,
                    "a trigger has either a `rung` or a `day`".to_owned(),
                    "keep one of them".to_owned(),
                );
            }
        }
        (None, None) => {}
    }
    for (id, entry) in stages
        .and_then(|stages| stages.node.table())
        .into_iter()
        .flatten()
    {
        if let (Some(_), Some(surplus)) = (entry.node.get("convoy"), entry.node.entry("escorts")) {
            checker.error(
                &surplus.key,
                format!("stage `{id}` has both `convoy` and `escorts`"),
                "keep one of them".to_owned(),
            );
        }
        if let (Some(_), Some(surplus)) = (entry.node.get("duration"), entry.node.entry("outlasts"))
        {
            checker.error(
                &surplus.key,
                format!("stage `{id}` has both `duration` and `outlasts`"),
                "keep one of them".to_owned(),
            );
        }
    }
    let idle = [
        "stages",
        "taiwan",
        "strait",
        "fuel",
        "stocks",
        "recycling",
        "capacity",
        "restraint",
        "diversification",
        "sharing",
        "replaces_answers",
    ]
    .iter()
    .all(|key| root.get(key).is_none());
    if idle {
        checker.warning(&root.place, "this file changes nothing".to_owned(), None);
    }
}
