//! Bad input: each case is a plain error that names the file and what to do, and where it can the line
//! and column.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::needless_range_loop,
    reason = "helpers of tests; rows and columns are numbers here"
)]

mod layouts;

use std::path::PathBuf;

use layouts::{Folder, World};
use mist_economy::readers::{Format, Options, read};

/// What is done to a file.
type Spoil = Box<dyn Fn(&[u8]) -> Vec<u8>>;

/// What is done to a file, and words that the refusal must hold.
struct Case {
    name: &'static str,
    spoil: Spoil,
    words: Vec<String>,
}

fn case(name: &'static str, spoil: impl Fn(&[u8]) -> Vec<u8> + 'static, words: &[&str]) -> Case {
    Case {
        name,
        spoil: Box::new(spoil),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
    }
}

/// Damage to text that every layout refuses alike; `number` and `label` are lines and columns, from 0, of
/// a cell with a number and of one with a label.
fn common(separator: char, number: (usize, usize), label: (usize, usize)) -> Vec<Case> {
    let cell = move |at: (usize, usize), to: &'static [u8]| {
        move |b: &[u8]| with_cell(b, at.0, at.1, separator, to)
    };
    let place = |at: (usize, usize)| format!("line {}, column {}", at.0 + 1, at.1 + 1);
    let decimal = match separator {
        // A comma makes two cells of one.
        ',' => vec![
            format!("line {}", number.0 + 1),
            "cells, expected".to_owned(),
        ],
        _ => vec![place(number), "\"5,25\"".to_owned()],
    };
    let with = |name, spoil, words: Vec<String>| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        case(name, spoil, &words)
    };
    vec![
        with("a decimal comma", cell(number, b"5,25"), decimal),
        with(
            "text in a cell",
            cell(number, b"n/a"),
            vec![place(number), "\"n/a\"".to_owned()],
        ),
        with(
            "a label that is not UTF-8",
            cell(label, b"T\xff"),
            vec![place(label), "UTF-8".to_owned()],
        ),
        case(
            "a line without end",
            long_line,
            &["a line of more than 8 MB"],
        ),
        case("a zip", zipped, &["a zip archive", "unpack"]),
    ]
}

/// The text with every one of its separators replaced.
fn semicolons(bytes: &[u8]) -> Vec<u8> {
    let to_semicolon = |b: &u8| if matches!(b, b',' | b'\t') { b';' } else { *b };
    bytes.iter().map(to_semicolon).collect()
}

/// The text with one passage changed, which must be there.
fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1).into_bytes()
}

/// The text with the lines that `pick` chooses left out.
fn without(bytes: &[u8], pick: fn(&str) -> bool) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    let kept: Vec<&str> = text.lines().filter(|line| !pick(line)).collect();
    assert!(kept.len() < text.lines().count());
    (kept.join("\n") + "\n").into_bytes()
}

/// The text with a cell of a line replaced.
fn with_cell(bytes: &[u8], line: usize, column: usize, separator: char, to: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut out = Vec::new();
    for (k, content) in text.lines().enumerate() {
        for (c, cell) in content.split(separator).enumerate() {
            if c > 0 {
                out.push(separator as u8);
            }
            out.extend_from_slice(if (k, c) == (line, column) {
                to
            } else {
                cell.as_bytes()
            });
        }
        out.push(b'\n');
    }
    out
}

fn long_line(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out.extend(std::iter::repeat_n(b'7', 9 << 20));
    out
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    [b"PK\x03\x04".as_slice(), bytes].concat()
}

fn check(
    format: Format,
    options: Options,
    path: &dyn Fn(&Folder, &[u8]) -> PathBuf,
    good: &[u8],
    cases: &[Case],
) {
    let run = |name: &str, bytes: &[u8]| {
        let folder = Folder::new(&format!("refuse-{format:?}-{name}"));
        let path = path(&folder, bytes);
        read(format, &path, options, &|_| {})
    };
    assert!(
        run("good", good).is_ok(),
        "{:?}",
        run("good", good).err().map(|e| e.to_string())
    );
    for case in cases {
        let spoiled = (case.spoil)(good);
        let name = case.name.replace(' ', "-");
        let said = match run(&name, &spoiled) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("{format:?}: {} was accepted", case.name),
        };
        for word in &case.words {
            assert!(
                said.contains(word.as_str()),
                "{format:?}, {}: no {word:?} in: {said}",
                case.name
            );
        }
        // What, where, and what to do.
        assert!(
            said.contains(" in ") || said.contains("cannot read"),
            "{said}"
        );
        assert!(said.matches(": ").count() >= 1, "{said}");
    }
}

const YEAR: Options = Options {
    year: Some(2019),
    usd_per_unit: Some(1.0),
};

#[test]
fn an_oecd_table_with_any_damage_is_refused() {
    let world = World::small(&["TWN", "CHN", "DEU"], &["C26", "D"]);
    let good = layouts::icio(&world).into_bytes();
    let mut cases = vec![
        case("empty", |_| Vec::new(), &["an empty file"]),
        case(
            "truncated in a row",
            |b| b[..b.len() / 2].to_vec(),
            &["2019.csv, line", "cut short"],
        ),
        case(
            "truncated after a row",
            |b| {
                without(b, |l| {
                    l.starts_with("DEU_D,")
                        || l.starts_with("TLS,")
                        || l.starts_with("VA,")
                        || l.starts_with("OUT,")
                })
            },
            &["no row for DEU D", "cut short"],
        ),
        case(
            "missing totals",
            |b| without(b, |l| l.starts_with("OUT,")),
            &["output", "cut short"],
        ),
        case(
            "missing country",
            |b| without(b, |l| l.starts_with("CHN_")),
            &["no rows for CHN"],
        ),
        case(
            "rows shuffled under their labels",
            |b| {
                let swapped = replaced(b, "\nTWN_C26,", "\nSWAP,");
                let swapped = replaced(&swapped, "\nDEU_C26,", "\nTWN_C26,");
                replaced(&swapped, "\nSWAP,", "\nDEU_C26,")
            },
            &["line", "add up"],
        ),
        case("semicolons", semicolons, &["line 1", "commas"]),
        case(
            "quoted decimal comma",
            |b| with_cell(b, 2, 3, ',', b"\"5,25\""),
            &["line 3, column 4", "5,25", "point"],
        ),
        case(
            "duplicate row",
            |b| {
                let text = std::str::from_utf8(b).unwrap();
                let row = text.lines().nth(1).unwrap();
                format!("{text}{row}\n").into_bytes()
            },
            &["TWN_C26 a second time"],
        ),
        case(
            "duplicate column",
            |b| replaced(b, ",TWN_D,", ",TWN_C26,"),
            &["line 1, column 3", "a second time"],
        ),
        case(
            "unknown column",
            |b| replaced(b, ",TWN_D,", ",TWN_C2G,"),
            &["line 1, column 3", "TWN_C2G", "did you mean"],
        ),
        case(
            "unknown row",
            |b| replaced(b, "\nTWN_D,", "\nTWN_Q,"),
            &["line 3", "unknown row TWN_Q"],
        ),
        case(
            "a total that does not add up",
            |b| {
                let text = std::str::from_utf8(b).unwrap();
                let line = text.lines().next().unwrap();
                with_cell(b, 1, line.split(',').count() - 1, ',', b"1234.5")
            },
            &["line 2", "output of TWN_C26 is 1234.5", "add up to"],
        ),
        case(
            "a total row that does not add up",
            |b| with_cell(b, 9, 1, ',', b"1234.5"),
            &["line 10, column of TWN C26", "add up"],
        ),
        case(
            "value added that does not add up",
            |b| with_cell(b, 8, 2, ',', b"1234.5"),
            &["column of TWN D", "add up"],
        ),
        case(
            "negative output",
            |b| {
                let row = vec!["-1"; 6 + 18].join(",");
                let text = std::str::from_utf8(b).unwrap();
                let old = text.lines().nth(2).unwrap();
                replaced(b, old, &format!("TWN_D,{row},-24"))
            },
            &["line 3", "negative output -24"],
        ),
        case(
            "infinity",
            |b| with_cell(b, 2, 3, ',', b"inf"),
            &["line 3, column 4", "finite"],
        ),
        case(
            "an empty cell",
            |b| with_cell(b, 2, 3, ',', b""),
            &["line 3, column 4", "TWN_D × CHN_C26"],
        ),
        case(
            "a row label that is not UTF-8",
            |b| with_cell(b, 3, 0, ',', b"\xc3\x28"),
            &["line 4, column 1", "UTF-8"],
        ),
        case(
            "UTF-16",
            |b| [b"\xff\xfe".as_slice(), b].concat(),
            &["UTF-16", "UTF-8"],
        ),
        case(
            "no use",
            |b| {
                std::str::from_utf8(b)
                    .unwrap()
                    .replace("DEU_", "CHX_")
                    .replace("CHX_C26", "DEU_C26")
                    .replace("CHX_D", "DEU_D")
                    .into_bytes()
            },
            &["CHX_HFCE", "without sectors"],
        ),
        case(
            "an endless quote",
            |b| replaced(b, "\nCHN_D,", "\n\"CHN_D,"),
            &["line"],
        ),
    ];
    cases.extend(common(',', (2, 3), (0, 2)));
    check(
        Format::OecdIcio,
        YEAR,
        &|folder, bytes| folder.file("2019.csv", bytes),
        &good,
        &cases,
    );
}

#[test]
fn a_mark_and_an_order_of_rows_change_nothing() {
    let world = World::small(&["TWN", "CHN", "DEU"], &["C26", "D"]);
    let good = layouts::icio(&world);
    let folder = Folder::new("icio-order");
    let plain = read(
        Format::OecdIcio,
        &folder.file("a.csv", &good),
        YEAR,
        &|_| {},
    )
    .unwrap();
    let marked = format!("\u{feff}{good}").replace('\n', "\r\n");
    let marked = read(
        Format::OecdIcio,
        &folder.file("b.csv", marked),
        YEAR,
        &|_| {},
    )
    .unwrap();
    assert_eq!(plain.economy, marked.economy);
    let mut lines: Vec<&str> = good.lines().collect();
    lines[1..].reverse();
    let turned = lines.join("\n");
    let turned = read(
        Format::OecdIcio,
        &folder.file("c.csv", turned),
        YEAR,
        &|_| {},
    )
    .unwrap();
    assert_eq!(plain.economy, turned.economy);
}

#[test]
fn a_wiod_table_with_any_damage_is_refused() {
    let world = World::small(&["TWN", "CHN", "DEU"], &["c1", "c14"]);
    let good = layouts::csv(&layouts::wiod(&world, 2019, false)).into_bytes();
    let mut cases = vec![
        case("empty", |_| Vec::new(), &["no labels"]),
        case(
            "truncated",
            |b| b[..b.len() * 2 / 3].to_vec(),
            &["wiot.csv", "cut short"],
        ),
        case(
            "missing country",
            |b| without(b, |l| l.contains("name,CHN,r")),
            &["no rows for CHN"],
        ),
        case(
            "missing totals",
            |b| without(b, |l| l.contains(",r69,")),
            &["output"],
        ),
        case("semicolons", semicolons, &["no labels"]),
        case(
            "duplicate row",
            |b| replaced(b, "name,CHN,r1,", "name,TWN,r1,"),
            &["TWN r1 a second time"],
        ),
        case(
            "unknown row",
            |b| replaced(b, "name,CHN,r1,", "name,CHN,r77,"),
            &["unknown row", "r77"],
        ),
        case(
            "unknown country",
            |b| replaced(b, "name,CHN,r1,", "name,XXX,r1,"),
            &["unknown row XXX r1"],
        ),
        case(
            "unknown row of totals",
            |b| replaced(b, "Value added at basic prices", "Wages"),
            &["unknown row of totals \"Wages\""],
        ),
        case(
            "a total that does not add up",
            |b| with_cell(b, 6, 25, ',', b"1234.5"),
            &["line 7", "1234.5", "add up"],
        ),
        case(
            "inputs that do not add up",
            |b| with_cell(b, 12, 4, ',', b"1234.5"),
            &["line 13, column of TWN c1", "inputs", "add up"],
        ),
        case(
            "the other release",
            |b| {
                std::str::from_utf8(b)
                    .unwrap()
                    .replace(",c37", ",c36")
                    .into_bytes()
            },
            &["unknown column", "c36"],
        ),
    ];
    cases.extend(common(',', (7, 6), (7, 2)));
    check(
        Format::Wiod2013,
        YEAR,
        &|folder, bytes| folder.file("wiot.csv", bytes),
        &good,
        &cases,
    );
}

#[test]
fn a_workbook_with_any_damage_is_refused() {
    let folder = Folder::new("refuse-workbooks");
    let world = World::small(&["TWN", "CHN", "DEU"], &["c1", "c14"]);
    let sheet = layouts::wiod(&world, 2019, false);
    let said = |name: &str| {
        let path = folder.0.join(name);
        read(Format::Wiod2013, &path, YEAR, &|_| {})
            .unwrap_err()
            .to_string()
    };
    folder.file("text.xlsx", "not a zip at all");
    assert!(
        said("text.xlsx").contains("not a readable workbook"),
        "{}",
        said("text.xlsx")
    );
    folder.file("text.xlsb", "not a zip at all");
    assert!(said("text.xlsb").contains("not a readable workbook"));
    layouts::xlsx(&sheet, &folder.0.join("good.xlsx"));
    let bytes = std::fs::read(folder.0.join("good.xlsx")).unwrap();
    folder.file("cut.xlsx", &bytes[..bytes.len() / 2]);
    assert!(said("cut.xlsx").contains("not a readable workbook"));
    let mut text = sheet.clone();
    text[7][6] = layouts::Cell::Text("n/a".to_owned());
    layouts::xlsx(&text, &folder.0.join("word.xlsx"));
    assert!(
        said("word.xlsx").contains("line 8, column 7"),
        "{}",
        said("word.xlsx")
    );
    let mut wrong = sheet.clone();
    wrong[8][5] = layouts::Cell::Number(1e6);
    layouts::xlsx(&wrong, &folder.0.join("wrong.xlsx"));
    assert!(
        said("wrong.xlsx").contains("add up"),
        "{}",
        said("wrong.xlsx")
    );
    assert!(said("nowhere.xlsx").contains("cannot read"));
}

const INDUSTRIES: [&str; 2] = ["Cultivation of wheat", "Production of electricity by gas"];

#[test]
fn an_exiobase_folder_with_any_damage_is_refused() {
    let world = World::small(&["TW", "DE"], &INDUSTRIES);
    let sample = Folder::new("refuse-exio-sample");
    layouts::exiobase(&world, &sample, false);
    let z = std::fs::read(sample.0.join("Z.txt")).unwrap();
    let mut cases = vec![
        case("empty", |_| Vec::new(), &["Z.txt"]),
        case(
            "header alone",
            |b| without(b, |l| l.starts_with("TW") || l.starts_with("DE")),
            &["Z.txt", "no rows"],
        ),
        case(
            "truncated in a row",
            |b| b[..b.len() - 9].to_vec(),
            &["Z.txt, line 7", "cells, expected"],
        ),
        case(
            "truncated after a row",
            |b| without(b, |l| l.starts_with("DE\tProduction")),
            &["no row for DEU"],
        ),
        case("semicolons", semicolons, &["tab-separated"]),
        case(
            "an empty cell",
            |b| with_cell(b, 4, 3, '\t', b""),
            &["Z.txt, line 5, column 4", "empty"],
        ),
        case(
            "shuffled rows",
            |b| replaced(b, "\nDE\tCultivation", "\nTW\tCultivation"),
            &["different labels"],
        ),
        case(
            "a duplicate column",
            |b| {
                std::str::from_utf8(b)
                    .unwrap()
                    .replacen(
                        "Production of electricity by gas",
                        "Cultivation of wheat",
                        1,
                    )
                    .into_bytes()
            },
            &["a second time"],
        ),
        case(
            "a cell that does not add up",
            |b| with_cell(b, 4, 3, '\t', b"5000"),
            &["x.txt", "add up"],
        ),
    ];
    cases.extend(common('\t', (4, 3), (4, 1)));
    let folder_with = |folder: &Folder, bytes: &[u8]| {
        layouts::exiobase(&World::small(&["TW", "DE"], &INDUSTRIES), folder, false);
        folder.file("Z.txt", bytes);
        folder.0.clone()
    };
    check(Format::Exiobase3, YEAR, &folder_with, &z, &cases);
    check(Format::Pymrio, YEAR, &folder_with, &z, &cases);

    let y = std::fs::read(sample.0.join("Y.txt")).unwrap();
    let cases = [
        case(
            "truncated",
            |b| b[..b.len() - 9].to_vec(),
            &["Y.txt, line 7", "cells, expected"],
        ),
        case(
            "an unknown use",
            |b| replaced(b, "Gross fixed capital formation", "Mystery"),
            &["Y.txt, line 2", "Mystery"],
        ),
        case(
            "an unknown region",
            |b| {
                std::str::from_utf8(b)
                    .unwrap()
                    .replacen("\tDE", "\tQQ", 1)
                    .into_bytes()
            },
            &["Y.txt, line 2", "\"QQ\""],
        ),
        case(
            "shuffled rows",
            |b| replaced(b, "\nDE\tCultivation", "\nTW\tCultivation"),
            &["Y.txt, line 6", "another place"],
        ),
        case(
            "exports beside the uses",
            |b| with_cell(b, 3, 8, '\t', b"3.5"),
            &["Y.txt, line 4, column 9", "exports"],
        ),
        case(
            "negative output",
            |b| {
                let row = vec!["-99"; 14].join("\t");
                let text = std::str::from_utf8(b).unwrap();
                let old = text.lines().nth(3).unwrap();
                replaced(b, old, &format!("TW\tCultivation of wheat\t{row}"))
            },
            &["Y.txt"],
        ),
    ];
    let folder_with = |folder: &Folder, bytes: &[u8]| {
        layouts::exiobase(&World::small(&["TW", "DE"], &INDUSTRIES), folder, false);
        folder.file("Y.txt", bytes);
        folder.0.clone()
    };
    check(Format::Exiobase3, YEAR, &folder_with, &y, &cases);

    let bare = Folder::new("refuse-exio-bare");
    let said = read(Format::Exiobase3, &bare.0, YEAR, &|_| {})
        .unwrap_err()
        .to_string();
    assert!(said.contains("A.txt"), "{said}");
}

#[test]
fn a_file_for_a_folder_and_a_folder_for_a_file_are_refused() {
    let bare = Folder::new("refuse-kind");
    let file = bare.file("IOT.zip", "PK");
    for (format, path, words) in [
        (Format::Exiobase3, &file, ["not a folder", "unpacked"]),
        (Format::Pymrio, &file, ["not a folder", "unpacked"]),
        (Format::Table, &file, ["not a folder", "datapackage.json"]),
        (Format::OecdIcio, &bare.0, ["a folder", "give the file"]),
        (Format::Wiod2013, &bare.0, ["a folder", "give the file"]),
        (Format::Wiod2016, &bare.0, ["a folder", "give the file"]),
    ] {
        let said = read(format, path, YEAR, &|_| {}).unwrap_err().to_string();
        assert!(said.contains(&path.display().to_string()), "{said}");
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
    }
}

#[test]
fn an_open_table_with_any_damage_is_refused() {
    let world = World::small(&["TWN", "CHN"], &["C261", "G45-G47"]);
    let sample = Folder::new("refuse-open-sample");
    layouts::open_table(&world, &sample);
    for (file, cases) in [
        (
            "z.csv",
            [
                vec![
                    case("empty", |_| Vec::new(), &["z.csv", "columns"]),
                    case(
                        "truncated",
                        |b| b[..b.len() - 6].to_vec(),
                        &["z.csv, line 17"],
                    ),
                    case(
                        "rows left out",
                        |b| without(b, |l| l.starts_with("CHN,C261")),
                        &["add up"],
                    ),
                    case("semicolons", semicolons, &["line 1", "comma-separated"]),
                    case(
                        "an unknown product",
                        |b| with_cell(b, 3, 1, ',', b"Q"),
                        &["z.csv, line 4", "\"Q\""],
                    ),
                    case(
                        "an unknown region",
                        |b| with_cell(b, 3, 2, ',', b"XXX"),
                        &["z.csv, line 4", "\"XXX\""],
                    ),
                    case(
                        "a cell twice",
                        |b| {
                            let text = std::str::from_utf8(b).unwrap();
                            format!("{text}{}\n", text.lines().nth(1).unwrap()).into_bytes()
                        },
                        &["z.csv, line 18", "given before"],
                    ),
                    case(
                        "a cell that does not add up",
                        |b| with_cell(b, 3, 4, ',', b"5000"),
                        &["add up"],
                    ),
                ],
                common(',', (3, 4), (3, 1)),
            ]
            .into_iter()
            .flatten()
            .collect(),
        ),
        (
            "f.csv",
            vec![
                case(
                    "an unknown use",
                    |b| replaced(b, "government", "navy"),
                    &["f.csv, line 3", "navy"],
                ),
                case(
                    "infinity",
                    |b| with_cell(b, 3, 4, ',', b"inf"),
                    &["f.csv, line 4, column 5", "finite"],
                ),
            ],
        ),
        (
            "regions.csv",
            vec![
                case(
                    "a code twice",
                    |b| replaced(b, "CHN,", "TWN,"),
                    &["regions.csv, line 3", "second time"],
                ),
                case(
                    "no column",
                    |b| replaced(b, "code", "iso"),
                    &["regions.csv, line 1", "no column code"],
                ),
                case(
                    "nothing",
                    |_| b"code,name\n".to_vec(),
                    &["regions.csv, line 2", "no codes"],
                ),
            ],
        ),
        (
            "datapackage.json",
            vec![
                case(
                    "a year in words",
                    |b| replaced(b, "2021", "\"when?\""),
                    &["datapackage.json", "year"],
                ),
                case("no JSON", |_| b"name: mine".to_vec(), &["datapackage.json"]),
            ],
        ),
    ] {
        let good = std::fs::read(sample.0.join(file)).unwrap();
        let folder_with = |folder: &Folder, bytes: &[u8]| {
            layouts::open_table(&World::small(&["TWN", "CHN"], &["C261", "G45-G47"]), folder);
            folder.file(file, bytes);
            folder.0.clone()
        };
        check(Format::Table, YEAR, &folder_with, &good, &cases);
    }
    let folder = Folder::new("refuse-parquet");
    layouts::open_table(&world, &folder);
    std::fs::remove_file(folder.0.join("z.csv")).unwrap();
    let said = || {
        read(Format::Table, &folder.0, YEAR, &|_| {})
            .unwrap_err()
            .to_string()
    };
    assert!(said().contains("z.csv"), "{}", said());
    folder.file("z.parquet", "PAR1 and no more");
    assert!(said().contains("z.parquet"), "{}", said());
}
