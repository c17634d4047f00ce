//! A TOML file as a tree that remembers where every key and value stands.
//!
//! Serde stops at the first problem; a researcher wants all of them. So files are read into this
//! tree, checked as a whole, and only then turned into types by [`serde`].

use std::ops::Range;

use indexmap::IndexMap;
use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use toml::de::{DeTable, DeValue};

use crate::problem::{Problem, Severity, SourceText};

/// Where something stands: which of the files read (a variant and its bases), and which bytes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    pub(crate) file: usize,
    pub(crate) span: Range<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) value: NodeValue,
}

#[derive(Debug, Clone)]
pub(crate) enum NodeValue {
    Table(IndexMap<String, Entry>),
    Array(Vec<Node>),
    Text(String),
    Number(f64),
    Bool(bool),
    /// A date: nothing in a scenario is one.
    Date,
}

#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: Place,
    pub(crate) node: Node,
}

impl Node {
    /// Reads a file's text as the `file`th of those read; syntax errors become problems.
    pub(crate) fn parse(source: &SourceText, file: usize, problems: &mut Vec<Problem>) -> Self {
        let (table, errors) = DeTable::parse_recoverable(&source.text);
        for error in errors {
            problems.push(Problem::new(
                Severity::Error,
                source,
                error.span().unwrap_or(0..0),
                error.message().to_owned(),
                Some("see https://toml.io for the syntax of the file".to_owned()),
            ));
        }
        let place = Place { file, span: 0..0 };
        Self {
            value: from_table(table.get_ref(), &place),
            place,
        }
    }

    pub(crate) fn table(&self) -> Option<&IndexMap<String, Entry>> {
        match &self.value {
            NodeValue::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(crate) fn array(&self) -> &[Self] {
        match &self.value {
            NodeValue::Array(nodes) => nodes,
            _ => &[],
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn number(&self) -> Option<f64> {
        match &self.value {
            NodeValue::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.table()?.get(key).map(|entry| &entry.node)
    }

    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.table()?.get(key)
    }

    /// What the value is, in a sentence.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.value {
            NodeValue::Table(_) => "a table",
            NodeValue::Array(_) => "a list",
            NodeValue::Text(_) => "text",
            NodeValue::Number(_) => "a number",
            NodeValue::Bool(_) => "true or false",
            NodeValue::Date => "a date",
        }
    }

    /// Lays `over` upon this tree: tables merge key by key, everything else is replaced. A table
    /// with `dist` is a number in disguise, and is replaced whole.
    pub(crate) fn merge(&mut self, over: Self) {
        let whole = self.get("dist").is_some() || over.get("dist").is_some();
        match (&mut self.value, over) {
            (
                NodeValue::Table(base),
                Self {
                    value: NodeValue::Table(over),
                    place,
                },
            ) if !whole => {
                self.place = place;
                for (key, entry) in over {
                    match base.get_mut(&key) {
                        Some(under) => {
                            under.key = entry.key;
                            under.node.merge(entry.node);
                        }
                        None => {
                            base.insert(key, entry);
                        }
                    }
                }
            }
            (_, over) => *self = over,
        }
    }

    /// Takes out what stands at a dotted path; says whether it was there.
    pub(crate) fn remove(&mut self, path: &str) -> bool {
        let NodeValue::Table(table) = &mut self.value else {
            return false;
        };
        match path.split_once('.') {
            None => table.shift_remove(path).is_some(),
            Some((first, rest)) => table
                .get_mut(first)
                .is_some_and(|entry| entry.node.remove(rest)),
        }
    }

    /// A note's English words, if this is a note with translations: they add no content.
    fn without_translations(&self, key: &str) -> &Self {
        match self.get("en") {
            Some(english) if key == "note" => english,
            _ => self,
        }
    }

    /// The same text for the same content: keys sorted, numbers in shortest form, notes in English.
    pub(crate) fn canonical(&self, out: &mut String) {
        match &self.value {
            NodeValue::Table(table) => {
                let mut keys: Vec<&String> = table.keys().collect();
                keys.sort();
                out.push('{');
                for key in keys {
                    out.push_str(&format!("{key:?}:"));
                    if let Some(entry) = table.get(key) {
                        entry.node.without_translations(key).canonical(out);
                    }
                    out.push(',');
                }
                out.push('}');
            }
            NodeValue::Array(nodes) => {
                out.push('[');
                for node in nodes {
                    node.canonical(out);
                    out.push(',');
                }
                out.push(']');
            }
            NodeValue::Text(text) => out.push_str(&format!("{text:?}")),
            NodeValue::Number(number) => out.push_str(&format!("{number:?}")),
            NodeValue::Bool(value) => out.push_str(&value.to_string()),
            NodeValue::Date => out.push_str("date"),
        }
    }
}

fn from_table(table: &DeTable<'_>, place: &Place) -> NodeValue {
    let mut entries: Vec<(String, Entry)> = table
        .iter()
        .map(|(key, value)| {
            let at = |span| Place {
                file: place.file,
                span,
            };
            let node = Node {
                place: at(value.span()),
                value: from_value(value.get_ref(), place),
            };
            let key_place = at(key.span());
            (
                key.get_ref().to_string(),
                Entry {
                    key: key_place,
                    node,
                },
            )
        })
        .collect();
    // In the order of the file: phases are told as they are written.
    entries.sort_by_key(|(_, entry)| entry.key.span.start);
    NodeValue::Table(entries.into_iter().collect())
}

fn from_value(value: &DeValue<'_>, place: &Place) -> NodeValue {
    match value {
        DeValue::String(text) => NodeValue::Text(text.to_string()),
        DeValue::Integer(number) => NodeValue::Number(
            i64::from_str_radix(number.as_str(), number.radix()).map_or(f64::NAN, |n| n as f64),
        ),
        DeValue::Float(number) => NodeValue::Number(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => NodeValue::Bool(*value),
        DeValue::Datetime(_) => NodeValue::Date,
        DeValue::Array(values) => NodeValue::Array(
            values
                .iter()
                .map(|v| Node {
                    place: Place {
                        file: place.file,
                        span: v.span(),
                    },
                    value: from_value(v.get_ref(), place),
                })
                .collect(),
        ),
        DeValue::Table(table) => from_table(table, place),
    }
}

impl<'de> IntoDeserializer<'de, serde_json::Error> for &'de Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

// The errors of `serde_json` are borrowed: they are the plainest that carry a message.
impl<'de> serde::Deserializer<'de> for &'de Node {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match &self.value {
            NodeValue::Table(table) => visitor.visit_map(MapDeserializer::new(
                table.iter().map(|(key, entry)| (key.as_str(), &entry.node)),
            )),
            NodeValue::Array(nodes) => visitor.visit_seq(SeqDeserializer::new(nodes.iter())),
            NodeValue::Text(text) => visitor.visit_str(text),
            NodeValue::Number(number) => visitor.visit_f64(*number),
            NodeValue::Bool(value) => visitor.visit_bool(*value),
            NodeValue::Date => visitor.visit_unit(),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_enum(StrDeserializer::new(self.text().unwrap_or_default()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
