//! The network at its baseline: who sells how much to whom in one step.

use std::ops::Range;

use nalgebra::DMatrix;

use mist_economy::Table;

/// Baseline flows per step. Buyers are the N nodes, then the pools if there are any, then the final users of
/// region 0, of region 1, …
///
/// A pool is what the sectors of a region buy in common ([`Network::with_pools`]): one for each region, or
/// none at all.
///
/// Money is USD million a step. Sums are formed in the very order in which the step forms them, so
/// that an undisturbed step finds its own baseline again to the last bit.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// Regions R.
    pub regions: usize,
    /// Products S.
    pub products: usize,
    /// Pools P: R or none.
    pub pools: usize,
    /// Final users of each region.
    pub finals: usize,
    /// Length of a step in days.
    pub step_days: f64,
    /// z⁰: sales of node (row) to buyer (column), N × M with M = N + P + R · finals.
    pub sales: DMatrix<f64>,
    /// u⁰: purchases of a product (row) by a buyer (column), S × M.
    pub purchases: DMatrix<f64>,
    /// σ: share of a node (column) in what its region's pool buys of a product (row), S × N; 0 where the
    /// node buys for itself.
    pub pooled: DMatrix<f64>,
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
        let network = Self {
            regions,
            products,
            pools: 0,
            finals: f.ncols() / regions,
            step_days,
            purchases: DMatrix::zeros(products, 0),
            pooled: DMatrix::zeros(products, nodes),
            shipments: DMatrix::zeros(nodes, regions),
            output: vec![0.0; nodes],
            sales: DMatrix::zeros(nodes, 0),
        };
        network.with_sales(sales)
    }

    /// The same with other sales, and what follows from them.
    fn with_sales(mut self, sales: DMatrix<f64>) -> Self {
        self.purchases = self.received(&sales);
        self.shipments = self.shipped(&sales);
        self.output = (self.shipments.row_iter())
            .map(|row| row.iter().sum())
            .collect();
        self.sales = sales;
        self
    }

    /// The same with a pool for each region, which buys what its sectors buy in common: product `s` for
    /// sector `k` where `in_common(s, k)`. Columns of the table are added up, so that all flows between
    /// regions stay as they are.
    #[must_use]
    pub fn with_pools(mut self, in_common: impl Fn(usize, usize) -> bool) -> Self {
        let nodes = self.nodes();
        let finals = self.first_final();
        let mut sales = DMatrix::zeros(nodes, self.buyers() - self.pools + self.regions);
        let mut pooled = DMatrix::zeros(self.products, nodes);
        for j in 0..nodes {
            let (pool, k) = (nodes + self.region_of(j), self.product_of(j));
            for s in (0..self.products).filter(|&s| in_common(s, k)) {
                pooled[(s, j)] = self.purchases[(s, j)];
            }
            for i in 0..nodes {
                let buyer = if in_common(self.product_of(i), k) {
                    pool
                } else {
                    j
                };
                sales[(i, buyer)] += self.sales[(i, j)];
            }
        }
        let users = self.buyers() - finals;
        (sales.columns_mut(nodes + self.regions, users))
            .copy_from(&self.sales.columns(finals, users));
        self.pools = self.regions;
        let network = self.with_sales(sales);
        for j in 0..nodes {
            for s in 0..network.products {
                let all = network.purchases[(s, nodes + network.region_of(j))];
                if all > 0.0 {
                    pooled[(s, j)] /= all;
                }
            }
        }
        Self { pooled, ..network }
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

    /// The first final user among the buyers: all before it buy inputs.
    #[must_use]
    pub fn first_final(&self) -> usize {
        self.nodes() + self.pools
    }

    /// Nodes of a region.
    #[must_use]
    pub const fn nodes_of(&self, region: usize) -> Range<usize> {
        region * self.products..(region + 1) * self.products
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
        let (pools, finals) = (self.nodes(), self.first_final());
        if buyer < pools {
            buyer / self.products
        } else if buyer < finals {
            buyer - pools
        } else {
            (buyer - finals) / self.finals
        }
    }

    /// Mean of a share of baseline over the nodes that a buyer of inputs buys a product for, in proportion to
    /// what it buys for them: a node's own, or a pool's members'.
    #[must_use]
    pub fn mean(&self, s: usize, buyer: usize, share: impl Fn(usize) -> f64) -> f64 {
        if buyer < self.nodes() {
            return share(buyer);
        }
        let members = self.nodes_of(buyer - self.nodes());
        // Shares of 1 must have a mean of 1, to the last bit.
        let beyond = members.map(|j| self.pooled[(s, j)] * (share(j) - 1.0));
        1.0 + beyond.sum::<f64>()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Two regions, two products, one final user each.
    fn network() -> Network {
        let z = DMatrix::from_fn(4, 4, |i, j| (1 + i + 3 * j) as f64);
        let f = DMatrix::from_fn(4, 2, |i, u| (2 * i + 5 * u + 1) as f64);
        Network::new(&z, &f, 2, 365.0)
    }

    /// Product 1 is bought in common for both sectors, product 0 for none.
    #[test]
    fn pools_buy_for_their_members_and_flows_between_regions_stay() {
        let apart = network();
        let pooled = network().with_pools(|s, _| s == 1);
        assert_eq!(
            (pooled.pools, pooled.first_final(), pooled.buyers()),
            (2, 6, 8)
        );
        assert_eq!(pooled.output, apart.output);
        assert_eq!(pooled.shipments, apart.shipments);
        let regions: Vec<usize> = (0..8).map(|j| pooled.buyer_region(j)).collect();
        assert_eq!(regions, [0, 0, 1, 1, 0, 1, 0, 1]);
        for j in 0..4 {
            let c = pooled.region_of(j);
            assert_eq!(pooled.purchases[(0, j)], apart.purchases[(0, j)]);
            assert_eq!(pooled.purchases[(1, j)], 0.0);
            assert_eq!(pooled.pooled[(0, j)], 0.0);
            let own = pooled.pooled[(1, j)] * pooled.purchases[(1, 4 + c)];
            assert!((own - apart.purchases[(1, j)]).abs() < 1e-12);
        }
        for i in 0..4 {
            assert_eq!(
                pooled.sales.columns(6, 2).row(i),
                apart.sales.columns(4, 2).row(i)
            );
        }
        // Region 1's first sector makes half of normal; the pool uses less by its share.
        let half = |j: usize| if j == 2 { 0.5 } else { 1.0 };
        let mean = pooled.mean(1, 5, half);
        assert!((mean - (1.0 - 0.5 * pooled.pooled[(1, 2)])).abs() < 1e-15);
        assert_eq!(pooled.mean(1, 5, |_| 1.0), 1.0);
        assert_eq!(pooled.mean(0, 2, half), 0.5);
    }
}
