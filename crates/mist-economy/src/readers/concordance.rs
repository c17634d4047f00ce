//! Which product of the embedded economy stands for a product of an imported table.
//!
//! By code where the codes agree; else by ISIC Rev. 4 groups in common, the most first. Tokens are
//! divisions (`C26`), groups (`C261`) or ranges of either (`C10-C12`, `C10T12`), separated by spaces.

use std::collections::BTreeSet;

use nalgebra::DMatrix;

use crate::{CargoClass, Economy, ModeShares, Product, ProductCode};

/// Counterparts in the embedded economy, by product of the imported table.
pub struct Concordance {
    counterpart: Vec<Option<usize>>,
}

impl Concordance {
    /// Finds the counterpart of each product, given as code, name and ISIC tokens.
    #[must_use]
    pub fn new(products: &[(String, String, String)], reference: &Economy) -> Self {
        let groups: Vec<BTreeSet<u32>> = reference
            .products
            .iter()
            .map(|p| isic_groups(&p.isic))
            .collect();
        let counterpart = products
            .iter()
            .map(|(code, _, isic)| {
                reference
                    .product_index(&ProductCode::new(code.as_str()))
                    .or_else(|| {
                        let own = isic_groups(isic);
                        let mut best = (0, None);
                        for (k, theirs) in groups.iter().enumerate() {
                            let common = own.intersection(theirs).count();
                            if common > best.0 {
                                best = (common, Some(k));
                            }
                        }
                        best.1
                    })
            })
            .collect();
        Self { counterpart }
    }

    /// What to tell about products without a counterpart.
    #[must_use]
    pub fn notes(&self, products: &[(String, String, String)]) -> Vec<String> {
        let missing: Vec<&str> = products
            .iter()
            .zip(&self.counterpart)
            .filter(|(_, c)| c.is_none())
            .map(|(p, _)| p.0.as_str())
            .collect();
        if missing.is_empty() {
            return Vec::new();
        }
        vec![format!(
            "no criticality, cover or transport mode for: {} (give ISIC divisions to map them)",
            missing.join(", ")
        )]
    }

    /// A product-by-product matrix on the imported products; `absent` where there is no counterpart.
    #[must_use]
    pub fn matrix(&self, reference: &DMatrix<f64>, absent: f64) -> DMatrix<f64> {
        let s = self.counterpart.len();
        DMatrix::from_fn(s, s, |i, j| {
            self.counterpart[i]
                .zip(self.counterpart[j])
                .map_or(absent, |at| reference[at])
        })
    }

    /// The imported products with what their counterparts know about transport.
    #[must_use]
    pub fn products(
        &self,
        products: &[(String, String, String)],
        reference: &Economy,
    ) -> Vec<Product> {
        products
            .iter()
            .zip(&self.counterpart)
            .map(|((code, name, isic), counterpart)| {
                let known = counterpart.map(|k| &reference.products[k]);
                Product {
                    code: ProductCode::new(code.as_str()),
                    name: name.clone(),
                    isic: isic.clone(),
                    is_good: known.is_some_and(|p| p.is_good),
                    cargo: known.map_or(CargoClass::None, |p| p.cargo),
                    modes: known.map_or(
                        ModeShares {
                            sea: 0.0,
                            air: 0.0,
                            land: 0.0,
                        },
                        |p| p.modes,
                    ),
                }
            })
            .collect()
    }

    /// Code of the first imported product that a product of the embedded economy stands for.
    #[must_use]
    pub fn counterpart_of(
        &self,
        code: &str,
        reference: &Economy,
        products: &[(String, String, String)],
    ) -> Option<String> {
        let wanted = reference.product_index(&ProductCode::new(code))?;
        let position = self.counterpart.iter().position(|c| *c == Some(wanted))?;
        Some(products[position].0.clone())
    }
}

/// ISIC groups (three digits, as numbers) that tokens cover; a division covers its ten groups.
fn isic_groups(tokens: &str) -> BTreeSet<u32> {
    let mut out = BTreeSet::new();
    for token in tokens.split([' ', ',', '_']).filter(|t| !t.is_empty()) {
        let mut ends = token.splitn(2, ['-', 'T']).map(ends_of);
        let (Some(Some((first, mut last))), second) = (ends.next(), ends.next()) else {
            continue;
        };
        if let Some(Some((_, end))) = second {
            last = end;
        }
        out.extend(first..=last.min(999));
    }
    out
}

/// First and last group of a division or group: `C26` is 260 to 269, `C261` is 261.
fn ends_of(code: &str) -> Option<(u32, u32)> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let number: u32 = digits.parse().ok()?;
    match digits.len() {
        2 => Some((number * 10, number * 10 + 9)),
        3 => Some((number, number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(code: &str, isic: &str) -> (String, String, String) {
        (code.to_owned(), code.to_owned(), isic.to_owned())
    }

    #[test]
    fn codes_first_then_the_most_groups_in_common() {
        let reference = Economy::embedded().unwrap();
        let products = [
            product("C26S", ""),
            product("C26", "C26"),
            product("FOOD", "C10T12"),
            product("B05_06", "B05_06"),
            product("X", "no such thing"),
        ];
        let c = Concordance::new(&products, &reference);
        let found: Vec<Option<&str>> = c
            .counterpart
            .iter()
            .map(|k| k.map(|k| reference.products[k].code.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                Some("C26S"),
                Some("C26X"),
                Some("C10T12"),
                Some("B05T06"),
                None
            ]
        );
        assert!(c.notes(&products)[0].contains(": X ("));
    }
}
