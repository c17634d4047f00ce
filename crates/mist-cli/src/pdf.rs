//! PDF, if this `mist` was built with it (`--features pdf`).

use std::path::PathBuf;

use mist_report::Typesetter;

use crate::CliError;
use crate::publish_command::To;

/// What typesets PDF, if it is asked for.
///
/// # Errors
/// [`CliError::NoPdf`] if this `mist` was built without it.
#[cfg(feature = "pdf")]
pub(crate) fn typesetter(
    forms: &[To],
    font_folders: &[PathBuf],
) -> Result<Option<Box<dyn Typesetter>>, CliError> {
    /// Typst behind the report's trait.
    struct Typst(mist_report_pdf::Typesetter);

    impl Typesetter for Typst {
        fn pdf(
            &self,
            data: &[u8],
            face: &str,
        ) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
            Ok(self.0.pdf(data, face)?)
        }
    }

    if !forms.contains(&To::Pdf) {
        return Ok(None);
    }
    Ok(Some(Box::new(Typst(mist_report_pdf::Typesetter::new(
        font_folders,
    )?))))
}

/// The same without PDF.
#[cfg(not(feature = "pdf"))]
pub(crate) fn typesetter(
    forms: &[To],
    _: &[PathBuf],
) -> Result<Option<Box<dyn Typesetter>>, CliError> {
    if forms.contains(&To::Pdf) {
        return Err(CliError::NoPdf);
    }
    Ok(None)
}
