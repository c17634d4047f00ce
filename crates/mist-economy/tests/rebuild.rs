//! The embedded data are what the program builds from the sources, byte for byte.
//!
//! Run with `cargo test -p mist-economy --features build`. The sources are looked for in
//! `$MIST_SOURCES`, else in `shared/data` beside the checkout; without them the test says so and
//! passes.

use std::path::{Path, PathBuf};

use mist_economy::build::make;

fn sources() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("MIST_SOURCES").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

#[test]
fn the_embedded_economy_is_rebuilt_byte_for_byte() {
    let Some(folder) = sources() else {
        eprintln!("skipped: no source files; set MIST_SOURCES to their folder");
        return;
    };
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let built = make(&folder, &data).unwrap();
    assert_eq!(built.files.len(), 9);
    let differing = built.differing(&data).unwrap();
    assert!(
        differing.is_empty(),
        "{differing:?}: run `mist economy build` and commit what it writes"
    );
    let report = built.report;
    assert!(report.accounts.worst < 1e-8 && report.cells < 1e-9);
    assert!(report.bilateral.worst < 2e-3, "{:?}", report.bilateral);
    assert!(report.unmet.is_empty(), "{:?}", report.unmet);
}
