//! A scenario as it stands in its file. These types are the grammar: the JSON Schema that editors
//! use and the checks of [`crate::check`] are made from them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use indexmap::IndexMap;
use mist_economy::FinalUse;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use crate::shipping::ShippingSettings;
use crate::{CutKind, Quantity, Tier};

/// A scenario file.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Identifier, small letters and hyphens; the name of the file without `.toml`.
    pub id: String,
    /// Identifier or file of the scenario that this one is a variant of: tables merge key by key,
    /// everything else that is given here replaces what is there.
    #[serde(default)]
    pub extends: Option<String>,
    /// Dotted paths (`phases.tail.finance`) that are taken out of the scenario extended.
    #[serde(default)]
    pub without: Vec<String>,
    /// Short name.
    pub title: Text,
    /// The scenario as it stands inside a sentence, with its article ("a blockade"); without it the
    /// title is quoted. A scenario that extends another does not inherit it.
    #[serde(default)]
    pub phrase: Option<Text>,
    /// One paragraph: what happens, and what the scenario leaves out.
    pub description: Text,
    /// Phase with which it begins.
    #[schemars(extend("x-names" = "phases"))]
    pub start: String,
    /// Works cited in this file as `@key`, beside those of `configs/sources.toml`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Work>")]
    pub sources: IndexMap<String, Work>,
    /// Numbers with a name: drawn once, the same wherever they are named, and in every scenario
    /// that names one alike.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Quantity>")]
    pub parameters: IndexMap<String, Quantity>,
    /// Named numbers that tend to be high or low together.
    #[serde(default)]
    pub correlations: Vec<Correlation>,
    /// Phases by identifier.
    #[schemars(with = "BTreeMap<String, Phase>")]
    pub phases: IndexMap<String, Phase>,
}

/// A text in the four languages of publication; where one is missing, English stands in.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// English.
    pub en: String,
    /// Spanish.
    #[serde(default)]
    pub es: Option<String>,
    /// Japanese.
    #[serde(default)]
    pub ja: Option<String>,
    /// Traditional Chinese.
    #[serde(default, rename = "zh-Hant")]
    pub zh_hant: Option<String>,
}

impl Text {
    /// The text in a language by BCP 47 tag (`en`, `es`, `ja`, `zh-Hant`), if there is one.
    #[must_use]
    pub fn get(&self, tag: &str) -> Option<&str> {
        match tag {
            "en" => Some(&self.en),
            "es" => self.es.as_deref(),
            "ja" => self.ja.as_deref(),
            "zh-Hant" => self.zh_hant.as_deref(),
            _ => None,
        }
    }

    /// The same, or in English.
    #[must_use]
    pub fn in_language(&self, tag: &str) -> &str {
        self.get(tag).unwrap_or(&self.en)
    }
}

/// Anything a reader should know: in English, or as a text in the four languages.
#[derive(Debug, Clone)]
pub struct Note(pub Text);

impl Note {
    /// The English words.
    #[must_use]
    pub fn english(&self) -> &str {
        &self.0.en
    }
}

// By hand, for the same reason as [`Setting`].
impl<'de> Deserialize<'de> for Note {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NoteVisitor;
        impl<'de> Visitor<'de> for NoteVisitor {
            type Value = Note;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or a table with the text in each language")
            }

            fn visit_str<E: de::Error>(self, english: &str) -> Result<Note, E> {
                Ok(Note(Text {
                    en: english.to_owned(),
                    es: None,
                    ja: None,
                    zh_hant: None,
                }))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Note, A::Error> {
                Text::deserialize(MapAccessDeserializer::new(map)).map(Note)
            }
        }
        deserializer.deserialize_any(NoteVisitor)
    }
}

impl JsonSchema for Note {
    fn schema_name() -> Cow<'static, str> {
        "Note".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = generator.subschema_for::<Text>();
        json_schema!({
            "description": "Anything a reader should know: in English, or as a text in the four languages.",
            "anyOf": [{ "type": "string" }, text],
        })
    }
}

/// A work that numbers cite.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// Author, title, publisher, date: as a reader would cite it.
    pub citation: String,
    /// Where it can be read.
    #[serde(default)]
    pub url: Option<String>,
    /// What a reader should know about it.
    #[serde(default)]
    pub note: Option<String>,
}

/// Two named numbers that tend to be high or low together, by a Gaussian copula.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correlation {
    /// The two parameters.
    #[schemars(extend("x-names" = "parameters"))]
    pub between: Vec<String>,
    /// Correlation of their normal scores, −1 to 1.
    #[schemars(range(min = -1.0, max = 1.0))]
    pub rho: f64,
    /// Where it comes from.
    #[serde(default)]
    pub source: Option<String>,
    /// How it is known.
    #[serde(default)]
    pub tier: Option<Tier>,
    /// Anything a reader should know.
    #[serde(default)]
    pub note: Option<String>,
}

/// Rungs of the ladder that the published texts name, lowest first; responses refer to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rung {
    /// Announcement or preparation that is seen, before anything is stopped.
    Warning,
    /// Exercises and closure zones.
    Exercise,
    /// Trade boycotts, embargoes, export licences: no ship is stopped.
    Coercion,
    /// Interference in governing institutions.
    Interference,
    /// Seizure of offshore islands.
    Seizure,
    /// Customs quarantine by law enforcement.
    Quarantine,
    /// Blockade by sea, or by sea and air.
    Blockade,
    /// Armed conflict beyond a blockade.
    War,
    /// Measures lifted or lapsing; trade returns.
    Easing,
}

impl Rung {
    /// Its name in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Exercise => "exercise",
            Self::Coercion => "coercion",
            Self::Interference => "interference",
            Self::Seizure => "seizure",
            Self::Quarantine => "quarantine",
            Self::Blockade => "blockade",
            Self::War => "war",
            Self::Easing => "easing",
        }
    }
}

/// One phase: how long, what next, and what each channel is set to. A channel that is not named is
/// at peace.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Rung of the ladder.
    pub rung: Rung,
    /// Short name.
    #[serde(default)]
    pub title: Option<Text>,
    /// Anything a reader should know.
    #[serde(default)]
    pub note: Option<Note>,
    /// How long it lasts.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "time"))]
    pub duration: Option<Setting>,
    /// True for a phase that outlasts the assessment: then no `duration` and no `next`.
    #[serde(default)]
    pub lasting: bool,
    /// What follows, with what probability.
    #[serde(default)]
    pub next: Vec<Transition>,
    /// Share of sea cargo to and from Taiwan that still moves, by cargo class.
    #[serde(default)]
    pub taiwan_sea: Option<SeaSettings>,
    /// What ships to and from Taiwan meet, by cargo class, in place of a share in `taiwan_sea`:
    /// owners, crews and insurers then decide who sails.
    #[serde(default)]
    pub taiwan_shipping: Vec<ShippingSettings>,
    /// Share of air cargo to and from Taiwan that still moves.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub taiwan_air: Option<Setting>,
    /// Share of what closed sea and air would take from trade between Taiwan and the PRC that goes
    /// on all the same.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub cross_strait: Option<Setting>,
    /// Ships in transit through the Strait to other places.
    #[serde(default)]
    pub strait_transit: Option<TransitSettings>,
    /// Capacity out of use in Taiwan at the start of the phase, and its repair.
    #[serde(default)]
    pub taiwan_damage: Option<DamageSettings>,
    /// Taiwan's administrative capacity out of order.
    #[serde(default)]
    pub interference: Option<InterferenceSettings>,
    /// Sanctions, retaliation, boycotts and embargoes.
    #[serde(default)]
    pub cuts: Vec<CutSettings>,
    /// Export controls on critical raw materials.
    #[serde(default)]
    pub crm_controls: Vec<ControlSettings>,
    /// Final demand lost to risk premia and capital flight (reduced form).
    #[serde(default)]
    pub finance: Vec<FinanceSettings>,
}

/// One way out of a phase.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// Phase that follows, or `end` for peace.
    #[schemars(extend("x-names" = "phases-or-end"))]
    pub to: String,
    /// Probability; one transition of a phase may leave it out and takes what the others leave.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub probability: Option<Setting>,
    /// Probability by time spent in the phase, instead of `probability`: linear between the times
    /// given, constant before the first and after the last.
    #[serde(default)]
    pub by_time: Vec<Knot>,
    /// Where it comes from.
    #[serde(default)]
    pub source: Option<String>,
    /// How it is known.
    #[serde(default)]
    pub tier: Option<Tier>,
    /// Anything a reader should know.
    #[serde(default)]
    pub note: Option<Note>,
}

/// Probability of a transition after some days in the phase.
#[derive(Debug, Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Knot {
    /// Days spent in the phase.
    #[schemars(range(min = 0.0))]
    pub days: f64,
    /// Probability.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub probability: f64,
}

/// Share of sea cargo still moving, by class.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeaSettings {
    /// Coal, oil, gas and fuels.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub energy: Option<Setting>,
    /// Farm products and food.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub food: Option<Setting>,
    /// Other bulk.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub bulk: Option<Setting>,
    /// Boxes and vehicles.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub containers: Option<Setting>,
}

/// Transit through the Strait by ships bound elsewhere.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransitSettings {
    /// Share of ships that still use the Strait; the others go round.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub share_using: Option<Setting>,
    /// In its place, what ships meet: share of passages in which the ship is lost or seized.
    /// Owners then weigh the premium against the detour.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub loss_rate: Option<Setting>,
    /// With `loss_rate`: share of ships that the PRC lets pass and covers.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub cleared: Option<Setting>,
    /// Share of the rerouted trade that finds no ship while fleets adjust.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub capacity_loss: Option<Setting>,
    /// Time until fleets have adjusted and that loss has faded.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "time"))]
    pub adjustment_days: Option<Setting>,
}

/// Capacity out of use in Taiwan.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DamageSettings {
    /// Share of factories' capacity.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub plants: Option<Setting>,
    /// Share of port capacity.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub ports: Option<Setting>,
    /// Share of the power grid's capacity.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub grid: Option<Setting>,
    /// Share of the original capacity repaired in a week.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share-a-week"))]
    pub repair_per_week: Option<Setting>,
}

/// Taiwan's administrative capacity out of order.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InterferenceSettings {
    /// Customs clearance.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub customs: Option<Setting>,
    /// Port operation.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub ports: Option<Setting>,
    /// Power dispatch.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub power: Option<Setting>,
    /// Payments.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub payments: Option<Setting>,
    /// International cables.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub cables: Option<Setting>,
}

/// Trade cut between two groups of economies.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CutSettings {
    /// Why.
    pub kind: CutKind,
    /// Exporters: economies (`TWN`), groups (`g7`), `world`; a leading `-` takes one out again.
    #[schemars(extend("x-names" = "regions"))]
    pub from: Vec<String>,
    /// Importers, likewise.
    #[schemars(extend("x-names" = "regions"))]
    pub to: Vec<String>,
    /// Product codes or groups of products; none means all.
    #[serde(default)]
    #[schemars(extend("x-names" = "products"))]
    pub products: Vec<String>,
    /// Share of the trade that is cut by those who take part.
    #[schemars(extend("x-dimension" = "share"))]
    pub share: Setting,
    /// Share of the coalition's trade whose governments and firms take part; multiplies `share`.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub adherence: Option<Setting>,
    /// Probability that the measure is taken at all in this phase; 1 if not given.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub probability: Option<Setting>,
    /// Measures with the same word here share their luck: the more probable is taken whenever the
    /// less probable is. Without it, the word is the kind.
    #[serde(default)]
    pub together: Option<String>,
    /// Anything a reader should know.
    #[serde(default)]
    pub note: Option<Note>,
}

/// An export-licence regime on critical raw materials.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ControlSettings {
    /// Materials (`gallium`).
    #[schemars(extend("x-names" = "items"))]
    pub items: Vec<String>,
    /// Exporters that control them.
    #[schemars(extend("x-names" = "regions"))]
    pub from: Vec<String>,
    /// Importers that they are meant for.
    #[schemars(extend("x-names" = "regions"))]
    pub to: Vec<String>,
    /// Share of licences refused.
    #[schemars(extend("x-dimension" = "share"))]
    pub refused: Setting,
    /// Time by which granted licences are late.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "time"))]
    pub delay_days: Option<Setting>,
    /// Share of the refused amount that arrives through third countries.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub leakage: Option<Setting>,
    /// Probability that the measure is taken at all in this phase; 1 if not given.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub probability: Option<Setting>,
    /// Measures with the same word here share their luck; `materials` if not given.
    #[serde(default)]
    pub together: Option<String>,
    /// Anything a reader should know.
    #[serde(default)]
    pub note: Option<Note>,
}

/// Final demand lost in a group of economies.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FinanceSettings {
    /// Economies or groups.
    #[schemars(extend("x-names" = "regions"))]
    pub regions: Vec<String>,
    /// Which final use.
    #[schemars(with = "String", extend("enum" = ["households", "government", "investment"]))]
    pub final_use: FinalUse,
    /// Share of that use's demand that is lost.
    #[schemars(extend("x-dimension" = "share"))]
    pub share: Setting,
    /// Probability that it happens at all in this phase; 1 if not given.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub probability: Option<Setting>,
    /// Losses with the same word here share their luck; `finance` if not given.
    #[serde(default)]
    pub together: Option<String>,
    /// Anything a reader should know.
    #[serde(default)]
    pub note: Option<Note>,
}

/// What a channel is set to: a number, the name of a parameter, or a number with its provenance.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    /// A bare number in the channel's own unit.
    Number(f64),
    /// The name of a parameter.
    Parameter(String),
    /// A distribution of its own.
    Inline(Quantity),
}

// By hand, because serde's `untagged` would answer any mistake with "did not match any variant".
impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SettingVisitor;
        impl<'de> Visitor<'de> for SettingVisitor {
            type Value = Setting;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, the name of a parameter, or a table with `dist`")
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Setting, E> {
                Ok(Setting::Number(value))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Setting, E> {
                Ok(Setting::Number(value as f64))
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Setting, E> {
                Ok(Setting::Parameter(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Setting, A::Error> {
                Quantity::deserialize(MapAccessDeserializer::new(map)).map(Setting::Inline)
            }
        }
        deserializer.deserialize_any(SettingVisitor)
    }
}

impl JsonSchema for Setting {
    fn schema_name() -> Cow<'static, str> {
        "Setting".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let quantity = generator.subschema_for::<Quantity>();
        json_schema!({
            "description": "A number, the name of a parameter, or a table with `dist` and its provenance.",
            "anyOf": [{ "type": "number" }, { "type": "string" }, quantity],
        })
    }
}
