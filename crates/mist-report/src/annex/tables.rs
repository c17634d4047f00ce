//! The tables of the annex, from the run, the exposure and the recipe.

use std::collections::BTreeMap;

use mist_engine::comparison::HorizonDifference;
use mist_engine::results::{CountrySummary, RunSummary, ScenarioSummary, Spread};
use mist_engine::write_csv;
use mist_exposure::export;
use mist_exposure::report::ExposureReport;

use super::{Cell, Column, Kind, Table, Unit};
use crate::changes::{Change, changes, works};
use crate::language::{Language, Words};
use crate::page::origins::{account, basis, steps_of};
use crate::page::{Named, named, product_or_item, scenario_titles};
use crate::publication::Work;
use crate::{Error, Publication};

/// Columns of a figure's distribution over the draws.
const SPREAD: [&str; 8] = [
    "p05",
    "p25",
    "median",
    "p75",
    "p95",
    "mean",
    "tail-mean",
    "error",
];

/// What a column of another crate's rows names.
#[derive(Debug, Clone, Copy)]
enum Read {
    Scenario,
    Country,
    Tier,
    Figure,
    Section,
    To,
    Item,
    Measure,
    UnitName,
    Number,
    Count,
    Text,
    Skip,
}

/// The tables of some economies, the world among them only if it is named.
///
/// # Errors
/// A message that is missing.
pub(crate) fn tables(
    language: &Language,
    publication: &Publication,
    codes: &[&str],
) -> Result<Vec<Table>, Error> {
    let titles = scenario_titles(language, publication)?;
    let of = Of {
        words: language.words(),
        titles,
        codes,
    };
    let run = of.only(&publication.run);
    let mut tables = vec![
        of.figures(&run)?,
        of.weeks(&run)?,
        of.chains(&run)?,
        of.assumptions(&run)?,
    ];
    let found: Vec<Change<'_>> = codes
        .iter()
        .flat_map(|code| changes(publication, code))
        .collect();
    if !found.is_empty() {
        tables.push(of.changes(language, &found)?);
    }
    if let Some(report) = &publication.exposure {
        tables.push(of.exposure(report)?);
    }
    tables.push(of.origins(publication)?);
    tables.push(of.runs(&publication.run)?);
    tables.push(sources(publication, &works(&found)));
    Ok(tables)
}

/// Who the tables are of, and in which words.
struct Of<'a> {
    words: &'a Words,
    /// Titles of the scenarios, by identifier.
    titles: BTreeMap<String, String>,
    codes: &'a [&'a str],
}

const fn text(id: &'static str) -> Column {
    Column {
        id,
        kind: Kind::Text,
    }
}

const fn number(id: &'static str) -> Column {
    Column {
        id,
        kind: Kind::Number,
    }
}

const fn whole(id: &'static str) -> Column {
    Column {
        id,
        kind: Kind::Whole,
    }
}

impl Of<'_> {
    /// The run with no other economies.
    fn only(&self, run: &RunSummary) -> RunSummary {
        let mut run = run.clone();
        for scenario in &mut run.scenarios {
            let wanted = |c: &CountrySummary| self.codes.contains(&c.region.as_str());
            scenario.countries.retain(wanted);
        }
        run
    }

    /// Every economy's summary under each scenario.
    fn each<'r>(
        &'r self,
        run: &'r RunSummary,
    ) -> impl Iterator<Item = (&'r ScenarioSummary, &'r CountrySummary)> {
        run.scenarios.iter().flat_map(|scenario| {
            std::iter::once(&scenario.world)
                .filter(|world| self.codes.contains(&world.region.as_str()))
                .chain(&scenario.countries)
                .map(move |country| (scenario, country))
        })
    }

    fn scenario(&self, id: &str) -> Cell {
        let title = self.titles.get(id).map_or(id, String::as_str);
        Cell::Name(id.to_owned(), title.to_owned())
    }

    fn country(&self, code: &str, name: &str) -> Cell {
        Cell::Name(code.to_owned(), self.words.name(code, name).to_owned())
    }

    /// A name that the language has a message for; the identifier itself, if it has none.
    fn name(&self, prefix: &str, id: &str) -> Cell {
        let key = format!("{prefix}-{}", id.replace(['.', ' '], "-").to_lowercase());
        let label = self.words.say(&key, &[]);
        Cell::Name(id.to_owned(), label.unwrap_or_else(|_| id.to_owned()))
    }

    fn head(&self, scenario: &ScenarioSummary, country: &CountrySummary) -> Vec<Cell> {
        vec![
            self.scenario(&scenario.scenario),
            self.country(country.region.as_str(), &country.name),
        ]
    }

    /// Losses, trade, shortages, recovery and contributions: the rows of `summary.csv`.
    fn figures(&self, run: &RunSummary) -> Result<Table, Error> {
        let mut rows = Vec::new();
        // The writer fails only where its output does, and this is memory.
        write_csv(run, &mut rows).map_err(|source| Error::Annex {
            table: "figures",
            reason: source.to_string(),
        })?;
        let read = [
            Read::Scenario,
            Read::Skip,
            Read::Country,
            Read::Skip,
            Read::Tier,
            Read::Figure,
            Read::Count,
            Read::UnitName,
            Read::Number,
            Read::Number,
            Read::Number,
            Read::Number,
            Read::Number,
            Read::Number,
            Read::Number,
            Read::Number,
        ];
        let mut columns = vec![
            text("scenario"),
            text("country"),
            text("tier"),
            text("figure"),
            whole("days"),
            text("unit"),
        ];
        columns.extend(SPREAD.map(number));
        let rows = self.rows("figures", &rows, &read)?;
        let rows = rows
            .into_iter()
            .filter(|row| match row.get(1) {
                Some(Cell::Name(code, _)) => self.codes.contains(&code.as_str()),
                _ => false,
            })
            .collect();
        Ok(Table {
            id: "figures",
            columns,
            rows,
        })
    }

    fn weeks(&self, run: &RunSummary) -> Result<Table, Error> {
        let mut columns = vec![text("scenario"), text("country"), whole("week")];
        columns.extend(["p05", "p25", "median", "p75", "p95"].map(number));
        let rows = self
            .each(run)
            .flat_map(|(scenario, country)| {
                country.path.iter().enumerate().map(move |(week, p)| {
                    let mut row = self.head(scenario, country);
                    row.push(Cell::Number(week as f64 + 1.0, Unit::Count));
                    row.extend(
                        [p.p05, p.p25, p.median, p.p75, p.p95]
                            .map(|share| Cell::Number(share, Unit::Share)),
                    );
                    row
                })
            })
            .collect();
        Ok(Table {
            id: "weeks",
            columns,
            rows,
        })
    }

    fn chains(&self, run: &RunSummary) -> Result<Table, Error> {
        let columns = vec![
            text("scenario"),
            text("country"),
            text("input"),
            text("sector"),
            number("share-of-draws"),
            number("median-day"),
        ];
        let rows = self
            .each(run)
            .flat_map(|(scenario, country)| {
                country.first_shortages.iter().map(move |first| {
                    let mut row = self.head(scenario, country);
                    let input = product_or_item(self.words, &first.input);
                    row.push(Cell::Name(first.input.clone(), input.title().to_owned()));
                    let sector = named(self.words, "product", &first.sector, &first.sector);
                    row.push(Cell::Name(first.sector.clone(), sector.title().to_owned()));
                    row.push(Cell::Number(first.share, Unit::Share));
                    row.push(Cell::Number(first.median_day, Unit::Time));
                    row
                })
            })
            .collect();
        Ok(Table {
            id: "chains",
            columns,
            rows,
        })
    }

    fn assumptions(&self, run: &RunSummary) -> Result<Table, Error> {
        let columns = vec![
            text("scenario"),
            text("country"),
            text("assumption"),
            number("first-order"),
            number("pawn"),
            number("rank-correlation"),
        ];
        let rows = self
            .each(run)
            .flat_map(|(scenario, country)| {
                country.assumptions.iter().map(move |a| {
                    let mut row = self.head(scenario, country);
                    row.push(Cell::Text(a.name.clone()));
                    row.push(Cell::Number(a.first_order, Unit::Share));
                    row.push(Cell::Number(a.pawn, Unit::Plain));
                    row.push(Cell::Number(a.rank_correlation, Unit::Plain));
                    row
                })
            })
            .collect();
        Ok(Table {
            id: "assumptions",
            columns,
            rows,
        })
    }

    /// What responses and levers change, on the same draws with and without them.
    fn changes(&self, language: &Language, changes: &[Change<'_>]) -> Result<Table, Error> {
        let mut columns = vec![
            text("scenario"),
            text("country"),
            text("measures"),
            text("change"),
            whole("days"),
            text("unit"),
        ];
        columns.extend(SPREAD.map(number));
        columns.extend([
            number("mean-error"),
            whole("common-draws"),
            text("rests-on"),
        ]);
        let mut rows = Vec::new();
        for change in changes {
            let ids: Vec<&str> = change.measures().collect();
            let names = change.names(language);
            let names: Vec<&str> = names.iter().map(Named::title).collect();
            let works: Vec<&str> = change.works().iter().map(|w| w.key.as_str()).collect();
            let country = change.country;
            for horizon in &country.horizons {
                for figure in figures_of(horizon, country.value_added) {
                    let mut row = vec![
                        self.scenario(&change.pair.base.id),
                        self.country(country.region.as_str(), &country.name),
                        Cell::Name(ids.join("+"), names.join(" + ")),
                        self.name("change", figure.id),
                        Cell::Number(f64::from(horizon.days), Unit::Count),
                        self.name("unit", figure.unit),
                    ];
                    row.extend(figure.cells());
                    row.push(Cell::Number(change.pair.draws as f64, Unit::Count));
                    row.push(Cell::Text(works.join("; ")));
                    rows.push(row);
                }
            }
        }
        Ok(Table {
            id: "changes",
            columns,
            rows,
        })
    }

    /// Exposure before any shock: the rows of `mist exposure --format csv`.
    fn exposure(&self, report: &ExposureReport) -> Result<Table, Error> {
        let mut report = report.clone();
        report
            .countries
            .retain(|c| self.codes.contains(&c.code.as_str()));
        let read = [
            Read::Country,
            Read::Tier,
            Read::Section,
            Read::To,
            Read::Item,
            Read::Measure,
            Read::Number,
            Read::UnitName,
            Read::Text,
        ];
        let columns = vec![
            text("country"),
            text("tier"),
            text("section"),
            text("to"),
            text("item"),
            text("measure"),
            number("value"),
            text("unit"),
            text("derivation"),
        ];
        Ok(Table {
            id: "exposure",
            columns,
            rows: self.rows("exposure", export::to_csv(&report).as_bytes(), &read)?,
        })
    }

    /// The steps from the sources to each economy's part of the world table.
    fn origins(&self, publication: &Publication) -> Result<Table, Error> {
        let columns = [
            "country", "step", "account", "basis", "source", "year", "licence",
        ];
        let mut rows = Vec::new();
        for country in publication
            .run
            .scenarios
            .iter()
            .take(1)
            .flat_map(|s| &s.countries)
        {
            let code = country.region.as_str();
            if !self.codes.contains(&code) {
                continue;
            }
            for step in steps_of(publication, code)? {
                for source in step.sources_of(&publication.economy) {
                    rows.push(vec![
                        self.country(code, &country.name),
                        Cell::Text(step.id().to_owned()),
                        Cell::Text(account(self.words, &step)?),
                        self.name("basis", basis(&step)),
                        Cell::Text(source.id),
                        Cell::Text(source.year),
                        Cell::Text(source.licence),
                    ]);
                }
            }
        }
        Ok(Table {
            id: "origins",
            columns: columns.map(text).to_vec(),
            rows,
        })
    }

    fn runs(&self, run: &RunSummary) -> Result<Table, Error> {
        let columns = vec![
            text("scenario"),
            text("model"),
            text("version"),
            text("seed"),
            whole("draws"),
            whole("failed"),
            whole("collapsed"),
            whole("attributed"),
            number("duration"),
            text("scenario-sha256"),
            text("economy-sha256"),
            text("parameters-sha256"),
        ];
        let count = |n: u64| Cell::Number(n as f64, Unit::Count);
        let rows = run
            .scenarios
            .iter()
            .map(|s| {
                vec![
                    self.scenario(&s.scenario),
                    Cell::Text(s.model.clone()),
                    Cell::Text(run.version.clone()),
                    // A seed may have more digits than a spreadsheet keeps.
                    Cell::Text(run.seed.to_string()),
                    count(s.draws),
                    count(s.failed),
                    count(s.collapsed),
                    count(s.attributed),
                    Cell::Number(s.duration_days.median, Unit::Time),
                    Cell::Text(s.scenario_hash.clone()),
                    Cell::Text(run.economy_hash.clone()),
                    Cell::Text(run.parameters_hash.clone()),
                ]
            })
            .collect();
        Ok(Table {
            id: "runs",
            columns,
            rows,
        })
    }

    /// The rows of another crate's CSV, cell by cell.
    fn rows(
        &self,
        table: &'static str,
        csv: &[u8],
        read: &[Read],
    ) -> Result<Vec<Vec<Cell>>, Error> {
        let bad = |reason: String| Error::Annex { table, reason };
        let mut rows = Vec::new();
        for record in csv::Reader::from_reader(csv).records() {
            let record = record.map_err(|e| bad(e.to_string()))?;
            let unit_at = read.iter().position(|r| matches!(r, Read::UnitName));
            let unit = Unit::of(unit_at.and_then(|at| record.get(at)).unwrap_or_default());
            let mut row = Vec::with_capacity(read.len());
            for (field, read) in record.iter().zip(read) {
                row.push(match read {
                    Read::Skip => continue,
                    _ if field.is_empty() => Cell::Empty,
                    Read::Scenario => self.scenario(field),
                    Read::Country => self.country(field, field),
                    Read::Tier => self.name("tier-short", field),
                    Read::Figure => match field.strip_prefix("due-to-") {
                        Some(driver) => {
                            let label = self.words.say(&format!("driver-{driver}"), &[])?;
                            let label = self.words.say("due-to", &[("driver", label.into())])?;
                            Cell::Name(field.to_owned(), label)
                        }
                        None => self.name("figure", field),
                    },
                    Read::Section => self.name("section", field),
                    Read::To => self.to(field)?,
                    Read::Item => self.item(field),
                    Read::Measure => self
                        .name("quantity", field.strip_suffix(".share").unwrap_or(field))
                        .with_id(field),
                    Read::UnitName => self.name("unit", field),
                    Read::Number | Read::Count => {
                        let number = field.parse();
                        let number = number.map_err(|_| bad(format!("`{field}` is not a number")));
                        let unit = match read {
                            Read::Count => Unit::Count,
                            _ => unit,
                        };
                        Cell::Number(number?, unit)
                    }
                    Read::Text => Cell::Text(field.to_owned()),
                });
            }
            rows.push(row);
        }
        Ok(rows)
    }

    /// A partner, a group that acts, or the Strait.
    fn to(&self, id: &str) -> Result<Cell, Error> {
        let label = match id {
            "strait" => self.words.say("through-strait", &[])?,
            "alone" => self.words.say("acting-alone", &[])?,
            "abroad" => self.words.say("all-abroad", &[])?,
            "g7" => "G7".to_owned(),
            "ipac" => self.words.say("member-parliaments", &[])?,
            id => crate::page::partner_name(self.words, id, id)?,
        };
        Ok(Cell::Name(id.to_owned(), label))
    }

    /// A measure, a product or a material.
    fn item(&self, id: &str) -> Cell {
        let label = if id == "all" {
            self.words.say("all-groups", &[])
        } else {
            self.words.say(&format!("measure-{id}"), &[])
        };
        let label = label.unwrap_or_else(|_| product_or_item(self.words, id).title().to_owned());
        Cell::Name(id.to_owned(), label)
    }
}

/// A row of what a measure changes over some days.
struct ChangeFigure<'a> {
    /// The message `change-ID` names it.
    id: &'static str,
    unit: &'static str,
    /// Its distribution over the draws, or else its mean alone.
    spread: Option<&'a Spread>,
    mean: f64,
    mean_error: Option<f64>,
}

/// Losses without and with, the difference draw by draw, and how often it is on which side.
fn figures_of(horizon: &HorizonDifference, value_added: f64) -> [ChangeFigure<'_>; 6] {
    let period = value_added * f64::from(horizon.days) / 365.0;
    let difference = ChangeFigure {
        mean_error: Some(horizon.mean_error),
        ..ChangeFigure::of("difference", "share", &horizon.difference)
    };
    let money = ChangeFigure {
        mean_error: Some(horizon.mean_error * period),
        ..ChangeFigure::of("difference", "usd-million", &horizon.usd_million)
    };
    [
        ChangeFigure::of("without", "share", &horizon.base),
        ChangeFigure::of("with", "share", &horizon.with),
        difference,
        money,
        ChangeFigure::how_often("less", horizon.less),
        ChangeFigure::how_often("more", horizon.more),
    ]
}

impl<'a> ChangeFigure<'a> {
    const fn of(id: &'static str, unit: &'static str, spread: &'a Spread) -> Self {
        Self {
            id,
            unit,
            spread: Some(spread),
            mean: spread.mean,
            mean_error: None,
        }
    }

    const fn how_often(id: &'static str, share: f64) -> Self {
        Self {
            id,
            unit: "share-of-draws",
            spread: None,
            mean: share,
            mean_error: None,
        }
    }

    /// Quantiles, mean, mean of the worst and both errors.
    fn cells(&self) -> Vec<Cell> {
        let unit = Unit::of(self.unit);
        let cell = |number: Option<f64>| number.map_or(Cell::Empty, |n| Cell::Number(n, unit));
        let of = |pick: fn(&Spread) -> f64| cell(self.spread.map(pick));
        vec![
            of(|s| s.p05),
            of(|s| s.p25),
            of(|s| s.median),
            of(|s| s.p75),
            of(|s| s.p95),
            cell(Some(self.mean)),
            of(|s| s.tail_mean),
            of(|s| s.median_error),
            cell(self.mean_error),
        ]
    }
}

impl Cell {
    /// The same name for another identifier.
    fn with_id(self, id: &str) -> Self {
        match self {
            Self::Name(_, label) => Self::Name(id.to_owned(), label),
            other => other,
        }
    }
}

/// Sources of the economy's figures, then the works that responses and levers rest on.
fn sources(publication: &Publication, works: &[&Work]) -> Table {
    let cited = works.iter().map(|work| {
        vec![
            Cell::Text(work.key.clone()),
            Cell::Text(work.citation.clone()),
            Cell::Empty,
            Cell::Empty,
            work.url.clone().map_or(Cell::Empty, Cell::Text),
        ]
    });
    let rows = publication
        .economy
        .sources
        .iter()
        .map(|s| {
            [&s.id, &s.title, &s.year, &s.licence, &s.url]
                .map(|field| Cell::Text(field.clone()))
                .to_vec()
        })
        .chain(cited)
        .collect();
    Table {
        id: "sources",
        columns: ["source", "title", "year", "licence", "address"]
            .map(text)
            .to_vec(),
        rows,
    }
}
