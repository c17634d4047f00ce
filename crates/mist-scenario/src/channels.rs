//! The channels through which a crisis reaches the economy, every number drawn.
//!
//! A phase of a [`crate::Timeline`] carries one [`Channels`]; [`Channels::default`] is peace.

use mist_economy::{CargoClass, FinalUse, ProductCode, RegionCode};

/// Channel settings during a phase. Shares are from 0 to 1; 1 is normal for access.
#[derive(Debug, Clone, PartialEq)]
pub struct Channels {
    /// Share of sea cargo to and from Taiwan that still moves, by cargo class.
    pub taiwan_sea: CargoAccess,
    /// What ships to and from Taiwan meet, where owners and insurers decide; a class that has a
    /// risk here is 1 in `taiwan_sea`.
    pub taiwan_shipping: TaiwanShipping,
    /// Share of air cargo to and from Taiwan that still moves.
    pub taiwan_air: f64,
    /// Share of what closed sea and air would take from trade between Taiwan and the PRC that goes
    /// on all the same; 0 treats it like trade with anybody else.
    pub cross_strait: f64,
    /// Ships in transit through the Strait to other places.
    pub strait_transit: StraitTransit,
    /// Capacity destroyed or out of use in Taiwan.
    pub taiwan_damage: Damage,
    /// Sanctions, retaliation, boycotts and embargoes: trade cut between groups.
    pub cuts: Vec<TradeCut>,
    /// Export controls on critical raw materials.
    pub crm_controls: Vec<MaterialControl>,
    /// Final demand lost to risk premia and capital flight (reduced form).
    pub finance: Vec<DemandLoss>,
    /// Taiwan's administrative capacity lost.
    pub interference: Interference,
}

impl Default for Channels {
    fn default() -> Self {
        Self {
            taiwan_sea: CargoAccess::default(),
            taiwan_shipping: TaiwanShipping::default(),
            taiwan_air: 1.0,
            cross_strait: 0.0,
            strait_transit: StraitTransit::default(),
            taiwan_damage: Damage::default(),
            cuts: Vec::new(),
            crm_controls: Vec::new(),
            finance: Vec::new(),
            interference: Interference::default(),
        }
    }
}

/// Share of sea cargo still moving, by class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CargoAccess {
    /// Coal, oil, gas and fuels.
    pub energy: f64,
    /// Farm products and food.
    pub food: f64,
    /// Other bulk.
    pub bulk: f64,
    /// Boxes and vehicles.
    pub containers: f64,
}

impl Default for CargoAccess {
    fn default() -> Self {
        Self {
            energy: 1.0,
            food: 1.0,
            bulk: 1.0,
            containers: 1.0,
        }
    }
}

impl CargoAccess {
    /// No cargo at all.
    pub const NOTHING: Self = Self {
        energy: 0.0,
        food: 0.0,
        bulk: 0.0,
        containers: 0.0,
    };

    /// The shares in the order energy, food, bulk, containers.
    #[must_use]
    pub const fn shares(&self) -> [f64; 4] {
        [self.energy, self.food, self.bulk, self.containers]
    }

    /// The greater share of each class.
    #[must_use]
    pub const fn or_more(self, least: Self) -> Self {
        Self {
            energy: self.energy.max(least.energy),
            food: self.food.max(least.food),
            bulk: self.bulk.max(least.bulk),
            containers: self.containers.max(least.containers),
        }
    }

    /// Share of a class that still moves; what is not shipped is not affected.
    #[must_use]
    pub const fn of(&self, class: CargoClass) -> f64 {
        match class {
            CargoClass::Energy => self.energy,
            CargoClass::Food => self.food,
            CargoClass::Bulk => self.bulk,
            CargoClass::Containers => self.containers,
            CargoClass::None => 1.0,
        }
    }
}

/// What ships of one cargo class meet on a voyage to Taiwan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShippingRisk {
    /// Share of voyages in which the ship is lost or seized.
    pub loss_rate: f64,
    /// Share of ships whose owners accept the rules and may pass.
    pub compliance: f64,
    /// Days by which inspection lengthens a voyage.
    pub inspection_days: f64,
}

/// Ships to and from Taiwan whose owners and insurers decide, by class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TaiwanShipping {
    /// Coal, oil, gas and fuels.
    pub energy: Option<ShippingRisk>,
    /// Farm products and food.
    pub food: Option<ShippingRisk>,
    /// Other bulk.
    pub bulk: Option<ShippingRisk>,
    /// Boxes and vehicles.
    pub containers: Option<ShippingRisk>,
    /// Least share of each class that arrives under escort.
    pub escorted: CargoAccess,
}

impl Default for TaiwanShipping {
    fn default() -> Self {
        Self {
            energy: None,
            food: None,
            bulk: None,
            containers: None,
            escorted: CargoAccess::NOTHING,
        }
    }
}

impl TaiwanShipping {
    /// The risks in the order energy, food, bulk, containers.
    #[must_use]
    pub const fn risks(&self) -> [Option<ShippingRisk>; 4] {
        [self.energy, self.food, self.bulk, self.containers]
    }

    /// Whether owners and insurers decide for any class.
    #[must_use]
    pub fn decides(&self) -> bool {
        self.risks().iter().any(Option::is_some)
    }
}

/// What ships bound elsewhere meet in the Strait.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PassageRisk {
    /// Share of passages in which the ship is lost or seized.
    pub loss_rate: f64,
    /// Share of ships that the PRC lets pass and covers.
    pub cleared: f64,
}

/// Transit through the Taiwan Strait by ships bound elsewhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StraitTransit {
    /// Share of ships that still use the Strait; the others go round. 1 where owners and insurers
    /// decide.
    pub share_using: f64,
    /// What ships meet, where owners and insurers decide.
    pub risk: Option<PassageRisk>,
    /// Share of the rerouted trade that finds no ship while fleets adjust.
    pub capacity_loss: f64,
    /// Days until fleets have adjusted and that loss has faded.
    pub adjustment_days: f64,
}

impl Default for StraitTransit {
    fn default() -> Self {
        Self {
            share_using: 1.0,
            risk: None,
            capacity_loss: 0.0,
            adjustment_days: 0.0,
        }
    }
}

impl StraitTransit {
    /// Share of ships that still use the Strait, where the phase states it.
    #[must_use]
    pub fn stated(&self) -> Option<f64> {
        self.risk.is_none().then_some(self.share_using)
    }

    /// Whether any ship may go round.
    #[must_use]
    pub fn diverts(&self) -> bool {
        self.share_using < 1.0 || self.risk.is_some_and(|risk| risk.loss_rate > 0.0)
    }
}

/// Capacity out of use in Taiwan at the start of the phase, and its repair.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Damage {
    /// Share of factories' capacity out of use.
    pub plants: f64,
    /// Share of port capacity out of use.
    pub ports: f64,
    /// Share of the power grid's capacity out of use.
    pub grid: f64,
    /// Share of the original capacity repaired in a week.
    pub repair_per_week: f64,
}

/// Why trade is cut; results can be attributed to each kind.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum CutKind {
    /// Measures of a coalition.
    Sanctions,
    /// The answer to them.
    Retaliation,
    /// Demand turned away from an origin.
    Boycott,
    /// Trade refused by third countries.
    Embargo,
}

/// Trade that no longer flows between two groups of economies.
#[derive(Debug, Clone, PartialEq)]
pub struct TradeCut {
    /// Why.
    pub kind: CutKind,
    /// Exporters.
    pub from: Vec<RegionCode>,
    /// Importers.
    pub to: Vec<RegionCode>,
    /// Product groups; empty means all.
    pub products: Vec<ProductCode>,
    /// Share of the trade that is cut.
    pub share: f64,
}

/// An export-licence regime on one item of the bottleneck layer.
#[derive(Debug, Clone, PartialEq)]
pub struct MaterialControl {
    /// Item identifier (`gallium`).
    pub item: String,
    /// Exporters that control it.
    pub from: Vec<RegionCode>,
    /// Importers that it is meant for.
    pub to: Vec<RegionCode>,
    /// Share of licences refused.
    pub refused: f64,
    /// Days by which granted licences are late.
    pub delay_days: f64,
    /// Share of the refused amount that arrives through third countries.
    pub leakage: f64,
}

/// Final demand lost in a group of economies.
#[derive(Debug, Clone, PartialEq)]
pub struct DemandLoss {
    /// Where.
    pub regions: Vec<RegionCode>,
    /// Which final use.
    pub final_use: FinalUse,
    /// Share of that use's demand that is lost.
    pub share: f64,
}

/// Loss of Taiwan's administrative capacity, as shares out of order.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Interference {
    /// Customs clearance: delays sea and air cargo alike.
    pub customs: f64,
    /// Port operation.
    pub ports: f64,
    /// Power dispatch.
    pub power: f64,
    /// Payments.
    pub payments: f64,
    /// International cables.
    pub cables: f64,
}
