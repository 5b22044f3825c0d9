//! A list of many choices of which several can be taken, searchable by typing (WAI-ARIA combobox with listbox).
//!
//! Down and Up open and move, Home, End and the page keys move, Enter takes or gives back and keeps the list open,
//! Escape closes and then clears the search, Tab leaves and changes nothing: what is asked for must never change by
//! passing through. Only the choices in view exist as elements.

use std::sync::Arc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::badge::px;
use super::icon::Icon;
use crate::text::ui as text;

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub id: String,
    pub label: String,
}

/// Height of one choice in CSS pixels, as in the style sheet.
const ROW: usize = 32;
/// How many choices the open list shows at once.
const IN_VIEW: usize = 9;
/// How many exist beyond either edge.
const BEYOND: usize = 4;

/// A multi-select. `chosen` holds ids; `on_toggle` hears the id to take or give back.
#[component]
pub fn Combobox(
    /// Id of the input; the ids of list and options start with it.
    id: &'static str,
    label: &'static str,
    placeholder: &'static str,
    #[prop(into)] choices: Signal<Arc<Vec<Choice>>>,
    #[prop(into)] chosen: Signal<Vec<String>>,
    on_toggle: Callback<String>,
    on_clear: Callback<()>,
    /// Hears when the list opens, so that choices can be loaded then.
    #[prop(optional)]
    on_open: Option<Callback<()>>,
) -> impl IntoView {
    let list_id = [id, "-list"].concat();
    let option_id = move |index: usize| format!("{id}-{index}");
    let open = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let first = RwSignal::new(0_usize);
    let options = NodeRef::<html::Div>::new();

    let matching = Memo::new(move |_| {
        let wanted = typed.with(|typed| typed.trim().to_lowercase());
        choices.with(|choices| {
            choices
                .iter()
                .filter(|choice| wanted.is_empty() || choice.label.to_lowercase().contains(&wanted))
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    let count = move || matching.with(Vec::len);
    let show = move || {
        if !open.get_untracked() {
            open.set(true);
            active.set(0);
            first.set(0);
            if let Some(on_open) = on_open {
                on_open.run(());
            }
        }
    };
    let move_to = move |index: usize| {
        active.set(index);
        let visible = first.get_untracked();
        let scroll_to = if index < visible {
            Some(index)
        } else if index >= visible + IN_VIEW {
            Some(index + 1 - IN_VIEW)
        } else {
            None
        };
        if let (Some(row), Some(options)) = (scroll_to, options.get_untracked()) {
            // The rows are drawn for the new place before the browser scrolls there.
            first.set(row);
            options.set_scroll_top(i32::try_from(row * ROW).unwrap_or(i32::MAX));
        }
    };
    let toggle = move |index: usize| {
        let id = matching.with_untracked(|matching| matching.get(index).map(|choice| choice.id.clone()));
        if let Some(id) = id {
            on_toggle.run(id);
        }
    };
    let on_keydown = move |event: ev::KeyboardEvent| {
        let last = matching.with_untracked(Vec::len).saturating_sub(1);
        let here = active.get_untracked();
        let is_open = open.get_untracked();
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if !is_open => show(),
            "ArrowDown" => move_to((here + 1).min(last)),
            "ArrowUp" => move_to(here.saturating_sub(1)),
            "Home" if is_open => move_to(0),
            "End" if is_open => move_to(last),
            "PageDown" if is_open => move_to((here + IN_VIEW).min(last)),
            "PageUp" if is_open => move_to(here.saturating_sub(IN_VIEW)),
            "Enter" if is_open => toggle(here),
            "Enter" => show(),
            "Escape" if is_open => open.set(false),
            "Escape" if !typed.with_untracked(String::is_empty) => typed.set(String::new()),
            "Backspace" if typed.with_untracked(String::is_empty) => {
                if let Some(newest) = chosen.get_untracked().pop() {
                    on_toggle.run(newest);
                }
                return;
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        show();
        move_to(0);
    };
    let leave = move |event: ev::FocusEvent| {
        let inside =
            event.related_target().zip(event.current_target()).is_some_and(|(to, combo)| is_inside(&to, &combo));
        if !inside {
            open.set(false);
            typed.set(String::new());
        }
    };
    let on_scroll = move |_| {
        if let Some(options) = options.get_untracked() {
            first.set(usize::try_from(options.scroll_top()).unwrap_or(0) / ROW);
        }
    };
    let shown = move || {
        let from = first.get().saturating_sub(BEYOND);
        matching.with(|matching| {
            let rows = matching.iter().cloned().enumerate().skip(from).take(IN_VIEW + 2 * BEYOND);
            rows.collect::<Vec<_>>()
        })
    };
    view! {
        <div class="combo" on:focusout=leave>
            <label class="label" for=id>{label}</label>
            <div class="input combo__box">
                <input
                    id=id
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-haspopup="listbox"
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls=list_id.clone()
                    aria-activedescendant=move || (open.get() && count() > 0).then(|| option_id(active.get()))
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
                    aria-label=text::OPEN_LIST
                    on:mousedown=|event| event.prevent_default()
                    on:click=move |_| if open.get_untracked() { open.set(false) } else { show() }
                >
                    <Icon name="chevron-down"/>
                </button>
            </div>
            <div class="listbox" hidden=move || !open.get()>
                <div
                    class="listbox__options"
                    node_ref=options
                    role="listbox"
                    id=list_id
                    aria-label=label
                    aria-multiselectable="true"
                    on:scroll=on_scroll
                    on:mousedown=|event| event.prevent_default()
                >
                    <div role="presentation" style:height=move || px_rows(first.get().saturating_sub(BEYOND))></div>
                    <For each=shown key=|(index, choice)| (*index, choice.id.clone()) let((index, choice))>
                        {
                            let id = choice.id.clone();
                            let is_chosen = Memo::new(move |_| chosen.with(|chosen| chosen.contains(&id)));
                            view! {
                                <div
                                    class="option"
                                    class:option--active=move || active.get() == index
                                    role="option"
                                    id=option_id(index)
                                    aria-selected=move || if is_chosen.get() { "true" } else { "false" }
                                    aria-setsize=count
                                    aria-posinset=index + 1
                                    on:click=move |_| {
                                        active.set(index);
                                        toggle(index);
                                    }
                                >
                                    <span class="tick"><Icon name="check"/></span>
                                    <span>{choice.label}</span>
                                </div>
                            }
                        }
                    </For>
                    <div role="presentation" style:height=move || {
                        let drawn = first.get().saturating_sub(BEYOND) + IN_VIEW + 2 * BEYOND;
                        px_rows(count().saturating_sub(drawn))
                    }></div>
                    <p class="hint" role="presentation" hidden=move || count() != 0>{text::NO_MATCH}</p>
                </div>
                <div class="listbox__foot">
                    <span role="status">{move || open.get().then(|| text::results_selected(count(), chosen.with(Vec::len)))}</span>
                    <button class="btn btn--link" type="button" hidden=move || chosen.with(Vec::is_empty) on:click=move |_| on_clear.run(())>
                        {text::CLEAR}
                    </button>
                </div>
            </div>
        </div>
    }
}

fn px_rows(rows: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a list of choices is far shorter than 2^52")]
    px((rows * ROW) as f64)
}

fn is_inside(to: &web_sys::EventTarget, combo: &web_sys::EventTarget) -> bool {
    use wasm_bindgen::JsCast;
    combo.dyn_ref::<web_sys::Node>().is_some_and(|combo| combo.contains(to.dyn_ref::<web_sys::Node>()))
}
