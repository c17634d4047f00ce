//! What levers change for one item: reserves, need met outside the market, purchases spread over
//! suppliers, arrivals shared.
//!
//! Quantities are shares of the world's daily use in peace, as in [`super::state`].
//!
//! * A reserve of d days holds d Σ need of its economies. What users lack after arrivals and their
//!   own stocks comes out of it; it is not filled up again within the year.
//! * Secured shares act as substitution does: a user's need of the market is
//!   (1 − substitution) Π (1 − share × ramp(t)) of its need. At an earlier stage makers of the next
//!   one need so much less of its product.
//! * Purchases limited to m of a supplier: what is above m × need is swapped with other buyers, so
//!   that what each supplier sells and each economy buys stays as it was.
//! * Of arrivals shared by x: s_r ← (1 − x) s_r + x w_r Σ s / Σ w, with w what each wants.

/// What the levers of a draw do to one item, by region of the table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ItemLever {
    /// Regions that a reserve serves, and its days of their use.
    pub reserves: Vec<(Vec<usize>, f64)>,
    /// Need met outside the market.
    pub secured: Vec<SecuredNeed>,
    /// Purchases limited by supplier.
    pub limits: Vec<PurchaseLimit>,
    /// Regions that share arrivals, and which share.
    pub shared: Vec<(Vec<usize>, f64)>,
}

/// Need of some regions that is met outside the market from a day on.
#[derive(Debug, Clone, PartialEq)]
pub struct SecuredNeed {
    /// Whose need.
    pub regions: Vec<usize>,
    /// Share of it in the end.
    pub share: f64,
    /// Day on which the first of it is there.
    pub from_day: f64,
    /// Days from the first to all of it.
    pub ramp_days: f64,
    /// Stages, by their place in the item, whose product is met so.
    pub stages: Vec<usize>,
}

/// Most that some suppliers provide of some buyers' purchases.
#[derive(Debug, Clone, PartialEq)]
pub struct PurchaseLimit {
    /// Who buys.
    pub regions: Vec<usize>,
    /// From whom.
    pub away_from: Vec<usize>,
    /// Share of each buyer's purchases.
    pub most: f64,
}

/// The levers of one item while a draw runs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Levers {
    drawn: Option<Box<ItemLever>>,
    /// What is left of each reserve.
    left: Vec<f64>,
    /// Place of the stage that users buy from.
    last: usize,
}

impl Levers {
    /// `last` is the place of the stage that users buy from.
    pub(crate) fn new(drawn: Option<&ItemLever>, needs: &[f64], last: usize) -> Self {
        let left = drawn.map_or_else(Vec::new, |drawn| {
            let reserve = |(regions, days): &(Vec<usize>, f64)| {
                days * regions.iter().map(|r| needs[*r]).sum::<f64>()
            };
            drawn.reserves.iter().map(reserve).collect()
        });
        Self {
            drawn: drawn.map(|drawn| Box::new(drawn.clone())),
            left,
            last,
        }
    }

    /// Share of a region's need that must still come from the market on a day.
    pub(crate) fn market(&self, region: usize, day: f64) -> f64 {
        self.feed(self.last, region, day)
    }

    /// Share of what a region takes of a stage's product that must still come from its makers.
    pub(crate) fn feed(&self, stage: usize, region: usize, day: f64) -> f64 {
        let Some(drawn) = &self.drawn else { return 1.0 };
        drawn
            .secured
            .iter()
            .filter(|one| one.stages.contains(&stage) && one.regions.contains(&region))
            .map(|one| {
                let since = day - one.from_day;
                let ramp = if since < 0.0 {
                    0.0
                } else if since < one.ramp_days {
                    since / one.ramp_days
                } else {
                    1.0
                };
                1.0 - one.share * ramp
            })
            .product()
    }

    /// Whether any need is secured beside the market.
    pub(crate) fn secures(&self) -> bool {
        self.drawn
            .as_ref()
            .is_some_and(|drawn| !drawn.secured.is_empty())
    }

    /// Whether partners share what they are served.
    pub(crate) fn shares(&self) -> bool {
        self.drawn
            .as_ref()
            .is_some_and(|drawn| !drawn.shared.is_empty())
    }

    /// Whether there is any reserve.
    pub(crate) fn reserves(&self) -> bool {
        !self.left.is_empty()
    }

    /// Takes up to `short` units out of the reserves that serve a region.
    pub(crate) fn release(&mut self, region: usize, short: f64) -> f64 {
        let Some(drawn) = &self.drawn else { return 0.0 };
        if short <= 0.0 {
            return 0.0;
        }
        let mut missing = short;
        for ((regions, _), left) in drawn.reserves.iter().zip(&mut self.left) {
            if missing > 0.0 && regions.contains(&region) {
                let taken = missing.min(*left);
                *left -= taken;
                missing -= taken;
            }
        }
        short - missing
    }

    /// Shares out again what partners are served, given what each wants.
    pub(crate) fn share(&self, served: &mut [f64], wanted: &[f64]) {
        let Some(drawn) = &self.drawn else { return };
        for (regions, share) in &drawn.shared {
            let all: f64 = regions.iter().map(|r| served[*r]).sum();
            let asked: f64 = regions.iter().map(|r| wanted[*r]).sum();
            if asked > 0.0 {
                for &r in regions {
                    served[r] = (1.0 - share) * served[r] + share * wanted[r] * all / asked;
                }
            }
        }
    }

    /// Whether purchases are limited.
    pub(crate) fn diversifies(&self) -> bool {
        self.drawn
            .as_ref()
            .is_some_and(|drawn| !drawn.limits.is_empty())
    }

    /// Changes the usual flows (suppliers × regions) as purchases are limited; `suppliers` are the
    /// regions of the rows.
    pub(crate) fn diversify(&self, suppliers: &[usize], needs: &[f64], flows: &mut [f64]) {
        let Some(drawn) = &self.drawn else { return };
        for limit in &drawn.limits {
            limit.apply(suppliers, needs, flows);
        }
    }
}

impl PurchaseLimit {
    fn apply(&self, suppliers: &[usize], needs: &[f64], flows: &mut [f64]) {
        let n = needs.len();
        let away = |i: usize| self.away_from.contains(&suppliers[i]);
        let rows = || 0..suppliers.len();
        // What each buyer has above its limit.
        let mut moved = vec![0.0; n];
        let mut bought = vec![0.0; n];
        for &r in self.regions.iter().filter(|r| !self.away_from.contains(r)) {
            bought[r] = rows().filter(|i| away(*i)).map(|i| flows[i * n + r]).sum();
            moved[r] = (bought[r] - self.most * needs[r]).max(0.0);
        }
        // What others could give for it: not what stays where it is made.
        let gives =
            |i: usize, r: usize| !away(i) && !self.regions.contains(&r) && suppliers[i] != r;
        let offered: f64 = rows()
            .flat_map(|i| (0..n).map(move |r| (i, r)))
            .filter(|(i, r)| gives(*i, *r))
            .map(|(i, r)| flows[i * n + r])
            .sum();
        let wanted: f64 = moved.iter().sum();
        if wanted <= 0.0 || offered <= 0.0 {
            return;
        }
        if wanted > offered {
            moved.iter_mut().for_each(|m| *m *= offered / wanted);
        }
        let total = wanted.min(offered);
        let part = total / offered;
        // By supplier what it turns to the buyers, by other buyer what it gives up.
        let mut turned = vec![0.0; suppliers.len()];
        let mut given_up = vec![0.0; n];
        for i in rows() {
            for r in 0..n {
                if gives(i, r) {
                    let change = flows[i * n + r] * part;
                    flows[i * n + r] -= change;
                    turned[i] += change;
                    given_up[r] += change;
                }
            }
        }
        for i in rows() {
            if away(i) {
                let mut freed = 0.0;
                for r in (0..n).filter(|r| moved[*r] > 0.0) {
                    let change = flows[i * n + r] * moved[r] / bought[r];
                    flows[i * n + r] -= change;
                    freed += change;
                }
                for r in 0..n {
                    flows[i * n + r] += freed * given_up[r] / total;
                }
            } else {
                for r in 0..n {
                    flows[i * n + r] += turned[i] * moved[r] / total;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::flows::Flows;

    #[test]
    fn limits_swap_purchases_and_keep_every_sum() {
        let suppliers = [(0, 0.8), (1, 0.2)];
        let needs = [0.4, 0.1, 0.3, 0.2];
        let mut before = Vec::new();
        Flows::new(&suppliers, &needs, 0.2).change(|_, flows| before = flows.to_vec());
        let mut after = before.clone();
        let limit = PurchaseLimit {
            regions: vec![3],
            away_from: vec![0],
            most: 0.5,
        };
        limit.apply(&[0, 1], &needs, &mut after);
        assert!((after[3] - 0.5 * 0.2).abs() < 1e-12, "{after:?}");
        for i in 0..2 {
            let sum = |f: &[f64]| f[i * 4..i * 4 + 4].iter().sum::<f64>();
            assert!((sum(&before) - sum(&after)).abs() < 1e-12);
        }
        for r in 0..4 {
            assert!((after[r] + after[4 + r] - needs[r]).abs() < 1e-12);
        }
        assert!(after.iter().all(|f| *f >= 0.0));
        // A limit that is met already changes nothing.
        let mut same = before.clone();
        PurchaseLimit {
            most: 0.95,
            ..limit
        }
        .apply(&[0, 1], &needs, &mut same);
        assert_eq!(same, before);
    }

    #[test]
    fn reserves_pay_out_what_they_hold_and_no_more() {
        let drawn = ItemLever {
            reserves: vec![(vec![0], 2.0), (vec![0, 1], 1.0)],
            ..ItemLever::default()
        };
        let mut levers = Levers::new(Some(&drawn), &[0.25, 0.75], 0);
        assert_eq!(levers.release(0, 0.25), 0.25);
        assert_eq!(levers.release(1, 0.75), 0.75);
        assert_eq!(levers.release(0, 1.0), 0.5);
        assert_eq!(levers.release(1, 1.0), 0.0);
        assert_eq!(levers.release(0, -1.0), 0.0);
    }

    #[test]
    fn secured_need_comes_on_line_over_its_ramp() {
        let drawn = ItemLever {
            secured: vec![SecuredNeed {
                regions: vec![1],
                share: 0.4,
                from_day: 100.0,
                ramp_days: 50.0,
                stages: vec![0, 2],
            }],
            ..ItemLever::default()
        };
        let levers = Levers::new(Some(&drawn), &[0.5, 0.5], 2);
        let at = |day| levers.market(1, day);
        assert_eq!((at(99.0), at(125.0), at(200.0)), (1.0, 0.8, 0.6));
        assert_eq!(levers.market(0, 200.0), 1.0);
        // Ore at the first stage, nothing at the second.
        assert_eq!(levers.feed(0, 1, 200.0), 0.6);
        assert_eq!(levers.feed(1, 1, 200.0), 1.0);
    }

    #[test]
    fn sharing_moves_arrivals_to_who_lacks_them() {
        let drawn = ItemLever {
            shared: vec![(vec![0, 1], 0.5)],
            ..ItemLever::default()
        };
        let levers = Levers::new(Some(&drawn), &[0.5, 0.5, 0.0], 0);
        let mut served = [0.4, 0.1, 0.3];
        levers.share(&mut served, &[0.5, 0.5, 0.3]);
        for (got, wanted) in served.iter().zip([0.325, 0.175, 0.3]) {
            assert!((got - wanted).abs() < 1e-12);
        }
    }
}
