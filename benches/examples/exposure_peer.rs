//! Hands a table to another package and times what that package's accounts cost here.
//!
//! ```text
//! cargo run --release -p mist-benches --example exposure_peer -- FOLDER [PARTS]
//! ```
//!
//! Writes the table into FOLDER (matrices of little-endian doubles, column by column, and
//! `table.json` with their sizes), computes Leontief inverse, multipliers and footprints, writes
//! those too, and prints the seconds that it took as JSON. With PARTS every product is split into
//! so many: a synthetic table for measuring speed. `benches/peers/pymrio_exposure.py` reads all.
#![allow(
    clippy::print_stdout,
    reason = "an example program talks on the terminal"
)]

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use mist_benches::scaled::split_products;
use mist_economy::Economy;
use mist_exposure::{Leontief, LookThrough};
use serde_json::json;

/// Runs that are timed; the fastest counts, as in the other package.
const RUNS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments
        .next()
        .ok_or("usage: exposure_peer FOLDER [PARTS]")?;
    let parts: usize = arguments.next().map_or(Ok(1), |text| text.parse())?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let economy = split_products(&Economy::embedded()?, parts);
    let table = &economy.table;
    let write = |name: &str, cells: &[f64]| {
        let bytes: Vec<u8> = cells.iter().flat_map(|x| x.to_le_bytes()).collect();
        fs::write(folder.join(name), bytes)
    };
    write("z.f64", table.z.as_slice())?;
    write("f.f64", table.f.as_slice())?;
    write("value_added.f64", table.value_added.as_slice())?;

    let mut seconds = f64::INFINITY;
    let mut accounts = None;
    for _ in 0..RUNS {
        let start = Instant::now();
        let system = Leontief::new(&economy)?;
        let look = LookThrough::new(&system);
        seconds = seconds.min(start.elapsed().as_secs_f64());
        accounts = Some((system, look));
    }
    let (system, look) = accounts.ok_or("nothing was run")?;
    write(
        "multipliers.f64",
        system.multipliers.row_sum().transpose().as_slice(),
    )?;
    write("footprints.f64", look.final_demand.as_slice())?;
    let described = json!({
        "regions": economy.regions.iter().map(|r| r.code.as_str()).collect::<Vec<_>>(),
        "products": economy.products.iter().map(|p| p.code.as_str()).collect::<Vec<_>>(),
        "synthetic": parts > 1,
        "seconds": seconds,
    });
    fs::write(folder.join("table.json"), described.to_string())?;
    println!("{described}");
    Ok(())
}
