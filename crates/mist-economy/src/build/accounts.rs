//! National accounts of 2023: output, value added and use of every product in every region.
//!
//! Per region r: output x of each sector, value added and taxes in the proportions of 2014, use of
//! each product by each sector and final use. The use tables are then balanced so that the world
//! uses what it makes of every product, every user's total is kept, and each region's goods use is
//! its goods output less its net exports of goods.

use super::balance::Convergence;
use super::classes::{Classes, FINAL};
use super::judgements::Judgements;
use super::levels::Levels;
use super::trade::Trade;
use super::wiod::Wiod;

/// Share of output that goes to taxes on inputs in the rest of the world, which WIOD leaves out
/// (the median of its economies, 2014).
const REST_TAX_SHARE: f64 = 0.02;
/// Value added per unit of output of components relative to electronics as a whole: wafer plants
/// are capital-intensive, assembly is not (annual reports of foundries and assemblers; judgement).
const CHIP_VALUE_ADDED_RATIO: f64 = 1.35;
/// Least value added per unit of output of the other electronics, relative to the whole.
const DEVICE_VALUE_ADDED_FLOOR: f64 = 0.5;
/// Electronics bought per unit of output: components relative to devices (judgement).
const CHIP_OWN_INPUT_RATIO: f64 = 0.35;
/// Largest part of an energy exporter's goods exports that its mines make (judgement; the rest is
/// refined products, chemicals and metals).
const ENERGY_SHARE_OF_EXPORTS: f64 = 0.8;
/// Sweeps of the balancing of the use tables.
const SWEEPS: usize = 400;

/// Output, value added, taxes and balanced use tables of every region.
pub(super) struct Accounts {
    s: usize,
    /// Gross output `[r][s]`.
    pub(super) output: Vec<f64>,
    /// Value added `[r][s]`.
    pub(super) value_added: Vec<f64>,
    /// Taxes less subsidies on inputs and transport margins `[r][s]`.
    pub(super) taxes: Vec<f64>,
    /// Use `[r][s][u]` of product s by user u.
    pub(super) usage: Vec<f64>,
    /// Part of an energy exporter's mining that its recorded trade carries `[r]`, else 1.
    pub(super) carried: Vec<f64>,
    /// How the balancing went.
    pub(super) convergence: Convergence,
}

impl Accounts {
    /// Output of sector s of region r.
    pub(super) fn x(&self, r: usize, s: usize) -> f64 {
        self.output[r * self.s + s]
    }

    /// Use of product s by each user of region r.
    pub(super) fn used(&self, r: usize, s: usize) -> &[f64] {
        let users = self.s + FINAL;
        &self.usage[(r * self.s + s) * users..][..users]
    }

    /// Use of product s by all users of region r.
    pub(super) fn use_of(&self, r: usize, s: usize) -> f64 {
        self.used(r, s).iter().sum()
    }
}

/// Structure of 2014 of one region, per unit where it says so.
struct Structure {
    /// Gross output by product.
    output: Vec<f64>,
    /// Use by product and user, USD million.
    usage: Vec<f64>,
    /// Value added and taxes per unit of output.
    value_added: Vec<f64>,
    taxes: Vec<f64>,
}

impl Structure {
    /// Takes the technology of sector p from another structure.
    fn adopt(&mut self, other: &Self, p: usize, s: usize) {
        let users = s + FINAL;
        self.value_added[p] = other.value_added[p];
        self.taxes[p] = other.taxes[p];
        for a in 0..s {
            let per_unit = other.usage[a * users + p] / other.output[p].max(1e-12);
            self.usage[a * users + p] = per_unit * self.output[p];
        }
    }
}

fn structure(wiod: &Wiod, economies: &[usize], s: usize) -> Structure {
    let users = s + FINAL;
    let mut out = Structure {
        output: vec![0.0; s],
        usage: vec![0.0; s * users],
        value_added: vec![0.0; s],
        taxes: vec![0.0; s],
    };
    for &e in economies {
        // Donors count alike, whatever their size.
        let size: f64 = (0..s).map(|p| wiod.output(e, p)).sum();
        for p in 0..s {
            out.output[p] += wiod.output(e, p) / size;
            out.value_added[p] += wiod.value_added(e, p) / size;
            out.taxes[p] += wiod.taxes(e, p) / size;
            for u in 0..users {
                out.usage[p * users + u] += wiod.used(e, p, u) / size;
            }
        }
    }
    for p in 0..s {
        let x = out.output[p];
        if x <= 0.0 {
            continue;
        }
        if wiod.economies[economies[0]] == "ROW" {
            let inputs: f64 = (0..s).map(|a| out.usage[a * users + p]).sum();
            out.taxes[p] = REST_TAX_SHARE;
            out.value_added[p] = (1.0 - inputs / x - REST_TAX_SHARE).clamp(0.05, 0.95);
        } else {
            // Subsidies can make taxes negative; the shares keep inputs positive.
            out.taxes[p] = (out.taxes[p] / x).clamp(-0.1, 0.3);
            out.value_added[p] = (out.value_added[p] / x).clamp(0.02, 0.98);
        }
    }
    out
}

/// Builds the accounts of every region and balances the use tables. `moved` are factors on output by
/// node, from [`super::reconcile`].
pub(super) fn accounts(
    classes: &Classes,
    wiod: &Wiod,
    levels: &Levels,
    judged: &Judgements,
    moved: &[f64],
    exports: &[f64],
    trade: &dyn Fn(&[f64]) -> Trade,
) -> (Accounts, Trade) {
    let (r_all, s) = (classes.r(), classes.s());
    let users = classes.users();
    let mut acc = Accounts {
        s,
        output: vec![0.0; r_all * s],
        value_added: vec![0.0; r_all * s],
        taxes: vec![0.0; r_all * s],
        usage: vec![0.0; r_all * s * users],
        carried: vec![1.0; r_all],
        convergence: Convergence::default(),
    };
    let mut final_shares = vec![[0.0; FINAL]; r_all];
    let mut services = vec![0.0; r_all];
    for r in 0..r_all {
        let spec = &classes.regions[r];
        let own = wiod.position(&spec.code);
        let economies: Vec<usize> = if spec.donors.is_empty() {
            own.into_iter().collect()
        } else {
            spec.donors
                .iter()
                .filter_map(|d| wiod.position(d))
                .collect()
        };
        let mut st = structure(wiod, &economies, s);
        for (product, donors) in &spec.technology {
            let donors: Vec<usize> = donors.iter().filter_map(|d| wiod.position(d)).collect();
            if let Some(p) = classes.products.iter().position(|c| c == product) {
                st.adopt(&structure(wiod, &donors, s), p, s);
            }
        }
        if let Some(ratio) = spec.mining_value_added {
            st.value_added[classes.ores] = ratio;
            st.taxes[classes.ores] = 0.0;
        }
        let x = outputs(
            classes,
            levels,
            &st,
            r,
            value_added_target(classes, wiod, levels, r),
        );
        let mut factors = moved[r * s..][..s].to_vec();
        acc.carried[r] = carried_mining(classes, &st, &x, r, exports[r]);
        for p in classes.halves(classes.ores) {
            factors[p] *= acc.carried[r];
        }
        place(classes, judged, &st, &x, &factors, r, &mut acc);
        for (u, share) in final_shares[r].iter_mut().enumerate() {
            *share = (0..s).map(|p| st.usage[p * users + s + u]).sum();
        }
        let total: f64 = final_shares[r].iter().sum();
        final_shares[r].iter_mut().for_each(|v| *v /= total);
        services[r] = match spec.services_balance {
            Some(share) => share * levels.gdp[2][r],
            None => {
                own.map_or(0.0, |e| services_balance(wiod, classes, e))
                    * levels.growth_since_2014(r)
            }
        };
    }
    // What the balances of services do not add up to is spread by GDP.
    let gap: f64 = services.iter().sum();
    let world: f64 = levels.gdp[2].iter().sum();
    for (balance, gdp) in services.iter_mut().zip(&levels.gdp[2]) {
        *balance -= gap * gdp / world;
    }
    let goods_output: Vec<f64> = (0..r_all)
        .map(|r| {
            (0..s)
                .filter(|p| classes.is_good[*p])
                .map(|p| acc.x(r, p))
                .sum()
        })
        .collect();
    let trade = trade(&goods_output);
    final_demand(classes, &mut acc, &final_shares, &services, &trade);
    acc.convergence = balance(classes, &mut acc, &trade);
    (acc, trade)
}

/// Value added at basic prices in 2023: GDP of 2023 × value added over GDP of 2014.
fn value_added_target(classes: &Classes, wiod: &Wiod, levels: &Levels, r: usize) -> f64 {
    let ratio = wiod
        .position(&classes.regions[r].code)
        .filter(|e| wiod.economies[*e] != "ROW")
        .map_or(0.93, |e| {
            (0..classes.s())
                .map(|p| wiod.value_added(e, p))
                .sum::<f64>()
                / levels.gdp[0][r]
        });
    // Revisions of GDP since the release must not push value added above it.
    levels.gdp[2][r] * ratio.clamp(0.85, 0.97)
}

/// Net exports of services of a WIOD economy in 2014.
fn services_balance(wiod: &Wiod, classes: &Classes, e: usize) -> f64 {
    let mut net = 0.0;
    for p in (0..classes.s()).filter(|p| !classes.is_good[*p]) {
        for j in 0..wiod.len() {
            if j != e {
                net += wiod.sales(e, p, j).iter().sum::<f64>();
                net -= wiod.sales(j, p, e).iter().sum::<f64>();
            }
        }
    }
    net
}

/// Output of every product of a region in 2023, split sectors whole in their slots.
fn outputs(
    classes: &Classes,
    levels: &Levels,
    st: &Structure,
    r: usize,
    value_added: f64,
) -> Vec<f64> {
    let s = classes.s();
    let code = |c: &str| classes.products.iter().position(|p| p == c);
    let mut x: Vec<f64> = st.output.clone();
    let mut fixed = vec![false; s];
    for (product, factor) in &classes.regions[r].adjustments {
        if let Some(p) = code(product) {
            x[p] *= factor;
        }
    }
    // First to the level of GDP, so that anchors and the rest stand side by side.
    let scale = value_added / (0..s).map(|p| x[p] * st.value_added[p]).sum::<f64>();
    x.iter_mut().for_each(|v| *v *= scale);
    let anchor: [f64; 4] =
        std::array::from_fn(|k| levels.anchors[r][k] * levels.growth_since_2019(r));
    // Economies outside the OECD table keep what their donors' structure says.
    let anchored = levels.anchors[r].iter().sum::<f64>() > 0.0;
    for (k, c) in ["C26X", "C29", "H50"].iter().enumerate() {
        if let Some(p) = code(c).filter(|_| anchored) {
            x[p] = anchor[k];
            fixed[p] = true;
        }
    }
    if r == classes.taiwan {
        // Taiwan's electronics grew with its chip exports, not with its GDP.
        x[classes.devices] = levels.anchors[r][0] + levels.taiwan_chips[1] - levels.taiwan_chips[0];
    }
    let consumer: Vec<usize> = ["C10T12", "C13T15", "C31T32"]
        .iter()
        .filter_map(|c| code(c))
        .collect();
    let total: f64 = consumer.iter().map(|p| x[*p]).sum();
    for &p in consumer.iter().filter(|_| anchored) {
        // C33 is in the anchor and, here, in machinery: a share of 0.93 leaves it out (judgement).
        x[p] *= anchor[3] * 0.93 / total.max(1e-9);
        fixed[p] = true;
    }
    let spec = &classes.regions[r];
    for (p, share) in [
        (Some(classes.ores), spec.mining_share),
        (code("A"), spec.farming_share),
    ] {
        if let (Some(p), Some(share)) = (p, share) {
            x[p] = share * levels.gdp[2][r] / st.value_added[p];
            fixed[p] = true;
        }
    }
    let of = |wanted: bool| -> f64 {
        (0..s)
            .filter(|p| fixed[*p] == wanted)
            .map(|p| x[p] * st.value_added[p])
            .sum()
    };
    // Whatever is fixed, the other sectors keep a tenth of their size at least.
    let rest = ((value_added - of(true)) / of(false)).max(0.1);
    for p in 0..s {
        if !fixed[p] {
            x[p] *= rest;
        }
    }
    x
}

/// Writes a region's output, value added, taxes and input needs, with sectors split.
fn place(
    classes: &Classes,
    judged: &Judgements,
    st: &Structure,
    x: &[f64],
    factors: &[f64],
    r: usize,
    acc: &mut Accounts,
) {
    let (s, users) = (classes.s(), classes.users());
    let (kc, kd) = (classes.chips, classes.devices);
    let share = judged.made(kc, r);
    let ratio = CHIP_VALUE_ADDED_RATIO
        .min((1.0 - DEVICE_VALUE_ADDED_FLOOR * (1.0 - share)) / share.max(1e-9))
        .min(0.62 / st.value_added[kd].max(1e-9))
        .max(1.0);
    let value_added: Vec<f64> = (0..s)
        .map(|p| {
            let whole = st.value_added[classes.slot(p)];
            if p == kc {
                whole * ratio
            } else if p == kd {
                whole * (1.0 - share * ratio) / (1.0 - share)
            } else {
                whole
            }
        })
        .collect();
    let output = place_outputs(classes, judged, x, factors, &value_added, r);
    for p in 0..s {
        let slot = classes.slot(p);
        let (output, va) = (output[p], value_added[p]);
        let node = r * s + p;
        acc.output[node] = output;
        acc.value_added[node] = output * va;
        acc.taxes[node] = output * st.taxes[slot];
        let inputs: f64 = (0..s).map(|a| st.usage[a * users + slot]).sum();
        let need = output - acc.value_added[node] - acc.taxes[node];
        for a in 0..s {
            let v = need * st.usage[classes.slot(a) * users + slot] / inputs.max(1e-12);
            acc.usage[(r * s + a) * users + p] += v * judged.used(a, p);
        }
    }
    for u in s..users {
        for a in 0..s {
            let v = st.usage[classes.slot(a) * users + u];
            acc.usage[(r * s + a) * users + u] += v * judged.used(a, u);
        }
    }
    // Chip makers buy less electronics for a dollar of output than assemblers do.
    for a in [kc, kd] {
        acc.usage[(r * s + a) * users + kc] *= CHIP_OWN_INPUT_RATIO;
    }
}

/// Part of an energy exporter's mining that can be sold: recorded exports and its own refineries and
/// power stations carry no more. Oil sold without record is not in any source of trade.
fn carried_mining(classes: &Classes, st: &Structure, x: &[f64], r: usize, exports: f64) -> f64 {
    if classes.regions[r].mining_value_added.is_none() {
        return 1.0;
    }
    let users = classes.users();
    let home: f64 = (0..classes.s())
        .filter(|u| st.output[*u] > 0.0)
        .map(|u| st.usage[classes.ores * users + u] / st.output[u] * x[u])
        .sum();
    let mined = x[classes.ores].max(1e-9);
    ((ENERGY_SHARE_OF_EXPORTS * exports + home) / mined).min(1.0)
}

/// Output by product with sectors split and moved; services take up what goods leave of value added.
fn place_outputs(
    classes: &Classes,
    judged: &Judgements,
    x: &[f64],
    factors: &[f64],
    value_added: &[f64],
    r: usize,
) -> Vec<f64> {
    let s = classes.s();
    let mut output: Vec<f64> = (0..s)
        .map(|p| x[classes.slot(p)] * judged.made(p, r))
        .collect();
    let earned = |output: &[f64], goods: bool| -> f64 {
        (0..s)
            .filter(|p| classes.is_good[*p] == goods)
            .map(|p| output[p] * value_added[p])
            .sum()
    };
    let (goods, services) = (earned(&output, true), earned(&output, false));
    for p in (0..s).filter(|p| classes.is_good[*p]) {
        output[p] *= factors[p];
    }
    let rest = 1.0 + (goods - earned(&output, true)) / services.max(1e-9);
    for p in (0..s).filter(|p| !classes.is_good[*p]) {
        output[p] *= rest.max(0.2);
    }
    output
}

/// Sets final demand: output − intermediate use − net exports, in the proportions of 2014.
fn final_demand(
    classes: &Classes,
    acc: &mut Accounts,
    shares: &[[f64; FINAL]],
    services: &[f64],
    trade: &Trade,
) {
    let (s, users) = (classes.s(), classes.users());
    for r in 0..classes.r() {
        let output: f64 = (0..s).map(|p| acc.x(r, p)).sum();
        let own: f64 = (0..s)
            .map(|p| acc.value_added[r * s + p] + acc.taxes[r * s + p])
            .sum();
        let inputs = output - own;
        // A region cannot save everything: at least 30 % of its income is spent at home.
        let spent = (output - inputs - trade.goods_balance(r) - services[r]).max(0.3 * own);
        for (u, share) in shares[r].iter().enumerate() {
            let total: f64 = (0..s).map(|p| acc.usage[(r * s + p) * users + s + u]).sum();
            for p in 0..s {
                acc.usage[(r * s + p) * users + s + u] *= spent * share / total.max(1e-12);
            }
        }
    }
}

/// Cyclic RAS over users' totals, world product balances and goods balances of regions.
fn balance(classes: &Classes, acc: &mut Accounts, trade: &Trade) -> Convergence {
    let (r_all, s, users) = (classes.r(), classes.s(), classes.users());
    let mut column = vec![0.0; r_all * users];
    for r in 0..r_all {
        for p in 0..s {
            let node = r * s + p;
            column[r * users + p] = acc.output[node] - acc.value_added[node] - acc.taxes[node];
            for u in s..users {
                column[r * users + u] += acc.usage[node * users + u];
            }
        }
    }
    let made: Vec<f64> = (0..s)
        .map(|p| (0..r_all).map(|r| acc.x(r, p)).sum())
        .collect();
    // Floors in final demand leave a gap between what is spent and what is made: scale demand.
    let spent: f64 = column.iter().sum();
    let factor = made.iter().sum::<f64>() / spent;
    column.iter_mut().for_each(|v| *v *= factor);
    let goods_use: Vec<f64> = (0..r_all)
        .map(|r| {
            let x: f64 = (0..s)
                .filter(|p| classes.is_good[*p])
                .map(|p| acc.x(r, p))
                .sum();
            x - trade.goods_balance(r)
        })
        .collect();
    let mut worst = 0.0;
    for sweep in 0..SWEEPS {
        worst = 0.0;
        for (p, made) in made.iter().enumerate() {
            let total: f64 = (0..r_all).map(|r| acc.use_of(r, p)).sum();
            let f = made / total.max(1e-12);
            worst = f64::max(worst, (f - 1.0).abs());
            for r in 0..r_all {
                scale(&mut acc.usage[(r * s + p) * users..][..users], f);
            }
        }
        for r in 0..r_all {
            let total: f64 = (0..s)
                .filter(|p| classes.is_good[*p])
                .map(|p| acc.use_of(r, p))
                .sum();
            let f = goods_use[r].max(0.02 * total) / total;
            worst = f64::max(worst, (f - 1.0).abs());
            for p in (0..s).filter(|p| classes.is_good[*p]) {
                scale(&mut acc.usage[(r * s + p) * users..][..users], f);
            }
            for u in 0..users {
                let total: f64 = (0..s).map(|p| acc.usage[(r * s + p) * users + u]).sum();
                let f = column[r * users + u] / total.max(1e-12);
                for p in 0..s {
                    acc.usage[(r * s + p) * users + u] *= f;
                }
            }
        }
        if worst < 1e-9 {
            return Convergence {
                sweeps: sweep + 1,
                worst,
            };
        }
    }
    Convergence {
        sweeps: SWEEPS,
        worst,
    }
}

fn scale(values: &mut [f64], factor: f64) {
    values.iter_mut().for_each(|v| *v *= factor);
}
