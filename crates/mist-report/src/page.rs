//! What stands on each page: figures become words here, and only here; templates place them.

mod chains;
mod compare;
mod country;
pub(crate) mod exposure;
pub(crate) mod figures;
mod front;
pub(crate) mod index;
pub(crate) mod measured;
pub(crate) mod origins;
mod peers;
pub(crate) mod recipe;
mod resilience;
mod rows;
pub(crate) mod sentence;
mod start;

pub(crate) use chains::name_of as product_or_item;
pub use compare::render_comparison;
pub(crate) use country::{CountryView, view};
pub use country::{render_country, render_markdown};
pub(crate) use exposure::{Named, named, partner_name};
pub(crate) use front::Front;
pub use index::render_index;
pub(crate) use recipe::is_web;
pub use start::render_start;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::Error;
use crate::language::Language;

/// A link to the same page in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct LanguageLink {
    tag: String,
    name: String,
    href: String,
    current: bool,
}

/// Links to a page of the same name in every language of the publication.
pub(crate) fn language_links(
    here: &Language,
    languages: &[Language],
    file: &str,
) -> Result<Vec<LanguageLink>, Error> {
    languages
        .iter()
        .map(|language| {
            Ok(LanguageLink {
                tag: language.tag().to_owned(),
                name: language.words().say("language-name", &[])?,
                href: format!("../{}/{file}", language.tag()),
                current: language.tag() == here.tag(),
            })
        })
        .collect()
}

/// Name of the file of an economy's page: its code if that is safe as a file name on every system,
/// else its characters' code points, so that no code leads out of the folder.
#[must_use]
pub fn file_name(code: &str) -> String {
    format!("{}.html", stem(code))
}

/// The same without its ending.
#[must_use]
pub fn stem(code: &str) -> String {
    let safe = !code.is_empty()
        && code.len() <= 32
        && code.chars().all(|c| c.is_ascii_alphanumeric())
        && !RESERVED.contains(&code.to_ascii_lowercase().as_str());
    if safe {
        return code.to_owned();
    }
    let points: Vec<String> = code
        .chars()
        .map(|c| format!("{:x}", u32::from(c)))
        .collect();
    format!("u-{}", points.join("-"))
}

/// Names that are taken: devices of Windows, and the index page.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul", "com1", "lpt1", "index"];

/// A scenario's words for a page, with their language where it is not the page's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ScenarioLabel {
    /// Anchor on the page.
    anchor: String,
    title: String,
    summary: String,
    /// Language of the words, if not the page's.
    foreign: Option<String>,
}

/// Words of the run's scenario at a position.
pub(crate) fn label(
    language: &Language,
    publication: &crate::Publication,
    position: usize,
) -> Result<ScenarioLabel, Error> {
    let missing = || Error::MissingText {
        scenario: format!("number {position}"),
    };
    let text = publication.scenarios.get(position).ok_or_else(missing)?;
    let (tag, words) = text.words(language.tag()).ok_or_else(missing)?;
    Ok(ScenarioLabel {
        anchor: format!("s{}", position + 1),
        title: words.title.clone(),
        summary: words.summary.clone(),
        foreign: (tag != language.tag()).then(|| tag.to_owned()),
    })
}

/// Titles of the run's scenarios in a language, by identifier.
pub(crate) fn scenario_titles(
    language: &Language,
    publication: &crate::Publication,
) -> Result<BTreeMap<String, String>, Error> {
    let scenarios = publication.run.scenarios.iter().enumerate();
    scenarios
        .map(|(at, scenario)| {
            let title = label(language, publication, at)?.title;
            Ok((scenario.scenario.clone(), title))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn file_names_are_safe() {
        assert_eq!(file_name("DEU"), "DEU.html");
        for bad in [
            "../etc", "a/b", "", "con", "<script>", "a b", "CON", "index",
        ] {
            let name = file_name(bad);
            assert!(
                name.strip_suffix(".html")
                    .unwrap()
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-'),
                "{name}"
            );
            assert!(name.starts_with("u-"));
        }
        assert_ne!(file_name("a/b"), file_name("a b"));
    }
}
