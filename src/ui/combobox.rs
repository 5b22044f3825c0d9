//! A list of many choices of which several can be taken, searchable by typing (WAI-ARIA combobox with listbox).
//!
//! Down and Up open and move, Home, End and the page keys move, Enter takes or gives back and keeps the list open,
//! Escape closes and then clears the search, Tab leaves and changes nothing: what is asked for must never change by
//! passing through. Only the choices in view exist as elements.

use std::sync::Arc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::badge::{holds, px};
use super::early::Early;
use super::icon::Icon;
use super::window_list::{Heights, WindowList, row_height};
use crate::text::ui as text;

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// By which the owner knows it; never empty in a select.
    pub id: String,
    /// What the person reads and searches.
    pub label: String,
}

/// Height of the list at most, as in the style sheet.
const LIST: u32 = 288;

/// A multi-select. `chosen` holds ids; `on_toggle` hears the id to take or give back.
#[component]
pub fn Combobox(
    /// Id of the input; the ids of list and options start with it.
    id: &'static str,
    /// Words of the label above the input, which name the list too.
    label: &'static str,
    /// What the input shows while nothing is chosen.
    placeholder: &'static str,
    /// All choices, in the order in which they are shown.
    #[prop(into)]
    choices: Signal<Arc<Vec<Choice>>>,
    /// Ids of what is chosen, the newest last.
    #[prop(into)]
    chosen: Signal<Vec<String>>,
    /// Hears the id to take or give back; the owner changes `chosen`.
    on_toggle: Callback<String>,
    /// Hears when everything chosen is to be given back.
    on_clear: Callback<()>,
    /// Hears when the list opens, so that choices can be loaded then.
    #[prop(optional)]
    on_open: Option<Callback<()>>,
) -> impl IntoView {
    let list_id = [id, "-list"].concat();
    let option_id = move |row: usize| format!("{id}-{row}");
    let row_height = row_height();
    let page = usize::try_from(LIST / row_height).unwrap_or(1);
    let typed = RwSignal::new(String::new());
    // The choice that the keyboard is on; none while the list is closed.
    let active = RwSignal::new(None::<usize>);
    let open = Memo::new(move |_| active.with(Option::is_some));
    let combo = NodeRef::<html::Div>::new();
    let input = NodeRef::<html::Input>::new();
    let elsewhere = StoredValue::new_local(None::<Early>);

    // Places of the choices that match.
    let matching = Memo::new(move |_| {
        let wanted = typed.with(|typed| typed.trim().to_lowercase());
        let matches = |choice: &Choice| wanted.is_empty() || choice.label.to_lowercase().contains(&wanted);
        choices.with(|choices| {
            let all = choices.iter().enumerate();
            all.filter(|(_, choice)| matches(choice)).map(|(place, _)| place).collect::<Vec<_>>()
        })
    });
    let count = Memo::new(move |_| matching.with(Vec::len));
    let heights = Memo::new(move |_| Heights::even(count.get(), row_height));

    let hide = move || {
        elsewhere.set_value(None);
        active.set(None);
    };
    let show = move || {
        if active.get_untracked().is_some() {
            return;
        }
        active.set(Some(0));
        // Some phones leave the focus in the field when the page beside it is tapped.
        elsewhere.set_value(Some(Early::hear("pointerdown", move |event| {
            if combo.get_untracked().is_some_and(|combo| !holds(&combo, event.target())) {
                hide();
            }
        })));
        if let Some(on_open) = on_open {
            on_open.run(());
        }
    };
    let to_field = move || {
        if let Some(input) = input.get_untracked() {
            drop(input.focus());
        }
    };
    let choice = move |row: usize| {
        let place = matching.with(|matching| matching.get(row).copied())?;
        choices.with(|choices| choices.get(place).cloned())
    };
    let toggle = move |row: usize| {
        if let Some(choice) = untrack(|| choice(row)) {
            on_toggle.run(choice.id);
        }
    };
    let give_back_newest = move || {
        if let Some(newest) = chosen.get_untracked().pop() {
            // In sight, since it is not what the field shows that changes.
            show();
            on_toggle.run(newest);
        }
    };
    let on_keydown = move |event: ev::KeyboardEvent| {
        if event.is_composing() || event.ctrl_key() || event.meta_key() {
            return;
        }
        let last = count.get_untracked().saturating_sub(1);
        let is_empty = typed.with_untracked(String::is_empty);
        match (event.key().as_str(), active.get_untracked()) {
            ("ArrowDown" | "ArrowUp" | "Enter", None) => show(),
            ("ArrowUp", Some(_)) if event.alt_key() => hide(),
            ("ArrowDown", Some(here)) => active.set(Some((here + 1).min(last))),
            ("ArrowUp", Some(here)) => active.set(Some(here.saturating_sub(1))),
            ("Home", Some(_)) => active.set(Some(0)),
            ("End", Some(_)) => active.set(Some(last)),
            ("PageDown", Some(here)) => active.set(Some((here + page).min(last))),
            ("PageUp", Some(here)) => active.set(Some(here.saturating_sub(page))),
            ("Enter", Some(here)) => toggle(here),
            ("Escape", Some(_)) => hide(),
            ("Escape", None) if !is_empty => typed.set(String::new()),
            ("Backspace", _) if is_empty && !event.repeat() => give_back_newest(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    // From the button below the list.
    let on_keydown_outside_field = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.prevent_default();
            event.stop_propagation();
            to_field();
            hide();
        }
    };
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        show();
        active.set(Some(0));
    };
    let leave = move |event: ev::FocusEvent| {
        // Removing the field with its page takes the focus away as well; there is nothing left to close then.
        let Some(combo) = combo.try_get_untracked() else { return };
        let stays = combo.is_some_and(|combo| holds(&combo, event.related_target()));
        if !stays {
            hide();
            typed.set(String::new());
        }
    };
    let draw = Callback::new(move |row: ReadSignal<Option<usize>>| {
        let shown = Memo::new(move |_| row.get().and_then(choice));
        let is_chosen = move || {
            shown.with(|shown| shown.as_ref().is_some_and(|shown| chosen.with(|chosen| chosen.contains(&shown.id))))
        };
        let on_click = move |_| {
            if let Some(row) = row.get_untracked() {
                active.set(Some(row));
                toggle(row);
            }
        };
        view! {
            <div
                class="option"
                class:option--active=move || row.get().is_some_and(|row| active.get() == Some(row))
                role="option"
                id=move || row.get().map(option_id)
                aria-selected=move || if is_chosen() { "true" } else { "false" }
                aria-setsize=move || count.get().to_string()
                aria-posinset=move || row.get().map(|row| (row + 1).to_string())
                style:height=px(row_height.into())
                on:click=on_click
            >
                <span class="tick"><Icon name="check"/></span>
                <span>{move || shown.with(|shown| shown.as_ref().map(|shown| shown.label.clone()))}</span>
            </div>
        }
        .into_any()
    });
    view! {
        <div class="combo" node_ref=combo on:focusout=leave on:keydown=on_keydown_outside_field>
            <label class="label" for=id>{label}</label>
            <div class="input combo__box">
                <input
                    node_ref=input
                    id=id
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-haspopup="listbox"
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls=list_id.clone()
                    aria-activedescendant=move || active.get().filter(|row| *row < count.get()).map(option_id)
                    placeholder=move || chosen.with(|chosen| match chosen.len() {
                        0 => placeholder.to_owned(),
                        some => text::selected(some),
                    })
                    prop:value=typed
                    on:input=on_input
                    on:keydown=on_keydown
                    on:click=move |_| show()
                />
                <span class="count count--brand" aria-hidden="true" hidden=move || chosen.with(Vec::is_empty)>
                    {move || chosen.with(Vec::len)}
                </span>
                <button
                    class="combo__toggle"
                    type="button"
                    tabindex="-1"
                    aria-label=move || if open.get() { text::hide_choices(label) } else { text::show_choices(label) }
                    on:mousedown=|event| event.prevent_default()
                    on:click=move |_| {
                        to_field();
                        if open.get_untracked() { hide() } else { show() }
                    }
                >
                    <Icon name="chevron-down"/>
                </button>
            </div>
            // The focus stays in the field while the mouse is at work here.
            <div class="listbox" hidden=move || !open.get() on:mousedown=|event| event.prevent_default()>
                <WindowList id=list_id label role="listbox" heights draw active attr:aria-multiselectable="true"/>
                <p class="hint" hidden=move || count.get() != 0 || choices.with(|choices| choices.is_empty())>{text::NO_MATCH}</p>
                <div class="listbox__foot">
                    <span role="status">
                        {move || open.get().then(|| text::results_selected(count.get(), chosen.with(Vec::len)))}
                    </span>
                    <button
                        class="btn btn--link"
                        type="button"
                        hidden=move || chosen.with(Vec::is_empty)
                        on:click=move |_| {
                            // First the focus, since the button goes with the last choice.
                            to_field();
                            on_clear.run(());
                        }
                    >
                        {text::CLEAR}
                    </button>
                </div>
            </div>
        </div>
    }
}
