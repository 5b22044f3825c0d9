//! A list to choose one from, read from the service: integrations, resource types, bundles and so on.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::api::ApiError;
use crate::text;
use crate::text::new_request as words;
use crate::ui::icon::Icon;

/// What has been read of such a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Read<T> {
    /// Nothing was asked for yet.
    Not,
    Reading,
    Done(Arc<Vec<T>>),
    Failed(ApiError),
}

/// The list; a newer question makes the answer to an older one void.
pub(super) struct Choices<T: Send + Sync + 'static> {
    pub state: RwSignal<Read<T>>,
    turn: StoredValue<u64>,
}

impl<T: Send + Sync + 'static> Clone for Choices<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Choices<T> {}

impl<T: Clone + Send + Sync + 'static> Choices<T> {
    pub(super) fn new() -> Self {
        Self { state: RwSignal::new(Read::Not), turn: StoredValue::new(0) }
    }

    /// Reads the list by this call.
    pub(super) fn read(self, call: impl Future<Output = Result<Vec<T>, ApiError>> + 'static) {
        let turn = self.next_turn();
        self.state.set(Read::Reading);
        spawn_local(async move {
            let answer = call.await;
            if self.turn.try_get_value() == turn {
                self.state.try_set(match answer {
                    Ok(rows) => Read::Done(Arc::new(rows)),
                    Err(error) => Read::Failed(error),
                });
            }
        });
    }

    /// Nothing can be listed now.
    pub(super) fn forget(self) {
        self.next_turn();
        self.state.set(Read::Not);
    }

    fn next_turn(self) -> Option<u64> {
        self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        })
    }

    /// The rows so far. Tracked.
    pub(super) fn rows(self) -> Arc<Vec<T>> {
        self.done().unwrap_or_default()
    }

    /// The rows once they are here. Tracked.
    pub(super) fn done(self) -> Option<Arc<Vec<T>>> {
        self.state.with(|state| match state {
            Read::Done(rows) => Some(Arc::clone(rows)),
            _ => None,
        })
    }

    /// What to do while nothing is chosen: `first`, or `none` where there is nothing to choose.
    pub(super) fn hint(self, first: &'static str, none: &'static str) -> impl IntoView {
        move || {
            let words = if self.done().is_some_and(|rows| rows.is_empty()) { none } else { first };
            view! { <p class="place-hint quiet">{words}</p> }
        }
    }
}

/// Says that what a link names, or what was chosen for somebody else, cannot be had and was left out.
#[component]
pub(super) fn LeftOut(shown: RwSignal<bool>) -> impl IntoView {
    view! {
        <Show when=move || shown.get()>
            <div class="bar bar--warning" role="status">
                <Icon name="info"/>
                <p>{words::FILTERS_LEFT_OUT}</p>
                <button class="btn btn--subtle btn--small btn--icon" type="button" aria-label=text::ui::CLOSE on:click=move |_| shown.set(false)>
                    <Icon name="dismiss"/>
                </button>
            </div>
        </Show>
    }
}

/// Says that a list could not be read (`what`), with Retry.
#[component]
pub(super) fn Trouble<T: Clone + Send + Sync + 'static>(
    choices: Choices<T>,
    #[prop(default = words::CHOICES_FAILED)] what: &'static str,
    retry: Callback<()>,
) -> impl IntoView {
    move || {
        let error = choices.state.with(|state| match state {
            Read::Failed(error) => Some(error.clone()),
            _ => None,
        });
        error.map(|error| {
            view! {
                <div class="bar bar--bad" role="alert">
                    <Icon name="triangle"/>
                    <p>{[what, " ", &text::error::what(&error)].concat()}</p>
                    <button class="btn btn--small" type="button" on:click=move |_| retry.run(())>{words::RETRY}</button>
                </div>
            }
        })
    }
}
