//! A comparison on the terminal: the world, then the economies that it changes most.

use mist_economy::RegionCode;
use mist_engine::comparison::{CountryDifference, HorizonDifference, Pair};
use mist_engine::overview::{CountryOverview, HorizonOverview, Overview};
use mist_engine::weighted::{CountryMixture, HorizonMixture, WeightedChange};

use crate::plain_table::plain_table;
use crate::ranking::grouped;

/// The horizon that is shown, in days.
const YEAR: u16 = 365;

/// Economies that are shown unless some are asked for.
const SHOWN: usize = 15;

/// One comparison as text.
pub(crate) fn table(pair: &Pair, asked: &[RegionCode]) -> String {
    let mut countries: Vec<&CountryDifference> = pair
        .countries
        .iter()
        .filter(|c| asked.is_empty() || asked.contains(&c.region))
        .collect();
    countries.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let left_out = if asked.is_empty() {
        countries.len().saturating_sub(SHOWN)
    } else {
        0
    };
    countries.truncate(countries.len() - left_out);
    let rows = std::iter::once(&pair.world)
        .chain(countries)
        .filter_map(|country| Some(row(country, year(country)?)));
    let header = [
        "Economy", "", "Base, %", "With, %", "Change", "±", "low", "high", "USD bn", "Less in",
    ];
    let table = plain_table(header, rows, 2);
    let mut notes = String::new();
    if left_out > 0 {
        notes.push_str(&format!("{left_out} more in compare.csv.\n"));
    }
    if pair.failed > 0 {
        notes.push_str(&format!("{} draws failed and are left out.\n", pair.failed));
    }
    if let Some(world) = year(&pair.world) {
        notes.push_str(&format!(
            "World, mean change: {} points ± {}; with separate luck it would be ± {}.\n",
            signed(100.0 * world.difference.mean, 100.0 * world.mean_error),
            error(100.0 * world.mean_error),
            error(100.0 * world.separate_error),
        ));
    }
    format!(
        "{} | against: {}\nValue added lost in the first year: medians of {} draws, in % of a year's. \
         Change: median of the difference\ndraw by draw, in percentage points, below zero where it \
         saves; ± its Monte Carlo standard error;\nlow and high its 5 % and 95 % quantiles. Less in: \
         draws in which less is lost.\n\n{table}\n{notes}",
        pair.with.title,
        pair.base.title,
        grouped(pair.draws),
    )
}

/// Scenarios side by side as text: a row for each of them, for the world and each economy asked for
/// (the world alone, if none is).
pub(crate) fn side_by_side(overview: &Overview, asked: &[RegionCode]) -> String {
    let countries = overview.countries.iter();
    let shown =
        std::iter::once(&overview.world).chain(countries.filter(|c| asked.contains(&c.region)));
    let year = |c: &CountryOverview| c.horizons.iter().find(|h| h.days == YEAR).cloned();
    let tables: Vec<String> = shown
        .filter_map(|country| Some((country, year(country)?)))
        .map(|(country, year)| {
            let rows = scenario_rows(overview, &year);
            let table = plain_table(
                ["Scenario", "Weight", "Median", "low", "high", "Mean"],
                rows,
                1,
            );
            format!("{}\n{table}", country.name)
        })
        .collect();
    let weights = if overview.weights.is_some() {
        " The last row mixes the scenarios by\nweights of your own: MIST has none, and gives no \
         probability of any scenario."
    } else {
        ""
    };
    format!(
        "Scenarios side by side: value added lost in the first year, in % of a year's, {} draws \
         each; low and high\nare 5 % and 95 % quantiles.{weights}\n\n{}",
        grouped(overview.draws),
        tables.join("\n")
    )
}

/// What a measure changes over the user's own mixture as text: the world and the economies asked
/// for, or those that it changes most.
pub(crate) fn weighted_table(change: &WeightedChange, asked: &[RegionCode]) -> String {
    let year = |c: &CountryMixture| c.horizons.iter().find(|h| h.days == YEAR).cloned();
    let size = |c: &CountryMixture| year(c).map_or(0.0, |h| h.difference.mean.abs());
    let mut countries: Vec<&CountryMixture> = change
        .countries
        .iter()
        .filter(|c| asked.is_empty() || asked.contains(&c.region))
        .collect();
    countries.sort_by(|a, b| size(b).total_cmp(&size(a)));
    if asked.is_empty() {
        countries.truncate(SHOWN);
    }
    let row = |country: &CountryMixture, h: &HorizonMixture| {
        let d = &h.difference;
        let error_of = 100.0 * d.mean_error;
        let points = |x: f64| signed(100.0 * x, error_of);
        [
            country.name.clone(),
            format!("{:.2}", 100.0 * h.base.mean),
            format!("{:.2}", 100.0 * h.with.mean),
            points(d.mean),
            error(error_of),
            error(100.0 * h.separate_error),
            points(d.p05),
            points(d.p95),
        ]
    };
    let rows = std::iter::once(&change.world)
        .chain(countries)
        .filter_map(|country| Some(row(country, &year(country)?)));
    let header = [
        "Economy", "Base, %", "With, %", "Change", "±", "± apart", "low", "high",
    ];
    let scenarios: Vec<String> = change
        .bases
        .iter()
        .zip(&change.weights)
        .map(|(side, weight)| format!("{} {weight}", side.id))
        .collect();
    format!(
        "{} over {}, by weights of your own: MIST has none, and gives no probability of any scenario.\n\
         Value added lost in the first year: means over the mixture of {} draws each, in % of a year's. \
         Change: mean of the weighted\ndifference draw by draw, in percentage points; ± its Monte Carlo \
         standard error, ± apart what it would be with separate luck;\nlow and high the 5 % and 95 % \
         quantiles of the mixture.\n\n{}",
        change.measure,
        scenarios.join(", "),
        grouped(change.draws),
        plain_table(header, rows, 1),
    )
}

fn scenario_rows(overview: &Overview, year: &HorizonOverview) -> Vec<[String; 6]> {
    let percent = |x: f64| format!("{:.2}", 100.0 * x);
    let mut rows: Vec<[String; 6]> = overview
        .sides
        .iter()
        .zip(&year.sides)
        .enumerate()
        .map(|(k, (side, s))| {
            let weight = overview.weights.as_ref().and_then(|w| w.get(k));
            [
                side.title.clone(),
                weight.map_or_else(String::new, |w| format!("{w}")),
                percent(s.median),
                percent(s.p05),
                percent(s.p95),
                percent(s.mean),
            ]
        })
        .collect();
    rows.extend(year.mixture.iter().map(|m| {
        [
            "By your own weights".to_owned(),
            "1".to_owned(),
            percent(m.median),
            percent(m.p05),
            percent(m.p95),
            format!("{} ± {}", percent(m.mean), percent(m.mean_error)),
        ]
    }));
    rows
}

fn year(country: &CountryDifference) -> Option<&HorizonDifference> {
    country.horizons.iter().find(|h| h.days == YEAR)
}

fn size(country: &CountryDifference) -> f64 {
    year(country).map_or(0.0, |h| h.difference.median.abs())
}

fn row(country: &CountryDifference, h: &HorizonDifference) -> [String; 10] {
    let d = &h.difference;
    let error_of = 100.0 * d.median_error;
    let points = |x: f64| signed(100.0 * x, error_of);
    let usd_error = h.usd_million.median_error / 1000.0;
    [
        country.name.clone(),
        country.region.to_string(),
        format!("{:.2}", 100.0 * h.base.median),
        format!("{:.2}", 100.0 * h.with.median),
        points(d.median),
        error(error_of),
        points(d.p05),
        points(d.p95),
        signed(h.usd_million.median / 1000.0, usd_error),
        format!("{:.0} %", 100.0 * h.less),
    ]
}

/// Decimals that an error supports: as far as its first significant digit, four at most.
fn decimals(error: f64) -> usize {
    if error <= 0.0 {
        return 2;
    }
    let mut digits = 0;
    let mut scaled = error;
    while scaled < 1.0 && digits < 4 {
        scaled *= 10.0;
        digits += 1;
    }
    digits
}

/// A difference with its sign, to the digits that its error supports; exactly nothing is `0`.
fn signed(value: f64, error: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let text = format!("{:.*}", decimals(error), value.abs());
    if text.chars().all(|c| "0.".contains(c)) {
        return text;
    }
    format!("{}{text}", if value < 0.0 { '−' } else { '+' })
}

fn error(error: f64) -> String {
    if error == 0.0 {
        return "0".to_owned();
    }
    format!("{:.*}", decimals(error), error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_follow_the_error() {
        assert_eq!(signed(-1.2345, 0.02), "−1.23");
        assert_eq!(signed(0.5, 0.3), "+0.5");
        assert_eq!(signed(0.0, 0.0), "0");
        assert_eq!(signed(0.000_001, 0.01), "0.00");
        assert_eq!(signed(-123.4, 20.0), "−123");
        assert_eq!(error(0.004), "0.004");
    }
}
