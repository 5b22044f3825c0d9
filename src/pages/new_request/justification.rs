//! What helps with the field Justification: recent ones, and the service's advice.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::api::access_requests;
use crate::domain::draft::{Draft, Judgement};
use crate::state::{Latest, Session};
use crate::text::new_request as words;
use crate::ui::focus;
use crate::ui::icon::Icon;
use crate::ui::timing::Debounce;

/// Rest after a key before the service is asked for advice. Milliseconds.
const REST: u64 = 1_000;

/// Justifications used before, to be taken again.
#[component]
pub(super) fn Recents(#[prop(into)] recents: Signal<Vec<String>>, on_take: Callback<String>) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <div class="recents" hidden=move || recents.with(Vec::is_empty)>
            <button
                class="btn btn--link btn--small"
                type="button"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-controls="recent-justifications"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {words::USE_RECENT}
            </button>
            <ul id="recent-justifications" class="recents__list" aria-label=words::RECENTS hidden=move || !open.get()>
                <For each=move || recents.get() key=String::clone let(text)>
                    {
                        let taken = text.clone();
                        view! {
                            <li>
                                <button class="recents__one" type="button" on:click=move |_| {
                                    open.set(false);
                                    on_take.run(taken.clone());
                                    focus::to_id(super::form::JUSTIFICATION);
                                }>{text}</button>
                            </li>
                        }
                    }
                </For>
            </ul>
        </div>
    }
}

/// What the service thinks of the justification, where the account has it judged. Without an answer nothing is said:
/// advice that does not come is no trouble of the person's.
#[component]
pub(super) fn Advice(#[prop(into)] draft: Signal<Option<Draft>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let wanted = Memo::new(move |_| session.settings.with(|settings| settings.ai_features));
    let judged = RwSignal::new(None::<Judgement>);
    let (rest, latest) = (Debounce::new(REST), Latest::new());
    Effect::new(move |_| {
        latest.give_up();
        judged.set(None);
        let draft = draft.get().filter(|draft| wanted.get() && draft.justification.is_some());
        let Some(draft) = draft else { return rest.cancel() };
        rest.run(move || {
            let cancel = latest.begin();
            let client = session.client();
            spawn_local(async move {
                let answer = access_requests::judge(&client, &draft, &cancel).await;
                if !cancel.is_cancelled() {
                    judged.try_set(answer.ok());
                }
            });
        });
    });
    view! {
        <div role="status" aria-label=words::ADVICE hidden=move || judged.get().is_none()>
            <ul class="advice small">
            {move || judged.get().map(|judged| {
                [
                    (judged.describes_task, words::DESCRIBES_TASK, words::DESCRIBES_NO_TASK),
                    (judged.justifies_level, words::JUSTIFIES_LEVEL, words::JUSTIFIES_NO_LEVEL),
                    (judged.names_ticket, words::NAMES_TICKET, words::NAMES_NO_TICKET),
                ]
                .into_iter()
                .map(|(good, yes, no)| view! {
                    <li class:advice--good=good>
                        <Icon name=if good { "check-circle" } else { "info" }/>
                        {if good { yes } else { no }}
                    </li>
                })
                .collect_view()
            })}
            </ul>
        </div>
    }
}
