//! What responses and levers change: the same draws with and without them, for one economy.

use serde::Serialize;

use super::compare::{Row, row};
use super::exposure::Named;
use super::is_web;
use super::label;
use crate::Error;
use crate::changes::{changes, works};
use crate::language::Language;
use crate::publication::{Measured, Publication, WORLD, Work};

/// Measures on the two sheets; the annex has all.
const SHOWN: usize = 4;

/// A measure of one scenario.
#[derive(Debug, Serialize)]
struct MeasureRow {
    scenario: super::ScenarioLabel,
    measures: Vec<Named>,
    figures: Row,
}

/// A work that the measures rest on.
#[derive(Debug, Serialize)]
struct WorkLine {
    key: String,
    citation: String,
    /// Address, if it is one of the web.
    url: Option<String>,
}

impl WorkLine {
    fn of(work: &Work) -> Self {
        Self {
            key: work.key.clone(),
            citation: work.citation.clone(),
            url: work.url.clone().filter(|url| is_web(url)),
        }
    }
}

/// The section of one economy.
#[derive(Debug, Serialize)]
pub(crate) struct MeasuredView {
    rows: Vec<MeasureRow>,
    /// How many of the rows stand in the first table.
    shown: usize,
    caption: String,
    /// Works that the measures rest on.
    works: Vec<WorkLine>,
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
    let mut found = changes(publication, code);
    found.retain(|change| change.year().is_some());
    found.retain(|change| only.is_none_or(|only| only == change.scenario));
    if found.is_empty() {
        return Ok(None);
    }
    let words = language.words();
    let rows = found
        .iter()
        .filter_map(|change| Some((change, change.year()?)))
        .map(|(change, year)| {
            Ok(MeasureRow {
                scenario: label(language, publication, change.scenario)?,
                measures: change.names(language),
                figures: row(words, code == WORLD, change.country, year)?,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let draws = publication.measured.iter().map(|m| m.comparison.draws);
    let draws = i64::try_from(draws.min().unwrap_or_default()).unwrap_or(i64::MAX);
    let draws = words.whole(draws);
    Ok(Some(MeasuredView {
        shown: SHOWN.min(rows.len()),
        rows,
        caption: words.say("measured-caption", &[("draws", draws.into())])?,
        works: works(&found).into_iter().map(WorkLine::of).collect(),
        files: (0..publication.measured.len())
            .map(Measured::file)
            .collect(),
        commands: publication.comparing(),
    }))
}
