//! A comparison: what a response, a lever or another scenario changes, economy by economy.

use mist_economy::RegionCode;
use mist_engine::Comparison;
use mist_engine::comparison::{CountryDifference, HorizonDifference, Pair};
use mist_engine::overview::{CountryOverview, Overview};
use mist_engine::weighted::{CountryMixture, WeightedChange};
use serde::Serialize;

use super::{LanguageLink, language_links};
use crate::changes::{YEAR, year};
use crate::language::{Language, Words};
use crate::rounding::Figure;
use crate::{Error, Recipe, ScenarioText, template};

/// A title, with its language where it is not the page's.
#[derive(Debug, Serialize)]
struct Told {
    title: String,
    summary: String,
    foreign: Option<String>,
}

/// An economy's row.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    world: bool,
    name: String,
    base: String,
    with: String,
    change: String,
    error: String,
    range: String,
    money: String,
    /// Error of the change in money.
    money_error: String,
    less: String,
}

/// One comparison.
#[derive(Debug, Serialize)]
struct Section {
    anchor: String,
    base: Told,
    with: Told,
    precision: String,
    failed: Option<String>,
    rows: Vec<Row>,
}

/// The page.
#[derive(Debug, Serialize)]
struct CompareView {
    languages: Vec<LanguageLink>,
    date: String,
    version: String,
    draws: String,
    seed: u64,
    economy: String,
    economy_hash: String,
    parameters_hash: String,
    command: String,
    overview: Option<OverviewView>,
    weighted: Vec<WeightedView>,
    sections: Vec<Section>,
}

/// A measure over the user's own mixture.
#[derive(Debug, Serialize)]
struct WeightedView {
    anchor: String,
    measure: String,
    reading: String,
    rows: Vec<WeightedRow>,
}

#[derive(Debug, Serialize)]
struct WeightedRow {
    world: bool,
    name: String,
    base: String,
    with: String,
    change: String,
    error: String,
    low: String,
    high: String,
}

/// Scenarios side by side.
#[derive(Debug, Serialize)]
struct OverviewView {
    sides: Vec<Told>,
    /// What is said of the user's weights, if there are any.
    weights: Option<String>,
    rows: Vec<OverviewRow>,
}

/// An economy's row: median and range by scenario, the mixture last.
#[derive(Debug, Serialize)]
struct OverviewRow {
    world: bool,
    name: String,
    cells: Vec<Cell>,
}

#[derive(Debug, Serialize)]
struct Cell {
    median: String,
    low: String,
    high: String,
}

/// Renders a comparison in a language; `texts` are the words of its sides, `codes` the economies
/// that are shown (all, if empty).
///
/// # Errors
/// [`Error::MissingText`] for a side without words, and as [`super::render_country`].
pub fn render_comparison(
    comparison: &Comparison,
    texts: &[ScenarioText],
    recipe: &Recipe,
    languages: &[Language],
    codes: &[String],
    language: &Language,
) -> Result<String, Error> {
    let words = language.words();
    let sections = comparison
        .pairs
        .iter()
        .enumerate()
        .map(|(i, pair)| {
            Ok(Section {
                anchor: format!("c{}", i + 1),
                base: told(language, texts, &pair.base.id)?,
                with: told(language, texts, &pair.with.id)?,
                precision: precision(words, pair)?,
                failed: (pair.failed > 0).then(|| pair.failed.to_string()),
                rows: rows(words, pair, codes)?,
            })
        })
        .collect::<Result<_, Error>>()?;
    let view = CompareView {
        languages: language_links(language, languages, "index.html")?,
        date: words.date(recipe.date)?,
        version: comparison.version.clone(),
        draws: words.whole(i64::try_from(comparison.draws).unwrap_or(i64::MAX)),
        seed: comparison.seed,
        economy: comparison.economy_name.clone(),
        economy_hash: comparison.economy_hash.clone(),
        parameters_hash: comparison.parameters_hash.clone(),
        command: recipe.command.clone(),
        overview: comparison
            .overview
            .as_ref()
            .map(|o| side_by_side(language, texts, o, codes))
            .transpose()?,
        weighted: comparison
            .weighted
            .iter()
            .enumerate()
            .map(|(k, change)| weighted(k, language, texts, change, codes))
            .collect::<Result<_, _>>()?,
        sections,
    };
    template::render(language, "compare.html", &view)
}

fn side_by_side(
    language: &Language,
    texts: &[ScenarioText],
    overview: &Overview,
    codes: &[String],
) -> Result<OverviewView, Error> {
    let words = language.words();
    let sides: Vec<Told> = overview
        .sides
        .iter()
        .map(|side| told(language, texts, &side.id))
        .collect::<Result<_, _>>()?;
    let weights = overview
        .weights
        .as_ref()
        .map(|weights| {
            let each = weighed(words, &sides, weights);
            words.say("compare-weights", &[("weights", each.into())])
        })
        .transpose()?;
    let shown = |c: &&CountryOverview| is_shown(codes, &c.region);
    let rows = std::iter::once(&overview.world)
        .chain(overview.countries.iter().filter(shown))
        .enumerate()
        .filter_map(|(place, country)| {
            let h = country.horizons.iter().find(|h| h.days == YEAR)?;
            let sides = h.sides.iter().map(|s| (s.median, s.p05, s.p95));
            let mixture = h.mixture.iter().map(|m| (m.median, m.p05, m.p95));
            let percent = |x: f64| plain(words, 100.0 * x, 2);
            Some(OverviewRow {
                world: place == 0,
                name: words
                    .name(country.region.as_str(), &country.name)
                    .to_owned(),
                cells: sides
                    .chain(mixture)
                    .map(|(median, low, high)| Cell {
                        median: percent(median),
                        low: percent(low),
                        high: percent(high),
                    })
                    .collect(),
            })
        })
        .collect();
    Ok(OverviewView {
        sides,
        weights,
        rows,
    })
}

fn weighted(
    number: usize,
    language: &Language,
    texts: &[ScenarioText],
    change: &WeightedChange,
    codes: &[String],
) -> Result<WeightedView, Error> {
    let words = language.words();
    let bases: Vec<Told> = change
        .bases
        .iter()
        .map(|side| told(language, texts, &side.id))
        .collect::<Result<_, _>>()?;
    let shown = |c: &&CountryMixture| is_shown(codes, &c.region);
    let rows = std::iter::once(&change.world)
        .chain(change.countries.iter().filter(shown))
        .enumerate()
        .filter_map(|(place, country)| {
            let h = country.horizons.iter().find(|h| h.days == YEAR)?;
            let error = 100.0 * h.difference.mean_error;
            let point = |x: f64| signed(words, 100.0 * x, decimals(error));
            Some(WeightedRow {
                world: place == 0,
                name: words
                    .name(country.region.as_str(), &country.name)
                    .to_owned(),
                base: plain(words, 100.0 * h.base.mean, 2),
                with: plain(words, 100.0 * h.with.mean, 2),
                change: point(h.difference.mean),
                error: plain(words, error, decimals(error)),
                low: point(h.difference.p05),
                high: point(h.difference.p95),
            })
        })
        .collect();
    Ok(WeightedView {
        anchor: format!("w{}", number + 1),
        measure: change.measure.clone(),
        reading: words.say(
            "compare-weighted-reading",
            &[("weights", weighed(words, &bases, &change.weights).into())],
        )?,
        rows,
    })
}

/// Scenarios with the user's own weights of them.
fn weighed(words: &Words, sides: &[Told], weights: &[f64]) -> String {
    let each: Vec<String> = sides
        .iter()
        .zip(weights)
        .map(|(side, weight)| format!("{} {} %", side.title, plain(words, 100.0 * weight, 1)))
        .collect();
    each.join(" · ")
}

/// Whether an economy is among those that are shown: all, if none are named.
fn is_shown(codes: &[String], region: &RegionCode) -> bool {
    codes.is_empty() || codes.iter().any(|code| code == region.as_str())
}

fn told(language: &Language, texts: &[ScenarioText], id: &str) -> Result<Told, Error> {
    let missing = || Error::MissingText {
        scenario: id.to_owned(),
    };
    let text = texts.iter().find(|t| t.id == id).ok_or_else(missing)?;
    let (tag, words) = text.words(language.tag()).ok_or_else(missing)?;
    Ok(Told {
        title: words.title.clone(),
        summary: words.summary.clone(),
        foreign: (tag != language.tag()).then(|| tag.to_owned()),
    })
}

/// The world, then the economies from the greatest change to the least.
fn rows(words: &Words, pair: &Pair, codes: &[String]) -> Result<Vec<Row>, Error> {
    let shown = |c: &&CountryDifference| is_shown(codes, &c.region);
    let size = |c: &CountryDifference| year(c).map_or(0.0, |h| h.difference.median.abs());
    let mut countries: Vec<&CountryDifference> = pair.countries.iter().filter(shown).collect();
    countries.sort_by(|a, b| {
        size(b)
            .total_cmp(&size(a))
            .then_with(|| a.region.cmp(&b.region))
    });
    std::iter::once(&pair.world)
        .chain(countries)
        .enumerate()
        .filter_map(|(place, country)| {
            let year = year(country)?;
            Some(row(words, place == 0, country, year))
        })
        .collect()
}

pub(super) fn row(
    words: &Words,
    world: bool,
    country: &CountryDifference,
    h: &HorizonDifference,
) -> Result<Row, Error> {
    let error = 100.0 * h.difference.median_error;
    let point = |x: f64| signed(words, 100.0 * x, decimals(error));
    let billion = |x: f64| x / 1000.0;
    let money_error = billion(h.usd_million.median_error);
    let ends = [
        ("low", point(h.difference.p05).into()),
        ("high", point(h.difference.p95).into()),
    ];
    Ok(Row {
        world,
        name: words
            .name(country.region.as_str(), &country.name)
            .to_owned(),
        base: plain(words, 100.0 * h.base.median, 2),
        with: plain(words, 100.0 * h.with.median, 2),
        change: point(h.difference.median),
        error: plain(words, error, decimals(error)),
        range: words.say("compare-range", &ends)?,
        money: signed(words, billion(h.usd_million.median), decimals(money_error)),
        money_error: plain(words, money_error, decimals(money_error)),
        less: plain(words, 100.0 * h.less, 0),
    })
}

/// How much the common draws are worth: the error of the world's mean change, and what it would be
/// with separate luck.
fn precision(words: &Words, pair: &Pair) -> Result<String, Error> {
    let Some(h) = year(&pair.world) else {
        return Ok(String::new());
    };
    let points = |x: f64| plain(words, 100.0 * x, decimals(100.0 * x));
    words.say(
        "compare-precision",
        &[
            (
                "change",
                signed(
                    words,
                    100.0 * h.difference.mean,
                    decimals(100.0 * h.mean_error),
                )
                .into(),
            ),
            ("error", points(h.mean_error).into()),
            ("separate", points(h.separate_error).into()),
        ],
    )
}

/// Decimals that an error supports: as far as its first significant digit, four at most.
fn decimals(error: f64) -> i16 {
    if error > 0.0 {
        (-libm::floor(libm::log10(error))).clamp(0.0, 4.0) as i16
    } else {
        2
    }
}

fn plain(words: &Words, value: f64, decimals: i16) -> String {
    let scale = (0..decimals).fold(1.0, |scale, _| scale * 10.0);
    let figure = Figure {
        units: (value * scale).round() as i64,
        exponent: -decimals,
    };
    words.number(figure, 0)
}

/// A change with its sign; exactly nothing is 0, and what would round to nothing is below the step.
fn signed(words: &Words, value: f64, decimals: i16) -> String {
    let text = plain(words, value, if value == 0.0 { 0 } else { decimals });
    if value == 0.0 {
        return text;
    }
    if !text.chars().any(|c| ('1'..='9').contains(&c)) {
        let step = Figure {
            units: 1,
            exponent: -decimals,
        };
        return format!("<{}", words.number(step, 0));
    }
    if value > 0.0 {
        format!("+{text}")
    } else {
        text
    }
}
