//! Readers: tables written in exactly their layout come in whole; damage is told by file and line.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};

use mist_economy::readers::{Imported, open_table, pymrio};
use mist_economy::{EconomyError, ProductCode};

/// A folder of its own for each test, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("mist-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        for (file, text) in files {
            fs::write(path.join(file), text).unwrap();
        }
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Two regions, two products: Miller and Blair's kind of table, with a fall in stocks.
const Z: &str = "region\t\tTWN\tTWN\tXYZ\tXYZ\nsector\t\tC26\tA01_02\tC26\tA01_02\n\
region\tsector\t\t\t\t\nTWN\tC26\t10.0\t1.0\t5.0\t0.5\nTWN\tA01_02\t1.0\t4.0\t0.0\t1.0\n\
XYZ\tC26\t3.0\t0.0\t8.0\t1.5\nXYZ\tA01_02\t0.5\t2.0\t1.0\t6.0\n";
const Y: &str = "region\t\tTWN\tTWN\tXYZ\tXYZ\n\
category\t\tFinal consumption expenditure by households\tINVNT\tGGFC\tGross fixed capital formation\n\
region\tsector\t\t\t\t\nTWN\tC26\t20.0\t-1.0\t4.0\t6.0\nTWN\tA01_02\t9.0\t0.0\t1.0\t0.0\n\
XYZ\tC26\t2.0\t1.0\t7.0\t9.0\nXYZ\tA01_02\t1.0\t0.0\t12.0\t0.0\n";

fn read_pymrio(name: &str, z: &str, y: &str) -> Result<Imported, EconomyError> {
    let folder = Folder::new(name, &[("Z.txt", z), ("Y.txt", y)]);
    pymrio::read(&folder.0, 2019)
}

#[test]
fn a_pymrio_folder_comes_in_whole() {
    let Imported { economy, notes } = read_pymrio("pymrio-whole", Z, Y).unwrap();
    let t = &economy.table;
    assert_eq!((t.regions, t.products, economy.info.year), (2, 2, 2019));
    assert_eq!(t.z[(0, 2)], 5.0);
    assert_eq!(t.z[(3, 1)], 2.0);
    // Households of TWN, government and investment of XYZ; the fall in stocks is gone.
    assert_eq!(
        (t.f[(0, 0)], t.f[(0, 2)], t.f[(0, 4)], t.f[(0, 5)]),
        (20.0, 0.0, 4.0, 6.0)
    );
    assert_eq!(t.output()[0], 10.0 + 1.0 + 5.0 + 0.5 + 20.0 + 4.0 + 6.0);
    assert_eq!(t.value_added[0], t.output()[0] - (10.0 + 1.0 + 3.0 + 0.5));
    assert!(
        notes.iter().any(|n| n.contains("USD 1 million")),
        "{notes:?}"
    );
    assert!(
        notes.iter().any(|n| n.contains("no sea lanes for: XYZ")),
        "{notes:?}"
    );
    // C26 has the satellites of the embedded electronics, A01_02 those of farming.
    assert_eq!(economy.satellites.criticality[(0, 0)], 1.0);
    assert_eq!(economy.satellites.cover_days[(1, 1)], 15.0);
    assert!(economy.product_index(&ProductCode::new("C26")).is_some());
}

#[test]
fn damage_in_a_pymrio_folder_is_told_by_place() {
    let said = |name, z: &str, y: &str| read_pymrio(name, z, y).unwrap_err().to_string();
    let comma = said("pymrio-comma", &Z.replace("5.0", "5,0"), Y);
    assert!(
        comma.contains("\"5,0\"") && comma.contains("Z.txt, line 4, column 5"),
        "{comma}"
    );
    let short = said("pymrio-short", Z, &Y[..Y.len() - 9]);
    assert!(short.contains("Y.txt, line 7"), "{short}");
    let other = said("pymrio-other", Z, &Y.replace("GGFC", "Mystery"));
    assert!(other.contains("Mystery"), "{other}");
    let shuffled = said("pymrio-shuffled", &Z.replace("XYZ\tC26\t", "ABC\tC26\t"), Y);
    assert!(shuffled.contains("different labels"), "{shuffled}");
    let semicolons = said("pymrio-semicolons", &Z.replace('\t', ";"), Y);
    assert!(semicolons.contains("tab-separated"), "{semicolons}");
    assert!(pymrio::read(Path::new("/nowhere/at/all"), 2019).is_err());
}

const OPEN: [(&str, &str); 5] = [
    (
        "datapackage.json",
        r#"{"name": "mine", "title": "My table", "year": 2021}"#,
    ),
    ("regions.csv", "code,name\nTWN,Taiwan\nCHN,China\n"),
    (
        "products.csv",
        "code,name,isic\nC26S,Chips,C261\nG,Trade,G45-G47\n",
    ),
    (
        "z.csv",
        "seller_region,seller_product,buyer_region,buyer_product,usd_million\n\
         TWN,C26S,CHN,C26S,40\nTWN,G,TWN,C26S,3\nCHN,G,CHN,C26S,2\n",
    ),
    (
        "f.csv",
        "seller_region,seller_product,buyer_region,use,usd_million\n\
         TWN,C26S,TWN,investment,5\nTWN,G,TWN,households,10\n\
         CHN,C26S,CHN,households,50\nCHN,G,CHN,government,7\n",
    ),
];

fn read_open(name: &str, change: Option<(&str, &str, &str)>) -> Result<Imported, EconomyError> {
    let files: Vec<(&str, String)> = OPEN
        .iter()
        .map(|(file, text)| match change {
            Some((changed, from, to)) if changed == *file => {
                assert!(text.contains(from), "{from}");
                (*file, text.replacen(from, to, 1))
            }
            _ => (*file, (*text).to_owned()),
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(f, t)| (*f, t.as_str())).collect();
    let folder = Folder::new(name, &files);
    open_table::read(&folder.0)
}

#[test]
fn the_open_layout_comes_in_whole() {
    let Imported { economy, notes } = read_open("open-whole", None).unwrap();
    assert_eq!(notes, Vec::<String>::new());
    assert_eq!(economy.info.id, "mine");
    let t = &economy.table;
    assert_eq!(t.z[(0, 2)], 40.0);
    assert_eq!(t.f[(0, 2)], 5.0);
    assert_eq!(t.output().as_slice(), [45.0, 13.0, 50.0, 9.0]);
    assert_eq!(t.value_added.as_slice(), [42.0, 13.0, 8.0, 9.0]);
    assert!(economy.products[0].is_good && !economy.products[1].is_good);
    assert_eq!(economy.info.hash.len(), 64);
    // A byte-order mark, as spreadsheets write it, changes nothing.
    let marked = read_open(
        "open-marked",
        Some(("z.csv", "seller_region,", "\u{feff}seller_region,")),
    );
    assert_eq!(marked.unwrap().economy, economy);
}

#[test]
fn damage_in_the_open_layout_is_told_by_file_and_line() {
    for (name, change, wanted) in [
        ("a", ("z.csv", "TWN,G,TWN", "TWN,Q,TWN"), "z.csv, line 3"),
        ("b", ("z.csv", "CHN,G,CHN", "TWN,G,TWN"), "z.csv, line 4"),
        (
            "c",
            ("f.csv", "households,10", "households,ten"),
            "f.csv, line 3",
        ),
        ("d", ("f.csv", "government", "navy"), "f.csv, line 5"),
        ("e", ("regions.csv", "CHN", "TWN"), "regions.csv, line 3"),
        (
            "f",
            ("datapackage.json", "2021", "\"when?\""),
            "datapackage.json",
        ),
        ("g", ("z.csv", ",40\n", ",inf\n"), "finite"),
    ] {
        let error = read_open(&format!("open-{name}"), Some(change))
            .unwrap_err()
            .to_string();
        assert!(error.contains(wanted), "{name}: {error}");
    }
}
