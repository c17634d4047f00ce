//! What a step comes to: value added lost, trade lost, final demand unmet.

#![allow(
    clippy::needless_range_loop,
    reason = "one index runs over many rows of draws at once"
)]

use mist_economy::{Economy, FINAL_USES};
use pulp::{Simd, WithSimd};

use super::refused::Refused;
use super::sales::Inputs;
use super::{Courses, LookThrough, wanted};
use crate::HORIZON_DAYS;
use crate::real::{Row, WIDTH};
use crate::record::RegionFlows;
use crate::shock::{Shock, ShockFactory};

/// What a region loses in draws side by side: value added, USD million a day; trade and final demand,
/// USD million a year.
#[derive(Clone, Copy, Default)]
pub(super) struct Flows {
    loss: Row<f64>,
    trade_lost: Row<f64>,
    unmet_demand: Row<f64>,
}

impl Flows {
    /// In one draw, a day.
    pub(super) fn of(&self, lane: usize) -> RegionFlows {
        RegionFlows {
            loss: self.loss[lane],
            trade_lost: self.trade_lost[lane] / HORIZON_DAYS,
            unmet_demand: self.unmet_demand[lane] / HORIZON_DAYS,
        }
    }
}

/// Losses, trade and final demand by region. A node that is asked for more than it makes delivers to
/// everybody the share ρ_i = (1 − d_i) / (1 − what it is not asked for).
pub(super) struct Count<'a, 'b, F> {
    pub(super) model: &'a LookThrough<'b, F>,
    pub(super) shocks: &'a [&'a Shock],
    pub(super) refused: &'a Refused,
    pub(super) asked: &'a mut [Row<f64>],
    pub(super) on: &'a mut Courses,
    pub(super) flows: &'a mut [Flows],
}

impl<F: ShockFactory> WithSimd for Count<'_, '_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            model,
            shocks,
            refused,
            asked,
            on,
            flows,
        } = self;
        let sales = &model.sales;
        let products = sales.products;
        let n = model.nodes();
        // 1 − ρ; Σ_j z_ij d_j by seller, and Σ_i z_ij (1 − ρ_i) by buyer, both abroad.
        let mut short = vec![Row::ZERO; n];
        for (short, (lost, unasked)) in short.iter_mut().zip(on.lost.iter().zip(&on.unasked)) {
            for l in 0..WIDTH {
                let in_vain = 1.0 - (1.0 - lost[l]) / (1.0 - unasked[l]);
                short[l] = if unasked[l] < 1.0 { in_vain } else { 0.0 };
            }
        }
        let abroad = Inputs::Imported;
        let (lost, unsold, unbought) = (&on.lost, &mut on.sums, &mut on.missing);
        let buffers = &mut on.buffers;
        let links = (refused, &mut *asked);
        sales.over_buyers(simd, abroad, lost, links, unsold, buffers);
        sales.over_sellers(simd, abroad, &short, None, unbought, buffers);
        for i in 0..n {
            let flows = &mut flows[i / products];
            let (value_added, sales_abroad) = (model.value_added[i], model.sales_abroad[i]);
            let purchases_abroad = model.purchases_abroad[i];
            let (lost, short) = (&lost[i], &short[i]);
            let (unsold, unbought) = (&unsold[i], &unbought[i]);
            for l in 0..WIDTH {
                flows.loss[l] += value_added * lost[l];
                // Exports: not asked for, or asked for in vain. Imports: no longer needed, or not to be had.
                flows.trade_lost[l] += unsold[l]
                    + short[l] * (sales_abroad - unsold[l])
                    + lost[l] * purchases_abroad
                    + (1.0 - lost[l]) * unbought[l];
            }
        }
        for s in 0..products {
            for pair in refused.pairs() {
                let short = &short[pair.from * products + s];
                let (orders, asked) = (pair.orders(s), &asked[pair.row(s)]);
                let refused = Row::from_fn(|l| asked[l] * orders[l] * (1.0 - short[l]));
                for l in 0..WIDTH {
                    flows[pair.from].trade_lost[l] += refused[l];
                    flows[pair.to].trade_lost[l] += refused[l];
                }
            }
        }
        simd.vectorize(FinalUse {
            economy: model.economy,
            shocks,
            refused,
            short: &short,
            flows,
        });
    }
}

/// Final demand that is not met or no longer traded.
struct FinalUse<'a> {
    economy: &'a Economy,
    shocks: &'a [&'a Shock],
    refused: &'a Refused,
    short: &'a [Row<f64>],
    flows: &'a mut [Flows],
}

impl WithSimd for FinalUse<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        let table = &self.economy.table;
        let (products, uses) = (table.products, FINAL_USES.len());
        let mut carried = vec![Row::ONE; self.short.len()];
        for to in 0..table.regions {
            for pair in self.refused.to(to) {
                for s in 0..products {
                    let orders = pair.orders(s);
                    carried[pair.from * products + s] = Row::from_fn(|l| 1.0 - orders[l]);
                }
            }
            let wanted = wanted(self.shocks, to);
            for (i, (carried, short)) in carried.iter_mut().zip(self.short).enumerate() {
                let f: [f64; FINAL_USES.len()] =
                    std::array::from_fn(|u| table.f[(i, to * uses + u)]);
                let all: f64 = f.iter().sum();
                let (mut unmet, mut lost) = (Row::ZERO, Row::ZERO);
                for l in 0..WIDTH {
                    let asked: f64 = f.iter().zip(&wanted).map(|(f, wanted)| f * wanted[l]).sum();
                    let delivered = asked * carried[l] * (1.0 - short[l]);
                    unmet[l] = asked - delivered;
                    lost[l] = all - delivered;
                }
                let from = i / products;
                for l in 0..WIDTH {
                    self.flows[to].unmet_demand[l] += unmet[l];
                    if from != to {
                        self.flows[from].trade_lost[l] += lost[l];
                        self.flows[to].trade_lost[l] += lost[l];
                    }
                }
                *carried = Row::ONE;
            }
        }
    }
}
