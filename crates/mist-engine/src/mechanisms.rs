//! From a sampled timeline to the shocks of each day: every channel through its mechanism.
//!
//! Capacity of a node is the minimum of what damage, electricity and the bottleneck layer leave of
//! it, never their product: a plant without power needs no chips. Each mechanism is switched by its
//! driver, so that its contribution can be told apart with all the draw's luck kept.

mod chunk;

use mist_economy::{Economy, FINAL_USES, FinalUse, RegionCode};
use mist_scenario::{Channels, SampledPhase, Timeline};
use pulp::Arch;

use crate::HORIZON_DAYS;
use crate::access::AccessMap;
use crate::cuts::{self, ResolvedCut};
use crate::damage::OutOfUse;
use crate::error::EngineError;
use crate::finance::LostDemand;
use crate::fuel::{FuelImports, FuelReserves};
use crate::isic;
use crate::items::ItemKind;
use crate::items::layer::PlacedItem;
use crate::items::state::{Advance, ItemState, Scratch, Surroundings};
use crate::links::LinkTable;
use crate::materials::{Control, FabMaterials};
use crate::model::{DrawInput, Drivers};
use crate::parameters::ModelParameters;
use crate::power::{self, Electricity};
use crate::results::Driver;
use crate::shipping::Reaction;
use crate::shock::{Shock, ShockChunk, ShockFactory, ShockSource};
use crate::transit::{Rerouting, StraitPair, strait_pairs};
use chunk::ChannelChunk;

/// Makes the shocks of any draw from its timeline and parameters.
#[derive(Debug, Clone)]
pub struct ChannelShocks<'e> {
    economy: &'e Economy,
    taiwan: usize,
    access: AccessMap,
    pairs: Vec<StraitPair>,
    /// Electricity curve of each product.
    curves: Vec<Option<usize>>,
    /// Items that have a place in the economy, with their position in the items file.
    items: Vec<(usize, PlacedItem)>,
    /// Their users, as the draws of a chunk share them.
    ids: Vec<String>,
    partners: Vec<bool>,
    /// Regions across the Strait: the PRC and Hong Kong.
    across: Vec<bool>,
    /// Products that travel as chips do: their trade with Taiwan belongs to the chip driver.
    chip_products: Vec<bool>,
    /// What Taiwan's fabs use that is not a chip.
    chemicals: Option<usize>,
    supplied: Vec<(usize, usize)>,
    fuel: FuelImports,
}

impl<'e> ChannelShocks<'e> {
    /// Prepares the mechanisms for an economy.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] if the economy has no Taiwan (`TWN`).
    pub fn new(economy: &'e Economy, parameters: &ModelParameters) -> Result<Self, EngineError> {
        let taiwan = economy
            .region_index(&RegionCode::new("TWN"))
            .ok_or_else(|| EngineError::Invalid {
                what: "no region `TWN`".to_owned(),
                location: format!("economy `{}`", economy.info.id),
                help: "use an economy in which Taiwan is a region of its own".to_owned(),
            })?;
        let output: Vec<f64> = economy.table.output().iter().copied().collect();
        let items: Vec<(usize, PlacedItem)> = parameters
            .bottlenecks()
            .iter()
            .enumerate()
            .filter_map(|(k, item)| Some((k, PlacedItem::new(economy, &output, item)?)))
            .collect();
        let mut chip_products = vec![false; economy.products.len()];
        for (_, item) in items.iter().filter(|(_, i)| i.kind == ItemKind::Chips) {
            chip_products[item.product] = true;
        }
        let partners: Vec<RegionCode> = parameters
            .partners()
            .iter()
            .map(|c| RegionCode::new(c.as_str()))
            .collect();
        let mut is_partner = vec![false; economy.regions.len()];
        if !partners.is_empty() {
            for r in cuts::positions(&economy.regions, &partners) {
                is_partner[r] = true;
            }
        }
        let mut across = vec![false; economy.regions.len()];
        let prc = [RegionCode::new("CHN"), RegionCode::new("HKG")];
        for r in cuts::positions(&economy.regions, &prc) {
            across[r] = true;
        }
        let access = AccessMap::new(economy, taiwan);
        Ok(Self {
            across,
            pairs: strait_pairs(economy, Some(taiwan), access.sea()),
            access,
            chemicals: isic::product(&economy.products, "C20"),
            curves: parameters.curve_of(&economy.products),
            ids: parameters.item_ids().to_vec(),
            supplied: supplied_inputs(economy, taiwan, &chip_products),
            fuel: FuelImports::new(economy),
            economy,
            taiwan,
            items,
            partners: is_partner,
            chip_products,
        })
    }
}

/// Inputs whose physical supply is in a mechanism: electricity into every Taiwanese sector and fuels
/// into Taiwan's power stations (electricity), and the products of chip items into every sector (the
/// bottleneck layer says how much output a missing chip stops; a table's cell would stop all of it).
fn supplied_inputs(
    economy: &Economy,
    taiwan: usize,
    chip_products: &[bool],
) -> Vec<(usize, usize)> {
    let mut supplied: Vec<(usize, usize)> = Vec::new();
    if let Some(power) = isic::product(&economy.products, "D35") {
        supplied
            .extend((0..economy.products.len()).map(|s| (power, economy.table.node(taiwan, s))));
        let sources = &economy.satellites.power.sources;
        let fuels = sources.iter().filter_map(|s| s.product.as_deref());
        for (s, product) in economy.products.iter().enumerate() {
            if fuels.clone().any(|fuel| fuel == product.code.as_str()) {
                supplied.push((s, economy.table.node(taiwan, power)));
            }
        }
    }
    for (s, _) in chip_products.iter().enumerate().filter(|(_, chip)| **chip) {
        supplied.extend((0..economy.table.nodes()).map(|node| (s, node)));
    }
    supplied
}

/// The drivers that can matter in a timeline: one that is left out changes nothing, whatever else
/// is on.
#[must_use]
pub fn drivers_of(timeline: &Timeline) -> Drivers {
    let mut drivers = Drivers::NONE;
    for phase in &timeline.phases {
        let c = &phase.channels;
        let peace = Channels::default();
        let (outage, damage) = (&c.interference, &c.taiwan_damage);
        let access = c.taiwan_sea != peace.taiwan_sea
            || c.taiwan_shipping.decides()
            || c.taiwan_air < 1.0
            || outage.customs > 0.0
            || outage.ports > 0.0
            || outage.payments > 0.0
            || outage.cables > 0.0
            || damage.ports > 0.0;
        let power = access || outage.power > 0.0 || damage.grid > 0.0;
        let destroyed = damage.plants > 0.0 || damage.ports > 0.0 || damage.grid > 0.0;
        let cut = c.cuts.iter().any(|cut| cut.share > 0.0);
        let layer = access || power || destroyed || cut;
        for (driver, matters) in [
            (Driver::Chips, layer),
            (Driver::Energy, power),
            (Driver::TaiwanTrade, access),
            (Driver::StraitTransit, c.strait_transit.diverts()),
            (Driver::Sanctions, cut),
            (Driver::RawMaterials, layer || !c.crm_controls.is_empty()),
            (Driver::Finance, !c.finance.is_empty()),
            (Driver::Damage, destroyed),
        ] {
            if matters {
                drivers = drivers.with(driver);
            }
        }
    }
    drivers
}

impl ShockFactory for ChannelShocks<'_> {
    fn source<'a>(&'a self, draw: &'a DrawInput) -> Box<dyn ShockSource + 'a> {
        let mut source = ChannelSource::new(self, draw);
        source.items = self
            .items
            .iter()
            .map(|(k, item)| {
                let p = &draw.parameters;
                ItemState::new(item, &p.item_draws[*k], &p.items, &self.partners)
            })
            .collect();
        Box::new(source)
    }

    fn chunk_single<'a>(&'a self, draws: &'a [DrawInput]) -> Option<Box<dyn ShockChunk<f32> + 'a>> {
        Some(Box::new(ChannelChunk::new(self, draws)))
    }

    fn chunk_double<'a>(&'a self, draws: &'a [DrawInput]) -> Option<Box<dyn ShockChunk<f64> + 'a>> {
        Some(Box::new(ChannelChunk::new(self, draws)))
    }

    fn items(&self) -> &[String] {
        &self.ids
    }

    fn drivers_set(&self, draw: &DrawInput) -> Drivers {
        drivers_of(&draw.timeline)
    }

    fn supplied_inputs(&self) -> &[(usize, usize)] {
        &self.supplied
    }
}

/// Days that the mechanisms take at a time, at most, in a longer step.
const STRETCH: f64 = 4.0;

/// Phases of a timeline that have begun.
#[derive(Debug, Clone, Copy, Default)]
struct Begun {
    phases: usize,
    /// Whether the last has ended.
    over: bool,
}

impl Begun {
    /// Day of the next phase, or of the end of the last; infinite after it.
    fn next_change(self, timeline: &Timeline) -> f64 {
        let phases = &timeline.phases;
        match phases.get(self.phases) {
            Some(next) => next.start_day,
            None => phases
                .last()
                .filter(|_| !self.over)
                .map_or(f64::INFINITY, |last| last.end_day),
        }
    }

    /// The next change that has come by a day, with its day: a phase, or none for the peace after the
    /// last.
    fn next<'a>(
        &mut self,
        timeline: &'a Timeline,
        day: f64,
    ) -> Option<(f64, Option<&'a SampledPhase>)> {
        let change = self.next_change(timeline);
        if change > day || change.is_infinite() {
            return None;
        }
        let phase = timeline.phases.get(self.phases);
        if phase.is_some() {
            self.phases += 1;
        } else {
            self.over = true;
        }
        Some((change, phase))
    }
}

/// The shocks of one draw.
struct ChannelSource<'a> {
    world: &'a ChannelShocks<'a>,
    draw: &'a DrawInput,
    /// Phases begun so far; those whose rules of trade are in force; and the settings.
    begun: Begun,
    trading: Begun,
    /// With what ships decide in place of the sea shares.
    channels: Channels,
    reaction: Reaction,
    damage: OutOfUse,
    electricity: Electricity,
    demand: LostDemand,
    fuel: FuelReserves,
    rerouting: Rerouting,
    reroutes_until: f64,
    cuts: Vec<ResolvedCut>,
    controls: Vec<Control>,
    fab: FabMaterials,
    /// None where the layer is worked out for several draws side by side.
    items: Vec<ItemState>,
    links: LinkTable,
    /// Means over the step: access to Taiwan by product, capacity that electricity and damage leave of
    /// its sectors, its fabs' operating rate.
    carried: Vec<f64>,
    taiwan: Vec<f64>,
    fab_rate: f64,
    /// What the bottleneck layer leaves of each node, now and in the last step.
    layer: Vec<f64>,
    last_layer: Vec<f64>,
    operating: Vec<f64>,
    direct_loss: f64,
    shock: Shock,
    arch: Arch,
    scratch: Scratch,
}

impl<'a> ChannelSource<'a> {
    fn new(world: &'a ChannelShocks<'a>, draw: &'a DrawInput) -> Self {
        let economy = world.economy;
        let (nodes, regions) = (economy.table.nodes(), economy.regions.len());
        let p = &draw.parameters;
        let rerouting = Rerouting::new(&draw.timeline, &world.pairs, &p.transit, &p.shipping);
        Self {
            begun: Begun::default(),
            trading: Begun::default(),
            channels: Channels::default(),
            reaction: Reaction::new(),
            damage: OutOfUse::none(&p.damage),
            electricity: Electricity::new(&economy.satellites.power, &p.power),
            demand: LostDemand::new(regions),
            fuel: FuelReserves::new(&world.fuel, &p.fuel_reserves, world.taiwan),
            reroutes_until: rerouting.over_by(),
            rerouting,
            cuts: Vec::new(),
            controls: Vec::new(),
            fab: FabMaterials::new(&p.items),
            items: Vec::new(),
            links: LinkTable::new(world.across.clone(), economy.products.len(), &world.items),
            carried: vec![1.0; economy.products.len()],
            taiwan: vec![1.0; economy.products.len()],
            fab_rate: 1.0,
            layer: vec![1.0; nodes],
            last_layer: vec![1.0; nodes],
            operating: vec![1.0; regions],
            direct_loss: 0.0,
            shock: Shock::peace(nodes, regions),
            arch: Arch::new(),
            scratch: Scratch::default(),
            world,
            draw,
        }
    }

    fn on(&self, driver: Driver) -> bool {
        self.draw.drivers.contains(driver)
    }

    /// Enters every phase that has begun by `day`, in order.
    fn enter_phases(&mut self, day: f64) {
        let timeline = &self.draw.timeline;
        while let Some((_, phase)) = self.begun.next(timeline, day) {
            let p = &self.draw.parameters;
            let channels = phase.map_or_else(Channels::default, |phase| phase.channels.clone());
            if self.on(Driver::Damage) {
                self.damage.enter(&channels, &p.damage);
            }
            if self.on(Driver::Finance) {
                self.demand.enter(self.world.economy, &channels, &p.finance);
            }
            self.reaction.enter(&channels);
            self.channels = channels;
        }
    }

    /// Puts the rules of trade in force of every phase that has begun by `day`.
    fn set_rules(&mut self, day: f64) {
        let timeline = &self.draw.timeline;
        let economy = self.world.economy;
        while let Some((start, phase)) = self.trading.next(timeline, day) {
            let peace = Channels::default();
            let channels = phase.map_or(&peace, |phase| &phase.channels);
            self.cuts = if self.on(Driver::Sanctions) {
                cuts::resolve(economy, channels)
            } else {
                Vec::new()
            };
            self.controls = if self.on(Driver::RawMaterials) {
                Control::resolve(economy, &channels.crm_controls, start, &self.controls)
            } else {
                Vec::new()
            };
            self.links.spare(channels.cross_strait);
            self.links.change();
        }
    }

    /// Capacity that electricity and damage leave of a Taiwanese sector, given what electricity is
    /// delivered.
    fn standing(&self, s: usize, delivered: f64) -> f64 {
        let world = self.world;
        let lit = world.curves[s]
            .and_then(|c| self.draw.parameters.curves.get(c))
            .map_or(1.0, |curve| power::capacity(curve, delivered));
        if world.economy.products[s].is_good {
            lit.min(1.0 - self.damage.plants)
        } else {
            lit
        }
    }

    /// Share of Taiwan's electricity that is delivered over some days.
    fn electricity(&mut self, days: f64) -> f64 {
        let p = &self.draw.parameters;
        if self.on(Driver::Energy) {
            let arrivals = self
                .world
                .access
                .fuel(&self.channels, self.damage.ports, &p.access);
            let dispatch = self.channels.interference.power;
            self.electricity
                .advance(arrivals, self.damage.grid, dispatch, days, &p.power)
                .delivered
        } else {
            // Without fuel trouble a broken grid still delivers no more than it can.
            1.0 - self.damage.grid
        }
    }

    /// Whether ships ever go round the Strait.
    fn reroutes(&self) -> bool {
        self.on(Driver::StraitTransit) && self.rerouting.any()
    }

    /// Whether an item's driver is on.
    fn item_on(&self, item: &PlacedItem) -> bool {
        self.on(match item.kind {
            ItemKind::Chips => Driver::Chips,
            ItemKind::RawMaterial => Driver::RawMaterials,
        })
    }

    /// Runs the bottleneck layer for a step.
    fn bottlenecks(&mut self, day: f64, step: f64, production: &[f64]) {
        std::mem::swap(&mut self.layer, &mut self.last_layer);
        self.layer.fill(1.0);
        let world = self.world;
        let p = &self.draw.parameters;
        for n in 0..self.items.len() {
            let (k, item) = &world.items[n];
            if !self.item_on(item) {
                continue;
            }
            self.operating[world.taiwan] = operating_rate(item, &self.taiwan, self.fab_rate);
            let id = u16::try_from(*k).unwrap_or(crate::NO_ITEM);
            let around = Surroundings {
                day,
                operating: &self.operating,
                links: self.links.item(n, item, world.taiwan),
                production,
                layer: &self.last_layer,
            };
            self.arch.dispatch(Advance {
                state: &mut self.items[n],
                around,
                parameters: &p.items,
                step,
                layer: &mut self.layer,
                binding: &mut self.shock.binding,
                id,
                scratch: &mut self.scratch,
            });
        }
    }
}

/// Share of its capacity at which Taiwan makes an item, given its sectors' and its fabs'.
fn operating_rate(item: &PlacedItem, taiwan: &[f64], fab: f64) -> f64 {
    let rate = taiwan[item.product];
    match item.kind {
        ItemKind::Chips => rate.min(fab),
        ItemKind::RawMaterial => rate,
    }
}

impl ChannelSource<'_> {
    /// What comes before the bottleneck layer. A phase that begins or ends within the step counts for
    /// the part of it that it takes; its rules of trade hold for a step of which they hold half.
    fn begin(&mut self, day: f64, step: f64) {
        let draw = self.draw;
        let (end, middle) = (day + step, day + 0.5 * step);
        self.taiwan.fill(1.0);
        self.fab_rate = 1.0;
        self.shock.final_demand.fill(1.0);
        let mut lost_access = vec![0.0; self.carried.len()];
        let mut from = day;
        while from < end {
            self.enter_phases(from);
            let next = self.begun.next_change(&draw.timeline).min(end);
            let parts = ((next - from) / STRETCH).ceil();
            let to = if parts > 1.0 {
                from + (next - from) / parts
            } else {
                next
            };
            self.stretch(to - from, (to - from) / step, &mut lost_access);
            from = to;
        }
        for (carried, lost) in self.carried.iter_mut().zip(&lost_access) {
            *carried = 1.0 - lost;
        }
        // Where nothing is left, parts of a step may take a last bit too much.
        let means = [
            &mut self.carried,
            &mut self.taiwan,
            &mut self.shock.final_demand,
        ];
        for mean in means.into_iter().flatten().chain([&mut self.fab_rate]) {
            *mean = mean.max(0.0);
        }
        self.set_rules(middle);
        let world = self.world;
        self.links.items(
            &world.items,
            world.taiwan,
            &self.carried,
            &self.cuts,
            &self.controls,
            middle,
        );
        self.shock.capacity.fill(1.0);
        self.shock.binding.fill(crate::NO_ITEM);
        let first = world.taiwan * self.taiwan.len();
        self.shock.capacity[first..first + self.taiwan.len()].copy_from_slice(&self.taiwan);
    }

    /// The mechanisms of Taiwan and its trade over some days of a step, which are a share of it. Takes
    /// from the step's means what these days lack: where nothing lacks, they are 1 to the last bit.
    fn stretch(&mut self, days: f64, share: f64, lost_access: &mut [f64]) {
        let (world, p) = (self.world, &self.draw.parameters);
        self.channels.taiwan_sea = self.reaction.advance(days, &p.shipping);
        world.access.carried(
            &self.channels,
            self.damage.ports,
            &p.access,
            &mut self.carried,
        );
        for (lost, carried) in lost_access.iter_mut().zip(&self.carried) {
            *lost += share * (1.0 - carried);
        }
        let delivered = self.electricity(days);
        for s in 0..self.taiwan.len() {
            self.taiwan[s] -= share * (1.0 - self.standing(s, delivered));
        }
        let chemicals = world.chemicals.map_or(1.0, |s| self.carried[s]);
        let air = AccessMap::air(&self.channels);
        self.fab_rate -= share * (1.0 - self.fab.advance(chemicals, air, days, &p.items));
        self.demand
            .advance(days, share, &p.finance, &mut self.shock.final_demand);
        if self.on(Driver::TaiwanTrade) {
            let lost = self.channels.interference.payments * p.access.payment_demand;
            if let Some(place) = FINAL_USES.iter().position(|u| *u == FinalUse::Households) {
                let households = world.taiwan * FINAL_USES.len() + place;
                self.shock.final_demand[households] -=
                    share * lost * (1.0 - self.demand.lost(households));
            }
        }
        self.damage.repair(days);
    }

    /// What comes after it.
    fn finish(&mut self, day: f64, step_days: f64) {
        let world = self.world;
        let s_count = world.economy.products.len();
        let counted = (HORIZON_DAYS - day).clamp(0.0, step_days) / HORIZON_DAYS;
        for (i, left) in self.layer.iter().enumerate() {
            if *left < 1.0 {
                self.direct_loss += world.economy.table.value_added[i] * (1.0 - left) * counted;
            }
            if *left < self.shock.capacity[i] {
                self.shock.capacity[i] = *left;
            } else {
                self.shock.binding[i] = crate::NO_ITEM;
            }
        }

        let trade: Vec<f64> = (0..s_count)
            .map(|s| {
                let driver = if world.chip_products[s] {
                    Driver::Chips
                } else {
                    Driver::TaiwanTrade
                };
                if self.on(driver) {
                    self.carried[s]
                } else {
                    1.0
                }
            })
            .collect();
        self.links.taiwan(&trade);
        if self.reroutes() && !self.links.routes_apart() {
            self.links
                .transit(&world.pairs, &self.rerouting, day, step_days);
        }
        if self.fuel.any() {
            // What a reserve releases depends on what is left of it.
            self.links.renew();
        }
        self.links
            .publish(world.taiwan, &self.cuts, &world.pairs, &mut self.shock);

        if self.fuel.any() {
            // Links that were written as before may differ after this.
            self.fuel
                .release(&world.fuel, step_days, &mut self.shock.links);
            self.shock.touched = None;
            self.shock.links_version += 1;
        }
    }
}

impl ShockSource for ChannelSource<'_> {
    fn advance(&mut self, day: f64, step_days: f64, production: &[f64]) -> &Shock {
        self.begin(day, step_days);
        self.bottlenecks(day, step_days, production);
        self.finish(day, step_days);
        &self.shock
    }

    fn at_peace(&self, day: f64) -> bool {
        let phases = &self.draw.timeline.phases;
        self.begun.phases == phases.len()
            && phases.last().is_none_or(|last| last.end_day <= day)
            && self.channels == Channels::default()
            && day >= self.reroutes_until
            && self.damage.repaired()
            && self.demand.settled()
            && (!self.on(Driver::Energy) || self.electricity.full())
            && self.fab.full()
            && self.items.iter().all(|item| !item.active())
            && self.shock.links.is_empty()
    }

    fn direct_loss(&self) -> f64 {
        self.direct_loss
    }
}
