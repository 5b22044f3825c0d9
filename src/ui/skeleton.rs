//! The outline of a page that is not there yet.

use leptos::prelude::*;

/// A grey title and rows, for the eye only.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeleton-page" aria-hidden="true">
            <span class="skeleton skeleton--title"></span>
            <div class="card">
                {(0..6).map(|_| view! { <span class="skeleton skeleton--row"></span> }).collect_view()}
            </div>
        </div>
    }
}
