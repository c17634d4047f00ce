//! How much of the variance of a loss each input makes, alone and together with the others.
//!
//! Two samples A and B of independent luck, and for each group of inputs i a third, A with the luck of
//! i taken from B. With f the loss of a draw and V its variance over A and B together,
//!
//! ```text
//! S_i = mean of f(B) (f(A_B^i) − f(A)) / V          first order: Saltelli et al. (2010), Table 2 (b)
//! T_i = mean of (f(A) − f(A_B^i))² / 2 / V          total: Jansen (1999); (f) of the same table
//! ```
//!
//! losses being taken from the mean of all runs before. S_i is the share of the variance that would
//! go if i became known, T_i the share that would be left if all else became known: T_i − S_i is
//! what i does together with others, and an input of T_i = 0 does nothing. Errors are those of ratios
//! of means, linearised. Inputs that depend on one another belong in one group: apart, neither index
//! would mean anything (Jacques, Lavergne & Devictor 2006).

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use mist_scenario::{Exchange, Scenario};
use serde::{Deserialize, Serialize};

use crate::EngineError;
use crate::model::{DrawStatus, PropagationModel};
use crate::models::ScenarioSampler;
use crate::monte_carlo::{Ending, Plan, run};
use crate::parameters::ModelParameters;
use crate::sensitivity::{self, Factor, NOISE, Ordered, rank_inputs};
use crate::statistics::{mean, standard_error_of_blocks};

/// Draws below which no index is given.
pub const FEWEST: u64 = 64;

/// What the draw decides that is no named parameter: how long phases last and which comes next.
pub const COURSE: &str = "course of events";

/// Whether sanctions and other answers are taken.
pub const DECISIONS: &str = "answers taken or not";

/// Parts of the model's parameters that are looked at as a whole, whatever else is: name and beginnings
/// of their sources. Single inputs may be members; each group's indices mean what they mean by
/// themselves.
pub const PARTS: [(&str, &[&str]); 6] = [
    (
        "network.*: how firms order, stock and switch",
        &["model.network."],
    ),
    ("items.*: what all bottlenecks share", &["model.items."]),
    ("item.*: each bottleneck's own numbers", &["model.item."]),
    (
        "power.*, electricity.*: Taiwan's electricity",
        &["model.power.", "model.electricity."],
    ),
    (
        "access.*, transit.*: ports, ships and detours",
        &["model.access.", "model.transit."],
    ),
    (
        "finance.*, damage.*: demand and repair",
        &["model.finance.", "model.damage."],
    ),
];

/// Beginning of the names of inputs that are looked at together only: there are over a thousand, and on
/// as many draws as a study has some of them look important by luck.
const MANY: &str = "item.";

/// All inputs that are in no other group.
pub const ALL_ELSE: &str = "all other inputs";

/// Inputs that are exchanged together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputGroup {
    /// Name, as published.
    pub name: String,
    /// The sources of chance; the seed is that of no sample yet.
    sources: Exchange,
}

/// First-order and total index of one input or group, with their Monte Carlo standard errors.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct VarianceIndex {
    /// Share of the variance that goes if the input becomes known.
    pub first_order: f64,
    /// Its standard error.
    pub first_order_error: f64,
    /// Share of the variance that is left if all other inputs become known.
    pub total: f64,
    /// Its standard error.
    pub total_error: f64,
}

/// What one input does to the loss of one economy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InputEffect {
    /// Name of the input, or of inputs that belong together, with ` + ` between them.
    pub input: String,
    /// Shares of the variance.
    #[serde(flatten)]
    pub variance: VarianceIndex,
    /// Distance between distributions with and without knowing it (PAWN), on sample A; none for
    /// groups.
    pub pawn: Option<f64>,
    /// Spearman's rank correlation with the loss, on sample A; none for groups.
    pub rank_correlation: Option<f64>,
}

/// One economy, or the world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EconomyEffects {
    /// ISO code, or `WLD`.
    pub region: String,
    /// English name.
    pub name: String,
    /// Inputs, the largest total index first.
    pub inputs: Vec<InputEffect>,
    /// PAWN of an input that does nothing, with as many draws: what does not rise above it is not
    /// told from chance.
    pub pawn_of_noise: f64,
}

/// What a study is of and how much it looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VarianceStudy {
    /// Draws of each sample that failed in none.
    pub draws: u64,
    /// Draws left out because they failed in at least one sample.
    pub failed: u64,
    /// Draws that were played for it, over all samples.
    pub played: u64,
    /// The world, then every economy in the table's order.
    pub economies: Vec<EconomyEffects>,
}

/// Estimates of [`VarianceIndex`] from the outcomes of the same draws in sample A, sample B and A with
/// each group exchanged; `blocks` as in [`standard_error_of_blocks`].
///
/// The outcomes must be as many in each; where they do not vary every index is zero.
#[must_use]
pub fn indices(a: &[f64], b: &[f64], exchanged: &[Vec<f64>], blocks: &[u64]) -> Vec<VarianceIndex> {
    let runs = || {
        [a, b]
            .into_iter()
            .chain(exchanged.iter().map(Vec::as_slice))
    };
    let all = (exchanged.len() + 2) as f64;
    let centre = runs().map(mean).sum::<f64>() / all;
    let of_both = (mean(a) + mean(b)) / 2.0;
    let square = |x: f64| x * x;
    // A draw's part of the variance of A and B together.
    let parts: Vec<f64> = a
        .iter()
        .zip(b)
        .map(|(a, b)| (square(a - of_both) + square(b - of_both)) / 2.0)
        .collect();
    let variance = mean(&parts);
    if variance <= 0.0 || variance.is_nan() {
        let nothing = VarianceIndex {
            first_order: 0.0,
            first_order_error: 0.0,
            total: 0.0,
            total_error: 0.0,
        };
        return vec![nothing; exchanged.len()];
    }
    let ratio = |numerators: &[f64]| {
        let ratio = mean(numerators) / variance;
        let residuals: Vec<f64> = numerators
            .iter()
            .zip(&parts)
            .map(|(n, v)| n - ratio * v)
            .collect();
        (
            ratio,
            standard_error_of_blocks(&residuals, blocks) / variance,
        )
    };
    exchanged
        .iter()
        .map(|ab| {
            let draws = || a.iter().zip(b).zip(ab);
            let first: Vec<f64> = draws()
                .map(|((a, b), ab)| (b - centre) * (ab - a))
                .collect();
            let total: Vec<f64> = draws().map(|((a, _), ab)| square(a - ab) / 2.0).collect();
            let (first_order, first_order_error) = ratio(&first);
            let (total, total_error) = ratio(&total);
            VarianceIndex {
                first_order,
                first_order_error,
                total,
                total_error,
            }
        })
        .collect()
}

/// A study under way: sample A is played first, to find out which inputs to look at.
pub struct Study<'a> {
    model: &'a dyn PropagationModel,
    sampler: ScenarioSampler<'a>,
    plan: Plan,
    cancel: &'a AtomicBool,
    /// By draw, the world's loss and every region's; none where a draw failed.
    a: Vec<Option<Vec<f64>>>,
    factors: Vec<Factor>,
}

/// Tells how many draws of the study are done.
type Tell<'t> = &'t mut dyn FnMut(u64);

impl<'a> Study<'a> {
    /// Bytes that a study of `samples` samples of so many draws takes, about, with an economy of so
    /// many regions and a model of so many uncertain parameters.
    #[must_use]
    pub fn bytes(regions: usize, draws: u64, samples: u64, parameters: usize) -> u64 {
        let losses = size_of::<f64>() * (regions + 1) + size_of::<Option<Vec<f64>>>();
        // An input's values, and the draws in their order.
        let inputs = parameters * (size_of::<f64>() + size_of::<usize>());
        draws.saturating_mul(samples.saturating_mul(losses as u64) + inputs as u64)
    }

    /// Plays sample A; none if it was cancelled.
    ///
    /// # Errors
    /// Fewer than [`FEWEST`] draws, or whatever [`run`] refuses.
    pub fn begin(
        model: &'a dyn PropagationModel,
        sampler: ScenarioSampler<'a>,
        plan: Plan,
        cancel: &'a AtomicBool,
        tell: Tell<'_>,
    ) -> Result<Option<Self>, EngineError> {
        if plan.draws < FEWEST {
            return Err(EngineError::Invalid {
                what: format!("a sensitivity analysis of {} draws", plan.draws),
                location: "--draws".to_owned(),
                help: format!("give at least {FEWEST}: below, every index is noise"),
            });
        }
        let factors = sensitivity::factors(
            sampler.scenario,
            sampler.parameters,
            sampler.seed,
            sampler.sampling,
            plan.draws,
        );
        let mut study = Self {
            model,
            sampler,
            plan,
            cancel,
            a: Vec::new(),
            factors,
        };
        let sampler = study.sampler.clone();
        Ok(study.play(&sampler, tell)?.map(|a| {
            study.a = a;
            study
        }))
    }

    /// The inputs that move the losses of sample A most, at most `count`, by their first-order index
    /// on the draws as they are, for the world or any of some regions (by index): those that belong
    /// together as one group; then the [`PARTS`] of the model, what is no named parameter, and the rest.
    #[must_use]
    pub fn groups(&self, count: usize, regions: &[usize]) -> Vec<InputGroup> {
        let kept: Vec<usize> = (0..self.a.len()).filter(|&i| self.a[i].is_some()).collect();
        let ordered: Vec<Ordered<'_>> = self
            .factors
            .iter()
            .filter(|factor| !factor.name.starts_with(MANY))
            .filter_map(|factor| Ordered::new(factor, &kept))
            .collect();
        let mut found: Vec<(f64, String)> = Vec::new();
        for place in std::iter::once(0).chain(regions.iter().map(|r| r + 1)) {
            let losses: Vec<f64> = self.a.iter().flatten().map(|all| all[place]).collect();
            for input in rank_inputs(&ordered, &losses, count) {
                match found.iter_mut().find(|(_, name)| *name == input.name) {
                    Some((best, _)) => *best = best.max(input.first_order),
                    None => found.push((input.first_order, input.name)),
                }
            }
        }
        found.retain(|(_, name)| name != NOISE);
        found.sort_by(|x, y| y.0.total_cmp(&x.0));
        let mut groups: Vec<InputGroup> = Vec::new();
        let (scenario, parameters) = (self.sampler.scenario, self.sampler.parameters);
        for (_, name) in found {
            let group = together(scenario, parameters, &name);
            if groups.len() < count && !groups.contains(&group) {
                groups.push(group);
            }
        }
        let whole: [(&str, &[&str]); 2] = [(COURSE, &["phase/"]), (DECISIONS, &["measure/"])];
        for (name, beginnings) in PARTS.into_iter().chain(whole) {
            groups.push(InputGroup {
                name: name.to_owned(),
                sources: Exchange {
                    beginnings: beginnings.iter().map(|&b| b.to_owned()).collect(),
                    ..Exchange::default()
                },
            });
        }
        let mut rest = Exchange {
            all_but: true,
            ..Exchange::default()
        };
        for group in &groups {
            rest.names.extend(group.sources.names.iter().cloned());
            rest.beginnings
                .extend(group.sources.beginnings.iter().cloned());
        }
        groups.push(InputGroup {
            name: ALL_ELSE.to_owned(),
            sources: rest,
        });
        groups
    }

    /// Plays the other samples and estimates the indices of some groups; none if it was cancelled.
    /// `tell` hears how many draws are done, sample A among them.
    ///
    /// # Errors
    /// Fewer than [`FEWEST`] draws that failed in no sample, or whatever [`run`] refuses.
    pub fn finish(
        self,
        groups: &[InputGroup],
        tell: Tell<'_>,
    ) -> Result<Option<VarianceStudy>, EngineError> {
        // Far from any seed that a user gives, and another for every seed.
        let other = self.sampler.seed ^ 0x5AB1_E7E5_0B01_1EAD;
        let mut done = self.plan.draws;
        let mut runs: Vec<Vec<Option<Vec<f64>>>> = Vec::new();
        let b = ScenarioSampler {
            seed: other,
            ..self.sampler.clone()
        };
        let exchanging = groups.iter().map(|group| ScenarioSampler {
            exchange: Some(Arc::new(Exchange {
                seed: other,
                ..group.sources.clone()
            })),
            ..self.sampler.clone()
        });
        for sampler in std::iter::once(b).chain(exchanging) {
            let Some(run) = self.play(&sampler, &mut |draws| tell(done + draws))? else {
                return Ok(None);
            };
            done += self.plan.draws;
            runs.push(run);
        }
        let kept: Vec<usize> = (0..self.a.len())
            .filter(|&i| self.a[i].is_some() && runs.iter().all(|run| run[i].is_some()))
            .collect();
        if (kept.len() as u64) < FEWEST {
            return Err(EngineError::Invalid {
                what: format!("only {} draws failed in no sample", kept.len()),
                location: format!("scenario `{}`", self.sampler.scenario.id()),
                help: "give more draws, or look at why they fail".to_owned(),
            });
        }
        let sampling = self.sampler.sampling;
        let blocks = sampling.blocks(kept.iter().map(|&i| i as u64));
        let ordered: Vec<Ordered<'_>> = self
            .factors
            .iter()
            .filter_map(|factor| Ordered::new(factor, &kept))
            .collect();
        let economy = self.sampler.economy;
        let named = economy
            .regions
            .iter()
            .map(|region| (region.code.to_string(), region.name.clone()));
        let world = ("WLD".to_owned(), "World".to_owned());
        let economies = std::iter::once(world)
            .chain(named)
            .enumerate()
            .map(|(place, (region, name))| {
                let of = |run: &[Option<Vec<f64>>]| -> Vec<f64> {
                    kept.iter()
                        .filter_map(|&i| Some(run[i].as_ref()?[place]))
                        .collect()
                };
                let (a, b) = (of(&self.a), of(&runs[0]));
                let exchanged: Vec<Vec<f64>> = runs[1..].iter().map(|run| of(run)).collect();
                let alone = rank_inputs(&ordered, &a, usize::MAX);
                let one = |name: &str| alone.iter().find(|input| input.name == name);
                let mut inputs: Vec<InputEffect> = groups
                    .iter()
                    .zip(indices(&a, &b, &exchanged, &blocks))
                    .map(|(group, variance)| InputEffect {
                        input: group.name.clone(),
                        variance,
                        pawn: one(&group.name).map(|input| input.pawn),
                        rank_correlation: one(&group.name).map(|input| input.rank_correlation),
                    })
                    .collect();
                inputs.sort_by(|x, y| y.variance.total.total_cmp(&x.variance.total));
                EconomyEffects {
                    region,
                    name,
                    inputs,
                    pawn_of_noise: one(NOISE).map_or(0.0, |input| input.pawn),
                }
            })
            .collect();
        Ok(Some(VarianceStudy {
            draws: kept.len() as u64,
            failed: (self.a.len() - kept.len()) as u64,
            played: done,
            economies,
        }))
    }

    /// Losses of every draw of a sample.
    fn play(
        &self,
        sampler: &ScenarioSampler<'_>,
        tell: Tell<'_>,
    ) -> Result<Option<Vec<Option<Vec<f64>>>>, EngineError> {
        let mut losses = Vec::new();
        let ending = run(
            self.model,
            sampler,
            &self.plan,
            self.cancel,
            &mut |progress| tell(progress.draws_done),
            &mut |chunk| {
                losses.extend(chunk.draws.into_iter().map(|draw| {
                    (draw.outcome.status != DrawStatus::Failed).then(|| {
                        let each = draw.outcome.records.iter().map(|record| record.loss[2]);
                        let world = each.clone().sum();
                        std::iter::once(world).chain(each).collect()
                    })
                }));
                Ok(ControlFlow::Continue(()))
            },
        )?;
        Ok((ending == Ending::Finished).then_some(losses))
    }
}

/// The group of an input: itself, or all parameters that the scenario correlates with it, directly or
/// through others.
fn together(scenario: &Scenario, parameters: &ModelParameters, name: &str) -> InputGroup {
    let mut members = BTreeSet::from([name.to_owned()]);
    loop {
        let before = members.len();
        for pair in &scenario.document().correlations {
            if pair.between.iter().any(|other| members.contains(other)) {
                members.extend(pair.between.iter().cloned());
            }
        }
        if members.len() == before {
            break;
        }
    }
    let names = members
        .iter()
        .map(|name| source(parameters, name))
        .collect();
    InputGroup {
        name: members.into_iter().collect::<Vec<_>>().join(" + "),
        sources: Exchange {
            names,
            ..Exchange::default()
        },
    }
}

/// The source of chance of an input: see `mist_scenario::sample` and [`ModelParameters::uncertain`].
fn source(parameters: &ModelParameters, name: &str) -> String {
    if parameters.uncertain().any(|uncertain| uncertain == name) {
        return format!("model.{name}");
    }
    // A parameter of a response or a lever is called `MEASURE/NAME`.
    let own = name.rsplit('/').next().unwrap_or(name);
    format!("parameter/{own}")
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::*;

    const N: usize = 4_096;

    /// The additive recurrence of Roberts (2018), as in `benches/peers/salib_indices.py`.
    fn points(alphas: &[f64]) -> Vec<Vec<f64>> {
        (1..=N)
            .map(|k| alphas.iter().map(|a| (0.5 + k as f64 * a) % 1.0).collect())
            .collect()
    }

    /// Indices of a function of `d` inputs, the first half of the columns being sample A.
    fn of(alphas: &[f64], f: impl Fn(&[f64]) -> f64) -> Vec<VarianceIndex> {
        let d = alphas.len() / 2;
        let points = points(alphas);
        let all =
            |of: &dyn Fn(&[f64]) -> f64| -> Vec<f64> { points.iter().map(|p| of(p)).collect() };
        let exchanged: Vec<Vec<f64>> = (0..d)
            .map(|i| {
                all(&|p| {
                    let mut x = p[..d].to_vec();
                    x[i] = p[d + i];
                    f(&x)
                })
            })
            .collect();
        indices(
            &all(&|p| f(&p[..d])),
            &all(&|p| f(&p[d..])),
            &exchanged,
            &[],
        )
    }

    /// Against SALib 1.6.0 (`sobol.analyze`) on the same points, made by
    /// `benches/peers/salib_indices.py`, and against the analytic values.
    fn agree(found: &[VarianceIndex], salib: [&[f64]; 2], analytic: [&[f64]; 2], within: f64) {
        for (i, index) in found.iter().enumerate() {
            assert_relative_eq!(index.first_order, salib[0][i], epsilon = 1e-9);
            assert_relative_eq!(index.total, salib[1][i], epsilon = 1e-9);
            assert_relative_eq!(index.first_order, analytic[0][i], epsilon = within);
            assert_relative_eq!(index.total, analytic[1][i], epsilon = within);
        }
    }

    #[test]
    fn ishigami() {
        let found = of(
            &[
                0.898_653_712_628_699_2,
                0.807_578_495_221_344_7,
                0.725_733_412_969_759_6,
                0.652_183_025_943_971_5,
                0.586_086_697_577_969_2,
                0.526_688_986_700_735_6,
            ],
            |u| {
                let x: Vec<f64> = u
                    .iter()
                    .map(|u| std::f64::consts::PI * (2.0 * u - 1.0))
                    .collect();
                let sin = libm::sin(x[1]);
                libm::sin(x[0]) + 7.0 * sin * sin + 0.1 * x[2].powi(4) * libm::sin(x[0])
            },
        );
        agree(
            &found,
            [
                &[
                    0.315_029_257_673_550_06,
                    0.444_496_883_494_176_3,
                    -0.002_157_776_389_629_593,
                ],
                &[
                    0.558_150_083_967_572,
                    0.441_006_475_534_058_3,
                    0.242_396_617_416_294_23,
                ],
            ],
            [&[0.3139, 0.4424, 0.0], &[0.5576, 0.4424, 0.2437]],
            0.005,
        );
    }

    /// Sobol's g-function with a = (0, 1, 4.5, 9): with V_i = 1 / (3 (1 + a_i)²) and V = Π (1 + V_i) − 1,
    /// S_i = V_i / V and T_i = V_i (V + 1) / (1 + V_i) / V.
    #[test]
    fn g_function() {
        let a = [0.0, 1.0, 4.5, 9.0];
        let found = of(
            &[
                0.921_599_319_633_982_9,
                0.849_345_305_949_820_2,
                0.782_756_056_097_671_3,
                0.721_387_448_738_993_6,
                0.664_830_181_950_351_3,
                0.612_707_043_357_580_7,
                0.564_670_394_293_295_7,
                0.520_399_851_198_154_1,
            ],
            |u| {
                u.iter()
                    .zip(a)
                    .map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a))
                    .product()
            },
        );
        let parts: Vec<f64> = a
            .iter()
            .map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)))
            .collect();
        let v: f64 = parts.iter().map(|v| 1.0 + v).product::<f64>() - 1.0;
        let first: Vec<f64> = parts.iter().map(|p| p / v).collect();
        let total: Vec<f64> = parts
            .iter()
            .map(|p| p * (v + 1.0) / (1.0 + p) / v)
            .collect();
        agree(
            &found,
            [
                &[
                    0.717_532_745_429_538_5,
                    0.179_241_597_204_450_2,
                    0.022_856_285_019_332_484,
                    0.007_405_143_088_685_892,
                ],
                &[
                    0.786_948_242_338_723_3,
                    0.242_172_775_001_707_3,
                    0.034_282_625_781_464_39,
                    0.010_428_125_716_755_879,
                ],
            ],
            [&first, &total],
            0.005,
        );
    }

    /// Over many samples of independent luck the stated errors are the spread of the estimates.
    #[test]
    fn errors_are_those_of_repeated_samples() {
        use mist_scenario::Luck;
        let n = 256;
        let f = |x: [f64; 2]| x[0] + 2.0 * x[0] * x[1];
        let (mut firsts, mut totals, mut stated) = (Vec::new(), Vec::new(), [0.0; 2]);
        let repeats = 300;
        for seed in 0..repeats {
            let u = |draw, name: &str| Luck::new(seed, draw).uniform(name);
            let all = |of: &dyn Fn(u64) -> f64| -> Vec<f64> { (0..n).map(of).collect() };
            let a = all(&|d| f([u(d, "a0"), u(d, "a1")]));
            let b = all(&|d| f([u(d, "b0"), u(d, "b1")]));
            let ab = all(&|d| f([u(d, "b0"), u(d, "a1")]));
            let index = indices(&a, &b, &[ab], &[])[0];
            firsts.push(index.first_order);
            totals.push(index.total);
            stated[0] += index.first_order_error / repeats as f64;
            stated[1] += index.total_error / repeats as f64;
        }
        for (values, stated) in [firsts, totals].iter().zip(stated) {
            let spread = standard_error_of_blocks(values, &[]) * (repeats as f64).sqrt();
            assert_relative_eq!(stated, spread, max_relative = 0.15);
        }
    }

    #[test]
    fn what_does_not_vary_has_no_index() {
        let found = indices(&[3.0; 8], &[3.0; 8], &[vec![3.0; 8]], &[]);
        assert_eq!((found[0].first_order, found[0].total), (0.0, 0.0));
    }
}
