//! Saved templates: a filled form under a name, to ask for the same again (reference 8, "Templates").

use super::inventory::{Integration, Permission, Resource, ResourceType};
use super::moment::Moment;

/// A saved template with what it names, as far as the service still knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    pub id: String,
    pub name: String,
    pub integrations: Vec<Integration>,
    pub resource_types: Vec<ResourceType>,
    pub resources: Vec<Resource>,
    pub permissions: Vec<Permission>,
    pub created: Moment,
}

/// What a template holds, by ids. Empty means that this part of the form is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    pub integrations: Vec<String>,
    pub resource_types: Vec<String>,
    pub resources: Vec<String>,
    pub permissions: Vec<String>,
}

impl Template {
    /// Its contents by ids, for saving it again under another name.
    pub fn contents(&self) -> Contents {
        Contents {
            integrations: self.integrations.iter().map(|integration| integration.id.clone()).collect(),
            resource_types: self.resource_types.iter().map(|resource_type| resource_type.id.clone()).collect(),
            resources: self.resources.iter().map(|resource| resource.id.clone()).collect(),
            permissions: self.permissions.iter().map(|permission| permission.id.clone()).collect(),
        }
    }
}
