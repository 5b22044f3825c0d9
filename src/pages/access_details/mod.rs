//! The popup with access details: one reading per click, in memory only while it is open (D9).

#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod content;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use self::content::{Content, CopyAll};
use crate::api::access_sessions as api;
use crate::domain::request::AccessRequest;
use crate::domain::reveal::{Event, Reveal, Stage, Task};
use crate::domain::session::{AccessDetails, AccessSession};
use crate::host;
use crate::state::Session;
use crate::text;
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;

/// How long a reset may take. Seconds; the session is asked once a second (reference 7.4).
const RESET_LIMIT: u32 = 30;

/// Whose details are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    of: Of,
    headline: String,
    /// A reset renews everything in the bundle.
    is_bundle: bool,
}

impl Target {
    /// All sessions of one request.
    pub fn of(request: &AccessRequest) -> Self {
        Self {
            of: Of::Request(request.id.clone()),
            headline: request.headline().0,
            is_bundle: request.bundle.is_some(),
        }
    }

    /// One session; `is_bundle` when a request for a bundle stands behind it.
    pub fn of_session(session: &AccessSession, headline: String, is_bundle: bool) -> Self {
        Self { of: Of::Session(session.id.clone()), headline, is_bundle }
    }
}

/// Where the details are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Of {
    /// All sessions of the request with this id.
    Request(String),
    /// The session with this id.
    Session(String),
}

/// What a person is asked before it is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    /// An uncopied secret would go.
    Close,
    /// A secret that is shown, or everything in a bundle, would stop working.
    Reset,
}

/// One opening of the popup. A late answer to an earlier opening finds another number and is dropped with its secret.
#[derive(Clone, Copy)]
struct Popup {
    session: Session,
    target: RwSignal<Option<Target>>,
    reveal: RwSignal<Option<Reveal>>,
    /// The secret's only place: emptied when the popup closes.
    details: RwSignal<Option<AccessDetails>>,
    copied: RwSignal<bool>,
    /// What could not be copied in any way; it may be a secret, so it goes with the details.
    refused: RwSignal<Option<String>>,
    asking: RwSignal<Option<Question>>,
    trouble: RwSignal<Option<String>>,
    opening: StoredValue<u64>,
}

impl Popup {
    fn open(self) {
        let (reveal, task) = Reveal::open();
        self.opening.update_value(|opening| *opening += 1);
        self.details.set(None);
        self.copied.set(false);
        self.refused.set(None);
        self.asking.set(None);
        self.trouble.set(None);
        self.reveal.set(Some(reveal));
        self.run(task);
    }

    fn close(self) {
        self.opening.update_value(|opening| *opening += 1);
        self.details.set(None);
        self.refused.set(None);
        self.reveal.set(None);
        self.asking.set(None);
        self.target.set(None);
    }

    /// Whether a secret is shown that was not copied.
    fn is_uncopied(self) -> bool {
        let holds_secret =
            self.details.with_untracked(|details| details.as_ref().is_some_and(AccessDetails::holds_secret));
        holds_secret && !self.copied.get_untracked()
    }

    fn is_bundle(self) -> bool {
        self.target.with_untracked(|target| target.as_ref().is_some_and(|target| target.is_bundle))
    }

    /// Closes, or asks first when a secret would be lost uncopied.
    fn ask_to_close(self) {
        match self.asking.get_untracked() {
            Some(Question::Reset) => self.asking.set(None),
            None if self.is_uncopied() => self.asking.set(Some(Question::Close)),
            None | Some(Question::Close) => self.close(),
        }
    }

    /// Resets, or asks first where that ends something in use that nothing on the screen has warned of.
    fn ask_to_reset(self) {
        let shown = self.reveal.with_untracked(|reveal| reveal.as_ref().is_some_and(|it| it.stage == Stage::Shown));
        if shown && (self.is_uncopied() || self.is_bundle()) {
            self.asking.set(Some(Question::Reset));
        } else {
            self.on(Event::ResetPressed);
        }
    }

    fn on(self, event: Event) {
        let task = self.reveal.try_update(|reveal| reveal.as_mut().and_then(|reveal| reveal.on(event))).flatten();
        if let Some(task) = task {
            self.run(task);
        }
    }

    fn run(self, task: Task) {
        let opening = self.opening.get_value();
        spawn_local(async move {
            let answer = self.perform(task, opening).await;
            if let Some(event) = answer.filter(|_| self.opening.try_get_value() == Some(opening)) {
                self.on(event);
            }
        });
    }

    async fn perform(self, task: Task, opening: u64) -> Option<Event> {
        let client = self.session.client();
        match task {
            Task::Look => {
                let of = self.target.with_untracked(|target| target.as_ref().map(|target| target.of.clone()))?;
                let sessions = match of {
                    Of::Request(request) => api::of_request(&client, &request).await,
                    Of::Session(session) => api::one(&client, &session).await.map(|session| vec![session]),
                };
                Some(match sessions {
                    Ok(sessions) => Event::Found(sessions),
                    Err(error) => {
                        self.trouble.try_set(Some(text::error::what(&error)));
                        Event::LookFailed
                    }
                })
            }
            Task::Read(session) => {
                let answer = api::read_details(&client, &session).await;
                if self.opening.try_get_value() != Some(opening) {
                    return None;
                }
                let expected = self.reveal.with_untracked(|reveal| reveal.as_ref().is_some_and(Reveal::expects_secret));
                Some(match answer {
                    // A browser asks again by itself when a connection breaks before the answer begins; the first asking
                    // used the secret up, and only its mask arrives.
                    Ok(details) if expected && details.is_masked() => Event::ReadFailed { used_up: true },
                    Ok(details) => {
                        self.copied.set(false);
                        self.details.set(Some(details));
                        Event::Arrived
                    }
                    Err(error) => {
                        self.trouble.set(Some(text::error::what(&error)));
                        Event::ReadFailed { used_up: error.effect_unknown() }
                    }
                })
            }
            Task::Reset(session) => {
                self.details.try_set(None);
                self.refused.try_set(None);
                if let Err(error) = api::reset_credentials(&client, &session).await {
                    self.trouble.try_set(Some(text::error::what(&error)));
                    return Some(Event::ResetRefused);
                }
                for _ in 0..RESET_LIMIT {
                    host::sleep(1_000.0).await;
                    if self.opening.try_get_value() != Some(opening) {
                        return None;
                    }
                    // A question that fails is asked again: it uses nothing up.
                    let renewed = api::one(&client, &session).await.ok();
                    let renewed = renewed.filter(|session| session.credentials.is_some_and(|secret| secret.unread));
                    if let Some(session) = renewed {
                        return Some(Event::Renewed(session));
                    }
                }
                Some(Event::ResetTimedOut)
            }
        }
    }
}

/// The popup. Setting `target` opens it; it empties `target` when it closes.
#[component]
pub fn AccessDetailsDialog(
    /// Whose details are wanted; `None` while it is closed.
    target: RwSignal<Option<Target>>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let popup = Popup {
        session,
        target,
        reveal: RwSignal::new(None),
        details: RwSignal::new(None),
        copied: RwSignal::new(false),
        refused: RwSignal::new(None),
        asking: RwSignal::new(None),
        trouble: RwSignal::new(None),
        opening: StoredValue::new(0),
    };
    Effect::new(move |_| {
        let wanted = target.with(Option::is_some);
        if wanted && popup.reveal.with_untracked(Option::is_none) {
            popup.open();
        }
    });
    // Leaving the page drops an open secret; who signs out leaves it.
    on_cleanup(move || {
        popup.opening.try_update_value(|opening| *opening += 1);
        popup.details.try_set(None);
    });
    // So does a host that puts the tab aside.
    let aside = window_event_listener(leptos::ev::visibilitychange, move |_| {
        if host::is_suspended() && popup.reveal.with_untracked(Option::is_some) {
            popup.close();
        }
    });
    on_cleanup(move || aside.remove());
    let stage = Memo::new(move |_| popup.reveal.with(|reveal| reveal.as_ref().map(|reveal| reveal.stage.clone())));
    let foot = move || view! { <Foot popup stage/> };
    // Where a request gives several accesses, the chosen one is named.
    let headline = move || {
        let chosen = popup.reveal.with(|reveal| {
            let several = reveal.as_ref().filter(|reveal| reveal.sessions.len() > 1);
            several.and_then(|reveal| reveal.chosen.as_ref()).map(|session| session.name.clone())
        });
        chosen.or_else(|| target.with(|target| target.as_ref().map(|target| target.headline.clone())))
    };
    view! {
        <Dialog
            id="access-details"
            open=Signal::derive(move || stage.with(Option::is_some))
            title=text::details::TITLE
            on_close=Callback::new(move |()| popup.ask_to_close())
            foot=foot
        >
            <p class="quiet">{headline}</p>
            <div class="stack" aria-live="polite">{move || stage.get().map(|stage| view! { <StageView popup stage/> })}</div>
            {move || popup.details.get().map(|details| view! { <Content details copied=popup.copied refused=popup.refused/> })}
        </Dialog>
    }
}

fn bar(class: &'static str, icon: &'static str, title: &'static str, words: String) -> impl IntoView {
    view! {
        <div class=class>
            <Icon name=icon/>
            <p><strong>{title}</strong>" "{words}</p>
        </div>
    }
}

/// What the popup says about where it stands.
#[component]
fn StageView(popup: Popup, stage: Stage) -> impl IntoView {
    use text::details as words;
    let can_reset = popup.reveal.with_untracked(|reveal| reveal.as_ref().is_some_and(Reveal::can_reset));
    let is_bundle = popup.is_bundle();
    let contact = popup.session.config.with_untracked(|config| config.administrator_contact.clone());
    let trouble = popup.trouble.get_untracked().unwrap_or_default();
    let warning = "bar bar--warning";
    let bad = "bar bar--bad";
    let progress =
        |words: &'static str| view! { <p class="progress"><Icon name="arc" class="icon spin"/>{words}</p> }.into_any();
    let bundle = if is_bundle && can_reset { [" ", words::BUNDLE_WARNING].concat() } else { String::new() };
    let no_reset = [words::NO_RESET, " ", &words::ask(contact.as_deref())].concat();
    match stage {
        Stage::Looking => progress(words::LOOKING),
        Stage::Reading => progress(words::READING),
        Stage::Resetting => progress(words::RESETTING),
        Stage::LookFailed => bar(bad, "triangle", words::LOOK_FAILED, trouble).into_any(),
        Stage::Nothing => bar("bar", "hourglass", words::NOTHING, String::new()).into_any(),
        Stage::Choosing => view! { <Choice popup/> }.into_any(),
        Stage::Warning => bar(warning, "triangle", words::WARNING, words::WARNING_TEXT.to_owned()).into_any(),
        Stage::ShownBefore => {
            let next = if can_reset { [words::SHOWN_BEFORE_TEXT, &bundle].concat() } else { no_reset };
            bar(warning, "info", words::SHOWN_BEFORE, next).into_any()
        }
        Stage::ReadFailed => bar(bad, "triangle", words::READ_FAILED, trouble).into_any(),
        Stage::Lost => {
            let next = if can_reset { [words::LOST_TEXT, &bundle].concat() } else { no_reset };
            bar(bad, "triangle", words::LOST, next).into_any()
        }
        Stage::ResetFailed => bar(bad, "triangle", words::RESET_FAILED, trouble).into_any(),
        Stage::ResetTimedOut => bar(warning, "clock", words::RESET_SLOW, String::new()).into_any(),
        Stage::Shown => {
            let once =
                popup.details.with_untracked(|details| details.as_ref().is_some_and(AccessDetails::holds_secret));
            once.then(|| bar(warning, "triangle", words::SHOWN_ONCE, words::SHOWN_ONCE_TEXT.to_owned())).into_any()
        }
    }
}

/// Which of several sessions.
#[component]
fn Choice(popup: Popup) -> impl IntoView {
    let sessions = popup.reveal.with_untracked(|reveal| reveal.as_ref().map(|reveal| reveal.sessions.clone()));
    let button = move |(index, session): (usize, crate::domain::session::AccessSession)| {
        // A session is often named after its integration; nothing is said twice.
        let about = if session.name == session.integration.name {
            session.type_name.clone()
        } else {
            [session.type_name.as_str(), " · ", &session.integration.name].concat()
        };
        view! {
            <li>
                <button class="btn choice" type="button" on:click=move |_| popup.on(Event::Chosen(index))>
                    <Icon name=crate::ui::icon::of_kind(&session.integration.kind)/>
                    <span class="strong">{session.name}</span>
                    <span class="quiet small">{about}</span>
                </button>
            </li>
        }
    };
    view! {
        <p>{text::details::CHOOSE}</p>
        <ul class="choices">{sessions.unwrap_or_default().into_iter().enumerate().map(button).collect_view()}</ul>
    }
}

/// The question in place of the buttons, with its two answers.
#[component]
fn Asking(popup: Popup, question: Question) -> impl IntoView {
    use text::details as words;
    let (sentence, go_on) = match question {
        Question::Close => (words::CLOSE_UNCOPIED.to_owned(), words::CLOSE_ANYWAY),
        Question::Reset => (words::reset_question(popup.is_uncopied(), popup.is_bundle()), words::RESET),
    };
    let go_on_with = move |_| match question {
        Question::Close => popup.close(),
        Question::Reset => {
            popup.asking.set(None);
            popup.on(Event::ResetPressed);
        }
    };
    view! {
        <p class="grow" role="alert">{sentence}</p>
        <button class="btn" type="button" on:click=move |_| popup.asking.set(None)>{words::STAY}</button>
        <button class="btn" type="button" on:click=go_on_with>{go_on}</button>
    }
}

/// The buttons: what can be done now, and closing.
#[component]
fn Foot(popup: Popup, stage: Memo<Option<Stage>>) -> impl IntoView {
    use text::details as words;
    let can_reset = move || popup.reveal.with(|reveal| reveal.as_ref().is_some_and(Reveal::can_reset));
    let offers = move |wanted: fn(&Stage) -> bool| stage.with(|stage| stage.as_ref().is_some_and(wanted));
    let all = Memo::new(move |_| {
        let text = popup.details.with(|details| details.as_ref().map(AccessDetails::to_copy));
        text.filter(|text| !text.is_empty())
    });
    let reset_is_next = move || {
        offers(|stage| matches!(stage, Stage::ShownBefore | Stage::Lost | Stage::ResetFailed | Stage::ResetTimedOut))
    };
    view! {
        <Show
            when=move || popup.asking.with(Option::is_none)
            fallback=move || popup.asking.get_untracked().map(|question| view! { <Asking popup question/> })
        >
            <Show when=move || can_reset() && (reset_is_next() || offers(|stage| *stage == Stage::Shown))>
                <button class="btn first" class:btn--primary=reset_is_next type="button" on:click=move |_| popup.ask_to_reset()>
                    <Icon name="refresh"/>
                    {words::RESET}
                </button>
            </Show>
            <Show when=move || offers(|stage| matches!(stage, Stage::LookFailed | Stage::Nothing))>
                <button class="btn btn--primary" type="button" on:click=move |_| popup.on(Event::RetryPressed)>{words::RETRY}</button>
            </Show>
            <Show when=move || offers(|stage| matches!(stage, Stage::Warning | Stage::ReadFailed))>
                <button class="btn btn--primary" type="button" on:click=move |_| popup.on(Event::ShowPressed)>{words::SHOW}</button>
            </Show>
            <Show when=move || offers(|stage| *stage == Stage::ShownBefore)>
                <button class="btn" type="button" on:click=move |_| popup.on(Event::ShowPressed)>{words::SHOW_WITHOUT}</button>
            </Show>
            <button class="btn" type="button" on:click=move |_| popup.ask_to_close()>{words::CLOSE}</button>
            {move || all.get().map(|all| {
                view! { <CopyAll all=StoredValue::new(all) refused=popup.refused copied=popup.copied/> }
            })}
        </Show>
    }
}
