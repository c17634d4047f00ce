//! The published family lets a small shock end the world's production for ever; ours does not.
//!
//! The experiments: a world of five regions where one, 1.05 % of world output, loses a share of its
//! capacity for 30 days and recovers over another 30, with short stocks everywhere.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests, which clippy.toml does not know as such"
)]

mod world;

use std::path::Path;

use mist_engine::dynamic::ario::{Ario, Event, EventKind, Recovery, Simulation};
use mist_engine::dynamic::baseline::Baseline;
use mist_engine::dynamic::single::run_draw_with;
use mist_engine::dynamic::{InputForm, NetworkParameters, Rationing};
use mist_engine::{DrawStatus, ShockFactory};
use nalgebra::DMatrix;
use world::{ByHand, Span, draw, economy_of};

const REGIONS: usize = 5;
const PRODUCTS: usize = 6;
/// Regions in the table's order: CHN, JPN, ROW, TWN, USA.
const STRUCK: usize = 3;

fn table(root: &Path, file: &str) -> DMatrix<f64> {
    let mut reader = csv::Reader::from_path(root.join("mrio/synth5x6").join(file)).unwrap();
    let rows: Vec<Vec<f64>> = reader
        .records()
        .map(|r| {
            r.unwrap()
                .iter()
                .skip(1)
                .map(|x| x.parse().unwrap())
                .collect()
        })
        .collect();
    DMatrix::from_fn(rows.len(), rows[0].len(), |i, j| rows[i][j])
}

/// World output over time as a share of baseline: lowest, and at the end.
fn trough_and_end(path: &[f64]) -> (f64, f64) {
    let trough = path.iter().copied().fold(1.0, f64::min);
    (trough, path[path.len() - 1])
}

fn published(z: &DMatrix<f64>, f: &DMatrix<f64>, cover: f64, cut: f64, tau: f64) -> (f64, f64) {
    let mut share = vec![0.0; REGIONS * PRODUCTS];
    share[STRUCK * PRODUCTS..(STRUCK + 1) * PRODUCTS].fill(cut);
    let event = Event {
        kind: EventKind::Arbitrary {
            share,
            recovery: Recovery::Linear,
        },
        occurrence: 5.0,
        duration: 30.0,
        tau: 30.0,
    };
    let ario = Ario {
        cover_days: vec![cover; PRODUCTS],
        restocking_days: vec![tau; PRODUCTS],
        ..Ario::new(PRODUCTS)
    };
    let mut simulation = Simulation::new(z, f, &ario, &[event]);
    let world: f64 = simulation.network().output.iter().sum();
    let path: Vec<f64> = (0..365)
        .map(|_| simulation.advance().production.iter().sum::<f64>() / world)
        .collect();
    trough_and_end(&path)
}

fn ours(
    z: &DMatrix<f64>,
    f: &DMatrix<f64>,
    cover: f64,
    cut: f64,
    how: &NetworkParameters,
) -> (f64, f64) {
    let mut spans = vec![];
    for day in 0..60 {
        let left = if day < 30 {
            1.0
        } else {
            1.0 - f64::from(day - 30) / 30.0
        };
        let capacity = (0..PRODUCTS)
            .map(|s| (STRUCK * PRODUCTS + s, 1.0 - cut * left))
            .collect();
        spans.push(Span {
            from: 5.0 + f64::from(day),
            to: 6.0 + f64::from(day),
            capacity,
            links: Vec::new(),
            final_demand: Vec::new(),
        });
    }
    let hand = ByHand {
        regions: REGIONS,
        products: PRODUCTS,
        draws: vec![spans],
    };
    // Two kinds of final use in the file, three in an economy.
    let finals = DMatrix::from_fn(z.nrows(), 3 * REGIONS, |i, u| {
        if u % 3 == 2 {
            0.0
        } else {
            f[(i, u / 3 * 2 + u % 3)]
        }
    });
    let mut economy = economy_of(z.clone(), finals, PRODUCTS);
    // The hardest case: every input is critical.
    economy.satellites.criticality.fill(1.0);
    economy.satellites.cover_days.fill(cover);
    let base = Baseline::new(&economy, &[]);
    let input = draw(0, how.clone());
    let world: f64 = base.network.output.iter().sum();
    let mut path = Vec::new();
    let outcome = run_draw_with(
        &base,
        hand.source(&input).as_mut(),
        &input,
        |_, state, _| {
            path.push(state.production.iter().sum::<f64>() / world);
        },
    );
    assert_eq!(outcome.status, DrawStatus::Completed);
    trough_and_end(&path)
}

#[test]
fn ours_recovers_where_the_published_family_collapses() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/ario");
    if !root.exists() {
        println!("skipped: no reference table at {}", root.display());
        return;
    }
    let (z, f) = (table(&root, "Z.csv"), table(&root, "Y.csv"));
    let mut recorded = csv::Reader::from_path(root.join("fragility.csv")).unwrap();
    let mut collapses = 0;
    for row in recorded.records() {
        let row: Vec<f64> = row.unwrap().iter().map(|x| x.parse().unwrap()).collect();
        let (cover, cut) = (row[0], row[1]);
        // The family's numbers are those that were recorded, to their four digits.
        for (tau, trough, end) in [(60.0, row[2], row[3]), (cover, row[4], row[5])] {
            let (low, last) = published(&z, &f, cover, cut, tau);
            assert!(
                (low - trough).abs() < 2e-3,
                "{cover} d, {cut}, τ {tau}: {low}, not {trough}"
            );
            assert!(
                (last - end).abs() < 2e-3,
                "{cover} d, {cut}, τ {tau}: {last}, not {end}"
            );
        }
        collapses += usize::from(row[2] < 0.5);
        if cover > 15.0 {
            continue;
        }
        for rationing in [
            Rationing::Proportional,
            Rationing::IntermediateFirst,
            Rationing::FinalFirst,
            Rationing::DomesticFirst,
        ] {
            for psi in [0.2, 0.8] {
                let how = NetworkParameters {
                    psi,
                    // No input lasts longer than the experiments say.
                    equipment_days: 0.0,
                    restocking_days: 60.0,
                    rationing,
                    input_form: InputForm::ImportantBinds,
                    ..NetworkParameters::default()
                };
                let (low, last) = ours(&z, &f, cover, cut, &how);
                assert!(
                    low > 0.9,
                    "{cover} d, {cut}, {rationing:?}, ψ {psi}: down to {low}"
                );
                assert!(
                    last > 0.999,
                    "{cover} d, {cut}, {rationing:?}, ψ {psi}: ends at {last}"
                );
            }
        }
    }
    assert!(collapses >= 3, "the recorded experiments include collapses");
}
