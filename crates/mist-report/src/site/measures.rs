//! Responses and levers: what each is, and what it changes for the world.

use serde::Serialize;

use super::Site;
use super::facts::{PhaseFacts, facts_of};
use super::frame::{About, Frame, MEASURES};
use super::story::{MeasureStory, Stage};
use super::telling::{self, BasisTold, Part};
use crate::language::{Language, Words};
use crate::page::measured::{MeasuredView, measured};
use crate::publication::WORLD;
use crate::{Error, template};

/// A response or a lever.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    id: String,
    title: String,
    summary: String,
    foreign: Option<String>,
    opening: String,
    stages: Vec<Part>,
    facts: Vec<PhaseFacts>,
    basis: BasisTold,
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
    let of_kind = |response: bool| -> Result<Vec<Told>, Error> {
        let all = site.measures.iter().filter(|m| m.response == response);
        all.filter_map(|measure| told(language.words(), measure).transpose())
            .collect()
    };
    let view = View {
        frame: Frame::new(site, languages, language, about)?,
        measured: measured(site.publication, WORLD, language, None)?,
        responses: of_kind(true)?,
        levers: of_kind(false)?,
    };
    template::render(language, "site/measures.html", &view)
}

/// A measure in the page's language; none if it has no words at all.
pub(super) fn told(words: &Words, measure: &MeasureStory) -> Result<Option<Told>, Error> {
    let tag = words.tag();
    let Some((own, text)) = measure.text.words(tag) else {
        return Ok(None);
    };
    let of_stages = measure.stages.iter().flat_map(Stage::numbers);
    let all = measure.numbers().chain(of_stages);
    Ok(Some(Told {
        id: measure.text.id.clone(),
        title: text.title.clone(),
        summary: text.summary.clone(),
        foreign: (own != tag).then(|| own.to_owned()),
        opening: telling::opening(words, measure)?,
        stages: telling::stages(words, measure)?,
        facts: facts_of(words, measure)?,
        basis: telling::basis(words, &measure.basis, &all)?,
    }))
}
