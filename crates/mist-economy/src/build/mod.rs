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

use std::path::Path;

use nalgebra::DMatrix;

pub use self::balance::Convergence;
use self::classes::Classes;
use crate::{EconomyError, Table, store};

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
    /// Files written and their sizes in bytes.
    pub files: Vec<(String, u64)>,
}

/// Builds the embedded economy from the source folders in `shared` and writes it to `data`, which
/// holds the lists and judgements to build with.
///
/// # Errors
/// If a source is missing or not what it should be, or a file cannot be written.
pub fn build(shared: &Path, data: &Path) -> Result<BuildReport, EconomyError> {
    let inputs = data.join("inputs");
    let wiod_folder = shared.join("wiod2016_2014_blocks");
    let classes = Classes::read(data, &wiod_folder)?;
    let wiod = wiod::Wiod::read(&wiod_folder, &classes)?;
    let levels = levels::Levels::read(shared, &classes)?;
    let chips = judgements::ChipJudgements::read(&inputs, &classes)?;
    let reported = trade::Reported::read(shared, &inputs, &classes, &levels)?;
    let ratios = export_ratios(&classes, &wiod);
    let strip = |output: &[f64]| reported.without_re_exports(&classes, &levels, output, &ratios);
    let (accounts, trade) = accounts::accounts(&classes, &wiod, &levels, &chips, &strip);
    let bilateral = bilateral::bilateral(&classes, &wiod, &accounts, &trade, &chips);
    let cells = cells::cells(&classes, &wiod, &accounts, &bilateral);
    let table = table(&classes, &accounts, cells.z, cells.f);

    let mut report = BuildReport {
        accounts: accounts.convergence,
        bilateral: bilateral.convergence,
        cells: cells.convergence,
        re_exported: Vec::new(),
        unmet: bilateral.unmet(&classes, &accounts),
        files: Vec::new(),
    };
    for (r, share) in trade.re_exported.iter().enumerate() {
        if *share > 0.0 {
            report
                .re_exported
                .push((classes.regions[r].code.clone(), *share));
        }
    }
    let licences = write::Licences::read(data)?;
    let ratings = criticality::criticality(shared, &classes, &wiod)?;
    let cover = cover::cover(&inputs, &classes)?;
    let lanes = sea_lanes::sea_lanes(shared, &inputs, &classes)?;
    let mut save = |name: &str, bytes: &[u8]| -> Result<(), EconomyError> {
        let path = data.join(name);
        std::fs::write(&path, bytes).map_err(|source| EconomyError::File {
            action: "write",
            path,
            source,
        })?;
        report.files.push((name.to_owned(), bytes.len() as u64));
        Ok(())
    };
    save(
        "benchmarks.csv",
        &benchmarks::benchmarks(shared, &classes, &levels)?,
    )?;
    save("table-2023.bin", &store::encode(&table)?)?;
    save(
        "criticality.csv",
        &write::criticality(&classes, &ratings, &licences)?,
    )?;
    save(
        "cover_days.csv",
        &write::cover_days(&classes, &cover, &licences)?,
    )?;
    save(
        "strait_routes.csv",
        &write::strait_routes(&classes, &lanes, &licences)?,
    )?;
    Ok(report)
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
