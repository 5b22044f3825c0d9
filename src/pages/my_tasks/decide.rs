//! Approve and Reject of one task, its reason, and what became of the decision, in one place that keeps the focus.

use std::collections::HashMap;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::domain::decision::{Course, ReasonError, ReasonRule, Verdict};
use crate::pages::status_badge;
use crate::state::{Session, Task, Tasks};
use crate::text::tasks as words;
use crate::ui::field::{Field, described_by};
use crate::ui::focus;
use crate::ui::icon::Icon;
use crate::ui::timing;

/// Reasons that were typed and not sent, by request: a row that is drawn anew finds its own again.
pub(super) type Typed = StoredValue<HashMap<String, String>>;

pub(super) fn undo_id(id: &str) -> String {
    ["undo-", id].concat()
}

fn place_id(id: &str) -> String {
    ["decision-", id].concat()
}

/// The look of the two buttons: they weigh the same, and neither is chosen beforehand.
pub(super) fn icon_of(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "check",
        Verdict::Reject => "dismiss",
    }
}

/// A reason as it is typed, with its errors.
#[derive(Clone, Copy)]
pub(super) struct Reason {
    pub(super) typed: RwSignal<String>,
    error: RwSignal<Option<ReasonError>>,
}

impl Reason {
    pub(super) fn new(typed: String) -> Self {
        Self { typed: RwSignal::new(typed), error: RwSignal::new(None) }
    }

    /// What is to be sent; an error is shown, and the focus goes to the field `id`.
    pub(super) fn read(self, rule: ReasonRule, id: &str) -> Option<Option<String>> {
        let read = self.typed.with_untracked(|typed| rule.read(typed));
        match read {
            Ok(reason) => {
                self.error.set(None);
                Some(reason)
            }
            Err(error) => {
                self.error.set(Some(error));
                focus::to_id(id);
                None
            }
        }
    }
}

/// The field for a reason, with its counter.
#[component]
pub(super) fn ReasonField(
    id: String,
    reason: Reason,
    #[prop(into)] rule: Signal<ReasonRule>,
    on_typed: Callback<String>,
) -> impl IntoView {
    let described = described_by(&id);
    let on_input = move |event| {
        let typed = event_target_value(&event);
        // What was wrong is judged anew while it is being mended, and not before.
        if reason.error.with_untracked(Option::is_some) {
            reason.error.set(rule.get_untracked().read(&typed).err());
        }
        on_typed.run(typed.clone());
        reason.typed.set(typed);
    };
    let too_long = move || reason.typed.with(|typed| ReasonRule::Optional.read(typed).err());
    let error = move || reason.error.get().or_else(too_long).map(words::reason_error);
    view! {
        <Field
            id=id.clone()
            label=words::reason_label(rule.get_untracked())
            required=Signal::derive(move || rule.get() == ReasonRule::Required)
            hint=Signal::derive(move || words::reason_hint(reason.typed.with(|typed| typed.trim().chars().count())))
            error=Signal::derive(error)
        >
            <textarea
                id=id
                class="input input--area"
                rows="2"
                aria-describedby=described
                aria-required=move || (rule.get() == ReasonRule::Required).then_some("true")
                aria-invalid=move || error().is_some().then_some("true")
                prop:value=reason.typed
                on:input=on_input
            ></textarea>
        </Field>
    }
}

#[component]
pub(super) fn Decide(task: Task, id: String, typed: Typed) -> impl IntoView {
    let tasks = expect_context::<Tasks>();
    let session = expect_context::<Session>();
    let Task { row, course, .. } = task;
    let rule = {
        let row = row.clone();
        Memo::new(move |_| row.with(|request| session.settings.with(|settings| ReasonRule::of(request, settings))))
    };
    let reason = Reason::new(typed.with_value(|typed| typed.get(&id).cloned()).unwrap_or_default());
    let shows_reason = RwSignal::new(reason.typed.with_untracked(|typed| !typed.is_empty()));
    let place = place_id(&id);
    keep_focus(course.clone(), place.clone());
    let (id, reason_id) = (StoredValue::new(id.clone()), StoredValue::new(["reason-of-", &id].concat()));
    let on_typed = Callback::new(move |text: String| {
        typed.update_value(|typed| drop(typed.insert(id.get_value(), text)));
    });
    let decide = move |verdict: Verdict| {
        let field = reason_id.get_value();
        let Some(reason) = reason.read(rule.get_untracked(), &field) else { return };
        let id = id.get_value();
        if tasks.decide(vec![id.clone()], verdict, reason) > 0 {
            timing::next_frame(move || {
                focus::to_id(&undo_id(&id));
                focus::to_id_if_lost(&place_id(&id));
            });
        }
    };
    let buttons = move || {
        let of = |verdict| {
            let label = id.with_value(|id| words::about(words::verb(verdict), id));
            view! {
                <button class="btn" type="button" aria-label=label on:click=move |_| decide(verdict)>
                    <Icon name=icon_of(verdict)/>
                    {words::verb(verdict)}
                </button>
            }
        };
        view! {
            {move || match rule.get() {
                ReasonRule::Hidden => ().into_any(),
                ReasonRule::Optional if !shows_reason.get() => view! {
                    <button class="btn btn--link task__reason" type="button" on:click=move |_| {
                        shows_reason.set(true);
                        timing::next_frame_of(reason_id, move || reason_id.with_value(|id| focus::to_id(id)));
                    }>{words::ADD_REASON}</button>
                }
                .into_any(),
                _ => view! { <ReasonField id=reason_id.get_value() reason rule on_typed/> }.into_any(),
            }}
            <div class="pair">{of(Verdict::Approve)}{of(Verdict::Reject)}</div>
        }
        .into_any()
    };
    let content = move || {
        match course.get() {
        Course::Open => buttons(),
        Course::Failed { verdict, error, unknown } => view! {
            <p class="hint hint--error" role="alert">
                <Icon name="triangle"/>
                <span>{words::failed(verdict, &error, unknown)}</span>
            </p>
            <button class="btn" type="button" aria-label=id.with_value(|id| words::about(words::RETRY, id)) on:click=move |_| {
                id.with_value(|id| tasks.retry(std::slice::from_ref(id)));
            }>{words::RETRY}</button>
            {buttons()}
        }
        .into_any(),
        Course::Held(verdict) => {
            // Of several that were decided together, one Undo takes all back.
            let count = tasks.held_with(&id.get_value());
            view! {
                <p class="small">{words::held(verdict, count)}</p>
                <button
                    class="btn"
                    type="button"
                    id=id.with_value(|id| undo_id(id))
                    aria-label=id.with_value(|id| words::about(words::UNDO, id))
                    on:click=move |_| drop(tasks.take_back(&id.get_value()))
                >{words::UNDO}</button>
            }
            .into_any()
        }
        Course::Under(verdict) => view! {
            <p class="progress"><Icon name="arc" class="icon spin"/>{words::under(verdict)}</p>
        }
        .into_any(),
        Course::Decided { verdict, said } => {
            let badge = badge(&row, session);
            let row = row.clone();
            let sentence = move || row.with(|request| words::said(verdict, &said, &request.status));
            view! {
                {badge}
                <p class="small">{sentence}</p>
                <p class="small quiet">{words::STAYS}</p>
            }
            .into_any()
        }
        Course::Over => {
            let badge = badge(&row, session);
            view! { {badge} <p class="small quiet">{words::OVER}</p> }.into_any()
        }
    }
    };
    let label = id.with_value(|id| words::about(words::DECISION, id));
    view! { <div class="task__decide" id=place role="group" aria-label=label tabindex="-1">{content}</div> }
}

/// Where the request is now, with the reason where there is one.
fn badge(row: &crate::state::Row, session: Session) -> impl IntoView + use<> {
    let row = row.clone();
    move || row.with(|request| status_badge::badge(request, session, ["why-", &request.id].concat()))
}

/// What had the focus here goes with each step of a decision; the place itself then takes it, so that the keyboard goes
/// on from there and the result is read out.
fn keep_focus(course: ArcRwSignal<Course>, place: String) {
    let inside = StoredValue::new(false);
    let here = place.clone();
    let listener = window_event_listener(ev::focusin, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let holder = target.and_then(|target| target.closest(".task__decide").ok().flatten());
        inside.try_set_value(holder.is_some_and(|holder| holder.id() == here));
    });
    on_cleanup(move || listener.remove());
    Effect::new(move |before: Option<Course>| {
        let now = course.get();
        let changed = before.is_some_and(|before| before != now);
        if changed && inside.get_value() {
            let place = place.clone();
            timing::next_frame(move || focus::to_id_if_lost(&place));
        }
        now
    });
}
