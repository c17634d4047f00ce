//! An economy as files: the embedded one, and any folder laid out like it.
//!
//! The embedded economy is built by the project's own program (feature `build`) from public sources;
//! it is modelled, not official statistics. Its files lie in the crate's `data` folder and are
//! readable as they stand, except the packed table. A user's own economy is a folder of the same
//! files: copy them, change a stock or a share, and open the folder.

use std::path::Path;

use nalgebra::DMatrix;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{
    CargoClass, CoverageTier, Economy, EconomyError, EconomyInfo, ModeShares, PowerSource, Product,
    ProductCode, Region, RegionCode, Satellites, Source, StraitRoutes, TaiwanPower, exact, store,
};

/// The files of an economy, as bytes: what is embedded, or what a folder holds.
#[derive(Debug, Clone, Copy)]
pub struct EconomyFiles<'a> {
    /// `economy.json`: identifier, name, year, and whether it is modelled.
    pub identity: &'a [u8],
    /// `table.bin`: the packed table ([`store`], or [`exact`] for an imported one).
    pub table: &'a [u8],
    /// `regions.csv`.
    pub regions: &'a [u8],
    /// `products.csv`.
    pub products: &'a [u8],
    /// `sources.csv`.
    pub sources: &'a [u8],
    /// `criticality.csv`.
    pub criticality: &'a [u8],
    /// `cover_days.csv`.
    pub cover_days: &'a [u8],
    /// `strait_routes.csv`: pairs that are not listed do not use the Strait.
    pub strait_routes: &'a [u8],
    /// `taiwan_power.csv`.
    pub taiwan_power: &'a [u8],
}

/// Names of the files of an economy.
const NAMES: [&str; 9] = [
    "economy.json",
    "table.bin",
    "regions.csv",
    "products.csv",
    "sources.csv",
    "criticality.csv",
    "cover_days.csv",
    "strait_routes.csv",
    "taiwan_power.csv",
];

/// `economy.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) year: u16,
    pub(crate) modelled: bool,
}

impl EconomyFiles<'static> {
    /// The files of the embedded economy.
    #[must_use]
    pub const fn embedded() -> Self {
        Self {
            identity: include_bytes!("../data/economy.json"),
            table: include_bytes!("../data/table.bin"),
            regions: include_bytes!("../data/regions.csv"),
            products: include_bytes!("../data/products.csv"),
            sources: include_bytes!("../data/sources.csv"),
            criticality: include_bytes!("../data/criticality.csv"),
            cover_days: include_bytes!("../data/cover_days.csv"),
            strait_routes: include_bytes!("../data/strait_routes.csv"),
            taiwan_power: include_bytes!("../data/taiwan_power.csv"),
        }
    }
}

impl<'a> EconomyFiles<'a> {
    /// Takes each file from a function of its name.
    pub fn by_name(file: impl Fn(&str) -> &'a [u8]) -> Self {
        let [
            identity,
            table,
            regions,
            products,
            sources,
            criticality,
            cover_days,
            strait_routes,
            taiwan_power,
        ] = NAMES.map(file);
        Self {
            identity,
            table,
            regions,
            products,
            sources,
            criticality,
            cover_days,
            strait_routes,
            taiwan_power,
        }
    }
}

impl Economy {
    /// The embedded world economy of 2023 (modelled).
    ///
    /// # Errors
    /// If the embedded data are damaged: then the program's own file is.
    pub fn embedded() -> Result<Self, EconomyError> {
        Self::from_files(&EconomyFiles::embedded())
    }

    /// Regions and products of the embedded economy, without its table.
    ///
    /// # Errors
    /// If the embedded lists are damaged.
    pub fn embedded_lists() -> Result<(Vec<Region>, Vec<Product>), EconomyError> {
        let files = EconomyFiles::embedded();
        let regions = records::<RegionRow>(files.regions, "regions.csv")?;
        let products = records::<ProductRow>(files.products, "products.csv")?;
        Ok((
            regions.into_iter().map(Region::from).collect(),
            products.into_iter().map(Product::from).collect(),
        ))
    }

    /// Opens a folder that holds the files of an economy.
    ///
    /// # Errors
    /// If a file is missing or damaged, or the files do not fit each other.
    pub fn open(folder: &Path) -> Result<Self, EconomyError> {
        let mut contents = Vec::new();
        for name in NAMES {
            let path = folder.join(name);
            contents.push(std::fs::read(&path).map_err(|source| EconomyError::File {
                action: "read",
                path,
                source,
            })?);
        }
        Self::from_files(&EconomyFiles::by_name(|name| {
            let found = NAMES.iter().zip(&contents).find(|(n, _)| **n == name);
            found.map_or(&[], |(_, bytes)| bytes.as_slice())
        }))
    }

    /// Puts an economy together from its files.
    ///
    /// # Errors
    /// If a file is damaged, or the files do not fit each other.
    pub fn from_files(files: &EconomyFiles<'_>) -> Result<Self, EconomyError> {
        let identity: Identity = serde_json::from_slice(files.identity).map_err(|e| {
            EconomyError::invalid(
                e.to_string(),
                "economy.json",
                "give id, name, year and modelled",
            )
        })?;
        let regions: Vec<Region> = records::<RegionRow>(files.regions, "regions.csv")?
            .into_iter()
            .map(Region::from)
            .collect();
        let products: Vec<Product> = records::<ProductRow>(files.products, "products.csv")?
            .into_iter()
            .map(Product::from)
            .collect();
        let (table, packed) = if exact::is_exact(files.table) {
            (exact::read(files.table, "table.bin")?, None)
        } else {
            let packed = store::decode(files.table, "table.bin")?;
            (packed.table(), Some(packed))
        };
        if (table.regions, table.products) != (regions.len(), products.len()) {
            return Err(EconomyError::invalid(
                format!(
                    "a table of {} regions and {} products, but lists of {} and {}",
                    table.regions,
                    table.products,
                    regions.len(),
                    products.len()
                ),
                "table.bin",
                "use the lists that the table was built with",
            ));
        }
        let product = Labels::new(products.iter().map(|p| p.code.as_str()));
        let region = Labels::new(regions.iter().map(|r| r.code.as_str()));
        let satellites = Satellites {
            criticality: square(
                files.criticality,
                "criticality.csv",
                &product,
                0.0..=1.0,
                |row| row.value,
            )?,
            critical_share: Some(square(
                files.criticality,
                "criticality.csv",
                &product,
                0.0..=1.0,
                |row| row.critical_share.unwrap_or(f64::NAN),
            )?),
            cover_days: square(
                files.cover_days,
                "cover_days.csv",
                &product,
                0.0..=3650.0,
                |row| row.value,
            )?,
            strait: strait(files.strait_routes, &region)?,
            power: power(files.taiwan_power, &product)?,
        };
        let mut economy = Self {
            info: EconomyInfo {
                id: identity.id,
                name: identity.name,
                year: identity.year,
                modelled: identity.modelled,
                sources: records::<Source>(files.sources, "sources.csv")?,
                hash: String::new(),
            },
            regions,
            products,
            table,
            satellites,
        };
        economy.info.hash = match &packed {
            Some(packed) => economy.packed_hash(packed),
            None => economy.content_hash(),
        };
        Ok(economy)
    }
}

/// Codes in order, for looking up.
struct Labels<'a>(Vec<&'a str>);

impl<'a> Labels<'a> {
    fn new(codes: impl Iterator<Item = &'a str>) -> Self {
        Self(codes.collect())
    }

    fn find(&self, code: &str, file: &str, line: usize) -> Result<usize, EconomyError> {
        self.0.iter().position(|c| *c == code).ok_or_else(|| {
            EconomyError::invalid(
                format!("unknown code {code}"),
                format!("{file}, line {line}"),
                "use a code of regions.csv or products.csv",
            )
        })
    }
}

#[derive(Deserialize)]
struct RegionRow {
    code: RegionCode,
    name: String,
    tier: CoverageTier,
    includes: String,
}

impl From<RegionRow> for Region {
    fn from(row: RegionRow) -> Self {
        Self {
            code: row.code,
            name: row.name,
            tier: row.tier,
            includes: row
                .includes
                .split_whitespace()
                .map(RegionCode::new)
                .collect(),
        }
    }
}

#[derive(Deserialize)]
struct ProductRow {
    code: ProductCode,
    name: String,
    isic: String,
    is_good: bool,
    cargo: CargoClass,
    sea: f64,
    air: f64,
    land: f64,
}

impl From<ProductRow> for Product {
    fn from(row: ProductRow) -> Self {
        Self {
            code: row.code,
            name: row.name,
            isic: row.isic,
            is_good: row.is_good,
            cargo: row.cargo,
            modes: ModeShares {
                sea: row.sea,
                air: row.air,
                land: row.land,
            },
        }
    }
}

#[derive(Deserialize)]
struct CellRow {
    input: String,
    user: String,
    value: f64,
    /// Only where ratings are averaged.
    critical_share: Option<f64>,
}

#[derive(Deserialize)]
struct RouteRow {
    from: String,
    to: String,
    share: f64,
    detour_days: f64,
}

/// The records of a CSV file with a header.
///
/// # Errors
/// If a line cannot be read, or holds something else.
pub(crate) fn records<T: DeserializeOwned>(
    bytes: &[u8],
    file: &str,
) -> Result<Vec<T>, EconomyError> {
    csv::Reader::from_reader(bytes)
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|e| {
            EconomyError::invalid(e.to_string(), file, "mend the line or restore the file")
        })
}

/// Reads a full S × S matrix of input by user.
fn square(
    bytes: &[u8],
    file: &str,
    labels: &Labels<'_>,
    range: std::ops::RangeInclusive<f64>,
    cell: impl Fn(&CellRow) -> f64,
) -> Result<DMatrix<f64>, EconomyError> {
    let s = labels.0.len();
    let mut out = DMatrix::from_element(s, s, f64::NAN);
    for (k, row) in records::<CellRow>(bytes, file)?.into_iter().enumerate() {
        let (i, j) = (
            labels.find(&row.input, file, k + 2)?,
            labels.find(&row.user, file, k + 2)?,
        );
        let value = cell(&row);
        if !range.contains(&value) {
            return Err(EconomyError::invalid(
                format!("{value} is outside {range:?}"),
                format!("{file}, line {}", k + 2),
                "correct the value",
            ));
        }
        out[(i, j)] = value;
    }
    match out.iter().position(|v| v.is_nan()) {
        None => Ok(out),
        Some(k) => Err(EconomyError::invalid(
            format!("no row for {} used by {}", labels.0[k % s], labels.0[k / s]),
            file,
            "list every pair of products",
        )),
    }
}

fn strait(bytes: &[u8], labels: &Labels<'_>) -> Result<StraitRoutes, EconomyError> {
    let file = "strait_routes.csv";
    let r = labels.0.len();
    let mut out = StraitRoutes {
        share: DMatrix::zeros(r, r),
        detour_days: DMatrix::zeros(r, r),
    };
    for (k, row) in records::<RouteRow>(bytes, file)?.into_iter().enumerate() {
        let at = (
            labels.find(&row.from, file, k + 2)?,
            labels.find(&row.to, file, k + 2)?,
        );
        if !(0.0..=1.0).contains(&row.share) || !(0.0..=60.0).contains(&row.detour_days) {
            return Err(EconomyError::invalid(
                format!("share {} and detour {}", row.share, row.detour_days),
                format!("{file}, line {}", k + 2),
                "a share from 0 to 1 and 0 to 60 days",
            ));
        }
        out.share[at] = row.share;
        out.detour_days[at] = row.detour_days;
    }
    Ok(out)
}

fn power(bytes: &[u8], products: &Labels<'_>) -> Result<TaiwanPower, EconomyError> {
    let file = "taiwan_power.csv";
    let sources: Vec<PowerSource> = records(bytes, file)?;
    for (k, source) in sources.iter().enumerate() {
        if let Some(product) = &source.product {
            products.find(product, file, k + 2)?;
        }
    }
    let total: f64 = sources.iter().map(|s| s.share).sum();
    if (total - 1.0).abs() > 1e-6 {
        return Err(EconomyError::invalid(
            format!("shares add up to {total}"),
            file,
            "they are shares of generation: make them add up to 1",
        ));
    }
    Ok(TaiwanPower { sources })
}
