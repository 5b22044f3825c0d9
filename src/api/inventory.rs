//! `/inventory`: what can be asked for (reference 8).

use apono_api::Page;
use apono_api::query::{AccessUnitsQuery, PermissionsQuery, ResourceTypesQuery};

use super::convert;
use super::{ApiError, Cancel, Client};
use crate::domain::inventory::{AccessUnit, PageOf, Permission, ResourceType};

/// How many rows one page holds: the largest page that is known to be served (reference 1.4).
const LIMIT: Option<i32> = Some(1_000);

/// What narrows the list of access units. Empty means no filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitFilter {
    pub search: String,
    /// Ids of resource types.
    pub types: Vec<String>,
    /// Ids of permissions.
    pub permissions: Vec<String>,
}

/// Access units that match, from row `skip` on; one resource's permissions stand together.
pub async fn access_units(
    client: &Client,
    filter: &UnitFilter,
    skip: usize,
    cancel: &Cancel,
) -> Result<PageOf<AccessUnit>, ApiError> {
    let query = AccessUnitsQuery {
        search: Some(filter.search.trim().to_owned()).filter(|search| !search.is_empty()),
        resource_type_ids: filter.types.clone(),
        permission_ids: filter.permissions.clone(),
        limit: LIMIT,
        skip: i32::try_from(skip).ok(),
        ..AccessUnitsQuery::default()
    };
    let page: Page<apono_api::AccessUnit> = client.get("/inventory/access-units", &query, Some(cancel)).await?;
    Ok(convert::units_page(page))
}

/// Resource types over all integrations.
pub async fn resource_types(client: &Client) -> Result<Vec<ResourceType>, ApiError> {
    let mut all = Vec::new();
    loop {
        let query = ResourceTypesQuery { limit: LIMIT, skip: i32::try_from(all.len()).ok(), ..Default::default() };
        let page: Page<apono_api::ResourceType> = client.get("/inventory/resource-types", &query, None).await?;
        if !take(convert::page(page, convert::resource_type), &mut all) {
            return Ok(all);
        }
    }
}

/// Permissions over all integrations. Several may share a name.
pub async fn permissions(client: &Client) -> Result<Vec<Permission>, ApiError> {
    let mut all = Vec::new();
    loop {
        let query = PermissionsQuery { limit: LIMIT, skip: i32::try_from(all.len()).ok(), ..Default::default() };
        let page: Page<apono_api::Permission> = client.get("/inventory/permissions", &query, None).await?;
        if !take(convert::page(page, convert::permission), &mut all) {
            return Ok(all);
        }
    }
}

/// Adds a page; answers whether there is another. An empty page is the last one, whatever it says.
fn take<T>(page: PageOf<T>, all: &mut Vec<T>) -> bool {
    let more = page.more && !page.rows.is_empty();
    all.extend(page.rows);
    more
}
