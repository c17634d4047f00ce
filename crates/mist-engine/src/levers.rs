//! Levers on a draw's parameters: what a measure changes in how economies meet a crisis.

use mist_economy::{Economy, RegionCode};
use mist_scenario::Lever;

use crate::cuts::positions;
use crate::items::spec::Item;
use crate::items::{ItemLever, PurchaseLimit, SecuredNeed};
use crate::parameters::DrawParameters;

/// Most of its electricity that Taiwan can save, whatever levers say together.
const MOST_SAVED: f64 = 0.9;

/// Changes a draw's parameters; `items` are those of the draw, in its order.
pub(crate) fn apply(lever: &Lever, economy: &Economy, items: &[Item], p: &mut DrawParameters) {
    let taiwan = &lever.taiwan;
    p.power.gas_held += taiwan.gas_days;
    p.power.coal_held += taiwan.coal_days;
    p.power.oil_held += taiwan.oil_days;
    p.power.mandatory_saving =
        (p.power.mandatory_saving + taiwan.electricity_saving).min(MOST_SAVED);
    p.items.fab_materials_days += taiwan.fab_materials_days;
    p.access.air_spare += taiwan.air_freight;
    p.access.port_headroom += taiwan.port_capacity;

    let places = |codes: &[RegionCode]| positions(&economy.regions, codes);
    for (regions, days) in &lever.fuel {
        let held = places(regions).into_iter().map(|r| (r, *days));
        p.fuel_reserves.extend(held);
    }
    let mut each = |named: &[String], change: &dyn Fn(&Item, &mut ItemLever)| {
        for (item, draw) in items.iter().zip(&mut p.item_draws) {
            if named.contains(&item.spec.id) {
                change(item, draw.lever.get_or_insert_default());
            }
        }
    };
    for one in &lever.reserves {
        let regions = places(&one.regions);
        each(&one.items, &|_, item| {
            if one.pooled {
                item.reserves.push((regions.clone(), one.days));
            } else {
                item.reserves
                    .extend(regions.iter().map(|r| (vec![*r], one.days)));
            }
        });
    }
    for one in &lever.secured {
        let regions = places(&one.regions);
        each(&one.items, &|item, lever| {
            let made = &item.spec.stages;
            let named = |id: &str| one.stages.iter().any(|stage| stage.id() == id);
            let stages: Vec<usize> = if one.stages.is_empty() {
                vec![made.len() - 1]
            } else {
                (0..made.len()).filter(|k| named(&made[*k].id)).collect()
            };
            lever.secured.push(SecuredNeed {
                regions: regions.clone(),
                share: one.share,
                from_day: one.from_day,
                ramp_days: one.ramp_days,
                stages,
            });
        });
    }
    for one in &lever.diversified {
        let (regions, away_from) = (places(&one.regions), places(&one.away_from));
        each(&one.items, &|_, item| {
            item.limits.push(PurchaseLimit {
                regions: regions.clone(),
                away_from: away_from.clone(),
                most: one.most,
            });
        });
    }
    for one in &lever.shared {
        let regions = places(&one.regions);
        each(&one.items, &|_, item| {
            item.shared.push((regions.clone(), one.share));
        });
    }
}
