//! Critical raw materials as bottleneck items: supply and uses from the economy's figures, reactions
//! from the materials file.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use mist_economy::materials::{Market, Materials, Stage};
use mist_scenario::{Quantity, Tier};
use serde::Deserialize;
use toml::Spanned;

use super::spec::{ItemKind, ItemSpec, LeadSpec, StageSpec, SubstitutionSpec, UserSpec};
use crate::error::EngineError;
use crate::parameters::Origin;

/// What every material is taken for unless its own entry says otherwise.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MaterialDefaults {
    product: String,
    home_share: Spanned<Quantity>,
    spare: Spanned<Quantity>,
    spare_days: Spanned<Quantity>,
    pipeline_days: Spanned<Quantity>,
    stake: Spanned<Quantity>,
    cover_days: Spanned<Quantity>,
    substitution: SubstitutionSpec,
}

/// One material's own reactions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MaterialSpec {
    /// Identifier among the economy's materials.
    pub(crate) id: Spanned<String>,
    /// ISIC code of the product that it travels as.
    product: Option<String>,
    cover_days: Option<Spanned<Quantity>>,
    /// Output at stake by ISIC division of the user.
    #[serde(default)]
    stake: BTreeMap<String, Spanned<Quantity>>,
    /// Shares that are drawn.
    #[serde(default)]
    lead: Vec<MaterialLead>,
    /// Stages that the economy's figures leave out.
    #[serde(default, rename = "stage")]
    stages: Vec<StageSpec>,
}

/// The uncertain share of a stage's leading producer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct MaterialLead {
    stage: Spanned<String>,
    region: String,
    share: Spanned<Quantity>,
}

const fn stage_id(stage: Stage) -> &'static str {
    match stage {
        Stage::Extraction => "extraction",
        Stage::Processing => "processing",
        Stage::Magnets => "magnets",
    }
}

fn tier(name: &str) -> Tier {
    match name {
        "measured" => Tier::Measured,
        "published-estimate" => Tier::PublishedEstimate,
        "modelled" => Tier::Modelled,
        _ => Tier::Judgement,
    }
}

impl MaterialSpec {
    /// The item that the material makes.
    pub(crate) fn item(
        &self,
        origin: Origin<'_>,
        defaults: &MaterialDefaults,
        materials: &Materials,
    ) -> Result<ItemSpec, EngineError> {
        let id = self.id.get_ref();
        let at = self.id.span().start;
        let uses: Vec<_> = materials.uses.iter().filter(|u| u.id == *id).collect();
        let Some(name) = uses.first().map(|u| u.name.clone()) else {
            let known: Vec<&str> = materials.names().into_iter().map(|(id, _)| id).collect();
            return Err(origin.error(
                at,
                format!("the economy has no figures for material `{id}`"),
                format!("it has {}; write others as `[[item]]`", known.join(", ")),
            ));
        };
        let mut stages: Vec<StageSpec> = materials
            .stages(id, Market::World)
            .into_iter()
            .map(|stage| self.stage(materials, stage))
            .collect();
        for own in &self.stages {
            stages.retain(|s| s.id != own.id);
            stages.push(own.clone());
        }
        for lead in &self.lead {
            let Some(stage) = stages.iter_mut().find(|s| s.id == *lead.stage.get_ref()) else {
                return Err(origin.error(
                    lead.stage.span().start,
                    format!("material `{id}` has no stage `{}`", lead.stage.get_ref()),
                    "name one of its stages: extraction, processing, magnets",
                ));
            };
            stage.lead = Some(LeadSpec {
                region: lead.region.clone(),
                share: lead.share.clone(),
            });
        }
        for division in self.stake.keys() {
            if !uses.iter().any(|u| u.division == *division) {
                return Err(origin.error(
                    at,
                    format!("no use of material `{id}` in `{division}` is known"),
                    "drop the stake, or write the material as `[[item]]` with its own users",
                ));
            }
        }
        let cover = self.cover_days.as_ref().unwrap_or(&defaults.cover_days);
        let users = uses
            .iter()
            .filter(|u| u.share > 0.0)
            .map(|u| UserSpec {
                isic: Spanned::new(at..at, u.division.clone()),
                need: u.share,
                stake: self
                    .stake
                    .get(&u.division)
                    .unwrap_or(&defaults.stake)
                    .clone(),
                cover_days: cover.clone(),
            })
            .collect();
        Ok(ItemSpec {
            id: id.clone(),
            name,
            kind: ItemKind::RawMaterial,
            product: self
                .product
                .clone()
                .unwrap_or_else(|| defaults.product.clone()),
            home_share: defaults.home_share.clone(),
            spare: defaults.spare.clone(),
            spare_days: defaults.spare_days.clone(),
            pipeline_days: defaults.pipeline_days.clone(),
            substitution: defaults.substitution.clone(),
            stages,
            users,
        })
    }

    /// A stage with the world's suppliers from the economy's figures.
    fn stage(&self, materials: &Materials, stage: Stage) -> StageSpec {
        let id = self.id.get_ref();
        let shares: IndexMap<String, f64> = materials
            .suppliers(id, stage, Market::World)
            .into_iter()
            .map(|(region, share)| (region.as_str().to_owned(), share))
            .collect();
        let first = materials
            .supply
            .iter()
            .find(|s| s.id == *id && s.stage == stage && s.market == Market::World);
        StageSpec {
            id: stage_id(stage).to_owned(),
            shares: Spanned::new(0..0, shares),
            source: first.map_or_else(String::new, |s| s.source.clone()),
            tier: first.map_or(Tier::Judgement, |s| tier(&s.tier)),
            note: None,
            lead: None,
        }
    }
}
