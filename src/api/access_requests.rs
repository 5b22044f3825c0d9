//! `/access-requests`: list, read, create, ask again, extend, end, star, decide (reference 2, 3 and 5).

use apono_api::query::{AccessRequestQuery, AccessRequestsQuery, GroupUnitsQuery, RequestUnitsQuery};
use apono_api::{
    AccessRequestSubmitted, AccessRequestUnits, ApprovalResult, CreateAccessRequest, DryRun, JustificationValidation,
    Message, Page, PassMfa, RequestAgain, ResourceFilter, ResourceFilterType, Scope, UpdateFavorite,
};

use super::convert;
use super::{ApiError, Cancel, Client};
use crate::domain::custom_field::Answers;
use crate::domain::decision::Verdict;
use crate::domain::draft::{Draft, Judgement, Rules, Submitted, Wanted};
use crate::domain::inventory::{AccessUnit, PageOf};
use crate::domain::request::AccessRequest;

/// How many requests one page holds.
pub const PAGE: usize = 100;

/// My requests, newest first, from row `skip` on. Automatic grants that nobody asked for stay hidden.
pub async fn mine(client: &Client, skip: usize) -> Result<PageOf<AccessRequest>, ApiError> {
    let query = AccessRequestsQuery {
        scope: Some(Scope::MyRequests),
        limit: i32::try_from(PAGE).ok(),
        skip: i32::try_from(skip).ok(),
        ..AccessRequestsQuery::default()
    };
    list(client, &query).await
}

/// My requests in any of these statuses, as the service spells them, newest first.
pub async fn mine_in(client: &Client, statuses: &[&str], skip: usize) -> Result<PageOf<AccessRequest>, ApiError> {
    let query = AccessRequestsQuery {
        scope: Some(Scope::MyRequests),
        statuses: statuses.iter().map(|status| (*status).to_owned()).collect(),
        limit: i32::try_from(PAGE).ok(),
        skip: i32::try_from(skip).ok(),
        ..AccessRequestsQuery::default()
    };
    list(client, &query).await
}

/// What gives me access now, automatic grants too, from row `skip` on.
pub async fn giving_access(client: &Client, skip: usize) -> Result<PageOf<AccessRequest>, ApiError> {
    let query = AccessRequestsQuery {
        scope: Some(Scope::MyRequests),
        statuses: ["Active", "Revoking"].map(str::to_owned).to_vec(),
        include_autogrant: Some(true),
        limit: i32::try_from(PAGE).ok(),
        skip: i32::try_from(skip).ok(),
        ..AccessRequestsQuery::default()
    };
    list(client, &query).await
}

/// The newest `limit` of my requests that carry a star.
pub async fn favorites(client: &Client, limit: usize) -> Result<Vec<AccessRequest>, ApiError> {
    let query = AccessRequestsQuery {
        scope: Some(Scope::MyRequests),
        favorite_only: Some(true),
        limit: i32::try_from(limit).ok(),
        ..AccessRequestsQuery::default()
    };
    list(client, &query).await.map(|page| page.rows)
}

/// These requests of mine, at most [`PAGE`] of them.
pub async fn mine_by_id(client: &Client, ids: &[String]) -> Result<PageOf<AccessRequest>, ApiError> {
    let query = AccessRequestsQuery {
        scope: Some(Scope::MyRequests),
        request_ids: ids.iter().take(PAGE).cloned().collect(),
        limit: i32::try_from(PAGE).ok(),
        ..AccessRequestsQuery::default()
    };
    list(client, &query).await
}

/// What waits for my decision, newest first, from row `skip` on.
pub async fn tasks(client: &Client, skip: usize) -> Result<PageOf<AccessRequest>, ApiError> {
    of_scope(client, Scope::MyTasks, skip).await
}

/// What waited for my decision before, newest first, from row `skip` on.
pub async fn past_tasks(client: &Client, skip: usize) -> Result<PageOf<AccessRequest>, ApiError> {
    of_scope(client, Scope::MyHistoricTasks, skip).await
}

/// Those of these requests that wait for my decision; at most [`PAGE`] of them.
pub async fn tasks_by_id(client: &Client, ids: &[String]) -> Result<Vec<AccessRequest>, ApiError> {
    of_scope_by_id(client, Scope::MyTasks, ids).await
}

/// Those of these requests that waited for my decision before; at most [`PAGE`] of them.
pub async fn past_tasks_by_id(client: &Client, ids: &[String]) -> Result<Vec<AccessRequest>, ApiError> {
    of_scope_by_id(client, Scope::MyHistoricTasks, ids).await
}

async fn of_scope_by_id(client: &Client, scope: Scope, ids: &[String]) -> Result<Vec<AccessRequest>, ApiError> {
    let query = AccessRequestsQuery {
        scope: Some(scope),
        request_ids: ids.iter().take(PAGE).cloned().collect(),
        limit: i32::try_from(PAGE).ok(),
        ..AccessRequestsQuery::default()
    };
    list(client, &query).await.map(|page| page.rows)
}

async fn of_scope(client: &Client, scope: Scope, skip: usize) -> Result<PageOf<AccessRequest>, ApiError> {
    let query = AccessRequestsQuery {
        scope: Some(scope),
        limit: i32::try_from(PAGE).ok(),
        skip: i32::try_from(skip).ok(),
        ..AccessRequestsQuery::default()
    };
    list(client, &query).await
}

/// Approves a request or rejects it, with a reason where one is given. Accepted first and done later.
pub async fn decide(client: &Client, id: &str, verdict: Verdict, reason: Option<&str>) -> Result<(), ApiError> {
    let body = ApprovalResult { justification: reason.map(str::to_owned) };
    let path = match verdict {
        Verdict::Approve => action(id, "approve"),
        Verdict::Reject => action(id, "reject"),
    };
    client.post::<Message>(&path, &body).await.map(|_| ())
}

async fn list(client: &Client, query: &AccessRequestsQuery) -> Result<PageOf<AccessRequest>, ApiError> {
    let page: Page<apono_api::AccessRequest> = client.get("/access-requests", query, None).await?;
    Ok(convert::page(page, convert::access_request))
}

/// One request.
pub async fn one(client: &Client, id: &str) -> Result<AccessRequest, ApiError> {
    let path = format!("/access-requests/{}", segment(id));
    client.get(&path, &AccessRequestQuery::default(), None).await.map(convert::access_request)
}

/// The exact resources and permissions of one group of a request, from row `skip` on.
pub async fn group_units(
    client: &Client,
    group: &str,
    skip: usize,
    cancel: &Cancel,
) -> Result<PageOf<AccessUnit>, ApiError> {
    let query = GroupUnitsQuery { limit: Some(1_000), skip: i32::try_from(skip).ok(), ..GroupUnitsQuery::default() };
    let path = format!("/access-groups/{}/units", segment(group));
    let page: Page<apono_api::AccessUnit> = client.get(&path, &query, Some(cancel)).await?;
    Ok(convert::units_page(page))
}

/// The exact resources and permissions of these requests, at most [`PAGE`] of them, each with its id.
pub async fn units_of(client: &Client, ids: &[String]) -> Result<Vec<(String, Vec<AccessUnit>)>, ApiError> {
    let query = RequestUnitsQuery { request_ids: ids.iter().take(PAGE).cloned().collect() };
    let answer: Vec<AccessRequestUnits> = client.get("/access-requests/access_units", &query, None).await?;
    Ok(answer.into_iter().map(|request| (request.id, convert::access_units(request.access_units))).collect())
}

/// An id as one segment of a path.
pub(super) fn segment(id: &str) -> String {
    let mut text = String::new();
    apono_api::query::encode_into(id, &mut text);
    text
}

/// Sends a draft. One form may become several requests; an answer without any is a failure.
pub async fn create(client: &Client, draft: &Draft) -> Result<Submitted, ApiError> {
    submitted(client.post("/access-requests", &body(draft)).await?)
}

fn submitted(answer: AccessRequestSubmitted) -> Result<Submitted, ApiError> {
    if answer.request_ids.is_empty() {
        return Err(ApiError::Refused { message: answer.message, field: None });
    }
    Ok(Submitted { requests: answer.request_ids, message: answer.message })
}

/// Asks what the service would say to a draft; nothing is created.
pub async fn dry_run(client: &Client, draft: &Draft, cancel: &Cancel) -> Result<Rules, ApiError> {
    let answer: DryRun = client.post_cancellable("/access-requests/dry-run", &body(draft), Some(cancel)).await?;
    Ok(convert::rules(answer))
}

/// Asks what the service thinks of a draft's justification; advice only.
pub async fn judge(client: &Client, draft: &Draft, cancel: &Cancel) -> Result<Judgement, ApiError> {
    let answer: JustificationValidation =
        client.post_cancellable("/justification-validation", &body(draft), Some(cancel)).await?;
    Ok(Judgement {
        describes_task: answer.describes_task,
        justifies_level: answer.justifies_permission_level,
        names_ticket: answer.has_ticket_id_url,
    })
}

/// Asks what the service would say to asking for the same again; nothing is created (reference 5.6).
pub async fn dry_run_again(client: &Client, id: &str) -> Result<Rules, ApiError> {
    client.post_empty(&action(id, "dry-run")).await.map(convert::rules)
}

/// Asks for the same again. As with [`create`], several requests may come of it.
pub async fn again(client: &Client, id: &str, justification: &str, answers: Answers) -> Result<Submitted, ApiError> {
    let body = RequestAgain {
        justification: justification.to_owned(),
        custom_fields: Some(answers).filter(|answers| !answers.is_empty()),
        run_pre_approval_validations: None,
    };
    submitted(client.post(&action(id, "request-again"), &body).await?)
}

/// Adds the time that the request's extension names. Accepted first and done later.
pub async fn extend(client: &Client, id: &str) -> Result<(), ApiError> {
    client.post_empty::<Message>(&action(id, "extend")).await.map(|_| ())
}

/// Ends access, or withdraws what still waits where the service allows it. Accepted first and done later.
pub async fn revoke(client: &Client, id: &str) -> Result<(), ApiError> {
    client.post_empty::<Message>(&action(id, "revoke")).await.map(|_| ())
}

/// Stars a request or takes the star away; answers the request as it is then.
pub async fn set_favorite(client: &Client, id: &str, favorite: bool) -> Result<AccessRequest, ApiError> {
    client.post(&action(id, "favorite"), &UpdateFavorite { favorite }).await.map(convert::access_request)
}

/// Releases what waits for a second factor that was passed meanwhile; answers the ids of those requests and the
/// service's words (reference 6).
pub async fn pass_mfa(client: &Client) -> Result<(Vec<String>, Option<String>), ApiError> {
    let answer: PassMfa = client.post_empty("/access-requests/pass-mfa").await?;
    Ok((answer.affected_requests.access_requests_ids, convert::text(Some(answer.message))))
}

fn action(id: &str, action: &str) -> String {
    format!("/access-requests/{}/{action}", segment(id))
}

/// All seven filters are always sent, empty where unused: the service refuses absent ones (reference 1.5).
fn body(draft: &Draft) -> CreateAccessRequest {
    let mut body = CreateAccessRequest {
        filter_integration_ids: Vec::new(),
        filter_bundle_ids: Vec::new(),
        filter_resource_type_ids: Vec::new(),
        filter_resource_ids: Vec::new(),
        filter_resources: Vec::new(),
        filter_permission_ids: Vec::new(),
        filter_access_unit_ids: Vec::new(),
        justification: draft.justification.clone(),
        duration_in_sec: draft.duration.and_then(|duration| i32::try_from(duration.0).ok()),
        // A dry run teaches its rules without them, as in the service's own tools (reference 5.3).
        custom_fields: (!draft.custom_fields.is_empty()).then(|| draft.custom_fields.clone()),
        run_pre_approval_validations: None,
        grantee_id: draft.grantee.clone(),
    };
    match draft.wanted.clone() {
        Wanted::Units(units) => body.filter_access_unit_ids = units,
        Wanted::Integration { integration, resource_type, resources, permissions } => {
            let by_id = |value| ResourceFilter { kind: ResourceFilterType::Id, value };
            body.filter_integration_ids = vec![integration];
            body.filter_resource_type_ids = vec![resource_type];
            body.filter_resources = resources.into_iter().map(by_id).collect();
            body.filter_permission_ids = permissions;
        }
        Wanted::Bundle { bundle, units } => {
            body.filter_bundle_ids = vec![bundle];
            body.filter_access_unit_ids = units.unwrap_or_default();
        }
    }
    body
}
