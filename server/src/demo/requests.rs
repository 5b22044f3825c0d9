//! Access requests: what was asked for and where it stands (`access-requests…`, `access-groups/{id}/units`).
//!
//! Only the requestor, the grantee and those who were asked to decide see a request.

use std::collections::BTreeSet;
use std::sync::Arc;

use apono_api::query::{AccessRequestQuery, AccessRequestsQuery, DryRunQuery, GroupUnitsQuery, RequestUnitsQuery};
use apono_api::{
    AccessGroup, AccessGroupState, AccessGroupStatus, AccessRequest, AccessRequestSubmitted, AccessRequestUnits,
    AccessUnit, AccessUnitStatus, AccessUnitSummary, ApproverType, ChallengeApprover, ChallengeInfo, ChallengeRelation,
    ChallengeStatus, CreateAccessRequest, DryRun, ExtendOptions, Grantee, GranteeType, Page, RequestStatus,
    RequestStatusInfo, Scope, User, UserSettings,
};
use axum::Json;
use axum::extract::{Path, State};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params, params_from_iter};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::catalog::{Catalog, at};
use super::draft::{self, Selection, Unit};
use super::flows::Flow;
use super::life::{self, Millis};
use super::people::{self, Person};
use super::worker::{by_integration, failure};
use super::{Caller, Demo, custom_fields, ids, instant, millis};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Body, Paging, Params};

/// How many names a row shows when nothing is said, and at most.
pub(super) const SUMMARY: i32 = 5;
const MAX_SUMMARY: i32 = 1000;

pub(super) fn router() -> OpenApiRouter<Demo> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(dry_run))
        .routes(routes!(one))
        .routes(routes!(units_of_requests))
        .routes(routes!(group_units))
}

/// Requests of one scope, the newest first.
#[utoipa::path(
    get, path = "/access-requests", tag = "access requests", params(AccessRequestsQuery),
    responses((status = 200, body = Page<AccessRequest>), (status = "4XX", body = ErrorBody))
)]
async fn list(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Params(query): Params<AccessRequestsQuery>,
) -> Result<Json<Page<AccessRequest>>, ApiError> {
    let paging = Paging::new(query.skip, query.limit)?;
    let view = View::new(&demo, caller, summary_limit(query.access_units_summary_limit)?);
    let read = demo.db.read(move |connection| {
        let filter = Filter::new(caller, &query);
        let total = filter.count(connection)?;
        let rows = filter.page(connection, paging)?;
        let shown = rows.into_iter().map(|request| view.show(connection, request));
        let data = shown.collect::<rusqlite::Result<_>>()?;
        Ok::<_, ApiError>(paging.page(data, total))
    });
    Ok(Json(read.await?))
}

/// One request.
#[utoipa::path(
    get, path = "/access-requests/{id}", tag = "access requests", params(("id" = String, Path), AccessRequestQuery),
    responses((status = 200, body = AccessRequest), (status = "4XX", body = ErrorBody))
)]
async fn one(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
    Params(query): Params<AccessRequestQuery>,
) -> Result<Json<AccessRequest>, ApiError> {
    let view = View::new(&demo, caller, summary_limit(query.access_units_summary_limit)?);
    let read = demo.db.read(move |connection| {
        let request = seen_by(connection, caller, ids::parse_request(&id))?;
        Ok::<_, ApiError>(view.show(connection, request)?)
    });
    Ok(Json(read.await?))
}

/// Asks for access. One form becomes a request for each access flow and each bundle.
#[utoipa::path(
    post, path = "/access-requests", tag = "access requests", request_body = CreateAccessRequest,
    responses((status = 200, body = AccessRequestSubmitted), (status = "4XX", body = ErrorBody))
)]
async fn create(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Body(body): Body<CreateAccessRequest>,
) -> Result<Json<AccessRequestSubmitted>, ApiError> {
    let (catalog, settings) = (Arc::clone(&demo.catalog), demo.settings.get());
    let drafts = demo.db.read(move |connection| accepted(connection, &catalog, &settings, caller, &body)).await?;
    submit(&demo, drafts).await.map(Json)
}

/// What becomes of a form against which nothing stands.
///
/// # Errors
/// 400 naming the field to blame.
pub(super) fn accepted(
    connection: &Connection,
    catalog: &Catalog,
    settings: &UserSettings,
    caller: &'static Person,
    body: &CreateAccessRequest,
) -> Result<Vec<New>, ApiError> {
    let selection = Selection::read(connection, catalog, caller, body, false)?;
    let custom_fields = custom_fields::read(settings, body.custom_fields.as_ref())?;
    if let Some(finding) = selection.findings(body, settings).into_iter().next() {
        let message = finding.message.unwrap_or_default();
        return Err(ApiError::bad_request(finding.field.as_str(), message));
    }
    let custom_fields = (!custom_fields.is_empty()).then(|| serde_json::json!(custom_fields).to_string());
    let drafts = selection.parts.into_iter().map(|part| New {
        requestor: caller.id,
        grantee: selection.grantee.id,
        flow: part.flow.n,
        bundle: part.bundle,
        units: part.units,
        duration_sec: body.duration_in_sec,
        justification: draft::justification(body).map(str::to_owned),
        custom_fields: custom_fields.clone(),
    });
    Ok(drafts.collect())
}

/// Writes the requests that one form becomes, and sets the worker to them.
pub(super) async fn submit(demo: &Demo, drafts: Vec<New>) -> Result<AccessRequestSubmitted, ApiError> {
    let now = millis(&demo.clock);
    let written = demo.db.write(move |tx| {
        let due = now.saturating_add(life::EVALUATION);
        drafts.iter().map(|draft| insert(tx, draft, now, life::State::Initializing, Some(due))).collect()
    });
    let numbers: Vec<i64> = written.await.map_err(|error: rusqlite::Error| ApiError::from(error))?;
    demo.wake.notify_one();
    let message = match numbers.len() {
        1 => "Your request was sent.".to_owned(),
        several => format!("Your form became {several} requests, one for each access flow or bundle."),
    };
    Ok(AccessRequestSubmitted { request_ids: numbers.into_iter().map(ids::request).collect(), message: Some(message) })
}

/// What stands against a form; nothing is created.
#[utoipa::path(
    post, path = "/access-requests/dry-run", tag = "access requests", params(DryRunQuery),
    request_body = CreateAccessRequest,
    responses((status = 200, body = DryRun), (status = "4XX", body = ErrorBody))
)]
async fn dry_run(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Params(query): Params<DryRunQuery>,
    Body(body): Body<CreateAccessRequest>,
) -> Result<Json<DryRun>, ApiError> {
    let (catalog, settings) = (Arc::clone(&demo.catalog), demo.settings.get());
    let types_only = query.resource_type_only_mode.unwrap_or(false);
    let read = demo.db.read(move |connection| {
        let selection = Selection::read(connection, &catalog, caller, &body, types_only)?;
        custom_fields::read(&settings, body.custom_fields.as_ref())?;
        let errors = selection.findings(&body, &settings);
        let status = if errors.is_empty() { "ok" } else { "error" };
        Ok::<_, ApiError>(DryRun { status: status.to_owned(), errors, max_duration_in_sec: selection.cap() })
    });
    Ok(Json(read.await?))
}

/// The exact resources and permissions of a request in one integration.
#[utoipa::path(
    get, path = "/access-groups/{id}/units", tag = "access requests", params(("id" = String, Path), GroupUnitsQuery),
    responses((status = 200, body = Page<AccessUnit>), (status = "4XX", body = ErrorBody))
)]
async fn group_units(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
    Params(query): Params<GroupUnitsQuery>,
) -> Result<Json<Page<AccessUnit>>, ApiError> {
    let paging = Paging::new(query.skip, query.limit)?;
    let catalog = Arc::clone(&demo.catalog);
    let read = demo.db.read(move |connection| {
        let (request, group) = group_seen_by(connection, caller, &id)?;
        let wanted = |list: &[String], id: Option<&String>| list.is_empty() || id.is_some_and(|id| list.contains(id));
        let mut units = by_integration(&catalog, &units(connection, request.n)?);
        let units: Vec<Unit> = units.remove(&group.integration).unwrap_or_default();
        let kept = units.into_iter().filter(|(resource, _)| {
            let pool = catalog.pool(*resource);
            let integration = pool.and_then(|pool| at(&catalog.integrations, pool.integration));
            let resource_type = pool.and_then(|pool| at(&catalog.types, pool.resource_type));
            wanted(&query.integration_ids, integration.map(|shown| &shown.id))
                && wanted(&query.resource_type_ids, resource_type.map(|shown| &shown.id))
        });
        let page = paging.cut(kept.collect());
        let data = show_units(&catalog, &request, std::slice::from_ref(&group), page.data);
        Ok::<_, ApiError>(Page { data, pagination: page.pagination })
    });
    Ok(Json(read.await?))
}

/// The exact resources and permissions of several requests.
#[utoipa::path(
    get, path = "/access-requests/access_units", tag = "access requests", params(RequestUnitsQuery),
    responses((status = 200, body = Vec<AccessRequestUnits>), (status = "4XX", body = ErrorBody))
)]
async fn units_of_requests(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Params(query): Params<RequestUnitsQuery>,
) -> Result<Json<Vec<AccessRequestUnits>>, ApiError> {
    const NAME: &str = "request_id";
    if query.request_ids.is_empty() || query.request_ids.len() > MOST_REQUESTS {
        return Err(ApiError::bad_request(NAME, format!("`{NAME}` must come once to {MOST_REQUESTS} times.")));
    }
    let catalog = Arc::clone(&demo.catalog);
    let read = demo.db.read(move |connection| {
        let show = |id: String| {
            let request = seen_by(connection, caller, ids::parse_request(&id))?;
            let (units, groups) = (units(connection, request.n)?, groups_of(connection, request.n)?);
            let groups: Vec<Group> = groups.into_iter().map(|(group, _)| group).collect();
            Ok(AccessRequestUnits { access_units: show_units(&catalog, &request, &groups, units), id })
        };
        query.request_ids.into_iter().map(show).collect::<Result<Vec<_>, ApiError>>()
    });
    Ok(Json(read.await?))
}

/// How many requests can be asked about at once.
const MOST_REQUESTS: usize = 100;

/// Units of a request, each with how far it is where provisioning has begun.
fn show_units(catalog: &Catalog, request: &Stored, groups: &[Group], units: Vec<Unit>) -> Vec<AccessUnit> {
    let mut shown = Vec::new();
    for (resource, permission) in units {
        let integration = catalog.pool(resource).map(|pool| pool.integration);
        let group = groups.iter().find(|group| Some(group.integration) == integration);
        if let Some(unit) = catalog.access_unit(resource, permission) {
            let status = group.map(|group| group.status_of(catalog, request, (resource, permission)));
            shown.push(AccessUnit { status, ..unit });
        }
    }
    shown
}

/// A request's part in one integration with the request, if this person may see it, else 404.
pub(super) fn group_seen_by(connection: &Connection, caller: &Person, id: &str) -> Result<(Stored, Group), ApiError> {
    let missing = || ApiError::not_found("There is no access group with this id.");
    let n = ids::parse_access_group(id).ok_or_else(missing)?;
    let group = connection
        .prepare_cached("SELECT request, n, integration, state, message FROM access_groups WHERE n = ?1")?
        .query_row([n], |row| Ok((row.get(0)?, Group::read(row, 1)?)))
        .optional()?;
    let (request, group): (i64, Group) = group.ok_or_else(missing)?;
    let request = seen_by(connection, caller, Some(request)).map_err(|_| missing())?;
    Ok((request, group))
}

fn summary_limit(limit: Option<i32>) -> Result<i32, ApiError> {
    const NAME: &str = "access_units_summary_limit";
    let limit = limit.unwrap_or(SUMMARY);
    if (0..=MAX_SUMMARY).contains(&limit) {
        Ok(limit)
    } else {
        Err(ApiError::bad_request(NAME, format!("`{NAME}` must be between 0 and {MAX_SUMMARY}.")))
    }
}

/// A request as it lies in the database.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub n: i64,
    pub requestor: String,
    pub grantee: String,
    pub flow: i64,
    pub bundle: Option<i64>,
    pub state: life::State,
    pub description: Option<String>,
    pub created_at: Millis,
    pub ends_at: Option<Millis>,
    pub duration_sec: Option<i64>,
    pub justification: Option<String>,
    /// A JSON object of texts.
    pub custom_fields: Option<String>,
    pub extension_count: i32,
}

const COLUMNS: &str = "r.n, r.requestor, r.grantee, r.flow, r.bundle, r.state, r.description, r.created_at, r.ends_at, \
                       r.duration_sec, r.justification, r.custom_fields, r.extension_count";

impl Stored {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let state: String = row.get(5)?;
        Ok(Self {
            n: row.get(0)?,
            requestor: row.get(1)?,
            grantee: row.get(2)?,
            flow: row.get(3)?,
            bundle: row.get(4)?,
            state: life::State::from_text(&state).ok_or(rusqlite::Error::InvalidQuery)?,
            description: row.get(6)?,
            created_at: row.get(7)?,
            ends_at: row.get(8)?,
            duration_sec: row.get(9)?,
            justification: row.get(10)?,
            custom_fields: row.get(11)?,
            extension_count: row.get(12)?,
        })
    }
}

/// The request with this row number.
///
/// # Errors
/// There is none, or the database cannot be read.
pub(super) fn stored(connection: &Connection, n: i64) -> rusqlite::Result<Stored> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM requests AS r WHERE r.n = ?1"))?
        .query_row([n], Stored::read)
}

/// What a request asks for, in the order of the resources' names.
pub(super) fn units(connection: &Connection, request: i64) -> rusqlite::Result<Vec<Unit>> {
    connection
        .prepare_cached(
            "SELECT resource, permission FROM request_units WHERE request = ?1 ORDER BY resource, permission",
        )?
        .query_map([request], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// A request to be written.
#[derive(Clone, Debug)]
pub(super) struct New {
    pub requestor: &'static str,
    pub grantee: &'static str,
    pub flow: i64,
    pub bundle: Option<i64>,
    pub units: Vec<Unit>,
    pub duration_sec: Option<i32>,
    pub justification: Option<String>,
    /// As [`Stored::custom_fields`].
    pub custom_fields: Option<String>,
}

/// Writes a request in this state; the worker looks at it when it is due.
pub(super) fn insert(
    tx: &Transaction<'_>,
    new: &New,
    created_at: Millis,
    state: life::State,
    due_at: Option<Millis>,
) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO requests (requestor, grantee, flow, bundle, state, created_at, due_at, duration_sec, justification,
             custom_fields) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        new.requestor,
        new.grantee,
        new.flow,
        new.bundle,
        state.status().as_str(),
        created_at,
        due_at,
        new.duration_sec,
        new.justification,
        new.custom_fields
    ])?;
    let n = tx.last_insert_rowid();
    let mut insert =
        tx.prepare_cached("INSERT INTO request_units (request, resource, permission) VALUES (?1, ?2, ?3)")?;
    for (resource, permission) in &new.units {
        insert.execute([n, *resource, *permission])?;
    }
    Ok(n)
}

/// The request if this person may see it, else 404.
pub(super) fn seen_by(connection: &Connection, caller: &Person, n: Option<i64>) -> Result<Stored, ApiError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM requests AS r WHERE r.n = ?2 AND (r.requestor = ?1 OR r.grantee = ?1
             OR EXISTS (SELECT 1 FROM tasks AS t WHERE t.person = ?1 AND t.request = r.n))"
    );
    let found = match n {
        Some(n) => connection.prepare_cached(&sql)?.query_row(params![caller.id, n], Stored::read).optional()?,
        None => None,
    };
    found.ok_or_else(|| ApiError::not_found("There is no request with this id, or you have no part in it."))
}

/// Which requests a list shows.
pub(super) struct Filter {
    scope: &'static str,
    /// Of the tasks of a person, which lead to the requests; otherwise of the requests themselves.
    of_tasks: bool,
    /// Begins with `AND`; empty where nothing is narrowed.
    narrowing: String,
    /// What the conditions count from `?1` on: the person, then lists as JSON.
    values: Vec<String>,
}

impl Filter {
    pub(super) fn new(caller: &'static Person, query: &AccessRequestsQuery) -> Self {
        let scope = match &query.scope {
            Some(Scope::MyTasks) => "t.person = ?1 AND t.open = 1",
            Some(Scope::MyHistoricTasks) => "t.person = ?1 AND t.open = 0",
            Some(Scope::MyDelegatedRequests) => "r.requestor = ?1 AND r.grantee <> ?1",
            Some(Scope::MyRequests | Scope::Other(_)) | None => "(r.requestor = ?1 OR r.grantee = ?1)",
        };
        let states = query
            .statuses
            .iter()
            .filter_map(|text| life::State::from_status(&RequestStatus::from(text.as_str())))
            .map(|state| state.status().to_string());
        let numbers = query.request_ids.iter().filter_map(|id| ids::parse_request(id));
        let mut filter = Self {
            scope,
            of_tasks: scope.starts_with("t."),
            narrowing: String::new(),
            values: vec![caller.id.to_owned()],
        };
        filter.narrow("r.state", &query.statuses, states.collect());
        filter.narrow("r.n", &query.request_ids, numbers.collect());
        filter.narrow("r.requestor", &query.requestor_ids, query.requestor_ids.clone().into());
        filter.narrow("r.grantee", &query.grantee_ids, query.grantee_ids.clone().into());
        if query.favorite_only.unwrap_or(false) {
            filter.narrowing += " AND EXISTS (SELECT 1 FROM favorites AS f WHERE f.person = ?1 AND f.request = r.n)";
        }
        // What a flow gives by itself is nobody's task.
        if !filter.of_tasks && !query.include_autogrant.unwrap_or(false) {
            filter.narrowing += " AND NOT r.automatic";
        }
        filter
    }

    /// `list` is what `wanted` means; where nothing is wanted, nothing is narrowed.
    fn narrow(&mut self, column: &str, wanted: &[String], list: serde_json::Value) {
        if !wanted.is_empty() {
            self.values.push(list.to_string());
            let place = self.values.len();
            self.narrowing += &format!(" AND {column} IN (SELECT value FROM json_each(?{place}))");
        }
    }

    /// Columns of the requests as `r` and of what is joined to them, then what follows the condition.
    pub(super) fn query<T>(
        &self,
        connection: &Connection,
        columns: &str,
        (joins, tail): (&str, &str),
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        // The order of a cross join is kept, so that a person's tasks come first, from their index.
        let from =
            if self.of_tasks { "tasks AS t CROSS JOIN requests AS r ON r.n = t.request" } else { "requests AS r" };
        let sql = format!("SELECT {columns} FROM {from} {joins} WHERE {}{} {tail}", self.scope, self.narrowing);
        connection.prepare_cached(&sql)?.query_map(params_from_iter(&self.values), read)?.collect()
    }

    fn count(&self, connection: &Connection) -> rusqlite::Result<usize> {
        let totals: Vec<i64> = if self.of_tasks && self.narrowing.is_empty() {
            let sql = format!("SELECT count(*) FROM tasks AS t WHERE {}", self.scope);
            vec![connection.prepare_cached(&sql)?.query_row(params_from_iter(&self.values), |row| row.get(0))?]
        } else {
            self.query(connection, "count(*)", ("", ""), |row| row.get(0))?
        };
        Ok(totals.first().and_then(|total| usize::try_from(*total).ok()).unwrap_or(0))
    }

    fn page(&self, connection: &Connection, paging: Paging) -> rusqlite::Result<Vec<Stored>> {
        let order = if self.of_tasks { "t.created_at DESC, t.request DESC" } else { "r.created_at DESC, r.n DESC" };
        let tail = format!("ORDER BY {order} LIMIT {} OFFSET {}", paging.limit(), paging.skip());
        self.query(connection, COLUMNS, ("", &tail), Stored::read)
    }
}

/// For whom requests are shown, and how.
pub(super) struct View {
    catalog: Arc<Catalog>,
    caller: &'static Person,
    /// How many names of units at most.
    summary: i32,
    asks_reasons: bool,
}

impl View {
    pub(super) fn new(demo: &Demo, caller: &'static Person, summary: i32) -> Self {
        Self { catalog: Arc::clone(&demo.catalog), caller, summary, asks_reasons: demo.settings.asks_reasons() }
    }

    /// A request as the API shows it.
    pub(super) fn show(&self, connection: &Connection, request: Stored) -> rusqlite::Result<AccessRequest> {
        let Self { catalog, caller, summary, asks_reasons } = self;
        let flow = catalog.flows.iter().find(|flow| flow.n == request.flow);
        let units = units(connection, request.n)?;
        let first = connection
            .prepare_cached(
                "SELECT resources.name, permissions.name FROM request_units AS u
                 JOIN resources ON resources.n = u.resource JOIN permissions ON permissions.n = u.permission
                 WHERE u.request = ?1 ORDER BY u.resource, u.permission LIMIT ?2",
            )?
            .query_map(params![request.n, summary], |row| {
                Ok(AccessUnitSummary { resource_name: row.get(0)?, permission_name: row.get(1)? })
            })?
            .collect::<rusqlite::Result<_>>()?;
        let names = connection
            .prepare_cached(
                "SELECT DISTINCT resources.name FROM request_units AS u JOIN resources ON resources.n = u.resource
                 WHERE u.request = ?1 ORDER BY resources.name",
            )?
            .query_map([request.n], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let favorite = connection
            .prepare_cached("SELECT 1 FROM favorites WHERE person = ?1 AND request = ?2")?
            .exists(params![caller.id, request.n])?;
        let requestor = people::find(&request.requestor).ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        let grantee = people::find(&request.grantee).filter(|person| person.id != requestor.id);
        Ok(AccessRequest {
            id: ids::request(request.n),
            requestor: User {
                id: requestor.id.into(),
                name: requestor.name.into(),
                email: requestor.email.into(),
                photo: None,
            },
            grantee: grantee.map(|person| Grantee {
                id: person.id.into(),
                source_id: person.email.into(),
                display_name: person.name.into(),
                kind: GranteeType::User,
            }),
            creation_time: instant(request.created_at),
            revocation_time: request.ends_at.map(instant),
            access_groups: groups(connection, catalog, request.n, &units)?,
            bundle: request.bundle.and_then(|n| at(&catalog.bundles, n)).map(|entry| entry.shown.clone()),
            challenge: challenge(connection, request.n, flow)?,
            duration_in_sec: request.duration_sec.and_then(|seconds| i32::try_from(seconds).ok()),
            custom_fields: request.custom_fields.as_deref().and_then(|text| serde_json::from_str(text).ok()),
            require_approver_reason: flow.map(|flow| *asks_reasons && flow.approver_reason_required),
            favorite: Some(favorite),
            access_units_summary: Some(first),
            distinct_resource_names: Some(names),
            extension_count: request.extension_count,
            extend_options: extend_options(&request, flow),
            status: RequestStatusInfo {
                status: request.state.status(),
                description: request.description,
                metadata: Default::default(),
            },
            justification: request.justification,
        })
    }
}

/// Texts of `extension_availability`.
pub(super) const NOT_ALLOWED: &str = "NOT_ALLOWED";
pub(super) const USED_UP: &str = "USED_UP";

/// Access can be extended while it lasts, as often as the flow says.
pub(super) fn extend_options(request: &Stored, flow: Option<&Flow>) -> ExtendOptions {
    let (seconds, most) = flow.map_or((0, 0), |flow| (flow.extension_sec, flow.max_extensions));
    let remaining = most.saturating_sub(request.extension_count).max(0);
    let availability = if most == 0 {
        NOT_ALLOWED
    } else if request.state != life::State::Active || request.ends_at.is_none() {
        "NOT_ACTIVE"
    } else if remaining == 0 {
        USED_UP
    } else {
        "AVAILABLE"
    };
    ExtendOptions {
        can_extend: availability == "AVAILABLE",
        extension_availability: availability.to_owned(),
        extend_duration_in_sec: seconds,
        remaining_extensions: remaining,
    }
}

fn challenge(connection: &Connection, request: i64, flow: Option<&Flow>) -> rusqlite::Result<Option<ChallengeInfo>> {
    let approvers: Vec<ChallengeApprover> = connection
        .prepare_cached(
            "SELECT a.name, a.kind, a.status, a.tier, a.notified_at, a.reason, p.name, a.decided_at
             FROM request_approvers AS a LEFT JOIN people AS p ON p.id = a.decided_by WHERE a.request = ?1 ORDER BY a.tier, a.n",
        )?
        .query_map([request], |row| {
            let kind: String = row.get(1)?;
            let status: String = row.get(2)?;
            let decided_at = row.get::<_, Option<Millis>>(7)?.map(|at| instant(at).seconds().to_string());
            let facts = [("reason", row.get(5)?), ("decided_by", row.get(6)?), ("decided_at", decided_at)];
            Ok(ChallengeApprover {
                name: row.get(0)?,
                kind: ApproverType::from(kind),
                status: ChallengeStatus::from(status),
                metadata: facts.into_iter().filter_map(|(key, value): (&str, Option<String>)| Some((key.to_owned(), value?))).collect(),
                tier: row.get(3)?,
                tier_escalated_at: row.get::<_, Option<Millis>>(4)?.map(instant),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let logical_relation =
        flow.map_or(ChallengeRelation::AnyOf, |flow| ChallengeRelation::from(flow.relation.as_str()));
    Ok((!approvers.is_empty()).then_some(ChallengeInfo { logical_relation, approvers }))
}

/// The part of a request in one integration, as it lies in the database.
pub(super) struct Group {
    n: i64,
    pub integration: i64,
    state: AccessGroupState,
    message: Option<String>,
}

impl Group {
    /// From four columns, the first of them at `from`.
    fn read(row: &Row<'_>, from: usize) -> rusqlite::Result<Self> {
        let state: String = row.get(from + 2)?;
        Ok(Self {
            n: row.get(from)?,
            integration: row.get(from + 1)?,
            state: AccessGroupState::from(state),
            message: row.get(from + 3)?,
        })
    }

    /// How far one of its units is.
    fn status_of(&self, catalog: &Catalog, request: &Stored, unit: Unit) -> AccessUnitStatus {
        let why = match self.state {
            AccessGroupState::Success => None,
            AccessGroupState::Failure => self.message.clone(),
            _ => failure(catalog, unit).map(str::to_owned),
        };
        let status = match request.state {
            _ if self.state == AccessGroupState::Failure || why.is_some() => "Failure",
            life::State::Expired | life::State::Revoked => "Revoked",
            _ => "Granted",
        };
        AccessUnitStatus { status: status.to_owned(), message: why }
    }
}

fn groups(
    connection: &Connection,
    catalog: &Catalog,
    request: i64,
    units: &[Unit],
) -> rusqlite::Result<Vec<AccessGroup>> {
    let units = by_integration(catalog, units);
    let rows = groups_of(connection, request)?;
    let count = |numbers: BTreeSet<i64>| i32::try_from(numbers.len()).ok();
    let show = |(group, has_new_credentials): (Group, bool)| {
        let units = units.get(&group.integration).map(Vec::as_slice).unwrap_or_default();
        let pools = units.iter().filter_map(|(resource, _)| catalog.pool(*resource));
        let types: BTreeSet<i64> = pools.map(|pool| pool.resource_type).collect();
        Some(AccessGroup {
            id: ids::access_group(group.n),
            integration: at(&catalog.integrations, group.integration)?.clone(),
            resource_types: types.into_iter().filter_map(|n| at(&catalog.types, n)).cloned().collect(),
            has_new_credentials,
            status: AccessGroupStatus { status: group.state, message: group.message },
            total_resources: count(units.iter().map(|(resource, _)| *resource).collect()),
            total_permissions: count(units.iter().map(|(_, permission)| *permission).collect()),
        })
    };
    Ok(rows.into_iter().filter_map(show).collect())
}

/// A request's groups, and whether an unread secret waits in each.
fn groups_of(connection: &Connection, request: i64) -> rusqlite::Result<Vec<(Group, bool)>> {
    connection
        .prepare_cached(
            "SELECT g.n, g.integration, g.state, g.message, EXISTS (
                 SELECT 1 FROM session_requests AS s JOIN access_sessions ON access_sessions.n = s.session
                 WHERE s.request = g.request AND access_sessions.integration = g.integration
                     AND access_sessions.ended_at IS NULL AND access_sessions.credentials_status = 'new')
             FROM access_groups AS g WHERE g.request = ?1 ORDER BY g.integration",
        )?
        .query_map([request], |row| Ok((Group::read(row, 0)?, row.get(4)?)))?
        .collect()
}
