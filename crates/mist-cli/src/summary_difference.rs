//! Where two summaries say different things.

use serde_json::Value;

/// A figure in which two summaries differ.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub(crate) struct SummaryDifference {
    /// Where it stands: scenario, economy, figure.
    pub(crate) figure: String,
    /// What the bundle says.
    pub(crate) stored: String,
    /// What comes out here.
    pub(crate) here: String,
}

/// Everything in which two summaries differ but the version that made them.
pub(crate) fn differences(stored: &Value, here: &Value) -> Vec<SummaryDifference> {
    let mut found = Vec::new();
    walk("", stored, here, &mut found);
    found.retain(|difference| difference.figure != "version");
    found
}

fn walk(at: &str, stored: &Value, here: &Value, found: &mut Vec<SummaryDifference>) {
    match (stored, here) {
        (Value::Object(a), Value::Object(b)) => {
            let mut keys: Vec<&String> = a.keys().chain(b.keys()).collect();
            keys.sort();
            keys.dedup();
            for key in keys {
                let nothing = Value::Null;
                let below = |o: &'_ serde_json::Map<String, Value>| {
                    o.get(key.as_str())
                        .cloned()
                        .unwrap_or_else(|| nothing.clone())
                };
                walk(&joined(at, key), &below(a), &below(b), found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (place, (x, y)) in a.iter().zip(b).enumerate() {
                walk(&joined(at, &label(x, place)), x, y, found);
            }
        }
        _ if stored == here => {}
        _ => found.push(SummaryDifference {
            figure: at.to_owned(),
            stored: short(stored),
            here: short(here),
        }),
    }
}

fn joined(at: &str, key: &str) -> String {
    if at.is_empty() {
        key.to_owned()
    } else {
        format!("{at}, {key}")
    }
}

/// What an entry of a list is called: by the name that it bears, or by its place.
fn label(entry: &Value, place: usize) -> String {
    ["scenario", "region", "days", "driver", "day", "name"]
        .into_iter()
        .find_map(|key| match entry.get(key)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(format!("{key} {number}")),
            _ => None,
        })
        .unwrap_or_else(|| format!("number {}", place + 1))
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 60 {
        format!("{}…", text.chars().take(60).collect::<String>())
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_difference_is_told_by_scenario_and_economy() {
        let summary = |x: f64, version: &str| {
            json!({
                "version": version,
                "scenarios": [{"scenario": "blockade", "countries": [
                    {"region": "DEU", "losses": [{"days": 365, "share": {"median": x}}]},
                ]}],
            })
        };
        assert!(differences(&summary(0.1, "1"), &summary(0.1, "2")).is_empty());
        let found = differences(&summary(0.1, "1"), &summary(0.2, "1"));
        assert_eq!(
            found[0].figure,
            "scenarios, blockade, countries, DEU, losses, days 365, share, median"
        );
        assert_eq!(
            (found[0].stored.as_str(), found[0].here.as_str()),
            ("0.1", "0.2")
        );
    }
}
