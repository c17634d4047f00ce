//! A row's file read strictly: what is wrong, in which line, and what to write instead.

use mist_engine::{ModelParameters, models};
use mist_scenario::{deck, nearest, unit};
use toml::Spanned;

use crate::ValidationError;
use crate::direct::Stated;
use crate::measure::Kind;
use crate::row::{Document, EMBEDDED, Measured, MeasuredSpec, Row, Run, RunSpec, matches};

/// A file's name and text, for errors.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
}

impl Origin<'_> {
    pub(crate) fn error(
        self,
        at: usize,
        what: impl Into<String>,
        help: impl Into<String>,
    ) -> ValidationError {
        let before = self.text.get(..at.min(self.text.len())).unwrap_or_default();
        ValidationError::Row {
            file: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            what: what.into(),
            help: help.into(),
        }
    }
}

/// Name and text of an episode by its identifier or file name.
pub(crate) type Find<'f> = &'f dyn Fn(&str) -> Option<(String, String)>;

/// Reads and checks a file.
pub(crate) fn read(
    name: &str,
    text: &str,
    parameters: &ModelParameters,
    find: Find<'_>,
) -> Result<Row, ValidationError> {
    let origin = Origin { name, text };
    let document: Document = toml::from_str(text).map_err(|e| {
        origin.error(
            e.span().map_or(0, |span| span.start),
            e.message().to_owned(),
            "docs/src/validation.md says what a row's file holds",
        )
    })?;
    let id = document.id.get_ref();
    if name.rsplit('/').next() != Some(&format!("{id}.toml")) {
        return Err(origin.error(
            document.id.span().start,
            format!("a row `{id}` in a file of another name"),
            format!("call the file {id}.toml"),
        ));
    }
    for pattern in document
        .parameters_informed
        .iter()
        .chain(&document.parameters_bear)
    {
        known_parameter(origin, pattern, parameters)?;
    }
    let economy = document.economy.as_ref().map_or(EMBEDDED, |e| e.get_ref());
    if economy != EMBEDDED && document.needs.is_none() {
        return Err(origin.error(
            document.economy.as_ref().map_or(0, |e| e.span().start),
            format!("nothing says how to get the economy `{economy}`"),
            "add `needs = \"…\"`",
        ));
    }
    let runs = document
        .run
        .iter()
        .map(|run| read_run(origin, run, find))
        .collect::<Result<Vec<_>, _>>()?;
    let measured = document
        .measured
        .iter()
        .map(|measured| read_measured(origin, measured))
        .collect::<Result<Vec<_>, _>>()?;
    if measured.is_empty() {
        return Err(origin.error(0, "no figure to compare with", "add a table `[[measured]]`"));
    }
    for (k, m) in measured.iter().enumerate() {
        let at = || document.measured[k].span().start;
        if measured[..k].iter().any(|earlier| earlier.id == m.id) {
            let what = format!("two figures are called `{}`", m.id);
            return Err(origin.error(at(), what, "give each an `id` of its own"));
        }
        let silent = document.not_modelled.is_some() || m.not_modelled.is_some();
        if !silent && m.quantity.needs_run() && runs.is_empty() {
            return Err(origin.error(
                at(),
                format!("nothing goes in that `{}` could come from", m.id),
                "add a table `[[run]]` with a scenario or a shock, or say `not_modelled = \"why\"`",
            ));
        }
    }
    Ok(Row {
        id: id.clone(),
        suite: document.suite,
        economy: economy.to_owned(),
        informed: plain(document.parameters_informed),
        bear: plain(document.parameters_bear),
        title: document.title,
        text: document.text,
        needs: document.needs,
        proxy: document.proxy,
        not_modelled: document.not_modelled,
        differences: document.differences,
        runs,
        measured,
    })
}

fn plain(names: Vec<Spanned<String>>) -> Vec<String> {
    names.into_iter().map(Spanned::into_inner).collect()
}

/// A name or pattern must mean at least one parameter.
fn known_parameter(
    origin: Origin<'_>,
    pattern: &Spanned<String>,
    parameters: &ModelParameters,
) -> Result<(), ValidationError> {
    let asked = pattern.get_ref();
    if parameters.rows().any(|row| matches(asked, &row.name)) {
        return Ok(());
    }
    let help = match nearest(asked, parameters.rows().map(|row| row.name.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "docs/src/parameters.md lists all".to_owned(),
    };
    Err(origin.error(
        pattern.span().start,
        format!("no parameter is called `{asked}`"),
        help,
    ))
}

fn read_run(
    origin: Origin<'_>,
    spec: &Spanned<RunSpec>,
    find: Find<'_>,
) -> Result<Run, ValidationError> {
    let at = spec.span().start;
    let run = spec.get_ref();
    if run.scenario.is_none() && run.shock.is_empty() {
        return Err(origin.error(
            at,
            format!("nothing happens in the run `{}`", run.id),
            "add `scenario = \"…\"` or a table `[[run.shock]]`",
        ));
    }
    let scenario = match &run.scenario {
        None => None,
        Some(asked) => Some(scenario_text(asked.get_ref(), find).ok_or_else(|| {
            origin.error(
                asked.span().start,
                format!("no scenario `{}`", asked.get_ref()),
                "name a shipped scenario (`mist scenario list`) or a file of configs/backtests",
            )
        })?),
    };
    let model = match &run.model {
        None => models::DYNAMIC.to_owned(),
        Some(name) if models::NAMES.contains(&name.get_ref().as_str()) => name.get_ref().clone(),
        Some(name) => {
            return Err(origin.error(
                name.span().start,
                format!("no propagation model is called `{}`", name.get_ref()),
                format!("they are {}", models::NAMES.join(", ")),
            ));
        }
    };
    let shocks = run
        .shock
        .iter()
        .map(|shock| Stated::read(origin, shock))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Run {
        id: run.id.clone(),
        title: run.title.clone(),
        scenario,
        model,
        shocks,
    })
}

/// Name and text of a scenario's file: a shipped one, or an episode.
fn scenario_text(asked: &str, find: Find<'_>) -> Option<(String, String)> {
    match deck::find(asked) {
        Ok(entry) => Some((entry.file_name(), entry.text.to_owned())),
        Err(_) => find(asked),
    }
}

fn read_measured(
    origin: Origin<'_>,
    spec: &Spanned<MeasuredSpec>,
) -> Result<Measured, ValidationError> {
    let at = spec.span().start;
    let m = spec.get_ref();
    let unit = m.quantity.unit();
    if m.unit != unit {
        return Err(origin.error(
            at,
            format!(
                "`{}` in {:?}, but the quantity is counted in {unit:?}",
                m.id, m.unit
            ),
            format!("give the figure in {unit}"),
        ));
    }
    let (low, high) = (m.low.unwrap_or(m.value), m.high.unwrap_or(m.value));
    if !(low <= m.value && m.value <= high) {
        return Err(origin.error(
            at,
            format!("`{}` lies outside its own range", m.id),
            "low ≤ value ≤ high",
        ));
    }
    let days = (
        m.from_day.unwrap_or(0.0),
        m.to_day.unwrap_or(mist_engine::HORIZON_DAYS),
    );
    if !(0.0 <= days.0 && days.0 < days.1 && days.1 <= mist_engine::HORIZON_DAYS) {
        return Err(origin.error(
            at,
            format!("`{}` covers no days of the year that a run lasts", m.id),
            "0 ≤ from_day < to_day ≤ 365",
        ));
    }
    if m.source.trim().is_empty() {
        return Err(origin.error(
            at,
            format!("`{}` has no source", m.id),
            "say where it comes from",
        ));
    }
    if m.regions.is_empty() && m.quantity != Kind::Check {
        return Err(origin.error(
            at,
            format!("nothing says whose `{}` it is", m.id),
            "add `regions = [\"world\"]`, codes or groups",
        ));
    }
    Ok(Measured {
        id: m.id.clone(),
        what: m.what.clone(),
        quantity: m.quantity,
        regions: m.regions.clone(),
        products: m.products.clone(),
        days,
        value: m.value,
        low,
        high,
        source: m.source.clone(),
        seen: m.seen,
        tier: m.tier,
        rule: m.rule,
        note: m.note.clone(),
        not_modelled: m.not_modelled.clone(),
    })
}

/// How much of its dimension's own unit a quantity's unit is.
pub(crate) fn unit_size(
    origin: Origin<'_>,
    quantity: &Spanned<mist_scenario::Quantity>,
    dimension: unit::Dimension,
) -> Result<f64, ValidationError> {
    let q = quantity.get_ref();
    let at = quantity.span().start;
    match unit::of(&q.unit) {
        Some((found, size)) if found == dimension => Ok(size),
        _ => Err(origin.error(
            at,
            format!("{:?} is not {}", q.unit, dimension.noun()),
            format!("give it in {}", dimension.units()),
        )),
    }
}
