//! `/access-request-templates`: filled forms under a name (reference 8).

use apono_api::query::{TemplateQuery, TemplatesQuery};
use apono_api::{AccessRequestTemplate, Message, Page, SaveAccessRequestTemplate, TemplateType};

use super::access_requests::segment;
use super::convert;
use super::{ApiError, Client};
use crate::domain::inventory::PageOf;
use crate::domain::template::{Contents, Template};

const PATH: &str = "/access-request-templates";

/// How many templates one page holds.
const LIMIT: i32 = 100;

/// Saved templates of the person, from row `skip` on.
pub async fn list(client: &Client, skip: usize) -> Result<PageOf<Template>, ApiError> {
    let query = TemplatesQuery { limit: Some(LIMIT), skip: i32::try_from(skip).ok(), ..TemplatesQuery::default() };
    let page: Page<AccessRequestTemplate> = client.get(PATH, &query, None).await?;
    Ok(convert::page(page, convert::template))
}

/// One template, for filling a form from it.
pub async fn one(client: &Client, id: &str) -> Result<Template, ApiError> {
    client.get(&path_of(id), &TemplateQuery::default(), None).await.map(convert::template)
}

/// Saves a filled form under a name.
pub async fn create(client: &Client, name: &str, contents: &Contents) -> Result<Template, ApiError> {
    client.post(PATH, &body(name, contents)).await.map(convert::template)
}

/// Gives a template another name; what it holds stays.
pub async fn rename(client: &Client, template: &Template, name: &str) -> Result<Template, ApiError> {
    client.put(&path_of(&template.id), &body(name, &template.contents())).await.map(convert::template)
}

/// Deletes a template for good.
pub async fn delete(client: &Client, id: &str) -> Result<(), ApiError> {
    client.delete::<Message>(&path_of(id)).await.map(|_| ())
}

fn path_of(id: &str) -> String {
    [PATH, "/", &segment(id)].concat()
}

fn body(name: &str, contents: &Contents) -> SaveAccessRequestTemplate {
    SaveAccessRequestTemplate {
        name: name.trim().to_owned(),
        kind: TemplateType::IntegrationRequest,
        filter_integration_ids: contents.integrations.clone(),
        filter_resource_type_ids: contents.resource_types.clone(),
        filter_resource_ids: contents.resources.clone(),
        filter_permission_ids: contents.permissions.clone(),
    }
}
