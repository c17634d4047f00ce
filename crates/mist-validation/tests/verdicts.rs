//! The rule, the distance and the calibration on results made by hand.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which clippy.toml does not know as such"
)]

use approx::assert_relative_eq;
use mist_scenario::Tier;
use mist_validation::calibration::{Scored, rank_correlation, score};
use mist_validation::measure::Kind;
use mist_validation::row::{Measured, Rule, Seen};
use mist_validation::verdict::{NEVER, Verdict, judge};

fn figure(value: f64, low: f64, high: f64, rule: Rule) -> Measured {
    Measured {
        id: "x".to_owned(),
        what: "x".to_owned(),
        quantity: Kind::Loss,
        regions: vec!["world".to_owned()],
        products: Vec::new(),
        days: (0.0, 365.0),
        value,
        low,
        high,
        source: "by hand".to_owned(),
        seen: Seen::Original,
        tier: Tier::Measured,
        rule,
        note: None,
        not_modelled: None,
    }
}

/// 0, 1, … 100.
fn draws() -> Vec<Option<f64>> {
    (0..=100).map(|x| Some(f64::from(x))).collect()
}

#[test]
fn a_figure_is_hit_if_it_or_its_range_overlaps() {
    let verdict = |m: &Measured| judge(m, &draws()).unwrap().verdict;
    assert_eq!(
        verdict(&figure(50.0, 50.0, 50.0, Rule::Overlap)),
        Verdict::Hit
    );
    assert_eq!(
        verdict(&figure(97.0, 97.0, 97.0, Rule::Overlap)),
        Verdict::Miss
    );
    assert_eq!(
        verdict(&figure(97.0, 94.0, 99.0, Rule::Overlap)),
        Verdict::Hit
    );
    assert_eq!(
        verdict(&figure(3.0, 3.0, 3.0, Rule::Overlap)),
        Verdict::Miss
    );
    assert_eq!(
        verdict(&figure(50.0, 6.0, 99.0, Rule::Within)),
        Verdict::Miss
    );
    assert_eq!(
        verdict(&figure(50.0, 5.0, 95.0, Rule::Within)),
        Verdict::Hit
    );
    assert_eq!(
        verdict(&figure(50.0, 5.0, 95.0, Rule::Beside)),
        Verdict::Beside
    );
}

#[test]
fn distance_is_in_half_widths_and_in_the_unit() {
    let judged = judge(&figure(5.0, 5.0, 5.0, Rule::Overlap), &draws()).unwrap();
    assert_relative_eq!(judged.error, 45.0);
    assert_relative_eq!(judged.half_widths.unwrap(), 1.0);
    assert_relative_eq!(judged.pit, 5.5 / 101.0);
    assert!(judged.inside_90 && !judged.inside_50);
    let certain = judge(&figure(1.0, 1.0, 1.0, Rule::Overlap), &[Some(2.0); 8]).unwrap();
    assert_eq!((certain.half_widths, certain.pit), (None, 0.0));
    assert!(judge(&figure(1.0, 1.0, 1.0, Rule::Overlap), &[]).is_none());
}

#[test]
fn what_does_not_come_about_is_the_largest() {
    let half: Vec<Option<f64>> = (0..10).map(|k| (k % 2 == 0).then_some(40.0)).collect();
    let judged = judge(&figure(60.0, 60.0, 60.0, Rule::Overlap), &half).unwrap();
    assert_eq!(
        (judged.said.never, judged.said.p05, judged.said.p95),
        (5, 40.0, NEVER)
    );
    assert_relative_eq!(judged.pit, 0.5);
}

/// Figures drawn as the model draws fill the tenths evenly; figures far above all fill the last.
#[test]
fn the_score_tells_an_honest_interval_from_a_proud_one() {
    let of = |values: &[f64]| {
        let judged: Vec<_> = values
            .iter()
            .map(|x| judge(&figure(*x, *x, *x, Rule::Overlap), &draws()).unwrap())
            .collect();
        score(
            "by hand",
            judged.iter().map(|judged| Scored {
                judged,
                loss: true,
                control: false,
            }),
        )
    };
    let even: Vec<f64> = (0..100).map(|k| f64::from(k) + 0.5).collect();
    let honest = of(&even);
    assert_eq!(
        (honest.judged, honest.inside_90, honest.inside_50),
        (100, 90, 50)
    );
    assert!(
        honest.pit.iter().all(|n| (9..=11).contains(n)),
        "{:?}",
        honest.pit
    );
    assert_relative_eq!(honest.mean_error.unwrap(), 0.0);
    let proud = of(&[150.0; 20]);
    assert_eq!((proud.hits, proud.inside_90, proud.pit[9]), (0, 0, 20));
    assert_relative_eq!(proud.mean_error.unwrap(), -100.0);
    assert_eq!(of(&[]).mean_error, None);
}

#[test]
fn order_is_spearmans() {
    assert_relative_eq!(
        rank_correlation(&[1.0, 2.0, 30.0], &[5.0, 6.0, 7.0]).unwrap(),
        1.0
    );
    assert_relative_eq!(
        rank_correlation(&[1.0, 2.0, 3.0], &[9.0, 6.0, 1.0]).unwrap(),
        -1.0
    );
    // scipy.stats.spearmanr([1, 2, 3, 4], [1, 3, 3, 2])
    let tied = rank_correlation(&[1.0, 2.0, 3.0, 4.0], &[1.0, 3.0, 3.0, 2.0]).unwrap();
    assert_relative_eq!(tied, 0.316_227_766, max_relative = 1e-8);
    assert_eq!(rank_correlation(&[1.0, 2.0], &[1.0, 2.0]), None);
    assert_eq!(rank_correlation(&[1.0, 2.0, 3.0], &[4.0, 4.0, 4.0]), None);
}
