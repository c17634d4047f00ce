//! Readers for tables that people have.
//!
//! Each reader gives an [`Imported`]: an economy, what its codes were mapped to, and notes on whatever
//! was checked or could not be carried over as it stood. Satellites come from the embedded economy:
//! regions by ISO code, products by ISIC groups ([`concordance`]). What has no counterpart is listed,
//! not guessed.
//!
//! * [`lines`]: lines of text or of a workbook, one after the other;
//! * `grid`: a labelled table in the making, held to its own totals;
//! * `guard`: readers of other crates, whose panics are errors of a file;
//! * [`isic`], `codes`: codes of sectors, regions and final uses;
//! * [`concordance`]: what an imported product stands for;
//! * [`oecd_icio`], [`wiod`], [`exiobase`], [`pymrio`], [`open_table`]: the formats;
//! * [`fingerprint`]: checksums of the inputs, and files known to be damaged;
//! * [`save`]: an imported economy as a folder.

pub mod concordance;
pub mod exiobase;
pub mod fingerprint;
pub mod lines;
pub mod oecd_icio;
pub mod open_table;
pub mod pymrio;
pub mod save;
pub mod wiod;

mod codes;
mod grid;
#[cfg(any(feature = "workbooks", feature = "parquet"))]
mod guard;
pub mod isic;
mod two_headed;
#[cfg(feature = "workbooks")]
mod workbook;

use std::path::Path;
use std::sync::OnceLock;

use nalgebra::{DMatrix, DVector};

use self::codes::Sector;
use self::concordance::Concordance;
use self::fingerprint::InputFile;
pub use self::lines::Progress;
use crate::{
    CoverageTier, Economy, EconomyError, EconomyInfo, FINAL_USES, Region, RegionCode, Satellites,
    Source, StraitRoutes, exact,
};

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// OECD Inter-Country Input-Output tables, a CSV file.
    OecdIcio,
    /// World Input-Output Database, release 2013: workbook or CSV.
    Wiod2013,
    /// World Input-Output Database, release 2016: workbook or CSV.
    Wiod2016,
    /// EXIOBASE 3, industry by industry: a folder of text files.
    Exiobase3,
    /// A folder saved by pymrio.
    Pymrio,
    /// The project's open layout: a folder with a `datapackage.json`.
    Table,
}

impl Format {
    /// Refuses a file where the format is a folder, and a folder where it is a file.
    fn holds(self, path: &Path) -> Result<(), EconomyError> {
        let about = std::fs::metadata(path).map_err(|source| EconomyError::File {
            action: "read",
            path: path.to_owned(),
            source,
        })?;
        let folder = match self {
            Self::OecdIcio | Self::Wiod2013 | Self::Wiod2016 => None,
            Self::Exiobase3 | Self::Pymrio => {
                Some("give the unpacked folder that holds Z.txt or A.txt and Y.txt")
            }
            Self::Table => Some("give the folder that holds datapackage.json"),
        };
        let (problem, advice) = match (folder, about.is_dir()) {
            (Some(advice), false) => ("not a folder", advice),
            (None, true) => ("a folder, not a file", "give the file that holds the table"),
            (Some(_), true) | (None, false) => return Ok(()),
        };
        Err(EconomyError::invalid(
            problem,
            path.display().to_string(),
            advice,
        ))
    }
}

/// What a reader cannot find in the files.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Options {
    /// Year of the table, where neither the file nor its name says it.
    pub year: Option<u16>,
    /// US dollars for one unit of the table's currency.
    pub usd_per_unit: Option<f64>,
}

/// What a code of an imported table was mapped to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// `region` or `product`.
    pub kind: &'static str,
    /// Code in the table.
    pub code: String,
    /// Name.
    pub name: String,
    /// ISIC Rev. 4 codes of a product.
    pub isic: String,
    /// What it stands for in the embedded economy; empty if nothing is known of it.
    pub stands_for: String,
}

/// An imported economy and what its reader has to say about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The economy.
    pub economy: Economy,
    /// What was checked, changed or could not be carried over, one sentence each.
    pub notes: Vec<String>,
    /// What each code was mapped to.
    pub mapping: Vec<Mapping>,
    /// The files that it was read from.
    pub inputs: Vec<InputFile>,
}

/// Reads a table; `progress` is told the bytes that have been read.
///
/// # Errors
/// Files that are missing, damaged or of another format: file, line and column are named.
pub fn read(
    format: Format,
    path: &Path,
    options: Options,
    progress: Progress<'_>,
) -> Result<Imported, EconomyError> {
    if let Some(rate) = options.usd_per_unit
        && !(rate.is_finite() && rate > 0.0)
    {
        return Err(EconomyError::invalid(
            format!("an exchange rate of {rate}"),
            "--usd-per-unit",
            "give US dollars for one unit of the table's currency, for instance 1.08",
        ));
    }
    format.holds(path)?;
    match format {
        Format::OecdIcio => oecd_icio::read(path, options, progress),
        Format::Wiod2013 => wiod::read(path, wiod::Release::Of2013, options, progress),
        Format::Wiod2016 => wiod::read(path, wiod::Release::Of2016, options, progress),
        Format::Exiobase3 => exiobase::read(path, options, progress),
        Format::Pymrio => pymrio::read(path, options, progress),
        Format::Table => open_table::read(path, progress),
    }
}

/// A table as read, before satellites.
struct RawTable {
    id: String,
    name: String,
    year: u16,
    /// Code and name; a name that is not known is empty.
    regions: Vec<(String, String)>,
    sectors: Vec<Sector>,
    z: DMatrix<f64>,
    f: DMatrix<f64>,
    /// Taxes less subsidies on inputs by node, USD million.
    taxes: Vec<f64>,
    /// Where the figures come from.
    source: Source,
    notes: Vec<String>,
    inputs: Vec<InputFile>,
}

/// Completes a raw table: no negative cell, identities, satellites.
fn assemble(mut raw: RawTable, location: &Path) -> Result<Imported, EconomyError> {
    let mut notes = std::mem::take(&mut raw.notes);
    no_negative_cells(&mut raw, location, &mut notes)?;
    let (r, s) = (raw.regions.len(), raw.sectors.len());
    let taxes = DVector::from_vec(raw.taxes);
    let table = exact::complete(r, s, raw.z, raw.f, taxes);
    let negative = table.value_added.iter().filter(|v| **v < 0.0).count();
    if negative > 0 {
        notes.push(format!(
            "{negative} of {} sectors spend more on inputs and taxes than they sell (negative value added)",
            r * s
        ));
    }
    let reference = reference()?;
    let concordance = Concordance::new(&raw.sectors, reference);
    let regions: Vec<Region> = raw
        .regions
        .iter()
        .map(|(code, name)| region(code, name, reference))
        .collect();
    let mapping = mapping(&regions, &raw.sectors, &concordance, reference);
    list_unmapped(&mapping, &regions, &mut notes);
    let strait = strait(&regions, reference);
    let products = concordance.products(&raw.sectors);
    if !products.iter().any(|p| p.isic == "C261") {
        let wide = products
            .iter()
            .find(|p| isic::groups(&p.isic).contains(&261));
        notes.push(match wide {
            Some(p) => format!(
                "semiconductors are no product of their own: {} ({}) stands for them, and all trade \
                 in it counts as trade in chips",
                p.code, p.name
            ),
            None => "no product holds semiconductors (ISIC 261): chips are left out".to_owned(),
        });
    }
    let mut power = reference.satellites.power.clone();
    for source in &mut power.sources {
        if let Some(product) = &source.product {
            source.product = concordance.counterpart_of(product, &raw.sectors);
        }
    }
    let mut sources = vec![raw.source];
    sources.extend(reference.info.sources.iter().cloned());
    let satellites = &reference.satellites;
    let mut economy = Economy {
        info: EconomyInfo {
            id: raw.id,
            name: raw.name,
            year: raw.year,
            modelled: false,
            sources,
            hash: String::new(),
        },
        satellites: Satellites {
            criticality: concordance.matrix(&satellites.criticality, 0.0),
            critical_share: satellites
                .critical_share
                .as_ref()
                .map(|share| concordance.matrix(share, 0.0)),
            cover_days: concordance.matrix(&satellites.cover_days, 365.0),
            strait,
            power,
        },
        regions,
        products,
        table,
    };
    economy.info.hash = economy.content_hash();
    Ok(Imported {
        economy,
        notes,
        mapping,
        inputs: raw.inputs,
    })
}

/// The embedded economy, loaded once: satellites of every imported table come from it.
fn reference() -> Result<&'static Economy, EconomyError> {
    static REFERENCE: OnceLock<Economy> = OnceLock::new();
    if let Some(economy) = REFERENCE.get() {
        return Ok(economy);
    }
    let economy = Economy::embedded()?;
    Ok(REFERENCE.get_or_init(|| economy))
}

/// Sets negative cells to 0 and says so; refuses cells that are not finite.
fn no_negative_cells(
    raw: &mut RawTable,
    location: &Path,
    notes: &mut Vec<String>,
) -> Result<(), EconomyError> {
    for (cells, what) in [
        (&mut raw.z, "sales to sectors"),
        (&mut raw.f, "sales to final uses (mostly falls in stocks)"),
    ] {
        let (mut count, mut dropped) = (0, 0.0);
        for v in cells.iter_mut() {
            if !v.is_finite() {
                return Err(EconomyError::invalid(
                    "a cell that is not a finite number",
                    location.display().to_string(),
                    "correct the source",
                ));
            }
            if *v < 0.0 {
                count += 1;
                dropped -= *v;
                *v = 0.0;
            }
        }
        if count > 0 {
            notes.push(format!(
                "{count} negative {what}, USD {dropped:.0} million in all, were set to 0: output and \
                 value added of their sellers are higher by as much"
            ));
        }
    }
    Ok(())
}

fn region(code: &str, name: &str, reference: &Economy) -> Region {
    let code = RegionCode::new(code);
    let known = reference.region_index(&code);
    let rest = codes::rest(code.as_str());
    let name = match (name, known, rest) {
        ("", Some(k), _) => reference.regions[k].name.clone(),
        ("", None, Some(rest)) => rest.to_owned(),
        ("", None, None) => code.to_string(),
        (given, _, _) => given.to_owned(),
    };
    Region {
        code,
        name,
        tier: if rest.is_some() {
            CoverageTier::Rest
        } else {
            CoverageTier::A
        },
        includes: Vec::new(),
    }
}

fn mapping(
    regions: &[Region],
    sectors: &[Sector],
    concordance: &Concordance<'_>,
    reference: &Economy,
) -> Vec<Mapping> {
    let of_regions = regions.iter().map(|r| Mapping {
        kind: "region",
        code: r.code.to_string(),
        name: r.name.clone(),
        isic: String::new(),
        stands_for: reference
            .region_index(&r.code)
            .map(|_| r.code.to_string())
            .unwrap_or_default(),
    });
    let of_products = sectors.iter().enumerate().map(|(k, sector)| Mapping {
        kind: "product",
        code: sector.code.clone(),
        name: sector.name.clone(),
        isic: isic::written(&isic::groups(&sector.isic)),
        stands_for: concordance.stands_for(k),
    });
    of_regions.chain(of_products).collect()
}

/// Says what has no counterpart, and what follows from it.
fn list_unmapped(mapping: &[Mapping], regions: &[Region], notes: &mut Vec<String>) {
    let unmapped = |kind: &str| -> Vec<&str> {
        mapping
            .iter()
            .filter(|m| m.kind == kind && m.stands_for.is_empty())
            .map(|m| m.code.as_str())
            .collect()
    };
    let products = unmapped("product");
    if !products.is_empty() {
        notes.push(format!(
            "no criticality, cover or transport mode for: {} (give ISIC divisions to map them)",
            products.join(", ")
        ));
    }
    let places = unmapped("region");
    if !places.is_empty() {
        notes.push(format!("no sea lanes for: {}", places.join(", ")));
    }
    if !regions.iter().any(|r| r.code.as_str() == "TWN") {
        notes.push(
            "no region TWN: exposure to other economies can be measured, scenarios cannot be played"
                .to_owned(),
        );
    }
}

/// Sea lanes of the regions that the embedded economy knows; the others have none.
fn strait(regions: &[Region], reference: &Economy) -> StraitRoutes {
    let known: Vec<Option<usize>> = regions
        .iter()
        .map(|r| reference.region_index(&r.code))
        .collect();
    let pick = |m: &DMatrix<f64>| {
        DMatrix::from_fn(regions.len(), regions.len(), |i, j| {
            known[i].zip(known[j]).map_or(0.0, |at| m[at])
        })
    };
    StraitRoutes {
        share: pick(&reference.satellites.strait.share),
        detour_days: pick(&reference.satellites.strait.detour_days),
    }
}

/// Column of final use `c` of region `r` in F.
fn final_column(r: usize, c: usize) -> usize {
    r * FINAL_USES.len() + c
}

/// The year that a file's name holds, or that was given.
fn year_of(path: &Path, options: Options) -> Result<u16, EconomyError> {
    if let Some(year) = options.year {
        return Ok(year);
    }
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let digits: String = name
        .chars()
        .map(|c| if c.is_ascii_digit() { c } else { ' ' })
        .collect();
    digits
        .split_whitespace()
        .filter(|word| word.len() == 4)
        .filter_map(|word| word.parse().ok())
        .find(|year| (1960..2100).contains(year))
        .ok_or_else(|| {
            EconomyError::invalid(
                "no year of the table",
                path.display().to_string(),
                "its name holds none: give it with --year",
            )
        })
}
