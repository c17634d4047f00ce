//! What surrounds every page of the site: the way to the others, the same page in other languages,
//! and what machines are told about it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Site, metadata};
use crate::language::Language;
use crate::page::{CountryView, LanguageLink, file_name, language_links, view};
use crate::publication::CountryPage;
use crate::{Error, styles, template};

/// Files of the pages that every language has.
pub(super) const HOME: &str = "index.html";
pub(super) const COMPARE: &str = "side-by-side.html";
pub(super) const MEASURES: &str = "responses-and-levers.html";
pub(super) const EXPOSURE: &str = "all-exposure.html";
pub(super) const METHOD: &str = "how-it-works.html";
pub(super) const DATA: &str = "data-and-licences.html";

/// What the site's pages look like beyond the summaries.
const SHEET: &str = include_str!("../../templates/site/site.css");

/// The search box.
const SEARCH: &str = include_str!("../../templates/site/search.js");

/// A link of the site's navigation.
#[derive(Debug, Clone, Serialize)]
struct Link {
    href: String,
    text: String,
    current: bool,
}

/// What stands around a page and in its head.
#[derive(Debug, Serialize)]
pub(super) struct Frame {
    policy: String,
    style: String,
    /// The script, if the page has a search box.
    script: Option<&'static str>,
    languages: Vec<LanguageLink>,
    nav: Vec<Link>,
    date: String,
    version: String,
    title: String,
    meta: Meta,
}

/// What machines are told about a page.
#[derive(Debug, Serialize)]
struct Meta {
    description: String,
    canonical: Option<String>,
    /// Language and address of the page in each language; without the site's address, relative.
    alternates: Vec<(String, String)>,
    /// Where a reader chooses the language.
    default: String,
    image: Option<String>,
    site_name: String,
    /// schema.org, as JSON-LD.
    linked: String,
}

/// File of a scenario's page: its identifier if that is safe as a file name.
pub(super) fn scenario_file(id: &str) -> String {
    let safe = !id.is_empty()
        && id.len() <= 120
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if safe {
        return format!("scenario-{id}.html");
    }
    let points: Vec<String> = id.chars().map(|c| format!("{:x}", u32::from(c))).collect();
    format!("scenario-u-{}.html", points.join("-"))
}

/// What a page is called and about.
pub(super) struct About<'a> {
    pub(super) file: &'a str,
    pub(super) title: String,
    pub(super) description: String,
    /// Scenario whose picture stands for the page.
    pub(super) picture: usize,
    pub(super) search: bool,
}

impl<'a> About<'a> {
    /// A page whose title and description are messages.
    pub(super) fn said(
        language: &Language,
        file: &'a str,
        title: &str,
        description: &str,
    ) -> Result<Self, Error> {
        let words = language.words();
        Ok(Self {
            file,
            title: words.say(title, &[])?,
            description: words.say(description, &[])?,
            picture: 0,
            search: false,
        })
    }
}

impl Frame {
    pub(super) fn new(
        site: &Site<'_>,
        languages: &[Language],
        language: &Language,
        about: About<'_>,
    ) -> Result<Self, Error> {
        let words = language.words();
        let publication = site.publication;
        let style = format!("{}{SHEET}", styles::SHEET);
        let script = about.search.then_some(SEARCH);
        Ok(Self {
            policy: policy(&style, script),
            style,
            script,
            languages: language_links(language, languages, about.file)?,
            nav: nav(site, language, about.file)?,
            date: words.date(publication.recipe.date)?,
            version: publication.run.version.clone(),
            meta: Meta::new(site, languages, language, &about)?,
            title: about.title,
        })
    }
}

impl Meta {
    fn new(
        site: &Site<'_>,
        languages: &[Language],
        language: &Language,
        about: &About<'_>,
    ) -> Result<Self, Error> {
        let address = site.address.as_ref();
        let of = |tag: &str| match address {
            Some(address) => address.of(&format!("{tag}/{}", about.file)),
            None => format!("../{tag}/{}", about.file),
        };
        Ok(Self {
            description: about.description.clone(),
            canonical: address.map(|_| of(language.tag())),
            alternates: languages
                .iter()
                .map(|other| (other.tag().to_owned(), of(other.tag())))
                .collect(),
            default: address.map_or_else(|| "../index.html".to_owned(), |a| a.of("index.html")),
            image: address.map(|a| a.of(&super::preview::file(about.picture))),
            site_name: language.words().say("operation", &[])?,
            linked: metadata::linked(site, language, &about.title, &about.description)?,
        })
    }
}

/// The navigation, with the page that a reader is on.
fn nav(site: &Site<'_>, language: &Language, file: &str) -> Result<Vec<Link>, Error> {
    let words = language.words();
    let link = |href: &str, text: String| Link {
        current: href == file,
        href: href.to_owned(),
        text,
    };
    let mut links = vec![link(HOME, words.say("nav-home", &[])?)];
    for text in &site.publication.scenarios {
        let title = text
            .words(language.tag())
            .map_or_else(|| text.id.clone(), |(_, words)| words.title.clone());
        links.push(link(&scenario_file(&text.id), title));
    }
    for (file, key) in [
        (COMPARE, "nav-compare"),
        (MEASURES, "nav-measures"),
        (EXPOSURE, "nav-exposure"),
        (METHOD, "nav-method"),
        (DATA, "nav-data"),
    ] {
        links.push(link(file, words.say(key, &[])?));
    }
    Ok(links)
}

/// A policy under which a page loads nothing, obeys one style sheet and runs at most one script, both
/// known by their hashes. A source of `'self'` would mean nothing to a page opened from a folder.
fn policy(style: &str, script: Option<&str>) -> String {
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()));
    let script = script.map_or_else(String::new, |script| {
        format!(" script-src 'sha256-{}';", hash(script))
    });
    format!(
        "default-src 'none'; style-src 'sha256-{}';{script} img-src data:; base-uri 'none'; \
         form-action 'none'",
        hash(style)
    )
}

/// A country's summary within the site: the same page, with the navigation below its header and in
/// its head what machines are told.
#[derive(Serialize)]
struct Dressed {
    #[serde(flatten)]
    view: CountryView,
    frame: Frame,
}

/// Renders a country's summary within the site.
pub(super) fn country(
    site: &Site<'_>,
    languages: &[Language],
    language: &Language,
    page: &CountryPage<'_>,
) -> Result<String, Error> {
    let view = view(page, language)?;
    let file = file_name(page.code);
    let about = About {
        file: &file,
        title: view.title.clone(),
        description: view
            .scenarios
            .first()
            .map_or_else(String::new, |s| s.sentence.clone()),
        picture: 0,
        search: false,
    };
    let frame = Frame::new(site, languages, language, about)?;
    template::render(language, "country.html", &Dressed { view, frame })
}
