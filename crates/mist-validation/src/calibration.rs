//! What many verdicts say together: whether our intervals hold what they promise.
//!
//! If they do, a tenth of the figures lies outside our 5–95 %, half within our 25–75 %, and the share
//! of our draws below a figure (the probability integral transform, Dawid 1984) is even from 0 to 1.
//! Many low values mean that we say too much, many high ones too little, both that we are too sure.
//!
//! **Left out.** Our priors come from the literature and not from a fit to the rows, so that nothing
//! is estimated again without a row. What can be done honestly is to leave out of the count every row
//! at which somebody looked when setting a parameter (`parameters_informed`), and every row on an
//! economy that is not its own; the score with them stands beside.

use serde::{Deserialize, Serialize};

use crate::verdict::{Judged, Verdict};

/// Bars of the histogram.
pub const BINS: usize = 10;

/// A group of verdicts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Which.
    pub name: String,
    /// Figures judged.
    pub judged: u64,
    /// Of them hits by their rule.
    pub hits: u64,
    /// Figures with a value of their own: controls, where nothing was to be seen, have none.
    pub valued: u64,
    /// Of those, without their range, within our 25–75 %.
    pub inside_50: u64,
    /// Within our 5–95 %.
    pub inside_90: u64,
    /// Figures that are losses in per cent.
    pub losses: u64,
    /// Of those, mean of our median less the figure, in points; above zero where we say too much.
    pub mean_error: Option<f64>,
    /// Mean of its size.
    pub mean_absolute_error: Option<f64>,
    /// Median size of the distance in our half-widths, over figures with a value.
    pub median_half_widths: Option<f64>,
    /// How often the probability integral transform falls into each tenth.
    pub pit: [u64; BINS],
}

/// A verdict with what the score needs to know of its figure.
#[derive(Debug, Clone, Copy)]
pub struct Scored<'a> {
    /// The verdict.
    pub judged: &'a Judged,
    /// Whether the figure is a loss in per cent.
    pub loss: bool,
    /// Whether it is a control.
    pub control: bool,
}

/// Scores verdicts.
#[must_use]
pub fn score<'a>(name: &str, verdicts: impl Iterator<Item = Scored<'a>>) -> Score {
    let mut score = Score {
        name: name.to_owned(),
        judged: 0,
        hits: 0,
        valued: 0,
        inside_50: 0,
        inside_90: 0,
        losses: 0,
        mean_error: None,
        mean_absolute_error: None,
        median_half_widths: None,
        pit: [0; BINS],
    };
    let mut errors: Vec<f64> = Vec::new();
    let mut widths: Vec<f64> = Vec::new();
    for Scored {
        judged,
        loss,
        control,
    } in verdicts.filter(|v| v.judged.verdict != Verdict::Beside)
    {
        score.judged += 1;
        score.hits += u64::from(judged.verdict == Verdict::Hit);
        if loss {
            errors.push(judged.error);
        }
        if !control {
            score.valued += 1;
            score.inside_50 += u64::from(judged.inside_50);
            score.inside_90 += u64::from(judged.inside_90);
            score.pit[((judged.pit * BINS as f64) as usize).min(BINS - 1)] += 1;
            widths.extend(judged.half_widths.map(f64::abs));
        }
    }
    score.losses = errors.len() as u64;
    if !errors.is_empty() {
        let n = errors.len() as f64;
        score.mean_error = Some(errors.iter().sum::<f64>() / n);
        score.mean_absolute_error = Some(errors.iter().map(|e| e.abs()).sum::<f64>() / n);
    }
    widths.sort_unstable_by(f64::total_cmp);
    if !widths.is_empty() {
        score.median_half_widths = Some(mist_engine::statistics::quantile(&widths, 0.5));
    }
    score
}

/// Whether two lists have the same order: Spearman's correlation of ranks, ties sharing theirs; none
/// for fewer than three or where one does not vary.
#[must_use]
pub fn rank_correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    if a.len() < 3 || a.len() != b.len() {
        return None;
    }
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() as f64 - 1.0) / 2.0;
    let sum = |x: &[f64], y: &[f64]| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum()
    };
    let spread = sum(&a, &a) * sum(&b, &b);
    (spread > 0.0).then(|| sum(&a, &b) / spread.sqrt())
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let of = |v: &f64| {
        let below = values.iter().filter(|w| *w < v).count() as f64;
        let equal = values.iter().filter(|w| *w == v).count() as f64;
        below + (equal - 1.0) / 2.0
    };
    values.iter().map(of).collect()
}
