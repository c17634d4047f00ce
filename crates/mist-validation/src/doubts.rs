//! The page for those who take a figure apart: kept tornados in words, and the table of parameters
//! with the rank of each and the rows that bear on it.

use std::fmt::Write as _;

use mist_engine::ModelParameters;
use mist_engine::parameters::Column;

use crate::board::Board;
use crate::tornado::Tornado;

/// Assumptions that the page shows of each scenario.
const SHOWN: usize = 8;

/// What an assumption is, in words: the parameter table's, or the scenario's name for it.
fn what(parameters: &ModelParameters, name: &str) -> String {
    let text = parameters
        .rows()
        .find(|row| row.name == name)
        .map(|row| row.text.trim());
    text.map_or_else(
        || format!("`{name}` of the scenario"),
        |text| format!("{} (`{name}`)", text.trim_end_matches('.')),
    )
}

/// The page, given kept tornados and how each scenario is called.
#[must_use]
pub fn markdown(parameters: &ModelParameters, tornados: &[Tornado]) -> String {
    let mut page = String::from(include_str!("../templates/doubts.md"));
    for tornado in tornados {
        let _ = write!(
            page,
            "\n### {}\n\nMedian {:.2} % of a year's value added; {} draws; chance alone spans up to \
             {:.2} points. `{}`\n\n| if this is … | lowest tenth | highest tenth |\n| --- | --- | --- |\n",
            tornado.title, tornado.median, tornado.draws, tornado.noise, tornado.command
        );
        let told: Vec<_> = tornado
            .bars
            .iter()
            .filter(|bar| bar.width() > tornado.noise)
            .take(SHOWN)
            .collect();
        for bar in &told {
            let _ = writeln!(
                page,
                "| {} | {:.2} % | {:.2} % |",
                what(parameters, &bar.name).replace('|', "\\|"),
                bar.low,
                bar.high
            );
        }
        if told.is_empty() {
            page.push_str("| nothing that these draws tell from chance | | |\n");
        }
    }
    page.push_str(include_str!("../templates/doubts-end.md"));
    page
}

/// The page of parameters: each with its place among those that move the kept scenario most, and the
/// rows that bear on it.
#[must_use]
pub fn parameters(parameters: &ModelParameters, board: &Board, tornado: &Tornado) -> String {
    let rank = |name: &str| {
        let own = |bar: &crate::tornado::Bar| {
            name == bar.name
                || name
                    .strip_prefix(bar.name.as_str())
                    .is_some_and(|rest| rest.starts_with('.'))
        };
        let among = tornado.bars.iter().position(own);
        match among {
            Some(at) if tornado.bars[at].width() > tornado.noise => (at + 1).to_string(),
            Some(_) => "–".to_owned(),
            None => String::new(),
        }
    };
    let rows = |name: &str| board.bearing_on(name).join(", ");
    parameters.markdown(
        &format!(
            "**rank** is its place among all assumptions by what it moves in the world's loss, from \
             `{}`; a dash is not told from chance, a blank does not vary. **rows** of [the \
             scoreboard](validation.md) bear on it; with a star, somebody looked at the row when setting \
             it. Where published figures conflict, both stand in the range.",
            tornado.command
        ),
        &[Column { heading: "rank", of: &rank }, Column { heading: "rows", of: &rows }],
    )
}
