//! The beginning of a file of one's own.

use std::fmt::Write as _;

use crate::{Quantity, Scenario};

impl Scenario {
    /// A file that extends this scenario under the identifier `id`, with every named number ready
    /// to be changed: lines that begin with `#` change nothing until the sign is taken away.
    #[must_use]
    pub fn variant(&self, id: &str) -> String {
        let base = self.id();
        let mut text = format!(
            "# A variant of `{base}`: it changes only what stands here. \
             `mist scenario check` says what is wrong.\n\n\
             id = {}\nextends = {}\n\n\
             [title]\nen = {}\n\n\
             [description]\nen = {}\n\n\
             [parameters]\n\
             # The numbers of `{base}`. Take the # away from one, change it, and give your source.\n",
            quoted(id),
            quoted(base),
            quoted(&format!("{} (variant)", self.title().en)),
            quoted(&self.description().en),
        );
        for (name, quantity) in &self.document.parameters {
            let _ = writeln!(text, "# {name} = {}", inline(quantity));
        }
        text
    }
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
