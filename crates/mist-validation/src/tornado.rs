//! What a result would look like if one assumption were at its end.
//!
//! The draws of a run are sorted by one uncertain input; the median loss of the tenth with its lowest
//! values and of the tenth with its highest stand beside that of all. Nothing is run again, and
//! everything else goes on varying: it is the answer to "what if we knew that this is low". As many
//! inputs that do nothing are sorted by as well: the widest of them says how wide chance alone gets.

use mist_engine::Factor;
use mist_engine::sensitivity::NOISE;
use mist_engine::statistics::quantile;
use mist_scenario::Luck;
use serde::{Deserialize, Serialize};

use crate::ValidationError;

/// Draws below which nothing is said: a tenth of them would be too few.
pub const FEWEST: usize = 100;

/// One assumption.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// Name as in the scenario or parameter file.
    pub name: String,
    /// Median outcome where it is lowest.
    pub low: f64,
    /// Median outcome where it is highest.
    pub high: f64,
}

impl Bar {
    /// How far the two are apart.
    #[must_use]
    pub fn width(&self) -> f64 {
        (self.high - self.low).abs()
    }
}

/// A run taken apart by its assumptions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tornado {
    /// What was run, in the words of the command.
    pub title: String,
    /// The command that makes it again.
    pub command: String,
    /// Median of all draws.
    pub median: f64,
    /// Draws.
    pub draws: u64,
    /// The widest of as many inputs that do nothing: bars below it are not to be told from chance.
    pub noise: f64,
    /// Assumptions, the widest first.
    pub bars: Vec<Bar>,
}

impl Tornado {
    /// Every assumption as CSV.
    ///
    /// # Errors
    /// A name that CSV cannot hold.
    pub fn csv(&self) -> Result<Vec<u8>, ValidationError> {
        let mut out = Vec::new();
        {
            let mut csv = csv::Writer::from_writer(&mut out);
            csv.write_record([
                "assumption",
                "lowest_tenth_percent",
                "highest_tenth_percent",
            ])?;
            for bar in &self.bars {
                csv.write_record([bar.name.clone(), bar.low.to_string(), bar.high.to_string()])?;
            }
            csv.flush().map_err(csv::Error::from)?;
        }
        Ok(out)
    }
}

/// Sorts draws by each input; none where there are fewer than [`FEWEST`].
#[must_use]
pub fn tornado(title: &str, command: &str, factors: &[Factor], outcome: &[f64]) -> Option<Tornado> {
    let n = outcome.len();
    if n < FEWEST {
        return None;
    }
    let inputs = factors.iter().filter(|f| {
        f.name != NOISE && f.values.len() == n && f.values.iter().any(|v| *v != f.values[0])
    });
    let mut bars: Vec<Bar> = inputs.map(|f| bar(&f.name, &f.values, outcome)).collect();
    let noise = (0..bars.len())
        .map(|k| {
            let name = format!("{NOISE}/{k}");
            let idle: Vec<f64> = (0..n as u64)
                .map(|draw| Luck::new(0, draw).uniform(&name))
                .collect();
            bar(&name, &idle, outcome).width()
        })
        .fold(0.0, f64::max);
    bars.sort_by(|a, b| b.width().total_cmp(&a.width()));
    Some(Tornado {
        title: title.to_owned(),
        command: command.to_owned(),
        median: median(outcome.to_vec()),
        draws: n as u64,
        noise,
        bars,
    })
}

/// The outcome's medians at both ends of an input.
fn bar(name: &str, values: &[f64], outcome: &[f64]) -> Bar {
    let tenth = outcome.len() / 10;
    let mut order: Vec<usize> = (0..outcome.len()).collect();
    // Stable: equal values stay in the order of the draws.
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let of = |draws: &[usize]| median(draws.iter().map(|&i| outcome[i]).collect());
    Bar {
        name: name.to_owned(),
        low: of(&order[..tenth]),
        high: of(&order[outcome.len() - tenth..]),
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    quantile(&values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_the_outcome_comes_first() {
        let spread = |alpha: f64| {
            (1..=200)
                .map(|k| (0.5 + f64::from(k) * alpha) % 1.0)
                .collect()
        };
        let factors = [
            Factor {
                name: "idle".to_owned(),
                values: spread(0.569_840_29),
            },
            Factor {
                name: "strong".to_owned(),
                values: spread(0.754_877_666),
            },
            Factor {
                name: "fixed".to_owned(),
                values: vec![1.0; 200],
            },
            Factor::noise(1, 200),
        ];
        let outcome: Vec<f64> = factors[1].values.iter().map(|v| 10.0 - 4.0 * v).collect();
        let told = tornado("test", "", &factors, &outcome).unwrap();
        assert_eq!(told.bars[0].name, "strong");
        assert!((told.bars[0].low - 9.8).abs() < 0.1 && (told.bars[0].high - 6.2).abs() < 0.1);
        assert_eq!(
            told.bars.len(),
            2,
            "neither what is fixed nor the noise is an assumption"
        );
        assert!(told.noise < 2.0);
        assert!(tornado("test", "", &factors, &outcome[..50]).is_none());
    }
}
