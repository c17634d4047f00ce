//! The satellite files: every value with unit, year, source, licence and tier beside it.

use std::collections::BTreeMap;
use std::path::Path;

use super::classes::Classes;
use super::cover::Cover;
use super::criticality::Rating;
use super::files::Csv;
use super::sea_lanes::Lanes;
use crate::EconomyError;

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

type Line = Vec<String>;

fn csv_bytes(header: &[&str], lines: &[Line]) -> Result<Vec<u8>, EconomyError> {
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
