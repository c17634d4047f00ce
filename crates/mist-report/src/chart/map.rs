//! The world map: economies in classes of lightness, the small ones as circles.
//!
//! Shapes come projected from `data/map/world.csv`, which a program of the project makes once. Each
//! covered economy is a shape of its own that a page defines once and every map on it uses; all other
//! land is one shape. Classes differ in lightness alone, so they hold in black and white.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Serialize;

use crate::Error;
use crate::language::Words;
use crate::rounding::{self, Figure};

/// The shapes, as made by `data/map/make.mjs`.
const WORLD: &str = include_str!("../../data/map/world.csv");

/// Radius of a small economy's circle, in user units.
const RADIUS: f64 = 9.0;

/// Slack for a decimal limit of binary fractions.
const SLACK: f64 = 1e-9;

/// Classes of a map.
const CLASSES: usize = 5;

/// Limits between classes are chosen among these, in per cent, as digits and power of ten.
const LIMITS: [(i64, i16); 10] = [
    (1, -1),
    (2, -1),
    (5, -1),
    (1, 0),
    (2, 0),
    (5, 0),
    (1, 1),
    (2, 1),
    (5, 1),
    (1, 2),
];

/// An economy's place on the map.
#[derive(Debug, Clone, PartialEq)]
struct Shape {
    /// Where a circle stands.
    spot: Option<(f64, f64)>,
    /// Whether it is too small to be seen without one.
    small: bool,
    /// Path data; empty if the map draws none at this scale.
    path: String,
}

/// The map as read.
#[derive(Debug, Clone, PartialEq)]
struct World {
    width: f64,
    height: f64,
    shapes: BTreeMap<String, Shape>,
    /// Land without a code.
    rest: String,
}

fn world() -> &'static World {
    static READ: OnceLock<World> = OnceLock::new();
    READ.get_or_init(|| {
        let mut world = World {
            width: 0.0,
            height: 0.0,
            shapes: BTreeMap::new(),
            rest: String::new(),
        };
        for line in WORLD.lines().skip(1) {
            let mut fields = line.splitn(5, ',');
            let mut next = || fields.next().unwrap_or_default();
            let (code, x, y, small, path) = (next(), next(), next(), next(), next());
            let spot = x.parse().ok().zip(y.parse().ok());
            match (code, spot, path) {
                ("", Some((width, height)), "") => (world.width, world.height) = (width, height),
                ("", _, land) => world.rest.push_str(land),
                _ => {
                    let shape = Shape {
                        spot,
                        small: small == "1",
                        path: path.to_owned(),
                    };
                    world.shapes.insert(code.to_owned(), shape);
                }
            }
        }
        world
    })
}

/// Shapes that every map of a page uses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Shapes {
    width: f64,
    height: f64,
    radius: f64,
    /// Code and path of each economy that the map can draw.
    own: Vec<(String, String)>,
    /// Everything else.
    rest: String,
}

/// The shapes for some economies.
pub(crate) fn shapes(codes: &[&str]) -> Shapes {
    let world = world();
    let mut rest = world.rest.clone();
    let mut own = Vec::new();
    for (code, shape) in &world.shapes {
        if codes.contains(&code.as_str()) {
            own.push((code.clone(), shape.path.clone()));
        } else {
            rest.push_str(&shape.path);
        }
    }
    Shapes {
        width: world.width,
        height: world.height,
        radius: RADIUS,
        own,
        rest,
    }
}

/// An economy on the map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Place {
    code: String,
    /// Name and figure, shown where a pointer rests.
    pub(crate) label: String,
    href: Option<String>,
    class: String,
    drawn: bool,
    circle: Option<(f64, f64)>,
}

/// A class of the legend.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Class {
    name: String,
    label: String,
    /// Economies in it.
    count: usize,
}

/// One map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Map {
    width: f64,
    height: f64,
    radius: f64,
    places: Vec<Place>,
    classes: Vec<Class>,
    /// Whether an economy gains.
    gains: bool,
    /// Economies that no map of this scale knows.
    missing: usize,
}

impl Map {
    /// Width and height, user units.
    pub(crate) const fn size(&self) -> (f64, f64) {
        (self.width, self.height)
    }

    /// The economies on it.
    pub(crate) fn places(&self) -> &[Place] {
        &self.places
    }

    /// Whether an economy on it gains.
    pub(crate) const fn gains(&self) -> bool {
        self.gains
    }

    /// Economies that are not on it.
    pub(crate) const fn missing(&self) -> usize {
        self.missing
    }
}

impl Place {
    /// Code of the economy.
    pub(crate) fn code(&self) -> &str {
        &self.code
    }

    /// Where its circle stands, if it has one.
    pub(crate) const fn spot(&self) -> Option<(f64, f64)> {
        self.circle
    }

    /// Its class, from the least loss; none for a gain.
    pub(crate) fn class_number(&self) -> Option<usize> {
        self.class.strip_prefix('k')?.parse().ok()
    }
}

/// The outline of an economy as rings of points, or of all land (one economy after the other).
pub(crate) fn outlines(code: Option<&str>) -> Vec<Vec<Vec<(f64, f64)>>> {
    let world = world();
    match code {
        Some(code) => world
            .shapes
            .get(code)
            .map(|shape| vec![rings(&shape.path)])
            .unwrap_or_default(),
        None => std::iter::once(&world.rest)
            .chain(world.shapes.values().map(|shape| &shape.path))
            .map(|path| rings(path))
            .collect(),
    }
}

/// The rings of a path made of `M x y l dx dy … z`.
fn rings(path: &str) -> Vec<Vec<(f64, f64)>> {
    path.split('z')
        .filter_map(|ring| {
            let numbers = numbers(ring.strip_prefix('M')?);
            let (mut x, mut y) = (0.0, 0.0);
            Some(
                numbers
                    .chunks_exact(2)
                    .map(|pair| {
                        x += pair[0];
                        y += pair[1];
                        (x, y)
                    })
                    .collect(),
            )
        })
        .collect()
}

/// Whole numbers that blanks, letters or their own signs keep apart.
fn numbers(text: &str) -> Vec<f64> {
    let mut all = Vec::new();
    let mut digits = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if let Ok(number) = digits.parse() {
            all.push(number);
        }
        digits.clear();
        if c == '-' {
            digits.push('-');
        }
    }
    all
}

/// What a map shows of an economy: code, share as it is printed, label, and its page.
pub(crate) type Shown = (String, f64, String, Option<String>);

/// Draws shares of value added as a map; the economies' labels are in words already.
pub(crate) fn map(words: &Words, shown: Vec<Shown>) -> Result<Map, Error> {
    let world = world();
    let losses: Vec<f64> = shown
        .iter()
        .map(|(_, share, ..)| share * 100.0)
        .filter(|loss| !is_gain(*loss))
        .collect();
    let limits = limits(&losses);
    let class_of = |loss: f64| {
        let above = |limit: &&(i64, i16)| loss + SLACK >= value(**limit);
        limits.iter().filter(above).count()
    };
    let mut counts = [0; CLASSES];
    let (mut gains, mut missing) = (false, 0);
    let mut places = Vec::with_capacity(shown.len());
    for (code, share, label, href) in shown {
        let Some(shape) = world.shapes.get(&code) else {
            missing += 1;
            continue;
        };
        let loss = share * 100.0;
        let class = if is_gain(loss) {
            gains = true;
            "gain".to_owned()
        } else {
            let class = class_of(loss).min(CLASSES - 1);
            counts[class] += 1;
            format!("k{class}")
        };
        places.push(Place {
            circle: shape.spot.filter(|_| shape.small || shape.path.is_empty()),
            drawn: !shape.path.is_empty(),
            code,
            label,
            href,
            class,
        });
    }
    Ok(Map {
        width: world.width,
        height: world.height,
        radius: RADIUS,
        places,
        classes: classes(words, &limits, &counts)?,
        gains,
        missing,
    })
}

/// A gain large enough to be printed as one.
fn is_gain(loss: f64) -> bool {
    matches!(rounding::percent(loss / 100.0), rounding::Rounded::Value(f) if f.units < 0)
}

fn value((digits, power): (i64, i16)) -> f64 {
    digits as f64 * libm::pow(10.0, f64::from(power))
}

/// The neighbouring limits that spread the losses most evenly over the classes.
fn limits(losses: &[f64]) -> [(i64, i16); CLASSES - 1] {
    let evenness = |window: &[(i64, i16)]| -> f64 {
        let mut counts = [0_usize; CLASSES];
        for loss in losses {
            let above = |limit: &&(i64, i16)| loss + SLACK >= value(**limit);
            counts[window.iter().filter(above).count()] += 1;
        }
        // Entropy, up to a constant.
        counts
            .iter()
            .filter(|n| **n > 0)
            .map(|n| -(*n as f64) * libm::log(*n as f64))
            .sum()
    };
    let mut best = [LIMITS[1], LIMITS[2], LIMITS[3], LIMITS[4]];
    let mut most = f64::NEG_INFINITY;
    for window in LIMITS.windows(CLASSES - 1) {
        let found = evenness(window);
        if found > most {
            most = found;
            best.copy_from_slice(window);
        }
    }
    best
}

fn classes(
    words: &Words,
    limits: &[(i64, i16)],
    counts: &[usize; CLASSES],
) -> Result<Vec<Class>, Error> {
    let digits = |(units, exponent): (i64, i16)| words.number(Figure { units, exponent }, 0);
    (0..CLASSES)
        .map(|class| {
            let below = class.checked_sub(1).and_then(|at| limits.get(at)).copied();
            let label = match (below, limits.get(class).copied()) {
                (None, Some(high)) => {
                    words.say("percent-below", &[("step", digits(high).into())])?
                }
                (Some(low), Some(high)) => words.say(
                    "percent-range",
                    &[("low", digits(low).into()), ("high", digits(high).into())],
                )?,
                (Some(low), None) => {
                    words.say("map-at-least", &[("number", digits(low).into())])?
                }
                (None, None) => String::new(),
            };
            Ok(Class {
                name: format!("k{class}"),
                label,
                count: counts[class],
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn taiwan_is_drawn_as_its_own_shape_and_small_states_have_circles() {
        let world = world();
        assert!(world.width > 1000.0 && world.height > 500.0);
        let taiwan = &world.shapes["TWN"];
        assert!(!taiwan.path.is_empty());
        for code in [
            "SGP", "MLT", "BHR", "HKG", "LUX", "BRN", "SLB", "GMB", "TWN",
        ] {
            let shape = &world.shapes[code];
            assert!(shape.small && shape.spot.is_some(), "{code}");
        }
        for code in ["CHN", "DEU", "USA", "BRA"] {
            assert!(!world.shapes[code].small, "{code}");
        }
        assert!(WORLD.len() < 150_000);
    }

    #[test]
    fn every_code_is_one_of_the_project_s_table_of_countries() {
        let known: Vec<&str> = include_str!("../../data/iso3166.csv")
            .lines()
            .filter_map(|line| line.split(',').nth(1))
            .collect();
        for code in world().shapes.keys() {
            assert!(known.contains(&code.as_str()) || code == "XKX", "{code}");
        }
    }

    #[test]
    fn classes_follow_the_losses_and_a_gain_is_no_loss() {
        let english = Language::load("en").unwrap();
        let shown = |code: &str, share: f64| (code.to_owned(), share, code.to_owned(), None);
        let map = map(
            english.words(),
            vec![
                shown("TWN", 0.23),
                shown("DEU", 0.015),
                shown("USA", 0.01),
                shown("FRA", 0.004),
                shown("BRA", -0.01),
                shown("XXX", 0.1),
            ],
        )
        .unwrap();
        let class = |code: &str| {
            let place = map.places.iter().find(|p| p.code == code).unwrap();
            place.class.clone()
        };
        assert_eq!(class("BRA"), "gain");
        assert!(class("TWN") > class("DEU") && class("USA") > class("FRA"));
        assert_eq!(map.missing, 1);
        assert_eq!(map.classes.iter().map(|c| c.count).sum::<usize>(), 4);
    }

    #[test]
    fn a_path_is_read_point_by_point() {
        assert_eq!(
            rings("M10 20l5 0-2-3 1 4zM1 1l2 2 3-1z"),
            [
                vec![(10.0, 20.0), (15.0, 20.0), (13.0, 17.0), (14.0, 21.0)],
                vec![(1.0, 1.0), (3.0, 3.0), (6.0, 2.0)],
            ]
        );
        let world = world();
        for (code, shape) in &world.shapes {
            for point in rings(&shape.path).into_iter().flatten() {
                let (x, y) = point;
                assert!((-1.0..=world.width + 1.0).contains(&x), "{code}: {point:?}");
                assert!(
                    (-1.0..=world.height + 1.0).contains(&y),
                    "{code}: {point:?}"
                );
            }
        }
    }

    #[test]
    fn limits_are_neighbours_even_without_figures() {
        assert_eq!(limits(&[]), [LIMITS[0], LIMITS[1], LIMITS[2], LIMITS[3]]);
        let l = limits(&[0.3, 0.7, 1.5, 3.0, 9.0]);
        assert_eq!(l.map(value), [0.5, 1.0, 2.0, 5.0]);
    }
}
