//! The progress bar: on stderr, only if that is a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over all draws of all scenarios, with the time left.
pub(crate) fn bar(draws: u64, quiet: bool) -> ProgressBar {
    counting(draws, "draws", quiet)
}

/// A bar over the runs of the scoreboard, of which the number comes later.
pub(crate) fn runs(quiet: bool) -> ProgressBar {
    counting(0, "runs", quiet)
}

/// A bar over the days of a replay.
pub(crate) fn days(days: u64, quiet: bool) -> ProgressBar {
    counting(days, "days", quiet)
}

/// A bar over the bytes of a file, or a count of rows where nobody knows how many there are.
pub(crate) fn reading(bytes: Option<u64>, quiet: bool) -> ProgressBar {
    let bar = counting(bytes.unwrap_or(0), "", quiet);
    let (length, template) = match bytes {
        Some(_) => (
            bytes,
            "  reading {bar:32} {bytes}/{total_bytes}, {eta} left",
        ),
        None => (None, "  reading {spinner} row {pos}"),
    };
    bar.set_length(length.unwrap_or(0));
    if length.is_none() {
        bar.unset_length();
    }
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("━━─"));
    }
    bar
}

fn counting(length: u64, what: &str, quiet: bool) -> ProgressBar {
    // The target hides itself when stderr is not a terminal.
    let target = if quiet {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(length), target);
    let template = format!("  {{msg:<24}} {{bar:32}} {{pos}}/{{len}} {what}, {{eta}} left");
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style.progress_chars("━━─"));
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}
