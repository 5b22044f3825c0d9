//! Answers to the account's own questions, checked against its settings. Pure.

use std::collections::BTreeMap;

use apono_api::{CustomField, CustomFieldType, DryRunCode, DryRunError, DryRunField, UserSettings};
use serde_json::json;

use crate::error::ApiError;

type Answers = BTreeMap<String, String>;

/// The longest answer, in characters.
const LONGEST: usize = 500;

/// The answers that are no blanks.
///
/// # Errors
/// 400 naming the field: nobody asks that, the answer is none of the choices, or it is too long.
pub(super) fn read(settings: &UserSettings, answers: Option<&Answers>) -> Result<Answers, ApiError> {
    let mut kept = Answers::new();
    for (id, answer) in answers.into_iter().flatten() {
        let bad = |message: String| ApiError::bad_request(path(id), message);
        let Some(field) = settings.request_custom_fields.iter().find(|field| field.id == *id) else {
            return Err(bad("Your account does not ask for this. Leave it out.".to_owned()));
        };
        let answer = answer.trim();
        if answer.is_empty() {
            continue;
        }
        if field.kind == CustomFieldType::Select && !field.values.iter().any(|value| value.key == answer) {
            return Err(bad(format!("{} must be one of the choices.", field.label)));
        }
        if answer.chars().count() > LONGEST {
            return Err(bad(format!("{} must be at most {LONGEST} characters.", field.label)));
        }
        kept.insert(id.clone(), answer.to_owned());
    }
    Ok(kept)
}

/// What the account requires and is not answered.
pub(super) fn missing(settings: &UserSettings, answers: Option<&Answers>) -> Vec<DryRunError> {
    let answered = |field: &CustomField| {
        answers.and_then(|answers| answers.get(&field.id)).is_some_and(|answer| !answer.trim().is_empty())
    };
    let fields = settings.request_custom_fields.iter().filter(|field| field.required && !answered(field));
    fields
        .map(|field| DryRunError {
            code: DryRunCode::FieldMissing,
            field: DryRunField::from(path(&field.id)),
            message: Some(format!("{} is required.", field.label)),
            details: json!({}),
        })
        .collect()
}

fn path(id: &str) -> String {
    format!("custom_fields.{id}")
}
