//! Short news at the edge of the page: one at a time, 6 s, never the only carrier of an error.

use std::collections::VecDeque;

use leptos::prelude::*;

use super::icon::Icon;
use super::timing::Debounce;
use crate::text::ui as text;

const SHOWN_FOR_MS: u64 = 6_000;

/// One piece of news.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Toast {
    pub title: String,
    pub text: String,
    /// Where it leads: address and words.
    pub link: Option<(String, String)>,
}

/// The queue of news.
#[derive(Clone, Copy)]
pub struct Toaster {
    waiting: RwSignal<VecDeque<Toast>>,
    clock: Debounce,
}

impl Toaster {
    pub fn new() -> Self {
        Self { waiting: RwSignal::new(VecDeque::new()), clock: Debounce::new(SHOWN_FOR_MS) }
    }

    pub fn show(self, toast: Toast) {
        self.waiting.update(|waiting| waiting.push_back(toast));
        if self.waiting.with_untracked(VecDeque::len) == 1 {
            self.count_down();
        }
    }

    fn next(self) {
        self.waiting.update(|waiting| drop(waiting.pop_front()));
        if !self.waiting.with_untracked(VecDeque::is_empty) {
            self.count_down();
        }
    }

    fn count_down(self) {
        self.clock.run(move || self.next());
    }
}

impl Default for Toaster {
    fn default() -> Self {
        Self::new()
    }
}

/// The region that shows the news; it waits while the pointer or the focus is on it.
#[component]
pub fn Toasts(toaster: Toaster) -> impl IntoView {
    let hold = move || toaster.clock.cancel();
    let go_on = move || toaster.count_down();
    view! {
        <div
            class="toasts"
            role="status"
            on:mouseenter=move |_| hold()
            on:focusin=move |_| hold()
            on:mouseleave=move |_| go_on()
            on:focusout=move |_| go_on()
        >
            {move || {
                toaster
                    .waiting
                    .with(|waiting| waiting.front().cloned())
                    .map(|toast| {
                        view! {
                            <div class="toast">
                                <Icon name="check-circle"/>
                                <div>
                                    <p class="strong">{toast.title}</p>
                                    <p class="small">{toast.text}</p>
                                    {toast.link.map(|(href, words)| view! { <a href=href>{words}</a> })}
                                </div>
                                <button class="btn btn--subtle btn--small btn--icon" type="button" aria-label=text::CLOSE on:click=move |_| toaster.next()>
                                    <Icon name="dismiss"/>
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}
