//! The site as a browser, a crawler and a suspicious reader find it.

#![allow(clippy::unwrap_used, clippy::expect_used, dead_code)]

mod fixture;

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use mist_report::site::{
    Address, Basis, Download, Fact, FactUnit, Goods, Group, Ladder, LadderPhase, MeasureStory,
    Party, Release, Site, Stage, Story, Texts, Together, Trigger, Way, Who, Work, render_site,
};
use mist_report::{Language, Publication};
use scraper::{Html, Selector};
use sha2::{Digest, Sha256};

type Files = BTreeMap<String, Vec<u8>>;

fn texts(all: &[(&str, &str)]) -> Texts {
    all.iter()
        .map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned()))
        .collect()
}

/// The facts of the phases: one that only English tells, one that every language tells.
fn facts() -> Vec<Fact> {
    vec![
        Fact {
            key: "sea-energy".to_owned(),
            cargo: vec!["energy".to_owned()],
            value: [0.0, 0.2, 0.6],
            ..Fact::default()
        },
        Fact {
            key: "sea-food".to_owned(),
            cargo: vec!["food".to_owned()],
            value: [0.0, 0.2, 0.6],
            ..Fact::default()
        },
        Fact {
            key: "cut-sanctions".to_owned(),
            name: Some("sanctions".to_owned()),
            from: vec![
                Party {
                    who: Who::Everyone,
                    excluded: false,
                },
                Party {
                    who: Who::Economy("TWN".to_owned()),
                    excluded: true,
                },
            ],
            to: vec![Party {
                who: Who::Group(texts(&[("en", "<i>us</i>")])),
                excluded: false,
            }],
            goods: vec![Goods::One("gallium".to_owned())],
            value: [0.1, 0.35, 0.7],
            source: Some("Judgement, @work-2025 <script>".to_owned()),
            known: Some("judgement".to_owned()),
            note: texts(&[("en", "Only in English.")]),
            with: vec![Fact {
                key: "probability".to_owned(),
                name: Some("chance".to_owned()),
                value: [0.5, 0.7, 0.9],
                ..Fact::default()
            }],
            ..Fact::default()
        },
        Fact {
            key: "transit-adjustment".to_owned(),
            value: [14.0, 35.0, 63.0],
            unit: FactUnit::Days,
            ..Fact::default()
        },
    ]
}

fn story(publication: &Publication) -> Story {
    let phase = |id: &str, title: &str, days: Option<[f64; 3]>, to: Option<&str>| LadderPhase {
        id: id.to_owned(),
        titles: texts(&[("en", title)]),
        rung: "quarantine".to_owned(),
        note: texts(&[("en", "A note"), ("ja", "注記。")]),
        lasts: days.map(|value| Fact {
            key: "duration".to_owned(),
            phase: texts(&[("en", title)]),
            value,
            unit: FactUnit::Days,
            ..Fact::default()
        }),
        ways: vec![
            Way {
                to: to.map(str::to_owned),
                chance: Some([0.25, 0.25]),
                source: Some("Judgement of the way".to_owned()),
                ..Way::default()
            },
            Way::default(),
        ],
        facts: facts(),
    };
    Story {
        id: publication.scenarios[0].id.clone(),
        ladder: Ladder {
            phases: vec![
                phase(
                    "closure",
                    "Closure & <b>",
                    Some([20.0, 40.0, 90.0]),
                    Some("tail"),
                ),
                phase("tail", "Tail", None, None),
            ],
        },
        basis: Basis {
            together: vec![Together {
                between: ["sanctions".to_owned(), "chance".to_owned()],
                rho: -0.5,
                source: None,
            }],
            groups: vec![Group {
                names: texts(&[("en", "us"), ("es", "nosotros"), ("ja", "我々")]),
                members: vec!["DEU".to_owned(), "ESP".to_owned()],
                source: None,
            }],
            works: vec![Work {
                key: "work-2025".to_owned(),
                citation: "A work <script>alert(1)</script>".to_owned(),
                url: Some("javascript:alert(1)".to_owned()),
                note: None,
            }],
        },
        measures: Vec::new(),
    }
}

fn measure() -> MeasureStory {
    MeasureStory {
        text: fixture::lever(),
        response: false,
        partners: vec![Party {
            who: Who::Everyone,
            excluded: false,
        }],
        replaces_answers: true,
        trigger: Some(Trigger::Rung("blockade".to_owned())),
        stages: vec![Stage {
            id: "first".to_owned(),
            titles: texts(&[("en", "First"), ("es", "Primera")]),
            facts: facts(),
            ..Stage::default()
        }],
        changes: vec![Fact {
            key: "recycling".to_owned(),
            goods: vec![Goods::Materials],
            from: vec![Party {
                who: Who::Economy("DEU".to_owned()),
                excluded: false,
            }],
            made: vec!["extraction".to_owned(), "magnets".to_owned()],
            value: [0.02, 0.08, 0.2],
            ..Fact::default()
        }],
        basis: Basis::default(),
    }
}

fn files(publication: &Publication, address: Option<&str>) -> Files {
    files_of(publication, address, &[], Vec::new())
}

fn files_of(
    publication: &Publication,
    address: Option<&str>,
    codes: &[&str],
    earlier: Vec<Release>,
) -> Files {
    let languages = Language::all().unwrap();
    let site = Site {
        publication,
        stories: vec![story(publication)],
        measures: vec![measure()],
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
        earlier,
        address: address.map(|a| Address::new(a).unwrap()),
        downloads: vec![Download {
            path: "summary.csv".to_owned(),
            holds: "summary-csv".to_owned(),
            bytes: 12_345,
            sha256: "ab".repeat(32),
        }],
        forms: Vec::new(),
    };
    let mut files = Files::from([("summary.csv".to_owned(), Vec::new())]);
    let mut order = Vec::new();
    render_site(&site, &languages, &mut |path, content| {
        order.push(path.to_owned());
        assert!(
            files.insert(path.to_owned(), content.to_vec()).is_none(),
            "{path} twice"
        );
        Ok(())
    })
    .unwrap();
    assert_eq!(
        order.last().unwrap(),
        "index.html",
        "the first page comes last"
    );
    files
}

fn text<'a>(files: &'a Files, path: &str) -> &'a str {
    std::str::from_utf8(files.get(path).expect(path)).unwrap()
}

fn pages(files: &Files) -> impl Iterator<Item = (&str, Html)> {
    files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| {
            let html = Html::parse_document(std::str::from_utf8(bytes).unwrap());
            (path.as_str(), html)
        })
}

fn select(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}

/// A relative link from a page as a path within the site.
fn resolve(page: &str, href: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            ".." => {
                parts.pop().unwrap();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

#[test]
fn every_link_leads_to_a_page_or_a_place_on_it() {
    let files = files(&fixture::publication(), None);
    let mut links = 0;
    for (path, html) in pages(&files) {
        let ids: BTreeSet<&str> = html
            .select(&select("[id]"))
            .filter_map(|e| e.value().id())
            .collect();
        for element in html.select(&select("a[href], link[href], use")) {
            let href = element.value().attr("href").unwrap();
            if let Some(id) = href.strip_prefix('#') {
                assert!(ids.contains(id), "{path}: #{id}");
            } else if !href.contains(':') && !href.contains("exposure.csv") {
                let target = resolve(path, href);
                assert!(files.contains_key(&target), "{path}: {href}");
                links += 1;
            }
        }
    }
    assert!(links > 500, "{links}");
}

#[test]
fn pages_run_one_known_script_or_none_and_ask_for_nothing() {
    let files = files(&fixture::publication(), None);
    for (path, html) in pages(&files) {
        let policy = html
            .select(&select("meta[http-equiv=\"Content-Security-Policy\"]"))
            .next()
            .unwrap();
        let policy = policy.value().attr("content").unwrap();
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe"),
            "{path}"
        );
        let mut scripts = 0;
        for script in html.select(&select("script")) {
            assert!(script.value().attr("src").is_none());
            let source: String = script.text().collect();
            if script.value().attr("type") == Some("application/ld+json") {
                let linked: serde_json::Value = serde_json::from_str(&source).unwrap();
                assert_eq!(linked["mainEntity"]["@type"], "Dataset", "{path}");
                continue;
            }
            scripts += 1;
            let hash = BASE64_STANDARD.encode(Sha256::digest(source.as_bytes()));
            assert!(
                policy.contains(&format!("script-src 'sha256-{hash}'")),
                "{path}"
            );
        }
        let is_overview = path.ends_with("/index.html");
        assert_eq!(scripts, usize::from(is_overview), "{path}");
        let style: String = html
            .select(&select("style"))
            .next()
            .unwrap()
            .text()
            .collect();
        let hash = BASE64_STANDARD.encode(Sha256::digest(style.as_bytes()));
        assert!(
            policy.contains(&format!("style-src 'sha256-{hash}'")),
            "{path}"
        );
        assert!(
            html.select(&select("img, iframe, object, embed, [style]"))
                .next()
                .is_none()
        );
    }
}

#[test]
fn every_page_exists_in_every_language_and_leads_to_the_others() {
    let files = files(&fixture::publication(), None);
    let of = |tag: &str| -> BTreeSet<String> {
        files
            .keys()
            .filter_map(|path| path.strip_prefix(&format!("{tag}/")))
            .map(str::to_owned)
            .collect()
    };
    let english = of("en");
    assert!(english.contains("DEU.html") && english.contains("side-by-side.html"));
    for tag in ["es", "ja", "zh-Hant"] {
        assert_eq!(of(tag), english, "{tag}");
    }
    for (path, html) in pages(&files).filter(|(path, _)| path.contains('/')) {
        let alternates = html
            .select(&select("link[rel=alternate][hreflang]"))
            .count();
        assert_eq!(
            alternates, 5,
            "{path}: four languages and the choice of one"
        );
        assert_eq!(html.select(&select("nav.site")).count(), 1, "{path}");
        assert_eq!(html.select(&select("h1")).count(), 1, "{path}");
        assert_eq!(html.select(&select("main")).count(), 1, "{path}");
    }
}

#[test]
fn a_country_s_page_weighs_less_than_150_kilobytes() {
    for (path, bytes) in files(&fixture::publication(), Some("https://e.org/m")) {
        if path.ends_with(".html") {
            assert!(bytes.len() < 150_000, "{path}: {}", bytes.len());
        }
    }
}

#[test]
fn addresses_are_absolute_only_where_the_site_has_one() {
    let without = files(&fixture::publication(), None);
    assert!(!without.contains_key("sitemap.xml"));
    assert!(!text(&without, "robots.txt").contains("Sitemap"));
    assert!(!text(&without, "en/DEU.html").contains("canonical"));
    let with = files(&fixture::publication(), Some("https://e.org/m"));
    assert!(text(&with, "robots.txt").contains("Sitemap: https://e.org/m/sitemap.xml"));
    let page = Html::parse_document(text(&with, "ja/DEU.html"));
    let named = |selector: &str| {
        let link = page.select(&select(selector)).next().unwrap();
        link.value().attr("href").unwrap().to_owned()
    };
    assert_eq!(named("link[rel=canonical]"), "https://e.org/m/ja/DEU.html");
    assert_eq!(named("link[hreflang=es]"), "https://e.org/m/es/DEU.html");
    let sitemap = text(&with, "sitemap.xml");
    let mut listed = 0;
    for address in sitemap.split("<loc>").skip(1) {
        let path = address.split("</loc>").next().unwrap();
        let path = path.strip_prefix("https://e.org/m/").unwrap();
        assert!(with.contains_key(path), "{path}");
        listed += 1;
    }
    let all = with
        .keys()
        .filter(|p| p.contains('/') && p.ends_with(".html"))
        .count();
    assert_eq!(listed, all, "every page is in it");
}

#[test]
fn descriptions_for_machines_are_what_they_say() {
    let files = files(&fixture::publication(), Some("https://e.org/m/"));
    let package: serde_json::Value =
        serde_json::from_str(text(&files, "datapackage.json")).unwrap();
    assert_eq!(package["resources"][0]["path"], "summary.csv");
    assert_eq!(
        package["resources"][0]["schema"]["fields"][10]["name"],
        "median"
    );
    let dcat: serde_json::Value = serde_json::from_str(text(&files, "dcat.jsonld")).unwrap();
    let distribution = &dcat["dcat:dataset"]["dcat:distribution"][0];
    assert_eq!(
        distribution["dcat:downloadURL"]["@id"],
        "https://e.org/m/summary.csv"
    );
    assert_eq!(dcat["dct:title"].as_array().unwrap().len(), 4);
    let feed = text(&files, "feed.xml");
    assert_eq!(feed.matches("<entry").count(), 4);
    assert_eq!(
        feed.matches("<entry").count(),
        feed.matches("</entry>").count()
    );
    let picture = &files["preview-1.png"];
    assert_eq!(&picture[..8], b"\x89PNG\r\n\x1a\n");
    let decoder = png::Decoder::new(std::io::Cursor::new(picture));
    let info = decoder.read_info().unwrap().info().size();
    assert_eq!(info, (1200, 630));
}

#[test]
fn kinds_of_figures_keep_apart_and_say_what_they_are() {
    let files = files(&fixture::publication(), None);
    let page = Html::parse_document(text(&files, "en/side-by-side.html"));
    let captions: Vec<String> = page
        .select(&select("table caption"))
        .map(|e| e.text().collect())
        .collect();
    assert!(captions[0].starts_with("Lost output:"), "{captions:?}");
    assert!(captions[1].starts_with("Disrupted:"), "{captions:?}");
    let scenario = files
        .keys()
        .find(|p| p.starts_with("en/scenario-"))
        .unwrap();
    let page = Html::parse_document(text(&files, scenario));
    for figure in page.select(&select("figure.map figcaption b")) {
        assert_eq!(figure.text().collect::<String>(), "Lost output");
    }
}

#[test]
fn a_scenario_s_words_run_nothing() {
    let mut publication = fixture::publication();
    for text in &mut publication.scenarios {
        for words in text.texts.values_mut() {
            words.title = "</script><script>alert(1)</script>\" onload=".to_owned();
        }
    }
    let files = files(&publication, Some("https://e.org/"));
    for (path, html) in pages(&files) {
        let all: Vec<String> = html
            .select(&select("script"))
            .map(|e| e.text().collect())
            .collect();
        assert!(all.iter().all(|s| !s.starts_with("alert")), "{path}");
        assert!(
            html.select(&select("[onload], b b")).next().is_none(),
            "{path}"
        );
    }
    let first = files
        .keys()
        .find(|p| p.starts_with("en/scenario-"))
        .unwrap();
    assert!(text(&files, first).contains("&lt;script&gt;alert(1)&lt;"));
}

#[test]
fn a_site_of_some_countries_has_their_pages_and_no_dead_links() {
    let publication = fixture::publication();
    let files = files_of(&publication, None, &["DEU", "JPN"], Vec::new());
    let of_countries: Vec<&String> = files
        .keys()
        .filter(|path| path.starts_with("es/") && path.len() == "es/DEU.html".len())
        .collect();
    assert_eq!(of_countries, ["es/DEU.html", "es/JPN.html", "es/WLD.html"]);
    for (path, html) in pages(&files) {
        for link in html.select(&select("a[href]")) {
            let href = link.value().attr("href").unwrap();
            if href.ends_with(".html") {
                let target = resolve(path, href);
                assert!(files.contains_key(&target), "{path}: {href}");
            }
        }
    }
    let all = text(&files, "es/side-by-side.html");
    assert!(all.contains("España"), "figures of all stay");
}

#[test]
fn what_a_phase_does_is_told_in_every_language() {
    let files = files(&fixture::publication(), None);
    for (tag, words) in [
        (
            "en",
            [
                "Sanctions: cut of Gallium",
                "every economy (except Taiwan)",
                "14–\u{2060}63",
            ],
        ),
        (
            "es",
            [
                "Sanciones: reducción",
                "todas las economías (salvo Taiwán)",
                "14-63",
            ],
        ),
        (
            "ja",
            [
                "制裁：すべての国・地域",
                "ガリウム",
                "14\u{2060}～\u{2060}63",
            ],
        ),
        (
            "zh-Hant",
            ["制裁：所有經濟體", "鎵", "14\u{2060}～\u{2060}63"],
        ),
    ] {
        let page = Html::parse_document(text(&files, &format!("{tag}/scenario-quarantine.html")));
        let table = page.select(&select("table.facts")).next().unwrap();
        let said: String = table.text().collect();
        for word in words {
            assert!(said.contains(word), "{tag}: {word} is not in {said}");
        }
        assert!(said.contains("Judgement, work-2025 <script>"), "{said}");
        let source = table.select(&select("[lang=en]")).count();
        assert_eq!(source > 0, tag != "en", "English says that it is");
    }
}

#[test]
fn a_phase_is_told_in_sentences_of_every_language() {
    let files = files(&fixture::publication(), None);
    for (tag, expected) in [
        (
            "en",
            [
                "Rung of the ladder: quarantine. It lasts 40 days (20–\u{2060}90 days). A note.",
                "Of fuel and food by sea to and from Taiwan, 20 % (0–\u{2060}60 %) of the normal amount still moves.",
                "The probability that this is done is 70 % (50–\u{2060}90 %). Only in English.",
                "What follows: Tail with 25 %, otherwise peace.",
            ],
        ),
        (
            "es",
            [
                "Nivel de la escalada: cuarentena. Dura 40 días (20-90 días). A note.",
                "Por mar, de la carga de combustible y alimentos con origen o destino en Taiwán sigue circulando un 20 % (0-60 %) de lo normal.",
                "La probabilidad de que se adopte es de un 70 % (50-90 %). Only in English.",
                "Lo que sigue: Tail con un 25 %; en otro caso, paz.",
            ],
        ),
        (
            "ja",
            [
                "緊張の度合い：検疫・隔離。期間は40日間（20\u{2060}～\u{2060}90日間）。注記。",
                "台湾との間の海上輸送では、燃料、食料は通常の20%（0\u{2060}～\u{2060}60%）が引き続き運ばれる。",
                "実施される確率は70%（50\u{2060}～\u{2060}90%）である。Only in English.",
                "その後：Tail（25%）、それ以外は平時。",
            ],
        ),
        (
            "zh-Hant",
            [
                "緊張程度：隔離。持續40天（20\u{2060}～\u{2060}90天）。A note.",
                "進出臺灣的海運中，燃料和糧食仍有正常運量的20%（0\u{2060}～\u{2060}60%）得以運送。",
                "實施的機率為70%（50\u{2060}～\u{2060}90%）。Only in English.",
                "後續：Tail（25%）、其餘為恢復和平。",
            ],
        ),
    ] {
        let page = Html::parse_document(text(&files, &format!("{tag}/scenario-quarantine.html")));
        let story = page
            .select(&select("section[aria-labelledby=story]"))
            .next();
        let said: String = story.unwrap().text().collect();
        let said = said.replace('\u{a0}', " ");
        for sentence in expected {
            assert!(
                said.contains(sentence),
                "{tag}: {sentence} is not in {said}"
            );
        }
        let foreign: Vec<String> = page
            .select(&select("section[aria-labelledby=story] span[lang=en]"))
            .map(|note| note.text().collect())
            .collect();
        assert_eq!(
            foreign.contains(&"Only in English.".to_owned()),
            tag != "en"
        );
        assert!(!foreign.contains(&"注記。".to_owned()), "{foreign:?}");
    }
}

#[test]
fn what_numbers_rest_on_links_to_nothing_that_runs() {
    let files = files(&fixture::publication(), None);
    let page = Html::parse_document(text(&files, "es/scenario-quarantine.html"));
    let basis = page
        .select(&select("section[aria-labelledby=basis]"))
        .next();
    let basis = basis.unwrap();
    assert_eq!(basis.select(&select("a, script")).count(), 0);
    let said: String = basis.text().collect();
    for words in [
        "Alemania y España",
        "con probabilidad de que se adopte: −0,50",
        "javascript:alert(1)",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    let works: String = basis
        .select(&select("ul[lang=en]"))
        .flat_map(|list| list.text().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(works.contains("A work"), "{works}");
}

#[test]
fn a_measure_is_told_in_every_language() {
    let files = files(&fixture::publication(), None);
    for (tag, words) in [
        (
            "en",
            [
                "Partners: every economy.",
                "Need of critical raw materials met from scrap: Germany (stages of production: mining and magnet making)",
            ],
        ),
        (
            "es",
            [
                "Socios: todas las economías.",
                "Necesidad de materias primas críticas que se cubre con material reciclado: Alemania (etapas de producción: extracción y fabricación de imanes)",
            ],
        ),
        (
            "ja",
            [
                "参加国・地域：すべての国・地域。",
                "重要鉱物資源の必要量のうち、再生材で賄うもの：ドイツ（生産段階：採掘、磁石製造）",
            ],
        ),
        (
            "zh-Hant",
            [
                "參與者：所有經濟體。",
                "關鍵原材料需求中由回收料滿足的部分：德國（生產階段：開採和磁鐵製造）",
            ],
        ),
    ] {
        let page = Html::parse_document(text(&files, &format!("{tag}/responses-and-levers.html")));
        let said: String = page
            .select(&select("details"))
            .next()
            .unwrap()
            .text()
            .collect();
        for word in words {
            assert!(said.contains(word), "{tag}: {word} is not in {said}");
        }
    }
}

#[test]
fn a_feed_tells_of_earlier_publications() {
    let publication = fixture::publication();
    let mut before = Release::of(&publication);
    before.id = "urn:mist:0.0.9:1:a&b".to_owned();
    before.date.year = 2025;
    let files = files_of(&publication, None, &[], vec![before.clone()]);
    let feed = text(&files, "feed.xml");
    assert_eq!(feed.matches("<entry").count(), 8);
    assert!(feed.contains("a&amp;b:es</id>") && feed.contains("<updated>2025-11-20T"));
    let left = Release::read(text(&files, "releases.json").as_bytes()).unwrap();
    assert_eq!(left, [Release::of(&publication), before]);
    // Published again, it is still one.
    let again = files_of(&publication, None, &[], left.clone());
    assert_eq!(
        Release::read(text(&again, "releases.json").as_bytes()).unwrap(),
        left
    );
    assert_eq!(
        Html::parse_document(text(&again, "en/data-and-licences.html"))
            .select(&select("section[aria-labelledby=releases] tbody tr"))
            .count(),
        2
    );
}

#[test]
fn a_package_describes_the_columns_that_the_file_has() {
    let mut csv = Vec::new();
    mist_engine::write_csv(&fixture::run(), &mut csv).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    let columns: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    let files = files(&fixture::publication(), None);
    let package: serde_json::Value =
        serde_json::from_str(text(&files, "datapackage.json")).unwrap();
    let fields = package["resources"][0]["schema"]["fields"]
        .as_array()
        .unwrap();
    let described: Vec<&str> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
    assert_eq!(described, columns);
}

#[test]
fn the_same_publication_is_the_same_site() {
    let publication = fixture::publication();
    assert!(files(&publication, None) == files(&publication, None));
}
