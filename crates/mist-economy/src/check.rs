//! The quality report of an economy: identities, signs, productivity, and known figures.
//!
//! Known figures come in two kinds, and the report keeps them apart: those that the embedded
//! economy was built to meet, and those held out of its construction, which test it.

use serde::{Deserialize, Serialize};

use crate::{Economy, EconomyError, Table};

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
    /// Known figures beside what the economy says.
    pub comparisons: Vec<Comparison>,
    /// Fit of the held-out flows, if there are enough of them.
    pub held_out: Option<Fit>,
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
    csv::Reader::from_reader(bytes)
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|e| EconomyError::invalid(e.to_string(), "benchmarks.csv", "restore the file"))
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
        held_out: fit(&comparisons),
        comparisons,
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
        let settled = (size - radius).abs() < 1e-12;
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
    let i = region(&b.seller)?;
    let products = if b.product.is_empty() {
        (0..s).filter(|p| economy.products[*p].is_good).collect()
    } else {
        matching(&b.product)?
    };
    let sales = |j: usize, users: &[usize], with_final: bool| -> f64 {
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
            .map(|j| sales(j, &everyone, true))
            .sum(),
        Quantity::Exports => sales(region(&b.buyer)?, &everyone, true),
        Quantity::Sales => sales(region(&b.buyer)?, &matching(&b.user)?, false),
    })
}

/// Correlation of logarithms and median ratio over the held-out comparisons.
fn fit(comparisons: &[Comparison]) -> Option<Fit> {
    let pairs: Vec<(f64, f64)> = comparisons
        .iter()
        .filter(|c| c.benchmark.held_out && c.benchmark.quantity == Quantity::Sales)
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
