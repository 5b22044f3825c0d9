//! Complete MFA: the check itself happens on a page of its own; here is the way there and back (reference 6).

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::Popups;
use crate::api::session::is_mfa_enrolled;
use crate::domain::action::{Action, Doing};
use crate::domain::status::Status;
use crate::text;
use crate::text::actions as words;
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;

/// The popup leads to the check in a new window and asks the service again when the person has come back.
#[component]
pub(super) fn MfaDialog(popups: Popups) -> impl IntoView {
    let target = popups.mfa;
    let session = popups.doer.session;
    let requests = popups.doer.requests;
    // Until the answer is here the person counts as enrolled, as most are.
    let enrolled = RwSignal::new(true);
    Effect::new(move |_| {
        if target.with(Option::is_some) {
            spawn_local(async move {
                if let Ok(answer) = is_mfa_enrolled(&session.client()).await {
                    enrolled.try_set(answer);
                }
            });
        }
    });
    let id = Memo::new(move |_| target.with(|target| target.as_ref().map(|request| request.id.clone())));
    let course = Memo::new(move |_| id.get().map(|id| requests.course(&id).get()).unwrap_or_default());
    let busy = Memo::new(move |_| course.with(Doing::is_under));
    let page = Memo::new(move |_| id.get().and_then(|id| session.config.with(|config| config.mfa_page(&id))));
    // Once the request waits no longer, the popup has done its work.
    Effect::new(move |_| {
        let row = id.get().and_then(|id| requests.row(&id));
        if row.is_some_and(|row| row.with(|request| request.status != Status::PendingMfa)) {
            target.set(None);
        }
    });
    let close = Callback::new(move |()| {
        if let Some(id) = id.get_untracked() {
            requests.forget_failure(&id);
        }
        target.set(None);
    });
    let done = move |_| {
        if let Some(id) = id.get_untracked() {
            popups.act(&id, Action::PassMfa);
        }
    };
    let label = move || if enrolled.get() { words::COMPLETE_MFA } else { words::SET_UP_MFA };
    let foot = move || {
        view! {
            <button class="btn" type="button" aria-busy=move || busy.get().then_some("true") on:click=done>{words::MFA_DONE}</button>
            {move || page.get().map(|address| view! {
                <a class="btn btn--primary" href=address target="_blank" rel="noopener">
                    {label}
                    <Icon name="open"/>
                    <span class="sr">" "{text::details::OPENS_WINDOW}</span>
                </a>
            })}
        }
    };
    view! {
        <Dialog
            id="complete-mfa"
            class="dialog dialog--small"
            open=Signal::derive(move || target.with(Option::is_some))
            title=words::MFA_TITLE
            on_close=close
            foot=foot
        >
            <p>{move || if enrolled.get() { words::MFA_TEXT } else { words::MFA_SET_UP_TEXT }}</p>
            {move || page.with(Option::is_none).then(|| view! {
                <div class="bar bar--warning"><Icon name="triangle"/><p>{words::MFA_NO_PAGE}</p></div>
            })}
            {move || match course.get() {
                Doing::Under(action) => view! {
                    <p class="progress" role="status"><Icon name="arc" class="icon spin"/>{words::under(action)}</p>
                }
                .into_any(),
                Doing::Failed { action, error, outcome } => view! {
                    <div class="bar bar--bad" role="alert"><Icon name="triangle"/><p>{words::failed(action, &error, outcome)}</p></div>
                }
                .into_any(),
                Doing::Nothing => ().into_any(),
            }}
        </Dialog>
    }
}
