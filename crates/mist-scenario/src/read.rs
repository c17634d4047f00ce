//! From the text of a file and those that it extends to a checked document.

use indexmap::IndexMap;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::correlation::Copula;
use crate::document::{Correlation, Document};
use crate::measure_document::MeasureDocument;
use crate::node::{Node, NodeValue, Place};
use crate::problem::{Problem, ScenarioError, Severity, SourceFile, SourceText};
use crate::schema::Grammar;
use crate::vocabulary::Vocabulary;
use crate::{Quantity, check, deck, shelf};

/// Longest chain of files that extend each other.
const LONGEST_CHAIN: usize = 8;

/// A document with named numbers.
pub(crate) trait Numbers {
    /// Its named numbers.
    fn parameters(&self) -> &IndexMap<String, Quantity>;
    /// Those that are high or low together.
    fn correlations(&self) -> &[Correlation];
}

impl Numbers for Document {
    fn parameters(&self) -> &IndexMap<String, Quantity> {
        &self.parameters
    }

    fn correlations(&self) -> &[Correlation] {
        &self.correlations
    }
}

impl Numbers for MeasureDocument {
    fn parameters(&self) -> &IndexMap<String, Quantity> {
        &self.parameters
    }

    fn correlations(&self) -> &[Correlation] {
        &self.correlations
    }
}

/// A file that has passed every check.
pub(crate) struct Reading<D> {
    pub(crate) document: D,
    pub(crate) root: Node,
    /// Names of the correlated parameters and how their luck is joined.
    pub(crate) copula: Option<(Vec<String>, Copula)>,
    /// The same text for the same content.
    pub(crate) canonical: String,
    pub(crate) warnings: Vec<Problem>,
    /// The file and those that it extends, nearest first.
    pub(crate) files: Vec<SourceFile>,
}

/// Reads a file; `find` gives the name and text of one that it extends, before the shipped ones are
/// looked at, and `vocabulary` the names that the whole may use.
///
/// # Errors
/// [`ScenarioError::Invalid`] with every problem of the file, each at its line and column.
pub(crate) fn read<D: Numbers + for<'de> Deserialize<'de>>(
    grammar: Grammar,
    text: &str,
    file_name: &str,
    vocabulary: impl Fn(&Node) -> Vocabulary,
    find: impl Fn(&str) -> Option<(String, String)>,
) -> Result<Reading<D>, ScenarioError> {
    let mut sources = vec![SourceText::new(file_name, text)];
    let mut problems = Vec::new();
    let refuse = |problems| ScenarioError::Invalid {
        noun: grammar.noun(),
        file: file_name.to_owned(),
        problems,
    };
    let root = read_chain(grammar, &mut sources, &mut problems, &find);
    if !problems.is_empty() {
        return Err(refuse(problems));
    }
    let keys: Vec<&str> = deck::works().keys().map(String::as_str).collect();
    let vocabulary = vocabulary(&root);
    let mut problems = check::check(grammar, &root, &sources, &vocabulary, &keys);
    let refused = |problems: &[Problem]| {
        problems
            .iter()
            .any(|p: &Problem| p.severity == Severity::Error)
    };
    if refused(&problems) {
        return Err(refuse(problems));
    }
    let mut canonical = String::new();
    root.canonical(&mut canonical);
    let document: D = match check::document(&root) {
        Ok(document) => document,
        Err(message) => {
            let problem = Problem::new(Severity::Error, &sources[0], 0..0, message, None);
            return Err(refuse(vec![problem]));
        }
    };
    let copula = copula(&document, &root, &sources, &mut problems);
    if refused(&problems) {
        return Err(refuse(problems));
    }
    Ok(Reading {
        document,
        root,
        copula,
        canonical,
        warnings: problems,
        files: sources
            .into_iter()
            .map(|source| SourceFile {
                name: source.name,
                text: source.text,
            })
            .collect(),
    })
}

/// Name and text of a shipped file.
fn shipped(grammar: Grammar, id: &str) -> Option<(String, String)> {
    match grammar {
        Grammar::Scenario => {
            let entry = deck::find(id).ok()?;
            Some((entry.file_name(), entry.text.to_owned()))
        }
        Grammar::Measure => {
            let entry = shelf::find(id).ok()?;
            Some((entry.file_name(), entry.text.to_owned()))
        }
    }
}

/// The tree of the first file laid over those that it extends.
fn read_chain(
    grammar: Grammar,
    sources: &mut Vec<SourceText>,
    problems: &mut Vec<Problem>,
    find: &impl Fn(&str) -> Option<(String, String)>,
) -> Node {
    let mut layers: Vec<Node> = Vec::new();
    loop {
        let file = layers.len();
        let node = Node::parse(&sources[file], file, problems);
        let base = node
            .get("extends")
            .and_then(|n| Some((n.text()?.to_owned(), n.place.clone())));
        layers.push(node);
        let Some((base, place)) = base else { break };
        let found = find(&base).or_else(|| shipped(grammar, &base));
        let looped = found
            .as_ref()
            .is_some_and(|(name, _)| sources.iter().any(|s| s.name == *name));
        match found {
            Some((name, text)) if !looped && layers.len() < LONGEST_CHAIN => {
                sources.push(SourceText::new(&name, &text));
            }
            Some(_) => {
                let message = format!("`extends = \"{base}\"` leads back to this file");
                let source = &sources[place.file];
                problems.push(Problem::new(
                    Severity::Error,
                    source,
                    place.span,
                    message,
                    None,
                ));
                break;
            }
            None => {
                let noun = grammar.noun();
                let near = match grammar {
                    Grammar::Scenario => deck::nearest_id(&base),
                    Grammar::Measure => shelf::nearest_id(&base),
                };
                let help = near.map_or_else(
                    || format!("name a shipped {noun}, or a file beside this one"),
                    |near| format!("did you mean \"{near}\"?"),
                );
                let message = format!("there is no {noun} `{base}` to extend");
                let source = &sources[place.file];
                problems.push(Problem::new(
                    Severity::Error,
                    source,
                    place.span,
                    message,
                    Some(help),
                ));
                break;
            }
        }
    }
    let mut root = layers.pop().unwrap_or(Node {
        place: Place {
            file: 0,
            span: 0..0,
        },
        value: NodeValue::Table(Default::default()),
    });
    while let Some(mut over) = layers.pop() {
        for path in over.get("without").map_or(&[][..], Node::array) {
            let removed = path.text().is_some_and(|text| root.remove(text));
            if !removed && let Some(source) = sources.get(path.place.file) {
                problems.push(Problem::new(
                    Severity::Error,
                    source,
                    path.place.span.clone(),
                    "there is nothing there to take out".to_owned(),
                    Some("write a dotted path such as \"phases.tail.finance\"".to_owned()),
                ));
            }
        }
        for key in ["without", "extends"] {
            over.remove(key);
        }
        // What a variant is called inside a sentence is not what its base is called.
        root.remove("phrase");
        root.merge(over);
    }
    root
}

fn copula(
    document: &impl Numbers,
    root: &Node,
    sources: &[SourceText],
    problems: &mut Vec<Problem>,
) -> Option<(Vec<String>, Copula)> {
    let nodes = root.get("correlations").map_or(&[][..], Node::array);
    let mut say = |at: Option<&Node>, message: String, help: &str| {
        let place = at.map_or(&root.place, |n| &n.place);
        if let Some(source) = sources.get(place.file) {
            problems.push(Problem::new(
                Severity::Error,
                source,
                place.span.clone(),
                message,
                Some(help.to_owned()),
            ));
        }
    };
    let named: Vec<String> = document
        .parameters()
        .keys()
        .filter(|name| {
            document
                .correlations()
                .iter()
                .any(|c| c.between.contains(name))
        })
        .cloned()
        .collect();
    let mut matrix: Vec<Vec<f64>> = (0..named.len())
        .map(|i| {
            (0..named.len())
                .map(|j| f64::from(u8::from(i == j)))
                .collect()
        })
        .collect();
    for (k, correlation) in document.correlations().iter().enumerate() {
        let at: Vec<usize> = correlation
            .between
            .iter()
            .filter_map(|name| named.iter().position(|n| n == name))
            .collect();
        match at[..] {
            [i, j] if i != j && correlation.between.len() == 2 => {
                matrix[i][j] = correlation.rho;
                matrix[j][i] = correlation.rho;
            }
            _ => say(
                nodes.get(k),
                "a correlation is between two different parameters".to_owned(),
                "write between = [\"one\", \"other\"]",
            ),
        }
    }
    if named.is_empty() {
        return None;
    }
    match Copula::new(&matrix) {
        Some(copula) => Some((named, copula)),
        None => {
            say(
                nodes.first(),
                format!(
                    "no numbers can have these correlations at once: the matrix of {} is not \
                     positive semi-definite",
                    named.join(", ")
                ),
                "bring the correlations nearer to 0, or give the missing pairs",
            );
            None
        }
    }
}

/// SHA-256 in hexadecimal.
pub(crate) fn hex(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
