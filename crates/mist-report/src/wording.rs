//! Figures in words: percentages, dollars, days and ranges as a language writes them.

use mist_engine::HORIZON_DAYS;
use mist_engine::results::Spread;

use crate::Error;
use crate::language::Words;
use crate::rounding::{self, Bound, Figure, Rounded, RoundedSpread};

/// Mean length of a month of the Gregorian calendar, days.
const DAYS_A_MONTH: f64 = 365.2425 / 12.0;

/// Mean length of a year of the Gregorian calendar, days.
const DAYS_A_YEAR: f64 = 365.2425;

/// Power of ten of the smallest part of a unit of money that is still written in that unit: below
/// it a range names two units ("USD 1.2 million to USD 3.0 billion").
const SMALLEST_IN_UNIT: i16 = -2;

/// A figure with its range, in words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Worded {
    /// Median.
    pub(crate) median: String,
    /// 5–95 % range.
    pub(crate) range: String,
}

impl Words {
    /// The digits of a percentage without the sign of per cent: `0.4`, `<0.1`, `0`.
    pub(crate) fn percent_digits(&self, rounded: Rounded) -> String {
        match rounded {
            Rounded::Zero => self.whole(0),
            Rounded::Below { step, .. } => format!("<{}", self.number(step, 0)),
            Rounded::Value(figure) => self.number(figure, 0),
        }
    }

    /// A percentage as in a table.
    pub(crate) fn percent(&self, rounded: Rounded) -> Result<String, Error> {
        match rounded {
            Rounded::Below { step, .. } => {
                self.say("percent-below", &[("step", self.number(step, 0).into())])
            }
            Rounded::Zero | Rounded::Value(_) => self.say(
                "percent",
                &[("number", self.percent_digits(rounded).into())],
            ),
        }
    }

    /// A percentage as in a sentence.
    pub(crate) fn prose_percent(&self, rounded: Rounded) -> Result<String, Error> {
        match rounded {
            Rounded::Below { step, .. } => self.say(
                "prose-percent-below",
                &[("step", self.number(step, 0).into())],
            ),
            Rounded::Zero | Rounded::Value(_) => self.say(
                "prose-percent",
                &[("number", self.percent_digits(rounded).into())],
            ),
        }
    }

    /// A range of percentages as in a table: `0.6–3.1 %`.
    pub(crate) fn percent_range(&self, low: Rounded, high: Rounded) -> Result<String, Error> {
        let (from, to) = (self.percent_digits(low), self.percent_digits(high));
        if from == to {
            return self.say("percent", &[("number", from.into())]);
        }
        let plain = low.figure().is_some_and(|f| f.units >= 0) || low == Rounded::Zero;
        let key = if plain {
            "percent-range"
        } else {
            "percent-range-signed"
        };
        self.say(key, &[("low", from.into()), ("high", to.into())])
    }

    /// A range of percentages as in a sentence about a loss (or, mirrored, about a gain).
    pub(crate) fn prose_range(
        &self,
        low: Rounded,
        high: Rounded,
        gain: bool,
    ) -> Result<String, Error> {
        if low.is_negative() {
            let other_side = self.prose_percent(low.magnitude())?;
            let this_side = self.prose_percent(high)?;
            let key = if gain {
                "prose-loss-to-gain"
            } else {
                "prose-gain-to-loss"
            };
            return self.say(
                key,
                &[("low", other_side.into()), ("high", this_side.into())],
            );
        }
        if low == high {
            let value = self.prose_percent(low)?;
            return self.say("prose-range-one", &[("value", value.into())]);
        }
        match low {
            Rounded::Value(_) => self.say(
                "prose-range",
                &[
                    ("low", self.percent_digits(low).into()),
                    ("high", self.percent_digits(high).into()),
                ],
            ),
            Rounded::Zero | Rounded::Below { .. } => self.say(
                "prose-range-from-little",
                &[
                    ("low", self.prose_percent(low)?.into()),
                    ("high", self.prose_percent(high)?.into()),
                ],
            ),
        }
    }

    /// Median and range of percentages as in a table.
    pub(crate) fn percents(&self, spread: RoundedSpread) -> Result<Worded, Error> {
        Ok(Worded {
            median: self.percent(spread.median)?,
            range: self.percent_range(spread.low, spread.high)?,
        })
    }

    /// Powers of ten (of a million dollars) of the units of money, small to large.
    fn money_units(&self) -> Result<[i16; 3], Error> {
        let mut powers = [0; 3];
        for (power, key) in
            powers
                .iter_mut()
                .zip(["money-1-power", "money-2-power", "money-3-power"])
        {
            let text = self.say(key, &[])?;
            *power = text.parse::<i16>().map_err(|e| Error::Message {
                tag: self.tag().to_owned(),
                key: key.to_owned(),
                reason: format!("{text} is not a power of ten: {e}"),
            })? - 6;
        }
        Ok(powers)
    }

    /// The largest unit that a sum fills.
    fn money_unit(&self, figure: Figure) -> Result<(&'static str, i16), Error> {
        let keys = ["money-1", "money-2", "money-3"];
        let powers = self.money_units()?;
        let digits = figure.units.unsigned_abs().checked_ilog10().unwrap_or(0) as i16;
        let size = figure.exponent + digits;
        let place = powers.iter().rposition(|p| size >= *p).unwrap_or(0);
        Ok((keys[place], powers[place]))
    }

    /// A sum of money.
    pub(crate) fn money(&self, rounded: Rounded) -> Result<String, Error> {
        match rounded {
            Rounded::Zero => self.say("money-none", &[]),
            Rounded::Below { .. } => self.say("money-below", &[]),
            Rounded::Value(figure) => {
                let (key, power) = self.money_unit(figure)?;
                self.say(key, &[("amount", self.number(figure, -power).into())])
            }
        }
    }

    /// A range of money, in one unit if both ends are legible in it.
    pub(crate) fn money_range(&self, low: Rounded, high: Rounded) -> Result<String, Error> {
        if low == high {
            return self.money(low);
        }
        let larger = [low, high]
            .into_iter()
            .filter_map(Rounded::figure)
            .max_by_key(|f| (f.exponent, f.units.abs()));
        if let Some(larger) = larger {
            let (key, power) = self.money_unit(larger)?;
            let digits = |rounded: Rounded| match rounded {
                Rounded::Zero => Some(self.whole(0)),
                Rounded::Below { .. } => None,
                Rounded::Value(figure) => {
                    let digits = figure.units.unsigned_abs().checked_ilog10().unwrap_or(0) as i16;
                    let legible = figure.exponent + digits - power >= SMALLEST_IN_UNIT;
                    legible.then(|| self.number(figure, -power))
                }
            };
            if let (Some(from), Some(to)) = (digits(low), digits(high)) {
                let range = if low.is_negative() {
                    "range-signed"
                } else {
                    "range"
                };
                let amount = self.say(range, &[("low", from.into()), ("high", to.into())])?;
                return self.say(key, &[("amount", amount.into())]);
            }
        }
        self.say(
            "range-signed",
            &[
                ("low", self.money(low)?.into()),
                ("high", self.money(high)?.into()),
            ],
        )
    }

    /// Median and range of money as in a table, from USD million.
    pub(crate) fn moneys(&self, spread: &Spread) -> Result<Worded, Error> {
        let rounded = rounding::usd_million_spread(spread.p05, spread.median, spread.p95);
        Ok(Worded {
            median: self.money(rounded.median)?,
            range: self.money_range(rounded.low, rounded.high)?,
        })
    }

    /// The day of a crisis on which something happens: `day 24`, `days 11–62`.
    pub(crate) fn days_of_crisis(&self, spread: &Spread) -> Result<Worded, Error> {
        let [low, median, high] =
            [spread.p05, spread.median, spread.p95].map(|day| self.whole(day.round() as i64));
        let range = if low == high {
            self.say("day-number", &[("day", low.into())])?
        } else {
            self.say("day-range", &[("low", low.into()), ("high", high.into())])?
        };
        Ok(Worded {
            median: self.say("day-number", &[("day", median.into())])?,
            range,
        })
    }

    /// A number of days and its range: `40 days`, `20–90 days`.
    pub(crate) fn days(&self, low: f64, median: f64, high: f64) -> Result<Worded, Error> {
        let [low, median, high] = [low, median, high].map(|days| days.round() as i64);
        let say = |amount: String, count: i64| {
            self.say(
                "duration-days",
                &[("amount", amount.into()), ("count", count.into())],
            )
        };
        let ends = [
            ("low", self.whole(low).into()),
            ("high", self.whole(high).into()),
        ];
        Ok(Worded {
            median: say(self.whole(median), median)?,
            range: say(self.say("range", &ends)?, high)?,
        })
    }

    /// A length of time and its range, in the unit that suits the median: `5 months`,
    /// `1–12 months`.
    pub(crate) fn duration(&self, spread: &Spread) -> Result<Worded, Error> {
        let (key, unit) = match spread.median {
            days if days < 28.0 => ("duration-days", 1.0),
            days if days < 84.0 => ("duration-weeks", 7.0),
            days if days < 730.0 => ("duration-months", DAYS_A_MONTH),
            _ => ("duration-years", DAYS_A_YEAR),
        };
        let count = |days: f64| (days / unit).round() as i64;
        let text = |days: f64| match count(days) {
            0 if days > 0.0 => format!("<{}", self.whole(1)),
            number => self.whole(number),
        };
        let say = |amount: String, days: f64| {
            self.say(
                key,
                &[("amount", amount.into()), ("count", count(days).into())],
            )
        };
        let (low, high) = (text(spread.p05), text(spread.p95));
        let range = if low == high {
            high
        } else {
            self.say("range", &[("low", low.into()), ("high", high.into())])?
        };
        Ok(Worded {
            median: say(text(spread.median), spread.median)?,
            range: say(range, spread.p95)?,
        })
    }

    /// A length of time that nobody followed beyond the horizon: `1–12 months or more`.
    pub(crate) fn censored_duration(&self, spread: &Spread) -> Result<Worded, Error> {
        let Worded { median, range } = self.duration(spread)?;
        let open = |text: String, days: f64| {
            if days >= HORIZON_DAYS {
                self.say("or-more", &[("duration", text.into())])
            } else {
                Ok(text)
            }
        };
        Ok(Worded {
            median: open(median, spread.median)?,
            range: open(range, spread.p95)?,
        })
    }

    /// A share of the draws: `98 %`, `less than 1 %`.
    pub(crate) fn share_of_draws(&self, share: f64) -> Result<String, Error> {
        let (percent, bound) = rounding::whole_percent(share);
        let number = self.whole(i64::from(percent));
        match bound {
            None => self.say("percent", &[("number", number.into())]),
            Some(Bound::LessThan) => self.say("percent-below", &[("step", number.into())]),
            Some(Bound::MoreThan) => self.say("percent-above", &[("number", number.into())]),
        }
    }

    /// A factor with its range: `2.6 (1.8–4.1)`.
    pub(crate) fn factors(&self, spread: &Spread) -> Result<String, Error> {
        let [low, median, high] = [spread.p05, spread.median, spread.p95]
            .map(|factor| self.number(rounding::significant(factor, 2), 0));
        let range = self.say("range", &[("low", low.into()), ("high", high.into())])?;
        self.say(
            "factor",
            &[("median", median.into()), ("range", range.into())],
        )
    }

    /// A Monte Carlo error of a share, in percentage points with one significant figure.
    pub(crate) fn error_in_points(&self, error: f64) -> Result<String, Error> {
        let figure = rounding::significant(error.abs() * 100.0, 1);
        self.say("points", &[("number", self.number(figure, 0).into())])
    }
}
