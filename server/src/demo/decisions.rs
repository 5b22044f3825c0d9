//! Deciding about requests (reference 5.7): whose task a request is, what a decision leads to, and what those are told
//! who come too late.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use apono_api::{ApprovalResult, ChallengeStatus, Message};
use axum::Json;
use axum::extract::{Path, State};
use rusqlite::{Connection, Transaction, params};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::flows::Flow;
use super::life::{self, Millis};
use super::people::{self, Person};
use super::requests::{self, Stored};
use super::{Caller, Demo, ids, millis};
use crate::error::{ApiError, ErrorBody};
use crate::extract::Body;

/// Letters of an approver's reason at most (reference 5.5).
const LONGEST_REASON: usize = 123;

pub(super) fn router() -> OpenApiRouter<Demo> {
    OpenApiRouter::new().routes(routes!(approve)).routes(routes!(reject))
}

/// Says yes. With `AllOf` the request may go on waiting for others.
#[utoipa::path(
    post, path = "/access-requests/{id}/approve", tag = "access requests", params(("id" = String, Path)),
    request_body = ApprovalResult,
    responses((status = 200, body = Message), (status = "4XX", body = ErrorBody))
)]
async fn approve(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
    Body(said): Body<ApprovalResult>,
) -> Result<Json<Message>, ApiError> {
    decide(&demo, caller, id, ChallengeStatus::Approved, said).await
}

/// Says no, for everybody who was asked.
#[utoipa::path(
    post, path = "/access-requests/{id}/reject", tag = "access requests", params(("id" = String, Path)),
    request_body = ApprovalResult,
    responses((status = 200, body = Message), (status = "4XX", body = ErrorBody))
)]
async fn reject(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
    Body(said): Body<ApprovalResult>,
) -> Result<Json<Message>, ApiError> {
    decide(&demo, caller, id, ChallengeStatus::Rejected, said).await
}

/// One transaction, and writes come one after the other: of two decisions at once the second finds the first.
async fn decide(
    demo: &Demo,
    caller: &'static Person,
    id: String,
    decision: ChallengeStatus,
    said: ApprovalResult,
) -> Result<Json<Message>, ApiError> {
    let (catalog, now, asks_reasons) = (Arc::clone(&demo.catalog), millis(&demo.clock), demo.settings.asks_reasons());
    let written = demo.db.write(move |tx| {
        let request = requests::seen_by(tx, caller, ids::parse_request(&id))?;
        let flow = catalog.flows.iter().find(|flow| flow.n == request.flow);
        let flow = flow.ok_or_else(|| ApiError::internal("the request has no access flow"))?;
        let mut told = told(tx, request.n)?;
        may_decide(flow, &request, &told, caller)?;
        let waits = request.state == life::State::Pending;
        if !waits || !told.iter().any(|entry| entry.waits_for(caller)) {
            return Err(ApiError::conflict(came_too_late(&request, flow, &told, caller)));
        }
        let reason = reason(&said, flow, asks_reasons)?;
        for entry in told.iter_mut().filter(|entry| entry.waits_for(caller)) {
            entry.status = decision.clone();
            entry.decided_by = Some(caller.id.to_owned());
            tx.prepare_cached(
                "UPDATE request_approvers SET status = ?2, decided_by = ?3, decided_at = ?4, reason = ?5 WHERE n = ?1",
            )?
            .execute(params![entry.n, decision.as_str(), caller.id, now, reason])?;
        }
        let answer = match standing(flow.all_of(), &told) {
            Standing::Waits(names) => {
                file(tx, request.n)?;
                format!("You approved {id}. It waits for {} more: {}.", names.len(), listed(&names))
            }
            Standing::Approved => {
                let due = now.saturating_add(life::granting(requests::units(tx, request.n)?.len()));
                settle(tx, request.n, life::State::Granting, Some(due), None)?;
                format!("You approved {id}. The access is being granted.")
            }
            Standing::Rejected => {
                let why = reason.unwrap_or_else(|| format!("{} rejected this without giving a reason.", caller.name));
                settle(tx, request.n, life::State::Rejected, None, Some(&why))?;
                format!("You rejected {id}.")
            }
        };
        Ok(answer)
    });
    let message = written.await?;
    demo.wake.notify_one();
    Ok(Json(Message { message }))
}

fn settle(
    tx: &Transaction<'_>,
    request: i64,
    state: life::State,
    due: Option<Millis>,
    description: Option<&str>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE requests SET state = ?2, due_at = ?3, description = ?4 WHERE n = ?1")?
        .execute(params![request, state.status().as_str(), due, description])?;
    file(tx, request)
}

/// Writes down whose task a request is; belongs to every change of its state or of who was told.
pub(super) fn file(tx: &Transaction<'_>, request: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO tasks (person, request, created_at, open)
         SELECT p.id, r.n, r.created_at, max(r.state = 'Pending' AND a.status = 'Pending')
         FROM request_approvers AS a JOIN requests AS r ON r.n = a.request JOIN access_flows AS f ON f.n = r.flow
             JOIN people AS p ON p.id = a.person_id OR EXISTS (
                 SELECT 1 FROM group_members AS m WHERE m.group_id = a.group_id AND m.person_id = p.id)
         WHERE a.request = ?1 AND a.notified_at IS NOT NULL
             AND (f.self_approval OR p.id NOT IN (r.requestor, r.grantee))
         GROUP BY p.id",
    )?
    .execute([request])
    .map(drop)
}

/// Somebody who was told to decide, and what they said.
#[derive(Debug)]
struct Entry {
    n: i64,
    tier: i64,
    name: String,
    person: Option<String>,
    group: Option<String>,
    status: ChallengeStatus,
    decided_by: Option<String>,
    reason: Option<String>,
}

impl Entry {
    fn is_for(&self, person: &Person) -> bool {
        self.person.as_deref() == Some(person.id)
            || self.group.as_deref().is_some_and(|id| people::groups_of(person.id).any(|group| group.id == id))
    }

    fn waits_for(&self, person: &Person) -> bool {
        self.status == ChallengeStatus::Pending && self.is_for(person)
    }
}

fn told(connection: &Connection, request: i64) -> rusqlite::Result<Vec<Entry>> {
    connection
        .prepare_cached(
            "SELECT n, tier, name, person_id, group_id, status, decided_by, reason FROM request_approvers
             WHERE request = ?1 AND notified_at IS NOT NULL ORDER BY tier, n",
        )?
        .query_map([request], |row| {
            let status: String = row.get(5)?;
            Ok(Entry {
                n: row.get(0)?,
                tier: row.get(1)?,
                name: row.get(2)?,
                person: row.get(3)?,
                group: row.get(4)?,
                status: ChallengeStatus::from(status),
                decided_by: row.get(6)?,
                reason: row.get(7)?,
            })
        })?
        .collect()
}

/// What the decisions so far add up to.
#[derive(Debug, PartialEq)]
enum Standing {
    /// One no is enough.
    Rejected,
    Approved,
    /// Who could still complete it; never empty.
    Waits(Vec<String>),
}

/// With any-of one yes is enough, from whichever tier. With all-of it takes everybody of one tier: a tier that was told
/// later can do it by itself, and those before it stay able to.
fn standing(all_of: bool, told: &[Entry]) -> Standing {
    let said = |wanted: ChallengeStatus| told.iter().any(|entry| entry.status == wanted);
    if said(ChallengeStatus::Rejected) {
        return Standing::Rejected;
    }
    if !all_of && said(ChallengeStatus::Approved) {
        return Standing::Approved;
    }
    let mut tiers: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for entry in told {
        let left = tiers.entry(entry.tier).or_default();
        if entry.status != ChallengeStatus::Approved {
            left.push(entry.name.clone());
        }
    }
    // Of several tiers with as few left, the first.
    match tiers.into_values().min_by_key(Vec::len) {
        Some(left) if left.is_empty() => Standing::Approved,
        left => Standing::Waits(left.unwrap_or_default()),
    }
}

fn may_decide(flow: &Flow, request: &Stored, told: &[Entry], caller: &Person) -> Result<(), ApiError> {
    if !flow.self_approval && (request.requestor == caller.id || request.grantee == caller.id) {
        return Err(ApiError::forbidden(format!(
            "You cannot decide about access that you asked for or would get: the access flow {} does not allow it.",
            flow.name
        )));
    }
    if told.iter().any(|entry| entry.is_for(caller)) {
        Ok(())
    } else {
        Err(ApiError::forbidden("You cannot decide about this request: you are not one of its approvers."))
    }
}

/// The approver's words without blanks around them.
fn reason(said: &ApprovalResult, flow: &Flow, asks_reasons: bool) -> Result<Option<String>, ApiError> {
    const FIELD: &str = "justification";
    let text = said.justification.as_deref().map(str::trim).filter(|text| !text.is_empty());
    match text {
        None if flow.approver_reason_required && asks_reasons => {
            Err(ApiError::bad_request(FIELD, format!("The access flow {} asks approvers for a reason.", flow.name)))
        }
        Some(text) if text.chars().count() > LONGEST_REASON => {
            Err(ApiError::bad_request(FIELD, format!("The reason must have at most {LONGEST_REASON} characters.")))
        }
        text => Ok(text.map(str::to_owned)),
    }
}

/// Who decided what, for somebody whose decision comes after it.
fn came_too_late(request: &Stored, flow: &Flow, told: &[Entry], caller: &Person) -> String {
    let who = |status: ChallengeStatus| {
        let mut names: Vec<&str> = Vec::new();
        for entry in told.iter().filter(|entry| entry.status == status) {
            match entry.decided_by.as_deref() {
                Some(id) if id == caller.id => names.insert(0, "You"),
                Some(id) => names.push(people::find(id).map_or(id, |person| person.name)),
                None => {}
            }
        }
        // Entries of one person stand together only by chance.
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(*name));
        names
    };
    let mut parts: Vec<String> = Vec::new();
    let (rejected, approved) = (who(ChallengeStatus::Rejected), who(ChallengeStatus::Approved));
    if !rejected.is_empty() {
        let why =
            told.iter().find_map(|entry| entry.reason.as_deref().filter(|_| entry.status == ChallengeStatus::Rejected));
        let why = why.map_or_else(|| ".".to_owned(), |why| format!(": “{why}”"));
        parts.push(format!("{} already rejected this request{why}", have(&rejected)));
    } else if !approved.is_empty() {
        parts.push(format!("{} already approved this request.", have(&approved)));
    }
    match request.state {
        life::State::Pending => {
            if let Standing::Waits(names) = standing(flow.all_of(), told) {
                parts.push(format!("It waits for {}.", listed(&names)));
            }
        }
        life::State::Revoking | life::State::Revoked => parts.extend(request.description.clone()),
        _ if parts.is_empty() => parts.push("This request does not wait for a decision.".to_owned()),
        _ => {}
    }
    parts.push("Your decision was not needed, and nothing was changed.".to_owned());
    parts.join(" ")
}

fn have(names: &[&str]) -> String {
    let verb = if names.len() == 1 && names != ["You"] { "has" } else { "have" };
    format!("{} {verb}", listed(names))
}

/// "A", "A and B", "A, B and C".
fn listed(names: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(tier: i64, status: ChallengeStatus) -> Entry {
        let name = format!("Tier {tier}");
        Entry { n: 1, tier, name, person: None, group: None, status, decided_by: None, reason: None }
    }

    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let status = prop_oneof![
            4 => Just(ChallengeStatus::Pending),
            3 => Just(ChallengeStatus::Approved),
            1 => Just(ChallengeStatus::Rejected),
        ];
        proptest::collection::vec((1_i64..=5, status).prop_map(|(tier, status)| entry(tier, status)), 1..8)
    }

    proptest! {
        #[test]
        fn one_no_rejects_and_one_yes_is_enough_where_any_one_decides(told in entries()) {
            let said = |wanted: ChallengeStatus| told.iter().any(|entry| entry.status == wanted);
            for all_of in [false, true] {
                prop_assert_eq!(standing(all_of, &told) == Standing::Rejected, said(ChallengeStatus::Rejected));
            }
            if !said(ChallengeStatus::Rejected) {
                prop_assert_eq!(standing(false, &told) == Standing::Approved, said(ChallengeStatus::Approved));
            }
        }

        #[test]
        fn where_all_decide_it_takes_every_one_of_a_tier(told in entries()) {
            let complete = (1..=5).any(|tier| {
                let mut of_tier = told.iter().filter(|entry| entry.tier == tier).peekable();
                of_tier.peek().is_some() && of_tier.all(|entry| entry.status == ChallengeStatus::Approved)
            });
            match standing(true, &told) {
                Standing::Approved => prop_assert!(complete),
                Standing::Waits(names) => prop_assert!(!complete && !names.is_empty()),
                Standing::Rejected => {}
            }
        }

        #[test]
        fn who_is_told_later_takes_nothing_from_those_before(told in entries(), tier in 1_i64..=5) {
            let before = standing(true, &told);
            let later = told.iter().map(|entry| entry.tier).max().unwrap_or(0) + tier;
            let more: Vec<Entry> = told.into_iter().chain([entry(later, ChallengeStatus::Pending)]).collect();
            let after = standing(true, &more);
            match (before, after) {
                (Standing::Waits(before), Standing::Waits(after)) => prop_assert!(after.len() <= before.len()),
                (before, after) => prop_assert_eq!(before, after),
            }
        }
    }

    #[test]
    fn names_read_as_a_person_would_say_them() {
        assert_eq!(listed(&["A"]), "A");
        assert_eq!(listed(&["A", "B", "C"]), "A, B and C");
        assert_eq!(have(&["You"]), "You have");
        assert_eq!(have(&["A"]), "A has");
        assert_eq!(have(&["A", "You"]), "A and You have");
    }
}
