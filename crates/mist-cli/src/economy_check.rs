//! `mist economy check`: would a statistician accept this table?

use mist_economy::check::{self, Comparison, QualityReport};
use mist_economy::record::{self, Recorded, Step};
use mist_economy::{CoverageTier, Economy};
use serde::Serialize;

use crate::args::Format;
use crate::economy_command::billions;
use crate::plain_table::plain_table;
use crate::{CliError, talk};

/// The report with what the economy is and how it was made.
#[derive(Serialize)]
struct Checked<'a> {
    id: &'a str,
    name: &'a str,
    modelled: bool,
    year: u16,
    economies_by_tier: [usize; 2],
    #[serde(flatten)]
    report: QualityReport,
    /// How the build of the embedded economy went; empty for any other.
    build: Vec<Recorded>,
}

impl Checked<'_> {
    /// Whether the known figures were at hand when the table was made: some are its targets, the others
    /// were held out.
    fn is_embedded(&self) -> bool {
        !self.build.is_empty()
    }
}

/// Checks identities, signs and known figures, and says how the build went.
///
/// # Errors
/// Embedded data that are damaged.
pub(crate) fn check(economy: &Economy, format: Format) -> Result<(), CliError> {
    let count = |tier| economy.regions.iter().filter(|r| r.tier == tier).count();
    let checked = Checked {
        id: &economy.info.id,
        name: &economy.info.name,
        modelled: economy.info.modelled,
        year: economy.info.year,
        economies_by_tier: [count(CoverageTier::A), count(CoverageTier::B)],
        report: check::check(economy, &check::benchmarks()?),
        build: if economy.info.is_embedded() {
            record::embedded()?
        } else {
            Vec::new()
        },
    };
    if format == Format::Json {
        return talk::print_json(&checked);
    }
    talk::print(quality(economy, &checked))
}

fn quality(economy: &Economy, checked: &Checked<'_>) -> String {
    let report = &checked.report;
    let [a, b] = checked.economies_by_tier;
    let mut text = format!(
        "{} ({}), level of {}\n\nEconomies of tier A, of tier B        {a}, {b}\nLargest gap of the row identity      {:.1e}\nLargest gap of the column identity   \
         {:.1e}\nSmallest cell                        {:.3}\nNodes with negative value added      \
         {}\nNodes without output                 {}\nSpectral radius of the coefficients  \
         {:.3}\nWorld gross output, USD bn           {}\nWorld value added, USD bn            {}\nImported \
         inputs away from proportional  {:.1} %\n",
        economy.info.name,
        economy.info.id,
        economy.info.year,
        report.row_gap,
        report.column_gap,
        report.smallest_cell,
        report.negative_value_added.len(),
        report.empty_nodes,
        report.spectral_radius,
        billions(report.world_output),
        billions(report.world_value_added),
        100.0 * report.distance_from_proportional_imports,
    );
    text.push_str(&built(&checked.build));
    if !report.fits.is_empty() {
        let rows = report.fits.iter().map(|f| {
            [
                f.name.to_owned(),
                f.fit.count.to_string(),
                format!("{:.2}", f.fit.log_correlation),
                format!("{:.2}", f.fit.median_ratio),
                format!("{:.0} %", 100.0 * f.fit.within_factor_two),
            ]
        });
        let header = [
            if checked.is_embedded() {
                "Known flows kept out of the construction"
            } else {
                "Known flows"
            },
            "Flows",
            "Correlation of logs",
            "Median ratio",
            "Within a factor of 2",
        ];
        text.push_str(&format!("\n{}", plain_table(header, rows, 1)));
    }
    if !report.mirrors.is_empty() {
        let rows = report.mirrors.iter().map(|m| {
            [
                format!("{} to {}", m.seller, m.buyer),
                billions(m.exporter_reports),
                billions(m.importer_reports),
                billions(m.found),
                if m.between() { "between" } else { "outside" }.to_owned(),
            ]
        });
        let header = [
            "Goods that both ends report, USD bn",
            "Seller says",
            "Buyer says",
            "Here",
            "",
        ];
        text.push_str(&format!("\n{}", plain_table(header, rows, 1)));
    }
    let rows = report
        .comparisons
        .iter()
        .filter(|c| c.benchmark.reporter.is_empty())
        .map(|comparison| compared(comparison, checked.is_embedded()));
    let header = [
        "Known figure",
        "Source",
        "Known, USD bn",
        "Here",
        "Ratio",
        "Used?",
    ];
    text.push_str(&format!("\n{}", plain_table(header, rows, 2)));
    if !checked.is_embedded() {
        text.push_str(&format!(
            "\nNo known figure was used to make this table, which is of {}: figures of other years differ by \
             growth and prices.\n",
            economy.info.year
        ));
    }
    text
}

fn compared(comparison: &Comparison, embedded: bool) -> [String; 6] {
    let known = &comparison.benchmark;
    let mut what = format!("{:?} {} {}", known.quantity, known.seller, known.product);
    if !known.buyer.is_empty() {
        what.push_str(&format!(" to {} {}", known.buyer, known.user));
    }
    [
        what,
        format!("{} {}", known.source, known.year),
        billions(known.expected),
        billions(comparison.found),
        format!("{:.2}", comparison.found / known.expected),
        match (embedded, known.held_out) {
            (false, _) => "no",
            (true, true) => "held out",
            (true, false) => "target",
        }
        .to_owned(),
    ]
}

/// How the build went.
fn built(record: &[Recorded]) -> String {
    let figure = |step| record.iter().find(|l| l.step == step).map(|l| l.value);
    let (Some(accounts), Some(trade), Some(output)) = (
        figure(Step::AccountsGap),
        figure(Step::TradeGap),
        figure(Step::OutputGap),
    ) else {
        return String::new();
    };
    let far: Vec<String> = record
        .iter()
        .filter(|l| l.step == Step::Moved && !(0.9..=1.1).contains(&l.value))
        .map(|l| format!("{} {} × {:.2}", l.region, l.product, l.value))
        .collect();
    format!(
        "\nBalancing of accounts: last correction {accounts:.1e}; of trade by product {trade:.1e}; \
         outputs meet their sales within {output:.1e}\nBorrowed outputs moved by more than a tenth to \
         agree with trade: {}\n",
        if far.is_empty() {
            "none".to_owned()
        } else {
            far.join(", ")
        }
    )
}
