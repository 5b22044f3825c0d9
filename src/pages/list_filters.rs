//! Search and filters above a list of requests (section 3, 12): they work on what is loaded, at once, and stand in the
//! address. Each choice says how many requests have it.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use crate::domain::request_filter::{Choices, NO_INTEGRATION};
use crate::domain::status::Status;
use crate::text;
use crate::text::requests as words;
use crate::ui::combobox::{Choice, Combobox};
use crate::ui::icon::Icon;
use crate::ui::timing::Debounce;

/// Rest after a key before the address is written. The list itself does not wait. Milliseconds.
const REST: u64 = 250;

/// What is typed into a search, which the address may not hold yet.
#[derive(Clone, Copy)]
pub(crate) struct Search {
    pub typed: RwSignal<String>,
    rest: Debounce,
}

impl Search {
    /// Begins with what the address says, and follows it: it may change by itself, by back, forward or a link.
    pub(crate) fn new(addressed: Memo<String>) -> Self {
        let typed = RwSignal::new(addressed.get_untracked());
        Effect::new(move |_| {
            let search = addressed.get();
            if typed.with_untracked(|typed| *typed != search) {
                typed.set(search);
            }
        });
        Self { typed, rest: Debounce::new(REST) }
    }

    pub(crate) fn clear(self) {
        self.rest.cancel();
        self.typed.set(String::new());
    }
}

/// The field of a search; `note` writes what is typed into the address.
#[component]
pub(crate) fn SearchField(search: Search, id: &'static str, label: &'static str, note: Callback<()>) -> impl IntoView {
    let on_input = move |event| {
        search.typed.set(event_target_value(&event));
        search.rest.run(move || note.run(()));
    };
    let on_keydown = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !search.typed.with_untracked(String::is_empty) {
            event.prevent_default();
            search.clear();
            note.run(());
        }
    };
    view! {
        <div class="input toolbar__search">
            <Icon name="search"/>
            <input
                id=id
                type="search"
                autocomplete="off"
                spellcheck="false"
                aria-label=label
                placeholder=label
                prop:value=search.typed
                on:input=on_input
                on:keydown=on_keydown
            />
        </div>
    }
}

/// One of the filters. `choices` makes its choices from all there are and what is chosen, which stays a choice, also where
/// nothing has it any more. `change` hears the id to take or give back, or that all are given back.
#[component]
pub(crate) fn FilterBox(
    id: &'static str,
    label: &'static str,
    class: &'static str,
    all: Memo<Choices>,
    choices: fn(&Choices, Vec<String>) -> Vec<Choice>,
    #[prop(into)] chosen: Signal<Vec<String>>,
    change: Callback<Option<String>>,
) -> impl IntoView {
    let choices = Memo::new(move |_| {
        let chosen = chosen.get();
        all.with(|all| Arc::new(choices(all, chosen)))
    });
    view! {
        <div class=["toolbar__filter ", class].concat()>
            <Combobox
                id
                label
                placeholder=words::ALL
                choices
                chosen
                on_toggle=Callback::new(move |id| change.run(Some(id)))
                on_clear=Callback::new(move |()| change.run(None))
            />
        </div>
    }
}

/// Takes an id into a list or gives it back; gives all back without one.
pub(crate) fn toggle(list: &mut Vec<String>, id: Option<String>) {
    match id {
        None => list.clear(),
        Some(id) => match list.iter().position(|other| *other == id) {
            Some(place) => drop(list.remove(place)),
            None => list.push(id),
        },
    }
}

pub(crate) fn status_choices(choices: &Choices, chosen: Vec<String>) -> Vec<Choice> {
    let choice = |(status, count): &(Status, usize)| Choice {
        id: status.key().to_owned(),
        label: words::choice(text::status::label(status), *count),
    };
    with_missing(choices.statuses.iter().map(choice).collect(), chosen)
}

pub(crate) fn integration_choices(choices: &Choices, chosen: Vec<String>) -> Vec<Choice> {
    let choice = |(id, name, count): &(String, String, usize)| {
        let name = if id == NO_INTEGRATION { words::NOT_EVALUATED } else { name };
        Choice { id: id.clone(), label: words::choice(name, *count) }
    };
    with_missing(choices.integrations.iter().map(choice).collect(), chosen)
}

pub(crate) fn people_choices(choices: &Choices, chosen: Vec<String>) -> Vec<Choice> {
    let choice = |(name, count): &(String, usize)| Choice { id: name.clone(), label: words::choice(name, *count) };
    with_missing(choices.people.iter().map(choice).collect(), chosen)
}

/// What was chosen and is no choice now, so that it can be given back. Its id is all that is known of it.
fn with_missing(mut choices: Vec<Choice>, chosen: Vec<String>) -> Vec<Choice> {
    for id in chosen {
        if choices.iter().all(|choice| choice.id != id) {
            choices.push(Choice { label: words::choice(&id, 0), id });
        }
    }
    choices
}
