//! Writes the pages of the tests' fixture, to look at: invented figures, real form.
//!
//! ```text
//! cargo run -p mist-report --example fixture -- OUT
//! ```

#[path = "../tests/fixture/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, clippy::expect_used)]
mod fixture;

use std::error::Error;
use std::path::Path;

use mist_report::{Language, write};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: fixture OUT")?;
    write(
        &fixture::publication_with_exposure(),
        &Language::all()?,
        &[],
        Path::new(&folder),
    )?;
    Ok(())
}
