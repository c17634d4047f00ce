//! Two rankings: what a country is most exposed to, and who is most exposed to something.

use mist_economy::nearest::{named, nearest};
use mist_economy::{CoverageTier, Economy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::partner::{find_product, find_region, prc, taiwan};
use crate::report::Ratio;
use crate::{Assessor, ExposureError, MaterialData, Partner};

/// What exposure is measured against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Taiwan, the PRC or any other economy.
    Partner(Partner),
    /// Passage through the Taiwan Strait.
    Strait,
    /// A critical raw material from the PRC, by identifier.
    Material(String),
    /// One product, by its position, from an economy or, if none is named, from abroad.
    Product(Option<Partner>, usize),
}

impl Target {
    /// The target that `text` means: `strait`, an economy, `CHN+HKG`, a raw material, a product
    /// from abroad (`C26S`), or a product of an economy (`TWN:C26S`).
    ///
    /// # Errors
    ///
    /// [`ExposureError::UnknownTarget`] with the nearest economies, materials and products;
    /// [`ExposureError::UnknownRegion`] and [`ExposureError::UnknownProduct`] for either side of
    /// a colon.
    pub fn parse(
        economy: &Economy,
        materials: &MaterialData,
        text: &str,
    ) -> Result<Self, ExposureError> {
        if text.eq_ignore_ascii_case("strait") {
            return Ok(Self::Strait);
        }
        if let Some((origin, product)) = text.split_once(':') {
            let partner = match known_partner(economy, origin.trim()) {
                Some(partner) => partner,
                None => Partner::region(economy, find_region(economy, origin.trim())?),
            };
            let product = find_product(economy, product.trim())?;
            return Ok(Self::Product(Some(partner), product));
        }
        if let Some(partner) = known_partner(economy, text) {
            return Ok(Self::Partner(partner));
        }
        if let Ok(at) = find_region(economy, text) {
            return Ok(Self::Partner(Partner::region(economy, at)));
        }
        if let Ok(id) = materials.find(text) {
            return Ok(Self::Material(id));
        }
        if let Ok(product) = find_product(economy, text) {
            return Ok(Self::Product(None, product));
        }
        let regions = economy
            .regions
            .iter()
            .map(|r| (r.code.as_str(), r.name.as_str()));
        let products = economy
            .products
            .iter()
            .map(|p| (p.code.as_str(), p.name.as_str()));
        Err(ExposureError::UnknownTarget {
            given: text.into(),
            nearest: named(&nearest(
                text,
                regions.chain(materials.names()).chain(products),
            )),
        })
    }

    /// Identifier for programs.
    #[must_use]
    pub fn id(&self, economy: &Economy) -> String {
        match self {
            Self::Partner(partner) => partner.id.clone(),
            Self::Strait => "strait".into(),
            Self::Material(id) => id.clone(),
            Self::Product(partner, s) => {
                let code = economy.products[*s].code.as_str();
                match partner {
                    Some(partner) => format!("{}:{code}", partner.id),
                    None => code.into(),
                }
            }
        }
    }
}

/// Taiwan or the PRC, by identifier in any case.
fn known_partner(economy: &Economy, id: &str) -> Option<Partner> {
    let known = taiwan(economy).into_iter().chain(prc(economy));
    known.into_iter().find(|p| p.id.eq_ignore_ascii_case(id))
}

/// One economy's exposure to a target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExposedCountry {
    /// Rank among comparable economies; `None` for those not ranked.
    pub rank: Option<usize>,
    /// ISO 3166-1 alpha-3 code.
    pub code: String,
    /// English name.
    pub name: String,
    /// `A`, `B` or `Rest`.
    pub tier: String,
    /// At face value. For a partner and the Strait: purchases in all imports; for a product: in
    /// all purchases of it; for a material: the PRC's share of what is bought.
    pub face_value: f64,
    /// Looked through. For a partner and the Strait: in the country's final demand; for a
    /// product: where it is made that ends there; for a material: dependence of its final demand.
    pub look_through: f64,
    /// Value added at stake by supply (a partner, a product), on its way through the Strait, or in
    /// sectors that use the material, of GDP. The ranking goes by its share.
    pub value_added: Ratio,
}

/// Something that a country depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dependence {
    /// Rank, 1 = most value added at stake.
    pub rank: usize,
    /// Code of the region that supplies.
    pub origin: String,
    /// Code of the product.
    pub product: String,
    /// Value added at stake if that origin stops delivering that product, of GDP.
    pub value_added: Ratio,
    /// Imports of the product from there, of all imports of the product.
    pub imports: Ratio,
}

impl Assessor<'_> {
    /// All economies by their exposure to `target`, most exposed first; economies that it would
    /// not be fair to rank follow in code order, without a rank.
    #[must_use]
    pub fn most_exposed_to(&self, target: &Target) -> Vec<ExposedCountry> {
        let economy = self.economy;
        let mut rows: Vec<ExposedCountry> = (0..economy.regions.len())
            .filter_map(|x| {
                let (face_value, look_through, value_added) = self.exposure_to(target, x)?;
                let region = &economy.regions[x];
                Some(ExposedCountry {
                    rank: None,
                    code: region.code.to_string(),
                    name: region.name.clone(),
                    tier: region.tier.as_str().into(),
                    face_value,
                    look_through,
                    value_added,
                })
            })
            .collect();
        let ranked = CoverageTier::A.as_str();
        rows.sort_by(|a, b| {
            let apart = |row: &ExposedCountry| row.tier != ranked;
            apart(a).cmp(&apart(b)).then_with(|| {
                if apart(a) {
                    a.code.cmp(&b.code)
                } else {
                    let shares = b.value_added.share.total_cmp(&a.value_added.share);
                    shares.then(a.code.cmp(&b.code))
                }
            })
        });
        for (at, row) in rows.iter_mut().filter(|r| r.tier == ranked).enumerate() {
            row.rank = Some(at + 1);
        }
        rows
    }

    fn exposure_to(&self, target: &Target, x: usize) -> Option<(f64, f64, Ratio)> {
        let gdp = self.system.gdp(x);
        match target {
            Target::Partner(partner) => {
                if partner.contains(x) {
                    return None;
                }
                let measures = self.measures(x, partner);
                let share = |id: &str, look: bool| {
                    measures.iter().find(|m| m.id == id).map(|m| {
                        if look {
                            m.look_through.share
                        } else {
                            m.face_value.share
                        }
                    })
                };
                let stake = self.supply().at_stake(x, &partner.regions, &self.goods);
                Some((
                    share("imports", false)?,
                    share("final-demand", true)?,
                    Ratio::new(stake.value_added, gdp),
                ))
            }
            Target::Product(partner, s) => {
                let abroad = Partner::abroad(self.economy, x);
                let partner = partner.as_ref().unwrap_or(&abroad);
                if partner.contains(x) {
                    return None;
                }
                let bought = |o: usize| self.flows.product_sales(*s, o, x);
                let from: f64 = partner.regions.iter().map(|&o| bought(o)).sum();
                let all: f64 = (0..self.system.regions).map(bought).sum();
                let made = &self.made[*s];
                let theirs: f64 = partner.regions.iter().map(|&o| made[(o, x)]).sum();
                let stake = self.supply().at_stake(x, &partner.regions, &[*s]);
                Some((
                    Ratio::new(from, all).share,
                    Ratio::new(theirs, made.column(x).sum()).share,
                    Ratio::new(stake.value_added, gdp),
                ))
            }
            Target::Strait => {
                let through = self.through_strait();
                let (value, of) = through.final_demand[x];
                let (own, _) = through.gdp[x];
                Some((
                    self.strait_imports(x).share,
                    Ratio::new(value, of).share,
                    Ratio::new(own, gdp),
                ))
            }
            Target::Material(id) => {
                let all = self
                    .materials
                    .dependence(self.economy, &self.system, &self.made, x);
                let one = all.into_iter().find(|m| m.id == *id)?;
                let value_added = one.value_added_at_stake.unwrap_or(Ratio::new(
                    one.value_added_using.value_usd_m * one.any_stage,
                    gdp,
                ));
                Some((one.direct, one.total, value_added))
            }
        }
    }

    /// What region `x` is most exposed to: the `count` pairs of origin and product with most value
    /// added at stake.
    #[must_use]
    pub fn most_exposed(&self, x: usize, count: usize) -> Vec<Dependence> {
        let gdp = self.system.gdp(x);
        let supply = self.supply();
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for o in (0..self.system.regions).filter(|o| *o != x) {
            for &s in &self.goods {
                let stake = supply.at_stake(x, &[o], &[s]).value_added;
                if stake > 0.0 {
                    pairs.push((stake, o, s));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        pairs
            .into_iter()
            .take(count)
            .enumerate()
            .map(|(at, (stake, o, s))| Dependence {
                rank: at + 1,
                origin: self.economy.regions[o].code.to_string(),
                product: self.economy.products[s].code.to_string(),
                value_added: Ratio::new(stake, gdp),
                imports: Ratio::new(
                    self.flows.product_sales(s, o, x),
                    self.flows.product_imports(s, x).iter().sum(),
                ),
            })
            .collect()
    }
}
