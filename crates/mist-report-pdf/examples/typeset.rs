//! Typesets the data of one summary, to look at the template.
//!
//! ```text
//! cargo run -p mist-report-pdf --features typst --example typeset -- DATA.json FACE OUT.pdf
//! ```

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let usage = "usage: typeset DATA.json FACE OUT.pdf";
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or(usage);
    let (data, face, out) = (next()?, next()?, next()?);
    let typesetter = mist_report_pdf::Typesetter::new(&[])?;
    std::fs::write(out, typesetter.pdf(&std::fs::read(data)?, &face)?)?;
    Ok(())
}
