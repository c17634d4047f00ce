//! All economies and scenarios in two tables: output lost, and trade disrupted. They are different
//! things and stand apart.

use serde::Serialize;

use super::Site;
use super::frame::{About, COMPARE, Frame, scenario_file};
use crate::chart::matrix::{Cell, cell};
use crate::language::Language;
use crate::page::figures::loss;
use crate::page::{ScenarioLabel, label};
use crate::wording::Worded;
use crate::{Error, rounding, template};

/// A scenario's column.
#[derive(Debug, Serialize)]
struct Column {
    label: ScenarioLabel,
    href: String,
}

/// A figure with its range, shaded by its size.
#[derive(Debug, Serialize)]
struct Shaded {
    cell: Cell,
    range: String,
}

/// An economy.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    href: Option<String>,
    lost: Vec<Shaded>,
    disrupted: Vec<Worded>,
}

/// The page.
#[derive(Debug, Serialize)]
struct View {
    frame: Frame,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

pub(super) fn render(
    site: &Site<'_>,
    languages: &[Language],
    language: &Language,
) -> Result<String, Error> {
    let words = language.words();
    let publication = site.publication;
    let run = &publication.run;
    let about = About::said(
        language,
        COMPARE,
        "compare-all-title",
        "compare-all-caption",
    )?;
    let columns = publication
        .scenarios
        .iter()
        .enumerate()
        .map(|(at, text)| {
            Ok(Column {
                label: label(language, publication, at)?,
                href: scenario_file(&text.id),
            })
        })
        .collect::<Result<_, Error>>()?;
    // The order is that of the first scenario, so that a reader finds an economy in one place.
    let mut codes: Vec<(&str, f64)> = Vec::new();
    if let Some(first) = run.scenarios.first() {
        for country in &first.countries {
            codes.push((
                country.region.as_str(),
                loss(first, country, 365)?.share.median,
            ));
        }
        codes.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        codes.insert(0, (first.world.region.as_str(), 0.0));
    }
    let rows = codes
        .into_iter()
        .map(|(code, _)| {
            let results = publication.page(code, languages).results()?;
            let mut row = Row {
                name: String::new(),
                href: site.page_of(code),
                lost: Vec::new(),
                disrupted: Vec::new(),
            };
            for (scenario, country) in results {
                words.name(code, &country.name).clone_into(&mut row.name);
                let share = loss(scenario, country, 365)?.share;
                let spread = rounding::percent_spread(share.p05, share.median, share.p95);
                let worded = words.percents(spread)?;
                row.lost.push(Shaded {
                    cell: cell(Some((spread.median, worded.median))),
                    range: worded.range,
                });
                row.disrupted.push(words.moneys(&country.trade_lost)?);
            }
            Ok(row)
        })
        .collect::<Result<_, Error>>()?;
    let view = View {
        frame: Frame::new(site, languages, language, about)?,
        columns,
        rows,
    };
    template::render(language, "site/side-by-side.html", &view)
}
