//! Units: what a number may be given in, and what it is counted in afterwards.

use crate::nearest;

/// What kind of number a channel wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// A part of a whole, 0 to 1.
    Share,
    /// A length of time, counted in days.
    Time,
    /// A part of a whole in a week.
    ShareAWeek,
}

/// Mean Gregorian month, days.
const MONTH: f64 = 30.436_875;

/// Every unit: its name, its dimension, and how much of the dimension's own unit it is.
const UNITS: [(&str, Dimension, f64); 9] = [
    ("share", Dimension::Share, 1.0),
    ("percent", Dimension::Share, 0.01),
    ("hours", Dimension::Time, 1.0 / 24.0),
    ("days", Dimension::Time, 1.0),
    ("weeks", Dimension::Time, 7.0),
    ("months", Dimension::Time, MONTH),
    ("years", Dimension::Time, 365.2425),
    ("share per week", Dimension::ShareAWeek, 1.0),
    ("percent per week", Dimension::ShareAWeek, 0.01),
];

impl Dimension {
    /// The unit that numbers without one are in.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Time => "days",
            Self::ShareAWeek => "share per week",
        }
    }

    /// What such a number is called.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Share => "a share",
            Self::Time => "a time",
            Self::ShareAWeek => "a share a week",
        }
    }

    /// Units that fit, for a message.
    #[must_use]
    pub fn units(self) -> String {
        UNITS
            .iter()
            .filter(|(_, dimension, _)| *dimension == self)
            .map(|(name, _, _)| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Largest value allowed, in the dimension's own unit; the smallest is 0.
    #[must_use]
    pub const fn limit(self) -> f64 {
        match self {
            Self::Share | Self::ShareAWeek => 1.0,
            Self::Time => f64::INFINITY,
        }
    }

    pub(crate) fn by_name(name: &str) -> Option<Self> {
        match name {
            "share" => Some(Self::Share),
            "time" => Some(Self::Time),
            "share-a-week" => Some(Self::ShareAWeek),
            _ => None,
        }
    }
}

/// Dimension of a unit and its size in the dimension's own unit.
#[must_use]
pub fn of(unit: &str) -> Option<(Dimension, f64)> {
    UNITS
        .iter()
        .find(|(name, _, _)| *name == unit)
        .map(|(_, dimension, size)| (*dimension, *size))
}

/// The unit that was probably meant.
#[must_use]
pub fn suggestion(unit: &str) -> Option<&'static str> {
    nearest(unit, UNITS.iter().map(|(name, _, _)| *name))
}
