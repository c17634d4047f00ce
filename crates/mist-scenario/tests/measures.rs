//! Every shipped response and lever: valid, told in four languages, and laid over every scenario.

#![allow(clippy::panic, clippy::unwrap_used)]

mod common;

use std::fmt::Write as _;

use common::vocabulary;
use mist_scenario::measure_document::Stage;
use mist_scenario::{
    Channels, Lever, Luck, Measure, Scenario, ScenarioError, Text, Timeline, deck, shelf,
};

fn shipped() -> Vec<Measure> {
    let vocabulary = vocabulary();
    shelf()
        .iter()
        .map(|entry| {
            entry.measure(&vocabulary).unwrap_or_else(|error| {
                let problems: Vec<String> = error
                    .problems()
                    .iter()
                    .map(|p| format!("{} ({})", p.located(), p.help.as_deref().unwrap_or("")))
                    .collect();
                panic!("{error}\n{}", problems.join("\n"))
            })
        })
        .collect()
}

fn scenarios() -> Vec<Scenario> {
    let vocabulary = vocabulary();
    let read = |entry: &mist_scenario::DeckEntry| entry.scenario(&vocabulary).unwrap();
    deck().iter().map(read).collect()
}

fn scenario(id: &str) -> Scenario {
    deck::find(id).unwrap().scenario(&vocabulary()).unwrap()
}

fn measure(id: &str) -> Measure {
    mist_scenario::shelf::find(id)
        .unwrap()
        .measure(&vocabulary())
        .unwrap()
}

fn own(text: &str) -> Measure {
    Measure::parse(text, "own.toml", &vocabulary()).unwrap()
}

fn timelines(scenario: &Scenario, draws: u64) -> Vec<Timeline> {
    (0..draws)
        .map(|draw| scenario.sample(&Luck::new(3, draw)))
        .collect()
}

#[test]
fn every_file_is_valid_and_every_number_has_a_source() {
    for (entry, measure) in shelf().iter().zip(shipped()) {
        assert_eq!(entry.id, measure.id());
        assert_eq!(entry.heading().unwrap().id, entry.id);
        for warning in measure.warnings() {
            let message = &warning.message;
            assert!(
                message.ends_with("numbers are judgement"),
                "{}",
                warning.located()
            );
        }
    }
}

/// What is said beside the numbers of a stage.
fn notes(stage: &Stage) -> impl Iterator<Item = &Text> {
    let own = stage.note.iter();
    let cuts = stage.cuts.iter().filter_map(|c| c.note.as_ref());
    let controls = stage.crm_controls.iter().filter_map(|c| c.note.as_ref());
    let losses = stage.finance.iter().filter_map(|l| l.note.as_ref());
    let all = own.chain(cuts).chain(controls).chain(losses);
    all.map(|note| &note.0)
}

#[test]
fn every_text_is_there_in_four_languages_with_their_own_punctuation() {
    for measure in shipped() {
        let document = measure.document();
        let stages = document.stages.values().map(|s| s.title.as_ref().unwrap());
        let phrase = document.phrase.as_ref().unwrap();
        let texts = stages.chain([&document.title, &document.description, phrase]);
        for text in texts.chain(document.stages.values().flat_map(notes)) {
            for (tag, there) in [("es", &text.es), ("ja", &text.ja), ("zh", &text.zh_hant)] {
                let words = there.as_deref().unwrap_or_default();
                assert!(!words.is_empty(), "{} {tag}", measure.id());
                if tag != "es" {
                    let half = words.chars().find(|c| ",;:!?()".contains(*c));
                    assert_eq!(half, None, "{}: {words}", measure.id());
                }
            }
        }
    }
}

#[test]
fn the_committed_schema_and_pages_are_up_to_date() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let schema = serde_json::to_string_pretty(&mist_scenario::measure_schema()).unwrap() + "\n";
    let mut files = vec![(format!("{root}/configs/schema/measure.schema.json"), schema)];
    for (entry, measure) in shelf().iter().zip(shipped()) {
        let folder = entry.shelf.folder();
        let path = format!("{root}/docs/src/{folder}/{}.md", entry.id);
        files.push((path, measure.story()));
    }
    for (path, fresh) in files {
        if std::env::var_os("MIST_UPDATE").is_some() {
            std::fs::create_dir_all(std::path::Path::new(&path).parent().unwrap()).unwrap();
            std::fs::write(&path, &fresh).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == fresh,
            "{path} is stale: MIST_UPDATE=1 cargo test -p mist-scenario"
        );
    }
}

/// Share of a timeline's days, days apart, on which `holds` is true.
fn days(timeline: &Timeline, holds: impl Fn(&Channels) -> bool) -> usize {
    (0..730)
        .filter(|day| {
            let phase = timeline.phase_on(f64::from(*day) + 0.5);
            holds(&phase.map_or_else(Channels::default, |p| p.channels.clone()))
        })
        .count()
}

#[test]
fn any_scenario_takes_any_measure_and_keeps_its_own_luck() {
    for scenario in scenarios() {
        for measure in shipped() {
            let both = scenario.with(&measure);
            assert_eq!(
                both.id(),
                format!("{}-with-{}", scenario.id(), measure.id())
            );
            assert_ne!(both.hash(), scenario.hash());
            assert!(both.title().zh_hant.is_some() && both.phrase().is_some());
            for (alone, with) in timelines(&scenario, 5).iter().zip(timelines(&both, 5)) {
                let mut day = 0.0;
                for phase in &with.phases {
                    assert!(phase.start_day == day && phase.end_day > day, "{with:?}");
                    day = phase.end_day;
                    let Some(before) = alone.phase_on(phase.start_day) else {
                        assert_eq!(phase.id, measure.id());
                        continue;
                    };
                    assert_eq!(phase.id, before.id);
                    let (c, b) = (&phase.channels, &before.channels);
                    assert_eq!(c.cross_strait, b.cross_strait);
                    assert_eq!(c.strait_transit.share_using, b.strait_transit.share_using);
                    assert_eq!(c.strait_transit.risk, b.strait_transit.risk);
                    assert!(c.taiwan_air >= b.taiwan_air);
                    assert!(c.taiwan_sea.energy >= b.taiwan_sea.energy);
                    assert!(c.cuts.iter().all(|cut| cut.share > 0.0 && cut.share <= 1.0));
                    if !measure.document().replaces_answers {
                        assert!(c.cuts.starts_with(&b.cuts));
                        assert!(c.crm_controls.starts_with(&b.crm_controls));
                    }
                }
            }
        }
    }
}

#[test]
fn a_response_without_partners_is_the_base() {
    let text = "id = \"alone\"\nextends = \"eu-trade\"\npartners = []\n[title]\nen = \"Alone\"\n";
    let alone = own(text);
    for scenario in scenarios() {
        for (with, base) in timelines(&scenario.with(&alone), 20)
            .into_iter()
            .zip(timelines(&scenario, 20))
        {
            assert_eq!(with.phases, base.phases);
        }
    }
}

#[test]
fn no_answer_takes_the_answers_out_and_nothing_else() {
    let without = scenario("blockade").with(&measure("no-answer"));
    for timeline in timelines(&without, 50) {
        assert!(timeline.phases.iter().all(|p| p.channels.cuts.is_empty()));
        assert!(
            timeline
                .phases
                .iter()
                .all(|p| p.channels.crm_controls.is_empty())
        );
        assert!(
            timeline
                .phases
                .iter()
                .any(|p| !p.channels.finance.is_empty())
        );
    }
    // Licences that are the crisis itself, and boycotts, are no answers.
    for id in ["export-licences", "boycott"] {
        let base = scenario(id);
        let with = base.with(&measure("no-answer"));
        for (a, b) in timelines(&base, 20).into_iter().zip(timelines(&with, 20)) {
            assert_eq!(a.phases, b.phases);
        }
    }
}

#[test]
fn stages_begin_when_their_trigger_says_and_end_with_the_crisis() {
    let text = r#"
id = "probe"
partners = ["g7"]
title = { en = "Probe" }
description = { en = "A small response." }
trigger = { rung = "quarantine" }

[stages.early]
after = { dist = "constant", value = 3, unit = "days", source = "x", tier = "judgement" }
[[stages.early.cuts]]
kind = "embargo"
from = ["partners"]
to = ["prc"]
share = 1

[stages.late]
after = { dist = "constant", value = 9, unit = "years", source = "x", tier = "judgement" }
[[stages.late.cuts]]
kind = "embargo"
from = ["prc"]
to = ["partners"]
share = 1
"#;
    let probe = own(text);
    let embargo = |c: &Channels| c.cuts.iter().any(|cut| cut.share == 1.0);
    // A blockade begins with an exercise, which is below the trigger, and ends with easing.
    for timeline in timelines(&scenario("blockade").with(&probe), 50) {
        let find = |id: &str| {
            timeline
                .phases
                .iter()
                .filter(|p| p.id == id)
                .collect::<Vec<_>>()
        };
        let closure = find("closure");
        assert_eq!(closure.len(), 2);
        assert!((closure[1].start_day - closure[0].start_day - 3.0).abs() < 1e-9);
        assert!(!embargo(&closure[0].channels) && embargo(&closure[1].channels));
        assert!(find("easing").iter().all(|p| !embargo(&p.channels)));
        assert!(find("exercise").iter().all(|p| !embargo(&p.channels)));
        let sum: usize = closure[1]
            .channels
            .cuts
            .iter()
            .filter(|c| c.share == 1.0)
            .count();
        assert_eq!(sum, 1, "the second stage comes after the crisis has eased");
        assert_eq!(closure[1].channels.cuts.last().unwrap().from.len(), 7);
    }
    // An exercise never reaches a quarantine.
    for timeline in timelines(&scenario("exercise").with(&probe), 50) {
        assert_eq!(days(&timeline, embargo), 0);
    }
}

#[test]
fn levers_are_drawn_by_number_and_carry_what_their_files_say() {
    let luck = |draw| Luck::new(8, draw);
    for draw in 0..200 {
        let fuel = measure("fuel-stocks").lever(&luck(draw));
        assert_eq!(fuel, measure("fuel-stocks").lever(&luck(draw)));
        assert!((3.0..=14.0).contains(&fuel.taiwan.gas_days));
        let stocks = measure("chip-stocks").lever(&luck(draw));
        assert_eq!(stocks.reserves.len(), 2);
        assert!((30.0..=91.4).contains(&stocks.reserves[1].days));
        assert!(
            stocks.reserves[1]
                .items
                .contains(&"logic-mature".to_owned())
        );
        let materials = measure("material-stocks").lever(&luck(draw));
        assert!(materials.reserves[0].items.len() >= 20);
        let joint = measure("joint-purchasing").lever(&luck(draw));
        assert!(joint.reserves[0].pooled && joint.shared[0].regions.len() > 20);
        let offtake = &measure("offtake-capacity").lever(&luck(draw)).secured[0];
        assert!(offtake.from_day > -900.0 && offtake.from_day < 2200.0);
    }
    assert_ne!(
        measure("fuel-stocks").lever(&luck(1)),
        measure("fuel-stocks").lever(&luck(2))
    );
    // A response changes no parameter.
    assert_eq!(measure("eu-trade").lever(&luck(1)), Lever::default());
}

const GOOD: &str = r#"id = "probe"
title = { en = "Probe" }
description = { en = "A small lever." }
partners = ["g7"]

[trigger]
rung = "quarantine"

[parameters.delay]
dist = "uniform"
min = 2
max = 6
unit = "weeks"
source = "Judgement: a probe"
tier = "judgement"

[stages.limits]
after = "delay"

[[stages.limits.cuts]]
kind = "sanctions"
from = ["partners"]
to = ["prc"]
share = { dist = "constant", value = 30, unit = "percent", source = "Judgement", tier = "judgement" }

[[stocks]]
items = ["gallium"]
regions = ["partners"]
cover = { dist = "constant", value = 3, unit = "months", source = "Judgement", tier = "judgement" }
"#;

#[test]
fn refusals_say_where_and_what_to_write() {
    let mut told = String::new();
    for (what, from, to) in [
        ("a share of 130 %", "value = 30,", "value = 130,"),
        (
            "a unit that does not fit",
            "value = 3, unit = \"months\"",
            "value = 3, unit = \"percent\"",
        ),
        (
            "an unknown material",
            "items = [\"gallium\"]",
            "items = [\"galium\"]",
        ),
        (
            "an unknown partner",
            "partners = [\"g7\"]",
            "partners = [\"g8\"]",
        ),
        ("no partners", "partners = [\"g7\"]\n", ""),
        ("no trigger", "[trigger]\nrung = \"quarantine\"\n", ""),
        (
            "an unknown rung",
            "rung = \"quarantine\"",
            "rung = \"quarantene\"",
        ),
        (
            "both a rung and a day",
            "rung = \"quarantine\"",
            "rung = \"quarantine\"\nday = \"delay\"",
        ),
        (
            "a share for a time",
            "after = \"delay\"",
            "after = \"delay\"\noutlasts = \"delays\"",
        ),
        ("an unknown key", "[[stocks]]", "[[stock]]"),
        (
            "nothing to extend",
            "title = ",
            "extends = \"g7-tecnology\"\ntitle = ",
        ),
    ] {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD, "{what}");
        let error = Measure::parse(&text, "probe.toml", &vocabulary()).unwrap_err();
        let _ = writeln!(told, "{what}");
        for problem in error.problems() {
            if problem.severity == mist_scenario::Severity::Error {
                let _ = writeln!(told, "  {}", problem.located());
                let help = problem.help.as_deref().unwrap_or("-");
                let _ = writeln!(told, "    {help}");
            }
        }
    }
    insta::assert_snapshot!(told);
    assert!(Measure::parse(GOOD, "probe.toml", &vocabulary()).is_ok());
}

#[test]
fn an_unknown_identifier_comes_with_the_nearest() {
    let error = mist_scenario::shelf::find("fuel-stock").unwrap_err();
    assert!(matches!(
        &error,
        ScenarioError::UnknownMeasure { suggestion: Some(near), .. } if near == "fuel-stocks"
    ));
    assert!(error.to_string().contains("did you mean `fuel-stocks`?"));
}

#[test]
fn the_shelf_fits_the_embedded_economy() {
    for entry in shelf() {
        assert!(entry.measure(&vocabulary()).is_ok(), "{}", entry.id);
    }
}

#[test]
fn a_new_file_is_valid_and_does_what_its_base_does() {
    let blank = own(&mist_scenario::variant::blank_measure("my-own"));
    let messages: Vec<_> = blank.warnings().iter().map(|w| &w.message).collect();
    assert_eq!(messages, ["1 of 1 numbers are judgement"]);
    let luck = Luck::new(4, 2);
    assert_eq!(blank.lever(&luck).reserves[0].regions[0].as_str(), "DEU");
    let blockade = scenario("blockade");
    for base in shipped() {
        let file = base.variant("my-own", base.id());
        let whole = file
            .replace("\n# ", "\n")
            .replacen("The numbers of", "# The numbers of", 1);
        for text in [&file, &whole] {
            let variant = own(text);
            assert_eq!(variant.lever(&luck), base.lever(&luck), "{}", base.id());
            let cuts = |measure: &Measure| {
                let timeline = blockade.with(measure).sample(&luck);
                let cuts = timeline
                    .phases
                    .into_iter()
                    .map(|p| (p.start_day, p.channels.cuts));
                cuts.collect::<Vec<_>>()
            };
            assert_eq!(cuts(&variant), cuts(&base), "{}", base.id());
        }
    }
}

#[test]
fn several_measures_read_as_one_sentence() {
    let both = scenario("blockade")
        .with(&measure("g7-technology"))
        .with(&measure("fuel-stocks"));
    assert_eq!(both.id(), "blockade-with-g7-technology-with-fuel-stocks");
    assert_eq!(
        both.phrase().unwrap().en,
        "a maritime and air blockade with G7 technology sanctions and retaliation and larger fuel \
         stocks in Taiwan"
    );
    assert_eq!(
        both.title().in_language("ja"),
        "海上・航空封鎖＋Ｇ７の技術制裁と報復＋台湾の燃料備蓄の積み増し"
    );
}

#[test]
fn a_measure_names_the_works_that_its_numbers_cite_and_no_other() {
    let convoy = measure("convoy");
    let works: Vec<&str> = convoy.works().into_iter().map(|(key, _)| key).collect();
    assert_eq!(works, ["csis-lights-out-2025"]);
    let cited = &convoy.works()[0].1.citation;
    assert!(
        cited.contains("Lights Out?") && convoy.story().contains(cited),
        "{cited}"
    );
}
