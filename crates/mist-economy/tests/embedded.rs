//! The embedded economy: identities, ranges, and facts that anybody can look up.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use mist_economy::check::{benchmarks, check};
use mist_economy::{CoverageTier, Economy, EconomyFiles, ProductCode, RegionCode};

fn economy() -> Economy {
    Economy::embedded().unwrap()
}

fn region(e: &Economy, code: &str) -> usize {
    e.region_index(&RegionCode::new(code)).unwrap()
}

fn product(e: &Economy, code: &str) -> usize {
    e.product_index(&ProductCode::new(code)).unwrap()
}

/// Sales of the chosen products of region i to all users of region j.
fn trade(e: &Economy, i: usize, j: usize, products: &[usize]) -> f64 {
    let t = &e.table;
    products
        .iter()
        .map(|p| {
            let row = t.node(i, *p);
            let inputs: f64 = (0..t.products).map(|u| t.z[(row, t.node(j, u))]).sum();
            inputs + (0..3).map(|c| t.f[(row, j * 3 + c)]).sum::<f64>()
        })
        .sum()
}

fn goods(e: &Economy) -> Vec<usize> {
    (0..e.products.len())
        .filter(|p| e.products[*p].is_good)
        .collect()
}

fn exports(e: &Economy, i: usize, products: &[usize]) -> f64 {
    (0..e.regions.len())
        .filter(|j| *j != i)
        .map(|j| trade(e, i, j, products))
        .sum()
}

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found / expected - 1.0).abs() <= tolerance,
        "found {found}, expected {expected} within {tolerance}"
    );
}

#[test]
fn identities_hold_and_the_economy_is_productive() {
    let e = economy();
    let report = check(&e, &benchmarks().unwrap());
    assert!(
        report.row_gap < 1e-9 && report.column_gap < 1e-9,
        "{report:?}"
    );
    assert!(report.smallest_cell >= 0.0);
    assert_eq!(report.negative_value_added, Vec::<String>::new());
    assert!(report.spectral_radius > 0.3 && report.spectral_radius < 0.9);
    near(report.world_value_added, 99e6, 0.03);
    for (x, v) in e.table.output().iter().zip(e.table.value_added.iter()) {
        assert!(*x == 0.0 || *v > 0.0, "output {x}, value added {v}");
    }
}

#[test]
fn known_facts_are_met() {
    let e = economy();
    let (twn, chn, usa) = (region(&e, "TWN"), region(&e, "CHN"), region(&e, "USA"));
    // IMF: Taiwan's GDP of 2023 was USD 756.6 bn at market prices.
    near(e.table.region_value_added(twn), 756.6e3 * 0.955, 0.02);
    // Customs: exports of USD 432.4 bn in 2023, chips (HS 8542) of 166.6 bn.
    near(exports(&e, twn, &goods(&e)), 432.4e3, 0.02);
    near(exports(&e, twn, &[product(&e, "C26S")]), 166.6e3, 0.02);
    // BACI: China sold the United States USD 440 bn of goods in 2023.
    near(trade(&e, chn, usa, &goods(&e)), 440e3, 0.06);
    // Chips are most of what Taiwan's electronics makes.
    let x = e.table.output();
    let made = |p: &str| x[e.table.node(twn, product(&e, p))];
    assert!(made("C26S") > 1.5 * made("C26X"));
}

/// The held-out flows of OECD's ICIO 2019: nothing in the build has seen them.
#[test]
fn held_out_electronics_flows_are_met() {
    let report = check(&economy(), &benchmarks().unwrap());
    let fit = report.held_out.unwrap();
    assert_eq!(fit.count, 49);
    assert!(fit.log_correlation > 0.72, "{fit:?}");
}

#[test]
fn satellites_are_in_range_and_say_what_is_known() {
    let e = economy();
    let s = &e.satellites;
    assert!(s.criticality.iter().all(|v| (0.0..=1.0).contains(v)));
    assert!(s.cover_days.iter().all(|v| *v > 0.0));
    assert!(s.strait.share.iter().all(|v| (0.0..=1.0).contains(v)));
    assert!(s.strait.detour_days.iter().all(|v| (0.0..10.0).contains(v)));
    let chips = product(&e, "C26S");
    for user in ["C26S", "C26X", "C27", "C28", "C29", "C30"] {
        assert_eq!(s.criticality[(chips, product(&e, user))], 1.0, "{user}");
    }
    let power: f64 = s.power.sources.iter().map(|p| p.share).sum();
    assert!((power - 1.0).abs() < 1e-9);
    let share = |a: &str, b: &str| s.strait.share[(region(&e, a), region(&e, b))];
    assert!(share("CHN", "SGP") > 0.5 && share("KOR", "SGP") > 0.5);
    assert!(share("CHN", "NLD") > 0.5);
    assert_eq!(share("JPN", "SGP"), 0.0);
    assert_eq!(share("USA", "DEU"), 0.0);
    assert_eq!(share("TWN", "USA"), 0.0);
}

#[test]
fn regions_and_products_are_as_published() {
    let e = economy();
    assert_eq!((e.regions.len(), e.products.len()), (104, 29));
    assert_eq!(e.regions.last().unwrap().tier, CoverageTier::Rest);
    assert_eq!(e.info.hash.len(), 64);
    assert_eq!(economy().info.hash, e.info.hash);
    for p in &e.products {
        let total = p.modes.sea + p.modes.air + p.modes.land;
        assert!(
            (total - f64::from(u8::from(p.is_good))).abs() < 1e-9,
            "{}",
            p.code
        );
    }
}

/// What is said about these files, which are not right.
fn refusal(files: &EconomyFiles<'_>) -> String {
    match Economy::from_files(files) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn edited(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1).into_bytes()
}

#[test]
fn damaged_files_are_refused_by_name() {
    let files = EconomyFiles::embedded();
    let half = &files.table[..files.table.len() / 2];
    let mut flipped = files.table.to_vec();
    flipped[files.table.len() / 2] ^= 0xff;
    let no_zip: &[u8] = b"PK\x03\x04 is how an archive begins";
    for table in [half, &flipped, b"", no_zip] {
        let said = refusal(&EconomyFiles { table, ..files });
        assert!(said.contains("table.bin"), "{said}");
    }
    let criticality = &edited(files.criticality, "A,A,0.", "A,A,7.");
    let said = refusal(&EconomyFiles {
        criticality,
        ..files
    });
    assert!(
        said.contains("criticality.csv, line 2") && said.contains("outside"),
        "{said}"
    );
    let cover_days = &edited(files.cover_days, "A,B05T06,", "A,Q99,");
    let said = refusal(&EconomyFiles {
        cover_days,
        ..files
    });
    assert!(
        said.contains("unknown code Q99") && said.contains("line 3"),
        "{said}"
    );
    let cover_days = &files.cover_days[..files.cover_days.len() / 2];
    assert!(
        refusal(&EconomyFiles {
            cover_days,
            ..files
        })
        .contains("cover_days.csv")
    );
    let taiwan_power = &edited(files.taiwan_power, "gas,0.45", "gas,0.95");
    assert!(
        refusal(&EconomyFiles {
            taiwan_power,
            ..files
        })
        .contains("add up to")
    );
    let regions = &edited(files.regions, "AUS,Australia,Australia,A,,,,,,,\n", "");
    assert!(refusal(&EconomyFiles { regions, ..files }).contains("103"));
}

#[test]
fn a_folder_of_the_same_files_opens_as_the_same_economy() {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    assert_eq!(Economy::open(&data).unwrap(), economy());
    let error = Economy::open(&data.join("nowhere"))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("nowhere") && error.contains("cannot read"),
        "{error}"
    );
}
