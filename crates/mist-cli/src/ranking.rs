//! The table on the terminal: what a scenario costs each economy, the world first, then by loss.

use mist_engine::{CountrySummary, ScenarioSummary};
use mist_report::rounding::{Figure, Rounded, RoundedSpread, percent_spread, usd_million_spread};

use crate::plain_table::plain_table;

/// The horizon that is shown, in days.
const YEAR: u16 = 365;

/// One scenario as text.
pub(crate) fn ranking(scenario: &ScenarioSummary) -> String {
    let mut countries: Vec<&CountrySummary> = scenario.countries.iter().collect();
    countries.sort_by(|a, b| median(b).total_cmp(&median(a)));

    let rows = std::iter::once(&scenario.world).chain(countries).map(row);
    let header = [
        "Economy", "", "Loss, %", "low", "high", "USD bn", "low", "high",
    ];
    let table = plain_table(header, rows, 2);
    let duration = &scenario.duration_days;
    let mut notes = format!(
        "{} draws; the crisis lasts {:.0} days ({:.0} to {:.0}).",
        grouped(scenario.draws),
        duration.median,
        duration.p05,
        duration.p95
    );
    for (count, what) in [
        (scenario.collapsed, "in which world output collapsed"),
        (scenario.failed, "that failed and are left out"),
    ] {
        if count > 0 {
            let share = 100.0 * count as f64 / scenario.draws as f64;
            notes.push_str(&format!(" {} draws ({share:.1} %) {what}.", grouped(count)));
        }
    }
    if let Some(times) = &scenario.amplification {
        notes.push_str(&format!(
            " The world loses {:.1} times ({:.1} to {:.1}) what missing chips and materials stop \
             directly.",
            times.median, times.p05, times.p95
        ));
    }
    format!(
        "{}: value added lost in the first year\nmedian; low and high are the 5 % and 95 % \
         quantiles. {notes}\n\n{table}",
        scenario.title,
    )
}

fn row(country: &CountrySummary) -> [String; 8] {
    let year = country.losses.iter().find(|loss| loss.days == YEAR);
    let figures = year.map_or_else(Default::default, |loss| {
        let (share, usd) = (&loss.share, &loss.usd_million);
        [
            cells(percent_spread(share.p05, share.median, share.p95), 0),
            cells(usd_million_spread(usd.p05, usd.median, usd.p95), -3),
        ]
    });
    let [[loss, low, high], [usd, usd_low, usd_high]] = figures;
    let (name, code) = (country.name.clone(), country.region.to_string());
    [name, code, loss, low, high, usd, usd_low, usd_high]
}

fn cells(spread: RoundedSpread, shift: i16) -> [String; 3] {
    [spread.median, spread.low, spread.high].map(|rounded| plain(rounded, shift))
}

fn median(country: &CountrySummary) -> f64 {
    let year = country.losses.iter().find(|loss| loss.days == YEAR);
    year.map_or(f64::NEG_INFINITY, |loss| loss.share.median)
}

/// A rounded figure times 10^`shift`, in English.
pub(crate) fn plain(rounded: Rounded, shift: i16) -> String {
    match rounded {
        Rounded::Zero => "0".to_owned(),
        Rounded::Below { step, negative } => {
            let sign = if negative { "> −" } else { "< " };
            format!("{sign}{}", decimal(step, shift))
        }
        Rounded::Value(figure) if figure.units < 0 => {
            format!("−{}", decimal(figure.magnitude(), shift))
        }
        Rounded::Value(figure) => decimal(figure, shift),
    }
}

/// The digits of a figure without sign, every one of them and no other, in groups of three.
fn decimal(figure: Figure, shift: i16) -> String {
    let exponent = figure.exponent + shift;
    let digits = figure.units.unsigned_abs();
    let Some(decimals) = exponent.checked_neg().filter(|d| *d > 0) else {
        return grouped(digits * 10_u64.pow(u32::from(exponent.unsigned_abs())));
    };
    let decimals = usize::from(decimals.unsigned_abs());
    let text = format!("{digits:0>width$}", width = decimals + 1);
    let (whole, fraction) = text.split_at(text.len() - decimals);
    format!("{}.{fraction}", grouped(whole.parse().unwrap_or(0)))
}

/// A whole number with a comma between thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use mist_report::rounding::usd_million;

    use super::*;

    #[test]
    fn money_in_billions_keeps_two_significant_figures() {
        let bn = |usd_million_value| plain(usd_million(usd_million_value), -3);
        assert_eq!(bn(3_140_000.0), "3,100");
        assert_eq!(bn(12_345.0), "12");
        assert_eq!(bn(-1_234.0), "−1.2");
        assert_eq!(bn(56.78), "0.057");
        assert_eq!(bn(0.2), "< 0.001");
        assert_eq!(bn(0.0), "0");
    }

    #[test]
    fn a_range_of_more_than_two_points_is_not_given_to_a_tenth() {
        let cells = |low, median, high| cells(percent_spread(low, median, high), 0);
        assert_eq!(cells(0.0021, 0.0043, 0.0092), ["0.4", "0.2", "0.9"]);
        assert_eq!(cells(0.0121, 0.0437, 0.0921), ["4.5", "1.0", "9.0"]);
        assert_eq!(cells(-0.0003, 0.0, 0.0002), ["0", "> −0.1", "< 0.1"]);
    }
}
