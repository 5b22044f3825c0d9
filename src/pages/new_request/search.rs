//! The search field of a list, kept in the address.

use leptos::ev;
use leptos::prelude::*;

use crate::text::new_request as words;
use crate::ui::icon::Icon;
use crate::ui::timing::Debounce;

/// Rest after a key before the search begins. Milliseconds.
const REST: u64 = 250;

/// `search` is what the address says; `on_search` hears what is to stand there.
#[component]
pub(super) fn SearchField(
    id: &'static str,
    #[prop(into)] search: Signal<String>,
    on_search: Callback<String>,
) -> impl IntoView {
    let typed = RwSignal::new(search.get_untracked());
    // The address may change by itself: back, forward, a link. Another part of it that changes must not take back what
    // is being typed.
    let search = Memo::new(move |_| search.get());
    Effect::new(move |_| {
        let search = search.get();
        if typed.with_untracked(|typed| *typed != search) {
            typed.set(search);
        }
    });
    let rest = Debounce::new(REST);
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        rest.run(move || on_search.run(typed.get_untracked()));
    };
    let on_keydown = move |event: ev::KeyboardEvent| {
        let clears = event.key() == "Escape" && !typed.with_untracked(String::is_empty);
        if clears || event.key() == "Enter" {
            event.prevent_default();
            rest.cancel();
            if clears {
                typed.set(String::new());
            }
            on_search.run(typed.get_untracked());
        }
    };
    view! {
        <div class="field" role="search">
            <label for=id>{words::RESOURCES}</label>
            <div class="input">
                <Icon name="search"/>
                <input
                    id=id
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=words::SEARCH_HINT
                    prop:value=typed
                    on:input=on_input
                    on:keydown=on_keydown
                />
            </div>
        </div>
    }
}
