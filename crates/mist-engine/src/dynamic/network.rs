//! The network at its baseline: who sells how much to whom in one step.

use nalgebra::DMatrix;

use mist_economy::Table;

/// Baseline flows per step. Buyers are the N nodes, then the final users of region 0, of region 1, …
///
/// Money is USD million a step. Sums are formed in the very order in which the step forms them, so
/// that an undisturbed step finds its own baseline again to the last bit.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// Regions R.
    pub regions: usize,
    /// Products S.
    pub products: usize,
    /// Final users of each region.
    pub finals: usize,
    /// Length of a step in days.
    pub step_days: f64,
    /// z⁰: sales of node (row) to buyer (column), N × M with M = N + R · finals.
    pub sales: DMatrix<f64>,
    /// u⁰: purchases of a product (row) by a buyer (column), S × M.
    pub purchases: DMatrix<f64>,
    /// Flows between regions: sales of node (row) to all buyers of a region (column), N × R.
    pub shipments: DMatrix<f64>,
    /// x⁰: output by node.
    pub output: Vec<f64>,
}

impl Network {
    /// The network of a table with final demand `f` (N × R·finals), both USD million a year.
    #[must_use]
    pub fn new(z: &DMatrix<f64>, f: &DMatrix<f64>, products: usize, step_days: f64) -> Self {
        let nodes = z.nrows();
        let regions = nodes / products;
        let per_step = step_days / 365.0;
        let sales = DMatrix::from_fn(nodes, nodes + f.ncols(), |i, j| {
            let yearly = if j < nodes {
                z[(i, j)]
            } else {
                f[(i, j - nodes)]
            };
            yearly * per_step
        });
        let mut network = Self {
            regions,
            products,
            finals: f.ncols() / regions,
            step_days,
            purchases: DMatrix::zeros(products, sales.ncols()),
            shipments: DMatrix::zeros(nodes, regions),
            output: vec![0.0; nodes],
            sales,
        };
        network.purchases = network.received(&network.sales);
        network.shipments = network.shipped(&network.sales);
        network.output = (0..nodes)
            .map(|i| network.shipments.row(i).iter().sum())
            .collect();
        network
    }

    /// The network of an economy's table. Negative cells (stocks run down) are not flows and count
    /// as zero; output is what the rest adds up to.
    #[must_use]
    pub fn of_table(table: &Table, step_days: f64) -> Self {
        let flows = |cells: &DMatrix<f64>| cells.map(|cell| cell.max(0.0));
        Self::new(
            &flows(&table.z),
            &flows(&table.f),
            table.products,
            step_days,
        )
    }

    /// N, the number of nodes.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.output.len()
    }

    /// M, the number of buyers.
    #[must_use]
    pub fn buyers(&self) -> usize {
        self.sales.ncols()
    }

    /// Region of a node.
    #[must_use]
    pub const fn region_of(&self, node: usize) -> usize {
        node / self.products
    }

    /// Product of a node.
    #[must_use]
    pub const fn product_of(&self, node: usize) -> usize {
        node % self.products
    }

    /// Region of a buyer.
    #[must_use]
    pub fn buyer_region(&self, buyer: usize) -> usize {
        if buyer < self.nodes() {
            buyer / self.products
        } else {
            (buyer - self.nodes()) / self.finals
        }
    }

    /// Adds up what each buyer gets of each product from all regions: N × M to S × M.
    #[must_use]
    pub fn received(&self, flows: &DMatrix<f64>) -> DMatrix<f64> {
        let mut received = DMatrix::zeros(self.products, flows.ncols());
        for j in 0..flows.ncols() {
            for i in 0..self.nodes() {
                received[(self.product_of(i), j)] += flows[(i, j)];
            }
        }
        received
    }

    /// Adds up what each node sells to all buyers of a region: N × M to N × R.
    #[must_use]
    pub fn shipped(&self, flows: &DMatrix<f64>) -> DMatrix<f64> {
        let mut shipped = DMatrix::zeros(self.nodes(), self.regions);
        for j in 0..flows.ncols() {
            let c = self.buyer_region(j);
            for i in 0..self.nodes() {
                shipped[(i, c)] += flows[(i, j)];
            }
        }
        shipped
    }
}
