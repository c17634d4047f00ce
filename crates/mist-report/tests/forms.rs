//! The forms beside the pages: workbook, CSV, JSON, Markdown, what a typesetter gets; whole, in every
//! language, and harmless whatever a user's file says.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    dead_code,
    reason = "helpers outside #[test] functions fail the test that calls them"
)]

mod fixture;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use mist_report::{
    Form, Language, Publication, document, print, render_country, render_markdown, write, xlsx,
};

/// What a hostile user would write into a scenario or an economy.
const HOSTILE: [&str; 6] = [
    "=HYPERLINK(\"https://example.org\",\"x\")",
    "<script>alert(1)</script>",
    "</style></svg><img src=x onerror=alert(1)>",
    "#eval(\"1\") $x$ `raw` #read(\"/etc/passwd\")",
    "](javascript:alert(1)) | **bold** \n# heading",
    "@SUM(A1)\t{{ command }}",
];

/// The fixture with every text that a user's files can set made hostile.
fn hostile() -> Publication {
    let mut publication = fixture::publication_with_exposure();
    for (at, text) in publication.scenarios.iter_mut().enumerate() {
        for words in text.texts.values_mut() {
            words.title = HOSTILE[at % 6].to_owned();
            words.summary = HOSTILE.join(" ");
            words.phrase = Some(HOSTILE[(at + 1) % 6].to_owned());
        }
    }
    for scenario in &mut publication.run.scenarios {
        scenario.model = HOSTILE[0].to_owned();
        for country in &mut scenario.countries {
            country.name = HOSTILE[1].to_owned();
            for (at, first) in country.first_shortages.iter_mut().enumerate() {
                first.input = HOSTILE[at % 6].to_owned();
            }
            for assumption in &mut country.assumptions {
                assumption.name = HOSTILE[0].to_owned();
            }
        }
    }
    publication.run.economy_name = HOSTILE[2].to_owned();
    publication.recipe.command = HOSTILE[4].to_owned();
    for source in &mut publication.economy.sources {
        source.title = HOSTILE[0].to_owned();
        source.licence = HOSTILE[5].to_owned();
        source.url = "https://example.org/\"><script>> x".to_owned();
    }
    publication
}

/// The members of a workbook.
fn members(workbook: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    names
        .into_iter()
        .map(|name| {
            let mut text = String::new();
            let mut member = archive.by_name(&name).unwrap();
            member.read_to_string(&mut text).unwrap();
            (name, text)
        })
        .collect()
}

fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let within = path.strip_prefix(root).unwrap().to_str().unwrap();
                found.insert(within.replace('\\', "/"), std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn a_workbook_has_a_readme_and_a_table_a_sheet_in_every_language() {
    let publication = fixture::publication_with_exposure();
    let languages = Language::all().unwrap();
    for language in &languages {
        let page = publication.page("DEU", &languages);
        let workbook = xlsx::workbook(&page, language).unwrap();
        assert!(
            workbook == xlsx::workbook(&page, language).unwrap(),
            "the same bytes"
        );
        assert!(workbook.len() < 200_000, "{} bytes", workbook.len());
        let members = members(&workbook);
        let book = &members["xl/workbook.xml"];
        assert_eq!(book.matches("<sheet ").count(), 9, "{book}");
        let strings = &members["xl/sharedStrings.xml"];
        let title = mist_report::document::summary(&page).unwrap().words[language.tag()]
            .title
            .clone();
        assert!(strings.contains(&title), "{title}");
        for (name, sheet) in members
            .iter()
            .filter(|(n, _)| n.starts_with("xl/worksheets/sheet"))
        {
            assert!(!sheet.contains("<f>"), "{name} has a formula");
            if name != "xl/worksheets/sheet1.xml" {
                assert!(
                    sheet.contains("state=\"frozen\""),
                    "{name}: the header is not frozen"
                );
                assert!(sheet.contains("<tablePart "), "{name} holds no table");
            }
        }
        assert!(members["docProps/core.xml"].contains("2026-11-20T00:00:00Z"));
        for code in ["0.00%", "#,##0"] {
            assert!(members["xl/styles.xml"].contains(code), "{code}");
        }
    }
}

#[test]
fn files_for_programs_are_as_their_package_says() {
    use sha2::Digest as _;
    let publication = fixture::publication_with_exposure();
    let languages = Language::all().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let codes = ["DEU".to_owned(), "WLD".to_owned()];
    write(
        &publication,
        &languages,
        &codes,
        &[Form::Csv],
        None,
        folder.path(),
    )
    .unwrap();
    let files = files(folder.path());
    let package: serde_json::Value =
        serde_json::from_slice(&files["data/datapackage.json"]).unwrap();
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 8);
    for resource in resources {
        let content = &files[&format!("data/{}", resource["path"].as_str().unwrap())];
        let hash: String = sha2::Sha256::digest(content)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(resource["hash"], format!("sha256:{hash}"));
        let mut reader = csv::Reader::from_reader(content.as_slice());
        let header = reader.headers().unwrap().clone();
        let fields = resource["schema"]["fields"].as_array().unwrap();
        assert_eq!(header.len(), fields.len(), "{}", resource["name"]);
        let mut rows = 0;
        for row in reader.records() {
            let row = row.unwrap();
            rows += 1;
            for (field, value) in fields.iter().zip(&row) {
                if field["type"] != "string" && !value.is_empty() {
                    value
                        .parse::<f64>()
                        .unwrap_or_else(|_| panic!("{}: {value}", field["name"]));
                }
                if field["name"] == "country" {
                    assert!(["DEU", "WLD"].contains(&value), "{value}");
                }
            }
        }
        assert!(rows > 1, "{} is empty", resource["name"]);
    }
    for language in &languages {
        let readme = &files[&format!("data/README.{}.md", language.tag())];
        assert!(String::from_utf8_lossy(readme).contains("figures.csv"));
    }
}

#[test]
fn a_summary_as_data_goes_by_its_published_schema() {
    let publication = fixture::publication_with_exposure();
    let languages = Language::all().unwrap();
    let summary = document::summary(&publication.page("DEU", &languages)).unwrap();
    let json = serde_json::to_value(&summary).unwrap();
    assert_eq!(json["format"], "mist-summary/1");
    assert_eq!(json["words"].as_object().unwrap().len(), 4);
    assert_eq!(json["scenarios"][1]["weeks"].as_array().unwrap().len(), 52);
    let schema: serde_json::Value = serde_json::from_str(&document::schema()).unwrap();
    for name in schema["required"].as_array().unwrap() {
        assert!(
            !json[name.as_str().unwrap()].is_null() || name == "tier",
            "{name}"
        );
    }
    let back: document::Summary = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(&back).unwrap(), json);
}

#[test]
fn the_published_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema/summary.schema.json");
    if std::env::var_os("MIST_UPDATE").is_some() {
        std::fs::write(&path, document::schema()).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap_or_default(),
        document::schema(),
        "renew it with MIST_UPDATE=1 cargo test -p mist-report --test forms"
    );
}

#[test]
fn markdown_says_what_the_page_says() {
    let publication = fixture::publication_with_exposure();
    let languages = Language::all().unwrap();
    for language in &languages {
        let page = publication.page("DEU", &languages);
        let markdown = render_markdown(&page, language).unwrap();
        let summary = document::summary(&page).unwrap();
        let plain = markdown.replace('\\', "");
        for sentence in &summary.words[language.tag()].sentences {
            assert!(
                plain.contains(sentence.as_str()),
                "{sentence} is not in\n{markdown}"
            );
        }
        // Every row of a table has as many cells as the line below its head.
        let lines: Vec<&str> = markdown.lines().collect();
        let mut tables = 0;
        for (at, line) in lines
            .iter()
            .enumerate()
            .filter(|(_, l)| l.starts_with("| ---"))
        {
            tables += 1;
            let cells = |line: &str| line.replace("\\|", "").matches('|').count();
            let around = lines[at - 1..].iter().take_while(|l| l.starts_with('|'));
            for row in around {
                assert_eq!(cells(row), cells(line), "{row}");
            }
        }
        assert!(tables >= 7, "{tables} tables in\n{markdown}");
        assert!(!markdown.contains("{{") && !markdown.contains("NaN"));
    }
}

#[test]
fn what_a_typesetter_gets_holds_every_word_and_both_charts() {
    let publication = fixture::publication_with_exposure();
    let languages = Language::all().unwrap();
    for language in &languages {
        let page = publication.page("DEU", &languages);
        let data = print::data(&page, language).unwrap();
        let data: serde_json::Value = serde_json::from_slice(&data).unwrap();
        assert_eq!(data["lang"], language.tag());
        assert!(data["words"]["print-face"].as_str().unwrap().len() > 3);
        for chart in data["charts"].as_array().unwrap() {
            for kind in ["fan", "drivers"] {
                let svg = chart[kind].as_str().unwrap();
                assert!(
                    svg.starts_with("<svg")
                        && svg.contains("<style>")
                        && svg.contains("font-family")
                );
                assert!(svg.contains("<desc") && !svg.contains("var("), "{svg}");
            }
        }
    }
}

#[test]
fn no_text_of_a_user_does_anything_in_any_form() {
    let publication = hostile();
    let languages = Language::all().unwrap();
    let language = &languages[0];
    let page = publication.page("DEU", &languages);

    let html = render_country(&page, language).unwrap();
    let parsed = scraper::Html::parse_document(&html);
    for bad in ["script", "img", "[onerror]", "a[href^=javascript]"] {
        let selector = scraper::Selector::parse(bad).unwrap();
        assert!(parsed.select(&selector).next().is_none(), "{bad}");
    }

    let workbook = members(&xlsx::workbook(&page, language).unwrap());
    for (name, text) in &workbook {
        assert!(
            !text.contains("<f>") && !text.contains("<script>"),
            "{name}"
        );
        assert!(!text.contains("<hyperlink"), "{name}");
    }

    let markdown = render_markdown(&page, language).unwrap();
    assert!(!markdown.contains("<script>"), "{markdown}");
    // The command stands in a fence of its own, on one line, where nothing is a mark.
    let (before, rest) = markdown.split_once("\n```sh\n").unwrap();
    let (command, after) = rest.split_once("\n```\n").unwrap();
    assert_eq!(command.lines().count(), 1, "{command}");
    let markdown = format!("{before}\n{after}");
    assert_eq!(
        markdown.matches("](").count(),
        markdown.matches("\\](").count(),
        "{markdown}"
    );
    assert!(!markdown.contains("\n# heading"), "{markdown}");

    let data = print::data(&page, language).unwrap();
    let data: serde_json::Value = serde_json::from_slice(&data).unwrap();
    for chart in data["charts"].as_array().unwrap() {
        let svg = chart["fan"].as_str().unwrap();
        assert!(!svg.contains("<script") && !svg.contains("<img"), "{svg}");
        assert_eq!(svg.matches("</svg>").count(), 1);
    }

    let folder = tempfile::tempdir().unwrap();
    let codes = ["DEU".to_owned()];
    let forms = [
        Form::Csv,
        Form::Json,
        Form::Markdown,
        Form::Xlsx,
        Form::Html,
    ];
    write(
        &publication,
        &languages,
        &codes,
        &forms,
        None,
        folder.path(),
    )
    .unwrap();
    for (name, content) in files(folder.path()) {
        assert!(
            name.chars()
                .all(|c| c.is_ascii_alphanumeric() || "/.-".contains(c)),
            "{name}"
        );
        if !name.ends_with(".csv") {
            continue;
        }
        let mut reader = csv::Reader::from_reader(content.as_slice());
        for row in reader.records() {
            for field in &row.unwrap() {
                let formula = field.starts_with(['=', '+', '-', '@', '\t']);
                assert!(!formula || field.parse::<f64>().is_ok(), "{name}: {field}");
            }
        }
    }
}
