//! The static site of a publication: its scenarios told from their own files, its downloads.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mist_economy::Economy;
use mist_report::publication::numbered;
use mist_report::site::{
    Download, Ladder, LadderPhase, MeasureStory, Release, Site, Story, Way, release, render_site,
};
use mist_report::{Language, Measured, Publication};
use mist_scenario::document::{Document, Phase, Setting, Transition};
use mist_scenario::{Quantity, Scenario, Shelf, Text, Vocabulary, shelf, unit};
use sha2::{Digest, Sha256};

use crate::bundle::pack;
use crate::folder::ResultFolder;
use crate::{CliError, inputs, scenarios, site_facts};

/// What a transition names when it leads to peace.
const END: &str = "end";

/// Where every page leads for exposure before any shock.
const EXPOSURE: &str = "data/exposure.csv";

/// Files of a publication that the site offers, with the messages that say what they hold; bundles are
/// offered as well.
const OFFERED: [(&str, &str); 3] = [
    ("summary.csv", "summary-csv"),
    ("summary.json", "summary-json"),
    (EXPOSURE, "exposure"),
];

/// The publications that stood where this one will stand.
///
/// # Errors
/// A file of releases that is there and cannot be read.
pub(crate) fn earlier(out: &Path) -> Result<Vec<Release>, CliError> {
    let path = out.join(release::FILE);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(CliError::Read { path, source }),
    };
    Release::read(&text).map_err(|source| CliError::Releases { path, source })
}

/// The shipped responses and levers in their own words.
///
/// # Errors
/// One that does not fit the economy.
pub(crate) fn measures(economy: &Economy) -> Result<Vec<MeasureStory>, CliError> {
    let vocabulary = Vocabulary::of(economy);
    shelf()
        .iter()
        .map(|entry| {
            let measure = entry.measure(&vocabulary)?;
            Ok(MeasureStory {
                text: scenarios::measure_text(&measure),
                response: entry.shelf == Shelf::Responses,
                markdown: measure.story(),
            })
        })
        .collect()
}

/// Packs each result into the folder of the site, for `mist verify`.
///
/// # Errors
/// A result without draws or inputs, or a full disk.
pub(crate) fn bundles(results: &[PathBuf], folder: &ResultFolder) -> Result<(), CliError> {
    for (at, result) in results.iter().enumerate() {
        pack(result, &folder.path().join(bundle_name(at)), false, &[])?;
    }
    Ok(())
}

fn bundle_name(at: usize) -> String {
    numbered("bundle", "zip", at)
}

/// What was written.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Files of the site.
    pub(crate) files: u64,
    /// Bytes in all of them.
    pub(crate) bytes: u64,
}

/// The stories of a publication's scenarios, from the files that the results hold.
///
/// # Errors
/// A file that is not valid.
pub(crate) fn stories(
    publication: &Publication,
    economy: &Economy,
    results: &[PathBuf],
) -> Result<Vec<Story>, CliError> {
    publication
        .run
        .scenarios
        .iter()
        .filter_map(|scenario| told(economy, &scenario.scenario, results).transpose())
        .collect()
}

/// Writes a site into the folder of a publication, with the files there that it offers.
///
/// # Errors
/// Whatever keeps a page from being made or written.
pub(crate) fn write(
    mut site: Site<'_>,
    languages: &[Language],
    folder: &ResultFolder,
) -> Result<Written, CliError> {
    if let Some(report) = &site.publication.exposure {
        folder.write(EXPOSURE, mist_exposure::export::to_csv(report).as_bytes())?;
    }
    site.downloads = downloads(folder.path())?;
    let mut written = Written::default();
    let mut failed = None;
    let outcome = render_site(&site, languages, &mut |path, content| {
        if let Err(error) = folder.write(path, content) {
            failed = Some(error);
            return Err(mist_report::Error::Stopped);
        }
        written.files += 1;
        written.bytes += content.len() as u64;
        Ok(())
    });
    match (failed, outcome) {
        (Some(error), _) => Err(error),
        (None, outcome) => Ok(outcome.map(|()| written)?),
    }
}

/// The story of a scenario, from the first result that holds its files.
fn told(economy: &Economy, id: &str, results: &[PathBuf]) -> Result<Option<Story>, CliError> {
    for result in results {
        let texts = |name: &str| fs::read_to_string(result.join(name)).ok();
        if let Some(scenario) = inputs::scenario(economy, id, &texts)? {
            return Ok(Some(story(&scenario)));
        }
    }
    Ok(None)
}

/// A scenario as the site tells it.
pub(crate) fn story(scenario: &Scenario) -> Story {
    Story {
        id: scenario.id().to_owned(),
        markdown: scenario.story(),
        ladder: ladder(scenario),
    }
}

/// The phases as they are come to from the start, nearest first.
fn ladder(scenario: &Scenario) -> Ladder {
    let document = scenario.document();
    let mut ids: Vec<&str> = vec![document.start.as_str()];
    let mut at = 0;
    while let Some(phase) = ids.get(at).and_then(|id| document.phases.get(*id)) {
        for way in &phase.next {
            if way.to != END && !ids.contains(&way.to.as_str()) {
                ids.push(&way.to);
            }
        }
        at += 1;
    }
    Ladder {
        phases: ids
            .into_iter()
            .filter_map(|id| Some(phase(scenario, id, document.phases.get(id)?)))
            .collect(),
    }
}

/// A text in every language that it has.
pub(crate) fn in_each_language(text: &Text) -> BTreeMap<String, String> {
    mist_report::language::tags()
        .filter_map(|tag| Some((tag.to_owned(), text.get(tag)?.to_owned())))
        .collect()
}

fn phase(scenario: &Scenario, id: &str, phase: &Phase) -> LadderPhase {
    let document = scenario.document();
    LadderPhase {
        id: id.to_owned(),
        titles: phase
            .title
            .as_ref()
            .map(in_each_language)
            .unwrap_or_default(),
        facts: site_facts::facts(scenario, phase),
        days: phase
            .duration
            .as_ref()
            .and_then(|setting| quantiles(document, setting, &[0.05, 0.5, 0.95]))
            .and_then(|days| <[f64; 3]>::try_from(days).ok()),
        ways: phase
            .next
            .iter()
            .map(|way| transition(document, way))
            .collect(),
    }
}

fn transition(document: &Document, way: &Transition) -> Way {
    let by_time = !way.by_time.is_empty();
    let chance = if by_time {
        let at = way.by_time.iter().map(|knot| knot.probability);
        Some([
            at.clone().fold(f64::INFINITY, f64::min),
            at.fold(0.0, f64::max),
        ])
    } else {
        way.probability
            .as_ref()
            .and_then(|setting| quantiles(document, setting, &[0.05, 0.95]))
            .and_then(|ends| <[f64; 2]>::try_from(ends).ok())
    };
    Way {
        to: (way.to != END).then(|| way.to.clone()),
        chance,
        by_time,
    }
}

/// Quantiles of a setting, in days or as shares.
pub(crate) fn quantiles(document: &Document, setting: &Setting, at: &[f64]) -> Option<Vec<f64>> {
    let of = |quantity: &Quantity| {
        let size = unit::of(&quantity.unit).map_or(1.0, |(_, size)| size);
        at.iter()
            .map(|u| quantity.distribution.quantile(*u) * size)
            .collect()
    };
    match setting {
        Setting::Number(value) => Some(vec![*value; at.len()]),
        Setting::Inline(quantity) => Some(of(quantity)),
        Setting::Parameter(name) => document.parameters.get(name).map(of),
    }
}

/// The files that a folder has of those that a site offers.
fn downloads(folder: &Path) -> Result<Vec<Download>, CliError> {
    let mut all = Vec::new();
    let offered = OFFERED.map(|(path, holds)| (path.to_owned(), holds));
    let all_of = |name: fn(usize) -> String, holds: &'static str| {
        let names = (0..).map(name);
        let there = names.take_while(|name| folder.join(name).exists());
        there.map(move |name| (name, holds))
    };
    for (path, holds) in offered
        .into_iter()
        .chain(all_of(Measured::file, "compare"))
        .chain(all_of(bundle_name, "bundle"))
    {
        let here = folder.join(&path);
        let content = match fs::read(&here) {
            Ok(content) => content,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
            Err(source) => return Err(CliError::Read { path: here, source }),
        };
        all.push(Download {
            path,
            holds: holds.to_owned(),
            bytes: content.len() as u64,
            sha256: Sha256::digest(&content)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        });
    }
    Ok(all)
}
