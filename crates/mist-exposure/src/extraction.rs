//! Hypothetical extraction: the same table without a node, a link or a region.
//!
//! Take links out of A and F, leave everything else as it is, and ask what gross output would have
//! been: x* = (I − A*)⁻¹ f* (Dietzenbacher & Lahr 2013; for the links of exports, Los, Timmer & de
//! Vries 2016). The loss is accounting, what rests on the link today: nobody finds another buyer.
//!
//! The removed part ΔA = A − A* has few rows or few columns, so (I − A*)⁻¹ follows from L by the
//! Sherman–Morrison–Woodbury identity. With ΔA = U·Wᵀ of rank m, M* = M + U·Wᵀ and
//!
//! x* = y − L·U·(I_m + Wᵀ·L·U)⁻¹·Wᵀ·y,  y = L·f*.                                   (E6)
//!
//! The same identity from the left gives the cost content of [`Extraction::supply_content`].

use faer::linalg::solvers::{PartialPivLu, Solve};
use nalgebra::{DMatrix, DVector};

use crate::Leontief;

/// Links to take out of a table: blocks of input coefficients and amounts of final deliveries.
#[derive(Debug, Clone)]
pub struct Cut {
    blocks: Vec<Block>,
    /// Final deliveries taken out by node, USD million a year; length N.
    final_cut: DVector<f64>,
}

/// Coefficients taken out where `sellers` (rows) meet `buyers` (columns).
#[derive(Debug, Clone)]
struct Block {
    sellers: Vec<usize>,
    buyers: Vec<usize>,
    removed: DMatrix<f64>,
}

impl Block {
    /// Whether the block's rank is counted by its rows (`U = E_I`) or its columns (`U = E_I·D`).
    fn by_rows(&self) -> bool {
        self.sellers.len() <= self.buyers.len()
    }

    fn rank(&self) -> usize {
        self.sellers.len().min(self.buyers.len())
    }
}

impl Cut {
    /// Nothing taken out.
    #[must_use]
    pub fn none(system: &Leontief) -> Self {
        Self {
            blocks: Vec::new(),
            final_cut: DVector::zeros(system.nodes()),
        }
    }

    /// Takes out `share(seller, buyer region)` of what `sellers` deliver, for input and for final
    /// use, to `buyer_regions`. The blocks of one cut must not overlap.
    #[must_use]
    pub fn links(
        mut self,
        system: &Leontief,
        sellers: &[usize],
        buyer_regions: &[usize],
        share: &dyn Fn(usize, usize) -> f64,
    ) -> Self {
        let buyers = system.nodes_of_all(buyer_regions);
        let removed = DMatrix::from_fn(sellers.len(), buyers.len(), |p, q| {
            let (i, j) = (sellers[p], buyers[q]);
            share(i, j / system.products) * system.a[(i, j)]
        });
        for &i in sellers {
            for &d in buyer_regions {
                self.final_cut[i] += share(i, d) * system.final_demand[(i, d)];
            }
        }
        self.push(sellers.to_vec(), buyers, removed);
        self
    }

    /// Takes out all links from `sellers` (nodes) to `buyer_regions`.
    #[must_use]
    pub fn all_links(self, system: &Leontief, sellers: &[usize], buyer_regions: &[usize]) -> Self {
        self.links(system, sellers, buyer_regions, &|_, _| 1.0)
    }

    /// Takes out nodes altogether: what they sell to anybody and what they buy.
    #[must_use]
    pub fn nodes(mut self, system: &Leontief, nodes: &[usize]) -> Self {
        let n = system.nodes();
        let all: Vec<usize> = (0..n).collect();
        let others: Vec<usize> = (0..n).filter(|i| !nodes.contains(i)).collect();
        for &i in nodes {
            self.final_cut[i] = system.final_demand.row(i).sum();
        }
        let rows = gather(&system.a, nodes, &all);
        let columns = gather(&system.a, &others, nodes);
        self.push(nodes.to_vec(), all, rows);
        self.push(others, nodes.to_vec(), columns);
        self
    }

    /// Takes out regions altogether: their production, their purchases and their final demand.
    #[must_use]
    pub fn regions(self, system: &Leontief, regions: &[usize]) -> Self {
        let nodes = system.nodes_of_all(regions);
        let mut cut = self.nodes(system, &nodes);
        for i in 0..system.nodes() {
            if !nodes.contains(&i) {
                let lost: f64 = regions.iter().map(|&r| system.final_demand[(i, r)]).sum();
                cut.final_cut[i] += lost;
            }
        }
        cut
    }

    fn push(&mut self, sellers: Vec<usize>, buyers: Vec<usize>, removed: DMatrix<f64>) {
        if !sellers.is_empty() && !buyers.is_empty() {
            self.blocks.push(Block {
                sellers,
                buyers,
                removed,
            });
        }
    }
}

/// A table after an extraction, in terms of the Leontief inverse before it.
#[derive(Debug, Clone)]
pub struct Extraction<'a> {
    system: &'a Leontief,
    cut: Cut,
    /// L·U: N × m.
    lu: DMatrix<f64>,
    /// I_m + Wᵀ·L·U: m × m.
    capacitance: DMatrix<f64>,
}

impl<'a> Extraction<'a> {
    /// Prepares the low-rank update of `cut`. No error can arise: taking links out of a table
    /// whose spectral radius is below one keeps it below one.
    #[must_use]
    pub fn new(system: &'a Leontief, cut: Cut) -> Self {
        let n = system.nodes();
        let rank: usize = cut.blocks.iter().map(Block::rank).sum();
        let mut lu = DMatrix::zeros(n, rank);
        let mut at = 0;
        for block in &cut.blocks {
            let columns = system.inverse.select_columns(&block.sellers);
            let part = if block.by_rows() {
                columns
            } else {
                columns * &block.removed
            };
            lu.columns_mut(at, block.rank()).copy_from(&part);
            at += block.rank();
        }
        let mut capacitance = wt(&cut, &lu);
        for k in 0..rank {
            capacitance[(k, k)] += 1.0;
        }
        Self {
            system,
            cut,
            lu,
            capacitance,
        }
    }

    /// Gross output by node without the links (E6), USD million a year.
    #[must_use]
    pub fn output(&self) -> DVector<f64> {
        let mut y = self.system.output.clone();
        for (i, cut) in self.cut.final_cut.iter().enumerate() {
            if *cut != 0.0 {
                y.axpy(-cut, &self.system.inverse.column(i), 1.0);
            }
        }
        if self.lu.ncols() == 0 {
            return y;
        }
        let w = wt(
            &self.cut,
            &DMatrix::from_column_slice(y.len(), 1, y.as_slice()),
        );
        let c = solve(&self.capacitance, &w);
        y - (&self.lu * c).column(0)
    }

    /// Value added of region `r` that rests on the links: GDP with them less GDP without, USD
    /// million a year.
    #[must_use]
    pub fn gdp_loss(&self, r: usize) -> f64 {
        self.system.gdp(r) - self.system.gdp_at(r, &self.output())
    }

    /// Value added that rests on the links, by region, USD million a year.
    #[must_use]
    pub fn gdp_losses(&self) -> DVector<f64> {
        let output = self.output();
        DVector::from_fn(self.system.regions, |r, _| {
            self.system.gdp(r) - self.system.gdp_at(r, &output)
        })
    }

    /// By node, the share of its output's value that is inputs from the extracted links, at any
    /// stage: 1 − (1ᵀM)(I − A*)⁻¹.
    ///
    /// This is forward extraction of the Ghosh table (Dietzenbacher & van der Linden 1997): the
    /// two are the same number because (I − x̂⁻¹Z)⁻¹ = x̂⁻¹·L·x̂. It is read as cost content
    /// (Dietzenbacher 1997), never as output lost for want of the input.
    #[must_use]
    pub fn supply_content(&self) -> DVector<f64> {
        let n = self.system.nodes();
        let rank = self.lu.ncols();
        if rank == 0 {
            return DVector::zeros(n);
        }
        let mut ones_u = DMatrix::zeros(rank, 1);
        let mut wt_l = DMatrix::zeros(rank, n);
        let mut at = 0;
        for block in &self.cut.blocks {
            let rows = self.system.inverse.select_rows(&block.buyers);
            let m = block.rank();
            if block.by_rows() {
                ones_u.rows_mut(at, m).fill(1.0);
                wt_l.rows_mut(at, m).copy_from(&(&block.removed * rows));
            } else {
                for k in 0..m {
                    ones_u[(at + k, 0)] = block.removed.column(k).sum();
                }
                wt_l.rows_mut(at, m).copy_from(&rows);
            }
            at += m;
        }
        let c = solve(&self.capacitance.transpose(), &ones_u);
        (c.transpose() * wt_l).transpose().column(0).into_owned()
    }
}

/// Wᵀ·z for every column of z.
fn wt(cut: &Cut, z: &DMatrix<f64>) -> DMatrix<f64> {
    let rank: usize = cut.blocks.iter().map(Block::rank).sum();
    let mut out = DMatrix::zeros(rank, z.ncols());
    let mut at = 0;
    for block in &cut.blocks {
        let rows = z.select_rows(&block.buyers);
        let part = if block.by_rows() {
            &block.removed * rows
        } else {
            rows
        };
        out.rows_mut(at, block.rank()).copy_from(&part);
        at += block.rank();
    }
    out
}

fn gather(m: &DMatrix<f64>, rows: &[usize], columns: &[usize]) -> DMatrix<f64> {
    DMatrix::from_fn(rows.len(), columns.len(), |p, q| m[(rows[p], columns[q])])
}

/// m⁻¹·b by LU, one thread.
pub(crate) fn solve(m: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    let m_view = faer::MatRef::from_column_major_slice(m.as_slice(), m.nrows(), m.ncols());
    let b_view = faer::MatRef::from_column_major_slice(b.as_slice(), b.nrows(), b.ncols());
    let x = PartialPivLu::new(m_view).solve(b_view);
    let mut out = DMatrix::zeros(b.nrows(), b.ncols());
    for j in 0..b.ncols() {
        out.column_mut(j).copy_from_slice(x.col_as_slice(j));
    }
    out
}
