//! Baseline flows of an item between places, from what each supplies and each needs.
//!
//! Supplies σ and needs ν both add up to 1. A home share h keeps h·min(σ_p, ν_p) in place; what is
//! left flows in proportion to what is left at both ends, so that both margins are kept exactly:
//!
//! f_pq = 1[p = q] k_p + (σ_p − k_p)(ν_q − k_q) / Σ (σ − k),  k_p = h·min(σ_p, ν_p)

/// Flows from suppliers to needs by region.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Flows {
    /// By supplier: region, what stays there, and what leaves for each unit of the needs left.
    suppliers: Vec<(usize, f64, f64)>,
    /// Needs that are left, by region.
    needs: Vec<f64>,
    /// The flows themselves, suppliers × regions, where they do not follow from these.
    changed: Option<Vec<f64>>,
}

impl Flows {
    /// Flows from suppliers (region, share) to needs by region, given the home share.
    pub(crate) fn new(supplies: &[(usize, f64)], needs: &[f64], home: f64) -> Self {
        let mut kept = vec![0.0; needs.len()];
        for &(p, supply) in supplies {
            kept[p] = home * supply.min(needs[p]);
        }
        let travelling: f64 = supplies.iter().map(|&(p, supply)| supply - kept[p]).sum();
        let scale = if travelling > 0.0 {
            1.0 / travelling
        } else {
            0.0
        };
        Self {
            suppliers: supplies
                .iter()
                .map(|&(p, supply)| (p, kept[p], (supply - kept[p]) * scale))
                .collect(),
            needs: needs.iter().zip(&kept).map(|(n, k)| n - k).collect(),
            changed: None,
        }
    }

    /// Lets the flows (suppliers × regions) be changed, given the suppliers' regions.
    pub(crate) fn change(&mut self, change: impl FnOnce(&[usize], &mut [f64])) {
        let makers: Vec<usize> = self.suppliers.iter().map(|(p, ..)| *p).collect();
        let mut flows: Vec<f64> = (0..makers.len())
            .flat_map(|i| (0..self.needs.len()).map(move |r| (i, r)))
            .map(|(i, r)| self.between(i, r))
            .collect();
        change(&makers, &mut flows);
        self.changed = Some(flows);
    }

    /// What stays with each supplier, what leaves it for each unit of the needs that are left, and
    /// those needs by region; none where the flows have been changed.
    pub(crate) fn factors(&self) -> Option<(impl Iterator<Item = (f64, f64)>, &[f64])> {
        let suppliers = self
            .suppliers
            .iter()
            .map(|(_, kept, leaving)| (*kept, *leaving));
        self.changed.is_none().then_some((suppliers, &self.needs))
    }

    /// The flow from a supplier, by its place in the list, to a region.
    pub(crate) fn between(&self, supplier: usize, to: usize) -> f64 {
        if let Some(flows) = &self.changed {
            return flows[supplier * self.needs.len() + to];
        }
        let (p, kept, leaving) = self.suppliers[supplier];
        leaving * self.needs[to] + if p == to { kept } else { 0.0 }
    }

    /// The flows from a supplier to every region, into `flows`.
    #[inline(always)]
    pub(crate) fn of(&self, supplier: usize, flows: &mut Vec<f64>) {
        let (p, kept, leaving) = self.suppliers[supplier];
        flows.clear();
        if let Some(changed) = &self.changed {
            let n = self.needs.len();
            flows.extend_from_slice(&changed[supplier * n..(supplier + 1) * n]);
            return;
        }
        flows.extend(self.needs.iter().map(|need| leaving * need));
        flows[p] += kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_margins_are_kept() {
        let supplies = [(0, 0.7), (2, 0.3)];
        let needs = [0.2, 0.5, 0.3];
        for home in [0.0, 0.4, 1.0] {
            let flows = Flows::new(&supplies, &needs, home);
            let f: Vec<f64> = (0..2)
                .flat_map(|p| {
                    let mut row = Vec::new();
                    flows.of(p, &mut row);
                    row
                })
                .collect();
            for (row, (_, supply)) in f.chunks(3).zip(supplies) {
                assert!((row.iter().sum::<f64>() - supply).abs() < 1e-12);
            }
            for (q, need) in needs.iter().enumerate() {
                assert!((f[q] + f[3 + q] - need).abs() < 1e-12, "{home}");
            }
            assert!(f.iter().all(|v| *v >= 0.0));
        }
        assert!((Flows::new(&supplies, &needs, 1.0).between(1, 2) - 0.3).abs() < 1e-12);
    }
}
