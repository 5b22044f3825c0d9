//! What is selected: chips while it is little, a searchable list when it is much.

use std::sync::Arc;

use leptos::prelude::*;

use super::choosing::Choosing;
use super::forms::Forms;
use crate::domain::draft::Missing;
use crate::domain::selection::Chosen;
use crate::route::RequestKind;
use crate::text;
use crate::text::new_request as words;
use crate::ui::focus;
use crate::ui::icon::Icon;
use crate::ui::window_list::{Heights, WindowList};

/// How many chips are shown.
const CHIPS: usize = 6;
/// Height of a row of the long list in CSS pixels, as in `style/pages.css`.
const ROW: u32 = 44;

const HEADING: &str = "selected-heading";

#[component]
pub(super) fn Selected(forms: Forms, missing: Signal<Option<Missing>>) -> impl IntoView {
    let kind = Memo::new(move |_| forms.kind());
    let whole_bundle = Memo::new(move |_| kind.get() == RequestKind::Bundle && forms.contents.is_whole());
    let count = Memo::new(move |_| forms.choosing(kind.get()).count.get());
    let has_count = move || !whole_bundle.get();
    view! {
        <section class="stack stack--8" aria-labelledby=HEADING>
            <div class="row">
                <h2 id=HEADING tabindex="-1">{words::SELECTED}</h2>
                <span class="quiet small num" hidden=move || !has_count()>{move || words::count_of_most(count.get())}</span>
                <button class="btn btn--link btn--small push" type="button" hidden=move || !has_count() || count.get() == 0 on:click=move |_| {
                    forms.choosing(kind.get_untracked()).clear();
                    focus::to_id(HEADING);
                }>
                    {words::CLEAR_ALL}
                </button>
            </div>
            {move || match kind.get() {
                RequestKind::Resources => None,
                RequestKind::Integration => {
                    let names = forms.place.permission_names();
                    (!names.is_empty()).then(|| words::with_permissions(&names))
                }
                RequestKind::Bundle => forms.contents.name().map(|name| words::of_bundle(&name, whole_bundle.get())),
            }.map(|line| view! { <p class="strong">{line}</p> })}
            <p class="hint hint--error" role="alert" hidden=move || missing.get().is_none()>
                <Icon name="triangle"/>
                <span>{move || missing.get().map(words::missing)}</span>
            </p>
            <Show when=move || !whole_bundle.get()>
                {move || view! { <Picked choosing=forms.choosing(kind.get())/> }}
            </Show>
        </section>
    }
}

/// The chosen resources of one form.
#[component]
fn Picked(choosing: Choosing) -> impl IntoView {
    let all = RwSignal::new(false);
    let count = choosing.count;
    // With few again the chips are back.
    Effect::new(move |_| {
        if count.get() <= CHIPS {
            all.set(false);
        }
    });
    let chips = move || {
        choosing.changes.track();
        choosing.chosen(|_| true).into_iter().take(CHIPS).collect::<Vec<_>>()
    };
    let remove = move |chosen: &Chosen| {
        choosing.remove(&chosen.resource.id);
        focus::to_id(HEADING);
    };
    view! {
            <p class="quiet small" hidden=move || count.get() != 0>{words::NOTHING_SELECTED}</p>
            <Show when=move || !all.get() fallback=move || view! { <Everything choosing/> }>
                <ul class="chips" hidden=move || count.get() == 0>
                    <For each=chips key=|chosen| (chosen.resource.id.clone(), chosen.units.len(), words::chip(chosen)) let(chosen)>
                        {
                            let label = words::chip(&chosen);
                            view! {
                                <li class="chip">
                                    <span class="chip__text">{label.clone()}</span>
                                    <button type="button" aria-label=words::remove(&label) on:click=move |_| remove(&chosen)>
                                        <Icon name="dismiss"/>
                                    </button>
                                </li>
                            }
                        }
                    </For>
                    <li hidden=move || count.get() <= CHIPS>
                        <button class="btn btn--small" type="button" on:click=move |_| all.set(true)>
                            {move || text::requests::more(count.get().saturating_sub(CHIPS))}
                        </button>
                    </li>
                </ul>
            </Show>
    }
}

/// Everything selected, searchable; up to 1,000 rows, of which only those in view exist.
#[component]
fn Everything(choosing: Choosing) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        choosing.changes.track();
        let wanted = typed.with(|typed| typed.trim().to_lowercase());
        Arc::new(choosing.chosen(|chosen| wanted.is_empty() || chosen.resource.name.to_lowercase().contains(&wanted)))
    });
    let heights = Memo::new(move |_| {
        let mut heights = Heights::default();
        shown.with(|shown| shown.iter().for_each(|_| heights.push(ROW)));
        heights
    });
    let draw = Callback::new(move |row: ReadSignal<Option<usize>>| {
        let chosen = Memo::new(move |_| row.get().and_then(|row| shown.with(|shown| shown.get(row).cloned())));
        let part = move |part: fn(&Chosen) -> String| {
            move || chosen.with(|chosen| chosen.as_ref().map(part).unwrap_or_default())
        };
        let remove = move |_| {
            if let Some(chosen) = chosen.get_untracked() {
                choosing.remove(&chosen.resource.id);
            }
        };
        view! {
            <div class="picked" role="listitem">
                <span class="picked__name">{part(|chosen| chosen.resource.name.clone())}</span>
                <span class="picked__meta">{part(words::permissions_of)}</span>
                <button
                    class="btn btn--subtle btn--small btn--icon"
                    type="button"
                    aria-label=part(|chosen| words::remove(&chosen.resource.name))
                    on:click=remove
                >
                    <Icon name="dismiss"/>
                </button>
            </div>
        }
        .into_any()
    });
    view! {
        <div class="input">
            <Icon name="search"/>
            <input
                type="search"
                autocomplete="off"
                spellcheck="false"
                aria-label=words::FIND_SELECTED
                placeholder=words::FIND_SELECTED
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
            />
        </div>
        <div class="picked-list">
            <WindowList
                id="selected-resources"
                label=words::SELECTED_RESOURCES
                role="list"
                heights
                draw
            />
        </div>
    }
}
