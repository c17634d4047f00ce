//! What passes the Taiwan Strait, at face value and at any stage of the supply chain.
//!
//! The part of a delivery from region o to region d of product s that passes the Strait is
//! φ = sea share of the product's trade × share of the pair's sea trade whose route uses the
//! Strait (E7). Look-through takes every such part out of A and F at once and factorises again:
//! the links are too many for a low-rank update, but one factorisation serves all countries.

use faer::linalg::solvers::{PartialPivLu, Solve};
use mist_economy::Economy;
use nalgebra::{DMatrix, DVector};

use crate::{Cut, Extraction, Leontief, look_through};

/// Routing of all deliveries with respect to the Strait.
#[derive(Debug, Clone)]
pub struct Strait {
    products: usize,
    /// S: share of each product's trade that goes by sea.
    sea: Vec<f64>,
    /// R × R: share of the pair's sea trade that passes the Strait.
    share: DMatrix<f64>,
}

/// Value that passes the Strait at any stage on its way, and the totals that it is a share of, by
/// region, USD million a year. Each pair is (through the Strait, all).
#[derive(Debug, Clone)]
pub struct ThroughStrait {
    /// Value added in the region's gross imports.
    pub imports: Vec<(f64, f64)>,
    /// Output made as input to what the region delivers to final users.
    pub inputs: Vec<(f64, f64)>,
    /// Output of the region on its way to final users anywhere.
    pub markets: Vec<(f64, f64)>,
    /// Value added, from anywhere, in the region's final demand.
    pub final_demand: Vec<(f64, f64)>,
    /// Value added of the region, on its way to final users anywhere.
    pub gdp: Vec<(f64, f64)>,
}

impl Strait {
    /// Reads the routes of `economy`.
    #[must_use]
    pub fn new(economy: &Economy) -> Self {
        Self {
            products: economy.products.len(),
            sea: economy.products.iter().map(|p| p.modes.sea).collect(),
            share: economy.satellites.strait.share.clone(),
        }
    }

    /// φ: part of what node `seller` delivers to region `d` that passes the Strait, 0 to 1.
    #[must_use]
    pub fn part(&self, seller: usize, d: usize) -> f64 {
        let o = seller / self.products;
        if o == d {
            0.0
        } else {
            self.sea[seller % self.products] * self.share[(o, d)]
        }
    }

    /// Exports of region `o` that pass the Strait, at face value, USD million a year.
    #[must_use]
    pub fn exports(&self, system: &Leontief, sales: &DMatrix<f64>, o: usize) -> f64 {
        system
            .nodes_of(o)
            .flat_map(|i| (0..system.regions).map(move |d| (i, d)))
            .map(|(i, d)| self.part(i, d) * sales[(i, d)])
            .sum()
    }

    /// What region `d` buys through the Strait among `sales` (N × R), USD million a year.
    #[must_use]
    pub fn purchases(&self, sales: &DMatrix<f64>, d: usize) -> f64 {
        (0..sales.nrows())
            .map(|i| self.part(i, d) * sales[(i, d)])
            .sum()
    }

    /// Value added of region `o` in its exports that pass the Strait, USD million a year: the
    /// extraction of that part of its export links (Los, Timmer & de Vries 2016).
    #[must_use]
    pub fn value_added_in_exports(&self, system: &Leontief, o: usize) -> f64 {
        let sellers: Vec<usize> = system.nodes_of(o).collect();
        let others: Vec<usize> = (0..system.regions).filter(|d| *d != o).collect();
        let cut = Cut::none(system).links(system, &sellers, &others, &|i, d| self.part(i, d));
        Extraction::new(system, cut).gdp_loss(o)
    }

    /// Look-through of every measure for every region, by one more factorisation.
    #[must_use]
    pub fn look_through(&self, system: &Leontief) -> ThroughStrait {
        let (n, r, s) = (system.nodes(), system.regions, system.products);
        let m = DMatrix::from_fn(n, n, |i, j| {
            f64::from(u8::from(i == j)) - (1.0 - self.part(i, j / s)) * system.a[(i, j)]
        });
        // Right-hand sides: final demand that does not pass the Strait, and each region's own
        // deliveries to final users.
        let mut right = DMatrix::zeros(n, 2 * r);
        for i in 0..n {
            for d in 0..r {
                right[(i, d)] = (1.0 - self.part(i, d)) * system.final_demand[(i, d)];
            }
            right[(i, r + i / s)] = system.final_demand.row(i).sum();
        }
        let lu = PartialPivLu::new(view(&m));
        let solved = owned(&lu.solve(view(&right)));
        let value = DMatrix::from_column_slice(n, 1, system.value_added_share.as_slice());
        // Value added, from anywhere, per unit of a node's delivery that reaches it without the
        // Strait: v̂ᵀ·L*.
        let multipliers = owned(&lu.solve_transpose(view(&value)));
        let all_multipliers = system.multipliers.row_sum();
        let sales = look_through::sales_by_node(system);
        let value_of = |x: &DVector<f64>| system.value_added_share.dot(x);
        let mut out = ThroughStrait {
            imports: Vec::with_capacity(r),
            inputs: Vec::with_capacity(r),
            markets: Vec::with_capacity(r),
            final_demand: Vec::with_capacity(r),
            gdp: Vec::with_capacity(r),
        };
        let output_off = solved.columns(0, r).column_sum();
        for k in 0..r {
            let (mut all, mut off) = (0.0, 0.0);
            for i in (0..n).filter(|i| i / s != k) {
                all += all_multipliers[i] * sales[(i, k)];
                off += multipliers[(i, 0)] * (1.0 - self.part(i, k)) * sales[(i, k)];
            }
            out.imports.push((all - off, all));
            let delivered = right.column(r + k).into_owned();
            let all = (&system.inverse * &delivered).sum() - delivered.sum();
            let off = solved.column(r + k).sum() - delivered.sum();
            out.inputs.push((all - off, all));
            let nodes = system.nodes_of(k);
            let all = system.output.rows(nodes.start, s).sum();
            out.markets
                .push((all - output_off.rows(nodes.start, s).sum(), all));
            let all = value_of(&system.output_for.column(k).into_owned());
            let off = value_of(&solved.column(k).into_owned());
            out.final_demand.push((all - off, all));
            let all = system.gdp(k);
            out.gdp.push((all - system.gdp_at(k, &output_off), all));
        }
        out
    }
}

fn view(m: &DMatrix<f64>) -> faer::MatRef<'_, f64> {
    faer::MatRef::from_column_major_slice(m.as_slice(), m.nrows(), m.ncols())
}

fn owned(m: &faer::Mat<f64>) -> DMatrix<f64> {
    let mut out = DMatrix::zeros(m.nrows(), m.ncols());
    for j in 0..m.ncols() {
        out.column_mut(j).copy_from_slice(m.col_as_slice(j));
    }
    out
}
