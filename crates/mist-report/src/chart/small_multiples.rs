//! Small fans side by side on one scale: how the same scenario runs in several economies.

use mist_engine::results::PathPoint;
use serde::Serialize;

use super::fan::{band, polyline};
use super::scale::Scale;

const WIDTH: f64 = 150.0;
const HEIGHT: f64 = 70.0;
const MARGIN: f64 = 2.0;

/// A small fan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct SmallFan {
    width: f64,
    height: f64,
    zero: f64,
    outer: String,
    inner: String,
    median: String,
    /// Whether it goes on above the picture.
    beyond: bool,
}

/// Draws weekly losses on one scale, which ends at the second greatest upper end: an economy hit much
/// harder than all others does not flatten these, and is marked.
pub(crate) fn small_fans(paths: &[&[PathPoint]]) -> Vec<SmallFan> {
    let top = |path: &&[PathPoint]| path.iter().map(|p| p.p95).fold(0.0, f64::max);
    let mut tops: Vec<f64> = paths.iter().map(top).collect();
    tops.sort_by(|a, b| b.total_cmp(a));
    let high = tops
        .get(1)
        .or(tops.first())
        .copied()
        .unwrap_or(0.0)
        .max(1e-3);
    let low = paths
        .iter()
        .flat_map(|path| path.iter().map(|p| p.p05))
        .fold(0.0, f64::min)
        .max(-high);
    let y = Scale::new(low, high, HEIGHT - MARGIN, MARGIN);
    paths
        .iter()
        .map(|path| {
            let end = path.last().map_or(1.0, |p| p.day);
            let x = Scale::new(0.0, end, MARGIN, WIDTH - MARGIN);
            let line = |value: fn(&PathPoint) -> f64| -> Vec<(f64, f64)> {
                path.iter()
                    .step_by(2)
                    .map(|p| (x.at(p.day), y.at(value(p).clamp(low, high))))
                    .collect()
            };
            SmallFan {
                width: WIDTH,
                height: HEIGHT,
                zero: y.at(0.0),
                outer: band(&line(|p| p.p05), &line(|p| p.p95)),
                inner: band(&line(|p| p.p25), &line(|p| p.p75)),
                median: polyline(&line(|p| p.median)),
                beyond: top(path) > high,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(peak: f64) -> Vec<PathPoint> {
        (0..4)
            .map(|week| PathPoint {
                day: 3.5 + 7.0 * f64::from(week),
                p05: peak * 0.5,
                p25: peak * 0.7,
                median: peak * 0.8,
                p75: peak * 0.9,
                p95: peak,
            })
            .collect()
    }

    #[test]
    fn the_one_hit_hardest_does_not_flatten_the_others() {
        let (taiwan, japan, spain) = (path(0.9), path(0.1), path(0.05));
        let fans = small_fans(&[&taiwan, &japan, &spain]);
        assert!(fans[0].beyond && !fans[1].beyond && !fans[2].beyond);
        assert!(
            fans[1].outer.contains(&format!(" {MARGIN}")),
            "{:?}",
            fans[1]
        );
    }

    #[test]
    fn nothing_is_flat_and_finite() {
        let fans = small_fans(&[&path(0.0), &[]]);
        assert!(!fans[0].outer.contains("NaN") && fans[1].median.is_empty());
        assert!(small_fans(&[]).is_empty());
    }
}
