//! Timers of the framework, called from here only, because their names change with its next version.

use std::time::Duration;

use leptos::prelude::*;

/// Runs `action` once after `milliseconds`, unless it is asked again before: then the wait starts anew.
#[derive(Clone, Copy)]
pub struct Debounce {
    wait: StoredValue<Option<TimeoutHandle>>,
    milliseconds: u64,
}

impl Debounce {
    /// Belongs to the current owner: what waits when the owner goes is never run.
    pub fn new(milliseconds: u64) -> Self {
        let debounce = Self { wait: StoredValue::new(None), milliseconds };
        on_cleanup(move || debounce.cancel());
        debounce
    }

    /// Asks for `action`, in place of one that still waits.
    pub fn run(self, action: impl FnOnce() + 'static) {
        // Without its owner nobody could cancel it any more.
        if self.wait.is_disposed() {
            return;
        }
        self.cancel();
        let wait = set_timeout_with_handle(action, Duration::from_millis(self.milliseconds)).ok();
        self.wait.try_set_value(wait);
    }

    /// Drops what waits, if there is anything.
    pub fn cancel(self) {
        if let Some(wait) = self.wait.try_update_value(Option::take).flatten() {
            wait.clear();
        }
    }
}

/// Runs `action` before the next painting.
pub fn next_frame(action: impl FnOnce() + 'static) {
    request_animation_frame(action);
}

/// The same, for what needs `alive`: a page out of sight paints later, and by then the part that asked may be gone.
pub fn next_frame_of(alive: impl IsDisposed + 'static, action: impl FnOnce() + 'static) {
    request_animation_frame(move || {
        if !alive.is_disposed() {
            action();
        }
    });
}

/// Runs `action` every so many milliseconds until the owner is gone.
pub fn every(milliseconds: u64, action: impl Fn() + 'static) {
    if let Ok(handle) = set_interval_with_handle(action, Duration::from_millis(milliseconds)) {
        on_cleanup(move || handle.clear());
    }
}

/// `true` once `milliseconds` have passed: a skeleton that comes at once only flickers.
pub fn after(milliseconds: u64) -> ReadSignal<bool> {
    let (passed, set_passed) = signal(false);
    let wait = Debounce::new(milliseconds);
    wait.run(move || set_passed.set(true));
    passed
}
