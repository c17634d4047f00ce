//! Builds `data/materials.csv` and `data/material_uses.csv` from the European Commission's study on
//! critical raw materials (2023), the list of materials and the stated judgements in `data/inputs`.
//!
//! Usage: `build-materials FOLDER_OF_THE_STUDY FOLDER_OF_ISO_CODES DATA`. The same inputs give the
//! same bytes.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

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

type Rows = Vec<BTreeMap<String, String>>;
/// (stage, region) → per cent.
type Shares = BTreeMap<(String, String), f64>;

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [study, names, data] = paths.as_slice() else {
        return Err("usage: build-materials STUDY ISO_CODES DATA".into());
    };
    let iso = iso_codes(names)?;
    let list = read(&data.join("inputs/materials.csv"))?;
    let mut supply = csv::Writer::from_path(data.join("materials.csv"))?;
    supply.write_record(["id", "stage", "market", "region", "share", "source", "tier"])?;
    let markets = [
        ("world", "global_supply_shares.csv"),
        ("eu", "eu_supply_shares.csv"),
    ];
    for (market, file) in markets {
        let rows = read(&study.join(file))?;
        for material in &list {
            for ((stage, region), share) in shares(&rows, &material["study"], &iso)? {
                let share = format!("{share:.9}");
                supply.write_record([
                    &material["id"],
                    &stage,
                    market,
                    &region,
                    &share,
                    STUDY,
                    "published-estimate",
                ])?;
            }
        }
    }
    for row in read(&data.join("inputs/material_supply.csv"))? {
        supply.write_record([
            &row["id"],
            &row["stage"],
            "world",
            &row["region"],
            &row["share"],
            &row["source"],
            &row["tier"],
        ])?;
    }
    supply.flush()?;
    uses(study, data, &list)
}

/// Mean over the study's materials of the suppliers' shares of each stage, adding up to one.
fn shares(
    rows: &Rows,
    study: &str,
    iso: &BTreeMap<String, String>,
) -> Result<Shares, Box<dyn Error>> {
    let mut mean = Shares::new();
    let mut counted: BTreeMap<String, f64> = BTreeMap::new();
    for name in study.split(';') {
        let mut one = Shares::new();
        for row in rows.iter().filter(|r| r["material"] == name) {
            let stage = match row["stage"].as_str() {
                "E" => "extraction",
                "P" => "processing",
                other => return Err(format!("stage {other:?} of {name}").into()),
            };
            let country = &row["country"];
            let code = iso
                .get(country)
                .ok_or_else(|| format!("no ISO code for {country:?}"))?;
            let share: f64 = row["share_pct"].parse()?;
            *one.entry((stage.into(), code.clone())).or_default() += share;
        }
        for stage in ["extraction", "processing"] {
            let total: f64 = one
                .iter()
                .filter(|((s, _), _)| s == stage)
                .map(|(_, v)| v)
                .sum();
            if total > 0.0 {
                *counted.entry(stage.into()).or_default() += 1.0;
                for ((s, region), value) in one.iter().filter(|((s, _), _)| s == stage) {
                    *mean.entry((s.clone(), region.clone())).or_default() += value / total;
                }
            }
        }
    }
    for ((stage, _), value) in &mut mean {
        *value /= counted[stage];
    }
    Ok(mean)
}

/// Uses by division: the study's where it has them, the judgements elsewhere.
fn uses(study: &Path, data: &Path, list: &Rows) -> Result<(), Box<dyn Error>> {
    let from_study = read(&study.join("material_use_shares.csv"))?;
    let judged = read(&data.join("inputs/material_uses.csv"))?;
    let mut out = csv::Writer::from_path(data.join("material_uses.csv"))?;
    out.write_record(["id", "name", "division", "share", "source", "tier"])?;
    for material in list {
        let own: Vec<_> = judged
            .iter()
            .filter(|r| r["id"] == material["id"])
            .collect();
        if !own.is_empty() {
            for row in own {
                out.write_record([
                    &material["id"],
                    &material["name"],
                    &row["division"],
                    &row["share"],
                    &row["source"],
                    &row["tier"],
                ])?;
            }
            continue;
        }
        let mut by_division: BTreeMap<String, f64> = BTreeMap::new();
        for name in material["study"].split(';') {
            for row in from_study.iter().filter(|r| r["Material"] == name) {
                let division = row["NACE sector"].chars().take(3).collect::<String>();
                let share: f64 = row["Share"]
                    .trim()
                    .trim_end_matches('%')
                    .replace(',', ".")
                    .parse()
                    .unwrap_or(0.0);
                if division.len() == 3 && share > 0.0 {
                    *by_division.entry(division).or_default() += share;
                }
            }
        }
        let total: f64 = by_division.values().sum();
        if total <= 0.0 {
            return Err(format!(
                "no uses of {}: add them to inputs/material_uses.csv",
                material["id"]
            )
            .into());
        }
        for (division, share) in by_division {
            let share = format!("{:.9}", share / total);
            out.write_record([
                &material["id"],
                &material["name"],
                &division,
                &share,
                STUDY,
                "published-estimate",
            ])?;
        }
    }
    out.flush()?;
    Ok(())
}

fn iso_codes(folder: &Path) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let mut codes: BTreeMap<String, String> = read(&folder.join("iso_codes.csv"))?
        .into_iter()
        .map(|row| (row["name"].clone(), row["iso3"].clone()))
        .collect();
    codes.extend(
        SPELLINGS
            .iter()
            .map(|(name, code)| ((*name).into(), (*code).into())),
    );
    Ok(codes)
}

fn read(path: &Path) -> Result<Rows, Box<dyn Error>> {
    let mut reader =
        csv::Reader::from_path(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let rows: Result<Rows, csv::Error> = reader.deserialize().collect();
    Ok(rows.map_err(|e| format!("{}: {e}", path.display()))?)
}
