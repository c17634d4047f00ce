//! Writes the pages of the tests' fixture, to look at: invented figures, real form.
//!
//! ```text
//! cargo run -p mist-report --example fixture -- OUT
//! ```
//!
//! `OUT/print/` holds what a typesetter gets of each page.

#[path = "../tests/fixture/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, clippy::expect_used)]
mod fixture;

use std::error::Error;
use std::path::Path;

use mist_report::{Form, Language, print, write};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: fixture OUT")?;
    let publication = fixture::publication_with_exposure();
    let languages = Language::all()?;
    let forms = [
        Form::Html,
        Form::Xlsx,
        Form::Csv,
        Form::Json,
        Form::Markdown,
    ];
    let folder = Path::new(&folder);
    write(&publication, &languages, &[], &forms, None, folder)?;
    let inside = folder.join("print");
    std::fs::create_dir_all(&inside)?;
    for language in &languages {
        for code in ["DEU", "TWN"] {
            let data = print::data(&publication.page(code, &languages), language)?;
            std::fs::write(inside.join(format!("{code}-{}.json", language.tag())), data)?;
        }
    }
    Ok(())
}
