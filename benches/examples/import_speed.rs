//! Writes a table of 81 economies and 50 sectors in exactly the layout of the OECD's edition of 2025,
//! hundreds of megabytes of made-up numbers that add up, imports it, and says how long that took.
//!
//! `cargo run --release -p mist-benches --example import_speed -- FOLDER` keeps the table in a folder and
//! finds it there again; without one it goes to a temporary place and away again.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement for the terminal"
)]

use std::path::PathBuf;
use std::time::Instant;

use mist_benches::oecd_layout;
use mist_economy::Economy;
use mist_economy::readers::{Format, Options, read};

/// Most memory that the process has held, in MB, where the system says so.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kb: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1024)
}

fn main() {
    let start = Instant::now();
    let embedded = Economy::embedded().unwrap();
    println!(
        "the embedded economy loaded in {:.3} s: {} economies",
        start.elapsed().as_secs_f64(),
        embedded.regions.len()
    );
    drop(embedded);
    let passing = tempfile::tempdir().unwrap();
    let folder = std::env::args()
        .nth(1)
        .map_or_else(|| passing.path().to_owned(), PathBuf::from);
    let path = folder.join("2022_SML.csv");
    if !path.exists() {
        oecd_layout::write(&path, oecd_layout::ECONOMIES.len()).unwrap();
    }
    let size = std::fs::metadata(&path).unwrap().len() >> 20;
    let start = Instant::now();
    let imported = read(Format::OecdIcio, &path, Options::default(), &|_| {}).unwrap();
    println!(
        "{size} MB read and checked in {:.1} s",
        start.elapsed().as_secs_f64()
    );
    for note in &imported.notes {
        println!("- {note}");
    }
    let start = Instant::now();
    let out = folder.join(format!("imported-{}", std::process::id()));
    imported.save(&out).unwrap();
    let packed = std::fs::metadata(out.join("table.bin")).unwrap().len() >> 20;
    println!(
        "saved in {:.1} s ({packed} MB)",
        start.elapsed().as_secs_f64()
    );
    println!("peak memory of the import {} MB", peak_mb().unwrap_or(0));
    drop(imported);
    let start = Instant::now();
    let opened = Economy::open(&out).unwrap();
    println!(
        "opened again in {:.1} s: {} economies",
        start.elapsed().as_secs_f64(),
        opened.regions.len()
    );
    std::fs::remove_dir_all(&out).unwrap();
}
