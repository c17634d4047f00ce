//! A country's exposure summary.

use mist_economy::CoverageTier;
use mist_engine::JOINT;
use mist_engine::results::Driver;
use serde::Serialize;

use super::chains::{Chain, chains};
use super::exposure::{ExposureView, exposure};
use super::figures::{
    DriversFigure, FanFigure, HORIZONS, Row, driver_name, drivers_figure, fan_figure, row,
};
use super::measured::{MeasuredView, measured};
use super::origins::{OriginsView, origins};
use super::peers::{PeersView, peers};
use super::recipe::{RecipeView, recipe};
use super::resilience::{ResilienceView, resilience};
use super::rows::{ScenarioRows, rows};
use super::sentence::sentence;
use super::{LanguageLink, ScenarioLabel, file_name, label, language_links, stem};
use crate::chart::drivers::Bars;
use crate::chart::fan::Fan;
use crate::language::{Language, Words};
use crate::publication::CountryPage;
use crate::write::Form;
use crate::{Error, Publication, template};

/// One scenario on the page.
#[derive(Debug, Serialize)]
pub(crate) struct ScenarioView {
    label: ScenarioLabel,
    pub(crate) sentence: String,
    row: Row,
    fan: FanFigure,
    drivers: Option<DriversFigure>,
    chains: Vec<Chain>,
}

/// A chart that stands alone, with the style that a page would give it.
#[derive(Debug, Serialize)]
pub(crate) struct Alone<'a, T> {
    id: &'a str,
    heading: String,
    description: &'a str,
    chart: &'a T,
    sheet: &'a str,
}

impl ScenarioView {
    /// The fan as a picture of its own.
    pub(crate) fn fan_alone<'a>(&'a self, name: &str, sheet: &'a str) -> Alone<'a, Fan> {
        Alone {
            id: &self.label.anchor,
            heading: format!("{name} – {}", self.label.title),
            description: &self.fan.description,
            chart: &self.fan.chart,
            sheet,
        }
    }

    /// The drivers as a picture of their own, if there are any.
    pub(crate) fn drivers_alone<'a>(
        &'a self,
        name: &str,
        sheet: &'a str,
    ) -> Option<Alone<'a, Bars>> {
        let drivers = self.drivers.as_ref()?;
        Some(Alone {
            id: &self.label.anchor,
            heading: format!("{name} – {}", self.label.title),
            description: &drivers.description,
            chart: &drivers.chart,
            sheet,
        })
    }
}

/// What a reader must not take the page for: a heading and a sentence or two.
#[derive(Debug, Serialize)]
pub(crate) struct Caveat {
    pub(crate) heading: String,
    pub(crate) text: String,
}

/// Another form of the summary, to be fetched.
#[derive(Debug, Serialize)]
struct Beside {
    name: &'static str,
    href: String,
}

/// Where a form of an economy's summary stands, as seen from its page.
fn beside(form: Form, code: &str) -> Option<Beside> {
    let stem = stem(code);
    let (name, href) = match form {
        Form::Html => return None,
        Form::Pdf => ("PDF", format!("{stem}.pdf")),
        Form::Xlsx => ("Excel", format!("{stem}.xlsx")),
        Form::Csv => ("CSV", "../data/datapackage.json".to_owned()),
        Form::Json => ("JSON", format!("../data/{stem}.json")),
        Form::Markdown => ("Markdown", format!("{stem}.md")),
    };
    Some(Beside { name, href })
}

/// The page.
#[derive(Debug, Serialize)]
pub(crate) struct CountryView {
    pub(crate) name: String,
    pub(crate) title: String,
    /// Other forms of the same summary.
    beside: Vec<Beside>,
    languages: Vec<LanguageLink>,
    pub(crate) date: String,
    pub(crate) version: String,
    pub(crate) draws: String,
    pub(crate) horizons: [u16; 3],
    pub(crate) scenarios: Vec<ScenarioView>,
    gains: bool,
    exposure: Option<ExposureView>,
    resilience: Option<ResilienceView>,
    /// What responses and levers change, if that was compared.
    measured: Option<MeasuredView>,
    /// Commands that would compare them, if it was not.
    comparing: Vec<String>,
    peers: PeersView,
    pub(crate) caveats: Vec<Caveat>,
    recipe: RecipeView,
    origins: Option<OriginsView>,
    /// The row of the summary behind each figure.
    figures: Vec<ScenarioRows>,
}

/// Renders an economy's page in a language.
///
/// # Errors
///
/// [`Error::UnknownRegion`] if the run does not hold the economy, [`Error::Figure`] if one of its
/// figures is missing or not a number, [`Error::Message`] or [`Error::Template`] if the language or
/// a template is incomplete.
pub fn render_country(page: &CountryPage<'_>, language: &Language) -> Result<String, Error> {
    template::render(language, "country.html", &view(page, language)?)
}

/// The same as Markdown, for notes and for readers of plain text.
///
/// # Errors
///
/// As [`render_country`].
pub fn render_markdown(page: &CountryPage<'_>, language: &Language) -> Result<String, Error> {
    template::render(language, "country.md", &view(page, language)?)
}

/// What stands on an economy's page, in words.
pub(crate) fn view(page: &CountryPage<'_>, language: &Language) -> Result<CountryView, Error> {
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
    Ok(CountryView {
        origins: origins(words, publication, page.code, &name)?,
        title: words.say("country-title", &[("country", name.as_str().into())])?,
        name,
        beside: page
            .beside
            .iter()
            .filter_map(|form| beside(*form, page.code))
            .collect(),
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
        peers: peers(page, language)?,
        measured: measured(publication, page.code, language, None)?,
        comparing: comparing(publication),
        recipe: recipe(language, publication, page.code)?,
        figures: rows(page, language)?,
    })
}

/// The commands that would put onto the page what responses and levers change.
fn comparing(publication: &Publication) -> Vec<String> {
    let run = &publication.run;
    let bases: Vec<&str> = run
        .scenarios
        .iter()
        .map(|s| s.scenario.as_str())
        .filter(|id| !id.contains(JOINT))
        .collect();
    if !publication.measured.is_empty() || bases.is_empty() {
        return Vec::new();
    }
    vec![
        format!(
            "mist compare --base {} --with convoy,fuel-stocks,diversification --seed {}",
            bases.join(","),
            run.seed
        ),
        "mist publish mist-results mist-compare".to_owned(),
    ]
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
