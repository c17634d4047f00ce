//! Look-through: where what a country uses is made, and where what it makes is used, at any stage.
//!
//! Every measure here is the counterpart of one at face value in [`crate::flows`].

use nalgebra::DMatrix;

use crate::Leontief;

/// Region-by-region measures that look through the supply chain. Rows are where something is made,
/// columns whose it is.
#[derive(Debug, Clone)]
pub struct LookThrough {
    /// R × R: value added of the row in the column's final demand, v̂·L·F (E2), USD million a year.
    /// Adds up to world GDP.
    pub final_demand: DMatrix<f64>,
    /// R × R: value added of the row in the column's gross imports, v̂·L·m (E3), USD million.
    pub imports: DMatrix<f64>,
    /// R × R: output of the row made as input, at any stage, to what the column delivers to final
    /// users, (L − I)·y (E4), USD million. Shares of its columns are the look-through foreign
    /// input reliance.
    pub inputs: DMatrix<f64>,
    /// R × R: output of the *column* that ends, at any stage, in the final demand of the *row*,
    /// L·F (E5), USD million. Shares of its columns are the look-through foreign market reliance.
    pub markets: DMatrix<f64>,
}

impl LookThrough {
    /// Computes all measures by products with the Leontief inverse.
    #[must_use]
    pub fn new(system: &Leontief) -> Self {
        let (r, s) = (system.regions, system.products);
        let input_output = output_multipliers(system);
        let mut imports_of = sales_by_node(system);
        for d in 0..r {
            imports_of.view_mut((d * s, d), (s, 1)).fill(0.0);
        }
        let mut inputs = DMatrix::zeros(r, r);
        for d in 0..r {
            for j in system.nodes_of(d) {
                let delivered = system.final_demand.row(j).sum();
                for o in 0..r {
                    let own = if o == d { 1.0 } else { 0.0 };
                    inputs[(o, d)] += (input_output[(o, j)] - own) * delivered;
                }
            }
        }
        let markets = DMatrix::from_fn(r, r, |d, o| {
            system.output_for.view((o * s, d), (s, 1)).sum()
        });
        Self {
            final_demand: system.value_added_in_final_demand(),
            imports: &system.multipliers * imports_of,
            inputs,
            markets,
        }
    }
}

/// R × N: gross output of each region per unit of final delivery of each node, L summed by region.
#[must_use]
pub fn output_multipliers(system: &Leontief) -> DMatrix<f64> {
    let s = system.products;
    DMatrix::from_fn(system.regions, system.nodes(), |r, j| {
        system.inverse.view((r * s, j), (s, 1)).sum()
    })
}

/// Look-through foreign input reliance of one node on `origins`: their output among all output
/// made as input to it, at any stage (E4 for one product). `None` if it uses no inputs.
#[must_use]
pub fn input_reliance(system: &Leontief, node: usize, origins: &[usize]) -> Option<f64> {
    let s = system.products;
    let column = system.inverse.column(node);
    let all = column.sum() - 1.0;
    let own = if origins.contains(&(node / s)) {
        1.0
    } else {
        0.0
    };
    let from: f64 = origins
        .iter()
        .map(|&o| column.rows(o * s, s).sum())
        .sum::<f64>()
        - own;
    (all > 0.0).then(|| from / all)
}

/// For product `s`, where it is made that ends in the final demand of each region: R × R gross
/// output of the row's node of `s` for the column's final demand, USD million a year (E5 for one
/// product). Its column shares say who fabricates; customs see who shipped last.
#[must_use]
pub fn made_where(system: &Leontief, s: usize) -> DMatrix<f64> {
    DMatrix::from_fn(system.regions, system.regions, |o, d| {
        system.output_for[(o * system.products + s, d)]
    })
}

/// N × R: everything that each node sells to each region, for input and for final use.
#[must_use]
pub fn sales_by_node(system: &Leontief) -> DMatrix<f64> {
    let s = system.products;
    let mut sales = system.final_demand.clone();
    for j in 0..system.nodes() {
        let x = system.output[j];
        if x > 0.0 {
            sales.column_mut(j / s).axpy(x, &system.a.column(j), 1.0);
        }
    }
    sales
}
