//! Pages as a browser, a screen reader and a suspicious reader see them.

#![allow(clippy::unwrap_used, clippy::expect_used, dead_code)]

mod fixture;

use std::collections::BTreeSet;
use std::path::Path;

use mist_report::{Form, Language, Publication, ScenarioText, render_country, render_index, write};
use scraper::{ElementRef, Html, Selector};

fn select(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}

/// Visible text, one line a block, without the data tables and the recipe's hashes.
fn text(element: ElementRef<'_>, out: &mut String) {
    const BLOCKS: [&str; 15] = [
        "p",
        "h1",
        "h2",
        "h3",
        "li",
        "td",
        "th",
        "caption",
        "figcaption",
        "dt",
        "dd",
        "text",
        "title",
        "desc",
        "summary",
    ];
    for child in element.children() {
        if let Some(words) = child.value().as_text() {
            out.push_str(words);
        } else if let Some(inner) = ElementRef::wrap(child) {
            let name = inner.value().name();
            if name == "style"
                || inner
                    .value()
                    .classes()
                    .any(|c| ["hash", "data", "trace"].contains(&c))
            {
                continue;
            }
            text(inner, out);
            if BLOCKS.contains(&name) {
                out.push('\n');
            } else if inner.value().classes().any(|c| c == "range") || name == "b" {
                out.push(' ');
            }
        }
    }
}

fn lines(page: &str, selector: &str) -> String {
    let html = Html::parse_document(page);
    let mut all = String::new();
    for element in html.select(&select(selector)) {
        text(element, &mut all);
    }
    all.lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

fn page(publication: &Publication, code: &str, tag: &str) -> String {
    let languages = Language::all().unwrap();
    let language = languages.iter().find(|l| l.tag() == tag).unwrap();
    render_country(&publication.page(code, &languages), language).unwrap()
}

fn index(publication: &Publication, tag: &str) -> String {
    let languages = Language::all().unwrap();
    let language = languages.iter().find(|l| l.tag() == tag).unwrap();
    render_index(publication, &languages, &[], language).unwrap()
}

/// Every page of the fixture, by its path.
fn all_pages() -> Vec<(String, String)> {
    let publication = fixture::publication_with_exposure();
    let languages = Language::all().unwrap();
    let folder = tempfile::tempdir().unwrap();
    write(
        &publication,
        &languages,
        &[],
        &[Form::Html],
        None,
        folder.path(),
    )
    .unwrap();
    let mut pages = Vec::new();
    collect(folder.path(), folder.path(), &mut pages);
    pages.sort();
    pages.retain(|(name, _)| name.ends_with(".html"));
    assert_eq!(pages.len(), 1 + 4 * (1 + 11));
    pages
}

fn collect(root: &Path, folder: &Path, pages: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, pages);
        } else {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            pages.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn what_a_page_says_in_each_language() {
    let publication = fixture::publication();
    for tag in ["en", "es", "ja", "zh-Hant"] {
        insta::assert_snapshot!(
            format!("germany-{tag}"),
            lines(&page(&publication, "DEU", tag), "main")
        );
        insta::assert_snapshot!(
            format!("index-{tag}"),
            lines(&index(&publication, tag), "main")
        );
    }
}

#[test]
fn a_gain_is_worded_as_a_gain() {
    let publication = fixture::publication();
    for tag in ["en", "es", "ja", "zh-Hant"] {
        let norway = page(&publication, "NOR", tag);
        insta::assert_snapshot!(
            format!("norway-{tag}"),
            lines(&norway, ".answer, .losses, .losses + .note")
        );
    }
}

#[test]
fn sentences_of_special_cases() {
    let publication = fixture::publication();
    let all: Vec<String> = ["en", "es", "ja", "zh-Hant"]
        .into_iter()
        .flat_map(|tag| {
            ["WLD", "NLD", "TWN", "LTU", "ROW"].map(|code| {
                format!(
                    "{tag} {code}\n{}",
                    lines(&page(&publication, code, tag), ".answer")
                )
            })
        })
        .collect();
    insta::assert_snapshot!("sentences", all.join("\n\n"));
}

#[test]
fn a_shock_of_nothing_is_nothing_and_not_a_small_loss() {
    let mut run = fixture::run();
    for scenario in &mut run.scenarios {
        *scenario = fixture::scenario(&scenario.scenario, 0.0, scenario.duration_days);
    }
    let publication = Publication::new(
        run,
        &fixture::texts(),
        fixture::economy(),
        fixture::publication().recipe,
    )
    .unwrap();
    let german = lines(&page(&publication, "DEU", "en"), ".answer");
    assert!(german.contains("would not change"), "{german}");
    let whole = page(&publication, "DEU", "en");
    assert!(!whole.contains("NaN") && !whole.contains("inf"));
}

#[test]
fn pages_are_well_formed_and_small() {
    for (name, page) in all_pages() {
        let html = Html::parse_document(&page);
        assert!(html.errors.is_empty(), "{name}: {:?}", html.errors);
        let limit = if name.ends_with("index.html") {
            250_000
        } else {
            150_000
        };
        assert!(page.len() < limit, "{name} weighs {}", page.len());
        assert!(
            !page.contains("NaN"),
            "{name} shows something that is not a number"
        );
    }
}

#[test]
fn pages_run_nothing_and_load_nothing() {
    for (name, page) in all_pages() {
        let html = Html::parse_document(&page);
        for bad in [
            "script", "iframe", "object", "embed", "form", "img", "base", "[style]",
        ] {
            assert!(
                html.select(&select(bad)).next().is_none(),
                "{name} has {bad}"
            );
        }
        for element in html.select(&select("*")) {
            for (attribute, value) in element.value().attrs() {
                assert!(!attribute.starts_with("on"), "{name}: {attribute}");
                if attribute == "src" || (attribute == "href" && element.value().name() == "link") {
                    let inside = value == "data:," || !value.contains(':');
                    assert!(inside, "{name} loads {value}");
                }
                if attribute == "href" {
                    assert!(!value.starts_with("javascript:"), "{name}: {value}");
                }
            }
        }
        let policy = html
            .select(&select("meta[http-equiv=Content-Security-Policy]"))
            .next()
            .and_then(|m| m.value().attr("content"))
            .unwrap_or_else(|| panic!("{name} has no policy"));
        let style: String = html
            .select(&select("style"))
            .next()
            .unwrap()
            .text()
            .collect();
        let hash = {
            use base64::Engine as _;
            use sha2::Digest as _;
            base64::prelude::BASE64_STANDARD.encode(sha2::Sha256::digest(style.as_bytes()))
        };
        assert!(
            policy.contains(&format!("'sha256-{hash}'")),
            "{name}: {policy}"
        );
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    }
}

#[test]
fn pages_can_be_walked_without_seeing_them() {
    for (name, page) in all_pages() {
        let html = Html::parse_document(&page);
        let one = |selector: &str| {
            let count = html.select(&select(selector)).count();
            assert_eq!(count, 1, "{name}: {count} × {selector}");
        };
        one("html[lang]");
        one("head > title");
        one("main");
        one("h1");
        let ids: Vec<&str> = html
            .select(&select("[id]"))
            .filter_map(|e| e.value().attr("id"))
            .collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: an id stands twice");
        for attribute in ["aria-labelledby"] {
            for element in html.select(&select(&format!("[{attribute}]"))) {
                for id in element.value().attr(attribute).unwrap().split(' ') {
                    assert!(unique.contains(id), "{name}: {attribute} names no {id}");
                }
            }
        }
        let mut level = 1;
        for heading in html.select(&select("h1, h2, h3, h4")) {
            let this: u8 = heading.value().name()[1..].parse().unwrap();
            assert!(
                this <= level + 1,
                "{name}: a heading is skipped before {}",
                heading.inner_html()
            );
            level = this;
        }
        if name == "index.html" {
            continue;
        }
        one("header");
        one("footer");
        one("a.skip[href='#content']");
        assert!(html.select(&select("nav[aria-label]")).next().is_some());
        for table in html.select(&select("table")) {
            assert!(
                table.select(&select("caption")).next().is_some(),
                "{name}: a table without caption"
            );
        }
        for header in html.select(&select("th")) {
            assert!(
                header.value().attr("scope").is_some(),
                "{name}: a header without scope"
            );
        }
        for chart in html.select(&select("svg.chart")) {
            assert_eq!(chart.value().attr("role"), Some("img"));
            let described = |part: &str| {
                chart
                    .select(&select(part))
                    .next()
                    .is_some_and(|e| e.inner_html().len() > 10)
            };
            assert!(
                described("title") && described("desc"),
                "{name}: a chart without words"
            );
        }
        for hidden in html.select(&select("svg:not(.chart)")) {
            assert_eq!(hidden.value().attr("aria-hidden"), Some("true"), "{name}");
        }
        let charts = html.select(&select("figure")).count();
        let tables = html.select(&select("figure details table")).count();
        assert_eq!(charts, tables, "{name}: a chart without its figures");
    }
}

#[test]
fn links_lead_somewhere() {
    let pages = all_pages();
    let mut names: BTreeSet<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    names.insert("data/exposure.csv"); // see `every_figure_before_any_shock_is_in_the_file`
    // Whoever writes pages writes these beside them.
    names.insert("summary.csv");
    names.insert("compare.csv");
    for (name, page) in &pages {
        let html = Html::parse_document(page);
        let mut languages = 0;
        for link in html.select(&select("a[href], link[rel=alternate]")) {
            let href = link.value().attr("href").unwrap();
            if href.starts_with('#') {
                assert!(
                    html.select(&select(href)).next().is_some(),
                    "{name}: {href}"
                );
                continue;
            }
            if href.starts_with("https://") {
                continue;
            }
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            let target = match href.strip_prefix("../") {
                Some(rest) => rest.to_owned(),
                None if folder.is_empty() => href.to_owned(),
                None => format!("{folder}/{href}"),
            };
            assert!(names.contains(target.as_str()), "{name} links to {target}");
            languages +=
                usize::from(link.value().attr("hreflang").is_some() && link.value().name() == "a");
        }
        let expected = if name == "index.html" { 4 } else { 3 };
        assert_eq!(languages, expected, "{name} links to its other languages");
    }
}

#[test]
fn every_figure_of_the_table_leads_to_its_row() {
    let publication = fixture::publication_with_exposure();
    let page = page(&publication, "DEU", "en");
    let html = Html::parse_document(&page);
    let run = fixture::run();
    let germany = &run.scenarios[1].countries[2];
    assert_eq!(germany.region.as_str(), "DEU");
    let mut followed = 0;
    for link in html.select(&select(".losses td a, .answer a")) {
        let href = link.value().attr("href").unwrap();
        let row = html.select(&select(href)).next().unwrap();
        assert_eq!(row.value().name(), "tr", "{href}");
        followed += 1;
    }
    // Six losses, trade, shortage and recovery for each of two scenarios, and their sentences; there is
    // nothing to recover from in the quarantine.
    assert_eq!(followed, 2 * (6 + 3 + 1) - 1);
    let row = html.select(&select("#s2-loss-365")).next().unwrap();
    let said: Vec<String> = row
        .select(&select("td"))
        .map(|c| c.text().collect())
        .collect();
    let share = &germany.losses[2].share;
    let printed = |x: f64| mist_engine::tables::round_significant(x, 6).to_string();
    assert_eq!(
        said[2..5],
        [share.p05, share.median, share.p95].map(printed)
    );
    assert_eq!(said.last().unwrap(), "loss");
    assert!(page.contains("href=\"#run-s2\"") && page.contains("id=\"run-s2\""));
}

#[test]
fn what_a_lever_changes_stands_on_the_page_or_how_to_get_it() {
    let with = fixture::publication_with_exposure();
    for (tag, words) in [
        (
            "en",
            ["Escorted convoys", "−0.3 ± 0.2 (−1.3 to <0.1)", "93"],
        ),
        ("es", ["Convoyes con escolta", "Comparación", "93"]),
        ("ja", ["護衛付き船団", "封鎖", "93"]),
        ("zh-Hant", ["護航船團", "封鎖", "93"]),
    ] {
        let said = lines(&page(&with, "DEU", tag), "main");
        for word in words {
            assert!(said.contains(word), "{tag}: {word}: {said}");
        }
        let without = page(&fixture::publication(), "DEU", tag);
        assert!(without.contains("mist compare --base quarantine,blockade --with"));
        assert!(!page(&with, "DEU", tag).contains("--base quarantine,blockade"));
    }
    // Figures of another scenario, or of two scenarios, are not a measure's.
    let mut other = fixture::measured();
    other.comparison.pairs[0].base.hash = "1".to_owned();
    let page_of = |measured| {
        page(
            &fixture::publication().with_measured(vec![measured]),
            "DEU",
            "en",
        )
    };
    assert!(!page_of(other).contains("Escorted convoys"));
    let mut two = fixture::measured();
    two.comparison.pairs[0].with.id = "war".to_owned();
    assert!(!page_of(two).contains("Escorted convoys"));
}

/// Words of two or more Latin letters in what a reader of the page sees.
fn latin_words(page: &str) -> BTreeSet<String> {
    let html = Html::parse_document(page);
    let mut seen = String::new();
    for part in ["main", "header p", "footer"] {
        for element in html.select(&select(part)) {
            gather(element, &mut seen);
        }
    }
    seen.split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| word.len() >= 2)
        .map(str::to_owned)
        .collect()
}

fn gather(element: ElementRef<'_>, out: &mut String) {
    for child in element.children() {
        if let Some(words) = child.value().as_text() {
            out.push_str(words);
        } else if let Some(inner) = ElementRef::wrap(child)
            && inner.value().name() != "code"
            // What is quoted says in which language it is.
            && inner.value().attr("lang").is_none()
        {
            gather(inner, out);
            out.push(' ');
        }
    }
}

#[test]
fn no_english_is_left_on_chinese_and_japanese_pages() {
    let allowed: BTreeSet<String> = ["MIST", "SHA", "GDP", "HHI"]
        .into_iter()
        .map(str::to_owned)
        .collect();
    for (name, page) in all_pages() {
        if name.starts_with("ja/") || name.starts_with("zh-Hant/") {
            let left: Vec<_> = latin_words(&page).difference(&allowed).cloned().collect();
            assert!(left.is_empty(), "{name}: {left:?}");
        }
    }
}

#[test]
fn no_english_is_left_on_spanish_pages() {
    let english = [
        "the", "of", "and", "loss", "scenario", "draws", "weeks", "day", "less", "than",
    ];
    for (name, page) in all_pages() {
        if name.starts_with("es/") {
            let words = latin_words(&page);
            for word in english {
                assert!(!words.contains(word), "{name}: {word}");
            }
        }
    }
}

#[test]
fn what_users_name_things_is_text_and_never_markup() {
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;";
    let mut run = fixture::run();
    run.economy_name = evil.to_owned();
    for scenario in &mut run.scenarios {
        scenario.model = evil.to_owned();
        scenario.countries[2].name = evil.to_owned();
        scenario.countries[2].region = mist_economy::RegionCode::new("<b>");
    }
    let mut texts: Vec<ScenarioText> = fixture::texts();
    for words in texts[0].texts.values_mut() {
        words.title = evil.to_owned();
        words.phrase = None;
        words.summary = evil.to_owned();
    }
    let mut economy = fixture::economy();
    economy.sources[0].title = evil.to_owned();
    economy.sources[0].url = "javascript:alert(3)".to_owned();
    let mut recipe = fixture::publication().recipe;
    recipe.command = evil.to_owned();
    let publication = Publication::new(run, &texts, economy, recipe).unwrap();
    let languages = Language::all().unwrap();
    let folder = tempfile::tempdir().unwrap();
    write(
        &publication,
        &languages,
        &[],
        &[Form::Html],
        None,
        folder.path(),
    )
    .unwrap();
    let mut pages = Vec::new();
    collect(folder.path(), folder.path(), &mut pages);
    for (name, page) in &pages {
        let html = Html::parse_document(page);
        assert!(html.errors.is_empty(), "{name}: {:?}", html.errors);
        assert!(
            html.select(&select("script, img, [onerror]"))
                .next()
                .is_none(),
            "{name}"
        );
        assert!(!page.contains("javascript:"), "{name}");
    }
    let (_, german) = pages
        .iter()
        .find(|(name, _)| name == "en/u-3c-62-3e.html")
        .unwrap();
    let heading = lines(german, "h1");
    assert!(
        heading.contains("<script>alert(1)</script>"),
        "shown as written: {heading}"
    );
    assert!(
        lines(german, "svg title").contains("<script>"),
        "in charts as well"
    );
}

#[test]
fn a_scenario_without_words_in_a_language_says_which_language_it_speaks() {
    let mut texts = fixture::texts();
    texts[0].texts.retain(|tag, _| tag == "en");
    let publication = Publication::new(
        fixture::run(),
        &texts,
        fixture::economy(),
        fixture::publication().recipe,
    )
    .unwrap();
    let html = Html::parse_document(&page(&publication, "DEU", "ja"));
    let title = html.select(&select("th [lang=en]")).next().unwrap();
    assert_eq!(title.inner_html(), "Customs quarantine");
}

#[test]
fn missing_words_economies_and_figures_are_told_apart() {
    let recipe = fixture::publication().recipe;
    let error =
        Publication::new(fixture::run(), &[], fixture::economy(), recipe.clone()).unwrap_err();
    assert!(error.to_string().contains("quarantine"), "{error}");
    let publication = fixture::publication();
    let languages = Language::all().unwrap();
    let error = render_country(&publication.page("XXX", &languages), &languages[0]).unwrap_err();
    assert!(error.to_string().contains("XXX"), "{error}");
    let mut run = fixture::run();
    run.scenarios[0].countries[0].losses[2].share.median = f64::NAN;
    let publication = Publication::new(run, &fixture::texts(), fixture::economy(), recipe).unwrap();
    let error = render_country(&publication.page("TWN", &languages), &languages[0]).unwrap_err();
    assert!(error.to_string().contains("365"), "{error}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(all_pages(), all_pages());
}

#[test]
fn a_failed_publication_has_no_first_page() {
    let mut run = fixture::run();
    run.scenarios[1].countries[3].losses.clear();
    let publication = Publication::new(
        run,
        &fixture::texts(),
        fixture::economy(),
        fixture::publication().recipe,
    )
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("summary.csv"), "kept").unwrap();
    let languages = Language::all().unwrap();
    assert!(
        write(
            &publication,
            &languages,
            &[],
            &[Form::Html],
            None,
            folder.path()
        )
        .is_err()
    );
    assert!(!folder.path().join("index.html").exists());
    assert_eq!(
        std::fs::read_to_string(folder.path().join("summary.csv")).unwrap(),
        "kept"
    );
}

/// Relative luminance of WCAG 2.2, from `#rrggbb` or `#rgb`.
fn luminance(colour: &str) -> f64 {
    let hex = colour.trim_start_matches('#');
    let full: String = if hex.len() == 3 {
        hex.chars().flat_map(|c| [c, c]).collect()
    } else {
        hex.to_owned()
    };
    let channel = |i: usize| {
        let c = f64::from(u8::from_str_radix(&full[i..i + 2], 16).unwrap()) / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            libm::pow((c + 0.055) / 1.055, 2.4)
        }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

#[test]
fn text_and_marks_stand_out_from_the_paper() {
    let css = include_str!("../templates/style.css");
    let variable = |name: &str| {
        let start = css.find(&format!("--{name}:")).unwrap() + name.len() + 3;
        css[start..].split([';', '}']).next().unwrap().to_owned()
    };
    let against_white = |colour: &str| 1.05 / (luminance(colour) + 0.05);
    for text in ["ink", "soft", "accent"] {
        let contrast = against_white(&variable(text));
        assert!(contrast >= 4.5, "{text}: {contrast}");
    }
    // Marks need 3 : 1 (WCAG 1.4.11); the pale band has an outline that does.
    for mark in ["#3f74a8", "#7b93ab", "#5580aa", "#0b2c4d"] {
        assert!(css.contains(mark), "{mark}");
        assert!(
            against_white(mark) >= 3.0,
            "{mark}: {}",
            against_white(mark)
        );
    }
    // In black and white the two bands differ.
    let (inner, outer) = (luminance(&variable("inner")), luminance(&variable("outer")));
    assert!((outer + 0.05) / (inner + 0.05) > 1.5, "{inner} {outer}");
}

#[test]
fn a_page_shows_exposure_before_any_shock_in_each_language() {
    let publication = fixture::publication_with_exposure();
    let (report, germany) = publication.exposure_of("DEU").unwrap();
    let origins = mist_economy::origins::steps(&publication.economy, "DEU");
    let origins = origins.unwrap().len();
    for tag in ["en", "es", "ja", "zh-Hant"] {
        let page = page(&publication, "DEU", tag);
        let html = Html::parse_document(&page);
        let rows = |caption: usize| {
            let table = html
                .select(&select("section > table"))
                .nth(caption)
                .unwrap();
            table.select(&select("tbody tr")).count()
        };
        // After the losses: measures, goods; resilience, leverage, materials; what the lever changes;
        // the world and seven.
        let lengths: Vec<usize> = (1..8).map(rows).collect();
        let partners = germany.resilience.len();
        assert_eq!(lengths, [6, 10, partners, 6, 6, 1, 8], "{tag}");
        let data: Vec<usize> = html
            .select(&select("section > details table"))
            .map(|table| table.select(&select("tbody tr")).count())
            .collect();
        assert_eq!(
            data,
            [
                11,
                11,
                origins,
                6,
                10,
                partners,
                germany.leverage.len(),
                germany.materials.len(),
                1
            ],
            "{tag}: the annex has the figures of either scenario, origins, chips, goods, resilience, \
             leverage, materials and what the lever changes in full"
        );
    }
    // A figure on the page is the figure of the report.
    let english = lines(&page(&publication, "DEU", "en"), "main");
    let imports = &germany.partners[0].measures[0];
    for share in [imports.face_value.share, imports.look_through.share] {
        let percent = format!("{:.1} %", 100.0 * share);
        assert!(english.contains(&percent), "no {percent} in {english}");
    }
    assert!(
        english.contains("imports above 50 % of supply"),
        "{english}"
    );
    assert!(report.parameters.thresholds().import_share == 0.5);
    // Without exposure the page is as before; the PRC has no leverage against itself; the world
    // has no exposure.
    let plain = page(&fixture::publication(), "DEU", "en");
    assert!(!plain.contains("id=\"exposure\""));
    assert!(!page(&publication, "WLD", "en").contains("id=\"exposure\""));
}

#[test]
fn an_economy_of_tier_b_is_marked_and_not_ranked() {
    let publication = fixture::publication_with_exposure();
    let (_, philippines) = publication.exposure_of("PHL").unwrap();
    assert!(!philippines.comparable);
    let page = lines(
        &page(&publication, "PHL", "en"),
        "#resilience ~ table, .caveats",
    );
    assert!(
        page.contains("not ranked") && page.contains("Data tier B"),
        "{page}"
    );
    let germany = lines(
        &self::page(&publication, "DEU", "en"),
        "#resilience ~ table",
    );
    assert!(!germany.contains("not ranked"), "{germany}");
}

#[test]
fn every_figure_before_any_shock_is_in_the_file() {
    let publication = fixture::publication_with_exposure();
    let folder = tempfile::tempdir().unwrap();
    let languages = [Language::load("en").unwrap()];
    write(
        &publication,
        &languages,
        &["DEU".to_owned()],
        &[Form::Html],
        None,
        folder.path(),
    )
    .unwrap();
    let file = std::fs::read_to_string(folder.path().join("data/exposure.csv")).unwrap();
    let (_, germany) = publication.exposure_of("DEU").unwrap();
    let look = germany.strait.measures[0].look_through.share;
    let row = format!("DEU,A,exposure,strait,imports,look-through.share,{look},share,strait");
    assert!(file.lines().any(|line| line == row), "no {row}");
}

#[test]
fn chains_name_what_is_short_who_waits_and_who_else_supplies() {
    let publication = fixture::publication_with_exposure();
    let expected = [
        (
            "en",
            "Leading-edge logic chips (below 10 nm) → Motor vehicles: from day 24",
        ),
        (
            "es",
            "Chips lógicos de vanguardia (menos de 10 nanómetros) → Vehículos de motor: desde el día 24",
        ),
        (
            "ja",
            "先端ロジック半導体（10ナノメートル未満）→自動車：24日目から",
        ),
        ("zh-Hant", "先進邏輯晶片（未達10奈米）→汽車：自第24天起"),
    ];
    for (tag, words) in expected {
        let chains = lines(&page(&publication, "DEU", tag), ".chains");
        assert!(chains.contains(words), "{tag}: {chains}");
    }
    // The other suppliers are those of the report, without Taiwan and without the country itself.
    let (_, germany) = publication.exposure_of("DEU").unwrap();
    let chips = germany
        .suppliers
        .iter()
        .find(|s| s.product == "C26S")
        .unwrap();
    let english = lines(&page(&publication, "DEU", "en"), ".chains");
    let (largest, share) = chips
        .suppliers
        .iter()
        .find(|(code, _)| code != "TWN" && code != "DEU")
        .unwrap();
    assert_eq!(largest, "CHN");
    assert!(
        english.contains(&format!("China {:.1} %", 100.0 * share)),
        "{english}"
    );
    assert!(
        !english.contains("suppliers today: Taiwan") && !english.contains("Germany"),
        "{english}"
    );
    // Without exposure the chains stand without suppliers.
    let plain = lines(&page(&fixture::publication(), "DEU", "en"), ".chains");
    assert!(
        plain.contains("Motor vehicles") && !plain.contains("suppliers"),
        "{plain}"
    );
}
