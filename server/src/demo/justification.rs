//! A word about a justification before it is sent (`justification-validation`). Simple rules instead of a model; nothing
//! is refused because of them.

use std::sync::Arc;

use apono_api::{CreateAccessRequest, JustificationValidation};
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::catalog::at;
use super::draft::Selection;
use super::{Caller, Demo};
use crate::error::{ApiError, ErrorBody};
use crate::extract::Body;

/// A task takes at least so many words to name.
const FEWEST_WORDS: usize = 4;

/// Permissions that only look.
const LOOKING: &[&str] = &["read", "view", "select", "find", "usage", "triage", "viewer", "reader"];

/// Words for work that changes something.
const CHANGING: &[&str] = &[
    "add",
    "apply",
    "change",
    "clean",
    "configure",
    "correct",
    "create",
    "delete",
    "deploy",
    "fix",
    "insert",
    "migrate",
    "move",
    "release",
    "remove",
    "repair",
    "replace",
    "reset",
    "resize",
    "restart",
    "restore",
    "roll",
    "rotate",
    "run",
    "update",
    "upgrade",
    "write",
];

pub(super) fn router() -> OpenApiRouter<Demo> {
    OpenApiRouter::new().routes(routes!(validate))
}

/// Whether a justification says what for, fits what is asked for, and names a ticket.
#[utoipa::path(
    post, path = "/justification-validation", tag = "access requests", request_body = CreateAccessRequest,
    responses((status = 200, body = JustificationValidation), (status = "4XX", body = ErrorBody))
)]
async fn validate(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Body(body): Body<CreateAccessRequest>,
) -> Result<Json<JustificationValidation>, ApiError> {
    if !demo.settings.get().enable_ai_features {
        return Err(ApiError::forbidden("Your account does not have justifications checked."));
    }
    let catalog = Arc::clone(&demo.catalog);
    let read = demo.db.read(move |connection| {
        let selection = Selection::read(connection, &catalog, caller, &body, false)?;
        let permissions = selection.parts.iter().flat_map(|part| &part.units).map(|(_, permission)| *permission);
        let only_looks = permissions.filter_map(|n| at(&catalog.permissions, n)).all(|entry| looks(&entry.shown.name));
        Ok::<_, ApiError>(judge(body.justification.as_deref().unwrap_or_default(), only_looks))
    });
    Ok(Json(read.await?))
}

fn looks(permission: &str) -> bool {
    let mut words = permission.split_whitespace().map(str::to_lowercase);
    let first_looks =
        words.next().is_some_and(|word| LOOKING.contains(&word.as_str()) || word == "data" || word == "object");
    first_looks && words.all(|word| LOOKING.contains(&word.as_str()) || word == "only")
}

/// A task has several words, one of them longer than a filler. Changing permissions need a word of change or a ticket.
fn judge(text: &str, only_looks: bool) -> JustificationValidation {
    let words: Vec<String> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let describes_task = words.len() >= FEWEST_WORDS && words.iter().any(|word| word.chars().count() > 3);
    let has_ticket_id_url = names_ticket(text);
    let changes = words.iter().any(|word| CHANGING.contains(&word.as_str()));
    JustificationValidation {
        describes_task,
        justifies_permission_level: describes_task && (only_looks || changes || has_ticket_id_url),
        has_ticket_id_url,
    }
}

/// `OPS-1042`, or an address on the web.
fn names_ticket(text: &str) -> bool {
    text.split(|letter: char| letter.is_whitespace() || "()[]<>,;\"'".contains(letter)).any(|word| {
        let address = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
        let ticket = word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric()).split_once('-').is_some_and(
            |(key, number)| {
                key.len() >= 2
                    && key.bytes().all(|byte| byte.is_ascii_uppercase())
                    && !number.is_empty()
                    && number.bytes().all(|byte| byte.is_ascii_digit())
            },
        );
        ticket || address.is_some_and(|rest| rest.contains('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_justification_says_what_for_fits_its_permissions_and_names_a_ticket() {
        let judged = |text: &str, only_looks| {
            let JustificationValidation { describes_task, justifies_permission_level, has_ticket_id_url } =
                judge(text, only_looks);
            (describes_task, justifies_permission_level, has_ticket_id_url)
        };
        assert_eq!(judged("", true), (false, false, false));
        assert_eq!(judged("need access", true), (false, false, false));
        assert_eq!(judged("a b c d e", true), (false, false, false));
        assert_eq!(judged("OPS-1042", true), (false, false, true));
        assert_eq!(judged("Count failed logins of yesterday", true), (true, true, false));
        assert_eq!(judged("Count failed logins of yesterday", false), (true, false, false));
        assert_eq!(judged("Fix failed logins of yesterday", false), (true, true, false));
        assert_eq!(judged("Look at orders that hang (INC-7).", false), (true, true, true));
        assert_eq!(judged("See https://tickets.example.com/1 about logins", true), (true, true, true));
        for no_ticket in ["inc-7", "A-7", "OPS-", "OPS-x1", "7-7", "OPS 7", "https://", "us-east-1"] {
            assert!(!names_ticket(no_ticket), "{no_ticket}");
        }
    }

    #[test]
    fn permissions_that_only_look_are_told_from_those_that_change() {
        for looking in
            ["Read", "Read Only", "View", "Select", "Find", "Data Viewer", "Object Viewer", "Reader", "Usage"]
        {
            assert!(looks(looking), "{looking}");
        }
        for changing in ["Read Write", "Admin", "Write", "Object Admin", "Data Owner", "Login", "Root", "Edit"] {
            assert!(!looks(changing), "{changing}");
        }
    }
}
