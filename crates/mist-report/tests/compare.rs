//! The page of a comparison: figures with their sign and error, in four languages.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use mist_economy::{CoverageTier, RegionCode};
use mist_engine::Comparison;
use mist_engine::Sampling;
use mist_engine::comparison::{CountryDifference, HorizonDifference, Pair, Side};
use mist_engine::overview::Mixed;
use mist_engine::results::Spread;
use mist_engine::weighted::{CountryMixture, HorizonMixture, WeightedChange};
use mist_report::{Date, Language, Recipe, ScenarioText, ScenarioWords, render_comparison};

fn spread(p05: f64, median: f64, p95: f64, median_error: f64) -> Spread {
    Spread {
        p05,
        p25: p05,
        median,
        p75: p95,
        p95,
        mean: median,
        tail_mean: p95,
        p05_error: median_error,
        median_error,
        p95_error: median_error,
    }
}

fn mixed(mean: f64, mean_error: f64) -> Mixed {
    Mixed {
        p05: mean,
        median: mean,
        p95: mean,
        mean,
        mean_error,
    }
}

fn country(code: &str, name: &str, change: f64, error: f64) -> CountryDifference {
    CountryDifference {
        region: RegionCode::new(code),
        name: name.to_owned(),
        tier: (code != "WLD").then_some(CoverageTier::A),
        value_added: 4e6,
        horizons: vec![HorizonDifference {
            days: 365,
            base: spread(0.01, 0.02, 0.03, 0.001),
            with: spread(0.01, 0.02 + change, 0.03, 0.001),
            difference: spread(2.0 * change, change, 0.0, error),
            usd_million: spread(2.0 * change * 4e6, change * 4e6, 0.0, error * 4e6),
            mean_error: error,
            separate_error: 10.0 * error,
            less: if change < 0.0 { 1.0 } else { 0.0 },
            more: 0.0,
        }],
    }
}

fn side(id: &str) -> Side {
    Side {
        id: id.to_owned(),
        title: id.to_owned(),
        hash: "0".repeat(64),
    }
}

fn comparison() -> Comparison {
    Comparison {
        version: "0.0.0".to_owned(),
        seed: 1,
        sampler: Sampling::Random,
        draws: 32,
        model: "dynamic".to_owned(),
        economy: "test".to_owned(),
        economy_name: "Test <economy>".to_owned(),
        economy_year: 2023,
        economy_hash: "0".repeat(64),
        parameters_hash: "0".repeat(64),
        overview: None,
        weighted: vec![WeightedChange {
            measure: "lever".to_owned(),
            bases: vec![side("base")],
            weights: vec![1.0],
            draws: 31,
            world: CountryMixture {
                region: RegionCode::new("WLD"),
                name: "World".to_owned(),
                horizons: vec![HorizonMixture {
                    days: 365,
                    base: mixed(0.02, 0.001),
                    with: mixed(0.019, 0.001),
                    difference: mixed(-0.001, 0.000_2),
                    separate_error: 0.001_4,
                }],
            },
            countries: Vec::new(),
        }],
        pairs: vec![Pair {
            base: side("base"),
            with: side("base-with-lever"),
            draws: 31,
            failed: 1,
            world: country("WLD", "World", -0.001_25, 0.000_31),
            countries: vec![
                country("DEU", "Germany", 0.0, 0.0),
                country("JPN", "Japan", -0.012_34, 0.002),
            ],
        }],
    }
}

fn texts() -> Vec<ScenarioText> {
    let words = |title: &str| ScenarioWords {
        title: title.to_owned(),
        phrase: None,
        summary: "What <happens>.".to_owned(),
    };
    let text = |id: &str, title: &str| ScenarioText {
        id: id.to_owned(),
        texts: BTreeMap::from([("en".to_owned(), words(title))]),
    };
    vec![
        text("base", "The base"),
        text("base-with-lever", "The base, with: a lever"),
    ]
}

fn page(tag: &str, codes: &[String]) -> String {
    let languages = Language::all().unwrap();
    let language = Language::load(tag).unwrap();
    let recipe = Recipe {
        command: "mist compare --base base --with lever".to_owned(),
        date: Date {
            year: 2026,
            month: 1,
            day: 2,
        },
    };
    render_comparison(
        &comparison(),
        &texts(),
        &recipe,
        &languages,
        codes,
        &language,
    )
    .unwrap()
}

#[test]
fn changes_have_a_sign_and_the_digits_of_their_error() {
    let page = page("en", &[]);
    for expected in [
        "<b>−0.13</b> ± 0.03",
        "<b>−1.2</b> ± 0.2",
        "<b>0</b> ± 0.00",
        "What &lt;happens&gt;.",
        "Compared with: <span>The base</span>",
        "mist compare --base base --with lever",
        "Draws that failed and are left out: 1.",
        "World, mean change: −0.13 points, with an error of 0.03; with separate luck on either side \
         the error would be 0.3.",
    ] {
        assert!(page.contains(expected), "{expected}\n{page}");
    }
    // The greatest change first, the world before all.
    let at = |name: &str| page.find(&format!("<th scope=\"row\">{name}")).unwrap();
    assert!(at("World") < at("Japan") && at("Japan") < at("Germany"));
}

#[test]
fn every_language_has_the_page_and_marks_words_that_are_not_its_own() {
    for tag in ["es", "ja", "zh-Hant"] {
        let page = page(tag, &["JPN".to_owned()]);
        assert!(page.contains(&format!("<html lang=\"{tag}\">")));
        assert!(
            page.contains("lang=\"en\">The base, with: a lever"),
            "{page}"
        );
        // Two rows of the comparison, and the world by the weights given.
        assert_eq!(page.matches("<th scope=\"row\">").count(), 3, "{tag}");
    }
}
