//! Flows of peace from suppliers to regions, and what links carry of them, in rows of draws.

use super::Lane;
use crate::items::flows::Flows;
use crate::links::ItemLinks;
use crate::real::{Real, Row};

/// What stays with each supplier and what leaves it, and the needs left by region.
type Factors<'a> = (Vec<(f64, f64)>, &'a [f64]);

/// Links of a draw that have changed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Changed<'a> {
    pub(super) lane: usize,
    pub(super) links: ItemLinks<'a>,
    /// The version that was taken over last.
    pub(super) before: Option<u64>,
}

impl Changed<'_> {
    /// Whether other links of a maker than the one to Taiwan may have changed.
    fn all(&self, maker: usize) -> bool {
        self.before
            .is_none_or(|before| self.links.changed[maker] > before)
    }
}

/// Ways from the producers of a stage to those who use what they make.
#[derive(Debug, Clone)]
pub(super) struct Ways<T> {
    /// Regions of the suppliers, and their places among the item's makers.
    pub(super) from: Vec<usize>,
    pub(super) makers: Vec<usize>,
    /// Regions that they supply.
    pub(super) to: Vec<usize>,
    /// What stays with a supplier, and what leaves it for each unit of the needs left.
    pub(super) kept: Vec<Row<T>>,
    pub(super) leaving: Vec<Row<T>>,
    /// By region supplied.
    pub(super) needs_left: Vec<Row<T>>,
    /// Flows, suppliers × regions, if levers have changed them in any draw; and 1 in such draws.
    pub(super) changed: Option<Vec<Row<T>>>,
    pub(super) is_changed: Row<T>,
    /// What each link carries, suppliers × regions, and whether that is less than all in any draw; empty
    /// as long as all are free.
    pub(super) carried: Vec<Row<T>>,
    pub(super) limited: Vec<bool>,
}

impl<T: Real> Ways<T> {
    /// The flows of the draws between `from` and `to`, of an item made in regions `makers`.
    pub(super) fn new(
        flows: &[&Flows],
        from: Vec<usize>,
        to: Vec<usize>,
        makers: &[usize],
        lane: Lane<'_, T>,
    ) -> Self {
        let factors: Vec<Option<Factors<'_>>> = flows
            .iter()
            .map(|flows| flows.factors().map(|(all, needs)| (all.collect(), needs)))
            .collect();
        let of = |l: usize, i: usize| factors[l].as_ref().map_or((0.0, 0.0), |(all, _)| all[i]);
        let need = |l: usize, r: usize| factors[l].as_ref().map_or(0.0, |(_, needs)| needs[r]);
        let mut ways = Self {
            makers: from
                .iter()
                .map(|r| makers.binary_search(r).unwrap_or_default())
                .collect(),
            kept: (0..from.len()).map(|i| lane(&|l| of(l, i).0)).collect(),
            leaving: (0..from.len()).map(|i| lane(&|l| of(l, i).1)).collect(),
            needs_left: to.iter().map(|&r| lane(&|l| need(l, r))).collect(),
            from,
            to,
            changed: None,
            is_changed: lane(&|l| f64::from(u8::from(factors[l].is_none()))),
            carried: Vec::new(),
            limited: Vec::new(),
        };
        if factors.iter().any(Option::is_none) {
            let all = (0..ways.from.len()).flat_map(|i| (0..ways.to.len()).map(move |r| (i, r)));
            let flow = |(i, r): (usize, usize)| {
                let usual = ways.flow(i, r);
                let changed = |l: usize| flows[l].between(i, ways.to[r]);
                lane(&|l| {
                    if factors[l].is_some() {
                        usual[l].double()
                    } else {
                        changed(l)
                    }
                })
            };
            ways.changed = Some(all.map(flow).collect());
        }
        ways
    }

    /// The flow as its factors say.
    fn flow(&self, i: usize, r: usize) -> Row<T> {
        let stays = self.from[i] == self.to[r];
        Row::from_fn(|l| {
            let kept = if stays { self.kept[i][l] } else { T::ZERO };
            self.leaving[i][l].times_plus(self.needs_left[r][l], kept)
        })
    }

    /// Takes over links that have changed.
    pub(super) fn take(&mut self, changed: &[Changed<'_>]) {
        let n = self.to.len();
        if self.carried.is_empty() {
            self.carried = vec![Row::ONE; self.from.len() * n];
            self.limited = vec![false; self.carried.len()];
        }
        let taiwan = changed.first().map(|draw| draw.links.taiwan);
        let taiwan = self.to.iter().position(|to| Some(*to) == taiwan);
        for (i, &maker) in self.makers.iter().enumerate() {
            let here = i * n..(i + 1) * n;
            let (rows, limited) = (&mut self.carried[here.clone()], &mut self.limited[here]);
            // Most often only access to Taiwan has changed.
            let mut touched = taiwan.map_or(0..0, |at| at..at + 1);
            for draw in changed {
                let links = draw.links.of(maker);
                if draw.all(maker) {
                    touched = 0..n;
                    for (row, &to) in rows.iter_mut().zip(&self.to) {
                        row[draw.lane] = T::of(links[to]);
                    }
                } else if let Some(at) = taiwan {
                    rows[at][draw.lane] = T::of(links[draw.links.taiwan]);
                }
            }
            let is_less = |row: &Row<T>| row.iter().fold(false, |any, c| any | (*c < T::ONE));
            for (limited, row) in limited[touched.clone()].iter_mut().zip(&rows[touched]) {
                *limited = is_less(row);
            }
        }
    }
}
