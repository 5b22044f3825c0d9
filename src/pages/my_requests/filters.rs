//! Search and filters of a list (section 3, 12): they work on what is loaded, at once, and stand in the address.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use crate::domain::request_filter::Filter;
use crate::domain::status::List;
use crate::pages::filter_choices::{integration_choices, status_choices, toggle};
use crate::route::{RequestsView, Route};
use crate::state::{Navigation, Requests};
use crate::text::requests as words;
use crate::ui::combobox::Combobox;
use crate::ui::icon::Icon;
use crate::ui::timing::Debounce;

/// Rest after a key before the address is written. The list itself does not wait. Milliseconds.
const REST: u64 = 250;

const SEARCH: &str = "search-requests";

/// What narrows the list.
#[derive(Clone, Copy)]
pub(super) struct Filters {
    navigation: Navigation,
    view: Memo<RequestsView>,
    typed: RwSignal<String>,
    rest: Debounce,
}

impl Filters {
    pub(super) fn new(navigation: Navigation, view: Memo<RequestsView>) -> Self {
        let typed = RwSignal::new(view.with_untracked(|view| view.search.clone()));
        // The address may change by itself: back, forward, a link.
        let search = Memo::new(move |_| view.with(|view| view.search.clone()));
        Effect::new(move |_| {
            let search = search.get();
            if typed.with_untracked(|typed| *typed != search) {
                typed.set(search);
            }
        });
        Self { navigation, view, typed, rest: Debounce::new(REST) }
    }

    /// What a list is narrowed to now. Tracked.
    pub(super) fn filter(self) -> Filter {
        self.typed.with(|typed| self.view.with(|view| Filter::new(typed, &view.statuses, &view.integrations)))
    }

    /// The current view with the search that the address may not hold yet.
    pub(super) fn view(self) -> RequestsView {
        RequestsView { search: self.typed.get_untracked(), ..self.view.get_untracked() }
    }

    pub(super) fn clear(self) {
        self.rest.cancel();
        self.typed.set(String::new());
        self.change(|view| *view = view.clone().without_filters());
    }

    /// Notes a change in the address; what marked a submission as new has been seen by then.
    fn change(self, change: impl FnOnce(&mut RequestsView)) {
        let mut view = self.view();
        change(&mut view);
        self.navigation.note(Route::Requests(view));
    }
}

/// The row of filters above the list.
#[component]
pub(super) fn FilterBar(filters: Filters, list: Memo<List>) -> impl IntoView {
    let requests = expect_context::<Requests>();
    let view = filters.view;
    let choices = Memo::new(move |_| requests.choices(list.get()));
    // What is chosen stays a choice, also where nothing has it any more.
    let statuses = Memo::new(move |_| {
        let chosen = view.with(|view| view.statuses.clone());
        choices.with(|choices| Arc::new(status_choices(choices, chosen)))
    });
    let integrations = Memo::new(move |_| {
        let chosen = view.with(|view| view.integrations.clone());
        choices.with(|choices| Arc::new(integration_choices(choices, chosen)))
    });
    let on_input = move |event| {
        filters.typed.set(event_target_value(&event));
        filters.rest.run(move || filters.change(|_| {}));
    };
    let on_keydown = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !filters.typed.with_untracked(String::is_empty) {
            event.prevent_default();
            filters.rest.cancel();
            filters.typed.set(String::new());
            filters.change(|view| view.search.clear());
        }
    };
    let narrowed = Memo::new(move |_| !filters.filter().is_empty());
    view! {
        <div class="toolbar" role="search" aria-label=words::FILTERS>
            <div class="input toolbar__search">
                <Icon name="search"/>
                <input
                    id=SEARCH
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    aria-label=words::SEARCH
                    placeholder=words::SEARCH
                    prop:value=filters.typed
                    on:input=on_input
                    on:keydown=on_keydown
                />
            </div>
            <div class="toolbar__filter toolbar__filter--status">
                <Combobox
                    id="status-filter"
                    label=words::STATUS_FILTER
                    placeholder=words::ALL
                    choices=statuses
                    chosen=Signal::derive(move || view.with(|view| view.statuses.clone()))
                    on_toggle=Callback::new(move |id| filters.change(|view| toggle(&mut view.statuses, id)))
                    on_clear=Callback::new(move |()| filters.change(|view| view.statuses.clear()))
                />
            </div>
            <div class="toolbar__filter toolbar__filter--integration">
                <Combobox
                    id="integration-filter"
                    label=words::INTEGRATION_FILTER
                    placeholder=words::ALL
                    choices=integrations
                    chosen=Signal::derive(move || view.with(|view| view.integrations.clone()))
                    on_toggle=Callback::new(move |id| filters.change(|view| toggle(&mut view.integrations, id)))
                    on_clear=Callback::new(move |()| filters.change(|view| view.integrations.clear()))
                />
            </div>
            <button class="btn btn--subtle" type="button" hidden=move || !narrowed.get() on:click=move |_| {
                filters.clear();
                crate::ui::focus::to_id(SEARCH);
            }>{words::CLEAR_ALL}</button>
        </div>
    }
}
