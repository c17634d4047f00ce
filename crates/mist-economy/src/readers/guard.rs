//! Readers of other crates, which trust lengths and positions that a file states and panic where a
//! damaged file states wrong ones: here that is an error of the file.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// Whether a panic of this thread is caught and told as an error.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// What `work` says, or what is wrong with the file.
pub(super) fn guarded<T, E: std::fmt::Display>(
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let told = panic::take_hook();
        panic::set_hook(Box::new(move |about| {
            if !CAUGHT.get() {
                told(about);
            }
        }));
    });
    CAUGHT.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    CAUGHT.set(false);
    match outcome {
        Ok(done) => done.map_err(|error| error.to_string()),
        Err(_) => Err("its parts contradict each other".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_panic_is_an_error() {
        let list = [1, 2, 3];
        let at = |k: usize| guarded(|| Ok::<_, std::fmt::Error>(list[k]));
        assert_eq!(at(2), Ok(3));
        assert!(at(3).unwrap_err().contains("contradict"));
        let failed = guarded(|| Err::<(), _>(std::fmt::Error));
        assert_eq!(failed, Err(std::fmt::Error.to_string()));
    }
}
