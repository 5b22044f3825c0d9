//! What narrows a list of requests.

use leptos::prelude::*;

use crate::domain::request_filter::Filter;
use crate::domain::status::List;
use crate::pages::list_filters::{FilterBox, Search, SearchField, integration_choices, status_choices, toggle};
use crate::pages::parts::request_filters;
use crate::route::{RequestsView, Route};
use crate::state::{Navigation, Requests};
use crate::text::requests as words;

const SEARCH: &str = "search-requests";
const STATUS_CLASS: &str = "toolbar__filter--status";
const INTEGRATION_CLASS: &str = "toolbar__filter--integration";

/// What narrows the list.
#[derive(Clone, Copy)]
pub struct Filters {
    navigation: Navigation,
    view: Memo<RequestsView>,
    search: Search,
}

impl Filters {
    pub(super) fn new(navigation: Navigation, view: Memo<RequestsView>) -> Self {
        let search = Search::new(Memo::new(move |_| view.with(|view| view.search.clone())));
        Self { navigation, view, search }
    }

    /// What a list is narrowed to now. Tracked.
    pub(super) fn filter(self) -> Filter {
        self.search.typed.with(|typed| self.view.with(|view| Filter::new(typed, &view.statuses, &view.integrations)))
    }

    /// The current view with the search that the address may not hold yet.
    pub(super) fn view(self) -> RequestsView {
        RequestsView { search: self.search.typed.get_untracked(), ..self.view.get_untracked() }
    }

    pub(super) fn clear(self) {
        self.search.clear();
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
    let narrowed = Memo::new(move |_| !filters.filter().is_empty());
    view! {
        <div class="toolbar" role="search" aria-label=words::FILTERS>
            <SearchField search=filters.search id=SEARCH label=words::SEARCH note=Callback::new(move |()| filters.change(|_| {}))/>
            {request_filters(filters, list)}
            <button class="btn btn--subtle" type="button" hidden=move || !narrowed.get() on:click=move |_| {
                filters.clear();
                crate::ui::focus::to_id(SEARCH);
            }>{words::CLEAR_ALL}</button>
        </div>
    }
}

/// The filters with choices, which come after the first data.
#[component]
pub fn FilterBoxes(filters: Filters, list: Memo<List>) -> impl IntoView {
    let requests = expect_context::<Requests>();
    let view = filters.view;
    let choices = Memo::new(move |_| requests.choices(list.get()));
    view! {
        <FilterBox
            id="status-filter"
            label=words::STATUS_FILTER
            class=STATUS_CLASS
            all=choices
            choices=status_choices
            chosen=Signal::derive(move || view.with(|view| view.statuses.clone()))
            change=Callback::new(move |id| filters.change(|view| toggle(&mut view.statuses, id)))
        />
        <FilterBox
            id="integration-filter"
            label=words::INTEGRATION_FILTER
            class=INTEGRATION_CLASS
            all=choices
            choices=integration_choices
            chosen=Signal::derive(move || view.with(|view| view.integrations.clone()))
            change=Callback::new(move |id| filters.change(|view| toggle(&mut view.integrations, id)))
        />
    }
}

/// Where the filters will be, so that nothing moves when they come.
pub fn outlines() -> AnyView {
    let outline = |class: &str, label: &'static str| {
        view! {
            <div class=["toolbar__filter ", class].concat() aria-hidden="true">
                <div class="combo">
                    <span class="label">{label}</span>
                    <div class="input combo__box"></div>
                </div>
            </div>
        }
    };
    (outline(STATUS_CLASS, words::STATUS_FILTER), outline(INTEGRATION_CLASS, words::INTEGRATION_FILTER)).into_any()
}
