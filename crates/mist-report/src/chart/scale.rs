//! Linear scales and their round ticks.

/// A linear map from figures to user units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// Maps the interval `from..to` on `start..end`; an empty interval maps on `start`.
    pub(super) const fn new(from: f64, to: f64, start: f64, end: f64) -> Self {
        Self {
            from,
            to,
            start,
            end,
        }
    }

    /// Where a figure lies, to a tenth of a user unit: more would only make the page heavier.
    pub(super) fn at(&self, value: f64) -> f64 {
        let span = self.to - self.from;
        let share = if span == 0.0 {
            0.0
        } else {
            (value - self.from) / span
        };
        tenth(self.start + share * (self.end - self.start))
    }
}

/// Rounds to a tenth, without a negative zero.
pub(super) fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0 + 0.0
}

/// Round numbers for an interval, in about `wanted` steps.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ticks {
    /// The ticks, ascending.
    pub(super) values: Vec<f64>,
    /// Decimals that they need.
    pub(super) decimals: usize,
}

/// Part of a step by which figures may go beyond the outermost ticks.
const OVERHANG: f64 = 0.15;

/// Ticks of 1, 2 or 5 times a power of ten for an interval that is not empty; its ends lie at most
/// [`OVERHANG`] of a step beyond them.
pub(super) fn ticks(low: f64, high: f64, wanted: usize) -> Ticks {
    let rough = (high - low).max(f64::MIN_POSITIVE) / wanted.max(1) as f64;
    let power = libm::floor(libm::log10(rough));
    let unit = libm::pow(10.0, power);
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|m| m * unit)
        .find(|step| *step >= rough * (1.0 - 1e-9))
        .unwrap_or(10.0 * unit);
    let first = libm::floor(low / step + OVERHANG) as i64;
    let last = libm::ceil(high / step - OVERHANG) as i64;
    let decimals = libm::ceil(-libm::log10(step) - 1e-9).max(0.0) as usize;
    Ticks {
        values: (first..=last.max(first + 1))
            .map(|k| k as f64 * step)
            .collect(),
        decimals,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover() {
        let t = ticks(0.0, 3.4, 4);
        assert_eq!(t.values, [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(t.decimals, 0);
        let t = ticks(-0.02, 0.11, 4);
        assert_eq!(t.decimals, 2);
        assert!(t.values[0] <= -0.02 && *t.values.last().unwrap() >= 0.1);
        let t = ticks(-0.3, 41.0, 4);
        assert_eq!(
            t.values,
            [0.0, 20.0, 40.0],
            "a little beyond asks for no tick more"
        );
    }

    #[test]
    fn an_empty_interval_still_has_two_ticks() {
        assert!(ticks(0.0, 0.0, 4).values.len() >= 2);
    }

    #[test]
    fn scale_maps_its_ends() {
        let s = Scale::new(-1.0, 3.0, 200.0, 0.0);
        assert_eq!(s.at(-1.0), 200.0);
        assert_eq!(s.at(3.0), 0.0);
        assert_eq!(s.at(0.0), 150.0);
    }
}
