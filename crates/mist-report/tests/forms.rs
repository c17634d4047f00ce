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
    for measured in &mut publication.measured {
        measured.command = HOSTILE[4].to_owned();
        for words in measured
            .measures
            .iter_mut()
            .flat_map(|m| m.texts.values_mut())
        {
            words.title = HOSTILE[0].to_owned();
        }
        for work in measured.cited.iter_mut().flat_map(|c| &mut c.works) {
            work.key = HOSTILE[5].to_owned();
            work.citation = HOSTILE[4].to_owned();
            work.url = Some("javascript:alert(1)".to_owned());
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
        assert_eq!(book.matches("<sheet ").count(), 10, "{book}");
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

/// The annex of Germany and the world as CSV, with what describes it.
fn csv_files(publication: &Publication, languages: &[Language]) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let codes = ["DEU".to_owned(), "WLD".to_owned()];
    let forms = [Form::Csv];
    write(publication, languages, &codes, &forms, None, folder.path()).unwrap();
    files(folder.path())
}

#[test]
fn files_for_programs_are_as_their_package_says() {
    use sha2::Digest as _;
    let publication = fixture::publication_with_exposure();
    let languages = Language::all().unwrap();
    let files = csv_files(&publication, &languages);
    let package: serde_json::Value =
        serde_json::from_slice(&files["data/datapackage.json"]).unwrap();
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 9);
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

/// Panics unless a value has the types, the members and the parts that a schema asks for, and no
/// member that it does not know.
fn goes_by(
    root: &serde_json::Value,
    schema: &serde_json::Value,
    value: &serde_json::Value,
    at: &str,
) {
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.strip_prefix('#').unwrap();
        return goes_by(root, root.pointer(pointer).unwrap(), value, at);
    }
    if let Some(ways) = schema["anyOf"].as_array() {
        let null = |way: &&serde_json::Value| (way["type"] == "null") == value.is_null();
        return goes_by(root, ways.iter().find(null).unwrap(), value, at);
    }
    let kind = match value {
        serde_json::Value::Null => "null",
        serde_json::Value::Bool(_) => "boolean",
        serde_json::Value::Number(n) if n.is_u64() || n.is_i64() => "integer",
        serde_json::Value::Number(_) => "number",
        serde_json::Value::String(_) => "string",
        serde_json::Value::Array(_) => "array",
        serde_json::Value::Object(_) => "object",
    };
    let fits = |wanted: &str| wanted == kind || (wanted, kind) == ("number", "integer");
    match &schema["type"] {
        serde_json::Value::String(wanted) => assert!(fits(wanted), "{at}: {kind}, not {wanted}"),
        serde_json::Value::Array(wanted) => {
            let any = wanted.iter().filter_map(|w| w.as_str()).any(fits);
            assert!(any, "{at}: {kind}, not one of {wanted:?}");
        }
        _ => {}
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        assert!(value.get(name.as_str().unwrap()).is_some(), "{at}.{name}");
    }
    for (name, member) in value.as_object().into_iter().flatten() {
        let known = schema["properties"].get(name);
        let known = known.or_else(|| schema.get("additionalProperties"));
        assert!(known.is_some(), "{at}.{name} is not in the schema");
        goes_by(root, known.unwrap(), member, &format!("{at}.{name}"));
    }
    for (k, part) in value.as_array().into_iter().flatten().enumerate() {
        goes_by(root, &schema["items"], part, &format!("{at}[{k}]"));
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
    goes_by(&schema, &schema, &json, "summary");
    let mut wrong = json.clone();
    wrong["changes"][0]["periods"][0]["less"] = "often".into();
    let refused = std::panic::catch_unwind(|| goes_by(&schema, &schema, &wrong, "summary"));
    assert!(refused.is_err(), "a word in place of a share");
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
    // Each command stands in a fence of its own, on one line, where nothing is a mark.
    let mut parts = markdown.split("\n```sh\n");
    let mut outside = parts.next().unwrap().to_owned();
    let mut commands = 0;
    for part in parts {
        let (command, after) = part.split_once("\n```\n").unwrap();
        assert_eq!(command.lines().count(), 1, "{command}");
        outside = format!("{outside}\n{after}");
        commands += 1;
    }
    assert_eq!(commands, 2, "the comparison's and the run's");
    let markdown = outside;
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

/// The rows of a table of the annex as CSV.
fn table(publication: &Publication, name: &str) -> Vec<BTreeMap<String, String>> {
    let files = csv_files(publication, &Language::all().unwrap());
    let content = &files[&format!("data/{name}.csv")];
    let rows = csv::Reader::from_reader(content.as_slice()).into_deserialize();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn what_levers_change_is_the_same_in_every_form() {
    let publication = fixture::publication_with_exposure();
    let without = fixture::publication();
    let languages = Language::all().unwrap();
    let pair = &fixture::measured().comparison.pairs[0];
    let germany = pair.countries.iter().find(|c| c.region.as_str() == "DEU");
    let year = &germany.unwrap().horizons[0];

    // CSV: a row for each quantity, of Germany and of the world.
    let rows = table(&publication, "changes");
    assert_eq!(rows.len(), 2 * 6);
    let row = |unit: &str| {
        let of = |row: &&BTreeMap<String, String>| {
            row["country"] == "DEU" && row["change"] == "difference" && row["unit"] == unit
        };
        rows.iter().find(of).unwrap()
    };
    let share = row("share");
    for (column, value) in [
        ("p05", year.difference.p05),
        ("median", year.difference.median),
        ("p95", year.difference.p95),
        ("error", year.difference.median_error),
        ("mean-error", year.mean_error),
    ] {
        assert_eq!(share[column].parse::<f64>().unwrap(), value, "{column}");
    }
    let money: f64 = row("usd-million")["median"].parse().unwrap();
    assert_eq!(money, year.usd_million.median);
    assert_eq!(share["scenario"], "blockade");
    assert_eq!(share["measures"], "convoy");
    assert_eq!(share["common-draws"], "256");
    assert_eq!(share["rests-on"], "escorts-2025");
    let sources = table(&publication, "sources");
    assert!(sources.iter().any(|row| row["source"] == "escorts-2025"));
    let sources = table(&without, "sources");
    assert!(!sources.iter().any(|row| row["source"] == "escorts-2025"));

    // Data.
    let page = publication.page("DEU", &languages);
    let summary = document::summary(&page).unwrap();
    let change = &summary.changes[0];
    let period = &change.periods[0];
    assert_eq!(
        (change.scenario.as_str(), change.draws),
        ("blockade", pair.draws)
    );
    assert_eq!(change.measures[0].id, "convoy");
    assert_eq!(change.measures[0].titles["ja"], "護衛付き船団");
    assert_eq!(change.measures[0].works[0].id, "escorts-2025");
    assert_eq!(period.difference.median, year.difference.median);
    assert_eq!(period.difference_usd_million.p05, year.usd_million.p05);
    assert_eq!(period.mean_error, year.mean_error);
    assert_eq!(
        summary.recipe.comparisons,
        [fixture::measured().command.clone()]
    );

    for (language, (sheet, lever)) in languages.iter().map(|l| {
        let named = match l.tag() {
            "en" => ("Responses and levers", "Escorted convoys"),
            "es" => ("Respuestas y medidas", "Convoyes con escolta"),
            "ja" => ("対応措置と備え", "護衛付き船団"),
            _ => ("因應與準備", "護航船團"),
        };
        (l, named)
    }) {
        let tag = language.tag();
        // The workbook: a sheet of its own, its shares in per cent.
        let book = members(&xlsx::workbook(&page, language).unwrap());
        assert!(
            book["xl/workbook.xml"].contains(&format!("<sheet name=\"{sheet}\"")),
            "{tag}"
        );
        assert!(book["xl/sharedStrings.xml"].contains(lever), "{tag}");
        let cells = &book["xl/worksheets/sheet6.xml"];
        let median = format!("<v>{}</v>", year.difference.median);
        let (before, _) = cells.split_once(&median).unwrap();
        let cell = &before[before.rfind("<c ").unwrap()..];
        assert!(cell.contains(" s=\""), "{tag}: {cell} has no format");
        assert!(cells.contains("state=\"frozen\""));
        // Text, and what a typesetter gets: the change, its error, its range, the change in money.
        let markdown = render_markdown(&page, language).unwrap();
        let line = markdown.lines().find(|l| l.contains(lever)).unwrap();
        assert_eq!(line.matches('±').count(), 2, "{line}");
        assert!(markdown.contains("Escorts in Figures"), "{tag}");
        assert!(markdown.contains("--with convoy"), "{tag}");
        let data = print::data(&page, language).unwrap();
        let data: serde_json::Value = serde_json::from_slice(&data).unwrap();
        let measured = &data["view"]["measured"];
        assert_eq!(measured["rows"][0]["measures"][0]["title"], lever);
        assert_eq!(measured["works"][0]["key"], "escorts-2025");
        for figure in ["change", "error", "range", "money", "money_error"] {
            let said = measured["rows"][0]["figures"][figure].as_str().unwrap();
            assert!(said.chars().any(|c| c.is_ascii_digit()), "{tag}: {figure}");
        }
        // Nothing of it where nothing was compared.
        let none = without.page("DEU", &languages);
        let book = members(&xlsx::workbook(&none, language).unwrap());
        assert!(!book["xl/workbook.xml"].contains(sheet), "{tag}");
        assert!(!render_markdown(&none, language).unwrap().contains(lever));
    }
    let none = document::summary(&without.page("DEU", &languages)).unwrap();
    assert!(none.changes.is_empty() && none.recipe.comparisons.is_empty());
}
