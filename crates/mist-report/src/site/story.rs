//! A scenario, a response or a lever as the site tells it: what its file says, as data, with every
//! text in the languages that it has. The sentences are made in `telling`, the tables of
//! numbers in `facts`.

use std::collections::BTreeMap;

use crate::ScenarioText;

/// A text by language tag.
pub type Texts = BTreeMap<String, String>;

/// A scenario as the site tells it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Story {
    /// Scenario identifier, as in the run.
    pub id: String,
    /// Its phases.
    pub ladder: Ladder,
    /// What its numbers rest on.
    pub basis: Basis,
    /// The responses and levers that it is played with.
    pub measures: Vec<MeasureStory>,
}

/// A response or a lever as the site tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureStory {
    /// Its words in the languages that it has.
    pub text: ScenarioText,
    /// Whether it answers a crisis; a lever is set before one, or softens it.
    pub response: bool,
    /// Who takes part, if the file says so.
    pub partners: Vec<Party>,
    /// Whether it takes the place of the scenario's own answers.
    pub replaces_answers: bool,
    /// What sets its stages off.
    pub trigger: Option<Trigger>,
    /// What is done during the crisis.
    pub stages: Vec<Stage>,
    /// What it changes besides.
    pub changes: Vec<Fact>,
    /// What its numbers rest on.
    pub basis: Basis,
}

/// What sets the stages of a measure off.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// The first phase on this rung or a higher one, as the messages `rung-…` call it.
    Rung(String),
    /// So long after the crisis begins.
    After(Box<Fact>),
}

/// A stage of a measure.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stage {
    /// Identifier within the measure.
    pub id: String,
    /// Titles by language tag.
    pub titles: Texts,
    /// What a reader should know.
    pub note: Texts,
    /// Time from the trigger until it is in force; at once if none.
    pub after: Option<Fact>,
    /// How long it is in force; until the crisis eases if none.
    pub lasts: Option<Fact>,
    /// How long it outlasts the crisis.
    pub outlasts: Option<Fact>,
    /// What it does, number by number.
    pub facts: Vec<Fact>,
}

impl Stage {
    /// Its times, then what it does.
    pub fn numbers(&self) -> impl Iterator<Item = &Fact> + Clone {
        let times = [&self.after, &self.lasts, &self.outlasts];
        times.into_iter().flatten().chain(&self.facts)
    }
}

impl MeasureStory {
    /// Its numbers beside its stages: when it begins, and what it changes.
    pub fn numbers(&self) -> impl Iterator<Item = &Fact> + Clone {
        let trigger = match &self.trigger {
            Some(Trigger::After(fact)) => Some(fact.as_ref()),
            _ => None,
        };
        trigger.into_iter().chain(&self.changes)
    }
}

/// Phases in the order in which they are reached.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ladder {
    /// The phases.
    pub phases: Vec<LadderPhase>,
}

/// One phase.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LadderPhase {
    /// Identifier within the scenario.
    pub id: String,
    /// Titles by language tag.
    pub titles: Texts,
    /// Rung of the ladder, as the messages `rung-…` call it (`blockade`).
    pub rung: String,
    /// What a reader should know.
    pub note: Texts,
    /// How long it lasts; none if it outlasts the assessment.
    pub lasts: Option<Fact>,
    /// What may follow.
    pub ways: Vec<Way>,
    /// What it does, number by number.
    pub facts: Vec<Fact>,
}

/// A number of a phase or a measure, told by the messages `fact-KEY` and `tell-KEY`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fact {
    /// What the number is of (`sea-energy`, `cut-sanctions`).
    pub key: String,
    /// Name of the parameter that it is, if it has one.
    pub name: Option<String>,
    /// Titles of the phase or stage whose length it is.
    pub phase: Texts,
    /// Whose goods or demand it is of, where that is said.
    pub from: Vec<Party>,
    /// Whom they are bound for.
    pub to: Vec<Party>,
    /// Which goods.
    pub goods: Vec<Goods>,
    /// Which classes of sea cargo, as the messages `cargo-…` call them (`energy`).
    pub cargo: Vec<String>,
    /// Which stages of production, as the messages `stage-of-…` call them (`extraction`).
    pub made: Vec<String>,
    /// The 5 % quantile, the median and the 95 % quantile: shares, days, or shares a week.
    pub value: [f64; 3],
    /// What it is counted in.
    pub unit: FactUnit,
    /// Where it comes from, as its file has it.
    pub source: Option<String>,
    /// How it is known, as the messages `known-…` call it (`judgement`).
    pub known: Option<String>,
    /// What a reader should know.
    pub note: Texts,
    /// Numbers that qualify it: who takes part, how probable it is.
    pub with: Vec<Self>,
}

impl Fact {
    /// It and the numbers that qualify it.
    pub fn each(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.with)
    }
}

/// What a number of a phase is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FactUnit {
    /// Parts of one.
    #[default]
    Share,
    /// Days.
    Days,
    /// Parts of one a week.
    ShareAWeek,
}

/// Economies that a number is of, or that are taken out of them again.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// Which.
    pub who: Who,
    /// Whether they are left out.
    pub excluded: bool,
}

/// An economy or several.
#[derive(Debug, Clone, PartialEq)]
pub enum Who {
    /// Every economy.
    Everyone,
    /// One, by its code.
    Economy(String),
    /// A group, by its names in the languages that it has.
    Group(Texts),
}

/// Goods that a number is of.
#[derive(Debug, Clone, PartialEq)]
pub enum Goods {
    /// One product, by its code.
    One(String),
    /// A group, a chip or a raw material, by its names in the languages that it has.
    Group(Texts),
    /// Every chip.
    Chips,
    /// Every critical raw material.
    Materials,
}

/// What numbers rest on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Basis {
    /// Numbers that tend to be high or low together.
    pub together: Vec<Together>,
    /// The groups of economies that are named.
    pub groups: Vec<Group>,
    /// The works that sources cite.
    pub works: Vec<Work>,
}

/// Two numbers that tend to be high or low together.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    /// Names of the two parameters.
    pub between: [String; 2],
    /// Their correlation, −1 to 1.
    pub rho: f64,
    /// Where it comes from, as its file has it.
    pub source: Option<String>,
}

/// A group of economies.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its names in the languages that it has.
    pub names: Texts,
    /// Its members, by their codes.
    pub members: Vec<String>,
    /// Where the membership comes from, as its file has it.
    pub source: Option<String>,
}

/// A work that sources cite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// What sources call it.
    pub key: String,
    /// Author, title, publisher, date.
    pub citation: String,
    /// Where it can be read.
    pub url: Option<String>,
    /// What a reader should know about it.
    pub note: Option<String>,
}

/// A text in a language, or else in English.
pub(crate) fn in_language<'a>(texts: &'a Texts, tag: &str) -> Option<&'a str> {
    texts
        .get(tag)
        .or_else(|| texts.get("en"))
        .map(String::as_str)
}

/// The title in a language, or else in English, or else the identifier; with its language where it
/// is not the one asked for.
pub(crate) fn title<'a>(
    titles: &'a Texts,
    id: &'a str,
    tag: &str,
) -> (&'a str, Option<&'static str>) {
    match titles.get(tag) {
        Some(title) => (title, None),
        None => (
            titles.get("en").map_or(id, String::as_str),
            (tag != "en").then_some("en"),
        ),
    }
}

impl LadderPhase {
    /// Its length, then what it does.
    pub fn numbers(&self) -> impl Iterator<Item = &Fact> + Clone {
        self.lasts.iter().chain(&self.facts)
    }

    /// The title, as [`title`] has it.
    #[must_use]
    pub fn title(&self, tag: &str) -> (&str, Option<&'static str>) {
        title(&self.titles, &self.id, tag)
    }

    /// Days that it lasts (5 %, median, 95 %); none if it outlasts the assessment.
    #[must_use]
    pub fn days(&self) -> Option<[f64; 3]> {
        self.lasts.as_ref().map(|fact| fact.value)
    }
}

/// A way out of a phase.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Way {
    /// Phase that follows; none for peace.
    pub to: Option<String>,
    /// Smallest and largest probability; none if it takes what the others leave.
    pub chance: Option<[f64; 2]>,
    /// Whether the probability depends on the time spent in the phase.
    pub by_time: bool,
    /// Where it comes from, as its file has it.
    pub source: Option<String>,
    /// How it is known, as the messages `known-…` call it.
    pub known: Option<String>,
}
