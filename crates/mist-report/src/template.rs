//! The templates and how they are rendered: strictly (a name that is not there is an error), with
//! everything escaped, SVG text included, unless a template says `safe` of markup of our own.

use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use crate::language::{Argument, Language, Messages};
use crate::{Error, styles};

const TEMPLATES: &[(&str, &str)] = &[
    ("page.html", include_str!("../templates/page.html")),
    ("parts.html", include_str!("../templates/parts.html")),
    ("country.html", include_str!("../templates/country.html")),
    ("exposure.html", include_str!("../templates/exposure.html")),
    (
        "resilience.html",
        include_str!("../templates/resilience.html"),
    ),
    ("peers.html", include_str!("../templates/peers.html")),
    ("measured.html", include_str!("../templates/measured.html")),
    ("annex.html", include_str!("../templates/annex.html")),
    ("origins.html", include_str!("../templates/origins.html")),
    ("country.md", include_str!("../templates/country.md")),
    ("index.html", include_str!("../templates/index.html")),
    ("start.html", include_str!("../templates/start.html")),
    ("compare.html", include_str!("../templates/compare.html")),
    ("fan.svg", include_str!("../templates/fan.svg")),
    ("drivers.svg", include_str!("../templates/drivers.svg")),
    ("interval.svg", include_str!("../templates/interval.svg")),
    (
        "site/page.html",
        include_str!("../templates/site/page.html"),
    ),
    (
        "site/head.html",
        include_str!("../templates/site/head.html"),
    ),
    ("site/nav.html", include_str!("../templates/site/nav.html")),
    (
        "site/shapes.html",
        include_str!("../templates/site/shapes.html"),
    ),
    ("site/map.html", include_str!("../templates/site/map.html")),
    (
        "site/ranking.html",
        include_str!("../templates/site/ranking.html"),
    ),
    (
        "site/overview.html",
        include_str!("../templates/site/overview.html"),
    ),
    (
        "site/scenario.html",
        include_str!("../templates/site/scenario.html"),
    ),
    (
        "site/side-by-side.html",
        include_str!("../templates/site/side-by-side.html"),
    ),
    (
        "site/all-exposure.html",
        include_str!("../templates/site/all-exposure.html"),
    ),
    (
        "site/measured.html",
        include_str!("../templates/site/measured.html"),
    ),
    (
        "site/measures.html",
        include_str!("../templates/site/measures.html"),
    ),
    (
        "site/told.html",
        include_str!("../templates/site/told.html"),
    ),
    (
        "site/method.html",
        include_str!("../templates/site/method.html"),
    ),
    (
        "site/data.html",
        include_str!("../templates/site/data.html"),
    ),
];

/// The templates with a language's messages: in them `t("key", argument=value)` is the message.
pub(crate) fn environment(messages: &Arc<Messages>) -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| {
        if name.ends_with(".md") {
            AutoEscape::Custom(MARKDOWN.into())
        } else {
            AutoEscape::Html
        }
    });
    environment.set_formatter(|out, state, value| {
        let marked = matches!(state.auto_escape(), AutoEscape::Custom(name) if name == MARKDOWN);
        if marked && !value.is_safe() {
            out.write_str(&markdown(&value.to_string()))?;
            return Ok(());
        }
        minijinja::escape_formatter(out, state, value)
    });
    environment.add_filter("line", |text: &str| text.replace(['\n', '\r'], " "));
    environment.add_filter("address", |text: &str| {
        let stays = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '`');
        text.chars().filter(|c| stays(*c)).collect::<String>()
    });
    let wrong = |name: &str, source| Error::Template {
        name: name.to_owned(),
        tag: messages.tag().to_owned(),
        source,
    };
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
            .map_err(|e| wrong("syntax", e))?,
    );
    for (name, source) in TEMPLATES {
        environment
            .add_template(name, source)
            .map_err(|e| wrong(name, e))?;
    }
    let speaker = Arc::clone(messages);
    environment.add_function("t", move |key: &str, arguments: Kwargs| {
        say(&speaker, key, &arguments)
    });
    environment.add_global("lang", messages.tag());
    environment.add_global("style", styles::SHEET);
    environment.add_global("policy", styles::policy());
    Ok(environment)
}

/// Templates of Markdown escape its own marks.
const MARKDOWN: &str = "markdown";

/// A text in which Markdown sees no mark, on one line.
fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '|' | '#' | '~' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' | '\r' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Renders a template with a page's data.
pub(crate) fn render(
    language: &Language,
    name: &str,
    page: &impl Serialize,
) -> Result<String, Error> {
    language
        .templates()
        .get_template(name)
        .and_then(|template| template.render(Value::from(Serde(page))))
        .map_err(|source| Error::Template {
            name: name.to_owned(),
            tag: language.tag().to_owned(),
            source,
        })
}

/// A message from within a template.
fn say(messages: &Messages, key: &str, arguments: &Kwargs) -> Result<String, minijinja::Error> {
    let filled = NAMES
        .iter()
        .filter(|name| arguments.has(name))
        .map(|name| {
            let value: Value = arguments.get(name)?;
            Ok((*name, argument(&value)))
        })
        .collect::<Result<Vec<Argument<'_>>, minijinja::Error>>()?;
    arguments.assert_all_used()?;
    messages
        .say(key, &filled)
        .map_err(|e| minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, e.to_string()))
}

/// Names of arguments that templates may give to messages.
const NAMES: &[&str] = &[
    "country", "date", "days", "draws", "high", "low", "number", "scenario", "share", "version",
    "year",
];

fn argument(value: &Value) -> fluent_bundle::FluentValue<'static> {
    if value.kind() == ValueKind::Number
        && let Ok(number) = i64::try_from(value.clone())
    {
        return number.into();
    }
    value.to_string().into()
}
