//! A scenario's page: what it would cost whom, how it goes on, and every number with its source.

use mist_engine::JOINT;
use serde::Serialize;

use super::Site;
use super::facts::{PhaseFacts, facts};
use super::frame::{About, Frame, scenario_file};
use super::measures::{self, Told};
use super::overview::{MapFigure, map_figure, own_shapes, whole_ranking};
use super::story::{Ladder, LadderPhase, Story};
use super::telling::{self, BasisTold, Part};
use crate::chart::ladder::{self, ladder};
use crate::chart::map::Shapes;
use crate::chart::small_multiples::{SmallFan, small_fans};
use crate::language::{Language, Words};
use crate::page::figures::{DriversFigure, FanFigure, drivers_figure, fan_figure, loss};
use crate::page::index::Row;
use crate::page::measured::{MeasuredView, measured};
use crate::page::sentence::sentence;
use crate::page::{ScenarioLabel, label};
use crate::publication::WORLD;
use crate::{Error, rounding, template};

/// Economies whose courses are shown side by side.
const MULTIPLES: usize = 12;

/// A phase's row of the ladder's table.
#[derive(Debug, Serialize)]
struct PhaseRow {
    title: String,
    foreign: Option<&'static str>,
    lasts: String,
    then: Vec<String>,
}

/// The ladder with its text alternative and its data.
#[derive(Debug, Serialize)]
struct LadderFigure {
    chart: ladder::Ladder,
    title: String,
    description: String,
    rows: Vec<PhaseRow>,
}

/// One of the small fans.
#[derive(Debug, Serialize)]
struct Multiple {
    name: String,
    href: Option<String>,
    fan: SmallFan,
    peak: String,
}

/// The page.
#[derive(Debug, Serialize)]
struct View {
    frame: Frame,
    shapes: Shapes,
    label: ScenarioLabel,
    sentence: String,
    map: MapFigure,
    gains: bool,
    ladder: Option<LadderFigure>,
    /// What responses and levers change for the world, if that was compared.
    measured: Option<MeasuredView>,
    world: String,
    fan: FanFigure,
    drivers: Option<DriversFigure>,
    multiples: Vec<Multiple>,
    rows: Vec<Row>,
    /// The scenario's identifier, without the measures that it is played with.
    own_id: String,
    story: Option<StoryTold>,
}

/// The scenario told phase by phase, and what its numbers rest on.
#[derive(Debug, Serialize)]
struct StoryTold {
    phases: Vec<Part>,
    facts: Vec<PhaseFacts>,
    basis: BasisTold,
    /// The responses and levers that it is played with.
    measures: Vec<Told>,
}

pub(super) fn render(
    site: &Site<'_>,
    languages: &[Language],
    language: &Language,
    at: usize,
) -> Result<(String, String), Error> {
    let words = language.words();
    let publication = site.publication;
    let scenario = &publication.run.scenarios[at];
    let text = &publication.scenarios[at];
    let (_, told) = text
        .words(language.tag())
        .ok_or_else(|| Error::MissingText {
            scenario: text.id.clone(),
        })?;
    let file = scenario_file(&text.id);
    let about = About {
        file: &file,
        title: told.title.clone(),
        description: told.summary.clone(),
        picture: at,
        search: false,
    };
    let story = site.stories.iter().find(|story| story.id == text.id);
    let map = map_figure(site, words, at)?;
    let view = View {
        shapes: own_shapes(site),
        label: label(language, publication, at)?,
        sentence: sentence(words, scenario, told, &scenario.world)?,
        gains: map.gains(),
        map,
        ladder: match story {
            Some(story) if !story.ladder.phases.is_empty() => {
                Some(ladder_figure(words, &told.title, &story.ladder)?)
            }
            _ => None,
        },
        measured: measured(publication, WORLD, language, Some(at))?,
        world: words.name(crate::publication::WORLD, "World").to_owned(),
        fan: fan_figure(words, &scenario.world.path)?,
        drivers: drivers_figure(words, scenario, &scenario.world)?,
        multiples: multiples(site, words, at)?,
        rows: whole_ranking(site, language, at)?,
        own_id: text.id.split(JOINT).next().unwrap_or(&text.id).to_owned(),
        story: story.map(|story| story_told(words, story)).transpose()?,
        frame: Frame::new(site, languages, language, about)?,
    };
    let page = template::render(language, "site/scenario.html", &view)?;
    Ok((file, page))
}

fn story_told(words: &Words, story: &Story) -> Result<StoryTold, Error> {
    let facts_of_all = story.ladder.phases.iter().flat_map(LadderPhase::numbers);
    Ok(StoryTold {
        phases: telling::phases(words, &story.ladder)?,
        facts: facts(words, &story.ladder)?,
        basis: telling::basis(words, &story.basis, &facts_of_all)?,
        measures: story
            .measures
            .iter()
            .filter_map(|measure| measures::told(words, measure).transpose())
            .collect::<Result<_, Error>>()?,
    })
}

/// The economies that would lose most, small ones of the model aside.
fn multiples(site: &Site<'_>, words: &Words, at: usize) -> Result<Vec<Multiple>, Error> {
    let scenario = &site.publication.run.scenarios[at];
    let mut ranked = scenario
        .countries
        .iter()
        .filter(|c| c.region.as_str() != crate::publication::REST)
        .map(|country| Ok((loss(scenario, country, 365)?.share.median, country)))
        .collect::<Result<Vec<_>, Error>>()?;
    ranked.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.region.cmp(&y.region)));
    ranked.truncate(MULTIPLES);
    let paths: Vec<_> = ranked.iter().map(|(_, c)| c.path.as_slice()).collect();
    ranked
        .iter()
        .zip(small_fans(&paths))
        .map(|((_, country), fan)| {
            let code = country.region.as_str();
            let peak = country.path.iter().map(|p| p.median).fold(0.0, f64::max);
            let share = words.percent(rounding::percent(peak))?;
            Ok(Multiple {
                name: words.name(code, &country.name).to_owned(),
                href: site.page_of(code),
                fan,
                peak: words.say("multiples-peak", &[("share", share.into())])?,
            })
        })
        .collect()
}

/// Days as whole numbers; less than a day as one.
fn whole(words: &Words, days: f64) -> String {
    words.whole((days.round() as i64).max(1))
}

/// "40 days (20–90)".
fn lasts(words: &Words, phase: &LadderPhase) -> Result<String, Error> {
    let Some([low, median, high]) = phase.days() else {
        return words.say("ladder-lasts", &[]);
    };
    let [low, median, high] = [low, median, high].map(|d| whole(words, d));
    let range = if low == high {
        high
    } else {
        words.say("range", &[("low", low.into()), ("high", high.into())])?
    };
    words.say(
        "ladder-days",
        &[("median", median.into()), ("range", range.into())],
    )
}

fn ladder_figure(words: &Words, title: &str, ladder_of: &Ladder) -> Result<LadderFigure, Error> {
    let tag = words.tag();
    let mut shown = Vec::new();
    let mut rows = Vec::new();
    let mut said = Vec::new();
    for phase in &ladder_of.phases {
        let (name, foreign) = phase.title(tag);
        let long = lasts(words, phase)?;
        shown.push((name.to_owned(), long.clone(), phase.days()));
        said.push(words.say(
            "drivers-part",
            &[("driver", name.into()), ("share", long.as_str().into())],
        )?);
        rows.push(PhaseRow {
            title: name.to_owned(),
            foreign,
            lasts: long,
            then: telling::ways(words, ladder_of, phase)?,
        });
    }
    let phases = said.join(&words.say("list-separator", &[])?);
    Ok(LadderFigure {
        chart: ladder(&shown),
        title: words.say("ladder-title", &[("scenario", title.into())])?,
        description: words.say("ladder-description", &[("phases", phases.into())])?,
        rows,
    })
}
