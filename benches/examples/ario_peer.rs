//! Runs the published ARIO family on a synthetic table and times it, for comparison with another
//! package on the same table and shock.
//!
//! ```text
//! cargo run --release -p mist-benches --example ario_peer -- FOLDER REGIONS PRODUCTS STEPS
//! ```
//!
//! Writes the table into FOLDER (matrices of little-endian doubles, column by column), the production
//! of every step, and `run.json` with sizes, the shock and seconds; prints the latter.
//! `benches/peers/boario.py` reads all.
#![allow(
    clippy::print_stdout,
    reason = "an example program talks on the terminal"
)]

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use mist_benches::World;
use mist_benches::scaled::{in_proportion, resized};
use mist_engine::dynamic::ario::{Ario, Event, EventKind, Recovery, Simulation};
use mist_engine::dynamic::{DynamicModel, Pace, Precision};
use mist_engine::{CHUNK, ChannelShocks, DrawInput, PropagationModel, Sampler, ScenarioSampler};
use mist_scenario::Sampling;
use nalgebra::DMatrix;
use serde_json::json;

/// Share of the first region's capacity out of use.
const SHARE: f64 = 0.3;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, regions, products, steps] = &arguments[..] else {
        return Err("usage: ario_peer FOLDER REGIONS PRODUCTS STEPS".into());
    };
    let (regions, products): (usize, usize) = (regions.parse()?, products.parse()?);
    let steps: usize = steps.parse()?;
    let folder = Path::new(folder);
    fs::create_dir_all(folder)?;
    let world = World::with_scenario("blockade")?;
    let economy = in_proportion(&resized(&world.economy, regions, products));
    let (z, f) = (&economy.table.z, &economy.table.f);
    let write = |name: &str, cells: &[f64]| {
        let bytes: Vec<u8> = cells.iter().flat_map(|x| x.to_le_bytes()).collect();
        fs::write(folder.join(name), bytes)
    };
    write("z.f64", z.as_slice())?;
    write("f.f64", f.as_slice())?;

    let n = economy.table.nodes();
    let event = Event {
        kind: EventKind::Arbitrary {
            share: (0..n)
                .map(|i| if i < products { SHARE } else { 0.0 })
                .collect(),
            recovery: Recovery::Linear,
        },
        occurrence: 5.0,
        duration: 10.0,
        tau: 30.0,
    };
    let mut simulation = Simulation::new(z, f, &Ario::new(products), &[event]);
    let mut production = DMatrix::zeros(n, steps);
    let start = Instant::now();
    for mut column in production.column_iter_mut() {
        column.copy_from_slice(&simulation.advance().production);
    }
    let seconds = start.elapsed().as_secs_f64();
    write("production.f64", production.as_slice())?;

    // What MIST itself does on this table: its own model, with links and bottlenecks, 32 draws at once.
    let shocks = ChannelShocks::new(&economy, &world.parameters)?;
    let sampler = ScenarioSampler::new(
        &world.scenario,
        &world.parameters,
        &economy,
        1,
        Sampling::default(),
    );
    let draws: Vec<DrawInput> = (0..CHUNK as u64).map(|draw| sampler.sample(draw)).collect();
    let pace = Pace::daily_until(10.0, 5.0);
    let batch_steps = CHUNK * pace.steps().len();
    let model = DynamicModel::with(&economy, &shocks, Precision::Single, pace);
    let start = Instant::now();
    model.run_chunk(&draws);
    let batch = start.elapsed().as_secs_f64() / batch_steps as f64;

    let said = json!({
        "regions": regions,
        "products": products,
        "steps": steps,
        "share": SHARE,
        "seconds_a_step": seconds / steps as f64,
        "seconds_a_draw_and_step": batch,
    });
    fs::write(folder.join("run.json"), said.to_string())?;
    println!("{said}");
    Ok(())
}
