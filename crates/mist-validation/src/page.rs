//! The board as a page in the style of the summaries: loads nothing, runs nothing.

use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use mist_report::styles;
use serde::Serialize;

use crate::ValidationError;
use crate::board::{Board, Outcome};
use crate::book::{heading, number, theirs};
use crate::calibration::{BINS, Score};
use crate::row::Suite;
use crate::tornado::Tornado;
use crate::verdict::NEVER;

const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 120.0;

/// The transform's histogram as geometry.
#[derive(Serialize)]
struct Histogram {
    name: String,
    width: f64,
    height: f64,
    bars: Vec<[f64; 4]>,
    even: f64,
    counts: String,
}

impl Histogram {
    fn new(score: &Score) -> Self {
        let even = score.valued as f64 / BINS as f64;
        let most = score.pit.iter().copied().max().unwrap_or(0).max(1) as f64;
        let scale = (HEIGHT - 20.0) / most.max(even * 1.2);
        let step = WIDTH / BINS as f64;
        Self {
            name: score.name.clone(),
            width: WIDTH,
            height: HEIGHT,
            bars: (0..BINS)
                .map(|k| {
                    let height = score.pit[k] as f64 * scale;
                    [
                        k as f64 * step + 1.0,
                        HEIGHT - 18.0 - height,
                        step - 2.0,
                        height,
                    ]
                })
                .collect(),
            even: HEIGHT - 18.0 - even * scale,
            counts: score.pit.map(|n| n.to_string()).join(" "),
        }
    }
}

/// A figure's strip: our 5–95 % as a line, our median as a mark, the figure and its range below.
#[derive(Serialize)]
struct Strip {
    low: f64,
    high: f64,
    median: f64,
    figure_low: f64,
    figure_high: f64,
    figure: f64,
}

/// One figure on the page.
#[derive(Serialize)]
struct Line {
    id: String,
    what: String,
    theirs: String,
    source: String,
    seen: &'static str,
    rows: Vec<Vec<String>>,
    strip: Option<Strip>,
}

#[derive(Serialize)]
struct Entry {
    id: String,
    title: String,
    text: String,
    proxy: Option<String>,
    differences: Option<String>,
    informed: String,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Part {
    title: &'static str,
    entries: Vec<Entry>,
}

/// A tornado's bar as geometry.
#[derive(Serialize)]
struct BarShape {
    name: String,
    y: f64,
    x: f64,
    width: f64,
    low: String,
    high: String,
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("board.html", include_str!("../templates/board.html"))?;
    environment.add_template("tornado.html", include_str!("../templates/tornado.html"))?;
    environment.add_template("frame.html", include_str!("../templates/frame.html"))?;
    environment.add_global("style", styles::SHEET);
    environment.add_global("policy", styles::policy());
    Ok(environment)
}

impl Board {
    /// The board as an HTML page.
    ///
    /// # Errors
    /// A defect of the template.
    pub fn html(&self) -> Result<String, ValidationError> {
        #[derive(Serialize)]
        struct Page<'a> {
            board: &'a Board,
            scores: Vec<[String; 7]>,
            histograms: Vec<Histogram>,
            parts: Vec<Part>,
        }
        let page = Page {
            board: self,
            scores: self.score_table(),
            histograms: self
                .scores
                .iter()
                .filter(|s| s.valued > 0)
                .map(Histogram::new)
                .collect(),
            parts: Suite::EACH.iter().map(|suite| self.part(*suite)).collect(),
        };
        Ok(environment()?
            .get_template("board.html")?
            .render(Value::from(Serde(&page)))?)
    }

    fn part(&self, suite: Suite) -> Part {
        let entries = self.entries.iter().filter(|e| e.suite == suite);
        Part {
            title: heading(suite),
            entries: entries
                .map(|e| Entry {
                    id: e.id.clone(),
                    title: e.title.clone(),
                    text: e.text.clone(),
                    proxy: e.proxy.clone(),
                    differences: e.differences.clone(),
                    informed: e.informed.join(", "),
                    lines: e
                        .lines
                        .iter()
                        .map(|l| Line {
                            id: l.measured.id.clone(),
                            what: l.measured.what.clone(),
                            theirs: theirs(&l.measured),
                            source: l.measured.source.clone(),
                            seen: l.measured.seen.words(),
                            rows: crate::book::told(l).into_iter().map(Vec::from).collect(),
                            strip: strip(l),
                        })
                        .collect(),
                })
                .collect(),
        }
    }
}

/// Width of a strip in its own units.
const STRIP: f64 = 120.0;

fn strip(line: &crate::board::Line) -> Option<Strip> {
    let Outcome::Played { runs } = &line.outcome else {
        return None;
    };
    let said = runs.first()?.judged.said;
    let m = &line.measured;
    let low = said.p05.min(m.low).min(0.0);
    let high = said.p95.min(NEVER).max(m.high);
    let at = |x: f64| {
        if high > low {
            STRIP * ((x - low) / (high - low)).clamp(0.0, 1.0)
        } else {
            0.0
        }
    };
    Some(Strip {
        low: at(said.p05),
        high: at(said.p95),
        median: at(said.median),
        figure_low: at(m.low),
        figure_high: at(m.high),
        figure: at(m.value),
    })
}

impl Tornado {
    /// The first `count` assumptions as an HTML page.
    ///
    /// # Errors
    /// A defect of the template.
    pub fn html(&self, count: usize) -> Result<String, ValidationError> {
        #[derive(Serialize)]
        struct Page<'a> {
            tornado: &'a Tornado,
            bars: Vec<BarShape>,
            middle: f64,
            median: String,
            noise: String,
            height: f64,
        }
        let bars = &self.bars[..count.min(self.bars.len())];
        let ends = || {
            bars.iter()
                .flat_map(|b| [b.low, b.high])
                .chain([self.median])
        };
        let low = ends().fold(f64::INFINITY, f64::min);
        let high = ends().fold(f64::NEG_INFINITY, f64::max);
        let at = |x: f64| {
            if high > low {
                60.0 + 500.0 * (x - low) / (high - low)
            } else {
                310.0
            }
        };
        let of = |x: f64| number(crate::measure::Kind::Loss, x);
        let page = Page {
            tornado: self,
            bars: bars
                .iter()
                .enumerate()
                .map(|(k, bar)| {
                    let (a, b) = (at(bar.low.min(bar.high)), at(bar.low.max(bar.high)));
                    BarShape {
                        name: bar.name.clone(),
                        y: 34.0 * k as f64,
                        x: a,
                        width: b - a,
                        low: of(bar.low),
                        high: of(bar.high),
                    }
                })
                .collect(),
            middle: at(self.median),
            median: of(self.median),
            noise: of(self.noise),
            height: 34.0 * bars.len() as f64,
        };
        Ok(environment()?
            .get_template("tornado.html")?
            .render(Value::from(Serde(&page)))?)
    }
}
