//! What a scenario or a measure does, number by number, in the page's language: the tables.

use serde::Serialize;

use super::story::{Fact, FactUnit, Goods, Ladder, LadderPhase, MeasureStory, Party, Who};
use super::story::{in_language, title};
use super::telling::{chance, way_to};
use crate::Error;
use crate::language::Words;
use crate::page::figures::capitalised;
use crate::page::product_or_item;
use crate::rounding;
use crate::wording::Worded;

/// A number's row.
#[derive(Debug, Serialize)]
struct FactRow {
    what: String,
    median: String,
    range: Option<String>,
    known: Option<String>,
    /// As its file has it, in English.
    source: Option<String>,
}

/// A phase or a stage with its numbers.
#[derive(Debug, Serialize)]
pub(super) struct PhaseFacts {
    /// None for what a measure changes beside its stages.
    title: Option<String>,
    foreign: Option<&'static str>,
    rows: Vec<FactRow>,
}

/// The phases that have any number, in the order of the ladder.
pub(super) fn facts(words: &Words, ladder: &Ladder) -> Result<Vec<PhaseFacts>, Error> {
    let mut all = Vec::new();
    for phase in &ladder.phases {
        let (name, foreign) = phase.title(words.tag());
        let mut rows = rows(words, phase.numbers())?;
        rows.extend(ways(words, ladder, phase)?);
        all.push(PhaseFacts {
            title: Some(name.to_owned()),
            foreign,
            rows,
        });
    }
    all.retain(|phase| !phase.rows.is_empty());
    Ok(all)
}

/// The same of a response or a lever: what sets it off, stage by stage, and what it changes.
pub(super) fn facts_of(words: &Words, measure: &MeasureStory) -> Result<Vec<PhaseFacts>, Error> {
    let mut all = Vec::new();
    all.push(PhaseFacts {
        title: None,
        foreign: None,
        rows: rows(words, measure.numbers())?,
    });
    for stage in &measure.stages {
        let (name, foreign) = title(&stage.titles, &stage.id, words.tag());
        all.push(PhaseFacts {
            title: Some(name.to_owned()),
            foreign,
            rows: rows(words, stage.numbers())?,
        });
    }
    all.retain(|part| !part.rows.is_empty());
    Ok(all)
}

fn rows<'f>(words: &Words, facts: impl Iterator<Item = &'f Fact>) -> Result<Vec<FactRow>, Error> {
    facts
        .flat_map(Fact::each)
        .map(|fact| row(words, fact))
        .collect()
}

fn row(words: &Words, fact: &Fact) -> Result<FactRow, Error> {
    let [low, median, high] = fact.value;
    let Worded { median, range } = match fact.unit {
        FactUnit::Days => words.days(low, median, high)?,
        FactUnit::Share | FactUnit::ShareAWeek => {
            words.percents(rounding::percent_spread(low, median, high))?
        }
    };
    let by_week = |share: String| match fact.unit {
        FactUnit::ShareAWeek => words.say("share-a-week", &[("share", share.into())]),
        FactUnit::Share | FactUnit::Days => Ok(share),
    };
    Ok(FactRow {
        what: capitalised(&label(words, fact)?),
        median: by_week(median)?,
        range: (low < high).then_some(range),
        known: known(words, fact.known.as_deref())?,
        source: fact.source.as_deref().map(plain),
    })
}

/// The ways out of a phase whose probability has a source.
fn ways(words: &Words, ladder: &Ladder, phase: &LadderPhase) -> Result<Vec<FactRow>, Error> {
    let mut all = Vec::new();
    for way in &phase.ways {
        let Some(ends) = way.chance else { continue };
        let key = if way.by_time {
            "fact-way-by-time"
        } else {
            "fact-way"
        };
        let to = way_to(words, ladder, way)?;
        all.push(FactRow {
            what: capitalised(&words.say(key, &[("phase", to.into())])?),
            median: chance(words, ends)?,
            range: None,
            known: known(words, way.known.as_deref())?,
            source: way.source.as_deref().map(plain),
        });
    }
    Ok(all)
}

fn known(words: &Words, known: Option<&str>) -> Result<Option<String>, Error> {
    known
        .map(|known| words.say(&format!("known-{known}"), &[]))
        .transpose()
}

/// A source in which the key of a work stands as it does in the list of works.
pub(super) fn plain(source: &str) -> String {
    source.replace('@', "")
}

/// What a number is of, within a sentence.
pub(super) fn label(words: &Words, fact: &Fact) -> Result<String, Error> {
    let what = words.say(
        &format!("fact-{}", fact.key),
        &[
            ("from", parties(words, &fact.from)?.into()),
            ("to", parties(words, &fact.to)?.into()),
            ("products", goods(words, &fact.goods)?.into()),
            ("cargo", cargo(words, &fact.cargo)?.into()),
            (
                "phase",
                in_language(&fact.phase, words.tag())
                    .unwrap_or_default()
                    .into(),
            ),
        ],
    )?;
    if fact.made.is_empty() {
        return Ok(what);
    }
    let stages = listed(words, "stage-of", &fact.made)?;
    words.say(
        "fact-made",
        &[("what", what.into()), ("stages", stages.into())],
    )
}

/// Classes of sea cargo in words.
pub(super) fn cargo(words: &Words, classes: &[String]) -> Result<String, Error> {
    listed(words, "cargo", classes)
}

fn listed(words: &Words, messages: &str, ids: &[String]) -> Result<String, Error> {
    let names = ids
        .iter()
        .map(|id| words.say(&format!("{messages}-{id}"), &[]))
        .collect::<Result<Vec<_>, Error>>()?;
    words.list(&names)
}

/// Economies and groups in words.
pub(super) fn parties(words: &Words, all: &[Party]) -> Result<String, Error> {
    let named = |excluded: bool| -> Result<String, Error> {
        let names = all
            .iter()
            .filter(|party| party.excluded == excluded)
            .map(|party| {
                Ok(match &party.who {
                    Who::Everyone => words.say("everyone", &[])?,
                    Who::Economy(code) => words.name(code, code).to_owned(),
                    Who::Group(texts) => in_language(texts, words.tag())
                        .unwrap_or_default()
                        .to_owned(),
                })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        words.list(&names)
    };
    let who = named(false)?;
    if !all.iter().any(|party| party.excluded) {
        return Ok(who);
    }
    words.say(
        "except",
        &[("who", who.into()), ("others", named(true)?.into())],
    )
}

/// Goods in words.
pub(super) fn goods(words: &Words, all: &[Goods]) -> Result<String, Error> {
    if all.is_empty() {
        return words.say("everything", &[]);
    }
    let names = all
        .iter()
        .map(|goods| {
            Ok(match goods {
                Goods::One(id) => product_or_item(words, id).title().to_owned(),
                Goods::Group(texts) => in_language(texts, words.tag())
                    .unwrap_or_default()
                    .to_owned(),
                Goods::Chips => words.say("goods-chips", &[])?,
                Goods::Materials => words.say("goods-materials", &[])?,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    words.list(&names)
}
