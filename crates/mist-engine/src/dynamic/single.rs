//! A whole draw by the readable step: slow, obvious, and what the fast kernel must agree with.

use super::baseline::Baseline;
use super::observe::{Done, Held, Observer};
use super::step::{Conditions, Happened, Links, State};
use crate::shock::{Shock, ShockSource};
use crate::{DrawInput, DrawOutcome, HORIZON_DAYS};

/// Runs one draw to the horizon.
#[must_use]
pub fn run_draw(base: &Baseline, source: &mut dyn ShockSource, draw: &DrawInput) -> DrawOutcome {
    run_draw_with(base, source, draw, |_, _, _| {})
}

/// The same, showing every step to `look`: its first day, the state after it, and what happened.
pub fn run_draw_with(
    base: &Baseline,
    source: &mut dyn ShockSource,
    draw: &DrawInput,
    mut look: impl FnMut(f64, &State, &Happened),
) -> DrawOutcome {
    let net = &base.network;
    let parameters = draw.parameters.network.resolved(&base.groups);
    let rules = base.rules(&parameters);
    let mut state = State::baseline(net, &rules);
    let mut observer = Observer::new(base, draw.draw);
    let mut level = vec![1.0; net.nodes()];
    let mut links = None;
    let mut version = None;
    let steps = (HORIZON_DAYS / net.step_days).ceil() as usize;
    for step in 0..steps {
        let day = step as f64 * net.step_days;
        let shock = source.advance(day, net.step_days, &level);
        if version != Some(shock.links_version) {
            version = Some(shock.links_version);
            links = dense(net.regions, net.products, shock);
        }
        let happened = state.advance(
            net,
            &rules,
            &Conditions {
                capacity: &shock.capacity,
                final_demand: &shock.final_demand,
                links: links.as_ref(),
                extra: None,
                overproduction: true,
            },
        );
        for (j, level) in level.iter_mut().enumerate() {
            if net.output[j] > 0.0 {
                *level = state.production[j] / net.output[j];
            }
        }
        let (trade_lost, unmet) = trade_and_demand(base, shock, &happened);
        observer.shortages(
            base,
            day,
            &Held {
                capacity: &shock.capacity,
                binding: &shock.binding,
                input_limit: &happened.input_limit,
            },
            |j| happened.limiting[j].unwrap_or_default(),
        );
        observer.step(
            base,
            day,
            &Done {
                days: net.step_days,
                level: &level,
                trade_lost: &trade_lost,
                unmet: &unmet,
            },
        );
        look(day, &state, &happened);
    }
    observer.finish(source.direct_loss())
}

/// A shock's links as arrays over all pairs; none if all are free.
fn dense(regions: usize, products: usize, shock: &Shock) -> Option<Links> {
    if shock.links.is_empty() {
        return None;
    }
    let mut links = Links::free(regions, products);
    for link in &shock.links {
        let start = (link.from * regions + link.to) * products;
        links.carried[start..start + products].copy_from_slice(&link.carried);
        links.arriving[start..start + products].copy_from_slice(&link.arriving);
    }
    Some(links)
}

/// Imports that did not arrive and exports that were not made, and final demand unmet, by region,
/// USD million a day.
fn trade_and_demand(base: &Baseline, shock: &Shock, happened: &Happened) -> (Vec<f64>, Vec<f64>) {
    let net = &base.network;
    let mut trade = vec![0.0; net.regions];
    let mut unmet = vec![0.0; net.regions];
    for j in 0..net.buyers() {
        let c = net.buyer_region(j);
        for i in 0..net.nodes() {
            let r = net.region_of(i);
            if r != c {
                trade[c] += net.sales[(i, j)] - happened.arrived[(i, j)];
                trade[r] += net.sales[(i, j)] - happened.delivered[(i, j)];
            }
            if j >= net.first_final() {
                let wanted = net.sales[(i, j)] * shock.final_demand[j - net.first_final()];
                unmet[c] += wanted - happened.arrived[(i, j)];
            }
        }
    }
    for money in trade.iter_mut().chain(&mut unmet) {
        *money /= net.step_days;
    }
    (trade, unmet)
}
