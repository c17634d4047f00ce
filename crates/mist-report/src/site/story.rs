//! A scenario in its own words: the story that its file tells, and its ladder of phases.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

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
/// to the web, headings begin at level three.
pub(crate) fn to_html(markdown: &str) -> String {
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
                level: lower(level),
                id: None,
                classes,
                attrs,
            }),
            Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
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

/// A heading of a story stands two levels below one of its page.
fn lower(level: pulldown_cmark::HeadingLevel) -> pulldown_cmark::HeadingLevel {
    use pulldown_cmark::HeadingLevel::{H1, H2, H3, H4, H5, H6};
    match level {
        H1 | H2 => H3,
        H3 => H4,
        H4 => H5,
        H5 | H6 => H6,
    }
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
