//! The ladder of phases: which leads to which, how probably, and whether one can get off.
//!
//! Time in a phase is drawn first, then the next phase with a probability that may depend on that
//! time: a semi-Markov process (Çinlar 1975, ch. 10).

use indexmap::IndexMap;
use serde::Deserialize;

use crate::Quantity;
use crate::check::{Checker, END};
use crate::document::Knot;
use crate::node::{Entry, Node, NodeValue};
use crate::unit;

/// How far probabilities may miss 1.
const TOLERANCE: f64 = 1e-9;

/// Probability after `days` in the phase: linear between knots, constant outside them.
pub(crate) fn probability_at(knots: &[Knot], days: f64) -> f64 {
    let above = knots.partition_point(|knot| knot.days <= days);
    match (
        above.checked_sub(1).and_then(|k| knots.get(k)),
        knots.get(above),
    ) {
        (Some(low), Some(high)) => {
            let part = (days - low.days) / (high.days - low.days);
            low.probability + part * (high.probability - low.probability)
        }
        (Some(only), None) | (None, Some(only)) => only.probability,
        (None, None) => 0.0,
    }
}

/// One way out as far as it can be read.
struct Way<'a> {
    to: &'a str,
    node: &'a Node,
    /// Smallest and largest probability; none for the one that takes the rest.
    range: Option<(f64, f64)>,
    knots: Vec<Knot>,
}

impl Way<'_> {
    fn range_at(&self, days: f64) -> (f64, f64) {
        if self.knots.is_empty() {
            self.range.unwrap_or((0.0, 0.0))
        } else {
            let p = probability_at(&self.knots, days);
            (p, p)
        }
    }

    fn is_rest(&self) -> bool {
        self.range.is_none() && self.knots.is_empty()
    }

    fn possible(&self) -> bool {
        self.is_rest()
            || self.range.is_some_and(|(_, high)| high > 0.0)
            || self.knots.iter().any(|knot| knot.probability > 0.0)
    }
}

/// Says every way in which the phases of a tree do not make a ladder.
pub(crate) fn check<'a>(root: &'a Node, checker: &mut Checker<'a>) {
    let Some(phases) = root.get("phases").and_then(Node::table) else {
        return;
    };
    let ways: Vec<Vec<Way<'a>>> = phases
        .iter()
        .map(|(id, entry)| phase(id, entry, checker))
        .collect();
    let Some(start) = root
        .get("start")
        .and_then(Node::text)
        .and_then(|s| phases.get_index_of(s))
    else {
        return;
    };
    let next = |from: usize| {
        ways[from]
            .iter()
            .filter(|way| way.possible())
            .filter_map(|way| phases.get_index_of(way.to))
    };
    let mut reached = vec![false; phases.len()];
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        if !reached[at] {
            reached[at] = true;
            open.extend(next(at));
        }
    }
    // Phases from which peace or a lasting phase can be reached, backwards until nothing changes.
    let mut exits: Vec<bool> = phases
        .iter()
        .zip(&ways)
        .map(|((_, entry), ways)| {
            lasting(&entry.node) || ways.iter().any(|way| way.to == END && way.possible())
        })
        .collect();
    while let Some(found) =
        (0..phases.len()).find(|at| !exits[*at] && next(*at).any(|to| exits[to]))
    {
        exits[found] = true;
    }
    for (at, (id, entry)) in phases.iter().enumerate() {
        if !reached[at] {
            checker.error(
                &entry.key,
                format!("phase `{id}` can never be reached from `start`"),
                "add a transition to it, or take it out".to_owned(),
            );
        } else if !exits[at] && !ways[at].is_empty() {
            checker.error(
                &entry.key,
                format!("from phase `{id}` there is no way to `end` or to a lasting phase"),
                "give one phase of the circle a transition to \"end\" with a probability above 0"
                    .to_owned(),
            );
        }
    }
}

fn lasting(phase: &Node) -> bool {
    matches!(
        phase.get("lasting").map(|n| &n.value),
        Some(NodeValue::Bool(true))
    )
}

fn phase<'a>(id: &str, entry: &'a Entry, checker: &mut Checker<'a>) -> Vec<Way<'a>> {
    let phase = &entry.node;
    let next = phase.get("next");
    let duration = phase.entry("duration");
    if lasting(phase) {
        if let Some(surplus) = duration.or_else(|| phase.entry("next")) {
            checker.error(
                &surplus.key,
                format!("phase `{id}` lasts, so it has no `duration` and no `next`"),
                "take them out, or take `lasting` out".to_owned(),
            );
        }
        return Vec::new();
    }
    if duration.is_none() {
        checker.error(
            &entry.key,
            format!("phase `{id}` does not say how long it lasts"),
            "give it a `duration`, or write lasting = true".to_owned(),
        );
    }
    let nodes = next.map_or(&[][..], Node::array);
    if nodes.is_empty() {
        checker.error(
            &entry.key,
            format!("phase `{id}` leads nowhere"),
            format!("add [[phases.{id}.next]] with to = \"end\" or another phase"),
        );
        return Vec::new();
    }
    let ways: Vec<Way<'a>> = nodes
        .iter()
        .filter_map(|node| way(id, node, checker))
        .collect();
    if ways.len() == nodes.len() {
        add_up(id, entry, &ways, checker);
    }
    ways
}

fn way<'a>(id: &str, node: &'a Node, checker: &mut Checker<'a>) -> Option<Way<'a>> {
    let to = node.get("to")?.text()?;
    let knots: Vec<Knot> = node
        .get("by_time")
        .map_or(&[][..], Node::array)
        .iter()
        .map(Knot::deserialize)
        .collect::<Result<_, _>>()
        .ok()?;
    if knots.windows(2).any(|pair| pair[0].days >= pair[1].days) {
        checker.error(
            &node.place,
            format!("`by_time` of `{id}` to `{to}` is not in order of days"),
            "write the times from the shortest to the longest, each once".to_owned(),
        );
        return None;
    }
    if !knots.is_empty() && node.get("source").is_none() {
        checker.warning(
            &node.place,
            format!("`by_time` of `{id}` to `{to}` has no source"),
            "write source = \"…\" beside it, or \"Judgement: why\"".to_owned(),
        );
    }
    let range = match node.get("probability") {
        None => None,
        Some(_) if !knots.is_empty() => {
            checker.error(
                &node.place,
                format!("`{id}` to `{to}` has both `probability` and `by_time`"),
                "keep one of them".to_owned(),
            );
            return None;
        }
        Some(probability) => Some(range_of(probability, checker.root)?),
    };
    Some(Way {
        to,
        node,
        range,
        knots,
    })
}

/// Smallest and largest value of a setting of shares, if it can be read.
fn range_of(node: &Node, root: &Node) -> Option<(f64, f64)> {
    let quantity = match &node.value {
        NodeValue::Number(number) => return Some((*number, *number)),
        NodeValue::Text(name) => Quantity::deserialize(root.get("parameters")?.get(name)?).ok()?,
        _ => Quantity::deserialize(node).ok()?,
    };
    let size = unit::of(&quantity.unit).map_or(1.0, |(_, size)| size);
    let (low, high) = quantity.distribution.support();
    Some((low * size, high * size))
}

fn add_up<'a>(id: &str, entry: &Entry, ways: &[Way<'a>], checker: &mut Checker<'a>) {
    let mut targets: IndexMap<&str, usize> = IndexMap::new();
    for way in ways {
        let times = targets.entry(way.to).or_default();
        *times += 1;
        if *times == 2 {
            let message = format!("phase `{id}` has two transitions to `{}`", way.to);
            checker.error(&way.node.place, message, "join them into one".to_owned());
        }
    }
    let rests = ways.iter().filter(|way| way.is_rest()).count();
    if rests > 1 {
        checker.error(
            &entry.key,
            format!("{rests} transitions of phase `{id}` have no probability"),
            "only one can take what the others leave".to_owned(),
        );
        return;
    }
    // Between knots everything is linear, so it is enough to add up at the knots.
    let mut days: Vec<f64> = ways
        .iter()
        .flat_map(|way| way.knots.iter().map(|knot| knot.days))
        .collect();
    days.push(0.0);
    let shown = |sum: f64| (sum * 1e9).round() / 1e9;
    for day in days {
        let (low, high) = ways
            .iter()
            .map(|way| way.range_at(day))
            .fold((0.0, 0.0), |sum, way| (sum.0 + way.0, sum.1 + way.1));
        let when = if ways.iter().all(|way| way.knots.is_empty()) {
            String::new()
        } else {
            format!(" after {day} days")
        };
        if high > 1.0 + TOLERANCE {
            let message = format!(
                "probabilities out of phase `{id}` add up to {}{when}",
                shown(high)
            );
            let help = "they may not be more than 1 together, even at their highest".to_owned();
            return checker.error(&entry.key, message, help);
        }
        if rests == 0 && low < 1.0 - TOLERANCE {
            let message = format!(
                "probabilities out of phase `{id}` add up to {}{when}, not to 1",
                if high > low {
                    format!("{} to {}", shown(low), shown(high))
                } else {
                    shown(low).to_string()
                }
            );
            let help = "leave `probability` out of one transition: it takes the rest".to_owned();
            return checker.error(&entry.key, message, help);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probability_is_linear_between_knots_and_flat_outside() {
        let knots =
            [(10.0, 0.2), (20.0, 0.6)].map(|(days, probability)| Knot { days, probability });
        let at = |days| probability_at(&knots, days);
        assert_eq!(
            (at(0.0), at(10.0), at(20.0), at(99.0)),
            (0.2, 0.2, 0.6, 0.6)
        );
        assert!((at(15.0) - 0.4).abs() < 1e-12);
    }
}
