//! What a model keeps of one draw: step by step in, one record a region out.
//!
//! Every propagation model counts its losses here, so that horizons, weeks, shortages and recovery
//! mean the same in all of them, whatever their steps.

use mist_economy::Table;

use crate::HORIZON_DAYS;
use crate::model::{DrawOutcome, DrawStatus};
use crate::results::DrawRecord;
use crate::summary::HORIZONS;

/// Whole weeks in the horizon; the 365th day counts in the losses but in no week.
pub const WEEKS: usize = 52;

/// Share of baseline value added at which an economy counts as recovered.
pub const RECOVERED: f64 = 0.95;

/// Flows of one region during a step, USD million a day.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RegionFlows {
    /// Value added below baseline; negative where the region gains.
    pub loss: f64,
    /// Imports and exports that do not take place.
    pub trade_lost: f64,
    /// Final demand that is not met.
    pub unmet_demand: f64,
}

/// Collects one draw.
#[derive(Debug, Clone)]
pub struct Recorder {
    records: Vec<DrawRecord>,
    /// Baseline value added by region, USD million a day.
    value_added: Vec<f64>,
    /// End of each step, and after it the loss as a share of baseline by region.
    path: Vec<(f64, Vec<f64>)>,
    /// Week by week in f64, rounded once at the end.
    weekly_loss: Vec<Vec<f64>>,
}

impl Recorder {
    /// An empty record of a draw in an economy.
    #[must_use]
    pub fn new(draw: u64, table: &Table) -> Self {
        let value_added: Vec<f64> = (0..table.regions)
            .map(|r| table.region_value_added(r))
            .collect();
        Self::with_value_added(draw, &value_added)
    }

    /// The same, given each region's baseline value added, USD million a year.
    #[must_use]
    pub fn with_value_added(draw: u64, value_added: &[f64]) -> Self {
        let empty = |region| DrawRecord {
            draw,
            region,
            loss: [0.0; 3],
            trade_lost: 0.0,
            unmet_demand: 0.0,
            first_shortage_day: None,
            first_shortage_input: None,
            first_shortage_sector: None,
            recovery_days: None,
            weekly_loss: Vec::new(),
        };
        Self {
            records: (0..value_added.len() as u32).map(empty).collect(),
            value_added: value_added.iter().map(|v| v / HORIZON_DAYS).collect(),
            path: Vec::new(),
            weekly_loss: vec![vec![0.0; WEEKS]; value_added.len()],
        }
    }

    /// Adds a step that begins on `day`, with the flows of each region; steps are to come in order
    /// and without gaps. What lies beyond a horizon or a week counts by the part that lies within.
    pub fn step(&mut self, day: f64, step_days: f64, flows: &[RegionFlows]) {
        let end = day + step_days;
        let within = |from: f64, to: f64| (end.min(to) - day.max(from)).max(0.0);
        let mut shares = Vec::with_capacity(flows.len());
        for (r, (record, flow)) in self.records.iter_mut().zip(flows).enumerate() {
            for (total, horizon) in record.loss.iter_mut().zip(HORIZONS) {
                *total += flow.loss * within(0.0, f64::from(horizon));
            }
            let year = within(0.0, HORIZON_DAYS);
            record.trade_lost += flow.trade_lost * year;
            record.unmet_demand += flow.unmet_demand * year;
            let share = if self.value_added[r] > 0.0 {
                flow.loss / self.value_added[r]
            } else {
                0.0
            };
            let first = (day / 7.0).floor().max(0.0) as usize;
            let last = ((end / 7.0).ceil().max(0.0) as usize).min(WEEKS);
            for week in first..last {
                let start = 7.0 * week as f64;
                self.weekly_loss[r][week] += share * within(start, start + 7.0) / 7.0;
            }
            shares.push(share);
        }
        self.path.push((end, shares));
    }

    /// Notes that an input (a product, or S + item) holds back a sector of a region by more than
    /// 1 % on a day; only the first such day of a region counts, and the first call on it.
    pub fn shortage(&mut self, region: usize, day: f64, input: usize, sector: usize) {
        let record = &mut self.records[region];
        if record.first_shortage_day.is_none() && (0.0..HORIZON_DAYS).contains(&day) {
            record.first_shortage_day = Some(day as u16);
            record.first_shortage_input = u16::try_from(input).ok();
            record.first_shortage_sector = u16::try_from(sector).ok();
        }
    }

    /// Whether a region's first shortage is known already.
    #[must_use]
    pub fn has_shortage(&self, region: usize) -> bool {
        self.records[region].first_shortage_day.is_some()
    }

    /// The outcome of the draw.
    #[must_use]
    pub fn finish(mut self, status: DrawStatus, direct_loss: f64) -> DrawOutcome {
        let draw = self.records.first().map_or(0, |record| record.draw);
        for (r, record) in self.records.iter_mut().enumerate() {
            record.weekly_loss = self.weekly_loss[r].iter().map(|&x| x as f32).collect();
            let losses = self.path.iter().map(|(end, shares)| (*end, shares[r]));
            record.recovery_days = recovery_days(losses);
        }
        DrawOutcome {
            draw,
            status,
            records: self.records,
            direct_loss,
        }
    }
}

/// Days from the worst step to the end of the first later one back at [`RECOVERED`]; zero if it
/// never fell below, none if it is not back by the end. Takes each step's end and loss.
pub(crate) fn recovery_days(losses: impl Iterator<Item = (f64, f64)> + Clone) -> Option<u16> {
    let mut trough: Option<(f64, f64)> = None;
    for (end, loss) in losses.clone() {
        // Of equals the earlier one.
        if trough.is_none_or(|(_, worst)| loss > worst) {
            trough = Some((end, loss));
        }
    }
    let (from, worst) = trough?;
    if worst <= 1.0 - RECOVERED {
        return Some(0);
    }
    losses
        .filter(|&(end, _)| end > from)
        .find(|&(_, loss)| loss <= 1.0 - RECOVERED)
        .map(|(end, _)| (end - from) as u16)
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;
    use nalgebra::{DMatrix, DVector};

    use super::*;

    /// One region with a value added of 1 USD million a day.
    fn table() -> Table {
        Table {
            regions: 1,
            products: 1,
            z: DMatrix::zeros(1, 1),
            f: DMatrix::zeros(1, 3),
            taxes: DVector::zeros(1),
            value_added: DVector::from_element(1, 365.0),
        }
    }

    fn loss(loss: f64) -> [RegionFlows; 1] {
        [RegionFlows {
            loss,
            trade_lost: 2.0 * loss,
            unmet_demand: 3.0 * loss,
        }]
    }

    /// The same path in steps of a day and of ten days, which straddle weeks and horizons.
    #[test]
    fn steps_of_any_length_count_the_same() {
        let record = |step: usize| {
            let mut recorder = Recorder::new(4, &table());
            for day in (0..370).step_by(step) {
                let hurt = if day < 100 { 0.2 } else { 0.01 };
                recorder.step(day as f64, step as f64, &loss(hurt));
            }
            recorder.shortage(0, 12.9, 7, 2);
            recorder.shortage(0, 13.0, 8, 3);
            recorder
                .finish(DrawStatus::Completed, 0.0)
                .records
                .remove(0)
        };
        let (fine, coarse) = (record(1), record(10));
        for (a, b) in fine.loss.iter().zip(coarse.loss) {
            assert_relative_eq!(*a, b, max_relative = 1e-12);
        }
        assert_relative_eq!(fine.loss[0], 6.0, max_relative = 1e-12);
        assert_relative_eq!(fine.loss[2], 20.0 + 2.65, max_relative = 1e-12);
        assert_relative_eq!(fine.trade_lost, 2.0 * fine.loss[2], max_relative = 1e-12);
        assert_relative_eq!(fine.unmet_demand, 3.0 * fine.loss[2], max_relative = 1e-12);
        assert_eq!(fine.weekly_loss.len(), WEEKS);
        for (a, b) in fine.weekly_loss.iter().zip(&coarse.weekly_loss) {
            assert_relative_eq!(*a, *b, max_relative = 1e-6);
        }
        // Day 98 and 99 at 20 %, five days at 1 %.
        assert_relative_eq!(
            fine.weekly_loss[14],
            (0.4 + 0.05) / 7.0,
            max_relative = 1e-6
        );
        assert_eq!(fine.recovery_days, Some(100));
        assert_eq!(
            (
                fine.first_shortage_day,
                fine.first_shortage_input,
                fine.first_shortage_sector
            ),
            (Some(12), Some(7), Some(2))
        );
    }

    #[test]
    fn recovery_is_counted_from_the_trough() {
        let days = |losses: &[f64]| {
            recovery_days(losses.iter().enumerate().map(|(i, &x)| ((i + 1) as f64, x)))
        };
        assert_eq!(days(&[0.1, 0.3, 0.2, 0.04]), Some(2));
        assert_eq!(days(&[0.01, 0.05, 0.0]), Some(0));
        assert_eq!(days(&[0.01, 0.06, 0.07]), None);
        assert_eq!(days(&[]), None);
    }
}
