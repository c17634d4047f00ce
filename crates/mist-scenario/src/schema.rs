//! The grammar of a file as a JSON Schema, made from the types of [`crate::document`] and
//! [`crate::measure_document`].
//!
//! Editors complete and check files by it (`#:schema`); [`crate::check`] walks files by it. Keys
//! beginning with `x-` say what JSON Schema cannot: `x-dimension` which kind of number, `x-names`
//! which list of names.

use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::measure_document::MeasureDocument;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grammar {
    /// A scenario.
    Scenario,
    /// A response or a lever.
    Measure,
}

impl Grammar {
    /// The JSON Schema by which this crate checks a whole file.
    pub(crate) fn whole(self) -> &'static Value {
        static SCENARIO: OnceLock<Value> = OnceLock::new();
        static MEASURE: OnceLock<Value> = OnceLock::new();
        match self {
            Self::Scenario => SCENARIO.get_or_init(|| schemars::schema_for!(Document).to_value()),
            Self::Measure => {
                MEASURE.get_or_init(|| schemars::schema_for!(MeasureDocument).to_value())
            }
        }
    }

    /// What such a file is called.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Scenario => "scenario",
            Self::Measure => "response or lever",
        }
    }
}

/// A definition by name; both grammars mean the same by one name.
pub(crate) fn definition(name: &str) -> Option<&'static Value> {
    [Grammar::Scenario, Grammar::Measure]
        .into_iter()
        .find_map(|grammar| grammar.whole().get("$defs")?.get(name))
}

/// The JSON Schema (draft 2020-12) of a response or a lever, as committed at
/// `configs/schema/measure.schema.json`. A file that extends another may leave out everything but
/// its identifier.
#[must_use]
pub fn measure_schema() -> Value {
    let mut schema = Grammar::Measure.whole().clone();
    if let Value::Object(root) = &mut schema {
        root.insert("title".to_owned(), json!("MIST response or lever"));
        if let Some(required) = root.insert("required".to_owned(), json!(["id"])) {
            root.insert("if".to_owned(), json!({ "required": ["extends"] }));
            root.insert("else".to_owned(), json!({ "required": required }));
        }
    }
    schema
}

/// The JSON Schema (draft 2020-12) of a scenario file, as committed at
/// `configs/schema/scenario.schema.json`. A file that extends another may leave out everything but
/// its identifier.
#[must_use]
pub fn schema() -> Value {
    let mut schema = Grammar::Scenario.whole().clone();
    if let Value::Object(root) = &mut schema {
        root.insert("title".to_owned(), json!("MIST scenario"));
        if let Some(required) = root.insert("required".to_owned(), json!(["id"])) {
            root.insert("if".to_owned(), json!({ "required": ["extends"] }));
            // A variant may also change a phase without repeating its rung.
            let rung = root
                .get_mut("$defs")
                .and_then(|defs| defs.get_mut("Phase")?.as_object_mut()?.remove("required"));
            let phases = json!({ "additionalProperties": { "required": rung } });
            root.insert(
                "else".to_owned(),
                json!({ "required": required, "properties": { "phases": phases } }),
            );
        }
    }
    schema
}

/// What a schema says once its reference is followed and "or nothing" is left out, and the name of
/// the definition it came from.
pub(crate) fn resolve(schema: &Value) -> (&Value, Option<&str>) {
    let mut schema = schema;
    let mut name = None;
    loop {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            name = reference.rsplit('/').next();
            match name.and_then(definition) {
                Some(definition) => schema = definition,
                None => return (schema, name),
            }
        } else if let Some(Value::Array(options)) = schema.get("anyOf") {
            let null = json!("null");
            match options.iter().find(|o| o.get("type") != Some(&null)) {
                Some(option) if options.len() == 2 => schema = option,
                _ => return (schema, name),
            }
        } else {
            return (schema, name);
        }
    }
}

/// Words that a schema allows, if it is a list of words.
pub(crate) fn words(schema: &Value) -> Option<Vec<&str>> {
    if let Some(Value::Array(words)) = schema.get("enum") {
        return Some(words.iter().filter_map(Value::as_str).collect());
    }
    let Some(Value::Array(options)) = schema.get("oneOf") else {
        return None;
    };
    options
        .iter()
        .map(|o| o.get("const").and_then(Value::as_str))
        .collect()
}

/// The properties of an object's schema.
pub(crate) fn properties(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties").and_then(Value::as_object)
}

/// The keys that an object must have.
pub(crate) fn required(schema: &Value) -> impl Iterator<Item = &str> {
    schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}
