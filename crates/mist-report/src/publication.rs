//! What a publication is made from: a run's results, the words for its scenarios and its recipe.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use icu::calendar::types::RataDie;
use icu::calendar::{Date as CalendarDate, Gregorian};
use mist_economy::{CoverageTier, EconomyInfo, RegionCode};
use mist_engine::Comparison;
use mist_engine::results::{CountrySummary, RunSummary, ScenarioSummary};
use mist_exposure::report::{CountryExposure, ExposureReport};

use crate::{Error, Form, Language};

/// Code of the world among the economies.
pub const WORLD: &str = "WLD";

/// Code of the rest of the world.
pub const REST: &str = "ROW";

/// A scenario's words in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioWords {
    /// Title ("Blockade").
    pub title: String,
    /// The scenario as it stands inside a sentence, with its article ("a blockade"); without it the
    /// sentence quotes the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phrase: Option<String>,
    /// What happens, in one to three sentences.
    pub summary: String,
}

/// A scenario's words in the languages that it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioText {
    /// Scenario identifier, as in the run.
    pub id: String,
    /// Words by language tag (`en`, `es`, `ja`, `zh-Hant`).
    pub texts: BTreeMap<String, ScenarioWords>,
}

impl ScenarioText {
    /// The words in a language, or else in English, or else in whatever language there is; with the
    /// language that they are in.
    #[must_use]
    pub fn words(&self, tag: &str) -> Option<(&str, &ScenarioWords)> {
        self.texts
            .get_key_value(tag)
            .or_else(|| self.texts.get_key_value("en"))
            .or_else(|| self.texts.first_key_value())
            .map(|(tag, words)| (tag.as_str(), words))
    }
}

/// A work that the numbers of a response or a lever rest on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Its key in the file of the response or lever.
    pub key: String,
    /// Author, title, publisher, date.
    pub citation: String,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The works that a response or a lever cites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// Identifier of the response or lever.
    pub id: String,
    /// The works.
    pub works: Vec<Work>,
}

/// A day of the Gregorian calendar. The library knows no clock: whoever publishes gives the date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Date {
    /// Year.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

impl Date {
    /// The day that lies a number of days after 1 January 1970.
    #[must_use]
    pub fn from_unix_days(days: i64) -> Self {
        let fixed = RataDie::new(UNIX_EPOCH + days.clamp(-FAR, FAR));
        let date = CalendarDate::from_rata_die(fixed, Gregorian);
        Self {
            year: date.year().extended_year(),
            month: date.month().ordinal,
            day: date.day_of_month().0,
        }
    }
}

/// As ISO 8601 writes it.
impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// 1 January 1970 as a count of days from 1 January of the year 1 (Rata Die).
const UNIX_EPOCH: i64 = 719_163;

/// Farther from 1970 than any publication, days.
const FAR: i64 = 1_000_000;

/// What somebody else needs in order to get the same figures, beside what the results say already
/// (version, seed, hashes, draws).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// The one command that repeats the run.
    pub command: String,
    /// Day of publication.
    pub date: Date,
}

/// What a publication needs beside a run's figures: words and sources. A result keeps them, so that
/// it can be published later and elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Background {
    /// Words for the run's scenarios.
    pub scenarios: Vec<ScenarioText>,
    /// Words for the responses and levers that they were played with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<ScenarioText>,
    /// The works that they cite.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cited: Vec<Cited>,
    /// The economy and its sources.
    pub economy: EconomyInfo,
}

/// One economy's page.
#[derive(Debug, Clone, Copy)]
pub struct CountryPage<'a> {
    /// What it is part of.
    pub publication: &'a Publication,
    /// Economy that the page is about.
    pub code: &'a str,
    /// Languages of the publication: the page links to itself in each.
    pub languages: &'a [Language],
    /// Forms of the publication: the page leads to what stands beside it.
    pub beside: &'a [Form],
}

/// What responses and levers change, on the same draws with and without them.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Differences between scenarios of the run and the same with a measure.
    pub comparison: Comparison,
    /// The one command that repeats it.
    pub command: String,
    /// Words for the measures.
    pub measures: Vec<ScenarioText>,
    /// The works that they cite.
    pub cited: Vec<Cited>,
}

impl Measured {
    /// Name of the file with every difference, of the comparison at a place among several.
    #[must_use]
    pub fn file(place: usize) -> String {
        numbered("compare", "csv", place)
    }
}

/// Name of the file at a place among several of a kind; the first has no number.
#[must_use]
pub fn numbered(stem: &str, ending: &str, place: usize) -> String {
    match place {
        0 => format!("{stem}.{ending}"),
        _ => format!("{stem}-{}.{ending}", place + 1),
    }
}

/// Everything that a set of summaries is made from.
#[derive(Debug, Clone)]
pub struct Publication {
    /// The run's results.
    pub run: RunSummary,
    /// Words for its scenarios, in the order of the run.
    pub scenarios: Vec<ScenarioText>,
    /// The economy and its sources.
    pub economy: EconomyInfo,
    /// How to repeat it.
    pub recipe: Recipe,
    /// Exposure of its economies before any shock, if it was measured.
    pub exposure: Option<ExposureReport>,
    /// What responses and levers change, as far as it was compared.
    pub measured: Vec<Measured>,
}

impl Publication {
    /// Puts the parts together, with the scenarios' words in the order of the run.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] if the run has no scenario, [`Error::MissingText`] if one has no words.
    pub fn new(
        run: RunSummary,
        texts: &[ScenarioText],
        economy: EconomyInfo,
        recipe: Recipe,
    ) -> Result<Self, Error> {
        if run.scenarios.is_empty() {
            return Err(Error::Empty);
        }
        let scenarios = run
            .scenarios
            .iter()
            .map(|s| {
                texts
                    .iter()
                    .find(|t| t.id == s.scenario && !t.texts.is_empty())
                    .cloned()
                    .ok_or_else(|| Error::MissingText {
                        scenario: s.scenario.clone(),
                    })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            run,
            scenarios,
            economy,
            recipe,
            exposure: None,
            measured: Vec::new(),
        })
    }

    /// The same with what responses and levers change of its scenarios' losses.
    #[must_use]
    pub fn with_measured(self, measured: Vec<Measured>) -> Self {
        Self { measured, ..self }
    }

    /// The same with the exposure of its economies before any shock: their pages then have the
    /// sections on exposure, resilience and room to act.
    #[must_use]
    pub fn with_exposure(self, report: ExposureReport) -> Self {
        Self {
            exposure: Some(report),
            ..self
        }
    }

    /// The commands that repeat its comparisons.
    #[must_use]
    pub fn comparing(&self) -> Vec<String> {
        self.measured.iter().map(|m| m.command.clone()).collect()
    }

    /// One economy's exposure with the report that it is part of.
    #[must_use]
    pub fn exposure_of(&self, code: &str) -> Option<(&ExposureReport, &CountryExposure)> {
        let report = self.exposure.as_ref()?;
        let country = report.countries.iter().find(|c| c.code == code)?;
        Some((report, country))
    }

    /// The world first, then every economy in the table's order.
    pub fn codes(&self) -> impl Iterator<Item = &RegionCode> {
        self.run
            .scenarios
            .iter()
            .take(1)
            .flat_map(|s| std::iter::once(&s.world).chain(&s.countries))
            .map(|c| &c.region)
    }

    /// One economy's page.
    #[must_use]
    pub const fn page<'a>(&'a self, code: &'a str, languages: &'a [Language]) -> CountryPage<'a> {
        CountryPage {
            publication: self,
            code,
            languages,
            beside: &[],
        }
    }
}

impl<'a> CountryPage<'a> {
    /// The same page with other forms of it beside.
    #[must_use]
    pub const fn beside(self, forms: &'a [Form]) -> Self {
        Self {
            beside: forms,
            ..self
        }
    }

    /// The economy's results with the scenario that they belong to, in the order of the run.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRegion`] if a scenario lacks the economy.
    pub fn results(&self) -> Result<Vec<(&'a ScenarioSummary, &'a CountrySummary)>, Error> {
        self.publication
            .run
            .scenarios
            .iter()
            .map(|scenario| {
                find(scenario, self.code)
                    .map(|country| (scenario, country))
                    .ok_or_else(|| Error::UnknownRegion {
                        code: self.code.to_owned(),
                        scenario: scenario.scenario.clone(),
                    })
            })
            .collect()
    }

    /// How well the economy is measured; none for the world.
    #[must_use]
    pub fn tier(&self) -> Option<CoverageTier> {
        let scenario = self.publication.run.scenarios.first()?;
        find(scenario, self.code)?.tier
    }
}

/// An economy, or the world, in a scenario's results.
fn find<'a>(scenario: &'a ScenarioSummary, code: &str) -> Option<&'a CountrySummary> {
    std::iter::once(&scenario.world)
        .chain(&scenario.countries)
        .find(|c| c.region.as_str() == code)
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn days_since_1970_are_dates() {
        let date = |year, month, day| Date { year, month, day };
        assert_eq!(Date::from_unix_days(0), date(1970, 1, 1));
        assert_eq!(Date::from_unix_days(19_782), date(2024, 2, 29));
        assert_eq!(Date::from_unix_days(20_777), date(2026, 11, 20));
    }
}
