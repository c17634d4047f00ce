//! What each phase of a scenario does, number by number, in the page's language.

use serde::Serialize;

use super::story::{Fact, FactUnit, Goods, Ladder, Party, Who, in_language};
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
    /// In English.
    source: Option<String>,
}

/// A phase with its numbers.
#[derive(Debug, Serialize)]
pub(super) struct PhaseFacts {
    title: String,
    foreign: Option<&'static str>,
    rows: Vec<FactRow>,
}

/// The phases that do anything, in the order of the ladder.
pub(super) fn facts(words: &Words, ladder: &Ladder) -> Result<Vec<PhaseFacts>, Error> {
    ladder
        .phases
        .iter()
        .filter(|phase| !phase.facts.is_empty())
        .map(|phase| {
            let (title, foreign) = phase.title(words.tag());
            Ok(PhaseFacts {
                title: title.to_owned(),
                foreign,
                rows: phase
                    .facts
                    .iter()
                    .map(|fact| row(words, fact))
                    .collect::<Result<_, _>>()?,
            })
        })
        .collect()
}

fn row(words: &Words, fact: &Fact) -> Result<FactRow, Error> {
    let what = words.say(
        &format!("fact-{}", fact.key),
        &[
            ("from", parties(words, &fact.from)?.into()),
            ("to", parties(words, &fact.to)?.into()),
            ("products", goods(words, &fact.goods)?.into()),
        ],
    )?;
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
    let known = fact.known.as_ref();
    Ok(FactRow {
        what: capitalised(&what),
        median: by_week(median)?,
        range: (low < high).then_some(range),
        known: known
            .map(|known| words.say(&format!("known-{known}"), &[]))
            .transpose()?,
        // A key of a work is told as it stands in the list of works.
        source: fact.source.as_ref().map(|source| source.replace('@', "")),
    })
}

fn parties(words: &Words, all: &[Party]) -> Result<String, Error> {
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
        Ok(names.join(&words.say("list-separator", &[])?))
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

fn goods(words: &Words, all: &[Goods]) -> Result<String, Error> {
    if all.is_empty() {
        return words.say("everything", &[]);
    }
    let names: Vec<String> = all
        .iter()
        .map(|goods| match goods {
            Goods::One(id) => product_or_item(words, id).title().to_owned(),
            Goods::Group(texts) => in_language(texts, words.tag())
                .unwrap_or_default()
                .to_owned(),
        })
        .collect();
    Ok(names.join(&words.say("list-separator", &[])?))
}
