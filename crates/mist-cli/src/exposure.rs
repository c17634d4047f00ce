//! `mist exposure`: who depends on what, before any shock.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mist_economy::{Economy, RegionCode};
use mist_exposure::leverage::{Cost, Side};
use mist_exposure::report::{CountryExposure, ExposureRanking, Leverage, Measure, PartnerExposure};
use mist_exposure::{
    Assessor, Coalition, ExposureReport, MaterialData, Parameters, Target, derivation, export,
};
use mist_scenario::Vocabulary;

use crate::economy_source::EconomySource;
use crate::plain_table::plain_table;
use crate::ranking::grouped;
use crate::{CliError, countries, talk};

/// Groups that may act with a country when leverage is measured.
const COALITIONS: [&str; 2] = ["g7", "ipac"];
/// Rows of the longer tables on the terminal; JSON and CSV hold all.
const SHOWN: usize = 6;

/// Shown after the help.
pub(crate) const EXAMPLES: &str = "\
Examples:
  mist exposure DEU
      Face value and look-through side by side, chips, concentration, leverage, resilience
  mist exposure --to TWN
      Who is most exposed to Taiwan (or CHN, CHN+HKG, strait, gallium, any economy)
  mist exposure LTU JPN --to strait
      The same, for two countries only
  mist exposure --to TWN:C26S
      Who is most exposed to one product of one economy (C26S alone: from anywhere abroad)
  mist exposure DEU --format csv > germany.csv
      One row a number, with how it is made
  mist exposure --explain
      How each figure is made: equation, steps, method, data and their sources
  mist exposure --schema > exposure.schema.json
      The JSON Schema of the output of --format json

No scenario and no forecast: every figure is a sum or a share of the table as it stands.";

/// Arguments of `mist exposure`.
#[derive(Debug, Args)]
pub(crate) struct Exposure {
    /// ISO codes or English names [default: all, by their exposure to --to]
    #[arg(value_name = "COUNTRY")]
    pub(crate) countries: Vec<String>,
    /// Rank exposure to this: TWN, CHN, CHN+HKG, strait, a raw material, a product, any economy
    #[arg(long, value_name = "TARGET")]
    pub(crate) to: Option<String>,
    /// Thresholds and weights of your own, in the form of configs/model/exposure.toml
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) economy: EconomySource,
    /// Say how each figure is made and from which sources instead
    #[arg(long, conflicts_with = "schema")]
    pub(crate) explain: bool,
    /// Print the JSON Schema instead
    #[arg(long)]
    pub(crate) schema: bool,
    /// How to print it
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: ExposureFormat,
}

/// Forms of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExposureFormat {
    /// For people
    Table,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}

/// Runs the command.
///
/// # Errors
/// Unknown countries and targets, parameters that do not parse, a table without Leontief inverse.
pub(crate) fn run(args: &Exposure) -> Result<(), CliError> {
    if args.schema {
        return talk::print(if args.to.is_some() {
            export::ranking_schema()
        } else {
            export::schema()
        });
    }
    let economy = args.economy.open()?;
    if args.explain {
        return talk::print(explanation(&economy));
    }
    let parameters = parameters(args)?;
    let materials = MaterialData::shipped(&economy)?;
    // Names first: a typing error should not wait for a factorisation.
    let codes = countries::find_all(&economy, &args.countries)?;
    let target = match (&args.to, codes.is_empty()) {
        (Some(text), _) => Some(Target::parse(&economy, &materials, text)?),
        (None, true) => Some(Target::parse(&economy, &materials, "TWN")?),
        (None, false) => None,
    };
    let assessor = Assessor::new(&economy, &parameters, coalitions(&economy), materials)?;
    match target {
        Some(target) => print_ranking(&economy, &assessor, &target, &codes, args.format),
        None => {
            let at: Vec<usize> = codes
                .iter()
                .filter_map(|c| economy.region_index(c))
                .collect();
            let report = assessor.report(&at);
            match args.format {
                ExposureFormat::Json => talk::print_json(&report),
                ExposureFormat::Csv => talk::print(export::to_csv(&report)),
                ExposureFormat::Table => {
                    let mut text = format!("{} ({})\n", report.economy.name, report.economy.id);
                    for note in &report.notes {
                        text.push_str(&format!("{note}\n"));
                    }
                    for country in &report.countries {
                        text.push_str(&page(&economy, country));
                    }
                    text.push_str(
                        "\nValue at risk is not loss. How each figure is made: docs/src/exposure.md, \
                         or `derivations` in --format json.\n",
                    );
                    talk::print(text)
                }
            }
        }
    }
}

/// The exposure of some economies (all, if none is named) with the shipped parameters, for pages.
///
/// # Errors
/// A table without Leontief inverse.
pub(crate) fn report(
    economy: &Economy,
    countries: &[RegionCode],
) -> Result<ExposureReport, CliError> {
    let parameters = Parameters::embedded()?;
    let materials = MaterialData::shipped(economy)?;
    let assessor = Assessor::new(economy, &parameters, coalitions(economy), materials)?;
    let at: Vec<usize> = (0..economy.regions.len())
        .filter(|&x| countries.is_empty() || countries.contains(&economy.regions[x].code))
        .collect();
    Ok(assessor.report(&at))
}

/// How each figure is made, and the sources of the data.
fn explanation(economy: &Economy) -> String {
    let mut text = String::from("How each figure of an exposure assessment is made\n");
    for d in derivation::derivations() {
        text.push_str(&format!(
            "\n{} ({})\n  {}\n  method: {}\n  data: {}\n  in JSON: {}\n",
            d.id,
            d.equation,
            d.steps,
            d.method,
            d.data,
            d.figures.join(", "),
        ));
    }
    text.push_str(&format!("\nThe table: {}\n", economy.info.name));
    for source in &economy.info.sources {
        text.push_str(&format!(
            "  {}: {} ({})\n",
            source.id, source.title, source.year
        ));
    }
    text.push_str("Equations and references in full: docs/src/exposure.md\n");
    text
}

fn parameters(args: &Exposure) -> Result<Parameters, CliError> {
    let Some(path) = &args.parameters else {
        return Ok(Parameters::embedded()?);
    };
    let text = std::fs::read_to_string(path).map_err(|source| CliError::Read {
        path: path.clone(),
        source,
    })?;
    Ok(Parameters::parse(&text, &path.display().to_string())?)
}

/// The groups of [`COALITIONS`] as far as the economy holds their members apart.
pub(crate) fn coalitions(economy: &Economy) -> Vec<Coalition> {
    let groups = Vocabulary::of(economy).region_groups;
    COALITIONS
        .iter()
        .filter_map(|id| {
            let group = groups.get(*id)?;
            let members = group.members.iter().map(String::as_str);
            Some(Coalition::of(economy, id, members))
        })
        .collect()
}

fn print_ranking(
    economy: &Economy,
    assessor: &Assessor<'_>,
    target: &Target,
    only: &[RegionCode],
    format: ExposureFormat,
) -> Result<(), CliError> {
    let mut ranking = assessor.ranking(target);
    if !only.is_empty() {
        let wanted = |code: &str| only.iter().any(|c| c.as_str() == code);
        ranking.countries.retain(|c| wanted(&c.code));
    }
    match format {
        ExposureFormat::Json => talk::print_json(&ranking),
        ExposureFormat::Csv => talk::print(export::ranking_to_csv(&ranking)),
        ExposureFormat::Table => talk::print(ranking_text(economy, &ranking, target)),
    }
}

fn ranking_text(economy: &Economy, ranking: &ExposureRanking, target: &Target) -> String {
    let (face, deep, value) = match target {
        Target::Partner(_) => (
            "Imports, face",
            "Final demand, through",
            "At stake by supply",
        ),
        Target::Product(..) => ("Bought from there", "Made there", "At stake by supply"),
        Target::Strait => (
            "Imports, face",
            "Final demand, through",
            "GDP on its way through",
        ),
        Target::Material(_) => (
            "Bought from PRC",
            "Final demand, through",
            "GDP using or at stake",
        ),
    };
    let rows = ranking.countries.iter().map(|c| {
        [
            c.rank.map_or_else(|| "-".to_owned(), |r| r.to_string()),
            c.code.clone(),
            c.name.clone(),
            c.tier.clone(),
            percent(c.face_value),
            percent(c.look_through),
            percent(c.value_added.share),
            billions(c.value_added.value_usd_m),
        ]
    });
    let header = ["", "Code", "Economy", "Tier", face, deep, value, "USD bn"];
    let name = match target {
        Target::Partner(partner) => partner.name.clone(),
        Target::Strait => "passage through the Taiwan Strait".to_owned(),
        Target::Material(id) => format!("{id} from the PRC"),
        Target::Product(from, s) => format!(
            "{} ({}) from {}",
            economy.products[*s].name,
            economy.products[*s].code,
            from.as_ref().map_or("abroad", |p| p.name.as_str()),
        ),
    };
    format!(
        "{} ({})\nExposure to {name}, before any shock\n\n{}\nTiers other than A are not ranked: their \
         structure is borrowed. Value at risk is not loss.\nMore: mist exposure CODE\n",
        ranking.economy.name,
        ranking.economy.id,
        plain_table(header, rows, 4),
    )
}

/// Everything about one country.
fn page(economy: &Economy, c: &CountryExposure) -> String {
    let gdp = billions(c.gdp_usd_m);
    let mut text = format!(
        "\n{} ({}), tier {}, GDP USD {gdp} bn\n",
        c.name, c.code, c.tier
    );
    for note in &c.notes {
        text.push_str(&format!("{note}\n"));
    }
    text.push_str(&format!(
        "\nTied to, % (face value → look-through)\n{}",
        measures(c)
    ));
    let rows = c.partners.iter().map(|p| {
        let stake = &p.supply_at_stake;
        [
            p.partner.id.clone(),
            percent(p.extraction_sales.share),
            percent(p.extraction_partner.share),
            percent(p.supply_content.share),
            percent(stake.value_added.share),
            stake.binding_product.clone().unwrap_or_default(),
            format!("{:.0}", stake.cover_days),
        ]
    });
    let header = [
        "GDP resting on",
        "sales to",
        "all of it",
        "cost content",
        "at stake by supply",
        "binds",
        "days of stock",
    ];
    text.push_str(&format!("\n{}", plain_table(header, rows, 1)));

    if !c.semiconductors.is_empty() {
        let rows = c.semiconductors.iter().take(SHOWN).map(|o| {
            [
                o.region.clone(),
                percent(o.face_value),
                percent(o.look_through),
                percent(o.value_added),
            ]
        });
        let header = [
            "Chips and components",
            "bought from",
            "made in",
            "value added in",
        ];
        text.push_str(&format!("\n{}", plain_table(header, rows, 1)));
    }
    let rows = c.most_exposed_to.iter().take(SHOWN).map(|d| {
        [
            format!("{} {}", d.origin, d.product),
            product_name(economy, &d.product).to_owned(),
            percent(d.value_added.share),
            percent(d.imports.share),
        ]
    });
    let header = ["Most exposed to", "", "at stake, of GDP", "of its imports"];
    text.push_str(&format!("\n{}", plain_table(header, rows, 2)));

    let rows = c.concentration.iter().map(|p| {
        let met = p.conditions.iter().filter(|m| **m).count();
        [
            p.product.clone(),
            p.name.clone(),
            format!("{:.2}", p.hhi),
            percent(p.import_share),
            p.imports_over_exports
                .map_or_else(|| "-".to_owned(), |x| format!("{x:.1}")),
            format!(
                "{} {}",
                p.largest_origin.as_deref().unwrap_or("-"),
                percent(p.largest_share)
            ),
            format!(
                "{met} of 3{}",
                if p.single_point_of_failure {
                    ", single point"
                } else {
                    ""
                }
            ),
        ]
    });
    let header = [
        "Dependent goods",
        "",
        "HHI",
        "imported",
        "imports/exports",
        "largest",
        "conditions",
    ];
    text.push_str(&format!("\n{}", plain_table(header, rows, 2)));

    text.push_str(&leverage(economy, c));
    let rows = c.resilience.iter().map(|r| {
        let x = &r.resilience;
        [
            r.partner.clone(),
            format!("{:.0}/{:.0}", x.cover_days, x.substitution_days),
            format!("{:.2}", x.cover),
            format!("{:.2}", x.alternatives),
            format!("{:.2}", x.spread),
            format!("{:.2}", x.independence),
            format!("{:.2}", x.composite),
            match (r.rank, r.rank_range) {
                (Some(rank), Some((best, worst))) => {
                    format!("{rank} ({best}-{worst}) of {}", r.ranked)
                }
                _ => "not ranked".to_owned(),
            },
        ]
    });
    let header = [
        "Resilience without",
        "stock/substitute, days",
        "cover",
        "elsewhere",
        "spread",
        "independent",
        "composite",
        "rank (over all weights)",
    ];
    text.push_str(&format!("\n{}", plain_table(header, rows, 1)));

    let mut materials: Vec<_> = c.materials.iter().collect();
    materials.sort_by(|a, b| b.total.total_cmp(&a.total).then(a.id.cmp(&b.id)));
    if !materials.is_empty() {
        let rows = materials.into_iter().take(2 * SHOWN).map(|m| {
            let stages: Vec<String> = m
                .stages
                .iter()
                .map(|s| format!("{} {}", s.stage, percent(s.prc_share)))
                .collect();
            [
                m.name.clone(),
                stages.join(", "),
                percent(m.direct),
                percent(m.any_stage),
                percent(m.through_products[1]),
                percent(m.total),
                percent(m.value_added_using.share),
                m.cover_months
                    .map_or_else(|| "-".to_owned(), |x| format!("{x:.1}")),
            ]
        });
        let header = [
            "Raw material",
            "PRC's share by stage, %",
            "direct",
            "any stage",
            "via third",
            "total",
            "users, % GDP",
            "months",
        ];
        text.push_str(&format!("\n{}", plain_table(header, rows, 2)));
    }
    text
}

/// English name of a product; nothing for all of them together.
fn product_name<'e>(economy: &'e Economy, code: &str) -> &'e str {
    let mut products = economy.products.iter();
    products
        .find(|p| p.code.as_str() == code)
        .map_or("", |p| p.name.as_str())
}

/// Product groups down, who acts with the country across.
fn leverage(economy: &Economy, c: &CountryExposure) -> String {
    let alone = |l: &&Leverage| l.coalition == "alone";
    let whole = c
        .leverage
        .iter()
        .filter(alone)
        .filter(|l| l.product == "all");
    let mut groups: Vec<_> = c
        .leverage
        .iter()
        .filter(alone)
        .filter(|l| l.product != "all")
        .collect();
    groups.sort_by(|a, b| {
        let here = |l: &Leverage| l.cut.country.share_high;
        here(b).total_cmp(&here(a)).then(a.product.cmp(&b.product))
    });
    let cost = |x: &Cost| format!("{}-{}", percent(x.share_low), percent(x.share_high));
    let rows: Vec<[String; 9]> = whole
        .chain(groups.into_iter().take(SHOWN))
        .map(|own| {
            let with = |id: &str| {
                let mut all = c.leverage.iter();
                all.find(|l| l.product == own.product && l.coalition == id)
            };
            let there = |id: &str| with(id).map_or_else(|| "-".to_owned(), |l| cost(&l.cut.other));
            let balance = |id: &str| {
                with(id).map_or_else(|| "-".to_owned(), |l| format!("{:+.2}", l.cut.asymmetry))
            };
            [
                own.product.clone(),
                product_name(economy, &own.product).to_owned(),
                cost(&own.cut.country),
                there("alone"),
                there(COALITIONS[0]),
                there(COALITIONS[1]),
                format!(
                    "{} {} {}",
                    balance("alone"),
                    balance(COALITIONS[0]),
                    balance(COALITIONS[1])
                ),
                format!(
                    "{:.0}/{:.0}",
                    own.cut.country.cover_days, own.cut.other.cover_days
                ),
                match own.cut.holds_out_longer {
                    Some(Side::Country) => "here".to_owned(),
                    Some(Side::Other) => "there".to_owned(),
                    None => "-".to_owned(),
                },
            ]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let acting = |id: &str| {
        let mut all = c.leverage.iter();
        all.find(|l| l.coalition == id).map_or(0, |l| l.economies)
    };
    let [first, second] = COALITIONS.map(|id| format!("with {id} ({})", acting(id)));
    let header = [
        "Cut with the PRC",
        "costs in % of GDP:",
        "here",
        "there, alone",
        first.as_str(),
        second.as_str(),
        "asymmetry of each",
        "days of stock",
        "lasts longer",
    ];
    format!("\n{}", plain_table(header, rows, 2))
}

/// Measures down, partners and the Strait across.
fn measures(c: &CountryExposure) -> String {
    let find =
        |id: &str| -> Option<&PartnerExposure> { c.partners.iter().find(|p| p.partner.id == id) };
    let cell = |all: &[Measure], id: &str| -> String {
        all.iter()
            .find(|m| m.id == id)
            .map_or_else(String::new, |m| {
                format!(
                    "{} → {}",
                    percent(m.face_value.share),
                    percent(m.look_through.share)
                )
            })
    };
    let names = [
        ("imports", "imports"),
        ("exports", "exports"),
        ("inputs", "inputs (foreign input reliance)"),
        ("markets", "output (foreign market reliance)"),
        ("final-demand", "final demand"),
        ("gdp", "GDP"),
    ];
    let rows = names.map(|(id, name)| {
        let of =
            |partner: &str| find(partner).map_or_else(|| "-".to_owned(), |p| cell(&p.measures, id));
        [
            name.to_owned(),
            of("TWN"),
            of("CHN"),
            of("CHN+HKG"),
            cell(&c.strait.measures, id),
            of("abroad"),
        ]
    });
    plain_table(
        ["", "Taiwan", "PRC", "PRC with HK", "Strait", "all foreign"],
        rows,
        1,
    )
}

/// A share as a percentage with one decimal.
fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

/// USD million as billions, with a decimal below a hundred.
fn billions(usd_million: f64) -> String {
    let billions = usd_million / 1000.0;
    if billions.abs() < 100.0 {
        format!("{billions:.1}")
    } else {
        grouped(billions.round() as u64)
    }
}
