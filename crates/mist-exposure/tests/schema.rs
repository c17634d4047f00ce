//! The committed schemas are the ones that the program publishes.
#![allow(clippy::unwrap_used)]

use mist_exposure::export::{ranking_schema, schema};

/// Compares a committed schema with the current one, or writes it if UPDATE_SCHEMA is set.
fn current(file: &str, now: &str) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema");
    let path = folder.join(file);
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(&path, now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == now,
        "docs/schema/{file} is stale: run UPDATE_SCHEMA=1 cargo test -p mist-exposure --test schema"
    );
}

#[test]
fn committed_schemas_are_current() {
    current("exposure.schema.json", &schema());
    current("exposure-ranking.schema.json", &ranking_schema());
}
