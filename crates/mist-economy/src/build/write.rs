//! The satellite files: every value with unit, year, source, licence and tier beside it.

use std::collections::BTreeMap;
use std::path::Path;

use super::Convergence;
use super::classes::Classes;
use super::cover::Cover;
use super::criticality::Rating;
use super::files::Csv;
use super::levels::Levels;
use super::reconcile::Reconciled;
use super::sea_lanes::Lanes;
use crate::EconomyError;
use crate::record::{Recorded, Step};

/// Licence of each source.
pub(super) struct Licences(BTreeMap<String, String>);

impl Licences {
    /// Reads the list of sources.
    pub(super) fn read(data: &Path) -> Result<Self, EconomyError> {
        let mut out = BTreeMap::new();
        for row in Csv::read(&data.join("sources.csv"))?.rows() {
            out.insert(row.text("id")?.to_owned(), row.text("licence")?.to_owned());
        }
        Ok(Self(out))
    }

    fn of(&self, source: &str) -> Result<&str, EconomyError> {
        self.0.get(source).map(String::as_str).ok_or_else(|| {
            EconomyError::invalid(
                format!("unknown source {source}"),
                "sources.csv",
                "add the source with its licence",
            )
        })
    }
}

/// A line of a file, cell by cell.
pub(super) type Line = Vec<String>;

/// A header and lines as CSV.
pub(super) fn csv_bytes(header: &[&str], lines: &[Line]) -> Result<Vec<u8>, EconomyError> {
    let bad = |e: String| EconomyError::invalid(e, "a satellite file", "this is a defect");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(header)
        .map_err(|e| bad(e.to_string()))?;
    for line in lines {
        writer.write_record(line).map_err(|e| bad(e.to_string()))?;
    }
    writer.into_inner().map_err(|e| bad(e.to_string()))
}

/// `criticality.csv`.
pub(super) fn criticality(
    classes: &Classes,
    ratings: &[Vec<Rating>],
    licences: &Licences,
) -> Result<Vec<u8>, EconomyError> {
    let mut lines = Vec::new();
    for (p, row) in ratings.iter().enumerate() {
        for (u, cell) in row.iter().enumerate() {
            let (source, tier) = if cell.judged {
                ("mist", "judgement")
            } else {
                ("pichler-2022", "published estimate")
            };
            lines.push(vec![
                classes.products[p].clone(),
                classes.products[u].clone(),
                decimals(cell.mean, 4),
                decimals(cell.critical, 4),
                decimals(cell.important, 4),
                "rating 0 to 1".to_owned(),
                "2020".to_owned(),
                source.to_owned(),
                licences.of(source)?.to_owned(),
                tier.to_owned(),
            ]);
        }
    }
    csv_bytes(
        &[
            "input",
            "user",
            "value",
            "critical_share",
            "important_share",
            "unit",
            "year",
            "source",
            "licence",
            "tier",
        ],
        &lines,
    )
}

/// `cover_days.csv`.
pub(super) fn cover_days(
    classes: &Classes,
    cover: &[Vec<Cover>],
    licences: &Licences,
) -> Result<Vec<u8>, EconomyError> {
    let mut lines = Vec::new();
    for (p, row) in cover.iter().enumerate() {
        for (u, cell) in row.iter().enumerate() {
            lines.push(vec![
                classes.products[p].clone(),
                classes.products[u].clone(),
                format!("{}", cell.days),
                "days of use".to_owned(),
                "2019-2023".to_owned(),
                cell.source.clone(),
                licences.of(&cell.source)?.to_owned(),
                cell.tier.clone(),
                cell.note.clone(),
            ]);
        }
    }
    csv_bytes(
        &[
            "input", "user", "value", "unit", "year", "source", "licence", "tier", "note",
        ],
        &lines,
    )
}

/// `build_record.csv`: how the build went, for checking and explaining.
pub(super) fn record(
    classes: &Classes,
    levels: &Levels,
    done: &Reconciled,
    cells_gap: f64,
) -> Result<Vec<u8>, EconomyError> {
    let bad = |e: String| EconomyError::invalid(e, "build_record.csv", "this is a defect");
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut add = |step, region: &str, product: &str, value: f64, unit: &str| {
        let line = Recorded {
            step,
            region: region.to_owned(),
            product: product.to_owned(),
            value,
            unit: unit.to_owned(),
        };
        writer.serialize(line).map_err(|e| bad(e.to_string()))
    };
    let sweeps = |c: Convergence| u32::try_from(c.sweeps).map_or(f64::NAN, f64::from);
    let (accounts, trade) = (done.accounts.convergence, done.bilateral.convergence);
    let output_gap = classes.regions.iter().enumerate().flat_map(|(i, _)| {
        (0..classes.s()).map(move |p| {
            let x = done.accounts.x(i, p);
            if x > 0.0 {
                (done.bilateral.sold(p, i) / x - 1.0).abs()
            } else {
                0.0
            }
        })
    });
    let relative = "relative";
    add(Step::AccountsSweeps, "", "", sweeps(accounts), "sweeps")?;
    add(Step::AccountsGap, "", "", rounded(accounts.worst), relative)?;
    add(Step::TradeSweeps, "", "", sweeps(trade), "sweeps")?;
    add(Step::TradeGap, "", "", rounded(trade.worst), relative)?;
    add(
        Step::OutputGap,
        "",
        "",
        rounded(output_gap.fold(0.0, f64::max)),
        relative,
    )?;
    // Below the rounding of sums nothing is left to tell.
    add(
        Step::CellsGap,
        "",
        "",
        rounded(cells_gap.max(1e-12)),
        "relative, at most",
    )?;
    for (r, region) in classes.regions.iter().enumerate() {
        let code = region.code.as_str();
        let re_exported = done.trade.re_exported[r];
        if re_exported > 0.0 {
            add(
                Step::ReExports,
                code,
                "",
                rounded(re_exported),
                "share of goods exports",
            )?;
        }
        if code != "ROW" && levels.anchors[r].iter().sum::<f64>() > 0.0 {
            add(Step::Anchored, code, "", 1.0, "yes")?;
        }
        let carried = done.accounts.carried[r];
        if carried < 1.0 {
            add(
                Step::MiningCarried,
                code,
                "",
                rounded(carried),
                "factor on output",
            )?;
        }
        for (p, product) in classes.products.iter().enumerate() {
            let moved = done.moved[r * classes.s() + p];
            if (moved - 1.0).abs() > 0.005 {
                add(
                    Step::Moved,
                    code,
                    product,
                    rounded(moved),
                    "factor on output",
                )?;
            }
        }
    }
    writer.into_inner().map_err(|e| bad(e.to_string()))
}

/// Three digits: what a record needs.
fn rounded(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

/// `strait_routes.csv`: only pairs that use the Strait.
pub(super) fn strait_routes(
    classes: &Classes,
    lanes: &Lanes,
    licences: &Licences,
) -> Result<Vec<u8>, EconomyError> {
    let r = classes.r();
    let mut lines = Vec::new();
    for (k, share) in lanes.share.iter().enumerate() {
        if *share >= 5e-5 {
            lines.push(vec![
                classes.regions[k / r].code.clone(),
                classes.regions[k % r].code.clone(),
                decimals(*share, 4),
                decimals(lanes.detour_days[k], 3),
                "share of sea trade; days".to_owned(),
                "static".to_owned(),
                "searoute".to_owned(),
                licences.of("searoute")?.to_owned(),
                "modelled".to_owned(),
            ]);
        }
    }
    csv_bytes(
        &[
            "from",
            "to",
            "share",
            "detour_days",
            "unit",
            "year",
            "source",
            "licence",
            "tier",
        ],
        &lines,
    )
}

/// A number with at most so many decimals, without trailing zeros.
fn decimals(value: f64, places: usize) -> String {
    let text = format!("{value:.places$}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short.is_empty() || short == "-0" {
        "0".to_owned()
    } else {
        short.to_owned()
    }
}
