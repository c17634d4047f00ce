//! The names that a scenario may use: economies, products, materials, and groups of them.

use indexmap::IndexMap;
use mist_economy::readers::isic;
use mist_economy::{Economy, ProductCode, RegionCode};
use serde::Deserialize;

use crate::document::Text;
use crate::nearest;

/// Groups as shipped in `configs/groups.toml`.
const GROUPS: &str = include_str!("../../../configs/groups.toml");

/// The word for every economy of the table.
const WORLD: &str = "world";

/// The word for the economies that take part in a measure.
pub(crate) const PARTNERS: &str = "partners";

/// The words for every chip and for every critical raw material.
const CHIPS: &str = "chips";
const MATERIALS: &str = "materials";

/// A named group of economies or products.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Name in the languages of publication.
    pub name: Text,
    /// Economies (ISO 3166-1 alpha-3) or product codes.
    pub members: Vec<String>,
    /// Where the membership comes from.
    #[serde(default)]
    pub source: Option<String>,
    /// Anything a reader should know.
    #[serde(default)]
    pub note: Option<String>,
}

/// The file of groups.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupFile {
    groups: IndexMap<String, Group>,
    products: IndexMap<String, Group>,
    materials: IndexMap<String, Text>,
    chips: IndexMap<String, Text>,
}

/// What a scenario may name, for one economy.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// Economies of the table.
    pub regions: Vec<RegionCode>,
    /// Economies folded into another, with the one that holds them (Hong Kong into CHN, say).
    pub folded: Vec<(RegionCode, RegionCode)>,
    /// Products of the table.
    pub products: Vec<ProductCode>,
    /// Identifiers of critical raw materials.
    pub items: Vec<String>,
    /// Identifiers of semiconductors by kind.
    pub chips: Vec<String>,
    /// Groups of economies.
    pub region_groups: IndexMap<String, Group>,
    /// Groups of products.
    pub product_groups: IndexMap<String, Group>,
    /// Names of chips and materials in the languages of publication.
    item_names: IndexMap<String, Text>,
    /// Economies that another table holds apart: in this one they are part of the rest of the world.
    elsewhere: Vec<RegionCode>,
    /// ISIC codes of the products of this table, in its order.
    isic: Vec<String>,
    /// Products of the embedded economy with their ISIC codes: what groups are written in.
    shipped: Vec<(ProductCode, String)>,
}

/// A name that means nothing: its position in the list, and what was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    /// Its position in the list.
    pub position: usize,
    /// What was probably meant.
    pub suggestion: Option<String>,
}

impl Vocabulary {
    /// The names of an economy, with the shipped groups and materials.
    #[must_use]
    pub fn of(economy: &Economy) -> Self {
        let folded = economy.regions.iter().flat_map(|holder| {
            holder
                .includes
                .iter()
                .map(|inside| (inside.clone(), holder.code.clone()))
        });
        let own = Self::new(
            economy.regions.iter().map(|r| r.code.clone()).collect(),
            folded.collect(),
            economy.products.iter().map(|p| p.code.clone()).collect(),
        );
        // A test reads the embedded lists; without them names mean what this table holds.
        let (regions, products) = Economy::embedded_lists().unwrap_or_default();
        Self {
            elsewhere: regions.into_iter().map(|r| r.code).collect(),
            isic: economy.products.iter().map(|p| p.isic.clone()).collect(),
            shipped: products.into_iter().map(|p| (p.code, p.isic)).collect(),
            ..own
        }
    }

    /// A vocabulary of these economies and products, with the shipped groups and materials.
    #[must_use]
    pub fn new(
        regions: Vec<RegionCode>,
        folded: Vec<(RegionCode, RegionCode)>,
        products: Vec<ProductCode>,
    ) -> Self {
        // A test parses the embedded file; an empty one would refuse every group by name.
        let file = toml::from_str(GROUPS).unwrap_or_else(|_| GroupFile {
            groups: IndexMap::new(),
            products: IndexMap::new(),
            materials: IndexMap::new(),
            chips: IndexMap::new(),
        });
        Self {
            regions,
            folded,
            products,
            items: file.materials.keys().cloned().collect(),
            chips: file.chips.keys().cloned().collect(),
            item_names: file.materials.into_iter().chain(file.chips).collect(),
            region_groups: file.groups,
            product_groups: file.products,
            elsewhere: Vec::new(),
            isic: Vec::new(),
            shipped: Vec::new(),
        }
    }

    /// Economies that a list of names means, in the order of the table, each once. Members of a
    /// group that the table does not have apart are left out: their trade is part of `ROW`, and
    /// cutting `ROW` would cut far more than theirs.
    ///
    /// # Errors
    /// The first name that means nothing, with the nearest that does.
    pub fn expand_regions(&self, names: &[&str]) -> Result<Vec<RegionCode>, UnknownName> {
        let mut chosen = vec![false; self.regions.len()];
        for (position, name) in names.iter().enumerate() {
            let (include, bare) = match name.strip_prefix('-') {
                Some(rest) => (false, rest),
                None => (true, *name),
            };
            let mut mark = |code: &str| {
                if let Some(at) = self.position_of_region(code) {
                    chosen[at] = include;
                    true
                } else {
                    false
                }
            };
            if bare == WORLD {
                chosen.fill(include);
            } else if let Some(group) = self.region_groups.get(bare) {
                for member in &group.members {
                    mark(member);
                }
            } else if !mark(bare) && !self.elsewhere.iter().any(|code| code.as_str() == bare) {
                let known = self
                    .regions
                    .iter()
                    .map(RegionCode::as_str)
                    .chain(self.region_groups.keys().map(String::as_str))
                    .chain([WORLD]);
                return Err(UnknownName {
                    position,
                    suggestion: nearest(bare, known).map(str::to_owned),
                });
            }
        }
        Ok(self
            .regions
            .iter()
            .zip(&chosen)
            .filter(|(_, chosen)| **chosen)
            .map(|(code, _)| code.clone())
            .collect())
    }

    fn position_of_region(&self, code: &str) -> Option<usize> {
        let holder = self
            .folded
            .iter()
            .find(|(inside, _)| inside.as_str() == code)
            .map_or(code, |(_, holder)| holder.as_str());
        self.regions.iter().position(|r| r.as_str() == holder)
    }

    /// Products that a list of names means, in the order of the table; an empty list stays empty.
    ///
    /// # Errors
    /// The first name that means nothing, with the nearest that does.
    pub fn expand_products(&self, names: &[&str]) -> Result<Vec<ProductCode>, UnknownName> {
        let mut wanted: Vec<&str> = Vec::new();
        for (position, name) in names.iter().enumerate() {
            if let Some(group) = self.product_groups.get(*name) {
                wanted.extend(group.members.iter().map(String::as_str));
            } else if self.products.iter().any(|p| p.as_str() == *name)
                || !self.within(&[name]).is_empty()
            {
                wanted.push(name);
            } else {
                let known = self
                    .products
                    .iter()
                    .map(ProductCode::as_str)
                    .chain(self.product_groups.keys().map(String::as_str));
                return Err(UnknownName {
                    position,
                    suggestion: nearest(name, known).map(str::to_owned),
                });
            }
        }
        let within = self.within(&wanted);
        Ok(self
            .products
            .iter()
            .enumerate()
            .filter(|(k, p)| wanted.contains(&p.as_str()) || within.contains(k))
            .map(|(_, p)| p.clone())
            .collect())
    }

    /// Products of a table of another classification that products of the embedded economy mean: at
    /// least half of the divisions of each are among theirs.
    fn within(&self, wanted: &[&str]) -> Vec<usize> {
        let meant: Vec<&str> = self
            .shipped
            .iter()
            .filter(|(code, _)| wanted.contains(&code.as_str()))
            .map(|(_, isic)| isic.as_str())
            .collect();
        let meant = meant.join(" ");
        (0..self.isic.len())
            .filter(|k| {
                !self
                    .shipped
                    .iter()
                    .any(|(code, _)| *code == self.products[*k])
            })
            .filter(|k| isic::part_within(&self.isic[*k], &meant) >= 0.5)
            .collect()
    }

    /// Chips and materials that a list of names means, each once; `chips` and `materials` are all
    /// of them.
    pub(crate) fn expand_bottlenecks(&self, names: &[&str]) -> Result<Vec<String>, UnknownName> {
        let mut wanted: Vec<&String> = Vec::new();
        for (position, name) in names.iter().enumerate() {
            let mut known = self.chips.iter().chain(&self.items);
            match *name {
                CHIPS => wanted.extend(&self.chips),
                MATERIALS => wanted.extend(&self.items),
                name => match known.find(|item| *item == name) {
                    Some(item) => wanted.push(item),
                    None => {
                        let known = self.chips.iter().chain(&self.items).map(String::as_str);
                        return Err(UnknownName {
                            position,
                            suggestion: nearest(name, known.chain([CHIPS, MATERIALS]))
                                .map(str::to_owned),
                        });
                    }
                },
            }
        }
        let mut once: Vec<String> = Vec::new();
        for item in wanted {
            if !once.contains(item) {
                once.push(item.clone());
            }
        }
        Ok(once)
    }

    /// The groups among these names with their members, for a hash of the content.
    pub(crate) fn members_of<'n>(&self, names: impl Iterator<Item = &'n str>) -> String {
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        names.dedup();
        names
            .iter()
            .map(|name| name.trim_start_matches('-'))
            .filter_map(|name| {
                let group = self
                    .region_groups
                    .get(name)
                    .or_else(|| self.product_groups.get(name))?;
                Some(format!("\n{name}: {}", group.members.join(" ")))
            })
            .collect()
    }

    /// The same with a group `partners` of these economies.
    pub(crate) fn with_partners(&self, names: &[&str]) -> Self {
        let mut own = self.clone();
        // Names that mean nothing are refused where they stand.
        let members = self.expand_regions(names).unwrap_or_default();
        let text = |en: &str, es: &str, ja: &str, zh: &str| Text {
            en: en.to_owned(),
            es: Some(es.to_owned()),
            ja: Some(ja.to_owned()),
            zh_hant: Some(zh.to_owned()),
        };
        let group = Group {
            name: text("the partners", "los socios", "参加国", "參與國"),
            members: members.iter().map(|c| c.as_str().to_owned()).collect(),
            source: None,
            note: None,
        };
        own.region_groups.insert(PARTNERS.to_owned(), group);
        own
    }

    /// The name of a chip or a material inside a sentence.
    #[must_use]
    pub fn item_name(&self, id: &str) -> Option<&Text> {
        self.item_names.get(id)
    }

    /// The first material of a list that means nothing.
    pub(crate) fn check_items(&self, names: &[&str]) -> Result<(), UnknownName> {
        match names
            .iter()
            .position(|name| !self.items.iter().any(|item| item == name))
        {
            None => Ok(()),
            Some(position) => Err(UnknownName {
                position,
                suggestion: nearest(names[position], self.items.iter().map(String::as_str))
                    .map(str::to_owned),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let regions = [
            "CAN", "CHN", "DEU", "FRA", "GBR", "ITA", "JPN", "TWN", "USA", "ROW",
        ];
        Vocabulary::new(
            regions.iter().map(|c| RegionCode::new(*c)).collect(),
            vec![(RegionCode::new("HKG"), RegionCode::new("CHN"))],
            vec![ProductCode::new("C26S"), ProductCode::new("C29")],
        )
    }

    fn codes(names: &[&str]) -> String {
        let codes = vocabulary().expand_regions(names).unwrap();
        codes
            .iter()
            .map(RegionCode::as_str)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn groups_expand_fold_and_subtract() {
        assert_eq!(codes(&["g7"]), "CAN DEU FRA GBR ITA JPN USA");
        assert_eq!(codes(&["HKG"]), "CHN");
        assert_eq!(codes(&["world", "-g7", "-TWN"]), "CHN ROW");
    }

    #[test]
    fn groups_reach_products_of_another_classification_by_isic() {
        let mut vocabulary = vocabulary();
        let codes = ["c13", "c14", "c15", "c17", "C29"];
        vocabulary.products = codes.iter().map(|c| ProductCode::new(*c)).collect();
        vocabulary.isic = ["C28", "C26-C27", "C29-C30", "D35", "C29"]
            .map(str::to_owned)
            .to_vec();
        vocabulary.shipped = [
            ("C26S", "C261"),
            ("C26X", "C262-C269"),
            ("C28", "C28 C33"),
            ("C29", "C29"),
            ("C30", "C30"),
        ]
        .map(|(code, isic)| (ProductCode::new(code), isic.to_owned()))
        .to_vec();
        let found = |names: &[&str]| {
            let products = vocabulary.expand_products(names).unwrap();
            let codes: Vec<&str> = products.iter().map(ProductCode::as_str).collect();
            codes.join(" ")
        };
        // Half of c14 is electronics, half of c15 aircraft and ships; C29 is known by its code.
        assert_eq!(found(&["strategic"]), "c13 c14 c15");
        assert_eq!(found(&["C28"]), "c13");
        assert_eq!(found(&["C26S"]), "c14");
        assert!(vocabulary.expand_products(&["C26Z"]).is_err());
        vocabulary.elsewhere = vec![RegionCode::new("SGP")];
        assert!(vocabulary.expand_regions(&["SGP"]).unwrap().is_empty());
    }

    #[test]
    fn unknown_names_come_with_the_nearest() {
        let unknown = vocabulary().expand_regions(&["TWN", "JPM"]).unwrap_err();
        assert_eq!(unknown.position, 1);
        assert_eq!(unknown.suggestion.as_deref(), Some("JPN"));
        let unknown = vocabulary().expand_products(&["C26Z"]).unwrap_err();
        assert_eq!(unknown.suggestion.as_deref(), Some("C26S"));
        let unknown = vocabulary().check_items(&["galium"]).unwrap_err();
        assert_eq!(unknown.suggestion.as_deref(), Some("gallium"));
    }

    #[test]
    fn the_embedded_file_of_groups_is_whole() {
        let file: GroupFile = toml::from_str(GROUPS).unwrap();
        assert!(file.groups.len() >= 4 && file.materials.len() >= 20 && file.chips.len() >= 6);
    }
}
