//! What can be checked to the last digits, wherever the program runs.
//!
//! Each check is a deviation from what is known, relative to it; the row's file says how large it
//! may be. Checks against recorded runs of other programs need their recordings and run with the
//! tests; their rows say so.

use std::f64::consts::PI;

use mist_economy::Economy;
use mist_engine::sensitivity::{Factor, assumptions};
use mist_engine::statistics::quantile;
use mist_engine::{ChannelShocks, DrawInput, Drivers, ModelParameters, models};
use mist_exposure::Leontief;
use mist_scenario::{Luck, Timeline};

use crate::ValidationError;

/// Points of the test function.
const POINTS: usize = 4_096;

/// The deviation that a check finds, or none if it does not run here.
///
/// # Errors
/// A model that cannot be run.
pub fn check(
    id: &str,
    economy: &Economy,
    parameters: &ModelParameters,
) -> Result<Option<f64>, ValidationError> {
    Ok(match id {
        "sales-and-costs" => Some(sales_and_costs(economy)),
        "origins-add-up" => origins_add_up(economy),
        "peace" => Some(peace(economy, parameters)?),
        "quantile" => Some((quantile(&[1.0, 2.0, 4.0, 8.0, 16.0], 0.3) - 2.4).abs() / 2.4),
        "total-x1" => Some((total(0) - 0.557_589).abs()),
        "total-x2" => Some((total(1) - 0.442_411).abs()),
        "total-x3" => Some((total(2) - 0.243_684).abs()),
        "first-order-x1" => Some((first_order("x1") - 0.313_905).abs()),
        "first-order-x2" => Some((first_order("x2") - 0.442_411).abs()),
        "first-order-x3" => Some(first_order("x3").abs()),
        _ => None,
    })
}

/// Each sector's costs and value added against its sales: the largest gap relative to its sales.
fn sales_and_costs(economy: &Economy) -> f64 {
    let t = &economy.table;
    let output = t.output();
    (0..t.nodes())
        .filter(|&j| output[j] > 0.0)
        .map(|j| {
            let costs = t.z.column(j).sum() + t.taxes[j] + t.value_added[j];
            (costs - output[j]).abs() / output[j]
        })
        .fold(0.0, f64::max)
}

/// Look-through: the value added in everybody's final demand, by where it was made, is each region's
/// value added.
fn origins_add_up(economy: &Economy) -> Option<f64> {
    let system = Leontief::new(economy).ok()?;
    let made = system.value_added_in_final_demand();
    let gap = |r: usize| {
        let gdp = system.gdp(r);
        if gdp > 0.0 {
            (made.row(r).sum() - gdp).abs() / gdp
        } else {
            0.0
        }
    };
    Some((0..system.regions).map(gap).fold(0.0, f64::max))
}

/// A year without a shock: the largest loss of any region relative to its value added.
fn peace(economy: &Economy, parameters: &ModelParameters) -> Result<f64, ValidationError> {
    let shocks = ChannelShocks::new(economy, parameters)?;
    let model = models::by_name(models::DYNAMIC, economy, &shocks)?;
    let luck = Luck::new(1, 0);
    let input = DrawInput {
        draw: 0,
        timeline: Timeline {
            scenario: "peace".to_owned(),
            phases: Vec::new(),
        },
        parameters: parameters.sample(&economy.products, &luck),
        drivers: Drivers::ALL,
    };
    let loss = |r: usize, loss: f64| loss.abs() / economy.table.region_value_added(r).max(1.0);
    Ok(model
        .run_chunk(&[input])
        .iter()
        .flat_map(|outcome| &outcome.records)
        .map(|record| loss(record.region as usize, record.loss[2]))
        .fold(0.0, f64::max))
}

/// First-order index of the function of Ishigami & Homma (1990), a = 7, b = 0.1, on the additive
/// recurrence of Roberts (2018).
fn first_order(name: &str) -> f64 {
    let alphas = [
        0.819_172_513_396_164_4,
        0.671_043_606_703_789,
        0.549_700_477_901_970_1,
    ];
    let factors: Vec<Factor> = (1..)
        .zip(alphas)
        .map(|(j, alpha)| Factor {
            name: format!("x{j}"),
            values: (1..=POINTS)
                .map(|k| (0.5 + k as f64 * alpha) % 1.0)
                .collect(),
        })
        .collect();
    let y: Vec<f64> = (0..POINTS)
        .map(|k| ishigami(&[0, 1, 2].map(|j: usize| factors[j].values[k])))
        .collect();
    let found = assumptions(&factors, &y);
    found
        .iter()
        .find(|a| a.name == name)
        .map_or(f64::NAN, |a| a.first_order)
}

/// The function of Ishigami & Homma at a point of the unit cube.
fn ishigami(u: &[f64; 3]) -> f64 {
    let [a, b, c] = u.map(|u| PI * (2.0 * u - 1.0));
    let (sin_a, sin_b) = (libm::sin(a), libm::sin(b));
    sin_a + 7.0 * sin_b * sin_b + 0.1 * c.powi(4) * sin_a
}

/// Total index of one input, by Jansen's estimator on the recurrence in six dimensions: sample A by
/// the first three, sample B by the last.
fn total(input: usize) -> f64 {
    let alphas = [
        0.898_653_712_628_699_2,
        0.807_578_495_221_344_7,
        0.725_733_412_969_759_6,
        0.652_183_025_943_971_5,
        0.586_086_697_577_969_2,
        0.526_688_986_700_735_6,
    ];
    let outcomes = |of: &dyn Fn(&[f64; 6]) -> [f64; 3]| -> Vec<f64> {
        (1..=POINTS)
            .map(|k| ishigami(&of(&alphas.map(|alpha| (0.5 + k as f64 * alpha) % 1.0))))
            .collect()
    };
    let a = outcomes(&|p| [p[0], p[1], p[2]]);
    let b = outcomes(&|p| [p[3], p[4], p[5]]);
    let exchanged = outcomes(&|p| {
        let mut point = [p[0], p[1], p[2]];
        point[input] = p[3 + input];
        point
    });
    let found = mist_engine::variance::indices(&a, &b, &[exchanged], &[]);
    found.first().map_or(f64::NAN, |index| index.total)
}
