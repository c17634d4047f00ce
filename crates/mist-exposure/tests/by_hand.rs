//! Tables small enough to do by hand; the arithmetic stands beside each number.
mod common;

use approx::assert_relative_eq;
use mist_exposure::{
    Assessor, Cut, ExposureError, Extraction, Flows, Leontief, LookThrough, MaterialData,
    Parameters, look_through,
};
use nalgebra::DMatrix;

const TOLERANCE: f64 = 1e-12;

#[test]
fn leontief_inverse_of_two_regions() {
    let system = Leontief::new(&common::two_by_two()).unwrap();
    let by_hand = DMatrix::from_row_slice(2, 2, &[0.7, 0.2, 0.1, 0.8]) / 0.54;
    assert_relative_eq!(system.inverse, by_hand, max_relative = TOLERANCE);
    // Value added per unit of final delivery: (.7·.7 + .5·.1) / .54 = 1, as no taxes are paid.
    assert_relative_eq!(
        system.multipliers.row_sum().transpose()[0],
        1.0,
        max_relative = TOLERANCE
    );
    assert_relative_eq!(
        system.multipliers[(0, 1)],
        0.7 * 0.2 / 0.54,
        max_relative = TOLERANCE
    );
}

#[test]
fn face_value_of_two_regions() {
    let flows = Flows::new(&common::two_by_two());
    assert_eq!(flows.exports(0), 50.0); // 40 as input, 10 to final demand
    assert_eq!(flows.imports(0), 60.0); // 10 as input, 50 to final demand
    assert_eq!(flows.product_imports(0, 1), vec![50.0, 0.0]);
}

#[test]
fn value_added_in_final_demand_of_two_regions() {
    let system = Leontief::new(&common::two_by_two()).unwrap();
    let look = LookThrough::new(&system);
    // L·F for TWN's final demand (30, 50): (.7·30 + .2·50, .1·30 + .8·50)/.54 = (31, 43)/.54;
    // times v/x: (21.7, 21.5)/.54. For CHN's (10, 80): (23, 65)/.54, times v/x: (16.1, 32.5)/.54.
    let by_hand = DMatrix::from_row_slice(2, 2, &[21.7, 16.1, 21.5, 32.5]) / 0.54;
    assert_relative_eq!(look.final_demand, by_hand, max_relative = TOLERANCE);
    assert_relative_eq!(look.final_demand.sum(), 170.0, max_relative = TOLERANCE);
}

#[test]
fn reliance_of_two_regions() {
    let system = Leontief::new(&common::two_by_two()).unwrap();
    let look = LookThrough::new(&system);
    // Inputs made for CHN's node: L₁₂ = .2/.54 in TWN, L₂₂ − 1 = .26/.54 at home: 20/46 is TWN's.
    let fir = look_through::input_reliance(&system, 1, &[0]).unwrap();
    assert_relative_eq!(fir, 20.0 / 46.0, max_relative = TOLERANCE);
    assert_relative_eq!(
        look.inputs[(0, 1)],
        130.0 * 0.2 / 0.54,
        max_relative = TOLERANCE
    );
    assert_relative_eq!(
        look.inputs[(1, 1)],
        130.0 * 0.26 / 0.54,
        max_relative = TOLERANCE
    );
    // TWN's output that ends in CHN's final demand: 23/.54 of 100.
    assert_relative_eq!(look.markets[(1, 0)], 23.0 / 0.54, max_relative = TOLERANCE);
    assert_relative_eq!(
        look.markets.column(0).sum(),
        100.0,
        max_relative = TOLERANCE
    );
    // TWN imports 60 from CHN; of each unit, v̂·L of node 2 = (.7·.2, .5·.8)/.54 is value added.
    assert_relative_eq!(
        look.imports[(0, 0)],
        60.0 * 0.14 / 0.54,
        max_relative = TOLERANCE
    );
    assert_relative_eq!(
        look.imports[(1, 0)],
        60.0 * 0.4 / 0.54,
        max_relative = TOLERANCE
    );
}

#[test]
fn extraction_of_a_link_by_hand() {
    let system = Leontief::new(&common::two_by_two()).unwrap();
    let cut = Cut::none(&system).all_links(&system, &[0], &[1]);
    let without = Extraction::new(&system, cut);
    // A* = [[.2, 0], [.1, .3]], f* = (30, 130): x₁ = 30/.8 = 37.5; x₂ = (130 + 3.75)/.7.
    let output = without.output();
    assert_relative_eq!(output[0], 37.5, max_relative = TOLERANCE);
    assert_relative_eq!(output[1], 133.75 / 0.7, max_relative = TOLERANCE);
    assert_relative_eq!(
        without.gdp_loss(0),
        70.0 - 0.7 * 37.5,
        max_relative = TOLERANCE
    );
    // Cost content, w*·M* = 1ᵀM = (.7, .5): w₂ = .5/.7, w₁ = (.7 + .1·w₂)/.8.
    let content = without.supply_content();
    let w2 = 0.5 / 0.7;
    assert_relative_eq!(content[1], 1.0 - w2, max_relative = TOLERANCE);
    assert_relative_eq!(
        content[0],
        1.0 - (0.7 + 0.1 * w2) / 0.8,
        max_relative = 1e-11
    );
}

#[test]
fn extraction_of_a_region_leaves_the_other_alone() {
    let system = Leontief::new(&common::two_by_two()).unwrap();
    let cut = Cut::none(&system).regions(&system, &[0]);
    let output = Extraction::new(&system, cut).output();
    // CHN alone: x₂ = 80/.7.
    assert_relative_eq!(output[0], 0.0, epsilon = 1e-12);
    assert_relative_eq!(output[1], 80.0 / 0.7, max_relative = TOLERANCE);
}

#[test]
fn a_table_without_inverse_is_refused_with_its_columns() {
    // CHN's node needs 1.05 of inputs per unit: x = (100, 100), column 2 = (45, 60); final demand
    // must be negative for such a table to balance.
    let economy = common::economy(
        &["TWN", "CHN"],
        &["C26"],
        &[60.0, 45.0, 50.0, 60.0],
        &[-5.0, 0.0, 0.0, -10.0],
    );
    let error = Leontief::new(&economy).unwrap_err();
    let ExposureError::NoLeontiefInverse { columns } = &error else {
        panic!("{error}");
    };
    assert_eq!(columns, &["TWN_C26: 1.100", "CHN_C26: 1.050"]);
    assert!(error.to_string().contains("CHN_C26: 1.050"), "{error}");
}

#[test]
fn a_column_at_a_loss_is_kept_while_the_inverse_exists() {
    // Column 2 sums to (30 + 75)/100 = 1.05, yet all final demand is positive: spectral radius < 1.
    let economy = common::economy(
        &["TWN", "CHN"],
        &["C26"],
        &[10.0, 30.0, 5.0, 75.0],
        &[50.0, 10.0, 10.0, 10.0],
    );
    let system = Leontief::new(&economy).unwrap();
    assert_eq!(system.loss_making, vec![1]);
}

#[test]
fn negative_inputs_name_their_cell() {
    let mut economy = common::two_by_two();
    economy.table.z[(0, 1)] = -1.0;
    let error = Leontief::new(&economy).unwrap_err().to_string();
    assert!(error.contains("Z[TWN_C26, CHN_C26]"), "{error}");
}

#[test]
fn chips_are_where_they_are_made_not_where_they_were_last_packed() {
    // Taiwan makes wafers for 60, Malaysia packs them into chips for 100, Germany buys the chips.
    let mut economy = common::economy(
        &["TWN", "MYS", "DEU"],
        &["C26S"],
        &[0.0, 60.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        &[0.0, 0.0, 0.0, 0.0, 0.0, 100.0, 0.0, 0.0, 1.0],
    );
    economy.products[0].isic = "C261".into();
    let parameters = Parameters::embedded().unwrap();
    let materials = MaterialData::embedded().unwrap();
    let assessor = Assessor::new(&economy, &parameters, Vec::new(), materials).unwrap();
    let chips = assessor.country(2).semiconductors;
    let of = |code: &str| chips.iter().find(|o| o.region == code).unwrap();
    // As bought, of 101: Malaysia 100, Germany 1. Output, of 161: 60, 100, 1. Value added, of 101:
    // 60, 40, 1.
    let expected = [
        ("TWN", 0.0, 60.0, 60.0),
        ("MYS", 100.0, 100.0, 40.0),
        ("DEU", 1.0, 1.0, 1.0),
    ];
    for (code, bought, output, value_added) in expected {
        assert_relative_eq!(
            of(code).face_value,
            bought / 101.0,
            max_relative = TOLERANCE
        );
        assert_relative_eq!(
            of(code).look_through,
            output / 161.0,
            max_relative = TOLERANCE
        );
        assert_relative_eq!(
            of(code).value_added,
            value_added / 101.0,
            max_relative = TOLERANCE
        );
    }
    assert_eq!(chips[0].region, "TWN");
}
