//! Small worlds to test the dynamic model on, and shocks written by hand.

#![allow(dead_code, unreachable_pub)]

use mist_economy::{
    CargoClass, CoverageTier, Economy, EconomyInfo, ModeShares, Product, ProductCode, Region,
    RegionCode, Satellites, StraitRoutes, Table, TaiwanPower,
};
use mist_engine::dynamic::NetworkParameters;
use mist_engine::{
    DrawInput, DrawParameters, Drivers, LinkFactor, Shock, ShockFactory, ShockSource,
};
use mist_scenario::Timeline;
use nalgebra::{DMatrix, DVector};

/// A stream of numbers in [0, 1) that is the same everywhere (SplitMix64).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((x ^ (x >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// An economy of `regions` × `products` with random flows: mostly domestic, some cells zero.
pub fn random_economy(regions: usize, products: usize, seed: u64) -> Economy {
    let mut numbers = Numbers(seed);
    let n = regions * products;
    let size: Vec<f64> = (0..regions).map(|_| 1.0 + 9.0 * numbers.next()).collect();
    let mut flow = |from: usize, to: usize| {
        let near = if from == to { 6.0 } else { 1.0 };
        let draw = numbers.next();
        if draw < 0.15 {
            0.0
        } else {
            1000.0 * near * draw * size[from] * size[to]
        }
    };
    let z = DMatrix::from_fn(n, n, |i, j| flow(i / products, j / products));
    let f = DMatrix::from_fn(n, 3 * regions, |i, c| {
        products as f64 * flow(i / products, c / 3)
    });
    economy_of(z, f, products)
}

/// An economy in which all sectors of a region buy a product abroad from one mix of origins, and all
/// its final users from another, but for the regions of `apart`: their cells are off that mix.
pub fn proportional_economy(
    regions: usize,
    products: usize,
    seed: u64,
    apart: &[usize],
) -> Economy {
    let mut numbers = Numbers(seed);
    let n = regions * products;
    let mut mix = |s: usize, c: usize| -> Vec<f64> {
        let parts: Vec<f64> = (0..regions)
            .map(|r| {
                let draw = numbers.next();
                // Some origins sell nothing; every region but the buyer's own may sell something.
                if r == c || (draw < 0.15 && (r + s).is_multiple_of(2)) {
                    0.0
                } else {
                    draw
                }
            })
            .collect();
        let all: f64 = parts.iter().sum();
        parts.iter().map(|part| part / all.max(1e-9)).collect()
    };
    let mut mixes: Vec<[Vec<f64>; 2]> = Vec::new();
    for s in 0..products {
        for c in 0..regions {
            mixes.push([mix(s, c), mix(s, c)]);
        }
    }
    let mut numbers = Numbers(seed + 1);
    let mut column = |c: usize, scale: f64, finals: usize| -> Vec<f64> {
        let mut cells = vec![0.0; n];
        for s in 0..products {
            let (bought, home) = (numbers.next(), 0.5 + 0.4 * numbers.next());
            let bought = if bought < 0.1 {
                0.0
            } else {
                1000.0 * scale * bought
            };
            for r in 0..regions {
                let off = numbers.next();
                let off = if apart.contains(&c) { 0.5 + off } else { 1.0 };
                let share = if r == c {
                    home
                } else {
                    (1.0 - home) * mixes[s * regions + c][finals][r] * off
                };
                cells[r * products + s] = bought * share;
            }
        }
        cells
    };
    let sectors: Vec<Vec<f64>> = (0..n).map(|j| column(j / products, 1.0, 0)).collect();
    let finals: Vec<Vec<f64>> = (0..3 * regions)
        .map(|u| column(u / 3, products as f64, 1))
        .collect();
    let z = DMatrix::from_fn(n, n, |i, j| sectors[j][i]);
    let f = DMatrix::from_fn(n, 3 * regions, |i, u| finals[u][i]);
    economy_of(z, f, products)
}

/// An economy from its flows; value added is what is left of output.
pub fn economy_of(z: DMatrix<f64>, f: DMatrix<f64>, products: usize) -> Economy {
    let n = z.nrows();
    let regions = n / products;
    let output: Vec<f64> = (0..n).map(|i| z.row(i).sum() + f.row(i).sum()).collect();
    let value_added = DVector::from_fn(n, |j, _| {
        (output[j] - z.column(j).sum()).max(0.1 * output[j])
    });
    let isic = ["A", "C10-C12", "C261", "C29", "D", "J"];
    Economy {
        info: EconomyInfo {
            id: "test".to_owned(),
            name: "Test".to_owned(),
            year: 2023,
            modelled: true,
            sources: Vec::new(),
            hash: "00".to_owned(),
        },
        regions: (0..regions)
            .map(|r| Region {
                code: RegionCode::new(format!("R{r:02}")),
                name: format!("Region {r}"),
                tier: CoverageTier::A,
                includes: Vec::new(),
            })
            .collect(),
        products: (0..products)
            .map(|s| Product {
                code: ProductCode::new(format!("P{s:02}")),
                name: format!("Product {s}"),
                isic: isic[s % isic.len()].to_owned(),
                is_good: s % isic.len() < 4,
                cargo: CargoClass::Containers,
                modes: ModeShares {
                    sea: 1.0,
                    air: 0.0,
                    land: 0.0,
                },
            })
            .collect(),
        table: Table {
            regions,
            products,
            z,
            f,
            taxes: DVector::zeros(n),
            value_added,
        },
        satellites: Satellites {
            critical_share: None,
            criticality: DMatrix::from_fn(products, products, |s, k| {
                [1.0, 0.5, 0.0, 0.75][(s + 2 * k) % 4]
            }),
            cover_days: DMatrix::from_fn(products, products, |s, k| {
                if s % 6 == 4 {
                    return 365.0;
                }
                5.0 + 7.0 * ((s + k) % 4) as f64
            }),
            strait: StraitRoutes {
                share: DMatrix::zeros(regions, regions),
                detour_days: DMatrix::zeros(regions, regions),
            },
            power: TaiwanPower {
                sources: Vec::new(),
            },
        },
    }
}

/// A draw with these parameters.
pub fn draw(number: u64, network: NetworkParameters) -> DrawInput {
    DrawInput {
        draw: number,
        timeline: Timeline {
            scenario: "test".to_owned(),
            phases: Vec::new(),
        },
        parameters: DrawParameters {
            network,
            ..DrawParameters::default()
        },
        drivers: Drivers::ALL,
    }
}

/// A shock by hand: a state of the world for a span of days.
#[derive(Debug, Clone)]
pub struct Span {
    pub from: f64,
    pub to: f64,
    pub capacity: Vec<(usize, f64)>,
    pub links: Vec<LinkFactor>,
    pub final_demand: Vec<(usize, f64)>,
}

/// Spans by draw number (modulo their count); the world is at peace otherwise.
#[derive(Debug, Clone)]
pub struct ByHand {
    pub regions: usize,
    pub products: usize,
    pub draws: Vec<Vec<Span>>,
}

struct Source<'a> {
    hand: &'a ByHand,
    spans: &'a [Span],
    shock: Shock,
}

impl ShockFactory for ByHand {
    fn source<'a>(&'a self, draw: &'a DrawInput) -> Box<dyn ShockSource + 'a> {
        Box::new(Source {
            hand: self,
            spans: &self.draws[draw.draw as usize % self.draws.len()],
            shock: Shock::peace(self.regions * self.products, self.regions),
        })
    }
}

impl ShockSource for Source<'_> {
    fn advance(&mut self, day: f64, _step_days: f64, _production: &[f64]) -> &Shock {
        let nodes = self.hand.regions * self.hand.products;
        let before = std::mem::take(&mut self.shock);
        self.shock = Shock::peace(nodes, self.hand.regions);
        for span in self.spans.iter().filter(|s| s.from <= day && day < s.to) {
            for &(i, share) in &span.capacity {
                self.shock.capacity[i] *= share;
            }
            for &(u, share) in &span.final_demand {
                self.shock.final_demand[u] *= share;
            }
            for link in &span.links {
                self.shock
                    .links
                    .retain(|l| (l.from, l.to) != (link.from, link.to));
                self.shock.links.push(link.clone());
            }
        }
        self.shock.links.sort_by_key(|l| (l.from, l.to));
        let changed = before.links != self.shock.links;
        self.shock.links_version = before.links_version + u64::from(changed);
        &self.shock
    }

    fn at_peace(&self, day: f64) -> bool {
        self.spans.iter().all(|span| day >= span.to)
    }
}

/// Random overlapping spans: capacity, links, delays and demand.
pub fn random_spans(regions: usize, products: usize, seed: u64) -> Vec<Span> {
    let mut numbers = Numbers(seed);
    let mut pick = |n: usize| (numbers.next() * n as f64) as usize;
    let mut spans = Vec::new();
    for _ in 0..1 + pick(3) {
        let from = pick(60) as f64;
        let mut span = Span {
            from,
            to: from + 5.0 + pick(120) as f64,
            capacity: (0..pick(5))
                .map(|_| (pick(regions * products), pick(100) as f64 / 100.0))
                .collect(),
            links: Vec::new(),
            final_demand: (0..pick(3))
                .map(|_| (pick(3 * regions), 0.8 + pick(20) as f64 / 100.0))
                .collect(),
        };
        for _ in 0..pick(6) {
            let (from, to) = (pick(regions), pick(regions));
            if from == to || span.links.iter().any(|l| (l.from, l.to) == (from, to)) {
                continue;
            }
            span.links.push(LinkFactor {
                from,
                to,
                carried: (0..products).map(|_| pick(101) as f64 / 100.0).collect(),
                arriving: (0..products)
                    .map(|_| 0.5 + pick(100) as f64 / 100.0)
                    .collect(),
            });
        }
        spans.push(span);
    }
    spans
}

/// Parameters at random, every rule among them.
pub fn random_parameters(products: usize, seed: u64) -> NetworkParameters {
    use mist_engine::dynamic::{InputForm, Rationing};
    let mut numbers = Numbers(seed);
    let mut between = |a: f64, b: f64| a + (b - a) * numbers.next();
    NetworkParameters {
        cover_scale: between(0.5, 2.0),
        psi: between(0.2, 0.8),
        restocking_days: between(6.0, 45.0),
        expectation_days: between(5.0, 30.0),
        overproduction: (0..products).map(|_| between(0.0, 0.25)).collect(),
        overproduction_days: between(60.0, 365.0),
        switching: (0..products).map(|_| between(0.0, 0.95)).collect(),
        switching_days: (0..products).map(|_| between(10.0, 200.0)).collect(),
        input_form: InputForm::from_code(between(0.0, 3.0).floor()),
        rationing: Rationing::from_code(between(0.0, 4.0).floor()),
        equipment_days: between(0.0, 400.0),
    }
}
