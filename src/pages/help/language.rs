//! The language of the page; only where the server has several, and not in a host, whose own language counts.

use leptos::prelude::*;

use crate::host;
use crate::state::Session;
use crate::text::language as words;

#[component]
pub(super) fn Language() -> impl IntoView {
    let session = expect_context::<Session>();
    let codes = Memo::new(move |_| session.config.with(|config| config.languages.clone()));
    move || (codes.with(Vec::len) > 1 && !host::is_hosted()).then(|| view! { <Choice codes=codes.get()/> })
}

#[component]
fn Choice(codes: Vec<String>) -> impl IntoView {
    let chosen = host::chosen_language().filter(|code| codes.contains(code)).unwrap_or_default();
    let options = codes.into_iter().map(|code| {
        let is_chosen = code == chosen;
        view! { <option value=code.clone() lang=code.clone() selected=is_chosen>{words::name(&code).to_owned()}</option> }
    });
    view! {
        <section class="card help__part">
            <h2 id="language-title">{words::TITLE}</h2>
            <select
                id="language"
                class="input"
                aria-labelledby="language-title"
                aria-describedby="language-hint"
                on:change=move |event| host::choose_language(Some(event_target_value(&event)).filter(|code| !code.is_empty()).as_deref())
            >
                <option value="">{words::AS_BROWSER}</option>
                {options.collect_view()}
            </select>
            <p id="language-hint" class="hint">{words::HINT}</p>
        </section>
    }
}
