//! How the figures are made and what they are not; where the data lie and under which licences.

use serde::Serialize;

use super::Site;
use super::frame::{About, DATA, Frame, METHOD};
use crate::language::Language;
use crate::page::recipe::{RecipeView, recipe};
use crate::publication::WORLD;
use crate::{Error, template};

/// The page on the method.
#[derive(Debug, Serialize)]
struct MethodView {
    frame: Frame,
    modelled: bool,
}

pub(super) fn render_method(
    site: &Site<'_>,
    languages: &[Language],
    language: &Language,
) -> Result<String, Error> {
    let about = About::said(language, METHOD, "method-title", "not-forecast-text")?;
    let view = MethodView {
        frame: Frame::new(site, languages, language, about)?,
        modelled: site.publication.economy.modelled,
    };
    template::render(language, "site/method.html", &view)
}

/// A file that can be downloaded.
#[derive(Debug, Serialize)]
struct File {
    href: String,
    name: String,
    holds: String,
    size: Option<String>,
    sha256: Option<String>,
}

/// The page on data and licences.
#[derive(Debug, Serialize)]
struct DataView {
    frame: Frame,
    files: Vec<File>,
    releases: Vec<ReleaseRow>,
    recipe: RecipeView,
}

/// This publication or an earlier one.
#[derive(Debug, Serialize)]
struct ReleaseRow {
    date: String,
    version: String,
    scenarios: String,
    draws: String,
}

/// Descriptions that the site always has.
const DESCRIPTIONS: [(&str, &str); 3] = [
    ("datapackage.json", "holds-datapackage"),
    ("dcat.jsonld", "holds-dcat"),
    ("feed.xml", "holds-feed"),
];

pub(super) fn render_data(
    site: &Site<'_>,
    languages: &[Language],
    language: &Language,
) -> Result<String, Error> {
    let words = language.words();
    let about = About::said(language, DATA, "data-title", "downloads-caption")?;
    let mut files = site
        .downloads
        .iter()
        .map(|download| {
            let size = words.whole(i64::try_from(download.bytes.div_ceil(1000)).unwrap_or(0));
            Ok(File {
                href: format!("../{}", download.path),
                name: download.path.clone(),
                holds: words.say(&format!("holds-{}", download.holds), &[])?,
                size: Some(words.say("size-kb", &[("number", size.into())])?),
                sha256: Some(download.sha256.clone()),
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    for (name, key) in DESCRIPTIONS {
        files.push(File {
            href: format!("../{name}"),
            name: name.to_owned(),
            holds: words.say(key, &[])?,
            size: None,
            sha256: None,
        });
    }
    let releases = site.releases();
    let releases = releases.into_iter().map(|release| {
        Ok(ReleaseRow {
            date: words.date(release.date)?,
            version: release.version,
            scenarios: release.scenarios.join(", "),
            draws: words.whole(i64::try_from(release.draws).unwrap_or(i64::MAX)),
        })
    });
    let view = DataView {
        releases: releases.collect::<Result<_, Error>>()?,
        frame: Frame::new(site, languages, language, about)?,
        files,
        recipe: recipe(language, site.publication, WORLD)?,
    };
    template::render(language, "site/data.html", &view)
}
