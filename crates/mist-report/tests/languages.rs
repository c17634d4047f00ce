//! Every language says everything, with the same arguments, in its own words and typography.

#![allow(clippy::unwrap_used)]

use mist_report::Language;
use mist_report::language::{messages, tags};

#[test]
fn there_are_the_four_languages_of_the_texts() {
    let tags: Vec<_> = tags().collect();
    assert_eq!(tags, ["en", "es", "ja", "zh-Hant"]);
}

#[test]
fn every_language_has_every_message_with_the_same_arguments() {
    let english = messages("en").unwrap();
    assert!(
        english.len() > 100,
        "the messages are found: {}",
        english.len()
    );
    for tag in tags() {
        let other = messages(tag).unwrap();
        for (key, arguments) in &english {
            let theirs = other
                .get(key)
                .unwrap_or_else(|| panic!("`{tag}` lacks the message `{key}`"));
            assert_eq!(theirs, arguments, "arguments of `{key}` in `{tag}`");
        }
        for key in other.keys() {
            assert!(
                english.contains_key(key),
                "`{tag}` has a message too many: `{key}`"
            );
        }
    }
}

/// Source lines of a language's messages, by key.
fn sources(tag: &str) -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("locales")
        .join(tag);
    let mut all = Vec::new();
    for file in [
        "annex.ftl",
        "compare.ftl",
        "exposure.ftl",
        "figures.ftl",
        "origins.ftl",
        "pages.ftl",
        "site.ftl",
        "story.ftl",
    ] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            if let Some((key, value)) = line.split_once(" = ") {
                all.push((key.to_owned(), value.to_owned()));
            }
        }
    }
    all
}

#[test]
fn no_message_is_left_in_english() {
    // What is the same in English and elsewhere: bare patterns, a tier's letter, false friends.
    let same = [
        "percent",
        "range",
        "factor",
        "prose-percent",
        "clause",
        "list-separator",
        "list-separator-strong",
        "sentence-space",
        "tier-a-short",
        "tier-b-short",
        "col-range",
        "size-kb",
        "money-1-power",
        "money-2-power",
        "money-3-power",
        "print-face",
        "column-pawn",
        "column-sector",
        "tell-number",
        "tell-note",
    ];
    let english = sources("en");
    for tag in tags().filter(|t| *t != "en") {
        for ((key, value), (other_key, other)) in english.iter().zip(sources(tag)) {
            assert_eq!(
                *key, other_key,
                "messages stand in the same order in every language"
            );
            // The cases of a plural stand on lines of their own.
            let bare = value.ends_with("->") || !value.chars().any(char::is_alphabetic);
            assert!(
                bare || same.contains(&key.as_str()) || *value != other,
                "`{key}` of `{tag}` is still English: {value}"
            );
        }
    }
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
}

#[test]
fn chinese_and_japanese_use_their_own_punctuation() {
    for tag in ["ja", "zh-Hant"] {
        for (key, value) in sources(tag) {
            let plain: Vec<char> = value.chars().collect();
            for (i, c) in plain.iter().enumerate() {
                if matches!(c, ',' | ';' | ':' | '(' | ')' | '!' | '?') {
                    let beside_cjk = [i.checked_sub(1), Some(i + 1)]
                        .into_iter()
                        .flatten()
                        .filter_map(|j| plain.get(j))
                        .any(|d| is_cjk(*d));
                    assert!(
                        !beside_cjk,
                        "`{key}` of `{tag}` has a half-width `{c}`: {value}"
                    );
                }
            }
        }
    }
    for (key, value) in sources("zh-Hant") {
        assert!(!value.contains('台'), "the texts write 臺: `{key}` {value}");
    }
}

#[test]
fn the_terms_are_those_of_the_published_texts() {
    let terms = [
        (
            "es",
            vec![
                "Operación MIST",
                "Estrecho de Taiwán",
                "Medición del Impacto de una Crisis",
                "exposición económica ante una escalada en el Estrecho de Taiwán",
                "materias primas críticas",
            ],
        ),
        (
            "ja",
            vec![
                "台湾危機の影響力測定（MIST）",
                "台湾海峡の緊張激化による経済的リスク",
                "重要鉱物資源",
                "制裁",
            ],
        ),
        (
            "zh-Hant",
            vec![
                "MIST 行動（臺海衝擊評估計畫）",
                "臺海危機下的經濟風險",
                "臺灣海峽",
                "關鍵原材料",
            ],
        ),
        (
            "en",
            vec![
                "Operation MIST",
                "economic exposure to Taiwan Strait escalation",
                "Measure the Impact of a Shock in the Taiwan Strait",
            ],
        ),
    ];
    for (tag, expected) in terms {
        let all: String = sources(tag)
            .into_iter()
            .map(|(_, value)| value + "\n")
            .collect();
        for term in expected {
            assert!(all.contains(term), "`{tag}` lacks {term}");
        }
    }
}

#[test]
fn percentages_in_english_and_spanish_keep_their_sign_on_the_line() {
    for tag in ["en", "es"] {
        for (key, value) in sources(tag) {
            let broken = value
                .match_indices(" %")
                .any(|(i, _)| value[..i].ends_with(|c: char| c.is_ascii_digit() || c == '}'));
            assert!(
                !broken,
                "`{key}` of `{tag}` can break before the per cent sign: {value}"
            );
        }
    }
}

#[test]
fn an_unknown_language_names_those_that_there_are() {
    let error = Language::load("tlh").unwrap_err().to_string();
    assert!(
        error.contains("tlh") && error.contains("en, es, ja, zh-Hant"),
        "{error}"
    );
}

#[test]
fn every_language_names_every_economy() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
    let codes = |tag: &str| -> Vec<String> {
        let table = std::fs::read_to_string(folder.join(tag).join("countries.csv")).unwrap();
        table
            .lines()
            .skip(1)
            .map(|l| l.split(',').next().unwrap().to_owned())
            .collect()
    };
    let english = codes("en");
    assert!(english.len() > 240 && english.contains(&"ROW".to_owned()));
    for tag in tags() {
        assert_eq!(codes(tag), english, "names in `{tag}`");
    }
}
