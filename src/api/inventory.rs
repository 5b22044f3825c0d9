//! `/inventory`: what can be asked for (reference 8).

use apono_api::Page;
use apono_api::query::{
    AccessUnitsQuery, BundlesQuery, GranteesQuery, IntegrationsQuery, PermissionsQuery, Query, ResourceTypesQuery,
    ResourcesQuery,
};
use serde::de::DeserializeOwned;

use super::convert;
use super::{ApiError, Cancel, Client};
use crate::domain::inventory::{AccessUnit, Bundle, Grantee, Integration, PageOf, Permission, Resource, ResourceType};

/// How many rows one page holds: the largest page that is known to be served (reference 1.4).
const LIMIT: Option<i32> = Some(1_000);

/// What narrows the list of access units. Empty means no filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitFilter {
    /// What is searched for; spaces at its ends do not count.
    pub search: String,
    /// Ids of resource types.
    pub types: Vec<String>,
    /// Ids of resources.
    pub resources: Vec<String>,
    /// Ids of permissions.
    pub permissions: Vec<String>,
    /// Id of the bundle whose contents are wanted.
    pub bundle: Option<String>,
    /// Id of the person whom access is for.
    pub grantee: Option<String>,
}

/// Which resources of one integration are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceFilter {
    /// What is searched for, less the spaces at its ends; empty means no filter.
    pub search: String,
    /// Id of the integration.
    pub integration: String,
    /// Id of the resource type.
    pub resource_type: String,
    /// Id of the person whom access is for; `None` for the signed-in person.
    pub grantee: Option<String>,
}

fn search(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Access units that match, from row `skip` on; one resource's permissions stand together.
pub async fn access_units(
    client: &Client,
    filter: &UnitFilter,
    skip: usize,
    cancel: &Cancel,
) -> Result<PageOf<AccessUnit>, ApiError> {
    let query = AccessUnitsQuery {
        search: search(&filter.search),
        resource_type_ids: filter.types.clone(),
        resource_ids: filter.resources.clone(),
        permission_ids: filter.permissions.clone(),
        bundle_ids: filter.bundle.iter().cloned().collect(),
        grantee_id: filter.grantee.clone(),
        limit: LIMIT,
        skip: i32::try_from(skip).ok(),
        ..AccessUnitsQuery::default()
    };
    let page: Page<apono_api::AccessUnit> = client.get("/inventory/access-units", &query, Some(cancel)).await?;
    Ok(convert::units_page(page))
}

/// Resources of one type in one integration, from row `skip` on.
pub async fn resources(
    client: &Client,
    filter: &ResourceFilter,
    skip: usize,
    cancel: &Cancel,
) -> Result<PageOf<Resource>, ApiError> {
    let query = ResourcesQuery {
        search: search(&filter.search),
        integration_id: Some(filter.integration.clone()),
        resource_type_ids: vec![filter.resource_type.clone()],
        grantee_id: filter.grantee.clone(),
        limit: LIMIT,
        skip: i32::try_from(skip).ok(),
        ..ResourcesQuery::default()
    };
    let page: Page<apono_api::Resource> = client.get("/inventory/resources", &query, Some(cancel)).await?;
    Ok(convert::page(page, convert::resource))
}

/// Integrations in which something can be asked for.
pub async fn integrations(client: &Client, grantee: Option<&str>) -> Result<Vec<Integration>, ApiError> {
    let query = |skip| IntegrationsQuery { grantee_id: owned(grantee), limit: LIMIT, skip, ..Default::default() };
    all(client, "/inventory/integrations", query, convert::integration).await
}

/// Resource types of one integration, or over all of them.
pub async fn resource_types(
    client: &Client,
    integration: Option<&str>,
    grantee: Option<&str>,
) -> Result<Vec<ResourceType>, ApiError> {
    let query = |skip| ResourceTypesQuery {
        integration_id: owned(integration),
        grantee_id: owned(grantee),
        limit: LIMIT,
        skip,
        ..Default::default()
    };
    all(client, "/inventory/resource-types", query, convert::resource_type).await
}

/// Permissions on one resource type of an integration (both ids), or over all of them. Several may share a name.
pub async fn permissions(
    client: &Client,
    place: Option<(&str, &str)>,
    grantee: Option<&str>,
) -> Result<Vec<Permission>, ApiError> {
    let query = |skip| PermissionsQuery {
        integration_id: place.map(|(integration, _)| integration.to_owned()),
        resource_type_id: place.map(|(_, resource_type)| resource_type.to_owned()),
        grantee_id: owned(grantee),
        limit: LIMIT,
        skip,
        ..Default::default()
    };
    all(client, "/inventory/permissions", query, convert::permission).await
}

/// Bundles that can be asked for.
pub async fn bundles(client: &Client, grantee: Option<&str>) -> Result<Vec<Bundle>, ApiError> {
    let query = |skip| BundlesQuery { grantee_id: owned(grantee), limit: LIMIT, skip, ..Default::default() };
    all(client, "/inventory/bundles", query, convert::bundle).await
}

/// People for whom access can be asked.
pub async fn grantees(client: &Client) -> Result<Vec<Grantee>, ApiError> {
    let query = |skip| GranteesQuery { limit: LIMIT, skip, ..Default::default() };
    all(client, "/inventory/grantees", query, convert::grantee).await
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

/// Reads every page. An empty page is the last one, whatever it says.
async fn all<Q: Query, Wire: DeserializeOwned, Row>(
    client: &Client,
    path: &str,
    query: impl Fn(Option<i32>) -> Q,
    row: fn(Wire) -> Row,
) -> Result<Vec<Row>, ApiError> {
    let mut all = Vec::new();
    loop {
        let page: Page<Wire> = client.get(path, &query(i32::try_from(all.len()).ok()), None).await?;
        let page = convert::page(page, row);
        let more = page.more && !page.rows.is_empty();
        all.extend(page.rows);
        if !more {
            return Ok(all);
        }
    }
}
