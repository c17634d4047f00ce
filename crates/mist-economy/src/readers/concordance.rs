//! What the products of an imported table have in common with those of the embedded economy.
//!
//! By ISIC Rev. 4 groups: a product stands for each product of the embedded economy in the measure of
//! the output that falls into the groups which both cover. A product without ISIC codes stands for
//! the one with the same code. What has neither is listed and gets no satellites.

use nalgebra::DMatrix;

use super::codes::Sector;
use super::isic;
use crate::{CargoClass, Economy, ModeShares, Product, ProductCode};

/// Counterparts in the embedded economy, by product of the imported table.
pub struct Concordance<'e> {
    reference: &'e Economy,
    /// Counterparts with their parts, which add up to 1; none if there is nothing in common.
    parts: Vec<Vec<(usize, f64)>>,
    /// World sales of embedded product (row) to embedded sector (column), USD million.
    used: DMatrix<f64>,
    /// Exports of each embedded product, USD million.
    exports: Vec<f64>,
}

impl<'e> Concordance<'e> {
    /// Finds the counterparts of sectors, whose ISIC codes are any that [`isic`] reads.
    pub(super) fn new(sectors: &[Sector], reference: &'e Economy) -> Self {
        let table = &reference.table;
        let s = table.products;
        let mut used = DMatrix::zeros(s, s);
        let mut exports = vec![0.0; s];
        let mut output = vec![0.0; s];
        for (j, column) in table.z.column_iter().enumerate() {
            for (i, sale) in column.iter().enumerate() {
                used[(i % s, j % s)] += sale;
                output[i % s] += sale;
                if i / s != j / s {
                    exports[i % s] += sale;
                }
            }
        }
        for column in table.f.column_iter() {
            for (i, sale) in column.iter().enumerate() {
                output[i % s] += sale;
            }
        }
        let theirs: Vec<_> = reference
            .products
            .iter()
            .map(|p| isic::groups(&p.isic))
            .collect();
        let parts = sectors
            .iter()
            .map(|sector| {
                let own = isic::groups(&sector.isic);
                if own.is_empty() {
                    let same = reference.product_index(&ProductCode::new(sector.code.as_str()));
                    return same.map(|k| (k, 1.0)).into_iter().collect();
                }
                let shared: Vec<(usize, f64)> = theirs
                    .iter()
                    .enumerate()
                    .filter_map(|(k, groups)| {
                        let common = own.intersection(groups).count();
                        let part = common as f64 / groups.len().max(1) as f64;
                        (common > 0).then(|| (k, part * output[k].max(1.0)))
                    })
                    .collect();
                let total: f64 = shared.iter().map(|(_, part)| part).sum();
                shared
                    .into_iter()
                    .map(|(k, part)| (k, part / total))
                    .collect()
            })
            .collect();
        Self {
            reference,
            parts,
            used,
            exports,
        }
    }

    /// What a product stands for, as people read it: `C26S 31 % C26X 69 %`; empty if for nothing.
    #[must_use]
    pub fn stands_for(&self, product: usize) -> String {
        let parts: Vec<String> = self.parts[product]
            .iter()
            .map(|(k, part)| {
                let code = &self.reference.products[*k].code;
                if self.parts[product].len() == 1 {
                    code.to_string()
                } else {
                    format!("{code} {:.0} %", 100.0 * part)
                }
            })
            .collect();
        parts.join(" ")
    }

    /// Whether a product has a counterpart.
    #[must_use]
    pub fn knows(&self, product: usize) -> bool {
        !self.parts[product].is_empty()
    }

    /// A matrix of input by user on the imported products: the mean over their counterparts, weighted
    /// by what the embedded economy uses; `absent` where there are none.
    #[must_use]
    pub fn matrix(&self, of: &DMatrix<f64>, absent: f64) -> DMatrix<f64> {
        let s = self.parts.len();
        DMatrix::from_fn(s, s, |i, j| {
            // Without use on record the parts alone weigh.
            let (mut plain, mut by_use) = ((0.0, 0.0), (0.0, 0.0));
            for (k, a) in &self.parts[i] {
                for (l, b) in &self.parts[j] {
                    let (weight, value) = (a * b, of[(*k, *l)]);
                    plain = (plain.0 + weight, plain.1 + weight * value);
                    let weight = weight * self.used[(*k, *l)];
                    by_use = (by_use.0 + weight, by_use.1 + weight * value);
                }
            }
            match (plain, by_use) {
                ((0.0, _), _) => absent,
                ((total, sum), (0.0, _)) => sum / total,
                (_, (total, sum)) => sum / total,
            }
        })
    }

    /// The imported products with what their counterparts know about transport.
    pub(super) fn products(&self, sectors: &[Sector]) -> Vec<Product> {
        sectors
            .iter()
            .zip(&self.parts)
            .map(|(sector, parts)| {
                let groups = isic::groups(&sector.isic);
                let known: Vec<(&Product, f64)> = parts
                    .iter()
                    .map(|(k, part)| (&self.reference.products[*k], *part))
                    .collect();
                let isic = match known.as_slice() {
                    [(one, _)] if groups.is_empty() => one.isic.clone(),
                    _ => isic::written(&groups),
                };
                let goods: f64 = known.iter().filter(|(p, _)| p.is_good).map(|p| p.1).sum();
                let is_good = goods > 0.5;
                Product {
                    code: ProductCode::new(sector.code.as_str()),
                    name: sector.name.clone(),
                    isic,
                    is_good,
                    cargo: if is_good {
                        cargo(&known)
                    } else {
                        CargoClass::None
                    },
                    modes: if is_good {
                        self.modes(parts)
                    } else {
                        ModeShares {
                            sea: 0.0,
                            air: 0.0,
                            land: 0.0,
                        }
                    },
                }
            })
            .collect()
    }

    /// Mean of the modes of the goods among the counterparts, weighted by their exports.
    fn modes(&self, parts: &[(usize, f64)]) -> ModeShares {
        let mut total = 0.0;
        let mut modes = ModeShares {
            sea: 0.0,
            air: 0.0,
            land: 0.0,
        };
        for (k, part) in parts {
            let product = &self.reference.products[*k];
            if product.is_good {
                let weight = part * self.exports[*k].max(1.0);
                total += weight;
                modes.sea += weight * product.modes.sea;
                modes.air += weight * product.modes.air;
                modes.land += weight * product.modes.land;
            }
        }
        if total > 0.0 {
            modes.sea /= total;
            modes.air /= total;
            // What is left, so that the three add up to 1.
            modes.land = (1.0 - modes.sea - modes.air).max(0.0);
        }
        modes
    }

    /// Code of the imported product that stands most for a product of the embedded economy.
    pub(super) fn counterpart_of(&self, code: &str, sectors: &[Sector]) -> Option<String> {
        let wanted = self.reference.product_index(&ProductCode::new(code))?;
        let mut best: Option<(f64, usize)> = None;
        for (i, parts) in self.parts.iter().enumerate() {
            let part = parts.iter().find(|(k, _)| *k == wanted).map(|(_, p)| *p);
            if let Some(part) = part
                && best.is_none_or(|(most, _)| part > most)
            {
                best = Some((part, i));
            }
        }
        best.map(|(_, i)| sectors[i].code.clone())
    }
}

/// The class of the largest part of the goods; on a tie the first.
fn cargo(known: &[(&Product, f64)]) -> CargoClass {
    let mut best = (0.0, CargoClass::None);
    for (product, _) in known.iter().filter(|(p, _)| p.is_good) {
        let part: f64 = known
            .iter()
            .filter(|(p, _)| p.cargo == product.cargo)
            .map(|(_, part)| part)
            .sum();
        if part > best.0 {
            best = (part, product.cargo);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sector(code: &str, isic: &str) -> Sector {
        Sector {
            code: code.to_owned(),
            name: code.to_owned(),
            isic: isic.to_owned(),
        }
    }

    #[test]
    fn groups_in_common_weigh_and_codes_stand_in() {
        let reference = Economy::embedded().unwrap();
        let sectors = [
            sector("C26S", ""),
            sector("C26", "C26"),
            sector("FOOD", "C10T12"),
            sector("X", "no such thing"),
        ];
        let c = Concordance::new(&sectors, &reference);
        assert_eq!(c.stands_for(0), "C26S");
        assert!(c.stands_for(1).starts_with("C26S ") && c.stands_for(1).contains("C26X "));
        assert_eq!(c.stands_for(2), "C10T12");
        assert!(!c.knows(3));
        let products = c.products(&sectors);
        assert_eq!(products[0].isic, "C261");
        assert_eq!(products[2].isic, "C10-C12");
        let modes = products[1].modes;
        assert!((modes.sea + modes.air + modes.land - 1.0).abs() < 1e-12);
        // Between those of its two halves.
        assert!(modes.sea > 0.08 && modes.sea < 0.38, "{modes:?}");
        let cover = c.matrix(&reference.satellites.cover_days, -1.0);
        assert_eq!(cover[(3, 0)], -1.0);
        assert!(cover[(2, 2)] > 0.0);
    }
}
