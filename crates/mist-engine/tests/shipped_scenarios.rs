//! What must hold of the shipped quarantine and blockade in the embedded economy.
//!
//! Every scenario is played once, with few draws: these are bounds and orders, not figures.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which clippy.toml does not know as such"
)]

use std::cell::RefCell;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use mist_economy::Economy;
use mist_economy::aggregate::{Map, aggregate};
use mist_engine::dynamic::single::run_draw_with;
use mist_engine::dynamic::{DynamicModel, Pace, Precision};
use mist_engine::statistics::quantile;
use mist_engine::{
    CHUNK, ChannelShocks, DrawInput, DrawOutcome, DrawStatus, HORIZON_DAYS, ModelParameters, Plan,
    PropagationModel, Sampler, ScenarioSampler, Shock, ShockFactory, ShockSource, Tally, models,
    run,
};
use mist_scenario::{Sampling, Scenario, Timeline, Vocabulary, deck};

const SEED: u64 = 1;
/// Draws of each scenario: medians of so many are told apart where they must be.
const DRAWS: u64 = 64;

struct World {
    economy: Economy,
    parameters: ModelParameters,
}

impl World {
    fn embedded() -> &'static Self {
        static WORLD: OnceLock<World> = OnceLock::new();
        WORLD.get_or_init(|| Self {
            economy: Economy::embedded().unwrap(),
            parameters: ModelParameters::embedded().unwrap(),
        })
    }

    /// The same with all but some economies put together: the readable step keeps orders between all
    /// nodes, and a year of the whole world takes it minutes.
    fn merged() -> Self {
        let economy = Economy::embedded().unwrap();
        let kept = [
            "TWN", "CHN", "HKG", "JPN", "KOR", "USA", "DEU", "NLD", "VNM", "MYS", "SGP", "QAT",
        ];
        let regions: Vec<&str> = economy.regions.iter().map(|r| r.code.as_str()).collect();
        let lines = regions.iter().map(|&code| {
            let to = if kept.contains(&code) { code } else { "ROW" };
            format!("{code},{to}\n")
        });
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("merged-regions.csv");
        fs::write(&file, format!("from,to\n{}", lines.collect::<String>())).unwrap();
        let map = Map::read(&file, &regions).unwrap();
        let products: Vec<&str> = economy.products.iter().map(|p| p.code.as_str()).collect();
        Self {
            economy: aggregate(&economy, &map, &Map::identity(&products)).unwrap(),
            parameters: ModelParameters::embedded().unwrap(),
        }
    }

    fn shipped(&self, id: &str) -> Scenario {
        let vocabulary = Vocabulary::of(&self.economy);
        deck::find(id).unwrap().scenario(&vocabulary).unwrap()
    }

    /// The blockade with the ports as open as these shares say, on the luck of the shipped one.
    fn blockade_admitting(&self, min: f64, mode: f64, max: f64) -> Scenario {
        let classes = ["containers", "bulk", "energy", "food"];
        let numbers: String = classes
            .iter()
            .map(|class| {
                format!(
                    "sea-{class} = {{ dist = \"pert\", min = {min}, mode = {mode}, max = {max}, \
                     unit = \"share\", source = \"Judgement: a test\", tier = \"judgement\" }}\n"
                )
            })
            .collect();
        let text = format!(
            "id = \"more-admission\"\nextends = \"blockade\"\n[title]\nen = \"More admission\"\n\
             [description]\nen = \"The blockade with more ships let through.\"\n\
             [parameters]\n{numbers}"
        );
        Scenario::parse(&text, "more-admission.toml", &Vocabulary::of(&self.economy)).unwrap()
    }

    fn sampler<'a>(&'a self, scenario: &'a Scenario) -> ScenarioSampler<'a> {
        ScenarioSampler::new(
            scenario,
            &self.parameters,
            &self.economy,
            SEED,
            Sampling::Random,
        )
    }

    fn region(&self, code: &str) -> usize {
        let at = |r: &mist_economy::Region| r.code.as_str() == code;
        self.economy.regions.iter().position(at).unwrap()
    }
}

/// All draws of a scenario as the program runs them.
struct Played {
    outcomes: Vec<DrawOutcome>,
    tally: Tally,
}

impl Played {
    fn of(model: &dyn PropagationModel, scenario: &Scenario, draws: u64) -> Self {
        let world = World::embedded();
        let mut tally = Tally::new(&world.economy);
        let mut outcomes = Vec::new();
        run(
            model,
            &world.sampler(scenario),
            &Plan::new(SEED, draws, 0, 2).unwrap(),
            &AtomicBool::new(false),
            &mut |_| {},
            &mut |chunk| {
                tally.fold(&chunk)?;
                outcomes.extend(chunk.draws.into_iter().map(|draw| draw.outcome));
                Ok(ControlFlow::Continue(()))
            },
        )
        .unwrap();
        Self { outcomes, tally }
    }

    fn median(&self, loss: impl Fn(&DrawOutcome) -> f64) -> f64 {
        let mut losses: Vec<f64> = self.outcomes.iter().map(loss).collect();
        losses.sort_by(f64::total_cmp);
        quantile(&losses, 0.5)
    }

    /// Median loss of a region in the first year, USD million.
    fn region(&self, r: usize) -> f64 {
        self.median(|outcome| outcome.records[r].loss[2])
    }

    fn world(&self) -> f64 {
        self.median(world_loss)
    }
}

fn world_loss(outcome: &DrawOutcome) -> f64 {
    outcome.records.iter().map(|record| record.loss[2]).sum()
}

/// The shipped scenarios, each played once for all tests of this file.
fn shipped() -> &'static [Played; 2] {
    static PLAYED: OnceLock<[Played; 2]> = OnceLock::new();
    PLAYED.get_or_init(|| {
        let world = World::embedded();
        let shocks = ChannelShocks::new(&world.economy, &world.parameters).unwrap();
        let model = models::by_name(models::DYNAMIC, &world.economy, &shocks).unwrap();
        ["quarantine", "blockade"].map(|id| Played::of(&*model, &world.shipped(id), DRAWS))
    })
}

/// The first draws of the blockade in double precision and daily steps.
fn exact() -> &'static [DrawOutcome] {
    static PLAYED: OnceLock<Vec<DrawOutcome>> = OnceLock::new();
    PLAYED.get_or_init(|| first_draws(World::embedded(), Precision::Double, Pace::daily()))
}

fn first_draws(world: &World, precision: Precision, pace: Pace) -> Vec<DrawOutcome> {
    let shocks = ChannelShocks::new(&world.economy, &world.parameters).unwrap();
    let blockade = world.shipped("blockade");
    let sampler = world.sampler(&blockade);
    let draws: Vec<DrawInput> = (0..CHUNK as u64).map(|d| sampler.sample(d)).collect();
    DynamicModel::with(&world.economy, &shocks, precision, pace).run_chunk(&draws)
}

/// What is published holds in single precision to far below what chance leaves open, and in steps
/// of six days to a part of it: `docs/src/performance.md`.
#[test]
fn the_fast_model_is_exact_enough() {
    let world = World::embedded();
    let taiwan = world.region("TWN");
    let quantiles = |outcomes: &[DrawOutcome]| -> Vec<f64> {
        let of = |loss: &dyn Fn(&DrawOutcome) -> f64| {
            let mut losses: Vec<f64> = outcomes.iter().map(loss).collect();
            losses.sort_by(f64::total_cmp);
            [0.05, 0.5, 0.95].map(|q| quantile(&losses, q))
        };
        let (all, one) = (of(&world_loss), of(&|o| o.records[taiwan].loss[2]));
        [all, one].concat()
    };
    let exact = quantiles(exact());
    let single = quantiles(&first_draws(world, Precision::Single, Pace::daily()));
    let [_, blockade] = shipped();
    let default = quantiles(&blockade.outcomes[..CHUNK]);
    for ((exact, single), default) in exact.iter().zip(&single).zip(&default) {
        assert!((single / exact - 1.0).abs() < 1e-4, "{single} for {exact}");
        assert!(
            (default / exact - 1.0).abs() < 0.04,
            "{default} for {exact}"
        );
    }
}

/// No draw of any scenario of the deck sends the world to an absorbing zero, or fails: at the end of the
/// year the world makes more than half of what it did before in every one.
#[test]
fn no_scenario_of_the_deck_ends_the_world() {
    let world = World::embedded();
    let shocks = ChannelShocks::new(&world.economy, &world.parameters).unwrap();
    let model = models::by_name(models::DYNAMIC, &world.economy, &shocks).unwrap();
    let value_added: Vec<f64> = (0..world.economy.table.regions)
        .map(|r| world.economy.table.region_value_added(r))
        .collect();
    for entry in deck() {
        let scenario = entry.scenario(&Vocabulary::of(&world.economy)).unwrap();
        let sampler = world.sampler(&scenario);
        let draws: Vec<DrawInput> = (0..4).map(|d| sampler.sample(d)).collect();
        for outcome in model.run_chunk(&draws) {
            assert_eq!(
                outcome.status,
                DrawStatus::Completed,
                "{}, draw {}",
                scenario.id(),
                outcome.draw
            );
            let last =
                |record: &mist_engine::DrawRecord| f64::from(*record.weekly_loss.last().unwrap());
            let lost: f64 = outcome
                .records
                .iter()
                .zip(&value_added)
                .map(|(record, value_added)| last(record) * value_added)
                .sum();
            let lost = lost / value_added.iter().sum::<f64>();
            assert!(
                lost < 0.5,
                "{}, draw {}: {lost}",
                scenario.id(),
                outcome.draw
            );
        }
    }
}

#[test]
fn taiwan_loses_most_in_both() {
    let world = World::embedded();
    let taiwan = world.region("TWN");
    for played in shipped() {
        let share = |r: usize| played.region(r) / world.economy.table.region_value_added(r);
        for (r, region) in world.economy.regions.iter().enumerate() {
            assert!(
                r == taiwan || share(r) < share(taiwan),
                "{} loses {} of its value added, Taiwan {}",
                region.code,
                share(r),
                share(taiwan)
            );
        }
    }
}

#[test]
fn a_blockade_costs_more_than_a_quarantine() {
    let taiwan = World::embedded().region("TWN");
    let [quarantine, blockade] = shipped();
    assert!(quarantine.world() > 0.0);
    assert!(blockade.world() > quarantine.world());
    assert!(blockade.region(taiwan) > quarantine.region(taiwan));
    // The median holds draw by draw but for a few: the two share their luck.
    let pairs = quarantine.outcomes.iter().zip(&blockade.outcomes);
    let worse = pairs.filter(|(q, b)| world_loss(b) > world_loss(q)).count();
    assert!(worse as u64 > DRAWS * 9 / 10, "{worse} of {DRAWS}");
}

#[test]
fn countries_add_up_to_the_world_and_no_draw_is_lost() {
    for played in shipped() {
        assert_eq!(played.outcomes.len() as u64, DRAWS);
        for (draw, outcome) in played.outcomes.iter().enumerate() {
            assert_eq!(outcome.status, DrawStatus::Completed, "draw {draw}");
            assert_eq!(played.tally.world_losses()[draw], world_loss(outcome));
        }
    }
}

#[test]
fn more_admission_never_means_more_loss() {
    let world = World::embedded();
    let shocks = ChannelShocks::new(&world.economy, &world.parameters).unwrap();
    let model = models::by_name(models::DYNAMIC, &world.economy, &shocks).unwrap();
    let taiwan = world.region("TWN");
    // Half the draws are enough: all of them share their luck with the shipped ones.
    let draws = DRAWS / 2;
    let [_, blockade] = shipped();
    let few = Played {
        outcomes: blockade.outcomes[..draws as usize].to_vec(),
        tally: blockade.tally.clone(),
    };
    let mut before = [few.region(taiwan), few.world()];
    for (min, mode, max) in [(0.55, 0.65, 0.75), (0.9, 0.95, 1.0)] {
        let scenario = world.blockade_admitting(min, mode, max);
        let played = Played::of(&*model, &scenario, draws);
        let now = [played.region(taiwan), played.world()];
        assert!(
            now[0] < before[0] && now[1] < before[1],
            "with {mode} admitted Taiwan and the world lose {now:?}, with less {before:?}"
        );
        before = now;
    }
}

#[test]
fn nothing_happens_where_nothing_happens() {
    let world = World::embedded();
    let shocks = ChannelShocks::new(&world.economy, &world.parameters).unwrap();
    let model = models::by_name(models::DYNAMIC, &world.economy, &shocks).unwrap();
    let blockade = world.shipped("blockade");
    let inputs: Vec<DrawInput> = (0..4)
        .map(|draw| DrawInput {
            timeline: Timeline {
                scenario: "peace".to_owned(),
                phases: Vec::new(),
            },
            ..world.sampler(&blockade).sample(draw)
        })
        .collect();
    for outcome in model.run_chunk(&inputs) {
        assert_eq!(outcome.direct_loss, 0.0);
        for record in outcome.records {
            assert_eq!(record.loss, [0.0; 3]);
            assert_eq!((record.trade_lost, record.unmet_demand), (0.0, 0.0));
            assert!(record.weekly_loss.iter().all(|&loss| loss == 0.0));
        }
    }
}

/// Shows what a source said last.
struct Overheard<'a> {
    source: Box<dyn ShockSource + 'a>,
    said: Rc<RefCell<Shock>>,
}

impl ShockSource for Overheard<'_> {
    fn advance(&mut self, day: f64, step_days: f64, production: &[f64]) -> &Shock {
        let shock = self.source.advance(day, step_days, production);
        self.said.borrow_mut().clone_from(shock);
        shock
    }

    fn at_peace(&self, day: f64) -> bool {
        self.source.at_peace(day)
    }

    fn direct_loss(&self) -> f64 {
        self.source.direct_loss()
    }
}

/// One draw of the blockade, every day of it looked at, by the readable step; and the fast one
/// finds the same.
#[test]
fn a_year_of_blockade_stays_within_its_bounds() {
    let world = World::merged();
    let shocks = ChannelShocks::new(&world.economy, &world.parameters).unwrap();
    let model = DynamicModel::new(&world.economy, &shocks);
    let base = model.baseline();
    let net = &base.network;
    // The worst of the first draws.
    let played = first_draws(&world, Precision::Double, Pace::daily());
    let losses = played[..16].iter().map(world_loss).enumerate();
    let draw = losses.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap().0;
    let scenario = world.shipped("blockade");
    let input = world.sampler(&scenario).sample(draw as u64);
    let ceiling = base
        .rules(&input.parameters.network.resolved(&base.groups))
        .ceiling;

    let said = Rc::new(RefCell::new(Shock::default()));
    let mut source = Overheard {
        source: shocks.source(&input),
        said: Rc::clone(&said),
    };
    let sound = |what: &str, day: f64, values: &[f64]| {
        for value in values {
            assert!(*value >= 0.0, "draw {draw}, day {day}: {what} of {value}");
        }
    };
    let (mut days, mut hurt) = (0, false);
    let outcome = run_draw_with(base, &mut source, &input, |day, state, happened| {
        days += 1;
        let shock = said.borrow();
        for (j, ceiling) in ceiling.iter().enumerate() {
            let most = net.output[j] * shock.capacity[j] * ceiling;
            let made = state.production[j];
            assert!(
                made <= most * (1.0 + 1e-12),
                "day {day}, node {j}: {made} made of {most}"
            );
            hurt |= shock.capacity[j] < 0.5;
        }
        sound("a stock", day, state.stock.as_slice());
        sound("an order", day, happened.orders.as_slice());
        sound("a delivery", day, happened.arrived.as_slice());
        sound("output", day, &state.production);
        sound("demand", day, &happened.demand);
    });
    assert_eq!(f64::from(days), HORIZON_DAYS);
    assert!(hurt, "the draw hurts nobody");

    let fast = &played[draw];
    for ((slow, fast), v) in outcome
        .records
        .iter()
        .zip(&fast.records)
        .zip(&base.region_value_added)
    {
        for (a, b) in slow.loss.iter().zip(fast.loss) {
            assert!((a - b).abs() <= 1e-9 * v, "{a} against {b}, of {v}");
        }
        assert_eq!(slow.first_shortage_day, fast.first_shortage_day);
        assert_eq!(slow.first_shortage_input, fast.first_shortage_input);
        assert_eq!(slow.recovery_days, fast.recovery_days);
    }
}
