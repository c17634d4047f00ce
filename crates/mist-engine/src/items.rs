//! The bottleneck layer: items far below a sector's cost that stop it when they are gone.
//!
//! Chips by node and critical raw materials are one mechanism. An item has producers by stage,
//! users, cover, a pipeline and substitutes; for region r and sector s
//!
//! bottleneck_(r,s) = 1 − max over items (stake × unmet share)
//!
//! Read the modules in this order:
//!
//! * [`spec`]: the items file;
//! * [`materials`]: raw materials as items;
//! * [`layer`]: items on the regions and products of one economy;
//! * [`flows`]: baseline flows between producers and users;
//! * [`allocation`]: who gets scarce units;
//! * [`levers`]: reserves, secured need, limited purchases, sharing;
//! * `users`: what users ask for and do with what arrives;
//! * `pipeline`: what is under way to them;
//! * [`state`]: producers, pipeline and users of one item in one draw.

pub(crate) mod allocation;
pub(crate) mod flows;
pub(crate) mod layer;
pub(crate) mod levers;
pub(crate) mod materials;
mod pipeline;
pub(crate) mod spec;
pub(crate) mod state;
#[cfg(test)]
mod tests;
mod users;

pub use allocation::AllocationRule;
pub use levers::{ItemLever, PurchaseLimit, SecuredNeed};
pub use spec::{ItemDraw, ItemKind, SUBSTITUTION_DAYS};

use crate::parameters::parameter_group;

parameter_group! {
    /// What all items share.
    ItemsParameters, "items" {
        /// Who gets scarce units: 0 pro rata, 1 by value at stake, 2 home first, 3 allies first.
        allocation: "code", 0.0, 3.0;
        /// Weight of those who come first against the others.
        priority: "multiple", 1.0, 1000.0;
        /// Share of supply that existing contracts keep on its usual way, whoever comes first.
        contract_share: "share", 0.0, 1.0;
        /// Share of cover below which use begins to fall, since stocks are unevenly held.
        unevenness: "share", 0.0, 1.0;
        /// Days over which stocks below cover are built up again.
        restocking_days: "days", 1.0, 365.0;
        /// Days of cover as a multiple of the items file, for all items and users alike.
        cover_scale: "multiple", 0.1, 5.0;
        /// Output at stake as a multiple of the items file, for all items and users alike.
        stake_scale: "multiple", 0.0, 2.0;
        /// How far a country's output at stake follows its own purchases of the item's product: 0 not, 1 in proportion.
        intensity_weight: "share", 0.0, 1.0;
        /// Weight of purchases, against output, in sharing out a sector's use over countries.
        use_by_purchases: "share", 0.0, 1.0;
        /// Days of output that a producer can hold when it cannot ship.
        producer_stock_days: "days", 0.0, 365.0;
        /// Days over which such stocks are shipped once the way is free.
        release_days: "days", 1.0, 90.0;
        /// Days of chemicals, gases and wafers that Taiwan's chip makers hold.
        fab_materials_days: "days", 0.0, 365.0;
        /// Share of those materials that air freight can bring if it moves freely.
        fab_materials_air: "share", 0.0, 1.0;
    }
}
