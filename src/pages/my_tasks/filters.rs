//! Search and filters of a list of tasks (section 3, 12): they work on what is loaded, at once, and stand in the address.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use crate::domain::request_filter::{Choices, Filter};
use crate::pages::filter_choices::{integration_choices, people_choices, status_choices, toggle};
use crate::route::{Route, TaskList, TasksView};
use crate::state::{Navigation, Tasks};
use crate::text::requests as list_words;
use crate::text::tasks as words;
use crate::ui::combobox::{Choice, Combobox};
use crate::ui::icon::Icon;
use crate::ui::timing::Debounce;

/// Rest after a key before the address is written. The list itself does not wait. Milliseconds.
const REST: u64 = 250;

const SEARCH: &str = "search-tasks";

/// What narrows the list.
#[derive(Clone, Copy)]
pub(super) struct Filters {
    navigation: Navigation,
    view: Memo<TasksView>,
    typed: RwSignal<String>,
    rest: Debounce,
}

/// Which of the lists of the address a filter writes.
type Part = fn(&mut TasksView) -> &mut Vec<String>;

impl Filters {
    pub(super) fn new(navigation: Navigation, view: Memo<TasksView>) -> Self {
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
        self.typed.with(|typed| {
            self.view.with(|view| Filter::new(typed, &view.statuses, &view.integrations).of_people(&view.people))
        })
    }

    /// The current view with the search that the address may not hold yet.
    pub(super) fn view(self) -> TasksView {
        TasksView { search: self.typed.get_untracked(), ..self.view.get_untracked() }
    }

    pub(super) fn clear(self) {
        self.rest.cancel();
        self.typed.set(String::new());
        self.change(|view| *view = view.clone().without_filters());
    }

    fn change(self, change: impl FnOnce(&mut TasksView)) {
        let mut view = self.view();
        change(&mut view);
        self.navigation.note(Route::Tasks(view));
    }

    /// One of the filters; `choices` makes its choices with those that are chosen.
    fn combobox(
        self,
        id: &'static str,
        label: &'static str,
        class: &'static str,
        all: Memo<Choices>,
        part: Part,
        choices: fn(&Choices, Vec<String>) -> Vec<Choice>,
    ) -> AnyView {
        let view = self.view;
        let chosen = Signal::derive(move || view.with(|view| part(&mut view.clone()).clone()));
        let choices = Memo::new(move |_| {
            let chosen = chosen.get();
            all.with(|all| Arc::new(choices(all, chosen)))
        });
        view! {
            <div class=["toolbar__filter ", class].concat()>
                <Combobox
                    id
                    label
                    placeholder=list_words::ALL
                    choices
                    chosen
                    on_toggle=Callback::new(move |id| self.change(|view| toggle(part(view), id)))
                    on_clear=Callback::new(move |()| self.change(|view| part(view).clear()))
                />
            </div>
        }
        .into_any()
    }
}

/// The row of filters above the list.
#[component]
pub(super) fn FilterBar(filters: Filters, list: TaskList, children: Children) -> impl IntoView {
    let tasks = expect_context::<Tasks>();
    let choices = Memo::new(move |_| tasks.choices(list));
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
    let status = (list == TaskList::History).then(|| {
        let part: Part = |view| &mut view.statuses;
        let class = "toolbar__filter--status";
        filters.combobox("task-status", list_words::STATUS_FILTER, class, choices, part, status_choices)
    });
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
            {status}
            {filters.combobox(
                "task-integration",
                list_words::INTEGRATION_FILTER,
                "toolbar__filter--integration",
                choices,
                |view| &mut view.integrations,
                integration_choices,
            )}
            {filters.combobox("task-who", words::WHO, "toolbar__filter--who", choices, |view| &mut view.people, people_choices)}
            <button class="btn btn--subtle" type="button" hidden=move || !narrowed.get() on:click=move |_| {
                filters.clear();
                crate::ui::focus::to_id(SEARCH);
            }>{words::CLEAR_FILTERS}</button>
            {children()}
        </div>
    }
}
