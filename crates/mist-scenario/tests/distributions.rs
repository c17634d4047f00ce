//! Every distribution against an independent sampler or an analytic distribution function.

use mist_scenario::distribution::{normal_cdf, normal_quantile};
use mist_scenario::{Distribution, Luck, Quantity, Tier};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::Distribution as _;

const DRAWS: u64 = 4_000;

/// Values of the quantile function at the luck of `DRAWS` draws, sorted.
fn by_quantile(distribution: &Distribution) -> Vec<f64> {
    let mut values: Vec<f64> = (0..DRAWS)
        .map(|draw| distribution.quantile(Luck::new(7, draw).uniform("test/ks")))
        .collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Two-sample Kolmogorov–Smirnov statistic of sorted samples.
fn ks(a: &[f64], b: &[f64]) -> f64 {
    let (mut i, mut j, mut largest) = (0, 0, 0.0_f64);
    while i < a.len() && j < b.len() {
        if a[i] <= b[j] {
            i += 1;
        } else {
            j += 1;
        }
        largest = largest.max((i as f64 / a.len() as f64 - j as f64 / b.len() as f64).abs());
    }
    largest
}

fn agrees_with(distribution: &Distribution, sampler: impl rand_distr::Distribution<f64>) {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let mut other: Vec<f64> = (0..DRAWS).map(|_| sampler.sample(&mut rng)).collect();
    other.sort_by(f64::total_cmp);
    let statistic = ks(&by_quantile(distribution), &other);
    // 0.1 % critical value of the two-sample test: 1.95 √(2/n).
    let critical = 1.95 * (2.0 / DRAWS as f64).sqrt();
    assert!(
        statistic < critical,
        "{distribution:?}: KS {statistic:.4} ≥ {critical:.4}"
    );
}

#[test]
fn quantiles_agree_with_independent_samplers() {
    agrees_with(
        &Distribution::Uniform {
            min: -2.0,
            max: 3.0,
        },
        rand_distr::Uniform::new(-2.0, 3.0).unwrap(),
    );
    agrees_with(
        &Distribution::Triangular {
            min: 0.0,
            mode: 0.13,
            max: 0.5,
        },
        rand_distr::Triangular::new(0.0, 0.5, 0.13).unwrap(),
    );
    agrees_with(
        &Distribution::Pert {
            min: 30.0,
            mode: 165.0,
            max: 365.0,
        },
        rand_distr::Pert::new(30.0, 365.0).with_mode(165.0).unwrap(),
    );
    agrees_with(
        &Distribution::Beta {
            alpha: 2.0,
            beta: 5.0,
        },
        rand_distr::Beta::new(2.0, 5.0).unwrap(),
    );
    agrees_with(
        &Distribution::LogNormal {
            median: 10.0,
            ratio95: 3.0,
        },
        rand_distr::LogNormal::new(libm::log(10.0), libm::log(3.0) / 1.644_853_626_951_472_2)
            .unwrap(),
    );
}

#[test]
fn ks_catches_a_wrong_formula() {
    // PERT with the mode's weight 4 forgotten is a beta of other shapes: the test must see it.
    let right = Distribution::Pert {
        min: 0.0,
        mode: 0.13,
        max: 0.5,
    };
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let wrong = rand_distr::Beta::new(1.26, 1.74).unwrap();
    let mut other: Vec<f64> = (0..DRAWS).map(|_| 0.5 * wrong.sample(&mut rng)).collect();
    other.sort_by(f64::total_cmp);
    assert!(ks(&by_quantile(&right), &other) > 0.1);
}

#[test]
fn truncated_normal_has_its_analytic_distribution() {
    // F(x) = (Φ((x−m)/s) − Φ(a)) / (Φ(b) − Φ(a)), also with the interval in either tail.
    for (mean, sd, min, max) in [
        (0.5, 0.2, 0.0, 1.0),
        (0.0, 0.1, 0.3, 1.0),
        (1.0, 0.1, 0.0, 0.7),
    ] {
        let distribution = Distribution::Normal { mean, sd, min, max };
        let (a, b) = (normal_cdf((min - mean) / sd), normal_cdf((max - mean) / sd));
        for step in 1..100 {
            let u = f64::from(step) / 100.0;
            let x = distribution.quantile(u);
            // In the upper tail compare the survival function, which does not cancel.
            let back = if min > mean {
                let s = |v: f64| normal_cdf(-(v - mean) / sd);
                (s(min) - s(x)) / (s(min) - s(max))
            } else {
                (normal_cdf((x - mean) / sd) - a) / (b - a)
            };
            assert!(
                (back - u).abs() < 1e-9,
                "{mean} {sd}: F({x}) = {back}, not {u}"
            );
        }
    }
}

#[test]
fn discrete_and_empirical_follow_their_weights() {
    let weather = Distribution::Discrete {
        values: vec![3.0, 1.0, 2.0],
        weights: vec![1.0, 2.0, 1.0],
    };
    let values = by_quantile(&weather);
    let share = |v: f64| values.iter().filter(|x| **x == v).count() as f64 / DRAWS as f64;
    assert!((share(1.0) - 0.5).abs() < 0.03);
    assert!((share(2.0) - 0.25).abs() < 0.03);
    assert!((share(3.0) - 0.25).abs() < 0.03);
    let observed = Distribution::Empirical {
        values: vec![30.0, 10.0, 20.0],
    };
    assert_eq!(observed.quantile(0.25), 15.0);
    assert_eq!(observed.quantile(0.5), 20.0);
    assert!((observed.quantile(0.75) - 25.0).abs() < 1e-12);
}

#[test]
fn lognormal_ratio_is_that_of_the_95_percent_quantile() {
    let d = Distribution::LogNormal {
        median: 8.0,
        ratio95: 2.5,
    };
    assert!((d.quantile(0.5) - 8.0).abs() < 1e-9);
    assert!((d.quantile(0.95) - 20.0).abs() < 1e-6);
}

#[test]
fn extreme_shapes_and_lucks_give_numbers() {
    let shapes = [1e-3, 0.05, 1.0, 30.0, 1e4];
    for (alpha, beta) in shapes.iter().flat_map(|a| shapes.map(|b| (*a, b))) {
        let d = Distribution::Beta { alpha, beta };
        let mut before = 0.0;
        for u in [1e-16, 1e-6, 0.01, 0.5, 0.99, 1.0 - 1e-6, 1.0 - 1e-16] {
            let x = d.quantile(u);
            assert!(
                (0.0..=1.0).contains(&x) && x >= before - 1e-9,
                "{d:?} at {u}: {x}"
            );
            before = x;
        }
    }
    assert!(normal_quantile(f64::NAN).is_nan());
    assert_eq!(normal_quantile(1.0 + 1e-15), f64::INFINITY);
}

#[test]
fn values_stay_what_they_were() {
    // A change here moves every published result: it needs a "Results change" in the changelog.
    let luck = Luck::new(42, 3);
    let draw = |d: Distribution, name: &str| {
        Quantity {
            distribution: d,
            unit: "share".into(),
            source: String::new(),
            tier: Tier::Judgement,
            note: None,
        }
        .sample(&luck, name)
    };
    let (min, mode, max) = (0.0, 0.13, 0.5);
    insta::assert_snapshot!(format!(
        "uniform    {:.12}\ntriangular {:.12}\npert       {:.12}\nbeta       {:.12}\nlognormal  {:.12}\nnormal     {:.12}",
        draw(Distribution::Uniform { min, max }, "a"),
        draw(Distribution::Triangular { min, mode, max }, "b"),
        draw(Distribution::Pert { min, mode, max }, "c"),
        draw(
            Distribution::Beta {
                alpha: 2.0,
                beta: 5.0
            },
            "d"
        ),
        draw(
            Distribution::LogNormal {
                median: 1.0,
                ratio95: 2.0
            },
            "e"
        ),
        draw(
            Distribution::Normal {
                mean: 0.5,
                sd: 0.2,
                min: 0.0,
                max: 1.0
            },
            "f"
        ),
    ));
}

#[test]
fn a_quantity_survives_toml_and_json() {
    let text = "dist = \"pert\"\nmin = 1\nmode = 2.5\nmax = 9\nunit = \"weeks\"\nsource = \"CSIS\"\ntier = \"published-estimate\"\n";
    let quantity: Quantity = toml::from_str(text).unwrap();
    assert_eq!(quantity.unit, "weeks");
    assert_eq!(quantity.tier, Tier::PublishedEstimate);
    assert_eq!(quantity.distribution.support(), (1.0, 9.0));
    let json = serde_json::to_string(&quantity).unwrap();
    assert_eq!(serde_json::from_str::<Quantity>(&json).unwrap(), quantity);
    let unknown = toml::from_str::<Quantity>("dist = \"constant\"\nvalue = 1\nmodal = 3\n");
    assert!(unknown.unwrap_err().to_string().contains("modal"));
}

fn any_distribution() -> impl Strategy<Value = Distribution> {
    let ordered = (-5.0..5.0, 0.001..5.0, 0.0..=1.0)
        .prop_map(|(min, width, at): (f64, f64, f64)| (min, min + at * width, min + width));
    prop_oneof![
        (-9.0..9.0).prop_map(|value| Distribution::Constant { value }),
        ordered
            .clone()
            .prop_map(|(min, _, max)| Distribution::Uniform { min, max }),
        ordered
            .clone()
            .prop_map(|(min, mode, max)| Distribution::Triangular { min, mode, max }),
        ordered
            .clone()
            .prop_map(|(min, mode, max)| Distribution::Pert { min, mode, max }),
        (0.2..20.0, 0.2..20.0).prop_map(|(alpha, beta)| Distribution::Beta { alpha, beta }),
        (0.01..100.0, 1.01..20.0)
            .prop_map(|(median, ratio95)| Distribution::LogNormal { median, ratio95 }),
        (ordered, -3.0..3.0, 0.05..3.0).prop_map(|((min, mode, max), shift, sd)| {
            Distribution::Normal {
                mean: mode + shift * sd,
                sd,
                min,
                max,
            }
        }),
        prop::collection::vec((-5.0..5.0, 0.1..3.0), 1..6).prop_map(|pairs| {
            let (values, weights) = pairs.into_iter().unzip();
            Distribution::Discrete { values, weights }
        }),
        prop::collection::vec(-5.0..5.0, 1..9)
            .prop_map(|values| Distribution::Empirical { values }),
    ]
}

proptest! {
    #[test]
    fn quantiles_rise_and_stay_in_the_support(d in any_distribution(), u in 1e-9..1.0_f64, v in 1e-9..1.0_f64) {
        prop_assert_eq!(d.impossibilities(), vec![]);
        let (low, high) = (d.quantile(u.min(v)), d.quantile(u.max(v)));
        prop_assert!(low <= high + 1e-12 * high.abs(), "{} > {}", low, high);
        let (min, max) = d.support();
        prop_assert!(min - 1e-12 <= low && high <= max + 1e-12, "{} {} outside {} {}", low, high, min, max);
    }

    #[test]
    fn normal_quantile_inverts_the_distribution_function(u in 1e-9..1.0_f64) {
        prop_assert!((normal_cdf(normal_quantile(u)) - u).abs() < 1e-12);
    }
}
