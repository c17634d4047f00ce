//! The one sentence a scenario: what would be lost, under which condition, with its range.

use mist_engine::results::{CountrySummary, ScenarioSummary};

use super::figures::loss;
use crate::Error;
use crate::language::Words;
use crate::publication::ScenarioWords;
use crate::rounding::{self, Rounded, RoundedSpread};

/// Says what a scenario costs an economy over the first year.
pub(crate) fn sentence(
    words: &Words,
    scenario: &ScenarioSummary,
    told: &ScenarioWords,
    country: &CountrySummary,
) -> Result<String, Error> {
    let share = loss(scenario, country, 365)?.share;
    let spread = rounding::percent_spread(share.p05, share.median, share.p95);
    let condition = condition(words, scenario, told)?;
    let owner = words.owner(country.region.as_str(), &country.name)?;
    let gain = spread.median.is_negative();
    if nothing(spread) {
        return words.say(
            "sentence-same",
            &[("condition", condition.into()), ("owner", owner.into())],
        );
    }
    let spread = if gain { spread.mirrored() } else { spread };
    let key = if gain {
        "sentence-higher"
    } else {
        "sentence-lower"
    };
    words.say(
        key,
        &[
            ("condition", condition.into()),
            ("owner", owner.into()),
            ("median", words.prose_percent(spread.median)?.into()),
            (
                "range",
                words.prose_range(spread.low, spread.high, gain)?.into(),
            ),
        ],
    )
}

/// Whether no draw brings any change.
fn nothing(spread: RoundedSpread) -> bool {
    [spread.low, spread.median, spread.high] == [Rounded::Zero; 3]
}

/// "Under a blockade lasting about 5 months (1–12 months)".
fn condition(
    words: &Words,
    scenario: &ScenarioSummary,
    told: &ScenarioWords,
) -> Result<String, Error> {
    let phrase = match &told.phrase {
        Some(phrase) => phrase.clone(),
        None => words.say("quoted-phrase", &[("title", told.title.as_str().into())])?,
    };
    let lasting = &scenario.duration_days;
    if ![lasting.p05, lasting.median, lasting.p95]
        .iter()
        .all(|d| d.is_finite() && *d >= 0.0)
        || lasting.median == 0.0
    {
        return words.say("condition-plain", &[("phrase", phrase.into())]);
    }
    let duration = words.censored_duration(lasting)?;
    if duration.median == duration.range {
        return words.say(
            "condition-fixed",
            &[
                ("phrase", phrase.into()),
                ("duration", duration.median.into()),
            ],
        );
    }
    words.say(
        "condition",
        &[
            ("phrase", phrase.into()),
            ("duration", duration.median.into()),
            ("range", duration.range.into()),
        ],
    )
}
