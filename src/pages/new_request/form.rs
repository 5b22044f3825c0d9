//! The right side: what is selected, for how long, why, and the button that sends it.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

use super::choices::{Choices, Read, Trouble};
use super::chosen::Selected;
use super::forms::{Forms, field_of};
use super::held::AlreadyHeld;
use super::justification::{Advice, Recents};
use super::restore::Restored;
use super::templates::SaveAsTemplate;
use crate::api::{ApiError, Cancel, access_requests, inventory};
use crate::domain::draft::{Draft, Missing, Objection, Rules, Wanted};
use crate::domain::duration::DurationRule;
use crate::domain::inventory::Grantee;
use crate::domain::moment::Seconds;
use crate::pages::custom_fields::{CustomFieldInputs, CustomFields};
use crate::route::{RequestsView, Route};
use crate::state::{Latest, Navigation, Preferences, Requests, Session};
use crate::text;
use crate::text::new_request as words;
use crate::ui::combobox::Choice;
use crate::ui::field::{Field, described_by};
use crate::ui::focus;
use crate::ui::icon::Icon;
use crate::ui::select::Select;
use crate::ui::timing::Debounce;
use crate::ui::toast::{Toast, Toaster};

const DURATION: &str = "duration";
pub(super) const JUSTIFICATION: &str = "justification";
const ON_BEHALF: &str = "on-behalf-of";

/// Rest after a change of the selection before the service is asked about it. Milliseconds.
const REST: u64 = 300;

/// What the service says about the selection.
#[derive(Clone, Debug, Default, PartialEq)]
enum Known {
    /// Nothing is selected.
    #[default]
    Nothing,
    Asking,
    Rules(Rules),
    /// It could not be asked. A justification then counts as required and a duration as not, as in the service's own
    /// tools (reference 5.3).
    Failed(ApiError),
}

/// Where sending stands.
#[derive(Clone, Debug, Default, PartialEq)]
enum Sending {
    #[default]
    Not,
    Under,
    Failed(ApiError),
    /// The service objects to something that no field here shows.
    Refused(Vec<String>),
}

/// What is typed, what is known, and what became of it.
#[derive(Clone, Copy)]
pub(super) struct Form {
    forms: Forms,
    session: Session,
    requests: Requests,
    navigation: Navigation,
    preferences: Preferences,
    toaster: Toaster,
    pub duration: RwSignal<String>,
    pub justification: RwSignal<String>,
    /// A field shows its error once the person has left it or pressed Request.
    duration_left: RwSignal<bool>,
    justification_left: RwSignal<bool>,
    pressed: RwSignal<bool>,
    known: RwSignal<Known>,
    sending: RwSignal<Sending>,
    /// What the service said about a field when the form was sent, until the field changes.
    duration_objection: RwSignal<Option<String>>,
    fields: CustomFields,
    justification_objection: RwSignal<Option<String>>,
    latest: Latest,
    /// What was asked about last, so that typing does not ask again.
    asked: StoredValue<Option<Asked>>,
}

/// What is wanted, for whom, and in which session.
type Asked = (Wanted, Option<String>, u32);

impl Form {
    pub(super) fn new(forms: Forms) -> Self {
        let form = Self {
            forms,
            session: expect_context(),
            requests: expect_context(),
            navigation: expect_context(),
            preferences: expect_context(),
            toaster: expect_context(),
            duration: RwSignal::new(forms.address.view.with_untracked(|view| view.hours.clone())),
            justification: RwSignal::new(String::new()),
            duration_left: RwSignal::new(false),
            justification_left: RwSignal::new(false),
            pressed: RwSignal::new(false),
            known: RwSignal::new(Known::Nothing),
            sending: RwSignal::new(Sending::Not),
            duration_objection: RwSignal::new(None),
            fields: CustomFields::new(expect_context()),
            justification_objection: RwSignal::new(None),
            latest: Latest::new(),
            asked: StoredValue::new(None),
        };
        let rest = Debounce::new(REST);
        Effect::new(move |_| {
            form.session.renewed.track();
            form.duration.track();
            // What is asked for is put together once the person rests, not on every click.
            forms.track();
            rest.run(move || {
                form.note();
                form.ask();
            });
        });
        form
    }

    /// Whether leaving would lose something.
    pub(super) fn is_filled(self) -> bool {
        let typed = |text: RwSignal<String>| text.with_untracked(|text| !text.trim().is_empty());
        self.forms.hold_something() || typed(self.duration) || typed(self.justification) || self.fields.is_filled()
    }

    /// Keeps what is chosen and typed in the address, but for the justification.
    fn note(self) {
        let (picks, hours) = (self.forms.picks(), self.duration.get_untracked());
        let pending = self.forms.restored.with_untracked(Restored::is_pending);
        self.forms.address.change(|view| {
            // What a link names stays in the address until it has been taken in.
            if !pending {
                view.picks = picks;
                view.template = None;
            }
            view.hours = hours;
        });
    }

    fn grantee(self) -> Option<String> {
        self.forms.address.view.with_untracked(|view| view.grantee.clone())
    }

    /// Asks what the service would say to the choice alone, which teaches what is required and the cap.
    fn ask(self) {
        let Ok(wanted) = untrack(|| self.forms.wanted()) else {
            self.latest.give_up();
            self.asked.set_value(None);
            self.known.set(Known::Nothing);
            return;
        };
        let asked = (wanted, self.grantee(), self.session.renewed.get_untracked());
        if self.asked.with_value(|before| before.as_ref() == Some(&asked)) {
            return;
        }
        let draft = Draft::bare(asked.0.clone(), asked.1.clone());
        self.asked.set_value(Some(asked));
        let cancel = self.latest.begin();
        let client = self.session.client();
        if !self.known.with_untracked(|known| matches!(known, Known::Rules(_))) {
            self.known.set(Known::Asking);
        }
        spawn_local(async move {
            let answer = access_requests::dry_run(&client, &draft, &cancel).await;
            if !cancel.is_cancelled() {
                self.known.try_set(match answer {
                    Ok(rules) => Known::Rules(rules),
                    Err(error) => Known::Failed(error),
                });
            }
        });
    }

    fn ask_again(self) {
        self.asked.set_value(None);
        self.ask();
    }

    /// What is missing before the form can be sent, once Request was pressed. Tracked.
    pub(super) fn missing(self) -> Option<Missing> {
        if self.pressed.get() { self.forms.wanted().err() } else { None }
    }

    fn duration_rule(self) -> DurationRule {
        let always = self.session.settings.with(|settings| settings.require_duration);
        let rule = self.known.with(|known| match known {
            Known::Rules(rules) => rules.duration,
            _ => DurationRule::default(),
        });
        DurationRule { required: rule.required || always, ..rule }
    }

    fn justification_required(self) -> bool {
        self.known.with(|known| match known {
            Known::Rules(rules) => rules.justification_required,
            Known::Failed(_) => true,
            Known::Nothing | Known::Asking => false,
        })
    }

    fn read_duration(self) -> Result<Option<Seconds>, String> {
        let rule = self.duration_rule();
        self.duration.with(|typed| rule.read(typed)).map_err(words::duration_error)
    }

    fn read_justification(self) -> Result<Option<String>, String> {
        let typed = self.justification.with(|typed| typed.trim().to_owned());
        match typed.is_empty() {
            true if self.justification_required() => Err(words::JUSTIFICATION_MISSING.to_owned()),
            true => Ok(None),
            false => Ok(Some(typed)),
        }
    }

    fn duration_error(self) -> Option<String> {
        let own = if self.duration_left.get() || self.pressed.get() { self.read_duration().err() } else { None };
        own.or_else(|| self.duration_objection.get())
    }

    fn justification_error(self) -> Option<String> {
        let own =
            if self.justification_left.get() || self.pressed.get() { self.read_justification().err() } else { None };
        own.or_else(|| self.justification_objection.get())
    }

    /// The form as it can be sent; otherwise the focus goes to what is missing first.
    fn draft(self) -> Option<Draft> {
        self.pressed.set(true);
        self.fields.press();
        let (wanted, kind) = untrack(|| (self.forms.wanted(), self.forms.kind()));
        let (duration, justification) = untrack(|| (self.read_duration(), self.read_justification()));
        let wrong = match (wanted, duration, justification, untrack(|| self.fields.read())) {
            (Ok(wanted), Ok(duration), Ok(justification), Some(custom_fields)) => {
                return Some(Draft { wanted, justification, duration, custom_fields, grantee: self.grantee() });
            }
            (Err(missing), ..) => Some(field_of(missing, kind)),
            (_, Err(_), ..) => Some(DURATION),
            (_, _, Err(_), _) => Some(JUSTIFICATION),
            (.., None) => None,
        };
        match wrong {
            Some(field) => focus::to_id(field),
            None => drop(self.fields.focus_on_error()),
        }
        None
    }

    /// What is asked for and why, for those who judge the justification. Tracked; typing does not wait for it.
    fn to_judge(self) -> Option<Draft> {
        let justification =
            self.justification.with(|typed| Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty()))?;
        let wanted = self.forms.wanted().ok()?;
        Some(Draft { justification: Some(justification), ..Draft::bare(wanted, self.grantee()) })
    }

    /// Request was pressed: asks with what is typed first, and sends only what nothing is said against.
    fn send(self) {
        if self.sending.with_untracked(|sending| *sending == Sending::Under) {
            return;
        }
        let Some(draft) = self.draft() else { return };
        self.sending.set(Sending::Under);
        let client = self.session.client();
        spawn_local(async move {
            // A question about the choice that begins meanwhile does not give this one up.
            let cancel = Cancel::new();
            // Where the question fails, the request itself tells what is wrong.
            let rules = access_requests::dry_run(&client, &draft, &cancel).await;
            // Who has left the form meanwhile did not want it sent.
            if self.is_gone() || rules.is_ok_and(|rules| self.objects(rules)) {
                return;
            }
            match access_requests::create(&client, &draft).await {
                Ok(submitted) if self.is_gone() => {
                    let title = text::requests::submitted(submitted.requests.len());
                    self.toaster.show(Toast { title, text: String::new(), link: None });
                    drop(self.requests.take_in(submitted).await);
                }
                Err(error) if self.is_gone() => {
                    self.toaster.show_with(
                        "triangle",
                        Toast { title: words::LEFT_UNSENT.to_owned(), text: text::error::what(&error), link: None },
                    );
                    self.requests.refresh_now();
                }
                Ok(submitted) => {
                    self.navigation.guard(None);
                    draft.justification.iter().for_each(|words| self.preferences.note_justification(words));
                    let new = submitted.requests.clone();
                    // What cannot be read now is read at the pace of the list, which says what is wrong.
                    drop(self.requests.take_in(submitted).await);
                    let view = RequestsView { new, ..RequestsView::default() };
                    self.navigation.go(Route::Requests(view));
                }
                Err(error) => self.failed(error),
            }
        });
    }

    /// Whether the person has left the page.
    fn is_gone(self) -> bool {
        self.sending.try_with_untracked(|_| ()).is_none()
    }

    /// Whether Request was pressed and nothing is known of it yet. Tracked.
    pub(super) fn is_sending(self) -> bool {
        self.sending.with(|sending| *sending == Sending::Under)
    }

    /// Shows what the service says against the filled form; `false` when there is nothing.
    fn objects(self, rules: Rules) -> bool {
        let mut others = Vec::new();
        for Objection { field, message } in &rules.objections {
            let message = message.clone().unwrap_or_else(|| words::refused_field(field));
            self.show_at_field(field, message, &mut others);
        }
        let missing =
            rules.justification_required && untrack(|| self.justification.with(|typed| typed.trim().is_empty()));
        let at_fields = missing || untrack(|| self.duration.with(|typed| rules.duration.read(typed))).is_err();
        let objects = at_fields || !rules.objections.is_empty();
        if objects {
            self.known.set(Known::Rules(rules));
            self.sending.set(if others.is_empty() { Sending::Not } else { Sending::Refused(others) });
            self.focus_on_error();
        }
        objects
    }

    fn failed(self, error: ApiError) {
        let mut others = Vec::new();
        let sending = match error {
            ApiError::Refused { message: Some(message), field: Some(field) } => {
                self.show_at_field(&field, message, &mut others);
                if others.is_empty() { Sending::Not } else { Sending::Refused(others) }
            }
            error => Sending::Failed(error),
        };
        self.sending.try_set(sending);
        self.focus_on_error();
    }

    fn show_at_field(self, field: &str, message: String, others: &mut Vec<String>) {
        match field {
            "duration_in_sec" => self.duration_objection.set(Some(message)),
            "justification" => self.justification_objection.set(Some(message)),
            _ if self.fields.object(field, message.clone()) => {}
            _ => others.push(message),
        }
    }

    fn focus_on_error(self) {
        let (duration, justification) = untrack(|| (self.duration_error(), self.justification_error()));
        if duration.is_some() {
            focus::to_id(DURATION);
        } else if justification.is_some() {
            focus::to_id(JUSTIFICATION);
        } else {
            self.fields.focus_on_error();
        }
    }
}

#[component]
pub(super) fn RequestForm(form: Form) -> impl IntoView {
    let sends = move || form.sending.with(|sending| *sending == Sending::Under);
    let missing = Signal::derive(move || form.missing());
    let on_submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        form.send();
    };
    let duration_error = Memo::new(move |_| form.duration_error());
    let justification_error = Memo::new(move |_| form.justification_error());
    let hint = move || words::duration_hint(form.duration_rule());
    view! {
        <form class="card side" aria-label=words::DETAILS id=super::SIDE tabindex="-1" novalidate on:submit=on_submit>
            <Selected forms=form.forms missing/>
            <AlreadyHeld forms=form.forms/>
            <hr/>
            <OnBehalf form/>
            <Field
                id=DURATION
                label=words::DURATION
                required=Signal::derive(move || form.duration_rule().required)
                hint=Signal::derive(hint)
                error=duration_error
            >
                <div class="input input--short">
                    <input
                        id=DURATION
                        type="text"
                        inputmode="decimal"
                        autocomplete="off"
                        aria-describedby=described_by(DURATION)
                        aria-invalid=move || duration_error.with(Option::is_some).then_some("true")
                        aria-required=move || form.duration_rule().required.then_some("true")
                        prop:value=form.duration
                        on:input=move |event| {
                            form.duration.set(event_target_value(&event));
                            form.duration_objection.set(None);
                        }
                        on:blur=move |event| left(&event, form.duration, form.duration_left)
                    />
                </div>
            </Field>
            <Field
                id=JUSTIFICATION
                label=words::JUSTIFICATION
                required=Signal::derive(move || form.justification_required())
                hint=words::JUSTIFICATION_HINT
                error=justification_error
            >
                <textarea
                    id=JUSTIFICATION
                    class="input input--area"
                    rows="3"
                    aria-describedby=described_by(JUSTIFICATION)
                    aria-invalid=move || justification_error.with(Option::is_some).then_some("true")
                    aria-required=move || form.justification_required().then_some("true")
                    prop:value=form.justification
                    on:input=move |event| {
                        form.justification.set(event_target_value(&event));
                        form.justification_objection.set(None);
                    }
                    on:blur=move |event| left(&event, form.justification, form.justification_left)
                ></textarea>
            </Field>
            <Recents
                recents=form.preferences.recent_justifications()
                on_take=Callback::new(move |text| {
                    form.justification.set(text);
                    form.justification_objection.set(None);
                })
            />
            <Advice draft=Signal::derive(move || form.to_judge())/>
            <CustomFieldInputs fields=form.fields/>
            <hr/>
            <Outcome form/>
            <div class="submit">
                <button class="btn btn--primary" type="submit" aria-busy=move || sends().then_some("true")>
                    {words::REQUEST}
                </button>
                <a class="btn" href=Route::start().href()>{words::CANCEL}</a>
                <span class="small quiet" role="status">{move || sends().then_some(words::SENDING)}</span>
                <SaveAsTemplate forms=form.forms/>
            </div>
        </form>
    }
}

/// A field was left for another one: with something in it, its error shows from now on. On the way to a button nothing
/// shows yet, because the button would move away under the pointer before it is clicked. A field that goes away with the
/// page while it has the focus is left as well, when its signals are gone already.
fn left(event: &ev::FocusEvent, typed: RwSignal<String>, left: RwSignal<bool>) {
    let next = event.related_target().and_then(|next| next.dyn_into::<web_sys::Element>().ok());
    let to_field = next.is_some_and(|next| next.tag_name() != "BUTTON");
    if let Some(true) = typed.try_with_untracked(|typed| to_field && !typed.is_empty()) {
        left.try_set(true);
    }
}

/// For whom, where the person may ask for others.
#[component]
fn OnBehalf(form: Form) -> impl IntoView {
    let (session, address) = (form.session, form.forms.address);
    let grantees = Choices::<Grantee>::new();
    let read = move || {
        let client = session.client();
        grantees.read(async move { inventory::grantees(&client).await });
    };
    Effect::new(move |_| {
        session.renewed.track();
        read();
    });
    let me = Memo::new(move |_| session.person().map(|person| person.id));
    let others = Signal::derive(move || {
        let me = me.get();
        let other = |row: &&Grantee| Some(&row.id) != me.as_ref();
        let choice = |row: &Grantee| Choice { id: row.id.clone(), label: words::person(&row.name, &row.source_id) };
        Arc::new(grantees.rows().iter().filter(other).map(choice).collect::<Vec<_>>())
    });
    let chosen = Memo::new(move |_| address.view.with(|view| view.grantee.clone()));
    let unknown = RwSignal::new(false);
    Effect::new(move |_| {
        let known = grantees.state.with(|state| matches!(state, Read::Done(_)));
        let is_known = |id: &String| others.with(|others| others.iter().any(|other| other.id == *id));
        if known && chosen.get().is_some_and(|id| !is_known(&id)) {
            unknown.set(true);
            address.change(|view| view.grantee = None);
        }
    });
    view! {
        <Trouble choices=grantees what=words::GRANTEES_FAILED retry=Callback::new(move |()| read())/>
        <p class="hint" role="status" hidden=move || !unknown.get()>{words::GRANTEE_LEFT_OUT}</p>
        <div class="field" hidden=move || others.with(|others| others.is_empty())>
            <label for=ON_BEHALF>{words::ON_BEHALF}</label>
            <Select
                id=ON_BEHALF
                none=words::YOURSELF
                choices=others
                chosen
                on_choose=Callback::new(move |id| address.change(|view| view.grantee = id))
            />
        </div>
    }
}

/// What stands in the way, and what will happen.
#[component]
fn Outcome(form: Form) -> impl IntoView {
    let unreachable = move || {
        form.known.with(|known| match known {
            Known::Failed(error @ ApiError::Refused { .. }) => Some((text::error::what(error), false)),
            Known::Failed(error) => Some(([words::RULES_FAILED, " ", &text::error::what(error)].concat(), true)),
            _ => None,
        })
    };
    let objections = move || {
        form.known.with(|known| match known {
            Known::Rules(rules) => {
                let message = |objection: &Objection| {
                    objection.message.clone().unwrap_or_else(|| words::refused_field(&objection.field))
                };
                rules.objections.iter().map(message).collect()
            }
            _ => Vec::new(),
        })
    };
    let ended = form.session.ended;
    view! {
        {move || unreachable().map(|(sentence, retry)| view! {
            <div class="bar bar--warning" role="status">
                <Icon name="triangle"/>
                <p>{sentence}</p>
                <button class="btn btn--small" type="button" hidden=!retry on:click=move |_| form.ask_again()>{words::RETRY}</button>
            </div>
        })}
        {move || match form.sending.get() {
            Sending::Not | Sending::Under => bars(objections()).into_any(),
            Sending::Refused(messages) => bars(messages).into_any(),
            Sending::Failed(ApiError::SignInNeeded) => view! {
                <div class="bar bar--warning" role="status">
                    <Icon name="info"/>
                    <p>{move || if ended.get() { words::SESSION_ENDED } else { words::SIGNED_IN_AGAIN }}</p>
                </div>
            }
            .into_any(),
            Sending::Failed(error) => view! {
                <div class="bar bar--bad" role="alert">
                    <Icon name="triangle"/>
                    <div>
                        <p>{text::error::what(&error)}</p>
                        <p>{words::after_failure(&error)}</p>
                        {error.effect_unknown().then(|| view! {
                            <a href=Route::start().href() target="_blank">{words::LOOK_AT_OPEN}<span class="sr">" "{text::details::OPENS_WINDOW}</span></a>
                        })}
                    </div>
                </div>
            }
            .into_any(),
        }}
        <p class="hint">
            <Icon name="info"/>
            <span>{words::MAY_SPLIT}</span>
        </p>
    }
}

fn bars(messages: Vec<String>) -> Vec<AnyView> {
    let bar = |message| {
        view! {
            <div class="bar bar--bad" role="alert">
                <Icon name="triangle"/>
                <p>{message}</p>
            </div>
        }
        .into_any()
    };
    messages.into_iter().map(bar).collect()
}
