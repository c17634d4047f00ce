//! The fan chart: weekly losses as a median line in a 50 % and a 90 % band.

use std::fmt::Write as _;

use mist_engine::results::PathPoint;
use serde::Serialize;

use super::scale::{Scale, tenth, ticks};
use crate::Error;
use crate::language::Words;
use crate::rounding::Figure;

const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 250.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 10.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 40.0;

/// Mean length of a month, days: the axis counts months.
const DAYS_A_MONTH: f64 = 365.2425 / 12.0;

/// Smallest height of the axis, per cent: below it a chart of nothing would look like something.
const SMALLEST_AXIS: f64 = 0.1;

/// A tick with its label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Tick {
    at: f64,
    /// Base line of the label beside a tick of the vertical axis.
    base: f64,
    label: String,
    zero: bool,
}

/// The chart, ready to be written down.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Fan {
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    outer: String,
    inner: String,
    median: String,
    x_ticks: Vec<Tick>,
    y_ticks: Vec<Tick>,
    x_label: String,
}

/// Draws the weekly losses (shares of the week's baseline).
pub(crate) fn fan(path: &[PathPoint], words: &Words) -> Result<Fan, Error> {
    let percent = |share: f64| share * 100.0;
    let low = path.iter().map(|p| percent(p.p05)).fold(0.0, f64::min);
    let high = path
        .iter()
        .map(|p| percent(p.p95))
        .fold(SMALLEST_AXIS, f64::max);
    let marks = ticks(low, high, 4);
    let (first, last) = (
        marks.values.first().copied().unwrap_or(low).min(low),
        marks.values.last().copied().unwrap_or(high).max(high),
    );
    let y = Scale::new(first, last, HEIGHT - BOTTOM, TOP);
    let end = path.last().map_or(1.0, |p| p.day + 3.5);
    let x = Scale::new(0.0, end, LEFT, WIDTH - RIGHT);
    let line = |value: fn(&PathPoint) -> f64| -> Vec<(f64, f64)> {
        path.iter()
            .map(|p| (x.at(p.day), y.at(percent(value(p)))))
            .collect()
    };
    // 52 weeks are twelve months for everybody but a calendar.
    let months = (end / DAYS_A_MONTH + 0.1) as i64;
    let every = match months {
        0..=6 => 1,
        7..=24 => 3,
        25..=48 => 6,
        _ => 12,
    };
    let y_ticks = marks
        .values
        .iter()
        .map(|value| {
            let scale = libm::pow(10.0, marks.decimals as f64);
            let number = words.number(
                Figure {
                    units: (value * scale).round() as i64,
                    exponent: -(marks.decimals as i16),
                },
                0,
            );
            Ok(Tick {
                at: y.at(*value),
                base: tenth(y.at(*value) + 4.5),
                label: words.say("percent", &[("number", number.into())])?,
                zero: *value == 0.0,
            })
        })
        .collect::<Result<_, Error>>()?;
    Ok(Fan {
        width: WIDTH,
        height: HEIGHT,
        left: LEFT,
        right: WIDTH - RIGHT,
        top: TOP,
        bottom: HEIGHT - BOTTOM,
        outer: band(&line(|p| p.p05), &line(|p| p.p95)),
        inner: band(&line(|p| p.p25), &line(|p| p.p75)),
        median: polyline(&line(|p| p.median)),
        x_ticks: (0..=months)
            .step_by(every)
            .map(|month| Tick {
                at: x.at(month as f64 * DAYS_A_MONTH),
                base: HEIGHT - BOTTOM + 17.0,
                label: words.whole(month),
                zero: month == 0,
            })
            .collect(),
        y_ticks,
        x_label: words.say("fan-x-label", &[])?,
    })
}

/// Path data of a line through points.
pub(super) fn polyline(points: &[(f64, f64)]) -> String {
    let mut data = String::new();
    for (i, (x, y)) in points.iter().enumerate() {
        let command = if i == 0 { 'M' } else { 'L' };
        let _ = write!(data, "{command}{x} {y}");
    }
    data
}

/// Path data of the area between a lower and an upper line.
pub(super) fn band(lower: &[(f64, f64)], upper: &[(f64, f64)]) -> String {
    let around: Vec<_> = upper.iter().chain(lower.iter().rev()).copied().collect();
    if around.is_empty() {
        return String::new();
    }
    polyline(&around) + "Z"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn point(day: f64, median: f64) -> PathPoint {
        PathPoint {
            day,
            p05: median * 0.5,
            p25: median * 0.8,
            median,
            p75: median * 1.2,
            p95: median * 1.5,
        }
    }

    #[test]
    fn the_median_peaks_where_the_loss_does() {
        let english = Language::load("en").unwrap();
        let path = [point(3.5, 0.0), point(10.5, 0.02), point(17.5, 0.01)];
        let chart = fan(&path, english.words()).unwrap();
        // 2 % on an axis of 0 to 3 % (the 95 % quantile peaks at 3 %).
        let y = TOP + (HEIGHT - BOTTOM - TOP) / 3.0;
        assert!(
            chart
                .median
                .contains(&format!(" {}", (y * 10.0).round() / 10.0)),
            "{chart:?}"
        );
        assert!(chart.outer.ends_with('Z'));
    }

    #[test]
    fn a_chart_of_nothing_is_flat_and_finite() {
        let english = Language::load("en").unwrap();
        let path = [point(3.5, 0.0), point(10.5, 0.0)];
        let chart = fan(&path, english.words()).unwrap();
        assert!(!chart.median.contains("NaN") && !chart.median.contains("inf"));
        assert_eq!(fan(&[], english.words()).unwrap().median, "");
    }
}
