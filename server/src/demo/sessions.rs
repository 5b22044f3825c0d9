//! What a person holds and how to use it (`access-sessions…`, and the older `access-groups/{id}/details` and `reset`). Only that person sees it.

use std::collections::BTreeSet;
use std::sync::Arc;

use apono_api::query::{AccessDetailsQuery, AccessSessionGroupsQuery, AccessSessionsQuery};
use apono_api::{
    AccessDetails, AccessSession, AccessSessionDetails, AccessSessionRequestTemplate, AccessSessionsGroup,
    ConnectionMethod, Credentials, CredentialsStatus, Instructions, Message, Page, SessionStatus, SessionType,
};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::Method;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::catalog::{Catalog, at};
use super::details::{Account, Use};
use super::draft::Unit;
use super::life::{self, Millis};
use super::people::Person;
use super::search::Search;
use super::worker::failure;
use super::world::NOTES;
use super::{Caller, Demo, ids, millis, requests};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Paging, Params};

/// Stands for a secret that was read before.
const MASK: &str = "********";
/// Who reads when nothing is said (reference 3).
const DIALOG: &str = "access_dialog";
const LONGEST_CONSUMER: usize = 100;

pub(super) fn router() -> OpenApiRouter<Demo> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(access_details))
        .routes(routes!(reset_credentials))
        .routes(routes!(request_template))
        .routes(routes!(groups))
        .routes(routes!(sync))
        .routes(routes!(group_details))
        .routes(routes!(group_reset))
}

/// What the caller holds, the newest first. What has ended only with `include_disconnected`.
#[utoipa::path(
    get, path = "/access-sessions", tag = "access sessions", params(AccessSessionsQuery),
    responses((status = 200, body = Page<AccessSession>), (status = "4XX", body = ErrorBody))
)]
async fn list(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Params(query): Params<AccessSessionsQuery>,
) -> Result<Json<Page<AccessSession>>, ApiError> {
    let paging = Paging::new(query.skip, query.limit)?;
    let search = Search::parse("search", query.search.as_deref())?;
    let catalog = Arc::clone(&demo.catalog);
    let read = demo.db.read(move |connection| {
        Ok::<_, ApiError>(paging.cut(matching(connection, &catalog, caller, &query, &search)?))
    });
    Ok(Json(read.await?))
}

/// The caller's sessions to which all parameters fit, the newest first.
fn matching(
    connection: &Connection,
    catalog: &Catalog,
    caller: &Person,
    query: &AccessSessionsQuery,
    search: &Search,
) -> rusqlite::Result<Vec<AccessSession>> {
    let among =
        |list: &[String], text: &str| list.is_empty() || list.iter().any(|wanted| wanted.eq_ignore_ascii_case(text));
    let requests = query.request_ids.iter().filter_map(|id| ids::parse_request(id)).collect::<Vec<_>>();
    let bundles = super::catalog::numbered(&catalog.bundles)
        .filter(|(_, entry)| query.bundle_ids.contains(&entry.shown.id))
        .map(|(n, _)| n)
        .collect::<Vec<_>>();
    let mut found = Vec::new();
    for session in held_by(connection, caller, query.include_disconnected.unwrap_or(false))? {
        let Some(shown) = show(connection, catalog, &session)? else { continue };
        let credentials = shown.credentials.as_ref().map(|credentials| credentials.id.as_str());
        let fits = search.finds(&[&shown.name, &shown.kind.name])
            && among(&query.integration_ids, &shown.integration.id)
            && among(&query.integration_types, &shown.integration.kind)
            && among(&query.session_types, &shown.kind.id)
            && (query.status.is_empty()
                || query.status.iter().any(|text| SessionStatus::from(text.as_str()) == shown.status))
            && (query.credentials_ids.is_empty() || credentials.is_some_and(|id| among(&query.credentials_ids, id)))
            && (query.request_ids.is_empty() || of_requests(connection, session.n, &requests)?)
            && (query.bundle_ids.is_empty() || of_bundles(connection, session.n, &bundles)?);
        if fits {
            found.push(shown);
        }
    }
    Ok(found)
}

/// What the caller holds by system, the system with the newest session first; of each system the first sessions only.
#[utoipa::path(
    get, path = "/access-session-groups", tag = "access sessions", params(AccessSessionGroupsQuery),
    responses((status = 200, body = Page<AccessSessionsGroup>), (status = "4XX", body = ErrorBody))
)]
async fn groups(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Params(query): Params<AccessSessionGroupsQuery>,
) -> Result<Json<Page<AccessSessionsGroup>>, ApiError> {
    const SIZE: &str = "sessions-page-size";
    let paging = Paging::new(query.skip, query.limit)?;
    let search = Search::parse("search", query.search.as_deref())?;
    let size = usize::try_from(query.sessions_page_size.unwrap_or(SESSIONS_OF_GROUP)).ok();
    let size = size.filter(|size| *size <= MOST_SESSIONS_OF_GROUP);
    let Some(size) = size else {
        return Err(ApiError::bad_request(SIZE, format!("`{SIZE}` must be between 0 and {MOST_SESSIONS_OF_GROUP}.")));
    };
    let query = AccessSessionsQuery {
        integration_ids: query.integration_ids,
        integration_types: query.integration_types,
        session_types: query.session_types,
        status: query.status,
        include_disconnected: query.include_disconnected,
        ..Default::default()
    };
    let catalog = Arc::clone(&demo.catalog);
    let read = demo.db.read(move |connection| {
        let mut groups: Vec<AccessSessionsGroup> = Vec::new();
        for session in matching(connection, &catalog, caller, &query, &search)? {
            let id = &session.integration.id;
            let known = groups.iter_mut().find(|group| group.integration.as_ref().is_some_and(|of| of.id == *id));
            match known {
                Some(group) => {
                    group.total = group.total.saturating_add(1);
                    if group.sessions.len() < size {
                        group.sessions.push(session);
                    }
                }
                None => groups.push(AccessSessionsGroup {
                    integration: Some(session.integration.clone()),
                    total: 1,
                    custom_access_details: note(id),
                    sessions: Some(session).into_iter().take(size).collect(),
                }),
            }
        }
        Ok::<_, ApiError>(paging.cut(groups))
    });
    Ok(Json(read.await?))
}

/// How many sessions of each system are shown when nothing is said, and at most.
const SESSIONS_OF_GROUP: i32 = 10;
const MOST_SESSIONS_OF_GROUP: usize = 1000;

/// One session.
#[utoipa::path(
    get, path = "/access-sessions/{id}", tag = "access sessions", params(("id" = String, Path)),
    responses((status = 200, body = AccessSession), (status = "4XX", body = ErrorBody))
)]
async fn one(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
) -> Result<Json<AccessSession>, ApiError> {
    let catalog = Arc::clone(&demo.catalog);
    let read = demo.db.read(move |connection| {
        let session = held(connection, caller, &id)?;
        show(connection, &catalog, &session)?.ok_or_else(missing)
    });
    Ok(Json(read.await?))
}

/// How to use a session. The first read of an unread secret shows it and uses it up; later ones show a mask.
///
/// With `format_type` (`cli`, `link`, `instructions` or `json`) only that form is filled. A secret stands in `json` only
/// and is not used up by a read that leaves it out.
#[utoipa::path(
    get, path = "/access-sessions/{id}/access-details", tag = "access sessions",
    params(("id" = String, Path), AccessDetailsQuery),
    responses((status = 200, body = AccessSessionDetails), (status = "4XX", body = ErrorBody))
)]
async fn access_details(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
    Params(query): Params<AccessDetailsQuery>,
    method: Method,
) -> Result<Json<AccessSessionDetails>, ApiError> {
    // The framework answers HEAD by GET without the body, which would use the secret up unseen.
    if method != Method::GET {
        return Err(ApiError::method_not_allowed());
    }
    let consumer = query.consumed_by.filter(|text| !text.is_empty()).unwrap_or_else(|| DIALOG.to_owned());
    if consumer.chars().count() > LONGEST_CONSUMER {
        let message = format!("`consumed_by` must be at most {LONGEST_CONSUMER} characters.");
        return Err(ApiError::bad_request("consumed_by", message));
    }
    let form = query.format_type.filter(|text| !text.is_empty()).map(ConnectionMethod::from);
    if let Some(ConnectionMethod::Other(_)) = form {
        let message = "`format_type` must be one of cli, link, instructions, json.";
        return Err(ApiError::bad_request("format_type", message));
    }
    let catalog = Arc::clone(&demo.catalog);
    let read = demo.db.write(move |tx| {
        let session = held(tx, caller, &id)?;
        read_details(tx, &catalog, &session, form.as_ref(), &consumer)
    });
    Ok(Json(read.await?))
}

/// The details of a session in one form or in all; uses the secret up where it is shown.
fn read_details(
    tx: &Transaction<'_>,
    catalog: &Catalog,
    session: &Session,
    form: Option<&ConnectionMethod>,
    consumer: &str,
) -> Result<AccessSessionDetails, ApiError> {
    session.must_last()?;
    let wants = |method: ConnectionMethod| form.is_none_or(|form| *form == method);
    let secret = session.secret.as_deref().filter(|_| wants(ConnectionMethod::Json));
    if secret.is_some() {
        tx.prepare_cached(
            "UPDATE access_sessions SET credentials_status = 'viewed', secret = NULL, consumed_by = ?2 WHERE n = ?1",
        )?
        .execute(params![session.n, consumer])?;
    }
    let integration = at(&catalog.integrations, session.integration).ok_or_else(missing)?;
    let units = units(tx, catalog, session)?;
    let resource = units.first().and_then(|(resource, _)| catalog.resource(*resource));
    let account = Account {
        integration: &integration.name,
        kind: &integration.kind,
        resource: resource.as_ref().map(|resource| resource.name.as_str()).unwrap_or_default(),
        username: &session.username,
        password: session.credentials_status.as_ref().map(|_| secret.unwrap_or(MASK)),
    };
    let forms = Use::of(&integration.kind).forms(&account, note(&integration.id));
    let after = by_number(tx, session.n)?;
    Ok(AccessSessionDetails {
        credentials: after.credentials(catalog),
        instructions: forms.instructions,
        json: forms.json.filter(|_| wants(ConnectionMethod::Json)),
        cli: forms.cli.filter(|_| wants(ConnectionMethod::Cli)),
        link: forms.link.filter(|_| wants(ConnectionMethod::Link)),
        credentials_rotated: after.rotated,
        consumed_by: after.consumed_by,
        launchers: Vec::new(),
    })
}

/// Has a new secret made; ready when the credentials are `new` again. What a bundle gave is reset as a whole.
#[utoipa::path(
    post, path = "/access-sessions/{id}/reset-credentials", tag = "access sessions", params(("id" = String, Path)),
    responses((status = 200, body = Message), (status = "4XX", body = ErrorBody))
)]
async fn reset_credentials(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
) -> Result<Json<Message>, ApiError> {
    let reset_at = millis(&demo.clock).saturating_add(life::RESET);
    let catalog = Arc::clone(&demo.catalog);
    let written = demo.db.write(move |tx| {
        let session = held(tx, caller, &id)?;
        reset(tx, &catalog, &session, reset_at)
    });
    written.await?;
    demo.wake.notify_one();
    Ok(Json(Message { message: RESETTING.to_owned() }))
}

const RESETTING: &str = "New credentials are being made.";

/// Begins to make a new secret, also for the other sessions of the same bundle.
fn reset(tx: &Transaction<'_>, catalog: &Catalog, session: &Session, reset_at: Millis) -> Result<(), ApiError> {
    session.must_last()?;
    let can_reset = |session: &Session| session.credentials(catalog).is_some_and(|credentials| credentials.can_reset);
    if !can_reset(session) {
        let message = "These credentials cannot be reset here. Ask your administrator for new ones.";
        return Err(ApiError::conflict(message));
    }
    let others = tx
        .prepare_cached(
            "SELECT DISTINCT other.session FROM session_requests AS held
             JOIN requests ON requests.n = held.request AND requests.bundle IS NOT NULL AND requests.state = 'Active'
             JOIN session_requests AS other ON other.request = held.request
             WHERE held.session = ?1 AND other.session <> ?1",
        )?
        .query_map([session.n], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    let mut reset = tx.prepare_cached(
        "UPDATE access_sessions SET credentials_status = 'resetting', secret = NULL, consumed_by = NULL, reset_at = ?2
         WHERE n = ?1 AND reset_at IS NULL",
    )?;
    reset.execute([session.n, reset_at])?;
    for n in others {
        let other = by_number(tx, n)?;
        if other.ended_at.is_none() && can_reset(&other) {
            reset.execute([n, reset_at])?;
        }
    }
    Ok(())
}

/// What to ask for to get a session's access again.
#[utoipa::path(
    get, path = "/access-sessions/{id}/request-template", tag = "access sessions", params(("id" = String, Path)),
    responses((status = 200, body = AccessSessionRequestTemplate), (status = "4XX", body = ErrorBody))
)]
async fn request_template(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
) -> Result<Json<AccessSessionRequestTemplate>, ApiError> {
    let catalog = Arc::clone(&demo.catalog);
    let read = demo.db.read(move |connection| {
        let units = units_held(connection, &catalog, caller, &id)?;
        let numbers: BTreeSet<i64> = units.iter().map(|(resource, _)| *resource).collect();
        let permissions: BTreeSet<i64> = units.iter().map(|(_, permission)| *permission).collect();
        let pools = || numbers.iter().filter_map(|n| catalog.pool(*n));
        let integrations: BTreeSet<i64> = pools().map(|pool| pool.integration).collect();
        let types: BTreeSet<i64> = pools().map(|pool| pool.resource_type).collect();
        let resources = numbers.iter().filter_map(|n| catalog.resource(*n));
        Ok::<_, ApiError>(AccessSessionRequestTemplate {
            integrations: integrations.into_iter().filter_map(|n| at(&catalog.integrations, n)).cloned().collect(),
            resource_types: types.into_iter().filter_map(|n| at(&catalog.types, n)).cloned().collect(),
            resources: resources.collect(),
            permissions: permissions
                .into_iter()
                .filter_map(|n| at(&catalog.permissions, n))
                .map(|entry| entry.shown.clone())
                .collect(),
        })
    });
    Ok(Json(read.await?))
}

/// Looks at what the caller holds anew. The demo is never out of step with itself, so that nothing changes.
#[utoipa::path(
    post, path = "/access-session-sync", tag = "access sessions",
    responses((status = 200, body = Message), (status = "4XX", body = ErrorBody))
)]
async fn sync(State(demo): State<Demo>, Caller(_): Caller) -> Json<Message> {
    demo.wake.notify_one();
    Json(Message { message: "Your access is being looked at anew.".to_owned() })
}

/// Access details of a request's part in one integration, the older way. The first read of an unread secret uses it up.
#[utoipa::path(
    get, path = "/access-groups/{id}/details", tag = "access requests", params(("id" = String, Path)),
    responses((status = 200, body = AccessDetails), (status = "4XX", body = ErrorBody))
)]
async fn group_details(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
    method: Method,
) -> Result<Json<AccessDetails>, ApiError> {
    // As for the details of a session.
    if method != Method::GET {
        return Err(ApiError::method_not_allowed());
    }
    let catalog = Arc::clone(&demo.catalog);
    let read = demo.db.write(move |tx| {
        let session = of_group(tx, caller, &id)?;
        let details = read_details(tx, &catalog, &session, None, DIALOG)?;
        let AccessSessionDetails { instructions: Instructions { mut plain, mut markdown, .. }, .. } = details;
        for (name, value) in details.json.into_iter().flatten() {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            plain.push_str(&format!("\n{name}: {value}"));
            markdown.push_str(&format!("\n- {name}: `{value}`"));
        }
        let can_reset_credentials = details.credentials.is_some_and(|credentials| credentials.can_reset);
        Ok::<_, ApiError>(AccessDetails { plain, markdown, can_reset_credentials })
    });
    Ok(Json(read.await?))
}

/// Has a new secret made for a request's part in one integration, the older way.
#[utoipa::path(
    post, path = "/access-groups/{id}/reset", tag = "access requests", params(("id" = String, Path)),
    responses((status = 200, body = Message), (status = "4XX", body = ErrorBody))
)]
async fn group_reset(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
) -> Result<Json<Message>, ApiError> {
    let reset_at = millis(&demo.clock).saturating_add(life::RESET);
    let catalog = Arc::clone(&demo.catalog);
    let written = demo.db.write(move |tx| {
        let session = of_group(tx, caller, &id)?;
        reset(tx, &catalog, &session, reset_at)
    });
    written.await?;
    demo.wake.notify_one();
    Ok(Json(Message { message: RESETTING.to_owned() }))
}

/// The caller's newest session of a request's part in one integration.
fn of_group(connection: &Connection, caller: &Person, id: &str) -> Result<Session, ApiError> {
    let (request, group) = requests::group_seen_by(connection, caller, id)?;
    let sql = format!(
        "SELECT {COLUMNS} FROM access_sessions WHERE person = ?1 AND integration = ?2
             AND n IN (SELECT session FROM session_requests WHERE request = ?3) ORDER BY n DESC LIMIT 1"
    );
    let found = connection
        .prepare_cached(&sql)?
        .query_row(params![caller.id, group.integration, request.n], Session::read)
        .optional()?;
    found.ok_or_else(|| ApiError::not_found("This part of the request gave you no access."))
}

fn missing() -> ApiError {
    ApiError::not_found("There is no access session with this id.")
}

/// A session as it lies in the database.
struct Session {
    n: i64,
    integration: i64,
    username: String,
    credentials_status: Option<CredentialsStatus>,
    secret: Option<String>,
    rotated: bool,
    consumed_by: Option<String>,
    ended_at: Option<Millis>,
}

const COLUMNS: &str = "n, integration, username, credentials_status, secret, rotated, consumed_by, ended_at";

impl Session {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            n: row.get(0)?,
            integration: row.get(1)?,
            username: row.get(2)?,
            credentials_status: row.get::<_, Option<String>>(3)?.map(CredentialsStatus::from),
            secret: row.get(4)?,
            rotated: row.get(5)?,
            consumed_by: row.get(6)?,
            ended_at: row.get(7)?,
        })
    }

    fn must_last(&self) -> Result<(), ApiError> {
        match self.ended_at {
            None => Ok(()),
            Some(_) => Err(ApiError::conflict("This access has ended. Ask for it again.")),
        }
    }

    fn credentials(&self, catalog: &Catalog) -> Option<Credentials> {
        let how = Use::of(&at(&catalog.integrations, self.integration)?.kind);
        Some(Credentials {
            id: ids::credentials(self.n),
            status: self.credentials_status.clone()?,
            can_reset: self.ended_at.is_none() && how.can_reset(),
        })
    }
}

/// The caller's session with this id, else 404.
fn held(connection: &Connection, caller: &Person, id: &str) -> Result<Session, ApiError> {
    let sql = format!("SELECT {COLUMNS} FROM access_sessions WHERE n = ?1 AND person = ?2");
    let n = ids::parse_session(id).ok_or_else(missing)?;
    connection.prepare_cached(&sql)?.query_row(params![n, caller.id], Session::read).optional()?.ok_or_else(missing)
}

fn by_number(connection: &Connection, n: i64) -> rusqlite::Result<Session> {
    let sql = format!("SELECT {COLUMNS} FROM access_sessions WHERE n = ?1");
    connection.prepare_cached(&sql)?.query_row([n], Session::read)
}

fn held_by(connection: &Connection, caller: &Person, ended_too: bool) -> rusqlite::Result<Vec<Session>> {
    let sql =
        format!("SELECT {COLUMNS} FROM access_sessions WHERE person = ?1 AND (?2 OR ended_at IS NULL) ORDER BY n DESC");
    connection.prepare_cached(&sql)?.query_map(params![caller.id, ended_too], Session::read)?.collect()
}

fn of_requests(connection: &Connection, session: i64, requests: &[i64]) -> rusqlite::Result<bool> {
    let mut find = connection.prepare_cached("SELECT 1 FROM session_requests WHERE session = ?1 AND request = ?2")?;
    for request in requests {
        if find.exists([session, *request])? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn of_bundles(connection: &Connection, session: i64, bundles: &[i64]) -> rusqlite::Result<bool> {
    let mut find = connection.prepare_cached(
        "SELECT 1 FROM session_requests AS s JOIN requests ON requests.n = s.request
         WHERE s.session = ?1 AND requests.bundle = ?2",
    )?;
    for bundle in bundles {
        if find.exists([session, *bundle])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the caller's session with this id gives access to.
///
/// # Errors
/// 404 when the caller has no such session.
pub(super) fn units_held(
    connection: &Connection,
    catalog: &Catalog,
    caller: &Person,
    id: &str,
) -> Result<Vec<Unit>, ApiError> {
    let session = held(connection, caller, id)?;
    Ok(units(connection, catalog, &session)?)
}

/// What a session gives access to, that of the newest request first; an ended one shows what it gave.
fn units(connection: &Connection, catalog: &Catalog, session: &Session) -> rusqlite::Result<Vec<Unit>> {
    let mut units: Vec<Unit> = connection
        .prepare_cached(
            "SELECT u.resource, u.permission FROM session_requests AS s
             JOIN requests ON requests.n = s.request JOIN request_units AS u ON u.request = s.request
             WHERE s.session = ?1 AND (?2 OR requests.state IN ('Active', 'Revoking'))
             GROUP BY u.resource, u.permission ORDER BY max(s.request) DESC, u.resource, u.permission",
        )?
        .query_map(params![session.n, session.ended_at.is_some()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    units.retain(|unit| {
        failure(catalog, *unit).is_none()
            && catalog.pool(unit.0).is_some_and(|pool| pool.integration == session.integration)
    });
    Ok(units)
}

fn note(integration: &str) -> Option<String> {
    NOTES.iter().find(|(id, _)| *id == integration).map(|(_, note)| (*note).to_owned())
}

fn show(connection: &Connection, catalog: &Catalog, session: &Session) -> rusqlite::Result<Option<AccessSession>> {
    let Some(integration) = at(&catalog.integrations, session.integration) else { return Ok(None) };
    let methods = Use::of(&integration.kind).methods();
    Ok(Some(AccessSession {
        id: ids::session(session.n),
        name: integration.name.clone(),
        kind: SessionType {
            id: integration.kind.clone(),
            name: integration.type_display_name.clone(),
            icons: integration.icons.clone(),
        },
        credentials: session.credentials(catalog),
        has_link_access_details: Some(methods.contains(&ConnectionMethod::Link)),
        connection_methods: methods,
        status: if session.ended_at.is_some() { SessionStatus::Disconnected } else { SessionStatus::Active },
        has_more_access_units: units(connection, catalog, session)?.len() > 1,
        has_launchers: false,
        launchers: Vec::new(),
        consumed_by: session.consumed_by.clone(),
        credentials_rotated: session.rotated,
        custom_access_details: note(&integration.id),
        integration: integration.clone(),
    }))
}
