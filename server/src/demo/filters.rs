//! What the filters of the lists of requests can be set to (`filters/…`): what is in the list's requests.

use std::collections::BTreeSet;
use std::sync::Arc;

use apono_api::query::{AccessRequestsQuery, FilterIntegrationsQuery, FilterOptionsQuery};
use apono_api::{FilterOption, Integration, Page, Scope};
use axum::Json;
use axum::extract::State;
use rusqlite::Connection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::catalog::numbered;
use super::people::{self, Person};
use super::requests::Filter;
use super::search::Search;
use super::{Caller, Demo};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Paging, Params};

pub(super) fn router() -> OpenApiRouter<Demo> {
    OpenApiRouter::new().routes(routes!(options)).routes(routes!(integrations))
}

/// People by whom or for whom there are requests. `key` is `requestor` or `grantee`, however it is spelled.
#[utoipa::path(
    get, path = "/filters/options", tag = "filters", params(FilterOptionsQuery),
    responses((status = 200, body = Page<FilterOption>), (status = "4XX", body = ErrorBody))
)]
async fn options(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Params(query): Params<FilterOptionsQuery>,
) -> Result<Json<Page<FilterOption>>, ApiError> {
    let paging = Paging::new(query.skip, query.limit)?;
    let search = Search::parse("search", query.search.as_deref())?;
    let key = query.key.unwrap_or_default().to_lowercase();
    let columns = if key.contains("requestor") {
        "DISTINCT r.requestor"
    } else if key.contains("grantee") {
        "DISTINCT r.grantee"
    } else {
        return Err(ApiError::bad_request("key", "`key` must be requestor or grantee."));
    };
    let filter = all_of(caller, query.scope);
    let found: Vec<String> =
        demo.db.read(move |c| filter.query(c, columns, ("", ""), |row| row.get(0)).map_err(ApiError::from)).await?;
    let among = |person: &&Person| found.iter().any(|id| id == person.id);
    let shown = people::PEOPLE.iter().filter(among).filter(|person| search.finds(&[person.name, person.email]));
    let option = |person: &Person| FilterOption {
        id: person.id.to_owned(),
        kind: "user".to_owned(),
        source_id: person.email.to_owned(),
        display_name: person.name.to_owned(),
        icon: None,
    };
    Ok(Json(paging.cut(shown.map(option).collect())))
}

/// Systems in which the requests of a scope lie. A scope that is unknown here stands for the caller's own requests.
#[utoipa::path(
    get, path = "/filters/integrations", tag = "filters", params(FilterIntegrationsQuery),
    responses((status = 200, body = Page<Integration>), (status = "4XX", body = ErrorBody))
)]
async fn integrations(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Params(query): Params<FilterIntegrationsQuery>,
) -> Result<Json<Page<Integration>>, ApiError> {
    let paging = Paging::new(query.skip, query.limit)?;
    let filter = all_of(caller, query.scope.map(Scope::from));
    let catalog = Arc::clone(&demo.catalog);
    let systems = "JOIN request_units AS u ON u.request = r.n
         JOIN resources ON resources.n = u.resource JOIN pools ON pools.n = resources.pool";
    let read = move |c: &Connection| filter.query(c, "DISTINCT pools.integration", (systems, ""), |row| row.get(0));
    let found = demo.db.read(move |c| read(c).map_err(ApiError::from));
    let found: BTreeSet<i64> = found.await?.into_iter().collect();
    let shown = numbered(&catalog.integrations).filter(|(n, _)| found.contains(n)).map(|(_, shown)| shown.clone());
    Ok(Json(paging.cut(shown.collect())))
}

fn all_of(caller: &'static Person, scope: Option<Scope>) -> Filter {
    Filter::new(caller, &AccessRequestsQuery { scope, include_autogrant: Some(true), ..Default::default() })
}
