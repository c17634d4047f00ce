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

use std::ops::Range;

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

    /// m: rank of what is taken out, counted block by block.
    fn rank(&self) -> usize {
        self.blocks.iter().map(Block::rank).sum()
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
///
/// Neither L·U nor Wᵀ·L is ever formed: only the m × m matrix between them, from the entries of L
/// where buyers of one block meet sellers of another, and products of L with vectors.
#[derive(Debug, Clone)]
pub struct Extraction<'a> {
    system: &'a Leontief,
    cut: Cut,
    /// I_m + Wᵀ·L·U: m × m.
    capacitance: DMatrix<f64>,
}

impl<'a> Extraction<'a> {
    /// Prepares the low-rank update of `cut`. No error can arise: taking links out of a table
    /// whose spectral radius is below one keeps it below one.
    #[must_use]
    pub fn new(system: &'a Leontief, cut: Cut) -> Self {
        let rank = cut.rank();
        let mut capacitance = DMatrix::identity(rank, rank);
        let mut row = 0;
        for w in &cut.blocks {
            let mut column = 0;
            for u in &cut.blocks {
                let between = gather(&system.inverse, &w.buyers, &u.sellers);
                let right = if u.by_rows() {
                    between
                } else {
                    between * &u.removed
                };
                let part = if w.by_rows() {
                    &w.removed * right
                } else {
                    right
                };
                let mut place = capacitance.view_mut((row, column), (w.rank(), u.rank()));
                place += part;
                column += u.rank();
            }
            row += w.rank();
        }
        Self {
            system,
            cut,
            capacitance,
        }
    }

    /// Gross output by node without the links (E6), USD million a year.
    #[must_use]
    pub fn output(&self) -> DVector<f64> {
        let inverse = &self.system.inverse;
        let mut y = self.system.output.clone();
        for (i, cut) in self.cut.final_cut.iter().enumerate() {
            if *cut != 0.0 {
                y.axpy(-cut, &inverse.column(i), 1.0);
            }
        }
        if self.cut.rank() == 0 {
            return y;
        }
        // Wᵀ·y, then U·c, node by node.
        let mut w = DMatrix::zeros(self.cut.rank(), 1);
        let mut at = 0;
        for block in &self.cut.blocks {
            let bought = DVector::from_fn(block.buyers.len(), |q, _| y[block.buyers[q]]);
            let part = if block.by_rows() {
                &block.removed * bought
            } else {
                bought
            };
            w.rows_mut(at, block.rank()).copy_from(&part);
            at += block.rank();
        }
        let c = solve(&self.capacitance, &w);
        let mut less = DVector::zeros(y.len());
        let mut at = 0;
        for block in &self.cut.blocks {
            let own = c.rows(at, block.rank());
            if block.by_rows() {
                add_at(&mut less, &block.sellers, own.iter());
            } else {
                add_at(&mut less, &block.sellers, (&block.removed * own).iter());
            }
            at += block.rank();
        }
        for (i, weight) in less.iter().enumerate() {
            if *weight != 0.0 {
                y.axpy(-weight, &inverse.column(i), 1.0);
            }
        }
        y
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
        self.supply_content_of(0..self.system.nodes())
    }

    /// [`Extraction::supply_content`] of some nodes only, in their order.
    #[must_use]
    pub fn supply_content_of(&self, nodes: Range<usize>) -> DVector<f64> {
        let n = self.system.nodes();
        let rank = self.cut.rank();
        if rank == 0 {
            return DVector::zeros(nodes.len());
        }
        let mut ones_u = DMatrix::zeros(rank, 1);
        let mut at = 0;
        for block in &self.cut.blocks {
            for k in 0..block.rank() {
                ones_u[(at + k, 0)] = if block.by_rows() {
                    1.0
                } else {
                    block.removed.column(k).sum()
                };
            }
            at += block.rank();
        }
        let c = solve(&self.capacitance.transpose(), &ones_u);
        // W·c by buyer, then its products with the columns of L.
        let mut w = DVector::zeros(n);
        let mut at = 0;
        for block in &self.cut.blocks {
            let own = c.rows(at, block.rank());
            if block.by_rows() {
                add_at(&mut w, &block.buyers, block.removed.tr_mul(&own).iter());
            } else {
                add_at(&mut w, &block.buyers, own.iter());
            }
            at += block.rank();
        }
        let columns = self.system.inverse.columns_range(nodes);
        columns.tr_mul(&w)
    }
}

/// Adds values at places.
fn add_at<'v>(to: &mut DVector<f64>, places: &[usize], values: impl Iterator<Item = &'v f64>) {
    for (&place, value) in places.iter().zip(values) {
        to[place] += value;
    }
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
