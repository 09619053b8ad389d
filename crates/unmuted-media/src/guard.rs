//! Keeps a panic in somebody else's parser from becoming ours. Decoders read foreign bytes, and a decoder that
//! panics on them must cost one track, not the review of a whole case.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// A decoder panicked.
#[derive(Debug)]
pub struct Panicked;

/// Runs `f`; a panic inside becomes `Err` and prints nothing. What `f` worked on must not be used afterwards.
///
/// # Errors
/// Where it panicked.
pub fn guarded<T>(f: impl FnOnce() -> T) -> Result<T, Panicked> {
    // The hook is the only place where the message of a caught panic can be held back, and it belongs to the whole
    // process: ours passes everything on to the one before it, except from inside a guarded call.
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.with(Cell::get) {
                before(info);
            }
        }));
    });
    let was = QUIET.with(|q| q.replace(true));
    let result = catch_unwind(AssertUnwindSafe(f));
    QUIET.with(|q| q.set(was));
    result.map_err(|_| Panicked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_value() {
        assert!(guarded(|| { [1u8][std::hint::black_box(3)] }).is_err());
        assert_eq!(guarded(|| 7).ok(), Some(7));
    }
}
