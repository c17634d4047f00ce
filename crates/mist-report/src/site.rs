//! A static site around the summaries: every page opens from a folder as well as from a server.
//!
//! ```text
//! OUT/index.html                     asks for the language
//! OUT/en/index.html                  maps, rankings, the list of economies with its search box
//! OUT/en/DEU.html                    a country's summary
//! OUT/en/scenario-blockade.html      a scenario told, with its sources
//! OUT/en/side-by-side.html           all economies and scenarios
//! OUT/en/responses-and-levers.html   what can be done, and what it changes
//! OUT/en/all-exposure.html           exposure of all, before any shock
//! OUT/en/how-it-works.html           method and limits
//! OUT/en/data-and-licences.html      downloads, recipe, sources
//! OUT/preview-1.png                  pictures for links in messages
//! OUT/sitemap.xml robots.txt feed.xml releases.json datapackage.json dcat.jsonld
//! ```
//!
//! Pages need no script: the search box is an addition to a list of links, and its script, the only
//! one, is known to the page's policy by its hash. Links within the site are relative; absolute
//! addresses stand only where the format asks for them and only if the publisher gives the site's
//! address.
//!
//! * [`address`]: the site's address, checked;
//! * `frame`: what surrounds every page, and a country's summary within it;
//! * `overview`, `scenario`, `side_by_side`, `measures`, `all_exposure`, `about`: the pages;
//! * [`story`]: what a scenario's file says; `telling`: its sentences in the page's language; `facts`:
//!   its numbers in tables;
//! * `metadata`: descriptions for machines; [`release`]: what stood here before; `preview`: the
//!   pictures.

mod about;
pub mod address;
mod all_exposure;
mod facts;
mod frame;
mod measures;
mod metadata;
mod overview;
mod preview;
pub mod release;
mod scenario;
mod side_by_side;
pub mod story;
mod telling;

use mist_economy::RegionCode;
use rayon::prelude::*;

use crate::page::{file_name, render_start};
use crate::publication::WORLD;
use crate::{Error, Form, Language, Publication};

pub use address::Address;
pub use release::Release;
pub use story::{
    Basis, Fact, FactUnit, Goods, Group, Ladder, LadderPhase, MeasureStory, Party, Stage, Story,
    Texts, Together, Trigger, Way, Who, Work,
};

/// A file that the site offers beside its pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// Path within the site, with `/` between its parts.
    pub path: String,
    /// What it holds, as the messages `holds-…` call it (`summary-csv`).
    pub holds: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// Everything that a site is made from.
#[derive(Debug)]
pub struct Site<'a> {
    /// Results, words and sources.
    pub publication: &'a Publication,
    /// Scenarios in their own words, in the order of the run, as far as they are known.
    pub stories: Vec<Story>,
    /// Responses and levers that there are, in the order in which they are told.
    pub measures: Vec<MeasureStory>,
    /// Economies that have a page beside the world's; all, if empty.
    pub codes: Vec<String>,
    /// Publications that stood at the same place before, newest first.
    pub earlier: Vec<Release>,
    /// Where the site will stand, if that is known.
    pub address: Option<Address>,
    /// Files beside the pages.
    pub downloads: Vec<Download>,
    /// Forms in which each summary lies beside its page.
    pub forms: Vec<Form>,
}

impl Site<'_> {
    /// The file of an economy's page, if it has one.
    pub(crate) fn page_of(&self, code: &str) -> Option<String> {
        let has_one =
            self.codes.is_empty() || code == WORLD || self.codes.iter().any(|own| own == code);
        has_one.then(|| file_name(code))
    }

    /// This publication and those before it, newest first.
    pub(crate) fn releases(&self) -> Vec<Release> {
        Release::of(self.publication).after(&self.earlier)
    }
}

/// Takes a file of the site: its path within the site and its content.
pub type Sink<'a> = &'a mut dyn FnMut(&str, &[u8]) -> Result<(), Error>;

/// Renders the whole site, file by file; the first page comes last.
///
/// # Errors
///
/// Whatever keeps a page from being made, or what the sink says.
pub fn render_site(site: &Site<'_>, languages: &[Language], put: Sink<'_>) -> Result<(), Error> {
    let publication = site.publication;
    for language in languages {
        let tag = language.tag();
        let own: Vec<(&str, String)> = publication
            .codes()
            .map(RegionCode::as_str)
            .filter_map(|code| Some((code, site.page_of(code)?)))
            .collect();
        let pages: Vec<String> = own
            .par_iter()
            .map(|(code, _)| {
                let page = publication.page(code, languages).beside(&site.forms);
                frame::country(site, languages, language, &page)
            })
            .collect::<Result<_, Error>>()?;
        for ((_, file), page) in own.iter().zip(pages) {
            put(&format!("{tag}/{file}"), page.as_bytes())?;
        }
        for at in 0..publication.run.scenarios.len() {
            let (file, page) = scenario::render(site, languages, language, at)?;
            put(&format!("{tag}/{file}"), page.as_bytes())?;
        }
        for (file, page) in [
            (
                frame::COMPARE,
                side_by_side::render(site, languages, language)?,
            ),
            (
                frame::EXPOSURE,
                all_exposure::render(site, languages, language)?,
            ),
            (
                frame::MEASURES,
                measures::render(site, languages, language)?,
            ),
            (
                frame::METHOD,
                about::render_method(site, languages, language)?,
            ),
            (frame::DATA, about::render_data(site, languages, language)?),
            (frame::HOME, overview::render(site, languages, language)?),
        ] {
            put(&format!("{tag}/{file}"), page.as_bytes())?;
        }
    }
    for at in 0..publication.run.scenarios.len() {
        put(&preview::file(at), &preview::picture(publication, at)?)?;
    }
    for (file, text) in metadata::files(site, languages)? {
        put(file, text.as_bytes())?;
    }
    put("index.html", render_start(languages)?.as_bytes())
}
