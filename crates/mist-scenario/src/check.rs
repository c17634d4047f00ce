//! Everything that can be said of a file at once: keys, types, words, numbers, units, provenance.
//!
//! The file's tree is walked along the schema, so that there is one grammar, not two.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use crate::nearest;
use crate::node::{Node, NodeValue, Place};
use crate::problem::{Problem, Severity, SourceText};
use crate::schema::{self, Grammar};
use crate::unit::{self, Dimension};
use crate::vocabulary::{PARTNERS, UnknownName, Vocabulary};
use crate::{Quantity, Tier, ladder, measure, shipping};

/// The word for peace, after the last phase.
pub(crate) const END: &str = "end";

/// Problems found in a file's tree, errors and warnings.
pub(crate) fn check(
    grammar: Grammar,
    root: &Node,
    sources: &[SourceText],
    vocabulary: &Vocabulary,
    works: &[&str],
) -> Vec<Problem> {
    let mut checker = Checker {
        root,
        sources,
        vocabulary,
        works,
        problems: Vec::new(),
        used: BTreeSet::new(),
        numbers: 0,
        judgements: 0,
    };
    checker.walk(root, grammar.whole(), "");
    checker.identifiers();
    checker.correlations();
    checker.unused();
    match grammar {
        Grammar::Scenario => {
            ladder::check(root, &mut checker);
            shipping::check(root, &mut checker);
        }
        Grammar::Measure => measure::check(root, &mut checker),
    }
    checker.tiers();
    let mut problems = checker.problems;
    problems.sort_by_key(|p| (p.file.clone(), p.line, p.column));
    problems
}

pub(crate) struct Checker<'a> {
    pub(crate) root: &'a Node,
    sources: &'a [SourceText],
    vocabulary: &'a Vocabulary,
    works: &'a [&'a str],
    problems: Vec<Problem>,
    used: BTreeSet<&'a str>,
    numbers: usize,
    judgements: usize,
}

impl<'a> Checker<'a> {
    fn say(&mut self, severity: Severity, at: &Place, message: String, help: Option<String>) {
        if let Some(source) = self.sources.get(at.file) {
            let problem = Problem::new(severity, source, at.span.clone(), message, help);
            self.problems.push(problem);
        }
    }

    pub(crate) fn error(&mut self, at: &Place, message: String, help: impl Into<Option<String>>) {
        self.say(Severity::Error, at, message, help.into());
    }

    pub(crate) fn warning(&mut self, at: &Place, message: String, help: impl Into<Option<String>>) {
        self.say(Severity::Warning, at, message, help.into());
    }

    fn walk(&mut self, node: &'a Node, schema: &'a Value, path: &str) {
        if let Some(dimension) = marked(schema, "x-dimension").and_then(Dimension::by_name) {
            return self.setting(node, dimension, path);
        }
        let (resolved, name) = schema::resolve(schema);
        if name == Some("Quantity") {
            return self.quantity(node, None, path);
        }
        if name == Some("Note")
            && node.table().is_some()
            && let Some(text) = schema::definition("Text")
        {
            return self.walk(node, text, path);
        }
        if let Some(words) = schema::words(resolved) {
            return self.word(node, &words, path);
        }
        match kind_wanted(resolved) {
            "object" => self.table(node, resolved, path),
            "array" => {
                if !matches!(node.value, NodeValue::Array(_)) {
                    return self.wrong_kind(node, "a list", path);
                }
                if let Some(items) = resolved.get("items") {
                    for item in node.array() {
                        self.walk(item, items, path);
                    }
                }
                if let Some(names) = marked(schema, "x-names") {
                    self.names(node.array(), names);
                }
            }
            "string" => {
                if node.text().is_none() {
                    self.wrong_kind(node, "text", path);
                } else if let Some(names) = marked(schema, "x-names") {
                    self.names(std::slice::from_ref(node), names);
                }
            }
            "number" => self.plain_number(node, resolved, path),
            "boolean" if !matches!(node.value, NodeValue::Bool(_)) => {
                self.wrong_kind(node, "true or false", path);
            }
            _ => {}
        }
    }

    fn wrong_kind(&mut self, node: &Node, wanted: &str, path: &str) {
        let message = format!("`{path}` should be {wanted}, not {}", node.kind());
        self.error(&node.place, message, None);
    }

    fn table(&mut self, node: &'a Node, schema: &'a Value, path: &str) {
        let Some(table) = node.table() else {
            return self.wrong_kind(node, "a table", path);
        };
        let properties = schema::properties(schema);
        for (key, entry) in table {
            let inner = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}.{key}")
            };
            let known = properties.and_then(|p| p.get(key));
            let any = schema
                .get("additionalProperties")
                .filter(|any| any.is_object());
            match known.or(any) {
                Some(schema) => self.walk(&entry.node, schema, &inner),
                None => self.unknown_key(&entry.key, key, properties, path),
            }
            if key == "source" {
                self.citation(&entry.node);
            }
        }
        for key in schema::required(schema) {
            if !table.contains_key(key) {
                let place = if path.is_empty() {
                    format!("`{key}` is missing")
                } else {
                    format!("`{path}` has no `{key}`")
                };
                let help = properties
                    .and_then(|p| p.get(key))
                    .and_then(|s| s.get("description"))
                    .and_then(Value::as_str)
                    .map(|d| format!("{key}: {}", d.replace('\n', " ")));
                self.error(&node.place, place, help);
            }
        }
    }

    fn unknown_key(
        &mut self,
        at: &Place,
        key: &str,
        properties: Option<&serde_json::Map<String, Value>>,
        path: &str,
    ) {
        let known: Vec<&str> = properties
            .into_iter()
            .flat_map(|p| p.keys().map(String::as_str))
            .collect();
        let help = match nearest(key, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", known.join(", ")),
        };
        let wher = if path.is_empty() { "the file" } else { path };
        self.error(at, format!("unknown key `{key}` in {wher}"), help);
    }

    fn word(&mut self, node: &Node, words: &[&str], path: &str) {
        let Some(text) = node.text() else {
            return self.wrong_kind(node, "text", path);
        };
        if !words.contains(&text) {
            let help = match nearest(text, words.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("one of {}", words.join(", ")),
            };
            self.error(&node.place, format!("`{path}` cannot be \"{text}\""), help);
        }
    }

    fn plain_number(&mut self, node: &Node, schema: &Value, path: &str) {
        let Some(number) = node.number() else {
            return self.wrong_kind(node, "a number", path);
        };
        let bound = |key| schema.get(key).and_then(Value::as_f64);
        let low = bound("minimum").unwrap_or(f64::NEG_INFINITY);
        let high = bound("maximum").unwrap_or(f64::INFINITY);
        if !(low..=high).contains(&number) {
            let message = format!("`{path}` is {number}, outside {low} to {high}");
            self.error(&node.place, message, None);
        }
    }

    /// What a channel is set to.
    fn setting(&mut self, node: &'a Node, dimension: Dimension, path: &str) {
        match &node.value {
            NodeValue::Number(number) => {
                self.in_range(&node.place, (*number, *number), dimension, path);
                // 0 and 1 are the ends of a share: they need no source more than a key does.
                if *number != 0.0 && *number != 1.0 {
                    self.numbers += 1;
                    self.judgements += 1;
                    self.warning(
                        &node.place,
                        format!("`{path}` = {number} has no source"),
                        "write { dist = \"constant\", value = …, source = \"…\", tier = \"…\" }, or \
                         name a parameter"
                            .to_owned(),
                    );
                }
            }
            NodeValue::Text(name) => self.parameter(&node.place, name, dimension, path),
            NodeValue::Table(_) => self.quantity(node, Some(dimension), path),
            _ => self.wrong_kind(
                node,
                "a number, the name of a parameter, or a table with `dist`",
                path,
            ),
        }
    }

    fn parameter(&mut self, at: &Place, name: &'a str, dimension: Dimension, path: &str) {
        let parameters = self.root.get("parameters").and_then(Node::table);
        let Some(entry) = parameters.and_then(|p| p.get(name)) else {
            let known = parameters
                .into_iter()
                .flat_map(|p| p.keys().map(String::as_str));
            let help = nearest(name, known).map_or_else(
                || format!("add [parameters.{name}], or write a number"),
                |near| format!("did you mean \"{near}\"?"),
            );
            return self.error(at, format!("there is no parameter `{name}`"), help);
        };
        self.used.insert(name);
        let Ok(quantity) = Quantity::deserialize(&entry.node) else {
            return; // Said where the parameter stands.
        };
        let Some((found, size)) = unit::of(&quantity.unit) else {
            return;
        };
        if found == dimension {
            let (low, high) = quantity.distribution.support();
            self.in_range(at, (low * size, high * size), dimension, path);
        } else {
            let message = format!(
                "`{path}` wants {}, but `{name}` is in {}",
                dimension.units(),
                quantity.unit
            );
            self.error(
                at,
                message,
                "name a parameter whose unit fits, or change its unit".to_owned(),
            );
        }
    }

    fn in_range(&mut self, at: &Place, (low, high): (f64, f64), dimension: Dimension, path: &str) {
        let limit = dimension.limit();
        let infinite = low == high && high.is_infinite();
        if low >= 0.0 && high <= limit && !infinite {
            return;
        }
        let worst = if low >= 0.0 { high } else { low };
        let range = if limit.is_infinite() {
            "is finite and never below 0".to_owned()
        } else {
            format!("runs from 0 to {limit}")
        };
        let message = format!("`{path}` can be {worst}, but {} {range}", dimension.noun());
        let help = (dimension != Dimension::Time && (2.0..=100.0).contains(&worst))
            .then(|| format!("if {worst} means per cent, write unit = \"percent\""));
        self.error(at, message, help);
    }

    /// A distribution with its provenance: of a parameter (no dimension given) or of a channel.
    fn quantity(&mut self, node: &'a Node, dimension: Option<Dimension>, path: &str) {
        let before = self.errors();
        self.distribution_keys(node, path);
        self.numbers += 1;
        if self.errors() > before {
            self.unit_name(node, path);
            return;
        }
        let quantity = match Quantity::deserialize(node) {
            Ok(quantity) => quantity,
            Err(error) => return self.error(&node.place, format!("`{path}`: {error}"), None),
        };
        let place_of = |key: &str| node.get(key).map_or(&node.place, |n| &n.place);
        let impossible = quantity.distribution.impossibilities();
        for fault in &impossible {
            let message = format!("`{path}`: {}", fault.message);
            self.error(place_of(fault.key), message, fault.help.clone());
        }
        self.provenance(node, &quantity, path);
        let said = match (quantity.unit.as_str(), dimension) {
            ("", None) => {
                let help = "write unit = \"share\", \"days\", \"share per week\" …".to_owned();
                return self.error(&node.place, format!("`{path}` has no unit"), help);
            }
            ("", Some(dimension)) => Some((dimension, 1.0)),
            (name, _) => unit::of(name),
        };
        let Some((found, size)) = said else {
            return self.unit_name(node, path);
        };
        let wanted = dimension.unwrap_or(found);
        if found != wanted {
            let message = format!("`{path}`: the unit \"{}\" does not fit", quantity.unit);
            let help = format!("the channel wants {}", wanted.units());
            self.error(place_of("unit"), message, help);
        } else if impossible.is_empty() {
            let (low, high) = quantity.distribution.support();
            let at = if low < 0.0 {
                node.get("min")
            } else {
                node.get("max").or_else(|| node.get("value"))
            };
            let at = at.map_or(&node.place, |n| &n.place);
            self.in_range(at, (low * size, high * size), wanted, path);
        }
    }

    /// Refuses a unit that there is not.
    fn unit_name(&mut self, node: &Node, path: &str) {
        let Some(at) = node.get("unit") else { return };
        let name = at.text().unwrap_or_default();
        if !name.is_empty() && unit::of(name).is_none() {
            let help = unit::suggestion(name).map(|near| format!("did you mean \"{near}\"?"));
            let message = format!("`{path}`: unknown unit \"{name}\"");
            self.error(&at.place, message, help);
        }
    }

    fn errors(&self) -> usize {
        self.problems
            .iter()
            .filter(|p| p.severity == Severity::Error)
            .count()
    }

    /// Keys of a distribution's table by the variant that `dist` names.
    fn distribution_keys(&mut self, node: &'a Node, path: &str) {
        if node.table().is_none() {
            return self.wrong_kind(node, "a table with `dist`", path);
        }
        let variants = schema::definition("Quantity")
            .and_then(|quantity| quantity.get("oneOf")?.as_array())
            .map_or(&[][..], Vec::as_slice);
        let tag = |variant: &'a Value| {
            schema::properties(variant)
                .and_then(|p| p.get("dist")?.get("const")?.as_str())
                .unwrap_or_default()
        };
        let names: Vec<&str> = variants.iter().map(tag).collect();
        let Some(dist) = node.get("dist") else {
            let help = format!("write dist = \"…\": one of {}", names.join(", "));
            return self.error(
                &node.place,
                format!("`{path}` does not say which distribution it is"),
                help,
            );
        };
        match variants.iter().find(|v| dist.text() == Some(tag(v))) {
            Some(variant) => self.table(node, variant, path),
            None => {
                self.word(dist, &names, &format!("{path}.dist"));
                // What every distribution has can be looked at all the same.
                let source = node.get("source");
                source.into_iter().for_each(|source| self.citation(source));
                let tiers = schema::definition("Tier").and_then(schema::words);
                if let (Some(tier), Some(tiers)) = (node.get("tier"), tiers) {
                    self.word(tier, &tiers, &format!("{path}.tier"));
                }
            }
        }
    }

    fn provenance(&mut self, node: &Node, quantity: &Quantity, path: &str) {
        if quantity.source.trim().is_empty() {
            self.warning(
                &node.place,
                format!("`{path}` has no source"),
                "write source = \"…\" as a reader would cite it, or \"Judgement: why\"".to_owned(),
            );
        }
        if node.get("tier").is_none() {
            self.warning(
                &node.place,
                format!("`{path}` does not say its tier, and counts as judgement"),
                "write tier = \"measured\", \"published-estimate\", \"modelled\" or \"judgement\""
                    .to_owned(),
            );
        }
        if quantity.tier == Tier::Judgement {
            self.judgements += 1;
        }
    }

    /// `@key` in a source must be a work that is listed.
    fn citation(&mut self, node: &Node) {
        for key in node.text().into_iter().flat_map(cited) {
            let own = self.root.get("sources").and_then(|s| s.entry(key));
            if own.is_none() && !self.works.contains(&key) {
                let help = nearest(key, self.works.iter().copied()).map_or_else(
                    || format!("add [sources.{key}] with its `citation`"),
                    |near| format!("did you mean @{near}?"),
                );
                self.error(&node.place, format!("there is no work `@{key}`"), help);
            }
        }
    }

    fn names(&mut self, nodes: &'a [Node], kind: &str) {
        for node in nodes {
            let Some(name) = node.text() else { continue };
            let vocabulary = self.vocabulary;
            let found = match kind {
                "regions" => vocabulary.expand_regions(&[name]).map(|_| ()),
                "products" => vocabulary.expand_products(&[name]).map(|_| ()),
                "items" => vocabulary.check_items(&[name]),
                "bottlenecks" => vocabulary.expand_bottlenecks(&[name]).map(|_| ()),
                "parameters" => self.listed("parameters", name),
                "phases-or-end" if name == END => Ok(()),
                _ => self.listed("phases", name),
            };
            if let Err(unknown) = found {
                let what = match kind {
                    "regions" => "economy or group",
                    "products" => "product or group of products",
                    "items" => "material",
                    "bottlenecks" => "chip, material or group of them",
                    "parameters" => "parameter",
                    _ => "phase",
                };
                let help = if name == PARTNERS {
                    Some("write partners = [\"g7\"], or other economies, near the top".to_owned())
                } else {
                    unknown
                        .suggestion
                        .map(|near| format!("did you mean \"{near}\"?"))
                };
                self.error(&node.place, format!("there is no {what} `{name}`"), help);
            }
        }
    }

    fn listed(&self, list: &str, name: &str) -> Result<(), UnknownName> {
        let table = self.root.get(list).and_then(Node::table);
        if table.is_some_and(|t| t.contains_key(name)) {
            return Ok(());
        }
        let known = table.into_iter().flat_map(|t| t.keys().map(String::as_str));
        Err(UnknownName {
            position: 0,
            suggestion: nearest(name, known).map(str::to_owned),
        })
    }

    /// Identifiers name streams of luck, files and results: small letters, digits and hyphens.
    fn identifiers(&mut self) {
        let root = self.root;
        let plain = |word: &str| {
            !word.is_empty()
                && word
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        let help = "use small letters, digits and hyphens".to_owned();
        if let Some(id) = root.get("id")
            && id.text().is_some_and(|text| !plain(text))
        {
            self.error(
                &id.place,
                "`id` is not an identifier".to_owned(),
                help.clone(),
            );
        }
        for list in ["phases", "stages", "parameters"] {
            for (key, entry) in root.get(list).and_then(Node::table).into_iter().flatten() {
                if !plain(key) {
                    self.error(
                        &entry.key,
                        format!("`{key}` is not an identifier"),
                        help.clone(),
                    );
                } else if list == "phases" && key == END {
                    self.error(
                        &entry.key,
                        "no phase can be called `end`".to_owned(),
                        "`end` is the word for peace after the last phase".to_owned(),
                    );
                }
            }
        }
    }

    /// Correlations are numbers too.
    fn correlations(&mut self) {
        for node in self.root.get("correlations").map_or(&[][..], Node::array) {
            self.numbers += 1;
            if node
                .get("tier")
                .and_then(Node::text)
                .is_none_or(|tier| tier == "judgement")
            {
                self.judgements += 1;
            }
            if node.get("source").is_none() {
                let help = "write source = \"…\", or \"Judgement: why\"".to_owned();
                self.warning(
                    &node.place,
                    "the correlation has no source".to_owned(),
                    help,
                );
            }
        }
    }

    fn unused(&mut self) {
        let parameters = self.root.get("parameters").and_then(Node::table);
        for (name, entry) in parameters.into_iter().flatten() {
            if !self.used.contains(name.as_str()) {
                let message = format!("no channel uses the parameter `{name}`");
                self.warning(&entry.key, message, None);
            }
        }
    }

    fn tiers(&mut self) {
        if self.judgements > 0 {
            let at = Place {
                file: self.root.place.file,
                span: 0..0,
            };
            let message = format!(
                "{} of {} numbers are judgement",
                self.judgements, self.numbers
            );
            self.warning(&at, message, None);
        }
    }
}

/// Keys of the works that a source cites.
pub fn cited(source: &str) -> impl Iterator<Item = &str> {
    source.split('@').skip(1).filter_map(|rest| {
        let end = rest
            .find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
            .unwrap_or(rest.len());
        (end > 0).then_some(&rest[..end])
    })
}

fn marked<'s>(schema: &'s Value, mark: &str) -> Option<&'s str> {
    schema.get(mark).and_then(Value::as_str)
}

/// The JSON type that a schema wants, "or nothing" left out.
fn kind_wanted(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(kind)) => kind,
        Some(Value::Array(kinds)) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null")
            .unwrap_or_default(),
        _ => "",
    }
}

/// The typed file; its tree must have passed [`check`].
pub(crate) fn document<'n, D: Deserialize<'n>>(root: &'n Node) -> Result<D, String> {
    D::deserialize(root).map_err(|error| error.to_string())
}
