//! The network cut into blocks for the fast step: constant, and shared by all draws.

use super::baseline::Baseline;
use super::network::Network;
use super::real::Real;

/// Sales of product s to the buyers of region c, for every s and c: R × J numbers each, where the
/// J = S + finals buyers of a region are its sectors, then its final users.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Blocks<T> {
    pub(super) regions: usize,
    pub(super) products: usize,
    /// Final users of a region.
    pub(super) finals: usize,
    /// J: buyers of a region.
    pub(super) width: usize,
    /// z⁰ by `((s·R + c)·R + r)·J + buyer`.
    pub(super) sales: Vec<T>,
    /// u⁰ by `(s·R + c)·J + buyer`.
    pub(super) bought: Vec<T>,
    /// 1/u⁰, and 0 where nothing is bought.
    pub(super) per_bought: Vec<T>,
    /// Whether stocks of the input can hold the sector back, by `(s·R + c)·S + sector`.
    pub(super) binds: Vec<bool>,
    /// Sales to the sectors and to the final users of region c as shares of the seller's output, by
    /// `(s·R + c)·R + r`.
    pub(super) normal: Vec<(T, T)>,
    /// 1/x⁰ by node, and 0 where nothing is made.
    pub(super) per_output: Vec<T>,
    /// Share of output that goes to sectors, by node.
    pub(super) intermediate: Vec<T>,
    /// Share of output that goes to final users, by node.
    pub(super) finally: Vec<T>,
    /// Inputs that nobody runs out of, by `s·S + sector`.
    pub(super) flows_only: Vec<bool>,
}

impl<T: Real> Blocks<T> {
    pub(super) fn new(base: &Baseline) -> Self {
        let net = &base.network;
        let (regions, products, finals) = (net.regions, net.products, net.finals);
        let width = products + finals;
        let inverse = |x: f64| if x > 0.0 { 1.0 / x } else { 0.0 };
        let per_output: Vec<f64> = net.output.iter().map(|&x| inverse(x)).collect();
        let (mut intermediate, mut finally) = (vec![0.0; net.nodes()], vec![0.0; net.nodes()]);
        let narrow = |numbers: &[f64]| -> Vec<T> { numbers.iter().map(|&x| T::of(x)).collect() };
        let mut blocks = Self {
            regions,
            products,
            finals,
            width,
            sales: Vec::with_capacity(regions * regions * products * width),
            bought: Vec::with_capacity(regions * products * width),
            per_bought: Vec::with_capacity(regions * products * width),
            binds: Vec::with_capacity(regions * products * products),
            normal: Vec::with_capacity(regions * regions * products),
            intermediate: Vec::new(),
            finally: Vec::new(),
            flows_only: (0..products * products)
                .map(|x| base.unlimited(x / products, x % products))
                .collect(),
            per_output: narrow(&per_output),
        };
        for s in 0..products {
            for c in 0..regions {
                for r in 0..regions {
                    let i = r * products + s;
                    let row: Vec<f64> = (0..width)
                        .map(|b| net.sales[(i, column(net, c, b))])
                        .collect();
                    let to_sectors: f64 = row[..products].iter().sum();
                    let to_finals: f64 = row[products..].iter().sum();
                    let share = per_output[i];
                    blocks
                        .normal
                        .push((T::of(to_sectors * share), T::of(to_finals * share)));
                    intermediate[i] += to_sectors * share;
                    finally[i] += to_finals * share;
                    blocks.sales.extend(narrow(&row));
                }
                for b in 0..width {
                    let bought = net.purchases[(s, column(net, c, b))];
                    blocks.bought.push(T::of(bought));
                    blocks.per_bought.push(T::of(inverse(bought)));
                }
                blocks.binds.extend((0..products).map(|k| {
                    let j = c * products + k;
                    net.purchases[(s, j)] > 0.0
                        && !base.supplied.contains(&(s, j))
                        && !base.unlimited(s, k)
                }));
            }
        }
        blocks.intermediate = narrow(&intermediate);
        blocks.finally = narrow(&finally);
        blocks
    }

    /// N, the number of nodes.
    pub(super) const fn nodes(&self) -> usize {
        self.regions * self.products
    }
}

/// Column of a region's buyer in the network.
fn column(net: &Network, c: usize, buyer: usize) -> usize {
    if buyer < net.products {
        c * net.products + buyer
    } else {
        net.nodes() + c * net.finals + buyer - net.products
    }
}
