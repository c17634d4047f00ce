//! What an assessment says, as data: one value per economy measured, with schema.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::leverage::MutualCut;
use crate::materials::MaterialDependence;
use crate::ranking::{Dependence, ExposedCountry};
use crate::resilience::Resilience;
use crate::{Parameters, Partner};

/// Version of the form of [`ExposureReport`]; rises when a field changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// Exposure of one or more economies, before any shock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExposureReport {
    /// Version of this form.
    pub schema_version: u32,
    /// The economy measured.
    pub economy: EconomyReference,
    /// What a reader must know about the table.
    pub notes: Vec<String>,
    /// One entry per economy asked for, in the order asked.
    pub countries: Vec<CountryExposure>,
    /// How each figure is made; figures name these by `derivation`.
    pub derivations: Vec<Derivation>,
    /// Parameters used, with their sources.
    pub parameters: Parameters,
}

/// Who is most exposed to something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExposureRanking {
    /// Version of this form.
    pub schema_version: u32,
    /// The economy measured.
    pub economy: EconomyReference,
    /// `TWN`, `CHN`, `CHN+HKG`, `strait`, a region's code, a raw material's identifier, a product's
    /// code, or both as in `TWN:C26S`.
    pub to: String,
    /// Most exposed first; those that it would not be fair to rank follow without a rank.
    pub countries: Vec<ExposedCountry>,
    /// How each figure is made.
    pub derivations: Vec<Derivation>,
}

/// Which economy was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EconomyReference {
    /// Identifier.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Year of prices and levels.
    pub year: u16,
    /// Whether cells are modelled rather than official statistics.
    pub modelled: bool,
    /// SHA-256 of the data.
    pub hash: String,
    /// Sources of the data: identifier, title and year.
    pub sources: Vec<String>,
}

/// How a figure is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Derivation {
    /// Identifier that figures give.
    pub id: String,
    /// Number of the equation in the documentation.
    pub equation: String,
    /// The steps, in words.
    pub steps: String,
    /// Where the method comes from.
    pub method: String,
    /// Which data go in.
    pub data: String,
    /// Where the figures made so stand in this form: paths without positions in lists, each for
    /// everything below it.
    pub figures: Vec<String>,
}

/// An amount and what it is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ratio {
    /// The amount, USD million a year.
    pub value_usd_m: f64,
    /// What it is compared with, USD million a year.
    pub of_usd_m: f64,
    /// The amount over what it is compared with; 0 where that is nothing.
    pub share: f64,
}

impl Ratio {
    /// Part and whole.
    #[must_use]
    pub fn new(value: f64, of: f64) -> Self {
        Self {
            value_usd_m: value,
            of_usd_m: of,
            share: if of == 0.0 { 0.0 } else { value / of },
        }
    }
}

/// One measure at face value and looked through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Measure {
    /// `imports`, `exports`, `inputs`, `markets`, `final-demand` or `gdp`.
    pub id: String,
    /// As customs and national accounts see it.
    pub face_value: Ratio,
    /// Through the whole supply chain.
    pub look_through: Ratio,
    /// Identifier of the derivation.
    pub derivation: String,
}

/// Value added at stake by supply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SupplyAtStake {
    /// Value added at stake, of GDP.
    pub value_added: Ratio,
    /// Code of the input that binds the most of it.
    pub binding_product: Option<String>,
    /// Days that stocks of the binding inputs last.
    pub cover_days: f64,
}

/// Reliance of one sector's inputs on a partner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SectorReliance {
    /// Code of the sector.
    pub product: String,
    /// Value added of the sector, USD million a year.
    pub value_added_usd_m: f64,
    /// Share of its inputs bought from the partner.
    pub face_value: f64,
    /// Share of all output made as input to it, at any stage, that is made by the partner.
    pub look_through: f64,
}

/// Dependence on one partner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PartnerExposure {
    /// Who.
    pub partner: Partner,
    /// The measures side by side.
    pub measures: Vec<Measure>,
    /// GDP that rests on selling to the partner, by extraction of the links to it.
    pub extraction_sales: Ratio,
    /// GDP that would go with the partner's production and demand, by extraction of the partner.
    pub extraction_partner: Ratio,
    /// Share of the country's output whose cost is content from the partner's deliveries to it.
    pub supply_content: Ratio,
    /// Value added at stake by supply.
    pub supply_at_stake: SupplyAtStake,
    /// Reliance sector by sector, most reliant (look-through) first.
    pub sectors: Vec<SectorReliance>,
}

/// Dependence on passage through the Taiwan Strait.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StraitExposure {
    /// The measures side by side; `gdp` at face value is exports through the Strait over GDP.
    pub measures: Vec<Measure>,
    /// Value added of the country in its exports that pass the Strait, of GDP.
    pub value_added_in_exports: Ratio,
}

/// Where a product is made that ends in the country's final demand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// Code of the region.
    pub region: String,
    /// Its share of the product as the country buys it, at home and abroad.
    pub face_value: f64,
    /// Its share of all output of the product made anywhere for the country's final demand. A chip
    /// that is fabricated in one place and packed in another counts in both.
    pub look_through: f64,
    /// Its share of the value added by all makers of the product for the country's final demand:
    /// each stage counts once, so packing counts as packing only.
    pub value_added: f64,
}

/// Whom a product is bought from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProductSuppliers {
    /// Code of the product.
    pub product: String,
    /// The largest suppliers, home included, most first: code of the region and its share of what
    /// the country buys.
    pub suppliers: Vec<(String, f64)>,
}

/// Concentration of one product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProductConcentration {
    /// Code of the product.
    pub product: String,
    /// English name.
    pub name: String,
    /// Imports, USD million a year.
    pub imports_usd_m: f64,
    /// HHI of imports by origin, 0 to 1.
    pub hhi: f64,
    /// Imports in all supply.
    pub import_share: f64,
    /// Imports over exports, if anything is exported.
    pub imports_over_exports: Option<f64>,
    /// Largest origin.
    pub largest_origin: Option<String>,
    /// Its share of the imports.
    pub largest_share: f64,
    /// Its share of world exports of the product.
    pub world_share: f64,
    /// Which of the three dependency conditions hold.
    pub conditions: [bool; 3],
    /// Whether one origin is most of the imports and of what the world trades.
    pub single_point_of_failure: bool,
}

/// What a mutual cut costs, for one product group and one coalition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Leverage {
    /// Code of the product, or `all`.
    pub product: String,
    /// `alone`, or the identifier of the group that acts with the country.
    pub coalition: String,
    /// How many economies of the table act.
    pub economies: usize,
    /// What it costs each side.
    pub cut: MutualCut,
}

/// Resilience against one partner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PartnerResilience {
    /// Identifier of the partner.
    pub partner: String,
    /// The parts and the composite.
    pub resilience: Resilience,
    /// Rank among comparable economies with the weights of the parameters, 1 = most resilient.
    pub rank: Option<usize>,
    /// Best and worst rank over all weights in steps of a fifth.
    pub rank_range: Option<(usize, usize)>,
    /// How many economies are ranked.
    pub ranked: usize,
}

/// Exposure of one economy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CountryExposure {
    /// ISO 3166-1 alpha-3 code.
    pub code: String,
    /// English name.
    pub name: String,
    /// `A` own accounts, `B` borrowed structure, `Rest` remainder of the world.
    pub tier: String,
    /// Whether it is fair to rank it beside tier-A economies.
    pub comparable: bool,
    /// What a reader must know about it.
    pub notes: Vec<String>,
    /// Value added at basic prices, USD million a year.
    pub gdp_usd_m: f64,
    /// Dependence on Taiwan, on the PRC, and on all foreign economies.
    pub partners: Vec<PartnerExposure>,
    /// Dependence on the Strait.
    pub strait: StraitExposure,
    /// Where the semiconductors in its final demand are made; empty if the table has none apart.
    pub semiconductors: Vec<Origin>,
    /// What it is most exposed to: origins and goods with most value added at stake.
    pub most_exposed_to: Vec<Dependence>,
    /// Whom each good is bought from.
    pub suppliers: Vec<ProductSuppliers>,
    /// The most dependent goods.
    pub concentration: Vec<ProductConcentration>,
    /// Leverage each way with the PRC; empty for the PRC itself.
    pub leverage: Vec<Leverage>,
    /// Resilience against Taiwan's and the PRC's absence.
    pub resilience: Vec<PartnerResilience>,
    /// Critical raw materials.
    pub materials: Vec<MaterialDependence>,
}
