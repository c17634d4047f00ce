//! Critical raw materials: dependence on the PRC stage by stage, direct and inside products.
//!
//! Supply shares are known by stage, not by pair of countries. So a stage's makers are taken to
//! buy the stage before it in proportion to world supply, and the part of the last stage that has
//! passed the PRC at any stage is
//!
//! D_n = p_n + (1 − p_n)·D_(n−1),  D_1 = p_1,                                        (E12)
//!
//! p_n the PRC's share of stage n. A country needs a material inside products too: its final
//! demand for the products of the using sectors is split, by look-through, into made at home, made
//! in third countries (both by makers who depend as above) and made in the PRC (depends wholly).

use mist_economy::nearest::{named, nearest};
use mist_economy::{Economy, Market, Materials, Stage};
use nalgebra::DMatrix;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::report::Ratio;
use crate::{ExposureError, Leontief};

/// Regions whose supply counts as the PRC's.
const PRC: [&str; 3] = ["CHN", "HKG", "MAC"];
/// Members of the European Union, for which the study knows what is bought from whom.
const EU: [&str; 27] = [
    "AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV",
    "HUN", "IRL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN",
    "SWE",
];
/// What users have at stake in each material, as shipped.
const MATERIALS: &str = include_str!("../../../configs/model/materials.toml");
/// Days in a month, for cover.
const MONTH: f64 = 365.0 / 12.0;

/// What a sector has at stake in a material and how long its stock lasts; from the bottleneck
/// layer's items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MaterialUser {
    /// Identifier of the material.
    pub id: String,
    /// Code of the using product of the economy.
    pub product: String,
    /// Share of the sector's output that stops when the material is gone, 0 to 1.
    pub output_at_stake: f64,
    /// Days of use held in stock.
    pub cover_days: f64,
}

/// What users of the materials have at stake, from `text`, a file like
/// `configs/model/materials.toml`, with the central values of its distributions (mode, median, or
/// middle of the range). Uses that a material does not state take the file's defaults.
///
/// # Errors
///
/// [`ExposureError::InvalidParameter`] if the text is not TOML.
pub fn material_users(
    text: &str,
    name: &str,
    economy: &Economy,
    materials: &Materials,
) -> Result<Vec<MaterialUser>, ExposureError> {
    let parsed: Result<toml::Table, toml::de::Error> = text.parse();
    let file = parsed.map_err(|error| ExposureError::InvalidParameter {
        what: error.message().to_owned(),
        location: name.to_owned(),
        help: "mend the file; see configs/model/materials.toml".into(),
    })?;
    let defaults = file.get("material_defaults");
    let stated: Vec<&toml::Value> = file
        .get("material")
        .and_then(toml::Value::as_array)
        .map_or_else(Vec::new, |all| all.iter().collect());
    let mut users = Vec::new();
    for entry in &materials.uses {
        let own = stated
            .iter()
            .find(|m| m.get("id").and_then(toml::Value::as_str) == Some(entry.id.as_str()));
        let default = |key: &str| defaults.and_then(|d| d.get(key)).and_then(central);
        let stake = own
            .and_then(|m| m.get("stake")?.get(&entry.division))
            .and_then(central)
            .or_else(|| default("stake"));
        let cover = own
            .and_then(|m| m.get("cover_days"))
            .and_then(central)
            .or_else(|| default("cover_days"));
        let (Some(output_at_stake), Some(cover_days)) = (stake, cover) else {
            continue;
        };
        for product in &economy.products {
            if covers(&product.isic, &entry.division) {
                users.push(MaterialUser {
                    id: entry.id.clone(),
                    product: product.code.to_string(),
                    output_at_stake,
                    cover_days,
                });
            }
        }
    }
    Ok(users)
}

/// Central value of a quantity as the parameter files write it.
fn central(quantity: &toml::Value) -> Option<f64> {
    let number = |v: &toml::Value| {
        v.as_float()
            .or_else(|| v.as_integer().map(|whole| whole as f64))
    };
    if let Some(plain) = number(quantity) {
        return Some(plain);
    }
    let get = |key: &str| quantity.get(key).and_then(number);
    let middle = || Some((get("min")? + get("max")?) / 2.0);
    ["value", "mode", "median"]
        .into_iter()
        .find_map(get)
        .or_else(middle)
}

/// Raw-material supply and what using sectors have at stake.
#[derive(Debug, Clone, PartialEq)]
pub struct MaterialData {
    materials: Materials,
    users: Vec<MaterialUser>,
}

/// One stage's supply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageSupply {
    /// `extraction`, `processing` or `magnets`.
    pub stage: String,
    /// The PRC's share of world supply.
    pub prc_share: f64,
    /// The PRC's share of what the European Union buys; only for its members.
    pub prc_share_of_purchases: Option<f64>,
    /// Largest supplier other than the PRC, by ISO code, and its share.
    pub next_supplier: Option<(String, f64)>,
}

/// Dependence of one country on the PRC for one material.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MaterialDependence {
    /// Identifier.
    pub id: String,
    /// English name.
    pub name: String,
    /// The stages, from the mine onward.
    pub stages: Vec<StageSupply>,
    /// Share of the last stage's product bought from the PRC.
    pub direct: f64,
    /// Share of it that has passed the PRC at any stage (E12).
    pub any_stage: f64,
    /// Share of the using sectors' products in the country's final demand that is made at home,
    /// in third countries, and in the PRC.
    pub made: [f64; 3],
    /// Dependence through products made at home, in third countries, and in the PRC.
    pub through_products: [f64; 3],
    /// Sum of the three: dependence of the country's final demand.
    pub total: f64,
    /// Products whose makers use it.
    pub using_products: Vec<String>,
    /// Value added of the country's using sectors, of its GDP: an upper bound.
    pub value_added_using: Ratio,
    /// Value added that stops if the PRC's part is gone: output at stake × dependence at any
    /// stage, of GDP. `None` where nothing is known of output at stake.
    pub value_added_at_stake: Option<Ratio>,
    /// Months that stocks last, weighted by value added at stake. `None` if not known.
    pub cover_months: Option<f64>,
    /// Identifier of the derivation.
    pub derivation: String,
}

impl MaterialData {
    /// Supply shares and, where known, what using sectors have at stake.
    #[must_use]
    pub fn new(materials: Materials, users: Vec<MaterialUser>) -> Self {
        Self { materials, users }
    }

    /// The shipped supply shares, with what the shipped bottleneck items say of their users.
    ///
    /// # Errors
    ///
    /// [`ExposureError::InvalidParameter`] if the shipped files were damaged.
    pub fn shipped(economy: &Economy) -> Result<Self, ExposureError> {
        let mut data = Self::embedded()?;
        data.users = material_users(
            MATERIALS,
            "configs/model/materials.toml",
            economy,
            &data.materials,
        )?;
        Ok(data)
    }

    /// The shipped supply shares, with nothing known of output at stake.
    ///
    /// # Errors
    ///
    /// [`ExposureError::InvalidParameter`] if the shipped files were damaged.
    pub fn embedded() -> Result<Self, ExposureError> {
        let materials = Materials::embedded().map_err(|error| ExposureError::InvalidParameter {
            what: error.to_string(),
            location: "raw-material supply shares".into(),
            help: "build them again".into(),
        })?;
        Ok(Self::new(materials, Vec::new()))
    }

    /// Identifiers and English names of the materials.
    #[must_use]
    pub fn names(&self) -> Vec<(&str, &str)> {
        self.materials.names()
    }

    /// Identifier of the material that `text` means: its identifier or name, in any case.
    ///
    /// # Errors
    ///
    /// [`ExposureError::UnknownMaterial`] with the nearest names.
    pub fn find(&self, text: &str) -> Result<String, ExposureError> {
        let names = self.materials.names();
        let same = |other: &str| other.eq_ignore_ascii_case(text);
        match names.iter().find(|(id, name)| same(id) || same(name)) {
            Some((id, _)) => Ok((*id).to_owned()),
            None => Err(ExposureError::UnknownMaterial {
                given: text.into(),
                nearest: named(&nearest(text, names)),
            }),
        }
    }

    /// Dependence of region `x` on the PRC, material by material; empty for the PRC itself. `made`
    /// holds [`crate::look_through::made_where`] for each product.
    #[must_use]
    pub fn dependence(
        &self,
        economy: &Economy,
        system: &Leontief,
        made: &[DMatrix<f64>],
        x: usize,
    ) -> Vec<MaterialDependence> {
        if PRC.contains(&economy.regions[x].code.as_str()) {
            return Vec::new();
        }
        self.materials
            .names()
            .into_iter()
            .map(|(id, name)| self.one(economy, system, made, x, (id, name)))
            .collect()
    }

    fn one(
        &self,
        economy: &Economy,
        system: &Leontief,
        made_by_product: &[DMatrix<f64>],
        x: usize,
        (id, name): (&str, &str),
    ) -> MaterialDependence {
        let in_eu = EU.contains(&economy.regions[x].code.as_str());
        let stages = self.stages(id, in_eu);
        // World: what third countries' makers depend on. Home: the last stage as the country buys.
        let (mut before, mut world) = (0.0, 0.0);
        for stage in &stages {
            before = world;
            world = chain(stage.prc_share, before);
        }
        let direct = stages
            .last()
            .map_or(0.0, |s| s.prc_share_of_purchases.unwrap_or(s.prc_share));
        let home = chain(direct, before);

        let using = self.using_products(economy, id);
        let mut made = [0.0; 3];
        for &(s, weight) in &using {
            let origins = &made_by_product[s];
            let all = origins.column(x).sum();
            if all <= 0.0 {
                continue;
            }
            for o in 0..system.regions {
                let prc = PRC.contains(&economy.regions[o].code.as_str());
                let at = if o == x {
                    0
                } else if prc {
                    2
                } else {
                    1
                };
                made[at] += weight * origins[(o, x)] / all;
            }
        }
        let through_products = [made[0] * home, made[1] * world, made[2]];

        let gdp = system.gdp(x);
        let value_added = |s: usize| {
            let node = x * system.products + s;
            (system.value_added_share[node] * system.output[node]).max(0.0)
        };
        let users: Vec<&MaterialUser> = self.users.iter().filter(|u| u.id == id).collect();
        let (mut stake, mut days) = (0.0, 0.0);
        for user in &users {
            let at = economy
                .products
                .iter()
                .position(|p| p.code.as_str() == user.product);
            if let Some(s) = at {
                let lost = value_added(s) * user.output_at_stake * home;
                stake += lost;
                days += lost * user.cover_days;
            }
        }
        MaterialDependence {
            id: id.into(),
            name: name.into(),
            stages,
            direct,
            any_stage: home,
            made,
            through_products,
            total: through_products.iter().sum(),
            using_products: using
                .iter()
                .map(|(s, _)| economy.products[*s].code.to_string())
                .collect(),
            value_added_using: Ratio::new(using.iter().map(|(s, _)| value_added(*s)).sum(), gdp),
            value_added_at_stake: (!users.is_empty()).then(|| Ratio::new(stake, gdp)),
            cover_months: (stake > 0.0).then(|| days / stake / MONTH),
            derivation: "materials".into(),
        }
    }

    fn stages(&self, id: &str, in_eu: bool) -> Vec<StageSupply> {
        let prc_of = |stage, market| -> Option<f64> {
            let suppliers = self.materials.suppliers(id, stage, market);
            (!suppliers.is_empty()).then(|| {
                suppliers
                    .iter()
                    .filter(|(region, _)| PRC.contains(&region.as_str()))
                    .map(|(_, share)| share)
                    .sum()
            })
        };
        self.materials
            .stages(id, Market::World)
            .into_iter()
            .map(|stage| StageSupply {
                stage: stage_name(stage).into(),
                prc_share: prc_of(stage, Market::World).unwrap_or(0.0),
                prc_share_of_purchases: in_eu.then(|| prc_of(stage, Market::Eu)).flatten(),
                next_supplier: self
                    .materials
                    .suppliers(id, stage, Market::World)
                    .into_iter()
                    .find(|(region, _)| !PRC.contains(&region.as_str()))
                    .map(|(region, share)| (region.to_string(), share)),
            })
            .collect()
    }

    /// Products of the economy that use a material, with weights adding up to one. A division
    /// that the economy splits into several products weighs on each in equal parts.
    fn using_products(&self, economy: &Economy, id: &str) -> Vec<(usize, f64)> {
        let mut weights = vec![0.0; economy.products.len()];
        for entry in self.materials.uses.iter().filter(|u| u.id == id) {
            let products: Vec<usize> = (0..economy.products.len())
                .filter(|&s| covers(&economy.products[s].isic, &entry.division))
                .collect();
            for &s in &products {
                weights[s] += entry.share / products.len() as f64;
            }
        }
        let total: f64 = weights.iter().sum();
        weights
            .into_iter()
            .enumerate()
            .filter(|(_, w)| *w > 0.0)
            .map(|(s, w)| (s, w / total))
            .collect()
    }
}

/// D_n = p_n + (1 − p_n)·D_(n−1).
fn chain(share: f64, before: f64) -> f64 {
    share + (1.0 - share) * before
}

fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Extraction => "extraction",
        Stage::Processing => "processing",
        Stage::Magnets => "magnets",
    }
}

/// Whether a product's ISIC list (`C16 C17`, `C10-C12`, `C261`) covers a division (`C26`).
fn covers(isic: &str, division: &str) -> bool {
    let parse = |code: &str| -> Option<(char, u32)> {
        let letter = code.chars().next()?;
        let digits: String = code.chars().skip(1).take(2).collect();
        digits.parse().ok().map(|number| (letter, number))
    };
    let Some(wanted) = parse(division) else {
        return false;
    };
    isic.split([' ', ','])
        .filter(|t| !t.is_empty())
        .any(|token| {
            let (first, last) = token.split_once('-').unwrap_or((token, token));
            match (parse(first), parse(last)) {
                (Some(a), Some(b)) => (a..=b).contains(&wanted),
                _ => false,
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divisions_are_found_in_lists_ranges_and_groups() {
        assert!(covers("C10-C12", "C11"));
        assert!(covers("C28 C33", "C33"));
        assert!(covers("C262-C268", "C26"));
        assert!(covers("E36-E39, I55-I56, O84-U99", "I55"));
        assert!(!covers("C10-C12", "C13"));
        assert!(!covers("B05-B09", "C09"));
    }

    #[test]
    fn central_values_of_distributions() {
        let value =
            |text: &str| central(&format!("q = {text}").parse::<toml::Table>().unwrap()["q"]);
        assert_eq!(value("3"), Some(3.0));
        assert_eq!(
            value("{ dist = \"triangular\", min = 1.0, mode = 2.0, max = 9.0 }"),
            Some(2.0)
        );
        assert_eq!(
            value("{ dist = \"uniform\", min = 1.0, max = 4.0 }"),
            Some(2.5)
        );
        assert_eq!(
            value("{ dist = \"log-normal\", median = 1.5, ratio95 = 2.0 }"),
            Some(1.5)
        );
        assert_eq!(value("{ dist = \"discrete\" }"), None);
    }

    #[test]
    fn stages_chain_as_supply_that_has_not_passed_the_prc() {
        // Mining .5, processing .8: what never passed is .5 · .2 = .1.
        assert!((chain(0.8, chain(0.5, 0.0)) - 0.9).abs() < 1e-15);
    }
}
