//! The index: every economy, ranked by what each scenario costs it.

use mist_economy::CoverageTier;
use mist_engine::results::{CountrySummary, ScenarioSummary};
use serde::Serialize;

use super::figures::loss;
use super::recipe::{RecipeView, recipe};
use super::sentence::sentence;
use super::{LanguageLink, ScenarioLabel, file_name, label, language_links};
use crate::chart::interval::{Strip, strips};
use crate::language::Language;
use crate::publication::WORLD;
use crate::rounding;
use crate::wording::Worded;
use crate::{Error, Publication, template};

/// An economy's row.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    rank: Option<usize>,
    name: String,
    /// The economy's page, if the publication has it.
    href: Option<String>,
    tier: String,
    percent: Worded,
    money: Worded,
    strip: Strip,
}

/// A scenario's ranking.
#[derive(Debug, Serialize)]
struct Ranking {
    label: ScenarioLabel,
    sentence: String,
    rows: Vec<Row>,
}

/// The page.
#[derive(Debug, Serialize)]
struct IndexView {
    languages: Vec<LanguageLink>,
    date: String,
    version: String,
    draws: String,
    modelled: bool,
    gains: bool,
    rankings: Vec<Ranking>,
    recipe: RecipeView,
}

/// Renders the index page in a language; `languages` are those of the publication, `codes` the
/// economies that have a page in it (all, if empty).
///
/// # Errors
///
/// As [`super::render_country`].
pub fn render_index(
    publication: &Publication,
    languages: &[Language],
    codes: &[String],
    language: &Language,
) -> Result<String, Error> {
    let words = language.words();
    let run = &publication.run;
    let mut gains = false;
    let rankings = run
        .scenarios
        .iter()
        .enumerate()
        .map(|(i, scenario)| {
            let text = &publication.scenarios[i];
            let (_, told) = text
                .words(language.tag())
                .ok_or_else(|| Error::MissingText {
                    scenario: text.id.clone(),
                })?;
            let rows = rows(language, scenario, codes)?;
            for country in &scenario.countries {
                let share = &loss(scenario, country, 365)?.share;
                gains |=
                    rounding::percent_spread(share.p05, share.median, share.p95).has_negative();
            }
            Ok(Ranking {
                label: label(language, publication, i)?,
                sentence: sentence(words, scenario, told, &scenario.world)?,
                rows,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let draws = run.scenarios.iter().map(|s| s.draws).min().unwrap_or(0);
    let view = IndexView {
        languages: language_links(language, languages, "index.html")?,
        date: words.date(publication.recipe.date)?,
        version: run.version.clone(),
        draws: words.whole(i64::try_from(draws).unwrap_or(i64::MAX)),
        modelled: publication.economy.modelled,
        gains,
        rankings,
        recipe: recipe(language, publication, WORLD)?,
    };
    template::render(language, "index.html", &view)
}

/// The world, then every economy from the greatest median loss to the least.
pub(crate) fn rows(
    language: &Language,
    scenario: &ScenarioSummary,
    codes: &[String],
) -> Result<Vec<Row>, Error> {
    let words = language.words();
    let mut ranked: Vec<(f64, &CountrySummary)> = scenario
        .countries
        .iter()
        .map(|country| Ok((loss(scenario, country, 365)?.share.median, country)))
        .collect::<Result<_, Error>>()?;
    ranked.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.region.cmp(&y.region)));
    let all: Vec<&CountrySummary> = std::iter::once(&scenario.world)
        .chain(ranked.into_iter().map(|(_, c)| c))
        .collect();
    let ranges = all
        .iter()
        .map(|country| {
            let share = &loss(scenario, country, 365)?.share;
            Ok((share.p05, share.median, share.p95))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    all.iter()
        .zip(strips(&ranges))
        .enumerate()
        .map(|(place, (country, strip))| {
            let loss = loss(scenario, country, 365)?;
            let share = &loss.share;
            let tier = match country.tier {
                Some(CoverageTier::A) => "tier-a-short",
                Some(CoverageTier::B) => "tier-b-short",
                Some(CoverageTier::Rest) => "tier-rest-short",
                None => "tier-world-short",
            };
            Ok(Row {
                rank: (place > 0).then_some(place),
                name: words
                    .name(country.region.as_str(), &country.name)
                    .to_owned(),
                href: (codes.is_empty() || codes.iter().any(|c| c == country.region.as_str()))
                    .then(|| file_name(country.region.as_str())),
                tier: words.say(tier, &[])?,
                percent: words.percents(rounding::percent_spread(
                    share.p05,
                    share.median,
                    share.p95,
                ))?,
                money: words.moneys(&loss.usd_million)?,
                strip,
            })
        })
        .collect()
}
