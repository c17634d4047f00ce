//! A scenario, read and checked: what can be drawn from.

use std::collections::BTreeMap;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::check;
use crate::correlation::Copula;
use crate::deck;
use crate::difference;
use crate::document::{Document, Text};
use crate::node::{Node, NodeValue, Place};
use crate::problem::{Problem, ScenarioError, Severity, SourceText};
use crate::vocabulary::Vocabulary;

/// Longest chain of files that extend each other.
const LONGEST_CHAIN: usize = 8;

/// A scenario that has passed every check.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub(crate) document: Document,
    pub(crate) vocabulary: Vocabulary,
    /// Names of the correlated parameters and how their luck is joined.
    pub(crate) copula: Option<(Vec<String>, Copula)>,
    /// Every value of the file by its path.
    pub(crate) values: BTreeMap<String, String>,
    hash: String,
    warnings: Vec<Problem>,
}

impl Scenario {
    /// Reads a scenario from the text of a file; one that it `extends` is looked up among the
    /// shipped scenarios.
    ///
    /// # Errors
    /// [`ScenarioError::Invalid`] with every problem of the file, each at its line and column.
    pub fn parse(
        text: &str,
        file_name: &str,
        vocabulary: &Vocabulary,
    ) -> Result<Self, ScenarioError> {
        Self::parse_with(text, file_name, vocabulary, |_| None)
    }

    /// Reads a scenario as [`Scenario::parse`] does; `find` gives the name and text of a file that
    /// is extended, before the shipped scenarios are looked at.
    ///
    /// # Errors
    /// [`ScenarioError::Invalid`] with every problem of the file, each at its line and column.
    pub fn parse_with(
        text: &str,
        file_name: &str,
        vocabulary: &Vocabulary,
        find: impl Fn(&str) -> Option<(String, String)>,
    ) -> Result<Self, ScenarioError> {
        let mut sources = vec![SourceText::new(file_name, text)];
        let mut problems = Vec::new();
        let refuse = |problems| ScenarioError::Invalid {
            file: file_name.to_owned(),
            problems,
        };
        let root = read_chain(&mut sources, &mut problems, &find);
        if !problems.is_empty() {
            return Err(refuse(problems));
        }
        let works = deck::works();
        let keys: Vec<&str> = works.keys().map(String::as_str).collect();
        let mut problems = check::check(&root, &sources, vocabulary, &keys);
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
        let mut document = match check::document(&root) {
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
        for (key, work) in works {
            document
                .sources
                .entry(key.clone())
                .or_insert_with(|| work.clone());
        }
        canonical.push_str(&groups_named(&document, vocabulary));
        Ok(Self {
            hash: hex(&Sha256::digest(canonical.as_bytes())),
            document,
            vocabulary: vocabulary.clone(),
            copula,
            values: difference::values(&root),
            warnings: problems,
        })
    }

    /// Identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.document.id
    }

    /// Short name in four languages.
    #[must_use]
    pub const fn title(&self) -> &Text {
        &self.document.title
    }

    /// The scenario as it stands inside a sentence, if its file says so.
    #[must_use]
    pub const fn phrase(&self) -> Option<&Text> {
        self.document.phrase.as_ref()
    }

    /// One paragraph in four languages.
    #[must_use]
    pub const fn description(&self) -> &Text {
        &self.document.description
    }

    /// The scenario as it stands in its file, bases merged in.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// SHA-256, in hexadecimal, of the content: the same for files that differ only in comments,
    /// order of keys or way of writing numbers. Membership of the groups named is content.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// What a reader of the file should know: numbers without a source, parameters not used, how
    /// many numbers are judgement.
    #[must_use]
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }
}

/// The tree of the first file laid over those that it extends.
fn read_chain(
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
        let shipped = || {
            let entry = deck::find(&base).ok()?;
            Some((entry.file_name(), entry.text.to_owned()))
        };
        let found = find(&base).or_else(shipped);
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
                let help = deck::nearest_id(&base).map_or_else(
                    || "name a shipped scenario, or a file beside this one".to_owned(),
                    |near| format!("did you mean \"{near}\"?"),
                );
                let message = format!("there is no scenario `{base}` to extend");
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
    document: &Document,
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
        .parameters
        .keys()
        .filter(|name| {
            document
                .correlations
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
    for (k, correlation) in document.correlations.iter().enumerate() {
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

/// The groups that the document names, with their members.
fn groups_named(document: &Document, vocabulary: &Vocabulary) -> String {
    let mut names: Vec<&str> = Vec::new();
    for phase in document.phases.values() {
        for cut in &phase.cuts {
            names.extend(
                cut.from
                    .iter()
                    .chain(&cut.to)
                    .chain(&cut.products)
                    .map(String::as_str),
            );
        }
        for control in &phase.crm_controls {
            names.extend(control.from.iter().chain(&control.to).map(String::as_str));
        }
        for loss in &phase.finance {
            names.extend(loss.regions.iter().map(String::as_str));
        }
    }
    names.sort_unstable();
    names.dedup();
    names
        .iter()
        .map(|name| name.trim_start_matches('-'))
        .filter_map(|name| {
            let group = vocabulary
                .region_groups
                .get(name)
                .or_else(|| vocabulary.product_groups.get(name))?;
            Some(format!("\n{name}: {}", group.members.join(" ")))
        })
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Identifier and texts of a file, read without checking the rest.
#[derive(Debug, Clone, Deserialize)]
pub struct Heading {
    /// Identifier.
    pub id: String,
    /// Short name.
    pub title: Text,
    /// One paragraph.
    pub description: Text,
}
