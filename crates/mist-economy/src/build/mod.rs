//! The program that builds the embedded economy from public sources.
//!
//! The structure of 2014 (WIOD) is moved to 2023 in four steps, each balanced and each in its own
//! module; data passes through them in this order:
//!
//! * [`classes`] and [`files`]: what the regions and products are, and how sources are read;
//! * [`wiod`], [`levels`], [`judgements`]: structure of 2014, levels of 2023, stated judgements;
//! * [`trade`]: goods trade between regions, without re-exports;
//! * [`accounts`]: output, value added and use of products, region by region;
//! * [`bilateral`]: trade by product;
//! * [`cells`]: the table's cells;
//! * [`balance`]: biproportional scaling, used by all of them;
//! * [`criticality`], [`cover`], [`sea_lanes`]: the satellites, and [`write`], their files;
//! * [`benchmarks`]: known figures for the quality report.
//!
//! The same inputs give the same bytes: no clock, no random number, no parallel sum.

mod accounts;
mod balance;
mod benchmarks;
mod bilateral;
mod cells;
mod classes;
mod cover;
mod criticality;
mod files;
mod judgements;
mod levels;
mod sea_lanes;
mod trade;
mod wiod;
mod write;

use std::path::{Path, PathBuf};

use nalgebra::DMatrix;

pub use self::balance::Convergence;
use self::classes::Classes;
use crate::check::{QualityReport, check, read_benchmarks};
use crate::files::Identity;
use crate::{Economy, EconomyError, EconomyFiles, Table, store};

/// How the build went.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildReport {
    /// Balancing of the national accounts.
    pub accounts: Convergence,
    /// Balancing of trade by product.
    pub bilateral: Convergence,
    /// The worst of the balancings of cells.
    pub cells: Convergence,
    /// Part of goods exports handed on as re-exports, by region, where there is any.
    pub re_exported: Vec<(String, f64)>,
    /// Outputs that trade by product could not meet: region and product, wanted, reached.
    pub unmet: Vec<(String, f64, f64)>,
    /// The quality report of the economy that was built.
    pub quality: QualityReport,
}

/// A built economy: its files, by name, and how it went.
#[derive(Debug, Clone, PartialEq)]
pub struct Built {
    /// Contents of the generated files.
    pub files: Vec<(&'static str, Vec<u8>)>,
    /// How the build went.
    pub report: BuildReport,
}

/// Which economies are carved out of the rest of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// The embedded economy: about fifty regions.
    Standard,
    /// Every economy that the sources allow and somebody asked for: about a hundred regions, the
    /// new ones with borrowed structure. A draw costs about four times as much.
    Wide,
}

impl Coverage {
    /// The list of regions.
    fn regions(self, data: &Path) -> PathBuf {
        match self {
            Self::Standard => data.join("regions.csv"),
            Self::Wide => data.join("inputs/regions-wide.csv"),
        }
    }

    /// `economy.json`.
    fn identity(self, classes: &Classes) -> Result<Vec<u8>, EconomyError> {
        let id = match self {
            Self::Standard => "embedded-2023",
            Self::Wide => "wide-2023",
        };
        let identity = Identity {
            id: id.to_owned(),
            name: format!(
                "World economy of 2023, {} regions, modelled from public sources",
                classes.r()
            ),
            year: 2023,
            modelled: true,
        };
        let mut text = serde_json::to_string_pretty(&identity).map_err(|e| {
            EconomyError::invalid(e.to_string(), "economy.json", "this is a defect")
        })?;
        text.push('\n');
        Ok(text.into_bytes())
    }
}

/// Builds an economy and writes its generated files to `out`; for the embedded one that is `data`.
/// Nothing is written unless everything was built.
///
/// # Errors
/// As [`make`], or if a file cannot be written.
pub fn build(
    shared: &Path,
    data: &Path,
    coverage: Coverage,
    out: &Path,
) -> Result<BuildReport, EconomyError> {
    let built = make(shared, data, coverage)?;
    for (name, bytes) in &built.files {
        let path = out.join(name);
        std::fs::write(&path, bytes).map_err(|source| EconomyError::File {
            action: "write",
            path,
            source,
        })?;
    }
    Ok(built.report)
}

/// Builds the embedded economy from the source folders in `shared` with the lists and judgements in
/// `data`, and examines it.
///
/// # Errors
/// If a source is missing or not what it should be, or the economy that comes out is not valid.
pub fn make(shared: &Path, data: &Path, coverage: Coverage) -> Result<Built, EconomyError> {
    let inputs = data.join("inputs");
    let wiod_folder = shared.join("wiod2016_2014_blocks");
    let classes = Classes::read(data, &coverage.regions(data), &wiod_folder)?;
    let wiod = wiod::Wiod::read(&wiod_folder, &classes)?;
    let levels = levels::Levels::read(shared, &classes)?;
    let chips = judgements::ChipJudgements::read(&inputs, &classes)?;
    let reported = trade::Reported::read(shared, &inputs, &classes, &levels)?;
    let ratios = export_ratios(&classes, &wiod);
    let strip = |output: &[f64]| reported.without_re_exports(&classes, &levels, output, &ratios);
    let (accounts, trade) = accounts::accounts(&classes, &wiod, &levels, &chips, &strip);
    let bilateral = bilateral::bilateral(&classes, &wiod, &accounts, &trade, &chips, &levels);
    let cells = cells::cells(&classes, &wiod, &accounts, &bilateral);
    let table = table(&classes, &accounts, cells.z, cells.f);

    let licences = write::Licences::read(data)?;
    let ratings = criticality::criticality(shared, &classes, &wiod)?;
    let cover = cover::cover(&inputs, &classes)?;
    let lanes = sea_lanes::sea_lanes(shared, &inputs, &classes)?;
    let kept = |name: &'static str, path: PathBuf| match std::fs::read(&path) {
        Ok(bytes) => Ok((name, bytes)),
        Err(source) => Err(EconomyError::File {
            action: "read",
            path,
            source,
        }),
    };
    let files = vec![
        ("economy.json", coverage.identity(&classes)?),
        kept("regions.csv", coverage.regions(data))?,
        kept("products.csv", data.join("products.csv"))?,
        kept("sources.csv", data.join("sources.csv"))?,
        kept("taiwan_power.csv", data.join("taiwan_power.csv"))?,
        (
            "benchmarks.csv",
            benchmarks::benchmarks(shared, &classes, &levels)?,
        ),
        ("table.bin", store::encode(&table)?),
        (
            "criticality.csv",
            write::criticality(&classes, &ratings, &licences)?,
        ),
        (
            "cover_days.csv",
            write::cover_days(&classes, &cover, &licences)?,
        ),
        (
            "strait_routes.csv",
            write::strait_routes(&classes, &lanes, &licences)?,
        ),
    ];
    let report = BuildReport {
        accounts: accounts.convergence,
        bilateral: bilateral.convergence,
        cells: cells.convergence,
        re_exported: classes
            .regions
            .iter()
            .zip(&trade.re_exported)
            .filter(|(_, share)| **share > 0.0)
            .map(|(region, share)| (region.code.clone(), *share))
            .collect(),
        unmet: bilateral.unmet(&classes, &accounts),
        quality: examine(&files)?,
    };
    Ok(Built { files, report })
}

/// Loads what was built, as the program will, and examines it.
fn examine(files: &[(&'static str, Vec<u8>)]) -> Result<QualityReport, EconomyError> {
    let built = |name: &str| -> &[u8] {
        files
            .iter()
            .find(|(n, _)| *n == name)
            .map_or(&[], |(_, bytes)| bytes.as_slice())
    };
    let economy = Economy::from_files(&EconomyFiles::by_name(built))?;
    Ok(check(&economy, &read_benchmarks(built("benchmarks.csv"))?))
}

/// Exports over output of goods in 2014, for the economies that WIOD has.
fn export_ratios(classes: &Classes, wiod: &wiod::Wiod) -> Vec<Option<f64>> {
    classes
        .regions
        .iter()
        .map(|region| {
            let e = wiod.position(&region.code)?;
            let (mut made, mut home) = (0.0, 0.0);
            for p in (0..classes.s()).filter(|p| classes.is_good[*p]) {
                made += wiod.output(e, p);
                home += wiod.sales(e, p, e).iter().sum::<f64>();
            }
            Some(1.0 - home / made)
        })
        .collect()
}

/// The table as the store keeps it.
fn table(classes: &Classes, accounts: &accounts::Accounts, z: Vec<f64>, f: Vec<f64>) -> Table {
    let n = classes.r() * classes.s();
    let shares: Vec<f64> = (0..n)
        .map(|k| {
            let x = accounts.output[k];
            if x > 0.0 { accounts.taxes[k] / x } else { 0.0 }
        })
        .collect();
    let finals = f.len() / n;
    store::complete(
        classes.r(),
        classes.s(),
        DMatrix::from_vec(n, n, z),
        DMatrix::from_vec(n, finals, f),
        &shares,
    )
}
