//! Resilience and room to act: stocks against time, leverage each way, raw materials by stage.

use mist_exposure::leverage::Cost;
use mist_exposure::materials::MaterialDependence;
use mist_exposure::report::{CountryExposure, Leverage, PartnerResilience};
use serde::Serialize;

use super::exposure::{Named, decimals, named, named_partners, partner_name, percent};
use crate::Error;
use crate::language::Words;
use crate::rounding::{self, Figure};

/// Product groups in the table of leverage, beside all trade; the data table has all.
const GROUPS: usize = 5;

/// Materials in the first table; the data table has all.
const MATERIALS: usize = 6;

/// Where there is nothing to tell.
const NONE: &str = "–";

/// Resilience against one partner.
#[derive(Debug, Serialize)]
struct ResilienceRow {
    partner: String,
    at_stake: String,
    stocks: String,
    substitute: String,
    gap: String,
    elsewhere: String,
    composite: String,
    rank: String,
}

/// What a cut of one product group costs.
#[derive(Debug, Serialize)]
struct LeverageRow {
    group: Named,
    here: String,
    /// One for each way of acting, in their order.
    there: Vec<String>,
    days: String,
}

/// A line of the data table.
#[derive(Debug, Serialize)]
struct LeverageLine {
    group: Named,
    acting: String,
    here: String,
    together: String,
    there: String,
    asymmetry: String,
}

/// Leverage each way.
#[derive(Debug, Serialize)]
struct LeverageView {
    caption: String,
    cost_here: String,
    /// Headings of the costs to the other side, one for each way of acting.
    costs_there: Vec<String>,
    cost_there: String,
    days: String,
    rows: Vec<LeverageRow>,
    lines: Vec<LeverageLine>,
}

/// One raw material.
#[derive(Debug, Serialize)]
struct MaterialRow {
    name: Named,
    stages: String,
    direct: String,
    any_stage: String,
    last: String,
    users: String,
    months: String,
}

/// Raw materials.
#[derive(Debug, Serialize)]
struct MaterialsView {
    caption: String,
    stages: String,
    rows: Vec<MaterialRow>,
    /// How many of the rows stand in the first table.
    shown: usize,
}

/// The section.
#[derive(Debug, Serialize)]
pub(crate) struct ResilienceView {
    rows: Vec<ResilienceRow>,
    leverage: Option<LeverageView>,
    materials: Option<MaterialsView>,
}

/// The section of one economy.
pub(crate) fn resilience(
    words: &Words,
    country: &CountryExposure,
) -> Result<ResilienceView, Error> {
    Ok(ResilienceView {
        rows: country
            .resilience
            .iter()
            .map(|r| resilience_row(words, country, r))
            .collect::<Result<_, _>>()?,
        leverage: leverage(words, country)?,
        materials: materials(words, country)?,
    })
}

fn resilience_row(
    words: &Words,
    country: &CountryExposure,
    row: &PartnerResilience,
) -> Result<ResilienceRow, Error> {
    let parts = &row.resilience;
    let partner = named_partners(country).find(|p| p.partner.id == row.partner);
    let name = partner.map_or(row.partner.as_str(), |p| p.partner.name.as_str());
    let rank = match (row.rank, row.rank_range) {
        (Some(rank), Some((best, worst))) => {
            let range = words.say(
                "range",
                &[
                    ("low", count(words, best).into()),
                    ("high", count(words, worst).into()),
                ],
            )?;
            words.say(
                "rank-of",
                &[
                    ("rank", count(words, rank).into()),
                    ("count", count(words, row.ranked).into()),
                    ("range", range.into()),
                ],
            )?
        }
        _ => words.say("not-ranked", &[])?,
    };
    Ok(ResilienceRow {
        partner: partner_name(words, &row.partner, name)?,
        at_stake: percent(words, 1.0 - parts.independence)?,
        stocks: decimals(words, parts.cover_days, 0),
        substitute: decimals(words, parts.substitution_days, 0),
        gap: decimals(words, parts.gap_days, 0),
        elsewhere: percent(words, parts.alternatives)?,
        composite: decimals(words, parts.composite, 2),
        rank,
    })
}

fn count(words: &Words, number: usize) -> String {
    words.whole(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Who acts: the country alone or a group with it.
fn acting(words: &Words, row: &Leverage) -> Result<String, Error> {
    let number = ("number", count(words, row.economies).into());
    match row.coalition.as_str() {
        "alone" => words.say("acting-alone", &[]),
        "g7" => words.say("acting-g7", &[number]),
        "ipac" => words.say("acting-ipac", &[number]),
        other => words.say("acting-other", &[number, ("group", other.into())]),
    }
}

fn cost(words: &Words, cost: &Cost) -> Result<String, Error> {
    let (low, high) = (cost.share_low, cost.share_high);
    let rounded = rounding::percent_spread(low, high, high);
    words.percent_range(rounded.low, rounded.high)
}

fn group(words: &Words, product: &str) -> Result<Named, Error> {
    Ok(match product {
        "all" => Named::of(words.say("all-groups", &[])?),
        code => named(words, "product", code, code),
    })
}

fn leverage(words: &Words, country: &CountryExposure) -> Result<Option<LeverageView>, Error> {
    let other = named_partners(country).rfind(|p| p.partner.id.starts_with("CHN"));
    let (Some(other), false) = (other, country.leverage.is_empty()) else {
        return Ok(None);
    };
    let partner = partner_name(words, &other.partner.id, &other.partner.name)?;
    let name = words.name(&country.code, &country.name).to_owned();
    let who = |key: &'static str, who: &str| words.say(key, &[("country", who.into())]);
    let to_partner = |key: &str| words.say(key, &[("partner", partner.as_str().into())]);
    let both = |key: &str| {
        words.say(
            key,
            &[
                ("country", name.as_str().into()),
                ("partner", partner.as_str().into()),
            ],
        )
    };
    let whole = country.leverage.iter().filter(|l| l.product == "all");
    let mut costs_there = Vec::new();
    for row in whole {
        costs_there.push(match row.coalition.as_str() {
            "alone" => both("cost-there-alone")?,
            _ => words.say(
                "cost-there-with",
                &[
                    ("partner", partner.as_str().into()),
                    ("with", acting(words, row)?.into()),
                ],
            )?,
        });
    }
    let rows = largest(country)
        .into_iter()
        .map(|own| {
            let ways = country.leverage.iter().filter(|l| l.product == own.product);
            let days = |cost: &Cost| match cost.supply_usd_m {
                supply if supply > 0.0 => decimals(words, cost.cover_days, 0),
                _ => NONE.to_owned(),
            };
            Ok(LeverageRow {
                group: group(words, &own.product)?,
                here: cost(words, &own.cut.country)?,
                there: ways
                    .map(|l| cost(words, &l.cut.other))
                    .collect::<Result<_, _>>()?,
                days: format!("{} / {}", days(&own.cut.country), days(&own.cut.other)),
            })
        })
        .collect::<Result<_, Error>>()?;
    let lines = country
        .leverage
        .iter()
        .map(|l| {
            Ok(LeverageLine {
                group: group(words, &l.product)?,
                acting: acting(words, l)?,
                here: cost(words, &l.cut.country)?,
                together: cost(words, &l.cut.together)?,
                there: cost(words, &l.cut.other)?,
                asymmetry: signed(words, l.cut.asymmetry),
            })
        })
        .collect::<Result<_, Error>>()?;
    Ok(Some(LeverageView {
        caption: to_partner("leverage-caption")?,
        cost_here: who("cost-to", &name)?,
        costs_there,
        cost_there: to_partner("col-cost-there")?,
        days: both("col-days-each")?,
        rows,
        lines,
    }))
}

/// All trade, then the groups whose cut would cost the country most, each acting alone.
fn largest(country: &CountryExposure) -> Vec<&Leverage> {
    let alone = || country.leverage.iter().filter(|l| l.coalition == "alone");
    let mut groups: Vec<&Leverage> = alone().filter(|l| l.product != "all").collect();
    groups.sort_by(|a, b| {
        let here = |l: &Leverage| l.cut.country.share_high;
        here(b).total_cmp(&here(a)).then(a.product.cmp(&b.product))
    });
    groups.truncate(GROUPS);
    alone()
        .filter(|l| l.product == "all")
        .chain(groups)
        .collect()
}

/// A balance between −1 and 1, with its sign.
fn signed(words: &Words, value: f64) -> String {
    let hundredths = (value * 100.0).round() as i64;
    let digits = words.number(
        Figure {
            units: hundredths,
            exponent: -2,
        },
        0,
    );
    if hundredths > 0 {
        format!("+{digits}")
    } else {
        digits
    }
}

fn materials(words: &Words, country: &CountryExposure) -> Result<Option<MaterialsView>, Error> {
    if country.materials.is_empty() {
        return Ok(None);
    }
    let mut sorted: Vec<&MaterialDependence> = country.materials.iter().collect();
    sorted.sort_by(|a, b| b.total.total_cmp(&a.total).then(a.id.cmp(&b.id)));
    let china = [("china", words.name("CHN", "China").into())];
    Ok(Some(MaterialsView {
        caption: words.say("materials-caption", &china)?,
        stages: words.say("col-stages", &china)?,
        rows: sorted
            .into_iter()
            .map(|m| material_row(words, m))
            .collect::<Result<_, _>>()?,
        shown: MATERIALS,
    }))
}

fn material_row(words: &Words, material: &MaterialDependence) -> Result<MaterialRow, Error> {
    let stages = material
        .stages
        .iter()
        .map(|stage| {
            let share = percent(words, stage.prc_share)?;
            words.say(
                &format!("stage-{}", stage.stage),
                &[("share", share.into())],
            )
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(MaterialRow {
        name: named(words, "material", &material.id, &material.name),
        stages: stages.join(&words.say("list-separator", &[])?),
        direct: percent(words, material.direct)?,
        any_stage: percent(words, material.any_stage)?,
        last: percent(words, material.total)?,
        users: percent(words, material.value_added_using.share)?,
        months: material
            .cover_months
            .map_or_else(|| NONE.to_owned(), |months| decimals(words, months, 1)),
    })
}
