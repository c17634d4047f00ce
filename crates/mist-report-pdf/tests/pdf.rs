//! The PDF itself, from the fixture of the report's tests. Needs the feature `typst`:
//!
//! ```sh
//! cargo test -p mist-report-pdf --features typst
//! ```
//!
//! Japanese and Chinese need Noto Sans CJK on the machine; without it they are passed over, and the
//! test says so.
#![cfg(feature = "typst")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers outside #[test] functions fail the test that calls them"
)]
#![allow(
    clippy::print_stderr,
    reason = "a test says which language it passed over"
)]

#[path = "../../mist-report/tests/fixture/mod.rs"]
#[allow(dead_code)]
mod fixture;

use mist_report::{Language, Publication, print};
use mist_report_pdf::{Error, Typesetter};

/// The summary of Germany as PDF; none if the language's typeface is not installed.
fn pdf(publication: &Publication, tag: &str) -> Option<Vec<u8>> {
    let languages = Language::all().unwrap();
    let language = languages.iter().find(|l| l.tag() == tag).unwrap();
    let data = print::data(&publication.page("DEU", &languages), language).unwrap();
    let typesetter = Typesetter::new(&[]).unwrap();
    match typesetter.pdf(&data, &print::face(language).unwrap()) {
        Err(Error::MissingFace { face }) => {
            eprintln!("{tag} is passed over: {face} is not installed");
            None
        }
        made => Some(made.unwrap()),
    }
}

/// How often some bytes stand in others.
fn count(pdf: &[u8], what: &str) -> usize {
    pdf.windows(what.len())
        .filter(|window| *window == what.as_bytes())
        .count()
}

#[test]
fn a_pdf_is_tagged_names_its_language_and_title_and_holds_its_fonts() {
    let publication = fixture::publication_with_exposure();
    for (tag, locale, title) in [
        ("en", "en-GB", "Germany: economic exposure"),
        ("es", "es-ES", "Alemania: exposición económica"),
        ("ja", "ja-JP", "ドイツ：台湾海峡"),
        ("zh-Hant", "zh-TW", "德國：臺海危機"),
    ] {
        let Some(pdf) = pdf(&publication, tag) else {
            continue;
        };
        assert!(pdf.starts_with(b"%PDF-1."), "{tag}");
        let has = |what: &str| assert!(count(&pdf, what) > 0, "{tag} lacks {what}");
        has("/StructTreeRoot");
        has("/Marked true");
        has(&format!("/Lang({locale})"));
        has("/DisplayDocTitle true");
        has("<pdfuaid:part>1</pdfuaid:part>");
        has("<pdfaid:part>2</pdfaid:part>");
        has(title);
        for element in ["/H1", "/H2", "/Table", "/TH", "/Figure", "/Alt"] {
            has(element);
        }
        // Two pages, and an annex.
        let pages = count(&pdf, "/Type/Page") - count(&pdf, "/Type/Pages");
        assert!((4..=12).contains(&pages), "{tag}: {pages} pages");
        let embedded = count(&pdf, "/FontFile2") + count(&pdf, "/FontFile3");
        assert!(embedded >= 2, "{tag}: {embedded} fonts");
        assert_eq!(embedded, count(&pdf, "/Type/FontDescriptor"), "{tag}");
    }
}

#[test]
fn the_same_summary_gives_the_same_bytes() {
    let publication = fixture::publication_with_exposure();
    assert!(pdf(&publication, "en") == pdf(&publication, "en"));
}

#[test]
fn what_users_name_things_is_text_to_typst() {
    let evil = "#eval(\"1+1\") $x^2$ \\ @ref *_b_* `raw` = // [a](#panic())";
    let mut run = fixture::run();
    run.economy_name = evil.to_owned();
    for scenario in &mut run.scenarios {
        scenario.countries[2].name = evil.to_owned();
        scenario.countries[2].region = mist_economy::RegionCode::new("X1");
    }
    let mut texts = fixture::texts();
    for words in texts[0].texts.values_mut() {
        words.title = evil.to_owned();
        words.summary = format!("{evil}\n\n= Heading\n#pagebreak()");
    }
    let mut economy = fixture::economy();
    economy.sources[0].title = evil.to_owned();
    let mut recipe = fixture::publication().recipe;
    recipe.command = evil.to_owned();
    let publication = Publication::new(run, &texts, economy, recipe).unwrap();
    let languages = Language::all().unwrap();
    let data = print::data(&publication.page("X1", &languages), &languages[0]).unwrap();
    let typesetter = Typesetter::new(&[]).unwrap();
    let pdf = typesetter
        .pdf(&data, &print::face(&languages[0]).unwrap())
        .unwrap();
    // The title stands in the metadata as it is written, escaped for XML.
    assert!(
        count(
            &pdf,
            "#eval(&quot;1+1&quot;) $x^2$ \\ @ref *_b_* `raw` = //"
        ) > 0
            || count(&pdf, "#eval(\"1+1\") $x^2$ \\ @ref *_b_* `raw` = //") > 0
    );
    let pages = count(&pdf, "/Type/Page") - count(&pdf, "/Type/Pages");
    let plain = typesetter
        .pdf(
            &print::data(
                &fixture::publication().page("DEU", &languages),
                &languages[0],
            )
            .unwrap(),
            &print::face(&languages[0]).unwrap(),
        )
        .unwrap();
    let usual = count(&plain, "/Type/Page") - count(&plain, "/Type/Pages");
    assert!(
        pages.abs_diff(usual) <= 1,
        "{pages} pages instead of {usual}"
    );
}
