//! A row as it stands in its file. These types are the grammar.
//!
//! One file holds one source: an episode or a study, what goes in (`[[run]]`) and every figure of it
//! that the model can be compared with (`[[measured]]`). Each figure is one row of the board, called
//! `FILE/FIGURE`.

use mist_scenario::{Quantity, Tier};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::measure::Kind;

/// Name of the economy that MIST carries.
pub const EMBEDDED: &str = "embedded";

/// What a row is compared with.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Suite {
    /// What really happened.
    Episodes,
    /// What others have published for the same question.
    Published,
    /// What is known to the last digits.
    Reference,
}

impl Suite {
    /// Every suite, in the order of the board.
    pub const EACH: [Self; 3] = [Self::Episodes, Self::Published, Self::Reference];

    /// Name in files and on the command line.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Episodes => "episodes",
            Self::Published => "published",
            Self::Reference => "reference",
        }
    }
}

/// How the figure's source was seen, as `docs/src/validation.md` explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Seen {
    /// Read on the publisher's page.
    Original,
    /// Read in a faithful copy of the original.
    Copy,
    /// Read on a secondary page that attributes it.
    Secondary,
    /// From memory, and likely right.
    RecalledHigh,
    /// From memory.
    RecalledMedium,
    /// From memory, and doubtful.
    RecalledLow,
}

impl Seen {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Original => "read at the publisher",
            Self::Copy => "read in a copy of the original",
            Self::Secondary => "read on a secondary page",
            Self::RecalledHigh => "recalled, confidence high",
            Self::RecalledMedium => "recalled, confidence medium",
            Self::RecalledLow => "recalled, confidence low",
        }
    }
}

/// When our interval and the figure are said to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The figure or its range overlaps our 5–95 %.
    #[default]
    Overlap,
    /// Our whole 5–95 % lies within the figure's range: for controls, where nothing was to be seen.
    Within,
    /// Stands beside ours without a verdict, since the two are not the same thing.
    Beside,
}

/// A row's file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    /// Name of the file.
    #[schemars(with = "String")]
    pub(crate) id: Spanned<String>,
    /// Part of the board.
    pub(crate) suite: Suite,
    /// Short name.
    pub(crate) title: String,
    /// What happened or what the study says, and what goes in.
    pub(crate) text: String,
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(crate) economy: Option<Spanned<String>>,
    /// How to get an economy that MIST does not carry.
    #[serde(default)]
    pub(crate) needs: Option<String>,
    /// Why the economy used is not the one of the episode.
    #[serde(default)]
    pub(crate) proxy: Option<String>,
    /// Why the model has nothing to say.
    #[serde(default)]
    pub(crate) not_modelled: Option<String>,
    /// Why ours and the source's figures may differ: by assumption, in words.
    #[serde(default)]
    pub(crate) differences: Option<String>,
    /// Parameters that were set with a look at this source; `*` at the end means all that begin so.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(crate) parameters_informed: Vec<Spanned<String>>,
    /// Parameters that the row says something about.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(crate) parameters_bear: Vec<Spanned<String>>,
    /// What goes in; the first run is the one that counts.
    #[serde(default)]
    #[schemars(with = "Vec<RunSpec>")]
    pub(crate) run: Vec<Spanned<RunSpec>>,
    /// Figures to compare with.
    #[schemars(with = "Vec<MeasuredSpec>")]
    pub(crate) measured: Vec<Spanned<MeasuredSpec>>,
}

/// What goes in.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunSpec {
    /// Identifier within the row's file.
    pub(crate) id: String,
    /// Under whose assumptions.
    pub(crate) title: String,
    /// Identifier of a shipped scenario or of a file in `configs/backtests`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(crate) scenario: Option<Spanned<String>>,
    /// Propagation model; the default one if not given.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(crate) model: Option<Spanned<String>>,
    /// Shocks beside it, or in its place.
    #[serde(default)]
    #[schemars(with = "Vec<ShockSpec>")]
    pub(crate) shock: Vec<Spanned<ShockSpec>>,
}

/// A shock that a row states itself.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShockSpec {
    /// What it takes.
    pub(crate) kind: ShockKind,
    /// Economies or groups hit, for capacity and demand.
    #[serde(default)]
    pub(crate) regions: Vec<String>,
    /// Exporters, for links and delays.
    #[serde(default)]
    pub(crate) from: Vec<String>,
    /// Importers, for links and delays.
    #[serde(default)]
    pub(crate) to: Vec<String>,
    /// Product codes or groups; none means all.
    #[serde(default)]
    pub(crate) products: Vec<String>,
    /// Final use whose demand is lost; none means all three.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(crate) final_use: Option<mist_economy::FinalUse>,
    /// Share of capacity, trade or demand lost; of a delay, the share of sea trade that is late.
    #[schemars(with = "Quantity")]
    pub(crate) share: Spanned<Quantity>,
    /// When it begins; day 0 if not given.
    #[serde(default)]
    #[schemars(with = "Option<Quantity>")]
    pub(crate) start: Option<Spanned<Quantity>>,
    /// How long it lasts in full.
    #[schemars(with = "Quantity")]
    pub(crate) lasts: Spanned<Quantity>,
    /// In what time it then fades, evenly; at once if not given.
    #[serde(default)]
    #[schemars(with = "Option<Quantity>")]
    pub(crate) fades: Option<Spanned<Quantity>>,
    /// By how much cargo is late, for delays.
    #[serde(default)]
    #[schemars(with = "Option<Quantity>")]
    pub(crate) delay: Option<Spanned<Quantity>>,
}

/// What a stated shock takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ShockKind {
    /// Capacity of sectors.
    Capacity,
    /// Trade from some to others.
    Link,
    /// Time of sea trade from some to others.
    Delay,
    /// Final demand.
    Demand,
}

/// A figure to compare with.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeasuredSpec {
    /// Identifier within the row's file.
    pub(crate) id: String,
    /// What it is, in words.
    pub(crate) what: String,
    /// Which of the recorded quantities it is compared with.
    pub(crate) quantity: Kind,
    /// Economies that it is of: codes, groups or `world`.
    #[serde(default)]
    pub(crate) regions: Vec<String>,
    /// Products that it is of, where the quantity asks for them.
    #[serde(default)]
    pub(crate) products: Vec<String>,
    /// First day from the beginning of the shock that it covers; 0 if not given.
    #[serde(default)]
    pub(crate) from_day: Option<f64>,
    /// Last day; 365 if not given.
    #[serde(default)]
    pub(crate) to_day: Option<f64>,
    /// The figure, in the quantity's unit.
    pub(crate) value: f64,
    /// Lower end of its range.
    #[serde(default)]
    pub(crate) low: Option<f64>,
    /// Upper end of its range.
    #[serde(default)]
    pub(crate) high: Option<f64>,
    /// Unit, as the quantity is counted.
    pub(crate) unit: String,
    /// Where it comes from, as a reader would cite it.
    pub(crate) source: String,
    /// How the source was seen.
    pub(crate) seen: Seen,
    /// How it is known.
    pub(crate) tier: Tier,
    /// When ours is said to agree.
    #[serde(default)]
    pub(crate) rule: Rule,
    /// Anything a reader should know.
    #[serde(default)]
    pub(crate) note: Option<String>,
    /// Why this figure alone is not modelled.
    #[serde(default)]
    pub(crate) not_modelled: Option<String>,
}

/// A figure to compare with, read and checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Identifier within the row's file.
    pub id: String,
    /// What it is, in words.
    pub what: String,
    /// Which of the recorded quantities it is compared with.
    pub quantity: Kind,
    /// Economies that it is of: codes, groups or `world`.
    pub regions: Vec<String>,
    /// Products that it is of, where the quantity asks for them.
    pub products: Vec<String>,
    /// Days from the beginning of the shock that it covers.
    pub days: (f64, f64),
    /// The figure, in the quantity's unit.
    pub value: f64,
    /// Lower end of its range.
    pub low: f64,
    /// Upper end of its range.
    pub high: f64,
    /// Where it comes from, as a reader would cite it.
    pub source: String,
    /// How the source was seen.
    pub seen: Seen,
    /// How it is known.
    pub tier: Tier,
    /// When ours is said to agree.
    pub rule: Rule,
    /// Anything a reader should know.
    pub note: Option<String>,
    /// Why the model has nothing to say about it, if it has not.
    pub not_modelled: Option<String>,
}

/// What goes in, read and checked.
#[derive(Debug, Clone)]
pub struct Run {
    /// Identifier within the row's file.
    pub id: String,
    /// Under whose assumptions.
    pub title: String,
    /// Name and text of the scenario's file, if there is one.
    pub(crate) scenario: Option<(String, String)>,
    /// Propagation model.
    pub(crate) model: String,
    /// Shocks beside it.
    pub(crate) shocks: Vec<crate::direct::Stated>,
}

/// A source to compare with, read and checked.
#[derive(Debug, Clone)]
pub struct Row {
    /// Identifier: the name of the file.
    pub id: String,
    /// Part of the board.
    pub suite: Suite,
    /// Short name.
    pub title: String,
    /// What happened or what the study says, and what goes in.
    pub text: String,
    /// Economy on which it is played.
    pub economy: String,
    /// How to get it, if MIST does not carry it.
    pub needs: Option<String>,
    /// Why it is not the economy of the episode, if it is not.
    pub proxy: Option<String>,
    /// Why the model has nothing to say, if it has not.
    pub not_modelled: Option<String>,
    /// Why figures may differ.
    pub differences: Option<String>,
    /// Parameters set with a look at this source.
    pub informed: Vec<String>,
    /// Parameters that it says something about.
    pub bear: Vec<String>,
    /// What goes in; the first run is the one that counts.
    pub runs: Vec<Run>,
    /// Figures to compare with.
    pub measured: Vec<Measured>,
}

/// The JSON Schema (draft 2020-12) of a row's file, as committed at `configs/schema/row.schema.json`.
#[must_use]
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Document).to_value();
    if let Some(root) = schema.as_object_mut() {
        root.insert("title".to_owned(), "MIST row of the scoreboard".into());
    }
    schema
}

impl Row {
    /// Whether a parameter is among those that the row lists as informed or as bearing on.
    #[must_use]
    pub fn names(patterns: &[String], parameter: &str) -> bool {
        patterns.iter().any(|pattern| matches(pattern, parameter))
    }
}

/// Whether a name is what a pattern says: the same, or beginning like it up to its `*`.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => {
            name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        }
        None => pattern == name,
    }
}
