//! How to get the same figures: versions, seed, hashes, errors of drawing, sources, the command.

use mist_economy::Source;
use mist_engine::results::CountrySummary;
use serde::Serialize;

use super::figures::loss;
use super::label;
use crate::language::{Language, Words};
use crate::{Error, Publication};

/// A scenario's line of the recipe.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ScenarioLine {
    title: String,
    foreign: Option<String>,
    id: String,
    model: String,
    draws: String,
    /// Draws behind the drivers' contributions, if any.
    attributed: Option<String>,
    /// Whether the run was to stop at a stated error and did not reach it.
    unconverged: bool,
    failed: Option<String>,
    collapsed: Option<String>,
    amplification: Option<String>,
    error: String,
    /// Inputs that move this economy's loss most, in files' names.
    assumptions: Vec<AssumptionView>,
    hash: String,
}

/// An input that moves the loss, with the share of the loss's variance that goes with it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AssumptionView {
    name: String,
    share: String,
}

/// How many inputs are named.
const NAMED: usize = 4;

/// The inputs that move a loss most: those that stand before an input that does nothing.
fn assumptions(words: &Words, country: &CountrySummary) -> Result<Vec<AssumptionView>, Error> {
    country
        .assumptions
        .iter()
        .take_while(|a| a.name != "noise")
        .filter(|a| a.first_order > 0.0)
        .take(NAMED)
        .map(|a| {
            Ok(AssumptionView {
                name: a.name.clone(),
                share: words.share_of_draws(a.first_order)?,
            })
        })
        .collect()
}

/// A source of figures.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SourceLine {
    id: String,
    title: String,
    year: String,
    licence: String,
    /// Address, if it is one of the web.
    url: Option<String>,
}

impl SourceLine {
    /// A source as a page names it.
    pub(crate) fn of(source: &Source) -> Self {
        Self {
            id: source.id.clone(),
            title: source.title.clone(),
            year: source.year.clone(),
            licence: source.licence.clone(),
            // A user's economy may name anything as an address; only the web is linked to.
            url: is_web(&source.url).then(|| source.url.clone()),
        }
    }
}

/// Whether an address is one of the web: no other is linked to.
pub(crate) fn is_web(url: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
}

/// The recipe of a page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RecipeView {
    economy: String,
    economy_id: String,
    economy_year: String,
    economy_hash: String,
    version: String,
    seed: String,
    parameters_hash: String,
    command: String,
    scenarios: Vec<ScenarioLine>,
    sources: Vec<SourceLine>,
}

/// The recipe, with the Monte Carlo error of one economy's first-year loss.
pub(crate) fn recipe(
    language: &Language,
    publication: &Publication,
    code: &str,
) -> Result<RecipeView, Error> {
    let words = language.words();
    let count = |n: u64| words.whole(i64::try_from(n).unwrap_or(i64::MAX));
    let scenarios = publication
        .page(code, &[])
        .results()?
        .into_iter()
        .enumerate()
        .map(|(i, (scenario, country))| {
            let named = label(language, publication, i)?;
            let share_of = |n: u64| -> Result<Option<String>, Error> {
                if n == 0 || scenario.draws == 0 {
                    return Ok(None);
                }
                words
                    .share_of_draws(n as f64 / scenario.draws as f64)
                    .map(Some)
            };
            let amplification = scenario.amplification.as_ref();
            Ok(ScenarioLine {
                title: named.title,
                foreign: named.foreign,
                id: scenario.scenario.clone(),
                model: scenario.model.clone(),
                draws: count(scenario.draws),
                attributed: (scenario.attributed > 0).then(|| count(scenario.attributed)),
                unconverged: scenario.convergence.is_some_and(|c| !c.converged),
                failed: share_of(scenario.failed)?,
                collapsed: share_of(scenario.collapsed)?,
                amplification: amplification.map(|of| words.factors(of)).transpose()?,
                error: words.error_in_points(loss(scenario, country, 365)?.share.median_error)?,
                assumptions: assumptions(words, country)?,
                hash: scenario.scenario_hash.clone(),
            })
        })
        .collect::<Result<_, Error>>()?;
    let run = &publication.run;
    Ok(RecipeView {
        economy: run.economy_name.clone(),
        economy_id: run.economy.clone(),
        // A year is written without grouping in every language.
        economy_year: run.economy_year.to_string(),
        economy_hash: run.economy_hash.clone(),
        version: run.version.clone(),
        seed: run.seed.to_string(),
        parameters_hash: run.parameters_hash.clone(),
        command: publication.recipe.command.clone(),
        scenarios,
        sources: publication
            .economy
            .sources
            .iter()
            .map(SourceLine::of)
            .collect(),
    })
}
