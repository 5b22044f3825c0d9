//! Of what the person is notified in Teams; only where the server sends notifications.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::api::{self, ApiError};
use crate::domain::notification::Kind;
use crate::pages::read_again::when_renewed;
use crate::state::Session;
use crate::text;
use crate::text::notifications as words;
use crate::ui::icon::Icon;
use crate::ui::live::Announcer;

/// What is known of the person's choice, and what went wrong with it.
#[derive(Clone, Copy)]
struct Choice {
    session: Session,
    announcer: Announcer,
    muted: RwSignal<Option<Vec<Kind>>>,
    /// One change at a time: the last one counts.
    is_saving: RwSignal<bool>,
    unread: RwSignal<Option<ApiError>>,
    unsaved: RwSignal<Option<ApiError>>,
}

impl Choice {
    /// The page may have been left when the answer comes.
    fn read(self) {
        spawn_local(async move {
            match api::notifications::muted(&self.session.client()).await {
                Ok(muted) => {
                    self.unread.try_set(None);
                    self.muted.try_set(Some(muted));
                }
                Err(error) => drop(self.unread.try_set(Some(error))),
            }
        });
    }

    fn turn(self, kind: Kind, on: bool) {
        let Some(before) = self.muted.get_untracked().filter(|_| !self.is_saving.get_untracked()) else { return };
        let muted: Vec<Kind> =
            Kind::ALL.into_iter().filter(|it| if *it == kind { !on } else { before.contains(it) }).collect();
        self.is_saving.set(true);
        self.muted.set(Some(muted.clone()));
        spawn_local(async move {
            match api::notifications::mute(&self.session.client(), &muted).await {
                Ok(()) => {
                    self.unsaved.try_set(None);
                    self.announcer.say(words::SAVED.to_owned());
                }
                Err(error) => {
                    // The box goes back to what is kept.
                    self.muted.try_set(Some(before));
                    self.unsaved.try_set(Some(error));
                }
            }
            self.is_saving.try_set(false);
        });
    }
}

#[component]
pub(super) fn Notifications() -> impl IntoView {
    let session = expect_context::<Session>();
    let is_offered = Memo::new(move |_| session.config.with(|config| config.notifications));
    move || is_offered.get().then(|| view! { <Kinds/> })
}

#[component]
fn Kinds() -> impl IntoView {
    let choice = Choice {
        session: expect_context(),
        announcer: expect_context(),
        muted: RwSignal::new(None),
        is_saving: RwSignal::new(false),
        unread: RwSignal::new(None),
        unsaved: RwSignal::new(None),
    };
    choice.read();
    when_renewed(choice.unread, move || choice.read());
    let row = move |kind: Kind| {
        let is_on = move || choice.muted.with(|muted| muted.as_ref().is_some_and(|muted| !muted.contains(&kind)));
        let cannot = move || choice.muted.with(Option::is_none) || choice.is_saving.get();
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=is_on aria-disabled=move || cannot().then_some("true")
                    on:click=move |event| if cannot() { event.prevent_default() }
                    on:change=move |event| choice.turn(kind, event_target_checked(&event))/>
                <span>{words::kind(kind)}</span>
            </label>
        }
    };
    view! {
        <section class="card help__part">
            <h2>{words::TITLE}</h2>
            <p>{words::TEXT}</p>
            <div role="group" aria-label=words::GROUP>{Kind::ALL.map(row).collect_view()}</div>
            <p class="hint">{words::HINT}</p>
            {move || choice.unsaved.get().map(|error| view! {
                <div class="bar bar--bad" role="alert">
                    <Icon name="triangle"/>
                    <p>{[&text::error::what(&error), " ", words::NOT_SAVED].concat()}</p>
                </div>
            })}
            {move || choice.unread.get().map(|error| view! {
                <div class="bar bar--warning" role="status">
                    <Icon name="triangle"/>
                    <p>{[&text::error::what(&error), " ", words::NOT_READ].concat()}</p>
                    <button class="btn btn--small" type="button" on:click=move |_| choice.read()>{text::requests::RETRY}</button>
                </div>
            })}
        </section>
    }
}
