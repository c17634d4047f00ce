//! The day of publication, which stands on the pages and nowhere else.

use std::env;
use std::time::{SystemTime, UNIX_EPOCH};

use mist_report::Date;

/// Seconds of a day.
const DAY: u64 = 86_400;

/// Today in UTC, or the day that `SOURCE_DATE_EPOCH` names, for pages that agree to the last byte.
pub(crate) fn of_publication() -> Date {
    let given = env::var("SOURCE_DATE_EPOCH").ok();
    let seconds: u64 = given.and_then(|text| text.parse().ok()).unwrap_or_else(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |elapsed| elapsed.as_secs())
    });
    Date::from_unix_days(i64::try_from(seconds / DAY).unwrap_or(0))
}
