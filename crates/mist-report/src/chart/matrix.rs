//! A matrix of shares: cells in classes of lightness with their figures in them, so that the picture
//! is its own table.

use serde::Serialize;

use crate::rounding::Rounded;

/// Limits between classes, per cent: the same for every matrix, so that two can be compared.
const LIMITS: [f64; 4] = [1.0, 2.0, 5.0, 10.0];

/// Slack for a decimal limit of binary fractions.
const SLACK: f64 = 1e-9;

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Cell {
    /// Figure in words.
    pub(crate) figure: String,
    class: Option<String>,
}

/// A cell for a percentage, as it is printed, with its words; none is an empty cell.
pub(crate) fn cell(percent: Option<(Rounded, String)>) -> Cell {
    match percent {
        Some((percent, figure)) => {
            let printed = percent.printed() + SLACK;
            let class = LIMITS.iter().filter(|limit| printed >= **limit).count();
            Cell {
                figure,
                class: Some(format!("k{class}")),
            }
        }
        None => Cell {
            figure: String::new(),
            class: None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::cell;
    use crate::rounding::percent;

    #[test]
    fn darker_is_more() {
        let class = |share: f64| cell(Some((percent(share), String::new()))).class.unwrap();
        assert_eq!(
            [0.0, 0.0097, 0.03, 0.05, 0.5].map(class),
            ["k0", "k1", "k2", "k3", "k4"]
        );
        assert!(cell(None).class.is_none());
    }
}
