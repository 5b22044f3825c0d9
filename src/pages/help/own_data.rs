//! What the server keeps for a person, and ending all of their sign-ins at once.

use leptos::prelude::*;

use crate::host;
use crate::state::SignOut;
use crate::text;
use crate::text::own_data as words;
use crate::ui::icon::Icon;

/// Where the server says what it keeps. It knows the person there by the cookie, which a frame in a host does not have.
const MY_DATA: &str = "/auth/my-data";

pub(super) fn own_data(on_sign_out: Callback<SignOut>) -> impl IntoView {
    let link = (!host::is_hosted()).then(|| {
        view! {
            <p>
                <a href=MY_DATA target="_blank" rel="noopener">{words::SEE}<Icon name="open"/><span class="sr">" " {text::details::OPENS_WINDOW}</span></a>
            </p>
        }
    });
    view! {
        <section class="card help__part">
            <h2>{words::TITLE}</h2>
            <p>{words::TEXT}</p>
            {link}
            <p>{words::EVERYWHERE_TEXT}</p>
            <button class="btn" type="button" on:click=move |_| on_sign_out.run(SignOut::Everywhere)>{words::EVERYWHERE}</button>
        </section>
    }
}
