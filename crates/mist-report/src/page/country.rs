//! A country's exposure summary.

use mist_economy::CoverageTier;
use mist_engine::results::Driver;
use serde::Serialize;

use super::chains::{Chain, chains};
use super::exposure::{ExposureView, exposure};
use super::figures::{
    DriversFigure, FanFigure, HORIZONS, Row, driver_name, drivers_figure, fan_figure, row,
};
use super::recipe::{RecipeView, recipe};
use super::resilience::{ResilienceView, resilience};
use super::sentence::sentence;
use super::{LanguageLink, ScenarioLabel, file_name, label, language_links};
use crate::language::{Language, Words};
use crate::publication::CountryPage;
use crate::{Error, template};

/// One scenario on the page.
#[derive(Debug, Serialize)]
struct ScenarioView {
    label: ScenarioLabel,
    sentence: String,
    row: Row,
    fan: FanFigure,
    drivers: Option<DriversFigure>,
    chains: Vec<Chain>,
}

/// What a reader must not take the page for: a heading and a sentence or two.
#[derive(Debug, Serialize)]
struct Caveat {
    heading: String,
    text: String,
}

/// The page.
#[derive(Debug, Serialize)]
struct CountryView {
    name: String,
    title: String,
    languages: Vec<LanguageLink>,
    date: String,
    version: String,
    draws: String,
    horizons: [u16; 3],
    scenarios: Vec<ScenarioView>,
    gains: bool,
    exposure: Option<ExposureView>,
    resilience: Option<ResilienceView>,
    caveats: Vec<Caveat>,
    recipe: RecipeView,
}

/// Renders an economy's page in a language.
///
/// # Errors
///
/// [`Error::UnknownRegion`] if the run does not hold the economy, [`Error::Figure`] if one of its
/// figures is missing or not a number, [`Error::Message`] or [`Error::Template`] if the language or
/// a template is incomplete.
pub fn render_country(page: &CountryPage<'_>, language: &Language) -> Result<String, Error> {
    let words = language.words();
    let publication = page.publication;
    let results = page.results()?;
    let first = results.first().ok_or(Error::Empty)?.1;
    let name = words.name(page.code, &first.name).to_owned();
    let before = publication.exposure_of(page.code);
    let scenarios = results
        .iter()
        .enumerate()
        .map(|(i, (scenario, country))| {
            let text = &publication.scenarios[i];
            let (_, told) = text
                .words(language.tag())
                .ok_or_else(|| Error::MissingText {
                    scenario: text.id.clone(),
                })?;
            Ok(ScenarioView {
                label: label(language, publication, i)?,
                sentence: sentence(words, scenario, told, country)?,
                row: row(words, scenario, country)?,
                fan: fan_figure(words, &country.path)?,
                drivers: drivers_figure(words, scenario, country)?,
                chains: chains(words, country, before.map(|(_, exposure)| exposure))?,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let draws = results.iter().map(|(s, _)| s.draws).min().unwrap_or(0);
    let view = CountryView {
        title: words.say("country-title", &[("country", name.as_str().into())])?,
        name,
        languages: language_links(language, page.languages, &file_name(page.code))?,
        date: words.date(publication.recipe.date)?,
        version: publication.run.version.clone(),
        draws: words.whole(i64::try_from(draws).unwrap_or(i64::MAX)),
        horizons: HORIZONS,
        gains: scenarios.iter().any(|s| s.row.gains),
        scenarios,
        exposure: before
            .map(|(report, country)| exposure(words, report, country))
            .transpose()?,
        resilience: before
            .map(|(_, country)| resilience(words, country))
            .transpose()?,
        caveats: caveats(page, words)?,
        recipe: recipe(language, publication, page.code)?,
    };
    template::render(language, "country.html", &view)
}

/// What the page is not, from the general to this country and this run.
fn caveats(page: &CountryPage<'_>, words: &Words) -> Result<Vec<Caveat>, Error> {
    let publication = page.publication;
    let mut keys = vec!["not-forecast", "not-at-risk", "not-complete"];
    if publication.economy.modelled {
        keys.push("not-official");
    }
    keys.push(match page.tier() {
        Some(CoverageTier::A) => "tier-a",
        Some(CoverageTier::B) => "tier-b",
        Some(CoverageTier::Rest) => "tier-rest",
        None => "tier-world",
    });
    let mut caveats = keys
        .into_iter()
        .map(|key| {
            Ok(Caveat {
                heading: words.say(&format!("{key}-heading"), &[])?,
                text: words.say(&format!("{key}-text"), &[])?,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let absent = absent_drivers(page, words)?;
    if let (Some(names), Some(caveat)) = (absent, caveats.get_mut(2)) {
        let sentence = words.say("not-in-this-run", &[("drivers", names.into())])?;
        let space = words.say("sentence-space", &[])?;
        caveat.text = format!("{}{space}{sentence}", caveat.text);
    }
    Ok(caveats)
}

/// Channels to which this run attributes nothing in any scenario, for nobody.
fn absent_drivers(page: &CountryPage<'_>, words: &Words) -> Result<Option<String>, Error> {
    let run = &page.publication.run;
    let attributed = |driver| {
        run.scenarios.iter().any(|s| {
            std::iter::once(&s.world).chain(&s.countries).any(|c| {
                c.drivers
                    .iter()
                    .any(|d| d.driver == driver && d.share != 0.0)
            })
        })
    };
    let nothing_attributed = run.scenarios.iter().all(|s| s.world.drivers.is_empty());
    if nothing_attributed {
        return Ok(None);
    }
    let names = Driver::EACH
        .into_iter()
        .filter(|driver| !attributed(*driver))
        .map(|driver| driver_name(words, driver))
        .collect::<Result<Vec<_>, _>>()?;
    if names.is_empty() {
        return Ok(None);
    }
    Ok(Some(names.join(&words.say("list-separator", &[])?)))
}
