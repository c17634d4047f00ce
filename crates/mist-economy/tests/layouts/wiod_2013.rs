//! The extracted real tables of the WIOD, release of 2013.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::World;

/// Where the extracted tables lie, if they do: in `$MIST_SOURCES`, else in `shared/data` beside the
/// checkout.
pub(crate) fn sources() -> Option<PathBuf> {
    let given = std::env::var_os("MIST_SOURCES").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = given.unwrap_or(beside).join("wiod2013_bquast");
    folder.is_dir().then_some(folder)
}

/// Rows of a packed CSV file without its labels.
fn numbers(path: &Path) -> (Vec<String>, Vec<Vec<f64>>) {
    let mut text = String::new();
    flate2::read::GzDecoder::new(File::open(path).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    let mut labels = Vec::new();
    let rows = text.lines().skip(1).map(|line| {
        let mut cells = line.split(',');
        labels.push(cells.next().unwrap().to_owned());
        cells.map(|cell| cell.parse().unwrap()).collect()
    });
    let rows = rows.collect();
    (labels, rows)
}

/// The table of a year, and the output that it states.
pub(crate) fn world(folder: &Path, year: u16) -> (World, Vec<f64>) {
    let (labels, z) = numbers(&folder.join(format!("wiot_{year}_Z.csv.gz")));
    let (_, f) = numbers(&folder.join(format!("wiot_{year}_F.csv.gz")));
    let text = std::fs::read_to_string(folder.join(format!("wiot_{year}_x_va.csv"))).unwrap();
    let x = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(1).unwrap().parse().unwrap())
        .collect();
    let (mut regions, mut sectors) = (Vec::new(), Vec::new());
    for label in labels {
        let (region, sector) = label.split_once('_').unwrap();
        if !regions.iter().any(|r| r == region) {
            regions.push(region.to_owned());
        }
        if !sectors.iter().any(|s| s == sector) {
            sectors.push(sector.to_owned());
        }
    }
    let taxes = vec![0.0; z.len()];
    let world = World {
        regions,
        sectors,
        z,
        f,
        taxes,
    };
    (world, x)
}
