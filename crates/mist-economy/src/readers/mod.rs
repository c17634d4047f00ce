//! Readers for tables that people have.
//!
//! Each reader gives an [`Imported`]: an economy, and notes on whatever could not be carried over as
//! it stood. Satellites come from the embedded economy by code: regions by ISO code, products by
//! code or ISIC group ([`concordance`]). What has no counterpart is listed, not guessed.
//!
//! * [`open_table`]: the project's own open layout, CSV files with a `datapackage.json`;
//! * [`pymrio`]: a folder written by pymrio's `save_all`.

pub mod concordance;
pub mod open_table;
pub mod pymrio;

use std::path::Path;

use nalgebra::DMatrix;

use self::concordance::Concordance;
use crate::{
    CoverageTier, Economy, EconomyError, EconomyInfo, FINAL_USES, Product, Region, RegionCode,
    Satellites, StraitRoutes, store,
};

/// An imported economy and what its reader has to say about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The economy.
    pub economy: Economy,
    /// What was changed or could not be carried over, one sentence each.
    pub notes: Vec<String>,
}

/// A table as read, before satellites.
struct RawTable {
    id: String,
    name: String,
    year: u16,
    regions: Vec<(String, String)>,
    /// Code, name and ISIC tokens of each product.
    products: Vec<(String, String, String)>,
    z: DMatrix<f64>,
    f: DMatrix<f64>,
    /// Taxes less subsidies on inputs by node, USD million; empty if the source has none.
    taxes: Vec<f64>,
}

/// Completes a raw table: no negative cell, identities, satellites.
fn assemble(mut raw: RawTable, location: &Path) -> Result<Imported, EconomyError> {
    let mut notes = Vec::new();
    let place = location.display().to_string();
    let mut dropped = 0.0;
    for v in raw.z.iter_mut().chain(raw.f.iter_mut()) {
        if !v.is_finite() {
            return Err(EconomyError::invalid(
                "a cell that is not a finite number",
                place,
                "correct the source",
            ));
        }
        if *v < 0.0 {
            dropped -= *v;
            *v = 0.0;
        }
    }
    if dropped > 0.0 {
        notes.push(format!(
            "negative cells (falls in stocks) of USD {dropped:.0} million in all were set to 0"
        ));
    }
    let (r, s) = (raw.regions.len(), raw.products.len());
    let n = r * s;
    let mut output = vec![0.0; n];
    for column in raw.z.column_iter().chain(raw.f.column_iter()) {
        for (x, v) in output.iter_mut().zip(column.iter()) {
            *x += v;
        }
    }
    let shares: Vec<f64> = output
        .iter()
        .enumerate()
        .map(|(k, x)| match raw.taxes.get(k) {
            Some(tax) if *x > 0.0 => tax / x,
            _ => 0.0,
        })
        .collect();
    let table = store::complete(r, s, raw.z, raw.f, &shares);
    let negative = table.value_added.iter().filter(|v| **v < 0.0).count();
    if negative > 0 {
        notes.push(format!(
            "{negative} of {n} sectors spend more on inputs than they sell (negative value added)"
        ));
    }
    let reference = Economy::embedded()?;
    let concordance = Concordance::new(&raw.products, &reference);
    notes.extend(concordance.notes(&raw.products));
    let regions: Vec<Region> = raw
        .regions
        .iter()
        .map(|(code, name)| Region {
            code: RegionCode::new(code.as_str()),
            name: name.clone(),
            tier: if code == "ROW" {
                CoverageTier::Rest
            } else {
                CoverageTier::A
            },
            includes: Vec::new(),
        })
        .collect();
    let strait = strait(&regions, &reference, &mut notes);
    let products: Vec<Product> = concordance.products(&raw.products, &reference);
    let mut power = reference.satellites.power.clone();
    for source in &mut power.sources {
        if let Some(product) = &source.product {
            source.product = concordance.counterpart_of(product, &reference, &raw.products);
        }
    }
    let mut economy = Economy {
        info: EconomyInfo {
            id: raw.id,
            name: raw.name,
            year: raw.year,
            modelled: false,
            sources: reference.info.sources.clone(),
            hash: String::new(),
        },
        satellites: Satellites {
            criticality: concordance.matrix(&reference.satellites.criticality, 0.0),
            critical_share: reference
                .satellites
                .critical_share
                .as_ref()
                .map(|share| concordance.matrix(share, 0.0)),
            cover_days: concordance.matrix(&reference.satellites.cover_days, 365.0),
            strait,
            power,
        },
        regions,
        products,
        table,
    };
    economy.info.hash = economy.content_hash();
    Ok(Imported { economy, notes })
}

/// Sea lanes of the regions that the embedded economy knows; the others have none.
fn strait(regions: &[Region], reference: &Economy, notes: &mut Vec<String>) -> StraitRoutes {
    let known: Vec<Option<usize>> = regions
        .iter()
        .map(|r| reference.region_index(&r.code))
        .collect();
    let unknown: Vec<&str> = regions
        .iter()
        .zip(&known)
        .filter(|(_, k)| k.is_none())
        .map(|(r, _)| r.code.as_str())
        .collect();
    if !unknown.is_empty() {
        notes.push(format!("no sea lanes for: {}", unknown.join(", ")));
    }
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
