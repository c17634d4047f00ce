//! The exposure matrix: who depends on whom, before any shock, looked through the supply chain.

use mist_exposure::report::CountryExposure;
use serde::Serialize;

use super::Site;
use super::frame::{About, EXPOSURE, Frame};
use crate::chart::matrix::{Cell, cell};
use crate::language::{Language, Words};
use crate::page::exposure::{named_partners, partner_name, percent};
use crate::{Error, rounding, template};

/// Measures that have a matrix, in order.
const MEASURES: [&str; 3] = ["imports", "exports", "gdp"];

/// An economy.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    href: Option<String>,
    cells: Vec<Cell>,
}

/// One measure of all economies.
#[derive(Debug, Serialize)]
struct Matrix {
    caption: String,
    columns: Vec<String>,
    rows: Vec<Row>,
}

/// The page.
#[derive(Debug, Serialize)]
struct View {
    frame: Frame,
    matrices: Vec<Matrix>,
}

pub(super) fn render(
    site: &Site<'_>,
    languages: &[Language],
    language: &Language,
) -> Result<String, Error> {
    let words = language.words();
    let about = About::said(language, EXPOSURE, "matrix-title", "exposure-note")?;
    let matrices = match &site.publication.exposure {
        None => Vec::new(),
        Some(report) => MEASURES
            .iter()
            .map(|measure| matrix(site, words, &report.countries, measure))
            .collect::<Result<_, _>>()?,
    };
    let view = View {
        frame: Frame::new(site, languages, language, about)?,
        matrices,
    };
    template::render(language, "site/all-exposure.html", &view)
}

fn matrix(
    site: &Site<'_>,
    words: &Words,
    countries: &[CountryExposure],
    measure: &str,
) -> Result<Matrix, Error> {
    // Columns are those of the first economy that has them: every one has the same.
    let mut columns: Vec<(String, String)> = Vec::new();
    for country in countries {
        for partner in named_partners(country) {
            let id = partner.partner.id.as_str();
            if !columns.iter().any(|(other, _)| other == id) {
                let name = partner_name(words, id, &partner.partner.name)?;
                columns.push((id.to_owned(), name));
            }
        }
    }
    let share = |all: &[mist_exposure::report::Measure]| {
        all.iter()
            .find(|m| m.id == measure)
            .map(|m| m.look_through.share)
    };
    let of = |country: &CountryExposure, id: &str| {
        named_partners(country)
            .find(|p| p.partner.id == id)
            .and_then(|p| share(&p.measures))
    };
    let mut sorted: Vec<&CountryExposure> = countries.iter().collect();
    let taiwan = |c: &CountryExposure| of(c, "TWN").unwrap_or(-1.0);
    sorted.sort_by(|a, b| {
        taiwan(b)
            .total_cmp(&taiwan(a))
            .then_with(|| a.code.cmp(&b.code))
    });
    let shown = |share: Option<f64>| -> Result<Cell, Error> {
        Ok(cell(match share {
            Some(share) => Some((rounding::percent(share), percent(words, share)?)),
            None => None,
        }))
    };
    let rows = sorted
        .into_iter()
        .map(|country| {
            let mut cells = columns
                .iter()
                .map(|(id, _)| shown(of(country, id)))
                .collect::<Result<Vec<_>, _>>()?;
            cells.push(shown(share(&country.strait.measures))?);
            Ok(Row {
                name: words.name(&country.code, &country.name).to_owned(),
                href: site.page_of(&country.code),
                cells,
            })
        })
        .collect::<Result<_, Error>>()?;
    let mut names: Vec<String> = columns.into_iter().map(|(_, name)| name).collect();
    names.push(words.say("through-strait", &[])?);
    let label = words.say(&format!("measure-{measure}"), &[])?;
    Ok(Matrix {
        caption: words.say("matrix-caption", &[("measure", label.into())])?,
        columns: names,
        rows,
    })
}
