//! The shocks of the draws of a chunk: every mechanism draw by draw but for the bottleneck layer,
//! which is worked out for all of them side by side.

use pulp::Arch;

use super::{ChannelShocks, ChannelSource, operating_rate};
use crate::items::state::lanes::{Buffers, ItemLanes, Situation, World};
use crate::model::DrawInput;
use crate::real::{Real, Row, by_lane};
use crate::shock::{NO_ITEM, Routes, Shock, ShockChunk};
use crate::transit::PairState;

/// The shocks of some draws side by side.
pub(super) struct ChannelChunk<'a, T> {
    world: &'a ChannelShocks<'a>,
    sources: Vec<ChannelSource<'a>>,
    items: Vec<ItemLanes<'a, T>>,
    /// By node: what the layer leaves, now and in the last step, and which item binds.
    layer: Vec<Row<T>>,
    last_layer: Vec<Row<T>>,
    binding: Vec<Row<T>>,
    /// Access to Taiwan by product, of regions elsewhere and across the Strait; and what ships that go
    /// round change, by pair. Whether any of it is impaired, now or before.
    access: Vec<[Row<T>; 2]>,
    transit: Vec<[Row<T>; 2]>,
    impaired: bool,
    /// First day and length of the last step.
    step: Option<(f64, f64)>,
    buffers: Buffers<T>,
    arch: Arch,
}

impl<'a, T: Real> ChannelChunk<'a, T> {
    pub(super) fn new(world: &'a ChannelShocks<'a>, draws: &'a [DrawInput]) -> Self {
        let nodes = world.economy.table.nodes();
        let items = world.items.iter().map(|(k, item)| {
            let draws: Vec<_> = draws
                .iter()
                .map(|draw| (&draw.parameters.item_draws[*k], &draw.parameters.items))
                .collect();
            ItemLanes::new(item, &draws, &world.partners)
        });
        Self {
            items: if draws.is_empty() {
                Vec::new()
            } else {
                items.collect()
            },
            sources: draws
                .iter()
                .map(|draw| {
                    let mut source = ChannelSource::new(world, draw);
                    // Reserves of fuel follow all that a link brings.
                    if !source.fuel.any() {
                        source.links.tell_routes_apart();
                    }
                    source
                })
                .collect(),
            access: vec![[Row::ONE; 2]; world.economy.products.len()],
            transit: vec![[Row::ZERO; 2]; world.pairs.len()],
            impaired: false,
            step: None,
            layer: vec![Row::ONE; nodes],
            last_layer: vec![Row::ONE; nodes],
            binding: vec![Row::ZERO; nodes],
            buffers: Buffers::default(),
            arch: Arch::new(),
            world,
        }
    }
}

impl<T: Real> ChannelChunk<'_, T> {
    /// Takes access to Taiwan, and the state of transit for every pair.
    fn set_routes(&mut self, day: f64, step_days: f64) {
        let apart = |(_, source): &(usize, &ChannelSource<'_>)| source.links.routes_apart();
        for (l, source) in self.sources.iter().enumerate().filter(apart) {
            for (rows, access) in self.access.iter_mut().zip(source.links.access()) {
                for (row, access) in rows.iter_mut().zip(access) {
                    row[l] = T::of(access);
                    self.impaired |= access < 1.0;
                }
            }
            if !source.reroutes() {
                continue;
            }
            let now = source.rerouting.on(day, step_days);
            let before = self.step.map(|(day, days)| source.rerouting.on(day, days));
            if before.is_some_and(|before| source.rerouting.goes_on(&before, &now)) {
                continue;
            }
            for (at, (pair, rows)) in self.world.pairs.iter().zip(&mut self.transit).enumerate() {
                let state = now.state(at, pair);
                self.impaired |= state.is_some();
                let PairState { lost, pulse } = state.unwrap_or_default();
                let [lost_row, pulse_row] = rows;
                lost_row[l] = T::of(lost);
                pulse_row[l] = T::of(pulse);
            }
        }
        self.step = Some((day, step_days));
    }
}

impl<T: Real> ShockChunk<T> for ChannelChunk<'_, T> {
    fn advance(&mut self, day: f64, step_days: f64, production: &[Row<T>]) {
        let world = self.world;
        for source in &mut self.sources {
            source.begin(day, step_days);
        }
        std::mem::swap(&mut self.layer, &mut self.last_layer);
        self.layer.fill(Row::ONE);
        self.binding
            .fill(Row::from_fn(|_| T::of(f64::from(NO_ITEM))));
        for (n, lanes) in self.items.iter_mut().enumerate() {
            let (k, item) = &world.items[n];
            let situations: Vec<Situation<'_>> = self
                .sources
                .iter()
                .map(|source| Situation {
                    on: source.item_on(item),
                    links: source.links.item(n, item, world.taiwan),
                })
                .collect();
            let mut operating = Row::ONE;
            for (rate, source) in operating.iter_mut().zip(&self.sources) {
                *rate = T::of(operating_rate(item, &source.taiwan, source.fab_rate));
            }
            let mut around = World {
                day,
                taiwan: world.taiwan,
                operating: &operating,
                production,
                before: &self.last_layer,
                layer: &mut self.layer,
                binding: &mut self.binding,
            };
            let id = u16::try_from(*k).unwrap_or(NO_ITEM);
            lanes.advance(
                self.arch,
                &situations,
                step_days,
                id,
                &mut around,
                &mut self.buffers,
            );
        }
        let draws = self.sources.len();
        let sources = &mut self.sources;
        by_lane(&self.layer, draws, |l, first, rows| {
            for (left, row) in sources[l].layer[first..].iter_mut().zip(rows) {
                *left = row[l].double();
            }
        });
        by_lane(&self.binding, draws, |l, first, rows| {
            let binding = sources[l].shock.binding[first..].iter_mut();
            for (item, row) in binding.zip(rows) {
                *item = row[l].double() as u16;
            }
        });
        for source in &mut self.sources {
            source.finish(day, step_days);
        }
        self.set_routes(day, step_days);
    }

    fn shock(&self, lane: usize) -> &Shock {
        &self.sources[lane].shock
    }

    fn routes(&self) -> Option<Routes<'_, T>> {
        self.impaired.then_some(Routes {
            taiwan: self.world.taiwan,
            across: &self.world.across,
            access: &self.access,
            pairs: &self.world.pairs,
            states: &self.transit,
        })
    }

    fn direct_loss(&self, lane: usize) -> f64 {
        self.sources[lane].direct_loss
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use mist_economy::Economy;
    use mist_scenario::{Sampling, Vocabulary, deck};

    use super::*;
    use crate::dynamic::Pace;
    use crate::items::{ItemLever, PurchaseLimit, SecuredNeed};
    use crate::models::ScenarioSampler;
    use crate::monte_carlo::Sampler;
    use crate::parameters::ModelParameters;
    use crate::shock::ShockFactory;

    /// Every kind of lever.
    fn lever(taiwan: usize) -> ItemLever {
        ItemLever {
            reserves: vec![(vec![0, 1], 20.0)],
            secured: vec![SecuredNeed {
                regions: vec![2],
                share: 0.3,
                from_day: 40.0,
                ramp_days: 60.0,
                stages: vec![0, 1],
            }],
            limits: vec![PurchaseLimit {
                regions: vec![0, 3],
                away_from: vec![taiwan],
                most: 0.3,
            }],
            shared: vec![(vec![0, 1, 2, 3], 0.5)],
        }
    }

    fn draws(economy: &Economy, parameters: &ModelParameters, id: &str) -> Vec<DrawInput> {
        let scenario = deck::find(id)
            .unwrap()
            .scenario(&Vocabulary::of(economy))
            .unwrap();
        let sampler = ScenarioSampler::new(&scenario, parameters, economy, 1, Sampling::default());
        let taiwan = economy
            .regions
            .iter()
            .position(|r| r.code.as_str() == "TWN")
            .unwrap();
        (0..12)
            .map(|draw| {
                let mut input = sampler.sample(draw);
                if draw % 4 == 3 {
                    for item in &mut input.parameters.item_draws {
                        item.lever = Some(Box::new(lever(taiwan)));
                    }
                }
                input
            })
            .collect()
    }

    /// Shocks and links of every step of the first year, each draw fed its own capacity.
    fn together<T: Real>(
        shocks: &ChannelShocks<'_>,
        draws: &[DrawInput],
    ) -> Vec<Vec<(Shock, Links)>> {
        let mut chunk = ChannelChunk::<T>::new(shocks, draws);
        let mut levels = vec![Row::ONE; shocks.economy.table.nodes()];
        let mut all = vec![Vec::new(); draws.len()];
        for &(day, days) in Pace::default().steps() {
            chunk.advance(day, days, &levels);
            for (l, all) in all.iter_mut().enumerate() {
                let shock = chunk.shock(l);
                for (row, capacity) in levels.iter_mut().zip(&shock.capacity) {
                    row[l] = T::of(*capacity);
                }
                let links = whole(shock, chunk.routes(), l);
                all.push((shock.clone(), links));
            }
        }
        all
    }

    /// λ and what arrives on every link that is not free, by its ends and product.
    type Links = BTreeMap<(usize, usize, usize), (f64, f64)>;

    fn links(shock: &Shock) -> Links {
        let mut all = Links::new();
        for link in &shock.links {
            for (s, now) in link.carried.iter().zip(&link.arriving).enumerate() {
                all.insert((link.from, link.to, s), (*now.0, *now.1));
            }
        }
        all
    }

    /// The links of a draw's shock with what the routes say of it.
    fn whole<T: Real>(shock: &Shock, routes: Option<Routes<'_, T>>, l: usize) -> Links {
        let mut all = links(shock);
        let Some(routes) = routes else {
            all.retain(|_, link| *link != (1.0, 1.0));
            return all;
        };
        let taiwan = routes.taiwan;
        for r in (0..routes.across.len()).filter(|r| *r != taiwan) {
            for (s, access) in routes.access.iter().enumerate() {
                for ends in [(taiwan, r), (r, taiwan)] {
                    let link = all.entry((ends.0, ends.1, s)).or_insert((1.0, 1.0));
                    link.0 *= access[usize::from(routes.across[r])][l].double();
                }
            }
        }
        for (pair, [lost, pulse]) in routes.pairs.iter().zip(routes.states) {
            for (s, sea) in pair.sea.iter().enumerate() {
                let link = all.entry((pair.from, pair.to, s)).or_insert((1.0, 1.0));
                link.0 *= 1.0 - sea * lost[l].double();
                link.1 += sea * pulse[l].double();
            }
        }
        all.retain(|_, link| *link != (1.0, 1.0));
        all
    }

    #[test]
    fn side_by_side_is_the_same_as_one_by_one() {
        compare::<f32>(1e-4, 1e-6);
        compare::<f64>(1e-9, 1e-12);
    }

    /// Holds capacities and links side by side against those draw by draw, as close as given.
    fn compare<T: Real>(close: f64, links_close: f64) {
        let economy = Economy::embedded().unwrap();
        let parameters = ModelParameters::embedded().unwrap();
        let shocks = ChannelShocks::new(&economy, &parameters).unwrap();
        for id in ["blockade", "export-licences"] {
            let draws = draws(&economy, &parameters, id);
            let all = together::<T>(&shocks, &draws);
            let (mut hurt, mut impaired) = (0, 0);
            let mut bound = [0_usize; 2];
            for (input, chunk) in draws.iter().zip(&all) {
                let mut source = shocks.source(input);
                let mut level = vec![1.0; economy.table.nodes()];
                for (&(day, days), (shock, at_once)) in Pace::default().steps().iter().zip(chunk) {
                    let alone = source.advance(day, days, &level);
                    let pairs = alone.capacity.iter().zip(&shock.capacity);
                    for (node, (a, b)) in pairs.enumerate() {
                        assert!(
                            (a - b).abs() < close,
                            "{id}, draw {}, day {day}, node {node}: {b} for {a}",
                            input.draw
                        );
                        hurt += usize::from(*a < 0.99);
                        bound[0] += usize::from(alone.binding[node] != NO_ITEM);
                        bound[1] += usize::from(alone.binding[node] != shock.binding[node]);
                    }
                    let (alone_links, free) = (links(alone), (1.0, 1.0));
                    for link in alone_links.keys().chain(at_once.keys()) {
                        let a = alone_links.get(link).unwrap_or(&free);
                        let b = at_once.get(link).unwrap_or(&free);
                        assert!(
                            (a.0 - b.0).abs() < links_close && (a.1 - b.1).abs() < links_close,
                            "{id}, draw {}, day {day}, {link:?}: {b:?} for {a:?}",
                            input.draw
                        );
                        impaired += usize::from(a.0 < 0.9);
                    }
                    level.clone_from(&alone.capacity);
                }
            }
            assert!(hurt > 1000, "{id}: {hurt}");
            assert!(impaired > 1000 || id != "blockade", "{id}: {impaired}");
            // Of items that hold a node back as much as each other, either may be named.
            assert!(bound[1] * 100 < bound[0], "{id}: {bound:?}");
            // In other company, with levers and without.
            for some in [2..5, 4..7] {
                let alone = together::<T>(&shocks, &draws[some.clone()]);
                assert_eq!(alone, all[some], "{id}");
            }
        }
    }
}
