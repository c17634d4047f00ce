//! The board before and after a change: what we said of every figure, and what we say now.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::ValidationError;
use crate::board::Board;
use crate::book::{theirs, told};
use crate::calibration::Score;

/// One figure under one run, on both boards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Row and figure: `FILE/FIGURE`.
    pub figure: String,
    /// Under whose assumptions.
    pub under: String,
    /// What was measured or published.
    pub theirs: String,
    /// What we said, and the verdict; nothing where the earlier board lacks it.
    pub before: [String; 2],
    /// What we say now, and the verdict; nothing where this board lacks it.
    pub now: [String; 2],
}

impl Change {
    /// Whether anything is told differently.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.before != self.now
    }
}

/// Columns of a table of changes.
pub const HEADER: [&str; 7] = [
    "row",
    "under",
    "measured or published",
    "before",
    "verdict",
    "now",
    "verdict",
];

/// Columns of the scores before and after.
pub const SCORE_HEADER: [&str; 5] = [
    "group",
    "hits",
    "within 25–75 %",
    "within 5–95 %",
    "mean error, points",
];

/// What a board says of each figure under each run.
fn said(board: &Board) -> BTreeMap<(String, String), [String; 3]> {
    let mut all = BTreeMap::new();
    for (entry, line) in board.lines() {
        for [under, ours, verdict, _] in told(line) {
            all.insert(
                (format!("{}/{}", entry.id, line.measured.id), under),
                [theirs(&line.measured), ours, verdict],
            );
        }
    }
    all
}

impl Board {
    /// Every figure of this board and an earlier one, by row.
    #[must_use]
    pub fn changes(&self, earlier: &Self) -> Vec<Change> {
        let (before, now) = (said(earlier), said(self));
        let mut all: BTreeMap<&(String, String), Change> = BTreeMap::new();
        for (old, which) in [(true, &before), (false, &now)] {
            for (key, [theirs, ours, verdict]) in which {
                let change = all.entry(key).or_insert_with(|| Change {
                    figure: key.0.clone(),
                    under: key.1.clone(),
                    theirs: String::new(),
                    before: Default::default(),
                    now: Default::default(),
                });
                change.theirs.clone_from(theirs);
                let side = if old {
                    &mut change.before
                } else {
                    &mut change.now
                };
                *side = [ours.clone(), verdict.clone()];
            }
        }
        all.into_values().collect()
    }

    /// The scores of both boards: a line for each group and board, as [`SCORE_HEADER`] says.
    #[must_use]
    pub fn score_changes(&self, earlier: &Self) -> Vec<[String; 5]> {
        let line = |when: &str, score: &Score| {
            let of = |n: u64, all: u64| format!("{n} of {all}");
            let error = score
                .mean_error
                .map_or_else(|| "–".to_owned(), |e| format!("{e:+.2}").replace('-', "−"));
            [
                format!("{}, {when}", score.name),
                of(score.hits, score.judged),
                of(score.inside_50, score.valued),
                of(score.inside_90, score.valued),
                error,
            ]
        };
        self.scores
            .iter()
            .flat_map(|now| {
                let before = earlier.scores.iter().find(|s| s.name == now.name);
                let before = before.map(|score| line("before", score));
                before.into_iter().chain([line("now", now)])
            })
            .collect()
    }

    /// Both boards as Markdown: what they were made with, the scores, every figure.
    #[must_use]
    pub fn changes_markdown(&self, earlier: &Self) -> String {
        let mut page = String::from("# The board before and after\n\n");
        for (when, board) in [("Before", earlier), ("Now", self)] {
            let tables: Vec<String> = board
                .tables
                .iter()
                .map(|t| format!("{} (`{}`)", t.title, &t.sha256[..12.min(t.sha256.len())]))
                .collect();
            let _ = writeln!(
                page,
                "- {when}: `{}`, MIST {}; parameters `{}`; {}.",
                board.command,
                board.version,
                &board.parameters_sha256[..12.min(board.parameters_sha256.len())],
                tables.join(", ")
            );
        }
        let head = |page: &mut String, header: &[&str]| {
            let _ = write!(
                page,
                "\n| {} |\n|{}\n",
                header.join(" | "),
                " --- |".repeat(header.len())
            );
        };
        head(&mut page, &SCORE_HEADER);
        for line in self.score_changes(earlier) {
            let _ = writeln!(page, "| {} |", line.join(" | "));
        }
        let all = self.changes(earlier);
        let moved = all.iter().filter(|change| change.differs()).count();
        let _ = write!(
            page,
            "\nOf {} figures, each under each run, {moved} are told differently; these are in bold.\n",
            all.len()
        );
        head(&mut page, &HEADER);
        for change in &all {
            let [before, verdict] = &change.before;
            let [now, verdict_now] = &change.now;
            let now = if change.differs() {
                format!("**{now}**")
            } else {
                now.clone()
            };
            let line = [
                &change.figure,
                &change.under,
                &change.theirs,
                before,
                verdict,
                &now,
                verdict_now,
            ]
            .map(|cell| cell.replace('|', "\\|"));
            let _ = writeln!(page, "| {} |", line.join(" | "));
        }
        page
    }

    /// Every figure before and after as CSV.
    ///
    /// # Errors
    /// A text that CSV cannot hold.
    pub fn changes_csv(&self, earlier: &Self) -> Result<Vec<u8>, ValidationError> {
        let mut out = Vec::new();
        {
            let mut csv = csv::Writer::from_writer(&mut out);
            csv.write_record([
                "figure",
                "under",
                "measured",
                "before",
                "verdict_before",
                "now",
                "verdict_now",
            ])?;
            for change in self.changes(earlier) {
                let [before, verdict] = change.before;
                let [now, verdict_now] = change.now;
                csv.write_record([
                    change.figure,
                    change.under,
                    change.theirs,
                    before,
                    verdict,
                    now,
                    verdict_now,
                ])?;
            }
            csv.flush().map_err(csv::Error::from)?;
        }
        Ok(out)
    }
}
