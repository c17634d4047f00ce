//! One scenario on a country's page: its row of the table and its two charts, in words.

use mist_engine::results::{
    CountrySummary, Driver, DriverShare, HorizonLoss, PathPoint, ScenarioSummary,
};
use serde::Serialize;

use crate::Error;
use crate::chart::drivers::{Bars, INTERVAL, bars};
use crate::chart::fan::{Fan, fan};
use crate::language::Words;
use crate::rounding::{self, RoundedSpread};
use crate::wording::Worded;

/// Loss over one horizon, in words.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LossCell {
    days: u16,
    percent: Worded,
    money: Worded,
}

/// A scenario's row of the table.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    losses: Vec<LossCell>,
    trade: Worded,
    shortage: Option<Worded>,
    shortage_share: Option<String>,
    /// The same as a message of its own.
    shortage_words: Option<String>,
    recovery: Option<Worded>,
    /// Whether in most draws output never falls far enough to have to recover.
    stays: bool,
    unrecovered: Option<String>,
    /// The same as a message of its own.
    unrecovered_words: Option<String>,
    /// Whether a figure of the row is below zero.
    #[serde(skip)]
    pub(crate) gains: bool,
}

/// Horizons of the table, days.
pub(crate) const HORIZONS: [u16; 3] = [30, 90, 365];

/// The loss over a horizon.
pub(crate) fn loss<'a>(
    scenario: &ScenarioSummary,
    country: &'a CountrySummary,
    days: u16,
) -> Result<&'a HorizonLoss, Error> {
    country
        .losses
        .iter()
        .find(|l| l.days == days)
        .filter(|l| l.share.median.is_finite() && l.usd_million.median.is_finite())
        .ok_or_else(|| Error::Figure {
            what: format!("the loss of the first {days} days"),
            code: country.region.to_string(),
            scenario: scenario.scenario.clone(),
        })
}

/// A scenario's row.
pub(crate) fn row(
    words: &Words,
    scenario: &ScenarioSummary,
    country: &CountrySummary,
) -> Result<Row, Error> {
    let mut gains = false;
    let losses = HORIZONS
        .iter()
        .map(|days| {
            let loss = loss(scenario, country, *days)?;
            let share = &loss.share;
            let spread = rounding::percent_spread(share.p05, share.median, share.p95);
            gains |= spread.has_negative();
            Ok(LossCell {
                days: *days,
                percent: words.percents(spread)?,
                money: words.moneys(&loss.usd_million)?,
            })
        })
        .collect::<Result<_, Error>>()?;
    let shortage = match &country.first_shortage_day {
        Some(day) if country.shortage_share > 0.0 => Some(words.days_of_crisis(day)?),
        _ => None,
    };
    let shortage_share = match shortage {
        Some(_) if country.shortage_share < 1.0 => {
            Some(words.share_of_draws(country.shortage_share)?)
        }
        _ => None,
    };
    let recovery = match &country.recovery_days {
        Some(days) if days.p95 > 0.0 => Some(words.duration(days)?),
        _ => None,
    };
    let unrecovered = if country.unrecovered_share > 0.0 {
        Some(words.share_of_draws(country.unrecovered_share)?)
    } else {
        None
    };
    let said = |key: &str, share: &Option<String>| {
        let share = share.as_deref();
        share
            .map(|share| words.say(key, &[("share", share.into())]))
            .transpose()
    };
    Ok(Row {
        losses,
        trade: words.moneys(&country.trade_lost)?,
        shortage,
        shortage_words: said("in-draws", &shortage_share)?,
        shortage_share,
        recovery,
        stays: matches!(&country.recovery_days, Some(days) if days.median <= 0.0),
        unrecovered_words: said("unrecovered", &unrecovered)?,
        unrecovered,
        gains,
    })
}

/// A week of the fan's data table.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Week {
    number: String,
    figures: Vec<String>,
}

/// The fan with its text alternative and its data.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FanFigure {
    pub(crate) chart: Fan,
    pub(crate) description: String,
    weeks: Vec<Week>,
}

/// Draws and describes the fan.
pub(crate) fn fan_figure(words: &Words, path: &[PathPoint]) -> Result<FanFigure, Error> {
    let weeks = path
        .iter()
        .enumerate()
        .map(|(i, p)| {
            let figures = [p.median, p.p25, p.p75, p.p05, p.p95]
                .into_iter()
                .map(|share| tenths(words, share))
                .collect();
            Week {
                number: words.whole(i as i64 + 1),
                figures,
            }
        })
        .collect();
    Ok(FanFigure {
        chart: fan(path, words)?,
        description: describe_fan(words, path)?,
        weeks,
    })
}

/// A share as a percentage in digits for a data table, `<0.1` where it would be a false zero.
fn tenths(words: &Words, share: f64) -> String {
    words.percent_digits(rounding::percent(share))
}

/// What the fan shows, in two sentences.
fn describe_fan(words: &Words, path: &[PathPoint]) -> Result<String, Error> {
    let peak = path
        .iter()
        .enumerate()
        .max_by(|(i, a), (j, b)| a.median.total_cmp(&b.median).then(j.cmp(i)));
    let (Some((week, peak)), Some(last)) = (peak, path.last()) else {
        return words.say("fan-empty", &[]);
    };
    let at_peak = rounding::percent_spread(peak.p05, peak.median, peak.p95);
    words.say(
        "fan-description",
        &[
            ("peak", words.percent(at_peak.median)?.into()),
            ("week", words.whole(week as i64 + 1).into()),
            (
                "range",
                words.percent_range(at_peak.low, at_peak.high)?.into(),
            ),
            (
                "last",
                words.percent(rounding::percent(last.median))?.into(),
            ),
            ("end", words.whole(path.len() as i64).into()),
        ],
    )
}

/// A driver's row of the data table.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DriverRow {
    label: String,
    share: String,
    range: String,
}

/// The drivers with their text alternative and their data.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DriversFigure {
    pub(crate) chart: Bars,
    pub(crate) description: String,
    rows: Vec<DriverRow>,
}

/// Draws and describes the drivers, the largest first.
pub(crate) fn drivers_figure(
    words: &Words,
    scenario: &ScenarioSummary,
    country: &CountrySummary,
) -> Result<Option<DriversFigure>, Error> {
    // A channel that moves nothing at all is named below the charts, not drawn as a bar of nothing.
    let mut sorted: Vec<DriverShare> = country
        .drivers
        .iter()
        .copied()
        .filter(|d| d.share != 0.0 || d.error != 0.0)
        .collect();
    if sorted.is_empty() {
        return Ok(None);
    }
    sorted.sort_by(|a, b| {
        b.share
            .abs()
            .total_cmp(&a.share.abs())
            .then(a.driver.cmp(&b.driver))
    });
    let mut drawn = Vec::with_capacity(sorted.len());
    let mut rows = Vec::with_capacity(sorted.len());
    let mut parts = Vec::with_capacity(sorted.len());
    for driver in sorted {
        let label = driver_name(words, driver.driver)?;
        let spread = contribution(driver);
        let Worded {
            median: share,
            range,
        } = words.percents(spread)?;
        parts.push(words.say(
            "drivers-part",
            &[
                ("driver", label.as_str().into()),
                ("share", share.as_str().into()),
            ],
        )?);
        let label = capitalised(&label);
        drawn.push((driver, label.clone(), share.clone()));
        rows.push(DriverRow {
            label,
            share,
            range,
        });
    }
    let mean = loss(scenario, country, 365)?.share.mean;
    let description = words.say(
        "drivers-description",
        &[
            ("mean", words.percent(rounding::percent(mean))?.into()),
            (
                "parts",
                parts.join(&words.say("list-separator", &[])?).into(),
            ),
        ],
    )?;
    Ok(Some(DriversFigure {
        chart: bars(&drawn),
        description,
        rows,
    }))
}

/// A contribution with its 95 % Monte Carlo interval, rounded.
fn contribution(driver: DriverShare) -> RoundedSpread {
    let half = INTERVAL * driver.error;
    rounding::percent_spread(driver.share - half, driver.share, driver.share + half)
}

/// With a capital in front, in scripts that have capitals.
pub(crate) fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(rest).collect()
    })
}

/// What a driver is called within a sentence.
pub(crate) fn driver_name(words: &Words, driver: Driver) -> Result<String, Error> {
    let key = match driver {
        Driver::Chips => "driver-chips",
        Driver::Energy => "driver-energy",
        Driver::TaiwanTrade => "driver-taiwan-trade",
        Driver::StraitTransit => "driver-strait-transit",
        Driver::Sanctions => "driver-sanctions",
        Driver::RawMaterials => "driver-raw-materials",
        Driver::Finance => "driver-finance",
        Driver::Damage => "driver-damage",
    };
    words.say(key, &[])
}
