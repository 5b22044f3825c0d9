//! Saved requests (`access-request-templates…`), each seen by who saved it only.

use std::sync::Arc;

use apono_api::query::{TemplateQuery, TemplatesQuery};
use apono_api::{AccessRequestTemplate, Message, Page, SaveAccessRequestTemplate, TemplateType};
use axum::Json;
use axum::extract::{Path, State};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::catalog::{Catalog, Pool, numbered};
use super::life::Millis;
use super::people::Person;
use super::search::Search;
use super::{Caller, Demo, ids, instant, millis};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Body, Paging, Params};

/// Characters of a name, entries of a list, and templates of a person.
const LONGEST_NAME: usize = 100;
const MOST_ENTRIES: usize = 1000;
const MOST_TEMPLATES: i64 = 200;

pub(super) fn router() -> OpenApiRouter<Demo> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(one, replace, delete))
}

/// The caller's saved requests, the newest first.
#[utoipa::path(
    get, path = "/access-request-templates", tag = "templates", params(TemplatesQuery),
    responses((status = 200, body = Page<AccessRequestTemplate>), (status = "4XX", body = ErrorBody))
)]
async fn list(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Params(query): Params<TemplatesQuery>,
) -> Result<Json<Page<AccessRequestTemplate>>, ApiError> {
    let paging = Paging::new(query.skip, query.limit)?;
    let search = Search::parse("search", query.search.as_deref())?;
    let catalog = Arc::clone(&demo.catalog);
    let read = demo.db.read(move |connection| {
        let sql = format!("SELECT {COLUMNS} FROM templates WHERE person = ?1 ORDER BY created_at DESC, n DESC");
        let stored =
            connection.prepare_cached(&sql)?.query_map([caller.id], Stored::read)?.collect::<Result<Vec<_>, _>>()?;
        let page = paging.cut(stored.into_iter().filter(|stored| search.finds(&[&stored.name])).collect());
        let known = Known::all(&catalog);
        let data = page.data.into_iter().map(|stored: Stored| stored.show(&known));
        Ok::<_, ApiError>(Page { data: data.collect(), pagination: page.pagination })
    });
    Ok(Json(read.await?))
}

/// One saved request; with `filter-available` only what of it the caller may still ask for.
#[utoipa::path(
    get, path = "/access-request-templates/{id}", tag = "templates", params(("id" = String, Path), TemplateQuery),
    responses((status = 200, body = AccessRequestTemplate), (status = "4XX", body = ErrorBody))
)]
async fn one(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
    Params(query): Params<TemplateQuery>,
) -> Result<Json<AccessRequestTemplate>, ApiError> {
    let catalog = Arc::clone(&demo.catalog);
    let read = demo.db.read(move |connection| {
        let stored = owned(connection, caller, &id)?;
        let available = query.filter_available.unwrap_or(false);
        let known = if available { Known::of(&catalog, caller) } else { Known::all(&catalog) };
        Ok::<_, ApiError>(stored.show(&known))
    });
    Ok(Json(read.await?))
}

/// Saves a request under a name.
#[utoipa::path(
    post, path = "/access-request-templates", tag = "templates", request_body = SaveAccessRequestTemplate,
    responses((status = 200, body = AccessRequestTemplate), (status = "4XX", body = ErrorBody))
)]
async fn create(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Body(body): Body<SaveAccessRequestTemplate>,
) -> Result<Json<AccessRequestTemplate>, ApiError> {
    let (catalog, now) = (Arc::clone(&demo.catalog), millis(&demo.clock));
    let written = demo.db.write(move |tx| {
        let count = "SELECT count(*) FROM templates WHERE person = ?1";
        let saved: i64 = tx.prepare_cached(count)?.query_row([caller.id], |row| row.get(0))?;
        if saved >= MOST_TEMPLATES {
            return Err(ApiError::conflict(format!(
                "At most {MOST_TEMPLATES} requests can be saved. Delete one first."
            )));
        }
        let n = save(tx, &catalog, caller, None, &body, now)?;
        Ok(owned(tx, caller, &ids::template(n))?.show(&Known::all(&catalog)))
    });
    Ok(Json(written.await?))
}

/// Replaces a saved request.
#[utoipa::path(
    put, path = "/access-request-templates/{id}", tag = "templates", params(("id" = String, Path)),
    request_body = SaveAccessRequestTemplate,
    responses((status = 200, body = AccessRequestTemplate), (status = "4XX", body = ErrorBody))
)]
async fn replace(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
    Body(body): Body<SaveAccessRequestTemplate>,
) -> Result<Json<AccessRequestTemplate>, ApiError> {
    let (catalog, now) = (Arc::clone(&demo.catalog), millis(&demo.clock));
    let written = demo.db.write(move |tx| {
        let before = owned(tx, caller, &id)?;
        save(tx, &catalog, caller, Some(before.n), &body, now)?;
        Ok::<_, ApiError>(owned(tx, caller, &id)?.show(&Known::all(&catalog)))
    });
    Ok(Json(written.await?))
}

/// Forgets a saved request.
#[utoipa::path(
    delete, path = "/access-request-templates/{id}", tag = "templates", params(("id" = String, Path)),
    responses((status = 200, body = Message), (status = "4XX", body = ErrorBody))
)]
async fn delete(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Path(id): Path<String>,
) -> Result<Json<Message>, ApiError> {
    let written = demo.db.write(move |tx| {
        let stored = owned(tx, caller, &id)?;
        tx.prepare_cached("DELETE FROM templates WHERE n = ?1")?.execute([stored.n])?;
        Ok::<_, ApiError>(format!("{} was deleted.", stored.name))
    });
    Ok(Json(Message { message: written.await? }))
}

/// Writes a new template, or that of row `n`, whose time of creation stays; gives the row number.
///
/// # Errors
/// 400 naming the field, 409 where the name is taken.
pub(super) fn save(
    tx: &Transaction<'_>,
    catalog: &Catalog,
    caller: &'static Person,
    n: Option<i64>,
    body: &SaveAccessRequestTemplate,
    now: Millis,
) -> Result<i64, ApiError> {
    let name = body.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(ApiError::bad_request("name", format!("The name must be 1 to {LONGEST_NAME} characters.")));
    }
    if body.kind != TemplateType::IntegrationRequest {
        return Err(ApiError::bad_request("type", "The type must be IntegrationRequest."));
    }
    let known = Known::of(catalog, caller);
    let lists: [(&str, &[String], Test<'_>); 4] = [
        ("filter_integration_ids", &body.filter_integration_ids, &|id| known.integration(id).is_some()),
        ("filter_resource_type_ids", &body.filter_resource_type_ids, &|id| known.resource_type(id).is_some()),
        ("filter_resource_ids", &body.filter_resource_ids, &|id| known.resource(id).is_some()),
        ("filter_permission_ids", &body.filter_permission_ids, &|id| known.permission(id).is_some()),
    ];
    for (field, wanted, is_known) in lists {
        if wanted.len() > MOST_ENTRIES {
            return Err(ApiError::bad_request(field, format!("`{field}` must have at most {MOST_ENTRIES} entries.")));
        }
        if let Some(place) = wanted.iter().position(|id| !is_known(id)) {
            let message = format!("Entry {} of `{field}` is nothing that you can ask for.", place + 1);
            return Err(ApiError::bad_request(field, message));
        }
    }
    let taken = tx
        .prepare_cached("SELECT 1 FROM templates WHERE person = ?1 AND name = ?2 AND n IS NOT ?3")?
        .exists(params![caller.id, name, n])?;
    if taken {
        return Err(ApiError::conflict("You have saved a request under this name already. Choose another."));
    }
    let list = |ids: &[String]| serde_json::json!(ids).to_string();
    tx.prepare_cached(
        "INSERT INTO templates (n, person, name, created_at, integrations, resource_types, resources, permissions)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (n) DO UPDATE SET name = excluded.name, integrations = excluded.integrations,
             resource_types = excluded.resource_types, resources = excluded.resources, permissions = excluded.permissions",
    )?
    .execute(params![
        n,
        caller.id,
        name,
        now,
        list(&body.filter_integration_ids),
        list(&body.filter_resource_type_ids),
        list(&body.filter_resource_ids),
        list(&body.filter_permission_ids)
    ])?;
    Ok(n.unwrap_or_else(|| tx.last_insert_rowid()))
}

type Test<'a> = &'a dyn Fn(&str) -> bool;

/// What ids may name: all there is, or what one person may ask for.
struct Known<'a> {
    catalog: &'a Catalog,
    /// For each pool its permissions that count.
    pools: Vec<Vec<i64>>,
}

impl<'a> Known<'a> {
    fn all(catalog: &'a Catalog) -> Self {
        let of_type = |pool: &Pool| {
            let entries = numbered(&catalog.permissions);
            entries.filter(|(_, entry)| entry.resource_type == pool.resource_type).map(|(n, _)| n).collect()
        };
        Self { catalog, pools: catalog.pools.iter().map(of_type).collect() }
    }

    fn of(catalog: &'a Catalog, person: &Person) -> Self {
        Self { catalog, pools: catalog.reach(person.id).pools }
    }

    fn any_pool(&self, fits: impl Fn(&Pool) -> bool) -> bool {
        self.catalog.pools.iter().zip(&self.pools).any(|(pool, permissions)| !permissions.is_empty() && fits(pool))
    }

    fn integration(&self, id: &str) -> Option<&'a apono_api::Integration> {
        let (n, shown) = numbered(&self.catalog.integrations).find(|(_, shown)| shown.id == id)?;
        self.any_pool(|pool| pool.integration == n).then_some(shown)
    }

    fn resource_type(&self, id: &str) -> Option<&'a apono_api::ResourceType> {
        let (n, shown) = numbered(&self.catalog.types).find(|(_, shown)| shown.id == id)?;
        self.any_pool(|pool| pool.resource_type == n).then_some(shown)
    }

    fn permission(&self, id: &str) -> Option<&'a apono_api::Permission> {
        let (n, entry) = numbered(&self.catalog.permissions).find(|(_, entry)| entry.shown.id == id)?;
        self.pools.iter().any(|permissions| permissions.contains(&n)).then_some(&entry.shown)
    }

    /// The row number.
    fn resource(&self, id: &str) -> Option<i64> {
        let n = ids::parse_resource(id)?;
        let pool = usize::try_from(self.catalog.pool_number(n)?.checked_sub(1)?).ok()?;
        self.pools.get(pool).is_some_and(|permissions| !permissions.is_empty()).then_some(n)
    }
}

/// A template as it lies in the database.
struct Stored {
    n: i64,
    name: String,
    created_at: Millis,
    /// Integrations, resource types, resources, permissions.
    lists: [String; 4],
}

const COLUMNS: &str = "n, name, created_at, integrations, resource_types, resources, permissions";

impl Stored {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            n: row.get(0)?,
            name: row.get(1)?,
            created_at: row.get(2)?,
            lists: [row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?],
        })
    }

    /// Without what is not known any more.
    fn show(self, known: &Known<'_>) -> AccessRequestTemplate {
        let [integrations, types, resources, permissions] =
            self.lists.map(|text| serde_json::from_str::<Vec<String>>(&text).unwrap_or_default());
        let resources = resources.iter().filter_map(|id| known.resource(id));
        let resources = resources.filter_map(|n| known.catalog.resource(n));
        AccessRequestTemplate {
            id: ids::template(self.n),
            name: self.name,
            kind: TemplateType::IntegrationRequest,
            integrations: integrations.iter().filter_map(|id| known.integration(id)).cloned().collect(),
            resource_types: types.iter().filter_map(|id| known.resource_type(id)).cloned().collect(),
            resources: resources.collect(),
            permissions: permissions.iter().filter_map(|id| known.permission(id)).cloned().collect(),
            create_date: instant(self.created_at),
        }
    }
}

fn owned(connection: &Connection, caller: &Person, id: &str) -> Result<Stored, ApiError> {
    let missing = || ApiError::not_found("You have saved no request with this id.");
    let n = ids::parse_template(id).ok_or_else(missing)?;
    let sql = format!("SELECT {COLUMNS} FROM templates WHERE n = ?1 AND person = ?2");
    connection.prepare_cached(&sql)?.query_row(params![n, caller.id], Stored::read).optional()?.ok_or_else(missing)
}
