//! A labelled field with its hint and its error.

use leptos::prelude::*;

use super::icon::Icon;

/// Ids that tie a field's parts together.
fn part(id: &str, part: &str) -> String {
    [id, "-", part].concat()
}

/// What `aria-describedby` of the control inside a [`Field`] must be.
pub fn described_by(id: &str) -> String {
    [&part(id, "hint"), " ", &part(id, "error")].concat()
}

/// Label, control, hint and error. The control is the child; it has the id `id` and `aria-describedby`
/// [`described_by`]`(id)`, and `aria-invalid` while `error` holds a text.
#[component]
pub fn Field(
    /// Id of the control; those of hint and error start with it.
    #[prop(into)]
    id: String,
    /// Words of the label.
    #[prop(into)]
    label: String,
    /// Shows a star behind the label.
    #[prop(into, default = Signal::stored(false))]
    required: Signal<bool>,
    /// Shown below the control; empty shows nothing.
    #[prop(into, default = Signal::stored(String::new()))]
    hint: Signal<String>,
    /// What is wrong with the value; `None` while nothing is.
    #[prop(into, default = Signal::stored(None))]
    error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let (hint_id, error_id) = (part(&id, "hint"), part(&id, "error"));
    view! {
        <div class="field">
            <label for=id>
                {label}
                <span class="req" aria-hidden="true" hidden=move || !required.get()>" *"</span>
            </label>
            {children()}
            <p class="hint" id=hint_id hidden=move || hint.with(String::is_empty)>{hint}</p>
            <p class="hint hint--error" id=error_id hidden=move || error.with(Option::is_none)>
                <Icon name="triangle"/>
                <span>{error}</span>
            </p>
        </div>
    }
}
