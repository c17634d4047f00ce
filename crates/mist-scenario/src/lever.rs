//! What a lever changes in how economies meet a crisis, every number drawn.

use mist_economy::RegionCode;

use crate::measure_document::StageName;

/// The levers of one measure in one draw; [`Lever::default`] changes nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lever {
    /// What Taiwan itself does.
    pub taiwan: TaiwanLever,
    /// Reserves of imported fuel outside Taiwan: who holds it, and days of normal imports.
    pub fuel: Vec<(Vec<RegionCode>, f64)>,
    /// Reserves beside what firms hold.
    pub reserves: Vec<Reserve>,
    /// Need met, or saved, outside the market: recycling, new capacity, restraint.
    pub secured: Vec<Secured>,
    /// Purchases spread over more suppliers.
    pub diversified: Vec<Diversified>,
    /// Arrivals shared by need.
    pub shared: Vec<Shared>,
}

/// What Taiwan itself does, beyond today's figures.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TaiwanLever {
    /// Gas held, in days of normal use.
    pub gas_days: f64,
    /// Coal held.
    pub coal_days: f64,
    /// Oil held.
    pub oil_days: f64,
    /// Chemicals, gases and wafers held in chip plants.
    pub fab_materials_days: f64,
    /// Share of electricity demand saved once fuel is short.
    pub electricity_saving: f64,
    /// Air freight found, as a share of the normal value of air trade.
    pub air_freight: f64,
    /// Idle port capacity added, as a share of normal port traffic.
    pub port_capacity: f64,
}

/// A reserve of some items in some economies.
#[derive(Debug, Clone, PartialEq)]
pub struct Reserve {
    /// Chips and materials.
    pub items: Vec<String>,
    /// Economies that hold it, at least one.
    pub regions: Vec<RegionCode>,
    /// Days of their normal use.
    pub days: f64,
    /// Whether one reserve serves whichever of them goes short.
    pub pooled: bool,
}

/// Need that is met outside the market.
#[derive(Debug, Clone, PartialEq)]
pub struct Secured {
    /// Chips and materials.
    pub items: Vec<String>,
    /// Economies whose need it is, at least one.
    pub regions: Vec<RegionCode>,
    /// Share of the need once all of it is there.
    pub share: f64,
    /// Day of the crisis on which the first of it is there; 0 or less for what is there before.
    pub from_day: f64,
    /// Days from the first to all of it.
    pub ramp_days: f64,
    /// Stages whose product is met so; the last alone if there are none.
    pub stages: Vec<StageName>,
}

/// Purchases limited by supplier.
#[derive(Debug, Clone, PartialEq)]
pub struct Diversified {
    /// Chips and materials.
    pub items: Vec<String>,
    /// Economies that buy, at least one.
    pub regions: Vec<RegionCode>,
    /// Suppliers of whom they buy less, at least one.
    pub away_from: Vec<RegionCode>,
    /// Most that these provide of each economy's purchases.
    pub most: f64,
}

/// Arrivals shared by need.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared {
    /// Chips and materials.
    pub items: Vec<String>,
    /// Economies that share, at least two.
    pub regions: Vec<RegionCode>,
    /// Share of each economy's arrivals.
    pub share: f64,
}
