//! The published family reproduced: 16 recorded runs of BoARIO 0.7.2 and five extension runs, to
//! 1e-9 of the largest output. The recordings live outside the repository; without them the tests
//! say so and pass.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests, which clippy.toml does not know as such"
)]

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use mist_engine::dynamic::Rationing;
use mist_engine::dynamic::ario::{Ario, Event, EventKind, Recorded, Recovery, Simulation};
use nalgebra::DMatrix;
use serde_json::Value;

fn reference() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/ario");
    if path.exists() {
        Some(path)
    } else {
        println!("skipped: no reference runs at {}", path.display());
        None
    }
}

/// Rows of numbers from a CSV file, gzipped or not; header and first column apart.
fn read_csv(stem: &Path) -> (Vec<String>, Vec<String>, Vec<Vec<String>>) {
    let mut text = String::new();
    let gz = PathBuf::from(format!("{}.gz", stem.display()));
    if gz.exists() {
        let file = std::fs::File::open(&gz).unwrap();
        flate2::read::GzDecoder::new(file)
            .read_to_string(&mut text)
            .unwrap();
    } else {
        text = std::fs::read_to_string(stem).unwrap_or_else(|e| panic!("{}: {e}", stem.display()));
    }
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader
        .headers()
        .unwrap()
        .iter()
        .skip(1)
        .map(String::from)
        .collect();
    let (mut labels, mut rows) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.unwrap();
        labels.push(record[0].to_string());
        rows.push(record.iter().skip(1).map(String::from).collect());
    }
    (header, labels, rows)
}

struct World {
    regions: Vec<String>,
    sectors: Vec<String>,
    finals: Vec<String>,
    z: DMatrix<f64>,
    f: DMatrix<f64>,
}

fn world(root: &Path, name: &str) -> World {
    let folder = root.join("mrio").join(name);
    let index: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("index.json")).unwrap()).unwrap();
    let list = |key: &str| -> Vec<String> {
        index[key]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v.as_str().unwrap().to_string())
            .collect()
    };
    let matrix = |file: &str| {
        let (header, labels, rows) = read_csv(&folder.join(file));
        DMatrix::from_fn(labels.len(), header.len(), |i, j| {
            rows[i][j].parse().unwrap()
        })
    };
    World {
        regions: list("regions"),
        sectors: list("sectors"),
        finals: list("fd_categories"),
        z: matrix("Z.csv"),
        f: matrix("Y.csv"),
    }
}

impl World {
    fn node(&self, region: &str, sector: &str) -> usize {
        let r = self.regions.iter().position(|x| x == region).unwrap();
        let s = self.sectors.iter().position(|x| x == sector).unwrap();
        r * self.sectors.len() + s
    }

    fn by_sector(&self, value: &Value, default: f64) -> Vec<f64> {
        self.sectors
            .iter()
            .map(|sector| match value {
                Value::Number(x) => x.as_f64().unwrap(),
                Value::Object(map) => map.get(sector).map_or(default, |x| x.as_f64().unwrap()),
                _ => default,
            })
            .collect()
    }

    fn ario(&self, case: &Value) -> Ario {
        let model = &case["model"];
        let extension = &case["extension"];
        let s = self.sectors.len();
        let mut ario = Ario::new(s);
        let number = |key: &str, default: f64| model[key].as_f64().unwrap_or(default);
        ario.step_days = number("temporal_units_by_step", 1.0);
        ario.ceiling = number("alpha_max", ario.ceiling);
        ario.ceiling_days = number("alpha_tau", ario.ceiling_days);
        ario.psi = number("psi_param", ario.psi);
        ario.alternatives = model["order_type"] != "noalt";
        ario.quirks = extension["quirks"] != false;
        ario.cover_days = self.by_sector(&model["inventory_dict"], number("main_inv_dur", 90.0));
        if let Some(list) = model["infinite_inventories_sect"].as_array() {
            for sector in list {
                let s = self
                    .sectors
                    .iter()
                    .position(|x| x == sector.as_str().unwrap())
                    .unwrap();
                ario.cover_days[s] = f64::INFINITY;
            }
        }
        ario.restocking_days = self.by_sector(&model["inventory_restoration_tau"], 60.0);
        ario.capital_ratio = self.by_sector(&model["productive_capital_to_VA_dict"], 4.0);
        if model["base"] == true {
            ario.psi = 1.0;
            ario.restocking_days = vec![0.0; s];
        }
        ario.rationing = match extension["rationing"].as_str() {
            Some("intermediate_first") => Rationing::IntermediateFirst,
            Some("final_first") => Rationing::FinalFirst,
            _ => Rationing::Proportional,
        };
        ario
    }

    fn event(&self, event: &Value) -> Event {
        let mut damage = vec![0.0; self.z.nrows()];
        for impact in event["impact"].as_array().unwrap() {
            let node = self.node(impact[0].as_str().unwrap(), impact[1].as_str().unwrap());
            damage[node] = impact[2].as_f64().unwrap();
        }
        let recovery = || match event["fn"].as_str().unwrap() {
            "linear" => Recovery::Linear,
            "concave" => Recovery::Concave,
            "convexe" => Recovery::ConvexScaled,
            "convexe noscale" => Recovery::Convex,
            other => panic!("recovery {other}"),
        };
        let monetary_factor = event["event_monetary_factor"].as_f64().unwrap_or(1.0);
        let kind = match event["kind"].as_str().unwrap() {
            "arbitrary" => EventKind::Arbitrary {
                share: damage,
                recovery: recovery(),
            },
            "recovery" => EventKind::Capital {
                damage,
                recovery: recovery(),
                monetary_factor,
            },
            "rebuild" => {
                let mut households = vec![0.0; self.f.ncols()];
                for loss in event["households"].as_array().into_iter().flatten() {
                    let r = self.regions.iter().position(|x| loss[0] == **x).unwrap();
                    let c = self.finals.iter().position(|x| loss[1] == **x).unwrap();
                    households[r * self.finals.len() + c] = loss[2].as_f64().unwrap();
                }
                EventKind::Rebuild {
                    damage,
                    households,
                    sectors: self.by_sector(&event["rebuilding_sectors"], 0.0),
                    factor: event["rebuilding_factor"].as_f64().unwrap(),
                    monetary_factor,
                }
            }
            other => panic!("event {other}"),
        };
        Event {
            kind,
            occurrence: event["occurrence"].as_f64().unwrap(),
            duration: event["duration"].as_f64().unwrap(),
            tau: event["tau"].as_f64().unwrap(),
        }
    }

    fn simulation(&self, case: &Value) -> Simulation {
        let events: Vec<Event> = case["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| self.event(e))
            .collect();
        Simulation::new(&self.z, &self.f, &self.ario(case), &events)
    }
}

fn run(root: &Path, folder: &Path) -> (World, Value, Vec<Recorded>, f64) {
    let case: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("case.json")).unwrap()).unwrap();
    let world = world(root, case["mrio"].as_str().unwrap());
    let mut simulation = world.simulation(&case);
    let dt = simulation.network().step_days;
    let steps = (case["steps"].as_f64().unwrap() / dt).round() as usize;
    let largest = simulation
        .network()
        .output
        .iter()
        .copied()
        .fold(0.0, f64::max);
    let records = (0..steps).map(|_| simulation.advance()).collect();
    (world, case, records, largest)
}

/// Largest difference between a recorded file and ours, as a share of the largest output.
fn error(
    folder: &Path,
    file: &str,
    records: &[Recorded],
    largest: f64,
    ours: impl Fn(&Recorded) -> Vec<f64>,
) -> f64 {
    let (_, labels, rows) = read_csv(&folder.join(file));
    assert_eq!(rows.len(), records.len(), "{file}: steps");
    let mut worst = 0.0_f64;
    for ((row, label), record) in rows.iter().zip(&labels).zip(records) {
        let ours = ours(record);
        assert_eq!(row.len(), ours.len(), "{file}: columns");
        for (cell, value) in row.iter().zip(&ours) {
            let theirs: f64 = cell.parse().unwrap_or(f64::NAN);
            let difference = (theirs - value).abs() / largest;
            assert!(
                difference.is_finite(),
                "{file} step {label}: {theirs} against {value}"
            );
            worst = worst.max(difference);
        }
    }
    worst
}

fn orders(record: &Recorded, nodes: usize) -> Vec<f64> {
    (0..nodes)
        .map(|i| record.happened.orders.columns(0, nodes).row(i).sum())
        .collect()
}

fn folders(root: &Path, kind: &str) -> Vec<PathBuf> {
    let mut list: Vec<PathBuf> = std::fs::read_dir(root.join(kind))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    list.sort();
    list
}

#[test]
fn all_recorded_runs_are_reproduced() {
    let Some(root) = reference() else { return };
    let mut worst = BTreeMap::new();
    let list = folders(&root, "cases");
    assert_eq!(list.len(), 16);
    for folder in list {
        let (world, _, records, largest) = run(&root, &folder);
        let n = world.z.nrows();
        let mut errors = vec![
            error(&folder, "production_realised.csv", &records, largest, |r| {
                r.production.clone()
            }),
            error(&folder, "production_capacity.csv", &records, largest, |r| {
                r.happened.capacity.clone()
            }),
            error(&folder, "final_demand_unmet.csv", &records, largest, |r| {
                r.unmet.clone()
            }),
            error(&folder, "final_demand_undist.csv", &records, largest, |r| {
                r.undelivered.clone()
            }),
            error(&folder, "intermediate_demand.csv", &records, largest, |r| {
                orders(r, n)
            }),
            error(&folder, "rebuild_demand.csv", &records, largest, |r| {
                r.rebuild_demand.clone()
            }),
            error(&folder, "rebuild_prod.csv", &records, largest, |r| {
                r.rebuild_production.clone()
            }),
        ];
        errors.push(stocks_error(&folder, &world, &records, largest));
        shortages_agree(&folder, &world, &records);
        worst.insert(
            folder.file_name().unwrap().to_string_lossy().into_owned(),
            errors.into_iter().fold(0.0_f64, f64::max),
        );
    }
    for (case, error) in &worst {
        println!("{case}: {error:.1e}");
    }
    for (case, error) in worst {
        assert!(error <= 1e-9, "{case}: {error:e} of the largest output");
    }
}

fn step_days(folder: &Path) -> f64 {
    let text = std::fs::read_to_string(folder.join("case.json")).unwrap();
    let case: Value = serde_json::from_str(&text).unwrap();
    case["model"]["temporal_units_by_step"]
        .as_f64()
        .unwrap_or(1.0)
}

/// Stocks before production at the recorded steps.
fn stocks_error(folder: &Path, world: &World, records: &[Recorded], largest: f64) -> f64 {
    let (header, labels, rows) = read_csv(&folder.join("inputs_stocks_selected_steps.csv"));
    let cells: Vec<(usize, usize)> = header
        .iter()
        .map(|label| {
            let parts: Vec<&str> = label.split('|').collect();
            let s = world.sectors.iter().position(|x| x == parts[0]).unwrap();
            (s, world.node(parts[1], parts[2]))
        })
        .collect();
    let mut worst = 0.0_f64;
    for (label, row) in labels.iter().zip(&rows) {
        // Steps are labelled by their day.
        let step = (label.parse::<f64>().unwrap() / step_days(folder)).round() as usize;
        for (cell, text) in cells.iter().zip(row) {
            let ours = records[step].stock[*cell];
            let Ok(theirs) = text.parse::<f64>() else {
                continue;
            };
            if theirs.is_infinite() || ours.is_infinite() {
                assert_eq!(theirs, ours);
                continue;
            }
            worst = worst.max((theirs - ours).abs() / largest);
        }
    }
    worst
}

/// Which inputs are short, where the reference lists them: the same cells, but for ties.
fn shortages_agree(folder: &Path, world: &World, records: &[Recorded]) {
    let (_, steps, rows) = read_csv(&folder.join("limiting_inputs.csv"));
    let mut listed = std::collections::BTreeSet::new();
    for (step, row) in steps.iter().zip(&rows) {
        let s = world.sectors.iter().position(|x| *x == row[0]).unwrap();
        let step = (step.parse::<f64>().unwrap() / step_days(folder)).round() as usize;
        listed.insert((step, s, world.node(&row[1], &row[2])));
    }
    let mut ours = std::collections::BTreeSet::new();
    for (step, record) in records.iter().enumerate() {
        for j in 0..world.z.nrows() {
            for s in 0..world.sectors.len() {
                if record.happened.short[(s, j)] {
                    ours.insert((step, s, j));
                }
            }
        }
    }
    let differing = listed.symmetric_difference(&ours).count();
    println!(
        "{}: {} short, {differing} differ",
        folder.display(),
        listed.len()
    );
    assert!(
        differing <= listed.len() / 100,
        "{}: {differing} shortages differ",
        folder.display()
    );
}

#[test]
fn extensions_are_reproduced() {
    let Some(root) = reference() else { return };
    let list = folders(&root, "extensions");
    assert_eq!(list.len(), 5);
    for folder in list {
        let (world, _, records, largest) = run(&root, &folder);
        let n = world.z.nrows();
        let errors = [
            error(&folder, "production.csv", &records, largest, |r| {
                r.production.clone()
            }),
            error(&folder, "final_demand_unmet.csv", &records, largest, |r| {
                r.unmet.clone()
            }),
            error(&folder, "final_demand_undist.csv", &records, largest, |r| {
                r.undelivered.clone()
            }),
            error(&folder, "intermediate_demand.csv", &records, largest, |r| {
                orders(r, n)
            }),
        ];
        println!("{}: {errors:?}", folder.display());
        assert!(
            errors.iter().all(|e| *e <= 1e-9),
            "{}: {errors:?}",
            folder.display()
        );
    }
}
