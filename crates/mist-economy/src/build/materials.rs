//! Critical raw materials: `materials.csv` and `material_uses.csv` from the European Commission's study
//! (2023), the list of materials and the stated judgements in `data/inputs`.

use std::collections::BTreeMap;
use std::path::Path;

use super::files::Csv;
use super::write::{Line, csv_bytes};
use crate::EconomyError;

const STUDY: &str = "European Commission, Study on the critical raw materials for the EU 2023";

/// Names of the study that the list of ISO codes spells otherwise.
const SPELLINGS: [(&str, &str); 19] = [
    ("Brasilia", "BRA"),
    ("Brunei Darussalam", "BRN"),
    ("Bolivia", "BOL"),
    ("Congo", "COG"),
    ("Congo, D.R.", "COD"),
    ("Cote d'Ivoire", "CIV"),
    ("Iran", "IRN"),
    ("Korea, North", "PRK"),
    ("Korea, South", "KOR"),
    ("Kosovo", "XKX"),
    ("Laos", "LAO"),
    ("Libanon", "LBN"),
    ("Russia", "RUS"),
    ("Taiwan", "TWN"),
    ("Tanzania", "TZA"),
    ("Turkyie", "TUR"),
    ("Türkiye", "TUR"),
    ("Venezuela", "VEN"),
    ("Vietnam", "VNM"),
];

/// A material of the list.
struct Material {
    id: String,
    name: String,
    /// Its names in the study.
    study: Vec<String>,
}

/// (stage, region) → share.
type Shares = BTreeMap<(&'static str, String), f64>;

/// `materials.csv`: suppliers of every stage with their shares.
pub(super) fn supply(shared: &Path, inputs: &Path) -> Result<Vec<u8>, EconomyError> {
    let iso = iso_codes(shared)?;
    let list = list(inputs)?;
    let mut lines: Vec<Line> = Vec::new();
    for (market, file) in [
        ("world", "eu_crm/global_supply_shares.csv"),
        ("eu", "eu_crm/eu_supply_shares.csv"),
    ] {
        let study = Csv::read(&shared.join(file))?;
        for material in &list {
            for ((stage, region), share) in shares(&study, material, &iso)? {
                lines.push(vec![
                    material.id.clone(),
                    stage.to_owned(),
                    market.to_owned(),
                    region,
                    format!("{share:.9}"),
                    STUDY.to_owned(),
                    "published-estimate".to_owned(),
                ]);
            }
        }
    }
    for row in Csv::read(&inputs.join("material_supply.csv"))?.rows() {
        let text = |column| row.text(column).map(str::to_owned);
        lines.push(vec![
            text("id")?,
            text("stage")?,
            "world".to_owned(),
            text("region")?,
            text("share")?,
            text("source")?,
            text("tier")?,
        ]);
    }
    let header = ["id", "stage", "market", "region", "share", "source", "tier"];
    csv_bytes(&header, &lines)
}

/// Mean over the study's materials of the suppliers' shares of each stage, adding up to one.
fn shares(
    study: &Csv,
    material: &Material,
    iso: &BTreeMap<String, String>,
) -> Result<Shares, EconomyError> {
    let mut mean = Shares::new();
    let mut counted: BTreeMap<&str, f64> = BTreeMap::new();
    for name in &material.study {
        let mut one = Shares::new();
        for row in study.rows() {
            if row.text("material")? != name {
                continue;
            }
            let stage = match row.text("stage")? {
                "E" => "extraction",
                "P" => "processing",
                other => {
                    return Err(row.wrong(format!("stage {other:?}"), "expected E or P"));
                }
            };
            let country = row.text("country")?;
            let code = iso.get(country).ok_or_else(|| {
                row.wrong(
                    format!("no ISO code for {country:?}"),
                    "add its spelling to the module `materials` of the build",
                )
            })?;
            *one.entry((stage, code.clone())).or_default() += row.number("share_pct")?;
        }
        for stage in ["extraction", "processing"] {
            let of_stage = || one.iter().filter(|((s, _), _)| *s == stage);
            let total: f64 = of_stage().map(|(_, v)| v).sum();
            if total > 0.0 {
                *counted.entry(stage).or_default() += 1.0;
                for (key, value) in of_stage() {
                    *mean.entry(key.clone()).or_default() += value / total;
                }
            }
        }
    }
    for ((stage, _), value) in &mut mean {
        *value /= counted[stage];
    }
    Ok(mean)
}

/// `material_uses.csv`: uses by division, the study's where it has them, the judgements elsewhere.
pub(super) fn uses(shared: &Path, inputs: &Path) -> Result<Vec<u8>, EconomyError> {
    let study = Csv::read(&shared.join("eu_crm/material_use_shares.csv"))?;
    let judged = Csv::read(&inputs.join("material_uses.csv"))?;
    let mut lines: Vec<Line> = Vec::new();
    for material in list(inputs)? {
        let before = lines.len();
        for row in judged.rows() {
            let text = |column| row.text(column).map(str::to_owned);
            if row.text("id")? == material.id {
                lines.push(vec![
                    material.id.clone(),
                    material.name.clone(),
                    text("division")?,
                    text("share")?,
                    text("source")?,
                    text("tier")?,
                ]);
            }
        }
        if lines.len() > before {
            continue;
        }
        let by_division = by_division(&study, &material)?;
        let total: f64 = by_division.values().sum();
        if total <= 0.0 {
            return Err(EconomyError::invalid(
                format!("no uses of {}", material.id),
                "material_use_shares.csv",
                "add them to inputs/material_uses.csv",
            ));
        }
        for (division, share) in by_division {
            lines.push(vec![
                material.id.clone(),
                material.name.clone(),
                division,
                format!("{:.9}", share / total),
                STUDY.to_owned(),
                "published-estimate".to_owned(),
            ]);
        }
    }
    let header = ["id", "name", "division", "share", "source", "tier"];
    csv_bytes(&header, &lines)
}

/// The study's uses of a material by ISIC division, in its own per cent.
fn by_division(study: &Csv, material: &Material) -> Result<BTreeMap<String, f64>, EconomyError> {
    let mut out: BTreeMap<String, f64> = BTreeMap::new();
    for name in &material.study {
        for row in study.rows() {
            if row.text("Material")? != name {
                continue;
            }
            let division: String = row.text("NACE sector")?.chars().take(3).collect();
            // Some cells are words: such uses have no share.
            let share: f64 = row
                .text("Share")?
                .trim()
                .trim_end_matches('%')
                .replace(',', ".")
                .parse()
                .unwrap_or(0.0);
            if division.len() == 3 && share > 0.0 {
                *out.entry(division).or_default() += share;
            }
        }
    }
    Ok(out)
}

/// The list of materials.
fn list(inputs: &Path) -> Result<Vec<Material>, EconomyError> {
    Csv::read(&inputs.join("materials.csv"))?
        .rows()
        .map(|row| {
            Ok(Material {
                id: row.text("id")?.to_owned(),
                name: row.text("name")?.to_owned(),
                study: row.text("study")?.split(';').map(str::to_owned).collect(),
            })
        })
        .collect()
}

fn iso_codes(shared: &Path) -> Result<BTreeMap<String, String>, EconomyError> {
    let mut codes = BTreeMap::new();
    for row in Csv::read(&shared.join("country_names/iso_codes.csv"))?.rows() {
        codes.insert(row.text("name")?.to_owned(), row.text("iso3")?.to_owned());
    }
    codes.extend(
        SPELLINGS
            .iter()
            .map(|(name, code)| ((*name).to_owned(), (*code).to_owned())),
    );
    Ok(codes)
}
