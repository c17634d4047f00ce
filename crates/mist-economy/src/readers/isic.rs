//! ISIC Rev. 4 codes as tables write them, and as the rest of the program reads them.
//!
//! Tables write divisions (`C26`), groups (`C261`), sections (`D`), ranges (`C10-C12`, `C10T12`) and
//! lists (`J62_63`, `A01 A02`). All become a set of groups, three digits each; a set is written back
//! as divisions and ranges by section, which is the only form that satellites and models see.

use std::collections::BTreeSet;

/// Sections with their first and last division.
const SECTIONS: [(char, u16, u16); 21] = [
    ('A', 1, 3),
    ('B', 5, 9),
    ('C', 10, 33),
    ('D', 35, 35),
    ('E', 36, 39),
    ('F', 41, 43),
    ('G', 45, 47),
    ('H', 49, 53),
    ('I', 55, 56),
    ('J', 58, 63),
    ('K', 64, 66),
    ('L', 68, 68),
    ('M', 69, 75),
    ('N', 77, 82),
    ('O', 84, 84),
    ('P', 85, 85),
    ('Q', 86, 88),
    ('R', 90, 93),
    ('S', 94, 96),
    ('T', 97, 98),
    ('U', 99, 99),
];

/// Groups (`C261` is 261) that a list of codes covers; a division covers its ten groups. Codes that
/// are none are left out.
pub(crate) fn groups(list: &str) -> BTreeSet<u16> {
    let mut out = BTreeSet::new();
    for token in list
        .split([' ', ',', '_', ';'])
        .filter(|token| !token.is_empty())
    {
        // `T` joins a range, and is the section of households.
        let range = token
            .split_once('-')
            .or_else(|| token.split_once('T').filter(|(first, _)| !first.is_empty()));
        let ends = match range {
            Some((first, last)) => interval(first).zip(interval(last)),
            None => interval(token).map(|one| (one, one)),
        };
        if let Some(((first, _), (_, last))) = ends {
            out.extend(first..=last);
        }
    }
    out
}

/// Part of the divisions that one list of codes touches which another touches too, 0 to 1; 0 if it
/// touches none.
#[must_use]
pub fn part_within(list: &str, other: &str) -> f64 {
    let divisions = |list: &str| -> BTreeSet<u16> { groups(list).iter().map(|g| g / 10).collect() };
    let own = divisions(list);
    let common = own.intersection(&divisions(other)).count();
    common as f64 / own.len().max(1) as f64
}

/// First and last group of one code.
fn interval(code: &str) -> Option<(u16, u16)> {
    let mut letters = code.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        let (_, first, last) = SECTIONS.iter().find(|(l, _, _)| *l == letter)?;
        return Some((first * 10, last * 10 + 9));
    }
    let digits: String = code
        .trim_start_matches(|c: char| c.is_ascii_alphabetic())
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let number: u16 = digits.get(..digits.len().min(3))?.parse().ok()?;
    match digits.len() {
        2 => Some((number * 10, number * 10 + 9)),
        3 | 4 => Some((number, number)),
        _ => None,
    }
}

/// Writes a set of groups as divisions, groups and ranges, section by section: `C10-C12`,
/// `C262-C268`, `A01-A03 B05`.
pub(crate) fn written(groups: &BTreeSet<u16>) -> String {
    let mut words: Vec<String> = Vec::new();
    for (letter, first, last) in SECTIONS {
        let whole = |division: u16| (0..10).all(|g| groups.contains(&(division * 10 + g)));
        let mut run: Option<(u16, u16, bool)> = None;
        let mut close = |run: &mut Option<(u16, u16, bool)>| {
            if let Some((from, to, whole)) = run.take() {
                let code = |n: u16| {
                    if whole {
                        format!("{letter}{n:02}")
                    } else {
                        format!("{letter}{n:03}")
                    }
                };
                words.push(if from == to {
                    code(from)
                } else {
                    format!("{}-{}", code(from), code(to))
                });
            }
        };
        for division in first..=last {
            if whole(division) {
                match &mut run {
                    Some((_, to, true)) if *to + 1 == division => *to = division,
                    other => {
                        close(other);
                        *other = Some((division, division, true));
                    }
                }
                continue;
            }
            for group in (division * 10..division * 10 + 10).filter(|g| groups.contains(g)) {
                match &mut run {
                    Some((_, to, false)) if *to + 1 == group => *to = group,
                    other => {
                        close(other);
                        *other = Some((group, group, false));
                    }
                }
            }
        }
        close(&mut run);
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_lies_within_another_list() {
        assert_eq!(part_within("C26-C27", "C261 C262-C268 C30"), 0.5);
        assert_eq!(part_within("C28", "C28 C33"), 1.0);
        assert_eq!(part_within("", "C28"), 0.0);
    }

    #[test]
    fn codes_of_every_table_are_read_and_written_alike() {
        for (given, wanted) in [
            ("C26", "C26"),
            ("C261", "C261"),
            ("C262-C268", "C262-C268"),
            ("C10T12", "C10-C12"),
            ("J62_63", "J62-J63"),
            ("A01_02", "A01-A02"),
            ("R_S", "R90-R93 S94-S96"),
            ("T", "T97-T98"),
            ("D", "D35"),
            ("C302T309", "C302-C309"),
            (
                "E36-E39 I55-I56 O84-U99",
                "E36-E39 I55-I56 O84 P85 Q86-Q88 R90-R93 S94-S96 T97-T98 U99",
            ),
            ("2610", "C261"),
            ("no such thing", ""),
            ("", ""),
        ] {
            assert_eq!(written(&groups(given)), wanted, "{given}");
        }
    }
}
