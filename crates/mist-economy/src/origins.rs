//! How each economy's part of the embedded table came about: the steps from the sources to it.
//!
//! The embedded economy is built by rule, so that the steps follow from what the build reads (lists and
//! judgements in `data`) and from the record that it leaves ([`crate::record`]). Of an economy of the
//! user's own only its declared sources are known. [`crate::provenance`] tells the steps of single
//! figures.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

use crate::files::records;
use crate::record::{self, Recorded};
use crate::{EconomyError, EconomyInfo, Source};

const REGIONS: &[u8] = include_bytes!("../data/regions.csv");
const CHIP_SHARES: &[u8] = include_bytes!("../data/inputs/chip_shares.csv");
const MINING_SHARES: &[u8] = include_bytes!("../data/inputs/mining_shares.csv");

/// A step from the sources to an economy's part of the table. Shares are of one.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Nothing is known but the table that was opened.
    AsOpened,
    /// Value added of the whole economy follows from GDP.
    Level,
    /// Structure: its own accounts of 2014.
    OwnAccounts,
    /// Structure: the mean of other economies' accounts of 2014.
    Borrowed {
        /// Whose, by code.
        donors: Vec<String>,
    },
    /// Structure: the rest of the world in the source table.
    Remainder,
    /// Outputs of 2019, grown with GDP.
    Anchored,
    /// Output of electronics: that of 2019 and the rise of chip exports since.
    TaiwanElectronics,
    /// Mining by its share of GDP.
    Mining {
        /// The share.
        share: f64,
    },
    /// Value added per unit of output in mining.
    MiningValueAdded {
        /// The ratio.
        ratio: f64,
    },
    /// Farming by its share of GDP.
    Farming {
        /// The share.
        share: f64,
    },
    /// The other outputs share what is left of value added.
    OtherOutputs,
    /// Components by their share in the output of electronics.
    Chips {
        /// The share.
        share: f64,
    },
    /// Energy by its share in the output of mining.
    Energy {
        /// The share.
        share: f64,
    },
    /// Value added is what inputs and taxes leave.
    ValueAdded,
    /// Value added per unit of output of components above that of electronics.
    ChipValueAdded,
    /// Taxes on inputs by their share of output.
    Taxes,
    /// Needs per unit of output.
    Needs,
    /// Uses balanced to outputs and to each region's trade.
    UseBalance,
    /// Goods trade by partner.
    GoodsTrade,
    /// Goods trade by partner, of Taiwan.
    TaiwanGoodsTrade,
    /// Goods trade by partner, where no source has any.
    JudgedGoodsTrade,
    /// Exports that others made, handed on to where they come from.
    ReExports {
        /// Share of goods exports.
        share: f64,
    },
    /// Mining held to what recorded exports and home use carry.
    MiningCarried {
        /// Factor on output.
        factor: f64,
    },
    /// Services balance of 2014, grown with GDP.
    Services,
    /// Services balance by its share of GDP.
    JudgedServices {
        /// The share.
        share: f64,
    },
    /// Product mix of trade: that of 2014 where both ends have accounts.
    KnownMix,
    /// Product mix of trade: what the seller sells and the buyer buys.
    BorrowedMix,
    /// Start of trade in components: exports of circuits by exporter.
    Circuits,
    /// Taiwan's components by destination.
    TaiwanChips,
    /// Trade by product balanced to supply, use and the goods total of every pair.
    TradeBalance,
    /// Borrowed outputs that gave way to trade.
    Moved {
        /// Product and factor on its output.
        products: Vec<(String, f64)>,
    },
    /// Home or abroad by user as in 2014; abroad, the same origins for every sector.
    KnownShares,
    /// Home or abroad alike for every user; abroad, the same origins for every sector.
    EvenShares,
}

impl Step {
    /// A name for programs and for messages in other languages.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::AsOpened => "as-opened",
            Self::Level => "level",
            Self::OwnAccounts => "own-accounts",
            Self::Borrowed { .. } => "borrowed",
            Self::Remainder => "remainder",
            Self::Anchored => "anchored",
            Self::TaiwanElectronics => "taiwan-electronics",
            Self::Mining { .. } => "mining",
            Self::MiningValueAdded { .. } => "mining-value-added",
            Self::Farming { .. } => "farming",
            Self::OtherOutputs => "other-outputs",
            Self::Chips { .. } => "chips",
            Self::Energy { .. } => "energy",
            Self::ValueAdded => "value-added",
            Self::ChipValueAdded => "chip-value-added",
            Self::Taxes => "taxes",
            Self::Needs => "needs",
            Self::UseBalance => "use-balance",
            Self::GoodsTrade => "goods-trade",
            Self::TaiwanGoodsTrade => "taiwan-goods-trade",
            Self::JudgedGoodsTrade => "judged-goods-trade",
            Self::ReExports { .. } => "re-exports",
            Self::MiningCarried { .. } => "mining-carried",
            Self::Services => "services",
            Self::JudgedServices { .. } => "judged-services",
            Self::KnownMix => "known-mix",
            Self::BorrowedMix => "borrowed-mix",
            Self::Circuits => "circuits",
            Self::TaiwanChips => "taiwan-chips",
            Self::TradeBalance => "trade-balance",
            Self::Moved { .. } => "moved",
            Self::KnownShares => "known-shares",
            Self::EvenShares => "even-shares",
        }
    }

    /// Identifiers of its sources; empty for [`Step::AsOpened`], whose sources are all.
    #[must_use]
    pub const fn sources(&self) -> &'static [&'static str] {
        match self {
            Self::AsOpened => &[],
            Self::Level | Self::Services => &["imf-weo-2024-04", "wiod-2016"],
            Self::Anchored => &["oecd-icio-2025", "imf-weo-2024-04"],
            Self::TaiwanElectronics => &["oecd-icio-2025", "taiwan-customs"],
            Self::OwnAccounts
            | Self::Remainder
            | Self::OtherOutputs
            | Self::ValueAdded
            | Self::Taxes
            | Self::Needs
            | Self::KnownMix
            | Self::BorrowedMix => &["wiod-2016"],
            Self::KnownShares | Self::EvenShares | Self::Borrowed { .. } => &["wiod-2016", "mist"],
            Self::Mining { .. }
            | Self::MiningValueAdded { .. }
            | Self::Farming { .. }
            | Self::Chips { .. }
            | Self::Energy { .. }
            | Self::ChipValueAdded
            | Self::JudgedServices { .. } => &["mist"],
            Self::GoodsTrade => &["cepii-baci-202501", "cepii-geodist", "un-comtrade"],
            Self::TaiwanGoodsTrade => &["un-comtrade", "taiwan-customs"],
            Self::JudgedGoodsTrade => &["mist", "cepii-baci-202501"],
            Self::ReExports { .. } => &["cepii-baci-202501", "wiod-2016", "mist"],
            Self::UseBalance
            | Self::MiningCarried { .. }
            | Self::TradeBalance
            | Self::Moved { .. } => &["cepii-baci-202501", "un-comtrade"],
            Self::Circuits => &["un-comtrade", "mist"],
            Self::TaiwanChips => &["taiwan-customs"],
        }
    }

    /// Whether it is a judgement of this project rather than computed from published figures.
    #[must_use]
    pub const fn is_judgement(&self) -> bool {
        matches!(
            self,
            Self::Borrowed { .. }
                | Self::Mining { .. }
                | Self::MiningValueAdded { .. }
                | Self::Farming { .. }
                | Self::Chips { .. }
                | Self::Energy { .. }
                | Self::ChipValueAdded
                | Self::JudgedGoodsTrade
                | Self::JudgedServices { .. }
        )
    }

    /// Its sources among those of an economy, each once.
    #[must_use]
    pub fn sources_of(&self, info: &EconomyInfo) -> Vec<Source> {
        sources_of(std::slice::from_ref(self), info)
    }
}

/// The sources of some steps among those of an economy, each once.
#[must_use]
pub fn sources_of(steps: &[Step], info: &EconomyInfo) -> Vec<Source> {
    let wanted = |source: &&Source| {
        steps
            .iter()
            .any(|s| *s == Step::AsOpened || s.sources().contains(&source.id.as_str()))
    };
    info.sources.iter().filter(wanted).cloned().collect()
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |share: &f64| 100.0 * share;
        match self {
            Self::AsOpened => f.write_str("as in the table that was opened"),
            Self::Level => f.write_str(
                "value added of the whole economy: GDP of 2023 times the ratio of value added to GDP in 2014",
            ),
            Self::OwnAccounts => f.write_str("structure: its own accounts of 2014"),
            Self::Borrowed { donors } => write!(
                f,
                "structure: the mean of the accounts of {} in 2014, each counted alike",
                donors.join(", ")
            ),
            Self::Remainder => {
                f.write_str("structure: the rest of the world in the source table of 2014")
            }
            Self::Anchored => f.write_str(
                "output of electronics, vehicles, shipping and consumer goods: OECD's of 2019, grown with GDP in US dollars to 2023 (consumer goods share theirs in the proportions of 2014)",
            ),
            Self::TaiwanElectronics => f.write_str(
                "output of electronics (C26): OECD's of 2019 plus the rise of chip exports (HS 8542) since 2019",
            ),
            Self::Mining { share } => {
                write!(f, "mining: {:.1} % of GDP (judgement)", percent(share))
            }
            Self::MiningValueAdded { ratio } => {
                write!(f, "value added of mining: {ratio} per unit of output (judgement)")
            }
            Self::Farming { share } => {
                write!(f, "farming: {:.1} % of GDP (judgement)", percent(share))
            }
            Self::OtherOutputs => f.write_str(
                "output of the other sectors: their part of the value added that fixed sectors leave, in the proportions of 2014",
            ),
            Self::Chips { share } => write!(
                f,
                "components are {:.0} % of the output of electronics (C26) (judgement)",
                percent(share)
            ),
            Self::Energy { share } => write!(
                f,
                "energy is {:.0} % of the output of mining (B) (judgement)",
                percent(share)
            ),
            Self::ValueAdded => f.write_str(
                "value added: what inputs and taxes leave of output; per unit of output as in 2014",
            ),
            Self::ChipValueAdded => f.write_str(
                "value added per unit of output of components: up to 1.35 times that of electronics (judgement)",
            ),
            Self::Taxes => f.write_str("taxes less subsidies on inputs: share of output as in 2014"),
            Self::Needs => f.write_str("inputs: needs per unit of output as in 2014"),
            Self::UseBalance => f.write_str(
                "balanced so that the world uses what it makes of every product, and each region's goods use is its output less net exports (RAS)",
            ),
            Self::GoodsTrade => f.write_str(
                "goods trade by partner of 2023: BACI; the block of 77 economies without flows by Korea's customs and gravity",
            ),
            Self::TaiwanGoodsTrade => f.write_str(
                "goods trade by partner: Taiwan's customs, at the level of 2023; partners beyond the twenty largest by their GDP",
            ),
            Self::JudgedGoodsTrade => f.write_str(
                "goods trade: a judged total with the partners of Albania and North Macedonia",
            ),
            Self::ReExports { share } => write!(
                f,
                "re-exports stripped: {:.0} % of goods exports",
                percent(share)
            ),
            Self::MiningCarried { factor } => write!(
                f,
                "mining held to what recorded exports and home use carry: × {factor:.2}"
            ),
            Self::Services => f.write_str("services balance: of 2014, grown with GDP"),
            Self::JudgedServices { share } => write!(
                f,
                "services balance: {:.1} % of GDP (judgement)",
                percent(share)
            ),
            Self::KnownMix => f.write_str(
                "product mix of each pair: trade of 2014 where both ends have accounts, else what the seller sells and the buyer buys abroad",
            ),
            Self::BorrowedMix => f.write_str(
                "product mix of each pair: what the seller sells and the buyer buys abroad",
            ),
            Self::Circuits => f.write_str(
                "start of trade in components: exports of integrated circuits by exporter (customs), × 1.25 for other components",
            ),
            Self::TaiwanChips => f.write_str(
                "Taiwan's components by destination: fixed to customs (HS 8542), Hong Kong's and part of Singapore's handed on",
            ),
            Self::TradeBalance => {
                f.write_str("balanced to supply, use and the goods total of every pair (RAS)")
            }
            Self::Moved { products } => {
                f.write_str("moved to agree with trade:")?;
                for (k, (product, factor)) in products.iter().enumerate() {
                    let comma = if k > 0 { "," } else { "" };
                    write!(f, "{comma} {product} × {factor:.2}")?;
                }
                Ok(())
            }
            Self::KnownShares => f.write_str(
                "home or abroad by user: odds of 2014, moved to trade by product; abroad, every sector has the same mix of origins",
            ),
            Self::EvenShares => f.write_str(
                "home or abroad: every user alike; abroad, every sector has the same mix of origins",
            ),
        }
    }
}

#[derive(Debug, Deserialize)]
struct RegionRow {
    code: String,
    donors: String,
    services_balance_share_of_gdp: Option<f64>,
    mining_share_of_gdp: Option<f64>,
    mining_value_added_ratio: Option<f64>,
    agriculture_share_of_gdp: Option<f64>,
}

impl RegionRow {
    /// Whether it has accounts of its own.
    fn own(&self) -> bool {
        self.donors.is_empty() && self.code != "ROW"
    }

    fn structure(&self) -> Step {
        if self.own() {
            Step::OwnAccounts
        } else if self.donors.is_empty() {
            Step::Remainder
        } else {
            let donors = self.donors.split_whitespace().map(str::to_owned);
            Step::Borrowed {
                donors: donors.collect(),
            }
        }
    }
}

#[derive(Deserialize)]
struct ShareRow {
    region: String,
    #[serde(alias = "share_of_c26_output", alias = "energy_share_of_mining_output")]
    share: f64,
}

/// What the build of the embedded economy knew about one of its economies.
#[derive(Debug)]
pub(crate) struct Origin {
    row: RegionRow,
    record: Vec<Recorded>,
    chips: f64,
    energy: f64,
}

impl Origin {
    /// Reads the lists; none for an economy that was not built here.
    pub(crate) fn read(info: &EconomyInfo, code: &str) -> Result<Option<Self>, EconomyError> {
        if !info.is_embedded() {
            return Ok(None);
        }
        let row = records::<RegionRow>(REGIONS, "regions.csv")?
            .into_iter()
            .find(|row| row.code == code);
        let Some(row) = row else { return Ok(None) };
        let share = |bytes, file| -> Result<f64, EconomyError> {
            let list: Vec<ShareRow> = records(bytes, file)?;
            let of = |name: &str| list.iter().find(|l| l.region == name).map(|l| l.share);
            Ok(of(code).or_else(|| of("*")).unwrap_or(0.0))
        };
        let mut record = record::embedded()?;
        record.retain(|line| line.region == code);
        Ok(Some(Self {
            row,
            record,
            chips: share(CHIP_SHARES, "chip_shares.csv")?,
            energy: share(MINING_SHARES, "mining_shares.csv")?,
        }))
    }

    fn is_taiwan(&self) -> bool {
        self.row.code == "TWN"
    }

    fn recorded(&self, step: record::Step) -> Option<f64> {
        self.record.iter().find(|l| l.step == step).map(|l| l.value)
    }

    /// Whose accounts of 2014 its structure is.
    pub(crate) fn structure(&self) -> Step {
        self.row.structure()
    }

    /// How the outputs came about, of all products or of one.
    pub(crate) fn outputs(&self, only: Option<&str>) -> Vec<Step> {
        let of = |products: &[&str]| only.is_none_or(|code| products.contains(&code));
        let mut steps = vec![Step::Level, self.structure()];
        let before = steps.len();
        let electronics = of(&["C26S", "C26X"]);
        let mining = of(&["B05T06", "B07T08"]);
        if electronics && self.is_taiwan() {
            steps.push(Step::TaiwanElectronics);
        }
        let anchored =
            of(&["C29", "H50", "C10T12", "C13T15", "C31T32"]) || electronics && !self.is_taiwan();
        if anchored && self.recorded(record::Step::Anchored).is_some() {
            steps.push(Step::Anchored);
        }
        if mining {
            let share = self.row.mining_share_of_gdp;
            steps.extend(share.map(|share| Step::Mining { share }));
            let ratio = self.row.mining_value_added_ratio;
            steps.extend(ratio.map(|ratio| Step::MiningValueAdded { ratio }));
        }
        if of(&["A"]) {
            let share = self.row.agriculture_share_of_gdp;
            steps.extend(share.map(|share| Step::Farming { share }));
        }
        if only.is_none() || steps.len() == before {
            steps.push(Step::OtherOutputs);
        }
        if electronics {
            steps.push(Step::Chips { share: self.chips });
        }
        if mining {
            steps.push(Step::Energy { share: self.energy });
            let factor = self.recorded(record::Step::MiningCarried);
            steps.extend(factor.map(|factor| Step::MiningCarried { factor }));
        }
        steps
    }

    /// The outputs that moved to agree with trade, of all products or of one.
    pub(crate) fn moved(&self, only: Option<&str>) -> Option<Step> {
        let products: Vec<(String, f64)> = self
            .record
            .iter()
            .filter(|l| l.step == record::Step::Moved && only.is_none_or(|code| l.product == code))
            .map(|l| (l.product.clone(), l.value))
            .collect();
        (!products.is_empty()).then_some(Step::Moved { products })
    }

    /// How goods trade by partner came about.
    pub(crate) fn goods(&self) -> Vec<Step> {
        let mut steps = vec![match self.row.code.as_str() {
            "TWN" => Step::TaiwanGoodsTrade,
            "XKX" => Step::JudgedGoodsTrade,
            _ => Step::GoodsTrade,
        }];
        let share = self.recorded(record::Step::ReExports);
        steps.extend(share.map(|share| Step::ReExports { share }));
        steps
    }

    /// How the balance of services came about.
    pub(crate) fn services(&self) -> Step {
        match self.row.services_balance_share_of_gdp {
            Some(share) => Step::JudgedServices { share },
            None => Step::Services,
        }
    }

    /// How the product mix of trade came about.
    pub(crate) fn mix(&self) -> Step {
        if self.row.own() {
            Step::KnownMix
        } else {
            Step::BorrowedMix
        }
    }

    /// How purchases were divided between home and abroad.
    pub(crate) fn home(&self) -> Step {
        if self.row.own() {
            Step::KnownShares
        } else {
            Step::EvenShares
        }
    }

    /// Everything, in the order of the build.
    fn steps(&self) -> Vec<Step> {
        let mut steps = self.outputs(None);
        steps.extend([
            Step::ValueAdded,
            Step::ChipValueAdded,
            Step::Taxes,
            Step::Needs,
        ]);
        steps.extend(self.goods());
        steps.extend([
            self.services(),
            Step::UseBalance,
            self.mix(),
            Step::Circuits,
        ]);
        if self.is_taiwan() {
            steps.push(Step::TaiwanChips);
        }
        steps.push(Step::TradeBalance);
        steps.extend(self.moved(None));
        steps.push(self.home());
        steps
    }
}

/// The steps from the sources to one economy's part of the table, in the order of the build; none for
/// a sum of economies.
///
/// # Errors
/// If an embedded file is damaged.
pub fn steps(info: &EconomyInfo, code: &str) -> Result<Vec<Step>, EconomyError> {
    if !info.is_embedded() {
        return Ok(vec![Step::AsOpened]);
    }
    Ok(Origin::read(info, code)?.map_or(Vec::new(), |origin| origin.steps()))
}

/// Whose accounts of 2014 each economy's structure is, by code; nothing where that is not known.
///
/// # Errors
/// If an embedded file is damaged.
pub fn structures(info: &EconomyInfo) -> Result<BTreeMap<String, Step>, EconomyError> {
    if !info.is_embedded() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<RegionRow> = records(REGIONS, "regions.csv")?;
    let structures = rows
        .into_iter()
        .map(|row| (row.code.clone(), row.structure()));
    Ok(structures.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Economy;

    #[test]
    fn every_economy_says_how_it_came_about_and_from_which_sources() {
        let economy = Economy::embedded().unwrap();
        for region in &economy.regions {
            let steps = steps(&economy.info, region.code.as_str()).unwrap();
            assert_eq!(steps[0], Step::Level, "{}", region.code);
            let mut ids: Vec<&str> = steps.iter().map(Step::id).collect();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), steps.len(), "{}: no step twice", region.code);
            for step in &steps {
                let found = step.sources_of(&economy.info);
                assert_eq!(found.len(), step.sources().len(), "{step}");
                assert!(!found.is_empty(), "{step}");
                // What is judged says so wherever it is told.
                let says = found.iter().any(|s| s.id == "mist");
                assert!(says || !step.is_judgement(), "{step}");
            }
        }
    }

    #[test]
    fn an_economy_says_whose_structure_it_borrows_and_what_moved() {
        let info = Economy::embedded().unwrap().info;
        let of = |code| steps(&info, code).unwrap();
        let donors = ["KOR", "MEX", "IDN"].map(str::to_owned).to_vec();
        assert!(of("MYS").contains(&Step::Borrowed { donors }));
        assert!(of("DEU").contains(&Step::OwnAccounts));
        assert!(of("ROW").contains(&Step::Remainder));
        assert!(of("TWN").contains(&Step::TaiwanChips) && !of("KOR").contains(&Step::TaiwanChips));
        let moved = |code| of(code).into_iter().find(|s| s.id() == "moved");
        assert!(moved("DEU").is_none());
        let Some(Step::Moved { products }) = moved("IRN") else {
            panic!("Iran's outputs moved");
        };
        assert!(products.iter().any(|(p, factor)| p == "A" && *factor < 0.7));
        assert!(of("WLD").is_empty());
        let opened = EconomyInfo {
            id: "icio-2022".to_owned(),
            ..info.clone()
        };
        assert_eq!(steps(&opened, "DEU").unwrap(), [Step::AsOpened]);
        assert_eq!(Step::AsOpened.sources_of(&opened), info.sources);
    }
}
