//! The board in words: the page of the book, the table on the terminal, and CSV.

use std::fmt::Write as _;

use crate::ValidationError;
use crate::board::{Board, Entry, Line, Outcome, Under};
use crate::calibration::{BINS, Score};
use crate::measure::Kind;
use crate::row::{Measured, Rule, Suite};
use crate::verdict::{NEVER, Said, Verdict};

/// A number with as many digits as its unit deserves.
#[must_use]
pub fn number(kind: Kind, x: f64) -> String {
    match kind.unit() {
        "percent" if x.abs() < 0.995 => format!("{x:.2}"),
        "percent" if x.abs() < 9.95 => format!("{x:.1}"),
        "percent" => format!("{x:.0}"),
        "days" if x >= NEVER => "never".to_owned(),
        "relative" if x == 0.0 => "0".to_owned(),
        "relative" => format!("{x:.1e}"),
        _ if x.abs() < 9.95 => format!("{x:.1}"),
        _ => format!("{x:.0}"),
    }
}

/// The figure with its range and unit.
#[must_use]
pub fn theirs(m: &Measured) -> String {
    let of = |x: f64| number(m.quantity, x);
    let unit = m.quantity.suffix();
    if m.quantity == Kind::Check {
        return format!("0 (up to {})", of(m.high));
    }
    if m.low == m.high {
        format!("{}{unit}", of(m.value))
    } else {
        format!("{} ({} to {}){unit}", of(m.value), of(m.low), of(m.high))
    }
}

/// What we say: median and 5–95 %, with unit.
#[must_use]
pub fn ours(kind: Kind, said: &Said) -> String {
    let of = |x: f64| number(kind, x);
    let (p05, median, p95) = (of(said.p05), of(said.median), of(said.p95));
    format!("{median} ({p05} to {p95}){}", kind.suffix())
}

/// How far our median is from the figure: in half-widths of our interval, and in the unit.
#[must_use]
pub fn distance(m: &Measured, under: &Under) -> String {
    let error = under.judged.error;
    let sign = if error < 0.0 { "−" } else { "+" };
    let unit = if m.quantity.unit() == "percent" {
        " points"
    } else {
        m.quantity.suffix()
    };
    let own = format!("{sign}{}{unit}", number(m.quantity, error.abs()));
    match under.judged.half_widths {
        Some(widths) => format!("{widths:+.1} hw, {own}").replacen('-', "−", 1),
        None => own,
    }
}

const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Hit => "hit",
        Verdict::Miss => "MISS",
        Verdict::Beside => "beside",
    }
}

/// A table's line in words: ours, verdict and distance, for each run or once.
pub(crate) fn told(line: &Line) -> Vec<[String; 4]> {
    let m = &line.measured;
    match &line.outcome {
        Outcome::Played { runs } => runs
            .iter()
            .map(|under| {
                [
                    under.title.clone(),
                    ours(m.quantity, &under.judged.said),
                    word(under.judged.verdict).to_owned(),
                    distance(m, under),
                ]
            })
            .collect(),
        Outcome::Computed { ours, verdict } => {
            let own = format!("{}{}", number(m.quantity, *ours), m.quantity.suffix());
            vec![[String::new(), own, word(*verdict).to_owned(), String::new()]]
        }
        Outcome::NotModelled { why } => {
            vec![[
                String::new(),
                String::new(),
                "not modelled".to_owned(),
                why.clone(),
            ]]
        }
        Outcome::Needs { how } => {
            vec![[
                String::new(),
                String::new(),
                "needs data".to_owned(),
                how.clone(),
            ]]
        }
    }
}

impl Board {
    /// Lines of a table: row, run, figure, ours, verdict, distance or why not.
    #[must_use]
    pub fn table(&self) -> Vec<[String; 6]> {
        let mut table = Vec::new();
        for (entry, line) in self.lines() {
            for (k, [run, ours, verdict, distance]) in told(line).into_iter().enumerate() {
                let (id, figure) = if k == 0 {
                    (
                        format!("{}/{}", entry.id, line.measured.id),
                        theirs(&line.measured),
                    )
                } else {
                    Default::default()
                };
                table.push([id, run, figure, ours, verdict, distance]);
            }
        }
        table
    }

    /// Scores as lines of a table: which, judged, hits, within 25–75 %, within 5–95 %, mean error.
    #[must_use]
    pub fn score_table(&self) -> Vec<[String; 7]> {
        self.scores.iter().map(score_line).collect()
    }

    /// All figures as CSV.
    ///
    /// # Errors
    /// A text that CSV cannot hold.
    pub fn csv(&self) -> Result<Vec<u8>, ValidationError> {
        let mut out = Vec::new();
        {
            let mut csv = csv::Writer::from_writer(&mut out);
            csv.write_record([
                "row",
                "suite",
                "run",
                "what",
                "regions",
                "quantity",
                "unit",
                "value",
                "low",
                "high",
                "source",
                "seen",
                "tier",
                "rule",
                "state",
                "verdict",
                "p05",
                "p25",
                "median",
                "p75",
                "p95",
                "error",
                "half_widths",
                "pit",
                "draws",
                "never",
                "counted",
                "proxy",
                "parameters_informed",
                "why",
            ])?;
            for (entry, line) in self.lines() {
                for record in records(entry, line) {
                    csv.write_record(record)?;
                }
            }
            csv.flush().map_err(csv::Error::from)?;
        }
        Ok(out)
    }

    /// The page of the book.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut page = String::from(include_str!("../templates/validation.md"));
        let _ = write!(
            page,
            "\n## The board\n\n`{}`, {} draws a run, seed {}, MIST {}; parameters `{}`; ",
            self.command,
            self.draws,
            self.seed,
            self.version,
            &self.parameters_sha256[..12.min(self.parameters_sha256.len())],
        );
        let tables: Vec<String> = self
            .tables
            .iter()
            .map(|t| format!("{} (`{}`)", t.title, &t.sha256[..12.min(t.sha256.len())]))
            .collect();
        let _ = writeln!(page, "{}.\n", tables.join(", "));
        page.push_str(
            "| group | judged | hits | within 25–75 % | within 5–95 % | mean error, points | median \
             distance |\n| --- | --- | --- | --- | --- | --- | --- |\n",
        );
        for line in self.score_table() {
            let _ = writeln!(page, "| {} |", line.join(" | "));
        }
        page.push('\n');
        for score in &self.scores {
            let _ = writeln!(page, "{}: {}", score.name, histogram(score));
        }
        for suite in Suite::EACH {
            let _ = write!(page, "\n## {}\n", heading(suite));
            for entry in self.entries.iter().filter(|e| e.suite == suite) {
                entry.markdown(&mut page);
            }
        }
        page
    }
}

/// Heading of a suite.
#[must_use]
pub const fn heading(suite: Suite) -> &'static str {
    match suite {
        Suite::Episodes => "What happened",
        Suite::Published => "What others published",
        Suite::Reference => "What is known to the last digits",
    }
}

/// The transform's tenths as text.
fn histogram(score: &Score) -> String {
    let counts: Vec<String> = score.pit.iter().map(u64::to_string).collect();
    let even = score.valued as f64 / BINS as f64;
    format!(
        "share of our draws below the figure, by tenths from 0 to 1: {} (even would be {even:.1} \
         each).\n",
        counts.join(" · ")
    )
}

fn score_line(score: &Score) -> [String; 7] {
    let share = |n: u64, of: u64| {
        if of == 0 {
            "–".to_owned()
        } else {
            format!("{n} of {of} ({:.0} %)", 100.0 * n as f64 / of as f64)
        }
    };
    let optional = |x: Option<f64>| {
        x.map_or("–".to_owned(), |x| {
            format!("{x:+.1}").replacen('-', "−", 1)
        })
    };
    [
        score.name.clone(),
        score.judged.to_string(),
        share(score.hits, score.judged),
        share(score.inside_50, score.valued),
        share(score.inside_90, score.valued),
        optional(score.mean_error),
        score
            .median_half_widths
            .map_or("–".to_owned(), |x| format!("{x:.1} hw")),
    ]
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

impl Entry {
    fn markdown(&self, page: &mut String) {
        let _ = write!(
            page,
            "\n### {}\n\n`{}`. {}\n",
            self.title,
            self.id,
            self.text.trim()
        );
        if let Some(proxy) = &self.proxy {
            let _ = write!(
                page,
                "\n*Not on its own economy, so not counted:* {}\n",
                proxy.trim()
            );
        }
        page.push_str(
            "\n| figure | measured or published | under | we say: median (5–95 %) | verdict | \
             distance |\n| --- | --- | --- | --- | --- | --- |\n",
        );
        for line in &self.lines {
            for (k, [run, ours, verdict, distance]) in told(line).into_iter().enumerate() {
                let (what, figure) = if k == 0 {
                    (cell(&line.measured.what), theirs(&line.measured))
                } else {
                    Default::default()
                };
                let _ = writeln!(
                    page,
                    "| {what} | {figure} | {} | {ours} | {verdict} | {} |",
                    cell(&run),
                    cell(&distance)
                );
            }
        }
        page.push('\n');
        for line in &self.lines {
            let m = &line.measured;
            let rule = match m.rule {
                Rule::Overlap => "",
                Rule::Within => " Rule: our whole 5–95 % within the range.",
                Rule::Beside => " Not judged.",
            };
            let note = m
                .note
                .as_ref()
                .map_or(String::new(), |n| format!(" {}", n.trim()));
            let _ = writeln!(
                page,
                "- *{}*: {} ({}; tier: {}).{rule}{note}",
                m.what,
                m.source,
                m.seen.words(),
                m.tier.words()
            );
        }
        if let Some(differences) = &self.differences {
            let _ = write!(page, "\nWhy ours may differ: {}\n", differences.trim());
        }
        for (k, correlation) in self.rank_correlation.iter().enumerate() {
            if let Some(rho) = correlation {
                let _ = write!(
                    page,
                    "\nOrder of the economies, run {}: rank correlation {rho:+.2}.\n",
                    k + 1
                );
            }
        }
        let list = |names: &[String]| {
            let quoted: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
            quoted.join(", ")
        };
        if !self.informed.is_empty() {
            let informed = list(&self.informed);
            let _ = write!(
                page,
                "\nSet with a look at it, so not counted: {informed}.\n"
            );
        }
        if !self.bear.is_empty() {
            let _ = write!(page, "\nBears on: {}.\n", list(&self.bear));
        }
    }
}

/// The figure's lines of the CSV, one a run.
fn records(entry: &Entry, line: &Line) -> Vec<Vec<String>> {
    let m = &line.measured;
    let full = |x: f64| x.to_string();
    let head = |run: &str| {
        vec![
            format!("{}/{}", entry.id, m.id),
            entry.suite.id().to_owned(),
            run.to_owned(),
            m.what.clone(),
            m.regions.join(" "),
            format!("{:?}", m.quantity),
            m.quantity.unit().to_owned(),
            full(m.value),
            full(m.low),
            full(m.high),
            m.source.clone(),
            m.seen.words().to_owned(),
            m.tier.words().to_owned(),
            format!("{:?}", m.rule).to_lowercase(),
        ]
    };
    let tail = |why: &str| {
        [
            line.counted.to_string(),
            entry.proxy.is_some().to_string(),
            entry.informed.join(" "),
            why.to_owned(),
        ]
    };
    let bare = |state: &str, verdict: &str, ours: Option<f64>, why: &str| {
        let mut record = head("");
        record.extend([state, verdict].map(str::to_owned));
        record.extend([
            String::new(),
            String::new(),
            ours.map_or(String::new(), full),
        ]);
        record.extend(std::iter::repeat_n(String::new(), 7));
        record.extend(tail(why));
        vec![record]
    };
    match &line.outcome {
        Outcome::Played { runs } => runs
            .iter()
            .map(|under| {
                let (j, said) = (&under.judged, &under.judged.said);
                let mut record = head(&under.run);
                record.extend(["played".to_owned(), word(j.verdict).to_lowercase()]);
                record.extend(
                    [said.p05, said.p25, said.median, said.p75, said.p95, j.error].map(full),
                );
                record.push(j.half_widths.map_or(String::new(), full));
                record.extend([full(j.pit), said.draws.to_string(), said.never.to_string()]);
                record.extend(tail(""));
                record
            })
            .collect(),
        Outcome::Computed { ours, verdict } => {
            bare("computed", &word(*verdict).to_lowercase(), Some(*ours), "")
        }
        Outcome::NotModelled { why } => bare("not-modelled", "", None, why),
        Outcome::Needs { how } => bare("needs-data", "", None, how),
    }
}
