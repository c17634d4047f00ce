//! The runs of the rows: each made once, however many rows need it.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use mist_economy::Economy;
use mist_engine::{
    ChannelShocks, DrawInput, DrawStatus, Drivers, Ending, ModelParameters, Plan, Sampler,
    ScenarioSampler, ShockFactory, models, run,
};
use mist_scenario::{Luck, Sampling, Scenario, Timeline, Vocabulary};

use crate::direct::{DirectShocks, Placed, Stated};
use crate::measure::{Reader, of_table, positions};
use crate::row::{EMBEDDED, Row, Run};
use crate::{ValidationError, shelf};

/// What the rows are played on.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    /// Economies by the name that rows use.
    pub economies: &'a [(String, Economy)],
    /// How economies react.
    pub parameters: &'a ModelParameters,
    /// Seed of all chance.
    pub seed: u64,
    /// Draws of each run.
    pub draws: u64,
    /// Worker threads; the result does not depend on them.
    pub threads: usize,
}

impl<'a> Stage<'a> {
    /// The economy that rows call so.
    #[must_use]
    pub fn economy(&self, name: &str) -> Option<&'a Economy> {
        self.economies
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, economy)| economy)
    }
}

/// What a figure is in our draws.
#[derive(Debug, Clone, PartialEq)]
pub enum Ours {
    /// In every draw that did not fail; none where it does not come about.
    Draws(Vec<Option<f64>>),
    /// The economy does not hold this apart.
    Apart(String),
    /// Nothing is said.
    Nothing,
}

/// One run of a row.
#[derive(Debug, Clone)]
pub struct PlayedRun {
    /// SHA-256 of the scenario, if there is one.
    pub scenario_hash: Option<String>,
    /// Draws that failed.
    pub failed: u64,
    /// By figure of the row.
    pub figures: Vec<Ours>,
}

/// Runs that are the same.
struct Group<'r> {
    key: String,
    economy: &'r Economy,
    run: &'r Run,
    scenario: Option<Scenario>,
    shocks: Vec<Placed>,
    stream: String,
    wants: Vec<(usize, usize)>,
}

/// Plays the runs of rows: by row, then by run; empty where the row's economy is not there or the
/// model has nothing to say.
///
/// `told` hears of every run that is done and how many there are; once `stop` is set the run in hand
/// ends.
///
/// # Errors
/// A scenario that is not valid, a model that cannot be run, or a stop.
pub fn play(
    stage: &Stage<'_>,
    rows: &[Row],
    stop: &AtomicBool,
    told: &mut dyn FnMut(&str, usize, usize),
) -> Result<Vec<Vec<PlayedRun>>, ValidationError> {
    let mut played: Vec<Vec<PlayedRun>> = Vec::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        played.push(Vec::new());
        let Some(economy) = stage.economy(&row.economy) else {
            continue;
        };
        if row.not_modelled.is_some() {
            continue;
        }
        for (k, run) in row.runs.iter().enumerate() {
            let scenario = scenario(row, run, economy)?;
            let hash = scenario.as_ref().map(|s| s.hash().to_owned());
            let stream = format!("validation/{}/{}", row.id, run.id);
            let mut key = format!("{} {} {hash:?}", row.economy, run.model);
            if !run.shocks.is_empty() {
                // Shocks of different rows have luck of their own.
                key.push_str(&stream);
                key.extend(run.shocks.iter().map(Stated::canonical));
            }
            let placed = run.shocks.iter().map(|shock| shock.place(economy));
            let placed: Result<Vec<_>, String> = placed.collect();
            let placed = match placed {
                Ok(placed) => placed,
                Err(name) => {
                    let figures = vec![Ours::Apart(name); row.measured.len()];
                    played[at].push(PlayedRun {
                        scenario_hash: hash,
                        failed: 0,
                        figures,
                    });
                    continue;
                }
            };
            let figures = vec![Ours::Nothing; row.measured.len()];
            played[at].push(PlayedRun {
                scenario_hash: hash,
                failed: 0,
                figures,
            });
            match groups.iter_mut().find(|group| group.key == key) {
                Some(group) => group.wants.push((at, k)),
                None => groups.push(Group {
                    key,
                    economy,
                    run,
                    scenario,
                    shocks: placed,
                    stream,
                    wants: vec![(at, k)],
                }),
            }
        }
    }
    for filled in side_by_side(stage, rows, &groups, stop, told)? {
        for ((at, k, m), ours) in filled.figures {
            played[at][k].figures[m] = ours;
        }
        for (at, k) in filled.wants {
            played[at][k].failed = filled.failed;
        }
    }
    Ok(played)
}

/// What a group of runs yields.
struct Filled {
    wants: Vec<(usize, usize)>,
    failed: u64,
    /// By row, run and figure.
    figures: Vec<((usize, usize, usize), Ours)>,
}

/// Plays groups side by side, as many as there are threads: a run of few draws keeps one busy.
fn side_by_side(
    stage: &Stage<'_>,
    rows: &[Row],
    groups: &[Group<'_>],
    stop: &AtomicBool,
    told: &mut dyn FnMut(&str, usize, usize),
) -> Result<Vec<Filled>, ValidationError> {
    let workers = stage.threads.min(groups.len()).max(1);
    let threads = (stage.threads / workers).max(1);
    let next = AtomicUsize::new(0);
    let mut filled: Vec<Option<Filled>> = groups.iter().map(|_| None).collect();
    let mut wrong = None;
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..workers {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    let Some(group) = groups.get(n) else { break };
                    // The receiver is gone only if the scope has ended.
                    drop(sender.send((n, group.play(stage, rows, threads, stop))));
                }
            });
        }
        drop(sender);
        for (done, (n, result)) in receiver.iter().enumerate() {
            let row = &rows[groups[n].wants[0].0];
            told(
                &format!("{}/{}", row.id, groups[n].run.id),
                done + 1,
                groups.len(),
            );
            match result {
                Ok(figures) => filled[n] = Some(figures),
                Err(error) => {
                    // No further group begins.
                    next.store(groups.len(), Ordering::Relaxed);
                    // Of several the first in order, whatever the threads.
                    if wrong.as_ref().is_none_or(|(first, _)| n < *first) {
                        wrong = Some((n, error));
                    }
                }
            }
        }
    });
    match wrong {
        Some((_, error)) => Err(error),
        None => Ok(filled.into_iter().flatten().collect()),
    }
}

/// A run's scenario, read for an economy.
fn scenario(row: &Row, run: &Run, economy: &Economy) -> Result<Option<Scenario>, ValidationError> {
    let Some((name, text)) = &run.scenario else {
        return Ok(None);
    };
    Scenario::parse_with(text, name, &Vocabulary::of(economy), shelf::base)
        .map(Some)
        .map_err(|error| ValidationError::Scenario {
            row: row.id.clone(),
            error,
        })
}

impl Group<'_> {
    fn play(
        &self,
        stage: &Stage<'_>,
        rows: &[Row],
        threads: usize,
        stop: &AtomicBool,
    ) -> Result<Filled, ValidationError> {
        let row = &rows[self.wants[0].0];
        let failed = |source| ValidationError::Engine {
            row: row.id.clone(),
            source,
        };
        let channels = ChannelShocks::new(self.economy, stage.parameters).map_err(failed)?;
        let direct = DirectShocks::new(
            self.economy,
            &channels as &dyn ShockFactory,
            self.shocks.clone(),
            self.stream.clone(),
            stage.seed,
        );
        let shocks: &dyn ShockFactory = if self.run.shocks.is_empty() {
            &channels
        } else {
            &direct
        };
        let model = models::by_name(&self.run.model, self.economy, shocks).map_err(failed)?;
        let sampler = |draw| self.draw(stage, draw);
        let plan = Plan::new(stage.seed, stage.draws, 0, threads).map_err(failed)?;

        let mut figures: Vec<((usize, usize, usize), Ours)> = Vec::new();
        let mut readers: Vec<(usize, Reader<'_>)> = Vec::new();
        for &(at, k) in &self.wants {
            for (m, measured) in rows[at].measured.iter().enumerate() {
                if !measured.quantity.needs_run() || measured.not_modelled.is_some() {
                    continue;
                }
                let ours = match positions(self.economy, measured) {
                    Ok(regions) if !regions.is_empty() => {
                        let reader = Reader::new(self.economy, measured, regions);
                        readers.push((figures.len(), reader));
                        Ours::Draws(Vec::new())
                    }
                    Ok(_) => Ours::Apart(measured.regions.join(", ")),
                    Err(name) => Ours::Apart(name),
                };
                figures.push(((at, k, m), ours));
            }
        }
        let mut failures = 0;
        let ending = run(&*model, &sampler, &plan, stop, &mut |_| {}, &mut |chunk| {
            for draw in &chunk.draws {
                if draw.outcome.status == DrawStatus::Failed {
                    failures += 1;
                    continue;
                }
                for (place, reader) in &readers {
                    if let Ours::Draws(values) = &mut figures[*place].1 {
                        values.push(reader.read(&draw.outcome));
                    }
                }
            }
            Ok(ControlFlow::Continue(()))
        })
        .map_err(failed)?;
        if ending == Ending::Cancelled {
            return Err(ValidationError::Interrupted);
        }
        Ok(Filled {
            wants: self.wants.clone(),
            failed: failures,
            figures,
        })
    }

    fn draw(&self, stage: &Stage<'_>, draw: u64) -> DrawInput {
        let (seed, economy, parameters) = (stage.seed, self.economy, stage.parameters);
        match &self.scenario {
            Some(scenario) => {
                let sampling = Sampling::default();
                ScenarioSampler::new(scenario, parameters, economy, seed, sampling).sample(draw)
            }
            None => DrawInput {
                draw,
                timeline: Timeline {
                    scenario: self.run.id.clone(),
                    phases: Vec::new(),
                },
                parameters: parameters.sample(
                    &economy.products,
                    &Luck::new(seed, draw).spread(Sampling::default()),
                ),
                drivers: Drivers::ALL,
            },
        }
    }
}

/// What tables say, by row and figure.
#[must_use]
pub fn tables(stage: &Stage<'_>, rows: &[Row]) -> Vec<Vec<Option<f64>>> {
    let of = |row: &Row| {
        let economy = stage
            .economy(&row.economy)
            .or_else(|| stage.economy(EMBEDDED));
        row.measured
            .iter()
            .map(|m| {
                let economy = economy?;
                of_table(economy, m, &positions(economy, m).ok()?)
            })
            .collect()
    };
    rows.iter().map(of).collect()
}
