//! Short news at the edge of the page: one at a time, 6 s in sight, never the only carrier of an error.

use std::collections::VecDeque;

use leptos::html;
use leptos::prelude::*;

use super::icon::Icon;
use super::timing::Debounce;
use crate::text::ui as text;

/// How long a piece of news stays in sight, in steps of [`STEP_MS`].
const SHOWN_FOR: u32 = 12;
const STEP_MS: u64 = 500;

/// One piece of news.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Toast {
    /// What has happened, in bold.
    pub title: String,
    /// More about it, below the title; may be empty.
    pub text: String,
    /// Where it leads: address and words.
    pub link: Option<(String, String)>,
}

/// The queue of news.
#[derive(Clone, Copy)]
pub struct Toaster {
    /// Each with its picture.
    waiting: RwSignal<VecDeque<(&'static str, Toast)>>,
    /// Steps that the first one stays.
    left: StoredValue<u32>,
    pointed: StoredValue<bool>,
    region: NodeRef<html::Div>,
    clock: Debounce,
    is_seen: fn() -> bool,
}

impl Toaster {
    /// `is_seen` answers whether a person can see the page at all.
    pub fn new(is_seen: fn() -> bool) -> Self {
        Self {
            is_seen,
            waiting: RwSignal::new(VecDeque::new()),
            left: StoredValue::new(0),
            pointed: StoredValue::new(false),
            region: NodeRef::new(),
            clock: Debounce::new(STEP_MS),
        }
    }

    /// Shows what has been done.
    pub fn show(self, toast: Toast) {
        self.show_with("check-circle", toast);
    }

    /// Shows a piece of news with a picture.
    pub fn show_with(self, icon: &'static str, toast: Toast) {
        self.waiting.update(|waiting| waiting.push_back((icon, toast)));
        if self.waiting.with_untracked(VecDeque::len) == 1 {
            self.count_down();
        }
    }

    /// Whether a piece of news would be seen and heard at once: nothing else is shown, and no dialog lies over the page,
    /// behind which screen readers hear nothing.
    pub fn is_free(self) -> bool {
        self.waiting.with_untracked(VecDeque::is_empty) && (self.is_seen)() && !is_behind_a_dialog()
    }

    fn next(self) {
        self.waiting.update(|waiting| drop(waiting.pop_front()));
        self.clock.cancel();
        if !self.waiting.with_untracked(VecDeque::is_empty) {
            self.count_down();
        }
    }

    fn count_down(self) {
        self.left.set_value(SHOWN_FOR);
        self.step();
    }

    fn step(self) {
        self.clock.run(move || {
            if self.is_in_sight_and_let_go() {
                self.left.update_value(|left| *left = left.saturating_sub(1));
            }
            if self.left.get_value() == 0 {
                self.next();
            } else {
                self.step();
            }
        });
    }

    /// Time counts only while a person can see the news and has neither pointer nor focus on it. Behind a dialog, and
    /// in a page that is hidden, it waits.
    fn is_in_sight_and_let_go(self) -> bool {
        let has_focus =
            self.region.get_untracked().is_some_and(|region| region.matches(":focus-within").unwrap_or(false));
        (self.is_seen)() && !is_behind_a_dialog() && !has_focus && !self.pointed.get_value()
    }
}

fn is_behind_a_dialog() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some())
}

/// The region that shows the news. It is always there, so that screen readers hear what comes in.
#[component]
pub fn Toasts(
    /// Whose queue is shown.
    toaster: Toaster,
) -> impl IntoView {
    let first = move || toaster.waiting.with(|waiting| waiting.front().cloned());
    view! {
        <div
            class="toasts"
            role="status"
            node_ref=toaster.region
            on:pointerenter=move |_| toaster.pointed.set_value(true)
            on:pointerleave=move |_| toaster.pointed.set_value(false)
        >
            {move || {
                first()
                    .map(|(icon, toast)| {
                        view! {
                            <div class="toast">
                                <Icon name=icon/>
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
