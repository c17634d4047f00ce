//! A summary's data as PDF.

use std::path::PathBuf;

use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst::utils::LazyHash;
use typst::{Library, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::Error;
use crate::faces::Faces;
use crate::world::{Sheet, library};

/// Typesets summaries, one after the other.
pub struct Typesetter {
    library: LazyHash<Library>,
    faces: Faces,
    standards: PdfStandards,
}

impl std::fmt::Debug for Typesetter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Typesetter").finish_non_exhaustive()
    }
}

impl Typesetter {
    /// Finds the faces of type of the system and of some folders.
    ///
    /// # Errors
    /// [`Error::Pdf`] if Typst does not know the standards any more.
    pub fn new(font_folders: &[PathBuf]) -> Result<Self, Error> {
        let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a]);
        Ok(Self {
            library: library(),
            faces: Faces::find(font_folders),
            standards: standards.map_err(|e| Error::Pdf {
                reason: e.message().to_string(),
            })?,
        })
    }

    /// Typesets the JSON of one summary in a face of type.
    ///
    /// # Errors
    /// [`Error::MissingFace`] if the face is not installed, and whatever Typst refuses.
    pub fn pdf(&self, data: &[u8], face: &str) -> Result<Vec<u8>, Error> {
        self.faces.need(face)?;
        let sheet = Sheet::new(&self.library, &self.faces, data.to_vec())?;
        let document: PagedDocument =
            typst::compile(&sheet)
                .output
                .map_err(|errors| Error::Template {
                    reason: told(&sheet, &errors),
                })?;
        // What Typst remembers of earlier summaries would only grow.
        typst::comemo::evict(2);
        let options = PdfOptions {
            ident: Smart::Auto,
            creator: Smart::Custom(Some("MIST".to_owned())),
            standards: self.standards.clone(),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options).map_err(|errors| Error::Pdf {
            reason: told(&sheet, &errors),
        })
    }
}

/// What Typst says, with the lines of the template.
fn told(sheet: &Sheet<'_>, errors: &[SourceDiagnostic]) -> String {
    let all: Vec<String> = errors
        .iter()
        .map(|error| {
            let at = sheet
                .range(error.span)
                .and_then(|range| sheet.line(range.start));
            let line = at.map_or_else(String::new, |line| format!("line {line}: "));
            let hints: String = error
                .hints
                .iter()
                .map(|hint| format!(" ({})", hint.v))
                .collect();
            format!("{line}{}{hints}", error.message)
        })
        .collect();
    all.join("; ")
}
