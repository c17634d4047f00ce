//! A scenario in its own words: the story that its file tells, and its ladder of phases.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

use crate::ScenarioText;

/// A response or a lever as the site tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureStory {
    /// Its words in the languages that it has.
    pub text: ScenarioText,
    /// Whether it answers a crisis; a lever is set before one, or softens it.
    pub response: bool,
    /// The measure told aloud, in English, as Markdown.
    pub markdown: String,
}

/// A scenario as the site tells it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Story {
    /// Scenario identifier, as in the run.
    pub id: String,
    /// The scenario told aloud, in English, as Markdown; empty if its file is not at hand.
    pub markdown: String,
    /// Its phases.
    pub ladder: Ladder,
}

/// Phases in the order in which they are reached.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ladder {
    /// The phases.
    pub phases: Vec<LadderPhase>,
}

/// One phase.
#[derive(Debug, Clone, PartialEq)]
pub struct LadderPhase {
    /// Identifier within the scenario.
    pub id: String,
    /// Titles by language tag.
    pub titles: BTreeMap<String, String>,
    /// Days that it lasts (5 %, median, 95 %); none if it outlasts the assessment.
    pub days: Option<[f64; 3]>,
    /// What may follow.
    pub ways: Vec<Way>,
    /// What it does, number by number.
    pub facts: Vec<Fact>,
}

/// A number of a phase, told by the message `fact-KEY`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fact {
    /// What the number is of (`sea-energy`, `cut-sanctions`).
    pub key: String,
    /// Whose goods or demand it is of, where that is said.
    pub from: Vec<Party>,
    /// Whom they are bound for.
    pub to: Vec<Party>,
    /// Which goods.
    pub goods: Vec<Goods>,
    /// The 5 % quantile, the median and the 95 % quantile: shares, days, or shares a week.
    pub value: [f64; 3],
    /// What it is counted in.
    pub unit: FactUnit,
    /// Where it comes from, in English.
    pub source: Option<String>,
    /// How it is known, as the messages `known-…` call it (`judgement`).
    pub known: Option<String>,
}

/// What a number of a phase is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FactUnit {
    /// Parts of one.
    #[default]
    Share,
    /// Days.
    Days,
    /// Parts of one a week.
    ShareAWeek,
}

/// Economies that a number is of, or that are taken out of them again.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// Which.
    pub who: Who,
    /// Whether they are left out.
    pub excluded: bool,
}

/// An economy or several.
#[derive(Debug, Clone, PartialEq)]
pub enum Who {
    /// Every economy.
    Everyone,
    /// One, by its code.
    Economy(String),
    /// A group, by its names in the languages that it has.
    Group(BTreeMap<String, String>),
}

/// Goods that a number is of.
#[derive(Debug, Clone, PartialEq)]
pub enum Goods {
    /// One product, chip or raw material, by its code.
    One(String),
    /// A group, by its names in the languages that it has.
    Group(BTreeMap<String, String>),
}

/// A text in a language, or else in English.
pub(crate) fn in_language<'a>(texts: &'a BTreeMap<String, String>, tag: &str) -> Option<&'a str> {
    texts
        .get(tag)
        .or_else(|| texts.get("en"))
        .map(String::as_str)
}

impl LadderPhase {
    /// The title in a language, or else in English, or else the identifier; with its language where
    /// it is not the one asked for.
    #[must_use]
    pub fn title(&self, tag: &str) -> (&str, Option<&'static str>) {
        if let Some(title) = self.titles.get(tag) {
            return (title, None);
        }
        let english = self
            .titles
            .get("en")
            .map_or(self.id.as_str(), String::as_str);
        (english, (tag != "en").then_some("en"))
    }
}

/// A way out of a phase.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Phase that follows; none for peace.
    pub to: Option<String>,
    /// Smallest and largest probability; none if it takes what the others leave.
    pub chance: Option<[f64; 2]>,
    /// Whether the probability depends on the time spent in the phase.
    pub by_time: bool,
}

/// Markdown as HTML that holds nothing but text: raw HTML is shown as what it is, links lead only
/// to the web, headings begin so many levels below those of the text (`##` is the third level, for
/// one).
pub(crate) fn to_html(markdown: &str, below: usize) -> String {
    let mut dropped = false;
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).filter_map(|event| {
        Some(match event {
            Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
            Event::Start(Tag::Heading {
                level,
                classes,
                attrs,
                ..
            }) => Event::Start(Tag::Heading {
                level: lower(level, below),
                id: None,
                classes,
                attrs,
            }),
            Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level, below))),
            Event::Start(Tag::Link { ref dest_url, .. }) if !is_web(dest_url) => {
                dropped = true;
                return None;
            }
            Event::End(TagEnd::Link) if dropped => {
                dropped = false;
                return None;
            }
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
            other => other,
        })
    });
    let mut out = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut out, events);
    out
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// A heading of a story, so many levels below; the first two levels are one, since the page has the
/// title already.
fn lower(level: pulldown_cmark::HeadingLevel, below: usize) -> pulldown_cmark::HeadingLevel {
    use pulldown_cmark::HeadingLevel::H6;
    let level = (level as usize).max(2) + below;
    level.try_into().unwrap_or(H6)
}

/// The story without its first heading, which the page has already, and without the ladder, which
/// the page draws.
pub(crate) fn body(markdown: &str) -> &str {
    let after_title = markdown
        .strip_prefix("# ")
        .and_then(|rest| rest.split_once('\n'))
        .map_or(markdown, |(_, rest)| rest);
    after_title
        .find("## Phase by phase")
        .and_then(|at| after_title.get(at..))
        .unwrap_or(after_title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_holds_nothing_that_runs() {
        let html = to_html(
            "# T\n\n<script>alert(1)</script>\n\n*a* <b onclick=x>b</b> [x](javascript:alert(1)) \
             ![y](https://e/x.png) [w](https://e/)\n",
            1,
        );
        assert!(!html.contains("<script") && !html.contains("<b "), "{html}");
        assert!(
            !html.contains("javascript:") && !html.contains("<img"),
            "{html}"
        );
        assert!(
            html.contains("<h3>T</h3>") && html.contains("<em>a</em>"),
            "{html}"
        );
        assert!(html.contains("href=\"https://e/\""), "{html}");
    }

    #[test]
    fn the_ladder_is_drawn_and_not_told_twice() {
        let story = "# Blockade\n\nScenario `x`. About.\n\n## The ladder\n\n## Phase by phase\n\nA";
        assert!(body(story).starts_with("## Phase by phase"));
        assert_eq!(body("no heading"), "no heading");
    }
}
