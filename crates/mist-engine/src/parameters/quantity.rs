//! Groups of parameters: their keys, units and bounds, and how a file fills them.

use std::collections::BTreeMap;

use mist_scenario::{Distribution, Luck, Quantity, Tier};
use toml::Spanned;

use crate::error::EngineError;

/// What a parameter must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spec {
    /// Key in its section.
    pub key: &'static str,
    /// Unit that the file must state.
    pub unit: &'static str,
    /// Smallest value that makes sense.
    pub low: f64,
    /// Largest value that makes sense.
    pub high: f64,
    /// What it is, as the documentation says it.
    pub text: &'static str,
}

/// A section of a parameter file, by key.
pub(crate) type Section = BTreeMap<String, Spanned<Quantity>>;

/// A parameter file, for saying where something stands in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin<'a> {
    /// Name of the file.
    pub(crate) name: &'a str,
    /// Its text.
    pub(crate) text: &'a str,
}

impl Origin<'_> {
    /// File and line of a byte offset.
    pub(crate) fn location(&self, offset: usize) -> String {
        let line = self.text.get(..offset).map_or(1, |before| {
            1 + before.bytes().filter(|b| *b == b'\n').count()
        });
        format!("{}:{line}", self.name)
    }

    /// An error at a byte offset.
    pub(crate) fn error(
        &self,
        offset: usize,
        what: impl Into<String>,
        help: impl Into<String>,
    ) -> EngineError {
        EngineError::Invalid {
            what: what.into(),
            location: self.location(offset),
            help: help.into(),
        }
    }

    /// Checks a quantity against its distribution's own rules, its unit and its bounds.
    pub(crate) fn check(
        &self,
        path: &str,
        quantity: &Spanned<Quantity>,
        unit: &str,
        low: f64,
        high: f64,
    ) -> Result<(), EngineError> {
        let at = quantity.span().start;
        let value = quantity.get_ref();
        if let Some(impossible) = value.distribution.impossibilities().first() {
            return Err(self.error(
                at,
                format!("`{path}` cannot be drawn: {}", impossible.message),
                impossible.help.clone(),
            ));
        }
        if value.unit != unit {
            return Err(self.error(
                at,
                format!("`{path}` is in `{}`", value.unit),
                format!("state it in `{unit}`"),
            ));
        }
        let (least, most) = value.distribution.support();
        // A log-normal is cut off at the bounds when it is drawn.
        let unbounded = matches!(value.distribution, Distribution::LogNormal { .. });
        if least < low.min(0.0) || (least < low || most > high) && !unbounded {
            return Err(self.error(
                at,
                format!("`{path}` can be {least} to {most}"),
                format!("keep it within {low} to {high}"),
            ));
        }
        if value.source.trim().is_empty() {
            return Err(self.error(
                at,
                format!("`{path}` has no source"),
                "say where the number comes from, or `judgement`",
            ));
        }
        Ok(())
    }
}

/// A line of the table of parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterRow {
    /// Name of its stream of luck without `model.`: section and key (`access.air_spare`).
    pub name: String,
    /// What it is.
    pub text: String,
    /// The number or distribution, unit, source and tier.
    pub quantity: Quantity,
}

impl ParameterRow {
    /// How well it is known.
    #[must_use]
    pub const fn tier(&self) -> Tier {
        self.quantity.tier
    }
}

/// The checked quantities of one section, in the order of its specification.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    rows: Vec<ParameterRow>,
    streams: Vec<String>,
    bounds: Vec<(f64, f64)>,
}

impl Group {
    /// Takes every parameter of `specs` from the sections, the last that has it winning.
    pub(crate) fn new(
        section: &str,
        specs: &[Spec],
        files: &[(Origin<'_>, &Section)],
    ) -> Result<Self, EngineError> {
        for (origin, file) in files {
            for (key, quantity) in *file {
                if !specs.iter().any(|spec| spec.key == key) {
                    let known: Vec<&str> = specs.iter().map(|s| s.key).collect();
                    return Err(origin.error(
                        quantity.span().start,
                        format!("unknown parameter `{section}.{key}`"),
                        format!("the parameters of `{section}` are {}", known.join(", ")),
                    ));
                }
            }
        }
        let mut rows = Vec::with_capacity(specs.len());
        for spec in specs {
            let path = format!("{section}.{}", spec.key);
            let found = files
                .iter()
                .rev()
                .find_map(|(origin, file)| Some((origin, file.get(spec.key)?)));
            let Some((origin, quantity)) = found else {
                return Err(EngineError::Invalid {
                    what: format!("no parameter `{path}`"),
                    location: files
                        .first()
                        .map_or_else(String::new, |f| f.0.name.to_owned()),
                    help: format!("add it: {}", spec.text),
                });
            };
            origin.check(&path, quantity, spec.unit, spec.low, spec.high)?;
            rows.push(ParameterRow {
                name: path,
                text: spec.text.to_owned(),
                quantity: quantity.get_ref().clone(),
            });
        }
        let streams = rows.iter().map(|r| format!("model.{}", r.name)).collect();
        let bounds = specs.iter().map(|s| (s.low, s.high)).collect();
        Ok(Self {
            rows,
            streams,
            bounds,
        })
    }

    /// The value of parameter `index` in a draw.
    pub(crate) fn sample(&self, index: usize, luck: &Luck) -> f64 {
        let (low, high) = self.bounds[index];
        let value = self.rows[index].quantity.sample(luck, &self.streams[index]);
        value.clamp(low, high)
    }

    /// The rows of the parameter table.
    pub(crate) fn rows(&self) -> &[ParameterRow] {
        &self.rows
    }
}

/// Declares a group of parameters: the struct of drawn values and the specification beside it.
macro_rules! parameter_group {
    (
        $(#[$meta:meta])*
        $name:ident, $section:literal {
            $( $(#[doc = $text:literal])+ $field:ident: $unit:literal, $low:expr, $high:expr; )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Default)]
        pub struct $name {
            $( $(#[doc = $text])+ pub $field: f64, )+
        }

        impl $name {
            /// Name of its section in the parameter file.
            pub const SECTION: &'static str = $section;
            /// Its parameters, in order.
            pub const SPECS: &'static [$crate::parameters::Spec] = &[
                $( $crate::parameters::Spec {
                    key: stringify!($field),
                    unit: $unit,
                    low: $low,
                    high: $high,
                    text: concat!($($text),+),
                }, )+
            ];

            /// The values of one draw.
            pub(crate) fn sample(
                group: &$crate::parameters::Group,
                luck: &mist_scenario::Luck,
            ) -> Self {
                let mut values = 0..Self::SPECS.len();
                $( let $field = values.next().map_or(f64::NAN, |i| group.sample(i, luck)); )+
                Self { $($field),+ }
            }
        }
    };
}
pub(crate) use parameter_group;
