//! `mist economy aggregate` and `template`: regions and products put together by the user's maps.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mist_economy::aggregate::{Map, aggregate};
use mist_economy::readers::save;
use mist_economy::{Economy, ProductCode, RegionCode};

use crate::economy_source::EconomySource;
use crate::{CliError, talk};

pub(crate) const EXAMPLES: &str = "\
Examples:
  mist economy template products > products.csv
      Every product to itself: change the column `to`
  mist economy aggregate --products products.csv --out fewer-products
      The embedded economy with the products put together
  mist economy aggregate --economy icio-2022 --regions regions.csv --products products.csv --out small
      A table of your own, both ways

Totals are kept to the rounding of the computer. Criticality and cover become means weighted by use,
transport modes by exports, sea lanes by sea trade. Goods with services, cargo classes without a
majority and Taiwan inside another region are refused.";

pub(crate) const TEMPLATE_EXAMPLES: &str = "\
Examples:
  mist economy template regions > regions.csv
  mist economy template products --economy icio-2022 > products.csv

Columns: `from`, a code of the economy; `to`, the group that it goes to; `name`, for you to read.";

/// An economy to put together.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("maps").required(true).multiple(true).args(["regions", "products"]))]
pub(crate) struct Aggregate {
    /// Map of regions: CSV with columns from,to [default: every region stays]
    #[arg(long, value_name = "MAP")]
    regions: Option<PathBuf>,
    /// Map of products: CSV with columns from,to [default: every product stays]
    #[arg(long, value_name = "MAP")]
    products: Option<PathBuf>,
    #[command(flatten)]
    economy: EconomySource,
    /// Folder for the economy; nothing that is there is written over
    #[arg(short, long, value_name = "FOLDER")]
    out: PathBuf,
}

/// A map to begin from.
#[derive(Debug, Args)]
pub(crate) struct Template {
    /// What to map
    #[arg(value_name = "WHAT")]
    what: Mapped,
    #[command(flatten)]
    economy: EconomySource,
}

/// What a map maps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mapped {
    /// Regions
    Regions,
    /// Products
    Products,
}

/// Runs `aggregate`.
///
/// # Errors
/// Maps that are incomplete or ambiguous, or a folder that cannot be written.
pub(crate) fn aggregate_command(args: &Aggregate) -> Result<(), CliError> {
    let economy = args.economy.open()?;
    let map = |path: &Option<PathBuf>, codes: &[&str]| match path {
        Some(path) => Map::read(path, codes),
        None => Ok(Map::identity(codes)),
    };
    let regions = map(&args.regions, &region_codes(&economy))?;
    let products = map(&args.products, &product_codes(&economy))?;
    let smaller = aggregate(&economy, &regions, &products)?;
    save::new_folder(&args.out, |folder| save::write(&smaller, folder))?;
    let out = args.out.display();
    talk::print(format!(
        "{} ({})\n{} economies, {} products, SHA-256 {}\nWritten to {out}: use it with --economy {out}\n",
        smaller.info.name,
        smaller.info.id,
        smaller.regions.len(),
        smaller.products.len(),
        smaller.info.hash,
    ))
}

/// Runs `template`.
///
/// # Errors
/// An economy that cannot be opened.
pub(crate) fn template(args: &Template) -> Result<(), CliError> {
    let economy = args.economy.open()?;
    let rows: Vec<(&str, &str)> = match args.what {
        Mapped::Regions => {
            let named = economy.regions.iter();
            named.map(|r| (r.code.as_str(), r.name.as_str())).collect()
        }
        Mapped::Products => {
            let named = economy.products.iter();
            named.map(|p| (p.code.as_str(), p.name.as_str())).collect()
        }
    };
    let mut text = String::from("from,to,name\n");
    for (code, name) in rows {
        let name = if name.contains([',', '"', '\n']) {
            format!("\"{}\"", name.replace('"', "\"\""))
        } else {
            name.to_owned()
        };
        text.push_str(&format!("{code},{code},{name}\n"));
    }
    talk::print(text)
}

fn region_codes(economy: &Economy) -> Vec<&str> {
    let codes = economy.regions.iter().map(|r| &r.code);
    codes.map(RegionCode::as_str).collect()
}

fn product_codes(economy: &Economy) -> Vec<&str> {
    let codes = economy.products.iter().map(|p| &p.code);
    codes.map(ProductCode::as_str).collect()
}
