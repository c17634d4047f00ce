//! The hash that names an economy's content.

use nalgebra::DMatrix;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::Economy;

impl Economy {
    /// SHA-256 of everything that a result depends on: classifications, table and satellites, as
    /// loaded. Two economies with the same hash give the same results, whatever file they came in.
    #[must_use]
    pub fn content_hash(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(b"mist-economy content 1\n");
        text(
            &mut hasher,
            &(self.info.year, &self.regions, &self.products),
        );
        let table = &self.table;
        matrix(&mut hasher, &table.z);
        matrix(&mut hasher, &table.f);
        numbers(&mut hasher, table.taxes.as_slice());
        let satellites = &self.satellites;
        matrix(&mut hasher, &satellites.criticality);
        if let Some(share) = &satellites.critical_share {
            matrix(&mut hasher, share);
        }
        matrix(&mut hasher, &satellites.cover_days);
        matrix(&mut hasher, &satellites.strait.share);
        matrix(&mut hasher, &satellites.strait.detour_days);
        text(&mut hasher, &satellites.power);
        hasher
            .finalize()
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect()
    }
}

/// Feeds a value's JSON; these types serialise without fail, and a failure would still be fed.
fn text(hasher: &mut Sha256, value: &impl Serialize) {
    match serde_json::to_vec(value) {
        Ok(bytes) => hasher.update(&bytes),
        Err(error) => hasher.update(error.to_string()),
    }
    hasher.update(b"\n");
}

fn matrix(hasher: &mut Sha256, m: &DMatrix<f64>) {
    hasher.update(format!("{}x{}\n", m.nrows(), m.ncols()));
    numbers(hasher, m.as_slice());
}

fn numbers(hasher: &mut Sha256, values: &[f64]) {
    let mut buffer = Vec::with_capacity(8 * 4096);
    for chunk in values.chunks(4096) {
        buffer.clear();
        buffer.extend(chunk.iter().flat_map(|v| v.to_le_bytes()));
        hasher.update(&buffer);
    }
}
