//! What can go wrong when a summary is typeset.

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A face of type that the language needs is not installed.
    #[error(
        "the face of type \"{face}\" is not installed: on Debian and Ubuntu `apt install \
         fonts-noto-cjk` brings it, elsewhere the Noto project does; or name the folder that holds \
         it with --font-dir"
    )]
    MissingFace {
        /// Name of the face.
        face: String,
    },
    /// The data of a summary is not what the template reads.
    #[error("the data of the summary cannot be read: {reason}")]
    Data {
        /// Why.
        reason: String,
    },
    /// Typst refuses the template.
    #[error("the template summary.typ does not fit the data: {reason}")]
    Template {
        /// What Typst says, with the line.
        reason: String,
    },
    /// The document breaks a rule of PDF/UA or PDF/A.
    #[error("the summary cannot be written as accessible PDF: {reason}")]
    Pdf {
        /// What Typst says.
        reason: String,
    },
}
