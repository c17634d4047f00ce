//! Aggregation keeps totals, satellites follow, and what has no single answer is refused.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod layouts;

use layouts::Folder;
use mist_economy::aggregate::{Map, aggregate};
use mist_economy::{CargoClass, Economy, ProductCode, RegionCode};

fn codes(economy: &Economy) -> (Vec<String>, Vec<String>) {
    let regions = economy.regions.iter().map(|r| r.code.to_string()).collect();
    let products = economy
        .products
        .iter()
        .map(|p| p.code.to_string())
        .collect();
    (regions, products)
}

/// A map that sends each code where `to` says.
fn map(name: &str, codes: &[String], to: impl Fn(&str) -> String) -> Result<Map, String> {
    let folder = Folder::new(&format!("map-{name}"));
    let mut text = String::from("from,to,name\n");
    for code in codes {
        text.push_str(&format!("{code},{},\"a, name\"\n", to(code)));
    }
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    Map::read(&folder.file("map.csv", text), &codes).map_err(|e| e.to_string())
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

#[test]
fn totals_are_kept_and_satellites_follow() {
    let economy = Economy::embedded().unwrap();
    let (regions, products) = codes(&economy);
    let by_region = map("eu", &regions, |code| {
        match code {
            "DEU" | "FRA" | "ITA" => "EU3",
            other => other,
        }
        .to_owned()
    })
    .unwrap();
    // Goods of the embedded economy that go in boxes, and services that are not networks.
    let boxes = |code: &str| {
        let k = economy.product_index(&ProductCode::new(code)).unwrap();
        economy.products[k].cargo == CargoClass::Containers && economy.products[k].isic != "C261"
    };
    let by_product = map("boxes", &products, |code| {
        if boxes(code) {
            "BOXES".to_owned()
        } else {
            code.to_owned()
        }
    })
    .unwrap();
    let small = aggregate(&economy, &by_region, &by_product).unwrap();
    assert_eq!(small.regions.len(), economy.regions.len() - 2);
    assert!(small.products.len() < economy.products.len());
    let (old, new) = (&economy.table, &small.table);
    assert!(close(new.z.sum(), old.z.sum()));
    assert!(close(new.f.sum(), old.f.sum()));
    assert!(close(new.taxes.sum(), old.taxes.sum()));
    assert!(close(new.value_added.sum(), old.value_added.sum()));
    let at = |e: &Economy, code: &str| e.region_index(&RegionCode::new(code)).unwrap();
    let three: f64 = ["DEU", "FRA", "ITA"]
        .iter()
        .map(|c| old.region_value_added(at(&economy, c)))
        .sum();
    assert!(close(new.region_value_added(at(&small, "EU3")), three));
    assert!(close(
        new.region_value_added(at(&small, "TWN")),
        old.region_value_added(at(&economy, "TWN"))
    ));
    // Members can still be named.
    let includes: Vec<&str> = small.regions[at(&small, "EU3")]
        .includes
        .iter()
        .map(RegionCode::as_str)
        .collect();
    assert_eq!(includes, ["DEU", "FRA", "ITA"]);
    // A mean lies between its parts, and modes add up.
    let k = small.product_index(&ProductCode::new("BOXES")).unwrap();
    let merged = &small.products[k];
    assert_eq!(merged.cargo, CargoClass::Containers);
    assert!(close(
        merged.modes.sea + merged.modes.air + merged.modes.land,
        1.0
    ));
    let parts = economy.products.iter().filter(|p| boxes(p.code.as_str()));
    let seas: Vec<f64> = parts.map(|p| p.modes.sea).collect();
    let (least, most) = seas
        .iter()
        .fold((1.0_f64, 0.0_f64), |(a, b), s| (a.min(*s), b.max(*s)));
    assert!(least < merged.modes.sea && merged.modes.sea < most);
    let strait = &small.satellites.strait;
    assert!(strait.share.iter().all(|s| (0.0..=1.0).contains(s)));
    assert!(
        small
            .satellites
            .cover_days
            .iter()
            .all(|d| d.is_finite() && *d >= 0.0)
    );
    assert_ne!(small.info.hash, economy.info.hash);
}

#[test]
fn a_map_that_changes_nothing_changes_nothing() {
    let economy = Economy::embedded().unwrap();
    let (regions, products) = codes(&economy);
    let same = |name, codes: &[String]| map(name, codes, str::to_owned).unwrap();
    let again = aggregate(&economy, &same("r", &regions), &same("p", &products)).unwrap();
    assert_eq!(again.regions, economy.regions);
    assert_eq!(again.products, economy.products);
    assert_eq!(again.table.z, economy.table.z);
    assert_eq!(
        again.satellites.strait.share,
        economy.satellites.strait.share
    );
    for (a, b) in again
        .satellites
        .cover_days
        .iter()
        .zip(economy.satellites.cover_days.iter())
    {
        assert!(close(*a, *b));
    }
}

#[test]
fn what_is_ambiguous_or_incomplete_is_refused() {
    let economy = Economy::embedded().unwrap();
    let (regions, products) = codes(&economy);
    let keep_regions = map("keep-r", &regions, str::to_owned).unwrap();
    let keep_products = map("keep-p", &products, str::to_owned).unwrap();
    let taiwan = map("twn", &regions, |code| {
        if matches!(code, "TWN" | "CHN") {
            "EAST"
        } else {
            code
        }
        .to_owned()
    });
    let said = aggregate(&economy, &taiwan.unwrap(), &keep_products)
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("TWN inside EAST") && said.contains("map.csv"),
        "{said}"
    );
    let mixed = map("mixed", &products, |code| {
        if matches!(code, "C29" | "H50") {
            "MIX"
        } else {
            code
        }
        .to_owned()
    });
    let said = aggregate(&economy, &keep_regions, &mixed.unwrap())
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("MIX holds goods (C29) and services (H50)"),
        "{said}"
    );

    let folder = Folder::new("map-bad");
    let codes = ["TWN", "CHN", "DEU"];
    let refuse = |text: &str| {
        Map::read(&folder.file("map.csv", text), &codes)
            .unwrap_err()
            .to_string()
    };
    for (text, words) in [
        ("from,to\nTWN,TWN\nCHN,X\n", ["map.csv", "no line for DEU"]),
        (
            "from,to\nTWN,TWN\nCHN,X\nCHN,Y\nDEU,X\n",
            ["line 4", "CHN a second time"],
        ),
        (
            "from,to\nTWN,TWN\nCHM,X\nDEU,X\n",
            ["line 3", "unknown code \"CHM\""],
        ),
        (
            "from,to\nTWN,TWN\nCHN,\nDEU,X\n",
            ["line 3", "CHN goes to \"\""],
        ),
        ("from;to\nTWN;TWN\n", ["line 1", "from"]),
        ("", ["map.csv", "no line for TWN"]),
    ] {
        let said = refuse(text);
        for word in words {
            assert!(said.contains(word), "{said}");
        }
    }
}
