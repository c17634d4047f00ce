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
//! * [`reconcile`]: borrowed outputs that contradict trade give way to it;
//! * [`cells`]: the table's cells;
//! * [`balance`]: biproportional scaling, used by all of them;
//! * [`criticality`], [`cover`], [`sea_lanes`], [`materials`]: the satellites, and [`write`], their files;
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
mod materials;
mod reconcile;
mod sea_lanes;
mod trade;
mod wiod;
mod write;

use std::path::Path;

pub use self::balance::Convergence;
use self::classes::Classes;
use crate::check::{QualityReport, check, read_benchmarks};
use crate::economy::EMBEDDED;
use crate::files::Identity;
use crate::{Economy, EconomyError, EconomyFiles, store};

/// How the build went.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildReport {
    /// Balancing of the national accounts.
    pub accounts: Convergence,
    /// Balancing of trade by product.
    pub bilateral: Convergence,
    /// Largest gap of the divisions of cells, relative to what they divide.
    pub cells: f64,
    /// Part of goods exports handed on as re-exports, by region, where there is any.
    pub re_exported: Vec<(String, f64)>,
    /// Borrowed outputs that moved by more than a tenth to agree with trade: node and factor.
    pub moved: Vec<(String, f64)>,
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

/// `economy.json`.
fn identity(classes: &Classes) -> Result<Vec<u8>, EconomyError> {
    let identity = Identity {
        id: EMBEDDED.to_owned(),
        name: format!(
            "World economy of 2023, {} regions, modelled from public sources",
            classes.r()
        ),
        year: 2023,
        modelled: true,
    };
    let mut text = serde_json::to_string_pretty(&identity)
        .map_err(|e| EconomyError::invalid(e.to_string(), "economy.json", "this is a defect"))?;
    text.push('\n');
    Ok(text.into_bytes())
}

impl Built {
    /// Names of the files that are not in `data` byte for byte.
    ///
    /// # Errors
    /// If a file that is there cannot be read.
    pub fn differing(&self, data: &Path) -> Result<Vec<&'static str>, EconomyError> {
        let mut out = Vec::new();
        for (name, bytes) in &self.files {
            let path = data.join(name);
            match std::fs::read(&path) {
                Ok(kept) if kept == *bytes => {}
                Ok(_) => out.push(*name),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => out.push(*name),
                Err(source) => {
                    return Err(EconomyError::File {
                        action: "read",
                        path,
                        source,
                    });
                }
            }
        }
        Ok(out)
    }

    /// Writes the files to `data`.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(&self, data: &Path) -> Result<(), EconomyError> {
        for (name, bytes) in &self.files {
            let path = data.join(name);
            std::fs::write(&path, bytes).map_err(|source| EconomyError::File {
                action: "write",
                path,
                source,
            })?;
        }
        Ok(())
    }
}

/// Builds the embedded economy from the source folders in `shared` with the lists and judgements in
/// `data`, and examines it.
///
/// # Errors
/// If a source is missing or not what it should be, or the economy that comes out is not valid.
pub fn make(shared: &Path, data: &Path) -> Result<Built, EconomyError> {
    let inputs = data.join("inputs");
    let wiod_folder = shared.join("wiod2016_2014_blocks");
    let classes = Classes::read(data, &wiod_folder)?;
    let wiod = wiod::Wiod::read(&wiod_folder, &classes)?;
    let levels = levels::Levels::read(shared, &classes)?;
    let judged = judgements::Judgements::read(&inputs, &classes)?;
    let reported = trade::Reported::read(shared, &inputs, &classes, &levels)?;
    let ratios = export_ratios(&classes, &wiod);
    let strip = |output: &[f64]| reported.without_re_exports(&classes, &levels, output, &ratios);
    let done = reconcile::reconcile(
        &classes,
        &wiod,
        &levels,
        &judged,
        &reported.exports(),
        &strip,
    );
    let (mut table, cells) = cells::cells(&classes, &wiod, &done.accounts, &done.bilateral);
    table.set_tax_shares(tax_shares(&done.accounts));

    let licences = write::Licences::read(data)?;
    let ratings = criticality::criticality(shared, &inputs, &classes, &wiod)?;
    let cover = cover::cover(&inputs, &classes)?;
    let lanes = sea_lanes::sea_lanes(shared, &inputs, &classes)?;
    let read = |name: &str| {
        let path = data.join(name);
        std::fs::read(&path).map_err(|source| EconomyError::File {
            action: "read",
            path,
            source,
        })
    };
    let files = vec![
        ("economy.json", identity(&classes)?),
        (
            "build_record.csv",
            write::record(&classes, &levels, &done, cells)?,
        ),
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
        ("materials.csv", materials::supply(shared, &inputs)?),
        ("material_uses.csv", materials::uses(shared, &inputs)?),
    ];
    let report = BuildReport {
        accounts: done.accounts.convergence,
        bilateral: done.bilateral.convergence,
        cells,
        re_exported: classes
            .regions
            .iter()
            .zip(&done.trade.re_exported)
            .filter(|(_, share)| **share > 0.0)
            .map(|(region, share)| (region.code.clone(), *share))
            .collect(),
        moved: reconcile::furthest(&classes, &done.moved),
        unmet: reconcile::unmet(&classes, &done),
        quality: examine(&files, &read)?,
    };
    Ok(Built { files, report })
}

/// Loads what was built with the lists beside it, as the program will, and examines it.
fn examine(
    built: &[(&'static str, Vec<u8>)],
    read: &dyn Fn(&str) -> Result<Vec<u8>, EconomyError>,
) -> Result<QualityReport, EconomyError> {
    let mut all: Vec<(&str, Vec<u8>)> = built.to_vec();
    for list in [
        "regions.csv",
        "products.csv",
        "sources.csv",
        "taiwan_power.csv",
    ] {
        all.push((list, read(list)?));
    }
    let file = |name: &str| -> &[u8] {
        all.iter()
            .find(|(n, _)| *n == name)
            .map_or(&[], |(_, bytes)| bytes.as_slice())
    };
    let economy = Economy::from_files(&EconomyFiles::by_name(file))?;
    Ok(check(&economy, &read_benchmarks(file("benchmarks.csv"))?))
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

/// Taxes less subsidies on inputs over output, by node.
fn tax_shares(accounts: &accounts::Accounts) -> Vec<f64> {
    accounts
        .taxes
        .iter()
        .zip(&accounts.output)
        .map(|(tax, x)| if *x > 0.0 { tax / x } else { 0.0 })
        .collect()
}
