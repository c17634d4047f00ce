//! What responses and levers change: the same draws with and without them, for one economy.

use mist_engine::JOINT;
use mist_engine::comparison::{CountryDifference, Pair};
use serde::Serialize;

use super::compare::{Row, row, year};
use super::exposure::Named;
use super::label;
use crate::language::Language;
use crate::publication::{Measured, Publication, ScenarioText, WORLD};
use crate::{Error, ScenarioWords};

/// Measures on the two sheets; the annex has all.
const SHOWN: usize = 4;

/// A measure of one scenario.
#[derive(Debug, Serialize)]
struct MeasureRow {
    scenario: super::ScenarioLabel,
    measures: Vec<Named>,
    figures: Row,
}

/// The section of one economy.
#[derive(Debug, Serialize)]
pub(crate) struct MeasuredView {
    rows: Vec<MeasureRow>,
    /// How many of the rows stand in the first table.
    shown: usize,
    caption: String,
    /// Files with every difference.
    files: Vec<String>,
    /// What repeats the comparisons.
    commands: Vec<String>,
}

/// What is known of the measures that an economy's scenarios, or `only` one of them, were compared
/// with; none if nothing was compared.
pub(crate) fn measured(
    publication: &Publication,
    code: &str,
    language: &Language,
    only: Option<usize>,
) -> Result<Option<MeasuredView>, Error> {
    let mut found: Vec<(usize, &Measured, &Pair, &CountryDifference)> = Vec::new();
    for measured in &publication.measured {
        for pair in &measured.comparison.pairs {
            let (Some(at), Some(country)) = (position(publication, pair), of(pair, code)) else {
                continue;
            };
            if only.is_some_and(|only| only != at) {
                continue;
            }
            found.push((at, measured, pair, country));
        }
    }
    // By scenario, then from what saves most to what costs most.
    let change = |c: &CountryDifference| year(c).map_or(0.0, |h| h.difference.median);
    found.sort_by(|(a, _, x, c), (b, _, y, d)| {
        a.cmp(b)
            .then_with(|| change(c).total_cmp(&change(d)))
            .then_with(|| x.with.id.cmp(&y.with.id))
    });
    let words = language.words();
    let mut rows = Vec::new();
    for (at, measured, pair, country) in found {
        let Some(horizon) = year(country) else {
            continue;
        };
        rows.push(MeasureRow {
            scenario: label(language, publication, at)?,
            measures: names(&measured.measures, pair, language.tag()),
            figures: row(words, code == WORLD, country, horizon)?,
        });
    }
    if rows.is_empty() {
        return Ok(None);
    }
    let draws = publication.measured.iter().map(|m| m.comparison.draws);
    let draws = i64::try_from(draws.min().unwrap_or_default()).unwrap_or(i64::MAX);
    let draws = words.whole(draws);
    Ok(Some(MeasuredView {
        shown: SHOWN.min(rows.len()),
        rows,
        caption: words.say("measured-caption", &[("draws", draws.into())])?,
        files: (0..publication.measured.len())
            .map(Measured::file)
            .collect(),
        commands: publication
            .measured
            .iter()
            .map(|m| m.command.clone())
            .collect(),
    }))
}

/// Which of the publication's scenarios is the base of a pair.
fn position(publication: &Publication, pair: &Pair) -> Option<usize> {
    let scenarios = &publication.run.scenarios;
    let at = scenarios
        .iter()
        .position(|s| s.scenario == pair.base.id && s.scenario_hash == pair.base.hash);
    at.filter(|_| measures_of(pair).is_some())
}

/// An economy, or the world, in a pair.
fn of<'a>(pair: &'a Pair, code: &str) -> Option<&'a CountryDifference> {
    std::iter::once(&pair.world)
        .chain(&pair.countries)
        .find(|c| c.region.as_str() == code)
}

/// Identifiers of the measures that one side of a pair has and the other has not; none if it is two
/// scenarios that are compared.
fn measures_of(pair: &Pair) -> Option<impl Iterator<Item = &str>> {
    let added = pair.with.id.strip_prefix(pair.base.id.as_str())?;
    Some(added.strip_prefix(JOINT)?.split(JOINT))
}

/// What the measures of a pair are called.
fn names(texts: &[ScenarioText], pair: &Pair, tag: &str) -> Vec<Named> {
    let named = |id: &str| {
        let text = texts.iter().find(|text| text.id == id);
        match text.and_then(|text| text.words(tag)) {
            Some((own, ScenarioWords { title, .. })) => Named::told(title.clone(), own, tag),
            None => Named::of(id.to_owned()),
        }
    };
    measures_of(pair).into_iter().flatten().map(named).collect()
}
