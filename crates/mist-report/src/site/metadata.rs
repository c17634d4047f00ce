//! What machines are told: schema.org in each page, a data package, DCAT-AP, an Atom feed, a map of
//! the site.
//!
//! Formats that ask for absolute addresses get them if the site's address is known; without it the
//! sitemap is left out rather than wrong, and the others name files beside themselves.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::frame::{COMPARE, DATA, EXPOSURE, HOME, MEASURES, METHOD, scenario_file};
use super::{Download, Site, release};
use crate::Error;
use crate::language::Language;
use crate::page::is_web;

/// The address of a file of the site, or its name beside the description.
fn place(site: &Site<'_>, path: &str) -> String {
    site.address
        .as_ref()
        .map_or_else(|| path.to_owned(), |address| address.of(path))
}

/// The day of publication as ISO 8601 writes it.
fn day(site: &Site<'_>) -> String {
    site.publication.recipe.date.to_string()
}

/// Media type by a file's extension.
fn media(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("csv") => "text/csv",
        Some("json") => "application/json",
        Some("zip") => "application/zip",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

/// JSON that may stand in a page: nothing in it ends the element that holds it.
fn embedded(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// schema.org's description of the dataset that a page shows.
pub(super) fn linked(
    site: &Site<'_>,
    language: &Language,
    title: &str,
    description: &str,
) -> Result<String, Error> {
    let words = language.words();
    let run = &site.publication.run;
    let files: Vec<Value> = site
        .downloads
        .iter()
        .map(|download| {
            json!({
                "@type": "DataDownload",
                "contentUrl": match &site.address {
                    Some(address) => address.of(&download.path),
                    None => format!("../{}", download.path),
                },
                "encodingFormat": media(&download.path),
            })
        })
        .collect();
    let value = json!({
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": title,
        "description": description,
        "inLanguage": language.tag(),
        "datePublished": day(site),
        "isPartOf": {
            "@type": "WebSite",
            "name": words.say("operation-long", &[])?,
        },
        "mainEntity": {
            "@type": "Dataset",
            "name": words.say("index-title", &[])?,
            "description": words.say("site-intro", &[])?,
            "version": run.version,
            "datePublished": day(site),
            "isBasedOn": site.publication.economy.sources.iter().map(|s| json!({
                "@type": "CreativeWork",
                "name": s.title,
                "license": s.licence,
            })).collect::<Vec<_>>(),
            "distribution": files,
        },
    });
    Ok(embedded(&value))
}

/// The descriptions, by name.
pub(super) fn files(
    site: &Site<'_>,
    languages: &[Language],
) -> Result<Vec<(&'static str, String)>, Error> {
    let mut all = vec![
        ("datapackage.json", pretty(&data_package(site))),
        ("dcat.jsonld", pretty(&catalogue(site, languages)?)),
        ("feed.xml", feed(site, languages)?),
        ("robots.txt", robots(site)),
        (release::FILE, release::to_json(&site.releases())),
    ];
    if site.address.is_some() {
        all.push(("sitemap.xml", sitemap(site, languages)));
    }
    Ok(all)
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Frictionless Data, version 2.
fn data_package(site: &Site<'_>) -> Value {
    let publication = site.publication;
    let resources: Vec<Value> = site.downloads.iter().map(resource).collect();
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "mist",
        "title": "Operation MIST: economic exposure to Taiwan Strait escalation",
        "description": "Modelled losses by scenario and economy. Every figure holds only if its \
                        scenario comes about.",
        "version": publication.run.version,
        "created": format!("{}T00:00:00Z", day(site)),
        "sources": publication.economy.sources.iter().map(|source| {
            let mut entry = json!({ "title": format!("{} ({}; {})", source.title, source.year, source.licence) });
            if is_web(&source.url) {
                entry["path"] = source.url.clone().into();
            }
            entry
        }).collect::<Vec<_>>(),
        "resources": resources,
    })
}

/// Columns of `summary.csv`, with their types and what they hold.
const SUMMARY: [(&str, &str, &str); 18] = [
    ("scenario", "string", "scenario identifier"),
    ("model", "string", "propagation model"),
    (
        "region",
        "string",
        "ISO 3166 alpha-3 code, WLD for the world, ROW for the rest of it",
    ),
    ("name", "string", "English name"),
    ("tier", "string", "data tier; empty for the world"),
    ("measure", "string", "what is measured"),
    ("days", "integer", "length of the period, days"),
    ("unit", "string", "share (1 = 100 %), usd-million, days"),
    ("p05", "number", "5 % quantile of the draws"),
    ("p25", "number", "25 % quantile"),
    ("median", "number", "median"),
    ("p75", "number", "75 % quantile"),
    ("p95", "number", "95 % quantile"),
    ("mean", "number", "mean"),
    ("tail_mean", "number", "mean of the worst 5 % of draws"),
    (
        "error",
        "number",
        "Monte Carlo standard error of the median, or of the mean where there is no median",
    ),
    (
        "p05_error",
        "number",
        "Monte Carlo standard error of the 5 % quantile",
    ),
    (
        "p95_error",
        "number",
        "Monte Carlo standard error of the 95 % quantile",
    ),
];

fn resource(download: &Download) -> Value {
    let name = download.path.rsplit('/').next().unwrap_or_default();
    let stem: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let mut value = json!({
        "name": stem,
        "path": download.path,
        "mediatype": media(&download.path),
        "bytes": download.bytes,
        "hash": format!("sha256:{}", download.sha256),
    });
    if download.holds == "summary-csv" {
        value["type"] = "table".into();
        value["format"] = "csv".into();
        value["encoding"] = "utf-8".into();
        value["schema"] = json!({
            "fields": SUMMARY.iter().map(|(name, kind, holds)| json!({
                "name": name, "type": kind, "description": holds,
            })).collect::<Vec<_>>(),
            "missingValues": [""],
        });
    }
    value
}

/// A catalogue with one dataset, as DCAT-AP 3 describes it.
fn catalogue(site: &Site<'_>, languages: &[Language]) -> Result<Value, Error> {
    let in_each = |key: &str| -> Result<Vec<Value>, Error> {
        languages
            .iter()
            .map(|language| {
                let text = language.words().say(key, &[])?;
                Ok(json!({ "@language": language.tag(), "@value": text }))
            })
            .collect()
    };
    let distributions: Vec<Value> = site
        .downloads
        .iter()
        .map(|download| {
            let address = place(site, &download.path);
            json!({
                "@type": "dcat:Distribution",
                "dcat:accessURL": { "@id": address },
                "dcat:downloadURL": { "@id": address },
                "dcat:mediaType": {
                    "@id": format!("https://www.iana.org/assignments/media-types/{}", media(&download.path))
                },
                "dcat:byteSize": download.bytes,
                "spdx:checksum": {
                    "@type": "spdx:Checksum",
                    "spdx:algorithm": { "@id": "spdx:checksumAlgorithm_sha256" },
                    "spdx:checksumValue": download.sha256,
                },
            })
        })
        .collect();
    let issued = json!({ "@type": "xsd:date", "@value": day(site) });
    Ok(json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": place(site, "dcat.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": in_each("operation-long")?,
        "dct:description": in_each("site-intro")?,
        "dcat:dataset": {
            "@id": format!("{}#dataset", place(site, "dcat.jsonld")),
            "@type": "dcat:Dataset",
            "dct:title": in_each("index-title")?,
            "dct:description": in_each("site-intro")?,
            "dct:issued": issued,
            "dct:spatial": { "@id": "http://publications.europa.eu/resource/authority/place/WORLD" },
            "dcat:landingPage": { "@id": place(site, "index.html") },
            "dcat:version": site.publication.run.version,
            "dcat:distribution": distributions,
        },
    }))
}

/// Text in XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// An Atom feed with this publication and the earlier ones, an entry for each and every language.
fn feed(site: &Site<'_>, languages: &[Language]) -> Result<String, Error> {
    let first = languages.first().ok_or(Error::Empty)?;
    let operation = first.words().say("operation", &[])?;
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\">");
    let title = [("operation", operation.as_str().into())];
    let title = first.words().say("feed-title", &title)?;
    let _ = writeln!(out, "<title>{}</title>", escaped(&title));
    let _ = writeln!(out, "<id>urn:mist:publications</id>");
    let _ = writeln!(out, "<updated>{}T00:00:00Z</updated>", day(site));
    let _ = writeln!(out, "<author><name>{}</name></author>", escaped(&operation));
    if site.address.is_some() {
        let own = escaped(&place(site, "feed.xml"));
        let _ = writeln!(out, "<link rel=\"self\" href=\"{own}\"/>");
    }
    for release in site.releases() {
        for language in languages {
            let words = language.words();
            let entry = words.say(
                "feed-entry",
                &[
                    ("version", release.version.as_str().into()),
                    ("date", words.date(release.date)?.into()),
                ],
            )?;
            let tag = language.tag();
            let href = escaped(&place(site, &format!("{tag}/{HOME}")));
            let intro = words.say("site-intro", &[])?;
            let _ = writeln!(
                out,
                "<entry xml:lang=\"{tag}\">\n<title>{}</title>\n<id>{}</id>\n\
                 <updated>{}T00:00:00Z</updated>\n\
                 <link rel=\"alternate\" hreflang=\"{tag}\" href=\"{href}\"/>\n\
                 <summary>{}</summary>\n</entry>",
                escaped(&entry),
                escaped(&format!("{}:{tag}", release.id)),
                release.date,
                escaped(&intro),
            );
        }
    }
    out.push_str("</feed>\n");
    Ok(out)
}

fn robots(site: &Site<'_>) -> String {
    let mut text = "User-agent: *\nAllow: /\n".to_owned();
    if let Some(address) = &site.address {
        let _ = write!(text, "\nSitemap: {}\n", address.of("sitemap.xml"));
    }
    text
}

/// Every page in every language, each with its other languages.
fn sitemap(site: &Site<'_>, languages: &[Language]) -> String {
    let mut files: Vec<String> = vec![HOME.to_owned()];
    files.extend(
        site.publication
            .scenarios
            .iter()
            .map(|s| scenario_file(&s.id)),
    );
    files.extend([COMPARE, MEASURES, EXPOSURE, METHOD, DATA].map(str::to_owned));
    files.extend(
        site.publication
            .codes()
            .filter_map(|code| site.page_of(code.as_str())),
    );
    let updated = day(site);
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset \
         xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for file in &files {
        for language in languages {
            let at = |tag: &str| escaped(&place(site, &format!("{tag}/{file}")));
            let _ = write!(
                out,
                "<url><loc>{}</loc><lastmod>{updated}</lastmod>",
                at(language.tag())
            );
            for other in languages {
                let _ = write!(
                    out,
                    "<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{}\"/>",
                    other.tag(),
                    at(other.tag())
                );
            }
            out.push_str("</url>\n");
        }
    }
    out.push_str("</urlset>\n");
    out
}
