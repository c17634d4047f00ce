//! A strip for a row of the ranking: the 5–95 % range as a line, the median as a mark.

use serde::Serialize;

use super::scale::Scale;

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 14.0;
const MARGIN: f64 = 6.0;

/// One row's strip.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Strip {
    width: f64,
    height: f64,
    middle: f64,
    zero: f64,
    low: f64,
    high: f64,
    median: Option<f64>,
    beyond: bool,
}

/// Draws strips on one scale. The scale ends at the second greatest upper end, so that one economy
/// hit much harder than all others does not squeeze these together; its strip ends in an arrow.
pub(crate) fn strips(ranges: &[(f64, f64, f64)]) -> Vec<Strip> {
    let mut highs: Vec<f64> = ranges.iter().map(|r| r.2.max(0.0)).collect();
    highs.sort_by(|a, b| b.total_cmp(a));
    let end = highs.get(1).or(highs.first()).copied().unwrap_or(0.0) * 1.02;
    let start = ranges.iter().map(|r| r.0).fold(0.0, f64::min).max(-end);
    let scale = Scale::new(start, end, MARGIN, WIDTH - MARGIN);
    let inside = |value: f64| scale.at(value.clamp(start, end.max(start)));
    ranges
        .iter()
        .map(|(low, median, high)| Strip {
            width: WIDTH,
            height: HEIGHT,
            middle: HEIGHT / 2.0,
            zero: scale.at(0.0),
            low: inside(*low),
            high: inside(*high),
            median: (*median <= end && *median >= start).then(|| scale.at(*median)),
            beyond: *high > end,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_outlier_is_cut_off_and_marked() {
        let strips = strips(&[(0.1, 0.2, 0.4), (0.005, 0.01, 0.02), (0.0, 0.005, 0.01)]);
        assert!(strips[0].beyond && strips[0].median.is_none());
        assert!(!strips[1].beyond);
        assert!(
            strips[1].high > 100.0,
            "the second fills the scale: {strips:?}"
        );
    }
}
