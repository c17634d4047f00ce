//! What can go wrong with a row, said so that its author can mend it.

use mist_economy::EconomyError;
use mist_engine::EngineError;
use mist_scenario::ScenarioError;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ValidationError {
    /// A row's file that cannot be used as it stands.
    #[error("{file}:{line}: {what}: {help}")]
    Row {
        /// File.
        file: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
        /// What to do about it.
        help: String,
    },
    /// A row that nobody has written.
    #[error("no row is called `{id}`{}", nearest.as_ref().map_or_else(String::new, |n| format!("; did you mean `{n}`?")))]
    UnknownRow {
        /// What was asked for.
        id: String,
        /// The nearest there is.
        nearest: Option<String>,
    },
    /// The scenario of a row.
    #[error("the scenario of row `{row}`: {}", problems(error))]
    Scenario {
        /// Row.
        row: String,
        /// What is wrong with it, told whole in the message.
        error: ScenarioError,
    },
    /// A run that failed.
    #[error("row `{row}` cannot be played")]
    Engine {
        /// Row.
        row: String,
        /// Why.
        source: EngineError,
    },
    /// The economy or the model's parameters cannot be read.
    #[error(transparent)]
    Parameters(#[from] EngineError),
    /// Economic data that are damaged.
    #[error(transparent)]
    Economy(#[from] EconomyError),
    /// The page cannot be rendered: a defect of the program.
    #[error("the page of the scoreboard cannot be made")]
    Page(#[from] minijinja::Error),
    /// A table cannot be written as CSV.
    #[error("the scoreboard cannot be written as CSV")]
    Csv(#[from] csv::Error),
    /// A kept board that is not one.
    #[error("{what} is no kept scoreboard: make it anew with `mist validate`")]
    Json {
        /// Which file.
        what: String,
        /// Why.
        source: serde_json::Error,
    },
    /// The user stopped the runs.
    #[error("stopped")]
    Interrupted,
}

fn problems(error: &ScenarioError) -> String {
    let mut text = error.to_string();
    for problem in error.problems() {
        text.push_str(&format!("\n  {}", problem.located()));
    }
    text
}
