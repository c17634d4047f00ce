//! How far a real table is from proportional imports: the assumption that the embedded one makes.
//!
//! The world table of 2011 (WIOD, release 2013) in `$MIST_SOURCES`, else in `shared/data` beside the
//! checkout; without it the test says so and passes.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use mist_economy::Table;
use mist_economy::check::distance_from_proportional_imports;
use nalgebra::{DMatrix, DVector};

const REGIONS: usize = 41;
const SECTORS: usize = 35;

fn table_of_2011(path: &Path) -> Table {
    let n = REGIONS * SECTORS;
    let file = GzDecoder::new(std::fs::File::open(path).unwrap());
    let mut z = DMatrix::zeros(n, n);
    for (i, record) in csv::Reader::from_reader(file).records().enumerate() {
        let record = record.unwrap();
        assert_eq!(record.len(), n + 1);
        for j in 0..n {
            z[(i, j)] = record[j + 1].parse::<f64>().unwrap().max(0.0);
        }
    }
    Table {
        regions: REGIONS,
        products: SECTORS,
        f: DMatrix::zeros(n, 3 * REGIONS),
        taxes: DVector::zeros(n),
        value_added: DVector::zeros(n),
        z,
    }
}

#[test]
fn the_real_table_of_2011_is_near_proportional_imports() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("MIST_SOURCES").map_or(beside, PathBuf::from);
    let path = folder.join("wiod2013_bquast/wiot_2011_Z.csv.gz");
    if !path.is_file() {
        eprintln!("skipped: no table at {}; set MIST_SOURCES", path.display());
        return;
    }
    let distance = distance_from_proportional_imports(&table_of_2011(&path));
    eprintln!(
        "WIOD 2011: imported inputs are {:.1} % away from proportional",
        100.0 * distance
    );
    assert!(distance > 0.01 && distance < 0.40, "{distance}");
}
