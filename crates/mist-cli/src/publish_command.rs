//! `mist publish`: finished results in, something that can be published out.

use std::fs;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mist_economy::{Economy, RegionCode};
use mist_engine::write_comparison_csv;
use mist_report::site::{Address, Site};
use mist_report::{Form, Language, Measured, Publication, Typesetter, Written};

use crate::args::Lang;
use crate::assess::languages;
use crate::economy_source::EconomySource;
use crate::folder::ResultFolder;
use crate::play::write_summary;
use crate::published::{Published, write_background};
use crate::{CliError, countries, exposure, pdf, ranking, site, talk};

/// Shown after the help.
pub(crate) const EXAMPLES: &str = "\
Examples:
  mist publish mist-results
      The pages of a finished result, for every country, in four languages
  mist publish mist-results --country DEU --lang en,es --to html,xlsx,csv
      One country's pages with their annex for spreadsheets
  mist publish mist-results --site --base-url https://parliament.example/mist/ --out site
      A static site of every country: maps, rankings, scenarios with their sources
  mist publish blockade-run war-run --out both
      Two results with the same economy, parameters and seed on the same pages
  mist publish mist-results mist-compare
      With what responses and levers change, as `mist compare --base … --with …` found it

Results are folders that `mist assess`, `mist run`, `mist merge` or `mist compare` wrote, the last
beside one of the others. No figure is computed anew but exposure before any shock, which comes from
the economy alone.";

/// Arguments of `mist publish`.
#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// Result folders; several go onto the same pages. Those of `mist compare` show what responses and
    /// levers change of the others
    #[arg(value_name = "RESULT", required_unless_present = "schema")]
    results: Vec<PathBuf>,
    /// Countries to publish: ISO codes or English names [default: all]
    #[arg(short, long, value_name = "COUNTRY", value_delimiter = ',')]
    country: Vec<String>,
    #[command(flatten)]
    economy: EconomySource,
    /// Languages to publish in [default: all four]
    #[arg(short, long, value_name = "LANG", value_delimiter = ',')]
    lang: Vec<Lang>,
    /// Forms to publish in
    #[arg(
        long,
        value_name = "FORM",
        value_delimiter = ',',
        default_value = "html"
    )]
    to: Vec<To>,
    /// Folder for the publication
    #[arg(
        short,
        long,
        value_name = "FOLDER",
        default_value = "./mist-publication"
    )]
    out: PathBuf,
    /// Make a whole site around the summaries: maps, rankings, scenarios, tables side by side
    #[arg(long)]
    site: bool,
    /// Offer on the site what `mist verify` repeats the results from: every draw and every input
    #[arg(long, requires = "site")]
    bundle: bool,
    /// Address that the site will stand under, for sitemap, search engines and messages
    #[arg(long, value_name = "URL", requires = "site")]
    base_url: Option<String>,
    /// Folder with faces of type for PDF, beside those of the system
    #[arg(long, value_name = "FOLDER")]
    font_dir: Vec<PathBuf>,
    /// Print the JSON Schema of the form `json` instead
    #[arg(long)]
    schema: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// A form of publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum To {
    /// Pages for the web and the printer
    Html,
    /// Two pages and an annex, tagged for screen readers (needs `--features pdf`)
    Pdf,
    /// The annex as a workbook for each country and language
    Xlsx,
    /// The annex as CSV files with READMEs and datapackage.json
    Csv,
    /// The summary of each country as data, by docs/schema/summary.schema.json
    Json,
    /// The summary as text with marks
    #[value(alias = "markdown")]
    Md,
}

impl To {
    const fn form(self) -> Form {
        match self {
            Self::Html => Form::Html,
            Self::Pdf => Form::Pdf,
            Self::Xlsx => Form::Xlsx,
            Self::Csv => Form::Csv,
            Self::Json => Form::Json,
            Self::Md => Form::Markdown,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// Folders that are no results or do not go together, countries that they do not have, or a disk
/// that fills up.
pub(crate) fn run(args: &Publish) -> Result<(), CliError> {
    if args.schema {
        return talk::print(mist_report::document::schema());
    }
    let address = args.base_url.as_deref().map(Address::new).transpose()?;
    let typesetter = pdf::typesetter(&args.to, &args.font_dir)?;
    let published = Published::read(&args.results)?;
    let economy = economy_of(&args.economy, &published)?;
    let countries = countries::find_all(&economy, &args.country)?;
    let languages = languages(&args.lang)?;
    for result in &args.results {
        let same = fs::canonicalize(result).ok() == fs::canonicalize(&args.out).ok();
        if same && args.out.exists() {
            return Err(CliError::OutIsResult {
                path: args.out.clone(),
            });
        }
    }
    let earlier = site::earlier(&args.out)?;
    let folder = ResultFolder::prepare(&args.out)?;
    write_summary(&folder, &published.run)?;
    write_background(&folder, &published.background)?;
    for (place, measured) in published.measured.iter().enumerate() {
        let mut csv = Vec::new();
        write_comparison_csv(&measured.comparison, &mut csv)?;
        folder.write(&Measured::file(place), &csv)?;
    }
    let publication = published
        .publication()?
        .with_measured(published.measured.clone())
        .with_exposure(exposure::report(&economy, &countries)?);
    // A site has the summaries' pages itself.
    let others: Vec<To> = args
        .to
        .iter()
        .copied()
        .filter(|to| *to != To::Html)
        .collect();
    let mut shown = countries.clone();
    if args.site && !shown.is_empty() {
        // The world's page is always part of a site.
        shown.push(RegionCode::new(mist_report::publication::WORLD));
    }
    let mut written = write(
        &publication,
        &languages,
        &shown,
        (
            if args.site { &others } else { &args.to },
            typesetter.as_deref(),
        ),
        &folder,
    )?;
    if args.bundle {
        site::bundles(&published.folders, &folder)?;
    }
    if args.site {
        let forms = args.to.iter().map(|to| to.form()).collect();
        let around = site::write(
            Site {
                publication: &publication,
                stories: site::stories(&publication, &economy, &published.folders)?,
                measures: site::measures(&economy)?,
                codes: countries.iter().map(ToString::to_string).collect(),
                earlier,
                address,
                downloads: Vec::new(),
                forms,
            },
            &languages,
            &folder,
        )?;
        written.files += around.files;
        written.bytes += around.bytes;
    }
    let finished = folder.finish(published.recipe)?;
    talk::say(
        args.quiet,
        format_args!(
            "{} files, {} kB, in {}",
            ranking::grouped(written.files),
            ranking::grouped(written.bytes.div_ceil(1000)),
            finished.path.display()
        ),
    );
    Ok(())
}

/// Writes a publication into a folder, in every form that is asked for.
///
/// # Errors
/// Whatever keeps a page from being made or written.
pub(crate) fn write(
    publication: &Publication,
    languages: &[Language],
    countries: &[RegionCode],
    (forms, typesetter): (&[To], Option<&dyn Typesetter>),
    folder: &ResultFolder,
) -> Result<Written, CliError> {
    let codes: Vec<String> = countries.iter().map(ToString::to_string).collect();
    let forms: Vec<Form> = forms.iter().map(|to| to.form()).collect();
    Ok(mist_report::write(
        publication,
        languages,
        &codes,
        &forms,
        typesetter,
        folder.path(),
    )?)
}

/// The economy that the results were made with.
fn economy_of(source: &EconomySource, published: &Published) -> Result<Economy, CliError> {
    let economy = source.open()?;
    if economy.info.hash == published.run.economy_hash {
        return Ok(economy);
    }
    Err(CliError::OtherEconomy {
        name: published.run.economy_name.clone(),
    })
}
