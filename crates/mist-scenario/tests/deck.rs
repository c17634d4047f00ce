//! Every shipped scenario: valid, told in four languages, and sound in a thousand draws.

mod common;

use common::vocabulary;
use mist_scenario::{Channels, Luck, Scenario, Timeline, deck};

fn shipped() -> Vec<Scenario> {
    let vocabulary = vocabulary();
    deck()
        .iter()
        .map(|entry| {
            entry.scenario(&vocabulary).unwrap_or_else(|error| {
                let problems: Vec<String> = error
                    .problems()
                    .iter()
                    .map(|p| format!("{p} ({})", p.help.as_deref().unwrap_or("")))
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
                "{warning}"
            );
        }
    }
}

#[test]
fn every_text_is_there_in_four_languages_with_their_own_punctuation() {
    for scenario in shipped() {
        let phases = scenario.document().phases.values();
        let texts = phases.map(|phase| phase.title.as_ref().unwrap());
        for text in texts.chain([scenario.title(), scenario.description()]) {
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
    ];
    all.extend(c.cuts.iter().map(|cut| cut.share));
    all.extend(c.finance.iter().map(|loss| loss.share));
    for control in &c.crm_controls {
        all.extend([control.refused, control.leakage]);
    }
    all
}

fn draws(scenario: &Scenario) -> impl Iterator<Item = Timeline> {
    (0..1_000).map(|draw| scenario.sample(&Luck { seed: 20, draw }))
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
            .map(|draw| scenario.sample(&Luck { seed: 20, draw }))
            .collect();
        backwards.reverse();
        assert_eq!(forwards, backwards);
        assert_ne!(forwards[0], forwards[1]);
    }
}
