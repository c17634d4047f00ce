//! The measured quantity, in every draw of ours: from the engine's records, or from the table.

use mist_economy::Economy;
use mist_engine::summary::HORIZONS;
use mist_engine::{DrawOutcome, DrawRecord, HORIZON_DAYS};
use mist_scenario::Vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::row::Measured;

/// Which quantity a figure is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Value added lost, as a share of what the same days make in peace.
    Loss,
    /// Value added lost.
    LossUsd,
    /// Share of the world's loss that falls on the regions.
    ShareOfWorldLoss,
    /// Loss of the worst week, as a share of the week's value added.
    WorstWeek,
    /// Day on which the worst week begins.
    WorstWeekDay,
    /// Days from the trough until value added is back at 95 %.
    RecoveryDays,
    /// Imports and exports that did not take place in a year, as a share of a year's.
    TradeLost,
    /// Final demand of a year that is not met, as a share of it.
    UnmetDemand,
    /// Day on which an input first holds production back noticeably.
    FirstShortage,
    /// World value added lost if capacity alone fell as the bottleneck layer says.
    DirectLossUsd,
    /// A table's figure: value added of some products as a share of all, before any shock.
    SectorShare,
    /// A table's figure: exports and imports of a year, goods, before any shock.
    TradeUsd,
    /// Something that can be checked to the last digits: see [`crate::reference`].
    Check,
}

impl Kind {
    /// Unit that it is counted in.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Loss
            | Self::ShareOfWorldLoss
            | Self::WorstWeek
            | Self::TradeLost
            | Self::UnmetDemand
            | Self::SectorShare => "percent",
            Self::LossUsd | Self::DirectLossUsd | Self::TradeUsd => "billion USD",
            Self::WorstWeekDay | Self::RecoveryDays | Self::FirstShortage => "days",
            Self::Check => "relative",
        }
    }

    /// The unit as it stands behind a number.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Check => "",
            _ => match self.unit().as_bytes() {
                b"percent" => " %",
                b"days" => " days",
                _ => " USD bn",
            },
        }
    }

    /// Whether it comes from draws of a run, and not from the table.
    #[must_use]
    pub const fn needs_run(self) -> bool {
        !matches!(self, Self::SectorShare | Self::TradeUsd | Self::Check)
    }
}

/// Positions of the regions that a figure is of; what the economy does not hold apart is named.
pub(crate) fn positions(economy: &Economy, measured: &Measured) -> Result<Vec<usize>, String> {
    let names: Vec<&str> = measured.regions.iter().map(String::as_str).collect();
    let codes = Vocabulary::of(economy)
        .expand_regions(&names)
        .map_err(|unknown| {
            names
                .get(unknown.position)
                .copied()
                .unwrap_or_default()
                .to_owned()
        })?;
    let at = economy.regions.iter().enumerate();
    Ok(at
        .filter(|(_, r)| codes.contains(&r.code))
        .map(|(k, _)| k)
        .collect())
}

/// What a figure is read from in a draw.
pub(crate) struct Reader<'a> {
    measured: &'a Measured,
    regions: Vec<usize>,
    /// By region of the economy, USD million a year.
    value_added: Vec<f64>,
    /// Of the regions together, USD million a year.
    trade: f64,
    demand: f64,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(economy: &Economy, measured: &'a Measured, regions: Vec<usize>) -> Self {
        let t = &economy.table;
        let uses = mist_economy::FINAL_USES.len();
        let demand = regions
            .iter()
            .map(|&r| t.f.columns(r * uses, uses).sum())
            .sum();
        Self {
            measured,
            value_added: (0..t.regions).map(|r| t.region_value_added(r)).collect(),
            trade: regions.iter().map(|&r| trade(economy, r, false)).sum(),
            demand,
            regions,
        }
    }

    /// The quantity in a draw; none where it does not come about in the year.
    pub(crate) fn read(&self, outcome: &DrawOutcome) -> Option<f64> {
        let own = || self.regions.iter().map(|&r| &outcome.records[r]);
        let size: f64 = self.regions.iter().map(|&r| self.value_added[r]).sum();
        let days = self.measured.days;
        let lost = || {
            self.regions
                .iter()
                .map(|&r| self.lost(&outcome.records[r], r, days))
                .sum::<f64>()
        };
        let share = |part: f64, whole: f64| (whole > 0.0).then(|| 100.0 * part / whole);
        match self.measured.quantity {
            Kind::Loss => share(lost(), size * (days.1 - days.0) / HORIZON_DAYS),
            Kind::LossUsd => Some(lost() / 1e3),
            Kind::ShareOfWorldLoss => {
                let world: f64 = outcome.records.iter().map(|r| r.loss[2]).sum();
                share(own().map(|r| r.loss[2]).sum(), world)
            }
            Kind::WorstWeek => self.weeks(outcome, size).map(|(_, loss)| 100.0 * loss),
            Kind::WorstWeekDay => self
                .weeks(outcome, size)
                .filter(|(_, loss)| *loss > 0.0)
                .map(|(week, _)| 7.0 * week as f64),
            Kind::RecoveryDays => {
                let each: Option<Vec<u16>> = own().map(|r| r.recovery_days).collect();
                each?.into_iter().max().map(f64::from)
            }
            Kind::TradeLost => share(own().map(|r| r.trade_lost).sum(), self.trade),
            Kind::UnmetDemand => share(own().map(|r| r.unmet_demand).sum(), self.demand),
            Kind::FirstShortage => own()
                .filter_map(|r| r.first_shortage_day)
                .min()
                .map(f64::from),
            Kind::DirectLossUsd => Some(outcome.direct_loss / 1e3),
            Kind::SectorShare | Kind::TradeUsd | Kind::Check => None,
        }
    }

    /// Value added lost by a region over some days, USD million.
    fn lost(&self, record: &DrawRecord, r: usize, (from, to): (f64, f64)) -> f64 {
        let whole = HORIZONS
            .iter()
            .position(|h| from == 0.0 && f64::from(*h) == to);
        if let Some(horizon) = whole {
            return record.loss[horizon];
        }
        let a_day = self.value_added[r] / HORIZON_DAYS;
        let weeks = record.weekly_loss.iter().enumerate();
        weeks
            .map(|(week, loss)| {
                let start = 7.0 * week as f64;
                let within = (to.min(start + 7.0) - from.max(start)).max(0.0);
                f64::from(*loss) * within * a_day
            })
            .sum()
    }

    /// The worst week of the regions together: its number and loss as a share.
    fn weeks(&self, outcome: &DrawOutcome, size: f64) -> Option<(usize, f64)> {
        let weeks = self
            .regions
            .iter()
            .map(|&r| outcome.records[r].weekly_loss.len())
            .min()?;
        let mut worst: Option<(usize, f64)> = None;
        for week in 0..weeks {
            let loss: f64 = self
                .regions
                .iter()
                .map(|&r| self.value_added[r] * f64::from(outcome.records[r].weekly_loss[week]))
                .sum();
            if worst.is_none_or(|(_, most)| loss > most) {
                worst = Some((week, loss));
            }
        }
        worst
            .filter(|_| size > 0.0)
            .map(|(week, loss)| (week, loss / size))
    }
}

/// Exports and imports of a region, of all products or of goods alone, USD million a year.
fn trade(economy: &Economy, region: usize, goods: bool) -> f64 {
    let t = &economy.table;
    let uses = mist_economy::FINAL_USES.len();
    let counted = |i: usize| !goods || economy.products[i % t.products].is_good;
    let mut sum = 0.0;
    for i in (0..t.nodes()).filter(|&i| counted(i)) {
        let seller = i / t.products;
        for c in 0..t.regions {
            if seller == c || (seller != region && c != region) {
                continue;
            }
            sum += (c * t.products..(c + 1) * t.products)
                .map(|j| t.z[(i, j)])
                .sum::<f64>()
                + (c * uses..(c + 1) * uses).map(|j| t.f[(i, j)]).sum::<f64>();
        }
    }
    sum
}

/// A table's figure, before any shock.
pub(crate) fn of_table(economy: &Economy, measured: &Measured, regions: &[usize]) -> Option<f64> {
    let t = &economy.table;
    match measured.quantity {
        Kind::TradeUsd => Some(
            regions
                .iter()
                .map(|&r| trade(economy, r, true))
                .sum::<f64>()
                / 1e3,
        ),
        Kind::SectorShare => {
            let names: Vec<&str> = measured.products.iter().map(String::as_str).collect();
            let codes = Vocabulary::of(economy).expand_products(&names).ok()?;
            let nodes = |all: bool| -> f64 {
                let own = regions
                    .iter()
                    .flat_map(|&r| (0..t.products).map(move |s| (r, s)));
                own.filter(|&(_, s)| all || codes.contains(&economy.products[s].code))
                    .map(|(r, s)| t.value_added[t.node(r, s)])
                    .sum()
            };
            (nodes(true) > 0.0).then(|| 100.0 * nodes(false) / nodes(true))
        }
        _ => None,
    }
}
