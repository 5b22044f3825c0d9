//! Hearing what happens anywhere on the page, before the page itself does.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::Event;

/// A listener at the window, for as long as it is kept. For things that are open: a tap elsewhere or Escape closes them
/// wherever it happens, and nothing else hears the Escape.
pub(super) struct Early {
    event: &'static str,
    listener: Closure<dyn Fn(Event)>,
}

impl Early {
    pub(super) fn hear(event: &'static str, act: impl Fn(Event) + 'static) -> Self {
        let early = Self { event, listener: Closure::new(act) };
        let listener = early.listener.as_ref().unchecked_ref();
        if window().add_event_listener_with_callback_and_bool(event, listener, true).is_err() {
            leptos::logging::warn!("The window takes no listener for {event}.");
        }
        early
    }
}

impl Drop for Early {
    fn drop(&mut self) {
        let listener = self.listener.as_ref().unchecked_ref();
        if window().remove_event_listener_with_callback_and_bool(self.event, listener, true).is_err() {
            leptos::logging::warn!("The window kept a listener for {}.", self.event);
        }
    }
}
