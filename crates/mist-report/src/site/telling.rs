//! A scenario or a measure told in sentences of the page's language, phase by phase.
//!
//! Every sentence is a message filled in with what the file says; the English of a file stands only
//! where it has no other language, and says so.

use serde::Serialize;

use super::facts::{cargo, goods, label, parties, plain};
use super::story::{
    Basis, Fact, FactUnit, Ladder, LadderPhase, MeasureStory, Stage, Texts, Trigger, Way, title,
};
use crate::Error;
use crate::language::Words;
use crate::page::figures::capitalised;
use crate::page::is_web;
use crate::rounding::{self, Figure, Rounded, RoundedSpread};
use crate::wording::Worded;

/// What numbers are about, by the beginnings of their keys: the messages `theme-…`, in the order in
/// which a phase is told.
const THEMES: [(&str, &[&str]); 7] = [
    (
        "taiwan",
        &[
            "sea-",
            "air",
            "ships-",
            "cross-strait",
            "convoy-",
            "escort-",
        ],
    ),
    ("strait", &["transit"]),
    ("damage", &["damage-"]),
    ("administration", &["lost-"]),
    ("answers", &["cut-"]),
    ("materials", &["licences-"]),
    ("demand", &["finance-"]),
];

/// A text as the file has it, with its language where that is not the page's.
#[derive(Debug, Serialize)]
struct Noted {
    text: String,
    foreign: Option<&'static str>,
}

/// One thing that is said.
#[derive(Debug, Serialize)]
struct Said {
    text: String,
    note: Option<Noted>,
}

/// What is said about one thing.
#[derive(Debug, Serialize)]
struct Theme {
    title: String,
    said: Vec<Said>,
}

/// A phase or a stage.
#[derive(Debug, Serialize)]
pub(super) struct Part {
    title: String,
    foreign: Option<&'static str>,
    opening: String,
    note: Option<Noted>,
    themes: Vec<Theme>,
    /// What follows.
    then: Option<String>,
}

/// A group with its members.
#[derive(Debug, Serialize)]
struct GroupTold {
    name: String,
    members: String,
    source: Option<String>,
}

/// Two numbers that are high or low together.
#[derive(Debug, Serialize)]
struct TogetherTold {
    text: String,
    source: Option<String>,
}

/// A work, as its file has it.
#[derive(Debug, Serialize)]
struct WorkTold {
    key: String,
    citation: String,
    url: Option<String>,
    /// An address that does not lead to the web, shown and not linked.
    plain: Option<String>,
    note: Option<String>,
}

/// What numbers rest on.
#[derive(Debug, Serialize)]
pub(super) struct BasisTold {
    groups: Vec<GroupTold>,
    together: Vec<TogetherTold>,
    works: Vec<WorkTold>,
}

/// The phases of a scenario, in the order of the ladder.
pub(super) fn phases(words: &Words, ladder: &Ladder) -> Result<Vec<Part>, Error> {
    ladder
        .phases
        .iter()
        .map(|phase| told(words, ladder, phase))
        .collect()
}

fn told(words: &Words, ladder: &Ladder, phase: &LadderPhase) -> Result<Part, Error> {
    let (name, foreign) = phase.title(words.tag());
    let mut opening = Vec::new();
    if !phase.rung.is_empty() {
        let rung = rung(words, &phase.rung)?;
        opening.push(words.say("tell-rung", &[("rung", rung.into())])?);
    }
    opening.push(match &phase.lasts {
        Some(fact) => lasts(words, fact)?,
        None => words.say("tell-lasting", &[])?,
    });
    Ok(Part {
        title: name.to_owned(),
        foreign,
        opening: sentences(words, &opening)?,
        note: noted(words, &phase.note)?,
        themes: themes(words, &phase.facts)?,
        then: follows(words, ladder, phase)?,
    })
}

/// The stages of a measure.
pub(super) fn stages(words: &Words, measure: &MeasureStory) -> Result<Vec<Part>, Error> {
    let told = |stage: &Stage| {
        let (name, foreign) = title(&stage.titles, &stage.id, words.tag());
        let from = match &stage.after {
            Some(fact) => words.say(
                "tell-stage-after",
                &[("number", number(words, fact)?.into())],
            ),
            None => words.say("tell-stage-at-once", &[]),
        };
        let until = match (&stage.lasts, &stage.outlasts) {
            (Some(fact), _) => lasts(words, fact),
            (None, Some(fact)) => words.say(
                "tell-stage-outlasts",
                &[("number", number(words, fact)?.into())],
            ),
            (None, None) => words.say("tell-stage-eases", &[]),
        };
        Ok(Part {
            title: name.to_owned(),
            foreign,
            opening: sentences(words, &[from?, until?])?,
            note: noted(words, &stage.note)?,
            themes: themes(words, &stage.facts)?,
            then: None,
        })
    };
    measure.stages.iter().map(told).collect()
}

/// What is said of a measure before its stages: who takes part, and what sets it off.
pub(super) fn opening(words: &Words, measure: &MeasureStory) -> Result<String, Error> {
    let mut said = Vec::new();
    if !measure.partners.is_empty() {
        let who = parties(words, &measure.partners)?;
        said.push(words.say("tell-partners", &[("who", who.into())])?);
    }
    if measure.replaces_answers {
        said.push(words.say("tell-replaces", &[])?);
    }
    match &measure.trigger {
        Some(Trigger::Rung(id)) => {
            let rung = rung(words, id)?;
            said.push(words.say("tell-trigger-rung", &[("rung", rung.into())])?);
        }
        Some(Trigger::After(fact)) => {
            let number = number(words, fact)?;
            said.push(words.say("tell-trigger-after", &[("number", number.into())])?);
        }
        None => {}
    }
    sentences(words, &said)
}

/// Groups, numbers that go together and works; `facts` are those that numbers stand in.
pub(super) fn basis<'f>(
    words: &Words,
    basis: &Basis,
    facts: &(impl Iterator<Item = &'f Fact> + Clone),
) -> Result<BasisTold, Error> {
    let groups = basis.groups.iter().map(|group| {
        let members: Vec<String> = group
            .members
            .iter()
            .map(|code| words.name(code, code).to_owned())
            .collect();
        let name = super::story::in_language(&group.names, words.tag()).unwrap_or_default();
        Ok(GroupTold {
            name: capitalised(name),
            members: words.list(&members)?,
            source: group.source.as_deref().map(plain),
        })
    });
    let called = |name: &str| -> Result<String, Error> {
        let found = facts
            .clone()
            .flat_map(Fact::each)
            .find(|fact| fact.name.as_deref() == Some(name));
        found.map_or_else(|| Ok(name.to_owned()), |fact| label(words, fact))
    };
    let together = basis.together.iter().map(|both| {
        let [one, other] = &both.between;
        let rho = words.number(
            Figure {
                units: (both.rho * 100.0).round() as i64,
                exponent: -2,
            },
            0,
        );
        let text = words.say(
            "tell-together",
            &[
                ("one", capitalised(&called(one)?).into()),
                ("other", called(other)?.into()),
                ("rho", rho.into()),
            ],
        )?;
        Ok(TogetherTold {
            text,
            source: both.source.as_deref().map(plain),
        })
    });
    let works = basis.works.iter().map(|work| {
        let (url, plain) = match &work.url {
            Some(url) if is_web(url) => (Some(url.clone()), None),
            other => (None, other.clone()),
        };
        WorkTold {
            key: work.key.clone(),
            citation: work.citation.clone(),
            url,
            plain,
            note: work.note.clone(),
        }
    });
    Ok(BasisTold {
        groups: groups.collect::<Result<_, Error>>()?,
        together: together.collect::<Result<_, Error>>()?,
        works: works.collect(),
    })
}

fn rung(words: &Words, id: &str) -> Result<String, Error> {
    words.say(&format!("rung-{id}"), &[])
}

fn lasts(words: &Words, fact: &Fact) -> Result<String, Error> {
    words.say("tell-lasts", &[("number", number(words, fact)?.into())])
}

/// Sentences one after the other, as the language parts them.
fn sentences(words: &Words, all: &[String]) -> Result<String, Error> {
    Ok(all.join(&words.say("sentence-space", &[])?))
}

/// A note as a sentence; none if there is none.
fn noted(words: &Words, note: &Texts) -> Result<Option<Noted>, Error> {
    let ends = |text: &str| text.trim_end_matches(['.', '。']).to_owned();
    if let Some(own) = note.get(words.tag()) {
        let text = words.say("tell-note", &[("note", ends(own).into())])?;
        return Ok(Some(Noted {
            text,
            foreign: None,
        }));
    }
    Ok(note.get("en").map(|english| Noted {
        text: format!("{}.", ends(english)),
        foreign: Some("en"),
    }))
}

/// What numbers say, theme by theme.
fn themes(words: &Words, facts: &[Fact]) -> Result<Vec<Theme>, Error> {
    let mut all = Vec::new();
    for (theme, keys) in THEMES {
        let own: Vec<&Fact> = facts
            .iter()
            .filter(|fact| keys.iter().any(|key| fact.key.starts_with(key)))
            .collect();
        if own.is_empty() {
            continue;
        }
        all.push(Theme {
            title: words.say(&format!("theme-{theme}"), &[])?,
            said: said(words, &own)?,
        });
    }
    Ok(all)
}

fn said(words: &Words, facts: &[&Fact]) -> Result<Vec<Said>, Error> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(fact) = facts.get(at) {
        // Classes of cargo of which the same is said are told in one sentence.
        let alike = facts[at..]
            .iter()
            .take_while(|other| is_alike(fact, other))
            .count();
        let classes: Vec<String> = facts[at..at + alike]
            .iter()
            .flat_map(|other| other.cargo.iter().cloned())
            .collect();
        let mut text = vec![sentence(words, fact, &classes)?];
        for qualifier in &fact.with {
            text.push(sentence(words, qualifier, &[])?);
        }
        all.push(Said {
            text: sentences(words, &text)?,
            note: noted(words, &fact.note)?,
        });
        at += alike;
    }
    if facts.iter().any(|fact| fact.key.starts_with("ships-")) {
        all.push(Said {
            text: words.say("tell-ships", &[])?,
            note: None,
        });
    }
    Ok(all)
}

/// Whether two numbers are the same but for the class of cargo that they are of.
fn is_alike(one: &Fact, other: &Fact) -> bool {
    std::ptr::eq(one, other)
        || (!one.cargo.is_empty()
            && !other.cargo.is_empty()
            && one.cargo != other.cargo
            && message(one) == message(other)
            && one.value == other.value
            && one.name == other.name
            && one.source == other.source
            && one.note.is_empty()
            && other.note.is_empty())
}

/// The message that tells a number: classes of cargo share one.
fn message(fact: &Fact) -> &str {
    match fact.cargo.as_slice() {
        [class] => fact
            .key
            .strip_suffix(class)
            .and_then(|head| head.strip_suffix('-')),
        _ => None,
    }
    .unwrap_or(&fact.key)
}

fn sentence(words: &Words, fact: &Fact, classes: &[String]) -> Result<String, Error> {
    let mut arguments = vec![("number", number(words, fact)?.into())];
    if !classes.is_empty() {
        arguments.push(("cargo", cargo(words, classes)?.into()));
    }
    if !fact.from.is_empty() {
        arguments.push(("from", parties(words, &fact.from)?.into()));
    }
    if !fact.to.is_empty() {
        arguments.push(("to", parties(words, &fact.to)?.into()));
    }
    arguments.push(("products", goods(words, &fact.goods)?.into()));
    words.say(&format!("tell-{}", message(fact)), &arguments)
}

/// A number with its range, as in a sentence.
fn number(words: &Words, fact: &Fact) -> Result<String, Error> {
    let [low, median, high] = fact.value;
    let Worded { median, range } = match fact.unit {
        FactUnit::Days => words.days(low, median, high)?,
        FactUnit::Share | FactUnit::ShareAWeek => {
            let spread = rounding::percent_spread(low, median, high);
            let [low, median, high] = in_prose([low, median, high], spread);
            Worded {
                median: words.prose_percent(median)?,
                range: words.percent_range(low, high)?,
            }
        }
    };
    if low < high {
        words.say(
            "tell-number",
            &[("median", median.into()), ("range", range.into())],
        )
    } else {
        Ok(median)
    }
}

/// Shares as a sentence gives them: in whole per cents where none is below one per cent but zero, and
/// their range is wide or they are whole; else as in a table.
fn in_prose(shares: [f64; 3], spread: RoundedSpread) -> [Rounded; 3] {
    let [low, _, high] = shares;
    let percent = shares.map(|share| share * 100.0);
    let is_whole = percent.iter().all(|p| (p - p.round()).abs() < 1e-9);
    let is_small = percent.iter().any(|p| *p != 0.0 && *p < 1.0);
    if is_small || !(is_whole || high - low > 0.1) {
        return [spread.low, spread.median, spread.high];
    }
    percent.map(|p| match p.round() as i64 {
        0 => Rounded::Zero,
        units => Rounded::Value(Figure { units, exponent: 0 }),
    })
}

/// What follows a phase, in a sentence; none if it outlasts the assessment.
fn follows(words: &Words, ladder: &Ladder, phase: &LadderPhase) -> Result<Option<String>, Error> {
    let told = match phase.ways.as_slice() {
        [] => return Ok(None),
        [way] if way.chance.is_none() => match &way.to {
            None => words.say("tell-peace", &[])?,
            Some(_) => {
                let to = way_to(words, ladder, way)?;
                words.say("tell-next", &[("phase", to.into())])?
            }
        },
        _ => {
            let ways = ways(words, ladder, phase)?.join(&words.say("list-separator", &[])?);
            words.say("tell-then", &[("ways", ways.into())])?
        }
    };
    Ok(Some(told))
}

/// What a way out of a phase leads to.
pub(super) fn way_to(words: &Words, ladder: &Ladder, way: &Way) -> Result<String, Error> {
    let Some(id) = &way.to else {
        return words.say("then-peace", &[]);
    };
    let next = ladder.phases.iter().find(|other| other.id == *id);
    Ok(next.map_or_else(|| id.clone(), |other| other.title(words.tag()).0.to_owned()))
}

/// What may follow a phase, way by way.
pub(super) fn ways(
    words: &Words,
    ladder: &Ladder,
    phase: &LadderPhase,
) -> Result<Vec<String>, Error> {
    phase
        .ways
        .iter()
        .map(|way| {
            let key = match (&way.chance, way.by_time) {
                (None, _) if phase.ways.len() == 1 => "then-always",
                (None, _) => "then-otherwise",
                (Some(_), true) => "then-by-time",
                (Some(_), false) => "then-chance",
            };
            let mut arguments = vec![("phase", way_to(words, ladder, way)?.into())];
            if let Some(ends) = way.chance {
                arguments.push(("share", chance(words, ends)?.into()));
            }
            words.say(key, &arguments)
        })
        .collect()
}

/// The smallest and the largest probability of a way, in whole per cent.
pub(super) fn chance(words: &Words, [low, high]: [f64; 2]) -> Result<String, Error> {
    let digits = |share: f64| words.whole((share * 100.0).round() as i64);
    let (low, high) = (digits(low), digits(high));
    if low == high {
        words.say("percent", &[("number", high.into())])
    } else {
        words.say(
            "percent-range",
            &[("low", low.into()), ("high", high.into())],
        )
    }
}
