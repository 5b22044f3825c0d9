//! Being built by its author; the heading stands for the page meanwhile.

use leptos::prelude::*;

use crate::text;

#[component]
pub fn NewRequest() -> impl IntoView {
    view! { <div class="page__head"><h1 tabindex="-1">{text::shell::NEW_REQUEST}</h1></div> }
}
