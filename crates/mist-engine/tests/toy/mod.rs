//! An economy of three and a model whose every loss can be worked out by hand.

#![allow(dead_code, unreachable_pub)]

use std::sync::OnceLock;

use mist_economy::{
    CargoClass, CoverageTier, Economy, EconomyInfo, ModeShares, Product, ProductCode, Region,
    RegionCode, Satellites, StraitRoutes, Table, TaiwanPower,
};
use mist_engine::{
    DrawInput, DrawOutcome, DrawParameters, DrawRecord, DrawStatus, Driver, Drivers,
    PropagationModel, RunKey,
};
use mist_scenario::{Channels, Luck, SampledPhase, Sampling, Timeline};
use nalgebra::{DMatrix, DVector};

/// Value added of the three economies, USD million a year.
pub const VALUE_ADDED: [f64; 3] = [36_500.0, 73_000.0, 182_500.0];

/// Three economies of two products each, nothing traded.
pub fn economy() -> Economy {
    let region = |code: &str, name: &str, tier| Region {
        code: RegionCode::new(code),
        name: name.to_owned(),
        tier,
        includes: Vec::new(),
    };
    let product = |code: &str| Product {
        code: ProductCode::new(code),
        name: code.to_owned(),
        isic: code.to_owned(),
        is_good: true,
        cargo: CargoClass::Containers,
        modes: ModeShares {
            sea: 0.8,
            air: 0.2,
            land: 0.0,
        },
    };
    let half = DVector::from_iterator(6, VALUE_ADDED.iter().flat_map(|v| [v / 2.0; 2]));
    let mut f = DMatrix::zeros(6, 9);
    for (i, v) in half.iter().enumerate() {
        f[(i, (i / 2) * 3)] = *v;
    }
    Economy {
        info: EconomyInfo {
            id: "toy".to_owned(),
            name: "Toy".to_owned(),
            year: 2023,
            modelled: true,
            sources: Vec::new(),
            hash: "e0".to_owned(),
        },
        regions: vec![
            region("TWN", "Taiwan", CoverageTier::A),
            region("DEU", "Germany", CoverageTier::A),
            region("ROW", "Rest of the world, all else", CoverageTier::Rest),
        ],
        products: vec![product("C26S"), product("C29")],
        table: Table {
            regions: 3,
            products: 2,
            z: DMatrix::zeros(6, 6),
            f,
            taxes: DVector::zeros(6),
            value_added: half,
        },
        satellites: Satellites {
            critical_share: None,
            criticality: DMatrix::zeros(2, 2),
            cover_days: DMatrix::zeros(2, 2),
            strait: StraitRoutes {
                share: DMatrix::zeros(3, 3),
                detour_days: DMatrix::zeros(3, 3),
            },
            power: TaiwanPower {
                sources: Vec::new(),
            },
        },
    }
}

/// Identifiers of the items that shortages of the toy model name.
pub fn items() -> Vec<String> {
    vec!["mature-logic".to_owned()]
}

/// The key of a toy run.
pub fn key(draws: u64) -> RunKey {
    RunKey {
        version: "0.0.0".to_owned(),
        seed: 1,
        sampler: Sampling::Random,
        draws,
        attributed: 0,
        model: "toy".to_owned(),
        scenario: "blockade".to_owned(),
        scenario_hash: "a1".to_owned(),
        economy_hash: "e0".to_owned(),
        parameters_hash: "b2".to_owned(),
    }
}

/// Some parameters, the same for all draws; reading them takes a while.
fn parameters() -> DrawParameters {
    static READ: OnceLock<DrawParameters> = OnceLock::new();
    READ.get_or_init(DrawParameters::default).clone()
}

/// A draw of a crisis that lasts between 0 and 400 days, uniformly.
pub fn sample(seed: u64, draw: u64) -> DrawInput {
    let length = 400.0 * Luck::new(seed, draw).uniform("length");
    DrawInput {
        draw,
        timeline: Timeline {
            scenario: "blockade".to_owned(),
            phases: vec![SampledPhase {
                id: "blockade".to_owned(),
                start_day: 0.0,
                end_day: length,
                channels: Channels {
                    taiwan_air: 0.5,
                    ..Channels::default()
                },
            }],
        },
        parameters: parameters(),
        drivers: Drivers::ALL,
    }
}

/// A game over the drivers: what a coalition loses, given the days that the crisis lasts.
pub type Game = fn(Drivers, f64) -> f64;

/// Loses `game(drivers, days)` USD million in a year in Taiwan, a tenth of it in Germany; the rest
/// of the world gains a hundredth.
pub struct ToyModel {
    pub game: Game,
    pub set: Drivers,
    /// Draws that end in a value that is not a number.
    pub failing: fn(u64) -> bool,
}

impl Default for ToyModel {
    fn default() -> Self {
        Self {
            game: |drivers, days| {
                if drivers.contains(Driver::Chips) {
                    days
                } else {
                    0.0
                }
            },
            set: Drivers::NONE.with(Driver::Chips),
            failing: |_| false,
        }
    }
}

impl PropagationModel for ToyModel {
    fn name(&self) -> &'static str {
        "toy"
    }

    fn drivers_set(&self, _draw: &DrawInput) -> Drivers {
        self.set
    }

    fn run_chunk(&self, draws: &[DrawInput]) -> Vec<DrawOutcome> {
        draws
            .iter()
            .map(|input| {
                let days = input.timeline.phases[0].end_day;
                let mut total = (self.game)(input.drivers, days);
                if (self.failing)(input.draw) {
                    total = f64::NAN;
                }
                let records = [1.0, 0.1, -0.01]
                    .iter()
                    .enumerate()
                    .map(|(r, part)| DrawRecord {
                        draw: input.draw,
                        region: r as u32,
                        loss: [0.25, 0.5, 1.0].map(|x| x * part * total),
                        trade_lost: 2.0 * part.abs() * total,
                        unmet_demand: 0.5 * part.abs() * total,
                        first_shortage_day: (r < 2 && days > 100.0).then_some(20 + 10 * r as u16),
                        first_shortage_input: (r < 2 && days > 100.0).then_some(2 * r as u16),
                        first_shortage_sector: (r < 2 && days > 100.0).then_some(1),
                        recovery_days: (days < 300.0).then_some(days as u16 / 2),
                        weekly_loss: (0..52)
                            .map(|w| (part * total / VALUE_ADDED[r]) as f32 * (w < 20) as u8 as f32)
                            .collect(),
                    })
                    .collect();
                DrawOutcome {
                    draw: input.draw,
                    status: DrawStatus::Completed,
                    records,
                    direct_loss: total.abs() / 2.0,
                }
            })
            .collect()
    }
}
