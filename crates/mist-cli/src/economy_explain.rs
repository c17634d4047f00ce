//! `mist economy explain`: where each figure of one product of one economy comes from.

use clap::Args;
use mist_economy::provenance::{self, Figure};
use mist_economy::{CoverageTier, Economy};
use mist_exposure::find_product;
use serde::Serialize;

use crate::args::Format;
use crate::economy_command::tier;
use crate::economy_source::EconomySource;
use crate::{CliError, countries, talk};

/// One product of one economy.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// Economy: ISO code or English name
    #[arg(value_name = "COUNTRY")]
    country: String,
    /// Product: code or English name, or how its name begins
    #[arg(value_name = "PRODUCT")]
    product: String,
    #[command(flatten)]
    economy: EconomySource,
    /// How to print it
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

/// What is printed as JSON.
#[derive(Serialize)]
struct Explained<'a> {
    economy: &'a str,
    region: &'a str,
    product: &'a str,
    tier: CoverageTier,
    year: u16,
    figures: Vec<Figure>,
}

/// Tells every figure of a node with its sources, licences, steps and tier.
///
/// # Errors
/// A country or product that the economy does not have.
pub(crate) fn explain(asked: &Explain) -> Result<(), CliError> {
    let economy = &asked.economy.open()?;
    let region = countries::find(economy, &asked.country)?;
    let Some(r) = economy.region_index(&region.code) else {
        return Ok(());
    };
    let s = product(economy, &asked.product)?;
    let explained = Explained {
        economy: &economy.info.id,
        region: region.code.as_str(),
        product: economy.products[s].code.as_str(),
        tier: region.tier,
        year: economy.info.year,
        figures: provenance::explain(economy, r, s)?,
    };
    if asked.format == Format::Json {
        return talk::print_json(&explained);
    }
    let mut text = format!(
        "{} of {} ({} {}), tier {}, {}\n",
        economy.products[s].name,
        region.name,
        explained.region,
        explained.product,
        tier(region.tier),
        explained.year,
    );
    for figure in &explained.figures {
        text.push_str(&format!(
            "\n{}: {} {} ({})\n",
            figure.what,
            number(figure.value),
            figure.unit,
            figure.tier
        ));
        for (k, step) in figure.steps.iter().enumerate() {
            text.push_str(&format!("  {}. {step}\n", k + 1));
        }
        for source in &figure.sources {
            text.push_str(&format!(
                "  from {} ({}; {}): {}\n",
                source.id, source.year, source.licence, source.title
            ));
        }
    }
    talk::print(text)
}

/// The product that a code or a name means, or the only one whose name begins so.
fn product(economy: &Economy, asked: &str) -> Result<usize, CliError> {
    let wanted = asked.to_lowercase();
    let mut beginning = economy
        .products
        .iter()
        .enumerate()
        .filter(|(_, p)| p.name.to_lowercase().starts_with(&wanted));
    match (
        find_product(economy, asked),
        beginning.next(),
        beginning.next(),
    ) {
        (Ok(s), _, _) | (Err(_), Some((s, _)), None) => Ok(s),
        (Err(error), _, _) => Err(error.into()),
    }
}

/// Four digits of small figures, whole ones of large.
fn number(value: f64) -> String {
    if value.abs() < 10.0 {
        format!("{value:.3}")
    } else if value.abs() < 1000.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}
