//! The classifications of the embedded economy, by code.

use std::sync::OnceLock;

use mist_economy::Economy;
use mist_scenario::Vocabulary;

#[allow(
    clippy::unwrap_used,
    reason = "a helper of tests, which clippy.toml does not know as such"
)]
pub(crate) fn vocabulary() -> Vocabulary {
    static READ: OnceLock<Vocabulary> = OnceLock::new();
    READ.get_or_init(|| Vocabulary::of(&Economy::embedded().unwrap()))
        .clone()
}
