//! The assessment: every measure for the economies asked for, from one factorisation.

use mist_economy::{CoverageTier, Economy};
use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

use crate::concentration::most_dependent;
use crate::leverage::mutual_cut;
use crate::look_through::{input_reliance, made_where, sales_by_node};
use crate::partner::{is_semiconductors, prc, taiwan};
use crate::report::{
    CountryExposure, EconomyReference, ExposureRanking, ExposureReport, Leverage, Measure, Origin,
    PartnerExposure, PartnerResilience, ProductConcentration, ProductSuppliers, Ratio,
    SCHEMA_VERSION, SectorReliance, StraitExposure, SupplyAtStake,
};
use crate::resilience::{Resilience, rank_ranges, resilience};
use crate::strait::{Strait, ThroughStrait};
use crate::supply::Supply;
use crate::{
    Cut, ExposureError, Extraction, Flows, Leontief, LookThrough, MaterialData, Parameters,
    Partner, Target, derivation,
};

/// How many suppliers of a good a country's assessment lists.
const LISTED_SUPPLIERS: usize = 5;

/// How many dependent products a country's assessment lists.
const LISTED_PRODUCTS: usize = 10;

/// Economies that act together with a country, by region position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coalition {
    /// Identifier of the group (`g7`).
    pub id: String,
    /// Positions in the economy's list of regions.
    pub regions: Vec<usize>,
}

/// Resilience with its rank, best rank and worst rank, where it is fair to rank.
#[derive(Debug, Clone, Copy)]
struct Ranked {
    resilience: Resilience,
    rank: Option<(usize, usize, usize)>,
    of: usize,
}

/// An economy factorised and ready to be asked.
#[derive(Debug, Clone)]
pub struct Assessor<'a> {
    pub(crate) economy: &'a Economy,
    pub(crate) parameters: &'a Parameters,
    pub(crate) materials: MaterialData,
    pub(crate) system: Leontief,
    pub(crate) flows: Flows,
    pub(crate) look: LookThrough,
    sales: DMatrix<f64>,
    /// `sales` for use as input only.
    input_sales: DMatrix<f64>,
    /// By product: where it is made that ends in each region's final demand, R × R.
    pub(crate) made: Vec<DMatrix<f64>>,
    /// Products that are goods.
    pub(crate) goods: Vec<usize>,
    strait: Strait,
    through: ThroughStrait,
    partners: Vec<Partner>,
    /// GDP lost by each region if each partner is extracted.
    without_partner: Vec<DVector<f64>>,
    coalitions: Vec<Coalition>,
    /// By partner: resilience of each region, and its rank among comparable ones.
    resilience: Vec<Vec<Option<Ranked>>>,
}

impl Coalition {
    /// The members of a group that `economy` holds apart, by ISO code.
    #[must_use]
    pub fn of<'m>(economy: &Economy, id: &str, members: impl IntoIterator<Item = &'m str>) -> Self {
        let mut regions: Vec<usize> = members
            .into_iter()
            .filter_map(|code| economy.regions.iter().position(|r| r.code.as_str() == code))
            .collect();
        regions.sort_unstable();
        regions.dedup();
        Self {
            id: id.into(),
            regions,
        }
    }
}

impl<'a> Assessor<'a> {
    /// Factorises `economy` and prepares what all countries share.
    ///
    /// # Errors
    ///
    /// As [`Leontief::new`].
    pub fn new(
        economy: &'a Economy,
        parameters: &'a Parameters,
        coalitions: Vec<Coalition>,
        materials: MaterialData,
    ) -> Result<Self, ExposureError> {
        let system = Leontief::new(economy)?;
        let flows = Flows::new(economy);
        let strait = Strait::new(economy);
        let partners: Vec<Partner> = taiwan(economy).into_iter().chain(prc(economy)).collect();
        let goods: Vec<usize> = (0..system.products)
            .filter(|&s| economy.products[s].is_good)
            .collect();
        let without = |p: &Partner| {
            Extraction::new(&system, Cut::none(&system).regions(&system, &p.regions)).gdp_losses()
        };
        let rank = |p: &Partner| ranked(economy, parameters, &system, &flows, p, &goods);
        let (through, look) = rayon::join(
            || strait.look_through(&system),
            || LookThrough::new(&system),
        );
        let without_partner = partners.par_iter().map(without).collect();
        let resilience = partners.par_iter().map(rank).collect();
        let sales = sales_by_node(&system);
        Ok(Self {
            economy,
            parameters,
            materials,
            input_sales: &sales - &system.final_demand,
            sales,
            made: (0..system.products)
                .map(|s| made_where(&system, s))
                .collect(),
            goods,
            flows,
            look,
            strait,
            through,
            partners,
            without_partner,
            coalitions,
            resilience,
            system,
        })
    }

    /// The partners measured against: Taiwan, the PRC, the PRC with Hong Kong.
    #[must_use]
    pub fn partners(&self) -> &[Partner] {
        &self.partners
    }

    /// Assesses the regions at these positions.
    #[must_use]
    pub fn report(&self, regions: &[usize]) -> ExposureReport {
        let info = &self.economy.info;
        let mut notes = Vec::new();
        if info.modelled {
            notes.push(
                "The cells of this table are modelled from several sources, not official statistics.".into(),
            );
        }
        notes.extend(self.partners.iter().filter_map(|p| p.note.clone()));
        let chips = self.economy.products.iter().enumerate();
        notes.extend(
            chips
                .filter(|(s, _)| is_semiconductors(self.economy, *s))
                .map(|(_, p)| {
                    format!(
                        "{} ({}) is the product that holds semiconductors; ISIC 261 holds the other electronic components too.",
                        p.code, p.name
                    )
                }),
        );
        notes.dedup();
        for &j in &self.system.loss_making {
            notes.push(format!(
                "{} buys inputs worth its whole output or more; its value added is zero or negative.",
                crate::leontief::node_label(self.economy, j)
            ));
        }
        ExposureReport {
            schema_version: SCHEMA_VERSION,
            economy: self.reference(),
            notes,
            countries: regions.par_iter().map(|&x| self.country(x)).collect(),
            derivations: derivation::derivations(),
            parameters: self.parameters.clone(),
        }
    }

    /// Who is most exposed to `target`, as published.
    #[must_use]
    pub fn ranking(&self, target: &Target) -> ExposureRanking {
        ExposureRanking {
            schema_version: SCHEMA_VERSION,
            economy: self.reference(),
            to: target.id(self.economy),
            countries: self.most_exposed_to(target),
            derivations: derivation::derivations(),
        }
    }

    fn reference(&self) -> EconomyReference {
        let info = &self.economy.info;
        EconomyReference {
            id: info.id.clone(),
            name: info.name.clone(),
            year: info.year,
            modelled: info.modelled,
            hash: info.hash.clone(),
            sources: info
                .sources
                .iter()
                .map(|s| format!("{}: {} ({})", s.id, s.title, s.year))
                .collect(),
        }
    }

    /// Assesses the region at position `x`.
    #[must_use]
    pub fn country(&self, x: usize) -> CountryExposure {
        let region = &self.economy.regions[x];
        let mut notes = Vec::new();
        match region.tier {
            CoverageTier::A => {}
            CoverageTier::B => notes.push(
                "Tier B: own GDP and bilateral trade, structure borrowed from other economies; not ranked beside economies with accounts of their own.".into(),
            ),
            CoverageTier::Rest => notes.push("The remainder of the world, not an economy.".into()),
        }
        let abroad = Partner::abroad(self.economy, x);
        let partners = self
            .partners
            .iter()
            .chain([&abroad])
            .filter(|p| !p.contains(x))
            .map(|p| self.partner(x, p))
            .collect();
        CountryExposure {
            code: region.code.to_string(),
            name: region.name.clone(),
            tier: region.tier.as_str().into(),
            comparable: region.tier == CoverageTier::A,
            notes,
            gdp_usd_m: self.system.gdp(x),
            partners,
            strait: self.strait(x),
            semiconductors: self.semiconductors(x),
            most_exposed_to: self.most_exposed(x, LISTED_PRODUCTS),
            suppliers: self.suppliers(x),
            concentration: self.concentration(x),
            leverage: self.leverage(x),
            resilience: self.resilience(x),
            materials: self
                .materials
                .dependence(self.economy, &self.system, &self.made, x),
        }
    }

    /// The measures of region `x` against `partner`, at face value and looked through.
    #[must_use]
    pub fn measures(&self, x: usize, partner: &Partner) -> Vec<Measure> {
        let (flows, look) = (&self.flows, &self.look);
        let from = |m: &DMatrix<f64>| partner.regions.iter().map(|&p| m[(p, x)]).sum::<f64>();
        let to = |m: &DMatrix<f64>| partner.regions.iter().map(|&p| m[(x, p)]).sum::<f64>();
        let column = |m: &DMatrix<f64>| m.column(x).sum();
        let bought: f64 = partner.regions.iter().map(|&p| flows.sales(p, x)).sum();
        let sold: f64 = partner.regions.iter().map(|&p| flows.sales(x, p)).sum();
        let nodes = self.system.nodes_of(x);
        let output = self.system.output.rows(nodes.start, nodes.len()).sum();
        let gdp = self.system.gdp(x);
        let absorbed_abroad = gdp - look.final_demand[(x, x)];
        let rows = [
            (
                "imports",
                (bought, flows.imports(x)),
                (from(&look.imports), column(&look.imports)),
            ),
            (
                "exports",
                (sold, flows.exports(x)),
                (to(&look.final_demand), absorbed_abroad),
            ),
            (
                "inputs",
                (from(&flows.all_inputs), column(&flows.all_inputs)),
                (from(&look.inputs), column(&look.inputs)),
            ),
            ("markets", (sold, output), (from(&look.markets), output)),
            (
                "final-demand",
                (from(&flows.all_finals), column(&flows.all_finals)),
                (from(&look.final_demand), column(&look.final_demand)),
            ),
            ("gdp", (sold, gdp), (to(&look.final_demand), gdp)),
        ];
        rows.iter()
            .map(|(id, face, deep)| measure(id, id, *face, *deep))
            .collect()
    }

    fn partner(&self, x: usize, partner: &Partner) -> PartnerExposure {
        let system = &self.system;
        let nodes: Vec<usize> = system.nodes_of(x).collect();
        let gdp = system.gdp(x);
        let selling = Extraction::new(
            system,
            Cut::none(system).all_links(system, &nodes, &partner.regions),
        );
        let sales_loss = selling.gdp_loss(x);
        let s = system.products;
        // Without everybody abroad, a country is its own block: short cuts, same numbers.
        let (contents, gone) = match self.partners.iter().position(|p| p.id == partner.id) {
            Some(at) => {
                let sellers = system.nodes_of_all(&partner.regions);
                let cut = Cut::none(system).all_links(system, &sellers, &[x]);
                let without = Extraction::new(system, cut);
                (
                    without.supply_content_of(system.nodes_of(x)),
                    self.without_partner[at][x],
                )
            }
            None => (system.foreign_content(x), sales_loss),
        };
        let outputs = system.output.rows(x * s, s);
        let content = contents.dot(&outputs);
        let output = outputs.sum();
        let stake = self.supply().at_stake(x, &partner.regions, &self.goods);
        PartnerExposure {
            partner: partner.clone(),
            measures: self.measures(x, partner),
            extraction_sales: Ratio::new(sales_loss, gdp),
            extraction_partner: Ratio::new(gone, gdp),
            supply_content: Ratio::new(content, output),
            supply_at_stake: SupplyAtStake {
                value_added: Ratio::new(stake.value_added, gdp),
                binding_product: stake
                    .binding
                    .map(|s| self.economy.products[s].code.to_string()),
                cover_days: stake.cover_days,
            },
            sectors: self.sectors(x, partner),
        }
    }

    fn sectors(&self, x: usize, partner: &Partner) -> Vec<SectorReliance> {
        let system = &self.system;
        let mut rows: Vec<SectorReliance> = system
            .nodes_of(x)
            .filter_map(|j| {
                let bought = system.a.column(j);
                let all = bought.sum();
                let from: f64 = partner
                    .regions
                    .iter()
                    .map(|&p| bought.rows(p * system.products, system.products).sum())
                    .sum();
                let look_through = input_reliance(system, j, &partner.regions)?;
                Some(SectorReliance {
                    product: self.economy.products[j % system.products].code.to_string(),
                    value_added_usd_m: system.value_added_share[j] * system.output[j],
                    face_value: if all > 0.0 { from / all } else { 0.0 },
                    look_through,
                })
            })
            .collect();
        rows.sort_by(|a, b| {
            b.look_through
                .total_cmp(&a.look_through)
                .then(a.product.cmp(&b.product))
        });
        rows
    }

    fn strait(&self, x: usize) -> StraitExposure {
        let (system, flows, through) = (&self.system, &self.flows, &self.through);
        let exports = self.strait.exports(system, &self.sales, x);
        let gdp = system.gdp(x);
        let value_added = self.strait.value_added_in_exports(system, x);
        let absorbed_abroad = gdp - self.look.final_demand[(x, x)];
        let bought = self.strait.purchases(&self.sales, x);
        let nodes = system.nodes_of(x);
        let output = system.output.rows(nodes.start, nodes.len()).sum();
        let rows = [
            ("imports", (bought, flows.imports(x)), through.imports[x]),
            (
                "exports",
                (exports, flows.exports(x)),
                (value_added, absorbed_abroad),
            ),
            (
                "inputs",
                (
                    self.strait.purchases(&self.input_sales, x),
                    flows.all_inputs.column(x).sum(),
                ),
                through.inputs[x],
            ),
            ("markets", (exports, output), through.markets[x]),
            (
                "final-demand",
                (
                    self.strait.purchases(&system.final_demand, x),
                    flows.all_finals.column(x).sum(),
                ),
                through.final_demand[x],
            ),
            ("gdp", (exports, gdp), through.gdp[x]),
        ];
        StraitExposure {
            measures: rows
                .iter()
                .map(|(id, face, deep)| measure(id, "strait", *face, *deep))
                .collect(),
            value_added_in_exports: Ratio::new(value_added, gdp),
        }
    }

    fn semiconductors(&self, x: usize) -> Vec<Origin> {
        let chips = (0..self.economy.products.len()).find(|&s| is_semiconductors(self.economy, s));
        let Some(s) = chips else {
            return Vec::new();
        };
        let made = &self.made[s];
        let all = made.column(x).sum();
        let value =
            |o: usize| self.system.value_added_share[o * self.system.products + s] * made[(o, x)];
        let all_value: f64 = (0..self.system.regions).map(value).sum();
        let bought: f64 = (0..self.system.regions)
            .map(|o| self.flows.product_sales(s, o, x))
            .sum();
        let mut origins: Vec<Origin> = (0..self.system.regions)
            .map(|o| Origin {
                region: self.economy.regions[o].code.to_string(),
                face_value: Ratio::new(self.flows.product_sales(s, o, x), bought).share,
                look_through: Ratio::new(made[(o, x)], all).share,
                value_added: Ratio::new(value(o), all_value).share,
            })
            .collect();
        origins.sort_by(|a, b| {
            b.value_added
                .total_cmp(&a.value_added)
                .then(a.region.cmp(&b.region))
        });
        origins
    }

    fn suppliers(&self, x: usize) -> Vec<ProductSuppliers> {
        let regions = &self.economy.regions;
        self.goods
            .iter()
            .map(|&s| {
                let mut from: Vec<(usize, f64)> = (0..regions.len())
                    .map(|o| (o, self.flows.product_sales(s, o, x)))
                    .filter(|(_, sales)| *sales > 0.0)
                    .collect();
                let all: f64 = from.iter().map(|(_, sales)| sales).sum();
                from.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                ProductSuppliers {
                    product: self.economy.products[s].code.to_string(),
                    suppliers: from
                        .into_iter()
                        .take(LISTED_SUPPLIERS)
                        .map(|(o, sales)| (regions[o].code.to_string(), sales / all))
                        .collect(),
                }
            })
            .collect()
    }

    fn concentration(&self, x: usize) -> Vec<ProductConcentration> {
        most_dependent(
            &self.flows,
            &self.goods,
            &[x],
            &self.parameters.thresholds(),
        )
        .into_iter()
        .take(LISTED_PRODUCTS)
        .map(|c| ProductConcentration {
            product: self.economy.products[c.product].code.to_string(),
            name: self.economy.products[c.product].name.clone(),
            imports_usd_m: c.imports,
            hhi: c.hhi,
            import_share: c.import_share,
            imports_over_exports: c.imports_over_exports,
            largest_origin: c
                .largest
                .map(|(o, _)| self.economy.regions[o].code.to_string()),
            largest_share: c.largest.map_or(0.0, |(_, share)| share),
            world_share: c.world_share,
            conditions: c.conditions,
            // The remainder of the world is many origins, not one.
            single_point_of_failure: c.single_point_of_failure
                && c.largest
                    .is_some_and(|(o, _)| self.economy.regions[o].tier != CoverageTier::Rest),
        })
        .collect()
    }

    fn leverage(&self, x: usize) -> Vec<Leverage> {
        // The widest form of the PRC that the table tells apart.
        let Some(other) = self.partners.iter().rfind(|p| p.id.starts_with("CHN")) else {
            return Vec::new();
        };
        if other.contains(x) {
            return Vec::new();
        }
        let supply = self.supply();
        let row = |product: &str, (coalition, with): &(&str, Vec<usize>), products: &[usize]| {
            // Want of a service stops nothing here: see [`crate::supply`].
            let inputs: Vec<usize> = products
                .iter()
                .copied()
                .filter(|s| self.goods.contains(s))
                .collect();
            let regions = &other.regions;
            Leverage {
                product: product.into(),
                coalition: (*coalition).into(),
                economies: with.len(),
                cut: mutual_cut(&self.system, &supply, x, with, regions, products, &inputs),
            }
        };
        let mut acting = vec![("alone", vec![x])];
        for coalition in &self.coalitions {
            let members = coalition.regions.iter().copied();
            let mut with: Vec<usize> = members
                .filter(|r| !other.contains(*r) && *r != x)
                .chain([x])
                .collect();
            with.sort_unstable();
            acting.push((coalition.id.as_str(), with));
        }
        let all: Vec<usize> = (0..self.system.products).collect();
        let whole = acting.iter().map(|with| row("all", with, &all));
        let groups = all.iter().flat_map(|&s| {
            let code = self.economy.products[s].code.as_str();
            acting.iter().map(move |with| (code, with, s))
        });
        whole
            .chain(groups.map(|(code, with, s)| row(code, with, &[s])))
            .collect()
    }

    fn resilience(&self, x: usize) -> Vec<PartnerResilience> {
        let by_partner = self.partners.iter().zip(&self.resilience);
        by_partner
            .filter_map(|(partner, all)| {
                let own = all[x]?;
                Some(PartnerResilience {
                    partner: partner.id.clone(),
                    resilience: own.resilience,
                    rank: own.rank.map(|r| r.0),
                    rank_range: own.rank.map(|r| (r.1, r.2)),
                    ranked: own.of,
                })
            })
            .collect()
    }

    pub(crate) fn supply(&self) -> Supply<'_> {
        Supply::new(
            self.economy,
            &self.system,
            self.parameters.supply.smallest_input.value,
        )
    }

    /// Imports of region `x` through the Strait, at face value.
    pub(crate) fn strait_imports(&self, x: usize) -> Ratio {
        Ratio::new(self.strait.purchases(&self.sales, x), self.flows.imports(x))
    }

    /// Look-through of the Strait by region, for rankings.
    #[must_use]
    pub fn through_strait(&self) -> &ThroughStrait {
        &self.through
    }
}

/// Resilience of every region against one partner, with ranks among the comparable ones.
fn ranked(
    economy: &Economy,
    parameters: &Parameters,
    system: &Leontief,
    flows: &Flows,
    partner: &Partner,
    goods: &[usize],
) -> Vec<Option<Ranked>> {
    let supply = Supply::new(economy, system, parameters.supply.smallest_input.value);
    let mut all: Vec<Option<Ranked>> = (0..system.regions)
        .map(|x| {
            if partner.contains(x) {
                return None;
            }
            let regions = &partner.regions;
            resilience(
                economy, system, flows, &supply, parameters, x, regions, goods,
            )
            .map(|resilience| Ranked {
                resilience,
                rank: None,
                of: 0,
            })
        })
        .collect();
    let comparable: Vec<usize> = (0..all.len())
        .filter(|&x| economy.regions[x].tier == CoverageTier::A && all[x].is_some())
        .collect();
    let parts: Vec<[f64; 4]> = comparable
        .iter()
        .filter_map(|&x| all[x].map(|r| r.resilience.parts()))
        .collect();
    for (&x, ranks) in comparable
        .iter()
        .zip(rank_ranges(&parts, &parameters.weights()))
    {
        if let Some(own) = &mut all[x] {
            own.rank = Some(ranks);
        }
    }
    for own in all.iter_mut().flatten() {
        own.of = comparable.len();
    }
    all
}

fn measure(id: &str, derivation: &str, face: (f64, f64), deep: (f64, f64)) -> Measure {
    Measure {
        id: id.into(),
        face_value: Ratio::new(face.0, face.1),
        look_through: Ratio::new(deep.0, deep.1),
        derivation: derivation.into(),
    }
}
