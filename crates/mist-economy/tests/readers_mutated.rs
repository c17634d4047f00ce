//! Files changed at random: a reader never panics, and never accepts a file whose totals do not add up.
//! Longer runs: the cargo-fuzz targets in `fuzz/`.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod layouts;

use layouts::{Folder, World};
use mist_economy::readers::{Format, Options, read};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// A change to a text.
#[derive(Debug, Clone)]
enum Change {
    Byte(usize, u8),
    Insert(usize, u8),
    Remove(usize, usize),
    SwapLines(usize, usize),
    RepeatLine(usize),
    Digit(usize, u8),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<usize>;
    prop_oneof![
        1 => (at(), any::<u8>()).prop_map(|(k, b)| Change::Byte(k, b)),
        1 => (at(), any::<u8>()).prop_map(|(k, b)| Change::Insert(k, b)),
        1 => (at(), 1_usize..40).prop_map(|(k, n)| Change::Remove(k, n)),
        1 => (at(), at()).prop_map(|(a, b)| Change::SwapLines(a, b)),
        1 => at().prop_map(Change::RepeatLine),
        // Most often a digit becomes another: the file still reads, and no longer adds up.
        4 => (at(), b'0'..=b'9').prop_map(|(k, b)| Change::Digit(k, b)),
    ]
}

fn changed(text: &[u8], change: &Change) -> Vec<u8> {
    let mut out = text.to_vec();
    let lines = || -> Vec<Vec<u8>> { text.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect() };
    match *change {
        Change::Byte(k, b) => {
            let k = k % out.len();
            out[k] = b;
        }
        Change::Insert(k, b) => out.insert(k % out.len(), b),
        Change::Remove(k, n) => {
            let k = k % out.len();
            out.drain(k..(k + n).min(text.len()));
        }
        Change::SwapLines(a, b) => {
            let mut lines = lines();
            let n = lines.len();
            lines.swap(a % n, b % n);
            out = lines.join(&b'\n');
        }
        Change::RepeatLine(k) => {
            let mut lines = lines();
            let k = k % lines.len();
            lines.insert(k, lines[k].clone());
            out = lines.join(&b'\n');
        }
        Change::Digit(k, b) => {
            let digits: Vec<usize> = (0..out.len())
                .filter(|i| out[*i].is_ascii_digit())
                .collect();
            out[digits[k % digits.len()]] = b;
        }
    }
    out
}

/// Whether the rows and columns of an OECD table add up, told without the reader: to the rounding of
/// its cells and a millionth.
fn adds_up(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let plain = |cell: &str| cell.trim().trim_matches('"').to_owned();
    let rows: Vec<Vec<String>> = text
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.split(',').map(plain).collect())
        .collect();
    let columns = rows[0].len();
    let sold: Vec<&Vec<String>> = rows[1..]
        .iter()
        .filter(|row| row[0].contains('_'))
        .collect();
    let n = sold.len();
    let number = |cell: &str| cell.parse::<f64>().unwrap();
    let decimals = sold
        .iter()
        .flat_map(|row| &row[1..])
        .filter_map(|cell| cell.split_once('.'))
        .map(|(_, digits)| digits.len())
        .max();
    let unit = 0.1_f64.powi(i32::try_from(decimals.unwrap_or(0).min(12)).unwrap());
    let allowed = |size: f64| 0.5 * unit * (columns as f64 + 9.0) + 1e-6 * size;
    let near = |cells: &[f64], total: f64| {
        let size: f64 = cells.iter().map(|c| c.abs()).sum();
        (cells.iter().sum::<f64>() - total).abs() <= allowed(size)
    };
    let across = sold.iter().all(|row| {
        let cells: Vec<f64> = row[1..columns - 1].iter().map(|c| number(c)).collect();
        near(&cells, number(&row[columns - 1]))
    });
    let total = rows.iter().find(|row| row[0] == "OUT").unwrap();
    let parts: Vec<&Vec<String>> = rows[1..].iter().filter(|row| row[0] != "OUT").collect();
    let down = (1..=n).all(|j| {
        let cells: Vec<f64> = parts.iter().map(|row| number(&row[j])).collect();
        near(&cells, number(&total[j]))
    });
    across && down
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, failure_persistence: None, rng_seed: RngSeed::Fixed(2026), ..ProptestConfig::default() })]

    #[test]
    fn a_changed_oecd_table_is_refused_or_adds_up(changes in prop::collection::vec(change(), 1..4)) {
        let world = World::small(&["TWN", "CHN"], &["C26", "D"]);
        let mut bytes = layouts::icio(&world).into_bytes();
        for change in &changes {
            bytes = changed(&bytes, change);
            if bytes.is_empty() {
                break;
            }
        }
        let folder = Folder::new("mutated-icio");
        let path = folder.file("2019.csv", &bytes);
        if let Ok(imported) = read(Format::OecdIcio, &path, Options::default(), &|_| {}) {
            prop_assert!(adds_up(&bytes), "{}", String::from_utf8_lossy(&bytes));
            prop_assert!(imported.economy.table.z.iter().all(|v| v.is_finite() && *v >= 0.0));
        }
    }

    #[test]
    fn a_changed_file_of_any_format_makes_no_reader_panic(
        changes in prop::collection::vec(change(), 1..4),
        which in 0_usize..5,
    ) {
        let folder = Folder::new(&format!("mutated-{which}"));
        let options = Options { year: Some(2019), usd_per_unit: Some(1.0) };
        let spoil = |name: &str| {
            let mut bytes = std::fs::read(folder.0.join(name)).unwrap();
            for change in &changes {
                bytes = changed(&bytes, change);
                if bytes.is_empty() {
                    break;
                }
            }
            folder.file(name, bytes)
        };
        let numbered = World::small(&["TWN", "CHN"], &["c1", "c14"]);
        let named = World::small(&["TW", "DE"], &["Cultivation of wheat", "Paper"]);
        let coded = World::small(&["TWN", "CHN"], &["C26", "D35"]);
        let result = match which {
            0 => {
                folder.file("wiot.csv", layouts::csv(&layouts::wiod(&numbered, 2019, false)));
                read(Format::Wiod2013, &spoil("wiot.csv"), options, &|_| {})
            }
            1 => {
                layouts::xlsx(&layouts::wiod(&numbered, 2019, true), &folder.0.join("wiot.xlsx"));
                read(Format::Wiod2016, &spoil("wiot.xlsx"), options, &|_| {})
            }
            2 => {
                layouts::exiobase(&named, &folder, true);
                spoil("A.txt");
                read(Format::Exiobase3, &folder.0, options, &|_| {})
            }
            3 => {
                layouts::exiobase(&coded, &folder, false);
                spoil("Y.txt");
                read(Format::Pymrio, &folder.0, options, &|_| {})
            }
            _ => {
                layouts::open_table(&coded, &folder);
                spoil("z.csv");
                read(Format::Table, &folder.0, options, &|_| {})
            }
        };
        if let Ok(imported) = result {
            let t = &imported.economy.table;
            prop_assert!(t.z.iter().chain(t.f.iter()).all(|v| v.is_finite() && *v >= 0.0));
        }
    }
}
