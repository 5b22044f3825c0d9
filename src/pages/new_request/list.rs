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

/// The list. `unfiltered` tells whether an empty list means that nothing may be asked for at all; `clear` takes search
/// and filters away.
#[component]
pub(super) fn PickList(choosing: Choosing, unfiltered: Signal<bool>, clear: Callback<()>) -> impl IntoView {
    view! {
        <Told choosing/>
        <ListHead choosing/>
        <Found choosing unfiltered clear/>
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
fn Found(choosing: Choosing, unfiltered: Signal<bool>, clear: Callback<()>) -> impl IntoView {
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
            if unfiltered.get() {
                view! { <NothingToAskFor/> }.into_any()
            } else {
                view! {
                    <div class="empty">
                        <Icon name="search"/>
                        <h2>{words::NO_MATCH}</h2>
                        <p>{words::NO_MATCH_TEXT}</p>
                        <button class="btn" type="button" on:click=move |_| clear.run(())>
                            {words::CLEAR_FILTERS}
                        </button>
                    </div>
                }
                .into_any()
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

/// The person is in no access flow (requirement 13).
#[component]
fn NothingToAskFor() -> impl IntoView {
    let session = expect_context::<Session>();
    let contact = move || session.config.with(|config| config.administrator_contact.clone());
    view! {
        <div class="empty">
            <Icon name="key"/>
            <h2>{words::NO_FLOW}</h2>
            <p>{move || words::no_flow_text(contact().as_deref())}</p>
        </div>
    }
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
