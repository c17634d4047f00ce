//! Published estimates of the same quantity as ours: loss of output in the first year.
//!
//! Values at risk, trade disrupted and losses of welfare are other quantities and are not here: they
//! may not stand beside a loss of output.

use std::sync::OnceLock;

/// The table, as it stands in `configs/published/`.
const TABLE: &str = include_str!("../../../configs/published/first-year-output.csv");

/// An estimate that somebody else has published.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Estimate {
    /// Scenario of ours that it can be set beside.
    scenario: String,
    /// Economy.
    region: String,
    /// Loss of output in the first year, per cent.
    pub(crate) percent: f64,
    /// Which message says how its scenario differs from ours.
    pub(crate) differs: String,
    /// Who published it, and when.
    pub(crate) source: String,
    /// Where it was read.
    pub(crate) url: String,
}

/// Estimates of a scenario for an economy.
pub(crate) fn of<'a>(
    scenario: &'a str,
    region: &'a str,
) -> impl Iterator<Item = &'static Estimate> {
    static ALL: OnceLock<Vec<Estimate>> = OnceLock::new();
    ALL.get_or_init(|| parse(TABLE))
        .iter()
        .filter(move |e| e.scenario == scenario && e.region == region)
}

/// The estimates of a table; a test holds that no line of ours is left out.
fn parse(table: &str) -> Vec<Estimate> {
    csv::Reader::from_reader(table.as_bytes())
        .records()
        .filter_map(|record| {
            let record = record.ok()?;
            let field = |at| record.get(at).map(str::to_owned);
            Some(Estimate {
                scenario: field(0)?,
                region: field(1)?,
                percent: record.get(2)?.parse().ok()?,
                differs: field(3)?,
                source: field(4)?,
                url: field(5)?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_an_estimate_of_output_with_its_source() {
        let all = parse(TABLE);
        assert_eq!(all.len() + 1, TABLE.lines().count());
        for estimate in &all {
            assert!(estimate.percent > 0.0 && estimate.percent < 100.0);
            assert!(estimate.url.starts_with("https://"), "{estimate:?}");
            assert!(estimate.source.contains("20"), "{estimate:?} has a year");
        }
        assert_eq!(of("blockade", "TWN").count(), 1);
        assert_eq!(of("blockade", "DEU").count(), 0);
    }
}
