//! The beginning of a file of one's own.

use std::fmt::Write as _;

use indexmap::IndexMap;

use crate::{Measure, Quantity, Scenario};

impl Scenario {
    /// A file that extends this scenario, which it calls `base` (identifier or file), under the
    /// identifier `id`, with every named number ready to be changed: lines that begin with `#`
    /// change nothing until the sign is taken away.
    #[must_use]
    pub fn variant(&self, id: &str, base: &str) -> String {
        let head = [&self.title().en, &self.description().en];
        beginning("scenario", id, base, head, &self.document.parameters)
    }
}

impl Measure {
    /// A file that extends this response or lever, as [`Scenario::variant`] does.
    #[must_use]
    pub fn variant(&self, id: &str, base: &str) -> String {
        let head = [&self.title().en, &self.description().en];
        let mut text = beginning("measure", id, base, head, &self.document.parameters);
        if !self.document.partners.is_empty() {
            let names: Vec<String> = self.document.partners.iter().map(|n| quoted(n)).collect();
            let line = format!("\n# partners = [{}]\n\n[title]", names.join(", "));
            text = text.replacen("\n\n[title]", &line, 1);
        }
        text
    }
}

fn beginning(
    command: &str,
    id: &str,
    base: &str,
    [title, description]: [&String; 2],
    parameters: &IndexMap<String, Quantity>,
) -> String {
    let mut text = format!(
        "# A variant of `{base}`: it changes only what stands here. \
         `mist {command} check` says what is wrong.\n\n\
         id = {}\nextends = {}\n\n\
         [title]\nen = {}\n\n\
         [description]\nen = {}\n\n\
         [parameters]\n\
         # The numbers of `{base}`. Take the # away from one, change it, and give your source.\n",
        quoted(id),
        quoted(base),
        quoted(&format!("{title} (variant)")),
        quoted(description),
    );
    for (name, quantity) in parameters {
        let _ = writeln!(text, "# {name} = {}", inline(quantity));
    }
    text
}

/// A small lever from the ground up under the identifier `id`: a reserve of one country.
#[must_use]
pub fn blank_measure(id: &str) -> String {
    format!(
        r#"# A lever of your own. `mist measure check` says what is wrong; `mist measure show` on the shipped
# ones what else there is. Every number has a unit, a source and a tier.

id = {}
partners = ["DEU"]

[title]
en = "My reserve"

[description]
en = "One paragraph: what is done, and what is left out."

[[stocks]]
items = ["gallium", "germanium"]
regions = ["partners"]
cover = {{ dist = "pert", min = 1, mode = 2, max = 3, unit = "months", source = "Judgement: say why, or cite as a reader would", tier = "judgement" }}
"#,
        quoted(id)
    )
}

/// A small scenario from the ground up under the identifier `id`: one phase, one named number.
#[must_use]
pub fn blank(id: &str) -> String {
    format!(
        r#"# A scenario of your own. `mist scenario check` says what is wrong; `mist help scenario` what else
# there is. Every number has a unit, a source and a tier; a phase that does not name a channel leaves
# it at peace.

id = {}
start = "closure"

[title]
en = "My scenario"

[description]
en = "One paragraph: what happens, and what is left out."

[parameters.containers-moving]
dist = "pert"
min = 0.3
mode = 0.5
max = 0.8
unit = "share"
source = "Judgement: say why, or cite as a reader would"
tier = "judgement"

[phases.closure]
rung = "quarantine"
duration = {{ dist = "pert", min = 2, mode = 6, max = 12, unit = "weeks", source = "Judgement: say why", tier = "judgement" }}
taiwan_sea = {{ containers = "containers-moving" }}

[[phases.closure.next]]
to = "end"
"#,
        quoted(id)
    )
}

/// A text as TOML writes it on one line.
fn quoted(text: &str) -> String {
    toml::Value::String(text.replace('\n', " ")).to_string()
}

/// A quantity as an inline table.
fn inline(quantity: &Quantity) -> String {
    let Ok(toml::Value::Table(table)) = toml::Value::try_from(quantity) else {
        return String::new();
    };
    // As people write it: the distribution, its parameters, the provenance.
    let rank = |key: &str| {
        let order = [
            "dist", "value", "min", "mode", "max", "mean", "sd", "median", "unit",
        ];
        let last = ["source", "tier", "note"];
        order.iter().position(|k| *k == key).unwrap_or_else(|| {
            last.iter()
                .position(|k| *k == key)
                .map_or(order.len(), |k| order.len() + 1 + k)
        })
    };
    let mut entries: Vec<(&String, &toml::Value)> = table.iter().collect();
    entries.sort_by_key(|(key, _)| rank(key));
    let words: Vec<String> = entries
        .iter()
        .map(|(key, value)| match value.as_str() {
            Some(text) => format!("{key} = {}", quoted(text)),
            None => format!("{key} = {value}"),
        })
        .collect();
    format!("{{ {} }}", words.join(", "))
}
