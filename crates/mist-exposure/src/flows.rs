//! Face value: who sells what to whom, as customs and national accounts see it.

use mist_economy::Economy;
use nalgebra::DMatrix;

/// Sales between regions by product, USD million a year.
#[derive(Debug, Clone)]
pub struct Flows {
    /// For each product: R × R sales for use as input, seller's region × buyer's region.
    pub inputs: Vec<DMatrix<f64>>,
    /// For each product: R × R sales to final demand, seller's region × buyer's region.
    pub finals: Vec<DMatrix<f64>>,
    /// R × R inputs of all products.
    pub all_inputs: DMatrix<f64>,
    /// R × R final deliveries of all products.
    pub all_finals: DMatrix<f64>,
}

impl Flows {
    /// Adds up the table of `economy` by region of buyer.
    #[must_use]
    pub fn new(economy: &Economy) -> Self {
        let table = &economy.table;
        let (r, s) = (table.regions, table.products);
        let mut inputs = vec![DMatrix::zeros(r, r); s];
        let mut finals = vec![DMatrix::zeros(r, r); s];
        for j in 0..table.nodes() {
            for (i, z) in table.z.column(j).iter().enumerate() {
                inputs[i % s][(i / s, j / s)] += z;
            }
        }
        for c in 0..3 * r {
            for (i, f) in table.f.column(c).iter().enumerate() {
                finals[i % s][(i / s, c / 3)] += f;
            }
        }
        let sum = |parts: &[DMatrix<f64>]| {
            parts
                .iter()
                .fold(DMatrix::zeros(r, r), |total, part| total + part)
        };
        Self {
            all_inputs: sum(&inputs),
            all_finals: sum(&finals),
            inputs,
            finals,
        }
    }

    /// All sales of region `o` to region `d`.
    #[must_use]
    pub fn sales(&self, o: usize, d: usize) -> f64 {
        self.all_inputs[(o, d)] + self.all_finals[(o, d)]
    }

    /// Sales of product `s` from region `o` to region `d`.
    #[must_use]
    pub fn product_sales(&self, s: usize, o: usize, d: usize) -> f64 {
        self.inputs[s][(o, d)] + self.finals[s][(o, d)]
    }

    /// Number of regions R.
    #[must_use]
    pub fn regions(&self) -> usize {
        self.all_inputs.nrows()
    }

    /// Imports of region `d` from everybody else.
    #[must_use]
    pub fn imports(&self, d: usize) -> f64 {
        self.others(d).map(|o| self.sales(o, d)).sum()
    }

    /// Exports of region `o` to everybody else.
    #[must_use]
    pub fn exports(&self, o: usize) -> f64 {
        self.others(o).map(|d| self.sales(o, d)).sum()
    }

    /// Imports of product `s` by region `d`, by origin; the region's own supply counts as zero.
    #[must_use]
    pub fn product_imports(&self, s: usize, d: usize) -> Vec<f64> {
        (0..self.regions())
            .map(|o| {
                if o == d {
                    0.0
                } else {
                    self.product_sales(s, o, d)
                }
            })
            .collect()
    }

    /// Exports of product `s` by region `o` to everybody else.
    #[must_use]
    pub fn product_exports(&self, s: usize, o: usize) -> f64 {
        self.others(o).map(|d| self.product_sales(s, o, d)).sum()
    }

    fn others(&self, r: usize) -> impl Iterator<Item = usize> + use<> {
        (0..self.regions()).filter(move |&k| k != r)
    }
}
