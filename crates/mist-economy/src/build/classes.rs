//! The classifications of the embedded economy, and where each region's structure comes from.

use std::path::Path;

use super::files::Csv;
use crate::EconomyError;

/// Final uses of the table, after the S using sectors.
pub(super) const FINAL: usize = 3;

/// One region as the build knows it.
pub(super) struct RegionSpec {
    pub(super) code: String,
    /// Name in the lists of Taiwan's customs.
    pub(super) customs_name: String,
    /// Economies folded into it.
    pub(super) includes: Vec<String>,
    /// WIOD economies whose structure it borrows; empty if it has its own.
    pub(super) donors: Vec<String>,
    /// Net exports of services as a share of GDP, where WIOD does not say.
    pub(super) services_balance: Option<f64>,
    /// Value added of mining (B) and of farming (A) as shares of GDP, where the donors' do not fit.
    pub(super) mining_share: Option<f64>,
    pub(super) farming_share: Option<f64>,
    /// Value added per unit of output of mining, where the donors' does not fit.
    pub(super) mining_value_added: Option<f64>,
    /// For a known hub: share of its goods exports that is made there, and of Taiwan's chips that
    /// stay there.
    pub(super) hub: Option<(f64, f64)>,
    /// Sectors whose technology is that of other WIOD economies: slot and donors.
    pub(super) technology: Vec<(String, Vec<String>)>,
    /// Factors on the output of its donors, by product.
    pub(super) adjustments: Vec<(String, f64)>,
}

/// A WIOD sector that two products share.
#[derive(Clone, Copy)]
pub(super) struct Split {
    /// The product that stands for the whole sector until it is split.
    pub(super) slot: usize,
    /// The product that is taken out of it.
    pub(super) part: usize,
}

/// Regions and products, and the concordance to the 56 sectors of WIOD 2016.
pub(super) struct Classes {
    pub(super) regions: Vec<RegionSpec>,
    pub(super) products: Vec<String>,
    pub(super) is_good: Vec<bool>,
    /// Product of each WIOD sector; a sector that is split goes whole to [`Split::slot`].
    pub(super) of_wiod: Vec<usize>,
    /// WIOD sector codes in the order of its files.
    pub(super) wiod_codes: Vec<String>,
    /// C26 into chips and devices; B into energy and ores.
    pub(super) splits: [Split; 2],
    /// C26S.
    pub(super) chips: usize,
    /// C26X.
    pub(super) devices: usize,
    /// B07T08, the slot of mining.
    pub(super) ores: usize,
    /// Position of Taiwan.
    pub(super) taiwan: usize,
    /// Position of Hong Kong, if it is a region.
    pub(super) hong_kong: Option<usize>,
    /// Position of the rest of the world.
    pub(super) rest: usize,
}

impl Classes {
    /// Reads the two lists of the crate and the sector list of WIOD.
    pub(super) fn read(data: &Path, wiod: &Path) -> Result<Self, EconomyError> {
        let mut regions = Vec::new();
        let hubs = Csv::read(&data.join("inputs/hubs.csv"))?;
        let technologies = Csv::read(&data.join("inputs/technology.csv"))?;
        let adjusted = Csv::read(&data.join("inputs/structure_adjustments.csv"))?;
        for row in Csv::read(&data.join("regions.csv"))?.rows() {
            let words = |c| -> Result<Vec<String>, EconomyError> {
                Ok(row.text(c)?.split_whitespace().map(str::to_owned).collect())
            };
            let optional = |c: &str| -> Result<Option<f64>, EconomyError> {
                Ok(match row.text(c)? {
                    "" => None,
                    _ => Some(row.number(c)?),
                })
            };
            let mut hub = None;
            for known in hubs.rows() {
                if known.text("region")? == row.text("code")? {
                    hub = Some((
                        known.number("made_share_of_exports")?,
                        known.number("taiwan_chips_kept")?,
                    ));
                }
            }
            let mut adjustments = Vec::new();
            for change in adjusted.rows() {
                if change.text("region")? == row.text("code")? {
                    adjustments
                        .push((change.text("product")?.to_owned(), change.number("factor")?));
                }
            }
            let mut technology = Vec::new();
            for change in technologies.rows() {
                if change.text("region")? == row.text("code")? {
                    let donors = change.text("donors")?.split_whitespace();
                    let donors = donors.map(str::to_owned).collect();
                    technology.push((change.text("product")?.to_owned(), donors));
                }
            }
            regions.push(RegionSpec {
                hub,
                technology,
                adjustments,
                code: row.text("code")?.to_owned(),
                customs_name: row.text("customs_name")?.to_owned(),
                includes: words("includes")?,
                donors: words("donors")?,
                services_balance: optional("services_balance_share_of_gdp")?,
                mining_share: optional("mining_share_of_gdp")?,
                farming_share: optional("agriculture_share_of_gdp")?,
                mining_value_added: optional("mining_value_added_ratio")?,
            });
        }
        let wiod_codes: Vec<String> = Csv::read(&wiod.join("sectors.csv"))?
            .rows()
            .map(|r| Ok(r.text("code")?.to_owned()))
            .collect::<Result<_, EconomyError>>()?;
        let (mut products, mut is_good, mut lists) = (Vec::new(), Vec::new(), Vec::new());
        for row in Csv::read(&data.join("products.csv"))?.rows() {
            products.push(row.text("code")?.to_owned());
            is_good.push(row.text("is_good")? == "true");
            lists.push(row.text("wiod")?.to_owned());
        }
        let missing = |what: &str| {
            EconomyError::invalid(
                format!("no {what}"),
                data.display().to_string(),
                "the build needs it: restore it in regions.csv or products.csv",
            )
        };
        let product = |code: &str| products.iter().position(|p| p == code);
        let chips = product("C26S").ok_or_else(|| missing("C26S"))?;
        let devices = product("C26X").ok_or_else(|| missing("C26X"))?;
        let energy = product("B05T06").ok_or_else(|| missing("B05T06"))?;
        let ores = product("B07T08").ok_or_else(|| missing("B07T08"))?;
        let splits = [
            Split {
                slot: devices,
                part: chips,
            },
            Split {
                slot: ores,
                part: energy,
            },
        ];
        let is_part = |s: usize| splits.iter().any(|split| split.part == s);
        let of_wiod = wiod_codes
            .iter()
            .map(|code| {
                lists
                    .iter()
                    .enumerate()
                    .find(|(s, l)| !is_part(*s) && l.split_whitespace().any(|c| c == code))
                    .map(|(s, _)| s)
                    .ok_or_else(|| missing(&format!("product for WIOD sector {code}")))
            })
            .collect::<Result<_, _>>()?;
        let region = |code: &str| regions.iter().position(|r: &RegionSpec| r.code == code);
        let taiwan = region("TWN").ok_or_else(|| missing("TWN"))?;
        let rest = region("ROW").ok_or_else(|| missing("ROW"))?;
        let hong_kong = region("HKG");
        Ok(Self {
            regions,
            products,
            is_good,
            of_wiod,
            wiod_codes,
            splits,
            chips,
            devices,
            ores,
            taiwan,
            hong_kong,
            rest,
        })
    }

    /// R.
    pub(super) fn r(&self) -> usize {
        self.regions.len()
    }

    /// S.
    pub(super) fn s(&self) -> usize {
        self.products.len()
    }

    /// Using sectors and final uses of one region: S + 3.
    pub(super) fn users(&self) -> usize {
        self.s() + FINAL
    }

    /// The product under which WIOD holds the sector of product p.
    pub(super) fn slot(&self, p: usize) -> usize {
        self.splits
            .iter()
            .find(|split| split.part == p)
            .map_or(p, |split| split.slot)
    }

    /// The split whose slot is p, if it is one.
    pub(super) fn split(&self, p: usize) -> Option<usize> {
        self.splits.iter().position(|split| split.slot == p)
    }

    /// The products that share the slot p.
    pub(super) fn halves(&self, p: usize) -> Vec<usize> {
        match self.split(p) {
            Some(k) => vec![self.splits[k].part, p],
            None => vec![p],
        }
    }

    /// Region that an economy's figures belong to: itself, the one it is folded into, or the rest.
    pub(super) fn region_of(&self, iso: &str) -> usize {
        self.regions
            .iter()
            .position(|r| r.code == iso || r.includes.iter().any(|i| i == iso))
            .unwrap_or(self.rest)
    }

    /// Position of a product.
    pub(super) fn product(&self, code: &str) -> Result<usize, EconomyError> {
        self.products.iter().position(|p| p == code).ok_or_else(|| {
            EconomyError::invalid(
                format!("no product {code}"),
                "products.csv",
                "the build needs it",
            )
        })
    }
}
