//! Baseline flows of an item between places, from what each supplies and each needs.
//!
//! Supplies σ and needs ν both add up to 1. A home share h keeps h·min(σ_p, ν_p) in place; what is
//! left flows in proportion to what is left at both ends, so that both margins are kept exactly:
//!
//! f_pq = 1[p = q] k_p + (σ_p − k_p)(ν_q − k_q) / Σ (σ − k),  k_p = h·min(σ_p, ν_p)

/// Flows from suppliers (region, share) to needs by region, row by row (suppliers × regions).
pub(crate) fn flows(supplies: &[(usize, f64)], needs: &[f64], home: f64) -> Vec<f64> {
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
    let mut flows = Vec::with_capacity(supplies.len() * needs.len());
    for &(p, supply) in supplies {
        let leaving = (supply - kept[p]) * scale;
        flows.extend(
            needs
                .iter()
                .enumerate()
                .map(|(q, need)| leaving * (need - kept[q]) + if p == q { kept[p] } else { 0.0 }),
        );
    }
    flows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_margins_are_kept() {
        let supplies = [(0, 0.7), (2, 0.3)];
        let needs = [0.2, 0.5, 0.3];
        for home in [0.0, 0.4, 1.0] {
            let f = flows(&supplies, &needs, home);
            for (row, (_, supply)) in f.chunks(3).zip(supplies) {
                assert!((row.iter().sum::<f64>() - supply).abs() < 1e-12);
            }
            for (q, need) in needs.iter().enumerate() {
                assert!((f[q] + f[3 + q] - need).abs() < 1e-12, "{home}");
            }
            assert!(f.iter().all(|v| *v >= 0.0));
        }
        assert!((flows(&supplies, &needs, 1.0)[5] - 0.3).abs() < 1e-12);
    }
}
