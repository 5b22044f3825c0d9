//! Tabs after the WAI-ARIA pattern: one stop of the Tab key, arrows move and choose, Home and End go to the ends.

use leptos::ev;
use leptos::prelude::*;

use super::focus;

/// One tab.
#[derive(Clone)]
pub struct Tab {
    /// Id of the tab's element.
    pub id: &'static str,
    /// Words on the tab.
    pub label: &'static str,
    /// How many things it holds: as shown, and in words for screen readers. Empty shows nothing.
    pub count: Signal<(String, String)>,
}

/// A row of tabs over the panel with the id `panel`.
#[component]
pub fn Tabs(
    /// Name of the row for screen readers.
    label: &'static str,
    /// The tabs in their order.
    tabs: Vec<Tab>,
    /// Id of the panel, which all tabs share.
    panel: &'static str,
    /// Place of the selected tab, from 0 on.
    #[prop(into)]
    selected: Signal<usize>,
    /// Hears the place of the tab to select; the owner changes `selected`.
    on_select: Callback<usize>,
) -> impl IntoView {
    let ids: Vec<&'static str> = tabs.iter().map(|tab| tab.id).collect();
    let last = ids.len().saturating_sub(1);
    let choose = Callback::new(move |index: usize| {
        on_select.run(index);
        if let Some(id) = ids.get(index) {
            focus::to_id(id);
        }
    });
    let on_keydown = move |event: ev::KeyboardEvent| {
        // With a modifier the arrows are the browser's: back and forward.
        if event.alt_key() || event.ctrl_key() || event.meta_key() {
            return;
        }
        let here = selected.get_untracked();
        let to = match event.key().as_str() {
            "ArrowRight" => {
                if here == last {
                    0
                } else {
                    here + 1
                }
            }
            "ArrowLeft" => {
                if here == 0 {
                    last
                } else {
                    here - 1
                }
            }
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        choose.run(to);
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=on_keydown>
            {tabs
                .into_iter()
                .enumerate()
                .map(|(index, tab)| {
                    let is_selected = move || selected.get() == index;
                    view! {
                        <button
                            type="button"
                            role="tab"
                            id=tab.id
                            aria-controls=panel
                            aria-selected=move || if is_selected() { "true" } else { "false" }
                            tabindex=move || if is_selected() { "0" } else { "-1" }
                            on:click=move |_| on_select.run(index)
                        >
                            {tab.label}
                            <span class="count" hidden=move || tab.count.with(|(shown, _)| shown.is_empty())>
                                <span aria-hidden="true">{move || tab.count.get().0}</span>
                                <span class="sr">{move || tab.count.get().1}</span>
                            </span>
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}
