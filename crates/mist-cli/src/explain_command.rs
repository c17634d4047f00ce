//! `mist explain`: one draw of one economy, told step by step.

use clap::Args;
use mist_economy::Economy;
use mist_engine::ScenarioSampler;
use mist_engine::explain::{Explanation, Hold, Maker, Reason, Span, Step, explain};
use mist_engine::{ChannelShocks, DrawStatus, HORIZON_DAYS, ModelParameters, Sampler as _};
use mist_scenario::{Channels, Sampling, ShippingRisk, Timeline};
use serde::Serialize;

use crate::args::Format;
use crate::economy_source::EconomySource;
use crate::plain_table::plain_table;
use crate::{CliError, countries, progress, scenarios, talk};

pub(crate) const EXAMPLES: &str = "\
Examples:
  mist explain --scenario blockade --country DEU --draw 417
      What happens in draw 417, what held Germany's sectors back and on which days, and the
      chains of sellers that led to it
  mist explain --scenario blockade --country DEU --draw 417 --format json
      The same for another program

Draws are those of `mist assess` and `mist run` with the same seed: the column `draw` of
draws/*.parquet, from 0. The replay is day by day and takes up to a minute.";

/// One draw of one economy.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// Economy to explain: ISO code or English name
    #[arg(short, long, value_name = "COUNTRY")]
    country: String,
    /// Number of the draw, from 0
    #[arg(short, long, value_name = "N")]
    draw: u64,
    /// Scenario: an identifier (see `mist scenario list`) or a file
    #[arg(short, long, value_name = "ID|FILE")]
    scenario: String,
    /// Seed of the run
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How the numbers of the run's draws were spread: `random` or `sobol`
    #[arg(long, value_name = "SAMPLER", default_value_t)]
    sampler: Sampling,
    #[command(flatten)]
    economy: EconomySource,
    /// What to print on standard output
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Say nothing but the result and errors
    #[arg(short, long)]
    quiet: bool,
}

/// What is printed as JSON.
#[derive(Serialize)]
struct Told {
    scenario: String,
    scenario_sha256: String,
    seed: u64,
    sampler: Sampling,
    phases: Vec<Phase>,
    #[serde(flatten)]
    found: Explanation,
}

/// A phase as drawn: shares of normal.
#[derive(Serialize)]
struct Phase {
    id: String,
    start_day: f64,
    /// None if it lasts.
    end_day: Option<f64>,
    /// None where owners, insurers and crews decide: then `ship_loss_rate` says what they meet.
    sea_containers: Option<f64>,
    sea_energy: Option<f64>,
    ship_loss_rate: Option<f64>,
    air: f64,
    /// None where owners and insurers decide: then `strait_loss_rate` says what ships meet.
    strait: Option<f64>,
    strait_loss_rate: Option<f64>,
    strait_cleared: Option<f64>,
    trade_cuts: usize,
    material_controls: usize,
}

/// Runs the command.
///
/// # Errors
/// An economy or scenario that does not exist, or output that cannot be written.
pub(crate) fn explain_command(args: &Explain) -> Result<(), CliError> {
    let economy = args.economy.open()?;
    let code = &countries::find(&economy, &args.country)?.code;
    let scenario = scenarios::find(&economy, &args.scenario)?;
    let parameters = ModelParameters::embedded()?;
    let shocks = ChannelShocks::new(&economy, &parameters)?;
    let sampler = ScenarioSampler::new(&scenario, &parameters, &economy, args.seed, args.sampler);
    let draw = sampler.sample(args.draw);
    let region = economy.region_index(code).unwrap_or_default();
    let bar = progress::days(HORIZON_DAYS as u64, args.quiet);
    let found = explain(&economy, &parameters, &shocks, &draw, region, &mut |day| {
        bar.set_position(day as u64 + 1);
    });
    bar.finish_and_clear();
    let found = found?;
    if args.format == Format::Json {
        return talk::print_json(&Told {
            scenario: scenario.id().to_owned(),
            scenario_sha256: scenario.hash().to_owned(),
            seed: args.seed,
            sampler: args.sampler,
            phases: phases(&draw.timeline),
            found,
        });
    }
    let teller = Teller { economy: &economy };
    talk::print(format!(
        "{}\n{}\n{}\n{}",
        teller.opening(&found, &scenario.title().en, args.seed),
        timeline(&draw.timeline),
        teller.holds(&found),
        teller.chains(&found),
    ))
}

fn phases(timeline: &Timeline) -> Vec<Phase> {
    let phase = |phase: &mist_scenario::SampledPhase| {
        let (c, ships) = (&phase.channels, &phase.channels.taiwan_shipping);
        let stated = |risk: Option<ShippingRisk>, share| risk.is_none().then_some(share);
        Phase {
            id: phase.id.clone(),
            start_day: phase.start_day,
            end_day: phase.end_day.is_finite().then_some(phase.end_day),
            sea_containers: stated(ships.containers, c.taiwan_sea.containers),
            sea_energy: stated(ships.energy, c.taiwan_sea.energy),
            ship_loss_rate: ships.containers.or(ships.energy).map(|risk| risk.loss_rate),
            air: c.taiwan_air,
            strait: c.strait_transit.stated(),
            strait_loss_rate: c.strait_transit.risk.map(|risk| risk.loss_rate),
            strait_cleared: c.strait_transit.risk.map(|risk| risk.cleared),
            trade_cuts: c.cuts.len(),
            material_controls: c.crm_controls.len(),
        }
    };
    timeline.phases.iter().map(phase).collect()
}

/// What happens, phase by phase.
fn timeline(timeline: &Timeline) -> String {
    let mut text = "What happens\n".to_owned();
    for phase in &timeline.phases {
        let until = if phase.end_day.is_finite() {
            format!("to {:.0}", phase.end_day)
        } else {
            "on".to_owned()
        };
        text.push_str(&format!(
            "  From day {:.0} {until}, {}: {}.\n",
            phase.start_day,
            phase.id,
            channels(&phase.channels)
        ));
    }
    if timeline.phases.is_empty() {
        text.push_str("  Nothing.\n");
    }
    text
}

/// Settings of a phase that differ from peace.
fn channels(c: &Channels) -> String {
    let mut said = Vec::new();
    let sea = &c.taiwan_sea;
    if *c == Channels::default() {
        return "as in peace".to_owned();
    }
    let classes = ["fuel", "food", "bulk", "containers"];
    let risks = c.taiwan_shipping.risks();
    let stated: Vec<String> = classes
        .iter()
        .zip(sea.shares())
        .zip(&risks)
        .filter(|(_, risk)| risk.is_none())
        .map(|((cargo, share), _)| format!("{} of {cargo}", percent(share)))
        .chain([format!("{} of air cargo", percent(c.taiwan_air))])
        .collect();
    if sea.shares().iter().any(|share| *share < 1.0) || c.taiwan_air < 1.0 {
        said.push(format!("to and from Taiwan move {}", stated.join(", ")));
    }
    for (cargo, risk) in classes.iter().zip(&risks) {
        if let Some(risk) = risk {
            said.push(format!(
                "of ships with {cargo}, {} may pass and {} are lost or seized on a voyage; owners, \
                 insurers and crews decide how many sail",
                percent(risk.compliance),
                percent(risk.loss_rate)
            ));
        }
    }
    if c.strait_transit.share_using < 1.0 {
        said.push(format!(
            "{} of ships bound elsewhere still use the Strait",
            percent(c.strait_transit.share_using)
        ));
    }
    if let Some(risk) = c.strait_transit.risk.filter(|risk| risk.loss_rate > 0.0) {
        said.push(format!(
            "of ships bound elsewhere, {} are lost or seized on a passage of the Strait; owners go round \
             where that is cheaper than the premium, and the PRC lets {} pass and covers them",
            percent(risk.loss_rate),
            percent(risk.cleared)
        ));
    }
    let damage = &c.taiwan_damage;
    if damage.plants > 0.0 || damage.ports > 0.0 || damage.grid > 0.0 {
        said.push(format!(
            "out of use in Taiwan are {} of factories, {} of ports and {} of the grid",
            percent(damage.plants),
            percent(damage.ports),
            percent(damage.grid)
        ));
    }
    let deepest = |shares: &mut dyn Iterator<Item = f64>| shares.fold(0.0, f64::max);
    if !c.cuts.is_empty() {
        said.push(format!(
            "{} cuts of trade between groups, up to {}",
            c.cuts.len(),
            percent(deepest(&mut c.cuts.iter().map(|cut| cut.share)))
        ));
    }
    if !c.crm_controls.is_empty() {
        said.push(format!(
            "export controls on {} raw materials, up to {} refused",
            c.crm_controls.len(),
            percent(deepest(
                &mut c.crm_controls.iter().map(|control| control.refused)
            ))
        ));
    }
    if !c.finance.is_empty() {
        said.push(format!(
            "final demand down by up to {}",
            percent(deepest(&mut c.finance.iter().map(|loss| loss.share)))
        ));
    }
    if said.is_empty() {
        "small disturbances".to_owned()
    } else {
        said.join("; ")
    }
}

/// Tells what was found, by the economy's names.
struct Teller<'a> {
    economy: &'a Economy,
}

impl Teller<'_> {
    fn opening(&self, found: &Explanation, title: &str, seed: u64) -> String {
        let share = |h: usize, days: f64| {
            percent(found.loss[h] / (found.value_added * days / HORIZON_DAYS))
        };
        let worst = found
            .weekly_loss
            .iter()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(b.1));
        let mut text = format!(
            "{} in draw {} of “{title}” (seed {seed})\n\
             It loses {} of a year's value added, USD {} bn: {} of the first 30 days', {} of the \
             first 90 days'.",
            found.name,
            found.draw,
            share(2, 365.0),
            billions(found.loss[2]),
            share(0, 30.0),
            share(1, 90.0),
        );
        if let Some((week, loss)) = worst.filter(|(_, loss)| **loss > 0.0) {
            text.push_str(&format!(
                " The worst week is the {}, with {}.",
                ordinal(week + 1),
                percent(f64::from(*loss))
            ));
        }
        match found.status {
            DrawStatus::Completed => {}
            DrawStatus::Collapsed => text.push_str(" World output collapses in this draw."),
            DrawStatus::Failed => text.push_str(" This draw fails: a value is not a number."),
        }
        text.push('\n');
        text
    }

    fn holds(&self, found: &Explanation) -> String {
        if found.holds.is_empty() {
            return "What held production back\n  Nothing did.\n".to_owned();
        }
        let [inputs, items, capacity, demand, rest] = found.by_reason.map(billions);
        let row = |hold: &Hold| {
            [
                self.product(&hold.sector),
                self.reason(&hold.reason),
                hold.days.iter().map(days).collect::<Vec<_>>().join(", "),
                format!("{} on day {}", percent(hold.worst), hold.worst_day),
                billions(hold.loss),
            ]
        };
        let header = ["Sector", "held back by", "on days", "at worst", "USD bn"];
        format!(
            "What held production back\n\n{}\n\
             Of the year's loss USD {inputs} bn fell on days on which inputs had run short, {items} \
             on days without\nchips or raw materials, {capacity} without electricity or with \
             damage, {demand} without orders; {rest} on all others\n(negative: production above \
             normal). Each day of a sector counts under what held it back most.\n",
            plain_table(header, found.holds.iter().map(row), 4)
        )
    }

    fn chains(&self, found: &Explanation) -> String {
        let mut text = String::new();
        if !found.chains.is_empty() {
            text.push_str("How it came about\n");
        }
        for (k, chain) in found.chains.iter().enumerate() {
            text.push_str(&format!(
                "\n{}. {}: USD {} bn\n",
                k + 1,
                self.product(&chain.sector),
                billions(chain.loss)
            ));
            for (at, step) in chain.steps.iter().enumerate() {
                // Chains meet upstream: the rest is told once.
                let rest = &chain.steps[at..];
                let told = found.chains[..k]
                    .iter()
                    .position(|c| c.steps.ends_with(rest));
                if let Some(earlier) = told {
                    text.push_str(&format!("   The rest is as under {}.\n", earlier + 1));
                    break;
                }
                text.push_str(&format!("   {}\n", self.step(step)));
            }
        }
        text
    }

    fn step(&self, step: &Step) -> String {
        let place = |region: &mist_economy::RegionCode, sector: &str| {
            format!("{} in {}", self.product(sector), self.region(region))
        };
        match step {
            Step::Lacked {
                region,
                sector,
                input,
                day,
                held,
                from,
                share,
            } => format!(
                "By day {day} {} was short of {}, which kept {} of production away; {} of what had \
                 not arrived was from {}.",
                place(region, sector),
                self.product(input),
                percent(*held),
                percent(*share),
                self.region(from)
            ),
            Step::Link {
                from,
                to,
                product,
                carried,
                day,
            } => format!(
                "About day {day} the way from {} to {} carried {} of its normal trade in {}.",
                self.region(from),
                self.region(to),
                percent(*carried),
                self.product(product)
            ),
            Step::Late {
                from,
                to,
                product,
                day,
            } => format!(
                "About day {day} {} from {} to {} was longer on its way than usual.",
                self.product(product),
                self.region(from),
                self.region(to)
            ),
            Step::AskedLess {
                from,
                to,
                product,
                ordered,
                day,
            } => format!(
                "About day {day} {} ordered only {} of its normal {} from {}.",
                self.region(to),
                percent(*ordered),
                self.product(product),
                self.region(from)
            ),
            Step::Item {
                region,
                sector,
                name,
                day,
                held,
                makers,
                ..
            } => {
                let makers: Vec<String> = makers.iter().map(|m| self.maker(m)).collect();
                format!(
                    "By day {day} {} lacked {name}, which kept {} of production away. Its makers: \
                     {}.",
                    place(region, sector),
                    percent(*held),
                    makers.join("; ")
                )
            }
            Step::Capacity {
                region,
                sector,
                day,
                held,
            } => format!(
                "By day {day} electricity or damage kept {} of the production of {} away.",
                percent(*held),
                place(region, sector)
            ),
            Step::Demand {
                region,
                sector,
                day,
                held,
                buyer,
                share,
            } => {
                let whose = buyer.as_ref().map_or_else(String::new, |buyer| {
                    format!(
                        "; {} of the missing orders were those of {}",
                        percent(*share),
                        self.region(buyer)
                    )
                });
                format!(
                    "By day {day} {} lacked orders for {} of its normal production{whose}.",
                    place(region, sector),
                    percent(*held)
                )
            }
            Step::Unnamed { region, sector } => {
                format!("What held {} back cannot be named.", place(region, sector))
            }
        }
    }

    fn maker(&self, maker: &Maker) -> String {
        let reached = maker.reached.map_or_else(String::new, |reached| {
            format!(
                ", of whose usual deliveries {} arrived in the worst week",
                percent(reached)
            )
        });
        format!(
            "{} with {}{reached}",
            self.place_of(maker.region.as_str()),
            percent(maker.share)
        )
    }

    fn reason(&self, reason: &Reason) -> String {
        match reason {
            Reason::Input(product) => self.product(product),
            Reason::Item(item) => item.clone(),
            Reason::Capacity => "electricity or damage".to_owned(),
            Reason::Demand => "lack of orders".to_owned(),
        }
    }

    fn product(&self, code: &str) -> String {
        let products = &self.economy.products;
        let product = products.iter().find(|p| p.code.as_str() == code);
        product.map_or_else(|| code.to_owned(), |p| p.name.clone())
    }

    fn region(&self, code: &mist_economy::RegionCode) -> String {
        self.place_of(code.as_str())
    }

    fn place_of(&self, code: &str) -> String {
        let regions = &self.economy.regions;
        let region = regions.iter().find(|r| r.code.as_str() == code);
        region.map_or_else(|| code.to_owned(), |r| r.name.clone())
    }
}

fn days(span: &Span) -> String {
    if span.from == span.to {
        span.from.to_string()
    } else {
        format!("{}–{}", span.from, span.to)
    }
}

/// Two significant figures of a share, in per cent.
fn percent(share: f64) -> String {
    let value = 100.0 * share;
    if value != 0.0 && value.abs() < 0.1 {
        "less than 0.1 %".to_owned()
    } else if value.abs() < 9.95 {
        format!("{value:.1} %")
    } else {
        format!("{value:.0} %")
    }
}

/// USD million as billions, two significant figures.
fn billions(usd_million: f64) -> String {
    let value = usd_million / 1000.0;
    match value.abs() {
        size if size < 0.0005 => "0".to_owned(),
        size if size < 0.995 => format!("{value:.2}"),
        size if size < 9.95 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short() {
        assert_eq!(percent(0.0), "0.0 %");
        assert_eq!(percent(0.0004), "less than 0.1 %");
        assert_eq!(percent(0.0123), "1.2 %");
        assert_eq!(percent(0.5), "50 %");
        assert_eq!(billions(84_300.0), "84");
        assert_eq!(billions(-1_250.0), "-1.2");
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 13, 21, 52].map(ordinal),
            [
                "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "52nd"
            ]
        );
    }
}
