//! Exposure before any shock: what is tied to whom, where chips are made, how few origins goods
//! come from.

use mist_exposure::report::{
    CountryExposure, ExposureReport, Measure, Origin, PartnerExposure, ProductConcentration,
};
use serde::Serialize;

use crate::Error;
use crate::language::Words;
use crate::rounding::{self, Figure};

/// Origins of semiconductors that a page lists.
const ORIGINS: usize = 6;

/// A product or a material, with the language of its name where it is not the page's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Named {
    title: String,
    foreign: Option<String>,
    #[serde(skip)]
    translated: bool,
}

impl Named {
    /// The name.
    pub(crate) fn title(&self) -> &str {
        &self.title
    }

    /// Whether it is in the page's own language.
    pub(crate) fn is_translated(&self) -> bool {
        self.translated
    }

    /// A name in a language of its own, on a page in the language of `tag`.
    pub(crate) fn told(title: String, own: &str, tag: &str) -> Self {
        Self {
            title,
            foreign: (own != tag).then(|| own.to_owned()),
            translated: own == tag,
        }
    }

    /// A name in the page's own language.
    pub(crate) const fn of(title: String) -> Self {
        Self {
            title,
            foreign: None,
            translated: true,
        }
    }
}

/// One measure at face value and looked through.
#[derive(Debug, Serialize)]
struct Pair {
    face: String,
    through: String,
}

/// A measure's row: a pair for each partner and for the Strait.
#[derive(Debug, Serialize)]
struct MeasureRow {
    label: String,
    cells: Vec<Option<Pair>>,
}

/// An origin of semiconductors.
#[derive(Debug, Serialize)]
struct OriginRow {
    name: String,
    bought: String,
    output: String,
    value_added: String,
}

/// Where semiconductors are made.
#[derive(Debug, Serialize)]
struct Chips {
    sentence: Option<String>,
    rows: Vec<OriginRow>,
}

/// A dependent good.
#[derive(Debug, Serialize)]
struct GoodRow {
    name: Named,
    origin: String,
    share: String,
    hhi: String,
    import_share: String,
    ratio: Option<String>,
    conditions: String,
    single_point: bool,
}

/// The section.
#[derive(Debug, Serialize)]
pub(crate) struct ExposureView {
    measures_caption: String,
    columns: Vec<String>,
    measures: Vec<MeasureRow>,
    chips: Option<Chips>,
    goods: Vec<GoodRow>,
    goods_note: String,
}

/// The section of one economy.
pub(crate) fn exposure(
    words: &Words,
    report: &ExposureReport,
    country: &CountryExposure,
) -> Result<ExposureView, Error> {
    let partners: Vec<&PartnerExposure> = named_partners(country).collect();
    let mut columns = partners
        .iter()
        .map(|p| partner_name(words, &p.partner.id, &p.partner.name))
        .collect::<Result<Vec<_>, _>>()?;
    columns.push(words.say("through-strait", &[])?);
    Ok(ExposureView {
        measures_caption: words.say(
            "measures-caption",
            &[("china", words.name("CHN", "China").into())],
        )?,
        columns,
        measures: measures(words, country, &partners)?,
        chips: chips(words, country)?,
        goods: country
            .concentration
            .iter()
            .map(|good| good_row(words, good))
            .collect::<Result<_, _>>()?,
        goods_note: goods_note(words, report)?,
    })
}

/// Taiwan and the forms of the PRC that the table tells apart: not the sum of all abroad.
pub(crate) fn named_partners(
    country: &CountryExposure,
) -> impl DoubleEndedIterator<Item = &PartnerExposure> {
    country.partners.iter().filter(|p| p.partner.id != "abroad")
}

/// What a partner is called: an economy, or one with another.
pub(crate) fn partner_name(words: &Words, id: &str, fallback: &str) -> Result<String, Error> {
    match id.split_once('+') {
        Some((first, second)) => words.say(
            "together-with",
            &[
                ("country", words.name(first, first).into()),
                ("other", words.name(second, second).into()),
            ],
        ),
        None => Ok(words.name(id, fallback).to_owned()),
    }
}

/// The name of a product or a material in the page's language, or else the one that the data give.
pub(crate) fn named(words: &Words, kind: &str, id: &str, fallback: &str) -> Named {
    match words.say(&format!("{kind}-{id}"), &[]) {
        Ok(title) => Named::of(title),
        Err(_) => Named {
            title: fallback.to_owned(),
            foreign: (words.tag() != "en").then(|| "en".to_owned()),
            translated: false,
        },
    }
}

/// A share as a percentage in a table.
pub(crate) fn percent(words: &Words, share: f64) -> Result<String, Error> {
    words.percent(rounding::percent(share))
}

/// A number with so many decimals.
pub(crate) fn decimals(words: &Words, value: f64, places: i16) -> String {
    let scale = libm::pow(10.0, f64::from(places));
    let figure = Figure {
        units: (value * scale).round() as i64,
        exponent: -places,
    };
    words.number(figure, 0)
}

fn measures(
    words: &Words,
    country: &CountryExposure,
    partners: &[&PartnerExposure],
) -> Result<Vec<MeasureRow>, Error> {
    let pair = |all: &[Measure], id: &str| -> Result<Option<Pair>, Error> {
        let Some(measure) = all.iter().find(|m| m.id == id) else {
            return Ok(None);
        };
        Ok(Some(Pair {
            face: percent(words, measure.face_value.share)?,
            through: percent(words, measure.look_through.share)?,
        }))
    };
    country
        .strait
        .measures
        .iter()
        .map(|measure| {
            let id = measure.id.as_str();
            let mut cells = partners
                .iter()
                .map(|p| pair(&p.measures, id))
                .collect::<Result<Vec<_>, _>>()?;
            cells.push(pair(&country.strait.measures, id)?);
            Ok(MeasureRow {
                label: words.say(&format!("measure-{id}"), &[])?,
                cells,
            })
        })
        .collect()
}

fn chips(words: &Words, country: &CountryExposure) -> Result<Option<Chips>, Error> {
    if country.semiconductors.is_empty() {
        return Ok(None);
    }
    let taiwan = |o: &&Origin| o.region == "TWN" && country.code != "TWN";
    let sentence = match country.semiconductors.iter().find(taiwan) {
        Some(origin) => Some(words.say(
            "chips-sentence",
            &[
                ("owner", words.owner(&country.code, &country.name)?.into()),
                ("bought", percent(words, origin.face_value)?.into()),
                ("made", percent(words, origin.value_added)?.into()),
            ],
        )?),
        None => None,
    };
    let rows = country
        .semiconductors
        .iter()
        .take(ORIGINS)
        .map(|o| {
            Ok(OriginRow {
                name: words.name(&o.region, &o.region).to_owned(),
                bought: percent(words, o.face_value)?,
                output: percent(words, o.look_through)?,
                value_added: percent(words, o.value_added)?,
            })
        })
        .collect::<Result<_, Error>>()?;
    Ok(Some(Chips { sentence, rows }))
}

fn good_row(words: &Words, good: &ProductConcentration) -> Result<GoodRow, Error> {
    let met = good.conditions.iter().filter(|met| **met).count();
    let number = words.whole(i64::try_from(met).unwrap_or(0));
    let origin = good.largest_origin.as_deref().unwrap_or_default();
    Ok(GoodRow {
        name: named(words, "product", &good.product, &good.name),
        origin: words.name(origin, origin).to_owned(),
        share: percent(words, good.largest_share)?,
        hhi: decimals(words, good.hhi, 2),
        import_share: percent(words, good.import_share)?,
        ratio: good.imports_over_exports.map(|x| match x {
            // More digits than these say nothing: such goods are hardly exported at all.
            x if x >= 10.0 => decimals(words, x, 0),
            x => decimals(words, x, 1),
        }),
        conditions: words.say("conditions-met", &[("number", number.into())])?,
        single_point: good.single_point_of_failure,
    })
}

fn goods_note(words: &Words, report: &ExposureReport) -> Result<String, Error> {
    let limits = report.parameters.thresholds();
    words.say(
        "goods-note",
        &[
            ("hhi", decimals(words, limits.import_hhi, 1).into()),
            ("share", words.share_of_draws(limits.import_share)?.into()),
            (
                "ratio",
                decimals(words, limits.imports_over_exports, 0).into(),
            ),
            ("single", words.share_of_draws(limits.single_origin)?.into()),
            ("world", words.share_of_draws(limits.world_share)?.into()),
        ],
    )
}
