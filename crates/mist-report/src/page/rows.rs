//! The row of `summary.csv` behind each figure of a page, with an anchor that the figure leads to.

use mist_engine::results::{CountrySummary, ScenarioSummary, Spread};
use mist_engine::statistics::proportion_error;
use mist_engine::tables::CSV_DIGITS;
use serde::Serialize;

use super::{ScenarioLabel, label};
use crate::Error;
use crate::language::{Language, Words};
use crate::publication::CountryPage;
use crate::rounding::significant;

/// A figure with all its digits.
#[derive(Debug, Serialize)]
struct FigureRow {
    /// Anchor, unique on the page.
    anchor: String,
    figure: String,
    /// Days from the beginning, where the figure is of a period.
    days: Option<u16>,
    unit: String,
    /// What the row of `summary.csv` is called.
    measure: &'static str,
    low: Option<String>,
    median: Option<String>,
    high: Option<String>,
    mean: Option<String>,
    error: Option<String>,
}

/// A scenario's figures.
#[derive(Debug, Serialize)]
pub(crate) struct ScenarioRows {
    label: ScenarioLabel,
    /// Identifier, as in the file.
    id: String,
    rows: Vec<FigureRow>,
}

/// The rows of one economy, by scenario.
pub(crate) fn rows(
    page: &CountryPage<'_>,
    language: &Language,
) -> Result<Vec<ScenarioRows>, Error> {
    let results = page.results()?.into_iter().enumerate();
    results
        .map(|(at, (scenario, country))| {
            Ok(ScenarioRows {
                label: label(language, page.publication, at)?,
                id: scenario.scenario.clone(),
                rows: of_scenario(language.words(), at, scenario, country)?,
            })
        })
        .collect()
}

fn of_scenario(
    words: &Words,
    at: usize,
    scenario: &ScenarioSummary,
    country: &CountrySummary,
) -> Result<Vec<FigureRow>, Error> {
    let head = |measure: &'static str, days: Option<u16>, unit: &'static str| {
        let short = if unit == "usd-million" { "-usd" } else { "" };
        let period = match (measure, days) {
            ("loss", Some(days)) => format!("-{days}"),
            _ => String::new(),
        };
        Ok::<_, Error>(FigureRow {
            anchor: format!("s{}-{measure}{period}{short}", at + 1),
            figure: words.say(&format!("figure-{measure}"), &[])?,
            days,
            unit: words.say(&format!("unit-{unit}"), &[])?,
            measure,
            low: None,
            median: None,
            high: None,
            mean: None,
            error: None,
        })
    };
    let full = |measure, days, unit, spread: &Spread| {
        let all = |value| Some(digits(words, value));
        Ok::<_, Error>(FigureRow {
            low: all(spread.p05),
            median: all(spread.median),
            high: all(spread.p95),
            mean: all(spread.mean),
            error: all(spread.median_error),
            ..head(measure, days, unit)?
        })
    };
    let kept = (scenario.draws - scenario.failed.min(scenario.draws)).max(1) as f64;
    let share = |measure, share: f64| {
        Ok::<_, Error>(FigureRow {
            mean: Some(digits(words, share)),
            error: Some(digits(words, proportion_error(share, kept))),
            ..head(measure, Some(365), "share-of-draws")?
        })
    };
    let mut rows = Vec::new();
    for loss in &country.losses {
        rows.push(full("loss", Some(loss.days), "share", &loss.share)?);
        rows.push(full(
            "loss",
            Some(loss.days),
            "usd-million",
            &loss.usd_million,
        )?);
    }
    rows.push(full(
        "trade-lost",
        Some(365),
        "usd-million",
        &country.trade_lost,
    )?);
    rows.push(share("shortage", country.shortage_share)?);
    if let Some(day) = &country.first_shortage_day {
        rows.push(full("first-shortage-day", None, "day", day)?);
    }
    rows.push(share("unrecovered", country.unrecovered_share)?);
    if let Some(days) = &country.recovery_days {
        rows.push(full("recovery", None, "days", days)?);
    }
    Ok(rows)
}

/// A number with all the digits that `summary.csv` has of it.
fn digits(words: &Words, value: f64) -> String {
    let mut figure = significant(value, CSV_DIGITS);
    while figure.units != 0 && figure.units % 10 == 0 {
        figure.units /= 10;
        figure.exponent += 1;
    }
    if figure.units == 0 {
        figure.exponent = 0;
    }
    words.number(figure, 0)
}

#[cfg(test)]
mod tests {
    use super::digits;
    use crate::language::Language;

    #[test]
    fn a_number_keeps_the_digits_of_the_file_and_no_more() {
        let english = Language::load("en").unwrap();
        let said = |value| digits(english.words(), value);
        assert_eq!(said(0.014_400_000_1), "0.0144");
        assert_eq!(said(-0.001_234_567_8), "−0.00123457");
        assert_eq!(said(1_234_567.0), "1,234,570");
        assert_eq!(said(0.0), "0");
        assert_eq!(said(24.0), "24");
    }
}
