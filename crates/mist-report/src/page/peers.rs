//! The same figures for others, and published estimates of the same quantity.

use mist_engine::results::{CountrySummary, ScenarioSummary};
use serde::Serialize;

use super::figures::loss;
use super::{ScenarioLabel, label};
use crate::language::{Language, Words};
use crate::publication::{CountryPage, WORLD};
use crate::rounding;
use crate::wording::Worded;
use crate::{Error, published};

/// Economies of about the same size on either side that a page compares with.
const NEIGHBOURS: usize = 3;

/// An economy's row.
#[derive(Debug, Serialize)]
struct PeerRow {
    name: String,
    /// Whether it is the page's own.
    own: bool,
    /// First-year loss, one for each scenario.
    losses: Vec<Worded>,
}

/// A published estimate beside ours.
#[derive(Debug, Serialize)]
struct EstimateRow {
    label: ScenarioLabel,
    theirs: String,
    ours: Worded,
    source: String,
    url: Option<String>,
    /// How theirs differs, a message of the language.
    differs: String,
}

/// The section.
#[derive(Debug, Serialize)]
pub(crate) struct PeersView {
    scenarios: Vec<ScenarioLabel>,
    rows: Vec<PeerRow>,
    estimates: Vec<EstimateRow>,
}

/// The section of one economy.
pub(crate) fn peers(page: &CountryPage<'_>, language: &Language) -> Result<PeersView, Error> {
    let words = language.words();
    let publication = page.publication;
    let scenarios = &publication.run.scenarios;
    let first = scenarios.first().ok_or(Error::Empty)?;
    let rows = around(first, page.code)
        .into_iter()
        .map(|code| row(words, scenarios, code, page.code))
        .collect::<Result<_, _>>()?;
    let mut estimates = Vec::new();
    for (position, scenario) in scenarios.iter().enumerate() {
        let country = one(scenario, page.code)?;
        for estimate in published::of(&scenario.scenario, page.code) {
            estimates.push(EstimateRow {
                label: label(language, publication, position)?,
                theirs: words.percent(rounding::percent(estimate.percent / 100.0))?,
                ours: first_year(words, scenario, country)?,
                source: estimate.source.clone(),
                url: Some(estimate.url.clone()),
                differs: words.say(&format!("published-{}", estimate.differs), &[])?,
            });
        }
    }
    Ok(PeersView {
        scenarios: (0..scenarios.len())
            .map(|position| label(language, publication, position))
            .collect::<Result<_, _>>()?,
        rows,
        estimates,
    })
}

/// The world, then the economy between those nearest to it in size, the largest first.
fn around<'a>(scenario: &'a ScenarioSummary, code: &'a str) -> Vec<&'a str> {
    let mut by_size: Vec<&CountrySummary> = scenario
        .countries
        .iter()
        .filter(|c| c.region.as_str() == code || is_peer(c))
        .collect();
    by_size.sort_by(|a, b| {
        b.value_added
            .total_cmp(&a.value_added)
            .then_with(|| a.region.cmp(&b.region))
    });
    let mut codes = vec![WORLD];
    let at = by_size.iter().position(|c| c.region.as_str() == code);
    let at = at.unwrap_or_default();
    // Near an end of the list the other side gives more.
    let shown = (2 * NEIGHBOURS + 1).min(by_size.len());
    let from = at.saturating_sub(NEIGHBOURS).min(by_size.len() - shown);
    codes.extend(
        by_size
            .iter()
            .skip(from)
            .take(shown)
            .map(|c| c.region.as_str()),
    );
    codes
}

/// Whether an economy is one to be compared with: not a remainder.
fn is_peer(country: &CountrySummary) -> bool {
    country.tier != Some(mist_economy::CoverageTier::Rest)
}

fn row(
    words: &Words,
    scenarios: &[ScenarioSummary],
    code: &str,
    own: &str,
) -> Result<PeerRow, Error> {
    let mut name = String::new();
    let losses = scenarios
        .iter()
        .map(|scenario| {
            let country = one(scenario, code)?;
            words.name(code, &country.name).clone_into(&mut name);
            first_year(words, scenario, country)
        })
        .collect::<Result<_, Error>>()?;
    Ok(PeerRow {
        name,
        own: code == own,
        losses,
    })
}

fn one<'a>(scenario: &'a ScenarioSummary, code: &str) -> Result<&'a CountrySummary, Error> {
    std::iter::once(&scenario.world)
        .chain(&scenario.countries)
        .find(|c| c.region.as_str() == code)
        .ok_or_else(|| Error::UnknownRegion {
            code: code.to_owned(),
            scenario: scenario.scenario.clone(),
        })
}

/// Loss of the first year in per cent, in words.
fn first_year(
    words: &Words,
    scenario: &ScenarioSummary,
    country: &CountrySummary,
) -> Result<Worded, Error> {
    let share = &loss(scenario, country, 365)?.share;
    words.percents(rounding::percent_spread(share.p05, share.median, share.p95))
}
