//! Responses and levers: what each is, and what it changes for the world.

use serde::Serialize;

use super::Site;
use super::frame::{About, Frame, MEASURES};
use super::story::{MeasureStory, body, to_html};
use crate::language::Language;
use crate::page::measured::{MeasuredView, measured};
use crate::publication::WORLD;
use crate::{Error, template};

/// A response or a lever.
#[derive(Debug, Serialize)]
struct Told {
    id: String,
    title: String,
    summary: String,
    foreign: Option<String>,
    story: String,
}

/// The page.
#[derive(Debug, Serialize)]
struct View {
    frame: Frame,
    measured: Option<MeasuredView>,
    responses: Vec<Told>,
    levers: Vec<Told>,
}

pub(super) fn render(
    site: &Site<'_>,
    languages: &[Language],
    language: &Language,
) -> Result<String, Error> {
    let about = About::said(language, MEASURES, "measures-title", "measures-intro")?;
    let told = |response: bool| -> Vec<Told> {
        let all = site.measures.iter().filter(|m| m.response == response);
        all.filter_map(|measure| of(measure, language.tag()))
            .collect()
    };
    let view = View {
        frame: Frame::new(site, languages, language, about)?,
        measured: measured(site.publication, WORLD, language, None)?,
        responses: told(true),
        levers: told(false),
    };
    template::render(language, "site/measures.html", &view)
}

fn of(measure: &MeasureStory, tag: &str) -> Option<Told> {
    let (own, words) = measure.text.words(tag)?;
    Some(Told {
        id: measure.text.id.clone(),
        title: words.title.clone(),
        summary: words.summary.clone(),
        foreign: (own != tag).then(|| own.to_owned()),
        story: to_html(body(&measure.markdown), 2),
    })
}
