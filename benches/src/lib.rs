//! Shared set-up of the benchmarks: the embedded economy and its scenarios.

pub mod merged;
pub mod oecd_layout;
pub mod scaled;

use mist_economy::Economy;
use mist_engine::{EngineError, ModelParameters};
use mist_scenario::{Scenario, ScenarioError, Vocabulary, deck};

/// Why a benchmark cannot be set up: always damaged embedded data.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// The economy.
    #[error(transparent)]
    Economy(#[from] mist_economy::EconomyError),
    /// A scenario.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The model.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// What every benchmark starts from.
#[derive(Debug)]
pub struct World {
    /// The embedded economy.
    pub economy: Economy,
    /// The shipped parameters.
    pub parameters: ModelParameters,
    /// The scenario that is run.
    pub scenario: Scenario,
}

impl World {
    /// The embedded economy and a scenario of the deck.
    ///
    /// # Errors
    /// Damaged embedded data, or a scenario that the deck does not have.
    pub fn with_scenario(id: &str) -> Result<Self, SetUpError> {
        let economy = Economy::embedded()?;
        let scenario = deck::find(id)?.scenario(&Vocabulary::of(&economy))?;
        Ok(Self {
            parameters: ModelParameters::embedded()?,
            economy,
            scenario,
        })
    }
}
