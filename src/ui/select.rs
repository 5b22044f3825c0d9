//! One of several, by the browser's own list: it types ahead, and phones show it their way.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use super::combobox::Choice;
use super::timing;

/// A native select. `none` is the words of choosing nothing.
#[component]
pub fn Select(
    /// Id of the element.
    id: &'static str,
    /// What the first option says, which chooses nothing.
    none: &'static str,
    /// All choices, in the order in which they are shown.
    #[prop(into)]
    choices: Signal<Arc<Vec<Choice>>>,
    /// Id of the choice; `None` while nothing is chosen.
    #[prop(into)]
    chosen: Signal<Option<String>>,
    /// Hears the id of the new choice, or `None`; the owner changes `chosen`.
    on_choose: Callback<Option<String>>,
    /// Tells screen readers that the choice is not valid.
    #[prop(into, default = Signal::stored(false))]
    invalid: Signal<bool>,
    /// Ids of what describes it.
    #[prop(into, default = String::new())]
    described_by: String,
) -> impl IntoView {
    let node = NodeRef::<html::Select>::new();
    // The browser forgets a value whose option comes later, so it is set again after every change of either.
    Effect::new(move |_| {
        choices.track();
        let value = chosen.get().unwrap_or_default();
        timing::next_frame(move || {
            if let Some(select) = node.try_get_untracked().flatten() {
                select.set_value(&value);
            }
        });
    });
    let rows = move || choices.get().iter().cloned().collect::<Vec<Choice>>();
    view! {
        <select
            id=id
            class="input"
            node_ref=node
            aria-describedby=described_by
            aria-invalid=move || invalid.get().then_some("true")
            on:change=move |event| on_choose.run(Some(event_target_value(&event)).filter(|id| !id.is_empty()))
        >
            <option value="">{none}</option>
            <For each=rows key=|choice| choice.id.clone() let(choice)>
                <option value=choice.id>{choice.label}</option>
            </For>
        </select>
    }
}
