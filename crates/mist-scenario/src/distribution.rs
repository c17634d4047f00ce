//! Quantile functions of the distributions that a file may name, and what makes one impossible.
//!
//! Every distribution is sampled by its inverse, x = F⁻¹(u), so that one uniform number makes one
//! value: a value moves only when its own luck moves, and correlation can act on the uniforms.

use statrs::distribution::{Beta, ContinuousCDF, Normal};

use crate::Distribution;

/// 95 % quantile of the standard normal, which turns `ratio95` into σ.
const Z95: f64 = 1.644_853_626_951_472_2;

/// A parameter that makes a distribution impossible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impossible {
    /// Key of the parameter at fault.
    pub key: &'static str,
    /// What is wrong with it.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl Impossible {
    fn new(key: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            key,
            message: message.into(),
            help: help.into(),
        }
    }
}

/// Φ, the standard normal distribution function.
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// Φ⁻¹, the standard normal quantile function, on the open interval (0, 1).
#[must_use]
pub fn normal_quantile(u: f64) -> f64 {
    if u.is_nan() {
        return f64::NAN;
    }
    // Rounding may carry a probability over the edge; beyond it there is no quantile.
    Normal::standard().inverse_cdf(u.clamp(0.0, 1.0))
}

/// Quantile of a beta distribution on [0, 1].
fn beta_quantile(alpha: f64, beta: f64, u: f64) -> f64 {
    if u.is_nan() {
        return f64::NAN;
    }
    // Shapes have been checked; if they have not, not-a-number says so downstream.
    Beta::new(alpha, beta).map_or(f64::NAN, |b| {
        b.inverse_cdf(u.clamp(0.0, 1.0)).clamp(0.0, 1.0)
    })
}

impl Distribution {
    /// F⁻¹(u) for u on the open interval (0, 1). Parameters must pass
    /// [`Distribution::impossibilities`]; otherwise the value may be not a number.
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        match self {
            Self::Constant { value } => *value,
            Self::Uniform { min, max } => min + u * (max - min),
            Self::Triangular { min, mode, max } => {
                // Inverse of the two parabolic halves, joined at F(mode) = (mode − min)/(max − min).
                let (width, left) = (max - min, mode - min);
                if u * width < left {
                    min + (u * width * left).sqrt()
                } else {
                    max - ((1.0 - u) * width * (max - mode)).sqrt()
                }
            }
            Self::Pert { min, mode, max } => {
                let alpha = 1.0 + 4.0 * (mode - min) / (max - min);
                min + (max - min) * beta_quantile(alpha, 6.0 - alpha, u)
            }
            Self::Beta { alpha, beta } => beta_quantile(*alpha, *beta, u),
            Self::LogNormal { median, ratio95 } => {
                median * libm::exp(libm::log(*ratio95) / Z95 * normal_quantile(u))
            }
            Self::Normal { mean, sd, min, max } => {
                truncated_normal_quantile((min - mean) / sd, (max - mean) / sd, u)
                    .mul_add(*sd, *mean)
                    .clamp(*min, *max)
            }
            Self::Discrete { values, weights } => discrete_quantile(values, weights, u),
            Self::Empirical { values } => empirical_quantile(values, u),
        }
    }

    /// Smallest and largest value that can be drawn.
    #[must_use]
    pub fn support(&self) -> (f64, f64) {
        match self {
            Self::Constant { value } => (*value, *value),
            Self::Uniform { min, max }
            | Self::Triangular { min, max, .. }
            | Self::Pert { min, max, .. }
            | Self::Normal { min, max, .. } => (*min, *max),
            Self::Beta { .. } => (0.0, 1.0),
            Self::LogNormal { .. } => (0.0, f64::INFINITY),
            Self::Discrete { values, .. } | Self::Empirical { values } => values
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
                    (low.min(*v), high.max(*v))
                }),
        }
    }

    /// Every reason why no value can be drawn; empty if one can.
    #[must_use]
    pub fn impossibilities(&self) -> Vec<Impossible> {
        let mut found = Vec::new();
        match self {
            Self::Constant { value } => finite(&mut found, &[("value", *value)]),
            Self::Uniform { min, max } => {
                finite(&mut found, &[("min", *min), ("max", *max)]);
                ordered(&mut found, *min, *max);
            }
            Self::Triangular { min, mode, max } | Self::Pert { min, mode, max } => {
                finite(&mut found, &[("min", *min), ("mode", *mode), ("max", *max)]);
                ordered(&mut found, *min, *max);
                if min < max && !(*min..=*max).contains(mode) {
                    found.push(Impossible::new(
                        "mode",
                        format!("the mode {mode} lies outside {min} to {max}"),
                        "the most likely value must lie between `min` and `max`",
                    ));
                }
            }
            Self::Beta { alpha, beta } => {
                finite(&mut found, &[("alpha", *alpha), ("beta", *beta)]);
                positive(&mut found, "alpha", *alpha);
                positive(&mut found, "beta", *beta);
            }
            Self::LogNormal { median, ratio95 } => {
                finite(&mut found, &[("median", *median), ("ratio95", *ratio95)]);
                positive(&mut found, "median", *median);
                if *ratio95 <= 1.0 {
                    found.push(Impossible::new(
                        "ratio95",
                        format!("`ratio95` is {ratio95}, and must be above 1"),
                        "it is the 95 % quantile divided by the median: 2 means that one draw in \
                         twenty is more than twice the median",
                    ));
                }
            }
            Self::Normal { mean, sd, min, max } => {
                finite(
                    &mut found,
                    &[("mean", *mean), ("sd", *sd), ("min", *min), ("max", *max)],
                );
                positive(&mut found, "sd", *sd);
                ordered(&mut found, *min, *max);
                if *sd > 0.0 && min < max && (*mean < min - 8.0 * sd || *mean > max + 8.0 * sd) {
                    found.push(Impossible::new(
                        "mean",
                        format!("the mean {mean} is more than eight `sd` outside {min} to {max}"),
                        "almost nothing of the distribution is left: move the mean or the limits",
                    ));
                }
            }
            Self::Discrete { values, weights } => {
                sample_of(&mut found, values);
                if values.len() != weights.len() {
                    found.push(Impossible::new(
                        "weights",
                        format!("{} values but {} weights", values.len(), weights.len()),
                        "give one weight for each value",
                    ));
                }
                if weights.iter().any(|w| !w.is_finite() || *w < 0.0) {
                    found.push(Impossible::new(
                        "weights",
                        "a weight is below zero",
                        "weights are relative frequencies: zero or more",
                    ));
                } else if weights.iter().sum::<f64>() <= 0.0 {
                    found.push(Impossible::new(
                        "weights",
                        "the weights add up to zero",
                        "at least one value needs a weight above zero",
                    ));
                }
            }
            Self::Empirical { values } => sample_of(&mut found, values),
        }
        found
    }
}

fn finite(found: &mut Vec<Impossible>, parameters: &[(&'static str, f64)]) {
    for (key, value) in parameters {
        if !value.is_finite() {
            found.push(Impossible::new(
                key,
                format!("`{key}` is {value}"),
                "write a finite number",
            ));
        }
    }
}

fn positive(found: &mut Vec<Impossible>, key: &'static str, value: f64) {
    if value <= 0.0 {
        found.push(Impossible::new(
            key,
            format!("`{key}` is {value}, and must be above zero"),
            "write a number above zero",
        ));
    }
}

fn ordered(found: &mut Vec<Impossible>, min: f64, max: f64) {
    if min == max {
        found.push(Impossible::new(
            "max",
            format!("`min` and `max` are both {min}"),
            format!("write `dist = \"constant\", value = {min}` for a number that is certain"),
        ));
    } else if min > max {
        found.push(Impossible::new(
            "min",
            format!("`min` {min} is above `max` {max}"),
            "exchange the two",
        ));
    }
}

fn sample_of(found: &mut Vec<Impossible>, values: &[f64]) {
    if values.is_empty() {
        found.push(Impossible::new(
            "values",
            "there is no value to draw",
            "give at least one value",
        ));
    }
    if values.iter().any(|v| !v.is_finite()) {
        found.push(Impossible::new(
            "values",
            "a value is not finite",
            "write finite numbers",
        ));
    }
}

/// Quantile of a standard normal cut off outside [a, b]. Works in the lower tail, where differences
/// of Φ are exact to relative precision; an interval in the upper tail is mirrored.
fn truncated_normal_quantile(a: f64, b: f64, u: f64) -> f64 {
    if a > 0.0 {
        return -truncated_normal_quantile(-b, -a, 1.0 - u);
    }
    let (low, high) = (normal_cdf(a), normal_cdf(b));
    normal_quantile(low + u * (high - low)).clamp(a, b)
}

fn discrete_quantile(values: &[f64], weights: &[f64], u: f64) -> f64 {
    // In order of value, so that more luck never means a smaller value.
    let mut pairs: Vec<(f64, f64)> = values
        .iter()
        .copied()
        .zip(weights.iter().copied())
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    pairs.sort_by(|x, y| x.0.total_cmp(&y.0));
    let target = u * pairs.iter().map(|(_, weight)| weight).sum::<f64>();
    let mut reached = 0.0;
    for (value, weight) in &pairs {
        reached += weight;
        if target < reached {
            return *value;
        }
    }
    pairs.last().map_or(f64::NAN, |(value, _)| *value)
}

fn empirical_quantile(values: &[f64], u: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    // Hyndman & Fan (1996), type 7: linear between order statistics.
    let position = u * sorted.len().saturating_sub(1) as f64;
    let below = position.floor() as usize;
    match (sorted.get(below), sorted.get(below + 1)) {
        (Some(low), Some(high)) => low + (position - below as f64) * (high - low),
        (Some(only), None) => *only,
        _ => f64::NAN,
    }
}
