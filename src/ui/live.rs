//! One polite region for the whole tab: what is said there is read out once, whatever the eye is on.

use leptos::prelude::*;

use super::timing::Debounce;

/// Says things to people who do not see them happen.
#[derive(Clone, Copy)]
pub struct Announcer {
    text: RwSignal<String>,
    wait: Debounce,
}

impl Announcer {
    /// Has said nothing yet, and needs [`Announcements`] to be heard.
    pub fn new() -> Self {
        Self { text: RwSignal::new(String::new()), wait: Debounce::new(400) }
    }

    /// Says `text` after a short rest; of several in a row only the last is said.
    pub fn say(self, text: String) {
        self.wait.run(move || {
            // The same words twice are a change only when the region was empty in between.
            self.text.set(String::new());
            super::timing::next_frame(move || self.text.set(text));
        });
    }
}

impl Default for Announcer {
    fn default() -> Self {
        Self::new()
    }
}

/// The region in which screen readers hear the announcer; a modal dialog needs one of its own.
#[component]
pub fn Announcements(
    /// Whose words are read out here.
    announcer: Announcer,
) -> impl IntoView {
    view! { <div class="sr" role="status" aria-live="polite">{move || announcer.text.get()}</div> }
}
