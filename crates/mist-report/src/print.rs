//! What a typesetter needs: a summary's words and charts as one piece of JSON.
//!
//! The template that reads it holds no word and no figure of its own, so that it can be changed
//! without touching the program.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::language::{Language, messages};
use crate::page::{CountryView, view};
use crate::publication::{CountryPage, Date};
use crate::styles::CHART;
use crate::{Error, template};

/// A scenario's charts as SVG, each a picture of its own.
#[derive(Debug, Serialize)]
struct Charts {
    fan: String,
    drivers: Option<String>,
}

/// All of it.
#[derive(Debug, Serialize)]
struct Print<'a> {
    /// Language tag.
    lang: &'a str,
    /// Every message of the language that takes no argument, by key.
    words: BTreeMap<String, String>,
    /// Messages with their arguments.
    reading: String,
    footer: String,
    horizons: Vec<String>,
    year: String,
    date: Date,
    /// What stands on the page.
    view: CountryView,
    charts: Vec<Charts>,
}

/// The face of type that a language is set in.
///
/// # Errors
/// [`Error::Message`] if the language names none.
pub fn face(language: &Language) -> Result<String, Error> {
    language.words().say("print-face", &[])
}

/// The data of an economy's summary, as JSON.
///
/// # Errors
/// As [`crate::render_country`].
pub fn data(page: &CountryPage<'_>, language: &Language) -> Result<Vec<u8>, Error> {
    let words = language.words();
    let view = view(page, language)?;
    let plain = messages(language.tag())?
        .into_iter()
        .filter(|(_, arguments)| arguments.is_empty())
        .map(|(key, _)| {
            let text = words.say(&key, &[])?;
            Ok((key, text))
        })
        .collect::<Result<_, Error>>()?;
    // A chart takes a third of the page: its words are larger than on a screen.
    let sheet = format!(
        "{CHART}text{{font-family:\"{}\";font-size:15px}}.grid text{{font-size:12px}}",
        face(language)?
    );
    let charts = view
        .scenarios
        .iter()
        .map(|scenario| {
            Ok(Charts {
                fan: template::render(
                    language,
                    "fan.svg",
                    &scenario.fan_alone(&view.name, &sheet),
                )?,
                drivers: scenario
                    .drivers_alone(&view.name, &sheet)
                    .map(|chart| template::render(language, "drivers.svg", &chart))
                    .transpose()?,
            })
        })
        .collect::<Result<_, Error>>()?;
    let print = Print {
        lang: language.tag(),
        words: plain,
        reading: words.say("reading", &[("draws", view.draws.as_str().into())])?,
        footer: words.say(
            "footer",
            &[
                ("version", view.version.as_str().into()),
                ("date", view.date.as_str().into()),
            ],
        )?,
        horizons: view
            .horizons
            .iter()
            .map(|days| words.say("col-days", &[("days", i64::from(*days).into())]))
            .collect::<Result<_, _>>()?,
        year: words.say(
            "recipe-year",
            &[("year", page.publication.run.economy_year.to_string().into())],
        )?,
        date: page.publication.recipe.date,
        view,
        charts,
    };
    serde_json::to_vec(&print).map_err(|source| Error::Json {
        code: page.code.to_owned(),
        source,
    })
}
