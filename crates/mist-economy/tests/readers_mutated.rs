//! Files changed at random: a reader never panics, and never accepts a file whose totals do not add up.
//! Longer runs: the cargo-fuzz targets in `fuzz/`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "layouts/binary.rs"]
mod binary;
mod layouts;

use std::path::PathBuf;
use std::sync::OnceLock;

use layouts::{Folder, World};
use mist_economy::aggregate::Map;
use mist_economy::readers::{Format, Imported, Options, read};
use mist_economy::{Economy, EconomyError};
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
            if !digits.is_empty() {
                out[digits[k % digits.len()]] = b;
            }
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
        which in any::<usize>(),
        file in any::<usize>(),
    ) {
        let layouts = Layout::all();
        let layout = &layouts[which % layouts.len()];
        let folder = Folder::new(&format!("mutated-any-{}", layout.name));
        (layout.write)(&folder);
        let name = layout.files[file % layout.files.len()];
        let mut bytes = std::fs::read(folder.0.join(name)).unwrap();
        for change in &changes {
            bytes = changed(&bytes, change);
            if bytes.is_empty() {
                break;
            }
        }
        folder.file(name, bytes);
        if let Ok(imported) = layout.read(&folder) {
            let t = &imported.economy.table;
            prop_assert!(t.z.iter().chain(t.f.iter()).all(|v| v.is_finite() && *v >= 0.0));
        }
    }

    #[test]
    fn a_changed_economy_makes_nothing_panic(
        changes in prop::collection::vec(change(), 1..4),
        file in any::<usize>(),
    ) {
        let folder = Folder::new("mutated-economy");
        let files = saved_economy();
        let spoiled = file % files.len();
        for (k, (name, content)) in files.iter().enumerate() {
            let mut bytes = content.clone();
            if k == spoiled {
                for change in &changes {
                    bytes = changed(&bytes, change);
                    if bytes.is_empty() {
                        break;
                    }
                }
            }
            folder.file(name, bytes);
        }
        let _ = Economy::open(&folder.0);
    }

    #[test]
    fn a_changed_map_makes_nothing_panic(changes in prop::collection::vec(change(), 1..4)) {
        let folder = Folder::new("mutated-map");
        let mut bytes = b"from,to,name\nTWN,TWN,Taiwan\nCHN,REST,China\nDEU,REST,\"Germany, Federal Republic\"\n".to_vec();
        for change in &changes {
            bytes = changed(&bytes, change);
            if bytes.is_empty() {
                break;
            }
        }
        let path = folder.file("map.csv", bytes);
        let _ = Map::read(&path, &["TWN", "CHN", "DEU"]);
    }
}

/// The files of an imported economy.
fn saved_economy() -> &'static [(String, Vec<u8>)] {
    static FILES: OnceLock<Vec<(String, Vec<u8>)>> = OnceLock::new();
    FILES.get_or_init(|| {
        let folder = Folder::new("saved-economy");
        let path = folder.file("2019.csv", layouts::icio(&official()));
        let saved = folder.0.join("saved");
        let imported = read(Format::OecdIcio, &path, OPTIONS, &|_| {}).unwrap();
        imported.save(&saved).unwrap();
        let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(&saved)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, std::fs::read(entry.path()).unwrap())
            })
            .collect();
        files.sort();
        assert!(Economy::open(&saved).is_ok());
        files
    })
}

/// A layout that a reader takes.
struct Layout {
    name: &'static str,
    format: Format,
    /// Writes it into a folder.
    write: fn(&Folder),
    /// What is read: a file of the folder, or the folder itself.
    path: Option<&'static str>,
    /// The files that are read.
    files: &'static [&'static str],
}

const OPTIONS: Options = Options {
    year: Some(2019),
    usd_per_unit: Some(1.0),
};

fn official() -> World {
    World::small(&["TWN", "CHN"], &["C26", "D"])
}

fn coded() -> World {
    World::small(&["TWN", "CHN"], &["C26", "D35"])
}

fn numbered() -> World {
    World::small(&["TWN", "CHN"], &["c1", "c14"])
}

fn named() -> World {
    World::small(&["TW", "DE"], &["Cultivation of wheat", "Paper"])
}

impl Layout {
    fn all() -> Vec<Self> {
        vec![
            Self {
                name: "icio",
                format: Format::OecdIcio,
                write: |folder| {
                    folder.file("2019.csv", layouts::icio(&official()));
                },
                path: Some("2019.csv"),
                files: &["2019.csv"],
            },
            Self {
                name: "wiod-2013-csv",
                format: Format::Wiod2013,
                write: |folder| {
                    let sheet = layouts::wiod(&numbered(), 2019, false);
                    folder.file("wiot.csv", layouts::csv(&sheet));
                },
                path: Some("wiot.csv"),
                files: &["wiot.csv"],
            },
            Self {
                name: "wiod-2016-csv",
                format: Format::Wiod2016,
                write: |folder| {
                    folder.file("wiot.csv", layouts::wiod_one_line(&numbered()));
                },
                path: Some("wiot.csv"),
                files: &["wiot.csv"],
            },
            Self {
                name: "wiod-2016-xlsx",
                format: Format::Wiod2016,
                write: |folder| {
                    let sheet = layouts::wiod(&numbered(), 2019, true);
                    layouts::xlsx(&sheet, &folder.0.join("wiot.xlsx"));
                },
                path: Some("wiot.xlsx"),
                files: &["wiot.xlsx"],
            },
            Self {
                name: "wiod-2016-xlsb",
                format: Format::Wiod2016,
                write: |folder| {
                    let sheet = layouts::wiod(&numbered(), 2019, true);
                    binary::xlsb(&sheet, &folder.0.join("wiot.xlsb"));
                },
                path: Some("wiot.xlsb"),
                files: &["wiot.xlsb"],
            },
            Self {
                name: "exiobase-coefficients",
                format: Format::Exiobase3,
                write: |folder| layouts::exiobase(&named(), folder, true),
                path: None,
                files: &["A.txt", "Y.txt", "x.txt", "unit.txt", "satellite/F.txt"],
            },
            Self {
                name: "exiobase-flows",
                format: Format::Exiobase3,
                write: |folder| layouts::exiobase(&named(), folder, false),
                path: None,
                files: &["Z.txt", "Y.txt", "x.txt", "unit.txt", "satellite/F.txt"],
            },
            Self {
                name: "pymrio",
                format: Format::Pymrio,
                write: |folder| layouts::exiobase(&coded(), folder, false),
                path: None,
                files: &["Z.txt", "Y.txt", "x.txt", "unit.txt"],
            },
            Self {
                name: "open",
                format: Format::Table,
                write: |folder| layouts::open_table(&coded(), folder),
                path: None,
                files: &[
                    "datapackage.json",
                    "regions.csv",
                    "products.csv",
                    "z.csv",
                    "f.csv",
                    "taxes.csv",
                    "output.csv",
                ],
            },
            Self {
                name: "open-parquet",
                format: Format::Table,
                write: |folder| {
                    layouts::open_table(&coded(), folder);
                    binary::in_parquet(folder);
                },
                path: None,
                files: &["z.parquet", "f.parquet", "taxes.parquet", "output.parquet"],
            },
        ]
    }

    fn read(&self, folder: &Folder) -> Result<Imported, EconomyError> {
        let path = self
            .path
            .map_or(folder.0.clone(), |name| folder.0.join(name));
        read(self.format, &path, OPTIONS, &|_| {})
    }
}

/// Files of which the fuzz targets know how to make one input.
const SEEDS: [(&str, &[&str]); 5] = [
    ("oecd_icio", &["icio"]),
    (
        "wiod",
        &["wiod-2013-csv", "wiod-2016-xlsx", "wiod-2016-xlsb"],
    ),
    ("exiobase", &["exiobase-flows", "pymrio"]),
    ("open_table", &["open"]),
    ("packed_table", &["icio"]),
];

/// Every layout is accepted before anything is changed. With `MIST_FUZZ_CORPUS` its files become the
/// first inputs of the fuzz targets.
#[test]
fn every_layout_is_accepted_as_it_stands() {
    let corpus = std::env::var_os("MIST_FUZZ_CORPUS").map(PathBuf::from);
    for layout in Layout::all() {
        let folder = Folder::new(&format!("seed-{}", layout.name));
        (layout.write)(&folder);
        let imported = layout
            .read(&folder)
            .unwrap_or_else(|e| panic!("{}: {e}", layout.name));
        let Some(corpus) = &corpus else { continue };
        for (target, names) in SEEDS {
            if !names.contains(&layout.name) {
                continue;
            }
            let read = |name: &str| std::fs::read(folder.0.join(name)).unwrap();
            let seed = match target {
                // The first byte chooses the ending of the name.
                "wiod" => {
                    let ending = ["csv", "xlsx", "xlsb"]
                        .iter()
                        .position(|e| layout.name.ends_with(e));
                    [
                        vec![u8::try_from(ending.unwrap()).unwrap()],
                        read(layout.files[0]),
                    ]
                    .concat()
                }
                "packed_table" => {
                    let saved = folder.0.join("saved");
                    imported.save(&saved).unwrap();
                    read("saved/table.bin")
                }
                _ => layout
                    .files
                    .iter()
                    .map(|name| read(name))
                    .collect::<Vec<_>>()
                    .join(&0),
            };
            let into = corpus.join(target);
            std::fs::create_dir_all(&into).unwrap();
            std::fs::write(into.join(layout.name), seed).unwrap();
        }
    }
}
