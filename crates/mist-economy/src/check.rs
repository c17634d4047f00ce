//! The quality report of an economy: identities, signs, productivity, and known figures.
//!
//! Known figures come in two kinds, and the report keeps them apart: those that the embedded
//! economy was built to meet, and those held out of its construction, which test it.

use serde::{Deserialize, Serialize};

use crate::files::records;
use crate::{CoverageTier, Economy, EconomyError, Table};

/// A figure that is known from elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Benchmark {
    /// What is compared: see [`Quantity`].
    pub quantity: Quantity,
    /// Selling region; the region itself for totals of one region.
    pub seller: String,
    /// Product sold: the start of a product code (`C26` takes both halves), or empty for all.
    pub product: String,
    /// Buying region, or empty.
    pub buyer: String,
    /// Using sector: the start of a product code, or empty for all uses.
    pub user: String,
    /// Known value, USD million.
    pub expected: f64,
    /// Year of the known value.
    pub year: u16,
    /// Source identifier.
    pub source: String,
    /// Whose report it is, where the two ends of a flow can report it differently (mirror data); else
    /// empty.
    #[serde(default)]
    pub reporter: String,
    /// Whether the figure was kept out of the construction of the embedded economy.
    pub held_out: bool,
}

/// What a benchmark speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantity {
    /// Value added of a region.
    ValueAdded,
    /// Gross output of a product of a region.
    Output,
    /// Exports of a product (or of all goods) of a region to one or to all.
    Exports,
    /// Imports of a product (or of all goods) of a region from all; the region is the buyer.
    Imports,
    /// Sales of a product from a region to the sectors of another (or its own).
    Sales,
}

/// A benchmark beside what the economy says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The known figure.
    pub benchmark: Benchmark,
    /// The economy's value, USD million.
    pub found: f64,
}

/// How well a set of held-out flows is met.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fit {
    /// Flows compared.
    pub count: usize,
    /// Correlation of logarithms.
    pub log_correlation: f64,
    /// Median of found over expected.
    pub median_ratio: f64,
    /// Share of flows within a factor of two, after the median ratio is taken out.
    pub within_factor_two: f64,
}

/// Fit of a group of held-out flows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NamedFit {
    /// Which flows.
    pub name: &'static str,
    /// How well they are met.
    #[serde(flatten)]
    pub fit: Fit,
}

/// A flow of goods that both ends report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mirror {
    /// Selling region.
    pub seller: String,
    /// Buying region.
    pub buyer: String,
    /// What the seller reports (fob), USD million.
    pub exporter_reports: f64,
    /// What the buyer reports (cif), USD million.
    pub importer_reports: f64,
    /// The economy's value, USD million.
    pub found: f64,
}

impl Mirror {
    /// Whether the economy's value lies between the two reports, give or take a tenth.
    #[must_use]
    pub fn between(&self) -> bool {
        let (a, b) = (self.exporter_reports, self.importer_reports);
        (0.9 * a.min(b)..=1.1 * a.max(b)).contains(&self.found)
    }
}

/// What a statistician would ask of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QualityReport {
    /// Largest relative gap of the row identity, x = Z·1 + F·1 (by construction 0).
    pub row_gap: f64,
    /// Largest relative gap of the column identity, x = Zᵀ·1 + taxes + v.
    pub column_gap: f64,
    /// Smallest cell of Z and F.
    pub smallest_cell: f64,
    /// Nodes whose value added is negative.
    pub negative_value_added: Vec<String>,
    /// Nodes without output.
    pub empty_nodes: usize,
    /// Largest eigenvalue of the input coefficients; below 1 in a productive economy.
    pub spectral_radius: f64,
    /// World gross output, USD million.
    pub world_output: f64,
    /// World value added, USD million.
    pub world_value_added: f64,
    /// How far imported inputs are from proportionality (every sector of an importer has the same mix
    /// of origins of a product): sum of absolute differences over the sum of imported inputs.
    pub distance_from_proportional_imports: f64,
    /// Known figures beside what the economy says.
    pub comparisons: Vec<Comparison>,
    /// Fit of the held-out flows, if there are enough of them.
    pub held_out: Option<Fit>,
    /// The same by group.
    pub fits: Vec<NamedFit>,
    /// Flows that both ends report.
    pub mirrors: Vec<Mirror>,
}

/// Benchmarks that come with the program.
const BENCHMARKS: &[u8] = include_bytes!("../data/benchmarks.csv");

/// The benchmarks that come with the program.
///
/// # Errors
/// If the embedded file is damaged.
pub fn benchmarks() -> Result<Vec<Benchmark>, EconomyError> {
    read_benchmarks(BENCHMARKS)
}

/// Reads a list of benchmarks: CSV with a column for each field of [`Benchmark`].
///
/// # Errors
/// If a line cannot be read.
pub fn read_benchmarks(bytes: &[u8]) -> Result<Vec<Benchmark>, EconomyError> {
    records(bytes, "benchmarks.csv")
}

/// Examines an economy against identities and benchmarks; those about regions or products that it
/// does not have are left out.
#[must_use]
pub fn check(economy: &Economy, benchmarks: &[Benchmark]) -> QualityReport {
    let table = &economy.table;
    let output = table.output();
    let (mut row_gap, mut column_gap): (f64, f64) = (0.0, 0.0);
    let mut across = vec![0.0; table.nodes()];
    for column in table.z.column_iter().chain(table.f.column_iter()) {
        for (sum, v) in across.iter_mut().zip(column.iter()) {
            *sum += v;
        }
    }
    for j in 0..table.nodes() {
        let x = output[j];
        if x > 0.0 {
            let spent = table.z.column(j).sum() + table.taxes[j] + table.value_added[j];
            row_gap = row_gap.max((across[j] / x - 1.0).abs());
            column_gap = column_gap.max((spent / x - 1.0).abs());
        }
    }
    let negative_value_added = (0..table.nodes())
        .filter(|j| table.value_added[*j] < 0.0)
        .map(|j| {
            format!(
                "{} {}",
                economy.regions[j / table.products].code,
                economy.products[j % table.products].code
            )
        })
        .collect();
    let comparisons: Vec<Comparison> = benchmarks
        .iter()
        .filter_map(|b| {
            Some(Comparison {
                found: found(economy, output.as_slice(), b)?,
                benchmark: b.clone(),
            })
        })
        .collect();
    QualityReport {
        row_gap,
        column_gap,
        smallest_cell: table
            .z
            .iter()
            .chain(table.f.iter())
            .copied()
            .fold(0.0, f64::min),
        negative_value_added,
        empty_nodes: output.iter().filter(|x| **x <= 0.0).count(),
        spectral_radius: spectral_radius(table, output.as_slice()),
        world_output: output.sum(),
        world_value_added: table.value_added.sum(),
        distance_from_proportional_imports: distance_from_proportional_imports(table),
        held_out: fit(&comparisons, |_| true),
        fits: fits(economy, &comparisons),
        mirrors: mirrors(&comparisons),
        comparisons,
    }
}

/// A group of flows: its name, and which belong to it.
type Group<'a> = (&'static str, &'a dyn Fn(&Benchmark) -> bool);

/// Fits of the held-out flows by group.
fn fits(economy: &Economy, comparisons: &[Comparison]) -> Vec<NamedFit> {
    let tier_a = |code: &str| {
        let region = economy.regions.iter().find(|r| r.code.as_str() == code);
        region.is_some_and(|r| r.tier == CoverageTier::A)
    };
    let taiwan = |b: &Benchmark| b.seller == "TWN" || b.buyer == "TWN";
    let electronics = |b: &Benchmark| b.product == b.user;
    let groups: [Group<'_>; 5] = [
        ("all", &|_| true),
        ("electronics to electronics", &electronics),
        ("the same, between economies of tier A", &|b| {
            electronics(b) && tier_a(&b.seller) && tier_a(&b.buyer)
        }),
        ("the same, without Taiwan", &|b| {
            electronics(b) && !taiwan(b)
        }),
        ("the same, with Taiwan", &|b| electronics(b) && taiwan(b)),
    ];
    groups
        .into_iter()
        .filter_map(|(name, of)| {
            let fit = fit(comparisons, of)?;
            Some(NamedFit { name, fit })
        })
        .collect()
}

/// Pairs of reports of the same flow.
fn mirrors(comparisons: &[Comparison]) -> Vec<Mirror> {
    let reported = |by_seller: bool| {
        comparisons.iter().filter(move |c| {
            let b = &c.benchmark;
            let reporter = if by_seller { &b.seller } else { &b.buyer };
            !b.reporter.is_empty() && b.reporter == *reporter
        })
    };
    reported(true)
        .filter_map(|one| {
            let b = &one.benchmark;
            let other = reported(false)
                .find(|c| c.benchmark.seller == b.seller && c.benchmark.buyer == b.buyer)?;
            Some(Mirror {
                seller: b.seller.clone(),
                buyer: b.buyer.clone(),
                exporter_reports: b.expected,
                importer_reports: other.benchmark.expected,
                found: one.found,
            })
        })
        .collect()
}

/// See [`QualityReport::distance_from_proportional_imports`].
#[must_use]
pub fn distance_from_proportional_imports(table: &Table) -> f64 {
    let (r, s) = (table.regions, table.products);
    let (mut distance, mut imports) = (0.0, 0.0);
    let mut block = vec![0.0; r * s];
    for j in 0..r {
        for p in 0..s {
            let (mut by_user, mut by_origin, mut total) = (vec![0.0; s], vec![0.0; r], 0.0);
            for (u, cells) in block.chunks_exact_mut(r).enumerate() {
                let column = table.z.column(table.node(j, u));
                for (i, cell) in cells.iter_mut().enumerate() {
                    *cell = if i == j {
                        0.0
                    } else {
                        column[table.node(i, p)]
                    };
                    by_user[u] += *cell;
                    by_origin[i] += *cell;
                    total += *cell;
                }
            }
            if total <= 0.0 {
                continue;
            }
            imports += total;
            for (cells, user) in block.chunks_exact(r).zip(&by_user) {
                for (cell, origin) in cells.iter().zip(&by_origin) {
                    distance += (cell - origin * user / total).abs();
                }
            }
        }
    }
    if imports > 0.0 {
        distance / imports
    } else {
        0.0
    }
}

/// Largest eigenvalue of A = Z x̂⁻¹ by power iteration (A ≥ 0, so it is real; Perron–Frobenius).
fn spectral_radius(table: &Table, output: &[f64]) -> f64 {
    let n = table.nodes();
    let mut v = nalgebra::DVector::from_element(n, 1.0);
    let mut radius = 0.0;
    for _ in 0..500 {
        let scaled = nalgebra::DVector::from_iterator(
            n,
            v.iter()
                .zip(output)
                .map(|(a, x)| if *x > 0.0 { a / x } else { 0.0 }),
        );
        let next = &table.z * scaled;
        let size = next.amax();
        if size <= 0.0 {
            return 0.0;
        }
        let settled = (size - radius).abs() < 1e-9;
        radius = size;
        v = next / size;
        if settled {
            break;
        }
    }
    radius
}

/// The economy's value for a benchmark, if it has the regions and products.
fn found(economy: &Economy, output: &[f64], b: &Benchmark) -> Option<f64> {
    let table = &economy.table;
    let s = table.products;
    let region = |code: &str| economy.regions.iter().position(|r| r.code.as_str() == code);
    let matching = |prefix: &str| -> Option<Vec<usize>> {
        let list: Vec<usize> = (0..s)
            .filter(|p| economy.products[*p].code.as_str().starts_with(prefix))
            .collect();
        (!list.is_empty()).then_some(list)
    };
    let i = match b.quantity {
        Quantity::Imports => region(&b.buyer)?,
        _ => region(&b.seller)?,
    };
    let products = if b.product.is_empty() {
        (0..s).filter(|p| economy.products[*p].is_good).collect()
    } else {
        matching(&b.product)?
    };
    let sales = |i: usize, j: usize, users: &[usize], with_final: bool| -> f64 {
        let mut total = 0.0;
        for p in &products {
            let row = table.node(i, *p);
            total += users
                .iter()
                .map(|u| table.z[(row, table.node(j, *u))])
                .sum::<f64>();
            if with_final {
                total += (0..3).map(|c| table.f[(row, j * 3 + c)]).sum::<f64>();
            }
        }
        total
    };
    let everyone: Vec<usize> = (0..s).collect();
    Some(match b.quantity {
        Quantity::ValueAdded => table.region_value_added(i),
        Quantity::Output => products.iter().map(|p| output[table.node(i, *p)]).sum(),
        Quantity::Exports if b.buyer.is_empty() => (0..table.regions)
            .filter(|j| *j != i)
            .map(|j| sales(i, j, &everyone, true))
            .sum(),
        Quantity::Exports => sales(i, region(&b.buyer)?, &everyone, true),
        Quantity::Imports => (0..table.regions)
            .filter(|j| *j != i)
            .map(|j| sales(j, i, &everyone, true))
            .sum(),
        Quantity::Sales => sales(i, region(&b.buyer)?, &matching(&b.user)?, false),
    })
}

/// Correlation of logarithms and median ratio over the held-out comparisons that are wanted.
fn fit(comparisons: &[Comparison], wanted: impl Fn(&Benchmark) -> bool) -> Option<Fit> {
    let pairs: Vec<(f64, f64)> = comparisons
        .iter()
        .filter(|c| c.benchmark.held_out && c.benchmark.quantity == Quantity::Sales)
        .filter(|c| wanted(&c.benchmark))
        .map(|c| (c.benchmark.expected, c.found))
        .collect();
    if pairs.len() < 3 {
        return None;
    }
    let n = pairs.len() as f64;
    // One is added as in the first attempt's measure, so that a missing flow counts as one.
    let logs: Vec<(f64, f64)> = pairs
        .iter()
        .map(|(e, f)| (libm::log(e + 1.0), libm::log(f + 1.0)))
        .collect();
    let (mean_e, mean_f) = (
        logs.iter().map(|l| l.0).sum::<f64>() / n,
        logs.iter().map(|l| l.1).sum::<f64>() / n,
    );
    let (mut ee, mut ff, mut ef) = (0.0, 0.0, 0.0);
    for (e, f) in &logs {
        ee += (e - mean_e) * (e - mean_e);
        ff += (f - mean_f) * (f - mean_f);
        ef += (e - mean_e) * (f - mean_f);
    }
    let mut ratios: Vec<f64> = pairs.iter().map(|(e, f)| f / e).collect();
    ratios.sort_by(f64::total_cmp);
    let median = if ratios.len() % 2 == 1 {
        ratios[ratios.len() / 2]
    } else {
        (ratios[ratios.len() / 2 - 1] + ratios[ratios.len() / 2]) / 2.0
    };
    let near = ratios
        .iter()
        .filter(|r| (0.5..=2.0).contains(&(*r / median)))
        .count();
    Some(Fit {
        count: pairs.len(),
        log_correlation: ef / (ee * ff).sqrt(),
        median_ratio: median,
        within_factor_two: near as f64 / n,
    })
}
