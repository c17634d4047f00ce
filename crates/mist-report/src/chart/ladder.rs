//! The ladder of phases: how long each lasts, as a bar with its range, on one scale of days.

use serde::Serialize;

use super::scale::{Scale, tenth};

const WIDTH: f64 = 400.0;
const ROW: f64 = 34.0;
const BAR: f64 = 10.0;
/// Where a row's bar begins, below its label.
const BAR_TOP: f64 = 18.0;
/// Room for the end of a line that marks an interval.
const END: f64 = 3.0;

/// A phase: its label and length in words, and its length in days (5 %, median, 95 %) if it ends.
pub(crate) type PhaseShown = (String, String, Option<[f64; 3]>);

/// A phase's row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Rung {
    label: String,
    figure: String,
    label_y: f64,
    bar_y: f64,
    middle: f64,
    width: f64,
    low: f64,
    high: f64,
    /// Whether it outlasts the scale: the bar ends in an arrow.
    lasting: bool,
}

/// The chart, ready to be written down.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Ladder {
    width: f64,
    height: f64,
    bar: f64,
    rungs: Vec<Rung>,
}

/// Draws phases in the order given; a length in words stands at the end of its label's line.
pub(crate) fn ladder(phases: &[PhaseShown]) -> Ladder {
    let longest = phases
        .iter()
        .filter_map(|(_, _, days)| days.map(|d| d[2]))
        .fold(1.0, f64::max);
    let x = Scale::new(0.0, longest, 0.0, WIDTH - END);
    let rungs = phases
        .iter()
        .enumerate()
        .map(|(i, (label, figure, days))| {
            let top = i as f64 * ROW;
            let [low, median, high] = days.map_or([longest; 3], |d| d).map(|d| x.at(d));
            Rung {
                label: label.clone(),
                figure: figure.clone(),
                label_y: tenth(top + 13.0),
                bar_y: top + BAR_TOP,
                middle: top + BAR_TOP + BAR / 2.0,
                width: median,
                low,
                high,
                lasting: days.is_none(),
            }
        })
        .collect();
    Ladder {
        width: WIDTH,
        height: phases.len() as f64 * ROW + 4.0,
        bar: BAR,
        rungs,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_is_as_long_as_its_days_and_one_that_lasts_fills_the_scale() {
        let phase = |days| ("a".to_owned(), "b".to_owned(), days);
        let chart = ladder(&[
            phase(Some([10.0, 20.0, 40.0])),
            phase(Some([5.0, 10.0, 20.0])),
            phase(None),
        ]);
        assert!((chart.rungs[0].width / chart.rungs[1].width - 2.0).abs() < 0.01);
        assert!(chart.rungs[2].lasting);
        assert!((chart.rungs[2].width - chart.rungs[0].high).abs() < 1e-9);
        assert!(ladder(&[]).rungs.is_empty());
    }
}
