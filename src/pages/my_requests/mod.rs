//! Being built by its author; the heading stands for the page meanwhile.

use leptos::prelude::*;

use crate::text;

#[component]
pub fn MyRequests() -> impl IntoView {
    view! { <div class="page__head"><h1 tabindex="-1">{text::shell::MY_REQUESTS}</h1></div> }
}
