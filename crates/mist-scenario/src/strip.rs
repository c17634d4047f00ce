//! Sampled timelines as strips of letters, a line for each draw.

use std::fmt::Write as _;

use crate::{Luck, Scenario, Timeline};

/// Signs in a strip.
const WIDTH: usize = 64;

/// Longest time that strips show, in days.
const LONGEST: f64 = 730.0;

impl Scenario {
    /// The first draws of a seed, side by side: a letter for each phase, a sign for so many days. A
    /// strip begins with the crisis; a point is peace.
    #[must_use]
    pub fn strips(&self, seed: u64, draws: u64) -> String {
        let timelines: Vec<Timeline> = (0..draws)
            .map(|draw| self.sample(&Luck::new(seed, draw)))
            .collect();
        let ends = timelines.iter().flat_map(|t| t.phases.last());
        let longest = ends
            .map(|phase| phase.end_day.min(LONGEST))
            .fold(1.0, f64::max);
        let days = (longest / WIDTH as f64).ceil().max(1.0);
        let mut letters: Vec<(String, char)> = Vec::new();
        for phase in timelines.iter().flat_map(|t| &t.phases) {
            if letters.iter().all(|(id, _)| *id != phase.id) {
                let letter = free_letter(&phase.id, &letters);
                letters.push((phase.id.clone(), letter));
            }
        }
        let key: Vec<String> = letters.iter().map(|(id, c)| format!("{c} {id}")).collect();
        let mut text = format!(
            "One sign is {days} day{}; {}; · peace\n",
            if days > 1.0 { "s" } else { "" },
            key.join(", ")
        );
        for (draw, timeline) in timelines.iter().enumerate() {
            let strip: String = (0..WIDTH)
                .map(|k| {
                    let phase = timeline.phase_on((k as f64 + 0.5) * days);
                    let letter = phase.and_then(|p| letters.iter().find(|(id, _)| *id == p.id));
                    letter.map_or('·', |(_, c)| *c)
                })
                .collect();
            let _ = writeln!(text, "{draw:>3} {strip}");
        }
        text
    }
}

/// The first letter of an identifier that no other phase has, or any other sign that none has.
fn free_letter(id: &str, taken: &[(String, char)]) -> char {
    let others = ('a'..='z').chain('A'..='Z').chain('0'..='9');
    id.chars()
        .filter(char::is_ascii_alphanumeric)
        .chain(others)
        .find(|c| taken.iter().all(|(_, other)| other != c))
        .unwrap_or('?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_the_first_that_are_free() {
        let taken = [("easing".to_owned(), 'e'), ("xerxes".to_owned(), 'x')];
        assert_eq!(free_letter("exercise", &taken), 'r');
        assert_eq!(free_letter("closure", &taken), 'c');
    }
}
