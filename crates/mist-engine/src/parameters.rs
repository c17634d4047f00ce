//! How economies react: every behavioural parameter with its range, as a file gives it and as drawn.
//!
//! [`ModelParameters`] is read from the embedded files in `configs/model/` and from a user's own
//! file over them; [`ModelParameters::sample`] draws all of it by name, so that a parameter's luck
//! is the same in every scenario and never moves when another is added.

mod quantity;
mod table;

use std::sync::OnceLock;

use mist_economy::Product;
use mist_economy::materials::Materials;
use mist_scenario::{Luck, Quantity};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::Spanned;

pub(crate) use quantity::{Group, Origin, Section, parameter_group};
pub use quantity::{ParameterRow, Spec};
pub use table::Column;

use crate::access::AccessParameters;
use crate::damage::DamageParameters;
use crate::dynamic::{InputForm, NetworkParameters, ProductGroup, Rationing};
use crate::error::EngineError;
use crate::finance::FinanceParameters;
use crate::isic;
use crate::items::materials::{MaterialDefaults, MaterialSpec};
use crate::items::spec::{Item, ItemSpec, StageRow};
use crate::items::{ItemDraw, ItemsParameters};
use crate::power::{Curve, PowerParameters};
use crate::shipping::ShippingParameters;
use crate::transit::TransitParameters;

parameter_group! {
    /// The network's parameters as drawn, before they are spread over products.
    NetworkDraw, "network" {
        /// Target cover as a multiple of the economy's days of cover.
        cover_scale: "multiple", 0.05, 10.0;
        /// Least cover of equipment that is built into nothing: how long its replacement can be put off.
        equipment_days: "days", 0.0, 3650.0;
        /// ψ: share of target cover below which output begins to fall.
        psi: "share", 0.01, 1.0;
        /// τ: days over which a gap in stocks is closed, never above the cover that it restores.
        restocking_days: "days", 1.0, 365.0;
        /// Days over which firms smooth the demand that they expect.
        expectation_days: "days", 1.0, 365.0;
        /// Output above capacity in time, mining, farming and refining.
        overproduction_commodity: "share", 0.0, 1.0;
        /// Output above capacity in time, most manufactures.
        overproduction_manufacture: "share", 0.0, 1.0;
        /// Output above capacity in time, electronics, medicines and vehicles.
        overproduction_specialised: "share", 0.0, 1.0;
        /// Output above capacity in time, semiconductors.
        overproduction_chips: "share", 0.0, 1.0;
        /// Output above capacity in time, services and networks.
        overproduction_service: "share", 0.0, 1.0;
        /// Days in which output approaches that ceiling under full scarcity.
        overproduction_days: "days", 1.0, 2000.0;
        /// θ: how far buyers follow what suppliers deliver, mining, farming and refining.
        switching_commodity: "share", 0.0, 0.95;
        /// θ, most manufactures.
        switching_manufacture: "share", 0.0, 0.95;
        /// θ, electronics, medicines and vehicles.
        switching_specialised: "share", 0.0, 0.95;
        /// θ, semiconductors.
        switching_chips: "share", 0.0, 0.95;
        /// θ, services and networks.
        switching_service: "share", 0.0, 0.95;
        /// Days of memory about deliveries, mining, farming and refining.
        switching_days_commodity: "days", 1.0, 2000.0;
        /// Days of memory, most manufactures.
        switching_days_manufacture: "days", 1.0, 2000.0;
        /// Days of memory, electronics, medicines and vehicles.
        switching_days_specialised: "days", 1.0, 2000.0;
        /// Days of memory, semiconductors.
        switching_days_chips: "days", 1.0, 2000.0;
        /// Days of memory, services and networks.
        switching_days_service: "days", 1.0, 2000.0;
        /// How important inputs bind: 0 by half, 1 like critical ones, 2 not at all.
        input_form: "code", 0.0, 2.0;
        /// Who is served first: 0 all alike, 1 orders for input, 2 final demand, 3 the own economy.
        rationing: "code", 0.0, 3.0;
    }
}

impl NetworkDraw {
    fn spread(&self, groups: &[ProductGroup]) -> NetworkParameters {
        let by_group = |values: [f64; 5]| -> Vec<f64> {
            let value = |g: &ProductGroup| match g {
                ProductGroup::Commodity => values[0],
                ProductGroup::Manufacture => values[1],
                ProductGroup::Specialised => values[2],
                ProductGroup::Chips => values[3],
                ProductGroup::Service => values[4],
            };
            groups.iter().map(value).collect()
        };
        NetworkParameters {
            cover_scale: self.cover_scale,
            equipment_days: self.equipment_days,
            psi: self.psi,
            restocking_days: self.restocking_days,
            expectation_days: self.expectation_days,
            overproduction: by_group([
                self.overproduction_commodity,
                self.overproduction_manufacture,
                self.overproduction_specialised,
                self.overproduction_chips,
                self.overproduction_service,
            ]),
            overproduction_days: self.overproduction_days,
            switching: by_group([
                self.switching_commodity,
                self.switching_manufacture,
                self.switching_specialised,
                self.switching_chips,
                self.switching_service,
            ]),
            switching_days: by_group([
                self.switching_days_commodity,
                self.switching_days_manufacture,
                self.switching_days_specialised,
                self.switching_days_chips,
                self.switching_days_service,
            ]),
            input_form: InputForm::from_code(self.input_form),
            rationing: Rationing::from_code(self.rationing),
        }
    }
}

/// Parameters of one draw.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawParameters {
    /// How firms order, stock, ration and switch.
    pub network: NetworkParameters,
    /// Access to Taiwan.
    pub access: AccessParameters,
    /// Owners, crews and insurers of ships to Taiwan.
    pub shipping: ShippingParameters,
    /// Transit through the Strait.
    pub transit: TransitParameters,
    /// Taiwan's electricity.
    pub power: PowerParameters,
    /// Capacity left of a sector by share of electricity, by curve of the parameter file.
    pub curves: Vec<[f64; 4]>,
    /// Reserves of imported fuel that levers add: region of the table, days of its normal imports.
    pub fuel_reserves: Vec<(usize, f64)>,
    /// Damage and repair.
    pub damage: DamageParameters,
    /// Risk premia and demand.
    pub finance: FinanceParameters,
    /// What all bottleneck items share.
    pub items: ItemsParameters,
    /// Each bottleneck item, in the order of [`ModelParameters::item_ids`].
    pub item_draws: Vec<ItemDraw>,
}

impl Default for DrawParameters {
    /// The shipped parameters of draw 0 of seed 0: a complete value, for tests and examples.
    fn default() -> Self {
        static DRAWN: OnceLock<DrawParameters> = OnceLock::new();
        let draw = || {
            let luck = Luck::new(0, 0);
            let shipped = ModelParameters::embedded().map(|p| p.sample(&[], &luck));
            shipped.unwrap_or_else(|_| Self {
                network: NetworkParameters::default(),
                access: AccessParameters::default(),
                shipping: ShippingParameters::default(),
                transit: TransitParameters::default(),
                power: PowerParameters::default(),
                curves: Vec::new(),
                fuel_reserves: Vec::new(),
                damage: DamageParameters::default(),
                finance: FinanceParameters::default(),
                items: ItemsParameters::default(),
                item_draws: Vec::new(),
            })
        };
        DRAWN.get_or_init(draw).clone()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BehaviourFile {
    #[serde(default)]
    network: Section,
    #[serde(default)]
    access: Section,
    #[serde(default)]
    shipping: Section,
    #[serde(default)]
    transit: Section,
    #[serde(default)]
    power: Section,
    #[serde(default)]
    damage: Section,
    #[serde(default)]
    finance: Section,
    #[serde(default)]
    items: Section,
    /// Economies that serve one another first if items go to allies first.
    #[serde(default)]
    partners: Option<Vec<String>>,
    #[serde(default, rename = "electricity")]
    curves: Vec<CurveSpec>,
    #[serde(default, rename = "item")]
    item: Vec<Spanned<ItemSpec>>,
    #[serde(default)]
    material_defaults: Option<MaterialDefaults>,
    #[serde(default, rename = "material")]
    materials: Vec<MaterialSpec>,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct CurveSpec {
    id: Spanned<String>,
    name: String,
    /// ISIC codes of the sectors that follow it.
    isic: String,
    at_80: Spanned<Quantity>,
    at_60: Spanned<Quantity>,
    at_40: Spanned<Quantity>,
    at_20: Spanned<Quantity>,
}

/// A sector's capacity by share of electricity, checked.
#[derive(Debug, Clone)]
struct CurveFile {
    isic: String,
    stream: String,
    rows: Vec<ParameterRow>,
}

impl CurveFile {
    fn new(origin: Origin<'_>, spec: &CurveSpec) -> Result<Self, EngineError> {
        let id = spec.id.get_ref();
        if isic::intervals(&spec.isic).is_none_or(|codes| codes.is_empty()) {
            return Err(origin.error(
                spec.id.span().start,
                format!("`{}` is no list of ISIC codes", spec.isic),
                "write divisions or ranges of them, such as `C24 C25`",
            ));
        }
        let mut rows = Vec::new();
        let points = [&spec.at_20, &spec.at_40, &spec.at_60, &spec.at_80];
        for (share, quantity) in [20, 40, 60, 80].into_iter().zip(points) {
            let name = format!("electricity.{id}.at_{share}");
            origin.check(&name, quantity, "share", 0.0, 1.0)?;
            rows.push(ParameterRow {
                name,
                text: format!("capacity of {} with {share} % of electricity", spec.name),
                quantity: quantity.get_ref().clone(),
            });
        }
        Ok(Self {
            isic: spec.isic.clone(),
            stream: format!("model.electricity.{id}"),
            rows,
        })
    }

    /// One luck for the whole curve, so that its points keep their order as far as the ranges do.
    fn sample(&self, luck: &Luck) -> Curve {
        let mut least = 0.0_f64;
        let mut curve = [0.0; 4];
        for (point, row) in curve.iter_mut().zip(&self.rows) {
            least = least.max(row.quantity.sample(luck, &self.stream));
            *point = least;
        }
        curve
    }
}

/// Name and text of an embedded file.
const EMBEDDED: [(&str, &str); 3] = [
    (
        "configs/model/dynamic.toml",
        include_str!("../../../configs/model/dynamic.toml"),
    ),
    (
        "configs/model/items.toml",
        include_str!("../../../configs/model/items.toml"),
    ),
    (
        "configs/model/materials.toml",
        include_str!("../../../configs/model/materials.toml"),
    ),
];

/// All behavioural parameters, checked and ready to be drawn.
#[derive(Debug, Clone)]
pub struct ModelParameters {
    network: Group,
    access: Group,
    shipping: Group,
    transit: Group,
    power: Group,
    damage: Group,
    finance: Group,
    items: Group,
    curves: Vec<CurveFile>,
    partners: Vec<String>,
    bottlenecks: Vec<Item>,
    ids: Vec<String>,
    hash: String,
    files: Vec<(String, String)>,
}

impl ModelParameters {
    /// The parameters that MIST ships.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] if an embedded file is faulty, which a test excludes.
    pub fn embedded() -> Result<Self, EngineError> {
        Self::read(&EMBEDDED)
    }

    /// The shipped parameters with those of a user's file over them: a parameter named again takes
    /// the place of the shipped one, an item or curve with the same `id` likewise.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] with file and line if the file is no TOML, names an unknown
    /// parameter, or gives a value out of bounds, in another unit or without a source.
    pub fn with_file(name: &str, text: &str) -> Result<Self, EngineError> {
        let mut files = EMBEDDED.to_vec();
        files.push((name, text));
        Self::read(&files)
    }

    /// Parameters from the files of another result, as [`ModelParameters::files`] gave them.
    ///
    /// # Errors
    /// As [`ModelParameters::with_file`], and if a parameter is in none of the files.
    pub fn from_files(files: &[(&str, &str)]) -> Result<Self, EngineError> {
        Self::read(files)
    }

    /// Name and text of each file that they were read from, in the order in which one is laid over
    /// the other.
    #[must_use]
    pub fn files(&self) -> &[(String, String)] {
        &self.files
    }

    fn read(files: &[(&str, &str)]) -> Result<Self, EngineError> {
        let mut hasher = Sha256::new();
        let mut read = Vec::with_capacity(files.len());
        for &(name, text) in files {
            // Lengths keep two splits of the same bytes apart.
            hasher.update((text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
            let origin = Origin { name, text };
            let file: BehaviourFile = toml::from_str(text).map_err(|e| {
                origin.error(
                    e.span().map_or(0, |s| s.start),
                    e.message().to_owned(),
                    "see docs/src/parameters.md for every parameter and its form",
                )
            })?;
            read.push((origin, file));
        }
        let group = |section, specs, of: fn(&BehaviourFile) -> &Section| {
            let sections: Vec<_> = read.iter().map(|(o, f)| (*o, of(f))).collect();
            Group::new(section, specs, &sections)
        };
        let figures = Materials::embedded().map_err(|e| EngineError::Invalid {
            what: e.to_string(),
            location: "the embedded figures of raw materials".to_owned(),
            help: "this is a defect of the program: please report it".to_owned(),
        })?;
        let defaults = read
            .iter()
            .rev()
            .find_map(|(_, f)| f.material_defaults.clone());
        let mut curves: Vec<CurveFile> = Vec::new();
        let mut bottlenecks: Vec<Item> = Vec::new();
        for (origin, file) in &read {
            for spec in &file.curves {
                let curve = CurveFile::new(*origin, spec)?;
                replace(&mut curves, curve, |c| &c.stream);
            }
            for spec in &file.item {
                let item = Item::new(*origin, spec.span().start, spec.get_ref())?;
                replace(&mut bottlenecks, item, |i| &i.spec.id);
            }
            for spec in &file.materials {
                let at = spec.id.span().start;
                let Some(defaults) = &defaults else {
                    return Err(origin.error(
                        at,
                        "no defaults for materials",
                        "add a section `[material_defaults]`",
                    ));
                };
                let item = spec.item(*origin, defaults, &figures)?;
                let item = Item::new(*origin, at, &item)?;
                replace(&mut bottlenecks, item, |i| &i.spec.id);
            }
        }
        let partners = read.iter().rev().find_map(|(_, f)| f.partners.clone());
        Ok(Self {
            network: group("network", NetworkDraw::SPECS, |f| &f.network)?,
            access: group("access", AccessParameters::SPECS, |f| &f.access)?,
            shipping: group("shipping", ShippingParameters::SPECS, |f| &f.shipping)?,
            transit: group("transit", TransitParameters::SPECS, |f| &f.transit)?,
            power: group("power", PowerParameters::SPECS, |f| &f.power)?,
            damage: group("damage", DamageParameters::SPECS, |f| &f.damage)?,
            finance: group("finance", FinanceParameters::SPECS, |f| &f.finance)?,
            items: group("items", ItemsParameters::SPECS, |f| &f.items)?,
            curves,
            partners: partners.unwrap_or_default(),
            ids: bottlenecks.iter().map(|i| i.spec.id.clone()).collect(),
            bottlenecks,
            hash: hex(&hasher.finalize()),
            files: files
                .iter()
                .map(|&(name, text)| (name.to_owned(), text.to_owned()))
                .collect(),
        })
    }

    /// Draws every parameter for an economy with these products.
    #[must_use]
    pub fn sample(&self, products: &[Product], luck: &Luck) -> DrawParameters {
        let groups: Vec<ProductGroup> = products.iter().map(ProductGroup::of).collect();
        DrawParameters {
            network: NetworkDraw::sample(&self.network, luck).spread(&groups),
            access: AccessParameters::sample(&self.access, luck),
            shipping: ShippingParameters::sample(&self.shipping, luck),
            transit: TransitParameters::sample(&self.transit, luck),
            power: PowerParameters::sample(&self.power, luck),
            curves: self.curves.iter().map(|c| c.sample(luck)).collect(),
            fuel_reserves: Vec::new(),
            damage: DamageParameters::sample(&self.damage, luck),
            finance: FinanceParameters::sample(&self.finance, luck),
            items: ItemsParameters::sample(&self.items, luck),
            item_draws: self.bottlenecks.iter().map(|i| i.sample(luck)).collect(),
        }
    }

    /// SHA-256 of the files as read, in hexadecimal.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Identifiers of the bottleneck items, in order.
    #[must_use]
    pub fn item_ids(&self) -> &[String] {
        &self.ids
    }

    /// Every quantity with its provenance, in the order of the files.
    pub fn rows(&self) -> impl Iterator<Item = &ParameterRow> {
        self.groups()
            .into_iter()
            .flat_map(Group::rows)
            .chain(self.curves.iter().flat_map(|c| &c.rows))
            .chain(self.bottlenecks.iter().flat_map(Item::rows))
    }

    /// Names of the sources of luck of [`Self::sample`], without those of constants: a parameter's
    /// name, or a curve's, whose points share theirs. Their streams are called `model.` and this.
    pub fn uncertain(&self) -> impl Iterator<Item = &str> {
        let varies = |row: &&ParameterRow| {
            !matches!(
                row.quantity.distribution,
                mist_scenario::Distribution::Constant { .. }
            )
        };
        let curves = self
            .curves
            .iter()
            .filter(move |c| c.rows.iter().any(|row| varies(&row)));
        self.groups()
            .into_iter()
            .flat_map(Group::rows)
            .chain(self.bottlenecks.iter().flat_map(Item::rows))
            .filter(varies)
            .map(|row| row.name.as_str())
            .chain(curves.map(|c| c.stream.trim_start_matches("model.")))
    }

    fn groups(&self) -> [&Group; 8] {
        [
            &self.network,
            &self.access,
            &self.shipping,
            &self.transit,
            &self.power,
            &self.damage,
            &self.finance,
            &self.items,
        ]
    }

    pub(crate) fn bottlenecks(&self) -> &[Item] {
        &self.bottlenecks
    }

    pub(crate) fn partners(&self) -> &[String] {
        &self.partners
    }

    /// Stages of every item with its name, for the documentation.
    pub(crate) fn stages(&self) -> impl Iterator<Item = (&str, &str, StageRow<'_>)> {
        self.bottlenecks.iter().flat_map(|i| {
            i.stages()
                .map(|row| (i.spec.id.as_str(), i.spec.name.as_str(), row))
        })
    }

    /// Curve of each product: the one that covers most of it, the last on a tie; none means that
    /// electricity does not touch it.
    pub(crate) fn curve_of(&self, products: &[Product]) -> Vec<Option<usize>> {
        let mut best = vec![(0.0, None); products.len()];
        for (c, curve) in self.curves.iter().enumerate() {
            for (s, part) in isic::products(products, &curve.isic) {
                if part >= best[s].0 {
                    best[s] = (part, Some(c));
                }
            }
        }
        best.into_iter().map(|(_, curve)| curve).collect()
    }
}

fn replace<T>(all: &mut Vec<T>, new: T, key: fn(&T) -> &String) {
    match all.iter_mut().find(|old| key(old) == key(&new)) {
        Some(old) => *old = new,
        None => all.push(new),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
