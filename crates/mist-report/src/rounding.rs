//! What may be printed of a figure: as many digits as its interval supports, and never a zero that
//! is not one.
//!
//! Percentages are rounded to 0.1, or to 0.5 where the 5–95 % range exceeds two points; US dollars
//! to two significant figures. What would round to nothing is printed as "less than" the step.
//! Everything here is exact decimal arithmetic on integers, so that a rounded figure reads the same
//! in every language.

/// The 5–95 % range, in percentage points, above which percentages are rounded to 0.5.
const WIDE_RANGE_POINTS: f64 = 2.0;

/// Slack for comparing a difference of binary fractions with a decimal limit.
const DECIMAL_SLACK: f64 = 1e-9;

/// A decimal number `units × 10^exponent`, with every digit that is to be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Figure {
    /// All digits, as a whole number.
    pub units: i64,
    /// Power of ten of the last digit.
    pub exponent: i16,
}

impl Figure {
    /// The same digits without the sign.
    #[must_use]
    pub const fn magnitude(self) -> Self {
        Self {
            units: self.units.abs(),
            exponent: self.exponent,
        }
    }
}

/// A figure after rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounded {
    /// Exactly nothing: not a rounded-off remainder.
    Zero,
    /// Something other than zero, smaller than the step that is printed.
    Below {
        /// The step.
        step: Figure,
        /// Whether the figure is below zero.
        negative: bool,
    },
    /// A figure to print.
    Value(Figure),
}

impl Rounded {
    /// Whether the figure is below zero, however little.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        match self {
            Self::Zero => false,
            Self::Below { negative, .. } => negative,
            Self::Value(figure) => figure.units < 0,
        }
    }

    /// The same without the sign: the size of a loss or of a gain.
    #[must_use]
    pub const fn magnitude(self) -> Self {
        match self {
            Self::Zero => Self::Zero,
            Self::Below { step, .. } => Self::Below {
                step,
                negative: false,
            },
            Self::Value(figure) => Self::Value(figure.magnitude()),
        }
    }

    /// The number that is printed; half the step for one that is smaller. What goes by it (a shade, a
    /// class) agrees with what a reader sees.
    #[must_use]
    pub fn printed(self) -> f64 {
        let of = |f: Figure| f.units as f64 * libm::pow(10.0, f64::from(f.exponent));
        match self {
            Self::Zero => 0.0,
            Self::Below { step, negative } => of(step) / if negative { -2.0 } else { 2.0 },
            Self::Value(figure) => of(figure),
        }
    }

    /// The figure, if there is one to print.
    #[must_use]
    pub const fn figure(self) -> Option<Figure> {
        match self {
            Self::Value(figure) => Some(figure),
            Self::Zero | Self::Below { .. } => None,
        }
    }
}

/// A median with its 5–95 % range, rounded alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundedSpread {
    /// Lower end (5 %).
    pub low: Rounded,
    /// Median.
    pub median: Rounded,
    /// Upper end (95 %).
    pub high: Rounded,
}

impl RoundedSpread {
    /// The same seen from the other side: a loss of −0.2 (−0.5 to 0.1) is a gain of 0.2 (−0.1 to
    /// 0.5).
    #[must_use]
    pub const fn mirrored(self) -> Self {
        const fn negated(rounded: Rounded) -> Rounded {
            match rounded {
                Rounded::Zero => Rounded::Zero,
                Rounded::Below { step, negative } => Rounded::Below {
                    step,
                    negative: !negative,
                },
                Rounded::Value(figure) => Rounded::Value(Figure {
                    units: -figure.units,
                    exponent: figure.exponent,
                }),
            }
        }
        Self {
            low: negated(self.high),
            median: negated(self.median),
            high: negated(self.low),
        }
    }

    /// Whether any of the three figures is below zero.
    #[must_use]
    pub const fn has_negative(self) -> bool {
        self.low.is_negative() || self.median.is_negative() || self.high.is_negative()
    }
}

/// Step of percentages: 0.1, or 0.5 where the range exceeds two points. In tenths of a point.
#[must_use]
fn percent_step(low: f64, high: f64) -> i64 {
    if (high - low) * 100.0 > WIDE_RANGE_POINTS + DECIMAL_SLACK {
        5
    } else {
        1
    }
}

/// Rounds a share (0.012 = 1.2 %) to a percentage with a step in tenths of a point.
fn percent_to_step(share: f64, step: i64) -> Rounded {
    if share == 0.0 {
        return Rounded::Zero;
    }
    let steps = (share * 1000.0 / step as f64).round() as i64;
    if steps == 0 {
        return Rounded::Below {
            step: Figure {
                units: step,
                exponent: -1,
            },
            negative: share < 0.0,
        };
    }
    Rounded::Value(Figure {
        units: steps * step,
        exponent: -1,
    })
}

/// Rounds a share to 0.1 of a percentage point: a single figure without a range.
#[must_use]
pub fn percent(share: f64) -> Rounded {
    percent_to_step(share, 1)
}

/// Rounds a median and its range, given as shares, to percentages.
#[must_use]
pub fn percent_spread(low: f64, median: f64, high: f64) -> RoundedSpread {
    let step = percent_step(low, high);
    RoundedSpread {
        low: percent_to_step(low, step),
        median: percent_to_step(median, step),
        high: percent_to_step(high, step),
    }
}

/// Rounds a share to a whole percentage, with "less than 1" and never a false 0 or 100: a count of
/// draws. Returns the percentage, and whether it is a bound from below (`< 1`) or above (`> 99`).
#[must_use]
pub fn whole_percent(share: f64) -> (u8, Option<Bound>) {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 1.0 {
        (1, Some(Bound::LessThan))
    } else if percent > 99.0 && percent < 100.0 {
        (99, Some(Bound::MoreThan))
    } else {
        (percent.clamp(0.0, 100.0).round() as u8, None)
    }
}

/// Which side of the printed number the figure lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Smaller than the printed number.
    LessThan,
    /// Greater than the printed number.
    MoreThan,
}

/// Rounds USD million to two significant figures; below one million only that is said.
#[must_use]
pub fn usd_million(value: f64) -> Rounded {
    if value == 0.0 {
        return Rounded::Zero;
    }
    let figure = significant(value, 2);
    // 0.96 million is not worth two figures: no table of the world supports them.
    if value.abs() < 1.0 {
        return Rounded::Below {
            step: Figure {
                units: 1,
                exponent: 0,
            },
            negative: value < 0.0,
        };
    }
    Rounded::Value(figure)
}

/// Rounds a median and its range in USD million to two significant figures each.
#[must_use]
pub fn usd_million_spread(low: f64, median: f64, high: f64) -> RoundedSpread {
    RoundedSpread {
        low: usd_million(low),
        median: usd_million(median),
        high: usd_million(high),
    }
}

/// Rounds to a number of significant figures (at least 1), half to even on the exact binary value.
#[must_use]
pub fn significant(value: f64, figures: usize) -> Figure {
    let decimals = figures.max(1) - 1;
    // The standard library's shortest correct decimal expansion does the rounding exactly.
    let text = format!("{value:.decimals$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text.as_str(), "0"));
    let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    let exponent: i16 = exponent.parse().unwrap_or(0);
    Figure {
        units: digits.parse().unwrap_or(0),
        exponent: exponent - decimals as i16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(units: i64, exponent: i16) -> Rounded {
        Rounded::Value(Figure { units, exponent })
    }

    fn below_tenth(negative: bool) -> Rounded {
        Rounded::Below {
            step: Figure {
                units: 1,
                exponent: -1,
            },
            negative,
        }
    }

    #[test]
    fn percentages_go_to_a_tenth_where_the_range_is_narrow() {
        let spread = percent_spread(0.002, 0.0041, 0.0091);
        assert_eq!(spread.low, value(2, -1));
        assert_eq!(spread.median, value(4, -1));
        assert_eq!(spread.high, value(9, -1));
    }

    #[test]
    fn percentages_go_to_a_half_where_the_range_exceeds_two_points() {
        let spread = percent_spread(0.006, 0.0144, 0.031);
        assert_eq!(spread.low, value(5, -1));
        assert_eq!(spread.median, value(15, -1));
        assert_eq!(spread.high, value(30, -1));
    }

    #[test]
    fn a_range_of_exactly_two_points_is_still_narrow() {
        // 0.031 − 0.011 is 0.020000000000000004 in binary.
        let spread = percent_spread(0.011, 0.0213, 0.031);
        assert_eq!(spread.median, value(21, -1));
        let wider = percent_spread(0.0109, 0.0213, 0.031);
        assert_eq!(wider.median, value(20, -1));
    }

    #[test]
    fn halves_round_away_from_zero_on_both_sides() {
        assert_eq!(percent(0.0025), value(3, -1));
        assert_eq!(percent(-0.0025), value(-3, -1));
        assert_eq!(percent_spread(-0.02, 0.0175, 0.02).median, value(20, -1));
    }

    #[test]
    fn what_would_round_to_nothing_is_less_than_the_step() {
        assert_eq!(percent(0.0004), below_tenth(false));
        assert_eq!(percent(-0.0004), below_tenth(true));
        assert_eq!(percent(0.0005), value(1, -1));
        assert_eq!(
            percent_spread(0.001, 0.002, 0.04).median,
            Rounded::Below {
                step: Figure {
                    units: 5,
                    exponent: -1
                },
                negative: false
            }
        );
    }

    #[test]
    fn exactly_nothing_stays_nothing() {
        assert_eq!(percent(0.0), Rounded::Zero);
        assert_eq!(percent(-0.0), Rounded::Zero);
        assert_eq!(usd_million(0.0), Rounded::Zero);
        assert!(!percent(-0.0).is_negative());
    }

    #[test]
    fn dollars_keep_two_significant_figures() {
        assert_eq!(usd_million(61_443.0), value(61, 3));
        assert_eq!(usd_million(1_250_000.0), value(12, 5));
        assert_eq!(usd_million(1_251_000.0), value(13, 5));
        assert_eq!(usd_million(-338.0), value(-34, 1));
        assert_eq!(usd_million(1.04), value(10, -1));
        assert_eq!(usd_million(99_600.0), value(10, 4));
    }

    #[test]
    fn less_than_a_million_is_said_so() {
        let below = Rounded::Below {
            step: Figure {
                units: 1,
                exponent: 0,
            },
            negative: false,
        };
        assert_eq!(usd_million(0.97), below);
        assert_eq!(usd_million(1e-9), below);
        assert!(usd_million(-0.2).is_negative());
    }

    #[test]
    fn shares_of_draws_are_never_a_false_none_or_all() {
        assert_eq!(whole_percent(0.0), (0, None));
        assert_eq!(whole_percent(0.001), (1, Some(Bound::LessThan)));
        assert_eq!(whole_percent(0.987), (99, None));
        assert_eq!(whole_percent(0.999), (99, Some(Bound::MoreThan)));
        assert_eq!(whole_percent(1.0), (100, None));
    }

    #[test]
    fn a_gain_seen_as_a_gain_swaps_the_ends() {
        let gain = percent_spread(-0.005, -0.002, 0.0003).mirrored();
        assert_eq!(gain.low, below_tenth(true));
        assert_eq!(gain.median, value(2, -1));
        assert_eq!(gain.high, value(5, -1));
        assert_eq!(gain.mirrored(), percent_spread(-0.005, -0.002, 0.0003));
    }

    fn as_number(figure: Figure) -> f64 {
        figure.units as f64 * libm::pow(10.0, f64::from(figure.exponent))
    }

    proptest! {
        #[test]
        fn percent_errs_by_at_most_half_a_step(share in -1.0..1.0f64, width in 0.0..0.1f64) {
            let spread = percent_spread(share - width / 2.0, share, share + width / 2.0);
            let step = if width * 100.0 > 2.0 + DECIMAL_SLACK { 0.5 } else { 0.1 };
            match spread.median {
                Rounded::Zero => prop_assert!(share == 0.0),
                Rounded::Below { negative, .. } => {
                    prop_assert!((share * 100.0).abs() <= step / 2.0 + 1e-9);
                    prop_assert_eq!(negative, share < 0.0);
                }
                Rounded::Value(figure) => {
                    prop_assert!(figure.units != 0, "a false zero");
                    prop_assert!((as_number(figure) - share * 100.0).abs() <= step / 2.0 + 1e-9);
                }
            }
        }

        #[test]
        fn rounding_keeps_the_order(a in -0.5..0.5f64, b in -0.5..0.5f64, c in -0.5..0.5f64) {
            let mut sorted = [a, b, c];
            sorted.sort_by(f64::total_cmp);
            let spread = percent_spread(sorted[0], sorted[1], sorted[2]);
            let number = |r: Rounded| r.figure().map_or(0.0, as_number);
            prop_assert!(number(spread.low) <= number(spread.median));
            prop_assert!(number(spread.median) <= number(spread.high));
        }

        #[test]
        fn two_figures_err_by_at_most_five_per_cent(value in 1.0..1e9f64) {
            let Rounded::Value(figure) = usd_million(value) else {
                return Err(TestCaseError::fail("a figure of a million or more is printed"));
            };
            prop_assert!((10..=99).contains(&figure.units));
            prop_assert!((as_number(figure) / value - 1.0).abs() <= 0.05);
        }
    }
}
