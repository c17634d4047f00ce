//! A response or a lever as it stands in its file: one grammar for both, made of the same pieces as
//! a scenario's.
//!
//! Stages are laid over a scenario's timeline; the rest changes what economies bring into a crisis.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;

use crate::Quantity;
use crate::document::{
    ControlSettings, Correlation, CutSettings, FinanceSettings, Note, Rung, Setting, Text, Work,
};

/// A response or lever file.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureDocument {
    /// Identifier, small letters and hyphens; the name of the file without `.toml`.
    pub id: String,
    /// Identifier or file of the response or lever that this one is a variant of: tables merge key
    /// by key, everything else that is given here replaces what is there.
    #[serde(default)]
    pub extends: Option<String>,
    /// Dotted paths (`stages.tail`) that are taken out of what is extended.
    #[serde(default)]
    pub without: Vec<String>,
    /// Short name.
    pub title: Text,
    /// How it stands inside a sentence, after "with"; without it the title is quoted.
    #[serde(default)]
    pub phrase: Option<Text>,
    /// One paragraph: what is done, and what it leaves out.
    pub description: Text,
    /// Economies and groups that take part; lists in this file name them as `partners`.
    #[serde(default)]
    #[schemars(extend("x-names" = "regions"))]
    pub partners: Vec<String>,
    /// True if it takes the place of the scenario's own sanctions, retaliation and the export
    /// licences that answer sanctions; false if it comes on top of them.
    #[serde(default)]
    pub replaces_answers: bool,
    /// What sets its stages off.
    #[serde(default)]
    pub trigger: Option<Trigger>,
    /// Works cited in this file as `@key`, beside those of `configs/sources.toml`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Work>")]
    pub sources: IndexMap<String, Work>,
    /// Numbers with a name: drawn once, and alike in every file that names one alike.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Quantity>")]
    pub parameters: IndexMap<String, Quantity>,
    /// Named numbers that tend to be high or low together.
    #[serde(default)]
    pub correlations: Vec<Correlation>,
    /// What is done during the crisis, by identifier.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Stage>")]
    pub stages: IndexMap<String, Stage>,
    /// What Taiwan itself does.
    #[serde(default)]
    pub taiwan: Option<TaiwanSettings>,
    /// What is done for ships that go round the Strait.
    #[serde(default)]
    pub strait: Option<StraitSettings>,
    /// Reserves of fuel outside Taiwan, beside what firms hold.
    #[serde(default)]
    pub fuel: Vec<FuelSettings>,
    /// Reserves of chips and materials beside what firms hold.
    #[serde(default)]
    pub stocks: Vec<StockSettings>,
    /// Need met from scrap.
    #[serde(default)]
    pub recycling: Vec<SecuredSettings>,
    /// Need met by capacity that a floor price, a purchase contract or a subsidy brought on line.
    #[serde(default)]
    pub capacity: Vec<SecuredSettings>,
    /// Need that is saved without loss of output.
    #[serde(default)]
    pub restraint: Vec<SecuredSettings>,
    /// Purchases spread over more suppliers before the crisis.
    #[serde(default)]
    pub diversification: Vec<DiversificationSettings>,
    /// Arrivals bought together and shared by need.
    #[serde(default)]
    pub sharing: Vec<SharingSettings>,
}

/// What sets the stages off: the first phase that reaches a rung, or a day.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// The first phase on this rung or a higher one; without such a phase nothing is done.
    #[serde(default)]
    pub rung: Option<Rung>,
    /// Or so long after the crisis begins.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "time"))]
    pub day: Option<Setting>,
    /// Anything a reader should know.
    #[serde(default)]
    pub note: Option<Note>,
}

/// One stage: when, and what is done. It does not begin once the crisis eases.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Short name.
    #[serde(default)]
    pub title: Option<Text>,
    /// Anything a reader should know.
    #[serde(default)]
    pub note: Option<Note>,
    /// Time from the trigger until it is in force; at once if not given.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "time"))]
    pub after: Option<Setting>,
    /// How long it is in force; until the crisis eases if not given.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "time"))]
    pub duration: Option<Setting>,
    /// How long it outlasts the crisis, where no `duration` is given.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "time"))]
    pub outlasts: Option<Setting>,
    /// Sanctions, retaliation, boycotts and embargoes.
    #[serde(default)]
    pub cuts: Vec<CutSettings>,
    /// Export controls on critical raw materials.
    #[serde(default)]
    pub crm_controls: Vec<ControlSettings>,
    /// Final demand lost to risk premia and capital flight (reduced form).
    #[serde(default)]
    pub finance: Vec<FinanceSettings>,
    /// Least share of normal cargo that reaches and leaves Taiwan.
    #[serde(default)]
    pub convoy: Option<ConvoySettings>,
    /// Escorts of a given capacity, in place of the shares of `convoy`.
    #[serde(default)]
    pub escorts: Option<EscortSettings>,
}

/// Escorts that bring fuel first, then food, then the rest alike.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EscortSettings {
    /// Share of the normal tonnage of all cargo that sails under escort.
    #[schemars(extend("x-dimension" = "share"))]
    pub capacity: Setting,
    /// Share of escorted voyages in which the ship is lost.
    #[schemars(extend("x-dimension" = "share"))]
    pub loss_rate: Setting,
    /// Fuel's share of the normal tonnage.
    #[schemars(extend("x-dimension" = "share"))]
    pub fuel_tonnage: Setting,
    /// Food's share of the normal tonnage.
    #[schemars(extend("x-dimension" = "share"))]
    pub food_tonnage: Setting,
}

/// Least share of normal cargo that reaches and leaves Taiwan, by cargo class.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConvoySettings {
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
    /// Air cargo.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub air: Option<Setting>,
}

/// What Taiwan itself does, beyond today's figures.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaiwanSettings {
    /// Gas held beyond today's stock, as time of normal use.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "time"))]
    pub gas: Option<Setting>,
    /// Coal, likewise.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "time"))]
    pub coal: Option<Setting>,
    /// Oil, likewise.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "time"))]
    pub oil: Option<Setting>,
    /// Chemicals, gases and wafers in chip plants, likewise.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "time"))]
    pub fab_materials: Option<Setting>,
    /// Share of electricity demand saved once fuel is short, beyond what is saved anyway.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub electricity_saving: Option<Setting>,
    /// Air freight found beyond the normal, as a share of the normal value of air trade.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub air_freight: Option<Setting>,
    /// Idle port capacity added, as a share of normal port traffic.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub port_capacity: Option<Setting>,
}

/// What is done for ships that go round the Strait.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StraitSettings {
    /// Share of the trade without a ship, while fleets adjust, for which one is found.
    #[schemars(extend("x-dimension" = "share"))]
    pub ships_found: Setting,
}

/// A reserve of imported fuel, drawn on for what does not arrive and filled up again from what
/// arrives late. Taiwan's fuels stand under `taiwan`.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FuelSettings {
    /// Economies that hold it, each its own; Taiwan is left out.
    #[schemars(extend("x-names" = "regions"))]
    pub regions: Vec<String>,
    /// Cover: time of normal use of imported fuel.
    #[schemars(extend("x-dimension" = "time"))]
    pub cover: Setting,
    /// Anything a reader should know.
    #[serde(default)]
    pub note: Option<Note>,
}

/// A reserve beside what firms hold, drawn on when they go short.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StockSettings {
    /// Chips and materials (`gallium`), or `chips`, `materials`.
    #[schemars(extend("x-names" = "bottlenecks"))]
    pub items: Vec<String>,
    /// Economies that hold it.
    #[schemars(extend("x-names" = "regions"))]
    pub regions: Vec<String>,
    /// Cover: time of the normal use of these economies.
    #[schemars(extend("x-dimension" = "time"))]
    pub cover: Setting,
    /// True if one reserve serves whichever of them goes short.
    #[serde(default)]
    pub pooled: bool,
    /// Anything a reader should know.
    #[serde(default)]
    pub note: Option<Note>,
}

/// A stage of production of a chip or a material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StageName {
    /// Mining.
    Extraction,
    /// Refining and chemicals.
    Processing,
    /// Magnets of rare earths.
    Magnets,
    /// Wafers.
    Fabrication,
    /// Packaging and test of chips.
    Packaging,
}

impl StageName {
    /// Every stage.
    pub const EACH: [Self; 5] = [
        Self::Extraction,
        Self::Processing,
        Self::Magnets,
        Self::Fabrication,
        Self::Packaging,
    ];

    /// Its name in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Extraction => "extraction",
            Self::Processing => "processing",
            Self::Magnets => "magnets",
            Self::Fabrication => "fabrication",
            Self::Packaging => "packaging",
        }
    }
}

/// Need that is met, or saved, outside the market.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecuredSettings {
    /// Chips and materials (`gallium`), or `chips`, `materials`.
    #[schemars(extend("x-names" = "bottlenecks"))]
    pub items: Vec<String>,
    /// Economies whose need it is.
    #[schemars(extend("x-names" = "regions"))]
    pub regions: Vec<String>,
    /// Share of that need.
    #[schemars(extend("x-dimension" = "share"))]
    pub share: Setting,
    /// Time from the decision until the first of it; none if not given.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "time"))]
    pub delay: Option<Setting>,
    /// Time by which the decision came before the crisis; none if not given.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "time"))]
    pub notice: Option<Setting>,
    /// Time from the first of it to all of it; at once if not given.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "time"))]
    pub ramp: Option<Setting>,
    /// Stages whose product is met so: who takes it needs so much less of it, makers of the next
    /// stage in these economies or, of the last stage, users. The last alone if not given.
    #[serde(default)]
    pub stages: Vec<StageName>,
    /// Anything a reader should know.
    #[serde(default)]
    pub note: Option<Note>,
}

/// Purchases spread over more suppliers: world supply stays where it is, other buyers take what
/// these give up.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiversificationSettings {
    /// Chips and materials (`gallium`), or `chips`, `materials`.
    #[schemars(extend("x-names" = "bottlenecks"))]
    pub items: Vec<String>,
    /// Economies that buy.
    #[schemars(extend("x-names" = "regions"))]
    pub regions: Vec<String>,
    /// Suppliers of whom they buy less.
    #[schemars(extend("x-names" = "regions"))]
    pub away_from: Vec<String>,
    /// Most that these suppliers provide of each economy's purchases.
    #[schemars(extend("x-dimension" = "share"))]
    pub most: Setting,
    /// Anything a reader should know.
    #[serde(default)]
    pub note: Option<Note>,
}

/// Arrivals that are bought together and shared by need.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharingSettings {
    /// Chips and materials (`gallium`), or `chips`, `materials`.
    #[schemars(extend("x-names" = "bottlenecks"))]
    pub items: Vec<String>,
    /// Economies that share.
    #[schemars(extend("x-names" = "regions"))]
    pub regions: Vec<String>,
    /// Share of each economy's arrivals that is shared.
    #[schemars(extend("x-dimension" = "share"))]
    pub share: Setting,
    /// Anything a reader should know.
    #[serde(default)]
    pub note: Option<Note>,
}
