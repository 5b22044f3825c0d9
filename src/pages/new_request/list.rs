//! The list of what may be chosen, with its head and foot: the same on every form.

use leptos::ev;
use leptos::prelude::*;

use super::choosing::{Choosing, Line, Note, Progress, matching};
use crate::domain::selection::Extent;
use crate::state::Session;
use crate::text;
use crate::text::new_request as words;
use crate::ui::icon::Icon;
use crate::ui::window_list::WindowList;

/// What it means that a list is empty.
#[derive(Clone, Copy)]
pub(super) enum Nothing {
    /// The person who asks is in no access flow (requirement 13).
    NoFlow,
    /// The person that it would be for is in none.
    NoFlowOfAnother,
    /// What was chosen above holds nothing that may be asked for.
    Here,
    /// Search or filters take none.
    Matches,
}

impl Nothing {
    /// Without search and filters, for oneself or for this grantee.
    pub(super) fn at_all(grantee: Option<&String>) -> Self {
        if grantee.is_some() { Self::NoFlowOfAnother } else { Self::NoFlow }
    }

    /// In a place, with this search.
    pub(super) fn here(search: &str) -> Self {
        if search.trim().is_empty() { Self::Here } else { Self::Matches }
    }
}

/// The list. `nothing` says what it means that it is empty; `clear` takes search and filters away.
#[component]
pub(super) fn PickList(choosing: Choosing, nothing: Signal<Nothing>, clear: Callback<()>) -> impl IntoView {
    view! {
        <Told choosing/>
        <ListHead choosing/>
        <Found choosing nothing clear/>
    }
}

/// What became of the newest choice, where it needs saying.
#[component]
fn Told(choosing: Choosing) -> impl IntoView {
    move || {
        choosing.note.get().map(|note| {
            let (class, icon, sentence) = match note {
                Note::Full(name) => ("bar bar--warning", "triangle", words::full(&name)),
                Note::TookAll { chosen, more, undecided } => ("bar", "info", words::took_all(chosen, more, undecided)),
            };
            view! { <div class=class role="alert"><Icon name=icon/><p>{sentence}</p></div> }
        })
    }
}

#[component]
fn ListHead(choosing: Choosing) -> impl IntoView {
    let can_take = move || choosing.progress.with(|progress| progress.read && progress.resources > 0);
    view! {
        <div class="listhead">
            <button
                class="btn btn--small"
                type="button"
                hidden=move || !choosing.open.get()
                aria-disabled=move || (!can_take()).then_some("true")
                aria-busy=move || choosing.taking_all.get().then_some("true")
                on:click=move |_| {
                    if can_take() && !choosing.taking_all.get_untracked() {
                        choosing.take_all();
                    }
                }
            >
                {words::SELECT_ALL}
            </button>
            <span class="quiet small num">{move || choosing.progress.with(matching)}</span>
            <span class="push strong num" hidden=move || !choosing.open.get()>{move || words::count_of_most(choosing.count.get())}</span>
        </div>
    }
}

#[component]
fn Found(choosing: Choosing, nothing: Signal<Nothing>, clear: Callback<()>) -> impl IntoView {
    on_cleanup(move || choosing.forget_slots());
    let progress = choosing.progress;
    let is_empty = Memo::new(move |_| progress.with(|progress| progress.read && progress.resources == 0));
    let on_keydown = move |event: ev::KeyboardEvent| {
        if choosing.move_focus(&event.key()) {
            event.prevent_default();
        }
    };
    let draw = Callback::new(move |row| view! { <ListLine choosing row/> }.into_any());
    let failed_first = Memo::new(move |_| progress.with(|progress| progress.error.clone().filter(|_| !progress.read)));
    view! {
        <div
            class="found"
            class:found--stale=move || progress.with(|progress| progress.loading && !progress.read)
            hidden=move || is_empty.get() || failed_first.with(Option::is_some)
            aria-busy=move || if progress.with(|progress| progress.loading) { "true" } else { "false" }
            on:keydown=on_keydown
        >
            <WindowList
                id=choosing.list_id()
                label=words::MATCHING_RESOURCES
                role="list"
                heights=choosing.heights
                draw
                stops=Signal::derive(move || !choosing.open.get())
                on_near_end=Callback::new(move |()| choosing.read_more())
            />
        </div>
        {move || failed_first.get().map(|error| view! {
            <div class="empty" role="alert">
                <Icon name="triangle"/>
                <h2>{words::LIST_FAILED}</h2>
                <p>{text::error::what(&error)}</p>
                <button class="btn" type="button" on:click=move |_| choosing.retry()>{words::RETRY}</button>
            </div>
        })}
        {move || is_empty.get().then(|| {
            match nothing.get() {
                Nothing::NoFlow => nothing_to_ask_for(false),
                Nothing::NoFlowOfAnother => nothing_to_ask_for(true),
                Nothing::Here => empty("search", words::NONE_HERE, words::NONE_HERE_TEXT.to_owned(), ()),
                Nothing::Matches => empty("search", words::NO_MATCH, words::NO_MATCH_TEXT.to_owned(), view! {
                    <button class="btn" type="button" on:click=move |_| clear.run(())>
                        {words::CLEAR_FILTERS}
                    </button>
                }),
            }
        })}
        <div class="table__foot" hidden=move || failed_first.with(Option::is_some) || is_empty.get()>
            {move || match progress.get() {
                Progress { error: Some(error), read: true, .. } => view! {
                    <span role="alert">{[words::MORE_FAILED, " ", &text::error::what(&error)].concat()}</span>
                    " "
                    <button class="btn btn--small" type="button" on:click=move |_| choosing.retry()>{words::RETRY}</button>
                }
                .into_any(),
                progress => words::foot(progress.read, progress.resources, progress.more, progress.loading).into_any(),
            }}
        </div>
    }
}

/// Nobody's access flow lets this person, or the one that it would be for, have anything (requirement 13).
fn nothing_to_ask_for(for_another: bool) -> AnyView {
    let contact = expect_context::<Session>().config.with(|config| config.administrator_contact.clone());
    let title = if for_another { words::NO_FLOW_OF_ANOTHER } else { words::NO_FLOW };
    empty("key", title, words::no_flow_text(for_another, contact.as_deref()), ())
}

fn empty(icon: &'static str, title: &'static str, text: String, next: impl IntoView + 'static) -> AnyView {
    view! {
        <div class="empty">
            <Icon name=icon/>
            <h2>{title}</h2>
            <p>{text}</p>
            {next}
        </div>
    }
    .into_any()
}

/// One slot of the list: a resource's name or one of its permissions.
#[component]
fn ListLine(choosing: Choosing, row: ReadSignal<Option<usize>>) -> impl IntoView {
    let slot = choosing.add_slot(row);
    let line = slot.line;
    let text = move |part: fn(&Line) -> &String| move || line.with(|line| part(line).clone());
    let on_change = move |_| {
        if let Some(row) = row.get_untracked() {
            choosing.toggle(row);
        }
    };
    let on_focus = move |_| {
        if let Some(row) = row.get_untracked() {
            choosing.focused(row);
        }
    };
    view! {
        <div
            role="listitem"
            aria-setsize=move || choosing.heights.with(|heights| heights.len().to_string())
            aria-posinset=move || row.get().map(|row| (row + 1).to_string())
        >
            <label
                class="res"
                class:res--head=move || line.with(|line| line.is_head)
                class:res--on=move || slot.extent.get() == Extent::All && !line.with(|line| line.is_head)
            >
                <input
                    node_ref=slot.tick
                    type="checkbox"
                    aria-label=text(|line| &line.name)
                    tabindex=move || if slot.stop.get() { "0" } else { "-1" }
                    hidden=move || !(choosing.open.get() && line.with(|line| line.has_box))
                    prop:checked=move || slot.extent.get() == Extent::All
                    prop:indeterminate=move || slot.extent.get() == Extent::Part
                    on:change=on_change
                    on:focus=on_focus
                />
                <span class="res__icon" hidden=move || !line.with(|line| line.is_head)>
                    <Icon name=Signal::derive(move || line.with(|line| line.icon))/>
                </span>
                <span class="res__name">{text(|line| &line.label)}</span>
                <span class="res__meta">{text(|line| &line.meta)}</span>
            </label>
        </div>
    }
}
