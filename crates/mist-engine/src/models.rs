//! The propagation models by name, and what each draw of a scenario is.

use std::sync::Arc;

use mist_economy::Economy;
use mist_scenario::{Exchange, Luck, Sampling, Scenario};

use crate::EngineError;
use crate::dynamic::{DynamicModel, Pace, Precision};
use crate::levers;
use crate::look_through::{LOOK_THROUGH, LookThrough};
use crate::model::{DrawInput, Drivers, PropagationModel};
use crate::monte_carlo::Sampler;
use crate::parameters::ModelParameters;
use crate::shock::ShockFactory;

/// Name of the dynamic model, which is the default.
pub const DYNAMIC: &str = "dynamic";

/// Name of the same model in double precision and daily steps: ten times slower, to check the
/// default against.
pub const DYNAMIC_EXACT: &str = "dynamic-exact";

/// Name of the default's arithmetic in daily steps: four times slower, and no step to doubt.
pub const DYNAMIC_DAILY: &str = "dynamic-daily";

/// Name of the same in steps of a week throughout: for a first look only.
pub const DYNAMIC_WEEKLY: &str = "dynamic-weekly";

/// Names of the propagation models, the default first.
pub const NAMES: [&str; 5] = [
    DYNAMIC,
    DYNAMIC_DAILY,
    DYNAMIC_WEEKLY,
    DYNAMIC_EXACT,
    LOOK_THROUGH,
];

/// The propagation model with a name, prepared for an economy.
///
/// # Errors
/// [`EngineError::UnknownModel`] with the nearest name.
pub fn by_name<'a>(
    name: &str,
    economy: &'a Economy,
    shocks: &'a dyn ShockFactory,
) -> Result<Box<dyn PropagationModel + 'a>, EngineError> {
    let single = |pace| DynamicModel::with(economy, shocks, Precision::Single, pace);
    match name {
        DYNAMIC => Ok(Box::new(single(Pace::default()))),
        DYNAMIC_DAILY => Ok(Box::new(single(Pace::daily()))),
        DYNAMIC_WEEKLY => Ok(Box::new(single(Pace::daily_until(0.0, 7.0)))),
        DYNAMIC_EXACT => Ok(Box::new(DynamicModel::new(economy, shocks))),
        LOOK_THROUGH => Ok(Box::new(LookThrough::new(economy, shocks))),
        _ => Err(EngineError::UnknownModel {
            name: name.to_owned(),
            nearest: mist_scenario::nearest(name, NAMES)
                .unwrap_or(DYNAMIC)
                .to_owned(),
            known: NAMES.join(", "),
        }),
    }
}

/// Draws what happens and how economies react, both by the draw's number alone.
#[derive(Debug, Clone)]
pub struct ScenarioSampler<'a> {
    /// What may happen.
    pub scenario: &'a Scenario,
    /// How economies may react.
    pub parameters: &'a ModelParameters,
    /// To whom it happens.
    pub economy: &'a Economy,
    /// The run's seed.
    pub seed: u64,
    /// How the numbers of its draws are spread.
    pub sampling: Sampling,
    /// Sources of chance that are taken from another seed, for sensitivity analysis.
    pub exchange: Option<Arc<Exchange>>,
}

impl<'a> ScenarioSampler<'a> {
    /// The sampler of a run.
    #[must_use]
    pub const fn new(
        scenario: &'a Scenario,
        parameters: &'a ModelParameters,
        economy: &'a Economy,
        seed: u64,
        sampling: Sampling,
    ) -> Self {
        Self {
            scenario,
            parameters,
            economy,
            seed,
            sampling,
            exchange: None,
        }
    }
}

impl Sampler for ScenarioSampler<'_> {
    fn sample(&self, draw: u64) -> DrawInput {
        let mut luck = Luck::new(self.seed, draw).spread(self.sampling);
        if let Some(exchange) = &self.exchange {
            luck = luck.exchanging(exchange);
        }
        let mut parameters = self.parameters.sample(&self.economy.products, &luck);
        for lever in self.scenario.levers(&luck) {
            levers::apply(
                &lever,
                self.economy,
                self.parameters.bottlenecks(),
                &mut parameters,
            );
        }
        DrawInput {
            draw,
            timeline: self.scenario.sample(&luck),
            parameters,
            drivers: Drivers::ALL,
        }
    }
}
