//! The word that was probably meant.

/// The candidate nearest to `word` by edit distance, if it is near enough to be worth saying.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = word.to_lowercase();
    candidates
        .into_iter()
        .map(|c| (strsim::osa_distance(&wanted, &c.to_lowercase()), c))
        .filter(|(distance, c)| {
            // A third of the letters may be wrong, or the word may be the beginning of another.
            *distance <= c.chars().count().max(wanted.chars().count()).div_ceil(3)
                || (wanted.len() >= 3 && c.to_lowercase().starts_with(&wanted))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, c)| c)
}
