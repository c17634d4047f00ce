//! The shipped parameter files, and a user's file over them.

use mist_engine::ModelParameters;
use mist_scenario::Luck;

#[test]
fn draws_are_functions_of_seed_and_number_and_lie_within_bounds() {
    let model = ModelParameters::embedded().unwrap();
    let one = model.sample(&[], &Luck::new(4, 9));
    assert_eq!(one, model.sample(&[], &Luck::new(4, 9)));
    assert_ne!(one, model.sample(&[], &Luck::new(4, 10)));
    for draw in 0..200 {
        let p = model.sample(&[], &Luck::new(4, draw));
        for item in &p.item_draws {
            assert!(item.substitution.windows(2).all(|w| w[0] <= w[1]));
            assert!(
                item.users
                    .iter()
                    .all(|(stake, cover)| (0.0..=1.0).contains(stake) && *cover >= 0.0)
            );
        }
        for curve in &p.curves {
            assert!(curve.windows(2).all(|w| w[0] <= w[1]));
        }
    }
}

#[test]
fn a_users_file_takes_the_place_of_what_it_names_and_moves_nothing_else() {
    let shipped = ModelParameters::embedded().unwrap();
    let own = "[power]\nrefill = { dist = \"constant\", value = 0.5, unit = \"share\", source = \"own\" }\n";
    let changed = ModelParameters::with_file("own.toml", own).unwrap();
    assert_ne!(shipped.hash(), changed.hash());
    let luck = Luck::new(1, 2);
    let (a, mut b) = (shipped.sample(&[], &luck), changed.sample(&[], &luck));
    assert_eq!(b.power.refill, 0.5);
    b.power.refill = a.power.refill;
    assert_eq!(a, b);
}

#[test]
fn faults_are_refused_with_file_and_line() {
    for (text, line, word) in [
        ("[power]\nrefill = 3\n", 2, "expected a map"),
        (
            "[power]\n\nrefil = { dist = \"constant\", value = 0.5, unit = \"share\", source = \"x\" }\n",
            3,
            "unknown parameter `power.refil`",
        ),
        (
            "[power]\nrefill = { dist = \"constant\", value = 1.5, unit = \"share\", source = \"x\" }\n",
            2,
            "1.5",
        ),
        (
            "[power]\nrefill = { dist = \"constant\", value = 0.5, unit = \"days\", source = \"x\" }\n",
            2,
            "in `days`",
        ),
        (
            "[power]\nrefill = { dist = \"constant\", value = 0.5, unit = \"share\" }\n",
            2,
            "no source",
        ),
        ("[powr]\n", 1, "powr"),
    ] {
        let error = ModelParameters::with_file("own.toml", text)
            .unwrap_err()
            .to_string();
        assert!(error.contains(&format!("own.toml:{line}")), "{error}");
        assert!(error.contains(word), "{error}");
    }
}
