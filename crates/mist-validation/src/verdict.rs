//! Hit or miss, by how much, and where in our distribution a figure stands.

use mist_engine::HORIZON_DAYS;
use mist_engine::statistics::quantile;
use serde::{Deserialize, Serialize};

use crate::row::{Measured, Rule};

/// What stands for "not within the year" among days.
pub const NEVER: f64 = HORIZON_DAYS + 1.0;

/// What we say of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// Draws that it rests on.
    pub draws: u64,
    /// Those in which it does not come about within the year; they count as the largest.
    pub never: u64,
    /// 5 % quantile.
    pub p05: f64,
    /// 25 % quantile.
    pub p25: f64,
    /// Median.
    pub median: f64,
    /// 75 % quantile.
    pub p75: f64,
    /// 95 % quantile.
    pub p95: f64,
}

/// How the two agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// By the row's rule they agree.
    Hit,
    /// They do not.
    Miss,
    /// Not judged.
    Beside,
}

/// A figure judged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// What we say.
    pub said: Said,
    /// Hit or miss by the row's rule.
    pub verdict: Verdict,
    /// Whether the figure itself, without its range, lies within our 25–75 %.
    pub inside_50: bool,
    /// Whether it lies within our 5–95 %.
    pub inside_90: bool,
    /// Our median less the figure, in the figure's unit.
    pub error: f64,
    /// The same in half-widths of our 5–95 %; none where that has no width.
    pub half_widths: Option<f64>,
    /// Share of our draws below the figure, ties counting by half: the probability integral
    /// transform.
    pub pit: f64,
}

/// Judges a figure by our draws, in which it may not come about.
#[must_use]
pub fn judge(measured: &Measured, draws: &[Option<f64>]) -> Option<Judged> {
    let mut values: Vec<f64> = draws.iter().map(|v| v.unwrap_or(NEVER)).collect();
    if values.is_empty() {
        return None;
    }
    values.sort_unstable_by(f64::total_cmp);
    let said = Said {
        draws: values.len() as u64,
        never: draws.iter().filter(|v| v.is_none()).count() as u64,
        p05: quantile(&values, 0.05),
        p25: quantile(&values, 0.25),
        median: quantile(&values, 0.5),
        p75: quantile(&values, 0.75),
        p95: quantile(&values, 0.95),
    };
    let x = measured.value;
    let verdict = match measured.rule {
        Rule::Overlap if measured.low <= said.p95 && said.p05 <= measured.high => Verdict::Hit,
        Rule::Within if measured.low <= said.p05 && said.p95 <= measured.high => Verdict::Hit,
        Rule::Overlap | Rule::Within => Verdict::Miss,
        Rule::Beside => Verdict::Beside,
    };
    let below = values.iter().filter(|v| **v < x).count() as f64;
    let equal = values.iter().filter(|v| **v == x).count() as f64;
    let half = (said.p95 - said.p05) / 2.0;
    Some(Judged {
        said,
        verdict,
        inside_50: said.p25 <= x && x <= said.p75,
        inside_90: said.p05 <= x && x <= said.p95,
        error: said.median - x,
        half_widths: (half > 0.0).then(|| (said.median - x) / half),
        pit: (below + equal / 2.0) / values.len() as f64,
    })
}
