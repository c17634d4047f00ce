//! Ships to Taiwan whose owners and insurers decide: the settings of a phase, and their check.
//!
//! For each cargo class a phase either states the share of cargo that moves (`taiwan_sea`) or what
//! ships meet (`taiwan_shipping`): then the engine works out who still sails.

use schemars::JsonSchema;

use crate::channels::{CargoAccess, ShippingRisk, TaiwanShipping};
use crate::check::Checker;
use crate::document::{Note, Setting};
use crate::node::Node;

/// What ships of some cargo classes meet, in place of a stated share of cargo.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShippingSettings {
    /// Cargo classes of the ships.
    pub classes: Vec<ShippedClass>,
    /// Share of voyages in which the ship is lost or seized.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub loss_rate: Option<Setting>,
    /// Share of ships whose owners accept the rules and may pass; the others stay away or are
    /// turned back.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "share"))]
    pub compliance: Option<Setting>,
    /// Time by which inspection lengthens a voyage, over all ships.
    #[serde(default)]
    #[schemars(extend("x-dimension" = "time"))]
    pub inspection_days: Option<Setting>,
    /// Anything a reader should know.
    #[serde(default)]
    pub note: Option<Note>,
}

/// A class of sea cargo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ShippedClass {
    /// Coal, oil, gas and fuels.
    Energy,
    /// Farm products and food.
    Food,
    /// Other bulk.
    Bulk,
    /// Boxes and vehicles.
    Containers,
}

impl ShippedClass {
    /// Its name in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Energy => "energy",
            Self::Food => "food",
            Self::Bulk => "bulk",
            Self::Containers => "containers",
        }
    }

    /// What it is called in a sentence.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Energy => "fuel",
            Self::Food => "food",
            Self::Bulk => "other bulk",
            Self::Containers => "containers",
        }
    }
}

impl TaiwanShipping {
    /// The risk of a class, to be set.
    pub(crate) const fn of_mut(&mut self, class: ShippedClass) -> &mut Option<ShippingRisk> {
        match class {
            ShippedClass::Energy => &mut self.energy,
            ShippedClass::Food => &mut self.food,
            ShippedClass::Bulk => &mut self.bulk,
            ShippedClass::Containers => &mut self.containers,
        }
    }
}

/// What escorts of a capacity bring: fuel first, then food, then the rest alike.
///
/// `capacity` is the share of the normal tonnage of all classes that sails under escort, `lost` the
/// share of it that does not arrive; `fuel` and `food` are the classes' shares of that tonnage.
#[must_use]
pub fn escorted(capacity: f64, lost: f64, fuel: f64, food: f64) -> CargoAccess {
    let arrived = 1.0 - lost;
    let mut left = capacity;
    let mut take = |tonnage: f64| {
        let share = if tonnage > 0.0 {
            (left / tonnage).clamp(0.0, 1.0)
        } else {
            1.0
        };
        left -= share * tonnage.max(0.0);
        share * arrived
    };
    let (energy, food_share) = (take(fuel), take(food.min(1.0 - fuel)));
    let others = take(1.0 - fuel - food);
    CargoAccess {
        energy,
        food: food_share,
        bulk: others,
        containers: others,
    }
}

/// Refuses a share of transit that is both stated and decided.
fn check_transit<'a>(id: &str, phase: &'a Node, checker: &mut Checker<'a>) {
    let Some(transit) = phase.get("strait_transit") else {
        return;
    };
    let entry = |key: &str| transit.entry(key);
    match (entry("share_using"), entry("loss_rate"), entry("cleared")) {
        (Some(_), Some(surplus), _) => checker.error(
            &surplus.key,
            format!(
                "phase `{id}` states the share of ships using the Strait in `share_using`, and what \
                 they meet in `loss_rate`"
            ),
            format!(
                "keep one of them; what a variant inherits goes with without = \
                 [\"phases.{id}.strait_transit.loss_rate\"]"
            ),
        ),
        (_, None, Some(alone)) => checker.error(
            &alone.key,
            format!("`cleared` of phase `{id}` says who passes all the same, but not past what"),
            "add `loss_rate`, or take `cleared` out and state `share_using`".to_owned(),
        ),
        _ => {}
    }
}

/// Refuses a class that is set twice, settings that set nothing, and what is both stated and decided.
pub(crate) fn check<'a>(root: &'a Node, checker: &mut Checker<'a>) {
    for (id, entry) in root
        .get("phases")
        .and_then(Node::table)
        .into_iter()
        .flatten()
    {
        let phase = &entry.node;
        check_transit(id, phase, checker);
        let stated = phase.get("taiwan_sea");
        let mut named: Vec<&str> = Vec::new();
        for settings in phase.get("taiwan_shipping").map_or(&[][..], Node::array) {
            let sets = |key: &&str| settings.get(key).is_some();
            if !["loss_rate", "compliance", "inspection_days"]
                .iter()
                .any(sets)
            {
                checker.error(
                    &settings.place,
                    format!("`taiwan_shipping` of phase `{id}` says nothing of what ships meet"),
                    "set `loss_rate`, `compliance` or `inspection_days`".to_owned(),
                );
            }
            let classes = settings.get("classes").map_or(&[][..], Node::array);
            if classes.is_empty() && settings.get("classes").is_some() {
                checker.error(
                    &settings.place,
                    format!("`taiwan_shipping` of phase `{id}` names no class"),
                    "list classes: energy, food, bulk, containers".to_owned(),
                );
            }
            for node in classes {
                let Some(class) = node.text() else { continue };
                if named.contains(&class) {
                    checker.error(
                        &node.place,
                        format!("`{class}` stands twice in `taiwan_shipping` of phase `{id}`"),
                        "keep one of them".to_owned(),
                    );
                }
                named.push(class);
                if stated.is_some_and(|sea| sea.get(class).is_some()) {
                    checker.error(
                        &node.place,
                        format!(
                            "phase `{id}` states the share of `{class}` that moves in `taiwan_sea`, \
                             and what its ships meet in `taiwan_shipping`"
                        ),
                        format!(
                            "keep one of them; what a variant inherits goes with without = \
                             [\"phases.{id}.taiwan_shipping\"]"
                        ),
                    );
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escorts_bring_fuel_first_and_never_more_than_they_can() {
        let (fuel, food) = (0.5, 0.05);
        let small = escorted(0.25, 0.1, fuel, food);
        assert!((small.energy - 0.45).abs() < 1e-12);
        assert_eq!((small.food, small.containers), (0.0, 0.0));
        let middle = escorted(0.775, 0.0, fuel, food);
        assert_eq!((middle.energy, middle.food), (1.0, 1.0));
        assert!((middle.bulk - 0.5).abs() < 1e-12 && middle.bulk == middle.containers);
        for tenth in 0..=10 {
            let capacity = f64::from(tenth) / 10.0;
            let all = escorted(capacity, 0.0, fuel, food);
            let brought = fuel * all.energy + food * all.food + (1.0 - fuel - food) * all.bulk;
            assert!(
                (brought - capacity).abs() < 1e-12,
                "{brought} of {capacity}"
            );
        }
    }
}
