//! The hash that names an economy's content.

use nalgebra::DMatrix;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::Economy;
use crate::store::Compact;

impl Economy {
    /// SHA-256 of everything that a result depends on: classifications, table and satellites, as
    /// loaded. Two economies with the same hash give the same results, whatever file they came in.
    #[must_use]
    pub fn content_hash(&self) -> String {
        self.hash("mist-economy content 1\n", |hasher| {
            let table = &self.table;
            matrix(hasher, &table.z);
            matrix(hasher, &table.f);
            numbers(hasher, table.taxes.iter().copied());
        })
    }

    /// The same for an economy whose table came packed: a twentieth of the numbers tell it all.
    pub(crate) fn packed_hash(&self, packed: &Compact) -> String {
        self.hash("mist-economy content 2\n", |hasher| {
            numbers(hasher, packed.numbers());
        })
    }

    fn hash(&self, form: &str, table: impl FnOnce(&mut Sha256)) -> String {
        let mut hasher = Sha256::new();
        hasher.update(form);
        text(
            &mut hasher,
            &(self.info.year, &self.regions, &self.products),
        );
        table(&mut hasher);
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
    numbers(hasher, m.iter().copied());
}

fn numbers(hasher: &mut Sha256, values: impl Iterator<Item = f64>) {
    let mut buffer = Vec::with_capacity(8 * 4096);
    for value in values {
        buffer.extend_from_slice(&value.to_le_bytes());
        if buffer.len() == buffer.capacity() {
            hasher.update(&buffer);
            buffer.clear();
        }
    }
    hasher.update(&buffer);
}
