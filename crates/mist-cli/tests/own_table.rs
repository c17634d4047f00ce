//! A table of the user's own: imported, looked at, put together, measured, played; and refused whole if
//! it is damaged.
#![allow(
    clippy::unwrap_used,
    reason = "helpers outside #[test] functions fail the test that calls them"
)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;

fn mist(within: &Path, arguments: &[&str], code: i32) -> (String, String) {
    let mut command = Command::cargo_bin("mist").unwrap();
    let done = command
        .env("NO_COLOR", "1")
        .current_dir(within)
        .args(arguments)
        .assert()
        .code(code);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        text(&done.get_output().stdout),
        text(&done.get_output().stderr),
    )
}

const REGIONS: [&str; 4] = ["TWN", "CHN", "DEU", "ROW"];
const SECTORS: [&str; 5] = ["B06", "C26", "C29", "D", "G"];

/// An OECD table of four economies and five sectors, balanced to its decimals.
fn table() -> String {
    let n = REGIONS.len() * SECTORS.len();
    let cell = |i: usize, j: usize| 100.0 + ((i * 7919 + j * 104_729) % 400) as f64;
    let name = |i: usize| {
        format!(
            "{}_{}",
            REGIONS[i / SECTORS.len()],
            SECTORS[i % SECTORS.len()]
        )
    };
    let uses = ["HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR"];
    let mut text = String::from("V1");
    for i in 0..n {
        text.push_str(&format!(",{}", name(i)));
    }
    for region in REGIONS {
        for used in uses {
            text.push_str(&format!(",{region}_{used}"));
        }
    }
    text.push_str(",OUT\n");
    let z = |i: usize, j: usize| cell(i, j);
    let f = |i: usize, c: usize| {
        if c % 6 == 4 {
            -1.0
        } else {
            1000.0 + cell(i, c)
        }
    };
    let output = |i: usize| -> f64 {
        (0..n).map(|j| z(i, j)).sum::<f64>() + (0..6 * REGIONS.len()).map(|c| f(i, c)).sum::<f64>()
    };
    for i in 0..n {
        text.push_str(&name(i));
        for j in 0..n {
            text.push_str(&format!(",{}", z(i, j)));
        }
        for c in 0..6 * REGIONS.len() {
            text.push_str(&format!(",{}", f(i, c)));
        }
        text.push_str(&format!(",{}\n", output(i)));
    }
    let inputs = |j: usize| (0..n).map(|i| z(i, j)).sum::<f64>();
    for (label, row) in [
        ("TLS", (0..n).map(|_| 5.0).collect::<Vec<f64>>()),
        ("VA", (0..n).map(|j| output(j) - inputs(j) - 5.0).collect()),
        ("OUT", (0..n).map(output).collect()),
    ] {
        let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
        text.push_str(&format!(
            "{label},{}{}\n",
            cells.join(","),
            ",0".repeat(6 * REGIONS.len() + 1)
        ));
    }
    text
}

#[test]
fn a_table_comes_in_and_every_command_takes_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("2022_SML.csv"), table()).unwrap();
    let import = [
        "economy",
        "import",
        "--format",
        "oecd-icio",
        "2022_SML.csv",
        "--out",
        "mine",
    ];
    let (said, _) = mist(at, &import, 0);
    for words in [
        "oecd-icio-2022",
        "4 economies, 5 products",
        "C26",
        "mine/mapping.csv",
    ] {
        assert!(said.contains(words), "no {words:?} in\n{said}");
    }
    // Nothing is written over.
    let (_, refused) = mist(at, &import, 4);
    assert!(refused.contains("--out"), "{refused}");

    let (list, _) = mist(at, &["economy", "list", "--economy", "mine"], 0);
    assert!(
        list.contains("oecd-icio-2022") && list.contains("Taiwan"),
        "{list}"
    );
    let (show, _) = mist(at, &["economy", "show", "TWN", "--economy", "mine"], 0);
    assert!(show.contains("Taiwan (TWN), tier A, 2022"), "{show}");
    let (check, _) = mist(at, &["economy", "check", "--economy", "mine"], 0);
    assert!(check.contains("Spectral radius"), "{check}");
    let (exposure, _) = mist(at, &["exposure", "DEU", "--economy", "mine"], 0);
    assert!(exposure.contains("Germany (DEU)"), "{exposure}");

    let (map, _) = mist(
        at,
        &["economy", "template", "regions", "--economy", "mine"],
        0,
    );
    assert_eq!(map.lines().next(), Some("from,to,name"));
    fs::write(at.join("regions.csv"), map.replace("DEU,DEU", "DEU,ROW")).unwrap();
    let aggregate = [
        "economy",
        "aggregate",
        "--economy",
        "mine",
        "--regions",
        "regions.csv",
        "--out",
        "small",
    ];
    let (said, _) = mist(at, &aggregate, 0);
    assert!(said.contains("3 economies, 5 products"), "{said}");
    mist(at, &["economy", "aggregate", "--out", "none"], 2);

    // A run on the smaller one: members of groups that it does not hold apart are left out.
    let run = [
        "run",
        "--scenario",
        "blockade",
        "--draws",
        "32",
        "--economy",
        "small",
        "--out",
        "played",
        "--quiet",
    ];
    mist(at, &run, 0);
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(at.join("played/manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["economy"]["id"], "oecd-icio-2022-3x5");
    assert_eq!(
        manifest["economy"]["sha256"].as_str().map(str::len),
        Some(64)
    );
    let command = manifest["command"].as_str().unwrap();
    assert!(command.ends_with("--economy small"), "{command}");
}

#[test]
fn a_damaged_table_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("2022.csv"), table().replace("\nVA,", "\nVA,9")).unwrap();
    let import = [
        "economy",
        "import",
        "--format",
        "oecd-icio",
        "2022.csv",
        "--out",
        "mine",
    ];
    let (_, said) = mist(at, &import, 4);
    let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("add up") && flat.contains("2022.csv"),
        "{said}"
    );
    assert_eq!(fs::read_dir(at).unwrap().count(), 1);
    let (_, said) = mist(at, &["economy", "list", "--economy", "mine"], 4);
    assert!(said.contains("mist economy import"), "{said}");
    let (_, said) = mist(
        at,
        &["economy", "import", "--format", "oecd-icio", "nowhere.csv"],
        4,
    );
    assert!(
        said.contains("--year") || said.contains("cannot read"),
        "{said}"
    );
}
