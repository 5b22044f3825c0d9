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
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(into, default = Signal::stored(false))] required: Signal<bool>,
    #[prop(into, default = Signal::stored(String::new()))] hint: Signal<String>,
    #[prop(into, default = Signal::stored(None))] error: Signal<Option<String>>,
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
