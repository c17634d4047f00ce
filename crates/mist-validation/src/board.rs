//! The scoreboard as data.

use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use crate::ValidationError;
use crate::calibration::{Score, Scored, rank_correlation, score};
use crate::measure::Kind;
use crate::play::{Ours, PlayedRun, Stage, play, tables};
use crate::reference::check;
use crate::row::{EMBEDDED, Measured, Row, Rule, Suite};
use crate::verdict::{Judged, Verdict, judge};

/// An economy that rows were played on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What rows call it.
    pub name: String,
    /// Its title.
    pub title: String,
    /// SHA-256.
    pub sha256: String,
}

/// What became of a figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Outcome {
    /// Played: what each run says.
    Played {
        /// By run, in the order of the file.
        runs: Vec<Under>,
    },
    /// A figure of the table, or a deviation that was checked.
    Computed {
        /// Ours.
        ours: f64,
        /// Hit or miss.
        verdict: Verdict,
    },
    /// The model has nothing to say.
    NotModelled {
        /// Why.
        why: String,
    },
    /// It needs something that MIST does not carry.
    Needs {
        /// What, and how to get it.
        how: String,
    },
}

/// What one run says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Under {
    /// Run within the row's file.
    pub run: String,
    /// Under whose assumptions.
    pub title: String,
    /// Propagation model.
    pub model: String,
    /// SHA-256 of the scenario, if there is one.
    pub scenario_sha256: Option<String>,
    /// Draws that failed.
    pub failed: u64,
    /// What it says, judged.
    pub judged: Judged,
}

/// One figure of the board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The figure.
    pub measured: Measured,
    /// What became of it.
    pub outcome: Outcome,
    /// Whether it counts in the score.
    pub counted: bool,
}

/// One file of the board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Identifier.
    pub id: String,
    /// Part of the board.
    pub suite: Suite,
    /// Short name.
    pub title: String,
    /// What happened or what the study says, and what goes in.
    pub text: String,
    /// Economy.
    pub economy: String,
    /// Why that is not its own.
    pub proxy: Option<String>,
    /// Why figures may differ.
    pub differences: Option<String>,
    /// Parameters set with a look at it.
    pub informed: Vec<String>,
    /// Parameters that it says something about.
    pub bear: Vec<String>,
    /// Figures.
    pub lines: Vec<Line>,
    /// Whether our medians put the economies in the source's order: Spearman's correlation, by run.
    pub rank_correlation: Vec<Option<f64>>,
}

/// The whole board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// Version of MIST.
    pub version: String,
    /// The command that makes it again.
    pub command: String,
    /// Seed.
    pub seed: u64,
    /// Draws of each run.
    pub draws: u64,
    /// SHA-256 of the model's parameters.
    pub parameters_sha256: String,
    /// Economies used.
    pub tables: Vec<Table>,
    /// Files, by suite and name.
    pub entries: Vec<Entry>,
    /// What the verdicts say together.
    pub scores: Vec<Score>,
}

impl Board {
    /// Plays and judges rows.
    ///
    /// # Errors
    /// As [`play`].
    pub fn new(
        stage: &Stage<'_>,
        rows: &[Row],
        version: &str,
        command: &str,
        stop: &AtomicBool,
        told: &mut dyn FnMut(&str, usize, usize),
    ) -> Result<Self, ValidationError> {
        let played = play(stage, rows, stop, told)?;
        let computed = tables(stage, rows);
        let mut entries = Vec::new();
        for ((row, runs), computed) in rows.iter().zip(&played).zip(&computed) {
            entries.push(entry(stage, row, runs, computed)?);
        }
        Ok(Self {
            version: version.to_owned(),
            command: command.to_owned(),
            seed: stage.seed,
            draws: stage.draws,
            parameters_sha256: stage.parameters.hash().to_owned(),
            tables: stage
                .economies
                .iter()
                .map(|(name, economy)| Table {
                    name: name.clone(),
                    title: economy.info.name.clone(),
                    sha256: economy.info.hash.clone(),
                })
                .collect(),
            scores: scores(&entries),
            entries,
        })
    }

    /// The same results with the words of the rows as they stand now, and counted as these say. What
    /// was measured and what went in must be the same: else the row is to be run again.
    #[must_use]
    pub fn retold(mut self, rows: &[Row]) -> Self {
        for entry in &mut self.entries {
            let Some(row) = rows.iter().find(|row| row.id == entry.id) else {
                continue;
            };
            entry.title.clone_from(&row.title);
            entry.text.clone_from(&row.text);
            entry.proxy.clone_from(&row.proxy);
            entry.differences.clone_from(&row.differences);
            entry.informed.clone_from(&row.informed);
            entry.bear.clone_from(&row.bear);
            for line in &mut entry.lines {
                line.counted = counts(row, &line.measured, &line.outcome);
            }
        }
        self.scores = scores(&self.entries);
        self
    }

    /// Every figure with its file.
    pub fn lines(&self) -> impl Iterator<Item = (&Entry, &Line)> {
        self.entries
            .iter()
            .flat_map(|e| e.lines.iter().map(move |l| (e, l)))
    }

    /// Rows that bear on a parameter: those set with a look at it first, marked by `*`.
    #[must_use]
    pub fn bearing_on(&self, parameter: &str) -> Vec<String> {
        let informed = self
            .entries
            .iter()
            .filter(|e| Row::names(&e.informed, parameter));
        let bear = self
            .entries
            .iter()
            .filter(|e| Row::names(&e.bear, parameter) && !Row::names(&e.informed, parameter));
        informed
            .map(|e| format!("{}*", e.id))
            .chain(bear.map(|e| e.id.clone()))
            .collect()
    }
}

fn entry(
    stage: &Stage<'_>,
    row: &Row,
    runs: &[PlayedRun],
    computed: &[Option<f64>],
) -> Result<Entry, ValidationError> {
    let mut lines = Vec::new();
    for (m, measured) in row.measured.iter().enumerate() {
        let outcome = outcome(stage, row, runs, m, computed[m])?;
        lines.push(Line {
            counted: counts(row, measured, &outcome),
            measured: measured.clone(),
            outcome,
        });
    }
    let rank_correlation = (0..runs.len()).map(|k| order(&lines, k)).collect();
    Ok(Entry {
        id: row.id.clone(),
        suite: row.suite,
        title: row.title.clone(),
        text: row.text.clone(),
        economy: row.economy.clone(),
        proxy: row.proxy.clone(),
        differences: row.differences.clone(),
        informed: row.informed.clone(),
        bear: row.bear.clone(),
        lines,
        rank_correlation,
    })
}

/// Whether a figure counts in the score: played, judged, on its own economy, and nobody looked at it
/// when setting a parameter.
fn counts(row: &Row, measured: &Measured, outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Played { .. })
        && measured.rule != Rule::Beside
        && row.informed.is_empty()
        && row.proxy.is_none()
}

/// Whether a run puts the losses of single economies in the source's order.
fn order(lines: &[Line], run: usize) -> Option<f64> {
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    for line in lines.iter().filter(|l| l.measured.quantity == Kind::Loss) {
        let single = line.measured.regions.len() == 1 && line.measured.regions[0] != "world";
        if let Outcome::Played { runs } = &line.outcome
            && let Some(under) = runs.get(run)
            && single
        {
            theirs.push(line.measured.value);
            ours.push(under.judged.said.median);
        }
    }
    rank_correlation(&theirs, &ours)
}

fn outcome(
    stage: &Stage<'_>,
    row: &Row,
    runs: &[PlayedRun],
    m: usize,
    computed: Option<f64>,
) -> Result<Outcome, ValidationError> {
    let measured = &row.measured[m];
    if let Some(why) = measured.not_modelled.as_ref().or(row.not_modelled.as_ref()) {
        return Ok(Outcome::NotModelled { why: why.clone() });
    }
    let needs = || Outcome::Needs {
        how: row
            .needs
            .clone()
            .unwrap_or_else(|| format!("the economy `{}`", row.economy)),
    };
    if measured.quantity == Kind::Check {
        let Some(economy) = stage.economy(EMBEDDED) else {
            return Ok(needs());
        };
        return Ok(match check(&measured.id, economy, stage.parameters)? {
            None => needs(),
            Some(ours) => Outcome::Computed {
                ours,
                verdict: if ours <= measured.high {
                    Verdict::Hit
                } else {
                    Verdict::Miss
                },
            },
        });
    }
    if stage.economy(&row.economy).is_none() {
        return Ok(needs());
    }
    if !measured.quantity.needs_run() {
        return Ok(match computed {
            None => Outcome::NotModelled {
                why: format!(
                    "the economy does not hold {} apart",
                    measured.regions.join(", ")
                ),
            },
            Some(ours) => Outcome::Computed {
                ours,
                verdict: match measured.rule {
                    Rule::Beside => Verdict::Beside,
                    _ if measured.low <= ours && ours <= measured.high => Verdict::Hit,
                    _ => Verdict::Miss,
                },
            },
        });
    }
    let mut judged: Vec<Under> = Vec::new();
    for (run, played) in row.runs.iter().zip(runs) {
        match &played.figures[m] {
            Ours::Draws(values) => {
                judged.extend(judge(measured, values).map(|judged| Under {
                    run: run.id.clone(),
                    title: run.title.clone(),
                    model: run.model.clone(),
                    scenario_sha256: played.scenario_hash.clone(),
                    failed: played.failed,
                    judged,
                }));
            }
            Ours::Apart(name) => {
                return Ok(Outcome::NotModelled {
                    why: format!("the economy does not hold {name} apart"),
                });
            }
            Ours::Nothing => {}
        }
    }
    Ok(if judged.is_empty() {
        Outcome::NotModelled {
            why: "every draw failed".to_owned(),
        }
    } else {
        Outcome::Played { runs: judged }
    })
}

/// Scores of the groups that the board shows.
fn scores(entries: &[Entry]) -> Vec<Score> {
    let group = |name: &str, suite: Suite, run: usize, counted: bool| {
        let lines = entries
            .iter()
            .filter(|e| e.suite == suite)
            .flat_map(|e| &e.lines);
        let judged = lines
            .filter(|l| l.counted || !counted)
            .filter_map(|l| match &l.outcome {
                Outcome::Played { runs } => Some(Scored {
                    judged: &runs.get(run)?.judged,
                    loss: l.measured.quantity == Kind::Loss,
                    control: l.measured.rule == Rule::Within,
                }),
                _ => None,
            });
        score(name, judged)
    };
    vec![
        group("Episodes, counted", Suite::Episodes, 0, true),
        group("Episodes, all that are played", Suite::Episodes, 0, false),
        group(
            "Published, under the study's assumptions",
            Suite::Published,
            0,
            false,
        ),
        group("Published, under ours", Suite::Published, 1, false),
    ]
}
