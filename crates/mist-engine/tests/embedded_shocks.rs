//! The mechanisms on the embedded economy: orders of magnitude that must hold.

#![allow(clippy::unwrap_used)]

use mist_economy::Economy;
use mist_engine::{ChannelShocks, DrawInput, Drivers, ModelParameters, ShockFactory};
use mist_scenario::{CargoAccess, Channels, Luck, SampledPhase, Timeline};

fn closure(share: f64, days: f64) -> Timeline {
    Timeline {
        scenario: "closure".to_owned(),
        phases: vec![SampledPhase {
            id: "closed".to_owned(),
            start_day: 0.0,
            end_day: days,
            channels: Channels {
                taiwan_sea: CargoAccess {
                    energy: share,
                    food: share,
                    bulk: share,
                    containers: share,
                },
                taiwan_air: share,
                ..Channels::default()
            },
        }],
    }
}

/// Direct loss as a share of a year's world value added, by draw.
fn direct(economy: &Economy, parameters: &ModelParameters, share: f64, days: f64) -> Vec<f64> {
    let factory = ChannelShocks::new(economy, parameters).unwrap();
    let world: f64 = economy.table.value_added.iter().sum();
    let mut losses: Vec<f64> = (0..12)
        .map(|draw| {
            let luck = Luck::new(11, draw);
            let input = DrawInput {
                draw,
                timeline: closure(share, days),
                parameters: parameters.sample(&economy.products, &luck),
                drivers: Drivers::ALL,
            };
            let mut source = factory.source(&input);
            let mut production = vec![1.0; economy.table.nodes()];
            for day in 0..365 {
                let shock = source.advance(f64::from(day), 1.0, &production);
                production.copy_from_slice(&shock.capacity);
            }
            source.direct_loss() / world
        })
        .collect();
    losses.sort_by(f64::total_cmp);
    losses
}

#[test]
fn the_chip_layer_weighs_what_a_rough_trial_says_and_duration_matters_more_than_intensity() {
    let economy = Economy::embedded().unwrap();
    let parameters = ModelParameters::embedded().unwrap();
    let start = std::time::Instant::now();
    let half = direct(&economy, &parameters, 0.1, 182.0);
    println!("{:?} a step", start.elapsed() / (12 * 365));
    let year = direct(&economy, &parameters, 0.1, 365.0);
    let weak = direct(&economy, &parameters, 0.5, 365.0);
    let month = direct(&economy, &parameters, 0.1, 30.0);
    for l in [&month, &half, &weak, &year] {
        println!("lowest {:.5} median {:.5} highest {:.5}", l[0], l[6], l[11]);
    }
    // A trial on another table: about 1 % with the network for half a year, of which the network
    // multiplied the direct loss by 2.6; a factor of three either way is no contradiction.
    assert!(
        (0.0013..0.012).contains(&half[6]),
        "half a year {}",
        half[6]
    );
    assert!(year[6] > 1.5 * half[6]);
    assert!(month[6] < 0.1 * half[6]);
}
