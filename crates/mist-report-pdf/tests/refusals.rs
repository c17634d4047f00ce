//! What is refused, and what is said then. Needs the feature `typst`:
//!
//! ```sh
//! cargo test -p mist-report-pdf --features typst
//! ```
#![cfg(feature = "typst")]

use mist_report_pdf::{Error, Typesetter};

#[test]
fn a_missing_face_is_named_with_where_to_get_one() {
    let typesetter = Typesetter::new(&[]).unwrap();
    let error = typesetter.pdf(b"{}", "No Such Face").unwrap_err();
    assert!(matches!(error, Error::MissingFace { .. }));
    let said = error.to_string();
    for word in ["No Such Face", "fonts-noto-cjk", "--font-dir"] {
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn the_face_of_english_and_spanish_comes_along() {
    let typesetter = Typesetter::new(&[]).unwrap();
    // Data without anything: the template says in which of its lines it misses something.
    let error = typesetter.pdf(b"{}", "Libertinus Serif").unwrap_err();
    let said = error.to_string();
    assert!(matches!(error, Error::Template { .. }), "{said}");
    assert!(said.contains("line "), "{said}");
}
