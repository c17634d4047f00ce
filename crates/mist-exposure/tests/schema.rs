//! The committed schema is the one that the program publishes, and the CSV holds every number.
#![allow(clippy::unwrap_used)]

const COMMITTED: &str = "../../docs/schema/exposure.schema.json";

#[test]
fn committed_schema_is_current() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(COMMITTED);
    let now = mist_exposure::export::schema();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == now,
        "docs/schema/exposure.schema.json is stale: run UPDATE_SCHEMA=1 cargo test -p mist-exposure --test schema"
    );
}
