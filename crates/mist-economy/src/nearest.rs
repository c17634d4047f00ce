//! The nearest thing that exists to something that does not: for "did you mean …?".
//!
//! One measure of likeness for every kind of name, so that all refusals suggest alike.

/// Names that are at least this similar (Jaro–Winkler, 1 = equal) are worth suggesting.
const SIMILAR: f64 = 0.72;

/// Most names that are suggested.
const SUGGESTIONS: usize = 3;

/// The candidates most like `asked` in any case, best first, at most three.
///
/// A candidate is what it is called and what it goes by besides (a code and a name, say); the
/// likeness is that of the more similar of the two.
pub fn nearest<'a>(
    asked: &str,
    candidates: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<(&'a str, &'a str)> {
    let asked = asked.to_lowercase();
    let mut likely: Vec<(f64, (&str, &str))> = candidates
        .into_iter()
        .map(|(name, other)| {
            (
                likeness(&asked, name).max(likeness(&asked, other)),
                (name, other),
            )
        })
        .filter(|(like, _)| *like >= SIMILAR)
        .collect();
    likely.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    likely
        .into_iter()
        .take(SUGGESTIONS)
        .map(|(_, candidate)| candidate)
        .collect()
}

/// Likeness of a lower-case word and a candidate, 0 to 1.
fn likeness(asked: &str, candidate: &str) -> f64 {
    let candidate = candidate.to_lowercase();
    let like = strsim::jaro_winkler(asked, &candidate);
    // In short codes one wrong letter is a large part of the word: `g8` for `g7`.
    let slip = asked.len() > 1 && strsim::osa_distance(asked, &candidate) == 1;
    if slip { like.max(SIMILAR) } else { like }
}

/// The one word most like `asked`, if any is near.
pub fn nearest_word<'a>(
    asked: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    nearest(asked, candidates.into_iter().map(|word| (word, word)))
        .first()
        .map(|(word, _)| *word)
}

/// The suggestions of [`nearest`] as people read them: the code with its name, or what both are.
#[must_use]
pub fn named(candidates: &[(&str, &str)]) -> Vec<String> {
    candidates
        .iter()
        .map(|(code, name)| {
            if code == name {
                (*code).to_owned()
            } else {
                format!("{code} ({name})")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTRIES: [(&str, &str); 4] = [
        ("DEU", "Germany"),
        ("NLD", "Netherlands"),
        ("TWN", "Taiwan"),
        ("CHN", "China"),
    ];

    #[test]
    fn a_typing_error_finds_what_was_meant() {
        assert_eq!(nearest("Germny", COUNTRIES)[0].0, "DEU");
        assert_eq!(nearest("tawian", COUNTRIES)[0].0, "TWN");
        assert_eq!(nearest("nld", COUNTRIES)[0].0, "NLD");
        assert!(nearest("xyzzy", COUNTRIES).is_empty());
        assert_eq!(
            nearest_word("blokade", ["quarantine", "blockade"]),
            Some("blockade")
        );
        assert_eq!(nearest_word("g8", ["eu", "g7"]), Some("g7"));
        assert_eq!(nearest_word("xyzzy", ["quarantine", "blockade"]), None);
    }

    #[test]
    fn a_suggestion_names_its_code() {
        assert_eq!(named(&nearest("Tawan", COUNTRIES)), ["TWN (Taiwan)"]);
        assert_eq!(named(&[("gallium", "gallium")]), ["gallium"]);
    }
}
