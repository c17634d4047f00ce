//! The network cut into blocks for the fast step: constant, and shared by all draws.
//!
//! The sales z of product s to the buyers k of a region c come from home and from abroad. Where all
//! its sectors buy abroad from the same mix μ of origins, and all its final users from one (import
//! proportionality: how most inter-country tables are made), the block is
//!
//! z_rk = μ_r (1 − h_k) u_k for r ≠ c, and z_ck = h_k u_k
//!
//! with u_k what buyer k purchases and h_k the share of home in it. Then sums over sellers are sums
//! over R numbers once for all buyers, in place of R numbers for every buyer:
//!
//! Σ_r z_rk x_r = u_k [h_k x_c + (1 − h_k) Σ_r μ_r x_r]
//! Σ_k z_rk y_k = μ_r Σ_k (1 − h_k) u_k y_k
//!
//! Such a block is kept as its factors; any other is kept whole.

use super::baseline::Baseline;
use super::buyers::Buyers;
use crate::origins::mix;
use crate::real::Real;

/// Sales of product s to its J buyers in region c, for every s and c.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Blocks<T> {
    pub(super) regions: usize,
    pub(super) products: usize,
    /// Final users of a region.
    pub(super) finals: usize,
    /// Who buys a product in a region.
    pub(super) buyers: Buyers,
    /// Where a block that is kept whole begins in `sales`, by `s·R + c`; none where origins abroad are
    /// shared.
    pub(super) whole: Vec<Option<usize>>,
    /// z⁰ of the blocks kept whole, R × J each, by `r·J + buyer`.
    pub(super) sales: Vec<T>,
    /// μ of sectors and of final users by `(s·R + c)·R + r`; zeros at home and where the block is
    /// kept whole.
    pub(super) mix: [Vec<T>; 2],
    /// h by buyer ([`Buyers::cells`]).
    pub(super) home: Vec<T>,
    /// u⁰ by buyer.
    pub(super) bought: Vec<T>,
    /// 1/u⁰, and 0 where nothing is bought.
    pub(super) per_bought: Vec<T>,
    /// Whether a stock can hold a sector back ([`Buyers::stocks`]).
    pub(super) binds: Vec<bool>,
    /// σ: share of a member in what its region buys of a product in common ([`Buyers::shares`]).
    pub(super) pooled: Vec<T>,
    /// Sales to the sectors and to the final users of region c as shares of the seller's output, by
    /// `(s·R + c)·R + r`.
    pub(super) normal: Vec<(T, T)>,
    /// 1/x⁰ by node, and 0 where nothing is made.
    pub(super) per_output: Vec<T>,
    /// Share of output that goes to sectors, by node.
    pub(super) intermediate: Vec<T>,
    /// Share of output that goes to final users, by node.
    pub(super) finally: Vec<T>,
}

impl<T: Real> Blocks<T> {
    /// Cuts a network. `shared` is how far a cell may lie off a mix of origins that the block's buyers
    /// share (as [`crate::origins::SHARED`]); below 0, every block is kept whole.
    pub(super) fn new(base: &Baseline, shared: f64) -> Self {
        let net = &base.network;
        let (regions, products, finals) = (net.regions, net.products, net.finals);
        let inverse = |x: f64| if x > 0.0 { 1.0 / x } else { 0.0 };
        let per_output: Vec<f64> = net.output.iter().map(|&x| inverse(x)).collect();
        let (mut intermediate, mut finally) = (vec![0.0; net.nodes()], vec![0.0; net.nodes()]);
        let buyers = Buyers::new(base);
        let mut blocks = Self {
            regions,
            products,
            finals,
            whole: Vec::with_capacity(regions * products),
            sales: Vec::new(),
            mix: [Vec::new(), Vec::new()],
            home: Vec::new(),
            bought: Vec::new(),
            per_bought: Vec::new(),
            binds: Vec::with_capacity(buyers.all_stocks()),
            pooled: Vec::new(),
            normal: Vec::with_capacity(regions * regions * products),
            intermediate: Vec::new(),
            finally: Vec::new(),
            per_output: narrow(&per_output),
            buyers,
        };
        let mut supplied = vec![false; products * net.nodes()];
        for &(s, j) in &base.supplied {
            supplied[s * net.nodes() + j] = true;
        }
        let mut block = vec![0.0; regions * blocks.buyers.widest()];
        let mut columns = Vec::with_capacity(blocks.buyers.widest());
        for s in 0..products {
            let (sectors, width) = (blocks.buyers.sectors(s), blocks.buyers.width(s));
            let block = &mut block[..regions * width];
            for c in 0..regions {
                let node = |k: &usize| c * products + k;
                let finals = net.first_final() + c * finals..net.first_final() + (c + 1) * finals;
                columns.clear();
                columns.extend(blocks.buyers.own(s).iter().map(node));
                columns.push(net.nodes() + c);
                columns.extend(finals);
                for r in 0..regions {
                    let i = r * products + s;
                    let row = &mut block[r * width..(r + 1) * width];
                    for (cell, &column) in row.iter_mut().zip(&columns) {
                        *cell = net.sales[(i, column)];
                    }
                    let to_sectors: f64 = row[..sectors].iter().sum();
                    let to_finals: f64 = row[sectors..].iter().sum();
                    let share = per_output[i];
                    blocks
                        .normal
                        .push((T::of(to_sectors * share), T::of(to_finals * share)));
                    intermediate[i] += to_sectors * share;
                    finally[i] += to_finals * share;
                }
                blocks.keep(block, (s, c), shared);
                for (b, &column) in columns.iter().enumerate() {
                    let bought = net.purchases[(s, column)];
                    let at_home = block[c * width + b] * inverse(bought);
                    blocks.home.push(T::of(at_home));
                    blocks.bought.push(T::of(bought));
                    blocks.per_bought.push(T::of(inverse(bought)));
                }
                let own = columns[..sectors - 1].iter();
                let limits =
                    |&j: &usize| net.purchases[(s, j)] > 0.0 && !supplied[s * net.nodes() + j];
                blocks.binds.extend(own.map(limits));
                let members = blocks.buyers.members(s).iter();
                let share = |k: &usize| T::of(net.pooled[(s, node(k))]);
                blocks.pooled.extend(members.map(share));
            }
        }
        blocks.intermediate = narrow(&intermediate);
        blocks.finally = narrow(&finally);
        blocks
    }

    /// Keeps the next block, sales of product s to region c, as its factors or whole.
    fn keep(&mut self, block: &[f64], (s, c): (usize, usize), shared: f64) {
        let (sectors, width) = (self.buyers.sectors(s), self.buyers.width(s));
        let finals = mix(block, width, c, sectors..width, shared);
        let sectors = mix(block, width, c, 0..sectors, shared);
        let mixes = if let (Some(sectors), Some(finals)) = (sectors, finals) {
            self.whole.push(None);
            [sectors, finals]
        } else {
            self.whole.push(Some(self.sales.len()));
            self.sales.extend(narrow::<T>(block));
            [vec![0.0; self.regions], vec![0.0; self.regions]]
        };
        for (all, mix) in self.mix.iter_mut().zip(&mixes) {
            all.extend(narrow::<T>(mix));
        }
    }

    /// N, the number of nodes.
    pub(super) const fn nodes(&self) -> usize {
        self.regions * self.products
    }

    /// How many blocks are kept as their factors.
    pub(super) fn shared(&self) -> usize {
        self.whole.iter().filter(|whole| whole.is_none()).count()
    }

    /// Where the blocks of a product begin in `sales` that are kept whole, by region.
    pub(super) fn kept_whole(&self, s: usize) -> &[Option<usize>] {
        &self.whole[s * self.regions..(s + 1) * self.regions]
    }

    /// The sales of product s to a region that are kept whole, R × J.
    pub(super) fn sales_to(&self, s: usize, start: usize) -> &[T] {
        &self.sales[start..start + self.regions * self.buyers.width(s)]
    }

    /// Mixes of origins of a product for every buying region, R × R: of sectors or of final users.
    pub(super) fn mixes(&self, s: usize, of_finals: bool) -> &[T] {
        let size = self.regions * self.regions;
        &self.mix[usize::from(of_finals)][s * size..(s + 1) * size]
    }
}

fn narrow<T: Real>(numbers: &[f64]) -> Vec<T> {
    numbers.iter().map(|&x| T::of(x)).collect()
}
