//! A scenario, read and checked: what can be drawn from.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::correlation::Copula;
use crate::deck;
use crate::difference;
use crate::document::{Document, Text};
use crate::measure::Measure;
use crate::problem::{Problem, ScenarioError, SourceFile};
use crate::read::{Reading, hex, read};
use crate::schema::Grammar;
use crate::vocabulary::Vocabulary;
use crate::{Lever, Luck};

/// A scenario that has passed every check.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub(crate) document: Document,
    pub(crate) vocabulary: Vocabulary,
    /// Names of the correlated parameters and how their luck is joined.
    pub(crate) copula: Option<(Vec<String>, Copula)>,
    /// Every value of the file by its path.
    pub(crate) values: BTreeMap<String, String>,
    pub(crate) hash: String,
    warnings: Vec<Problem>,
    files: Vec<SourceFile>,
    /// Responses and levers that it is played with.
    pub(crate) measures: Vec<Measure>,
}

/// What stands between the identifiers of a scenario and of the measures that it is played with.
pub const JOINT: &str = "-with-";

impl Scenario {
    /// The scenario played with a response or a lever besides: it is called
    /// `SCENARIO-with-MEASURE`, and all its own luck stays what it is.
    #[must_use]
    pub fn with(&self, measure: &Measure) -> Self {
        let mut both = self.clone();
        // "A with B and C", not "A with B with C".
        let (phrase, title) = if self.measures.is_empty() {
            (&IN_A_SENTENCE, &AS_A_TITLE)
        } else {
            (&FURTHER_IN_A_SENTENCE, &FURTHER_AS_A_TITLE)
        };
        let document = &mut both.document;
        let added = &measure.document;
        document.id = format!("{}{JOINT}{}", document.id, added.id);
        document.phrase = match (&document.phrase, &added.phrase) {
            (Some(scenario), Some(measure)) => Some(joined(scenario, measure, phrase)),
            _ => None,
        };
        document.title = joined(&document.title, &added.title, title);
        document.description = joined(&document.description, &added.description, &AS_A_TEXT);
        both.hash = hex(&format!("{}\nwith {}", both.hash, measure.hash()));
        for (path, value) in &measure.values {
            both.values
                .insert(format!("with.{}.{path}", added.id), value.clone());
        }
        both.measures.push(measure.clone());
        both
    }

    /// The responses and levers that it is played with.
    #[must_use]
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// What its levers change in the draw of `luck`.
    pub fn levers(&self, luck: &Luck) -> impl Iterator<Item = Lever> {
        self.measures.iter().map(|measure| measure.lever(luck))
    }

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
        let Reading {
            mut document,
            root,
            copula,
            mut canonical,
            warnings,
            files,
        } = read::<Document>(
            Grammar::Scenario,
            text,
            file_name,
            |_| vocabulary.clone(),
            find,
        )?;
        let works = deck::works();
        for (key, work) in works {
            document
                .sources
                .entry(key.clone())
                .or_insert_with(|| work.clone());
        }
        canonical.push_str(&groups_named(&document, vocabulary));
        Ok(Self {
            hash: hex(&canonical),
            document,
            vocabulary: vocabulary.clone(),
            copula,
            values: difference::values(&root),
            warnings,
            files,
            measures: Vec::new(),
        })
    }

    /// The file that it was read from and those that it extends, nearest first: given these again
    /// in this order, [`Scenario::parse_with`] makes the same scenario. Measures have their own.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
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

    /// The names that its file may use.
    #[must_use]
    pub const fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
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
    vocabulary.members_of(names.into_iter())
}

/// How a scenario and a measure are joined, in English, Spanish, Japanese and Traditional Chinese;
/// `S` is the scenario, `M` the measure.
type Joints = [&'static str; 4];

const IN_A_SENTENCE: Joints = ["S with M", "S con M", "Mを伴うS", "伴隨M的S"];
const AS_A_TITLE: Joints = ["S, with: M", "S, con: M", "S＋M", "S＋M"];
const FURTHER_IN_A_SENTENCE: Joints = ["S and M", "S y M", "Mも伴うS", "S及M"];
const FURTHER_AS_A_TITLE: Joints = ["S; M", "S; M", "S＋M", "S＋M"];
const AS_A_TEXT: Joints = ["S M", "S M", "SM", "SM"];

/// Two texts joined in every language that both have.
fn joined(scenario: &Text, measure: &Text, joints: &Joints) -> Text {
    let join = |joint: &str, s: &str, m: &str| -> String {
        joint
            .chars()
            .map(|c| match c {
                'S' => s.to_owned(),
                'M' => m.to_owned(),
                other => other.to_string(),
            })
            .collect()
    };
    let both = |joint: &str, s: &Option<String>, m: &Option<String>| {
        Some(join(joint, s.as_ref()?, m.as_ref()?))
    };
    Text {
        en: join(joints[0], &scenario.en, &measure.en),
        es: both(joints[1], &scenario.es, &measure.es),
        ja: both(joints[2], &scenario.ja, &measure.ja),
        zh_hant: both(joints[3], &scenario.zh_hant, &measure.zh_hant),
    }
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
