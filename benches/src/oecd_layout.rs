//! Tables in exactly the layout of the OECD's Inter-Country Input-Output tables, edition of 2025.
//!
//! SYNTHETIC. The numbers are made up and add up; they span ten orders of magnitude as real cells do.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Economies of the edition.
pub const ECONOMIES: [&str; 81] = [
    "TWN", "CHN", "USA", "JPN", "KOR", "DEU", "AGO", "ARE", "ARG", "AUS", "AUT", "BEL", "BGD",
    "BGR", "BLR", "BRA", "BRN", "CAN", "CHE", "CHL", "CIV", "CMR", "COD", "COL", "CRI", "CYP",
    "CZE", "DNK", "EGY", "ESP", "EST", "FIN", "FRA", "GBR", "GRC", "HKG", "HRV", "HUN", "IDN",
    "IND", "IRL", "ISL", "ISR", "ITA", "JOR", "KAZ", "KHM", "LAO", "LTU", "LUX", "LVA", "MAR",
    "MEX", "MLT", "MMR", "MYS", "NGA", "NLD", "NOR", "NZL", "PAK", "PER", "PHL", "POL", "PRT",
    "ROU", "RUS", "SAU", "SEN", "SGP", "STP", "SVK", "SVN", "SWE", "THA", "TUN", "TUR", "UKR",
    "VNM", "ZAF", "ROW",
];

/// Its sectors.
pub const SECTORS: [&str; 50] = [
    "A01", "A02", "A03", "B05", "B06", "B07", "B08", "B09", "C10T12", "C13T15", "C16", "C17_18",
    "C19", "C20", "C21", "C22", "C23", "C24A", "C24B", "C25", "C26", "C27", "C28", "C29", "C301",
    "C302T309", "C31T33", "D", "E", "F", "G", "H49", "H50", "H51", "H52", "H53", "I", "J58T60",
    "J61", "J62_63", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T",
];

/// Its final uses.
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

/// Writes a table of the first `economies` economies and all sectors.
///
/// # Errors
/// A file that cannot be written.
pub fn write(path: &Path, economies: usize) -> io::Result<()> {
    let economies = &ECONOMIES[..economies.min(ECONOMIES.len())];
    let nodes: Vec<String> = economies
        .iter()
        .flat_map(|e| SECTORS.iter().map(move |s| format!("{e}_{s}")))
        .collect();
    let n = nodes.len();
    let mut out = BufWriter::new(File::create(path)?);
    write!(out, "V1")?;
    for node in &nodes {
        write!(out, ",{node}")?;
    }
    for economy in economies {
        for used in USES {
            write!(out, ",{economy}_{used}")?;
        }
    }
    writeln!(out, ",OUT")?;
    let mut cells = Cells(1);
    let (mut output, mut inputs) = (vec![0.0; n], vec![0.0; n]);
    for (i, node) in nodes.iter().enumerate() {
        write!(out, "{node}")?;
        for (j, input) in inputs.iter_mut().enumerate() {
            // Households employ and buy no inputs.
            let employs = j % SECTORS.len() == SECTORS.len() - 1;
            let value = if employs { 0.0 } else { cells.next() };
            write!(out, ",{value:.6}")?;
            *input += value;
            output[i] += value;
        }
        for k in 0..economies.len() * USES.len() {
            let value = match k % USES.len() {
                4 => 10.0 - cells.next() / 100.0,
                5 => 0.0,
                _ => 10.0 * cells.next(),
            };
            write!(out, ",{value:.6}")?;
            output[i] += (value * 1e6).round() / 1e6;
        }
        writeln!(out, ",{:.6}", output[i])?;
    }
    let empty = ",0".repeat(economies.len() * USES.len() + 1);
    let mut total = |label: &str, value: &dyn Fn(usize) -> f64| -> io::Result<()> {
        write!(out, "{label}")?;
        for j in 0..n {
            write!(out, ",{:.6}", value(j))?;
        }
        writeln!(out, "{empty}")
    };
    total("TLS", &|_| 1.5)?;
    total("VA", &|j| output[j] - inputs[j] - 1.5)?;
    total("OUT", &|j| output[j])?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use mist_economy::readers::{Format, Options, read};

    #[test]
    fn the_tables_are_accepted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("2022_SML.csv");
        write(&path, 3).unwrap();
        let imported = read(Format::OecdIcio, &path, Options::default(), &|_| {}).unwrap();
        assert_eq!(imported.economy.table.nodes(), 150);
        let mut codes = ECONOMIES.to_vec();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), 81);
    }
}
