//! Sales between sectors as look-through adds them up: over sellers and over buyers, for draws side by side.
//!
//! Where the sectors of a region share their origins abroad ([`crate::origins`]), sums over sellers abroad
//! are taken once for all of them; other sales are kept as they stand.

use mist_economy::Table;
use pulp::Simd;

use super::refused::Refused;
use crate::origins::{SHARED, mix};
use crate::product::{direct, transposed};
use crate::real::{Row, Wide};

/// Sales of every product to the sectors of every region, USD million a year.
pub(super) struct Sales {
    pub(super) regions: usize,
    pub(super) products: usize,
    /// What the sectors of a region buy: of every product at home, then of every product abroad where they
    /// share their origins; 2S × S for each region.
    bought: Vec<f64>,
    /// The same without inputs that the shock carries into capacity already.
    needed: Vec<f64>,
    /// Whether it does, by `node·S + product`.
    supplied: Vec<bool>,
    /// Mix of origins abroad by `(s·R + c)·R + r`; zeros where a block is kept whole.
    mix: Vec<f64>,
    /// What the sectors of a region buy from each, by `(s·R + c)·R + r`.
    sold: Vec<f64>,
    /// Where the blocks begin in `cells` that are kept whole, R × S each and zero at home, by `s·R + c`.
    whole: Vec<Option<usize>>,
    cells: Vec<f64>,
}

/// What sums are taken of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Inputs {
    /// All but those that the shock carries into capacity already, at home and abroad.
    Needed,
    /// All from abroad.
    Imported,
}

/// Rows that sums pass through; kept between them.
pub(super) struct Buffers {
    /// Of a product, by region.
    seller: Vec<Row<f64>>,
    sums: Vec<Row<f64>>,
    /// Sums over origins abroad, by `c·S + s`.
    mixed: Vec<Row<f64>>,
    /// Of a region: at home, then abroad.
    both: Vec<Row<f64>>,
    column: Vec<Row<f64>>,
    /// Of what a buyer's region takes from abroad, by `s·R + c`.
    imports: Vec<Row<f64>>,
}

impl Buffers {
    pub(super) fn new(sales: &Sales) -> Self {
        let (regions, products) = (sales.regions, sales.products);
        let rows = |n| vec![Row::ZERO; n];
        Self {
            seller: rows(regions),
            sums: rows(regions),
            mixed: rows(regions * products),
            both: rows(2 * products),
            column: rows(products),
            imports: rows(regions * products),
        }
    }
}

impl Sales {
    /// The sales of a table. `supplied` are inputs that the shock carries into capacity: product and node.
    pub(super) fn new(table: &Table, supplied: &[(usize, usize)]) -> Self {
        let (regions, products) = (table.regions, table.products);
        let (n, square) = (regions * products, products * products);
        let mut sales = Self {
            regions,
            products,
            bought: vec![0.0; 2 * n * products],
            needed: Vec::new(),
            supplied: vec![false; n * products],
            mix: Vec::with_capacity(n * regions),
            sold: Vec::with_capacity(n * regions),
            whole: Vec::with_capacity(n),
            cells: Vec::new(),
        };
        let mut block = vec![0.0; n];
        for s in 0..products {
            for c in 0..regions {
                for (r, row) in block.chunks_mut(products).enumerate() {
                    for (k, cell) in row.iter_mut().enumerate() {
                        *cell = table.z[(r * products + s, c * products + k)];
                    }
                }
                let home = block[c * products..(c + 1) * products].to_vec();
                sales.bought[(2 * c * products + s) * products..][..products]
                    .copy_from_slice(&home);
                block[c * products..(c + 1) * products].fill(0.0);
                let sold: Vec<f64> = block.chunks(products).map(|row| row.iter().sum()).collect();
                if let Some(mix) = mix(&block, products, c, 0..products, SHARED) {
                    let abroad = &mut sales.bought[((2 * c + 1) * products + s) * products..];
                    for (k, abroad) in abroad[..products].iter_mut().enumerate() {
                        *abroad = block.iter().skip(k).step_by(products).sum();
                    }
                    let all: f64 = sold.iter().sum();
                    sales.sold.extend(mix.iter().map(|mix| mix * all));
                    sales.mix.extend(mix);
                    sales.whole.push(None);
                } else {
                    sales.sold.extend(sold);
                    sales.mix.extend(vec![0.0; regions]);
                    sales.whole.push(Some(sales.cells.len()));
                    sales.cells.extend(&block);
                }
            }
        }
        sales.needed = sales.bought.clone();
        for &(s, node) in supplied {
            sales.supplied[node * products + s] = true;
            let (c, k) = (node / products, node % products);
            for place in [2 * c, 2 * c + 1] {
                sales.needed[place * square + s * products + k] = 0.0;
            }
        }
        sales
    }

    /// Whether the shock carries an input of a node into capacity already.
    pub(super) fn is_supplied(&self, product: usize, node: usize) -> bool {
        self.supplied[node * self.products + product]
    }

    /// Mix of origins of a product for every buying region.
    fn mixes(&self, s: usize) -> &[f64] {
        let square = self.regions * self.regions;
        &self.mix[s * square..(s + 1) * square]
    }

    /// Blocks of a product that are kept whole, with their region.
    fn kept_whole(&self, s: usize) -> impl Iterator<Item = (usize, &[f64])> {
        let whole = &self.whole[s * self.regions..(s + 1) * self.regions];
        whole.iter().enumerate().filter_map(|(c, start)| {
            start.map(|start| (c, &self.cells[start..start + self.regions * self.products]))
        })
    }

    /// out_j = Σ_i z_ij (1 − λ_ij (1 − x_i)) over inputs of every node j, with λ what links let arrive; λ is 1
    /// where `refused` is none.
    #[inline(always)]
    pub(super) fn over_sellers<S: Simd>(
        &self,
        simd: S,
        inputs: Inputs,
        x: &[Row<f64>],
        refused: Option<&Refused>,
        out: &mut [Row<f64>],
        buffers: &mut Buffers,
    ) {
        let (regions, products) = (self.regions, self.products);
        let Buffers {
            seller,
            sums,
            mixed,
            both,
            column,
            ..
        } = buffers;
        let pairs = |c| refused.into_iter().flat_map(move |refused| refused.to(c));
        for s in 0..products {
            gather(seller, x, s, products);
            direct(simd, self.mixes(s), regions, 0, seller, sums);
            for c in 0..regions {
                for pair in pairs(c) {
                    let mix = self.mixes(s)[c * regions + pair.from];
                    add_refused(
                        simd,
                        &mut sums[c],
                        mix,
                        pair.arrivals(s),
                        &seller[pair.from],
                    );
                }
                mixed[c * products + s] = sums[c];
            }
        }
        let (numbers, from) = match inputs {
            Inputs::Needed => (&self.needed, 0),
            Inputs::Imported => (&self.bought, products),
        };
        for c in 0..regions {
            let here = c * products..(c + 1) * products;
            both[..products].copy_from_slice(&x[here.clone()]);
            both[products..].copy_from_slice(&mixed[here.clone()]);
            let square = products * products;
            let numbers = &numbers[2 * c * square..2 * (c + 1) * square];
            transposed(
                simd,
                &numbers[from * products..],
                products,
                0,
                &both[from..],
                &mut out[here],
            );
        }
        for s in 0..products {
            for (c, cells) in self.kept_whole(s) {
                gather(seller, x, s, products);
                for pair in pairs(c) {
                    let before = seller[pair.from];
                    add_refused(simd, &mut seller[pair.from], 1.0, pair.arrivals(s), &before);
                }
                transposed(simd, cells, products, 0, seller, column);
                for (k, sum) in column.iter().enumerate() {
                    let j = c * products + k;
                    if inputs == Inputs::Imported || !self.is_supplied(s, j) {
                        add(simd, &mut out[j], 1.0, sum);
                    }
                }
            }
        }
    }

    /// out_i = Σ_j z_ij (1 − λ_ij (1 − y_j)) over the buyers of every node i, with λ what links carry of
    /// orders; or Σ_j z_ij y_j over buyers abroad. `asked` is then Σ_j z_ij (1 − y_j) over the buyers of a
    /// pair, by product and pair.
    #[inline(always)]
    pub(super) fn over_buyers<S: Simd>(
        &self,
        simd: S,
        inputs: Inputs,
        y: &[Row<f64>],
        (refused, asked): (&Refused, &mut [Row<f64>]),
        out: &mut [Row<f64>],
        buffers: &mut Buffers,
    ) {
        let (regions, products) = (self.regions, self.products);
        let Buffers {
            sums,
            both,
            imports,
            ..
        } = buffers;
        for c in 0..regions {
            let here = c * products..(c + 1) * products;
            let numbers = &self.bought[2 * c * products * products..];
            direct(simd, numbers, products, 0, &y[here.clone()], both);
            match inputs {
                Inputs::Needed => out[here].copy_from_slice(&both[..products]),
                Inputs::Imported => out[here].fill(Row::ZERO),
            }
            for (s, row) in both[products..].iter().enumerate() {
                imports[s * regions + c] = *row;
            }
        }
        for s in 0..products {
            let of_product = &imports[s * regions..(s + 1) * regions];
            transposed(simd, self.mixes(s), regions, 0, of_product, sums);
            for (r, sum) in sums.iter().enumerate() {
                add(simd, &mut out[r * products + s], 1.0, sum);
            }
            for c in 0..regions {
                if self.whole[s * regions + c].is_some() {
                    continue;
                }
                for pair in refused.to(c) {
                    let place = (s * regions + c) * regions + pair.from;
                    let (sold, mix) = (self.sold[place], self.mix[place]);
                    remaining(simd, &mut asked[pair.row(s)], sold, mix, &of_product[c]);
                }
            }
            for (c, cells) in self.kept_whole(s) {
                let buyers = &y[c * products..(c + 1) * products];
                direct(simd, cells, products, 0, buyers, sums);
                for (r, sum) in sums.iter().enumerate() {
                    add(simd, &mut out[r * products + s], 1.0, sum);
                }
                for pair in refused.to(c) {
                    let sold = self.sold[(s * regions + c) * regions + pair.from];
                    remaining(simd, &mut asked[pair.row(s)], sold, 1.0, &sums[pair.from]);
                }
            }
        }
        if inputs == Inputs::Needed {
            for s in 0..products {
                for pair in refused.pairs() {
                    let row = &mut out[pair.from * products + s];
                    add_product(simd, row, pair.orders(s), &asked[pair.row(s)]);
                }
            }
        }
    }
}

/// The rows of a product, by region.
#[inline(always)]
fn gather(seller: &mut [Row<f64>], x: &[Row<f64>], s: usize, products: usize) {
    for (seller, x) in seller.iter_mut().zip(x[s..].iter().step_by(products)) {
        *seller = *x;
    }
}

/// sum + a x.
#[inline(always)]
fn add<S: Simd>(simd: S, sum: &mut Row<f64>, a: f64, x: &Row<f64>) {
    let a = Wide::splat(simd, a);
    for v in 0..Wide::<f64, S>::PER_ROW {
        let now = Wide::load(simd, x, v).mul_add(a, Wide::load(simd, sum, v));
        now.store(sum, v);
    }
}

/// sum + x y.
#[inline(always)]
fn add_product<S: Simd>(simd: S, sum: &mut Row<f64>, x: &Row<f64>, y: &Row<f64>) {
    for v in 0..Wide::<f64, S>::PER_ROW {
        let y = Wide::load(simd, y, v);
        let now = Wide::load(simd, x, v).mul_add(y, Wide::load(simd, sum, v));
        now.store(sum, v);
    }
}

/// sum + a (1 − λ)(1 − x), where 1 − λ is refused.
#[inline(always)]
fn add_refused<S: Simd>(simd: S, sum: &mut Row<f64>, a: f64, refused: &Row<f64>, x: &Row<f64>) {
    let (a, one) = (Wide::splat(simd, a), Wide::splat(simd, 1.0));
    for v in 0..Wide::<f64, S>::PER_ROW {
        let refused = a * Wide::load(simd, refused, v);
        let left = one - Wide::load(simd, x, v);
        refused
            .mul_add(left, Wide::load(simd, sum, v))
            .store(sum, v);
    }
}

/// all − a x.
#[inline(always)]
fn remaining<S: Simd>(simd: S, row: &mut Row<f64>, all: f64, a: f64, x: &Row<f64>) {
    let (less, all) = (Wide::splat(simd, -a), Wide::splat(simd, all));
    for v in 0..Wide::<f64, S>::PER_ROW {
        Wide::load(simd, x, v).mul_add(less, all).store(row, v);
    }
}
