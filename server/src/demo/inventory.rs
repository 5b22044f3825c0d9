//! What the caller may ask for (`GET inventory/…`): only what an access flow covers for them is ever shown.

use std::ops::ControlFlow;
use std::sync::Arc;

use apono_api::query::{
    AccessUnitsQuery, BundlesQuery, GranteesQuery, IntegrationsQuery, PermissionsQuery, ResourceTypesQuery,
    ResourcesQuery,
};
use apono_api::{AccessUnit, Bundle, Grantee, GranteeType, Integration, Page, Permission, Resource, ResourceType};
use axum::Json;
use axum::extract::State;
use rusqlite::{Connection, OptionalExtension, params};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::catalog::{Catalog, Pool, Reach, at, numbered};
use super::people::{self, Person};
use super::search::Search;
use super::{Caller, Demo, ids, sessions};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Paging, Params};

pub(super) fn router() -> OpenApiRouter<Demo> {
    OpenApiRouter::new()
        .routes(routes!(integrations))
        .routes(routes!(resource_types))
        .routes(routes!(resources))
        .routes(routes!(permissions))
        .routes(routes!(bundles))
        .routes(routes!(access_units))
        .routes(routes!(grantees))
}

type Answer<T> = Result<Json<Page<T>>, ApiError>;

/// Connected systems in which something may be asked for.
#[utoipa::path(
    get, path = "/inventory/integrations", tag = "inventory", params(IntegrationsQuery),
    responses((status = 200, body = Page<Integration>), (status = "4XX", body = ErrorBody))
)]
async fn integrations(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Params(query): Params<IntegrationsQuery>,
) -> Answer<Integration> {
    let paging = Paging::new(query.skip, query.limit)?;
    let search = Search::parse("search", query.search.as_deref())?;
    let view = View::of(&demo, caller, query.grantee_id.as_deref())?.within(&demo, caller, query.session_id).await?;
    let found = numbered(&view.catalog.integrations)
        .filter(|(n, _)| view.pools().any(|pool| pool.integration == *n))
        .map(|(_, integration)| integration)
        .filter(|shown| search.finds(&[&shown.name, &shown.type_display_name]));
    Ok(Json(paging.cut(found.cloned().collect())))
}

/// Kinds of resources that may be asked for.
#[utoipa::path(
    get, path = "/inventory/resource-types", tag = "inventory", params(ResourceTypesQuery),
    responses((status = 200, body = Page<ResourceType>), (status = "4XX", body = ErrorBody))
)]
async fn resource_types(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Params(query): Params<ResourceTypesQuery>,
) -> Answer<ResourceType> {
    let paging = Paging::new(query.skip, query.limit)?;
    let search = Search::parse("search", query.search.as_deref())?;
    let mut view =
        View::of(&demo, caller, query.grantee_id.as_deref())?.within(&demo, caller, query.session_id).await?;
    view.keep_integrations(&Vec::from_iter(query.integration_id));
    let found = numbered(&view.catalog.types)
        .filter(|(n, _)| view.pools().any(|pool| pool.resource_type == *n))
        .map(|(_, resource_type)| resource_type)
        .filter(|shown| search.finds(&[&shown.display_path]));
    Ok(Json(paging.cut(found.cloned().collect())))
}

/// Permissions that may be asked for.
#[utoipa::path(
    get, path = "/inventory/permissions", tag = "inventory", params(PermissionsQuery),
    responses((status = 200, body = Page<Permission>), (status = "4XX", body = ErrorBody))
)]
async fn permissions(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Params(query): Params<PermissionsQuery>,
) -> Answer<Permission> {
    let paging = Paging::new(query.skip, query.limit)?;
    let search = Search::parse("search", query.search.as_deref())?;
    let mut view =
        View::of(&demo, caller, query.grantee_id.as_deref())?.within(&demo, caller, query.session_id).await?;
    view.keep_integrations(&Vec::from_iter(query.integration_id));
    view.keep_types(&Vec::from_iter(query.resource_type_id));
    let found = numbered(&view.catalog.permissions)
        .filter(|(n, _)| view.reach.pools.iter().any(|permissions| permissions.contains(n)))
        .map(|(_, entry)| &entry.shown)
        .filter(|shown| search.finds(&[&shown.name]));
    Ok(Json(paging.cut(found.cloned().collect())))
}

/// Resources on which something may be asked for, in the order of their names.
#[utoipa::path(
    get, path = "/inventory/resources", tag = "inventory", params(ResourcesQuery),
    responses((status = 200, body = Page<Resource>), (status = "4XX", body = ErrorBody))
)]
async fn resources(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Params(query): Params<ResourcesQuery>,
) -> Answer<Resource> {
    let paging = Paging::new(query.skip, query.limit)?;
    let search = Search::parse("search", query.search.as_deref())?;
    let mut view =
        View::of(&demo, caller, query.grantee_id.as_deref())?.within(&demo, caller, query.session_id).await?;
    view.keep_integrations(&Vec::from_iter(query.integration_id));
    view.keep_types(&query.resource_type_ids);
    let read = demo.db.read(move |connection| {
        let named =
            (!query.source_ids.is_empty()).then(|| view.by_source(connection, &query.source_ids)).transpose()?;
        let total = view.takes_all(&search, named.as_deref()).then(|| view.count(|permissions| permissions.min(1)));
        let mut cut = Cut::new(paging, total);
        view.walk(connection, &search, named, |n| cut.offer(n.filter(|n| !view.permissions_on(*n).is_empty())))?;
        Ok::<_, ApiError>(cut.page(|n| view.catalog.resource(n)))
    });
    Ok(Json(read.await?))
}

/// Named sets of access that may be asked for.
#[utoipa::path(
    get, path = "/inventory/bundles", tag = "inventory", params(BundlesQuery),
    responses((status = 200, body = Page<Bundle>), (status = "4XX", body = ErrorBody))
)]
async fn bundles(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Params(query): Params<BundlesQuery>,
) -> Answer<Bundle> {
    let paging = Paging::new(query.skip, query.limit)?;
    let search = Search::parse("search", query.search.as_deref())?;
    let view = View::of(&demo, caller, query.grantee_id.as_deref())?;
    let found = view
        .reach
        .bundles
        .iter()
        .filter_map(|n| at(&view.catalog.bundles, *n))
        .map(|entry| &entry.shown)
        .filter(|shown| search.finds(&[&shown.name]));
    Ok(Json(paging.cut(found.cloned().collect())))
}

/// Resources with one permission each: what may be asked for, or what is in the named bundles. One resource's
/// permissions stand together, in the order of the resources' names.
#[utoipa::path(
    get, path = "/inventory/access-units", tag = "inventory", params(AccessUnitsQuery),
    responses((status = 200, body = Page<AccessUnit>), (status = "4XX", body = ErrorBody))
)]
async fn access_units(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Params(query): Params<AccessUnitsQuery>,
) -> Answer<AccessUnit> {
    let paging = Paging::new(query.skip, query.limit)?;
    let search = Search::parse("search", query.search.as_deref())?;
    let permission_search = Search::parse("permission-search", query.permission_search.as_deref())?;
    let mut view = View::of(&demo, caller, query.grantee_id.as_deref())?;
    let bundled = (!query.bundle_ids.is_empty()).then(|| view.keep_bundles(&query.bundle_ids));
    view.keep_integrations(&query.integration_ids);
    view.keep_types(&query.resource_type_ids);
    view.keep_permissions(&query.permission_ids, &permission_search);
    let named = (!query.resource_ids.is_empty())
        .then(|| sorted(query.resource_ids.iter().filter_map(|id| ids::parse_resource(id))));
    let read = demo.db.read(move |connection| {
        let cut = if let Some(units) = bundled {
            let within = sorted(units.iter().map(|(resource, _)| *resource));
            let within = named.map_or(within.clone(), |named| overlap(&within, &named));
            let mut candidates = Vec::new();
            view.walk(connection, &search, Some(within), |n| {
                candidates.extend(n);
                ControlFlow::Continue(())
            })?;
            let units = units.into_iter().filter(|(n, permission)| {
                candidates.binary_search(n).is_ok() && view.permissions_on(*n).contains(permission)
            });
            let units: Vec<_> = units.collect();
            let mut cut = Cut::new(paging, Some(units.len()));
            // The page may be full before the end.
            let (ControlFlow::Continue(()) | ControlFlow::Break(())) = cut.offer(units);
            cut
        } else {
            let total = view.takes_all(&search, named.as_deref()).then(|| view.count(|permissions| permissions));
            let mut cut = Cut::new(paging, total);
            view.walk(connection, &search, named, |n| {
                cut.offer(
                    n.into_iter().flat_map(|n| view.permissions_on(n).iter().map(move |permission| (n, *permission))),
                )
            })?;
            cut
        };
        Ok::<_, ApiError>(cut.page(|(n, permission)| view.catalog.access_unit(n, permission)))
    });
    Ok(Json(read.await?))
}

/// People the caller may ask for, themselves included.
#[utoipa::path(
    get, path = "/inventory/grantees", tag = "inventory", params(GranteesQuery),
    responses((status = 200, body = Page<Grantee>), (status = "4XX", body = ErrorBody))
)]
async fn grantees(
    State(demo): State<Demo>,
    Caller(caller): Caller,
    Params(query): Params<GranteesQuery>,
) -> Answer<Grantee> {
    let paging = Paging::new(query.skip, query.limit)?;
    let search = Search::parse("search", query.search.as_deref())?;
    let wanted = query.grantee_type.as_deref().filter(|text| !text.is_empty());
    let users = wanted.is_none_or(|text| GranteeType::from(text) == GranteeType::User);
    let found = people::may_request_for(caller)
        .filter(|person| users && !demo.catalog.reach(person.id).is_empty())
        .filter(|person| search.finds(&[person.name, person.email]))
        .map(|person| Grantee {
            id: person.id.into(),
            source_id: person.email.into(),
            display_name: person.name.into(),
            kind: GranteeType::User,
        });
    Ok(Json(paging.cut(found.collect())))
}

/// What one call may see: the catalog through the reach of the person whom access is for.
struct View {
    catalog: Arc<Catalog>,
    reach: Reach,
    /// No other resources than these.
    held: Option<Vec<i64>>,
}

impl View {
    /// # Errors
    /// 404 for a grantee whom nobody knows, 403 for one whom the caller may not ask for.
    fn of(demo: &Demo, caller: &'static Person, grantee: Option<&str>) -> Result<Self, ApiError> {
        let person = match grantee.filter(|id| !id.is_empty()) {
            Some(id) => grantee_of(caller, id)?,
            None => caller,
        };
        let catalog = Arc::clone(&demo.catalog);
        let reach = catalog.reach(person.id);
        Ok(Self { catalog, reach, held: None })
    }

    /// Narrowed to what is in this access session of the caller, if one is named.
    ///
    /// # Errors
    /// 404 when the caller has no such session.
    async fn within(mut self, demo: &Demo, caller: &'static Person, session: Option<String>) -> Result<Self, ApiError> {
        let Some(session) = session.filter(|id| !id.is_empty()) else { return Ok(self) };
        let catalog = Arc::clone(&self.catalog);
        let units = demo.db.read(move |connection| sessions::units_held(connection, &catalog, caller, &session));
        let units = units.await?;
        for (pool, permissions) in (1_i64..).zip(&mut self.reach.pools) {
            let of_pool = units.iter().filter(|(resource, _)| self.catalog.pool_number(*resource) == Some(pool));
            *permissions = sorted(of_pool.map(|(_, permission)| *permission));
        }
        self.held = Some(sorted(units.into_iter().map(|(resource, _)| resource)));
        Ok(self)
    }

    /// The pools in which something is left.
    fn pools(&self) -> impl Iterator<Item = &Pool> {
        self.catalog.pools.iter().zip(&self.reach.pools).filter(|(_, left)| !left.is_empty()).map(|(pool, _)| pool)
    }

    fn permissions_on(&self, resource: i64) -> &[i64] {
        self.catalog.pool_number(resource).map(|pool| self.reach.of_pool(pool)).unwrap_or_default()
    }

    /// Takes away whole pools.
    fn keep_pools(&mut self, keep: impl Fn(&Catalog, &Pool) -> bool) {
        for (pool, permissions) in self.catalog.pools.iter().zip(&mut self.reach.pools) {
            if !keep(&self.catalog, pool) {
                permissions.clear();
            }
        }
    }

    /// Keeps what is in one of these integrations; none named keeps all.
    fn keep_integrations(&mut self, wanted: &[String]) {
        if !wanted.is_empty() {
            self.keep_pools(|catalog, pool| {
                at(&catalog.integrations, pool.integration).is_some_and(|shown| wanted.contains(&shown.id))
            });
        }
    }

    /// Keeps what is of one of these resource types; none named keeps all.
    fn keep_types(&mut self, wanted: &[String]) {
        if !wanted.is_empty() {
            self.keep_pools(|catalog, pool| {
                at(&catalog.types, pool.resource_type).is_some_and(|shown| wanted.contains(&shown.id))
            });
        }
    }

    /// Keeps these permissions, none named keeps all; and of them those whose names are found.
    fn keep_permissions(&mut self, wanted: &[String], search: &Search) {
        let kept: Vec<i64> = numbered(&self.catalog.permissions)
            .filter(|(_, entry)| wanted.is_empty() || wanted.contains(&entry.shown.id))
            .filter(|(_, entry)| search.finds(&[&entry.shown.name]))
            .map(|(n, _)| n)
            .collect();
        self.reach.pools.iter_mut().for_each(|permissions| permissions.retain(|n| kept.binary_search(n).is_ok()));
    }

    /// The units of these bundles, as far as the bundles may be asked for. A bundle is asked for as a whole, so that its
    /// units count whether or not a flow covers them one by one: every permission is kept from here on.
    fn keep_bundles(&mut self, wanted: &[String]) -> Vec<(i64, i64)> {
        let entries = self.reach.bundles.iter().filter_map(|n| at(&self.catalog.bundles, *n));
        let mut units: Vec<(i64, i64)> =
            entries.filter(|entry| wanted.contains(&entry.shown.id)).flat_map(|entry| entry.units.clone()).collect();
        units.sort_unstable();
        units.dedup();
        let every: Vec<i64> = numbered(&self.catalog.permissions).map(|(n, _)| n).collect();
        self.reach.pools.iter_mut().for_each(|permissions| permissions.clone_from(&every));
        units
    }

    /// Whether neither search nor names leave anything out.
    fn takes_all(&self, search: &Search, named: Option<&[i64]>) -> bool {
        search.is_empty() && named.is_none() && self.held.is_none()
    }

    /// The sum over all resources of what `worth` makes of the number of permissions on each.
    fn count(&self, worth: impl Fn(usize) -> usize) -> usize {
        self.catalog.pool_sizes().iter().zip(&self.reach.pools).map(|(size, left)| size * worth(left.len())).sum()
    }

    /// Shows the resources to look at, in order, until `visit` has enough: those that the search finds, of those named if any
    /// are; and nothing for each that was looked at in vain.
    fn walk(
        &self,
        connection: &Connection,
        search: &Search,
        named: Option<Vec<i64>>,
        visit: impl FnMut(Option<i64>) -> ControlFlow<()>,
    ) -> Result<(), ApiError> {
        let named = match (named, &self.held) {
            (Some(named), Some(held)) => Some(overlap(&named, held)),
            (None, Some(held)) => Some(held.clone()),
            (named, None) => named,
        };
        let is_found = |n: &i64| self.catalog.names.of(*n).is_some_and(|name| search.finds(&[name]));
        // Whether it came to the end is for the visitor to know.
        let (ControlFlow::Continue(()) | ControlFlow::Break(())) = match named {
            Some(named) => named.into_iter().filter(is_found).map(Some).try_for_each(visit),
            None if search.is_empty() => (1_i64..).take(self.catalog.resources()).map(Some).try_for_each(visit),
            None => return Ok(search.each_resource(connection, &self.catalog, visit)?),
        };
        Ok(())
    }

    /// The resources with these ids at their providers.
    fn by_source(&self, connection: &Connection, source_ids: &[String]) -> rusqlite::Result<Vec<i64>> {
        let mut find = connection.prepare_cached("SELECT n FROM resources WHERE name = ?1 AND pool = ?2")?;
        let mut found = Vec::new();
        for source_id in source_ids {
            for (pool_n, pool) in numbered(&self.catalog.pools) {
                if let Some(name) = source_id.strip_prefix(&pool.source_prefix) {
                    found.extend(find.query_row(params![name, pool_n], |row| row.get::<_, i64>(0)).optional()?);
                }
            }
        }
        Ok(sorted(found))
    }
}

/// The person whom the caller asks for.
///
/// # Errors
/// 404 when nobody has this id, 403 when the caller may not ask for them.
pub(super) fn grantee_of(caller: &'static Person, id: &str) -> Result<&'static Person, ApiError> {
    let person = people::find(id).ok_or_else(|| ApiError::not_found("There is no person with this `grantee_id`."))?;
    if people::may_request_for(caller).any(|other| other.id == person.id) {
        Ok(person)
    } else {
        Err(ApiError::forbidden(format!("You may not ask for access for {}.", person.name)))
    }
}

fn sorted(numbers: impl IntoIterator<Item = i64>) -> Vec<i64> {
    let mut numbers: Vec<i64> = numbers.into_iter().collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// What is in both; both are sorted.
fn overlap(few: &[i64], many: &[i64]) -> Vec<i64> {
    few.iter().copied().filter(|n| many.binary_search(n).is_ok()).collect()
}

/// So many names beyond the page are looked at for nothing but the total. Where that is not enough the total is left out,
/// so that an answer takes the same time however much there is.
const COUNTED: usize = 20_000;

/// Takes one page out of rows that come by, and counts them.
struct Cut<T> {
    paging: Paging,
    /// How many there are, where that is known beforehand.
    total: Option<usize>,
    seen: usize,
    kept: Vec<T>,
    /// What came by after the page was full.
    beyond: usize,
    broken_off: bool,
}

impl<T> Cut<T> {
    fn new(paging: Paging, total: Option<usize>) -> Self {
        Self { paging, total, seen: 0, kept: Vec::new(), beyond: 0, broken_off: false }
    }

    /// Takes the rows of one resource, perhaps none; breaks off when nothing more is to be learned for what it costs.
    fn offer(&mut self, rows: impl IntoIterator<Item = T>) -> ControlFlow<()> {
        for row in rows {
            if self.seen >= self.paging.skip() && self.kept.len() < self.paging.limit() {
                self.kept.push(row);
            }
            self.seen += 1;
        }
        // One row more than the page has tells that more follow.
        if self.seen > self.paging.skip() + self.paging.limit() {
            self.beyond += 1;
            if self.total.is_some() || self.beyond > COUNTED {
                self.broken_off = true;
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    /// The page, each row made into what the API shows.
    fn page<U>(self, show: impl FnMut(T) -> Option<U>) -> Page<U> {
        let data = self.kept.into_iter().filter_map(show).collect();
        match self.total {
            Some(total) => self.paging.page(data, total),
            None if self.broken_off => self.paging.page_before_more(data),
            None => self.paging.page(data, self.seen),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page of 10 out of so many resources with two rows each.
    fn page(resources: usize, total: Option<usize>) -> (usize, Page<usize>) {
        let paging = Paging::new(Some(5), Some(10)).unwrap();
        let mut cut = Cut::new(paging, total);
        let mut looked_at = 0;
        for resource in 0..resources {
            looked_at += 1;
            if cut.offer([2 * resource, 2 * resource + 1]).is_break() {
                break;
            }
        }
        (looked_at, cut.page(Some))
    }

    #[test]
    fn what_can_be_counted_cheaply_has_its_total() {
        let (_, page) = page(20_000, None);
        assert_eq!(page.data, (5..15).collect::<Vec<_>>());
        assert_eq!((page.pagination.total, page.pagination.has_more), (Some(40_000), Some(true)));
    }

    #[test]
    fn a_page_of_much_more_says_that_more_follows_and_not_how_much() {
        let (looked_at, page) = page(1_000_000, None);
        assert_eq!(page.data, (5..15).collect::<Vec<_>>());
        assert_eq!((page.pagination.total, page.pagination.has_more), (None, Some(true)));
        assert!(looked_at < 20_100, "{looked_at}");
    }

    #[test]
    fn where_the_total_is_known_no_more_is_looked_at_than_the_page_has() {
        let (looked_at, page) = page(1_000_000, Some(2_000_000));
        assert_eq!((page.pagination.total, page.pagination.has_more), (Some(2_000_000), Some(true)));
        assert_eq!(looked_at, 8);
    }
}
