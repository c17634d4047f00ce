//! A response or a lever told aloud, as Markdown, in the manner of [`crate::story`].

use crate::document::{Setting, Work};
use crate::measure::Measure;
use crate::measure_document::{MeasureDocument, SecuredSettings, Stage};
use crate::story::{Story, regions_named};
use crate::unit::Dimension::{Share, Time};

impl Measure {
    /// The response or lever in sentences, as Markdown: when, what is done, what it changes, the
    /// numbers with their sources, and the works cited.
    #[must_use]
    pub fn story(&self) -> String {
        self.told().out
    }

    /// The works that its numbers cite, by key, as the telling lists them.
    #[must_use]
    pub fn works(&self) -> Vec<(&str, &Work)> {
        let told = self.told();
        told.used()
            .map(|(key, work)| (key.as_str(), work))
            .collect()
    }

    fn told(&self) -> Story<'_> {
        let document = &self.document;
        let mut story = Story {
            parameters: &document.parameters,
            correlations: &document.correlations,
            sources: &document.sources,
            vocabulary: &self.vocabulary,
            out: String::new(),
        };
        story.line(&format!(
            "# {}\n\nMeasure `{}`. {}\n",
            document.title.en, document.id, document.description.en
        ));
        if document.replaces_answers {
            story.line(
                "It takes the place of the scenario's own sanctions, retaliation and the export \
                 licences that answer sanctions.\n",
            );
        }
        if !document.partners.is_empty() {
            let who = story.economies(&document.partners);
            story.line(&format!("Partners: {who}.\n"));
        }
        story.during(document);
        story.before(document);
        let stages = document
            .stages
            .values()
            .flat_map(|stage| regions_named(&stage.cuts, &stage.crm_controls, &stage.finance));
        let listed = document.names();
        story.end(stages.chain(listed));
        story
    }
}

impl Story<'_> {
    /// What is done during the crisis.
    fn during(&mut self, document: &MeasureDocument) {
        let Some(trigger) = &document.trigger else {
            return;
        };
        let when = match (trigger.rung, &trigger.day) {
            (Some(wanted), _) => format!(
                "the first phase on the rung of {} or above begins; without one, nothing is done",
                wanted.id()
            ),
            (None, Some(day)) => format!("{} have passed", self.sourced(day, Time)),
            (None, None) => return,
        };
        self.line(&format!("## During the crisis\n\nSet off when {when}.\n"));
        for (id, stage) in &document.stages {
            self.stage(id, stage);
        }
    }

    fn stage(&mut self, id: &str, stage: &Stage) {
        let title = stage.title.as_ref().map_or(id, |text| text.en.as_str());
        let from = stage.after.as_ref().map_or_else(
            || "at once".to_owned(),
            |after| format!("after {}", self.sourced(after, Time)),
        );
        let until = match (&stage.duration, &stage.outlasts) {
            (Some(duration), _) => format!("for {}", self.sourced(duration, Time)),
            (None, Some(outlasts)) => format!(
                "until the crisis eases, and {} longer",
                self.sourced(outlasts, Time)
            ),
            (None, None) => "until the crisis eases".to_owned(),
        };
        self.line(&format!(
            "### {title} (`{id}`)\n\nIn force {from}, {until}."
        ));
        if let Some(note) = &stage.note {
            self.line(note.english());
        }
        self.line("");
        self.measures(&stage.cuts, &stage.crm_controls, &stage.finance);
        if let Some(convoy) = &stage.convoy {
            for (what, setting) in [
                ("fuel", &convoy.energy),
                ("food", &convoy.food),
                ("other bulk", &convoy.bulk),
                ("containers", &convoy.containers),
                ("air cargo", &convoy.air),
            ] {
                if let Some(setting) = setting {
                    let words = self.sourced(setting, Share);
                    self.line(&format!(
                        "- At least so much of normal {what} reaches and leaves Taiwan: {words}."
                    ));
                }
            }
        }
        if let Some(escorts) = &stage.escorts {
            let [capacity, lost, fuel, food] = [
                &escorts.capacity,
                &escorts.loss_rate,
                &escorts.fuel_tonnage,
                &escorts.food_tonnage,
            ]
            .map(|setting| self.sourced(setting, Share));
            self.line(&format!(
                "- Under escort sails so much of the normal tonnage: {capacity}. Of these voyages \
                 the ship is lost in {lost}. Fuel goes first ({fuel} of the tonnage), then food \
                 ({food}), then the rest alike."
            ));
        }
        self.line("");
    }

    /// What economies bring into the crisis.
    fn before(&mut self, document: &MeasureDocument) {
        let mut lines: Vec<String> = Vec::new();
        if let Some(taiwan) = &document.taiwan {
            let own: [(&str, &Option<Setting>, _); 7] = [
                ("Taiwan holds more gas: normal use of", &taiwan.gas, Time),
                ("Taiwan holds more coal: normal use of", &taiwan.coal, Time),
                ("Taiwan holds more oil: normal use of", &taiwan.oil, Time),
                (
                    "Its chip plants hold more chemicals, gases and wafers: normal use of",
                    &taiwan.fab_materials,
                    Time,
                ),
                (
                    "Electricity saved once fuel is short, beyond what is saved anyway:",
                    &taiwan.electricity_saving,
                    Share,
                ),
                (
                    "Air freight found, against the normal value of air trade:",
                    &taiwan.air_freight,
                    Share,
                ),
                (
                    "Idle port capacity added, against normal traffic:",
                    &taiwan.port_capacity,
                    Share,
                ),
            ];
            for (sentence, setting, dimension) in own {
                if let Some(setting) = setting {
                    lines.push(format!("{sentence} {}", self.sourced(setting, dimension)));
                }
            }
        }
        if let Some(strait) = &document.strait {
            lines.push(format!(
                "Of the trade round the Strait that finds no ship at first, one is found for {}",
                self.sourced(&strait.ships_found, Share)
            ));
        }
        for fuel in &document.fuel {
            lines.push(format!(
                "Reserves of fuel, for {} (Taiwan apart): {} of normal imports",
                self.economies(&fuel.regions),
                self.sourced(&fuel.cover, Time)
            ));
        }
        for stock in &document.stocks {
            let pooled = if stock.pooled {
                "one reserve for all of "
            } else {
                ""
            };
            lines.push(format!(
                "Reserves of {}, for {pooled}{}: {} of normal use",
                stock.items.join(", "),
                self.economies(&stock.regions),
                self.sourced(&stock.cover, Time)
            ));
        }
        for (what, all) in [
            ("met from scrap", &document.recycling),
            ("met by new capacity", &document.capacity),
            ("saved without loss of output", &document.restraint),
        ] {
            lines.extend(all.iter().map(|one| self.secured(what, one)));
        }
        for one in &document.diversification {
            lines.push(format!(
                "Of {}, {} buy from {} at most {}",
                one.items.join(", "),
                self.economies(&one.regions),
                self.economies(&one.away_from),
                self.sourced(&one.most, Share)
            ));
        }
        for one in &document.sharing {
            lines.push(format!(
                "Arrivals of {} shared by need among {}: {}",
                one.items.join(", "),
                self.economies(&one.regions),
                self.sourced(&one.share, Share)
            ));
        }
        if !lines.is_empty() {
            self.line("## What it changes\n");
            for line in lines {
                self.line(&format!("- {line}."));
            }
            self.line("");
        }
    }

    fn secured(&self, what: &str, one: &SecuredSettings) -> String {
        let mut text = format!(
            "Of the need of {} in {}, {what}: {}",
            one.items.join(", "),
            self.economies(&one.regions),
            self.sourced(&one.share, Share)
        );
        for (words, setting) in [
            ("the first of it after", &one.delay),
            ("decided before the crisis by", &one.notice),
            ("all of it another time later:", &one.ramp),
        ] {
            if let Some(setting) = setting {
                text.push_str(&format!("; {words} {}", self.sourced(setting, Time)));
            }
        }
        if !one.stages.is_empty() {
            let stages: Vec<&str> = one.stages.iter().map(|stage| stage.id()).collect();
            text.push_str(&format!("; of the product of {}", stages.join(", ")));
        }
        text
    }
}
