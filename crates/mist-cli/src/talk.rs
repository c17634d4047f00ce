//! What the command says: results go to stdout, everything said about them to stderr.

use std::fmt;
use std::io::{self, Write};

use crate::CliError;

/// Writes a result to stdout. A reader that has gone away (`| head`) is not a failure.
pub(crate) fn print(text: impl AsRef<[u8]>) -> Result<(), CliError> {
    let mut out = anstream::stdout().lock();
    let written = out.write_all(text.as_ref()).and_then(|()| out.flush());
    match written {
        Err(source) if source.kind() == io::ErrorKind::BrokenPipe => Err(CliError::ReaderGone),
        Err(source) => Err(CliError::Stdout { source }),
        Ok(()) => Ok(()),
    }
}

/// Writes a value to stdout as indented JSON.
pub(crate) fn print_json(value: &impl serde::Serialize) -> Result<(), CliError> {
    let mut text =
        serde_json::to_string_pretty(value).map_err(|source| CliError::Json { source })?;
    text.push('\n');
    print(text)
}

/// Says something on stderr, whether or not anybody listens.
pub(crate) fn say(quiet: bool, message: fmt::Arguments<'_>) {
    if !quiet {
        // Nothing useful can be done if stderr is closed.
        let _ = writeln!(anstream::stderr(), "{message}");
    }
}
