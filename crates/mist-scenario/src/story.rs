//! A scenario told aloud: phases in sentences, every number with its range, and the works cited.
//!
//! The text is Markdown: `mist scenario show` prints it, and the book's page of each shipped
//! scenario is it.

use std::fmt::Write as _;

use indexmap::IndexMap;

use crate::check::{END, cited};
use crate::document::{
    ControlSettings, Correlation, CutSettings, Document, FinanceSettings, Knot, Note, Phase,
    Setting, Transition, Work,
};
use crate::shipping::ShippingSettings;
use crate::unit::{self, Dimension};
use crate::{CutKind, Distribution, Quantity, Scenario, Tier, Vocabulary};

/// A number in words: per cent for shares, days for times.
fn number(value: f64, dimension: Dimension) -> String {
    let scaled = match dimension {
        Dimension::Share | Dimension::ShareAWeek => value * 100.0,
        Dimension::Time => value,
    };
    // Three significant figures, without zeros at the end.
    let size = if scaled == 0.0 {
        0.0
    } else {
        libm::floor(libm::log10(scaled.abs()))
    };
    let decimals = (2.0 - size).clamp(0.0, 4.0) as usize;
    let text = format!("{scaled:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

const fn unit_of(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Share => "%",
        Dimension::Time => "days",
        Dimension::ShareAWeek => "% a week",
    }
}

/// A distribution in words, `size` being its unit in the dimension's own.
fn range(distribution: &Distribution, dimension: Dimension, size: f64) -> String {
    let say = |value: f64| number(value * size, dimension);
    let unit = unit_of(dimension);
    match distribution {
        Distribution::Constant { value } => format!("{} {unit}", say(*value)),
        Distribution::Uniform { min, max } => {
            format!("{}–{} {unit}, all alike", say(*min), say(*max))
        }
        Distribution::Triangular { min, mode, max } | Distribution::Pert { min, mode, max } => {
            format!(
                "{}–{} {unit}, most likely {}",
                say(*min),
                say(*max),
                say(*mode)
            )
        }
        Distribution::Normal { mean, min, max, .. } => {
            format!(
                "about {} {unit}, {}–{} at most",
                say(*mean),
                say(*min),
                say(*max)
            )
        }
        Distribution::Beta { .. } | Distribution::LogNormal { .. } => format!(
            "about {} {unit}, {}–{} nine times in ten",
            say(distribution.quantile(0.5)),
            say(distribution.quantile(0.05)),
            say(distribution.quantile(0.95))
        ),
        Distribution::Discrete { values, .. } => {
            let values: Vec<String> = values.iter().map(|v| say(*v)).collect();
            format!("{} {unit}", values.join(" or "))
        }
        Distribution::Empirical { .. } => {
            let (min, max) = distribution.support();
            format!("{}–{} {unit}, as observed", say(min), say(max))
        }
    }
}

fn of_quantity(quantity: &Quantity, dimension: Dimension) -> String {
    let size = unit::of(&quantity.unit).map_or(1.0, |(_, size)| size);
    range(&quantity.distribution, dimension, size)
}

/// Timelines that a story shows: draws, and their seed.
const TOLD_DRAWS: u64 = 6;
const TOLD_SEED: u64 = 1;

impl Scenario {
    /// The scenario in sentences, as Markdown: what happens, the ladder, each phase with the range
    /// of every number, the numbers with their sources, and the works cited.
    #[must_use]
    pub fn story(&self) -> String {
        let document = &self.document;
        let mut story = Story {
            parameters: &document.parameters,
            correlations: &document.correlations,
            sources: &document.sources,
            vocabulary: &self.vocabulary,
            out: String::new(),
        };
        story.tell(document, &self.strips(TOLD_SEED, TOLD_DRAWS));
        let named = document
            .phases
            .values()
            .flat_map(|phase| regions_named(&phase.cuts, &phase.crm_controls, &phase.finance));
        story.end(named);
        let mut told = story.out;
        for measure in &self.measures {
            told.push('\n');
            told.push_str(&measure.story());
        }
        told
    }

    /// A source as it stands in the file with the works that it cites written out.
    #[must_use]
    pub fn cite(&self, source: &str) -> String {
        let mut keys: Vec<&str> = cited(source).collect();
        // Longest first: one key may begin another.
        keys.sort_by_key(|key| std::cmp::Reverse(key.len()));
        keys.iter().fold(source.to_owned(), |text, key| {
            match self.document.sources.get(*key) {
                Some(work) => text.replace(&format!("@{key}"), &work.citation),
                None => text,
            }
        })
    }
}

/// A file in the telling.
pub(crate) struct Story<'a> {
    pub(crate) parameters: &'a IndexMap<String, Quantity>,
    pub(crate) correlations: &'a [Correlation],
    pub(crate) sources: &'a IndexMap<String, Work>,
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) out: String,
}

/// Economies and groups that settings name.
pub fn regions_named<'s>(
    cuts: &'s [CutSettings],
    controls: &'s [ControlSettings],
    losses: &'s [FinanceSettings],
) -> impl Iterator<Item = &'s str> {
    let cuts = cuts.iter().flat_map(|cut| cut.from.iter().chain(&cut.to));
    let controls = controls
        .iter()
        .flat_map(|control| control.from.iter().chain(&control.to));
    let losses = losses.iter().flat_map(|loss| &loss.regions);
    cuts.chain(controls).chain(losses).map(String::as_str)
}

impl<'a> Story<'a> {
    pub(crate) fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn tell(&mut self, document: &Document, strips: &str) {
        let (title, about) = (&document.title.en, &document.description.en);
        self.line(&format!(
            "# {title}\n\nScenario `{}`. {about}\n",
            document.id
        ));
        self.line("## The ladder\n\n```text");
        for (id, phase) in in_order(document) {
            let mark = if id == document.start { "▶ " } else { "  " };
            let long = phase
                .duration
                .as_ref()
                .map_or_else(|| "lasts".to_owned(), |d| self.words(d, Dimension::Time));
            self.line(&format!("{mark}{id} [{}]: {long}", phase.rung.id()));
            for way in &phase.next {
                let to = if way.to == END { "peace" } else { &way.to };
                let chance = self.chance(way, &phase.next);
                self.line(&format!("    └─▶ {to}, {chance}"));
            }
        }
        self.line(&format!(
            "```\n\nThe first {TOLD_DRAWS} timelines of seed {TOLD_SEED}:\n\n```text\n{strips}```\n\n## Phase by \
             phase\n"
        ));
        for (id, phase) in in_order(document) {
            self.phase(id, phase);
        }
    }

    /// The numbers, groups and works at the end of every page.
    pub(crate) fn end<'n>(&mut self, named: impl Iterator<Item = &'n str>) {
        self.numbers();
        self.groups(named);
        self.works();
    }

    /// A setting in words: its range, and its name if it has one.
    fn words(&self, setting: &Setting, dimension: Dimension) -> String {
        match setting {
            Setting::Number(value) => {
                format!("{} {}", number(*value, dimension), unit_of(dimension))
            }
            Setting::Inline(quantity) => of_quantity(quantity, dimension),
            Setting::Parameter(name) => self
                .parameters
                .get(name)
                .map_or_else(|| name.clone(), |quantity| of_quantity(quantity, dimension)),
        }
    }

    /// A setting with a note of where its source stands.
    pub(crate) fn sourced(&self, setting: &Setting, dimension: Dimension) -> String {
        let words = self.words(setting, dimension);
        match setting {
            Setting::Number(_) => words,
            Setting::Parameter(name) => format!("{words} (`{name}`)"),
            Setting::Inline(quantity) => {
                format!("{words} ({})", known(quantity.tier, &quantity.source))
            }
        }
    }

    fn chance(&self, way: &Transition, ways: &[Transition]) -> String {
        match (&way.probability, way.by_time.as_slice()) {
            (Some(setting), _) => format!("with {}", self.words(setting, Dimension::Share)),
            (None, []) if ways.len() == 1 => "always".to_owned(),
            (None, []) => "otherwise".to_owned(),
            (None, knots) => {
                let at = |knot: &Knot| {
                    let p = number(knot.probability, Dimension::Share);
                    format!("{p} % after {} days", number(knot.days, Dimension::Time))
                };
                format!(
                    "with {}",
                    knots.iter().map(at).collect::<Vec<_>>().join(", ")
                )
            }
        }
    }

    /// Economies and groups in words.
    pub(crate) fn economies(&self, names: &[String]) -> String {
        let word = |name: &str| match self.vocabulary.region_groups.get(name) {
            Some(group) => group.name.en.clone(),
            None if name == "world" => "every economy".to_owned(),
            None => name.to_owned(),
        };
        let with: Vec<String> = names
            .iter()
            .filter(|name| !name.starts_with('-'))
            .map(|name| word(name))
            .collect();
        let without: Vec<String> = names
            .iter()
            .filter_map(|name| name.strip_prefix('-'))
            .map(word)
            .collect();
        if without.is_empty() {
            with.join(", ")
        } else {
            format!("{} except {}", with.join(", "), without.join(", "))
        }
    }

    /// Products and groups of products in words.
    fn products(&self, names: &[String]) -> String {
        let words: Vec<&str> = names
            .iter()
            .map(|name| match self.vocabulary.product_groups.get(name) {
                Some(group) => group.name.en.as_str(),
                None => name,
            })
            .collect();
        words.join(", ")
    }

    fn phase(&mut self, id: &str, phase: &Phase) {
        let title = phase.title.as_ref().map_or(id, |text| text.en.as_str());
        self.line(&format!("### {title} (`{id}`)\n"));
        match &phase.duration {
            Some(setting) => {
                let long = self.sourced(setting, Dimension::Time);
                self.line(&format!("Lasts {long}."));
            }
            None => self.line("Lasts beyond the assessment."),
        }
        if let Some(note) = &phase.note {
            self.line(note.english());
        }
        self.line("");
        for (sentence, dimension, setting) in channels(phase) {
            if let Some(setting) = setting {
                let words = self.sourced(setting, dimension);
                self.line(&format!("- {sentence}: {words}."));
            }
        }
        for ships in &phase.taiwan_shipping {
            self.ships(ships);
        }
        self.measures(&phase.cuts, &phase.crm_controls, &phase.finance);
        for way in &phase.next {
            let to = if way.to == END { "peace" } else { &way.to };
            let mut text = format!("- Then: {to}, {}", self.chance(way, &phase.next));
            if let Some(source) = &way.source {
                let how = way.tier.unwrap_or(Tier::Judgement);
                let _ = write!(text, " ({})", known(how, source));
            }
            self.line(&format!("{text}."));
        }
        self.line("");
    }

    /// What ships meet.
    fn ships(&mut self, ships: &ShippingSettings) {
        let nouns: Vec<&str> = ships.classes.iter().map(|class| class.noun()).collect();
        let mut parts = Vec::new();
        if let Some(setting) = &ships.compliance {
            let share = self.sourced(setting, Dimension::Share);
            parts.push(format!("owners of {share} accept the rules and may pass"));
        }
        if let Some(setting) = &ships.inspection_days {
            let days = self.sourced(setting, Dimension::Time);
            parts.push(format!("inspection lengthens a voyage by {days}"));
        }
        if let Some(setting) = &ships.loss_rate {
            let share = self.sourced(setting, Dimension::Share);
            parts.push(format!("the ship is lost or seized in {share} of voyages"));
        }
        let note = ships
            .note
            .as_ref()
            .map_or_else(String::new, |note| format!(" {}.", note.english()));
        self.line(&format!(
            "- Ships with {} to and from Taiwan: {}. How many sail follows from premiums, insurers' \
             limits and crews.{note}",
            nouns.join(", "),
            parts.join("; ")
        ));
    }

    /// Cuts, export controls and losses of demand.
    pub(crate) fn measures(
        &mut self,
        cuts: &[CutSettings],
        controls: &[ControlSettings],
        losses: &[FinanceSettings],
    ) {
        for cut in cuts {
            let kind = match cut.kind {
                CutKind::Sanctions => "Sanctions",
                CutKind::Retaliation => "Retaliation",
                CutKind::Boycott => "Boycott",
                CutKind::Embargo => "Embargo",
            };
            let products = if cut.products.is_empty() {
                "everything".to_owned()
            } else {
                self.products(&cut.products)
            };
            let mut text = format!(
                "- {kind}: of {products} sold by {} to {}, {} is cut",
                self.economies(&cut.from),
                self.economies(&cut.to),
                self.sourced(&cut.share, Dimension::Share)
            );
            if let Some(setting) = &cut.adherence {
                let part = self.sourced(setting, Dimension::Share);
                let _ = write!(text, ", as far as {part} of that trade takes part");
            }
            self.measure(text, cut.probability.as_ref(), cut.note.as_ref());
        }
        for control in controls {
            let mut text = format!(
                "- Export licences of {} for {} to {}: {} refused",
                self.economies(&control.from),
                control.items.join(", "),
                self.economies(&control.to),
                self.sourced(&control.refused, Dimension::Share)
            );
            if let Some(setting) = &control.delay_days {
                let late = self.sourced(setting, Dimension::Time);
                let _ = write!(text, ", the others late by {late}");
            }
            if let Some(setting) = &control.leakage {
                let part = self.sourced(setting, Dimension::Share);
                let _ = write!(
                    text,
                    ", of what is refused {part} arrives through third countries"
                );
            }
            self.measure(text, control.probability.as_ref(), control.note.as_ref());
        }
        for loss in losses {
            let demand = match loss.final_use {
                mist_economy::FinalUse::Households => "household demand",
                mist_economy::FinalUse::Government => "government demand",
                mist_economy::FinalUse::Investment => "investment",
            };
            let text = format!(
                "- Finance: {} of {demand} in {} is lost",
                self.sourced(&loss.share, Dimension::Share),
                self.economies(&loss.regions)
            );
            self.measure(text, loss.probability.as_ref(), loss.note.as_ref());
        }
    }

    fn measure(&mut self, mut text: String, probability: Option<&Setting>, note: Option<&Note>) {
        if let Some(setting) = probability {
            let chance = self.sourced(setting, Dimension::Share);
            let _ = write!(text, ", with a probability of {chance}");
        }
        text.push('.');
        if let Some(note) = note {
            let _ = write!(text, " {}.", note.english());
        }
        self.line(&text);
    }

    fn numbers(&mut self) {
        let parameters = self.parameters;
        if parameters.is_empty() {
            return;
        }
        self.line("## Numbers with a name\n");
        self.line("| Name | Range | Tier | Source |\n| --- | --- | --- | --- |");
        for (name, quantity) in parameters {
            let (dimension, _) = unit::of(&quantity.unit).unwrap_or((Dimension::Share, 1.0));
            let note = quantity
                .note
                .as_ref()
                .map_or_else(String::new, |note| format!(". {note}"));
            let row = format!(
                "| `{name}` | {} | {} | {}{note} |",
                of_quantity(quantity, dimension),
                quantity.tier.words(),
                linked(&quantity.source)
            );
            self.line(&row);
        }
        if !self.correlations.is_empty() {
            let pairs: Vec<String> = self
                .correlations
                .iter()
                .map(|c| format!("{} ({})", c.between.join(" and "), c.rho))
                .collect();
            self.line(&format!("\nHigh or low together: {}.", pairs.join("; ")));
        }
        self.line("");
    }

    /// Who the groups named are.
    fn groups<'n>(&mut self, named: impl Iterator<Item = &'n str>) {
        let named: Vec<&str> = named.collect();
        let is_named = |id: &str| named.iter().any(|name| name.trim_start_matches('-') == id);
        let lines: Vec<String> = self
            .vocabulary
            .region_groups
            .iter()
            .filter(|(id, _)| is_named(id))
            .map(|(_, group)| {
                let source = group
                    .source
                    .as_ref()
                    .map_or_else(String::new, |source| format!(". {source}"));
                format!(
                    "- **{}**: {}{source}.",
                    group.name.en,
                    group.members.join(" ")
                )
            })
            .collect();
        if !lines.is_empty() {
            self.line("## Groups\n");
            for line in lines {
                self.line(&line);
            }
            self.line("");
        }
    }

    /// The works that are cited: every source is told with its keys in bold.
    pub(crate) fn used(&self) -> impl Iterator<Item = (&'a String, &'a Work)> {
        let told = |key: &str| self.out.contains(&format!("**{key}**"));
        self.sources.iter().filter(move |(key, _)| told(key))
    }

    fn works(&mut self) {
        let used: Vec<(&String, &Work)> = self.used().collect();
        if !used.is_empty() {
            self.line("## Works cited\n");
            for (key, work) in used {
                let url = work
                    .url
                    .as_ref()
                    .map_or_else(String::new, |url| format!(" <{url}>"));
                let note = work
                    .note
                    .as_ref()
                    .map_or_else(String::new, |note| format!(" ({note})"));
                self.line(&format!("- **{key}**: {}.{url}{note}", work.citation));
            }
        }
    }
}

/// Phases as they are come to from the start, nearest first.
fn in_order(document: &Document) -> Vec<(&str, &Phase)> {
    let mut ids = vec![document.start.as_str()];
    let mut at = 0;
    while let Some(phase) = ids.get(at).and_then(|id| document.phases.get(*id)) {
        for way in &phase.next {
            if way.to != END && !ids.contains(&way.to.as_str()) {
                ids.push(&way.to);
            }
        }
        at += 1;
    }
    ids.into_iter()
        .filter_map(|id| Some((id, document.phases.get(id)?)))
        .collect()
}

/// A source with its keys in bold, as they stand in the list of works.
fn linked(source: &str) -> String {
    let mut keys: Vec<&str> = cited(source).collect();
    keys.sort_by_key(|key| std::cmp::Reverse(key.len()));
    keys.iter().fold(source.to_owned(), |text, key| {
        text.replace(&format!("@{key}"), &format!("**{key}**"))
    })
}

/// How a number is known and where from; a source that says "Judgement" need not be told twice.
fn known(how: Tier, source: &str) -> String {
    if how == Tier::Judgement && source.starts_with("Judgement") {
        linked(source)
    } else {
        format!("{}; {}", how.words(), linked(source))
    }
}

/// The channels of a phase that are single numbers, each with its sentence.
fn channels(phase: &Phase) -> Vec<(&'static str, Dimension, Option<&Setting>)> {
    use Dimension::{Share, ShareAWeek, Time};
    let sea = phase.taiwan_sea.as_ref();
    let transit = phase.strait_transit.as_ref();
    let damage = phase.taiwan_damage.as_ref();
    let lost = phase.interference.as_ref();
    vec![
        (
            "Fuel to Taiwan that still moves by sea",
            Share,
            sea.and_then(|s| s.energy.as_ref()),
        ),
        (
            "Food to and from Taiwan that still moves by sea",
            Share,
            sea.and_then(|s| s.food.as_ref()),
        ),
        (
            "Other bulk to and from Taiwan that still moves",
            Share,
            sea.and_then(|s| s.bulk.as_ref()),
        ),
        (
            "Containers to and from Taiwan that still move",
            Share,
            sea.and_then(|s| s.containers.as_ref()),
        ),
        (
            "Air cargo to and from Taiwan that still moves",
            Share,
            phase.taiwan_air.as_ref(),
        ),
        (
            "Of what Taiwan and the PRC would lose in trade with each other, still traded",
            Share,
            phase.cross_strait.as_ref(),
        ),
        (
            "Ships bound elsewhere that still use the Strait",
            Share,
            transit.and_then(|t| t.share_using.as_ref()),
        ),
        (
            "Passages of the Strait by ships bound elsewhere in which the ship is lost or seized; \
             owners weigh the premium against the way round",
            Share,
            transit.and_then(|t| t.loss_rate.as_ref()),
        ),
        (
            "Ships bound elsewhere that the PRC lets pass and covers",
            Share,
            transit.and_then(|t| t.cleared.as_ref()),
        ),
        (
            "Rerouted trade that finds no ship at first",
            Share,
            transit.and_then(|t| t.capacity_loss.as_ref()),
        ),
        (
            "Until fleets have adjusted",
            Time,
            transit.and_then(|t| t.adjustment_days.as_ref()),
        ),
        (
            "Factories' capacity out of use in Taiwan",
            Share,
            damage.and_then(|d| d.plants.as_ref()),
        ),
        (
            "Port capacity out of use in Taiwan",
            Share,
            damage.and_then(|d| d.ports.as_ref()),
        ),
        (
            "Power grid out of use in Taiwan",
            Share,
            damage.and_then(|d| d.grid.as_ref()),
        ),
        (
            "Repaired",
            ShareAWeek,
            damage.and_then(|d| d.repair_per_week.as_ref()),
        ),
        (
            "Customs clearance out of order",
            Share,
            lost.and_then(|l| l.customs.as_ref()),
        ),
        (
            "Port operation out of order",
            Share,
            lost.and_then(|l| l.ports.as_ref()),
        ),
        (
            "Power dispatch out of order",
            Share,
            lost.and_then(|l| l.power.as_ref()),
        ),
        (
            "Payments out of order",
            Share,
            lost.and_then(|l| l.payments.as_ref()),
        ),
        (
            "International cables out of order",
            Share,
            lost.and_then(|l| l.cables.as_ref()),
        ),
    ]
}
