//! Every shipped scenario: valid, told in four languages, and sound in a thousand draws.

#![allow(clippy::panic)]

mod common;

use common::vocabulary;
use mist_scenario::document::Phase;
use mist_scenario::{Channels, Luck, Scenario, Text, Timeline, deck};

fn shipped() -> Vec<Scenario> {
    let vocabulary = vocabulary();
    deck()
        .iter()
        .map(|entry| {
            entry.scenario(&vocabulary).unwrap_or_else(|error| {
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

#[test]
fn every_file_is_valid_and_named_as_it_is_called() {
    for (entry, scenario) in deck().iter().zip(shipped()) {
        assert_eq!(entry.id, scenario.id());
        assert_eq!(entry.heading().unwrap().id, entry.id);
        assert_eq!(scenario.hash().len(), 64);
        for warning in scenario.warnings() {
            assert!(
                warning.message.ends_with("numbers are judgement"),
                "{}",
                warning.located()
            );
        }
    }
}

/// Every table of a file with `dist` in it, by its path.
fn numbers<'t>(value: &'t toml::Value, path: &str, into: &mut Vec<(String, &'t toml::Table)>) {
    match value {
        toml::Value::Table(table) => {
            if table.contains_key("dist") {
                into.push((path.to_owned(), table));
            }
            for (key, inner) in table {
                numbers(inner, &format!("{path}.{key}"), into);
            }
        }
        toml::Value::Array(all) => all.iter().for_each(|inner| numbers(inner, path, into)),
        _ => {}
    }
}

#[test]
fn every_number_says_its_unit_its_source_and_its_tier_and_stands_in_the_story() {
    let mut found = 0;
    for (entry, scenario) in deck().iter().zip(shipped()) {
        let file = toml::Value::Table(toml::from_str(entry.text).unwrap());
        let mut all = Vec::new();
        numbers(&file, entry.id, &mut all);
        for (path, number) in &all {
            for key in ["unit", "source", "tier"] {
                let said = number.get(key).and_then(toml::Value::as_str);
                assert!(said.is_some_and(|s| !s.trim().is_empty()), "{path}: {key}");
            }
        }
        found += all.len();
        let story = scenario.story();
        for name in scenario.document().parameters.keys() {
            assert!(
                story.contains(&format!("| `{name}` |")),
                "{}: {name}",
                entry.id
            );
        }
        for id in scenario.document().phases.keys() {
            assert!(story.contains(&format!("(`{id}`)")), "{}: {id}", entry.id);
        }
        // The ladder is drawn.
        assert!(story.contains("└─▶") && story.contains('▶'), "{}", entry.id);
    }
    assert!(found > 150, "{found}");
}

/// What is said beside the numbers of a phase.
fn notes(phase: &Phase) -> impl Iterator<Item = &Text> {
    let own = phase.note.iter();
    let ships = phase.taiwan_shipping.iter().filter_map(|s| s.note.as_ref());
    let cuts = phase.cuts.iter().filter_map(|c| c.note.as_ref());
    let controls = phase.crm_controls.iter().filter_map(|c| c.note.as_ref());
    let losses = phase.finance.iter().filter_map(|l| l.note.as_ref());
    let all = own.chain(ships).chain(cuts).chain(controls).chain(losses);
    all.map(|note| &note.0)
}

#[test]
fn groups_chips_and_materials_have_a_name_in_four_languages() {
    let vocabulary = vocabulary();
    let groups = vocabulary.region_groups.values();
    let groups = groups.chain(vocabulary.product_groups.values());
    let items = vocabulary.items.iter().chain(&vocabulary.chips);
    let items = items.map(|id| vocabulary.item_name(id).unwrap());
    let mut found = 0;
    for text in groups.map(|group| &group.name).chain(items) {
        for tag in ["en", "es", "ja", "zh-Hant"] {
            let name = text.get(tag).unwrap_or_default();
            assert!(!name.is_empty(), "{} lacks {tag}", text.en);
        }
        found += 1;
    }
    assert!(found > 35, "{found}");
}

#[test]
fn every_text_is_there_in_four_languages_with_their_own_punctuation() {
    for scenario in shipped() {
        let phases = scenario.document().phases.values();
        let texts = phases.map(|phase| phase.title.as_ref().unwrap());
        let phrase = scenario.phrase().unwrap();
        let notes = scenario.document().phases.values().flat_map(notes);
        let texts = texts.chain([scenario.title(), phrase, scenario.description()]);
        for text in texts.chain(notes) {
            for tag in ["es", "ja", "zh-Hant"] {
                let there = match tag {
                    "es" => &text.es,
                    "ja" => &text.ja,
                    _ => &text.zh_hant,
                };
                let words = there.as_deref().unwrap_or_default();
                assert!(!words.is_empty(), "{} {tag}", scenario.id());
                if tag != "es" {
                    let half = words.chars().find(|c| ",;:!?()".contains(*c));
                    assert_eq!(half, None, "{}: {words}", scenario.id());
                }
            }
        }
    }
}

fn shares(c: &Channels) -> Vec<f64> {
    let (sea, damage, lost) = (&c.taiwan_sea, &c.taiwan_damage, &c.interference);
    let mut all = vec![
        sea.energy,
        sea.food,
        sea.bulk,
        sea.containers,
        c.taiwan_air,
        c.cross_strait,
        c.strait_transit.share_using,
        c.strait_transit.capacity_loss,
        damage.plants,
        damage.ports,
        damage.grid,
        damage.repair_per_week,
        lost.customs,
        lost.ports,
        lost.power,
        lost.payments,
        lost.cables,
    ];
    if let Some(risk) = c.strait_transit.risk {
        all.extend([risk.loss_rate, risk.cleared]);
    }
    for risk in c.taiwan_shipping.risks().into_iter().flatten() {
        all.extend([risk.loss_rate, risk.compliance]);
    }
    all.extend(c.cuts.iter().map(|cut| cut.share));
    all.extend(c.finance.iter().map(|loss| loss.share));
    for control in &c.crm_controls {
        all.extend([control.refused, control.leakage]);
    }
    all
}

fn draws(scenario: &Scenario) -> impl Iterator<Item = Timeline> {
    (0..1_000).map(|draw| scenario.sample(&Luck::new(20, draw)))
}

#[test]
fn a_thousand_timelines_are_sound() {
    for scenario in shipped() {
        for timeline in draws(&scenario) {
            assert_eq!(timeline.scenario, scenario.id());
            let mut day = 0.0;
            assert!(!timeline.phases.is_empty());
            for phase in &timeline.phases {
                assert_eq!(phase.start_day, day, "phases without gaps");
                assert!(phase.end_day > phase.start_day);
                day = phase.end_day;
                let c = &phase.channels;
                for share in shares(c) {
                    assert!((0.0..=1.0).contains(&share), "{}: {share}", phase.id);
                }
                assert!(c.strait_transit.adjustment_days >= 0.0);
                assert!(
                    c.crm_controls
                        .iter()
                        .all(|control| control.delay_days >= 0.0)
                );
                for cut in &c.cuts {
                    assert!(!cut.from.is_empty() && !cut.to.is_empty());
                }
            }
        }
    }
}

#[test]
fn the_same_luck_gives_the_same_timeline_in_any_order() {
    for scenario in shipped() {
        let forwards: Vec<Timeline> = draws(&scenario).take(50).collect();
        let mut backwards: Vec<Timeline> = (0..50)
            .rev()
            .map(|draw| scenario.sample(&Luck::new(20, draw)))
            .collect();
        backwards.reverse();
        assert_eq!(forwards, backwards);
        assert_ne!(forwards[0], forwards[1]);
    }
}

#[test]
fn transitions_come_as_often_as_the_file_says() {
    let scenario = &mist_scenario::deck::find("quarantine")
        .unwrap()
        .scenario(&vocabulary())
        .unwrap();
    // Between presence of 14 days (20 %) and of 120 days and more (5 %), linear between: the mean
    // over the drawn times is what returns must come to.
    let (mut expected, mut seen, mut visits) = (0.0, 0.0, 0.0);
    for timeline in draws(scenario) {
        for (k, phase) in timeline.phases.iter().enumerate() {
            if phase.id == "presence" {
                let days = phase.end_day - phase.start_day;
                visits += 1.0;
                expected += 0.2 - 0.15 * ((days - 14.0) / 106.0).clamp(0.0, 1.0);
                seen += f64::from(u8::from(k + 1 < timeline.phases.len()));
            }
        }
    }
    let (expected, seen) = (expected / visits, seen / visits);
    let error = (expected * (1.0 - expected) / visits).sqrt();
    assert!(
        (seen - expected).abs() < 3.5 * error,
        "{seen} not {expected} ± {error}"
    );
}

#[test]
fn correlated_parameters_move_together_and_keep_their_ranges() {
    let vocabulary = vocabulary();
    let blockade = mist_scenario::deck::find("blockade")
        .unwrap()
        .scenario(&vocabulary)
        .unwrap();
    let pairs: Vec<(f64, f64)> = draws(&blockade)
        .filter_map(|t| {
            let closure = t.phases.iter().find(|p| p.id == "closure")?;
            Some((
                closure.channels.taiwan_shipping.containers?.loss_rate,
                closure.channels.taiwan_sea.food,
            ))
        })
        .collect();
    let n = pairs.len() as f64;
    let mean = |f: fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>() / n;
    let (mx, my) = (mean(|p| p.0), mean(|p| p.1));
    // Mean of a PERT: (min + 4 mode + max) / 6.
    assert!((mx - (0.2 + 4.0 * 0.6 + 0.9) / 6.0).abs() < 0.015, "{mx}");
    let cov = pairs.iter().map(|(x, y)| (x - mx) * (y - my)).sum::<f64>();
    let var =
        |m: f64, f: fn(&(f64, f64)) -> f64| pairs.iter().map(|p| (f(p) - m).powi(2)).sum::<f64>();
    let r = cov / (var(mx, |p| p.0) * var(my, |p| p.1)).sqrt();
    assert!((-0.75..-0.62).contains(&r), "{r}");
}

#[test]
fn scenarios_share_luck_for_what_they_name_alike() {
    // Adherence has the same stream in both: where one is high in its range, so is the other.
    let vocabulary = vocabulary();
    let [quarantine, blockade] = ["quarantine", "blockade"].map(|id| {
        mist_scenario::deck::find(id)
            .unwrap()
            .scenario(&vocabulary)
            .unwrap()
    });
    let value = |s: &Scenario, draw, name: &str| {
        let all = s.sample_parameters(&Luck::new(9, draw));
        all.iter().find(|(n, _)| n == name).unwrap().1
    };
    let mut draws: Vec<u64> = (0..200).collect();
    draws.sort_by(|a, b| {
        value(&quarantine, *a, "adherence").total_cmp(&value(&quarantine, *b, "adherence"))
    });
    let other: Vec<f64> = draws
        .iter()
        .map(|d| value(&blockade, *d, "adherence"))
        .collect();
    assert!(other.windows(2).all(|pair| pair[0] <= pair[1]));
}

#[test]
fn what_only_says_how_likely_something_is_is_known_as_that() {
    let vocabulary = vocabulary();
    let blockade = mist_scenario::deck::find("blockade").unwrap();
    let blockade = blockade.scenario(&vocabulary).unwrap();
    let odds: Vec<String> = blockade.odds().into_iter().collect();
    assert_eq!(odds, ["sanctions-chance"]);
    let answer = mist_scenario::shelf::find("coalition-finance").unwrap();
    let both = blockade.with(&answer.measure(&vocabulary).unwrap());
    let odds: Vec<String> = both.odds().into_iter().collect();
    assert_eq!(
        odds,
        ["coalition-finance/coalition-acts", "sanctions-chance"]
    );
    for name in both.odds() {
        let all = both.sample_parameters(&Luck::new(1, 0));
        assert!(all.iter().any(|(other, _)| *other == name), "{name}");
    }
}

#[test]
fn the_committed_schema_is_the_schema() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../configs/schema/scenario.schema.json"
    );
    let fresh = serde_json::to_string_pretty(&mist_scenario::schema()).unwrap() + "\n";
    if std::env::var_os("MIST_UPDATE").is_some() {
        std::fs::write(path, &fresh).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == fresh,
        "configs/schema/scenario.schema.json is stale: MIST_UPDATE=1 cargo test -p mist-scenario"
    );
}

#[test]
fn the_pages_of_the_book_are_the_scenarios() {
    for (entry, scenario) in deck().iter().zip(shipped()) {
        let path = format!(
            "{}/../../docs/src/scenarios/{}.md",
            env!("CARGO_MANIFEST_DIR"),
            entry.id
        );
        let fresh = scenario.story();
        if std::env::var_os("MIST_UPDATE").is_some() {
            std::fs::write(&path, &fresh).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == fresh,
            "{path} is stale: MIST_UPDATE=1 cargo test -p mist-scenario"
        );
    }
}

#[test]
fn the_deck_fits_the_embedded_economy() {
    let vocabulary = vocabulary();
    for entry in deck() {
        assert!(entry.scenario(&vocabulary).is_ok(), "{}", entry.id);
    }
    for (name, group) in &vocabulary.product_groups {
        for member in &group.members {
            let known = vocabulary.products.iter().any(|p| p.as_str() == member);
            assert!(known, "product group {name} names {member}");
        }
    }
}

#[test]
fn timelines_stay_what_they_were() {
    // A change here moves every published result: it needs a "Results change" in the changelog.
    let vocabulary = vocabulary();
    let told: Vec<String> = mist_scenario::deck::DEFAULT_IDS
        .iter()
        .flat_map(|id| {
            let scenario = mist_scenario::deck::find(id)
                .unwrap()
                .scenario(&vocabulary)
                .unwrap();
            (0..2).map(move |draw| {
                let timeline = scenario.sample(&Luck::new(1, draw));
                let phases = timeline.phases.iter().map(|p| {
                    let c = &p.channels;
                    format!(
                        "  {} {:.6}–{:.6} ships {} containers {:.9} air {:.9} transit {} cuts {:?}",
                        p.id,
                        p.start_day,
                        p.end_day,
                        c.taiwan_shipping.containers.map_or_else(
                            || "decide nothing".to_owned(),
                            |r| format!(
                                "{:.9} {:.9} {:.9}",
                                r.loss_rate, r.compliance, r.inspection_days
                            )
                        ),
                        c.taiwan_sea.containers,
                        c.taiwan_air,
                        c.strait_transit.risk.map_or_else(
                            || format!("{:.9}", c.strait_transit.share_using),
                            |r| format!("{:.9} {:.9}", r.loss_rate, r.cleared)
                        ),
                        c.cuts
                            .iter()
                            .map(|cut| format!("{:.9}", cut.share))
                            .collect::<Vec<_>>()
                    )
                });
                format!(
                    "{} {draw}\n{}",
                    scenario.id(),
                    phases.collect::<Vec<_>>().join("\n")
                )
            })
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn episodes_to_check_against_are_valid_scenarios() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../configs/backtests");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let episode = Scenario::parse(&text, name, &vocabulary()).unwrap();
        assert_eq!(name, format!("{}.toml", episode.id()));
        for warning in episode.warnings() {
            let message = &warning.message;
            assert!(message.ends_with("judgement"), "{}", warning.located());
        }
        files += 1;
    }
    assert!(files > 0);
}

#[test]
fn a_variant_differs_from_its_base_by_what_its_file_says() {
    let vocabulary = vocabulary();
    let [base, variant] = ["blockade", "sea-blockade"].map(|id| {
        mist_scenario::deck::find(id)
            .unwrap()
            .scenario(&vocabulary)
            .unwrap()
    });
    let differences = base.differences(&variant);
    let numbers: Vec<&str> = differences
        .iter()
        .map(|d| d.path.as_str())
        .filter(|path| {
            !["id", "title", "phrase", "description"]
                .iter()
                .any(|t| path.starts_with(t))
        })
        .collect();
    assert_eq!(numbers, ["parameters.air"]);
    let air = differences
        .iter()
        .find(|d| d.path == "parameters.air")
        .unwrap();
    assert!(
        air.before
            .as_ref()
            .unwrap()
            .starts_with("{ dist = \"pert\", max = 0.6")
    );
    assert!(air.after.as_ref().unwrap().contains("mode = 0.8"));
    assert!(base.differences(&base).is_empty());
}

#[test]
fn a_blank_scenario_is_valid_and_every_number_of_it_has_a_source() {
    let text = mist_scenario::variant::blank("my-own");
    let blank = Scenario::parse(&text, "my-own.toml", &vocabulary()).unwrap();
    assert_eq!(blank.id(), "my-own");
    let warnings: Vec<_> = blank
        .warnings()
        .iter()
        .map(mist_scenario::Problem::located)
        .collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].ends_with("2 of 2 numbers are judgement"));
}

#[test]
fn a_new_variant_is_valid_and_plays_as_its_base() {
    let vocabulary = vocabulary();
    for base in shipped() {
        let file = base.variant("my-own", base.id());
        let read = |text: &str| Scenario::parse(text, "my-own.toml", &vocabulary).unwrap();
        // With every # taken away the numbers are still those of the base.
        let whole = file
            .replace("\n# ", "\n")
            .replacen("The numbers of", "# The numbers of", 1);
        for text in [&file, &whole] {
            let variant = read(text);
            assert_eq!(variant.id(), "my-own");
            let luck = Luck::new(4, 2);
            assert_eq!(variant.sample(&luck).phases, base.sample(&luck).phases);
        }
    }
}
