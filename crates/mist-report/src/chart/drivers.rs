//! The drivers chart: contributions to the mean loss as bars with their Monte Carlo intervals.

use mist_engine::results::DriverShare;
use serde::Serialize;

use super::scale::{Scale, tenth};

const WIDTH: f64 = 400.0;
const ROW: f64 = 37.0;
const BAR: f64 = 12.0;
/// Where a row's bar begins, below its label.
const BAR_TOP: f64 = 18.0;
/// Room for the end of a line that marks an interval.
const END: f64 = 3.0;

/// Half a 95 % interval in standard errors.
pub(crate) const INTERVAL: f64 = 1.96;

/// One driver's row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Row {
    /// Name of the driver.
    pub(crate) label: String,
    /// Contribution in words.
    pub(crate) figure: String,
    label_y: f64,
    bar_y: f64,
    middle: f64,
    x: f64,
    width: f64,
    low: f64,
    high: f64,
    gain: bool,
}

/// The chart, ready to be written down.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Bars {
    width: f64,
    height: f64,
    bar: f64,
    zero: f64,
    rows: Vec<Row>,
}

/// Draws contributions with their labels and figures in words, in the order given. A figure stands at
/// the end of its label's line: behind the bar, the longest would run out of the chart.
pub(crate) fn bars(drivers: &[(DriverShare, String, String)]) -> Bars {
    let ends = |d: &DriverShare| (d.share - INTERVAL * d.error, d.share + INTERVAL * d.error);
    let low = drivers.iter().map(|(d, ..)| ends(d).0).fold(0.0, f64::min);
    let high = drivers.iter().map(|(d, ..)| ends(d).1).fold(0.0, f64::max);
    let x = Scale::new(low, high, END, WIDTH - END);
    let zero = x.at(0.0);
    let rows = drivers
        .iter()
        .enumerate()
        .map(|(i, (driver, label, figure))| {
            let top = i as f64 * ROW;
            let at = x.at(driver.share);
            let (from, to) = ends(driver);
            Row {
                label: label.clone(),
                figure: figure.clone(),
                label_y: tenth(top + 13.0),
                bar_y: top + BAR_TOP,
                middle: top + BAR_TOP + BAR / 2.0,
                x: at.min(zero),
                width: tenth((at - zero).abs()),
                low: x.at(from),
                high: x.at(to),
                gain: driver.share < 0.0,
            }
        })
        .collect();
    Bars {
        width: WIDTH,
        height: drivers.len() as f64 * ROW + 4.0,
        bar: BAR,
        zero,
        rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mist_engine::results::Driver;

    fn driver(share: f64) -> (DriverShare, String, String) {
        let share = DriverShare {
            driver: Driver::Chips,
            share,
            error: 0.0,
        };
        (share, "label".to_owned(), "figure".to_owned())
    }

    #[test]
    fn bars_are_as_long_as_their_shares() {
        let chart = bars(&[driver(0.02), driver(0.01), driver(-0.01)]);
        let width: Vec<_> = chart.rows.iter().map(|r| r.width).collect();
        assert!((width[0] / width[1] - 2.0).abs() < 0.01);
        assert!((width[1] - width[2]).abs() < 0.2);
        assert!(chart.rows[2].gain && !chart.rows[0].gain);
        assert!(chart.rows[2].x < chart.zero && (chart.rows[0].x - chart.zero).abs() < 1e-9);
    }

    #[test]
    fn bars_and_intervals_stay_within_the_chart() {
        let mut uncertain = driver(0.02);
        uncertain.0.error = 0.01;
        let chart = bars(&[uncertain, driver(-0.01)]);
        for row in &chart.rows {
            assert!(row.low >= 0.0 && row.high <= chart.width, "{row:?}");
            assert!(row.x >= 0.0 && row.x + row.width <= chart.width, "{row:?}");
        }
    }

    #[test]
    fn no_driver_makes_an_empty_chart_without_nan() {
        let chart = bars(&[driver(0.0)]);
        assert_eq!(chart.rows[0].width, 0.0);
        assert!(bars(&[]).rows.is_empty());
    }
}
