//! Ctrl-C: the run ends after the draws in hand; a second one ends it at once.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::{CliError, exit};

/// Listens for Ctrl-C and termination signals from now on; the flag says whether to stop.
///
/// # Errors
/// The system does not let signals be listened for.
pub(crate) fn listen() -> Result<Arc<AtomicBool>, CliError> {
    let asked = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&asked);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            process::exit(i32::from(exit::INTERRUPTED));
        }
    })
    .map_err(|source| CliError::Signals { source })?;
    Ok(asked)
}
