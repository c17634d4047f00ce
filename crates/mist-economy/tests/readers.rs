//! Readers: tables written in exactly their layout come in whole, with satellites, and survive the
//! way to a folder and back.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::needless_range_loop,
    reason = "helpers of tests; rows and columns are numbers here"
)]

#[path = "layouts/binary.rs"]
mod binary;
mod layouts;

use layouts::{Folder, USES, World};
use mist_economy::readers::{Format, Imported, Options, read};
use mist_economy::{CargoClass, CoverageTier, Economy, ProductCode, Region};

const NO_OPTIONS: Options = Options {
    year: None,
    usd_per_unit: None,
};

fn import(format: Format, path: &std::path::Path, options: Options) -> Imported {
    read(format, path, options, &|_| {}).unwrap_or_else(|e| panic!("{e}"))
}

/// The imported table against the world that was written: cells, taxes, output and value added, but
/// for falls in stocks that are set to 0.
fn assert_same(imported: &Imported, world: &World, rate: f64) {
    let t = &imported.economy.table;
    let n = world.nodes();
    assert_eq!(t.nodes(), n);
    let near = |a: f64, b: f64| (a - b * rate).abs() < 1e-6 * (1.0 + b.abs());
    let mut dropped = vec![0.0; n];
    for i in 0..n {
        for j in 0..n {
            assert!(near(t.z[(i, j)], world.z[i][j]), "z {i} {j}");
        }
        for (r, uses) in world.f[i].chunks(USES).enumerate() {
            let wanted = [uses[0] + uses[1], uses[2], uses[3] + uses[4]];
            for (c, wanted) in wanted.into_iter().enumerate() {
                dropped[i] += (-wanted).max(0.0);
                assert!(near(t.f[(i, 3 * r + c)], wanted.max(0.0)), "f {i} {r} {c}");
            }
        }
        assert!(near(t.taxes[i], world.taxes[i]), "taxes {i}");
    }
    assert!(dropped[1] > 0.0);
    for i in 0..n {
        let output = t.z.row(i).sum() + t.f.row(i).sum();
        assert!(near(output, world.output()[i] + dropped[i]), "output {i}");
        assert!(
            (t.value_added[i] - rate * (world.value_added()[i] + dropped[i])).abs() < 0.02,
            "value added {i}"
        );
    }
    assert!(
        imported.notes.iter().any(|n| n.contains("falls in stocks")),
        "{:?}",
        imported.notes
    );
}

fn icio_world() -> World {
    World::small(
        &["TWN", "CHN", "VNM", "XXA"],
        &["A01", "C26", "C24A", "D", "T"],
    )
}

#[test]
fn an_oecd_table_comes_in_whole() {
    let folder = Folder::new("icio-whole");
    let mut world = icio_world();
    // Households employ, and buy nothing for it.
    for row in &mut world.z {
        row[4] = 0.0;
    }
    let path = folder.file("2022_SML.csv", layouts::icio(&world));
    let imported = import(Format::OecdIcio, &path, NO_OPTIONS);
    assert_same(&imported, &world, 1.0);
    let economy = &imported.economy;
    assert_eq!(economy.info.id, "oecd-icio-2022");
    assert_eq!(economy.info.year, 2022);
    assert_eq!(economy.regions[0].name, "Taiwan");
    assert_eq!(economy.regions[0].tier, CoverageTier::A);
    let product =
        |code: &str| &economy.products[economy.product_index(&ProductCode::new(code)).unwrap()];
    assert_eq!(product("C24A").isic, "C241");
    assert_eq!(product("D").isic, "D35");
    assert!(product("C26").is_good && !product("D").is_good);
    assert_eq!(product("C26").cargo, CargoClass::Containers);
    let said = imported.notes.join("\n");
    assert!(said.contains("totals of 40 rows and columns"), "{said}");
    assert!(said.contains("no sea lanes for: XXA"), "{said}");
    assert!(
        said.contains("semiconductors are no product of their own: C26"),
        "{said}"
    );
    assert!(said.contains("no edition"), "{said}");
    let mapped = |code: &str| {
        let found = imported.mapping.iter().find(|m| m.code == code).unwrap();
        found.stands_for.clone()
    };
    assert!(mapped("C26").contains("C26S"));
    assert_eq!(mapped("XXA"), "");
    assert_eq!(imported.inputs[0].name, "2022_SML.csv");
    assert_eq!(imported.inputs[0].md5.len(), 32);
}

#[test]
fn split_economies_become_one() {
    let split = World::small(&["TWN", "CN1", "CN2", "MX1", "MEX"], &["C26", "D"]);
    let folder = Folder::new("icio-split");
    let path = folder.file("2018.csv", layouts::icio(&split));
    let imported = import(Format::OecdIcio, &path, NO_OPTIONS);
    let t = &imported.economy.table;
    let codes: Vec<&str> = imported
        .economy
        .regions
        .iter()
        .map(|r: &Region| r.code.as_str())
        .collect();
    assert_eq!(codes, ["TWN", "CHN", "MEX"]);
    let sum = |rows: [usize; 2], columns: [usize; 2]| -> f64 {
        let cells = rows
            .iter()
            .flat_map(|i| columns.iter().map(move |j| (*i, *j)));
        cells.map(|(i, j)| split.z[i][j]).sum()
    };
    // C26 of China to D of Mexico.
    assert!((t.z[(2, 5)] - sum([2, 4], [7, 9])).abs() < 1e-9);
    let total: f64 = split.z.iter().flatten().sum();
    assert!((t.z.sum() - total).abs() < 1e-6);
}

#[test]
fn the_wiod_comes_in_whole_in_every_layout() {
    let folder = Folder::new("wiod-whole");
    let world = World::small(&["TWN", "CHN", "ROM", "RoW"], &["c1", "c14", "c17", "c35"]);
    let sheet = layouts::wiod(&world, 2011, false);
    let book = folder.0.join("WIOT11_ROW_Apr13.xlsx");
    layouts::xlsx(&sheet, &book);
    let options = Options {
        year: Some(2011),
        ..NO_OPTIONS
    };
    let from_book = import(Format::Wiod2013, &book, options);
    assert_same(&from_book, &world, 1.0);
    let text = folder.file("wiot_2011.csv", layouts::csv(&sheet));
    let from_text = import(Format::Wiod2013, &text, NO_OPTIONS);
    assert_eq!(from_book.economy, from_text.economy);
    let codes: Vec<&str> = from_text
        .economy
        .regions
        .iter()
        .map(|r| r.code.as_str())
        .collect();
    assert_eq!(codes, ["TWN", "CHN", "ROU", "ROW"]);
    assert_eq!(from_text.economy.regions[3].tier, CoverageTier::Rest);
    assert_eq!(from_text.economy.products[1].isic, "C26-C27");
    assert_eq!(from_text.economy.info.id, "wiod-2013-2011");

    let world = World::small(&["TWN", "CHN", "ROW"], &["c1", "c17", "c24", "c56"]);
    let sheet = layouts::wiod(&world, 2014, true);
    let text = folder.file("WIOT2014_Nov16_ROW.csv", layouts::csv(&sheet));
    let four = import(Format::Wiod2016, &text, NO_OPTIONS);
    assert_same(&four, &world, 1.0);
    let text = folder.file("wiot_2014_stata.csv", layouts::wiod_one_line(&world));
    let one = import(Format::Wiod2016, &text, NO_OPTIONS);
    assert_eq!(four.economy, one.economy);
    // The release of 2016 comes as binary workbooks.
    let book = folder.0.join("WIOT2014_Nov16_ROW.xlsb");
    binary::xlsb(&sheet, &book);
    let binary = import(Format::Wiod2016, &book, NO_OPTIONS);
    assert_eq!(four.economy, binary.economy);
    assert_eq!(one.economy.products[1].code.as_str(), "C26");
}

const INDUSTRIES: [&str; 4] = [
    "Cultivation of wheat",
    "Manufacture of radio, television and communication equipment and apparatus (32)",
    "Production of electricity by gas",
    "Sea and coastal water transport",
];

#[test]
fn exiobase_comes_in_whole_from_coefficients_and_flows() {
    let world = World::small(&["TW", "DE", "WA"], &INDUSTRIES);
    for coefficients in [true, false] {
        let folder = Folder::new(&format!("IOT_2019_ixi-{coefficients}"));
        layouts::exiobase(&world, &folder, coefficients);
        let refused = read(
            Format::Exiobase3,
            &folder.0,
            Options {
                year: Some(2019),
                usd_per_unit: None,
            },
            &|_| {},
        );
        let said = refused.unwrap_err().to_string();
        assert!(
            said.contains("M.EUR") && said.contains("--usd-per-unit"),
            "{said}"
        );
        let imported = import(
            Format::Exiobase3,
            &folder.0,
            Options {
                year: Some(2019),
                usd_per_unit: Some(1.12),
            },
        );
        assert_same(&imported, &world, 1.12);
        let economy = &imported.economy;
        let codes: Vec<&str> = economy.regions.iter().map(|r| r.code.as_str()).collect();
        assert_eq!(codes, ["TWN", "DEU", "WA"]);
        assert_eq!(economy.regions[2].tier, CoverageTier::Rest);
        assert_eq!(economy.products[1].isic, "C261 C263-C264");
        assert_eq!(economy.products[3].code.as_str(), "i61.1");
    }
}

#[test]
fn a_pymrio_folder_comes_in_whole() {
    let world = World::small(&["TWN", "XYZ"], &["C26", "A01_02"]);
    let folder = Folder::new("pymrio-2019");
    layouts::exiobase(&world, &folder, false);
    folder.file("unit.txt", "region\tsector\tunit\nTWN\tC26\tM.USD\n");
    let imported = import(Format::Pymrio, &folder.0, NO_OPTIONS);
    assert_same(&imported, &world, 1.0);
    assert_eq!(imported.economy.info.year, 2019);
    let said = imported.notes.join("\n");
    assert!(said.contains("no sea lanes for: XYZ"), "{said}");
    // Both products have the satellites of their counterparts.
    let satellites = &imported.economy.satellites;
    assert!(satellites.criticality[(0, 0)] > 0.5);
    assert!(satellites.cover_days[(1, 1)] > 1.0 && satellites.cover_days[(1, 1)] < 60.0);
}

#[test]
fn the_open_layout_comes_in_whole() {
    let world = World::small(&["TWN", "CHN"], &["C261", "G45-G47"]);
    let folder = Folder::new("open-whole");
    layouts::open_table(&world, &folder);
    let imported = import(Format::Table, &folder.0, NO_OPTIONS);
    assert_same(&imported, &world, 1.0);
    assert_eq!(imported.economy.info.id, "mine");
    assert!(imported.economy.products[0].is_good && !imported.economy.products[1].is_good);
    // A product of chips alone is one: no note about it.
    assert!(!imported.notes.iter().any(|n| n.contains("semiconductors")));
}

#[test]
fn an_imported_economy_survives_the_way_to_a_folder_and_back() {
    let folder = Folder::new("saved");
    let path = folder.file("2022.csv", layouts::icio(&icio_world()));
    let imported = import(Format::OecdIcio, &path, NO_OPTIONS);
    let out = folder.0.join("mine");
    imported.save(&out).unwrap();
    let opened = Economy::open(&out).unwrap();
    assert_eq!(opened, imported.economy);
    let mapping = std::fs::read_to_string(out.join("mapping.csv")).unwrap();
    assert!(
        mapping.starts_with("kind,code,name,isic,stands_for\n"),
        "{mapping}"
    );
    let steps = std::fs::read_to_string(out.join("import.json")).unwrap();
    assert!(
        steps.contains(&opened.info.hash) && steps.contains("2022.csv"),
        "{steps}"
    );
    // Nothing is written over, and nothing half-written stays.
    let said = imported.save(&out).unwrap_err().to_string();
    assert!(said.contains("--out"), "{said}");
    let left = std::fs::read_dir(&folder.0).unwrap().count();
    assert_eq!(left, 2, "the table and the folder");
}

#[test]
fn the_open_layout_comes_in_the_same_from_parquet() {
    let world = World::small(&["TWN", "CHN"], &["C261", "G45-G47"]);
    let folder = Folder::new("open-parquet");
    layouts::open_table(&world, &folder);
    let from_text = import(Format::Table, &folder.0, NO_OPTIONS);
    binary::in_parquet(&folder);
    let from_parquet = import(Format::Table, &folder.0, NO_OPTIONS);
    assert_eq!(from_text.economy, from_parquet.economy);
}
