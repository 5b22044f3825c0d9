//! Help: "Requesting Access with Teams" in our own words, and what a person sets for this device (requirement 1).

#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod language;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod notifications;
mod own_data;

use leptos::prelude::*;

use self::language::Language;
use self::notifications::Notifications;
use crate::domain::status::List;
use crate::domain::status::Status;
use crate::pages::status_badge;
use crate::route::{AccessView, NewRequestView, RequestsView, Route, TasksView};
use crate::state::{Preferences, Session, SignOut};
use crate::text;
use crate::text::help as words;
use crate::ui::badge::Badge;
use crate::ui::icon::Icon;
use crate::ui::live::Announcer;

#[component]
pub fn Help(
    /// Ends sign-ins.
    on_sign_out: Callback<SignOut>,
) -> impl IntoView {
    view! {
        <div class="page__head">
            <h1 tabindex="-1">{words::TITLE}</h1>
        </div>
        <div class="help">
            <div class="help__main">
                <HowTo/>
                <Statuses/>
                <section class="card help__part">
                    <h2>{words::DECIDE}</h2>
                    <p>{words::DECIDE_TEXT}</p>
                    <ol class="steps">
                        {words::DECIDE_STEPS.map(|step| view! { <li>{step}</li> }).collect_view()}
                    </ol>
                    <a class="btn" href=Route::Tasks(TasksView::default()).href()>{text::shell::MY_TASKS}</a>
                </section>
                <section class="card help__part">
                    <h2>{words::ONCE}</h2>
                    <p>{words::ONCE_TEXT}</p>
                    <p>{words::ONCE_AGAIN}</p>
                </section>
                <section class="card help__part">
                    <h2>{words::AGAIN}</h2>
                    <p>{words::AGAIN_TEXT} " " <a href=closed()>{text::requests::CLOSED}</a>"."</p>
                </section>
            </div>
            <div class="help__side">
                <Asking/>
                <Notifications/>
                <Language/>
                <OnThisDevice/>
                <section class="card help__part">
                    <h2>{words::KEPT}</h2>
                    <dl class="help__list">
                        {words::KEPT_WHERE.map(|(place, what)| view! { <dt>{place}</dt><dd>{what}</dd> }).collect_view()}
                    </dl>
                </section>
                <section class="card help__part">
                    <h2>{words::SIGN_OUT_TITLE}</h2>
                    <p>{words::SIGN_OUT_TEXT}</p>
                    <button class="btn" type="button" on:click=move |_| on_sign_out.run(SignOut::Here)>{text::shell::SIGN_OUT}</button>
                </section>
                {own_data::own_data(on_sign_out)}
            </div>
        </div>
    }
}

fn closed() -> String {
    Route::Requests(RequestsView { list: List::Closed, ..RequestsView::default() }).href()
}

#[component]
fn HowTo() -> impl IntoView {
    view! {
        <section class="card help__part">
            <h2>{words::HOW}</h2>
            <p>{words::HOW_TEXT}</p>
            <ol class="steps">
                {words::STEPS.map(|step| view! { <li>{step}</li> }).collect_view()}
            </ol>
            <div class="row">
                <a class="btn btn--primary" href=Route::NewRequest(NewRequestView::default()).href()>{text::requests::NEW_REQUEST}</a>
                <a class="btn" href=Route::Access(AccessView::default()).href()>{text::shell::MY_ACCESS}</a>
            </div>
        </section>
    }
}

#[component]
fn Statuses() -> impl IntoView {
    let all = [
        Status::Evaluating,
        Status::PendingApproval,
        Status::PendingMfa,
        Status::Granting,
        Status::Granted,
        Status::Revoking,
        Status::Expired,
        Status::Rejected,
        Status::Revoked,
        Status::Failed,
    ];
    let row = |status: Status| {
        let label = text::status::label(&status).to_owned();
        view! {
            <dt><Badge look=status_badge::look(&status) label reason=None id=String::new()/></dt>
            <dd>{words::status(&status)}</dd>
        }
    };
    view! {
        <section class="card help__part">
            <h2>{words::STATUSES}</h2>
            <p>{words::STATUSES_TEXT}</p>
            <dl class="help__statuses">{all.map(row).collect_view()}</dl>
        </section>
    }
}

/// Who helps, with what the server knows of it.
#[component]
fn Asking() -> impl IntoView {
    let session = expect_context::<Session>();
    let links = move || {
        let config = session.config.get();
        let of = |address: Option<String>, label: &'static str| address.map(|address| (address, label));
        let all = [
            of(config.portal_url, text::shell::OPEN_PORTAL),
            of(config.support_url, words::SUPPORT),
            of(config.privacy_url, words::PRIVACY),
            of(config.terms_url, words::TERMS),
        ];
        all.into_iter().flatten().map(|(address, label)| view! {
            <li><a href=address target="_blank" rel="noopener">{label}<Icon name="open"/><span class="sr">" " {text::details::OPENS_WINDOW}</span></a></li>
        }).collect_view()
    };
    view! {
        <section class="card help__part">
            <h2>{words::ASK}</h2>
            <p>{move || session.config.with(|config| words::whom_to_ask(config.administrator_contact.as_deref()))}</p>
            <ul class="help__links">{links}</ul>
        </section>
    }
}

/// Preferences, and what is kept because of them.
#[component]
fn OnThisDevice() -> impl IntoView {
    let preferences = expect_context::<Preferences>();
    let announcer = expect_context::<Announcer>();
    let keeps = preferences.keeps_justifications();
    let holds = preferences.holds_decisions();
    let count = move || preferences.recent_justifications().with(Vec::len);
    view! {
        <section class="card help__part">
            <h2>{words::PREFERENCES}</h2>
            <label class="check">
                <input type="checkbox" prop:checked=keeps on:change=move |event| {
                    preferences.keep_justifications(event_target_checked(&event));
                }/>
                <span>{words::KEEP_JUSTIFICATIONS}</span>
            </label>
            <p class="hint">{words::KEEP_HINT}</p>
            <div class="row">
                <span class="quiet small">{move || words::kept_justifications(count())}</span>
                <button class="btn btn--small" type="button" hidden=move || count() == 0 on:click=move |_| {
                    preferences.clear_justifications();
                    announcer.say(words::CLEARED.to_owned());
                }>{words::CLEAR}</button>
            </div>
            <label class="check">
                <input type="checkbox" prop:checked=holds on:change=move |event| {
                    preferences.hold_decisions(event_target_checked(&event));
                }/>
                <span>{words::HOLD_DECISIONS}</span>
            </label>
            <p class="hint">{words::HOLD_HINT}</p>
        </section>
    }
}
