//! Aggregation: regions and products put together by maps, totals kept, satellites following.
//!
//! A map is a CSV file with columns `from,to`; every code of the economy stands in it once. Cells, taxes
//! and value added of a group are sums. Satellites are means: criticality and cover weighted by what is
//! used, modes by what is exported, sea lanes by the goods traded. What has no single answer is
//! refused: a group of goods and services, a cargo class that most of a group's trade does not share,
//! Taiwan inside another region.

use std::collections::BTreeMap;
use std::path::Path;

use nalgebra::{DMatrix, DVector};

use crate::readers::lines;
use crate::{
    CargoClass, CoverageTier, Economy, EconomyError, FINAL_USES, ModeShares, Product, ProductCode,
    Region, RegionCode, Satellites, StraitRoutes, exact, readers::isic,
};

/// Taiwan's code: scenarios are about it.
const TAIWAN: &str = "TWN";

/// Where each code of an economy goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    /// Groups in the order in which they are first named.
    groups: Vec<String>,
    /// Group of each code, in the economy's order.
    to: Vec<usize>,
    /// Where it was read, for errors.
    place: String,
}

impl Map {
    /// A map that changes nothing.
    #[must_use]
    pub fn identity(codes: &[&str]) -> Self {
        Self {
            groups: codes.iter().map(|code| (*code).to_owned()).collect(),
            to: (0..codes.len()).collect(),
            place: "no map".to_owned(),
        }
    }

    /// Reads a map for these codes from a CSV file with columns `from` and `to`.
    ///
    /// # Errors
    /// A code that is unknown, stands twice or is left out; a file of another layout.
    pub fn read(path: &Path, codes: &[&str]) -> Result<Self, EconomyError> {
        let mut to: Vec<Option<usize>> = vec![None; codes.len()];
        let mut groups: Vec<String> = Vec::new();
        let mut at: Option<(usize, usize)> = None;
        lines::text(path, b',', &|_| {}, &mut |line| {
            let wrong = |what: &str, help: &str| line.wrong(path, None, what, help);
            let Some((from, into)) = at else {
                for k in 0..line.len() {
                    match line.text(k, path)?.as_ref() {
                        "from" => at = Some((k, at.map_or(usize::MAX, |a| a.1))),
                        "to" => at = Some((at.map_or(usize::MAX, |a| a.0), k)),
                        _ => {}
                    }
                }
                return match at {
                    Some((from, into)) if from != usize::MAX && into != usize::MAX => Ok(()),
                    _ => Err(wrong(
                        "no columns `from` and `to`",
                        "begin with what `mist economy template` prints",
                    )),
                };
            };
            let (code, group) = (line.text(from, path)?, line.text(into, path)?);
            let position = codes.iter().position(|c| *c == code).ok_or_else(|| {
                wrong(
                    &format!("unknown code {code:?}"),
                    "use the codes that `mist economy template` prints",
                )
            })?;
            let plain = !group.is_empty()
                && group.len() <= 24
                && group
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
            if !plain {
                return Err(wrong(
                    &format!("{code} goes to {group:?}"),
                    "name a group by letters, digits, hyphens and underscores, 24 at most",
                ));
            }
            if to[position].is_some() {
                return Err(wrong(
                    &format!("{code} a second time"),
                    "each code goes to one group: splitting needs shares, which a map has not",
                ));
            }
            let known = groups.iter().position(|g| *g == group);
            to[position] = Some(known.unwrap_or_else(|| {
                groups.push(group.into_owned());
                groups.len() - 1
            }));
            Ok(())
        })?;
        let left: Vec<&str> = codes
            .iter()
            .zip(&to)
            .filter(|(_, to)| to.is_none())
            .map(|(code, _)| *code)
            .collect();
        if !left.is_empty() {
            return Err(EconomyError::invalid(
                format!("no line for {}", left.join(", ")),
                path.display().to_string(),
                "every code goes somewhere: add a line for each (to itself to keep it)",
            ));
        }
        Ok(Self {
            groups,
            to: to.into_iter().flatten().collect(),
            place: path.display().to_string(),
        })
    }

    /// Codes of a group, by position.
    fn members(&self, group: usize) -> impl Iterator<Item = usize> + '_ {
        self.to
            .iter()
            .enumerate()
            .filter(move |(_, g)| **g == group)
            .map(|(k, _)| k)
    }

    /// The code of a group that has no other, if it is so.
    fn only(&self, group: usize) -> Option<usize> {
        let mut members = self.members(group);
        members.next().filter(|_| members.next().is_none())
    }

    fn refuse(&self, what: String, help: &str) -> EconomyError {
        EconomyError::invalid(what, self.place.clone(), help)
    }
}

/// Puts regions and products together.
///
/// # Errors
/// A group without a single answer for its satellites.
pub fn aggregate(
    economy: &Economy,
    regions: &Map,
    products: &Map,
) -> Result<Economy, EconomyError> {
    let table = &economy.table;
    let (r, s) = (regions.groups.len(), products.groups.len());
    let node = |i: usize| regions.to[i / table.products] * s + products.to[i % table.products];
    let mut z = DMatrix::zeros(r * s, r * s);
    for (j, column) in table.z.column_iter().enumerate() {
        for (i, cell) in column.iter().enumerate() {
            z[(node(i), node(j))] += cell;
        }
    }
    let uses = FINAL_USES.len();
    let mut f = DMatrix::zeros(r * s, r * uses);
    for (c, column) in table.f.column_iter().enumerate() {
        let to = regions.to[c / uses] * uses + c % uses;
        for (i, cell) in column.iter().enumerate() {
            f[(node(i), to)] += cell;
        }
    }
    let mut taxes = DVector::zeros(r * s);
    for (i, tax) in table.taxes.iter().enumerate() {
        taxes[node(i)] += tax;
    }
    let flows = Flows::of(economy);
    let mut power = economy.satellites.power.clone();
    for source in &mut power.sources {
        if let Some(code) = &source.product
            && let Some(k) = economy.product_index(&ProductCode::new(code.as_str()))
        {
            source.product = Some(products.groups[products.to[k]].clone());
        }
    }
    let satellites = &economy.satellites;
    let by_use = |of: &DMatrix<f64>| weighted(of, &flows.used, products);
    let mut info = economy.info.clone();
    info.id = format!("{}-{r}x{s}", info.id);
    info.name = format!(
        "{}, put together into {r} regions and {s} products",
        info.name
    );
    let mut out = Economy {
        regions: (0..r)
            .map(|group| region(economy, regions, group))
            .collect::<Result<_, _>>()?,
        products: (0..s)
            .map(|group| product(economy, products, group, &flows))
            .collect::<Result<_, _>>()?,
        table: exact::complete(r, s, z, f, taxes),
        satellites: Satellites {
            criticality: by_use(&satellites.criticality),
            critical_share: satellites.critical_share.as_ref().map(by_use),
            cover_days: by_use(&satellites.cover_days),
            strait: strait(&satellites.strait, &flows.goods, regions),
            power,
        },
        info,
    };
    out.info.hash = out.content_hash();
    Ok(out)
}

/// World totals by which satellites are weighted.
struct Flows {
    /// Sales of product (row) to sector (column).
    used: DMatrix<f64>,
    /// Exports by product.
    exports: Vec<f64>,
    /// Sales of goods by exporter and importer, weighted by their sea share.
    goods: DMatrix<f64>,
}

impl Flows {
    fn of(economy: &Economy) -> Self {
        let (s, r) = (economy.products.len(), economy.regions.len());
        let mut flows = Self {
            used: DMatrix::zeros(s, s),
            exports: vec![0.0; s],
            goods: DMatrix::zeros(r, r),
        };
        let mut trade = |i: usize, buyer: usize, value: f64| {
            if i / s != buyer {
                flows.exports[i % s] += value;
                flows.goods[(i / s, buyer)] += value * economy.products[i % s].modes.sea;
            }
        };
        for (j, column) in economy.table.z.column_iter().enumerate() {
            for (i, cell) in column.iter().enumerate() {
                trade(i, j / s, *cell);
            }
        }
        for (c, column) in economy.table.f.column_iter().enumerate() {
            for (i, cell) in column.iter().enumerate() {
                trade(i, c / FINAL_USES.len(), *cell);
            }
        }
        for (j, column) in economy.table.z.column_iter().enumerate() {
            for (i, cell) in column.iter().enumerate() {
                flows.used[(i % s, j % s)] += cell;
            }
        }
        flows
    }
}

/// Mean of a matrix over the groups of a map, weighted; without any weight the plain mean.
fn weighted(of: &DMatrix<f64>, weight: &DMatrix<f64>, map: &Map) -> DMatrix<f64> {
    DMatrix::from_fn(map.groups.len(), map.groups.len(), |a, b| {
        // A mean of one is that one, to the last digit.
        if let (Some(i), Some(j)) = (map.only(a), map.only(b)) {
            return of[(i, j)];
        }
        let (mut plain, mut by) = ((0.0, 0.0), (0.0, 0.0));
        for i in map.members(a) {
            for j in map.members(b) {
                let at = (i, j);
                plain = (plain.0 + 1.0, plain.1 + of[at]);
                by = (by.0 + weight[at], by.1 + weight[at] * of[at]);
            }
        }
        let (total, sum) = if by.0 > 0.0 { by } else { plain };
        sum / total
    })
}

/// Sea lanes between groups: shares by the goods that go by sea, detours by those that pass.
fn strait(routes: &StraitRoutes, goods: &DMatrix<f64>, map: &Map) -> StraitRoutes {
    let share = weighted(&routes.share, goods, map);
    let passing = routes.share.component_mul(goods);
    let detour_days = weighted(&routes.detour_days, &passing, map);
    let used = share.map(|share| if share > 0.0 { 1.0 } else { 0.0 });
    StraitRoutes {
        detour_days: detour_days.component_mul(&used),
        share,
    }
}

fn region(economy: &Economy, map: &Map, group: usize) -> Result<Region, EconomyError> {
    let code = map.groups[group].as_str();
    let members: Vec<&Region> = map.members(group).map(|k| &economy.regions[k]).collect();
    if let [one] = members.as_slice()
        && one.code.as_str() == code
    {
        return Ok((*one).clone());
    }
    let taiwan = members.iter().any(|m| m.code.as_str() == TAIWAN);
    if taiwan && (members.len() > 1 || code != TAIWAN) {
        return Err(map.refuse(
            format!("{TAIWAN} inside {code}"),
            "scenarios happen to Taiwan: keep it a region of its own, with its code",
        ));
    }
    let named = members.iter().find(|m| m.code.as_str() == code);
    Ok(Region {
        code: RegionCode::new(code),
        name: named.map_or_else(|| code.to_owned(), |m| m.name.clone()),
        tier: members
            .iter()
            .map(|m| m.tier)
            .max()
            .unwrap_or(CoverageTier::Rest),
        includes: members
            .iter()
            .flat_map(|m| std::iter::once(&m.code).chain(&m.includes))
            .filter(|inside| inside.as_str() != code)
            .cloned()
            .collect(),
    })
}

fn product(
    economy: &Economy,
    map: &Map,
    group: usize,
    flows: &Flows,
) -> Result<Product, EconomyError> {
    let code = map.groups[group].as_str();
    let members: Vec<(usize, &Product)> = map
        .members(group)
        .map(|k| (k, &economy.products[k]))
        .collect();
    if let [(_, one)] = members.as_slice()
        && one.code.as_str() == code
    {
        return Ok((*one).clone());
    }
    let (goods, services): (Vec<_>, Vec<_>) = members.iter().partition(|(_, p)| p.is_good);
    if let (Some((_, good)), Some((_, service))) = (goods.first(), services.first()) {
        return Err(map.refuse(
            format!(
                "{code} holds goods ({}) and services ({})",
                good.code, service.code
            ),
            "a ship carries the ones and not the others: give them groups of their own",
        ));
    }
    let weight = |k: usize| flows.exports[k].max(f64::MIN_POSITIVE);
    let total: f64 = goods.iter().map(|(k, _)| weight(*k)).sum();
    let mean = |of: fn(&ModeShares) -> f64| -> f64 {
        if goods.is_empty() {
            return 0.0;
        }
        let sum: f64 = goods.iter().map(|(k, p)| weight(*k) * of(&p.modes)).sum();
        sum / total
    };
    let mut classes: BTreeMap<CargoClass, f64> = BTreeMap::new();
    for (k, p) in &goods {
        *classes.entry(p.cargo).or_insert(0.0) += weight(*k) * p.modes.sea.max(1e-9);
    }
    let shipped: f64 = classes.values().sum();
    let most = classes.iter().find(|(_, value)| **value > 0.5 * shipped);
    let cargo = match most {
        Some((class, _)) => *class,
        None if goods.is_empty() => CargoClass::None,
        None => {
            return Err(map.refuse(
                format!("{code} is of several cargo classes, none of which has half of its trade"),
                "scenarios admit cargo by class: give each class a group of its own",
            ));
        }
    };
    let named = members.iter().find(|(_, p)| p.code.as_str() == code);
    let covered = members
        .iter()
        .flat_map(|(_, p)| isic::groups(&p.isic))
        .collect();
    Ok(Product {
        code: ProductCode::new(code),
        name: named.map_or_else(
            || {
                let names: Vec<&str> = members.iter().map(|(_, p)| p.name.as_str()).collect();
                names.join("; ")
            },
            |(_, p)| p.name.clone(),
        ),
        isic: isic::written(&covered),
        is_good: !goods.is_empty(),
        cargo,
        modes: ModeShares {
            sea: mean(|m| m.sea),
            air: mean(|m| m.air),
            land: mean(|m| m.land),
        },
    })
}
