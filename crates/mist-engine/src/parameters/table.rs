//! The table of parameters, as the documentation prints it.

use std::fmt::Write as _;

use mist_scenario::Distribution;

use super::ModelParameters;

/// Escapes what would end a table cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn distribution(d: &Distribution) -> String {
    match d {
        Distribution::Constant { value } => format!("{value}"),
        Distribution::Uniform { min, max } => format!("uniform {min} to {max}"),
        Distribution::Triangular { min, mode, max } => {
            format!("triangular {min} / {mode} / {max}")
        }
        Distribution::Pert { min, mode, max } => format!("PERT {min} / {mode} / {max}"),
        Distribution::Beta { alpha, beta } => format!("beta({alpha}, {beta})"),
        Distribution::LogNormal { median, ratio95 } => {
            format!("log-normal, median {median}, 95 % at {ratio95} times it")
        }
        Distribution::Normal { mean, sd, min, max } => {
            format!("normal({mean}, {sd}) within {min} to {max}")
        }
        Distribution::Discrete { values, weights } => {
            let pairs: Vec<String> = values
                .iter()
                .zip(weights)
                .map(|(v, w)| format!("{v} (weight {w})"))
                .collect();
            format!("one of {}", pairs.join(", "))
        }
        Distribution::Empirical { values } => format!("one of {} observations", values.len()),
    }
}

/// A further column of the table of parameters: its heading, and what it says of a name.
pub struct Column<'a> {
    /// Heading.
    pub heading: &'a str,
    /// Cell by the parameter's name.
    pub of: &'a dyn Fn(&str) -> String,
}

impl ModelParameters {
    /// All parameters as a page of Markdown, the committed `docs/src/parameters.md`, with further
    /// columns and a paragraph that says what they are.
    #[must_use]
    pub fn markdown(&self, about: &str, beside: &[Column<'_>]) -> String {
        let mut page = String::from(
            "# Parameters\n\n\
             Every behavioural parameter of the dynamic model, from `configs/model/`. This page is \
             generated from those files; a test says when it is stale. A parameter is drawn once a \
             draw by its name, so that the same draw meets the same luck in every scenario.\n",
        );
        if !about.is_empty() {
            let _ = write!(page, "\n{about}\n");
        }
        let headings: String = beside.iter().map(|c| format!(" {} |", c.heading)).collect();
        let rule = " --- |".repeat(beside.len());
        let mut section = String::new();
        for row in self.rows() {
            let own: Vec<&str> = row.name.split('.').collect();
            let head = match own.as_slice() {
                ["item" | "electricity", id, ..] => format!("{} {id}", own[0]),
                [first, ..] => (*first).to_owned(),
                [] => String::new(),
            };
            if head != section {
                let _ = write!(
                    page,
                    "\n## {head}\n\n| name | what | value | unit | tier | source |{headings}\n\
                     | --- | --- | --- | --- | --- | --- |{rule}\n"
                );
                section = head;
            }
            let q = &row.quantity;
            let note = q.note.as_ref().map_or(String::new(), |n| format!("; {n}"));
            let further: String = beside
                .iter()
                .map(|c| format!(" {} |", cell(&(c.of)(&row.name))))
                .collect();
            let _ = writeln!(
                page,
                "| `{}` | {} | {} | {} | {} | {}{} |{further}",
                row.name,
                cell(row.text.trim()),
                distribution(&q.distribution),
                q.unit,
                q.tier.words(),
                cell(&q.source),
                cell(&note),
            );
        }
        page.push_str(
            "\n## Producers of the bottleneck items\n\n\
             Shares of world supply by stage, scaled to add up to 100 %; where a leading share is \
             drawn (above), the others share what it leaves.\n\n\
             | item | stage | shares, % | tier | source |\n| --- | --- | --- | --- | --- |\n",
        );
        for (id, _, row) in self.stages() {
            let total: f64 = row.shares.values().sum();
            let shares: Vec<String> = row
                .shares
                .iter()
                .map(|(region, share)| format!("{region} {:.1}", 100.0 * share / total))
                .collect();
            let note = row.note.map_or(String::new(), |n| format!("; {n}"));
            let _ = writeln!(
                page,
                "| {id} | {} | {} | {} | {}{} |",
                row.stage,
                shares.join(", "),
                row.tier.words(),
                cell(row.source),
                cell(&note),
            );
        }
        page
    }
}
