//! What is shown when the session ends while the tab is in use (design 8).

use leptos::prelude::*;

use crate::api::session as session_api;
use crate::host;
use crate::pages::parts::sign_in_in_host;
use crate::state::Session;
use crate::text::shell as words;
use crate::ui::dialog::Dialog;

/// Says that the session ended and renews it in a window of its own, so that the page and what was typed stay.
#[component]
pub(super) fn SessionEnded() -> impl IntoView {
    let session = expect_context::<Session>();
    let blocked = RwSignal::new(false);
    // Nothing on the page works without a session, so the dialog closes only when there is one again.
    let stay = Callback::new(|()| {});
    let foot = move || {
        view! {
            <Show when=move || blocked.get()>
                <a class="btn" href=session_api::SIGN_IN_POPUP target="_blank" rel="opener">{words::SIGN_IN_NEW_TAB}</a>
            </Show>
            <button class="btn btn--primary" type="button" hidden=host::is_hosted() on:click=move |_| {
                blocked.set(!host::open_window(session_api::SIGN_IN_POPUP));
            }>{words::SIGN_IN_AGAIN}</button>
        }
    };
    view! {
        <Dialog id="session-ended" open=session.ended title=words::ENDED_TITLE on_close=stay class="dialog dialog--small" closable=false foot=foot>
            <p>{words::ENDED_TEXT}</p>
            {host::is_hosted().then(|| sign_in_in_host(session))}
            <Show when=move || blocked.get()>
                <p role="alert">{words::ENDED_BLOCKED}</p>
            </Show>
        </Dialog>
    }
}

/// Stands in for the dialog where that could not be loaded.
pub(super) fn plainly(session: Session) -> AnyView {
    view! {
        <Show when=move || session.ended.get()>
            <div class="newer" role="alert">
                <span>{words::ENDED_TITLE}</span>
                <a class="btn btn--small" href=session_api::SIGN_IN_POPUP target="_blank" rel="opener">{words::SIGN_IN_NEW_TAB}</a>
            </div>
        </Show>
    }
    .into_any()
}
