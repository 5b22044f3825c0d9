//! The popup Request again: the same once more, with a new justification (requirements 36-44; reference 5.6).

use std::collections::HashMap;
use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::api::{ApiError, access_requests};
use crate::domain::custom_field::Answers;
use crate::domain::draft::{Objection, Rules};
use crate::domain::request::AccessRequest;
use crate::domain::status::Status;
use crate::pages::custom_fields::{CustomFieldInputs, CustomFields};
use crate::route::{RequestsView, Route};
use crate::state::{Navigation, Preferences, Requests, Session};
use crate::text;
use crate::text::again as words;
use crate::ui::dialog::Dialog;
use crate::ui::field::{Field, described_by};
use crate::ui::focus;
use crate::ui::format;
use crate::ui::icon::{self, Icon};
use crate::ui::timing;
use crate::ui::toast::{Toast, Toaster};

const JUSTIFICATION: &str = "again-justification";
const FORM: &str = "again-form";

/// What the dry run said.
#[derive(Clone, Debug, Default, PartialEq)]
enum Known {
    #[default]
    Asking,
    Possible,
    /// With the service's reasons.
    Impossible(Vec<String>),
    /// It could not be asked; the person may still try.
    NotAsked(ApiError),
}

/// Where sending stands.
#[derive(Clone, Debug, Default, PartialEq)]
enum Sending {
    #[default]
    Not,
    Under,
    Failed(ApiError),
}

#[derive(Clone, Copy)]
struct Popup {
    session: Session,
    requests: Requests,
    navigation: Navigation,
    toaster: Toaster,
    preferences: Preferences,
    target: RwSignal<Option<Arc<AccessRequest>>>,
    justification: RwSignal<String>,
    fields: CustomFields,
    /// The justification shows its error once the person has left it filled or pressed Submit.
    pressed: RwSignal<bool>,
    objection: RwSignal<Option<String>>,
    known: RwSignal<Known>,
    sending: RwSignal<Sending>,
    /// What was typed into a popup that was closed without sending, by request.
    typed: StoredValue<HashMap<String, (String, Answers)>>,
    opening: StoredValue<u64>,
}

impl Popup {
    fn open(self, request: &AccessRequest) {
        self.opening.update_value(|opening| *opening += 1);
        let before = self.typed.with_value(|typed| typed.get(&request.id).cloned());
        let (justification, answers) =
            before.unwrap_or_else(|| (String::new(), request.custom_fields.iter().cloned().collect()));
        self.justification.set(justification);
        self.fields.fill(answers);
        self.pressed.set(false);
        self.objection.set(None);
        self.sending.set(Sending::Not);
        self.ask(request.id.clone());
        timing::next_frame(|| focus::to_id(JUSTIFICATION));
    }

    /// Closing loses nothing: what was typed is there again when the popup opens for the same request.
    fn close(self) {
        self.opening.update_value(|opening| *opening += 1);
        if let Some(request) = self.target.get_untracked() {
            let typed = (self.justification.get_untracked(), self.fields.entered());
            self.typed.update_value(|all| drop(all.insert(request.id.clone(), typed)));
        }
        self.target.set(None);
    }

    fn ask(self, id: String) {
        self.known.set(Known::Asking);
        let opening = self.opening.get_value();
        spawn_local(async move {
            let answer = access_requests::dry_run_again(&self.session.client(), &id).await;
            if self.opening.try_get_value() == Some(opening) {
                self.known.set(match answer {
                    Ok(rules) => possible(&rules),
                    Err(
                        error @ (ApiError::Refused { .. }
                        | ApiError::Conflict(_)
                        | ApiError::NotFound(_)
                        | ApiError::Forbidden(_)),
                    ) => Known::Impossible(vec![text::error::what(&error)]),
                    Err(error) => Known::NotAsked(error),
                });
            }
        });
    }

    fn can_be_sent(self) -> bool {
        self.known.with(|known| !matches!(known, Known::Impossible(_)))
    }

    fn justification_error(self) -> Option<String> {
        let missing = self.pressed.get() && self.justification.with(|typed| typed.trim().is_empty());
        missing.then(|| text::new_request::JUSTIFICATION_MISSING.to_owned()).or_else(|| self.objection.get())
    }

    fn send(self) {
        let Some(request) = self.target.get_untracked() else { return };
        if self.sending.with_untracked(|sending| *sending == Sending::Under) || !untrack(|| self.can_be_sent()) {
            return;
        }
        self.pressed.set(true);
        self.fields.press();
        let justification = self.justification.with_untracked(|typed| typed.trim().to_owned());
        if justification.is_empty() {
            focus::to_id(JUSTIFICATION);
            return;
        }
        let Some(answers) = untrack(|| self.fields.read()) else {
            self.fields.focus_on_error();
            return;
        };
        self.sending.set(Sending::Under);
        let opening = self.opening.get_value();
        spawn_local(async move {
            let answer = self.requests.ask_again(&request.id, &justification, answers).await;
            let is_open = self.opening.try_get_value() == Some(opening);
            match answer {
                Some(Ok(submitted)) => {
                    self.typed.try_update_value(|all| all.remove(&request.id));
                    self.preferences.note_justification(&justification);
                    self.sent(&request.id, submitted.requests, is_open);
                }
                Some(Err(error)) if is_open => {
                    // The popup tells it, so the row behind need not.
                    self.requests.forget_failure(&request.id);
                    self.failed(error);
                }
                // The row tells it.
                Some(Err(_)) => {}
                // Sent from elsewhere and not answered yet.
                None => drop(self.sending.try_set(Sending::Not)),
            }
        });
    }

    fn sent(self, request: &str, new: Vec<String>, is_open: bool) {
        let view = RequestsView { new, ..RequestsView::default() };
        if is_open {
            self.target.set(None);
            self.navigation.go(Route::Requests(view));
            // From Closed Requests this is the same page, and the row with the button that had the focus is gone.
            timing::next_frame(|| focus::to_first("main h1"));
        } else {
            let link = (Route::Requests(view).href(), text::actions::TO_REQUEST.to_owned());
            let title = text::actions::done(crate::domain::action::Action::Again, request);
            self.toaster.show(Toast { title, text: String::new(), link: Some(link) });
        }
    }

    fn failed(self, error: ApiError) {
        let at_field = match &error {
            ApiError::Refused { message: Some(message), field: Some(field) } => {
                let is_justification = field == "justification";
                if is_justification {
                    self.objection.set(Some(message.clone()));
                }
                is_justification || self.fields.object(field, message.clone())
            }
            _ => false,
        };
        self.sending.set(if at_field { Sending::Not } else { Sending::Failed(error) });
        if at_field && untrack(|| self.justification_error()).is_some() {
            focus::to_id(JUSTIFICATION);
        } else if at_field {
            self.fields.focus_on_error();
        }
    }
}

/// What is still to be filled in is no objection: the popup asks for it.
fn possible(rules: &Rules) -> Known {
    let objects =
        |objection: &&Objection| objection.field != "justification" && !objection.field.starts_with("custom_fields");
    let reasons: Vec<String> = rules
        .objections
        .iter()
        .filter(objects)
        .map(|objection| {
            objection.message.clone().unwrap_or_else(|| text::new_request::refused_field(&objection.field))
        })
        .collect();
    if reasons.is_empty() { Known::Possible } else { Known::Impossible(reasons) }
}

/// The popup. Setting `target` opens it; it empties `target` when it closes.
#[component]
pub fn RequestAgainDialog(
    /// The request to send once more; `None` while it is closed.
    target: RwSignal<Option<Arc<AccessRequest>>>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let popup = Popup {
        session,
        requests: expect_context(),
        navigation: expect_context(),
        toaster: expect_context(),
        preferences: expect_context(),
        target,
        justification: RwSignal::new(String::new()),
        fields: CustomFields::new(session),
        pressed: RwSignal::new(false),
        objection: RwSignal::new(None),
        known: RwSignal::new(Known::Asking),
        sending: RwSignal::new(Sending::Not),
        typed: StoredValue::new(HashMap::new()),
        opening: StoredValue::new(0),
    };
    Effect::new(move |_| {
        if let Some(request) = target.get() {
            popup.open(&request);
        }
    });
    on_cleanup(move || {
        popup.opening.try_update_value(|opening| *opening += 1);
    });
    let sends = move || popup.sending.with(|sending| *sending == Sending::Under);
    let blocked = move || !popup.can_be_sent();
    let close = Callback::new(move |()| popup.close());
    let foot = move || {
        view! {
            <span class="small quiet grow" role="status">{move || sends().then_some(words::SENDING)}</span>
            <button class="btn" type="button" on:click=move |_| popup.close()>{words::CANCEL}</button>
            <button
                class="btn btn--primary"
                type="submit"
                form=FORM
                aria-busy=move || sends().then_some("true")
                aria-disabled=move || blocked().then_some("true")
            >
                {words::SUBMIT}
            </button>
        }
    };
    view! {
        <Dialog
            id="request-again"
            class="dialog dialog--small"
            open=Signal::derive(move || target.with(Option::is_some))
            title=words::TITLE
            on_close=close
            foot=foot
        >
            {move || target.get().map(|request| view! { <What request session/> })}
            <form id=FORM class="stack" novalidate on:submit=move |event: ev::SubmitEvent| {
                event.prevent_default();
                popup.send();
            }>
                <Findings popup/>
                <Justification popup/>
                <CustomFieldInputs fields=popup.fields/>
                <Outcome popup/>
            </form>
        </Dialog>
    }
}

/// What is asked for.
#[component]
fn What(request: Arc<AccessRequest>, session: Session) -> impl IntoView {
    let (headline, more) = request.headline();
    let permissions = if request.bundle.is_some() { Vec::new() } else { request.permission_names() };
    let now = session.clock.now();
    let ended = request.ends.filter(|_| matches!(request.status, Status::Expired | Status::Revoked));
    let status = text::status::label(&request.status).to_owned();
    let about = [request.id.clone(), status].into_iter().chain(ended.map(|ends| format::day_and_time(ends.0, now.0)));
    let length = request.duration.map_or_else(|| text::requests::WHOLE_PERIOD.to_owned(), text::time::duration);
    let kind = request.bundle.is_some().then(|| text::requests::BUNDLE.to_owned());
    let integrations = request.groups.iter().map(|group| group.integration.name.clone());
    let meta: Vec<String> = kind.into_iter().chain(integrations).chain([length]).collect();
    let icon = match (&request.bundle, request.groups.first()) {
        (Some(_), _) => "bundle",
        (None, Some(group)) => icon::of_kind(&group.integration.kind),
        (None, None) => "key",
    };
    view! {
        <div class="again">
            <p class="quiet">{about.collect::<Vec<_>>().join(" · ")}</p>
            <div class="what">
                <Icon name=icon/>
                <div>
                    <span class="line1 strong">
                        {headline}
                        {(more > 0).then(|| view! { " " <span class="chip">{text::requests::more(more)}</span> })}
                        {permissions.into_iter().map(|name| view! { " " <span class="chip">{name}</span> }).collect_view()}
                    </span>
                    <span class="line2">{meta.join(" · ")}</span>
                </div>
            </div>
        </div>
    }
}

/// What the service says before anything is sent.
#[component]
fn Findings(popup: Popup) -> impl IntoView {
    move || match popup.known.get() {
        Known::Asking => {
            view! { <p class="progress small" role="status"><Icon name="arc" class="icon spin"/>{words::ASKING}</p> }
                .into_any()
        }
        Known::Possible => ().into_any(),
        Known::Impossible(reasons) => {
            let reasons = if reasons.is_empty() { vec![words::NO_REASON.to_owned()] } else { reasons };
            view! {
                <div class="bar bar--bad" role="alert">
                    <Icon name="prohibited"/>
                    <div>
                        <p class="strong">{words::NOT_POSSIBLE}</p>
                        {reasons.into_iter().map(|reason| view! { <p>{reason}</p> }).collect_view()}
                    </div>
                </div>
            }
            .into_any()
        }
        Known::NotAsked(error) => view! {
            <div class="bar bar--warning" role="status">
                <Icon name="triangle"/>
                <p>{[&text::error::what(&error), " ", words::NOT_ASKED].concat()}</p>
                <button class="btn btn--small" type="button" on:click=move |_| {
                    if let Some(request) = popup.target.get_untracked() {
                        popup.ask(request.id.clone());
                    }
                }>{text::requests::RETRY}</button>
            </div>
        }
        .into_any(),
    }
}

#[component]
fn Justification(popup: Popup) -> impl IntoView {
    let error = Memo::new(move |_| popup.justification_error());
    view! {
        <Field
            id=JUSTIFICATION
            label=text::new_request::JUSTIFICATION
            required=Signal::stored(true)
            hint=words::JUSTIFICATION_HINT
            error
        >
            <textarea
                id=JUSTIFICATION
                class="input input--area"
                rows="3"
                aria-required="true"
                aria-describedby=described_by(JUSTIFICATION)
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=popup.justification
                on:input=move |event| {
                    popup.justification.set(event_target_value(&event));
                    popup.objection.set(None);
                }
            ></textarea>
        </Field>
    }
}

/// What became of sending, where it failed.
#[component]
fn Outcome(popup: Popup) -> impl IntoView {
    move || {
        match popup.sending.get() {
        Sending::Failed(error) => view! {
            <div class="bar bar--bad" role="alert">
                <Icon name="triangle"/>
                <div>
                    <p>{text::error::what(&error)}</p>
                    <p>{words::after_failure(&error)}</p>
                    {error.effect_unknown().then(|| view! {
                        <a href=Route::start().href() target="_blank">{words::TO_OPEN}<span class="sr">" "{text::details::OPENS_WINDOW}</span></a>
                    })}
                </div>
            </div>
        }
        .into_any(),
        Sending::Not | Sending::Under => ().into_any(),
    }
    }
}
