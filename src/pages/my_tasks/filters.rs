//! What narrows a list of tasks.

use leptos::prelude::*;

use crate::domain::request_filter::{Choices, Filter};
use crate::pages::list_filters::{
    FilterBox, Search, SearchField, integration_choices, people_choices, status_choices, toggle,
};
use crate::route::{Route, TaskList, TasksView};
use crate::state::{Navigation, Tasks};
use crate::text::requests as list_words;
use crate::text::tasks as words;
use crate::ui::combobox::Choice;

const SEARCH: &str = "search-tasks";

/// What narrows the list.
#[derive(Clone, Copy)]
pub(super) struct Filters {
    navigation: Navigation,
    view: Memo<TasksView>,
    search: Search,
}

/// Which of the lists of the address a filter writes.
type Part = fn(&mut TasksView) -> &mut Vec<String>;

impl Filters {
    pub(super) fn new(navigation: Navigation, view: Memo<TasksView>) -> Self {
        let search = Search::new(Memo::new(move |_| view.with(|view| view.search.clone())));
        Self { navigation, view, search }
    }

    /// What a list is narrowed to now. Tracked.
    pub(super) fn filter(self) -> Filter {
        self.search.typed.with(|typed| {
            self.view.with(|view| Filter::new(typed, &view.statuses, &view.integrations).of_people(&view.people))
        })
    }

    /// The current view with the search that the address may not hold yet.
    pub(super) fn view(self) -> TasksView {
        TasksView { search: self.search.typed.get_untracked(), ..self.view.get_untracked() }
    }

    pub(super) fn clear(self) {
        self.search.clear();
        self.change(|view| *view = view.clone().without_filters());
    }

    fn change(self, change: impl FnOnce(&mut TasksView)) {
        let mut view = self.view();
        change(&mut view);
        self.navigation.note(Route::Tasks(view));
    }

    fn part(
        self,
        id: &'static str,
        label: &'static str,
        class: &'static str,
        all: Memo<Choices>,
        part: Part,
        choices: fn(&Choices, Vec<String>) -> Vec<Choice>,
    ) -> AnyView {
        let view = self.view;
        let chosen = Signal::derive(move || part(&mut view.get()).clone());
        let change = Callback::new(move |id| self.change(|view| toggle(part(view), id)));
        view! { <FilterBox id label class all choices chosen change/> }.into_any()
    }
}

/// The row of filters above the list.
#[component]
pub(super) fn FilterBar(filters: Filters, list: TaskList, children: Children) -> impl IntoView {
    let tasks = expect_context::<Tasks>();
    let choices = Memo::new(move |_| tasks.choices(list));
    let narrowed = Memo::new(move |_| !filters.filter().is_empty());
    let status = (list == TaskList::History).then(|| {
        let part: Part = |view| &mut view.statuses;
        let class = "toolbar__filter--status";
        filters.part("task-status", list_words::STATUS_FILTER, class, choices, part, status_choices)
    });
    view! {
        <div class="toolbar" role="search" aria-label=words::FILTERS>
            <SearchField search=filters.search id=SEARCH label=words::SEARCH note=Callback::new(move |()| filters.change(|_| {}))/>
            {status}
            {filters.part(
                "task-integration",
                list_words::INTEGRATION_FILTER,
                "toolbar__filter--integration",
                choices,
                |view| &mut view.integrations,
                integration_choices,
            )}
            {filters.part("task-who", words::WHO, "toolbar__filter--who", choices, |view| &mut view.people, people_choices)}
            <button class="btn btn--subtle" type="button" hidden=move || !narrowed.get() on:click=move |_| {
                filters.clear();
                crate::ui::focus::to_id(SEARCH);
            }>{words::CLEAR_FILTERS}</button>
            {children()}
        </div>
    }
}
