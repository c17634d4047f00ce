//! The first page of a publication: the same in every language, it asks which one.

use serde::Serialize;

use crate::language::Language;
use crate::{Error, template};

/// A language to go on in.
#[derive(Debug, Serialize)]
struct Choice {
    tag: String,
    name: String,
    title: String,
    operation: String,
}

/// The page.
#[derive(Debug, Serialize)]
struct StartView {
    choices: Vec<Choice>,
}

/// Renders the first page, which offers the languages of the publication.
///
/// # Errors
///
/// [`Error::Empty`] without any language, [`Error::Message`] or [`Error::Template`] if a language
/// or the template is incomplete.
pub fn render_start(languages: &[Language]) -> Result<String, Error> {
    let frame = languages.first().ok_or(Error::Empty)?;
    let choices = languages
        .iter()
        .map(|language| {
            let words = language.words();
            Ok(Choice {
                tag: language.tag().to_owned(),
                name: words.say("language-name", &[])?,
                title: words.say("index-title", &[])?,
                operation: words.say("operation", &[])?,
            })
        })
        .collect::<Result<_, Error>>()?;
    template::render(frame, "start.html", &StartView { choices })
}
