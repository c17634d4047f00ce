//! Access to Taiwan: what share of its trade in each product still moves, by sea and by air.
//!
//! With m_s the sea share of product s (land falls away on an island; sea and air add up to 1):
//!
//! λ_s = m_s c_s + (1 − m_s) c_air + φ_s
//!
//! where c_s = min(admission of its cargo class, ports, customs), c_air = min(admission, customs),
//! and φ_s is what goes by air instead of by sea: eligible goods that are refused at sea share the
//! air freight that is still to be had. Ceilings are taken as a minimum, since ships that do not
//! come need no berth.

use mist_economy::Economy;
use mist_scenario::Channels;

use crate::isic;
use crate::parameters::parameter_group;

parameter_group! {
    /// How cargo for Taiwan finds its way.
    AccessParameters, "access" {
        /// Air freight that can be found beyond the normal, as a share of the normal value of air trade.
        air_spare: "share", 0.0, 2.0;
        /// Share of shipped electronics, instruments and medicines that could go by air.
        shiftable_high: "share", 0.0, 1.0;
        /// Share of shipped machinery, vehicle parts and clothing that could go by air.
        shiftable_middle: "share", 0.0, 1.0;
        /// Idle port capacity, as a share of normal port traffic.
        port_headroom: "share", 0.0, 1.0;
        /// Share of trade that stops while payments are out of order, for a full outage.
        payment_dependence: "share", 0.0, 1.0;
        /// Share of Taiwan's trade in services that stops without any international cable.
        cable_dependence: "share", 0.0, 1.0;
        /// Share of Taiwan's household demand that stops in a full outage of payments.
        payment_demand: "share", 0.0, 1.0;
    }
}

/// Goods that can pay for air freight: ISIC divisions and whether the high share applies.
const SHIFTABLE: [(&str, bool); 6] = [
    ("C261", true),
    ("C262-C268", true),
    ("C21", true),
    ("C27-C28", false),
    ("C29-C30", false),
    ("C13-C15", false),
];

/// What access needs to know of an economy.
#[derive(Debug, Clone)]
pub(crate) struct AccessMap {
    /// Sea share by product; 0 for services.
    sea: Vec<f64>,
    is_good: Vec<bool>,
    /// Weight of the high and of the middle shiftable share, by product.
    shiftable: Vec<(f64, f64)>,
    /// Taiwan's trade by product, both ways, USD million a year.
    trade: Vec<f64>,
    cargo: Vec<mist_economy::CargoClass>,
}

impl AccessMap {
    pub(crate) fn new(economy: &Economy, taiwan: usize) -> Self {
        let products = &economy.products;
        let mut shiftable = vec![(0.0, 0.0); products.len()];
        for (code, high) in SHIFTABLE {
            for (s, part) in isic::products(products, code) {
                if high {
                    shiftable[s].0 += part;
                } else {
                    shiftable[s].1 += part;
                }
            }
        }
        let sea = products
            .iter()
            .map(|p| {
                let total = p.modes.sea + p.modes.air;
                if p.is_good && total > 0.0 {
                    p.modes.sea / total
                } else {
                    f64::from(u8::from(p.is_good))
                }
            })
            .collect();
        Self {
            sea,
            is_good: products.iter().map(|p| p.is_good).collect(),
            shiftable,
            trade: trade(economy, taiwan),
            cargo: products.iter().map(|p| p.cargo).collect(),
        }
    }

    /// λ by product between Taiwan and anywhere else; `ports` is the share of ports out of use.
    pub(crate) fn carried(
        &self,
        channels: &Channels,
        ports: f64,
        p: &AccessParameters,
        into: &mut Vec<f64>,
    ) {
        let outage = &channels.interference;
        let customs = 1.0 - outage.customs;
        let payments = 1.0 - outage.payments * p.payment_dependence;
        let services = payments.min(1.0 - outage.cables * p.cable_dependence);
        let berths = (1.0 - ports) * (1.0 - outage.ports) * (1.0 + p.port_headroom);
        let by_air = channels.taiwan_air.min(customs);
        let by_sea = |s: usize| {
            channels
                .taiwan_sea
                .of(self.cargo[s])
                .min(berths)
                .min(customs)
        };
        let shiftable = |s: usize| {
            self.shiftable[s].0 * p.shiftable_high + self.shiftable[s].1 * p.shiftable_middle
        };

        // Spare air freight is shared pro rata among what is refused at sea and could fly.
        let (mut asked, mut normal) = (0.0, 0.0);
        for s in 0..self.sea.len() {
            if self.is_good[s] {
                asked += self.trade[s] * self.sea[s] * (1.0 - by_sea(s)) * shiftable(s);
                normal += self.trade[s] * (1.0 - self.sea[s]);
            }
        }
        let spare = normal * p.air_spare * by_air;
        let fill = if asked > spare { spare / asked } else { 1.0 };

        into.clear();
        into.extend((0..self.sea.len()).map(|s| {
            if !self.is_good[s] {
                return services;
            }
            let (sea, c) = (self.sea[s], by_sea(s));
            let flown = sea * (1.0 - c) * shiftable(s) * fill;
            // Peace is exactly one, whatever the rounding of the shares.
            if c >= 1.0 && by_air >= 1.0 {
                return payments;
            }
            (sea * c + (1.0 - sea) * by_air + flown).min(1.0) * payments
        }));
    }

    /// Sea share by product, on routes that no land way replaces.
    pub(crate) fn sea(&self) -> &[f64] {
        &self.sea
    }

    /// Share of fuel ships that still arrive.
    pub(crate) fn fuel(&self, channels: &Channels, ports: f64, p: &AccessParameters) -> f64 {
        let outage = &channels.interference;
        let berths = (1.0 - ports) * (1.0 - outage.ports) * (1.0 + p.port_headroom);
        channels
            .taiwan_sea
            .energy
            .min(berths)
            .min(1.0 - outage.customs)
    }

    /// Share of air cargo that still moves.
    pub(crate) fn air(channels: &Channels) -> f64 {
        channels.taiwan_air.min(1.0 - channels.interference.customs)
    }
}

/// Exports and imports of a region by product, USD million a year.
fn trade(economy: &Economy, region: usize) -> Vec<f64> {
    let t = &economy.table;
    let s_count = t.products;
    let mut trade = vec![0.0; s_count];
    for r in 0..t.regions {
        if r == region {
            continue;
        }
        for (s, sum) in trade.iter_mut().enumerate() {
            let (own, other) = (t.node(region, s), t.node(r, s));
            let columns = |of: usize| of * s_count..(of + 1) * s_count;
            let finals = |of: usize| of * 3..of * 3 + 3;
            *sum += columns(r).map(|j| t.z[(own, j)]).sum::<f64>()
                + columns(region).map(|j| t.z[(other, j)]).sum::<f64>()
                + finals(r).map(|j| t.f[(own, j)]).sum::<f64>()
                + finals(region).map(|j| t.f[(other, j)]).sum::<f64>();
        }
    }
    trade
}
