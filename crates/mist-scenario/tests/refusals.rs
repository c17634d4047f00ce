//! What a researcher reads when a file is wrong: each kind of mistake, with its place and a way out.

mod common;

use std::fmt::Write as _;

use common::vocabulary;
use mist_scenario::{Scenario, ScenarioError};
use proptest::prelude::*;

const GOOD: &str = r#"id = "probe"
start = "closed"
title = { en = "Probe" }
description = { en = "A small scenario." }

[parameters.admission]
dist = "pert"
min = 0.1
mode = 0.2
max = 0.5
unit = "share"
source = "Judgement: a probe"
tier = "judgement"

[parameters.length]
dist = "uniform"
min = 2
max = 6
unit = "weeks"
source = "@csis-blockade-2024"
tier = "judgement"

[phases.closed]
rung = "blockade"
duration = "length"
taiwan_sea = { energy = "admission", containers = "admission" }

[[phases.closed.cuts]]
kind = "sanctions"
from = ["g7"]
to = ["CHN"]
products = ["C26S"]
share = "admission"

[[phases.closed.next]]
to = "open"
probability = 0.75

[[phases.closed.next]]
to = "end"
probability = 0.25

[phases.open]
rung = "easing"
duration = "length"
next = [{ to = "end" }]
"#;

fn problems(text: &str) -> String {
    match Scenario::parse(text, "probe.toml", &vocabulary()) {
        Ok(scenario) => scenario
            .warnings()
            .iter()
            .map(|p| format!("warning: {}\n", p.located()))
            .collect(),
        Err(error) => error.problems().iter().fold(String::new(), |mut out, p| {
            let _ = write!(out, "{:?}: {}", p.severity, p.located());
            if let Some(help) = &p.help {
                let _ = write!(out, "\n    help: {help}");
            }
            out + "\n"
        }),
    }
}

/// The errors alone, of a file in which `from` has been replaced by `to`.
fn errors(from: &str, to: &str) -> String {
    assert!(
        GOOD.contains(from),
        "the mistake has nothing to replace: {from}"
    );
    let told = problems(&GOOD.replacen(from, to, 1));
    let mut keep = false;
    let errors: Vec<&str> = told
        .lines()
        .filter(|line| {
            keep = line.starts_with("Error") || (keep && line.starts_with("    "));
            keep
        })
        .collect();
    assert!(!errors.is_empty(), "not refused: {to}\n{told}");
    errors.join("\n")
}

#[test]
fn the_probe_itself_is_good() {
    let told = problems(GOOD);
    assert!(
        told.lines().all(|line| line.starts_with("warning")),
        "{told}"
    );
    // The two bare probabilities are named with their places.
    assert_eq!(told.matches("has no source").count(), 2, "{told}");
}

#[test]
fn each_mistake_is_told_with_its_place_and_a_way_out() {
    let mistakes = [
        (
            "unknown key",
            "containers = \"admission\"",
            "contaners = \"admission\"",
        ),
        ("unknown key of a distribution", "mode = 0.2", "modal = 0.2"),
        (
            "unknown distribution",
            "dist = \"pert\"",
            "dist = \"perth\"",
        ),
        ("wrong type", "products = [\"C26S\"]", "products = \"C26S\""),
        (
            "wrong type of number",
            "duration = \"length\"",
            "duration = true",
        ),
        ("share of 1.3", "probability = 0.75", "probability = 1.3"),
        ("share that may pass 1", "max = 0.5", "max = 1.3"),
        ("per cent without saying so", "max = 0.5", "max = 50"),
        ("impossible distribution", "mode = 0.2", "mode = 0.9"),
        ("exchanged limits", "min = 2\nmax = 6", "min = 6\nmax = 2"),
        (
            "probabilities that do not add up",
            "probability = 0.25",
            "probability = 0.2",
        ),
        (
            "probabilities above one",
            "probability = 0.25",
            "probability = 0.5",
        ),
        ("transition to nowhere", "to = \"open\"", "to = \"opne\""),
        ("phase that leads nowhere", "next = [{ to = \"end\" }]", ""),
        (
            "phase without a length",
            "[phases.open]\nrung = \"easing\"\nduration = \"length\"",
            "[phases.open]\nrung = \"easing\"",
        ),
        (
            "unreachable phase",
            "start = \"closed\"",
            "start = \"open\"",
        ),
        (
            "circle without an exit",
            "to = \"end\"\nprobability = 0.25",
            "to = \"closed\"\nprobability = 0.25",
        ),
        ("unknown start", "start = \"closed\"", "start = \"close\""),
        ("unknown economy", "to = [\"CHN\"]", "to = [\"CHM\"]"),
        ("unknown group", "from = [\"g7\"]", "from = [\"g8\"]"),
        ("unknown product", "[\"C26S\"]", "[\"C26T\"]"),
        (
            "unit that does not fit",
            "duration = \"length\"",
            "duration = \"admission\"",
        ),
        ("unknown unit", "unit = \"weeks\"", "unit = \"week\""),
        ("no unit", "unit = \"share\"\n", ""),
        (
            "unknown parameter",
            "share = \"admission\"",
            "share = \"admision\"",
        ),
        ("unknown work", "@csis-blockade-2024", "@csis-blockade-2042"),
        (
            "unknown word",
            "kind = \"sanctions\"",
            "kind = \"sanction\"",
        ),
        (
            "unknown tier",
            "tier = \"judgement\"",
            "tier = \"judgment\"",
        ),
        ("missing key", "id = \"probe\"\n", ""),
        ("identifier", "id = \"probe\"", "id = \"My Probe\""),
        ("bad syntax", "rung = \"easing\"", "rung = easing"),
        (
            "nothing to extend",
            "id = \"probe\"",
            "id = \"probe\"\nextends = \"blokade\"",
        ),
        (
            "impossible correlations",
            "[phases.closed]\n",
            "[[correlations]]\nbetween = [\"admission\", \"length\"]\nrho = 1.5\n\n[phases.closed]\n",
        ),
        (
            "a class that is stated and decided",
            "containers = \"admission\" }",
            "containers = \"admission\" }\ntaiwan_shipping = [{ classes = [\"containers\", \"bulk\", \
             \"bulk\"], loss_rate = \"admission\" }]",
        ),
        (
            "ships that meet nothing",
            "containers = \"admission\" }",
            "containers = \"admission\" }\ntaiwan_shipping = [{ classes = [\"bulk\"] }]",
        ),
        (
            "transit that is stated and decided",
            "containers = \"admission\" }",
            "containers = \"admission\" }\nstrait_transit = { share_using = \"admission\", loss_rate = \
             \"admission\" }",
        ),
        (
            "ships cleared past nothing",
            "containers = \"admission\" }",
            "containers = \"admission\" }\nstrait_transit = { cleared = \"admission\" }",
        ),
        (
            "an unknown class of ships",
            "containers = \"admission\" }",
            "containers = \"admission\" }\ntaiwan_shipping = [{ classes = [\"boxes\"], loss_rate = \
             \"admission\" }]",
        ),
    ];
    let mut told = String::new();
    for (what, from, to) in mistakes {
        // As in the cases with a circle: both phases then lead back.
        let _ = if what == "circle without an exit" {
            let circle = GOOD.replacen("[{ to = \"end\" }]", "[{ to = \"closed\" }]", 1);
            writeln!(
                told,
                "## {what}\n{}\n",
                problems(&circle.replacen(from, to, 1))
            )
        } else {
            writeln!(told, "## {what}\n{}\n", errors(from, to))
        };
    }
    insta::assert_snapshot!(told);
}

#[test]
fn all_problems_are_told_at_once() {
    let text = GOOD
        .replacen("energy =", "enrgy =", 1)
        .replacen("\"CHN\"", "\"CHM\"", 1)
        .replacen("probability = 0.75", "probability = 1.3", 1)
        .replacen("next = [{ to = \"end\" }]", "", 1);
    let error = Scenario::parse(&text, "probe.toml", &vocabulary()).unwrap_err();
    let lines: Vec<usize> = error.problems().iter().map(|p| p.line).collect();
    assert!(
        lines.windows(2).all(|pair| pair[0] <= pair[1]),
        "in order of place"
    );
    let text = problems(&text);
    for part in ["enrgy", "CHM", "1.3", "`open` leads nowhere"] {
        assert!(text.contains(part), "{part} not in\n{text}");
    }
}

#[test]
fn every_fault_of_one_number_is_told_at_once() {
    let text = GOOD
        .replacen("dist = \"pert\"", "dist = \"perth\"", 1)
        .replacen("unit = \"share\"", "unit = \"shares\"", 1)
        .replacen(
            "source = \"Judgement: a probe\"",
            "source = \"@csis-blokade-2024\"",
            1,
        )
        .replacen("tier = \"judgement\"", "tier = \"judgment\"", 1)
        .replacen("probability = 0.25", "probability = 0.55", 1);
    let told = problems(&text);
    for part in [
        "cannot be \"perth\"",
        "unknown unit \"shares\"",
        "no work `@csis-blokade-2024`",
        "cannot be \"judgment\"",
        "add up to 1.3\n",
    ] {
        assert!(told.contains(part), "{part} not in\n{told}");
    }
}

#[test]
fn correlations_that_no_numbers_can_have_are_refused() {
    let third = "[parameters.third]\ndist = \"uniform\"\nmin = 0\nmax = 1\nunit = \"share\"\nsource = \"x\"\ntier = \"judgement\"\n\n";
    let pair =
        |a, b, rho| format!("[[correlations]]\nbetween = [\"{a}\", \"{b}\"]\nrho = {rho}\n\n");
    let all = [
        pair("admission", "length", 0.9),
        pair("length", "third", 0.9),
        pair("admission", "third", -0.5),
    ]
    .concat();
    let text = GOOD.replacen(
        "[phases.closed]",
        &format!("{third}{all}[phases.closed]"),
        1,
    );
    assert!(
        problems(&text).contains("positive semi-definite"),
        "{}",
        problems(&text)
    );
}

#[test]
fn a_report_shows_the_place() {
    let text = GOOD.replacen("probability = 0.75", "probability = 1.3", 1);
    let error = Scenario::parse(&text, "probe.toml", &vocabulary()).unwrap_err();
    let mut report = String::new();
    miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor())
        .with_width(90)
        .render_report(&mut report, &error)
        .unwrap();
    assert!(report.contains("probe.toml:37:15"), "{report}");
    assert!(report.contains("probability = 1.3"), "{report}");
}

#[test]
fn a_variant_changes_only_what_it_says() {
    let base = Scenario::parse(GOOD, "probe.toml", &vocabulary()).unwrap();
    let variant = r#"
        id = "tighter"
        extends = "probe"
        without = ["phases.closed.cuts"]
        title = { en = "Tighter" }
        parameters.admission = { dist = "constant", value = 0.1, unit = "share", source = "x", tier = "judgement" }
    "#;
    let find = |id: &str| (id == "probe").then(|| ("probe.toml".to_owned(), GOOD.to_owned()));
    let read = |text: &str| Scenario::parse_with(text, "tighter.toml", &vocabulary(), find);
    let tighter = read(variant).unwrap();
    assert_eq!(tighter.id(), "tighter");
    assert_eq!(tighter.title().en, "Tighter");
    assert_eq!(tighter.description().en, base.description().en);
    assert_ne!(tighter.hash(), base.hash());
    for draw in 0..50 {
        let luck = mist_scenario::Luck::new(1, draw);
        let (ours, theirs) = (tighter.sample(&luck), base.sample(&luck));
        // Times and turns are common; what was replaced is what differs.
        let dates = |t: &mist_scenario::Timeline| -> Vec<(String, f64)> {
            t.phases.iter().map(|p| (p.id.clone(), p.end_day)).collect()
        };
        assert_eq!(dates(&ours), dates(&theirs));
        assert_eq!(ours.phases[0].channels.taiwan_sea.energy, 0.1);
        assert!(ours.phases[0].channels.cuts.is_empty());
        assert_eq!(theirs.phases[0].channels.cuts.len(), 1);
    }
    // A mistake in the base is told with the base's name.
    let broken = |_: &str| {
        Some((
            "probe.toml".to_owned(),
            GOOD.replacen("\"CHN\"", "\"CHM\"", 1),
        ))
    };
    let text = variant.replace("without = [\"phases.closed.cuts\"]", "");
    let error = Scenario::parse_with(&text, "tighter.toml", &vocabulary(), broken).unwrap_err();
    assert!(
        error
            .problems()
            .iter()
            .any(|p| p.file == "probe.toml" && p.message.contains("CHM"))
    );
    let error = read(&variant.replace("closed.cuts", "closed.nothing")).unwrap_err();
    assert!(matches!(error, ScenarioError::Invalid { .. }));
}

#[test]
fn the_hash_is_of_the_content() {
    let hash = |text: &str| {
        Scenario::parse(text, "probe.toml", &vocabulary())
            .unwrap()
            .hash()
            .to_owned()
    };
    let same = GOOD.replacen("min = 2\nmax = 6", "# a remark\nmax = 6.0\nmin = 2.0", 1);
    assert_eq!(hash(GOOD), hash(&same));
    assert_ne!(hash(GOOD), hash(&GOOD.replacen("max = 6", "max = 7", 1)));
    // As editors on other systems save it.
    assert_eq!(hash(GOOD), hash(&GOOD.replace('\n', "\r\n")));
    assert_eq!(hash(GOOD), hash(&format!("\u{feff}{GOOD}")));
}

#[test]
fn a_note_is_english_or_a_table_of_languages() {
    let noted = |note: &str| {
        GOOD.replacen(
            "duration = \"length\"",
            &format!("duration = \"length\"\nnote = {note}"),
            1,
        )
    };
    let read = |note: &str| Scenario::parse(&noted(note), "probe.toml", &vocabulary());
    let plain = read("\"Nothing passes.\"").unwrap();
    let told = read("{ en = \"Nothing passes.\", ja = \"何も通らない。\" }").unwrap();
    let note = told.document().phases["closed"].note.as_ref().unwrap();
    assert_eq!(note.0.get("ja"), Some("何も通らない。"));
    assert_eq!(note.0.in_language("es"), "Nothing passes.");
    // A translation changes neither the content nor the English story.
    assert_eq!(plain.hash(), told.hash());
    assert_eq!(plain.story(), told.story());
    let other = read("{ en = \"Little passes.\", ja = \"何も通らない。\" }").unwrap();
    assert_ne!(plain.hash(), other.hash());
    assert!(problems(&noted("{ en = \"x\", fr = \"y\" }")).contains("unknown key `fr`"));
    assert!(problems(&noted("{ ja = \"x\" }")).contains("has no `en`"));
    assert!(problems(&noted("3")).contains("should be text"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever is typed, the answer is a scenario that can be drawn or a refusal that says why.
    #[test]
    fn a_damaged_file_is_drawn_or_refused_with_a_reason(
        edits in prop::collection::vec((0..GOOD.len(), 0..30_usize, any::<prop::sample::Index>()), 1..4),
    ) {
        let pieces = ["", "\"", "[", "1.3", "-1", "nan", "inf", "phases", "end", "= {", "é", "\n", "min = 3", "next = []", "@x"];
        let mut text = GOOD.to_owned();
        for (at, length, piece) in edits {
            let at = at.min(text.len());
            let end = (at + length).min(text.len());
            if text.is_char_boundary(at) && text.is_char_boundary(end) {
                text.replace_range(at..end, pieces[piece.index(pieces.len())]);
            }
        }
        match Scenario::parse(&text, "probe.toml", &vocabulary()) {
            Ok(scenario) => {
                for draw in 0..5 {
                    let timeline = scenario.sample(&mist_scenario::Luck::new(3, draw));
                    for phase in &timeline.phases {
                        prop_assert!(phase.end_day > phase.start_day, "{}", text);
                        prop_assert!((0.0..=1.0).contains(&phase.channels.taiwan_sea.energy));
                    }
                }
                prop_assert!(!scenario.story().is_empty());
            }
            Err(error) => {
                let severe = |p: &&mist_scenario::Problem| p.severity == mist_scenario::Severity::Error;
                let first = error.problems().iter().find(severe);
                prop_assert!(first.is_some_and(|p| p.line >= 1 && p.column >= 1 && !p.message.is_empty()));
            }
        }
    }
}
