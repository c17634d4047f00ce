//! Writes a table of 81 economies and 50 sectors in exactly the layout of the OECD's edition of 2025,
//! hundreds of megabytes of made-up numbers that add up, imports it, and says how long that took.
//!
//! `cargo run --release -p mist-economy --example import_speed -- FOLDER`
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement for the terminal"
)]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use mist_economy::Economy;
use mist_economy::readers::{Format, Options, read};

const ECONOMIES: &str = "AGO ARE ARG AUS AUT BEL BGD BGR BLR BRA BRN CAN CHE CHL CHN CIV CMR COD COL \
    CRI CYP CZE DEU DNK EGY ESP EST FIN FRA GBR GRC HKG HRV HUN IDN IND IRL ISL ISR ITA JOR JPN KAZ KHM \
    KOR LAO LTU LUX LVA MAR MEX MLT MMR MYS NGA NLD NOR NZL PAK PER PHL POL PRT ROU RUS SAU SEN SGP STP \
    SVK SVN SWE THA TUN TUR TWN UKR USA VNM ZAF ROW";
const SECTORS: &str = "A01 A02 A03 B05 B06 B07 B08 B09 C10T12 C13T15 C16 C17_18 C19 C20 C21 C22 C23 \
    C24A C24B C25 C26 C27 C28 C29 C301 C302T309 C31T33 D E F G H49 H50 H51 H52 H53 I J58T60 J61 J62_63 K L \
    M N O P Q R S T";
const USES: [&str; 6] = ["HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR"];

/// Cells that span ten orders of magnitude, the same every time.
struct Cells(u64);

impl Cells {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let u = (self.0 >> 11) as f64 / (1_u64 << 53) as f64;
        // To the six decimals that are written.
        ((u * u * u * u * u * u) * 4e9).round() / 1e6
    }
}

fn write(path: &Path) {
    let economies: Vec<&str> = ECONOMIES.split_whitespace().collect();
    let sectors: Vec<&str> = SECTORS.split_whitespace().collect();
    assert_eq!((economies.len(), sectors.len()), (81, 50));
    let nodes: Vec<String> = economies
        .iter()
        .flat_map(|e| sectors.iter().map(move |s| format!("{e}_{s}")))
        .collect();
    let n = nodes.len();
    let mut out = BufWriter::new(File::create(path).unwrap());
    write!(out, "V1").unwrap();
    for node in &nodes {
        write!(out, ",{node}").unwrap();
    }
    for economy in &economies {
        for used in USES {
            write!(out, ",{economy}_{used}").unwrap();
        }
    }
    writeln!(out, ",OUT").unwrap();
    let mut cells = Cells(1);
    let (mut output, mut inputs) = (vec![0.0; n], vec![0.0; n]);
    for (i, node) in nodes.iter().enumerate() {
        write!(out, "{node}").unwrap();
        for (j, input) in inputs.iter_mut().enumerate() {
            // Households employ and buy no inputs.
            let value = if j % 50 == 49 { 0.0 } else { cells.next() };
            write!(out, ",{value:.6}").unwrap();
            *input += value;
            output[i] += value;
        }
        for k in 0..economies.len() * USES.len() {
            let value = match k % USES.len() {
                4 => 10.0 - cells.next() / 100.0,
                5 => 0.0,
                _ => 10.0 * cells.next(),
            };
            write!(out, ",{value:.6}").unwrap();
            output[i] += (value * 1e6).round() / 1e6;
        }
        writeln!(out, ",{:.6}", output[i]).unwrap();
    }
    let empty = ",0".repeat(economies.len() * USES.len() + 1);
    let mut total = |label: &str, value: &dyn Fn(usize) -> f64| {
        write!(out, "{label}").unwrap();
        for j in 0..n {
            write!(out, ",{:.6}", value(j)).unwrap();
        }
        writeln!(out, "{empty}").unwrap();
    };
    total("TLS", &|_| 1.5);
    total("VA", &|j| output[j] - inputs[j] - 1.5);
    total("OUT", &|j| output[j]);
}

/// Most memory that the process has held, in MB, where the system says so.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kb: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1024)
}

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    let path = folder.join("2022_SML.csv");
    if !path.exists() {
        write(&path);
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
