//! Summaries as files: CSV for spreadsheets and JSON for programs, the same bytes every time.

use std::io::Write;

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::EngineError;
use crate::comparison::Comparison;
use crate::overview::Overview;
use crate::results::{CountrySummary, RunSummary, ScenarioSummary, Spread};
use crate::statistics::proportion_error;
use crate::summary::WORLD;
use crate::variance::VarianceStudy;
use crate::weighted::WeightedChange;

/// Significant digits in `summary.csv`: more than the Monte Carlo error ever supports.
pub const CSV_DIGITS: usize = 6;

/// Significant digits in `summary.json`.
const JSON_DIGITS: usize = 9;

/// Columns of `summary.csv`.
const COLUMNS: [&str; 18] = [
    "scenario",
    "model",
    "region",
    "name",
    "tier",
    "measure",
    "days",
    "unit",
    "p05",
    "p25",
    "median",
    "p75",
    "p95",
    "mean",
    "tail_mean",
    "error",
    "p05_error",
    "p95_error",
];

/// A number as the CSV files have it: rounded first as the JSON files have it, so that a table made from
/// a stored summary is the table that was made with it, to the byte.
fn number(x: f64) -> String {
    round_significant(round_significant(x, JSON_DIGITS), CSV_DIGITS).to_string()
}

/// Rounds to so many significant digits; the result prints short.
#[must_use]
pub fn round_significant(x: f64, digits: usize) -> f64 {
    // Decimal rounding by the standard library, the same on every platform; adding 0 unsigns −0.
    let text = format!("{x:.*e}", digits.saturating_sub(1));
    text.parse().unwrap_or(x) + 0.0
}

/// Writes one row for each scenario, economy (the world first) and measure.
///
/// Shares are parts of one (0.012 is 1.2 %), money is USD million. `error` is the Monte Carlo
/// standard error: of the median where there is one, else of the figure under `mean`, which is the
/// only one of shares of draws and of drivers' contributions; `p05_error` and `p95_error` are those
/// of the outer quantiles.
///
/// # Errors
/// Whatever `out` refuses.
pub fn write_csv(run: &RunSummary, out: impl Write) -> Result<(), EngineError> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| EngineError::Store {
        action: "write the summary as CSV",
        source,
    };
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS).map_err(|e| failed(e.into()))?;
    for scenario in &run.scenarios {
        for country in std::iter::once(&scenario.world).chain(&scenario.countries) {
            for row in rows(scenario, country) {
                csv.write_record(row).map_err(|e| failed(e.into()))?;
            }
        }
    }
    csv.flush().map_err(|e| failed(e.into()))
}

/// The rows of one economy.
fn rows(scenario: &ScenarioSummary, country: &CountrySummary) -> Vec<Vec<String>> {
    let head = |measure: &str, days: Option<u16>, unit: &str| {
        let tier = country.tier.map(|tier| format!("{tier:?}"));
        vec![
            scenario.scenario.clone(),
            scenario.model.clone(),
            country.region.to_string(),
            country.name.clone(),
            tier.unwrap_or_default(),
            measure.to_owned(),
            days.map(|d| d.to_string()).unwrap_or_default(),
            unit.to_owned(),
        ]
    };
    let full = |measure: &str, days: Option<u16>, unit: &str, s: &Spread| {
        let mut row = head(measure, days, unit);
        let values = [
            s.p05,
            s.p25,
            s.median,
            s.p75,
            s.p95,
            s.mean,
            s.tail_mean,
            s.median_error,
            s.p05_error,
            s.p95_error,
        ];
        row.extend(values.map(number));
        row
    };
    let single = |measure: &str, days: Option<u16>, unit: &str, value: f64, error: f64| {
        let mut row = head(measure, days, unit);
        row.resize(COLUMNS.len() - 5, String::new());
        let none = String::new;
        row.extend([number(value), none(), number(error), none(), none()]);
        row
    };
    let draws = (scenario.draws - scenario.failed) as f64;

    let mut rows = Vec::new();
    for loss in &country.losses {
        rows.push(full("loss", Some(loss.days), "share", &loss.share));
        rows.push(full(
            "loss",
            Some(loss.days),
            "usd-million",
            &loss.usd_million,
        ));
    }
    rows.push(full(
        "trade-lost",
        Some(365),
        "usd-million",
        &country.trade_lost,
    ));
    rows.push(full(
        "unmet-demand",
        Some(365),
        "usd-million",
        &country.unmet_demand,
    ));
    for (measure, share) in [
        ("shortage", country.shortage_share),
        ("unrecovered", country.unrecovered_share),
    ] {
        rows.push(single(
            measure,
            Some(365),
            "share-of-draws",
            share,
            proportion_error(share, draws),
        ));
    }
    if let Some(day) = &country.first_shortage_day {
        rows.push(full("first-shortage-day", None, "day", day));
    }
    if let Some(days) = &country.recovery_days {
        rows.push(full("recovery", None, "days", days));
    }
    for driver in &country.drivers {
        let measure = format!("due-to-{}", driver.driver.id());
        rows.push(single(
            &measure,
            Some(365),
            "share",
            driver.share,
            driver.error,
        ));
    }
    if country.region.as_str() == WORLD {
        rows.push(full("duration", Some(365), "days", &scenario.duration_days));
        if let Some(amplification) = &scenario.amplification {
            rows.push(full("amplification", Some(365), "ratio", amplification));
        }
        let all = scenario.draws as f64;
        for (measure, count) in [
            ("collapsed", scenario.collapsed),
            ("failed", scenario.failed),
        ] {
            let share = count as f64 / all;
            let error = proportion_error(share, all);
            rows.push(single(measure, Some(365), "share-of-draws", share, error));
        }
    }
    rows
}

/// Columns of `sensitivity.csv`.
const INPUTS: [&str; 12] = [
    "scenario",
    "model",
    "region",
    "name",
    "input",
    "total",
    "total_error",
    "first_order",
    "first_order_error",
    "pawn",
    "pawn_of_noise",
    "rank_correlation",
];

/// Writes one row for each economy (the world first) and input, the largest total index first.
///
/// # Errors
/// Whatever `out` refuses.
pub fn write_variance_csv(
    scenario: &str,
    model: &str,
    study: &VarianceStudy,
    out: impl Write,
) -> Result<(), EngineError> {
    let failed = |e: csv::Error| EngineError::Store {
        action: "write the indices as CSV",
        source: e.into(),
    };
    let some = |x: Option<f64>| x.map_or_else(String::new, number);
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(INPUTS).map_err(failed)?;
    for economy in &study.economies {
        for input in &economy.inputs {
            let v = &input.variance;
            csv.write_record([
                scenario,
                model,
                &economy.region,
                &economy.name,
                &input.input,
                &number(v.total),
                &number(v.total_error),
                &number(v.first_order),
                &number(v.first_order_error),
                &some(input.pawn),
                &number(economy.pawn_of_noise),
                &some(input.rank_correlation),
            ])
            .map_err(failed)?;
        }
    }
    csv.flush().map_err(|e| failed(e.into()))
}

/// Columns of `compare.csv`.
const COMPARED: [&str; 17] = [
    "base",
    "with",
    "model",
    "region",
    "name",
    "tier",
    "days",
    "figure",
    "unit",
    "p05",
    "p25",
    "median",
    "p75",
    "p95",
    "mean",
    "median_error",
    "mean_error",
];

/// Writes one row for each pair, economy (the world first), period and figure: the loss of either
/// side and their difference draw by draw, below zero where the other side saves.
///
/// Shares are parts of one, money is USD million; the errors are Monte Carlo standard errors. The
/// error of a mean is that of the difference alone.
///
/// # Errors
/// Whatever `out` refuses.
pub fn write_comparison_csv(comparison: &Comparison, out: impl Write) -> Result<(), EngineError> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| EngineError::Store {
        action: "write the comparison as CSV",
        source,
    };
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COMPARED).map_err(|e| failed(e.into()))?;
    for pair in &comparison.pairs {
        for country in std::iter::once(&pair.world).chain(&pair.countries) {
            for h in &country.horizons {
                let usd_error = h.mean_error * country.value_added * f64::from(h.days) / 365.0;
                for (figure, unit, spread, error) in [
                    ("base", "share", &h.base, None),
                    ("with", "share", &h.with, None),
                    ("difference", "share", &h.difference, Some(h.mean_error)),
                    ("difference", "usd-million", &h.usd_million, Some(usd_error)),
                ] {
                    let mut row = vec![
                        pair.base.id.clone(),
                        pair.with.id.clone(),
                        comparison.model.clone(),
                        country.region.to_string(),
                        country.name.clone(),
                        country
                            .tier
                            .map(|t| t.as_str().to_owned())
                            .unwrap_or_default(),
                        h.days.to_string(),
                        figure.to_owned(),
                        unit.to_owned(),
                    ];
                    let s = spread;
                    let values = [s.p05, s.p25, s.median, s.p75, s.p95, s.mean, s.median_error];
                    row.extend(values.map(number));
                    row.push(error.map(number).unwrap_or_default());
                    csv.write_record(row).map_err(|e| failed(e.into()))?;
                }
            }
        }
    }
    csv.flush().map_err(|e| failed(e.into()))
}

/// Columns of `overview.csv`.
const OVERVIEW: [&str; 10] = [
    "scenario",
    "weight",
    "region",
    "name",
    "days",
    "p05",
    "median",
    "p95",
    "mean",
    "mean_error",
];

/// Writes scenarios side by side as CSV: a row for each scenario, economy and period, in shares of
/// the period's value added. Where the user gave weights, rows called `own-weights` hold the mixture.
///
/// # Errors
/// Whatever `out` refuses.
pub fn write_overview_csv(overview: &Overview, out: impl Write) -> Result<(), EngineError> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| EngineError::Store {
        action: "write the scenarios side by side as CSV",
        source,
    };
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(OVERVIEW).map_err(|e| failed(e.into()))?;
    for country in std::iter::once(&overview.world).chain(&overview.countries) {
        for h in &country.horizons {
            let weight = |k: usize| Some(*overview.weights.as_ref()?.get(k)?);
            let sides = overview.sides.iter().zip(&h.sides).enumerate();
            let sides = sides.map(|(k, (side, s))| {
                let values = [Some(s.p05), Some(s.median), Some(s.p95), Some(s.mean), None];
                (side.id.as_str(), weight(k), values)
            });
            let mixture = h.mixture.iter().map(|m| {
                let values = [m.p05, m.median, m.p95, m.mean, m.mean_error].map(Some);
                ("own-weights", Some(1.0), values)
            });
            for (id, weight, values) in sides.chain(mixture) {
                let mut row = vec![
                    id.to_owned(),
                    weight.map(number).unwrap_or_default(),
                    country.region.to_string(),
                    country.name.clone(),
                    h.days.to_string(),
                ];
                row.extend(values.map(|v| v.map(number).unwrap_or_default()));
                csv.write_record(row).map_err(|e| failed(e.into()))?;
            }
        }
    }
    csv.flush().map_err(|e| failed(e.into()))
}

/// Columns of `weighted.csv`.
const WEIGHTED: [&str; 11] = [
    "measure",
    "region",
    "name",
    "days",
    "figure",
    "p05",
    "median",
    "p95",
    "mean",
    "mean_error",
    "separate_error",
];

/// Writes what measures change over the user's own mixture as CSV: for each measure, economy and
/// period a row for the loss without (`base`), with (`with`) and the change (`difference`), in
/// shares of the period's value added.
///
/// # Errors
/// Whatever `out` refuses.
pub fn write_weighted_csv(weighted: &[WeightedChange], out: impl Write) -> Result<(), EngineError> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| EngineError::Store {
        action: "write the weighted changes as CSV",
        source,
    };
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(WEIGHTED).map_err(|e| failed(e.into()))?;
    for change in weighted {
        for country in std::iter::once(&change.world).chain(&change.countries) {
            for h in &country.horizons {
                for (figure, m, separate) in [
                    ("base", &h.base, None),
                    ("with", &h.with, None),
                    ("difference", &h.difference, Some(h.separate_error)),
                ] {
                    let mut row = vec![
                        change.measure.clone(),
                        country.region.to_string(),
                        country.name.clone(),
                        h.days.to_string(),
                        figure.to_owned(),
                    ];
                    row.extend([m.p05, m.median, m.p95, m.mean, m.mean_error].map(number));
                    row.push(separate.map(number).unwrap_or_default());
                    csv.write_record(row).map_err(|e| failed(e.into()))?;
                }
            }
        }
    }
    csv.flush().map_err(|e| failed(e.into()))
}

/// Writes a run or a comparison as JSON, indented, numbers rounded to 9 significant digits.
///
/// # Errors
/// Whatever `out` refuses.
pub fn write_json(run: &impl Serialize, mut out: impl Write) -> Result<(), EngineError> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| EngineError::Store {
        action: "write the summary as JSON",
        source,
    };
    let mut json = serde_json::Serializer::with_formatter(&mut out, Rounded::default());
    run.serialize(&mut json).map_err(|e| failed(e.into()))?;
    out.write_all(b"\n").map_err(|e| failed(e.into()))
}

/// Indents as usual and rounds every float.
#[derive(Default)]
struct Rounded(PrettyFormatter<'static>);

impl Formatter for Rounded {
    fn write_f64<W: ?Sized + Write>(&mut self, out: &mut W, value: f64) -> std::io::Result<()> {
        self.0.write_f64(out, round_significant(value, JSON_DIGITS))
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> std::io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> std::io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> std::io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> std::io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> std::io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> std::io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> std::io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_to_significant_digits() {
        assert_eq!(
            round_significant(0.012_345_678_9, 6).to_string(),
            "0.0123457"
        );
        assert_eq!(round_significant(-1_234_567.89, 6).to_string(), "-1234570");
        assert_eq!(round_significant(-0.0, 6).to_string(), "0");
        assert_eq!(round_significant(3.0, 6).to_string(), "3");
        // Rounded to nine digits this lies on the edge, and goes up from there.
        let stored = round_significant(33_243.749_996, 9);
        assert_eq!(number(33_243.749_996), number(stored));
    }
}
