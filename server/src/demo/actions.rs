//! What is done with a request that exists: asking again, ending and prolonging access, marking it as a favorite.

use std::sync::Arc;

use apono_api::{
    AccessRequest, AccessRequestSubmitted, CreateAccessRequest, DryRun, DryRunCode, DryRunError, DryRunField, Message,
    RequestAgain, UpdateFavorite,
};
use axum::Json;
use axum::extract::{Path, State};
use rusqlite::{Connection, params};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::catalog::{Catalog, at};
use super::draft::Selection;
use super::flows::{Wanted, flow_for};
use super::life::{self, SECOND};
use super::people::{self, Person};
use super::requests::{self, SUMMARY, Stored, View};
use super::{Caller, Demo, decisions, ids, millis};
use crate::error::{ApiError, ErrorBody};
use crate::extract::Body;

pub(super) fn router() -> OpenApiRouter<Demo> {
    OpenApiRouter::new()
        .routes(routes!(dry_run_again))
        .routes(routes!(request_again))
        .routes(routes!(revoke))
        .routes(routes!(extend))
        .routes(routes!(favorite))
}

/// Whether what a closed request gave can be asked for again.
#[utoipa::path(
    post, path = "/access-requests/{id}/dry-run", tag = "access requests", params(("id" = String, Path)),
    responses((status = 200, body = DryRun), (status = "4XX", body = ErrorBody))
)]
async fn dry_run_again(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
) -> Result<Json<DryRun>, ApiError> {
    let (catalog, settings) = (Arc::clone(&demo.catalog), demo.settings.get());
    let read = demo.db.read(move |connection| {
        let request = own(connection, caller, &id)?;
        if let Some(error) = objection(connection, &catalog, &request)? {
            return Ok(DryRun { status: "error".to_owned(), errors: vec![error], max_duration_in_sec: None });
        }
        let body = repeated(connection, &catalog, caller, &request)?;
        let selection = Selection::read(connection, &catalog, caller, &body, false)?;
        let errors = selection.findings(&body, &settings);
        let status = if errors.is_empty() { "ok" } else { "error" };
        Ok::<_, ApiError>(DryRun { status: status.to_owned(), errors, max_duration_in_sec: selection.cap() })
    });
    Ok(Json(read.await?))
}

/// Asks for the same again, for as long as before.
#[utoipa::path(
    post, path = "/access-requests/{id}/request-again", tag = "access requests", params(("id" = String, Path)),
    request_body = RequestAgain,
    responses((status = 200, body = AccessRequestSubmitted), (status = "4XX", body = ErrorBody))
)]
async fn request_again(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
    Body(again): Body<RequestAgain>,
) -> Result<Json<AccessRequestSubmitted>, ApiError> {
    if again.justification.trim().is_empty() {
        return Err(ApiError::bad_request("justification", "Say why you need this again."));
    }
    let (catalog, settings) = (Arc::clone(&demo.catalog), demo.settings.get());
    let drafts = demo.db.read(move |connection| {
        let request = own(connection, caller, &id)?;
        if let Some(error) = objection(connection, &catalog, &request)? {
            return Err(ApiError::conflict(error.message.unwrap_or_default()));
        }
        let mut body = repeated(connection, &catalog, caller, &request)?;
        body.justification = Some(again.justification);
        body.custom_fields = again.custom_fields.or(body.custom_fields);
        requests::accepted(connection, &catalog, &settings, caller, &body)
    });
    requests::submit(&demo, drafts.await?).await.map(Json)
}

/// The request if it was made by or for the caller; others see it, but leave it alone.
fn own(connection: &Connection, caller: &Person, id: &str) -> Result<Stored, ApiError> {
    let request = requests::seen_by(connection, caller, ids::parse_request(id))?;
    if request.requestor == caller.id || request.grantee == caller.id {
        Ok(request)
    } else {
        Err(ApiError::forbidden("Only who asked for this access, or has it, can do this."))
    }
}

/// Why a request cannot be made again, whatever is said with it.
fn objection(connection: &Connection, catalog: &Catalog, request: &Stored) -> Result<Option<DryRunError>, ApiError> {
    let error = |code: &str, field: &str, message: String| {
        let (code, field) = (DryRunCode::from(code), DryRunField::from(field));
        Some(DryRunError { code, field, message: Some(message), details: json!({}) })
    };
    if !request.state.is_final() {
        return Ok(error("STILL_OPEN", "status", "This request is still open.".to_owned()));
    }
    let Some(grantee) = people::find(&request.grantee) else { return Ok(None) };
    let gone =
        |what: &str| format!("No access flow gives {what} to {} any more. Ask your administrator.", grantee.name);
    if let Some(bundle) = request.bundle {
        let name = at(&catalog.bundles, bundle).map_or("this bundle", |entry| entry.shown.name.as_str());
        let flow = flow_for(&catalog.flows, grantee, Wanted::Bundle(bundle));
        return Ok(if flow.is_none() { error("NOT_GRANTABLE", "filter_bundle_ids", gone(name)) } else { None });
    }
    for (resource, permission) in requests::units(connection, request.n)? {
        let pool = catalog.pool(resource);
        if pool.and_then(|pool| flow_for(&catalog.flows, grantee, Wanted::Unit { pool, permission })).is_some() {
            continue;
        }
        let unit = catalog.access_unit(resource, permission);
        let name = unit.map(|unit| format!("{} on {}", unit.permission.name, unit.resource.name)).unwrap_or_default();
        return Ok(error("NOT_GRANTABLE", "filter_access_unit_ids", gone(&name)));
    }
    Ok(None)
}

/// The form that would lead to this request.
fn repeated(
    connection: &Connection,
    catalog: &Catalog,
    caller: &Person,
    request: &Stored,
) -> Result<CreateAccessRequest, ApiError> {
    let units = requests::units(connection, request.n)?;
    let bundle = request.bundle.and_then(|n| at(&catalog.bundles, n));
    let whole = bundle.is_some_and(|entry| entry.units == units);
    let named =
        units.into_iter().filter(|_| !whole).map(|(resource, permission)| ids::access_unit(resource, permission));
    let custom_fields = request.custom_fields.as_deref().map(serde_json::from_str).transpose();
    Ok(CreateAccessRequest {
        filter_bundle_ids: bundle.map(|entry| entry.shown.id.clone()).into_iter().collect(),
        filter_access_unit_ids: named.collect(),
        justification: request.justification.clone(),
        duration_in_sec: request.duration_sec.and_then(|seconds| i32::try_from(seconds).ok()),
        custom_fields: custom_fields.map_err(ApiError::internal)?,
        grantee_id: (request.grantee != caller.id).then(|| request.grantee.clone()),
        ..CreateAccessRequest::default()
    })
}

/// Ends access, or withdraws what has not been granted yet. Ready when the request is `Revoked`.
#[utoipa::path(
    post, path = "/access-requests/{id}/revoke", tag = "access requests", params(("id" = String, Path)),
    responses((status = 200, body = Message), (status = "4XX", body = ErrorBody))
)]
async fn revoke(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
) -> Result<Json<Message>, ApiError> {
    let due = millis(&demo.clock).saturating_add(life::REVOCATION);
    let written = demo.db.write(move |tx| {
        let request = own(tx, caller, &id)?;
        let said = match request.state {
            life::State::Revoking => return Ok(()),
            state if state.is_final() => return Err(ApiError::conflict("This request is closed already.")),
            life::State::Active => format!("{} ended this access.", caller.name),
            _ => format!("{} withdrew this request.", caller.name),
        };
        let revoking = life::State::Revoking.status();
        tx.prepare_cached("UPDATE requests SET state = ?2, due_at = ?3, description = ?4 WHERE n = ?1")?
            .execute(params![request.n, revoking.as_str(), due, said])?;
        Ok(decisions::file(tx, request.n)?)
    });
    written.await?;
    demo.wake.notify_one();
    Ok(Json(Message { message: "The access is being ended.".to_owned() }))
}

/// Makes access last longer, as often and by as much as `extend_options` says.
#[utoipa::path(
    post, path = "/access-requests/{id}/extend", tag = "access requests", params(("id" = String, Path)),
    responses((status = 200, body = Message), (status = "4XX", body = ErrorBody))
)]
async fn extend(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
) -> Result<Json<Message>, ApiError> {
    let catalog = Arc::clone(&demo.catalog);
    let written = demo.db.write(move |tx| {
        let request = own(tx, caller, &id)?;
        let flow = catalog.flows.iter().find(|flow| flow.n == request.flow);
        let options = requests::extend_options(&request, flow);
        let Some(ends_at) = request.ends_at.filter(|_| options.can_extend) else {
            return Err(ApiError::conflict(match options.extension_availability.as_str() {
                requests::USED_UP => "This access has been extended as often as its access flow allows.",
                requests::NOT_ALLOWED => "The access flow of this access does not allow extensions.",
                _ => "Only access that is active and has an end can be extended.",
            }));
        };
        let ends_at = ends_at.saturating_add(i64::from(options.extend_duration_in_sec).saturating_mul(SECOND));
        tx.prepare_cached(
            "UPDATE requests SET ends_at = ?2, due_at = ?2, extension_count = extension_count + 1 WHERE n = ?1",
        )?
        .execute([request.n, ends_at])?;
        Ok(options.extend_duration_in_sec / 60)
    });
    let minutes = written.await?;
    Ok(Json(Message { message: format!("The access lasts {minutes} minutes longer.") }))
}

/// Marks a request as one of the caller's favorites, or no more.
#[utoipa::path(
    post, path = "/access-requests/{id}/favorite", tag = "access requests", params(("id" = String, Path)),
    request_body = UpdateFavorite,
    responses((status = 200, body = AccessRequest), (status = "4XX", body = ErrorBody))
)]
async fn favorite(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
    Body(update): Body<UpdateFavorite>,
) -> Result<Json<AccessRequest>, ApiError> {
    let view = View::new(&demo, caller, SUMMARY);
    let written = demo.db.write(move |tx| {
        let request = requests::seen_by(tx, caller, ids::parse_request(&id))?;
        let sql = if update.favorite {
            "INSERT OR IGNORE INTO favorites (person, request) VALUES (?1, ?2)"
        } else {
            "DELETE FROM favorites WHERE person = ?1 AND request = ?2"
        };
        tx.prepare_cached(sql)?.execute(params![caller.id, request.n])?;
        Ok::<_, ApiError>(view.show(tx, request)?)
    });
    Ok(Json(written.await?))
}
