//! The inter-country input–output table.
//!
//! Node i = (region r, product s) has index `r * S + s`. All values are USD million a year.
//! Identities (Miller & Blair 2009, ch. 2): rows, x = Z·1 + F·1; columns, x = Zᵀ·1 + taxes + v.

use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};

/// What final demand is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FinalUse {
    /// Households and the non-profit institutions that serve them.
    Households,
    /// Government consumption.
    Government,
    /// Gross capital formation: fixed investment and changes in stocks.
    Investment,
}

/// The final uses in the order of the columns of [`Table::f`].
pub const FINAL_USES: [FinalUse; 3] = [
    FinalUse::Households,
    FinalUse::Government,
    FinalUse::Investment,
];

/// An inter-country input–output table of R regions and S products, N = R·S nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Number of regions R.
    pub regions: usize,
    /// Number of products S.
    pub products: usize,
    /// Z: N × N, sales of node (row) to node (column) for use as input.
    pub z: DMatrix<f64>,
    /// F: N × 3R, sales of node (row) to final use; column `r * 3 + c`, c as in [`FINAL_USES`].
    pub f: DMatrix<f64>,
    /// Taxes less subsidies on inputs (and transport margins paid), by node; length N.
    pub taxes: DVector<f64>,
    /// Value added at basic prices by node; length N.
    pub value_added: DVector<f64>,
}

impl Table {
    /// N, the number of nodes.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.regions * self.products
    }

    /// Index of the node of region `r` and product `s`.
    #[must_use]
    pub fn node(&self, r: usize, s: usize) -> usize {
        r * self.products + s
    }

    /// Gross output by node: x = Z·1 + F·1.
    #[must_use]
    pub fn output(&self) -> DVector<f64> {
        // Column by column: the order of the memory, and of the sums along each row.
        let sum = |m: &DMatrix<f64>| {
            let mut total = DVector::zeros(self.nodes());
            for column in m.column_iter() {
                total += column;
            }
            total
        };
        sum(&self.z) + sum(&self.f)
    }

    /// Value added of region `r`: the sum over its nodes, USD million a year.
    #[must_use]
    pub fn region_value_added(&self, r: usize) -> f64 {
        self.value_added
            .rows(r * self.products, self.products)
            .sum()
    }
}
