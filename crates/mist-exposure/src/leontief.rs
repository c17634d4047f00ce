//! The Leontief inverse of a table, computed once and used by every measure.
//!
//! A = Z·x̂⁻¹ are input coefficients, M = I − A, L = M⁻¹ (Miller & Blair 2009, ch. 2). One LU
//! factorisation gives L; everything else in this crate is products with L, or a low-rank update
//! of it ([`crate::extraction`]). faer does the factorisation, on one thread so that the bits do
//! not depend on the machine's core count; nalgebra holds the matrices.

use faer::linalg::solvers::{DenseSolveCore, PartialPivLu};
use mist_economy::{Economy, Table};
use nalgebra::{DMatrix, DVector};

use crate::ExposureError;

/// Entries of L below minus this are taken as negative, beyond rounding (L's diagonal is ≥ 1).
const NEGATIVE: f64 = -1e-9;

/// A table with its Leontief inverse and the products of it that all measures share.
#[derive(Debug, Clone)]
pub struct Leontief {
    /// R, the number of regions.
    pub regions: usize,
    /// S, the number of products.
    pub products: usize,
    /// x: gross output by node, USD million a year; length N.
    pub output: DVector<f64>,
    /// v/x: value added per unit of output by node, 0 where there is no output; length N.
    pub value_added_share: DVector<f64>,
    /// A: N × N input coefficients, a_ij = z_ij / x_j.
    pub a: DMatrix<f64>,
    /// S × N: a_sj, input s from anywhere needed per unit of output of node j.
    pub product_inputs: DMatrix<f64>,
    /// L = (I − A)⁻¹: N × N.
    pub inverse: DMatrix<f64>,
    /// F summed over uses: N × R deliveries to final demand by region of use, USD million a year.
    pub final_demand: DMatrix<f64>,
    /// L·F: N × R gross output needed anywhere for each region's final demand, USD million a year.
    pub output_for: DMatrix<f64>,
    /// R × N: value added of each region per unit of final delivery of each node.
    pub multipliers: DMatrix<f64>,
    /// Nodes whose input coefficients add up to one or more although L exists: they run at a loss.
    pub loss_making: Vec<usize>,
}

impl Leontief {
    /// Factorises the table of `economy`.
    ///
    /// # Errors
    ///
    /// [`ExposureError::InvalidTable`] for parts of unequal size and cells that are negative or
    /// not numbers; [`ExposureError::NoLeontiefInverse`] with the offending columns if the
    /// spectral radius of A is one or more.
    pub fn new(economy: &Economy) -> Result<Self, ExposureError> {
        let label = |i: usize| node_label(economy, i);
        check_shape(economy)?;
        Self::of_table(&economy.table, &label)
    }

    /// Factorises a table, naming nodes by `label` in errors.
    ///
    /// # Errors
    ///
    /// As [`Leontief::new`].
    pub fn of_table(table: &Table, label: &dyn Fn(usize) -> String) -> Result<Self, ExposureError> {
        check_cells(table, label)?;
        let (n, regions, products) = (table.nodes(), table.regions, table.products);
        let output = table.output();
        let per_output = DVector::from_fn(n, |j, _| {
            if output[j] > 0.0 {
                1.0 / output[j]
            } else {
                0.0
            }
        });
        let mut a = table.z.clone();
        for (mut column, scale) in a.column_iter_mut().zip(per_output.iter()) {
            column *= *scale;
        }
        let heavy: Vec<usize> = (0..n).filter(|&j| a.column(j).sum() >= 1.0).collect();
        let inverse = invert(&a);
        // For A ≥ 0, (I − A)⁻¹ exists and is non-negative exactly if the spectral radius of A is
        // below one (Miller & Blair 2009, § 2.4; Berman & Plemmons 1994, ch. 6).
        let exists = inverse.iter().all(|l| l.is_finite() && *l >= NEGATIVE);
        if !exists {
            let columns = heavy
                .iter()
                .map(|&j| format!("{}: {:.3}", label(j), a.column(j).sum()))
                .collect();
            return Err(ExposureError::NoLeontiefInverse { columns });
        }
        let final_demand =
            DMatrix::from_fn(n, regions, |i, r| table.f.row(i).columns(3 * r, 3).sum());
        let output_for = &inverse * &final_demand;
        let mut product_inputs = DMatrix::zeros(products, n);
        for j in 0..n {
            for (i, cell) in a.column(j).iter().enumerate() {
                product_inputs[(i % products, j)] += cell;
            }
        }
        let value_added_share = table.value_added.component_mul(&per_output);
        let mut multipliers = DMatrix::zeros(regions, n);
        for j in 0..n {
            let column = inverse.column(j);
            for r in 0..regions {
                let at = r * products;
                multipliers[(r, j)] = value_added_share
                    .rows(at, products)
                    .dot(&column.rows(at, products));
            }
        }
        Ok(Self {
            regions,
            products,
            output,
            value_added_share,
            a,
            product_inputs,
            inverse,
            final_demand,
            output_for,
            multipliers,
            loss_making: heavy,
        })
    }

    /// N, the number of nodes.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.regions * self.products
    }

    /// The nodes of region `r`, in order.
    #[must_use]
    pub fn nodes_of(&self, r: usize) -> std::ops::Range<usize> {
        r * self.products..(r + 1) * self.products
    }

    /// The nodes of several regions, in the order given.
    #[must_use]
    pub fn nodes_of_all(&self, regions: &[usize]) -> Vec<usize> {
        regions.iter().flat_map(|&r| self.nodes_of(r)).collect()
    }

    /// Value added by node, USD million a year.
    #[must_use]
    pub fn value_added(&self) -> DVector<f64> {
        self.value_added_share.component_mul(&self.output)
    }

    /// Value added of region `r`, USD million a year: GDP at basic prices.
    #[must_use]
    pub fn gdp(&self, r: usize) -> f64 {
        self.gdp_at(r, &self.output)
    }

    /// Value added of region `r` when gross output is `output` and value-added shares stay.
    #[must_use]
    pub fn gdp_at(&self, r: usize, output: &DVector<f64>) -> f64 {
        let nodes = self.nodes_of(r);
        self.value_added_share
            .rows(nodes.start, nodes.len())
            .dot(&output.rows(nodes.start, nodes.len()))
    }

    /// By sector of region `r`, the share of its output's value that is inputs from abroad, at any
    /// stage: 1 − primaryᵀ(I − A_rr)⁻¹ over the region's own block. It equals
    /// [`crate::Extraction::supply_content`] of all links into the region.
    #[must_use]
    pub fn foreign_content(&self, r: usize) -> DVector<f64> {
        let s = self.products;
        let at = r * s;
        let block = self.a.view((at, at), (s, s));
        let m = (DMatrix::identity(s, s) - block).transpose();
        let primary = DMatrix::from_fn(s, 1, |j, _| 1.0 - self.a.column(at + j).sum());
        let content = crate::extraction::solve(&m, &primary);
        DVector::from_fn(s, |j, _| 1.0 - content[(j, 0)])
    }

    /// R × R: value added of the row's region embodied in the column's final demand, USD million
    /// a year; v̂·L·F summed over products (Johnson & Noguera 2012).
    #[must_use]
    pub fn value_added_in_final_demand(&self) -> DMatrix<f64> {
        DMatrix::from_fn(self.regions, self.regions, |r, d| {
            let nodes = self.nodes_of(r);
            self.value_added_share
                .rows(nodes.start, nodes.len())
                .dot(&self.output_for.column(d).rows(nodes.start, nodes.len()))
        })
    }
}

/// How messages name node `i`: `TWN_C26`.
#[must_use]
pub fn node_label(economy: &Economy, i: usize) -> String {
    let s = economy.products.len();
    match (
        economy.regions.get(i / s.max(1)),
        economy.products.get(i % s.max(1)),
    ) {
        (Some(r), Some(p)) => format!("{}_{}", r.code, p.code),
        _ => format!("node {i}"),
    }
}

/// (I − A)⁻¹ by LU with partial pivoting, on one thread.
fn invert(a: &DMatrix<f64>) -> DMatrix<f64> {
    let n = a.nrows();
    let mut m = -a;
    for i in 0..n {
        m[(i, i)] += 1.0;
    }
    let view = faer::MatRef::from_column_major_slice(m.as_slice(), n, n);
    let inverse = PartialPivLu::new(view).inverse();
    let mut out = m;
    for j in 0..n {
        out.column_mut(j).copy_from_slice(inverse.col_as_slice(j));
    }
    out
}

fn check_shape(economy: &Economy) -> Result<(), ExposureError> {
    let table = &economy.table;
    let (r, s) = (economy.regions.len(), economy.products.len());
    if table.regions == r && table.products == s {
        return Ok(());
    }
    Err(ExposureError::InvalidTable {
        what: format!(
            "a table of {} regions and {} products with names for {r} and {s}",
            table.regions, table.products
        ),
        location: "the table's labels".into(),
        help: "give one name for each region and product, in the table's order".into(),
    })
}

fn check_cells(table: &Table, label: &dyn Fn(usize) -> String) -> Result<(), ExposureError> {
    let (n, finals) = (table.nodes(), 3 * table.regions);
    let fits = table.z.shape() == (n, n)
        && table.f.shape() == (n, finals)
        && table.value_added.len() == n
        && table.taxes.len() == n;
    if n == 0 || !fits {
        return Err(ExposureError::InvalidTable {
            what: format!(
                "Z of {}×{}, F of {}×{} and value added of {} where {n} nodes and {finals} final uses are said",
                table.z.nrows(),
                table.z.ncols(),
                table.f.nrows(),
                table.f.ncols(),
                table.value_added.len(),
            ),
            location: "the table".into(),
            help: "check that no row or column was lost on import".into(),
        });
    }
    let bad = |what: &str, location: String, help: &str| {
        Err(ExposureError::InvalidTable {
            what: what.into(),
            location,
            help: help.into(),
        })
    };
    for j in 0..n {
        for i in 0..n {
            let z = table.z[(i, j)];
            if !z.is_finite() || z < 0.0 {
                let cell = format!("Z[{}, {}]", label(i), label(j));
                return bad(
                    &format!("an input of {z}"),
                    cell,
                    "inputs are numbers of zero or more",
                );
            }
        }
        if !table.value_added[j].is_finite() {
            return bad(
                "value added that is not a number",
                label(j),
                "give a number",
            );
        }
    }
    // Final demand may hold negative cells: changes in stocks.
    if let Some((i, _)) = table.f.iter().enumerate().find(|(_, f)| !f.is_finite()) {
        let cell = format!("F[{}, column {}]", label(i % n), i / n);
        return bad("final demand that is not a number", cell, "give a number");
    }
    let output = table.output();
    if let Some(i) = (0..n).find(|&i| output[i] < 0.0) {
        return bad(
            &format!("a gross output of {}", output[i]),
            label(i),
            "sales to inputs and final demand must add up to zero or more: spread stock changes",
        );
    }
    for j in 0..n {
        if output[j] == 0.0 && table.z.column(j).sum() > 0.0 {
            return bad(
                "inputs without any output",
                label(j),
                "remove the inputs or add the sales",
            );
        }
    }
    Ok(())
}
