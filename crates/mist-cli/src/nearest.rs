//! "Did you mean …?".

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
