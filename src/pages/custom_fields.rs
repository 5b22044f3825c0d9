//! The account's own questions on a request form: New Request and Request again show them alike.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::domain::custom_field::{Answer, Answers, Choice, CustomField};
use crate::state::Session;
use crate::text::custom_fields as words;
use crate::ui::field::{Field, described_by};
use crate::ui::focus;

/// What is entered into the questions of one form.
#[derive(Clone, Copy)]
pub struct CustomFields {
    fields: Memo<Vec<CustomField>>,
    /// What the person or [`CustomFields::fill`] has entered; the other fields hold what they start with.
    entered: RwSignal<Answers>,
    /// Fields that were left; together with a press of the form's button this makes their errors show.
    left: RwSignal<Vec<String>>,
    pressed: RwSignal<bool>,
    /// What the service said about a field, until it changes.
    objections: RwSignal<BTreeMap<String, String>>,
}

impl CustomFields {
    /// The questions of the person's account, with nothing entered yet.
    pub fn new(session: Session) -> Self {
        Self {
            fields: Memo::new(move |_| session.settings.with(|settings| settings.custom_fields.clone())),
            entered: RwSignal::new(Answers::new()),
            left: RwSignal::new(Vec::new()),
            pressed: RwSignal::new(false),
            objections: RwSignal::new(BTreeMap::new()),
        }
    }

    /// Starts anew from these answers, for example those of an earlier request.
    pub fn fill(self, answers: Answers) {
        self.entered.set(answers);
        self.left.set(Vec::new());
        self.pressed.set(false);
        self.objections.set(BTreeMap::new());
    }

    /// What has been entered so far, for [`CustomFields::fill`].
    pub fn entered(self) -> Answers {
        self.entered.get_untracked()
    }

    /// Whether leaving would lose something that was entered.
    pub fn is_filled(self) -> bool {
        let differs = |field: &CustomField| {
            self.entered.with_untracked(|entered| entered.get(&field.id).is_some_and(|text| text != field.start()))
        };
        self.fields.with_untracked(|fields| fields.iter().any(differs))
    }

    /// The answers as they can be sent; none at all without questions. Tracked.
    pub fn read(self) -> Option<Answers> {
        self.fields.with(|fields| {
            let mut answers = Answers::new();
            for field in fields {
                if let Some(answer) = field.read(&self.value(field)).ok()? {
                    answers.insert(field.id.clone(), answer);
                }
            }
            Some(answers)
        })
    }

    /// The form's button was pressed: from now on every error shows.
    pub fn press(self) {
        self.pressed.set(true);
    }

    /// Shows what the service says about a field; `false` when it is none of these.
    pub fn object(self, field: &str, message: String) -> bool {
        let id = field.strip_prefix("custom_fields.").unwrap_or(field).to_owned();
        let ours = self.fields.with_untracked(|fields| fields.iter().any(|field| field.id == id));
        if ours {
            self.objections.update(|objections| drop(objections.insert(id, message)));
        }
        ours
    }

    /// Puts the focus on the first field with an error; `false` when there is none.
    pub fn focus_on_error(self) -> bool {
        let wrong = self
            .fields
            .with_untracked(|fields| fields.iter().position(|field| untrack(|| self.error(field)).is_some()));
        if let Some(place) = wrong {
            focus::to_id(&input_id(place));
        }
        wrong.is_some()
    }

    fn value(self, field: &CustomField) -> String {
        self.entered.with(|entered| entered.get(&field.id).map_or(field.start(), String::as_str).to_owned())
    }

    fn error(self, field: &CustomField) -> Option<String> {
        let shows = self.pressed.get() || self.left.with(|left| left.contains(&field.id));
        let own = if shows { field.read(&self.value(field)).err() } else { None };
        own.map(|_| words::missing(&field.label))
            .or_else(|| self.objections.with(|objections| objections.get(&field.id).cloned()))
    }

    fn enter(self, field: &str, text: String) {
        self.entered.update(|entered| drop(entered.insert(field.to_owned(), text)));
        self.objections.update(|objections| drop(objections.remove(field)));
    }

    fn leave(self, field: &str) {
        let touched = self.entered.with_untracked(|entered| entered.contains_key(field));
        if touched && !self.left.with_untracked(|left| left.iter().any(|id| id == field)) {
            self.left.update(|left| left.push(field.to_owned()));
        }
    }
}

/// Ids of questions are free texts, so elements are named by place.
fn input_id(place: usize) -> String {
    ["custom-field-", &place.to_string()].concat()
}

/// The fields, one below the other; nothing for an account without questions.
#[component]
pub fn CustomFieldInputs(
    /// The questions and what is entered into them.
    fields: CustomFields,
) -> impl IntoView {
    move || {
        let fields_now = fields.fields.get();
        fields_now.into_iter().enumerate().map(|(place, field)| view! { <Input fields place field/> }).collect_view()
    }
}

#[component]
fn Input(fields: CustomFields, place: usize, field: CustomField) -> impl IntoView {
    let id = input_id(place);
    let described_by = described_by(&id);
    let field = StoredValue::new(field);
    let required = field.with_value(|field| field.required);
    let value = Memo::new(move |_| field.with_value(|field| fields.value(field)));
    let error = Memo::new(move |_| field.with_value(|field| fields.error(field)));
    let invalid = move || error.with(Option::is_some).then_some("true");
    let on_input = move |event| {
        let text = event_target_value(&event);
        field.with_value(|field| fields.enter(&field.id, text));
    };
    // A field that goes away with the page while it has the focus is left when its values are gone already.
    let on_blur = move |_| field.try_with_value(|field| fields.leave(&field.id)).unwrap_or_default();
    let input = match field.with_value(|field| field.answer.clone()) {
        Answer::Text { .. } => view! {
            <div class="input">
                <input
                    id=id.clone()
                    type="text"
                    autocomplete="off"
                    placeholder=field.with_value(|field| field.placeholder.clone())
                    aria-describedby=described_by
                    aria-invalid=invalid
                    aria-required=required.then_some("true")
                    prop:value=value
                    on:input=on_input
                    on:blur=on_blur
                />
            </div>
        }
        .into_any(),
        Answer::Choice { choices, .. } => view! {
            <select
                id=id.clone()
                class="input"
                aria-describedby=described_by
                aria-invalid=invalid
                aria-required=required.then_some("true")
                on:change=on_input
                on:blur=on_blur
            >
                <option value="" selected=move || value.with(String::is_empty)>
                    {if required { words::CHOOSE } else { words::NO_CHOICE }}
                </option>
                {choices.into_iter().map(|Choice { key, label }| {
                    let own = key.clone();
                    view! { <option value=key selected=move || value.with(|value| *value == own)>{label}</option> }
                }).collect_view()}
            </select>
        }
        .into_any(),
    };
    view! {
        <Field id label=field.with_value(|field| field.label.clone()) required=Signal::stored(required) error>
            {input}
        </Field>
    }
}
