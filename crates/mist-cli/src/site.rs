//! The static site of a publication: its scenarios told from their own files, its downloads.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use mist_economy::Economy;
use mist_report::publication::numbered;
use mist_report::site::{
    Basis, Download, Fact, Group, Ladder, LadderPhase, MeasureStory, Release, Site, Stage, Story,
    Texts, Together, Trigger, Way, Work, release, render_site,
};
use mist_report::{Language, Measured, Publication};
use mist_scenario::document::{self, Correlation, Phase, Transition};
use mist_scenario::story::regions_named;
use mist_scenario::{Measure, Quantity, Scenario, Shelf, Text, Vocabulary, shelf};
use sha2::{Digest, Sha256};

use crate::bundle::pack;
use crate::folder::ResultFolder;
use crate::site_facts::{self, Numbers};
use crate::{CliError, inputs, scenarios};

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
                response: entry.shelf == Shelf::Responses,
                ..measure_story(&measure)
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
    let document = scenario.document();
    let ladder = ladder(scenario);
    let named = document
        .phases
        .values()
        .flat_map(|phase| regions_named(&phase.cuts, &phase.crm_controls, &phase.finance));
    let ways = ladder.phases.iter().flat_map(|phase| &phase.ways);
    let sources = sources_of(&document.parameters, &document.correlations)
        .chain(sources_of_facts(
            ladder.phases.iter().flat_map(LadderPhase::numbers),
        ))
        .chain(ways.filter_map(|way| way.source.as_deref()));
    Story {
        id: scenario.id().to_owned(),
        basis: basis(
            scenario.vocabulary(),
            &document.correlations,
            &document.sources,
            named,
            sources,
        ),
        measures: scenario.measures().iter().map(measure_story).collect(),
        ladder,
    }
}

/// A response or a lever as the site tells it.
pub(crate) fn measure_story(measure: &Measure) -> MeasureStory {
    let document = measure.document();
    let numbers = Numbers {
        parameters: &document.parameters,
        vocabulary: measure.vocabulary(),
    };
    let trigger = document.trigger.as_ref();
    let trigger = trigger.and_then(|trigger| match trigger.rung {
        Some(rung) => Some(Trigger::Rung(rung.id().to_owned())),
        None => numbers
            .days("trigger", trigger.day.as_ref())
            .map(|fact| Trigger::After(Box::new(fact))),
    });
    let stages = document.stages.iter().map(|(id, stage)| Stage {
        id: id.clone(),
        titles: titles(stage.title.as_ref()),
        note: site_facts::note(stage.note.as_ref()),
        after: numbers.days("stage-after", stage.after.as_ref()),
        lasts: numbers.days("stage-lasts", stage.duration.as_ref()),
        outlasts: numbers.days("stage-outlasts", stage.outlasts.as_ref()),
        facts: numbers.of_stage(stage),
    });
    let told = MeasureStory {
        text: scenarios::measure_text(measure),
        response: document.trigger.is_some() || document.replaces_answers,
        partners: numbers.parties(&document.partners),
        replaces_answers: document.replaces_answers,
        trigger,
        stages: stages.collect(),
        changes: numbers.of_measure(document),
        basis: Basis::default(),
    };
    let facts = told
        .numbers()
        .chain(told.stages.iter().flat_map(Stage::numbers));
    let sources =
        sources_of(&document.parameters, &document.correlations).chain(sources_of_facts(facts));
    MeasureStory {
        basis: basis(
            measure.vocabulary(),
            &document.correlations,
            &document.sources,
            document.names(),
            sources,
        ),
        ..told
    }
}

fn sources_of<'a>(
    parameters: &'a IndexMap<String, Quantity>,
    correlations: &'a [Correlation],
) -> impl Iterator<Item = &'a str> {
    let numbers = parameters.values().map(|quantity| quantity.source.as_str());
    numbers.chain(correlations.iter().filter_map(|c| c.source.as_deref()))
}

/// The sources of numbers and of those that qualify them.
fn sources_of_facts<'f>(facts: impl Iterator<Item = &'f Fact>) -> impl Iterator<Item = &'f str> {
    facts
        .flat_map(Fact::each)
        .filter_map(|fact| fact.source.as_deref())
}

/// What the numbers of a file rest on: the groups that it names and the works that `sources` cite.
fn basis<'s>(
    vocabulary: &'s Vocabulary,
    correlations: &[Correlation],
    works: &IndexMap<String, document::Work>,
    named: impl Iterator<Item = &'s str>,
    sources: impl Iterator<Item = &'s str>,
) -> Basis {
    let named: BTreeSet<&str> = named.map(|name| name.trim_start_matches('-')).collect();
    let groups: Vec<&_> = vocabulary
        .region_groups
        .iter()
        .filter(|(id, _)| named.contains(id.as_str()))
        .map(|(_, group)| group)
        .collect();
    let of_groups = groups.iter().filter_map(|group| group.source.as_deref());
    let cited: BTreeSet<&str> = sources
        .chain(of_groups)
        .flat_map(mist_scenario::cited)
        .collect();
    Basis {
        together: correlations
            .iter()
            .filter_map(|both| {
                let [one, other] = both.between.as_slice() else {
                    return None;
                };
                Some(Together {
                    between: [one.clone(), other.clone()],
                    rho: both.rho,
                    source: both.source.clone(),
                })
            })
            .collect(),
        groups: groups
            .iter()
            .map(|group| Group {
                names: in_each_language(&group.name),
                members: group.members.clone(),
                source: group.source.clone(),
            })
            .collect(),
        works: works
            .iter()
            .filter(|(key, _)| cited.contains(key.as_str()))
            .map(|(key, work)| Work {
                key: key.clone(),
                citation: work.citation.clone(),
                url: work.url.clone(),
                note: work.note.clone(),
            })
            .collect(),
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
pub(crate) fn in_each_language(text: &Text) -> Texts {
    mist_report::language::tags()
        .filter_map(|tag| Some((tag.to_owned(), text.get(tag)?.to_owned())))
        .collect()
}

fn titles(title: Option<&Text>) -> Texts {
    title.map(in_each_language).unwrap_or_default()
}

fn phase(scenario: &Scenario, id: &str, phase: &Phase) -> LadderPhase {
    let numbers = Numbers {
        parameters: &scenario.document().parameters,
        vocabulary: scenario.vocabulary(),
    };
    let titles = titles(phase.title.as_ref());
    let lasts = numbers.days("duration", phase.duration.as_ref());
    LadderPhase {
        id: id.to_owned(),
        rung: phase.rung.id().to_owned(),
        note: site_facts::note(phase.note.as_ref()),
        lasts: lasts.map(|fact| Fact {
            phase: titles.clone(),
            ..fact
        }),
        titles,
        facts: numbers.of_phase(phase),
        ways: phase
            .next
            .iter()
            .map(|way| transition(&numbers, way))
            .collect(),
    }
}

fn transition(numbers: &Numbers<'_>, way: &Transition) -> Way {
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
            .and_then(|setting| numbers.quantiles(setting, [0.05, 0.95]))
    };
    let (source, known) = way
        .probability
        .as_ref()
        .map(|setting| numbers.provenance(setting))
        .unwrap_or_default();
    Way {
        to: (way.to != END).then(|| way.to.clone()),
        chance,
        by_time,
        source: source.or_else(|| way.source.clone()),
        known: known.or_else(|| way.tier.map(site_facts::known)),
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
