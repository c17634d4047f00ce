//! What every form of a summary says in words: title, sentences, caveats, recipe.

use super::country::view;
use crate::Error;
use crate::language::Language;
use crate::publication::CountryPage;

/// The words of a summary in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Front {
    /// Name of the economy.
    pub(crate) name: String,
    /// Title of the page.
    pub(crate) title: String,
    /// Version and day of publication.
    pub(crate) footer: String,
    /// One sentence a scenario.
    pub(crate) sentences: Vec<String>,
    /// How a median and its range are to be read.
    pub(crate) reading: String,
    /// What the summary is not: headings and texts.
    pub(crate) caveats: Vec<(String, String)>,
    /// Year of levels and prices.
    pub(crate) year: String,
    /// Version of MIST.
    pub(crate) version: String,
    /// World economy.
    pub(crate) economy: String,
    /// Its SHA-256.
    pub(crate) economy_hash: String,
    /// SHA-256 of the parameters.
    pub(crate) parameters_hash: String,
    /// Seed.
    pub(crate) seed: String,
    /// The command that repeats the run.
    pub(crate) command: String,
    /// The commands that repeat the comparisons with measures.
    pub(crate) comparing: Vec<String>,
}

impl Front {
    /// The words of an economy's page.
    ///
    /// # Errors
    /// As [`crate::render_country`].
    pub(crate) fn of(page: &CountryPage<'_>, language: &Language) -> Result<Self, Error> {
        let words = language.words();
        let view = view(page, language)?;
        let run = &page.publication.run;
        Ok(Self {
            footer: words.say(
                "footer",
                &[
                    ("version", view.version.as_str().into()),
                    ("date", view.date.as_str().into()),
                ],
            )?,
            reading: words.say("reading", &[("draws", view.draws.as_str().into())])?,
            sentences: view.scenarios.into_iter().map(|s| s.sentence).collect(),
            caveats: view
                .caveats
                .into_iter()
                .map(|caveat| (caveat.heading, caveat.text))
                .collect(),
            name: view.name,
            title: view.title,
            version: view.version,
            year: run.economy_year.to_string(),
            economy: format!("{} ({})", run.economy_name, run.economy),
            economy_hash: run.economy_hash.clone(),
            parameters_hash: run.parameters_hash.clone(),
            seed: run.seed.to_string(),
            command: page.publication.recipe.command.clone(),
            comparing: page.publication.comparing(),
        })
    }
}
