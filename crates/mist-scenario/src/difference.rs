//! What differs between two scenarios, value by value.

use std::collections::BTreeMap;

use crate::Scenario;
use crate::node::{Node, NodeValue};

/// One value that is not the same in two scenarios.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Dotted path of the value (`parameters.air`, `phases.closure.cuts.0.share`).
    pub path: String,
    /// What stands in the first scenario; none if nothing does.
    pub before: Option<String>,
    /// What stands in the second; none if nothing does.
    pub after: Option<String>,
}

impl Scenario {
    /// What differs from here to `other`, in the order of the paths. A distribution is one value;
    /// order of keys and ways of writing numbers are no difference.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<Difference> {
        let mut paths: Vec<&String> = self.values.keys().chain(other.values.keys()).collect();
        paths.sort();
        paths.dedup();
        paths
            .into_iter()
            .filter_map(|path| {
                let (before, after) = (self.values.get(path), other.values.get(path));
                (before != after).then(|| Difference {
                    path: path.clone(),
                    before: before.cloned(),
                    after: after.cloned(),
                })
            })
            .collect()
    }
}

/// Every value of a tree by its dotted path.
pub(crate) fn values(root: &Node) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    collect(root, "", &mut values);
    values
}

fn collect(node: &Node, path: &str, values: &mut BTreeMap<String, String>) {
    let below = |key: &str| {
        if path.is_empty() {
            key.to_owned()
        } else {
            format!("{path}.{key}")
        }
    };
    match &node.value {
        NodeValue::Table(table) if !table.contains_key("dist") => {
            for (key, entry) in table {
                collect(&entry.node, &below(key), values);
            }
        }
        NodeValue::Array(nodes) if nodes.iter().any(|n| n.table().is_some()) => {
            for (k, node) in nodes.iter().enumerate() {
                collect(node, &below(&k.to_string()), values);
            }
        }
        NodeValue::Table(table) => {
            let words = table.iter().map(|(key, entry)| {
                let mut text = format!("{key} = ");
                entry.node.canonical(&mut text);
                text
            });
            let mut words: Vec<String> = words.collect();
            // The kind of distribution first, the rest by name.
            words.sort_by_key(|word| (!word.starts_with("dist "), word.clone()));
            values.insert(path.to_owned(), format!("{{ {} }}", words.join(", ")));
        }
        _ => {
            let mut text = String::new();
            node.canonical(&mut text);
            values.insert(path.to_owned(), text);
        }
    }
}
