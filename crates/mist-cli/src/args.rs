//! What can be asked of `mist`, with the help that it gives.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use mist_scenario::Sampling;
use mist_scenario::deck::DEFAULT_IDS;

use crate::economy_source::EconomySource;

/// Shown by `mist` alone.
pub(crate) const WELCOME: &str = "\
MIST: Measure the Impact of a Shock in the Taiwan Strait

What would a quarantine or a blockade of Taiwan cost each economy? MIST plays a scenario
many times over and writes, for every country, a page that can be published as it stands.

  mist assess                       every country, quarantine and blockade
  mist assess --country DEU,JPN     pages for some countries only
  mist publish mist-results         the pages of a finished result, and their annex
  mist scenario list                what can happen
  mist measure list                 what can be done about it
  mist compare --base blockade --with fuel-stocks     what a response or a lever is worth
  mist economy list                 whom it can happen to
  mist exposure DEU                 who depends on what, before any shock
  mist validate                     how far it agrees with what happened and what others say
  mist help assess                  everything that can be set

Every figure holds only under its scenario. MIST says what a shock would cost, never whether
one will come.
";

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 failed (disk, permissions), 2 wrong usage, 3 invalid scenario,
4 missing or invalid data, 5 not converged (results written), 6 comparison out of tolerance,
130 interrupted (no result written).";

/// Measure the Impact of a Shock in the Taiwan Strait.
#[derive(Debug, Parser)]
#[command(name = "mist", version, disable_help_subcommand = false)]
#[command(after_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Play scenarios many times over and write what they cost each country
    #[command(after_help = ASSESS_EXAMPLES)]
    Assess(Assess),
    /// Play one scenario: figures only, resumed, in parts, or until it is exact enough
    #[command(after_help = crate::run_command::EXAMPLES)]
    Run(crate::run_command::Run),
    /// Join the parts of a run
    #[command(after_help = crate::merge_command::EXAMPLES)]
    Merge(crate::merge_command::Merge),
    /// Make pages and their annex from finished results
    #[command(after_help = crate::publish_command::EXAMPLES)]
    Publish(crate::publish_command::Publish),
    /// Run the same draws with and without a response or a lever, or under several scenarios
    #[command(after_help = COMPARE_EXAMPLES)]
    Compare(Compare),
    /// Pack a result with all that it was made from into one file, for somebody else
    #[command(after_help = crate::bundle_command::EXAMPLES)]
    Bundle(crate::bundle_command::BundleArgs),
    /// Check a bundle, run draws of it again and compare them to the last digit
    #[command(after_help = crate::verify_command::EXAMPLES)]
    Verify(crate::verify_command::Verify),
    /// Replay one draw: what happened, what held an economy back, and what led to it
    #[command(after_help = crate::explain_command::EXAMPLES)]
    Explain(crate::explain_command::Explain),
    /// Say which assumptions make the variance of a loss, alone and together with others
    #[command(after_help = crate::sensitivity_command::EXAMPLES)]
    Sensitivity(crate::sensitivity_command::Sensitivity),
    /// List, read, check and sample scenarios
    #[command(subcommand)]
    Scenario(ScenarioCommand),
    /// List, read and check responses and levers
    #[command(subcommand)]
    Measure(MeasureCommand),
    /// Look at the world economy that the scenarios happen to
    #[command(subcommand)]
    Economy(EconomyCommand),
    /// Measure who depends on what, before any shock
    #[command(after_help = crate::exposure::EXAMPLES)]
    Exposure(crate::exposure::Exposure),
    /// Set the model beside what really happened and what others published
    #[command(after_help = crate::validate_command::EXAMPLES)]
    Validate(crate::validate_command::Validate),
}

const ASSESS_EXAMPLES: &str = "\
Examples:
  mist assess
      Every country, quarantine and blockade, 1,000 draws each, into ./mist-results
  mist assess --country DEU,JPN --lang en --out germany-and-japan
      Pages for two countries, in English
  mist assess --scenario blockade --scenario my-scenario.toml --draws 5000 --seed 7
      A scenario of the deck and one of your own, with more draws and other luck
  mist assess --scenario blockade --response g7-technology
      A scenario with a response (see `mist measure list`) in place of its own
  mist assess --format json --quiet > summary.json
      The summary for another program

The folder appears only when the run is complete. A different earlier result in its place is kept
as NAME.1, NAME.2 …; a folder that is not a result of mist is never touched.";

#[derive(Debug, Args)]
pub(crate) struct Assess {
    /// Countries to write pages for and to show: ISO codes or English names [default: all]
    #[arg(short, long, value_name = "COUNTRY", value_delimiter = ',')]
    pub(crate) country: Vec<String>,
    /// Scenarios to play: identifiers (see `mist scenario list`) or files
    #[arg(short, long, value_name = "ID|FILE", value_delimiter = ',',
          default_values = DEFAULT_IDS)]
    pub(crate) scenario: Vec<String>,
    /// Responses and levers to play each scenario with: identifiers (see `mist measure list`) or
    /// files; A+B for both at once
    #[arg(short, long, value_name = "ID|FILE", value_delimiter = ',')]
    pub(crate) response: Vec<String>,
    /// How often to play each scenario
    #[arg(short, long, value_name = "N", default_value_t = 1000,
          value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(crate) draws: u64,
    /// Seed of all chance: the same seed gives the same result, to the last digit
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// How the numbers of the draws are spread: `random`, or `sobol` for points that fill the ranges
    /// more evenly
    #[arg(long, value_name = "SAMPLER", default_value_t)]
    pub(crate) sampler: Sampling,
    /// Threads to work with; the result does not depend on it [default: all cores]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Folder for the results
    #[arg(short, long, value_name = "FOLDER", default_value = "./mist-results")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) economy: EconomySource,
    /// Languages of the pages [default: all four]
    #[arg(short, long, value_name = "LANG", value_delimiter = ',')]
    pub(crate) lang: Vec<Lang>,
    /// Forms to publish in; `mist publish` makes others later
    #[arg(
        long,
        value_name = "FORM",
        value_delimiter = ',',
        default_value = "html"
    )]
    pub(crate) to: Vec<crate::publish_command::To>,
    /// How a shock spreads from sector to sector
    #[arg(short, long, value_name = "MODEL", default_value = "dynamic")]
    pub(crate) model: String,
    /// What to print on standard output
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
    /// Say nothing but the result and errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

const COMPARE_EXAMPLES: &str = "\
Examples:
  mist compare --base blockade --with fuel-stocks --country DEU,JPN,TWN
      What larger fuel stocks in Taiwan are worth, draw by draw
  mist compare --base blockade --with fuel-stocks,convoy,fuel-stocks+convoy
      Two levers, each alone and both at once
  mist compare --base blockade --with g7-technology,no-answer
      Responses in place of the scenario's own
  mist compare quarantine blockade war --country DEU
      scenarios side by side, every one compared with the first
  mist compare quarantine blockade --weights quarantine=0.8,blockade=0.2
      and mixed by weights of your own
  mist compare --bundles berlin.zip madrid.zip --country DEU,ESP
      What other parliaments found, beside one's own result

Every side has the same draws, so that the error of a difference is far below that of a loss.";

#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// Scenarios to put side by side: identifiers (see `mist scenario list`) or files
    #[arg(
        value_name = "SCENARIO",
        required_unless_present_any = ["base", "bundles"],
        conflicts_with_all = ["base", "bundles"]
    )]
    pub(crate) scenarios: Vec<String>,
    /// The same, separated by commas
    #[arg(short, long, value_name = "ID|FILE", value_delimiter = ',')]
    pub(crate) base: Vec<String>,
    /// Bundles (see `mist bundle`) or result folders to put side by side; nothing is run
    #[arg(long, value_name = "BUNDLE", value_delimiter = ',', num_args = 1..,
          conflicts_with_all = ["base", "with", "response"])]
    pub(crate) bundles: Vec<PathBuf>,
    /// Your own weights of the scenarios, adding up to 1, for a mixture of them, or with --with for
    /// what each measure changes over it: quarantine=0.7,blockade=0.3, or a TOML file of such lines.
    /// MIST has none of its own
    #[arg(
        long,
        value_name = "ID=WEIGHT|FILE",
        value_delimiter = ',',
        conflicts_with_all = ["bundles"]
    )]
    pub(crate) weights: Vec<String>,
    /// Responses and levers (see `mist measure list`) or files, each compared with the base; A+B
    /// for both at once. Without any, every scenario is compared with the first
    #[arg(short, long, value_name = "ID|FILE", value_delimiter = ',')]
    pub(crate) with: Vec<String>,
    /// Responses that every side is played with
    #[arg(short, long, value_name = "ID|FILE", value_delimiter = ',')]
    pub(crate) response: Vec<String>,
    /// Countries to show: ISO codes or English names [default: those that change most]
    #[arg(short, long, value_name = "COUNTRY", value_delimiter = ',')]
    pub(crate) country: Vec<String>,
    /// How often to play each side
    #[arg(short, long, value_name = "N", default_value_t = 256,
          value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(crate) draws: u64,
    /// Seed of all chance: the same seed gives the same result, to the last digit
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// How the numbers of the draws are spread: `random`, or `sobol` for points that fill the ranges
    /// more evenly
    #[arg(long, value_name = "SAMPLER", default_value_t)]
    pub(crate) sampler: Sampling,
    /// Threads to work with; the result does not depend on it [default: all cores]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Folder for the results
    #[arg(short, long, value_name = "FOLDER", default_value = "./mist-compare")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) economy: EconomySource,
    /// Languages of the page [default: all four]
    #[arg(short, long, value_name = "LANG", value_delimiter = ',')]
    pub(crate) lang: Vec<Lang>,
    /// How a shock spreads from sector to sector
    #[arg(short, long, value_name = "MODEL", default_value = "dynamic")]
    pub(crate) model: String,
    /// What to print on standard output
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
    /// Say nothing but the result and errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MeasureCommand {
    /// List the responses and levers that ship with mist
    List(Listing),
    /// Tell what a response or a lever does, with the source of every number
    #[command(after_help = "Example:\n  mist measure show joint-purchasing")]
    Show(OneMeasure),
    /// Check a file and report every problem with its line and column
    #[command(after_help = "Example:\n  mist measure check my-coalition.toml")]
    Check(MeasureFiles),
    /// Print the JSON Schema of response and lever files, for editors
    #[command(after_help = "Example:\n  mist measure schema > measure.schema.json")]
    Schema,
    /// Begin a response or lever file of your own
    #[command(after_help = "Examples:
  mist measure new my-coalition --extends g7-technology
      my-coalition.toml, with every number of `g7-technology` ready to be changed
  mist measure new my-reserve
      my-reserve.toml, a small lever from the ground up")]
    New(NewMeasure),
}

#[derive(Debug, Args)]
pub(crate) struct OneMeasure {
    /// Identifier (see `mist measure list`) or file
    #[arg(value_name = "ID|FILE")]
    pub(crate) measure: String,
}

#[derive(Debug, Args)]
pub(crate) struct MeasureFiles {
    /// Identifiers or files
    #[arg(value_name = "ID|FILE", required = true)]
    pub(crate) measures: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct NewMeasure {
    /// Identifier: small letters, digits and hyphens; the file is called ID.toml
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// Response or lever to begin from: identifier or file
    #[arg(long, value_name = "ID|FILE")]
    pub(crate) extends: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Lang {
    /// English
    En,
    /// Español
    Es,
    /// 日本語
    Ja,
    /// 繁體中文
    #[value(name = "zh-Hant", alias = "zh-hant", alias = "zh-TW")]
    ZhHant,
}

impl Lang {
    /// The language's tag by BCP 47, as the pages use it.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
            Self::Ja => "ja",
            Self::ZhHant => "zh-Hant",
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum ScenarioCommand {
    /// List the scenarios of the deck
    List(Listing),
    /// Tell what happens in a scenario, with the source of every number
    #[command(after_help = "Example:\n  mist scenario show blockade")]
    Show(OneScenario),
    /// Check a scenario file and report every problem with its line and column
    #[command(after_help = "Example:\n  mist scenario check my-scenario.toml")]
    Check(ScenarioFiles),
    /// Print the JSON Schema of scenario files, for editors
    #[command(after_help = "Example:\n  mist scenario schema > scenario.schema.json")]
    Schema,
    /// Draw timelines without running the economy
    #[command(after_help = "Example:\n  mist scenario sample quarantine --draws 5")]
    Sample(SampleScenario),
    /// Say what differs between two scenarios, value by value
    #[command(after_help = "Examples:
  mist scenario diff blockade sea-blockade
  mist scenario diff blockade my-scenario.toml")]
    Diff(TwoScenarios),
    /// Begin a scenario file of your own
    #[command(after_help = "Examples:
  mist scenario new my-blockade --extends blockade
      my-blockade.toml, which changes nothing yet: every number of `blockade` is ready to be changed
  mist scenario new my-own
      my-own.toml, a small scenario from the ground up")]
    New(NewScenario),
}

#[derive(Debug, Args)]
pub(crate) struct TwoScenarios {
    /// Identifier or file
    #[arg(value_name = "ID|FILE")]
    pub(crate) before: String,
    /// Identifier or file to compare with it
    #[arg(value_name = "ID|FILE")]
    pub(crate) after: String,
    /// How to print it
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct NewScenario {
    /// Identifier: small letters, digits and hyphens; the file is called ID.toml
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// Scenario to begin from: identifier or file
    #[arg(long, value_name = "ID|FILE")]
    pub(crate) extends: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Listing {
    /// How to print it
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct OneScenario {
    /// Identifier (see `mist scenario list`) or file
    #[arg(value_name = "ID|FILE")]
    pub(crate) scenario: String,
}

#[derive(Debug, Args)]
pub(crate) struct ScenarioFiles {
    /// Identifiers or files
    #[arg(value_name = "ID|FILE", required = true)]
    pub(crate) scenarios: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SampleScenario {
    /// Identifier (see `mist scenario list`) or file
    #[arg(value_name = "ID|FILE")]
    pub(crate) scenario: String,
    /// How many timelines
    #[arg(short, long, value_name = "N", default_value_t = 10,
          value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) draws: u64,
    /// Seed of all chance
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// How to print them
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EconomyCommand {
    /// List the economies: code, data tier, value added
    List(EconomyListing),
    /// Show one economy: what it makes, whom it buys from and sells to
    #[command(after_help = "Example:\n  mist economy show TWN")]
    Show(OneCountry),
    /// Check identities, signs, balancing and known figures
    Check(EconomyListing),
    /// Tell where every figure of one product of one economy comes from
    #[command(
        after_help = "Examples:\n  mist economy explain TWN semiconductors\n  mist economy explain SAU B05T06 --format json"
    )]
    Explain(crate::economy_explain::Explain),
    /// Import a table that you have: OECD ICIO, WIOD, EXIOBASE, pymrio, or our open layout
    #[command(after_help = crate::import_command::EXAMPLES)]
    Import(crate::import_command::Import),
    /// Put regions and products together by maps of your own
    #[command(after_help = crate::aggregate_command::EXAMPLES)]
    Aggregate(crate::aggregate_command::Aggregate),
    /// Print a map to begin from
    #[command(after_help = crate::aggregate_command::TEMPLATE_EXAMPLES)]
    Template(crate::aggregate_command::Template),
    /// Build the embedded economy again from its sources (needs `--features build`)
    #[command(after_help = crate::economy_build::EXAMPLES)]
    Build(crate::economy_build::Build),
}

#[derive(Debug, Args)]
pub(crate) struct EconomyListing {
    #[command(flatten)]
    pub(crate) economy: EconomySource,
    /// How to print it
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct OneCountry {
    /// ISO code or English name
    #[arg(value_name = "COUNTRY")]
    pub(crate) country: String,
    #[command(flatten)]
    pub(crate) economy: EconomySource,
    /// How to print it
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::exit;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_help_names_every_exit_code() {
        let flat = EXIT_CODES.replace('\n', " ");
        for (code, meaning) in exit::MEANINGS {
            assert!(
                flat.contains(&format!("{code} {meaning}")),
                "{code} {meaning}"
            );
        }
    }
}
