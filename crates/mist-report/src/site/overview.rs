//! The site's first page in a language: what each scenario would cost, on a map and as a ranking, and
//! the way to every economy.

use icu::collator::options::CollatorOptions;
use icu::collator::{Collator, CollatorBorrowed};
use serde::Serialize;

use super::Site;
use super::frame::{About, Frame, HOME, scenario_file};
use crate::chart::map::{Map, Shapes, Shown, map, shapes};
use crate::language::{Language, Words};
use crate::page::figures::loss;
use crate::page::index::{Row, rows};
use crate::page::sentence::sentence;
use crate::page::{ScenarioLabel, label};
use crate::publication::WORLD;
use crate::{Error, rounding, template};

/// Economies of the ranking on the first page.
const SHOWN: usize = 10;

/// Economies that a map's description names at either end.
const NAMED: usize = 5;

/// A map with its text alternative.
#[derive(Debug, Serialize)]
pub(super) struct MapFigure {
    map: Map,
    title: String,
    description: String,
    elsewhere: Option<String>,
}

impl MapFigure {
    /// Whether an economy on it gains.
    pub(super) const fn gains(&self) -> bool {
        self.map.gains()
    }
}

/// One scenario.
#[derive(Debug, Serialize)]
struct Section {
    label: ScenarioLabel,
    href: String,
    sentence: String,
    map: MapFigure,
    rows: Vec<Row>,
    shown: String,
}

/// An economy of the list.
#[derive(Debug, Serialize)]
struct Economy {
    code: String,
    name: String,
    href: String,
    /// What a search is matched with: names in every language and the code.
    find: String,
}

/// The page.
#[derive(Debug, Serialize)]
struct View {
    frame: Frame,
    shapes: Shapes,
    sections: Vec<Section>,
    economies: Vec<Economy>,
    gains: bool,
}

pub(super) fn render(
    site: &Site<'_>,
    languages: &[Language],
    language: &Language,
) -> Result<String, Error> {
    let words = language.words();
    let publication = site.publication;
    let title = words.say("index-title", &[])?;
    let about = About {
        file: HOME,
        title,
        description: words.say("site-intro", &[])?,
        picture: 0,
        search: true,
    };
    let mut gains = false;
    let sections = publication
        .run
        .scenarios
        .iter()
        .enumerate()
        .map(|(at, scenario)| {
            let text = &publication.scenarios[at];
            let (_, told) = text
                .words(language.tag())
                .ok_or_else(|| Error::MissingText {
                    scenario: text.id.clone(),
                })?;
            let mut rows = rows(language, scenario, &site.codes)?;
            let all = rows.len();
            rows.truncate(SHOWN + 1);
            let map = map_figure(site, words, at)?;
            gains |= map.gains();
            Ok(Section {
                label: label(language, publication, at)?,
                href: scenario_file(&text.id),
                sentence: sentence(words, scenario, told, &scenario.world)?,
                map,
                rows,
                shown: words.whole(SHOWN.min(all.saturating_sub(1)) as i64),
            })
        })
        .collect::<Result<_, Error>>()?;
    let view = View {
        frame: Frame::new(site, languages, language, about)?,
        shapes: own_shapes(site),
        sections,
        economies: economies(site, languages, language)?,
        gains,
    };
    template::render(language, "site/overview.html", &view)
}

/// The shapes of the run's economies.
pub(super) fn own_shapes(site: &Site<'_>) -> Shapes {
    let codes: Vec<&str> = site
        .publication
        .codes()
        .map(mist_economy::RegionCode::as_str)
        .collect();
    shapes(&codes)
}

/// The map of one scenario.
pub(super) fn map_figure(site: &Site<'_>, words: &Words, at: usize) -> Result<MapFigure, Error> {
    let publication = site.publication;
    let scenario = &publication.run.scenarios[at];
    let mut ranked = Vec::new();
    for country in &scenario.countries {
        let share = loss(scenario, country, 365)?.share;
        ranked.push((share, country));
    }
    ranked.sort_by(|(a, x), (b, y)| {
        b.median
            .total_cmp(&a.median)
            .then_with(|| x.region.cmp(&y.region))
    });
    let mut labels = Vec::with_capacity(ranked.len());
    let mut shown: Vec<Shown> = Vec::with_capacity(ranked.len());
    for (share, country) in &ranked {
        let code = country.region.as_str();
        let spread = rounding::percent_spread(share.p05, share.median, share.p95);
        let figure = words.percents(spread)?;
        let name = words.name(code, &country.name);
        let said = words.say(
            "drivers-part",
            &[
                ("driver", name.into()),
                ("share", figure.median.as_str().into()),
            ],
        )?;
        labels.push(said.clone());
        if code != crate::publication::REST {
            let label = words.say(
                "factor",
                &[("median", said.into()), ("range", figure.range.into())],
            )?;
            let printed = spread.median.printed() / 100.0;
            shown.push((code.to_owned(), printed, label, site.page_of(code)));
        }
    }
    let join = |labels: &[String]| -> Result<String, Error> {
        Ok(labels.join(&words.say("list-separator", &[])?))
    };
    let least: Vec<String> = labels.iter().rev().take(NAMED).cloned().collect();
    let description = words.say(
        "map-description",
        &[
            (
                "largest",
                join(labels.get(..NAMED).unwrap_or(&labels))?.into(),
            ),
            ("smallest", join(&least)?.into()),
        ],
    )?;
    let title = publication.scenarios[at]
        .words(words.tag())
        .map_or_else(String::new, |(_, told)| told.title.clone());
    let map = map(words, shown)?;
    let elsewhere = match map.missing() {
        0 => None,
        missing => Some(words.say(
            "map-elsewhere",
            &[("number", words.whole(missing as i64).into())],
        )?),
    };
    Ok(MapFigure {
        title: words.say("map-title", &[("scenario", title.into())])?,
        description,
        map,
        elsewhere,
    })
}

/// Every economy with a page, in the language's own order.
fn economies(
    site: &Site<'_>,
    languages: &[Language],
    language: &Language,
) -> Result<Vec<Economy>, Error> {
    let words = language.words();
    let first = site.publication.run.scenarios.first().ok_or(Error::Empty)?;
    let mut all: Vec<Economy> = std::iter::once(&first.world)
        .chain(&first.countries)
        .filter_map(|country| {
            let code = country.region.as_str();
            let href = site.page_of(code)?;
            let mut find: Vec<&str> = vec![code];
            for other in languages {
                let name = other.words().name(code, &country.name);
                if !find.contains(&name) {
                    find.push(name);
                }
            }
            Some(Economy {
                code: code.to_owned(),
                name: words.name(code, &country.name).to_owned(),
                href,
                find: find.join(" "),
            })
        })
        .collect();
    let collator = collator(language)?;
    // The world comes first, the rest of it last.
    let place = |e: &Economy| match e.code.as_str() {
        WORLD => 0,
        crate::publication::REST => 2,
        _ => 1,
    };
    all.sort_by(|a, b| {
        place(a)
            .cmp(&place(b))
            .then_with(|| collator.compare(&a.name, &b.name))
            .then_with(|| a.code.cmp(&b.code))
    });
    Ok(all)
}

/// How a language puts names in order.
fn collator(language: &Language) -> Result<CollatorBorrowed<'static>, Error> {
    let bad = |reason: String| Error::Locale {
        tag: language.tag().to_owned(),
        file: "collation".to_owned(),
        reason,
    };
    let locale: icu::locale::Locale = language
        .tag()
        .parse()
        .map_err(|e: icu::locale::ParseError| bad(e.to_string()))?;
    Collator::try_new((&locale).into(), CollatorOptions::default()).map_err(|e| bad(e.to_string()))
}

/// The ranking of all economies under one scenario.
pub(super) fn whole_ranking(
    site: &Site<'_>,
    language: &Language,
    at: usize,
) -> Result<Vec<Row>, Error> {
    rows(language, &site.publication.run.scenarios[at], &site.codes)
}
