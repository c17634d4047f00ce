//! `mist economy import`: a table that people have becomes an economy that every command takes.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use mist_economy::readers::{self, Imported, Options};

use crate::{CliError, progress, talk};

pub(crate) const EXAMPLES: &str = "\
Examples:
  mist economy import --format oecd-icio 2022_SML.csv --out icio-2022
      A table of the OECD as downloaded and unpacked (editions 2021, 2023, 2025)
  mist economy import --format wiod-2016 WIOT2014_Nov16_ROW.xlsb --out wiod-2014
      A workbook of the World Input-Output Database, or the same as CSV
  mist economy import --format exiobase3 IOT_2019_ixi --usd-per-unit 1.12 --out exiobase-2019
      EXIOBASE 3 by industries; its euros become dollars at a rate that you give and cite
  mist economy import --format pymrio my-mrio --year 2019 --out mine
      A folder saved by pymrio
  mist economy import --format table my-table --out mine
      Our open layout: CSV or Parquet files with a datapackage.json
  mist assess --economy icio-2022 --country DEU,JPN
      Then use it everywhere

Every total of the table is checked, and what could not be carried over is listed; `mapping.csv` in
the folder says what each code stands for. Nothing appears until the import is whole.
docs/src/your-table.md describes each layout.";

/// A table to import.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The table: a file or a folder, as its format has it
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Layout of the table
    #[arg(long, value_name = "FORMAT")]
    format: TableFormat,
    /// Folder for the economy; nothing that is there is written over [default: ./ID of the table]
    #[arg(short, long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Year of the table, where its name does not say it
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(u16).range(1960..2100))]
    year: Option<u16>,
    /// US dollars for one unit of the table's currency, where that is another
    #[arg(long, value_name = "RATE")]
    usd_per_unit: Option<f64>,
    /// Say nothing but the result and errors
    #[arg(short, long)]
    quiet: bool,
}

/// Layouts that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TableFormat {
    /// OECD Inter-Country Input-Output tables, CSV
    OecdIcio,
    /// World Input-Output Database, release 2013: xlsx or CSV
    #[value(name = "wiod-2013")]
    Wiod2013,
    /// World Input-Output Database, release 2016: xlsb, xlsx or CSV
    #[value(name = "wiod-2016")]
    Wiod2016,
    /// EXIOBASE 3, industry by industry: the unpacked folder
    Exiobase3,
    /// A folder saved by pymrio
    Pymrio,
    /// Our open layout: a folder with a datapackage.json
    Table,
}

impl From<TableFormat> for readers::Format {
    fn from(format: TableFormat) -> Self {
        match format {
            TableFormat::OecdIcio => Self::OecdIcio,
            TableFormat::Wiod2013 => Self::Wiod2013,
            TableFormat::Wiod2016 => Self::Wiod2016,
            TableFormat::Exiobase3 => Self::Exiobase3,
            TableFormat::Pymrio => Self::Pymrio,
            TableFormat::Table => Self::Table,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// A table that is damaged or of another layout, or a folder that cannot be written.
pub(crate) fn import(args: &Import) -> Result<(), CliError> {
    let bar = progress::reading(size(&args.path), args.quiet);
    let options = Options {
        year: args.year,
        usd_per_unit: args.usd_per_unit,
    };
    let told = |bytes| bar.set_position(bytes);
    let imported = readers::read(args.format.into(), &args.path, options, &told);
    bar.finish_and_clear();
    let imported = imported?;
    let out = args
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from(&imported.economy.info.id));
    imported.save(&out)?;
    talk::print(summary(&imported, &out))
}

fn summary(imported: &Imported, out: &Path) -> String {
    let economy = &imported.economy;
    let mut text = format!(
        "{} ({})\n{} economies, {} products, SHA-256 {}\n",
        economy.info.name,
        economy.info.id,
        economy.regions.len(),
        economy.products.len(),
        economy.info.hash,
    );
    for note in &imported.notes {
        text.push_str(&format!("- {note}\n"));
    }
    let shown = out.display();
    text.push_str(&format!(
        "\nWritten to {shown}; {shown}/mapping.csv says what each code stands for.\nUse it with \
         --economy {shown}, for instance: mist economy check --economy {shown}\n"
    ));
    text
}

/// Bytes of a file, or of the text files of a folder; workbooks are counted by rows.
fn size(path: &Path) -> Option<u64> {
    let is_workbook = path
        .extension()
        .is_some_and(|e| e.to_string_lossy().to_lowercase().starts_with("xls"));
    if is_workbook {
        return None;
    }
    let about = fs::metadata(path).ok()?;
    if about.is_file() {
        return Some(about.len());
    }
    // The table itself; the other files of a folder are small beside it.
    ["Z.txt", "A.txt", "z.csv"]
        .iter()
        .find_map(|name| fs::metadata(path.join(name)).ok())
        .map(|about| about.len())
}
