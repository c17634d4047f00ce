//! What responses and levers change of one economy's losses: the figures that every form shows.
//!
//! A comparison holds pairs: a scenario, and the same with one or more measures laid over it, on the
//! same draws. Pages, annex and data all take their rows from here, in the same order.

use mist_engine::JOINT;
use mist_engine::comparison::{CountryDifference, HorizonDifference, Pair};

use crate::language::Language;
use crate::page::Named;
use crate::publication::{Measured, Publication, ScenarioText, ScenarioWords, Work};

/// The horizon by which changes are ordered and that pages show, in days.
pub(crate) const YEAR: u16 = 365;

/// A scenario with measures against the same without them, for one economy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Change<'a> {
    /// Place of the scenario in the run.
    pub(crate) scenario: usize,
    /// The comparison that found it.
    pub(crate) measured: &'a Measured,
    /// Both sides.
    pub(crate) pair: &'a Pair,
    /// The economy's figures.
    pub(crate) country: &'a CountryDifference,
}

/// What is known of the measures that an economy's scenarios were compared with: by scenario, then
/// from what saves most to what costs most in the first year.
pub(crate) fn changes<'a>(publication: &'a Publication, code: &str) -> Vec<Change<'a>> {
    let mut found: Vec<Change<'a>> = Vec::new();
    for measured in &publication.measured {
        for pair in &measured.comparison.pairs {
            if let (Some(scenario), Some(country)) = (position(publication, pair), of(pair, code)) {
                found.push(Change {
                    scenario,
                    measured,
                    pair,
                    country,
                });
            }
        }
    }
    let size = |change: &Change<'_>| change.year().map_or(0.0, |h| h.difference.median);
    found.sort_by(|a, b| {
        a.scenario
            .cmp(&b.scenario)
            .then_with(|| size(a).total_cmp(&size(b)))
            .then_with(|| a.pair.with.id.cmp(&b.pair.with.id))
    });
    found
}

/// The works that some changes rest on, each once, by key.
pub(crate) fn works<'a>(changes: &[Change<'a>]) -> Vec<&'a Work> {
    let mut all: Vec<&Work> = changes.iter().flat_map(Change::works).collect();
    all.sort_by(|a, b| a.key.cmp(&b.key));
    all.dedup_by(|a, b| a.key == b.key);
    all
}

impl<'a> Change<'a> {
    /// The first year, if it was compared.
    pub(crate) fn year(&self) -> Option<&'a HorizonDifference> {
        year(self.country)
    }

    /// Identifiers of the measures.
    pub(crate) fn measures(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        measures_of(self.pair).into_iter().flatten()
    }

    /// What a measure is called, in the languages that it has.
    pub(crate) fn text(&self, id: &str) -> Option<&'a ScenarioText> {
        self.measured.measures.iter().find(|text| text.id == id)
    }

    /// What the measures are called on a page in a language.
    pub(crate) fn names(&self, language: &Language) -> Vec<Named> {
        let tag = language.tag();
        let named = |id: &str| match self.text(id).and_then(|text| text.words(tag)) {
            Some((own, ScenarioWords { title, .. })) => Named::told(title.clone(), own, tag),
            None => Named::of(id.to_owned()),
        };
        self.measures().map(named).collect()
    }

    /// The works that a measure cites.
    pub(crate) fn cited(&self, id: &str) -> &'a [Work] {
        let cited = self.measured.cited.iter().find(|cited| cited.id == id);
        cited.map_or(&[], |cited| &cited.works)
    }

    /// The works that the measures cite, each once.
    pub(crate) fn works(&self) -> Vec<&'a Work> {
        let mut all: Vec<&Work> = Vec::new();
        for work in self.measures().flat_map(|id| self.cited(id)) {
            if !all.iter().any(|earlier| earlier.key == work.key) {
                all.push(work);
            }
        }
        all
    }
}

/// The first year of an economy, if it was compared.
pub(crate) fn year(country: &CountryDifference) -> Option<&HorizonDifference> {
    country.horizons.iter().find(|h| h.days == YEAR)
}

/// Which of the publication's scenarios is the base of a pair.
fn position(publication: &Publication, pair: &Pair) -> Option<usize> {
    let scenarios = &publication.run.scenarios;
    let at = scenarios
        .iter()
        .position(|s| s.scenario == pair.base.id && s.scenario_hash == pair.base.hash);
    at.filter(|_| measures_of(pair).is_some())
}

/// An economy, or the world, in a pair.
fn of<'a>(pair: &'a Pair, code: &str) -> Option<&'a CountryDifference> {
    std::iter::once(&pair.world)
        .chain(&pair.countries)
        .find(|c| c.region.as_str() == code)
}

/// Identifiers of the measures that one side of a pair has and the other has not; none if it is two
/// scenarios that are compared.
fn measures_of(pair: &Pair) -> Option<impl Iterator<Item = &str>> {
    let added = pair.with.id.strip_prefix(pair.base.id.as_str())?;
    Some(added.strip_prefix(JOINT)?.split(JOINT))
}
