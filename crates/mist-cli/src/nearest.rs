//! The nearest thing that exists to something that does not: for "did you mean …?".

/// Names that are at least this similar (Jaro–Winkler, 1 = equal) are worth suggesting.
const SIMILAR: f64 = 0.75;

/// The candidates most like `asked`, best first, at most three.
///
/// A candidate is its name and what it goes by besides (a code, say); the name is returned.
pub(crate) fn nearest<'a>(
    asked: &str,
    candidates: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<&'a str> {
    let asked = asked.to_lowercase();
    let mut scored: Vec<(f64, &str)> = candidates
        .into_iter()
        .map(|(name, other)| {
            let like = |text: &str| strsim::jaro_winkler(&asked, &text.to_lowercase());
            (like(name).max(like(other)), name)
        })
        .filter(|(score, _)| *score >= SIMILAR)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}

/// "Did you mean A, B or C?", or nothing if nothing is near.
pub(crate) fn did_you_mean(names: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match &names[..] {
        [] => String::new(),
        [one] => format!("did you mean {one}? "),
        [first @ .., last] => format!("did you mean {} or {last}? ", first.join(", ")),
    }
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
        assert_eq!(nearest("Germny", COUNTRIES)[0], "DEU");
        assert_eq!(nearest("tawian", COUNTRIES)[0], "TWN");
        assert_eq!(nearest("nld", COUNTRIES)[0], "NLD");
        assert!(nearest("xyzzy", COUNTRIES).is_empty());
    }

    #[test]
    fn a_question_reads_well() {
        assert_eq!(did_you_mean(&[] as &[&str]), "");
        assert_eq!(did_you_mean(&["TWN"]), "did you mean TWN? ");
        assert_eq!(
            did_you_mean(&["TWN", "CHN", "DEU"]),
            "did you mean TWN, CHN or DEU? "
        );
    }
}
