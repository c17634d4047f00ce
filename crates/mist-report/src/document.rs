//! A summary as data: `data/DEU.json`, with a published JSON Schema.

use std::collections::BTreeMap;

use mist_engine::results::{CountrySummary, ScenarioSummary, Spread};
use mist_exposure::report::CountryExposure;
use schemars::{JsonSchema, schema_for};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::changes::changes;
use crate::page::Front;
use crate::page::origins::steps_of;
use crate::publication::CountryPage;

/// First field of every document: what it is, and the edition of its form.
pub const FORMAT: &str = "mist-summary/1";

/// One economy's exposure summary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// `mist-summary/1`.
    pub format: String,
    /// ISO 3166-1 alpha-3 code of the economy, or `WLD` for the world.
    pub country: String,
    /// Data tier: `A` own accounts, `B` structure borrowed, `Rest` a remainder; none for the world.
    pub tier: Option<String>,
    /// Value added a year without a crisis, USD million.
    pub value_added_usd_million: f64,
    /// The summary in words, by language tag.
    pub words: BTreeMap<String, Words>,
    /// What each scenario costs.
    pub scenarios: Vec<Scenario>,
    /// What responses and levers change of the scenarios' losses, on the same draws with and without
    /// them; empty if nothing was compared.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// Exposure before any shock, as `mist exposure --format json` has it for an economy.
    pub exposure: Option<CountryExposure>,
    /// How its figures in the world table came about, step by step; none for the world.
    pub origins: Vec<Origin>,
    /// How to get the same figures.
    pub recipe: Recipe,
}

/// A step from the sources to the economy's part of the world table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// Identifier of the step.
    pub step: String,
    /// The step in English.
    pub account: String,
    /// Whether it is a judgement of this project rather than computed from published figures.
    pub judgement: bool,
    /// Identifiers of its sources.
    pub sources: Vec<String>,
}

/// The summary in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Words {
    /// Name of the economy.
    pub name: String,
    /// Title of the page.
    pub title: String,
    /// One sentence a scenario, conditional and with its range.
    pub sentences: Vec<String>,
    /// What the summary is not.
    pub caveats: Vec<String>,
}

/// Quantiles of a figure over the draws of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quantiles {
    /// 5 % quantile.
    pub p05: f64,
    /// 25 % quantile.
    pub p25: f64,
    /// Median.
    pub median: f64,
    /// 75 % quantile.
    pub p75: f64,
    /// 95 % quantile.
    pub p95: f64,
    /// Mean.
    pub mean: f64,
    /// Mean of the worst 5 % of draws.
    pub tail_mean: f64,
    /// Monte Carlo standard error of the median.
    pub median_error: f64,
}

/// What one scenario costs the economy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Scenario {
    /// Identifier.
    pub id: String,
    /// Titles by language tag.
    pub titles: BTreeMap<String, String>,
    /// SHA-256 of the scenario.
    pub sha256: String,
    /// Propagation model.
    pub model: String,
    /// Draws that were run.
    pub draws: u64,
    /// Draws left out because a figure was not a number.
    pub failed: u64,
    /// Draws in which world output collapses.
    pub collapsed: u64,
    /// How long the crisis lasts, days.
    pub duration_days: Quantiles,
    /// Value added lost, compared with the same days without a crisis.
    pub losses: Vec<Loss>,
    /// Imports and exports that do not take place in 365 days, USD million; no loss of output.
    pub trade_lost_usd_million: Quantiles,
    /// Final demand that is not met in 365 days, USD million.
    pub unmet_demand_usd_million: Quantiles,
    /// Share of draws in which the lack of an input holds a sector back.
    pub shortage_share: f64,
    /// Day on which it first does, over the draws in which it does.
    pub first_shortage_day: Option<Quantiles>,
    /// Inputs and sectors that bind first most often.
    pub first_shortages: Vec<Shortage>,
    /// Days from the low point to 95 % of value added, over the draws that recover.
    pub recovery_days: Option<Quantiles>,
    /// Share of draws that do not recover within the period computed.
    pub unrecovered_share: f64,
    /// Loss by week, as a share of the week's value added without a crisis.
    pub weeks: Vec<Week>,
    /// What the mean loss of the first 365 days is due to (Shapley values).
    pub drivers: Vec<Driver>,
    /// Inputs that move the loss most.
    pub assumptions: Vec<Assumption>,
}

/// Value added lost over the first days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Loss {
    /// 30, 90 or 365 days.
    pub days: u16,
    /// As a share of the same days' value added without a crisis; 0.012 is 1.2 %.
    pub share: Quantiles,
    /// In USD million.
    pub usd_million: Quantiles,
}

/// An input and the sector that it holds back first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shortage {
    /// Product, kind of chip or raw material.
    pub input: String,
    /// Product of the sector held back.
    pub sector: String,
    /// Share of the draws with a shortage in which this pair comes first.
    pub share: f64,
    /// Median day on which it binds.
    pub median_day: f64,
}

/// A week of the course of the loss.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Week {
    /// Middle of the week, days from the start.
    pub day: f64,
    /// 5 % quantile.
    pub p05: f64,
    /// 25 % quantile.
    pub p25: f64,
    /// Median.
    pub median: f64,
    /// 75 % quantile.
    pub p75: f64,
    /// 95 % quantile.
    pub p95: f64,
}

/// A contribution to the mean loss.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Driver {
    /// Channel.
    pub driver: String,
    /// Contribution as a share of a year's value added; may be negative.
    pub share: f64,
    /// Its Monte Carlo standard error.
    pub error: f64,
}

/// An uncertain input and how far it moves the loss.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assumption {
    /// Name as in the scenario or parameter file; `noise` for one that does nothing.
    pub name: String,
    /// Share of the variance that goes if it becomes known (Sobol' first order).
    pub first_order: f64,
    /// PAWN index, 0 to 1.
    pub pawn: f64,
    /// Spearman's rank correlation with the loss.
    pub rank_correlation: f64,
}

/// A scenario with one or more responses and levers against the same without them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// Identifier of the scenario.
    pub scenario: String,
    /// The responses and levers that are laid over it together.
    pub measures: Vec<Measure>,
    /// SHA-256 of the scenario with them.
    pub sha256: String,
    /// Draws that failed on neither side: the figures rest on them.
    pub draws: u64,
    /// Draws left out because a figure was not a number on one side or both.
    pub failed: u64,
    /// Over the first 30, 90 and 365 days.
    pub periods: Vec<PeriodChange>,
}

/// A response or a lever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Measure {
    /// Identifier.
    pub id: String,
    /// Titles by language tag.
    pub titles: BTreeMap<String, String>,
    /// The works that its numbers rest on.
    pub works: Vec<Work>,
}

/// A work that numbers rest on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Work {
    /// Identifier.
    pub id: String,
    /// Author, title, publisher, date.
    pub citation: String,
    /// Where it can be read, if that is known.
    pub url: Option<String>,
}

/// What measures change over the first days of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodChange {
    /// 30, 90 or 365 days.
    pub days: u16,
    /// Loss without them, as a share of the same days' value added without a crisis.
    pub without: Quantiles,
    /// Loss with them.
    pub with: Quantiles,
    /// The difference draw by draw, as a share; below zero where less is lost.
    pub difference: Quantiles,
    /// The same in USD million.
    pub difference_usd_million: Quantiles,
    /// Monte Carlo standard error of the mean difference, as a share.
    pub mean_error: f64,
    /// What that error would be if both sides had separate luck.
    pub separate_error: f64,
    /// Share of draws in which less is lost with them.
    pub less: f64,
    /// Share of draws in which more is lost.
    pub more: f64,
}

/// How to get the same figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Recipe {
    /// Version of MIST.
    pub version: String,
    /// Day of publication, year-month-day.
    pub published: String,
    /// The one command that repeats the run.
    pub command: String,
    /// The commands that repeat the comparisons with responses and levers.
    #[serde(default)]
    pub comparisons: Vec<String>,
    /// Seed, in decimal digits.
    pub seed: String,
    /// Identifier of the world economy.
    pub economy: String,
    /// Year of its levels and prices.
    pub economy_year: u16,
    /// Whether its cells are modelled rather than official statistics.
    pub economy_modelled: bool,
    /// Its SHA-256.
    pub economy_sha256: String,
    /// SHA-256 of the model parameters.
    pub parameters_sha256: String,
    /// Where the economy's figures come from.
    pub sources: Vec<Source>,
}

/// A source of figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Identifier.
    pub id: String,
    /// Title.
    pub title: String,
    /// Year or years.
    pub year: String,
    /// Licence.
    pub licence: String,
    /// Address.
    pub url: String,
}

/// The JSON Schema of [`Summary`], as committed in `docs/schema/summary.schema.json`.
#[must_use]
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&schema_for!(Summary)).unwrap_or_default();
    text.push('\n');
    text
}

/// The summary of an economy's page, with its words in the languages of the publication.
///
/// # Errors
/// As [`crate::render_country`].
pub fn summary(page: &CountryPage<'_>) -> Result<Summary, Error> {
    let publication = page.publication;
    let results = page.results()?;
    let first = results.first().ok_or(Error::Empty)?.1;
    let mut words = BTreeMap::new();
    for language in page.languages {
        let front = Front::of(page, language)?;
        words.insert(
            language.tag().to_owned(),
            Words {
                name: front.name,
                title: front.title,
                sentences: front.sentences,
                caveats: front
                    .caveats
                    .into_iter()
                    .map(|(heading, text)| format!("{heading} {text}"))
                    .collect(),
            },
        );
    }
    let run = &publication.run;
    Ok(Summary {
        format: FORMAT.to_owned(),
        country: page.code.to_owned(),
        tier: first.tier.map(|tier| format!("{tier:?}")),
        value_added_usd_million: first.value_added,
        words,
        scenarios: results
            .iter()
            .zip(&publication.scenarios)
            .map(|((scenario, country), text)| {
                let titles = text.texts.iter();
                let titles = titles.map(|(tag, words)| (tag.clone(), words.title.clone()));
                of_scenario(scenario, country, titles.collect())
            })
            .collect(),
        changes: changes(publication, page.code)
            .iter()
            .map(of_change)
            .collect(),
        exposure: publication.exposure_of(page.code).map(|(_, c)| c.clone()),
        origins: steps_of(publication, page.code)?
            .iter()
            .map(|step| Origin {
                step: step.id().to_owned(),
                account: step.to_string(),
                judgement: step.is_judgement(),
                sources: step
                    .sources_of(&publication.economy)
                    .into_iter()
                    .map(|source| source.id)
                    .collect(),
            })
            .collect(),
        recipe: Recipe {
            version: run.version.clone(),
            published: publication.recipe.date.to_string(),
            command: publication.recipe.command.clone(),
            comparisons: publication.comparing(),
            seed: run.seed.to_string(),
            economy: run.economy.clone(),
            economy_year: run.economy_year,
            economy_modelled: publication.economy.modelled,
            economy_sha256: run.economy_hash.clone(),
            parameters_sha256: run.parameters_hash.clone(),
            sources: publication
                .economy
                .sources
                .iter()
                .map(|s| Source {
                    id: s.id.clone(),
                    title: s.title.clone(),
                    year: s.year.clone(),
                    licence: s.licence.clone(),
                    url: s.url.clone(),
                })
                .collect(),
        },
    })
}

fn of_change(change: &crate::changes::Change<'_>) -> Change {
    Change {
        scenario: change.pair.base.id.clone(),
        measures: change.measures().map(|id| of_measure(change, id)).collect(),
        sha256: change.pair.with.hash.clone(),
        draws: change.pair.draws,
        failed: change.pair.failed,
        periods: change
            .country
            .horizons
            .iter()
            .map(|h| PeriodChange {
                days: h.days,
                without: Quantiles::of(&h.base),
                with: Quantiles::of(&h.with),
                difference: Quantiles::of(&h.difference),
                difference_usd_million: Quantiles::of(&h.usd_million),
                mean_error: h.mean_error,
                separate_error: h.separate_error,
                less: h.less,
                more: h.more,
            })
            .collect(),
    }
}

fn of_measure(change: &crate::changes::Change<'_>, id: &str) -> Measure {
    let titles = change.text(id).into_iter().flat_map(|text| &text.texts);
    Measure {
        id: id.to_owned(),
        titles: titles
            .map(|(tag, words)| (tag.clone(), words.title.clone()))
            .collect(),
        works: change
            .cited(id)
            .iter()
            .map(|work| Work {
                id: work.key.clone(),
                citation: work.citation.clone(),
                url: work.url.clone(),
            })
            .collect(),
    }
}

fn of_scenario(
    scenario: &ScenarioSummary,
    country: &CountrySummary,
    titles: BTreeMap<String, String>,
) -> Scenario {
    Scenario {
        id: scenario.scenario.clone(),
        titles,
        sha256: scenario.scenario_hash.clone(),
        model: scenario.model.clone(),
        draws: scenario.draws,
        failed: scenario.failed,
        collapsed: scenario.collapsed,
        duration_days: Quantiles::of(&scenario.duration_days),
        losses: country
            .losses
            .iter()
            .map(|l| Loss {
                days: l.days,
                share: Quantiles::of(&l.share),
                usd_million: Quantiles::of(&l.usd_million),
            })
            .collect(),
        trade_lost_usd_million: Quantiles::of(&country.trade_lost),
        unmet_demand_usd_million: Quantiles::of(&country.unmet_demand),
        shortage_share: country.shortage_share,
        first_shortage_day: country.first_shortage_day.as_ref().map(Quantiles::of),
        first_shortages: country
            .first_shortages
            .iter()
            .map(|s| Shortage {
                input: s.input.clone(),
                sector: s.sector.clone(),
                share: s.share,
                median_day: s.median_day,
            })
            .collect(),
        recovery_days: country.recovery_days.as_ref().map(Quantiles::of),
        unrecovered_share: country.unrecovered_share,
        weeks: country
            .path
            .iter()
            .map(|p| Week {
                day: p.day,
                p05: p.p05,
                p25: p.p25,
                median: p.median,
                p75: p.p75,
                p95: p.p95,
            })
            .collect(),
        drivers: country
            .drivers
            .iter()
            .map(|d| Driver {
                driver: d.driver.id().to_owned(),
                share: d.share,
                error: d.error,
            })
            .collect(),
        assumptions: country
            .assumptions
            .iter()
            .map(|a| Assumption {
                name: a.name.clone(),
                first_order: a.first_order,
                pawn: a.pawn,
                rank_correlation: a.rank_correlation,
            })
            .collect(),
    }
}

impl Quantiles {
    const fn of(s: &Spread) -> Self {
        Self {
            p05: s.p05,
            p25: s.p25,
            median: s.median,
            p75: s.p75,
            p95: s.p95,
            mean: s.mean,
            tail_mean: s.tail_mean,
            median_error: s.median_error,
        }
    }
}
